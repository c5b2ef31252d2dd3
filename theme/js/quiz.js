// A quiz page: which questions are drawn, one at a time or all, a test with one submit, and the summary.
(() => {
  const hornbook = globalThis.hornbook;
  const { marks, paper, store } = hornbook;
  const { say, make, ours, button } = hornbook;
  const { piece } = hornbook.practice;

  // How sure the reader is, from 1 on, is asked beside each question.
  const SURE = ["confidence.low", "confidence.mid", "confidence.high"];
  const askConfidence = (question) => {
    const group = ours("fieldset", "confidence");
    group.append(make("legend", "", say("confidence.ask")));
    SURE.forEach((key, at) => {
      const label = make("label");
      const field = make("input");
      Object.assign(field, { type: "radio", name: "confidence", value: String(at + 1) });
      field.addEventListener("input", () => (question.sure = at + 1));
      label.append(field, say(key));
      group.append(label);
    });
    question.confidenceGroup = group;
    question.told.before(group);
  };

  class Quiz {
    // `before` is the quiz whose text was exchanged for this one.
    constructor(settings, page, before) {
      const data = settings.dataset;
      Object.assign(this, { page, isTest: data.mode === "test", isStepped: data.view === "one" });
      this.pass = data.pass ? Number(data.pass) : null;
      this.wanted = data.draw ? JSON.parse(data.draw) : null;
      this.mixes = data.shuffle === "true";
      this.all = [...page.questions.values()];
      // Where the questions begin and end.
      this.top = make("div");
      this.foot = ours("div", "quiz-foot");
      this.all[0].form.before(this.top);
      page.tellsDrafts = this.isTest;
      page.onKept = () => this.update();
      page.onAttempt = () => this.open();
      page.onward = () => this.next;
      this.life = new AbortController();
      addEventListener("hashchange", () => (location.hash === "#_pretest" ? this.open() : this.follow()), { signal: this.life.signal });
      this.open(before?.now);
      this.follow();
    }

    // Leaves the questions as the page has them.
    end() {
      this.life.abort();
      this.top.remove();
      this.foot.remove();
      for (const question of this.all) this.release(question);
    }

    release(question) {
      question.form.hidden = false;
      question.form.querySelector("[data-do=flag]")?.remove();
      question.isInTest = false;
    }

    // Whether it is answered as a test, before it is handed in.
    get isRunning() {
      return this.isPretest || (this.isTest && !this.attempt.done);
    }

    get attempt() {
      return this.page.record.attempt;
    }

    // The attempt in hand, or the first one.
    open(now = 0) {
      const { questions, record } = this.page;
      // Before the course, as long as nothing is known of the reader.
      this.isPretest = location.hash === "#_pretest" && record.pretest === null && record.best === null && this.all.some(({ isMarked }) => isMarked);
      if (this.isPretest) return this.openPretest();
      let ids = this.attempt.ids.filter((id) => questions.has(id));
      // Questions that the author has added since come last.
      if (ids.length && !this.wanted) ids = ids.concat([...questions.keys()].filter((id) => !ids.includes(id)));
      if (!ids.length) this.begin();
      else if (ids.join() !== this.attempt.ids.join()) store.putAttempt(this.page.record, { ids }, Date.now());
      this.isRetrying = false;
      this.page.isOutside = false;
      this.show(this.attempt.ids.map((id) => questions.get(id)), now);
    }

    // A paper beside the attempt: without feedback and marks, and only its result is kept.
    openPretest() {
      this.isRetrying = false;
      this.page.isOutside = true;
      this.top.replaceChildren(ours("p", "soft", say("quiz.pretest.note")));
      for (const question of this.all) this.page.renew(question);
      const ids = paper.draw(this.all.map(({ id, tags }) => ({ id, tags })), this.wanted, paper.newSeed());
      this.show(ids.map((id) => this.page.questions.get(id)).filter(({ isMarked }) => isMarked));
    }

    // A new attempt, with other questions than before where there are others.
    begin() {
      const seed = paper.newSeed();
      let ids = paper.draw(this.all.map(({ id, tags }) => ({ id, tags })), this.wanted, seed, this.attempt.ids);
      if (this.mixes) ids = paper.shuffle(ids.length, seed).map((at) => ids[at]);
      store.putAttempt(this.page.record, { seed, ids, done: 0 }, Date.now());
      this.save();
    }

    save() {
      this.page.isDirty = true;
      this.page.flush();
    }

    // These questions in this order, and no others.
    show(questions, now = 0) {
      this.paper = questions;
      this.now = Math.min(now, questions.length - 1);
      for (const question of this.all) {
        this.release(question);
        question.form.hidden = true;
      }
      let before = this.top;
      questions.forEach((question, at) => {
        const { form } = question;
        // What stands at its place stays untouched: to move it would take the focus out of it.
        if (before.nextElementSibling !== form) before.after(form);
        before = form;
        form.hidden = this.isStepped && at !== this.now;
        form.querySelector(".question-head > span").textContent = say("question.number", { n: at + 1, m: questions.length });
        if (this.isRetrying) return;
        question.shuffle(`${this.attempt.seed} ${question.id}`);
        if (this.isRunning) this.asInTest(question);
      });
      before.after(this.foot);
      this.update();
    }

    // In a test nothing is checked before the end, and there are no hints.
    asInTest(question) {
      question.isInTest = true;
      question.clearVerdict();
      const flag = button("", () => {
        question.flag = !question.flag;
        this.page.keep(question, true);
      });
      flag.dataset.do = "flag";
      question.actions.append(flag);
    }

    // An order looks answered before anybody has moved a line.
    isAnswered(question) {
      return question.results.length > 0 || (question.isTouched && !marks.mark(question.key, question.read()).missing);
    }

    isDone() {
      return this.isTest ? this.attempt.done > 0 : this.paper.every((question) => question.closed || (!question.isMarked && question.shown));
    }

    // What stands below the questions, made anew from what is true now.
    update() {
      const { isRunning } = this;
      for (const question of this.paper) {
        const flag = question.form.querySelector("[data-do=flag]");
        if (!flag) continue;
        flag.hidden = !isRunning;
        flag.textContent = say(question.flag ? "quiz.unflag" : "quiz.flag");
      }
      const held = this.foot.contains(document.activeElement) ? document.activeElement.dataset.step : null;
      this.next = null;
      const parts = [];
      if (this.isStepped) parts.push(this.steps());
      if ((this.isStepped || isRunning) && this.paper.length > 1) parts.push(this.sheet());
      if (this.isRetrying) parts.push(this.retryBar());
      else if (isRunning) parts.push(make("p", "soft", say(this.isPretest ? "quiz.pretest.note" : "quiz.test.note")), button(say("quiz.submit"), () => this.ask(), "first"));
      else if (this.isDone()) parts.push(this.summary());
      // A notice that stands here stays.
      parts.push(...this.foot.querySelectorAll(":scope > .kept"));
      this.foot.replaceChildren(...parts);
      this.foot.hidden = !parts.length;
      if (held) this.foot.querySelector(`[data-step="${held}"]`)?.focus();
    }

    go(at) {
      this.now = Math.max(0, Math.min(this.paper.length - 1, at));
      if (this.isStepped) this.paper.forEach(({ form }, other) => (form.hidden = other !== this.now));
      this.update();
      const { heading } = this.paper[this.now];
      heading.tabIndex = -1;
      heading.focus();
    }

    // An address may name a question that is not in sight.
    follow() {
      const id = decodeURIComponent(location.hash.slice(1));
      const at = this.paper.findIndex(({ heading }) => id && heading.id === id);
      if (at >= 0) this.go(at);
    }

    // One button a question, with its state in words.
    sheet() {
      const list = make("ol", "sheet");
      list.setAttribute("role", "list");
      this.paper.forEach((question, at) => {
        const item = make("li");
        const jump = button(String(at + 1), () => this.go(at));
        jump.dataset.step = `n${at}`;
        const states = [say(this.isAnswered(question) ? "quiz.answered" : "quiz.unanswered")];
        if (question.results.length) {
          states[0] = question.verdictWord();
          jump.dataset.mark = question.verdict();
          jump.append(piece(jump.dataset.mark));
        } else if (this.isAnswered(question)) jump.dataset.state = "answered";
        if (question.flag) {
          states.push(say("quiz.flagged"));
          jump.dataset.flag = "";
        }
        if (this.isStepped && at === this.now) jump.setAttribute("aria-current", "step");
        jump.setAttribute("aria-label", `${say("question.number", { n: at + 1, m: this.paper.length })}: ${states.join(", ")}`);
        item.append(jump);
        list.append(item);
      });
      return list;
    }

    steps() {
      const bar = make("p", "actions");
      const step = (key, by) => {
        const jump = button(say(key), () => this.go(this.now + by));
        jump.dataset.step = by;
        jump.disabled = !this.paper[this.now + by];
        bar.append(jump);
        return jump;
      };
      step("quiz.previous", -1);
      this.next = step("quiz.next", 1);
      return bar;
    }

    ask() {
      const dialog = ours("dialog", "ask");
      const open = this.paper.filter((question) => !this.isAnswered(question)).length;
      const flagged = this.paper.filter((question) => question.flag).length;
      const words = make("p", "ask-words", say("quiz.submit.ask"));
      words.id = "_ask";
      dialog.setAttribute("aria-labelledby", words.id);
      dialog.append(words);
      if (open) dialog.append(make("p", "", say("quiz.unanswered.count", { n: open })));
      if (flagged) dialog.append(make("p", "", say("quiz.flagged.count", { n: flagged })));
      const bar = make("p", "actions");
      const back = button(say("quiz.back"), () => dialog.close());
      back.autofocus = true;
      bar.append(
        button(say("quiz.submit"), () => {
          dialog.close();
          this.isPretest ? this.finishPretest() : this.finish();
        }, "first"),
        back,
      );
      dialog.append(bar);
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    }

    finish() {
      store.putAttempt(this.page.record, { done: Date.now() }, Date.now());
      for (const question of this.paper) {
        question.isInTest = false;
        question.told.replaceChildren();
        if (question.isMarked) {
          question.answer = question.isTouched ? question.read() : null;
          question.results = [marks.mark(question.key, question.answer).s];
          question.closed = true;
          question.shown = question.results[0] !== 1;
          question.showVerdict();
        } else {
          question.shown = true;
          question.showModel();
        }
        this.page.note(question);
      }
      this.update();
      this.page.flush(this.foot);
      this.headTo("_summary");
    }

    finishPretest() {
      const { record } = this.page;
      record.pretest = this.percent(this.paper.map((question) => [question, marks.mark(question.key, question.isTouched ? question.read() : null).s]));
      this.page.isDirty = true;
      for (const { form } of this.paper) form.hidden = true;
      const heading = make("h2", "", say("quiz.pretest.done"));
      heading.id = "_summary";
      const start = button(say("quiz.pretest.start"), () => {
        history.replaceState(null, "", location.pathname);
        location.reload();
      }, "first");
      this.foot.replaceChildren(heading, make("p", "", say("quiz.pretest.gain")), start);
      this.page.flush(this.foot);
      this.headTo(heading.id);
    }

    // Of pairs of a question and its mark.
    percent(list) {
      return marks.percent(list.map(([{ points }, s]) => ({ s, points })));
    }

    headTo(id) {
      const heading = document.getElementById(id);
      heading.tabIndex = -1;
      heading.focus();
    }

    summary() {
      const box = make("section", "summary");
      const heading = make("h2", "", say("quiz.summary"));
      heading.id = "_summary";
      box.setAttribute("aria-labelledby", heading.id);
      box.append(heading);
      const marked = this.paper.filter((question) => question.isMarked);
      const percent = this.percent(marked.map((question) => [question, question.mark]));
      if (percent !== null) box.append(this.result(percent));
      // A paper of reflections alone has no result; it is as read.
      else if (this.page.record.read <= 0) {
        this.page.record.read = Date.now();
        this.save();
      }
      const list = make("ol", "items");
      this.paper.forEach((question, at) => {
        const item = make("li");
        const link = make("a", "", question.heading.textContent);
        link.href = `#${question.heading.id}`;
        link.lang = question.lang;
        link.addEventListener("click", (event) => {
          event.preventDefault();
          this.go(at);
        });
        item.append(link);
        if (question.isMarked) {
          const note = make("span", "mark");
          note.dataset.mark = question.verdict();
          note.append(piece(note.dataset.mark), make("span", "", `${question.verdictWord()}, ${question.marksWords()}`));
          item.append(note);
        } else {
          item.append(make("span", "soft", say("question.unmarked")));
        }
        list.append(item);
      });
      box.append(list);
      const bar = make("p", "actions");
      const wrong = marked.filter((question) => question.mark < 1);
      if (wrong.length) bar.append(button(say("quiz.retry-wrong"), () => this.retry(wrong), "first"));
      bar.append(button(say("quiz.again"), () => this.again()));
      if (wrong.length) bar.append(make("span", "soft note", say("quiz.retry.note")));
      box.append(bar);
      return box;
    }

    result(percent) {
      const { record } = this.page;
      if (record.best === null || percent > record.best) {
        record.best = percent;
        this.save();
      }
      const shown = (percent) => Math.round(percent * 10) / 10;
      const n = shown(percent);
      const verdict = make("div", "verdict");
      const head = make("p", "verdict-head");
      if (this.pass === null) {
        head.append(make("span", "", say("quiz.result", { n })));
      } else {
        const isPassed = percent >= this.pass;
        verdict.dataset.mark = isPassed ? "right" : "wrong";
        head.append(piece(verdict.dataset.mark), make("span", "", say(isPassed ? "quiz.passed" : "quiz.failed")), make("span", "marks", say("quiz.result", { n })));
        verdict.append(make("p", "", say(isPassed ? "quiz.passed.line" : "quiz.failed.line", { n, m: this.pass })));
      }
      verdict.prepend(head);
      if (record.best > percent) verdict.append(make("p", "", say("quiz.best", { n: shown(record.best) })));
      const sureness = this.sureness();
      if (sureness) verdict.append(sureness);
      return verdict;
    }

    // How well the reader's sureness fits, apart from the marks.
    sureness() {
      const sure = this.paper.filter((question) => question.sure && question.results.length);
      if (!sure.length) return null;
      const sum = sure.reduce((sum, question) => sum + marks.confidence(question.sure, question.results[0] === 1), 0);
      return make("p", "", `${say("confidence.figure")}: ${sum} / ${sure.length * 3}`);
    }

    // Practice outside the attempt: nothing of it is kept.
    retry(wrong) {
      this.isRetrying = true;
      this.page.isOutside = true;
      document.querySelector(".kept")?.remove();
      for (const question of wrong) this.page.renew(question);
      this.show(wrong);
      this.go(0);
    }

    retryBar() {
      const bar = make("p", "actions");
      bar.append(
        button(say("quiz.summary"), () => {
          for (const question of this.all) this.page.reload(question);
          this.open();
          this.headTo("_summary");
        }),
        button(say("quiz.again"), () => this.again()),
        make("span", "soft note", say("quiz.retry.note")),
      );
      return bar;
    }

    // The question is as nobody has answered it. What it was worth still counts for its review.
    forget(question) {
      const kept = this.page.record.questions.get(question.id);
      if (kept?.marks.length) store.log(this.page, question, kept);
      this.page.renew(question);
      this.page.note(question);
    }

    again() {
      this.page.isOutside = false;
      for (const question of this.all) this.forget(question);
      this.begin();
      this.open();
      this.go(0);
    }
  }

  Object.assign(hornbook, { Quiz, askConfidence });
})();
