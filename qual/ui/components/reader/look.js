// The card and what it is about: codings and suggestions at a point, memos on words or on the transcript. Words typed
// into a memo are kept here until they are saved, also when the card closes or the server refuses them.

import { el, rectOf } from "../shared/dom.js";
import { Card } from "./card.js";
import { codingSection, memoList, suggestionSection } from "./cards.js";

const subject = ({ about, target, span }, memo) =>
  [about, target, span ? `${span.s}-${span.e}` : "", memo?.id ?? ""].join(" ");

export class Look {
  // chooseCode(rect, coding) opens the picker for another code; beside(rect) is where a card covers no words.
  constructor({ host, standing, doing, edges, beside, chooseCode }) {
    Object.assign(this, { standing, doing, edges, beside, chooseCode });
    this.drafts = new Map();
    this.open = new Set(); // subjects that are being written about
    this.keys = []; // what the card shows: "coding <id>", "suggestion <s-e-code>", "memo <id>"
    this.held = null; // the coding whose ends have handles
    this.card = new Card({ host, onClose: () => this.#closed() });
    this.card.box.addEventListener("focusin", (event) => this.#focused(event.target));
  }

  get isOpen() {
    return this.card.isOpen;
  }

  // keys of things to show, beside a rectangle of the window.
  show(keys, rect) {
    this.keys = keys;
    this.memoOf = null;
    this.#hold(keys.map((key) => this.#coding(key)).find((one) => one?.mine)?.id ?? null);
    this.#open(this.beside(rect), "Coded words");
  }

  // Memos about a passage or the transcript, ready to write.
  showMemos(about, rect, label) {
    this.keys = [];
    this.memoOf = about;
    this.#hold(null);
    this.open.add(subject(about));
    this.#open(about.span ? this.beside(rect) : rect, label);
  }

  #open(rect, label) {
    const keep = (event) => Boolean(event.target.closest?.(".q-handle"));
    this.card.open({
      rect: rectOf(rect),
      label,
      draw: () => this.#draw(),
      keys: (event) => this.#key(event),
      keep,
    });
  }

  // What stands in the data may be different now.
  update() {
    if (this.held !== null) this.#hold(this.held);
    this.card.redraw();
  }

  close() {
    this.card.close();
  }

  #coding(key) {
    return key.startsWith("coding ") ? this.standing.coding(key.slice(7)) : undefined;
  }

  #draw() {
    if (this.memoOf) return this.#memoCard();
    const sections = this.keys.map((key) => this.#section(key)).filter(Boolean);
    return sections.length ? [...sections, this.#close()] : [];
  }

  #section(key) {
    const coding = this.#coding(key);
    if (coding) return codingSection(this, coding, coding.id === this.edges.coding?.id);
    const id = key.slice(key.indexOf(" ") + 1);
    const suggestion = key.startsWith("suggestion ") && this.standing.suggestion(id);
    if (suggestion) return suggestionSection(this, suggestion);
    const memo = key.startsWith("memo ") && this.standing.memos.get(id);
    if (!memo) return null;
    const about = { about: "passage", target: "", span: { s: memo.s, e: memo.e } };
    return el(
      "section",
      { class: "q-card-one", "aria-label": "Memo" },
      el("h4", {}, "Memo on these words"),
      memoList(this, about, [memo]),
    );
  }

  #memoCard() {
    const { about } = this.memoOf;
    const memos = about === "transcript" ? [...this.standing.about.values()] : [];
    const title = about === "transcript" ? "Memos on this transcript" : "Memo on these words";
    if (!memos.length && !this.writing(this.memoOf)) return [];
    return [
      el(
        "section",
        { class: "q-card-one", "aria-label": title },
        el("h4", {}, title),
        memoList(this, this.memoOf, memos),
      ),
      this.#close(),
    ];
  }

