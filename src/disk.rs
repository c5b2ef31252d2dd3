//! Reads a site's folder: the one place that turns files into an `Input`.
//!
//! Links are never followed. Nothing that begins with a dot is read, nor `node_modules`, `target`, the
//! output or what `ignore` names.

#![allow(clippy::disallowed_methods, reason = "the shell reads")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::civil::Date;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

use crate::address;
use crate::assets::{self, Asset};
use crate::config::{Config, FILE_NAME};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::pipeline::Input;
use crate::site::links::Files;
use crate::source::{Flaw, Hash, PAGE_LIMIT, Source, SourcePath, nfc};

/// Where the content lies if there is such a folder, else the site's folder is its own content.
const CONTENT: &str = "content";
const THEME: &str = "theme";

/// Folders that hold other programs' things.
const NOT_OURS: [&str; 2] = ["node_modules", "target"];

/// A folder that holds a site, found or named.
#[derive(Clone, Debug)]
pub struct SiteFolder {
    pub path: PathBuf,
}

impl SiteFolder {
    /// The folder that the author named; it is not searched upwards.
    pub fn named(path: &Path) -> io::Result<SiteFolder> {
        let path = absolute(path)?;
        if !fs::metadata(&path)?.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is no folder"));
        }
        Ok(SiteFolder { path })
    }

    /// The nearest folder with a `hornbook.toml` from here upwards, not past a `.git`; else this one.
    pub fn nearest(from: &Path) -> io::Result<SiteFolder> {
        let from = absolute(from)?;
        let found = from.ancestors().find(|folder| folder.join(FILE_NAME).is_file() || folder.join(".git").exists());
        let path = found.filter(|folder| folder.join(FILE_NAME).is_file()).unwrap_or(&from);
        Ok(SiteFolder { path: path.to_owned() })
    }

    /// Whether a `hornbook.toml` says that this is a site.
    pub fn is_marked(&self) -> bool {
        self.path.join(FILE_NAME).is_file()
    }

    /// The title of last resort.
    pub fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// The folder in which a build's output goes if nothing is said.
    pub fn default_out(&self) -> PathBuf {
        self.path.join("public")
    }

    /// The configuration and what is wrong with it; `Err` if it cannot be read at all.
    pub fn config(&self) -> (Result<Arc<Config>, ()>, Vec<Diagnostic>) {
        let path = self.path.join(FILE_NAME);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Ok(Arc::new(Config::none(&self.name()))), Vec::new()),
            _ => {
                let source = read_source(&path, SourcePath::new(FILE_NAME));
                let (config, told) = Config::read(&source, &self.name());
                (config.map(Arc::new), told)
            }
        }
    }

    /// Reads everything that a build depends on. `out` is left out of the walk; files that are known and
    /// have not been touched since are not read again.
    pub fn read(&self, config: Arc<Config>, mut told: Vec<Diagnostic>, out: &Path, today: Date, drafts: bool, known: &mut Known) -> Input {
        let is_folder = |name| fs::symlink_metadata(self.path.join(name)).is_ok_and(|found| found.is_dir());
        let root = if is_folder(CONTENT) { CONTENT } else { "" };
        // A folder that is its own content may have a `theme/` of another kind.
        let has_theme = !root.is_empty() || self.is_marked();
        let mut listing = self.walk(&config, out, root, has_theme);
        let theme_files = if has_theme && is_folder(THEME) { self.theme_files(&mut listing) } else { Vec::new() };
        told.extend(listing.told);
        let wanted = |path: &SourcePath| {
            in_root(path, root) || assets::may_lie_beside(path) || config.copy.iter().any(|(pattern, _)| pattern.matches(path))
        };
        let read_text = |(path, file): (SourcePath, PathBuf)| {
            let found = known.text(&file, path);
            (file, found)
        };
        let looked_at: Vec<LookedAt> = listing
            .files
            .into_par_iter()
            .map(|(path, file)| {
                let asset = wanted(&path).then(|| known.asset(&file, path.clone()));
                (path, file, asset)
            })
            .collect();
        let pages: Vec<(PathBuf, Stamped<Arc<Source>>)> = listing.pages.into_par_iter().map(read_text).collect();
        let theme: Vec<(PathBuf, Stamped<Arc<Source>>)> = theme_files.into_iter().map(read_text).collect();

        let mut files = HashMap::with_capacity(pages.len() + looked_at.len());
        let (mut others, mut assets) = (listing.hidden, BTreeMap::new());
        for (path, file, asset) in looked_at {
            match asset {
                Some(Ok((asset, stamp))) => {
                    files.insert(file, (stamp, Content::Asset(asset.clone())));
                    assets.insert(path, asset);
                }
                Some(Err(error)) => {
                    let mut diagnostics = Diagnostics::of(path);
                    diagnostics.unreadable_file(&plain(&error));
                    told.extend(diagnostics.into_list());
                }
                None => {
                    others.insert(path);
                }
            }
        }
        let mut keep = |(file, (source, stamp)): (PathBuf, Stamped<Arc<Source>>)| {
            files.insert(file, (stamp, Content::Text(source.clone())));
            source
        };
        let pages = Arc::new(pages.into_iter().map(&mut keep).collect());
        let by_name = |source: Arc<Source>| (theme_name(&source.path).to_owned(), source);
        let theme = theme.into_iter().map(|one| by_name(keep(one))).collect();
        *known = Known { files, folders: listing.folders };
        Input { config, told, pages, files: Arc::new(Files::new(root, assets, others)), theme, today, drafts }
    }

    /// The input after files have been written to. None where only a walk can tell what has changed: a file
    /// or folder has come or gone, or the settings are not what they were.
    pub fn read_again(&self, last: &Input, touched: &BTreeSet<PathBuf>, known: &mut Known) -> Option<Input> {
        let mut input = last.clone();
        let mut assets = None;
        for file in touched {
            if *file == self.path.join(FILE_NAME) {
                return None;
            }
            let is_file = fs::symlink_metadata(file).is_ok_and(|found| found.is_file());
            match (known.files.get(file), is_file) {
                // It has come and gone, as an editor's own files do.
                (None, false) if fs::symlink_metadata(file).is_err() => {}
                (Some((_, Content::Text(old))), true) => {
                    // Whatever its stamp says: somebody has just written to it.
                    let stamp = stamp(file);
                    let source = Arc::new(read_source(file, old.path.clone()));
                    if let Ok(at) = input.pages.binary_search_by(|page| page.path.cmp(&source.path)) {
                        Arc::make_mut(&mut input.pages)[at] = source.clone();
                    } else {
                        input.theme.insert(theme_name(&source.path).to_owned(), source.clone());
                    }
                    known.files.insert(file.clone(), (stamp, Content::Text(source)));
                }
                (Some((_, Content::Asset(old))), true) => {
                    let stamp = stamp(file);
                    let asset = read_asset(file, old.path.clone()).ok()?;
                    assets.get_or_insert_with(|| input.files.assets.clone()).insert(asset.path.clone(), asset.clone());
                    known.files.insert(file.clone(), (stamp, Content::Asset(asset)));
                }
                _ => return None,
            }
        }
        if let Some(assets) = assets {
            input.files = Arc::new(Files::new(&last.files.root, assets, last.files.others.clone()));
        }
        Some(input)
    }

    fn walk(&self, config: &Config, out: &Path, root: &str, has_theme: bool) -> Listing {
        let mut listing = Listing::default();
        let out = absolute(out).unwrap_or_else(|_| out.to_owned());
        let mut hidden = BTreeSet::new();
        let keep = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            let path = nfc(&self.relative(entry.path()));
            let kept = entry.depth() == 0
                || !(name.starts_with('.')
                    || (entry.file_type().is_dir() && NOT_OURS.contains(&&*name))
                    || entry.path() == out
                    || (path == THEME && has_theme && entry.file_type().is_dir())
                    || (path != root && is_earlier_output(entry))
                    || is_passing(&name)
                    || config.ignore.matches(&path));
            if !kept && entry.file_type().is_file() && !is_passing(&name) {
                hidden.insert(SourcePath::new(&path));
            }
            kept
        };
        for entry in WalkDir::new(&self.path).follow_links(false).sort_by_file_name().into_iter().filter_entry(keep) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => listing.folders.push(entry.into_path()),
                Ok(entry) => listing.add(&entry, SourcePath::new(&self.relative(entry.path())), root),
                Err(error) => {
                    let path = error.path().map(|path| self.relative(path)).unwrap_or_default();
                    let mut diagnostics = Diagnostics::of(SourcePath::new(&path));
                    diagnostics.unreadable_file(&error.io_error().map(plain).unwrap_or_else(|| "it cannot be walked".into()));
                    listing.told.extend(diagnostics.into_list());
                }
            }
        }
        listing.hidden = hidden;
        listing.finish();
        listing
    }

    /// A path below the site with `/`, as the author sees it.
    pub fn relative(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.path).unwrap_or(path);
        inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    /// The file at a source path. Source paths are in NFC; the disk may spell the name in another form.
    pub fn file(&self, path: &str) -> PathBuf {
        let file = self.path.join(path);
        if fs::symlink_metadata(&file).is_ok() {
            return file;
        }
        path.split('/').fold(self.path.clone(), |folder, part| {
            let mut entries = fs::read_dir(&folder).into_iter().flatten().flatten();
            let spelt = entries.find(|entry| nfc(&entry.file_name().to_string_lossy()) == part);
            folder.join(spelt.map_or_else(|| part.into(), |entry| entry.file_name()))
        })
    }

    /// The site's own theme files.
    fn theme_files(&self, listing: &mut Listing) -> Vec<(SourcePath, PathBuf)> {
        let keep = |entry: &DirEntry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !(name.starts_with('.') || is_passing(&name))
        };
        let entries = WalkDir::new(self.path.join(THEME)).follow_links(false).sort_by_file_name().into_iter().filter_entry(keep);
        let mut files = Vec::new();
        for entry in entries.flatten() {
            let path = SourcePath::new(&self.relative(entry.path()));
            if entry.file_type().is_symlink() {
                listing.link(path);
            } else if entry.file_type().is_dir() {
                listing.folders.push(entry.into_path());
            } else if entry.file_type().is_file() {
                files.push((path, entry.into_path()));
            }
        }
        files
    }
}

