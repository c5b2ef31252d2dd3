// Looks at the preview as a trainer does: a browser beside the editor.
//
//   node serve.mjs PROGRAM
//
// PROGRAM is the built `hornbook`. It serves a small site of its own, which is edited here.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launch, open, settle } from "./browser.mjs";
import { close, step } from "./report.mjs";

const program = resolve(process.argv[2] ?? "");
const site = mkdtempSync(join(tmpdir(), "hornbook-serve-"));
const write = (path, text) => {
  mkdirSync(join(site, path, ".."), { recursive: true });
  writeFileSync(join(site, path), text);
};
const LESSON = "content/10-lesson.md";
const part = (number) => `## Part ${number}\n\nParagraph ${number}. ${"Some words that fill a line or two of the page. ".repeat(6)}\n\n${number % 5 === 0 ? "```rust\nlet a = 1;\n```\n\n" : ""}`;
const lesson = (change = (text) => text) => change(`---\nkind: lesson\n---\n# A long lesson\n\n${Array.from({ length: 40 }, (_, at) => part(at + 1)).join("")}`);
write("hornbook.toml", 'title = "Preview"\neditor = "vscode"\n');
write("content/index.md", "# Front\n\n[The lesson](10-lesson.md)\n");
write(LESSON, lesson());
write("content/20-other.md", "# Other\n\nWords. [The lesson](10-lesson.md)\n");
// A field and a fold that readers use, as questions have them.
const text = readFileSync(new URL("../../theme/templates/parts/text.html", import.meta.url), "utf8");
write("theme/templates/parts/text.html", text + '<details id="fold"><summary>More</summary><p>Folded</p></details>\n<p><label>Your answer <input id="answer"></label></p>\n');

