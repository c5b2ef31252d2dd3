//! The phases in order, and what is remembered between builds.
//!
//! `build` is total: it returns what there is to write and everything that is wrong. One function serves
//! `build`, `check` and the preview; they differ in which entries they ask for. Remembering never
//! changes an answer: a build with a memory equals one without.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Weak};

use jiff::civil::Date;
use memchr::memmem;
use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::address::{self, OutPath};
use crate::assets::{self, Nature};
use crate::compose::courses::is_needed;
use crate::compose::{Composer, NOT_FOUND, Navs, ROOT};
use crate::config::Config;
use crate::diagnostics::{self, Diagnostic, Diagnostics};
use crate::hosts::{self, Redirect};
use crate::i18n::Words;
use crate::page::{Context, Page};
use crate::place::{self, Place};
use crate::release::Kind;
use crate::search::{self, Search};
use crate::site::courses::Courses;
use crate::site::links::{self, Files, Links, Resolved, Shown};
use crate::site::{A_TO_Z, CATALOGUE, Content, Index, LEARNING, NodeId, PageId, REVIEW, Site, TAGS, Terms};
use crate::source::{Hash, Source, SourcePath};
use crate::theme::{self, Theme};

/// Everything a build depends on.
#[derive(Clone)]
pub struct Input {
    pub config: Arc<Config>,
    /// What was found wrong while reading: configuration, symbolic links, odd names.
    pub told: Vec<Diagnostic>,
    /// Every Markdown file of the content, ordered by path.
    pub pages: Arc<Vec<Arc<Source>>>,
    pub files: Arc<Files>,
    /// The site's own theme files by name, for example `templates/page.html`.
    pub theme: BTreeMap<String, Arc<Source>>,
    pub today: Date,
    /// Whether drafts, future and expired pages are shown.
    pub drafts: bool,
}

impl Input {
    /// A hash of all of it.
    pub fn hash(&self) -> Hash {
        let mut digest = Sha256::new();
        digest.update([self.config.hash.0, self.files.hash.0].concat());
        digest.update(format!("{}\n{}\n", self.today, self.drafts));
        for source in self.pages.iter().chain(self.theme.values()) {
            digest.update(source.path.as_bytes());
            digest.update(source.hash.0);
        }
        Hash(digest.finalize().into())
    }

    /// Whether a build of the other would give the same. Cheap where most sources are those of the other.
    pub fn is_same(&self, other: &Input) -> bool {
        let same = |(a, b): (&Arc<Source>, &Arc<Source>)| Arc::ptr_eq(a, b) || (a.path == b.path && a.hash == b.hash);
        self.told == other.told
            && self.config.hash == other.config.hash
            && self.files.hash == other.files.hash
            && (self.today, self.drafts) == (other.today, other.drafts)
            && (self.pages.len(), self.theme.len()) == (other.pages.len(), other.theme.len())
            && self.pages.iter().zip(&*other.pages).all(same)
            && self.theme.values().zip(other.theme.values()).all(same)
    }
}

/// What is kept from one build to the next: each value with all that it was made from, or with its hash.
/// The values in `Arc`s that are compared by address are themselves never changed.
#[derive(Default)]
pub struct Memory {
    places: Option<Arc<Places>>,
    seen: Option<Seen>,
    /// Of the last build, ordered by path.
    pages: Arc<[Arc<Page>]>,
    /// Made from the faces of `pages`.
    index: Option<(Terms, Arc<Index>)>,
    links: Option<KeptLinks>,
    courses: Option<KeptCourses>,
    theme: Option<(Hash, Themes)>,
    plan: Option<Arc<Planned>>,
    navs: Option<Arc<Navs>>,
    search: Option<Arc<Search>>,
}

/// The links of the pages of a memory, and what they were made from beside the pages.
struct KeptLinks {
    files: Hash,
    index: Arc<Index>,
    links: Arc<[Arc<Links>]>,
}

/// Courses, and what they were made from: the faces of pages hold what these list.
struct KeptCourses {
    files: Hash,
    index: Arc<Index>,
    courses: Arc<Courses>,
}

/// Where each page stands.
struct Places {
    paths: Vec<SourcePath>,
    root: String,
    languages: Vec<Arc<str>>,
    places: Vec<Option<Place>>,
    told: Vec<Diagnostic>,
}

/// The sources of the last build with what else its pages were made from. They are known by their addresses,
/// which no other can have meanwhile; their texts may be gone.
struct Seen {
    sources: Vec<Weak<Source>>,
    places: Arc<Places>,
    /// The words of each language, and whether HTML is passed through.
    terms: (Vec<Hash>, bool),
}

impl Seen {
    fn is(&self, at: usize, source: &Arc<Source>) -> bool {
        std::ptr::eq(self.sources[at].as_ptr(), Arc::as_ptr(source))
    }
}

/// The theme of a site, and the default one, which takes the place of templates of the site's own that fail.
#[derive(Clone)]
struct Themes {
    theme: Arc<Theme>,
    fallback: Arc<Theme>,
    told: Vec<Diagnostic>,
}

/// The answer.
pub struct Build {
    pub output: Output,
    /// Everything but the faults of rendering, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Pages that authors wrote.
    pub pages: usize,
    pub today: Date,
}

