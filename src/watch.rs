//! Tells when to look at the site's folder again.
//!
//! Folders are watched, never files: a watch on a file dies with the rename by which editors save. An event
//! means no more than "look again"; what has changed is decided by contents. Where events do not come, as on
//! shares and in some containers, the folder is looked at every two seconds instead.

#![allow(clippy::disallowed_methods, reason = "the shell waits")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::disk;

/// Writing takes its time: looked at earlier, four in ten overwritten files are found empty.
const QUIET: Duration = Duration::from_millis(10);
/// A program that writes without a pause is not waited for any longer.
const AT_LATEST: Duration = Duration::from_millis(50);
/// Events get lost.
const EVERY: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_secs(2);
/// How long an event may be on its way.
const LATE: Duration = Duration::from_millis(300);

/// What to look at.
#[derive(Debug, PartialEq, Eq)]
pub enum Look {
    /// These may have changed, come or gone.
    At(BTreeSet<PathBuf>),
    Everywhere,
}

/// Why the folder is looked at every two seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Polling {
    Asked,
    Remote,
    /// The system would not watch; in its words.
    Refused(String),
    /// A change was found of which no event had told.
    Unheard,
}

pub struct Watch {
    watcher: Option<RecommendedWatcher>,
    signals: Receiver<Look>,
    folders: BTreeSet<PathBuf>,
    /// Whether a watch may have been lost, so that all are set anew.
    is_doubtful: bool,
    polling: Option<Polling>,
    looked: Instant,
    /// Whether the last wait ended because nothing had been heard for long.
    is_by_clock: bool,
    /// Heard while something else was waited for.
    pending: Option<Look>,
}

impl Watch {
    pub fn new(site: &Path, poll: bool) -> Watch {
        let (sender, signals) = mpsc::channel();
        let mut polling = match poll {
            true => Some(Polling::Asked),
            false => is_remote(site).then_some(Polling::Remote),
        };
        let mut watcher = None;
        if polling.is_none() {
            let tell = move |event: notify::Result<Event>| {
                if let Some(look) = look_for(event) {
                    // Nobody listens when the program ends.
                    let _ = sender.send(look);
                }
            };
            match notify::recommended_watcher(tell) {
                Ok(made) => watcher = Some(made),
                Err(error) => polling = Some(Polling::Refused(error.to_string())),
            }
        }
        Watch {
            watcher,
            signals,
            folders: BTreeSet::new(),
            is_doubtful: false,
            polling,
            looked: Instant::now(),
            is_by_clock: false,
            pending: None,
        }
    }

    pub fn polling(&self) -> Option<&Polling> {
        self.polling.as_ref()
    }

    /// Watches these folders, each without what lies below it. True if any of them is new: what was written
    /// to it before has had no event.
    pub fn follow(&mut self, folders: impl IntoIterator<Item = PathBuf>) -> bool {
        let wanted: BTreeSet<PathBuf> = folders.into_iter().collect();
        let Some(watcher) = &mut self.watcher else { return false };
        // The old ones first: a folder that was renamed is known to the system by its number, not its name.
        for gone in self.folders.difference(&wanted) {
            let _ = watcher.unwatch(gone);
        }
        let mut refused = None;
        let mut is_new = false;
        for folder in &wanted {
            let is_known = self.folders.contains(folder);
            is_new |= !is_known;
            if is_known && !self.is_doubtful {
                continue;
            }
            // One that has gone again is missed by the next look.
            if let Err(error) = watcher.watch(folder, RecursiveMode::NonRecursive)
                && folder.is_dir()
            {
                refused = Some(error.to_string());
            }
        }
        self.folders = wanted;
        self.is_doubtful = false;
        self.is_by_clock &= !is_new;
        if let Some(reason) = refused {
            self.poll(Polling::Refused(reason));
        }
        is_new
    }

