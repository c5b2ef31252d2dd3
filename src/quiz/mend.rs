//! How a slip can be mended: what to write, and the line as it then reads.

use crate::diagnostics::{Edit, Mend};
use crate::source::Span;

/// The line that an offset stands in, without its end. A lone carriage return ends a line too.
pub fn line_at(text: &str, offset: usize) -> Span {
    let start = text[..offset].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = text[offset..].find(['\n', '\r']).map_or(text.len(), |at| offset + at);
    Span::new(start..end)
}

/// The first line of a span, from where the span begins.
pub fn first_line(text: &str, span: Span) -> Span {
    let line = line_at(text, span.start as usize);
    Span { start: span.start, end: line.end.min(span.end).max(span.start) }
}

/// A piece of text in place of a span, and the line that comes of it.
pub fn mend(text: &str, span: Span, with: &str) -> Mend {
    let first = line_at(text, span.start as usize);
    let last = line_at(text, span.end as usize);
    let mended =
        format!("{}{with}{}", &text[first.start as usize..span.start as usize], &text[span.end as usize..last.end.max(span.end) as usize]);
    let line = mended.trim_start_matches(['\r', '\n']).lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
    Mend { edit: Edit { span, text: with.to_owned() }, line }
}

/// As `mend`, with a line of its own choice.
pub fn mend_showing(text: &str, span: Span, with: &str, line: &str) -> Mend {
    Mend { line: line.to_owned(), ..mend(text, span, with) }
}

/// Makes the edits that do not touch each other, the first by place first.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut mended = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range();
        if range.start < done {
            continue;
        }
        mended.push_str(&text[done..range.start]);
        mended.push_str(&edit.text);
        done = range.end;
    }
    mended.push_str(&text[done..]);
    mended
}
