// Questions on a page: checks answers, explains, and keeps them. Marks are worked out by marks.js and kept
// by store.js; this file is what readers see of both.
(() => {
  const hornbook = globalThis.hornbook;
  const { marks, paper, veil, say, make, ours, button, announce } = hornbook;

  // What stood veiled in a template, as elements that can be read.
  const unveiled = (template) => {
    const part = template.content.cloneNode(true);
    const walk = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) walk.currentNode.data = veil(walk.currentNode.data);
    for (const named of part.querySelectorAll("[alt], [aria-label]")) {
      for (const name of ["alt", "aria-label"]) if (named.hasAttribute(name)) named.setAttribute(name, veil(named.getAttribute(name)));
    }
    return part;
  };
  const piece = (name) => document.querySelector(`#_practice [data-piece="${name}"]`).content.cloneNode(true);
  const marked = (mark, text) => {
    const element = make("span", "mark");
    element.dataset.mark = mark;
    element.lang = document.documentElement.lang;
    element.append(piece(mark), make("span", "", text));
    return element;
  };

  // A script that only some readers need.
  const load = (src, onload, onerror) => document.head.append(Object.assign(make("script"), { src, onload, onerror }));

  const CHOICES = ["single", "multiple", "true-false"];
  const VERDICTS = { right: "question.right", part: "question.part", wrong: "question.wrong" };
  const CHOSEN = { right: "question.item.chosen-right", part: "question.part", wrong: "question.item.chosen-wrong" };

  class Question {
    constructor(form, page) {
      const data = form.dataset;
      Object.assign(this, { form, page, id: data.id, type: data.type, hash: data.hash });
      this.points = Number(data.points);
      this.tries = Number(data.tries);
      this.tags = data.tags ? data.tags.split("\n") : [];
      this.key = JSON.parse(veil(data.key));
      this.lang = form.closest("[lang]").lang;
      this.actions = form.querySelector(".actions");
      this.submit = form.querySelector("[type=submit]");
      this.hintButton = form.querySelector("[data-do=hint]");
      this.heading = form.querySelector("legend > :is(h2, h3, h4, h5, h6)");
      this.fields = [...form.querySelectorAll("[name=a]")];
      this.hints = this.templates("hint");
      this.isMarked = this.type !== "reflection";
      this.isChoice = CHOICES.includes(this.type);
      // Nothing is checked and no hint given before the end.
      this.isInTest = false;
      this.actions.tabIndex = -1;
      // What the page says of the answer: hints, a mistake in it, the verdict.
      this.told = make("div", "told");
      this.actions.before(this.told);
      this.reset();
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (form.dataset.state === "open") this.check();
        else if (this.isMarked && !this.closed) this.reopen();
      });
      // The second click of a double click is not meant for the button that has taken the place of the first.
      this.submit.addEventListener("click", (event) => event.detail > 1 && event.preventDefault());
      form.addEventListener("input", ({ target }) => this.changed(target.name !== "confidence"));
      this.hintButton?.addEventListener("click", () => this.hint());
      if (this.type === "order") this.setUpOrder();
      if (page.confidence && this.isMarked) hornbook.askConfidence(this);
      this.submit.disabled = false;
      if (this.hintButton) this.hintButton.disabled = false;
    }

    // As nobody has answered it.
    reset() {
      Object.assign(this, { results: [], answer: null, closed: false, shown: false, warned: false, isTouched: false, sure: 0, seconds: 0, flag: false });
      this.since = Date.now();
    }

    templates(part) {
      return [...this.form.querySelectorAll(`template[data-part="${part}"]`)];
    }

    // The lines of an order, as they stand.
    rows() {
      return [...this.form.querySelectorAll(".order-item")];
    }

    // What the reader has put in, in the shapes that marks.js takes.
    read() {
      const chosen = this.fields.filter((field) => field.checked).map((field) => Number(field.value));
      switch (this.type) {
        case "single":
        case "true-false":
          return chosen.length ? chosen[0] : null;
        case "multiple":
          return chosen.sort((a, b) => a - b);
        case "order":
          return this.rows().map((row) => Number(row.dataset.item));
        case "match":
        case "groups":
          return this.fields.map((field) => Number(field.value));
        case "gaps":
          return this.fields.map((field) => (field.tagName === "SELECT" && field.value !== "" ? Number(field.value) : field.value));
        case "reflection": {
          const ticked = [...this.form.querySelectorAll(".checks input:checked")];
          return { text: this.fields[0].value, checks: ticked.map((box) => Number(box.value)) };
        }
        default:
          return this.fields[0].value;
      }
    }

    write(answer) {
      const list = Array.isArray(answer) ? answer : [answer];
      if (this.isChoice) {
        for (const field of this.fields) field.checked = list.includes(Number(field.value));
      } else if (this.type === "order") {
        const rows = new Map(this.rows().map((row) => [Number(row.dataset.item), row]));
        const box = this.form.querySelector("ol.answers");
        for (const item of list) if (rows.has(item)) box.append(rows.get(item));
        this.numberRows();
      } else if (this.type === "reflection") {
        this.fields[0].value = answer?.text ?? "";
        this.ticked = answer?.checks ?? [];
      } else {
        this.fields.forEach((field, at) => {
          field.value = list[at] ?? "";
          if (field.tagName === "SELECT" && field.selectedIndex < 0) field.selectedIndex = 0;
        });
      }
    }

    clear() {
      this.write(this.type === "order" ? this.rows().map((row) => Number(row.dataset.item)).sort((a, b) => a - b) : null);
    }

    // The reader touched a field: what was said of it is no longer true. What is put in is kept as it comes.
    changed(isAnswer) {
      this.isTouched ||= isAnswer;
      this.complain("");
      this.page.keep(this, false);
    }

    // A line beside the fields; no try is used.
    complain(text) {
      this.told.querySelector(".error")?.remove();
      for (const field of this.fields) {
        field.removeAttribute("aria-invalid");
        field.removeAttribute("aria-describedby");
      }
      if (!text) return;
      const error = ours("p", "error", text);
      error.id = `${this.form.id}-error`;
      this.told.append(error);
      for (const field of this.fields) {
        field.setAttribute("aria-describedby", error.id);
        if (!this.isChoice) field.setAttribute("aria-invalid", "true");
      }
      announce(text);
    }

    check() {
      const answer = this.read();
      this.complain("");
      const result = marks.mark(this.key, answer);
      if (result.missing) {
        const many = ["match", "groups", "gaps"].includes(this.type);
        return this.complain(many ? say("question.incomplete", { n: result.missing }) : say("question.empty"));
      }
      if (!this.isMarked) return this.compare();
      if (result.bad) return this.complain(say("question.number.bad"));
      if (result.doubt) return this.complain(say("question.number.doubt", { a: result.doubt[0], b: result.doubt[1] }));
      if (result.near && !this.warned) {
        this.warned = true;
        return this.complain(say("question.spelling"));
      }
      this.seconds += Math.round((Date.now() - this.since) / 1000);
      this.results.push(result.s);
      this.closed = result.s === 1 || this.results.length >= this.tries;
      this.answer = answer;
      this.form.querySelector(".changed")?.remove();
      this.showVerdict();
      const more = this.page.keep(this, true);
      announce([`${this.verdictWord()}.`, `${this.marksWords()}.`, more].filter(Boolean).join(" "));
      this.moveOn();
    }

    // The field or button that had the focus may be gone. The verdict is announced, so it takes no focus: that would
    // say it twice.
    moveOn() {
      const buttons = [this.submit, this.showButton, this.page.onward?.()];
      const place = buttons.find((button) => button?.isConnected && !button.hidden && !button.disabled) ?? this.actions;
      place.focus({ preventScroll: true });
      for (const part of [place, this.told.lastElementChild]) part.scrollIntoView({ block: "nearest" });
    }

    get mark() {
      return marks.best(this.results);
    }

    verdict(s = this.results.at(-1)) {
      return s === 1 ? "right" : s > 0 ? "part" : "wrong";
    }

    verdictWord() {
      const verdict = this.verdict();
      return say(verdict === "wrong" && this.closed ? "question.wrong.last" : VERDICTS[verdict]);
    }

    marksWords() {
      const n = Math.round(this.mark * this.points * 100) / 100;
      return say("question.marks", { n, p: this.points }, "p");
    }

    // The word and the marks, what the author says of what was chosen, the answer if it was asked for, and why.
    showVerdict() {
      const { form } = this;
      this.clearVerdict();
      form.dataset.state = "answered";
      const mark = this.verdict();
      const { parts } = marks.mark(this.key, this.answer);
      this.lock(parts);
      const verdict = make("div", "verdict");
      verdict.dataset.mark = mark;
      const head = ours("p", "verdict-head");
      head.append(piece(mark), make("span", "", this.verdictWord()), make("span", "marks", this.marksWords()));
      verdict.append(head);
      if (this.sure === 3 && mark !== "right") verdict.append(ours("p", "", say("confidence.sure-wrong")));
      for (const template of this.feedback(parts)) {
        const box = make("div", "feedback");
        box.append(unveiled(template));
        verdict.append(box);
      }
      // Of options the right ones are marked where they stand.
      if (this.shown && !this.isChoice) this.appendPart(verdict, "solution", "question.answer");
      if (this.closed) this.appendPart(verdict, "why", "question.why");
      this.told.append(verdict);
      this.submit.hidden = this.closed;
      this.submit.textContent = say("question.try-again");
      if (this.hintButton) this.hintButton.hidden = true;
      if (this.confidenceGroup) this.confidenceGroup.hidden = true;
      if (mark !== "right" && !this.shown && !(this.closed && this.isChoice)) {
        this.showButton = button(say("question.show"), () => this.showAnswer(), "last");
        this.actions.append(this.showButton);
      }
      if (!this.closed) {
        const left = say("question.tries.left", { n: this.tries - this.results.length });
        const worth = say("question.try.worth", { n: Math.round(100 * (2 / 3) ** this.results.length) });
        this.actions.append(make("span", "soft note", `${left}. ${worth}`));
      }
    }

    appendPart(box, part, heading) {
      const [template] = this.templates(part);
      if (!template) return;
      const list = make("dl");
      const details = make("dd");
      details.append(unveiled(template));
      list.append(ours("dt", "", say(heading)), details);
      box.append(list);
    }

    // Of an order, which lines stand as they should to both that belong beside them, by line.
    inPlace(parts) {
      return Object.fromEntries(this.key.key.map((item, at) => [item, (at === 0 || parts[at - 1] === true) && (at === parts.length || parts[at] === true)]));
    }

    // What the author says of what was chosen, or of the lines that are wrong.
    feedback(parts) {
      const chosen = [].concat(this.answer);
      const good = this.type === "order" ? this.inPlace(parts) : parts;
      return this.templates("feedback").filter(({ dataset: { item } }) => (this.isChoice ? chosen.includes(Number(item)) : good[item] === false));
    }

    showAnswer() {
      this.closed = true;
      this.shown = true;
      this.showVerdict();
      const more = this.page.keep(this, true);
      announce([`${say("question.answer")}: ${this.solution()}`, more].filter(Boolean).join(" "));
      this.moveOn();
    }

    // The right answer in plain words.
    solution() {
      if (this.isChoice) {
        const right = this.key.right || this.key.weights.map((weight) => weight === 1);
        const options = this.fields.filter((field) => right[Number(field.value)]).map((field) => field.closest(".option"));
        return options.map((option) => option.querySelector("span").textContent.trim()).join("; ");
      }
      const [template] = this.templates("solution");
      const lines = [...unveiled(template).querySelectorAll("li, p")].filter((line) => !line.querySelector("li, p"));
      return lines.map((line) => line.textContent.trim()).join("; ");
    }

    // Fields become text: an answered question has no dead controls.
    lock(parts) {
      if (this.isChoice) return this.lockOptions();
      if (this.type === "order") {
        const good = this.inPlace(parts);
        for (const row of this.rows()) {
          const mark = good[row.dataset.item] ? "right" : "wrong";
          row.append(marked(mark, say(mark === "right" ? "question.right" : "question.item.place")));
          row.draggable = false;
        }
        for (const mover of this.form.querySelectorAll("[data-move]")) mover.hidden = true;
        return;
      }
      this.fields.forEach((field, at) => {
        const value = [].concat(this.answer)[at];
        // A spelling may be worth a part.
        const gap = this.key.gaps?.[at] ?? this.key;
        // What was right in another language is right here, whatever its words.
        const typed = gap.answers && (this.results.at(-1) === 1 ? 1 : marks.mark({ type: "text", answers: gap.answers }, value).s);
        const worth = typed ?? Number(parts[at]);
        const mark = this.verdict(worth);
        const isEmpty = field.tagName === "SELECT" ? !(Number(field.value) >= 0 && field.value) : !field.value.trim();
        const text = isEmpty ? say("quiz.unanswered") : field.tagName === "SELECT" ? field.selectedOptions[0].textContent : field.value;
        const note = marked(mark, say(mark === "wrong" ? "question.item.wrong" : VERDICTS[mark]));
        // Beside a line there is room for the words; in a sentence, or over the verdict, the sign will do.
        if (!field.closest(".pair")) note.querySelector("span").className = "unseen";
        const given = make("span", "given");
        given.dataset.mark = mark;
        given.append(make("span", "filled", text), note);
        field.hidden = true;
        field.after(given);
      });
    }

    lockOptions() {
      const { weights } = this.key;
      const isRight = (item) => (this.key.right ? this.key.right[item] : weights[item] > 0);
      for (const field of this.fields) {
        const item = Number(field.value);
        const option = field.closest(".option");
        field.disabled = true;
        let mark = isRight(item) ? "right" : "wrong";
        let words = "";
        if (field.checked) {
          if (this.type !== "multiple") mark = this.verdict(weights[item]);
          words = CHOSEN[mark];
        } else if (this.closed && isRight(item)) {
          if (this.type === "multiple") [mark, words] = ["part", "question.item.missed"];
          else if (weights[item] === 1) words = "question.answer";
        }
        if (!words) continue;
        option.dataset.mark = mark;
        option.append(marked(mark, say(words)));
      }
    }

    clearVerdict() {
      const { form } = this;
      form.dataset.state = "open";
      for (const old of form.querySelectorAll(".verdict, .answers .mark, .given, .actions > .note")) old.remove();
      this.showButton?.remove();
      for (const option of form.querySelectorAll(".option[data-mark]")) delete option.dataset.mark;
      for (const field of this.fields) {
        field.disabled = false;
        field.hidden = false;
      }
      for (const mover of form.querySelectorAll("[data-move]")) mover.hidden = false;
      for (const row of this.rows()) row.draggable = true;
      this.submit.hidden = this.isInTest;
      this.submit.textContent = say(this.isMarked ? "question.check" : "reflection.show");
      if (this.hintButton) {
        this.hintButton.hidden = this.isInTest || this.hintsShown === this.hints.length;
        this.hintButton.textContent = say(this.hintsShown ? "question.hint.next" : "question.hint");
      }
      // How sure one is belongs to the first try.
      if (this.confidenceGroup) this.confidenceGroup.hidden = this.results.length > 0;
    }

    reopen() {
      this.clearVerdict();
      this.since = Date.now();
      const first = this.fields.find((field) => field.checked) ?? this.fields[0] ?? this.form.querySelector("[data-move]:not(:disabled)");
      first.focus();
    }

    get hintsShown() {
      return this.told.querySelectorAll(".hint").length;
    }

    hint() {
      announce(this.showHint());
      if (this.hintButton.hidden) this.submit.focus();
    }

    // The next one; gives its text.
    showHint() {
      const n = this.hintsShown + 1;
      const m = this.hints.length;
      const box = make("div", "hint");
      const name = ours("b", "", m > 1 ? say("question.hint.number", { n, m }) : say("question.hint"));
      box.append(name, unveiled(this.hints[n - 1]));
      // After the hints before, before what is said of the answer.
      this.told.insertBefore(box, this.told.querySelector(":scope > :not(.hint)"));
      this.hintButton.textContent = say("question.hint.next");
      this.hintButton.hidden = n === m;
      return [name.textContent, ...[...box.children].slice(1).map((part) => part.textContent)].join(". ");
    }

    // A reflection is not marked: the reader compares, and ticks what the own answer has.
    compare() {
      this.shown = true;
      this.isTouched = true;
      this.showModel();
      const more = this.page.keep(this, true);
      announce([say("reflection.model"), more].filter(Boolean).join(". "));
      this.moveOn();
    }

    showModel() {
      const box = make("div", "verdict model");
      this.appendPart(box, "solution", "reflection.model");
      const checks = this.templates("check");
      if (checks.length) {
        const group = make("fieldset", "checks");
        group.append(ours("legend", "label", say("reflection.checks")));
        checks.forEach((template, at) => {
          const label = make("label", "option");
          const field = make("input");
          Object.assign(field, { type: "checkbox", value: String(at), checked: this.ticked?.includes(at) });
          const text = make("span");
          text.append(unveiled(template));
          label.append(field, text);
          group.append(label);
        });
        box.append(group);
      }
      this.appendPart(box, "why", "question.why");
      this.told.append(box);
      this.form.dataset.state = "answered";
      this.submit.hidden = true;
      if (this.hintButton) this.hintButton.hidden = true;
    }

    setUpOrder() {
      const box = this.form.querySelector("ol.answers");
      let held = null;
      box.addEventListener("click", (event) => {
        const mover = event.target.closest("[data-move]");
        if (!mover) return;
        const row = mover.closest(".order-item");
        if (mover.dataset.move === "1") row.nextElementSibling?.after(row);
        else row.previousElementSibling?.before(row);
        this.moved(row);
        // At either end one of the two buttons rests.
        (mover.disabled ? row.querySelector("[data-move]:not(:disabled)") : mover).focus();
      });
      box.addEventListener("dragstart", (event) => {
        held = event.target.closest(".order-item");
        event.dataTransfer.effectAllowed = "move";
        // Without data Firefox drags nothing.
        event.dataTransfer.setData("text/plain", "");
      });
      box.addEventListener("dragover", (event) => {
        const row = event.target.closest(".order-item");
        if (!held || !row || !box.contains(held)) return;
        event.preventDefault();
        const { top, height } = row.getBoundingClientRect();
        if (row !== held) row[event.clientY < top + height / 2 ? "before" : "after"](held);
      });
      box.addEventListener("drop", (event) => event.preventDefault());
      box.addEventListener("dragend", () => {
        if (held) this.moved(held);
        held = null;
      });
      for (const row of this.rows()) row.draggable = true;
      this.numberRows();
    }

    moved(row) {
      this.numberRows();
      const rows = this.rows();
      announce(say("question.moved", { name: row.querySelector(".words").textContent.trim(), n: rows.indexOf(row) + 1, m: rows.length }));
      this.changed(true);
    }

    numberRows() {
      const rows = this.rows();
      rows.forEach((row, at) => {
        row.querySelector(".place").textContent = String(at + 1);
        row.querySelector("[data-move='-1']").disabled = at === 0;
        row.querySelector("[data-move='1']").disabled = at === rows.length - 1;
      });
    }

    // The options in the order of this seed; what is stored and marked stays as the author wrote it.
    shuffle(seed) {
      if (!this.isChoice || this.type === "true-false" || this.form.dataset.shuffle !== "true") return;
      const box = this.form.querySelector(".answers");
      const options = this.fields.slice().sort((a, b) => a.value - b.value).map((field) => field.closest(".option"));
      for (const at of paper.shuffle(options.length, seed)) box.append(options[at]);
    }

    beSure(sure) {
      this.sure = sure;
      for (const field of this.form.elements.namedItem("confidence") ?? []) field.checked = Number(field.value) === sure;
    }

    // For the store. What was put in and not yet checked is kept too, until a try is.
    state() {
      const answer = this.results.length ? this.answer : this.isTouched ? this.read() : null;
      return { key: this.hash, answer, marks: this.results, sure: this.sure, seconds: this.seconds, shown: this.shown, flag: this.flag };
    }

    // As the reader left it.
    restore(kept) {
      this.flag = kept.flag;
      if (kept.key !== this.hash && this.isMarked) {
        // A draft for another key is no answer that was asked for.
        if (kept.marks.length) this.form.querySelector("fieldset").before(ours("p", "soft changed", say("question.changed")));
        return;
      }
      this.beSure(kept.sure);
      if (kept.answer === null && !kept.marks.length) return;
      this.isTouched = kept.answer !== null;
      this.write(kept.answer);
      this.answer = kept.answer;
      this.results = kept.marks.slice();
      this.shown = kept.shown;
      this.closed = this.isMarked && (kept.shown || this.results.at(-1) === 1 || this.results.length >= this.tries);
      this.seconds = kept.seconds;
      if (this.results.length) this.showVerdict();
      else if (this.shown && !this.isMarked) this.showModel();
    }

    // The form was exchanged for a newer one: what is not kept comes along too.
    succeed(before) {
      if (before.hash !== this.hash || before.type !== this.type) return;
      for (let n = Math.min(before.hintsShown, this.hints.length); n > this.hintsShown; ) this.showHint();
      this.warned = before.warned;
      if (before.form.dataset.state !== "open") return;
      if (this.form.dataset.state !== "open") this.clearVerdict();
      if (!before.isTouched) return;
      this.isTouched = true;
      this.write(before.read());
      this.beSure(before.sure);
    }
  }

  // All questions of a page, and where their answers are kept.
  class Page {
    // `before` is the page whose text was exchanged for this one.
    constructor(holder, before) {
      const { site, page, former, file } = holder.dataset;
      let storage = null;
      try {
        storage = localStorage;
      } catch {
        // Forbidden: the reader is told at the first answer.
      }
      Object.assign(this, { storage, site, file, name: page, learner: hornbook.store.atWork(storage, site) });
      this.store = hornbook.store.open(storage, site, this.learner.id, page, former ? former.split("\n") : []);
      // Whose answers they are, where people share a computer.
      const learning = document.querySelector("[data-learning]");
      if (this.learner.name && learning && !before) {
        const who = ours("p", "soft");
        const link = make("a", "", say("learning.switch", { name: this.learner.name }));
        link.href = learning.href;
        who.append(link);
        holder.after(who);
      }
      this.confidence = document.getElementById("_quiz")?.dataset.confidence === "true";
      this.record = this.store.read();
      this.isKept = Boolean(this.record.attempt);
      if (before?.name === page) {
        before.flush();
        this.record = hornbook.store.merge(this.record, before.record);
      }
      before?.life.abort();
      this.questions = new Map();
      const fresh = [];
      for (const form of document.querySelectorAll("form.question")) {
        const was = before?.questions.get(form.dataset.id);
        const question = was?.form === form ? was : new Question(form, this);
        question.page = this;
        this.questions.set(question.id, question);
        if (question !== was) fresh.push([question, was]);
      }
      if (!this.record.attempt) hornbook.store.putAttempt(this.record, { seed: paper.newSeed(), ids: [], done: 0 }, Date.now());
      for (const [question, was] of fresh) {
        question.shuffle(`${this.record.attempt.seed} ${question.id}`);
        const kept = this.record.questions.get(question.id);
        if (kept) question.restore(kept);
        if (was) question.succeed(was);
      }
      if ([...this.questions.values()].some(({ form }) => form.dataset.shuffle === "true")) this.store.write(this.record);
      this.life = new AbortController();
      const { signal } = this.life;
      addEventListener("storage", ({ key }) => key?.startsWith("hornbook:") && this.sync(), { signal });
      addEventListener("pageshow", (event) => event.persisted && this.sync(), { signal });
      addEventListener("pagehide", () => this.flush(), { signal });
      document.addEventListener("visibilitychange", () => this.flush(), { signal });
    }

    // Writes at once after an answer, soon after a key press. Gives what is to be said of it.
    keep(question, isAnswer) {
      let said = "";
      if (this.review) said = this.tell(question.form, this.review(question));
      else if (!this.isOutside) {
        this.note(question);
        if (isAnswer) said = this.flush(question.form);
        else this.timer ??= setTimeout(() => this.flush(this.tellsDrafts && question.form), 300);
      }
      this.onKept?.();
      return said;
    }

    note(question) {
      hornbook.store.put(this.record, question.id, question.state(), Date.now());
      this.isDirty = true;
    }

    // Where `place` is given, what there is to be told stands at its end.
    flush(place) {
      clearTimeout(this.timer);
      this.timer = undefined;
      if (!this.isDirty) return "";
      const state = this.store.write(this.record);
      this.isDirty = state !== "kept";
      this.isKept ||= !this.isDirty;
      document.dispatchEvent(new Event("hornbook:kept"));
      return place ? this.tell(place, state) : "";
    }

    // Where answers are kept: said at the first one in this browser, and whenever they are not.
    tell(place, state) {
      const old = document.querySelector(".kept");
      const note = ours("p", "kept");
      let text = "";
      if (state === "kept") {
        const name = `hornbook:${this.site}:told`;
        let isTold = true;
        try {
          isTold = this.storage.getItem(name);
          if (!isTold) this.storage.setItem(name, "1");
        } catch {
          // What is as small as this is not worth a word.
        }
        if (!isTold) text = say("learning.saved");
      } else {
        text = say(state === "full" ? "learning.full" : "learning.not-saved");
      }
      const isNew = text && old?.firstChild.textContent !== text;
      old?.remove();
      if (!text) return "";
      note.append(make("span", "", text));
      if (state !== "kept") this.offer(note);
      note.dataset.state = state;
      place.append(note);
      return isNew ? text : "";
    }

    // The answers as a file, for a browser that keeps nothing.
    offer(place) {
      load(this.file, () => {
        const { file } = hornbook;
        const save = () => file.download(file.text(this.site, this.learner.name, [file.page(this.name, this.record)]), this.name);
        place.append(button(say("learning.save"), save));
      });
    }

    // Another tab has written: what is later there is shown here too. Another learner's answers go elsewhere.
    sync() {
      if (JSON.stringify(hornbook.store.atWork(this.storage, this.site)) !== JSON.stringify(this.learner)) {
        this.flush();
        return this.leave();
      }
      const now = this.store.look();
      // What was kept is gone: somebody has reset it, and what this page holds must not bring it back.
      if (this.isKept && !now.attempt) return this.leave();
      if (this.review) return;
      const changed = [...this.questions.values()].filter(({ id }) => now.questions.get(id)?.time > (this.record.questions.get(id)?.time ?? 0));
      const isOther = now.attempt && now.attempt.time > this.record.attempt.time;
      if (!changed.length && !isOther) return;
      this.record = hornbook.store.merge(this.record, now);
      let isNew = false;
      for (const question of changed) {
        this.reload(question);
        if (question.form.querySelector(".other-tab")) continue;
        question.form.append(ours("p", "soft other-tab", say("learning.other-tab")));
        isNew ||= !question.form.hidden;
      }
      if (isNew) announce(say("learning.other-tab"));
      if (isOther) this.onAttempt?.();
      else this.onKept?.();
    }

    // Opens anew, and writes nothing more.
    leave() {
      clearTimeout(this.timer);
      this.life.abort();
      location.reload();
    }

    // The question as it is kept.
    reload(question) {
      this.renew(question);
      const kept = this.record.questions.get(question.id);
      if (kept) question.restore(kept);
    }

    // Shown as nobody has answered it.
    renew(question) {
      question.reset();
      question.told.replaceChildren();
      question.clear();
      question.beSure(0);
      question.clearVerdict();
    }
  }

  let page = null;
  let quiz = null;
  // The address asks for a card of a review: the page waits for the script that shows one, and gives nothing away.
  const review = (source) => {
    const root = document.documentElement;
    root.dataset.review = "";
    if (hornbook.card) {
      page.review = hornbook.card(page);
      if (!page.review) delete root.dataset.review;
      return;
    }
    load(source, start, () => delete root.dataset.review);
  };
  const start = () => {
    const holder = document.getElementById("_practice");
    const settings = document.getElementById("_quiz");
    const before = page;
    quiz?.end();
    page = holder && document.querySelector("form.question") ? new Page(holder, before) : null;
    if (page && location.hash === "#_review") review(holder.dataset.card);
    quiz = page && settings && hornbook.Quiz && !page.review ? new hornbook.Quiz(settings, page, quiz) : null;
  };
  document.addEventListener("DOMContentLoaded", start);
  // The text of the page was exchanged in place.
  document.addEventListener("hornbook:content", start);

  hornbook.practice = { piece };
})();
