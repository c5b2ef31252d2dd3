//! From the blocks of a page to its questions.
//!
//! A question begins at a heading that starts with its keyword and runs to the next heading or rule. Its
//! blocks are sorted first into text, answers, hints and settings; then one rule after the other is tried.

use std::collections::HashMap;
use std::ops::Range;

use super::gaps::{self, Cut};
use super::items::{RawItem, is_box, is_feedback};
use super::lists;
use super::mend::{first_line, line_at, mend, mend_showing};
use super::{Answer, Item, Question, key_hash};
use crate::diagnostics::Diagnostics;
use crate::markdown::{Block, Body, Document, Fill, RunKind, Shape, Slot, Text};
use crate::settings::MOST_TRIES;
use crate::source::{Hash, Span};
use crate::words::{Colon, Found, Keyword, Keywords, fold};

/// What questions are read with.
pub struct Context<'a> {
    /// The whole file.
    pub text: &'a str,
    pub keywords: &'a Keywords,
    pub page_id: &'a str,
    /// The page is of the kind that is all questions.
    pub is_quiz: bool,
}

/// What `Type:` may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Single,
    Multiple,
    TrueFalse,
    Text,
    Number,
    Order,
    Match,
    Gaps,
    Groups,
    Reflection,
}

impl Type {
    const ALL: [Type; 10] = [
        Type::Single,
        Type::Multiple,
        Type::TrueFalse,
        Type::Text,
        Type::Number,
        Type::Order,
        Type::Match,
        Type::Gaps,
        Type::Groups,
        Type::Reflection,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Type::Single => "single",
            Type::Multiple => "multiple",
            Type::TrueFalse => "true-false",
            Type::Text => "text",
            Type::Number => "number",
            Type::Order => "order",
            Type::Match => "match",
            Type::Gaps => "gaps",
            Type::Groups => "groups",
            Type::Reflection => "reflection",
        }
    }
}

/// Lines that stand in a paragraph of their own.
const LINES: [Keyword; 9] = [
    Keyword::Answer,
    Keyword::Points,
    Keyword::Tries,
    Keyword::Tags,
    Keyword::Type,
    Keyword::Shuffle,
    Keyword::Marking,
    Keyword::Id,
    Keyword::Sources,
];
const QUOTES: [Keyword; 3] = [Keyword::Hint, Keyword::Why, Keyword::ModelAnswer];

pub struct Reader<'a, 'd> {
    pub text: &'a str,
    pub body: &'a Body,
    pub keywords: &'a Keywords,
    pub told: &'d mut Diagnostics,
    /// Of the headings of the page's questions: so many `#`.
    level: usize,
}

/// What stands between two headings or rules.
struct Section<'b> {
    /// None: after a rule, or at the beginning of the page.
    heading: Option<&'b Block>,
    blocks: &'b [Block],
    /// Where the next one begins.
    end: usize,
}

/// Reads the questions of a page, takes them out of its body and leaves a hole for each.
pub fn read(document: &mut Document, outline: &[Block], context: &Context, told: &mut Diagnostics) -> Vec<Question> {
    let mut reader = Reader { text: context.text, body: &document.body, keywords: context.keywords, told, level: 3 };
    let found = reader.page(document, outline, context);
    if found.is_empty() {
        return Vec::new();
    }
    let outside = |block: &&Block| !found.iter().any(|(_, part)| part.start <= block.html.start && block.html.start < part.end);
    let paragraphs = outline.iter().filter(|block| {
        block.shape == Shape::Paragraph && block.text.runs.iter().any(|run| matches!(run.kind, RunKind::Plain | RunKind::Marked))
    });
    let lead = paragraphs.take(found.len() + 50).find(outside).map(|block| crate::markdown::lead(&block.text.plain)).unwrap_or_default();
    let mut body = Body::default();
    let mut done = 0;
    let mut questions = Vec::with_capacity(found.len());
    for (question, part) in found {
        body.push_part(&document.body, done..part.start, &[]);
        body.slots.push(Slot { at: body.html.len() as u32, fill: Fill::Question(questions.len() as u32) });
        done = part.end;
        questions.push(question);
    }
    body.push_part(&document.body, done..document.body.html.len() as u32, &[]);
    document.body = body;
    // What is asked is no summary of the page, and may hold answers.
    document.lead = lead;
    questions
}

