// A static file server on the loopback address: what a plain host does, and nothing else.
//
// It serves the files of one folder under a prefix ("/" or "/a/b/"), with gzip, so that the same
// built bytes can be looked at from a root and from a sub-path. A missing file answers with the
// site's 404.html, as a configured host would.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".txt": "text/plain; charset=utf-8",
  ".pdf": "application/pdf",
};

/** Starts a server; the answer has `url` (ends in "/"), `missing` (paths that had no file) and `close()`. */
export async function serve(folder, prefix = "/") {
  const missing = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    let inside = path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
    if (inside === "" || inside?.endsWith("/")) inside += "index.html";
    const file = inside === undefined ? undefined : normalize(join(folder, inside));
    let status = 200;
    let body;
    let type = TYPES[extname(inside ?? "").toLowerCase()] ?? "application/octet-stream";
    try {
      if (file === undefined || !file.startsWith(folder + sep)) throw new Error("outside");
      body = await readFile(file);
    } catch {
      missing.push(path);
      status = 404;
      type = TYPES[".html"];
      body = await readFile(join(folder, "404.html")).catch(() => Buffer.from("not found"));
    }
    const headers = { "content-type": type, "cache-control": "no-cache", "x-content-type-options": "nosniff" };
    if (/text|json|svg/.test(type) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
      body = gzipSync(body);
      headers["content-encoding"] = "gzip";
    }
    response.writeHead(status, headers).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}${prefix.split("/").map(encodeURIComponent).join("/")}`,
    missing,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}
