// Which pages of a built site to look at.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

/** All HTML files of a folder, relative, in order of code points; `_hosts/` holds no pages. */
export function htmlFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => relative("", name))
    .filter((name) => name.endsWith(".html") && !name.startsWith("_hosts/"))
    .sort();
}

/** What a page says of itself: kind and language stand in its first tag. */
export function describe(folder, path) {
  const text = readFileSync(join(folder, path), "utf8");
  const tag = /<html\b[^>]*>/i.exec(text)?.[0] ?? "";
  const attribute = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "";
  return {
    path,
    kind: attribute("data-kind") || "page",
    lang: attribute("lang"),
    noIndex: /<meta name="?robots"?[^>]*noindex/i.test(text),
    questions: /<form\b[^>]*\bclass="?question\b/.test(text),
    refresh: /http-equiv="?refresh/i.test(text),
    bytes: statSync(join(folder, path)).size,
  };
}

/**
 * One page of every kind. A site with a `kinds.json` beside this file lists them by name, and each
 * must be there; of any other site the largest page of each kind and language is taken.
 */
export function kinds(name, folder) {
  if (name === "kinds") {
    const list = JSON.parse(readFileSync(new URL("kinds.json", import.meta.url), "utf8"));
    return Object.entries(list).map(([kind, path]) => {
      if (!existsSync(join(folder, path))) throw new Error(`the kinds site has no ${kind}: ${path} was not built`);
      return { ...describe(folder, path), name: kind };
    });
  }
  const best = new Map();
  for (const path of htmlFiles(folder)) {
    const page = describe(folder, path);
    const key = `${page.kind} ${page.lang}`;
    if (!best.has(key) || best.get(key).bytes < page.bytes) best.set(key, { ...page, name: key });
  }
  return [...best.values()];
}
