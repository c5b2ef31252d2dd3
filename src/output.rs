//! Writing a built site so that a crash leaves the old one or the new one, and nothing of others is lost.
//!
//! ```text
//! lock ▶ recover ▶ stage ─all well?─▶ fill ▶ sync ▶ switch ▶ clean up
//! ```
//!
//! The new release is put together in a stage beside the output folder, and the two are exchanged in one
//! step. Where the file system cannot, the changed files move one by one under a journal (`journal`), and
//! the answer says so. Whatever is killed, the next build finishes or removes (`stage`).
//!
//! * Unchanged files are told by their bytes, never by size and time, and hard-linked. A file of ours
//!   that somebody edited in the output is therefore put right again.
//! * Files that no release lists are carried over as they are; links are carried, never followed. Where
//!   one lies in the way of a new file, the build stops before the switch, unless the bytes are equal.
//! * Only listed files are deleted, and folders of ours that this leaves empty.
//! * New files get the permissions that the umask gives; those of the sources do not travel. The output
//!   folder and folders of others keep theirs.
//!
//! Linux is what the kill tests run on. macOS takes the same path through `RENAME_SWAP`; Windows always
//! goes file by file. Neither has been run.

#![allow(clippy::disallowed_methods, reason = "the shell writes")]

mod journal;
pub mod links;
mod stage;
mod target;

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::address::OutPath;
use crate::hosts;
use crate::release::{self, FileRecord, Kind, Release};
use crate::source::{Hash, nfc};
use journal::{Journal, Move};
use stage::{Lock, Stage};
use target::Target;

pub use target::check as check_target;

/// A file that the new site has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub path: OutPath,
    pub kind: Kind,
}

/// Where the bytes of a file come from.
pub enum Content {
    Bytes(Vec<u8>),
    /// A source file. It is streamed, and the build stops if it is no longer what was read.
    Copy {
        from: PathBuf,
        hash: Hash,
        length: u64,
    },
}

/// One build's worth of writing.
pub struct Job<'a> {
    pub site: &'a Path,
    pub out: &'a Path,
    /// Ordered by path, each once.
    pub planned: &'a [Planned],
    /// Pure; called from many threads, once a file. What it gives is dropped as soon as it is written.
    pub get: &'a (dyn Fn(&OutPath) -> Content + Sync),
    /// Asked once, when every file has been got, with the links that lead to no file: `false` means that the
    /// old site stays.
    pub may_switch: &'a (dyn Fn(&[Broken]) -> bool + Sync),
    /// `_hosts/…`, by the names in [`hosts::FILES`].
    pub host_files: Vec<(OutPath, Vec<u8>)>,
    /// The decoded path of the site's `base`, as `/a b/c/`: the 404 page links by it.
    pub base_path: Option<&'a str>,
    pub tool: &'a str,
    pub source: Hash,
    /// As `2026-11-24`.
    pub today: &'a str,
    /// `false`: go file by file, as on file systems that exchange no folders.
    pub atomic: bool,
    /// How many files of the present phase are done.
    pub progress: &'a (dyn Fn(usize) + Sync),
    /// A phase begins.
    pub phase: &'a (dyn Fn(Phase) + Sync),
}

/// A page, and the target, as written there, of a link that leads to no file.
pub type Broken = (OutPath, String);

/// The phases of writing, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Finishing or removing what a killed build left.
    Recover,
    /// Getting every file; what is new is written.
    Stage,
    /// Linking into the stage what stays as it is.
    Fill,
    Sync,
    Switch,
    /// Deleting what was ours and is no more.
    CleanUp,
}

impl Phase {
    pub fn name(self) -> &'static str {
        match self {
            Phase::Recover => "recover",
            Phase::Stage => "stage",
            Phase::Fill => "fill",
            Phase::Sync => "sync",
            Phase::Switch => "switch",
            Phase::CleanUp => "clean up",
        }
    }
}

