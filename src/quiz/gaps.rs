//! Gaps in a sentence: `{BATNA}`, `{ZOPA | bargaining zone}`, `{possible || impossible | certain}`.

use std::ops::Range;

use super::Gap;
use super::read::Reader;
use crate::markdown::{Fill, RunKind, Text};

/// A gap and its bytes of the HTML.
pub type Cut = (Range<u32>, Option<Fill>);

/// Whether a paragraph holds an open brace that could begin a gap.
pub fn has_brace(text: &Text) -> bool {
    text.plain.match_indices('{').any(|(at, _)| !matches!(text.kind_at(at), RunKind::Literal | RunKind::Escaped))
}

impl Reader<'_, '_> {
    /// Reads the gaps of a paragraph and appends them to those of the question.
    pub fn gaps(&mut self, text: &Text, gaps: &mut Vec<Gap>) -> Vec<Cut> {
        let mut cuts = Vec::new();
        let mut from = 0;
        let is_sign = |at: usize| !matches!(text.kind_at(at), RunKind::Literal | RunKind::Escaped);
        while let Some(open) = text.plain[from..].find('{').map(|at| from + at) {
            from = open + 1;
            if !is_sign(open) {
                continue;
            }
            let close = text.plain[from..].match_indices(['{', '}']).map(|(at, sign)| (from + at, sign)).find(|(at, _)| is_sign(*at));
            let Some((close, "}")) = close else {
                self.told.gap_unclosed(text.span_of(self.text, open..open + 1));
                continue;
            };
            from = close + 1;
            let span = text.span_of(self.text, open..close + 1);
            let is_plain = |at: usize| matches!(text.kind_at(at), RunKind::Plain | RunKind::Escaped | RunKind::Break);
            if !text.plain[open..close + 1].char_indices().all(|(at, _)| is_plain(open + at)) {
                self.told.gap_with_marks(span);
                continue;
            }
            if let Some(gap) = self.gap(text, open + 1..close, span) {
                cuts.push((text.html_at(open)..text.html_at(close + 1), Some(Fill::Gap(gaps.len() as u32))));
                gaps.push(gap);
            }
        }
        cuts
    }

    fn gap(&mut self, text: &Text, inside: Range<usize>, span: crate::source::Span) -> Option<Gap> {
        if text.plain[inside.clone()].trim().is_empty() {
            self.told.empty_gap(span);
            return None;
        }
        let bars: Vec<usize> = text.plain[inside.clone()]
            .match_indices("||")
            .map(|(at, _)| inside.start + at)
            .filter(|at| text.kind_at(*at) != RunKind::Escaped && text.kind_at(at + 1) != RunKind::Escaped)
            .collect();
        let [bar] = bars[..] else {
            if bars.is_empty() {
                return self.alternatives(text, inside).map(Gap::Typed);
            }
            self.told.gap_choices(span, "`||` stands here more than once");
            return None;
        };
        let pieces = |part: Range<usize>| -> Vec<String> {
            super::answers::parts(text, part).into_iter().map(|part| super::items::squeeze(&text.plain[part])).collect()
        };
        let right = pieces(inside.start..bar);
        let wrong = pieces(bar + 2..inside.end);
        let fault = match &right[..] {
            [right] if right.is_empty() => Some("nothing stands before `||`"),
            [_] if wrong.iter().all(String::is_empty) => Some("nothing stands after `||`"),
            [_] if wrong.iter().any(String::is_empty) => Some("a choice is empty"),
            [_] => None,
            _ => Some("several choices stand before `||`"),
        };
        if let Some(fault) = fault {
            self.told.gap_choices(span, fault);
            return None;
        }
        let choices: Vec<String> = right.into_iter().chain(wrong).collect();
        let equal: Vec<_> = choices.iter().map(|choice| (choice.as_str(), span)).collect();
        self.tell_equal(&equal);
        Some(Gap::Chosen(choices))
    }
}
