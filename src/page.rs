//! What one file contributes: title, address, headings, links, text. Made from the file and its place
//! alone, so that pages are parsed in parallel and remembered one by one.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use memchr::memmem;

use crate::address::{self, OutPath};
use crate::course::{self, Course};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::front_matter::{self, FrontMatter, Kind};
use crate::i18n::Words;
use crate::markdown::{self, Document};
use crate::place::Place;
use crate::quiz::{self, Question};
use crate::settings::Draw;
use crate::source::{Flaw, Hash, Source, SourcePath, Span};
use crate::words::{Keywords, fold};

/// One Markdown file, read. Complete when made; knows nothing of other pages.
#[derive(Clone, Debug)]
pub struct Page {
    pub path: SourcePath,
    /// Index into the site's languages.
    pub language: usize,
    /// Inside the language, for example `role/duties.html`: what a page and its translation share.
    pub address: Arc<str>,
    pub out: OutPath,
    /// The name gave no good address, which has been told; this one serves meanwhile.
    pub is_makeshift: bool,
    /// The order that the name gives.
    pub number: Option<u32>,
    pub front: FrontMatter,
    pub title: String,
    /// `id:`, else the address without its ending.
    pub id: String,
    pub document: Document,
    /// In the order of the page; each has its hole in the body.
    pub questions: Vec<Question>,
    /// On a page of `kind: course`.
    pub course: Option<Course>,
    /// Ids in the body's HTML that are no headings: footnotes, ids in HTML that is passed through.
    pub other_ids: Vec<String>,
    /// First eight characters of the hash of the body, line ends aside: what `translated:` names.
    pub body_hash: String,
    pub diagnostics: Vec<Diagnostic>,
    /// Of all that other pages can see of this one, and of its whole front matter. An edit of the text
    /// alone leaves it equal.
    pub face: Hash,
    /// Of the whole file.
    pub source: Hash,
    /// What the page was made from beside its file and its place.
    words: Hash,
    keywords: Hash,
    raw_html: bool,
}

/// What the reading of a page depends on beside its text.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    pub place: &'a Place,
    pub words: &'a Words,
    pub keywords: &'a Keywords,
    pub raw_html: bool,
}

/// Whether readers see a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Published,
    Draft,
    /// Published from this day on.
    Future(Date),
    /// Not shown from this day on.
    Expired(Date),
}

impl Page {
    /// Names the text that it shows: its file, and what that was read with.
    pub fn made_from(&self) -> [&[u8]; 4] {
        [&self.source.0, &self.words.0, &self.keywords.0, if self.raw_html { b"raw" } else { b"" }]
    }

