//! Golden sites: small whole sites and every byte that is built from them.
//!
//! `tests/sites/NAME/` is built into `tests/sites/NAME.expected/`. Fingerprints in names of assets stand
//! as `HASH`, and the assets themselves, the index of the search and what holds hashes of the whole are left out: those
//! change with the theme and with every word, and the browser looks at them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{Folder, TODAY, bless, copy, files, repository};

/// The golden sites. `kinds` is for the browser and has no golden output.
const GOLDEN: [&str; 4] = ["courses", "languages", "plain", "practice"];

/// Eight hexadecimal digits between dots become one word.
fn without_fingerprints(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('.') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let hex = after.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count();
        rest = after;
        if hex == 8 && after[8..].starts_with('.') {
            out.push_str("HASH");
            rest = &after[8..];
        }
    }
    out + rest
}

fn golden(output: &Path) -> BTreeMap<String, Vec<u8>> {
    files(output)
        .into_iter()
        .filter(|(path, _)| path != "release.json" && path != ".hornbook.lock" && !path.starts_with("search/"))
        .map(|(path, bytes)| {
            let bytes = match std::str::from_utf8(&bytes) {
                _ if path.starts_with("assets/") => Vec::new(),
                Ok(text) => without_fingerprints(text).into_bytes(),
                Err(_) => bytes,
            };
            (without_fingerprints(&path), bytes)
        })
        .collect()
}

#[test]
fn the_golden_sites_are_built_byte_for_byte() {
    let mut wrong = Vec::new();
    for name in GOLDEN {
        let folder = Folder::new();
        let site = folder.join(name);
        copy(&repository().join("tests/sites").join(name), &site);
        folder.hornbook(&["build", name, "--out", "output", "--today", TODAY]).expect(&[0]);
        let built = golden(&folder.join("output"));
        let expected_folder = repository().join(format!("tests/sites/{name}.expected"));
        if bless() {
            let _ = fs::remove_dir_all(&expected_folder);
            for (path, bytes) in &built {
                let path = expected_folder.join(path);
                fs::create_dir_all(path.parent().expect("a parent")).expect("folders of golden output");
                fs::write(path, bytes).expect("golden output");
            }
            continue;
        }
        let expected = if expected_folder.exists() { files(&expected_folder) } else { BTreeMap::new() };
        for path in expected.keys().chain(built.keys()).collect::<std::collections::BTreeSet<_>>() {
            match (expected.get(path), built.get(path)) {
                (Some(_), None) => wrong.push(format!("{name}: {path} is no longer built")),
                (None, Some(_)) => wrong.push(format!("{name}: {path} is new")),
                (Some(expected), Some(built)) if expected != built => {
                    wrong.push(format!("{name}: {path} differs {}", first_difference(expected, built)))
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 accepts:\n{}", wrong.join("\n"));
}

fn first_difference(expected: &[u8], built: &[u8]) -> String {
    let (expected, built) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(built));
    let mut lines = expected.lines().zip(built.lines()).enumerate();
    match lines.find(|(_, (expected, built))| expected != built) {
        Some((number, (expected, built))) => format!("at line {}\n    - {expected}\n    + {built}", number + 1),
        None => "in its length".into(),
    }
}

#[test]
fn a_fingerprint_is_eight_digits_between_dots() {
    assert_eq!(without_fingerprints("a/site.0a1b2c3d.css x.y 1.12345678"), "a/site.HASH.css x.y 1.12345678");
}

#[test]
fn the_repositorys_own_site_has_nothing_to_tell() {
    let folder = Folder::new();
    let site = repository().to_str().expect("a path in UTF-8");
    let run = folder.hornbook(&["build", site, "--strict", "--out", "output", "--format", "json"]);
    run.expect(&[0]);
    let told: serde_json::Value = serde_json::from_str(&run.stdout).expect("one JSON object");
    assert_eq!(told["diagnostics"], serde_json::json!([]), "{}", run.stdout);
}
