// What stands in the card: a coding with its memos and what can be done to it, a suggestion with its reasons, a memo.

import { el, moment, press } from "../shared/dom.js";

const SHOWN = 4; // reasons, until somebody asks for more
const ORIGINS = { suggestion: "accepted from a suggestion", reader: "coded while reading", file: "from a file" };

function heading(code, extra) {
  return el(
    "h4",
    { class: "q-card-code", style: { "--c": code.color } },
    el("i", { class: "q-swatch", "aria-hidden": "true" }),
    el("span", { dir: "auto" }, code.name),
    extra,
  );
}

function meaning(code) {
  const parts = [
    code.definition && el("p", { dir: "auto" }, code.definition),
    code.include?.length ? el("p", { dir: "auto" }, el("b", {}, "Also "), code.include.join("; ")) : "",
    code.exclude?.length ? el("p", { dir: "auto" }, el("b", {}, "But not "), code.exclude.join("; ")) : "",
  ].filter(Boolean);
  return parts.length
    ? el("details", { class: "q-card-meaning" }, el("summary", {}, "What the code means"), ...parts)
    : "";
}

// A coding: who, when and how, and buttons for what may be done to it.
export function codingSection(card, coding, active) {
  const code = card.standing.code(coding.code);
  const when = moment(coding.when);
  const who = coding.mine ? "You" : coding.coder || "Somebody";
  const facts = [who, when || (coding.mine ? "just now" : ""), ORIGINS[coding.origin] ?? ""]
    .filter(Boolean)
    .join(" · ");
  return el(
    "section",
    {
      class: active ? "q-card-one q-active" : "q-card-one",
      "data-coding": coding.id,
      "aria-label": `Coding ${code.name}`,
    },
    heading(code),
    el("p", { class: "q-card-facts" }, facts),
    meaning(code),
    memoList(card, { about: "coding", target: coding.id }, coding.memos ?? []),
    coding.mine ? ownButtons(card, coding) : othersButtons(card, coding),
  );
}

function ownButtons(card, coding) {
  const hold = (what) => ({ "data-hold": `${what} ${coding.id}` });
  return el(
    "div",
    { class: "q-card-acts" },
    press("Other code…", (event) => card.recode(coding, event.currentTarget), {
      ...hold("recode"),
      "data-first": true,
    }),
    press("Remove", () => card.remove(coding), hold("remove")),
    memoButton(card, { about: "coding", target: coding.id }),
    el(
      "p",
      { class: "q-card-tip" },
      "Drag the ends in the text, or move them: start ",
      el("kbd", {}, "{"),
      " ",
      el("kbd", {}, "}"),
      " end ",
      el("kbd", {}, "["),
      " ",
      el("kbd", {}, "]"),
    ),
  );
}

function othersButtons(card, coding) {
  const name = coding.coder || "the person who made it";
  const said = el("p", { class: "q-card-tip" }, `Only ${name} can change this coding.`);
  if (card.codedByMe(coding)) return said;
  const button = press("Code the same words myself", () => card.same(coding), {
    "data-hold": `same ${coding.id}`,
    "data-first": true,
  });
  return el("div", { class: "q-card-acts" }, button, said);
}

// The strongest reasons in one line each; the others, and everything in full, once somebody asks.
function reasons({ evidence = [], band_help: help }) {
  const told = evidence.filter((one) => one.side !== "change");
  const change = evidence.filter((one) => one.side === "change").map((one) => el("p", {}, one.said));
  if (!told.length && !change.length) return "";
  const full = el(
    "details",
    { class: "q-card-meaning" },
    el("summary", {}, told.length > SHOWN ? `In full, and ${told.length - SHOWN} more` : "In full"),
    el(
      "ul",
      {},
      told.map((one) => reason(one, true)),
    ),
    help ? el("p", {}, help) : "",
  );
  return el(
    "div",
    { class: "q-card-why" },
    el(
      "ul",
      { "aria-label": "Why" },
      told.slice(0, SHOWN).map((one) => reason(one, false)),
    ),
    change,
    full,
  );
}

function reason({ side, sign = "", said, words, odds = "" }, whole) {
  const means = side === "for" ? "For it" : "Against it";
  const title = [`${means}:`, said, words && `“${words}”`, odds].filter(Boolean).join(" ");
  return el(
    "li",
    { dir: "auto", title, class: whole ? "q-whole" : "" },
    sign
      ? el("b", {}, el("span", { class: "q-unseen" }, means), el("i", { "aria-hidden": "true" }, sign))
      : el("b", {}, means),
    ` ${said}`,
    words ? [": ", el("q", {}, words)] : "",
    whole && odds ? ` ${odds}` : "",
  );
}

export function suggestionSection(card, suggestion) {
  const code = card.standing.code(suggestion.code);
  const key = `${suggestion.s}-${suggestion.e}-${suggestion.code}`;
  return el(
    "section",
    { class: "q-card-one q-suggested", "data-suggestion": key, "aria-label": `Suggestion ${code.name}` },
    heading(code, el("em", {}, "suggested")),
    el(
      "p",
      { class: "q-card-facts", title: suggestion.band_help ?? "" },
      suggestion.band_words ?? suggestion.band ?? "",
    ),
    meaning(code),
    reasons(suggestion),
    el(
      "div",
      { class: "q-card-acts" },
      press("Accept", () => card.decide("accept", suggestion), {
        key: "A",
        "data-hold": `accept ${key}`,
        "data-first": true,
        class: "q-main",
      }),
      press("Reject", () => card.decide("reject", suggestion), { key: "X", "data-hold": `reject ${key}` }),
    ),
  );
}

function memoButton(card, about) {
  if (card.writing(about)) return "";
  return press("Memo", () => card.write(about), { key: "M", "data-hold": `memo ${about.target}` });
}

// Memos about one thing, with a place to write; about: {about, target, span?}.
export function memoList(card, about, memos) {
  const shown = memos.map((memo) => {
    if (card.writing(about, memo.id)) return memoEditor(card, about, memo);
    const facts = [memo.mine ? "You" : memo.coder, moment(memo.when)].filter(Boolean).join(" · ");
    const acts = memo.mine
      ? el(
          "span",
          { class: "q-memo-acts" },
          press("Change", () => card.write(about, memo), { "data-hold": `change ${memo.id}` }),
          press("Delete", () => card.memo(about, "", memo.id), { "data-hold": `delete ${memo.id}` }),
        )
      : "";
    return el("li", { class: "q-memo" }, el("p", { dir: "auto" }, memo.text), el("small", {}, facts), acts);
  });
  if (card.writing(about)) shown.push(memoEditor(card, about, null));
  return shown.length ? el("ul", { class: "q-memos" }, shown) : "";
}

function memoEditor(card, about, memo) {
  const name = memo ? "Change the memo" : "Write a memo";
  const field = el("textarea", {
    rows: "3",
    dir: "auto",
    autofocus: true,
    "aria-label": name,
    placeholder: "What strikes you here?",
  });
  field.value = card.draft(about, memo);
  field.addEventListener("input", () => card.keep(about, memo, field.value));
  const save = () => card.save(about, memo, field.value);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    save();
  });
  const id = memo?.id ?? about.target;
  return el(
    "li",
    { class: "q-memo q-writing" },
    field,
    el(
      "span",
      { class: "q-memo-acts" },
      press("Save", save, { key: "Ctrl Enter", class: "q-main", "data-hold": `save ${id}` }),
      press("Leave", () => card.leave(about, memo), { "data-hold": `leave ${id}` }),
    ),
  );
}
