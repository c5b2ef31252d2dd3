//! Questions: ten types in plain Markdown.
//!
//! `read` takes questions out of a page's blocks, tells every slip of the author, and leaves a hole in the
//! body for each question. Whatever no rule takes stays text. The other parts give what the page in the
//! browser needs: the key to mark by, the order in which things are shown, and the veil over what would
//! give the answer away.

mod answers;
mod choice;
mod gaps;
mod items;
mod key;
mod lists;
pub mod mend;
mod numbers;
mod read;
#[cfg(test)]
mod tests;
mod veil;

pub use key::{gap_order, is_translation, key, key_hash, number, rights, shown};
pub use read::{Context, read};
pub use veil::{veil, veil_html};

use crate::markdown::Body;
use crate::source::Span;

/// A question as it was read. Bodies hold indexes into the page's links and pictures.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Names the question in the readers' storage: the page's id, `/`, and its own, or one made of its text.
    pub id: String,
    /// What its `Id:` line says.
    pub own_id: Option<(String, Span)>,
    /// Of its heading.
    pub span: Span,
    /// Index into the document's headings.
    pub heading: usize,
    /// The heading without its keyword.
    pub words: Body,
    pub plain: String,
    /// What stands between heading and answer; may be empty. Gaps are holes in it.
    pub text: Body,
    pub answer: Answer,
    pub hints: Vec<Body>,
    pub why: Option<Body>,
    pub points: f64,
    pub tries: Option<u32>,
    pub tags: Vec<String>,
    /// Whether options may be shown in another order than the author's; none: as the page says.
    pub shuffle: Option<bool>,
    /// For authors and reports.
    pub sources: Vec<String>,
    /// Changes when the right answer does.
    pub key_hash: String,
    /// For the author: `order, 4 items`.
    pub read_as: String,
    /// Where an `Id:` line would go: after the last thing of the question.
    pub end: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Choice {
        kind: ChoiceKind,
        options: Vec<Choice>,
        /// `Marking: all or nothing`.
        whole: bool,
    },
    Text {
        answers: Vec<Alternative>,
    },
    Number {
        value: f64,
        low: f64,
        high: f64,
        unit: String,
        /// As the author wrote it.
        written: String,
    },
    /// In the right order.
    Order {
        items: Vec<Item>,
    },
    Match {
        pairs: Vec<(Item, Item)>,
        distractors: Vec<Item>,
    },
    Gaps {
        gaps: Vec<Gap>,
    },
    Groups {
        groups: Vec<(Item, Vec<Item>)>,
    },
    Reflection {
        model: Body,
        checks: Vec<Item>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceKind {
    Single,
    Multiple,
    TrueFalse,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub text: Body,
    pub plain: String,
    pub right: bool,
    /// Per cent, if the author gave any.
    pub weight: Option<f64>,
    pub feedback: Option<Body>,
}

/// One thing among several.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub text: Body,
    pub plain: String,
    pub feedback: Option<Body>,
}

/// One of the texts that count as right, with its per cent.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    pub text: String,
    pub weight: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Gap {
    Typed(Vec<Alternative>),
    /// The first choice is the right one.
    Chosen(Vec<String>),
}

impl Question {
    /// The name of its type, as `Type:` has it.
    pub fn type_name(&self) -> &'static str {
        self.answer.type_name()
    }

    /// Its own part of the id, which stays when the page gets another name.
    pub fn name(&self) -> &str {
        self.id.rsplit_once('/').map_or(&self.id, |(_, name)| name)
    }

    /// Whether an answer earns marks.
    pub fn is_marked(&self) -> bool {
        !matches!(self.answer, Answer::Reflection { .. })
    }
}

impl Answer {
    pub fn type_name(&self) -> &'static str {
        match self {
            Answer::Choice { kind: ChoiceKind::Single, .. } => "single",
            Answer::Choice { kind: ChoiceKind::Multiple, .. } => "multiple",
            Answer::Choice { kind: ChoiceKind::TrueFalse, .. } => "true-false",
            Answer::Text { .. } => "text",
            Answer::Number { .. } => "number",
            Answer::Order { .. } => "order",
            Answer::Match { .. } => "match",
            Answer::Gaps { .. } => "gaps",
            Answer::Groups { .. } => "groups",
            Answer::Reflection { .. } => "reflection",
        }
    }

    fn read_as(&self) -> String {
        let counted = |count: usize, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
        let what = match self {
            Answer::Choice { options, .. } => {
                let right = options.iter().filter(|option| option.right).count();
                let part = options.iter().filter(|option| option.weight.is_some()).count();
                let mut what = format!("{}, {right} right", counted(options.len(), "option"));
                if part > 0 {
                    what.push_str(&format!(", {part} with part marks"));
                }
                what
            }
            Answer::Text { answers } => counted(answers.len(), "answer"),
            Answer::Number { low, high, unit, .. } => {
                let range = if low == high { format!("exactly {low}") } else { format!("from {low} to {high}") };
                if unit.is_empty() { range } else { format!("{range}, unit {unit}") }
            }
            Answer::Order { items } => counted(items.len(), "item"),
            Answer::Match { pairs, distractors } if distractors.is_empty() => counted(pairs.len(), "pair"),
            Answer::Match { pairs, distractors } => {
                format!("{}, {}", counted(pairs.len(), "pair"), counted(distractors.len(), "distractor"))
            }
            Answer::Gaps { gaps } => {
                let chosen = gaps.iter().filter(|gap| matches!(gap, Gap::Chosen(_))).count();
                match chosen {
                    0 => counted(gaps.len(), "gap"),
                    _ => format!("{}, {}", counted(gaps.len(), "gap"), counted(chosen, "drop-down")),
                }
            }
            Answer::Groups { groups } => {
                let items = groups.iter().map(|(_, items)| items.len()).sum();
                format!("{}, {}", counted(groups.len(), "group"), counted(items, "item"))
            }
            Answer::Reflection { checks, .. } => counted(checks.len(), "check"),
        };
        format!("{}, {what}", self.type_name())
    }
}
