//! comrak's tree as our HTML. The tree is walked with a list of steps, never by recursion: an author's
//! text can nest deeper than a stack.

mod alerts;
mod links;
mod notes;
mod tables;

use std::collections::HashMap;

use comrak::nodes::{AstNode, ListType, Node, NodeCodeBlock, NodeMath, NodeValue, Sourcepos};

use self::notes::Notes;
use self::tables::TableState;
use super::code::{self, Look};
use super::escape::{self, push_text};
use super::outline::{self, Block, Recorder, RunKind};
use super::places::Places;
use super::prose::{self, Brackets, Dangling};
use super::survey::Survey;
use super::{Body, Code, Fill, Link, NESTING_LIMIT, Options, Picture, Slot, deepens, math, without_comments};
use crate::diagnostics::Diagnostics;
use crate::source::Span;

/// What the body holds besides its HTML.
pub struct Formatted {
    pub body: Body,
    pub links: Vec<Link>,
    pub pictures: Vec<Picture>,
    pub code: Vec<Code>,
    pub outline: Vec<Block>,
}

pub fn format<'a>(
    root: Node<'a>,
    text: &str,
    start: usize,
    options: &Options,
    survey: &Survey<'a>,
    places: &Places,
    diagnostics: &mut Diagnostics,
) -> Formatted {
    let mut writer = Writer {
        text,
        start,
        options,
        survey,
        places,
        diagnostics,
        html: String::with_capacity((text.len() - start) * 5 / 4),
        slots: Vec::new(),
        links: Vec::new(),
        pictures: Vec::new(),
        code: Vec::new(),
        steps: Vec::new(),
        headings: survey.by_node(),
        notes: Notes::of(survey),
        referred: HashMap::new(),
        brackets: Brackets::default(),
        labels: None,
        guesses: Guesses::default(),
        in_link: false,
        table: TableState::default(),
        tables: 0,
        code_blocks: 0,
        too_deep: false,
        outline: options.outline.then(Recorder::default),
    };
    writer.steps.push(Step::Enter(root, 0));
    writer.run();
    // The footnotes are no blocks of the page.
    let outline = writer.outline.take().map(Recorder::into_blocks).unwrap_or_default();
    writer.notes();
    Formatted {
        body: Body { html: writer.html, slots: writer.slots },
        links: writer.links,
        pictures: writer.pictures,
        code: writer.code,
        outline,
    }
}

