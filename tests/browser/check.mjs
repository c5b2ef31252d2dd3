// Looks at built sites as browsers and checkers do.
//
//   node check.mjs [--full] NAME=FOLDER …
//
// `kinds=FOLDER` is the built sample site with every kind of page (tests/sites/kinds), `own=FOLDER`
// the repository's own site, `practice=FOLDER` the one with every type of question, `courses=FOLDER` the one with
// courses; other names get the same
// checks on what they have. The short form runs in every test; `--full` adds more colours, zoom and Lighthouse. Prints one line for each step, each
// finding on a line of its own, and `N passed, N failed` last.

import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { MODES, SHORT, axe } from "./axe.mjs";
import { byKeyboard, fromFolder, narrow, quiet, scriptless, steady, weigh } from "./behaviour.mjs";
import { launch } from "./browser.mjs";
import * as courses from "./courses.mjs";
import { links, nu, validate } from "./html.mjs";
import { score } from "./lighthouse.mjs";
import { htmlFiles, kinds } from "./pages.mjs";
import * as learning from "./learning.mjs";
import * as practice from "./practice.mjs";
import { close, step } from "./report.mjs";
import * as search from "./search.mjs";
import { serve } from "./server.mjs";

const full = process.argv.includes("--full");
const sites = process.argv.slice(2).filter((argument) => argument.includes("=")).map((argument) => {
  const [name, folder] = argument.split("=");
  return { name, folder: realpathSync(folder) };
});
if (sites.length === 0) {
  console.error("usage: node check.mjs [--full] NAME=FOLDER …");
  process.exit(2);
}

/** What readers do with questions: `file` is the folder, `root` the same from a host, where the checker of accessibility works. */
async function questions(browser, file, root) {
  const modes = [
    { name: "light", options: {} },
    { name: "dark", options: { colorScheme: "dark" } },
    { name: "320 px", options: { viewport: { width: 320, height: 640 } } },
  ];
  const ask = (name, many, look) => step(`practice: ${name}`, many, look);
  const ways = ["right", "half", "wrong"];
  for (const mode of modes) await ask(`each type by keyboard, ${mode.name}`, ways.join(", "), () => practice.keyboard(browser, file, [mode], ways));
  const paths = ["en/ten-types.html", "hy/ten-types.html", ...(full ? ["en/test.html", "en/steps.html"] : [])];
  for (const mode of full ? [...modes, { name: "forced colours", options: { forcedColors: "active" } }] : modes) {
    await ask(`axe before and after checking, ${mode.name}`, `${paths.length} pages`, () => practice.accessible(browser, root, [mode], paths));
  }
  await ask("what costs no try, and what does", "ten-types.html", () => practice.slips(browser, file));
  await ask("answers outlive the tab, edits and builds", "ten-types.html", () => practice.kept(browser));
  await ask("drafts outlive a reload", "ten-types.html", () => practice.drafts(browser, file));
  await ask("bad storage", "4 ways, 11 kinds of rubbish", () => practice.badStorage(browser, file));
  await ask("two tabs", "ten-types.html", () => practice.twoTabs(browser, file));
  await ask("the text exchanged in place", "ten-types.html", () => practice.exchanged(browser, file));
  await ask("a test drawn by tag", "test.html", () => practice.test(browser, file));
  await ask("one question at a time", "steps.html", () => practice.steps(browser, file));
  await ask("on paper", "ten-types.html", () => practice.paper(browser, file));
  await ask("bad input", "3 pages", () => practice.badInput(browser));
  await ask("speed", "2 pages", () => practice.speed(browser, file));
  await ask("Firefox", "2 pages", () => practice.firefox(file));
}

/** What readers do with courses. */
async function coursework(browser, file, root) {
  const modes = [
    { name: "light", options: {} },
    { name: "dark", options: { colorScheme: "dark" } },
    { name: "320 px", options: { viewport: { width: 320, height: 640 } } },
  ];
  const ask = (name, many, look) => step(`courses: ${name}`, many, look);
  await ask("from the first item to the certificate, by keyboard", "8 items", () => courses.walk(browser, file));
  await ask("on where the reader stopped", "9 pages", () => courses.goOn(browser, file));
  await ask("bad storage", "3 ways", () => courses.badStorage(browser, file));
  await ask("without script", "4 pages", () => courses.scriptless(browser, file));
  await ask("on paper", "first.print.html", () => courses.print(browser, file));
  await ask("Firefox", "5 pages", () => courses.firefox(file));
  for (const mode of full ? [...modes, { name: "forced colours", options: { forcedColors: "active" } }] : modes) {
    // The short form looks at each state in one more mode than light.
    const states = Object.keys(courses.STATES).filter((state) => full || mode.name === "light" || (state === "half") === (mode.name === "dark"));
    await ask(`axe, ${states.join(" and ")}, ${mode.name}`, "14 pages", () => courses.accessible(browser, root, mode, states));
  }
}

