// Pages of real sentences, as many as asked for, the same on every machine.
//
// A sentence is taken as it was written, and some of its words are exchanged for others in the same form: `գրքերից` is
// its lemma `գիրք` less `իրք` and then `րքերից`, and a word may stand there whose form made so is in the lemma table, or
// which has another form that ends so. Thus forms are as frequent as in real text, pages have topics, and the vocabulary
// grows with the site.

import { readFileSync } from "node:fs";
import { join } from "node:path";

export const LANGUAGES = {
  hy: { crate: "armenian", snowball: "armenian", word: /^[ա-և]+$/u },
  ru: { crate: "russian", snowball: "russian", word: /^[а-яё]+$/u },
  en: { crate: "english", snowball: "english", word: /^[a-z]+$/u },
};

/// How many words of the language the pages draw from.
const WORDS = 15_000;
/// The most frequent lemmas say nothing about a page: they stay where they are.
const SMALL = 80;
/// Words in the lead and in each part of a page.
const LEAD = 50;
const PART = 100;
const PARTS = 4;

/// A stream of numbers in [0, 1) from a seed (mulberry32).
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/// FNV-1a, mixed once more so that each bit is good.
export function hash(text) {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}

export const of = (roll, list) => list[Math.floor(roll() * list.length)];

function shuffled(list, roll) {
  const all = [...list];
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(roll() * (at + 1));
    [all[at], all[other]] = [all[other], all[at]];
  }
  return all;
}

/// Of `եւ` and `և`, one letter in two spellings, the second: the table has both.
const spelled = (text) => text.replaceAll("եւ", "և");

const capital = (word) => word[0].toUpperCase() + word.slice(1);

/// What of the lemma's end goes and what comes for it.
function ending(lemma, form) {
  let same = 0;
  while (same < lemma.length && lemma[same] === form[same]) same++;
  return { cut: lemma.slice(same), add: form.slice(same) };
}

