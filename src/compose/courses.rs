//! From courses to views: the course page, the bar of its pages, certificate, print, and the catalogue.

use std::cell::RefCell;
use std::fmt::Write;
use std::sync::Arc;

use serde_json::json;

use super::questions::is_quiz;
use super::{Composer, Head, Print, Stand};
use crate::address::{self, OutPath, href};
use crate::diagnostics::Diagnostic;
use crate::front_matter::Kind;
use crate::markdown::{self, Among, Body};
use crate::page::Page;
use crate::quiz;
use crate::site::courses::{Course, CourseId};
use crate::site::links::Resolved;
use crate::site::{CATALOGUE, LEARNING, NodeId, PageId, REVIEW};
use crate::theme::Need;
use crate::theme::view::{
    AnswerView, BarView, CertificateView, CourseEntry, CoursePrintView, CourseView, ItemRow, ItemsView, LearnView, LearningView, Markup,
    Named, PrintKey, PrintModule, PrintPage,
};

impl Composer {
    /// The address of a course's certificate.
    pub fn certificate_out(out: &OutPath) -> OutPath {
        OutPath::new(format!("{}.certificate.html", out.strip_suffix(".html").unwrap_or(out)))
    }

    /// The address of a course on one page.
    pub fn print_out(out: &OutPath) -> OutPath {
        OutPath::new(format!("{}.print.html", out.strip_suffix(".html").unwrap_or(out)))
    }

    /// The scripts that a page with these needs names, in the order in which they run.
    pub(super) fn scripts(&self, language: usize, from: &OutPath, needs: &dyn Fn(Need) -> bool) -> Vec<String> {
        let lang = &self.words[language].lang;
        let names = [
            (Need::Code, "copy".to_owned()),
            (Need::Learning, "progress".to_owned()),
            (Need::Questions, format!("practice-{lang}")),
            (Need::Quiz, format!("quiz-{lang}")),
            (Need::Course, format!("course-{lang}")),
            (Need::Bar, format!("bar-{lang}")),
            (Need::Courses, format!("courses-{lang}")),
            (Need::Front, format!("front-{lang}")),
            (Need::Certificate, format!("certificate-{lang}")),
            (Need::Review, format!("learning-{lang}")),
        ];
        let needed = names.iter().filter(|(need, _)| needs(*need)).filter_map(|(_, name)| self.asset(name, "js"));
        needed.map(|asset| href(from, &asset.path, None)).collect()
    }

    /// What a node needs of the scripts.
    pub(super) fn needs(&self, node: NodeId, need: Need) -> bool {
        let page = self.site.page_of(node);
        let asks = page.is_some_and(|page| !page.questions.is_empty());
        match need {
            Need::All => true,
            Need::Code => page.is_some_and(|page| has_code(page)),
            Need::Questions => asks,
            Need::Quiz => asks && page.is_some_and(|page| is_quiz(page)),
            Need::Course => self.has_course(node),
            Need::Learning => !asks && self.has_course(node),
            Need::Bar => self.courses.around(node).next().is_some(),
            Need::Courses => self.courses.at(node).is_some_and(|course| !course.items.is_empty()),
            Need::Front => self.site.nodes[node].parent.is_none() && self.has_course(node),
            Need::Certificate | Need::Onward | Need::Review => false,
        }
    }

    /// Whether a node is, stands in, or lists a course.
    fn has_course(&self, node: NodeId) -> bool {
        let here = &self.site.nodes[node];
        self.courses.at(node).is_some_and(|course| !course.items.is_empty())
            || self.courses.around(node).next().is_some()
            || here.parent.is_none() && self.courses.list.iter().any(|course| self.site.nodes[course.node].language == here.language)
    }

    fn storage(&self) -> String {
        self.config.storage_id(&self.site.languages[0])
    }

    fn former(&self, page: &Page) -> String {
        page.former_ids(&self.site.prefixes[page.language]).join("\n")
    }

