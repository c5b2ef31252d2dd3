// What scripts say: rows of the words with their places filled, elements of ours, the status line.
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

  // The number named `by` picks the plural form.
  const say = (key, values = {}, by = "n") => {
    let row = hornbook.words?.[key] || key;
    if (typeof values[by] === "number" && /^(zero|one|two|few|many|other): /.test(row)) {
      const forms = new Map(row.split(" | ").map((form) => [form.slice(0, form.indexOf(":")), form.slice(form.indexOf(":") + 2)]));
      row = forms.get(plurals.select(values[by])) || forms.get("other");
    }
    return row.replace(/\{(\w+)\}/g, (place, name) => {
      const value = values[name];
      return value === undefined ? place : typeof value === "number" ? numbers.format(value) : value;
    });
  };

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  // A line of ours in a text that may be of another language.
  const ours = (tag, className, text) => {
    const element = make(tag, className, text);
    element.lang = document.documentElement.lang;
    return element;
  };
  const button = (text, run, rank) => {
    const element = make("button", "button", text);
    element.type = "button";
    if (rank) element.dataset.rank = rank;
    element.addEventListener("click", run);
    return element;
  };
  let frame;
  const announce = (text) => {
    const status = document.getElementById("_status");
    if (!status) return;
    // The same words twice in a row would not be read again; of two at once the later counts.
    status.textContent = "";
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => (status.textContent = text));
  };

  Object.assign(hornbook, { say, make, ours, button, announce });
})();
