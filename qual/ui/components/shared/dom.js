// Building and placing elements. Words of people only ever become text nodes and attribute values, never markup.

// An element with attributes (`class`, `style` as an object of properties, `on<event>` listeners) and children.
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "style") for (const [key, one] of Object.entries(value)) node.style.setProperty(key, one);
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return node;
}

// A button that never submits anything; `key` is the sign of the key that does the same.
export function press(label, act, { key = "", ...attributes } = {}) {
  return el("button", { type: "button", onclick: act, ...attributes }, label, key ? el("kbd", {}, key) : "");
}

// At most `most` characters of a text, without cutting one in the middle.
export function elided(text, most) {
  const one = text.replace(/\s+/gu, " ").trim();
  const letters = [...one];
  return letters.length <= most
    ? one
    : `${letters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

// A moment (ISO 8601) as a person reads it; "" where there is none.
export function moment(when) {
  const date = new Date(when ?? "");
  if (Number.isNaN(date.getTime())) return String(when ?? "");
  return date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

// Puts an open popover (position: fixed) near a rectangle and wholly inside the window, whatever the zoom.
export function placeNear(box, rect, { gap = 8, margin = 8 } = {}) {
  const { clientWidth: wide, clientHeight: high } = document.documentElement;
  box.style.maxHeight = "";
  const height = box.offsetHeight;
  const width = box.offsetWidth;
  const below = high - rect.bottom - gap - margin;
  const above = rect.top - gap - margin;
  const left = Math.max(margin, Math.min(rect.left, wide - width - margin));
  box.style.left = `${left}px`;
  box.style.right = "auto";
  if (height <= below || (below >= above && below > 180)) {
    box.style.top = `${Math.max(margin, rect.bottom + gap)}px`;
    box.style.bottom = "auto";
    box.style.maxHeight = `${Math.max(180, below)}px`;
  } else if (height <= above || above > 180) {
    // Held by its lower edge, so that a list that grows shorter stays beside the words.
    box.style.top = "auto";
    box.style.bottom = `${Math.max(margin, high - rect.top + gap)}px`;
    box.style.maxHeight = `${above}px`;
  } else {
    box.style.top = `${margin}px`;
    box.style.bottom = "auto";
    box.style.maxHeight = `${high - 2 * margin}px`;
  }
}

// The visible text of a rectangle's owner moves when the page scrolls; a plain copy stays.
export function rectOf({ left, top, right, bottom }) {
  return { left, top, right, bottom };
}

// Whoever has just written a name goes on working by keyboard: the focus leaves the field for the work. A person who
// has moved on by Tab or mouse is left where they are.
export function takeOver(root, target) {
  const field = document.activeElement;
  if (field?.matches("input[type=text]") && !root.contains(field)) target?.focus({ preventScroll: true });
}

// Gives the focus back to what had it. A field that is only hidden would keep it until the next frame, and the keys
// typed meanwhile.
export function giveFocusBack(before) {
  document.activeElement?.blur();
  if (before?.isConnected && before !== document.body) before.focus({ preventScroll: true });
}
