// The search box as a reader meets it: the same answers from a folder, a root and a sub-path; keys; what is said; marks on
// the page that was opened; shards that are missing, cut or of another site; storage that is forbidden.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { violations } from "./axe.mjs";
import { each, open, settle } from "./browser.mjs";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAM = process.env.HORNBOOK ?? join(process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, "target"), "debug/hornbook");

/** What a first use of the box may bring, in KB gzipped, its styles included; and the way to it in the main script. */
const BOX = 20;
const WAY = 1;

const BOX_OPEN = "dialog.search[open]";
const FIELD = `${BOX_OPEN} input[type=search]`;
const HIT = `${BOX_OPEN} a.hit`;
const STATUS = `${BOX_OPEN} [role=status]`;

/** A page of the site, and all that is wrong with what `run` sees of it. */
async function look(browser, address, options, run) {
  const findings = [];
  const page = await open(browser, { viewport: { width: 1280, height: 900 }, ...options });
  if (options.before) await options.before(page);
  await page.goto(address);
  await settle(page);
  await run(page, (good, text) => good || findings.push(text), findings);
  // What was on its way when the page was left.
  findings.push(...page.faults.filter((fault) => !/(icon|search)\S* net::ERR_ABORTED/.test(fault)));
  await page.context().close();
  return findings;
}

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName);
const inField = (page) => page.evaluate(() => document.activeElement.matches("dialog.search input[type=search]"));
const place = (page) => page.evaluate(() => [...document.querySelectorAll("dialog.search a.hit")].indexOf(document.activeElement));
const isOpen = (page) => page.evaluate(() => Boolean(document.querySelector("dialog.search")?.open));
const frames = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
/** The box has been loaded, so whatever was waiting for it has had its turn. */
const loaded = async (page) => {
  await page.evaluate(() => hornbook.search("x"));
  await frames(page);
};
const query = (page) => page.evaluate(() => new URLSearchParams(location.search).get("q"));

/** Opens the box by its key and asks; waits until the answer to just this stands there. */
async function ask(page, text) {
  if (!(await isOpen(page))) await page.keyboard.press("Control+k");
  await page.waitForSelector(FIELD);
  await page.fill(FIELD, text);
  await answered(page);
}
/** The box has answered: what stands there is what the one public function says of the field's text. */
async function answered(page) {
  const until = Date.now() + 15000;
  for (;;) {
    const state = await page.evaluate(async () => {
      const box = document.querySelector("dialog.search");
      const results = await hornbook.search(box.querySelector("input").value);
      const shown = [...box.querySelectorAll("a.hit")].map((link) => link.href);
      const status = box.querySelector(".found").getAttribute("aria-busy") === "false" && box.querySelector("[role=status]").textContent;
      return [/\d|“|«/.test(status) && results.length === shown.length && results.every(({ url }, at) => shown[at].endsWith(url)), status, results.length, shown.length];
    });
    if (state[0]) return;
    if (Date.now() > until) throw new Error(`the box does not show what is found: ${state}`);
    await frames(page);
  }
}

// ---- Answers ----------------------------------------------------------------------------------------

