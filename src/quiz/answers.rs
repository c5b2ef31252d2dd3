//! What an `Answer:` line says: a number, or the texts that count as right.

use std::ops::Range;

use super::items::{read_weight, squeeze};
use super::mend::mend;
use super::numbers::{self, Numeric};
use super::read::{Reader, Type};
use super::{Alternative, Answer};
use crate::markdown::{RunKind, Text};
use crate::source::Span;

/// The parts between bars. A bar after a backslash is a bar.
pub fn parts(text: &Text, within: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = within.start;
    for (at, _) in text.plain[within.clone()].match_indices('|') {
        let at = within.start + at;
        if !matches!(text.kind_at(at), RunKind::Escaped | RunKind::Literal) {
            parts.push(start..at);
            start = at + 1;
        }
    }
    parts.push(start..within.end);
    parts
}

/// Quotes that stand around an answer, where a word processor or a habit put them.
const QUOTES: [(char, char); 7] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’'), ('\'', '\''), ('„', '”')];

impl Reader<'_, '_> {
    /// Reads the value of an `Answer:` line; none if nothing can be made of it, which has been told.
    pub fn answer(&mut self, text: &Text, value: Range<usize>, line: Span, wanted: Option<(Type, Span)>) -> Option<Answer> {
        let plain = &text.plain[value.clone()];
        if plain.trim().is_empty() {
            self.told.empty_answer(line);
            return None;
        }
        let several = parts(text, value.clone()).len() > 1;
        let wanted = wanted.map(|(wanted, _)| wanted);
        if wanted != Some(Type::Text) && (!several || wanted == Some(Type::Number)) {
            let start = value.start + (plain.len() - plain.trim_start().len());
            let place = start..start + plain.trim().len();
            let span = text.span_of(self.text, place.clone());
            let trimmed = &text.plain[place];
            let numeric = numbers::read(trimmed);
            match numeric {
                Numeric::Yes { value, low, high, unit } => {
                    return Some(Answer::Number { value, low, high, unit, written: squeeze(trimmed) });
                }
                Numeric::Doubtful { piece, thousand, decimal } => {
                    let at = trimmed.find(&piece).unwrap_or(0);
                    let span = text.span_of(self.text, start + at..start + at + piece.len());
                    self.told.doubtful_number(span, &piece, &thousand, decimal.as_deref());
                    return None;
                }
                Numeric::Reversed(mended) => {
                    let mended = mend(self.text, span, &mended);
                    self.told.reversed_range(span, mended);
                    return None;
                }
                Numeric::Dash(mended) => {
                    let mended = mend(self.text, span, &mended);
                    self.told.dash_range(span, trimmed, mended);
                    return None;
                }
                Numeric::Unreadable(mended) => {
                    let mended = mended.map(|mended| mend(self.text, span, &mended));
                    self.told.number_unreadable(span, trimmed, mended);
                    return None;
                }
                Numeric::No if wanted == Some(Type::Number) => {
                    self.told.number_unreadable(span, trimmed, None);
                    return None;
                }
                Numeric::No => {}
            }
        }
        let answers = self.alternatives(text, value)?;
        if !answers.iter().any(|answer| answer.weight >= 100.0) {
            self.told.no_right_answer(line, true);
        }
        Some(Answer::Text { answers })
    }

    /// The texts between bars, each with its weight; none if one of them is empty, which has been told.
    pub fn alternatives(&mut self, text: &Text, within: Range<usize>) -> Option<Vec<Alternative>> {
        let parts = parts(text, within.clone());
        let mut found: Vec<Alternative> = Vec::new();
        let mut all = true;
        for part in parts {
            let plain = &text.plain[part.clone()];
            let trimmed = plain.trim();
            let start = part.start + (plain.len() - plain.trim_start().len());
            let boxed = trimmed.strip_prefix('[').and_then(|rest| rest.split_once(']'));
            let boxed = boxed.filter(|_| text.kind_at(start) != RunKind::Escaped);
            let weighed = boxed.and_then(|(inside, words)| Some((inside, read_weight(inside)?, words.trim())));
            let (weight, words) = weighed.map_or((100.0, trimmed), |(_, weight, words)| (weight, words));
            let at = start + trimmed.len() - words.len();
            let place = || if part.is_empty() { within.clone() } else { part.clone() };
            if words.is_empty() {
                self.told.empty_alternative(text.span_of(self.text, place()));
                all = false;
                continue;
            }
            let span = text.span_of(self.text, at..at + words.len());
            if !(0.0..=100.0).contains(&weight) {
                self.told.weight_out_of_range(text.span_of(self.text, start..start + trimmed.len()), weight);
            }
            let is_quoted = |(open, close): &(char, char)| {
                let inner = words.strip_prefix(*open).and_then(|rest| rest.strip_suffix(*close));
                inner.filter(|inner| !inner.contains([*open, *close]) && !inner.trim().is_empty())
            };
            if let Some(inner) = QUOTES.iter().find_map(is_quoted) {
                let mended = text.is_exact(self.text, at..at + words.len()).then(|| mend(self.text, span, inner.trim()));
                self.told.quoted_answer(span, words, mended);
            }
            let answer = Alternative { text: squeeze(words), weight };
            if found.iter().any(|other| crate::words::fold(&other.text) == crate::words::fold(&answer.text)) {
                self.told.equal_items(span, words);
            } else {
                found.push(answer);
            }
        }
        (all && !found.is_empty()).then_some(found)
    }
}
