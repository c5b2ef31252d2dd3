//! What must be known of a page before its first block is written: the ids of all headings, since own
//! ids win over made ones, and the footnotes, since they stand where the author likes.

use std::collections::HashMap;

use comrak::nodes::{Node, NodeValue};

use super::headings::{Ids, split_own_id};
use super::places::Places;
use super::{Heading, deepens, plain_text};
use crate::diagnostics::Diagnostics;
use crate::markdown::NESTING_LIMIT;

pub struct Survey<'a> {
    /// The page's title, which is not part of the body.
    pub title: Option<Found<'a>>,
    /// All other headings that have words, in order.
    pub headings: Vec<Found<'a>>,
    /// The definitions of footnotes, in order.
    pub notes: Vec<Node<'a>>,
    /// The first words of the page.
    pub lead: String,
}

pub struct Found<'a> {
    pub node: Node<'a>,
    pub heading: Heading,
}

/// The longest lead, in characters.
const LEAD: usize = 200;

pub fn survey<'a>(root: Node<'a>, raw_html: bool, places: &Places, diagnostics: &mut Diagnostics) -> Survey<'a> {
    let mut found = Vec::new();
    let mut notes = Vec::new();
    let mut steps = vec![(root, 0, false)];
    while let Some((node, depth, in_note)) = steps.pop() {
        let (is_heading, is_note, depth) = match &node.data().value {
            NodeValue::Heading(_) => (true, false, depth),
            NodeValue::FootnoteDefinition(_) => (false, true, depth),
            NodeValue::Paragraph | NodeValue::Table(_) => continue,
            value => (false, false, depth + usize::from(deepens(value))),
        };
        if is_heading && !in_note {
            found.push(node);
        } else if depth <= NESTING_LIMIT {
            if is_note {
                notes.push(node);
            }
            steps.extend(node.reverse_children().map(|child| (child, depth, in_note || is_note)));
        }
    }

    let mut ids = Ids::default();
    let own_ids: Vec<Option<String>> = found
        .iter()
        .map(|node| {
            let id = take_own_id(node)?;
            let span = places.find(places.span(node.data().sourcepos), &id);
            if id.starts_with('_') {
                diagnostics.reserved_own_id(span, &id);
                return None;
            }
            if !ids.reserve(&id) {
                diagnostics.duplicate_own_id(span, &id);
                return None;
            }
            Some(id)
        })
        .collect();

    let mut title = None;
    let mut headings = Vec::new();
    for (node, own_id) in found.into_iter().zip(own_ids) {
        let text = plain_text(node, raw_html).split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            continue;
        }
        let data = node.data();
        let NodeValue::Heading(shape) = &data.value else { continue };
        let id = own_id.unwrap_or_else(|| ids.make(&text));
        let is_first = title.is_none() && headings.is_empty();
        let is_title = is_first && shape.level == 1 && node.parent().is_some_and(|parent| parent.same_node(root));
        // The page's title is its only heading of the first level.
        let level = if is_title { 1 } else { shape.level.clamp(2, 6) };
        let heading = Heading { level, text, id, span: places.span(data.sourcepos) };
        if is_title {
            title = Some(Found { node, heading });
        } else {
            headings.push(Found { node, heading });
        }
    }
    Survey { title, headings, notes, lead: lead(root, raw_html) }
}

/// Takes `{#id}` off the end of a heading.
fn take_own_id(heading: Node) -> Option<String> {
    let last = heading.last_child()?;
    let mut data = last.data_mut();
    let NodeValue::Text(text) = &mut data.value else { return None };
    let (before, id) = split_own_id(text)?;
    let (before, id) = (before.to_owned(), id.to_owned());
    *text = before.into();
    Some(id)
}

fn lead(root: Node, raw_html: bool) -> String {
    let is_picture = |node: Node| matches!(node.data().value, NodeValue::Image(_));
    let paragraphs = root.children().filter(|node| matches!(node.data().value, NodeValue::Paragraph));
    let paragraphs = paragraphs.filter(|node| !node.children().all(is_picture));
    let mut leads = paragraphs.map(|node| shortened(&plain_text(node, raw_html)));
    leads.find(|lead| !lead.is_empty()).unwrap_or_default()
}

/// The first words of a text.
pub fn shortened(long: &str) -> String {
    let mut text = String::new();
    for word in long.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
        // No sign takes more than four bytes.
        if text.len() > 4 * LEAD {
            break;
        }
    }
    match text.char_indices().nth(LEAD) {
        None => text,
        Some((end, _)) => {
            let cut = &text[..end];
            // The mark of omission takes the place of the last, broken word.
            let whole = cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole);
            format!("{}…", whole.trim_end_matches([',', ';', ':', '.', '–', '—', '-', ' ']))
        }
    }
}

impl<'a> Survey<'a> {
    /// Where each heading stands in `headings`, by its node.
    pub fn by_node(&self) -> HashMap<*const comrak::nodes::AstNode<'a>, usize> {
        self.headings.iter().enumerate().map(|(index, found)| (std::ptr::from_ref(found.node), index)).collect()
    }
}
