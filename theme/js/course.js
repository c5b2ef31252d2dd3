// Courses: how far the reader is in one. What is kept is read and written by progress.js; what readers see of it is
// shown by bar.js, courses.js, front.js and certificate.js.
(() => {
  const hornbook = globalThis.hornbook;
  const { say, make, ours } = hornbook;

  const lines = (value) => (value ? value.split("\n") : []);
  // The items of a course, as templates write them.
  const parse = (text) =>
    lines(text).map((line) => {
      const [id, pass, minutes, url, ...former] = line.split("\t");
      return { id, former, url: url || `${id}.html`, minutes: Number(minutes), kind: pass ? "quiz" : "page", pass: Number(pass) };
    });
  const length = (minutes) => {
    const [h, n] = [Math.floor(minutes / 60), minutes % 60];
    return h ? say(n ? "time.hours-minutes" : "time.hours", { h, n }) : say("time.minutes", { n });
  };
  const faultOf = (state) => (state === "kept" ? "" : say(state === "full" ? "learning.full" : "learning.not-saved"));

  let holder;
  let progress;

  const addressOf = (item) => new URL(item.url, new URL(holder.dataset.home, location.href)).href;

  // A course with how far the reader is in it.
  class Course {
    constructor(id, items) {
      Object.assign(this, { id, items });
      this.look();
    }

    look() {
      this.memory = progress.course(this.id);
      for (const item of this.items) item.state = progress.itemState({ id: item.id, aliases: item.former, kind: item.kind, pass: item.pass });
      const { items, memory } = this;
      this.done = items.filter((item) => item.state.done).length;
      this.left = items.filter((item) => !item.state.done).reduce((sum, item) => sum + item.minutes, 0);
      this.isFinished = items.length > 0 && this.done === items.length;
      // Where the reader stopped; if that is done, what is not done yet after it, else before it.
      const last = items.findIndex((item) => item.id === memory.visit?.item);
      const order = items.map((_, at) => items[(Math.max(last, 0) + at) % items.length]);
      this.now = order.find((item) => !item.state.done) ?? null;
      this.isBegun = last >= 0 || this.done > 0;
      const marks = items.map((item) => item.state.best).filter(Number.isFinite);
      this.result = marks.length ? Math.floor(marks.reduce((sum, best) => sum + best, 0) / marks.length) : null;
    }

    count() {
      const left = this.left ? say("course.left", { time: length(this.left) }) : "";
      return [say("course.read-count", { n: this.done, m: this.items.length }), left].filter(Boolean).join(", ");
    }

    // One mark an item; `here` is the item that is open.
    row(here) {
      const row = make("span", "row");
      row.setAttribute("role", "img");
      const now = here ? `, ${say("course.now", { n: this.items.indexOf(here) + 1 })}` : "";
      row.setAttribute("aria-label", say("course.read-count", { n: this.done, m: this.items.length }) + now);
      for (const item of this.items) {
        const mark = make("i");
        const state = item === here ? "now" : item.state.done ? "read" : "";
        if (state) mark.dataset.state = state;
        row.append(mark);
      }
      return row;
    }
  }

  // What is in the way of keeping anything, said once on the page.
  const tell = (place, state) => {
    document.querySelector(".course-kept")?.remove();
    const text = hornbook.progress.isApart() ? say("learning.firefox") : faultOf(state);
    if (!text) return "";
    const note = ours("p", "notice course-kept", text);
    place.after(note);
    return text;
  };

  // What a page shows of courses: set up when a page begins, shown anew when something was kept.
  const parts = [];
  const refresh = () => {
    for (const part of parts) part.refresh?.();
  };
  const start = () => {
    holder = document.getElementById("_learn");
    if (!holder) return;
    let storage = null;
    try {
      storage = localStorage;
    } catch {
      // A browser that gives none is told of below, as one that keeps nothing.
    }
    progress = hornbook.progress.open(storage, holder.dataset.site);
    for (const part of parts) part.start({ holder, progress });
  };
  document.addEventListener("DOMContentLoaded", start);
  // The text of the page was exchanged in place; the page came back from the browser's memory.
  document.addEventListener("hornbook:content", start);
  addEventListener("pageshow", (event) => event.persisted && start());
  // Answers were kept here, or anything in another tab.
  document.addEventListener("hornbook:kept", refresh);
  addEventListener("storage", () => holder && refresh());

  hornbook.course = { Course, lines, parse, addressOf, tell, parts };
})();
