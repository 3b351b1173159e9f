// Where words stand. Python counts code points and JavaScript UTF-16 units; both meet here and nowhere else.

const segmenter = globalThis.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: "word" }) : null;
const measured = new WeakMap();

// A turn of the payload with its positions; made once per turn.
export function measure(turn) {
  let found = measured.get(turn);
  if (!found) measured.set(turn, (found = new MeasuredTurn(turn)));
  return found;
}

class MeasuredTurn {
  constructor({ text, start }) {
    this.text = text;
    this.start = start;
    this.units = /[\uD800-\uDFFF]/u.test(text) || /[\u{10000}-\u{10FFFF}]/u.test(text) ? unitsOf(text) : null;
    this.end = start + (this.units ? this.units.length - 1 : text.length);
  }

  // Absolute code point -> UTF-16 unit of the turn's text, held inside it.
  unit(point) {
    const inside = Math.min(Math.max(point, this.start), this.end) - this.start;
    return this.units ? this.units[inside] : inside;
  }

  // UTF-16 unit -> absolute code point; inside a pair it is the one that the pair begins.
  point(unit) {
    if (!this.units) return this.start + Math.min(unit, this.text.length);
    let found = 0;
    while (found + 1 < this.units.length && this.units[found + 1] <= unit) found += 1;
    return this.start + found;
  }

  slice(start, end) {
    return this.text.slice(this.unit(start), this.unit(end));
  }

  // Words with the marks that cling to them, as absolute code points.
  get words() {
    this.found ??= wordsOf(this.text).map(([start, end]) => ({ start: this.point(start), end: this.point(end) }));
    return this.found;
  }
}

function unitsOf(text) {
  const units = [0];
  for (const letter of text) units.push(units.at(-1) + letter.length);
  return units;
}

function wordsOf(text) {
  if (!segmenter) return [...text.matchAll(/\S+/gu)].map((found) => [found.index, found.index + found[0].length]);
  const words = [];
  let word = null;
  let named = false;
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    const end = index + segment.length;
    if (/^\s+$/u.test(segment)) {
      word = null;
    } else if (!word || (isWordLike && named)) {
      words.push((word = [index, end]));
      named = Boolean(isWordLike);
    } else {
      word[1] = end;
      named ||= Boolean(isWordLike);
    }
  }
  return words;
}

// The turns that were sent around an item, by their order; kept with it, since a later payload may leave them out.
export function turnsNear(item, turns, most = 12) {
  const near = new Map();
  for (let order = item.turn - most; order <= item.turn + 2 * most; order += 1) {
    const turn = turns[`${item.transcript}:${order}`];
    if (turn) near.set(order, turn);
  }
  return near;
}

// The turns an item's words stand in, and up to `around` turns before and after, in order: [{turn, here}].
export function turnsAround(item, around) {
  const { turns, turn: first } = item;
  if (!turns.has(first)) return [{ turn: turnOfQuote(item), here: true }];
  let last = first;
  while (turns.has(last + 1) && turns.get(last + 1).start < item.end) last += 1;
  const found = [];
  for (let order = first - around; order <= last + around; order += 1) {
    if (turns.has(order)) found.push({ turn: turns.get(order), here: order >= first && order <= last });
  }
  return found;
}

const alone = new WeakMap();

function turnOfQuote(item) {
  if (!alone.has(item)) alone.set(item, { who: item.who, role: item.role, text: item.quote, start: item.start });
  return alone.get(item);
}

// The words of a span that may begin before or end after the item's own, up to the edges of its turns.
export function quoteOf(item, span, here) {
  if (span.start === item.start && span.end === item.end) return item.quote;
  const quote = measure(turnOfQuote(item));
  const before = span.start < item.start ? measure(here[0]).slice(span.start, Math.min(span.end, item.start)) : "";
  const after = span.end > item.end ? measure(here.at(-1)).slice(Math.max(span.start, item.end), span.end) : "";
  const inside = span.start < item.end && span.end > item.start ? quote.slice(span.start, span.end) : "";
  return before + inside + after;
}

// A span one word shorter or longer at one of its ends; the same span where there is no other word.
export function moved(span, words, change) {
  const pick = {
    shrink: () => ({ end: words.findLast((word) => word.end < span.end && word.end > span.start)?.end }),
    stretch: () => ({ end: words.find((word) => word.end > span.end)?.end }),
    shrink_start: () => ({ start: words.find((word) => word.start > span.start && word.start < span.end)?.start }),
    stretch_start: () => ({ start: words.findLast((word) => word.start < span.start)?.start }),
  }[change]();
  return { start: pick.start ?? span.start, end: pick.end ?? span.end };
}

// The whole words that a stretch touches; null where it touches none.
export function snapped(start, end, words) {
  const first = words.find((word) => word.end > start);
  const last = words.findLast((word) => word.start < end);
  return first && last && first.start < last.end ? { start: first.start, end: last.end } : null;
}
