//! The views: all that templates see, and the only `Serialize` types of the site.
//!
//! A page depends on just what its view holds, and the view's hash is the page's key; so views are
//! small: titles and addresses of neighbours, never whole pages. Every value is always there: what is
//! absent is `none` or an empty list. Addresses (`href`, `*_href`) are relative to the page, percent-
//! encoded, and end in a file name. Texts are plain and get escaped by the template; only the fields
//! named `html` are HTML already.

use std::sync::Arc;

use serde::Serialize;
use tera::Value;

/// What every page shares. Stands flat at the top level of each view.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Frame {
    /// Language of the page's frame, for example `hy`; also the language of `word(key="…")`.
    pub lang: Arc<str>,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    pub site_title: Arc<str>,
    /// Title of the page alone; the front page's own title may equal the site's.
    pub title: String,
    /// For the meta description: the page's summary, else its first words, else the site's description.
    pub description: String,
    /// `front section page lesson course quiz simulation glossary tags tag a-z answers` `certificate course-print learning review`
    /// `languages redirect not-found`.
    pub kind: &'static str,
    pub css_href: String,
    /// The small script early in the head: theme without a flash.
    pub head_script_href: String,
    pub script_href: String,
    pub icon_href: String,
    /// The site's own logo, from `logo`.
    pub logo_href: Option<String>,
    /// Front page of the page's language.
    pub home_href: String,
    pub a_z_href: String,
    /// None where no page has tags.
    pub tags_href: Option<String>,
    /// "My learning"; none where the site has neither questions nor courses.
    pub learning_href: Option<String>,
    /// None in a site without search.
    pub search: Option<SearchView>,
    /// Absolute address, only where `base` is set.
    pub canonical: Option<String>,
    /// The same page in other languages, absolute, only where `base` is set.
    pub alternates: Vec<Alternate>,
    /// All languages of the site, empty where there is one. Keeps the page.
    pub languages: Vec<LanguageLink>,
    /// Pages that search engines should leave out: drafts, fallback pages, redirects.
    pub no_index: bool,
}

/// What the search box is made of, loaded at its first use.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct SearchView {
    /// With the words of the page's language.
    pub script_href: String,
    pub css_href: String,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct Alternate {
    pub lang: Arc<str>,
    pub href: String,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct LanguageLink {
    pub lang: Arc<str>,
    /// Its own name, for example `Հայերեն`.
    pub name: Arc<str>,
    pub href: String,
    pub current: bool,
}

/// A link with words.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Named {
    pub title: String,
    pub href: String,
    /// Set where the title is in another language than the frame.
    pub lang: Option<Arc<str>>,
}

/// A page in a list.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Entry {
    pub title: String,
    pub href: String,
    pub lang: Option<Arc<str>>,
    pub summary: String,
    pub kind: &'static str,
    pub minutes: Option<u32>,
    /// Pages inside, for a section; none for a page.
    pub count: Option<usize>,
}

/// `page.html`, `lesson.html`, `section.html`, `front.html` and the other kinds of authored pages.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PageView {
    #[serde(flatten)]
    pub frame: Frame,
    /// Language of the text, which differs from `lang` on a fallback page.
    pub text_lang: Arc<str>,
    pub summary: String,
    /// From the home page down; without the page itself. The first shows the word for home, not its title.
    pub crumbs: Vec<Named>,
    /// The navigation of the page's folder as HTML, the current page marked: ` aria-current="page"` stands
    /// behind its `<a href="…"`. Empty where there is nothing to navigate.
    pub nav_html: Markup,
    /// Headings of levels 2 and 3.
    pub contents: Vec<ContentsItem>,
    pub body_html: Markup,
    pub minutes: Option<u32>,
    pub roles: Vec<String>,
    pub objectives: Vec<String>,
    pub tags: Vec<Named>,
    pub previous: Option<Named>,
    pub next: Option<Named>,
    /// `updated:` as the language writes dates.
    pub updated: Option<String>,
    pub edit_href: Option<String>,
    pub notices: Vec<Notice>,
    /// Pages of a section, in order; empty for other pages.
    pub children: Vec<Entry>,
    /// On a front page: the sections of the language.
    pub sections: Vec<Entry>,
    /// On a front page: the courses of the language.
    pub courses: Vec<CourseEntry>,
    /// Beside those that every page has, in order.
    pub scripts: Vec<String>,
    /// Where the page has questions.
    pub practice: Option<PracticeView>,
    /// On a page of `kind: quiz` with questions.
    pub quiz: Option<QuizView>,
    /// Where the page has a part in courses: on a course, in one, or on a front page that lists some.
    pub learn: Option<LearnView>,
    /// On a page of `kind: course` with items.
    pub course: Option<CourseView>,
    /// The courses in which the page stands.
    pub bars: Vec<BarView>,
    /// Pages that are best read before this one.
    pub requires: Vec<Named>,
    /// What the theme does not know of the front matter, for templates of the site's own.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// What the questions of a page share.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct PracticeView {
    /// The script of a review's cards, which the page asks for when it shows one.
    pub card_href: String,
    /// The script that makes a file of the answers, which the page asks for when the browser keeps nothing.
    pub file_href: String,
    /// The answer key.
    pub answers_href: String,
    /// The same as a reader can copy it from paper.
    pub answers_address: String,
    /// Names the site, and the page in all languages, where answers are kept.
    pub site: String,
    pub page: String,
    /// Former names of the page, parted by line ends.
    pub former: String,
    pub count: usize,
}

