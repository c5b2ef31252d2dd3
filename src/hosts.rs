//! Settings for web servers: one model, written out for IIS, Apache and nginx.
//!
//! They promise the same on each: moved pages answer 301, an unknown address shows `404.html`, files with
//! a fingerprint may be cached for a year and all else is asked for anew, every answer carries the
//! security headers once, every file its type. The site works without them.
//!
//! Values are written so that no character can leave its place: in addresses all but letters, digits and
//! `-._~/` is percent-encoded, in patterns all but letters, digits, `-`, `_` and `/` is `\xHH`. Where a host
//! has no safe way to write an old address, the line is left out; its redirect page does the work.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use std::sync::LazyLock;

use crate::address::OutPath;

/// The folder of the output for these files.
pub const FOLDER: &str = "_hosts";

/// All names that `files` gives.
pub const FILES: [&str; 4] = ["web.config", ".htaccess", "nginx.conf", "README.txt"];

/// An address that has moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    pub from: OutPath,
    pub to: OutPath,
}

/// What a host has to know of a site.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// The decoded path of `base`, with `/` at both ends: `/a b/c/`. Without it the site is taken to lie
    /// at the root.
    pub base_path: Option<&'a str>,
    pub redirects: &'a [Redirect],
    /// The policy of the pages' meta element.
    pub csp: &'a str,
    /// Who may show the site in a frame; a meta element cannot say it. `'self'` if not given.
    pub frame_ancestors: Option<&'a str>,
}

const FOREVER: &str = "public, max-age=31536000, immutable";

