// A browser's storage as the tests of theme/js/store.js want it: small, forbidden, forgetful, torn in a crash.
globalThis.newDisk = (capacity = Infinity) => {
  const items = new Map();
  const fault = (name) => Object.assign(new Error(name), { name });
  return {
    items,
    capacity,
    forbidden: false, // every call throws
    readOnly: false, // every write throws
    forgetful: false, // writes do nothing
    left: Infinity, // how many characters are written before the power fails
    torn: false, // whether the value that is being written then stays cut off
    getItem(name) {
      if (this.forbidden) throw fault("SecurityError");
      return items.get(name) ?? null;
    },
    setItem(name, value) {
      if (this.forbidden || this.readOnly) throw fault("SecurityError");
      if (this.forgetful) return;
      let size = name.length + value.length;
      for (const [other, kept] of items) if (other !== name) size += other.length + kept.length;
      if (size > this.capacity) throw fault("QuotaExceededError");
      if (value.length > this.left) {
        if (this.torn && this.left >= 0) items.set(name, value.slice(0, this.left));
        this.left = -1;
        throw fault("Off");
      }
      this.left -= value.length;
      items.set(name, value);
    },
    removeItem(name) {
      if (this.forbidden || this.readOnly) throw fault("SecurityError");
      if (!this.forgetful) items.delete(name);
    },
    get length() {
      if (this.forbidden) throw fault("SecurityError");
      return items.size;
    },
    key(at) {
      if (this.forbidden) throw fault("SecurityError");
      return [...items.keys()][at] ?? null;
    },
  };
};

globalThis.disk = newDisk();
globalThis.openPage = (learner = "", page = "role/quiz", aliases = []) => hornbook.store.open(disk, "site", learner, page, aliases);

// An answer as the page gives it. Says how it stands.
globalThis.answer = (id, answer, now, more = {}) => {
  const page = openPage();
  const record = page.read();
  hornbook.store.put(record, id, { answer, marks: [1], key: "1f3a9c20", ...more }, now);
  return page.write(record);
};

// What a fresh page finds: [[id, answer]].
globalThis.found = () => [...openPage().read().questions].map(([id, question]) => [id, question.answer]);
