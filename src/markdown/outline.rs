//! The blocks of a page as neutral shapes, each with its place in the source and its part of the body's
//! HTML: what questions are read from. Noted down while the HTML is written.

use std::ops::Range;

use comrak::nodes::NodeValue;

use super::escape::push_text;
use super::{Body, Fill, Slot};
use crate::source::Span;

/// A block that stands in the page, or in a list, item or quote of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub span: Span,
    /// Its bytes of the body's HTML.
    pub html: Range<u32>,
    pub shape: Shape,
    /// The words of a paragraph or heading; empty in all others.
    pub text: Text,
    /// The items of a list; the blocks of an item or a quote.
    pub children: Vec<Block>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `index` into the document's headings; none for the page's title, and for one without words.
    Heading {
        index: Option<usize>,
        is_title: bool,
        /// Made by a line of `-` or `=` below.
        setext: bool,
    },
    Paragraph,
    List {
        ordered: bool,
    },
    /// `checked`: the item has a task's box.
    Item {
        checked: Option<bool>,
    },
    Quote {
        alert: bool,
    },
    Table,
    Code {
        fenced: bool,
    },
    Rule,
    Other,
}

/// Words without marks, and where each piece of them stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// A line break of the source is `\n`.
    pub plain: String,
    pub runs: Vec<Run>,
    /// The bytes of the body's HTML between the block's own tags.
    pub html: Range<u32>,
}

/// A piece of text. Its end is the start of the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// A byte of `Text::plain`.
    pub start: u32,
    /// A byte of the body's HTML.
    pub html: u32,
    pub span: Span,
    pub kind: RunKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Stands in the block itself.
    Plain,
    /// One sign after a backslash: it means itself.
    Escaped,
    /// Stands in emphasis, a link or the like.
    Marked,
    /// Code, a formula, HTML that shows as text: read by nobody.
    Literal,
    Break,
}

impl Block {
    /// After a link definition in the same paragraph, the places of its text are wrong: looks for each piece
    /// behind the definition.
    fn find_again(&mut self, source: &str) {
        let own = &source[self.span.range()];
        let defines = |line: &str| line.trim_start_matches(['>', ' ']).starts_with('[') && line.contains("]:");
        if self.text.runs.is_empty() || !own.lines().next().is_some_and(defines) {
            return;
        }
        let mut at = self.span.start as usize + own.split_inclusive('\n').take_while(|line| defines(line)).map(str::len).sum::<usize>();
        for index in 0..self.text.runs.len() {
            let end = self.text.run_end(index);
            let run = &mut self.text.runs[index];
            if run.kind == RunKind::Break {
                continue;
            }
            let piece = &self.text.plain[run.start as usize..end];
            if let Some(found) = source.get(at..self.span.end as usize).and_then(|rest| rest.find(piece)) {
                let start = at + found - usize::from(run.kind == RunKind::Escaped);
                at = at + found + piece.len();
                run.span = Span::new(start..at);
            }
        }
        if self.shape == Shape::Paragraph {
            self.span.start = self.text.runs[0].span.start.clamp(self.span.start, self.span.end);
        }
    }
}

impl Text {
    fn run_at(&self, offset: usize) -> Option<(usize, &Run)> {
        let next = self.runs.partition_point(|run| run.start as usize <= offset);
        next.checked_sub(1).map(|at| (at, &self.runs[at]))
    }

    fn run_end(&self, run: usize) -> usize {
        self.runs.get(run + 1).map_or(self.plain.len(), |next| next.start as usize)
    }

    /// What kind of text stands at a byte of `plain`.
    pub fn kind_at(&self, offset: usize) -> RunKind {
        self.run_at(offset).map_or(RunKind::Plain, |(_, run)| run.kind)
    }

    /// The byte of the body's HTML at which a byte of `plain` is written.
    pub fn html_at(&self, offset: usize) -> u32 {
        if offset >= self.plain.len() {
            return self.html.end;
        }
        let Some((_, run)) = self.run_at(offset) else { return self.html.start };
        run.html + written(&self.plain[run.start as usize..offset])
    }

