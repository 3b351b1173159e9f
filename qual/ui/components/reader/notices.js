// What has to be said above the text: no name yet, nothing can be saved, acts that were refused, codings whose words
// are gone. Each stays until it is dealt with, and none covers the text.

import { el, elided, press } from "../shared/dom.js";

export class Notices {
  // onPlace(lost) and onRemove(lost) for a coding without words.
  constructor({ box, onPlace, onRemove }) {
    Object.assign(this, { box, onPlace, onRemove });
    this.name = el(
      "p",
      { class: "q-note q-ask", hidden: true },
      "Write your name in the side bar first: everything you code is kept under it.",
    );
    this.trouble = el("p", { class: "q-note q-bad", role: "alert", hidden: true });
    this.refused = el("div", {});
    this.lost = el("details", { class: "q-note q-lost", hidden: true });
    box.append(this.name, this.trouble, this.refused, this.lost);
  }

  update({ data, standing, selected }) {
    this.name.hidden = Boolean(data.coder);
    this.#say(this.trouble, data.trouble);
    this.#fillLost(standing, selected);
  }

  #say(line, sentence) {
    line.hidden = !sentence;
    if (line.textContent !== (sentence ?? "")) line.textContent = sentence ?? "";
  }

  askName() {
    this.name.hidden = false;
    this.name.scrollIntoView({ block: "nearest" });
    this.name.classList.remove("q-again");
    void this.name.offsetWidth; // starts the small movement anew
    this.name.classList.add("q-again");
  }

  // A sentence why something was not done; words that were typed for it stand beside it.
  refuse(sentence, typed = "") {
    const note = el(
      "div",
      { class: "q-note q-bad", role: "alert" },
      el("p", {}, sentence, typed && el("q", { dir: "auto" }, typed)),
      press("Dismiss", () => note.remove(), {}),
    );
    this.refused.append(note);
  }

  #fillLost(standing, selected) {
    const all = [...standing.unplaced.values()];
    const key = JSON.stringify([all, Boolean(selected), all.map((one) => standing.code(one.code).name)]);
    if (key === this.lostKey) return;
    this.lostKey = key;
    this.lost.hidden = !all.length;
    const held = this.lost.contains(document.activeElement) ? document.activeElement.dataset.hold : null;
    const many = all.length === 1 ? "1 coding has lost its words" : `${all.length} codings have lost their words`;
    const rows = all.map((one) => {
      const code = standing.code(one.code);
      const place = press("Place here", () => this.onPlace(one), {
        disabled: !selected,
        "data-hold": `place ${one.id}`,
      });
      const mine = one.mine ? press("Remove", () => this.onRemove(one), { "data-hold": `remove ${one.id}` }) : "";
      return el(
        "li",
        { style: { "--c": code.color } },
        el("i", { class: "q-swatch", "aria-hidden": "true" }),
        el("b", { dir: "auto" }, code.name),
        el("span", {}, one.coder),
        el("q", { dir: "auto" }, elided(one.quote ?? "", 160)),
        place,
        mine,
      );
    });
    const tip = selected
      ? "Place here puts the coding on the selected words."
      : "Select the words where a coding belongs, then Place here.";
    this.lost.replaceChildren(el("summary", {}, many), el("p", {}, tip), el("ul", {}, rows));
    if (held)
      [...this.lost.querySelectorAll("[data-hold]")]
        .find((node) => node.dataset.hold === held)
        ?.focus({ preventScroll: true });
  }
}