/// `theme/templates/page.html` → `templates/page.html`.
fn theme_name(path: &SourcePath) -> &str {
    path.strip_prefix("theme/").unwrap_or(path)
}

/// Files that programs keep beside a document while it is open or being saved: of vim, Emacs, JetBrains, Word,
/// LibreOffice and OneDrive. They are gone in a moment, and no part of a site.
pub fn is_passing(name: &str) -> bool {
    let ends = ["~", ".swp", ".swo", ".swx", ".tmp", ".TMP", "___jb_tmp___", "___jb_old___", ".crswap", ".partial"];
    let starts = ["~$", ".~lock.", ".#", "~WRL", "~WRD"];
    name == "4913"
        || (name.starts_with('#') && name.ends_with('#'))
        || ends.iter().any(|end| name.ends_with(end))
        || starts.iter().any(|start| name.starts_with(start))
}

/// What was read, and when that may be read again.
type Stamped<T> = (T, Option<Stamp>);
/// A file that is no page, read if it may be published.
type LookedAt = (SourcePath, PathBuf, Option<io::Result<Stamped<Asset>>>);

/// What a folder held when it was last read.
#[derive(Default)]
pub struct Known {
    files: HashMap<PathBuf, (Option<Stamp>, Content)>,
    /// The folders that were walked.
    pub folders: Vec<PathBuf>,
}