/// Everything there is to write. Entries are made when they are asked for, from any thread.
pub struct Output {
    composer: Composer,
    planned: Arc<Planned>,
    /// None: the site has none.
    search: Option<Arc<Search>>,
    /// The site's own templates that extend no other.
    own_roots: BTreeSet<String>,
}

/// What stands at each path of the output, with what that was decided by.
struct Planned {
    index: Arc<Index>,
    config: Hash,
    files: Hash,
    theme: Hash,
    links: Arc<[Arc<Links>]>,

    entries: BTreeMap<OutPath, Entry>,
    logo: Option<OutPath>,
    host_files: Vec<(OutPath, Vec<u8>)>,
    told: Vec<Diagnostic>,
}

const LAYOUT: &str = "layout.html";

#[derive(Clone, Debug)]
enum Entry {
    Node(NodeId),
    /// The answer key of a page with questions.
    Answers(NodeId),
    /// Of a course.
    Certificate(NodeId),
    CoursePrint(NodeId),
    /// Language and address.
    Learning(usize, &'static str),
    Catalogue(usize),
    Tags(usize),
    Tag(usize, String),
    AToZ(usize),
    Languages,
    NotFound,
    Redirect(NodeId),
    /// Index into the theme's assets.
    ThemeAsset(usize),
    /// A picture that a page shows.
    Shown(SourcePath),
    /// A file that a page links, or that `copy` names.
    File(SourcePath),
    /// A host file that its host wants at the root.
    Host(&'static str),
    /// The manifest of the index, which stands for all of its files.
    Search,
}

/// One file of the output.
pub struct Rendered {
    pub bytes: Bytes,
    pub diagnostics: Vec<Diagnostic>,
}

#[derive(Debug)]
pub enum Bytes {
    Made(Vec<u8>),
    /// The bytes of a source file, which have this hash and length.
    Copy {
        from: SourcePath,
        hash: Hash,
        length: u64,
    },
}

/// Makes the site. Total: whatever the input, there is an answer. The texts of the pages are let go one by
/// one as they are read, so that a large site is not held twice.
pub fn build(mut input: Input, memory: &mut Memory) -> Build {
    let sources = std::mem::take(&mut input.pages);
    let input = &input;
    let mut told = input.told.clone();
    let prefixed = !input.config.languages.is_empty();
    let languages: Vec<Arc<str>> = if prefixed {
        input.config.languages.iter().map(|language| language.tag.clone()).collect()
    } else {
        vec![guess_language(&sources)]
    };

    let themes = remembered_theme(input, &languages, memory);
    told.extend(themes.told);
    let Themes { theme, fallback, .. } = themes;

    let pages = parse(input, sources, &languages, prefixed, &theme, memory, &mut told);
    let count = pages.len();
    told.extend(pages.iter().flat_map(|page| page.diagnostics.iter().cloned()));
    if prefixed {
        told.extend(missing_languages(input, &pages));
    }
    if input.config.id.is_none() && pages.iter().any(|page| !page.questions.is_empty()) {
        let mut diagnostics = Diagnostics::of(SourcePath::new(crate::config::FILE_NAME));
        diagnostics.site_without_id(&input.config.storage_id(&languages[0]));
        told.extend(diagnostics.into_list());
    }

    let titles = languages.iter().map(|tag| input.config.title(tag)).collect();
    let terms = Terms { languages, prefixed, titles, today: input.today, drafts: input.drafts };
    let index = remembered_index(&pages, terms, memory);
    let links = resolve(&pages, &index, &input.files, memory);
    memory.pages = pages.clone();
    let site = Site::new(pages, index);
    told.extend(site.check());
    told.extend(links.iter().flat_map(|links| links.diagnostics.iter().cloned()));
    let courses = remembered_courses(&site, &links, input.files.hash, memory);
    told.extend(courses.told.iter().cloned());

    let planned = remembered_plan(&site, &links, &courses, input, &theme, memory);
    told.extend(planned.told.iter().cloned());
    diagnostics::sort(&mut told);

    let navs = match &memory.navs {
        Some(navs) if navs.fit(site.index(), &theme, &fallback) => navs.clone(),
        _ => Arc::new(Navs::new(site.index(), &theme, &fallback)),
    };
    memory.navs = Some(navs.clone());
    memory.search = input.config.search.then(|| Arc::new(Search::after(memory.search.as_deref())));
    let composer = Composer::new(input.config.clone(), site, input.files.clone(), links, courses, planned.logo.clone(), navs);
    let own_roots = input.theme.iter().filter(|(_, source)| !source.text.contains(" extends ")).map(|(name, _)| name.clone()).collect();
    let search = memory.search.clone();
    Build { output: Output { composer, planned, search, own_roots }, diagnostics: told, pages: count, today: input.today }
}

fn remembered_theme(input: &Input, languages: &[Arc<str>], memory: &mut Memory) -> Themes {
    let languages: Vec<String> = languages.iter().map(|tag| tag.to_string()).collect();
    let accent = input.config.accent.as_deref();
    let search = input.config.search;
    let mut text = format!("{languages:?}{accent:?}{search}");
    for (name, source) in &input.theme {
        text.push_str(&format!("\n{name} {}", source.hash.hex()));
    }
    let key = Hash::of(text.as_bytes());
    if let Some((kept, themes)) = &memory.theme
        && *kept == key
    {
        return themes.clone();
    }
    let (theme, told) = theme::load(&input.theme, &languages, accent, search);
    let theme = Arc::new(theme);
    // The default one changes with these three alone.
    let fallback = match (input.theme.is_empty(), &memory.theme) {
        (true, _) => theme.clone(),
        (false, Some((_, kept))) if kept.fallback.is_for(&languages, accent, search) => kept.fallback.clone(),
        (false, _) => Arc::new(theme::load(&BTreeMap::new(), &languages, accent, search).0),
    };
    let themes = Themes { theme, fallback, told };
    memory.theme = Some((key, themes.clone()));
    themes
}

fn parse(
    input: &Input,
    sources: Arc<Vec<Arc<Source>>>,
    languages: &[Arc<str>],
    prefixed: bool,
    theme: &Theme,
    memory: &mut Memory,
    told: &mut Vec<Diagnostic>,
) -> Arc<[Arc<Page>]> {
    let words: Vec<_> = languages.iter().map(|tag| theme.words(tag)).collect();
    let places = remembered_places(input, &sources, if prefixed { languages } else { &[] }, memory);
    told.extend(places.told.iter().cloned());
    fn context<'a>(place: &'a Place, words: &'a [Arc<Words>], config: &'a Config) -> Context<'a> {
        Context { place, words: &words[place.language], keywords: &config.keywords, raw_html: config.raw_html }
    }
    let hashes = words.iter().map(|words| words.hash).chain([input.config.keywords.hash]);
    let terms: (Vec<Hash>, bool) = (hashes.collect(), input.config.raw_html);
    if let Some(seen) = memory.seen.as_mut().filter(|seen| seen.terms == terms && Arc::ptr_eq(&seen.places, &places)) {
        // Page by page the same list as before: whatever is not the very source of then is looked at.
        let placed = sources.iter().zip(&places.places).enumerate().filter_map(|(at, (source, place))| Some((at, source, place.as_ref()?)));
        let others: Vec<_> = placed.enumerate().filter(|(_, (at, source, _))| !seen.is(*at, source)).collect();
        if others.is_empty() {
            return memory.pages.clone();
        }
        let read = |(number, (_, source, place)): &(usize, (usize, &Arc<Source>, &Place))| {
            let (context, kept) = (context(place, &words, &input.config), &memory.pages[*number]);
            if kept.is_made_from(source, &context) { kept.clone() } else { Arc::new(Page::parse(source, &context)) }
        };
        let fresh: Vec<Arc<Page>> = others.par_iter().map(read).collect();
        let mut pages = memory.pages.to_vec();
        for ((number, (at, source, _)), page) in others.into_iter().zip(fresh) {
            pages[number] = page;
            seen.sources[at] = Arc::downgrade(source);
        }
        return pages.into();
    }
    memory.seen = Some(Seen { sources: sources.iter().map(Arc::downgrade).collect(), places: places.clone(), terms });
    // Both lists are ordered by path, so one walk along both finds what is known.
    let mut known = memory.pages.iter().peekable();
    let wanted: Vec<(Arc<Source>, Context, Option<Arc<Page>>)> = Arc::unwrap_or_clone(sources)
        .into_iter()
        .zip(&places.places)
        .filter_map(|(source, place)| {
            let context = context(place.as_ref()?, &words, &input.config);
            while known.next_if(|page| page.path < source.path).is_some() {}
            let page = known.peek().filter(|page| page.is_made_from(&source, &context)).map(|page| Arc::clone(page));
            Some((source, context, page))
        })
        .collect();
    wanted.into_par_iter().map(|(source, context, page)| page.unwrap_or_else(|| Arc::new(Page::parse(&source, &context)))).collect()
}

