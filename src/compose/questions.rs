//! From questions to views: forms as the page shows them, and their answers as the key shows them.

use std::cell::RefCell;
use std::sync::Arc;

use serde::Serialize;

use crate::address::{OutPath, href};
use crate::compose::{Composer, Stand, text_of};
use crate::diagnostics::Diagnostic;
use crate::markdown::Body;
use crate::page::Page;
use crate::quiz::{self, Answer, ChoiceKind, Gap, Item, Question};
use crate::settings::{Draw, Mode, Settings, View};
use crate::site::{NodeId, PageId};
use crate::theme::view::{
    AnswerView, AnswersView, FeedbackView, GapView, ItemView, Markup, PracticeView, QuestionView, QuizView, SolutionLine, SolutionView,
};

/// Tries of a question where nobody says how many, in practice.
const TRIES: u32 = 2;

impl Composer {
    /// The address of a page's answer key.
    pub fn answers_out(out: &OutPath) -> OutPath {
        OutPath::new(format!("{}.answers.html", out.strip_suffix(".html").unwrap_or(out)))
    }

    /// What the questions of a page share; none where it has none.
    pub(super) fn practice(&self, id: PageId, node: NodeId) -> Option<PracticeView> {
        let page = &self.site.pages[id];
        if page.questions.is_empty() {
            return None;
        }
        let out = &self.site.nodes[node].out;
        let card = format!("card-{}", self.words[self.site.nodes[node].language].lang);
        Some(PracticeView {
            file_href: self.asset_href("file", "js", out),
            card_href: self.asset(&card, "js").map(|asset| href(out, &asset.path, None)).unwrap_or_default(),
            answers_href: href(out, &Composer::answers_out(out), None),
            answers_address: self.absolute(&Composer::answers_out(out)).unwrap_or_else(|| Composer::answers_out(out).to_string()),
            site: self.config.storage_id(&self.site.languages[0]),
            page: page.id.clone(),
            former: page.former_ids(&self.site.prefixes[page.language]).join("\n"),
            count: page.questions.len(),
        })
    }

    /// How a quiz page is run; none for other pages.
    pub(super) fn quiz(&self, id: PageId) -> Option<QuizView> {
        let page = &self.site.pages[id];
        if !is_quiz(page) || page.questions.is_empty() {
            return None;
        }
        let settings = self.settings(page);
        let count = page.questions.len();
        let (draw, asked) = match settings.draw.as_ref().map(|(draw, _)| draw) {
            None => (String::new(), count),
            Some(Draw::Any(wanted)) => (wanted.to_string(), *wanted as usize),
            Some(Draw::Tagged(wanted)) => {
                let json =
                    serde_json::Value::from_iter(wanted.iter().map(|(tag, count, _)| (tag.clone(), serde_json::Value::from(*count))));
                (json.to_string(), wanted.iter().map(|(_, count, _)| *count as usize).sum())
            }
        };
        let mut tries = page.questions.iter().filter(|question| question.is_marked()).map(|question| tries(question, &settings));
        let first = tries.next();
        Some(QuizView {
            view: if settings.view == Some(View::One) { "one" } else { "all" },
            mode: if settings.mode == Some(Mode::Test) { "test" } else { "practice" },
            pass: settings.pass.map(quiz::number),
            draw,
            asked: asked.min(count),
            shuffle: settings.shuffle.unwrap_or(false),
            confidence: settings.confidence.unwrap_or(false),
            tries: first.filter(|first| tries.all(|other| other == *first)),
        })
    }

    /// What tells readers' scripts that a right answer has changed. A translation has the one of its original, so that an
    /// answer given in one language counts in the other.
    pub(super) fn key_hash<'a>(&'a self, page: &Page, question: &'a Question) -> &'a str {
        let original = self.site.original_of(page).map(|original| &self.site.pages[original]);
        let asked = original.and_then(|original| original.questions.iter().find(|asked| asked.id == question.id));
        &asked.filter(|asked| quiz::is_translation(asked, question)).unwrap_or(question).key_hash
    }

    pub(super) fn settings(&self, page: &Page) -> Settings {
        page.front.quiz.or(&self.config.quiz)
    }

    /// The answer key of a page, and what filling it found wrong.
    pub fn answers(&self, node: NodeId) -> Option<(AnswersView, Vec<Diagnostic>)> {
        let here = &self.site.nodes[node];
        let id = here.content.page()?;
        let page = &self.site.pages[id];
        let out = Composer::answers_out(&here.out);
        let told = RefCell::new(Vec::new());
        let stand = Stand { composer: self, page: id, node, from: &out, print: None, told: &told };
        let words = &self.words[here.language];
        let title = words.fill("answers.title", &[("title", &here.title)]);
        let counterparts = |language: usize| {
            let other = self.site.counterpart(node, language);
            let other_out = &self.site.nodes[other].out;
            let has_key = self.site.page_of(other).is_some_and(|page| !page.questions.is_empty());
            if has_key { Composer::answers_out(other_out) } else { other_out.clone() }
        };
        let mut frame = self.frame(super::Head {
            language: here.language,
            out: &out,
            title: &title,
            description: page.summary(),
            kind: "answers",
            no_index: true,
            counterparts: &counterparts,
        });
        frame.canonical = None;
        let mut crumbs = self.crumbs(node, &out);
        crumbs.push(self.named(node, here.language, &out));
        let view = AnswersView {
            text_lang: self.site.languages[page.language].clone(),
            nav_html: Markup::new(&self.section_nav(node).html),
            crumbs,
            page_href: href(&out, &here.out, None),
            questions: stand.answers(),
            frame,
        };
        Some((view, told.into_inner()))
    }
}

