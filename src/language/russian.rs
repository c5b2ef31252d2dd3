//! Russian words: Snowball, and what alternates.

use pagefind_stem::{Algorithm, Stemmer};

use super::families::hash;

pub fn key(word: &str) -> u64 {
    hash(&Stemmer::create(Algorithm::Russian).stem(word))
}