/// How the new site took the place of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It did not: `may_switch` said no. The old site stays.
    Withheld,
    /// It did not need to: every byte was there already.
    Unneeded,
    /// Nothing was there before.
    Renamed,
    /// In one step.
    Exchanged,
    /// One file after the other, under a journal.
    FileByFile,
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Written {
    pub switch: Switch,
    /// Id of the new release.
    pub id: String,
    /// All that the site has, without manifest and host files.
    pub files: usize,
    pub written: usize,
    pub unchanged: usize,
    /// Files of ours that are gone.
    pub removed: usize,
    /// Links that lead to no file.
    pub broken: Vec<Broken>,
    pub timings: Vec<(Phase, Duration)>,
}

/// Why nothing, or not all, was written. Always exit code 2.
#[derive(Debug)]
pub enum Refusal {
    Target {
        out: PathBuf,
        reason: Reason,
    },
    /// Another build holds the lock. `holder` may be empty.
    Busy {
        out: PathBuf,
        holder: String,
    },
    /// A file that is not ours lies where a file of the new site has to go.
    InTheWay {
        path: PathBuf,
    },
    /// A path that the site may not use.
    PlannedPath {
        path: OutPath,
    },
    /// A source file is no longer what was read.
    SourceChanged {
        path: PathBuf,
    },
    /// The system refused. The old site is as it was.
    Io {
        doing: &'static str,
        path: PathBuf,
        error: io::Error,
    },
    /// Stopped on the way file by file.
    Unfinished {
        path: PathBuf,
        error: io::Error,
    },
    /// The new site is in its place, but the old one is not all gone yet.
    CleanUp {
        path: PathBuf,
        error: io::Error,
    },
}

/// Why a folder is not for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Source,
    AboveSource,
    InSource(&'static str),
    Home,
    Root,
    Git,
    DeadLink,
    NotAFolder,
    /// The name is no Unicode text.
    Name,
    /// Not empty, and without our manifest.
    NotOurs,
    /// The manifest is damaged; completes "its `release.json` …".
    BadMarker(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::Source => "it is the site's own folder",
            Reason::AboveSource => "it contains the site's own folder",
            Reason::InSource(folder) => return write!(f, "it lies in the site's `{folder}` folder"),
            Reason::Home => "it is a home folder, or contains one",
            Reason::Root => "it is the root of a disk",
            Reason::Git => "it is a Git repository, or lies in a `.git` folder",
            Reason::DeadLink => "it is a link that leads to nothing",
            Reason::NotAFolder => "it is a file",
            Reason::Name => "its name is no valid text",
            Reason::NotOurs => "it holds files, and none says that Hornbook made them",
            Reason::BadMarker(why) => return write!(f, "its `release.json` {why}"),
        })
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Target { out, reason } => {
                write!(f, "the site cannot be written to `{}`: {reason}; choose another folder with --out", out.display())
            }
            Refusal::Busy { out, holder } if holder.is_empty() => write!(f, "another build is writing to `{}`", out.display()),
            Refusal::Busy { out, holder } => write!(f, "another build is writing to `{}` ({holder})", out.display()),
            Refusal::InTheWay { path } => {
                write!(f, "`{}` was not made by Hornbook, and a file of the new site goes there; move it away", path.display())
            }
            Refusal::PlannedPath { path } => write!(f, "the site may have no file `{path}`; give it another name"),
            Refusal::SourceChanged { path } => write!(f, "`{}` was changed while the site was being built; build again", path.display()),
            Refusal::Io { doing, path, error } => write!(f, "cannot {doing} `{}`: {error}", path.display()),
            Refusal::Unfinished { path, error } => write!(
                f,
                "stopped half way at `{}`: {error}; old and new pages stand side by side, and the next build finishes the work",
                path.display()
            ),
            Refusal::CleanUp { path, error } => write!(
                f,
                "the new site is in its place, but the work on `{}` could not be ended: {error}; the next build tries again",
                path.display()
            ),
        }
    }
}

impl std::error::Error for Refusal {}