impl Stand<'_> {
    /// The right answers of the page.
    pub(super) fn answers(&self) -> Vec<AnswerView> {
        let answer = |(index, question): (usize, &Question)| AnswerView {
            number: index + 1,
            kind: question.type_name(),
            words_html: self.shown(&question.words),
            solution_html: self.solution(question),
            checks: checks(question).iter().map(|check| self.shown(&check.text)).collect(),
            why_html: question.why.as_ref().map(|why| self.shown(why)).unwrap_or_default(),
        };
        self.composer.site.pages[self.page].questions.iter().enumerate().map(answer).collect()
    }

    /// A question as a form.
    pub(super) fn question(&self, index: usize) -> String {
        let page = &self.composer.site.pages[self.page];
        let question = &page.questions[index];
        let heading = &page.document.headings[question.heading];
        let settings = self.composer.settings(page);
        let view = QuestionView {
            lang: self.lang(),
            paper: self.print.is_some(),
            number: index + 1,
            count: page.questions.len(),
            id: question.name().to_owned(),
            anchor: heading.id.clone(),
            kind: question.type_name(),
            level: heading.level,
            points: quiz::number(question.points),
            tries: tries(question, &settings),
            tags: question.tags.join("\n"),
            shuffle: question.shuffle.or(settings.shuffle).unwrap_or(true),
            key: if self.print.is_some() { String::new() } else { quiz::veil(&quiz::key(question).to_string()) },
            key_hash: self.composer.key_hash(page, question).to_owned(),
            words_html: self.shown(&question.words),
            text_html: self.text(question),
            items: self.items(question),
            targets: targets(question),
            unit: if let Answer::Number { unit, .. } = &question.answer { unit.clone() } else { String::new() },
            hints: question.hints.iter().map(|hint| self.veiled(hint)).collect(),
            feedback: self.feedback(question),
            // Of options, the script marks the right ones where they stand.
            solution_html: match &question.answer {
                Answer::Choice { .. } => Markup::default(),
                _ => Markup::new(&quiz::veil_html(self.solution(question).html())),
            },
            checks: checks(question).iter().map(|check| self.veiled(&check.text)).collect(),
            why_html: question.why.as_ref().map(|why| self.veiled(why)).unwrap_or_default(),
        };
        self.part("parts/question.html", &view)
    }

    /// A part that the theme makes.
    pub(super) fn part<V: Serialize>(&self, template: &str, view: &V) -> String {
        let (html, fault) = self.composer.render(template, view);
        self.told.borrow_mut().extend(fault);
        text_of(html)
    }

    /// Of the words around the text.
    pub(super) fn lang(&self) -> Arc<str> {
        self.composer.words[self.composer.site.nodes[self.node].language].lang.clone()
    }

    fn shown(&self, body: &Body) -> Markup {
        Markup::new(self.fill(body, &|_| String::new()).trim_end())
    }

    fn veiled(&self, body: &Body) -> Markup {
        Markup::new(&quiz::veil_html(self.shown(body).html()))
    }

    /// What stands between heading and answer, its gaps as fields.
    fn text(&self, question: &Question) -> Markup {
        let gaps: &[Gap] = if let Answer::Gaps { gaps } = &question.answer { gaps } else { &[] };
        let gap = |at: usize| {
            let choices = match gaps.get(at) {
                Some(Gap::Chosen(choices)) => quiz::gap_order(question, at).into_iter().map(|choice| choices[choice].clone()).collect(),
                _ => Vec::new(),
            };
            self.part("parts/gap.html", &GapView { lang: self.lang(), number: at + 1, choices }).trim().to_owned()
        };
        Markup::new(self.fill(&question.text, &gap).trim_end())
    }

    fn item(&self, text: &Body, plain: &str) -> ItemView {
        ItemView { html: self.shown(text), plain: plain.to_owned() }
    }

    /// What is chosen from, ordered, matched or sorted, as shown.
    fn items(&self, question: &Question) -> Vec<ItemView> {
        let item = |item: &Item| self.item(&item.text, &item.plain);
        match &question.answer {
            Answer::Choice { options, .. } => options.iter().map(|option| self.item(&option.text, &option.plain)).collect(),
            Answer::Order { .. } | Answer::Groups { .. } => in_shown_order(question).into_iter().map(item).collect(),
            Answer::Match { pairs, .. } => pairs.iter().map(|(left, _)| item(left)).collect(),
            _ => Vec::new(),
        }
    }

    fn feedback(&self, question: &Question) -> Vec<FeedbackView> {
        let said: Vec<Option<&Body>> = match &question.answer {
            Answer::Choice { options, .. } => options.iter().map(|option| option.feedback.as_ref()).collect(),
            Answer::Order { .. } | Answer::Groups { .. } => {
                in_shown_order(question).into_iter().map(|item| item.feedback.as_ref()).collect()
            }
            Answer::Match { pairs, .. } => pairs.iter().map(|(left, right)| left.feedback.as_ref().or(right.feedback.as_ref())).collect(),
            _ => Vec::new(),
        };
        let said = said.into_iter().enumerate().filter_map(|(index, body)| Some(FeedbackView { index, html: self.veiled(body?) }));
        said.collect()
    }

    /// The right answer in the author's words.
    fn solution(&self, question: &Question) -> Markup {
        let line = |body: &Body| SolutionLine { html: self.shown(body), ..SolutionLine::default() };
        let plain = |text: &str| SolutionLine { plain: text.to_owned(), ..SolutionLine::default() };
        let mut ordered = false;
        let lines: Vec<SolutionLine> = match &question.answer {
            Answer::Choice { options, .. } => {
                let weight = |option: &quiz::Choice| option.weight.unwrap_or(if option.right { 100.0 } else { 0.0 });
                let counted = options.iter().filter(|option| weight(option) > 0.0);
                counted
                    .map(|option| SolutionLine {
                        percent: option.weight.filter(|weight| *weight < 100.0).map(quiz::number),
                        ..line(&option.text)
                    })
                    .collect()
            }
            Answer::Text { answers } => alternatives(answers).collect(),
            Answer::Number { written, unit, .. } => {
                let has_unit = written.ends_with(unit.as_str());
                vec![plain(&if has_unit { written.clone() } else { format!("{written} {unit}") })]
            }
            Answer::Order { items } => {
                ordered = true;
                items.iter().map(|item| line(&item.text)).collect()
            }
            Answer::Match { pairs, .. } => {
                pairs.iter().map(|(left, right)| SolutionLine { to: vec![self.shown(&right.text)], ..line(&left.text) }).collect()
            }
            Answer::Gaps { gaps } => {
                ordered = true;
                let gap = |gap: &Gap| match gap {
                    Gap::Typed(answers) => answers.iter().map(|answer| answer.text.as_str()).collect::<Vec<_>>().join(" / "),
                    Gap::Chosen(choices) => choices.first().cloned().unwrap_or_default(),
                };
                gaps.iter().map(|one| plain(&gap(one))).collect()
            }
            Answer::Groups { groups } => groups
                .iter()
                .map(|(group, items)| SolutionLine { to: items.iter().map(|item| self.shown(&item.text)).collect(), ..line(&group.text) })
                .collect(),
            Answer::Reflection { model, .. } => return self.shown(model),
        };
        Markup::new(self.part("parts/solution.html", &SolutionView { lang: self.lang(), ordered, lines }).trim())
    }
}