impl<'a> Reader<'a, '_> {
    fn page(&mut self, document: &Document, outline: &[Block], context: &Context) -> Vec<(Question, Range<u32>)> {
        let sections = sections(outline, self.text.len());
        let is_question = |section: &Section| {
            section.heading.is_some_and(|heading| {
                matches!(heading.shape, Shape::Heading { index: Some(_), .. }) && self.question_heading(heading).is_some()
            })
        };
        let questions: Vec<bool> = sections.iter().map(is_question).collect();
        let any = questions.contains(&true);
        if let Some(heading) = questions.iter().position(|is| *is).and_then(|at| sections[at].heading) {
            let signs = self.text[heading.span.range()].bytes().take_while(|byte| *byte == b'#').count();
            self.level = if signs == 0 { 2 } else { signs };
        }
        let mut found: Vec<(Question, Range<u32>)> = Vec::new();
        // The question before, if nothing in it answered it.
        let mut unanswered: Option<Span> = None;
        for (at, section) in sections.iter().enumerate() {
            let mut blocks = section.blocks;
            if let Some(heading) = section.heading {
                let answered_here = unanswered.is_some() && !questions[at] && self.told_after(heading, blocks);
                if let Some(span) = unanswered.take()
                    && !answered_here
                {
                    self.told.question_without_answer(span);
                }
                if !questions[at] && !answered_here {
                    self.heading_without_question(heading, blocks, context.is_quiz);
                }
            } else if let Some(span) = unanswered.take() {
                self.told.question_without_answer(span);
            }
            self.tell_inside(blocks);
            // A question that is no heading ends the one before.
            let sure = questions[at] || context.is_quiz;
            let lost = (0..blocks.len()).find(|at| self.is_lost_question(&blocks[*at]) && (sure || self.is_asked(blocks, *at)));
            if let Some(lost) = lost {
                for at in lost..blocks.len() {
                    if self.is_lost_question(&blocks[at]) && (sure || self.is_asked(blocks, at)) {
                        self.tell_lost_question(&blocks[at]);
                    }
                }
                blocks = &blocks[..lost];
            }
            let end = section.blocks.get(blocks.len()).map_or(section.end, |block| block.span.start as usize);
            if questions[at] {
                let heading = section.heading.expect("a question has a heading");
                match self.question(heading, blocks, end, document, context) {
                    Ok(question) => {
                        let end = blocks.iter().map(|block| block.html.end).fold(heading.html.end, u32::max);
                        found.push((question, heading.html.start..end));
                    }
                    Err(true) => {}
                    Err(false) if lost.is_some() => self.told.question_without_answer(first_line(self.text, heading.span)),
                    Err(false) => unanswered = Some(first_line(self.text, heading.span)),
                }
            } else if any {
                let beside = questions.get(at + 1) == Some(&true) || section.heading.is_none() && at > 0 && questions[at - 1];
                if beside {
                    self.tell_outside(blocks);
                }
            }
        }
        if let Some(span) = unanswered {
            self.told.question_without_answer(span);
        }
        self.ids(&found);
        found
    }

    fn question_heading(&self, heading: &Block) -> Option<Found> {
        self.keywords.at_start(&heading.text.plain).filter(|found| found.keyword == Keyword::Question)
    }

    /// Equal ids, and questions without one.
    fn ids(&mut self, found: &[(Question, Range<u32>)]) {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for (question, _) in found {
            let place = question.own_id.as_ref().map_or(question.span, |(_, span)| *span);
            match seen.get(question.id.as_str()) {
                Some(_) => {
                    let own = question.own_id.as_ref().map(|(id, _)| id.as_str());
                    self.told.duplicate_question_id(place, own);
                }
                None => {
                    seen.insert(&question.id, place);
                    if question.own_id.is_none() {
                        self.told.question_without_id(place);
                    }
                }
            }
        }
    }

    // Headings and paragraphs that should have been a question

    /// Tells why the question before a heading found no answer, if that heading is to blame.
    fn told_after(&mut self, heading: &Block, blocks: &[Block]) -> bool {
        let Shape::Heading { setext, .. } = heading.shape else { return false };
        if setext {
            self.tell_rule(heading);
            return true;
        }
        let answers = blocks.iter().any(|block| self.is_answering(block));
        if answers && self.keywords.near(&heading.text.plain, &[Keyword::Question]).is_none() {
            self.told.answer_after_heading(first_line(self.text, heading.span), heading.text.plain.trim());
            return true;
        }
        false
    }

    /// A line of dashes has made a heading of the text above it.
    fn tell_rule(&mut self, heading: &Block) {
        let source = self.text[heading.span.range()].trim_end();
        let line = line_at(self.text, heading.span.start as usize + source.len());
        let ends = self.line_end();
        let at = Span { start: line.start, end: line.start };
        let written = self.text[line.range()].trim().to_owned();
        let mended = mend_showing(self.text, at, ends, &written);
        self.told.rule_makes_heading(line, mended);
    }

    /// The line end of the file.
    pub fn line_end(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// A heading that was most likely meant to begin a question.
    fn heading_without_question(&mut self, heading: &Block, blocks: &[Block], is_quiz: bool) {
        let text = &heading.text;
        let line = first_line(self.text, heading.span);
        if let Shape::Heading { is_title: true, .. } = heading.shape {
            if self.question_heading(heading).is_some() {
                self.told.question_as_title(line, text.plain.trim());
            }
            return;
        }
        if let Shape::Heading { setext: true, .. } = heading.shape
            && self.keywords.at_start(&text.plain).is_some_and(|found| LINES.contains(&found.keyword))
        {
            return self.tell_rule(heading);
        }
        let answers = blocks.iter().any(|block| self.is_answering(block));
        if !is_quiz && !answers {
            return;
        }
        let asked = self.keywords.without_colon(&text.plain).filter(|found| found.keyword == Keyword::Question);
        if let Some(found) = asked {
            let rest = text.plain[found.length..].trim_start_matches(['#', '№', ' ']);
            let digits = rest.len() - rest.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
            let after = rest[digits..].trim_start();
            let named = after.trim_start_matches([':', '.', ')', '։', '՝']).trim_start();
            if digits > 0 && named.len() < after.len() && !named.is_empty() {
                let start = text.plain.len() - named.len();
                let span = text.span_of(self.text, found.word..start);
                let mended = mend(self.text, span, ": ");
                return self.told.question_numbered(line, mended);
            }
        }
        if let Some((found, meant)) = self.keywords.near(&text.plain, &[Keyword::Question]) {
            let meant = meant.to_owned();
            self.tell_typo(text, found, &meant, 0);
        } else if let Some(found) = asked.filter(|_| answers) {
            self.tell_missing_colon(text, found);
        }
    }

    /// A paragraph that was meant as the heading of a question.
    fn is_lost_question(&self, block: &Block) -> bool {
        if block.shape != Shape::Paragraph {
            return false;
        }
        let plain = block.text.plain.trim_start_matches(['#', ' ', '\u{A0}']);
        self.keywords.at_start(plain).is_some_and(|found| found.keyword == Keyword::Question)
    }

    /// Whether what follows a paragraph answers it: so it is meant as a question, and is no prose.
    fn is_asked(&self, blocks: &[Block], at: usize) -> bool {
        let mut next = blocks[at + 1..].iter();
        match next.next() {
            Some(block) if self.is_answering(block) => true,
            Some(block) if block.shape == Shape::Paragraph => next.next().is_some_and(|block| self.is_answering(block)),
            _ => false,
        }
    }

    fn tell_lost_question(&mut self, block: &Block) {
        let line = first_line(self.text, block.span);
        let source = &self.text[line.range()];
        // Markdown has told this one already, and knows the mend.
        if source.starts_with('#') {
            return;
        }
        let words: String = source.replace("**", "").replace("__", "");
        let mended = format!("{} {}", "#".repeat(self.level), words.trim());
        let ends = self.line_end();
        let next = line_at(self.text, line.end as usize).end as usize;
        let alone =
            self.text[next..].trim_start_matches(['\r', '\n']).len() + 2 * ends.len() <= self.text[next..].len() || next == self.text.len();
        let gap = if alone { "" } else { ends };
        let mended = mend(self.text, line, &format!("{mended}{gap}"));
        self.told.question_not_a_heading(line, mended);
    }

    /// Whether a block would answer a question, or help with it.
    fn is_answering(&self, block: &Block) -> bool {
        let says = |plain: &str, wanted: &[Keyword]| self.keywords.at_start(plain).is_some_and(|found| wanted.contains(&found.keyword));
        match block.shape {
            Shape::List { ordered } => {
                let items: Vec<RawItem> = block.children.iter().map(RawItem::of).collect();
                items.iter().any(|item| item.mark.is_some() && item.look_alike.is_none()) || !ordered && lists::are_pairs(&items)
            }
            Shape::Quote { alert: false } => {
                let first = block.children.first().filter(|first| first.shape == Shape::Paragraph);
                first.is_some_and(|first| says(&first.text.plain, &[Keyword::Hint, Keyword::ModelAnswer]))
            }
            Shape::Paragraph => {
                let plain = &block.text.plain;
                lines(plain).into_iter().any(|line| {
                    // A list that lacks its space, or has bullets of a word processor.
                    let words = plain[line.clone()].trim_start_matches(|sign: char| !sign.is_alphanumeric() && sign != '[');
                    words.starts_with('[') && is_box(words)
                        || says(&plain[line], &[Keyword::Answer, Keyword::Points, Keyword::Tries, Keyword::Type, Keyword::Id])
                })
            }
            _ => false,
        }
    }

    /// Questions in quotes and lists are none.
    fn tell_inside(&mut self, blocks: &[Block]) {
        let mut steps: Vec<&Block> = blocks.iter().flat_map(|block| &block.children).collect();
        while let Some(block) = steps.pop() {
            if matches!(block.shape, Shape::Heading { .. }) && self.question_heading(block).is_some() {
                self.told.question_inside(first_line(self.text, block.span));
            }
            steps.extend(&block.children);
        }
    }

    /// Hints and answers that stand before or after the question that they belong to.
    fn tell_outside(&mut self, blocks: &[Block]) {
        for block in blocks {
            let paragraph = match block.shape {
                Shape::Quote { alert: false } => block.children.first().filter(|first| first.shape == Shape::Paragraph),
                Shape::Paragraph => Some(block),
                _ => None,
            };
            let Some(found) = paragraph.and_then(|paragraph| self.keywords.at_start(&paragraph.text.plain)) else { continue };
            if matches!(found.keyword, Keyword::Hint | Keyword::Why | Keyword::ModelAnswer | Keyword::Answer) {
                let word = &paragraph.map_or("", |paragraph| paragraph.text.plain.as_str())[..found.word];
                self.told.keyword_outside_question(first_line(self.text, block.span), word);
            }
        }
    }

    // Keywords and their slips

    fn tell_colon(&mut self, text: &Text, found: Found, from: usize) {
        if let Colon::Foreign(sign) = found.colon {
            let at = from + text.plain[from..][found.word..].find(sign).unwrap_or(0) + found.word;
            let span = text.span_of(self.text, at..at + sign.len_utf8());
            let after = &self.text[span.end as usize..];
            let mended = mend(self.text, span, if after.starts_with([' ', '\r', '\n']) || after.is_empty() { ":" } else { ": " });
            self.told.foreign_colon(span, sign, mended);
        }
    }

    fn tell_typo(&mut self, text: &Text, found: Found, meant: &str, from: usize) {
        let span = text.span_of(self.text, from..from + found.word);
        let mended = mend(self.text, span, meant);
        self.told.keyword_typo(span, &text.plain[from..from + found.word], mended);
    }

    fn tell_missing_colon(&mut self, text: &Text, found: Found) {
        let span = text.span_of(self.text, 0..found.word);
        let at = Span { start: span.end, end: span.end };
        let colon = if text.plain[..found.word].contains(crate::words::is_armenian) { "՝" } else { ":" };
        let mended = mend(self.text, at, colon);
        self.told.keyword_without_colon(span, &text.plain[..found.word], mended);
    }

    // One question

    /// Reads a question. `Err`: nothing in it answers; true if a line has been told that is to blame.
    fn question(
        &mut self,
        heading: &Block,
        blocks: &[Block],
        end: usize,
        document: &Document,
        context: &Context,
    ) -> Result<Question, bool> {
        let Shape::Heading { index: Some(index), .. } = heading.shape else { return Err(true) };
        let Some(found) = self.question_heading(heading) else { return Err(true) };
        let before = self.told.count();
        self.tell_colon(&heading.text, found, 0);
        let span = document.headings[index].span;
        let line = first_line(self.text, heading.span);
        let mut parts = Parts::default();
        let last_list = self.answer_list(blocks);
        for (at, block) in blocks.iter().enumerate() {
            self.sort(block, at, blocks, last_list, &mut parts);
        }
        let Some(answer) = self.decide(heading, blocks, &mut parts) else { return Err(self.told.count() > before) };
        let plain = super::items::squeeze(&heading.text.plain[found.length..]);
        if plain.is_empty() {
            self.told.question_without_text(line);
        }
        let cuts: Vec<Cut> = heading.text.html_of(0..found.length).into_iter().map(|cut| (cut, None)).collect();
        let words = self.body.part(heading.text.html.clone(), &cuts);
        let text = self.text_body(&parts);
        self.tell_without_effect(&answer, &parts);

        let folded = fold(&format!("{plain} {}", parts.pieces.iter().map(|piece| piece.block.text.plain.as_str()).collect::<String>()));
        let made = format!("h{}", Hash::of(folded.as_bytes()).short());
        let id = parts.own_id.as_ref().map_or(made, |(id, _)| id.clone());
        let content_end = self.text[..end.min(self.text.len())].trim_end().len().max(line.end as usize);
        let mut question = Question {
            id: format!("{}/{id}", context.page_id),
            own_id: parts.own_id,
            span,
            heading: index,
            words,
            plain,
            text,
            read_as: answer.read_as(),
            answer,
            hints: parts.hints,
            why: parts.why,
            points: parts.points.map_or(1.0, |(points, _)| points),
            tries: parts.tries.map(|(tries, _)| tries),
            tags: parts.tags,
            shuffle: parts.shuffle.map(|(shuffle, _)| shuffle),
            sources: parts.sources,
            key_hash: String::new(),
            end: content_end as u32,
        };
        question.key_hash = key_hash(&question);
        Ok(question)
    }

    /// The list that answers, if any does: the last one that stands in the question itself.
    fn answer_list(&self, blocks: &[Block]) -> Option<usize> {
        blocks.iter().rposition(|block| matches!(block.shape, Shape::List { .. }))
    }

    /// Says of one block what it is in the question.
    fn sort<'b>(&mut self, block: &'b Block, at: usize, blocks: &'b [Block], last_list: Option<usize>, parts: &mut Parts<'b>) {
        match block.shape {
            Shape::Quote { alert: false } => self.quote(block, at, blocks, last_list, parts),
            Shape::Paragraph => self.paragraph(block, parts),
            Shape::List { .. } => {
                // Lists that feedback without its indent has parted are one.
                if let (Some(list), true) = (parts.lists.last_mut(), parts.stray_before)
                    && list.ordered == matches!(block.shape, Shape::List { ordered: true })
                {
                    list.items.extend(block.children.iter().map(RawItem::of));
                } else {
                    let order = parts.next();
                    parts.lists.push(List {
                        block,
                        ordered: matches!(block.shape, Shape::List { ordered: true }),
                        items: block.children.iter().map(RawItem::of).collect(),
                        order,
                    });
                }
                for item in &block.children {
                    self.tell_lazy_lines(item);
                }
            }
            Shape::Code { fenced: false } => {
                self.tell_indented(block);
                parts.piece(block, Vec::new());
            }
            Shape::Other if block.html.is_empty() => {}
            _ => parts.piece(block, Vec::new()),
        }
        parts.stray_before = matches!(block.shape, Shape::Quote { .. }) && parts.stray_before;
    }

    fn quote<'b>(&mut self, block: &'b Block, at: usize, blocks: &'b [Block], last_list: Option<usize>, parts: &mut Parts<'b>) {
        let first = block.children.first().filter(|first| first.shape == Shape::Paragraph);
        let Some(text) = first.map(|first| &first.text) else { return parts.piece(block, Vec::new()) };
        let mut found = self.keywords.at_start(&text.plain);
        if found.is_none() {
            if let Some((near, meant)) =
                self.keywords.near(&text.plain, &[Keyword::Hint, Keyword::Why, Keyword::ModelAnswer, Keyword::Answer])
            {
                let meant = meant.to_owned();
                self.tell_typo(text, near, &meant, 0);
                found = Some(near);
            } else if let Some(missing) = self.keywords.without_colon(&text.plain).filter(|missing| QUOTES.contains(&missing.keyword)) {
                self.tell_missing_colon(text, missing);
                found = Some(missing);
            }
        } else if let Some(found) = found {
            self.tell_colon(text, found, 0);
        }
        match found {
            Some(found) if QUOTES.contains(&found.keyword) => {
                self.tell_glued(block, text);
                self.quoted(block, text, found, parts);
            }
            Some(found) if LINES.contains(&found.keyword) => {
                let line = first_line(self.text, block.span);
                let source = &self.text[line.range()];
                let words = source.trim_start_matches(['>', ' ']);
                let mark = Span { start: line.start, end: line.end - words.len() as u32 };
                let here = text.span_of(self.text, 0..found.word).start <= line.end;
                let single = here && block.children.len() == 1 && !text.plain.contains('\n');
                let mended = single.then(|| mend(self.text, mark, ""));
                self.told.keyword_in_quote(line, &text.plain[..found.word], mended);
                if let Some(first) = first {
                    self.keyword_lines(first, parts);
                }
            }
            _ => {
                // Feedback that lost its indent: right after a list that answers.
                let after_list = at
                    .checked_sub(1)
                    .map(|before| &blocks[before])
                    .filter(|before| matches!(before.shape, Shape::List { .. }) || parts.stray_before);
                let beside = last_list.is_some_and(|last| at < last)
                    && blocks.get(at + 1).is_some_and(|next| matches!(next.shape, Shape::List { .. }));
                let answers = parts.lists.last().is_some_and(|list| list.looks_like_answer());
                if after_list.is_some() && answers && (beside || last_list.is_none_or(|last| at > last)) {
                    self.tell_stray(block, parts);
                    block.children.iter().filter(|child| child.shape == Shape::Paragraph).for_each(|child| self.tell_broken_list(child, 1));
                    if let Some(item) = parts.lists.last_mut().and_then(|list| list.items.last_mut()) {
                        item.strays.push(block);
                    }
                    parts.stray_before = true;
                    return;
                }
                parts.piece(block, Vec::new());
            }
        }
        parts.stray_before = false;
    }

    /// Feedback whose lines must be indented as far as the words of the option above.
    fn tell_stray(&mut self, quote: &Block, parts: &Parts) {
        let Some(item) = parts.lists.last().and_then(|list| list.items.last()) else { return };
        let line = line_at(self.text, item.block.span.start as usize);
        let source = &self.text[line.range()];
        let indent = source.len() - source.trim_start().len();
        let marker = source.trim_start();
        let digits = marker.len() - marker.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        let width = indent + digits + 2;
        let blanks = " ".repeat(width);
        let start = line_at(self.text, quote.span.start as usize).start as usize;
        let last = line_at(self.text, (quote.span.end as usize).max(start)).end as usize;
        // Not what hangs on without a `>` of its own.
        let is_marked = |line: &&str| line.trim_start_matches(' ').starts_with('>');
        let lines: Vec<&str> = self.text[start..last].split_inclusive('\n').take_while(is_marked).collect();
        let end = start + lines.iter().map(|line| line.len()).sum::<usize>();
        let mended: String = lines.into_iter().map(|line| format!("{blanks}{}", line.trim_start_matches(' '))).collect();
        let first = mended.lines().next().unwrap_or_default().trim_end().to_owned();
        let mended = mend_showing(self.text, Span::new(start..end), &mended, &first);
        self.told.feedback_not_indented(first_line(self.text, quote.span), mended);
    }

    /// Keywords that stand later in a quote belong into a quote, or a paragraph, of their own.
    fn tell_glued(&mut self, quote: &Block, text: &Text) {
        let mut starts: Vec<(&Text, usize)> = lines(&text.plain).into_iter().skip(1).map(|line| (text, line.start)).collect();
        starts.extend(quote.children.iter().skip(1).filter(|child| child.shape == Shape::Paragraph).map(|child| (&child.text, 0)));
        for (text, at) in starts {
            let found = self.keywords.at_start(&text.plain[at..]);
            let Some(found) = found.filter(|found| QUOTES.contains(&found.keyword) || LINES.contains(&found.keyword)) else { continue };
            let word = text.span_of(self.text, at..at + found.word);
            let line = line_at(self.text, word.start as usize);
            let here = Span { start: line.start, end: line.start };
            let shown = self.text[line.range()].trim().to_owned();
            let ends = self.line_end();
            // A line of the quote before would still hold them together.
            let before = &self.text[..line.start as usize];
            let above = before.trim_end_matches(['\r', '\n']).rsplit('\n').next().unwrap_or_default().trim();
            let mended = if above == ">" {
                let start = before.trim_end_matches(['\r', '\n']).len() - above.len();
                mend_showing(self.text, Span::new(start..start + 1), "", &shown)
            } else {
                mend_showing(self.text, here, ends, &shown)
            };
            self.told.keyword_glued(word, &text.plain[at..at + found.word], mended);
        }
    }

    /// Lines of settings that an option or item has swallowed.
    fn tell_lazy_lines(&mut self, item: &Block) {
        // Lines without their own mark go on what is above them, be it an item or its feedback.
        let quotes = item.children.iter().filter(|child| is_feedback(child)).flat_map(|quote| &quote.children);
        for block in item.children.iter().chain(quotes).filter(|child| child.shape == Shape::Paragraph) {
            self.tell_broken_list(block, 1);
        }
        for block in item.children.iter().filter(|child| child.shape == Shape::Paragraph) {
            for line in lines(&block.text.plain).into_iter().skip(1) {
                let found = self.keywords.at_start(&block.text.plain[line.clone()]);
                let Some(found) = found.filter(|found| LINES.contains(&found.keyword)) else { continue };
                let word = block.text.span_of(self.text, line.start..line.start + found.word);
                let source = line_at(self.text, word.start as usize);
                let ends = self.line_end();
                let shown = self.text[source.range()].trim().to_owned();
                let indent = Span { start: source.start, end: word.start };
                let mended = mend_showing(self.text, indent, ends, &shown);
                self.told.keyword_glued(word, &block.text.plain[line.start..line.start + found.word], mended);
            }
        }
        for quote in item.children.iter().filter(|child| is_feedback(child)) {
            let Some(first) = quote.children.first().filter(|first| first.shape == Shape::Paragraph) else { continue };
            let found = self.keywords.at_start(&first.text.plain);
            if let Some(found) = found.filter(|found| QUOTES.contains(&found.keyword)) {
                let line = first_line(self.text, quote.span);
                self.told.keyword_in_option(line, &first.text.plain[..found.word], self.text[line.range()].trim());
            }
        }
    }

    /// A hint, an explanation or a model answer.
    fn quoted<'b>(&mut self, block: &'b Block, text: &'b Text, found: Found, parts: &mut Parts<'b>) {
        if found.keyword == Keyword::ModelAnswer {
            let order = parts.next();
            return parts.models.push(Model { block, found, order });
        }
        let mut body = Body::default();
        let cuts: Vec<Cut> = text.html_of(0..found.length).into_iter().map(|cut| (cut, None)).collect();
        for (at, child) in block.children.iter().enumerate() {
            body.push_part(self.body, child.html.clone(), if at == 0 { &cuts } else { &[] });
        }
        let line = first_line(self.text, block.span);
        if text.plain[found.length..].trim().is_empty() && block.children.len() == 1 {
            return self.told.keyword_without_value(line, &text.plain[..found.word]);
        }
        if found.keyword == Keyword::Hint {
            parts.hints.push(body);
        } else if let Some(why) = &mut parts.why {
            self.told.keyword_twice(line, &text.plain[..found.word]);
            why.push_part(&body, 0..body.html.len() as u32, &[]);
        } else {
            parts.why = Some(body);
        }
    }

    fn paragraph<'b>(&mut self, block: &'b Block, parts: &mut Parts<'b>) {
        let text = &block.text;
        let first = self.keywords.at_start(&text.plain);
        match first {
            Some(found) if QUOTES.contains(&found.keyword) => {
                let line = first_line(self.text, block.span);
                let at = Span { start: line.start, end: line.start };
                let mended = mend(self.text, at, "> ");
                self.told.keyword_not_quoted(line, &text.plain[..found.word], mended);
                return self.quoted_paragraph(block, found, parts);
            }
            Some(found) if LINES.contains(&found.keyword) => return self.keyword_lines(block, parts),
            _ => {}
        }
        if let Some((near, meant)) = self.keywords.near(&text.plain, &[LINES.as_slice(), &QUOTES].concat()) {
            let meant = meant.to_owned();
            if QUOTES.contains(&near.keyword) {
                let line = first_line(self.text, block.span);
                let word = text.span_of(self.text, 0..near.word);
                let mended = mend(self.text, Span { start: line.start, end: word.end }, &format!("> {meant}"));
                self.told.keyword_typo(word, &text.plain[..near.word], mended);
                return self.quoted_paragraph(block, near, parts);
            }
            return self.keyword_lines(block, parts);
        }
        self.tell_broken_list(block, 0);
        // Settings that hang on the text above them.
        let later = lines(&text.plain).into_iter().skip(1).find(|line| {
            self.keywords
                .at_start(&text.plain[line.clone()])
                .is_some_and(|found| LINES.contains(&found.keyword) && found.colon == Colon::Right)
        });
        if let Some(line) = later {
            let found = self.keywords.at_start(&text.plain[line.clone()]).expect("found just now");
            let word = text.span_of(self.text, line.start..line.start + found.word);
            let source = line_at(self.text, word.start as usize);
            let at = Span { start: source.start, end: source.start };
            let ends = self.line_end();
            let shown = self.text[source.range()].trim().to_owned();
            let mended = mend_showing(self.text, at, ends, &shown);
            self.told.keyword_glued(word, &text.plain[line.start..line.start + found.word], mended);
            return self.lines_from(block, line.start, parts);
        }
        parts.piece(block, Vec::new());
    }

    /// A hint without its `>`, read as if it had one.
    fn quoted_paragraph<'b>(&mut self, block: &'b Block, found: Found, parts: &mut Parts<'b>) {
        let text = &block.text;
        let cuts: Vec<Cut> = text.html_of(0..found.length).into_iter().map(|cut| (cut, None)).collect();
        let body = self.body.part(block.html.clone(), &cuts);
        match found.keyword {
            Keyword::Hint => parts.hints.push(body),
            Keyword::Why if parts.why.is_none() => parts.why = Some(body),
            Keyword::Why => parts.piece(block, Vec::new()),
            _ => {
                let order = parts.next();
                parts.models.push(Model { block, found, order });
            }
        }
    }

    fn keyword_lines<'b>(&mut self, block: &'b Block, parts: &mut Parts<'b>) {
        self.lines_from(block, 0, parts);
    }

    /// Reads the lines of a paragraph from a byte on; what is no setting stays text.
    fn lines_from<'b>(&mut self, block: &'b Block, start: usize, parts: &mut Parts<'b>) {
        let text = &block.text;
        let mut cuts: Vec<Range<usize>> = Vec::new();
        let mut strangers = Vec::new();
        for line in lines(&text.plain).into_iter().filter(|line| line.start >= start) {
            let words = &text.plain[line.clone()];
            let mut found = self.keywords.at_start(words);
            if found.is_none()
                && let Some((near, meant)) = self.keywords.near(words, &LINES)
            {
                let meant = meant.to_owned();
                self.tell_typo(text, near, &meant, line.start);
                found = Some(near);
            }
            let Some(found) = found.filter(|found| LINES.contains(&found.keyword)) else {
                if !words.trim().is_empty() {
                    strangers.push(line);
                }
                continue;
            };
            self.tell_colon(text, found, line.start);
            let value = line.start + found.length.min(words.len())..line.end;
            if self.setting(text, found, line.clone(), value, parts) {
                cuts.push(line.start..(line.end + 1).min(text.plain.len()));
            }
        }
        let all = cuts.iter().map(Range::len).sum::<usize>() >= text.plain.len();
        if all {
            return;
        }
        for line in strangers {
            let span = text.span_of(self.text, line);
            self.told.text_after_answer(first_line(self.text, span));
        }
        parts.piece(block, cuts);
    }

    /// Takes a setting. False: it stays text, which has been told.
    fn setting<'b>(&mut self, text: &'b Text, found: Found, line: Range<usize>, value: Range<usize>, parts: &mut Parts<'b>) -> bool {
        let span = text.span_of(self.text, line.clone());
        let word = &text.plain[line.start..line.start + found.word];
        let words = text.plain[value.clone()].trim();
        if found.keyword == Keyword::Answer {
            let order = parts.next();
            parts.answers.push(AnswerLine { text, value, span, order });
            return true;
        }
        if words.is_empty() {
            self.told.keyword_without_value(span, word);
            return true;
        }
        let twice = match found.keyword {
            Keyword::Points => parts.points.is_some(),
            Keyword::Tries => parts.tries.is_some(),
            Keyword::Type => parts.wanted.is_some(),
            Keyword::Shuffle => parts.shuffle.is_some(),
            Keyword::Marking => parts.whole.is_some(),
            Keyword::Id => parts.own_id.is_some(),
            _ => false,
        };
        if twice {
            self.told.keyword_twice(span, word);
            return true;
        }
        let start = value.start + (text.plain[value.clone()].len() - text.plain[value.clone()].trim_start().len());
        let place = text.span_of(self.text, start..start + words.len());
        let list = || words.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned);
        match found.keyword {
            Keyword::Points => match words.replace(',', ".").parse::<f64>() {
                Ok(points) if points > 0.0 && points <= 1000.0 => parts.points = Some((points, span)),
                _ => self.told.setting_unreadable(place, word, words, "a number above 0, at most 1000"),
            },
            Keyword::Tries => match words.parse::<u32>() {
                Ok(tries) if (1..=MOST_TRIES).contains(&tries) => parts.tries = Some((tries, span)),
                _ => self.told.setting_unreadable(place, word, words, "a whole number, 1 to 20"),
            },
            Keyword::Tags => parts.tags.extend(list()),
            Keyword::Sources => parts.sources.extend(list()),
            Keyword::Type => {
                let name = fold(words).replace([' ', '/'], "-");
                match Type::ALL.into_iter().find(|wanted| wanted.name() == name) {
                    Some(wanted) => parts.wanted = Some((wanted, place)),
                    None => {
                        let near = crate::diagnostics::nearest(&name, Type::ALL.map(Type::name));
                        self.told.unknown_type(place, words, near, &Type::ALL.map(Type::name).join(", "));
                    }
                }
            }
            Keyword::Shuffle => match self.keywords.is(words) {
                Some(Keyword::No) => parts.shuffle = Some((false, span)),
                Some(Keyword::Yes) => parts.shuffle = Some((true, span)),
                _ => self.told.setting_unreadable(place, word, words, "`yes` or `no`"),
            },
            Keyword::Marking => match self.keywords.is(words) {
                Some(Keyword::AllOrNothing) => parts.whole = Some(span),
                _ => self.told.setting_unreadable(place, word, words, "`all or nothing`, or be left out"),
            },
            _ => {
                if words.chars().count() <= 60 && words.chars().all(is_id_sign) {
                    parts.own_id = Some((crate::source::nfc(words), place));
                } else {
                    let joined = words.split_whitespace().collect::<Vec<_>>().join("-");
                    let id: String = joined.chars().filter(|sign| is_id_sign(*sign)).take(60).collect();
                    self.told.setting_unreadable(place, word, words, "one word of letters, digits, `-`, `_` and `.`");
                    parts.own_id = Some((id, place)).filter(|(id, _)| !id.is_empty());
                }
            }
        }
        true
    }

    /// Lists that Markdown did not see as such, from a line of a paragraph on.
    fn tell_broken_list(&mut self, block: &Block, first: usize) {
        let text = &block.text;
        let all = lines(&text.plain);
        let boxed = |words: &str| ["[x]", "[X]", "[ ]", "[]", "[х]"].iter().any(|mark| words.starts_with(mark));
        for line in all.iter().skip(first) {
            let words = &text.plain[line.clone()];
            if !matches!(text.kind_at(line.start), RunKind::Plain) {
                continue;
            }
            let Some(sign) = words.chars().next() else { continue };
            let rest = &words[sign.len_utf8()..];
            let place = |bytes: usize| line.start..line.start + bytes;
            match sign {
                '-' | '*' | '+' if rest.starts_with('\u{A0}') => {
                    let blanks = rest.len() - rest.trim_start().len();
                    let span = text.span_of(self.text, place(1 + blanks));
                    let mended = mend(self.text, span, "- ");
                    self.told.no_break_space(span, mended);
                }
                '-' | '*' | '+'
                    if boxed(rest) || all.len() > 1 && all.iter().all(|line| is_glued_bullet(&text.plain[line.clone()], sign)) =>
                {
                    let span = text.span_of(self.text, place(1));
                    let mended = mend(self.text, span, &format!("{sign} "));
                    self.told.list_without_space(span, mended);
                }
                '0'..='9' if all.len() > 1 && all.iter().all(|line| is_glued_number(&text.plain[line.clone()])) => {
                    let digits = words.len() - words.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
                    let span = text.span_of(self.text, place(digits + 1));
                    let mended = mend(self.text, span, &format!("{} ", &words[..digits + 1]));
                    self.told.list_without_space(span, mended);
                }
                '•' | '·' | '▪' | '◦' | '●' | '○' | '‣' | '\u{F0B7}' | '\u{F0A7}' | '–' | '—' => {
                    let dash = matches!(sign, '–' | '—');
                    let words = rest.trim_start();
                    // A dash also begins what somebody says.
                    if dash && !boxed(words) && lists::arrows(text).is_empty() || rest.len() == words.len() && dash {
                        continue;
                    }
                    let span = text.span_of(self.text, place(sign.len_utf8() + rest.len() - words.len()));
                    let mended = mend(self.text, span, "- ");
                    self.told.foreign_bullet(span, sign, mended);
                }
                _ => {}
            }
        }
    }

    /// A list or keyword that four blanks have turned into code.
    fn tell_indented(&mut self, block: &Block) {
        let start = line_at(self.text, block.span.start as usize).start as usize;
        let end = (block.span.end as usize).max(start);
        let source = self.text[start..end].trim_end();
        let first = source.lines().next().unwrap_or_default().trim();
        let is_list = ["- ", "* ", "+ "].iter().any(|mark| first.starts_with(mark))
            || first.split_once(['.', ')']).is_some_and(|(digits, rest)| {
                !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with(' ')
            });
        let words = first.trim_start_matches(['>', ' ']);
        let is_keyword =
            self.keywords.at_start(words).is_some_and(|found| LINES.contains(&found.keyword) || QUOTES.contains(&found.keyword));
        if !is_list && !is_keyword {
            return;
        }
        let indent = source.len() - source.trim_start_matches([' ', '\t']).len();
        let indent = &source[..indent];
        let mended: String = source
            .split_inclusive('\n')
            .map(|line| line.strip_prefix(indent).unwrap_or_else(|| line.trim_start_matches([' ', '\t'])))
            .collect();
        let mended = mend_showing(self.text, Span::new(start..start + source.len()), &mended, first);
        let line = line_at(self.text, block.span.start as usize);
        self.told.indented_as_code(
            Span { start: (line.end as usize - self.text[line.range()].trim_start().len()) as u32, end: line.end },
            mended,
        );
    }

    // What answers

    /// Finds the answer by the first rule that fits. None: nothing answers.
    fn decide(&mut self, heading: &Block, blocks: &[Block], parts: &mut Parts) -> Option<Answer> {
        let lists = std::mem::take(&mut parts.lists);
        let mut answers = std::mem::take(&mut parts.answers);
        let mut models = std::mem::take(&mut parts.models);
        let wanted = parts.wanted;
        for model in models.drain(1.min(models.len())..) {
            self.told.two_answers(first_line(self.text, model.block.span));
            parts.late(model.block, model.order);
        }
        for answer in answers.drain(1.min(answers.len())..) {
            self.told.two_answers(first_line(self.text, answer.span));
        }
        let boxed = |list: &List| list.items.iter().any(|item| item.mark.is_some() && item.look_alike.is_none());
        if let Some(model) = models.pop() {
            for answer in answers {
                self.told.two_answers(first_line(self.text, answer.span));
            }
            self.lists_as_text(&lists, &boxed, model.order, parts);
            self.after(model.order, parts);
            if let Some((wanted, span)) = wanted.filter(|(wanted, _)| *wanted != Type::Reflection) {
                self.told.type_does_not_fit(span, wanted.name(), "a model answer makes a reflection");
            }
            return Some(self.reflection(&model));
        }
        if let Some(answer) = answers.pop() {
            self.lists_as_text(&lists, &boxed, answer.order, parts);
            self.after(answer.order, parts);
            match wanted {
                Some((wanted, span)) if !matches!(wanted, Type::Text | Type::Number) => {
                    self.told.type_does_not_fit(span, wanted.name(), "an `Answer:` line makes a text or a number");
                }
                _ => {}
            }
            let read = self.answer(answer.text, answer.value.clone(), answer.span, wanted);
            // A value that cannot be read stands as it was written, so that the question stays one.
            return Some(read.unwrap_or_else(|| Answer::Text {
                answers: vec![super::Alternative { text: super::items::squeeze(&answer.text.plain[answer.value.clone()]), weight: 100.0 }],
            }));
        }
        self.by_list(heading, blocks, lists, wanted, parts)
    }

    fn by_list<'b>(
        &mut self,
        heading: &Block,
        blocks: &[Block],
        mut lists: Vec<List<'b>>,
        wanted: Option<(Type, Span)>,
        parts: &mut Parts<'b>,
    ) -> Option<Answer> {
        let gaps = parts.pieces.iter().any(|piece| piece.block.shape == Shape::Paragraph && gaps::has_brace(&piece.block.text));
        let by_gaps = wanted.is_some_and(|(wanted, _)| wanted == Type::Gaps);
        let answers = lists.last().is_some_and(List::looks_like_answer);
        if answers && !by_gaps {
            let list = lists.pop().expect("the last list answers");
            let earlier = lists.iter().any(|list| list.items.iter().any(|item| item.mark.is_some() && item.look_alike.is_none()));
            let line = first_line(self.text, list.block.span);
            if earlier {
                self.told.two_answers(line);
            }
            for other in lists {
                parts.late(other.block, other.order);
            }
            self.after(list.order, parts);
            return Some(self.list(list, line, wanted, parts));
        }
        if gaps {
            for list in lists {
                parts.late(list.block, list.order);
            }
            if let Some((wanted, span)) = wanted.filter(|(wanted, _)| *wanted != Type::Gaps) {
                self.told.type_does_not_fit(span, wanted.name(), "the question has gaps, and nothing else that answers it");
            }
            return Some(self.gap_text(parts));
        }
        self.tell_unanswered(heading, blocks, lists.last(), wanted);
        None
    }

    fn list(&mut self, list: List, line: Span, wanted: Option<(Type, Span)>, parts: &mut Parts) -> Answer {
        let items = &list.items;
        let boxed = items.iter().any(|item| item.mark.is_some() || self.box_became_link(item));
        let nested = items.iter().all(|item| item.sub_list().is_some());
        let by_look = match () {
            () if boxed => Type::Single,
            () if list.ordered => Type::Order,
            () if !nested && lists::has_arrows(items) => Type::Match,
            () => Type::Groups,
        };
        let choice = |wanted| matches!(wanted, Type::Single | Type::Multiple | Type::TrueFalse);
        let kind = match wanted {
            Some((wanted, _)) if choice(wanted) == boxed && matches!(wanted, Type::Order | Type::Match | Type::Groups) => wanted,
            Some((wanted, _)) if choice(wanted) && boxed => wanted,
            Some((wanted, span)) => {
                self.told.type_does_not_fit(span, wanted.name(), "the list looks otherwise");
                by_look
            }
            None => by_look,
        };
        match kind {
            Type::Order => self.order(items, wanted.is_some()),
            Type::Match => self.matching(items),
            Type::Groups => self.groups(items),
            _ => self.choice(items, line, wanted.filter(|(wanted, _)| choice(*wanted)), parts.whole.is_some()),
        }
    }

    /// Lists beside a model answer or an `Answer:` line are text, unless they have boxes.
    fn lists_as_text<'b>(&mut self, lists: &[List<'b>], boxed: &dyn Fn(&List) -> bool, answer: usize, parts: &mut Parts<'b>) {
        for list in lists {
            let line = first_line(self.text, list.block.span);
            if boxed(list) {
                self.told.two_answers(line);
            } else if list.order > answer {
                self.told.text_after_answer(line);
            }
            parts.late(list.block, list.order);
        }
    }

    /// Text after the answer.
    fn after(&mut self, answer: usize, parts: &Parts) {
        for piece in parts.pieces.iter().filter(|piece| piece.order > answer && piece.cuts.is_empty()) {
            self.told.text_after_answer(first_line(self.text, piece.block.span));
        }
    }

    fn reflection(&mut self, model: &Model) -> Answer {
        let paragraphs: &[Block] =
            if model.block.shape == Shape::Paragraph { std::slice::from_ref(model.block) } else { &model.block.children };
        let list = paragraphs.iter().rposition(|child| matches!(child.shape, Shape::List { .. }));
        let mut body = Body::default();
        for (at, child) in paragraphs.iter().enumerate().filter(|(at, _)| Some(*at) != list) {
            let cuts: Vec<Cut> = match at {
                0 => child.text.html_of(0..model.found.length).into_iter().map(|cut| (cut, None)).collect(),
                _ => Vec::new(),
            };
            body.push_part(self.body, child.html.clone(), &cuts);
        }
        let first = &paragraphs[0].text.plain;
        if first[model.found.length.min(first.len())..].trim().is_empty() && paragraphs.len() == 1 + usize::from(list.is_some()) {
            self.told.keyword_without_value(first_line(self.text, model.block.span), &first[..model.found.word]);
        }
        let raw: Vec<RawItem> = list.map(|list| paragraphs[list].children.iter().map(RawItem::of).collect()).unwrap_or_default();
        let checks: Vec<Item> = raw.iter().map(|raw| self.item(raw)).collect();
        let equal: Vec<(&str, Span)> =
            checks.iter().map(|check| check.plain.as_str()).zip(raw.iter().map(|raw| self.item_line(raw))).collect();
        self.tell_equal(&equal);
        Answer::Reflection { model: body, checks }
    }

    fn gap_text(&mut self, parts: &mut Parts) -> Answer {
        let mut gaps = Vec::new();
        parts.pieces.sort_by_key(|piece| piece.order);
        for piece in &mut parts.pieces {
            if piece.block.shape == Shape::Paragraph {
                piece.gaps = self.gaps(&piece.block.text, &mut gaps);
            }
        }
        for piece in parts.pieces.iter().filter(|piece| piece.block.shape != Shape::Paragraph) {
            self.tell_gap_elsewhere(piece.block);
        }
        Answer::Gaps { gaps }
    }

    fn tell_gap_elsewhere(&mut self, block: &Block) -> bool {
        if !matches!(block.shape, Shape::Table | Shape::List { .. } | Shape::Quote { .. }) {
            return false;
        }
        let source = &self.text[block.span.range()];
        let Some(open) = source.find('{').filter(|open| source[*open..].contains('}')) else { return false };
        let at = block.span.start as usize + open;
        let line = line_at(self.text, at);
        self.told.gap_not_in_paragraph(Span { start: at as u32, end: line.end });
        true
    }

    /// Says why nothing answers, where a line is wrong.
    fn tell_unanswered(&mut self, heading: &Block, blocks: &[Block], list: Option<&List>, wanted: Option<(Type, Span)>) {
        let before = self.told.count();
        if let Some((wanted, span)) = wanted.filter(|_| list.is_none()) {
            self.told.type_does_not_fit(span, wanted.name(), "nothing in the question has this form");
        }
        if gaps::has_brace(&heading.text) && heading.text.plain.contains('}') {
            self.told.gap_in_heading(first_line(self.text, heading.span));
        }
        for block in blocks {
            self.tell_gap_elsewhere(block);
            let found = (block.shape == Shape::Paragraph).then(|| self.keywords.without_colon(&block.text.plain)).flatten();
            if let Some(found) = found.filter(|found| found.keyword == Keyword::Answer) {
                self.tell_missing_colon(&block.text, found);
            }
        }
        if let Some(list) = list
            && self.told.count() == before
        {
            self.told.list_answers_nothing(first_line(self.text, list.block.span));
        }
    }

    /// The text of a question: what is no answer, hint or setting, in order.
    fn text_body(&self, parts: &Parts) -> Body {
        let mut pieces: Vec<&Piece> = parts.pieces.iter().collect();
        pieces.sort_by_key(|piece| piece.order);
        let mut body = Body::default();
        for piece in pieces {
            let mut cuts = piece.gaps.clone();
            cuts.extend(piece.cuts.iter().flat_map(|cut| piece.block.text.html_of(cut.clone())).map(|cut| (cut, None)));
            cuts.sort_by_key(|(cut, _)| cut.start);
            body.push_part(self.body, piece.block.html.clone(), &cuts);
        }
        body
    }

    fn tell_without_effect(&mut self, answer: &Answer, parts: &Parts) {
        let is_reflection = matches!(answer, Answer::Reflection { .. });
        let is_choice = matches!(answer, Answer::Choice { .. });
        let is_multiple = matches!(answer, Answer::Choice { kind: super::ChoiceKind::Multiple, .. });
        let name = answer.type_name();
        if let Some(span) = parts.whole.filter(|_| !is_multiple) {
            self.told.setting_without_effect(span, name, "only a multiple choice is marked so");
        }
        if let Some((_, span)) = parts.shuffle.filter(|_| !is_choice) {
            self.told.setting_without_effect(span, name, "only the options of a choice keep or lose their order by it");
        }
        for span in [parts.points.map(|(_, span)| span), parts.tries.map(|(_, span)| span)].into_iter().flatten().filter(|_| is_reflection)
        {
            self.told.setting_without_effect(span, name, "it is not marked");
        }
    }
}

