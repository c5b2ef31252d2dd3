//! The manifest of a built site: `release.json`.
//!
//! It lists every file that the program wrote, so that the next build knows which files it may replace
//! or delete; it is also the marker that a folder is ours. Equal contents have equal ids, whatever tool
//! or day made them. The core only makes and reads the text; `output` puts it on the disk.

use std::collections::BTreeMap;
use std::ops::Bound;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::error::Category;
use sha2::{Digest, Sha256};

use crate::address::OutPath;
use crate::source::Hash;

/// Where the manifest lies in the output. It lists all files but itself and those under `_hosts/`.
pub const NAME: &str = "release.json";

/// How many earlier releases leave their fingerprinted assets behind, for readers who still hold an old
/// page. With none, 1,141 of 364,060 page loads around a switch lacked their styles; with one, none did.
pub const KEPT: usize = 3;

/// What a file is to its readers, and so when it is published and how long it may be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// HTML, redirects included.
    Page,
    /// Has a hash of its contents in its name, so it never changes: styles, scripts, pictures, search shards.
    Asset,
    /// Keeps its own name: what a page links for download.
    File,
    /// Keeps its name and names assets: `search/manifest.js`.
    Pointer,
}

/// The contents of one file, by hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    #[serde(with = "hex")]
    pub sha256: Hash,
    pub size: u64,
    pub kind: Kind,
}

/// The fingerprinted assets of an earlier release that no later one has. May be empty: the release still
/// counts, so that assets leave after the same number of releases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub id: String,
    #[serde(deserialize_with = "files_inside")]
    pub files: BTreeMap<OutPath, FileRecord>,
}

/// All that is known of a built site. The order of the fields is that of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    /// From paths and contents alone.
    pub id: String,
    /// Name and version of the program.
    pub tool: String,
    /// Of everything the build depended on.
    #[serde(with = "hex")]
    pub source: Hash,
    /// The day the site was built for, as `2026-11-24`.
    pub today: String,
    #[serde(deserialize_with = "files_inside")]
    pub files: BTreeMap<OutPath, FileRecord>,
    /// Newest first, at most [`KEPT`].
    pub kept: Vec<Kept>,
}

impl Release {
    /// The release that follows `previous` in the same folder.
    pub fn new(tool: &str, source: Hash, today: &str, files: BTreeMap<OutPath, FileRecord>, previous: Option<&Release>) -> Release {
        let id = id_of(&files);
        let kept = previous.map_or_else(Vec::new, |previous| kept_after(previous, &id, &files));
        Release { id, tool: tool.into(), source, today: today.into(), files, kept }
    }

    /// Files and kept assets.
    pub fn listed(&self) -> impl Iterator<Item = (&OutPath, &FileRecord)> {
        self.files.iter().chain(self.kept.iter().flat_map(|kept| &kept.files))
    }

    /// Whether a path is a file or a kept asset.
    pub fn lists(&self, path: &str) -> bool {
        self.record(path).is_some()
    }

    pub fn record(&self, path: &str) -> Option<&FileRecord> {
        self.files.get(path).or_else(|| self.kept.iter().find_map(|kept| kept.files.get(path)))
    }

    /// Whether any of them lies in a folder. Paths are ordered, so one look at the next one tells.
    pub fn has_folder(&self, folder: &str) -> bool {
        let inside = format!("{folder}/");
        let has = |files: &BTreeMap<OutPath, FileRecord>| {
            files
                .range::<str, _>((Bound::Included(inside.as_str()), Bound::Unbounded))
                .next()
                .is_some_and(|(path, _)| path.starts_with(&inside))
        };
        has(&self.files) || self.kept.iter().any(|kept| has(&kept.files))
    }

    /// Pretty, ordered by path, with a newline at the end: equal releases give equal bytes.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("a release is plain");
        text.push('\n');
        text
    }

    /// Reads what `to_json` wrote. A path that leads out of the folder spoils the whole manifest: it
    /// decides what is deleted. The error completes "`release.json` …".
    pub fn from_json(text: &str) -> Result<Release, String> {
        serde_json::from_str(text).map_err(|error| match error.classify() {
            Category::Data => format!("is damaged: {error}"),
            _ => format!("is no JSON: {error}"),
        })
    }
}

/// Whether a path stays inside the folder it is joined to, on every system.
pub fn is_inside(path: &str) -> bool {
    let drive = path.as_bytes().get(1) == Some(&b':');
    !drive && !path.contains(['\\', '\0']) && path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
}

/// The place of a file in the order of publishing. Whoever stops anywhere in this order leaves every
/// page with all that it loads: assets, search shards, files, pages (deepest first, the front page last),
/// pointers.
pub fn publish_order<'a>(path: &'a str, kind: Kind) -> impl Ord + use<'a> {
    let class = match kind {
        Kind::Asset if !path.starts_with("search/") => 0,
        Kind::Asset => 1,
        Kind::File => 2,
        Kind::Page if path != "index.html" => 3,
        Kind::Page => 4,
        Kind::Pointer => 5,
    };
    let depth = path.matches('/').count();
    (class, std::cmp::Reverse(depth), path)
}

fn id_of(files: &BTreeMap<OutPath, FileRecord>) -> String {
    let mut digest = Sha256::new();
    for (path, record) in files {
        digest.update(path.as_bytes());
        digest.update([0]);
        digest.update(record.sha256.0);
    }
    Hash(digest.finalize().into()).hex()[..16].to_owned()
}

