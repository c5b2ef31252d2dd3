//! Readings of words, and the vocabulary's vote on them.
//!
//! A reading takes a word for a form of a stem: `մենեջերների` for one of `մենեջեր` (with `-ների`) or of `մենեջերներ` (with
//! `-ի`). Grammar allows several for most words; the stem that most other words of the vocabulary share is the right one
//! as a rule. After the first vote only those count that chose a stem, so that a stem of few forms does not live on
//! words that are forms of another.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What a stem is worth that no other word shares, in hundredths as all weights are: sums must not depend on their order.
const ALONE: u32 = 25;

/// What others must give a stem before a reading that does not vote can be right.
const SHARED: u32 = 40;

/// How often the vocabulary votes; the third time changes next to nothing.
const ROUNDS: usize = 3;

struct Reading {
    word: u32,
    stem: u32,
    /// How likely the reading is by itself; 100 is an ordinary ending.
    weight: u32,
    /// Whether it speaks for the stem: a word with a prefix is a form of a stem only if there are others.
    votes: bool,
}

/// The readings of all words.
#[derive(Default)]
pub struct Readings {
    stems: Map<u32>,
    list: Vec<Reading>,
}

impl Readings {
    pub fn add(&mut self, word: u32, stem: u64, weight: f32) {
        self.put(word, stem, weight, true);
    }

    /// A reading that holds only if other words have one of the same stem.
    pub fn add_silent(&mut self, word: u32, stem: u64, weight: f32) {
        self.put(word, stem, weight, false);
    }

    fn put(&mut self, word: u32, stem: u64, weight: f32, votes: bool) {
        let fresh = self.stems.len() as u32;
        let stem = *self.stems.entry(stem).or_insert(fresh);
        self.list.push(Reading { word, stem, weight: (100.0 * weight).round() as u32, votes });
    }

    /// The stem of each of so many words, as a number; none for words without a reading.
    pub fn decide(self, words: usize) -> Vec<Option<u32>> {
        let mut votes = vec![0_u32; self.stems.len()];
        for reading in self.list.iter().filter(|reading| reading.votes) {
            votes[reading.stem as usize] += reading.weight;
        }
        let mut chosen = Vec::new();
        for round in 0..ROUNDS {
            let mut best = vec![(0_u64, None); words];
            for reading in &self.list {
                let own = if round == 0 && reading.votes { reading.weight } else { 0 };
                let others = votes[reading.stem as usize] - own;
                if !reading.votes && others < SHARED {
                    continue;
                }
                let score = u64::from(others + ALONE) * u64::from(reading.weight);
                let slot = &mut best[reading.word as usize];
                if score > slot.0 {
                    *slot = (score, Some(reading.stem));
                }
            }
            votes.fill(0);
            chosen = best.into_iter().map(|(_, stem)| stem).collect();
            for stem in chosen.iter().flatten() {
                votes[*stem as usize] += 100;
            }
        }
        chosen
    }
}

/// What is known of texts by the words of the vocabulary: bits for each, by their hashes.
#[derive(Default)]
pub struct Known(Map<u8>);

impl Known {
    /// For each ending that a word has, the text before it gets the bits.
    pub fn learn(&mut self, word: &str, endings: &[(&str, u8)]) {
        for (ending, bits) in endings {
            if let Some(stem) = word.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
                *self.0.entry(mixed(more(START, stem))).or_default() |= bits;
            }
        }
    }

    /// Whether the text with this hash has any of the bits.
    pub fn has(&self, text: u64, bits: u8) -> bool {
        self.0.get(&mixed(text)).is_some_and(|known| known & bits != 0)
    }
}

/// Endings with what they mean, found from the end of a word.
pub struct Endings<T>(Map<Vec<T>>);

impl<T> Endings<T> {
    pub fn new(list: Vec<(String, T)>) -> Endings<T> {
        let mut nodes: Map<Vec<T>> = Map::default();
        for (ending, meaning) in list {
            let mut tail = START;
            for byte in ending.bytes().rev() {
                nodes.entry(mixed(tail)).or_default();
                tail = step(tail, byte);
            }
            nodes.entry(mixed(tail)).or_default().push(meaning);
        }
        Endings(nodes)
    }

    /// Calls with the place of each ending of a word and what it may mean, shorter endings first.
    pub fn each<'a>(&'a self, word: &str, mut call: impl FnMut(usize, &'a [T])) {
        let mut tail = START;
        for cut in (0..=word.len()).rev() {
            if word.is_char_boundary(cut) {
                match self.0.get(&mixed(tail)) {
                    Some(meanings) => call(cut, meanings),
                    None => return,
                }
            }
            if cut > 0 {
                tail = step(tail, word.as_bytes()[cut - 1]);
            }
        }
    }
}

/// The hashes of all beginnings of a text; that of the first n bytes stands at n.
pub fn beginnings(text: &str, hashes: &mut Vec<u64>) {
    hashes.clear();
    hashes.push(START);
    let mut hash = START;
    for byte in text.bytes() {
        hash = step(hash, byte);
        hashes.push(hash);
    }
}

/// A map whose keys are hashes already.
pub type Map<V> = HashMap<u64, V, BuildHasherDefault<Same>>;

#[derive(Default)]
pub struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {}

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// The hash of nothing.
pub const START: u64 = 0xcbf2_9ce4_8422_2325;

/// A hash after one byte more: FNV-1a, <http://www.isthe.com/chongo/tech/comp/fnv/>.
pub fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// A hash after more text.
pub fn more(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, step)
}

/// A hash as a key: its bits mixed, since a map takes the upper and the lower ones.
pub fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// The key of a stem of a class of words; classes of all languages have different numbers.
pub fn key(stem: u64, class: u8) -> u64 {
    mixed(step(stem, class))
}
