// The review queue: one passage at a time, one key per decision. What a key does is on screen in the next frame; the
// server hears of it through the op queue and never has to be waited for.

import { CodePicker } from "../shared/picker.js";
import { KeyMap } from "../shared/keys.js";
import { OpQueue } from "../shared/opqueue.js";
import { RecentCodes } from "../shared/recent.js";
import { accepting, choosing, closing, noting, ownWords, rejecting } from "./acts.js";
import { ACTIONS, keysOf } from "./actions.js";
import { Desk } from "./desk.js";
import { Notices } from "./notices.js";
import { Preview } from "./preview.js";
import { Screen } from "./screen.js";
import { moved, quoteOf, turnsAround, measure } from "./words.js";

const SHOWN_AROUND = 2;
const SENT_AROUND = 12;
const REPORT_AFTER = 250; // passages passed over, so that the server can look further ahead
const STALL_AFTER = 3000;

const shown = new WeakMap();
// A person who comes back to the page finds the desk as it was left.
const desks = (globalThis.qualReviewDesks ??= new Map());

export default function (component) {
  let review = shown.get(component.parentElement);
  if (!review) shown.set(component.parentElement, (review = new Review(component)));
  review.update(component);
  return () => {
    shown.delete(component.parentElement);
    review.destroy();
  };
}

function deskOf({ study, coder }) {
  const name = `${study}\n${coder}`;
  if (!desks.has(name)) {
    desks.set(name, { desk: new Desk(), spans: new Map(), drafts: new Map(), recent: new RecentCodes(), definition: false });
  }
  return desks.get(name);
}

