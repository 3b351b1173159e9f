// The board on which one code's quotes are parted: two new codes left and right, between them what stays. Quotes are
// dragged, or moved by the arrow keys. Nothing is changed before "Split" is pressed; then all of it is sent at once.

import { el, press } from "../shared/dom.js";
import { PILES, Piles, STAYS, missing } from "./piles.js";

const AGAIN = 3000; // ms without an answer, after which what was asked is sent once more; it is done once
const shown = new WeakMap();
const drafts = new Map(); // ids of codings only, no words

export default function (component) {
  let board = shown.get(component.parentElement);
  if (!board) shown.set(component.parentElement, (board = new Board(component)));
  board.update(component);
  return () => {
    shown.delete(component.parentElement);
    board.destroy();
  };
}

class Board {
  constructor({ parentElement }) {
    this.root = parentElement.querySelector(".q-split");
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.names = { a: "", b: "" };
    this.definitions = { a: "", b: "" };
    this.dragged = [];
    this.root.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.root.addEventListener("click", (event) => this.#click(event), { signal });
    this.root.addEventListener("input", () => this.#sum(), { signal });
  }

  update(component) {
    this.component = component;
    const { data } = component;
    const same = this.data && this.data.op === data.op;
    this.data = data;
    this.#say(data.said);
    if (same) {
      this.#sum(); // a rerun must not move what a person has just put somewhere
      return;
    }
    this.piles = new Piles(data.quotes, this.#draft());
    this.#stop();
    this.#draw();
  }

  destroy() {
    this.#stop();
    this.listening.abort();
  }

  #stop() {
    clearInterval(this.sending);
    this.sending = undefined;
  }

  get #keptUnder() {
    return `qual-split-${this.data.study}-${this.data.code}`;
  }

  #draft() {
    try {
      return JSON.parse(sessionStorage.getItem(this.#keptUnder) ?? "null") ?? drafts.get(this.#keptUnder) ?? {};
    } catch {
      return drafts.get(this.#keptUnder) ?? {};
    }
  }

  #keep() {
    drafts.set(this.#keptUnder, this.piles.kept());
    this.#stored((storage) => storage.setItem(this.#keptUnder, JSON.stringify(this.piles.kept())));
  }

  #forget() {
    drafts.delete(this.#keptUnder);
    this.#stored((storage) => storage.removeItem(this.#keptUnder));
  }

  #stored(act) {
    try {
      act(sessionStorage);
    } catch {
      // No room, or not allowed: the draft then lasts as long as the page.
    }
  }

  #draw() {
    const host = this.root.querySelector(".q-split-board");
    host.replaceChildren(...PILES.map((pile) => this.#pile(pile)));
    this.root.querySelector(".q-split-retire span").textContent = `Retire “${this.data.name}” afterwards`;
    this.#fill();
  }

  #pile(pile) {
    const side = pile === "a" ? 0 : 1;
    const words = pile === STAYS ? [] : (this.data.words[side] ?? []);
    const field = (label, tag, attributes) => el("label", {}, label, el(tag, { "data-pile": pile, ...attributes }));
    const head =
      pile === STAYS
        ? [el("h3", {}, `Stays “${this.data.name}”`)]
        : [
            el("h3", {}, side === 0 ? "First new code" : "Second new code"),
            field("Name", "input", { type: "text", maxlength: 200, "data-field": "name" }),
            field("Definition", "textarea", { rows: 3, maxlength: 10000, "data-field": "definition" }),
            words.length ? el("p", { class: "q-split-words" }, `Words of its own: ${words.join(", ")}`) : null,
          ];
    const list = el("ul", { class: "q-split-list" });
    const section = el(
      "section",
      {
        class: "q-split-pile",
        "data-pile": pile,
        "aria-label": pile === STAYS ? "Stays" : side === 0 ? "First new code" : "Second new code",
        ondragover: (event) => {
          event.preventDefault();
          section.classList.add("q-over");
        },
        ondragleave: (event) => {
          if (!section.contains(event.relatedTarget)) section.classList.remove("q-over");
        },
        ondrop: (event) => {
          event.preventDefault();
          section.classList.remove("q-over");
          this.#put(this.dragged, pile);
        },
      },
      el("header", {}, ...head, el("p", { class: "q-split-count" })),
      list,
    );
    return section;
  }

  #fill() {
    for (const pile of PILES) {
      const list = this.#section(pile).querySelector("ul");
      list.replaceChildren(...this.piles.on(pile).map((quote) => this.#quote(quote)));
    }
    this.#sum();
  }

  #section(pile) {
    return [...this.root.querySelectorAll(".q-split-pile")].find((one) => one.dataset.pile === pile);
  }

  #quote(quote) {
    const { coding, before, after, participant, role, coder, transcript, given } = quote;
    const at = PILES.indexOf(this.piles.pileOf(coding));
    const move = (by, label) =>
      at + by >= 0 && at + by < PILES.length
        ? press(by < 0 ? "←" : "→", () => this.#shift(coding, by), { "aria-label": label, title: label, tabindex: -1 })
        : null;
    return el(
      "li",
      {
        class: "q-split-quote",
        draggable: "true",
        tabindex: 0,
        "data-coding": coding,
        ondragstart: (event) => {
          this.dragged = [coding];
          event.dataTransfer.effectAllowed = "move";
          event.dataTransfer.setData("text/plain", coding);
        },
      },
      el(
        "p",
        { dir: "auto" },
        el("span", { class: "q-split-around" }, before ? `…${before}` : ""),
        el("b", {}, quote.quote),
        el("span", { class: "q-split-around" }, after ? `${after}…` : ""),
      ),
      el(
        "footer",
        {},
        el("span", { dir: "auto" }, [participant || transcript, role, `coded by ${coder}`].filter(Boolean).join(" · ")),
        given ? el("span", {}, ` as ${given}`) : null,
        el("span", { class: "q-split-move" }, move(-1, "Move left"), move(1, "Move right")),
      ),
    );
  }

  #put(codings, pile) {
    this.piles.put(codings, pile);
    this.#moved(codings[0]);
  }

  #shift(coding, by) {
    if (this.piles.shift(coding, by)) this.#moved(coding);
  }