    pub fn parse(source: &Source, context: &Context<'_>) -> Page {
        let place = context.place;
        let mut diagnostics = Diagnostics::of(source.path.clone());
        match &source.flaw {
            Some(Flaw::NotUtf8 { at }) => diagnostics.not_utf8(Span { start: *at, end: *at + 1 }),
            Some(Flaw::Utf16) => diagnostics.utf16(),
            Some(Flaw::TooLarge { bytes }) => diagnostics.page_too_large(*bytes),
            Some(Flaw::Unreadable { reason }) => diagnostics.unreadable_file(reason),
            None => {}
        }
        let text = &*source.text;
        let (front, body_start) = front_matter::read(text, &mut diagnostics);
        let (is_quiz, is_course) = (front.kind == Kind::Quiz, front.kind == Kind::Course);
        let options = markdown::Options {
            words: context.words,
            raw_html: context.raw_html,
            math_dollars: front.math_dollars,
            outline: is_quiz || is_course || context.keywords.are_mentioned(&text[body_start..]),
        };
        let markdown::Parsed { mut document, outline } = markdown::parse(text, body_start, &options, &mut diagnostics);

        let heading = document.title.as_ref().map(|heading| heading.text.clone()).filter(|text| !text.is_empty());
        let title = heading.or_else(|| front.title.clone()).unwrap_or_else(|| {
            let title = title_from_name(&source.path);
            // The title may stand in what could not be read.
            let unread = matches!(source.flaw, Some(Flaw::TooLarge { .. } | Flaw::Unreadable { .. }))
                || ["front-matter-unreadable", "front-matter-unclosed"].iter().any(|code| diagnostics.tells(code));
            if !unread {
                diagnostics.missing_title(&title);
            }
            title
        });
        let id = match &front.id {
            Some((id, _)) => id.clone(),
            None => place.address.trim_end_matches(".html").to_owned(),
        };
        let other_ids = other_ids(&document);
        let course = is_course.then(|| course::read(&mut document, &outline, text, context.keywords, &mut diagnostics));
        let questions = if options.outline && !is_course {
            let context = quiz::Context { text, keywords: context.keywords, page_id: &id, is_quiz };
            quiz::read(&mut document, &outline, &context, &mut diagnostics)
        } else {
            Vec::new()
        };
        tell_draw(&front, &questions, &mut diagnostics);
        if let Some((true, span)) = front.quiz.pretest.filter(|_| !is_quiz) {
            diagnostics.pretest_without_quiz(span);
        }
        let mut page = Page {
            face: Hash::of(&[]),
            path: source.path.clone(),
            language: place.language,
            address: place.address.clone(),
            out: place.out.clone(),
            is_makeshift: place.is_makeshift,
            number: number(&source.path),
            title,
            id,
            body_hash: body_hash(&text[body_start..]),
            front,
            other_ids,
            document,
            questions,
            course,
            diagnostics: diagnostics.into_list(),
            source: source.hash,
            words: context.words.hash,
            keywords: context.keywords.hash,
            raw_html: context.raw_html,
        };
        page.face = face(&page, &text[..body_start]);
        page
    }

    /// Whether reading it again would give an equal page.
    pub fn is_made_from(&self, source: &Source, context: &Context<'_>) -> bool {
        let place = context.place;
        self.source == source.hash
            && self.path == source.path
            && self.words == context.words.hash
            && self.keywords == context.keywords.hash
            && self.raw_html == context.raw_html
            && self.language == place.language
            && self.address == place.address
            && self.out == place.out
            && self.is_makeshift == place.is_makeshift
    }

    pub fn state(&self, today: Date) -> State {
        match (self.front.draft, self.front.publish, self.front.expire) {
            (true, ..) => State::Draft,
            (_, Some(day), _) if day > today => State::Future(day),
            (_, _, Some(day)) if day <= today => State::Expired(day),
            _ => State::Published,
        }
    }

    /// Names under which its readers' answers were kept before: its aliases, without language and ending.
    pub fn former_ids(&self, prefix: &str) -> Vec<String> {
        let names = self.front.aliases.iter().map(|(alias, _)| {
            let inside = alias.strip_prefix('/').map_or(alias.as_str(), |rooted| rooted.strip_prefix(prefix).unwrap_or(rooted));
            let stem = inside.strip_suffix(".html").or_else(|| address::strip_markdown(inside)).unwrap_or(inside);
            stem.trim_matches('/').to_owned()
        });
        names.filter(|name| !name.is_empty() && *name != self.id).collect()
    }

    /// Whether the page stands for its folder.
    pub fn is_index(&self) -> bool {
        is_index(&self.address)
    }

    pub fn kind(&self) -> Kind {
        self.front.kind
    }

    /// Whether the page is a quiz on which a mark can be reached.
    pub fn is_marked(&self) -> bool {
        self.front.kind == Kind::Quiz && self.questions.iter().any(Question::is_marked)
    }

    /// What the page is about in a sentence or two; may be empty.
    pub fn summary(&self) -> &str {
        self.front.summary.as_deref().unwrap_or_default()
    }
}

