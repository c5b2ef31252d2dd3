// The way to the search box: its button, its keys, `?q=` in the address, and `hornbook.search`. The box itself is
// loaded at its first use.
(() => {
  const hornbook = (globalThis.hornbook ??= {});
  const isMac = /mac|iphone|ipad/i.test(navigator.platform);
  const button = () => document.getElementById("_search");
  let box = null;

  const add = (tag, settings) => {
    const element = Object.assign(document.createElement(tag), settings);
    // The preview leaves alone what is marked so.
    element.dataset.hornbook = "";
    document.head.append(element);
    return element;
  };
  // What failed is tried again the next time.
  const load = () =>
    (box ??= new Promise((done, fail) => {
      const { script, styles } = button().dataset;
      const sheet = add("link", { rel: "stylesheet", href: styles });
      const styled = new Promise((ready) => (sheet.onload = sheet.onerror = ready));
      const code = add("script", { src: script });
      code.onload = () => styled.then(() => done(hornbook.box));
      code.onerror = () => {
        box = null;
        sheet.remove();
        code.remove();
        fail(new Error(`${script} could not be loaded`));
      };
    }));
  hornbook.search = async (query, options) => (await load()).search(query, options);

  const open = async (query) => {
    try {
      (await load()).open(query);
    } catch {
      // Without the script, what works without script.
      if (query === undefined) location.assign(button().dataset.index);
    }
  };
  const prepare = () => load().then((box) => box.prepare(), () => {});
  const setUp = () => {
    const place = button();
    if (!place) return;
    place.disabled = false;
    place.addEventListener("pointerenter", prepare, { once: true });
    place.addEventListener("focus", prepare, { once: true });
    if (isMac) {
      place.title = place.title.replace("Ctrl ", "⌘");
      place.querySelector("kbd").textContent = "⌘K";
    }
  };
  const stored = (storage, key) => {
    try {
      return globalThis[storage].getItem(key);
    } catch {
      return null;
    }
  };

  document.addEventListener("click", (event) => event.target.closest("#_search") && open());
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const isField = target.closest?.("input, textarea, select, [contenteditable]");
    // On other layouts the key of K has another letter.
    const isK = /^[a-z]$/i.test(key) ? /k/i.test(key) : event.code === "KeyK";
    const isCombined = isK && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey;
    const isSingle = key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isField && stored("localStorage", "hornbook:search-key") !== "off";
    if (!(isCombined || isSingle) || event.defaultPrevented || !button() || document.querySelector("dialog[open]:not(.search)")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("hornbook:content", setUp);
  setUp();

  if (!button()) return;
  const asked = new URLSearchParams(location.search).get("q");
  if (asked !== null) open(asked);
  // The page was opened from the box.
  if (stored("sessionStorage", "hornbook:found")) load().then((box) => box.arrive(), () => {});
})();
