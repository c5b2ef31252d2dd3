// What scripts show: a row of the words, and an element that holds it.
(() => {
  const hornbook = (globalThis.hornbook ??= {});

  // Not every browser knows Armenian, which writes numbers as Russian does.
  const sound = (make) => {
    try {
      return make([document.documentElement.lang, "ru"]);
    } catch {
      return make("en");
    }
  };
  const numbers = sound((languages) => new Intl.NumberFormat(languages, { maximumFractionDigits: 2, useGrouping: false }));
  const plurals = sound((languages) => new Intl.PluralRules(languages));

  // A row of the words with its places filled; the number named `by` picks the plural form.
  hornbook.say = (key, values = {}, by = "n") => {
    let row = hornbook.words[key] || key;
    if (typeof values[by] === "number" && /^(zero|one|two|few|many|other): /.test(row)) {
      const forms = new Map(row.split(" | ").map((form) => [form.slice(0, form.indexOf(":")), form.slice(form.indexOf(":") + 2)]));
      row = forms.get(plurals.select(values[by])) || forms.get("other");
    }
    return row.replace(/\{(\w+)\}/g, (place, name) => {
      const value = values[name];
      return value === undefined ? place : typeof value === "number" ? numbers.format(value) : value;
    });
  };

  hornbook.make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
})();
