//! Trees of Markdown that were never written for this program: each builds, as it is, without configuration.
//!
//! Three are taken from published packages at these versions when the test first runs, and kept in
//! `target/`; three of `tests/foreign/` have the shapes of a code project, a Hugo and a Jekyll site.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Folder, TODAY, copy, files, repository, tags};

struct Package {
    name: &'static str,
    version: &'static str,
    sha256: &'static str,
    /// The folder to build, inside the package.
    folder: &'static str,
}

/// Documentation that ships inside packages: commands in Chinese, a framework's book, a linter's manual
/// with a README for each of its rules.
const PACKAGES: [Package; 3] = [
    Package {
        name: "linux-command",
        version: "1.22.0",
        sha256: "93405b01341e1fd476e113bdb36b3485af5298f3303f628a179e0192347e990e",
        folder: "package",
    },
    Package {
        name: "next",
        version: "16.4.6",
        sha256: "954cc114e2e4f57464f6d2f6640ec9b7a8e493ad4373c692b2d37d135da2806a",
        folder: "package/dist/docs",
    },
    Package {
        name: "stylelint",
        version: "13.13.1",
        sha256: "2a9c562173896e9faf8593add48ce0204eaa290b059a3265fe8ba3e4de966d7c",
        folder: "package",
    },
];

/// The unpacked package; downloaded at most once for each target folder.
fn unpacked(package: &Package) -> PathBuf {
    let Package { name, version, sha256, folder } = package;
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{version}"));
    if !home.join(folder).exists() {
        let fetched = Folder::new();
        let ran = |command: &mut Command, what: &str| {
            let output = command.current_dir(fetched.path()).output().unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(output.status.success(), "{what} failed: {}", String::from_utf8_lossy(&output.stderr));
        };
        ran(Command::new("npm").args(["pack", "--silent", &format!("{name}@{version}")]), &format!("`npm pack {name}@{version}`"));
        let archive = format!("{name}-{version}.tgz");
        let bytes = fs::read(fetched.join(&archive)).expect("the packed package");
        let hash = hornbook::source::Hash::of(&bytes).hex();
        assert_eq!(&hash, sha256, "{name} {version} is not what it was when it was chosen");
        ran(Command::new("tar").args(["xzf", &archive, folder]), "`tar`");
        fs::remove_file(fetched.join(&archive)).expect("the archive goes");
        // Another test run may have been quicker; then its copy is as good.
        copy(fetched.path(), &home);
    }
    home.join(folder)
}

/// Where a file of the output leads, from a page, if it is a relative address.
fn target(page: &str, address: &str) -> Option<String> {
    let address = address.split(['#', '?']).next()?;
    if address.is_empty() || address.starts_with('/') || address.split('/').next()?.contains(':') {
        return None;
    }
    hornbook::address::join(hornbook::address::folder(page), &hornbook::address::decode(address))
}

/// Builds a tree as it is and holds what every tree is promised.
fn check(name: &str, tree: &Path) {
    let folder = Folder::new();
    copy(tree, &folder.join("site"));
    let run = folder.hornbook(&["build", "site", "--keep-going", "--out", "out", "--today", TODAY, "--drafts", "--format", "short"]);
    run.expect(&[0, 1]);
    let sources: BTreeSet<String> = files(&folder.join("site")).into_keys().collect();
    let content = if sources.iter().any(|path| path.starts_with("content/")) { "content/" } else { "" };
    let output = files(&folder.join("out"));

    // A page for every Markdown file, at the address that its path makes.
    let pages: Vec<&str> = sources
        .iter()
        .filter_map(|path| path.strip_prefix(content))
        .filter(|path| hornbook::address::strip_markdown(path).is_some())
        .collect();
    let mut missing = Vec::new();
    for page in &pages {
        // Folders that begin with a dot are settings of tools.
        if page.split('/').any(|part| part.starts_with('.')) {
            continue;
        }
        let has_index = sources
            .contains(&format!("{content}{}", hornbook::address::join(hornbook::address::folder(page), "index.md").unwrap_or_default()));
        match hornbook::address::of_page(page, has_index) {
            Ok(address) if output.contains_key(&address) => {}
            Ok(address) => missing.push(format!("{page} ({address})")),
            Err(fault) => missing.push(format!("{page} ({fault:?})")),
        }
    }
    assert!(missing.is_empty(), "{name}: {} of {} files made no page: {}", missing.len(), pages.len(), missing.join(", "));

    // Nothing is published that no page links or shows.
    let mut linked: BTreeMap<String, ()> = BTreeMap::new();
    for (path, bytes) in output.iter().filter(|(path, _)| path.ends_with(".html")) {
        for tag in tags(&String::from_utf8_lossy(bytes)) {
            for attribute in ["href", "src", "data-script", "data-styles"] {
                if let Some(target) = tag.attribute(attribute).and_then(|address| target(path, address)) {
                    linked.insert(target, ());
                }
            }
        }
    }
    let ours = |path: &str| path.starts_with("_hosts/") || path.starts_with("search/") || path == "release.json" || path == "404.html";
    for (path, bytes) in &output {
        let is_page = path.ends_with(".html") && bytes.starts_with(b"<!doctype html>");
        assert!(is_page || ours(path) || linked.contains_key(path), "{name}: {path} was published, and no page links it");
    }
    let told = run.stdout.lines().count();
    println!("{name}: {} Markdown files, {} files of output, {told} diagnostics", pages.len(), output.len());
}

#[test]
fn documentation_of_published_packages_builds_as_it_is() {
    for package in &PACKAGES {
        let tree = unpacked(package);
        let pages = files(&tree).keys().filter(|path| path.ends_with(".md")).count();
        assert!(pages >= 100, "{} {} has only {pages} pages", package.name, package.version);
        println!("{} {}: {pages} pages", package.name, package.version);
        check(package.name, &tree);
    }
}

#[test]
fn projects_and_sites_of_other_generators_build_as_they_are() {
    for name in ["code", "hugo", "jekyll"] {
        check(name, &repository().join("tests/foreign").join(name));
    }
}
