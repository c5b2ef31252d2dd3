//! Armenian words: each form is read in all ways that grammar allows, and the vocabulary votes.
//!
//! A reading is a stem and a class of words: `մենեջերների` is the noun `մենեջեր` with `-ների`, or `մենեջերն` with `-երի`
//! and so on. The stem that most other words of the vocabulary share is most likely the right one: `մենեջեր`, `մենեջերը`
//! and `մենեջերից` all have a reading `մենեջեր`, and only a few `մենեջ`. Rules of spelling (vowels that fall out before
//! an ending, glides, the stem of the aorist) only make readings; a vowel is put back only if the word with it is attested.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::families::{Map, START, mixed, more, step};

/// What a stem is the stem of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Noun = 1,
    El,
    Al,
    Anal,
    Enal,
}

/// What an ending asks of the stem, and what it makes of it.
#[derive(Clone, Copy, PartialEq)]
enum Rule {
    /// The word itself, maybe with an article.
    Plain,
    /// `ն` as article.
    Nu,
    /// `ս`, `դ`: my, your.
    Possessive,
    /// A case that begins with a vowel.
    Case,
    /// The same after a vowel, with its glide.
    Glide,
    /// `-ներ`
    Ner,
    /// `-եր`: words of one syllable and what is composed with them.
    Er,
    /// `-ու` of words in `-ի`.
    U,
    /// `-վա`: times.
    Va,
    /// `-ոջ`: persons.
    Oj,
    /// `-ան`: only with a vowel put back.
    An,
    /// The stem lacks this.
    Lacks(&'static str),
    /// The same, and only if the whole is attested.
    Attested(&'static str),
    /// Of a verb: a finite form, which may begin with `կ` or `չ`.
    Finite,
    /// Of a verb: others, which may begin with `չ`.
    Other,
    /// The aorist: a verb in -նել or -չել has lost its ն or չ.
    Aorist,
}

type Endings = HashMap<&'static str, Vec<(Class, Rule, f32)>>;

static ENDINGS: LazyLock<Endings> = LazyLock::new(|| {
    let mut all: Endings = HashMap::new();
    let mut add = |ending: String, class, rule, weight| all.entry(&*ending.leak()).or_default().push((class, rule, weight));
    use Class::{Al, Anal, El, Enal, Noun};
    for (ending, rule, weight) in [
        ("", Rule::Plain, 0.0),
        ("ը", Rule::Plain, 0.0),
        ("ն", Rule::Nu, 0.0),
        ("ս", Rule::Possessive, -0.3),
        ("դ", Rule::Possessive, -0.3),
    ] {
        add(ending.into(), Noun, rule, weight);
        add(format!("եր{ending}"), Noun, Rule::Er, weight);
        add(format!("ներ{ending}"), Noun, Rule::Ner, weight);
    }
    for case in
        ["ի", "ին", "իս", "իդ", "ից", "իցս", "իցդ", "իցը", "իցն", "ով", "ովս", "ովդ", "ովը", "ովն", "ում", "ումս", "ումդ", "ինը", "ինն"]
    {
        add(case.into(), Noun, Rule::Case, 0.0);
        add(format!("յ{case}"), Noun, Rule::Glide, 0.0);
        add(format!("եր{case}"), Noun, Rule::Er, 0.0);
        add(format!("ներ{case}"), Noun, Rule::Ner, 0.0);
    }
    for case in ["ու", "ուն", "ե", "են"] {
        add(format!("եր{case}"), Noun, Rule::Er, -1.0);
        add(format!("ներ{case}"), Noun, Rule::Ner, -1.0);
    }
    for case in ["ու", "ուն", "ուս", "ուդ", "ուց", "ուցս", "ուցդ"] {
        add(case.into(), Noun, Rule::U, 0.0);
    }
    for case in ["ով", "ում"] {
        add(case.into(), Noun, Rule::U, -0.5);
    }
    for case in ["ից", "ով", ""] {
        add(format!("վա{}", if case.is_empty() { "" } else { "ն" }) + case, Noun, Rule::Va, 0.0);
        add(format!("ոջ{case}"), Noun, Rule::Oj, 0.0);
        add(format!("ան{case}"), Noun, Rule::An, 0.0);
        add(format!("վան{case}"), Noun, Rule::Attested("ուն"), 0.0);
        add(format!("կան{case}"), Noun, Rule::Attested("իկ"), 0.0);
    }
    add("վան".into(), Noun, Rule::Va, 0.0);
    add("կա".into(), Noun, Rule::Attested("իկ"), 0.0);
    for article in ["ը", "ն", "ս", "դ"] {
        add(format!("ոջ{article}"), Noun, Rule::Oj, 0.0);
        add(format!("ան{article}"), Noun, Rule::An, 0.0);
    }
    for article in ["", "ը", "ն", "ս", "դ", "ց"] {
        add(format!("ման{article}"), Noun, Rule::Lacks("ում"), 0.0);
        add(format!("ության{article}"), Noun, Rule::Lacks("ություն"), 3.0);
        add(format!("ությամբ{article}"), Noun, Rule::Lacks("ություն"), 3.0);
    }
    add("մամբ".into(), Noun, Rule::Lacks("ում"), 0.0);
    for case in ["ցիք", "ցոց"] {
        add(case.into(), Noun, Rule::Lacks("ցի"), 0.0);
    }
    let infinitive = ["", "ը", "ն", "ս", "դ", "ու", "ուն", "ուս", "ուդ", "ուց", "ով", "իս", "իք", "ում"];
    for (vowel, class) in [("ե", El), ("ա", Al), ("անա", Anal), ("ենա", Enal)] {
        for case in infinitive {
            add(format!("{vowel}լ{case}"), class, Rule::Other, 0.0);
        }
        let finite: &[&str] = if class == El {
            &["եմ", "ես", "ի", "ենք", "եք", "են", "եի", "եիր", "եր", "եինք", "եիք", "եին"]
        } else {
            &["ամ", "աս", "ա", "անք", "աք", "ան", "այի", "այիր", "ար", "այինք", "այիք", "ային"]
        };
        for ending in finite {
            add(format!("{}{ending}", &vowel[..vowel.len() - 2]), class, Rule::Finite, 0.0);
        }
    }
    for (ending, class) in
        [("ում", El), ("ում", Al), ("անում", Anal), ("ենում", Enal), ("ած", El), ("ող", El), ("ացող", Al), ("եցող", Enal), ("ացող", Anal)]
    {
        add(ending.into(), class, Rule::Other, 0.0);
    }
    for ending in ["եցի", "եցիր", "եց", "եցինք", "եցիք", "եցին"] {
        add(ending.into(), El, Rule::Finite, 0.0);
    }
    for ending in ["իր", "եցեք", "ինք", "իք"] {
        add(ending.into(), El, Rule::Other, -0.2);
    }
    for ending in ["ացի", "ացիր", "աց", "ացինք", "ացիք", "ացին", "ացել", "ացած", "ացեք"] {
        add(ending.into(), Al, Rule::Finite, 0.0);
    }
    for ending in ["ցա", "ցար", "ցավ", "ցանք", "ցաք", "ցան", "ցել", "ցած", "ցիր", "ցեք", "ցի"] {
        add(format!("ա{ending}"), Anal, Rule::Finite, 0.0);
        add(format!("ե{ending}"), Enal, Rule::Finite, 0.0);
    }
    for ending in ["ել", "ած", "ա", "ար", "ավ", "անք", "աք", "ան", "իր", "եք", "ի", "ող"] {
        add(ending.into(), El, Rule::Aorist, 0.0);
    }
    all
});

/// One way to read a word.
struct Reading {
    word: u32,
    key: u64,
    weight: f32,
    /// Does not vote: it is a reading only if others are for the stem.
    silent: bool,
}

const VOWELS: [char; 7] = ['ա', 'ե', 'է', 'ը', 'ի', 'ո', 'օ'];

fn is_vowel(letter: char) -> bool {
    VOWELS.contains(&letter) || letter == 'ւ'
}

/// Vowels of a stem; `ու` is one.
fn syllables(stem: &str) -> usize {
    stem.chars().filter(|letter| VOWELS.contains(letter)).count()
}

/// What classical spelling is in the reformed one; what has none stays.
fn reformed(word: &str) -> String {
    let mut text = word.replace("ութիւն", "ություն").replace("ութեան", "ության").replace("ութեամբ", "ությամբ");
    if text.ends_with("եան") {
        text.truncate(text.len() - "եան".len());
        text.push_str("յան");
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        match letter {
            'է' if before != ' ' => out.push('ե'),
            'օ' if before != ' ' => out.push('ո'),
            // ւ after no ո or ե is v; so is ու before a vowel.
            'ւ' if before == 'ի' => {
                out.pop();
                out.push_str("յու");
            }
            'ւ' if before != 'ո' && before != 'ե' => out.push('վ'),
            'ւ' if before == 'ո'
                && letters.peek().is_some_and(|next| matches!(next, 'ա' | 'ե' | 'է' | 'ի' | 'ո'))
                && out.chars().count() > 2 =>
            {
                out.pop();
                out.push('վ');
            }
            other => out.push(other),
        }
        before = letter;
    }
    out
}

/// For each word and its number of occurrences the key of its family.
pub fn keys(words: &[(&str, u32)]) -> Vec<u64> {
    let reformed: Vec<String> = words.iter().map(|(word, _)| reformed(word)).collect();
    let mut attested: Map<u32> = Map::default();
    for (word, (_, count)) in reformed.iter().zip(words) {
        *attested.entry(mixed(more(START, word))).or_default() += count;
    }
    let mut readings: Vec<Reading> = Vec::with_capacity(words.len() * 8);
    for (index, word) in reformed.iter().enumerate() {
        read(index as u32, word, &attested, &mut readings);
    }
    let mut votes: Map<f32> = Map::default();
    for reading in readings.iter().filter(|reading| !reading.silent) {
        *votes.entry(reading.key).or_default() += 1.0;
    }
    let mut best: Vec<(f32, u64)> = Vec::new();
    for round in 0..3 {
        best = reformed.iter().map(|word| (f32::MIN, mixed(more(START, word) ^ Class::Noun as u64))).collect();
        for reading in &readings {
            let support = votes.get(&reading.key).copied().unwrap_or(0.0) + if reading.silent { 1.0 } else { 0.0 };
            if support < 1.5 && reading.silent {
                continue;
            }
            let score = support.ln() + reading.weight;
            let slot = &mut best[reading.word as usize];
            if score > slot.0 {
                *slot = (score, reading.key);
            }
        }
        if round == 2 {
            break;
        }
        votes.clear();
        for (_, key) in &best {
            *votes.entry(*key).or_default() += 1.0;
        }
    }
    best.into_iter().map(|(_, key)| key).collect()
}

/// Notes down all readings of a word.
fn read(index: u32, word: &str, attested: &Map<u32>, readings: &mut Vec<Reading>) {
    analyse(index, word, "", attested, readings);
    for prefix in ["կ", "չ"] {
        if let Some(rest) = word.strip_prefix(prefix) {
            analyse(index, rest, prefix, attested, readings);
        }
    }
    if let Some(rest) = word.strip_prefix("ամենա") {
        analyse(index, rest, "ամենա", attested, readings);
    }
}

fn analyse(index: u32, word: &str, prefix: &str, attested: &Map<u32>, readings: &mut Vec<Reading>) {
    let is_word = |text: u64| attested.contains_key(&mixed(text));
    let mut hashes = [0u64; 128];
    if word.len() >= 126 {
        return;
    }
    let mut running = START;
    for (at, byte) in word.bytes().enumerate() {
        hashes[at] = running;
        running = step(running, byte);
    }
    hashes[word.len()] = running;
    let silent = !prefix.is_empty();
    let mut push = |hash: u64, class: Class, weight: f32| {
        readings.push(Reading { word: index, key: mixed(hash ^ class as u64), weight, silent });
    };
    let mut letters = 0;
    let total = word.chars().count();
    for (cut, _) in word.char_indices().chain([(word.len(), ' ')]).collect::<Vec<_>>().into_iter().rev() {
        letters += 1;
        let length = total + 1 - letters;
        if letters > 12 || length < 2 {
            break;
        }
        let Some(endings) = ENDINGS.get(&word[cut..]) else { continue };
        let stem = &word[..cut];
        let last = stem.chars().next_back().unwrap_or(' ');
        let here = hashes[cut];
        let whole = is_word(here) || is_word(more(here, "ը")) || is_word(more(here, "ն"));
        let syllables = syllables(stem);
        for (class, rule, weight) in endings {
            let mut weight = *weight;
            if *class == Class::Noun {
                if prefix == "կ" || prefix == "չ" {
                    continue;
                }
                if length < 3 && cut < word.len() && !whole {
                    continue;
                }
                match rule {
                    Rule::Plain => push(here, Class::Noun, weight),
                    Rule::Nu if is_vowel(last) || whole => push(here, Class::Noun, weight),
                    Rule::Nu => push(here, Class::Noun, weight - 0.5),
                    Rule::Possessive => push(here, Class::Noun, if whole { weight } else { weight - 0.5 }),
                    Rule::Case | Rule::Va | Rule::Oj | Rule::An | Rule::Er | Rule::Ner => {
                        let vowel = cut < word.len() && *rule != Rule::Ner;
                        if *rule == Rule::Er && syllables > 1 && !whole {
                            weight -= 2.0;
                        }
                        if *rule == Rule::Ner && syllables == 0 {
                            continue;
                        }
                        if *rule != Rule::An {
                            push(here, Class::Noun, weight);
                        }
                        if *rule == Rule::Va {
                            let with = more(here, "ի");
                            if is_word(with) {
                                push(with, Class::Noun, weight);
                            }
                        }
                        if vowel {
                            restored(stem, hashes[..=cut].as_ref(), |hash| {
                                if is_word(hash) || is_word(more(hash, "ը")) {
                                    push(hash, Class::Noun, weight);
                                }
                            });
                            if last == 'վ' {
                                let with = more(hashes[cut - 2], "ու");
                                if is_word(with) {
                                    push(with, Class::Noun, weight);
                                }
                            }
                        }
                    }
                    Rule::Glide if is_vowel(last) => push(here, Class::Noun, weight),
                    Rule::U => {
                        let with = more(here, "ի");
                        if is_word(with) || is_word(more(with, "ն")) {
                            push(with, Class::Noun, weight);
                        } else {
                            push(with, Class::Noun, weight - 0.5);
                        }
                        if whole {
                            push(here, Class::Noun, weight - 0.2);
                        }
                        restored(stem, hashes[..=cut].as_ref(), |hash| {
                            if is_word(hash) || is_word(more(hash, "ը")) {
                                push(hash, Class::Noun, weight);
                            }
                        });
                    }
                    Rule::Lacks(tail) => push(more(here, tail), Class::Noun, weight),
                    Rule::Attested(tail) => {
                        let with = more(here, tail);
                        if is_word(with) || is_word(more(with, "ը")) {
                            push(with, Class::Noun, weight);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            if prefix == "ամենա" || (prefix == "կ" && *rule != Rule::Finite) {
                continue;
            }
            if *rule == Rule::Aorist {
                for lost in ["ն", "չ"] {
                    let with = more(here, lost);
                    if is_word(more(with, "ել")) || is_word(more(with, "ում")) {
                        push(with, Class::El, weight);
                    }
                }
                continue;
            }
            push(here, *class, weight);
            if *class == Class::El {
                if let Some(active) = stem.strip_suffix("վ").filter(|active| active.len() >= 4) {
                    push(hashes[active.len()], Class::El, weight - 0.1);
                    push(hashes[active.len()], Class::Al, weight - 0.1);
                }
                if let Some(root) = stem.strip_suffix("ցր").filter(|root| root.len() >= 4) {
                    push(more(hashes[root.len()], "ցն"), Class::El, weight);
                }
            }
        }
    }
}

/// The stems with a vowel put back into the consonants at the end.
fn restored(stem: &str, hashes: &[u64], mut each: impl FnMut(u64)) {
    for (place, (at, letter)) in stem.char_indices().rev().enumerate() {
        if place > 2 || is_vowel(letter) || at == 0 {
            break;
        }
        for vowel in ["ի", "ու"] {
            each(more(more(hashes[at], vowel), &stem[at..]));
        }
    }
}