fn remembered_places(input: &Input, sources: &[Arc<Source>], languages: &[Arc<str>], memory: &mut Memory) -> Arc<Places> {
    let root = &input.files.root;
    let seen = memory.seen.as_ref();
    let fits = |kept: &&Arc<Places>| {
        let seen = seen.filter(|seen| Arc::ptr_eq(&seen.places, kept));
        let same = |(at, source): (usize, &Arc<Source>)| seen.is_some_and(|seen| seen.is(at, source)) || kept.paths[at] == source.path;
        kept.root == *root && kept.languages == languages && kept.paths.len() == sources.len() && sources.iter().enumerate().all(same)
    };
    if let Some(kept) = memory.places.as_ref().filter(fits) {
        return kept.clone();
    }
    let paths: Vec<&SourcePath> = sources.iter().map(|source| &source.path).collect();
    let (places, told) = place::place_all(&paths, root, languages);
    let paths = paths.into_iter().cloned().collect();
    let places = Arc::new(Places { paths, root: root.clone(), languages: languages.to_vec(), places, told });
    memory.places = Some(places.clone());
    places
}

/// The index of these pages: that of the last build's pages, if they show the same faces.
fn remembered_index(pages: &[Arc<Page>], terms: Terms, memory: &mut Memory) -> Arc<Index> {
    let same = |(new, old): (&Arc<Page>, &Arc<Page>)| Arc::ptr_eq(new, old) || new.face == old.face;
    match &memory.index {
        Some((kept, index)) if *kept == terms && pages.len() == memory.pages.len() && pages.iter().zip(&*memory.pages).all(same) => {
            index.clone()
        }
        _ => {
            let index = Arc::new(Index::new(pages, &terms));
            memory.index = Some((terms, index.clone()));
            index
        }
    }
}

