//! The module through its door: a page in, questions, their key and the author's slips out.

#![allow(clippy::disallowed_methods, reason = "the long run of random pages looks at the clock")]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex};

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::diagnostics::Edit;
use crate::fix;
use crate::markdown::Fill;
use crate::page::Page;
use crate::pipeline::{self, Build, Input, Memory};
use crate::site::links::Files;
use crate::source::Source;

fn build(text: &str) -> Build {
    static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);
    let input = Input {
        config: Arc::new(Config::none("site")),
        told: Vec::new(),
        pages: Arc::new(vec![Arc::new(Source::from_text("index.md", text))]),
        files: Arc::new(Files::new("", BTreeMap::new(), Default::default())),
        theme: BTreeMap::new(),
        today: Date::constant(2026, 11, 24),
        drafts: false,
    };
    pipeline::build(input, &mut MEMORY.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
}

fn page(text: &str) -> Arc<Page> {
    build(text).output.site().pages[0].clone()
}

/// A page of one question.
fn question(text: &str) -> Question {
    let page = page(&format!("# Title\n\n### Question: What?\n\n{text}\n\nId: q1\n"));
    let told: Vec<_> = page.diagnostics.iter().map(|one| (one.code, &one.message)).collect();
    assert!(told.is_empty(), "{text}: {told:?}");
    assert_eq!(page.questions.len(), 1, "{text}");
    page.questions[0].clone()
}

/// A body with its holes as `{…}`.
fn html(body: &Body) -> String {
    let mut html = body.html.clone();
    for slot in body.slots.iter().rev() {
        let hole = match slot.fill {
            Fill::LinkStart(_) => "{a}".to_owned(),
            Fill::LinkEnd(_) => "{/a}".to_owned(),
            Fill::Picture(_) => "{picture}".to_owned(),
            Fill::Code(at) => format!("{{code {at}}}"),
            Fill::Question(at) => format!("{{question {at}}}"),
            Fill::Gap(at) => format!("{{gap {at}}}"),
            Fill::Items(at) => format!("{{items {at}}}"),
        };
        html.insert_str(slot.at as usize, &hole);
    }
    html
}

