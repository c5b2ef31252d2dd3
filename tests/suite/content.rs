//! The site's own lessons and quizzes: their parts, the two languages side by side, sums and words.
//!
//! `tests/content/terms.csv` holds the terms that lessons may say they teach, `banned-hy.txt` what Armenian
//! text does not say, `sums/NAME.txt` every sum of a page as `expression = value | English words | Armenian words`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use hornbook::disk::{Known, SiteFolder};
use hornbook::front_matter::Kind;
use hornbook::page::Page;
use hornbook::pipeline::{self, Build, Memory};
use hornbook::quiz::{Answer, Question};

use crate::support::{TODAY, repository};

static SITE: LazyLock<Build> = LazyLock::new(|| {
    let folder = SiteFolder::named(repository()).expect("the repository is a site");
    let (config, told) = folder.config();
    let today = TODAY.parse().expect("a date");
    pipeline::build(
        folder.read(config.expect("hornbook.toml"), told, &folder.default_out(), today, false, &mut Known::default()),
        &mut Memory::default(),
    )
});

/// Pages in both languages, by their path inside the language.
fn pairs() -> Vec<(&'static str, &'static Page, &'static Page)> {
    let pages = &SITE.output.site().pages;
    let of = |language: &str| -> BTreeMap<&'static str, &'static Page> {
        let prefix = format!("content/{language}/");
        pages.iter().filter_map(|page| Some((page.path.strip_prefix(prefix.as_str())?, &**page))).collect()
    };
    let (english, armenian) = (of("en"), of("hy"));
    assert!(english.keys().eq(armenian.keys()), "each page has its translation: {:?} {:?}", english.keys(), armenian.keys());
    english.into_iter().map(|(path, page)| (path, page, armenian[path])).collect()
}

fn text(page: &Page) -> String {
    fs::read_to_string(repository().join(&*page.path)).expect("a page")
}

/// A list of front matter that stands on one line: `sources: [S01, domain]`.
fn list(text: &str, key: &str) -> Vec<String> {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key}: [")));
    let items = line.map(|line| line.trim_end().trim_end_matches(']').split(", ").map(str::to_owned).collect());
    items.unwrap_or_default()
}

fn named(page: &Page) -> String {
    page.front.id.as_ref().map(|(id, _)| id.clone()).unwrap_or_default()
}

