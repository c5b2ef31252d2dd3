//! Words as a search compares them: where they stand in a text, and one spelling for all ways to write one.
//!
//! `theme/js/folding.js` does the same to what a reader types; `tests/suite/words.rs` holds the two equal.

use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters below this have an entry in the table; Armenian ends here.
const END: usize = 0x590;

// What the table says of a character that is no plain letter.
const BREAK: u16 = 0;
const DROP: u16 = 1;
const APOSTROPHE: u16 = 2;
const MARK: u16 = 3;
/// A letter that needs the long way: its lower case is not one letter, or it decides by its neighbours.
const HARD: u16 = 4;

// Which letters a word has.
const LATIN: u8 = 1;
const CYRILLIC: u8 = 2;
const ARMENIAN: u8 = 4;
const LONG: u8 = 8;

/// For each character below `END`: its class, or the folded letter (always above 4).
static TABLE: LazyLock<[u16; END]> = LazyLock::new(|| std::array::from_fn(|code| char::from_u32(code as u32).map_or(BREAK, plain)));

/// The entry of a character in the table.
fn plain(letter: char) -> u16 {
    match letter {
        '\u{ad}' | '\u{55a}'..='\u{55c}' | '\u{55e}' | '\u{55f}' => DROP,
        '\'' | '\u{2bc}' => APOSTROPHE,
        '\u{587}' => HARD,
        _ if is_combining_mark(letter) => MARK,
        _ if !letter.is_alphanumeric() => BREAK,
        _ => {
            let mut lower = letter.to_lowercase().nfc();
            match (lower.next().map(unaccented), lower.next()) {
                (Some(one), None) if (one as usize) < END => one as u16,
                _ => HARD,
            }
        }
    }
}

/// Letters that one language writes in two ways.
fn unaccented(letter: char) -> char {
    match letter {
        'ё' | 'ѐ' => 'е',
        'ѝ' => 'и',
        'ς' => 'σ',
        other => other,
    }
}

/// The class of any character.
fn class(letter: char) -> u16 {
    match letter as usize {
        code if code < END => TABLE[code],
        0x200b..=0x200d | 0x2060 | 0xfeff => DROP,
        0x2018 | 0x2019 => APOSTROPHE,
        0x1_0000.. => BREAK,
        _ if is_combining_mark(letter) => MARK,
        _ if letter.is_alphanumeric() => HARD,
        _ => BREAK,
    }
}

/// Characters of scripts that put no blanks between words.
fn stands_alone(letter: char) -> bool {
    matches!(letter, '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}')
        && letter.is_alphanumeric()
}

fn script_of(code: u32) -> u8 {
    match code {
        0x61..=0x7a | 0xaa..=0x24f => LATIN,
        // Between the two stand marks.
        0x400..=0x481 | 0x48a..=0x52f => CYRILLIC,
        0x531..=0x587 => ARMENIAN,
        _ => 0,
    }
}

/// Splits into words; calls with the byte range of each in `text` and the word folded (a reused buffer).
///
/// A word is a run of letters, digits and marks; an apostrophe between two of them is part of it, a hyphen is not. The
/// marks ՛ ՜ ՞ ՟ ՚, soft hyphens and blanks without width stand inside words and vanish. Of Chinese, Japanese and Korean
/// every two neighbours are a word. Characters above U+FFFF are in no word.
pub fn words(text: &str, mut each: impl FnMut(Range<usize>, &str)) {
    let table: &[u16; END] = &TABLE;
    let bytes = text.as_bytes();
    let mut folded = String::with_capacity(64);
    let mut at = 0;
    while at < bytes.len() {
        // Up to the first letter of a word.
        let byte = bytes[at];
        if byte < 0x80 && table[byte as usize] <= HARD {
            at += 1;
            continue;
        }
        let Some(first) = text[at..].chars().next() else { return };
        let start = at;
        if class(first) < HARD {
            at += first.len_utf8();
            continue;
        }
        if stands_alone(first) {
            at = alone(text, start, &mut folded, &mut each);
            continue;
        }
        folded.clear();
        let mut seen = 0;
        let mut end = at;
        let mut before: u16 = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            let (code, length) = match byte {
                0..0x80 => (byte as usize, 1),
                0xc2..0xd7 => ((byte as usize & 0x1f) << 6 | (bytes[at + 1] as usize & 0x3f), 2),
                _ => {
                    let letter = text[at..].chars().next().unwrap_or_default();
                    if stands_alone(letter) {
                        break;
                    }
                    match class(letter) {
                        BREAK => break,
                        DROP => {
                            at += letter.len_utf8();
                            continue;
                        }
                        APOSTROPHE if !text[at + letter.len_utf8()..].chars().next().is_some_and(begins) => break,
                        APOSTROPHE => {}
                        _ => end = at + letter.len_utf8(),
                    }
                    seen |= LONG;
                    at += letter.len_utf8();
                    continue;
                }
            };
            let entry = if code < END { table[code] } else { class(char::from_u32(code as u32).unwrap_or_default()) };
            if entry > HARD {
                seen |= script_of(u32::from(entry));
                at += length;
                end = at;
                if entry == 0x57e && before == 0x565 {
                    folded.push('ւ');
                } else if entry < 0x80 {
                    folded.push(entry as u8 as char);
                } else {
                    folded.push(char::from_u32(u32::from(entry)).unwrap_or_default());
                }
                before = entry;
                continue;
            }
            match entry {
                BREAK => break,
                DROP => at += length,
                APOSTROPHE if !text[at + length..].chars().next().is_some_and(begins) => break,
                APOSTROPHE => {
                    seen |= LONG;
                    at += length;
                }
                _ if code == 0x587 => {
                    folded.push_str("եւ");
                    before = 0;
                    seen |= ARMENIAN;
                    at += length;
                    end = at;
                }
                _ => {
                    seen |= LONG;
                    at += length;
                    end = at;
                }
            }
        }
        if seen & LONG != 0 || seen.count_ones() > 1 {
            fold_into(&text[start..end], &mut folded);
        }
        if !folded.is_empty() {
            each(start..end, &folded);
        }
    }
}

