// Draws a question about a stretch of a transcript. Words reach the page through textContent only, never as markup.

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function turn({ who, before, marked, after }) {
  const words = element("p", "qual-passage-words");
  if (before) words.append(element("span", "", before));
  if (marked) words.append(element("mark", "", marked));
  if (after) words.append(element("span", "", after));
  const block = element("div", "qual-passage-turn");
  block.append(element("div", "qual-passage-who", who), words);
  return block;
}

function heading(data) {
  const swatch = element("span", "qual-swatch");
  swatch.style.background = data.color;
  const question = element("h3", "qual-question");
  question.append(swatch, element("span", "", data.question));
  return [question, element("p", "qual-about", data.about)];
}

const drawn = new WeakMap();

export default function ({ data, parentElement }) {
  const card = parentElement.querySelector(".qual-card");
  const now = JSON.stringify(data);
  if (drawn.get(card) === now) return; // a change of theme only: the place where one reads must stay
  drawn.set(card, now);
  const box = card.querySelector(".qual-passage");
  card.replaceChildren(...heading(data), box);
  box.setAttribute("aria-label", data.label);
  box.replaceChildren(...data.turns.map(turn));
  box.dataset.showing = data.showing;
  const mark = box.querySelector("mark");
  if (!mark) return;
  const room = box.clientHeight - mark.offsetHeight;
  box.scrollTop = Math.max(0, mark.offsetTop - box.offsetTop - Math.max(16, room / 3));
}
