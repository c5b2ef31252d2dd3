//! Content that means harm, or has gone mad: nothing live comes out, nothing is written outside, nothing hangs.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::{Folder, Tag, count, files, tags};

/// The longest that one page may take, in the debug build too.
const SLOWEST: Duration = Duration::from_secs(10);

/// Attributes that hold an address which a browser may follow or run.
const ADDRESSES: [&str; 8] = ["href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset"];

/// What is live in a page, as plain words. The theme's own script and policy are known by their places.
fn live(path: &str, tags: &[Tag]) -> Vec<String> {
    let mut found = Vec::new();
    for tag in tags {
        let told = |what: &str| format!("{path}: {what} in <{} {:?}>", tag.name, tag.attributes);
        match tag.name.as_str() {
            "script" => {
                let own = tag.attribute("src").is_some_and(|src| src.trim_start_matches("../").starts_with("assets/"));
                if !own || !tag.text.trim().is_empty() {
                    found.push(told("a script"));
                }
            }
            "iframe" | "object" | "embed" | "base" | "applet" | "frame" | "portal" | "style" | "foreignobject" | "marquee" => {
                found.push(told("an element that is not ours"));
            }
            "meta" if tag.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) => {
                found.push(told("a redirect"));
            }
            _ => {}
        }
        for (name, value) in &tag.attributes {
            if name.starts_with("on") || name == "style" || name == "srcdoc" {
                found.push(told("a handler or style"));
            }
            if ADDRESSES.contains(&name.as_str()) {
                // Browsers drop tabs, line ends and leading controls before they read the scheme.
                let address: String = value.chars().filter(|letter| !letter.is_control() && !letter.is_whitespace()).collect();
                let scheme = address.split([':', '/', '?', '#']).next().unwrap_or_default().to_lowercase();
                let has_scheme = address.to_lowercase()[scheme.len()..].starts_with(':');
                if has_scheme && matches!(scheme.as_str(), "javascript" | "vbscript" | "livescript" | "mocha" | "file") {
                    found.push(told("a live address"));
                }
                if scheme == "data"
                    && has_scheme
                    && !address.to_lowercase().starts_with("data:,")
                    && !address.to_lowercase().starts_with("data:image/")
                {
                    found.push(told("a data address"));
                }
            }
        }
    }
    found
}

/// Builds pages, each with its time limit, and gives all that is live in what came out.
#[track_caller]
fn check(pages: &[(&str, &str)]) -> Vec<String> {
    let folder = Folder::with([("site/content/index.md", "# Title\n"), ("outside.txt", "outside\n")]);
    for (path, text) in pages {
        folder.write(&format!("site/content/{path}"), text);
    }
    let before: Vec<String> = files(folder.path()).into_keys().collect();
    let started = Instant::now();
    let run = folder.hornbook(&["build", "site", "--out", "out", "--keep-going"]);
    let taken = started.elapsed();
    run.expect(&[0, 1]);
    assert!(taken < SLOWEST * pages.len() as u32, "{} pages took {taken:?}", pages.len());
    let after: Vec<String> =
        files(folder.path()).into_keys().filter(|path| !path.starts_with("out/") && path != ".hornbook.lock").collect();
    assert_eq!(before, after, "something was written outside the output");
    let mut found = Vec::new();
    for (path, bytes) in files(&folder.join("out")) {
        if path.ends_with(".html") && !path.starts_with("_hosts/") {
            found.extend(live(&path, &tags(&String::from_utf8_lossy(&bytes))));
        }
        let other = path.rsplit('.').next().unwrap_or_default();
        if matches!(other, "svg" | "xml" | "xhtml") && !path.starts_with("assets/icon") {
            found.push(format!("{path} was published"));
        }
    }
    found
}