/// The language of content that names none, by the script of most of its letters.
fn guess_language(pages: &[Arc<Source>]) -> Arc<str> {
    let (mut armenian, mut cyrillic, mut other) = (0, 0, 0);
    for letters in pages.iter().map(|source| source.letters()) {
        armenian += letters.armenian;
        cyrillic += letters.cyrillic;
        other += letters.other;
    }
    let most = armenian.max(cyrillic).max(other);
    if most == other {
        "en".into()
    } else if most == armenian {
        "hy".into()
    } else {
        "ru".into()
    }
}

/// Languages that the configuration names and the content lacks.
fn missing_languages(input: &Input, pages: &[Arc<Page>]) -> Vec<Diagnostic> {
    let mut diagnostics = Diagnostics::of(SourcePath::new(crate::config::FILE_NAME));
    for (at, language) in input.config.languages.iter().enumerate() {
        if !pages.iter().any(|page| page.language == at) {
            let folder =
                if input.files.root.is_empty() { language.tag.to_string() } else { format!("{}/{}", input.files.root, language.tag) };
            diagnostics.config_unknown_language(
                language.span,
                &language.tag,
                &format!("put its pages into the folder `{folder}/`, or remove it"),
            );
        }
    }
    diagnostics.into_list()
}

/// The links of all pages. Those of the last build hold for the pages that are still the same, as long as
/// neither the index nor the files have changed.
fn resolve(pages: &Arc<[Arc<Page>]>, index: &Arc<Index>, files: &Files, memory: &mut Memory) -> Arc<[Arc<Links>]> {
    let site = Site::new(pages.clone(), index.clone());
    let links: Arc<[Arc<Links>]> = match &memory.links {
        Some(KeptLinks { files: kept, index: of, links }) if *kept == files.hash && Arc::ptr_eq(of, index) => {
            if Arc::ptr_eq(pages, &memory.pages) {
                return links.clone();
            }
            let before = memory.pages.iter().zip(&**links);
            let kept = pages.iter().zip(before).map(|(page, (old, links))| (page, Arc::ptr_eq(page, old).then(|| links.clone())));
            kept.map(|(page, links)| links.unwrap_or_else(|| Arc::new(links::resolve(&site, files, page)))).collect()
        }
        _ => pages.par_iter().map(|page| Arc::new(links::resolve(&site, files, page))).collect(),
    };
    memory.links = Some(KeptLinks { files: files.hash, index: index.clone(), links: links.clone() });
    links
}

/// The courses of these pages: those of the last build, if neither the index nor the files have changed.
fn remembered_courses(site: &Site, links: &[Arc<Links>], files: Hash, memory: &mut Memory) -> Arc<Courses> {
    match &memory.courses {
        Some(kept) if kept.files == files && Arc::ptr_eq(&kept.index, site.index()) => kept.courses.clone(),
        _ => {
            let courses = Arc::new(Courses::new(site, links));
            memory.courses = Some(KeptCourses { files, index: site.index().clone(), courses: courses.clone() });
            courses
        }
    }
}

/// The plan of the output: that of the last build, if nothing has changed by which it was decided. Of the links
/// that is where they lead, and not what is wrong with them.
fn remembered_plan(
    site: &Site,
    links: &Arc<[Arc<Links>]>,
    courses: &Courses,
    input: &Input,
    theme: &Theme,
    memory: &mut Memory,
) -> Arc<Planned> {
    let same = |(new, old): (&Arc<Links>, &Arc<Links>)| Arc::ptr_eq(new, old) || new.lead_alike(old);
    let (config, files, theme_hash) = (input.config.hash, input.files.hash, theme.hash());
    let fits = |kept: &&Arc<Planned>| {
        Arc::ptr_eq(&kept.index, site.index())
            && (kept.config, kept.files, kept.theme) == (config, files, theme_hash)
            && (Arc::ptr_eq(&kept.links, links) || kept.links.iter().zip(&**links).all(same))
    };
    if let Some(kept) = memory.plan.as_ref().filter(fits) {
        return kept.clone();
    }
    let mut plan =
        Plan { site, files: &input.files, entries: BTreeMap::new(), taken: HashMap::new(), folders: HashMap::new(), told: Vec::new() };
    plan.folders.insert("assets".to_owned(), "the theme's own files".to_owned());
    if input.config.search {
        let _ = plan.add(OutPath::new(search::MANIFEST), Entry::Search, "the index of the search");
    }
    plan.pages(courses, !input.config.languages.is_empty(), input.config.unprefixed);
    let redirects = plan.aliases();
    for host in &input.config.hosts {
        // Before the files, so that a file of the same name is told.
        let _ = plan.add(OutPath::new(host.file_name()), Entry::Host(host.file_name()), "the host's file");
    }
    let used = plan.files(links, &input.config);
    let logo = plan.logo(&input.config);
    plan.theme(theme);
    plan.unused(&used, logo.as_ref().map(|(path, _)| path));
    plan.leads_nowhere(links);
    let Plan { entries, told, .. } = plan;
    let planned = Arc::new(Planned {
        index: site.index().clone(),
        config,
        files,
        theme: theme_hash,
        links: links.clone(),
        entries,
        logo: logo.map(|(_, out)| out),
        host_files: host_files(&input.config, &redirects),
        told,
    });
    memory.plan = Some(planned.clone());
    planned
}

