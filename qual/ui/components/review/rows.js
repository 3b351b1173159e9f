// The suggested codes of a passage as rows: name, theme, how sure, why, and the two buttons. Rows are used again.

import { el } from "../shared/dom.js";

const SHOWN = 4; // reasons, until somebody asks for more
const VERDICTS = { accept: "accepted", reject: "rejected" };

export class Rows {
  constructor(list, keys) {
    this.list = list;
    this.keys = keys;
    this.rows = [];
    this.whole = false; // whether all reasons are shown, each in full
    this.meaning = el("div", { class: "q-meaning" });
  }

  // codes: the item's; focused: one of them; named(code id) -> {name, theme, color, ...}; verdict(code id) -> word;
  // open: whether decisions can be made; definition: whether the meaning of the focused code is shown.
  draw(state) {
    this.drawn = state;
    const { codes, focused, named, verdict, open, definition } = state;
    const hadFocus = this.rows.findIndex((row) => row.root.contains(document.activeElement));
    while (this.rows.length < codes.length) this.rows.push(this.#make());
    this.list.hidden = !codes.length;
    this.rows.forEach((row, i) => {
      row.root.hidden = i >= codes.length;
      if (i >= codes.length) return;
      const one = { code: codes[i], about: named(codes[i].code), verdict: verdict(codes[i].code) };
      this.#fill(row, one, { number: codes.length > 1 ? i + 1 : 0, focused: codes[i] === focused, open });
    });
    this.#explain(codes.indexOf(focused), named, definition);
    if (hadFocus >= 0) this.#keepFocus(codes.indexOf(focused));
  }

  // Keys of the buttons; written again when the person changes them.
  label() {
    for (const row of this.rows) this.#label(row);
  }

  #label(row) {
    this.keys.write(row.accept, "accept");
    this.keys.write(row.reject, "reject");
  }

  #make() {
    const button = (act, label) =>
      el(
        "button",
        { type: "button", "data-act": act, class: `q-${act}` },
        el("span", {}, label),
        el("kbd", { "aria-hidden": "true" }),
      );
    const row = {
      number: el("kbd", { class: "q-number", "aria-hidden": "true" }),
      name: el("b", { class: "q-name", dir: "auto" }),
      theme: el("span", { class: "q-theme", dir: "auto" }),
      band: el("span", { class: "q-band" }),
      proof: el("ul", { class: "q-proof", "aria-label": "Why" }),
      more: el("button", { type: "button", class: "q-link q-more", onclick: () => this.#toggle() }),
      verdict: el("span", { class: "q-verdict" }),
      accept: button("accept", "Accept"),
      reject: button("reject", "Reject"),
    };
    row.root = el(
      "li",
      { class: "q-code" },
      el(
        "div",
        { class: "q-code-head" },
        row.number,
        el("i", { class: "q-swatch", "aria-hidden": "true" }),
        el("div", { class: "q-code-name" }, row.name, row.theme),
        row.band,
      ),
      row.proof,
      row.more,
      el("div", { class: "q-code-acts" }, row.verdict, row.accept, row.reject),
    );
    this.#label(row);
    this.list.append(row.root);
    return row;
  }

  #fill(row, { code, about, verdict }, { number, focused, open }) {
    row.root.dataset.code = code.code;
    row.root.dataset.verdict = verdict;
    row.root.style.setProperty("--c", about.color);
    row.root.setAttribute("aria-current", String(focused));
    row.number.textContent = number && number < 10 ? String(number) : "";
    row.number.hidden = !number || number > 9;
    row.name.textContent = about.name;
    row.theme.textContent = about.theme;
    row.band.textContent = code.band_words || code.band;
    row.band.title = code.band_help ?? "";
    row.verdict.textContent = VERDICTS[verdict] ?? "";
    for (const [button, label] of [
      [row.accept, "Accept"],
      [row.reject, "Reject"],
    ]) {
      button.hidden = Boolean(verdict) || !open;
      button.setAttribute("aria-label", `${label} ${about.name}`);
    }
    this.#prove(row, focused ? code : null);
  }

  // The reasons, one line each, the payload lists them strongest first; all of them in full once somebody asks.
  #prove(row, code) {
    const evidence = code?.evidence ?? [];
    const told = evidence.filter((one) => one.side !== "change");
    const shown = [
      ...(this.whole ? told : told.slice(0, SHOWN)),
      ...evidence.filter((one) => one.side === "change"),
    ];
    row.proof.hidden = !shown.length;
    row.more.hidden = !shown.length;
    row.proof.classList.toggle("q-whole", this.whole);
    const hidden = told.length - SHOWN;
    row.more.textContent = this.whole ? "Less" : hidden > 0 ? `In full, and ${hidden} more` : "In full";
    row.more.setAttribute("aria-expanded", String(this.whole));
    const help = this.whole && code.band_help ? [el("li", { class: "q-proof-help" }, code.band_help)] : [];
    row.proof.replaceChildren(...shown.map((one) => this.#reason(one)), ...help);
  }

  #reason(one) {
    const words = one.words ? el("q", { dir: "auto" }, one.words) : "";
    const means = { for: "For it:", against: "Against it:" }[one.side];
    const title = [means, one.said, one.words && `“${one.words}”`, one.odds].filter(Boolean).join(" ");
    if (one.side === "change") return el("li", { class: "q-proof-change", title }, el("span", {}, one.said));
    const side = one.side === "for" ? "For" : "Against";
    return el(
      "li",
      { class: `q-proof-${one.side}`, title },
      one.sign
        ? el("b", {}, el("span", { class: "q-unseen" }, side), el("i", { "aria-hidden": "true" }, one.sign))
        : el("b", {}, side),
      el("span", {}, one.said, words ? ": " : "", words),
      this.whole && one.odds ? el("small", {}, one.odds) : "",
    );
  }

  // Asked for once, it holds for what comes: somebody reads reasons, or does not.
  #toggle() {
    this.whole = !this.whole;
    if (this.drawn) this.draw(this.drawn);
  }

  #explain(at, named, definition) {
    if (at < 0 || !definition) {
      this.meaning.remove();
      return;
    }
    const row = this.rows[at];
    const { definition: means, include = [], exclude = [] } = named(row.root.dataset.code);
    const phrases = (label, list) =>
      list.length ? el("p", { dir: "auto" }, el("b", {}, label), list.join(" · ")) : "";
    this.meaning.replaceChildren(
      el("p", { dir: "auto" }, means || "No definition yet. The codebook is the place for it."),
      ...[phrases("Include ", include), phrases("Exclude ", exclude)].filter(Boolean),
    );
    if (this.meaning.parentElement !== row.root) row.proof.after(this.meaning);
  }

  // A button that was pressed and is gone hands the focus to the next question's, not to nowhere.
  #keepFocus(at) {
    const gone = document.activeElement === document.body || document.activeElement?.closest("[hidden]");
    if (gone && at >= 0 && !this.rows[at].accept.hidden) this.rows[at].accept.focus({ preventScroll: true });
  }
}
