// The turns on the page, and the way between places in the text and what the browser knows: nodes, points, lines.

import { el } from "../shared/dom.js";
import { Words } from "../shared/offsets.js";

const shownAs = ({ x, who, role, color, time, i }) => JSON.stringify([x, who, role, color, time, i]);

export class Sheet {
  constructor(list) {
    this.list = list;
    this.rows = []; // one per turn: {row, text, shown}
    this.words = new Words([]);
  }

  // Draws the turns; those that stay the same keep their nodes. Returns the turns whose words are new.
  draw(turns) {
    this.words = new Words(turns);
    const changed = [];
    turns.forEach((turn, at) => {
      const shown = shownAs(turn);
      if (this.rows[at]?.shown === shown) return;
      changed.push(at);
      const made = this.#row(turn, at);
      const old = this.rows[at]?.row;
      if (old) {
        made.row.tabIndex = old.tabIndex;
        const focused = old.contains(document.activeElement);
        old.replaceWith(made.row);
        if (focused) made.row.focus({ preventScroll: true });
      } else this.list.append(made.row);
      this.rows[at] = { ...made, shown };
    });
    for (const { row } of this.rows.splice(turns.length)) row.remove();
    return changed;
  }

  #row(turn, at) {
    const number = turn.i + 1;
    const role = turn.role && turn.role !== turn.who ? turn.role : "";
    const gutter = el(
      "div",
      { class: "q-gutter" },
      el("span", { class: "q-who", dir: "auto" }, turn.who || "Nobody named"),
      el(
        "span",
        { class: "q-role", title: `turn ${number}` },
        [role, turn.time || `${number}`].filter(Boolean).join(" · "),
      ),
    );
    const text = el("p", { class: "q-text", dir: "auto", "data-at": at }, turn.x);
    const mend = el(
      "button",
      {
        type: "button",
        class: "q-mend",
        tabindex: "-1",
        "data-mend": at,
        title: "Correct the words of this turn",
        "aria-label": `Correct the words of turn ${number}`,
      },
      "✎",
    );
    const row = el(
      "div",
      {
        class: "q-turn",
        role: "listitem",
        tabindex: "-1",
        "data-turn": at,
        style: { "--who": turn.color || "#7a7a7a" },
      },
      gutter,
      el("div", { class: "q-said" }, text, mend),
    );
    return { row, text };
  }

  // The node and offset of a place inside a turn.
  point(turn, place) {
    const { text } = this.rows[turn];
    let units = this.words.toUnits(turn, place);
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let last = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (units <= node.length) return [node, units];
      units -= node.length;
      last = node;
    }
    return last ? [last, last.length] : [text, 0];
  }

  // One StaticRange per turn, so that the gutter between turns is never part of it.
  ranges(span) {
    const { words } = this;
    const [first, last] = words.reach(span);
    const found = [];
    for (let i = first; i <= last; i += 1) {
      const [startContainer, startOffset] = this.point(i, Math.max(span.s, words.turns[i].s));
      const [endContainer, endOffset] = this.point(i, Math.min(span.e, words.turns[i].e));
      found.push(new StaticRange({ startContainer, startOffset, endContainer, endOffset }));
    }
    return found;
  }

  // A live range from its first word to its last.
  range({ s, e }) {
    const [first, last] = this.words.reach({ s, e });
    const range = document.createRange();
    range.setStart(...this.point(first, s));
    range.setEnd(...this.point(last, e));
    return range;
  }

  // The rectangles of the lines a stretch covers, in window pixels, without the gutter's.
  lines(span) {
    return this.ranges(span).flatMap(({ startContainer, startOffset, endContainer, endOffset }) => {
      const range = document.createRange();
      range.setStart(startContainer, startOffset);
      range.setEnd(endContainer, endOffset);
      return [...range.getClientRects()];
    });
  }

  // The stretch of words a browser range covers; null where it covers none of ours.
  spanOf(range) {
    if (!this.rows.length) return null;
    const s = this.#placeOf(range.startContainer, range.startOffset, false);
    const e = this.#placeOf(range.endContainer, range.endOffset, true);
    return this.words.trimmed({ s, e });
  }

  // The place of a node and offset; outside the words it is the nearest start (or end) of a turn.
  #placeOf(node, offset, end) {
    const text = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".q-text");
    if (text && this.list.contains(text)) {
      const turn = Number(text.dataset.at);
      if (node.nodeType === Node.TEXT_NODE && node === text.firstChild)
        return this.words.toPlace(turn, offset, { after: end });
      const before = document.createRange();
      before.selectNodeContents(text);
      before.setEnd(node, offset);
      return this.words.toPlace(turn, before.toString().length, { after: end });
    }
    const point = document.createRange();
    point.setStart(node, offset);
    let low = 0;
    let high = this.rows.length;
    // The first turn that does not end before the point.
    while (low < high) {
      const middle = (low + high) >> 1;
      const { text: words } = this.rows[middle];
      if (point.comparePoint(words, words.childNodes.length) <= 0) low = middle + 1;
      else high = middle;
    }
    const { turns } = this.words;
    if (end) return low > 0 ? turns[low - 1].e : turns[0].s;
    return low < turns.length ? turns[low].s : this.words.end;
  }

  // The place under a point of the window; null where there are no words. Between lines the nearest turn counts.
  placeAt(x, y) {
    const at = document.caretPositionFromPoint?.(x, y);
    const range = at ? null : document.caretRangeFromPoint?.(x, y);
    const node = at?.offsetNode ?? range?.startContainer;
    const offset = at?.offset ?? range?.startOffset;
    const text = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".q-text");
    return text && this.list.contains(text) ? this.#placeOf(node, offset, false) : null;
  }

  turnOf(node) {
    const row = node?.closest?.("[data-turn]");
    return row && this.list.contains(row) ? Number(row.dataset.turn) : null;
  }

  // The turn at the upper edge of a scroll box, by halving: rows follow each other from top to bottom.
  turnAtHeight(top) {
    let low = 0;
    let high = this.rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].row.getBoundingClientRect().bottom <= top) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