/// The output while it is being planned.
struct Plan<'a> {
    site: &'a Site,
    files: &'a Files,
    entries: BTreeMap<OutPath, Entry>,
    /// Output paths without case, with their owners: what a file is called where two cases are one.
    taken: HashMap<String, String>,
    /// The folders of these paths, with the owner of the first path in each.
    folders: HashMap<String, String>,
    told: Vec<Diagnostic>,
}

impl Plan<'_> {
    /// Adds an entry unless its path is taken; then it says by what.
    fn add(&mut self, out: OutPath, entry: Entry, owner: &str) -> Result<(), String> {
        let name = out.to_lowercase();
        let above =
            || std::iter::successors(Some(address::folder(&name)), |path| Some(address::folder(path))).take_while(|path| !path.is_empty());
        // A file cannot lie where another path has a folder, nor below a file.
        let other = self.taken.get(&name).or_else(|| self.folders.get(&name));
        if let Some(other) = other.or_else(|| above().find_map(|folder| self.taken.get(folder))) {
            return Err(other.clone());
        }
        for folder in above() {
            if self.folders.contains_key(folder) {
                break;
            }
            self.folders.insert(folder.to_owned(), owner.to_owned());
        }
        self.taken.insert(name, owner.to_owned());
        self.entries.insert(out, entry);
        Ok(())
    }

    /// Adds a page of our own making; an author's page at its address is told.
    fn add_made(&mut self, out: OutPath, entry: Entry, what: &str) {
        if self.add(out.clone(), entry, what).is_err()
            && let Some(node) = self.site.node_of_out(&out)
            // A fallback page is told in its own language.
            && let Content::Own(page) = self.site.nodes[node].content
        {
            let page = &self.site.pages[page];
            let mut diagnostics = Diagnostics::of(page.path.clone());
            diagnostics.same_address(&out, what);
            self.told.extend(diagnostics.into_list());
        }
    }

    fn pages(&mut self, courses: &Courses, prefixed: bool, unprefixed: bool) {
        let site = self.site;
        for (id, node) in site.nodes.iter().enumerate() {
            let owner = site.page_of(id).map_or_else(|| "a section's own page".to_owned(), |page| page.path.to_string());
            // Places are free of repeats already.
            let _ = self.add(node.out.clone(), Entry::Node(id), &owner);
        }
        for (id, node) in site.nodes.iter().enumerate() {
            if site.page_of(id).is_some_and(|page| !page.questions.is_empty()) {
                self.add_made(Composer::answers_out(&node.out), Entry::Answers(id), "the answer key of a page");
            }
        }
        for course in courses.list.iter().filter(|course| !course.items.is_empty()) {
            let out = &site.nodes[course.node].out;
            self.add_made(Composer::certificate_out(out), Entry::Certificate(course.node), "the certificate of a course");
            if course.has_print(site) {
                self.add_made(Composer::print_out(out), Entry::CoursePrint(course.node), "a course on one page");
            }
        }
        for language in 0..site.languages.len() {
            let out = |address: &str| OutPath::new(format!("{}{address}", site.prefixes[language]));
            self.add_made(out(A_TO_Z), Entry::AToZ(language), "the list of all pages");
            if site.learns {
                self.add_made(out(LEARNING), Entry::Learning(language, LEARNING), "the page of what a reader has learned");
                self.add_made(out(REVIEW), Entry::Learning(language, REVIEW), "the page of what is due for review");
                self.add_made(out(CATALOGUE), Entry::Catalogue(language), "the list of all questions and courses");
            }
            if !site.tags[language].is_empty() {
                self.add_made(out(TAGS), Entry::Tags(language), "the list of all tags");
            }
            for file in site.tags[language].keys() {
                self.add_made(out(&format!("tags/{file}.html")), Entry::Tag(language, file.clone()), "the page of a tag");
            }
        }
        self.add_made(OutPath::new(NOT_FOUND), Entry::NotFound, "the page for unknown addresses");
        if prefixed {
            let root = if site.languages.len() == 1 { Entry::Redirect(site.fronts[0]) } else { Entry::Languages };
            self.add_made(OutPath::new(ROOT), root, "the root page");
        }
        if prefixed && unprefixed {
            for (id, node) in site.nodes.iter().enumerate() {
                if node.language == 0 && &*node.address != "index.html" {
                    self.add_made(OutPath::new(&*node.address), Entry::Redirect(id), "the redirect of an address without language");
                }
            }
        }
    }

    /// Redirects from the addresses that pages had before.
    fn aliases(&mut self) -> Vec<Redirect> {
        let site = self.site;
        for (id, node) in site.nodes.iter().enumerate() {
            let Content::Own(page) = node.content else { continue };
            let page = &site.pages[page];
            let mut diagnostics = Diagnostics::of(page.path.clone());
            for (alias, span) in &page.front.aliases {
                let Some(out) = alias_out(alias, &site.prefixes[node.language]) else {
                    diagnostics.front_matter_wrong_type(
                        *span,
                        "aliases",
                        "a list of addresses inside the site, for example `role/old-name`",
                    );
                    continue;
                };
                if let Err(owner) = self.add(out.clone(), Entry::Redirect(id), &page.path) {
                    match self.entries.get(&out) {
                        Some(Entry::Redirect(other)) if *other != id => diagnostics.alias_twice(*span, alias, &owner),
                        Some(Entry::Redirect(_)) => {}
                        _ => diagnostics.alias_over_page(*span, alias, &owner),
                    }
                }
            }
            self.told.extend(diagnostics.into_list());
        }
        let redirects = self.entries.iter().filter_map(|(out, entry)| match entry {
            Entry::Redirect(node) => Some(Redirect { from: out.clone(), to: site.nodes[*node].out.clone() }),
            _ => None,
        });
        redirects.collect()
    }

    /// Pictures that pages show, files that they link, and what `copy` names. Gives the sources used.
    fn files(&mut self, links: &[Arc<Links>], config: &Config) -> BTreeSet<SourcePath> {
        let mut used = BTreeSet::new();
        let mut linked = BTreeSet::new();
        for (id, links) in links.iter().enumerate() {
            for shown in &links.pictures {
                if let Shown::Picture { path, out, .. } = shown {
                    used.insert(path.clone());
                    if self.site.is_visible(id) {
                        self.entries.entry(out.clone()).or_insert_with(|| Entry::Shown(path.clone()));
                    }
                }
            }
            for link in &links.links {
                if let Resolved::File(path) = link {
                    used.insert(path.clone());
                    if self.site.is_visible(id) {
                        linked.insert(path.clone());
                    }
                }
            }
            // What was refused has been told where it is named.
            used.extend(links.refused.iter().cloned());
        }
        let mut diagnostics = Diagnostics::of(SourcePath::new(crate::config::FILE_NAME));
        for (pattern, span) in &config.copy {
            let matching: Vec<_> = self.files.assets.keys().filter(|path| pattern.matches(path)).cloned().collect();
            if matching.is_empty() {
                diagnostics.copy_matches_nothing(*span, &pattern.text);
            }
            linked.extend(matching.iter().cloned());
            used.extend(matching);
        }
        self.told.extend(diagnostics.into_list());
        for path in linked {
            let out = self.files.linked_out(&path);
            let mut diagnostics = Diagnostics::of(path.clone());
            if !address::fits(&out) {
                diagnostics.address_too_long(&out);
            } else if &*out == crate::release::NAME || out.starts_with("_hosts/") {
                diagnostics.same_address(&out, "the output's own files");
            } else if out.split('/').any(address::is_reserved) {
                diagnostics.reserved_name(address::file_name(&out));
            } else if let Err(owner) = self.add(out.clone(), Entry::File(path.clone()), &path) {
                diagnostics.same_address(&out, &owner);
            }
            self.told.extend(diagnostics.into_list());
        }
        used
    }

    fn logo(&mut self, config: &Config) -> Option<(SourcePath, OutPath)> {
        let (path, span) = config.logo.as_ref()?;
        match self.files.assets.get(path).filter(|asset| matches!(asset.nature, Nature::Picture { .. })) {
            Some(asset) => {
                let out = Files::shown_out(asset);
                self.entries.entry(out.clone()).or_insert_with(|| Entry::Shown(path.clone()));
                Some((path.clone(), out))
            }
            None => {
                let mut diagnostics = Diagnostics::of(SourcePath::new(crate::config::FILE_NAME));
                diagnostics.logo_missing(*span, path);
                self.told.extend(diagnostics.into_list());
                None
            }
        }
    }

    fn theme(&mut self, theme: &Theme) {
        let leads_on = self.entries.values().any(|entry| matches!(entry, Entry::Languages | Entry::Redirect(_)));
        let needed = theme.assets().iter().enumerate().filter(|(_, asset)| is_needed(asset.need, &self.site.pages, leads_on));
        for (at, asset) in needed {
            self.entries.insert(asset.path.clone(), Entry::ThemeAsset(at));
        }
    }

    /// Pictures, media and PDF inside a content folder that nothing uses.
    fn unused(&mut self, used: &BTreeSet<SourcePath>, logo: Option<&SourcePath>) {
        if self.files.root.is_empty() {
            return;
        }
        let inside = format!("{}/", self.files.root);
        for path in self.files.assets.keys() {
            if path.starts_with(&inside) && assets::is_meant_for_readers(path) && !used.contains(path) && logo != Some(path) {
                let mut diagnostics = Diagnostics::of(path.clone());
                diagnostics.unused_file();
                self.told.extend(diagnostics.into_list());
            }
        }
    }

    /// Pages at the top of a language that no text links. All others stand in the list of their section.
    fn leads_nowhere(&mut self, links: &[Arc<Links>]) {
        let mut reached: BTreeSet<&SourcePath> = BTreeSet::new();
        for (id, links) in links.iter().enumerate().filter(|(id, _)| self.site.is_visible(*id)) {
            for link in &links.links {
                if let Resolved::Page { page, .. } = link
                    && *page != self.site.pages[id].path
                {
                    reached.insert(page);
                }
            }
        }
        // A front page that nobody wrote lists what lies beside it.
        for front in self.site.fronts.iter().filter(|front| self.site.nodes[**front].content != Content::Made) {
            for child in &self.site.nodes[*front].children {
                let Content::Own(page) = self.site.nodes[*child].content else { continue };
                let page = &self.site.pages[page];
                // Every front page lists its courses.
                if !page.is_index() && !page.is_makeshift && page.course.is_none() && !reached.contains(&page.path) {
                    let mut diagnostics = Diagnostics::of(page.path.clone());
                    diagnostics.leads_nowhere();
                    self.told.extend(diagnostics.into_list());
                }
            }
        }
    }
}

