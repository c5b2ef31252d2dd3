// A course as a reader goes through it, by keyboard alone, to the certificate; in colours and widths, on paper,
// without script and without storage. From `file://`, on `tests/sites/courses`.

import puppeteer from "puppeteer-core";
import { violations } from "./axe.mjs";
import { each, open, settle } from "./browser.mjs";
import { FIREFOX } from "./practice.mjs";

/** The items of the first course in their order; an answer for each question of a quiz. */
const ITEMS = [
  { path: "one", title: "The first lesson" },
  { path: "two", title: "The second lesson" },
  { path: "check", title: "Check: both lessons", answers: { sum: "4", after: 0 } },
  { path: "four", title: "The fourth lesson" },
  { path: "page", title: "A page that is no lesson" },
  { path: "doubt", title: "Check: in doubt", answers: { sum: "2", more: "3" } },
  { path: "form", title: "The form" },
  { path: "last", title: "The last lesson" },
];
const lesson = (item) => `en/lessons/${item.path}.html`;

async function look(browser, options, run) {
  const findings = [];
  const page = await open(browser, { viewport: { width: 1280, height: 900 }, ...options });
  await run(page, (good, text) => good || findings.push(text));
  // What the next visit cuts off is no fault of the page.
  findings.push(...page.faults.filter((fault) => !fault.endsWith("net::ERR_ABORTED")));
  await page.context().close();
  return findings;
}

const visit = async (page, address) => {
  await page.goto(address);
  await settle(page);
};

/** Goes to what fits by Tab and presses a key there. */
async function pressAt(page, selector, key = "Enter") {
  for (let press = 0; press < 120; press++) {
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return page.keyboard.press(key);
    await page.keyboard.press("Tab");
  }
  throw new Error(`${selector} is not reached by keyboard on ${page.url()}`);
}

const form = (id) => `form[data-id="${id}"]`;
/** Answers a quiz by keys; `wrong` names a question that gets a wrong answer. */
async function take(page, answers, wrong) {
  for (const [id, answer] of Object.entries(answers)) {
    if (typeof answer === "number") {
      const value = id === wrong ? 1 - answer : answer;
      await page.focus(`${form(id)} [name=a][value="${value}"]`);
      await page.keyboard.press("Space");
    } else {
      await pressAt(page, `${form(id)} [name=a]`, "Control+a");
      await page.keyboard.type(id === wrong ? "77" : answer);
    }
    await pressAt(page, `${form(id)} [type=submit]`);
    await page.waitForSelector(`${form(id)} .verdict`);
  }
}

async function isReady(page, base) {
  await visit(page, `${base}en/first.certificate.html`);
  return page.isVisible("#_certificate");
}

