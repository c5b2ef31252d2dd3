// `judge.mjs DATA OUT PLAIN COUNT LANGUAGE...  [--final] [--examples N] [--families FILE] [--no-peers]`
//
// Asks the built site in OUT, which has COUNT pages of the languages, and MiniSearch with the same pages, and prints
// tables: how good the answers are, what a first answer weighs and takes. PLAIN is the same site without search.
// Only half A is shown, with examples of what fails; `--final` shows half B, without any.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Corpus, LANGUAGES, hash } from "./corpus.mjs";
import { Site, page as weighed } from "./engine.mjs";
import { questions, score } from "./queries.mjs";

const words = process.argv.slice(2);
const flag = (name) => words.includes(name) && words.splice(words.indexOf(name), 1).length > 0;
const value = (name) => (words.includes(name) ? words.splice(words.indexOf(name), 2)[1] : undefined);
const [final, alone] = [flag("--final"), flag("--no-peers")];
const [examples, families] = [Number(value("--examples") ?? 0), value("--families")];
const [data, out, plain, count, ...languages] = words;
const half = final ? "B" : "A";
const require = createRequire(join(data, "package.json"));

/// What the bars ask for at 1,000 pages.
const BARS = {
  hy: { exact: 0.98, inflected: 0.92, lemma: 0.92, typo: 0.97, latin: 0.97, "capitals and marks": 0.99 },
  ru: { exact: 0.98, inflected: 0.98, lemma: 0.95, typo: 0.97, latin: 0.97 },
  en: { "two words": 0.98, inflected: 0.9, typo: 0.97 },
};

const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;
const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];
const fixed = (number, digits = 3) => (number === undefined ? "–" : number.toFixed(digits));

/// CPU time since then: other work on the machine counts little in it.
function milliseconds(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function table(head, rows) {
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => String(row[at]).length)));
  const line = (cells) =>
    console.log(
      "  " + cells.map((cell, at) => (at === 0 ? String(cell).padEnd(widths[at]) : String(cell).padStart(widths[at]))).join("  "),
    );
  line(head);
  rows.forEach(line);
  console.log();
}

/// MiniSearch as its manual shows it: AND, beginnings, a fifth of a word's letters may differ, titles count more.
function minisearch(corpus, pages, stem) {
  const MiniSearch = require("minisearch");
  const index = new MiniSearch({
    idField: "number",
    fields: ["title", "headings", "text"],
    processTerm: stem ? (term) => stem(term.toLowerCase()) : (term) => term.toLowerCase(),
    searchOptions: { boost: { title: 3, headings: 2 }, prefix: true, fuzzy: 0.2, combineWith: "AND" },
  });
  for (const page of pages)
    index.add({
      number: page.number,
      title: page.title,
      headings: page.headings.join("\n"),
      text: [page.lead, ...page.parts.flat()].join("\n"),
    });
  return async (query) =>
    index
      .search(query)
      .slice(0, 10)
      .map((result) => result.id);
}

/// Of the gold lemmas with several forms in the vocabulary the share whose forms are all in one family; of the pairs of
/// one family the share that has a lemma in common.
function joined(corpus, family, mine) {
  const fold = (word) => word.replaceAll("և", "եւ").replaceAll("ё", "е");
  const gold = new Map();
  for (const [form, lemma] of corpus.lemma) {
    const folded = fold(form);
    if (family.has(folded)) (gold.get(folded) ?? gold.set(folded, new Set()).get(folded)).add(lemma);
  }
  const forms = new Map();
  const members = new Map();
  for (const [form, lemmas] of gold) {
    for (const lemma of lemmas) (forms.get(lemma) ?? forms.set(lemma, []).get(lemma)).push(form);
    (members.get(family.get(form)) ?? members.set(family.get(form), []).get(family.get(form))).push(form);
  }
  const result = { whole: 0, all: 0, same: 0, pairs: 0, apart: [], wrong: [] };
  for (const [lemma, list] of forms) {
    if (list.length < 2 || !mine(lemma)) continue;
    result.all++;
    if (new Set(list.map((form) => family.get(form))).size === 1) result.whole++;
    else result.apart.push(`${lemma}: ${list.map((form) => `${form}→${family.get(form)}`).join(" ")}`);
  }
  for (const list of members.values()) {
    for (const [at, one] of list.entries()) {
      if (!mine(one)) continue;
      for (const [place, other] of list.entries()) {
        if (at === place) continue;
        result.pairs++;
        if ([...gold.get(one)].some((lemma) => gold.get(other).has(lemma))) result.same++;
        else if (at < place) result.wrong.push(`${one} (${[...gold.get(one)]}) = ${other} (${[...gold.get(other)]})`);
      }
    }
  }
  return result;
}

