// What a reader does and meets: from a folder, from a host, on a narrow screen, without script.

import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { each, open, settle } from "./browser.mjs";

/** From a `file://` address, a root or a sub-path: each page opens and says nothing it should not. */
export function quiet(browser, base, pages) {
  return each(pages, async ({ path, refresh }) => {
    const findings = [];
    const page = await open(browser, { viewport: { width: 1280, height: 900 } });
    await page.goto(base + encodeURI(path), { waitUntil: "load" });
    if (!refresh) await settle(page);
    findings.push(...page.faults.map((fault) => `${path} (${base.slice(0, 7)}…): ${fault}`));
    await page.context().close();
    return findings;
  });
}

/** No page is wider than a small phone, nor than a desk at 400 % zoom (1280 px shown as 320). */
export function narrow(browser, base, pages, { zoom }) {
  return each(pages, async ({ path }) => {
    const findings = [];
    const page = await open(browser, zoom ? { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 } : { viewport: { width: 320, height: 640 } });
    await page.goto(base + encodeURI(path));
    const [wide, room, culprit] = await page.evaluate(() => {
      const root = document.documentElement;
      const over = [...document.body.querySelectorAll("*")].find((element) => element.getBoundingClientRect().right > root.clientWidth + 1);
      return [Math.max(root.scrollWidth, document.body.scrollWidth), root.clientWidth, over?.outerHTML.slice(0, 80)];
    });
    if (wide > room) findings.push(`${path} is ${wide} px wide in ${room} px (${zoom ? "400 % zoom" : "phone"}): ${culprit}`);
    await page.context().close();
    return findings;
  });
}

/** Nothing moves while the page comes up. */
export function steady(browser, base, pages) {
  return each(pages.filter((page) => !page.refresh), async ({ path }) => {
    const findings = [];
    const page = await open(browser, { viewport: { width: 360, height: 740 } });
    await page.addInitScript(() => {
      window.__shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.__shift += entry.value))).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(base + encodeURI(path));
    await settle(page);
    const shift = await page.evaluate(() => window.__shift);
    if (shift > 0) findings.push(`${path} shifts by ${shift.toFixed(4)}`);
    await page.context().close();
    return findings;
  });
}

/** What a first visit may weigh, in KB gzipped: all, the scripts of it, those for questions, those for courses and progress.
 *  The bar for questions is that of a lesson with five; each one more may bring a kilobyte of words. */
const WEIGHTS = { plain: [30, 12, 0, 0], questions: [40, 14, 14, 14] };
/** What the scripts of courses and progress may add on a page that has a part in a course, and the bar of the course. */
const COURSES = 8;
const BAR = 2;

/** The first visit of a page: HTML, styles and scripts as they travel. A page without questions loads nothing for them. */
export function weigh(browser, base, pages) {
  return each(pages, async ({ path, questions }) => {
    const limits = [...WEIGHTS[questions ? "questions" : "plain"]];
    const findings = [];
    const page = await open(browser);
    await page.goto(base + encodeURI(path));
    await settle(page);
    limits[0] += Math.max(0, (await page.locator("form.question").count()) - 5);
    if (await page.locator("#_learn").count()) {
      limits[0] += COURSES + BAR;
      limits[1] += COURSES;
      limits[3] = COURSES;
    }
    const weights = [0, 0, 0, 0];
    for (const { url, type, response } of page.loaded) {
      if (!["document", "stylesheet", "script"].includes(type)) continue;
      const bytes = gzipSync(await response.body()).length / 1024;
      weights[0] += bytes;
      if (type === "script") weights[1] += bytes;
      if (/\/assets\/(practice|quiz)-\w+\./.test(url)) weights[2] += bytes;
      if (/\/assets\/(progress|(course|bar|courses|front|certificate)-\w+)\./.test(url)) weights[3] += bytes;
    }
    const [all, script, practice, course] = weights.map((weight) => weight.toFixed(1));
    console.log(`     ${path}: ${all} KB gzipped, of it script ${script} KB, for questions ${practice} KB, for courses and progress ${course} KB`);
    const names = ["weighs", "has scripts of", "has scripts for questions of", "has scripts for courses and progress of"];
    weights.forEach((weight, at) => weight > limits[at] && findings.push(`${path} ${names[at]} ${weight.toFixed(1)} KB gzipped, at most ${limits[at]}`));
    if (questions && weights[2] === 0) findings.push(`${path} has questions and no script for them`);
    await page.context().close();
    return findings;
  });
}

