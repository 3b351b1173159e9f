// What is selected: by mouse anywhere across sentences and turns, by keyboard turn by turn, sentence by sentence and
// word by word. It is kept as places in the text, so that no change on the page can move it.

const CLOSED_BY_CLICK = ".q-panel:popover-open"; // the click that closes it is not about the words

export class Pick {
  // onSelect(span) after a mouse selection, onClick(place, event) for a click on words, onChange() whenever it changes.
  constructor({ sheet, scroll, onSelect, onClick, onChange }) {
    Object.assign(this, { sheet, scroll, onChange });
    this.span = null; // what is selected
    this.word = null; // the word one is at, by keyboard
    this.turn = 0; // the turn one is at
    this.dragging = false;
    this.listening = new AbortController();
    const { signal } = this.listening;
    const { list } = sheet;
    list.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    document.addEventListener("pointerup", (event) => this.#up(event, onSelect, onClick), { signal });
    document.addEventListener("pointercancel", () => this.#stop(), { signal });
    list.addEventListener("focusin", (event) => this.#focused(event), { signal });
  }

  #down(event) {
    if (event.button !== 0 || event.target.closest("button,textarea") || document.querySelector(CLOSED_BY_CLICK))
      return;
    this.dragging = true;
    const turn = this.sheet.turnOf(event.target);
    if (turn !== null) this.#rove(turn);
  }

  #up(event, onSelect, onClick) {
    if (!this.dragging) return;
    this.#stop();
    // The browser settles a click inside an old selection only after this event.
    setTimeout(() => {
      if (this.listening.signal.aborted) return;
      const selection = document.getSelection();
      const span = selection.isCollapsed ? null : this.sheet.spanOf(selection.getRangeAt(0));
      if (span) {
        this.set(span, { browser: false });
        onSelect(span);
        return;
      }
      const place = this.sheet.placeAt(event.clientX, event.clientY);
      this.set(null, { browser: false });
      if (place !== null) onClick(place, event);
    }, 0);
  }

  #stop() {
    if (!this.dragging) return;
    this.dragging = false;
    this.onChange();
  }

  #focused(event) {
    const turn = this.sheet.turnOf(event.target);
    if (turn !== null && turn !== this.turn) this.#rove(turn);
  }

  // Only one turn is a stop of the Tab key.
  #rove(turn) {
    const { rows } = this.sheet;
    if (rows[this.turn]) rows[this.turn].row.tabIndex = -1;
    this.turn = Math.max(0, Math.min(turn, rows.length - 1));
    if (rows[this.turn]) rows[this.turn].row.tabIndex = 0;
  }

  // Selects words, or nothing; the browser's own selection follows, so that copying works.
  set(span, { browser = true, word = null } = {}) {
    this.span = span;
    this.word = word;
    if (browser) {
      const selection = document.getSelection();
      if (span) {
        const range = this.sheet.range(span);
        selection.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
      } else if (this.sheet.list.contains(selection.anchorNode)) selection.removeAllRanges();
    }
    this.onChange();
  }

  clear() {
    this.set(null);
  }

  // What an act is about: the selection, else the turn one is at; null where it has no words.
  get orTurn() {
    return this.span ?? this.sheet.words.trimmed(this.sheet.words.turns[this.turn] ?? { s: 0, e: 0 });
  }

  // One turn on or back, with focus and in sight.
  goTurn(by) {
    this.toTurn(this.#inTurns() ? this.turn + by : this.turn);
  }

  toTurn(turn) {
    this.#rove(turn);
    this.set(null);
    this.focusTurn();
  }

  // The turn one is at is another one, without focus: a link or a search must not take it from where one types.
  toTurnQuietly(turn) {
    this.#rove(turn);
  }

  #inTurns() {
    return this.sheet.list.contains(document.activeElement);
  }

  focusTurn() {
    const row = this.sheet.rows[this.turn]?.row;
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  // One word on or back (by 1 or -1); in text that runs from right to left the arrow's side is what counts.
  goWord(side, extend) {
    const { words, rows } = this.sheet;
    const rtl = rows[this.turn] && getComputedStyle(rows[this.turn].text).direction === "rtl";
    const by = rtl ? -side : side;
    const from = this.word ?? this.span;
    const start = words.turns[this.turn];
    if (!start) return;
    let next;
    if (!from) next = by > 0 ? words.wordFrom(start.s, 1) : words.wordFrom(start.e, -1);
    else next = words.wordFrom(by > 0 ? from.e : from.s, by);
    if (!next) return;
    if (extend && from) {
      this.anchor ??= from;
      if (!this.span || !this.word) this.anchor = from;
      this.#select({ s: Math.min(this.anchor.s, next.s), e: Math.max(this.anchor.e, next.e) }, next);
    } else {
      this.anchor = next;
      this.#select(next, next);
    }
  }

  // The sentence one is at; again, the next one; extended, both.
  goSentence(extend) {
    const { words } = this.sheet;
    const at = this.word?.s ?? this.span?.s ?? words.turns[this.turn]?.s ?? 0;
    const here = words.sentences(words.turnAt(at)).find((one) => one.e > at) ?? null;
    if (!here) return;
    const again = this.span && this.span.e >= here.e && this.span.s <= here.s;
    const next = again ? this.#sentenceAfter(this.span.e) : here;
    if (!next) return;
    this.anchor = null;
    this.#select(extend && again ? { s: this.span.s, e: next.e } : next, null);
  }

  #sentenceAfter(place) {
    const { words } = this.sheet;
    for (let i = words.turnAt(place); i < words.turns.length; i += 1) {
      const hit = words.sentences(i).find((one) => one.s >= place);
      if (hit) return hit;
    }
    return null;
  }

  #select(span, word) {
    this.set(span, { word });
    this.#rove(this.sheet.words.turnAt(word ? word.s : span.s));
    const row = this.sheet.rows[this.turn].row;
    if (document.activeElement !== row) row.focus({ preventScroll: true });
    this.reveal(word ?? span);
  }

  // Scrolls just as much as it takes to see a stretch, with a little air.
  reveal(span, { middle = false } = {}) {
    const lines = this.sheet.lines(span);
    if (!lines.length) return;
    const box = this.scroll.getBoundingClientRect();
    const air = Math.min(64, box.height / 6);
    const top = lines[0].top;
    const { bottom } = lines.at(-1);
    if (middle) this.scroll.scrollTop += top - box.top - box.height / 3;
    else if (top < box.top + air) this.scroll.scrollTop += top - box.top - air;
    else if (bottom > box.bottom - air)
      this.scroll.scrollTop += Math.min(bottom - box.bottom + air, top - box.top - air);
  }

  destroy() {
    this.listening.abort();
  }
}
