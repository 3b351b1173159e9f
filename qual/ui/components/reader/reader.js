// The transcript reader. One instance per place on the page: Streamlit calls the default export at every change of
// data or theme with the same parentElement, and what it returns when the component leaves the page.

import { RecentCodes } from "../shared/recent.js";
import { CodePicker } from "../shared/picker.js";
import { KeyMap } from "../shared/keys.js";
import { OpQueue } from "../shared/opqueue.js";
import { elided, takeOver } from "../shared/dom.js";
import { ACTIONS, CARD_KEYS, DEFAULT_KEYS } from "./actions.js";
import { Standing } from "./state.js";
import { Sheet } from "./sheet.js";
import { Paint } from "./paint.js";
import { Margin } from "./margin.js";
import { Pick } from "./pick.js";
import { Edges } from "./edges.js";
import { Doing } from "./doing.js";
import { Look } from "./look.js";
import { Tools } from "./tools.js";
import { Notices } from "./notices.js";
import { Mend } from "./mend.js";
import { Where } from "./where.js";
import { Commands } from "./commands.js";

const readers = new WeakMap();

export default function reader(component) {
  const { parentElement } = component;
  if (!readers.has(parentElement)) readers.set(parentElement, new Reader(parentElement));
  readers.get(parentElement).update(component);
  return () => {
    readers.get(parentElement)?.destroy();
    readers.delete(parentElement);
  };
}

