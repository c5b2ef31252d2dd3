//! Where the links and pictures of a page lead, and what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::address::{self, OutPath};
use crate::assets::{self, Asset, Nature};
use crate::course::Item;
use crate::diagnostics::{Diagnostic, Diagnostics, nearest};
use crate::front_matter::Kind;
use crate::markdown::{Heading, Link, Target};
use crate::page::{Page, State};
use crate::site::{PageId, Site, wiki_key};
use crate::source::{Hash, SourcePath, Span, nfc};

/// The files beside the pages.
#[derive(Clone, Debug)]
pub struct Files {
    /// The content folder, empty where it is the site itself.
    pub root: String,
    /// By path: what may be published when a page links or shows it.
    pub assets: BTreeMap<SourcePath, Asset>,
    /// Paths that exist and may not be published.
    pub others: BTreeSet<SourcePath>,
    /// Of all of the above.
    pub hash: Hash,
}

impl Files {
    pub fn new(root: &str, assets: BTreeMap<SourcePath, Asset>, others: BTreeSet<SourcePath>) -> Files {
        let mut text = format!("{root}\n");
        for asset in assets.values() {
            text.push_str(&format!("{}\n{}\n{:?}\n", asset.path, asset.hash.hex(), asset.nature));
        }
        for path in &others {
            text.push_str(&format!("-{path}\n"));
        }
        Files { root: root.to_owned(), assets, others, hash: Hash::of(text.as_bytes()) }
    }

    /// Where a linked file stands in the output: its own path, counted from the content folder.
    pub fn linked_out(&self, path: &SourcePath) -> OutPath {
        let inside = path.strip_prefix(&self.root).and_then(|rest| rest.strip_prefix('/')).filter(|_| !self.root.is_empty());
        OutPath::new(inside.unwrap_or(path))
    }

