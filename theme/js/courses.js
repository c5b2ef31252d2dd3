// The page of a course: how far the reader is in it, and the way on.
(() => {
  const hornbook = globalThis.hornbook;
  const { say } = hornbook;
  const { Course, parse, addressOf, tell, parts } = hornbook.course;

  let holder;
  let progress;

  const stateWords = (item) => {
    const { done, best, pretest } = item.state;
    const words = [];
    if (best === null) words.push(done ? say("course.read") : item.pass ? say("quiz.pass-mark", { n: item.pass }) : "");
    else words.push(done ? say("course.passed", { n: Math.floor(best) }) : say("course.failed", { n: Math.floor(best), m: item.pass }));
    if (pretest !== null && best !== null) words.push(say("course.gain", { a: Math.floor(pretest), b: Math.floor(best) }));
    return words.filter(Boolean).join("; ");
  };

  // The page of a course.
  let own = null;
  const setUpCourse = () => {
    own = null;
    const field = document.getElementById("_course");
    if (!field) return;
    own = { field, course: new Course(holder.dataset.page, parse(field.dataset.items)) };
    // The course that was opened last shows its bar.
    const state = progress.visit(own.course.id, own.course.memory.visit?.item ?? "");
    tell(field, state);
    showCourse();
  };
  const showCourse = () => {
    if (!own) return;
    const { field, course } = own;
    course.look();
    const rows = new Map([...document.querySelectorAll(".item[data-number]")].map((row) => [course.items[Number(row.dataset.number) - 1], row]));
    const here = course.isBegun ? course.now : null;
    for (const [item, row] of rows) {
      const { done } = item.state;
      row.dataset.state = item === here ? "now" : done ? "read" : "";
      const mark = row.querySelector(".row i");
      if (row.dataset.state) mark.dataset.state = row.dataset.state;
      else delete mark.dataset.state;
      const words = item === here && item.state.best === null ? say("course.here") : stateWords(item);
      if (words) row.querySelector(".said").textContent = words;
      const link = row.querySelector("a");
      if (item === here) link?.setAttribute("aria-current", "step");
      else link?.removeAttribute("aria-current");
    }
    for (const link of document.querySelectorAll(".pretest a")) {
      const item = course.items.find((item) => addressOf(item) === link.href.split("#")[0]);
      link.parentElement.hidden = Boolean(item && (item.state.pretest !== null || item.state.done));
    }
    field.querySelector(".row")?.remove();
    field.append(course.row(here));
    const [heading, text] = [field.querySelector("h2"), field.querySelector("p")];
    const button = field.querySelector(".button");
    const certificate = document.querySelector(".finish a");
    if (course.isFinished) {
      heading.textContent = say("course.finished");
      text.textContent = course.result === null ? "" : say("quiz.result", { n: course.result });
      button.href = certificate.href;
      button.querySelector("span").textContent = say("certificate.title");
      certificate.parentElement.querySelector("p").hidden = true;
      return;
    }
    if (!course.isBegun) return;
    const link = rows.get(course.now)?.querySelector("a");
    heading.textContent = course.count();
    text.textContent = link ? say("course.next", { title: link.textContent }) : "";
    button.href = addressOf(course.now);
    button.querySelector("span").textContent = say("course.continue");
  };

  parts.push({
    start(page) {
      ({ holder, progress } = page);
      setUpCourse();
    },
    refresh: showCourse,
  });
})();
