// What a person did and the server has not confirmed yet. Everything unconfirmed is sent again and again, in order,
// until the server answers: at least once from here, exactly once there, since every op has an id of its own.
// It is kept in the browser meanwhile; a component that opens the study takes over what another one left.

import { Kept, strokeOf } from "./kept.js";

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30000;
const AFTER_PAINT = 20; // the frame that shows the act comes first; a tab is hardly closed sooner
const SETTLED = 1000; // a message sent less than this ago is probably still being worked on
const AFTER_MOUNT = 500; // a message during the mount of a component can be lost

export function uid() {
  if (globalThis.crypto.randomUUID) return globalThis.crypto.randomUUID();
  // Plain http beyond localhost has no randomUUID.
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class OpQueue {
  // onChange(queue) is called after each change of what is unsaved.
  constructor({ onChange } = {}) {
    this.onChange = onChange ?? (() => {});
    this.ops = [];
    this.unsent = 0;
    this.wait = FIRST_WAIT;
    this.sentAt = -Infinity;
    this.dueAt = Infinity;
    this.guarding = false;
    this.listening = new AbortController();
    const { signal } = this.listening;
    addEventListener("pagehide", () => this.flush(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.flush(), { signal });
    this.guard = (event) => {
      this.flush();
      event.preventDefault();
      event.returnValue = "";
    };
  }

  get unsaved() {
    return this.ops.length;
  }

  get pending() {
    return [...this.ops];
  }

  // One stroke: acts that are done, undone and redone together. Ids, study and coder are filled in here;
  // the acts of a stroke share their id up to the first ".". Returns the ops as they will be sent.
  push(acts) {
    if (!this.component) throw new Error("nothing can be done before the first update");
    const { study, coder } = this.component.data;
    const id = uid();
    const made = acts.map((act, i) => Object.freeze({ id: i ? `${id}.${i}` : id, study, coder, ...act }));
    if (!made.length) return made;
    Kept.add(made);
    this.ops.push(...made);
    this.unsent += made.length;
    this.#soon();
    this.#changed();
    return made;
  }

  // At every change of the component's data. Returns [{op, sentence}] for ops of ours that were refused.
  update(component) {
    const first = !this.component;
    this.component = component;
    const adopted = first && this.#adopt(component.data.study);
    const before = this.ops.length;
    const refused = this.#settle(component.data);
    const progress = this.ops.length < before;
    if (progress) this.wait = FIRST_WAIT;
    if (!this.ops.length) this.#at(null);
    else if (adopted) this.#at(AFTER_MOUNT);
    else if (this.unsent) this.#soon();
    else if (!component.data.trouble && performance.now() - this.sentAt >= SETTLED) this.#at(0);
    else if (progress) this.#at(this.wait);
    if (progress || adopted) this.#changed();
    return refused;
  }

  // Sends all that is unconfirmed, now.
  flush() {
    this.#at(null);
    if (!this.ops.length || !this.component) return;
    this.sentAt = performance.now();
    this.unsent = 0;
    this.#at(this.wait);
    this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
    this.component.setTriggerValue("ops", [...this.ops]);
  }

  // The component leaves the page: a last message, and what stays open is left to the next component.
  destroy() {
    this.flush();
    this.#at(null);
    this.ops = [];
    this.unsent = 0;
    this.#watchLeaving();
    this.listening.abort();
  }

  #adopt(study) {
    const left = Kept.of(study);
    this.ops.unshift(...left);
    this.unsent += left.length;
    return left.length;
  }

  #settle({ acked = [], refused = {} }) {
    const answered = new Set([...acked, ...Object.keys(refused)]);
    const done = this.ops.filter((op) => answered.has(op.id));
    const open = this.ops.filter((op) => !answered.has(op.id));
    this.unsent = this.ops.slice(this.ops.length - this.unsent).filter((op) => !answered.has(op.id)).length;
    this.ops = open;
    const left = new Set(open.map((op) => strokeOf(op.id)));
    for (const op of done) if (!left.has(strokeOf(op.id))) Kept.drop(op);
    return done
      .filter((op) => Object.hasOwn(refused, op.id))
      .map((op) => ({ op, sentence: refused[op.id] }));
  }

  #soon() {
    if (performance.now() + AFTER_PAINT < this.dueAt) this.#at(AFTER_PAINT);
  }

  #at(milliseconds) {
    clearTimeout(this.timer);
    this.dueAt = milliseconds === null ? Infinity : performance.now() + milliseconds;
    if (milliseconds !== null) this.timer = setTimeout(() => this.flush(), milliseconds);
  }

  #changed() {
    this.#watchLeaving();
    this.onChange(this);
  }

  // A page without anything unsaved closes without a question.
  #watchLeaving() {
    const needed = this.ops.length > 0;
    if (needed === this.guarding) return;
    this.guarding = needed;
    if (needed) addEventListener("beforeunload", this.guard);
    else removeEventListener("beforeunload", this.guard);
  }
}