  #moved(coding) {
    this.#keep();
    this.#fill();
    const card = [...this.root.querySelectorAll(".q-split-quote")].find((one) => one.dataset.coding === coding);
    card?.focus({ preventScroll: false });
  }

  #key(event) {
    const card = event.target.closest(".q-split-quote");
    if (!card || event.target !== card || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
    if (!by && !next) return;
    event.preventDefault();
    if (next) card[next]?.focus();
    else this.#shift(card.dataset.coding, by);
  }

  #click(event) {
    const what = event.target.closest("[data-do]")?.dataset.do;
    if (what === "cancel") {
      this.#forget();
      this.component.setTriggerValue("cancel", this.data.op);
    } else if (what === "split" && !this.sending && !this.#why()) {
      const asked = this.#asked();
      const send = () => this.component.setTriggerValue("split", asked);
      this.sending = setInterval(send, AGAIN);
      this.#forget();
      send();
      this.#sum();
    }
  }

  #asked() {
    return {
      op: this.data.op,
      code: this.data.code,
      parts: ["a", "b"]
        .filter((pile) => this.piles.on(pile).length)
        .map((pile) => ({
          name: this.names[pile],
          definition: this.definitions[pile],
          codings: this.piles.on(pile).map(({ coding }) => coding),
        })),
      retire: this.root.querySelector(".q-split-retire input").checked,
      why: this.root.querySelector(".q-split-why input").value,
    };
  }

  #why() {
    return missing(this.piles, this.names, this.data.taken);
  }

  #sum() {
    for (const field of this.root.querySelectorAll("[data-field]")) {
      const kind = field.dataset.field === "name" ? this.names : this.definitions;
      kind[field.dataset.pile] = field.value;
    }
    for (const pile of PILES) {
      const number = this.piles.on(pile).length;
      const people = this.piles.people(pile, this.data.roles).map(([role, n]) => `${role} ${n}`);
      const said = `${number} ${number === 1 ? "coding" : "codings"}${people.length ? ` · participants: ${people.join(", ")}` : ""}`;
      this.#section(pile).querySelector(".q-split-count").textContent = said;
    }
    const why = this.#why();
    const button = this.root.querySelector(".q-split-do");
    const off = this.piles.on("a").length + this.piles.on("b").length;
    button.textContent = this.sending ? "Splitting …" : `Split off ${off} ${off === 1 ? "coding" : "codings"}`;
    button.disabled = Boolean(why) || Boolean(this.sending);
    this.root.querySelector(".q-split-sum").textContent = why;
  }

  #say(said) {
    if (said && this.sending) {
      this.#stop(); // an answer came: it was not done
      this.#keep();
    }
    this.root.querySelector(".q-split-said").textContent = said ?? "";
  }
}