/// Writes the site. Whatever goes wrong before the switch leaves the old site as it was.
pub fn write(job: &Job) -> Result<Written, Refusal> {
    check_plan(job)?;
    let mut clock = Clock::new(job.phase);
    clock.enter(Phase::Recover);
    let target = target::resolve(job.site, job.out)?;
    let _lock = Lock::take(&target)?;
    stage::recover(&target)?;
    target::check_marker(&target)?;
    let present = Present::survey(&target)?;
    let stage = Stage::new(&target)?;

    clock.enter(Phase::Stage);
    let made = get_all(job, &target, &present, &stage)?;
    let withheld = !(job.may_switch)(&made.broken);
    let next = Next::new(job, &target, &present, made)?;
    let mut written = Written {
        switch: Switch::Withheld,
        id: next.release.id.clone(),
        files: next.release.files.len(),
        written: next.changed.len(),
        unchanged: next.release.files.len() - next.changed.len(),
        removed: next.removed.len(),
        broken: next.broken.clone(),
        timings: Vec::new(),
    };
    if !withheld {
        written.switch = switch(job, &target, &present, &next, stage, &mut clock)?;
    }
    written.timings = clock.stop();
    Ok(written)
}

/// Times the phases and tells of them.
struct Clock<'a> {
    phase: &'a (dyn Fn(Phase) + Sync),
    begun: Option<(Phase, Instant)>,
    done: Vec<(Phase, Duration)>,
}

