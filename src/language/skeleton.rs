//! How a word sounds, roughly: one key for Armenian, Russian and Latin letters.
//!
//! Letters of the other scripts become the Latin ones that people type for them, and what comes of it is reduced where
//! those habits differ: `zh`, `dzh`, `dj` and `j` are one sound, `kh`, `gh`, `x` and `h` another, and `y` is as good as
//! nothing. Latin words go the second half of the way. `theme/js/folding.js` has the same.

use unicode_normalization::UnicodeNormalization;

/// What people type for a letter; nothing for letters of no script that we know.
fn typed(letter: char) -> &'static str {
    match letter {
        'ա' | 'а' | 'я' => "a",
        'բ' | 'б' => "b",
        'գ' | 'г' | 'ґ' => "g",
        'դ' | 'д' => "d",
        'ե' | 'է' | 'е' | 'э' | 'є' | 'æ' | 'œ' => "e",
        'զ' | 'з' => "z",
        'թ' | 'տ' | 'т' | 'þ' => "t",
        'ժ' | 'ж' => "zh",
        'ի' | 'и' | 'і' | 'ї' | 'ı' => "i",
        'լ' | 'л' | 'ł' => "l",
        'խ' | 'х' => "kh",
        'ծ' | 'ց' | 'ц' => "ts",
        'կ' | 'ք' | 'к' => "k",
        'հ' => "h",
        'ձ' => "dz",
        'ղ' => "gh",
        'ճ' | 'չ' | 'ч' => "ch",
        'մ' | 'м' => "m",
        'ն' | 'н' => "n",
        'շ' | 'ш' => "sh",
        'щ' => "shch",
        'ո' | 'օ' | 'о' | 'ø' => "o",
        'պ' | 'փ' | 'п' => "p",
        'ջ' | 'ј' => "j",
        'ռ' | 'ր' | 'р' => "r",
        'ս' | 'с' => "s",
        'ß' => "ss",
        'վ' | 'ւ' | 'в' => "v",
        'у' | 'ў' | 'ю' => "u",
        'ֆ' | 'ф' => "f",
        // As weak as y, but т and с beside it stay apart.
        'ы' => "y",
        'đ' | 'ð' => "d",
        _ => "",
    }
}

/// What stands for one sound; of two that begin alike the longer one comes first.
const SOUNDS: [(&str, &str); 22] = [
    ("shch", "S"),
    ("sch", "S"),
    ("sh", "S"),
    ("tch", "H"),
    ("th", "t"),
    ("ts", "C"),
    ("tz", "C"),
    ("dzh", "J"),
    ("dj", "J"),
    ("zh", "J"),
    ("j", "J"),
    ("ch", "H"),
    ("ck", "k"),
    ("c", "C"),
    ("kh", "x"),
    ("gh", "x"),
    ("h", "x"),
    ("ph", "p"),
    ("ou", "u"),
    ("q", "k"),
    ("w", "v"),
    ("y", ""),
];

/// The phonetic key that Armenian, Russian and Latin spellings of a sound share; empty if nothing is left.
pub fn skeleton(folded: &str) -> String {
    let mut latin = String::with_capacity(folded.len() + 8);
    for letter in folded.replace("ու", "u").nfd() {
        match letter {
            'a'..='z' | '0'..='9' => latin.push(letter),
            // Of й and ї the base letter remains, and й is as weak as y.
            '\u{306}' if latin.ends_with('i') => _ = latin.pop(),
            // The háček of scholars: č, š, ž.
            '\u{30c}' if latin.ends_with(['c', 's', 'z']) => latin.push('h'),
            _ => latin.push_str(typed(letter)),
        }
    }
    let mut rest = latin.strip_prefix("vo").map_or(latin.as_str(), |_| &latin[1..]);
    let mut key = String::with_capacity(rest.len());
    while let Some(letter) = rest.chars().next() {
        let (from, to) = SOUNDS.iter().find(|(from, _)| rest.starts_with(from)).copied().unwrap_or((&rest[..1], &rest[..1]));
        if !to.is_empty() && (!key.ends_with(to) || letter.is_ascii_digit()) {
            key.push_str(to);
        }
        rest = &rest[from.len()..];
    }
    key
}