fn is_id_sign(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.')
}

/// `-text` as a line of a list.
fn is_glued_bullet(line: &str, sign: char) -> bool {
    line.strip_prefix(sign).is_some_and(|rest| rest.starts_with(|first: char| first.is_alphabetic() || first == '['))
}

/// `1.text` as a line of a list.
fn is_glued_number(line: &str) -> bool {
    let rest = line.trim_start_matches(|sign: char| sign.is_ascii_digit());
    rest.len() < line.len() && rest.strip_prefix(['.', ')']).is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// The lines of a paragraph, as parts of its plain text.
fn lines(plain: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    plain
        .split('\n')
        .map(|line| {
            let range = start..start + line.len();
            start = range.end + 1;
            range
        })
        .collect()
}

/// What a question consists of, while it is being read.
#[derive(Default)]
struct Parts<'b> {
    pieces: Vec<Piece<'b>>,
    lists: Vec<List<'b>>,
    answers: Vec<AnswerLine<'b>>,
    models: Vec<Model<'b>>,
    hints: Vec<Body>,
    why: Option<Body>,
    points: Option<(f64, Span)>,
    tries: Option<(u32, Span)>,
    tags: Vec<String>,
    wanted: Option<(Type, Span)>,
    shuffle: Option<(bool, Span)>,
    whole: Option<Span>,
    sources: Vec<String>,
    own_id: Option<(String, Span)>,
    /// The block before was feedback without its indent.
    stray_before: bool,
    counted: usize,
}

