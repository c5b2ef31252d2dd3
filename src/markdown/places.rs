//! comrak's places as spans of the whole file.
//!
//! comrak counts lines and bytes from 1. An end may have column 0 or lie beyond its line; after a link
//! reference definition in the same paragraph a start may lie on a wrong line, beyond it, or inside a
//! character. So everything is clamped to the line it names and to whole characters.

use comrak::nodes::Sourcepos;

use crate::source::{Span, floor_char_boundary};

pub struct Places<'t> {
    text: &'t str,
    /// Where each line of the body starts, in the whole file.
    lines: Vec<usize>,
}

impl<'t> Places<'t> {
    /// `start` is the byte of `text` at which comrak's first line begins.
    pub fn new(text: &'t str, start: usize) -> Places<'t> {
        let bytes = text.as_bytes();
        let mut lines = vec![start];
        for at in memchr::memchr2_iter(b'\n', b'\r', &bytes[start..]).map(|at| start + at) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                lines.push(at + 1);
            }
        }
        Places { text, lines }
    }

    pub fn span(&self, place: Sourcepos) -> Span {
        let start = floor_char_boundary(self.text, self.offset(place.start.line, place.start.column.saturating_sub(1)));
        // The end is the last byte that belongs to it.
        let mut end = self.offset(place.end.line, place.end.column).max(start);
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        Span::new(start..end)
    }

    /// The whole line at which something starts, without its end.
    pub fn line(&self, place: Sourcepos) -> Span {
        let start = self.line_start(place.start.line);
        Span::new(start..self.line_end(place.start.line).max(start))
    }

    pub fn slice(&self, span: Span) -> &'t str {
        &self.text[span.range()]
    }

    /// Where `wanted` stands inside `within`, or else `within` itself.
    pub fn find(&self, within: Span, wanted: &str) -> Span {
        match self.slice(within).find(wanted) {
            Some(at) => {
                let start = within.start as usize + at;
                Span::new(start..start + wanted.len())
            }
            None => within,
        }
    }

    fn offset(&self, line: usize, bytes: usize) -> usize {
        (self.line_start(line) + bytes).min(self.line_end(line))
    }

    fn line_start(&self, line: usize) -> usize {
        let index = line.saturating_sub(1).min(self.lines.len() - 1);
        self.lines[index]
    }

    fn line_end(&self, line: usize) -> usize {
        let index = line.saturating_sub(1).min(self.lines.len() - 1);
        let end = self.lines.get(index + 1).copied().unwrap_or(self.text.len());
        let start = self.lines[index];
        start + self.text[start..end].trim_end_matches(['\n', '\r']).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_that_lie_outside_are_moved_inside() {
        let text = "---\nt\n---\nՀա b\r\nc\rd\n";
        let places = Places::new(text, 10);
        for (place, expected) in [
            ((1, 1, 1, 4), "Հա"),
            ((1, 2, 1, 3), "Հա"),
            ((1, 1, 1, 3), "Հա"),
            ((1, 6, 1, 99), "b"),
            ((2, 1, 2, 1), "c"),
            ((3, 1, 3, 1), "d"),
            ((9, 9, 9, 9), ""),
            ((0, 0, 0, 0), ""),
            ((2, 1, 1, 0), ""),
        ] {
            assert_eq!(places.slice(places.span(place.into())), expected, "{place:?}");
        }
        assert_eq!(places.slice(places.line((1, 3, 9, 9).into())), "Հա b");
    }
}
