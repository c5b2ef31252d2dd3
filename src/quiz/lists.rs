//! Lists without boxes: put in order, match, sort into groups.

use std::ops::Range;

use super::items::RawItem;
use super::mend::mend;
use super::read::Reader;
use super::{Answer, Item};
use crate::markdown::{Block, Body, RunKind, Shape, Text};
use crate::source::Span;

/// An arrow in the words of an item.
pub struct Arrow {
    /// Bytes of the plain text.
    pub at: Range<usize>,
    /// A sign that only looks like one of ours.
    foreign: bool,
    /// Stands in emphasis or a link.
    marked: bool,
}

/// Arrows that a word processor or a habit writes; `→` and `->` are ours.
const FOREIGN: [&str; 14] = ["-->", "–>", "—>", "−>", "=>", "⇒", "➔", "➜", "➝", "➞", "⟶", "➡", "\u{F0E0}", "►"];

pub fn arrows(text: &Text) -> Vec<Arrow> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(sign) = text.plain[at..].chars().next() {
        let rest = &text.plain[at..];
        let foreign = FOREIGN.iter().find(|arrow| rest.starts_with(**arrow)).map(|arrow| arrow.len());
        let own = if sign == '→' { Some('→'.len_utf8()) } else { rest.starts_with("->").then_some(2) };
        let kind = text.kind_at(at);
        match foreign.or(own) {
            Some(length) if !matches!(kind, RunKind::Literal | RunKind::Escaped) => {
                found.push(Arrow { at: at..at + length, foreign: foreign.is_some(), marked: kind == RunKind::Marked });
                at += length;
            }
            _ => at += sign.len_utf8(),
        }
    }
    found
}

/// Whether any item of a list has an arrow.
pub fn has_arrows(items: &[RawItem]) -> bool {
    items.iter().any(|item| item.first().is_some_and(|text| !arrows(text).is_empty()))
}

/// Whether all items of a list have one.
pub fn are_pairs(items: &[RawItem]) -> bool {
    items.iter().all(|item| item.first().is_some_and(|text| !arrows(text).is_empty()))
}

impl Reader<'_, '_> {
    pub fn order(&mut self, items: &[RawItem], by_type: bool) -> Answer {
        if !by_type && are_pairs(items) {
            let line = self.item_line(&items[0]);
            self.told.order_with_arrows(line);
        }
        for item in items {
            if let Some(list) = item.sub_list() {
                let line = super::mend::first_line(self.text, list.span);
                self.told.order_with_sublist(line);
            }
        }
        let read: Vec<Item> = items.iter().map(|item| self.item(item)).collect();
        self.tell_items(&read, items);
        if let [only] = items {
            let line = self.item_line(only);
            self.told.too_few_items(line, "item to put in order");
        }
        Answer::Order { items: read }
    }

    fn tell_items(&mut self, read: &[Item], items: &[RawItem]) {
        let equal: Vec<(&str, Span)> =
            read.iter().map(|item| item.plain.as_str()).zip(items.iter().map(|item| self.item_line(item))).collect();
        self.tell_equal(&equal);
    }

    pub fn matching(&mut self, items: &[RawItem]) -> Answer {
        let mut pairs: Vec<(Item, Item)> = Vec::new();
        let mut distractors: Vec<(Item, Span)> = Vec::new();
        let mut lefts = Vec::new();
        for item in items {
            let line = self.item_line(item);
            let Some(text) = item.first() else {
                self.told.arrow_missing(line);
                continue;
            };
            let arrows = arrows(text);
            for arrow in arrows.iter().filter(|arrow| arrow.foreign) {
                let span = text.span_of(self.text, arrow.at.clone());
                let mended = text.is_exact(self.text, arrow.at.clone()).then(|| mend(self.text, span, "→"));
                self.told.foreign_arrow(span, &text.plain[arrow.at.clone()], mended);
            }
            let arrow = match &arrows[..] {
                [] => {
                    self.told.arrow_missing(line);
                    continue;
                }
                [arrow] if arrow.marked => {
                    self.told.arrow_in_marks(text.span_of(self.text, arrow.at.clone()));
                    continue;
                }
                [arrow] => arrow,
                [_, second, ..] => {
                    self.told.two_arrows(text.span_of(self.text, second.at.clone()));
                    continue;
                }
            };
            let (left, right) = self.sides(text, arrow);
            let feedback = self.item_feedback(item);
            if right.plain.is_empty() {
                self.told.arrow_without_right(line);
            } else if left.plain.is_empty() {
                distractors.push((Item { feedback, ..right }, line));
            } else {
                lefts.push((left.plain.clone(), line));
                pairs.push((Item { feedback, ..left }, right));
            }
        }
        let equal: Vec<(&str, Span)> = lefts.iter().map(|(left, line)| (left.as_str(), *line)).collect();
        self.tell_equal(&equal);
        let mut seen: Vec<String> = pairs.iter().map(|(_, right)| crate::words::fold(&right.plain)).collect();
        for (distractor, line) in &distractors {
            let folded = crate::words::fold(&distractor.plain);
            if seen.contains(&folded) {
                self.told.distractor_is_right(*line, &distractor.plain);
            }
            seen.push(folded);
        }
        if pairs.len() + distractors.len() < 2 && pairs.len() + distractors.len() == items.len() {
            let line = self.item_line(&items[0]);
            self.told.too_few_items(line, "pair");
        } else if pairs.is_empty() && distractors.len() == items.len() {
            let line = self.item_line(&items[0]);
            self.told.no_pairs(line);
        }
        Answer::Match { pairs, distractors: distractors.into_iter().map(|(distractor, _)| distractor).collect() }
    }

