//! The site at one moment: an answer of the pipeline that does not change any more, what it was made from, and
//! what has changed since the moment before.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::address::{self, OutPath};
use crate::diagnostics::{self, Diagnostic, counted};
use crate::page::Page;
use crate::pipeline::{Build, Input, Rendered};
use crate::site::Site;
use crate::source::SourcePath;
use crate::theme;

pub struct Moment {
    /// Tells this moment from all others, of other runs too.
    pub name: String,
    pub build: Arc<Build>,
    pub input: Input,
    /// Settings that cannot be read: then everything else is as it was before.
    unreadable: Vec<Diagnostic>,
    /// What has changed, for the terminal.
    pub change: String,
    /// The page that was edited last, for browsers that follow.
    pub edited: Option<OutPath>,
    /// Where pages have gone since the program was started: from their old places to the new ones.
    pub moved: Arc<HashMap<String, OutPath>>,
    /// What was found wrong with pages when they were made, as far as they have been.
    rendering: Mutex<BTreeMap<OutPath, Vec<Diagnostic>>>,
}

impl Moment {
    pub fn first(name: String, input: Input, build: Build) -> Moment {
        Moment {
            name,
            build: Arc::new(build),
            input,
            unreadable: Vec::new(),
            change: String::new(),
            edited: None,
            moved: Arc::default(),
            rendering: Mutex::default(),
        }
    }

    pub fn next(&self, name: String, input: Input, build: Build) -> Moment {
        let difference = difference(&self.build.output.site().pages, &build.output.site().pages);
        let mut change = difference.names.clone();
        for (name, source) in &input.theme {
            if self.input.theme.get(name).is_none_or(|old| old.hash != source.hash) {
                change.push(source.path.to_string());
            }
        }
        change.extend(
            self.input
                .theme
                .values()
                .filter(|old| !input.theme.values().any(|new| new.path == old.path))
                .map(|old| format!("{} gone", old.path)),
        );
        if self.input.config.hash != input.config.hash {
            change.push(crate::config::FILE_NAME.to_owned());
        }
        if self.input.files.hash != input.files.hash {
            change.push("files".to_owned());
        }
        let remade = difference.pairs.iter().filter(|(_, new)| new.is_some()).count();
        let moved = moved(self, build.output.site(), &difference.pairs);
        let edited = difference.pairs.iter().filter_map(|(_, new)| new.as_ref()).find_map(|page| {
            let site = build.output.site();
            let node = site.node_at(page.language, &page.address)?;
            Some(site.nodes[node].out.clone())
        });
        Moment {
            change: format!("{}: {} made anew", summary(&change), counted(remade, "page")),
            edited,
            moved,
            name,
            build: Arc::new(build),
            input,
            unreadable: Vec::new(),
            rendering: Mutex::default(),
        }
    }

    /// The same site, with the fault that keeps it from being made anew.
    pub fn with_broken_settings(&self, name: String, told: Vec<Diagnostic>) -> Moment {
        Moment {
            name,
            build: self.build.clone(),
            input: self.input.clone(),
            unreadable: told,
            change: String::new(),
            edited: None,
            moved: self.moved.clone(),
            rendering: Mutex::new(self.rendering().clone()),
        }
    }

    fn rendering(&self) -> std::sync::MutexGuard<'_, BTreeMap<OutPath, Vec<Diagnostic>>> {
        self.rendering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a file of the output, and remembers what was wrong with it.
    pub fn get(&self, path: &str) -> Option<Rendered> {
        let rendered = self.build.output.get(path)?;
        if !rendered.diagnostics.is_empty() {
            self.rendering().insert(OutPath::new(path), rendered.diagnostics.clone());
        }
        Some(rendered)
    }

    /// All that is known to be wrong, sorted.
    pub fn faults(&self) -> Vec<Diagnostic> {
        let mut told = self.unreadable.clone();
        told.extend(self.build.diagnostics.iter().cloned());
        told.extend(self.rendering().values().flatten().cloned());
        diagnostics::sort(&mut told);
        told
    }

    /// Whether a fault concerns what stands at an output path: its source, or its making.
    pub fn is_of_page(&self, fault: &Diagnostic, out: &str) -> bool {
        let source = self.build.output.source_of(&OutPath::new(out));
        fault.path == source || self.rendering().get(out).is_some_and(|told| told.contains(fault))
    }