/// The output path of a former address: from the language's folder, or from the site's root where it
/// begins with `/`; its ending may be left out.
fn alias_out(alias: &str, prefix: &str) -> Option<OutPath> {
    if alias.contains("://") || alias.contains(['?', '#']) {
        return None;
    }
    let (prefix, rest) = match alias.strip_prefix('/') {
        Some(rest) => ("", rest),
        None => (prefix, alias),
    };
    let rest = address::decode(rest);
    let is_folder = rest.is_empty() || rest.ends_with('/');
    let path = address::join("", &rest)?;
    let stem = path.strip_suffix(".html").or_else(|| address::strip_markdown(&path)).unwrap_or(&path);
    let folder = address::of_folder(if is_folder { &path } else { address::folder(stem) }).ok()?;
    let name = if is_folder { "index".to_owned() } else { address::slug(address::file_name(stem)) };
    let out = format!("{prefix}{folder}{name}.html");
    (!name.is_empty() && !address::is_reserved(&name) && address::fits(&out)).then(|| OutPath::new(out))
}

fn host_files(config: &Config, redirects: &[Redirect]) -> Vec<(OutPath, Vec<u8>)> {
    let model = hosts::Model {
        base_path: config.base.as_ref().map(|base| base.path.as_str()),
        redirects,
        csp: theme::POLICY,
        frame_ancestors: config.frame_ancestors.as_deref(),
    };
    hosts::files(&model).into_iter().map(|(name, text)| (OutPath::new(format!("_hosts/{name}")), text.into_bytes())).collect()
}

