// What is being written in a cell and was not handed on yet. It outlives a page that is closed in the middle of a
// word: the next matrix that this person opens in this browser hands it on.

const NAME = "qual.cell.";
const here = (globalThis.qualCellDrafts ??= new Map());

const prefix = (study, coder) => `${NAME}${study}.${encodeURIComponent(coder)}.`;

export function keepDraft({ study, coder }, target, text) {
  const key = prefix(study, coder) + target;
  try {
    localStorage.setItem(key, text);
  } catch {
    here.set(key, text);
  }
}

export function dropDraft({ study, coder }, target) {
  const key = prefix(study, coder) + target;
  here.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept there
  }
}

// [target, text] of everything left over.
export function draftsOf({ study, coder }) {
  const start = prefix(study, coder);
  let kept = [];
  try {
    kept = Object.entries(localStorage);
  } catch {
    // not allowed: then there are those of this page
  }
  return [...kept, ...here]
    .filter(([key]) => key.startsWith(start))
    .map(([key, text]) => [key.slice(start.length), text]);
}
