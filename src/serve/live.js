// Keeps a page as it is in the folder: listens for changes, exchanges in the page what has changed, and shows
// what is wrong. Part of the preview alone; the built site has none of it.
(() => {
  const token = "TOKEN";
  const own = "/__hornbook/";
  const root = document.documentElement;

  // A server that was started again has another token, and sends this script again: the new one takes over.
  const heir = window.hornbookLive?.stop();

  // ---- What changes in the page -------------------------------------------------------------------

  // The page as it was sent: what is live also holds what scripts have made of it since.
  let sent = heir?.sent ?? null;
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");
  const isOurs = (node) => node.nodeType === 1 && node.hasAttribute("data-hornbook");
  const inPage = (node) => [...node.childNodes].filter((child) => !isOurs(child));

  // Makes `live`, which came from `before`, show `after`. What is the same stays the same element, with all
  // that the reader and the scripts have done to it.
  function exchange(live, before, after) {
    if (before.isEqualNode(after)) return;
    if (live.nodeType === 3 && after.nodeType === 3) {
      live.data = after.data;
      return;
    }
    const nodes = inPage(live);
    const old = [...before.childNodes];
    // An element that a script has put something into can only be exchanged as a whole.
    const fits = live.nodeType === 1 && live.nodeName === before.nodeName && before.nodeName === after.nodeName && nodes.length === old.length;
    if (!fits) {
      replace(live, after);
      return;
    }
    for (const { name, value } of after.attributes) if (before.getAttribute(name) !== value) live.setAttribute(name, value);
    for (const { name } of before.attributes) if (!after.hasAttribute(name)) live.removeAttribute(name);
    const fresh = [...after.childNodes];
    // The same at both ends stays; in between, what is found again in the same order.
    let start = 0;
    while (start < old.length && start < fresh.length && old[start].isEqualNode(fresh[start])) start++;
    let end = 0;
    while (end < old.length - start && end < fresh.length - start && old[old.length - 1 - end].isEqualNode(fresh[fresh.length - 1 - end])) end++;
    const pairs = common(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end));
    pairs.push([old.length - end - start, fresh.length - end - start]);
    let [i, j] = [start, start];
    for (const [a, b] of pairs) {
      const [until, to] = [a + start, b + start];
      // Between two that stay: those of one kind at the same place are the same thing in new words.
      while (i < until || j < to) {
        const [was, is] = [i < until ? old[i] : null, j < to ? fresh[j] : null];
        const left = until - i - (to - j);
        if (was && is && was.nodeName === is.nodeName && (was.id || "") === (is.id || "")) {
          exchange(nodes[i++], was, is);
          j++;
        } else if (was && (!is || left > 0)) {
          nodes[i++].remove();
        } else if (is && (!was || left < 0)) {
          live.insertBefore(document.importNode(is, true), nodes[i] ?? inPage(live).at(-1)?.nextSibling ?? null);
          j++;
        } else {
          replace(nodes[i++], is);
          j++;
        }
      }
      i++;
      j++;
    }
  }

  // The longest list of equal nodes in the same order, as pairs of places.
  function common(a, b) {
    if (!a.length || !b.length || a.length * b.length > 4e6) return [];
    const serializer = new XMLSerializer();
    const key = (node) => (node.nodeType === 1 ? serializer.serializeToString(node) : `${node.nodeType} ${node.data}`);
    const [x, y] = [a.map(key), b.map(key)];
    const width = y.length + 1;
    const best = new Uint16Array((x.length + 1) * width);
    for (let i = x.length - 1; i >= 0; i--) {
      for (let j = y.length - 1; j >= 0; j--) {
        best[i * width + j] = x[i] === y[j] ? best[(i + 1) * width + j + 1] + 1 : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
      }
    }
    const pairs = [];
    for (let i = 0, j = 0; i < x.length && j < y.length; ) {
      if (x[i] === y[j]) pairs.push([i++, j++]);
      else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
      else j++;
    }
    return pairs;
  }

  // Puts a new node in the place of a live one, and into it what the reader had done there.
  function replace(live, after) {
    const fresh = document.importNode(after, true);
    if (live.nodeType === 1 && fresh.nodeType === 1) {
      const focused = live.contains(document.activeElement) ? document.activeElement : null;
      const kept = "input, textarea, select, details, [contenteditable]";
      const all = (node, what) => [...(node.matches(what) ? [node] : []), ...node.querySelectorAll(what)];
      const name = (node) => node.id || `${node.nodeName} ${node.name ?? ""} ${node.type === "radio" || node.type === "checkbox" ? node.value : ""}`;
      const found = new Map(all(live, kept).map((node) => [name(node), node]));
      let focus = null;
      for (const node of all(fresh, kept)) {
        const was = found.get(name(node));
        if (!was) continue;
        if (node.nodeName === "DETAILS") node.open = was.open;
        else if (node.type === "radio" || node.type === "checkbox") node.checked = was.checked;
        else if (node.type !== "file" && "value" in was && was.value !== (was.defaultValue ?? "")) node.value = was.value;
        if (was === focused) focus = node;
      }
      if (focused && !focus && focused !== live) {
        const place = all(live, focused.nodeName).indexOf(focused);
        focus = all(fresh, focused.nodeName)[place];
      }
      live.replaceWith(fresh);
      focus?.focus({ preventScroll: true });
      return;
    }
    live.replaceWith(fresh);
  }

  // The head: title and descriptions at once; styles when the new ones are there, so that nothing flashes;
  // other scripts only by loading the page again. True if it must be loaded.
  function exchangeHead(before, after) {
    const scripts = (page) => [...page.querySelectorAll("script[src]")].map((script) => script.getAttribute("src").replace(/^(\.\.\/)+/, ""));
    if (scripts(before).join() !== scripts(after).join()) return true;
    document.title = after.title;
    for (const meta of after.head.querySelectorAll("meta[name]")) {
      const live = document.head.querySelector(`meta[name="${CSS.escape(meta.name)}"]`);
      if (live) live.content = meta.content;
      else document.head.append(document.importNode(meta, true));
    }
    const styles = (page) => [...page.head.querySelectorAll("link[rel=stylesheet]:not([data-hornbook])")];
    const fresh = styles(after);
    styles(document).forEach((live, at) => {
      const link = fresh[at];
      if (!link) live.remove();
      else if (live.href !== new URL(link.getAttribute("href"), location.href).href) {
        const next = document.importNode(link, true);
        const done = () => live.remove();
        next.addEventListener("load", done);
        next.addEventListener("error", done);
        live.after(next);
      }
    });
    for (const link of fresh.slice(styles(before).length)) document.head.append(document.importNode(link, true));
    for (const rel of ["icon", "canonical"]) {
      const [live, link] = [document, after].map((page) => page.head.querySelector(`link[rel=${rel}]`));
      if (live && link && live.getAttribute("href") !== link.getAttribute("href")) live.href = link.getAttribute("href");
    }
    return false;
  }

  // Shows the page that was sent now in the place of the one before, while what the reader looks at stays put.
  function show(text) {
    const [before, after] = [sent, parse(text)];
    const inSight = [...document.querySelectorAll("main *")].filter((element) => {
      const { top, bottom, height } = element.getBoundingClientRect();
      return height > 0 && bottom > 0 && top < innerHeight && (top >= 0 || element.childElementCount === 0);
    });
    const places = inSight.slice(0, 60).map((element) => [element, element.getBoundingClientRect().top]);
    if (exchangeHead(before, after)) {
      location.reload();
      return;
    }
    for (const { name, value } of after.documentElement.attributes) if (before.documentElement.getAttribute(name) !== value) root.setAttribute(name, value);
    exchange(document.body, before.body, after.body);
    sent = after;
    // Scripts of the page set themselves up on what is new.
    document.dispatchEvent(new Event("hornbook:content"));
    if (scrollY > 0) {
      const anchor = places.find(([element]) => element.isConnected);
      if (anchor) scrollBy({ top: anchor[0].getBoundingClientRect().top - anchor[1], behavior: "instant" });
    }
  }

  // ---- The panel ----------------------------------------------------------------------------------

  const make = (name, attributes = {}, ...inside) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  };
  // Words between backticks are code.
  const words = (text) => text.split("`").map((part, at) => (at % 2 ? make("code", {}, part) : part));
  const sign = (shape) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", shape);
    svg.append(path);
    return svg;
  };
  const counted = (count, name) => `${count} ${name}${count === 1 ? "" : "s"}`;

  const follow = make("input", { type: "checkbox" });
  const open = make("button", { type: "button", hidden: "" });
  const away = make("span", { class: "away", role: "status" });
  const bar = make("div", { class: "bar" }, away, open, make("label", {}, follow, "Follow my edits"));
  const note = make("div", { class: "note", hidden: "", role: "status" });
  const title = make("h2", { id: "_hornbook-title" });
  const time = make("span", { class: "time" });
  const fold = make("button", { type: "button" }, "Fold away");
  const list = make("div", { class: "lists" });
  const panel = make(
    "section",
    { class: "faults", hidden: "", "aria-labelledby": "_hornbook-title", tabindex: "-1" },
    make("div", { class: "faults-head" }, title, time, fold),
    list,
  );
  const host = make("div", { id: "_hornbook", "data-hornbook": "", lang: "en", dir: "ltr" }, note, panel, bar);
  const styles = make("link", { rel: "stylesheet", href: `${own}live.css`, "data-hornbook": "" });
  document.head.append(styles);
  document.body.append(host);
  // Browsers that keep the place by themselves would move the page a second time.
  root.style.overflowAnchor = "none";

  const stored = (key, value) => {
    try {
      if (value === undefined) return sessionStorage.getItem(`hornbook-live:${key}`);
      sessionStorage.setItem(`hornbook-live:${key}`, value);
    } catch {}
    return null;
  };
  follow.checked = stored("follow") === "yes";
  follow.addEventListener("change", () => stored("follow", follow.checked ? "yes" : "no"));
  // Folded away are these faults; others open the panel again.
  let folded = stored("folded");
  let shown = "";
  fold.addEventListener("click", () => {
    folded = shown;
    stored("folded", folded);
    panel.hidden = true;
    open.hidden = false;
    open.focus();
  });
  open.addEventListener("click", () => {
    folded = null;
    stored("folded", "");
    panel.hidden = false;
    open.hidden = true;
    panel.focus();
  });

  function fault(one) {
    const mark = one.severity === "error" ? "wrong" : "part";
    const shape = mark === "wrong" ? "M3.5 3.5h17v17h-17zM8.6 8.6l6.8 6.8m0-6.8-6.8 6.8" : "M12 4 3 19.5h18ZM12 10v4.6M12 17v.1";
    const name = one.severity[0].toUpperCase() + one.severity.slice(1);
    const place = `${one.path}:${one.line}:${one.column}`;
    const copy = make("button", { type: "button" }, "Copy path");
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(`${one.file}:${one.line}`);
        copy.textContent = "Copied";
      } catch {
        copy.textContent = `${one.file}:${one.line}`;
      }
    });
    const item = make(
      "li",
      { class: "fault", "data-mark": mark },
      make("h3", {}, sign(shape), make("span", {}, `${name}: `, ...words(one.message))),
      make(
        "p",
        { class: "place" },
        one.open ? make("a", { href: one.open }, place) : make("span", {}, place),
        make("a", { href: `${own}help/${one.code}`, target: "_blank", rel: "noopener" }, make("code", {}, one.code)),
        copy,
      ),
    );
    if (one.excerpt) {
      const [before, at, after] = one.excerpt;
      item.append(make("pre", { class: "excerpt", tabindex: "0" }, make("span", {}, `${one.line} | `), before, make("b", {}, at || " "), after));
    }
    if (one.help) item.append(make("p", { class: "help" }, make("b", {}, "Help: "), ...words(one.help)));
    return item;
  }

  function showFaults(state) {
    const count = state.errors + state.warnings;
    const key = JSON.stringify([state.own, state.others.filter((one) => one.severity !== "notice"), state.more]);
    const group = (name, faults, more) => {
      if (!faults.length) return [];
      const items = faults.map(fault);
      if (more) items.push(make("li", { class: "fault" }, `and ${more} more: hornbook check shows all`));
      return [make("p", { class: "group" }, name), make("ol", { role: "list" }, ...items)];
    };
    if (key !== shown) list.replaceChildren(...group("On this page", state.own, 0), ...group("Elsewhere", state.others, state.more));
    shown = key;
    const parts = [
      [state.errors, "error"],
      [state.warnings, "warning"],
      [state.notices, "notice"],
    ].filter(([many]) => many > 0);
    title.textContent = parts.map(([many, name]) => counted(many, name)).join(", ");
    time.textContent = `Checked at ${new Date().toLocaleTimeString()}, again at every save`;
    open.textContent = title.textContent;
    panel.dataset.mark = state.errors ? "wrong" : "part";
    const isFolded = folded === key;
    // Notices alone do not lie over the page.
    panel.hidden = count === 0 || isFolded;
    open.hidden = !panel.hidden || parts.length === 0;
    if (count > 0 && !isFolded) folded = null;
  }
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden && panel.contains(document.activeElement)) fold.click();
  });

  function showNote(...inside) {
    note.replaceChildren(...inside);
    note.hidden = inside.length === 0;
  }

  // ---- Listening ----------------------------------------------------------------------------------

  const page = () => location.pathname.slice(1);
  const arrival = performance.getEntriesByType("navigation")[0];
  let version = heir?.version ?? arrival?.serverTiming?.find(({ name }) => name === "hornbook")?.description;
  let wanted = version;
  let wasThere = heir?.wasThere ?? arrival?.responseStatus !== 404;
  let isBusy = false;
  let isStopped = false;
  let stream = null;

  const load = async (url) => {
    const answer = await fetch(url, { cache: "no-store" });
    if (answer.status === 403) throw new Error("another run");
    return answer;
  };
  const decoded = (path) => {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  };

  // Brings the page to the last moment that was told of. Events that come meanwhile ask for another round.
  async function update() {
    if (isBusy || isStopped) return;
    isBusy = true;
    try {
      do {
        const state = await (await load(`${own}state?token=${token}&page=${encodeURIComponent(decoded(page()))}`)).json();
        if (isStopped) return;
        if (state.moved) history.replaceState(history.state, "", `/${state.moved}${location.search}${location.hash}`);
        const isThere = state.there || state.moved;
        if (isThere && !wasThere) {
          location.reload();
          return;
        }
        // A page that has gone stays as it was, and says so.
        if (isThere && (version !== state.version || state.moved)) {
          const answer = await load(location.pathname);
          // It may have gone since it was told of.
          if (answer.ok) show(await answer.text());
        }
        version = state.version;
        if (state.moved) {
          // Once more, for the faults of the new place.
          version = null;
          continue;
        }
        showFaults(state);
        if (isThere) showNote();
        else {
          const links = state.nearest.map((path) => make("li", {}, make("a", { href: `/${path.split("/").map(encodeURIComponent).join("/")}` }, path)));
          const said = wasThere ? "This page has been deleted; what you see is its last text." : "There is no page at this address.";
          showNote(make("p", {}, said), ...(links.length ? [make("p", {}, "Perhaps you look for:"), make("ul", {}, ...links)] : []));
        }
      } while (wanted !== version && !isStopped);
    } catch (error) {
      if (error.message === "another run") takeOver();
    } finally {
      isBusy = false;
    }
  }

  function connect() {
    if (isStopped || stream || document.hidden) return;
    stream = new EventSource(`${own}events?token=${token}`);
    let isFirst = true;
    stream.onopen = () => {
      away.textContent = "";
    };
    stream.onmessage = (event) => {
      const { version: told, edited } = JSON.parse(event.data);
      wanted = told;
      // The first one says how things stand, not that something has changed.
      if (!isFirst && follow.checked && edited && decoded(edited) !== decoded(page())) {
        location.assign(`/${edited}`);
        return;
      }
      isFirst = false;
      update();
    };
    stream.onerror = () => {
      away.textContent = "Disconnected";
      // An answer that is none, as that of another run, ends the stream for good.
      if (stream?.readyState === EventSource.CLOSED) {
        stream = null;
        takeOver();
      }
    };
  }

  function disconnect() {
    stream?.close();
    stream = null;
  }

  // Loads this script anew: the server is another one now, or comes back in a moment.
  function takeOver() {
    if (isStopped) return;
    disconnect();
    away.textContent = "Disconnected";
    const script = make("script", { src: `${own}live.js`, "data-hornbook": "" });
    script.addEventListener("error", () => {
      script.remove();
      setTimeout(takeOver, 1000);
    });
    script.addEventListener("load", () => script.remove());
    document.head.append(script);
  }

  function stop() {
    isStopped = true;
    disconnect();
    host.remove();
    styles.remove();
    document.removeEventListener("visibilitychange", look);
    removeEventListener("pageshow", look);
    removeEventListener("pagehide", disconnect);
    return { sent, version, wasThere };
  }

  // A page out of sight listens to nothing: browsers have few connections to one host.
  function look() {
    if (document.hidden) disconnect();
    else connect();
  }
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
  addEventListener("pagehide", disconnect);

  window.hornbookLive = { stop };
  // What the page was made of: the text it came as, without what its scripts have made of it since.
  (async () => {
    try {
      if (!sent && wasThere) {
        const answer = await load(location.pathname);
        const made = answer.headers.get("server-timing")?.match(/desc="([^"]*)"/)?.[1];
        sent = parse(await answer.text());
        if (version && made !== version) {
          // It changed on the way here: there is nothing to compare with but the page itself.
          location.reload();
          return;
        }
        version = wanted = made;
      }
    } catch {}
    connect();
  })();
})();
