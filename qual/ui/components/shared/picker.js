// The code picker: type to find, 1–9 for recent codes, Enter. Several codes at once, and new codes on the way.

import { el, elided, giveFocusBack, placeNear } from "./dom.js";
import { folded, rowsFor } from "./finding.js";

const MOST_VIVO = 60;
let pickers = 0;

export class CodePicker {
  // host: the element of the component that the picker belongs to.
  constructor({ host, label = "Code these words" }) {
    this.id = `q-picker-${++pickers}`;
    this.listening = new AbortController();
    this.#build(host, label);
  }

  get isOpen() {
    return this.box.matches(":popover-open");
  }

  // anchorRect: where the words are; codes in codebook order; recent: code ids for 1–9; multi: several at once;
  // words: what an in vivo code is made of; have: codes these words carry already; vivo: open with the words as a new
  // code's name; themes: [{id, name}] a new code can go under. onChoose({codes: [ids], created: [{name, theme}]}).
  open({
    anchorRect,
    codes,
    recent = [],
    multi = true,
    words = "",
    have = [],
    vivo = false,
    themes = [],
    label,
    onChoose,
    onClose,
  }) {
    if (this.isOpen) this.close();
    this.given = { anchorRect, codes, recent, multi, words, have: new Set(have), themes, onChoose, onClose };
    this.checked = [];
    this.moved = false;
    this.active = 0;
    this.before = document.activeElement;
    this.input.value = "";
    if (label) this.box.setAttribute("aria-label", label);
    this.list.setAttribute("aria-multiselectable", String(multi));
    this.theme.replaceChildren(
      el("option", { value: "" }, "New codes"),
      ...themes.map((one) => el("option", { value: one.id }, one.name)),
    );
    this.box.showPopover();
    if (vivo && words) this.#vivo();
    else this.#draw();
    placeNear(this.box, anchorRect);
    this.input.focus({ preventScroll: true });
  }

  // New codes of the codebook while the picker is open; what was typed and checked stays.
  refresh({ codes, recent, have }) {
    if (!this.isOpen) return;
    Object.assign(this.given, { codes, recent, have: new Set(have ?? this.given.have) });
    this.#draw();
  }

  close() {
    if (!this.isOpen) return;
    const inside = this.box.contains(document.activeElement);
    this.box.hidePopover();
    if (inside) giveFocusBack(this.before);
    this.given.onClose?.();
  }

  destroy() {
    this.listening.abort();
    this.box.remove();
  }

  #build(host, label) {
    const { signal } = this.listening;
    const listId = `${this.id}-list`;
    this.input = el("input", {
      type: "text",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": listId,
      "aria-autocomplete": "list",
      "aria-label": "Find a code",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: "Type to find, or 1–9",
    });
    this.chips = el("div", { class: "q-picker-chips" });
    this.list = el("ul", { id: listId, role: "listbox", "aria-label": "Codes" });
    this.about = el("p", { class: "q-picker-about" });
    this.theme = el("select", { "aria-label": "Theme of the new code" });
    this.under = el("label", { class: "q-picker-under" }, "under ", this.theme);
    this.hint = el("p", { class: "q-picker-hint" });
    this.box = el(
      "div",
      { class: "q-picker", popover: "manual", role: "dialog", "aria-label": label },
      this.chips,
      this.input,
      this.list,
      this.under,
      this.about,
      this.hint,
    );
    host.append(this.box);
    this.box.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.input.addEventListener("input", () => this.#typed(), { signal });
    this.list.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
    this.list.addEventListener("click", (event) => this.#clicked(event), { signal });
    document.addEventListener("pointerdown", (event) => this.#outside(event), { signal, capture: true });
  }

  #typed() {
    this.moved = false;
    this.active = 0;
    this.#draw();
  }

  #outside(event) {
    if (this.isOpen && !event.composedPath().includes(this.box)) this.close();
  }

