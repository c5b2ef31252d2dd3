//! Readings of Armenian words.
//!
//! Nouns and verbs of one spelling have stems of their own. Rules of spelling (vowels that fall out before an ending,
//! glides, stems of the aorist) only make readings; a vowel is put back only where the word with it is attested.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::votes::{Endings, Known, Readings, START, beginnings, key, more};

/// What a stem is the stem of.
const NOUN: u8 = 1;
/// Verbs in -ել.
const EL: u8 = 2;
/// Verbs in -ալ.
const AL: u8 = 3;

/// What an ending asks of the stem and makes of it.
#[derive(Clone, Copy, PartialEq)]
enum Rule {
    /// The word itself, maybe with ը.
    Plain,
    /// `ն`: the article after a vowel, and after a consonant where a vowel follows.
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
    /// `-ու` of words in -ի.
    U,
    /// Only with a vowel put back: `-ան`.
    Reduced,
    /// The stem of a noun goes on with this.
    Lacks(&'static str),
    /// The same, where that is attested.
    Attested(&'static str),
    /// What is done is the verb's: `-ման`.
    Deed,
    /// A form of a verb that may begin with կ or չ.
    Finite,
    /// Other forms of a verb; they may begin with չ.
    Other,
    /// The stem of the verb goes on with this: մոտեցավ is of մոտենալ.
    Inchoative(&'static str),
    /// The aorist of verbs in -նել and -չել, without their ն or չ.
    Aorist,
    /// Only after ր: մոտեցրու.
    Causative,
}

struct Meaning {
    class: u8,
    rule: Rule,
    weight: f32,
}

static ENDINGS: LazyLock<Endings<Meaning>> = LazyLock::new(|| {
    let mut list = Vec::new();
    let mut add = |ending: String, class, rule, weight| list.push((ending, Meaning { class, rule, weight }));
    for (article, rule, weight) in
        [("", Rule::Plain, 1.0), ("ը", Rule::Plain, 1.0), ("ն", Rule::Nu, 1.0), ("ս", Rule::Possessive, 0.7), ("դ", Rule::Possessive, 0.7)]
    {
        add(article.into(), NOUN, rule, weight);
        add(format!("եր{article}"), NOUN, Rule::Er, weight);
        add(format!("ներ{article}"), NOUN, Rule::Ner, weight);
    }
    for case in "ի ին իս իդ ինը ինն ից իցս իցդ իցը իցն ով ովս ովդ ովը ովն ում ումս ումդ".split(' ')
    {
        add(case.into(), NOUN, Rule::Case, if case == "ում" { 0.5 } else { 1.0 });
        add(format!("յ{case}"), NOUN, Rule::Glide, 1.0);
        add(format!("եր{case}"), NOUN, Rule::Er, 1.0);
        add(format!("ներ{case}"), NOUN, Rule::Ner, 1.0);
    }
    // Western.
    for case in ["ու", "ուն", "ե", "են"] {
        add(format!("եր{case}"), NOUN, Rule::Er, 0.4);
        add(format!("ներ{case}"), NOUN, Rule::Ner, 0.4);
    }
    for case in "ու ուն ուս ուդ ուց ուցս ուցդ".split(' ') {
        add(case.into(), NOUN, Rule::U, 1.0);
    }
    for case in ["ով", "ում"] {
        add(case.into(), NOUN, Rule::U, 0.6);
    }
    for case in "վա վան վանը վանից վանով ոջ ոջը ոջն ոջս ոջից ոջով".split(' ') {
        add(case.into(), NOUN, Rule::Case, 1.0);
    }
    for case in "ան անը անն անս անդ անից անով".split(' ') {
        add(case.into(), NOUN, Rule::Reduced, 1.0);
        add(format!("վ{case}"), NOUN, Rule::Attested("ուն"), 1.0);
        add(format!("կ{case}"), NOUN, Rule::Attested("իկ"), 1.0);
    }
    add("կա".into(), NOUN, Rule::Attested("իկ"), 1.0);
    for article in ["", "ը", "ն", "ս", "դ", "ց"] {
        add(format!("ման{article}"), NOUN, Rule::Deed, 1.0);
        add(format!("մամբ{article}"), NOUN, Rule::Deed, 1.0);
        add(format!("ության{article}"), NOUN, Rule::Lacks("ություն"), 4.0);
        add(format!("ությամբ{article}"), NOUN, Rule::Lacks("ություն"), 4.0);
    }
    for case in ["ցիք", "ցոց"] {
        add(case.into(), NOUN, Rule::Lacks("ցի"), 1.0);
    }
    for (vowel, class) in [("ե", EL), ("ա", AL)] {
        for case in ",ը,ն,ս,դ,ու,ուն,ուս,ուդ,ուց,ով,իս,իք,ում".split(',') {
            add(format!("{vowel}լ{case}"), class, Rule::Other, 1.0);
        }
        add("ում".into(), class, Rule::Other, 1.0);
    }
    for ending in "եմ ես ենք եք են եի եիր եինք եիք եին եցի եցիր եց եցինք եցիք եցին".split(' ')
    {
        add(ending.into(), EL, Rule::Finite, 1.0);
    }
    for ending in ["ի", "եր", "ին"] {
        add(ending.into(), EL, Rule::Finite, 0.6);
    }
    for ending in "ամ աս ա անք աք ան այի այիր ար այինք այիք ային ացի ացիր աց ացինք ացիք ացին ացել ացեր ացած ացեք".split(' ')
    {
        add(ending.into(), AL, Rule::Finite, 1.0);
    }
    for (ending, class, weight) in
        [("ած", EL, 1.0), ("ող", EL, 1.0), ("ացող", AL, 1.0), ("իր", EL, 0.8), ("եցեք", EL, 0.8), ("ինք", EL, 0.8), ("իք", EL, 0.8)]
    {
        add(ending.into(), class, Rule::Other, weight);
    }
    for ending in "ցա ցար ցավ ցանք ցաք ցան ցել ցած ցող ցիր ցեք ցի".split(' ') {
        add(format!("ա{ending}"), AL, Rule::Inchoative("ան"), 1.0);
        add(format!("ե{ending}"), AL, Rule::Inchoative("են"), 1.0);
    }
    for ending in "ել ած ա ար ավ անք աք ան իր եք ի ող".split(' ') {
        add(ending.into(), EL, Rule::Aorist, 1.0);
    }
    add("ու".into(), EL, Rule::Causative, 1.0);
    Endings::new(list)
});

/// What endings tell of the text before them: it is a word; a word or one with an article; a noun; a verb in -ել; a
/// word whose plural is in -եր.
const WORD: u8 = 1;
const WHOLE: u8 = 2;
const STEM: u8 = 4;
const VERB: u8 = 8;
const TAKES_ER: u8 = 16;
const TELLING: [(&str, u8); 17] = [
    ("", WORD | WHOLE | STEM),
    ("ը", WHOLE | STEM),
    ("ն", WHOLE | STEM),
    ("ս", STEM),
    ("ներ", STEM),
    ("ները", STEM),
    ("եր", TAKES_ER),
    ("երը", TAKES_ER),
    ("երի", TAKES_ER),
    ("ել", VERB),
    ("ում", VERB),
    ("ելու", VERB),
    ("ելը", VERB),
    ("են", VERB),
    ("եմ", VERB),
    ("ենք", VERB),
    ("ի", VERB),
];

/// Words that no rule joins with their forms, each line the word and its forms.
static IRREGULAR: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| super::families::irregular(include_str!("armenian.txt")));

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'ա' | 'ե' | 'է' | 'ը' | 'ի' | 'ո' | 'օ' | 'ւ')
}

