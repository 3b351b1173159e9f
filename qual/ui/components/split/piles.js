// Which pile each quote lies on. Knows nothing of the screen; a draft of it is kept while the page stays open.

export const STAYS = "";
export const PILES = ["a", STAYS, "b"]; // from left to right

export class Piles {
  // quotes: [{coding, side}]; side 0 lies left at first, 1 right, anything else stays.
  constructor(quotes, kept = {}) {
    this.quotes = quotes;
    this.placed = new Map();
    for (const { coding, side } of quotes) {
      const first = side === 0 ? "a" : side === 1 ? "b" : STAYS;
      this.placed.set(coding, PILES.includes(kept[coding]) ? kept[coding] : first);
    }
  }

  on(pile) {
    return this.quotes.filter(({ coding }) => this.placed.get(coding) === pile);
  }

  pileOf(coding) {
    return this.placed.get(coding) ?? STAYS;
  }

  put(codings, pile) {
    if (!PILES.includes(pile)) return;
    for (const coding of codings) if (this.placed.has(coding)) this.placed.set(coding, pile);
  }

  // One pile further left (-1) or right (1); at the edge it stays there.
  shift(coding, by) {
    const at = PILES.indexOf(this.pileOf(coding)) + by;
    if (at < 0 || at >= PILES.length) return false;
    this.placed.set(coding, PILES[at]);
    return true;
  }

  gather() {
    for (const { coding } of this.quotes) this.placed.set(coding, STAYS);
  }

  proposed() {
    for (const { coding, side } of this.quotes) this.placed.set(coding, side === 0 ? "a" : side === 1 ? "b" : STAYS);
  }

  kept() {
    return Object.fromEntries(this.placed);
  }

  // How many participants of each role stand on a pile, in the order of the roles given.
  people(pile, roles) {
    const said = new Map(roles.map((role) => [role, new Set()]));
    for (const { participant, role, transcript } of this.on(pile)) {
      if (!said.has(role)) said.set(role, new Set());
      said.get(role).add(participant || transcript);
    }
    return [...said].filter(([, who]) => who.size).map(([role, who]) => [role, who.size]);
  }
}

// Why the split cannot be done yet, or "". A pile needs a name once something lies on it.
export function missing(piles, names, taken) {
  const used = ["a", "b"].filter((pile) => piles.on(pile).length);
  if (!used.length) return "Put quotes to the left or right to split them off.";
  const said = used.map((pile) => plain(names[pile]));
  if (said.some((name) => !name)) return "Give a name to each new code that has quotes.";
  if (said.length === 2 && said[0] === said[1]) return "The two new codes need different names.";
  const double = said.find((name) => taken.some((one) => plain(one) === name));
  return double ? "There is a code of that name already; choose another." : "";
}

function plain(name) {
  return (name ?? "").replace(/\s+/gu, " ").trim().toLowerCase();
}
