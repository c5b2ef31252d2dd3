// All that is kept of a learner as one thing: a file, a link to another device, what they would change here, and what a
// reset has taken away. Knows no page; what comes from outside is read field by field, and the rest is dropped.
(() => {
  const hornbook = globalThis.hornbook;
  const { store, progress: engine } = hornbook;
  const { FORMAT, amount, list, text, toThing } = store;

  const LARGEST_FILE = 4_000_000;
  const LONGEST_LINK = 4000;

  const toMap = (rows, make) => new Map(list(rows).map((row) => [text(row?.[0]), make(list(row?.[1]))]));
  const toRows = (map, make) => [...map].map(([id, thing]) => [id, make(thing)]);
  const mergeEach = (mine, theirs, merge) => {
    const all = new Map(mine);
    for (const [id, thing] of theirs) all.set(id, all.has(id) ? merge(all.get(id), thing) : thing);
    return all;
  };

  // Pages, reviews and courses of one learner, each by its id.
  const ALL = {
    to: ({ pages, reviews, courses }) => [toRows(pages, store.PAGE.to), store.REVIEWS.to(reviews), toRows(courses, engine.COURSE.to)],
    from: ([pages, reviews, courses]) => ({
      pages: toMap(pages, store.PAGE.from),
      reviews: store.REVIEWS.from(list(reviews)),
      courses: toMap(courses, engine.COURSE.from),
    }),
    merge: (mine, theirs) => ({
      pages: mergeEach(mine.pages, theirs.pages, store.merge),
      reviews: store.REVIEWS.merge(mine.reviews, theirs.reviews),
      courses: mergeEach(mine.courses, theirs.courses, engine.COURSE.merge),
    }),
  };

  // The same with each time changed.
  const withTimes = ({ pages, reviews, courses }, change) => {
    const timed = (thing) => thing && { ...thing, time: change(thing.time) };
    const each = (map, make) => new Map([...map].map(([id, thing]) => [id, make(thing)]));
    return {
      pages: each(pages, (page) => ({
        ...page,
        questions: each(page.questions, timed),
        attempt: page.attempt && { ...timed(page.attempt), done: page.attempt.done && change(page.attempt.done) },
        read: page.read && Math.sign(page.read) * change(Math.abs(page.read)),
      })),
      reviews: each(reviews, (answers) => answers.map(timed)),
      courses: each(courses, ({ visit, certificate }) => ({ visit: timed(visit), certificate: timed(certificate) })),
    };
  };

  // ---- A file

  // The field of a thing that came from outside, and nothing that it inherits.
  const field = (thing, name) => (thing && typeof thing === "object" && Object.hasOwn(thing, name) ? thing[name] : undefined);
  const read = (fields, thing) => toThing(fields, Object.keys(fields).map((name) => field(thing, name)));
  const byId = (things, make) => new Map(list(things).map((thing) => [text(field(thing, "id")), make(thing)]).filter(([id]) => id));

  const readPage = (page) => ({
    questions: byId(field(page, "questions"), (question) => read(store.QUESTION, question)),
    attempt: field(page, "attempt") ? read(store.ATTEMPT, field(page, "attempt")) : null,
    best: store.percent(field(page, "best")),
    read: store.percent(field(page, "read")) ?? 0,
    pretest: store.percent(field(page, "pretest")),
  });
  const readCourse = (course) => ({
    visit: field(course, "visit") ? read(engine.VISIT, field(course, "visit")) : null,
    certificate: field(course, "certificate") ? read(engine.CERTIFICATE, field(course, "certificate")) : null,
  });
  const readFile = (file) => ({
    pages: byId(field(file, "pages"), readPage),
    reviews: byId(field(file, "reviews"), (card) => list(field(card, "answers")).map((answer) => read(store.ANSWER, answer))),
    courses: byId(field(file, "courses"), readCourse),
  });

  // ---- A link: the text pressed into letters that an address may have

  // Each bit by how likely it is after what was looked at before it, mixed by how right each look was lately; in whole
  // numbers, so that all browsers agree (after lpaq, M. Mahoney 2007). 200 answers take 3,800 letters, deflated 5,400.
  const CURVE = [1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607, 3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094];
  // From the logarithm of the odds, times 256, to a likelihood out of 4096; and back.
  const squash = (odds) => {
    const place = Math.max(-2047, Math.min(2047, odds)) + 2048;
    const [at, rest] = [place >> 7, place & 127];
    return (CURVE[at] * (128 - rest) + CURVE[at + 1] * rest + 64) >> 7;
  };
  const stretch = new Int16Array(4096);
  for (let odds = -2047, from = 0; odds <= 2047; odds++) {
    for (const to = squash(odds); from <= to; from++) stretch[from] = odds;
  }
  stretch.fill(2047, 4094);

  // What is looked at before a bit: the last 0 to 4 bytes; the place in a row, alone, with the last byte, with how far in.
  const LOOKS = 8;
  const CELLS = 1 << 16;
  // What a link usually says, so that a short one is short.
  const USUAL =
    '["site","",1234567890,[["role/quiz",[{"h1f3a9c20":[12,"4d5e6b78",1,[1],3,12],"h90ab7c3d":[40,"5e6f7a81",[0,2],[0.5,1],0,8,1],"batna":[360,"2b8c9d0f","text",[0],0,20]},[60,1234567890,["q1","q2"],1],80,0,null]],["role/lesson",[{},null,null,86400,null]]],[{"role/quiz#h1f3a9c20":[[12,"4d5e6b78",[1],3]]}],[["courses/first-month",[[12,"role/lesson"],null]]]]';

  class Model {
    constructor() {
      this.likely = Array.from({ length: LOOKS }, () => new Uint16Array(CELLS).fill(2048));
      this.seen = Array.from({ length: LOOKS }, () => new Uint8Array(CELLS));
      this.weights = new Int32Array(LOOKS * 256).fill(18000);
      this.last = [0, 0, 0, 0];
      this.depth = this.field = this.run = 0;
      this.start();
    }

    // A byte begins: what is looked at is the same for all its bits.
    start() {
      this.byte = 1;
      const [a, b, c, d] = this.last;
      const place = this.depth * 16 + Math.min(this.field, 15);
      const looks = [[], [a], [a, b], [a, b, c], [a, b, c, d], [place], [place, a], [place, Math.min(this.run, 12)]];
      this.hashes = looks.map((look, at) => look.reduce((hash, value) => Math.imul(hash + value + 1, 0x2c9277b5) ^ (hash >>> 15), at));
      this.next();
    }

    // How likely a 1 is, out of 4096.
    next() {
      this.cells = this.hashes.map((hash) => Math.imul(hash ^ Math.imul(this.byte, 0x9e3779b1), 0x85ebca6b) >>> 16);
      this.inputs = this.cells.map((cell, look) => (this.seen[look][cell] ? stretch[this.likely[look][cell]] : 0));
      this.from = this.byte * LOOKS;
      let sum = 0;
      for (let look = 0; look < LOOKS; look++) sum += (this.weights[this.from + look] >> 4) * this.inputs[look];
      this.guess = Math.max(1, Math.min(4095, squash(sum >> 12)));
    }

    learn(bit) {
      const miss = (bit << 12) - this.guess;
      this.cells.forEach((cell, look) => {
        const seen = this.seen[look][cell];
        this.weights[this.from + look] += (this.inputs[look] * miss + 512) >> 10;
        this.likely[look][cell] += Math.trunc(((bit ? 4095 : 0) - this.likely[look][cell]) / (seen + 1.5));
        if (seen < 250) this.seen[look][cell]++;
      });
      this.byte = (this.byte << 1) | bit;
      if (this.byte < 256) return this.next();
      const letter = String.fromCharCode(this.byte & 255);
      this.last = [this.byte & 255, ...this.last.slice(0, 3)];
      this.run++;
      if (letter === ",") this.field++;
      else if (letter === "[") this.depth++;
      else if (letter === "]") this.depth--;
      if (",[]".includes(letter)) this.run = 0;
      if ("[]".includes(letter)) this.field = 0;
      this.start();
    }
  }

  const trained = () => {
    const model = new Model();
    for (const letter of USUAL) for (let at = 7; at >= 0; at--) model.learn((letter.charCodeAt(0) >> at) & 1);
    return model;
  };
  const TOP = 0xffffffff;
  const split = (low, high, guess) => low + Math.floor((high - low) / 4096) * guess;

  // Bytes to fewer bytes, by arithmetic coding.
  const press = (bytes) => {
    const model = trained();
    const out = [];
    let [low, high] = [0, TOP];
    for (const byte of bytes) {
      for (let at = 7; at >= 0; at--) {
        const bit = (byte >> at) & 1;
        const middle = split(low, high, model.guess);
        if (bit) high = middle;
        else low = middle + 1;
        model.learn(bit);
        while ((low ^ high) >>> 24 === 0) {
          out.push(high >>> 24);
          low = (low << 8) >>> 0;
          high = ((high << 8) | 255) >>> 0;
        }
      }
    }
    out.push(high >>> 24, (high >>> 16) & 255);
    return out;
  };

  // The other way: `count` bytes.
  const unpress = (bytes, count) => {
    const model = trained();
    const out = [];
    let [low, high, code, at] = [0, TOP, 0, 0];
    const more = () => (code = ((code << 8) | (bytes[at++] ?? 0)) >>> 0);
    for (let n = 0; n < 4; n++) more();
    while (out.length < count) {
      let byte = 1;
      while (byte < 256) {
        const middle = split(low, high, model.guess);
        const bit = +(code <= middle);
        if (bit) high = middle;
        else low = middle + 1;
        model.learn(bit);
        byte = (byte << 1) | bit;
        while ((low ^ high) >>> 24 === 0) {
          low = (low << 8) >>> 0;
          high = ((high << 8) | 255) >>> 0;
          more();
        }
      }
      out.push(byte & 255);
    }
    return out;
  };

  const toBytes = (text) => [...encodeURIComponent(text).replace(/%(..)/g, (_, code) => String.fromCharCode(parseInt(code, 16)))].map((letter) => letter.charCodeAt(0));
  const toText = (bytes) => decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""));

  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const toLetters = (bytes) => {
    let letters = "";
    for (let at = 0; at < bytes.length; at += 3) {
      const three = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      for (let n = 0; n < Math.min(4, bytes.length - at + 1); n++) letters += LETTERS[(three >> (18 - 6 * n)) & 63];
    }
    return letters;
  };
  const fromLetters = (letters) => {
    const bytes = [];
    let [held, bits] = [0, 0];
    for (const letter of letters) {
      held = ((held << 6) | LETTERS.indexOf(letter)) & 0xffff;
      bits += 6;
      if (bits >= 8) bytes.push((held >> (bits -= 8)) & 255);
    }
    return bytes;
  };

  // With a checksum before them.
  const signed = (letters) => store.sum(letters).toString(36).padStart(7, "0") + letters;

  // Times as seconds between one and the next, which are small; from 1 up, since 0 stands for never.
  const asSteps = (all, base) => {
    let last = base;
    return withTimes(all, (time) => {
      const step = last - Math.floor(time / 1000);
      last -= step;
      return 1 + (step < 0 ? -2 * step - 1 : 2 * step);
    });
  };
  const fromSteps = (all, base) => {
    let last = base;
    return withTimes(all, (stepped) => {
      last -= stepped % 2 ? (stepped - 1) / 2 : -stepped / 2;
      return Math.max(0, last * 1000);
    });
  };
  // A review's key is nearly always that of the answer on the page.
  const keyOf = ({ pages }, card) => {
    const at = card.lastIndexOf("#");
    return pages.get(card.slice(0, at))?.questions.get(card.slice(at + 1))?.key ?? "";
  };
  const withKeys = (all, change) => ({
    ...all,
    reviews: new Map([...all.reviews].map(([card, answers]) => [card, answers.map((answer) => ({ ...answer, key: change(answer.key, keyOf(all, card)) }))])),
  });

  // ---- What there is, and what would change

  const open = (progress) => {
    const { site } = progress;
    const gathered = () => ({ pages: progress.records(), reviews: progress.reviews().look(), courses: progress.courses() });

    // Writes all of it together with what is there; the worst of how it stands.
    const write = ({ pages, reviews, courses }) => {
      const states = [...pages].map(([id, page]) => progress.page(id).write(page));
      states.push(...[...courses].map(([id, course]) => progress.keepCourse(id, course)));
      if (reviews.size) states.push(progress.reviews().write(reviews));
      return states.find((state) => state !== "kept") ?? "kept";
    };

    // What `theirs` would change here, page by page, and the way to do it. Nothing is written before.
    const preview = (name, theirs) => {
      const learner = engine.cleaned(name);
      // What begins with `~` is no page, whatever a file says.
      for (const id of theirs.pages.keys()) if (!id || id.startsWith("~")) theirs.pages.delete(id);
      for (const { certificate } of theirs.courses.values()) if (certificate) certificate.name = engine.cleaned(certificate.name);
      const mine = gathered();
      const merged = ALL.merge(mine, theirs);
      const changes = [];
      for (const [id, page] of merged.pages) {
        const before = mine.pages.get(id) ?? store.PAGE.from([]);
        const questions = [...page.questions].filter(([id, { time }]) => before.questions.get(id)?.time !== time).length;
        const best = page.best !== before.best ? page.best : null;
        const read = page.read !== before.read ? Math.sign(page.read) : 0;
        const isOther = page.attempt?.time !== before.attempt?.time || page.pretest !== before.pretest;
        if (questions || best !== null || read || isOther) changes.push({ page: id, questions, best, read });
      }
      const count = (part, form) =>
        [...merged[part]].filter(([id, thing]) => JSON.stringify(form(thing)) !== JSON.stringify(mine[part].has(id) ? form(mine[part].get(id)) : null)).length;
      return {
        learner,
        // Somebody else's, as far as names can tell.
        isOther: !!learner && !!progress.learner && learner.toLowerCase() !== progress.learner.toLowerCase(),
        changes,
        reviews: count("reviews", (answers) => answers.map(({ time }) => time)),
        courses: count("courses", engine.COURSE.to),
        // "kept", "full" or "blocked". Who has given no name yet takes the one of the file.
        apply() {
          const state = write(theirs);
          if (state === "kept" && learner && !progress.learner) progress.rename(learner);
          return state;
        },
      };
    };

    return {
      gathered,

      // The text of a file with all that is kept.
      exportFile() {
        const { pages, reviews, courses } = gathered();
        return hornbook.file.text(site, progress.learner, [...pages].map(([id, page]) => hornbook.file.page(id, page)), {
          saved: new Date().toISOString(),
          reviews: [...reviews].map(([id, answers]) => ({ id, answers })),
          courses: [...courses].map(([id, course]) => ({ id, ...course })),
        });
      },

      // { refused: "large" | "broken" | "foreign" | "newer" | "site" }, or what the file would change, with `apply`.
      preview(file) {
        if (file.length > LARGEST_FILE) return { refused: "large" };
        let found;
        try {
          found = JSON.parse(file);
        } catch {
          return { refused: "broken" };
        }
        const format = field(found, "hornbook");
        if (!Number.isInteger(format) || format < 1) return { refused: "foreign" };
        if (format > FORMAT) return { refused: "newer" };
        if (field(found, "site") !== site) return { refused: "site" };
        return preview(field(found, "learner"), readFile(found));
      },

      // All of it in at most 4,000 letters for an address; null where it does not fit.
      toLink() {
        const all = gathered();
        const base = Math.floor(Date.now() / 1000);
        const rows = ALL.to(asSteps(withKeys(all, (key, same) => (key === same ? "" : key)), base));
        const bytes = toBytes(JSON.stringify([site, progress.learner, base, ...rows]));
        if (bytes.length > 0xffff) return null;
        const letters = toLetters([bytes.length >> 8, bytes.length & 255, ...press(bytes)]);
        const link = FORMAT + signed(letters);
        return link.length > LONGEST_LINK ? null : link;
      },

      fromLink(link) {
        if (link.length > LONGEST_LINK) return { refused: "large" };
        const [, format, sign, letters] = /^(\d)(\w{7})([\w-]+)$/.exec(link) ?? [];
        if (format > FORMAT) return { refused: "newer" };
        if (!letters || signed(letters) !== sign + letters) return { refused: "broken" };
        try {
          const [high, low, ...bytes] = fromLetters(letters);
          const [from, name, base, ...rows] = JSON.parse(toText(unpress(bytes, (high << 8) | low)));
          if (from !== site) return { refused: "site" };
          return preview(name, withKeys(fromSteps(ALL.from(rows), amount(base)), (key, same) => key || same));
        } catch {
          return { refused: "broken" };
        }
      },

      // Forgets pages, by all their ids, with their reviews, and courses; without an argument everything. What it takes
      // is kept for `undo` first: where that cannot be, nothing changes.
      reset(wanted) {
        const { pages, reviews, courses } = gathered();
        const isTaken = (kind) => ([id]) => !wanted || (wanted[kind] ?? []).includes(id);
        const ofPages = ([card]) => isTaken("pages")([card.slice(0, card.lastIndexOf("#"))]);
        const taken = {
          pages: new Map([...pages].filter(isTaken("pages"))),
          reviews: new Map([...reviews].filter(ofPages)),
          courses: new Map([...courses].filter(isTaken("courses"))),
        };
        const state = progress.undo(ALL).put(taken);
        if (state !== "kept") return state;
        progress.forget([...taken.pages.keys(), ...[...taken.courses.keys()].map((id) => `~course:${id}`)]);
        if (!taken.reviews.size) return state;
        for (const card of taken.reviews.keys()) reviews.delete(card);
        return progress.reviews().put(reviews);
      },

      // What the last reset took comes back, beside what has come since.
      undo() {
        const state = write(progress.undo(ALL).look());
        if (state === "kept") progress.forget(["~undo"]);
        return state;
      },
      canUndo() {
        const { pages, reviews, courses } = progress.undo(ALL).look();
        return pages.size + reviews.size + courses.size > 0;
      },
    };
  };

  hornbook.results = { open };
})();