/// Vowels of a stem; `ու` is one.
fn syllables(stem: &str) -> usize {
    stem.chars().filter(|letter| is_vowel(*letter) && *letter != 'ւ').count()
}

/// Classical spelling in the reformed one: իւ as յու, -եան as -յան, ու before a vowel as վ, է and օ inside as ե and ո.
pub fn reformed(word: &str) -> Cow<'_, str> {
    let classical = |text: &str| text.contains(['է', 'օ', 'ւ']) || text.ends_with('յ') || text.contains("եան") || text.contains("եամբ");
    if !classical(word) {
        return Cow::Borrowed(word);
    }
    let text = word.replace("ութեան", "ության").replace("ութեամբ", "ությամբ");
    let text = text.strip_suffix("եան").map_or(text.clone(), |name| format!("{name}յան"));
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut before = None;
    while let Some(letter) = letters.next() {
        let next = letters.peek();
        match (before, letter) {
            (Some(_), 'է') => out.push('ե'),
            (Some(_), 'օ') => out.push('ո'),
            (Some('ի'), 'ւ') => {
                out.pop();
                out.push_str("յու");
            }
            (Some('ո'), 'ւ') if matches!(next, Some('ա' | 'ե' | 'է' | 'ո')) && out.chars().count() > 1 => {
                out.pop();
                out.push('վ');
            }
            (Some('ա' | 'ը' | 'է' | 'օ'), 'ւ') => out.push('վ'),
            // Final այ and ոյ, but for Armenians.
            (Some('ա' | 'ո'), 'յ') if next.is_none() && out.chars().count() > 2 && !out.ends_with("հա") => {}
            (_, other) => out.push(other),
        }
        before = Some(letter);
    }
    Cow::Owned(out)
}

