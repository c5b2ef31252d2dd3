// How far a learner is over all pages of a site, and who learns at this browser. Knows no page; kept by store.js.
(() => {
  const hornbook = globalThis.hornbook;
  const { store } = hornbook;
  const { later, text, toRow, toThing } = store;

  const NAME_LENGTH = 40;
  // As a line of text, with no sign that hides or turns what follows.
  const cleaned = (name) => [...text(name).normalize().replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim()].slice(0, NAME_LENGTH).join("").trim();
  const isSame = (a, b) => a.toLowerCase() === b.toLowerCase();

  // What a course remembers: the item last opened and when; the certificate or null.
  const VISIT = { time: store.amount, item: text };
  const CERTIFICATE = { time: store.amount, name: text, date: text, code: text };
  const COURSE = {
    to: ({ visit, certificate }) => [visit && toRow(VISIT, visit), certificate && toRow(CERTIFICATE, certificate)],
    from: ([visit, certificate]) => ({
      visit: visit ? toThing(VISIT, visit) : null,
      certificate: certificate ? toThing(CERTIFICATE, certificate) : null,
    }),
    merge: (mine, theirs) => ({ visit: later(mine.visit, theirs.visit), certificate: later(mine.certificate, theirs.certificate) }),
  };

  const open = (storage, site) => {
    const kept = store.openPeople(storage, site);
    let who = store.atWork(storage, site);

    // [learner, page] of every name in the storage that could be one of ours.
    const names = () => {
      const found = [];
      try {
        for (let at = 0; at < storage.length; at++) {
          const parts = storage.key(at).split(":").map((part) => part.replace(/%25|%3A/g, decodeURIComponent));
          if (store.slots(...parts.slice(1, -1)).includes(storage.key(at)) && parts.length === 5 && parts[1] === site) found.push(parts.slice(2, 4));
        }
      } catch {
        // What cannot be looked through has nothing.
      }
      return found;
    };

    // Writes who is there and whose turn it is; nothing changes where that is not kept.
    const settle = (id, fields, turn) => {
      const list = kept.look();
      const before = list.people.get(id) ?? { time: 0, name: "", gone: false };
      list.people.set(id, { ...before, ...fields, time: Math.max(Date.now(), before.time + 1) });
      list.turn = { id: turn, time: Math.max(Date.now(), list.turn.time + 1) };
      const state = kept.write(list);
      if (state === "kept") who = { id: turn, name: list.people.get(turn)?.name ?? "" };
      return state;
    };

    const progress = {
      site,

      // The name of who is at work; empty while nobody has given one.
      get learner() {
        return who.name;
      },
      get id() {
        return who.id;
      },

      // Everyone as { id, name }, who is at work first. One whose name was lost has none.
      learners() {
        const { people } = kept.look();
        const all = new Map([[who.id, who.name]]);
        for (const [id, { name, gone }] of people) if (!gone) all.set(id, name);
        for (const [id] of names()) if (!all.has(id)) all.set(id, "");
        return [...all].map(([id, name]) => ({ id, name }));
      },

      // To one of the learners by id. These three give how it stands: "kept", "full" or "blocked".
      take: (id) => settle(id, {}, id),

      // To the learner of this name, who is new where nobody has it. Without a name: to a new one.
      switchTo(name) {
        const wanted = cleaned(name);
        const all = progress.learners();
        const known = wanted && all.find((other) => isSame(other.name, wanted));
        if (known) return progress.take(known.id);
        const { people } = kept.look();
        // Whoever has neither a name nor anything kept is as good as new.
        const used = new Set(names().map(([learner]) => learner));
        let id = all.find((other) => !other.name && !used.has(other.id))?.id ?? "";
        while (used.has(id) || people.get(id)?.name || people.get(id)?.gone) id = Math.floor(Math.random() * 2 ** 32).toString(36);
        return settle(id, { name: wanted, gone: false }, id);
      },

      // Another name for who is at work; null where somebody else has it.
      rename(name) {
        const wanted = cleaned(name);
        if (wanted && progress.learners().some((other) => other.id !== who.id && isSame(other.name, wanted))) return null;
        return settle(who.id, { name: wanted }, who.id);
      },

      // Forgets a learner with all that is kept. Who is at work makes room for a new one.
      remove(id) {
        const state = id === who.id ? progress.switchTo("") : "kept";
        if (state !== "kept" || id === who.id) return state;
        for (const [learner, page] of names()) if (learner === id) drop(id, page);
        return settle(id, { name: "", gone: true }, who.id);
      },

      page: (id, aliases) => store.open(storage, site, who.id, id, aliases),
      reviews: () => store.openReviews(storage, site, who.id),
      undo: (form) => store.keep(storage, form, store.slots(site, who.id, "~undo")),

      // All that the learner has, by page id. `former` leads from a former page id to the one of today.
      records(former = new Map()) {
        const found = new Map();
        for (const [learner, page] of names()) {
          const id = former.get(page) ?? page;
          if (learner !== who.id || page.startsWith("~") || found.has(page)) continue;
          const record = progress.page(page).look();
          const { questions, attempt, best, read, pretest } = record;
          if (!questions.size && !attempt && best === null && !read && pretest === null) continue;
          found.set(page, [id, record]);
        }
        const records = new Map();
        for (const [id, record] of found.values()) records.set(id, records.has(id) ? store.merge(records.get(id), record) : record);
        return records;
      },

      // Gives how it stands.
      markRead(id, yes, aliases = []) {
        const page = progress.page(id, aliases);
        const record = page.look();
        const time = Math.max(Date.now(), Math.abs(record.read) + 1);
        record.read = yes ? time : -time;
        return page.write(record);
      },

      // How far an item of a course is. `pass` is the mark of the course's item, else the page's.
      itemState({ id, aliases = [], kind, pass = 0 }) {
        const { questions, best, read, pretest } = progress.page(id, aliases).look();
        const isRead = read > 0;
        // A quiz without marks has no result; its page marks it as read when all is done.
        const passed = best === null ? isRead : best >= (pass ?? 0);
        return { done: kind === "quiz" ? passed : isRead, read: isRead, best, passed: best !== null && passed, pretest, isBegun: questions.size > 0 };
      },

      // What a course remembers: { visit: { time, item } | null, certificate: { time, name, date, code } | null }.
      course: (id) => course(id).look(),
      visit: (id, item) => keepLater(id, "visit", { item }),
      certify: (id, fields) => keepLater(id, "certificate", { ...fields, name: cleaned(fields.name) }),
      keepCourse: (id, record) => course(id).write(record),
      courses() {
        const ids = names().filter(([learner, page]) => learner === who.id && page.startsWith(COURSES));
        return new Map(ids.map(([, page]) => [page.slice(COURSES.length), progress.course(page.slice(COURSES.length))]));
      },

      // Pages, or with `~` before them things of ours, that are no longer kept.
      forget(ids) {
        for (const id of ids) drop(who.id, id);
      },
    };

    const COURSES = "~course:";
    const course = (id) => store.keep(storage, COURSE, store.slots(site, who.id, COURSES + id));
    const keepLater = (id, part, fields) => {
      const record = course(id).look();
      record[part] = { ...fields, time: Math.max(Date.now(), (record[part]?.time ?? 0) + 1) };
      return course(id).write(record);
    };
    const drop = (learner, page) => {
      for (const name of store.slots(site, learner, page)) {
        try {
          storage.removeItem(name);
        } catch {
          // It stays; nothing is worse than before.
        }
      }
    };
    return progress;
  };

  // Firefox gives each page of a folder a storage of its own: nothing comes together there.
  const isApart = () => globalThis.location?.protocol === "file:" && "mozInnerScreenX" in globalThis;

  hornbook.progress = { open, cleaned, COURSE, CERTIFICATE, VISIT, isApart };
})();
