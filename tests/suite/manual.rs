//! The manual for trainers, held to the program: its examples are read as what they claim to be, its messages
//! are those that one gets, its table of keywords is the one in the code, and both languages say the same.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::support::{Folder, bless, repository};

const LANGUAGES: [&str; 2] = ["en", "hy"];
const PAGES: [&str; 8] = ["index", "writing-a-page", "questions", "quizzes", "courses", "results", "keywords", "when-something-is-wrong"];
const TYPES: [&str; 10] = ["single", "multiple", "true-false", "text", "number", "order", "match", "gaps", "groups", "reflection"];

/// Told of examples that are shown without their `Id:` line.
const LEFT_OUT: &str = "warning[question-without-id]";

fn path(language: &str, page: &str) -> String {
    format!("content/{language}/manual/{page}.md")
}

fn text(language: &str, page: &str) -> String {
    let path = path(language, page);
    fs::read_to_string(repository().join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A fenced block of a page.
struct Fence<'a> {
    /// The `##` heading above it.
    heading: &'a str,
    info: &'a str,
    content: &'a str,
    /// Bytes of the content, and where the closing fence ends.
    start: usize,
    end: usize,
    /// Only blank lines part it from the fence before.
    follows: bool,
}

fn fences(text: &str) -> Vec<Fence<'_>> {
    let mut found: Vec<Fence> = Vec::new();
    let mut heading = "";
    let mut open: Option<(&str, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        match (open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.trim(), at)),
            (Some((info, content)), Some(_)) => {
                let before = found.last().map_or("", |last: &Fence| &text[last.end..content - info.len() - 4]);
                let follows = !found.is_empty() && before.trim().is_empty();
                found.push(Fence { heading, info, content: &text[content..start], start: content, end: at, follows });
                open = None;
            }
            (None, None) => heading = line.strip_prefix("## ").map_or(heading, str::trim),
            _ => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    found
}

/// The parts of a text between back quotes.
fn code_spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// A site of one page, and a front page that leads to it.
fn site(page: &str, settings: &str) -> Folder {
    let page = if page.starts_with("---\n") { page.to_owned() } else { format!("# Page\n\n{page}") };
    Folder::with([
        ("hornbook.toml", format!("title = \"Site\"\nid = \"site\"\n{settings}").as_str()),
        ("content/index.md", "# Site\n\n[Page](page.md)\n"),
        ("content/page.md", &page),
    ])
}

/// The faults that are told of a page, without the counts below them.
fn told(page: &str) -> Vec<String> {
    let run = site(page, "").hornbook(&["check", ".", "--strict"]);
    run.expect(&[0, 1]);
    let messages = run.stdout.trim_end().split("\n\n").map(|message| message.trim().to_owned());
    messages.filter(|message| !message.starts_with(LEFT_OUT) && message.contains("\n --> ")).collect()
}

fn explain(folder: &Folder, page: &str) -> Value {
    let run = folder.hornbook(&["explain", page, "--format", "json"]);
    run.expect(&[0]);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{page}: {error}\n{}", run.told()))
}

/// How a page of the repository was read.
fn explain_own(path: &str) -> Value {
    let path = repository().join(path);
    explain(&Folder::new(), path.to_str().expect("a path in UTF-8"))
}

/// The questions of an explained page, without what depends on the place where they stand.
fn questions(explained: &Value) -> Vec<Value> {
    let mut questions = explained["questions"].as_array().expect("a list of questions").clone();
    for question in &mut questions {
        let id = question["id"].as_str().expect("an id").rsplit('/').next().unwrap_or_default().to_owned();
        question["id"] = json!(id);
        question["line"] = Value::Null;
    }
    questions
}

