//! What the pages are together: languages, tree, neighbours, translations, tags.
//!
//! The index, what pages can see of each other, is made anew when one of them shows another face; the pages
//! themselves change with every edit.

pub mod courses;
pub mod links;

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use crate::address::{self, OutPath};
use crate::diagnostics::{Diagnostic, Diagnostics, Guesses};
use crate::page::{self, Page, State};
use crate::place;
use crate::source::{Hash, SourcePath, Span};

/// Index into `Site::nodes`.
pub type NodeId = usize;
/// Index into `Site::pages`.
pub type PageId = usize;

/// Where each language lists all its pages.
pub const A_TO_Z: &str = "a-z.html";
/// Where each language with tags lists them; a tag's page stands beside it.
pub const TAGS: &str = "tags/index.html";
/// What the browser keeps of a reader, and what is due for review: in languages of sites with questions or courses.
pub const LEARNING: &str = "learning.html";
pub const REVIEW: &str = "review.html";
/// All questions and courses of a language, for scripts.
pub const CATALOGUE: &str = "catalogue.js";

/// The pages of this moment, and what they are together.
#[derive(Clone, Debug)]
pub struct Site {
    /// Every page, hidden ones too, ordered by path.
    pub pages: Arc<[Arc<Page>]>,
    index: Arc<Index>,
}

/// What pages can see of each other. It holds none of their texts, so that it stays the same over an
/// edit that changes no title, heading or front matter.
#[derive(Debug)]
pub struct Index {
    /// Tags in the order of the configuration; one, unprefixed, where the configuration names none.
    pub languages: Vec<Arc<str>>,
    /// `en/`, or empty.
    pub prefixes: Vec<String>,
    pub states: Vec<State>,
    /// Whether drafts and other hidden pages are shown.
    pub drafts: bool,
    /// Every address at which readers find text, grouped by language.
    pub nodes: Vec<Node>,
    /// The front page of each language.
    pub fronts: Vec<NodeId>,
    /// Per language: address → node.
    by_address: Vec<HashMap<Arc<str>, NodeId>>,
    by_source: HashMap<SourcePath, PageId>,
    /// Source paths without number prefixes → the one page that each stands for.
    by_unnumbered: HashMap<String, Option<PageId>>,
    /// Per language: the pages that bear each tag, by the tag's file name.
    pub tags: Vec<BTreeMap<String, Tag>>,
    /// Per language: what tags are compared by → the tag's file name.
    tag_files: Vec<HashMap<String, String>>,
    /// Pages by file name in lower case, to guess what a broken link meant.
    names: BTreeMap<String, Vec<PageId>>,
    /// Made when a link is broken.
    guesses: OnceLock<SiteGuesses>,
    /// Per language: titles and file names in lower case → pages, for wikilinks.
    wiki: Vec<HashMap<String, Vec<PageId>>>,
    /// Pages that claim to follow an original, with that original.
    translations: Vec<(PageId, PageId)>,
    /// Whether there is something to learn: questions, or a course.
    pub learns: bool,
    /// Ids that two pages have.
    told: Vec<Diagnostic>,
}

/// What an index is made from, beside the faces of the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Not empty.
    pub languages: Vec<Arc<str>>,
    pub prefixed: bool,
    /// The site's title in each language, for front pages that nobody wrote.
    pub titles: Vec<Arc<str>>,
    pub today: Date,
    pub drafts: bool,
}

/// What broken links may have meant.
#[derive(Debug)]
struct SiteGuesses {
    /// By language.
    titles: Vec<Guesses>,
    /// File names in lower case, with and without their endings.
    files: Guesses,
    stems: Guesses,
}

/// One address of a language and what readers find there.
#[derive(Debug)]
pub struct Node {
    pub language: usize,
    pub address: Arc<str>,
    pub out: OutPath,
    pub content: Content,
    pub title: String,
    /// The folder's own page; none for a front page.
    pub parent: Option<NodeId>,
    /// In reading order.
    pub children: Vec<NodeId>,
    pub previous: Option<NodeId>,
    pub next: Option<NodeId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Own(PageId),
    /// A page of the default language that this language lacks.
    Fallback(PageId),
    /// A section that nobody wrote a page for.
    Made,
}

impl Content {
    pub fn page(self) -> Option<PageId> {
        match self {
            Content::Own(page) | Content::Fallback(page) => Some(page),
            Content::Made => None,
        }
    }
}

