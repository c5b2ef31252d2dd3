// What is kept of learners over all pages: review, My learning, files and links, several people at one browser. From
// `file://`, on copies of `tests/sites/practice`.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import puppeteer from "puppeteer-core";
import { violations } from "./axe.mjs";
import { each, open, settle } from "./browser.mjs";
import { FIREFOX, answerAll, copy, form, frames, look, states, tabTo } from "./practice.mjs";

const DAY = 86400000;

/** What the browser keeps under our names, without who is at work and what was taken away. */
const kept = (page) =>
  page.evaluate(() => Object.fromEntries(Object.keys(localStorage).filter((name) => name.split(":").length === 5 && !name.includes("~undo")).sort().map((name) => [name, localStorage.getItem(name)])));

const told = (page) => page.textContent("#_learning .told", { timeout: 3000 }).catch(() => "nothing");

async function visit(page, address) {
  // Another place of the same page would not load it anew; else no blank page, from which a folder's icon would be refused.
  if (address.includes("#") && page.url().split("#")[0] === address.split("#")[0]) await page.goto("about:blank");
  await page.goto(address);
  await settle(page);
  // A host may still send the icon, which nobody who leaves waits for.
  if (address.startsWith("http")) await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => ["_learning", "_review"].every((id) => document.getElementById(id)?.childElementCount !== 0));
}

/** In the page: the clock stands so many days ahead. */
function ahead(days) {
  const now = Date.now;
  Date.now = () => now() + days * 86400000;
}

/** Saves results, forgets everything, brings it back, forgets again, and loads the file: the same as before. */
export function files(browser, base) {
  return look(browser, `${base}en/ten-types.html`, { acceptDownloads: true }, async (page, expect) => {
    await answerAll(page);
    await visit(page, `${base}en/test.html`);
    await page.click("text=Submit answers");
    await page.click("dialog >> text=Submit answers");
    await visit(page, `${base}en/learning.html`);
    await page.fill("#_name", "Ani <b>");
    await page.click("text=Keep the name");
    expect((await told(page)).includes("You are working as Ani <b>."), `after a name: ${await told(page)}`);
    const rows = await page.$$eval("#_learning .kept-list li", (rows) => rows.map((row) => row.textContent));
    expect(rows.some((row) => /Every type.*10 answers/.test(row) || /10 answers/.test(row)), `My learning lists ${rows}`);
    expect(rows.some((row) => row.includes("Best result: 0%")), `My learning has no result: ${rows}`);
    await page.click("#_learning details >> nth=0");
    await page.waitForFunction(() => document.querySelectorAll("#_learning .kept-list details[open] li").length >= 5).catch(() => expect(false, "the answers of a page are not listed"));
    const before = await kept(page);
    const save = async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("#_learning section >> text=Save my results")]);
      expect(/^practice-sample-Ani-b-?\.results\.json$/.test(download.suggestedFilename()), `the file is named ${download.suggestedFilename()}`);
      return readFileSync(await download.path(), "utf8");
    };
    const file = await save();
    const read = JSON.parse(file);
    expect(read.learner === "Ani <b>" && read.pages.length === 2 && read.site === "practice-sample", `the file holds ${file.slice(0, 200)}`);

    await page.click("text=Forget all my results");
    expect(Object.keys(await kept(page)).length === 0, `after forgetting: ${Object.keys(await kept(page))}`);
    expect((await told(page)).startsWith("Forgotten: My learning."), `after forgetting: ${await told(page)}`);
    expect(await page.evaluate(() => document.activeElement.classList.contains("told")), "what was done does not take the focus");
    await page.reload();
    await settle(page);
    await page.click("text=Bring back what was forgotten");
    expect(JSON.stringify(await kept(page)) === JSON.stringify(before), "undo brings back something else");
    await page.click("text=Forget all my results");

    const path = join(tmpdir(), `hornbook-${process.pid}.results.json`);
    const load = async (text) => {
      writeFileSync(path, text);
      await page.$$eval("#_learning .told", (notes) => notes.forEach((note) => (note.dataset.old = "")));
      await page.setInputFiles("#_learning input[type=file]", path);
      await page.waitForSelector("#_learning .told:not([data-old])");
      return told(page);
    };
    for (const [text, wanted] of [
      [file.slice(0, 900), "Not loaded: it is incomplete or damaged."],
      [JSON.stringify({ ...read, site: "other" }), "Not loaded: these are results from another site."],
      [JSON.stringify({ ...read, hornbook: 2 }), "Not loaded: it comes from a newer version of this site."],
      ["{}", "Not loaded: this is not a file of results."],
      ["x".repeat(4100000), "Not loaded: the file is too large for results."],
    ]) {
      const said = await load(text);
      expect(said.startsWith(wanted), `a bad file: ${said}, wanted ${wanted}`);
      expect(Object.keys(await kept(page)).length === 0, `a bad file changes something: ${wanted}`);
    }
    const preview = await load(file);
    expect(/This is what would change here:.*10 answers.*5 answers/s.test(preview), `the preview: ${preview}`);
    expect(Object.keys(await kept(page)).length === 0, "a preview changes something");
    await page.click("text=Load them");
    expect((await told(page)) === "The results are loaded.", `after loading: ${await told(page)}`);
    expect(JSON.stringify(await kept(page)) === JSON.stringify(before), "the file brings back something else");
    expect((await load(file)) === "There is nothing new in it.", `the same file again: ${await told(page)}`);
    expect((await page.evaluate(() => typeof window.hacked)) === "undefined" && (await page.locator("#_learning b b, #_learning img").count()) === 0, "a name is taken for HTML");

    // One page, and one question of it, by its own button.
    await page.click('[aria-label^="Forget: Every type"], [aria-label^="Forget: Questions of every type"], .kept-list .button >> nth=0');
    expect(Object.keys(await kept(page)).length === 2, `after forgetting one page: ${Object.keys(await kept(page))}`);
  });
}

