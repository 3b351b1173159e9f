// What lies on the desk: the passages ahead and those looked at, and which one is on screen.
// It knows nothing of the screen and never waits for the server, whose word arrives by `update`.

import { Ledger } from "./ledger.js";
import { turnsNear } from "./words.js";

const LONGEST_TRAIL = 300;
const AUDIT = "random audit"; // decided for every code, so it is done only once it was read

export class Desk {
  constructor() {
    this.ledger = new Ledger();
    this.known = new Map(); // id -> the item as it was shown last
    this.ahead = []; // ids as the server lists them
    this.trail = []; // ids in the order they were looked at
    this.at = 0; // place in the trail; its length where nothing is on screen
    this.passed = []; // left open on purpose; they come again at the end
    this.returned = []; // opened again by an undo or a refusal
    this.elsewhere = new Set(); // decided by this coder, not here
    this.focused = new Map(); // id -> code
    this.data = { items: [], turns: {}, left: 0, decided: 0 };
    this.stalled = false; // the server has nothing but what was passed
    this.awaited = null; // where an act was made that this screen does not know and has just undone
  }

  get item() {
    return this.known.get(this.trail[this.at]) ?? null;
  }

  // The server's word: data is the payload, pending the ids of unanswered ops, refused the ops it said no to.
  update(data, pending, refused = []) {
    const waited = !this.item;
    if (this.data.view !== data.view) this.#clear();
    this.data = data;
    this.ledger.settle(pending, data.history);
    const opened = refused.flatMap((op) => this.ledger.refuse(op));
    for (const id of data.elsewhere ?? []) if (this.isOpen(id) && !this.ledger.isMoving(id)) this.elsewhere.add(id);
    for (const item of data.items) this.#learn(item);
    this.ahead = data.items.map((item) => item.id);
    this.returned = [...new Set([...opened, ...this.returned])].filter((id) => this.isOpen(id));
    if (this.awaited) this.#welcome(data.items);
    if (this.item) return;
    this.stalled = waited && !pending.size;
    this.advance();
  }

