//! What all areas share: folders to build in, the program as a child, built pages as tags.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use html5gum::{Token, Tokenizer};
use tempfile::TempDir;

/// The day on which all tests happen.
pub const TODAY: &str = "2026-11-24";

/// The root of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether new output is to be accepted.
pub fn bless() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| !value.is_empty() && value != "0")
}

/// The short count, or the full one under `HORNBOOK_FULL=1`.
pub fn count(short: usize, full: usize) -> usize {
    if std::env::var_os("HORNBOOK_FULL").is_some_and(|value| value == "1") { full } else { short }
}

/// A folder of its own that goes away at the end.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::Builder::new().prefix("hornbook-").tempdir().expect("a folder for the test"))
    }

    /// A folder with these files.
    pub fn with<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Folder {
        let folder = Folder::new();
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn join(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.join(path);
        fs::create_dir_all(path.parent().expect("a path below the folder")).expect("folders for a test file");
        fs::write(path, bytes).expect("a test file");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn has(&self, path: &str) -> bool {
        self.join(path).exists()
    }

    /// Runs the program here.
    pub fn hornbook(&self, arguments: &[&str]) -> Run {
        run(&mut command(self.path(), arguments))
    }
}

/// The program with its arguments, in a folder, ready to start. A minute is far more than any run needs.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("timeout");
    command.args(["--signal=KILL", "60"]).arg(env!("CARGO_BIN_EXE_hornbook")).args(arguments);
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// What a run of the program gave.
pub struct Run {
    /// None when a signal ended it: a crash, or the time limit.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Both streams, for messages of failed tests.
    pub fn told(&self) -> String {
        format!("exit {:?}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }

    /// Fails unless the program ended by itself with one of these codes and without a panic.
    #[track_caller]
    pub fn expect(&self, codes: &[i32]) -> &Run {
        assert!(!self.stderr.contains("panicked at"), "the program panicked: {}", self.told());
        assert!(self.code.is_some_and(|code| codes.contains(&code)), "exit {codes:?} expected: {}", self.told());
        self
    }
}

pub fn run(command: &mut Command) -> Run {
    let output = command.output().expect("`timeout` of the coreutils and the program start");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run {
        // `timeout` says 137 when it had to kill.
        code: output.status.code().filter(|code| *code < 124),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

/// All files below a folder by their path with `/`; a symbolic link is a fault of the caller.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(top: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                walk(top, &path, found);
            } else {
                let name = path.strip_prefix(top).expect("below the top").to_str().expect("names in UTF-8").replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// Copies a folder of the repository.
pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders of a copy");
        fs::write(path, bytes).expect("a copied file");
    }
}

/// A start tag of a built page, read as a browser reads it.
#[derive(Debug)]
pub struct Tag {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// What stands directly after it up to the next tag.
    pub text: String,
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// All start tags of a page, by a tokenizer that follows the HTML standard.
pub fn tags(html: &str) -> Vec<Tag> {
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut tags: Vec<Tag> = Vec::new();
    for token in Tokenizer::new(html) {
        match token.expect("no input error in memory") {
            Token::StartTag(tag) => tags.push(Tag {
                name: lossy(&tag.name),
                attributes: tag.attributes.iter().map(|(name, value)| (lossy(name), lossy(value))).collect(),
                text: String::new(),
            }),
            Token::String(text) => {
                if let Some(tag) = tags.last_mut() {
                    tag.text.push_str(&lossy(&text));
                }
            }
            _ => {}
        }
    }
    tags
}