/** From one browser to another by a link, which shows what it brings and asks. */
export async function link(browser, base) {
  const findings = [];
  const expect = (good, text) => good || findings.push(text);
  const one = await open(browser, {});
  await visit(one, `${base}en/ten-types.html`);
  await answerAll(one);
  await visit(one, `${base}en/ten-types.html`);
  const before = await states(one);
  await visit(one, `${base}en/learning.html`);
  await one.fill("#_name", "Գայանե");
  await one.keyboard.press("Enter");
  await one.click("text=Continue elsewhere");
  const address = await one.inputValue("#_learning .link");
  expect(address.includes("learning.html#p=") && address.split("#p=")[1].length <= 4000, `the link: ${address.slice(0, 100)}, ${address.length} letters`);
  expect((await told(one)).includes("Whoever has the link sees your results."), `beside the link: ${await told(one)}`);
  await one.click("text=Copy the link");
  await one.waitForFunction(() => /Copied|Copying failed/.test(document.querySelector("[role=status]").textContent)).catch(() => findings.push("it is not said whether the link was copied"));

  const two = await open(browser, {});
  await visit(two, address);
  const offered = await told(two);
  expect(/This is what would change here:.*10 answers/s.test(offered) && Object.keys(await kept(two)).length === 0, `the link offers ${offered}`);
  expect(!(await two.evaluate(() => location.href)).includes("#p="), "the results stay in the address");
  await two.click("text=Load them");
  expect((await two.textContent("#_learning")).includes("You are working as Գայանե."), "the name does not come along");
  await visit(two, `${base}en/ten-types.html`);
  expect(JSON.stringify(await states(two)) === JSON.stringify(before), `by the link: ${JSON.stringify(await states(two))}, before ${JSON.stringify(before)}`);
  for (const bad of ["#p=", "#p=1abc", "#p=<script>", "#p=9abc"]) {
    await visit(two, `${base}en/learning.html${bad}`);
    expect((await told(two)).startsWith("Not loaded:"), `${bad} says ${await told(two)}`);
  }
  findings.push(...one.faults, ...two.faults);
  await one.context().close();
  await two.context().close();
  return findings;
}