/** The search box on the repository's own site, whose words these are. */
async function searching(browser, folder, all, bases) {
  const [file, root] = bases;
  const lesson = "en/profession/the-job-description.html";
  const ask = (name, many, look) => step(`search: ${name}`, many, look);
  await ask("the same from a folder, a root and a sub-path", "100 questions", () => search.same(browser, folder, all, bases, lesson));
  await ask("by keyboard", "1 page", () => search.keys(browser, file, lesson, "client"));
  await ask("not while one types elsewhere", "1 page", () => search.inFields(browser, file, "en/manual/questions.html"));
  await ask("what is said", "1 page", () => search.said(browser, file, lesson, { word: "client", pair: "interest price", slip: "cleint" }));
  await ask("what comes late", "1 page", () => search.late(browser, root, lesson, "client", "price"));
  await ask("the words on the page", "1 page", () => search.marks(browser, file, lesson, "client"));
  await ask("the page exchanged in place", "1 page", () => search.exchanged(browser, file, lesson, "client"));
  await ask("shards missing, cut and foreign", "12 ways", () => search.broken(browser, folder, lesson, "client"));
  await ask("forbidden and spoilt storage", "2 ways", () => search.storage(browser, file, lesson, "client"));
  await ask("a site without it", "1 page", () => search.without(browser));
  const modes = ["light", "dark", "phone", ...(full ? ["forced colours", "reduced motion"] : [])].map((name) => ({ name, options: MODES[name] }));
  modes.push({ name: "320 px", options: { viewport: { width: 320, height: 640 } } }, { name: "400 %", options: { viewport: { width: 320, height: 256 } } });
  const paths = [lesson, lesson.replace("en/", "hy/")];
  await ask("axe, sizes, width", `${modes.length} modes, 2 pages`, () => search.accessible(browser, root, modes, paths, { en: "client", hy: "հաճախորդ" }));
  await ask("weight", "2 languages", () => search.weight(folder));
}

/** What is kept of learners over all pages. */
async function progress(browser, file, root) {
  const modes = [
    { name: "light", options: {} },
    { name: "dark", options: { colorScheme: "dark" } },
    { name: "320 px", options: { viewport: { width: 320, height: 640 } } },
  ];
  const ask = (name, many, look) => step(`learning: ${name}`, many, look);
  await ask("a file brings everything back", "My learning", () => learning.files(browser, file));
  await ask("a link to another browser", "My learning", () => learning.link(browser, file));
  await ask("people at one browser", "My learning", () => learning.learners(browser, file));
  await ask("a reset while a page is open", "steps.html", () => learning.resets(browser, file));
  await ask("edits, a new name, another language", "ten-types.html", () => learning.survives(browser));
  await ask("a review", "9 cards", () => learning.review(browser, file));
  await ask("a pretest", "steps.html", () => learning.pretest(browser, file));
  await ask("bad storage", "4 ways", () => learning.badStorage(browser, file));
  await ask("by keyboard", "My learning", () => learning.keyboard(browser, file));
  for (const mode of modes) await ask(`axe, ${mode.name}`, "3 pages, 2 languages", () => learning.accessible(browser, root, [mode]));
  await ask("speed", "2 pages", () => learning.speed(browser));
  await ask("Firefox", "2 pages", () => learning.firefox(file));
}

const browser = await launch();
for (const { name, folder } of sites) {
  const all = htmlFiles(folder);
  const pages = kinds(name, folder);
  const many = `${pages.length} pages`;
  const root = await serve(folder);
  const below = await serve(folder, "/a b/c/");
  const file = `${pathToFileURL(folder).href}/`;

  // The sample site has every kind of page; of another site the short form asks what its content can spoil.
  const every = full || name === "kinds";

  await step(`${name}: Nu checker`, `${all.length} pages`, () => nu(folder));
  await step(`${name}: html-validate`, `${all.length} pages`, () => validate(folder));
  await step(`${name}: links lead to files and ids that are there`, `${all.length} pages`, () => links(folder));
  for (const mode of full ? Object.keys(MODES) : every ? SHORT : ["light"]) await step(`${name}: axe, ${mode}`, many, () => axe(browser, root.url, pages, mode));
  await step(`${name}: quiet from a folder`, many, () => quiet(browser, file, pages));
  if (every) await step(`${name}: quiet from a root`, many, () => quiet(browser, root.url, pages));
  if (every) await step(`${name}: quiet from a sub-path`, many, () => quiet(browser, below.url, pages));
  await step(`${name}: nothing scrolls sideways at 320 px`, many, () => narrow(browser, root.url, pages, { zoom: false }));
  if (full) await step(`${name}: nothing scrolls sideways at 400 % zoom`, many, () => narrow(browser, root.url, pages, { zoom: true }));
  if (every) await step(`${name}: nothing shifts`, many, () => steady(browser, root.url, pages));
  if (every) await step(`${name}: readable and usable without script`, many, () => scriptless(browser, root.url, pages));
  if (every) await step(`${name}: usable by keyboard`, many, () => byKeyboard(browser, root.url, pages));
  const lessons = pages.filter((page) => page.kind === "lesson");
  await step(`${name}: first visit of a lesson`, `${lessons.length} lessons`, () => weigh(browser, root.url, lessons));
  const lesson = lessons.find((page) => page.lang === "en");
  const otherLesson = lesson?.path.replace(/^en\//, "hy/");
  if (lesson && all.includes("index.html") && all.includes(otherLesson)) {
    await step(`${name}: a reader's walk from a folder`, "4 pages", () =>
      fromFolder(browser, folder, { root: "index.html", front: "en/index.html", lesson: lesson.path, otherLesson }));
  }
  if (name === "own") await searching(browser, folder, all, [file, root.url, below.url]);
  if (name === "practice") await questions(browser, file, root.url);
  if (name === "courses") await coursework(browser, file, root.url);
  if (name === "practice") await progress(browser, file, root.url);
  if (full) await step(`${name}: Lighthouse`, many, () => score(root.url, pages, 5));

  await root.close();
  await below.close();
}
await browser.close();
process.exit(close() ? 0 : 1);
