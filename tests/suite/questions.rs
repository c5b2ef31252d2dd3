//! Questions from outside: pages that are odd but right, what `explain` says of them, what `fix` writes,
//! and that other programs see the same lists, boxes and quotes.

use std::collections::BTreeMap;
use std::fs;

use hornbook::diagnostics::Diagnostics;
use hornbook::i18n::Words;
use hornbook::markdown;
use hornbook::source::SourcePath;
use html5gum::{Token, Tokenizer};
use serde_json::Value;

use crate::support::{Folder, bless, files, repository};

const TOML: &str = "id = \"t\"\n\n[words.en]\nquestion = \"Query\"\nhint = [\"Tip\", \"Clue\"]\n";

/// Odd but right pages by name.
fn right() -> BTreeMap<String, Vec<u8>> {
    files(&repository().join("tests/quiz/right"))
}

/// A site of the odd but right pages.
fn right_site() -> Folder {
    let folder = Folder::with([("hornbook.toml", TOML), ("content/index.md", "# Front\n")]);
    for (name, bytes) in right() {
        folder.write(&format!("content/q/{name}"), bytes);
    }
    folder
}

#[test]
fn what_is_odd_but_right_gives_no_word() {
    assert!(right().len() >= 20);
    let run = right_site().hornbook(&["check", ".", "--format", "short"]);
    run.expect(&[0]);
    assert_eq!(run.stdout, "");
}

#[test]
fn what_is_odd_but_right_is_read_as_meant() {
    let folder = right_site();
    let mut told = String::new();
    for name in right().keys() {
        let run = folder.hornbook(&["explain", &format!("content/q/{name}"), "--format", "json"]);
        run.expect(&[0]);
        let page: Value = serde_json::from_str(&run.stdout).expect("an object");
        told.push_str(&format!("{name}\n"));
        for question in page["questions"].as_array().expect("a list of questions") {
            told.push_str(&format!("  {question}\n"));
        }
    }
    let path = repository().join("tests/quiz/right.expected");
    if bless() {
        fs::write(&path, &told).expect("the blessed reading");
    }
    let expected = fs::read_to_string(&path).expect("tests/quiz/right.expected");
    for (now, before) in told.lines().zip(expected.lines()) {
        assert_eq!(now, before, "BLESS=1 accepts");
    }
    assert_eq!(told, expected, "BLESS=1 accepts");
}

#[test]
fn explain_gives_every_part_of_a_question() {
    let folder = Folder::with([(
        "content/index.md",
        "# T\n\n### Question: Which?\n\nText.\n\n- [x] a\n  > Right.\n- [50%] b\n- [ ] c\n\n> Hint: one\n\n> Hint: two\n\n> Why: so.\n\nPoints: 2\nTries: 3\nTags: x, y\n\nId: q1\n\n### Question: How much?\n\nAnswer: 170 ± 0.5 AMD\n",
    )]);
    let run = folder.hornbook(&["explain", "content/index.md", "--format", "json"]);
    run.expect(&[0]);
    let page: Value = serde_json::from_str(&run.stdout).expect("an object");
    assert_eq!(
        page["questions"][0],
        serde_json::json!({
            "id": "index/q1", "type": "single", "line": 3, "text": "Which?",
            "options": [
                { "text": "a", "right": true, "weight": null, "feedback": "Right." },
                { "text": "b", "right": false, "weight": 50, "feedback": "" },
                { "text": "c", "right": false, "weight": null, "feedback": "" },
            ],
            "hints": ["one", "two"], "tags": ["x", "y"], "points": 2, "tries": 3, "why": "so.",
            "read_as": "single, 3 options, 1 right, 1 with part marks",
        })
    );
    let second = &page["questions"][1];
    assert_eq!((&second["points"], &second["tries"], &second["why"]), (&1.into(), &Value::Null, &"".into()));
    assert_eq!(
        second["answers"][0],
        serde_json::json!({ "text": "170 ± 0.5 AMD", "value": 170, "low": 169.5, "high": 170.5, "unit": "AMD" })
    );
}

