// On a page of a course: the bar above it, the marks in the navigation, and the mark of having read it.
(() => {
  const hornbook = globalThis.hornbook;
  const { say, make, ours, announce } = hornbook;
  const { Course, lines, parse, addressOf, tell, parts } = hornbook.course;

  let holder;
  let progress;

  // The bar of the course that was opened last, of those in which the page stands.
  let bar = null;
  const setUpBar = () => {
    const courses = [...document.querySelectorAll("#_course-bar li")];
    if (!courses.length) return;
    const opened = (place) => progress.course(place.dataset.id).visit?.time ?? 0;
    const place = courses.reduce((best, other) => (opened(other) > opened(best) ? other : best));
    for (const other of courses) other.hidden = other !== place;
    const course = new Course(place.dataset.id, parse(place.dataset.items));
    const here = course.items[Number(place.dataset.number) - 1];
    progress.visit(course.id, here.id);
    place.querySelector("a").textContent = place.dataset.title;
    const pager = place.querySelector("template")?.content.querySelector(".pager");
    const own = document.querySelector("main .pager");
    if (pager && own && !own.dataset.course) {
      const clone = pager.cloneNode(true);
      clone.dataset.course = course.id;
      own.replaceWith(clone);
    } else if (pager && !own) {
      const clone = pager.cloneNode(true);
      clone.dataset.course = course.id;
      document.querySelector("main > article").append(clone);
    }
    const next = pager?.querySelector("[rel=next]");
    if (next && !place.querySelector(".next")) {
      const link = make("a", "next");
      link.href = next.getAttribute("href");
      const title = next.querySelector("span");
      link.append(say("course.next", { title: title.textContent }));
      if (title.lang) link.lang = title.lang;
      place.append(link);
    }
    bar = { place, course, here };
    showBar();
  };
  const showBar = () => {
    if (!bar) return;
    bar.course.look();
    bar.place.querySelector(".row")?.remove();
    bar.place.querySelector(".number").after(bar.course.row(bar.here));
    markSections(bar.course);
  };

  // In the navigation: what is done of the course at hand.
  const markSections = (course) => {
    const items = new Map(course.items.map((item) => [addressOf(item), item]));
    for (const link of document.querySelectorAll("#_sections a")) {
      const item = items.get(link.href);
      link.querySelector(".tick")?.remove();
      if (!item?.state.done) continue;
      const tick = make("span", "tick");
      tick.append(make("span", "unseen", ` (${say(item.state.best === null ? "course.read" : "quiz.passed")})`));
      link.append(tick);
    }
  };

  const setUpReading = () => {
    const button = document.getElementById("_read");
    if (!button) return;
    const id = holder.dataset.page;
    const former = lines(holder.dataset.former);
    const show = () => {
      const { read } = progress.itemState({ id, aliases: former, kind: "page" });
      button.textContent = say(read ? "course.mark-unread" : "course.mark-read");
      button.dataset.state = read ? "read" : "open";
      return read;
    };
    show();
    button.disabled = false;
    button.onclick = () => {
      const state = progress.markRead(id, button.dataset.state !== "read", former);
      const read = show();
      showBar();
      const place = button.parentElement;
      place.querySelector(".soft")?.remove();
      const fault = tell(place, state);
      if (!fault && read) place.append(ours("span", "soft", say("learning.saved")));
      announce(fault || say(read ? "course.read" : "course.new"));
    };
    if (hornbook.progress.isApart()) tell(button.parentElement, "kept");
  };

  parts.push({
    start(page) {
      ({ holder, progress } = page);
      bar = null;
      setUpBar();
      setUpReading();
    },
    refresh: showBar,
  });
})();
