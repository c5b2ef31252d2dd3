//! Families: which words of a vocabulary are forms of one.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use super::{Script, armenian, english, russian, script};

/// One word of the site's vocabulary: folded, how often, and the tag of the language of most of its occurrences.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    pub folded: &'a str,
    pub count: u32,
    pub language: &'a str,
}

/// For each word of the sorted vocabulary the index of the word that stands for its family (itself if alone): the first.
pub fn families(vocabulary: &[Word]) -> Vec<u32> {
    let mut armenian = Vec::new();
    let mut heads: Map<u32> = Map::default();
    let mut family: Vec<u32> = Vec::with_capacity(vocabulary.len());
    let mut stems = english::Stems::new();
    for (index, word) in vocabulary.iter().enumerate() {
        let index = index as u32;
        let key = match script(word.folded) {
            Script::Armenian => {
                armenian.push(index);
                family.push(index);
                continue;
            }
            Script::Cyrillic => russian::key(word.folded),
            Script::Latin => stems.key(word.folded, word.language),
            Script::Other => hash(word.folded),
        };
        family.push(*heads.entry(key).or_insert(index));
    }
    let words: Vec<(&str, u32)> =
        armenian.iter().map(|index| (vocabulary[*index as usize].folded, vocabulary[*index as usize].count)).collect();
    for (index, key) in armenian.iter().zip(armenian::keys(&words)) {
        family[*index as usize] = match heads.entry(key) {
            Entry::Occupied(head) => *head.get(),
            Entry::Vacant(free) => *free.insert(*index),
        };
    }
    family
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

/// Where a hash starts.
pub const START: u64 = 0xcbf2_9ce4_8422_2325;

/// A hash after one byte more: FNV-1a.
pub fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// A hash after more text.
pub fn more(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, step)
}

/// A hash with its upper bits mixed into the lower ones.
pub fn mixed(hash: u64) -> u64 {
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

pub fn hash(text: &str) -> u64 {
    mixed(more(START, text))
}
