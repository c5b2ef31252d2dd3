// The certificate of a course, once all of it is done.
(() => {
  const hornbook = globalThis.hornbook;
  const { say } = hornbook;
  const { Course, parse, tell, parts } = hornbook.course;

  const MONTHS = [
    "date.month.1", "date.month.2", "date.month.3", "date.month.4", "date.month.5", "date.month.6",
    "date.month.7", "date.month.8", "date.month.9", "date.month.10", "date.month.11", "date.month.12",
  ];

  const day = (date) => {
    const [year, month, number] = date.split("-").map(Number);
    return say("date.full", { day: number, month: say(MONTHS[month - 1]), year });
  };
  const start = ({ holder, progress }) => {
    const sheet = document.getElementById("_certificate");
    if (!sheet) return;
    const course = new Course(holder.dataset.page, parse(sheet.dataset.items));
    const wait = document.getElementById("_wait");
    sheet.hidden = !course.isFinished;
    wait.hidden = course.isFinished;
    if (!course.isFinished) return tell(wait, progress.visit(course.id, course.memory.visit?.item ?? ""));
    const field = document.getElementById("_name");
    const put = (part, text) => (sheet.querySelector(`[data-part="${part}"]`).textContent = text);
    const kept = course.memory.certificate;
    field.value = kept?.name || progress.learner;
    const show = () => {
      const name = hornbook.progress.cleaned(field.value);
      const now = new Date();
      const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
      const isSame = kept && kept.name === name;
      const date = isSame ? kept.date : today;
      const code = isSame ? kept.code : codeOf([progress.site, course.id, name, date, ...course.items.map(({ id, state }) => `${id} ${state.best}`)]);
      put("name", name);
      put("date", say("certificate.date", { date: day(date) }));
      put("result", course.result === null ? "" : say("quiz.result", { n: course.result }));
      put("code", name ? say("certificate.code", { code }) : "");
      return { name, date, code };
    };
    show();
    field.oninput = show;
    document.getElementById("_print").onclick = () => {
      const certificate = show();
      if (!certificate.name) return field.focus();
      tell(field.closest(".actions"), progress.certify(course.id, certificate));
      print();
    };
  };

  // Ten signs that change with any of the texts (two FNV-1a sums); without letters that are taken for digits.
  const codeOf = (texts) => {
    const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    const text = texts.join("\n");
    const sum = (start) => {
      let sum = start;
      for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
      return sum >>> 0;
    };
    const signs = (number) => Array.from({ length: 5 }, (_, at) => SIGNS[(number >>> (at * 5)) & 31]).join("");
    return `${signs(sum(0x811c9dc5))}-${signs(sum(0x1000193))}`;
  };

  parts.push({ start });
})();
