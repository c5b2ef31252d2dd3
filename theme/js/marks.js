// Grades an answer by its key, and knows no page. An answer comes from a form or from storage, so it may be
// anything: what makes no sense was not given. A key comes with the page.
(() => {
  const hornbook = (globalThis.hornbook ??= {});

  // Hides answers from a glance and from page search. Twice gives the text again.
  hornbook.veil = (text) =>
    text.replace(/[0-9A-Za-z\u00c0-\u1fff\u3040-\ud7ff]/g, (letter) => {
      const code = letter.charCodeAt(0);
      const other = code > 127 ? code ^ 5 : code < 58 ? 48 + ((code - 43) % 10) : code + ((code & 31) < 14 ? 13 : -13);
      return String.fromCharCode(other);
    });

  // What spellings of one answer share: Armenian marks stand inside words, և is also եւ and ԵՎ, ё often е.
  const fold = (text) => {
    const folded = text
      .replace(/[\u00ad\u200b-\u200d\u2060\ufeff՚-՟«»“”„‟"]/g, "")
      .toLowerCase()
      .replace(/([аеёиоуыэюя])[\u0300\u0301\u0308]+/g, "$1")
      .replace(/ё/g, "е")
      .normalize()
      .replace(/և|եվ/g, "եւ")
      .replace(/[‘’ʼ\u0060]/g, "'")
      .replace(/[‐-―−֊]/g, "-")
      .replace(/\s+/g, " ")
      .trim();
    // A full stop, or the colon typed for `։`. A pattern up to `$` would take the square of the length.
    let end = folded.length;
    while (end && " .:։".includes(folded[end - 1])) end--;
    return end ? folded.slice(0, end) : folded;
  };

  const digits = (text) => (text.match(/\p{N}/gu) || []).join("");

  // One letter too many, missing or wrong, or two swapped, in five letters or more. A wrong digit is no slip of spelling.
  const near = (wanted, typed) => {
    if (Math.abs(wanted.length - typed.length) > 2) return false;
    const a = [...wanted];
    const b = [...typed];
    const shorter = Math.min(a.length, b.length);
    let start = 0;
    while (start < shorter && a[start] === b[start]) start++;
    let end = 0;
    while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
    const left = a.length - start - end;
    const right = b.length - start - end;
    const swapped = left === 2 && right === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
    return (swapped || (left < 2 && right < 2)) && /\p{L}(\P{L}*\p{L}){4}/u.test(wanted) && digits(wanted) === digits(typed);
  };

  // The weight of a typed text, null for a near miss.
  const spelled = (answers, typed) => {
    const text = fold(typed);
    const folded = answers.map(([answer, weight]) => [fold(answer), weight]);
    const exact = folded.filter(([answer]) => answer === text);
    if (exact.length) return Math.max(...exact.map(([, weight]) => weight));
    return folded.some(([answer]) => near(answer, text)) ? null : 0;
  };

  const NUMBER = /^([-−–]?)(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d+))?(?:\s*(?:[%‰]|[\p{L}\p{Sc}°][^\s\d]*))?$/u;

  const number = (text) => {
    const [, sign, whole = "", decimals = ""] = NUMBER.exec(text.trim()) || [];
    const read = (written) => Number((sign && "-") + written);
    const value = read(whole.replace(/\D/g, "") + "." + decimals);
    const bad = !Number.isFinite(value);
    // Nobody parts 0,125 or 1234,567 into thousands.
    const doubt = !bad && decimals.length === 3 && /^[1-9]\d{0,2}$/.test(whole) ? [read(whole + decimals), value] : null;
    return { value, doubt, bad };
  };

  const isIndex = (value) => Number.isInteger(value) && value >= 0;
  const list = (answer) => (Array.isArray(answer) ? answer : []);
  const typed = (answer) => (typeof answer === "string" && answer.trim() ? answer : null);
  const count = (parts, value) => parts.filter((part) => part === value).length;
  const share = (parts) => (parts.length ? count(parts, true) / parts.length : 1);

  const single = ({ weights }, answer) => {
    const chosen = isIndex(answer) && answer < weights.length;
    const parts = weights.map((weight, index) => (index === answer ? weight > 0 : null));
    return { s: chosen ? weights[answer] : 0, parts, missing: +!chosen };
  };

  const placed = ({ key }, answer) => {
    const parts = key.map((right, index) => (isIndex(list(answer)[index]) ? answer[index] === right : null));
    return { s: share(parts), parts, missing: count(parts, null) };
  };

  const types = {
    __proto__: null,
    single,
    "true-false": single,
    match: placed,
    groups: placed,

    multiple({ right, weights, whole }, answer) {
      const ticked = right.map((_, index) => list(answer).includes(index));
      const good = weights && !whole ? weights.map((weight) => weight > 0) : right;
      const parts = good.map((is, index) => (ticked[index] ? is : null));
      const wrong = count(good, false);
      let s;
      if (whole) s = +good.every((is, index) => is === ticked[index]);
      // Whatever the weights: to tick everything is to say nothing.
      else if (wrong && !ticked.includes(false)) s = 0;
      else if (weights) s = weights.reduce((sum, weight, index) => sum + weight * ticked[index], 0);
      else s = count(parts, true) / (good.length - wrong) - (wrong && count(parts, false) / wrong);
      return { s, parts, missing: +!ticked.includes(true) };
    },

    number({ low, high }, answer) {
      const text = typed(answer);
      if (text === null) return { s: 0, parts: [null], missing: 1 };
      const { value, doubt, bad } = number(text);
      // 0.7 + 0.1 is a little less than 0.8.
      const slack = 1e-12 * Math.max(Math.abs(low), Math.abs(high));
      const right = doubt || bad ? null : value >= low - slack && value <= high + slack;
      return { s: +right, parts: [right], doubt, bad };
    },

    order({ key }, answer) {
      const places = list(answer).map((item) => key.indexOf(item));
      const whole = places.length === key.length && new Set(places).size === key.length && !places.includes(-1);
      const parts = key.slice(1).map((_, index) => (whole ? places[index] < places[index + 1] : null));
      return { s: whole ? share(parts) : 0, parts, missing: +!whole };
    },

    text: ({ answers }, answer) => types.gaps({ gaps: [{ answers }] }, [answer]),

    gaps({ gaps }, answer) {
      const given = gaps.map(({ answers }, index) => {
        const value = list(answer)[index];
        return answers ? typed(value) : isIndex(value) ? value : null;
      });
      const worths = gaps.map(({ answers, choice }, index) => {
        const value = given[index];
        return value === null ? 0 : answers ? spelled(answers, value) : +(value === choice);
      });
      return {
        s: worths.reduce((sum, worth) => sum + Math.max(0, worth), 0) / gaps.length,
        parts: worths.map((worth, index) => (worth === null || given[index] === null ? null : worth > 0)),
        near: worths.includes(null),
        missing: count(given, null),
      };
    },

    reflection: (_, answer) => ({ s: null, parts: [], missing: +!typed(answer?.text) }),
  };

  hornbook.marks = {
    fold,
    number,
    // What an answer is worth:
    //   s        the raw mark from 0 to 1, null where there are no marks
    //   parts    true or false for each option, left side, item, gap or pair of neighbours; null where nothing
    //            was chosen, or the spelling nearly fits, or a number cannot be read
    //   near     a spelling is one slip away; s counts it as wrong
    //   doubt    both readings of a number such as 1,000
    //   bad      the number cannot be read
    //   missing  how many places are empty
    mark(key, answer) {
      const found = { near: false, doubt: null, bad: false, missing: 0, ...types[key.type](key, answer) };
      // Six sixths are a little less than 1.
      if (found.s !== null) found.s = found.s > 1 - 1e-9 ? 1 : Math.max(0, found.s);
      return found;
    },
    // The mark of an item from the raw marks of its tries.
    best: (tries) => tries.reduce((best, s, index) => Math.max(best, s * (2 / 3) ** index), 0),
    // Null without marks. Rounded so far that 69.99999999999999 passes 70.
    percent(items) {
      let all = 0;
      let sum = 0;
      for (const { s, points } of items) {
        if (s === null) continue;
        all += points;
        sum += points * s;
      }
      return all ? Math.round((sum / all) * 1e11) / 1e9 : null;
    },
    // Apart from the marks: sure 1 to 3.
    confidence: (sure, right) => (right ? sure : [0, -2, -6][sure - 1]),
  };
})();