class Reader {
  constructor(parentElement) {
    const find = (name) => parentElement.querySelector(name);
    const root = find(".q-reader");
    this.root = root;
    this.live = find(".q-live");
    const [scroll, page] = [find(".q-scroll"), find(".q-page")];
    this.scroll = scroll;
    this.standing = new Standing();
    this.recent = new RecentCodes();
    this.queue = new OpQueue({ onChange: () => this.#badge() });
    const sheet = new Sheet(find(".q-turns"));
    this.sheet = sheet;
    this.paint = new Paint(root, sheet);
    this.picker = new CodePicker({ host: root });
    const { standing } = this;
    this.doing = new Doing({
      queue: this.queue,
      standing,
      recent: this.recent,
      view: this,
      after: () => this.#refresh(),
      say: (said) => this.#say(said),
    });
    this.pick = new Pick({
      sheet,
      scroll,
      onSelect: (span) => this.commands.choose(span),
      onClick: (place, event) => this.#clicked(place, event),
      onChange: () => this.#selected(),
    });
    this.edges = new Edges({
      over: find(".q-over"),
      page,
      scroll,
      sheet,
      onMove: () => this.#draw(),
      onRest: (coding, span) => this.doing.resize(coding, span) || this.#refresh(),
    });
    this.look = new Look({
      host: root,
      standing,
      doing: this.doing,
      edges: this.edges,
      beside: (rect) => this.#beside(rect),
      chooseCode: (rect, coding) => this.commands.recode(rect, coding),
    });
    this.margin = new Margin({
      box: find(".q-margin"),
      page,
      scroll,
      sheet,
      onOpen: (keys, event) => this.look.show(keys, event.target.getBoundingClientRect()),
      onPoint: (keys) => this.point(keys),
      onReach: (from, to) => this.paint.near(from, to),
    });
    this.mend = new Mend({
      sheet,
      onSave: (turn, text) => this.doing.correct(turn, text),
      onChange: () => this.#measure(),
    });
    this.notices = new Notices({
      box: find(".q-notes"),
      onPlace: (lost) => this.commands.place(lost),
      onRemove: (lost) => this.doing.remove(lost),
    });
    this.tools = new Tools({
      bar: find(".q-bar"),
      root,
      onShown: () => this.#draw(),
      acts: {
        undo: () => this.doing.undo(),
        redo: () => this.doing.redo(),
        memo: (event) => this.commands.transcriptMemo(event.currentTarget),
        help: () => this.keys.help(),
      },
    });
    this.where = new Where({
      scroll,
      sheet,
      pick: this.pick,
      paint: this.paint,
      tell: (at) => this.component.setTriggerValue("at", at),
      onTurn: (turn) => this.tools.at(turn, sheet.rows.length),
    });
    this.keys = new KeyMap({
      root,
      actions: ACTIONS,
      onAction: (id, event) => this.commands.act(id, event),
      title: "Keys of the reader",
      notes: CARD_KEYS,
    });
    this.commands = new Commands(this);
    this.watch = new ResizeObserver(() => this.edges.place());
    this.watch.observe(page);
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("keydown", (event) => this.commands.undoKey(event), { signal, capture: true });
    sheet.list.addEventListener(
      "click",
      (event) => {
        const button = event.target.closest("[data-mend]");
        if (button) this.mend.open(Number(button.dataset.mend));
      },
      { signal },
    );
  }

  get data() {
    return this.component.data;
  }

  get words() {
    return this.sheet.words;
  }

  // Whether no suggestion is visible for these words: none is shown at all, or those for a part of them are hidden.
  blindAt({ s, e }) {
    const { data, standing, tools } = this;
    const shown = ({ band }) => tools.shows({ kind: "suggestion", weak: band === "unsure" });
    if (data.blind || ![...standing.suggestions.values()].some(shown)) return true;
    return (data.hidden ?? []).some(([start, end]) => start < e && s < end);
  }

  askName() {
    this.notices.askName();
  }

  update(component) {
    // The nodes of the words must not change under a selection that is being made.
    if (this.pick.dragging && this.component && this.#textKey(component.data) !== this.textKey) {
      this.late = component;
      return;
    }
    this.late = null;
    const named = this.component && this.component.data.coder !== component.data.coder && component.data.coder;
    this.component = component;
    const { data } = component;
    const refused = this.queue.update(component);
    this.recent.fill(data.recent ?? []);
    for (const [op, code] of Object.entries(data.resolved ?? {})) this.#resolved(op, code);
    this.standing.update(data);
    const fresh = this.#drawText(data);
    this.paint.theme(getComputedStyle(this.root).getPropertyValue("--st-background-color"));
    this.keys.update({ ...DEFAULT_KEYS, ...data.keys });
    this.#refresh();
    for (const one of refused) this.#refused(one);
    this.where.update(data, fresh);
    if (named) takeOver(this.root, this.sheet.rows[this.pick.turn]?.row);
  }

  #textKey({ transcript, version, sha }) {
    return `${transcript} ${version} ${sha}`;
  }

  // Draws the turns where they changed; true where another transcript is on the page now.
  #drawText(data) {
    const fresh = data.transcript !== this.transcript;
    this.transcript = data.transcript;
    const selected = this.pick.span && !fresh ? this.words.text(this.pick.span) : "";
    if (fresh) {
      this.look.close();
      this.picker.close();
      this.mend.leave();
      for (const { row } of this.sheet.rows.splice(0)) row.remove();
    }
    const changed = this.sheet.draw(data.turns);
    const moved = this.textKey !== undefined && this.#textKey(data) !== this.textKey;
    this.textKey = this.#textKey(data);
    if (changed.length || moved) {
      this.paint.forget();
      this.margin.forget();
      this.mend.attach();
    }
    if (fresh) this.pick.toTurnQuietly(0);
    if (this.pick.span && (fresh || this.words.text(this.pick.span) !== selected)) this.#lostSelection();
    return fresh;
  }

