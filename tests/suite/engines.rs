//! The practice scripts that know no page (`theme/js/marks.js`, `paper.js`, `draw.js`, `store.js`, `file.js`), run in QuickJS as a browser
//! would, against a table of cases and against formulas written a second time here.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::{Config as Runner, TestRunner};
use rquickjs::{CatchResultExt, Context, Runtime};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use crate::support::repository;

/// The scripts in the order in which a page has them.
const SCRIPTS: [&str; 5] = ["marks", "paper", "store", "draw", "file"];

pub fn script(name: &str) -> String {
    hornbook::theme::shipped(&fs::read_to_string(repository().join(format!("theme/js/{name}.js"))).expect("a script of the theme"))
}

pub struct Engine(Context);

impl Engine {
    fn start() -> Engine {
        Engine::with(&SCRIPTS)
    }

    /// With these scripts and a storage for tests.
    pub fn with(scripts: &[&str]) -> Engine {
        let engine = Engine(Context::full(&Runtime::new().expect("QuickJS")).expect("a context"));
        for name in scripts {
            engine.run(&script(name));
        }
        engine.run(&fs::read_to_string(repository().join("tests/marks/storage.js")).expect("the storage"));
        engine
    }

    pub fn run(&self, code: &str) {
        self.0.with(|ctx| ctx.eval::<(), _>(code).catch(&ctx).unwrap_or_else(|fault| panic!("{fault}\n{code}")));
    }

    /// What a function gives for a list of arguments. All of it travels as JSON.
    pub fn call<T: DeserializeOwned>(&self, function: &str, arguments: Value) -> T {
        let answer = self.0.with(|ctx| {
            ctx.globals().set("given", arguments.to_string()).expect("a global");
            let code = format!("JSON.stringify(({function})(...JSON.parse(given)) ?? null)");
            ctx.eval::<String, _>(code).catch(&ctx).unwrap_or_else(|fault| panic!("{fault}\n{function} {arguments}"))
        });
        serde_json::from_str(&answer).unwrap_or_else(|fault| panic!("{fault}\n{function} gave {answer}"))
    }

    fn mark(&self, key: &Value, answer: &Value) -> Verdict {
        self.call("hornbook.marks.mark", json!([key, answer]))
    }
}