let child;
let base;
/** Starts the preview and waits for its link. */
async function start(port = 0) {
  child = spawn(program, ["serve", site, "--port", String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  let told = "";
  base = await new Promise((done, fail) => {
    child.stdout.on("data", (data) => {
      told += data;
      const link = /http:\/\/\S+/.exec(told);
      if (link) done(link[0]);
    });
    child.on("exit", () => fail(new Error(`the preview ended: ${told}`)));
  });
}
const end = () => new Promise((done) => { child.on("exit", (code) => done(code)); child.kill("SIGINT"); });
await start();

const browser = await launch();
/** A page that would show that it was loaded anew. */
async function visit(path) {
  const page = await open(browser, { viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  const connected = page.waitForRequest((request) => request.url().includes("/__hornbook/state"));
  await page.goto(base + path);
  await connected;
  await settle(page);
  await page.evaluate(() => (window.stayed = true));
  return page;
}
const stayed = (page) => page.evaluate(() => window.stayed === true);
const visible = (page, text) => page.locator(`#_hornbook :text("${text}")`).first().waitFor({ timeout: 5000 });
/** Runs a visit and gathers what it found, with everything that the page said which it should not have. */
const look = (name, path, run) =>
  step(`preview: ${name}`, "1 page", async () => {
    const findings = [];
    const page = await visit(path);
    await run(page, (good, text) => { if (!good) findings.push(text); });
    // A stream ends with its page.
    findings.push(...page.faults.filter((fault) => !/\/__hornbook\/events\S* net::ERR_ABORTED/.test(fault)));
    await page.context().close();
    return findings;
  });
const topOf = (page, text) => page.evaluate((text) => [...document.querySelectorAll("h2")].find((heading) => heading.textContent.includes(text)).getBoundingClientRect().top, text);

await look("an edit shows in place, and what the reader does stays", "lesson.html", async (page, expect) => {
  await page.locator("#fold summary").click();
  await page.locator("#answer").fill("half a sentence");
  await page.locator("#answer").focus();
  await page.evaluate(() => [...document.querySelectorAll("h2")].find((heading) => heading.textContent === "Part 20").scrollIntoView());
  const [before, scroll] = [await topOf(page, "Part 20"), await page.evaluate(() => scrollY)];
  // In the middle of what is in sight.
  write(LESSON, lesson((text) => text.replace("Paragraph 20.", "Paragraph 20, edited.")));
  await page.locator("main :text('Paragraph 20, edited.')").waitFor();
  expect(Math.abs((await page.evaluate(() => scrollY)) - scroll) <= 5, "the page moved with an edit in sight");
  // Above it: a new part, and one that is longer.
  write(LESSON, lesson((text) => text.replace("## Part 3\n", "## New part\n\nNew words.\n\n- one\n- two\n\n## Part 3\n").replace("Paragraph 4.", `Paragraph 4. ${"Longer. ".repeat(200)}`)));
  await page.locator("main :text('New part')").first().waitFor();
  const moved = Math.abs((await topOf(page, "Part 20")) - before);
  expect(moved <= 5, `what the reader looks at moved by ${moved} px with an edit above it`);
  // Below it.
  write(LESSON, lesson((text) => text.replace("Paragraph 39.", "Paragraph 39, edited.")));
  await page.locator("main :text('Paragraph 39, edited.')").waitFor();
  expect(Math.abs((await topOf(page, "Part 20")) - before) <= 5, "what the reader looks at moved with an edit below it");
  expect(await page.evaluate(() => document.activeElement.id === "answer"), "the focus was lost");
  expect((await page.locator("#answer").inputValue()) === "half a sentence", "typed text was lost");
  expect(await page.locator("#fold").evaluate((fold) => fold.open), "an open fold was closed");
  expect(await stayed(page), "the page was loaded anew");
  // The page's own scripts go on: the copy button of a new block, the contents.
  write(LESSON, lesson((text) => text.replace("## Part 20\n", "## Part 20\n\n```rust\nlet fresh = 2;\n```\n")));
  await page.locator("main .code:has-text('fresh') button").waitFor();
  write(LESSON, lesson());
  await page.locator("main .code:has-text('fresh')").waitFor({ state: "detached" });
});

await look("the search box stays open over an edit, and finds what was written", "lesson.html", async (page, expect) => {
  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog.search[open]");
  await page.fill("dialog.search input[type=search]", "quokka");
  await page.waitForFunction(() => /quokka/.test(document.querySelector("dialog.search [role=status]").textContent));
  expect((await page.locator("dialog.search a.hit").count()) === 0, "a word that is nowhere is found");
  write(LESSON, lesson((text) => text.replace("Paragraph 20.", "Paragraph 20 of the quokka.")));
  await page.waitForSelector("dialog.search[open] a.hit mark");
  expect(await stayed(page), "the page was loaded anew");
  write(LESSON, lesson());
  await page.waitForFunction(() => document.querySelectorAll("dialog.search a.hit").length === 0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  expect((await page.locator("dialog.search[open]").count()) === 0, "the box does not close");
  expect(await stayed(page), "the page was loaded anew");
});

await look("a title changes where it stands", "other.html", async (page, expect) => {
  write(LESSON, lesson((text) => text.replace("# A long lesson", "# A longer lesson")));
  await page.locator("nav :text('A longer lesson')").first().waitFor();
  write("content/20-other.md", "# Another\n\nWords. [The lesson](10-lesson.md)\n");
  await page.waitForFunction(() => document.title.startsWith("Another"));
  expect((await page.locator("h1").textContent()) === "Another", "the heading is the old one");
  expect(await stayed(page), "the page was loaded anew");
  write(LESSON, lesson());
  write("content/20-other.md", "# Other\n\nWords. [The lesson](10-lesson.md)\n");
  await page.waitForFunction(() => document.title.startsWith("Other"));
});

await look("styles change in place", "lesson.html", async (page, expect) => {
  const colour = () => page.evaluate(() => getComputedStyle(document.querySelector("main p")).color);
  write("theme/css/site.css", "main p { color: rgb(1, 2, 3) }");
  await page.waitForFunction(() => getComputedStyle(document.querySelector("main .prose p")).color === "rgb(1, 2, 3)");
  rmSync(join(site, "theme/css/site.css"));
  await page.waitForFunction(() => getComputedStyle(document.querySelector("main .prose p")).color !== "rgb(1, 2, 3)");
  expect((await colour()) !== "", "the page has no styles");
  expect(await stayed(page), "the page was loaded anew");
});

await look("a broken link shows its fault within a second, and it goes when mended", "lesson.html", async (page, expect) => {
  const since = Date.now();
  write(LESSON, lesson((text) => text.replace("Paragraph 1.", "[Gone](gone.md)")));
  await visible(page, "content/10-lesson.md:8:1");
  expect(Date.now() - since < 1000, `the panel took ${Date.now() - since} ms`);
  const panel = page.locator("#_hornbook .faults");
  const text = await panel.innerText();
  expect(/unknown-page/.test(text) && /no page|gone\.md/.test(text) && /Help:/.test(text), `the panel says: ${text}`);
  expect((await panel.locator(".excerpt b").first().innerText()).includes("gone.md"), "the excerpt does not mark the link");
  const href = await panel.locator(".place a").first().getAttribute("href");
  expect(href.startsWith("vscode://file/") && href.endsWith("10-lesson.md:8:1"), `the link of the place leads to ${href}`);
  const manual = await page.request.get(base + (await panel.locator("a:has-text('unknown-page')").getAttribute("href")).slice(1), { headers: { "sec-fetch-site": "same-origin" } });
  expect(manual.ok() && (await manual.text()).includes("<h1>unknown-page</h1>"), "the manual page is not there");
  expect(await page.locator("h1").isVisible(), "the page is gone behind its fault");
  await panel.locator("button:has-text('Fold away')").click();
  expect(!(await panel.isVisible()), "the panel does not fold away");
  // Another fault opens it again.
  write(LESSON, lesson((text) => text.replace("Paragraph 1.", "[Gone](gone.md) [Lost](lost.md)")));
  await visible(page, "lost.md");
  write(LESSON, lesson());
  await panel.waitFor({ state: "hidden" });
  expect(await stayed(page), "the page was loaded anew");
});

await look("faults of other pages stand below those of this one", "other.html", async (page, expect) => {
  write("content/20-other.md", "# Other\n\n[Gone](gone.md) [The lesson](10-lesson.md)\n");
  write(LESSON, lesson((text) => text.replace("Paragraph 1.", "[Lost](lost.md)")));
  await visible(page, "lost.md");
  await visible(page, "gone.md");
  const text = await page.locator("#_hornbook .faults").innerText();
  expect(text.indexOf("gone.md") < text.indexOf("lost.md"), "the fault of this page does not come first");
  write("content/20-other.md", "# Other\n\nWords. [The lesson](10-lesson.md)\n");
  write(LESSON, lesson());
  await page.locator("#_hornbook .faults").waitFor({ state: "hidden" });
});

await look("a fault in a template shows, over the page that the default theme makes", "lesson.html", async (page, expect) => {
  write("theme/templates/parts/pager.html", "<p>{{ nope }}</p>\n");
  await visible(page, "theme/templates/parts/pager.html:1:");
  expect(await page.locator("h1").isVisible(), "the page is gone");
  rmSync(join(site, "theme/templates/parts/pager.html"));
  await page.locator("#_hornbook .faults").waitFor({ state: "hidden" });
});

await look("broken settings show, and the page stays", "lesson.html", async (page, expect) => {
  write("hornbook.toml", "title = \n");
  await visible(page, "hornbook.toml:1:");
  expect(await page.locator("h1").isVisible(), "the page is gone");
  write("hornbook.toml", 'title = "Preview"\neditor = "vscode"\n');
  await page.locator("#_hornbook .faults").waitFor({ state: "hidden" });
});

await look("a page that is renamed is followed, one that is deleted says so", "other.html", async (page, expect) => {
  renameSync(join(site, "content/20-other.md"), join(site, "content/20-renamed.md"));
  await page.waitForURL("**/renamed.html");
  expect(await stayed(page), "the page was loaded anew");
  rmSync(join(site, "content/20-renamed.md"));
  await visible(page, "This page has been deleted");
  expect((await page.locator("h1").textContent()) === "Other", "its last text is gone");
  write("content/20-renamed.md", "# Back\n\nWords. [The lesson](10-lesson.md)\n");
  await page.locator("h1:text('Back')").waitFor();
  expect(!(await page.locator("#_hornbook .note").isVisible()), "it still says that it is deleted");
  renameSync(join(site, "content/20-renamed.md"), join(site, "content/20-other.md"));
  await page.waitForURL("**/other.html");
  write("content/20-other.md", "# Other\n\nWords. [The lesson](10-lesson.md)\n");
  await page.locator("h1:text('Other')").waitFor();
  expect(await stayed(page), "the page was loaded anew");
});

await step("preview: a page that is not there names the nearest", "1 page", async () => {
  const findings = [];
  const page = await open(browser);
  const answer = await page.goto(`${base}leson.html`);
  if (answer.status() !== 404) findings.push(`the status is ${answer.status()}`);
  await visible(page, "lesson.html");
  await page.context().close();
  return findings;
});

await look("the browser goes to what is edited, if it is to follow", "lesson.html", async (page, expect) => {
  await page.locator("#_hornbook label:has-text('Follow my edits')").click();
  write("content/20-other.md", "# Other\n\nOther words. [The lesson](10-lesson.md)\n");
  await page.waitForURL("**/other.html");
  await page.locator("main :text('Other words.')").waitFor();
  expect(await page.locator("#_hornbook input").isChecked(), "it no longer follows");
});

await step("preview: a server that goes away is told, and comes back by itself", "1 page", async () => {
  const findings = [];
  const page = await visit("lesson.html");
  await page.locator("#answer").fill("half a sentence");
  const port = Number(new URL(base).port);
  const code = await end();
  if (code !== 0) findings.push(`Ctrl+C ends it with ${code}`);
  await visible(page, "Disconnected");
  write(LESSON, lesson((text) => text.replace("Paragraph 1.", "Paragraph 1, while it was away.")));
  await start(port);
  await page.locator("main :text('while it was away')").waitFor();
  await page.locator("#_hornbook .away:has-text('Disconnected')").waitFor({ state: "detached" });
  if ((await page.locator("#answer").inputValue()) !== "half a sentence") findings.push("typed text was lost");
  // What a browser says of a server that is away is no fault of the page.
  findings.push(...page.faults.filter((fault) => !/ERR_|403|Failed to load/.test(fault)));
  await page.context().close();
  write(LESSON, lesson());
  return findings;
});

await step("preview: a page at another port can neither read nor listen", "1 page", async () => {
  const findings = [];
  const foreign = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Foreign</title>"));
  await new Promise((done) => foreign.listen(0, "127.0.0.1", done));
  const page = await (await browser.newContext()).newPage();
  await page.goto(`http://127.0.0.1:${foreign.address().port}/`);
  const got = await page.evaluate(async (base) => {
    const tries = {
      read: () => fetch(`${base}lesson.html`).then((answer) => answer.text()),
      blind: () => fetch(`${base}lesson.html`, { mode: "no-cors" }).then((answer) => { if (answer.type !== "opaque") return "read"; throw new Error("opaque"); }),
      script: () => new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = `${base}__hornbook/live.js`;
        script.onload = () => done("ran");
        script.onerror = fail;
        document.head.append(script);
      }),
      picture: () => new Promise((done, fail) => {
        const picture = new Image();
        picture.onload = () => done("shown");
        picture.onerror = fail;
        picture.src = `${base}assets/icon.svg`;
      }),
      frame: () => new Promise((done, fail) => {
        const frame = document.createElement("iframe");
        frame.onload = () => { try { done(frame.contentDocument.title); } catch (error) { fail(error); } };
        frame.src = `${base}lesson.html`;
        document.body.append(frame);
      }),
      listen: () => new Promise((done, fail) => {
        const stream = new EventSource(`${base}__hornbook/events?token=00000000000000000000000000000000`);
        stream.onmessage = (event) => done(event.data);
        stream.onerror = fail;
      }),
    };
    const got = [];
    for (const [name, attempt] of Object.entries(tries)) await attempt().then((result) => { if (result) got.push(`${name}: ${String(result).slice(0, 40)}`); }, () => {});
    return got;
  }, base);
  findings.push(...got.map((text) => `a foreign page got through by ${text}`));
  await page.context().close();
  await new Promise((done) => { foreign.close(done); foreign.closeAllConnections(); });
  return findings;
});

await end();
await browser.close();
rmSync(site, { recursive: true, force: true });
process.exit(close() ? 0 : 1);
