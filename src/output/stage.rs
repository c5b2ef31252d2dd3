//! The stage beside the output folder, the lock on it, and what a killed build left there.
//!
//! ```text
//! .hornbook.lock        held while a build writes; the system frees it when the build dies
//! .stage-PID/
//!     stage.json        whose stage it is, and which folder `site` was when it was made
//!     site/             the new release; after the exchange, the old one
//!     journal.json      only on the way file by file: from when it is there, the new release is meant
//! public/
//! ```
//!
//! Whoever holds the lock owns every stage of the target: its maker is dead. The label names the identity
//! that the file system gave the stage, so a stage that came with a cloned or copied folder is not taken
//! for one of ours: its journal could move files that its author chose.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use walkdir::WalkDir;

use super::journal::Journal;
use super::target::{self, Target};
use super::{Refusal, is_our_folder, is_ours, native, slashed};
use crate::release::{self, Release};

const LOCK: &str = ".hornbook.lock";
const PREFIX: &str = ".stage-";
const LABEL: &str = "stage.json";
const SITE: &str = "site";
const JOURNAL: &str = "journal.json";
const JOURNAL_PART: &str = "journal.part";

/// Held from before the stage is made until it is gone. Dropping it, or dying, frees it.
pub struct Lock(File);

impl Drop for Lock {
    /// Closing the file would do, were it not for a thread that starts a program just now: until that
    /// program has begun, it holds all open files a second time.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl Lock {
    pub fn take(target: &Target) -> Result<Lock, Refusal> {
        let path = target.parent.join(LOCK);
        let failed = |error| Refusal::Io { doing: "lock", path: path.clone(), error };
        fs::create_dir_all(&target.parent).map_err(|error| Refusal::Io { doing: "make", path: target.parent.clone(), error })?;
        // A link that came with a cloned site would have us empty the file that it leads to.
        if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(failed(io::Error::other("it is no plain file")));
        }
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Windows lets nobody read a locked file: then the message names no holder.
                let _ = file.read_to_string(&mut holder);
                return Err(Refusal::Busy { out: target.path.clone(), holder: holder.trim().to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let start = jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or_default();
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "process {}, started {start}", std::process::id()))
            .map_err(failed)?;
        Ok(Lock(file))
    }
}

/// A stage in the making. Dropped, it takes itself away, unless its journal must be finished first.
pub struct Stage {
    folder: PathBuf,
    site: PathBuf,
    /// Set when the content of the folder has become precious: see `keep`.
    kept: bool,
}

impl Stage {
    /// Makes an empty stage.
    pub fn new(target: &Target) -> Result<Stage, Refusal> {
        let pid = std::process::id();
        let folder = (0..)
            .map(|count| target.parent.join(if count == 0 { format!("{PREFIX}{pid}") } else { format!("{PREFIX}{pid}-{count}") }))
            .find(|folder| fs::symlink_metadata(folder).is_err())
            .expect("some name is free");
        let site = folder.join(SITE);
        let make = || {
            fs::create_dir(&folder)?;
            fs::create_dir(&site)?;
            let label = json!({ "out": target.name, "stage": identity(&folder)?, "site": identity(&site)? });
            fs::write(folder.join(LABEL), format!("{label}\n"))
        };
        match make() {
            Ok(()) => Ok(Stage { folder, site, kept: false }),
            Err(error) => {
                let _ = remove_unlabelled(&folder);
                Err(Refusal::Io { doing: "make", path: folder, error })
            }
        }
    }

