// The framework matrix: a table one moves in by keys, and beside it the chosen cell, where one writes. What is
// written is handed on when the cell is left, and kept in the browser with each key before that; every act is one
// that undo takes back.

import { OpQueue } from "../shared/opqueue.js";
import { Notices } from "../review/notices.js";
import { dropDraft, draftsOf, keepDraft } from "./drafts.js";
import { Grid } from "./grid.js";
import { Panel, tally, tallyInFull } from "./panel.js";
import { askedAct, target, turnable, unanswered, writeAct } from "./targets.js";

const RAISED = "raised";
const NOT_ASKED = "not asked";
const LOOK = 120; // ms on a cell before its passages are asked for
const shown = new WeakMap();

export default function (component) {
  let matrix = shown.get(component.parentElement);
  if (!matrix) shown.set(component.parentElement, (matrix = new Matrix(component)));
  matrix.update(component);
  return () => {
    shown.delete(component.parentElement);
    matrix.destroy();
  };
}

class Matrix {
  constructor({ parentElement }) {
    this.root = parentElement.querySelector(".q-matrix");
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.notices = new Notices(this.root.querySelector(".q-m-notices"));
    this.queue = new OpQueue({ onChange: () => this.#draw() });
    this.grid = new Grid(this.root.querySelector(".q-m-scroll"), (row, column) => this.#moved(row, column));
    this.panel = new Panel(this.root.querySelector(".q-m-panel"), {
      write: (text) => this.#typed(text),
      leave: () => this.#handOn(),
      say: (place, value) => this.#say(place, value),
      open: (passage) => this.#open(passage),
      count: (role) => this.component.setTriggerValue("count", { column: this.data.columns[this.at[1]].id, role }),
      back: () => this.grid.back(),
    });
    addEventListener("keydown", (event) => this.#turn(event), { capture: true, signal });
    this.root.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.root.addEventListener("click", (event) => this.#click(event), { signal });
    const leaving = () => {
      this.#handOn();
      this.queue.flush();
    };
    addEventListener("pagehide", leaving, { signal });
    this.at = null;
    this.open = false; // whether the chosen place is shown beside the table
  }

  update(component) {
    this.component = component;
    const before = this.data;
    this.data = component.data;
    if (before && before.coder !== this.data.coder) this.panel.settled(); // that was another person's text
    for (const { op, sentence } of this.queue.update(component)) {
      this.notices.refused(op.memo ? `${sentence} What you wrote: ${op.memo}` : sentence);
    }
    if (!before) this.#handOnDrafts();
    this.#draw();
  }

  destroy() {
    clearTimeout(this.looking);
    this.#handOn();
    this.listening.abort();
    this.queue.destroy();
  }

  #draw() {
    if (!this.data) return;
    const { rows, columns } = this.data;
    this.mine = unanswered(this.queue.pending);
    this.grid.draw({
      shape: JSON.stringify([rows.map((row) => row.participant), columns.map((column) => column.id)]),
      rows: rows.length,
      columns: columns.length,
      caption: "Framework matrix: people by themes or codes",
      content: (row, column) => this.#content(row, column),
    });
    this.#panel();
    this.notices.state({ ...this.data, unsaved: this.queue.unsaved });
    this.#status();
  }

  #status() {
    for (const way of ["undo", "redo"]) {
      const stroke = this.data.coder ? turnable(way, this.queue.pending, this.data.history) : null;
      const button = this.root.querySelector(`[data-do=${way}]`);
      button.disabled = !stroke;
      const name = way === "undo" ? "Undo" : "Redo";
      const label = stroke ? `${name}: ${stroke.label}` : name;
      if (button.textContent !== label) button.textContent = label;
    }
    const saved = this.root.querySelector(".q-m-saved");
    const words = this.panel.dirty ? "Writing …" : this.queue.unsaved ? "Saving …" : this.done ? "Saved" : "";
    if (saved.textContent !== words) saved.textContent = words;
  }

  // What a cell says now: the server's word, and over it what was just done here.
  #cell(row, column) {
    const key = `${row},${column}`;
    const { rows, columns, cells, written, drafts, coder } = this.data;
    const [participant, name] = [rows[row].participant, columns[column].id];
    const place = target(name, participant);
    const [given, segments, asked] = cells[row][column];
    const others = (written[key] ?? []).filter((one) => one.coder !== coder);
    const kept = (written[key] ?? []).findLast((one) => one.coder === coder)?.text ?? "";
    const own = this.mine.written.get(place) ?? kept;
    const said = this.mine.said.get(place);
    let state = given;
    if (said !== undefined && given !== RAISED && said) state = said === "no" ? NOT_ASKED : "not raised";
    return { place, state, segments, asked, own, others, draft: drafts[key] ?? "", participant, name };
  }

  #content(row, column) {
    const { rows, columns } = this.data;
    if (row < 0 && column < 0) return { kind: "corner", text: "" };
    if (row < 0) {
      const { name, theme, guide, tallies } = columns[column];
      const marks = { guide: "asked by the guide", spontaneous: "comes up by itself", no: "nobody was asked" };
      return {
        kind: "column",
        label: theme,
        text: name,
        note: [marks[guide], ...tallies.map(tally)].filter(Boolean).join(" · "),
      };
    }
    const person = rows[row];
    if (column < 0) return { kind: "person", text: person.name, label: person.role, note: person.note };
    const { state, segments, asked, own, others, draft } = this.#cell(row, column);
    const texts = [own, ...others.map((one) => `${one.text} — ${one.coder}`)].filter(Boolean);
    const count = segments ? `${segments}` : "";
    if (texts.length) {
      const note = segments ? "" : this.#silent(state, person);
      return { kind: segments ? "written" : "quiet", count, text: texts.join("\n"), note };
    }
    if (segments) {
      const label = asked ? "draft: quote" : "draft: quote · not asked, said of their own accord";
      return { kind: "draft", count, text: `“${draft}”`, label };
    }
    return { kind: state === NOT_ASKED ? "unasked" : "quiet", text: "", note: this.#silent(state, person) };
  }

  #silent(state, person) {
    if (state === NOT_ASKED) return NOT_ASKED;
    return person.read >= 1 ? "not raised" : person.read ? "not raised so far" : "not read yet";
  }

  #panel() {
    const { rows, columns } = this.data;
    const [row, column] = this.at ?? [];
    const there = this.at !== null && row < rows.length && column < columns.length;
    const shows = this.open && there;
    this.root.querySelector(".q-m-panel").hidden = !shows;
    this.root.classList.toggle("q-m-open", shows);
    if (!shows) {
      this.panel.nothing();
      return;
    }
    if (row < 0) this.#columnPanel(columns[column]);
    else if (column < 0) this.#personPanel(rows[row]);
    else this.#cellPanel(row, column);
  }

