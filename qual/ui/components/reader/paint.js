// Colour on the words by the CSS Custom Highlight API: the text's nodes are never touched, so a selection survives
// any change of codings. Where the API is missing, spans are drawn instead (spans.js).

import { drawSpans } from "./spans.js";

const SPECIAL = { mark: 1, lost: 2, hover: 3, word: 4, sel: 5 };
let painters = 0;

export class Paint {
  constructor(host, sheet) {
    this.sheet = sheet;
    this.name = `q${++painters}`;
    this.groups = new Map(); // "<code>|<kind>" -> {name, highlight, color, kind}
    this.drawn = new Map(); // spot of an item -> [highlight, ranges]
    this.items = [];
    this.reach = [0, 0]; // code points near the window: every range costs time in every frame, wherever it is
    this.special = {};
    this.tint = "2e";
    this.style = document.createElement("style");
    host.append(this.style);
    this.real = Boolean(globalThis.CSS?.highlights && globalThis.Highlight);
    if (this.real) this.#registerSpecial();
    this.#writeStyle();
  }

  #registerSpecial() {
    for (const [kind, priority] of Object.entries(SPECIAL)) {
      const highlight = new Highlight();
      highlight.priority = priority;
      this.special[kind] = highlight;
      CSS.highlights.set(`${this.name}-${kind}`, highlight);
    }
  }

  // items: [{spot, s, e, code, kind: "coding" | "suggestion" | "memo", color}]; only what is new or gone is touched.
  show(items) {
    this.items = items;
    if (this.real) this.#drawNear();
    else drawSpans(this.sheet, items);
  }

  // The window shows other words, or soon will.
  near(from, to) {
    if (from === this.reach[0] && to === this.reach[1]) return;
    this.reach = [from, to];
    if (this.real) this.#drawNear();
  }

  #drawNear() {
    const [from, to] = this.reach;
    const items = this.items.filter((item) => item.e > from && item.s < to);
    const wanted = new Set(items.map((item) => item.spot));
    for (const [spot, [highlight, ranges]] of this.drawn) {
      if (wanted.has(spot)) continue;
      for (const range of ranges) highlight.delete(range);
      this.drawn.delete(spot);
    }
    for (const item of items) {
      if (this.drawn.has(item.spot)) continue;
      const highlight = this.#group(item);
      const ranges = this.sheet.ranges(item);
      for (const range of ranges) highlight.add(range);
      this.drawn.set(item.spot, [highlight, ranges]);
    }
  }

  // On a dark page a tint has to be stronger to be seen, and may be: the letters are light.
  theme(background) {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(background.trim().slice(at, at + 2), 16));
    const tint = red * 0.3 + green * 0.6 + blue * 0.1 < 110 ? "42" : "2e";
    if (tint === this.tint) return;
    this.tint = tint;
    this.#writeStyle();
  }

  // The nodes of the text are other ones: everything is drawn anew at the next `show`.
  forget() {
    for (const { highlight } of this.groups.values()) highlight.clear();
    this.drawn.clear();
  }

  // What stands out for a moment: the selection, the word one is at, hits of a search, the coding under the mouse.
  point(kind, spans) {
    const highlight = this.special[kind];
    if (!highlight) return;
    highlight.clear();
    for (const span of spans) if (span) for (const range of this.sheet.ranges(span)) highlight.add(range);
  }

  #group({ code, kind, color }) {
    const key = `${code}|${kind}`;
    let group = this.groups.get(key);
    if (!group) {
      group = { name: `${this.name}-${this.groups.size}`, highlight: new Highlight(), color: "", kind };
      CSS.highlights.set(group.name, group.highlight);
      this.groups.set(key, group);
    }
    if (group.color !== color) {
      group.color = color;
      this.#writeStyle();
    }
    return group.highlight;
  }

  // Colours are checked to be #rrggbb before they come here (state.js).
  #writeStyle() {
    const rules = [...this.groups.values()].map(({ name, color, kind }) =>
      kind === "coding"
        ? `::highlight(${name}){background-color:${color}${this.tint}}`
        : `::highlight(${name}){text-decoration:underline ${kind === "memo" ? "dotted" : "dashed"} ${color} 2px}`,
    );
    const accent = "var(--st-primary-color,#0b6e99)";
    this.style.textContent = [
      ...rules,
      `::highlight(${this.name}-mark){background-color:#f0c00055;text-decoration:underline solid #b58900 2px}`,
      `::highlight(${this.name}-lost){background-color:#f0c00044}`,
      `::highlight(${this.name}-hover){background-color:color-mix(in srgb,${accent} 26%,transparent)}`,
      `::highlight(${this.name}-word){text-decoration:underline solid ${accent} 3px}`,
      `::highlight(${this.name}-sel){background-color:color-mix(in srgb,${accent} 38%,transparent)}`,
    ].join("\n");
  }

  destroy() {
    for (const kind of Object.keys(this.special)) CSS.highlights.delete(`${this.name}-${kind}`);
    for (const { name } of this.groups.values()) CSS.highlights.delete(name);
    this.style.remove();
  }
}