class Review {
  constructor({ parentElement }) {
    this.root = parentElement.querySelector(".q-review");
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.keys = new KeyMap({ root: this.root, actions: ACTIONS, onAction: (act, event) => this.act(act, event), title: "Keys of the review queue" });
    this.queue = new OpQueue({ onChange: ({ unsaved }) => this.#unsaved(unsaved) });
    this.screen = new Screen(this.root, { keys: this.keys, onWords: (start, end) => this.#marked(start, end), signal });
    this.notices = new Notices(this.root.querySelector(".q-notices"));
    this.picker = new CodePicker({ host: this.root, label: "Codes for these words" });
    this.preview = new Preview({ host: this.root, onAccept: (rows) => this.#acceptRows(rows), signal });
    this.said = "";
    this.root.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.screen.field.addEventListener("keydown", (event) => this.#typed(event), { signal });
    this.screen.field.addEventListener("input", () => this.drafts.set(this.desk.item.id, this.screen.field.value), { signal });
  }

  update(component) {
    const { data } = component;
    this.component = component;
    this.data = data;
    Object.assign(this, deskOf(data));
    this.codes = new Map(data.codes.map((code) => [code.id, code]));
    const refused = this.queue.update(component);
    this.desk.update(data, new Set(this.queue.pending.map((op) => op.id)), refused.map(({ op }) => op));
    for (const { sentence } of refused) this.notices.refused(sentence);
    this.recent.fill(data.recent ?? []);
    this.picker.refresh({ codes: data.codes, recent: this.recent.slots });
    this.#relabel(keysOf(data.keys ?? {}));
    this.#unsaved(this.queue.unsaved);
    this.draw();
  }

  destroy() {
    this.queue.destroy();
    clearTimeout(this.reporting);
    clearTimeout(this.stalling);
    this.listening.abort();
    this.keys.destroy();
    this.picker.destroy();
    this.screen.destroy();
  }

  #relabel(keys) {
    const written = JSON.stringify(keys);
    if (written === this.written) return;
    this.written = written;
    this.keys.update(keys);
    this.screen.label();
  }

  #unsaved(number) {
    this.screen.unsaved(number);
    this.notices.state({ coder: this.data?.coder, trouble: this.data?.trouble, unsaved: number });
  }

  // -- what is on screen -----------------------------------------------------------------------------------------

  draw() {
    this.screen.draw(this.state());
    clearTimeout(this.stalling);
    if (!this.desk.item && this.desk.left > 0 && !this.queue.unsaved) this.stalling = setTimeout(() => this.#stalled(), STALL_AFTER);
  }

  state() {
    const { desk, data } = this;
    const { item, code, ledger } = desk;
    const about = {
      item, code, left: desk.left, decided: desk.decided, undo: ledger.toUndo, redo: ledger.toRedo, canBack: desk.at > 0,
      said: this.said, able: Boolean(data.coder), named: (id) => this.named(id), definition: this.definition,
    };
    if (!item) return { ...about, ...this.#idle() };
    const open = desk.isOpen(item.id);
    return {
      ...about, open, note: this.#note(item, open), span: this.words(item), changed: this.spans.has(item.id),
      around: turnsAround(item, this.wide === item.id ? SENT_AROUND : SHOWN_AROUND), widest: this.wide === item.id,
      codes: item.blind ? [] : item.codes, openCodes: desk.openCodes(item).length,
      verdict: (id) => ledger.verdict(item.id, id), draft: this.drafts.get(item.id) ?? "", writing: this.writing === item.id,
      given: ledger.given(item.id).map((id) => ({ text: this.named(id).name, color: this.named(id).color })),
      memos: ledger.memos(item.id).map((text) => ({ text })),
    };
  }

  #idle() {
    const { desk, queue, data } = this;
    return {
      reason: desk.left > 0 ? "fetching" : "empty", unsaved: queue.unsaved, filtered: data.filtered, undoKey: this.keys.sign("undo"),
      busy: !desk.ledger.toUndo, tally: desk.ledger.tally,
    };
  }

  #note(item, open) {
    if (open) return "";
    if (this.desk.elsewhere.has(item.id)) return "You have already decided this passage elsewhere.";
    return `Looking back: you have decided this passage. ${this.keys.sign("next")} goes on, ${this.keys.sign("undo")} takes your last act back.`;
  }

  named(id) {
    const name = id.startsWith("new:") ? id.slice(4) : id;
    return this.codes.get(id) ?? { id, name, theme: "", color: "", definition: "", include: [], exclude: [] };
  }

  // The words a decision is about: the item's own, or those the person marked instead.
  words(item) {
    const span = this.spans.get(item.id) ?? ownWords(item);
    return { start: span.start, end: span.end, quote: quoteOf(item, span, this.#here(item)) };
  }

  #here(item) {
    return turnsAround(item, 0).map((one) => one.turn);
  }

  // -- keys and buttons ------------------------------------------------------------------------------------------

  #clicked(event) {
    const button = event.target.closest("[data-act]");
    if (!button || !this.root.contains(button)) return;
    const row = button.closest("[data-code].q-code");
    if (row) this.desk.focus(this.desk.item.codes.find((code) => code.code === row.dataset.code));
    this.act(button.dataset.act, event);
  }

  // Does what a key or button says; false lets the key pass to the page.
  act(name, event) {
    this.said = "";
    const { item } = this.desk;
    if (name === "help") this.keys.help();
    else if (name === "undo" || name === "redo") this.#takeBack(name);
    else if (name === "back") this.desk.back();
    else if (name === "next") this.#pass(() => this.desk.next());
    else if (!item) return true;
    else if (name === "up" || name === "down" || name === "digit") return this.#focus(name, event.key);
    else if (name === "definition") deskOf(this.data).definition = this.definition = !this.definition;
    else if (name === "context") this.wide = this.wide === item.id ? null : item.id;
    else if (!this.desk.isOpen(item.id)) this.said = "This passage is decided; nothing was changed.";
    else if (name === "skip") this.#pass(() => this.desk.skip());
    else if (!this.data.coder) this.said = "Write your name in the side bar first.";
    else this.#decide(name, item);
    this.draw();
    return true;
  }

  #decide(name, item) {
    const open = this.desk.openCodes(item);
    if (name === "accept" || name === "reject") this.#judge(name, item, open);
    else if (name === "all" && open.length) this.#all(item, open);
    else if (name === "nothing") this.#stroke((memo) => closing(item, open, memo), item, "read, nothing more fits");
    else if (name === "other") this.#choose(item);
    else if (name === "memo") this.#write(item);
    else if (name === "bulk") this.#preview(item);
    else if (name === "restore") this.spans.delete(item.id);
    else if (["shrink", "stretch", "shrink_start", "stretch_start"].includes(name)) this.#move(item, name);
  }

  #judge(name, item, open) {
    const { code } = this.desk;
    if (!code) this.said = `Choose codes with ${this.keys.sign("other")}, or go on with ${this.keys.sign("nothing")}.`;
    else if (!open.includes(code)) this.said = "This code is decided already.";
    else if (name === "accept") this.#stroke((memo) => [accepting(item, code, this.words(item), memo)], item, `accepted ${this.named(code.code).name}`);
    else this.#stroke((memo) => [rejecting(item, code, memo)], item, `rejected ${this.named(code.code).name}`);
  }

  #all(item, open) {
    const make = (memo) => open.map((code, i) => accepting(item, code, this.words(item), i ? "" : memo));
    this.#stroke(make, item, open.length === 1 ? `accepted ${this.named(open[0].code).name}` : `accepted all ${open.length}`);
  }

  // One stroke about one passage; a memo that was typed goes with it.
  #stroke(make, item, label) {
    const memo = (this.drafts.get(item.id) ?? "").trim();
    const ops = this.queue.push(make(memo));
    if (!ops.length) return;
    this.drafts.delete(item.id);
    this.writing = null;
    this.desk.record(ops, ops.map(() => item.id), { label, memo });
  }

  #takeBack(name) {
    const { ledger } = this.desk;
    const stroke = name === "undo" ? ledger.toUndo : ledger.toRedo;
    if (!stroke || !this.data.coder) {
      this.said = `Nothing to ${name}.`;
      return;
    }
    const [op] = this.queue.push([{ act: name, target: stroke.op }]);
    this.desk[name](stroke, op);
    this.said = name === "undo" ? `Taken back: ${stroke.label}.` : `Done again: ${stroke.label}.`;
    if (!stroke.memo) return;
    if (name === "undo" && !this.drafts.get(stroke.shown)) this.drafts.set(stroke.shown, stroke.memo);
    if (name === "redo" && this.drafts.get(stroke.shown) === stroke.memo) this.drafts.delete(stroke.shown);
  }