    /// Where scripts keep what a reader does at a node; none where it has no part in courses.
    pub(super) fn learn(&self, node: NodeId) -> Option<LearnView> {
        if !self.has_course(node) {
            return None;
        }
        let here = &self.site.nodes[node];
        let page = self.site.page_of(node);
        let is_front = here.parent.is_none();
        Some(LearnView {
            site: self.storage(),
            page: page.map(|page| page.id.clone()).unwrap_or_default(),
            former: page.map(|page| self.former(page)).unwrap_or_default(),
            catalogue_href: href(&here.out, &self.out_of(here.language, CATALOGUE), None),
            schedule_href: is_front.then(|| self.asset_href("schedule", "js", &here.out)),
            review_href: is_front.then(|| href(&here.out, &self.out_of(here.language, REVIEW), None)),
            is_read: self.courses.around(node).next().is_some() && page.is_some_and(|page| !page.is_marked()),
        })
    }

    /// The pass mark that counts for an item; none for what is marked as read.
    fn pass(&self, node: NodeId, own: Option<f64>) -> Option<f64> {
        let page = self.site.page_of(node).filter(|page| page.is_marked())?;
        Some(own.or(self.settings(page).pass).unwrap_or(0.0))
    }

    /// The items of a course for scripts, as `CourseView::items_html` says. Written once: each page of the course has them.
    fn items(&self, id: CourseId) -> Markup {
        let made = self.items[id].get_or_init(|| {
            let mut text = String::new();
            for item in &self.courses.list[id].items {
                let node = &self.site.nodes[item.node];
                let Some(page) = self.site.page_of(item.node) else { continue };
                let pass = self.pass(item.node, item.pass).map(|pass| pass.to_string()).unwrap_or_default();
                let minutes = page.front.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
                let address = address::encode(&node.address);
                let address = if address.strip_suffix(".html") == Some(&page.id) { "" } else { &address };
                let line = if text.is_empty() { "" } else { "\n" };
                let _ = write!(text, "{line}{}\t{pass}\t{minutes}\t{address}", page.id);
                for former in page.former_ids(&self.site.prefixes[page.language]) {
                    let _ = write!(text, "\t{former}");
                }
            }
            let mut html = String::new();
            markdown::push_text(&mut html, &text);
            Markup::new(&html)
        });
        made.clone()
    }

    /// So many minutes in words; empty for none.
    fn length(&self, language: usize, minutes: u32) -> String {
        let words = &self.words[language];
        let (hours, left) = (minutes / 60, minutes % 60);
        match (hours, left) {
            (0, 0) => String::new(),
            (0, left) => words.count("time.minutes", left as usize),
            (hours, 0) => words.fill("time.hours", &[("h", &hours.to_string())]),
            (hours, left) => words.fill("time.hours-minutes", &[("h", &hours.to_string()), ("n", &left.to_string())]),
        }
    }

    /// Of all items of a course, in words.
    fn course_length(&self, course: &Course) -> String {
        let minutes = course.items.iter().filter_map(|item| self.site.page_of(item.node)?.front.minutes);
        self.length(self.site.nodes[course.node].language, minutes.fold(0, u32::saturating_add))
    }

    /// What a course page shows beside its text; none for other pages, and for a course without items.
    pub(super) fn course(&self, node: NodeId) -> Option<CourseView> {
        let id = self.courses.id_at(node)?;
        let course = &self.courses.list[id];
        let here = &self.site.nodes[node];
        let first = course.items.first()?;
        let mut passes = course.items.iter().filter_map(|item| self.pass(item.node, item.pass)).filter(|pass| *pass > 0.0);
        let pass = passes.next();
        Some(CourseView {
            items_html: self.items(id),
            count: course.items.len(),
            length: self.course_length(course),
            pass: pass.filter(|pass| passes.all(|other| other == *pass)).map(quiz::number),
            first: self.named(first.node, here.language, &here.out),
            certificate_href: href(&here.out, &Composer::certificate_out(&here.out), None),
            print_href: course.has_print(&self.site).then(|| href(&here.out, &Composer::print_out(&here.out), None)),
        })
    }

    /// The courses in which a node stands, in the order of their own pages.
    pub(super) fn bars(&self, node: NodeId) -> Vec<BarView> {
        let here = &self.site.nodes[node];
        let bar = |(id, place): (CourseId, usize)| {
            let course = &self.courses.list[id];
            let page = &self.site.pages[course.page];
            let Named { title, href, lang } = self.named(course.node, here.language, &here.out);
            let beside = |place: Option<usize>| {
                place.and_then(|place| course.items.get(place)).map(|item| self.named(item.node, here.language, &here.out))
            };
            BarView {
                title,
                href,
                lang,
                id: page.id.clone(),
                former: self.former(page),
                number: place + 1,
                count: course.items.len(),
                items_html: self.items(id),
                previous: beside(place.checked_sub(1)),
                next: beside(Some(place + 1)),
            }
        };
        self.courses.around(node).map(bar).collect()
    }

