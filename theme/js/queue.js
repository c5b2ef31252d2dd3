// The cards of a review that is going on, from page to page of this tab: review.js lays them out, the page of each
// question shows one. Nothing is lost with them: what is due follows from the answers.
(() => {
  const hornbook = globalThis.hornbook;

  const NAME = "hornbook:review";
  const isOurs = (address) => {
    try {
      const { protocol, host } = new URL(address, location.href);
      return protocol === location.protocol && host === location.host;
    } catch {
      return false;
    }
  };

  // Goes to a card, or past the last one back to the page of reviews.
  const go = (queue, at) => {
    sessionStorage.setItem(NAME, JSON.stringify({ ...queue, at }));
    const address = queue.cards[at]?.address ?? queue.back;
    if (!isOurs(address)) return;
    const isHere = address === location.href;
    location.href = address;
    // Another question of this page: the address alone would not open it anew.
    if (isHere) location.reload();
  };

  // { cards: [{ address, id, why }], at, card, go } of this learner; null where no review goes on.
  const nextCard = (learner) => {
    try {
      const queue = JSON.parse(sessionStorage.getItem(NAME));
      const card = queue.cards[queue.at];
      return queue.learner === learner && card.address === location.href ? { ...queue, card, go: (at) => go(queue, at) } : null;
    } catch {
      return null;
    }
  };

  Object.assign(hornbook, { nextCard, startReview: (queue) => go(queue, 0) });
})();
