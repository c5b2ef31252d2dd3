// When a question comes again: FSRS 6 with its published parameters (open-spaced-repetition, the defaults of the crate
// `fsrs`), and the cards of a day. Knows no page. No state is kept: all of it follows from the answers.
(() => {
  const hornbook = globalThis.hornbook;

  const RETENTION = 0.9;
  const LONGEST = 180; // days between two reviews, at most
  const LIMIT = 20; // cards a day
  const LEECH = 4; // lapses
  const SURE = 3;

  const W = [0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542];
  const [AGAIN, HARD, GOOD, EASY] = [1, 2, 3, 4];
  const FACTOR = 0.9 ** (-1 / W[20]) - 1;
  const between = (low, value, high) => Math.max(low, Math.min(high, value));

  // How likely an answer is still known so many days after.
  const recall = (days, stability) => (1 + (FACTOR * days) / stability) ** -W[20];

  // Of a day of the reader's calendar its number.
  const day = (time) => Math.floor((time - new Date(time).getTimezoneOffset() * 60000) / 86400000);

  const firstDifficulty = (grade) => W[4] - Math.exp(W[5] * (grade - 1)) + 1;

  const stabilityAfter = ({ stability: s, difficulty: d }, grade, days) => {
    if (days === 0) {
      const change = Math.exp(W[17] * (grade - 3 + W[18])) * s ** -W[19];
      return s * (grade >= HARD ? Math.max(1, change) : change);
    }
    const r = recall(days, s);
    if (grade === AGAIN) {
      const after = W[11] * d ** -W[12] * ((s + 1) ** W[13] - 1) * Math.exp((1 - r) * W[14]);
      return Math.min(after, s / Math.exp(W[17] * W[18]));
    }
    const rank = grade === HARD ? W[15] : grade === EASY ? W[16] : 1;
    return s * (Math.exp(W[8]) * (11 - d) * s ** -W[9] * (Math.exp((1 - r) * W[10]) - 1) * rank + 1);
  };

  // The state after an answer: { stability and interval in days, difficulty 1 to 10, time, lapses }. `state` is null
  // before the first one.
  const next = (state, grade, now) => {
    const days = state ? Math.max(0, day(now) - day(state.time)) : 0;
    const stability = between(0.001, state ? stabilityAfter(state, grade, days) : W[grade - 1], 36500);
    let difficulty = firstDifficulty(grade);
    if (state) {
      const moved = state.difficulty - (W[6] * (grade - 3) * (10 - state.difficulty)) / 9;
      difficulty = W[7] * (firstDifficulty(EASY) - moved) + moved;
    }
    const interval = (stability / FACTOR) * (RETENTION ** (-1 / W[20]) - 1);
    return {
      stability,
      difficulty: between(1, difficulty, 10),
      interval: between(1, Math.round(interval), LONGEST),
      time: now,
      lapses: (state?.lapses ?? 0) + (grade === AGAIN && days > 0 ? 1 : 0),
    };
  };

  // How an answer counts: by its first try, and whether a later one was right or one of them half right.
  const grade = ({ marks, sure }) => {
    if (marks[0] === 1) return sure === SURE ? EASY : GOOD;
    return Math.max(...marks) >= 0.5 ? HARD : AGAIN;
  };

  // From each former page id to the one of today.
  const former = (catalogue) => new Map(catalogue.pages.flatMap((page) => page.former.map((id) => [id, page.id])));

  // All questions met, as { page, id, tag, hash, answers }: `records` and `reviews` are what progress.js gives of them.
  const cards = (catalogue, records, reviews) =>
    catalogue.pages.flatMap((page) =>
      page.questions.flatMap(({ id, tags, hash, marked }) => {
        if (!marked) return [];
        const byTime = new Map();
        for (const name of [page.id, ...page.former]) for (const answer of reviews.get(`${name}#${id}`) ?? []) byTime.set(answer.time, answer);
        const own = records.get(page.id)?.questions.get(id);
        if (own) byTime.set(own.time, own);
        const answers = [...byTime.values()].filter(({ marks }) => marks.length).sort((a, b) => a.time - b.time);
        return answers.length ? [{ page, id, tag: tags[0] ?? page.id, hash, answers }] : [];
      }),
    );

  // Why a card is shown, as the words call it; `n` is what they count.
  const reason = ({ isChanged, last, lapses, days }) => {
    if (isChanged) return { why: "changed" };
    if (last.sure === SURE && last.marks[0] < 1) return { why: "sure-wrong" };
    if (lapses >= LEECH) return { why: "leech", n: lapses };
    if (grade(last) === AGAIN) return { why: "wrong" };
    if (grade(last) === HARD) return { why: last.marks.includes(1) ? "late" : "part" };
    return { why: "days", n: days };
  };

  // One card after the other of another tag, as far as there are others: from the longest row, but not from the last one.
  const mixed = (list) => {
    const rows = new Map();
    for (const card of list) rows.set(card.tag, [...(rows.get(card.tag) ?? []), card]);
    const order = [];
    while (order.length < list.length) {
      const open = [...rows].filter(([, row]) => row.length).sort(([, a], [, b]) => b.length - a.length);
      const [, row] = open.find(([tag]) => tag !== order.at(-1)?.tag) ?? open[0];
      order.push(row.shift());
    }
    return order;
  };

  // The cards of today. `due` comes in order, each card with `why`, `n` and `lapses`, at most what is left of the day's
  // limit; `waiting` is how many more are due, `done` how many were reviewed today, `next` the time of the next review
  // or null, and `leeches` all cards that were forgotten too often.
  const due = (all, { now, limit = LIMIT }) => {
    const today = day(now);
    const met = all.map((card) => {
      // A clock that was set back makes answers come from the future: nobody knows when they were given. They count
      // only where there are no others, and then the question comes now.
      const known = card.answers.filter(({ time }) => day(time) <= today);
      const answers = known.length ? known : card.answers;
      const last = answers.at(-1);
      const state = answers.filter(({ key }) => key === card.hash).reduce((state, answer) => next(state, grade(answer), answer.time), null);
      const days = Math.max(0, today - day(last.time));
      const facts = { ...card, last, days, lapses: state?.lapses ?? 0, isChanged: !state };
      const left = state && known.length ? state.interval - days : 0;
      return { ...facts, ...reason(facts), left, recall: state ? recall(days, state.stability) : 0 };
    });
    const isDue = ({ left }) => left <= 0;
    const first = ({ why }) => (why === "sure-wrong" ? 0 : why === "changed" ? 1 : 2);
    const open = met.filter(isDue).sort((a, b) => first(a) - first(b) || a.recall - b.recall);
    const done = met.filter(({ answers }) => answers.some(({ time, review }) => review && day(time) === today)).length;
    const chosen = open.slice(0, Math.max(0, limit - done));
    const waiting = open.length - chosen.length;
    const later = met.filter((card) => !isDue(card)).map(({ left }) => left);
    const wait = waiting ? 1 : Math.min(...later);
    return {
      due: [...chosen.filter((card) => !first(card)), ...mixed(chosen.filter(first))],
      waiting,
      done,
      met: met.length,
      next: Number.isFinite(wait) ? now + wait * 86400000 : null,
      leeches: met.filter(({ lapses }) => lapses >= LEECH),
    };
  };

  hornbook.schedule = { LIMIT, LONGEST, LEECH, next, grade, recall, former, cards, due };
})();
