// Accepting several at once: a list of exactly what will be accepted, all of it in sight, and one act for all.

import { el } from "../shared/dom.js";

const MOST = 8;

export class Preview {
  // onAccept(rows): the rows that are ticked.
  constructor({ host, onAccept, signal }) {
    this.onAccept = onAccept;
    this.list = el("ul", { class: "q-preview-list" });
    this.go = el("button", { type: "button", class: "q-accept" });
    this.leave = el("button", { type: "button" }, "Cancel");
    this.box = el(
      "div",
      { class: "q-preview", popover: "auto", role: "dialog", "aria-label": "Accept what is visible" },
      el("h3", {}, "Accept what is visible"),
      el("p", {}, "Only what stands here is accepted. Untick what does not fit; one undo takes all of it back."),
      this.list,
      el("div", { class: "q-preview-acts" }, this.go, this.leave),
    );
    host.append(this.box);
    this.list.addEventListener("change", () => this.#count(), { signal });
    this.leave.addEventListener("click", () => this.box.hidePopover(), { signal });
    this.go.addEventListener("click", () => this.#accept(), { signal });
    this.box.addEventListener("toggle", (event) => event.newState === "closed" && this.before?.focus?.(), {
      signal,
    });
  }

  get most() {
    return MOST;
  }

  // rows: [{item, code, words, name, color}]; those that do not fit into sight are left out.
  open(rows) {
    this.rows = rows;
    this.before = document.activeElement;
    this.list.replaceChildren(...rows.map(previewRow));
    this.box.showPopover();
    this.#keepVisible();
    this.#count();
    this.go.focus();
  }

  #keepVisible() {
    const bottom = this.list.getBoundingClientRect().bottom + 1;
    const fits = [...this.list.children].filter((row) => row.getBoundingClientRect().bottom <= bottom).length;
    this.rows = this.rows.slice(0, Math.max(1, fits));
    while (this.list.children.length > this.rows.length) this.list.lastElementChild.remove();
  }

  #ticked() {
    const boxes = [...this.list.querySelectorAll("input")];
    return this.rows.filter((_, i) => boxes[i].checked);
  }

  #count() {
    const { length } = this.#ticked();
    this.go.textContent = `Accept ${length}`;
    this.go.disabled = !length;
  }

  #accept() {
    const rows = this.#ticked();
    this.box.hidePopover();
    if (rows.length) this.onAccept(rows);
  }
}

function previewRow({ item, words, name, color, code }) {
  const about = [item.who, item.role, code.band_words || code.band].filter(Boolean).join(" · ");
  return el(
    "li",
    { style: { "--c": color } },
    el(
      "label",
      {},
      el("input", { type: "checkbox", checked: true }),
      el(
        "span",
        {},
        el(
          "span",
          { class: "q-preview-code" },
          el("i", { class: "q-swatch", "aria-hidden": "true" }),
          el("b", { dir: "auto" }, name),
          el("small", {}, about),
        ),
        el("span", { class: "q-preview-words", dir: "auto" }, words.quote),
      ),
    ),
  );
}
