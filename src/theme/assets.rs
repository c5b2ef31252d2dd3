//! The files that pages name: one style sheet, scripts, the icon, what the search box loads, each with its hash in its name.

use std::collections::BTreeMap;
use std::sync::Arc;

use lightningcss::rules::CssRule;
use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};

use super::{Overrides, default_text};
use crate::address::OutPath;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::i18n::Words;
use crate::source::{Hash, Source, Span, floor_char_boundary};

/// A file for `assets/`.
#[derive(Clone, Debug)]
pub struct Asset {
    /// `site head icon copy progress file onward schedule`, and in each language `practice quiz card course bar courses front
    /// certificate learning search`, for example `quiz-en`: what it is; the styles and the main script are both `site`, those of the search box `search`.
    pub name: String,
    pub ext: &'static str,
    /// Which pages name it.
    pub need: Need,
    pub bytes: Vec<u8>,
    /// Its place in the output, for example `assets/site.1f3a9c20.css`.
    pub path: OutPath,
}

/// The pages that name an asset: a site without such pages does not get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    All,
    /// Pages with blocks of code.
    Code,
    /// Pages below that have no questions; those that have bring the same in another file.
    Learning,
    /// Pages with questions.
    Questions,
    /// Quiz pages.
    Quiz,
    /// Courses and their pages, and front pages that list some.
    Course,
    /// Of these, pages that stand in a course.
    Bar,
    /// Courses themselves.
    Courses,
    /// Front pages.
    Front,
    /// Certificates.
    Certificate,
    /// The root page of several languages, and redirects.
    Onward,
    /// "My learning", and the review.
    Review,
}

impl Asset {
    fn new(name: &str, ext: &'static str, need: Need, text: String) -> Asset {
        let path = OutPath::new(format!("assets/{name}.{}.{ext}", Hash::of(text.as_bytes()).short()));
        Asset { name: name.to_owned(), ext, need, path, bytes: text.into_bytes() }
    }
}

/// The site's own last layer.
pub(super) const SITE_CSS: &str = "css/site.css";

/// The layers, in the order in which they win.
const LAYERS: [&str; 8] = ["reset", "tokens", "page", "prose", "parts", "practice", "course", "print"];

/// The layer that comes with the search box. It is in a sheet of its own, and yet the site's own rules win over it.
const SEARCH_LAYER: &str = "search";

/// The features of the main script, in the order in which they run.
const SCRIPTS: [&str; 4] = ["theme", "language", "contents", "regions"];

/// The way to the search box, the last feature of the main script.
const FIND: &str = "find";

/// What it loads at its first use.
const SEARCH: [&str; 5] = ["say", "folding", "finder", "shards", "search"];

/// What pages without questions need to keep what a reader does.
const PROGRESS: [&str; 2] = ["say", "store"];

/// The engine first, then what readers see of it.
const COURSE: [&str; 2] = ["progress", "course"];

/// The engines first, then what readers see of them. In one file, which packs better than three.
const PRACTICE: [&str; 5] = ["say", "store", "marks", "paper", "practice"];

/// What only quizzes have: questions are drawn, and asked again, and what they were worth goes into the log of reviews.
const QUIZ: [&str; 3] = ["draw", "reviews", "quiz"];

/// When questions come again. A front page asks for it once there is something to review.
const SCHEDULE: [&str; 2] = ["reviews", "schedule"];

/// All of a learner's progress on one page: engines, then what readers see of them.
const LEARNING: [&str; 9] = ["reviews", "marks", "file", "progress", "results", "schedule", "queue", "review", "learning"];

/// A card of a review on the page of its question, which asks for it only then.
const CARD: [&str; 3] = ["reviews", "queue", "card"];

