//! The words that readers see, by language: flat tables with plural forms.
//!
//! Tables are TOML with flat quoted keys. A plural cell is one string, `one: … | other: …`, with CLDR
//! categories; the number that decides is `{n}`. Placeholders stand in braces.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::Hash;

/// The words of one language.
#[derive(Clone, Debug)]
pub struct Words {
    pub lang: Arc<str>,
    table: BTreeMap<String, String>,
    /// Of the language and the table.
    pub hash: Hash,
}

impl Words {
    pub fn new(lang: &str, table: BTreeMap<String, String>) -> Words {
        let mut text = format!("{lang}\n");
        for (key, value) in &table {
            text.push_str(&format!("{key}={value}\n"));
        }
        Words { lang: lang.into(), hash: Hash::of(text.as_bytes()), table }
    }

    /// A row as it stands, or none if there is no such row.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.table.get(key).map(String::as_str)
    }

    /// A row as it stands; a key that no table has shows itself, so that a slip is seen and a test finds it.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.find(key).unwrap_or(key)
    }

    /// The keys of all rows, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.table.keys().map(String::as_str)
    }

    /// A row with its placeholders filled; `n` among them picks the plural form. A fraction takes the form `other`.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        let row = self.get(key);
        let number = values.iter().find(|(name, _)| *name == "n").map(|(_, value)| value.parse::<u64>());
        let mut text = match number {
            Some(number) if is_plural(row) => {
                let category = number.map_or("other", |number| plural_category(&self.lang, number));
                plural_form(row, category).to_owned()
            }
            _ => row.to_owned(),
        };
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }

    /// The one count that most rows take.
    pub fn count(&self, key: &str, n: usize) -> String {
        self.fill(key, &[("n", &n.to_string())])
    }
}

const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Whether a cell holds plural forms: its first word is a category and a colon.
pub fn is_plural(row: &str) -> bool {
    row.split_once(": ").is_some_and(|(category, _)| CATEGORIES.contains(&category))
}

fn plural_form<'a>(row: &'a str, category: &str) -> &'a str {
    let form =
        |wanted: &str| row.split(" | ").find_map(|form| form.split_once(": ").filter(|(name, _)| *name == wanted).map(|(_, text)| text));
    form(category).or_else(|| form("other")).unwrap_or(row)
}

/// CLDR 48 cardinal rules for whole numbers, for the three languages of the default tables; another
/// language tells one from other.
fn plural_category(lang: &str, n: u64) -> &'static str {
    let (tens, ones) = (n % 100, n % 10);
    match lang.split('-').next().unwrap_or(lang) {
        "hy" | "fr" if n < 2 => "one",
        "hy" | "fr" => "other",
        "ru" | "uk" | "be" => match (tens, ones) {
            (11..=14, _) => "many",
            (_, 1) => "one",
            (_, 2..=4) => "few",
            _ => "many",
        },
        _ if n == 1 => "one",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(lang: &str) -> Words {
        let row = "one: {n} page | few: {n} pages few | many: {n} pages many | other: {n} pages".to_owned();
        Words::new(lang, BTreeMap::from([("count".to_owned(), row)]))
    }

    #[test]
    fn the_number_picks_the_plural_form() {
        for (lang, n, expected) in [
            ("en", 1, "1 page"),
            ("en", 0, "0 pages"),
            ("en", 2, "2 pages"),
            ("hy", 0, "0 page"),
            ("hy", 1, "1 page"),
            ("hy", 2, "2 pages"),
            ("ru", 1, "1 page"),
            ("ru", 3, "3 pages few"),
            ("ru", 5, "5 pages many"),
            ("ru", 12, "12 pages many"),
            ("ru", 21, "21 page"),
        ] {
            assert_eq!(words(lang).count("count", n), expected, "{lang} {n}");
        }
    }
}
