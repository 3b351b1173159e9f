// A person's table: the desk, and what was begun and not decided yet. It outlives the component, so that somebody who
// comes back to the page finds everything as it was left.

import { RecentCodes } from "../shared/recent.js";
import { ownWords } from "./acts.js";
import { Desk } from "./desk.js";
import { measure, moved, quoteOf, turnsAround } from "./words.js";

const tables = (globalThis.qualReviewTables ??= new Map());

export function tableOf({ study, coder }) {
  const name = `${study}\n${coder}`;
  if (!tables.has(name)) tables.set(name, new Table());
  return tables.get(name);
}

class Table {
  constructor() {
    this.desk = new Desk();
    this.recent = new RecentCodes();
    this.spans = new Map(); // passage -> the words marked instead of its own
    this.drafts = new Map(); // passage -> a memo that goes with the next decision
    this.definition = false;
  }

  // The words a decision is about: the passage's own, or those the person marked instead.
  words(item) {
    const span = this.spans.get(item.id) ?? ownWords(item);
    return { start: span.start, end: span.end, quote: quoteOf(item, span, this.#here(item)) };
  }

  #here(item) {
    return turnsAround(item, 0).map((one) => one.turn);
  }

  // One word more or less at one end.
  move(item, change) {
    const words = this.#here(item).flatMap((turn) => measure(turn).words);
    const { start, end } = moved(this.words(item), words, change);
    this.mark(item, start, end);
  }

  // Other words; an end that stays is null.
  mark(item, start, end) {
    const now = this.words(item);
    const span = { start: start ?? now.start, end: end ?? now.end };
    if (span.start >= span.end) return;
    if (span.start === item.start && span.end === item.end) this.spans.delete(item.id);
    else this.spans.set(item.id, span);
  }

  draft(item) {
    return this.drafts.get(item.id) ?? "";
  }
}