#[track_caller]
fn dead(pages: &[(&str, &str)]) {
    let found = check(pages);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_detector_finds_what_is_live() {
    for html in [
        "<script>1</script>",
        "<script src=\"https://x.example/a.js\"></script>",
        "<p onclick=x>",
        "<a href=\" java\tscript:1\">",
        "<a href='vbscript:1'>",
        "<img src=data:text/html,x>",
        "<svg><a xlink:href=javascript:1>",
        "<base href=x>",
        "<p style=color:red>",
        "<iframe>",
        "<meta http-equiv=Refresh content='0;url=x'>",
    ] {
        assert!(!live("page", &tags(html)).is_empty(), "{html}");
    }
    assert!(live("page", &tags("<script src=../assets/a.js defer></script><a href=a.html>&lt;script>")).is_empty());
}

#[test]
fn html_in_pages_shows_as_text() {
    dead(&[(
        "html.md",
        "# HTML\n\n<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\nText <b onclick=\"alert(1)\">in</b> a line <svg/onload=alert(1)>.\n\n\
         <iframe srcdoc=\"<script>alert(1)</script>\"></iframe>\n\n<style>body{display:none}</style>\n\n<base href=\"https://x.example/\">\n\n\
         <meta http-equiv=\"refresh\" content=\"0;url=https://x.example\">\n\n<!-- --><script>alert(1)</script> -->\n\n<!--><script>alert(1)</script>-->\n\n\
         <!-- a --!><img src=x onerror=alert(1)>\n\n<details open ontoggle=alert(1)>\n\n<math><mtext></mtext><a xlink:href=\"javascript:1\">\n\n\
         <![CDATA[<script>alert(1)</script>]]>\n\n<?php echo 1 ?>\n\n<!DOCTYPE html [<!ENTITY x \"y\">]>\n\n</main></body></html><script>alert(1)</script>\n",
    )]);
}

#[test]
fn addresses_that_run_are_dropped_however_they_are_written() {
    let mut text = String::from("# Links\n\n");
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript&colon;alert(1)",
        "javascript&#58;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;&#x61;vascript:alert(1)",
        "java&Tab;script:alert(1)",
        "java&NewLine;script:alert(1)",
        "java&#10;script:alert(1)",
        "&#1;javascript:alert(1)",
        "\u{1}javascript:alert(1)",
        "javascript\\:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "file:///etc/passwd",
        "blob:https://x.example/1",
        "feed:javascript:alert(1)",
        "view-source:javascript:alert(1)",
        "jar:javascript:alert(1)",
        "%6Aavascript:alert(1)",
        "javascript%3Aalert(1)",
        "//x.example/a\" onclick=\"alert(1)",
        "a\"onmouseover=\"alert(1)",
    ] {
        text.push_str(&format!(
            "[a](<{address}>) [b]({address}) ![c](<{address}>) [d][x{0}] <{address}> [[{address}]]\n\n[x{0}]: <{address}> \"title\"\n\n",
            text.len()
        ));
    }
    let found = check(&[("links.md", &text)]);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn texts_from_outside_the_body_are_escaped_too() {
    let evil = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\\\" onclick=\\\"alert(1)";
    let page = format!(
        "---\ntitle: \"{evil}\"\nsummary: \"{evil}\"\nid: a\ntags: [\"{evil}\"]\nroles: [\"{evil}\"]\nobjectives: [\"{evil}\"]\nowner: \"{evil}\"\nkind: lesson\nextra: \"{evil}\"\naliases: [\"a/{evil}\"]\n---\n\n\
         ## {evil} {{#id\"onclick=alert(1)}}\n\n```js\" onclick=\"alert(1)\n<script>alert(1)</script>\n```\n\n```<script>alert(1)</script>\nx\n```\n\n\
         ![<script>alert(1)</script>](a.png \"<script>alert(1)</script>\")\n\n[^<script>]\n\n[^<script>]: <script>alert(1)</script>\n\n\
         > [!NOTE] <script>alert(1)</script>\n> <script>alert(1)</script>\n\n| <script> |\n|---|\n| <img src=x onerror=alert(1)> |\n\n\
         $`\\text{{<script>alert(1)</script>}}`$ $`\\href{{javascript:alert(1)}}{{x}}`$\n\n```math\n\\text{{</math><script>alert(1)</script>}}\n```\n",
    );
    let folder = Folder::with([(
        "hornbook.toml",
        "title = \"</title><script>alert(1)</script>\"\ndescription = \"\\\"><script>alert(1)</script>\"\nid = \"<script>\"\naccent = \"#000000\"\nedit = \"https://x.example/\\\"><script>/{path}\"\n",
    )]);
    folder.write("content/index.md", "# Title\n");
    folder.write("content/a/evil.md", &page);
    folder.hornbook(&["build", ".", "--out", "out", "--keep-going"]).expect(&[0, 1]);
    let mut found = Vec::new();
    for (path, bytes) in files(&folder.join("out")) {
        if path.ends_with(".html") {
            // The aliases of this page make redirect pages, which are ours.
            found.extend(live(&path, &tags(&String::from_utf8_lossy(&bytes))).into_iter().filter(|what| !what.contains("a redirect")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn drawings_that_can_act_are_not_published() {
    let drawings = [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><a x:href='javascript:alert(1)'><text>x</text></a></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><use href='https://x.example/a.svg#b'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><style>@import url(https://x.example/a.css)</style></svg>",
        "<!DOCTYPE svg [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&e;</text></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&b;</text></svg>",
        "<?xml-stylesheet href='https://x.example/a.css'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><animate attributeName='href' values='javascript:alert(1)'/></svg>",
        "<s:svg xmlns:s='http://www.w3.org/2000/svg'><s:script>alert(1)</s:script></s:svg>",
    ];
    for (number, drawing) in drawings.iter().enumerate() {
        let name = format!("a/{number}.svg");
        let page = format!("# Drawing\n\n![A drawing]({number}.svg)\n\n[The drawing]({number}.svg)\n");
        let found = check(&[(&name, drawing), ("a/page.md", &page)]);
        assert!(found.is_empty(), "{drawing}: {}", found.join("\n"));
    }
}

#[test]
fn no_page_takes_ten_seconds() {
    let many = |text: &str, count: usize| text.repeat(count);
    let cases: Vec<(&str, String)> = vec![
        ("opening brackets", many("[", 100_000)),
        ("closing brackets", many("]", 100_000)),
        ("bracket pairs", many("[]", 50_000)),
        ("link openers", many("[a](", 40_000)),
        ("link openers with pointed brackets", many("[a](<b", 40_000)),
        ("pictures", many("![", 100_000)),
        ("quotes", many("> ", 50_000) + "a"),
        ("quotes in lines", many("> > > > > a\n", 20_000)),
        ("lists", (0..5_000).map(|depth| " ".repeat(depth.min(400)) + "- a\n").collect()),
        ("list markers in one line", many("- ", 50_000) + "a"),
        ("stars", many("*a **b ", 40_000)),
        ("stars without end", many("*", 100_000) + "a"),
        ("underscores", many("_a__b", 40_000)),
        ("backticks", (1..600).map(|count| "`".repeat(count) + "a ").collect()),
        ("tildes", many("~~a ~b ", 40_000)),
        ("entities", many("&amp;&#x26;&", 40_000)),
        ("pointed brackets", many("<", 100_000)),
        ("tags without end", many("<a b=\"", 40_000)),
        ("comments without end", many("<!-- ", 40_000)),
        ("declarations without end", many("<!A ", 40_000) + &many("<?a", 40_000)),
        (
            "footnotes",
            (0..5_000).map(|number| format!("[^{number}] ")).collect::<String>()
                + "\n\n"
                + &(0..5_000).map(|number| format!("[^{number}]: text [^{}]\n", (number + 1) % 5_000)).collect::<String>(),
        ),
        ("references", (0..10_000).map(|number| format!("[a{number}]: b\n")).collect::<String>() + &many("[a1] ", 20_000)),
        ("a table with many columns", format!("{}\n{}\n{}", many("|a", 2_000), many("|-", 2_000), (many("|b", 2_000) + "\n").repeat(50))),
        ("a table with many short rows", format!("{}\n{}\n{}", many("|a", 500), many("|-", 500), many("|b\n", 20_000))),
        ("pipes", many("|", 100_000) + "\n" + &many("|-", 50_000)),
        ("wikilinks", many("[[a", 40_000)),
        ("formulas", many("$`", 50_000)),
        ("a deep formula", format!("$`{}x{}`$", many("\\frac{", 5_000), many("}{1}", 5_000))),
        ("a deep group", format!("```math\n{}{}\n```", many("{", 50_000), many("}", 50_000))),
        ("headings", many("# a\n", 40_000)),
        ("equal headings", many("## The same {#same}\n\n", 5_000)),
        ("one long line", many("word ", 300_000)),
        ("one long word", many("a", 1_900_000)),
        ("addresses", many("https://x.example/?a=(", 20_000)),
        ("mail addresses", many("a@", 50_000) + &many("a.", 50_000)),
        ("alerts", many("> [!NOTE]\n> a\n\n", 10_000)),
        ("task items", many("- [ ] a\n", 40_000)),
        ("definitions", many("a\n\n: b\n\n", 20_000)),
        ("nulls and controls", many("\u{0}\u{1}\u{7f}\u{202e}\u{feff}", 40_000)),
        ("combining marks", String::from("a") + &many("\u{301}", 200_000)),
        ("broken links", (0..5_000).map(|number| format!("[a](page-{number}.md) [[Page {number}]]\n")).collect()),
        ("code", String::from("```rust\n") + &many("fn a() { /* \" ", 20_000) + "\n```"),
        ("code in many languages", many("```js\n`${`${`\n```\n\n```html\n<script><style>\n```\n\n", 2_000)),
    ];
    for (name, body) in &cases {
        let folder = Folder::with([("index.md", "# Title\n\n[a](page.md)\n")]);
        folder.write("page.md", format!("# Page\n\n{body}\n"));
        let started = Instant::now();
        let run = folder.hornbook(&["build", ".", "--out", "out", "--keep-going"]);
        let taken = started.elapsed();
        assert!(run.code.is_some() && !run.stderr.contains("panicked"), "{name}: {}", run.told().chars().take(2_000).collect::<String>());
        assert!(taken < SLOWEST, "{name} took {taken:?}");
        assert!(folder.has("out/page.html"), "{name}: no page was written");
    }
}

#[test]
fn front_matter_bombs_go_off_quietly() {
    let laughs: String =
        (1..30).map(|level| format!("a{level}: &a{level} [{}]\n", vec![format!("*a{}", level - 1); 10].join(", "))).collect();
    for (name, text) in [
        ("billion laughs", format!("---\na0: &a0 [lol, lol]\n{laughs}title: *a29\n---\n# A\n")),
        ("itself", "---\na: &a [*a]\n---\n# A\n".to_owned()),
        ("merge keys", "---\na: &a {b: 1}\nc: {<<: *a}\n---\n# A\n".to_owned()),
        ("deep lists", format!("---\ntitle: {}\n---\n# A\n", "[".repeat(50_000))),
        ("deep tables", format!("---\n{}\n---\n# A\n", (0..3_000).map(|depth| " ".repeat(depth.min(300)) + "a:\n").collect::<String>())),
        ("deep toml", format!("+++\na = {}{}\n+++\n# A\n", "[".repeat(20_000), "]".repeat(20_000))),
        ("dotted toml", format!("+++\n{}a = 1\n+++\n# A\n", "a.".repeat(20_000))),
        ("a megabyte", format!("---\ntitle: \"{}\"\n---\n# A\n", "a".repeat(1_000_000))),
        ("many keys", format!("---\n{}---\n# A\n", (0..50_000).map(|key| format!("k{key}: 1\n")).collect::<String>())),
        ("equal keys", "---\ntitle: a\ntitle: b\ntitle: c\n---\n# A\n".to_owned()),
        ("tags", "---\ntitle: !!python/object/apply:os.system [\"touch owned\"]\n---\n# A\n".to_owned()),
        ("numbers", "---\norder: 99999999999999999999999\nminutes: -1\n---\n# A\n".to_owned()),
        ("dates", "---\npublish: 99999-99-99\nexpire: -0001-01-01\n---\n# A\n".to_owned()),
    ] {
        let folder = Folder::with([("index.md", "# Title\n\n[a](page.md)\n"), ("page.md", &text)]);
        let started = Instant::now();
        let run = folder.hornbook(&["build", ".", "--out", "out", "--keep-going"]);
        assert!(
            run.code.is_some_and(|code| code < 2) && !run.stderr.contains("panicked"),
            "{name}: {}",
            run.told().chars().take(2_000).collect::<String>()
        );
        assert!(started.elapsed() < SLOWEST, "{name} took {:?}", started.elapsed());
        assert!(folder.has("out/page.html") && !folder.has("owned"), "{name}: no page was written");
    }
}

#[test]
fn odd_names_stay_inside_and_make_safe_addresses() {
    let folder = Folder::with([("content/index.md", "# Title\n")]);
    let long = "ա".repeat(120);
    let names = [
        "..md",
        "...md",
        ". .md",
        "a..b.md",
        "a\\b.md",
        "..\\..\\up.md",
        "a:b.md",
        "a*b?.md",
        "a\"b'.md",
        "<script>.md",
        "a%2e%2e%2fb.md",
        "%00.md",
        "con.md",
        "NUL.txt.md",
        "com¹.md",
        "-rf.md",
        "--help.md",
        "a\tb.md",
        "a\nb.md",
        "a\u{202e}dm.md",
        "\u{feff}.md",
        "🙂.md",
        "a#b.md",
        "a&b;c.md",
        "e\u{301}.md",
        "é.md",
        "İ.md",
        "ǆ.md",
        "ﬁ.md",
        "index.html.md",
        "404.md",
        "release.json.md",
        "assets/x.md",
        "_hosts/x.md",
        "search/x.md",
        "web.config.md",
        ".htaccess.md",
        "a-z.md",
        "tags.md",
        "public/x.md",
        &long,
    ];
    for name in names {
        let path = if name.ends_with(".md") { format!("content/odd/{name}") } else { format!("content/odd/{name}.md") };
        // A name that this file system refuses cannot reach us.
        let path = folder.join(&path);
        let _ = fs::create_dir_all(path.parent().expect("a parent"));
        let _ = fs::write(path, "# A page\n\nText.\n");
    }
    for name in ["404.md", "a-z.md", "tags.md", "assets/x.md", "search/x.md", "release.json.md", "index.html.md"] {
        folder.write(&format!("content/{name}"), "# At the top\n");
    }
    let run = folder.hornbook(&["build", ".", "--out", "out", "--keep-going"]);
    run.expect(&[0, 1]);
    let mut folded = std::collections::BTreeMap::new();
    for path in files(&folder.join("out")).into_keys() {
        assert!(!path.contains(['\\', ':', '*', '?', '"', '<', '>', '|', '\n', '\t', '%', '#']), "{path:?} is no safe name");
        assert!(path.chars().count() <= 180, "{path} is too long");
        for part in path.split('/') {
            let stem = part.split('.').next().unwrap_or_default().to_lowercase();
            assert!(!matches!(stem.as_str(), "con" | "nul" | "aux" | "prn" | "com¹"), "{path} is a device");
            assert!(!part.ends_with('.') && !part.ends_with(' ') && !part.starts_with('-'), "{path:?} is no safe name");
        }
        if let Some(other) = folded.insert(path.to_lowercase(), path.clone()) {
            panic!("{path} and {other} are one file on some systems");
        }
    }
}

#[test]
fn a_folder_with_a_name_of_ours_is_told_as_a_fault_of_the_content() {
    for name in ["_hosts/x.md", "assets/x.md", "404.md", "a-z.md", "search/x.md"] {
        let folder = Folder::with([("content/index.md", "# Title\n")]);
        folder.write(&format!("content/{name}"), "# A page\n");
        folder.hornbook(&["build", ".", "--out", "out", "--keep-going"]).expect(&[0, 1]);
        assert!(folder.has("out/index.html"), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with([
        ("outside/secret.md", "# TOPSECRET\n"),
        ("outside/secret.png", "TOPSECRET"),
        ("site/hornbook.toml", "copy = [\"downloads/**\", \"leak/**\"]\n"),
        (
            "site/content/index.md",
            "# Title\n\n[a](link.md) [b](dir/secret.md) ![c](secret.png) [d](secret.png) [e](../leak/secret.md) [f](../downloads/x.txt) [g](loop/index.md)\n",
        ),
        ("site/downloads/real.txt", "real\n"),
    ]);
    symlink("../../outside/secret.md", folder.join("site/content/link.md")).expect("a link");
    symlink("../../outside", folder.join("site/content/dir")).expect("a link");
    symlink("../../outside/secret.png", folder.join("site/content/secret.png")).expect("a link");
    symlink("../outside", folder.join("site/leak")).expect("a link");
    symlink("../../outside/secret.md", folder.join("site/downloads/x.txt")).expect("a link");
    symlink("/etc/passwd", folder.join("site/downloads/passwd")).expect("a link");
    symlink(".", folder.join("site/content/loop")).expect("a link");
    symlink("../outside", folder.join("site/theme")).expect("a link");
    folder.hornbook(&["build", "site", "--out", "out", "--keep-going"]).expect(&[0, 1]);
    let output = files(&folder.join("out"));
    for (path, bytes) in &output {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("TOPSECRET") && !text.contains("root:"), "{path} tells what lies outside");
    }
    assert!(output.contains_key("downloads/real.txt"));
    // An output that is a link is not followed to somebody's folder either.
    folder.write("elsewhere/mine.txt", "mine\n");
    symlink("elsewhere", folder.join("linked")).expect("a link");
    folder.hornbook(&["build", "site", "--out", "linked", "--keep-going"]);
    assert_eq!(files(&folder.join("elsewhere")).len(), 1, "the build wrote through a link into a folder that is not ours");
}

#[test]
fn links_do_not_reach_files_outside_or_hidden_ones() {
    let folder = Folder::with([
        ("secret.txt", "TOPSECRET\n"),
        ("site/.env", "TOPSECRET\n"),
        ("site/.git/config", "TOPSECRET\n"),
        ("site/src/key.rs", "TOPSECRET\n"),
        ("site/hornbook.toml", "copy = [\"../*.txt\", \"../../**\", \"/etc/passwd\"]\n"),
        (
            "site/content/index.md",
            "# Title\n\n[a](../../secret.txt) [b](../.env) [c](../.git/config) [d](../src/key.rs) [e](/etc/passwd) [f](file:///etc/passwd) [g](..%2f..%2fsecret.txt) [h](../hornbook.toml) ![i](../../secret.txt) [j](content/../../../secret.txt)\n",
        ),
    ]);
    folder.hornbook(&["build", "site", "--out", "out", "--keep-going"]).expect(&[0, 1]);
    for (path, bytes) in files(&folder.join("out")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("TOPSECRET") && !text.contains("root:x"), "{path} tells what was not to be published");
    }
}

/// Pieces that mean something to Markdown, to HTML or to us; pages are strings of them.
const PIECES: [&str; 64] = [
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    " ",
    "  ",
    "    ",
    "\t",
    "a",
    "Word",
    "Բառ",
    "слово",
    "🙂",
    "\u{301}",
    "# ",
    "## ",
    "###",
    "> ",
    "> [!NOTE]\n",
    "- ",
    "* ",
    "1. ",
    "- [ ] ",
    "- [x] ",
    "[",
    "]",
    "(",
    ")",
    "![",
    "[[",
    "]]",
    "[^a]",
    "[^a]: ",
    "[a]: b ",
    "](index.md)",
    "](#a)",
    "{#a}",
    "{",
    "}",
    "|",
    "|---|\n",
    "\n|a|b|\n|-|-|\n",
    "`",
    "``",
    "```\n",
    "```rust\n",
    "$`",
    "`$",
    "```math\n",
    "*",
    "**",
    "_",
    "~~",
    "~",
    "<b>",
    "<!--",
    "-->",
    "<",
    "&amp;",
    "&#",
    "\\",
    ": ",
    "---\n",
    "\r\n",
];

#[test]
fn random_pages_build_without_a_panic_and_without_anything_live() {
    let mut seed = 0x5EED_u64;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % limit
    };
    let pages: Vec<(String, String)> = (0..count(300, 20_000))
        .map(|number| {
            let text: String = (0..next(120)).map(|_| PIECES[next(PIECES.len())]).collect();
            (format!("random-{}/{number}.md", number / 100), text)
        })
        .collect();
    let pages: Vec<(&str, &str)> = pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    dead(&pages);
}
