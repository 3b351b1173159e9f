// What the reader shows: what the server last said, and on top of it what was done here and is not confirmed yet.
// Undoing and redoing is the same in reverse, so paint never waits for the server where a stroke was made here.

import { strokeOf } from "../shared/kept.js";

const PLAIN = "#7a7a7a";
const KEPT = 400;

// A colour of the codebook, or grey: it ends up in a style sheet, where nothing else may stand.
export const safeColor = (color) => (/^#[0-9a-f]{6}$/i.test(color ?? "") ? color : PLAIN);
export const suggestionKey = ({ s, e, code }) => `${s}-${e}-${code}`;
const twinOf = (codings, { s, e, code }) =>
  codings.find((one) => one.mine && one.s === s && one.e === e && one.code === code);

export class Standing {
  constructor() {
    this.strokes = new Map(); // stroke -> {ops, was: Map of op id -> what stood there before, label}
    this.aliases = new Map();
    this.data = {
      codings: [],
      suggestions: [],
      memos: [],
      unplaced: [],
      codes: [],
      history: { undo: [], redo: [] },
    };
    this.fold([]);
  }

  update(data) {
    this.data = data;
  }

  // Remembers a stroke made here, with what it replaces, before it is folded in.
  remember(ops, label) {
    if (ops[0].act === "undo" || ops[0].act === "redo") return;
    const was = new Map(ops.map((op) => [op.id, this.#before(op)]));
    this.strokes.set(strokeOf(ops[0].id), { ops, was, label });
    if (this.strokes.size > KEPT) this.strokes.delete(this.strokes.keys().next().value);
  }

  // Everything anew: pending ops are carried out on what the server said, in order.
  fold(pending) {
    const { data } = this;
    const before = this.codings ?? new Map();
    this.codes = new Map(data.codes.map((code) => [code.id, { ...code, color: safeColor(code.color) }]));
    this.codings = new Map(data.codings.map((one) => [one.id, one]));
    this.suggestions = new Map((data.suggestions ?? []).map((one) => [suggestionKey(one), one]));
    // A memo without a place is about the whole transcript.
    const placed = ({ s }) => s !== null && s !== undefined;
    this.memos = new Map((data.memos ?? []).filter(placed).map((one) => [one.id, one]));
    this.about = new Map((data.memos ?? []).filter((one) => !placed(one)).map((one) => [one.id, one]));
    this.unplaced = new Map(
      (data.unplaced ?? []).map((one) => [one.id, { mine: one.coder === data.coder, ...one }]),
    );
    this.correcting = new Set();
    this.undo = [...data.history.undo];
    this.redo = [...data.history.redo];
    for (const op of pending) this.#carryOut(op);
    this.#follow(before);
  }

  // A coding made here gets the server's id when it is confirmed; what looks at it goes on looking at it.
  #follow(before) {
    const mine = [...this.codings.values()].filter((one) => one.mine && !before.has(one.id));
    for (const old of before.values()) {
      if (!old.mine || this.codings.has(old.id)) continue;
      const now = twinOf(mine, { ...old, code: this.resolved(old.code) });
      if (now) this.aliases.set(old.id, now.id);
    }
  }

  code(id) {
    return (
      this.codes.get(this.resolved(id)) ?? {
        id,
        name: id.replace(/^new:/, ""),
        color: PLAIN,
        definition: "",
        theme: "",
      }
    );
  }

  // The id of a code that was made here, as the server named it.
  resolved(id) {
    if (this.codes.has(id) || !id.startsWith("new:")) return id;
    const name = id.slice(4).trim().toLowerCase();
    return [...this.codes.values()].find((code) => code.name.trim().toLowerCase() === name)?.id ?? id;
  }

  // A coding by its id, also where it was made here and has got the server's id since.
  coding(id) {
    const found = this.codings.get(id) ?? this.codings.get(this.aliases.get(id));
    if (found) return found;
    const stroke = this.strokes.get(strokeOf(id));
    const op = stroke?.ops.find((one) => one.id === id);
    if (!["code", "accept", "recode"].includes(op?.act)) return undefined;
    const same = this.#twin(op.act === "recode" ? this.#recoded(op, stroke.was.get(id)) : op);
    // The next act that is folded in may move its words: from here on it is known by its id.
    if (same) this.aliases.set(id, same.id);
    return same;
  }

  suggestion(key) {
    return this.suggestions.get(key);
  }

  #twin(op) {
    return twinOf([...this.codings.values()], { s: op.start, e: op.end, code: this.resolved(op.code) });
  }

  #before(op) {
    if (op.act === "accept" || op.act === "reject")
      return this.suggestions.get(suggestionKey({ s: op.start, e: op.end, code: op.code }));
    if (op.act === "place") return this.unplaced.get(op.target);
    if (op.act === "memo") return this.#notes(op).find((one) => one.id === op.replaces);
    return op.target ? (this.coding(op.target) ?? this.unplaced.get(op.target)) : undefined;
  }

  #carryOut(op) {
    if (op.act === "undo" || op.act === "redo") {
      this.#turnBack(op);
      return;
    }
    const stroke = strokeOf(op.id);
    if (strokeOf(this.undo[0]?.op ?? "") !== stroke)
      this.undo.unshift({ op: op.id, label: this.strokes.get(stroke)?.label ?? "the last act" });
    this.redo = [];
    this.#forward(op);
  }

  #turnBack({ act, target }) {
    const stroke = strokeOf(target);
    const [from, to] = act === "undo" ? [this.undo, this.redo] : [this.redo, this.undo];
    const at = from.findIndex((one) => strokeOf(one.op) === stroke);
    if (at >= 0) to.unshift(...from.splice(at, 1));
    const known = this.strokes.get(stroke);
    if (!known) return;
    if (act === "redo") for (const op of known.ops) this.#forward(op);
    else for (const op of [...known.ops].reverse()) this.#back(op, known.was.get(op.id));
  }

  // Acts on another transcript, not confirmed when one left it, are nothing to be seen here.
  #elsewhere({ transcript }) {
    return transcript !== undefined && transcript !== this.data.transcript;
  }

  #forward(op) {
    if (this.#elsewhere(op)) return;
    const code = op.code ? this.resolved(op.code) : "";
    if (op.act === "newcode") this.#newCode(op);
    else if (op.act === "code" || op.act === "accept") this.#add(op, code);
    else if (op.act === "remove") this.#drop(op.target);
    else if (op.act === "recode") this.#recode(op, code);
    else if (op.act === "resize") this.#resize(op.target, { s: op.start, e: op.end });
    else if (op.act === "place") this.#place(op);
    else if (op.act === "memo") this.#write(op);
    else if (op.act === "correct") this.correcting.add(op.start);
    if (op.act === "accept" || op.act === "reject")
      this.suggestions.delete(suggestionKey({ s: op.start, e: op.end, code }));
  }

  #back(op, was) {
    if (this.#elsewhere(op)) return;
    if (op.act === "newcode") this.codes.delete(`new:${op.name}`);
    else if (op.act === "code" || op.act === "accept") this.codings.delete(this.#twin(op)?.id);
    else if (op.act === "recode")
      this.codings.delete(this.codings.has(op.id) ? op.id : this.#twin(this.#recoded(op, was))?.id);
    else if (op.act === "resize" && was) this.#resize(op.target, was);
    else if (op.act === "place") this.codings.delete(op.target);
    else if (op.act === "memo") this.#unwrite(op, was);
    if (!was || op.act === "resize" || op.act === "memo") return;
    if (op.act === "accept" || op.act === "reject") this.suggestions.set(suggestionKey(was), was);
    else if (op.act === "place" || was.s === undefined) this.unplaced.set(was.id, was);
    else if (!twinOf([...this.codings.values()], was)) this.codings.set(was.id, was);
  }

  #newCode({ name, theme = "" }) {
    const id = `new:${name}`;
    if (this.resolved(id) === id)
      this.codes.set(id, { id, name, theme, color: PLAIN, definition: "", include: [], exclude: [] });
  }

  #add(op, code) {
    if (this.#twin(op)) return;
    const memos = op.memo ? [{ id: `coding-${op.id}`, text: op.memo, coder: op.coder, when: "", mine: true }] : [];
    const added = {
      id: op.id,
      s: op.start,
      e: op.end,
      code,
      coder: op.coder,
      mine: true,
      when: "",
      origin: op.origin,
      memos,
    };
    this.codings.set(op.id, added);
  }

  #drop(target) {
    this.codings.delete(this.coding(target)?.id);
    this.unplaced.delete(target);
  }

  #recode(op, code) {
    const old = this.coding(op.target);
    if (!old) return;
    this.codings.delete(old.id);
    this.codings.set(op.id, { ...old, id: op.id, code });
  }

  #recoded({ code }, was) {
    return { start: was?.s, end: was?.e, code };
  }

  #resize(target, { s, e }) {
    const old = this.coding(target);
    if (old) this.codings.set(old.id, { ...old, s, e });
  }

  #place({ target, start, end }) {
    const lost = this.unplaced.get(target);
    if (!lost) return;
    this.unplaced.delete(target);
    this.codings.set(target, { when: "", origin: "reader", memos: [], ...lost, s: start, e: end });
  }

  #notes({ about, target }) {
    if (about === "coding") return this.coding(target)?.memos ?? [];
    return [...(about === "passage" ? this.memos : this.about).values()];
  }

  #write(op) {
    const { about, target, replaces, memo } = op;
    const note = { id: op.id, text: memo, coder: op.coder, when: "", mine: true, s: op.start, e: op.end };
    const kept = this.#notes(op).filter((one) => one.id !== replaces);
    this.#rewrite(about, target, memo ? [...kept, note] : kept);
  }

  #unwrite(op, was) {
    const kept = this.#notes(op).filter(
      (one) => one.id !== op.id && !(one.mine && one.text === op.memo && op.memo),
    );
    this.#rewrite(op.about, op.target, was ? [...kept, was] : kept);
  }

  #rewrite(about, target, notes) {
    if (about === "coding") {
      const old = this.coding(target);
      if (old) this.codings.set(old.id, { ...old, memos: notes });
    } else if (about === "passage") this.memos = new Map(notes.map((one) => [one.id, one]));
    else this.about = new Map(notes.map((one) => [one.id, one]));
  }
}
