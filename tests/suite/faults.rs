//! Every fault with its code: a small site in one file, and the exact report it gives.
//!
//! `tests/faults/CODE.txt` begins with a sentence that says what it shows. `-- path --` opens each file
//! of the site; a word in brackets after the path says how its bytes are made: `(hex)`, `(utf-16)`,
//! `(bytes N)` for so many letters, `(link TARGET)` for a symbolic link. `-- options --` holds flags for
//! the run, or `build` in place of `check`. The last section, `-- report --`, is the output of
//! `hornbook check --format short`.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::support::{Folder, TODAY, bless, repository};

/// Codes that no small site can show; their tests stand beside the code that tells them.
const ELSEWHERE: [(&str, &str); 2] =
    [("unreadable-file", "needs a disk that refuses; root reads everything"), ("highlighting-failed", "needs a grammar that panics")];

struct Case {
    path: PathBuf,
    /// Everything before the report.
    head: String,
    sections: Vec<(String, String)>,
    report: String,
}

fn read(path: PathBuf) -> Case {
    let text = fs::read_to_string(&path).expect("a fault file");
    let (head, report) = text.split_once("-- report --\n").unwrap_or_else(|| panic!("{} has no report", path.display()));
    let mut sections: Vec<(String, String)> = Vec::new();
    for line in head.split_inclusive('\n') {
        let name = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (name, sections.last_mut()) {
            (Some(name), _) => sections.push((name.to_owned(), String::new())),
            (None, Some((_, body))) => body.push_str(line),
            (None, None) => {}
        }
    }
    Case { head: head.to_owned(), report: report.to_owned(), sections, path }
}

fn cases() -> Vec<Case> {
    let folder = repository().join("tests/faults");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).expect("tests/faults").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().map(read).collect()
}

/// Lays out the site of a case and gives the flags for its run.
fn lay(case: &Case, folder: &Folder) -> Vec<String> {
    let mut options = vec!["check".to_owned(), ".".into(), "--format".into(), "short".into(), "--today".into(), TODAY.into()];
    for (name, body) in &case.sections {
        let (path, how) = match name.strip_suffix(')').and_then(|name| name.split_once(" (")) {
            Some((path, how)) => (path, how),
            None => (name.as_str(), ""),
        };
        match how.split_once(' ').unwrap_or((how, "")) {
            _ if path == "options" => {
                for option in body.split_whitespace() {
                    match option {
                        "build" => options[0] = option.into(),
                        _ => options.push(option.into()),
                    }
                }
            }
            ("", _) => folder.write(path, body),
            ("hex", _) => {
                let digits: Vec<u8> = body.bytes().filter(u8::is_ascii_hexdigit).collect();
                let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).expect("digits"), 16).expect("two digits");
                folder.write(path, digits.chunks(2).map(byte).collect::<Vec<u8>>());
            }
            ("utf-16", _) => {
                let units = std::iter::once(0xFEFF).chain(body.encode_utf16());
                folder.write(path, units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
            }
            ("bytes", number) => folder.write(path, "a".repeat(number.parse().expect("a number of bytes"))),
            #[cfg(unix)]
            ("link", target) => std::os::unix::fs::symlink(target, folder.join(path)).expect("a symbolic link"),
            (how, _) => panic!("{}: `{how}` is no way to make a file", case.path.display()),
        }
    }
    options
}

#[test]
fn each_fault_is_told_in_these_words_at_this_place() {
    let mut wrong = Vec::new();
    for case in cases() {
        let folder = Folder::new();
        let options = lay(&case, &folder);
        let run = folder.hornbook(&options.iter().map(String::as_str).collect::<Vec<_>>());
        run.expect(&[0, 1]);
        let report = run.stdout.clone();
        let errors = report.contains(": error[");
        if run.code != Some(i32::from(errors)) {
            wrong.push(format!("{}: exit {:?} for\n{report}", case.path.display(), run.code));
        }
        if report != case.report {
            if bless() {
                fs::write(&case.path, format!("{}-- report --\n{report}", case.head)).expect("the blessed report");
            } else {
                let name = case.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                wrong.push(format!("{name}\n  expected\n{}  told\n{}", indented(&case.report), indented(&report)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the fault files differ (BLESS=1 accepts):\n{}", wrong.len(), wrong.join("\n"));
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// All codes: those of the manual, and those that `src/diagnostics.rs` tells.
fn codes() -> BTreeSet<String> {
    let text = fs::read_to_string(repository().join("src/diagnostics.rs")).expect("src/diagnostics.rs");
    let mut codes: BTreeSet<String> = hornbook::diagnostics::help::codes().map(str::to_owned).collect();
    for word in ["self.error(", "self.warning(", "self.notice("] {
        for (at, _) in text.match_indices(word) {
            let rest = text[at + word.len()..].trim_start();
            if let Some(code) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) {
                codes.insert(code.to_owned());
            }
        }
    }
    codes
}

#[test]
fn every_code_has_a_file_that_shows_it() {
    let codes = codes();
    assert!(codes.len() > 60, "only {} codes were found", codes.len());
    let mut wrong = Vec::new();
    for code in &codes {
        if ELSEWHERE.iter().any(|(name, _)| name == code) {
            continue;
        }
        let path = repository().join(format!("tests/faults/{code}.txt"));
        if !path.exists() {
            wrong.push(format!("tests/faults/{code}.txt is missing"));
        } else if !read(path).report.contains(&format!("[{code}]:")) {
            wrong.push(format!("tests/faults/{code}.txt does not show its own fault"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_page_in_the_manual() {
    let folder = Folder::new();
    for code in codes() {
        let run = folder.hornbook(&["help", &code]);
        run.expect(&[0]);
        assert!(run.stdout.contains(&code) && run.stdout.lines().count() > 5, "`hornbook help {code}` says little: {}", run.told());
    }
}

#[test]
fn a_page_with_twelve_faults_tells_twelve_in_order() {
    let case = read(repository().join("tests/faults/twelve-faults.txt"));
    assert_eq!(case.report.lines().count(), 12);
    let lines: Vec<usize> =
        case.report.lines().map(|line| line.split(':').nth(1).and_then(|number| number.parse().ok()).expect("a line number")).collect();
    assert!(lines.is_sorted(), "{lines:?}");
}
