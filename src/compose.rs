//! From the site to views: fills what templates see.
//!
//! A view holds all that its page depends on, and no more.

pub mod courses;
pub mod questions;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use memchr::memmem;
use serde::Serialize;

use crate::address::{self, OutPath, href};
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::front_matter::Kind;
use crate::i18n::Words;
use crate::markdown::{Body, Fillers, LinkTag, PictureTag};
use crate::page::{Context, Page, State};
use crate::place::Place;
use crate::site::courses::{Course, Courses};
use crate::site::links::{Files, Links, Resolved, Shown};
use crate::site::{A_TO_Z, Content, Index, LEARNING, NodeId, PageId, Site, TAGS};
use crate::source::{Source, SourcePath};
use crate::theme::view::{
    AToZView, Alternate, ContentsItem, Entry, Frame, LanguageChoice, LanguageLink, LanguagesView, Letter, Markup, Named, NavItem, NavView,
    NotFoundView, Notice, PageView, RedirectView, SearchView, TagCount, TagView, TagsView,
};
use crate::theme::{Asset, Theme};

/// All that views are filled from. Immutable, shared by the threads that render.
pub struct Composer {
    pub config: Arc<Config>,
    pub site: Site,
    pub files: Arc<Files>,
    pub theme: Arc<Theme>,
    /// Takes the place of templates of the site's own that fail.
    pub fallback: Arc<Theme>,
    /// By page.
    pub links: Arc<[Arc<Links>]>,
    pub courses: Arc<Courses>,
    pub logo: Option<OutPath>,
    /// By course: its items for scripts, made when a page first asks for them.
    items: Vec<OnceLock<Markup>>,
    pub words: Vec<Arc<Words>>,
    navs: Arc<Navs>,
}

/// By section: its navigation, made when a page first asks for it.
pub struct Navs {
    navs: Vec<OnceLock<Nav>>,
    index: Arc<Index>,
    theme: Arc<Theme>,
    fallback: Arc<Theme>,
}

impl Navs {
    pub fn new(index: &Arc<Index>, theme: &Arc<Theme>, fallback: &Arc<Theme>) -> Navs {
        let navs = index.nodes.iter().map(|_| OnceLock::new()).collect();
        Navs { navs, index: index.clone(), theme: theme.clone(), fallback: fallback.clone() }
    }

    /// Whether they are made from these.
    pub fn fit(&self, index: &Arc<Index>, theme: &Arc<Theme>, fallback: &Arc<Theme>) -> bool {
        Arc::ptr_eq(&self.index, index) && Arc::ptr_eq(&self.theme, theme) && Arc::ptr_eq(&self.fallback, fallback)
    }
}

/// A section's navigation, and what is wrong with its template.
struct Nav {
    html: String,
    fault: Option<Diagnostic>,
}

/// Sections with more pages are not opened in the navigation: a list that long is no help, and it
/// would stand in each of their pages.
const OPEN_AT_MOST: usize = 200;

/// Marks the link of a navigation that leads to the page itself.
pub const CURRENT: &str = " aria-current=\"page\"";

/// One page as it stands at a node.
struct Stand<'a> {
    composer: &'a Composer,
    page: PageId,
    node: NodeId,
    /// Where it is read: the node's own page, or its answer key.
    from: &'a OutPath,
    /// It stands on one page with the others of a course.
    print: Option<&'a Print>,
    /// What rendering finds wrong, in whatever part of it.
    told: &'a RefCell<Vec<Diagnostic>>,
}

/// The pages of a course on one page: which item each node is.
struct Print(HashMap<NodeId, usize>);

impl Print {
    fn new(course: &Course) -> Print {
        Print(course.items.iter().enumerate().map(|(item, stands)| (stands.node, item)).collect())
    }

    /// What the title of an item is called behind that.
    const TOP: &str = "_top";

    /// What the ids of an item begin with.
    fn prefix(item: usize) -> String {
        format!("_item-{}-", item + 1)
    }
}

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 6] = ["ar", "dv", "fa", "he", "ur", "yi"];

