// What stands above the queue: acts the server said no to, and what keeps it from saving.

import { el } from "../shared/dom.js";

export class Notices {
  constructor(box) {
    this.trouble = el("p", { class: "q-trouble", role: "status", hidden: true });
    this.alerts = el("div");
    box.append(this.trouble, this.alerts);
  }

  // One sentence, until the person closes it; the same sentence stands there once.
  refused(sentence) {
    if ([...this.alerts.children].some((alert) => alert.dataset.sentence === sentence)) return;
    const alert = el("div", { class: "q-refused", role: "alert", "data-sentence": sentence });
    const close = el("button", { type: "button", onclick: () => alert.remove() }, "Close");
    alert.append(el("span", { dir: "auto" }, sentence), close);
    this.alerts.append(alert);
  }

  // Keys go on working meanwhile; what is not saved is counted.
  state({ coder, trouble, unsaved }) {
    const kept = unsaved
      ? ` ${unsaved === 1 ? "1 act is" : `${unsaved} acts are`} kept here and sent again by themselves.`
      : "";
    const text = trouble
      ? `${trouble}${kept}`
      : coder === ""
        ? "Write your name in the side bar first; then you can decide."
        : "";
    if (this.trouble.textContent !== text) this.trouble.textContent = text;
    this.trouble.hidden = !text;
  }
}
