//! Markdown to the neutral shapes of a page. The one place that knows comrak.
//!
//! Markdown knows nothing of other pages: a link is kept as the author wrote it and leaves a slot in
//! the HTML, which is filled when the page is rendered.

use std::sync::Arc;

use crate::source::Span;

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

/// What belongs into a hole; the number is an index into the document's `links` or `pictures`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fill {
    LinkStart(u32),
    LinkEnd(u32),
    Picture(u32),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Plain text, without marks.
    pub text: String,
    pub id: String,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    pub target: Target,
    /// Of the whole link; of the definition for a link by reference.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// As the author wrote it, entities and escapes resolved, percent signs as they are.
    Address(Arc<str>),
    /// `[[Page]]`, `[[Page#Heading]]`, `[[#Heading]]`.
    Wiki { page: Arc<str>, heading: Option<Arc<str>> },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Picture {
    pub address: Arc<str>,
    /// Empty only for decoration.
    pub alt: String,
    /// The caption, as plain text: from the title.
    pub caption: Option<String>,
    /// The picture is alone in its paragraph and becomes a figure.
    pub figure: bool,
    pub span: Span,
}

#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    pub words: &'a crate::i18n::Words,
    pub raw_html: bool,
    pub math_dollars: bool,
}

#[derive(Clone, Debug)]
pub struct Document {
    pub title: Option<Heading>,
    pub headings: Vec<Heading>,
    pub links: Vec<Link>,
    pub pictures: Vec<Picture>,
    pub body: Body,
    pub lead: String,
}

pub fn parse(_text: &str, _start: usize, _options: &Options, _diagnostics: &mut crate::diagnostics::Diagnostics) -> Document {
    panic!("provisional")
}