impl<'a> Clock<'a> {
    fn new(phase: &'a (dyn Fn(Phase) + Sync)) -> Clock<'a> {
        Clock { phase, begun: None, done: Vec::new() }
    }

    fn enter(&mut self, phase: Phase) {
        if self.begun.is_some_and(|(begun, _)| begun == phase) {
            return;
        }
        self.close();
        self.begun = Some((phase, Instant::now()));
        (self.phase)(phase);
    }

    fn close(&mut self) {
        self.done.extend(self.begun.take().map(|(phase, begun)| (phase, begun.elapsed())));
    }

    fn stop(mut self) -> Vec<(Phase, Duration)> {
        self.close();
        self.done
    }
}

/// The paths are the program's own, but they are joined to a folder, and the manifest must read back.
fn check_plan(job: &Job) -> Result<(), Refusal> {
    let ours = |path: &str| path == release::NAME || path.split('/').next() == Some(hosts::FOLDER);
    match job.planned.iter().find(|planned| !release::is_inside(&planned.path) || ours(&planned.path)) {
        Some(planned) => Err(Refusal::PlannedPath { path: planned.path.clone() }),
        None => Ok(()),
    }
}

/// What lies in the output folder before the build.
struct Present {
    /// Nothing is there, not even an empty folder of others.
    vacant: bool,
    release: Option<Release>,
    manifest: Option<String>,
    /// The files of ours that are there, listed or host files.
    ours: HashSet<String>,
    /// Files and links of others, relative.
    foreign: Vec<PathBuf>,
    /// Folders of others, relative; they stay even where they are empty.
    foreign_folders: Vec<PathBuf>,
}

impl Present {
    fn survey(target: &Target) -> Result<Present, Refusal> {
        let failed = |error| Refusal::Io { doing: "read", path: target.path.clone(), error };
        let manifest = target::marker(&target.path).map_err(failed)?;
        let release = manifest.as_deref().and_then(|text| Release::from_json(text).ok());
        let mut present =
            Present { vacant: true, release, manifest, ours: HashSet::new(), foreign: Vec::new(), foreign_folders: Vec::new() };
        if !target.path.exists() {
            return Ok(present);
        }
        let listed: HashSet<&str> = present.release.iter().flat_map(Release::listed).map(|(path, _)| &**path).collect();
        for entry in WalkDir::new(&target.path).min_depth(1) {
            let entry = entry.map_err(|error| failed(error.into()))?;
            present.vacant = false;
            let relative = entry.path().strip_prefix(&target.path).expect("walked from there");
            let key = slashed(relative);
            if entry.file_type().is_dir() {
                if !key.is_some_and(|key| is_our_folder(present.release.as_ref(), &key)) {
                    present.foreign_folders.push(relative.to_owned());
                }
            } else if let Some(key) = key.filter(|key| listed.contains(&**key) || is_unlisted_ours(key)) {
                present.ours.insert(key);
            } else {
                present.foreign.push(relative.to_owned());
            }
        }
        Ok(present)
    }
}

/// The manifest and the host files are ours, though not listed.
fn is_unlisted_ours(key: &str) -> bool {
    key == release::NAME
        || key.strip_prefix(hosts::FOLDER).and_then(|name| name.strip_prefix('/')).is_some_and(|name| hosts::FILES.contains(&name))
}

/// Whether a release may delete a file.
fn is_ours(release: Option<&Release>, key: &str) -> bool {
    is_unlisted_ours(key) || release.is_some_and(|release| release.lists(key))
}

fn is_our_folder(release: Option<&Release>, key: &str) -> bool {
    key == hosts::FOLDER || release.is_some_and(|release| release.has_folder(key))
}

/// What came of getting every file.
struct Made {
    files: BTreeMap<OutPath, FileRecord>,
    changed: Vec<OutPath>,
    broken: Vec<Broken>,
}

/// get → hash → compare with what is there → write what is new → drop.
fn get_all(job: &Job, target: &Target, present: &Present, stage: &Stage) -> Result<Made, Refusal> {
    refuse_in_the_way(job, target, present)?;
    let keys: HashSet<&str> = job.planned.iter().map(|planned| &*planned.path).collect();
    let foreign: HashSet<String> = present.foreign.iter().filter_map(|path| slashed(path)).collect();
    let done = AtomicUsize::new(0);
    let get = |checker: &mut links::Checker, planned: &Planned| {
        let content = (job.get)(&planned.path);
        let record = content.record(planned.kind);
        let broken = match &content {
            Content::Bytes(bytes) if planned.path.ends_with(".html") => checker.broken(&planned.path, bytes),
            _ => Vec::new(),
        };
        let is_foreign = foreign.contains(&*planned.path);
        // A listed hash that differs saves reading the file; an equal one proves nothing about the disk.
        let may_be_equal =
            present.release.as_ref().and_then(|release| release.record(&planned.path)).is_some_and(|known| known.sha256 == record.sha256)
                || is_foreign;
        let place = native(&target.path, &planned.path);
        let equal = may_be_equal && content.is_at(&place).map_err(|error| Refusal::Io { doing: "read", path: place.clone(), error })?;
        if !equal {
            if is_foreign {
                return Err(Refusal::InTheWay { path: place });
            }
            write_content(&native(stage.site(), &planned.path), &place, &content)?;
        }
        (job.progress)(done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok((record, equal, broken))
    };
    let results: Vec<(FileRecord, bool, Vec<String>)> =
        job.planned.par_iter().map_init(|| links::Checker::new(&keys, job.base_path), get).collect::<Result<_, _>>()?;

    let mut made = Made { files: BTreeMap::new(), changed: Vec::new(), broken: Vec::new() };
    for (planned, (record, equal, broken)) in job.planned.iter().zip(results) {
        made.files.insert(planned.path.clone(), record);
        made.broken.extend(broken.into_iter().map(|target| (planned.path.clone(), target)));
        if !equal {
            made.changed.push(planned.path.clone());
        }
    }
    Ok(made)
}

/// Refuses what differs in more than bytes: a file of others where we need a folder, or the other way.
fn refuse_in_the_way(job: &Job, target: &Target, present: &Present) -> Result<(), Refusal> {
    let paths: HashSet<&str> = job.planned.iter().map(|planned| &*planned.path).chain([release::NAME]).collect();
    let folders: HashSet<&str> = paths.iter().flat_map(|path| folders_above(path)).chain([hosts::FOLDER]).collect();
    let folder_in_the_way = |path: &&PathBuf| slashed(path).is_some_and(|key| paths.contains(&*key));
    let file_in_the_way = |path: &&PathBuf| {
        slashed(path).is_some_and(|key| folders.contains(&*key) || folders_above(&key).any(|folder| paths.contains(folder)))
    };
    let found = present.foreign_folders.iter().find(folder_in_the_way).or_else(|| present.foreign.iter().find(file_in_the_way));
    found.map_or(Ok(()), |path| Err(Refusal::InTheWay { path: target.path.join(path) }))
}

fn folders_above(key: &str) -> impl Iterator<Item = &str> {
    key.match_indices('/').map(|(at, _)| &key[..at])
}

impl Content {
    fn record(&self, kind: Kind) -> FileRecord {
        match self {
            Content::Bytes(bytes) => FileRecord { sha256: Hash::of(bytes), size: bytes.len() as u64, kind },
            Content::Copy { hash, length, .. } => FileRecord { sha256: *hash, size: *length, kind },
        }
    }

    /// Whether a plain file holds these bytes.
    fn is_at(&self, path: &Path) -> io::Result<bool> {
        let Some(mut file) = open_plain(path)? else { return Ok(false) };
        match self {
            Content::Bytes(bytes) => {
                let mut there = Vec::with_capacity(bytes.len() + 1);
                file.take(bytes.len() as u64 + 1).read_to_end(&mut there)?;
                Ok(there == *bytes)
            }
            Content::Copy { hash, .. } => Ok(stream(&mut file, &mut io::sink())? == *hash),
        }
    }
}

/// A file that is there and is no link.
fn open_plain(path: &Path) -> io::Result<Option<File>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => File::open(path).map(Some),
        Ok(_) => Ok(None),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Copies and hashes on the way.
fn stream(from: &mut File, to: &mut dyn Write) -> io::Result<Hash> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(Hash(digest.finalize().into())),
            length => {
                digest.update(&buffer[..length]);
                to.write_all(&buffer[..length])?;
            }
        }
    }
}