#[test]
fn each_type_has_its_key() {
    for (text, read_as, expected) in [
        ("- [x] a\n- [ ] b\n- [50%] c", "single, 3 options, 1 right, 1 with part marks", r#"{"type":"single","weights":[1,0,0.5]}"#),
        ("- [ ] True\n- [x] False", "true-false, 2 options, 1 right", r#"{"type":"true-false","weights":[0,1]}"#),
        ("- [x] a\n- [x] b\n- [ ] c", "multiple, 3 options, 2 right", r#"{"type":"multiple","right":[true,true,false]}"#),
        (
            "- [x] a\n- [x] b\n- [50%] c\n- [-25%] d\n\nMarking: all or nothing",
            "multiple, 4 options, 3 right, 2 with part marks",
            r#"{"type":"multiple","right":[true,true,true,false],"weights":[0.25,0.25,0.5,-0.25],"whole":true}"#,
        ),
        ("Answer: ZOPA | [50%] zone", "text, 2 answers", r#"{"type":"text","answers":[["ZOPA",1],["zone",0.5]]}"#),
        ("Answer: 170 ± 0.5 AMD", "number, from 169.5 to 170.5, unit AMD", r#"{"type":"number","low":169.5,"high":170.5}"#),
        ("1. a\n2. b\n3. c\n4. d", "order, 4 items", r#"{"type":"order","key":[0,3,1,2]}"#),
        ("- a → b\n- c → d\n- → e", "match, 2 pairs, 1 distractor", r#"{"type":"match","key":[2,0]}"#),
        ("- a\n  - b\n- c\n  - d\n  - e", "groups, 2 groups, 3 items", r#"{"type":"groups","key":[1,1,0]}"#),
        (
            "The {a | b} is {c || d | e}.",
            "gaps, 2 gaps, 1 drop-down",
            r#"{"type":"gaps","gaps":[{"answers":[["a",1],["b",1]]},{"choice":2}]}"#,
        ),
        ("> Model answer: a\n> - b", "reflection, 1 check", r#"{"type":"reflection"}"#),
    ] {
        let question = question(text);
        assert_eq!((question.read_as.as_str(), key(&question).to_string().as_str()), (read_as, expected), "{text}");
    }
}

#[test]
fn the_key_names_what_is_shown() {
    let question = question("1. a\n2. b\n3. c\n4. d\n5. e");
    let Answer::Order { items } = &question.answer else { panic!() };
    let shown: Vec<&str> = shown(&question).into_iter().map(|at| items[at].plain.as_str()).collect();
    let key = key(&question);
    let right: Vec<&str> = key["key"].as_array().unwrap().iter().map(|place| shown[place.as_u64().unwrap() as usize]).collect();
    assert_eq!(right, ["a", "b", "c", "d", "e"]);
    assert_ne!(shown, right);
}

#[test]
fn bodies_keep_links_marks_and_gaps_and_lose_the_keyword() {
    let all = question(
        "Some *text*.\n\n- **Anchor** → [First](#title) number\n- [Concession](#title) → <b>\n- → `a`\n\n> **Hint:** see [it](#title).\n\n> Why: so\n> and so.\n>\n> - x",
    );
    let Answer::Match { pairs, distractors } = &all.answer else { panic!() };
    assert_eq!(html(&all.words), "What?");
    assert_eq!(html(&all.text), "<p>Some <em>text</em>.</p>\n");
    assert_eq!(html(&pairs[0].0.text), "<strong>Anchor</strong>");
    assert_eq!(html(&pairs[0].1.text), "{a}First{/a} number");
    assert_eq!(html(&pairs[1].0.text), "{a}Concession{/a}");
    assert_eq!(html(&pairs[1].1.text), "&lt;b&gt;");
    assert_eq!(html(&distractors[0].text), "<code>a</code>");
    assert_eq!(html(&all.hints[0]), "<p><strong></strong>see {a}it{/a}.</p>\n");
    assert_eq!(html(all.why.as_ref().unwrap()), "<p>so\nand so.</p>\n<ul>\n<li>x</li>\n</ul>\n");

    let gaps = question("A & {b} [link](#title){c} \\{d\\} {e &amp; f || g}.");
    assert_eq!(html(&gaps.text), "<p>A &amp; {gap 0} {a}link{/a}{gap 1} {d} {gap 2}.</p>\n");
    let choice = question("- [x] one\n  > Right, [see](#title).\n- [50%] two\n\n  more\n  > Almost.");
    let Answer::Choice { options, .. } = &choice.answer else { panic!() };
    assert_eq!(html(&options[0].text), "one");
    assert_eq!(html(options[0].feedback.as_ref().unwrap()), "<p>Right, {a}see{/a}.</p>\n");
    assert_eq!(html(&options[1].text), "<p>two</p>\n<p>more</p>\n");
}

#[test]
fn what_is_no_question_keeps_its_place_in_the_page() {
    let page = page("# T\n\nBefore [a](#t).\n\n## Question: Q?\n\n![p](p.png)\n\nAnswer: x\n\nId: q\n\n---\n\nAfter [b](#t).\n\n## Next\n");
    assert_eq!(html(&page.document.body), "<p>Before {a}a{/a}.</p>\n{question 0}<hr>\n<p>After {a}b{/a}.</p>\n<h2 id=\"next\">Next</h2>\n");
    assert_eq!(html(&page.questions[0].text), "<p>{picture}</p>\n");
    assert_eq!(page.document.headings.len(), 2);
}

#[test]
fn nothing_of_a_question_shows_twice_or_is_lost() {
    let text = "# T\n\n### Question: Words?\n\nfirst\n\n- [x] second\n  > third\n- [ ] fourth\n\nfifth\n\n> Hint: sixth\n\n```\nseventh\n```\n\nId: q\n";
    let page = page(text);
    let question = &page.questions[0];
    let Answer::Choice { options, .. } = &question.answer else { panic!() };
    let mut all = html(&question.text) + &html(&question.hints[0]);
    for option in options {
        all += &html(&option.text);
        all += &option.feedback.as_ref().map(html).unwrap_or_default();
    }
    for word in ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"] {
        assert_eq!(all.matches(word).count(), 1, "{word}");
    }
    let told: Vec<_> = page.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(told, ["text-after-answer", "text-after-answer"]);
}

#[test]
fn a_picture_can_be_an_option_by_its_alternative_text() {
    let page = page("# T\n\n### Question: Which?\n\n- [x] ![a key](a.png)\n- [ ] ![a lock](b.png)\n\nId: q\n");
    let Answer::Choice { options, .. } = &page.questions[0].answer else { panic!() };
    assert_eq!(
        options.iter().map(|option| (html(&option.text), option.plain.as_str())).collect::<Vec<_>>(),
        [("{picture}".to_owned(), "a key"), ("{picture}".to_owned(), "a lock")]
    );
    assert_eq!(page.diagnostics, []);
}

#[test]
fn the_key_hash_tells_when_the_right_answer_changes() {
    let hash = |text: &str| question(text).key_hash;
    let before = hash("- [x] a\n- [ ] b");
    assert_eq!(hash("Text.\n\n- [x] a\n  > Feedback.\n- [ ] other\n\n> Why: so.\n\nPoints: 2"), before);
    for changed in ["- [ ] a\n- [x] b", "- [x] c\n- [ ] b", "- [50%] b\n- [x] a"] {
        assert_ne!(hash(changed), before, "{changed}");
    }
    assert_ne!(hash("Answer: 170"), hash("Answer: 170 ± 1"));
    assert_ne!(hash("1. a\n2. b"), hash("1. b\n2. a"));
    assert_ne!(hash("- a → b\n- c → d"), hash("- a → d\n- c → b"));
    assert_ne!(hash("- a\n  - b\n- c\n  - d"), hash("- a\n  - d\n- c\n  - b"));
}

#[test]
fn ids_are_those_of_the_page_and_of_the_question() {
    let page = page("---\nid: L1\n---\n# T\n\n### Question: A?\n\nAnswer: x\n\nId: own\n\n### Question: B?\n\nAnswer: y\n");
    let ids: Vec<&str> = page.questions.iter().map(|question| question.id.as_str()).collect();
    assert_eq!(ids[0], "L1/own");
    assert!(ids[1].starts_with("L1/h") && ids[1].len() == "L1/h".len() + 8, "{ids:?}");
}

#[test]
fn a_hundred_options_and_a_very_long_question_are_read() {
    let options: String = (0..100).map(|n| format!("- [{}] option {n}\n", if n == 7 { "x" } else { " " })).collect();
    let Answer::Choice { options, .. } = question(&format!("{}\n\n{options}", "word ".repeat(6_000))).answer else { panic!() };
    assert_eq!(options.len(), 100);
    assert!(options[7].right);
}

// Laws

/// Lines that questions are made of, right and wrong.
const LINES: [&str; 86] = [
    "### Question: What is it?",
    "## Հարց՝ Ի՞նչ է սա",
    "# Вопрос: Что это?",
    "### Question:",
    "### Question 3: What?",
    "##Question: no space",
    "**Question: bold?**",
    "Question: plain?",
    "### Qestion: slip?",
    "Question: setext?",
    "---",
    "===",
    "***",
    "## Next part",
    "- [x] right",
    "- [ ] wrong [link](#next-part)",
    "- [50%] half",
    "- [-25%] minus",
    "- [150%] too much",
    "- [X ] slip",
    "- [] slip",
    "- [х] Cyrillic",
    "- ［x］ wide",
    "- (x) round",
    "- [a] letter",
    "* [x] star",
    "-[x] no space",
    "-\u{A0}[x] blank",
    "• [x] bullet",
    "\u{F0B7} [ ] word",
    "- [x]",
    "- plain item",
    "  > feedback",
    "> lost feedback",
    "  - [ ] nested",
    "    - deep",
    "1. first",
    "2. second",
    "3.",
    "1.glued",
    "- Anchor → First",
    "- left -> right",
    "- → distractor",
    "- left →",
    "- a → b → c",
    "- a => b",
    "- **a → b**",
    "- a \u{F0E0} b",
    "- Group",
    "  - item in group",
    "Answer: ZOPA | zone \\| x",
    "Answer: 170 ± 0.5",
    "Answer: 12..10",
    "Answer: 10–12 %",
    "Answer: 1,000",
    "Answer: “quoted”",
    "Answer: a | | b",
    "Answer:",
    "Answer：5",
    "Anwser: 5",
    "Answer 5",
    "Պատասխան։ 5",
    "> Answer: 5",
    "    Answer: 5",
    "Your {BATNA} protects {you || me | them}.",
    "A {gap and {} more {**bold**} `{code}` \\{x}.",
    "{",
    "}} || {a || b || c} &amp; {é & \u{301}}",
    "| a {b} | c |\n|---|---|\n| {d} | e |",
    "> Model answer: I would ask.",
    "> Օրինակելի պատասխան՝ այսպես",
    "> - a check",
    "> Hint: think.",
    "> Hint think",
    "> Hnit: think",
    "Hint: plain",
    "> Why: so [x](#y).",
    ">",
    "Points: 2\nTries: 3",
    "Points: two",
    "Tags: a, b",
    "Type: order",
    "Type: multipel",
    "Id: q1",
    "```",
    "[x]: #link",
];

fn document() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        20 => (0..LINES.len()).prop_map(|at| LINES[at].to_owned()),
        8 => Just(String::new()),
        1 => "[-*>#\\[\\]{}|x: 0-9a-eա-ե→։՝]{0,12}",
    ];
    let ends = prop_oneof![6 => Just("\n"), 1 => Just("\r\n")];
    // What a slip of the hand does to any text: a piece is cut out, or doubled, or a sign goes in.
    let damage = proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3u8), 0..4);
    (proptest::collection::vec(line, 1..24), ends, damage, any::<bool>()).prop_map(|(lines, ends, damage, is_quiz)| {
        let front = if is_quiz { "---\nkind: quiz\n---\n" } else { "" };
        let mut text = format!("{front}# Title\n\n{}", lines.join("\n")).replace('\n', ends);
        for (at, length, what) in damage {
            let mut start = at.index(text.len() + 1);
            let mut end = (start + length.index(12)).min(text.len());
            while !text.is_char_boundary(start) {
                start -= 1;
            }
            while !text.is_char_boundary(end) {
                end += 1;
            }
            match what {
                0 => text.replace_range(start..end, ""),
                1 => {
                    let piece = text[start..end].to_owned();
                    text.insert_str(start, &piece);
                }
                _ => text.insert(start, ['\u{A0}', '\t', '{', '>', ' '][length.index(5)]),
            }
        }
        text
    })
}

/// What must hold for any text.
fn assert_lawful(text: &str) {
    let first = build(text);
    let page = &first.output.site().pages[0];
    for one in &page.diagnostics {
        let edit = one.edit.as_deref().map(|edit: &Edit| edit.span);
        for span in std::iter::once(one.span).chain(edit) {
            assert!(span.start <= span.end && text.get(span.range()).is_some(), "{}: {span:?} of {text:?}", one.code);
        }
    }
    for question in &page.questions {
        assert!(text.get(question.span.range()).is_some(), "{text:?}");
        assert!(text.is_char_boundary(question.end as usize), "{text:?}");
        key(question);
        let shown = shown(question);
        assert!(shown.len() < 2 || !shown.is_sorted(), "{text:?}");
    }
    // Each question has one hole, in its order; links and pictures stand somewhere, and once.
    let holes: Vec<u32> =
        page.document.body.slots.iter().filter_map(|slot| matches!(slot.fill, Fill::Question(_)).then_some(slot.at)).collect();
    assert_eq!(holes.len(), page.questions.len(), "{text:?}");
    assert!(holes.is_sorted(), "{text:?}");

    let again = first.output.reread(&Source::from_text("index.md", text), 0);
    assert_eq!((&again.questions, &again.diagnostics), (&page.questions, &page.diagnostics), "{text:?}");
    first.output.get("index.html").expect("the page is made");

    let mend = |text: &str| {
        let build = build(text);
        let source = Source::from_text("index.md", text);
        let mends = fix::mends(build.output.site(), &|_| source.clone(), &|source, page| build.output.reread(source, page));
        mends.into_iter().next().map(|mend| mend.after)
    };
    if let Some(mended) = mend(text) {
        assert_eq!(mend(&mended), None, "{text:?}\n became\n{mended:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_page_is_read_the_same_each_time_and_mended_once(text in document()) {
        assert_lawful(&text);
    }
}

/// Ten minutes of it under `HORNBOOK_FULL=1`, a second otherwise.
#[test]
fn random_pages_are_read_for_ten_minutes() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config as Settings, TestRunner};
    let full = std::env::var_os("HORNBOOK_FULL").is_some_and(|value| value == "1");
    let mut runner = TestRunner::new(Settings::default());
    let strategy = document();
    let start = std::time::Instant::now();
    let mut count = 0u64;
    while start.elapsed().as_secs() < if full { 600 } else { 1 } {
        let text = strategy.new_tree(&mut runner).expect("a document").current();
        assert_lawful(&text);
        count += 1;
    }
    println!("{count} random pages read and mended");
}
