//! The items of a list: their boxes, words and feedback, and what only looks like a box.

use super::Item;
use super::mend::{first_line, mend};
use super::read::Reader;
use crate::markdown::{Block, Body, RunKind, Shape, Text};
use crate::source::Span;

/// What an item's box says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    Right,
    Wrong,
    /// Per cent.
    Weight(f64),
    /// A box in which nothing can be read.
    Unknown,
}

/// An item of a list that may answer a question.
pub struct RawItem<'b> {
    pub block: &'b Block,
    pub mark: Option<Mark>,
    /// What was written for a box that is none.
    pub look_alike: Option<LookAlike>,
    /// The byte of the first paragraph where the words begin.
    pub start: usize,
    /// Feedback that lost its indent.
    pub strays: Vec<&'b Block>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct LookAlike {
    /// Bytes of the plain text, blanks behind it included.
    pub length: usize,
    pub mark: Mark,
    /// The box that was meant, if it is certain.
    pub mended: Option<String>,
}

impl<'b> RawItem<'b> {
    pub fn of(block: &'b Block) -> RawItem<'b> {
        let mut item = RawItem { block, mark: None, look_alike: None, start: 0, strays: Vec::new() };
        if let Shape::Item { checked: Some(checked) } = block.shape {
            item.mark = Some(if checked { Mark::Right } else { Mark::Wrong });
        } else if let Some(text) = item.first()
            && matches!(text.kind_at(0), RunKind::Plain)
        {
            match read_box(&text.plain) {
                Some(Box::Weight { weight, length }) => {
                    item.mark = Some(Mark::Weight(weight));
                    item.start = length;
                }
                Some(Box::Alone { mark, length }) => {
                    item.mark = Some(mark);
                    item.start = length;
                }
                Some(Box::LookAlike(found)) => {
                    item.mark = Some(found.mark);
                    item.start = found.length;
                    item.look_alike = Some(found);
                }
                None => {}
            }
        }
        item
    }

    /// The words of its first paragraph.
    pub fn first(&self) -> Option<&'b Text> {
        self.block.children.first().filter(|first| first.shape == Shape::Paragraph).map(|first| &first.text)
    }

    /// Its blocks before the feedback.
    pub fn own(&self) -> &'b [Block] {
        let end = self.block.children.iter().position(is_feedback).unwrap_or(self.block.children.len());
        &self.block.children[..end]
    }

    pub fn sub_list(&self) -> Option<&'b Block> {
        self.block.children.iter().find(|child| matches!(child.shape, Shape::List { .. }))
    }

    /// Its words without marks, the first paragraph from `start`.
    pub fn plain(&self) -> String {
        let mut plain = String::new();
        for (at, block) in self.own().iter().enumerate() {
            let text = if at == 0 { block.text.plain.get(self.start..).unwrap_or_default() } else { &block.text.plain };
            plain.push_str(text);
            plain.push(' ');
        }
        squeeze(&plain)
    }
}

/// A quote, but no alert.
pub fn is_feedback(block: &Block) -> bool {
    block.shape == (Shape::Quote { alert: false })
}

pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

enum Box {
    Weight {
        weight: f64,
        length: usize,
    },
    /// A right box, and no words behind it.
    Alone {
        mark: Mark,
        length: usize,
    },
    LookAlike(LookAlike),
}

/// Whether a text begins with a box, or what looks like one.
pub fn is_box(text: &str) -> bool {
    text.starts_with("[x] ") || text.starts_with("[ ] ") || read_box(text).is_some()
}

