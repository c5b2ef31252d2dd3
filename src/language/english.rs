//! Latin words: Snowball stemmers by the language of the pages, and what English forms no rule makes.

use std::collections::HashMap;
use std::sync::LazyLock;

use pagefind_stem::{Algorithm, Stemmer};

use super::families::{START, mixed, more};

/// Irregular forms, each line the word and its forms.
const IRREGULAR: &str = include_str!("english.txt");

static FORMS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    for line in IRREGULAR.lines() {
        let mut words = line.split(' ');
        let head = words.next().unwrap_or_default();
        forms.extend(words.map(|form| (form, head)));
    }
    forms
});

/// The stemmers of the languages met so far.
pub struct Stems(Vec<(String, Option<Stemmer>)>);

impl Stems {
    pub fn new() -> Stems {
        Stems(Vec::new())
    }

    /// The key of a word's family by the rules of the language of its pages; without a stemmer a word is alone.
    pub fn key(&mut self, word: &str, language: &str) -> u64 {
        let place = self.0.iter().position(|(tag, _)| tag == language).unwrap_or_else(|| {
            self.0.push((language.to_owned(), algorithm(language).map(Stemmer::create)));
            self.0.len() - 1
        });
        let (_, stemmer) = &self.0[place];
        let Some(stemmer) = stemmer else { return mixed(more(START, word)) };
        let word = FORMS.get(word).copied().unwrap_or(word);
        mixed(more(START, &stemmer.stem(word)))
    }
}

/// The stemmer for a language tag, by its first part. Latin words on Armenian and Russian pages are English.
fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language.split('-').next().unwrap_or_default() {
        "" | "en" | "hy" | "ru" => Algorithm::English,
        "ca" => Algorithm::Catalan,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}