/** Eight items: the certificate comes with the last one, and with every pass mark, and not before. */
export async function walk(browser, base) {
  return look(browser, {}, async (page, expect) => {
    await page.addInitScript(() => (window.print = () => (window.printed = (window.printed ?? 0) + 1)));
    expect(!(await isReady(page, base)), "the certificate is ready before anything is done");
    expect(await page.isVisible("#_wait"), "the certificate does not say what it waits for");
    for (const [at, item] of ITEMS.entries()) {
      await visit(page, base + lesson(item));
      const bar = await page.innerText("#_course-bar");
      expect(bar.includes(`Item ${at + 1} of 8`) && bar.includes("The first course"), `${item.path}: the bar says ${bar}`);
      const row = await page.getAttribute("#_course-bar .row", "aria-label");
      expect(row === `${at} of 8 read, now at item ${at + 1}`, `${item.path}: the row says ${row}`);
      if (item.answers) {
        const [first] = Object.keys(item.answers);
        expect((await page.locator("#_read").count()) === 0, `${item.path}: a quiz can be marked as read`);
        if (item.path === "check") {
          // One of two is less than 80 %, so the item stays open; the next attempt counts.
          await take(page, item.answers, first);
          expect(!(await isReady(page, base)), "ready after a failed quiz");
          await visit(page, `${base}en/first.html`);
          const state = await page.innerText(".item[data-number='3'] .said");
          expect(state === "50%, pass mark 80%", `a failed quiz shows ${state}`);
          await visit(page, base + lesson(item));
          await page.getByRole("button", { name: "Start again" }).focus();
          await page.keyboard.press("Enter");
        }
        // In doubt, half of it is enough: the course's mark goes before the page's own 90 %.
        await take(page, item.answers, item.path === "doubt" ? first : "");
        const now = await page.getAttribute("#_course-bar .row", "aria-label");
        expect(now.startsWith(`${at + 1} of 8`), `${item.path}: the row says ${now} after the quiz`);
      } else {
        await pressAt(page, "#_read");
        const text = await page.innerText("#_read");
        expect(text === "Mark as unread", `${item.path}: the button says ${text}`);
        const ticks = await page.locator("#_sections .tick").count();
        expect(ticks === at + 1, `${item.path}: ${ticks} ticks in the navigation`);
      }
      const next = page.locator("main .pager [rel=next]");
      if (at + 1 < ITEMS.length) {
        const title = await next.innerText();
        expect(title.includes(ITEMS[at + 1].title), `${item.path}: next is ${title}`);
      } else {
        expect((await next.count()) === 0, "there is something next after the last item");
      }
      const ready = await isReady(page, base);
      expect(ready === (at === ITEMS.length - 1), `the certificate is ${ready ? "ready" : "missing"} after item ${at + 1}`);
    }

    const sheet = () => page.innerText(".certificate");
    expect((await sheet()).includes("has finished the course “The first course”"), `the certificate says ${await sheet()}`);
    await pressAt(page, "#_name", "Control+a");
    await page.keyboard.type("Ani <b>Sargsyan");
    await pressAt(page, "#_print");
    const text = await sheet();
    const code = /Code: ([0-9A-Z]{5}-[0-9A-Z]{5})/.exec(text)?.[1];
    expect(text.includes("Ani <b>Sargsyan") && text.includes("Result: 75%") && /Date: \d+ \w+ \d{4}/.test(text) && code, `the certificate says ${text}`);
    expect((await page.evaluate(() => window.printed)) === 1, "nothing was printed");
    const sheets = await sheetsOf(page);
    expect(sheets === 1, `the certificate takes ${sheets} sheets of paper`);
    await page.reload();
    await settle(page);
    expect((await sheet()).includes(code ?? "no code"), "another code after a reload");
    // What is exported repeats it.
    const kept = await page.evaluate(() => Object.entries(localStorage).filter(([name]) => name.includes("course")).map(([, value]) => value).join(" "));
    expect(kept.includes(code) && kept.includes("Sargsyan"), "the code is not kept");

    await visit(page, `${base}en/first.html`);
    const field = await page.innerText("#_course");
    expect(field.includes("Finished") && field.includes("Result: 75%"), `the course page says ${field}`);
    // Taking a mark away takes the certificate away.
    await visit(page, base + lesson(ITEMS[0]));
    await pressAt(page, "#_read");
    expect(!(await isReady(page, base)), "ready with an item that is no longer read");
  });
}