  #lostSelection() {
    if (this.picker.isOpen) {
      this.picker.close();
      this.notices.refuse("The words you had selected were changed in the meantime. Please select them again.");
    }
    this.pick.clear();
  }

  #resolved(op, code) {
    const made = this.standing.strokes.get(op.split(".")[0])?.ops.find((one) => one.id === op);
    if (made?.act === "newcode") this.recent.rename(`new:${made.name}`, code);
  }

  #refused({ op, sentence }) {
    const typed = op.act === "memo" ? op.memo : op.act === "correct" ? op.text : "";
    if (op.act === "memo") this.look.giveBack(op);
    this.notices.refuse(sentence, typed);
    if (op.act !== "correct") return;
    const at = this.words.turns.findIndex((turn) => turn.s === op.start);
    if (at >= 0 && !this.mend.editing) this.mend.open(at, op.text);
  }

  // Everything anew from what the server said and what is pending.
  #refresh() {
    this.standing.fold(this.queue.pending);
    const made = this.queue.pending.flatMap(({ act, code, coder }) =>
      act === "code" || act === "recode" || act === "accept"
        ? [`code ${this.standing.resolved(code)}`, `coder ${coder}`]
        : [],
    );
    this.tools.update({
      study: this.data.study,
      standing: this.standing,
      sign: (action) => this.keys.sign(action),
    });
    if (made.length && this.tools.reveal(made))
      this.tools.update({
        study: this.data.study,
        standing: this.standing,
        sign: (action) => this.keys.sign(action),
      });
    this.look.update();
    this.#draw();
    this.mend.waiting(this.standing.correcting);
    this.notices.update({ data: this.data, standing: this.standing, selected: this.pick.span });
    if (this.picker.isOpen)
      this.picker.refresh({ codes: [...this.standing.codes.values()], recent: this.recent.slots });
    this.#badge();
  }

  #badge() {
    this.tools?.unsaved(this.queue.unsaved, this.component?.data.trouble ?? "");
  }

  #draw() {
    this.items = this.#items().filter((item) => this.tools.shows(item));
    if (this.paint.real || !(this.pick.dragging || this.picker.isOpen)) this.paint.show(this.items);
    this.margin.show(this.items);
  }

  #items() {
    const { codings, suggestions, memos } = this.standing;
    const moving = this.edges.moving ? this.edges.coding?.id : null;
    return [
      ...[...codings.values()].map((one) =>
        this.#item("coding", one.id, one.id === moving ? { ...one, ...this.edges.span } : one),
      ),
      ...[...suggestions].map(([key, one]) => this.#item("suggestion", key, one)),
      ...[...memos.values()].map((one) => this.#item("memo", one.id, { ...one, code: "" })),
    ].filter(({ s, e }) => s < e && e <= this.words.end);
  }

  #item(kind, id, { s, e, code, coder = "", mine, memos, text, band }) {
    const { name, color } =
      kind === "memo" ? { name: `✎ ${elided(text, 30)}`, color: "#7a7a7a" } : this.standing.code(code);
    const whose = kind === "coding" && !mine ? ` · ${coder}` : "";
    const label = `${name}${kind === "suggestion" ? "?" : whose}${memos?.length ? " ✎" : ""}`;
    const what = { coding: mine ? "coded by you" : `coded by ${coder}`, suggestion: "suggested", memo: "memo" }[
      kind
    ];
    const title = () => `${kind === "memo" ? text : name}, ${what}: “${elided(this.words.spoken({ s, e }), 80)}”`;
    return {
      key: `${kind} ${id}`,
      spot: `${kind} ${s} ${e} ${code} ${coder}`,
      kind,
      s,
      e,
      code,
      coder,
      color,
      label,
      title,
      weak: band === "unsure",
    };
  }

  #say(sentence) {
    this.live.textContent = "";
    // An empty moment between two equal sentences lets a screen reader say the second, too.
    setTimeout(() => {
      this.live.textContent = sentence;
    }, 30);
  }

  #selected() {
    this.paint.point("sel", [this.pick.span]);
    this.paint.point("word", this.pick.word ? [this.pick.word] : []);
    if (this.component) this.notices.update({ data: this.data, standing: this.standing, selected: this.pick.span });
    if (this.late && !this.pick.dragging) this.update(this.late);
  }

  // Lets the words of some codings stand out.
  point(keys) {
    this.paint.point(
      "hover",
      this.items.filter((item) => keys.includes(item.key)),
    );
  }

  // A rectangle in the margin at the same height, so that a card covers no words; without a wide margin, the same.
  #beside(rect) {
    const { left, width } = this.margin.box.getBoundingClientRect();
    return width > 160 ? { ...rect, left, bottom: rect.top, top: rect.top } : rect;
  }

  // Lines lie elsewhere now.
  #measure() {
    this.margin.forget();
    this.margin.draw();
    this.edges.place();
  }

  // What is coded, suggested and noted at a place, the shortest first.
  #clicked(place, event) {
    const here = this.items.filter(({ s, e }) => s <= place && place < e).sort((a, b) => a.e - a.s - (b.e - b.s));
    const rect = { left: event.clientX, right: event.clientX, top: event.clientY - 12, bottom: event.clientY + 14 };
    if (here.length)
      this.look.show(
        here.map((item) => item.key),
        rect,
      );
  }
  destroy() {
    const { edges, queue, pick, look, margin, paint, picker, tools, where, keys } = this;
    edges.destroy();
    queue.destroy();
    for (const part of [pick, look, margin, paint, picker, tools, where, keys]) part.destroy();
    this.watch.disconnect();
    this.listening.abort();
  }
}
