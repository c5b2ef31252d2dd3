//! A page as search sees it: its title and lead, then what stands below each heading, as plain text.

use memchr::memchr3;

use crate::markdown::{Body, Document, Fill};
use crate::page::Page;
use crate::quiz::Answer;

/// What a result can lead to: the top of a page, or a heading of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Section<'a> {
    /// The id of its heading; empty for the top of the page.
    pub anchor: &'a str,
    /// Plain text; empty for the top of the page.
    pub heading: &'a str,
    /// Plain text, blanks squeezed.
    pub text: String,
}

/// The sections of a page in order; the first is its lead, with summary and objectives, which stand above the text. Of a question its prompt is read: options, feedback and
/// gaps would give answers away.
pub fn sections(page: &Page) -> Vec<Section<'_>> {
    let document = &page.document;
    let mut reader = Reader {
        document,
        sections: Vec::with_capacity(document.headings.len() + 1),
        next: 0,
        skipped: None,
        blank: false,
        cell: Cell::None,
    };
    reader.begin("", "");
    for above in std::iter::once(page.summary()).chain(page.front.objectives.iter().map(String::as_str)) {
        reader.blank = true;
        reader.text(above);
    }
    reader.blank = true;
    reader.body(&document.body, &mut |reader, at| {
        let Some(question) = page.questions.get(at) else { return };
        if let Some(heading) = document.headings.get(question.heading) {
            reader.begin(&heading.id, &question.plain);
            reader.next = reader.next.max(question.heading + 1);
        }
        if !matches!(question.answer, Answer::Gaps { .. }) {
            reader.body(&question.text, &mut |_, _| {});
        }
    });
    reader.sections
}

struct Reader<'a> {
    document: &'a Document,
    sections: Vec<Section<'a>>,
    /// The heading that comes next.
    next: usize,
    /// The end tag up to which text is passed over.
    skipped: Option<&'static str>,
    /// A blank is due before the next text.
    blank: bool,
    cell: Cell,
}

/// Where the text is in a row of a table: cells are parted, so that an excerpt does not run them together.
#[derive(PartialEq, Eq)]
enum Cell {
    None,
    /// In a row, before its first text.
    First,
    /// Behind a text of the row.
    Filled,
    /// In a later cell, before its text.
    Next,
}

type Ask<'a, 'b> = &'b mut dyn FnMut(&mut Reader<'a>, usize);

impl<'a> Reader<'a> {
    fn begin(&mut self, anchor: &'a str, heading: &'a str) {
        self.sections.push(Section { anchor, heading, text: String::new() });
        self.blank = false;
    }

    fn body(&mut self, body: &'a Body, question: Ask<'a, '_>) {
        let mut done = 0;
        for slot in &body.slots {
            self.html(&body.html[done..slot.at as usize]);
            done = slot.at as usize;
            match slot.fill {
                Fill::Code(at) => self.text(&self.document.code[at as usize].text),
                Fill::Picture(at) => self.text(&self.document.pictures[at as usize].alt),
                Fill::Question(at) => question(self, at as usize),
                // The lines of a course repeat titles of pages, which are to be found themselves.
                Fill::Items(_) => self.blank = true,
                Fill::LinkStart(_) | Fill::LinkEnd(_) | Fill::Gap(_) => {}
            }
        }
        self.html(&body.html[done..]);
    }

    /// A piece of a body between two holes.
    fn html(&mut self, mut html: &'a str) {
        if let Some(end) = self.skipped {
            let Some(at) = html.find(end) else { return };
            html = &html[at + end.len()..];
            self.skipped = None;
        }
        while let Some(at) = memchr3(b'<', b'&', b'\n', html.as_bytes()) {
            self.text(&html[..at]);
            html = &html[at..];
            match html.as_bytes()[0] {
                b'\n' => {
                    self.blank = true;
                    html = &html[1..];
                }
                b'&' => html = self.entity(html),
                _ => {
                    let end = html.find('>').map_or(html.len(), |end| end + 1);
                    let (tag, rest) = html.split_at(end);
                    html = rest;
                    if let Some(end) = self.tag(tag) {
                        let Some(at) = html.find(end) else {
                            self.skipped = Some(end);
                            return;
                        };
                        html = &html[at + end.len()..];
                    }
                }
            }
        }
        self.text(html);
    }