enum Content {
    Text(Arc<Source>),
    Asset(Asset),
}

impl Known {
    fn text(&self, file: &Path, path: SourcePath) -> Stamped<Arc<Source>> {
        let stamp = stamp(file);
        match self.files.get(file) {
            Some((kept, Content::Text(source))) if stamp.is_some() && *kept == stamp && source.path == path => (source.clone(), stamp),
            _ => (Arc::new(read_source(file, path)), stamp),
        }
    }

    fn asset(&self, file: &Path, path: SourcePath) -> io::Result<Stamped<Asset>> {
        let stamp = stamp(file);
        match self.files.get(file) {
            Some((kept, Content::Asset(asset))) if stamp.is_some() && *kept == stamp && asset.path == path => Ok((asset.clone(), stamp)),
            _ => read_asset(file, path).map(|asset| (asset, stamp)),
        }
    }
}

/// What the system says of a file's last change. Size and time of writing alone are not to be trusted, since
/// programs set them; the time of change and the number of the file cannot be set.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    length: u64,
    written: (i64, i64),
    changed: (i64, i64),
    file: (u64, u64),
}

/// None where a stamp would prove nothing: the system has none of these, or the file has changed so lately that
/// another change might leave it equal.
#[cfg(unix)]
fn stamp(file: &Path) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt;
    /// Disks on shares count in steps of two seconds.
    const COARSE: Duration = Duration::from_secs(3);
    let found = fs::symlink_metadata(file).ok()?;
    let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(found.ctime()).ok()?);
    let age = SystemTime::now().duration_since(changed).ok()?;
    (age > COARSE).then(|| Stamp {
        length: found.len(),
        written: (found.mtime(), found.mtime_nsec()),
        changed: (found.ctime(), found.ctime_nsec()),
        file: (found.dev(), found.ino()),
    })
}

