// The search box: asks while one types, shows what was found, and marks the words on the page that is opened. What
// fits a question is worked out by finder.js.
(() => {
  const hornbook = globalThis.hornbook;
  const { say, make, button, words } = hornbook;
  const root = new URL("..", document.currentScript.src);
  const reader = document.documentElement.lang;
  const finder = hornbook.finder(hornbook.shards);

  const PAUSE = 60; // ms in which the next letter often comes
  const PATIENCE = 150; // ms before waiting is told
  const PAGES = 10;
  const RECENT = 6;
  const LETTERS = 200;
  const MARKS = 2000;
  const KEY = "hornbook:search-key";
  const MARKING = "hornbook:search-marks";
  const FOUND = "hornbook:found";
  const SEARCHES = `hornbook:searches:${root.pathname}`;

  // Storage throws where it is forbidden, and may hold anything.
  const read = (storage, key) => {
    try {
      return globalThis[storage].getItem(key);
    } catch {
      return null;
    }
  };
  const write = (storage, key, value) => {
    try {
      if (value) globalThis[storage].setItem(key, value);
      else globalThis[storage].removeItem(key);
    } catch {}
  };
  const texts = (text) => {
    try {
      const list = JSON.parse(text);
      return Array.isArray(list) ? list.filter((item) => typeof item === "string" && item) : [];
    } catch {
      return [];
    }
  };

  const search = (query, options) => finder.search(query, { lang: reader, ...options });

  // ---- the parts of the box

  const sign = (shape) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [name, value] of Object.entries({ class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" })) svg.setAttribute(name, value);
    path.setAttribute("d", shape);
    svg.append(path);
    return svg;
  };
  const group = (className, ...inside) => {
    const element = make("div", className);
    element.append(...inside);
    return element;
  };

  const dialog = make("dialog", "search");
  const form = make("form", "search-top");
  const field = make("input");
  const chips = make("div", "search-chips");
  const status = make("p", "search-status");
  const found = make("div", "found");

  dialog.id = "_box";
  dialog.setAttribute("aria-label", say("search.button"));
  // The preview leaves alone what is marked so.
  dialog.dataset.hornbook = "";
  form.setAttribute("role", "search");
  Object.assign(field, { type: "search", autocomplete: "off", spellcheck: false, maxLength: LETTERS, placeholder: say("search.placeholder"), enterKeyHint: "go" });
  field.setAttribute("aria-label", say("search.label"));
  field.setAttribute("autocapitalize", "off");
  status.setAttribute("role", "status");
  const close = button("", () => dialog.close());
  close.classList.add("tool");
  close.setAttribute("aria-label", say("search.close"));
  close.append(sign("m6 6 12 12M18 6 6 18"));
  form.append(sign("M16.7 10.5a6.2 6.2 0 1 1-12.4 0 6.2 6.2 0 0 1 12.4 0ZM15.2 15.2l5 5"), field, close);
  const keys = make("p", "search-keys");
  for (const [names, what] of [
    [["↑", "↓"], say("search.keys.move")],
    [["Enter"], say("search.keys.open")],
    [["Esc"], say("search.keys.close")],
  ]) {
    const hint = make("span");
    for (const name of names) hint.append(make("kbd", "", name), " ");
    hint.append(what);
    keys.append(hint);
  }
  dialog.append(form, chips, status, found, keys);

  // ---- asking

  let asked = 0; // the number of the last question: an answer to an earlier one is dropped
  let pause = 0;
  let isWaiting = false; // what stands there is no answer to what stands in the field
  let opensFirst = false;
  let failures = 0;
  let answer = null;
  const wanted = { lang: "", section: "" };

  const wait = (is) => {
    isWaiting = is;
    found.setAttribute("aria-busy", is);
  };
  const ask = async (limit = PAGES) => {
    clearTimeout(pause);
    const mine = ++asked;
    const query = field.value;
    wait(Boolean(query.trim()));
    if (!isWaiting) {
      answer = null;
      start();
      return;
    }
    const patience = setTimeout(() => (status.textContent = say("search.loading")), PATIENCE);
    const results = await search(query, { limit });
    clearTimeout(patience);
    if (mine !== asked) return;
    wait(false);
    answer = { query, results, limit, pages: pagesOf(results) };
    failures = results.broken ? failures + 1 : 0;
    show();
    if (opensFirst) found.querySelector(".hit")?.click();
    opensFirst = false;
  };
  const changed = () => {
    clearTimeout(pause);
    opensFirst = false;
    asked++;
    wait(true);
    if (field.value.trim().length < 3) ask();
    else pause = setTimeout(ask, PAUSE);
    clearTimeout(follow.timer);
    follow.timer = setTimeout(follow, 500);
  };
  const put = (query) => {
    field.value = query.slice(0, LETTERS);
    field.focus();
    ask();
    follow();
  };

  // The address follows the question, where it may: a file's may not.
  const follow = (query = dialog.open ? field.value.trim() : "") => {
    clearTimeout(follow.timer);
    const address = new URL(location.href);
    if (query) address.searchParams.set("q", query);
    else address.searchParams.delete("q");
    try {
      if (address.href !== location.href) history.replaceState(history.state, "", address);
    } catch {}
  };

  // ---- what was found

  const pagesOf = (results) => {
    const pages = [];
    for (const hit of results) {
      const url = hit.url.split("#")[0];
      if (pages.at(-1)?.url !== url) pages.push({ url, lang: hit.lang, section: hit.breadcrumb.split(" › ")[0] || hit.title, hits: [] });
      pages.at(-1).hits.push(hit);
    }
    return pages;
  };
  const isOneOfTwo = Object.keys(words).filter((key) => key.startsWith("lang.in.")).length === 2;
  const nameOf = (tag) => words[`lang.${tag}`] ?? tag;
  const fits = (page, name) => !wanted[name] || page[name] === wanted[name];

  // A choice is offered where there is one. Its buttons stay the same elements while their names do.
  const showChips = () => {
    const { pages } = answer ?? { pages: [] };
    const choices = (name, among) => [...new Map(among.map((page) => [page[name], page]))].map(([value, { lang }]) => ({ name, value, lang }));
    const offer = (label, choices) => {
      const [{ name }] = choices;
      if (!choices.some(({ value }) => value === wanted[name])) wanted[name] = "";
      return choices.length > 1 ? [{ label, choices: [{ name, value: "", lang: reader }, ...choices] }] : [];
    };
    const rows = [];
    if (pages.length) rows.push(...offer(say("lang.label"), choices("lang", pages)));
    if (pages.length) rows.push(...offer(say("search.filter.section"), choices("section", pages.filter((page) => fits(page, "lang")))));
    const state = JSON.stringify(rows);
    if (chips.dataset.shown !== state) {
      const focused = chips.contains(document.activeElement) ? document.activeElement.dataset : null;
      chips.dataset.shown = state;
      chips.replaceChildren(
        ...rows.map(({ label, choices }) => {
          const row = make("div");
          row.setAttribute("role", "group");
          row.setAttribute("aria-label", label);
          for (const { name, value, lang } of choices) {
            const chip = button(value ? (name === "lang" ? nameOf(value) : value) : say("search.filter.all"), () => choose(name, value));
            chip.lang = lang;
            Object.assign(chip.dataset, { name, value });
            row.append(chip);
          }
          return row;
        }),
      );
      if (focused) ([...chips.querySelectorAll("button")].find(({ dataset }) => dataset.name === focused.name && dataset.value === focused.value) ?? field).focus();
    }
    for (const chip of chips.querySelectorAll("button")) chip.setAttribute("aria-pressed", chip.dataset.value === wanted[chip.dataset.name]);
    chips.hidden = !rows.length;
  };
  const choose = (name, value) => {
    wanted[name] = value;
    // Few of many pages are here; of what is wanted there may be more.
    if (value && answer.results.total > answer.pages.length && answer.limit < 3 * PAGES) ask(3 * PAGES);
    else show();
  };

  const marked = (tag, className, text) => {
    const element = make(tag, className);
    let at = 0;
    for (const { start, end, folded } of hornbook.folding.words(text)) {
      if (!answer.results.knows(folded)) continue;
      element.append(text.slice(at, start), make("mark", "", text.slice(start, end)));
      at = end;
    }
    element.append(text.slice(at));
    return element;
  };
  const link = (hit, isFirst) => {
    const element = make("a", "hit");
    element.href = new URL(hit.url, root).href;
    if (isFirst) {
      if (hit.breadcrumb) element.append(make("small", "", hit.breadcrumb));
      element.append(marked("b", "", hit.title));
    }
    // A further place without a heading is the beginning of the page.
    if (hit.heading || !isFirst) element.append(marked("span", "hit-heading", hit.heading || hit.title));
    const excerpt = make("span", "hit-text");
    for (const { text, mark } of hit.excerpt) excerpt.append(mark ? make("mark", "", text) : text);
    if (hit.excerpt.length) element.append(excerpt);
    if (hit.also) element.append(make("small", "", say("search.also", { word: hit.also })));
    return element;
  };
  const list = (className, items) => {
    const element = make("ul", className);
    element.setAttribute("role", "list");
    for (const inside of items) {
      const item = make("li");
      item.append(...inside);
      element.append(item);
    }
    return element;
  };
  const pageList = (pages) =>
    list(
      "hits",
      pages.map(({ hits: [first, ...others] }) => [link(first, true), ...(others.length ? [list("", others.map((hit) => [link(hit, false)]))] : [])]),
    );
  const index = () => {
    const element = make("a", "button", say("search.none.link"));
    element.href = document.getElementById("_search").dataset.index;
    return element;
  };
  const again = () => (failures > 1 ? button(say("ui.reload"), reload) : button(say("search.again"), retry));
  const reload = () => {
    follow(); // The address brings the question back.
    location.reload();
  };
  const retry = () => {
    finder.forget();
    field.focus();
    ask();
  };

  const show = () => {
    showChips();
    const { query, results, pages, limit } = answer;
    const shown = pages.filter((page) => fits(page, "lang") && fits(page, "section"));
    const word = query.trim();
    const parts = [];
    if (results.meant) {
      parts.push(group("", button(say("search.did-you-mean", { word: results.meant }), () => put(results.meant), "last")));
    }
    let told;
    if (shown.length) {
      const isFiltered = shown.length < pages.length;
      const count = isFiltered ? shown.length : Math.max(results.total, shown.length);
      const places = shown.reduce((sum, { hits }) => sum + hits.length, 0);
      told = say("search.count", { n: count });
      if (count === shown.length && places > count) told += `, ${say("search.places", { n: places })}`;
      if (results.left.length) told = `${say("search.left-out", { word: results.left.join(" ") })}. ${told}`;
      if (results.broken) parts.push(group("search-broken", make("p", "", say("search.broken")), again()));
      const own = shown.filter(({ lang }) => lang === reader);
      if (own.length) parts.push(pageList(own));
      for (const tag of new Set(shown.map(({ lang }) => lang).filter((lang) => lang !== reader))) {
        const others = shown.filter(({ lang }) => lang === tag);
        // The reader's language comes first, so of two the number of all in the other is known before they are here.
        const n = results.total <= pages.length ? others.length : isOneOfTwo && !isFiltered ? count - own.length : 0;
        const divider = make("h2", "divider", n ? say("search.in-language", { n, lang: words[`lang.in.${tag}`] ?? tag }) : nameOf(tag));
        divider.id = `_found-${tag}`;
        const below = pageList(others);
        below.lang = tag;
        below.setAttribute("aria-labelledby", divider.id);
        parts.push(divider, below);
      }
      if (results.total > pages.length) parts.push(group("", button(say("search.more"), () => more(limit + PAGES))));
    } else {
      told = results.broken ? say("search.failed") : say("search.none", { word });
      if (!results.broken) parts.push(make("p", "", say("search.none.help")));
      parts.push(group("", ...(results.broken ? [again()] : []), index()));
    }
    status.textContent = told;
    // An answer may come when the focus has gone down to the one before.
    const focused = found.contains(document.activeElement) && document.activeElement.href;
    found.replaceChildren(...parts);
    found.scrollTop = 0;
    const hits = [...found.querySelectorAll(".hit")];
    if (focused) (hits.find(({ href }) => href === focused) ?? field).focus();
    if (hits.length) hits[0].dataset.state = "here";
  };
  const more = async (limit) => {
    const before = [...found.querySelectorAll(".hit")].map(({ href }) => href);
    const { scrollTop } = found;
    await ask(limit);
    found.scrollTop = scrollTop;
    [...found.querySelectorAll(".hit")].find(({ href }) => !before.includes(href))?.focus();
  };

  // ---- before the first letter

  const start = () => {
    const parts = [make("p", "", say("search.start"))];
    const recent = texts(read("localStorage", SEARCHES)).slice(0, RECENT);
    const keep = (list) => {
      write("localStorage", SEARCHES, list.length ? JSON.stringify(list) : "");
      start();
      (found.querySelector(".recent button") ?? field).focus();
    };
    if (recent.length) {
      const heading = make("h2", "divider", say("search.recent"));
      heading.id = "_recent";
      const items = recent.map((query) => {
        const remove = button("", () => keep(recent.filter((other) => other !== query)));
        remove.classList.add("tool");
        remove.setAttribute("aria-label", say("search.recent.remove", { word: query }));
        remove.append(sign("m6 6 12 12M18 6 6 18"));
        return [button(query, () => put(query)), remove];
      });
      const searches = list("recent", items);
      searches.setAttribute("aria-labelledby", heading.id);
      parts.push(heading, searches, group("", button(say("search.recent.clear"), () => keep([]))));
    }
    const choice = (text, key, then) => {
      const label = make("label");
      const box = make("input");
      box.type = "checkbox";
      box.checked = read("localStorage", key) !== "off";
      box.addEventListener("change", () => {
        write("localStorage", key, box.checked ? "" : "off");
        then?.(box.checked);
      });
      label.append(box, text);
      return label;
    };
    parts.push(group("search-settings", choice(say("search.marks"), MARKING, (marks) => marks || unmark()), choice(say("search.key"), KEY)));
    showChips();
    status.textContent = "";
    found.replaceChildren(...parts);
  };

  // ---- keys and clicks

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    if (!isWaiting) return found.querySelector(".hit")?.click();
    ask();
    opensFirst = true;
  });
  field.addEventListener("input", changed);
  dialog.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.isComposing) return;
    if (key === "Escape") {
      // The browser would close the box, or only empty the field.
      event.preventDefault();
      if (field.value) put("");
      else dialog.close();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const stops = [field, ...found.querySelectorAll("a, button, input")];
    const at = stops.indexOf(target);
    const way = { ArrowDown: at + 1, ArrowUp: at - 1, ...(at > 0 && { Home: 1, End: stops.length - 1 }) }[key];
    if (way !== undefined) {
      event.preventDefault();
      if (at >= 0) stops[way]?.focus();
      else field.focus();
    } else if (target !== field && (key === "Backspace" || (key.length === 1 && (key !== " " || target.matches("a"))))) {
      // The letter goes where the focus is by then.
      field.focus();
    }
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  let opener = null;
  dialog.addEventListener("close", () => {
    // It may be open again by the time this is told.
    if (dialog.open) return;
    asked++;
    clearTimeout(pause);
    opensFirst = false;
    follow("");
    // The button may have been exchanged in the meantime.
    if (opener && !opener.isConnected) document.getElementById(opener.id)?.focus();
  });
  found.addEventListener("click", (event) => {
    const link = event.target.closest(".hit");
    if (!link) return;
    const query = answer.query.trim();
    const recent = texts(read("localStorage", SEARCHES)).filter((other) => other !== query);
    write("localStorage", SEARCHES, JSON.stringify([query, ...recent].slice(0, RECENT)));
    // Into another tab or window.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const page = link.href.split("#")[0];
    if (page !== location.href.split(/[?#]/)[0]) {
      // Whoever comes back finds the box as it was.
      follow(query);
      write("sessionStorage", FOUND, JSON.stringify([query, page]));
      return;
    }
    dialog.close();
    follow("");
    mark(query);
    if (!link.hash) {
      event.preventDefault();
      scrollTo(0, 0);
    }
  });

  // ---- the words on the page

  const UNTOUCHED = "script, style, form, button, input, textarea, select, svg, math, nav, [data-hornbook]";
  const takeOff = button(say("search.unmark"), () => {
    unmark();
    document.getElementById("_main")?.focus({ preventScroll: true });
  });
  takeOff.classList.add("unmark");
  takeOff.dataset.hornbook = "";

  const unmark = () => {
    takeOff.remove();
    for (const mark of document.querySelectorAll("mark.searched")) {
      const { parentNode } = mark;
      mark.replaceWith(...mark.childNodes);
      parentNode.normalize();
    }
  };
  const mark = async (query) => {
    unmark();
    if (read("localStorage", MARKING) === "off") return;
    const { knows } = await search(query, { limit: 1 });
    const main = document.querySelector("main");
    if (!knows || !main) return;
    const accept = (node) => (node.nodeType === 3 ? NodeFilter.FILTER_ACCEPT : node.matches(UNTOUCHED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP);
    const walk = document.createTreeWalker(main, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, accept);
    const nodes = [];
    while (walk.nextNode()) nodes.push(walk.currentNode);
    let count = 0;
    for (const node of nodes) {
      const hits = hornbook.folding.words(node.data).filter(({ folded }) => knows(folded) && count++ < MARKS);
      // From the end, so that the places before stay as they are.
      for (const { start, end } of hits.reverse()) {
        const rest = node.splitText(start);
        rest.splitText(end - start);
        const mark = make("mark", "searched");
        rest.replaceWith(mark);
        mark.append(rest);
      }
    }
    if (count) document.body.append(takeOff);
  };
  const arrive = () => {
    const [query, page] = texts(read("sessionStorage", FOUND));
    write("sessionStorage", FOUND, "");
    if (query && page === location.href.split(/[?#]/)[0]) mark(query);
  };
  document.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && unmark());

  // ---- the preview

  document.addEventListener("hornbook:content", () => {
    if (!dialog.open) return;
    if (!dialog.isConnected) {
      dialog.close();
      document.body.append(dialog);
      dialog.showModal();
    }
    ask(answer?.limit);
  });

  const open = (query) => {
    if (!dialog.isConnected) document.body.append(dialog);
    if (!dialog.open) {
      opener = document.activeElement;
      dialog.showModal();
      field.select();
      ask();
    }
    if (query === undefined) field.focus();
    else put(query);
  };

  hornbook.box = { open, search, arrive, prepare: () => hornbook.shards.load("m").catch(() => {}) };
})();
