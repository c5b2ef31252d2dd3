//! The way of file systems that exchange no folders: file by file, under a journal.
//!
//! Files move in publish order and deletions come last, so every page that a reader loads on the way
//! is whole, though old and new pages stand side by side for a moment. Each step can be repeated: a move
//! whose staged file is gone was done, a deletion of what is not there was done.

use std::fs;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::stage::{remove_empty_above, sync};
use super::{Phase, Refusal, native, target};
use crate::release::{Release, is_inside};

/// All that is left to do. Once it is on the disk, the new release is meant, whatever happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    /// Id of the release in the target before, if there was one.
    pub from: Option<String>,
    /// Id of the release in the stage.
    pub to: String,
    pub moves: Vec<Move>,
    pub deletions: Vec<String>,
}

/// One staged file on its way to its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    pub path: String,
    /// Files of the old release that stand in its way: their path is a folder of the new one, or they
    /// lie in a folder of its name, or differ from it by case alone, which some file systems take for
    /// the same name. They go just before, and only if the staged file is still there: a repeated
    /// deletion would take the new file for the old one.
    pub clears: Vec<String>,
}

/// Beside its place, on the way from another file system.
const PART: &str = ".hornbook-part";

impl Journal {
    pub fn to_json(&self) -> String {
        let moves: Vec<Value> = self.moves.iter().map(|step| json!({ "path": step.path, "clears": step.clears })).collect();
        format!("{}\n", json!({ "from": self.from, "to": self.to, "moves": moves, "deletions": self.deletions }))
    }

    /// `None` for what is no journal of ours, or leads out of the folder.
    pub fn from_json(value: &Value) -> Option<Journal> {
        let path = |value: &Value| value.as_str().filter(|path| is_inside(path)).map(str::to_owned);
        let paths = |value: &Value| value.as_array()?.iter().map(path).collect::<Option<Vec<_>>>();
        let step = |value: &Value| Some(Move { path: path(&value["path"])?, clears: paths(&value["clears"])? });
        Some(Journal {
            from: value["from"].as_str().map(str::to_owned),
            to: value["to"].as_str()?.to_owned(),
            moves: value["moves"].as_array()?.iter().map(step).collect::<Option<_>>()?,
            deletions: paths(&value["deletions"])?,
        })
    }

    /// Whether the target still is what the journal was written for: nobody removed or replaced it.
    pub fn fits(&self, target: &Path) -> bool {
        let id = target::marker(target).ok().flatten().and_then(|text| Release::from_json(&text).ok()).map(|release| release.id);
        target.is_dir() && (id == self.from || id.as_ref() == Some(&self.to))
    }

    /// Does all steps that are not done yet; tells of each.
    pub fn carry_out(&self, staged: &Path, target: &Path, step: &mut dyn FnMut(Phase)) -> Result<(), Refusal> {
        let unfinished = |path: &str| {
            let path = native(target, path);
            |error| Refusal::Unfinished { path, error }
        };
        for Move { path, clears } in &self.moves {
            let from = native(staged, path);
            if fs::symlink_metadata(&from).is_ok() {
                for cleared in clears {
                    delete(target, cleared).map_err(unfinished(cleared))?;
                }
                put(&from, &native(target, path)).map_err(unfinished(path))?;
            }
            step(Phase::Switch);
        }
        if !self.deletions.is_empty() {
            sync(target).map_err(|error| Refusal::Unfinished { path: target.to_owned(), error })?;
        }
        for path in &self.deletions {
            delete(target, path).map_err(unfinished(path))?;
            step(Phase::CleanUp);
        }
        sync(target).map_err(|error| Refusal::Unfinished { path: target.to_owned(), error })
    }
}

/// Deletes a file of ours and the folders that this leaves empty. A folder of that name is not ours.
fn delete(target: &Path, path: &str) -> io::Result<()> {
    let file = native(target, path);
    match fs::symlink_metadata(&file) {
        Ok(metadata) if metadata.is_dir() => return Ok(()),
        Ok(_) => persist(|| fs::remove_file(&file))?,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
        Err(error) => return Err(error),
    }
    remove_empty_above(target, path);
    Ok(())
}

fn put(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent)?;
    }
    match persist(|| fs::rename(from, to)) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            // The target is a mount point: copy beside the place, then rename.
            let part = to.with_file_name(format!("{}{PART}", to.file_name().unwrap_or_default().to_string_lossy()));
            fs::copy(from, &part)?;
            fs::OpenOptions::new().write(true).open(&part)?.sync_all()?;
            fs::rename(&part, to)?;
            fs::remove_file(from)
        }
        result => result,
    }
}

/// On Windows a virus scanner or a reader can hold a file for a moment.
fn persist(step: impl Fn() -> io::Result<()>) -> io::Result<()> {
    let mut result = step();
    for attempt in 1..=4 {
        if !cfg!(windows) || !matches!(&result, Err(error) if error.kind() == io::ErrorKind::PermissionDenied) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50 * attempt));
        result = step();
    }
    result
}