/// Extensions and their types. What is text goes out as UTF-8.
const TYPES: [(&str, &str); 41] = [
    ("avif", "image/avif"),
    ("css", "text/css"),
    ("csv", "text/csv"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("epub", "application/epub+zip"),
    ("flac", "audio/flac"),
    ("gif", "image/gif"),
    ("html", "text/html"),
    ("ico", "image/x-icon"),
    ("ics", "text/calendar"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript"),
    ("json", "application/json"),
    ("m4a", "audio/mp4"),
    ("md", "text/markdown"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ogg", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("rtf", "application/rtf"),
    ("svg", "image/svg+xml"),
    ("toml", "text/plain"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain"),
    ("vtt", "text/vtt"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json"),
    ("webp", "image/webp"),
    ("woff2", "font/woff2"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
];

/// The type of a file by its name, with its character set.
pub fn content_type(path: &str) -> &'static str {
    static BY_ENDING: LazyLock<BTreeMap<&str, String>> = LazyLock::new(|| {
        let whole = |mime: &str| if is_text(mime) { format!("{mime}; charset=utf-8") } else { mime.to_owned() };
        TYPES.iter().map(|(ending, mime)| (*ending, whole(mime))).collect()
    });
    BY_ENDING.get(crate::assets::ending(path).as_str()).map_or("application/octet-stream", String::as_str)
}

fn is_text(mime: &str) -> bool {
    mime.starts_with("text/") || matches!(mime, "application/json" | "application/manifest+json" | "application/xml" | "image/svg+xml")
}

/// The files for `_hosts/`, by name.
pub fn files(model: &Model) -> Vec<(&'static str, String)> {
    let contents = [web_config(model), htaccess(model), nginx(model), readme(model)];
    FILES.into_iter().zip(contents).collect()
}

impl Model<'_> {
    fn base(&self) -> &str {
        self.base_path.unwrap_or("/")
    }

    fn address(&self, path: &str) -> String {
        percent_encoded(&format!("{}{path}", self.base()))
    }

    /// Matches the path of every file with a fingerprint, in its own name or in that of its folder. They lie only in
    /// these two folders; a download elsewhere may have eight such digits in its name by chance.
    fn fingerprinted(&self) -> String {
        format!("^{}(assets/(.*[-./])?[0-9a-f]{{8}}[.]|search/[0-9a-f]{{8}}/)[^/]+$", pattern(self.base()))
    }

    /// Name and value. No value holds a line break, nor a `$`, which nginx has no way to write.
    fn headers(&self) -> [(&'static str, String); 3] {
        let policy = format!("{}; frame-ancestors {}", self.csp.trim().trim_end_matches(';'), self.frame_ancestors.unwrap_or("'self'"));
        let policy = policy.replace('$', "%24").replace(char::is_control, " ");
        [
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff".into()),
            ("Referrer-Policy", "strict-origin-when-cross-origin".into()),
        ]
    }
}

/// An address as HTTP wants it.
fn percent_encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => encoded.push(byte.into()),
            _ => write!(encoded, "%{byte:02X}").expect("a string takes all"),
        }
    }
    encoded
}

/// A path as a pattern that means just itself. Apache and nginx match bytes.
fn pattern(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    for char in path.chars() {
        match char {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '/' => pattern.push(char),
            '.' => pattern.push_str("[.]"),
            _ if !char.is_ascii() => pattern.push(char),
            _ => write!(pattern, "\\x{:02x}", u32::from(char)).expect("a string takes all"),
        }
    }
    pattern
}

// IIS

/// Not run: there is no IIS to test with. A doubled entry is an error 500.19 for the whole site, so each
/// one is removed before it is added.
fn web_config(model: &Model) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<!-- For IIS: belongs beside index.html. See README.txt. -->
<configuration>
  <system.webServer>
    <directoryBrowse enabled=\"false\" />
    <defaultDocument enabled=\"true\">
      <files>
        <clear />
        <add value=\"index.html\" />
      </files>
    </defaultDocument>
    <httpErrors errorMode=\"Custom\" existingResponse=\"Replace\">
      <remove statusCode=\"404\" subStatusCode=\"-1\" />
      <error statusCode=\"404\" subStatusCode=\"-1\" path=\"404.html\" responseMode=\"File\" />
    </httpErrors>
    <httpProtocol>
      <customHeaders>
",
    );
    for (name, value) in model.headers() {
        text += &format!("        <remove name=\"{name}\" />\n        <add name=\"{name}\" value=\"{}\" />\n", xml(&value));
    }
    text += "      </customHeaders>\n    </httpProtocol>\n    <staticContent>\n      <clientCache cacheControlMode=\"DisableCache\" />\n";
    for (extension, mime) in TYPES {
        let charset = if is_text(mime) { "; charset=utf-8" } else { "" };
        text += &format!(
            "      <remove fileExtension=\".{extension}\" />\n      <mimeMap fileExtension=\".{extension}\" mimeType=\"{mime}{charset}\" />\n"
        );
    }
    text += "    </staticContent>\n  </system.webServer>\n";

    let forever = "<staticContent><clientCache cacheControlMode=\"UseMaxAge\" cacheControlMaxAge=\"365.00:00:00\" cacheControlCustom=\"public, immutable\" /></staticContent>";
    let anew = "<staticContent><clientCache cacheControlMode=\"DisableCache\" /></staticContent>";
    let mut taken = HashSet::new();
    let mut location = |path: &str, setting: &str| {
        if taken.insert(path.to_lowercase()) {
            text += &format!("  <location path=\"{path}\">\n    <system.webServer>{setting}</system.webServer>\n  </location>\n");
        }
    };
    location("assets", forever);
    location("search", forever);
    location("search/manifest.js", anew);
    for redirect in model.redirects.iter().filter(|redirect| is_location(&redirect.from)) {
        let destination = model.address(&redirect.to);
        location(
            &redirect.from,
            &format!(
                "<httpRedirect enabled=\"true\" destination=\"{destination}\" exactDestination=\"true\" httpResponseStatus=\"Permanent\" />"
            ),
        );
    }
    text += "</configuration>\n";
    text
}

/// Whether IIS takes a path for a location. One that it does not take is an error for the whole site, so
/// such an address is left to its redirect page.
fn is_location(path: &str) -> bool {
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_' | '.' | '/' | ' ');
    path.chars().all(plain) && !path.starts_with([' ', '.', '/']) && !path.ends_with([' ', '.', '/'])
}

