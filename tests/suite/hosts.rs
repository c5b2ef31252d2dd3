//! The settings for web servers, read by the servers they are for.

use std::fs;
use std::process::Command;

use hornbook::address::OutPath;
use hornbook::hosts::{self, Model, Redirect};
use tempfile::TempDir;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'";

/// Names that a careless writer of settings would let out of their place.
const MOVED: [&str; 14] = [
    "old.html",
    "en/old page.html",
    "հին/էջ.html",
    "a\"b'c.html",
    "x$y{z}.html",
    "${HOME}.html",
    "$uri.html",
    "back\\slash\\.html",
    "semi;colon#.html",
    "per%20cent%41.html",
    "plus+and&.html",
    "q?mark=1.html",
    "(a|b)*[c]^.html",
    "line\nbreak\t.html",
];

fn serve(base: Option<&str>) {
    let site = TempDir::new().unwrap();
    let site = site.path();
    let put = |path: &str, text: &str| {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("index.html", &format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{CSP}\"><title>Front</title>"));
    put("404.html", "<title>Not here</title>");
    put("en/new page (1) $1.html", "new");
    put("հայ/էջ մի.html", "բարև");
    put("search/manifest.js", "manifest");
    for extension in ["css", "js", "svg", "webp", "avif", "woff2", "png", "jpg", "pdf"] {
        put(&format!("assets/name.0a1b2c3d.{extension}"), "asset");
    }
    put("search/12345678/l0.js", "shard");
    // Looks like a fingerprint, but lies where people put files.
    put("downloads/assets/plan.12345678.pdf", "plan");
    for extension in ["txt", "md", "json", "xml", "csv", "webmanifest"] {
        put(&format!("downloads/x.{extension}"), "text");
    }
    let redirects: Vec<Redirect> =
        MOVED.iter().map(|from| Redirect { from: OutPath::new(*from), to: OutPath::new("en/new page (1) $1.html") }).collect();
    let model = Model { base_path: base, redirects: &redirects, csp: CSP, frame_ancestors: Some("'self' https://lms.example") };
    for (name, text) in hosts::files(&model) {
        put(&format!("{}/{name}", hosts::FOLDER), &text);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hosts.sh");
    let answer = Command::new(script).arg(site).arg(base.unwrap_or("root")).output().unwrap();
    let words = String::from_utf8_lossy(&answer.stderr);
    assert!(answer.status.success(), "{words}");
    print!("{}", String::from_utf8_lossy(&answer.stdout));
}

#[test]
fn servers_take_the_settings_for_a_root() {
    serve(None);
}

#[test]
fn servers_take_the_settings_for_a_sub_path() {
    serve(Some("/a b/c/"));
    serve(Some("/հա յ/x.y+z/"));
}