/// Writes a file into the stage. Faults name its place in the output, which is what people know.
fn write_content(staged: &Path, place: &Path, content: &Content) -> Result<(), Refusal> {
    let failed = |error| Refusal::Io { doing: "write", path: place.to_owned(), error };
    match content {
        Content::Bytes(bytes) => create(staged).and_then(|mut file| file.write_all(bytes)).map_err(failed),
        Content::Copy { from, hash, .. } => {
            let mut source = File::open(from).map_err(|error| Refusal::Io { doing: "read", path: from.clone(), error })?;
            let copied = create(staged).and_then(|mut file| stream(&mut source, &mut file)).map_err(failed)?;
            if copied == *hash { Ok(()) } else { Err(Refusal::SourceChanged { path: from.clone() }) }
        }
    }
}

/// A new file in the stage, with the folders above it.
fn create(path: &Path) -> io::Result<File> {
    with_folders(path, || File::create_new(path))
}

/// Does a thing again with the folders above a path, if it failed for want of them.
fn with_folders<T>(path: &Path, act: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match act() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            act()
        }
        result => result,
    }
}

/// The new release, and what makes it of the present one.
struct Next {
    release: Release,
    manifest: String,
    /// Listed files that are written, ordered by path.
    changed: Vec<OutPath>,
    /// Host files that are written.
    host_files: Vec<(OutPath, Vec<u8>)>,
    /// Paths that stay as they are on the disk: files, kept assets, host files.
    unchanged: Vec<OutPath>,
    /// Paths of ours that go, ordered.
    removed: Vec<String>,
    broken: Vec<Broken>,
}

impl Next {
    fn new(job: &Job, target: &Target, present: &Present, made: Made) -> Result<Next, Refusal> {
        let mut release = Release::new(job.tool, job.source, job.today, made.files, present.release.as_ref());
        // A kept asset that somebody removed or changed cannot be made again.
        for kept in &mut release.kept {
            kept.files.retain(|path, record| {
                present.ours.contains(&**path)
                    && open_plain(&native(&target.path, path))
                        .and_then(|file| file.map(|mut file| stream(&mut file, &mut io::sink())).transpose())
                        .is_ok_and(|hash| hash == Some(record.sha256))
            });
        }
        let (same_hosts, host_files): (Vec<_>, Vec<_>) = job
            .host_files
            .iter()
            .cloned()
            .partition(|(path, bytes)| Content::Bytes(bytes.clone()).is_at(&native(&target.path, path)).unwrap_or(false));
        let changed: HashSet<&OutPath> = made.changed.iter().collect();
        let unchanged = (release.listed().map(|(path, _)| path).filter(|path| !changed.contains(path)))
            .chain(same_hosts.iter().map(|(path, _)| path))
            .cloned()
            .collect();
        let hosts: HashSet<&str> = job.host_files.iter().map(|(path, _)| &**path).collect();
        let stays = |key: &str| key == release::NAME || hosts.contains(key) || release.lists(key);
        let mut removed: Vec<String> = present.ours.iter().filter(|key| !stays(key)).cloned().collect();
        removed.sort();
        let manifest = release.to_json();
        Ok(Next { release, manifest, changed: made.changed, host_files, unchanged, removed, broken: made.broken })
    }