impl<'b> Parts<'b> {
    fn next(&mut self) -> usize {
        self.counted += 1;
        self.counted
    }

    fn piece(&mut self, block: &'b Block, cuts: Vec<Range<usize>>) {
        let order = self.next();
        self.pieces.push(Piece { block, cuts, gaps: Vec::new(), order });
    }

    /// Something that was taken for an answer and is text.
    fn late(&mut self, block: &'b Block, order: usize) {
        self.pieces.push(Piece { block, cuts: Vec::new(), gaps: Vec::new(), order });
    }
}

/// A block of the text.
struct Piece<'b> {
    block: &'b Block,
    /// Lines that are settings.
    cuts: Vec<Range<usize>>,
    gaps: Vec<Cut>,
    order: usize,
}

struct List<'b> {
    block: &'b Block,
    ordered: bool,
    items: Vec<RawItem<'b>>,
    order: usize,
}

impl List<'_> {
    fn looks_like_answer(&self) -> bool {
        self.ordered || self.items.iter().any(|item| item.mark.is_some() || item.sub_list().is_some()) || lists::has_arrows(&self.items)
    }
}

struct AnswerLine<'b> {
    text: &'b Text,
    value: Range<usize>,
    span: Span,
    order: usize,
}

struct Model<'b> {
    block: &'b Block,
    found: Found,
    order: usize,
}

fn sections(outline: &[Block], end: usize) -> Vec<Section<'_>> {
    let mut sections: Vec<Section> = Vec::new();
    let mut heading = None;
    let mut start = 0;
    for (at, block) in outline.iter().enumerate() {
        if matches!(block.shape, Shape::Heading { .. } | Shape::Rule) {
            sections.push(Section { heading, blocks: &outline[start..at], end: block.span.start as usize });
            heading = matches!(block.shape, Shape::Heading { .. }).then_some(block);
            start = at + 1;
        }
    }
    sections.push(Section { heading, blocks: &outline[start..], end });
    sections
}
