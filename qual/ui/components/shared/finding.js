// Which codes the picker offers for what was typed, and in which order.

const MOST_ROWS = 150;
const BY_MEANING = 4; // the rank of a code that is found by its definition alone

// Letters without case and accents, so that "emocion" finds "Emoción".
export function folded(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLocaleLowerCase()
    .replace(/\s+/gu, " ")
    .trim();
}

// How well a code answers what was typed: 0 best, -1 not at all.
export function matchRank(code, query) {
  const name = folded(code.name);
  if (name.startsWith(query)) return 0;
  if (` ${name}`.includes(` ${query}`)) return 1;
  if (name.includes(query)) return 2;
  const around = `${name} ${folded(code.theme ?? "")}`;
  if (query.split(" ").every((word) => around.includes(word))) return 3;
  return folded(code.definition ?? "").includes(query) ? BY_MEANING : -1;
}

// The picker's rows: recent codes with their numbers, then the codebook; with something typed, what answers it best.
// A row is {kind: "code", code, digit?}, {kind: "create", name} or {kind: "vivo"}.
export function rowsFor({ codes, recent, words }, typed) {
  const usable = codes.filter((code) => !code.retired);
  const query = folded(typed);
  if (query) {
    const found = usable.map((code, order) => ({ kind: "code", code, order, rank: matchRank(code, query) }));
    const hits = found.filter((row) => row.rank >= 0).sort((a, b) => a.rank - b.rank || a.order - b.order);
    const exact = codes.some((code) => folded(code.name) === query);
    // Enter must not apply a code whose name one has not typed, only because its definition has the word.
    const named = hits.filter((row) => row.rank < BY_MEANING);
    const meant = hits.slice(named.length);
    return [
      ...named.slice(0, MOST_ROWS),
      ...(exact ? [] : [{ kind: "create", name: typed }]),
      ...meant.slice(0, MOST_ROWS),
    ];
  }
  const byId = new Map(usable.map((code) => [code.id, code]));
  const first = [...new Set(recent)].filter((id) => byId.has(id)).slice(0, 9);
  const rest = usable.filter((code) => !first.includes(code.id)).slice(0, MOST_ROWS);
  return [
    ...first.map((id, at) => ({ kind: "code", code: byId.get(id), digit: at + 1 })),
    ...rest.map((code, at) => ({ kind: "code", code, digit: first.length + at < 9 ? first.length + at + 1 : 0 })),
    ...(words.trim() ? [{ kind: "vivo" }] : []),
  ];
}
