//! The key to mark by, and the order in which things are shown that must not stand in their right order.

use serde_json::{Value, json};

use super::{Alternative, Answer, ChoiceKind, Gap, Item, Question};
use crate::source::Hash;

/// The key, as the script that marks reads it. Weights are parts of 1.
pub fn key(question: &Question) -> Value {
    match &question.answer {
        Answer::Choice { kind: ChoiceKind::Multiple, options, whole } => {
            let mut key = json!({ "type": "multiple", "right": options.iter().map(|option| option.right).collect::<Vec<_>>() });
            if let Some(weights) = shared_weights(&question.answer) {
                key["weights"] = weights.into_iter().map(number).collect();
            }
            if *whole {
                key["whole"] = true.into();
            }
            key
        }
        Answer::Choice { options, .. } => {
            let weights =
                options.iter().map(|option| number(option.weight.map_or(f64::from(u8::from(option.right)), |weight| weight / 100.0)));
            json!({ "type": question.type_name(), "weights": weights.collect::<Vec<_>>() })
        }
        Answer::Text { answers } => json!({ "type": "text", "answers": alternatives(answers) }),
        Answer::Number { low, high, .. } => json!({ "type": "number", "low": number(*low), "high": number(*high) }),
        Answer::Order { .. } => json!({ "type": "order", "key": places(&shown(question)) }),
        Answer::Match { pairs, .. } => {
            let rights = rights(&question.answer);
            let places = places(&shown(question));
            let place = |item: &Item| rights.iter().position(|right| right.plain == item.plain).map(|at| places[at]);
            json!({ "type": "match", "key": pairs.iter().map(|(_, right)| place(right)).collect::<Vec<_>>() })
        }
        Answer::Groups { groups } => {
            let group: Vec<usize> = groups.iter().enumerate().flat_map(|(at, (_, items))| items.iter().map(move |_| at)).collect();
            json!({ "type": "groups", "key": shown(question).into_iter().map(|item| group[item]).collect::<Vec<_>>() })
        }
        Answer::Gaps { gaps } => {
            let gaps = gaps.iter().enumerate().map(|(at, gap)| match gap {
                Gap::Typed(answers) => json!({ "answers": alternatives(answers) }),
                Gap::Chosen(_) => json!({ "choice": places(&gap_order(question, at))[0] }),
            });
            json!({ "type": "gaps", "gaps": gaps.collect::<Vec<_>>() })
        }
        Answer::Reflection { .. } => json!({ "type": "reflection" }),
    }
}

fn alternatives(answers: &[Alternative]) -> Vec<Value> {
    answers.iter().map(|answer| json!([answer.text, number(answer.weight / 100.0)])).collect()
}

/// A number as a person writes it: `1`, not `1.0`.
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}

/// The weights of a multiple choice as parts of 1, if the author gave any: options without one that are
/// right share equally what the positive ones leave of the whole.
fn shared_weights(answer: &Answer) -> Option<Vec<f64>> {
    let Answer::Choice { options, .. } = answer else { return None };
    if options.iter().all(|option| option.weight.is_none()) {
        return None;
    }
    let given: f64 = options.iter().filter_map(|option| option.weight).filter(|weight| *weight > 0.0).sum();
    let others = options.iter().filter(|option| option.right && option.weight.is_none()).count();
    let share = if others == 0 { 0.0 } else { (100.0 - given).max(0.0) / others as f64 };
    let weights = options.iter().map(|option| option.weight.unwrap_or(if option.right { share } else { 0.0 }) / 100.0);
    Some(weights.collect())
}