/// Pages that bear the same word.
#[derive(Debug)]
pub struct Tag {
    /// As first written.
    pub name: String,
    pub nodes: Vec<NodeId>,
}

impl Index {
    /// `pages` ordered by path.
    pub fn new(pages: &[Arc<Page>], terms: &Terms) -> Index {
        let languages = terms.languages.clone();
        let prefixes: Vec<String> =
            (0..languages.len()).map(|language| if terms.prefixed { place::prefix(&languages, language) } else { String::new() }).collect();
        let by_source = || pages.iter().enumerate().map(|(id, page)| (page.path.clone(), id)).collect();
        let ((by_source, by_unnumbered), (names, wiki)) =
            rayon::join(|| (by_source(), by_unnumbered(pages)), || (names(pages), wiki_names(pages, languages.len())));
        let mut index = Index {
            states: pages.iter().map(|page| page.state(terms.today)).collect(),
            by_source,
            by_unnumbered,
            by_address: vec![HashMap::new(); languages.len()],
            tags: Vec::new(),
            tag_files: Vec::new(),
            names,
            guesses: OnceLock::new(),
            wiki,
            nodes: Vec::new(),
            fronts: Vec::new(),
            translations: Vec::new(),
            learns: false,
            told: Vec::new(),
            languages,
            prefixes,
            drafts: terms.drafts,
        };
        for (language, title) in terms.titles.iter().enumerate() {
            index.grow(pages, language, title);
        }
        for language in 0..index.languages.len() {
            let tags = index.collect_tags(pages, language);
            let files = tag_files(tags.keys());
            index.tags.push(tags.into_iter().map(|(key, tag)| (files[&key].clone(), tag)).collect());
            index.tag_files.push(files);
        }
        index.translations = pages
            .iter()
            .enumerate()
            .filter(|(_, page)| page.front.translated.is_some())
            .filter_map(|(id, page)| Some((id, index.original_of(page)?)))
            .collect();
        let learns = |(id, page): (PageId, &Arc<Page>)| index.is_visible(id) && (page.course.is_some() || !page.questions.is_empty());
        index.learns = pages.iter().enumerate().any(learns);
        index.told = equal_ids(pages);
        index
    }

    pub fn is_visible(&self, page: PageId) -> bool {
        self.drafts || self.states[page] == State::Published
    }

    pub fn page_at(&self, path: &str) -> Option<PageId> {
        self.by_source.get(path).copied()
    }

    pub fn node_at(&self, language: usize, address: &str) -> Option<NodeId> {
        self.by_address.get(language)?.get(address).copied()
    }

    /// The node at an output path.
    pub fn node_of_out(&self, out: &str) -> Option<NodeId> {
        self.prefixes.iter().enumerate().find_map(|(language, prefix)| self.node_at(language, out.strip_prefix(prefix.as_str())?))
    }

