"use strict";
// Searching, sorting, light and dark, printing. Without it the report can be read all the same.
(() => {
  const root = document.documentElement;
  const field = document.getElementById("search");
  const told = document.getElementById("found");
  const darker = window.matchMedia("(prefers-color-scheme: dark)");
  const theme = document.getElementById("theme");

  const setTheme = (name) => {
    root.dataset.theme = name;
    theme.textContent = name === "dark" ? "Light" : "Dark";
  };
  setTheme(darker.matches ? "dark" : "light");
  theme.addEventListener("click", () => setTheme(root.dataset.theme === "dark" ? "light" : "dark"));
  document.getElementById("print").addEventListener("click", () => window.print());
  document.querySelector(".bar").hidden = false;

  // Printing shows what is folded, but for the numbers of figures, which are long.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open]):not(.numbers)")];
    for (const one of folded) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });

  // Words are compared without accents and in lower case.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let items = null;
  const known = () =>
    (items ??= [...document.querySelectorAll(".find")].map((node) => ({ node, text: plain(node.textContent) })));

  const mark = (words) => {
    if (!window.Highlight || !CSS.highlights) return;
    CSS.highlights.delete("found");
    if (!words.length) return;
    const ranges = [];
    for (const { node } of known()) {
      if (node.hidden || ranges.length > 2000) continue;
      const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        // Only where taking accents away leaves every letter in its place can it be marked.
        const said = plain(text.data);
        if (said.length !== text.data.length) continue;
        for (const word of words) {
          for (let at = said.indexOf(word); at >= 0; at = said.indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(text, at);
            range.setEnd(text, at + word.length);
            ranges.push(range);
          }
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };

  let opened = [];
  const search = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const one of opened) one.open = false;
    opened = [];
    for (const { node, text } of known()) {
      const fits = words.every((word) => text.includes(word));
      node.hidden = !fits;
      if (!fits || !words.length) continue;
      count += 1;
      const fold = node.closest("details:not([open])");
      if (fold) {
        fold.open = true;
        opened.push(fold);
      }
    }
    for (const block of document.querySelectorAll(".block")) {
      const own = block.querySelectorAll(".find");
      block.hidden = words.length > 0 && ![...own].some((node) => !node.hidden);
    }
    told.textContent = words.length ? (count === 1 ? "1 place" : `${count} places`) : "";
    mark(words);
  };
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      field.value = "";
      search();
    } else if (event.key === "Enter") {
      clearTimeout(waiting);
      search();
      known().find(({ node }) => !node.hidden)?.node.scrollIntoView({ block: "center" });
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    }
  });

  // A heading sorts its table: by its numbers where it has them, else by its words; a third time as it was.
  const value = (row, place) => row.cells[place]?.dataset.v ?? row.cells[place]?.textContent.trim() ?? "";
  const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const compare = (a, b) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    const [x, y] = [Number(a), Number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? words.compare(a, b) : x - y;
  };
  for (const table of document.querySelectorAll("table[data-sort]")) {
    const body = table.tBodies[0];
    const first = [...body.rows];
    const heads = [...table.querySelectorAll("thead tr:last-child th")];
    heads.forEach((head, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { ascending: "descending", descending: "none" }[head.getAttribute("aria-sort")] ?? "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        const rows = [...first];
        if (next !== "none") {
          head.setAttribute("aria-sort", next);
          const sign = next === "ascending" ? 1 : -1;
          rows.sort((a, b) => {
            const [x, y] = [value(a, place), value(b, place)];
            return x === "" || y === "" ? compare(x, y) : sign * compare(x, y);
          });
        }
        body.append(...rows);
      });
    });
  }
})();