fn xml(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

// Apache

/// For Apache 2.4 under `AllowOverride All`; what needs a module stands under its name.
fn htaccess(model: &Model) -> String {
    let mut text = format!(
        "# For Apache 2.4: belongs beside index.html, and needs `AllowOverride All`. See README.txt.

# For another sub-path, change this line.
ErrorDocument 404 {}

<IfModule mod_dir.c>
  DirectoryIndex index.html
</IfModule>

<IfModule mod_headers.c>
",
        model.address("404.html")
    );
    // `Header` keeps two tables, for all answers and for good ones: what is set in both goes out twice.
    for (name, value) in model.headers() {
        text += &format!("  Header unset {name}\n  Header always set {name} \"{}\"\n", apache(&value));
    }
    text += &format!(
        "  Header unset Cache-Control
  Header always set Cache-Control \"no-cache\"
  <If \"%{{REQUEST_URI}} =~ m#{}#\">
    Header always set Cache-Control \"{FOREVER}\"
  </If>
</IfModule>

<IfModule mod_mime.c>
",
        model.fingerprinted()
    );
    for (extension, mime) in TYPES {
        text += &format!("  AddType {mime} .{extension}\n");
    }
    let texts: Vec<String> = TYPES.iter().filter(|(_, mime)| is_text(mime)).map(|(extension, _)| format!(".{extension}")).collect();
    text += &format!("  AddCharset utf-8 {}\n</IfModule>\n", texts.join(" "));
    if !model.redirects.is_empty() {
        text += "\n<IfModule mod_alias.c>\n";
        // Not `RedirectMatch`, which encodes the new address once more.
        for redirect in model.redirects {
            let from = format!("{}{}", model.base(), redirect.from);
            if !from.contains("${") && !from.contains(char::is_control) {
                text += &format!("  Redirect 301 \"{}\" {}\n", escaped(&from), model.address(&redirect.to));
            }
        }
        text += "</IfModule>\n";
    }
    text
}

/// A `Header` value, where `%` begins a format.
fn apache(value: &str) -> String {
    escaped(value).replace('%', "%%")
}

/// Inside double quotes, for Apache and nginx.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"")
}

// nginx

/// To be included in a `server`. All headers are set there and in no location: a location with an
/// `add_header` of its own would drop them all.
fn nginx(model: &Model) -> String {
    let error_page = format!("{}404.html", model.base());
    // nginx reads `$` as a variable here and knows no way to write it.
    let error_page = if error_page.contains('$') { "# no error page".into() } else { format!("error_page 404 {};", quoted(&error_page)) };
    let mut text = format!(
        "# For nginx: `include` this file in the `server` block that has the `root`. See README.txt.

# For another sub-path, change this line.
{error_page}

index index.html;
absolute_redirect off;

set $hornbook_cache \"no-cache\";
if ($uri ~ \"{}\") {{
    set $hornbook_cache \"{FOREVER}\";
}}
add_header Cache-Control $hornbook_cache always;
",
        model.fingerprinted()
    );
    for (name, value) in model.headers() {
        text += &format!("add_header {name} {} always;\n", quoted(&value));
    }
    text += "\ntypes {\n";
    for (extension, mime) in TYPES {
        text += &format!("    {mime} {extension};\n");
    }
    text += "}\ndefault_type application/octet-stream;\ncharset utf-8;\n";
    // `text/html` is always meant, and naming it is a warning.
    let mut texts: Vec<&str> = TYPES.iter().map(|(_, mime)| *mime).filter(|mime| is_text(mime) && *mime != "text/html").collect();
    texts.sort_unstable();
    texts.dedup();
    text += &format!("charset_types {};\n", texts.join(" "));
    if !model.redirects.is_empty() {
        text += "\n";
    }
    for redirect in model.redirects {
        let from = quoted(&format!("{}{}", model.base(), redirect.from));
        text += &format!("location = {from} {{ return 301 {}; }}\n", model.address(&redirect.to));
    }
    text
}