    /// The list at an output path: its language and its address there.
    pub fn list_of_out<'a>(&self, out: &'a str) -> Option<(usize, &'a str)> {
        self.prefixes.iter().enumerate().find_map(|(language, prefix)| {
            let address = out.strip_prefix(prefix.as_str())?;
            self.has_list(language, address).then_some((language, address))
        })
    }

    /// Whether a language has a page that nobody wrote at an address: of a section, or a list.
    pub fn has_made(&self, language: usize, address: &str) -> bool {
        self.node_at(language, address).is_some() || self.has_list(language, address)
    }

    fn has_list(&self, language: usize, address: &str) -> bool {
        let tags = &self.tags[language];
        let tag = || address.strip_prefix("tags/")?.strip_suffix(".html");
        address == A_TO_Z
            || (address == TAGS && !tags.is_empty())
            || (self.learns && matches!(address, LEARNING | REVIEW))
            || tag().is_some_and(|file| tags.contains_key(file))
    }

    /// Whether a language shows a text of its own at a node, so that its lists count it.
    pub fn is_own(&self, node: NodeId) -> bool {
        matches!(self.nodes[node].content, Content::Own(_))
    }

    /// Makes the nodes of a language and hangs them into its tree.
    fn grow(&mut self, pages: &[Arc<Page>], language: usize, title: &str) {
        let mut contents: BTreeMap<Arc<str>, Content> = BTreeMap::new();
        for (id, page) in pages.iter().enumerate() {
            if page.language == language && self.is_visible(id) {
                contents.insert(page.address.clone(), Content::Own(id));
            }
        }
        if language != 0 {
            for (id, page) in pages.iter().enumerate() {
                if page.language == 0 && self.is_visible(id) {
                    contents.entry(page.address.clone()).or_insert(Content::Fallback(id));
                }
            }
        }
        // Every folder has a page, and so has the language itself.
        let mut folders: BTreeMap<String, PageId> = BTreeMap::new();
        for (address, content) in &contents {
            let mut folder = address::folder(address);
            while !folder.is_empty() && !folders.contains_key(folder) {
                folders.extend(content.page().map(|page| (folder.to_owned(), page)));
                folder = address::folder(folder);
            }
        }
        for folder in folders.keys().map(|folder| format!("{folder}/index.html")).chain(["index.html".to_owned()]) {
            contents.entry(folder.into()).or_insert(Content::Made);
        }

        let first = self.nodes.len();
        for (address, content) in &contents {
            let node_title = match content {
                Content::Own(page) | Content::Fallback(page) => pages[*page].title.clone(),
                Content::Made if &**address == "index.html" => title.to_owned(),
                Content::Made => {
                    let folder = address::folder(address);
                    folder_name(pages, &folders, folder).map_or_else(|| folder.to_owned(), |name| page::name_to_title(&name))
                }
            };
            self.by_address[language].insert(address.clone(), self.nodes.len());
            self.nodes.push(Node {
                language,
                address: address.clone(),
                out: OutPath::new(format!("{}{address}", self.prefixes[language])),
                content: *content,
                title: node_title,
                parent: None,
                children: Vec::new(),
                previous: None,
                next: None,
            });
        }
        for node in first..self.nodes.len() {
            let address = self.nodes[node].address.clone();
            let folder = if page::is_index(&address) { address::folder(address::folder(&address)) } else { address::folder(&address) };
            if &*address == "index.html" {
                self.fronts.push(node);
                continue;
            }
            let parent = if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") };
            let parent = self.by_address[language][&*parent];
            self.nodes[node].parent = Some(parent);
            self.nodes[parent].children.push(node);
        }
        for node in first..self.nodes.len() {
            let mut children = std::mem::take(&mut self.nodes[node].children);
            children.sort_by_cached_key(|child| self.reading_order(pages, *child, &folders));
            self.nodes[node].children = children;
        }
        let order = self.walk(self.fronts[language]);
        for pair in order[1..].windows(2) {
            self.nodes[pair[0]].next = Some(pair[1]);
            self.nodes[pair[1]].previous = Some(pair[0]);
        }
    }

    /// `order:`, else the number of the name, else the title.
    fn reading_order(&self, pages: &[Arc<Page>], node: NodeId, folders: &BTreeMap<String, PageId>) -> (i64, String, Arc<str>) {
        let Node { address, title, content, .. } = &self.nodes[node];
        let order = match content.page() {
            Some(page) => pages[page].front.order.or(pages[page].number.map(i64::from)),
            None => folder_name(pages, folders, address::folder(address))
                .and_then(|name| address::number_prefix(&name).map(|(number, _)| i64::from(number))),
        };
        (order.unwrap_or(i64::MAX), sort_key(title), address.clone())
    }

    /// A node and all below it in reading order.
    pub fn walk(&self, node: NodeId) -> Vec<NodeId> {
        let mut order = Vec::new();
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            order.push(node);
            stack.extend(self.nodes[node].children.iter().rev());
        }
        order
    }

    /// The file name of a tag's page, without its ending.
    pub fn tag_file(&self, language: usize, name: &str) -> Option<&str> {
        self.tag_files[language].get(&tag_key(name)).map(String::as_str)
    }

    /// By what they are compared by.
    fn collect_tags(&self, pages: &[Arc<Page>], language: usize) -> BTreeMap<String, Tag> {
        let mut tags: BTreeMap<String, Tag> = BTreeMap::new();
        for node in self.walk(self.fronts[language]) {
            let Content::Own(page) = self.nodes[node].content else { continue };
            for (name, _) in &pages[page].front.tags {
                let tag = tags.entry(tag_key(name)).or_insert_with(|| Tag { name: name.clone(), nodes: Vec::new() });
                if tag.nodes.last() != Some(&node) {
                    tag.nodes.push(node);
                }
            }
        }
        tags
    }

    /// The same address in another language, else that language's front page.
    pub fn counterpart(&self, node: NodeId, language: usize) -> NodeId {
        self.node_at(language, &self.nodes[node].address).unwrap_or(self.fronts[language])
    }

    /// The page of the default language that a page translates.
    pub fn original_of(&self, page: &Page) -> Option<PageId> {
        if page.language == 0 {
            return None;
        }
        self.node_at(0, &page.address).and_then(|node| self.nodes[node].content.page())
    }
}

