//! Latin words of languages without rules of our own: Snowball stemmers.

use pagefind_stem::{Algorithm, Stemmer};

use super::votes::{START, key, more};

/// Its number among the classes of stems.
const CLASS: u8 = 60;

/// The stemmers of the languages met so far.
#[derive(Default)]
pub struct Stemmers(Vec<(String, Option<Stemmer>)>);

impl Stemmers {
    /// The key of a word's stem by the language's rules; of the word itself if there is no stemmer.
    pub fn key(&mut self, word: &str, language: &str) -> u64 {
        let place = self.0.iter().position(|(tag, _)| tag == language).unwrap_or_else(|| {
            self.0.push((language.to_owned(), algorithm(language).map(Stemmer::create)));
            self.0.len() - 1
        });
        let stem = self.0[place].1.as_ref().map_or(word.into(), |stemmer| stemmer.stem(word));
        key(more(START, &stem), CLASS)
    }
}

/// Whether Latin words on pages of this language are English: those of English pages, and those among other letters.
pub fn is_english(language: &str) -> bool {
    matches!(first(language), "" | "en" | "hy" | "ru")
}

fn first(language: &str) -> &str {
    language.split('-').next().unwrap_or_default()
}

fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match first(language) {
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