pub(super) fn load(
    overrides: &Overrides,
    words: &BTreeMap<String, Arc<Words>>,
    languages: &[String],
    accent: Option<&str>,
    search: bool,
    told: &mut Vec<Diagnostic>,
) -> Vec<Asset> {
    let bundle = |names: &[&str]| names.iter().map(|name| script(overrides, name)).collect::<String>();
    let mut assets = vec![
        Asset::new("site", "css", Need::All, styles(overrides, accent, told)),
        Asset::new("head", "js", Need::All, bundle(&["head"])),
        Asset::new("site", "js", Need::All, bundle(&SCRIPTS) + &bundle(if search { &[FIND] } else { &[] })),
        Asset::new("icon", "svg", Need::All, text_of(overrides, "icon.svg").to_owned()),
        Asset::new("copy", "js", Need::Code, bundle(&["copy"])),
        Asset::new("progress", "js", Need::Learning, bundle(&PROGRESS)),
        // Asked for where the browser keeps nothing.
        Asset::new("file", "js", Need::Questions, bundle(&["file"])),
        Asset::new("onward", "js", Need::Onward, bundle(&["onward"])),
        Asset::new("schedule", "js", Need::Front, bundle(&SCHEDULE)),
    ];
    if search {
        assets.push(Asset::new("search", "css", Need::All, layer(overrides, SEARCH_LAYER, told)));
    }
    let box_script = bundle(&SEARCH);
    let (practice, quiz, course) = (bundle(&PRACTICE), bundle(&QUIZ), bundle(&COURSE));
    let of_courses = [("bar", Need::Bar), ("courses", Need::Courses), ("front", Need::Front), ("certificate", Need::Certificate)]
        .map(|(name, need)| (name, need, script(overrides, name)));
    let (card, learning) = (bundle(&CARD), bundle(&LEARNING));
    for (lang, words) in words.iter().filter(|(lang, _)| languages.contains(lang)) {
        let says = |text: &str, key: &str| text.contains(&format!("\"{key}\""));
        let rows = |wanted: &dyn Fn(&str) -> bool| {
            let keys = words.keys().filter(|key| wanted(key));
            serde_json::Value::Object(keys.map(|key| (key.to_owned(), words.get(key).into())).collect())
        };
        let said = |in_one: &str, not_in: &str| rows(&|key| says(in_one, key) && !says(not_in, key));
        // The words that a script says are the rows whose keys stand in it. A lesson has no use for those of a quiz.
        let spoken = format!("(globalThis.hornbook??={{}}).words={};\n{practice}", said(&practice, ""));
        assets.push(Asset::new(&format!("practice-{lang}"), "js", Need::Questions, spoken));
        let spoken = format!("Object.assign(hornbook.words,{});\n{quiz}", said(&quiz, &practice));
        assets.push(Asset::new(&format!("quiz-{lang}"), "js", Need::Quiz, spoken));
        let spoken = format!("Object.assign(hornbook.words,{});\n{card}", said(&card, ""));
        assets.push(Asset::new(&format!("card-{lang}"), "js", Need::Questions, spoken));
        // A page of a course may have no questions, so this one brings all its words.
        let spoken = format!("Object.assign((globalThis.hornbook??={{}}).words??={{}},{});\n{course}", said(&course, ""));
        assets.push(Asset::new(&format!("course-{lang}"), "js", Need::Course, spoken));
        let spoken = format!("(globalThis.hornbook??={{}}).words={};\n{learning}", said(&learning, ""));
        assets.push(Asset::new(&format!("learning-{lang}"), "js", Need::Review, spoken));
        for (name, need, script) in &of_courses {
            let spoken = format!("Object.assign(hornbook.words,{});\n{script}", said(script, &course));
            assets.push(Asset::new(&format!("{name}-{lang}"), "js", *need, spoken));
        }
        if search {
            // A page without questions has no words yet. Results are named by the languages of the site.
            let names_language =
                |key: &str| languages.iter().any(|lang| *key == format!("lang.{lang}") || *key == format!("lang.in.{lang}"));
            let spoken = rows(&|key| says(&box_script, key) || names_language(key));
            let spoken = format!("Object.assign((globalThis.hornbook??={{}}).words??={{}},{spoken});\n{box_script}");
            assets.push(Asset::new(&format!("search-{lang}"), "js", Need::All, spoken));
        }
    }
    assets
}

