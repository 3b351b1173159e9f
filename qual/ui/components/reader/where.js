// Where one is in the text: the place a link points at, search hits, the turn at the top, and telling the server of it.

const QUIET = 2000; // milliseconds without scrolling until the place is told, and between two tellings

export class Where {
  // tell(place): the reading position; onTurn(turn) when another turn is at the top.
  constructor({ scroll, sheet, pick, paint, tell, onTurn }) {
    Object.assign(this, { scroll, sheet, pick, paint, tell, onTurn });
    this.at = null;
    this.told = null;
    this.quietUntil = 0;
    this.listening = new AbortController();
    const { signal } = this.listening;
    scroll.addEventListener("scroll", () => this.#scrolled(), { signal, passive: true });
    for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
      scroll.addEventListener(
        kind,
        () => {
          this.byHand = true;
        },
        { signal, passive: true },
      );
    }
    addEventListener("pagehide", () => this.#tellNow(), { signal });
  }

  // at: a code point to bring into sight, once per change; marks: [[s, e]] hits of a search.
  update({ at, marks, transcript }, fresh) {
    const key = `${transcript} ${at ?? ""}`;
    const hits = (marks ?? []).map(([s, e]) => ({ s, e }));
    this.paint.point("mark", hits);
    if (key !== this.at) {
      this.at = key;
      if (at !== null && at !== undefined) this.show(at, hits);
      else if (fresh) this.scroll.scrollTop = 0;
    }
    this.#turn();
  }

  // Scrolls to a place, and lets its words stand out calmly for a moment.
  show(place, hits = []) {
    const { words, rows } = this.sheet;
    if (!rows.length) return;
    const turn = words.turnAt(Math.min(place, words.end));
    const hit = hits.find(({ s, e }) => s <= place && place < e);
    const sentence = words.sentences(turn).find(({ s, e }) => s <= place && place < e);
    this.pick.toTurnQuietly(turn);
    this.pick.reveal(hit ?? sentence ?? words.turns[turn], { middle: true });
    const { row } = rows[turn];
    row.classList.remove("q-flash");
    void row.offsetWidth; // starts the animation anew
    row.classList.add("q-flash");
    this.paint.point("lost", sentence && !hit ? [sentence] : []);
    clearTimeout(this.fading);
    this.fading = setTimeout(() => {
      row.classList.remove("q-flash");
      this.paint.point("lost", []);
    }, 2500);
  }

  #scrolled() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.#turn();
    });
    if (!this.byHand) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#tellNow(), Math.max(QUIET, this.quietUntil - performance.now()));
  }

  #turn() {
    if (!this.sheet.rows.length) return;
    const { top } = this.scroll.getBoundingClientRect();
    this.top = this.sheet.turnAtHeight(top + 8);
    this.onTurn(this.top);
  }

  // The first word one can see; in a turn of many pages its first line in sight.
  #place() {
    const box = this.scroll.getBoundingClientRect();
    const text = this.sheet.rows[this.top].text.getBoundingClientRect();
    const seen = text.top < box.top ? this.sheet.placeAt(text.left + 4, box.top + 12) : null;
    return seen ?? this.sheet.words.turns[this.top].s;
  }

  #tellNow() {
    clearTimeout(this.timer);
    if (!this.byHand || !this.sheet.rows.length) return;
    this.#turn();
    const place = this.#place();
    if (place === this.told) return;
    this.told = place;
    this.quietUntil = performance.now() + QUIET;
    this.tell(place);
  }

  destroy() {
    this.listening.abort();
    clearTimeout(this.timer);
    clearTimeout(this.fading);
    cancelAnimationFrame(this.frame);
  }
}