    fn is_present(&self, present: &Present) -> bool {
        self.changed.is_empty()
            && self.host_files.is_empty()
            && self.removed.is_empty()
            && present.manifest.as_ref() == Some(&self.manifest)
    }

    /// Where an exchange is refused: what has to move and go.
    fn journal(&self, present: &Present) -> Journal {
        let mut changed: Vec<(&OutPath, Kind)> = self.changed.iter().map(|path| (path, self.release.files[path].kind)).collect();
        changed.sort_by(|a, b| release::publish_order(a.0, a.1).cmp(&release::publish_order(b.0, b.1)));
        let order: Vec<&str> = changed
            .iter()
            .map(|(path, _)| &***path)
            .chain(self.host_files.iter().map(|(path, _)| &**path))
            .chain([release::NAME])
            .collect();

        let mut blockers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let by_fold: BTreeMap<String, &str> = order.iter().map(|path| (path.to_lowercase(), *path)).collect();
        let mut deletions = Vec::new();
        for removed in &self.removed {
            let fold = removed.to_lowercase();
            let inside = format!("{fold}/");
            let above = || folders_above(&fold).find_map(|folder| by_fold.get(folder));
            let below = || by_fold.range(inside.clone()..).next().filter(|(path, _)| path.starts_with(&inside)).map(|(_, path)| path);
            match by_fold.get(&fold).or_else(above).or_else(below) {
                Some(path) => blockers.entry(path).or_default().push(removed.clone()),
                None => deletions.push(removed.clone()),
            }
        }
        Journal {
            from: present.release.as_ref().map(|release| release.id.clone()),
            to: self.release.id.clone(),
            moves: order.iter().map(|path| Move { path: (*path).to_owned(), clears: blockers.remove(path).unwrap_or_default() }).collect(),
            deletions,
        }
    }
}

fn switch(job: &Job, target: &Target, present: &Present, next: &Next, mut stage: Stage, clock: &mut Clock) -> Result<Switch, Refusal> {
    if next.is_present(present) {
        return Ok(Switch::Unneeded);
    }
    let whole = present.vacant || (job.atomic && stage.can_exchange(target));
    clock.enter(Phase::Fill);
    if whole {
        fill(job, target, present, next, &stage)?;
    }
    let ours = next.host_files.iter().map(|(path, bytes)| (&**path, &**bytes)).chain([(release::NAME, next.manifest.as_bytes())]);
    for (path, bytes) in ours {
        let place = native(&target.path, path);
        create(&native(stage.site(), path)).and_then(|mut file| file.write_all(bytes)).map_err(|error| Refusal::Io {
            doing: "write",
            path: place,
            error,
        })?;
    }

    clock.enter(Phase::Sync);
    let failed = |error| Refusal::Io { doing: "write", path: target.path.clone(), error };
    stage::sync(stage.folder()).map_err(failed)?;

    clock.enter(Phase::Switch);
    if whole && in_one_step(target, present, &mut stage).map_err(failed)? {
        stage::sync_folder(&target.parent)
            .and_then(|()| stage::sync_folder(stage.folder()))
            .map_err(|error| Refusal::CleanUp { path: target.path.clone(), error })?;
        clock.enter(Phase::CleanUp);
        if !present.vacant {
            let mut done = 0;
            stage::settle(stage.site(), target, &mut || {
                done += 1;
                (job.progress)(done);
            })?;
        }
        remove(stage)?;
        return Ok(if present.vacant { Switch::Renamed } else { Switch::Exchanged });
    }
    let journal = next.journal(present);
    stage.commit(&journal).map_err(failed)?;
    let mut done = 0;
    journal.carry_out(stage.site(), &target.path, &mut |phase| {
        done = if clock.begun.is_some_and(|(begun, _)| begun == phase) { done + 1 } else { 1 };
        clock.enter(phase);
        (job.progress)(done);
    })?;
    clock.enter(Phase::CleanUp);
    remove(stage)?;
    Ok(Switch::FileByFile)
}

