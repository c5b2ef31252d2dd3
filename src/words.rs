//! The author's keywords: `Question:`, `Answer:` and their like, in English, Armenian and Russian, and more
//! by the site. All of them are read on every page, whatever its language.

use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::source::Hash;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keyword {
    Question,
    Answer,
    Hint,
    Why,
    ModelAnswer,
    Points,
    Tries,
    Tags,
    Type,
    Shuffle,
    Marking,
    Id,
    Sources,
    /// Labels of a true/false question.
    True,
    False,
    /// Labels of a yes/no question, and values of `Shuffle:`.
    Yes,
    No,
    /// The value of `Marking:`.
    AllOrNothing,
    /// Before the pass mark of an item of a course.
    Pass,
}

/// Keyword, its name in `[words.LANG]`, then English, Armenian, Russian.
const TABLE: [(Keyword, &str, [&str; 3]); 19] = [
    (Keyword::Question, "question", ["Question", "Հարց", "Вопрос"]),
    (Keyword::Answer, "answer", ["Answer", "Պատասխան", "Ответ"]),
    (Keyword::Hint, "hint", ["Hint", "Հուշում", "Подсказка"]),
    (Keyword::Why, "why", ["Why", "Ինչու", "Почему"]),
    (Keyword::ModelAnswer, "model-answer", ["Model answer", "Օրինակելի պատասխան", "Образец ответа"]),
    (Keyword::Points, "points", ["Points", "Միավորներ", "Баллы"]),
    (Keyword::Tries, "tries", ["Tries", "Փորձեր", "Попытки"]),
    (Keyword::Tags, "tags", ["Tags", "Պիտակներ", "Теги"]),
    (Keyword::Type, "type", ["Type", "Տեսակ", "Тип"]),
    (Keyword::Shuffle, "shuffle", ["Shuffle", "Խառնել", "Перемешать"]),
    (Keyword::Marking, "marking", ["Marking", "Գնահատում", "Оценивание"]),
    (Keyword::Id, "id", ["Id", "Id", "Id"]),
    (Keyword::Sources, "sources", ["Sources", "Աղբյուրներ", "Источники"]),
    (Keyword::True, "true", ["True", "Ճիշտ", "Верно"]),
    (Keyword::False, "false", ["False", "Սխալ", "Неверно"]),
    (Keyword::Yes, "yes", ["Yes", "Այո", "Да"]),
    (Keyword::No, "no", ["No", "Ոչ", "Нет"]),
    (Keyword::AllOrNothing, "all-or-nothing", ["All or nothing", "Ամեն ինչ կամ ոչինչ", "Всё или ничего"]),
    (Keyword::Pass, "pass", ["pass", "շեմ", "порог"]),
];

/// Names of keywords as `[words.LANG]` has them.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(_, name, _)| *name)
}

/// The keyword of a name in `[words.LANG]`.
pub fn named(name: &str) -> Option<Keyword> {
    let name = name.to_lowercase().replace([' ', '_'], "-");
    TABLE.iter().find(|(_, other, _)| **other == name).map(|(keyword, ..)| *keyword)
}

/// The longest keyword, in bytes: what is longer need not be looked up.
const LONGEST: usize = 64;

/// What may be meant for the colon after a keyword. The first two are right, the second in Armenian only;
/// the third too, but only where nothing else could be meant.
const COLONS: [char; 10] = [':', '՝', '։', '：', '׃', '∶', 'ː', '꞉', '﹕', '︓'];

/// All keywords of a site.
#[derive(Clone, Debug)]
pub struct Keywords {
    /// By what is written, folded.
    written: HashMap<String, (Keyword, bool)>,
    /// As the authors know them, for "did you mean": keyword and what is written.
    shown: Vec<(Keyword, String)>,
    /// First letters of those that begin a line of a question, upper and lower.
    firsts: Vec<char>,
    /// Of the site's own.
    pub hash: Hash,
}

/// A keyword at the beginning of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub keyword: Keyword,
    /// The bytes of the keyword itself.
    pub word: usize,
    /// The bytes up to what comes after the colon and its blanks.
    pub length: usize,
    pub colon: Colon,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colon {
    Right,
    /// A sign that only looks like a colon, or is none after a word of this language.
    Foreign(char),
    Missing,
}

