// Keys of a component: the map from keys to acts, how a key is written on a button, and the list under "?".

const SIGNS = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Enter: "Enter",
  Escape: "Esc",
  " ": "Space",
};
// What Shift makes of a key on most keyboards; letters are written "Shift+a".
const SHIFTED = { "[": "{", "]": "}", ",": "<", ".": ">", ";": ":", "'": '"', "-": "_", "=": "+", "/": "?" };
// Places where keys have a meaning of their own.
const TYPING =
  "input,textarea,select,[contenteditable]:not([contenteditable=false]),[role=textbox],[role=combobox],[role=listbox]," +
  "[role=dialog],[role=menu],[role=grid],[role=slider],[role=radiogroup],[role=tablist]";
const PRESSABLE = "button,a[href],summary,[role=button],[role=option]";

// A key as settings and events write it, in one spelling: "a", "[", "ArrowRight", "Shift+a", "Shift+ArrowRight".
export function spelled(key) {
  const shifted = /^shift\+(.+)$/i.exec(key);
  const bare = shifted ? shifted[1] : key;
  const plain = [...bare].length === 1 ? bare.toLowerCase() : bare;
  return shifted ? `Shift+${plain}` : plain;
}

export function withShift(key) {
  return SHIFTED[key] ?? `Shift+${spelled(key)}`;
}

// The key as a person reads it on a button.
export function keySign(key) {
  const shifted = /^Shift\+(.+)$/.exec(key);
  if (shifted) return `⇧${keySign(shifted[1])}`;
  return SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

// The same for aria-keyshortcuts, which names keys as events do.
export function keyShortcut(key) {
  if (key === " ") return "Space";
  return key.length === 1 ? key.toUpperCase() : key;
}

function pressed(event) {
  const { key } = event;
  const letter = [...key].length === 1;
  // Shift is part of how "{" or "?" is typed, and says something of its own with letters and named keys.
  const cased = letter && key.toLowerCase() !== key.toUpperCase();
  return spelled(event.shiftKey && (!letter || cased) ? `Shift+${key}` : key);
}

function elsewhere(event) {
  const target = event.composedPath()[0];
  const held = event.ctrlKey || event.metaKey || event.altKey;
  if (event.isComposing || (held && !event.getModifierState("AltGraph"))) return true;
  // A list that has just been hidden may hold the focus for a moment more; no key is meant for it.
  if (target.closest?.(TYPING)?.checkVisibility()) return true;
  if ((event.key === "Enter" || event.key === " ") && target.closest?.(PRESSABLE)) return true;
  const open = document.querySelectorAll("[role=dialog], :popover-open");
  return [...open].some((box) => box.checkVisibility());
}

export class KeyMap {
  // actions: [{id, label, group?, repeat?, fixed?}] in the order of the list; `fixed` are keys that settings cannot
  // change. onAction(id, event) is called for a key of ours and returns false to let the key pass.
  // notes: [{keys, label}] for the list: keys that other parts see to.
  constructor({ root, actions, onAction, title = "Keys", notes = [] }) {
    this.root = root;
    this.actions = actions;
    this.onAction = onAction;
    this.title = title;
    this.notes = notes;
    this.keys = {};
    this.byKey = new Map();
    this.listening = new AbortController();
    const options = { signal: this.listening.signal, capture: true };
    document.addEventListener("keydown", (event) => this.#pressed(event), options);
  }

  // keys: {action: key}; actions without a key there keep only their fixed keys.
  update(keys) {
    this.keys = keys;
    this.byKey.clear();
    for (const action of this.actions) {
      for (const key of action.fixed ?? []) this.byKey.set(spelled(key), action);
    }
    for (const action of this.actions) if (keys[action.id]) this.byKey.set(spelled(keys[action.id]), action);
    if (this.list?.matches(":popover-open")) this.#fill();
  }

  // How the action's key is written, "" where it has none.
  sign(action) {
    return this.keys[action] ? keySign(this.keys[action]) : "";
  }

  // Writes the key onto a button: the sign into its <kbd>, the name for screen readers into aria-keyshortcuts.
  write(button, action) {
    const sign = this.sign(action);
    const kbd = button.querySelector("kbd");
    if (kbd) {
      kbd.textContent = sign;
      kbd.hidden = !sign;
    }
    if (sign) button.setAttribute("aria-keyshortcuts", keyShortcut(this.keys[action]));
    else button.removeAttribute("aria-keyshortcuts");
  }

  get helpOpen() {
    return this.list?.matches(":popover-open") ?? false;
  }

  // Opens or closes the list of keys.
  help() {
    this.list ??= this.#build();
    if (this.helpOpen) {
      this.list.hidePopover();
      return;
    }
    this.#fill();
    this.before = document.activeElement;
    this.list.showPopover();
    this.list.querySelector("button").focus();
  }

  destroy() {
    this.listening.abort();
    this.list?.remove();
  }

  #pressed(event) {
    if (this.helpOpen) {
      this.#pressedInHelp(event);
      return;
    }
    const action = this.byKey.get(pressed(event));
    if (!action || elsewhere(event)) return;
    // A key held down is still ours: it must not reach the page's own shortcuts.
    if ((event.repeat && !action.repeat) || this.onAction(action.id, event) !== false) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #pressedInHelp(event) {
    const closes = event.key === "Escape" || this.byKey.get(pressed(event))?.id === "help";
    if (!closes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) this.list.hidePopover();
  }

  #build() {
    const list = document.createElement("div");
    list.className = "q-keys";
    list.popover = "auto";
    list.setAttribute("role", "dialog");
    list.setAttribute("aria-label", this.title);
    list.addEventListener("toggle", (event) => {
      const lost = document.activeElement === document.body || list.contains(document.activeElement);
      if (event.newState === "closed" && lost) this.before?.focus?.({ preventScroll: true });
    });
    this.root.append(list);
    return list;
  }

  #fill() {
    const title = document.createElement("h3");
    title.textContent = this.title;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => this.list.hidePopover());
    const rows = document.createElement("dl");
    for (const action of this.actions) {
      const keys = [this.keys[action.id], ...(action.fixed ?? [])].filter(Boolean);
      if (keys.length) rows.append(keyRow(keys, action.label));
    }
    for (const { keys, label } of this.notes) rows.append(keyRow(keys, label));
    this.list.replaceChildren(title, rows, close);
  }
}

function keyRow(keys, label) {
  const row = document.createElement("div");
  const names = document.createElement("dt");
  const signs = keys.length > 3 ? [keys[0], keys.at(-1)] : keys;
  signs.forEach((key, i) => {
    const kbd = document.createElement("kbd");
    kbd.textContent = keySign(key);
    if (i) names.append(keys.length > 3 ? " to " : " ");
    names.append(kbd);
  });
  const said = document.createElement("dd");
  said.textContent = label;
  row.append(names, said);
  return row;
}
