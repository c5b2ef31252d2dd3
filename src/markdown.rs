//! Markdown to the neutral shapes of a page. The one place that knows comrak.
//!
//! Markdown knows nothing of other pages: a link is kept as the author wrote it and leaves a slot in
//! the HTML, which is filled when the page is rendered.
//!
//! `parse` has three steps: comrak makes a tree; `survey` looks through it for what must be known before
//! the first block is written; `format` writes it. The HTML is ours and not comrak's, since nothing of
//! an author's may become live markup, and tables, tasks, footnotes and alerts must be accessible and in
//! the page's language. Classes, kinds and ids that it uses are those of the theme.

mod addresses;
mod code;
mod escape;
mod fill;
mod format;
mod headings;
mod math;
mod merge;
pub mod outline;
mod places;
mod prose;
mod survey;
#[cfg(test)]
mod tests;

pub use escape::push_text;
pub use fill::{Fillers, LinkTag, PictureTag};
pub use merge::{Among, among_others};
pub use outline::{Block, RunKind, Shape, Text};
pub use survey::shortened as lead;

use std::borrow::Cow;
use std::sync::Arc;

use comrak::nodes::{Node, NodeValue};
use comrak::{Arena, parse_document};

use crate::diagnostics::Diagnostics;
use crate::i18n::Words;
use crate::source::{Span, floor_char_boundary};

/// What the site and the page decide about their text.
pub struct Options<'a> {
    /// Words of the page's language that readers see around the text.
    pub words: &'a Words,
    /// HTML of the author's own is passed through; otherwise it shows as text. Comments are left out in both.
    pub raw_html: bool,
    /// `$…$` and `$$…$$` are formulas; otherwise a `$` is money.
    pub math_dollars: bool,
    /// Whether the blocks are noted down, for questions.
    pub outline: bool,
}

/// A page's text as neutral shapes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Document {
    /// The first heading, if it is of the first level and stands in no quote or list. It is shown once,
    /// above the text, so it is no part of the body; links in it are plain words.
    pub title: Option<Heading>,
    /// All other headings, in order, whatever they stand in; of level 2 at the least.
    pub headings: Vec<Heading>,
    pub links: Vec<Link>,
    pub pictures: Vec<Picture>,
    /// Blocks of code that get colours when the page is rendered: half of the time of reading a page would go
    /// there, and a preview reads all pages to show one.
    pub code: Vec<Code>,
    pub body: Body,
    /// The first words of the page as plain text, at most 200 characters.
    pub lead: String,
}

/// A page's text and its blocks, which only those need who read more out of it.
pub struct Parsed {
    pub document: Document,
    /// The blocks of the page in order, if they were asked for.
    pub outline: Vec<Block>,
}

/// Quotes, lists and marks that stand inside each other more deeply are left out.
const NESTING_LIMIT: usize = 100;

/// Reads a page. `text` is the whole file, of which the first `start` bytes are front matter; all spans
/// are offsets into the whole file. Total: any text gives a document.
pub fn parse(text: &str, start: usize, options: &Options, diagnostics: &mut Diagnostics) -> Parsed {
    let start = floor_char_boundary(text, start);
    let arena = Arena::new();
    let root = parse_document(&arena, &text[start..], &comrak_options(options));
    let places = places::Places::new(text, start);
    let survey = survey::survey(root, options.raw_html, &places, diagnostics);
    let formatted = format::format(root, text, start, options, &survey, &places, diagnostics);
    let mut document = Document {
        title: survey.title.map(|found| found.heading),
        headings: survey.headings.into_iter().map(|found| found.heading).collect(),
        links: formatted.links,
        pictures: formatted.pictures,
        code: formatted.code,
        body: formatted.body,
        lead: survey.lead,
    };
    // Thousands of documents are held at once: what growing left over would weigh a third of them.
    document.body.html.shrink_to_fit();
    document.body.slots.shrink_to_fit();
    document.headings.shrink_to_fit();
    document.links.shrink_to_fit();
    Parsed { document, outline: formatted.outline }
}