#[cfg(not(unix))]
fn stamp(_: &Path) -> Option<Stamp> {
    None
}

/// What a walk found.
#[derive(Default)]
struct Listing {
    pages: Vec<(SourcePath, PathBuf)>,
    files: Vec<(SourcePath, PathBuf)>,
    /// Files that are left out: hidden and ignored ones.
    hidden: BTreeSet<SourcePath>,
    folders: Vec<PathBuf>,
    told: Vec<Diagnostic>,
}

impl Listing {
    fn add(&mut self, entry: &DirEntry, path: SourcePath, root: &str) {
        let file = entry.path().to_owned();
        if entry.file_type().is_symlink() {
            if in_root(&path, root) || matches!(&*path, CONTENT | THEME) {
                self.link(path);
            }
        } else if !entry.file_type().is_file() {
            // Pipes and devices are never content, and reading one may wait for ever.
        } else if in_root(&path, root) && address::strip_markdown(&path).is_some() {
            self.pages.push((path, file));
        } else {
            if let Some(name) = with_second_ending(&path).filter(|_| in_root(&path, root)) {
                let mut diagnostics = Diagnostics::of(path.clone());
                diagnostics.text_file_beside_pages(name);
                self.told.extend(diagnostics.into_list());
            }
            self.files.push((path, file));
        }
    }

    fn link(&mut self, path: SourcePath) {
        let mut diagnostics = Diagnostics::of(path);
        diagnostics.symlink_not_followed();
        self.told.extend(diagnostics.into_list());
    }

    /// Orders by path, as everything after expects; of two names that differ only in their Unicode
    /// form the later one is told.
    fn finish(&mut self) {
        for list in [&mut self.pages, &mut self.files] {
            list.sort();
            let mut seen = BTreeSet::new();
            list.retain(|(path, _)| {
                let fresh = seen.insert(path.clone());
                if !fresh {
                    let mut diagnostics = Diagnostics::of(path.clone());
                    diagnostics.same_address(path, path);
                    self.told.extend(diagnostics.into_list());
                }
                fresh
            });
        }
    }
}

fn in_root(path: &str, root: &str) -> bool {
    root.is_empty() || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
}