fn remove(stage: Stage) -> Result<(), Refusal> {
    let path = stage.folder().to_owned();
    stage.remove().map_err(|error| Refusal::CleanUp { path, error })
}

/// `false` where the file system, or the folder being a mount point, refuses.
fn in_one_step(target: &Target, present: &Present, stage: &mut Stage) -> io::Result<bool> {
    stage.keep();
    let result = if present.vacant {
        if cfg!(windows) {
            // Windows renames over no folder, not even an empty one.
            let _ = fs::remove_dir(&target.path);
        }
        fs::rename(stage.site(), &target.path)
    } else {
        stage::exchange(stage.site(), &target.path)
    };
    use io::ErrorKind::{CrossesDevices, InvalidInput, ResourceBusy, Unsupported};
    match result {
        Ok(()) => Ok(true),
        Err(error) => {
            stage.unkeep();
            if matches!(error.kind(), CrossesDevices | InvalidInput | ResourceBusy | Unsupported) { Ok(false) } else { Err(error) }
        }
    }
}

/// Brings into the stage what stays as it is: our unchanged files, and all that is not ours.
fn fill(job: &Job, target: &Target, present: &Present, next: &Next, stage: &Stage) -> Result<(), Refusal> {
    let failed = |path: PathBuf| |error| Refusal::Io { doing: "copy", path, error };
    let done = AtomicUsize::new(0);
    let step = || (job.progress)(done.fetch_add(1, Ordering::Relaxed) + 1);
    next.unchanged.par_iter().try_for_each(|path| {
        let from = native(&target.path, path);
        link(&from, &native(stage.site(), path)).map_err(failed(from))?;
        step();
        Ok(())
    })?;
    let mut folders = vec![Path::new("")];
    folders.extend(present.foreign_folders.iter().map(PathBuf::as_path));
    for folder in folders.into_iter().filter(|_| !present.vacant || target.path.exists()) {
        let from = target.path.join(folder);
        like(&from, &stage.site().join(folder)).map_err(failed(from))?;
    }
    let adopted: HashSet<&str> = job.planned.iter().map(|planned| &*planned.path).collect();
    for path in &present.foreign {
        if slashed(path).is_some_and(|key| adopted.contains(&*key)) {
            continue;
        }
        let from = target.path.join(path);
        match link(&from, &stage.site().join(path)) {
            // On a file system that folds case: a file of ours has this name already.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(Refusal::InTheWay { path: from }),
            result => result.map_err(failed(from))?,
        }
        step();
    }
    Ok(())
}

/// The same file under a second name. Where the file system has no hard links, or the file belongs to
/// somebody else (`protected_hardlinks`), a copy.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    with_folders(to, || {
        let Err(error) = fs::hard_link(from, to) else { return Ok(()) };
        if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists) {
            return Err(error);
        }
        let metadata = fs::symlink_metadata(from)?;
        if metadata.is_symlink() {
            return copy_link(from, to);
        }
        if !metadata.is_file() {
            return Err(error);
        }
        fs::copy(from, to)?;
        // For the settling: the copy is as old as its original.
        fs::OpenOptions::new().write(true).open(to)?.set_modified(metadata.modified()?)
    })
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// A folder with the permissions of another, but always open to us: it is filled after this.
fn like(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(from)?.permissions().mode() | 0o700;
        fs::set_permissions(to, fs::Permissions::from_mode(mode))?;
    }
    #[cfg(not(unix))]
    fs::metadata(from)?;
    Ok(())
}

/// A path of the output as this system writes it, below a folder.
fn native(root: &Path, key: &str) -> PathBuf {
    let mut path = root.to_owned();
    path.extend(key.split('/'));
    path
}

/// A relative path as the manifest writes it; `None` for what is no Unicode text, which is never ours.
fn slashed(relative: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = relative
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    let key = parts?.join("/");
    // Apple's older file systems give names back in NFD.
    Some(if cfg!(target_vendor = "apple") { nfc(&key) } else { key })
}