/** Where the reader stopped: on the course page, on the front page, in the other language, in the other course. */
export async function goOn(browser, base) {
  return look(browser, {}, async (page, expect) => {
    await visit(page, `${base}en/index.html`);
    expect((await page.locator("#_continue").count()) === 0 && (await page.isVisible(".begin")), "a new reader is told to continue");
    expect(!page.loaded.some(({ url }) => url.includes("catalogue")), "the catalogue is loaded for a new reader");
    await visit(page, `${base}en/first.html`);
    expect((await page.innerText("#_course")).includes("Start the course"), "a new reader does not start the course");
    await visit(page, base + lesson(ITEMS[0]));
    await page.click("#_read");
    await visit(page, base + lesson(ITEMS[1]));

    await visit(page, `${base}en/first.html`);
    const field = await page.innerText("#_course");
    expect(field.includes("1 of 8 read, 2 h 30 min left") && field.includes("Next: The second lesson"), `the course page says ${field}`);
    const here = await page.innerText(".item[data-state=now]");
    expect(here.includes("The second lesson") && here.includes("You are here"), `here is ${here}`);
    await pressAt(page, "#_course .button");
    await page.waitForURL(/two\.html$/);
    await settle(page);

    await visit(page, `${base}en/index.html`);
    await page.waitForSelector("#_continue");
    const front = await page.innerText(".field");
    expect(front.includes("The second lesson") && front.includes("The first course. Item 2 of 8"), `the front page says ${front}`);
    const other = await page.innerText("[data-id=second]");
    // The first lesson stands in both courses: what is read is read.
    expect(other.includes("1 of 2 read"), `the second course says ${other}`);
    await page.selectOption(".roles select", "trainer");
    expect(!(await page.isVisible("[data-id=first]")) && (await page.isVisible("[data-id=second]")), "the role chooses no courses");
    await pressAt(page, ".field .button");
    await page.waitForURL(/two\.html$/);
    await settle(page);

    await visit(page, `${base}hy/first.html`);
    expect((await page.innerText(".item[data-number='1']")).includes("Կարդացված է"), "the other language does not know what was read");

    // The course page that was opened last shows its bar.
    await visit(page, base + lesson(ITEMS[0]));
    expect((await page.innerText("#_course-bar")).includes("Item 1 of 8"), "another bar than that of the course at hand");
    await visit(page, `${base}en/second.html`);
    expect((await page.innerText(".advice")).includes("Best after: The first course"), "no advice on what comes before");
    await visit(page, base + lesson(ITEMS[0]));
    expect((await page.innerText("#_course-bar")).includes("Item 2 of 2"), "the course that was opened last shows no bar");
    expect((await page.innerText("main .pager")).includes("The last lesson"), "the pager leads elsewhere");

    // What was answered comes back: the front page says how much is due, and leads there.
    await visit(page, base + lesson(ITEMS[0]));
    await page.check(`${form("first")} [value="1"]`);
    await page.click(`${form("first")} [type=submit]`);
    await page.clock.setFixedTime(Date.now() + 30 * 86400000);
    await visit(page, `${base}en/index.html`);
    await page.waitForSelector("#_due");
    const due = await page.innerText("#_due");
    expect(due.includes("1 question is due today"), `due is ${due}`);
    await pressAt(page, "#_due a");
    await page.waitForURL(/review\.html$/);
    await settle(page);
    expect((await page.innerText("main")).includes("1 question is due today"), "the review has something else due");
  });
}

/** Storage that forbids and storage that is full: said plainly, and everything else works. */
export async function badStorage(browser, base) {
  const ways = {
    "throws on every call": () => {
      for (const name of ["getItem", "setItem", "removeItem", "key", "clear"]) {
        Storage.prototype[name] = () => {
          throw new DOMException("denied", "SecurityError");
        };
      }
    },
    "throws at its name": () =>
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      }),
    "forgets everything": () => (Storage.prototype.setItem = () => {}),
  };
  const findings = await Promise.all(Object.entries(ways).map(([name, spoil]) =>
    look(browser, {}, async (page, expect) => {
      await page.addInitScript(spoil);
      for (const path of ["en/first.html", lesson(ITEMS[1]), "en/index.html", "en/first.certificate.html"]) {
        await visit(page, base + path);
        if (path === lesson(ITEMS[1])) await page.click("#_read");
        if (path === "en/index.html") continue;
        const note = await page.textContent(".course-kept", { timeout: 1000 }).catch(() => "nothing");
        expect(note.startsWith("Not saved: the browser does not allow it."), `storage that ${name}: ${path} says ${note}`);
      }
    })));
  return findings.flat();
}

/** Without script: plain lists, all courses of a page, and what needs script says so. */
export async function scriptless(browser, base) {
  return look(browser, { javaScriptEnabled: false }, async (page, expect) => {
    await page.goto(base + lesson(ITEMS[0]));
    const bar = await page.innerText("#_course-bar");
    expect(bar.includes("Part of: The first course") && bar.includes("Part of: The second course"), `the bar says ${bar}`);
    await page.goto(`${base}en/first.html`);
    const items = await page.innerText("main");
    for (const words of ["Pass mark 80%", "Pass mark 50%", "8 items", "2 h 50 min", "Start the course", "Bring a pen."]) {
      expect(items.includes(words), `the course page does not say ${words}`);
    }
    await page.goto(`${base}en/index.html`);
    expect((await page.innerText("#_courses")).includes("8 items, 2 h 50 min"), "the front page lists no courses");
    await page.goto(`${base}en/first.certificate.html`);
    expect((await page.innerText("main")).includes("Scripts are off"), "the certificate does not say that it needs scripts");
  });
}

