// The two ends of a coding, as handles in the text: dragged by mouse, pen or finger, or moved word by word with keys.
// While an end moves only the paint changes; the act is made once, when it has come to rest.

import { el } from "../shared/dom.js";

const REST = 900; // milliseconds after the last key until the new words are kept
const NAMES = { s: "Start of the coded words", e: "End of the coded words" };

export class Edges {
  // onMove(coding, span) paints while an end moves; onRest(coding, span) when it rests.
  constructor({ over, page, scroll, sheet, onMove, onRest }) {
    Object.assign(this, { over, page, scroll, sheet, onMove, onRest });
    this.coding = null;
    this.span = null;
    this.drag = null;
    this.handles = { s: this.#handle("s"), e: this.#handle("e") };
  }

  #handle(edge) {
    const handle = el("button", {
      type: "button",
      class: `q-handle q-handle-${edge}`,
      "aria-label": `${NAMES[edge]}: drag, or arrow keys`,
      title: "Drag; with Alt letter by letter",
    });
    handle.addEventListener("pointerdown", (event) => this.#down(event, edge, handle));
    handle.addEventListener("pointermove", (event) => this.#move(event));
    handle.addEventListener("pointerup", () => this.#up());
    handle.addEventListener("pointercancel", () => this.#cancel());
    handle.addEventListener("keydown", (event) => this.#key(event, edge));
    return handle;
  }

  get moving() {
    return Boolean(this.drag || this.timer);
  }

  // Shows the handles of a coding of one's own; null takes them away. The same coding may have got another id.
  hold(coding, same = false) {
    if (!same) this.settle();
    this.coding = coding;
    if (!coding) {
      for (const handle of Object.values(this.handles)) handle.remove();
      this.span = null;
      return;
    }
    if (!this.moving) this.span = { s: coding.s, e: coding.e };
    this.place();
  }

  place() {
    if (!this.coding) return;
    const lines = this.sheet.lines(this.span);
    if (!lines.length) return;
    const origin = this.page.getBoundingClientRect();
    const [first, last] = this.sheet.words.reach(this.span);
    const rtl = (turn) => getComputedStyle(this.sheet.rows[turn].text).direction === "rtl";
    const start = lines[0];
    const end = lines.at(-1);
    this.#put(this.handles.s, rtl(first) ? start.right : start.left, start, origin);
    this.#put(this.handles.e, rtl(last) ? end.left : end.right, end, origin);
    if (!this.handles.s.isConnected) this.over.append(this.handles.s, this.handles.e);
  }

  #put(handle, x, { top, height }, origin) {
    Object.assign(handle.style, {
      left: `${x - origin.left}px`,
      top: `${top - origin.top}px`,
      height: `${height}px`,
    });
  }

  #down(event, edge, handle) {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    this.#keep();
    this.drag = { edge, before: this.span };
    this.over.classList.add("q-dragging");
  }

  #move(event) {
    if (!this.drag) return;
    this.#scrollNear(event.clientY);
    const place = this.sheet.placeAt(event.clientX, event.clientY);
    if (place === null) return;
    const { edge } = this.drag;
    const at = event.altKey ? place : this.sheet.words.snapped(place, edge);
    const next = { ...this.span, [edge]: at };
    if (next.s >= next.e || at === this.span[edge]) return;
    this.#to(next);
  }

  #scrollNear(y) {
    const box = this.scroll.getBoundingClientRect();
    if (y < box.top + 30) this.scroll.scrollTop -= 20;
    if (y > box.bottom - 30) this.scroll.scrollTop += 20;
  }

  #up() {
    if (!this.drag) return;
    this.drag = null;
    this.over.classList.remove("q-dragging");
    this.#keep();
  }

  #cancel() {
    if (!this.drag) return;
    const { before } = this.drag;
    this.drag = null;
    this.over.classList.remove("q-dragging");
    this.#to(before);
  }

  #key(event, edge) {
    if (event.key === "Escape" && this.drag) {
      event.stopPropagation();
      this.#cancel();
      return;
    }
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!side || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const turn = this.sheet.words.turnAt(this.span[edge] - (edge === "e" ? 1 : 0));
    const rtl = getComputedStyle(this.sheet.rows[turn].text).direction === "rtl";
    this.step(edge, rtl ? -side : side);
  }

  // One word on or back with one end.
  step(edge, by) {
    if (!this.coding) return;
    const next = this.sheet.words.moved(this.span, edge, by);
    if (next.s === this.span.s && next.e === this.span.e) return;
    this.#to(next);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), REST);
  }

  #to(span) {
    this.span = span;
    this.onMove(this.coding, span);
    this.place();
  }

  // Keeps what was moved by keys, now.
  settle() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.#keep();
  }

  #keep() {
    clearTimeout(this.timer);
    this.timer = null;
    const { coding, span } = this;
    if (coding && (coding.s !== span.s || coding.e !== span.e)) this.onRest(coding, span);
  }

  destroy() {
    this.settle();
    this.hold(null);
  }
}