enum Step<'a> {
    /// A node, and how deep it stands.
    Enter(Node<'a>, usize),
    Html(&'static str),
    /// The end of a block: the tag and a new line.
    End(&'static str),
    /// The end of a paragraph, which began at this byte and is left out if nothing came of it.
    ParagraphEnd(usize),
    Text(String),
    LinkEnd(u32),
    /// The last paragraph of a footnote takes the links back to the text.
    LastParagraph(Node<'a>, usize, usize),
    Back(usize),
    /// The end of a block of the outline.
    BlockEnd,
}

struct Writer<'a, 'o, 'w> {
    text: &'o str,
    start: usize,
    options: &'o Options<'w>,
    survey: &'o Survey<'a>,
    places: &'o Places<'o>,
    diagnostics: &'o mut Diagnostics,
    html: String,
    slots: Vec<Slot>,
    links: Vec<Link>,
    pictures: Vec<Picture>,
    code: Vec<Code>,
    steps: Vec<Step<'a>>,
    headings: HashMap<*const AstNode<'a>, usize>,
    notes: Notes<'a>,
    /// Where the page first uses a reference to an address: all its uses have this one place.
    referred: HashMap<String, Span>,
    brackets: Brackets,
    /// Labels of references, once they are needed.
    labels: Option<Vec<&'o str>>,
    guesses: Guesses,
    in_link: bool,
    table: TableState,
    tables: usize,
    code_blocks: usize,
    too_deep: bool,
    outline: Option<Recorder>,
}

impl<'a> Writer<'a, '_, '_> {
    fn run(&mut self) {
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Enter(node, depth) => self.enter(node, depth),
                Step::Html(html) => self.html.push_str(html),
                Step::End(tag) => {
                    self.html.push_str(tag);
                    self.html.push('\n');
                }
                Step::ParagraphEnd(start) => {
                    if self.html.len() == start + "<p>".len() && self.slots.last().is_none_or(|slot| (slot.at as usize) < self.html.len()) {
                        self.html.truncate(start);
                    } else {
                        self.html.push_str("</p>\n");
                    }
                }
                Step::Text(text) => push_text(&mut self.html, &text),
                Step::LinkEnd(link) => {
                    self.slot(Fill::LinkEnd(link));
                    self.in_link = false;
                }
                Step::LastParagraph(node, depth, note) => self.paragraph(node, depth, Some(note)),
                Step::Back(note) => self.links_back(note),
                Step::BlockEnd => {
                    if let Some(outline) = &mut self.outline {
                        outline.end(&self.html, self.text);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: Node<'a>, depth: usize) {
        let data = node.data();
        let span = || self.places.span(data.sourcepos);
        let depth = depth + usize::from(deepens(&data.value));
        if depth > NESTING_LIMIT {
            if !self.too_deep {
                self.too_deep = true;
                self.diagnostics.nesting_too_deep(span(), NESTING_LIMIT);
            }
            return;
        }
        if let Some(outline) = &mut self.outline
            && let Some(shape) = outline::shape_of(&data.value)
            && outline.begin(shape, self.places.span(data.sourcepos), self.html.len())
        {
            self.steps.push(Step::BlockEnd);
        }
        match &data.value {
            NodeValue::Document => self.children(node, depth),

            NodeValue::Heading(_) => self.heading(node, depth),
            NodeValue::Paragraph => self.paragraph(node, depth, None),
            NodeValue::ThematicBreak => self.block("<hr>\n"),
            NodeValue::BlockQuote => self.quote(node, depth),
            NodeValue::CodeBlock(block) => self.code_block(block, node),
            NodeValue::HtmlBlock(block) => self.html_block(&block.literal),
            NodeValue::List(list) => {
                let has_tasks = node.children().any(|item| matches!(item.data().value, NodeValue::TaskItem(_)));
                match list.list_type {
                    ListType::Bullet if has_tasks => self.surround("<ul role=\"list\">\n", node, depth, "</ul>"),
                    ListType::Bullet => self.surround("<ul>\n", node, depth, "</ul>"),
                    ListType::Ordered if list.start == 1 => self.surround("<ol>\n", node, depth, "</ol>"),
                    ListType::Ordered => self.surround(&format!("<ol start=\"{}\">\n", list.start), node, depth, "</ol>"),
                }
            }
            NodeValue::Item(_) => self.surround("<li>", node, depth, "</li>"),
            NodeValue::TaskItem(task) => {
                let (state, key) = if task.symbol.is_some() { ("done", "task.done") } else { ("open", "task.open") };
                let word = escape::text(self.options.words.get(key));
                let start = format!(
                    "<li class=\"task\" data-state=\"{state}\"><span class=\"box\" aria-hidden=\"true\"></span><span class=\"unseen\">({word}) </span>"
                );
                self.surround(&start, node, depth, "</li>");
            }
            NodeValue::DescriptionList => self.surround("<dl>\n", node, depth, "</dl>"),
            NodeValue::DescriptionItem(_) => self.children(node, depth),
            NodeValue::DescriptionTerm => self.surround("<dt>", node, depth, "</dt>"),
            NodeValue::DescriptionDetails => self.surround("<dd>", node, depth, "</dd>"),
            NodeValue::Table(table) => self.table(table, node, depth),
            NodeValue::TableRow(in_header) => self.row(node, *in_header, depth),
            NodeValue::TableCell => self.cell(node, depth),
            // Written at the end of the page.
            NodeValue::FootnoteDefinition(_) => {}

            NodeValue::Text(text) => {
                let is_marked = !is_in_block(node);
                self.note(text, if is_marked { RunKind::Marked } else { RunKind::Plain }, data.sourcepos);
                push_text(&mut self.html, text);
                if memchr::memchr2(b'[', b']', text.as_bytes()).is_some() {
                    self.dangling(text, self.places.span(data.sourcepos));
                }
            }
            NodeValue::Escaped => {
                if let Some(NodeValue::Text(text)) = node.first_child().map(|child| child.data().value.clone()) {
                    self.note(&text, if is_in_block(node) { RunKind::Escaped } else { RunKind::Marked }, data.sourcepos);
                    push_text(&mut self.html, &text);
                }
            }
            NodeValue::SoftBreak => {
                self.note("\n", RunKind::Break, data.sourcepos);
                self.html.push('\n');
            }
            NodeValue::LineBreak => {
                self.note("\n", RunKind::Break, data.sourcepos);
                self.html.push_str("<br>\n");
            }
            NodeValue::Code(code) => {
                self.note(&code.literal, RunKind::Literal, data.sourcepos);
                self.html.push_str("<code>");
                push_text(&mut self.html, &code.literal);
                self.html.push_str("</code>");
            }
            NodeValue::Math(formula) => {
                self.note(&formula.literal, RunKind::Literal, data.sourcepos);
                self.math(formula, span());
            }
            NodeValue::HtmlInline(html) if html.starts_with("<!--") => {}
            NodeValue::HtmlInline(html) if self.options.raw_html => self.html.push_str(html),
            NodeValue::HtmlInline(html) => {
                self.note(html, RunKind::Literal, data.sourcepos);
                push_text(&mut self.html, html);
            }
            NodeValue::Emph => self.mark("<em>", node, depth, "</em>"),
            NodeValue::Strong => self.mark("<strong>", node, depth, "</strong>"),
            NodeValue::Strikethrough => self.mark("<del>", node, depth, "</del>"),
            NodeValue::Link(link) => {
                let span = span();
                self.link(node, depth, &link.url, span);
            }
            // `![[plan.png]]` is no picture here: it names a page like any other, and an unknown one is told.
            NodeValue::WikiLink(link) => {
                let span = span();
                self.wiki_link(node, depth, &link.url, span);
            }
            NodeValue::Image(image) => {
                self.picture(node, &image.url, &image.title, false);
            }
            NodeValue::FootnoteReference(reference) => self.footnote_reference(&reference.name),

            // The rest belongs to extensions that are off.
            _ => self.children(node, depth),
        }
    }

    fn children(&mut self, node: Node<'a>, depth: usize) {
        self.steps.extend(node.reverse_children().map(|child| Step::Enter(child, depth)));
    }

    /// Starts a new line, unless one has been started.
    fn line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    fn block(&mut self, html: &str) {
        self.line();
        self.html.push_str(html);
    }

    fn surround(&mut self, start: &str, node: Node<'a>, depth: usize, end: &'static str) {
        self.block(start);
        self.steps.push(Step::End(end));
        self.children(node, depth);
    }

    fn mark(&mut self, start: &str, node: Node<'a>, depth: usize, end: &'static str) {
        self.html.push_str(start);
        self.steps.push(Step::Html(end));
        self.children(node, depth);
    }

    fn slot(&mut self, fill: Fill) {
        self.slots.push(Slot { at: self.html.len() as u32, fill });
    }

    /// Notes a piece of text for the outline.
    fn note(&mut self, text: &str, kind: RunKind, place: Sourcepos) {
        if let Some(outline) = &mut self.outline {
            outline.text(text, kind, self.places.span(place), self.html.len());
        }
    }

    fn inner(&mut self, closing: usize) {
        if let Some(outline) = &mut self.outline {
            outline.inner(self.html.len(), closing);
        }
    }

    fn heading(&mut self, node: Node<'a>, depth: usize) {
        self.brackets = Brackets::default();
        if let Some(title) = self.survey.title.as_ref().filter(|title| title.node.same_node(node)) {
            if let Some(outline) = &mut self.outline {
                outline.heading(None, true);
            }
            self.note(&title.heading.text, RunKind::Literal, node.data().sourcepos);
            return;
        }
        let Some(index) = self.headings.get(&std::ptr::from_ref(node)) else {
            // Without words, or in a footnote: no place that one could go to.
            self.line();
            self.steps.push(Step::ParagraphEnd(self.html.len()));
            self.html.push_str("<p>");
            self.inner("</p>\n".len());
            return self.children(node, depth);
        };
        let index = *index;
        let heading = &self.survey.headings[index].heading;
        self.line();
        self.html.push_str(&format!("<h{} id=\"", heading.level));
        push_text(&mut self.html, &heading.id);
        self.html.push_str("\">");
        self.steps.push(Step::End(["</h2>", "</h3>", "</h4>", "</h5>", "</h6>"][heading.level as usize - 2]));
        self.inner("</h2>\n".len());
        if let Some(outline) = &mut self.outline {
            outline.heading(Some(index), false);
        }
        self.children(node, depth);
    }

    /// A paragraph; the last one of a footnote takes the links back.
    fn paragraph(&mut self, node: Node<'a>, depth: usize, note: Option<usize>) {
        self.brackets = Brackets::default();
        self.look_for_headings(node);
        if self.figure(node) {
            if let Some(note) = note {
                self.steps.extend([Step::End("</p>"), Step::Back(note), Step::Html("<p>")]);
            }
            return;
        }
        let parent = node.parent();
        let in_term = parent.is_some_and(|parent| matches!(parent.data().value, NodeValue::DescriptionTerm));
        let is_tight = in_term
            || parent.and_then(|parent| parent.parent()).is_some_and(|list| match &list.data().value {
                NodeValue::List(list) => list.tight,
                NodeValue::DescriptionItem(item) => item.tight,
                _ => false,
            });
        if is_tight {
            if node.previous_sibling().is_some() {
                self.line();
            }
            self.inner(0);
            return self.children(node, depth);
        }
        self.line();
        self.steps.push(Step::ParagraphEnd(self.html.len()));
        self.html.push_str("<p>");
        self.inner("</p>\n".len());
        if let Some(note) = note {
            self.steps.push(Step::Back(note));
        }
        self.children(node, depth);
    }

    fn quote(&mut self, node: Node<'a>, depth: usize) {
        if let Some(alert) = self.read_alert(node) {
            if let Some(outline) = &mut self.outline {
                outline.alert();
            }
            return self.alert(node, depth, alert);
        }
        self.surround("<blockquote>\n", node, depth, "</blockquote>");
    }

    fn code_block(&mut self, block: &NodeCodeBlock, node: Node<'a>) {
        let place = node.data().sourcepos;
        let literal = block.literal.replace('\r', "");
        let literal = literal.strip_suffix('\n').unwrap_or(&literal);
        let info = code::read_info(&block.info);
        if info.language.eq_ignore_ascii_case("math") {
            match math::mathml(literal, true) {
                Ok(html) => return self.block(&format!("<div class=\"math\">{html}</div>\n")),
                Err(reason) => self.diagnostics.math_unreadable(self.places.span(place), &reason),
            }
        }
        self.code_blocks += 1;
        let mut label = format!("{} {}", self.options.words.get("code.label"), self.code_blocks);
        self.block("<div class=\"code\">");
        if let Some(title) = info.title {
            label = format!("{label}: {title}");
            self.html.push_str("<p class=\"code-title\">");
            push_text(&mut self.html, title);
            self.html.push_str("</p>");
        }
        self.html.push_str("<pre tabindex=\"0\" role=\"region\" aria-label=\"");
        push_text(&mut self.html, &label);
        self.html.push_str("\"><code");
        if !info.language.is_empty() {
            self.html.push_str(" class=\"language-");
            push_text(&mut self.html, &info.language.to_lowercase());
            self.html.push('"');
        }
        self.html.push('>');
        let word = || self.places.find(self.places.line(place), info.language);
        match code::look_up(info.language) {
            Look::Coloured(_) => {
                let span = word();
                self.slot(Fill::Code(self.code.len() as u32));
                self.code.push(Code { language: info.language.to_owned(), text: literal.to_owned(), span });
            }
            Look::Unknown => {
                let nearest = self.guesses.nearest(info.language, code::languages()).map(str::to_lowercase);
                self.diagnostics.unknown_code_language(word(), info.language, nearest.as_deref());
                push_text(&mut self.html, literal);
            }
            Look::Plain => push_text(&mut self.html, literal),
        }
        self.html.push_str("</code></pre></div>\n");
    }

    fn html_block(&mut self, literal: &str) {
        let literal = without_comments(literal);
        let literal = literal.trim();
        if literal.is_empty() {
            return;
        }
        self.line();
        if self.options.raw_html {
            self.html.push_str(literal);
        } else {
            self.html.push_str("<p>");
            push_text(&mut self.html, literal);
            self.html.push_str("</p>");
        }
        self.html.push('\n');
    }

    fn math(&mut self, formula: &NodeMath, span: Span) {
        match math::mathml(&formula.literal, formula.display_math) {
            Ok(html) => self.html.push_str(&html),
            Err(reason) => {
                self.diagnostics.math_unreadable(span, &reason);
                self.html.push_str("<code>");
                push_text(&mut self.html, &formula.literal);
                self.html.push_str("</code>");
            }
        }
    }

    fn dangling(&mut self, text: &str, node: Span) {
        for dangling in self.brackets.read(text) {
            match dangling {
                Dangling::Reference { label, at, length } => {
                    let labels = self.labels.get_or_insert_with(|| prose::defined_labels(&self.text[self.start..]));
                    let nearest = self.guesses.nearest(label, labels.iter().copied());
                    self.diagnostics.undefined_reference(prose::place_in(self.text, node, text, at, length), label, nearest);
                }
                Dangling::Footnote { name, at } => {
                    let nearest = self.guesses.nearest(name, self.notes.list.iter().map(|note| note.name.as_str()));
                    let length = "[^]".len() + name.len();
                    self.diagnostics.undefined_footnote(prose::place_in(self.text, node, text, at, length), name, nearest);
                }
            }
        }
    }

    fn look_for_headings(&mut self, paragraph: Node<'a>) {
        let mut at_line_start = true;
        for inline in paragraph.children() {
            let data = inline.data();
            if let NodeValue::Text(text) = &data.value
                && at_line_start
                && text.starts_with('#')
            {
                let is_first = inline.previous_sibling().is_none()
                    && paragraph.previous_sibling().is_none()
                    && paragraph.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Document));
                let start = self.places.span(data.sourcepos).start;
                let line = Span { start, end: self.places.line(data.sourcepos).end.max(start) };
                if let Some(mended) = prose::heading_with_space(self.places.slice(line), is_first) {
                    self.diagnostics.heading_without_space(line, &mended);
                }
            }
            at_line_start = matches!(data.value, NodeValue::SoftBreak | NodeValue::LineBreak);
        }
    }
}

/// Whether an inline stands in a paragraph or heading itself, and in no mark or link.
fn is_in_block(inline: Node) -> bool {
    inline.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Paragraph | NodeValue::Heading(_)))
}

/// "Did you mean", worked out for so many names of a page, and for names of so many bytes: each takes a
/// look at every name that is known, and a hostile page can hold a hundred thousand of both.
#[derive(Default)]
struct Guesses(usize);

impl Guesses {
    const MOST: usize = 50;
    const LONGEST: usize = 60;

    fn nearest<'n>(&mut self, name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        self.0 += 1;
        if self.0 > Guesses::MOST || name.len() > Guesses::LONGEST {
            return None;
        }
        crate::diagnostics::nearest(name, candidates.into_iter().filter(|candidate| candidate.len() <= Guesses::LONGEST))
    }
}
