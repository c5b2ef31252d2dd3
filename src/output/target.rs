//! Which folders may be written to.
//!
//! Other generators wiped unpushed work, or a whole project, that lay where the site was to go. So a
//! folder is ours only if it is empty or carries our manifest, and some places are never ours.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{Reason, Refusal, stage};
use crate::release::{self, Release};

/// An output folder by its real path. A link to a folder is followed once, here: the link stays, and
/// the folder it leads to is switched beside where it really lies, so that everything is on one file
/// system and two links to one folder share one lock.
#[derive(Clone, Debug)]
pub struct Target {
    pub path: PathBuf,
    pub parent: PathBuf,
    pub name: String,
}

/// Folders of a site that hold what its authors wrote.
const SOURCES: [&str; 3] = ["content", "data", "theme"];

/// Finds the real folder and refuses the places that are never ours. Writes nothing.
pub fn resolve(site: &Path, out: &Path) -> Result<Target, Refusal> {
    let refuse = |reason| Refusal::Target { out: out.to_owned(), reason };
    let failed = |error| Refusal::Io { doing: "read", path: out.to_owned(), error };
    let path = real(out).map_err(failed)?;
    let path = path.ok_or_else(|| refuse(Reason::DeadLink))?;
    let site = fs::canonicalize(site).map_err(|error| Refusal::Io { doing: "read", path: site.to_owned(), error })?;

    let Some(parent) = path.parent() else { return Err(refuse(Reason::Root)) };
    if path == site {
        return Err(refuse(Reason::Source));
    }
    if site.starts_with(&path) {
        return Err(refuse(Reason::AboveSource));
    }
    if let Some(folder) = SOURCES.into_iter().find(|folder| path.starts_with(site.join(folder))) {
        return Err(refuse(Reason::InSource(folder)));
    }
    if is_home(&path) {
        return Err(refuse(Reason::Home));
    }
    if path.components().any(|part| part.as_os_str() == ".git") || fs::symlink_metadata(path.join(".git")).is_ok() {
        return Err(refuse(Reason::Git));
    }
    let name = path.file_name().and_then(OsStr::to_str).ok_or_else(|| refuse(Reason::Name))?.to_owned();
    let parent = parent.to_owned();
    Ok(Target { path, parent, name })
}

/// Whether the folder is ours to fill: absent, empty, or with our manifest.
pub fn check_marker(target: &Target) -> Result<(), Refusal> {
    let refuse = |reason| Refusal::Target { out: target.path.clone(), reason };
    let failed = |error| Refusal::Io { doing: "read", path: target.path.clone(), error };
    match fs::metadata(&target.path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
        Ok(metadata) if !metadata.is_dir() => return Err(refuse(Reason::NotAFolder)),
        Ok(_) => {}
    }
    if fs::read_dir(&target.path).map_err(failed)?.next().is_none() {
        return Ok(());
    }
    match marker(&target.path).map_err(failed)? {
        None => Err(refuse(Reason::NotOurs)),
        Some(text) => Release::from_json(&text).map(drop).map_err(|why| refuse(Reason::BadMarker(why))),
    }
}

/// All that can be refused before anything is rendered. A folder that a killed build left half moved
/// has no marker yet, but a journal beside it: that is ours.
pub fn check(site: &Path, out: &Path) -> Result<(), Refusal> {
    let target = resolve(site, out)?;
    if stage::has_journal(&target) { Ok(()) } else { check_marker(&target) }
}

/// The text of the manifest, if there is one. What is no text is no manifest either, and shows as such.
pub fn marker(folder: &Path) -> io::Result<Option<String>> {
    let path = folder.join(release::NAME);
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_file() => fs::read(&path).map(|bytes| Some(String::from_utf8_lossy(&bytes).into_owned())),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The path without links, as far as it exists; `None` for a link that leads to nothing.
fn real(out: &Path) -> io::Result<Option<PathBuf>> {
    let absolute = std::path::absolute(out)?;
    for ancestor in absolute.ancestors() {
        match fs::canonicalize(ancestor) {
            Ok(mut path) => {
                for part in absolute.strip_prefix(ancestor).into_iter().flat_map(Path::components) {
                    match part {
                        Component::ParentDir => drop(path.pop()),
                        part => path.push(part),
                    }
                }
                return Ok(Some(path));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if fs::symlink_metadata(ancestor).is_ok() {
                    return Ok(None);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(Some(absolute))
}

/// The user's own home, what lies above it, and the folders where homes of others lie.
fn is_home(path: &Path) -> bool {
    let home = std::env::home_dir().and_then(|home| fs::canonicalize(home).ok());
    let above_own = home.is_some_and(|home| home.starts_with(path));
    let homes =
        |folder: &Path| folder.file_name().is_some_and(|name| name == "home" || name == "Users") && folder.components().count() <= 3;
    above_own || path.parent().is_some_and(|parent| homes(parent) && parent.parent().is_some_and(|root| root.parent().is_none()))
}
