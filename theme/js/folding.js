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

  // What a UTF-16 unit is: 0 parts words, a bit says which script a letter or digit is of, another that it is a capital.
  // What is none of it is for the expressions above.
  const [CAPITAL, RARE] = [8, 16];
  const INSIDE = new RegExp(`${any}|\\p{M}|[${dropped}]|${apostrophe}`, "u");
  const KINDS = Array.from({ length: 0x590 }, (_, code) => {
    const one = String.fromCharCode(code);
    const script = [/[a-z\d]/i, /[а-я]/i, /[ա-և]/i].findIndex((letters) => letters.test(one));
    return script < 0 ? INSIDE.test(one) && RARE : 2 ** script + (one !== one.toLowerCase() && CAPITAL);
  });

  // The words of a text with their places in UTF-16 units.
  const words = (text) => {
    const list = [];
    const put = (start, end, folded = fold(text.slice(start, end))) => folded && list.push({ start, end, folded });
    for (let [at, start, kinds] = [0, 0, 0]; at <= text.length; at++) {
      const kind = at === text.length ? 0 : (KINDS[text.charCodeAt(at)] ?? RARE);
      kinds |= kind;
      if (kind) continue;
      const run = text.slice(start, at);
      // Neither rare, nor of two scripts.
      if (kinds < RARE && !(kinds & (kinds - 1) & 7)) put(start, at, (kinds & CAPITAL ? run.toLowerCase() : run).replace(/և|եվ/g, "եւ"));
      else {
        for (const { 0: found, index } of run.replace(/[\ud800-\udfff]/g, " ").matchAll(WORD)) {
          const from = start + index;
          const to = from + found.length;
          if (found.length === 1 || !ALONE.test(found)) put(from, to);
          else for (let place = from; place + 1 < to; place++) put(place, place + 2);
        }
      }
      [start, kinds] = [at + 1, 0];
    }
    return list;
  };

  // The script of the first letter that has one.
  const script = (folded) => {
    const first = folded[folded.search(/[a-zª-ɏЀ-ҁҊ-ԯԱ-և]/)];
    return !first ? "Other" : first < "Ѐ" ? "Latin" : first < "Ա" ? "Cyrillic" : "Armenian";
  };

  // What people type for a letter.
  const TYPED = {};
  for (const pair of (
    "աая:a բб:b գгґ:g դдđð:d եէеэєæœ:e զз:z թտтþ:t ժж:zh իиіїı:i լлł:l խх:kh ծցц:ts կքк:k հ:h ձ:dz ղ:gh " +
    "ճչч:ch մм:m նн:n շш:sh щ:shch ոօоø:o պփп:p ջј:j ռրр:r սс:s ß:ss վւв:v уўю:u ֆф:f ы:y"
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
    const letters = folded.replace(/ու/g, "u");
    return (PLAIN.test(folded) ? letters : letters.normalize("NFD"))
      .replace(/[^a-z\d\u0306\u030c]/g, (one) => TYPED[one] || "")
      .replace(/i?\u0306/g, "")
      .replace(/([csz]?)\u030c+/g, (_, one) => one && one + "h")
      .replace(/^vo/, "o")
      .replace(SOUND, (sound) => SOUNDS[sound] ?? sound)
      .replace(/(\D)\1+/g, "$1");
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
  // Of each ending a bit for each way that has it.
  for (const language in WAYS) {
    const ways = new Map();
    WAYS[language].forEach((way, place) => way.split(" ").forEach((ending) => ways.set(ending, ways.get(ending) | (1 << place))));
    WAYS[language] = ways;
  }

  // Vowels that fall out before some endings.
  const FLEETING = { hy: /^(ու|ի)(?=[^աեէըիոօւ])/, ru: /^[ео](?=[^аеиоуыэюя])/, en: /^$/ };

  // Whether two words are legal forms of one stem.
  const alike = (a, b, language, fallen) => {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    const ways = WAYS[language];
    // English consonants stand twice before an ending: stopped, stop.
    const rest = (word, cut) => ways.get(word.slice(language === "en" && word[cut] === word[cut - 1] ? cut + 1 : cut));
    for (let cut = at; cut > 2; cut--) if (rest(a, cut) & rest(b, cut)) return true;
    if (fallen) return false;
    const falls = (long, short) => {
      const end = long.slice(at);
      const without = end.replace(FLEETING[language], "");
      return without !== end && alike(long.slice(0, at) + without, short, language, true);
    };
    return falls(a, b) || falls(b, a);
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
  const ROWS = [[], [], []];
  const distance = (a, b, most) => {
    let [from, toA, toB] = [0, a.length, b.length];
    if (Math.abs(toA - toB) > most) return most + 1;
    while (from < toA && from < toB && a[from] === b[from]) from++;
    while (from < toA && from < toB && a[toA - 1] === b[toB - 1]) [toA, toB] = [toA - 1, toB - 1];
    [a, b] = [a.slice(from, toA), b.slice(from, toB)];
    let [before, row, next] = ROWS;
    for (let j = 0; j <= b.length; j++) row[j] = j;
    for (let i = 1; i <= a.length; i++) {
      let least = (next[0] = i);
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        next[j] = cost;
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      [before, row, next] = [row, next, before];
    }
    return Math.min(row[b.length], most + 1);
  };

  hornbook.folding = { words, fold, script, skeleton, keyboards, common, distance };
})();