/// A script; one of the site's own as it was written.
fn script(overrides: &Overrides, name: &str) -> String {
    let file = format!("js/{name}.js");
    let (text, default) = (text_of(overrides, &file), default_text(&file));
    let text = if Some(text) == default { shipped(text) } else { text.to_owned() };
    format!("{text}\n")
}

/// A script of the default theme as readers get it: without comments and spaces.
pub fn shipped(script: &str) -> String {
    minifier::js::minify(script).expect("the default scripts can be read").to_string()
}

fn text_of<'a>(overrides: &Overrides<'a>, name: &str) -> &'a str {
    overrides.get(name).map(|source| &*source.text).or_else(|| default_text(name)).expect("the default theme has all its files")
}

/// One layer. One of the site's own that cannot be read gives way to the default.
fn layer(overrides: &Overrides, name: &str, told: &mut Vec<Diagnostic>) -> String {
    let file = format!("css/{name}.css");
    let own = overrides.get(file.as_str()).and_then(|source| own_styles(source, told));
    let default = || minified(default_text(&file).expect("the default theme has all layers")).expect("the default styles can be read");
    own.unwrap_or_else(default)
}

/// One sheet of all layers that every page needs.
fn styles(overrides: &Overrides, accent: Option<&str>, told: &mut Vec<Diagnostic>) -> String {
    let mut sheet = format!("@layer {},{SEARCH_LAYER},site;", LAYERS.join(","));
    for name in LAYERS {
        sheet.push_str(&layer(overrides, name, told));
    }
    if let Some(accent) = accent.filter(|accent| is_hex_colour(accent)) {
        sheet.push_str(&format!("@layer tokens{{html{{--accent-raw:{accent}}}}}"));
    }
    if let Some(own) = overrides.get(SITE_CSS).and_then(|source| own_styles(source, told)) {
        sheet.push_str(&format!("@layer site{{{own}}}"));
    }
    sheet
}

fn is_hex_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A style file of the site; none, and a fault told, where it cannot be used.
fn own_styles(source: &Source, told: &mut Vec<Diagnostic>) -> Option<String> {
    match minified(&source.text) {
        Ok(css) => Some(css),
        Err(fault) => {
            let mut diagnostics = Diagnostics::of(source.path.clone());
            diagnostics.style_unreadable(fault.span, &fault.reason);
            told.extend(diagnostics.into_list());
            None
        }
    }
}

#[derive(Debug)]
struct StyleFault {
    span: Span,
    reason: String,
}

/// Shorter, and otherwise the same: no browser targets are named, so nothing is translated for old
/// browsers or dropped.
fn minified(css: &str) -> Result<String, StyleFault> {
    let sheet = StyleSheet::parse(css, ParserOptions::default()).map_err(|error| StyleFault {
        span: error.loc.map_or(Span::FILE, |place| span_at(css, place.line as usize, place.column as usize)),
        reason: error.kind.to_string(),
    })?;
    if let Some(CssRule::Import(import)) = sheet.rules.0.iter().find(|rule| matches!(rule, CssRule::Import(_))) {
        let span = span_at(css, import.loc.line as usize, import.loc.column as usize);
        return Err(StyleFault { span, reason: "`@import` would load a second file; copy its rules into this one".into() });
    }
    let printed = sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() });
    printed.map(|result| result.code).map_err(|error| StyleFault { span: Span::FILE, reason: error.kind.to_string() })
}

/// The rest of a line from a place on: `line` counts from 0, `column` from 1 in UTF-16 units, as lightningcss counts.
fn span_at(css: &str, line: usize, column: usize) -> Span {
    let start_of_line = css.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let text = css[start_of_line..].lines().next().unwrap_or("");
    let mut units = 0;
    let inside = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units >= column
    });
    let start = start_of_line + inside.map_or(text.len(), |(at, _)| at);
    Span::new(start..floor_char_boundary(css, start_of_line + text.len()).max(start))
}