/** Two people at one browser do not mix, and a page that is open hears of the change. */
export async function learners(browser, base) {
  const findings = [];
  const expect = (good, text) => good || findings.push(text);
  const lesson = await open(browser, {});
  await visit(lesson, `${base}en/ten-types.html`);
  await answerAll(lesson);
  await lesson.reload();
  await settle(lesson);
  const before = JSON.stringify(await states(lesson));
  const learning = await lesson.context().newPage();
  await visit(learning, `${base}en/learning.html`);
  await learning.fill("#_name", "Ani");
  await learning.click("text=Keep the name");
  expect((await learning.textContent("#_learning")).includes("Not Ani? Switch"), "nobody is asked whether they are Ani");
  await learning.click("text=Somebody new");
  await learning.fill("#_name", "ani");
  await learning.click("text=Keep the name");
  expect((await told(learning)).includes("Somebody else at this computer has this name."), `a name twice: ${await told(learning)}`);
  await learning.fill("#_name", "Bob");
  await learning.click("text=Keep the name");
  expect((await learning.textContent("#_learning")).includes("Nothing is kept yet."), "Bob has what is Ani's");
  await lesson.bringToFront();
  await lesson.waitForFunction(() => document.querySelector("main")?.textContent.includes("Not Bob? Switch"), undefined, { timeout: 5000 }).catch(() => findings.push("the open page does not say who is at work"));
  await settle(lesson);
  expect((await lesson.locator(".verdict").count()) === 0, "the open page still shows Ani's answers");
  await lesson.check(`${form("batna")} [value="1"]`);
  await lesson.click(`${form("batna")} [type=submit]`);
  await learning.bringToFront();
  await learning.reload();
  await settle(learning);
  await learning.click("text=Switch to: Ani");
  // The page opens anew by itself, which nothing may cross.
  await lesson.bringToFront();
  await lesson.waitForFunction(() => document.querySelector("main")?.textContent.includes("Not Ani? Switch"), undefined, { timeout: 5000 }).catch(() => findings.push("the open page does not turn to Ani"));
  await visit(lesson, `${base}en/ten-types.html`);
  await learning.bringToFront();
  expect(JSON.stringify(await states(lesson)) === before, "Ani's answers are not as they were");
  // Who goes takes their own along, after a question.
  await lesson.goto(`${base}en/plain.html`);
  await learning.click("text=Switch to: Bob");
  await learning.click("text=Remove from this computer: Bob");
  await learning.click("dialog >> text=Cancel");
  expect((await learning.textContent("#_learning")).includes("You are working as Bob."), "cancelled, Bob is gone");
  await learning.click("text=Remove from this computer: Bob");
  await learning.click("dialog .button >> text=/^Remove$/");
  const names = Object.keys(await kept(learning));
  expect(names.length === 2, `after Bob has gone: ${names}`);
  await learning.click("text=Switch to: Ani");
  expect((await learning.textContent("#_learning")).includes("10 answers"), "with Bob went what is Ani's");
  // A page that opens anew for another learner drops what it was loading.
  findings.push(...lesson.faults.filter((fault) => !fault.includes("ERR_ABORTED")));
  await lesson.context().close();
  return findings;
}

/** A page that is open, or that the browser brings back, does not bring back what was reset elsewhere. */
export async function resets(browser, base) {
  const findings = [];
  const expect = (good, text) => good || findings.push(text);
  const lesson = await open(browser, {});
  await visit(lesson, `${base}en/ten-types.html`);
  await answerAll(lesson);
  // One that is put in, and not yet checked.
  await visit(lesson, `${base}en/steps.html`);
  await lesson.check(`${form("batna")} [value="0"]`);
  const learning = await lesson.context().newPage();
  await visit(learning, `${base}en/learning.html`);
  await learning.waitForFunction(() => document.querySelectorAll("#_learning .kept-list > li").length === 2);
  await learning.click("text=Forget all my results");
  await lesson.waitForFunction(() => !document.querySelector("form.question :checked"), undefined, { timeout: 5000 }).catch(() => findings.push("the open page still shows what was forgotten"));
  await lesson.bringToFront();
  await settle(lesson);
  await lesson.check(`${form("batna")} [value="1"]`);
  await lesson.click(`${form("batna")} [type=submit]`);
  await lesson.waitForSelector(`${form("batna")} .verdict`);
  const names = Object.keys(await kept(lesson)).join(" ");
  expect(/^\S+:steps:a \S+:steps:b$/.test(names), `after a reset and an answer there is ${names}`);
  // Back by the browser's memory.
  await lesson.goto(`${base}en/ten-types.html`);
  await settle(lesson);
  await lesson.goBack();
  await lesson.waitForURL(/steps\.html$/);
  await settle(lesson);
  await learning.reload();
  await settle(learning);
  await learning.click("text=Forget all my results");
  await lesson.waitForFunction(() => !document.querySelector(".verdict"), undefined, { timeout: 5000 }).catch(() => findings.push("a page that came back still shows what was forgotten"));
  await learning.click("text=Bring back what was forgotten");
  await lesson.waitForSelector(`${form("batna")} .verdict`, { timeout: 5000 }).catch(() => findings.push("the open page does not show what was brought back"));
  findings.push(...lesson.faults.filter((fault) => !fault.includes("ERR_ABORTED")));
  await lesson.context().close();
  return findings;
}