  #focus(name, key) {
    const { item } = this.desk;
    if (item.blind || item.codes.length < 2) return false;
    if (name === "digit" && !item.codes[Number(key) - 1]) return false;
    if (name === "digit") this.desk.focus(item.codes[Number(key) - 1]);
    else this.desk.step(name === "up" ? -1 : 1);
    this.draw();
    return true;
  }

  #pass(go) {
    if (!go()) this.said = "There is no other passage left.";
    const passed = this.desk.passed.join("\n");
    if (passed === this.passed) return;
    this.passed = passed;
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.component.setTriggerValue("passed", this.desk.passed), REPORT_AFTER);
  }

  #stalled() {
    this.desk.stall();
    this.draw();
  }

  // -- words, codes and memos ------------------------------------------------------------------------------------

  #move(item, name) {
    const words = this.#here(item).flatMap((turn) => measure(turn).words);
    this.#setWords(item, moved(this.words(item), words, name));
  }

  // By the mouse; an end that was not touched is null.
  #marked(start, end) {
    const { item } = this.desk;
    if (!item || !this.desk.isOpen(item.id)) return;
    const now = this.words(item);
    this.#setWords(item, { start: start ?? now.start, end: end ?? now.end });
    this.draw();
  }

  #setWords(item, { start, end }) {
    if (start >= end) return;
    if (start === item.start && end === item.end) this.spans.delete(item.id);
    else this.spans.set(item.id, { start, end });
  }

  #choose(item) {
    const words = this.words(item);
    const given = item.codes.filter((code) => this.desk.ledger.verdict(item.id, code.code) === "accept");
    this.picker.open({
      anchorRect: this.screen.talk.rect(), codes: this.data.codes, recent: this.recent.slots, multi: true, words: words.quote,
      themes: this.data.themes ?? [], have: [...given.map((code) => code.code), ...this.desk.ledger.given(item.id)],
      onChoose: (choice) => this.#chosen(item, words, choice),
    });
  }

  #chosen(item, words, choice) {
    const open = this.desk.openCodes(item);
    const names = [...choice.codes.map((id) => this.named(id).name), ...choice.created.map(({ name }) => name)];
    for (const id of choice.codes) this.recent.use(id);
    this.#stroke((memo) => choosing(item, choice, { words, memo, open }), item, `coded ${names.join(", ")}`);
    this.draw();
  }

  #write(item) {
    this.writing = item.id;
    this.draw();
    this.screen.field.focus();
  }

  #typed(event) {
    const { item } = this.desk;
    if (event.isComposing || !item) return;
    const keeps = event.key === "Enter" && !event.shiftKey;
    if (!keeps && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.writing = null;
    this.screen.field.blur();
    if (keeps && this.drafts.get(item.id)?.trim() && this.data.coder) this.#stroke((memo) => [noting(item, this.words(item), memo)], item, "memo");
    this.draw();
  }

  // -- several at once -------------------------------------------------------------------------------------------

  #preview(current) {
    const rows = this.desk.coming(this.preview.most).filter((item) => this.desk.openCodes(item).length);
    this.preview.open(
      rows.map((item) => {
        const open = this.desk.openCodes(item);
        const code = item === current && open.includes(this.desk.code) ? this.desk.code : open[0];
        return { item, code, words: this.words(item), name: this.named(code.code).name, color: this.named(code.code).color };
      }),
    );
  }

  #acceptRows(rows) {
    const ops = this.queue.push(rows.map(({ item, code, words }) => accepting(item, code, words)));
    const label = rows.length === 1 ? `accepted ${rows[0].name}` : `accepted ${rows.length} together`;
    this.desk.record(ops, rows.map(({ item }) => item.id), { label });
    this.draw();
  }
}