/// `lesson.md.txt` → `lesson.md`: what Windows makes of a page when endings are hidden.
fn with_second_ending(path: &str) -> Option<&str> {
    let name = address::file_name(path);
    let (stem, ending) = name.rsplit_once('.')?;
    (ending.eq_ignore_ascii_case("txt") && address::strip_markdown(stem).is_some()).then_some(stem)
}

/// A folder that an earlier build wrote, perhaps under another name.
fn is_earlier_output(entry: &DirEntry) -> bool {
    entry.file_type().is_dir() && entry.path().join(crate::release::NAME).is_file() && entry.path().join("_hosts").is_dir()
}

pub fn read_source(file: &Path, path: SourcePath) -> Source {
    let read = || -> io::Result<Result<Vec<u8>, u64>> {
        let metadata = fs::metadata(file)?;
        match metadata.len() {
            // A pipe may wait for ever.
            _ if !metadata.is_file() => Err(io::Error::other("it is no file")),
            length if length > PAGE_LIMIT => Ok(Err(length)),
            _ => fs::read(file).map(Ok),
        }
    };
    match read() {
        Ok(Ok(bytes)) => Source::decode(path, &bytes),
        Ok(Err(bytes)) => Source::flawed(path, Flaw::TooLarge { bytes }),
        Err(error) => Source::flawed(path, Flaw::Unreadable { reason: plain(&error) }),
    }
}

fn read_asset(file: &Path, path: SourcePath) -> io::Result<Asset> {
    let needed = assets::bytes_needed(&path);
    let mut file = File::open(file)?;
    let mut digest = Sha256::new();
    let mut head = Vec::new();
    let mut length = 0;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        digest.update(&buffer[..count]);
        length += count as u64;
        let missing = needed.saturating_sub(head.len());
        head.extend_from_slice(&buffer[..count.min(missing)]);
    }
    Ok(Asset { nature: assets::nature(&path, &head), path, length, hash: Hash(digest.finalize().into()) })
}

/// An error without the system's number.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// An absolute path without `.` and `..`; what exists of it is taken as the system knows it.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Ok(path) => Ok(path),
        Err(_) => {
            let path = std::path::absolute(path)?;
            match (path.parent(), path.file_name()) {
                (Some(parent), Some(name)) => Ok(absolute(parent)?.join(name)),
                _ => Ok(path),
            }
        }
    }
}

/// Writes a new file; one that exists is not touched.
pub fn create_file(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut new = File::options().write(true).create_new(true).open(file)?;
    io::Write::write_all(&mut new, bytes)
}

/// Makes a site in a folder that is absent or empty.
pub fn create_site(dir: &Path, files: &[(&str, &str)]) -> io::Result<()> {
    match fs::read_dir(dir).map(|mut entries| entries.next().is_some()) {
        Ok(true) => return Err(io::Error::new(io::ErrorKind::DirectoryNotEmpty, "the folder is not empty")),
        Ok(false) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    files.iter().try_for_each(|(path, text)| create_file(&dir.join(path), text.as_bytes()))
}

/// Puts a text in the place of another in one step: a killed program leaves one of the two. Refuses if
/// the file has changed since it was read. A byte order mark stays.
pub fn replace_text(file: &Path, before: &str, after: &str) -> io::Result<()> {
    let present = fs::read(file)?;
    let mark: &[u8] = if present.starts_with(b"\xEF\xBB\xBF") { b"\xEF\xBB\xBF" } else { b"" };
    if &present[mark.len()..] != before.as_bytes() {
        return Err(io::Error::other("it has changed in the meantime"));
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let beside = file.with_file_name(format!(".{name}.hornbook"));
    let write = || -> io::Result<()> {
        let mut new = File::create(&beside)?;
        io::Write::write_all(&mut new, mark)?;
        io::Write::write_all(&mut new, after.as_bytes())?;
        new.set_permissions(fs::metadata(file)?.permissions())?;
        new.sync_all()?;
        fs::rename(&beside, file)
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}
