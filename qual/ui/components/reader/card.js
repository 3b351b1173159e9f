// A card beside the words: everything about the codings at one point. It can be drawn anew at any moment without
// taking focus or typed words away.

import { giveFocusBack, placeNear } from "../shared/dom.js";

export class Card {
  constructor({ host, onClose }) {
    this.onClose = onClose;
    this.box = document.createElement("div");
    this.box.className = "q-card";
    this.box.popover = "manual";
    this.box.tabIndex = -1;
    this.box.setAttribute("role", "dialog");
    host.append(this.box);
    this.pressed = false;
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.box.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.box.addEventListener("focusout", () => setTimeout(() => this.#late(), 0), { signal });
    this.box.addEventListener(
      "pointerdown",
      () => {
        this.pressed = true;
      },
      { signal },
    );
    document.addEventListener("pointerup", () => setTimeout(() => this.#released(), 0), { signal });
    document.addEventListener("pointerdown", (event) => this.#outside(event), { signal, capture: true });
  }

  get isOpen() {
    return this.box.matches(":popover-open");
  }

  // draw() gives the nodes of the card, [] closes it; keys(event) answers keys pressed in it with true.
  open({ rect, label, draw, keys = () => false, keep = () => false }) {
    const before = this.isOpen ? this.before : document.activeElement;
    if (this.isOpen) this.close({ focus: false });
    Object.assign(this, { draw, keys, keep, before });
    this.box.setAttribute("aria-label", label);
    this.box.replaceChildren(...draw());
    this.box.showPopover();
    placeNear(this.box, rect);
    this.rect = rect;
    const first = this.box.querySelector("textarea") ?? this.box.querySelector("[data-first]") ?? this.box;
    first.focus({ preventScroll: true });
  }

  close({ focus = true } = {}) {
    if (!this.isOpen) return;
    const inside = this.box.contains(document.activeElement);
    this.box.hidePopover();
    this.box.replaceChildren();
    this.stale = false;
    if (inside) giveFocusBack(focus ? this.before : null);
    this.onClose();
  }

  // Draws the card anew; while somebody types or presses in it, a little later.
  redraw({ now = false } = {}) {
    if (!this.isOpen) return;
    const active = document.activeElement;
    const typing = this.box.contains(active) && active.matches("textarea");
    if (!now && (typing || this.pressed)) {
      this.stale = true;
      return;
    }
    this.stale = false;
    const held = this.box.contains(active) ? active.dataset.hold : null;
    const had = this.box.contains(active);
    const nodes = this.draw();
    if (!nodes.length) {
      this.close();
      return;
    }
    const { scrollTop } = this.box;
    this.box.replaceChildren(...nodes);
    this.box.scrollTop = scrollTop;
    if (!had) return;
    const again = held && [...this.box.querySelectorAll("[data-hold]")].find((node) => node.dataset.hold === held);
    (this.box.querySelector("textarea[autofocus]") ?? again ?? this.box).focus({ preventScroll: true });
  }

  #late() {
    if (this.stale && !this.pressed) this.redraw();
  }

  #released() {
    this.pressed = false;
    this.#late();
  }

  #outside(event) {
    if (!this.isOpen || event.composedPath().includes(this.box) || this.keep(event)) return;
    this.close({ focus: false });
  }

  #key(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (!event.target.matches("textarea,input,select") && this.keys(event)) event.preventDefault();
  }

  destroy() {
    this.listening.abort();
    this.box.remove();
  }
}
