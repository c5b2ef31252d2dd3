//! Links and pictures: holes in the HTML, and figures round them.

use comrak::nodes::{Node, NodeValue};

use super::{RunKind, Step, Writer, push_text};
use crate::markdown::{Fill, Link, Picture, Target, addresses, plain_text};
use crate::source::Span;

/// The title that marks a picture as decoration.
const DECORATIVE: &str = "decorative";

impl<'a> Writer<'a, '_, '_> {
    /// A link; without words, without an address or with one that could run code it is plain text.
    pub fn link(&mut self, node: Node<'a>, depth: usize, address: &str, span: Span) {
        let has_words = !plain_text(node, self.options.raw_html).trim().is_empty();
        if address.is_empty() || !has_words {
            self.diagnostics.empty_link(span);
        } else if addresses::is_dangerous(address) {
            self.diagnostics.dangerous_address(span, address);
        } else if !self.in_link {
            let span = self.reference_span(node, address);
            self.start_link(Link { target: Target::Address(address.into()), span });
        }
        self.children(node, depth);
    }

    /// A link by name. Its words are the author's, else made of the names.
    pub fn wiki_link(&mut self, node: Node<'a>, depth: usize, name: &str, span: Span) {
        let Some(target) = addresses::wiki_target(name) else {
            self.diagnostics.empty_link(span);
            return self.children(node, depth);
        };
        let has_own_words = plain_text(node, self.options.raw_html) != name;
        let words = addresses::wiki_words(&target);
        if !self.in_link {
            self.start_link(Link { target, span });
        }
        if has_own_words {
            self.children(node, depth);
        } else {
            self.steps.push(Step::Text(words));
        }
    }

    /// Opens a link; it is closed after the steps that are pushed next. HTML has no link in a link.
    fn start_link(&mut self, link: Link) {
        let index = self.links.len() as u32;
        self.links.push(link);
        self.slot(Fill::LinkStart(index));
        self.in_link = true;
        self.steps.push(Step::LinkEnd(index));
    }

    /// The place of a link or picture. All uses of one reference have the place of the first, so that a
    /// fault of its address is told once.
    fn reference_span(&mut self, node: Node<'a>, address: &str) -> Span {
        let span = self.places.span(node.data().sourcepos);
        let source = self.places.slice(span);
        if source.ends_with(']') && source.starts_with(['[', '!']) {
            return *self.referred.entry(address.to_owned()).or_insert(span);
        }
        span
    }

    /// A picture that stands alone in its paragraph and has a caption. False if there is none.
    pub fn figure(&mut self, node: Node<'a>) -> bool {
        let Some(only) = node.first_child().filter(|child| child.next_sibling().is_none()) else { return false };
        let data = only.data();
        let NodeValue::Image(image) = &data.value else { return false };
        if image.title.trim().is_empty() || image.title == DECORATIVE || !self.is_live(&image.url) {
            return false;
        }
        self.block("<figure>");
        self.picture(only, &image.url, &image.title, true);
        self.html.push_str("<figcaption>");
        push_text(&mut self.html, image.title.trim());
        self.html.push_str("</figcaption></figure>\n");
        true
    }

    /// A picture's hole; without an address, or with one that could run code, its words stand there.
    pub fn picture(&mut self, node: Node<'a>, address: &str, title: &str, figure: bool) {
        let alt = plain_text(node, self.options.raw_html).split_whitespace().collect::<Vec<_>>().join(" ");
        let span = self.reference_span(node, address);
        if !self.is_live(address) {
            if address.is_empty() {
                self.diagnostics.empty_link(span);
            } else {
                self.diagnostics.dangerous_address(span, address);
            }
            return push_text(&mut self.html, &alt);
        }
        let decorative = title == DECORATIVE;
        if alt.is_empty() && !decorative {
            self.diagnostics.missing_alt(span, address);
        }
        let alt = if decorative { String::new() } else { alt };
        let caption = figure.then(|| title.trim().to_owned());
        self.note(&alt, RunKind::Literal, node.data().sourcepos);
        self.slot(Fill::Picture(self.pictures.len() as u32));
        self.pictures.push(Picture { address: address.into(), alt, caption, figure, span });
    }

    fn is_live(&self, address: &str) -> bool {
        !address.is_empty() && !addresses::is_dangerous(address)
    }
}