    /// Where the new release is put together.
    pub fn site(&self) -> &Path {
        &self.site
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether the target can be exchanged in one step: it lies on the file system of the stage, and that
    /// exchanges folders; tried on two empty ones.
    pub fn can_exchange(&self, target: &Target) -> bool {
        if !same_file_system(&self.site, &target.path) {
            return false;
        }
        let pair = [self.folder.join("probe-a"), self.folder.join("probe-b")];
        let works = pair.iter().try_for_each(fs::create_dir).and_then(|()| exchange(&pair[0], &pair[1])).is_ok();
        for folder in pair {
            let _ = fs::remove_dir(folder);
        }
        works
    }

    /// From here on the folder holds the old release, or files that a journal still has to move: it
    /// must not go when an error ends this build.
    pub fn keep(&mut self) {
        self.kept = true;
    }

    /// The exchange was refused: all is as it was.
    pub fn unkeep(&mut self) {
        self.kept = false;
    }

    /// Puts the journal beside the site in one step. The site must be on the disk already.
    pub fn commit(&mut self, journal: &Journal) -> io::Result<()> {
        let part = self.folder.join(JOURNAL_PART);
        let mut file = File::create(&part)?;
        file.write_all(journal.to_json().as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&part, self.folder.join(JOURNAL))?;
        self.keep();
        sync_folder(&self.folder)
    }

    /// Takes away a stage whose content is wholly ours.
    pub fn remove(mut self) -> io::Result<()> {
        self.kept = true;
        remove(&self.folder)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.kept {
            // The next build looks again; here another error is on its way already.
            let _ = remove(&self.folder);
        }
    }
}

/// What was found of a stage without a living maker.
struct Leftover {
    folder: PathBuf,
    /// Which folder `site` was when the stage was made.
    site: Option<String>,
    journal: Option<Journal>,
}

/// Finishes or removes what killed builds left for this target. A journal is carried out to its end; a
/// stage that was never exchanged goes; an old release that was exchanged out goes but for what is not
/// ours.
pub fn recover(target: &Target) -> Result<(), Refusal> {
    for leftover in leftovers(target)? {
        let site = leftover.folder.join(SITE);
        let now = identity(&site).ok();
        if let Some(journal) = &leftover.journal {
            if journal.fits(&target.path) {
                journal.carry_out(&site, &target.path, &mut |_| {})?;
            }
        } else if now.is_some() && leftover.site != now {
            settle(&site, target, &mut || {})?;
        }
        remove(&leftover.folder).map_err(|error| Refusal::Io { doing: "remove", path: leftover.folder, error })?;
    }
    Ok(())
}

/// Whether a killed build left this target half moved.
pub fn has_journal(target: &Target) -> bool {
    leftovers(target).is_ok_and(|leftovers| leftovers.iter().any(|leftover| leftover.journal.is_some()))
}

fn leftovers(target: &Target) -> Result<Vec<Leftover>, Refusal> {
    let failed = |error| Refusal::Io { doing: "read", path: target.parent.clone(), error };
    let mut found = Vec::new();
    let entries = match fs::read_dir(&target.parent) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let is_stage = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if !is_stage || !entry.file_type().map_err(failed)?.is_dir() {
            continue;
        }
        let folder = entry.path();
        match read_json(&folder.join(LABEL)) {
            Some(label) if label["out"] != target.name.as_str() || label["stage"] != identity(&folder).unwrap_or_default() => {}
            Some(label) => found.push(Leftover {
                site: label["site"].as_str().map(str::to_owned),
                journal: read_json(&folder.join(JOURNAL)).and_then(|value| Journal::from_json(&value)),
                folder,
            }),
            // Killed before the label was there; if it is not empty, it is not ours and stays.
            None => drop(remove_unlabelled(&folder)),
        }
    }
    found.sort_by(|a, b| a.folder.cmp(&b.folder));
    Ok(found)
}

fn read_json(path: &Path) -> Option<Value> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// The label goes last, so that a kill in between leaves a stage that the next build knows.
fn remove(folder: &Path) -> io::Result<()> {
    let gone = |result: io::Result<()>| match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    };
    gone(fs::remove_dir_all(folder.join(SITE)))?;
    for probe in ["probe-a", "probe-b"] {
        gone(fs::remove_dir(folder.join(probe)))?;
    }
    for file in [JOURNAL_PART, JOURNAL, LABEL] {
        gone(fs::remove_file(folder.join(file)))?;
    }
    gone(fs::remove_dir(folder))
}

fn remove_unlabelled(folder: &Path) -> io::Result<()> {
    let _ = fs::remove_dir(folder.join(SITE));
    if fs::read_dir(folder)?.flatten().all(|entry| entry.file_name() == LABEL) {
        let _ = fs::remove_file(folder.join(LABEL));
    }
    fs::remove_dir(folder)
}