fn face(page: &Page, front: &str) -> Hash {
    let Page { document, questions, .. } = page;
    let mut text = String::with_capacity(front.len() + 512);
    let mut put = |part: &str| {
        text.push_str(&part.len().to_string());
        text.push(':');
        text.push_str(part);
    };
    put(&page.path);
    put(front);
    put(&page.out);
    put(&format!("{} {}", page.address, page.is_makeshift));
    put(&page.title);
    for heading in document.title.iter().chain(&document.headings) {
        put(&heading.id);
        put(&heading.text);
    }
    // The title is told from the headings by its level.
    put(if document.title.is_some() { "title" } else { "" });
    // Whether there is an answer key beside the page, and a mark to reach.
    put(match &questions[..] {
        [] => "",
        questions if questions.iter().any(Question::is_marked) => "marks",
        _ => "questions",
    });
    // What a course lists, and where.
    for list in page.course.iter().flat_map(|course| &course.lists) {
        put(&format!("{:?}", list.heading));
        for item in &list.items {
            let target = item.link.map(|link| &document.links[link].target);
            put(&format!("{target:?} {:?}", item.pass.map(|(pass, _)| pass)));
        }
    }
    page.other_ids.iter().for_each(|id| put(id));
    Hash::of(text.as_bytes())
}

/// A quiz that asks nothing, or draws more questions than there are.
fn tell_draw(front: &FrontMatter, questions: &[Question], diagnostics: &mut Diagnostics) {
    if front.kind == Kind::Quiz && questions.is_empty() && !diagnostics.has_errors() {
        diagnostics.quiz_without_questions();
    }
    match &front.quiz.draw {
        Some((Draw::Any(wanted), span)) if *wanted as usize > questions.len() => {
            diagnostics.draw_too_few(*span, *wanted, questions.len(), None);
        }
        Some((Draw::Tagged(tags), _)) => {
            for (tag, wanted, span) in tags {
                let folded = fold(tag);
                let there = questions.iter().filter(|question| question.tags.iter().any(|tag| fold(tag) == folded)).count();
                if *wanted as usize > there {
                    diagnostics.draw_too_few(*span, *wanted, there, Some(tag));
                }
            }
        }
        _ => {}
    }
}

fn other_ids(document: &Document) -> Vec<String> {
    let headings: BTreeSet<&str> = document.headings.iter().map(|heading| heading.id.as_str()).collect();
    let html = &document.body.html;
    let starts = memmem::find_iter(html.as_bytes(), " id=\"").map(|at| at + " id=\"".len());
    let ids = starts.filter_map(|start| html[start..].split('"').next());
    ids.filter(|id| !headings.contains(id)).map(str::to_owned).collect()
}

/// Whether an address stands for its folder.
pub fn is_index(address: &str) -> bool {
    address::file_name(address) == "index.html"
}

/// A body's hash as `translated:` names it.
pub fn body_hash(body: &str) -> String {
    if memchr::memchr(b'\r', body.as_bytes()).is_some() {
        Hash::of(body.replace("\r\n", "\n").as_bytes()).short()
    } else {
        Hash::of(body.as_bytes()).short()
    }
}

/// The number in a page's name, or in its folder's where the page stands for the folder.
fn number(path: &str) -> Option<u32> {
    let name = address::file_name(path);
    let name = if stands_for_folder(name) { address::file_name(address::folder(path)) } else { name };
    address::number_prefix(name).map(|(number, _)| number)
}

fn stands_for_folder(name: &str) -> bool {
    matches!(address::slug(address::strip_markdown(name).unwrap_or(name)).as_str(), "index" | "readme")
}

/// `10-what_a-manager.md` → `What a manager`.
fn title_from_name(path: &str) -> String {
    let name = address::file_name(path);
    let stem = address::strip_markdown(name).unwrap_or(name);
    let folder = address::file_name(address::folder(path));
    let words = if stands_for_folder(name) && !folder.is_empty() { folder } else { stem };
    name_to_title(words)
}

/// A title made of a file's or folder's name.
pub fn name_to_title(name: &str) -> String {
    let words = address::number_prefix(name).map_or(name, |(_, rest)| rest).replace(['-', '_'], " ");
    let words = words.trim();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_stands_for_its_folder_takes_number_and_title_from_it() {
        for (path, expected, title) in [
            ("a/10-duties.md", Some(10), "Duties"),
            ("20-the_role/index.md", Some(20), "The role"),
            ("20-role/00-index.md", Some(20), "Role"),
            ("20-role/README.MD", Some(20), "Role"),
            ("role/x.md", None, "X"),
        ] {
            assert_eq!((number(path), title_from_name(path).as_str()), (expected, title), "{path}");
        }
    }
}
