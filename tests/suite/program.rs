//! Flags, exit codes, and the shape of what the program prints.

use serde_json::Value;

use crate::support::{Folder, Run, TODAY, files};

const CLEAN: (&str, &str) = ("content/index.md", "# Title\n\nText.\n");
const BROKEN: (&str, &str) = ("content/index.md", "# Title\n\n[gone](gone.md)\n");
const DOUBTFUL: (&str, &str) = ("content/index.md", "# Title\n\n##Practice\n");

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("standard output is not one JSON value: {error}\n{}", run.told()))
}

#[test]
fn exit_codes_tell_clean_from_errors_from_could_not_run() {
    for (files, arguments, code) in [
        (vec![CLEAN], vec!["check", "."], 0),
        (vec![CLEAN], vec!["check", ".", "--strict"], 0),
        (vec![DOUBTFUL], vec!["check", "."], 0),
        (vec![DOUBTFUL], vec!["check", ".", "--strict"], 1),
        (vec![BROKEN], vec!["check", "."], 1),
        (vec![BROKEN], vec!["build", ".", "--out", "out"], 1),
        (vec![BROKEN], vec!["build", ".", "--out", "out", "--keep-going"], 1),
        (vec![CLEAN], vec!["check", "nowhere"], 2),
        (vec![CLEAN], vec!["check", ".", "--format", "xml"], 2),
        (vec![CLEAN], vec!["check", ".", "--today", "tomorrow"], 2),
        (vec![CLEAN], vec!["chekc"], 2),
        (vec![CLEAN], vec!["build", ".", "--out", "."], 2),
        (vec![CLEAN], vec!["build", ".", "--out", "content"], 2),
        (vec![CLEAN], vec!["help", "no-such-code"], 2),
        (vec![CLEAN], vec!["help"], 0),
        (vec![CLEAN], vec!["--version"], 0),
        (vec![("hornbook.toml", "title = \n"), CLEAN], vec!["check", "."], 1),
    ] {
        let folder = Folder::with(files.iter().copied());
        let run = folder.hornbook(&arguments);
        assert_eq!(run.code, Some(code), "{arguments:?}: {}", run.told());
    }
}

#[test]
fn notices_never_fail_a_strict_check() {
    let folder = Folder::with([CLEAN, ("content/lost.md", "# Lost\n")]);
    let run = folder.hornbook(&["check", ".", "--strict", "--format", "short"]);
    run.expect(&[0]);
    assert!(run.stdout.contains("notice[leads-nowhere]"), "{}", run.told());
}