/// Whether a word may begin with it.
fn begins(letter: char) -> bool {
    class(letter) >= HARD && !stands_alone(letter)
}

/// Calls with every two neighbours of a run that begins at `start`, and gives its end.
fn alone(text: &str, start: usize, folded: &mut String, each: &mut impl FnMut(Range<usize>, &str)) -> usize {
    let length: usize = text[start..].chars().take_while(|letter| stands_alone(*letter)).map(char::len_utf8).sum();
    let end = start + length;
    let mut last = start;
    for (at, letter) in text[start..end].char_indices() {
        let stop = start + at + letter.len_utf8();
        if at > 0 || stop == end {
            fold_into(&text[last..stop], folded);
            // A few of them are another way to write a character above U+FFFF.
            if !folded.is_empty() {
                each(last..stop, folded);
            }
        }
        last = start + at;
    }
    end
}

/// One spelling for all ways to write a word: lower case, composed, without what stands only inside words, ё as е, և and
/// եվ as եւ, and letters of another script that look like those of the word's own as these.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

fn fold_into(word: &str, folded: &mut String) {
    folded.clear();
    // What ends in an apostrophe and s is English and means the word without.
    let mut ends = word.chars().rev();
    let word = match (ends.next(), ends.next()) {
        (Some('s' | 'S'), Some(apostrophe)) if class(apostrophe) == APOSTROPHE => &word[..word.len() - 1],
        _ => word,
    };
    let mut lower = String::with_capacity(word.len() + 8);
    // Whether the letter before is one that a mark may stand on, and no mark has come yet.
    let mut bare = false;
    for letter in word.chars() {
        let last = lower.chars().next_back();
        match class(letter) {
            BREAK | DROP | APOSTROPHE => continue,
            // On Cyrillic and Armenian letters a mark is stress, but for the few that are letters of their own.
            MARK if last.is_some_and(|last| script_of(u32::from(last)) > LATIN) => {
                let letter = match (last, letter) {
                    (Some('и'), '\u{306}') if bare => 'й',
                    (Some('у'), '\u{306}') if bare => 'ў',
                    (Some('і'), '\u{308}') if bare => 'ї',
                    (last, _) => last.unwrap_or_default(),
                };
                lower.pop();
                lower.push(letter);
                bare = false;
            }
            _ => {
                bare = true;
                if matches!(letter, '\u{fb00}'..='\u{fb17}') {
                    lower.extend(letter.nfkc());
                } else {
                    lower.extend(letter.to_lowercase());
                }
            }
        }
    }
    folded.extend(lower.nfc().map(unaccented).filter(|letter| u32::from(*letter) < 0x1_0000));
    one_script(folded);
    if folded.contains('\u{587}') || folded.contains("եվ") {
        *folded = folded.replace('\u{587}', "եւ").replace("եվ", "եւ");
    }
}

/// Pairs of a letter and the Latin one that looks the same, in lower or in upper case.
const CYRILLIC_ALIKE: [(char, char); 16] = [
    ('а', 'a'),
    ('в', 'b'),
    ('с', 'c'),
    ('е', 'e'),
    ('н', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('м', 'm'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('т', 't'),
    ('х', 'x'),
    ('у', 'y'),
    ('е', 'ë'),
];
const ARMENIAN_ALIKE: [(char, char); 8] = [('ց', 'g'), ('հ', 'h'), ('յ', 'j'), ('ո', 'n'), ('օ', 'o'), ('զ', 'q'), ('տ', 's'), ('ս', 'u')];

/// Letters that look like those of the script of at least two thirds become these, if all the others do.
fn one_script(word: &mut String) {
    let count = |script| word.chars().filter(|letter| script_of(u32::from(*letter)) == script).count();
    let (latin, cyrillic, armenian) = (count(LATIN), count(CYRILLIC), count(ARMENIAN));
    let alike: &[(char, char)] = match (latin, cyrillic, armenian) {
        (1.., 1.., 0) => &CYRILLIC_ALIKE,
        (1.., 0, 1..) => &ARMENIAN_ALIKE,
        _ => return,
    };
    let other = cyrillic + armenian;
    let to_latin = latin >= 2 * other;
    if (!to_latin && other < 2 * latin) || word.chars().any(is_combining_mark) {
        return;
    }
    let wanted = |letter: char| (script_of(u32::from(letter)) == LATIN) == to_latin || script_of(u32::from(letter)) == 0;
    let same = |letter: char| {
        let pair = alike.iter().find(|(other, latin)| if to_latin { *other == letter } else { *latin == letter });
        pair.map(|(other, latin)| if to_latin { *latin } else { *other })
    };
    if let Some(mended) = word.chars().map(|letter| if wanted(letter) { Some(letter) } else { same(letter) }).collect::<Option<String>>() {
        *word = mended;
    }
}

/// What a word is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Latin,
    Armenian,
    Cyrillic,
    Other,
}

/// The script of the first letter that has one of the three.
pub fn script(folded: &str) -> Script {
    let known = folded.chars().map(|letter| script_of(u32::from(letter))).find(|script| *script != 0);
    match known {
        Some(LATIN) => Script::Latin,
        Some(CYRILLIC) => Script::Cyrillic,
        Some(ARMENIAN) => Script::Armenian,
        _ => Script::Other,
    }
}