    /// The text of a source, as it was when this was made.
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        if let Ok(at) = self.input.pages.binary_search_by(|source| (*source.path).cmp(path)) {
            return Some(self.input.pages[at].text.clone());
        }
        let name = path.strip_prefix("theme/")?;
        if let Some(source) = self.input.theme.get(name) {
            return Some(source.text.clone());
        }
        theme::default_files().get(name).and_then(|bytes| std::str::from_utf8(bytes).ok()).map(Into::into)
    }

    /// Paths of pages that a wrong address may mean, the likeliest first.
    pub fn nearest(&self, path: &str) -> Vec<String> {
        let site = self.build.output.site();
        let name = address::file_name(path);
        let stem = name.strip_suffix(".html").unwrap_or(name).to_lowercase();
        let folder = address::folder(path);
        let mut found: Vec<(usize, &OutPath)> = site
            .nodes
            .iter()
            .filter_map(|node| {
                let own = address::file_name(&node.out).trim_end_matches(".html").to_lowercase();
                let own = if own == "index" { address::file_name(address::folder(&node.out)).to_lowercase() } else { own };
                let far = strsim::damerau_levenshtein(&stem, &own);
                let is_beside = address::folder(&node.out) == folder;
                (far <= stem.chars().count() / 3 + 1).then_some((far * 2 + usize::from(!is_beside), &node.out))
            })
            .collect();
        found.sort();
        found.into_iter().take(5).map(|(_, out)| out.to_string()).collect()
    }
}

/// A page before and after; one is missing where it was added or removed.
type Pair = (Option<Arc<Page>>, Option<Arc<Page>>);

struct Difference {
    pairs: Vec<Pair>,
    names: Vec<String>,
}

/// What is different between two lists of pages, both ordered by path.
fn difference(old: &[Arc<Page>], new: &[Arc<Page>]) -> Difference {
    let mut found = Difference { pairs: Vec::new(), names: Vec::new() };
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let (before, after) = match (old.peek(), new.peek()) {
            (None, None) => return found,
            // Most are, and looking no further is what makes this cheap.
            (Some(a), Some(b)) if Arc::ptr_eq(a, b) => {
                old.next();
                new.next();
                continue;
            }
            (Some(a), Some(b)) if a.path == b.path => (old.next(), new.next()),
            (Some(a), Some(b)) if a.path > b.path => (None, new.next()),
            (None, Some(_)) => (None, new.next()),
            (Some(_), _) => (old.next(), None),
        };
        match (before, after) {
            (Some(_), Some(after)) => found.names.push(after.path.to_string()),
            (Some(before), None) => found.names.push(format!("{} gone", before.path)),
            (_, after) => found.names.extend(after.map(|page| format!("{} new", page.path))),
        }
        found.pairs.push((before.cloned(), after.cloned()));
    }
}

fn summary(names: &[String]) -> String {
    const SHOWN: usize = 3;
    match names.len() {
        0 => "the folder".to_owned(),
        count if count > SHOWN => format!("{} and {} more", names[..SHOWN].join(", "), count - SHOWN),
        _ => names.join(", "),
    }
}

/// What two pages are compared by: the language, and a text.
type Key = fn(&Page) -> (usize, &str);

/// Where pages have gone. One that is away is looked for among the new ones: with the same text, else with
/// the same title.
fn moved(before: &Moment, site: &Site, pairs: &[Pair]) -> Arc<HashMap<String, OutPath>> {
    let old = before.build.output.site();
    let mut gone: Vec<&Arc<Page>> = Vec::new();
    let mut new: Vec<&Arc<Page>> = Vec::new();
    let mut found: Vec<(&Arc<Page>, &Arc<Page>)> = Vec::new();
    for pair in pairs {
        match pair {
            (Some(before), Some(after)) if before.out != after.out => found.push((before, after)),
            (Some(_), Some(_)) => {}
            (before, after) => {
                gone.extend(before);
                new.extend(after);
            }
        }
    }
    if gone.is_empty() && found.is_empty() {
        return before.moved.clone();
    }
    let mut taken: BTreeSet<&SourcePath> = BTreeSet::new();
    let by = |key: Key| {
        let mut map: HashMap<(usize, &str), Vec<&Arc<Page>>> = HashMap::new();
        new.iter().for_each(|page| map.entry(key(page)).or_default().push(page));
        map
    };
    let keys: [Key; 2] = [|page| (page.language, &page.body_hash), |page| (page.language, &page.title)];
    let maps = keys.map(by);
    for page in gone {
        let same = keys.iter().zip(&maps).find_map(|(key, map)| map.get(&key(page))?.iter().find(|other| !taken.contains(&other.path)));
        if let Some(same) = same {
            taken.insert(&same.path);
            found.push((page, same));
        }
    }
    let mut moved = (*before.moved).clone();
    for (from, to) in found {
        for prefix in &site.prefixes {
            let (old_out, new_out) = (format!("{prefix}{}", from.address), OutPath::new(format!("{prefix}{}", to.address)));
            if old.node_of_out(&old_out).is_some() && site.node_of_out(&new_out).is_some() {
                moved.insert(old_out.clone(), new_out.clone());
                // A section's own page goes with the pages of its folder.
                let index = |out: &str| format!("{}/index.html", address::folder(out));
                let (old_index, new_index) = (index(&old_out), index(&new_out));
                if site.node_of_out(&old_index).is_none() && site.node_of_out(&new_index).is_some() {
                    moved.entry(old_index).or_insert(OutPath::new(new_index));
                }
            }
        }
    }
    // A place that has been taken again is no old place.
    moved.retain(|from, _| site.node_of_out(from).is_none());
    Arc::new(moved)
}