/** The text is edited, the page renamed with an alias, the language switched: progress is there. */
export async function survives(browser) {
  const findings = [];
  const expect = (good, text) => good || findings.push(text);
  const site = copy();
  const page = await open(browser, {});
  await visit(page, `${site.base}en/ten-types.html`);
  await answerAll(page);
  await page.reload();
  await settle(page);
  const before = JSON.stringify(await states(page));
  site.edit("en/ten-types.md", "A short text before the questions", "Another text, and longer than before it was edited,");
  site.rename("ten-types.md", "all-types.md");
  await visit(page, `${site.base}en/all-types.html`);
  expect(JSON.stringify(await states(page)) === before, `edited and renamed: ${JSON.stringify(await states(page))}`);
  for (const lang of ["en", "hy"]) {
    await visit(page, `${site.base}${lang}/learning.html`);
    const row = await page.textContent("#_learning .kept-list li");
    const href = await page.getAttribute("#_learning .kept-list a", "href");
    expect(href === `${site.base}${lang}/all-types.html` && /10 /.test(row), `My learning in ${lang} shows ${row} at ${href}`);
  }
  await visit(page, `${site.base}hy/all-types.html`);
  // Two of the questions ask something else there.
  const other = await states(page);
  const unanswered = Object.keys(other).filter((id) => !/\d|մոդել|օրինակելի/i.test(other[id]) || /\|/.test(other[id]));
  expect(unanswered.join() === "terms,gaps", `in the other language these are not answered: ${unanswered} of ${JSON.stringify(other)}`);
  findings.push(...page.faults);
  await page.context().close();
  site.remove();
  return findings;
}

