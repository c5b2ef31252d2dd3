// Which questions of a quiz come. The same seed gives the same paper.
(() => {
  const { paper } = globalThis.hornbook;

  // Ids in the author's order. `wanted` is null for all, a number, or numbers by tag; where there are too few, fewer
  // come. Items of the paper before come only when others run out.
  const draw = (items, wanted, seed, before = []) => {
    if (wanted === null) return items.map(({ id }) => id);
    const order = paper.shuffle(items.length, seed).sort((a, b) => before.includes(items[a].id) - before.includes(items[b].id));
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

  paper.draw = draw;
})();
