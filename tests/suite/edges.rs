//! Sites at the edge of what is usual: odd names, odd values, odd links.

use serde_json::Value;

use crate::support::Folder;

/// What a check of these files tells, a line each: `path:line:column: code`.
fn told<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    told_in(&Folder::with(files))
}

fn told_in(folder: &Folder) -> Vec<String> {
    let run = folder.hornbook(&["check", ".", "--format", "json"]);
    let object: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.told()));
    let list = object["diagnostics"].as_array().expect("a list of diagnostics");
    list.iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            format!("{}:{}:{}: {}", text("path"), one["line"], one["column"], text("code"))
        })
        .collect()
}

#[test]
fn files_whose_names_the_disk_spells_in_another_form_are_copied() {
    let folder = Folder::with([("content/index.md", "# A\n\n[plan](cafe\u{301}/plane\u{301}.pdf)\n"), ("content/cafe\u{301}/plane\u{301}.pdf", "x")]);
    folder.hornbook(&["build", ".", "--strict"]).expect(&[0]);
    assert!(folder.has("public/caf\u{e9}/plan\u{e9}.pdf"));
}

#[test]
fn a_configuration_that_is_no_file_is_told() {
    let folder = Folder::with([("content/index.md", "# A\n"), ("hornbook.toml/x", "")]);
    assert_eq!(told_in(&folder), ["hornbook.toml:1:1: unreadable-file"]);
}
