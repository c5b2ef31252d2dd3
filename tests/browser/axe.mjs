// Accessibility by axe-core: WCAG 2.2 A and AA and best practice; a page is clean or it is not.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { each, open, settle } from "./browser.mjs";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const MODES = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: "light", hasTouch: true, isMobile: true },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  "forced colours": { viewport: { width: 1280, height: 900 }, forcedColors: "active" },
  "forced colours, dark": { viewport: { width: 360, height: 740 }, forcedColors: "active", colorScheme: "dark" },
  "reduced motion": { viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" },
};
export const SHORT = ["light", "phone"];

/** What axe finds on a page that was opened without its policy. */
export async function violations(page) {
  await page.evaluate(source);
  const { violations } = await page.evaluate(() =>
    axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
      resultTypes: ["violations"],
    }));
  return violations.map(({ id, help, nodes }) => `${id} (${help}) at ${nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" and ")}`);
}

/** Looks at each page in one mode. A redirect is looked at without what makes it leave. */
export function axe(browser, base, pages, mode) {
  return each(pages, async ({ path, name, refresh }) => {
    // Only here the page's policy is lifted, so that the checker can be put into it.
    const page = await open(browser, { ...MODES[mode], bypassCSP: true });
    const address = base + encodeURI(path);
    if (refresh) {
      await page.route(address, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, "").replace(" data-moved", "");
        await route.fulfill({ response, body });
      });
    }
    await page.goto(address);
    await settle(page);
    const found = await violations(page);
    await page.context().close();
    return found.length === 0 ? [] : [`axe: ${found.length} violations on ${path} [${name}] (${mode}): ${found.join("; ")}`];
  });
}