/** A hundred questions from the titles of a site, written in several ways. */
function questions(folder, pages) {
  const titles = pages
    .map((path) => readFileSync(join(folder, path), "utf8"))
    .filter((text) => /data-kind="(page|lesson|quiz|section)"/.test(text) && !/content="noindex"/.test(text))
    .map((text) => /<h1[^>]*>([^<]*)<\/h1>/.exec(text)?.[1].replace(/&#?\w+;/g, " "))
    .filter(Boolean);
  const words = [...new Set(titles.flatMap((title) => title.match(/[\p{L}\u055b-\u055e]{4,}/gu) ?? []))];
  const ways = [(word) => word, (word) => word.toUpperCase(), (word) => word.slice(0, 3), (word) => word.slice(0, -1) + " ", (word, at) => `${word} ${words[(at * 7 + 3) % words.length]}`];
  const asked = [...titles, ...words.flatMap((word, at) => ways.map((way) => way(word, at)))];
  const step = asked.length / 100;
  return { titles, asked: Array.from({ length: 100 }, (_, at) => asked[Math.floor(at * step)]) };
}

/** From a folder, a root and a sub-path: the same answers to a hundred questions, and nothing asked of anybody else. */
export async function same(browser, folder, pages, bases, path) {
  const { titles, asked } = questions(folder, pages);
  const findings = [];
  const answers = [];
  for (const base of bases) {
    findings.push(
      ...(await look(browser, base + path, {}, async (page, expect) => {
        const early = await page.evaluate(() => [typeof hornbook.search, document.querySelectorAll("script[src*='search']").length]);
        expect(early.join() === "function,0", `${base}: once the page has loaded there is ${early}`);
        const found = await page.evaluate(async (asked) => {
          const answers = [];
          for (const text of asked) answers.push(await hornbook.search(text));
          return answers.map((results) => [results.map(({ url, title, heading, breadcrumb, lang, also, score, excerpt }) => ({ url, title, heading, breadcrumb, lang, also, score, excerpt })), results.total, results.broken]);
        }, asked);
        answers.push(found.map((answer) => JSON.stringify(answer)));
        const none = found.filter(([results]) => !results.length).length;
        expect(none < 10, `${base}: ${none} of 100 questions from titles find nothing`);
        asked.forEach((text, at) => expect(!titles.includes(text) || found[at][0].slice(0, 3).some(({ title }) => title === text), `${base}: “${text}” is not among the first three`));
        const nothing = await page.evaluate(async () => [(await hornbook.search("")).length, (await hornbook.search("qqxxzzjjvvkkqq")).length]);
        expect(nothing.join() === "0,0", `${base}: nothing and nonsense find ${nothing}`);
      })),
    );
  }
  for (const [at, text] of asked.entries()) if (new Set(answers.map((list) => list[at])).size > 1) findings.push(`“${text}” has other answers at another address`);
  return findings;
}

// ---- Keys -------------------------------------------------------------------------------------------

export function keys(browser, base, path, word) {
  return look(browser, base + path, {}, async (page, expect) => {
    const press = (key) => page.keyboard.press(key);
    const link = page.locator("main a[href]").first();
    await link.focus();
    const before = await page.evaluate(() => document.activeElement.getAttribute("href"));
    const returned = async (how) => {
      expect(!(await isOpen(page)), `${how}: the box is still open`);
      const now = await page.evaluate(() => document.activeElement.getAttribute("href"));
      expect(now === before, `${how}: the focus returned to ${await focused(page)}`);
    };
    for (const key of ["Control+k", "/"]) {
      await press(key);
      await page.waitForSelector(FIELD);
      expect(await inField(page), `${key}: the focus is in ${await focused(page)}`);
      expect((await page.inputValue(FIELD)) === "", `${key}: the key is typed into the field`);
      await press("Escape");
      await returned(`${key}, Escape`);
    }
    await press("/");
    await page.waitForSelector(FIELD);
    await page.keyboard.type("/a");
    expect((await page.inputValue(FIELD)) === "/a", "a slash cannot be typed");
    await press("Escape");
    expect((await isOpen(page)) && (await page.inputValue(FIELD)) === "", "the first Escape does not empty the field");
    await press("Escape");
    await returned("two Escapes");

    await ask(page, word);
    const count = await page.locator(HIT).count();
    expect(count > 3, `${word} finds ${count} places`);
    expect(/^\d+ \p{L}+ \p{L}+|\d/u.test(await page.textContent(STATUS)), `the status says ${await page.textContent(STATUS)}`);
    expect((await query(page)) === null || (await query(page)) === word, "the address has another question");
    await press("ArrowDown");
    expect((await place(page)) === 0, "Down from the field does not lead to the first place");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
    expect(outline === "3px", `the focus is ${outline} wide`);
    await press("ArrowDown");
    await press("ArrowDown");
    expect((await place(page)) === 2, "three times Down is not the third place");
    await press("ArrowUp");
    expect((await place(page)) === 1, "Up does not lead back");
    await press("Home");
    expect((await place(page)) === 0, "Home is not the first place");
    await press("End");
    const last = await page.evaluate(() => [...document.querySelectorAll("dialog.search .found :is(a, button)")].at(-1) === document.activeElement);
    expect(last, "End is not the last thing");
    await press("Home");
    await press("ArrowUp");
    expect(await inField(page), "Up from the first place does not lead to the field");
    await press("ArrowDown");
    await page.keyboard.type("x");
    expect((await inField(page)) && (await page.inputValue(FIELD)) === `${word}x`, "a letter typed among the places does not go to the field");
    await press("ArrowDown");
    await press("Backspace");
    expect((await inField(page)) && (await page.inputValue(FIELD)) === word, "Backspace among the places does not go to the field");

    // Enter at once, before the answer: it opens what will be the first.
    await page.fill(FIELD, "");
    await page.keyboard.type(word);
    const first = await page.evaluate(async (word) => (await hornbook.search(word))[0].url, word);
    await press("Enter");
    await page.waitForURL((url) => url.href.includes(first.split("#")[0]) && !url.search);
    expect(page.url().endsWith(first), `Enter opens ${page.url()}, not ${first}`);
    await settle(page);
    await page.goBack();
    await page.waitForSelector(FIELD);
    await answered(page);
    expect((await page.inputValue(FIELD)) === word, "whoever comes back finds another question");
    // The mouse: another click beside the box closes it.
    await page.mouse.click(5, 400);
    expect(!(await isOpen(page)), "a click beside the box does not close it");
    expect((await query(page)) === null, "the address keeps the question of a closed box");
    await page.locator("#_search").click();
    await page.waitForSelector(FIELD);
    await page.locator(`${BOX_OPEN} .search-top button`).click();
    expect((await focused(page)) === "_search", `from the button, closed by the button: the focus is on ${await focused(page)}`);

    // The single key can be switched off, and stays so.
    await press("Control+k");
    await page.waitForSelector(FIELD);
    await page.fill(FIELD, "");
    await page.locator(`${BOX_OPEN} label:has-text("/") input`).uncheck();
    await press("Escape");
    await press("Escape");
    await page.reload();
    await settle(page);
    await press("/");
    await loaded(page);
    expect(!(await isOpen(page)), "the key / opens the box though it is switched off");
    await press("Control+k");
    await page.waitForSelector(FIELD);
    await page.locator(`${BOX_OPEN} label:has-text("/") input`).check();
  });
}

/** In a field of the page a slash is a slash. */
export function inFields(browser, base, path) {
  return look(browser, base + path, {}, async (page, expect) => {
    const field = page.locator("main :is(input[type=text], textarea)").first();
    await field.focus();
    await page.keyboard.type("1/2");
    await loaded(page);
    expect((await field.inputValue()) === "1/2" && !(await isOpen(page)), "a slash in a field opens the box");
  });
}

// ---- What is said -----------------------------------------------------------------------------------

export function said(browser, base, path, { word, pair, slip }) {
  return look(browser, base + path, {}, async (page, expect) => {
    const status = () => page.textContent(STATUS);
    await ask(page, word);
    const { total } = await page.evaluate(async (word) => ({ total: (await hornbook.search(word)).total }), word);
    expect((await status()).includes(String(total)), `of ${total} pages the status says ${await status()}`);
    expect((await page.locator(`${HIT} mark`).count()) > 0, "nothing is marked");
    if (total > 10) {
      const before = await page.locator(HIT).count();
      await page.locator(`${BOX_OPEN} .found > div button`).last().click();
      await page.waitForFunction((before) => document.querySelectorAll("dialog.search a.hit").length > before, before);
      expect((await place(page)) >= 10, "after more is shown the focus is not on what is new");
    }
    // Filters hide, and say so.
    await ask(page, word);
    const chips = page.locator(`${BOX_OPEN} .search-chips > :last-child button`);
    expect((await chips.count()) > 2, "there is no choice of sections");
    const section = await chips.nth(1).textContent();
    await chips.nth(1).click();
    await page.waitForFunction(() => document.querySelector("dialog.search .search-chips > :last-child button:nth-child(2)").getAttribute("aria-pressed") === "true");
    await page.waitForFunction((section) => {
      const [first, ...others] = [...document.querySelectorAll("dialog.search .hits > li > a")].map((link) => link.querySelector("small")?.textContent ?? link.querySelector("b").textContent);
      return first?.startsWith(section) && others.every((text) => text.startsWith(section));
    }, section);
    expect((await focused(page)) === "button", "the focus left the filter");
    await chips.first().click();

    await ask(page, "qqxxzzjjvvkkqq");
    expect((await status()).includes("qqxxzzjjvvkkqq"), `of nonsense the status says ${await status()}`);
    const list = await page.locator(`${BOX_OPEN} .found a`).getAttribute("href");
    expect(/a-z\.html$/.test(list), `without hits the way leads to ${list}`);

    await ask(page, `${word} qqxxzzjjvvkkqq`);
    expect((await status()).includes("qqxxzzjjvvkkqq") && (await page.locator(HIT).count()) > 0, `of a word that was left out the status says ${await status()}`);

    await ask(page, slip);
    const meant = page.locator(`${BOX_OPEN} .found > div button`).first();
    expect((await meant.textContent()).includes(word), `“${slip}” is taken for ${await meant.textContent()}`);
    await meant.click();
    await answered(page);
    expect((await page.inputValue(FIELD)) === word && (await inField(page)), "what was meant is not asked");

    // Two words: both are wanted.
    await ask(page, pair);
    expect((await page.locator(HIT).count()) > 0, `“${pair}” finds nothing`);

    // Recent searches: only of what was opened, the last first, at most six, and they can be taken away.
    await page.fill(FIELD, "");
    expect((await page.locator(`${BOX_OPEN} .recent`).count()) === 0, "a search is kept of which nothing was opened");
    for (const at of [1, 2, 3, 4, 5, 6, 7]) {
      await ask(page, word.slice(0, word.length - 1 + (at % 2)) + " ".repeat(at));
      await page.evaluate(() => document.querySelector("dialog.search .hit").addEventListener("click", (event) => event.preventDefault()));
      await page.locator(HIT).first().click();
      if (!(await isOpen(page))) await page.keyboard.press("Control+k");
    }
    await page.fill(FIELD, "");
    await page.waitForSelector(`${BOX_OPEN} .recent`);
    expect((await page.locator(`${BOX_OPEN} .recent li`).count()) === 2, "the same question is kept twice");
    await page.locator(`${BOX_OPEN} .recent li:first-child button:last-child`).click();
    expect((await page.locator(`${BOX_OPEN} .recent li`).count()) === 1, "a search cannot be taken away");
    await page.locator(`${BOX_OPEN} .recent li:first-child button:first-child`).click();
    await answered(page);
    await page.fill(FIELD, "");
    await page.locator(`${BOX_OPEN} .recent + div button`).click();
    expect((await page.locator(`${BOX_OPEN} .recent`).count()) === 0, "the list cannot be cleared");
  });
}

/** Letters that come while an answer is on its way make it too late; an address with `?q=` opens the box. */
export function late(browser, base, path, word, other) {
  let letGo;
  const gate = new Promise((done) => (letGo = done));
  const before = (page) => page.route(/\/search\/.*\/p\d/, async (route) => { await gate; await route.continue(); });
  return look(browser, base + path, { before }, async (page, expect) => {
    await page.keyboard.press("Control+k");
    await page.waitForSelector(FIELD);
    await page.fill(FIELD, word);
    await page.waitForFunction(() => document.querySelector("dialog.search [role=status]").textContent);
    expect((await page.locator(HIT).count()) === 0 && !/\d/.test(await page.textContent(STATUS)), `while shards are on their way the status says ${await page.textContent(STATUS)}`);
    await page.fill(FIELD, other);
    // The address follows later than the question is asked.
    await page.waitForFunction((other) => new URLSearchParams(location.search).get("q") === other, other);
    letGo();
    await answered(page);
    const titles = await page.locator(`${HIT} mark`).allTextContents();
    await page.evaluate((word) => hornbook.search(word), word);
    await frames(page);
    expect((await page.locator(`${HIT} mark`).allTextContents()).join() === titles.join(), "an answer that came late took the place of the last one");
    await page.goto(`${base}${path}?q=${encodeURIComponent(word)}`);
    await page.waitForSelector(FIELD);
    await answered(page);
    expect((await page.inputValue(FIELD)) === word, "the question of the address is not in the field");
    // A question cannot carry anything into the page.
    await page.goto(`${base}${path}?q=${encodeURIComponent('"><img src=x onerror=alert(1)>')}`);
    await page.waitForSelector(FIELD);
    await answered(page);
    expect((await page.locator("img[src=x]").count()) === 0, "a question of an address becomes part of the page");
  });
}

// ---- The words on the page --------------------------------------------------------------------------

export function marks(browser, base, path, word) {
  return look(browser, base + path, {}, async (page, expect) => {
    const text = () => page.evaluate(() => document.querySelector("main").innerHTML);
    const marked = () => page.locator("main mark.searched").allTextContents();
    const enter = async () => {
      await ask(page, word);
      await page.locator(`${BOX_OPEN} .hits > li ul a`).first().click();
      await page.waitForFunction(() => !document.querySelector("dialog.search[open]"));
    };
    await enter();
    await page.waitForSelector("main mark.searched");
    await settle(page);
    const words = await marked();
    expect(words.some((text) => text.toLowerCase().startsWith(word.slice(0, 4))), `on the page is marked: ${words.slice(0, 5)}`);
    expect(!page.url().includes("?"), `the address has a trace: ${page.url()}`);
    expect((await page.locator("form mark.searched, script mark.searched, nav mark.searched").count()) === 0, "something is marked in a form");
    const id = decodeURIComponent(new URL(page.url()).hash.slice(1));
    const top = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);
    const end = await page.evaluate(() => scrollY + innerHeight >= document.documentElement.scrollHeight - 2);
    expect(id && (end || Math.abs(top) < 100), `the place is ${top} px from the top`);
    const before = await page.evaluate(() => { const copy = document.querySelector("main").cloneNode(true); copy.querySelectorAll("mark.searched").forEach((mark) => mark.replaceWith(...mark.childNodes)); return copy.innerHTML; });
    await page.locator(".unmark").click();
    expect((await marked()).length === 0 && (await text()) === before, "taking the marks off leaves something behind");
    await page.reload();
    await settle(page);
    await loaded(page);
    expect((await marked()).length === 0, "a reload marks again");

    // Escape takes them off as well; and they can be switched off for good.
    await page.goto(base + path);
    await enter();
    await page.waitForSelector("main mark.searched");
    await page.keyboard.press("Escape");
    expect((await marked()).length === 0, "Escape does not take the marks off");
    await page.keyboard.press("Control+k");
    await page.waitForSelector(FIELD);
    await page.fill(FIELD, "");
    await page.locator(`${BOX_OPEN} .search-settings input`).first().uncheck();
    await page.keyboard.press("Escape");
    await page.goto(base + path);
    await enter();
    await settle(page);
    await loaded(page);
    expect((await marked()).length === 0, "marks that were switched off are there");

    // On paper neither the box nor the marks.
    await page.keyboard.press("Control+k");
    await page.waitForSelector(FIELD);
    await page.emulateMedia({ media: "print" });
    expect(!(await page.isVisible("dialog.search")), "the box is printed");
  });
}

/** The text of the page is exchanged while the box is open, as the preview does. */
export function exchanged(browser, base, path, word) {
  return look(browser, base + path, {}, async (page, expect) => {
    await page.locator("#_search").click();
    await ask(page, word);
    for (const how of ["the header", "the body"]) {
      await page.evaluate((how) => {
        const fresh = (node) => node.replaceWith(node.cloneNode(true));
        if (how === "the header") fresh(document.querySelector(".site-header"));
        else document.body.replaceWith(new DOMParser().parseFromString(document.body.outerHTML.replace(/<dialog[^]*<\/dialog>/, ""), "text/html").body);
        document.querySelector("#_search").disabled = true;
        document.dispatchEvent(new Event("hornbook:content"));
      }, how);
      await answered(page);
      expect((await isOpen(page)) && (await page.inputValue(FIELD)) === word, `${how} exchanged: the box is gone`);
      expect(!(await page.locator("#_search").isDisabled()), `${how} exchanged: the button is dead`);
    }
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement.id === "_search").catch(async () => expect(false, `the focus returned to ${await focused(page)}`));
    await page.locator("#_search").click();
    expect(await isOpen(page), "the new button does not open the box");
  });
}