/** Due with reasons, card by card on the pages of the questions, nothing of it in their answers. */
export function review(browser, base) {
  return look(browser, `${base}en/ten-types.html`, {}, async (page, expect, findings) => {
    await visit(page, `${base}en/review.html`);
    expect((await page.textContent("#_review")).includes("Answer some questions first"), "without answers the review is not empty");
    await visit(page, `${base}en/ten-types.html`);
    await answerAll(page);
    const before = await kept(page);
    await visit(page, `${base}en/review.html`);
    expect(/Nothing is due today\..*Next review: \d+ \w+ 20\d\d/s.test(await page.textContent("#_review")), `on the same day: ${await page.textContent("#_review")}`);
    await page.addInitScript(ahead, 30);
    await visit(page, `${base}en/review.html`);
    const text = await page.textContent("#_review");
    const due = Number(/(\d+) questions are due today/.exec(text)?.[1]);
    expect(due === 9, `after 30 days: ${text}`);
    expect(/Wrong last time|Partly right last time|Last seen 30 days ago/.test(text), `no reasons: ${text}`);
    await page.click("text=Start the review");
    await settle(page);
    for (let card = 1; card <= due; card++) {
      const shown = await page.$$eval("form.question", (forms) => forms.filter((form) => form.checkVisibility()).map((form) => form.dataset.id));
      expect(shown.length === 1, `card ${card} shows ${shown}`);
      const head = await page.textContent(".card");
      expect(head.startsWith(`Card ${card} of ${due}`) && head.length > 15, `card ${card} says ${head}`);
      expect((await page.locator(".verdict:visible").count()) === 0, `card ${card} shows the last verdict`);
      expect((await page.locator(".prose > p:visible:not(.card)").count()) === 0, `card ${card} shows the lesson`);
      expect(await page.evaluate(() => document.activeElement.matches("legend *")), `card ${card} does not take the focus`);
      if (card === 3) {
        await page.click("text=Stop for now");
        await page.waitForSelector("#_review .due");
        expect((await page.textContent("#_review")).includes(`${due - 2} questions are due today`), `after two cards: ${await page.textContent("#_review")}`);
        await page.click("text=Start the review");
        await settle(page);
        expect((await page.textContent(".card")).startsWith(`Card 1 of ${due - 2}`), "after a stop the review begins elsewhere");
      }
      const id = shown[0];
      await page.evaluate((id) => {
        const form = document.querySelector(`form[data-id="${id}"]`);
        const fields = [...form.querySelectorAll("[name=a]")];
        if (["radio", "checkbox"].includes(fields[0]?.type)) fields[0].click();
        else for (const field of fields) field.tagName === "SELECT" ? (field.selectedIndex = 1) : (field.value = "12");
        form.requestSubmit();
      }, id);
      await page.waitForSelector(`${form(id)} .verdict`);
      if (card === 3) break;
      await Promise.all([page.waitForEvent("load"), page.click(".actions.card .button >> nth=0")]);
      await settle(page);
    }
    // The rest, without looking.
    for (let left = due - 3; left >= 0; left--) {
      await Promise.all([page.waitForEvent("load"), page.click(".actions.card .button >> nth=0")]);
      await settle(page);
      if (await page.$("#_review")) break;
      await page.evaluate(() => {
        const form = [...document.querySelectorAll("form.question")].find((form) => !form.hidden);
        const fields = [...form.querySelectorAll("[name=a]")];
        if (["radio", "checkbox"].includes(fields[0]?.type)) fields[0].click();
        else for (const field of fields) field.tagName === "SELECT" ? (field.selectedIndex = 1) : (field.value = "12");
        form.requestSubmit();
      });
    }
    await page.waitForSelector("#_review .due");
    expect(/That is all for today\..*Next review/s.test(await page.textContent("#_review")), `at the end: ${await page.textContent("#_review")}`);
    const after = await kept(page);
    for (const name of Object.keys(before)) if (after[name] !== before[name]) findings.push(`a review changes ${name}`);
    // The address of a card without a review is the page as ever.
    await page.evaluate(() => sessionStorage.clear());
    await visit(page, `${base}en/ten-types.html#_review`);
    expect((await page.locator("form.question:visible").count()) === 10, "without a review the page is not as ever");
  });
}

/** A quiz before its course: no verdict, no marks, one figure kept, then the quiz as ever. */
export function pretest(browser, base) {
  return look(browser, `${base}en/steps.html#_pretest`, {}, async (page, expect) => {
    expect((await page.textContent("main")).includes("Before you learn: no feedback and no marks."), "it is not said that this is no test");
    expect((await page.locator("form.question:visible [type=submit]:visible").count()) === 0, "a pretest offers to check");
    await page.check(`${form("batna")} [value="0"]`);
    await page.click("text=Submit answers");
    await page.click("dialog >> text=Submit answers");
    expect((await page.textContent(".quiz-foot")).includes("your first result is kept") && (await page.locator(".verdict, .summary").count()) === 0, `after a pretest: ${await page.textContent(".quiz-foot")}`);
    await page.waitForLoadState("networkidle");
    await Promise.all([page.waitForEvent("load"), page.click("text=Go to the quiz")]);
    await settle(page);
    expect((await page.locator(".verdict").count()) === 0 && !(await page.isChecked(`${form("batna")} [value="0"]`)), "the pretest is in the quiz");
    await visit(page, `${base}en/learning.html`);
    const row = await page.textContent("#_learning .kept-list li");
    expect(/Before learning: 33\.3%/.test(row) && !row.includes("Best result"), `My learning shows ${row}`);
    await visit(page, `${base}en/steps.html#_pretest`);
    expect(!(await page.textContent("main")).includes("Before you learn"), "a pretest can be taken twice");
  });
}