    /// What stands before and after an arrow.
    fn sides(&self, text: &Text, arrow: &Arrow) -> (Item, Item) {
        let left = text.plain[..arrow.at.start].trim_end().len();
        let right = text.plain.len() - text.plain[arrow.at.end..].trim_start().len();
        let side = |part: Range<usize>| {
            let plain = super::items::squeeze(&text.plain[part.clone()]);
            let body =
                if plain.is_empty() { Body::default() } else { self.body.part(text.html_at(part.start)..text.html_at(part.end), &[]) };
            Item { text: body, plain, feedback: None }
        };
        // A mark around the last word of the left side ends after its last letter.
        let left_end = text.html_at(arrow.at.start);
        let mut first = side(0..left);
        if !first.plain.is_empty() {
            first.text = self.body.part(text.html.start..left_end, &[]);
            first.text.html.truncate(first.text.html.trim_end().len());
        }
        let mut second = side(right..text.plain.len());
        if !second.plain.is_empty() {
            let written = &self.body.html[text.html_at(arrow.at.end) as usize..text.html.end as usize];
            let start = text.html.end - written.trim_start().len() as u32;
            second.text = self.body.part(start..text.html.end, &[]);
        }
        (first, second)
    }

    pub fn groups(&mut self, items: &[RawItem]) -> Answer {
        let mut groups: Vec<(Item, Vec<Item>)> = Vec::new();
        let mut all: Vec<(String, Span)> = Vec::new();
        for item in items {
            let line = self.item_line(item);
            let Some(list) = item.sub_list() else {
                self.told.group_without_items(line);
                continue;
            };
            let raw: Vec<RawItem> = list.children.iter().map(RawItem::of).collect();
            for nested in &raw {
                let span = self.item_line(nested);
                all.push((nested.plain(), span));
                if let Some(list) = nested.sub_list() {
                    let line = super::mend::first_line(self.text, list.span);
                    self.told.group_in_group(line);
                }
            }
            groups.push((self.group_name(item, list), raw.iter().map(|raw| self.item(raw)).collect()));
        }
        let names: Vec<(&str, Span)> =
            groups.iter().map(|(name, _)| name.plain.as_str()).zip(items.iter().map(|item| self.item_line(item))).collect();
        self.tell_equal(&names);
        let equal: Vec<(&str, Span)> = all.iter().map(|(plain, span)| (plain.as_str(), *span)).collect();
        self.tell_equal(&equal);
        if let ([only], 1) = (items, groups.len()) {
            let line = self.item_line(only);
            self.told.too_few_items(line, "group");
        }
        Answer::Groups { groups }
    }

    /// The words of a group: what stands before its items.
    fn group_name(&self, item: &RawItem, list: &Block) -> Item {
        let feedback = self.item_feedback(item);
        let own: Vec<&Block> =
            item.block.children.iter().take_while(|child| !std::ptr::eq(*child, list) && child.shape == Shape::Paragraph).collect();
        let plain = super::items::squeeze(&own.iter().map(|block| block.text.plain.as_str()).collect::<Vec<_>>().join(" "));
        let text = match own[..] {
            [only] => self.body.part(only.text.html.clone(), &[]),
            [first, .., last] => self.body.part(first.html.start..last.html.end, &[]),
            [] => Body::default(),
        };
        Item { text, plain, feedback }
    }
}