/// The boxes that a list item may begin with beside those of a task list.
fn read_box(text: &str) -> Option<Box> {
    let first = text.chars().next()?;
    let (inside, length) = match first {
        '[' | '［' | '【' | '(' | '（' | '{' => {
            let close = [']', '］', '】', ')', '）', '}'];
            let rest = &text[first.len_utf8()..];
            let end = rest.char_indices().take(12).find(|(_, sign)| close.contains(sign) || *sign == '\n')?;
            if end.1 == '\n' {
                return None;
            }
            (&rest[..end.0], first.len_utf8() + end.0 + end.1.len_utf8())
        }
        '☐' | '☑' | '☒' | '✓' | '✔' | '✅' | '□' | '■' => (&text[..first.len_utf8()], first.len_utf8()),
        _ => return None,
    };
    let after = &text[length..];
    let blanks = after.len() - after.trim_start_matches([' ', '\t', '\u{A0}']).len();
    let square = matches!(first, '[' | '［' | '【');
    let is_clean = first == '[' && text[..length].ends_with(']') && (after.is_empty() || after.starts_with([' ', '\n']));
    let look_alike = |mark, mended: Option<&str>| {
        if after.is_empty() && mended == Some(&text[..length]) {
            return Some(Box::Alone { mark, length });
        }
        let mended = mended.map(str::to_owned);
        Some(Box::LookAlike(LookAlike { length: length + blanks, mark, mended }))
    };
    if square && let Some(weight) = read_weight(inside) {
        if is_clean && !inside.contains(char::is_whitespace) && inside.ends_with('%') {
            return Some(Box::Weight { weight, length: length + blanks });
        }
        return look_alike(Mark::Weight(weight), Some(&format!("[{}%]", inside.trim().trim_end_matches(['%', '％']).trim_end())));
    }
    let mut signs = inside.trim().chars();
    match (signs.next(), signs.next()) {
        (None, _) => look_alike(Mark::Wrong, Some("[ ]")),
        (Some('x' | 'X' | 'х' | 'Х' | 'ｘ' | 'Ｘ' | '✓' | '✔' | '☑' | '✅' | '√' | '■'), None) => {
            look_alike(Mark::Right, Some("[x]"))
        }
        (Some('☐' | '□'), None) => look_alike(Mark::Wrong, Some("[ ]")),
        (Some('v' | 'V' | '+' | '*' | '×'), None) if square => look_alike(Mark::Right, Some("[x]")),
        (Some('-' | '–' | '_' | '.'), None) if square => look_alike(Mark::Wrong, Some("[ ]")),
        (Some(sign), None) if square && !sign.is_numeric() || sign == '☒' => look_alike(Mark::Unknown, None),
        _ => None,
    }
}

/// `50%`, `-25 %`, `33,3`: per cent.
pub fn read_weight(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.trim_end_matches(['%', '％']).trim_end();
    let (sign, digits) = match digits.strip_prefix(['-', '−', '–']) {
        Some(digits) => (-1.0, digits),
        None => (1.0, digits.strip_prefix('+').unwrap_or(digits)),
    };
    let plain = !digits.is_empty() && digits.len() <= 7 && digits.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '.' | ','));
    let number: f64 = plain.then(|| digits.replace(',', ".").parse().ok()).flatten()?;
    // A lone small number may be a note: `[1]`.
    (text.ends_with(['%', '％']) || number >= 5.0).then_some(sign * number)
}

impl Reader<'_, '_> {
    /// The words of an item, from its first paragraph's byte `start` on.
    pub fn item_text(&self, item: &RawItem) -> Body {
        match item.own() {
            [only] if only.shape == Shape::Paragraph => self.body.part(only.text.html_at(item.start)..only.text.html.end, &[]),
            [first, .., last] => {
                let cuts: Vec<_> = first.text.html_of(0..item.start).into_iter().map(|cut| (cut, None)).collect();
                self.body.part(first.html.start..last.html.end, &cuts)
            }
            [only] => self.body.part(only.html.clone(), &[]),
            [] => Body::default(),
        }
    }

    pub fn item_feedback(&self, item: &RawItem) -> Option<Body> {
        let quotes: Vec<&Block> =
            item.block.children.iter().filter(|child| is_feedback(child)).chain(item.strays.iter().copied()).collect();
        let mut feedback = Body::default();
        for quote in quotes {
            for block in &quote.children {
                feedback.push_part(self.body, block.html.clone(), &[]);
            }
        }
        (!feedback.is_empty()).then_some(feedback)
    }