  #cellPanel(row, column) {
    const [person, theme] = [this.data.rows[row], this.data.columns[column]];
    const { place, state, segments, asked, own, others, draft, participant, name } = this.#cell(row, column);
    const accord = asked ? "" : ", of their own accord: was not asked";
    const raised = `Raised: ${segments} ${segments === 1 ? "passage" : "passages"}${accord}`;
    const question = {
      label: `Was ${person.name} asked about it?`,
      place: [name, participant],
      value: this.#saidOf(name, participant),
      options: "cell",
    };
    const detail = this.data.detail;
    this.panel.cell({
      key: place,
      title: `${person.name}, ${theme.name}`,
      under: [person.role, theme.theme].filter(Boolean).join(" · "),
      state: segments ? raised : this.#silent(state, person),
      facts: person.note,
      own,
      others,
      draft,
      count: segments,
      passages: detail && detail.cell === place ? detail.passages : null,
      asked: [question],
      interviews: person.transcripts
        .filter((one) => one.people > 1 || person.transcripts.length > 1)
        .map((one) => this.#interview(name, one, `Asked about it in ${one.id}?`)),
      editable: Boolean(this.data.coder && participant),
      why: participant ? "Write your name in the side bar first" : "Nobody has said who this speaker is",
    });
  }

  #columnPanel({ id, name, theme, tallies, guide }) {
    this.panel.heading({
      key: target(id, ""),
      title: name,
      under: theme,
      lines: tallies.map((one) => ({ words: tallyInFull(one), role: one.group })),
      choices: [
        { label: "In the interviews", place: [id, ""], value: this.#saidOf(id, "", guide), options: "column" },
      ],
      editable: Boolean(this.data.coder),
    });
  }