    /// The bytes of HTML that a part of `plain` takes, run by run, without the tags between them.
    pub fn html_of(&self, part: Range<usize>) -> Vec<Range<u32>> {
        let mut found = Vec::new();
        let mut at = part.start;
        while at < part.end {
            let Some((index, run)) = self.run_at(at) else { break };
            let end = self.run_end(index).min(part.end);
            if end <= at {
                break;
            }
            if !matches!(run.kind, RunKind::Literal) {
                let start = run.html + written(&self.plain[run.start as usize..at]);
                found.push(start..start + written(&self.plain[at..end]));
            }
            at = end;
        }
        found
    }

    /// Where a part of `plain` stands in the source; roughly, where the source is written otherwise.
    pub fn span_of(&self, source: &str, part: Range<usize>) -> Span {
        let last = self.plain[..part.end].char_indices().next_back().map_or(0, |(at, _)| at).max(part.start.min(part.end));
        let start = self.source_at(source, part.start);
        let end = if part.is_empty() { start } else { self.source_at(source, last).map(|at| at + (part.end - last)) };
        if let (Some(start), Some(end)) = (start, end) {
            return Span::new(start..end.clamp(start, source.len()));
        }
        let first = self.run_at(part.start).map(|(_, run)| run.span);
        let last = self.run_at(part.end.saturating_sub(1)).map(|(_, run)| run.span);
        match (first, last) {
            (Some(first), Some(last)) => Span { start: first.start, end: last.end.max(first.end) },
            _ => Span::FILE,
        }
    }

    /// Whether the source is written as `plain` in this part, so that it can be replaced.
    pub fn is_exact(&self, source: &str, part: Range<usize>) -> bool {
        source.get(self.span_of(source, part.clone()).range()) == Some(&self.plain[part])
    }

    /// The byte of the source that a byte of `plain` is; none where entities stand on both sides of it.
    fn source_at(&self, source: &str, offset: usize) -> Option<usize> {
        let (index, run) = self.run_at(offset)?;
        let text = &self.plain[run.start as usize..self.run_end(index)];
        let inside = offset - run.start as usize;
        if run.kind == RunKind::Break {
            return Some(run.span.start as usize + inside);
        }
        let start = run.span.start as usize + usize::from(run.kind == RunKind::Escaped);
        let through = inside + text.get(inside..)?.chars().next()?.len_utf8();
        if source.get(start..start + through) == Some(&text[..through]) {
            return Some(start + inside);
        }
        let from_end = (run.span.end as usize).checked_sub(text.len() - inside)?;
        (source.get(from_end..run.span.end as usize) == Some(&text[inside..])).then_some(from_end)
    }
}

/// The bytes that a text takes in HTML.
fn written(text: &str) -> u32 {
    if text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ') {
        return text.len() as u32;
    }
    let mut html = String::with_capacity(text.len() + 16);
    push_text(&mut html, text);
    html.len() as u32
}

impl Body {
    /// Appends a part of another body, without the parts that are cut. A cut may leave a hole of its own.
    /// `cuts` are in order and do not overlap.
    pub fn push_part(&mut self, from: &Body, part: Range<u32>, cuts: &[(Range<u32>, Option<Fill>)]) {
        let mut at = part.start;
        for (cut, fill) in cuts.iter().filter(|(cut, _)| !cut.is_empty()) {
            let start = cut.start.clamp(at, part.end);
            self.push_whole(from, at..start);
            if let Some(fill) = fill {
                self.slots.push(Slot { at: self.html.len() as u32, fill: *fill });
            }
            at = cut.end.clamp(start, part.end);
        }
        self.push_whole(from, at..part.end);
    }

    fn push_whole(&mut self, from: &Body, part: Range<u32>) {
        let base = self.html.len() as u32;
        self.html.push_str(&from.html[part.start as usize..part.end as usize]);
        let first = from.slots.partition_point(|slot| slot.at < part.start);
        let inside = from.slots[first..].iter().take_while(|slot| slot.at <= part.end);
        self.slots.extend(inside.map(|slot| Slot { at: base + slot.at - part.start, fill: slot.fill }));
    }

    pub fn part(&self, part: Range<u32>, cuts: &[(Range<u32>, Option<Fill>)]) -> Body {
        let mut body = Body::default();
        body.push_part(self, part, cuts);
        body
    }

