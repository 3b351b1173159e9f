// Draws the desk. Cheap enough to run on each key: nodes are used again and only texts and attributes change.

import { elided } from "../shared/dom.js";
import { Rows } from "./rows.js";
import { Talk } from "./talk.js";

const SPEAK_AFTER = 700; // after the last key, so that quick work is not talked over
const BADGE_AFTER = 1500; // what is saved at once needs no mention
const ON_OPEN = ["other", "all", "nothing", "skip", "memo", "stretch", "shrink", "stretch_start", "shrink_start"];
// Why a passage is asked about, where its name could be taken for how well a code fits.
const NAMED = { likely: "best open", unsure: "weak" };
const WHY = {
  likely: "A strong suggestion.",
  uncertain: "Could go either way; your answer teaches most here.",
  "random audit": "Drawn at random, to find what suggestions miss.",
  "blind sample": "About 1 in 10 passages is shown without suggestions.",
};

export class Screen {
  constructor(root, { keys, onWords, signal }) {
    this.root = root;
    this.find = (selector) => root.querySelector(selector);
    this.keys = keys;
    this.buttons = new Map([...root.querySelectorAll("[data-act]")].map((one) => [one.dataset.act, one]));
    this.parts = Object.fromEntries(
      [
        "card",
        "state",
        "left",
        "decided",
        "unsaved",
        "said",
        "who",
        "role",
        "where",
        "note",
        "blind",
        "given",
        "memo",
        "memos",
        "live",
      ].map((name) => [name, this.find(`.q-${name}`)]),
    );
    [this.why, this.whyWords] = this.find(".q-why").children;
    this.progress = this.find(".q-progress");
    this.field = this.find(".q-memo textarea");
    this.rows = new Rows(this.find(".q-codes"), keys);
    this.talk = new Talk(this.find(".q-talk"), { onWords, signal });
  }

  // Writes the keys onto the buttons.
  label() {
    for (const [action, button] of this.buttons) this.keys.write(button, action);
    this.rows.label();
  }

  // state: what review.js makes of the desk, see `Review.state`.
  draw(state) {
    this.#bar(state);
    this.parts.card.hidden = !state.item;
    this.parts.state.hidden = Boolean(state.item);
    if (state.item) this.#card(state);
    else this.#idle(state);
    this.#speak(state);
  }

