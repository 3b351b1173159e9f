// What a person does, as acts: each is painted at once, kept in the queue until the server has answered, and said
// aloud in a few words. Acts of one stroke are made, undone and redone together.

import { elided } from "../shared/dom.js";

const UNDOABLE_HERE = 60; // letters of a label that are said

export class Doing {
  // view: the reader (data, words, shown); after(): called when something was done; say(sentence).
  constructor({ queue, standing, recent, view, after, say }) {
    Object.assign(this, { queue, standing, recent, view, after, say });
  }

  // Makes a stroke. Without a name nobody could tell whose work it is, so then nothing is made.
  make(acts, label, said) {
    const { data } = this.view;
    if (!data.coder) {
      this.say("Write your name in the side bar first.");
      this.view.askName();
      return false;
    }
    const ops = this.queue.push(acts);
    this.standing.remember(ops, label);
    this.after();
    this.say(said ?? label);
    return true;
  }

  #words(span) {
    return { transcript: this.view.data.transcript, start: span.s, end: span.e, quote: this.view.words.text(span) };
  }

  #names(codes) {
    return codes.map((id) => this.standing.code(id).name).join(", ");
  }

  // Acts that make the codes of a choice first, and the codes' ids for the acts that use them.
  #chosen({ codes, created = [] }) {
    const names = new Map(created.map((one) => [`new:${one.name}`, one]));
    const ids = [...new Set([...codes.map((id) => this.standing.resolved(id)), ...names.keys()])];
    // A code made a moment ago has no id of its own yet: it is named again, which makes it no second time.
    const making = ids.filter((id) => id.startsWith("new:")).map((id) => names.get(id) ?? { name: id.slice(4) });
    return {
      ids,
      making: making.map(({ name, theme = "" }) => ({ act: "newcode", name, ...(theme && { theme }) })),
    };
  }

  code(span, choice, { memo = "" } = {}) {
    const { ids, making } = this.#chosen(choice);
    if (!ids.length) return false;
    const words = this.#words(span);
    const blind = this.view.blindAt(span);
    const acts = ids.map((code) => ({
      act: "code",
      ...words,
      code,
      blind,
      origin: "reader",
      ...(memo && { memo }),
    }));
    const label = `coded ${this.#names(ids)}`;
    for (const id of ids) this.recent.use(id);
    return this.make([...making, ...acts], label, `Coded ${this.#names(ids)}.`);
  }

  recode(coding, choice) {
    const { ids, making } = this.#chosen(choice);
    if (!ids.length) return false;
    const [first, ...others] = ids;
    const words = this.#words(coding);
    const blind = this.view.blindAt(coding);
    const acts = [
      { act: "recode", transcript: words.transcript, target: coding.id, code: first, blind },
      ...others.map((code) => ({ act: "code", ...words, code, blind, origin: "reader" })),
    ];
    for (const id of ids) this.recent.use(id);
    return this.make([...making, ...acts], `recoded to ${this.#names(ids)}`, `Recoded to ${this.#names(ids)}.`);
  }

  remove(coding) {
    const name = this.standing.code(coding.code).name;
    return this.make(
      [{ act: "remove", transcript: this.view.data.transcript, target: coding.id }],
      `removed ${name}`,
      `Removed ${name}.`,
    );
  }

  resize(coding, span) {
    const name = this.standing.code(coding.code).name;
    return this.make(
      [{ act: "resize", target: coding.id, ...this.#words(span) }],
      `changed the words of ${name}`,
      `Changed the words of ${name}.`,
    );
  }

  decide(act, suggestion) {
    const { code, score, band, model } = suggestion;
    const name = this.standing.code(code).name;
    const seen = { score, band, model, blind: false, origin: "suggestion" };
    const verb = act === "accept" ? "accepted" : "rejected";
    if (act === "accept") this.recent.use(code);
    return this.make(
      [{ act, ...this.#words(suggestion), code, ...seen }],
      `${verb} ${name}`,
      `${verb === "accepted" ? "Accepted" : "Rejected"} ${name}.`,
    );
  }

  // about: {about, target, span?}; an empty text deletes the memo it takes the place of.
  memo({ about, target, span }, text, replaces = "") {
    const { transcript } = this.view.data;
    const act = {
      act: "memo",
      about,
      target,
      transcript,
      ...(span && this.#words(span)),
      memo: text,
      ...(replaces && { replaces }),
    };
    const done = text ? (replaces ? "changed a memo" : "wrote a memo") : "deleted a memo";
    return this.make([act], done, `${done[0].toUpperCase()}${done.slice(1)}.`);
  }

  correct(turn, text) {
    const seen = { transcript: this.view.data.transcript, start: turn.s, end: turn.e, quote: turn.x };
    return this.make([{ act: "correct", ...seen, text }], "corrected the text", "Correcting the text.");
  }

  place(lost, span) {
    const name = this.standing.code(lost.code).name;
    return this.make(
      [{ act: "place", target: lost.id, ...this.#words(span) }],
      `placed ${name}`,
      `Placed ${name}.`,
    );
  }

  undo() {
    this.#turn("undo", this.standing.undo[0], "Nothing to undo.", "Undone");
  }

  redo() {
    this.#turn("redo", this.standing.redo[0], "Nothing to redo.", "Redone");
  }

  #turn(act, stroke, nothing, said) {
    if (!stroke) this.say(nothing);
    else this.make([{ act, target: stroke.op }], act, `${said}: ${elided(stroke.label, UNDOABLE_HERE)}.`);
  }
}
