// Strokes of this session: those that stand, those taken back, and what follows from them for each passage.
// A stroke is what one key does: its acts are done, undone and redone together.

export class Ledger {
  constructor() {
    this.done = []; // newest last
    this.undone = []; // the one to redo first last
    this.cut = []; // taken back, cut off by a newer act, and still on their way to the server
    this.pending = new Set(); // ops the server has not answered
    this.history = {};
    this.byItem = null; // passage -> its acts that stand; made when asked for
  }

  // What the server knows now: which ops it has not answered, and its own lists of strokes.
  settle(pending, history = {}) {
    this.pending = pending;
    this.history = history;
    this.cut = this.cut.filter((stroke) => this.#moves(stroke));
  }

  // -- what stands -----------------------------------------------------------------------------------------------

  acts(id) {
    if (!this.byItem) {
      this.byItem = new Map();
      for (const stroke of this.done) this.#list(stroke);
    }
    return this.byItem.get(id) ?? [];
  }

  #list({ acts }) {
    for (const act of acts.filter((one) => !one.lapsed)) {
      if (!this.byItem.has(act.item)) this.byItem.set(act.item, []);
      this.byItem.get(act.item).push(act);
    }
  }

  verdict(id, code) {
    return this.acts(id).findLast((one) => one.code === code && isVerdict(one))?.act ?? "";
  }

  isRead(id) {
    return this.acts(id).some((act) => act.act === "review");
  }

  // Codes given beyond the suggested ones.
  given(id) {
    return this.acts(id)
      .filter((act) => act.act === "code")
      .map((act) => act.code);
  }

  memos(id) {
    return this.acts(id)
      .filter((act) => act.act === "memo")
      .map((act) => act.memo);
  }

  // What was done in this session, in words and numbers.
  get tally() {
    const count = (kind) => this.done.flatMap((stroke) => stroke.acts).filter(({ act }) => act === kind).length;
    return [
      ["accepted", "accept"],
      ["rejected", "reject"],
      ["other codes", "code"],
      ["memos", "memo"],
    ].map(([label, kind]) => [label, count(kind)]);
  }

  // Whether something about the passage is still on its way to the server.
  isMoving(id) {
    return [...this.done, ...this.undone, ...this.cut].some(
      (one) => this.#moves(one) && one.acts.some((act) => act.item === id),
    );
  }

  #moves({ steps, acts }) {
    return [...steps, ...acts].some((one) => this.pending.has(one.op));
  }

  // The server knows of a decision and lists the passage or the code as open all the same: the code's meaning has
  // changed since, so the question is asked again.
  reopen(item) {
    const open = new Set(item.codes.map((code) => code.code));
    for (const stroke of this.done) {
      if (this.#moves(stroke)) continue;
      for (const act of stroke.acts) {
        const asked = act.act === "review" || (isVerdict(act) && open.has(act.code));
        if (act.item !== item.id || !asked || act.lapsed) continue;
        act.lapsed = true;
        this.byItem = null;
      }
    }
  }

  // -- strokes ---------------------------------------------------------------------------------------------------

  // ops: as they were put into the queue; items[i]: the passage of ops[i]; shown: the passage on screen;
  // finishes: how many passages this leaves without an open question.
  record(ops, { items, label, memo, shown }) {
    const acts = ops.map((op, i) => ({ ...op, op: op.id, item: items[i] }));
    const [{ id: op }] = ops;
    const verdicts = acts.filter(isVerdict).length;
    const stroke = { op, label, memo, acts, steps: [{ op, stands: true }], shown, verdicts, finishes: 0 };
    this.#sent(ops);
    this.done.push(stroke);
    this.cut.push(...this.undone.filter((one) => this.#moves(one)));
    this.undone = [];
    if (this.byItem) this.#list(stroke);
    return stroke;
  }

  #sent(ops) {
    this.pending = new Set([...this.pending, ...ops.map((op) => op.id)]);
  }

  // While something is on its way, the newest of ours; else what the server says, which knows other pages too.
  get toUndo() {
    const last = this.done.at(-1);
    if (last && this.#moves(last)) return last;
    const taken = new Set([...this.undone, ...this.cut].filter((one) => this.#moves(one)).map((one) => one.op));
    return this.#ofServer(this.history.undo, taken, this.done) ?? last ?? null;
  }

  get toRedo() {
    const last = this.undone.at(-1);
    if (last && this.#moves(last)) return last;
    if (this.done.some((stroke) => this.pending.has(stroke.op))) return last ?? null;
    const standing = new Set(this.done.filter((stroke) => this.#moves(stroke)).map((stroke) => stroke.op));
    return this.#ofServer(this.history.redo, standing, this.undone) ?? last ?? null;
  }

  #ofServer(list = [], without, ours) {
    const entry = list.find((one) => !without.has(stem(one.op)));
    if (!entry) return null;
    const op = stem(entry.op);
    const known = ours.find((stroke) => stroke.op === op);
    return (
      known ?? {
        op,
        label: entry.label,
        transcript: entry.transcript,
        start: entry.start,
        memo: "",
        acts: [],
        steps: [],
        verdicts: 0,
        finishes: 0,
        remote: true,
      }
    );
  }

  undo(stroke, op) {
    this.#move(stroke, this.done, this.undone);
    stroke.steps.push({ op: op.id, stands: false });
    this.#sent([op]);
  }

  redo(stroke, op) {
    this.#move(stroke, this.undone, this.done);
    stroke.steps.push({ op: op.id, stands: true });
    this.#sent([op]);
  }

  #move(stroke, from, to) {
    if (from.includes(stroke)) from.splice(from.indexOf(stroke), 1);
    to.push(stroke);
    this.byItem = null;
  }

  // Takes the paint of a refused op back. Returns the passages that this opens or closes.
  refuse(op) {
    for (const [list, other] of [
      [this.done, this.undone],
      [this.undone, this.done],
    ]) {
      const stroke = list.find(({ acts, steps }) => [...acts, ...steps].some((one) => one.op === op.id));
      if (!stroke) continue;
      const items = stroke.acts.map((act) => act.item);
      const act = stroke.acts.find((one) => one.op === op.id);
      if (act) stroke.acts.splice(stroke.acts.indexOf(act), 1);
      stroke.steps = stroke.steps.filter((step) => step.op !== op.id);
      this.byItem = null;
      if (act && !stroke.acts.length) list.splice(list.indexOf(stroke), 1);
      else if (!act) this.#move(stroke, list, other);
      return act ? [act.item] : items;
    }
    return [];
  }

  // What the server does not count yet: the sum of a number of the strokes ("finishes", "verdicts").
  ahead(number) {
    const sum = (list, stands) =>
      list.reduce((all, stroke) => all + stroke[number] * (Number(stands) - Number(this.#known(stroke))), 0);
    return sum(this.done, true) + sum(this.undone, false) + sum(this.cut, false);
  }

  #known({ steps, remote }) {
    return steps.findLast((step) => !this.pending.has(step.op))?.stands ?? Boolean(remote);
  }
}

export function isVerdict({ act }) {
  return act === "accept" || act === "reject";
}

function stem(op) {
  return op.split(".")[0];
}
