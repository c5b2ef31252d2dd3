// Two HTML checkers and the links: what the bytes say, without a browser.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, posix } from "node:path";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { htmlFiles } from "./pages.mjs";

/** What the Nu checker notes and we mean: each with its reason. */
const MEANT = [
  // Safari drops the list role where a style sheet removes the bullets.
  /The “list” role is unnecessary for element “[ou]l”/,
  // To this checker a file has no origin, so `'self'` fits nothing; browsers are asked for CSP reports instead.
  /^Resource violates Content Security Policy \(meta tag\): external (stylesheet|script) “[^:/][^:]*” blocked/,
  /^Resource violates Content Security Policy \(meta tag\): (image|media|font) “[^:/][^:]*” blocked/,
];

/** The Nu checker over all pages at once; errors, warnings and notes all count. */
export function nu(folder) {
  const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
  const files = htmlFiles(folder).map((path) => join(folder, path));
  const run = spawnSync("java", ["-Xss4m", "-jar", jar, "--stdout", "--format", "json", "--exit-zero-always", ...files], { maxBuffer: 1 << 28, encoding: "utf8" });
  if (run.error) throw new Error(`java did not start: ${run.error.message}; tests/all installs it`);
  if (run.status !== 0) throw new Error(`the Nu checker stopped: ${run.stderr}`);
  return JSON.parse(run.stdout).messages
    .filter(({ message }) => !MEANT.some((meant) => meant.test(message)))
    .map(({ type, subType, url, lastLine, lastColumn, message, extract }) =>
      `Nu: ${subType ?? type} in ${decodeURI(url ?? "").replace(`file:${folder}/`, "")}:${lastLine}:${lastColumn}: ${message} ${JSON.stringify(extract ?? "")}`);
}

/**
 * html-validate with the rules of .htmlvalidate.json beside this file. Switched off there: the role of
 * lists (Safari drops it with the bullets; the Nu checker sees other needless roles), `div`s as scrolling
 * regions, navigation with an `h2` before the page's `h1`, lengths of titles, and spaces at line ends.
 */
export async function validate(folder) {
  const rules = JSON.parse(readFileSync(new URL(".htmlvalidate.json", import.meta.url), "utf8"));
  const checker = new HtmlValidate(new FileSystemConfigLoader({ root: true, ...rules }));
  const findings = [];
  for (const path of htmlFiles(folder)) {
    const { results } = await checker.validateFile(join(folder, path));
    for (const { messages } of results)
      for (const { ruleId, message, line, column } of messages) findings.push(`html-validate: ${ruleId} in ${path}:${line}:${column}: ${message}`);
  }
  return findings;
}

/** Each link, picture, style and script of each page leads to a file that is there; each anchor to an id. */
export function links(folder) {
  const findings = [];
  const ids = new Map();
  const idsOf = (path) => {
    if (!ids.has(path)) {
      const text = readFileSync(join(folder, path), "utf8");
      ids.set(path, new Set([...text.matchAll(/\sid=(?:"([^"]*)"|([^\s>"]+))/g)].map((match) => unescape(match[1] ?? match[2]))));
    }
    return ids.get(path);
  };
  for (const path of htmlFiles(folder)) {
    const text = readFileSync(join(folder, path), "utf8");
    for (const match of text.matchAll(/\s(href|src)=(?:"([^"]*)"|([^\s>"]+))/g)) {
      const value = unescape(match[2] ?? match[3]);
      if (/^(https?:|mailto:|tel:|data:)/.test(value)) continue;
      if (/^[a-z]+:|^\//.test(value)) {
        findings.push(`links: ${path} has ${match[1]}=${value}, which is not relative`);
        continue;
      }
      const [address, anchor] = value.split("#");
      const target = address === "" ? path : posix.normalize(posix.join(posix.dirname(path), decodeURIComponent(address.split("?")[0])));
      if (target.startsWith("../") || !existsSync(join(folder, target)) || target.endsWith("/")) {
        findings.push(`links: ${path} points at ${value}, which is not there`);
      } else if (anchor && target.endsWith(".html") && !idsOf(target).has(decodeURIComponent(anchor))) {
        findings.push(`links: ${path} points at ${value}, but that page has no such id`);
      }
    }
  }
  return findings;
}

const unescape = (text) => text.replace(/&(amp|quot|lt|gt|#39|#x27);/g, (_, name) => ({ amp: "&", quot: '"', lt: "<", gt: ">", "#39": "'", "#x27": "'" })[name]);