    /// Takes a tag, and says up to where text is to be passed over.
    fn tag(&mut self, tag: &str) -> Option<&'static str> {
        let name = tag[1..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        match name {
            "h2" | "h3" | "h4" | "h5" | "h6" => {
                let id = tag.split_once(" id=\"").and_then(|(_, rest)| rest.split('"').next());
                let at = id.and_then(|id| {
                    // Those inside of questions went with them.
                    let rest = self.document.headings.get(self.next..)?;
                    rest.iter().take(100).position(|heading| heading.id == id).map(|at| self.next + at)
                });
                self.blank = true;
                if let Some(at) = at {
                    let heading = &self.document.headings[at];
                    self.begin(&heading.id, &heading.text);
                    self.next = at + 1;
                    return Some(["</h2>", "</h3>", "</h4>", "</h5>", "</h6>"][usize::from(name.as_bytes()[1] - b'2')]);
                }
                tag.contains("class=\"unseen\"").then_some("</h2>")
            }
            // The numbers of footnotes, and the letters of formulas.
            "sup" => Some("</sup>"),
            "math" => Some("</math>"),
            "script" => Some("</script>"),
            "style" => Some("</style>"),
            // Words for screen readers.
            "span" if tag.contains("class=\"unseen\"") => Some("</span>"),
            "tr" => {
                self.blank = true;
                self.cell = Cell::First;
                None
            }
            "td" | "th" => {
                self.blank = true;
                if self.cell == Cell::Filled {
                    self.cell = Cell::Next;
                }
                None
            }
            "a" | "b" | "i" | "em" | "strong" | "del" | "span" | "code" | "mark" | "u" | "s" | "small" | "wbr" | "" => None,
            _ => {
                self.blank = true;
                self.cell = Cell::None;
                None
            }
        }
    }

    fn entity<'b>(&mut self, html: &'b str) -> &'b str {
        let known = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " ")];
        let (entity, sign) = known.into_iter().find(|(entity, _)| html.starts_with(entity)).unwrap_or(("&", "&"));
        self.text(sign);
        &html[entity.len()..]
    }

    fn text(&mut self, text: &str) {
        let into = &mut self.sections.last_mut().expect("the lead has begun").text;
        let words = text.trim_matches(is_blank);
        self.blank |= text.starts_with(is_blank);
        if !words.is_empty() {
            match self.cell {
                Cell::Next => into.push_str(" · "),
                _ if self.blank && !into.is_empty() => into.push(' '),
                _ => {}
            }
            if self.cell != Cell::None {
                self.cell = Cell::Filled;
            }
            match is_even(words) {
                true => into.push_str(words),
                false => words.split(is_blank).filter(|word| !word.is_empty()).enumerate().for_each(|(at, word)| {
                    into.push_str(if at > 0 { " " } else { "" });
                    into.push_str(word);
                }),
            }
            self.blank = text.ends_with(is_blank);
        }
    }
}

/// Whether words stand with one plain space between each two.
fn is_even(words: &str) -> bool {
    // Without a way out in the middle, so that it is done many bytes at a time.
    let odd = |pair: &[u8]| matches!(pair[0], b'\n' | b'\t' | b'\r') | (pair == b"  ") | (pair == "\u{a0}".as_bytes());
    !words.as_bytes().windows(2).fold(false, |found, pair| found | odd(pair))
}

fn is_blank(sign: char) -> bool {
    matches!(sign, ' ' | '\n' | '\t' | '\r' | '\u{a0}')
}