/// How a quiz page is run: for the script, and in words above the questions.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct QuizView {
    /// `one` or `all`.
    pub view: &'static str,
    /// `practice` or `test`.
    pub mode: &'static str,
    /// Per cent.
    pub pass: Option<serde_json::Value>,
    /// JSON for the script: a number, or numbers by tag; empty where all questions are asked.
    pub draw: String,
    /// How many questions are asked.
    pub asked: usize,
    pub shuffle: bool,
    pub confidence: bool,
    /// Of each question, where all have the same.
    pub tries: Option<u32>,
}

/// Where scripts keep what a reader does in courses.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LearnView {
    /// Names the site, and the page in all languages.
    pub site: String,
    pub page: String,
    /// Former names of the page, parted by line ends.
    pub former: String,
    /// Of all courses and questions, for whoever needs more than the page itself holds.
    pub catalogue_href: String,
    /// On a front page: the script that knows what is due for review, and the page that shows it.
    pub schedule_href: Option<String>,
    pub review_href: Option<String>,
    /// An item that is done when the reader says so; a quiz is when its pass mark is reached.
    pub is_read: bool,
}

/// A course, on its own page.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CourseView {
    /// For scripts, as an attribute holds it: a line an item, its fields parted by tabs: id, pass mark in per cent (empty:
    /// to be marked as read), minutes (may be empty), address from the language's folder (empty: the id and `.html`), then
    /// its former ids.
    pub items_html: Markup,
    pub count: usize,
    /// Of all items, in words; empty where no page says its minutes.
    pub length: String,
    /// Where its quizzes share one. Per cent.
    pub pass: Option<serde_json::Value>,
    pub first: Named,
    pub certificate_href: String,
    /// All of it on one page.
    pub print_href: Option<String>,
}

/// `parts/items.html`: a list of a course.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct ItemsView {
    pub lang: Arc<str>,
    /// Quizzes of this list that are offered before it.
    pub pretests: Vec<Named>,
    pub items: Vec<ItemRow>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct ItemRow {
    /// From 1, in the course; none for a line that is no item.
    pub number: Option<usize>,
    /// The line as the author wrote it, with its link and without its pass mark.
    pub text_html: Markup,
    /// What stands below it.
    pub more_html: Markup,
    pub kind: &'static str,
    pub minutes: Option<u32>,
    /// Per cent; none where there is no mark to reach.
    pub pass: Option<serde_json::Value>,
}

/// A course in which a page stands.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct BarView {
    pub title: String,
    pub href: String,
    pub lang: Option<Arc<str>>,
    /// Names the course in all languages.
    pub id: String,
    pub former: String,
    /// Of the page, from 1.
    pub number: usize,
    pub count: usize,
    /// As in `CourseView`.
    pub items_html: Markup,
    pub previous: Option<Named>,
    pub next: Option<Named>,
}

/// A course in a list.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CourseEntry {
    pub title: String,
    pub href: String,
    pub lang: Option<Arc<str>>,
    pub summary: String,
    pub roles: Vec<String>,
    /// Names the course in all languages.
    pub id: String,
    pub former: String,
    pub count: usize,
    /// As in `CourseView`.
    pub length: String,
}

