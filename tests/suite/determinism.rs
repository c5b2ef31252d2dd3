//! The same input gives the same bytes, wherever, whenever and however it is built.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Folder, TODAY, command, copy, files, repository, run};

/// Builds a copy of a site in a folder of its own, in another corner of the world each time.
fn build(site: &Path, variables: &[(&str, &str)], deep: bool) -> BTreeMap<String, Vec<u8>> {
    let folder = Folder::new();
    let name = if deep { "one/two three/site" } else { "site" };
    copy(site, &folder.join(name));
    let mut command = command(folder.path(), &["build", name, "--out", "output", "--drafts", "--today", TODAY]);
    command.envs(variables.iter().copied());
    run(&mut command).expect(&[0]);
    files(&folder.join("output"))
}

#[test]
fn a_site_is_the_same_in_other_folders_zones_languages_and_thread_counts() {
    let site = repository().join("tests/sites/kinds");
    let first = build(&site, &[("TZ", "UTC"), ("LANG", "C"), ("RAYON_NUM_THREADS", "1")], false);
    assert!(first.len() > 20, "only {} files were built", first.len());
    for (variables, deep) in [
        ([("TZ", "Asia/Yerevan"), ("LANG", "hy_AM.UTF-8"), ("RAYON_NUM_THREADS", "2")], true),
        ([("TZ", "America/Los_Angeles"), ("LANG", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "7")], true),
        ([("TZ", "Pacific/Kiritimati"), ("LC_ALL", "ru_RU.KOI8-R"), ("RAYON_NUM_THREADS", "3")], false),
    ] {
        let other = build(&site, &variables, deep);
        assert!(first.keys().eq(other.keys()), "other files under {variables:?}");
        for (path, bytes) in &first {
            assert!(bytes == &other[path], "{path} differs under {variables:?}");
        }
    }
}

#[test]
fn a_second_build_over_the_first_gives_what_a_build_into_an_empty_folder_gives() {
    let folder = Folder::new();
    copy(&repository().join("tests/sites/kinds"), &folder.join("site"));
    let build = |out: &str| {
        folder.hornbook(&["build", "site", "--out", out, "--drafts", "--today", TODAY]).expect(&[0]);
    };
    build("twice");
    folder.write("site/content/en/guide/60-new.md", "# A new page\n\nText.\n");
    std::fs::remove_file(folder.join("site/content/en/guide/30-only-english.md")).expect("the page that goes");
    folder.write("site/content/en/index.md", "# Another front page\n\nSee [the guide](guide/index.md).\n");
    build("twice");
    build("fresh");
    let (twice, fresh) = (files(&folder.join("twice")), files(&folder.join("fresh")));
    for (path, bytes) in &fresh {
        if path == "release.json" {
            continue;
        }
        assert!(twice.get(path).is_some_and(|other| other == bytes), "{path} differs");
    }
    // Former assets and shards stay for readers who still hold an old page; nothing else may.
    for path in twice.keys().filter(|path| !fresh.contains_key(*path)) {
        assert!(path.starts_with("assets/") || path.starts_with("search/"), "{path} is left over");
    }
}
