// Stripes and labels beside the text: solid for codings, dashed for suggestions, dotted for memos. Only what is
// near the window is measured and has nodes, so that a long interview with many codings scrolls as a short one.

import { el, elided } from "../shared/dom.js";

const SAME_LINE = 80; // codings closer than this many characters share a line, so they need lanes of their own
const MOST_LANES = 12;
const FURTHEST = 150; // a label pushed further down than this is counted at the one above instead
const NAME = 34;

// A lane for each item, so that no two in one lane share a line. items are in order of start.
export function lanesOf(items, words) {
  const ends = [];
  return items.map((item) => {
    const lane = ends.findIndex((end) => end <= item.s);
    const last = words.turns[words.turnAt(item.e - 1)];
    const end = Math.min(item.e + SAME_LINE, last ? Math.max(last.e, item.e) : item.e);
    if (lane < 0 && ends.length < MOST_LANES) return ends.push(end) - 1;
    const taken = lane < 0 ? ends.indexOf(Math.min(...ends)) : lane;
    ends[taken] = Math.max(end, ends[taken]);
    return taken;
  });
}

// Where labels of a height go: each beside its first line, pushed down by those above; `more` are those folded into it.
export function labelsOf(spots, height) {
  let free = -Infinity;
  let before = null;
  const labels = [];
  for (const spot of spots) {
    const top = Math.max(spot.top, free);
    if (before && top - spot.top > FURTHEST) {
      before.more.push(spot);
      continue;
    }
    before = { spot, top, more: [] };
    labels.push(before);
    free = top + height;
  }
  return labels;
}

const barKey = ({ item, lane, pitch, top, bottom }) =>
  `bar ${item.key} ${item.spot} ${lane} ${pitch} ${top} ${bottom}`;
const labelKey = ({ spot, top, more }) =>
  `label ${spot.item.key} ${spot.item.spot} ${spot.item.label} ${more.length} ${top}`;