// ---- What can go wrong ------------------------------------------------------------------------------

/** Shards that are missing, cut, of another site or rubbish: told in words, tried again, and never a fault of the script. */
export async function broken(browser, folder, path, word) {
  const copy = mkdtempSync(join(tmpdir(), "hornbook-search-"));
  const findings = [];
  try {
    const site = join(copy, "a site");
    const base = `${pathToFileURL(site).href}/`;
    const fresh = () => cpSync(folder, site, { recursive: true });
    fresh();
    const id = readdirSync(join(site, "search"), { withFileTypes: true }).find((entry) => entry.isDirectory()).name;
    const shards = readdirSync(join(site, "search", id)).map((name) => join("search", id, name));
    const of = (kind) => shards.filter((name) => name.split("/").at(-1).startsWith(kind));
    const cut = (text) => text.slice(0, text.length / 2) + '")\n';
    const ways = {
      "no manifest": [["search/manifest.js"], null],
      "a cut manifest": [["search/manifest.js"], cut],
      "a manifest of another version": [["search/manifest.js"], () => 'hornbook_shard("m","Y2AAAA==")\n'],
      "no words": [of("l"), null],
      "cut words": [of("l"), cut],
      "rubbish for places": [of("p"), () => 'hornbook_shard("p0","AAAA")\n'],
      "places that are no script": [of("p"), () => "<!doctype html>\n"],
      "another shard's places": [of("p"), () => readFileSync(join(folder, of("l")[0]), "utf8")],
      "no texts": [of("t"), null],
      "half of the texts": [of("t").filter((_, at) => at % 2), null],
      "texts of another shape": [of("t"), () => 'hornbook_shard("t0","qwYA")\n'],
    };
    for (const [way, [names, change]] of Object.entries(ways)) {
      for (const name of names) {
        const file = join(site, name);
        if (change) writeFileSync(file, change(readFileSync(file, "utf8")));
        else rmSync(file);
      }
      const page = await open(browser, { viewport: { width: 1280, height: 900 } });
      await page.goto(base + path);
      await settle(page);
      await page.keyboard.press("Control+k");
      await page.waitForSelector(FIELD);
      await page.fill(FIELD, word);
      const again = page.locator(`${BOX_OPEN} .found button:has-text("Try again")`);
      await again.waitFor({ timeout: 8000 }).catch(() => findings.push(`${way}: it cannot be tried again; the box says ${JSON.stringify([])}`));
      const told = await page.textContent(BOX_OPEN);
      if (!/could not be loaded/.test(told)) findings.push(`${way}: the box says ${told.slice(0, 200)}`);
      fresh();
      if (await again.count()) {
        await again.click();
        // What was loaded well and makes no sense is loaded again with the page.
        if (way.endsWith("version")) await page.locator(`${BOX_OPEN} .found button:has-text("Reload")`).click();
        await page.waitForFunction(() => document.querySelectorAll("dialog.search a.hit").length > 3 && !document.querySelector("dialog.search .search-broken"), null, { timeout: 8000 })
          .catch(async () => findings.push(`${way}: mended and tried again it says ${(await page.textContent(BOX_OPEN)).slice(0, 200)}`));
      }
      findings.push(...page.faults.filter((fault) => /^uncaught|another host|CSP/.test(fault) && !/SyntaxError|Unexpected token/.test(fault)).map((fault) => `${way}: ${fault}`));
      await page.context().close();
    }
    // Without the script of the box: what works without script.
    for (const name of readdirSync(join(site, "assets")).filter((name) => /^search-\w+\.\w+\.js$/.test(name))) rmSync(join(site, "assets", name));
    const page = await open(browser);
    await page.goto(base + path);
    await settle(page);
    await page.locator("#_search").click();
    await page.waitForURL(/a-z\.html$/).catch(() => findings.push("without its script the button leads nowhere"));
    await page.context().close();
  } finally {
    rmSync(copy, { recursive: true });
  }
  return findings;
}

