// The log of a learner's answers for reviews, kept by store.js: what reviews brought, and answers that gave way to a new
// attempt.
(() => {
  const { store } = globalThis.hornbook;
  const { QUESTION, keep, list, slots, toMap, toRow, toRows, toThing } = store;

  // Of each question (`page#question`) when, by which key, the raw marks of the tries, how sure the reader was, and whether it was a review.
  const ANSWER = { time: QUESTION.time, key: QUESTION.key, marks: QUESTION.marks, sure: QUESTION.sure, review: Boolean };
  const REVIEWS = {
    to: (reviews) => [toRows(reviews, (answers) => answers.map((answer) => toRow(ANSWER, answer)))],
    from: ([rows]) => toMap(rows, (answers) => list(answers).map((row) => toThing(ANSWER, row))),
    merge(mine, theirs) {
      const all = new Map(mine);
      for (const [card, answers] of theirs) {
        const times = new Map([...answers, ...(all.get(card) ?? [])].map((answer) => [answer.time, answer]));
        all.set(card, [...times.values()].sort((a, b) => a.time - b.time));
      }
      return all;
    },
  };

  const openReviews = (storage, site, learner) => keep(storage, REVIEWS, slots(site, learner, "~review"));

  // Notes what an answer was worth to `page`, the page of practice.js; the same time again is the same answer. Gives how
  // it stands.
  const log = ({ storage, site, learner, name }, { id }, answer) =>
    openReviews(storage, site, learner.id).write(new Map([[`${name}#${id}`, [answer]]]));

  Object.assign(store, { ANSWER, REVIEWS, openReviews, log });
})();
