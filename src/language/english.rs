//! Readings of English words: nouns and verbs of one spelling are one word, and British and American spelling too.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::votes::{Endings, Known, Readings, START, key, more};

const CLASS: u8 = 40;

#[derive(Clone, Copy, PartialEq)]
enum Rule {
    Plain,
    /// `-s`
    S,
    /// `-es` after a sibilant or o.
    Es,
    /// `-ed`, `-ing`: an e may have gone, a consonant may stand twice.
    Cut,
    /// `-er` where there is `-est`, and the reverse: few words in -er are adjectives.
    Compared(u8),
    /// The word ends in this.
    Ends(&'static str),
}

static ENDINGS: LazyLock<Endings<Rule>> = LazyLock::new(|| {
    let list = [
        ("", Rule::Plain),
        ("s", Rule::S),
        ("es", Rule::Es),
        ("ies", Rule::Ends("y")),
        ("ied", Rule::Ends("y")),
        ("iest", Rule::Ends("y")),
        ("ier", Rule::Ends("y")),
        ("men", Rule::Ends("man")),
        ("ed", Rule::Cut),
        ("ing", Rule::Cut),
        ("ings", Rule::Cut),
        ("est", Rule::Compared(ER)),
        ("er", Rule::Compared(EST)),
    ];
    Endings::new(list.into_iter().map(|(ending, rule)| (ending.to_owned(), rule)).collect())
});

/// What endings tell of the text before them: it is a word; it is an adjective that has -er; that has -est.
const WORD: u8 = 1;
const ER: u8 = 2;
const EST: u8 = 4;
const TELLING: [(&str, u8); 4] = [("", WORD), ("s", WORD), ("er", ER), ("est", EST)];

/// Words in -s that are no forms of one without.
const WITH_S: [&str; 23] = [
    "news", "mrs", "this", "his", "us", "as", "is", "was", "has", "does", "yes", "gas", "plus", "bus", "thus", "its", "series", "species",
    "lens", "canvas", "always", "perhaps", "physics",
];

static IRREGULAR: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| super::families::irregular(include_str!("english.txt")));

/// Notes down what a word tells of others.
pub fn learn(word: &str, known: &mut Known) {
    known.learn(word, &TELLING);
}

/// Notes down all readings of a word.
pub fn read(index: u32, word: &str, known: &Known, readings: &mut Readings) {
    if let Some(head) = IRREGULAR.get(word) {
        readings.add(index, spelled(head), 1.0);
    }
    ENDINGS.each(word, |cut, rules| {
        let stem = &word[..cut];
        let is_known = |base: &str| known.has(more(START, base), WORD);
        for rule in rules {
            if matches!(rule, Rule::Cut | Rule::Compared(_)) && !stem.contains(is_vowel) {
                continue;
            }
            // A base that is no word itself is less likely.
            let mut put = |base: &str, weight: f32| readings.add(index, spelled(base), if is_known(base) { weight } else { 0.5 * weight });
            match rule {
                Rule::Plain => put(stem, 1.0),
                Rule::S if stem.ends_with('s') || stem.len() < 2 || WITH_S.contains(&word) => {}
                Rule::S if stem.ends_with(['u', 'i']) && (stem.len() < 3 || !is_known(stem)) => {}
                Rule::S => put(stem, 1.0),
                Rule::Es if stem.ends_with(['s', 'x', 'z', 'o']) || stem.ends_with("ch") || stem.ends_with("sh") => put(stem, bare(stem)),
                Rule::Es => {}
                Rule::Ends(tail) => put(&format!("{stem}{tail}"), 1.0),
                Rule::Compared(other) if !known.has(more(START, stem), *other) => {}
                Rule::Cut | Rule::Compared(_) => {
                    // Of verbs of two letters there is going, but no goed.
                    if stem.len() > 2 || word.ends_with("ing") {
                        put(stem, bare(stem));
                    }
                    put(&format!("{stem}e"), 1.0);
                    if let [.., before, last] = stem.as_bytes()
                        && before == last
                    {
                        put(&stem[..stem.len() - 1], 1.0);
                    }
                }
            }
        }
    });
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// How likely a stem has lost no e: one consonant after the only vowel would stand twice (posed is of pose, not of pos).
fn bare(stem: &str) -> f32 {
    let mut ends = stem.chars().rev();
    let (last, vowel) = (ends.next().unwrap_or_default(), ends.next().unwrap_or_default());
    let is_short = !is_vowel(last) && !matches!(last, 'w' | 'x') && is_vowel(vowel) && !ends.any(is_vowel);
    if is_short { 0.4 } else { 1.0 }
}

/// The key of a word, the same for British and American spelling: colour, organise, centre.
fn spelled(base: &str) -> u64 {
    for (british, american) in [("our", "or"), ("ise", "ize"), ("isation", "ization"), ("yse", "yze"), ("tre", "ter"), ("ogue", "og")] {
        if let Some(stem) = base.strip_suffix(british).filter(|stem| stem.len() >= 3) {
            return key(more(more(START, stem), american), CLASS);
        }
    }
    key(more(START, base), CLASS)
}
