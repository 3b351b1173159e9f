// The review queue: one passage at a time, one key per decision. What a key does is on screen in the next frame; the
// server hears of it through the op queue and never has to be waited for.

import { CodePicker } from "../shared/picker.js";
import { KeyMap } from "../shared/keys.js";
import { takeOver } from "../shared/dom.js";
import { OpQueue } from "../shared/opqueue.js";
import { ACTIONS, keysOf } from "./actions.js";
import { Notices } from "./notices.js";
import { Preview } from "./preview.js";
import { Screen } from "./screen.js";
import { Strokes } from "./strokes.js";
import { tableOf } from "./table.js";
import { turnsAround } from "./words.js";

const ABSTAINS = "No code reaches its threshold here, so nothing is suggested. Which codes fit?";
const SHOWN_AROUND = 2;
const SENT_AROUND = 12;
const REPORT_AFTER = 250; // passages passed over, so that the server can look further ahead
const STALL_AFTER = 3000;

const shown = new WeakMap();

export default function (component) {
  let review = shown.get(component.parentElement);
  if (!review) shown.set(component.parentElement, (review = new Review(component)));
  review.update(component);
  return () => {
    shown.delete(component.parentElement);
    review.destroy();
  };
}

class Review {
  constructor({ parentElement }) {
    this.root = parentElement.querySelector(".q-review");
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.keys = new KeyMap({
      root: this.root,
      actions: ACTIONS,
      onAction: (act, event) => this.act(act, event),
      title: "Keys of the review queue",
    });
    this.queue = new OpQueue({ onChange: ({ unsaved }) => this.#unsaved(unsaved) });
    this.strokes = new Strokes(this.queue);
    this.screen = new Screen(this.root, {
      keys: this.keys,
      onWords: (start, end) => this.#marked(start, end),
      signal,
    });
    this.notices = new Notices(this.root.querySelector(".q-notices"));
    this.picker = new CodePicker({ host: this.root, label: "Codes for these words" });
    this.preview = new Preview({
      host: this.root,
      onAccept: (rows) => this.#said(this.strokes.acceptRows(rows)),
      signal,
    });
    this.said = "";
    this.root.addEventListener("click", (event) => this.#clicked(event), { signal });
    const { field } = this.screen;
    field.addEventListener("keydown", (event) => this.#typed(event), { signal });
    field.addEventListener("input", () => this.table.drafts.set(this.desk.item.id, field.value), { signal });
  }

  get desk() {
    return this.table.desk;
  }

  update(component) {
    const { data } = component;
    const named = this.data && this.data.coder !== data.coder && data.coder;
    this.component = component;
    this.data = data;
    this.table = tableOf(data);
    this.codes = new Map(data.codes.map((code) => [code.id, code]));
    this.strokes.update({
      table: this.table,
      named: (id) => this.named(id),
      sign: (action) => this.keys.sign(action),
    });
    const refused = this.queue.update(component);
    this.desk.update(
      data,
      new Set(this.queue.pending.map((op) => op.id)),
      refused.map(({ op }) => op),
    );
    for (const { sentence } of refused) this.notices.refused(sentence);
    this.table.recent.fill(data.recent ?? []);
    this.picker.refresh({ codes: data.codes, recent: this.table.recent.slots });
    this.#relabel(keysOf(data.keys ?? {}));
    this.#unsaved(this.queue.unsaved);
    this.draw();
    if (named) takeOver(this.root, this.root.querySelector("[tabindex='-1']:not([hidden])"));
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
    if (!this.desk.item && this.desk.left > 0 && !this.queue.unsaved)
      this.stalling = setTimeout(() => this.#stalled(), STALL_AFTER);
  }

  state() {
    const { desk, data, table } = this;
    const { item, code, ledger } = desk;
    const about = {
      item,
      code,
      left: desk.left,
      decided: desk.decided,
      undo: ledger.toUndo,
      redo: ledger.toRedo,
      canBack: desk.at > 0,
      said: this.said,
      able: Boolean(data.coder),
      named: (id) => this.named(id),
      definition: table.definition,
    };
    if (!item) return { ...about, ...this.#idle() };
    const open = desk.isOpen(item.id);
    return {
      ...about,
      open,
      note: this.#note(item, open),
      span: table.words(item),
      changed: table.spans.has(item.id),
      around: turnsAround(item, this.wide === item.id ? SENT_AROUND : SHOWN_AROUND),
      widest: this.wide === item.id,
      codes: item.blind ? [] : item.codes,
      openCodes: desk.openCodes(item).length,
      verdict: (id) => ledger.verdict(item.id, id),
      draft: table.draft(item),
      writing: this.writing === item.id,
      given: ledger.given(item.id).map((id) => ({ text: this.named(id).name, color: this.named(id).color })),
      memos: ledger.memos(item.id).map((text) => ({ text })),
    };
  }

  #idle() {
    const { desk, queue, data } = this;
    return {
      reason: data.coder ? (desk.left > 0 ? "fetching" : "empty") : "nameless",
      unsaved: queue.unsaved,
      filtered: data.filtered,
      undoKey: this.keys.sign("undo"),
      busy: !desk.ledger.toUndo,
      tally: desk.ledger.tally,
    };
  }

  #note(item, open) {
    if (open) return item.abstains ? ABSTAINS : "";
    if (this.desk.elsewhere.has(item.id)) return "You have already decided this passage elsewhere.";
    return `Looking back: you have decided this passage. ${this.keys.sign("next")} goes on, ${this.keys.sign("undo")} takes your last act back.`;
  }

  named(id) {
    const name = id.startsWith("new:") ? id.slice(4) : id;
    return this.codes.get(id) ?? { id, name, theme: "", color: "", definition: "", include: [], exclude: [] };
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
    else if (name === "undo" || name === "redo") this.said = this.data.coder ? this.strokes.back(name) : "";
    else if (name === "back") this.desk.back();
    else if (name === "next") this.#pass(() => this.desk.next());
    else if (!item) return true;
    else if (name === "open")
      this.component.setTriggerValue("open", {
        what: "transcript",
        transcript: item.transcript,
        start: item.start,
      });
    else if (name === "up" || name === "down" || name === "digit") return this.#focus(name, event.key);
    else if (name === "definition") this.table.definition = !this.table.definition;
    else if (name === "context") this.wide = this.wide === item.id ? null : item.id;
    else if (!this.desk.isOpen(item.id)) this.said = "This passage is decided; nothing was changed.";
    else if (name === "skip") this.#pass(() => this.desk.skip());
    else if (!this.data.coder) this.said = "Write your name in the side bar first.";
    else this.said = this.#decide(name, item) ?? "";
    this.draw();
    return true;
  }

  #decide(name, item) {
    if (name === "accept" || name === "reject") return this.strokes.judge(name, item);
    if (name === "all" || name === "nothing") return this.strokes[name](item);
    if (name === "other") this.#choose(item);
    else if (name === "memo") this.#write(item);
    else if (name === "bulk") this.#preview(item);
    else if (name === "restore") this.table.spans.delete(item.id);
    else this.table.move(item, name);
    return "";
  }

  #said(sentence) {
    this.said = sentence;
    this.draw();
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

  // By the mouse; an end that was not touched is null.
  #marked(start, end) {
    const { item } = this.desk;
    if (!item || !this.desk.isOpen(item.id)) return;
    this.table.mark(item, start, end);
    this.draw();
  }

  #choose(item) {
    const { ledger } = this.desk;
    const words = this.table.words(item);
    const accepted = item.codes
      .map(({ code }) => code)
      .filter((code) => ledger.verdict(item.id, code) === "accept");
    this.picker.open({
      anchorRect: this.screen.talk.rect(),
      codes: this.data.codes,
      recent: this.table.recent.slots,
      multi: true,
      words: words.quote,
      themes: this.data.themes ?? [],
      have: [...accepted, ...ledger.given(item.id)],
      onChoose: (choice) => this.#said(this.strokes.choose(item, words, choice)),
    });
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
    this.#said(keeps && this.data.coder ? this.strokes.note(item) : "");
  }

  #preview(current) {
    const rows = this.desk.coming(this.preview.most).filter((item) => this.desk.openCodes(item).length);
    this.preview.open(
      rows.map((item) => {
        const open = this.desk.openCodes(item);
        const code = item === current && open.includes(this.desk.code) ? this.desk.code : open[0];
        return {
          item,
          code,
          words: this.table.words(item),
          name: this.named(code.code).name,
          color: this.named(code.code).color,
        };
      }),
    );
  }
}