fn quoted(value: &str) -> String {
    format!("\"{}\"", escaped(value).replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t"))
}

// For people

fn readme(model: &Model) -> String {
    let place = match model.base_path {
        Some(base) => format!("They are written for the path {base} of the host, which `base` in hornbook.toml names."),
        None => "They are written for the root of a host. For a sub-path, change the one line that is marked in .htaccess or
nginx.conf: it names the page for unknown addresses. Better, set `base` in hornbook.toml: then all lines fit,
long caching and the answer 301 for moved pages included. Without, moved pages lead on by themselves."
            .into(),
    };
    format!(
        "Settings for web servers
========================

The site needs none of these files: it works from any host, and from a folder. They add answers 301 for
moved pages, a page for unknown addresses, long caching of what never changes, security headers and file
types. Take the one for your host.

{place}

IIS      Copy web.config beside index.html. Or write hosts = [\"iis\"] in hornbook.toml, and every build puts
         it there.
Apache   Copy .htaccess beside index.html. Or write hosts = [\"apache\"] in hornbook.toml. The folder needs
         AllowOverride All; without it Apache ignores the file.
nginx    Copy nginx.conf to /etc/nginx/snippets/hornbook.conf, and include it in the server block:
             server {{
                 listen 80;
                 root /var/www/site;
                 include snippets/hornbook.conf;
             }}
         Then: nginx -t && nginx -s reload

Copying a new version by hand
-----------------------------

So that nobody meets a page without its styles, copy in this order:

  1. the folder assets
  2. the folder search, but not search/manifest.js
  3. all the rest, search/manifest.js last

Delete nothing while doing so. Never use robocopy with /MIR or /PURGE: they delete what readers still use.
Files that the site no longer has can go a few versions later; release.json lists those that it has.
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSP: &str = "default-src 'none'; script-src 'self'";

    fn check(model: &Model, name: &str, lines: &[&str]) {
        let files = files(model);
        let text = &files.iter().find(|file| file.0 == name).expect("a known name").1;
        for line in lines {
            assert!(text.lines().any(|there| there.trim() == *line), "{line} is not in\n{text}");
        }
    }

    fn redirects(from: &str) -> Vec<Redirect> {
        vec![Redirect { from: OutPath::new(from), to: OutPath::new("en/új \"x\" $1.html") }]
    }

    #[test]
    fn a_path_with_spaces_and_letters_is_written_in_each_syntax() {
        let redirects = redirects("hy/հին.html");
        let model = Model { base_path: Some("/a b/c/"), redirects: &redirects, csp: CSP, frame_ancestors: None };
        let to = "/a%20b/c/en/%C3%BAj%20%22x%22%20%241.html";
        check(&model, ".htaccess", &["ErrorDocument 404 /a%20b/c/404.html", &format!("Redirect 301 \"/a b/c/hy/հին.html\" {to}")]);
        check(
            &model,
            "nginx.conf",
            &["error_page 404 \"/a b/c/404.html\";", &format!("location = \"/a b/c/hy/հին.html\" {{ return 301 {to}; }}")],
        );
        check(&model, "web.config", &["<location path=\"hy/հին.html\">"]);
        check(&model, "README.txt", &["They are written for the path /a b/c/ of the host, which `base` in hornbook.toml names."]);
    }

    #[test]
    fn hostile_characters_stay_in_their_place() {
        let redirects = [redirects("a\"\n}<b>&\\${HOME}#.html"), redirects("a\"}<b>&\\$#%.html")].concat();
        let model = Model { base_path: None, redirects: &redirects, csp: CSP, frame_ancestors: Some("\"$x\"\n%\\<&") };
        check(
            &model,
            ".htaccess",
            &[
                r##"Redirect 301 "/a\"}<b>&\\$#%.html" /en/%C3%BAj%20%22x%22%20%241.html"##,
                r#"Header always set Content-Security-Policy "default-src 'none'; script-src 'self'; frame-ancestors \"%%24x\" %%\\<&""#,
            ],
        );
        check(
            &model,
            "nginx.conf",
            &[
                r##"location = "/a\"\n}<b>&\\${HOME}#.html" { return 301 /en/%C3%BAj%20%22x%22%20%241.html; }"##,
                r#"add_header Content-Security-Policy "default-src 'none'; script-src 'self'; frame-ancestors \"%24x\" %\\<&" always;"#,
            ],
        );
        check(
            &model,
            "web.config",
            &[
                r#"<add name="Content-Security-Policy" value="default-src 'none'; script-src 'self'; frame-ancestors &quot;%24x&quot; %\&lt;&amp;" />"#,
            ],
        );
        for file in &files(&model)[..2] {
            assert!(!file.1.contains("HOME"), "{} has no way to write it", file.0);
        }
    }

    #[test]
    fn frames_of_the_same_origin_are_allowed_by_default() {
        let model = Model { base_path: None, redirects: &[], csp: "default-src 'none';", frame_ancestors: None };
        check(&model, "nginx.conf", &["add_header Content-Security-Policy \"default-src 'none'; frame-ancestors 'self'\" always;"]);
    }

    #[test]
    fn iis_meets_no_entry_twice() {
        let redirects = [redirects("search/manifest.js"), redirects("x.html"), redirects("X.html")].concat();
        let model = Model { base_path: None, redirects: &redirects, csp: CSP, frame_ancestors: None };
        let text = web_config(&model);
        let locations: Vec<&str> = text.lines().filter(|line| line.contains("<location")).collect();
        assert_eq!(locations.len(), 4, "{locations:?}");
        for (extension, _) in TYPES {
            let remove = text.find(&format!("<remove fileExtension=\".{extension}\"")).unwrap();
            assert!(remove < text.find(&format!("<mimeMap fileExtension=\".{extension}\"")).unwrap());
        }
    }
}