impl Deref for Site {
    type Target = Index;
    fn deref(&self) -> &Index {
        &self.index
    }
}

impl Site {
    /// `index` was made from pages with the same faces.
    pub fn new(pages: Arc<[Arc<Page>]>, index: Arc<Index>) -> Site {
        Site { pages, index }
    }

    pub fn index(&self) -> &Arc<Index> {
        &self.index
    }

    fn guesses(&self) -> &SiteGuesses {
        self.guesses.get_or_init(|| {
            let titles = |language| self.pages.iter().filter(move |page| page.language == language).map(|page| page.title.as_str());
            SiteGuesses {
                titles: (0..self.languages.len()).map(|language| Guesses::new(titles(language))).collect(),
                files: Guesses::new(self.names.keys().map(String::as_str)),
                stems: Guesses::new(self.names.keys().filter_map(|name| address::strip_markdown(name))),
            }
        })
    }

    pub fn page_of(&self, node: NodeId) -> Option<&Arc<Page>> {
        self.nodes[node].content.page().map(|page| &self.pages[page])
    }

    /// The page at a path in which the numbers of names may be left out, as they are in its address.
    pub fn page_named(&self, path: &str) -> Option<PageId> {
        let id = (*self.by_unnumbered.get(&unnumbered(path))?)?;
        let fits = |(written, real): (&str, &str)| written == real || written == without_number(real);
        path.split('/').zip(self.pages[id].path.split('/')).all(fits).then_some(id)
    }

    /// Whether a page claims to follow an original that has changed since.
    pub fn is_stale(&self, page: &Page) -> bool {
        match (&page.front.translated, self.original_of(page)) {
            (Some((claimed, _)), Some(original)) => *claimed != self.pages[original].body_hash,
            _ => false,
        }
    }

    /// What is wrong with the pages as a whole: ids, stale translations.
    pub fn check(&self) -> Vec<Diagnostic> {
        let mut told = self.told.clone();
        for (id, original) in &self.translations {
            let page = &self.pages[*id];
            if let Some((_, span)) = page.front.translated.as_ref().filter(|_| self.is_stale(page)) {
                let mut diagnostics = Diagnostics::of(page.path.clone());
                diagnostics.stale_translation(*span, &self.pages[*original].path);
                told.extend(diagnostics.into_list());
            }
        }
        told
    }
}

/// The name of the content folder behind an address, from the path of a page in it.
fn folder_name(pages: &[Arc<Page>], folders: &BTreeMap<String, PageId>, folder: &str) -> Option<String> {
    let page = &pages[*folders.get(folder)?];
    let depth = address::folder(&page.address).matches('/').count() - folder.matches('/').count();
    let mut path = address::folder(&page.path);
    for _ in 0..depth {
        path = address::folder(path);
    }
    Some(address::file_name(path).to_owned())
}

/// Ids that two pages of a language have.
fn equal_ids(pages: &[Arc<Page>]) -> Vec<Diagnostic> {
    let mut told = Vec::new();
    let mut ids: HashMap<(usize, &str), PageId> = HashMap::new();
    for (id, page) in pages.iter().enumerate() {
        if let Some(other) = ids.insert((page.language, &page.id), id) {
            let mut diagnostics = Diagnostics::of(page.path.clone());
            let span = page.front.id.as_ref().map_or(Span::FILE, |(_, span)| *span);
            diagnostics.duplicate_page_id(span, &page.id, &pages[other].path);
            told.extend(diagnostics.into_list());
        }
    }
    told
}

/// How tags are compared: NFC, without case, white space and dashes as single hyphens. Signs count: `C`
/// and `C++` are two tags.
fn tag_key(name: &str) -> String {
    let name = crate::source::nfc(name).to_lowercase();
    let words = name.split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}'));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// The file names of tags: their words. Where the words of two are the same, the one that has no other
/// signs keeps them, and all others get a hash.
fn tag_files<'a>(keys: impl Iterator<Item = &'a String>) -> HashMap<String, String> {
    let mut by_words: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for key in keys {
        by_words.entry(address::slug_of_words(key)).or_default().push(key);
    }
    let mut files = HashMap::new();
    for (words, keys) in by_words {
        let is_name = !(words.is_empty() || words == "index" || address::is_reserved(&words) || words.chars().count() > TAG_LENGTH);
        for key in &keys {
            let file = match is_name && (keys.len() == 1 || **key == words) {
                true => words.clone(),
                false => {
                    let start: String = words.chars().take(TAG_LENGTH).collect();
                    let start = if start.is_empty() || address::is_reserved(&start) { "tag" } else { &start };
                    format!("{start}-{}", Hash::of(key.as_bytes()).short())
                }
            };
            files.insert((*key).clone(), file);
        }
    }
    files
}