/** Storage that is forbidden, full or littered: said plainly, and nothing breaks. */
export async function badStorage(browser, base) {
  const findings = [];
  const faults = {
    "throws on every call": [() => {
      for (const name of ["getItem", "setItem", "removeItem", "key", "clear"]) {
        Storage.prototype[name] = () => {
          throw new DOMException("denied", "SecurityError");
        };
      }
    }, "Not saved: the browser does not allow it."],
    "throws at its name": [() => {
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException("denied", "SecurityError");
          },
        });
      }
    }, "Not saved: the browser does not allow it."],
    "is full": [() => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    }, "Not saved: the browser’s storage is full."],
    "is littered": [() => {
      if (location.protocol === "about:") return;
      for (const name of ["hornbook:practice-sample::ten-types:a", "hornbook:practice-sample::~review:a", "hornbook:practice-sample:learners:b", "hornbook:practice-sample::p:x", "hornbook:", "x", "hornbook:practice-sample:%:p:a"]) localStorage.setItem(name, "[[{");
    }, "You are working as Ani."],
  };
  for (const [name, [spoil, wanted]] of Object.entries(faults)) {
    const page = await open(browser, {});
    await page.addInitScript(spoil);
    await visit(page, `${base}en/learning.html`);
    await page.fill("#_name", "Ani");
    await page.click("text=Keep the name");
    await frames(page);
    const text = await page.textContent("#_learning");
    if (!text.includes(wanted)) findings.push(`storage that ${name}: My learning says ${text.slice(0, 200)}`);
    await page.click("text=Forget all my results");
    await visit(page, `${base}en/review.html`);
    if (!(await page.textContent("#_review")).includes("Answer some questions first")) findings.push(`storage that ${name}: the review says ${await page.textContent("#_review")}`);
    findings.push(...page.faults.map((fault) => `storage that ${name}: ${fault}`));
    await page.context().close();
  }
  return findings;
}

/** Everything that My learning offers, by keys alone. */
export function keyboard(browser, base) {
  return look(browser, `${base}en/learning.html`, {}, async (page, expect) => {
    await tabTo(page, "#_name");
    await page.keyboard.type("Ani");
    await page.keyboard.press("Enter");
    expect((await told(page)).includes("You are working as Ani."), `by keys: ${await told(page)}`);
    for (const [text, wanted] of [["Continue elsewhere", "Open this link on the other device."], ["Somebody new", "No name is given."], ["Switch to: Ani", "You are working as Ani."], ["Forget all my results", "Forgotten:"]]) {
      await page.evaluate((text) => [...document.querySelectorAll("#_learning .button")].find((button) => button.textContent === text).setAttribute("data-goal", ""), text);
      await tabTo(page, "[data-goal]");
      await page.keyboard.press("Enter");
      expect((await told(page)).includes(wanted), `${text} by keys: ${await told(page)}`);
    }
    await tabTo(page, "#_learning input[type=file]");
  });
}