#[test]
fn each_example_is_read_as_its_type_and_stands_below_its_text() {
    for language in LANGUAGES {
        let text = text(language, "questions");
        let live = questions(&explain_own(&path(language, "questions")));
        let examples: Vec<Fence> = fences(&text).into_iter().filter(|fence| fence.info == "markdown").collect();
        assert_eq!(examples.len(), live.len(), "{language}: an example has no question below it, or the other way round");
        let mut shown = BTreeSet::new();
        for (fence, live) in examples.iter().zip(&live) {
            let content = fence.content;
            let place = format!("{language}: the example under “{}”", fence.heading);
            let said = content.lines().find_map(|line| line.strip_prefix("Type: ").or(line.strip_prefix("Տեսակ՝ ")));
            let claimed = said.or(code_spans(fence.heading).last().copied());
            let claimed = claimed.unwrap_or_else(|| panic!("{place} claims no type"));
            shown.insert(claimed.to_owned());

            let folder = site(content, "");
            let run = folder.hornbook(&["check", ".", "--strict", "--format", "json"]);
            run.expect(&[0]);
            let report: Value = serde_json::from_str(&run.stdout).expect("one JSON object");
            assert_eq!(report["diagnostics"], json!([]), "{place} is told a fault");
            let read = questions(&explain(&folder, "content/page.md"));
            assert_eq!(read.len(), 1, "{place} is not one question");
            assert_eq!(read[0]["type"], claimed, "{place}");
            assert_eq!(&read[0], live, "{place} is another question than the one below it");

            // What `explain` does not show is the same, too.
            let below = text[fence.end..].trim_start();
            let rest = below.strip_prefix(content).unwrap_or_else(|| panic!("{place} differs from what stands below it"));
            assert!(rest.is_empty() || rest.starts_with("\n#") || rest.starts_with("\n---"), "{place} goes on below: {rest:.40}");
        }
        assert_eq!(shown, TYPES.map(str::to_owned).into(), "{language}: types without an example");
    }
}

#[test]
fn a_slip_is_told_as_the_manual_says_and_its_mended_lines_are_silent() {
    let mut wrong = Vec::new();
    let mut slips = [0; 2];
    for (count, language) in slips.iter_mut().zip(LANGUAGES) {
        for page in PAGES {
            let text = text(language, page);
            let fences = fences(&text);
            let mut blessed = text.clone();
            for at in (1..fences.len()).rev() {
                let [slip, message] = [&fences[at - 1], &fences[at]];
                if !(message.follows && message.info == "text" && slip.info == "markdown") {
                    continue;
                }
                let place = format!("{} under “{}”", path(language, page), slip.heading);
                let told = told(slip.content);
                assert!(!told.is_empty(), "{place}: the slip is none");
                let told = format!("{}\n", told.join("\n\n"));
                if told != message.content {
                    wrong.push(format!("{place}:\n{told}"));
                    blessed.replace_range(message.start..message.start + message.content.len(), &told);
                }
                if let Some(mended) = fences.get(at + 1).filter(|mended| mended.follows && mended.info == "markdown") {
                    *count += 1;
                    assert_eq!(self::told(mended.content), [""; 0], "{place}: the mended lines");
                }
            }
            if bless() && blessed != text {
                fs::write(repository().join(path(language, page)), blessed).expect("a page of the manual");
            }
        }
    }
    assert!(bless() || wrong.is_empty(), "the manual shows other messages than these; BLESS=1 accepts:\n{}", wrong.join("\n"));
    assert_eq!(slips, [10, 10], "the manual promises ten slips");
}

#[test]
fn the_quiz_of_the_manual_has_nothing_to_tell() {
    for language in LANGUAGES {
        let text = text(language, "quizzes");
        let page = fences(&text).into_iter().find(|fence| fence.info == "markdown").expect("a quiz page").content.to_owned();
        let folder = site(&page, "");
        folder.hornbook(&["check", ".", "--strict"]).expect(&[0]);
        let explained = explain(&folder, "content/page.md");
        assert_eq!(explained["kind"], "quiz");
        assert_eq!(questions(&explained).len(), 2, "{language}");
    }
}

