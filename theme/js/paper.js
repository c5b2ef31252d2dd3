// In what order things come. The same seed, any text or number, gives the same order, so that a reload
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

  hornbook.paper = { shuffle, newSeed: () => Math.floor(Math.random() * 2 ** 32) };
})();
