// Acts as the server takes them. Each carries what was on screen: the words, the code, the score as it stood, and why
// the passage was asked about.

function placed(item, { start, end, quote }) {
  return { transcript: item.transcript, start, end, quote, why: item.why };
}

export function ownWords(item) {
  return { start: item.start, end: item.end, quote: item.quote };
}

function judged(act, item, code, words, memo) {
  const { score, band, model } = code;
  const note = memo ? { memo } : {};
  return {
    act,
    ...placed(item, words),
    code: code.code,
    blind: false,
    origin: "suggestion",
    score,
    band,
    model,
    ...note,
  };
}

export function accepting(item, code, words, memo = "") {
  return judged("accept", item, code, words, memo);
}

// A reject is about the suggestion, so it always names the words the suggestion was made for.
export function rejecting(item, code, memo = "") {
  return judged("reject", item, code, ownWords(item), memo);
}

// Codes from the picker: new ones come first, since the others of the stroke may speak of them. A code that was
// suggested and is still open is accepted, so that its score is kept with it.
export function choosing(item, { codes, created }, { words, memo = "", open = [] }) {
  const news = created.map(({ name, theme }) => ({ act: "newcode", name, ...(theme ? { theme } : {}) }));
  const suggested = new Map(item.blind ? [] : open.map((code) => [code.code, code]));
  const given = [...codes, ...created.map(({ name }) => `new:${name}`)].map((code, i) => {
    const note = i === 0 ? memo : "";
    if (suggested.has(code)) return accepting(item, suggested.get(code), words, note);
    const seen = { blind: Boolean(item.blind), origin: item.blind ? "reader" : "suggestion" };
    return { act: "code", ...placed(item, words), code, ...seen, ...(note ? { memo: note } : {}) };
  });
  return [...news, ...given];
}

// Nothing (more) fits: what is open is rejected, and the passage counts as read.
export function closing(item, open, memo = "") {
  const rejects = item.blind ? [] : open.map((code, i) => rejecting(item, code, i === 0 ? memo : ""));
  const note = memo && !rejects.length ? { memo } : {};
  const seen = { blind: Boolean(item.blind), origin: item.blind ? "reader" : "suggestion" };
  return [...rejects, { act: "review", ...placed(item, ownWords(item)), ...seen, ...note }];
}

export function noting(item, words, memo) {
  return { act: "memo", about: "passage", ...placed(item, words), memo, blind: Boolean(item.blind) };
}
