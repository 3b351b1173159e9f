// What keys can do in the review queue, in the order of the list under "?", and the keys they have by default.

import { withShift } from "../shared/keys.js";

const DEFAULT_KEYS = {
  accept: "a",
  reject: "x",
  other: "o",
  all: "g",
  nothing: "n",
  skip: "s",
  memo: "m",
  definition: "d",
  context: "e",
  shrink: "[",
  stretch: "]",
  undo: "u",
  redo: "y",
  next: "ArrowRight",
  back: "ArrowLeft",
  help: "?",
};

export const ACTIONS = [
  { id: "accept", label: "Accept the code in focus" },
  { id: "reject", label: "Reject the code in focus" },
  { id: "other", label: "Choose other codes" },
  { id: "all", label: "Accept all codes shown" },
  { id: "nothing", label: "Nothing (more) fits: go on" },
  { id: "skip", label: "Skip; it comes again at the end" },
  { id: "undo", label: "Undo" },
  { id: "redo", label: "Redo" },
  { id: "memo", label: "Write a memo" },
  { id: "definition", label: "What the code means" },
  { id: "context", label: "More of the conversation" },
  { id: "shrink", label: "One word less at the end", repeat: true },
  { id: "stretch", label: "One word more at the end", repeat: true },
  { id: "shrink_start", label: "One word less at the start", repeat: true },
  { id: "stretch_start", label: "One word more at the start", repeat: true },
  { id: "up", label: "The code above", fixed: ["ArrowUp"], repeat: true },
  { id: "down", label: "The code below", fixed: ["ArrowDown"], repeat: true },
  { id: "digit", label: "The code of that number", fixed: ["1", "2", "3", "4", "5", "6", "7", "8", "9"] },
  { id: "next", label: "Look at the next passage" },
  { id: "back", label: "Look at the passage before" },
  { id: "help", label: "This list" },
];

// The keys in force; the start of the words moves by the key of the end with Shift.
export function keysOf(chosen) {
  const keys = { ...DEFAULT_KEYS, ...chosen };
  return { shrink_start: withShift(keys.shrink), stretch_start: withShift(keys.stretch), ...keys };
}