/// The answers of questions are in no page that readers open.
#[test]
fn a_page_shows_what_is_asked_and_not_what_is_right() {
    let folder = Folder::with([
        ("hornbook.toml", "id = \"t\"\n"),
        (
            "content/index.md",
            "# T\n\n### Question: Seen1?\n\nSeen2 {Hidden1} or {Seen3 || Seen4}.\n\nId: a\n\n### Question: Number?\n\nAnswer: Hidden2\n\n> Hint: Hidden3\n\n> Why: Hidden4\n\nId: b\n\n### Question: Choice?\n\n- [x] Seen5\n  > Hidden5\n- [ ] Seen6\n\nId: c\n\n### Question: Write.\n\n> Model answer: Hidden6\n>\n> - Hidden7\n\nId: d\n",
        ),
    ]);
    folder.hornbook(&["build", "."]).expect(&[0]);
    let page = folder.read("public/index.html");
    for word in ["Seen1", "Seen2", "Seen5", "Seen6"] {
        assert!(page.contains(word), "{word}");
    }
    assert!(!page.contains("Hidden"));
    assert!(page.find("Seen5") < page.find("Seen6"));
    assert!(!page.contains("class=\"task\"") && !page.contains(" checked"), "no box tells what is right");
}

#[test]
fn a_fault_in_a_sites_own_template_of_questions_is_told_and_the_default_stands_in() {
    let folder = Folder::with([
        ("hornbook.toml", "id = \"t\"\n"),
        ("content/index.md", "# T\n\n### Question: Fill.\n\nA {gap}.\n\nId: a\n\n### Question: Choice?\n\n- [x] yes\n- [ ] no\n\nId: b\n"),
        ("theme/templates/parts/question.html", "<p>\n{{ nope }}</p>\n"),
        ("theme/templates/parts/gap.html", "{{ nope }}\n"),
        ("theme/templates/parts/solution.html", "{{ nope }}\n"),
    ]);
    let told = folder.hornbook(&["check", ".", "--format", "short"]).expect(&[1]).told();
    for place in ["question.html:2:4", "gap.html:1:4", "solution.html:1:4"] {
        let line = format!("theme/templates/parts/{place}: error[template-undefined]");
        assert_eq!(told.matches(&line).count(), 1, "{line} once in\n{told}");
    }
    folder.hornbook(&["build", ".", "--keep-going"]).expect(&[1]);
    assert!(folder.read("public/index.html").contains("<form class=\"question\""));
    assert!(folder.read("public/index.answers.html").contains("<p>yes</p>"));
}

const ONE: &str = "# One\n\n## Question: First?\n\n- [x] a\n- [ ] b\n\n> Why: so.\n\n## Question: Second?\n\nAnswer: 30\n\n---\n\nText.\n";
const ONE_HY: &str = "# Մեկ\r\n\r\n## Հարց՝ Առաջի՞ն\r\n\r\n- [x] ա\r\n- [ ] բ\r\n\r\n## Հարց՝ Երկրո՞րդ\r\n\r\nՊատասխան՝ 30\r\n";

#[test]
fn fix_adds_ids_once_and_the_same_in_translations() {
    let folder = Folder::with([
        ("hornbook.toml", "id = \"t\"\nlanguages = [\"en\", \"hy\"]\n"),
        ("content/en/index.md", ONE),
        ("content/hy/index.md", ONE_HY),
        // Another count: ids of its own, which the original does not have.
        ("content/en/a/b.md", "# B\n\n### Question: A?\n\nAnswer: x\n\n### Question: B?\n\nAnswer: y\n\nId: q1\n"),
        ("content/hy/a/b.md", "# Բ\n\n### Հարց՝ Գ\n\nՊատասխան՝ ա\n"),
    ]);
    let looked = folder.hornbook(&["fix", "."]);
    looked.expect(&[0]);
    assert!(looked.stdout.contains("+Id: q2"), "{}", looked.told());
    assert_eq!(folder.read("content/en/index.md"), ONE, "without --write nothing is written");

    folder.hornbook(&["fix", ".", "--write"]).expect(&[0]);
    assert_eq!(
        folder.read("content/en/index.md"),
        ONE.replace("so.\n", "so.\n\nId: q1\n").replace("Answer: 30\n", "Answer: 30\n\nId: q2\n")
    );
    assert_eq!(
        folder.read("content/hy/index.md"),
        ONE_HY.replace("բ\r\n", "բ\r\n\r\nId: q1\r\n").replace("30\r\n", "30\r\n\r\nId: q2\r\n")
    );
    assert!(folder.read("content/en/a/b.md").contains("Answer: x\n\nId: q2\n"));
    assert!(folder.read("content/hy/a/b.md").ends_with("Պատասխան՝ ա\n\nId: q3\n"));
    let check = folder.hornbook(&["check", ".", "--format", "short"]);
    assert_eq!(check.stdout, "", "{}", check.told());
    assert_eq!(folder.hornbook(&["fix", "."]).stdout, "nothing to mend\n");
}