    /// The courses of a front page, in reading order.
    pub(super) fn course_entries(&self, front: NodeId) -> Vec<CourseEntry> {
        let here = &self.site.nodes[front];
        let any = self.courses.list.iter().any(|course| self.site.nodes[course.node].language == here.language);
        if here.parent.is_some() || !any {
            return Vec::new();
        }
        let courses = self.site.walk(front).into_iter().filter_map(|node| self.courses.at(node)).filter(|course| !course.items.is_empty());
        courses
            .map(|course| {
                let page = &self.site.pages[course.page];
                let Named { title, href, lang } = self.named(course.node, here.language, &here.out);
                CourseEntry {
                    title,
                    href,
                    lang,
                    summary: page.summary().to_owned(),
                    roles: page.front.roles.clone(),
                    id: page.id.clone(),
                    former: self.former(page),
                    count: course.items.len(),
                    length: self.course_length(course),
                }
            })
            .collect()
    }

    /// The pages that a page requires, as the reader's language shows them.
    pub(super) fn required(&self, id: PageId, node: NodeId) -> Vec<Named> {
        let here = &self.site.nodes[node];
        let own = self.site.pages[id].language;
        let named = |resolved: &Resolved| {
            let Resolved::Page { language, address, .. } = resolved else { return None };
            let wanted = if *language == own { here.language } else { *language };
            let node = self.site.node_at(wanted, address).or_else(|| self.site.node_at(*language, address))?;
            Some(self.named(node, here.language, &here.out))
        };
        self.links[id].requires.iter().filter_map(named).collect()
    }

    /// The certificate of a course.
    pub fn certificate(&self, node: NodeId) -> Option<CertificateView> {
        let id = self.courses.id_at(node)?;
        let here = &self.site.nodes[node];
        let page = &self.site.pages[self.courses.list[id].page];
        let out = Composer::certificate_out(&here.out);
        let title = self.words[here.language].fill("certificate.of", &[("title", &here.title)]);
        let counterparts =
            |language: usize| self.beside_course(node, language, Composer::certificate_out, &|course| !course.items.is_empty());
        let frame = self.frame(Head {
            language: here.language,
            out: &out,
            title: &title,
            description: page.summary(),
            kind: "certificate",
            no_index: true,
            counterparts: &counterparts,
        });
        let mut crumbs = self.crumbs(node, &out);
        crumbs.push(self.named(node, here.language, &out));
        Some(CertificateView {
            text_lang: self.site.languages[page.language].clone(),
            nav_html: Markup::new(&self.section_nav(node).html),
            crumbs,
            scripts: self.scripts(here.language, &out, &|need| matches!(need, Need::Learning | Need::Course | Need::Certificate)),
            learn: LearnView { catalogue_href: href(&out, &self.out_of(here.language, CATALOGUE), None), ..self.learn(node)? },
            course: self.named(node, here.language, &out),
            items_html: self.items(id),
            frame,
        })
    }

    /// What stands beside a course in another language; the page itself where a course there `has` nothing beside it.
    fn beside_course(&self, node: NodeId, language: usize, beside: fn(&OutPath) -> OutPath, has: &dyn Fn(&Course) -> bool) -> OutPath {
        let other = self.site.counterpart(node, language);
        let out = &self.site.nodes[other].out;
        if self.courses.at(other).is_some_and(has) { beside(out) } else { out.clone() }
    }

