"""The checks of hosts.sh: a built site behind nginx and Apache."""

import http.client
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

FOREVER = "public, max-age=31536000, immutable"
FINGERPRINTED = re.compile(r"(assets/(.*[-./])?[0-9a-f]{8}[.]|search/[0-9a-f]{8}/)[^/]+")
TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
    ".json": "application/json", ".txt": "text/plain", ".xml": "application/xml", ".md": "text/markdown",
    ".webp": "image/webp", ".avif": "image/avif", ".woff2": "font/woff2", ".pdf": "application/pdf",
    ".png": "image/png", ".jpg": "image/jpeg", ".csv": "text/csv", ".webmanifest": "application/manifest+json",
}
TEXTS = {".html", ".css", ".js", ".svg", ".json", ".txt", ".xml", ".md", ".csv", ".webmanifest"}
ONCE = ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cache-Control", "Content-Type"]

faults = []


def expect(host, address, what, there, wanted):
    if there != wanted:
        faults.append(f"{host}: {address}: {what} is {there!r}, not {wanted!r}")


class Host:
    """A server that was started here."""

    def __init__(self, name, port, command):
        self.name, self.port = name, port
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        until = time.time() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.time() > until:
                    self.end()
                    words = self.process.stdout.read().decode(errors="replace")
                    sys.exit(f"hosts: {name} does not start: {words}")
                time.sleep(0.02)

    def get(self, address, headers={}):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def nginx(work, root, snippet):
    port = free_port()
    # The user as whom root drops to must be able to read a private folder.
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "\n".join(f"{kind}_temp_path {work}/{kind};" for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
    config = work / "nginx.conf"
    config.write_text(f"""{user}
daemon off; master_process off; pid {work}/nginx.pid; error_log stderr warn;
events {{ worker_connections 64; }}
http {{
    {paths}
    access_log off;
    # What a distribution has there: the snippet has to win.
    types {{ text/plain html; }}
    server {{
        listen 127.0.0.1:{port};
        root "{root}";
        include "{snippet}";
    }}
}}
""")
    test = subprocess.run(["nginx", "-t", "-e", "stderr", "-c", config], capture_output=True, text=True)
    if test.returncode or "warn" in test.stderr:
        sys.exit(f"hosts: nginx does not take the settings: {test.stderr}")
    return Host("nginx", port, ["nginx", "-e", "stderr", "-c", config])


def apache(work, root):
    port = free_port()
    modules = pathlib.Path("/usr/lib/apache2/modules")
    wanted = ["mpm_event", "authz_core", "dir", "headers", "mime", "alias"]
    loads = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so" for name in wanted)
    # Apache will not answer as root: then it takes the user that Debian keeps for it.
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    config = work / "apache.conf"
    config.write_text(f"""ServerRoot "{work}"
ServerName localhost
Listen 127.0.0.1:{port}
PidFile "{work}/apache.pid"
ErrorLog "/dev/stderr"
{loads}
{user}
TypesConfig /etc/mime.types
DocumentRoot "{root}"
# What a careful administrator may have there already: it must not go out twice.
Header set X-Content-Type-Options nosniff
<Directory "{root}">
    AllowOverride All
    Require all granted
</Directory>
""")
    return Host("Apache", port, ["apache2", "-X", "-f", str(config)])


def redirects_of(snippet):
    """From and to, as the nginx settings have them."""
    text = snippet.read_text()
    for quoted, to in re.findall(r'^location = "((?:[^"\\]|\\.)*)" \{ return 301 (\S+); \}$', text, re.M):
        yield re.sub(r"\\(.)", lambda found: {"n": "\n", "r": "\r", "t": "\t"}.get(found[1], found[1]), quoted), to


def policy_of(page):
    found = re.search(rb'<meta http-equiv="?Content-Security-Policy"? content="([^"]*)"', page, re.I)
    return found and found[1].decode().replace("&#39;", "'").replace("&#x27;", "'").strip().rstrip(";")


def check_file(host, base, site, path):
    address = urllib.parse.quote(base + path)
    answer, body = host.get(address)
    file = site / path
    expect(host.name, address, "the status", answer.status, 200)
    if answer.status != 200:
        return
    if body != file.read_bytes():
        faults.append(f"{host.name}: {address}: the bytes differ from the file")
    check_headers(host, address, answer, FOREVER if FINGERPRINTED.fullmatch(path) else "no-cache")
    wanted = TYPES.get(file.suffix)
    if wanted:
        wanted += "; charset=utf-8" if file.suffix in TEXTS else ""
        expect(host.name, address, "the type", (answer.headers["Content-Type"] or "").lower(), wanted)
    tag = answer.headers["ETag"]
    if tag:
        again, _ = host.get(address, {"If-None-Match": tag})
        expect(host.name, address, "the status of a second look", again.status, 304)


def check_headers(host, address, answer, cache):
    for name in ONCE:
        expect(host.name, address, f"the number of {name} headers", len(answer.headers.get_all(name) or []), 1)
    expect(host.name, address, "Cache-Control", answer.headers["Cache-Control"], cache)
    expect(host.name, address, "X-Content-Type-Options", answer.headers["X-Content-Type-Options"], "nosniff")
    if "frame-ancestors" not in (answer.headers["Content-Security-Policy"] or ""):
        faults.append(f"{host.name}: {address}: the policy does not say who may frame the site")


def check(host, site, base, redirects):
    paths = sorted(file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file())
    # The page of a former address is for folders without a host; the host moves readers on, which is looked at below.
    moved = {start for start, _ in redirects}
    paths = [path for path in paths if not path.startswith(("_hosts/", ".ht")) and base + path not in moved]
    # A large site would only repeat itself.
    for path in paths[:1000]:
        check_file(host, base, site, path)

    front, body = host.get(urllib.parse.quote(base))
    expect(host.name, base, "the status of the front page", front.status, 200)
    policy = policy_of(body)
    if policy and not (front.headers["Content-Security-Policy"] or "").startswith(policy):
        faults.append(f"{host.name}: the header's policy does not begin with the page's: {policy}")

    missing = (site / "404.html").read_bytes()
    for path in ["none.html", "en/deep/er/none.html", "assets/none.0a1b2c3d.css", "հայ/չկա.html"]:
        address = urllib.parse.quote(base + path)
        answer, body = host.get(address)
        expect(host.name, address, "the status", answer.status, 404)
        if body != missing:
            faults.append(f"{host.name}: {address}: the answer is not 404.html but {body[:80]!r}")
        check_headers(host, address, answer, "no-cache")

    for start, to in redirects:
        # Apache has no way to write these names; the pages there lead on.
        if host.name == "Apache" and re.search(r"\$\{|[\0-\x1f\x7f]", start):
            continue
        address = urllib.parse.quote(start)
        answer, _ = host.get(address)
        expect(host.name, address, "the status", answer.status, 301)
        location = answer.headers["Location"] or ""
        expect(host.name, address, "the new address", location.removeprefix(f"http://127.0.0.1:{host.port}"), to)
        check_headers(host, address, answer, "no-cache")
        target = site / urllib.parse.unquote(to).removeprefix(base)
        if target.is_file():
            expect(host.name, to, "the status after moving", host.get(to)[0].status, 200)
        else:
            faults.append(f"{host.name}: {address} moves to {to}, which is no file")
    return len(paths)


def main():
    site, mode = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    base = "/" if mode == "root" else mode
    if not base.startswith("/") or not base.endswith("/"):
        sys.exit(f"hosts: the mode is `root` or a path with / at both ends, not `{mode}`")
    for name in ["index.html", "404.html", "_hosts/nginx.conf", "_hosts/.htaccess"]:
        if not (site / name).is_file():
            sys.exit(f"hosts: {site} has no {name}")
    work = pathlib.Path(tempfile.mkdtemp(prefix="hornbook-hosts-"))
    hosts = []
    try:
        work.chmod(0o755)
        root = work / "www"
        copy = root / base.strip("/")
        shutil.copytree(site, copy)
        shutil.copy(site / "_hosts/.htaccess", copy / ".htaccess")
        for file in [root, *root.rglob("*")]:
            file.chmod(0o755 if file.is_dir() else 0o644)
        redirects = list(redirects_of(site / "_hosts/nginx.conf"))
        hosts.append(nginx(work, root, site / "_hosts/nginx.conf"))
        hosts.append(apache(work, root))
        for host in hosts:
            files = check(host, copy, base, redirects)
            print(f"hosts: {host.name} at {base}: {files} files, {len(redirects)} moved addresses looked at")
    finally:
        for host in hosts:
            host.end()
        shutil.rmtree(work)
    if faults:
        sys.exit("\n".join(faults[:40] + [f"hosts: {len(faults)} faults"]))


main()