/** With scripting off the text stands, a link leads on, and no live button promises what only a script does. */
export function scriptless(browser, base, pages) {
  return each(pages.filter((page) => !page.refresh), async ({ path, kind }) => {
    const findings = [];
    const page = await open(browser, { javaScriptEnabled: false });
    await page.goto(base + encodeURI(path));
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const heading = page.locator("h1").first();
      if (!(await heading.isVisible().catch(() => false))) findings.push(`${path} shows no heading without script (${width} px)`);
      const dead = await page.locator("button:not([disabled]):not([popovertarget]):visible").evaluateAll((buttons) => buttons.map((button) => button.outerHTML.slice(0, 80)));
      for (const button of dead) findings.push(`${path} offers a button that does nothing without script (${width} px): ${button}`);
      const links = await page.locator("main a[href]:visible, nav a[href]:visible, header a[href]:visible").count();
      if (links === 0 && kind !== "not-found") findings.push(`${path} shows no link without script (${width} px)`);
    }
    findings.push(...page.faults.filter((fault) => !fault.startsWith("console")).map((fault) => `${path} without script: ${fault}`));
    await page.context().close();
    return findings;
  });
}

/** Opened by a double click: front page, lesson, the other language of the same page, colours that stay. */
export async function fromFolder(browser, folder, { root, front, lesson, otherLesson }) {
  const findings = [];
  const expect = (good, text) => { if (!good) findings.push(text); };
  const base = `${pathToFileURL(folder).href}/`;
  const page = await open(browser, { viewport: { width: 1280, height: 900 }, colorScheme: "light", locale: "en-GB" });
  const here = () => decodeURI(page.url()).replace(base, "").split("#")[0];

  await page.goto(base + root);
  await page.waitForURL((url) => url.href.startsWith(base + front)).catch(() => {});
  if (here() !== front) {
    // The page of languages waits for a click where the browser's own language is none of the site's.
    await page.locator(`a[href="${front}"]`).first().click();
    await page.waitForURL(base + front);
  }
  await settle(page);
  expect(await page.locator("h1").first().isVisible(), `${front} shows no heading from a folder`);

  await page.goto(base + encodeURI(lesson));
  await settle(page);
  const language = page.locator("header a[hreflang]:not([aria-current])").first();
  await language.click();
  await page.waitForURL(base + encodeURI(otherLesson)).catch(() => {});
  expect(here() === otherLesson, `the language link of ${lesson} leads to ${here()}, not ${otherLesson}`);
  await settle(page);
  expect((await page.locator("html").getAttribute("lang")) === otherLesson.split("/")[0], `${otherLesson} has another lang`);

  findings.push(...(await themeStays(page, otherLesson)));
  findings.push(...page.faults.map((fault) => `from a folder: ${fault}`));
  await page.context().close();
  return findings;
}

/** The colour button goes through its states; what is chosen shows at once and is there after a reload. */
async function themeStays(page, path) {
  const findings = [];
  const button = page.locator("#_theme, header button.tool").first();
  if ((await button.count()) === 0) return [`${path} has no colour button`];
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor + " " + getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  const seen = new Set();
  for (let press = 0; press < 4; press++) {
    await button.click();
    const theme = await page.evaluate(() => document.documentElement.dataset.theme ?? "auto");
    seen.add(theme);
    const before = await paper();
    if ((before !== light) !== (theme === "dark")) findings.push(`${path}: colours do not follow the button (${theme})`);
    await page.reload();
    await settle(page);
    const after = await page.evaluate(() => document.documentElement.dataset.theme ?? "auto");
    if (after !== theme || (await paper()) !== before) findings.push(`${path}: the colours "${theme}" do not survive a reload (now "${after}")`);
  }
  for (const theme of ["light", "dark"]) if (!seen.has(theme)) findings.push(`${path}: the colour button never gives "${theme}", only ${[...seen].join(", ")}`);
  return findings;
}

/** By keyboard: the first stop is the skip link, it goes to the text, and each stop can be seen. */
export function byKeyboard(browser, base, pages) {
  return each(pages.filter((page) => !page.refresh), async ({ path }) => {
    const findings = [];
    const page = await open(browser, { viewport: { width: 1280, height: 900 } });
    await page.goto(base + encodeURI(path));
    await settle(page);
    const stops = await page.evaluate(() => document.querySelectorAll("a[href], button:not([disabled]), summary, [tabindex='0']").length);
    const passes = Math.min(stops, 60);
    for (let stop = 0; stop < passes; stop++) {
      await page.keyboard.press("Tab");
      const fault = await page.evaluate((first) => {
        const now = document.activeElement;
        if (now === document.body || now.matches("input")) return null;
        if (first && !(now.matches("a[href^='#']"))) return `the first stop is ${now.outerHTML.slice(0, 60)}, not a skip link`;
        const box = now.getBoundingClientRect();
        if (box.width === 0 || box.bottom <= 0 || box.top >= innerHeight) return `the focus cannot be seen on ${now.outerHTML.slice(0, 60)}`;
        const style = getComputedStyle(now);
        if (style.outlineStyle === "none" && style.borderStyle === "none" && style.boxShadow === "none") return `no mark of focus on ${now.outerHTML.slice(0, 60)}`;
        return null;
      }, stop === 0 && !path.endsWith("404.html"));
      if (fault) findings.push(`${path}: ${fault}`);
    }
    await page.context().close();
    return findings;
  });
}