  // Other filters or another order: the queue begins anew.
  #clear() {
    this.trail = [];
    this.at = 0;
    this.passed = [];
    this.returned = [];
  }

  #learn(item) {
    const before = this.known.get(item.id);
    this.ledger.reopen(item);
    this.elsewhere.delete(item.id);
    if (before && item.id === this.trail[this.at]) return; // what one reads stays as it is
    const moving = this.ledger.isMoving(item.id); // the server does not know yet what is open again
    const kept = before?.codes.filter((code) => moving || this.ledger.verdict(item.id, code.code)) ?? [];
    const fresh = item.codes.filter((code) => !kept.some((old) => old.code === code.code));
    this.known.set(item.id, { ...item, codes: [...kept, ...fresh], turns: turnsNear(item, this.data.turns) });
  }

  openCodes(item) {
    return item.blind ? [] : item.codes.filter((code) => !this.ledger.verdict(item.id, code.code));
  }

  isOpen(id) {
    const item = this.known.get(id);
    if (!item || this.elsewhere.has(id) || this.ledger.isRead(id)) return false;
    return item.blind || item.why === AUDIT || !item.codes.length || this.openCodes(item).length > 0;
  }

  // -- the code that has the focus -------------------------------------------------------------------------------

  get code() {
    const { item } = this;
    if (!item || item.blind) return null;
    const chosen = item.codes.find((code) => code.code === this.focused.get(item.id));
    return chosen ?? this.openCodes(item)[0] ?? item.codes[0] ?? null;
  }

  focus(code) {
    if (this.item && code) this.focused.set(this.item.id, code.code);
  }

  step(by) {
    const { codes } = this.item;
    this.focus(codes[(codes.indexOf(this.code) + by + codes.length) % codes.length]);
  }

  #nextCode() {
    const { item, code } = this;
    if (!code || !this.ledger.verdict(item.id, code.code)) return;
    const from = item.codes.indexOf(code);
    const order = [...item.codes.slice(from + 1), ...item.codes.slice(0, from + 1)];
    this.focus(order.find((one) => !this.ledger.verdict(item.id, one.code)));
  }

  // -- acts ------------------------------------------------------------------------------------------------------

  // ops: one stroke as it was put into the queue, items[i] the passage of ops[i]. The next question is on the desk
  // when this returns.
  record(ops, items, { label, memo = "" }) {
    const open = [...new Set(items)].filter((id) => this.isOpen(id));
    const stroke = this.ledger.record(ops, { items, label, memo, shown: this.trail[this.at] });
    stroke.finishes = open.filter((id) => !this.isOpen(id)).length;
    this.#onward();
  }

  #onward() {
    if (!this.item) return;
    if (this.isOpen(this.item.id)) this.#nextCode();
    else this.advance();
  }

  // The passage of an act that was undone, made before this screen was there.
  #welcome(items) {
    const { transcript, start } = this.awaited;
    const item = items.find((one) => one.transcript === transcript && one.start <= start && start < one.end);
    if (!item || !this.isOpen(item.id)) return;
    this.awaited = null;
    this.goTo(item.id);
  }

  undo(stroke, op) {
    this.ledger.undo(stroke, op);
    this.awaited = !stroke.acts.length && stroke.transcript ? stroke : null;
    const ids = [...new Set(stroke.acts.map((act) => act.item))].filter((id) => this.isOpen(id));
    this.returned = [...new Set([...ids, ...this.returned])];
    const shown = ids.includes(stroke.shown) ? stroke.shown : ids[0];
    if (!shown) return;
    this.goTo(shown);
    this.focus(
      this.item.codes.find((code) => stroke.acts.some((act) => act.item === shown && act.code === code.code)),
    );
  }

  redo(stroke, op) {
    this.awaited = null;
    this.ledger.redo(stroke, op);
    if (!stroke.acts.length) return;
    this.goTo(stroke.shown && this.known.has(stroke.shown) ? stroke.shown : stroke.acts[0].item);
    this.#onward();
  }

  // -- where one is ----------------------------------------------------------------------------------------------

  goTo(id) {
    this.passed = this.passed.filter((one) => one !== id);
    const place = this.trail.indexOf(id);
    if (place < 0) this.trail.splice(this.at, 0, id);
    else this.at = place;
  }

  // On to the next open passage: forward along the trail, then a new one.
  advance() {
    const next = this.trail.findIndex((id, i) => i > this.at && this.isOpen(id));
    if (next >= 0) {
      this.at = next;
      return;
    }
    const id = this.#fresh();
    if (id !== undefined) {
      this.passed = this.passed.filter((one) => one !== id);
      this.returned = this.returned.filter((one) => one !== id);
      this.trail = [...this.trail.filter((one) => one !== id), id].slice(-LONGEST_TRAIL);
    }
    this.at = id === undefined ? this.trail.length : this.trail.length - 1;
  }

  // Leaves the passage open; it comes again at the end. False where there is no other.
  skip() {
    const { item } = this;
    if (!item) return false;
    if (this.isOpen(item.id)) this.passed = [...this.passed.filter((one) => one !== item.id), item.id];
    this.advance();
    return this.item !== item;
  }

  next() {
    if (this.at + 1 >= this.trail.length) return this.skip();
    this.at += 1;
    return true;
  }

  back() {
    if (this.at === 0) return false;
    this.at -= 1;
    return true;
  }

  // Nothing new has come for a while: what was passed comes again.
  stall() {
    this.stalled = true;
    this.advance();
  }

  #fresh() {
    const passed = new Set(this.passed);
    const found = [...this.returned, ...this.ahead].find((id) => !passed.has(id) && this.isOpen(id));
    if (found !== undefined) {
      this.stalled = false;
      return found;
    }
    const again = this.passed.filter((id) => this.isOpen(id));
    return this.stalled || this.left <= again.length ? again[0] : undefined;
  }

  // The next open passages in the order they would come, the one on screen first.
  coming(most) {
    const order = [...this.trail.slice(this.at), ...this.returned, ...this.ahead, ...this.passed];
    return [...new Set(order)]
      .filter((id) => this.isOpen(id))
      .slice(0, most)
      .map((id) => this.known.get(id));
  }

  // Passages left in the whole queue and decisions made, as the server counts them plus what it does not know yet.
  get left() {
    return Math.max(0, this.data.left - this.ledger.ahead("finishes"));
  }

  get decided() {
    return Math.max(0, this.data.decided + this.ledger.ahead("verdicts"));
  }
}
