// What an act is about, written as the server writes it, and what the acts that are still unanswered come to.

const WRITTEN = "cell";
const ASKED = "asked";

// Several ids as one target: a JSON list with a blank after each comma.
export const target = (...parts) => `[${parts.map((part) => JSON.stringify(part)).join(", ")}]`;

export const writeAct = (column, participant, words) => ({
  act: "memo",
  about: WRITTEN,
  target: target(column, participant),
  memo: words,
});

// `value` is "no", "yes", for a whole column also "guide" and "spontaneous"; "" takes back what was said.
export const askedAct = (place, value) => ({ act: "choose", about: ASKED, target: target(...place), text: value });

// Target -> what this person has just written or said there, of acts that no answer has come for. What an
// unanswered undo will bring back is the server's to say.
export function unanswered(ops) {
  const written = new Map();
  const said = new Map();
  const undone = new Set(ops.filter(({ act }) => act === "undo").map((op) => op.target));
  for (const op of ops) {
    if (undone.has(op.id)) continue;
    if (op.act === "memo" && op.about === WRITTEN) written.set(op.target, op.memo.trim());
    if (op.act === "choose" && op.about === ASKED) said.set(op.target, op.text);
  }
  return { written, said };
}

// The stroke that undo or redo is about, among those the server knows and those it has not answered; null for none.
export function turnable(way, ops, history) {
  const turned = new Set(ops.filter(({ act }) => act === way).map((op) => op.target));
  if (way === "undo") {
    const own = ops.filter(({ act, id }) => act !== "undo" && act !== "redo" && !turned.has(id)).at(-1);
    if (own) return { op: own.id, label: own.act === "memo" ? "wrote in the matrix" : "said who was asked" };
    if (ops.some(({ act }) => act === "redo")) return null; // what it brings back is not known yet
  } else if (ops.length) return null;
  return history[way].find(({ op }) => !turned.has(op)) ?? null;
}
