// Questions as a reader meets them: by keyboard alone, in colours and widths, over closed tabs, edits and full
// storage. From `file://`, on `tests/sites/practice` and on a site of bad input made here.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { violations } from "./axe.mjs";
import { each, open, settle } from "./browser.mjs";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAM = process.env.HORNBOOK ?? join(process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, "target"), "debug/hornbook");
export const FIREFOX = process.env.HORNBOOK_FIREFOX ?? "/usr/bin/firefox-esr";

function build(site, output) {
  const run = spawnSync(PROGRAM, ["build", site, "--out", output, "--today", "2026-11-24"], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`${PROGRAM} build ${site}: ${run.error ?? run.stdout + run.stderr}`);
}

/** A copy of the sample that may be edited and built again. */
export function copy() {
  const folder = mkdtempSync(join(tmpdir(), "hornbook-practice-"));
  const site = join(folder, "site");
  cpSync(join(REPOSITORY, "tests/sites/practice"), site, { recursive: true });
  const output = join(folder, "output");
  build(site, output);
  return {
    base: `${pathToFileURL(output).href}/`,
    edit(path, from, to) {
      const file = join(site, "content", path);
      const text = readFileSync(file, "utf8");
      if (!text.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`);
      writeFileSync(file, text.replace(from, to));
      build(site, output);
    },
    /** Gives a page another name in both languages; its old one becomes an alias. */
    rename(from, to) {
      for (const lang of ["en", "hy"]) {
        const folder = join(site, "content", lang);
        const text = readFileSync(join(folder, from), "utf8");
        writeFileSync(join(folder, to), text.replace("---\n", `---\naliases: [${from}]\n`));
        rmSync(join(folder, from));
        for (const other of readdirSync(folder)) {
          const page = join(folder, other);
          writeFileSync(page, readFileSync(page, "utf8").replaceAll(`(${from}`, `(${to}`));
        }
      }
      build(site, output);
    },
    write(files) {
      for (const [path, text] of files) {
        mkdirSync(dirname(join(site, "content", path)), { recursive: true });
        writeFileSync(join(site, "content", path), text);
      }
      build(site, output);
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Looks for what is wrong in a page of the folder, and for all that the page should not have said. */
export async function look(browser, address, options, run) {
  const findings = [];
  const page = await open(browser, { viewport: { width: 1280, height: 900 }, ...options });
  await page.addInitScript(listen);
  await page.goto(address);
  await settle(page);
  await run(page, (good, text) => good || findings.push(text), findings);
  // The icon may still be on its way when a page is left.
  findings.push(...page.faults.filter((fault) => !/icon\.\w+\.svg net::ERR_ABORTED$/.test(fault)));
  await page.context().close();
  return findings;
}

/** In the page: remembers what the one status says. */
function listen() {
  window.said = [];
  document.addEventListener("DOMContentLoaded", () => {
    const status = document.querySelector("[role=status]");
    // An empty page between two has none.
    if (status) new MutationObserver(() => status.textContent && window.said.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
  });
}

/** Lets announcements come: they take a frame. */
export const frames = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));

// ---- By keyboard ------------------------------------------------------------------------------------

/** Goes to what fits by Tab, or by Shift+Tab where it stands before the focus. */
export async function tabTo(page, selector) {
  for (let press = 0; press < 80; press++) {
    const way = await page.evaluate((selector) => {
      const now = document.activeElement;
      const wanted = document.querySelector(selector);
      if (!wanted) return `there is no ${selector}`;
      if (now === wanted || (now.type === "radio" && wanted.type === "radio" && now.name === wanted.name && now.form === wanted.form)) return "here";
      return now !== document.body && now.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? "Shift+Tab" : "Tab";
    }, selector);
    if (way === "here") return;
    if (!way.endsWith("Tab")) throw new Error(way);
    await page.keyboard.press(way);
  }
  throw new Error(`${selector} is not reached by keyboard`);
}

export const form = (id) => `form[data-id="${id}"]`;
const press = async (page, key, times = 1) => {
  for (let time = 0; time < times; time++) await page.keyboard.press(key);
};

/** What is put into a question of each kind, by keys alone. */
const ENTER = {
  async choice(page, at, value) {
    await tabTo(page, `${at} [name=a][value="${value}"]`);
    const here = () => page.evaluate(() => document.activeElement.value);
    // A group that was answered is entered at its choice, an open one at its first option.
    for (let step = 0; (await here()) !== String(value) && step < 10; step++) await press(page, "ArrowDown");
    await press(page, "Space");
  },
  async ticks(page, at, values) {
    const boxes = await page.$$eval(`${at} [name=a]`, (boxes) => boxes.map((box) => [Number(box.value), box.checked]));
    for (const [value, checked] of boxes) {
      if (checked === values.includes(value)) continue;
      await tabTo(page, `${at} [name=a][value="${value}"]`);
      await press(page, "Space");
    }
  },
  async text(page, at, text) {
    await tabTo(page, `${at} [name=a]`);
    await press(page, "Control+a");
    await page.keyboard.type(text);
  },
  async order(page, at, lines) {
    for (let place = 0; place < lines.length; place++) {
      const now = await page.$$eval(`${at} .order-item`, (rows) => rows.map((row) => [row.querySelector(".words").textContent, row.dataset.item]));
      const from = now.findIndex(([text]) => text === lines[place]);
      if (from < 0) throw new Error(`${at} has no line ${lines[place]}`);
      if (from === place) continue;
      await tabTo(page, `${at} [data-item="${now[from][1]}"] [data-move="-1"]`);
      await press(page, "Enter", from - place);
    }
  },
  async selects(page, at, texts) {
    const fields = await page.$$eval(`${at} [name=a]`, (fields) =>
      fields.map((field, place) => {
        field.dataset.place = place;
        return [field.tagName, field.closest(".pair")?.querySelector("span").textContent ?? String(place), [...(field.options ?? [])].map((option) => option.textContent), field.selectedIndex];
      }));
    for (const [place, [tag, name, options, now]] of fields.entries()) {
      const wanted = texts[name];
      await tabTo(page, `${at} [data-place="${place}"]`);
      if (tag === "INPUT") {
        await press(page, "Control+a");
        await page.keyboard.type(wanted);
        continue;
      }
      const by = options.indexOf(wanted) - now;
      if (!options.includes(wanted)) throw new Error(`${at} ${name} has no ${wanted} but ${options}`);
      await press(page, by > 0 ? "ArrowDown" : "ArrowUp", Math.abs(by));
    }
  },
};

const STEPS = ["Listen to the end", "Ask what stands behind it", "Answer with one fact", "Check that it is settled"];
const [FIRST, NO_DEAL, WORST, STEP] = ["The first number on the table", "What you do if there is no deal", "The worst terms you would accept", "A step towards the other side"];
const SAVING = "I must show my director a saving";
const URGENT = "I don’t want urgent orders";
const FIFTEEN = "Fifteen percent or nothing";
const SIXTY = "Payment in sixty days";
const terms = (...rights) => Object.fromEntries(["Anchor", "BATNA", "Reservation point", "Concession"].map((left, at) => [left, rights[at]]));
const lines = (...groups) => Object.fromEntries([SAVING, URGENT, FIFTEEN, SIXTY].map((line, at) => [line, groups[at]]));

/** Of each question of `ten-types.md`: how it is answered, and the marks of the first try out of its points. */
const TEN = {
  batna: { enter: "choice", points: 1, right: [0, 1], half: [2, 0.5], wrong: [1, 0] },
  plan: { enter: "ticks", points: 3, right: [[0, 1, 3], 3], half: [[0, 1], 2], wrong: [[2, 4], 0] },
  // Of two options none is half right.
  "no-deal": { enter: "choice", points: 1, tries: 1, right: [0, 1], half: [1, 0], wrong: [1, 0] },
  zopa: { enter: "text", points: 1, right: ["ZOPA", 1], half: ["bargaining range", 0.5], wrong: ["the market", 0] },
  discount: { enter: "text", points: 1, right: ["11,16", 1], half: ["11.5", 0], wrong: ["12", 0] },
  objection: { enter: "order", points: 3, right: [STEPS, 3], half: [[STEPS[1], STEPS[0], STEPS[2], STEPS[3]], 2], wrong: [[...STEPS].reverse(), 0] },
  terms: { enter: "selects", points: 2, right: [terms(FIRST, NO_DEAL, WORST, STEP), 2], half: [terms(FIRST, WORST, NO_DEAL, STEP), 1], wrong: [terms(STEP, WORST, NO_DEAL, FIRST), 0] },
  gaps: {
    enter: "selects",
    points: 3,
    right: [{ 0: "BATNA", 1: "possible", 2: "ZOPA" }, 3],
    half: [{ 0: "batna", 1: "certain", 2: "zopa" }, 2],
    wrong: [{ 0: "price", 1: "impossible", 2: "room" }, 0],
  },
  lines: {
    enter: "selects",
    points: 2,
    right: [lines("Interest", "Interest", "Position", "Position"), 2],
    half: [lines("Interest", "Interest", "Interest", "Interest"), 1],
    wrong: [lines("Position", "Position", "Interest", "Interest"), 0],
  },
};

const rounded = (n) => String(Math.round(n * 100) / 100);

/** Each of the ten types, answered in one way, then mended at a second try; nothing but keys is used. */
export function keyboard(browser, base, modes, ways) {
  const runs = modes.flatMap((mode) => ways.map((way) => ({ ...mode, way })));
  return each(runs, ({ name, options, way }) =>
    look(browser, `${base}en/ten-types.html`, options, async (page, expect) => {
      const where = `${way}, ${name}`;
      const check = async (id, wanted, points, isLast, word) => {
        const at = form(id);
        await frames(page);
        const before = await page.evaluate(() => window.said.length);
        await tabTo(page, `${at} [type=submit]`);
        const button = await page.textContent(`${at} [type=submit]`);
        expect(button.startsWith("Check"), `${id} (${where}): the button says ${button}`);
        await press(page, "Enter");
        await frames(page);
        const marks = `${rounded(wanted)} of ${points} points`;
        const verdict = await page.textContent(`${at} .verdict`, { timeout: 500 }).catch(() => "nothing");
        expect(verdict.includes(marks), `${id} (${where}): ${marks} wanted, the verdict is ${JSON.stringify(verdict)}`);
        expect(verdict.startsWith(word), `${id} (${where}): the verdict begins ${verdict.slice(0, 30)}, not ${word}`);
        const said = (await page.evaluate(() => window.said)).slice(before);
        expect(said.length === 1 && said[0].includes(marks), `${id} (${where}): announced ${JSON.stringify(said)}`);
        expect(verdict.includes("Why") === isLast, `${id} (${where}): Why is ${isLast ? "not " : ""}told`);
        const focus = await page.evaluate((at) => !!document.activeElement.closest(at), at);
        expect(focus, `${id} (${where}): the focus has left the question`);
      };
      for (const [id, { enter, points, tries = 2, right, [way]: [answer, mark] }] of Object.entries(TEN)) {
        await ENTER[enter](page, form(id), answer);
        const isClosed = mark === points || tries === 1;
        await check(id, mark, points, isClosed, mark === points ? "Right" : mark > 0 ? "Partly right" : isClosed ? "Wrong this time" : "Not yet");
        if (isClosed) {
          expect(await page.isHidden(`${form(id)} [type=submit]`), `${id} (${where}): it can be tried again`);
          continue;
        }
        const again = await page.textContent(`${form(id)} [type=submit]`);
        expect(again.startsWith("Try again"), `${id} (${where}): after a wrong try the button says ${again}`);
        await press(page, "Enter");
        await ENTER[enter](page, form(id), right[0]);
        await check(id, Math.max(mark, (points * 2) / 3), points, true, "Right");
      }
      const at = form("one-number");
      await ENTER.text(page, at, "Perhaps a budget.");
      await tabTo(page, `${at} [type=submit]`);
      await press(page, "Enter");
      await tabTo(page, `${at} .checks input`);
      await press(page, "Space");
      expect((await page.textContent(`${at} .verdict`)).startsWith("Model answer"), `the reflection shows no model answer (${where})`);
      expect(await page.isChecked(`${at} .checks input`), `a point to compare is not ticked by Space (${where})`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide <= 0, `the answered page is ${wide} px too wide (${where})`);
      const live = await page.$$eval("[role=status], [role=alert], [role=log], [aria-live]", (all) => all.length);
      expect(live === 1, `${live} live regions (${where})`);
    }));
}

/** Answers every question of a page in a hurry, half right. */
export async function answerAll(page) {
  await page.evaluate(() => {
    for (const form of document.querySelectorAll("form.question")) {
      form.querySelector("[data-do=hint]")?.click();
      const fields = [...form.querySelectorAll("[name=a]")];
      if (["radio", "checkbox"].includes(fields[0]?.type)) fields[0].click();
      else for (const field of fields) field.tagName === "SELECT" ? (field.selectedIndex = 1) : (field.value = "12");
      form.requestSubmit();
    }
  });
  await frames(page);
}

/** axe on pages of questions: open, with a mistake pointed out, and answered. */
export function accessible(browser, base, modes, paths) {
  const runs = modes.flatMap((mode) => paths.map((path) => ({ ...mode, path })));
  return each(runs, ({ name, options, path }) =>
    look(browser, base + path, { bypassCSP: true, ...options }, async (page, expect, findings) => {
      const ask = async (state) => {
        for (const violation of await violations(page)) findings.push(`axe: ${violation} on ${path} (${name}, ${state})`);
      };
      await ask("open");
      await page.evaluate(() => document.querySelectorAll("form.question").forEach((form) => form.requestSubmit()));
      await ask("nothing answered");
      await answerAll(page);
      await ask("answered");
      await page.evaluate(() => document.querySelectorAll(".actions [data-rank=last]:not([data-do], [hidden])").forEach((button) => button.click()));
      await ask("answers shown");
    }));
}

// ---- Tries ------------------------------------------------------------------------------------------

/** What is no answer yet costs no try, and says why. */
export function slips(browser, base) {
  return look(browser, `${base}en/ten-types.html`, {}, async (page, expect) => {
    const check = async (id, text) => {
      if (text !== undefined) await page.fill(`${form(id)} [name=a]`, text);
      await page.click(`${form(id)} [type=submit]`);
      await frames(page);
      return page.evaluate((at) => [document.querySelector(`${at} .error`)?.textContent, document.querySelector(`${at} .verdict`)?.textContent, window.said.at(-1)], form(id));
    };
    for (const [id, text, wanted] of [
      ["batna", undefined, "Please give an answer first."],
      ["zopa", "  ", "Please give an answer first."],
      ["terms", undefined, "4 places are still empty."],
      ["discount", "a lot", "Please write a number, such as 12 or 0.5."],
      ["discount", "1,000", "Do you mean 1000 or 1? No try was used."],
      ["zopa", "zone of posible agreement", "Almost. Check the spelling; no try was used."],
    ]) {
      const [error, verdict, said] = await check(id, text);
      expect(error === wanted && said === wanted && !verdict, `${id} with ${text}: ${JSON.stringify([error, verdict, said])}, wanted ${wanted}`);
      expect((await page.textContent(`${form(id)} [type=submit]`)).startsWith("Check"), `${id} with ${text}: the button does not check`);
    }
    // The near miss again is meant; then the first try is used.
    const [, verdict] = await check("zopa");
    expect(verdict?.includes("0 of 1 points"), `a near miss twice: ${verdict}`);
    // Mended at once it is a first try.
    await page.fill(`${form("gaps")} input >> nth=0`, "BATNAA");
    await page.selectOption(`${form("gaps")} select`, { label: "possible" });
    await page.fill(`${form("gaps")} input >> nth=1`, "ZOPA");
    expect((await check("gaps"))[0]?.startsWith("Almost"), "a near miss in a gap is not told");
    await page.fill(`${form("gaps")} input >> nth=0`, "BATNA");
    expect((await check("gaps"))[1]?.includes("3 of 3 points"), "after a near miss the right answer is not right at the first try");

    // Hints come one by one.
    await page.click(`${form("batna")} [data-do=hint]`);
    expect((await page.textContent(`${form("batna")} .hint`)).startsWith("Hint 1 of 2"), "the first hint does not come first");
    await page.click(`${form("batna")} [data-do=hint]`);
    expect((await page.locator(`${form("batna")} .hint`).count()) === 2 && (await page.isHidden(`${form("batna")} [data-do=hint]`)), "the second hint is not the last");

    // The answer on request closes the question; so do two tries.
    await page.fill(`${form("discount")} [name=a]`, "12");
    await page.click(`${form("discount")} [type=submit]`);
    await page.click(`${form("discount")} >> text=Show the answer`);
    const shown = await page.textContent(`${form("discount")} .verdict`);
    expect(/The right answer.*11\.16.*Why/s.test(shown) && (await page.isHidden(`${form("discount")} [type=submit]`)), `the answer on request: ${shown}`);
    for (const value of [1, 1]) {
      await page.check(`${form("batna")} [value="${value}"]`);
      await page.click(`${form("batna")} [type=submit]`);
      if (!(await page.textContent(`${form("batna")} .verdict`)).includes("Wrong this time")) await page.click(`${form("batna")} [type=submit]`);
    }
    const order = await page.$eval(`${form("batna")} .verdict`, (verdict) => [...verdict.children].map((part) => part.className || part.tagName));
    expect(order.join() === "verdict-head,feedback,DL", `the verdict stands in the order ${order}`);
    expect((await page.locator(`${form("batna")} .option:has([value="0"])`).textContent()).includes("The right answer"), "the right option is not marked when no try is left");
    // A double click checks once.
    await page.check(`${form("plan")} [value="2"]`);
    await page.dblclick(`${form("plan")} [type=submit]`);
    expect((await page.getAttribute(form("plan"), "data-state")) === "answered", "a double click takes the verdict away");
  });
}

// ---- What is kept -----------------------------------------------------------------------------------

export const states = (page) =>
  page.$$eval("form.question", (forms) =>
    Object.fromEntries(forms.map((form) => [form.dataset.id, form.querySelector(".verdict-head, .model dt")?.textContent ?? [...form.querySelectorAll("[name=a]")].map((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value)).join("|")])));

/** Answers outlive the tab, an edit of the text and a build; a changed answer is asked again. */
export async function kept(browser) {
  const findings = [];
  const expect = (good, text) => good || findings.push(text);
  const site = copy();
  const first = await open(browser, {});
  const context = first.context();
  const visit = async () => {
    const page = await context.newPage();
    page.on("console", (message) => findings.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => findings.push(`uncaught: ${error.message}`));
    await page.goto(`${site.base}en/ten-types.html`);
    await settle(page);
    return page;
  };
  let page = await visit();
  await answerAll(page);
  await page.reload();
  await settle(page);
  const before = await states(page);
  expect(Object.values(before).filter((state) => /points|Model/.test(state)).length === 10, `not all are answered: ${JSON.stringify(before)}`);
  expect((await page.$$eval(".kept", (notes) => notes.length)) === 0, "after a reload it is said again that answers are saved");
  await page.close();

  site.edit("en/ten-types.md", "A short text before the questions", "Another text, and longer than before it was edited,");
  page = await visit();
  expect(JSON.stringify(await states(page)) === JSON.stringify(before), `after an edit of the text: ${JSON.stringify(await states(page))}`);
  await page.close();

  site.edit("en/ten-types.md", "11.16 ± 0.01 million", "11.2 ± 0.01 million");
  page = await visit();
  const after = await states(page);
  expect(after.discount === "" && (await page.textContent(form("discount"))).includes("The question has changed since you answered."), `a changed answer is not asked again: ${after.discount}`);
  delete after.discount;
  expect(Object.entries(after).every(([id, state]) => before[id] === state), "with another question's answer changed, an answer is gone");
  await page.fill(`${form("discount")} [name=a]`, "11.2");
  await page.click(`${form("discount")} [type=submit]`);
  expect(!(await page.textContent(form("discount"))).includes("has changed"), "the notice stays after the new answer");

  await page.close();
  page = await visit();
  expect((await states(page)).discount?.includes("1 of 1 points"), "the new answer is not kept");
  await page.close();
  await context.close();
  site.remove();
  return findings;
}

/** Typed text and ticks that nobody has checked yet are there after a reload. */
export function drafts(browser, base) {
  return look(browser, `${base}en/ten-types.html`, {}, async (page, expect) => {
    await page.fill(`${form("zopa")} [name=a]`, "half a wo");
    await page.check(`${form("plan")} [value="3"]`);
    await page.fill(`${form("one-number")} textarea`, "I think of Gayane.");
    await page.click(`${form("objection")} [data-move="1"]:enabled >> nth=0`);
    const rows = () => page.$$eval(`${form("objection")} .order-item`, (rows) => rows.map((row) => row.dataset.item).join());
    const byButton = await rows();
    await page.dragAndDrop(`${form("objection")} .order-item:nth-child(4)`, `${form("objection")} .order-item:nth-child(1)`, { targetPosition: { x: 100, y: 4 } });
    const moved = await rows();
    expect(moved === [byButton.split(",")[3], ...byButton.split(",").slice(0, 3)].join(), `dragged from ${byButton} to ${moved}`);
    await page.reload();
    await settle(page);
    expect((await page.inputValue(`${form("zopa")} [name=a]`)) === "half a wo", "typed text is lost");
    expect(await page.isChecked(`${form("plan")} [value="3"]`), "a tick is lost");
    expect((await page.inputValue(`${form("one-number")} textarea`)) === "I think of Gayane.", "a reflection is lost");
    expect((await rows()) === moved, "an order is lost");
    expect((await page.locator(".verdict").count()) === 0, "a draft was checked");
  });
}

/** In the page: no storage at all. */
function forbid() {
  Object.defineProperty(window, "localStorage", {
    get() {
      throw new DOMException("denied", "SecurityError");
    },
  });
}

/** Storage that is full, forbidden, gone or full of rubbish: the page works, and says that nothing is saved. */
export async function badStorage(browser, base) {
  const findings = [];
  const faults = {
    "is full": [
      () => {
        // Really full: the browser's own limit, to the last character.
        if (localStorage.length) return;
        let chunk = "x".repeat(1 << 20);
        for (let at = 0; chunk; ) {
          try {
            localStorage.setItem(`fill${at}`, chunk);
            at++;
          } catch {
            chunk = chunk.slice(chunk.length >> 1 || 1);
          }
        }
      },
      "Not saved: the browser’s storage is full.",
    ],
    "throws on every call": [
      () => {
        for (const name of ["getItem", "setItem", "removeItem", "key", "clear"]) {
          Storage.prototype[name] = () => {
            throw new DOMException("denied", "SecurityError");
          };
        }
      },
      "Not saved: the browser does not allow it.",
    ],
    "throws at its name": [
      forbid,
      "Not saved: the browser does not allow it.",
    ],
    "forgets everything": [() => (Storage.prototype.setItem = () => {}), "Not saved: the browser does not allow it."],
  };
  for (const [name, [spoil, wanted]] of Object.entries(faults)) {
    const page = await open(browser, { acceptDownloads: true });
    await page.addInitScript(spoil);
    await page.addInitScript(listen);
    await page.goto(`${base}en/ten-types.html`);
    await settle(page);
    await page.check(`${form("batna")} [value="0"]`);
    await page.click(`${form("batna")} [type=submit]`);
    await frames(page);
    const expect = (good, text) => good || findings.push(`storage that ${name}: ${text}`);
    expect((await page.textContent(`${form("batna")} .verdict`)).includes("1 of 1 points"), "no verdict");
    const note = await page.textContent(".kept", { timeout: 1000 }).catch(() => "nothing");
    expect(note.startsWith(wanted), `the page says ${note}`);
    const said = await page.evaluate(() => window.said);
    expect(said.length === 1 && said[0].includes(wanted), `announced ${JSON.stringify(said)}`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(".kept button")]);
    expect(/^[\w-]+\.results\.json$/.test(download.suggestedFilename()), `the file is named ${download.suggestedFilename()}`);
    const file = JSON.parse(readFileSync(await download.path(), "utf8"));
    const answer = file.pages[0].questions.find(({ id }) => id === "batna");
    expect(answer?.final === 1 && answer.answer === 0 && file.site === "practice-sample", `the file holds ${JSON.stringify(file).slice(0, 200)}`);
    findings.push(...page.faults.map((fault) => `storage that ${name}: ${fault}`));
    await page.context().close();
  }

  // Rubbish under our keys is as nothing; one broken slot loses nothing, and both are whole again.
  findings.push(...(await look(browser, `${base}en/ten-types.html`, {}, async (page, expect) => {
    await answerAll(page);
    await page.reload();
    await settle(page);
    const before = JSON.stringify(await states(page));
    const names = await page.evaluate(() => Object.keys(localStorage).filter((name) => /:[ab]$/.test(name)));
    expect(names.length === 2, `slots: ${names}`);
    for (const name of names) {
      for (const rubbish of ["", "{}", "1 4 7 null", "\u0000\uffff", null]) {
        await page.evaluate(([name, rubbish]) => (rubbish === null ? localStorage.removeItem(name) : localStorage.setItem(name, rubbish === "" ? localStorage.getItem(name).slice(0, 100) : rubbish)), [name, rubbish]);
        await page.reload();
        await settle(page);
        expect(JSON.stringify(await states(page)) === before, `${name} holds ${JSON.stringify(rubbish)}: an answer is lost`);
      }
    }
    expect(await page.evaluate(([a, b]) => localStorage.getItem(a) === localStorage.getItem(b), names), "the broken slot was not made again");
    await page.evaluate(() => {
      for (const name of Object.keys(localStorage)) localStorage.setItem(name, "[[[");
    });
    await page.reload();
    await settle(page);
    expect((await page.locator(".verdict").count()) === 0 && (await page.isEnabled(`${form("batna")} [type=submit]`)), "rubbish is taken for answers");
  })));
  return findings;
}

/** Two tabs: the other one is told, shows the later answer, and keeps what is typed there. */
export async function twoTabs(browser, base) {
  const findings = [];
  const expect = (good, text) => good || findings.push(text);
  const one = await open(browser, {});
  await one.context().addInitScript(listen);
  const two = await one.context().newPage();
  for (const page of [one, two]) {
    await page.goto(`${base}en/ten-types.html`);
    await settle(page);
  }
  await two.bringToFront();
  await two.fill(`${form("zopa")} [name=a]`, "typed in the second");
  await one.bringToFront();
  await one.check(`${form("batna")} [value="0"]`);
  await one.click(`${form("batna")} [type=submit]`);
  await two.bringToFront();
  const told = await two.waitForSelector(`${form("batna")} .other-tab`, { timeout: 3000 }).catch(() => null);
  expect(told && (await told.textContent()) === "Changed in another tab; the later answer counts.", "the other tab is not told");
  expect((await two.textContent(form("batna"))).includes("1 of 1 points"), "the other tab does not show the answer");
  expect((await two.inputValue(`${form("zopa")} [name=a]`)) === "typed in the second", "what was typed in the other tab is gone");
  await frames(two);
  expect((await two.evaluate(() => window.said)).length <= 1, "the other tab is told more than once");
  await two.check(`${form("plan")} [value="0"]`);
  await two.click(`${form("plan")} [type=submit]`);
  await one.bringToFront();
  await one.waitForSelector(`${form("plan")} .verdict`, { timeout: 3000 }).catch(() => findings.push("the first tab does not hear of the second"));
  await one.reload();
  await settle(one);
  expect((await one.locator(".verdict").count()) === 2, "of two tabs only one was kept");

  // A test that is handed in here is handed in there; one that begins again does so in both.
  for (const page of [one, two]) {
    await page.goto(`${base}en/test.html`);
    await settle(page);
  }
  expect((await paperOf(one)).join() === (await paperOf(two)).join(), "two tabs have two papers");
  await one.bringToFront();
  await one.click("text=Submit answers");
  await one.click("dialog >> text=Submit answers");
  await two.bringToFront();
  await two.waitForSelector(".summary", { timeout: 3000 }).catch(() => findings.push("the other tab does not show that the test is handed in"));
  await one.bringToFront();
  await one.click("text=Start again");
  const next = (await paperOf(one)).join();
  await two.bringToFront();
  await two.waitForSelector("text=Submit answers", { timeout: 3000 }).catch(() => findings.push("the other tab does not begin again"));
  expect((await paperOf(two)).join() === next && (await two.locator(".verdict").count()) === 0, `the new paper is ${next}, in the other tab ${await paperOf(two)}`);
  findings.push(...one.faults);
  await one.context().close();
  return findings;
}

/** The text is exchanged in place, as the preview does: answers, typed text and verdicts stay. */
export async function exchanged(browser, base) {
  const findings = [];
  for (const blocked of [false, true]) {
    const page = await open(browser, {});
    if (blocked) await page.addInitScript(forbid);
    await page.goto(`${base}en/ten-types.html`);
    await settle(page);
    await page.check(`${form("batna")} [value="1"]`);
    await page.click(`${form("batna")} [data-do=hint]`);
    await page.click(`${form("batna")} [type=submit]`);
    await page.click(`${form("batna")} [type=submit]`);
    await page.check(`${form("batna")} [value="2"]`);
    await page.check(`${form("no-deal")} [value="1"]`);
    await page.click(`${form("no-deal")} [type=submit]`);
    await page.fill(`${form("zopa")} [name=a]`, "half a wo");
    const sent = readFileSync(fileURLToPath(page.url()), "utf8");
    const look = async (what) => {
      const expect = (good, text) => good || findings.push(`${what}${blocked ? ", storage forbidden" : ""}: ${text}`);
      expect(await page.isChecked(`${form("batna")} [value="2"]`), "a choice of the second try is gone");
      expect((await page.textContent(`${form("batna")} [type=submit]`)).startsWith("Check"), "an open question is not open");
      expect((await page.locator(`${form("batna")} .hint`).count()) === 1, "a hint is gone");
      expect((await page.textContent(`${form("no-deal")} .verdict`).catch(() => "")).includes("0 of 1 points"), "a verdict is gone");
      expect((await page.locator(".verdict").count()) === 1, "there are more verdicts than answers");
      expect((await page.inputValue(`${form("zopa")} [name=a]`)) === "half a wo", "typed text is gone");
    };
    const exchange = (all) =>
      page.evaluate(([sent, all]) => {
        const after = new DOMParser().parseFromString(sent, "text/html");
        const [live, fresh] = [document, after].map((page) => page.querySelector(".prose"));
        if (all) live.replaceWith(document.importNode(fresh, true));
        else live.querySelector("p").replaceWith(document.importNode(fresh.querySelector("p"), true));
        document.dispatchEvent(new Event("hornbook:content"));
      }, [sent, all]);
    await exchange(false);
    await look("a paragraph exchanged");
    await exchange(true);
    await look("all exchanged");
    await exchange(true);
    await look("all exchanged twice");
    // It still works: the second try.
    await page.click(`${form("batna")} [type=submit]`);
    const verdict = await page.textContent(`${form("batna")} .verdict`);
    if (!verdict.includes("0.33 of 1 points")) findings.push(`after the exchange the second try gives ${verdict}`);
    findings.push(...page.faults);
    await page.context().close();
  }
  return findings;
}

// ---- Quiz pages -------------------------------------------------------------------------------------

const paperOf = (page) => page.$$eval("form.question:not([hidden])", (forms) => forms.map((form) => form.dataset.id));

/** A test drawn by tag: the same paper after a reload, one submit, a summary, practice of the wrong ones, then others. */
export function test(browser, base) {
  return look(browser, `${base}en/test.html`, {}, async (page, expect) => {
    const paper = await paperOf(page);
    const sums = (paper) => paper.filter((id) => id.startsWith("sum-")).length;
    expect(paper.length === 5 && sums(paper) === 2 && new Set(paper).size === 5, `drawn: ${paper}`);
    const options = () => page.$$eval("form.question:not([hidden]) .option", (options) => options.map((option) => option.textContent).join());
    const shuffled = await options();
    expect((await page.locator("form.question:not([hidden]) [type=submit]:visible, [data-do=hint]:visible").count()) === 0, "a test offers to check, or a hint");
    const at = (n) => form(paper[n]);
    const answer = async (n, isRight) => {
      const field = page.locator(`${at(n)} [name=a]`);
      if ((await field.count()) > 1) return page.check(`${at(n)} [value="${isRight ? 0 : 1}"]`);
      await field.fill(isRight ? String((Number(paper[n].slice(4)) + 1) * 20) : "1");
    };
    await answer(0, true);
    await answer(1, true);
    await answer(2, false);
    await page.click(`${at(1)} [data-do=flag]`);
    await page.click(`${at(2)} [name=confidence][value="3"]`);
    await page.reload();
    await settle(page);
    expect((await paperOf(page)).join() === paper.join(), `after a reload: ${await paperOf(page)}, before ${paper}`);
    expect((await options()) === shuffled, "the options have another order after a reload");
    const sheet = () => page.$$eval(".sheet .button", (buttons) => buttons.map((button) => button.getAttribute("aria-label").split(": ")[1]));
    expect((await sheet()).join("; ") === "Answered; Answered, Flagged; Answered; Not answered; Not answered", `the answer sheet: ${await sheet()}`);
    expect(await page.isChecked(`${at(2)} [name=confidence][value="3"]`), "how sure one is was not kept");
    await page.click(".sheet .button >> nth=3");
    expect(await page.evaluate((at) => !!document.activeElement.closest(at), at(3)), "the answer sheet does not lead to the question");

    await page.click("text=Submit answers");
    const asked = await page.textContent("dialog.ask");
    expect(/Submit now\?.*2 questions are not answered yet.*1 question is flagged/.test(asked), `the dialog asks ${asked}`);
    await page.click("dialog >> text=Back to questions");
    await page.waitForSelector("dialog", { state: "detached" });
    expect((await page.locator(".verdict").count()) === 0, "going back submits");
    await page.click("text=Submit answers");
    await page.click("dialog >> text=Submit answers");
    const summary = await page.textContent(".summary");
    expect(/Not passed yet.*Result: 40%.*the pass mark is 60%/s.test(summary), `the summary: ${summary}`);
    expect((await page.locator(".summary .items li").count()) === 5, "the summary does not list the questions");
    expect(await page.evaluate(() => document.activeElement.id === "_summary"), "the summary does not take the focus");
    expect((await page.textContent(`${at(2)} .verdict`)).includes("Sure, but wrong"), "sure but wrong is not told");
    await page.reload();
    await settle(page);
    expect((await page.textContent(".summary", { timeout: 1000 }).catch(() => "nothing")).replace(/\s/g, "") === summary.replace(/\s/g, ""), "after a reload the test is not as it was handed in");

    await page.click("text=Retry wrong ones");
    const wrong = await paperOf(page);
    expect(wrong.join() === paper.filter((_, n) => n > 1).join(), `to retry: ${wrong}`);
    await answer(2, true);
    await page.click(`${at(2)} [type=submit]`);
    expect((await page.textContent(`${at(2)} .verdict`)).includes("1 of 1 points"), "what is retried is not checked");
    await page.click(".quiz-foot >> text=Summary");
    expect((await page.textContent(".summary")).includes("Result: 40%"), "practice has changed the result");

    const seen = new Set(paper);
    await page.click("text=Start again");
    const next = await paperOf(page);
    expect(next.length === 5 && sums(next) === 2 && next.filter((id) => seen.has(id)).length === 0, `start again draws ${next} after ${paper}`);
    expect((await page.locator(".verdict").count()) === 0 && (await sheet()).every((state) => state === "Not answered"), "a new test is not empty");
    await page.reload();
    await settle(page);
    expect((await paperOf(page)).join() === next.join(), "the new paper does not survive a reload");
    await page.click("text=Submit answers");
    await page.click("dialog >> text=Submit answers");
    expect((await page.textContent(".summary")).includes("Best result: 40%"), "the best result is forgotten");
  });
}

/** One question at a time: steps, the sheet, the summary, an address with a question in it. */
export function steps(browser, base) {
  return look(browser, `${base}en/steps.html`, {}, async (page, expect) => {
    const visible = () => paperOf(page).then((ids) => ids.join());
    expect((await visible()) === "batna", `in sight: ${await visible()}`);
    await page.check(`${form("batna")} [value="0"]`);
    await page.click(`${form("batna")} [type=submit]`);
    expect(await page.evaluate(() => document.activeElement.textContent === "Next question"), "after the last try the focus is not on the way on");
    await page.keyboard.press("Enter");
    expect((await visible()) === "no-deal" && (await page.evaluate(() => document.activeElement.matches("[data-id=no-deal] h2"))), "the next question does not take the focus");
    await page.check(`${form("no-deal")} [value="1"]`);
    await page.click(`${form("no-deal")} [type=submit]`);
    await page.click("text=Next question");
    await page.fill(`${form("discount")} [name=a]`, "11.16");
    await page.click(`${form("discount")} [type=submit]`);
    await page.click("text=Next question");
    expect(await page.isDisabled("text=Next question"), "there is a way on from the last question");
    await page.fill(`${form("one-number")} textarea`, "A budget.");
    await page.click(`${form("one-number")} [type=submit]`);
    const summary = await page.textContent(".summary");
    expect(/Not passed yet.*Result: 66\.7%.*Right, 1 of 1 points.*Wrong this time, 0 of 1 points.*Not marked/s.test(summary), `the summary: ${summary}`);
    const id = await page.$eval(`${form("discount")} h2`, (heading) => heading.id);
    await page.goto(`${base}en/plain.html`);
    await settle(page);
    await page.goto(`${base}en/steps.html#${id}`);
    await settle(page);
    expect((await visible()) === "discount", `an address with a question shows ${await visible()}`);
  });
}

/** On paper: a form to fill in, without buttons, with the way to the answers. */
export function paper(browser, base) {
  return look(browser, `${base}en/ten-types.html`, {}, async (page, expect) => {
    await page.emulateMedia({ media: "print" });
    const text = await page.innerText("main");
    expect(text.includes("Answers to this page: en/ten-types.answers.html"), "the answer key is not named");
    expect(text.includes(`${FIRST} · `) && /\((im|)possible · |\(certain · /.test(text), "what can be chosen is not there to be written");
    expect((await page.locator("form button:visible").count()) === 0, "a button is printed");
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.length > 10000, "no paper");
  });
}

// ---- Bad input and speed ----------------------------------------------------------------------------

/** Two hundred questions, thirty thousand characters, a hundred options, script in every field. */
function hostile() {
  const folder = mkdtempSync(join(tmpdir(), "hornbook-hostile-"));
  const content = join(folder, "site/content");
  mkdirSync(content, { recursive: true });
  writeFileSync(join(folder, "site/hornbook.toml"), 'title = "Bad input"\nid = "bad-input"\n');
  const kinds = [
    (n) => `- [x] right ${n}\n  > Fine.\n- [ ] wrong ${n}\n- [ ] other ${n}\n`,
    (n) => `Answer: word${n} | other\n`,
    () => "1. one\n2. two\n3. three\n4. four\n",
    () => "- a → x\n- b → y\n- c → z\n",
    (n) => `Answer: ${n}\n`,
  ];
  const many = Array.from({ length: 200 }, (_, n) => `\n## Question: Number ${n}, what is right?\n\n${kinds[n % 5](n)}\n> Why: because ${n}.\n\nId: q${n}\n`);
  writeFileSync(join(content, "many.md"), `---\ntitle: Two hundred\nkind: quiz\n---\n${many.join("")}`);
  const hundred = (line) => Array.from({ length: 100 }, (_, n) => line(n)).join("\n");
  writeFileSync(join(content, "long.md"), `---
title: Long
kind: lesson
---

## Question: Which of a hundred?

${"word ".repeat(6000)}

${hundred((n) => `- [${n === 42 ? "x" : " "}] option ${n}`)}

Id: hundred

## Question: ${"x".repeat(30000)}

Answer: yes

Id: long

## Question: Order a hundred

${hundred((n) => `${n + 1}. item ${n}`)}

Id: order

## Question: Match a hundred

${hundred((n) => `- left ${n} → right ${n}`)}

Id: match
`);
  const evil = "`\"'><script>hacked=1</script><img src=x onerror=hacked=1>` \\<b\\> &lt;script&gt;hacked=1&lt;/script&gt; ${hacked=1} {{ hacked }}";
  writeFileSync(join(content, "script.md"), `---
title: Script
kind: quiz
---

## Question: choose ${evil}

${evil}

- [x] a ${evil}
  > ${evil}
- [ ] b ${evil}
  > ${evil}

> Hint: ${evil}

> Why: ${evil}

Id: choose

## Question: write ${evil}

Answer: ${evil}

Id: write

## Question: order ${evil}

1. one ${evil}
2. two ${evil}

Id: order

## Question: match ${evil}

- l ${evil} → r ${evil}
- m ${evil} → s ${evil}

Id: match

## Question: sort ${evil}

- g ${evil}
  - c ${evil}
- h ${evil}
  - d ${evil}

Id: sort

## Question: think ${evil}

> Model answer: ${evil}
>
> - check ${evil}

Id: think
`);
  writeFileSync(join(content, "index.md"), "---\ntitle: Bad input\n---\n\n[a](many.md), [b](long.md), [c](script.md)\n");
  build(join(folder, "site"), join(folder, "output"));
  return { base: `${pathToFileURL(join(folder, "output")).href}/`, remove: () => rmSync(folder, { recursive: true }) };
}

export async function badInput(browser) {
  const site = hostile();
  const findings = await each(["many", "long", "script"], (name) =>
    look(browser, `${site.base}${name}.html`, { viewport: { width: 320, height: 640 } }, async (page, expect) => {
      const tell = (good, text) => expect(good, `${name}: ${text}`);
      await answerAll(page);
      await page.evaluate(() => document.querySelectorAll(".actions [data-rank=last]:not([data-do], [hidden])").forEach((button) => button.click()));
      await frames(page);
      const verdicts = await page.locator(".verdict").count();
      const forms = await page.locator("form.question").count();
      tell(verdicts >= forms, `${verdicts} verdicts for ${forms} questions`);
      tell((await page.evaluate(() => typeof window.hacked)) === "undefined" && (await page.locator("main script, main img").count()) === 0, "script of the text has run, or stands in the page");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      tell(wide <= 0, `${wide} px too wide`);
      const before = await states(page);
      await page.reload();
      await settle(page);
      tell(JSON.stringify(await states(page)) === JSON.stringify(before), "a reload changes what is answered");
      if (name === "script") {
        const why = await page.textContent(`${form("choose")} .verdict dd`);
        tell(why.includes("<script>hacked=1</script>") && why.includes("${hacked=1} {{ hacked }}"), `the text is not shown as written: ${why}`);
      }
    }));
  site.remove();
  return findings;
}

/** Processor time, so that a busy machine fails nobody: to set up 200 questions, and to check one of them. */
export async function speed(browser, base) {
  const findings = [];
  const site = hostile();
  for (const [address, name, ready] of [[`${site.base}many.html`, "200 questions", 200], [`${base}en/ten-types.html`, "a lesson of ten", 200]]) {
    const setUps = [];
    let checks = [];
    for (let run = 0; run < 5; run++) {
      const page = await open(browser, {});
      const session = await page.context().newCDPSession(page);
      await session.send("Performance.enable", { timeDomain: "threadTicks" });
      const spent = async () => {
        const { metrics } = await session.send("Performance.getMetrics");
        return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
      };
      await page.goto(address);
      await settle(page);
      const { ScriptDuration, LayoutDuration, RecalcStyleDuration } = await spent();
      setUps.push(ScriptDuration + LayoutDuration + RecalcStyleDuration);
      for (let at = 0; run === 0 && at < 10; at++) {
        await page.evaluate((at) => {
          const form = document.querySelectorAll("form.question")[at];
          const fields = [...form.querySelectorAll("[name=a]")];
          if (["radio", "checkbox"].includes(fields[0]?.type)) fields[0].click();
          else for (const field of fields) field.tagName === "SELECT" ? (field.selectedIndex = 1) : (field.value = "12");
        }, at);
        await frames(page);
        const before = await spent();
        await page.evaluate((at) => document.querySelectorAll("form.question")[at].requestSubmit(), at);
        const after = await spent();
        checks.push(["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"].reduce((sum, part) => sum + after[part] - before[part], 0));
      }
      await page.context().close();
    }
    const middle = (list) => list.sort((a, b) => a - b)[list.length >> 1];
    const [setUp, check] = [Math.min(...setUps), middle(checks)];
    console.log(`     ${name}: usable after ${setUp.toFixed(0)} ms, an answer checked in ${check.toFixed(1)} ms of processor time`);
    if (setUp > ready) findings.push(`${name}: ${setUp.toFixed(0)} ms until it is usable, at most ${ready}`);
    if (check > 16) findings.push(`${name}: ${check.toFixed(1)} ms to check an answer, at most 16`);
  }
  site.remove();
  return findings;
}

// ---- Firefox ----------------------------------------------------------------------------------------

/** The same in Debian's Firefox, shortly: answered by keys, kept over a reload, a test, nothing said in the console. */
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
    for (const width of [1280, 320]) {
      await page.setViewport({ width, height: 900 });
      await page.goto(`${base}en/ten-types.html`);
      await page.evaluate(() => localStorage.clear());
      await page.reload();
      const check = async (id, marks, enter) => {
        await page.focus(`${form(id)} :is([name=a], [data-move]:enabled)`);
        await enter();
        await page.focus(`${form(id)} [type=submit]`);
        await page.keyboard.press("Enter");
        const verdict = await page.$eval(`${form(id)} .verdict`, (verdict) => verdict.textContent).catch(() => "nothing");
        expect(verdict.includes(marks), `${id} at ${width} px: ${verdict}, wanted ${marks}`);
      };
      const keys = async (...keys) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      await check("batna", "of 1 points", () => keys(" "));
      await check("plan", "of 3 points", () => keys(" "));
      await check("no-deal", "1 of 1 points", () => keys(" "));
      await check("zopa", "1 of 1 points", () => page.keyboard.type("zopa"));
      await check("discount", "0 of 1 points", () => page.keyboard.type("12"));
      await check("objection", "of 3 points", () => keys("Enter"));
      const down = (count) => async () => {
        for (let at = 0; at < count; at++) await keys("ArrowDown", "Tab");
      };
      await check("terms", "0.5 of 2 points", down(4));
      await check("lines", "1 of 2 points", down(4));
      await check("gaps", "of 3 points", async () => {
        await page.keyboard.type("BATNA");
        await keys("Tab", "ArrowDown", "Tab");
        await page.keyboard.type("ZOPA");
      });
      await page.focus(`${form("one-number")} textarea`);
      await page.keyboard.type("A budget.");
      await page.focus(`${form("one-number")} [type=submit]`);
      await page.keyboard.press("Enter");
      const verdicts = () => page.$$eval(".verdict", (all) => all.map((verdict) => verdict.textContent).join("|"));
      const before = await verdicts();
      await page.reload();
      expect((await verdicts()) === before && before.split("|").length === 10, `after a reload at ${width} px: ${await verdicts()}, before ${before}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide <= 0, `${wide} px too wide at ${width} px`);
    }
    await page.goto(`${base}en/test.html`);
    const paper = () => page.$$eval("form.question:not([hidden])", (forms) => forms.map((form) => form.dataset.id).join());
    const drawn = await paper();
    await page.reload();
    expect(drawn.split(",").length === 5 && (await paper()) === drawn, `the test: ${drawn}, after a reload ${await paper()}`);
    await page.evaluate(() => document.querySelector(".quiz-foot > .button").click());
    await page.evaluate(() => document.querySelector("dialog .button").click());
    expect((await page.$eval(".summary", (summary) => summary.textContent)).includes("Result: 0%"), "the test has no summary");
  } finally {
    await browser.close();
  }
  return findings;
}