/// Notes down what a word in reformed spelling tells of others.
pub fn learn(word: &str, known: &mut Known) {
    known.learn(word, &TELLING);
}

/// Notes down all readings of a word in reformed spelling.
pub fn read(index: u32, word: &str, known: &Known, readings: &mut Readings) {
    if let Some(head) = IRREGULAR.get(word) {
        let (stem, class) = match (head.strip_suffix("ել"), head.strip_suffix("ալ")) {
            (Some(stem), _) => (stem, EL),
            (_, Some(stem)) => (stem, AL),
            _ => (*head, NOUN),
        };
        readings.add(index, key(more(START, stem), class), 1.0);
        return;
    }
    Reader { index, word, prefix: None, known, readings }.read();
    for prefix in ["կ", "չ", "ամենա"] {
        if let Some(rest) = word.strip_prefix(prefix) {
            Reader { index, word: rest, prefix: Some(prefix), known, readings }.read();
        }
    }
}

/// A word, maybe without a prefix, that is being read.
struct Reader<'a> {
    index: u32,
    word: &'a str,
    prefix: Option<&'static str>,
    known: &'a Known,
    readings: &'a mut Readings,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut hashes = Vec::with_capacity(64);
        beginnings(self.word, &mut hashes);
        ENDINGS.each(self.word, |cut, meanings| {
            let stem = &self.word[..cut];
            if meanings.is_empty() || stem.chars().nth(1).is_none() {
                return;
            }
            for meaning in meanings {
                if meaning.class == NOUN {
                    if !matches!(self.prefix, Some("կ" | "չ")) {
                        self.noun(stem, &hashes, meaning);
                    }
                } else if match self.prefix {
                    None => true,
                    Some("կ") => meaning.rule == Rule::Finite,
                    prefix => prefix == Some("չ"),
                } {
                    self.verb(stem, &hashes, meaning);
                }
            }
        });
    }

    fn put(&mut self, stem: u64, class: u8, weight: f32) {
        match self.prefix {
            None => self.readings.add(self.index, key(stem, class), weight),
            Some(_) => self.readings.add_silent(self.index, key(stem, class), weight),
        }
    }

    fn noun(&mut self, stem: &str, hashes: &[u64], meaning: &Meaning) {
        let here = hashes[stem.len()];
        let is_whole = self.known.has(here, WHOLE);
        let is_bare = stem.len() == self.word.len();
        let last = stem.chars().next_back().unwrap_or_default();
        let mut weight = meaning.weight;
        // Two letters may be any word's beginning.
        if stem.chars().nth(2).is_none() && !is_bare && !is_whole && syllables(stem) > 0 {
            return;
        }
        if let Some(root) = stem.strip_suffix("ում").filter(|root| root.len() >= 4) {
            if !is_bare {
                self.put(hashes[root.len()], EL, weight);
            }
            return;
        }
        match meaning.rule {
            Rule::Plain => self.put(here, NOUN, weight),
            Rule::Nu => self.put(here, NOUN, if is_vowel(last) || is_whole { weight } else { 0.6 * weight }),
            Rule::Possessive => self.put(here, NOUN, if is_whole { weight } else { 0.6 * weight }),
            Rule::Glide if is_vowel(last) => self.put(here, NOUN, weight),
            Rule::Ner if syllables(stem) > 0 => self.put(here, NOUN, weight),
            Rule::Case | Rule::Er => {
                if meaning.rule == Rule::Er && syllables(stem) > 1 && !is_whole {
                    weight *= if self.tail_takes_er(stem) { 0.75 } else { 0.22 };
                }
                self.put(here, NOUN, weight);
                self.restored(stem, hashes, meaning.weight);
                // ու before a vowel: լեզվի is of լեզու.
                if last == 'վ' {
                    self.attested(more(hashes[stem.len() - 2], "ու"), weight);
                }
            }
            Rule::U => {
                let with = more(here, "ի");
                self.put(with, NOUN, if self.known.has(with, WHOLE) { weight } else { 0.75 * weight });
                if is_whole {
                    self.put(here, NOUN, 0.8 * weight);
                }
                self.restored(stem, hashes, weight);
            }
            Rule::Reduced => self.restored(stem, hashes, weight),
            Rule::Lacks(tail) => self.put(more(here, tail), NOUN, weight),
            Rule::Attested(tail) => self.attested(more(here, tail), weight),
            Rule::Deed => self.put(here, EL, weight),
            _ => {}
        }
    }

    fn attested(&mut self, stem: u64, weight: f32) {
        if self.known.has(stem, STEM) {
            self.put(stem, NOUN, weight);
        }
    }

    /// Puts ի or ու back between the consonants at the end of a stem.
    fn restored(&mut self, stem: &str, hashes: &[u64], weight: f32) {
        for (at, letter) in stem.char_indices().rev().take(3) {
            if is_vowel(letter) || at == 0 {
                return;
            }
            for vowel in ["ի", "ու"] {
                self.attested(more(more(hashes[at], vowel), &stem[at..]), weight);
            }
        }
    }

    /// Whether the last syllable of a stem is a word by itself with the plural -եր.
    fn tail_takes_er(&self, stem: &str) -> bool {
        let tails = stem.char_indices().rev().skip(1).take(5);
        tails.filter(|(at, _)| *at > 0).any(|(at, _)| self.known.has(more(START, &stem[at..]), TAKES_ER))
    }

    fn verb(&mut self, stem: &str, hashes: &[u64], meaning: &Meaning) {
        let here = hashes[stem.len()];
        let weight = meaning.weight;
        match meaning.rule {
            Rule::Aorist => {
                for lost in ["ն", "չ"] {
                    let with = more(here, lost);
                    // մոտեցավ is of մոտենալ; մոտեցնել has մոտեցրեց.
                    if !stem.ends_with('ց') && self.known.has(with, VERB) {
                        self.put(with, EL, weight);
                    }
                }
                return;
            }
            Rule::Inchoative(tail) => return self.put(more(here, tail), meaning.class, weight),
            Rule::Causative => {}
            _ => self.put(here, meaning.class, if stem.ends_with('յ') { 0.4 * weight } else { weight }),
        }
        if meaning.class != EL {
            return;
        }
        // The passive is the verb's, and so is the causative's other stem: մոտեցրեց is of մոտեցնել.
        if let Some(active) = stem.strip_suffix("վ").filter(|active| active.len() >= 4) {
            self.put(hashes[active.len()], EL, 0.9 * weight);
            self.put(hashes[active.len()], AL, 0.9 * weight);
        }
        if let Some(root) = stem.strip_suffix("ր").filter(|root| root.ends_with(['ց', 'ձ'])) {
            self.put(more(hashes[root.len()], "ն"), EL, weight);
        }
    }
}
