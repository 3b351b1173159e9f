// The reader's acts and their keys, in the order of the list under "?". Settings change the keys; `fixed` ones stay.

export const DEFAULT_KEYS = {
  next_turn: "j",
  previous_turn: "k",
  word_right: "ArrowRight",
  word_left: "ArrowLeft",
  sentence: "s",
  code: "Enter",
  vivo: "v",
  next_coding: ".",
  previous_coding: ",",
  open_coding: "o",
  memo: "m",
  correct: "t",
  undo: "u",
  redo: "y",
  help: "?",
};

export const ACTIONS = [
  { id: "next_turn", label: "next turn", repeat: true },
  { id: "previous_turn", label: "previous turn", repeat: true },
  { id: "word_right", label: "word to the right", repeat: true },
  { id: "word_left", label: "word to the left", repeat: true },
  { id: "extend_right", label: "select on to the right", fixed: ["Shift+ArrowRight"], repeat: true },
  { id: "extend_left", label: "select on to the left", fixed: ["Shift+ArrowLeft"], repeat: true },
  { id: "sentence", label: "select the sentence, then the next", repeat: true },
  { id: "extend_sentence", label: "select one sentence more", fixed: ["Shift+s"], repeat: true },
  { id: "code", label: "code the selected words, or the turn" },
  { id: "vivo", label: "make the words a code (in vivo)" },
  { id: "memo", label: "memo on the words, or on the coding" },
  { id: "next_coding", label: "next coding or suggestion", repeat: true },
  { id: "previous_coding", label: "previous coding or suggestion", repeat: true },
  { id: "open_coding", label: "open the coding" },
  { id: "correct", label: "correct the words of the turn" },
  { id: "undo", label: "undo" },
  { id: "redo", label: "redo" },
  { id: "clear", label: "select nothing", fixed: ["Escape"] },
  { id: "help", label: "this list" },
];

// Keys that the card and the picker see to, for the list.
export const CARD_KEYS = [
  { keys: ["a", "x"], label: "on a card: accept, reject the suggestion" },
  { keys: ["[", "]"], label: "on a card: the coded words end earlier, later" },
  { keys: ["{", "}"], label: "on a card: they begin earlier, later" },
];

// Undo and redo as every program has them, beside the keys of the list: "undo", "redo" or "".
export function undoKey({ key, ctrlKey, metaKey, altKey, shiftKey }) {
  if (ctrlKey === metaKey || altKey) return "";
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && !shiftKey ? "redo" : "";
}