/// The longest name of a tag's file, in characters; with an ending it fits any disk.
const TAG_LENGTH: usize = 50;

/// Titles in the order of a dictionary: without case and without accents on Latin letters, `ё` as `е`, the
/// Armenian `և` as the two letters it is read as, signs before the first letter left out.
pub fn sort_key(title: &str) -> String {
    let mut key = String::with_capacity(title.len());
    for letter in title.trim_start_matches(|sign: char| !sign.is_alphanumeric()).chars().flat_map(char::to_lowercase) {
        match letter {
            'ё' => key.push('е'),
            'և' => key.push_str("եվ"),
            '\u{300}'..='\u{36F}' => {}
            'à'..='ɏ' => {
                let base = std::iter::once(letter).nfd().next().unwrap_or(letter);
                key.push(base);
            }
            _ => key.push(letter),
        }
    }
    key
}

fn without_number(name: &str) -> &str {
    address::number_prefix(name).map_or(name, |(_, rest)| rest)
}

fn unnumbered(path: &str) -> String {
    path.split('/').map(without_number).collect::<Vec<_>>().join("/")
}

fn by_unnumbered(pages: &[Arc<Page>]) -> HashMap<String, Option<PageId>> {
    let mut found = HashMap::with_capacity(pages.len());
    for (id, page) in pages.iter().enumerate() {
        found.entry(unnumbered(&page.path)).and_modify(|one| *one = None).or_insert(Some(id));
    }
    found
}

fn names(pages: &[Arc<Page>]) -> BTreeMap<String, Vec<PageId>> {
    let mut names: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    for (id, page) in pages.iter().enumerate() {
        names.entry(address::file_name(&page.path).to_lowercase()).or_default().push(id);
    }
    names
}

fn wiki_names(pages: &[Arc<Page>], languages: usize) -> Vec<HashMap<String, Vec<PageId>>> {
    let mut wiki = vec![HashMap::<String, Vec<PageId>>::new(); languages];
    for (id, page) in pages.iter().enumerate() {
        let name = address::file_name(&page.path);
        let stem = address::strip_markdown(name).unwrap_or(name);
        let plain = address::number_prefix(stem).map_or(stem, |(_, rest)| rest);
        for name in [&page.title, stem, plain] {
            let ids = wiki[page.language].entry(wiki_key(name)).or_default();
            if ids.last() != Some(&id) {
                ids.push(id);
            }
        }
    }
    wiki
}

/// How wikilinks compare names: NFC, without case, hyphens and underscores as spaces.
fn wiki_key(name: &str) -> String {
    crate::source::nfc(name.trim()).to_lowercase().replace(['-', '_'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_different_signs_are_different_tags() {
        let files = |names: &[&str]| {
            let keys: BTreeMap<String, ()> = names.iter().map(|name| (tag_key(name), ())).collect();
            let files = tag_files(keys.keys());
            names.iter().map(|name| files[&tag_key(name)].clone()).collect::<Vec<_>>()
        };
        assert_eq!(files(&["Role Play", "role-play", "3-way", "Q&A", "Գին"]), ["role-play", "role-play", "3-way", "qa", "գին"]);
        let found = files(&["C", "C++", "C#", "c++"]);
        assert_eq!((found[0].as_str(), found[1] == found[3], found[1] == found[2]), ("c", true, false));
        assert!(
            files(&["index"])[0].starts_with("index-") && files(&["??"])[0].starts_with("tag-") && files(&["con"])[0].starts_with("tag-")
        );
        assert!(files(&[&"ա".repeat(300)])[0].len() < 120);
    }

    #[test]
    fn titles_stand_as_in_a_dictionary() {
        for mut titles in
            [vec!["Ёлка", "Ель", "Ещё", "Яма"], vec!["Եթե", "և այլն", "Զանգ", "Ֆ"], vec!["earth", "«Éclair»", "Effort", "zoo"]]
        {
            let expected = titles.clone();
            titles.reverse();
            titles.sort_by_key(|title| sort_key(title));
            assert_eq!(titles, expected);
        }
    }
}