/// Takes away an old release that was exchanged out of the target. Only what it lists is deleted.
/// Everything else was carried over before the exchange; what came or changed in that moment is moved
/// after it. The manifest goes last, so that a kill in between loses no knowledge.
pub fn settle(old: &Path, target: &Target, step: &mut dyn FnMut()) -> Result<(), Refusal> {
    let listing = target::marker(old).ok().flatten().and_then(|text| Release::from_json(&text).ok());
    let mut manifest = None;
    let mut folders = Vec::new();
    let carry = |path: &Path, error: io::Error| Refusal::CleanUp { path: path.to_owned(), error };
    for entry in WalkDir::new(old).min_depth(1).contents_first(true) {
        let entry = entry.map_err(|error| carry(old, error.into()))?;
        let relative = entry.path().strip_prefix(old).expect("walked from there");
        let key = slashed(relative);
        if entry.file_type().is_dir() {
            let in_ours = key.as_deref().is_some_and(|key| is_our_folder(listing.as_ref(), key));
            folders.push((entry.path().to_owned(), target.path.join(relative), in_ours));
        } else if key.as_deref() == Some(release::NAME) {
            manifest = Some(entry.into_path());
        } else if key.is_some_and(|key| is_ours(listing.as_ref(), &key)) {
            fs::remove_file(entry.path()).map_err(|error| carry(entry.path(), error))?;
        } else {
            hand_over(entry.path(), &target.path.join(relative)).map_err(|error| carry(entry.path(), error))?;
        }
        step();
    }
    for (from, to, ours) in folders {
        if !ours && fs::symlink_metadata(&to).is_err() {
            fs::create_dir_all(&to).map_err(|error| carry(&to, error))?;
        }
        fs::remove_dir(&from).map_err(|error| carry(&from, error))?;
    }
    if let Some(manifest) = manifest {
        fs::remove_file(&manifest).map_err(|error| carry(&manifest, error))?;
    }
    Ok(())
}

/// Takes a file that is not ours out of the old folder. Most are in the new one already, as the same
/// file. Where the two differ, somebody wrote one of them while we switched: the newer is the one meant.
fn hand_over(from: &Path, to: &Path) -> io::Result<()> {
    let there = match fs::symlink_metadata(to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent)?;
            }
            return fs::rename(from, to);
        }
        there => there?,
    };
    let here = fs::symlink_metadata(from)?;
    let newer = !same_file(&here, &there) && here.modified()? > there.modified()? && !there.is_dir();
    if newer { fs::rename(from, to) } else { fs::remove_file(from) }
}

/// What tells a folder from every other one on its file system for as long as it is there, whatever it
/// is called. Stays the same over a restart, unlike the number of the device.
#[cfg(unix)]
fn identity(folder: &Path) -> io::Result<String> {
    use std::os::unix::fs::MetadataExt;
    Ok(fs::symlink_metadata(folder)?.ino().to_string())
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> io::Result<String> {
    let made = fs::symlink_metadata(folder)?.created()?;
    Ok(made.duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_nanos().to_string())
}

#[cfg(unix)]
fn same_file(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

/// Only asked after an exchange, which no other system has.
#[cfg(not(unix))]
fn same_file(_: &fs::Metadata, _: &fs::Metadata) -> bool {
    false
}

#[cfg(unix)]
fn same_file_system(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|metadata| metadata.dev()).ok();
    device(a) == device(b)
}

#[cfg(not(unix))]
fn same_file_system(_: &Path, _: &Path) -> bool {
    true
}

/// Exchanges two folders in one step: nobody ever meets neither.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Waits until all of a folder is on the disk: one call for the whole file system where there is one,
/// else file by file.
pub fn sync(folder: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    match rustix::fs::syncfs(File::open(folder)?) {
        Err(rustix::io::Errno::NOSYS) => {}
        result => return result.map_err(io::Error::from),
    }
    for entry in WalkDir::new(folder).contents_first(true) {
        let entry = entry?;
        if entry.file_type().is_dir() {
            sync_folder(entry.path())?;
        } else if entry.file_type().is_file() {
            // Windows flushes only what is open for writing; a file of ours is, one of others need not be.
            let file = if cfg!(windows) { OpenOptions::new().write(true).open(entry.path()) } else { File::open(entry.path()) };
            file.map_or(Ok(()), |file| file.sync_all())?;
        }
    }
    Ok(())
}

/// Waits until the names in a folder are on the disk. Windows has no such call and needs none.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes the folders above a file of ours that stand empty now.
pub fn remove_empty_above(root: &Path, key: &str) {
    let mut folder = key;
    while let Some(at) = folder.rfind('/') {
        folder = &folder[..at];
        if fs::remove_dir(native(root, folder)).is_err() {
            return;
        }
    }
}