/// `certificate.html`: filled by the script when all of a course is done.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct CertificateView {
    #[serde(flatten)]
    pub frame: Frame,
    pub text_lang: Arc<str>,
    pub nav_html: Markup,
    pub crumbs: Vec<Named>,
    pub scripts: Vec<String>,
    pub learn: LearnView,
    pub course: Named,
    /// As in `CourseView`.
    pub items_html: Markup,
}

/// `course-print.html`: the pages of a course on one page, with their answers at its end.
#[derive(Clone, Debug, Serialize)]
pub struct CoursePrintView {
    #[serde(flatten)]
    pub frame: Frame,
    pub text_lang: Arc<str>,
    pub summary: String,
    pub course: Named,
    pub modules: Vec<PrintModule>,
    pub keys: Vec<PrintKey>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PrintModule {
    /// Empty for items above the first heading.
    pub title: String,
    pub pages: Vec<PrintPage>,
}

#[derive(Clone, Debug, Serialize)]
pub struct PrintPage {
    /// Of the item in its course, from 1.
    pub number: usize,
    pub title: String,
    pub lang: Arc<str>,
    pub summary: String,
    pub body_html: Markup,
}

/// The answers to the questions of a page.
#[derive(Clone, Debug, Serialize)]
pub struct PrintKey {
    pub number: usize,
    pub title: String,
    pub lang: Arc<str>,
    pub questions: Vec<AnswerView>,
}

/// `learning.html` and `review.html`: what the browser keeps, and what is due. Both are filled by scripts.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LearningView {
    #[serde(flatten)]
    pub frame: Frame,
    pub nav_html: Markup,
    pub crumbs: Vec<Named>,
    pub scripts: Vec<String>,
    pub site: String,
    pub catalogue_href: String,
    /// The other one of the two.
    pub other_href: String,
}

/// `parts/question.html`: one question. Everything veiled gives the answer away: letters and digits stand
/// for others, and the script puts them back after the answer.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    pub lang: Arc<str>,
    /// For reading and print alone: nothing is checked, so nothing is veiled in it.
    pub paper: bool,
    /// From 1, on its page.
    pub number: usize,
    pub count: usize,
    /// Names the question in all languages, where answers are kept.
    pub id: String,
    /// Id of its heading.
    pub anchor: String,
    /// `single multiple true-false text number order match gaps groups reflection`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Level of its heading.
    pub level: u8,
    /// A number as a person writes it.
    pub points: serde_json::Value,
    pub tries: u32,
    /// Parted by line ends.
    pub tags: String,
    pub shuffle: bool,
    /// What marks are worked out from, as JSON; veiled.
    pub key: String,
    /// Changes with the right answer.
    pub key_hash: String,
    pub words_html: Markup,
    pub text_html: Markup,
    /// Options, or lines to be put in order, matched or sorted, in the order shown.
    pub items: Vec<ItemView>,
    /// What lines are matched with or sorted into, in the order shown.
    pub targets: Vec<String>,
    /// Of a number.
    pub unit: String,
    /// Veiled, as are all below.
    pub hints: Vec<Markup>,
    pub feedback: Vec<FeedbackView>,
    pub solution_html: Markup,
    /// Points to compare one's own answer with.
    pub checks: Vec<Markup>,
    pub why_html: Markup,
}

#[derive(Clone, Debug, Serialize)]
pub struct ItemView {
    pub html: Markup,
    pub plain: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct FeedbackView {
    /// Which item it is about, from 0.
    pub index: usize,
    pub html: Markup,
}

/// `parts/gap.html`: a field, or a drop-down of choices, in a sentence.
#[derive(Clone, Debug, Serialize)]
pub struct GapView {
    pub lang: Arc<str>,
    /// From 1, in its question.
    pub number: usize,
    pub choices: Vec<String>,
}

/// `parts/solution.html`: a right answer as lines.
#[derive(Clone, Debug, Serialize)]
pub struct SolutionView {
    pub lang: Arc<str>,
    pub ordered: bool,
    pub lines: Vec<SolutionLine>,
}

/// What is right: in HTML or, where that is empty, plain.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SolutionLine {
    pub html: Markup,
    pub plain: String,
    /// What it is matched with, or what belongs into the group.
    pub to: Vec<Markup>,
    /// Of the marks, where it is not all.
    pub percent: Option<serde_json::Value>,
}

