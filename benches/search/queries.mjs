// Questions to a corpus and the pages that answer them. Each belongs to half A or B by a hash of its class and words.

import { dice, hash, of } from "./corpus.mjs";

/// How many questions of a class, both halves together.
const COUNT = 300;

const LETTERS = { hy: "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", ru: "абвгдежзийклмнопрстуфхцчшщъыьэюя", en: "abcdefghijklmnopqrstuvwxyz" };

/// The ways people write a letter in Latin, the usual ones first; `^` before a letter: at the beginning of a word.
const LATIN = {
  hy: {
    ա: "a",
    բ: "b",
    գ: "g",
    դ: "d",
    "^ե": "ye e",
    ե: "e",
    զ: "z",
    է: "e",
    ը: "y @ e",
    թ: "t th",
    ժ: "zh j",
    ի: "i",
    լ: "l",
    խ: "kh x",
    ծ: "ts c tz",
    կ: "k",
    հ: "h",
    ձ: "dz",
    ղ: "gh x",
    ճ: "ch tch",
    մ: "m",
    յ: "y j",
    ն: "n",
    շ: "sh",
    "^ո": "vo o",
    ո: "o",
    ու: "u ou",
    չ: "ch",
    պ: "p",
    ջ: "j dj",
    ռ: "r rr",
    ս: "s",
    վ: "v",
    տ: "t",
    ր: "r",
    ց: "ts c",
    փ: "p ph",
    ք: "k q",
    "^և": "yev ev",
    և: "ev yev",
    եւ: "ev yev",
    օ: "o",
    ֆ: "f",
    ւ: "v",
  },
  ru: {
    а: "a",
    б: "b",
    в: "v",
    г: "g",
    д: "d",
    е: "e",
    ё: "e yo",
    ж: "zh j",
    з: "z",
    и: "i",
    й: "y j i",
    к: "k",
    л: "l",
    м: "m",
    н: "n",
    о: "o",
    п: "p",
    р: "r",
    с: "s",
    т: "t",
    у: "u",
    ф: "f",
    х: "kh h x",
    ц: "ts c",
    ч: "ch",
    ш: "sh",
    щ: "sch shch sh",
    ъ: "",
    ы: "y i",
    ь: "",
    э: "e",
    ю: "yu ju u",
    я: "ya ja ia",
  },
};

/// `scheme`: 0 the first way of each letter, 1 the last, 2 any.
function latin(language, word, scheme, roll) {
  const table = LATIN[language];
  let out = "";
  for (let at = 0; at < word.length;) {
    const start = at === 0 && table["^" + word[0]] !== undefined && word.slice(0, 2) !== "ու" && word.slice(0, 2) !== "եւ";
    const key = start ? "^" + word[0] : table[word.slice(at, at + 2)] !== undefined ? word.slice(at, at + 2) : word[at];
    const ways = (table[key] ?? word[at]).split(" ");
    out += scheme === 0 ? ways[0] : scheme === 1 ? ways[ways.length - 1] : of(roll, ways);
    at += start ? 1 : key.length;
  }
  return out;
}

/// One edit anywhere: a letter too many, too few, another one, or two swapped.
function slip(language, word, roll) {
  const at = Math.floor(roll() * word.length);
  const letter = of(roll, [...LETTERS[language]]);
  switch (Math.floor(roll() * 4)) {
    case 0:
      return word.slice(0, at) + letter + word.slice(at);
    case 1:
      return word.slice(0, at) + word.slice(at + 1);
    case 2:
      return word.slice(0, at) + letter + word.slice(at + 1);
    default:
      return word.slice(0, Math.max(at - 1, 0)) + [...word.slice(Math.max(at - 1, 0), at + 1)].reverse().join("") + word.slice(at + 1);
  }
}

const VOWEL = { hy: /[աեէըիոօ]/u, ru: /[аеиоуыэюя]/u };

/// Capitals, marks inside, and the three spellings of և.
function dressed(language, word, roll) {
  const after = (mark) => {
    const vowels = [...word.matchAll(new RegExp(VOWEL[language], "gu"))].map(
      (found) => found.index + (word.startsWith("ու", found.index) ? 2 : 1),
    );
    if (vowels.length === 0) return word;
    const at = of(roll, vowels);
    return word.slice(0, at) + mark + word.slice(at);
  };
  const high = (ev) => word.replaceAll("և", ev).toUpperCase();
  const ways = {
    hy: [
      () => high("եվ"),
      () => high("եւ"),
      () => after("՞"),
      () => after("՛"),
      () => after("՜"),
      () => after("՞").toUpperCase(),
      () => word.replaceAll("և", "եւ"),
    ],
    ru: [() => word.toUpperCase(), () => after("\u0301"), () => word.replaceAll("ё", "е"), () => word[0].toUpperCase() + word.slice(1)],
    en: [() => word.toUpperCase(), () => word[0].toUpperCase() + word.slice(1)],
  };
  return of(roll, ways[language])();
}

