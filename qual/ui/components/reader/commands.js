// What a key or a choice means: the reader's acts by name, the picker at the words, and going from coding to coding.

import { undoKey } from "./actions.js";

const BESIDE = "textarea,input,select,[contenteditable]:not([contenteditable=false])";

export class Commands {
  // reader: its parts (pick, picker, look, margin, standing, doing, mend, ...) by name.
  constructor(reader) {
    this.reader = reader;
    this.at = null; // key of the coding one went to last
    this.walk = []; // keys in the order of the text as they were then
    const { pick, doing, keys } = reader;
    this.named = {
      next_turn: () => pick.goTurn(1),
      previous_turn: () => pick.goTurn(-1),
      word_right: () => pick.goWord(1, false),
      word_left: () => pick.goWord(-1, false),
      extend_right: () => pick.goWord(1, true),
      extend_left: () => pick.goWord(-1, true),
      sentence: () => pick.goSentence(false),
      extend_sentence: () => pick.goSentence(true),
      code: () => this.choose(pick.orTurn),
      vivo: () => this.choose(pick.orTurn, { vivo: true }),
      memo: () => this.memo(),
      next_coding: () => this.goCoding(1),
      previous_coding: () => this.goCoding(-1),
      open_coding: () => this.openCoding(),
      correct: () => reader.mend.open(pick.turn),
      undo: () => doing.undo(),
      redo: () => doing.redo(),
      clear: () => this.clear(),
      help: () => keys.help(),
    };
  }

  // Carries out an act; false lets the key pass to the page. A link or button elsewhere keeps the keys that mean
  // something to it, such as Enter and arrows; letters are for the text also right after a click in the side bar.
  act(id, event) {
    const { root, sheet } = this.reader;
    const focus = document.activeElement;
    const here = !focus || focus === document.body || root.contains(focus);
    if (!here && event.key.length > 1 && focus.closest("a,button,summary,[tabindex]")) return false;
    if (!sheet.rows.length && id !== "help") return false;
    return this.named[id]() !== false;
  }

  undoKey(event) {
    const { root, doing } = this.reader;
    const what = undoKey(event);
    const focus = document.activeElement;
    const here = focus === document.body || root.contains(focus);
    if (!what || !here || event.composedPath()[0].closest?.(BESIDE)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) doing[what]();
  }

  clear() {
    const { pick, look, picker } = this.reader;
    if (picker.isOpen) picker.close();
    else if (look.isOpen) look.close();
    else if (pick.span) pick.clear();
    else return false;
    return true;
  }

  // The picker at words.
  choose(span, { vivo = false } = {}) {
    if (!span || !this.#named()) return;
    const { reader } = this;
    const { pick, doing, standing, words } = reader;
    if (!pick.span) pick.set(span);
    const have = [...standing.codings.values()].filter((one) => one.mine && one.s === span.s && one.e === span.e);
    this.#pickCode(this.#rectOf(span), {
      vivo,
      words: words.spoken(span),
      have: have.map((one) => one.code),
      // The words may have moved in the text since the picker opened; the selection has gone with them.
      onChoose: (choice) => {
        const { word } = pick;
        if (doing.code(pick.span ?? span, choice)) pick.set(null, { word });
      },
    });
  }

  recode(rect, coding) {
    const { doing, standing, words } = this.reader;
    this.#pickCode(rect, {
      words: words.spoken(coding),
      have: [coding.code],
      onChoose: (choice) => {
        const now = standing.coding(coding.id);
        if (now) doing.recode(now, choice);
      },
    });
  }

  #pickCode(anchorRect, more) {
    const { picker, standing, recent, data, look } = this.reader;
    look.close();
    picker.open({
      anchorRect,
      codes: [...standing.codes.values()],
      recent: recent.slots,
      themes: data.themes ?? [],
      ...more,
    });
  }

  #named() {
    const { data, doing, notices } = this.reader;
    if (data.coder) return true;
    notices.askName();
    doing.say("Write your name in the side bar first.");
    return false;
  }

  // The rectangle of words that can be seen: what opens beside them must not be out of sight.
  #rectOf(span) {
    const { sheet, scroll } = this.reader;
    const box = scroll.getBoundingClientRect();
    const seen = sheet.lines(span).filter((line) => line.bottom > box.top && line.top < box.bottom);
    if (!seen.length) return { left: box.left, right: box.right, top: box.top, bottom: box.top + 24 };
    const last = seen.at(-1);
    return {
      left: last.left,
      right: last.right,
      top: Math.max(box.top, seen[0].top),
      bottom: Math.min(last.bottom, box.bottom),
    };
  }

  // A memo on selected words, else on the coding one went to, else on the turn.
  memo() {
    if (!this.#named()) return;
    const { pick, look } = this.reader;
    const coding = pick.span ? null : this.#item();
    if (coding?.kind === "coding") {
      look.show([coding.key], this.#rectOf(coding));
      look.write({ about: "coding", target: coding.key.slice(7) });
      return;
    }
    const span = pick.orTurn;
    if (span) look.showMemos({ about: "passage", target: "", span }, this.#rectOf(span), "Memo on these words");
  }

  transcriptMemo(button) {
    const { look, data } = this.reader;
    if (this.#named())
      look.showMemos(
        { about: "transcript", target: data.transcript },
        button.getBoundingClientRect(),
        "Memos on this transcript",
      );
  }

  #item() {
    return this.reader.items.find((item) => item.key === this.at);
  }

  // The next coding in the text, with its label in focus where there is room for labels.
  goCoding(by) {
    const { items, pick, margin, words, doing } = this.reader;
    const all = [...items].sort((a, b) => a.s - b.s || a.e - b.e);
    if (!all.length) {
      doing.say("Nothing is coded here.");
      return;
    }
    const from = words.turns[pick.turn].s;
    const first = by > 0 ? all.findIndex((item) => item.s >= from) : all.findLastIndex((item) => item.s < from);
    const next = this.#onward(all, by) ?? all[Math.max(0, first)];
    this.at = next.key;
    this.walk = all.map((item) => item.key);
    pick.set(null);
    pick.toTurnQuietly(words.turnAt(next.s));
    pick.reveal(next);
    margin.draw();
    this.reader.point([next.key]);
    const label = margin.labelOf(next.key);
    if (label) label.focus({ preventScroll: true });
    else {
      pick.focusTurn();
      doing.say(next.title());
    }
  }

  // The next one from where one is; also where that one is gone, because it was decided or removed.
  #onward(all, by) {
    const from = this.walk.indexOf(this.at);
    if (from < 0) return null;
    const { length } = this.walk;
    for (let step = 1; step <= length; step += 1) {
      const key = this.walk[(((from + by * step) % length) + length) % length];
      const found = all.find((item) => item.key === key);
      if (found) return found;
    }
    return null;
  }

  openCoding() {
    const { items, pick, look, words } = this.reader;
    const { s, e } = pick.span ?? words.turns[pick.turn];
    const item = this.#item() ?? items.find((one) => one.s < e && one.e > s);
    if (!item) return false;
    const same = items.filter((one) => one.s < item.e && one.e > item.s && one !== item);
    look.show(
      [item, ...same].map((one) => one.key),
      this.#rectOf(item),
    );
    return true;
  }

  place(lost) {
    const { pick, doing } = this.reader;
    if (pick.span && doing.place(lost, pick.span)) pick.clear();
  }
}