impl Keywords {
    /// Those of Hornbook and the site's own.
    pub fn new(own: &[(Keyword, String)]) -> Keywords {
        let mut keywords = Keywords { written: HashMap::new(), shown: Vec::new(), firsts: Vec::new(), hash: Hash::of(&[]) };
        for (keyword, _, words) in TABLE {
            for word in words {
                keywords.add(keyword, word);
            }
        }
        let mut text = String::new();
        for (keyword, word) in own {
            keywords.add(*keyword, word);
            text.push_str(&format!("{keyword:?} {word}\n"));
        }
        keywords.firsts.sort_unstable();
        keywords.firsts.dedup();
        keywords.hash = Hash::of(text.as_bytes());
        keywords
    }

    fn add(&mut self, keyword: Keyword, word: &str) {
        let armenian = word.chars().any(is_armenian);
        // The first meaning of a word stays.
        if let std::collections::hash_map::Entry::Vacant(entry) = self.written.entry(fold(word)) {
            entry.insert((keyword, armenian));
            self.shown.push((keyword, word.to_owned()));
            let first = word.chars().next().into_iter().flat_map(|first| first.to_lowercase().chain(first.to_uppercase()));
            self.firsts.extend(first);
        }
    }

    /// The keyword that a text is, as the value of another or as a label.
    pub fn is(&self, text: &str) -> Option<Keyword> {
        let text = text.trim().trim_end_matches(['.', '։', '!']);
        (text.len() <= LONGEST).then(|| self.written.get(&fold(text)).map(|(keyword, _)| *keyword)).flatten()
    }

    /// The keyword that a text begins with, if a colon or what looks like one follows.
    pub fn at_start(&self, text: &str) -> Option<Found> {
        let (at, colon) = first_colon(text)?;
        let word = text[..at].trim_end();
        let (keyword, armenian) = *self.written.get(&fold(word))?;
        let right = match colon {
            ':' => true,
            '՝' | '։' => armenian,
            _ => false,
        };
        let after = at + colon.len_utf8();
        let length = text.len() - text[after..].trim_start_matches([' ', '\t', '\u{A0}']).len();
        Some(Found { keyword, word: word.len(), length, colon: if right { Colon::Right } else { Colon::Foreign(colon) } })
    }

    /// The keyword that a text begins with, followed by a blank in place of its colon.
    pub fn without_colon(&self, text: &str) -> Option<Found> {
        let mut ends = text.char_indices().filter(|(_, sign)| sign.is_whitespace()).map(|(at, _)| at).take(3).collect::<Vec<_>>();
        ends.reverse();
        ends.into_iter().filter(|end| *end <= LONGEST).find_map(|end| {
            let (keyword, _) = *self.written.get(&fold(&text[..end]))?;
            let length = text.len() - text[end..].trim_start().len();
            Some(Found { keyword, word: end, length, colon: Colon::Missing })
        })
    }

    /// The keyword that a mistyped word before a colon was meant for, and how that is written.
    pub fn near(&self, text: &str, wanted: &[Keyword]) -> Option<(Found, &str)> {
        let (at, colon) = first_colon(text)?;
        let word = text[..at].trim_end();
        let folded = fold(word);
        let length = folded.chars().count();
        if !(4..=24).contains(&length) || self.written.contains_key(&folded) {
            return None;
        }
        let allowed = if length < 8 { 1 } else { 2 };
        let near = self.shown.iter().filter(|(keyword, _)| wanted.contains(keyword));
        let near = near.map(|(keyword, shown)| (strsim::damerau_levenshtein(&folded, &fold(shown)), *keyword, shown.as_str()));
        let (_, keyword, shown) = near.filter(|(distance, ..)| *distance <= allowed).min_by_key(|(distance, ..)| *distance)?;
        let after = at + colon.len_utf8();
        let length = text.len() - text[after..].trim_start_matches([' ', '\t', '\u{A0}']).len();
        Some((Found { keyword, word: word.len(), length, colon: Colon::Right }, shown))
    }