    /// Whether nothing of it shows.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.slots.is_empty()
    }
}

/// Lists, items and quotes that stand deeper are left to the block around them.
const DEEPEST: usize = 8;

/// The outline while the HTML is being written.
#[derive(Default)]
pub struct Recorder {
    done: Vec<Block>,
    open: Vec<Block>,
    /// The bytes that the own tag of the paragraph or heading closes with.
    closing: u32,
}

/// What the writer has to say about a block when it begins.
pub fn shape_of(value: &NodeValue) -> Option<Shape> {
    Some(match value {
        NodeValue::Heading(heading) => Shape::Heading { index: None, is_title: false, setext: heading.setext },
        NodeValue::Paragraph => Shape::Paragraph,
        NodeValue::List(list) => Shape::List { ordered: list.list_type == comrak::nodes::ListType::Ordered },
        NodeValue::Item(_) => Shape::Item { checked: None },
        NodeValue::TaskItem(task) => Shape::Item { checked: Some(task.symbol.is_some()) },
        NodeValue::BlockQuote => Shape::Quote { alert: false },
        NodeValue::Table(_) => Shape::Table,
        NodeValue::CodeBlock(block) => Shape::Code { fenced: block.fenced },
        NodeValue::ThematicBreak => Shape::Rule,
        NodeValue::HtmlBlock(_) | NodeValue::DescriptionList => Shape::Other,
        _ => return None,
    })
}

impl Recorder {
    /// Begins a block. False if it belongs to the block that is open.
    pub fn begin(&mut self, shape: Shape, span: Span, html: usize) -> bool {
        let parent = self.open.last().map(|block| block.shape);
        let holds = match (parent, shape) {
            (None | Some(Shape::Quote { .. } | Shape::Item { .. }), shape) => !matches!(shape, Shape::Item { .. }),
            (Some(Shape::List { .. }), shape) => matches!(shape, Shape::Item { .. }),
            _ => false,
        };
        if !holds || self.open.len() >= DEEPEST {
            return false;
        }
        let at = html as u32;
        self.closing = 0;
        self.open.push(Block { span, html: at..at, shape, text: Text { html: at..at, ..Text::default() }, children: Vec::new() });
        true
    }

    /// The own tag of the open paragraph or heading has been written; the one that ends it has so many bytes.
    pub fn inner(&mut self, html: usize, closing: usize) {
        if let Some(block) = self.open.last_mut() {
            block.text.html.start = html as u32;
            self.closing = closing as u32;
        }
    }

    /// More is known of the heading that is open.
    pub fn heading(&mut self, known: Option<usize>, title: bool) {
        if let Some(Block { shape: Shape::Heading { index, is_title, .. }, .. }) = self.open.last_mut() {
            (*index, *is_title) = (known, title);
        }
    }

    /// The open quote is an alert.
    pub fn alert(&mut self) {
        if let Some(Block { shape: Shape::Quote { alert }, .. }) = self.open.last_mut() {
            *alert = true;
        }
    }

    pub fn end(&mut self, html: &str, source: &str) {
        let Some(mut block) = self.open.pop() else { return };
        block.find_again(source);
        let end = html.len() as u32;
        // What comes to nothing is taken off again.
        block.html.start = block.html.start.min(end);
        if html[block.html.start as usize..].starts_with('\n') {
            block.html.start += 1;
        }
        block.html.end = end;
        block.text.html.end = end.saturating_sub(self.closing).max(block.html.start);
        block.text.html.start = block.text.html.start.clamp(block.html.start, block.text.html.end);
        self.closing = 0;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(block),
            None => self.done.push(block),
        }
    }

    /// Notes a piece of text that is about to be written at this byte of the HTML.
    pub fn text(&mut self, text: &str, kind: RunKind, span: Span, html: usize) {
        if let Some(block) = self.open.last_mut()
            && matches!(block.shape, Shape::Paragraph | Shape::Heading { .. })
            && !text.is_empty()
        {
            block.text.runs.push(Run { start: block.text.plain.len() as u32, html: html as u32, span, kind });
            block.text.plain.push_str(text);
        }
    }

    pub fn into_blocks(self) -> Vec<Block> {
        self.done
    }
}