/** Storage that throws, and storage that holds rubbish. */
export async function storage(browser, base, path, word) {
  const throws = () => {
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
  };
  const rubbish = () => {
    for (const [name, text] of [["localStorage", "{"], ["localStorage", '{"a":1}'], ["localStorage", '[1,null,{"a":2},"good","<b>"]']]) {
      const storage = window[name];
      storage.setItem(`hornbook:searches:${new URL("../", document.querySelector("script[src*=site]")?.src ?? location.href).pathname}`, text);
      storage.setItem("hornbook:search-key", text);
    }
    sessionStorage.setItem("hornbook:found", '["client",{"x":1}]');
  };
  const findings = [];
  for (const before of [(page) => page.addInitScript(throws), (page) => page.addInitScript(() => addEventListener("DOMContentLoaded", () => {})) && page.addInitScript(rubbish)]) {
    findings.push(
      ...(await look(browser, base + path, { before }, async (page, expect) => {
        await page.keyboard.press("/");
        await page.waitForSelector(FIELD);
        await ask(page, word);
        await page.fill(FIELD, "");
        await ask(page, word);
        const { length } = await page.locator(HIT).all();
        expect(length > 3, `${length} places`);
        await page.locator(HIT).first().click();
        await page.waitForURL((url) => !url.href.includes(path));
      })),
    );
  }
  return findings;
}

