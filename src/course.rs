//! Courses: from the headings and lists of a page of `kind: course` to modules and items.
//!
//! A heading begins a module. A list that stands directly in the page and has links holds items: each of its
//! lines is one, with the first link in it, and with a pass mark (`pass 80 %`) where that follows the link.
//! All other text stays text.

use std::ops::Range;

use crate::diagnostics::Diagnostics;
use crate::markdown::{Block, Body, Document, Fill, RunKind, Shape, Text};
use crate::quiz::mend::first_line;
use crate::source::Span;
use crate::words::{Keyword, Keywords, fold};

/// What a course page lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// In the order of the page; each has its hole in the body. A module may have several, with text between them.
    pub lists: Vec<List>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The module: an index into the document's headings; none above the first one.
    pub heading: Option<usize>,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Of its first line.
    pub span: Span,
    /// An index into the document's links; none where the line has no link, which has been told.
    pub link: Option<usize>,
    /// Per cent, 0 to 100.
    pub pass: Option<(f64, Span)>,
    /// The line without its pass mark.
    pub text: Body,
    /// What stands below it.
    pub more: Body,
}

impl Course {
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.lists.iter().flat_map(|list| &list.items)
    }
}

/// Reads the lists of a course page, takes them out of its body and leaves a hole for each.
pub fn read(document: &mut Document, outline: &[Block], text: &str, keywords: &Keywords, told: &mut Diagnostics) -> Course {
    let mut reader = Reader { text, body: &document.body, keywords, told };
    let mut course = Course::default();
    let mut cuts = Vec::new();
    let mut heading = None;
    for block in outline {
        match block.shape {
            Shape::Heading { index, is_title, .. } => {
                reader.tell_question(block);
                if !is_title {
                    heading = index;
                }
            }
            Shape::List { .. } => {
                if let Some(items) = reader.list(block) {
                    cuts.push((block.html.clone(), Some(Fill::Items(course.lists.len() as u32))));
                    course.lists.push(List { heading, items });
                }
            }
            _ => {}
        }
    }
    document.body = document.body.part(0..document.body.html.len() as u32, &cuts);
    if course.items().all(|item| item.link.is_none()) && !told.has_errors() {
        told.course_without_items();
    }
    course
}

struct Reader<'a, 'd> {
    text: &'a str,
    body: &'a Body,
    keywords: &'a Keywords,
    told: &'d mut Diagnostics,
}

/// The most words of a keyword.
const WORDS: usize = 3;

impl Reader<'_, '_> {
    /// The links that begin in a part of the body: each with the byte at which it ends.
    fn links(&self, part: &Range<u32>) -> Vec<(usize, u32)> {
        let first = self.body.slots.partition_point(|slot| slot.at < part.start);
        let inside = || self.body.slots[first..].iter().take_while(|slot| slot.at <= part.end);
        let end = |link: u32| inside().find(|slot| slot.fill == Fill::LinkEnd(link)).map_or(part.end, |slot| slot.at);
        let starts = inside().filter_map(|slot| if let Fill::LinkStart(link) = slot.fill { Some(link) } else { None });
        starts.map(|link| (link as usize, end(link))).collect()
    }

    /// Questions have pages of their own.
    fn tell_question(&mut self, heading: &Block) {
        if self.keywords.at_start(&heading.text.plain).is_some_and(|found| found.keyword == Keyword::Question) {
            self.told.question_in_course(first_line(self.text, heading.span));
        }
    }

    /// The items of a list; none where it is mere text.
    fn list(&mut self, list: &Block) -> Option<Vec<Item>> {
        let line =
            |item: &Block| item.children.first().filter(|first| first.shape == Shape::Paragraph).map(|first| first.text.html.clone());
        let has_link = |item: &Block| line(item).is_some_and(|line| !self.links(&line).is_empty());
        let any = list.children.iter().any(has_link);
        let deep = list.children.iter().find_map(|item| self.links_below(item));
        if let Some(span) = deep {
            self.told.items_too_deep(first_line(self.text, span));
        }
        any.then(|| list.children.iter().map(|item| self.item(item)).collect())
    }

    /// The first list below an item that has links.
    fn links_below(&self, item: &Block) -> Option<Span> {
        let mut steps: Vec<&Block> = item.children.iter().rev().collect();
        while let Some(block) = steps.pop() {
            if matches!(block.shape, Shape::List { .. }) && !self.links(&block.html).is_empty() {
                return Some(block.span);
            }
            steps.extend(block.children.iter().rev());
        }
        None
    }

