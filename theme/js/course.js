// Courses: what readers see of them beside their text.
(() => {
  const hornbook = globalThis.hornbook;
  const { say, make, ours, announce } = hornbook;

  const lines = (value) => (value ? value.split("\n") : []);

  // The front page: courses for one role, once there are several to tell apart.
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

  const start = () => {
    const band = document.getElementById("_courses");
    if (band) chooseRole(band);
  };
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("hornbook:content", start);
})();