/** A site with `search = false` has nothing of it. */
export async function without(browser) {
  const folder = mkdtempSync(join(tmpdir(), "hornbook-searchless-"));
  try {
    const [site, output] = [join(folder, "site"), join(folder, "output")];
    mkdirSync(join(site, "content"), { recursive: true });
    writeFileSync(join(site, "hornbook.toml"), 'title = "Plain"\nid = "plain"\nsearch = false\n');
    writeFileSync(join(site, "content/index.md"), "# Front\n\nWords.\n");
    const run = spawnSync(PROGRAM, ["build", site, "--out", output], { encoding: "utf8" });
    if (run.status !== 0) return [`it is not built: ${run.stdout}${run.stderr}`];
    const findings = readdirSync(output, { recursive: true }).map(String).filter((name) => /search/.test(name)).map((name) => `there is ${name}`);
    for (const name of readdirSync(output, { recursive: true }).map(String).filter((name) => /\.(html|js)$/.test(name))) {
      if (/search/i.test(readFileSync(join(output, name), "utf8"))) findings.push(`${name} speaks of search`);
    }
    findings.push(
      ...(await look(browser, `${pathToFileURL(output).href}/index.html`, {}, async (page, expect) => {
        expect((await page.evaluate(() => typeof globalThis.hornbook?.search)) === "undefined", "there is hornbook.search");
        await page.keyboard.press("/");
        await page.keyboard.press("Control+k");
        expect((await page.locator("dialog, #_search").count()) === 0, "there is a button or a box");
        expect((await page.locator('a[href="a-z.html"]').count()) > 0, "the list of all pages has gone too");
      })),
    );
    return findings;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// ---- For everybody ----------------------------------------------------------------------------------

/** axe, sizes and width with the box empty, full and without hits. */
export function accessible(browser, base, modes, paths, words) {
  const runs = modes.flatMap((mode) => paths.map((path) => ({ ...mode, path })));
  return each(runs, ({ name, options, path }) =>
    look(browser, base + path, { bypassCSP: true, ...options }, async (page, expect, findings) => {
      await page.evaluate(() => { for (const key of ["", "/"]) localStorage.setItem(`hornbook:searches:${location.pathname.replace(/\w+\/[^/]+\/[^/]+$/, "")}${key && ""}`, JSON.stringify(["interest", "շահ"])); });
      await page.locator("#_search").click();
      await page.waitForSelector(FIELD);
      for (const [state, text] of Object.entries({ empty: "", full: words[path.slice(0, 2)], "without hits": "qqxxzzjjvvkkqq" })) {
        if (text) await ask(page, text);
        const where = `${path} (${name}, ${state})`;
        for (const violation of await violations(page)) findings.push(`axe: ${violation} on ${where}`);
        const wide = await page.evaluate(() => {
          const box = document.querySelector("dialog.search");
          return [box, box.querySelector(".found")].map((part) => part.scrollWidth - part.clientWidth);
        });
        expect(Math.max(...wide) <= 0, `the box is ${wide} px too wide on ${where}`);
        const small = await page.evaluate(() => [...document.querySelectorAll("dialog.search :is(a, button, label, input[type=search])")]
          .map((target) => [target, target.getBoundingClientRect()])
          .filter(([, { width, height }]) => width > 0 && (width < 44 || height < 44))
          .map(([target]) => target.outerHTML.slice(0, 60)));
        expect(small.length === 0, `too small on ${where}: ${small.slice(0, 3)}`);
      }
    }));
}

/** What the box brings at its first use, and what every page carries for it. */
export function weight(folder) {
  const size = (text) => gzipSync(text).length / 1024;
  const assets = readdirSync(join(folder, "assets"));
  const text = (name) => readFileSync(join(folder, "assets", name));
  const styles = assets.filter((name) => /^search\.\w+\.css$/.test(name)).map((name) => size(text(name)))[0];
  const findings = [];
  for (const name of assets.filter((name) => /^search-[\w-]+\.\w+\.js$/.test(name))) {
    const weight = size(text(name)) + styles;
    console.log(`     ${name}: ${weight.toFixed(1)} KB gzipped with its styles`);
    if (weight > BOX) findings.push(`${name} weighs ${weight.toFixed(1)} KB with its styles, at most ${BOX}`);
  }
  const main = text(assets.find((name) => /^site\.\w+\.js$/.test(name))).toString();
  const way = size(main) - size(main.slice(0, main.trimEnd().lastIndexOf("\n")));
  console.log(`     the way to the box: ${way.toFixed(2)} KB`);
  if (way > WAY) findings.push(`the way to the box weighs ${way.toFixed(2)} KB in the main script, at most ${WAY}`);
  return findings;
}
