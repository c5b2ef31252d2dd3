// Finds pages: from a query, over shards of the index, to ranked results with excerpts. It knows no page and no
// network. The index is described in `src/search.rs`; words are read by `folding.js`.
(() => {
  const hornbook = (globalThis.hornbook ??= {});

  // What a word of the index counts by the way in which it fits the typed one.
  const SOUND = 0.9; // the same sound in another script, and a legal form that the vocabulary lacks
  const SLIP = 0.49; // one slip of typing; two in long words count 0.34
  const BESIDE = 0.3; // one slip beside what is there as it was typed, but rare
  const begins = (typed, word) => 0.35 + (0.35 * typed.length) / word.length;

  const GROUPS = 8; // of one typed word
  const TERMS = 10;
  const LETTERS = 400; // of a query
  const RARE = 8; // occurrences
  const NEAR = 0.3; // what words side by side add
  const NAMED = 1.05; // a title with the very form that was typed; 1.22 if it is what a slip was meant to be, which stays below 0.6
  const WINDOW = 180; // characters of an excerpt
  const SCRIPTS = new Map([["hy", "Armenian"], ["ru", "Cyrillic"]]);

  // Of each flag byte: how often (3 bits), in the heading, in the title, and how much of either one word is (2 bits).
  const WORTH = Float64Array.from({ length: 256 }, (_, flag) => {
    const whole = [0.8, 0.87, 0.94, 1][(flag >> 5) & 3];
    return (1 + (flag & 7)) / 8 + whole * ((flag & 8 ? 0.7 : 0) + (flag & 16 ? 1.4 : 0));
  });

  // ---- shards

  const UNITS = new Uint16Array(8192);
  // Of a shard that is cut or rubbish it throws, before it takes much memory.
  const reader = (bytes) => {
    let at = 0;
    const take = (length) => {
      if (!(length <= bytes.length - at)) throw new RangeError("a shard is cut");
      return bytes.subarray(at, (at += length));
    };
    const number = () => {
      let value = 0;
      for (let scale = 1; scale < 2 ** 48; scale *= 128) {
        const byte = bytes[at++];
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
      throw new RangeError("a shard is cut");
    };
    const signed = () => {
      const value = number();
      return value % 2 ? -(value + 1) / 2 : value / 2;
    };
    // Letters of one alphabet take a byte each; what is in neither that nor ASCII stands behind a 1.
    const string = () => {
      const first = number();
      const inside = take(number());
      let text = "";
      let length = 0;
      for (let at = 0; at < inside.length; at++) {
        const byte = inside[at];
        UNITS[length++] = byte > 127 ? first + byte - 128 : byte > 1 ? byte : (inside[++at] << 8) | inside[++at];
        if (length < UNITS.length && at + 1 < inside.length) continue;
        text += String.fromCharCode.apply(null, UNITS.subarray(0, length));
        length = 0;
      }
      return text;
    };
    const list = (read, length = number()) => {
      if (length > bytes.length - at) throw new RangeError("a shard is cut");
      return Array.from({ length }, read);
    };
    // Each line begins with how much of the line before it repeats.
    const lines = () => {
      let line = "";
      const text = string();
      return text ? text.split("\n").map((rest) => (line = line.slice(0, rest.charCodeAt(0) - 32) + rest.slice(1))) : [];
    };
    const postings = (count) => {
      let section = 0;
      const sections = Uint32Array.from(list(() => (section += number()), count));
      return { sections, flags: take(sections.length) };
    };
    return { number, signed, string, list, lines, postings, take };
  };

  const lexicon = (bytes) => {
    const { lines, signed, number } = reader(bytes);
    let group = 0;
    const words = lines();
    const rows = words.map(() => [(group += signed()), number()]);
    return { words, groups: rows.map(([group]) => group), counts: rows.map(([, power]) => 2 ** power) };
  };

  const READ = {
    __proto__: null,

    m(bytes) {
      const { number, string, list } = reader(bytes);
      if (number() !== 1) throw new RangeError("an index of another version");
      string();
      const languages = list(() => ({ tag: string(), first: number() }));
      const sizes = list(number);
      const count = sizes.reduce((sum, size) => sum + size, 0);
      if (count > 2 ** 24) throw new RangeError("too many sections");
      const starts = new Uint32Array(sizes.length + 1);
      const pageOf = new Uint32Array(count);
      sizes.forEach((size, page) => {
        starts[page + 1] = starts[page] + size;
        pageOf.fill(page, starts[page], starts[page + 1]);
      });
      const [l, r, k] = [list(string), list(string), list(string)];
      let group = 0;
      return { languages, starts, pageOf, l, r, k, p: list(() => (group += number())) };
    },

    l: lexicon,
    r: lexicon,

    k(bytes) {
      const { lines, list, signed } = reader(bytes);
      let group = 0;
      const words = lines();
      return { words, groups: words.map(() => list(() => (group += signed()))) };
    },

    // Lists are read when they are wanted.
    p(bytes) {
      const { number, list, take } = reader(bytes);
      return list(number).map(take).map((bytes) => {
        let read;
        return () => {
          if (!read) {
            const { number, postings } = reader(bytes);
            const [total, count, chunks] = [number(), number(), number()];
            const first = chunks && number();
            read = { total, more: Array.from({ length: Math.min(chunks, 99) }, (_, chunk) => "o" + (first + chunk)), ...postings(count) };
          }
          return read;
        };
      });
    },

    o: (bytes) => reader(bytes).postings(),

    t(bytes) {
      const { u, t, b, l, s } = JSON.parse(reader(bytes).string());
      const sections = s.map(([anchor, name, inside], at) => {
        const [heading, text] = [String(name), String(inside)];
        return { anchor: String(anchor), heading, text, parts: [at ? heading : String(t), text] };
      });
      return { url: String(u), title: String(t), breadcrumb: b.join(" › "), lang: String(l), sections };
    },
  };

  // Shards as they were read, a number of each kind. What could not be had is asked for again the next time.
  const shelf = (load) => {
    const kinds = new Map();
    return (name) => {
      const kind = name[0];
      if (!kinds.has(kind)) kinds.set(kind, new Map());
      const kept = kinds.get(kind);
      const shard = kept.get(name) ?? (async () => READ[kind](await load(name)))();
      kept.delete(name);
      kept.set(name, shard);
      if (kept.size > 64) kept.delete(kept.keys().next().value);
      shard.catch(() => kept.get(name) === shard && kept.delete(name));
      return shard;
    };
  };

  // How many of the sorted keys stand before this one.
  const rank = (keys, key) => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  // The shard, known by its first key, in which a key would stand.
  const shardOf = (firsts, key) => {
    const at = rank(firsts, key);
    return firsts[at] === key ? at : Math.max(0, at - 1);
  };

  // ---- from a typed word to groups of the index

  const alike = (a, b) => {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    return at;
  };
  const reversed = (word) => [...word].reverse().join("");

  // Fills in the term's groups, each with its weight, and what is needed to know its forms in a text again.
  const meet = async (term, { manifest, have, lang, strict }) => {
    const { folding } = hornbook;
    const { folded } = term;
    const whole = strict || term.quoted || folded.length < 2;
    const open = term.open && !whole;
    const add = (group, weight) => {
      if (!(term.groups.get(group) >= weight)) term.groups.set(group, weight);
    };
    const lexicons = async (kind, numbers) => {
      const shards = await Promise.all(numbers.filter((number) => manifest[kind][number] !== undefined).map((number) => have(kind + number)));
      return shards.filter(Boolean);
    };
    const at = shardOf(manifest.l, folded);
    const shards = await lexicons("l", [at]);
    term.shards.push(...shards);
    let exact;
    let often = 0;
    for (const { words, groups, counts } of shards) {
      const place = rank(words, folded);
      if (words[place] !== folded) continue;
      exact = groups[place];
      groups.forEach((group, index) => {
        if (group === exact) often += counts[index];
      });
      add(exact, 1);
      term.exact = exact;
    }
    if (whole) return;
    const rare = often < RARE;

    // The best groups among words of the shards: `weight` says what a word counts, 0 for nothing.
    const choose = (shards, most, weight, from = "") => {
      const found = new Map();
      for (const { words, groups, counts } of shards) {
        for (let index = rank(words, from); index < words.length && words[index].startsWith(from); index++) {
          const group = groups[index];
          if (group === exact) continue;
          const worth = weight(words[index]);
          if (!worth) continue;
          const row = found.get(group) ?? { group, weight: 0, count: 0, word: "" };
          if (worth > row.weight) [row.weight, row.word] = [worth, words[index]];
          row.count += counts[index];
          found.set(group, row);
        }
      }
      const value = ({ weight, count }) => weight * Math.log2(1 + count);
      return [...found.values()].sort((a, b) => value(b) - value(a) || a.group - b.group).slice(0, most);
    };

    if (open) {
      let next = at + 1;
      if (rare) while (next < at + 3 && manifest.l[next]?.startsWith(folded)) next++;
      const more = await lexicons("l", Array.from({ length: next - at - 1 }, (_, index) => at + 1 + index));
      term.shards.push(...more);
      // Beside a word that is there often, only what comes with its postings.
      const home = rare ? -1 : shardOf(manifest.p, exact);
      const found = choose([...shards, ...more], 64, (word) => begins(folded, word), folded);
      for (const { group, weight } of found.filter(({ group }) => rare || shardOf(manifest.p, group) === home).slice(0, GROUPS)) add(group, weight);
    }

    // A number is what it is.
    if (/\p{N}/u.test(folded)) return;

    const isLegal = (word) => (folding.common(folded, word) ? alike(folded, word) : 0);
    for (const { group, word, count } of rare ? choose(shards, 3, isLegal, folded.slice(0, 3)) : []) {
      add(group, exact === undefined ? SOUND : 0.5);
      term.bases.push(word);
      often += count;
    }

    // Words that sound so, or begin so; with `most`, what is up to that many slips away.
    const sounds = async (key, most) => {
      if (key.length < 2) return;
      const [shard] = await lexicons("k", [shardOf(manifest.k, key)]);
      if (!shard) return;
      const { words, groups } = shard;
      const put = (at, weight) => {
        term.keys.push(words[at]);
        for (const group of groups[at].slice(0, GROUPS)) add(group, SOUND * weight);
      };
      let from = rank(words, key);
      if (words[from] === key) put(from++, 1);
      while (open && words[from]?.startsWith(key) && term.groups.size < GROUPS) put(from, begins(key, words[from++]));
      words.forEach((word, at) => {
        if (most && Math.abs(word.length - key.length) <= most && folding.distance(word, key, most) <= most) put(at, SLIP);
      });
    };
    const foreign = folding.script(folded) !== (SCRIPTS.get(lang.slice(0, 2)) ?? "Latin");
    const key = folding.skeleton(folded);
    // What is typed for ё, endings that few write, and j for a sound that is dropped.
    const keys = [key, folding.skeleton(folded.replace(/[yj]o/g, "e"))];
    for (const weak of [/(i?J|[ie])$/, "J", /J/g]) keys.push(...keys.map((key) => key.replace(weak, "")));
    if (foreign) {
      await sounds(key);
      // A form of a word of theirs sounds like no word of ours, but its shortest form may.
      const forms = shards.flatMap(({ words, groups }) => words.filter((_, at) => term.groups.get(groups[at]) >= SOUND));
      const [shortest] = forms.sort((a, b) => a.length - b.length);
      if (shortest && shortest !== folded) await sounds(folding.skeleton(shortest));
    }

    const guesses = term.groups.size;
    if (often < RARE && folded.length > 3 && !term.keys.length) {
      // Where the typed word would stand at the edge of its shard, its true neighbours may stand in the next one.
      const beside = [at - 1, at + 1].filter((number) => !guesses && alike(manifest.l[Math.max(number, at)] ?? "", folded) > 2);
      const ends = reversed(folded);
      const [more, backward] = await Promise.all([lexicons("l", beside.slice(0, 1)), lexicons("r", guesses ? [] : [shardOf(manifest.r, ends)])]);
      const most = folded.length < 8 ? 1 : 2;
      const slips = (typed) => (word) => {
        if (Math.abs(word.length - typed.length) > most) return 0;
        const distance = folding.distance(word, typed, most);
        if (distance !== 1) return distance > most ? 0 : 0.34;
        // Few letters can be left out or swapped, but any can be put in.
        const at = alike(word, typed);
        return word.length > typed.length || (word[at] === typed[at + 1] && word[at + 1] === typed[at]) ? SLIP : 0.9 * SLIP;
      };
      const found = choose([...shards, ...more], 64, slips(folded));
      for (const row of choose(backward, 64, slips(ends))) found.push({ ...row, word: reversed(row.word) });
      if (!guesses && !found.length) {
        // A short word with a slip in its first letters has its neighbours nowhere near, from neither end.
        const others = [folded.slice(1), folded[1] + folded[0] + folded.slice(2)].map((word) => shardOf(manifest.l, word));
        found.push(...choose(await lexicons("l", [...new Set(others)]), 64, slips(folded)));
      }
      found.sort((a, b) => b.weight - a.weight || b.count - a.count || (a.word < b.word ? -1 : 1));
      const groups = [...new Set(found.map(({ group }) => group))].slice(0, 4);
      for (const { group, weight, word } of found.filter(({ group }) => groups.includes(group))) {
        if (weight < 0.8 * found[0].weight) break;
        add(group, !guesses ? weight : exact === undefined ? 0.9 * weight : BESIDE);
        term.bases.push(word);
      }
      if (!guesses && found.length) term.meant = found[0].word;
    }
    // A short sound is like too many: what resembles nothing finds nothing.
    for (const most of [0, key.length < 8 ? 1 : 2]) for (const key of new Set(keys)) if (!term.groups.size && key.length > (most ? 4 : 2)) await sounds(key, most);
  };

  // The terms of a query, and its phrases: lists of terms.
  const parse = (text, strict) => {
    const words = hornbook.folding.words(text);
    const quotes = [...text.matchAll(/["«“„][^"«»“”„]*["»”“]/g)].map(({ 0: quote, index }) => [index, index + quote.length, []]);
    const terms = new Map();
    for (const { start, end, folded } of words) {
      const quote = quotes.find(([from, to]) => from < start && end < to);
      const open = !strict && !quote && !/\s/.test(text.slice(end)) && end === words.at(-1).end;
      if (terms.size === TERMS) break;
      const term = terms.get(folded) ?? { folded, start, end, open, groups: new Map(), shards: [], bases: [], keys: [], seen: new Map() };
      term.quoted ||= Boolean(quote);
      quote?.[2].push(term);
      terms.set(folded, term);
    }
    return { terms: [...terms.values()], phrases: quotes.map(([, , phrase]) => phrase).filter((phrase) => phrase.length > 1) };
  };

  // Letters typed on the keyboard of another language, signs between blanks included. They stand for one word.
  const retype = async (terms, text, context) => {
    for (const term of terms.filter(({ folded, groups, quoted }) => folded.length > 1 && !groups.size && !quoted)) {
      const start = text.slice(0, term.start).search(/\S*$/);
      const end = term.end + text.slice(term.end).search(/\s|$/);
      for (const folded of term.groups.size ? [] : hornbook.folding.keyboards(text.slice(start, end))) {
        const other = { ...term, folded, groups: new Map(), shards: [], bases: [], keys: [] };
        await meet(other, { ...context, strict: true });
        if (!other.groups.size) continue;
        for (const [group] of other.groups) term.groups.set(group, SOUND);
        Object.assign(term, { start, end, shards: other.shards, bases: [folded], meant: folded });
        for (const part of terms) if (part !== term && part.start >= start && part.end <= end) part.gone = true;
        break;
      }
    }
    return terms.filter(({ gone }) => !gone);
  };

  // ---- ranking

  // Which pages hold all the terms, the best first. `left` are terms that had to be left out for there to be any.
  const weigh = ({ starts, pageOf }, terms, phrases, most, isForeign) => {
    const pages = starts.length - 1;
    const sums = new Float64Array(pageOf.length);
    const best = new Float64Array(pageOf.length);
    const held = new Uint16Array(pageOf.length);
    const reach = new Uint16Array(pages);
    terms.forEach(({ lists, idf }, place) => {
      const touched = [];
      for (const { sections, flags, weight } of lists) {
        for (let index = 0; index < sections.length; index++) {
          const section = sections[index];
          const worth = weight * WORTH[flags[index]];
          if (!(worth > best[section])) continue;
          if (!best[section]) touched.push(section);
          best[section] = worth;
        }
      }
      for (const section of touched) {
        sums[section] += idf * best[section];
        best[section] = 0;
        held[section] |= 1 << place;
        reach[pageOf[section]] |= 1 << place;
      }
    });

    let all = (1 << terms.length) - 1;
    if (terms.length && !reach.includes(all)) {
      // What the best page holds, among those that hold most of what is asked.
      const quoted = terms.reduce((mask, term, place) => mask | (term.quoted ? 1 << place : 0), 0);
      const said = (mask) => terms.reduce((sum, { idf }, place) => sum + ((mask >> place) & 1 && idf), 0);
      const fullest = Math.max(0, ...[...new Set(reach)].filter((mask) => (mask & quoted) === quoted).map(said));
      let highest = 0;
      all = 0;
      pageOf.forEach((page, section) => {
        const score = sums[section] * said(held[section]) ** 1.5;
        if (!(score > highest) || (reach[page] & quoted) !== quoted || said(reach[page]) < 0.6 * fullest) return;
        highest = score;
        all = reach[page];
      });
      const left = terms.filter((_, place) => !((all >> place) & 1));
      if (!all) return { top: [], total: 0, left: [] };
      return { ...weigh({ starts, pageOf }, terms.filter((term) => !left.includes(term)), phrases, most, isForeign), left };
    }

    const sum = terms.reduce((sum, { idf }) => sum + idf, 0);
    const cover = Float64Array.from({ length: all + 1 }, (_, mask) => {
      return (terms.reduce((part, { idf }, place) => part + ((mask >> place) & 1 && idf), 0) / sum) ** 1.5;
    });
    const masks = phrases.map((phrase) => phrase.reduce((mask, term) => mask | (1 << terms.indexOf(term)), 0));
    const top = [];
    let total = 0;
    for (let page = 0; page < pages; page++) {
      if (!all || reach[page] !== all) continue;
      if (!masks.every((mask) => held.subarray(starts[page], starts[page + 1]).some((bits) => (bits & mask) === mask))) continue;
      total++;
      let first = 0;
      let rest = 0;
      for (let section = starts[page]; section < starts[page + 1]; section++) {
        const score = sums[section] * cover[held[section]];
        rest += score;
        if (score > first) first = score;
      }
      const row = { page, foreign: isForeign(page), score: first + Math.min(0.1 * (rest - first), 0.3 * first) };
      if (top.length === most && inOrder(top[most - 1], row) < 0) continue;
      let place = top.length;
      while (place && inOrder(row, top[place - 1]) < 0) place--;
      top.splice(place, 0, row);
      if (top.length > most) top.pop();
    }
    for (const row of top) {
      row.sections = [];
      for (let section = starts[row.page]; section < starts[row.page + 1]; section++) {
        const score = sums[section] * cover[held[section]];
        const bits = held[section];
        if (bits) row.sections.push({ number: section - starts[row.page], score, all: bits === all, phrases: phrases.filter((_, index) => (bits & masks[index]) === masks[index]) });
      }
      row.sections.sort((a, b) => b.score - a.score || a.number - b.number);
    }
    return { top, total, left: [] };
  };
  // The reader's language first, then by score; of equals the earlier page, so that nothing moves while typing.
  const inOrder = (a, b) => a.foreign - b.foreign || b.score - a.score || a.page - b.page;

  // ---- texts

  // The first sound of each three letters that words begin with.
  const FIRSTS = { __proto__: null };

  // Whether a word of a text is a form of the term.
  const isForm = (term, folded) => {
    if (!term.forms) {
      term.forms = new Set([term.folded, ...term.bases]);
      term.roots = [...term.forms];
      for (const { words, groups } of term.shards) words.forEach((word, index) => term.groups.has(groups[index]) && term.forms.add(word));
    }
    if (term.forms.has(folded) || (term.open && folded.length > 1 && term.folded.length > 1 && folded.startsWith(term.folded))) return true;
    if (folded.length < 3) return false;
    const { folding } = hornbook;
    const near = term.roots.filter((root) => root[0] === folded[0]);
    const letters = folded.slice(0, 3);
    const first = (FIRSTS[letters] ??= folding.skeleton(letters).slice(0, 1));
    const keys = term.keys.filter((key) => key.startsWith(first));
    if (!near.length && !keys.length) return false;
    let is = term.seen.get(folded);
    if (is !== undefined) return is;
    is = near.some((root) => folding.common(root, folded));
    if (!is && keys.length) {
      const sound = folding.skeleton(folded);
      is = sound.length > 2 && keys.some((key) => sound.startsWith(key) || (sound.length > 3 && key.startsWith(sound) && 2 * sound.length > key.length));
    }
    term.seen.set(folded, is);
    return is;
  };

  // Where terms stand in a text: [{ start, end, at, place }], `at` counted in words.
  const hitsIn = (words, terms) => {
    const hits = [];
    words.forEach(({ start, end, folded }, at) => {
      terms.forEach((term, place) => {
        if (isForm(term, folded)) hits.push({ start, end, at, place });
      });
    });
    return hits;
  };

  // The shortest run of words that holds all terms, as a share of the best possible; 0 where one is missing.
  const nearness = (hits, count) => {
    const last = new Array(count).fill(-1);
    let span = Infinity;
    for (const { at, place } of hits) {
      last[place] = at;
      const first = Math.min(...last);
      if (first >= 0) span = Math.min(span, at - first);
    }
    return (count - 1) / Math.max(span, count - 1);
  };

  const hasPhrase = (hits, phrase) => {
    const stands = new Set(hits.map(({ at, place }) => at * TERMS + place));
    return hits.some(({ at }) => phrase.every((place, index) => stands.has((at + index) * TERMS + place)));
  };

  // Pieces of the text around its best cluster of hits.
  const excerpt = (text, hits, terms) => {
    let [start, end, best] = [0, 0, 0];
    for (let from = 0, to = 0; from < hits.length; from++) {
      while (to < hits.length && hits[to].end - hits[from].start <= WINDOW) to++;
      const cluster = hits.slice(from, Math.max(to, from + 1));
      const places = new Set(cluster.map(({ place }) => place));
      const worth = [...places].reduce((sum, place) => sum + terms[place].idf, 0) * (1 + Math.min(cluster.length, 5) / 100);
      if (worth > best) [start, end, best] = [hits[from].start, cluster.at(-1).end, worth];
    }
    let from = Math.max(0, Math.min(start - Math.max(0, WINDOW - end + start) / 3, text.length - WINDOW) | 0);
    let to = Math.max(end, Math.min(text.length, from + WINDOW));
    // Whole words, where words have blanks between them.
    const after = text.lastIndexOf(" ", from);
    const first = from ? text.indexOf(" ", from - 1) + 1 : 0;
    if (first && first <= start) from = first;
    else if (from - after < 30) from = after + 1;
    const before = to < text.length ? text.lastIndexOf(" ", to) : to;
    if (before >= end && before > from) to = before;
    const isLow = (at) => text.charCodeAt(at) >> 10 === 0x37;
    if (isLow(from)) from--;
    if (isLow(to)) to++;
    const pieces = [];
    const put = (text, mark) => text && pieces.push({ text, mark });
    let at = from;
    put(from > 0 ? "…" : "", false);
    for (const hit of hits) {
      if (hit.start < at || hit.end > to) continue;
      put(text.slice(at, hit.start), false);
      put(text.slice(hit.start, hit.end), true);
      at = hit.end;
    }
    put(text.slice(at, to) + (to < text.length ? "…" : ""), false);
    return pieces;
  };

  // ---- a question

  const find = async (shelved, query, { limit, lang, strict }) => {
    const results = Object.assign([], { left: [], meant: "", total: 0, broken: false });
    const text = query.slice(0, LETTERS);
    const { terms: asked, phrases } = parse(text, strict);
    if (!asked.length) return results;
    const have = async (name) => {
      try {
        return await shelved(name);
      } catch {
        results.broken = true;
        return null;
      }
    };
    const manifest = await have("m");
    if (!manifest) return results;
    const { languages, pageOf, p } = manifest;
    const context = { manifest, have, lang, strict };
    await Promise.all(asked.map((term) => meet(term, context)));
    let terms = strict ? asked : await retype(asked, text, context);

    const total = pageOf.length;
    const listOf = async (group, weight) => {
      const shard = shardOf(p, group);
      try {
        const list = (await have("p" + shard))?.[group - p[shard]]();
        return list && { ...list, weight };
      } catch {
        results.broken = true;
      }
    };
    await Promise.all(
      terms.map(async (term) => {
        const lists = await Promise.all([...term.groups].map(([group, weight]) => listOf(group, weight)));
        term.lists = lists.filter(Boolean);
        const often = Math.max(...term.lists.filter(({ weight }) => term.exact === undefined || weight === 1).map(({ total }) => total), 1);
        term.idf = Math.log(1 + total / often);
      }),
    );
    const isForeign = (page) => {
      const tag = languages[rankOf(languages, page)]?.tag ?? "";
      return lang && tag !== lang && tag.split("-")[0] !== lang.split("-")[0] ? 1 : 0;
    };
    const most = Math.max(limit, phrases.length ? 40 : terms.length > 1 ? 20 : 1);
    let found = weigh(manifest, terms, phrases, most, isForeign);
    // The less telling places of very frequent words are apart, and wanted only where words must meet.
    const isCut = ({ lists }) => lists.some(({ more }) => more.length);
    if (terms.length > 1 && terms.some(isCut) && (found.left.length || found.total < limit || !terms.every(isCut))) {
      await Promise.all(
        terms.map(async (term) => {
          const more = term.lists.flatMap(({ more, weight }) => more.map(async (name) => ({ more: [], weight, ...(await have(name)) })));
          term.lists.push(...(await Promise.all(more)).filter(({ sections }) => sections));
        }),
      );
      found = weigh(manifest, terms, phrases, most, isForeign);
    }
    results.total = found.total;
    if (!found.total) return results;
    results.left = found.left.map(({ start, end }) => text.slice(start, end));
    const kept = terms.filter((term) => !found.left.includes(term));
    // Whether a word, folded, is a form of one that was asked for: for whoever marks words in another text.
    results.knows = (folded) => kept.some((term) => isForm(term, folded));

    // Texts of pages, which then have hits in each of their sections.
    const read = (rows) =>
      Promise.all(
        rows.map(async (row) => {
          row.text ??= await have("t" + row.page);
        }),
      );
    const hitsOf = (row, section, part) => ((section.hits ??= [])[part] ??= hitsIn(hornbook.folding.words(row.text.sections[section.number].parts[part]), kept));
    const [NAME, TEXT] = [0, 1];
    const both = (row, section) => [hitsOf(row, section, NAME), hitsOf(row, section, TEXT)];
    let { top } = found;
    const clean = () => {
      for (const row of top) row.sections = row.sections.filter(({ number }) => row.text?.sections[number]);
      top = top.filter((row) => row.sections.length);
    };
    if (phrases.length) {
      const all = top;
      top = [];
      for (let at = 0; at < all.length && top.length < limit; at += 10) {
        const batch = all.slice(at, at + 10);
        await read(batch);
        for (const row of batch.filter(({ text }) => text)) {
          const holds = phrases.map((phrase) => {
            const places = phrase.map((term) => kept.indexOf(term));
            return row.sections.filter((section) => section.phrases.includes(phrase) && row.text.sections[section.number] && both(row, section).some((hits) => hasPhrase(hits, places)));
          });
          if (holds.some((sections) => !sections.length)) continue;
          row.sections = row.sections.filter((section) => holds.some((sections) => sections.includes(section)));
          top.push(row);
        }
      }
      results.total = top.length;
    } else if (kept.length > 1) {
      const last = top[Math.min(limit, top.length) - 1];
      top = top.filter((row, at) => at < limit || (row.foreign === last?.foreign && row.score * (1 + NEAR) > last.score));
      await read(top);
      clean();
      for (const row of top) {
        const near = row.sections.map((section) => (section.all ? Math.max(...both(row, section).map((hits) => nearness(hits, kept.length))) : 0));
        row.score *= 1 + NEAR * Math.max(0, ...near);
        row.sections.forEach((section, index) => (section.score *= 1 + NEAR * near[index]));
        row.sections.sort((a, b) => b.score - a.score || a.number - b.number);
      }
      top.sort(inOrder);
    }
    top = top.slice(0, limit);
    await read(top);
    clean();
    // Of equals, the one that is named so to the letter.
    for (const row of top) {
      const title = hornbook.folding.words(row.text.title);
      const names = (word) => title.some(({ folded }) => folded === word);
      if (kept.some(({ folded }) => names(folded))) row.score *= NAMED;
      else if (kept.some(({ bases }) => bases.some(names))) row.score *= NAMED ** 4;
    }
    top.sort(inOrder);

    for (const row of top) {
      const { url, title, breadcrumb, lang, sections } = row.text;
      for (const section of row.sections.slice(0, 4)) {
        const { anchor, heading, text } = sections[section.number];
        if (section.score < 0.3 * row.sections[0].score) break;
        const first = section === row.sections[0];
        results.push({
          url: anchor ? `${url}#${anchor.replace(/[^!-~]+/g, encodeURIComponent)}` : url,
          title,
          heading,
          breadcrumb,
          lang,
          score: first ? row.score : section.score,
          also: "",
          excerpt: excerpt(text, hitsOf(row, section, TEXT), kept),
        });
      }
    }
    if (results.length && kept.some(({ meant }) => meant)) {
      let at = 0;
      for (const { start, end, meant } of kept) {
        if (!meant) continue;
        results.meant += text.slice(at, start) + meant;
        at = end;
      }
      results.meant += text.slice(at);
    }
    return results;
  };
  const rankOf = (languages, page) => languages.findLastIndex(({ first }) => first <= page);

  // `load(name)` gives the inflated bytes of a shard. `changed(missing)` says whether the index is another one than
  // before; it is asked before each search, and after one in which a shard was missing.
  hornbook.finder = ({ load, changed = async () => false }) => {
    let shelved = shelf(load);
    const forget = () => {
      shelved = shelf(load);
    };
    const search = async (query, options) => {
      const { limit = 10, lang = "", strict = false } = options ?? {};
      const settings = {
        limit: Number.isFinite(limit) ? Math.max(0, Math.floor(limit)) : 10,
        lang: typeof lang === "string" ? lang : "",
        strict: Boolean(strict),
      };
      const ask = async () => {
        try {
          return await find(shelved, typeof query === "string" ? query : "", settings);
        } catch {
          return Object.assign([], { left: [], meant: "", total: 0, broken: true });
        }
      };
      if (await changed(false)) forget();
      const before = shelved;
      const results = await ask();
      if (!results.broken || (before === shelved && !(await changed(true)))) return results;
      if (before === shelved) forget();
      return ask();
    };
    return { search, forget };
  };
})();