  #close() {
    return el(
      "button",
      {
        type: "button",
        class: "q-card-close",
        "aria-label": "Close",
        "data-hold": "close",
        onclick: () => this.close(),
      },
      "×",
    );
  }

  #focused(target) {
    const section = target.closest?.("[data-coding]");
    const coding = section && this.standing.coding(section.dataset.coding);
    if (!coding?.mine || coding.id === this.edges.coding?.id) return;
    this.#hold(coding.id);
    for (const one of this.card.box.querySelectorAll(".q-card-one"))
      one.classList.toggle("q-active", one === section);
  }

  #hold(id) {
    const same = id !== null && id === this.held;
    this.held = id;
    const coding = id === null ? null : this.standing.coding(id);
    this.edges.hold(coding?.mine ? coding : null, same);
  }

  #closed() {
    this.edges.settle();
    this.#hold(null);
    this.open.clear();
    for (const key of this.drafts.keys()) if (!this.drafts.get(key)) this.drafts.delete(key);
  }

  // Keys inside the card: the ends of the words, memo, accept and reject of the suggestion in focus, else the first.
  #key({ key, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey) return false;
    const step = { "[": ["e", -1], "]": ["e", 1], "{": ["s", -1], "}": ["s", 1] }[key];
    if (step && this.edges.coding) {
      this.edges.step(...step);
      return true;
    }
    const decision = { a: "accept", x: "reject" }[key];
    const suggested = this.keys
      .map((one) => one.startsWith("suggestion ") && this.standing.suggestion(one.slice(11)))
      .filter(Boolean);
    if (decision && suggested.length) {
      this.decide(decision, this.#suggestionInFocus() ?? suggested[0]);
      return true;
    }
    const coding = this.keys.map((one) => this.#coding(one)).find(Boolean);
    if (key !== "m" || !coding) return false;
    this.write({ about: "coding", target: this.edges.coding?.id ?? coding.id });
    return true;
  }

  #suggestionInFocus() {
    const section = document.activeElement.closest("[data-suggestion]");
    return section && this.standing.suggestion(section.dataset.suggestion);
  }

  // ---- what the card's contents ask for ----
  codedByMe({ s, e, code }) {
    return [...this.standing.codings.values()].some(
      (one) => one.mine && one.s === s && one.e === e && one.code === code,
    );
  }

  recode(coding, button) {
    const rect = rectOf(button.getBoundingClientRect());
    this.close();
    this.chooseCode(rect, coding);
  }

  remove(coding) {
    if (this.doing.remove(coding)) this.card.redraw({ now: true });
  }

  same(coding) {
    if (this.doing.code(coding, { codes: [coding.code] })) this.close();
  }

  decide(act, suggestion) {
    if (this.doing.decide(act, suggestion)) this.card.redraw({ now: true });
  }

  memo(about, text, replaces) {
    this.doing.memo(about, text, replaces);
  }

  writing(about, memo) {
    const key = subject(about, memo && { id: memo });
    return this.open.has(key) || Boolean(this.drafts.get(key));
  }

  draft(about, memo) {
    return this.drafts.get(subject(about, memo)) ?? memo?.text ?? "";
  }

  keep(about, memo, text) {
    this.drafts.set(subject(about, memo), text);
  }

  write(about, memo) {
    this.open.add(subject(about, memo));
    this.card.redraw({ now: true });
  }

  leave(about, memo) {
    this.#done(about, memo);
    this.card.redraw({ now: true });
  }

  save(about, memo, text) {
    const words = text.trim();
    if (!words && !memo) {
      this.leave(about, memo);
      return;
    }
    if (words === memo?.text) {
      this.leave(about, memo);
      return;
    }
    if (!this.doing.memo(about, words, memo?.id)) return;
    this.#done(about, memo);
    if (this.memoOf?.about === "passage") this.close();
    else this.card.redraw({ now: true });
  }

  #done(about, memo) {
    this.open.delete(subject(about, memo));
    this.drafts.delete(subject(about, memo));
  }

  // Puts words back that the server refused, so that they are there when the memo is opened again.
  giveBack(op) {
    const span = op.start === undefined ? undefined : { s: op.start, e: op.end };
    this.drafts.set(
      subject({ about: op.about, target: op.target, span }, op.replaces ? { id: op.replaces } : undefined),
      op.memo,
    );
  }

  destroy() {
    this.card.destroy();
  }
}