pub const NOT_FOUND: &str = "404.html";
pub const ROOT: &str = "index.html";

/// What a made page is, beside authored ones.
#[derive(Clone, Copy)]
struct Head<'a> {
    language: usize,
    out: &'a OutPath,
    title: &'a str,
    description: &'a str,
    kind: &'static str,
    no_index: bool,
    /// By language: where the language link leads.
    counterparts: &'a dyn Fn(usize) -> OutPath,
}

impl Composer {
    pub fn new(
        config: Arc<Config>,
        site: Site,
        files: Arc<Files>,
        links: Arc<[Arc<Links>]>,
        courses: Arc<Courses>,
        logo: Option<OutPath>,
        navs: Arc<Navs>,
    ) -> Composer {
        let (theme, fallback) = (navs.theme.clone(), navs.fallback.clone());
        Composer {
            words: site.languages.iter().map(|tag| theme.words(tag)).collect(),
            navs,
            config,
            site,
            files,
            theme,
            fallback,
            links,
            items: courses.list.iter().map(|_| OnceLock::new()).collect(),
            courses,
            logo,
        }
    }

    /// A page of the site as it would be with another text.
    pub fn reread(&self, source: &Source, page: PageId) -> Page {
        let page = &self.site.pages[page];
        let place =
            Place { language: page.language, address: page.address.clone(), out: page.out.clone(), is_makeshift: page.is_makeshift };
        let words = &self.words[page.language];
        Page::parse(source, &Context { place: &place, words, keywords: &self.config.keywords, raw_html: self.config.raw_html })
    }

    /// An output path inside a language.
    pub fn out_of(&self, language: usize, address: &str) -> OutPath {
        OutPath::new(format!("{}{address}", self.site.prefixes[language]))
    }

    fn frame(&self, head: Head<'_>) -> Frame {
        let site = &self.site;
        let language = &site.languages[head.language];
        let asset = |name: &str, ending: &str| self.asset_href(name, ending, head.out);
        let own = |address: &str| href(head.out, &self.out_of(head.language, address), None);
        let description =
            if head.description.is_empty() { self.config.description(language).to_string() } else { head.description.to_owned() };
        let site_title = self.config.title(language);
        Frame {
            lang: language.clone(),
            dir: direction(language),
            description: if description.is_empty() { site_title.to_string() } else { description },
            site_title,
            title: head.title.to_owned(),
            kind: head.kind,
            css_href: asset("site", "css"),
            head_script_href: asset("head", "js"),
            script_href: asset("site", "js"),
            icon_href: asset("icon", "svg"),
            logo_href: self.logo.as_ref().map(|logo| href(head.out, logo, None)),
            home_href: own("index.html"),
            a_z_href: own(A_TO_Z),
            search: self.config.search.then(|| SearchView {
                script_href: asset(&format!("search-{}", self.words[head.language].lang), "js"),
                css_href: asset("search", "css"),
            }),
            tags_href: (!site.tags[head.language].is_empty()).then(|| own(TAGS)),
            learning_href: site.learns.then(|| own(LEARNING)),
            canonical: self.absolute(head.out),
            alternates: Vec::new(),
            languages: self.language_links(head),
            no_index: head.no_index,
        }
    }

    fn asset_href(&self, name: &str, ending: &str, from: &str) -> String {
        self.asset(name, ending).map(|asset| href(from, &asset.path, None)).unwrap_or_default()
    }

    fn asset(&self, name: &str, ending: &str) -> Option<&Asset> {
        self.theme.assets().iter().find(|asset| asset.name == name && asset.ext == ending)
    }

    fn absolute(&self, out: &str) -> Option<String> {
        self.config.base.as_ref().map(|base| format!("{}{}", base.url, address::encode(out)))
    }

    fn language_links(&self, head: Head<'_>) -> Vec<LanguageLink> {
        let languages = &self.site.languages;
        if languages.len() < 2 {
            return Vec::new();
        }
        let link = |language: usize| LanguageLink {
            lang: languages[language].clone(),
            name: self.language_name(language),
            href: href(head.out, &(head.counterparts)(language), None),
            current: language == head.language,
        };
        (0..languages.len()).map(link).collect()
    }