    /// Where a shown picture stands in the output: under its contents' fingerprint.
    pub fn shown_out(asset: &Asset) -> OutPath {
        let name = address::file_name(&asset.path);
        let stem = address::slug(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        let stem: String = stem.chars().take(60).collect();
        let stem = if stem.is_empty() || address::is_reserved(&stem) { "picture".to_owned() } else { stem };
        OutPath::new(format!("assets/{stem}.{}.{}", asset.hash.short(), assets::ending(&asset.path)))
    }

    fn is_content(&self, path: &str) -> bool {
        self.root.is_empty() || path.strip_prefix(&self.root).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// The links of one page, resolved: in the order of the page's own lists.
#[derive(Clone, Debug)]
pub struct Links {
    pub links: Vec<Resolved>,
    pub pictures: Vec<Shown>,
    /// The pages that a course lists, by its lists and items; none for an item that is none.
    pub items: Vec<Vec<Option<PageId>>>,
    /// What `requires` names, in order.
    pub requires: Vec<Resolved>,
    /// Files that the page names and that may not be published.
    pub refused: Vec<SourcePath>,
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Resolved {
    /// Another host, mail, telephone: as the author wrote it.
    Outside(Arc<str>),
    /// A page, in the language that the link names, with the heading's id and its position there.
    Page {
        page: SourcePath,
        language: usize,
        address: Arc<str>,
        heading: Option<(Arc<str>, Option<usize>)>,
    },
    /// A page that nobody wrote: of a section, the list of all pages, of tags.
    Made {
        language: usize,
        address: Arc<str>,
    },
    File(SourcePath),
    /// A page that readers do not see (yet): the words stay as text.
    Hidden,
    /// Leads nowhere and has been told: the words are marked.
    Broken,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shown {
    Picture {
        path: SourcePath,
        out: OutPath,
        size: Option<(u32, u32)>,
    },
    /// A bitmap in the address itself.
    Inline(Arc<str>),
    Broken,
}

impl Links {
    /// Whether both lead to the same places, whatever is wrong with them.
    pub fn lead_alike(&self, other: &Links) -> bool {
        self.links == other.links && self.pictures == other.pictures && self.items == other.items && self.refused == other.refused
    }
}

/// Resolves everything a page points at.
pub fn resolve(site: &Site, files: &Files, page: &Page) -> Links {
    let mut resolver = Resolver { site, files, page, refused: Vec::new(), diagnostics: Diagnostics::of(page.path.clone()) };
    let links: Vec<Resolved> = page.document.links.iter().map(|link| resolver.link(&link.target, link.span)).collect();
    let pictures = page.document.pictures.iter().map(|picture| resolver.picture(&picture.address, picture.span)).collect();
    let items = resolver.items(&links);
    let requires = page.front.requires.iter().map(|(target, span)| resolver.required(target, *span)).collect();
    Links { links, pictures, items, requires, refused: resolver.refused, diagnostics: resolver.diagnostics.into_list() }
}

struct Resolver<'a> {
    site: &'a Site,
    files: &'a Files,
    page: &'a Page,
    refused: Vec<SourcePath>,
    diagnostics: Diagnostics,
}

/// An address in its parts, path and anchor percent-decoded and in NFC.
struct Parts {
    path: String,
    anchor: Option<String>,
}

fn parts(target: &str) -> Parts {
    let (rest, anchor) = target.split_once('#').map_or((target, None), |(rest, anchor)| (rest, Some(anchor)));
    let path = rest.split('?').next().unwrap_or_default();
    let anchor = anchor.map(|anchor| nfc(&address::decode(anchor))).filter(|anchor| !anchor.is_empty() && anchor != "top");
    Parts { path: nfc(&address::decode(path)), anchor }
}

/// The scheme of an address with one, in lower case.
fn scheme(target: &str) -> Option<String> {
    let (scheme, _) = target.split_once(':')?;
    let mut letters = scheme.chars();
    let fits = letters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'));
    fits.then(|| scheme.to_ascii_lowercase())
}

impl Resolver<'_> {
    fn link(&mut self, target: &Target, span: Span) -> Resolved {
        match target {
            Target::Wiki { page, heading } => self.wikilink(page, heading.as_deref(), span),
            Target::Address(target) => self.address(target, span),
        }
    }

    fn address(&mut self, target: &Arc<str>, span: Span) -> Resolved {
        match scheme(target) {
            // A drive letter is no scheme.
            Some(scheme) if scheme == "file" || scheme.len() == 1 => {
                self.diagnostics.leaves_the_site(span, target);
                return Resolved::Broken;
            }
            Some(_) => return Resolved::Outside(target.clone()),
            None if target.starts_with("//") => return Resolved::Outside(target.clone()),
            None => {}
        }
        let Parts { path, anchor } = parts(target);
        if path.is_empty() {
            return self.arrive(self.page, self.page.language, anchor.as_deref(), target, span);
        }
        let path = path.replace('\\', "/");
        let Some(candidates) = self.candidates(&path) else {
            self.diagnostics.leaves_the_site(span, target);
            return Resolved::Broken;
        };
        for candidate in &candidates {
            if let Some((id, language)) = self.page_in_language(candidate) {
                return self.arrive_at(id, language, anchor.as_deref(), target, span);
            }
        }
        if let Some(resolved) = self.built_name(&path, anchor.as_deref(), target, span) {
            return resolved;
        }
        for candidate in &candidates {
            if let Some(asset) = self.files.assets.get(candidate.as_str()) {
                return match asset.nature {
                    Nature::Active => {
                        self.refused.push(asset.path.clone());
                        self.diagnostics.active_file(span, target);
                        Resolved::Broken
                    }
                    _ if !self.files.is_content(candidate) && !assets::may_lie_beside(candidate) => {
                        self.diagnostics.not_content(span, target);
                        Resolved::Broken
                    }
                    _ => Resolved::File(asset.path.clone()),
                };
            }
        }
        if candidates.iter().any(|candidate| self.files.others.contains(candidate.as_str())) {
            self.diagnostics.not_content(span, target);
            return Resolved::Broken;
        }
        let ending = assets::ending(&path);
        if ending.is_empty() || matches!(ending.as_str(), "md" | "markdown" | "html" | "htm") || path.ends_with('/') {
            let near = self.nearest_page(&path);
            self.diagnostics.unknown_page(span, target, near.as_deref());
        } else {
            let near = self.nearest_file(&path, |_| true);
            self.diagnostics.missing_file(span, target, near.as_deref());
        }
        Resolved::Broken
    }

    /// The source paths that an author's path may mean; none if it leads out of the site. A path from
    /// the root is looked for in the language, the content and the site, as other generators do.
    fn candidates(&self, path: &str) -> Option<Vec<String>> {
        match path.strip_prefix('/') {
            None => Some(vec![address::join(address::folder(&self.page.path), path)?]),
            Some(rest) => {
                let language = format!("{}/{}", self.files.root, self.site.prefixes[self.page.language]);
                let roots = [language.as_str(), self.files.root.as_str(), ""];
                Some(roots.iter().filter_map(|root| address::join(root, rest)).collect())
            }
        }
    }

    /// A link by the name that a page has in the output, or to a folder.
    fn built_name(&mut self, path: &str, anchor: Option<&str>, target: &str, span: Span) -> Option<Resolved> {
        let outs = match path.strip_prefix('/') {
            None => vec![address::join(address::folder(&self.page.out), path)?],
            Some(rest) => {
                let language = &self.site.prefixes[self.page.language];
                [language.as_str(), ""].iter().filter_map(|root| address::join(root, rest)).collect()
            }
        };
        let mut names = Vec::new();
        for out in outs {
            if out.ends_with(".html") {
                names.push(out.clone());
            }
            if path.ends_with('/') || assets::ending(&out).is_empty() {
                let folder = address::of_folder(&out).unwrap_or_default();
                names.push(format!("{folder}index.html"));
            }
        }
        let Some(node) = names.iter().find_map(|name| self.site.node_of_out(name)) else {
            let (language, address) = names.iter().find_map(|name| self.site.list_of_out(name))?;
            return Some(Resolved::Made { language, address: address.into() });
        };
        Some(match self.site.nodes[node].content.page() {
            Some(page) => self.arrive_at(page, self.site.nodes[node].language, anchor, target, span),
            None => Resolved::Made { language: self.site.nodes[node].language, address: self.site.nodes[node].address.clone() },
        })
    }

    /// The page at a source path. One that a language lacks is shown there in the default language, so
    /// the path that its translation would have leads to it.
    fn page_in_language(&self, path: &str) -> Option<(PageId, usize)> {
        let page_at = |path: &str| self.site.page_at(path).or_else(|| self.site.page_named(path));
        if let Some(id) = page_at(path) {
            return Some((id, self.site.pages[id].language));
        }
        let inside = if self.files.root.is_empty() { path } else { path.strip_prefix(&self.files.root)?.strip_prefix('/')? };
        let (language, inner) =
            self.site.prefixes.iter().enumerate().skip(1).find_map(|(at, prefix)| Some((at, inside.strip_prefix(prefix.as_str())?)))?;
        let original = address::join(&self.files.root, &format!("{}{inner}", self.site.prefixes[0]))?;
        Some((page_at(&original)?, language))
    }

    fn arrive_at(&mut self, id: PageId, language: usize, anchor: Option<&str>, target: &str, span: Span) -> Resolved {
        if !self.site.is_visible(id) {
            match self.site.states[id] {
                State::Draft | State::Published => self.diagnostics.link_to_draft(span, target),
                State::Future(day) => self.diagnostics.link_to_unpublished(span, target, &format!("is published from {day}")),
                State::Expired(day) => self.diagnostics.link_to_unpublished(span, target, &format!("expired on {day}")),
            }
            return Resolved::Hidden;
        }
        let page = self.site.pages[id].clone();
        self.arrive(&page, language, anchor, target, span)
    }

    /// `language`: where the link leads; another than the page's own for a page that it lacks.
    fn arrive(&mut self, page: &Page, language: usize, anchor: Option<&str>, target: &str, span: Span) -> Resolved {
        let heading = match anchor {
            None => None,
            // The title is the top of the page.
            Some(anchor) if page.document.title.as_ref().is_some_and(|title| title.id == anchor) => None,
            Some(anchor) => match find_heading(page, anchor) {
                Some(found) => Some(found),
                None => {
                    let ids = page.document.headings.iter().map(|heading| heading.id.as_str());
                    let near = nearest(anchor, ids).map(|id| format!("#{id}"));
                    self.diagnostics.unknown_anchor(span, target, &page.path, near.as_deref());
                    return Resolved::Broken;
                }
            },
        };
        Resolved::Page { page: page.path.clone(), language, address: page.address.clone(), heading }
    }

    fn wikilink(&mut self, name: &str, heading: Option<&str>, span: Span) -> Resolved {
        let written = match heading {
            Some(heading) => format!("{name}#{heading}"),
            None => name.to_owned(),
        };
        if name.is_empty() {
            return self.arrive(self.page, self.page.language, heading, &written, span);
        }
        let key = wiki_key(name);
        let own = &self.site.wiki[self.page.language];
        let mut others = self.site.wiki.iter().enumerate().filter(|(language, _)| *language != self.page.language);
        let found = own.get(&key).or_else(|| others.find_map(|(_, wiki)| wiki.get(&key)));
        match found.map(Vec::as_slice) {
            Some([id]) => self.arrive_at(*id, self.site.pages[*id].language, heading, &written, span),
            Some(ids) => {
                let paths: Vec<&str> = ids.iter().map(|id| &*self.site.pages[*id].path).collect();
                self.diagnostics.ambiguous_wikilink(span, name, &paths);
                Resolved::Broken
            }
            None => {
                let guesses = self.site.guesses();
                let near = guesses.titles[self.page.language].nearest(name).or_else(|| guesses.stems.nearest(name));
                self.diagnostics.unknown_wikilink(span, name, near);
                Resolved::Broken
            }
        }
    }

    /// The pages of a course, in the order of its lists and items.
    fn items(&mut self, links: &[Resolved]) -> Vec<Vec<Option<PageId>>> {
        let page = self.page;
        let mut seen = BTreeSet::new();
        let lists = page.course.iter().flat_map(|course| &course.lists);
        lists.map(|list| list.items.iter().map(|item| self.item(item, links, &mut seen)).collect()).collect()
    }

    fn item(&mut self, item: &Item, links: &[Resolved], seen: &mut BTreeSet<PageId>) -> Option<PageId> {
        let link = item.link?;
        let Link { target, span } = &self.page.document.links[link];
        let written = target.written();
        let is = match &links[link] {
            Resolved::Outside(_) => "not in this site",
            Resolved::File(_) => "a file",
            Resolved::Made { .. } => "a list that nobody wrote",
            Resolved::Hidden | Resolved::Broken => return None,
            Resolved::Page { page, .. } if *page == self.page.path => {
                self.diagnostics.item_is_itself(*span);
                return None;
            }
            Resolved::Page { language, .. } if *language != self.page.language => {
                let language = self.site.languages[*language].clone();
                self.diagnostics.item_in_another_language(*span, &written, &language);
                return None;
            }
            Resolved::Page { heading: Some(_), .. } => "a part of a page",
            Resolved::Page { page, .. } => {
                let id = self.site.page_at(page)?;
                if !seen.insert(id) {
                    self.diagnostics.item_twice(*span, &written);
                    return None;
                }
                self.tell_pass(item, id, &written);
                return Some(id);
            }
        };
        self.diagnostics.item_is_no_page(*span, &written, is);
        None
    }

    /// A pass mark that nobody can reach.
    fn tell_pass(&mut self, item: &Item, id: PageId, written: &str) {
        let target = &self.site.pages[id];
        let Some((_, span)) = item.pass.filter(|(pass, _)| *pass > 0.0 && !target.is_marked()) else { return };
        let reason = match (target.kind(), target.questions.is_empty()) {
            (Kind::Quiz, true) => format!("`{written}` asks no questions"),
            (Kind::Quiz, false) => format!("the questions of `{written}` are not marked"),
            _ => format!("`{written}` is no quiz"),
        };
        self.diagnostics.pass_without_quiz(span, &reason);
    }

    /// A page that should be read before this one.
    fn required(&mut self, target: &str, span: Span) -> Resolved {
        let resolved = self.address(&target.into(), span);
        let is = match &resolved {
            Resolved::Page { page, .. } if *page == self.page.path => {
                self.diagnostics.requires_itself(span);
                return Resolved::Broken;
            }
            Resolved::Page { .. } | Resolved::Hidden | Resolved::Broken => return resolved,
            Resolved::Outside(_) => "not in this site",
            Resolved::File(_) => "a file",
            Resolved::Made { .. } => "a list that nobody wrote",
        };
        self.diagnostics.requires_no_page(span, target, is);
        Resolved::Broken
    }

    fn picture(&mut self, target: &Arc<str>, span: Span) -> Shown {
        match scheme(target) {
            Some(scheme) if scheme == "data" => {
                if ["data:image/png", "data:image/gif", "data:image/jpeg", "data:image/webp"].iter().any(|start| target.starts_with(start))
                {
                    return Shown::Inline(target.clone());
                }
                self.diagnostics.unreadable_picture(span, &target.chars().take(40).collect::<String>());
                return Shown::Broken;
            }
            // Readers have no internet, and a picture from elsewhere tells who reads.
            Some(_) => {
                self.diagnostics.leaves_the_site(span, target);
                return Shown::Broken;
            }
            None if target.starts_with("//") => {
                self.diagnostics.leaves_the_site(span, target);
                return Shown::Broken;
            }
            None => {}
        }
        let path = parts(target).path.replace('\\', "/");
        let Some(candidates) = self.candidates(&path) else {
            self.diagnostics.leaves_the_site(span, target);
            return Shown::Broken;
        };
        for candidate in &candidates {
            let Some(asset) = self.files.assets.get(candidate.as_str()) else { continue };
            return match asset.nature {
                Nature::Picture { size } => Shown::Picture { path: asset.path.clone(), out: Files::shown_out(asset), size },
                Nature::Active => {
                    self.refused.push(asset.path.clone());
                    self.diagnostics.active_file(span, target);
                    Shown::Broken
                }
                Nature::BrokenPicture | Nature::Other => {
                    self.refused.push(asset.path.clone());
                    self.diagnostics.unreadable_picture(span, target);
                    Shown::Broken
                }
            };
        }
        if candidates.iter().any(|candidate| self.files.others.contains(candidate.as_str())) {
            self.diagnostics.not_content(span, target);
        } else {
            let near = self.nearest_file(&path, assets::is_picture);
            self.diagnostics.missing_picture(span, target, near.as_deref());
        }
        Shown::Broken
    }

    /// The page that a broken path most likely means, as a path from this page.
    fn nearest_page(&self, path: &str) -> Option<String> {
        let name = address::file_name(path.trim_end_matches('/')).to_lowercase();
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let name = format!("{stem}.md");
        let name = if self.site.names.contains_key(&name) { &name } else { self.site.guesses().files.nearest(&name)? };
        let pages = &self.site.names[name];
        let own = pages.iter().find(|id| self.site.pages[**id].language == self.page.language);
        let id = own.or_else(|| pages.first())?;
        Some(relative(&self.page.path, &self.site.pages[*id].path))
    }

    fn nearest_file(&self, path: &str, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let name = address::file_name(path);
        let fitting = || self.files.assets.keys().filter(|path| wanted(path));
        let name = nearest(name, fitting().map(|path| address::file_name(path)))?;
        let path = fitting().find(|path| address::file_name(path) == name)?;
        Some(relative(&self.page.path, path))
    }
}

/// A heading by its id, or by its words as wikilinks write them.
fn find_heading(page: &Page, anchor: &str) -> Option<(Arc<str>, Option<usize>)> {
    let headings: &[Heading] = &page.document.headings;
    let by_id = headings.iter().position(|heading| heading.id == anchor);
    let found = by_id.or_else(|| {
        let words = wiki_key(anchor);
        headings.iter().position(|heading| wiki_key(&heading.text) == words)
    });
    if let Some(found) = found {
        return Some((headings[found].id.as_str().into(), Some(found)));
    }
    page.other_ids.iter().any(|id| id == anchor).then(|| (anchor.into(), None))
}

/// A path from one file to another as an author would write it: encoded is only what would end the path.
fn relative(from: &str, to: &str) -> String {
    address::decode(&address::href(from, to, None)).replace('%', "%25").replace('#', "%23").replace('?', "%3F")
}
