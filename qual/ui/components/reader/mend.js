// Correcting the words of a turn: a field with the same words in the same place. Codings follow their words on the
// server, so nothing moves here until the new version arrives; what was typed is kept if it is refused.

import { el, press } from "../shared/dom.js";

export class Mend {
  // onSave(turn, text): true where the correction is on its way; onChange() when lines move.
  constructor({ sheet, onSave, onChange }) {
    Object.assign(this, { sheet, onSave, onChange });
    this.editing = null; // {at, turn, form, field}
  }

  open(at, typed = null) {
    const turn = this.sheet.words.turns[at];
    if (!turn || this.editing?.at === at) return;
    this.leave();
    const field = el("textarea", {
      class: "q-mending",
      dir: "auto",
      rows: "1",
      "aria-label": `The words of turn ${turn.i + 1}`,
      spellcheck: "true",
    });
    field.value = typed ?? turn.x;
    const form = el(
      "div",
      { class: "q-mend-form" },
      field,
      el(
        "p",
        { class: "q-mend-acts" },
        press("Save", () => this.#save(), { key: "Enter", class: "q-main" }),
        press("Leave", () => this.leave(true), { key: "Esc" }),
        el("small", {}, "⇧Enter for a new line. Codings follow their words."),
      ),
    );
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("input", () => this.#fit());
    this.editing = { at, turn, form, field };
    this.attach();
    this.#fit();
    field.focus({ preventScroll: true });
    field.setSelectionRange(field.value.length, field.value.length);
    this.onChange();
  }

  // The turn's row may have been drawn anew.
  attach() {
    if (!this.editing) return;
    const { at, form, field } = this.editing;
    const { row, text } = this.sheet.rows[at] ?? {};
    if (!row) {
      this.editing = null;
      return;
    }
    if (form.isConnected && text.parentElement === form.parentElement) return;
    const { selectionStart, selectionEnd } = field;
    const held = document.activeElement === field || document.activeElement === document.body;
    row.classList.add("q-is-mended");
    text.after(form);
    if (!held) return;
    field.focus({ preventScroll: true });
    field.setSelectionRange(selectionStart, selectionEnd);
  }

  #fit() {
    const { field } = this.editing;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  #key(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") this.leave(true);
    else if (event.key === "Enter" && !event.shiftKey) this.#save();
    else return;
    event.preventDefault();
  }

  #save() {
    const { turn, field } = this.editing;
    const text = field.value.replace(/\r\n?/g, "\n").trim();
    if (text && text !== turn.x && !this.onSave(turn, text)) return;
    this.leave(true);
  }

  leave(focus = false) {
    if (!this.editing) return;
    const { at, form } = this.editing;
    this.editing = null;
    form.remove();
    const row = this.sheet.rows[at]?.row;
    row?.classList.remove("q-is-mended");
    if (focus) row?.focus({ preventScroll: true });
    this.onChange();
  }

  // Marks the turns whose correction is on its way; starts are the places where they begin.
  waiting(starts) {
    this.sheet.words.turns.forEach((turn, at) => {
      const { row } = this.sheet.rows[at];
      const waits = starts.has(turn.s);
      if (row.classList.contains("q-waits") === waits) return;
      row.classList.toggle("q-waits", waits);
      row.querySelector(".q-correcting")?.remove();
      if (waits) row.querySelector(".q-said").append(el("small", { class: "q-correcting" }, "correcting…"));
    });
  }
}