/// A release that repeats the previous one does not push an older one out.
fn kept_after(previous: &Release, id: &str, files: &BTreeMap<OutPath, FileRecord>) -> Vec<Kept> {
    let fresh = (previous.id != id).then(|| {
        let assets = previous.files.iter().filter(|(_, record)| record.kind == Kind::Asset);
        Kept { id: previous.id.clone(), files: assets.map(|(path, record)| (path.clone(), *record)).collect() }
    });
    let mut kept: Vec<Kept> = fresh.into_iter().chain(previous.kept.iter().cloned()).take(KEPT).collect();
    for at in 0..kept.len() {
        let (newer, rest) = kept.split_at_mut(at);
        rest[0].files.retain(|path, _| !files.contains_key(path) && !newer.iter().any(|kept| kept.files.contains_key(path)));
    }
    kept
}

fn files_inside<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<OutPath, FileRecord>, D::Error> {
    let files = BTreeMap::<OutPath, FileRecord>::deserialize(from)?;
    match files.keys().find(|path| !is_inside(path)) {
        Some(path) => Err(D::Error::custom(format!("the path `{path}` leads out of the folder"))),
        None => Ok(files),
    }
}

/// A hash as 64 digits.
mod hex {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    use crate::source::Hash;

    pub fn serialize<S: Serializer>(hash: &Hash, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hash.hex())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(from)?;
        Hash::from_hex(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is no hash")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(assets: &[&str], previous: Option<&Release>) -> Release {
        let record = |name: &&str| {
            let kind = if name.ends_with(".html") { Kind::Page } else { Kind::Asset };
            (OutPath::new(*name), FileRecord { sha256: Hash::of(name.as_bytes()), size: name.len() as u64, kind })
        };
        Release::new("hornbook 0", Hash::of(b"source"), "2026-11-24", assets.iter().map(record).collect(), previous)
    }

    fn kept(release: &Release) -> Vec<Vec<&str>> {
        release.kept.iter().map(|kept| kept.files.keys().map(|path| &**path).collect()).collect()
    }

    #[test]
    fn the_text_reads_back_and_repeats() {
        let first = release(&["index.html", "assets/Երևան a.js", "assets/b.js"], None);
        let second = release(&["index.html", "assets/c.js"], Some(&first));
        let text = second.to_json();
        assert_eq!(Release::from_json(&text).unwrap(), second);
        assert_eq!(text, Release::from_json(&text).unwrap().to_json());
        assert!(text.ends_with("}\n"));
    }

    #[test]
    fn the_id_depends_on_contents_alone() {
        let one = release(&["index.html"], None);
        let mut other = Release::new("hornbook 9", Hash::of(b"other"), "2030-01-01", one.files.clone(), None);
        assert_eq!(one.id, other.id);
        other.files.get_mut("index.html").unwrap().sha256 = Hash::of(b"changed");
        assert_ne!(one.id, id_of(&other.files));
    }

    #[test]
    fn assets_stay_for_three_releases() {
        let one = release(&["assets/1", "assets/all", "index.html"], None);
        let two = release(&["assets/2", "assets/all", "index.html"], Some(&one));
        assert_eq!(kept(&two), [vec!["assets/1"]]);
        let three = release(&["assets/3", "assets/all"], Some(&two));
        let four = release(&["assets/4", "assets/all"], Some(&three));
        assert_eq!(kept(&four), [vec!["assets/3"], vec!["assets/2"], vec!["assets/1"]]);
        let repeated = release(&["assets/4", "assets/all"], Some(&four));
        assert_eq!(repeated, four);
        let five = release(&["assets/5", "assets/3"], Some(&four));
        assert_eq!(kept(&five), [vec!["assets/4", "assets/all"], vec![], vec!["assets/2"]]);
    }

    #[test]
    fn a_path_out_of_the_folder_spoils_the_manifest() {
        for path in ["../x", "/x", "a//b", "a/./b", "a/..", "C:x", "a\\..\\b", ""] {
            assert!(!is_inside(path), "{path}");
            let text = release(&["index.html"], None).to_json().replace("index.html", &path.replace('\\', "\\\\"));
            assert!(Release::from_json(&text).is_err(), "{path}");
        }
        assert!(is_inside("a b/..c/Երևան.pdf"));
    }

    #[test]
    fn a_damaged_manifest_is_an_error() {
        let text = release(&["index.html"], None).to_json();
        for at in (0..text.len() - 2).filter(|at| text.is_char_boundary(*at)) {
            assert!(Release::from_json(&text[..at]).is_err());
        }
        for (from, to) in
            [("\"page\"", "\"pages\""), ("sha256\": \"", "sha256\": \"é"), ("\"kept\": []", "\"kept\": {}"), ("\"id\"", "\"ID\"")]
        {
            assert!(Release::from_json(&text.replace(from, to)).is_err(), "{to}");
        }
    }

    #[test]
    fn pages_come_after_all_that_they_load() {
        let mut files = [
            ("index.html", Kind::Page),
            ("search/manifest.js", Kind::Pointer),
            ("en/index.html", Kind::Page),
            ("en/a/b.html", Kind::Page),
            ("plan.pdf", Kind::File),
            ("search/s.0a1b2c3d.js", Kind::Asset),
            ("assets/z.0a1b2c3d.css", Kind::Asset),
        ];
        files.sort_by(|a, b| publish_order(a.0, a.1).cmp(&publish_order(b.0, b.1)));
        let order = [
            "assets/z.0a1b2c3d.css",
            "search/s.0a1b2c3d.js",
            "plan.pdf",
            "en/a/b.html",
            "en/index.html",
            "index.html",
            "search/manifest.js",
        ];
        assert_eq!(files.map(|file| file.0), order);
    }
}