/// Changes when the right answer does: a hash of the key and of the texts that are right.
pub fn key_hash(question: &Question) -> String {
    let mut text = key(question).to_string();
    let mut add = |plain: &str| {
        text.push('\n');
        text.push_str(plain);
    };
    match &question.answer {
        Answer::Choice { options, .. } => {
            options.iter().filter(|option| option.weight.map_or(option.right, |weight| weight > 0.0)).for_each(|option| add(&option.plain));
        }
        Answer::Order { items } => items.iter().for_each(|item| add(&item.plain)),
        Answer::Match { pairs, distractors } => {
            pairs.iter().flat_map(|(left, right)| [left, right]).chain(distractors).for_each(|item| add(&item.plain));
        }
        Answer::Groups { groups } => {
            groups.iter().flat_map(|(group, items)| std::iter::once(group).chain(items)).for_each(|item| add(&item.plain));
        }
        Answer::Gaps { gaps } => {
            for gap in gaps {
                match gap {
                    Gap::Typed(answers) => answers.iter().for_each(|answer| add(&answer.text)),
                    Gap::Chosen(choices) => choices.iter().for_each(|choice| add(choice)),
                }
            }
        }
        Answer::Text { .. } | Answer::Number { .. } | Answer::Reflection { .. } => {}
    }
    Hash::of(text.as_bytes()).short()
}

/// Whether two questions ask the same in two languages: of their keys only the words that readers type differ.
pub fn is_translation(one: &Question, other: &Question) -> bool {
    let without_words = |question: &Question| {
        let mut key = key(question);
        let gaps = key.get_mut("gaps").and_then(Value::as_array_mut).into_iter().flatten();
        for part in gaps.filter_map(Value::as_object_mut) {
            part.remove("answers");
        }
        if let Some(fields) = key.as_object_mut() {
            fields.remove("answers");
        }
        key
    };
    without_words(one) == without_words(other)
}

/// The right sides that a match offers, in the author's order: equal ones once, then the distractors.
pub fn rights(answer: &Answer) -> Vec<&Item> {
    let Answer::Match { pairs, distractors } = answer else { return Vec::new() };
    let mut rights: Vec<&Item> = Vec::new();
    for right in pairs.iter().map(|(_, right)| right).chain(distractors) {
        if !rights.iter().any(|other| other.plain == right.plain) {
            rights.push(right);
        }
    }
    rights
}

/// By shown place: the index, in the author's order, of the items of an order or of groups, or of the right
/// sides of a match. Empty for other types, whose parts are shown as they are written.
pub fn shown(question: &Question) -> Vec<usize> {
    let count = match &question.answer {
        Answer::Order { items } => items.len(),
        Answer::Match { .. } => rights(&question.answer).len(),
        Answer::Groups { groups } => groups.iter().map(|(_, items)| items.len()).sum(),
        _ => 0,
    };
    shuffled(count, question.name())
}

/// By shown place: the index of a choice of this gap.
pub fn gap_order(question: &Question, gap: usize) -> Vec<usize> {
    match &question.answer {
        Answer::Gaps { gaps } => match &gaps[gap] {
            Gap::Chosen(choices) => shuffled(choices.len(), &format!("{}/{gap}", question.name())),
            Gap::Typed(_) => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// For each index, its shown place.
fn places(shown: &[usize]) -> Vec<usize> {
    let mut places = vec![0; shown.len()];
    for (place, index) in shown.iter().enumerate() {
        places[*index] = place;
    }
    places
}

/// An order that is always the same for a seed, and never that of the author.
fn shuffled(count: usize, seed: &str) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    // A hash gives eight numbers; longer lists take more of them.
    let mut numbers = Vec::with_capacity(count + 8);
    for round in 0..count.div_ceil(8) {
        let hash = Hash::of(format!("{seed}\n{round}").as_bytes());
        numbers.extend(hash.0.chunks(4).map(|bytes| bytes.iter().fold(0usize, |number, byte| number << 8 | usize::from(*byte))));
    }
    for (last, number) in (1..count).rev().zip(numbers) {
        order.swap(last, number % (last + 1));
    }
    if order.is_sorted() && count > 1 {
        order.rotate_left(1);
    }
    order
}