  #bar({ left, decided, undo, redo, canBack, said, reason }) {
    this.parts.left.parentElement.hidden = reason === "nameless";
    const all = left + decided;
    this.parts.left.textContent = `${left.toLocaleString()} left`;
    this.parts.decided.textContent = `${decided.toLocaleString()} decided`;
    this.progress.setAttribute("aria-valuemax", all || 1);
    this.progress.setAttribute("aria-valuenow", all ? decided : 0);
    this.progress.firstElementChild.style.transform = `scaleX(${all ? decided / all : 0})`;
    this.parts.said.textContent = said;
    this.#able("undo", undo, undo ? `Undo: ${undo.label}` : "Nothing to undo");
    this.#able("redo", redo, redo ? `Redo: ${redo.label}` : "Nothing to redo");
    this.#able("back", canBack);
  }

  #able(action, can, title) {
    const button = this.buttons.get(action);
    if (button.disabled === Boolean(can)) button.disabled = !can;
    if (title !== undefined) {
      button.title = title;
      button.setAttribute("aria-label", title);
    }
  }

  #card(state) {
    const { item, code, codes, span, around, open, note } = state;
    const { card, who, role, where, blind } = this.parts;
    card.dataset.item = item.id;
    card.dataset.code = code?.code ?? "";
    card.classList.toggle("q-settled", !open);
    who.textContent = item.who;
    role.textContent = item.role;
    where.textContent = item.transcript === item.who ? "" : item.transcript;
    this.why.textContent = NAMED[item.why] ?? item.why;
    this.whyWords.textContent = item.why_words || WHY[item.why] || "";
    this.find(".q-why").dataset.why = item.blind ? "blind" : item.why;
    this.#text(this.parts.note, note);
    blind.hidden = !item.blind;
    this.rows.draw({ ...state, codes, focused: code });
    this.#list(this.parts.given, state.given);
    this.#list(this.parts.memos, state.memos);
    this.#acts(state);
    this.#memo(state);
    this.talk.draw(around, span, item.id);
  }

  #acts({ item, open, able, openCodes, given, changed, widest, definition }) {
    for (const action of ON_OPEN) this.buttons.get(action).disabled = !open || (!able && action !== "skip");
    const plain = item.blind || !item.codes.length;
    this.buttons.get("all").hidden = openCodes < 2;
    this.#caption("all", `Accept all ${openCodes}`);
    const settledSome = given.length || openCodes < item.codes.length;
    this.#caption(
      "nothing",
      plain ? (given.length ? "Done" : "Nothing fits") : settledSome ? "Nothing more fits" : "Nothing fits",
    );
    this.#caption("other", plain ? "Choose codes…" : "Other codes…");
    this.buttons.get("other").classList.toggle("q-accept", plain && !given.length);
    this.buttons.get("nothing").classList.toggle("q-accept", plain && given.length > 0);
    this.buttons.get("definition").hidden = plain;
    this.buttons.get("definition").setAttribute("aria-pressed", String(definition));
    this.buttons.get("restore").hidden = !changed;
    this.buttons.get("bulk").hidden = plain || !open || !able;
    this.#caption("context", widest ? "Less around it" : "More around it");
    this.buttons.get("context").setAttribute("aria-expanded", String(widest));
  }

  #caption(action, text) {
    this.buttons.get(action).querySelector("span").textContent = text;
  }

  #text(node, text) {
    node.textContent = text;
    node.hidden = !text;
  }

  #list(node, entries) {
    node.hidden = !entries.length;
    if (!entries.length && !node.childElementCount) return;
    node.replaceChildren(
      ...entries.map(({ text, color }) => {
        const row = document.createElement("li");
        row.dir = "auto";
        row.style.setProperty("--c", color ?? "");
        row.textContent = text;
        return row;
      }),
    );
  }

  // What is typed is never touched while its passage is on screen.
  #memo({ item, draft, writing }) {
    this.parts.memo.hidden = !writing && !draft;
    if (this.memoOf === item.id && this.field.value === draft) return;
    this.memoOf = item.id;
    this.field.value = draft;
  }

  #idle({ reason, decided, unsaved, filtered, tally, undoKey, busy }) {
    const [title, text, list] = ["h2", "p", "dl"].map((name) => this.parts.state.querySelector(name));
    this.parts.state.dataset.reason = reason;
    this.parts.card.dataset.item = "";
    this.parts.card.dataset.code = "";
    const many = (n, one, more) => `${n.toLocaleString()} ${n === 1 ? one : more}`;
    if (reason === "fetching") {
      title.textContent = "Fetching more…";
      text.textContent = unsaved
        ? `${many(unsaved, "act is", "acts are")} being saved. The queue goes on by itself.`
        : "The queue goes on by itself.";
    } else if (reason === "nameless") {
      title.textContent = "Who is coding?";
      text.textContent = "Write your name in the side bar: the first passage then comes by itself.";
    } else {
      title.textContent = decided ? "All done" : "The queue is empty";
      const none = filtered ? "Nothing is left with these filters." : "No passage is waiting for you.";
      text.textContent = undoKey && !busy && decided ? `${none} ${undoKey} takes your last act back.` : none;
    }
    const cells = reason === "fetching" ? [] : tally.filter(([, n]) => n);
    list.replaceChildren(
      ...cells.map(([label, n]) => {
        const cell = document.createElement("div");
        const [dt, dd] = ["dt", "dd"].map((name) => document.createElement(name));
        dt.textContent = label;
        dd.textContent = n.toLocaleString();
        cell.append(dt, dd);
        return cell;
      }),
    );
    list.hidden = !cells.length;
  }

  // Speaks the passage on screen once the hands rest.
  #speak({ item, code, named, span, reason }) {
    const at = item ? `${item.id} ${code?.code ?? ""}` : reason;
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      if (this.spoken === at) return;
      this.spoken = at;
      const asked = code ? `${named(code.code).name}?` : "Which codes fit?";
      this.parts.live.textContent = item
        ? `${asked} ${elided(span.quote, 160)}`
        : this.parts.state.querySelector("h2").textContent;
    }, SPEAK_AFTER);
  }

  // How many acts the server has not confirmed; mentioned only when that takes a while.
  unsaved(number) {
    this.root.dataset.unsaved = number;
    if (!number) {
      clearTimeout(this.badge);
      this.badge = null;
      this.parts.unsaved.textContent = "";
    } else {
      this.badge ??= setTimeout(() => this.#badge(), BADGE_AFTER);
    }
  }

  #badge() {
    this.parts.unsaved.textContent = `${this.root.dataset.unsaved} unsaved`;
    this.badge = setTimeout(() => this.#badge(), BADGE_AFTER);
  }

  destroy() {
    clearTimeout(this.speaking);
    clearTimeout(this.badge);
  }
}