  #personPanel({ participant, name, role, facts, note, transcripts }) {
    const question = {
      label: `Was ${name} asked?`,
      place: ["", participant],
      value: this.#saidOf("", participant),
      options: [
        ["", "Asked"],
        ["no", "About nothing"],
      ],
    };
    this.panel.heading({
      key: target("", participant),
      title: name,
      under: role,
      lines: [note, ...facts].filter(Boolean),
      choices: participant
        ? [question, ...transcripts.map((one) => this.#interview("", one, `Asked about anything in ${one.id}?`))]
        : [],
      editable: Boolean(this.data.coder && participant),
    });
  }

  #interview(column, { id, people }, label) {
    const options = [
      ["", "Asked"],
      ["no", "Not asked"],
    ];
    const note = people > 1 ? `For all ${people} people in it` : "";
    return { label, place: [column, "", id], value: this.#saidOf(column, "", "", id), options, note };
  }

  #saidOf(column, participant, guide = "", transcript = "") {
    const place = transcript ? target(column, participant, transcript) : target(column, participant);
    return this.mine.said.get(place) ?? this.data.said[place] ?? guide;
  }

  #moved(row, column) {
    this.#handOn();
    this.at = [row, column];
    this.#panel();
    this.#look();
  }

  // Asks for the passages of the chosen cell, once one has stayed on it.
  #look() {
    clearTimeout(this.looking);
    const { rows, columns, detail } = this.data;
    const [row, column] = this.at ?? [-1, -1];
    if (!this.open || row < 0 || column < 0 || row >= rows.length || column >= columns.length) return;
    const place = target(columns[column].id, rows[row].participant);
    if (detail?.cell === place || !this.data.cells[row][column][1]) return;
    this.looking = setTimeout(() => this.component.setTriggerValue("look", place), LOOK);
  }

  #typed(text) {
    this.editing = { data: this.data, place: this.#here(), text };
    keepDraft(this.data, target(...this.editing.place), text);
    this.#status(); // the table waits until the cell is left: it may be long
  }

  #here() {
    const [row, column] = this.at;
    return [this.data.columns[column].id, this.data.rows[row].participant];
  }

  // What was written becomes an act, of the person and for the cell it was written in.
  #handOn() {
    const { editing } = this;
    if (!editing) return;
    this.editing = null;
    this.panel.settled();
    dropDraft(editing.data, target(...editing.place));
    if (editing.data.coder !== this.data.coder || editing.data.study !== this.data.study) return;
    this.done = true;
    this.queue.push([writeAct(...editing.place, editing.text)]);
  }

  #handOnDrafts() {
    if (!this.data.coder) return;
    for (const [place, text] of draftsOf(this.data)) {
      dropDraft(this.data, place);
      this.queue.push([{ ...writeAct("", "", text), target: place }]);
    }
  }

  #say(place, value) {
    if (!this.data.coder) return;
    this.done = true;
    this.queue.push([askedAct(place, value)]);
  }

  #open({ transcript, start }) {
    this.#handOn();
    this.component.setTriggerValue("open", { transcript, start });
  }

  #click(event) {
    const cell = event.target.closest("[data-row]");
    if (cell) {
      this.#opened(true);
      cell.focus({ preventScroll: true });
    }
    const way = event.target.closest("[data-do]")?.dataset.do;
    if (way) this.#back(way);
  }

  #opened(open) {
    if (this.open === open) return;
    this.open = open;
    if (!open) this.#handOn();
    this.#panel();
    this.#look();
  }

  #back(way) {
    this.#handOn();
    const stroke = turnable(way, this.queue.pending, this.data.history);
    if (stroke) this.queue.push([{ act: way, target: stroke.op }]);
  }

  // Undo and redo, wherever on the page; in a field the keys belong to the words being typed.
  #turn(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
    if (event.target.closest?.("input, textarea, [contenteditable=true]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) this.#back(event.shiftKey ? "redo" : "undo");
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const cell = event.target.closest("[data-row]");
    if (!cell || event.target.closest("button, textarea")) return;
    const [row, column] = this.at ?? [-1, -1];
    const keys = { Enter: "write", F2: "write", n: "asked", N: "asked", o: "open", O: "open", Escape: "close" };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    if (act !== "asked") this.#opened(act !== "close");
    this.grid.seen();
    if (act === "close") return;
    if (row < 0 || column < 0) {
      this.root.querySelector(".q-m-panel button:not(:disabled)")?.focus();
    } else if (act === "write") this.panel.write();
    else if (act === "open") this.root.querySelector(".q-m-passages button")?.click();
    else if (this.data.rows[row].participant) {
      const place = this.#here();
      this.#say(place, this.#saidOf(...place) === "no" ? "" : "no");
    }
  }
}