/** How many sheets of paper a page takes. */
const sheetsOf = async (page) => ((await page.pdf({ preferCSSPageSize: true })).toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

/** The course on one page: numbers, links that stay inside it, answers at its end; no script of questions. */
export async function print(browser, base) {
  return look(browser, {}, async (page, expect) => {
    await visit(page, `${base}en/first.print.html`);
    await page.emulateMedia({ media: "print" });
    const { outside, broken, twice } = await page.evaluate(() => {
      const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      const links = [...document.querySelectorAll(".print-page a, .answer-key a")].map((link) => link.getAttribute("href"));
      return {
        outside: links.filter((href) => !href.startsWith("#")),
        broken: links.filter((href) => href.startsWith("#") && !document.getElementById(decodeURIComponent(href.slice(1)))),
        twice: ids.filter((id, at) => ids.indexOf(id) !== at),
      };
    });
    expect(outside.length + broken.length + twice.length === 0, `links outside: ${outside}; broken: ${broken}; ids twice: ${twice}`);
    const text = await page.innerText("main");
    for (const words of ["1 The first lesson", "1.1 Part", "1.1.1 Below", "2.2 Part", "8 The last lesson", "Answer key", "2. What comes after one?"]) {
      expect(text.replace(/\s+/g, " ").includes(words), `the print page does not say ${words}`);
    }
    const sheets = await sheetsOf(page);
    expect(sheets >= 8 && sheets <= 16, `${sheets} sheets of paper`);
  });
}

const PAGES = ["index.html", "first.html", "lessons/one.html", "first.certificate.html", "first.print.html", "learning.html", "review.html"];

/** How many items are done: for a new reader, on the way, and at the end. */
export const STATES = { new: 0, half: 2, done: ITEMS.length };

/** What axe finds in these of the states. */
export async function accessible(browser, root, mode, states) {
  const findings = await each(states, async (name) => {
    const items = ITEMS.slice(0, STATES[name]);
    const found = [];
    const page = await open(browser, { viewport: { width: 1280, height: 900 }, ...mode.options, bypassCSP: true });
    for (const item of items) {
      await visit(page, root + lesson(item));
      if (item.answers) await take(page, item.answers, "");
      else await page.click("#_read");
    }
    for (const path of ["en/", "hy/"].flatMap((language) => PAGES.map((path) => language + path))) {
      await visit(page, root + path);
      if (path.endsWith("index.html") && items.length) await page.waitForSelector(items.length < ITEMS.length ? "#_continue" : ".measure .row");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) found.push(`${path} (${mode.name}, ${name}) scrolls sideways by ${wide} px`);
      for (const fault of await violations(page)) found.push(`${path} (${mode.name}, ${name}): ${fault}`);
    }
    found.push(...page.faults);
    await page.context().close();
    return found;
  });
  return findings;
}

/** In Firefox from a folder each page keeps its own: all say so, what is read stays read on its page, and the console stays empty. */
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
    for (const path of ["en/index.html", "en/first.html", "en/first.certificate.html", "en/first.print.html", lesson(ITEMS[0])]) {
      await page.goto(base + path);
      if (/index|print/.test(path)) continue;
      const note = await page.waitForSelector(".course-kept").then((note) => note.evaluate((note) => note.textContent));
      expect(note.includes("Firefox keeps each page apart"), `${path} says ${note}`);
    }
    const read = () => page.$eval("#_read", (button) => button.dataset.state);
    await page.click("#_read");
    expect((await read()) === "read", "a page cannot be marked as read");
    await page.reload();
    expect((await read()) === "read", "what was read is not read after a reload");
    const bar = await page.$eval("#_course-bar", (bar) => bar.textContent);
    expect(bar.includes("Item 1 of 8"), `the bar says ${bar}`);
  } finally {
    await browser.close();
  }
  return findings;
}