fn comrak_options(options: &Options) -> comrak::Options<'static> {
    let mut comrak = comrak::Options::default();
    comrak.extension.autolink = true;
    comrak.extension.description_lists = true;
    comrak.extension.footnotes = true;
    comrak.extension.math_code = true;
    comrak.extension.math_dollars = options.math_dollars;
    comrak.extension.strikethrough = true;
    comrak.extension.table = true;
    comrak.extension.tasklist = true;
    comrak.extension.wikilinks_title_after_pipe = true;
    // What is escaped is meant as text, so it must be told from text that was meant as more.
    comrak.parse.escaped_char_spans = true;
    comrak.parse.leave_footnote_definitions = true;
    comrak
}

/// Whether what stands inside is one level deeper.
fn deepens(value: &NodeValue) -> bool {
    matches!(
        value,
        NodeValue::BlockQuote
            | NodeValue::Item(_)
            | NodeValue::TaskItem(_)
            | NodeValue::DescriptionDetails
            | NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Link(_)
            | NodeValue::Image(_)
    )
}

/// The words of a node without marks.
fn plain_text(node: Node, raw_html: bool) -> String {
    let mut text = String::new();
    let mut steps = vec![node];
    while let Some(node) = steps.pop() {
        match &node.data().value {
            NodeValue::Text(literal) => text.push_str(literal),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::Math(formula) => text.push_str(&formula.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push(' '),
            NodeValue::HtmlInline(html) if !raw_html => text.push_str(&without_comments(html)),
            _ => steps.extend(node.reverse_children()),
        }
    }
    text
}

/// HTML without its comments. One that is never closed stays, so that it is seen: it has swallowed the
/// rest of the page.
fn without_comments(html: &str) -> Cow<'_, str> {
    let mut kept = String::new();
    let mut rest = html;
    while let Some((before, comment)) = rest.split_once("<!--") {
        let end = if comment.starts_with('>') || comment.starts_with("->") {
            comment.find('>').map(|at| at + 1)
        } else {
            comment.find("-->").map(|at| at + "-->".len())
        };
        let Some(end) = end else { break };
        kept.push_str(before);
        rest = &comment[end..];
    }
    if kept.is_empty() && rest.len() == html.len() {
        return Cow::Borrowed(html);
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// HTML with holes. `slots` are ordered by `at`, a byte offset of `html`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Body {
    pub html: String,
    pub slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    pub at: u32,
    pub fill: Fill,
}

/// What belongs into a hole; the number is an index into the document's `links`, `pictures` or `code`, the page's
/// questions, the gaps of the question, or the lists of the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fill {
    LinkStart(u32),
    LinkEnd(u32),
    Picture(u32),
    Code(u32),
    Question(u32),
    Gap(u32),
    Items(u32),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 1 for the page's title, else 2 to 6: as it is printed.
    pub level: u8,
    /// Plain text, without marks.
    pub text: String,
    pub id: String,
    pub span: Span,
}

/// A link that may become live: never one whose address could run code. Its title is not kept, since
/// what shows only under a mouse pointer is lost to most readers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    pub target: Target,
    /// Of the whole link. All uses of one reference have the span of the first, so that a fault of its
    /// address is one fault: equal diagnostics are told once.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// As the author wrote it, entities and escapes resolved, percent signs as they are. Bare addresses
    /// have got their scheme: `http:` or `mailto:`.
    Address(Arc<str>),
    /// `[[Page]]`, `[[Page#Heading]]`, `[[#Heading]]`; the page is empty in the last.
    Wiki { page: Arc<str>, heading: Option<Arc<str>> },
}

impl Target {
    /// As the author wrote it, roughly.
    pub fn written(&self) -> String {
        match self {
            Target::Address(address) => address.to_string(),
            Target::Wiki { page, heading: Some(heading) } => format!("{page}#{heading}"),
            Target::Wiki { page, heading: None } => page.to_string(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    pub address: Arc<str>,
    /// Empty for decoration, and where the author forgot it, which has been told.
    pub alt: String,
    /// The caption of a figure, as plain text, from the title. It is part of the body's HTML already.
    pub caption: Option<String>,
    /// The picture stands alone in its paragraph and has a caption.
    pub figure: bool,
    /// As that of a link.
    pub span: Span,
}

/// A block of code whose language has a grammar.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// As the author wrote it.
    pub language: String,
    pub text: String,
    /// Of the language's name.
    pub span: Span,
}
