// The pages that look at all of a learner's progress: what they share, and the page of what is due for review today.
(() => {
  const hornbook = globalThis.hornbook;
  const { say, make, button, progress: engine, schedule } = hornbook;

  const MONTHS = [
    "date.month.1",
    "date.month.2",
    "date.month.3",
    "date.month.4",
    "date.month.5",
    "date.month.6",
    "date.month.7",
    "date.month.8",
    "date.month.9",
    "date.month.10",
    "date.month.11",
    "date.month.12",
  ];
  const dated = (time) => {
    const date = new Date(time);
    return say("date.full", { day: date.getDate(), month: say(MONTHS[date.getMonth()]), year: String(date.getFullYear()) });
  };

  const notice = (text) => {
    const box = make("div", "notice");
    box.dataset.kind = "warning";
    box.append(make("p", "", text));
    return box;
  };

  // What a page of progress stands on. Its text is drawn anew after every change; `draw` fills the holder.
  const shelf = (holder, draw) => {
    const { site, home, catalogue } = document.getElementById("_practice").dataset;
    let storage = null;
    try {
      storage = localStorage;
    } catch {
      // Forbidden; said below.
    }
    const base = new URL(home, location.href);
    holder.className = "progress";
    const shelf = {
      storage,
      site,
      pages: new Map(),
      catalogue: { pages: [], courses: [] },
      former: new Map(),
      address: (entry) => new URL(entry.url, base).href,
      link(entry) {
        const link = make("a", "", entry.title);
        link.href = shelf.address(entry);
        return link;
      },
      draw() {
        shelf.progress = engine.open(storage, site);
        const parts = draw(shelf).flat().filter(Boolean);
        if (engine.isApart()) parts.unshift(notice(say("learning.firefox")));
        if (!storage) parts.unshift(notice(say("learning.not-saved")));
        holder.replaceChildren(...parts);
      },
    };
    globalThis.hornbook_catalogue = (found) => {
      shelf.catalogue = found;
      shelf.former = schedule.former(found);
      for (const page of found.pages) shelf.pages.set(page.id, page);
    };
    const script = make("script");
    script.src = catalogue;
    script.onload = script.onerror = shelf.draw;
    document.head.append(script);
    return shelf;
  };

  const why = ({ why, n }) =>
    ({
      changed: () => say("review.why.changed"),
      "sure-wrong": () => say("review.why.sure-wrong"),
      leech: () => say("review.why.leech", { n }),
      wrong: () => say("review.why.wrong"),
      late: () => say("review.why.late"),
      part: () => say("review.why.part"),
      days: () => say("review.why.days", { n }),
    })[why]();

  const list = (cards, text) => {
    const list = make("ol", "cards");
    list.setAttribute("role", "list");
    for (const card of cards) {
      const item = make("li");
      const { questions, title } = card.page;
      const place = say("question.number", { n: questions.findIndex(({ id }) => id === card.id) + 1, m: questions.length });
      item.append(make("b", "", title), make("span", "soft", place), make("span", "soft", text(card)));
      list.append(item);
    }
    return list;
  };

  const draw = (shelf) => {
    const { progress, catalogue, former, link } = shelf;
    const cards = schedule.cards(catalogue, progress.records(former), progress.reviews().look());
    const { due, waiting, done, met, next, leeches } = schedule.due(cards, { now: Date.now() });
    const parts = [];
    if (progress.learner) parts.push(make("p", "soft", say("learning.who", { name: progress.learner })));
    if (due.length) {
      parts.push(make("p", "due", say("review.due", { n: due.length })));
      const sure = due.filter((card) => card.why === "sure-wrong").length;
      if (sure) parts.push(make("p", "", say("review.sure-wrong", { n: sure })));
      const queue = due.map((card) => ({ address: `${shelf.address(card.page)}#_review`, id: card.id, why: why(card) }));
      const start = button(say("review.start"), () => {
        try {
          hornbook.startReview({ learner: progress.id, back: location.href.split("#")[0], cards: queue });
        } catch {
          bar.after(notice(say("learning.not-saved")));
        }
      }, "first");
      const bar = make("p", "actions");
      bar.append(start);
      parts.push(bar);
    } else {
      parts.push(make("p", "due", say(done ? "review.done" : met ? "review.none" : "review.empty")));
    }
    if (waiting) parts.push(make("p", "", say("review.waiting", { n: waiting, m: schedule.LIMIT })));
    if (!due.length && next) parts.push(make("p", "", say("review.next", { date: dated(next) })));
    if (due.length) parts.push(make("h2", "", say("review.list")), list(due, why));
    if (leeches.length) {
      const pages = [...new Set(leeches.map(({ page }) => page))];
      const names = make("ul", "cards");
      for (const page of pages) {
        const item = make("li");
        const worst = Math.max(...leeches.filter((card) => card.page === page).map(({ lapses }) => lapses));
        item.append(link(page), make("span", "soft", say("review.why.leech", { n: worst })));
        names.append(item);
      }
      parts.push(make("h2", "", say("review.leeches")), make("p", "soft", say("review.leeches.text")), names);
    }
    return parts;
  };

  hornbook.shelf = { open: shelf, notice, dated };

  document.addEventListener("DOMContentLoaded", () => {
    const holder = document.getElementById("_review");
    if (!holder) return;
    const { draw: again } = shelf(holder, draw);
    addEventListener("storage", ({ key }) => key?.startsWith("hornbook:") && again());
    addEventListener("pageshow", (event) => event.persisted && again());
  });
})();
