// Strokes the server has not answered yet, kept in the browser: they outlive the component, the tab and the browser,
// and whoever next opens the study from this browser sends them on. Each leaves as soon as it is answered.

const UNSAVED = "qual.unsaved.";

// Where a browser keeps nothing for a page, a stroke lives at least as long as its tab.
const unsavedHere = (globalThis.qualUnsaved ??= new Map());

// The acts of a stroke share their id up to the first ".".
export const strokeOf = (id) => id.split(".")[0];

export class Kept {
  static #made = 0;

  static add(stroke) {
    const text = JSON.stringify({ at: [Date.now(), Kept.#made++], ops: stroke });
    try {
      localStorage.setItem(Kept.#key(stroke[0]), text);
    } catch {
      unsavedHere.set(Kept.#key(stroke[0]), text);
    }
  }

  // Forgets the stroke an op belongs to.
  static drop(op) {
    unsavedHere.delete(Kept.#key(op));
    try {
      localStorage.removeItem(Kept.#key(op));
    } catch {
      // nothing was kept there
    }
  }

  // Every op that is kept for a study, in the order in which they were made.
  static of(study) {
    return Kept.#entries()
      .filter(([key]) => key.startsWith(`${UNSAVED}${study}.`))
      .flatMap(([, text]) => Kept.#parsed(text))
      .sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1])
      .flatMap(({ ops }) => ops.filter((op) => op.study === study).map((op) => Object.freeze(op)));
  }

  static #key(op) {
    return `${UNSAVED}${op.study}.${strokeOf(op.id)}`;
  }

  static #entries() {
    try {
      return [...Object.entries(localStorage), ...unsavedHere];
    } catch {
      return [...unsavedHere];
    }
  }

  // What is no stroke of ours is left out: anything may write under this address.
  static #parsed(text) {
    try {
      const { at, ops } = JSON.parse(text);
      return at.length === 2 && ops.every((op) => typeof op.id === "string") ? [{ at, ops }] : [];
    } catch {
      return [];
    }
  }
}