/// `{class: [{query, right: Set | grades: Map, half}]}`: pages by number that are right, or how right they are.
export function questions(corpus, pages) {
  const { language } = corpus;
  const titled = new Map();
  const headed = new Map();
  /// the forms in which titles have a lemma
  const surfaces = new Map();
  const add = (map, lemma, page) => (map.get(lemma) ?? map.set(lemma, new Set()).get(lemma)).add(page.number);
  const vocabulary = new Set();
  const learn = (text) => {
    for (const found of text.toLowerCase().matchAll(/\p{L}+/gu)) vocabulary.add(found[0]);
  };
  for (const page of pages) {
    for (const { lemma, form } of page.named) {
      add(titled, lemma, page);
      // A form may belong to two lemmas: who asks for either finds the page.
      add(titled, corpus.lemma.get(form), page);
      surfaces.get(lemma)?.push(form) ?? surfaces.set(lemma, [form]);
    }
    for (const { lemma } of page.heads.flat()) add(headed, lemma, page);
    learn(page.title + " " + page.headings.join(" ") + " " + page.lead + " " + page.parts.flat().join(" "));
  }
  const right = (lemma) => titled.get(lemma) ?? new Set();
  const classes = {};
  const collect = (name, make) => {
    const roll = dice(hash(`${language} ${name}`));
    const asked = new Map();
    for (let time = 0; time < COUNT * 8 && asked.size < COUNT; time++) {
      const page = of(roll, pages);
      const question = make(
        page,
        page.named.find((word) => word.lemma === page.subject),
        roll,
      );
      if (question && question.query !== "")
        asked.set(question.query, { ...question, half: hash(name + question.query) % 2 === 0 ? "A" : "B" });
    }
    if (asked.size > 0) classes[name] = [...asked.values()];
  };
  const both = (page, one, other) => new Set([...right(one.lemma)].filter((number) => right(other.lemma).has(number)).concat(page.number));
  const others = (page, word, roll) =>
    of(
      roll,
      page.named.filter((other) => other !== word),
    );
  /// A form that no title has: as frequent in the questions as in text, each fifth any form of the table.
  const inflected = (lemma, roll) => {
    const not = [lemma, ...(surfaces.get(lemma) ?? [])];
    // Western Armenian forms of the table are not asked for.
    const forms = corpus.forms.get(lemma).filter((form) => !not.includes(form) && !/.է|երու[նսդ]?$|ով[ըն]$/u.test(form));
    return roll() < 0.2 && forms.length > 0 ? of(roll, forms) : corpus.natural(lemma, roll, not);
  };

  collect("exact", (page, word) => ({ query: word.form, right: right(word.lemma) }));
  collect("inflected", (page, word, roll) => {
    const form = inflected(word.lemma, roll);
    return form && { query: form, right: right(word.lemma), wanted: word.form };
  });
  collect("typo", (page, word, roll) => {
    const query = slip(language, word.form, roll);
    if (word.form.length < 5 || vocabulary.has(query) || corpus.lemma.has(query)) return undefined;
    return { query, right: right(word.lemma), wanted: word.form };
  });
  if (LATIN[language]) {
    collect("latin", (page, word, roll) => {
      const query = latin(language, word.form, Math.floor(roll() * 3), roll);
      return word.form.length < 4 ? undefined : { query, right: right(word.lemma), wanted: word.form };
    });
  }
  collect("capitals and marks", (page, word, roll) => {
    const query = dressed(language, word.form, roll);
    return query === word.form ? undefined : { query, right: right(word.lemma), wanted: word.form };
  });
  collect("two words", (page, word, roll) => {
    const other = others(page, word, roll);
    return other && { query: `${word.form} ${other.form}`, right: both(page, word, other) };
  });
  collect("two words, inflected", (page, word, roll) => {
    const other = others(page, word, roll);
    const form = other && inflected(word.lemma, roll);
    return form && { query: `${other.form} ${form}`, right: both(page, word, other), wanted: word.form };
  });

  const holding = new Map();
  for (const page of pages) {
    const counts = new Map();
    for (const lemma of page.lemmas) counts.set(lemma, (counts.get(lemma) ?? 0) + 1);
    for (const [lemma, count] of counts) if (count > 2) add(holding, lemma, page);
  }
  const many = corpus.words.filter((lemma) => (titled.get(lemma)?.size ?? 0) + (headed.get(lemma)?.size ?? 0) >= 3);
  collect("lemma", (page, word, roll) => {
    if (many.length === 0) return undefined;
    const lemma = of(roll, many);
    const grades = new Map();
    const grade = (numbers, value) => numbers?.forEach((number) => grades.set(number, Math.max(grades.get(number) ?? 0, value)));
    grade(holding.get(lemma), 1);
    grade(headed.get(lemma), 2);
    grade(titled.get(lemma), 3);
    return { query: lemma, grades };
  });
  return { classes, vocabulary };
}

/// How good an answer is: the reciprocal rank of the first right page, or nDCG, both of the first ten.
export function score(question, numbers) {
  const top = numbers.slice(0, 10);
  if (question.right) {
    const at = top.findIndex((number) => question.right.has(number));
    return at < 0 ? 0 : 1 / (at + 1);
  }
  const gain = (grade, at) => (2 ** grade - 1) / Math.log2(at + 2);
  const sum = (grades) => grades.reduce((total, grade, at) => total + gain(grade, at), 0);
  const best = sum([...question.grades.values()].sort((a, b) => b - a).slice(0, 10));
  return sum(top.map((number) => question.grades.get(number) ?? 0)) / best;
}