    /// The pages of a course on one page, and what filling them found wrong.
    pub fn course_print(&self, node: NodeId) -> Option<(CoursePrintView, Vec<Diagnostic>)> {
        let course = self.courses.at(node)?;
        let here = &self.site.nodes[node];
        let page = &self.site.pages[course.page];
        let out = Composer::print_out(&here.out);
        let counterparts =
            |language: usize| self.beside_course(node, language, Composer::print_out, &|course| course.has_print(&self.site));
        let frame = self.frame(Head {
            language: here.language,
            out: &out,
            title: &here.title,
            description: page.summary(),
            kind: "course-print",
            no_index: true,
            counterparts: &counterparts,
        });
        let told = RefCell::new(Vec::new());
        let print = Print::new(course);
        let stand = |item: usize| {
            let node = course.items[item].node;
            let page = self.site.nodes[node].content.page()?;
            Some(Stand { composer: self, page, node, from: &out, print: Some(&print), told: &told })
        };
        let mut modules: Vec<(Option<usize>, PrintModule)> = Vec::new();
        let mut keys = Vec::new();
        let lists = page.course.iter().flat_map(|course| &course.lists);
        for (list, range) in lists.zip(&course.lists) {
            let same = modules.last().is_some_and(|(heading, _)| *heading == list.heading);
            if !same {
                let title = list.heading.map(|heading| page.document.headings[heading].text.clone()).unwrap_or_default();
                modules.push((list.heading, PrintModule { title, pages: Vec::new() }));
            }
            let down = if list.heading.is_some() { 2 } else { 1 };
            for item in range.clone() {
                let Some(stand) = stand(item) else { continue };
                let shown = &self.site.pages[stand.page];
                let (ids, number) = (Print::prefix(item), item + 1);
                let among = Among { ids: &ids, links: &ids, number, down };
                let body = markdown::among_others(&stand.fill(&shown.document.body, &|_| String::new()), &among);
                let lang = self.site.languages[shown.language].clone();
                let title = self.site.nodes[stand.node].title.clone();
                if !shown.questions.is_empty() {
                    keys.push(PrintKey {
                        number,
                        title: title.clone(),
                        lang: lang.clone(),
                        questions: answers_among_others(stand.answers(), &among),
                    });
                }
                if let Some((_, module)) = modules.last_mut() {
                    let summary = shown.summary().to_owned();
                    module.pages.push(PrintPage { number, title, lang, summary, body_html: Markup::new(&body) });
                }
            }
        }
        let view = CoursePrintView {
            text_lang: self.site.languages[page.language].clone(),
            summary: page.summary().to_owned(),
            course: self.named(node, here.language, &out),
            modules: modules.into_iter().map(|(_, module)| module).filter(|module| !module.pages.is_empty()).collect(),
            keys,
            frame,
        };
        Some((view, told.into_inner()))
    }

    /// "My learning", or the review.
    pub fn learning(&self, language: usize, address: &'static str) -> LearningView {
        let (title, kind, other) = match address {
            LEARNING => ("learning.title", "learning", REVIEW),
            _ => ("review.title", "review", LEARNING),
        };
        let title = self.words[language].get(title).to_owned();
        let (mut frame, crumbs, nav_html, out) = self.made(language, address, &title, kind, &|_| true);
        frame.no_index = true;
        frame.canonical = None;
        LearningView {
            nav_html,
            crumbs,
            scripts: self.scripts(language, &out, &|need| matches!(need, Need::Learning | Need::Review)),
            site: self.storage(),
            catalogue_href: href(&out, &self.out_of(language, CATALOGUE), None),
            other_href: href(&out, &self.out_of(language, other), None),
            frame,
        }
    }

    /// All pages of a language with questions or in courses, and its courses, as a script that hands them over.
    pub fn catalogue(&self, language: usize) -> String {
        let mut pages = Vec::new();
        let mut courses = Vec::new();
        for (node, here) in self.site.nodes.iter().enumerate().filter(|(_, here)| here.language == language) {
            let Some(page) = self.site.page_of(node) else { continue };
            let url = address::encode(&here.address);
            let former = page.former_ids(&self.site.prefixes[page.language]);
            if !page.questions.is_empty() || self.courses.around(node).next().is_some() {
                let questions = page.questions.iter().map(|question| {
                    json!({ "id": question.name(), "tags": question.tags, "hash": self.key_hash(page, question), "marked": question.is_marked() })
                });
                pages.push(json!({
                    "id": page.id,
                    "former": former,
                    "url": url,
                    "title": here.title,
                    "kind": page.kind().name(),
                    "pass": self.pass(node, None).map(quiz::number),
                    "minutes": page.front.minutes,
                    "questions": questions.collect::<Vec<_>>(),
                }));
            }
            if let Some((course, written)) = self.courses.at(node).zip(page.course.as_ref()) {
                let modules = written.lists.iter().zip(&course.lists).map(|(list, range)| {
                    let title = list.heading.map(|heading| page.document.headings[heading].text.as_str()).unwrap_or_default();
                    let items = course.items[range.clone()].iter().filter_map(|item| {
                        let page = self.site.page_of(item.node)?;
                        Some(json!({ "page": page.id, "pass": self.pass(item.node, item.pass).map(quiz::number) }))
                    });
                    json!({ "title": title, "items": items.collect::<Vec<_>>() })
                });
                courses.push(json!({
                    "id": page.id,
                    "former": former,
                    "url": url,
                    "title": here.title,
                    "roles": page.front.roles,
                    "modules": modules.collect::<Vec<_>>(),
                }));
            }
        }
        let site = self.storage();
        format!("hornbook_catalogue({});\n", json!({ "site": site, "pages": pages, "courses": courses }))
    }
}

