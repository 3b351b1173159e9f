// The table: one row per person, one column per theme or code. One place has the focus; the arrow keys move it.
// Row -1 is the row of headings and column -1 the people.

import { el, elided } from "../shared/dom.js";

const SHOWN = 260; // letters of a cell
const PAGE = 5; // rows that Page Up and Page Down go

export class Grid {
  // onPlace(row, column) is called when the focus has moved to another place.
  constructor(host, onPlace) {
    this.host = host;
    this.onPlace = onPlace;
    this.cells = new Map();
    this.at = [0, 0];
    host.addEventListener("focusin", ({ target }) => this.#focused(target));
    host.addEventListener("keydown", (event) => this.#key(event));
  }

  // shape: what rows and columns there are, as one text; content(row, column) -> {text, kind, count, note, label}.
  draw({ shape, rows, columns, content, caption }) {
    this.rows = rows;
    this.columns = columns;
    if (shape !== this.shape) this.#build(shape, caption);
    for (let row = -1; row < rows; row++) {
      for (let column = -1; column < columns; column++) this.#fill(row, column, content(row, column));
    }
  }

  // Puts the focus there; the nearest place where the table has become smaller.
  go(row, column) {
    const at = [Math.min(Math.max(row, -1), this.rows - 1), Math.min(Math.max(column, -1), this.columns - 1)];
    const place = this.#cell(...(at[0] < 0 && at[1] < 0 ? [0, -1] : at));
    place?.focus({ preventScroll: true });
    if (place) this.#show(place);
  }

  // Gives the focus back to the chosen place.
  back() {
    this.go(...this.at);
  }

  // The table has become narrower or wider.
  seen() {
    const place = this.#cell(...this.at);
    if (place) this.#show(place);
  }

  choose(row, column) {
    const before = this.#cell(...this.at);
    this.at = [row, column];
    const now = this.#cell(row, column);
    if (before) before.tabIndex = -1;
    if (now) now.tabIndex = 0;
    before?.setAttribute("aria-selected", "false");
    now?.setAttribute("aria-selected", "true");
  }

  #build(shape, caption) {
    this.shape = shape;
    this.cells.clear();
    this.said = new Map();
    const heads = Array.from({ length: this.columns }, (_, at) => this.#make("th", -1, at, { scope: "col" }));
    const head = el("tr", { role: "row" }, el("td", { class: "q-m-corner" }), ...heads);
    const body = Array.from({ length: this.rows }, (_, row) =>
      el(
        "tr",
        { role: "row" },
        this.#make("th", row, -1, { scope: "row" }),
        ...Array.from({ length: this.columns }, (_, column) => this.#make("td", row, column, {})),
      ),
    );
    const parts = [el("thead", {}, head), el("tbody", {}, ...body)];
    const table = el("table", { role: "grid", "aria-label": caption }, ...parts);
    this.host.replaceChildren(table);
    this.at = [Math.min(this.at[0], this.rows - 1), Math.min(this.at[1], this.columns - 1)];
    this.choose(...this.at);
  }

  #make(tag, row, column, attributes) {
    const role = tag === "td" ? "gridcell" : row < 0 ? "columnheader" : "rowheader";
    const place = { "data-row": row, "data-column": column };
    const made = el(tag, { role, tabindex: -1, dir: "auto", ...place, ...attributes });
    this.cells.set(`${row},${column}`, made);
    return made;
  }

  #fill(row, column, { text, kind, count, note = "", label = "" }) {
    const cell = this.#cell(row, column);
    if (!cell) return;
    const signature = JSON.stringify([text, kind, count, note, label]);
    if (this.said.get(cell) === signature) return;
    this.said.set(cell, signature);
    cell.className = `q-m-${kind}`;
    cell.replaceChildren(
      ...[
        count ? el("span", { class: "q-m-count" }, count) : null,
        label ? el("span", { class: "q-m-label" }, label) : null,
        text ? el("span", { class: "q-m-text", dir: "auto" }, elided(text, SHOWN)) : null,
        note ? el("span", { class: "q-m-note" }, note) : null,
      ].filter(Boolean),
    );
  }

  #cell(row, column) {
    return this.cells.get(`${row},${column}`);
  }

  // Headings stay in view, so a place must come out from under them.
  #show(place) {
    this.host.style.scrollPaddingTop = `${this.host.querySelector("thead")?.offsetHeight ?? 0}px`;
    place.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #focused(target) {
    const place = target.closest("[data-row]");
    if (!place) return;
    const [row, column] = [Number(place.dataset.row), Number(place.dataset.column)];
    if (row === this.at[0] && column === this.at[1] && this.told) return;
    this.told = true;
    this.choose(row, column);
    this.onPlace(row, column);
  }

  #key(event) {
    if (event.altKey || event.metaKey || event.isComposing || !event.target.closest("[data-row]")) return;
    const [row, column] = this.at;
    const edge = event.ctrlKey;
    const to = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      PageUp: [Math.max(row - PAGE, 0), column],
      PageDown: [row + PAGE, column],
      Home: [edge ? 0 : row, edge ? 0 : -1],
      End: [edge ? this.rows - 1 : row, this.columns - 1],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    if (to[0] === -1 && to[1] === -1) return;
    this.go(...to);
  }
}