    /// A language's own name, or its tag where the words do not know it.
    fn language_name(&self, language: usize) -> Arc<str> {
        let tag = &self.site.languages[language];
        self.words[language].find(&format!("lang.{tag}")).unwrap_or(tag).into()
    }

    fn kind(&self, node: NodeId) -> &'static str {
        let here = &self.site.nodes[node];
        let is_front = here.parent.is_none();
        let is_index = crate::page::is_index(&here.address);
        match self.site.page_of(node).map(|page| page.kind()) {
            Some(Kind::Page) | None if is_front => "front",
            Some(Kind::Page) | None if is_index => "section",
            Some(kind) => kind.name(),
            None => "section",
        }
    }

    /// The template that shows a node.
    pub fn template(&self, node: NodeId) -> &'static str {
        match self.kind(node) {
            "front" => "front.html",
            "section" => "section.html",
            "lesson" => "lesson.html",
            "quiz" => "quiz.html",
            "course" => "course.html",
            _ => "page.html",
        }
    }

    /// The view of a node, the template that shows it, and what filling it found wrong.
    pub fn node(&self, node: NodeId) -> (&'static str, PageView, Vec<Diagnostic>) {
        let told = RefCell::new(Vec::new());
        let site = &self.site;
        let here = &site.nodes[node];
        let page = site.page_of(node);
        let is_front = here.parent.is_none();
        let is_index = crate::page::is_index(&here.address);
        let kind = self.kind(node);
        let template = self.template(node);
        let fallback = matches!(here.content, Content::Fallback(_));
        let state = here.content.page().map_or(State::Published, |page| site.states[page]);
        let summary = page.map(|page| page.summary().to_owned()).unwrap_or_default();
        let lead = page.map(|page| page.document.lead.as_str()).unwrap_or_default();
        let counterparts = |language| site.nodes[site.counterpart(node, language)].out.clone();
        let mut frame = self.frame(Head {
            language: here.language,
            out: &here.out,
            title: &here.title,
            description: if summary.is_empty() { lead } else { &summary },
            kind,
            no_index: fallback || state != State::Published,
            counterparts: &counterparts,
        });
        if fallback {
            frame.canonical = page.and_then(|page| self.absolute(&page.out));
        } else if self.config.base.is_some() && !frame.no_index {
            frame.alternates = self.alternates(node);
        }
        let front = page.map(|page| &page.front);
        let text = |page: PageId| {
            let stand = Stand { composer: self, page, node, from: &here.out, print: None, told: &told };
            stand.fill(&site.pages[page].document.body, &|_| String::new())
        };
        let view = PageView {
            text_lang: page.map_or_else(|| frame.lang.clone(), |page| site.languages[page.language].clone()),
            crumbs: self.crumbs(node, &here.out),
            nav_html: self.nav(node),
            contents: page.map(|page| contents(page)).unwrap_or_default(),
            body_html: Markup::new(&here.content.page().map(text).unwrap_or_default()),
            minutes: front.and_then(|front| front.minutes),
            roles: front.map(|front| front.roles.clone()).unwrap_or_default(),
            objectives: front.map(|front| front.objectives.clone()).unwrap_or_default(),
            tags: if fallback { Vec::new() } else { page.map(|page| self.tags_of(page, &here.out)).unwrap_or_default() },
            previous: here.previous.map(|other| self.named(other, here.language, &here.out)),
            next: here.next.map(|other| self.named(other, here.language, &here.out)),
            updated: front.and_then(|front| front.updated).map(|day| self.date(here.language, day)),
            edit_href: page.and_then(|page| self.edit(&page.path)),
            notices: page.map(|page| self.notices(node, page, state)).unwrap_or_default(),
            children: if is_front || !is_index { Vec::new() } else { self.entries(&here.children, here.language, &here.out) },
            sections: if is_front { self.sections(node) } else { Vec::new() },
            courses: self.course_entries(node),
            scripts: self.scripts(here.language, &here.out, &|need| self.needs(node, need)),
            practice: here.content.page().and_then(|page| self.practice(page, node)),
            quiz: here.content.page().and_then(|page| self.quiz(page)),
            learn: self.learn(node),
            course: self.course(node),
            bars: self.bars(node),
            requires: here.content.page().map(|page| self.required(page, node)).unwrap_or_default(),
            extra: front.map(|front| front.extra.clone()).unwrap_or_default(),
            summary,
            frame,
        };
        let mut told = told.into_inner();
        told.extend(self.nav_fault(node));
        (template, view, told)
    }

    /// The addresses of a page in all languages that have it, itself among them.
    fn alternates(&self, node: NodeId) -> Vec<Alternate> {
        let address = &self.site.nodes[node].address;
        let found: Vec<Alternate> = (0..self.site.languages.len())
            .filter_map(|language| {
                let other = self.site.node_at(language, address).filter(|other| self.site.is_own(*other))?;
                Some(Alternate { lang: self.site.languages[language].clone(), href: self.absolute(&self.site.nodes[other].out)? })
            })
            .collect();
        if found.len() > 1 { found } else { Vec::new() }
    }

    fn named(&self, node: NodeId, language: usize, from: &str) -> Named {
        let other = &self.site.nodes[node];
        Named { title: other.title.clone(), href: href(from, &other.out, None), lang: self.foreign(node, language) }
    }

    /// The language of a node's title, where it is not that of the frame.
    fn foreign(&self, node: NodeId, language: usize) -> Option<Arc<str>> {
        let text = self.site.page_of(node).map_or(language, |page| page.language);
        (text != language).then(|| self.site.languages[text].clone())
    }

    fn crumbs(&self, node: NodeId, from: &str) -> Vec<Named> {
        let language = self.site.nodes[node].language;
        let mut crumbs = Vec::new();
        let mut above = self.site.nodes[node].parent;
        while let Some(node) = above {
            above = self.site.nodes[node].parent;
            let mut crumb = self.named(node, language, from);
            if above.is_none() {
                crumb.title = self.words[language].get("nav.home").to_owned();
                crumb.lang = None;
            }
            crumbs.push(crumb);
        }
        crumbs.reverse();
        crumbs
    }

    fn entry(&self, node: NodeId, language: usize, from: &str, count: Option<usize>) -> Entry {
        let other = &self.site.nodes[node];
        let page = self.site.page_of(node);
        Entry {
            title: other.title.clone(),
            href: href(from, &other.out, None),
            lang: self.foreign(node, language),
            summary: page.map(|page| page.summary().to_owned()).unwrap_or_default(),
            kind: page.map_or("section", |page| page.kind().name()),
            minutes: page.and_then(|page| page.front.minutes),
            count,
        }
    }

    fn entries(&self, nodes: &[NodeId], language: usize, from: &str) -> Vec<Entry> {
        nodes.iter().map(|node| self.entry(*node, language, from, self.count(*node))).collect()
    }

    /// The pages of a section, at any depth, in the language itself; none for a page.
    fn count(&self, node: NodeId) -> Option<usize> {
        if !crate::page::is_index(&self.site.nodes[node].address) {
            return None;
        }
        let is_page = |node: &NodeId| self.site.is_own(*node) && !crate::page::is_index(&self.site.nodes[*node].address);
        Some(self.site.walk(node).iter().filter(|node| is_page(node)).count())
    }

    fn sections(&self, front: NodeId) -> Vec<Entry> {
        let here = &self.site.nodes[front];
        // Nobody wrote a front page, so nothing else would lead to the pages beside it.
        let all = here.content == Content::Made;
        let shown = |child: &NodeId| all || crate::page::is_index(&self.site.nodes[*child].address);
        let sections: Vec<NodeId> = here.children.iter().copied().filter(shown).collect();
        self.entries(&sections, here.language, &here.out)
    }

    fn tags_of(&self, page: &Page, from: &str) -> Vec<Named> {
        let tags = &self.site.tags[page.language];
        let mut named: Vec<Named> = Vec::new();
        for (name, _) in &page.front.tags {
            let Some(file) = self.site.tag_file(page.language, name) else { continue };
            let out = self.out_of(page.language, &format!("tags/{file}.html"));
            let tag = Named { title: tags.get(file).map_or(name, |tag| &tag.name).clone(), href: href(from, &out, None), lang: None };
            if !named.iter().any(|other| other.href == tag.href) {
                named.push(tag);
            }
        }
        named
    }

    fn date(&self, language: usize, day: Date) -> String {
        let words = &self.words[language];
        let month = words.get(&format!("date.month.{}", day.month())).to_owned();
        words.fill("date.full", &[("day", &day.day().to_string()), ("month", &month), ("year", &day.year().to_string())])
    }

    fn edit(&self, path: &SourcePath) -> Option<String> {
        self.config.edit.as_ref().map(|pattern| pattern.replace("{path}", &address::encode(path)))
    }

    fn notices(&self, node: NodeId, page: &Page, state: State) -> Vec<Notice> {
        let here = &self.site.nodes[node];
        let words = &self.words[here.language];
        let mut notices = Vec::new();
        let mut add = |kind, text, link| notices.push(Notice { kind, text, link });
        match state {
            State::Published => {}
            State::Draft => add("draft", words.get("page.draft").to_owned(), None),
            State::Future(day) => add("future", words.fill("page.future", &[("date", &self.date(here.language, day))]), None),
            State::Expired(day) => add("expired", words.fill("page.expired", &[("date", &self.date(here.language, day))]), None),
        }
        if matches!(here.content, Content::Fallback(_)) {
            let tag = &self.site.languages[page.language];
            let key = format!("lang.in.{tag}");
            let language = words.find(&key).unwrap_or(tag);
            add("untranslated", words.fill("page.untranslated", &[("lang", language)]), None);
        } else if self.site.is_stale(page) {
            let original = self.site.node_at(0, &page.address).map(|other| Named {
                title: words.get("page.stale.link").to_owned(),
                href: href(&here.out, &self.site.nodes[other].out, None),
                lang: Some(self.site.languages[0].clone()),
            });
            add("stale", words.get("page.stale").to_owned(), original);
        }
        notices
    }

    /// The navigation of a node's folder, the node marked.
    fn nav(&self, node: NodeId) -> Markup {
        let here = &self.site.nodes[node];
        let nav = &self.section_nav(node).html;
        let link = format!("<a href=\"{}\"", href(&here.out, &here.out, None));
        match memmem::find(nav.as_bytes(), link.as_bytes()) {
            Some(at) => {
                let (before, after) = nav.split_at(at + link.len());
                Markup::new(&[before, CURRENT, after].concat())
            }
            None => Markup::new(nav),
        }
    }

    /// What is wrong with the navigation of a node.
    fn nav_fault(&self, node: NodeId) -> Option<Diagnostic> {
        self.section_nav(node).fault.clone()
    }

    fn section_nav(&self, node: NodeId) -> &Nav {
        let here = &self.site.nodes[node];
        let section = if crate::page::is_index(&here.address) { node } else { here.parent.unwrap_or(node) };
        self.navs.navs[section].get_or_init(|| self.make_nav(section))
    }

    fn make_nav(&self, section: NodeId) -> Nav {
        let here = &self.site.nodes[section];
        let front = self.site.fronts[here.language];
        let mut open = vec![section];
        while let Some(parent) = self.site.nodes[open[open.len() - 1]].parent {
            open.push(parent);
        }
        self.render_nav(here.language, self.nav_items(front, &open, here.language, &here.out))
    }

    fn render_nav(&self, language: usize, items: Vec<NavItem>) -> Nav {
        if items.is_empty() {
            return Nav { html: String::new(), fault: None };
        }
        let view = NavView { lang: self.site.languages[language].clone(), items };
        let (html, fault) = self.render("parts/nav.html", &view);
        Nav { html: text_of(html), fault }
    }

    /// What a template makes of a view; where the site's own fails, what the default one makes, and the fault.
    pub fn render<V: Serialize>(&self, template: &str, view: &V) -> (Vec<u8>, Option<Diagnostic>) {
        match self.theme.render(template, view) {
            Ok(html) => (html, None),
            Err(fault) => (self.fallback.render(template, view).unwrap_or_default(), Some(fault)),
        }
    }

    fn nav_items(&self, node: NodeId, open: &[NodeId], language: usize, from: &str) -> Vec<NavItem> {
        let children = &self.site.nodes[node].children;
        let shown = children.iter().filter(|child| children.len() <= OPEN_AT_MOST || open.contains(child));
        shown
            .map(|child| {
                let is_open = open.contains(child);
                let Named { title, href, lang } = self.named(*child, language, from);
                let children = if is_open { self.nav_items(*child, open, language, from) } else { Vec::new() };
                NavItem { title, href, lang, open: is_open, children }
            })
            .collect()
    }

    /// The head of a made page that each language has at the same address.
    fn made(
        &self,
        language: usize,
        address: &str,
        title: &str,
        kind: &'static str,
        exists: &dyn Fn(usize) -> bool,
    ) -> (Frame, Vec<Named>, Markup, OutPath) {
        let out = self.out_of(language, address);
        let counterparts = |other: usize| self.out_of(other, if exists(other) { address } else { "index.html" });
        let frame = self.frame(Head { language, out: &out, title, description: "", kind, no_index: false, counterparts: &counterparts });
        let front = self.site.fronts[language];
        let home = Named {
            title: self.words[language].get("nav.home").to_owned(),
            href: href(&out, &self.site.nodes[front].out, None),
            lang: None,
        };
        // A fault of the template is told at the front page, which has the same items.
        let nav = self.render_nav(language, self.nav_items(front, &[front], language, &out));
        (frame, vec![home], Markup::new(&nav.html), out)
    }

    pub fn tags(&self, language: usize) -> TagsView {
        let title = self.words[language].get("tags.title").to_owned();
        let exists = |other: usize| !self.site.tags[other].is_empty();
        let (frame, crumbs, nav_html, out) = self.made(language, TAGS, &title, "tags", &exists);
        let mut tags: Vec<TagCount> = self.site.tags[language]
            .iter()
            .map(|(file, tag)| TagCount {
                name: tag.name.clone(),
                href: href(&out, &self.out_of(language, &format!("tags/{file}.html")), None),
                count: tag.nodes.len(),
            })
            .collect();
        tags.sort_by_cached_key(|tag| (crate::site::sort_key(&tag.name), tag.href.clone()));
        TagsView { frame, nav_html, crumbs, tags }
    }

    pub fn tag(&self, language: usize, file: &str) -> TagView {
        let tag = &self.site.tags[language][file];
        let address = format!("tags/{file}.html");
        let exists = |other: usize| self.site.tags[other].contains_key(file);
        let (frame, mut crumbs, nav_html, out) = self.made(language, &address, &tag.name, "tag", &exists);
        crumbs.push(Named {
            title: self.words[language].get("tags.title").to_owned(),
            href: href(&out, &self.out_of(language, TAGS), None),
            lang: None,
        });
        TagView { pages: tag.nodes.iter().map(|node| self.entry(*node, language, &out, None)).collect(), frame, nav_html, crumbs }
    }

    pub fn a_to_z(&self, language: usize) -> AToZView {
        let title = self.words[language].get("az.title").to_owned();
        let (frame, crumbs, nav_html, out) = self.made(language, A_TO_Z, &title, "a-z", &|_| true);
        let own = |node: &NodeId| self.site.nodes[*node].language == language && self.site.is_own(*node);
        let mut nodes: Vec<NodeId> = (0..self.site.nodes.len()).filter(own).collect();
        nodes.sort_by_cached_key(|node| (crate::site::sort_key(&self.site.nodes[*node].title), *node));
        let mut letters: Vec<Letter> = Vec::new();
        let mut others = Vec::new();
        for node in nodes {
            let mut entry = self.entry(node, language, &out, None);
            entry.summary.clear();
            let first = crate::site::sort_key(&self.site.nodes[node].title).chars().next().filter(|first| first.is_alphabetic());
            match first.and_then(|first| first.to_uppercase().next()) {
                None => others.push(entry),
                Some(letter) => {
                    let letter = letter.to_string();
                    match letters.last_mut().filter(|last| last.letter == letter) {
                        Some(last) => last.pages.push(entry),
                        None => letters.push(Letter { letter, number: 0, pages: vec![entry] }),
                    }
                }
            }
        }
        if !others.is_empty() {
            letters.push(Letter { letter: "#".into(), number: 0, pages: others });
        }
        for (at, letter) in letters.iter_mut().enumerate() {
            letter.number = at + 1;
        }
        AToZView { frame, nav_html, crumbs, letters }
    }

    fn choices(&self, href_of: &dyn Fn(&OutPath) -> String) -> Vec<LanguageChoice> {
        let choice = |language: usize| {
            let tag = &self.site.languages[language];
            LanguageChoice {
                lang: tag.clone(),
                dir: direction(tag),
                name: self.language_name(language),
                href: href_of(&self.site.nodes[self.site.fronts[language]].out),
                title: self.config.title(tag),
                description: self.config.description(tag),
            }
        };
        (0..self.site.languages.len()).map(choice).collect()
    }

    /// The root page of a site with languages.
    pub fn languages(&self) -> LanguagesView {
        let out = OutPath::new(ROOT);
        let title = self.config.title(&self.site.languages[0]);
        let fronts = |language: usize| self.site.nodes[self.site.fronts[language]].out.clone();
        let frame = self.frame(Head {
            language: 0,
            out: &out,
            title: &title,
            description: "",
            kind: "languages",
            no_index: false,
            counterparts: &fronts,
        });
        let choices = self.choices(&|front| href(&out, front, None));
        LanguagesView { onward_script_href: self.asset_href("onward", "js", &out), choices, frame }
    }

    pub fn not_found(&self) -> NotFoundView {
        let out = OutPath::new(NOT_FOUND);
        let title = self.words[0].get("notfound.title").to_owned();
        let fronts = |language: usize| self.site.nodes[self.site.fronts[language]].out.clone();
        let mut frame = self.frame(Head {
            language: 0,
            out: &out,
            title: &title,
            description: "",
            kind: "not-found",
            no_index: true,
            counterparts: &fronts,
        });
        frame.canonical = None;
        let base = self.config.base.as_ref().map(|base| address::encode(&base.path));
        if let Some(base) = &base {
            let rooted = |address: &mut String| *address = format!("{base}{address}");
            for address in [
                &mut frame.css_href,
                &mut frame.head_script_href,
                &mut frame.script_href,
                &mut frame.icon_href,
                &mut frame.home_href,
                &mut frame.a_z_href,
            ] {
                rooted(address);
            }
            let others = [&mut frame.logo_href, &mut frame.tags_href, &mut frame.learning_href];
            others.into_iter().flatten().for_each(rooted);
            frame.search.iter_mut().flat_map(|search| [&mut search.script_href, &mut search.css_href]).for_each(rooted);
            frame.languages.iter_mut().for_each(|link| rooted(&mut link.href));
        }
        let prefix = base.clone().unwrap_or_default();
        let choices = self.choices(&|front| format!("{prefix}{}", href(&out, front, None)));
        NotFoundView { styled: base.is_some(), choices, frame }
    }

    /// A page at an address that is no more: `from` leads to a node.
    pub fn redirect(&self, from: &OutPath, node: NodeId) -> RedirectView {
        let there = &self.site.nodes[node];
        let to = self.named(node, there.language, from);
        let counterparts = |language| self.site.nodes[self.site.counterpart(node, language)].out.clone();
        let mut frame = self.frame(Head {
            language: there.language,
            out: from,
            title: &there.title,
            description: "",
            kind: "redirect",
            no_index: true,
            counterparts: &counterparts,
        });
        frame.canonical = self.absolute(&there.out);
        RedirectView { onward_script_href: self.asset_href("onward", "js", from), frame, to }
    }
}