let site;
try {
  site = new Site(out, languages[0]);
} catch (error) {
  console.log(`  ${error.message}`);
}
const finder = site?.finder();
const each = Math.ceil(Number(count) / languages.length);
const [first, more] = [[], []];

for (const language of languages) {
  const corpus = new Corpus(data, language);
  const pages = Array.from({ length: each }, (_, number) => corpus.page(number));
  const { classes } = questions(corpus, pages);
  const title = (number) => pages[number]?.title ?? "?";
  // Other languages' pages get numbers that are right for nothing.
  const numbers = (results) => [
    ...new Set(
      results.map(({ url }) => (url.startsWith(`${language}/`) || languages.length === 1 ? Number(/\/p(\d+)/.exec(url)?.[1] ?? -1) : -2)),
    ),
  ];
  const ask = async (query) => numbers(await finder.search(query, { lang: language }));
  const rivals = [];
  // Its answers come first: the heap of MiniSearch would keep the collector busy, and that is CPU time as well. Each question
  // is asked twice: warm, the finder has read its shards, and the engine of Node has compiled it.
  const [answers, waited] = [new Map(), new Map()];
  if (finder) {
    const asked = Object.values(classes).flat();
    for (const { query } of asked) await ask(query);
    for (const { query } of asked) {
      const started = process.cpuUsage();
      answers.set(query, await ask(query));
      waited.set(query, milliseconds(started));
    }
    rivals.push(["hornbook", (query) => answers.get(query)]);
  }
  if (!alone) {
    rivals.push(["MiniSearch", minisearch(corpus, pages)]);
    const stemmer = require("snowball-stemmers").newStemmer(LANGUAGES[language].snowball);
    rivals.push(["+ Snowball", minisearch(corpus, pages, (word) => stemmer.stem(word))]);
  }
  const rows = [];
  const worst = [];
  for (const [name, all] of Object.entries(classes)) {
    const asked = all.filter((question) => question.half === half);
    const row = [name, asked.length];
    const waits = [];
    for (const [rival, answer] of rivals) {
      const scores = [];
      for (const question of asked) {
        const found = await answer(question.query);
        if (rival === "hornbook") waits.push(waited.get(question.query));
        scores.push(score(question, found));
        if (rival === "hornbook") worst.push({ name, question, found, score: scores[scores.length - 1] });
      }
      row.push(fixed(mean(scores)));
    }
    const bar = Number(count) <= 1000 ? BARS[language][name] : undefined;
    row.push(fixed(bar), finder && bar !== undefined ? (Number(row[2]) >= bar ? "" : "below") : "");
    if (finder) row.push(...[0.5, 0.95].map((part) => quantile(waits, part).toFixed(1)));
    rows.push(row);
  }
  console.log(`${language}, ${each} pages, half ${half}`);
  table(["", "asked", ...rivals.map(([name]) => name), "bar", "", ...(finder ? ["warm CPU ms", "p95"] : [])], rows);

  if (families) {
    const mine = (word) => (hash(word) % 2 === 0) === (half === "A");
    const list = readFileSync(families, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t"));
    const stemmer = require("snowball-stemmers").newStemmer(LANGUAGES[language].snowball);
    const ours = new Map(list);
    const theirs = new Map(list.map(([word]) => [word, stemmer.stem(word)]));
    const results = [
      ["hornbook", joined(corpus, ours, mine)],
      ["Snowball", joined(corpus, theirs, mine)],
    ];
    console.log(`${language}, word families, half ${half}`);
    table(
      ["", "lemmas", "joined", "pairs", "precision"],
      results.map(([name, each]) => [name, each.all, fixed(each.whole / each.all), each.pairs, fixed(each.same / each.pairs)]),
    );
    if (!final)
      for (const key of ["apart", "wrong"]) spread(results[0][1][key], examples).forEach((line) => console.log(`  ${key}: ${line}`));
  }
  if (!finder) continue;
  if (!final && examples > 0) {
    for (const name of Object.keys(classes)) {
      const failed = worst
        .filter((each) => each.name === name && each.score < (name === "lemma" ? 0.8 : 1))
        .sort((a, b) => a.score - b.score);
      if (failed.length === 0) continue;
      console.log(`  ${name}: ${failed.length} not first`);
      for (const { question, found, score } of spread(failed, examples)) {
        const right = question.right
          ? title([...question.right][0])
          : [...question.grades]
              .filter(([, grade]) => grade > 1)
              .map(([number, grade]) => `${title(number)} ${grade}`)
              .slice(0, 4)
              .join(", ");
        console.log(
          `    ${fixed(score, 2)} «${question.query}»${question.wanted ? ` for ${question.wanted}` : ""} wants «${right}» has ${
            found
              .slice(0, 3)
              .map((number) => `«${title(number)}»`)
              .join(" ") || "nothing"
          }`,
        );
      }
    }
    console.log();
  }
  for (const [name, all] of Object.entries(classes)) {
    const list = name === "exact" ? first : /^(two words|typo)$/.test(name) ? more : undefined;
    for (const { query } of list ? all.slice(0, 100) : []) {
      const loaded = [];
      const started = process.cpuUsage();
      await site.finder(loaded).search(query, { lang: language });
      list.push({ wait: milliseconds(started), bytes: site.weight(loaded), loaded, query });
    }
  }
}

/// So many of a list, from all over it.
function spread(list, count) {
  return list.filter((_, at) => Math.floor((at * count) / list.length) !== Math.floor(((at - 1) * count) / list.length)).slice(0, count);
}

if (site) {
  const { files, bytes, largest, heaviest } = site.index();
  const path = `${languages[0]}/s0/p1.html`;
  const stub = weighed(out, path) - weighed(plain, path);
  const kilobytes = (number) => (number / 1000).toFixed(1);
  const bytesOf = (list, part) =>
    kilobytes(
      quantile(
        list.map((each) => each.bytes),
        part,
      ) + stub,
    );
  console.log("before the first answer, KB gzipped: median, p95, largest");
  table(
    ["", "median", "p95", "largest", "shards", "CPU ms p95"],
    [
      ["one exact word", first],
      ["two words, a typo", more],
    ].map(([name, list]) => [
      name,
      ...[0.5, 0.95, 1].map((part) => bytesOf(list, part)),
      mean(list.map((each) => each.loaded.length)).toFixed(1),
      quantile(
        list.map((each) => each.wait),
        0.95,
      ).toFixed(1),
    ]),
  );
  const [script, manifest] = [site.weight([]), site.weight(["m"]) - site.weight([])].map(kilobytes);
  console.log(`  script ${script} KB, more on each page ${stub} bytes, manifest ${manifest} KB`);
  const name = largest.slice(out.length + 1);
  console.log(`  index ${files} files, ${(bytes / 1e6).toFixed(1)} MB on disk, largest ${name} ${kilobytes(heaviest)} KB gzipped`);
}
