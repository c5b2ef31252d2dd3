// The courses on a front page: those for one role, how far the reader is in each, and the way back into the one at hand.
(() => {
  const hornbook = globalThis.hornbook;
  const { say, make, ours, announce } = hornbook;
  const { Course, lines, addressOf, parts } = hornbook.course;

  let holder;
  let progress;

  // Courses for one role, once there are several to tell apart.
  const chooseRole = (band) => {
    if (band.querySelector(".roles")) return;
    const courses = [...band.querySelectorAll("[data-roles]")];
    const rolesOf = (course) => lines(course.dataset.roles);
    const roles = [...new Set(courses.flatMap(rolesOf))];
    if (roles.length < 2 || courses.length < 2) return;
    const label = ours("label", "roles", say("course.roles"));
    const select = make("select");
    select.append(...["", ...roles].map((role) => new Option(role || say("course.roles.all"), role)));
    select.addEventListener("change", () => {
      for (const course of courses) {
        const own = rolesOf(course);
        course.hidden = Boolean(select.value && own.length && !own.includes(select.value));
      }
      announce(say("course.count", { n: courses.filter((course) => !course.hidden).length }));
    });
    label.append(select);
    band.querySelector("h2").after(label);
  };

  // What a page asks for only when somebody has begun.
  const load = (address, use) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = use;
    document.head.append(script);
  };
  const catalogue = (use) => {
    if (hornbook.catalogue) return use(hornbook.catalogue);
    globalThis.hornbook_catalogue = (found) => (hornbook.catalogue = found);
    load(holder.dataset.catalogue, () => use(hornbook.catalogue));
  };

  const setUpFront = () => {
    const band = document.getElementById("_courses");
    if (!band) return;
    chooseRole(band);
    if (!progress.courses().size && !progress.records().size) return;
    catalogue((found) => {
      showFront(band, found);
      if (hornbook.schedule) showDue(band, found);
      else load(holder.dataset.schedule, () => showDue(band, found));
    });
  };
  // What is due for review today.
  const showDue = (band, found) => {
    const { schedule } = hornbook;
    const cards = schedule.cards(found, progress.records(schedule.former(found)), progress.reviews().look());
    const { due } = schedule.due(cards, { now: Date.now() });
    document.getElementById("_due")?.remove();
    if (!due.length) return;
    const entry = make("div", "entry");
    entry.id = "_due";
    const link = make("a", "", say("review.due", { n: due.length }));
    link.href = holder.dataset.review;
    entry.append(link);
    const sure = due.filter(({ why }) => why === "sure-wrong").length;
    if (sure) entry.append(make("p", "", say("review.sure-wrong", { n: sure })));
    band.before(entry);
  };
  const showFront = (band, found) => {
    const pages = new Map(found.pages.map((page) => [page.id, page]));
    const courses = [];
    for (const entry of band.querySelectorAll("[data-id]")) {
      const listed = found.courses.find((course) => course.id === entry.dataset.id);
      if (!listed) continue;
      const items = listed.modules.flatMap((module) => module.items).flatMap(({ page: id, pass }) => {
        const page = pages.get(id);
        return page ? [{ ...page, minutes: page.minutes ?? 0, kind: pass === null ? "page" : "quiz", pass: pass ?? 0 }] : [];
      });
      const course = new Course(listed.id, items);
      if (!course.isBegun) continue;
      courses.push({ course, entry });
      const here = course.isFinished ? null : course.now;
      const measure = entry.querySelector(".measure");
      const result = course.result === null ? "" : `, ${course.result}%`;
      measure.replaceChildren(course.row(here), make("span", "", course.isFinished ? say("course.finished") + result : course.count()));
    }
    const opened = ({ course }) => course.memory.visit?.time ?? 0;
    const last = courses.filter(({ course }) => !course.isFinished && course.now).sort((a, b) => opened(b) - opened(a))[0];
    document.getElementById("_continue")?.parentElement.parentElement.remove();
    const begin = document.querySelector(".begin");
    if (begin) begin.hidden = Boolean(last);
    if (!last) return;
    const { course, entry } = last;
    const field = make("section", "field");
    field.setAttribute("aria-labelledby", "_continue");
    const words = make("div");
    const heading = make("h2", "", course.now.title);
    heading.id = "_continue";
    const title = entry.querySelector("a").textContent;
    const place = say("course.item", { n: course.items.indexOf(course.now) + 1, m: course.items.length });
    words.append(heading, make("p", "", `${title}. ${place}`));
    const link = make("a", "button", say("course.continue"));
    link.href = addressOf(course.now);
    field.append(words, link, course.row(course.now));
    document.querySelector(".welcome").after(field);
  };

  parts.push({
    start(page) {
      ({ holder, progress } = page);
      setUpFront();
    },
  });
})();
