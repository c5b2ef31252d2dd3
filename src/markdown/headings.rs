//! The ids of headings.

use std::collections::{HashMap, HashSet};

use unicode_normalization::char::is_combining_mark;

use crate::source::nfc;

/// The id that a heading's text gives: lower case, punctuation out, white space to `-`, letters and
/// digits of any script kept. It never begins with `_`, as ids of the theme do, and is never empty.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for sign in nfc(&text.trim().to_lowercase()).chars() {
        if sign.is_whitespace() {
            slug.push('-');
        } else if sign == '-' || sign == '_' && !slug.is_empty() || sign.is_alphanumeric() || is_combining_mark(sign) {
            slug.push(sign);
        }
    }
    if slug.chars().all(|sign| sign == '-') { "section".to_owned() } else { slug }
}

/// A heading's own id, `{#id}` at its end, and the text before it.
pub fn split_own_id(text: &str) -> Option<(&str, &str)> {
    let (before, id) = text.trim_end().strip_suffix('}')?.rsplit_once("{#")?;
    let allowed = |sign: char| sign.is_alphanumeric() || is_combining_mark(sign) || matches!(sign, '-' | '_' | '.' | ':');
    let stands_alone = before.is_empty() || before.ends_with(char::is_whitespace);
    (stands_alone && !id.is_empty() && id.chars().all(allowed)).then(|| (before.trim_end(), id))
}

/// The ids that a page has given out.
#[derive(Default)]
pub struct Ids {
    taken: HashSet<String>,
    /// The last number that a repeat of a slug got.
    repeats: HashMap<String, usize>,
}

impl Ids {
    /// Keeps an own id for its heading. False if it is taken.
    pub fn reserve(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }

    /// Makes an id of a heading's text: a repeat gets `-1`, then `-2`.
    pub fn make(&mut self, text: &str) -> String {
        let slug = slug(text);
        let mut id = slug.clone();
        while !self.taken.insert(id.clone()) {
            let repeat = self.repeats.entry(slug.clone()).or_default();
            *repeat += 1;
            id = format!("{slug}-{repeat}");
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_letters_of_any_script_and_drops_punctuation() {
        for (text, expected) in [
            ("What people say", "what-people-say"),
            ("  Week 2: negotiation!  ", "week-2-negotiation"),
            ("Ի՞նչ է ԲԱՏՆԱ-ն։", "ինչ-է-բատնա-ն"),
            ("Ո՛չ, ի՜նչ «լավ»՝ հա", "ոչ-ինչ-լավ-հա"),
            ("Почему «нет» — это „да“?", "почему-нет--это-да"),
            ("“Smart” ‘quotes’ – and … dashes", "smart-quotes--and--dashes"),
            ("__init__ and snake_case", "init__-and-snake_case"),
            ("Crème bru\u{302}le\u{301}e", "crème-brûlée"),
            ("ก็ดี १२", "ก็ดี-१२"),
            ("???", "section"),
            ("", "section"),
            ("— —", "section"),
            ("🎉", "section"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn an_own_id_stands_alone_at_the_end() {
        for (text, expected) in [
            ("Title {#own}", Some(("Title", "own"))),
            ("Վերնագիր {#իմ-id_1}  ", Some(("Վերնագիր", "իմ-id_1"))),
            ("{#own}", Some(("", "own"))),
            ("Title{#own}", None),
            ("Title {#own id}", None),
            ("Title {#}", None),
            ("Title {#a\"b}", None),
            ("Title {own}", None),
            ("Title {#own} more", None),
        ] {
            assert_eq!(split_own_id(text), expected, "{text}");
        }
    }

    #[test]
    fn repeats_are_numbered_and_own_ids_win() {
        let mut ids = Ids::default();
        assert!(ids.reserve("a"));
        assert!(!ids.reserve("a"));
        assert_eq!(["A", "A", "A-1", "B", "B"].map(|text| ids.make(text)), ["a-1", "a-2", "a-1-1", "b", "b-1"]);
    }
}
