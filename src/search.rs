//! The index that pages load when somebody searches: made from the texts of the pages when one of its files is
//! asked for, so that neither a page nor a save waits for it.
//!
//! `search/manifest.js` alone has a fixed name; all else lies in a folder named by what the index is made from.
//! `text` reads pages, `postings` groups their words, `shards` writes both down for the browser.

mod postings;
mod shards;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::address::{self, OutPath};
use crate::front_matter::Kind;
use crate::i18n::Words;
use crate::page::{Page, State};
use crate::release;
use crate::site::{Content, NodeId, Site};
use crate::source::{Hash, floor_char_boundary};
use postings::{PageText, Range};

/// Names the shards; all other files of the index stand beside it, in a folder of their own.
pub const MANIFEST: &str = "search/manifest.js";
const FOLDER: &str = "search/";

/// Of the texts of a page so much goes into its shard, in bytes: 40 KB packed at the very most.
const TEXT_LIMIT: usize = 48_000;

/// The index of one state of the site.
#[derive(Default)]
pub struct Search {
    asked: OnceLock<Arc<Asked>>,
    /// The newest index that was asked for before.
    before: Option<Arc<Asked>>,
}

/// What somebody has asked for.
struct Asked {
    id: String,
    pages: Vec<NodeId>,
    made: Arc<OnceLock<Made>>,
}

struct Made {
    manifest: Vec<u8>,
    /// By name, but for those of texts, which are made one by one.
    shards: BTreeMap<String, Vec<u8>>,
}

impl Search {
    /// Keeps what an earlier one has made, in case that nothing of it has changed.
    pub fn after(before: Option<&Search>) -> Search {
        let before = before.and_then(|before| before.asked.get().or(before.before.as_ref()).cloned());
        Search { asked: OnceLock::new(), before }
    }

    /// All paths, in order. Makes the index.
    pub fn paths(&self, site: &Site, words: &[Arc<Words>]) -> Vec<(OutPath, release::Kind)> {
        let asked = self.asked(site, words);
        let texts = (0..asked.pages.len()).map(|page| format!("t{page}"));
        let shards = asked.made(site).shards.keys().cloned().chain(texts);
        let shards = shards.map(|name| (OutPath::new(format!("{FOLDER}{}/{name}.js", asked.id)), release::Kind::Asset));
        let mut paths: Vec<_> = shards.chain([(OutPath::new(MANIFEST), release::Kind::Pointer)]).collect();
        paths.sort();
        paths
    }

    /// One file of the index.
    pub fn get(&self, path: &str, site: &Site, words: &[Arc<Words>]) -> Option<Vec<u8>> {
        let inside = path.strip_prefix(FOLDER)?;
        let asked = self.asked(site, words);
        if path == MANIFEST {
            return Some(asked.made(site).manifest.clone());
        }
        let name = inside.strip_prefix(asked.id.as_str())?.strip_prefix('/')?.strip_suffix(".js")?;
        match name.strip_prefix('t').filter(|number| *number == "0" || !number.starts_with('0')).and_then(|number| number.parse().ok()) {
            Some(number) => asked.pages.get::<usize>(number).map(|node| text_shard(name, site, *node)),
            None => asked.made(site).shards.get(name).cloned(),
        }
    }

    fn asked(&self, site: &Site, words: &[Arc<Words>]) -> &Asked {
        self.asked.get_or_init(|| {
            let pages = indexed(site);
            let id = id(site, &pages, words);
            let kept = self.before.as_ref().filter(|before| before.id == id).map(|before| before.made.clone());
            Arc::new(Asked { id, pages, made: kept.unwrap_or_default() })
        })
    }
}

impl Asked {
    fn made(&self, site: &Site) -> &Made {
        self.made.get_or_init(|| {
            let ranges = ranges(site, &self.pages);
            let tags: Vec<&str> = site.languages.iter().map(|tag| &**tag).collect();
            let read = |at: usize| {
                let page = page(site, self.pages[at]);
                // A quiz and the page of a section name what others teach.
                let is_guide = page.is_index() || page.kind() == Kind::Quiz;
                PageText { title: &page.title, summary: page.summary(), sections: text::sections(page), boost: page.front.boost, is_guide }
            };
            let size = |at: usize| page(site, self.pages[at]).document.headings.len() + 1;
            let postings = postings::collect(&ranges, &tags, &size, &read);
            let languages: Vec<_> = ranges.iter().map(|range| (tags[range.language], range.pages.start)).collect();
            let (manifest, shards) = shards::pack(&self.id, &languages, &postings);
            Made { manifest, shards }
        })
    }
}