#[test]
fn the_course_of_the_manual_has_nothing_to_tell() {
    for language in LANGUAGES {
        let text = text(language, "courses");
        let page = fences(&text).into_iter().find(|fence| fence.info == "markdown").expect("a course page").content.to_owned();
        let folder = site(&page, "");
        folder.write("content/purpose.md", "# Purpose\n");
        folder.write("content/client.md", "# Client\n");
        folder.write("content/quiz.md", "---\nkind: quiz\n---\n# Quiz\n\n## Question: Is it so?\n\n- [x] Yes\n- [ ] No\n\nId: so\n");
        folder.hornbook(&["check", ".", "--strict"]).expect(&[0]);
        let explained = explain(&folder, "content/page.md");
        assert_eq!(explained["kind"], "course");
        let items = explained["items"].as_array().expect("a list of items");
        let read: Vec<Value> = items.iter().map(|item| json!([item["page"], item["pass"]])).collect();
        assert_eq!(read, [json!(["purpose.html", null]), json!(["client.html", null]), json!(["quiz.html", 80])], "{language}");
    }
}

#[test]
fn the_table_of_keywords_is_the_one_in_the_code() {
    let code = fs::read_to_string(repository().join("src/words.rs")).expect("src/words.rs");
    let rows = code.lines().map(str::trim).filter(|line| line.starts_with("(Keyword::") && line.contains('['));
    let known: Vec<Vec<&str>> = rows.map(|row| row.split('"').skip(1).step_by(2).collect()).collect();
    assert!(known.len() >= 19 && known.iter().all(|row| row.len() == 4), "src/words.rs is read wrongly: {known:?}");
    for language in LANGUAGES {
        let text = text(language, "keywords");
        let shown: Vec<Vec<&str>> =
            text.lines().filter(|line| line.starts_with("| `")).map(|row| code_spans(row).into_iter().take(4).collect()).collect();
        assert_eq!(shown, known, "{language}");
        for name in TYPES {
            assert!(text.contains(&format!("`{name}`")), "{language}: {name}");
        }
    }
}

#[test]
fn own_words_work_as_the_manual_shows() {
    for language in LANGUAGES {
        let text = text(language, "keywords");
        let settings = fences(&text).into_iter().find(|fence| fence.info == "toml").expect("own words").content.to_owned();
        let words: Vec<&str> = settings.split('"').skip(1).step_by(2).collect();
        let [question, hint, other] = words[..] else { panic!("{language}: {words:?}") };
        let page = format!("### {question}: 2 + 2?\n\nAnswer: 4\n\n> {hint}: a\n\n> {other}: b\n\nId: sum\n");
        let folder = site(&page, &settings);
        folder.hornbook(&["check", ".", "--strict"]).expect(&[0]);
        assert_eq!(questions(&explain(&folder, "content/page.md"))[0]["hints"], json!(["a", "b"]), "{language}");
    }
}

#[test]
fn both_languages_of_the_manual_have_the_same_parts() {
    for page in PAGES {
        let shape = |language: &str| {
            let text = text(language, page);
            let explained = explain_own(&path(language, page));
            let headings: Vec<Value> =
                explained["headings"].as_array().expect("headings").iter().map(|heading| heading["level"].clone()).collect();
            let questions: Vec<Value> = questions(&explained)
                .into_iter()
                .map(|question| {
                    json!([
                        question["id"],
                        question["type"],
                        question["points"],
                        question["tries"],
                        question["hints"].as_array().map(Vec::len)
                    ])
                })
                .collect();
            let fences: Vec<String> = fences(&text).iter().map(|fence| fence.info.to_owned()).collect();
            let tables = text
                .lines()
                .filter(|line| line.starts_with('|'))
                .map(|line| line.replace("\\|", "").matches('|').count())
                .collect::<Vec<_>>();
            let items = text.lines().filter(|line| line.starts_with("- ")).count();
            json!({ "headings": headings, "questions": questions, "fences": fences, "tables": tables, "items": items })
        };
        assert_eq!(shape("en"), shape("hy"), "{page}");
    }
}
