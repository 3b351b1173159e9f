// The bar above the text: what is shown, undo and redo, size of the letters, memos, keys, and what is not saved yet.

import { el, elided, press } from "../shared/dom.js";

const SIZE = "qual-reader-size"; // in localStorage: a number, nothing of the study
const SIZES = [0.875, 1, 1.125, 1.25, 1.5, 1.75];
const LABEL = 30;
const WEAK = "weak suggestions"; // not shown unless one asks for them: there are some on nearly every sentence
// What is hidden, per study, while this page of the browser lives.
const hiddenIn = new Map();

export class Tools {
  constructor({ bar, root, acts, onShown }) {
    Object.assign(this, { bar, root, onShown });
    this.shown = press("Shown", () => this.#toggle(), {
      class: "q-shown",
      "aria-expanded": "false",
      "aria-haspopup": "dialog",
    });
    this.undo = press("", acts.undo, { class: "q-undo" });
    this.redo = press("", acts.redo, { class: "q-redo" });
    this.saved = el("span", { class: "q-saved", role: "status", "aria-live": "off" });
    const smaller = press("A−", () => this.#size(-1), { "aria-label": "Smaller letters" });
    const larger = press("A+", () => this.#size(1), { "aria-label": "Larger letters" });
    this.memo = press("Memo", acts.memo, { class: "q-memo-all", "aria-label": "Memos on this transcript" });
    this.help = press("Keys", acts.help, { class: "q-help", key: "?" });
    this.where = el("span", { class: "q-where" });
    bar.append(
      this.shown,
      this.undo,
      this.redo,
      el("span", { class: "q-space" }),
      this.where,
      this.saved,
      smaller,
      larger,
      this.memo,
      this.help,
    );
    this.panel = el("div", { class: "q-panel", popover: "auto", role: "dialog", "aria-label": "What is shown" });
    root.append(this.panel);
    this.panel.addEventListener("toggle", (event) =>
      this.shown.setAttribute("aria-expanded", String(event.newState === "open")),
    );
    this.panel.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
    this.panel.addEventListener("change", (event) => this.#changed(event.target));
    this.#size(0);
  }

  update({ study, standing, sign }) {
    if (!hiddenIn.has(study)) hiddenIn.set(study, new Set([WEAK]));
    this.hidden = hiddenIn.get(study);
    this.standing = standing;
    this.#step(this.undo, "Undo", "↶", standing.undo[0], sign("undo"));
    this.#step(this.redo, "Redo", "↷", standing.redo[0], sign("redo"));
    const notes = standing.about.size;
    this.memo.textContent = notes ? `Memos (${notes})` : "Memo";
    const hidden = this.hidden.size - Number(this.hidden.has(WEAK));
    this.shown.textContent = hidden ? `Shown (${hidden} hidden)` : "Shown";
    if (this.panel.matches(":popover-open")) this.#fill();
  }

  #step(button, name, arrow, stroke, sign) {
    const what = stroke ? `${name}: ${stroke.label}` : `Nothing to ${name.toLowerCase()}`;
    button.disabled = !stroke;
    button.title = what;
    button.setAttribute("aria-label", what);
    button.replaceChildren(
      el("span", { "aria-hidden": "true" }, arrow),
      " ",
      el("span", { class: "q-step" }, stroke ? `${name}: ${elided(stroke.label, LABEL)}` : name),
      sign ? el("kbd", {}, sign) : "",
    );
  }

  unsaved(count, trouble) {
    const said = trouble ? `${count} unsaved` : count ? `saving ${count}…` : "all saved";
    if (this.saved.textContent === said && this.saved.title === trouble) return;
    this.saved.textContent = said;
    this.saved.classList.toggle("q-open", Boolean(trouble && count));
    this.saved.title = trouble;
  }

  at(turn, turns) {
    const said = turns ? `turn ${turn + 1} of ${turns}` : "";
    if (this.where.textContent !== said) this.where.textContent = said;
  }

  // Whether a coding or suggestion is to be seen.
  shows({ kind, code, coder, weak = false }) {
    if (kind === "suggestion" && this.hidden.has(weak ? WEAK : "suggestions")) return false;
    if (kind === "memo") return !this.hidden.has("memos");
    return !this.hidden.has(`code ${code}`) && !(kind === "coding" && this.hidden.has(`coder ${coder}`));
  }

  // What somebody has just made is never hidden: one would make it a second time.
  reveal(kinds) {
    const before = this.hidden.size;
    for (const kind of kinds) this.hidden.delete(kind);
    return this.hidden.size !== before;
  }

  #toggle() {
    this.#fill();
    this.panel.togglePopover();
    if (!this.panel.matches(":popover-open")) return;
    const { left, bottom } = this.shown.getBoundingClientRect();
    Object.assign(this.panel.style, {
      left: `${Math.max(8, Math.min(left, innerWidth - this.panel.offsetWidth - 8))}px`,
      top: `${bottom + 4}px`,
      maxHeight: `${Math.max(160, innerHeight - bottom - 16)}px`,
    });
    this.panel.querySelector("input,button")?.focus({ preventScroll: true });
  }