export class Margin {
  // onReach(from, to): the code points near the window, at every draw.
  constructor({ box, page, scroll, sheet, onOpen, onPoint, onReach }) {
    Object.assign(this, { box, page, scroll, sheet, onReach });
    this.items = [];
    this.measured = new Map();
    this.nodes = new Map();
    this.listening = new AbortController();
    const { signal } = this.listening;
    const keysOf = (event) => event.target.closest?.("[data-keys]")?.dataset.keys.split("\n") ?? [];
    box.addEventListener("click", (event) => keysOf(event)[0] && onOpen(keysOf(event), event), { signal });
    box.addEventListener("pointerover", (event) => onPoint(keysOf(event)), { signal });
    box.addEventListener("pointerleave", () => onPoint([]), { signal });
    scroll.addEventListener("scroll", () => this.#soon(), { signal, passive: true });
    this.watch = new ResizeObserver(() => this.#resized());
    this.watch.observe(page);
    this.watch.observe(scroll);
  }

  // items: [{key, s, e, code, kind, color, label, title()}].
  show(items) {
    this.items = [...items].sort((a, b) => a.s - b.s || b.e - a.e);
    this.lanes = lanesOf(this.items, this.sheet.words);
    const most = Math.max(0, ...this.lanes) + 1;
    this.pitch = Math.max(4, Math.min(8, Math.floor(72 / most)));
    this.indent = most * this.pitch + 8;
    this.box.style.setProperty("--indent", `${this.indent}px`);
    this.drawnAt = null;
    this.draw();
  }

  // The places of all items are other ones (other width, other letters, other words).
  forget() {
    this.measured.clear();
    this.drawnAt = null;
  }

  #resized() {
    const size = `${this.page.clientWidth} ${this.page.clientHeight} ${this.scroll.clientHeight}`;
    if (size === this.size) return;
    this.size = size;
    this.forget();
    this.#soon();
  }

  #soon() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  // Draws what lies within a window's height of the window; a short way of scrolling needs nothing new.
  draw() {
    const { scrollTop: top, clientHeight: height } = this.scroll;
    if (this.drawnAt !== null && Math.abs(top - this.drawnAt) < height / 2) return;
    this.drawnAt = top;
    const spots = this.#near(height);
    const wide = this.box.clientWidth > this.indent + 70;
    const wanted = new Map(spots.map((spot) => [barKey(spot), () => this.#bar(spot)]));
    const lineHeight = Math.ceil(parseFloat(getComputedStyle(this.box).lineHeight) || 18) + 3;
    const byTop = wide ? [...spots].sort((a, b) => a.top - b.top || a.lane - b.lane) : [];
    for (const label of labelsOf(byTop, lineHeight)) wanted.set(labelKey(label), () => this.#label(label));
    const held = this.box.contains(document.activeElement) ? document.activeElement : null;
    for (const [key, node] of this.nodes) if (!wanted.has(key)) this.#remove(key, node);
    const added = document.createDocumentFragment();
    for (const [key, make] of wanted) {
      if (this.nodes.has(key)) continue;
      const node = make();
      this.nodes.set(key, node);
      added.append(node);
    }
    this.box.append(added);
    if (held && !held.isConnected) this.labelOf(held.dataset.keys.split("\n")[0])?.focus({ preventScroll: true });
  }

  #remove(key, node) {
    node.remove();
    this.nodes.delete(key);
  }

  // The items beside the turns near the window, with their places.
  #near(height) {
    const { rows, words } = this.sheet;
    if (!rows.length) return [];
    const box = this.scroll.getBoundingClientRect();
    const { s: from } = words.turns[this.sheet.turnAtHeight(box.top - height)];
    const { e: to } = words.turns[this.sheet.turnAtHeight(box.bottom + height)];
    this.onReach(from, to);
    const origin = this.box.getBoundingClientRect().top;
    const spots = [];
    this.items.forEach((item, at) => {
      if (item.e > from && item.s < to)
        spots.push({ item, lane: this.lanes[at], pitch: this.pitch, ...this.#place(item, origin) });
    });
    return spots;
  }

  #place({ s, e }, origin) {
    const spot = `${s}-${e}`;
    const known = this.measured.get(spot);
    if (known) return known;
    const { sheet } = this;
    const [first, last] = sheet.words.reach({ s, e });
    const edge = (turn, from, to) => {
      const range = document.createRange();
      range.setStart(...sheet.point(turn, from));
      range.setEnd(...sheet.point(turn, to));
      const rect = range.getBoundingClientRect();
      // Words that are being corrected are not there: their turn is.
      return rect.height ? rect : sheet.rows[turn].row.getBoundingClientRect();
    };
    const start = edge(first, s, s + 1);
    const end = edge(last, e - 1, e);
    const found = { top: start.top - origin, bottom: Math.max(end.bottom, start.bottom) - origin };
    this.measured.set(spot, found);
    return found;
  }

  #bar({ item, lane, pitch, top, bottom }) {
    return el("div", {
      class: `q-stripe q-is-${item.kind}`,
      title: item.title(),
      "data-keys": item.key,
      "aria-hidden": "true",
      style: {
        "--c": item.color,
        top: `${top + 2}px`,
        height: `${Math.max(8, bottom - top - 4)}px`,
        "inset-inline-start": `${lane * pitch}px`,
        width: `${pitch - 2}px`,
      },
    });
  }

  #label({ spot, top, more }) {
    const { item } = spot;
    const all = [item, ...more.map((one) => one.item)];
    const rest = more.length ? el("b", {}, `+${more.length}`) : "";
    return el(
      "button",
      {
        type: "button",
        tabindex: "-1",
        class: `q-label q-is-${item.kind}`,
        title: all.map((one) => one.title()).join("\n"),
        "data-keys": all.map((one) => one.key).join("\n"),
        "aria-label": all.map((one) => one.title()).join("; "),
        style: { "--c": item.color, top: `${top}px` },
      },
      el("span", { dir: "auto" }, elided(item.label, NAME)),
      rest,
    );
  }

  // The label of an item near the window; undefined where there is no room for labels.
  labelOf(key) {
    return [...this.box.querySelectorAll(".q-label")].find((node) => node.dataset.keys.split("\n").includes(key));
  }

  destroy() {
    this.listening.abort();
    this.watch.disconnect();
    cancelAnimationFrame(this.frame);
  }
}
