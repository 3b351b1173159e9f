// Positions in a transcript. Python and the database count code points, JavaScript counts UTF-16 units; everything
// that leaves or enters a component is in code points, half-open, and this module is the border.

const PAIRED = /[\ud800-\udfff]/;
const isHigh = (unit) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit) => unit >= 0xdc00 && unit <= 0xdfff;

// How many code points lie before a UTF-16 position; a position inside a pair counts as before it, or after it.
export function codePoints(text, units = text.length, { after = false } = {}) {
  let count = 0;
  let at = 0;
  while (at < units) {
    const step = isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1)) ? 2 : 1;
    if (at + step > units && !after) break;
    at += step;
    count += 1;
  }
  return count;
}

// The UTF-16 position of a code point.
export function unitsAt(text, points) {
  let at = 0;
  for (let left = points; left > 0 && at < text.length; left -= 1) {
    at += isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1)) ? 2 : 1;
  }
  return at;
}

const segmenters = new Map();

function segments(text, granularity) {
  if (!globalThis.Intl?.Segmenter) return null;
  if (!segmenters.has(granularity)) segmenters.set(granularity, new Intl.Segmenter(undefined, { granularity }));
  return segmenters.get(granularity).segment(text);
}

// [start, end] in UTF-16 units of everything one would call a word: words, numbers, emoji and other signs that say
// something, but neither white space nor punctuation.
export function wordUnits(text) {
  const found = segments(text, "word");
  if (!found)
    return [...text.matchAll(/[\p{L}\p{N}\p{M}\p{S}’']+/gu)].map((hit) => [hit.index, hit.index + hit[0].length]);
  const words = [];
  for (const { segment, index, isWordLike } of found) {
    if (isWordLike || /[\p{S}\p{Extended_Pictographic}]/u.test(segment))
      words.push([index, index + segment.length]);
  }
  return words;
}

// The words of a transcript by turn, and every question about places in it. All places are absolute code points.
export class Words {
  // turns: [{s, x, g?, cuts?}] in order: where a turn starts, its words, what stands between it and the turn before
  // (a label, line ends), and where its segments start.
  constructor(turns) {
    this.turns = turns.map((turn) => ({ ...turn, e: turn.s + codePoints(turn.x), paired: PAIRED.test(turn.x) }));
    this.known = this.turns.map(() => ({}));
  }

  get end() {
    return this.turns.at(-1)?.e ?? 0;
  }

  // The last turn that starts at or before a place.
  turnAt(place) {
    let low = 0;
    let high = this.turns.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.turns[middle].s <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // The turns that a stretch of words touches, as [first, last].
  reach({ s, e }) {
    const last = this.turnAt(Math.max(s, e - 1));
    let first = this.turnAt(s);
    if (this.turns[first]?.e <= s && first < last) first += 1;
    return [first, last];
  }

  toUnits(turn, place) {
    const { s, x, paired } = this.turns[turn];
    const points = Math.max(0, place - s);
    return paired ? unitsAt(x, points) : Math.min(points, x.length);
  }

  toPlace(turn, units, options) {
    const { s, x, paired } = this.turns[turn];
    return s + (paired ? codePoints(x, units, options) : Math.min(units, x.length));
  }

  // The words between two places; "" where what stands between two turns is not known.
  text({ s, e }) {
    const [first, last] = this.reach({ s, e });
    let found = "";
    for (let i = first; i <= last; i += 1) {
      const turn = this.turns[i];
      if (i > first) {
        if (turn.g === undefined || codePoints(turn.g) !== turn.s - this.turns[i - 1].e) return "";
        found += turn.g;
      }
      found += turn.x.slice(this.toUnits(i, s), this.toUnits(i, e));
    }
    return found;
  }

  // The same as one reads it: turns apart from each other, without labels.
  spoken({ s, e }) {
    const [first, last] = this.reach({ s, e });
    const parts = [];
    for (let i = first; i <= last; i += 1)
      parts.push(this.turns[i].x.slice(this.toUnits(i, s), this.toUnits(i, e)));
    return parts.join(" ");
  }

  // Without white space and gaps between turns at its ends; null where no words are left.
  trimmed({ s, e }) {
    if (!this.turns.length || e <= s) return null;
    const [first, last] = this.reach({ s, e });
    for (let i = first; i <= last; i += 1) {
      const at = this.toUnits(i, s) + this.#inside(i, s, e).search(/\S/u);
      if (this.#inside(i, s, e).trim()) {
        const start = this.toPlace(i, at);
        for (let j = last; j >= i; j -= 1) {
          const words = this.#inside(j, s, e).trimEnd();
          if (words) return { s: start, e: this.toPlace(j, this.toUnits(j, s) + words.length) };
        }
      }
    }
    return null;
  }

  #inside(turn, s, e) {
    return this.turns[turn].x.slice(this.toUnits(turn, s), this.toUnits(turn, e));
  }

  // [{s, e}] of a turn's words.
  words(turn) {
    const known = this.known[turn];
    known.words ??= wordUnits(this.turns[turn].x).map(([from, to]) => ({
      s: this.toPlace(turn, from),
      e: this.toPlace(turn, to),
    }));
    return known.words;
  }

  // [{s, e}] of a turn's sentences; without the browser's own rules, the segments it was cut into.
  sentences(turn) {
    const known = this.known[turn];
    known.sentences ??= this.#cutUp(turn)
      .map((span) => this.trimmed(span))
      .filter(Boolean);
    return known.sentences;
  }

  #cutUp(turn) {
    const { s, e, x, cuts = [] } = this.turns[turn];
    const found = segments(x, "sentence");
    const starts = found
      ? [...found].map(({ index }) => this.toPlace(turn, index))
      : cuts.filter((cut) => cut > s && cut < e);
    const edges = [...new Set([s, ...starts, e])].sort((a, b) => a - b);
    return edges.slice(0, -1).map((from, at) => ({ s: from, e: edges[at + 1] }));
  }

  // The first word that starts at or after a place (by 1), or the last that ends at or before it (by -1); null where
  // the transcript ends.
  wordFrom(place, by) {
    return by > 0
      ? this.#nearest((word) => word.s >= place, place, 1)
      : this.#nearest((word) => word.e <= place, place, -1);
  }

  #nearest(fits, place, by) {
    for (let i = this.turnAt(place); i >= 0 && i < this.turns.length; i += by) {
      const hit = by > 0 ? this.words(i).find(fits) : this.words(i).findLast(fits);
      if (hit) return hit;
    }
    return null;
  }

  // A stretch whose start ("s") or end ("e") goes one word on (by 1) or back (by -1); it never becomes empty.
  moved({ s, e }, edge, by) {
    const from = edge === "s" ? s : e;
    const word = this.#nearest((one) => (by > 0 ? one[edge] > from : one[edge] < from), from, by);
    const next = { s, e, [edge]: word?.[edge] ?? from };
    return next.s < next.e ? next : { s, e };
  }

  // The nearest edge of a word to a place: its start for the start of a coding, its end for the end.
  snapped(place, edge) {
    const words = this.words(this.turnAt(place));
    let best = place;
    let least = Infinity;
    for (const word of words) {
      const far = Math.abs(word[edge] - place);
      if (far < least) [best, least] = [word[edge], far];
    }
    return best;
  }
}
