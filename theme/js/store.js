// Keeps what a reader does in two slots of the browser's storage for each thing: the answers on a page, who is at
// work, what reviews brought. Whatever tears, fills, forbids or litters it, what was said to be kept can be read again.
//
// A page's record is { questions, attempt, best, read, pretest }: a Map from the question's own part of its id, the quiz
// paper in hand or null, the best percentage so far or null, when the page was marked as read (0: never; less than 0:
// when the mark was taken away), and the percentage before the course or null.
(() => {
  const hornbook = (globalThis.hornbook ??= {});

  const FORMAT = 1;

  // What is read may be any JSON: each field becomes what it should be, the rest is dropped.
  const amount = (value) => (Number.isFinite(value) && value >= 0 ? value : 0);
  const list = (value) => (Array.isArray(value) ? value : []);
  const text = (value) => (typeof value === "string" ? value : "");
  const isPlain = (value) => typeof value === "string" || Number.isFinite(value);
  const plain = (value) => list(value).filter(isPlain);
  const given = (value) => {
    if (isPlain(value)) return value;
    if (Array.isArray(value)) return plain(value);
    return value ? { text: text(value.text), checks: plain(value.checks) } : null;
  };

  // In storage a thing is the list of its fields in this order. Times are in milliseconds.
  const QUESTION = {
    time: amount,
    key: text, // the hash of the key that it was marked by
    answer: given,
    marks: (value) => list(value).map((s) => Math.min(1, amount(s))), // the raw mark of each try
    sure: amount, // 1 to 3
    seconds: amount,
    shown: Boolean, // the reader asked for the answer
    flag: Boolean,
  };
  const ATTEMPT = { time: amount, seed: amount, ids: plain, done: amount }; // when it was handed in; 0 before

  const toThing = (fields, row) => Object.fromEntries(Object.keys(fields).map((name, index) => [name, fields[name](list(row)[index])]));
  const toRow = (fields, thing) => {
    const row = Object.keys(fields).map((name) => thing[name]);
    while (row.length && !row.at(-1)) row.pop();
    return row;
  };

  // FNV-1a.
  const sum = (text) => {
    let sum = 0x811c9dc5;
    for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
    return sum >>> 0;
  };
  const seal = (body) => `${FORMAT} ${body.length} ${sum(body)} ${body}`;

  const unseal = (slot) => {
    const body = text(slot).split(" ").slice(3).join(" ");
    return body && seal(body) === slot ? list(JSON.parse(body)) : null;
  };

  const toMap = (rows, make) => new Map(Object.entries(rows || {}).map(([id, row]) => [id, make(row)]));
  const toRows = (map, make) => Object.fromEntries([...map].map(([id, thing]) => [id, make(thing)]));
  const later = (mine, theirs) => (!mine || theirs?.time > mine.time ? theirs : mine);
  const laterOfEach = (mine, theirs) => {
    const all = new Map(mine);
    for (const [id, thing] of theirs) if (!(all.get(id)?.time >= thing.time)) all.set(id, thing);
    return all;
  };
  const percent = (value) => (Number.isFinite(value) ? value : null);

  // Of each thing that is kept: how it becomes a list for JSON, how it comes back from any list, and how two become one.
  const PAGE = {
    to: ({ questions, attempt, best, read, pretest }) => [toRows(questions, (question) => toRow(QUESTION, question)), attempt && toRow(ATTEMPT, attempt), best, read, pretest],
    from: ([rows, attempt, best, read, pretest]) => ({
      questions: toMap(rows, (row) => toThing(QUESTION, row)),
      attempt: attempt ? toThing(ATTEMPT, attempt) : null,
      best: percent(best),
      read: percent(read) ?? 0,
      pretest: percent(pretest),
    }),
    // Of each question what is later; of equals, mine.
    merge(mine, theirs) {
      const bests = [mine.best, theirs.best].filter(Number.isFinite);
      return {
        questions: laterOfEach(mine.questions, theirs.questions),
        attempt: later(mine.attempt, theirs.attempt),
        best: bests.length ? Math.max(...bests) : null,
        read: Math.abs(theirs.read) > Math.abs(mine.read) ? theirs.read : mine.read,
        pretest: mine.pretest ?? theirs.pretest,
      };
    },
  };

  // People at one browser: a Map from the learner's part of a key, and whose turn it is.
  const PERSON = { time: amount, name: text, gone: Boolean };
  const TURN = { time: amount, id: text };
  const PEOPLE = {
    to: ({ people, turn }) => [toRows(people, (person) => toRow(PERSON, person)), toRow(TURN, turn)],
    from: ([rows, turn]) => ({ people: toMap(rows, (row) => toThing(PERSON, row)), turn: toThing(TURN, turn) }),
    merge: (mine, theirs) => ({ people: laterOfEach(mine.people, theirs.people), turn: later(mine.turn, theirs.turn) }),
  };

  // A change is later than what it changes, even if the clock was set back.
  const change = (before, fields, now) => ({ ...before, ...fields, time: Math.max(now, before.time + 1) });
  const put = (record, id, fields, now) => {
    record.questions.set(id, change(record.questions.get(id) || toThing(QUESTION), fields, now));
  };
  const putAttempt = (record, fields, now) => {
    record.attempt = change(record.attempt || toThing(ATTEMPT), fields, now);
  };

  // What the two slots of a thing are called; `parts` say which thing of which site.
  const part = (name) => name.replace(/[%:]/g, encodeURIComponent);
  const slots = (...parts) => ["a", "b"].map((slot) => ["hornbook", ...parts.map(part), slot].join(":"));

  // One thing in its slots. `storage` may be null where a browser gives none; in `others` it may stand too.
  // `state` says after each call how it stands: "kept", "full" or "blocked".
  const keep = (storage, form, own, others = []) => {
    const kept = {
      state: "kept",

      look() {
        let thing = form.from([]);
        for (const name of own.concat(others)) {
          try {
            const found = unseal(storage.getItem(name));
            if (found) thing = form.merge(thing, form.from(found));
          } catch {}
        }
        return thing;
      },

      // A lost slot is made again.
      read() {
        const thing = kept.look();
        if (encode(thing) !== encode(form.from([]))) kept.write(thing);
        return thing;
      },

      // Together with what is there, since another tab may have written.
      write: (thing) => kept.put(form.merge(thing, kept.look())),

      // In the place of what is there.
      put(thing) {
        const slot = encode(thing);
        try {
          // The second only once the first can be read: one is always whole.
          for (const name of own) {
            if (storage.getItem(name) !== slot) storage.setItem(name, slot);
            if (storage.getItem(name) !== slot) throw name;
          }
          kept.state = "kept";
        } catch (fault) {
          kept.state = /quota/i.test(fault?.name) ? "full" : "blocked";
        }
        return kept.state;
      },
    };
    const encode = (thing) => seal(JSON.stringify(form.to(thing)));
    return kept;
  };

  // The answers on one page; `aliases` are former page ids, whose answers come along.
  const open = (storage, site, learner, page, aliases = []) =>
    keep(storage, PAGE, slots(site, learner, page), aliases.flatMap((alias) => slots(site, learner, alias)));
  const openPeople = (storage, site) => keep(storage, PEOPLE, slots(site, "learners"));

  // Whose answers are kept now: { id, name }, both empty while nobody has given a name.
  const atWork = (storage, site) => {
    const { people, turn } = openPeople(storage, site).look();
    return { id: turn.id, name: people.get(turn.id)?.name ?? "" };
  };

  hornbook.store = { FORMAT, QUESTION, ATTEMPT, PAGE, amount, list, text, percent, toThing, toRow, toMap, toRows, later, sum, slots, keep, open, openPeople, atWork, merge: PAGE.merge, put, putAttempt };
})();
