// Colour on the words where the browser has no highlights of its own: each turn is cut into spans at every edge.
// It replaces text nodes, so the reader puts it off while something is being selected.

const drawnAs = new WeakMap();

export function drawSpans(sheet, items) {
  const byTurn = new Map();
  for (const item of items) {
    const [first, last] = sheet.words.reach(item);
    for (let i = first; i <= last; i += 1) byTurn.set(i, [...(byTurn.get(i) ?? []), item]);
  }
  sheet.rows.forEach(({ text }, at) => {
    const here = byTurn.get(at) ?? [];
    const key = here.map((item) => item.spot + item.color).join(" ");
    if ((drawnAs.get(text) ?? "") === key) return;
    drawnAs.set(text, key);
    text.replaceChildren(...pieces(sheet.words, at, here));
  });
}

function pieces(words, at, items) {
  const { s, e, x } = words.turns[at];
  const edges = new Set([s, e]);
  for (const item of items) edges.add(Math.max(s, item.s)).add(Math.min(e, item.e));
  const cuts = [...edges].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => {
    const to = cuts[i + 1];
    const part = x.slice(words.toUnits(at, from), words.toUnits(at, to));
    const on = items.filter((item) => item.s <= from && item.e >= to);
    return on.length ? span(part, on) : document.createTextNode(part);
  });
}

function span(part, on) {
  const made = document.createElement("span");
  made.className = "q-tint";
  made.textContent = part;
  const tints = on
    .filter((item) => item.kind === "coding")
    .map(({ color }) => `linear-gradient(${color}2e,${color}2e)`);
  made.style.backgroundImage = tints.join(",");
  const suggested = on.find((item) => item.kind === "suggestion");
  if (suggested) made.style.textDecoration = `underline dashed ${suggested.color} 2px`;
  return made;
}
