//! Values with their places, from TOML or YAML: what configuration and front matter are read from.

use saphyr_parser::{Event, Parser, ScalarStyle};
use toml::de::{DeTable, DeValue};

use crate::source::Span;

/// A value and where it stands in its file.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    /// As written, without quotes.
    Scalar {
        text: String,
        kind: Scalar,
    },
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// What a scalar looks like. Text that is wanted takes any of them as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    Text,
    Number,
    Bool,
    Date,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub span: Span,
    pub reason: String,
}

/// Deeper values are refused; no key of ours needs more than three.
const DEEPEST: usize = 32;

/// The entries of a TOML text. `offset` is where the text begins in its file.
pub fn from_toml(text: &str, offset: usize) -> Result<Vec<Entry>, Unreadable> {
    let table = DeTable::parse(text).map_err(|error| {
        let range = error.span().unwrap_or(0..0);
        Unreadable { span: Span::new(range.start + offset..range.end + offset), reason: first_line(error.message()) }
    })?;
    Ok(toml_entries(table.get_ref(), text, offset))
}

fn toml_entries(table: &DeTable<'_>, text: &str, offset: usize) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: shifted(key.span(), offset),
            node: toml_node(value.get_ref(), shifted(value.span(), offset), text, offset),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span);
    entries
}

fn toml_node(value: &DeValue<'_>, span: Span, text: &str, offset: usize) -> Node {
    let written = || {
        let range = span.range();
        text.get(range.start - offset..range.end - offset).unwrap_or_default().to_owned()
    };
    let value = match value {
        DeValue::String(text) => Value::Scalar { text: text.to_string(), kind: Scalar::Text },
        DeValue::Integer(_) | DeValue::Float(_) => Value::Scalar { text: written(), kind: Scalar::Number },
        DeValue::Boolean(_) => Value::Scalar { text: written(), kind: Scalar::Bool },
        DeValue::Datetime(_) => Value::Scalar { text: written(), kind: Scalar::Date },
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| toml_node(item.get_ref(), shifted(item.span(), offset), text, offset)).collect())
        }
        DeValue::Table(table) => Value::Table(toml_entries(table, text, offset)),
    };
    Node { value, span }
}

fn shifted(range: std::ops::Range<usize>, offset: usize) -> Span {
    Span::new(range.start + offset..range.end + offset)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim_end_matches('.').to_owned()
}

/// The entries of a YAML text that is a mapping; `offset` as above. Anchors and aliases are refused: front matter needs
/// none, and a few lines of them can stand for gigabytes.
pub fn from_yaml(inner: &str, offset: usize) -> Result<Vec<Entry>, Unreadable> {
    // The parser counts characters.
    let mut places: Vec<usize> = inner.char_indices().map(|(at, _)| at).collect();
    places.push(inner.len());
    let place = |index: usize| offset + places[index.min(places.len() - 1)];
    let span_of = |span: &saphyr_parser::Span| {
        let (start, end) = (place(span.start.index()), place(span.end.index()));
        Span::new(start..end.max(start))
    };
    let refuse = |span: Span, reason: &str| Unreadable { span, reason: reason.to_owned() };

    /// A list or table whose end has not come yet.
    enum Open {
        List(Span, Vec<Node>),
        Table(Span, Vec<Entry>, Option<(String, Span)>),
    }
    let mut open: Vec<Open> = Vec::new();
    let mut root: Option<Node> = None;
    for event in Parser::new_from_str(inner) {
        let (event, span) = event.map_err(|error| {
            let at = place(error.marker().index());
            Unreadable { span: Span::new(at..at), reason: first_line(error.info()) }
        })?;
        let span = span_of(&span);
        let finished = match event {
            Event::Alias(_) => return Err(refuse(span, "anchors and aliases (`&`, `*`) are not read; put the value in quotes")),
            Event::Scalar(text, style, ..) => {
                let written = &inner[span.start as usize - offset..span.end as usize - offset];
                let span = Span { end: span.start + written_length(written, style) as u32, ..span };
                Node { value: yaml_scalar(text.into_owned(), style), span }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= DEEPEST => {
                return Err(refuse(span, "values stand inside each other too deep"));
            }
            Event::SequenceStart(..) => {
                open.push(Open::List(span, Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Table(span, Vec::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(start, items)) => Node { value: Value::List(items), span: join(start, span) },
                Some(Open::Table(start, entries, _)) => Node { value: Value::Table(entries), span: join(start, span) },
                None => continue,
            },
            _ => continue,
        };
        match open.last_mut() {
            Some(Open::List(_, items)) => items.push(finished),
            Some(Open::Table(_, entries, key)) => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, node: finished }),
                None => match finished.value {
                    Value::Scalar { text, .. } => *key = Some((text, finished.span)),
                    _ => return Err(refuse(finished.span, "a key must be a word")),
                },
            },
            None if root.is_some() => return Err(refuse(finished.span, "a second document begins here")),
            None => root = Some(finished),
        }
    }
    match root {
        None => Ok(Vec::new()),
        Some(Node { value: Value::Null, .. }) => Ok(Vec::new()),
        Some(Node { value: Value::Table(entries), .. }) => match repeated(&entries) {
            Some(entry) => Err(refuse(entry.key_span, &format!("`{}` stands here a second time", entry.key))),
            None => Ok(entries),
        },
        Some(node) => Err(refuse(node.span, "these lines are not of the form `key: value`")),
    }
}

