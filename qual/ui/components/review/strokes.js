// What one key or button does to the record: the stroke goes into the queue and the next question onto the desk.
// Each method returns a sentence where there was nothing to do, "" otherwise.

import { accepting, choosing, closing, noting, rejecting } from "./acts.js";

export class Strokes {
  constructor(queue) {
    this.queue = queue;
  }

  // table: whose strokes these are; named(code id) -> the code; sign(action) -> its key as it is written.
  update({ table, named, sign }) {
    this.table = table;
    this.named = named;
    this.sign = sign;
  }

  get desk() {
    return this.table.desk;
  }

  // "accept" or "reject" of the code in focus.
  judge(verdict, item) {
    const { code } = this.desk;
    if (!code) return `Choose codes with ${this.sign("other")}, or go on with ${this.sign("nothing")}.`;
    if (!this.desk.openCodes(item).includes(code)) return "This code is decided already.";
    const { name } = this.named(code.code);
    if (verdict === "reject")
      return this.#stroke(item, (memo) => [rejecting(item, code, memo)], `rejected ${name}`);
    return this.#stroke(item, (memo) => [accepting(item, code, this.table.words(item), memo)], `accepted ${name}`);
  }

  // Every code that is shown and open.
  all(item) {
    const open = this.desk.openCodes(item);
    if (!open.length) return "No suggested code is open here.";
    const words = this.table.words(item);
    const label = open.length === 1 ? `accepted ${this.named(open[0].code).name}` : `accepted all ${open.length}`;
    return this.#stroke(item, (memo) => open.map((code, i) => accepting(item, code, words, i ? "" : memo)), label);
  }

  nothing(item) {
    const open = this.desk.openCodes(item);
    return this.#stroke(item, (memo) => closing(item, open, memo), open.length ? "nothing more fits" : "read");
  }

  // words: those the picker was opened for.
  choose(item, words, choice) {
    const open = this.desk.openCodes(item);
    const names = [...choice.codes.map((id) => this.named(id).name), ...choice.created.map(({ name }) => name)];
    for (const id of choice.codes) this.table.recent.use(id);
    return this.#stroke(item, (memo) => choosing(item, choice, { words, memo, open }), `coded ${names.join(", ")}`);
  }

  // The memo by itself.
  note(item) {
    if (!this.table.draft(item).trim()) return "";
    return this.#stroke(item, (memo) => [noting(item, this.table.words(item), memo)], "memo");
  }

  // rows: what the preview showed and the person left ticked.
  acceptRows(rows) {
    const ops = this.queue.push(rows.map(({ item, code, words }) => accepting(item, code, words)));
    const label = rows.length === 1 ? `accepted ${rows[0].name}` : `accepted ${rows.length} together`;
    this.desk.record(
      ops,
      rows.map(({ item }) => item.id),
      { label },
    );
    return "";
  }

  // "undo" or "redo" of a whole stroke; a memo that went with it stands in its field again.
  back(way) {
    const { ledger } = this.desk;
    const stroke = way === "undo" ? ledger.toUndo : ledger.toRedo;
    if (!stroke) return `Nothing to ${way}.`;
    const [op] = this.queue.push([{ act: way, target: stroke.op }]);
    this.desk[way](stroke, op);
    const { drafts } = this.table;
    if (way === "undo" && stroke.memo && !drafts.get(stroke.shown)) drafts.set(stroke.shown, stroke.memo);
    if (way === "redo" && stroke.memo && drafts.get(stroke.shown) === stroke.memo) drafts.delete(stroke.shown);
    return way === "undo" ? `Taken back: ${stroke.label}.` : `Done again: ${stroke.label}.`;
  }

  // One stroke about one passage; a memo that was typed goes with it.
  #stroke(item, make, label) {
    const memo = this.table.draft(item).trim();
    const ops = this.queue.push(make(memo));
    if (!ops.length) return "";
    this.table.drafts.delete(item.id);
    this.desk.record(
      ops,
      ops.map(() => item.id),
      { label, memo },
    );
    return "";
  }
}