/// The words of a language, their gold forms, and sentences with places for other words.
export class Corpus {
  constructor(folder, language) {
    this.language = language;
    const { crate, word } = LANGUAGES[language];
    /** form -> lemma, lemma -> forms; lower case, letters of the language only */
    this.lemma = new Map();
    this.forms = new Map();
    for (const line of readFileSync(join(folder, `${language}.tsv`), "utf8").split("\n")) {
      const [form, lemma] = spelled(line).split("\t");
      if (!lemma || !word.test(form) || !word.test(lemma) || this.lemma.has(form)) continue;
      this.lemma.set(form, lemma);
      const forms = this.forms.get(lemma);
      if (forms) forms.push(form);
      else this.forms.set(lemma, [form]);
    }
    const text = (name) =>
      readFileSync(join(folder, "vendor", `lingua-${crate}-language-model`, "testdata", `${name}.txt`), "utf8").split("\n");
    const sentences = text("sentences")
      .map((sentence) => sentence.trim().replace(/^[^\p{L}]+/u, ""))
      .filter((sentence) => /[\p{L}]/u.test(sentence) && !/[[\]{}<>*_#|\\`~^=+@$&%/]|https?:|www/u.test(sentence));
    const counts = new Map();
    for (const found of [...sentences, ...text("single-words"), ...text("word-pairs")].join(" ").matchAll(/\p{L}+/gu)) {
      const lemma = this.lemma.get(spelled(found[0].toLowerCase()));
      if (lemma) counts.set(lemma, (counts.get(lemma) ?? 0) + 1);
    }
    const attested = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([lemma]) => lemma);
    const small = new Set(attested.slice(0, SMALL));
    const good = (lemma) =>
      !small.has(lemma) && lemma.length > 3 && lemma.length < 16 && this.forms.get(lemma).length >= (language === "en" ? 2 : 6);
    const roll = dice(hash(language));
    /** lemmas, the frequent ones first: those of the sentences, then the table's in a drawn order */
    this.words = [
      ...attested.filter(good),
      ...shuffled(
        [...this.forms.keys()].filter((lemma) => good(lemma) && !counts.has(lemma)),
        roll,
      ),
    ].slice(0, WORDS);
    const known = new Set(this.words);
    this.named = this.words.filter((lemma) => !this.verb(lemma));
    /** one word each page is about, which no other is as long as they last: every other of real text, whose forms are less regular */
    const [real, rare] = [true, false].map((is) =>
      shuffled(
        this.named.filter((lemma) => counts.has(lemma) === is),
        roll,
      ),
    );
    this.subjects = real.flatMap((lemma, at) => [lemma, ...rare.slice(at, at + 1)]).concat(rare.slice(real.length));
    this.shared = this.sums(this.words);
    this.sharedNames = this.sums(this.named);
    /** how words end in real text, as often as they do */
    this.endings = { verb: [], name: [] };
    /** a sentence: pieces of text and places `{form, lemma, verb, high, cut, add}`, by turns; `high` with a capital */
    this.sentences = sentences.map((sentence) => {
      const pieces = [];
      let end = 0;
      for (const found of sentence.matchAll(/\p{L}+/gu)) {
        const form = spelled(found[0].toLowerCase());
        const lemma = this.lemma.get(form);
        if (!lemma || !known.has(lemma)) continue;
        const place = { form, lemma, verb: this.verb(lemma), high: found[0] !== found[0].toLowerCase(), ...ending(lemma, form) };
        this.endings[place.verb ? "verb" : "name"].push(place);
        pieces.push(sentence.slice(end, found.index), place);
        end = found.index + found[0].length;
      }
      pieces.push(sentence.slice(end));
      return { pieces, count: sentence.split(/\s+/u).length };
    });
  }

  verb(lemma) {
    const forms = (ends) => this.forms.get(lemma).some((form) => form.endsWith(ends));
    if (this.language === "hy") return /(ել|ալ)$/u.test(lemma) && forms("ում");
    if (this.language === "ru") return /(ть|ти|чь)(ся|сь)?$/u.test(lemma) && (forms("ли") || forms("лись"));
    return false;
  }

  /// Running sums of weights after Zipf, for drawing.
  sums(words) {
    let sum = 0;
    return { words, sums: words.map((_, rank) => (sum += (rank + 20) ** -0.9)) };
  }

  draw({ words, sums }, roll) {
    const at = roll() * sums[sums.length - 1];
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < at) low = middle + 1;
      else high = middle;
    }
    return words[low];
  }

  /// The form of `lemma` that could stand in a place: with the same ending, else the one that ends most like it.
  fit(lemma, { cut, add, form }) {
    if (lemma.endsWith(cut)) {
      const fits = lemma.slice(0, lemma.length - cut.length) + add;
      if (this.lemma.get(fits) === lemma) return fits;
    }
    if (add.length < 2) return undefined;
    return this.forms.get(lemma).find((other) => other.endsWith(add) && other !== lemma && form.endsWith(add));
  }

  /// A form as text has it: the endings are as frequent as in the sentences. `not` are forms that won't do.
  natural(lemma, roll, not = []) {
    const endings = this.endings[this.verb(lemma) ? "verb" : "name"];
    for (let time = 0; time < 60; time++) {
      const form = this.fit(lemma, of(roll, endings));
      if (form && !not.includes(form)) return form;
    }
    const left = this.forms.get(lemma).filter((form) => !not.includes(form));
    return left.length > 0 ? of(roll, left) : undefined;
  }

  /// One page: `{title, heads, lead, parts}` as text, and the lemmas of title, headings and text.
  page(number) {
    const roll = dice(hash(`${this.language} ${number}`));
    const subject = this.subjects[number % this.subjects.length];
    const topics = [subject, this.draw(this.sharedNames, roll)];
    if (roll() < 0.5) topics.push(this.draw(this.sharedNames, roll));
    const about = [...new Set(topics)];
    const near = Array.from({ length: 14 }, () => this.draw(this.shared, roll));
    const form = (lemma, plain) => ({ lemma, form: roll() < plain ? lemma : this.natural(lemma, roll) });
    const named = shuffled(about, roll).map((lemma) => form(lemma, 0.6));
    const lemmas = [];
    const text = (count) => {
      const out = [];
      for (let left = count; left > 0;) {
        const sentence = of(roll, this.sentences);
        left -= sentence.count;
        let written = "";
        for (const piece of sentence.pieces) {
          if (typeof piece === "string") {
            written += piece;
            continue;
          }
          const at = roll();
          const other =
            at < 0.04
              ? roll() < 0.6
                ? subject
                : of(roll, about)
              : at < 0.16
                ? of(roll, near)
                : at < 0.65
                  ? this.draw(this.shared, roll)
                  : piece.lemma;
          const fits = this.verb(other) === piece.verb && this.fit(other, piece);
          lemmas.push(fits ? other : piece.lemma);
          written += piece.high ? capital(fits || piece.form) : fits || piece.form;
        }
        out.push(/[.!?։…:]$/u.test(written) ? written : written + (this.language === "hy" ? "։" : "."));
      }
      return out.join(" ");
    };
    const heads = [];
    const parts = [];
    const lead = text(LEAD);
    for (let part = 0; part < PARTS; part++) {
      const words = [form(of(roll, roll() < 0.2 ? about : near), 0.5)];
      const other = of(roll, near);
      if (roll() < 0.6 && other !== words[0].lemma) words.push(form(other, 0.5));
      heads.push(words);
      parts.push([text(PART / 2), text(PART / 2)]);
    }
    const line = (words) => capital(words.map((word) => word.form).join(" "));
    return { number, subject, title: line(named), named, heads, headings: heads.map(line), lead, parts, lemmas };
  }
}

/// The page as Markdown.
export function markdown(page) {
  const parts = page.parts.map((texts, at) => `## ${page.headings[at]}\n\n${texts.join("\n\n")}\n`);
  return `# ${page.title}\n\n${page.lead}\n\n${parts.join("\n")}`;
}
