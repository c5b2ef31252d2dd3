// A card of a review: one question of a page, alone and anew. What it brings goes into the log of reviews; nothing of it
// changes the answers of the page.
(() => {
  const hornbook = globalThis.hornbook;
  const { say, make, ours, button, paper, store } = hornbook;

  // Shows the card of `page`, and gives what is to be done with each answer; null where no review goes on.
  hornbook.card = (page) => {
    const queue = hornbook.nextCard(page.learner.id);
    const question = queue && page.questions.get(queue.card.id);
    if (!question) return null;
    const { at, cards, card, go } = queue;
    const time = Date.now();
    page.isOutside = true;
    for (const { form } of page.questions.values()) form.hidden = form !== question.form;
    page.renew(question);
    question.shuffle(paper.newSeed());
    const top = ours("p", "soft card");
    top.append(make("b", "", say("review.card", { n: at + 1, m: cards.length })), make("span", "", card.why));
    const next = button(say(cards[at + 1] ? "review.next-card" : "review.finish"), () => go(at + 1));
    const foot = ours("p", "actions card");
    foot.append(next, button(say("review.stop"), () => go(cards.length)));
    for (const old of document.querySelectorAll(".card")) old.remove();
    question.form.before(top);
    question.form.after(foot);
    page.onward = () => next;
    question.heading.tabIndex = -1;
    question.heading.focus();
    return () => {
      const { key, marks, sure } = question.state();
      return marks.length ? store.log(page, question, { time, key, marks, sure, review: true }) : "kept";
    };
  };
})();