/// A template of the site's own without the line that keeps scripts and other hosts out.
fn policy_missing(template: &str) -> Diagnostic {
    let mut diagnostics = Diagnostics::of(SourcePath::new(&format!("theme/templates/{template}")));
    diagnostics.policy_missing();
    diagnostics.into_list().remove(0)
}

impl Output {
    /// Every path, in order, with what it is to the host. The index of the search, whose files are not known before, is made.
    pub fn paths(&self) -> Vec<(OutPath, Kind)> {
        let known = self.planned.entries.iter().filter_map(|(path, entry)| {
            let kind = match entry {
                Entry::ThemeAsset(_) | Entry::Shown(_) => Kind::Asset,
                Entry::File(_) | Entry::Host(_) => Kind::File,
                Entry::Catalogue(_) => Kind::Pointer,
                Entry::Search => return None,
                _ => Kind::Page,
            };
            Some((path.clone(), kind))
        });
        let index = self.search.iter().flat_map(|search| search.paths(&self.composer.site, &self.composer.words));
        let mut paths: Vec<_> = known.chain(index).collect();
        paths.sort_unstable();
        paths
    }

    /// One page by each template, the first.
    pub fn samples(&self) -> Vec<OutPath> {
        let mut templates = BTreeSet::new();
        let mut samples = Vec::new();
        for (path, entry) in &self.planned.entries {
            let template = match entry {
                Entry::Node(node) => self.composer.template(*node),
                Entry::Answers(_) => "answers.html",
                Entry::Certificate(_) => "certificate.html",
                Entry::CoursePrint(_) => "course-print.html",
                Entry::Learning(_, address) => address,
                Entry::Tags(_) => "tags.html",
                Entry::Tag(..) => "tag.html",
                Entry::AToZ(_) => "a-z.html",
                Entry::Languages => "languages.html",
                Entry::NotFound => NOT_FOUND,
                Entry::Redirect(_) => "redirect.html",
                Entry::ThemeAsset(_) | Entry::Shown(_) | Entry::File(_) | Entry::Host(_) | Entry::Catalogue(_) | Entry::Search => continue,
            };
            if templates.insert(template) {
                samples.push(path.clone());
            }
        }
        samples
    }

    /// The source that a file of the output is made from; its own path where it has none.
    pub fn source_of(&self, out: &OutPath) -> SourcePath {
        let page = match self.planned.entries.get(out) {
            Some(
                Entry::Node(node) | Entry::Answers(node) | Entry::Redirect(node) | Entry::Certificate(node) | Entry::CoursePrint(node),
            ) => self.composer.site.page_of(*node),
            _ => None,
        };
        page.map_or_else(|| SourcePath::new(out), |page| page.path.clone())
    }

    /// The decoded path of the site's address, if `base` says it.
    pub fn base_path(&self) -> Option<&str> {
        self.composer.config.base.as_ref().map(|base| base.path.as_str())
    }

    pub fn site(&self) -> &Site {
        &self.composer.site
    }

    /// Settings for web servers, which stand in no page and no list.
    pub fn host_files(&self) -> &[(OutPath, Vec<u8>)] {
        &self.planned.host_files
    }

    /// A page of the site as it would be with another text.
    pub fn reread(&self, source: &Source, page: PageId) -> Page {
        self.composer.reread(source, page)
    }

    /// By page of the site.
    pub fn links(&self) -> &[Arc<Links>] {
        &self.composer.links
    }