/// `answers.html`: the answer key of a page, for readers without script and for paper.
#[derive(Clone, Debug, Serialize)]
pub struct AnswersView {
    #[serde(flatten)]
    pub frame: Frame,
    pub text_lang: Arc<str>,
    pub nav_html: Markup,
    pub crumbs: Vec<Named>,
    pub page_href: String,
    pub questions: Vec<AnswerView>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AnswerView {
    pub number: usize,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub words_html: Markup,
    pub solution_html: Markup,
    pub checks: Vec<Markup>,
    pub why_html: Markup,
}

/// HTML that is safe to print as it is. It is by far the largest part of a view, so it is held as the
/// template engine holds it and handed over without a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Markup(Value);

impl Markup {
    pub fn new(html: &str) -> Markup {
        Markup(Value::safe_string(html))
    }

    pub fn html(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }
}

impl Default for Markup {
    fn default() -> Markup {
        Markup::new("")
    }
}

impl std::hash::Hash for Markup {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.html().hash(state);
    }
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct ContentsItem {
    pub level: u8,
    pub text: String,
    /// The id, percent-encoded for a `#` link.
    pub anchor: String,
}

/// Something the reader should know of the page: its words are in the interface language.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct Notice {
    /// `draft future expired untranslated stale`.
    pub kind: &'static str,
    pub text: String,
    pub link: Option<Named>,
}

/// `parts/nav.html`: made once for each folder, with nothing marked as current.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NavView {
    pub lang: Arc<str>,
    pub items: Vec<NavItem>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct NavItem {
    pub title: String,
    pub href: String,
    pub lang: Option<Arc<str>>,
    /// The section in which the folder stands: shown open, with its pages.
    pub open: bool,
    pub children: Vec<NavItem>,
}

/// `tags.html`: all tags of a language.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TagsView {
    #[serde(flatten)]
    pub frame: Frame,
    pub nav_html: Markup,
    pub crumbs: Vec<Named>,
    pub tags: Vec<TagCount>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct TagCount {
    pub name: String,
    pub href: String,
    pub count: usize,
}

/// `tag.html`: the pages that bear a tag.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct TagView {
    #[serde(flatten)]
    pub frame: Frame,
    pub nav_html: Markup,
    pub crumbs: Vec<Named>,
    pub pages: Vec<Entry>,
}

/// `a-z.html`: every page of a language under its first letter.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct AToZView {
    #[serde(flatten)]
    pub frame: Frame,
    pub nav_html: Markup,
    pub crumbs: Vec<Named>,
    pub letters: Vec<Letter>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct Letter {
    /// The letter, or `#` for digits and signs.
    pub letter: String,
    /// For ids: `_letter-1` and on.
    pub number: usize,
    pub pages: Vec<Entry>,
}

/// `languages.html`: the root page of a site with several languages. The frame is in the default one.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct LanguagesView {
    #[serde(flatten)]
    pub frame: Frame,
    pub onward_script_href: String,
    pub choices: Vec<LanguageChoice>,
}

#[derive(Clone, Debug, Hash, Serialize)]
pub struct LanguageChoice {
    pub lang: Arc<str>,
    pub dir: &'static str,
    pub name: Arc<str>,
    pub href: String,
    /// The site's title in that language.
    pub title: Arc<str>,
    pub description: Arc<str>,
}

/// `redirect.html`: an address that a page had before.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct RedirectView {
    #[serde(flatten)]
    pub frame: Frame,
    pub onward_script_href: String,
    /// The page that stands elsewhere now.
    pub to: Named,
}

/// `404.html`: served at an unknown depth, so without `base` it stands alone: no styles, no links
/// (`styled` false); with `base` all addresses of the frame are absolute.
#[derive(Clone, Debug, Hash, Serialize)]
pub struct NotFoundView {
    #[serde(flatten)]
    pub frame: Frame,
    pub styled: bool,
    /// One for each language of the site, for the words and, if `styled`, the way home.
    pub choices: Vec<LanguageChoice>,
}