/// Runs a law over random values, the same ones each time.
pub fn law<S: Strategy>(cases: u32, strategy: S, check: impl Fn(S::Value)) {
    let mut runner = TestRunner::new_with_rng(
        Runner { cases, failure_persistence: None, ..Runner::default() },
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let checked = runner.run(&strategy, |value| {
        check(value);
        Ok(())
    });
    checked.unwrap_or_else(|fault| panic!("{fault}"));
}

// ---- marks

#[derive(Deserialize)]
struct Verdict {
    s: Option<f64>,
    parts: Vec<Option<bool>>,
    near: bool,
    doubt: Option<[f64; 2]>,
    bad: bool,
    missing: usize,
}

impl Verdict {
    fn new(s: f64, parts: Vec<Option<bool>>, missing: usize) -> Verdict {
        Verdict { s: Some(s), parts, near: false, doubt: None, bad: false, missing }
    }

    /// One line, in which equal verdicts look equal.
    fn line(&self) -> String {
        let s = self.s.map_or("none".to_owned(), |s| format!("{:.9}", s + 0.0));
        let parts: String = self.parts.iter().map(|part| part.map_or('.', |right| if right { '+' } else { '-' })).collect();
        let mut line = format!("s {s}, parts {parts}");
        for (is, word) in [(self.near, "near"), (self.bad, "bad")] {
            if is {
                write!(line, ", {word}").expect("a string");
            }
        }
        if let Some(doubt) = self.doubt {
            write!(line, ", doubt {doubt:?}").expect("a string");
        }
        if self.missing > 0 {
            write!(line, ", missing {}", self.missing).expect("a string");
        }
        line
    }
}

/// The formulas of marking, a second time.
mod formulas {
    use super::*;

    pub fn mark(key: &Value, answer: &Value) -> Verdict {
        let list = |name: &str| key[name].as_array().cloned().unwrap_or_default();
        let given = answer.as_array().cloned().unwrap_or_default();
        match key["type"].as_str().expect("a type") {
            "single" | "true-false" => {
                let weights = numbers(&list("weights"));
                let chosen = index(answer).filter(|chosen| *chosen < weights.len());
                let parts = (0..weights.len()).map(|at| (Some(at) == chosen).then(|| weights[at] > 0.0)).collect();
                Verdict::new(chosen.map_or(0.0, |chosen| weights[chosen].clamp(0.0, 1.0)), parts, usize::from(chosen.is_none()))
            }
            "multiple" => {
                let right: Vec<bool> = list("right").iter().map(|right| right == true).collect();
                let ticked: Vec<bool> = (0..right.len()).map(|at| given.iter().any(|item| index(item) == Some(at))).collect();
                let whole = key["whole"] == true;
                let weights = (!whole).then(|| key["weights"].as_array()).flatten().map(|weights| numbers(weights));
                let good = weights.as_ref().map_or(right.clone(), |weights| weights.iter().map(|weight| *weight > 0.0).collect());
                let all_ticked = ticked.iter().all(|ticked| *ticked) && good.contains(&false);
                let s = match &weights {
                    _ if whole => f64::from(u8::from(ticked == right)),
                    _ if all_ticked => 0.0,
                    Some(weights) => (0..right.len()).filter(|at| ticked[*at]).map(|at| weights[at]).sum::<f64>(),
                    None => {
                        let share = |kind: bool| {
                            let of = right.iter().filter(|right| **right == kind).count();
                            let hit = (0..right.len()).filter(|at| right[*at] == kind && ticked[*at]).count();
                            if of == 0 { 0.0 } else { hit as f64 / of as f64 }
                        };
                        share(true) - share(false)
                    }
                };
                let parts = (0..right.len()).map(|at| ticked[at].then_some(good[at])).collect();
                Verdict::new(s.clamp(0.0, 1.0), parts, usize::from(!ticked.contains(&true)))
            }
            "text" => {
                let (worth, near, missing) = text(&key["answers"], answer);
                let part = (!near && !missing).then_some(worth > 0.0);
                Verdict { near, ..Verdict::new(worth, vec![part], usize::from(missing)) }
            }
            "number" => {
                let typed = answer.as_str().unwrap_or("").trim();
                if typed.is_empty() {
                    return Verdict::new(0.0, vec![None], 1);
                }
                let nothing = Verdict::new(0.0, vec![None], 0);
                match number(typed) {
                    Number::Bad => Verdict { bad: true, ..nothing },
                    Number::Doubt(thousands, decimal) => Verdict { doubt: Some([thousands, decimal]), ..nothing },
                    Number::Value(value) => {
                        let (low, high) = (key["low"].as_f64().expect("low"), key["high"].as_f64().expect("high"));
                        let slack = low.abs().max(high.abs()) * 1e-12;
                        let right = low - slack <= value && value <= high + slack;
                        Verdict::new(f64::from(u8::from(right)), vec![Some(right)], 0)
                    }
                }
            }
            "order" => {
                let key = indexes(&list("key"));
                let left = indexes(&given);
                let mut sorted = left.clone();
                sorted.sort_unstable();
                if left.len() != given.len() || !sorted.into_iter().eq(0..key.len()) {
                    return Verdict::new(0.0, vec![None; key.len().saturating_sub(1)], 1);
                }
                let place = |item: usize| key.iter().position(|other| *other == item).expect("a permutation");
                share(left.windows(2).map(|pair| Some(place(pair[0]) < place(pair[1]))).collect())
            }
            "match" | "groups" => {
                let key = indexes(&list("key"));
                share(key.iter().enumerate().map(|(at, right)| given.get(at).and_then(index).map(|chosen| chosen == *right)).collect())
            }
            "gaps" => {
                let mut verdict = Verdict::new(0.0, Vec::new(), 0);
                let gaps = list("gaps");
                let mut sum = 0.0;
                for (at, gap) in gaps.iter().enumerate() {
                    let given = given.get(at).unwrap_or(&Value::Null);
                    let (worth, near, missing) = match index(&gap["choice"]) {
                        Some(choice) => (f64::from(u8::from(index(given) == Some(choice))), false, index(given).is_none()),
                        None => text(&gap["answers"], given),
                    };
                    sum += worth;
                    verdict.near |= near;
                    verdict.missing += usize::from(missing);
                    verdict.parts.push((!near && !missing).then_some(worth > 0.0));
                }
                verdict.s = Some(sum / gaps.len() as f64);
                verdict
            }
            "reflection" => {
                let missing = answer["text"].as_str().is_none_or(|text| text.trim().is_empty());
                Verdict { s: None, ..Verdict::new(0.0, Vec::new(), usize::from(missing)) }
            }
            other => panic!("no formula for {other}"),
        }
    }

    pub fn best(tries: &[f64]) -> f64 {
        tries.iter().zip(0..).map(|(s, before)| s * (2.0_f64 / 3.0).powi(before)).fold(0.0, f64::max)
    }

    pub fn percent(items: &[(Option<f64>, f64)]) -> Option<f64> {
        let marked: Vec<(f64, f64)> = items.iter().filter_map(|(s, points)| Some(((*s)?, *points))).collect();
        let all: f64 = marked.iter().map(|(_, points)| points).sum();
        (all > 0.0).then(|| 100.0 * marked.iter().map(|(s, points)| s * points).sum::<f64>() / all)
    }

    /// The share of the places that are right; those that are empty are missing.
    fn share(parts: Vec<Option<bool>>) -> Verdict {
        let right = parts.iter().filter(|part| **part == Some(true)).count();
        let missing = parts.iter().filter(|part| part.is_none()).count();
        Verdict::new(if parts.is_empty() { 1.0 } else { right as f64 / parts.len() as f64 }, parts, missing)
    }

    fn index(value: &Value) -> Option<usize> {
        value.as_u64().map(|index| index as usize)
    }

    fn indexes(list: &[Value]) -> Vec<usize> {
        list.iter().filter_map(index).collect()
    }

    fn numbers(list: &[Value]) -> Vec<f64> {
        list.iter().map(|number| number.as_f64().expect("a number")).collect()
    }

    /// What a typed text is worth; whether it is a near miss; whether it is missing.
    fn text(answers: &Value, typed: &Value) -> (f64, bool, bool) {
        let typed = typed.as_str().unwrap_or("");
        if typed.trim().is_empty() {
            return (0.0, false, true);
        }
        let typed = fold(typed);
        let answers: Vec<(String, f64)> = answers
            .as_array()
            .expect("answers")
            .iter()
            .map(|pair| (fold(pair[0].as_str().expect("a text")), pair[1].as_f64().expect("a weight")))
            .collect();
        let exact: Vec<f64> = answers.iter().filter(|(answer, _)| *answer == typed).map(|(_, weight)| *weight).collect();
        if !exact.is_empty() {
            return (exact.into_iter().fold(0.0, f64::max), false, false);
        }
        let digits = |text: &str| text.chars().filter(|letter| letter.is_numeric()).collect::<String>();
        let near = answers.iter().any(|(answer, _)| {
            answer.chars().filter(|letter| letter.is_alphabetic()).count() >= 5
                && digits(answer) == digits(&typed)
                && strsim::osa_distance(answer, &typed) == 1
        });
        (0.0, near, false)
    }

    pub fn fold(text: &str) -> String {
        let dropped = |letter: char| {
            "\u{ad}\u{2060}\u{feff}«»“”„‟\"".contains(letter) || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{55a}'..='\u{55f}')
        };
        let lower = text.chars().filter(|letter| !dropped(*letter)).collect::<String>().to_lowercase();
        let mut bare = String::new();
        let mut after_vowel = false;
        for letter in lower.chars() {
            let letter = if letter == 'ё' { 'е' } else { letter };
            if after_vowel && matches!(letter, '\u{300}' | '\u{301}' | '\u{308}') {
                continue;
            }
            after_vowel = "аеиоуыэюя".contains(letter);
            bare.push(letter);
        }
        let folded: String = bare
            .nfc()
            .map(|letter| match letter {
                '‘' | '’' | 'ʼ' | '`' => '\'',
                '\u{2010}'..='\u{2015}' | '−' | '֊' => '-',
                other => other,
            })
            .collect();
        let folded = folded.replace('և', "եւ").replace("եվ", "եւ");
        let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        let stripped = folded.trim_end_matches([' ', '.', ':', '։']);
        if stripped.is_empty() { folded } else { stripped.to_owned() }
    }

    pub enum Number {
        Value(f64),
        Doubt(f64, f64),
        Bad,
    }

    pub fn number(text: &str) -> Number {
        let text: Vec<char> = text.trim().chars().collect();
        let digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
        let mut at = usize::from(matches!(text.first(), Some('-' | '−' | '–')));
        let minus = at == 1;
        let start = at;
        while digit(at) {
            at += 1;
        }
        let mut whole: String = text[start..at].iter().collect();
        let first = whole.len();
        let mut groups = 0;
        while (1..=3).contains(&first) && matches!(text.get(at), Some(' ' | '\u{a0}' | '\u{202f}')) && (1..=3).all(|next| digit(at + next))
        {
            whole.extend(&text[at + 1..at + 4]);
            at += 4;
            groups += 1;
        }
        let mut decimals = String::new();
        if matches!(text.get(at), Some('.' | ',')) && digit(at + 1) {
            at += 1;
            while digit(at) {
                decimals.push(text[at]);
                at += 1;
            }
        }
        let rest: String = text[at..].iter().collect();
        let unit = rest.trim_start();
        let first_of_unit = unit.chars().next();
        let is_unit = matches!(unit, "" | "%" | "‰")
            || (first_of_unit.is_some_and(|letter| letter.is_alphabetic() || "$€£¥₽֏₾°".contains(letter))
                && !unit.contains(|letter: char| letter.is_ascii_digit() || letter.is_whitespace()));
        let read = |digits: &str| digits.parse::<f64>().map(|value| if minus { -value } else { value });
        match read(&format!("{whole}.{decimals}")) {
            Ok(value) if first > 0 && is_unit && value.is_finite() => {
                if groups == 0 && first <= 3 && !whole.starts_with('0') && decimals.len() == 3 {
                    Number::Doubt(read(&format!("{whole}{decimals}")).expect("digits"), value)
                } else {
                    Number::Value(value)
                }
            }
            _ => Number::Bad,
        }
    }
}

/// The table: `tests/marks/cases.toml` says what its fields mean.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    question: Vec<Question>,
    quiz: Vec<Quiz>,
    sure: Vec<Sure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    rule: String,
    key: Value,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    answer: Value,
    #[serde(default)]
    tries: Vec<Value>,
    s: Mark,
    parts: String,
    #[serde(default)]
    near: bool,
    doubt: Option<[f64; 2]>,
    #[serde(default)]
    bad: bool,
    #[serde(default)]
    missing: usize,
    r#final: Option<Mark>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quiz {
    rule: String,
    items: Vec<QuizItem>,
    percent: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuizItem {
    s: Mark,
    points: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sure {
    right: [i32; 3],
    wrong: [i32; 3],
}

/// `1`, `0.7`, `"2/3"` or `"none"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Mark {
    Number(f64),
    Words(String),
}

impl Mark {
    fn value(&self) -> Option<f64> {
        match self {
            Mark::Number(value) => Some(*value),
            Mark::Words(none) if none == "none" => None,
            Mark::Words(fraction) => {
                let (over, under) = fraction.split_once('/').expect("a fraction");
                Some(over.parse::<f64>().expect("a number") / under.parse::<f64>().expect("a number"))
            }
        }
    }
}

fn table() -> Table {
    toml::from_str(&fs::read_to_string(repository().join("tests/marks/cases.toml")).expect("the table")).expect("a table of cases")
}

#[test]
fn table_formulas_and_script_give_the_same_marks() {
    let engine = Engine::start();
    let mut faults = Vec::new();
    let mut count = 0;
    for Question { rule, key, cases } in table().question {
        for case in cases {
            count += 1;
            let tries = if case.tries.is_empty() { vec![case.answer] } else { case.tries };
            let parts = case.parts.chars().map(|part| (part != '.').then_some(part == '+')).collect();
            let wanted = Verdict { s: case.s.value(), parts, near: case.near, doubt: case.doubt, bad: case.bad, missing: case.missing };
            let last = tries.last().expect("a try");
            let (formula, script) = (formulas::mark(&key, last).line(), engine.mark(&key, last).line());
            if formula != wanted.line() || script != wanted.line() {
                faults.push(format!("{rule}: {last}\n    table   {}\n    formula {formula}\n    script  {script}", wanted.line()));
            }
            let Some(wanted) = case.r#final.as_ref().map_or(wanted.s, Mark::value) else { continue };
            let marks: Vec<f64> = tries.iter().map(|answer| engine.mark(&key, answer).s.expect("a mark")).collect();
            let script: f64 = engine.call("hornbook.marks.best", json!([marks]));
            let formula = formulas::best(&marks);
            if (script - wanted).abs() > 1e-9 || (formula - wanted).abs() > 1e-9 {
                faults.push(format!("{rule}: tries {tries:?}\n    table {wanted}, formula {formula}, script {script}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {count} cases differ\n{}", faults.len(), faults.join("\n"));
    assert!(count >= 120, "{count} cases");
}

#[test]
fn a_quiz_counts_points_and_leaves_out_reflections() {
    let engine = Engine::start();
    for Quiz { rule, items, percent } in table().quiz {
        let items: Vec<(Option<f64>, f64)> = items.iter().map(|item| (item.s.value(), item.points)).collect();
        let given: Vec<Value> = items.iter().map(|(s, points)| json!({ "s": s, "points": points })).collect();
        let script: Option<f64> = engine.call("hornbook.marks.percent", json!([given]));
        assert_eq!(script, percent, "{rule}");
        let formula = formulas::percent(&items);
        assert!(
            formula.zip(percent).map_or(formula == percent, |(a, b)| (a - b).abs() < 1e-8),
            "{rule}: formula {formula:?}, table {percent:?}"
        );
    }
    for Sure { right, wrong } in table().sure {
        for level in 1..=3 {
            assert_eq!(engine.call::<i32>("hornbook.marks.confidence", json!([level, true])), right[level - 1]);
            assert_eq!(engine.call::<i32>("hornbook.marks.confidence", json!([level, false])), wrong[level - 1]);
        }
    }
}

/// Any JSON an answer may be, mostly such as fits some question.
fn any_answer() -> BoxedStrategy<Value> {
    let index = (-1_i64..6).prop_map(Value::from);
    let word = prop_oneof![
        "[-−–]?[0-9]{1,4}([ \u{a0}][0-9]{3})?([.,][0-9]{1,4})?( ?(%|AMD|դր\\.|x1))?",
        "[aббeёեևւ՞\u{301}\u{308} .:։’–-]{0,8}",
        "(anchor|ancho|anhcor|ankor|anchors|Anchor 1|anchor 2|__proto__|constructor)",
    ]
    .prop_map(Value::from);
    let small =
        prop_oneof![4 => index, 3 => word, 1 => Just(Value::Null), 1 => Just(json!(1.5)), 1 => Just(json!({ "length": 3 }))].boxed();
    let checks = small.clone().prop_map(|text| json!({ "text": text, "checks": [0] }));
    prop_oneof![3 => small.clone(), 5 => prop::collection::vec(small, 0..7).prop_map(Value::from), 1 => checks].boxed()
}

fn any_weight() -> BoxedStrategy<f64> {
    prop_oneof![Just(1.0), Just(0.0), Just(0.5), Just(0.25), Just(-0.25), Just(1.0 / 3.0)].boxed()
}

fn any_order(up_to: usize) -> BoxedStrategy<Vec<usize>> {
    (1..=up_to).prop_flat_map(|n| Just((0..n).collect::<Vec<_>>()).prop_shuffle()).boxed()
}

fn any_answers() -> BoxedStrategy<Value> {
    let text = prop_oneof![Just("anchor".to_owned()), Just("Anchor 1".to_owned()), "[бeёևւ .:’-]{1,7}"];
    prop::collection::vec((text, any_weight()).prop_map(|(text, weight)| json!([text, weight])), 1..4).prop_map(Value::from).boxed()
}

fn multiple_key() -> BoxedStrategy<Value> {
    let options = prop::collection::vec((any::<bool>(), any_weight()), 1..7)
        .prop_filter("a right one", |options| options.iter().any(|option| option.0));
    (options, any::<bool>(), any::<bool>())
        .prop_map(|(options, weighted, whole)| {
            let (right, weights): (Vec<bool>, Vec<f64>) = options.into_iter().unzip();
            let mut key = json!({ "type": "multiple", "right": right });
            if weighted {
                key["weights"] = json!(weights);
            }
            if whole {
                key["whole"] = json!(true);
            }
            key
        })
        .boxed()
}

fn any_key() -> BoxedStrategy<Value> {
    let gap =
        prop_oneof![any_answers().prop_map(|answers| json!({ "answers": answers })), (0..4).prop_map(|choice| json!({ "choice": choice }))];
    prop_oneof![
        prop::collection::vec(any_weight(), 1..6).prop_map(|weights| json!({ "type": "single", "weights": weights })),
        multiple_key(),
        any_answers().prop_map(|answers| json!({ "type": "text", "answers": answers })),
        (-2000_i32..2000, 0..500)
            .prop_map(|(low, span)| json!({ "type": "number", "low": f64::from(low) / 10.0, "high": f64::from(low + span) / 10.0 })),
        any_order(5).prop_map(|key| json!({ "type": "order", "key": key })),
        any_order(5).prop_map(|key| json!({ "type": "match", "key": key })),
        prop::collection::vec(0..3, 1..6).prop_map(|key| json!({ "type": "groups", "key": key })),
        prop::collection::vec(gap, 1..4).prop_map(|gaps| json!({ "type": "gaps", "gaps": gaps })),
        Just(json!({ "type": "reflection" })),
    ]
    .boxed()
}

#[test]
fn script_and_formulas_agree_on_random_keys_and_answers() {
    let engine = Engine::start();
    law(6000, (any_key(), any_answer()), |(key, answer)| {
        let verdict = engine.mark(&key, &answer);
        assert_eq!(verdict.line(), formulas::mark(&key, &answer).line(), "{key} {answer}");
        assert!(verdict.s.is_none_or(|s| (0.0..=1.0).contains(&s)), "{key} {answer}");
    });
    law(500, prop::collection::vec(0.0..=1.0_f64, 0..5), |tries| {
        let best = |tries: &[f64]| engine.call::<f64>("hornbook.marks.best", json!([tries]));
        assert!((best(&tries) - formulas::best(&tries)).abs() < 1e-9);
        assert!((0.0..=1.0).contains(&best(&tries)));
        for len in 1..=tries.len() {
            assert!(best(&tries[..len]) >= best(&tries[..len - 1]), "a further try takes nothing away");
        }
    });
}

#[test]
fn ticking_everything_earns_nothing() {
    let engine = Engine::start();
    law(1000, multiple_key(), |key| {
        let size = key["right"].as_array().expect("options").len();
        let good: Vec<bool> = match key["weights"].as_array() {
            Some(weights) if key["whole"] != true => weights.iter().map(|weight| weight.as_f64() > Some(0.0)).collect(),
            _ => key["right"].as_array().expect("options").iter().map(|right| right == true).collect(),
        };
        let s = engine.mark(&key, &json!((0..size).collect::<Vec<_>>())).s;
        if good.contains(&false) {
            assert_eq!(s, Some(0.0), "{key}");
        } else if key["weights"].is_null() {
            assert_eq!(s, Some(1.0), "{key}");
        }
    });
}

#[test]
fn the_order_in_which_options_are_shown_changes_no_mark() {
    let engine = Engine::start();
    let case = (multiple_key(), prop::collection::vec(any::<bool>(), 7), any_order(7));
    law(1000, case, |(key, ticked, order)| {
        let size = key["right"].as_array().expect("options").len();
        let order: Vec<usize> = order.into_iter().filter(|index| *index < size).collect();
        if order.len() < size {
            return;
        }
        let moved = |name: &str| order.iter().map(|index| key[name][index].clone()).collect::<Value>();
        let mut other = key.clone();
        other["right"] = moved("right");
        if !key["weights"].is_null() {
            other["weights"] = moved("weights");
        }
        let here: Vec<usize> = (0..size).filter(|index| ticked[*index]).collect();
        let there: Vec<usize> = (0..size).filter(|place| ticked[order[*place]]).collect();
        let (here, there) = (engine.mark(&key, &json!(here)).s.expect("a mark"), engine.mark(&other, &json!(there)).s.expect("a mark"));
        assert!((here - there).abs() < 1e-9, "{key} {order:?}: {here} and {there}");
    });
}

#[test]
fn the_key_earns_everything_and_a_distractor_nothing() {
    let engine = Engine::start();
    law(500, any_order(6), |key| {
        for kind in ["order", "match", "groups"] {
            let question = json!({ "type": kind, "key": key });
            assert_eq!(engine.mark(&question, &json!(key)).s, Some(1.0), "{question}");
        }
        let question = json!({ "type": "match", "key": key });
        let mut answer = key.clone();
        let mut before = 1.0;
        for place in 0..key.len() {
            answer[place] = key.len();
            let s = engine.mark(&question, &json!(answer)).s.expect("a mark");
            assert!(s < before, "{question} {answer:?}");
            before = s;
        }
        assert_eq!(before, 0.0);
    });
}

#[test]
fn folding_twice_is_folding_once() {
    let engine = Engine::start();
    law(3000, "[ա-և՚-՟Ա-ՖеёийЁaéß \u{a0}\u{301}\u{308}\u{306}«»\"'’.:։…֊–-]{0,12}", |text| {
        let once: String = engine.call("hornbook.marks.fold", json!([text]));
        let twice: String = engine.call("hornbook.marks.fold", json!([once]));
        assert_eq!(once, twice, "{text:?}");
        assert_eq!(once, formulas::fold(&text), "{text:?}");
    });
}

#[test]
fn the_veil_hides_and_lifts() {
    let veil = |text: &str| -> String {
        text.chars()
            .map(|letter| match letter {
                'a'..='z' => char::from((letter as u8 - b'a' + 13) % 26 + b'a'),
                'A'..='Z' => char::from((letter as u8 - b'A' + 13) % 26 + b'A'),
                '0'..='9' => char::from((letter as u8 - b'0' + 5) % 10 + b'0'),
                '\u{c0}'..='\u{1fff}' | '\u{3040}'..='\u{d7ff}' => char::from_u32(letter as u32 ^ 5).expect("a block of eight"),
                other => other,
            })
            .collect()
    };
    let engine = Engine::start();
    let words = "{\"type\":\"text\",\"answers\":[[\"ZOPA zone\",1],[\"Բարև, մենեջե՛ր։\",0.5],[\"скидка — 15 %\\n\",0]]} 😀 ";
    let hidden: String = engine.call("hornbook.veil", json!([words]));
    for word in ["ZOPA", "zone", "answers", "Բարև", "скидка", "15"] {
        assert!(!hidden.contains(word), "{word} in {hidden}");
    }
    let check = |text: String| {
        let hidden: String = engine.call("hornbook.veil", json!([text]));
        assert_eq!(hidden, veil(&text));
        assert_eq!(engine.call::<String>("hornbook.veil", json!([hidden])), text);
    };
    check(words.to_owned());
    law(2000, any::<String>(), check);
    check((0..=0x2_ffff).filter_map(char::from_u32).collect());
}

#[test]
fn an_answer_of_30_000_characters_takes_no_longer_than_its_length() {
    // QuickJS takes 15 ms where a browser takes 2; anything that grows with the square of the length takes seconds.
    const LIMIT: Duration = Duration::from_millis(100);
    let engine = Engine::start();
    let long = |part: &str| part.repeat(30_000 / part.chars().count());
    let answers = json!([["anchor", 1], ["concession", 0.5]]);
    let keys = [
        json!({ "type": "text", "answers": answers }),
        json!({ "type": "gaps", "gaps": [{ "answers": answers }] }),
        json!({ "type": "number", "low": 0, "high": 1 }),
        json!({ "type": "text", "answers": [[long("ա"), 1]] }),
    ];
    let texts = ["ա", " ", ". x", "1", "1 000 ", "1,", "1 ", "а\u{301}", "եվ", "«", "-", "1a", "😀"];
    for key in keys {
        for text in texts {
            for text in [long(text), format!("{}!x y", long(text)), format!("x{}", long(text))] {
                engine.0.with(|ctx| {
                    let given = |name: &str, value: Value| {
                        ctx.globals().set(name, ctx.json_parse(value.to_string()).expect("JSON")).expect("a global")
                    };
                    given("key", key.clone());
                    given("typed", if key["type"] == "gaps" { json!([text]) } else { json!(text) });
                });
                // The best of five, since other tests run beside this one.
                let took = (0..5).map(|_| {
                    let start = Instant::now();
                    engine.run("hornbook.marks.mark(key, typed)");
                    start.elapsed()
                });
                let best = took.min().expect("five runs");
                let shown: String = text.chars().take(9).collect();
                assert!(best < LIMIT, "{best:?} for {} {shown:?}…", key["type"]);
            }
        }
    }
}

// ---- paper

#[test]
fn the_same_seed_gives_the_same_paper_and_another_seed_another() {
    let engine = Engine::start();
    let items: Vec<Value> =
        (0..12).map(|n| json!({ "id": format!("q{n}"), "tags": [if n % 2 == 0 { "batna" } else { "closing" }] })).collect();
    let mut papers = BTreeSet::new();
    for seed in 0..100 {
        let draw = || engine.call::<Vec<String>>("hornbook.paper.draw", json!([items, { "batna": 3, "closing": 2 }, seed]));
        let paper = draw();
        assert_eq!(paper, draw());
        assert_eq!(paper, Engine::start().call::<Vec<String>>("hornbook.paper.draw", json!([items, { "batna": 3, "closing": 2 }, seed])));
        papers.insert(paper);
    }
    // 6 over 3 times 6 over 2 = 300 papers; a hundred draws meet about 85 of them.
    assert!(papers.len() > 70, "{} papers", papers.len());
    let orders: BTreeSet<Vec<usize>> =
        (0..100).map(|seed| engine.call("hornbook.paper.shuffle", json!([12, format!("{seed}/q1")]))).collect();
    assert_eq!(orders.len(), 100);
    let seeds: BTreeSet<u32> = (0..50).map(|_| engine.call("hornbook.paper.newSeed", json!([]))).collect();
    assert!(seeds.len() > 40, "new seeds are new: {seeds:?}");
}

#[test]
fn a_shuffle_has_each_item_once_and_never_the_order_to_avoid() {
    let engine = Engine::start();
    law(2000, (any_order(5), any::<u32>()), |(avoid, seed)| {
        let order: Vec<usize> = engine.call("hornbook.paper.shuffle", json!([avoid.len(), seed, avoid]));
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..avoid.len()));
        assert!(avoid.len() == 1 || order != avoid, "{seed}");
    });
    assert_eq!(engine.call::<Vec<usize>>("hornbook.paper.shuffle", json!([0, 1, []])), [0_usize; 0]);
    assert_eq!(engine.call::<Vec<usize>>("hornbook.paper.shuffle", json!([1, 1, [0]])), [0]);
}

/// The most that chance gives once in a thousand times, for as many degrees of freedom.
fn chance(counts: impl IntoIterator<Item = usize>, wanted: f64, bound: f64, what: &str) {
    let chi: f64 = counts.into_iter().map(|count| (count as f64 - wanted).powi(2) / wanted).sum();
    assert!(chi < bound, "{what}: chi-square {chi:.1}, at most {bound}");
}

#[test]
fn orders_and_draws_are_even() {
    let engine = Engine::start();
    for seed in ["", "seed-", "a/b/"] {
        let orders: Vec<Vec<usize>> =
            engine.call("(seed) => Array.from({ length: 12000 }, (_, n) => hornbook.paper.shuffle(4, seed + n))", json!([seed]));
        let mut count = BTreeMap::new();
        for order in orders {
            *count.entry(order).or_insert(0_usize) += 1;
        }
        assert_eq!(count.len(), 24);
        chance(count.into_values(), 500.0, 49.7, "24 orders");

        let orders: Vec<Vec<usize>> = engine
            .call("(seed) => Array.from({ length: 11500 }, (_, n) => hornbook.paper.shuffle(4, seed + n, [3, 1, 2, 0]))", json!([seed]));
        let mut count = BTreeMap::new();
        for order in orders {
            *count.entry(order).or_insert(0_usize) += 1;
        }
        assert_eq!(count.len(), 23, "all orders but the one to avoid");
        chance(count.into_values(), 500.0, 48.3, "23 orders");
    }
    let draws: Vec<Vec<usize>> = engine.call(
        "() => Array.from({ length: 6000 }, (_, n) => hornbook.paper.draw(Array.from({ length: 12 }, (_, id) => ({ id, tags: [] })), 5, n))",
        json!([]),
    );
    let mut count = [0; 12];
    for id in draws.into_iter().flatten() {
        count[id] += 1;
    }
    chance(count, 2500.0, 31.3, "5 of 12");
}

/// The most items that can be drawn, by trying everything.
fn most(tags: &[Vec<usize>], slots: &[usize], used: &mut Vec<bool>) -> usize {
    let Some((slot, rest)) = slots.split_first() else { return 0 };
    let mut best = most(tags, rest, used);
    for item in 0..tags.len() {
        if !used[item] && tags[item].contains(slot) {
            used[item] = true;
            best = best.max(1 + most(tags, rest, used));
            used[item] = false;
        }
    }
    best
}

#[test]
fn a_draw_takes_no_item_twice_and_as_many_as_there_are() {
    const NAMES: [&str; 3] = ["batna", "constructor", "__proto__"];
    let engine = Engine::start();
    let bank = prop::collection::vec(prop::collection::vec(0..3_usize, 0..3), 0..7);
    law(1500, (bank, [0..3_usize, 0..3, 0..2], any::<u32>()), |(tags, wanted, seed)| {
        let items: Vec<Value> = tags
            .iter()
            .enumerate()
            .map(|(id, tags)| json!({ "id": id, "tags": tags.iter().map(|tag| NAMES[*tag]).collect::<Vec<_>>() }))
            .collect();
        let by_tag: serde_json::Map<String, Value> = NAMES.iter().zip(wanted).map(|(name, n)| ((*name).to_owned(), json!(n))).collect();
        let drawn: Vec<usize> = engine.call("hornbook.paper.draw", json!([items, by_tag, seed]));
        let slots: Vec<usize> = (0..3).flat_map(|tag| vec![tag; wanted[tag]]).collect();
        assert!(drawn.is_sorted_by(|a, b| a < b), "in the author's order, none twice: {drawn:?}");
        assert_eq!(drawn.len(), most(&tags, &slots, &mut vec![false; tags.len()]), "{tags:?} {wanted:?}");
        // Those drawn fill the slots they were drawn for.
        let of_drawn: Vec<Vec<usize>> = drawn.iter().map(|id| tags[*id].clone()).collect();
        assert_eq!(most(&of_drawn, &slots, &mut vec![false; of_drawn.len()]), drawn.len());
    });
    let items: Vec<Value> = (0..4).map(|id| json!({ "id": id, "tags": [] })).collect();
    for (wanted, count) in
        [(json!(null), 4), (json!(0), 0), (json!(3), 3), (json!(4), 4), (json!(1_000_000_000), 4), (json!({ "no": 5 }), 0), (json!({}), 0)]
    {
        let drawn: Vec<usize> = engine.call("hornbook.paper.draw", json!([items, wanted, 1]));
        assert_eq!(drawn.len(), count, "{wanted}");
    }
}

#[test]
fn a_second_paper_brings_what_the_first_left() {
    let engine = Engine::start();
    let items: Vec<Value> = (0..12).map(|id| json!({ "id": id, "tags": [if id < 6 { "a" } else { "b" }] })).collect();
    for seed in 0..50 {
        let first: Vec<usize> = engine.call("hornbook.paper.draw", json!([items, { "a": 3, "b": 2 }, seed]));
        let second: Vec<usize> = engine.call("hornbook.paper.draw", json!([items, { "a": 3, "b": 2 }, seed + 1000, first]));
        assert!(second.iter().all(|id| !first.contains(id)), "{first:?} {second:?}");
        let most: Vec<usize> = engine.call("hornbook.paper.draw", json!([items, 10, seed, first]));
        assert_eq!(most.iter().filter(|id| !first.contains(id)).count(), 7, "all that are new come first: {first:?} {most:?}");
    }
}

// ---- store

/// What a fresh page finds.
fn found(engine: &Engine) -> BTreeMap<String, Value> {
    engine.call::<Vec<(String, Value)>>("found", json!([])).into_iter().collect()
}

fn slots(engine: &Engine) -> Vec<(String, String)> {
    engine.call("() => [...disk.items]", json!([]))
}

#[test]
fn answers_are_found_again_as_they_were() {
    let engine = Engine::start();
    let answers = [
        ("single", json!(1)),
        ("zero", json!(0)),
        ("multiple", json!([0, 3])),
        ("text", json!("Բարև ␀ \u{2028} 😀 \"\\")),
        ("gaps", json!(["ZOPA", 2, ""])),
        ("match", json!([1, -1, 0])),
        ("reflection", json!({ "text": "so", "checks": [0, 2] })),
        ("none", json!(null)),
        ("__proto__", json!([1])),
        ("constructor", json!("toString")),
    ];
    for (now, (id, answer)) in answers.iter().enumerate() {
        assert_eq!(engine.call::<String>("answer", json!([id, answer, now])), "kept");
    }
    assert_eq!(found(&engine), answers.iter().map(|(id, answer)| ((*id).to_owned(), answer.clone())).collect());
    assert!(engine.call::<bool>("() => ({}).text === undefined && Object.prototype[0] === undefined", json!([])));
    let names: Vec<String> = slots(&engine).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["hornbook:site::role/quiz:a", "hornbook:site::role/quiz:b"]);

    engine
        .call::<Value>("answer", json!(["full", 2, 1000, { "marks": [0, 0.5, 1], "sure": 3, "seconds": 12, "shown": true, "flag": true }]));
    let full: Value = engine.call("() => openPage().read().questions.get('full')", json!([]));
    assert_eq!(
        full,
        json!({ "time": 1000, "key": "1f3a9c20", "answer": 2, "marks": [0, 0.5, 1], "sure": 3, "seconds": 12, "shown": true, "flag": true })
    );

    engine.run(
        "const record = openPage().read(); hornbook.store.putAttempt(record, { seed: 7, ids: ['full', 'text'], done: 0 }, 5); record.best = 80; openPage().write(record)",
    );
    let attempt = "() => { const { attempt, best } = openPage().read(); return [attempt, best] }";
    assert_eq!(engine.call::<Value>(attempt, json!([])), json!([{ "time": 5, "seed": 7, "ids": ["full", "text"], "done": 0 }, 80]));
    engine.run("hornbook.store.putAttempt(record, { done: 9 }, 1); record.best = 60; openPage().write(record)");
    assert_eq!(
        engine.call::<Value>(attempt, json!([])),
        json!([{ "time": 6, "seed": 7, "ids": ["full", "text"], "done": 9 }, 80]),
        "the best one counts"
    );

    let file: Value = serde_json::from_str(
        &engine.call::<String>("() => hornbook.file.text('site', 'Ani', [hornbook.file.page('role/quiz', openPage().read())])", json!([])),
    )
    .expect("JSON");
    assert_eq!(file["learner"], "Ani");
    let page = &file["pages"][0];
    assert_eq!((&page["id"], &page["best"]), (&json!("role/quiz"), &json!(80)));
    let item = page["questions"].as_array().expect("questions").iter().find(|item| item["id"] == "full").expect("the item");
    assert_eq!((&item["first"], &item["answer"], &item["seconds"], &item["sure"]), (&json!(0), &json!(2), &json!(12), &json!(3)));
    assert!((item["final"].as_f64().expect("a mark") - 4.0 / 9.0).abs() < 1e-9);
}

#[test]
fn a_page_that_was_only_read_leaves_nothing_behind() {
    let engine = Engine::start();
    assert_eq!(found(&engine), BTreeMap::new());
    assert_eq!(slots(&engine), []);
}

#[test]
fn people_sites_and_pages_do_not_mix() {
    let engine = Engine::start();
    let names = [
        ("s", "", "p"),
        ("s", "a", "p"),
        ("s", "a:p", ""),
        ("s", "a%3Ap", ""),
        ("s:a", "", "p"),
        ("s", "", "a:p"),
        ("s", "", ":p"),
        ("", "s", "p"),
    ];
    for (n, (site, learner, page)) in names.iter().enumerate() {
        let code = "(site, learner, page, n) => { const kept = hornbook.store.open(disk, site, learner, page); const record = kept.read(); const before = record.questions.size; hornbook.store.put(record, 'q', { answer: n }, 1); kept.write(record); return before }";
        assert_eq!(engine.call::<usize>(code, json!([site, learner, page, n])), 0, "{site} {learner} {page}");
    }
    assert_eq!(slots(&engine).len(), 2 * names.len());
}

#[test]
fn storage_that_refuses_is_told_and_nothing_throws() {
    let engine = Engine::start();
    assert_eq!(engine.call::<String>("answer", json!(["q", 1, 1])), "kept");
    for (fault, state, still) in [("forbidden", "blocked", 0), ("readOnly", "blocked", 1), ("forgetful", "blocked", 1)] {
        engine.run(&format!("disk.{fault} = true"));
        assert_eq!(engine.call::<String>("answer", json!(["q", 2, 2])), state, "{fault}");
        assert_eq!(found(&engine).len(), still, "{fault}");
        engine.run(&format!("disk.{fault} = false"));
        assert_eq!(found(&engine)["q"], json!(1), "{fault}: what was kept is there");
    }
    let none = "() => { const kept = hornbook.store.open(null, 's', '', 'p'); const record = kept.read(); hornbook.store.put(record, 'q', { answer: 1 }, 1); return [kept.write(record), record.questions.size] }";
    assert_eq!(engine.call::<Value>(none, json!([])), json!(["blocked", 1]));
    let throws_nothing = "() => { const kept = hornbook.store.open({ getItem() { throw null }, setItem() { throw undefined } }, 's', '', 'p'); return kept.write(kept.read()) }";
    assert_eq!(engine.call::<String>(throws_nothing, json!([])), "blocked");
}

#[test]
fn storage_that_is_full_at_any_character_loses_nothing() {
    let engine = Engine::start();
    engine.call::<Value>("answer", json!(["q1", "first", 1]));
    engine.call::<Value>("answer", json!(["q2", "second", 2]));
    let needed: usize = slots(&engine).iter().map(|(name, text)| name.len() + text.len()).sum();
    let mut states = BTreeSet::new();
    for capacity in 0..=needed {
        engine.run(&format!("disk = newDisk({capacity})"));
        let mut said = BTreeMap::new();
        for (now, (id, answer)) in [("q1", "first"), ("q2", "second")].into_iter().enumerate() {
            let state: String = engine.call("answer", json!([id, answer, now + 1]));
            if state == "kept" {
                said.insert(id, answer);
            } else {
                assert_eq!(state, "full");
            }
            states.insert(state);
            let found = found(&engine);
            for (id, answer) in &said {
                assert_eq!(found.get(*id), Some(&json!(answer)), "at {capacity} characters");
            }
        }
        assert_eq!(said.len() == 2, capacity == needed, "at {capacity} characters");
    }
    assert_eq!(states.len(), 2);
}

#[test]
fn one_slot_cut_at_any_character_or_lost_loses_nothing_and_is_made_again() {
    let engine = Engine::start();
    engine.call::<Value>("answer", json!(["q1", "ԲԱՏՀ", 1]));
    engine.call::<Value>("answer", json!(["q2", [0, 2], 2]));
    let whole = slots(&engine);
    let wanted = found(&engine);
    let set = |name: &str, text: Option<String>| {
        engine
            .call::<Value>("(name, text) => { text === null ? disk.items.delete(name) : disk.items.set(name, text) }", json!([name, text]))
    };
    for (name, text) in &whole {
        let letters: Vec<char> = text.chars().collect();
        let cuts = (0..letters.len()).map(|length| Some(letters[..length].iter().collect::<String>()));
        let changes = (0..letters.len())
            .map(|at| Some(letters.iter().enumerate().map(|(place, letter)| if place == at { '7' } else { *letter }).collect::<String>()));
        for damage in cuts.chain(changes).chain([None]) {
            set(name, damage.clone());
            assert_eq!(found(&engine), wanted, "{damage:?}");
            let healed: BTreeMap<String, String> = slots(&engine).into_iter().collect();
            assert_eq!(healed, whole.iter().cloned().collect(), "{damage:?}");
        }
    }
    // Both gone is gone, and no error.
    for (name, text) in &whole {
        set(name, Some(text[..20].to_owned()));
    }
    assert_eq!(found(&engine), BTreeMap::new());
}

#[test]
fn rubbish_under_our_names_is_no_error() {
    let engine = Engine::start();
    let seal = |body: &str| {
        let sum = body.encode_utf16().fold(0x811c_9dc5_u32, |sum, unit| (sum ^ u32::from(unit)).wrapping_mul(0x0100_0193));
        format!("1 {} {sum} {body}", body.encode_utf16().count())
    };
    let bodies = [
        "",
        " ",
        "null",
        "1",
        "\"\"",
        "[]",
        "{}",
        "[[]]",
        "[null,null,null]",
        "[1,2,3]",
        "[\"abc\",true,\"x\"]",
        "[{},[],{}]",
        "not JSON",
        "[{",
        "[{\"q\":null}]",
        "[{\"q\":7}]",
        "[{\"q\":{}}]",
        "[{\"q\":[[],{},{},{},{},{},{},{}]}]",
        "[{\"q\":[-1,2,true,\"m\",null,\"x\"]}]",
        "[{\"q\":[1e999,null,{\"text\":{},\"checks\":{\"length\":1e9}},[9,-9,\"1\",null]]}]",
        "[{\"__proto__\":[1,\"k\",{\"__proto__\":{\"text\":\"x\"}},[1]]}]",
        "[{\"constructor\":[1]},{\"ids\":{}},[]]",
        "[{},[\"t\",{},[{},[],null,\"q\"],\"d\"],true]",
        "[{\"__proto__\":{\"questions\":1}},{\"__proto__\":null},1]",
    ];
    let raw = ["", "1", "1 2 3", "1 0 2166136261 ", "2 2 0 []", "{}", "hello", "\u{0}", "1 4 0 null", "\u{feff}1 2 3 4", "1  2  3  []"];
    let texts: Vec<String> = bodies
        .iter()
        .map(|body| seal(body))
        .chain(raw.iter().map(|text| (*text).to_owned()))
        .chain([" ".repeat(100_000), "1 ".repeat(50_000)])
        .collect();
    for first in &texts {
        engine.run("disk = newDisk()");
        engine.call::<Value>(
            "(text) => { for (const slot of 'ab') disk.items.set(`hornbook:site::role/quiz:${slot}`, text) }",
            json!([first]),
        );
        let read: Value = engine
            .call("() => { const { questions, attempt, best } = openPage().read(); return [[...questions], attempt, best] }", json!([]));
        for entry in read[0].as_array().expect("questions") {
            let question = &entry[1];
            assert!(question["time"].is_number() && question["key"].is_string() && question["marks"].is_array(), "{first}: {question}");
            for s in question["marks"].as_array().expect("marks") {
                assert!((0.0..=1.0).contains(&s.as_f64().expect("a mark")), "{first}: {question}");
            }
        }
        assert!(
            read[1].is_null() || read[1]["ids"].as_array().expect("ids").iter().all(|id| id.is_string() || id.is_number()),
            "{first}: {read}"
        );
        assert!(read[2].is_null() || read[2].is_number(), "{first}: {read}");
        assert_eq!(engine.call::<String>("answer", json!(["mine", 1, 5])), "kept", "{first}");
        assert_eq!(found(&engine)["mine"], json!(1), "{first}");
        assert!(engine.call::<bool>("() => ({}).text === undefined && ({}).questions === undefined", json!([])), "{first}");
    }
    law(2000, any::<String>(), |text| {
        engine.run("disk = newDisk()");
        engine.call::<Value>("(text) => { disk.items.set('hornbook:site::role/quiz:a', text) }", json!([text]));
        assert_eq!(found(&engine), BTreeMap::new());
    });
}

#[test]
fn two_hundred_sequences_of_writes_and_crashes_lose_nothing_that_was_said_to_be_kept() {
    #[derive(Clone, Debug)]
    enum Step {
        Answer {
            id: usize,
            clock: u32,
        },
        /// The power fails after so many characters; the value in the making stays cut off or does not change.
        Crash {
            id: usize,
            clock: u32,
            after: i32,
            torn: bool,
        },
        /// After this page is opened anew, one slot is gone or cut.
        Damage {
            slot: usize,
            keep: usize,
        },
    }
    let step = prop_oneof![
        4 => (0..6_usize, any::<u32>()).prop_map(|(id, clock)| Step::Answer { id, clock }),
        4 => (0..6_usize, any::<u32>(), 0..400, any::<bool>()).prop_map(|(id, clock, after, torn)| Step::Crash { id, clock, after, torn }),
        2 => (0..2_usize, 0..150_usize).prop_map(|(slot, keep)| Step::Damage { slot, keep }),
    ];
    let engine = Engine::start();
    let (crashes, between) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    law(200, prop::collection::vec(step, 5..40), |steps| {
        engine.run("disk = newDisk()");
        // Of each question the number of the answer that was said to be kept last, and of the newest one tried.
        let mut said: BTreeMap<usize, usize> = BTreeMap::new();
        let mut tried: BTreeMap<usize, usize> = BTreeMap::new();
        for (number, step) in steps.iter().enumerate() {
            match step {
                Step::Answer { id, clock } => {
                    tried.insert(*id, number);
                    // The clock may stand anywhere: a later answer counts as later all the same.
                    assert_eq!(engine.call::<String>("answer", json!([format!("q{id}"), number, clock])), "kept");
                    said.insert(*id, number);
                }
                Step::Crash { id, clock, after, torn } => {
                    tried.insert(*id, number);
                    found(&engine);
                    engine.run(&format!("disk.left = {after}; disk.torn = {torn}"));
                    if engine.call::<String>("answer", json!([format!("q{id}"), number, clock])) == "kept" {
                        said.insert(*id, number);
                    } else {
                        crashes.set(crashes.get() + 1);
                        let slots = slots(&engine);
                        between.set(between.get() + usize::from(slots.len() == 2 && slots[0].1 != slots[1].1));
                    }
                    engine.run("disk.left = Infinity");
                }
                Step::Damage { slot, keep } => {
                    found(&engine);
                    engine.call::<Value>("(slot, keep) => { const [name, text] = [...disk.items][slot] ?? []; if (name) disk.items.set(name, text.slice(0, keep)) }", json!([slot, keep]));
                }
            }
            let found = found(&engine);
            for (id, kept) in &said {
                let there = found
                    .get(&format!("q{id}"))
                    .and_then(Value::as_u64)
                    .unwrap_or_else(|| panic!("q{id} is lost after step {number} of {steps:?}"));
                assert!((*kept..=tried[id]).contains(&(there as usize)), "q{id} went from {kept} to {there} at step {number} of {steps:?}");
            }
        }
    });
    assert!(crashes.get() > 500 && between.get() > 100, "{} crashes, {} with different slots", crashes.get(), between.get());
}

#[test]
fn two_tabs_keep_the_later_answer_of_each_question() {
    let engine = Engine::start();
    engine.run(
        "const here = openPage(), there = openPage();
         const mine = here.read(), theirs = there.read();
         hornbook.store.put(mine, 'q1', { answer: 1 }, 10); here.write(mine);
         hornbook.store.put(theirs, 'q2', { answer: 2 }, 11); there.write(theirs);
         hornbook.store.put(theirs, 'q1', { answer: 3 }, 12); there.write(theirs);
         hornbook.store.put(mine, 'q3', { answer: 4 }, 13); here.write(mine);",
    );
    assert_eq!(found(&engine), BTreeMap::from([("q1".into(), json!(3)), ("q2".into(), json!(2)), ("q3".into(), json!(4))]));
    let times = prop::collection::vec((0..4_usize, 1..50_u32, any::<bool>()), 0..12);
    law(500, times, |answers| {
        let mut later: BTreeMap<String, u32> = BTreeMap::new();
        let (mut mine, mut theirs) = (BTreeMap::new(), BTreeMap::new());
        for (id, time, is_mine) in answers {
            (if is_mine { &mut mine } else { &mut theirs }).insert(format!("q{id}"), time);
        }
        for (id, time) in mine.iter().chain(&theirs) {
            let kept = later.entry(id.clone()).or_default();
            *kept = (*kept).max(*time);
        }
        let merge = "(a, b) => { const record = (times) => ({ questions: new Map(Object.entries(times).map(([id, time]) => [id, { time }])), attempt: null, best: null }); return [...hornbook.store.merge(record(a), record(b)).questions].map(([id, { time }]) => [id, time]) }";
        let merged: BTreeMap<String, u32> = engine.call::<Vec<(String, u32)>>(merge, json!([mine, theirs])).into_iter().collect();
        assert_eq!(merged, later);
    });
}

#[test]
fn former_page_ids_bring_their_answers_along() {
    let engine = Engine::start();
    engine.run(
        "for (const [page, id, n, now] of [['old', 'q1', 1, 10], ['old', 'q2', 2, 10], ['older', 'q2', 3, 20], ['older', 'q3', 4, 20], ['role/quiz', 'q3', 5, 30]]) {
           const kept = openPage('', page); const record = kept.read(); hornbook.store.put(record, id, { answer: n }, now); kept.write(record);
         }",
    );
    let read = "() => [...openPage('', 'role/quiz', ['old', 'older']).read().questions].map(([id, { answer }]) => [id, answer])";
    let wanted = BTreeMap::from([("q1".to_owned(), 1), ("q2".to_owned(), 3), ("q3".to_owned(), 5)]);
    let all = |engine: &Engine| engine.call::<Vec<(String, u32)>>(read, json!([])).into_iter().collect::<BTreeMap<_, _>>();
    assert_eq!(all(&engine), wanted);
    // From then on they stand under the new id, and a new answer is not taken back by the old page.
    engine.call::<Value>("answer", json!(["q2", 7, 15]));
    assert_eq!(all(&engine)["q2"], 7);
    assert_eq!(found(&engine).len(), 3);
}

#[test]
fn an_answer_is_kept_with_the_key_that_it_was_marked_by() {
    let engine = Engine::start();
    engine.call::<Value>("answer", json!(["q1", 1, 1]));
    engine.call::<Value>("answer", json!(["q2", 2, 2, { "key": "00000000" }]));
    // A question that the page no longer has stays too: it may come back.
    engine.call::<Value>("answer", json!(["gone", 3, 3]));
    let read = "() => [...openPage().read().questions].map(([id, { answer, key }]) => [id, answer, key])";
    assert_eq!(engine.call::<Value>(read, json!([])), json!([["q1", 1, "1f3a9c20"], ["q2", 2, "00000000"], ["gone", 3, "1f3a9c20"]]));
}

#[test]
fn two_hundred_questions_stay_small() {
    let engine = Engine::start();
    let code = "() => {
        const kept = openPage(), record = kept.read();
        const answers = [1, [0, 3], 'zone of possible agreement', '170,5', [2, 0, 1, 3], [1, 0, 3], ['ZOPA', 2, '']];
        for (let n = 0; n < 200; n++) hornbook.store.put(record, 'h1f3a9' + (100 + n), { answer: answers[n % 7], marks: [0.5, 1], key: '1f3a9c20', seconds: 12, sure: 2 }, 1795517674000 + n);
        return kept.write(record);
    }";
    assert_eq!(engine.call::<String>(code, json!([])), "kept");
    let sizes: Vec<usize> = slots(&engine).iter().map(|(_, text)| text.len()).collect();
    println!("200 questions in a slot: {} bytes", sizes[0]);
    assert!(sizes.iter().all(|size| *size <= 15_000), "{sizes:?} bytes");
}

// ---- weight

#[test]
fn the_engines_weigh_at_most_5_kb() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for name in SCRIPTS {
        gzip.write_all(script(name).as_bytes()).expect("memory");
    }
    let size = gzip.finish().expect("memory").len();
    println!("marks, paper, store, draw and file: {size} bytes gzipped");
    assert!(size <= 5 * 1024, "{size} bytes gzipped");
}
