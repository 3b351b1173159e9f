// The passage in its conversation: a few turns, the words in question marked. Nodes are used again from passage to
// passage, and words only ever become text nodes.

import { el } from "../shared/dom.js";
import { measure, snapped } from "./words.js";

export class Talk {
  // onWords(start, end): other words were marked with the mouse, as absolute code points of the item on screen.
  constructor(box, { onWords, signal }) {
    this.box = box;
    this.onWords = onWords;
    this.signal = signal;
    this.turns = [];
    this.shown = [];
    box.addEventListener("pointerup", () => setTimeout(() => this.#selected()), { signal });
  }

  // around: what words.turnsAround gives; span: the words in question; at: the item, a change of it scrolls.
  draw(around, span, at) {
    const moved = this.at !== at || this.shown.length !== around.length;
    this.at = at;
    this.shown = around;
    while (this.turns.length < around.length) this.turns.push(this.#make(this.turns.length));
    this.turns.forEach((nodes, i) => {
      nodes.root.hidden = i >= around.length;
      if (i < around.length) this.#fill(nodes, around[i], around[i - 1], span);
    });
    if (moved) this.#scroll();
  }

  // Where the marked words stand, for what opens beside them.
  rect() {
    return (this.#firstMark() ?? this.box).getBoundingClientRect();
  }

  #firstMark() {
    return this.turns.find((nodes, i) => i < this.shown.length && !nodes.mark.hidden)?.mark;
  }

  #make(at) {
    const who = el("b", { dir: "auto" });
    const role = el("span");
    const head = el("div", { class: "q-turn-who" }, who, role);
    const [before, inside, after] = ["", "", ""].map((text) => document.createTextNode(text));
    const start = el("i", { class: "q-grip q-grip-start", "aria-hidden": "true", title: "Drag to other words" });
    const end = el("i", { class: "q-grip q-grip-end", "aria-hidden": "true", title: "Drag to other words" });
    const mark = el("mark", {}, start, inside, end);
    const words = el("p", { class: "q-turn-words", dir: "auto" }, before, mark, after);
    const root = el("div", { class: "q-turn" }, head, words);
    words.dataset.at = at;
    this.#draggable(start, "start");
    this.#draggable(end, "end");
    this.box.append(root);
    return { root, who, role, head, words, before, inside, after, mark, start, end };
  }

  #fill(nodes, { turn, here }, previous, span) {
    const text = measure(turn);
    const marked = here && span.start < text.end && span.end > text.start;
    const from = marked ? text.unit(span.start) : text.text.length;
    const to = marked ? text.unit(span.end) : text.text.length;
    write(nodes.before, text.text.slice(0, from));
    write(nodes.inside, text.text.slice(from, to));
    write(nodes.after, text.text.slice(to));
    nodes.mark.hidden = !marked;
    nodes.start.hidden = !marked || span.start < text.start;
    nodes.end.hidden = !marked || span.end > text.end;
    nodes.root.classList.toggle("q-here", here);
    nodes.root.style.setProperty("--c", turn.color || "transparent");
    nodes.head.hidden = previous?.turn.who === turn.who && previous.turn.role === turn.role;
    nodes.who.textContent = turn.who;
    nodes.role.textContent = turn.role?.toLowerCase() === turn.who.toLowerCase() ? "" : turn.role;
  }

  // The marked words stand in the upper third, so that the eye finds them at the same place each time.
  #scroll() {
    const mark = this.#firstMark();
    if (!mark) return;
    const room = this.box.clientHeight - mark.offsetHeight;
    this.box.scrollTop = Math.max(0, mark.offsetTop - Math.max(24, room / 3));
  }

  // -- other words, with the mouse -------------------------------------------------------------------------------

  // Absolute code point of a place in the document; null outside the turns that may be marked.
  #point(node, offset) {
    const words = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".q-turn-words");
    const found = words && this.box.contains(words) ? this.shown[Number(words.dataset.at)] : null;
    if (!found?.here) return null;
    const range = document.createRange();
    range.setStart(words, 0);
    range.setEnd(node, offset);
    return measure(found.turn).point(range.toString().length);
  }

  #words() {
    return this.shown.filter((one) => one.here).flatMap((one) => measure(one.turn).words);
  }

  #selected() {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const start = this.#point(range.startContainer, range.startOffset);
    const end = this.#point(range.endContainer, range.endOffset);
    const span = start === null || end === null ? null : snapped(start, end, this.#words());
    if (!span) return;
    selection.removeAllRanges();
    this.onWords(span.start, span.end);
  }

  #draggable(grip, side) {
    const { signal } = this;
    grip.addEventListener(
      "pointerdown",
      (event) => {
        event.preventDefault();
        grip.setPointerCapture(event.pointerId);
        this.dragging = side;
      },
      { signal },
    );
    grip.addEventListener("pointermove", (event) => this.dragging === side && this.#dragged(event, side), {
      signal,
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      grip.addEventListener(end, () => (this.dragging = null), { signal });
    }
  }

  #dragged({ clientX, clientY }, side) {
    const place = caretAt(clientX, clientY);
    const point = place && this.#point(place.node, place.offset);
    if (point === null || point === undefined) return;
    const words = this.#words();
    if (side === "start")
      this.onWords(words.findLast((word) => word.start <= point)?.start ?? words[0].start, null);
    else this.onWords(null, words.find((word) => word.end >= point)?.end ?? words.at(-1).end);
  }
}

function caretAt(x, y) {
  if (document.caretPositionFromPoint) {
    const found = document.caretPositionFromPoint(x, y);
    return found && { node: found.offsetNode, offset: found.offset };
  }
  const range = document.caretRangeFromPoint?.(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

function write(node, text) {
  if (node.data !== text) node.data = text;
}
