// Keeps the answers on one page in two slots of the browser's storage. Whatever tears, fills, forbids or litters
// it, what was said to be kept can be read again.
//
// A record is { questions, attempt, best }: a Map from the question's own part of its id, the quiz paper in hand
// or null, and the best percentage so far or null.
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

  // With format, length and checksum (FNV-1a).
  const seal = (body) => {
    let sum = 0x811c9dc5;
    for (let index = 0; index < body.length; index++) sum = Math.imul(sum ^ body.charCodeAt(index), 0x01000193);
    return `${FORMAT} ${body.length} ${sum >>> 0} ${body}`;
  };

  const encode = ({ questions, attempt, best }) => {
    const rows = Object.fromEntries([...questions].map(([id, question]) => [id, toRow(QUESTION, question)]));
    return seal(JSON.stringify([rows, attempt && toRow(ATTEMPT, attempt), best]));
  };

  const decode = (slot) => {
    const body = text(slot).split(" ").slice(3).join(" ");
    if (!body || seal(body) !== slot) return null;
    const [rows, attempt, best] = list(JSON.parse(body));
    return {
      questions: new Map(Object.entries(rows || {}).map(([id, row]) => [id, toThing(QUESTION, row)])),
      attempt: attempt ? toThing(ATTEMPT, attempt) : null,
      best: Number.isFinite(best) ? best : null,
    };
  };

  // Of each question what is later; of equals, mine.
  const merge = (mine, theirs) => {
    const questions = new Map(mine.questions);
    for (const [id, question] of theirs.questions) if (!(questions.get(id)?.time >= question.time)) questions.set(id, question);
    const attempt = !mine.attempt || theirs.attempt?.time > mine.attempt.time ? theirs.attempt : mine.attempt;
    const bests = [mine.best, theirs.best].filter(Number.isFinite);
    return { questions, attempt, best: bests.length ? Math.max(...bests) : null };
  };

  // A change is later than what it changes, even if the clock was set back.
  const change = (before, fields, now) => ({ ...before, ...fields, time: Math.max(now, before.time + 1) });
  const put = (record, id, fields, now) => {
    record.questions.set(id, change(record.questions.get(id) || toThing(QUESTION), fields, now));
  };
  const putAttempt = (record, fields, now) => {
    record.attempt = change(record.attempt || toThing(ATTEMPT), fields, now);
  };

  // `storage` may be null where a browser gives none; `aliases` are former page ids, whose answers come along.
  // `state` says after each call how it stands: "kept", "full" or "blocked".
  const open = (storage, site, learner, page, aliases = []) => {
    const part = (name) => name.replace(/[%:]/g, encodeURIComponent);
    const slots = (id) => ["a", "b"].map((slot) => `hornbook:${part(site)}:${part(learner)}:${part(id)}:${slot}`);
    const own = slots(page);

    const look = () => {
      let record = { questions: new Map(), attempt: null, best: null };
      for (const name of own.concat(...aliases.map(slots))) {
        try {
          const found = decode(storage.getItem(name));
          if (found) record = merge(record, found);
        } catch {}
      }
      return record;
    };

    const kept = {
      state: "kept",

      // A lost slot is made again.
      read() {
        const record = look();
        if (record.questions.size || record.attempt) kept.write(record);
        return record;
      },

      // Together with what is there, since another tab may have written.
      write(record) {
        const slot = encode(merge(record, look()));
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

      // The text of a file for the reader.
      file({ questions, best }) {
        const items = [...questions].map(([id, question]) => {
          const { marks } = question;
          return { id: `${page}/${id}`, first: marks[0] ?? null, final: marks.length ? hornbook.marks.best(marks) : null, ...question };
        });
        return JSON.stringify({ hornbook: FORMAT, site, learner, page, best, questions: items }, null, 1);
      },
    };
    return kept;
  };

  hornbook.store = { open, merge, put, putAttempt };
})();