fn alternatives(answers: &[quiz::Alternative]) -> impl Iterator<Item = SolutionLine> + '_ {
    answers.iter().map(|answer| SolutionLine {
        plain: answer.text.clone(),
        percent: (answer.weight < 100.0).then(|| quiz::number(answer.weight)),
        ..SolutionLine::default()
    })
}

/// Whether a page is run as a quiz.
pub(super) fn is_quiz(page: &Page) -> bool {
    page.kind() == crate::front_matter::Kind::Quiz
}

fn tries(question: &Question, settings: &Settings) -> u32 {
    let is_test = settings.mode == Some(Mode::Test);
    let usual = match &question.answer {
        Answer::Choice { kind: ChoiceKind::TrueFalse, .. } => 1,
        _ => settings.tries.unwrap_or(TRIES),
    };
    if is_test { 1 } else { question.tries.unwrap_or(usual) }
}

/// The items of an order or of groups as they are shown.
fn in_shown_order(question: &Question) -> Vec<&Item> {
    let items: Vec<&Item> = match &question.answer {
        Answer::Order { items } => items.iter().collect(),
        Answer::Groups { groups } => groups.iter().flat_map(|(_, items)| items).collect(),
        _ => Vec::new(),
    };
    quiz::shown(question).into_iter().map(|index| items[index]).collect()
}

/// What items are matched with or sorted into, as shown.
fn targets(question: &Question) -> Vec<String> {
    match &question.answer {
        Answer::Match { .. } => {
            let rights = quiz::rights(&question.answer);
            quiz::shown(question).into_iter().map(|index| rights[index].plain.clone()).collect()
        }
        Answer::Groups { groups } => groups.iter().map(|(group, _)| group.plain.clone()).collect(),
        _ => Vec::new(),
    }
}

fn checks(question: &Question) -> &[Item] {
    if let Answer::Reflection { checks, .. } = &question.answer { checks } else { &[] }
}