fn repeated(entries: &[Entry]) -> Option<&Entry> {
    let mut seen = std::collections::BTreeSet::new();
    entries.iter().find(|entry| !seen.insert(entry.key.as_str()))
}

fn join(start: Span, end: Span) -> Span {
    Span { start: start.start, end: end.end.max(start.end) }
}

/// The length of a scalar without what the parser takes in behind it: blanks and a comment.
fn written_length(written: &str, style: ScalarStyle) -> usize {
    match style {
        ScalarStyle::SingleQuoted => written.rfind('\'').map_or(written.len(), |quote| quote + 1),
        ScalarStyle::DoubleQuoted => written.rfind('"').map_or(written.len(), |quote| quote + 1),
        _ => written.trim_end().len(),
    }
}

fn yaml_scalar(text: String, style: ScalarStyle) -> Value {
    let kind = match style {
        ScalarStyle::Plain => match text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
            "true" | "false" | "True" | "False" | "TRUE" | "FALSE" => Scalar::Bool,
            _ if text.parse::<f64>().is_ok() => Scalar::Number,
            _ => Scalar::Text,
        },
        _ => Scalar::Text,
    };
    Value::Scalar { text, kind }
}

impl Node {
    /// A scalar as written.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// A list of scalars as written; a lone scalar is a list of one, nothing is an empty list.
    pub fn texts(&self) -> Option<Vec<(&str, Span)>> {
        match &self.value {
            Value::Null => Some(Vec::new()),
            Value::Scalar { text, .. } => Some(vec![(text, self.span)]),
            Value::List(items) => items.iter().map(|item| item.text().map(|text| (text, item.span))).collect(),
            Value::Table(_) => None,
        }
    }

    /// `true`, `yes`, `on` and their opposites.
    pub fn bool(&self) -> Option<bool> {
        match self.text()?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Scalar { text, kind: Scalar::Bool } => self.bool().map_or_else(|| text.clone().into(), Into::into),
            Value::Scalar { text, kind: Scalar::Number } => {
                serde_json::from_str::<serde_json::Number>(text).map_or_else(|_| text.clone().into(), serde_json::Value::Number)
            }
            Value::Scalar { text, .. } => text.clone().into(),
            Value::List(items) => items.iter().map(Node::to_json).collect(),
            Value::Table(entries) => entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(entries: &[Entry]) -> String {
        serde_json::Value::Object(entries.iter().map(|entry| (entry.key.clone(), entry.node.to_json())).collect()).to_string()
    }

    #[test]
    fn yaml_and_toml_give_the_same_tree() {
        let yaml = from_yaml("title: Ժամ\norder: 3\ntags: [a, \"b: c\"]\ndraft: true\nq: {x: 1}\n", 0).unwrap();
        let toml = from_toml("title = \"Ժամ\"\norder = 3\ntags = [\"a\", \"b: c\"]\ndraft = true\nq = { x = 1 }\n", 0).unwrap();
        assert_eq!(shape(&yaml), shape(&toml));
        assert_eq!(shape(&yaml), r#"{"title":"Ժամ","order":3,"tags":["a","b: c"],"draft":true,"q":{"x":1}}"#);
    }

    #[test]
    fn places_are_bytes_of_the_file() {
        let text = "---\nա: բգ\nb: [դ, x]\n";
        let entries = from_yaml(&text[4..], 4).unwrap();
        assert_eq!(&text[entries[0].node.span.range()], "բգ");
        assert_eq!(&text[entries[1].key_span.range()], "b");
        let Value::List(items) = &entries[1].node.value else { panic!() };
        assert_eq!(&text[items[0].span.range()], "դ");
    }

    #[test]
    fn bombs_are_refused() {
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\n";
        assert!(from_yaml(bomb, 0).unwrap_err().reason.contains("anchors"));
        let deep = format!("a: {}", "[".repeat(100_000));
        assert!(from_yaml(&deep, 0).is_err());
        assert!(from_toml(&format!("a = {}", "[".repeat(100_000)), 0).is_err());
    }

    #[test]
    fn a_text_that_is_no_mapping_is_refused() {
        assert!(from_yaml("just words", 0).is_err());
        assert!(from_yaml("a: 1\na: 2", 0).unwrap_err().reason.contains("second time"));
        assert_eq!(from_yaml("# nothing\n", 0), Ok(Vec::new()));
    }
}
