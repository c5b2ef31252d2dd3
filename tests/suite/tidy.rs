//! The habits of the code, read from the code.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{files, repository};

/// Modules that may touch the world. All others are pure.
const SHELL: [&str; 7] = ["disk", "output", "watch", "serve", "publish", "cli", "main"];

/// Rust files of `src/` as (module at the top, path, text), without unit tests.
fn sources() -> Vec<(String, String, String)> {
    let mut list = Vec::new();
    for (path, bytes) in files(&repository().join("src")) {
        // A module's unit tests may stand in a file of their own.
        if path.ends_with(".rs") && !path.ends_with("/tests.rs") {
            let text = String::from_utf8(bytes).expect("sources in UTF-8");
            let module = path.trim_end_matches(".rs").split('/').next().unwrap_or_default().to_owned();
            let code = text.split("\n#[cfg(test)]").next().unwrap_or_default().to_owned();
            list.push((module, path, code));
        }
    }
    list
}

/// The modules in the order of `src/lib.rs`.
fn order() -> Vec<String> {
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("src/lib.rs");
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ").or_else(|| line.trim().strip_prefix("mod ")))
        .map(|rest| rest.trim_end_matches(';').to_owned())
        .collect()
}

/// Code without comments: a line that is one, and what follows `// ` on a line.
fn without_comments(code: &str) -> String {
    code.lines()
        .map(|line| if line.trim_start().starts_with("//") { "" } else { line.split(" // ").next().unwrap_or_default() })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Names after `crate::`, also those in `crate::{a, b::c}`.
fn used_modules(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>();
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => used.push(word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut fresh = true;
                for (at, letter) in list.char_indices() {
                    match letter {
                        '}' if depth == 0 => break,
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => fresh = true,
                        _ if fresh && letter.is_alphabetic() => {
                            used.push(word(&list[at..]));
                            fresh = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    used
}

#[test]
fn a_module_uses_only_those_above_it() {
    let order = order();
    let place: BTreeMap<&str, usize> = order.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    let mut faults = Vec::new();
    for (module, path, code) in sources() {
        let Some(own) = place.get(module.as_str()) else { continue };
        for used in used_modules(&without_comments(&code)) {
            if place.get(used.as_str()).is_some_and(|other| other > own) {
                faults.push(format!("src/{path} uses `{used}`, which stands below `{module}` in src/lib.rs"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_core_does_not_touch_the_world() {
    const WORLD: [&str; 12] = [
        "std::fs",
        "std::env",
        "std::time",
        "std::net",
        "std::process",
        "std::thread",
        "println!",
        "eprintln!",
        "print!(",
        "eprint!(",
        "dbg!(",
        "Instant::now",
    ];
    let mut faults = Vec::new();
    for (module, path, code) in sources() {
        if SHELL.contains(&module.as_str()) {
            continue;
        }
        for (number, line) in without_comments(&code).lines().enumerate() {
            for word in WORLD {
                if line.contains(word) && !(word == "print!(" && line.contains("println!")) {
                    faults.push(format!("src/{path}:{}: `{word}` belongs to the shell: {SHELL:?}", number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, _, code)| !code.starts_with("//! ")).map(|(_, path, _)| format!("src/{path}")).collect();
    assert!(silent.is_empty(), "without a doc comment at the top: {}", silent.join(", "));
}

#[test]
fn nothing_is_left_to_do_and_nothing_is_inline() {
    let mut faults = Vec::new();
    let mut look = |folder: &str, words: &[&str]| {
        for (path, bytes) in files(&repository().join(folder)) {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            for (number, line) in text.lines().enumerate() {
                for word in words {
                    if line.contains(word) {
                        faults.push(format!("{folder}/{path}:{}: `{word}`", number + 1));
                    }
                }
            }
        }
    };
    look("src", &["TODO", "FIXME", "XXX", "todo!(", "unimplemented!("]);
    look(
        "theme",
        &[
            "TODO",
            "FIXME",
            "XXX",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            " style=",
            "onclick=",
            "javascript:",
        ],
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Where a pause is meant, and why.
const PAUSES: [(&str, &str); 5] = [
    ("src/output/journal.rs", "on Windows another program may hold a file for a moment"),
    ("src/serve/connections.rs", "the system is out of sockets, and says nothing when it has some again"),
    ("src/watch", "the pause between two looks is the watcher's work"),
    ("tests/suite/kills.rs", "the moment of a kill is random"),
    ("tests/suite/output.rs", "somebody meddles in the middle of a build"),
];

#[test]
fn tests_wait_for_conditions_and_do_not_sleep() {
    let mut faults = Vec::new();
    let mut look = |path: &str, text: &str| {
        for (number, line) in text.lines().enumerate() {
            let meant = PAUSES.iter().any(|(place, _)| path.starts_with(place)) || path.ends_with("tidy.rs");
            if (line.contains("thread::sleep(") || line.contains("waitForTimeout(")) && !meant {
                faults.push(format!("{path}:{}: wait for a condition instead", number + 1));
            }
        }
    };
    for folder in ["tests/suite", "src"] {
        for (path, bytes) in files(&repository().join(folder)) {
            look(&format!("{folder}/{path}"), &String::from_utf8_lossy(&bytes));
        }
    }
    for entry in fs::read_dir(repository().join("tests/browser")).expect("tests/browser") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "mjs") {
            look(&path.display().to_string(), &fs::read_to_string(&path).expect("a check"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_of_the_repository_are_text_that_ends_in_a_line() {
    let mut faults = Vec::new();
    for folder in ["src", "theme", "tests/suite", "tests/faults", "benches", "content"] {
        let folder_path = repository().join(folder);
        if !Path::new(&folder_path).exists() {
            continue;
        }
        for (path, bytes) in files(&folder_path) {
            let Ok(text) = String::from_utf8(bytes) else { continue };
            if text.contains('\r') {
                faults.push(format!("{folder}/{path} has carriage returns"));
            }
            if !text.is_empty() && !text.ends_with('\n') {
                faults.push(format!("{folder}/{path} does not end in a line"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