#[test]
fn fix_takes_over_the_ids_that_a_translation_has() {
    let with_ids = ONE.replace("so.\n", "so.\n\nId: why\n").replace("Answer: 30\n", "Answer: 30\n\nId: sum\n");
    let folder = Folder::with([
        ("hornbook.toml", "id = \"t\"\nlanguages = [\"en\", \"hy\"]\n"),
        ("content/en/index.md", with_ids.as_str()),
        ("content/hy/index.md", ONE_HY),
    ]);
    folder.hornbook(&["fix", ".", "--write"]).expect(&[0]);
    assert_eq!(folder.read("content/en/index.md"), with_ids);
    let hy = folder.read("content/hy/index.md");
    assert!(hy.find("Id: why").is_some_and(|why| hy.find("Id: sum").is_some_and(|sum| why < sum)), "{hy}");
}

/// The mends of all fault files: nothing that was told with a mend is told again, and once is enough.
#[test]
fn fix_mends_what_has_one_mend() {
    let slips = "# T\n\n**Question: First?**\n\n•\u{A0}[X ] a\n> Right.\n•\u{A0}[] b\n\n> Hnit: think\n\nPoints։ 2\n\nId: a\n\n### Question 2: Match.\n\n- a => b\n- c → d\nTags: x\n\nId: b\n\n### Question: Range?\n\n    Answer: “10–12”\n\nId: c\n";
    let mended = "# T\n\n### Question: First?\n\n- [x] a\n  > Right.\n- [ ] b\n\n> Hint: think\n\nPoints: 2\n\nId: a\n\n### Question: Match.\n\n- a → b\n- c → d\n\nTags: x\n\nId: b\n\n### Question: Range?\n\nAnswer: 10..12\n\nId: c\n";
    let folder = Folder::with([("hornbook.toml", "id = \"t\"\n"), ("content/index.md", slips)]);
    folder.hornbook(&["fix", ".", "--write"]).expect(&[0]);
    assert_eq!(folder.read("content/index.md"), mended);
    assert_eq!(folder.hornbook(&["check", ".", "--format", "short"]).stdout, "");
    assert_eq!(folder.hornbook(&["fix", "."]).stdout, "nothing to mend\n");
}

/// Lists, items, boxes and quotes in the order of their tags.
fn shapes(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let attribute = |name: &str| tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned());
                match name.as_str() {
                    // Footnotes are made by each program in its own way.
                    "section" => break,
                    "ul" | "ol" | "li" | "blockquote" => found.push(name),
                    "aside" => found.push("blockquote".to_owned()),
                    "input" => found.push(if attribute("checked").is_some() { "done" } else { "open" }.to_owned()),
                    _ => {}
                }
                if let Some(state) = attribute("data-state") {
                    found.push(state);
                }
            }
            Token::EndTag(tag) => match &**tag.name {
                b"ul" | b"ol" | b"li" | b"blockquote" => found.push(format!("/{}", String::from_utf8_lossy(&tag.name))),
                b"aside" => found.push("/blockquote".to_owned()),
                _ => {}
            },
            _ => {}
        }
    }
    found
}

/// GitHub shows the same lists, boxes and quotes: what is written for this program reads well elsewhere.
#[test]
fn other_programs_see_the_same_lists_boxes_and_quotes() {
    let mut gfm = comrak::Options::default();
    gfm.extension.autolink = true;
    gfm.extension.footnotes = true;
    gfm.extension.strikethrough = true;
    gfm.extension.table = true;
    gfm.extension.tasklist = true;
    let words = Words::new("en", BTreeMap::new());
    let mut pages: BTreeMap<String, String> =
        right().into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).expect("pages in UTF-8"))).collect();
    pages.insert("types.md".into(), fs::read_to_string(repository().join("tests/quiz/types.md")).expect("tests/quiz/types.md"));
    let mut boxes = 0;
    for (name, text) in pages {
        let text = text.trim_start_matches('\u{FEFF}');
        let options = markdown::Options { words: &words, raw_html: false, math_dollars: false, outline: false };
        let ours = markdown::parse(text, 0, &options, &mut Diagnostics::of(SourcePath::new("page.md"))).document.body.html;
        let theirs = comrak::markdown_to_html(text, &gfm);
        boxes += shapes(&theirs).iter().filter(|shape| *shape == "done").count();
        assert_eq!(shapes(&ours), shapes(&theirs), "{name}");
    }
    assert!(boxes > 20);
}
