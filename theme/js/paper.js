// Which questions come, and in what order. The same seed, any text or number, gives the same paper, so that a reload
// changes nothing. What is shuffled within a question takes the seed of the attempt with the question's id.
(() => {
  const hornbook = (globalThis.hornbook ??= {});

  // Numbers from 0 to below 1: FNV-1a of the seed, then mulberry32.
  const random = (seed) => {
    let state = 0x811c9dc5;
    for (const letter of String(seed)) state = Math.imul(state ^ letter.codePointAt(0), 0x01000193);
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  };

  // The numbers below n in a new order (Fisher and Yates), and not in that of `avoid` where there is another.
  const shuffle = (n, seed, avoid = []) => {
    const next = random(seed);
    const order = Array.from({ length: n }, (_, index) => index);
    do {
      for (let last = n - 1; last > 0; last--) {
        const other = Math.floor(next() * (last + 1));
        [order[last], order[other]] = [order[other], order[last]];
      }
    } while (n > 1 && order.join() === avoid.join());
    return order;
  };

  // Ids in the author's order. `wanted` is null for all, a number, or numbers by tag; where there are too few, fewer
  // come. Items of the paper before come only when others run out.
  const draw = (items, wanted, seed, before = []) => {
    if (wanted === null) return items.map(({ id }) => id);
    const order = shuffle(items.length, seed).sort((a, b) => before.includes(items[a].id) - before.includes(items[b].id));
    const slots = Object.entries(typeof wanted === "number" ? { "": wanted } : wanted).flatMap(([tag, n]) =>
      Array(Math.min(n, items.length)).fill(tag),
    );
    // A slot takes a free item, or one whose slot finds another (Kuhn's matching): no item with two tags is wasted.
    const owner = new Map();
    const take = (slot, seen) => {
      const fits = order.filter((item) => !slots[slot] || items[item].tags.includes(slots[slot]));
      const free = fits.find((item) => !owner.has(item));
      if (free !== undefined) return owner.set(free, slot);
      for (const item of fits) {
        if (seen.has(item)) continue;
        seen.add(item);
        if (take(owner.get(item), seen)) return owner.set(item, slot);
      }
    };
    slots.forEach((_, slot) => take(slot, new Set()));
    return items.filter((_, item) => owner.has(item)).map(({ id }) => id);
  };

  hornbook.paper = { shuffle, draw, newSeed: () => Math.floor(Math.random() * 2 ** 32) };
})();