  #fill() {
    const { codings, suggestions, memos } = this.standing;
    const all = [...codings.values()];
    const count = (list, key) =>
      list.reduce((found, one) => found.set(one[key], (found.get(one[key]) ?? 0) + 1), new Map());
    const [weak, strong] = [true, false].map((which) =>
      [...suggestions.values()].filter((one) => (one.band === "unsure") === which),
    );
    const perCode = count([...all, ...strong, ...(this.hidden.has(WEAK) ? [] : weak)], "code");
    const perCoder = count(all, "coder");
    const codes = [...perCode].map(([id, number]) => ({
      key: `code ${id}`,
      name: this.standing.code(id).name,
      number,
      color: this.standing.code(id).color,
    }));
    codes.sort((a, b) => b.number - a.number || a.name.localeCompare(b.name));
    const coders = [...perCoder].map(([name, number]) => ({
      key: `coder ${name}`,
      name: name || "nobody named",
      number,
    }));
    const kinds = [
      { key: "suggestions", name: "Suggestions", number: strong.length },
      { key: WEAK, name: "Weak suggestions", number: weak.length },
      { key: "memos", name: "Memos", number: memos.size },
    ];
    const held = this.panel.contains(document.activeElement) ? document.activeElement.value : null;
    this.panel.replaceChildren(
      this.#group("Beside codings", kinds),
      coders.length > 1 ? this.#group("Who coded", coders) : "",
      codes.length ? this.#group("Codes", codes, true) : "",
    );
    if (held)
      [...this.panel.querySelectorAll("input")].find((one) => one.value === held)?.focus({ preventScroll: true });
  }

  #group(title, rows, switches = false) {
    const boxes = rows.map(({ key, name, number, color }) => {
      const box = el("input", { type: "checkbox", value: key });
      box.checked = !this.hidden.has(key);
      const swatch = color ? el("i", { class: "q-swatch", style: { "--c": color }, "aria-hidden": "true" }) : "";
      return el("label", {}, box, swatch, el("span", { dir: "auto" }, name), el("small", {}, String(number)));
    });
    const all = (on) => press(on ? "All" : "None", () => this.#all(rows, on));
    return el(
      "fieldset",
      {},
      el("legend", {}, title),
      switches ? el("p", {}, all(true), " ", all(false)) : "",
      boxes,
    );
  }

  #all(rows, on) {
    for (const { key } of rows)
      if (on) this.hidden.delete(key);
      else this.hidden.add(key);
    this.#fill();
    this.onShown();
  }

  #changed(box) {
    if (box.checked) this.hidden.delete(box.value);
    else this.hidden.add(box.value);
    if (box.value === WEAK) this.#fill();
    this.onShown();
  }

  #size(by) {
    let at = SIZES.indexOf(this.size ?? this.#kept());
    at = Math.max(0, Math.min(SIZES.length - 1, (at < 0 ? 1 : at) + by));
    this.size = SIZES[at];
    this.root.style.setProperty("--q-size", `${this.size}rem`);
    if (!by) return;
    try {
      localStorage.setItem(SIZE, String(this.size));
    } catch {
      // A browser that keeps nothing still reads well.
    }
  }

  #kept() {
    try {
      return Number(localStorage.getItem(SIZE) ?? 1);
    } catch {
      return 1;
    }
  }

  destroy() {
    this.panel.remove();
  }
}
