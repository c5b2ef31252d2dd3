// The way to the search box: its button, its keys, `?q=` in the address, and `hornbook.search`. The box itself is
// loaded at its first use.
(() => {
  const hornbook = (globalThis.hornbook ??= {});
  const button = () => document.getElementById("_search");
  if (!button()) return;
  let box;

  const add = (tag, settings) => {
    const element = Object.assign(document.createElement(tag), settings);
    // The preview leaves alone what is marked so.
    element.dataset.hornbook = "";
    document.head.append(element);
  };
  // What failed is tried again the next time.
  const load = () =>
    (box ??= new Promise((done, fail) => {
      const { script: src, styles: href } = button().dataset;
      const styled = new Promise((ready) => add("link", { rel: "stylesheet", href, onload: ready, onerror: ready }));
      const onload = () => styled.then(() => done(hornbook.box));
      const onerror = () => {
        box = null;
        fail(new Error(src));
      };
      add("script", { src, onload, onerror });
    }));
  hornbook.search = async (query, options) => (await load()).search(query, options);

  // Without the script, what works without script.
  const open = (query) => load().then((box) => box.open(query), () => query ?? location.assign(button().dataset.index));
  const prepare = () => load().then((box) => box.prepare(), () => {});
  const setUp = () => Object.assign(button() ?? {}, { disabled: false, onclick: () => open(), onfocus: prepare, onpointerenter: prepare });
  const stored = (storage, key) => {
    try {
      return globalThis[storage].getItem(key);
    } catch {}
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const opens =
      event.ctrlKey || event.metaKey
        ? // On other layouts the key of K has another letter.
          (/^[a-z]$/i.test(key) ? /k/i.test(key) : event.code === "KeyK") && !event.shiftKey
        : key === "/" && !target.closest?.("input, textarea, select, [contenteditable]") && stored("localStorage", "hornbook:search-key") !== "off";
    if (!opens || event.altKey || !button() || document.querySelector("dialog[open]:not(.search)")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("hornbook:content", setUp);
  setUp();

  const asked = new URLSearchParams(location.search).get("q");
  if (asked !== null) open(asked);
  // The page was opened from the box.
  if (stored("sessionStorage", "hornbook:found")) load().then((box) => box.arrive(), () => {});
})();
