// Words of a query as the index has them: the twin of src/language (tests/suite/words.rs holds the two equal), and
// what a typed word may mean besides. Knows no page.
(() => {
  const hornbook = (globalThis.hornbook ??= {});

  // Scripts that put no blanks between words; what stands inside words and vanishes; apostrophes.
  const alone = "\\u3005-\\u3007\\u3041-\\u3096\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff";
  const dropped = "\\u00ad՚-՜՞՟\\u200b-\\u200d\\u2060\\ufeff";
  const apostrophe = "['‘’ʼ]";
  const any = "[\\p{Alphabetic}\\p{N}]";
  const letter = `(?![${alone}ʼ]|\\p{M})${any}`;
  const WORD = new RegExp(`(?:(?=[${alone}])${any})+|${letter}(?:[${dropped}]*(?:${letter}|\\p{M}|${apostrophe}(?=${letter})))*`, "gu");
  const ALONE = new RegExp(`^[${alone}]`);
  const POSSESSIVE = new RegExp(`${apostrophe}s$`, "i");

  const LATIN = /[a-zª-ɏ]/g;
  const CYRILLIC = /[Ѐ-ҁҊ-ԯ]/g;
  const ARMENIAN = /[Ա-և]/g;
  const ALIKE_CYRILLIC = ["авсеніјкморѕтхуе", "abcehijkmopstxyë"];
  const ALIKE_ARMENIAN = ["ցհյոօզտս", "ghjnoqsu"];

  // Letters that look like those of the script of at least two thirds become these, if all the others do.
  const oneScript = (word) => {
    const count = (script) => (word.match(script) || []).length;
    const [latin, cyrillic, armenian] = [LATIN, CYRILLIC, ARMENIAN].map(count);
    const other = cyrillic + armenian;
    if (!latin || !other || (cyrillic && armenian) || /\p{M}/u.test(word)) return word;
    const toLatin = latin >= 2 * other;
    if (!toLatin && other < 2 * latin) return word;
    const [theirs, ours] = cyrillic ? ALIKE_CYRILLIC : ALIKE_ARMENIAN;
    const [from, to] = toLatin ? [theirs, ours] : [ours, theirs];
    let whole = true;
    const mended = word.replace(toLatin ? (cyrillic ? CYRILLIC : ARMENIAN) : LATIN, (one) => {
      const place = from.indexOf(one);
      if (place < 0) whole = false;
      return to[place];
    });
    return whole ? mended : word;
  };

  // Most words are as they are.
  const PLAIN = /^(?:[a-z\d]+|[а-я]+|(?:(?!եվ)[ա-ֆ])+)$/;

  const fold = (word) => {
    if (PLAIN.test(word)) return word;
    return oneScript(
      word
        .replace(/[\ud800-\udfff]/g, " ")
        .replace(POSSESSIVE, "")
        .replace(/[^\p{Alphabetic}\p{N}\p{M}]|ʼ/gu, "")
        .toLowerCase()
        .replace(/[ﬀ-ﬗ]/g, (one) => one.normalize("NFKC"))
        .replace(/и\u0306/g, "й")
        .replace(/у\u0306/g, "ў")
        .replace(/і\u0308/g, "ї")
        .replace(/([Ѐ-ҁҊ-ԯԱ-և])\p{M}+/gu, "$1")
        .normalize()
        .replace(/[ёѐ]/g, "е")
        .replace(/ѝ/g, "и")
        .replace(/ς/g, "σ")
        .replace(/[\ud800-\udfff]/g, ""),
    ).replace(/և|եվ/g, "եւ");
  };

  // The words of a text with their places in UTF-16 units.
  const words = (text) => {
    const list = [];
    const put = (start, end) => {
      const folded = fold(text.slice(start, end));
      if (folded) list.push({ start, end, folded });
    };
    for (const { 0: run, index } of text.replace(/[\ud800-\udfff]/g, " ").matchAll(WORD)) {
      const end = index + run.length;
      if (!ALONE.test(run)) put(index, end);
      else if (run.length === 1) put(index, end);
      else for (let at = index; at + 1 < end; at++) put(at, at + 2);
    }
    return list;
  };

  // The script of the first letter that has one.
  const script = (folded) => {
    const [first] = folded.match(/[a-zª-ɏЀ-ҁҊ-ԯԱ-և]/) || [];
    return !first ? "Other" : first < "Ѐ" ? "Latin" : first < "Ա" ? "Cyrillic" : "Armenian";
  };

  // What people type for a letter.
  const TYPED = {};
  for (const pair of (
    "աая:a բб:b գгґ:g դдđð:d եէеэєæœ:e զз:z թտтþ:t ժж:zh իиіїı:i լлł:l խх:kh ծցц:ts կքк:k հ:h ձ:dz ղ:gh " +
    "ճչч:ch մм:m նн:n շш:sh щ:shch ոօоø:o պփп:p ջј:j ռրр:r սс:s ß:ss վւв:v уўю:u ֆф:f"
  ).split(" ")) {
    const [letters, typed] = pair.split(":");
    for (const one of letters) TYPED[one] = typed;
  }
  // What stands for one sound; of two that begin alike the longer one comes first.
  const SOUNDS = { shch: "S", sch: "S", sh: "S", tch: "H", th: "t", ts: "C", tz: "C", dzh: "J", dj: "J", zh: "J", j: "J" };
  Object.assign(SOUNDS, { ch: "H", ck: "k", c: "C", kh: "x", gh: "x", h: "x", ph: "p", ou: "u", q: "k", w: "v", y: "" });
  const SOUND = new RegExp(Object.keys(SOUNDS).join("|") + "|.", "g");

  // The phonetic key that Armenian, Russian and Latin spellings of a sound share.
  const skeleton = (folded) => {
    let latin = "";
    for (const one of folded.replace(/ու/g, "u").normalize("NFD")) {
      if (/[a-z0-9]/.test(one)) latin += one;
      else if (one === "\u0306") latin = latin.replace(/i$/, "");
      else if (one === "\u030c") latin = latin.replace(/[csz]$/, "$&h");
      else latin += TYPED[one] || "";
    }
    let key = "";
    for (const [sound] of latin.replace(/^vo/, "o").matchAll(SOUND)) {
      const to = SOUNDS[sound] ?? sound;
      if (/\d/.test(to) || !to || !key.endsWith(to)) key += to;
    }
    return key;
  };

  // The same keys in three layouts: Latin, Russian, Armenian (phonetic).
  const LAYOUTS = [
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
    "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю.",
    "՝էթփձջ6ևրչճ-ժքոեռտըւիօպխծշասդֆգհյկլ;՛զղցվբնմ,․/",
  ];

  // What the keys of a word as it was typed give in the other layouts, folded.
  const keyboards = (word) => {
    const keys = [...word.toLowerCase()];
    const own = LAYOUTS.find((layout) => keys.every((key) => layout.includes(key)) && keys.some((key) => layout !== LAYOUTS[0] ? key > "~" : /[a-z]/.test(key)));
    if (!own) return [];
    const typed = fold(word);
    const others = LAYOUTS.filter((layout) => layout !== own).map((layout) => fold(keys.map((key) => layout[own.indexOf(key)]).join("")));
    return others.filter((other) => other && other !== typed);
  };

  // Endings of words that go one way, language by language.
  const noun =
    " ը ն ս դ ի ին իս ից ով ում ու ուն ուց եր երը երն երի երին երից երով երում ներ ները ներն ների ներին ներից ներով ներում ներս յի յին յից յով յում վա վան ոջ ոջը";
  const WAYS = {
    hy: [
      noun,
      "ել ելը ելու ելուց ելով ելիս ում ած ող եմ ես ի ենք եք են եր եին եցի եց եցինք եցին իր եցեք վել վելու վում ված վեց վի վեն",
      "ալ ալու ալով ալիս ում ա ամ անք աք ան ար ային աց ացի ացին ացել ացած ացող ացավ",
    ],
    ru: [
      " а у ом е ы и ов ам ами ах ой о ь я ю ем ей ям ями ях ью й ев ия ии ию ией ием ий иям иях",
      "ый ий ой ая яя ое ее ые ие ого его ому ему ым им ом ем ей ую юю ых их ыми ими  а о ы",
      "ть ю ешь ет ем ете ют л ла ло ли й йте я в н на но ны",
      "ить у ю ишь ит им ите ят ат ил ила ило или и ив ен ена ено ены",
      "нуть ну нет нут нул нула нули ни",
    ],
    en: [" s es ed ing e", "y ies ied ying ier iest ys", " er est", "le ility ilities"],
  };
  const endings = {};
  for (const [language, ways] of Object.entries(WAYS)) {
    WAYS[language] = ways.map((way) => way.split(" "));
    endings[language] = [...new Set(WAYS[language].flat())].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  }

  // Vowels that fall out before some endings.
  const FLEETING = { hy: /^(ու|ի)(?=[^աեէըիոօւ])/, ru: /^[ео](?=[^аеиоуыэюя])/, en: /^$/ };

  // Whether two words are legal forms of one stem.
  const alike = (a, b, language, fallen) => {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    for (let cut = at; cut > 2; cut--) {
      // English consonants stand twice before an ending: stopped, stop.
      const [one, other] = [a, b].map((word) => word.slice(language === "en" && word[cut] === word[cut - 1] ? cut + 1 : cut));
      for (const way of WAYS[language]) if (way.includes(one) && way.includes(other)) return true;
    }
    if (fallen) return false;
    return [
      [a, b],
      [b, a],
    ].some(([long, short]) => {
      const without = long.slice(0, at) + long.slice(at).replace(FLEETING[language], "");
      return without !== long && alike(without, short, language, true);
    });
  };

  const common = (a, b) => {
    const language = { Armenian: "hy", Cyrillic: "ru", Latin: "en" }[script(a)];
    if (!language || script(b) !== script(a)) return false;
    if (alike(a, b, language)) return true;
    if (language === "ru" && /с[ья]$/.test(a) && /с[ья]$/.test(b)) return alike(a.slice(0, -2), b.slice(0, -2), language);
    if (language !== "hy") return false;
    // The prefixes of verbs, the declension of -ություն, the aorist of -ցնել.
    const bare = (word, other) =>
      (/^[կչ]/.test(word) && word.slice(1, 3) === other.slice(0, 2) ? word.slice(1) : word)
        .replace(/ությ(ան[ըն]?|ամբ)$/, "ություն")
        .replace(/([ցձ])ր(?=[աեիու]+[ա-ֆ]{0,3}$)/, "$1ն");
    const [one, other] = [bare(a, b), bare(b, a)];
    return (one !== a || other !== b) && (one === other || alike(one, other, language));
  };

  // Letters to change, add, leave out or swap with their neighbour to make one word the other; more than `most` is `most + 1`.
  const distance = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [];
    let row = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        next.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = row;
      row = next;
    }
    return Math.min(row[b.length], most + 1);
  };

  hornbook.folding = { words, fold, script, skeleton, keyboards, endings, common, distance };
})();
