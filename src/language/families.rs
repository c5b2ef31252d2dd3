//! Families: which words of a vocabulary are forms of one.

use std::borrow::Cow;
use std::collections::HashMap;

use super::votes::{Known, Readings};
use super::{Script, armenian, english, latin, russian, script};

/// One word of the site's vocabulary: folded, how often, and the tag of the language of most of its occurrences.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    pub folded: &'a str,
    pub count: u32,
    pub language: &'a str,
}

/// For each word of the sorted vocabulary the index of the word that stands for its family (itself if alone): the first.
pub fn families(vocabulary: &[Word]) -> Vec<u32> {
    let words: Vec<(Cow<str>, Rules)> = vocabulary
        .iter()
        .map(|word| match script(word.folded) {
            Script::Armenian => (armenian::reformed(word.folded), Rules::Armenian),
            Script::Cyrillic => (word.folded.into(), Rules::Russian),
            Script::Latin if latin::is_english(word.language) => (word.folded.into(), Rules::English),
            Script::Latin => (word.folded.into(), Rules::Snowball),
            Script::Other => (word.folded.into(), Rules::None),
        })
        .collect();
    let mut known = Known::default();
    for (word, rules) in &words {
        match rules {
            Rules::Armenian => armenian::learn(word, &mut known),
            Rules::Russian => russian::learn(word, &mut known),
            Rules::English => english::learn(word, &mut known),
            Rules::Snowball | Rules::None => {}
        }
    }
    let mut readings = Readings::default();
    let mut stemmers = latin::Stemmers::default();
    for (index, ((word, rules), entry)) in (0..).zip(words.iter().zip(vocabulary)) {
        match rules {
            Rules::Armenian => armenian::read(index, word, &known, &mut readings),
            Rules::Russian => russian::read(index, word, &known, &mut readings),
            Rules::English => english::read(index, word, &known, &mut readings),
            Rules::Snowball => readings.add(index, stemmers.key(word, entry.language), 1.0),
            Rules::None => {}
        }
    }
    let mut first: HashMap<u32, u32> = HashMap::new();
    (0..).zip(readings.decide(words.len())).map(|(index, stem)| stem.map_or(index, |stem| *first.entry(stem).or_insert(index))).collect()
}

/// Whose rules a word goes by.
enum Rules {
    Armenian,
    Russian,
    English,
    Snowball,
    None,
}

/// A table of forms whose lines are a word and its forms: for each form the word.
pub fn irregular(table: &'static str) -> HashMap<&'static str, &'static str> {
    let mut forms = HashMap::new();
    for line in table.lines() {
        let mut words = line.split(' ');
        let head = words.next().unwrap_or_default();
        forms.insert(head, head);
        forms.extend(words.map(|form| (form, head)));
    }
    forms
}
