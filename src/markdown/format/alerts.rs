//! Alerts: quotes that begin with `[!NOTE]` and its like. They are read here and not by comrak, so that
//! a title may hold marks and links, and a mistyped kind is told.

use comrak::nodes::{Node, NodeValue};

use super::{Brackets, Step, Writer, escape};

const ALERTS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

pub struct Alert {
    kind: &'static str,
    rest: String,
}

impl<'a> Writer<'a, '_, '_> {
    /// The kind of an alert, if a quote begins with one, and the text after it in its first piece.
    pub fn read_alert(&mut self, quote: Node<'a>) -> Option<Alert> {
        let paragraph = quote.first_child().filter(|child| matches!(child.data().value, NodeValue::Paragraph))?;
        let first = paragraph.first_child()?;
        let data = first.data();
        let NodeValue::Text(text) = &data.value else { return None };
        let (name, rest) = text.strip_prefix("[!")?.split_once(']')?;
        if name.is_empty() || !name.chars().all(|sign| sign.is_alphanumeric() || sign == '-' || sign == '_') {
            return None;
        }
        let Some(kind) = ALERTS.iter().find(|kind| name.eq_ignore_ascii_case(kind)) else {
            let span = self.places.find(self.places.span(data.sourcepos), name);
            let nearest = self.guesses.nearest(name, ALERTS).map(str::to_uppercase);
            self.diagnostics.unknown_alert(span, name, nearest.as_deref());
            return None;
        };
        Some(Alert { kind, rest: rest.trim_start().to_owned() })
    }

    /// An alert: what stands on the line of its mark is its title.
    pub fn alert(&mut self, node: Node<'a>, depth: usize, alert: Alert) {
        let word = escape::text(self.options.words.get(&format!("alert.{}", alert.kind)));
        // As a note it is no landmark: a page may have many, and two of one name would be told apart by none.
        self.block(&format!(
            "<aside class=\"alert\" role=\"note\" data-kind=\"{kind}\" aria-label=\"{word}\"><p class=\"alert-title\">",
            kind = alert.kind,
        ));
        self.brackets = Brackets::default();
        let mut blocks: Vec<Node> = node.children().collect();
        self.steps.push(Step::End("</aside>"));
        let paragraph = blocks.remove(0);
        self.steps.extend(blocks.into_iter().rev().map(|block| Step::Enter(block, depth)));

        let inlines: Vec<Node> = paragraph.children().collect();
        let is_break = |node: &&Node| matches!(node.data().value, NodeValue::SoftBreak | NodeValue::LineBreak);
        let end = inlines.iter().position(|node| is_break(&node)).unwrap_or(inlines.len());
        let (title, text) = inlines.split_at(end);
        if text.len() > 1 {
            self.steps.push(Step::End("</p>"));
            self.steps.extend(text[1..].iter().rev().map(|inline| Step::Enter(inline, depth)));
            self.steps.push(Step::Html("<p>"));
        }
        self.steps.push(Step::End("</p>"));
        if title.len() == 1 && alert.rest.is_empty() {
            self.html.push_str(&word);
        } else {
            self.steps.extend(title[1..].iter().rev().map(|inline| Step::Enter(inline, depth)));
            self.steps.push(Step::Text(alert.rest));
        }
    }
}