    pub fn item(&self, raw: &RawItem) -> Item {
        Item { text: self.item_text(raw), plain: raw.plain(), feedback: self.item_feedback(raw) }
    }

    pub fn item_line(&self, item: &RawItem) -> Span {
        first_line(self.text, item.block.span)
    }

    /// Tells what only looks like a box, and where the box has become a link.
    pub fn tell_boxes(&mut self, items: &[RawItem]) {
        for item in items {
            if let (Some(found), Some(text)) = (&item.look_alike, item.first()) {
                let words = found.length - (text.plain[..found.length].len() - text.plain[..found.length].trim_end().len());
                let span = text.span_of(self.text, 0..found.length);
                let shown = Span { end: span.start + (words as u32).min(span.end - span.start), ..span };
                let blank = if found.length < text.plain.len() { " " } else { "" };
                let mended = found.mended.as_ref().map(|mended| mend(self.text, span, &format!("{mended}{blank}")));
                self.told.look_alike_box(shown, &text.plain[..words], mended);
            }
            if item.mark.is_none() && self.box_became_link(item) {
                let line = self.item_line(item);
                self.told.box_is_a_link(line);
            }
        }
    }

    /// The item begins with a box in the source, and the page defines a link of that name.
    pub fn box_became_link(&self, item: &RawItem) -> bool {
        let Some(text) = item.first().filter(|_| item.mark.is_none()) else { return false };
        let source = &self.text[item.block.span.range()];
        let content =
            source.trim_start_matches(|sign: char| sign.is_ascii_digit()).trim_start_matches(['-', '*', '+', '.', ')']).trim_start();
        let name = content.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map(|(name, _)| name);
        !text.plain.starts_with('[') && name.is_some_and(|name| name.eq_ignore_ascii_case("x") || read_weight(name).is_some())
    }

    /// Tells items that say the same, and those that say nothing.
    pub fn tell_equal(&mut self, items: &[(&str, Span)]) {
        let mut seen = std::collections::HashSet::new();
        for (plain, span) in items {
            if plain.is_empty() {
                self.told.empty_item(*span);
            } else if !seen.insert(crate::words::fold(plain)) {
                self.told.equal_items(*span, plain);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_their_look_alikes() {
        for (text, mark, mended) in [
            ("[X ] a", Mark::Right, Some("[x]")),
            ("[ x] a", Mark::Right, Some("[x]")),
            ("[х] a", Mark::Right, Some("[x]")),
            ("[✓] a", Mark::Right, Some("[x]")),
            ("［x］ a", Mark::Right, Some("[x]")),
            ("[] a", Mark::Wrong, Some("[ ]")),
            ("[\u{A0}] a", Mark::Wrong, Some("[ ]")),
            ("(x) a", Mark::Right, Some("[x]")),
            ("( ) a", Mark::Wrong, Some("[ ]")),
            ("[x]a", Mark::Right, Some("[x]")),
            ("☑ a", Mark::Right, Some("[x]")),
            ("☐ a", Mark::Wrong, Some("[ ]")),
            ("[50 %] a", Mark::Weight(50.0), Some("[50%]")),
            ("[50] a", Mark::Weight(50.0), Some("[50%]")),
            ("[a] a", Mark::Unknown, None),
        ] {
            let Some(Box::LookAlike(found)) = read_box(text) else { panic!("{text}") };
            assert_eq!((found.mark, found.mended.as_deref()), (mark, mended), "{text}");
        }
        for (text, expected) in [("[50%] a", 50.0), ("[-25%] a", -25.0), ("[−12.5%] a", -12.5), ("[0%] a", 0.0)] {
            assert!(matches!(read_box(text), Some(Box::Weight { weight, .. }) if weight == expected), "{text}");
        }
        for text in ["(a) first", "[1] note", "[see] this", "words", "(12) x", "{BATNA} x", "", "["] {
            assert!(read_box(text).is_none(), "{text}");
        }
    }
}
