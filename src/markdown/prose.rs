//! Text that comrak left as text although its author meant more: references and footnotes without a
//! definition, and headings without their space.

use std::collections::HashSet;

use crate::source::Span;

/// What a piece of text refers to, and the bytes of the piece where it says so.
#[derive(Debug, PartialEq, Eq)]
pub enum Dangling<'t> {
    /// `[text][label]` or `[label][]`.
    Reference { label: &'t str, at: usize, length: usize },
    /// `[^name]`.
    Footnote { name: &'t str, at: usize },
}

/// The brackets that are open at one place of a paragraph.
#[derive(Default)]
pub struct Brackets {
    /// The piece of text and the byte in it where each one opened.
    open: Vec<(usize, usize)>,
    piece: usize,
}

impl Brackets {
    /// Reads on; a paragraph's text comes in several pieces, with marks and code between them.
    pub fn read<'t>(&mut self, text: &'t str) -> Vec<Dangling<'t>> {
        self.piece += 1;
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = text[from..].find(['[', ']']).map(|at| from + at) {
            from = at + 1;
            if text[at..].starts_with('[') {
                self.open.push((self.piece, at));
                let name = text[from..].strip_prefix('^').and_then(|rest| rest.split_once(['[', ']', ' ', '\n']));
                if let Some((name, rest)) = name
                    && !name.is_empty()
                    && text[..text.len() - rest.len()].ends_with(']')
                {
                    found.push(Dangling::Footnote { name, at });
                }
                continue;
            }
            let Some((piece, opened)) = self.open.pop() else { continue };
            let Some(end) = text[from..].strip_prefix('[').and_then(|rest| rest.find(['[', ']'])).map(|end| from + 1 + end) else {
                continue;
            };
            if !text[end..].starts_with(']') {
                continue;
            }
            let label = match &text[from + 1..end] {
                "" if piece == self.piece => &text[opened + 1..at],
                label => label,
            };
            if !label.trim().is_empty() && !label.starts_with('^') {
                let start = if piece == self.piece { opened } else { at };
                found.push(Dangling::Reference { label: label.trim(), at: start, length: end + 1 - start });
                from = end + 1;
            }
        }
        found
    }
}

/// A line that looks like a heading whose space is missing, with its space. One sign and a word may be
/// a hashtag, so they are taken for a heading only on the first line of a page.
pub fn heading_with_space(line: &str, first_of_page: bool) -> Option<String> {
    let line = line.trim();
    let words = line.trim_start_matches('#');
    let signs = line.len() - words.len();
    let first = words.chars().next()?;
    let looks_like_one = match first {
        '\u{A0}' => true,
        _ => first.is_alphanumeric() && (signs > 1 || first_of_page),
    };
    ((1..=6).contains(&signs) && looks_like_one).then(|| format!("{} {}", &line[..signs], words.trim()))
}

/// Labels that the page defines, for "did you mean"; roughly, since comrak does not hand them over.
pub fn defined_labels(body: &str) -> Vec<&str> {
    let label = |line: &'_ str| -> Option<(usize, usize)> {
        let rest = line.trim_start().strip_prefix('[').filter(|rest| !rest.starts_with('^'))?;
        let end = rest.find("]:")?;
        let start = line.len() - rest.len();
        Some((start, start + end))
    };
    let mut seen = HashSet::new();
    body.lines().filter_map(|line| label(line).map(|(start, end)| &line[start..end])).filter(|label| seen.insert(*label)).collect()
}

/// The part of a text node that starts at a byte of its text, in the file. Entities make a text shorter
/// than its source; then the node as a whole is the place.
pub fn place_in(source: &str, node: Span, text: &str, at: usize, length: usize) -> Span {
    let start = node.start as usize + at;
    match source.get(start..start + length) {
        Some(slice) if slice == &text[at..at + length] => Span::new(start..start + length),
        _ => node,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_footnotes_that_stayed_text_are_found() {
        let reference = |label: &'static str, at, length| Dangling::Reference { label, at, length };
        for (pieces, expected) in [
            (&["see [text][label]."][..], vec![reference("label", 4, 13)]),
            (&["[label][] x"], vec![reference("label", 0, 9)]),
            (&["[", "][label]"], vec![reference("label", 0, 8)]),
            (&["[a] b", "[^note] [^two words] [^]"], vec![Dangling::Footnote { name: "note", at: 0 }]),
            (&["[only] text] [ ][ ] ][x] [a] [b]"], vec![]),
            (&["[[x]] [a][b"], vec![]),
            (&["[x][^y]"], vec![Dangling::Footnote { name: "y", at: 3 }]),
        ] {
            let mut brackets = Brackets::default();
            let found: Vec<_> = pieces.iter().flat_map(|piece| brackets.read(piece)).collect();
            assert_eq!(found, expected, "{pieces:?}");
        }
    }

    #[test]
    fn a_heading_without_its_space_is_told_from_a_hashtag() {
        for (line, first, expected) in [
            ("##Question: a", false, Some("## Question: a")),
            ("###Հարց՝ ա", false, Some("### Հարց՝ ա")),
            ("#\u{A0}Title", false, Some("# Title")),
            ("#Title", true, Some("# Title")),
            ("#Title", false, None),
            ("##", true, None),
            ("##-", false, None),
            ("#######Seven", false, None),
            ("text ##x", false, None),
        ] {
            assert_eq!(heading_with_space(line, first).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn defined_labels_are_those_at_the_start_of_a_line() {
        assert_eq!(defined_labels("[a]: x\n  [B c]: y\n[^n]: z\ntext [d]: no\n[a]: again"), ["a", "B c"]);
    }
}