    /// Waits until it is time to look again.
    pub fn wait(&mut self) -> Look {
        let every = if self.polling.is_some() { POLL } else { EVERY };
        let rest = every.saturating_sub(self.looked.elapsed());
        self.is_by_clock = false;
        let heard = self.pending.take().map_or_else(|| self.signals.recv_timeout(rest), Ok);
        let look = match (&self.watcher, heard) {
            (Some(_), Ok(first)) => self.until_quiet(first),
            (Some(_), Err(RecvTimeoutError::Timeout)) => {
                self.is_by_clock = true;
                Look::Everywhere
            }
            (Some(_), Err(RecvTimeoutError::Disconnected)) | (None, _) => {
                // Nothing will come by that way; a timeout is all that is left to wait for.
                std::thread::sleep(every.saturating_sub(self.looked.elapsed()));
                Look::Everywhere
            }
        };
        match &look {
            Look::Everywhere => {
                self.looked = Instant::now();
                self.is_doubtful = true;
            }
            Look::At(paths) => paths.iter().for_each(|path| self.forget(path)),
        }
        look
    }

    /// A folder that has come, gone or been renamed takes its watch with it, and those of the folders below.
    fn forget(&mut self, path: &Path) {
        let Some(watcher) = self.watcher.as_mut().filter(|_| self.folders.contains(path)) else { return };
        self.folders.retain(|folder| {
            let is_inside = folder.starts_with(path);
            if is_inside {
                let _ = watcher.unwatch(folder);
            }
            !is_inside
        });
    }

    fn until_quiet(&self, first: Look) -> Look {
        let end = Instant::now() + AT_LATEST;
        let mut all = first;
        while let Ok(look) = self.signals.recv_timeout(QUIET.min(end.saturating_duration_since(Instant::now()))) {
            all = match (all, look) {
                (Look::At(mut paths), Look::At(more)) => {
                    paths.extend(more);
                    Look::At(paths)
                }
                _ => Look::Everywhere,
            };
        }
        all
    }

    /// To be told that the last look has found a change. If it was the clock that asked for it, and no event
    /// comes, none come at all, and the folder is polled from now on.
    pub fn found(&mut self) {
        if !self.is_by_clock || self.polling.is_some() {
            return;
        }
        self.pending = self.signals.recv_timeout(LATE).ok();
        if self.pending.is_none() {
            self.poll(Polling::Unheard);
        }
    }

    fn poll(&mut self, reason: Polling) {
        self.watcher = None;
        self.folders.clear();
        self.polling = Some(reason);
    }
}

/// What an event asks for; nothing if it is none of ours.
fn look_for(event: notify::Result<Event>) -> Option<Look> {
    let Ok(event) = event else { return Some(Look::Everywhere) };
    if event.need_rescan() {
        return Some(Look::Everywhere);
    }
    // Our own reading raises these.
    if matches!(event.kind, EventKind::Access(_)) {
        return None;
    }
    let is_ours = |path: &PathBuf| path.file_name().is_none_or(|name| !disk::is_passing(&name.to_string_lossy()));
    let paths: BTreeSet<PathBuf> = event.paths.into_iter().filter(is_ours).collect();
    (!paths.is_empty()).then_some(Look::At(paths))
}

/// Whether a folder lies on a share, whose changes by others raise no events here.
#[cfg(target_os = "linux")]
fn is_remote(folder: &Path) -> bool {
    /// NFS, SMB in three ages, 9P, FUSE, VirtualBox, AFS, Ceph: as `statfs` names them.
    const SHARES: [u32; 9] = [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x0102_1997, 0x6573_5546, 0x786f_4256, 0x5346_414f, 0x00c3_6400];
    rustix::fs::statfs(folder).is_ok_and(|found| SHARES.contains(&(found.f_type as u32)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(folder: &Path) -> bool {
    let name = folder.to_string_lossy();
    name.starts_with(r"\\?\UNC\") || (name.starts_with(r"\\") && !name.starts_with(r"\\?\"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_and_passing_files_are_no_reason_to_look() {
        let event = |kind, names: &[&str]| {
            let event = names.iter().fold(Event::new(kind), |event, name| event.add_path(name.into()));
            look_for(Ok(event))
        };
        let any = EventKind::Any;
        assert_eq!(event(EventKind::Access(notify::event::AccessKind::Any), &["a.md"]), None);
        assert_eq!(event(any, &["a/4913"]), None);
        assert_eq!(event(any, &["a/.a.md.swp", "a/~$a.docx", "a/a.md~", "a/a.md___jb_tmp___"]), None);
        assert_eq!(event(any, &["a/a.md", "a/a.md~"]), Some(Look::At(BTreeSet::from(["a/a.md".into()]))));
        assert_eq!(look_for(Err(notify::Error::generic("lost"))), Some(Look::Everywhere));
    }
}