/** axe on both pages, empty and full, and on a card. */
export function accessible(browser, base, modes) {
  const runs = modes.flatMap((mode) => ["en", "hy"].map((lang) => ({ ...mode, lang })));
  return each(runs, ({ name, options, lang }) =>
    look(browser, `${base}${lang}/ten-types.html`, { bypassCSP: true, ...options }, async (page, expect, findings) => {
      const ask = async (state) => {
        for (const violation of await violations(page)) findings.push(`axe: ${violation} (${lang}, ${name}, ${state})`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(wide <= 0, `${state} is ${wide} px too wide (${lang}, ${name})`);
      };
      await visit(page, `${base}${lang}/learning.html`);
      await ask("My learning, empty");
      await visit(page, `${base}${lang}/review.html`);
      await ask("review, empty");
      await visit(page, `${base}${lang}/ten-types.html`);
      await answerAll(page);
      await visit(page, `${base}${lang}/learning.html`);
      await page.fill("#_name", "Ani");
      await page.keyboard.press("Enter");
      await page.click("#_learning details >> nth=0");
      await ask("My learning");
      const link = page.locator("#_learning section:nth-of-type(3) .button").last();
      await link.click();
      await ask("the link");
      await page.addInitScript(ahead, 30);
      await visit(page, `${base}${lang}/review.html`);
      await ask("review");
      await Promise.all([page.waitForEvent("load"), page.click("#_review .button")]);
      await settle(page);
      await ask("a card");
    }));
}

/** Processor time until My learning and the review are usable with 2,000 answered questions. */
export async function speed(browser) {
  const findings = [];
  const site = copy();
  const pages = Array.from({ length: 100 }, (_, page) => {
    const questions = Array.from({ length: 20 }, (_, n) => `## Question: Number ${n}?\n\nAnswer: ${n}\n\nTags: t${n % 5}\n\nId: q${n}\n`);
    return [`en/many/page-${page}.md`, `---\ntitle: Page ${page}\nkind: quiz\n---\n\n${questions.join("\n")}`];
  });
  site.write(pages);
  for (const name of ["learning", "review"]) {
    const times = [];
    for (let run = 0; run < 5; run++) {
      const page = await open(browser, {});
      await visit(page, `${site.base}en/many/page-0.html`);
      await page.evaluate((days) => {
        const { store } = hornbook;
        for (let at = 0; at < 100; at++) {
          const kept = store.open(localStorage, "practice-sample", "", `many/page-${at}`);
          const record = kept.look();
          for (let n = 0; n < 20; n++) {
            const key = document.querySelector(`form[data-id=q${n}]`).dataset.hash;
            store.put(record, `q${n}`, { answer: String(n), marks: n % 3 ? [1] : [0, 1], key, seconds: 10 }, Date.now() - days + at * 1000 + n);
          }
          kept.write(record);
        }
      }, 9 * DAY);
      const session = await page.context().newCDPSession(page);
      await session.send("Performance.enable", { timeDomain: "threadTicks" });
      await visit(page, `${site.base}en/${name}.html`);
      const { metrics } = await session.send("Performance.getMetrics");
      const spent = Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
      times.push(spent.ScriptDuration + spent.LayoutDuration + spent.RecalcStyleDuration);
      const text = await page.textContent(`#_${name}`);
      if (!(name === "learning" ? text.match(/20 answers/g)?.length === 100 : text.includes("20 questions are due today"))) findings.push(`${name} with 2,000 answers: ${text.slice(0, 300)}`);
      await page.context().close();
    }
    const least = Math.min(...times);
    console.log(`     ${name} with 2,000 answers: usable after ${least.toFixed(0)} ms of processor time`);
    if (least > 200) findings.push(`${name} with 2,000 answers: ${least.toFixed(0)} ms, at most 200`);
  }
  site.remove();
  return findings;
}

/** In Firefox from a folder each page keeps its own: both pages say so, and nothing is said in the console. */
export async function firefox(base) {
  const findings = [];
  const expect = (good, text) => good || findings.push(`Firefox: ${text}`);
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, headless: true });
  try {
    const page = await browser.newPage();
    page.on("console", (message) => findings.push(`Firefox, console ${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => findings.push(`Firefox, uncaught: ${error.message}`));
    page.on("request", (request) => {
      if (!/^(file|data|about|blob):/.test(request.url())) findings.push(`Firefox, request to another host: ${request.url()}`);
    });
    for (const name of ["learning", "review"]) {
      await page.goto(`${base}en/${name}.html`);
      await page.waitForSelector(`#_${name} .notice`);
      const text = await page.$eval(`#_${name}`, (holder) => holder.textContent);
      expect(text.includes("Firefox keeps each page apart"), `${name} says ${text.slice(0, 200)}`);
    }
    await page.goto(`${base}en/learning.html`);
    await page.waitForSelector("#_name");
    await page.focus("#_name");
    await page.keyboard.type("Ani");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".told");
    await page.reload();
    await page.waitForSelector("#_name");
    expect((await page.$eval("#_name", (field) => field.value)) === "Ani", "a name is not kept over a reload");
  } finally {
    await browser.close();
  }
  return findings;
}