#[test]
fn json_is_one_object_with_every_field_and_nothing_else() {
    let folder = Folder::with([("content/index.md", "# Վերնագիր\n\n##Practice\n\nԱ [gone](gone.md)\n")]);
    for command in [vec!["check", "."], vec!["build", ".", "--out", "out"]] {
        let run = folder.hornbook(&[command, vec!["--format", "json"]].concat());
        run.expect(&[1]);
        let told = json(&run);
        let list = told["diagnostics"].as_array().expect("a list of diagnostics");
        assert_eq!(list.len(), 2, "{}", run.stdout);
        assert_eq!(list[1]["severity"], "error");
        assert_eq!(list[1]["code"], "unknown-page");
        assert_eq!(list[1]["path"], "content/index.md");
        assert_eq!((&list[1]["line"], &list[1]["column"]), (&5.into(), &3.into()));
        assert_eq!(list[1]["message"], "no page is called `gone.md`");
        assert_eq!(list[0]["code"], "heading-without-space");
        assert_eq!(list[0]["help"], "write `## Practice`");
        for one in list {
            let keys: Vec<&String> = one.as_object().expect("an object").keys().collect();
            assert_eq!(keys, ["severity", "code", "path", "line", "column", "message", "help"]);
        }
        assert_eq!((&told["errors"], &told["warnings"], &told["notices"]), (&1.into(), &1.into(), &0.into()), "{}", run.stdout);
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_told_in_json_too() {
    let folder = Folder::with([("hornbook.toml", "title = \"A\"\naccent = #1\n"), CLEAN]);
    let run = folder.hornbook(&["check", ".", "--format", "json"]);
    run.expect(&[1]);
    let told = json(&run);
    assert_eq!(told["diagnostics"][0]["code"], "config-unreadable");
    assert_eq!(told["diagnostics"][0]["line"], 2);
}

#[test]
fn a_folder_of_markdown_builds_without_configuration() {
    let folder =
        Folder::with([("notes/README.md", "# Notes\n\n[One](one.md)\n"), ("notes/one.md", "One.\n"), ("notes/key.pem", "secret\n")]);
    folder.hornbook(&["build", "notes"]).expect(&[0]);
    assert!(folder.has("notes/public/index.html") && folder.has("notes/public/one.html"));
    assert!(!folder.has("notes/public/key.pem"));
}

#[test]
fn the_nearest_site_upwards_is_built_and_git_stops_the_search() {
    let folder = Folder::with([
        ("hornbook.toml", "title = \"A\"\n"),
        CLEAN,
        ("content/a/b/page.md", "# Page\n"),
        ("other/.git/HEAD", "x\n"),
        ("other/page.md", "# Other\n"),
    ]);
    crate::support::run(&mut crate::support::command(&folder.join("content/a/b"), &["build"])).expect(&[0]);
    assert!(folder.has("public/a/b/page.html"));
    crate::support::run(&mut crate::support::command(&folder.join("other"), &["build"])).expect(&[0]);
    assert!(folder.has("other/public/page.html"), "the folder with .git is a site of its own");
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_left_alone() {
    let folder = Folder::with([CLEAN, ("public/mine.txt", "mine\n")]);
    let run = folder.hornbook(&["build", "."]);
    run.expect(&[2]);
    assert!(run.stderr.contains("--out"), "{}", run.told());
    assert_eq!(files(&folder.join("public")).len(), 1);
}

#[test]
fn errors_leave_the_old_output_as_it_was_unless_told_to_keep_going() {
    let folder = Folder::with([CLEAN]);
    folder.hornbook(&["build", ".", "--out", "out"]).expect(&[0]);
    let before = files(&folder.join("out"));
    folder.write(BROKEN.0, BROKEN.1);
    folder.hornbook(&["build", ".", "--out", "out"]).expect(&[1]);
    assert!(before == files(&folder.join("out")), "the old output changed");
    folder.hornbook(&["build", ".", "--out", "out", "--keep-going"]).expect(&[1]);
    assert!(before != files(&folder.join("out")), "--keep-going wrote nothing");
    assert!(folder.read("out/index.html").contains("gone"), "the broken link shows its words");
}

#[test]
fn drafts_are_built_only_when_asked_for_and_the_day_decides_the_rest() {
    let folder = Folder::with([
        CLEAN,
        ("content/a/draft.md", "---\ndraft: true\n---\n# Draft\n"),
        ("content/a/later.md", "---\npublish: 2027-01-01\n---\n# Later\n"),
        ("content/a/past.md", "---\nexpire: 2026-01-01\n---\n# Past\n"),
        ("content/a/now.md", "# Now\n"),
    ]);
    let pages = |arguments: &[&str]| {
        folder.hornbook(&[&["build", ".", "--out", "out"], arguments].concat()).expect(&[0]);
        ["draft", "later", "past", "now"].map(|name| folder.has(&format!("out/a/{name}.html")))
    };
    assert_eq!(pages(&["--today", TODAY]), [false, false, false, true]);
    assert_eq!(pages(&["--today", "2027-01-01"]), [false, true, false, true]);
    assert_eq!(pages(&["--today", "2025-12-31"]), [false, false, true, true]);
    assert!(pages(&["--today", TODAY, "--drafts"])[0]);
}

#[test]
fn a_pipe_gets_no_progress_and_no_colours() {
    let folder = Folder::with([BROKEN]);
    let run = folder.hornbook(&["build", ".", "--out", "out"]);
    assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}') && !run.stderr.contains('\r'), "{}", run.told());
}

#[test]
fn timings_are_a_line_for_each_phase() {
    let folder = Folder::with([CLEAN]);
    let run = folder.hornbook(&["build", ".", "--out", "out", "--timings"]);
    run.expect(&[0]);
    let lines = run.stdout.lines().chain(run.stderr.lines()).filter(|line| line.contains(" ms") || line.contains(" s")).count();
    assert!(lines >= 3, "{}", run.told());
}

#[test]
fn a_new_site_builds_and_a_full_folder_is_refused() {
    let folder = Folder::new();
    folder.hornbook(&["new", "fresh"]).expect(&[0]);
    let run = folder.hornbook(&["build", "fresh", "--strict", "--format", "json"]);
    run.expect(&[0]);
    assert_eq!(json(&run)["diagnostics"], serde_json::json!([]), "{}", run.told());
    let run = folder.hornbook(&["new", "fresh"]);
    run.expect(&[2]);
}

#[test]
fn a_new_site_has_a_question_of_each_type_and_its_front_page_leads_there() {
    let folder = Folder::new();
    folder.hornbook(&["new", "fresh"]).expect(&[0]);
    let explain = |page: &str| json(folder.hornbook(&["explain", page, "--format", "json"]).expect(&[0]));
    let page = explain("fresh/content/first-steps/30-ten-questions-to-copy.md");
    let types = page["questions"].as_array().into_iter().flatten().map(|question| question["type"].as_str().unwrap_or_default());
    assert_eq!(
        types.collect::<Vec<_>>(),
        ["single", "multiple", "true-false", "text", "number", "order", "match", "gaps", "groups", "reflection"]
    );
    let front = explain("fresh/content/index.md");
    assert!(front["links"].as_array().into_iter().flatten().any(|link| link["resolved"] == page["url"]), "{front}");
}

#[test]
fn explain_tells_how_a_page_was_read() {
    let folder = Folder::with([
        ("hornbook.toml", "title = \"A\"\n"),
        CLEAN,
        ("content/a/lesson.md", "---\nkind: lesson\n---\n# Lesson\n\n[up](../index.md)\n"),
    ]);
    let run = folder.hornbook(&["explain", "content/a/lesson.md", "--format", "json"]);
    run.expect(&[0]);
    assert_eq!(json(&run)["kind"], "lesson");
    folder.hornbook(&["explain", "content/a/none.md"]).expect(&[2]);
    folder.write("content/a/lesson.md", "# Lesson\n\n[gone](gone.md)\n");
    let run = folder.hornbook(&["explain", "content/a/lesson.md", "--format", "json"]);
    run.expect(&[1]);
    json(&run);
}

#[test]
fn fix_shows_a_diff_and_writes_only_when_told() {
    let page = "---\ntranslated:\n---\n# Մեկ\n";
    let folder = Folder::with([
        ("hornbook.toml", "languages = [\"en\", \"hy\"]\n"),
        ("content/en/index.md", "# Title\n"),
        ("content/hy/index.md", "# Վերնագիր\n"),
        ("content/en/a/one.md", "# One\n"),
        ("content/hy/a/one.md", page),
    ]);
    let run = folder.hornbook(&["fix", "."]);
    run.expect(&[0, 1]);
    assert!(run.stdout.contains("+translated: "), "{}", run.told());
    assert_eq!(folder.read("content/hy/a/one.md"), page);
    folder.hornbook(&["fix", ".", "--write"]).expect(&[0]);
    let written = folder.read("content/hy/a/one.md");
    let hash = written.lines().find_map(|line| line.strip_prefix("translated: ")).unwrap_or_else(|| panic!("{written}"));
    assert!(hash.trim_matches('"').len() == 8, "{written}");
    folder.hornbook(&["check", ".", "--strict"]).expect(&[0]);
}
