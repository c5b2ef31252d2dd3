// Loads shards of the index as script elements, so that search works from a folder on disk, under
// `script-src 'self'` and at any path. This script stands in `assets/`, the shards beside it in `search/`.
(() => {
  const hornbook = (globalThis.hornbook ??= {});

  const SECONDS = 10;
  const AT_ONCE = 6;
  const folder = new URL("../search/", document.currentScript.src);

  // Each shard calls `hornbook_shard` while its own element is the current one.
  const waiting = new WeakMap();
  globalThis.hornbook_shard = (name, data) => waiting.get(document.currentScript)?.(data);

  const ask = (url) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const end = (settle) => (value) => {
        clearTimeout(timer);
        script.remove();
        settle(value);
      };
      const timer = setTimeout(end(reject), 1000 * SECONDS);
      waiting.set(script, end(resolve));
      // Loaded and silent is no shard: some hosts answer with a page where nothing is.
      script.onload = script.onerror = end(reject);
      script.src = url;
      document.head.append(script);
    });

  const inflate = async (data) => {
    const { readable, writable } = new DecompressionStream("deflate-raw");
    const writer = writable.getWriter();
    // What fails here fails the reading too.
    writer.write(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))).catch(() => {});
    writer.close().catch(() => {});
    return new Uint8Array(await new Response(readable).arrayBuffer());
  };

  let running = 0;
  const queue = [];
  const get = async (path) => {
    if (running === AT_ONCE) await new Promise((go) => queue.push(go));
    else running++;
    try {
      const { href } = new URL(path, folder);
      return await inflate(await ask(href).catch(() => ask(href)));
    } finally {
      if (queue.length) queue.shift()();
      else running--;
    }
  };

  // The manifest alone has an address that stays; its bytes begin with the version, a text's alphabet (2), and the id.
  const getManifest = async (query = "") => {
    const bytes = await get("manifest.js" + query);
    return { bytes, id: String.fromCharCode(...bytes.subarray(4, 4 + bytes[3])) };
  };
  let manifest;
  let isOld = false;
  let asked; // the id of the index of which a shard was missing
  document.addEventListener("hornbook:content", () => {
    isOld = true;
  });

  hornbook.shards = {
    async load(name) {
      manifest ??= getManifest().catch((fault) => {
        manifest = undefined;
        throw fault;
      });
      const { bytes, id } = await manifest;
      return name === "m" ? bytes : get(`${id}/${name}.js`);
    },

    // Whether the index is another one since the page was exchanged, or since a shard is `missing`: after a new
    // release a page that stayed open, or a manifest that was kept too long, names shards that are gone.
    async changed(missing) {
      const before = await manifest?.catch(() => {});
      if (!before || !(missing ? asked !== before.id : isOld)) return false;
      if (missing) asked = before.id;
      isOld = false;
      const now = await getManifest("?" + Date.now()).catch(() => before);
      if (now.id === before.id) return false;
      manifest = Promise.resolve(now);
      return true;
    },
  };
})();
