// Which codes 1–9 stand for. A number keeps its code while one works: a code used for the first time takes a free
// number, or that of the code not used for longest, and all others stay where the fingers expect them.

const SLOTS = 9;

export class RecentCodes {
  constructor() {
    this.slots = [];
    this.used = new Map();
    this.clock = 0;
  }

  // recent: what the server says was used last, newest first; it fills numbers that are still free.
  fill(recent) {
    for (const id of recent) if (this.slots.length < SLOTS && !this.slots.includes(id)) this.slots.push(id);
  }

  use(id) {
    this.used.set(id, ++this.clock);
    if (this.slots.includes(id)) return;
    if (this.slots.length < SLOTS) this.slots.push(id);
    else this.slots[this.oldest()] = id;
  }

  // A code made here has an id of its own once the server knows it.
  rename(from, to) {
    const at = this.slots.indexOf(from);
    if (at >= 0) this.slots[at] = to;
    this.slots = [...new Set(this.slots)];
  }

  oldest() {
    const ages = this.slots.map((id) => this.used.get(id) ?? 0);
    return ages.lastIndexOf(Math.min(...ages));
  }
}
