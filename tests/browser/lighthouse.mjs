// Lighthouse on every kind of page: 100 where a page can have 100, and the median of five for speed.

import { launch as launchChrome } from "chrome-launcher";
import lighthouse from "lighthouse";
import { CHROMIUM, FLAGS } from "./browser.mjs";

/** What a page may miss, by what it is: a draft, a redirect or a fallback page must not be indexed, a 404 page is one. */
const MEANT = { noIndex: ["is-crawlable"], "not-found": ["http-status-code"] };

export async function score(base, pages, runs) {
  const findings = [];
  const chrome = await launchChrome({ chromePath: CHROMIUM, chromeFlags: ["--headless=new", ...FLAGS] });
  try {
    for (const { path, kind, noIndex } of pages.filter((page) => !page.refresh)) {
      const speeds = [];
      for (let run = 0; run < runs; run++) {
        const only = run === 0 ? ["accessibility", "best-practices", "seo", "performance"] : ["performance"];
        const { lhr } = await lighthouse(base + encodeURI(path), { port: chrome.port, onlyCategories: only, logLevel: "error" });
        if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
        speeds.push(lhr.categories.performance.score * 100);
        for (const name of only.filter((name) => name !== "performance")) {
          const meant = [...(noIndex ? MEANT.noIndex : []), ...(MEANT[kind] ?? [])];
          const missed = lhr.categories[name].auditRefs
            .filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1 && !meant.includes(id))
            .map(({ id }) => `${id} (${lhr.audits[id].title})`);
          if (missed.length > 0) findings.push(`Lighthouse: ${name} is not 100 on ${path}: ${missed.join(", ")}`);
        }
      }
      const median = speeds.sort((a, b) => a - b)[speeds.length >> 1];
      console.log(`     ${path}: performance ${median} (${speeds.join(" ")})`);
      if (median < 98) findings.push(`Lighthouse: performance ${median} on ${path}, at least 98 wanted`);
    }
  } finally {
    chrome.kill();
  }
  return findings;
}
