//! Footnotes: their marks in the text, and the section at the end of the page.

use std::collections::BTreeMap;

use comrak::nodes::{Node, NodeValue};

use super::{Step, Writer, escape};
use crate::markdown::survey::Survey;

/// The footnotes of a page, numbered as the text refers to them.
pub struct Notes<'a> {
    pub list: Vec<Note<'a>>,
    by_name: BTreeMap<String, usize>,
    /// In the order of the first references.
    referred: Vec<usize>,
}

pub struct Note<'a> {
    node: Node<'a>,
    pub name: String,
    /// From 1, once something refers to it.
    number: Option<usize>,
    references: usize,
}

impl<'a> Notes<'a> {
    pub fn of(survey: &Survey<'a>) -> Notes<'a> {
        let mut notes = Notes { list: Vec::new(), by_name: BTreeMap::new(), referred: Vec::new() };
        for node in &survey.notes {
            let NodeValue::FootnoteDefinition(definition) = &node.data().value else { continue };
            notes.by_name.entry(folded(&definition.name)).or_insert(notes.list.len());
            notes.list.push(Note { node, name: definition.name.clone(), number: None, references: 0 });
        }
        notes
    }
}

/// Names are compared as comrak does: without case and with single spaces.
fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl<'a> Writer<'a, '_, '_> {
    pub fn footnote_reference(&mut self, name: &str) {
        let Some(&index) = self.notes.by_name.get(&folded(name)) else { return };
        if self.notes.list[index].number.is_none() {
            self.notes.referred.push(index);
            self.notes.list[index].number = Some(self.notes.referred.len());
        }
        let note = &mut self.notes.list[index];
        note.references += 1;
        let (number, id) = (note.number.unwrap_or_default(), reference_id(note.number.unwrap_or_default(), note.references));
        if self.in_link {
            return self.html.push_str(&format!("<sup id=\"{id}\">{number}</sup>"));
        }
        let label = escape::text(&self.options.words.count("footnotes.ref", number));
        self.html.push_str(&format!("<sup><a id=\"{id}\" href=\"#_fn-{number}\" aria-label=\"{label}\">{number}</a></sup>"));
    }

    /// The footnotes, in the order of their references; those in footnotes come last.
    pub fn notes(&mut self) {
        let mut written = 0;
        while let Some(&index) = self.notes.referred.get(written) {
            if written == 0 {
                let title = escape::text(self.options.words.get("footnotes.title"));
                self.block(&format!(
                    "<section class=\"footnotes\" aria-labelledby=\"_footnotes\"><h2 class=\"unseen\" id=\"_footnotes\">{title}</h2>\n<ol>\n"
                ));
            }
            written += 1;
            self.block(&format!("<li id=\"_fn-{written}\">"));
            self.steps.push(Step::End("</li>"));
            let node = self.notes.list[index].node;
            let mut blocks: Vec<Node> = node.children().collect();
            match blocks.pop() {
                Some(last) if matches!(last.data().value, NodeValue::Paragraph) => self.steps.push(Step::LastParagraph(last, 1, index)),
                last => {
                    self.steps.extend([Step::End("</p>"), Step::Back(index), Step::Html("<p>")]);
                    self.steps.extend(last.map(|last| Step::Enter(last, 1)));
                }
            }
            self.steps.extend(blocks.into_iter().rev().map(|block| Step::Enter(block, 1)));
            self.run();
        }
        if written > 0 {
            self.html.push_str("</ol>\n</section>\n");
        }
        for note in self.notes.list.iter().filter(|note| note.number.is_none()) {
            let line = self.places.line(note.node.data().sourcepos);
            self.diagnostics.unused_footnote(self.places.find(line, &format!("[^{}]", note.name)), &note.name);
        }
    }

    pub fn links_back(&mut self, note: usize) {
        let note = &self.notes.list[note];
        let word = escape::text(self.options.words.get("footnotes.back"));
        let is_alone = self.html.ends_with("<p>");
        for reference in 1..=note.references {
            let id = reference_id(note.number.unwrap_or_default(), reference);
            if reference > 1 || !is_alone {
                self.html.push(' ');
            }
            self.html.push_str(&match reference {
                1 => format!("<a href=\"#{id}\" aria-label=\"{word}\">↩</a>"),
                _ => format!("<a href=\"#{id}\" aria-label=\"{word} {reference}\">↩<sup>{reference}</sup></a>"),
            });
        }
    }
}

/// The id of a mark in the text; ids of the theme begin with `_`.
fn reference_id(number: usize, reference: usize) -> String {
    match reference {
        1 => format!("_fnref-{number}"),
        _ => format!("_fnref-{number}-{reference}"),
    }
}
