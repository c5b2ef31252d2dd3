// Debian's Chromium, and a page that remembers everything it should not have done.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

export const CHROMIUM = process.env.HORNBOOK_CHROMIUM ?? "/usr/bin/chromium";

/** Nothing in the background: the browser itself must not talk to anyone. */
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

export function launch() {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing; tests/all installs it`);
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/**
 * A page in a context of its own. `page.faults` gathers, as plain words: requests to other hosts,
 * failed requests, CSP reports, console messages and uncaught errors. `page.loaded` lists what came, with type and bytes.
 */
export async function open(browser, options = {}) {
  // A language that no site here has, so that the page of languages stays.
  const context = await browser.newContext({ locale: "fr-FR", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.faults = [];
  page.loaded = [];
  await context.exposeBinding("__hornbookCsp", (_, text) => page.faults.push(`CSP report: ${text}`)).catch(() => {});
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      window.__hornbookCsp?.(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`);
    });
  });
  page.on("console", (message) => page.faults.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.faults.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    const own = ["file:", "data:", "about:", "blob:"].includes(url.protocol) || url.hostname === "127.0.0.1";
    if (!own) page.faults.push(`request to another host: ${request.url()}`);
  });
  page.on("requestfailed", (request) => page.faults.push(`request failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("response", (response) => {
    if (response.status() >= 400) page.faults.push(`status ${response.status()}: ${response.url()}`);
    page.loaded.push({ url: response.url(), type: response.request().resourceType(), response });
  });
  return page;
}

/** Gives the page time to say what it has to say: the load event, then two frames. */
export async function settle(page) {
  await page.waitForLoadState("load");
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
}

/** Looks at some pages side by side, which a machine with two cores likes; findings come in the order of the pages. */
export async function each(pages, look) {
  const findings = pages.map(() => []);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < pages.length; at = next++) findings[at] = (await look(pages[at])) ?? [];
  };
  await Promise.all([worker(), worker(), worker()]);
  return findings.flat();
}