impl Stand<'_> {
    /// A list of a course, its lines numbered on from the list before.
    pub(super) fn course_list(&self, at: usize) -> String {
        let composer = self.composer;
        let page = &composer.site.pages[self.page];
        let Some((list, course)) = page.course.as_ref().map(|course| &course.lists[at]).zip(composer.courses.at(self.node)) else {
            return String::new();
        };
        let mut numbers = course.lists[at].clone();
        let mut pretests = Vec::new();
        let mut items = Vec::new();
        for (item, page) in list.items.iter().zip(&composer.links[self.page].items[at]) {
            let number = page.and_then(|_| numbers.next());
            let node = number.map(|number| course.items[number].node);
            let shown = node.and_then(|node| composer.site.page_of(node));
            if let Some((node, page)) = node.zip(shown)
                && page.is_marked()
                && composer.settings(page).pretest.is_some_and(|(pretest, _)| pretest)
            {
                let mut pretest = composer.named(node, composer.site.nodes[self.node].language, self.from);
                pretest.href.push_str("#_pretest");
                pretests.push(pretest);
            }
            items.push(ItemRow {
                number: number.map(|number| number + 1),
                text_html: self.part_of_list(&item.text),
                more_html: self.part_of_list(&item.more),
                kind: shown.map_or("page", |page| page.kind().name()),
                minutes: shown.and_then(|page| page.front.minutes),
                pass: node
                    .and_then(|node| composer.pass(node, item.pass.map(|(pass, _)| pass)))
                    .filter(|pass| *pass > 0.0)
                    .map(quiz::number),
            });
        }
        self.part("parts/items.html", &ItemsView { lang: self.lang(), pretests, items })
    }

    fn part_of_list(&self, body: &Body) -> Markup {
        Markup::new(self.fill(body, &|_| String::new()).trim())
    }
}

/// The answers of a page as they stand below the pages themselves.
fn answers_among_others(mut answers: Vec<AnswerView>, among: &Among) -> Vec<AnswerView> {
    for answer in &mut answers {
        let ids = format!("_key-{}-{}-", among.number, answer.number);
        let among = Among { ids: &ids, ..*among };
        let parts = [&mut answer.words_html, &mut answer.solution_html, &mut answer.why_html].into_iter().chain(&mut answer.checks);
        for part in parts {
            *part = Markup::new(&markdown::among_others(part.html(), &among));
        }
    }
    answers
}

/// Whether a page has blocks of code to copy.
fn has_code(page: &Page) -> bool {
    let bodies = page.questions.iter().map(|question| &question.text).chain([&page.document.body]);
    bodies.into_iter().any(|body| body.html.contains("<pre"))
}

/// Whether a site has pages that name the asset. `leads_on`: it has redirects or a page of languages.
pub fn is_needed(need: Need, pages: &[Arc<Page>], leads_on: bool) -> bool {
    let asks = |page: &Arc<Page>| !page.questions.is_empty();
    let is_course = |page: &Arc<Page>| page.kind() == Kind::Course;
    match need {
        Need::All => true,
        Need::Code => pages.iter().any(|page| has_code(page)),
        Need::Onward => leads_on,
        Need::Learning | Need::Review => pages.iter().any(|page| asks(page) || is_course(page)),
        Need::Questions => pages.iter().any(asks),
        Need::Quiz => pages.iter().any(|page| is_quiz(page) && asks(page)),
        Need::Course | Need::Bar | Need::Courses | Need::Front | Need::Certificate => pages.iter().any(is_course),
    }
}