    fn item(&mut self, item: &Block) -> Item {
        let span = first_line(self.text, item.span);
        let (line, below) = match item.children.split_first() {
            Some((first, below)) if first.shape == Shape::Paragraph => (Some(&first.text), below),
            _ => (None, &item.children[..]),
        };
        let links = line.map(|line| self.links(&line.html)).unwrap_or_default();
        match links.len() {
            0 => self.told.item_without_link(span),
            1 => {}
            _ => self.told.item_with_two_links(span),
        }
        let mut cuts = Vec::new();
        let mut pass = None;
        if let (Some(line), Some((_, end))) = (line, links.first())
            && let Some((part, mark)) = self.pass_mark(line, *end)
        {
            cuts = line.html_of(part).into_iter().map(|part| (part, None)).collect();
            pass = Some(mark);
        }
        let more = match (below.first(), below.last()) {
            (Some(first), Some(last)) => self.body.part(first.html.start..last.html.end, &[]),
            _ => Body::default(),
        };
        Item {
            span,
            link: links.first().map(|(link, _)| *link),
            pass,
            text: line.map(|line| self.body.part(line.html.clone(), &cuts)).unwrap_or_default(),
            more,
        }
    }

    /// The pass mark behind a link, which ends at a byte of the body: the part of the line that says it, and
    /// what it says.
    fn pass_mark(&mut self, line: &Text, link_end: u32) -> Option<(Range<usize>, (f64, Span))> {
        let run = line.runs.iter().find(|run| run.html >= link_end && run.kind != RunKind::Marked)?;
        let from = run.start as usize;
        let rest = &line.plain[from..];
        let is_number = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',');
        let mut at = 0;
        while let Some(digit) = rest[at..].find(|sign: char| sign.is_ascii_digit()) {
            let start = at + digit;
            let length = rest[start..].find(|sign: char| !is_number(sign)).unwrap_or(rest.len() - start);
            let number = rest[start..start + length].trim_end_matches(['.', ',']);
            let signed = start - rest[..start].chars().next_back().filter(|sign| matches!(sign, '-' | '−' | '–')).map_or(0, char::len_utf8);
            let after = rest[start + number.len()..].trim_start();
            let has_percent = after.starts_with('%');
            let end = if has_percent { rest.len() - after.len() + 1 } else { start + number.len() };
            let before = rest[..signed].trim_end_matches(|sign: char| sign.is_whitespace() || matches!(sign, ':' | '՝'));
            let span = |part: Range<usize>| line.span_of(self.text, from + part.start..from + part.end);
            if let Some(word) = self.keyword_at_end(before).filter(|word| line.kind_at(from + word) != RunKind::Literal) {
                let value = number.replace(',', ".").parse::<f64>().ok();
                let Some(value) = value.filter(|value| (0.0..=100.0).contains(value) && signed == start) else {
                    self.told.pass_out_of_range(span(word..end), &rest[signed..end]);
                    return None;
                };
                let mut cut = rest[..word].trim_end_matches(|sign: char| sign.is_whitespace() || ",;–—-".contains(sign)).len();
                let mut cut_end = end;
                if let Some(open) = rest[..cut].strip_suffix('(')
                    && rest[end..].starts_with(')')
                {
                    cut = open.trim_end().len();
                    cut_end += 1;
                }
                return Some((from + cut..from + cut_end, (value, span(word..end))));
            }
            let words = before.split_whitespace().count();
            if has_percent && words <= WORDS && rest[end..].trim_matches([')', '.', ' ']).is_empty() {
                let first = rest.len() - rest.trim_start_matches(|sign: char| sign.is_whitespace() || ",;(–—".contains(sign)).len();
                self.told.pass_unreadable(span(first..end), &rest[first..end]);
                return None;
            }
            at = start + length;
        }
        None
    }

    /// Where the keyword begins that a text ends in.
    fn keyword_at_end(&self, text: &str) -> Option<usize> {
        let parts = |sign: char| sign.is_whitespace() || sign == '(';
        let is_start = |at: &usize| text[..*at].chars().next_back().is_none_or(parts) && !text[*at..].starts_with(parts);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).filter(is_start).collect();
        starts.into_iter().rev().take(WORDS).find(|at| self.keywords.is(&fold(&text[*at..])) == Some(Keyword::Pass))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Words;
    use crate::markdown;
    use crate::source::SourcePath;

    /// A course as it is read, and what was told.
    fn course(text: &str) -> (Course, Document, Vec<&'static str>) {
        let words = Words::new("en", std::collections::BTreeMap::new());
        let options = markdown::Options { words: &words, raw_html: false, math_dollars: false, outline: true };
        let mut told = Diagnostics::of(SourcePath::new("course.md"));
        let markdown::Parsed { mut document, outline } = markdown::parse(text, 0, &options, &mut told);
        let course = read(&mut document, &outline, text, &Keywords::new(&[]), &mut told);
        let told = told.into_list().iter().map(|one| one.code).collect();
        (course, document, told)
    }

    #[test]
    fn a_pass_mark_stands_behind_the_link_and_leaves_the_line() {
        for (line, pass, rest) in [
            ("[q](q.md) pass 80 %", Some(80.0), "q"),
            ("[q](q.md) Pass: 80", Some(80.0), "q"),
            ("[q](q.md), pass 80%", Some(80.0), "q"),
            ("[q](q.md) (pass 80,5 %) at home", Some(80.5), "q at home"),
            ("[q](q.md) շեմ՝ 50%", Some(50.0), "q"),
            ("[q](q.md) – порог 7.5 %", Some(7.5), "q"),
            ("*[q](q.md)* pass\u{a0}80\u{a0}%", Some(80.0), "<em>q</em>"),
            ("first [q](q.md), with a colleague, pass 0 %", Some(0.0), "first q, with a colleague"),
            ("[q](q.md)", None, "q"),
            ("pass 80 % [q](q.md)", None, "pass 80 % q"),
            ("[pass 80 %](q.md)", None, "pass 80 %"),
            ("[q](q.md) pass it on to 3 others", None, "q pass it on to 3 others"),
            ("[q](q.md) takes 20 minutes", None, "q takes 20 minutes"),
            ("[q](q.md) `pass` 80", None, "q <code>pass</code> 80"),
        ] {
            let (course, _, told) = course(&format!("1. {line}\n"));
            let item = &course.lists[0].items[0];
            assert_eq!((item.pass.map(|(pass, _)| pass), item.text.html.as_str()), (pass, rest), "{line}");
            assert_eq!(told, [] as [&str; 0], "{line}");
        }
    }

    #[test]
    fn what_looks_like_a_mark_is_told() {
        for (line, code) in [
            ("[q](q.md) pass 101 %", "pass-out-of-range"),
            ("[q](q.md) pass -1 %", "pass-out-of-range"),
            ("[q](q.md) pass 1.2.3", "pass-out-of-range"),
            ("[q](q.md) passs 80 %", "pass-unreadable"),
            ("[q](q.md) 80 %", "pass-unreadable"),
            ("[q](q.md) (at least 80%).", "pass-unreadable"),
            ("q, pass 80 %\n2. [q](q.md)", "item-without-link"),
            ("[q](q.md) [r](r.md)", "item-with-two-links"),
            ("[q](q.md)\n   - [r](r.md)", "items-too-deep"),
        ] {
            assert_eq!(course(&format!("1. {line}\n")).2, [code], "{line}");
        }
    }

    #[test]
    fn lists_leave_holes_and_other_text_stays() {
        let (course, document, told) = course(
            "# C\n\nBefore.\n\n- [a](a.md)\n\n## One\n\n1. [b](b.md)\n\n   More.\n\nBetween.\n\n- [c](c.md)\n\n## Two\n\n- a pen\n\n### Three\n\n* [d](d.md)\n",
        );
        assert_eq!(told, [] as [&str; 0]);
        let modules: Vec<(Option<usize>, usize)> = course.lists.iter().map(|list| (list.heading, list.items.len())).collect();
        assert_eq!(modules, [(None, 1), (Some(0), 1), (Some(0), 1), (Some(2), 1)]);
        assert_eq!(course.lists[1].items[0].more.html.trim(), "<p>More.</p>");
        let body = &document.body;
        assert!(body.html.contains("Between.") && body.html.contains("a pen") && !body.html.contains("More."), "{}", body.html);
        let holes: Vec<Fill> = body.slots.iter().map(|slot| slot.fill).collect();
        assert_eq!(holes, [Fill::Items(0), Fill::Items(1), Fill::Items(2), Fill::Items(3)]);
    }
}
