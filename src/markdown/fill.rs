//! Fills the slots of a body, when the page is rendered and its links are resolved.

use super::code;
use super::escape::push_text;
use super::{Body, Document, Fill};

/// What a link has become.
pub enum LinkTag {
    /// Leads to this address, percent-encoded.
    To(String),
    /// Readers cannot follow it (yet): its words stay as text.
    Plain,
    /// Leads nowhere: its words are marked.
    Broken,
}

/// What a picture has become.
pub enum PictureTag {
    At {
        src: String,
        size: Option<(u32, u32)>,
    },
    /// Is not there: its alternative text is marked.
    Broken,
}

/// What belongs into the holes of a body, by their numbers.
pub struct Fillers<'a> {
    pub link: &'a dyn Fn(usize) -> LinkTag,
    pub picture: &'a dyn Fn(usize) -> PictureTag,
    /// Told of a block of code whose grammar failed; it stands there plain.
    pub uncoloured: &'a dyn Fn(usize),
    /// HTML.
    pub question: &'a dyn Fn(usize) -> String,
    /// HTML.
    pub gap: &'a dyn Fn(usize) -> String,
    /// HTML of a list of a course.
    pub items: &'a dyn Fn(usize) -> String,
}

impl Document {
    /// A body of this page, or of a part of one of its questions, as HTML.
    pub fn fill(&self, body: &Body, fillers: &Fillers) -> String {
        let mut html = String::with_capacity(body.html.len() + body.slots.len() * 48);
        let mut done = 0;
        // Links do not stand inside each other, so one end is due at a time.
        let mut end = "";
        for slot in &body.slots {
            html.push_str(&body.html[done..slot.at as usize]);
            done = slot.at as usize;
            match slot.fill {
                Fill::LinkStart(at) => match (fillers.link)(at as usize) {
                    LinkTag::To(href) => {
                        html.push_str("<a href=\"");
                        push_text(&mut html, &href);
                        html.push_str("\">");
                        end = "</a>";
                    }
                    LinkTag::Plain => end = "",
                    LinkTag::Broken => {
                        html.push_str("<mark class=\"broken\">");
                        end = "</mark>";
                    }
                },
                Fill::LinkEnd(_) => html.push_str(std::mem::take(&mut end)),
                Fill::Picture(at) => self.push_picture(&mut html, at as usize, (fillers.picture)(at as usize)),
                Fill::Code(at) => {
                    let code = &self.code[at as usize];
                    if !code::push_coloured(&mut html, &code.text, &code.language) {
                        (fillers.uncoloured)(at as usize);
                    }
                }
                Fill::Question(at) => html.push_str(&(fillers.question)(at as usize)),
                Fill::Gap(at) => html.push_str(&(fillers.gap)(at as usize)),
                Fill::Items(at) => html.push_str(&(fillers.items)(at as usize)),
            }
        }
        html.push_str(&body.html[done..]);
        html
    }

    fn push_picture(&self, html: &mut String, at: usize, tag: PictureTag) {
        let alt = &self.pictures[at].alt;
        match tag {
            PictureTag::At { src, size } => {
                html.push_str("<img src=\"");
                push_text(html, &src);
                html.push_str("\" alt=\"");
                push_text(html, alt);
                html.push('"');
                if let Some((width, height)) = size {
                    html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
                }
                html.push_str(" loading=\"lazy\">");
            }
            PictureTag::Broken => {
                html.push_str("<mark class=\"broken\">");
                push_text(html, if alt.is_empty() { &self.pictures[at].address } else { alt });
                html.push_str("</mark>");
            }
        }
    }
}