/// The pages that readers can find, ordered by language and address.
fn indexed(site: &Site) -> Vec<NodeId> {
    let is_found = |node: &NodeId| match site.nodes[*node].content {
        Content::Own(page) => site.states[page] == State::Published && site.pages[page].front.search,
        Content::Fallback(_) | Content::Made => false,
    };
    (0..site.nodes.len()).filter(is_found).collect()
}

fn page(site: &Site, node: NodeId) -> &Page {
    site.page_of(node).expect("only pages that were written are found")
}

fn ranges(site: &Site, pages: &[NodeId]) -> Vec<Range> {
    let mut start = 0;
    let of_language = pages.chunk_by(|a, b| site.nodes[*a].language == site.nodes[*b].language);
    let ranges = of_language.map(|of_language| {
        start += of_language.len();
        Range { language: site.nodes[of_language[0]].language, pages: start - of_language.len()..start }
    });
    ranges.collect()
}

/// Names all that the index is made from.
fn id(site: &Site, pages: &[NodeId], words: &[Arc<Words>]) -> String {
    let mut digest = Sha256::new();
    digest.update(env!("CARGO_PKG_VERSION"));
    words.iter().for_each(|words| digest.update(words.hash.0));
    for node in pages {
        for part in [&*site.nodes[*node].out, &site.languages[site.nodes[*node].language]].into_iter().chain(breadcrumb(site, *node)) {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        page(site, *node).made_from().into_iter().for_each(|part| digest.update(part));
    }
    Hash(digest.finalize().into()).short()
}

/// Titles of what stands above a page, without the front page.
fn breadcrumb(site: &Site, node: NodeId) -> Vec<&str> {
    let parent = |node: &NodeId| site.nodes[*node].parent;
    let mut above: Vec<&str> = std::iter::successors(parent(&node), parent)
        .filter(|above| parent(above).is_some())
        .map(|above| site.nodes[above].title.as_str())
        .collect();
    above.reverse();
    above
}

/// What results show of a page, by short names, since there are thousands.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(rename = "u")]
    url: String,
    #[serde(rename = "t")]
    title: &'a str,
    #[serde(rename = "b")]
    breadcrumb: Vec<&'a str>,
    #[serde(rename = "l")]
    language: &'a str,
    /// Anchor, heading, text.
    #[serde(rename = "s")]
    sections: Vec<(&'a str, &'a str, &'a str)>,
}

fn text_shard(name: &str, site: &Site, node: NodeId) -> Vec<u8> {
    let page = page(site, node);
    let sections = text::sections(page);
    let limit = limit(sections.iter().map(|section| section.anchor.len() + section.heading.len() + section.text.len()));
    fn cut(text: &str, limit: usize) -> &str {
        &text[..floor_char_boundary(text, limit)]
    }
    let shown = Shown {
        url: address::encode(&site.nodes[node].out),
        title: cut(&page.title, limit),
        breadcrumb: breadcrumb(site, node),
        language: &site.languages[page.language],
        sections: sections.iter().map(|section| (section.anchor, cut(section.heading, limit), cut(&section.text, limit))).collect(),
    };
    let mut bytes = Vec::new();
    shards::push_text(&mut bytes, &serde_json::to_string(&shown).expect("texts are JSON"));
    shards::script(name, &bytes)
}

/// The length to which all are cut, so that together they are no longer than `TEXT_LIMIT`.
fn limit(lengths: impl Iterator<Item = usize>) -> usize {
    let mut lengths: Vec<usize> = lengths.collect();
    lengths.sort_unstable();
    let mut left = TEXT_LIMIT;
    for (at, length) in lengths.iter().enumerate() {
        let share = left / (lengths.len() - at);
        if *length > share {
            return share;
        }
        left -= length;
    }
    usize::MAX
}