#[test]
fn every_lesson_has_its_parts() {
    // The heading of the printed tool ends in words of its own.
    let parts = [
        ("en", ["## Check yourself", "## Summary", "## Takeaways", "## Task for your workplace"], "to print"),
        ("hy", ["## Ինքնաստուգում", "## Ամփոփում", "## Հիշե՛ք", "## Առաջադրանք ձեր աշխատավայրում"], "տպելու համար"),
    ];
    let mut wrong = Vec::new();
    let mut lessons = 0;
    for (path, english, armenian) in pairs().into_iter().filter(|(_, page, _)| page.kind() == Kind::Lesson) {
        lessons += 1;
        let number = path.rsplit('/').next().and_then(|name| name.split('-').next()).unwrap_or_default();
        if named(english) != format!("L{number}") {
            wrong.push(format!("{path}: its id is not L{number}"));
        }
        for (page, (language, headings, tool)) in [english, armenian].into_iter().zip(parts) {
            let text = text(page);
            let mut say = |what: String| wrong.push(format!("{language}/{path}: {what}"));
            let lines: Vec<&str> = text.lines().collect();
            for heading in headings {
                if !lines.contains(&heading) {
                    say(format!("has no `{heading}`"));
                }
            }
            if !lines.iter().any(|line| line.starts_with("## ") && line.ends_with(tool)) {
                say("has no tool to print".into());
            }
            for alert in ["> [!NOTE]", "> [!TIP]", "> [!WARNING]"] {
                if !lines.contains(&alert) {
                    say(format!("has no `{alert}`"));
                }
            }
            if page.front.objectives.len() != 3 || page.front.minutes.is_none() || page.summary().is_empty() {
                say("needs three objectives, minutes and a summary".into());
            }
            let types: BTreeSet<&str> = page.questions.iter().map(Question::type_name).collect();
            if !(6..=8).contains(&page.questions.len()) || types.len() < 5 {
                say(format!("has {} questions of {} types", page.questions.len(), types.len()));
            }
        }
    }
    assert!(lessons >= 9, "{lessons} lessons");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn quiz_pages_ask_enough_and_repeat_no_lesson() {
    let mut wrong = Vec::new();
    let mut asked: BTreeMap<String, String> = BTreeMap::new();
    for (path, english, armenian) in pairs() {
        for page in [english, armenian] {
            for question in &page.questions {
                let key = format!("{} {}", question.plain, question.text.html);
                if let Some(other) = asked.insert(key, page.path.to_string()) {
                    wrong.push(format!("{}: `{}` stands in {other} too", page.path, question.plain));
                }
            }
        }
        if english.kind() == Kind::Quiz {
            let tags: BTreeSet<&String> = english.questions.iter().flat_map(|question| &question.tags).collect();
            if english.questions.len() < 15 || english.front.quiz.pass.is_none() || tags.len() < 2 {
                wrong.push(format!("{path}: {} questions, {} tags, or no pass mark", english.questions.len(), tags.len()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_question_helps() {
    let mut wrong = Vec::new();
    for (_, english, armenian) in pairs().into_iter().filter(|(_, page, _)| matches!(page.kind(), Kind::Lesson | Kind::Quiz)) {
        for page in [english, armenian] {
            for question in &page.questions {
                let mut say = |what: &str| wrong.push(format!("{}: `{}` {what}", page.path, question.plain));
                if question.own_id.is_none() {
                    say("has no id");
                }
                match &question.why {
                    None => say("does not say why"),
                    Some(why) if why.slots.is_empty() => say("does not link where it is taught"),
                    Some(_) => {}
                }
                if page.kind() == Kind::Lesson && question.hints.is_empty() {
                    say("has no hint");
                }
                if let Answer::Choice { options, .. } = &question.answer
                    && options.iter().any(|option| !option.right && option.feedback.is_none())
                {
                    say("has an option that is not right and says nothing");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a question and its translation share.
fn shape(question: &Question) -> String {
    let answer = match &question.answer {
        Answer::Choice { options, .. } => options.iter().map(|option| format!("{}{:?} ", option.right, option.weight)).collect(),
        Answer::Text { .. } => String::new(),
        Answer::Number { low, high, .. } => format!("{low} {high}"),
        Answer::Order { items } => items.len().to_string(),
        Answer::Match { pairs, distractors } => format!("{} {}", pairs.len(), distractors.len()),
        Answer::Gaps { gaps } => gaps.len().to_string(),
        Answer::Groups { groups } => groups.iter().map(|(_, items)| format!("{} ", items.len())).collect(),
        Answer::Reflection { checks, .. } => checks.len().to_string(),
    };
    let own = question.own_id.as_ref().map(|(id, _)| id.as_str()).unwrap_or_default();
    let marks = format!("{} {:?} {:?}", question.points, question.tries, question.shuffle);
    format!("{own}: {} {answer}, {marks}, {} hints, {} tags", question.type_name(), question.hints.len(), question.tags.len())
}

#[test]
fn both_languages_have_the_same_shape() {
    let mut wrong = Vec::new();
    for (path, english, armenian) in pairs() {
        let levels = |page: &Page| page.document.headings.iter().map(|heading| heading.level).collect::<Vec<_>>();
        let tables = |page: &Page| page.document.body.html.matches("<table").count();
        let shapes = |page: &Page| page.questions.iter().map(shape).collect::<Vec<_>>();
        if levels(english) != levels(armenian) {
            wrong.push(format!("{path}: headings differ: {} {}", levels(english).len(), levels(armenian).len()));
        }
        if tables(english) != tables(armenian) {
            wrong.push(format!("{path}: tables differ"));
        }
        for (english, armenian) in shapes(english).iter().zip(&shapes(armenian)) {
            if english != armenian {
                wrong.push(format!("{path}:\n  {english}\n  {armenian}"));
            }
        }
        if english.questions.len() != armenian.questions.len() || named(english) != named(armenian) || english.kind() != armenian.kind() {
            wrong.push(format!("{path}: questions, id or kind differ"));
        }
        for key in ["sources", "roles"] {
            if key == "sources" && list(&text(english), key) != list(&text(armenian), key) {
                wrong.push(format!("{path}: {key} differ"));
            }
            if list(&text(english), key).len() != list(&text(armenian), key).len() {
                wrong.push(format!("{path}: {key} differ in number"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `S05`, `S22-S28` or `domain`; in questions also a lesson.
fn is_source(name: &str) -> bool {
    let number = |part: &str| part.strip_prefix('S').filter(|digits| digits.len() >= 2)?.parse::<u32>().ok();
    name == "domain" || name.split('-').all(|part| number(part).is_some_and(|number| (1..=150).contains(&number)))
}

#[test]
fn sources_are_known_and_terms_are_those_of_the_glossary() {
    let terms = fs::read_to_string(repository().join("tests/content/terms.csv")).expect("the terms");
    let column = |at: usize| -> BTreeSet<&str> { terms.lines().skip(1).filter_map(|line| line.split(',').nth(at)).collect() };
    assert!(!terms.contains('"'), "a term with a comma would need a reader of CSV");
    let (english_terms, armenian_terms) = (column(1), column(2));
    let mut wrong = Vec::new();
    for (path, english, armenian) in pairs().into_iter().filter(|(_, page, _)| page.kind() == Kind::Lesson) {
        let sources = list(&text(english), "sources");
        if sources.is_empty() {
            wrong.push(format!("{path}: no sources"));
        }
        for source in sources.iter().filter(|source| !is_source(source)) {
            wrong.push(format!("{path}: the source `{source}` is unknown"));
        }
        for source in english.questions.iter().flat_map(|question| &question.sources) {
            let is_lesson = source.strip_prefix('L').is_some_and(|digits| digits.len() == 2 && digits.parse::<u32>().is_ok());
            if !is_source(source) && !is_lesson {
                wrong.push(format!("{path}: the source `{source}` of a question is unknown"));
            }
        }
        for (page, known) in [(english, &english_terms), (armenian, &armenian_terms)] {
            for term in list(&text(page), "teaches").iter().filter(|term| !known.contains(term.as_str())) {
                wrong.push(format!("{}: `{term}` is no term of the glossary", page.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `+ - * / ( )` and decimal numbers.
fn value(expression: &str) -> Option<f64> {
    fn sum(text: &mut &str) -> Option<f64> {
        let mut total = product(text)?;
        while let Some(sign @ ('+' | '-')) = text.chars().next() {
            *text = text[1..].trim_start();
            let next = product(text)?;
            total += if sign == '+' { next } else { -next };
        }
        Some(total)
    }
    fn product(text: &mut &str) -> Option<f64> {
        let mut total = factor(text)?;
        while let Some(sign @ ('*' | '/')) = text.chars().next() {
            *text = text[1..].trim_start();
            let next = factor(text)?;
            if sign == '*' { total *= next } else { total /= next }
        }
        Some(total)
    }
    fn factor(text: &mut &str) -> Option<f64> {
        if let Some(rest) = text.strip_prefix('-') {
            *text = rest.trim_start();
            return factor(text).map(|value| -value);
        }
        if let Some(rest) = text.strip_prefix('(') {
            *text = rest.trim_start();
            let total = sum(text)?;
            *text = text.strip_prefix(')')?.trim_start();
            return Some(total);
        }
        let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(text.len());
        let number = text[..end].parse().ok()?;
        *text = text[end..].trim_start();
        Some(number)
    }
    let mut text = expression.trim();
    let total = sum(&mut text)?;
    text.is_empty().then_some(total)
}

#[test]
fn every_sum_comes_out_and_stands_in_both_languages() {
    assert_eq!(value("2 * (3 + 4.5) - 10 / 4"), Some(12.5));
    assert_eq!(value("2 * (3"), None);
    let pairs = pairs();
    let mut wrong = Vec::new();
    let mut sums = 0;
    let mut with_sums = BTreeSet::new();
    for entry in fs::read_dir(repository().join("tests/content/sums")).expect("the sums") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let Some((_, english, armenian)) = pairs.iter().find(|(_, page, _)| named(page) == name) else {
            wrong.push(format!("{name}: there is no such page"));
            continue;
        };
        let texts = [text(english), text(armenian)];
        for line in fs::read_to_string(&path).expect("sums").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            sums += 1;
            let mut parts = line.split(" | ");
            let (sum, words) = (parts.next().unwrap_or_default(), parts.collect::<Vec<_>>());
            let is_right = sum.rsplit_once('=').is_some_and(|(expression, result)| {
                value(expression).zip(value(result)).is_some_and(|(one, other)| (one - other).abs() <= 1e-9 * one.abs().max(1.0))
            });
            if !is_right {
                wrong.push(format!("{name}: `{sum}` does not come out"));
            }
            if words.len() != 2 {
                wrong.push(format!("{name}: `{line}` needs the words of both languages"));
            }
            for (text, words) in texts.iter().zip(&words) {
                if !text.contains(words.trim()) {
                    wrong.push(format!("{name}: the page does not say `{words}`"));
                }
            }
        }
        with_sums.insert(name);
    }
    for (_, page, _) in pairs.iter().filter(|(_, page, _)| page.kind() == Kind::Lesson) {
        if !with_sums.contains(&named(page)) {
            wrong.push(format!("{}: no list of its sums", page.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{sums} sums");
}

fn is_armenian(letter: char) -> bool {
    matches!(letter, '\u{531}'..='\u{556}' | '\u{561}'..='\u{587}')
}

/// The prose of a page: without front matter, code, addresses and names of files.
fn prose(text: &str) -> String {
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(text, |(_, body)| body);
    let mut prose = String::new();
    let mut in_code = false;
    for line in body.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            // Addresses of links, and code in the line.
            let mut rest = line;
            while let Some(at) = rest.find("](") {
                prose.push_str(&rest[..at]);
                rest = rest[at..].find(')').map_or("", |end| &rest[at + end..]);
            }
            prose.push_str(rest);
        }
        prose.push('\n');
    }
    prose.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

#[test]
fn armenian_is_written_as_the_guide_says() {
    let banned = fs::read_to_string(repository().join("tests/content/banned-hy.txt")).expect("the list");
    let banned: Vec<(&str, &str)> =
        banned.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" | ")).collect();
    let mut wrong = Vec::new();
    for (_, _, page) in pairs() {
        let prose = prose(&text(page));
        for (at, line) in prose.lines().enumerate() {
            let mut say = |what: String| wrong.push(format!("{} ({}): {what}: {}", page.path, at + 1, line.trim()));
            let plain: String = line.to_lowercase().chars().filter(|letter| !matches!(letter, '՞' | '՛' | '՜')).collect();
            for (phrase, instead) in &banned {
                if plain.contains(phrase) {
                    say(format!("`{phrase}`, write `{instead}`"));
                }
            }
            let letters: Vec<char> = line.chars().collect();
            for pair in letters.windows(2) {
                let is_other = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '\u{400}'..='\u{4FF}');
                if (is_armenian(pair[0]) && is_other(pair[1])) || (is_other(pair[0]) && is_armenian(pair[1])) {
                    say(format!("`{}{}` mixes alphabets", pair[0], pair[1]));
                }
                if is_armenian(pair[0]) && matches!(pair[1], '?' | '"') {
                    say(format!("`{}` is not Armenian", pair[1]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