impl Stand<'_> {
    /// A page that a link names, as the reader's language shows it. A heading of a translation is found
    /// by its position, if both texts have equally many.
    fn page_href(&self, path: &SourcePath, wanted: usize, named: usize, address: &str, heading: Option<(&str, Option<usize>)>) -> String {
        let Stand { composer: Composer { site, .. }, from, print, .. } = *self;
        let node = site.node_at(wanted, address).or_else(|| site.node_at(named, address));
        let Some(node) = node else { return href(from, &self.composer.out_of(named, address), None) };
        let anchor = heading.and_then(|(id, position)| {
            let shown = site.page_of(node)?;
            if shown.path == *path {
                return Some(id);
            }
            let original = &site.pages[site.page_at(path)?];
            let headings = &shown.document.headings;
            (headings.len() == original.document.headings.len()).then(|| headings[position?].id.as_str().into())?
        });
        match print.and_then(|print| print.0.get(&node)) {
            Some(item) => format!("#{}{}", Print::prefix(*item), address::encode(anchor.unwrap_or(Print::TOP))),
            None => href(from, &site.nodes[node].out, anchor),
        }
    }

    /// A body of the page with its links, pictures and questions as they stand here. `gap` gives the HTML of a gap.
    fn fill(&self, body: &Body, gap: &dyn Fn(usize) -> String) -> String {
        let Stand { composer, from, .. } = *self;
        let page = &composer.site.pages[self.page];
        let links = &composer.links[self.page];
        let language = composer.site.nodes[self.node].language;
        let link = |link: usize| match &links.links[link] {
            Resolved::Outside(address) => LinkTag::To(address.to_string()),
            Resolved::Page { page: target, language: named, address, heading } => {
                let wanted = if *named == page.language { language } else { *named };
                let heading = heading.as_ref().map(|(id, position)| (&**id, *position));
                LinkTag::To(self.page_href(target, wanted, *named, address, heading))
            }
            Resolved::Made { language: named, address } => {
                let follows = *named == page.language && composer.site.has_made(language, address);
                let wanted = if follows { language } else { *named };
                LinkTag::To(href(from, &composer.out_of(wanted, address), None))
            }
            Resolved::File(path) => LinkTag::To(href(from, &composer.files.linked_out(path), None)),
            Resolved::Hidden => LinkTag::Plain,
            Resolved::Broken => LinkTag::Broken,
        };
        let picture = |picture: usize| match &links.pictures[picture] {
            Shown::Picture { out, size, .. } => PictureTag::At { src: href(from, out, None), size: *size },
            Shown::Inline(address) => PictureTag::At { src: address.to_string(), size: None },
            Shown::Broken => PictureTag::Broken,
        };
        let uncoloured = |code: usize| {
            let code = &page.document.code[code];
            let mut diagnostics = Diagnostics::of(page.path.clone());
            diagnostics.highlighting_failed(code.span, &code.language);
            self.told.borrow_mut().extend(diagnostics.into_list());
        };
        let question = |at: usize| self.question(at);
        let items = |at: usize| self.course_list(at);
        page.document
            .fill(body, &Fillers { link: &link, picture: &picture, uncoloured: &uncoloured, question: &question, gap, items: &items })
    }
}

fn text_of(html: Vec<u8>) -> String {
    String::from_utf8(html).expect("templates and views are text")
}

fn direction(language: &str) -> &'static str {
    let short = language.split('-').next().unwrap_or(language);
    if RIGHT_TO_LEFT.contains(&short) { "rtl" } else { "ltr" }
}

/// Headings of levels 2 and 3 that are no questions.
fn contents(page: &Page) -> Vec<ContentsItem> {
    let is_question: HashSet<usize> = page.questions.iter().map(|question| question.heading).collect();
    let headings = page.document.headings.iter().enumerate().filter(|(at, _)| !is_question.contains(at)).map(|(_, heading)| heading);
    let listed = headings.filter(|heading| matches!(heading.level, 2 | 3));
    listed.map(|heading| ContentsItem { level: heading.level, text: heading.text.clone(), anchor: address::encode(&heading.id) }).collect()
}