    /// Makes one file, or says where its bytes lie. None: the site has no such file.
    pub fn get(&self, path: &str) -> Option<Rendered> {
        let composer = &self.composer;
        let made = |bytes| Rendered { bytes: Bytes::Made(bytes), diagnostics: Vec::new() };
        let Some((out, entry)) = self.planned.entries.get_key_value(path).filter(|(_, entry)| !matches!(entry, Entry::Search)) else {
            return Some(made(self.search.as_ref()?.get(path, &composer.site, &composer.words)?));
        };
        Some(match entry {
            Entry::Node(node) => {
                let (template, view, told) = composer.node(*node);
                let mut rendered = self.page(template, &view);
                rendered.diagnostics.extend(told);
                rendered
            }
            Entry::Answers(node) => {
                let (view, told) = composer.answers(*node)?;
                let mut rendered = self.page("answers.html", &view);
                rendered.diagnostics.extend(told);
                rendered
            }
            Entry::Certificate(node) => self.page("certificate.html", &composer.certificate(*node)?),
            Entry::CoursePrint(node) => {
                let (view, told) = composer.course_print(*node)?;
                let mut rendered = self.page("course-print.html", &view);
                rendered.diagnostics.extend(told);
                rendered
            }
            Entry::Learning(language, address) => self.page(address, &composer.learning(*language, address)),
            Entry::Catalogue(language) => {
                Rendered { bytes: Bytes::Made(composer.catalogue(*language).into_bytes()), diagnostics: Vec::new() }
            }
            Entry::Tags(language) => self.page("tags.html", &composer.tags(*language)),
            Entry::Tag(language, file) => self.page("tag.html", &composer.tag(*language, file)),
            Entry::AToZ(language) => self.page("a-z.html", &composer.a_to_z(*language)),
            Entry::Languages => self.page("languages.html", &composer.languages()),
            Entry::NotFound => self.page("404.html", &composer.not_found()),
            Entry::Redirect(node) => self.page("redirect.html", &composer.redirect(out, *node)),
            Entry::ThemeAsset(at) => made(composer.theme.assets()[*at].bytes.clone()),
            Entry::Shown(path) | Entry::File(path) => {
                let asset = &composer.files.assets[path];
                Rendered { bytes: Bytes::Copy { from: path.clone(), hash: asset.hash, length: asset.length }, diagnostics: Vec::new() }
            }
            Entry::Search => return None,
            Entry::Host(name) => {
                let found = self.planned.host_files.iter().find(|(path, _)| address::file_name(path) == *name);
                made(found.map(|(_, bytes)| bytes.clone()).unwrap_or_default())
            }
        })
    }

    /// The file to blame for a page without its policy: the first that stands on its own.
    fn without_policy<'a>(&self, template: &'a str) -> &'a str {
        let chain: &[&str] = match template {
            "lesson.html" | "section.html" | "quiz.html" | "course.html" => &["page.html", "columns.html"],
            "page.html" | "a-z.html" | "tag.html" | "tags.html" | "answers.html" | "certificate.html" | "learning.html" | "review.html" => {
                &["columns.html"]
            }
            _ => &[],
        };
        let stands_alone = |name: &&str| self.own_roots.contains(&format!("templates/{name}"));
        std::iter::once(template).chain(chain.iter().copied()).find(stands_alone).unwrap_or(LAYOUT)
    }

    /// A page by its template; where the site's own template fails, the default one takes its place.
    fn page<V: Serialize>(&self, template: &str, view: &V) -> Rendered {
        let (mut html, fault) = self.composer.render(template, view);
        static POLICY: LazyLock<memmem::Finder> = LazyLock::new(|| memmem::Finder::new(theme::POLICY));
        let has_policy = || POLICY.find(&html).is_some();
        let told = match fault {
            None if !has_policy() => vec![policy_missing(self.without_policy(template))],
            fault => Vec::from_iter(fault),
        };
        html.truncate(html.trim_ascii_end().len());
        Rendered { bytes: Bytes::Made(html), diagnostics: told }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(pages: &[(&str, &str)]) -> Input {
        Input {
            config: Arc::new(Config::none("site")),
            told: Vec::new(),
            pages: Arc::new(pages.iter().map(|(path, text)| Arc::new(Source::from_text(path, text))).collect()),
            files: Arc::new(Files::new("", BTreeMap::new(), BTreeSet::new())),
            theme: BTreeMap::new(),
            today: Date::constant(2026, 11, 24),
            drafts: false,
        }
    }

    fn codes(build: &Build) -> Vec<&'static str> {
        build.diagnostics.iter().map(|one| one.code).collect()
    }

    /// What another page offers to links beside its headings is seen when it goes.
    #[test]
    fn a_link_depends_on_every_id_of_its_target() {
        for (target, before, after) in
            [("b.md#x", "# B {#x}\n", "# B {#y}\n"), ("b.md#_fn-1", "# B\n\nText[^1]\n\n[^1]: Note\n", "# B\n\nText\n")]
        {
            let link = format!("# A\n\n[x]({target})\n");
            let mut memory = Memory::default();
            assert_eq!(codes(&build(input(&[("README.md", &link), ("b.md", before)]), &mut memory)), Vec::<&str>::new(), "{target}");
            let now = input(&[("README.md", &link), ("b.md", after)]);
            assert_eq!(codes(&build(now.clone(), &mut memory)), codes(&build(now.clone(), &mut Memory::default())), "{target}");
            assert_eq!(codes(&build(now.clone(), &mut memory)), ["unknown-anchor", "leads-nowhere"], "{target}");
        }
    }
}
