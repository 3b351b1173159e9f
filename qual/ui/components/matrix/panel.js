// Beside the table: all of the chosen cell, and where one writes; or what is known of a person or of a column.

import { el, moment } from "../shared/dom.js";

const SAID_OF_CELL = [
  ["", "Not known"],
  ["yes", "Asked"],
  ["no", "Not asked"],
];
const SAID_OF_COLUMN = [
  ["", "Not known"],
  ["guide", "The guide asks for it"],
  ["spontaneous", "It comes up by itself"],
  ["no", "Nobody was asked"],
];
const LONGEST = 20000;
const FEWEST_FOR_PERCENT = 10;

export class Panel {
  // told: {write(text), leave(), say(place, value), open(passage), count(role), back()}
  constructor(host, told) {
    this.host = host;
    this.told = told;
    this.parts = {};
  }

  // A cell: {key, title, under, state, facts, own, others, draft, asked, interviews, passages, editable, why}
  cell(shown) {
    if (this.key !== shown.key) this.#cellAnew(shown);
    this.parts.state.textContent = shown.state;
    this.parts.facts.textContent = shown.facts;
    this.#choices(this.parts.asked, shown.asked, shown.editable);
    this.#choices(this.parts.interviews, shown.interviews, shown.editable);
    // What is being written is never written over.
    if (!this.dirty && this.field.value !== shown.own) this.field.value = shown.own;
    this.field.disabled = !shown.editable;
    this.field.placeholder = shown.editable ? "In your own words" : shown.why;
    this.#others(shown.others);
    this.#passages(shown);
  }

  // A person or a column: {key, title, under, lines, choices, editable}; a line is words, or a count {words, role}.
  heading(shown) {
    this.field = null;
    this.key = shown.key;
    const choices = el("div", { class: "q-m-choices" });
    this.host.replaceChildren(
      el("h3", { dir: "auto" }, shown.title),
      el("p", { class: "q-m-under", dir: "auto" }, shown.under),
      ...shown.lines.map((line) => this.#line(line)),
      choices,
    );
    this.#choices(choices, shown.choices, shown.editable);
  }

  #line(line) {
    if (line.role === undefined) return el("p", { dir: "auto" }, line);
    const show = el("button", { type: "button", onclick: () => this.told.count(line.role) }, "Passages");
    show.setAttribute("aria-label", `Passages of ${line.words}`);
    return el("p", { dir: "auto", class: "q-m-tally" }, el("span", {}, line.words), show);
  }

  nothing() {
    this.field = null;
    this.key = "";
    this.host.replaceChildren();
  }

  write() {
    this.field?.focus();
  }

  get dirty() {
    return this.field?.dataset.dirty === "true";
  }

  // What stands in the field was handed on.
  settled() {
    if (this.field) delete this.field.dataset.dirty;
  }

  #cellAnew(shown) {
    this.key = shown.key;
    this.sent = undefined;
    this.parts = {
      state: el("p", { class: "q-m-state" }),
      facts: el("p", { class: "q-m-under" }),
      asked: el("div", { class: "q-m-choices" }),
      interviews: el("div", { class: "q-m-choices" }),
      others: el("div", { class: "q-m-others" }),
      passages: el("div", { class: "q-m-passages" }),
    };
    this.field = el("textarea", {
      rows: 6,
      maxlength: LONGEST,
      dir: "auto",
      "aria-label": `Your summary of ${shown.title}`,
      oninput: () => {
        this.field.dataset.dirty = "true";
        this.told.write(this.field.value);
      },
      onblur: () => this.told.leave(),
      onkeydown: (event) => {
        const done = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
        if (!done || event.isComposing) return;
        event.preventDefault();
        event.stopPropagation();
        this.told.back();
      },
    });
    const { state, facts, asked, interviews, others, passages } = this.parts;
    this.host.replaceChildren(
      el("h3", { dir: "auto" }, shown.title),
      el("p", { class: "q-m-under", dir: "auto" }, shown.under),
      state,
      el("label", { class: "q-m-own" }, el("span", {}, "Your summary"), this.field),
      others,
      asked,
      interviews,
      facts,
      passages,
    );
  }

  // groups: [{label, place, value, options: [[value, label]], note}]; drawn only when changed, to keep the focus.
  #choices(host, groups, editable) {
    const signature = JSON.stringify([groups, editable]);
    if (host.dataset.drawn === signature) return;
    host.dataset.drawn = signature;
    const focused = host.contains(document.activeElement) ? document.activeElement.dataset.choice : null;
    host.replaceChildren(...groups.map((group, number) => this.#choice(group, number, editable)));
    [...host.querySelectorAll("[data-choice]")].find((one) => one.dataset.choice === focused)?.focus();
  }

  #choice({ label, place, value, options, note }, number, editable) {
    const kinds = { cell: SAID_OF_CELL, column: SAID_OF_COLUMN }[options] ?? options;
    const buttons = kinds.map(([one, words]) =>
      el(
        "button",
        {
          type: "button",
          "data-choice": `${number} ${one}`,
          "aria-pressed": String(value === one),
          disabled: !editable,
          onclick: () => this.told.say(place, one),
        },
        words,
      ),
    );
    return el(
      "fieldset",
      {},
      el("legend", { dir: "auto" }, label),
      el("div", { class: "q-m-buttons" }, ...buttons),
      note ? el("p", { class: "q-m-under" }, note) : null,
    );
  }

  #others(others) {
    const told = others.map(({ coder, text, created }) =>
      el("blockquote", { dir: "auto" }, text, el("footer", {}, `${coder} · ${moment(created)}`)),
    );
    this.parts.others.replaceChildren(...told);
  }

  #passages({ passages, draft, count }) {
    const signature = JSON.stringify([passages, draft, count]);
    if (this.parts.passages.dataset.drawn === signature) return;
    this.parts.passages.dataset.drawn = signature;
    const head = count ? el("h4", {}, `${count} ${count === 1 ? "passage" : "passages"}`) : null;
    const soon = draft ? `“${draft}” …` : "…";
    const waiting = count && !passages ? el("p", { class: "q-m-under" }, soon) : null;
    const articles = (passages ?? []).map((one) =>
      el(
        "article",
        {},
        el(
          "p",
          { dir: "auto" },
          el("span", { class: "q-m-around" }, one.before),
          el("b", {}, one.words),
          el("span", { class: "q-m-around" }, one.after),
        ),
        el(
          "footer",
          {},
          el("span", { dir: "auto" }, [one.transcript, one.codes.join(", "), one.coders.join(", ")].join(" · ")),
          el("button", { type: "button", onclick: () => this.told.open(one) }, "Open"),
        ),
      ),
    );
    this.parts.passages.replaceChildren(...[head, waiting, ...articles].filter(Boolean));
  }
}

// n/N of a role, and beside it n of those asked.
export function tally({ role, raised, participants, asked, raisedAsked }) {
  const all = `${role}: ${raised}/${participants}`;
  return asked === participants ? all : `${all}; of those asked ${raisedAsked}/${asked}`;
}

// The same in full: from ten people on with the percentage and its 95 % interval.
export function tallyInFull(told) {
  const { participants, low, high, raised } = told;
  if (participants < FEWEST_FOR_PERCENT) return tally(told);
  const percent = (share) => Math.round(100 * share);
  return `${tally(told)} (${percent(raised / participants)} %, 95 % interval ${percent(low)} to ${percent(high)})`;
}
