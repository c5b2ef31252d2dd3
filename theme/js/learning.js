// "My learning": everything that the browser keeps of a learner, results as a file or a link, who learns here, and how
// to forget. Each part is drawn from what is kept; what came of the last action stands above them.
(() => {
  const hornbook = globalThis.hornbook;
  const { say, make, button, announce, results: whole, store } = hornbook;
  const { notice, dated, open } = hornbook.shelf;

  const REFUSED = {
    large: "learning.refused.large",
    broken: "learning.refused.broken",
    foreign: "learning.refused.foreign",
    newer: "learning.refused.newer",
    site: "learning.refused.site",
  };
  const round = (percent) => Math.round(percent * 10) / 10;

  let sections = 0;
  const section = (title, ...parts) => {
    const box = make("section");
    const heading = make("h2", "", title);
    heading.id = `_part${sections++}`;
    box.setAttribute("aria-labelledby", heading.id);
    box.append(heading, ...parts.flat().filter(Boolean));
    return box;
  };
  const bar = (...parts) => {
    const bar = make("p", "actions");
    bar.append(...parts.filter(Boolean));
    return bar;
  };

  let shelf;
  let results;
  // What is to be told, as elements; what a file or a link would change.
  let told = [];

  // Tells it at the top, where the focus goes: the button that led here may be gone.
  const tell = (text, ...more) => {
    told = [make("p", "", text), ...more];
    redraw(true);
  };
  const failed = (state) => tell(say(state === "full" ? "learning.full" : "learning.not-saved"), bar(saveButton()));
  // Says `text` where something was kept, else that nothing was.
  const after = (state, text, ...more) => (state === "kept" ? tell(text, ...more) : failed(state));

  const redraw = (isTold) => {
    shelf.draw();
    if (!isTold) return;
    const box = document.querySelector("#_learning .told");
    box?.focus();
  };

  const saveButton = () => button(say("learning.save"), () => hornbook.file.download(results.exportFile(), `${shelf.site} ${shelf.progress.learner}`.trim()), "first");

  // ---- What a file or a link would change

  const title = (id) => shelf.pages.get(shelf.former.get(id) ?? id)?.title ?? id;

  const offer = (found) => {
    if (found.refused) return tell(say(REFUSED[found.refused]));
    const { changes, reviews, courses, learner, isOther } = found;
    const parts = [];
    if (isOther) parts.push(make("p", "", say("learning.preview.other", { name: learner, learner: shelf.progress.learner })));
    if (!changes.length && !reviews && !courses) return tell(say("learning.preview.same"), ...parts);
    const list = make("ul");
    for (const { page, questions, best, read } of changes) {
      const facts = [];
      if (questions) facts.push(say("learning.answers", { n: questions }));
      if (best !== null) facts.push(say("quiz.best", { n: round(best) }));
      if (read > 0) facts.push(say("course.read"));
      const item = make("li");
      item.append(make("b", "", title(page)), make("span", "soft", facts.join(", ")));
      list.append(item);
    }
    if (reviews) list.append(make("li", "", `${say("review.title")}: ${say("learning.answers", { n: reviews })}`));
    if (courses) list.append(make("li", "", `${say("course.all")}: ${courses}`));
    list.className = "cards";
    const apply = button(say("learning.preview.apply"), () => after(found.apply(), say("learning.preview.done")), "first");
    const close = button(say("ui.close"), () => {
      told = [];
      redraw();
    });
    tell(say("learning.preview"), ...parts, list, bar(apply, close));
  };

  // ---- Parts of the page

  const who = () => {
    const { progress } = shelf;
    const form = make("form", "who");
    const label = make("label", "label", say("learning.name"));
    const field = make("input");
    field.id = label.htmlFor = "_name";
    Object.assign(field, { type: "text", value: progress.learner, maxLength: 40, autocomplete: "off", spellcheck: false });
    const keep = make("button", "button", say("learning.name.keep"));
    form.append(label, field, keep);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const state = progress.rename(field.value);
      if (state === null) tell(say("learning.name.taken"));
      else after(state, progress.learner ? say("learning.who", { name: progress.learner }) : say("learning.nameless"));
    });
    const take = (change) => after(change(), progress.learner ? say("learning.who", { name: progress.learner }) : say("learning.nameless"));
    const others = progress.learners().slice(1);
    const choices = others.map(({ id, name }) => button(say("learning.switch.to", { name: name || say("learning.nobody") }), () => take(() => progress.take(id))));
    const named = progress.learner || say("learning.nobody");
    return section(
      say("learning.people"),
      make("p", "", progress.learner ? say("learning.who", { name: progress.learner }) : say("learning.nameless")),
      form,
      progress.learner || others.length ? make("p", "label", say("learning.switch", { name: named })) : null,
      bar(
        ...choices,
        button(say("learning.new"), () => take(() => progress.switchTo(""))),
        button(say("learning.remove", { name: named }), () => ask(say("learning.remove.ask", { name: named }), () => take(() => progress.remove(progress.id)))),
      ),
    );
  };

  // Asks before what has no way back.
  const ask = (text, run) => {
    const dialog = make("dialog", "ask");
    const words = make("p", "ask-words", text);
    words.id = "_ask";
    dialog.setAttribute("aria-labelledby", words.id);
    const back = button(say("learning.ask.no"), () => dialog.close());
    back.autofocus = true;
    const yes = button(say("learning.ask.yes"), () => {
      dialog.close();
      run();
    });
    dialog.append(words, bar(saveButton(), yes, back));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  const forget = (name, wanted) => {
    const undo = button(say("learning.undo"), () => after(results.undo(), say("learning.undone")), "first");
    after(results.reset(wanted), say("learning.forgotten", { name }), bar(undo));
  };

  const formerOf = (page) => [page, ...[...shelf.former].filter(([, id]) => id === page).map(([id]) => id)];

  const courses = (records) => {
    const { progress, catalogue } = shelf;
    const visited = progress.courses();
    const list = make("ul", "kept-list");
    for (const course of catalogue.courses) {
      const items = course.modules.flatMap((module) => module.items);
      const states = items.map(({ page, pass }) => {
        const { kind, former: aliases } = shelf.pages.get(page) ?? {};
        return progress.itemState({ id: page, aliases, kind: pass === null ? kind : "quiz", pass });
      });
      const done = states.filter((state) => state.done).length;
      const known = [course.id, ...course.former].map((id) => visited.get(id)).filter(Boolean);
      if (!done && !known.length) continue;
      const item = make("li");
      const facts = [say("course.read-count", { n: done, m: items.length })];
      const certificate = known.find((course) => course.certificate)?.certificate;
      if (certificate) facts.push(say("learning.certificate", { name: certificate.name, date: certificate.date, code: certificate.code }));
      const wanted = { pages: items.flatMap(({ page }) => formerOf(page)), courses: [course.id, ...course.former] };
      const drop = button(say("learning.forget"), () => forget(course.title, wanted));
      drop.setAttribute("aria-label", say("learning.forget.named", { name: course.title }));
      item.append(shelf.link(course), make("span", "soft", facts.join(". ")), drop);
      list.append(item);
    }
    return list.children.length ? section(say("course.all"), list) : null;
  };

  // Of a question all that is kept, in words and numbers.
  const answer = (id, { marks, time, sure, seconds, answer }) => {
    const given = Array.isArray(answer) ? answer.join(", ") : answer?.text ?? String(answer ?? "");
    const facts = [`${id}: ${marks.length ? marks.map((s) => `${round(s * 100)}%`).join(", ") : say("question.unmarked")}`, given, dated(time)];
    if (sure) facts.push(`${say("confidence.ask")} ${sure}/3`);
    if (seconds) facts.push(say("learning.seconds", { n: seconds }));
    return make("li", "", facts.filter(Boolean).join(" · "));
  };

  const pages = (records) => {
    const list = make("ul", "kept-list");
    // In the order of the site; what it no longer has comes last.
    const order = new Map([...shelf.pages.keys()].map((id, at) => [id, at]));
    const place = ([id]) => order.get(id) ?? Infinity;
    for (const [id, record] of [...records].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))) {
      const entry = shelf.pages.get(id);
      const facts = [];
      if (record.read > 0) facts.push(say("course.read"));
      const answered = [...record.questions.values()].filter(({ marks, answer }) => marks.length || answer !== null).length;
      if (answered) facts.push(say("learning.answers", { n: answered }));
      if (record.best !== null) facts.push(say("quiz.best", { n: round(record.best) }));
      if (record.pretest !== null) facts.push(say("learning.pretest", { n: round(record.pretest) }));
      // A paper that was drawn is nothing to be told.
      if (!facts.length) continue;
      const item = make("li");
      const name = entry ? shelf.link(entry) : make("b", "", id);
      const drop = button(say("learning.forget"), () => forget(entry?.title ?? id, { pages: formerOf(id) }));
      drop.setAttribute("aria-label", say("learning.forget.named", { name: entry?.title ?? id }));
      item.append(name, make("span", "soft", facts.join(", ")), drop);
      if (record.questions.size) {
        // Two thousand answers are laid out page by page, when somebody looks.
        const more = make("details");
        more.append(make("summary", "", say("learning.details")));
        more.addEventListener("toggle", () => {
          if (more.querySelector("ul")) return;
          const rows = make("ul");
          rows.append(...[...record.questions].map(([id, question]) => answer(id, question)));
          more.append(rows);
        });
        item.append(more);
      }
      list.append(item);
    }
    return section(say("learning.pages"), list.children.length ? list : make("p", "soft", say("learning.nothing")));
  };

  // What else stands in the storage under our names: colours, language, notes to ourselves.
  const others = () => {
    const rows = [];
    try {
      for (let at = 0; at < shelf.storage.length; at++) {
        const name = shelf.storage.key(at);
        const parts = name.split(":");
        if (parts[0] === "hornbook" && parts.length < 5) rows.push(`${name} = ${shelf.storage.getItem(name).slice(0, 200)}`);
      }
    } catch {
      // Nothing is kept.
    }
    if (!rows.length) return null;
    const more = make("details");
    const list = make("ul");
    list.append(...rows.sort().map((row) => make("li", "", row)));
    more.append(make("summary", "", say("learning.others")), list);
    return more;
  };

  const files = () => {
    const label = make("label", "button load", say("learning.load"));
    const field = make("input", "unseen");
    Object.assign(field, { type: "file", accept: ".json,application/json" });
    field.addEventListener("change", async () => {
      const [file] = field.files;
      if (!file) return;
      // Too large a file is not even read.
      offer(file.size > 16_000_000 ? { refused: "large" } : results.preview(await file.text()));
    });
    label.append(field);
    const elsewhere = button(say("learning.elsewhere"), () => {
      const pressed = results.toLink();
      if (!pressed) return tell(say("learning.elsewhere.long"), bar(saveButton()));
      const field = make("input", "link");
      Object.assign(field, { type: "text", readOnly: true, value: `${location.href.split("#")[0]}#p=${pressed}` });
      field.setAttribute("aria-label", say("learning.elsewhere"));
      const copy = button(say("learning.elsewhere.copy"), async () => {
        let said = "code.copied";
        try {
          await navigator.clipboard.writeText(field.value);
        } catch {
          // No clipboard, as on a page from an insecure address.
          field.select();
          said = "code.copy-failed";
        }
        announce(say(said));
      }, "first");
      tell(say("learning.elsewhere.text"), field, bar(copy));
    });
    return section(say("learning.file"), bar(saveButton(), label, elsewhere));
  };

  const draw = () => {
    results = whole.open(shelf.progress);
    const records = shelf.progress.records(shelf.former);
    sections = 0;
    const box = make("div", "notice told");
    box.tabIndex = -1;
    box.append(...told);
    const undo = results.canUndo() ? button(say("learning.undo"), () => after(results.undo(), say("learning.undone"))) : null;
    const all = button(say("learning.forget.all"), () => forget(say("learning.title"), undefined));
    return [told.length ? box : null, who(), courses(records), pages(records), files(), section(say("learning.reset"), bar(all, undo), others())];
  };

  // A link from another device: shown and asked, then gone from the address.
  const arrive = () => {
    if (!location.hash.startsWith("#p=")) return;
    const link = location.hash.slice(3);
    history.replaceState(null, "", location.pathname + location.search);
    offer(results.fromLink(link));
  };

  document.addEventListener("DOMContentLoaded", () => {
    const holder = document.getElementById("_learning");
    if (!holder) return;
    let isFirst = true;
    shelf = open(holder, (found) => {
      shelf = found;
      const parts = draw();
      if (isFirst) queueMicrotask(arrive);
      isFirst = false;
      return parts;
    });
    addEventListener("hashchange", arrive);
    addEventListener("storage", ({ key }) => {
      if (!key?.startsWith("hornbook:")) return;
      // Not under the hands of somebody who is at it here.
      if (!holder.contains(document.activeElement)) redraw();
      announce(say("learning.other-tab"));
    });
  });
})();
