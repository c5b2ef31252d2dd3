// The search of a built site, as it was shipped, in Node: its own scripts, and a loader that reads files.

import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { gzipSync, inflateRawSync } from "node:zlib";

const sizes = new Map();

/// Bytes of a file on its way to the reader.
export function gzipped(path) {
  if (!sizes.has(path)) sizes.set(path, gzipSync(readFileSync(path)).length);
  return sizes.get(path);
}

/// Bytes of a shard when it is inflated.
function content(path) {
  const [, , base64] = /^hornbook_shard\("([^"]*)","([^"]*)"\)/.exec(readFileSync(path, "latin1"));
  return new Uint8Array(inflateRawSync(Buffer.from(base64, "base64")));
}

export class Site {
  constructor(out, language) {
    this.out = out;
    const assets = join(out, "assets");
    const script = readdirSync(assets).find((name) => name.startsWith(`search-${language}.`) && name.endsWith(".js"));
    if (!script || !existsSync(join(out, "search/manifest.js"))) throw new Error("the site has no search");
    this.script = join(assets, script);
    // The box at the end of the script wants a document; what the judge asks for stands before it. In a context of its own
    // each use of a global name would take its time.
    try {
      vm.runInThisContext(readFileSync(this.script, "utf8"));
    } catch (error) {
      if (!globalThis.hornbook?.finder) throw error;
    }
    this.hornbook = globalThis.hornbook;
    this.id = readdirSync(join(out, "search")).find((name) => name !== "manifest.js");
  }

  path(name) {
    return name === "m" ? join(this.out, "search/manifest.js") : join(this.out, "search", this.id, `${name}.js`);
  }

  /// A finder that knows nothing yet; `loaded` gets the names that it asks for.
  finder(loaded = []) {
    const load = async (name) => {
      loaded.push(name);
      return content(this.path(name));
    };
    return this.hornbook.finder({ load });
  }

  /// Gzipped bytes of the script and of these shards.
  weight(names) {
    return names.reduce((sum, name) => sum + gzipped(this.path(name)), gzipped(this.script));
  }

  /// How many files the index has, their bytes on disk, and the gzipped bytes of the largest.
  index() {
    const folder = join(this.out, "search", this.id);
    const paths = [join(this.out, "search/manifest.js"), ...readdirSync(folder).map((name) => join(folder, name))];
    const largest = paths.reduce((one, other) => (gzipped(one) > gzipped(other) ? one : other));
    return { files: paths.length, bytes: paths.reduce((sum, path) => sum + statSync(path).size, 0), largest, heaviest: gzipped(largest) };
  }
}

/// Gzipped bytes of a page with the scripts and styles that it names.
export function page(out, path) {
  const html = readFileSync(join(out, path), "utf8");
  const named = [...html.matchAll(/(?:src|href)="([^"]*assets\/[^"]*\.(?:js|css))"/g)].map((found) => join(out, path, "..", found[1]));
  return [...new Set(named)].reduce((sum, asset) => sum + gzipped(asset), gzipped(join(out, path)));
}