    /// Whether a text could hold questions: some line begins like one of theirs. Rough, and quick.
    pub fn are_mentioned(&self, text: &str) -> bool {
        memchr::memmem::find(text.as_bytes(), b"[x] ").is_some()
            || memchr::memmem::find(text.as_bytes(), b"[X] ").is_some()
            || std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1)).any(|start| {
                let line = text[start..].trim_start_matches([' ', '#', '*', '_', '>']);
                line.chars().next().is_some_and(|first| self.firsts.contains(&first)) && {
                    self.at_start(line).is_some_and(|found| {
                        matches!(found.keyword, Keyword::Question | Keyword::Answer | Keyword::Hint | Keyword::ModelAnswer)
                    })
                }
            })
    }
}

/// The first sign that may be meant for a colon, near enough to end a keyword.
fn first_colon(text: &str) -> Option<(usize, char)> {
    text.char_indices().take_while(|(at, sign)| *at <= LONGEST && *sign != '\n').find(|(_, sign)| COLONS.contains(sign))
}

pub fn is_armenian(sign: char) -> bool {
    matches!(sign, '\u{531}'..='\u{587}')
}

/// A word as it is compared: without case, without the Armenian marks ՞ ՛ ՜, blanks squeezed, in NFC.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut add = |sign: char| match sign {
        '՞' | '՛' | '՜' => {}
        sign if sign.is_whitespace() => {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
        sign => folded.extend(sign.to_lowercase()),
    };
    if is_nfc(text) {
        text.chars().for_each(&mut add);
    } else {
        text.nfc().for_each(&mut add);
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_found_in_any_language_with_any_of_its_colons() {
        let keywords = Keywords::new(&[(Keyword::Question, "Հարցում".into())]);
        for (text, keyword, rest, colon) in [
            ("Question: What?", Keyword::Question, "What?", Colon::Right),
            ("QUESTION : What?", Keyword::Question, "What?", Colon::Right),
            ("Հարց՝ Ի՞նչ", Keyword::Question, "Ի՞նչ", Colon::Right),
            ("Հա՞րց: Ի՞նչ", Keyword::Question, "Ի՞նչ", Colon::Right),
            ("Ինչո՞ւ։ Որովհետև", Keyword::Why, "Որովհետև", Colon::Right),
            ("Հարցում՝ Ի՞նչ", Keyword::Question, "Ի՞նչ", Colon::Right),
            ("Образец  ответа: да", Keyword::ModelAnswer, "да", Colon::Right),
            ("Question։ What", Keyword::Question, "What", Colon::Foreign('։')),
            ("Ответ：да", Keyword::Answer, "да", Colon::Foreign('：')),
            ("id:q1", Keyword::Id, "q1", Colon::Right),
        ] {
            let found = keywords.at_start(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.keyword, &text[found.length..], found.colon), (keyword, rest, colon), "{text}");
        }
        for text in ["Questions: a", "Questions to ask", "A Question: b", "Question", "", "։", "Why not: x"] {
            assert_eq!(keywords.at_start(text), None, "{text}");
        }
    }

    #[test]
    fn slips_find_their_keyword() {
        let keywords = Keywords::new(&[]);
        let all = [Keyword::Question, Keyword::Answer, Keyword::Hint, Keyword::Points, Keyword::Why, Keyword::ModelAnswer];
        let near = |text| keywords.near(text, &all).map(|(_, shown)| shown);
        assert_eq!(near("Qestion: x"), Some("Question"));
        assert_eq!(near("Anwser: x"), Some("Answer"));
        assert_eq!(near("Պատասխն՝ x"), Some("Պատասխան"));
        assert_eq!(near("Model anser: x"), Some("Model answer"));
        for text in ["Who: x", "Answer: x", "Note: x", "Position: x", "A long sentence before the colon: x"] {
            assert_eq!(near(text), None, "{text}");
        }
        let found = keywords.without_colon("Model answer I would ask").unwrap();
        assert_eq!((found.keyword, found.length), (Keyword::ModelAnswer, "Model answer ".len()));
    }

    #[test]
    fn a_page_is_looked_at_only_if_it_could_hold_questions() {
        let keywords = Keywords::new(&[]);
        for text in ["a\n### Question: b", "**Question:** b", "> Հուշում՝ ա", "Answer: 5", "- [x] a"] {
            assert!(keywords.are_mentioned(text), "{text}");
        }
        for text in ["# Questions to ask", "We have a question: why?", "Answering: x", "> Why: x", ""] {
            assert!(!keywords.are_mentioned(text), "{text}");
        }
    }
}