  #draw() {
    this.rows = rowsFor(this.given, this.input.value.trim());
    this.active = Math.max(0, Math.min(this.active, this.rows.length - 1));
    let theme = null;
    const shown = this.rows.map((row, at) => {
      const option = this.#option(row, at, theme);
      theme = row.code?.theme ?? null;
      return option;
    });
    this.list.replaceChildren(...shown);
    if (!shown.length) {
      const empty = this.given.codes.length ? "Nothing found." : "No codes yet: type a name to make the first.";
      this.list.append(el("li", { class: "q-picker-empty", role: "option", "aria-disabled": "true" }, empty));
    }
    this.#drawChecked();
    this.#mark();
  }

  #option(row, at, themeBefore) {
    const option = el("li", { id: `${this.id}-${at}`, role: "option", "data-at": at });
    if (row.kind === "vivo") {
      option.append(
        el("b", { class: "q-picker-plus", "aria-hidden": "true" }, "“”"),
        "Use the words as the code (in vivo)",
      );
      return option;
    }
    if (row.kind === "create") {
      option.append(
        el("b", { class: "q-picker-plus", "aria-hidden": "true" }, "+"),
        el("span", {}, `Create “${row.name}”`),
      );
      return option;
    }
    const { code, digit } = row;
    const checked = this.checked.some((one) => one.id === code.id);
    option.style.setProperty("--c", code.color ?? "");
    option.append(
      el("kbd", { hidden: !digit }, digit ? String(digit) : ""),
      el("i", { class: "q-swatch", "aria-hidden": "true" }),
      el("span", { class: "q-picker-name", dir: "auto" }, code.name),
    );
    if (this.given.have.has(code.id)) option.append(el("em", {}, "already here"));
    else if (code.theme && code.theme !== themeBefore) option.append(el("small", { dir: "auto" }, code.theme));
    if (this.given.multi)
      option.append(el("i", { class: checked ? "q-tick q-on" : "q-tick", "aria-hidden": "true" }));
    return option;
  }

  #drawChecked() {
    this.chips.hidden = !this.checked.length;
    this.chips.replaceChildren(
      ...this.checked.map((one) =>
        el(
          "button",
          {
            type: "button",
            class: "q-chip",
            style: { "--c": one.color ?? "" },
            "aria-label": `Take ${one.name} out`,
            onclick: () => this.#toggle(one),
          },
          elided(one.name, 28),
          el("span", { "aria-hidden": "true" }, " ×"),
        ),
      ),
    );
  }

  #mark() {
    const { multi } = this.given;
    [...this.list.children].forEach((option, at) => {
      const code = this.rows[at]?.code;
      const on = multi ? this.checked.some((one) => one.id === code?.id) : at === this.active;
      option.setAttribute("aria-selected", String(Boolean(on)));
      option.classList.toggle("q-active", at === this.active);
    });
    const row = this.rows[this.active];
    if (row) this.input.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
    // Only a list longer than its box has to scroll, and the first row is there anyway.
    if (this.active) this.list.children[this.active].scrollIntoView({ block: "nearest" });
    else this.list.scrollTop = 0;
    this.about.textContent = row?.code ? elided(row.code.definition ?? "", 180) : "";
    this.about.hidden = !this.about.textContent;
    this.under.hidden = row?.kind !== "create" || !this.given.themes.length;
    const several = multi ? (this.checked.length ? "Enter finishes" : "⇧Enter several") : "";
    this.hint.textContent = ["Enter applies", several, "Esc closes"].filter(Boolean).join(" · ");
  }

  #key(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const done = this.#did(event);
    if (done) event.preventDefault();
  }

  // Does what the key means here; false for keys that only type.
  #did(event) {
    const { key, shiftKey } = event;
    if (key === "Escape") this.close();
    else if (event.target !== this.input) return false;
    else if (key === "ArrowDown" || key === "ArrowUp") this.#step(key === "ArrowDown" ? 1 : -1);
    else if (key === "Enter") shiftKey ? this.#toggleRow(this.rows[this.active]) : this.#finish();
    else if (key === " " && !this.input.value && this.given.multi) this.#toggleRow(this.rows[this.active]);
    else if (key === "Backspace" && !this.input.value && this.checked.length) this.#toggle(this.checked.at(-1));
    else return this.#digit(event);
    return true;
  }

  #digit({ code, key, shiftKey, ctrlKey, metaKey, altKey }) {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1] ?? (/^[1-9]$/.test(key) ? key : "");
    if (!digit || this.input.value || ctrlKey || metaKey || altKey) return false;
    const row = this.rows.find((one) => one.digit === Number(digit));
    if (!row) return false;
    if (shiftKey || this.checked.length) this.#toggleRow(row);
    else this.#take(row);
    return true;
  }

  #step(by) {
    if (!this.rows.length) return;
    this.moved = true;
    this.active = (this.active + by + this.rows.length) % this.rows.length;
    this.#mark();
  }

  #clicked(event) {
    const option = event.target.closest("[data-at]");
    if (!option) return;
    const row = this.rows[Number(option.dataset.at)];
    const several = event.shiftKey || event.ctrlKey || event.metaKey || event.target.closest(".q-tick");
    this.active = Number(option.dataset.at);
    if (several && row.kind !== "vivo") this.#toggleRow(row);
    else this.#take(row);
  }

  #toggleRow(row) {
    if (!row || !this.given.multi) return;
    if (row.kind === "vivo") this.#vivo();
    else this.#toggle(this.#named(row));
  }

  #named(row) {
    if (row.kind === "code") return row.code;
    return { id: `new:${row.name}`, name: row.name, created: { name: row.name, theme: this.theme.value } };
  }

  #toggle(one) {
    const at = this.checked.findIndex((other) => other.id === one.id);
    if (at >= 0) this.checked.splice(at, 1);
    else this.checked.push(one);
    this.input.value = "";
    this.moved = false;
    this.#draw();
    this.input.focus({ preventScroll: true });
  }

  #vivo() {
    this.input.value = elided(this.given.words, MOST_VIVO);
    this.active = 0;
    this.#draw();
    const exact = this.rows.findIndex(
      (row) => folded(row.code?.name ?? row.name ?? "") === folded(this.input.value),
    );
    this.active = Math.max(0, exact);
    this.#mark();
    this.input.focus({ preventScroll: true });
    this.input.select();
  }

  #finish() {
    if (this.checked.length && !this.input.value && !this.moved) this.#choose(this.checked);
    else if (this.rows[this.active]) this.#take(this.rows[this.active]);
  }

  #take(row) {
    if (row.kind === "vivo") {
      this.#vivo();
      return;
    }
    const one = this.#named(row);
    this.#choose(this.checked.some((other) => other.id === one.id) ? this.checked : [...this.checked, one]);
  }

  #choose(chosen) {
    const { onChoose, have } = this.given;
    this.close();
    onChoose({
      codes: chosen.filter((one) => !one.created && !have.has(one.id)).map((one) => one.id),
      created: chosen.filter((one) => one.created).map((one) => one.created),
    });
  }
}
