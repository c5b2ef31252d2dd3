//! Readings of Russian words.
//!
//! Nouns, adjectives and verbs have stems of their own, hard and soft nouns too. Verbs with -ся are other words than
//! those without; participles are forms of the verb. Aspect makes no form. ё is written е.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::votes::{Endings, Known, Map, Readings, START, beginnings, key, mixed, more};

/// What a stem is the stem of.
const HARD: u8 = 10;
const SOFT: u8 = 11;
const ADJECTIVE: u8 = 12;
/// Verbs whose stem ends in a vowel: `чита-ть`, `вер-ну-ть`, `треб-ова-ть`.
const OPEN: u8 = 13;
/// Verbs in -ить, and those in -еть and -ать that go like them.
const IT: u8 = 14;
/// Verbs whose stem ends in a consonant: `нес-ти`.
const CLOSED: u8 = 15;
/// Verbs of the table, by their infinitive.
const LISTED: u8 = 16;
/// Added for verbs with -ся.
const REFLEXIVE: u8 = 8;

#[derive(Clone, Copy, PartialEq)]
enum Rule {
    Plain,
    /// After a sibilant or ц.
    Sibilant,
    /// Not after a sibilant.
    NoSibilant,
    /// No ending: a vowel may have come in (`окон`, `песен`, `боец`).
    Zero,
    /// -ей: the stem may end in ь (`статей`).
    Ey,
    /// After a vowel: `музей`, `станций`.
    Vowel,
    /// The stem goes on with this, where that is attested.
    Attested(&'static str),
    /// Endings of adjectives that hard stems do not have.
    SoftAdjective,
    /// A vowel comes in besides: the short form `важен`.
    Short,
    /// Of a verb in the present, whose stem may be another in the infinitive.
    Present,
    /// Of verbs in -ать and -ять like держать and стоять: most others after a sibilant are no mates of those in -ить
    /// (уничтожать, уничтожить).
    LikeHold,
    /// Of verbs in -еть like видеть, which go like those in -ить if the present does.
    LikeSee,
    /// The passive: many adjectives look like it, so the verb must be attested.
    Passive,
    /// -у, -ю and the passive of verbs in -ить: consonants alternate.
    Alternating,
}

struct Meaning {
    class: u8,
    rule: Rule,
    weight: f32,
}

/// Endings of adjectives.
const LONG: &str = "ый ий ой ая яя ое ее ые ие ого его ому ему ым им ом ем ой ей ую юю ых их ыми ими ою ею";
/// The same after hard consonants, and after sibilants.
const LONG_HARD: &str = "ый ая ое ые ого ому ым ом ой ую ых ыми ою";
const LONG_SIBILANT: &str = "ий ая ее ие его ему им ем ей ую их ими ею";

static ENDINGS: LazyLock<Endings<Meaning>> = LazyLock::new(|| {
    let mut list = Vec::new();
    let mut add = |ending: &str, class, rule, weight| list.push((ending.to_owned(), Meaning { class, rule, weight }));
    for ending in "а у ом е ы и ов ам ами ах ой ою о".split(' ') {
        add(ending, HARD, Rule::Plain, 1.0);
    }
    for ending in "ем ей ев ею".split(' ') {
        add(ending, HARD, Rule::Sibilant, 1.0);
    }
    add("", HARD, Rule::Zero, 1.0);
    add("", SOFT, Rule::Zero, 0.3);
    add("ь", SOFT, Rule::Zero, 1.0);
    add("й", SOFT, Rule::Vowel, 1.0);
    for ending in "я ю ем е и ям ями ях ью ею ев".split(' ') {
        add(ending, SOFT, Rule::NoSibilant, 1.0);
    }
    for ending in "и ью ь".split(' ') {
        add(ending, SOFT, Rule::Sibilant, 1.0);
    }
    add("ей", SOFT, Rule::Ey, 1.0);
    for ending in ["ени", "енем", "ена", "ен", "енам", "енами", "енах"] {
        add(&format!("м{ending}"), SOFT, Rule::Attested("м"), 1.0);
    }
    for ending in ["а", "", "ам", "ами", "ах"] {
        for (young, one) in [("ят", "енк"), ("ят", "енок"), ("ат", "онк"), ("ат", "онок")] {
            add(&format!("{young}{ending}"), HARD, Rule::Attested(one), 1.0);
        }
    }
    for ending in ["е", "", "ам", "ами", "ах"] {
        add(&format!("ан{ending}"), HARD, Rule::Attested("анин"), 1.0);
        add(&format!("ян{ending}"), HARD, Rule::Attested("янин"), 1.0);
    }
    for ending in "ья ьев ьям ьями ьях".split(' ') {
        add(ending, HARD, Rule::Attested(""), 1.0);
        add(ending, SOFT, Rule::Attested(""), 1.0);
    }
    for ending in LONG.split(' ') {
        add(ending, ADJECTIVE, if LONG_HARD.split(' ').any(|hard| hard == ending) { Rule::Plain } else { Rule::SoftAdjective }, 1.0);
        add(&format!("ейш{ending}"), ADJECTIVE, Rule::Plain, 1.0);
        add(&format!("айш{ending}"), ADJECTIVE, Rule::Plain, 0.5);
    }
    for ending in "а о ы".split(' ') {
        add(ending, ADJECTIVE, Rule::Plain, 0.6);
    }
    add("", ADJECTIVE, Rule::Short, 0.6);
    add("ее", ADJECTIVE, Rule::Plain, 0.6);
    let participles = |suffix: &str| {
        let endings = if suffix.ends_with(['ш', 'щ']) { LONG_SIBILANT } else { LONG_HARD };
        endings.split(' ').map(|ending| format!("{suffix}{ending}")).collect::<Vec<_>>()
    };
    for ending in "ть л ла ло ли в вши".split(' ') {
        add(ending, OPEN, Rule::Vowel, 1.0);
    }
    for ending in "ю ешь ет ем ете ют й йте я".split(' ') {
        add(ending, OPEN, Rule::Present, 1.0);
    }
    for ending in "н на но ны т та то ты".split(' ') {
        add(ending, OPEN, Rule::Passive, 1.0);
    }
    for ending in ["нн", "т", "ем"].iter().flat_map(|suffix| participles(suffix)) {
        add(&ending, OPEN, Rule::Passive, 1.0);
    }
    for ending in participles("вш") {
        add(&ending, OPEN, Rule::Vowel, 1.0);
    }
    for ending in participles("ющ") {
        add(&ending, OPEN, Rule::Present, 1.0);
    }
    for (vowel, rule, weight) in
        [("и", Rule::Plain, 1.0), ("е", Rule::LikeSee, 0.6), ("а", Rule::LikeHold, 1.0), ("я", Rule::LikeHold, 1.0)]
    {
        for ending in "ть л ла ло ли в вши".split(' ').map(str::to_owned).chain(participles("вш")) {
            add(&format!("{vowel}{ending}"), IT, rule, weight);
        }
    }
    for ending in "ишь ит им ите ят ат".split(' ') {
        add(ending, IT, Rule::Plain, 1.0);
    }
    for ending in "и я ь ьте й йте".split(' ') {
        add(ending, IT, Rule::Plain, 0.6);
    }
    for ending in ["ящ", "ащ"].iter().flat_map(|suffix| participles(suffix)) {
        add(&ending, IT, Rule::Plain, 1.0);
    }
    for ending in participles("им") {
        add(&ending, IT, Rule::Passive, 1.0);
    }
    for ending in "у ю ен ена ено ены".split(' ').map(str::to_owned).chain(participles("енн")) {
        add(&ending, IT, Rule::Alternating, 1.0);
    }
    for ending in "ь ьте".split(' ') {
        add(ending, CLOSED, Rule::Present, 0.5);
    }
    for ending in "у ешь ет ем ете ут и ите".split(' ').map(str::to_owned).chain(participles("ущ")) {
        add(&ending, CLOSED, Rule::Present, 1.0);
    }
    for ending in "ти л ла ло ли ши".split(' ').map(str::to_owned).chain(participles("ш")).chain(participles("енн")) {
        add(&ending, CLOSED, Rule::Plain, 0.8);
    }
    add("", CLOSED, Rule::Plain, 0.4);
    Endings::new(list)
});

/// What endings tell of the text before them: a noun's stem; an adjective's; a verb's in the infinitive and the past; a
/// verb's like those in -ить; the same, by its present.
const STEM: u8 = 1;
const VERB: u8 = 2;
const VERB_IT: u8 = 4;
const ADJ: u8 = 8;
const PRESENT_IT: u8 = 16;
const TELLING: [(&str, u8); 21] = [
    ("", STEM),
    ("а", STEM),
    ("у", STEM),
    ("ом", STEM),
    ("ы", STEM),
    ("и", STEM),
    ("ов", STEM),
    ("ой", STEM | ADJ),
    ("о", STEM | ADJ),
    ("е", STEM),
    ("я", STEM),
    ("ю", STEM),
    ("ем", STEM),
    ("ей", STEM),
    ("ам", STEM),
    ("ях", STEM),
    ("ый", ADJ),
    ("ая", ADJ),
    ("ые", ADJ),
    ("ых", ADJ),
    ("ого", ADJ),
];
const TELLING_OF_VERBS: [(&str, u8); 13] = [
    ("ть", VERB),
    ("л", VERB),
    ("ла", VERB),
    ("ли", VERB),
    ("ло", VERB),
    ("ить", VERB_IT),
    ("ил", VERB_IT),
    ("ила", VERB_IT),
    ("или", VERB_IT),
    ("ит", VERB_IT | PRESENT_IT),
    ("ят", VERB_IT | PRESENT_IT),
    ("ишь", VERB_IT | PRESENT_IT),
    ("еть", VERB_IT),
];

/// What a consonant of the infinitive is in other forms.
const ALTERNATIONS: [(&str, &[&str]); 10] = [
    ("щ", &["ст", "т", "ск"]),
    ("жд", &["д"]),
    ("ж", &["д", "з", "г"]),
    ("ш", &["с", "х"]),
    ("ч", &["т", "к"]),
    ("бл", &["б"]),
    ("вл", &["в"]),
    ("мл", &["м"]),
    ("пл", &["п"]),
    ("фл", &["ф"]),
];

static IRREGULAR: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| super::families::irregular(include_str!("russian.txt")));

/// Verbs that prefixes make more of: infinitive, stems of the present (`*`: also with и), of the past, of
/// the passive (`-`: none), and other forms.
const VERBS: &str = include_str!("russian-verbs.txt");

/// By the hash of a form: the infinitive.
static LISTED_FORMS: LazyLock<Map<&str>> = LazyLock::new(|| {
    let mut forms = Map::default();
    let mut put = |form: &str, verb| _ = forms.entry(mixed(more(START, form))).or_insert(verb);
    for line in VERBS.lines() {
        let mut columns = line.split(' ');
        let verb = columns.next().unwrap_or_default();
        let stems = columns.map(|column| column.split(',').filter(|stem| *stem != "-").collect::<Vec<_>>()).collect::<Vec<_>>();
        put(verb, verb);
        for stem in &stems[0] {
            let (stem, more) = stem.strip_suffix('*').map_or((*stem, ""), |stem| (stem, " ишь ит им ат ят"));
            for ending in format!("у ю ешь ет ем ете ут ют и ите ь ьте й йте я{more}").split(' ') {
                put(&format!("{stem}{ending}"), verb);
            }
            for ending in LONG_SIBILANT.split(' ') {
                put(&format!("{stem}ущ{ending}"), verb);
                put(&format!("{stem}ющ{ending}"), verb);
            }
        }
        for stem in &stems[1] {
            let is_open = stem.ends_with(['а', 'е', 'и', 'о', 'у', 'ы', 'я']);
            for ending in if is_open { "л ла ло ли в вши" } else { " ла ло ли ши" }.split(' ') {
                put(&format!("{stem}{ending}"), verb);
            }
            for ending in LONG_SIBILANT.split(' ') {
                put(&format!("{stem}{}{ending}", if is_open { "вш" } else { "ш" }), verb);
            }
        }
        for form in stems.get(3).into_iter().flatten() {
            put(form, verb);
        }
        for stem in &stems[2] {
            for ending in ["", "а", "о", "ы"] {
                put(&format!("{stem}{ending}"), verb);
            }
            for ending in LONG_HARD.split(' ') {
                put(&format!("{stem}{}{ending}", if stem.ends_with('н') { "н" } else { "" }), verb);
            }
        }
    }
    forms
});

/// Roots of verbs in -ать that go like those in -ить.
const LIKE_HOLD: &str = "держ дыш слыш молч крич стуч звуч леж дрож визж мч торч рыч пищ трещ верещ журч ворч бурч мыч жужж дребезж сто бо";

/// Prefixes of verbs, none among them.
static PREFIXES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let list = "воссоз соз в вз во воз вос вс вы до за из изо ис на над не о об обо от ото пере по под подо пред при про раз разо рас с со у взо недо пре без";
    std::iter::once("").chain(list.split(' ')).collect()
});

/// Notes down what a word tells of others.
pub fn learn(word: &str, known: &mut Known) {
    known.learn(word, &TELLING);
    known.learn(word, &TELLING_OF_VERBS);
    if let Some(verb) = word.strip_suffix("ся").or_else(|| word.strip_suffix("сь")) {
        known.learn(verb, &TELLING_OF_VERBS);
    }
}

/// Notes down all readings of a word.
pub fn read(index: u32, word: &str, known: &Known, readings: &mut Readings) {
    let word = IRREGULAR.get(word).copied().unwrap_or(word);
    Reader { index, word, reflexive: 0, known, readings }.read();
    if let Some(verb) = word.strip_suffix("ся").or_else(|| word.strip_suffix("сь")) {
        Reader { index, word: verb, reflexive: REFLEXIVE, known, readings }.read();
    }
}

/// A word, maybe without -ся, that is being read.
struct Reader<'a> {
    index: u32,
    word: &'a str,
    reflexive: u8,
    known: &'a Known,
    readings: &'a mut Readings,
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut hashes = Vec::with_capacity(64);
        beginnings(self.word, &mut hashes);
        let mut listed = false;
        for prefix in PREFIXES.iter() {
            if let Some(verb) = self.word.strip_prefix(prefix).and_then(|rest| LISTED_FORMS.get(&mixed(more(START, rest)))) {
                // отзову is of отозвать.
                let bare = prefix.strip_suffix('о').filter(|bare| bare.len() >= 2 && PREFIXES.contains(bare)).unwrap_or(prefix);
                self.put(more(hashes[bare.len()], verb), LISTED, 1.0);
                listed = true;
            }
        }
        ENDINGS.each(self.word, |cut, meanings| {
            let stem = &self.word[..cut];
            if stem.chars().nth(1).is_none() {
                return;
            }
            for meaning in meanings {
                if meaning.class >= OPEN {
                    if listed {
                        continue;
                    }
                    self.verb(stem, &hashes, meaning);
                } else if self.reflexive == 0 {
                    self.noun(stem, &hashes, meaning);
                }
            }
        });
    }

    fn put(&mut self, stem: u64, class: u8, weight: f32) {
        self.readings.add(self.index, key(stem, class + self.reflexive), weight);
    }

    fn noun(&mut self, stem: &str, hashes: &[u64], meaning: &Meaning) {
        let here = hashes[stem.len()];
        let Meaning { mut class, weight, .. } = *meaning;
        let sibilant = stem.ends_with(['ж', 'ч', 'ш', 'щ', 'ц']);
        // Spelling leaves no difference.
        if sibilant && class == SOFT {
            class = HARD;
        }
        match meaning.rule {
            Rule::Sibilant if !sibilant => {}
            Rule::NoSibilant if sibilant => {}
            Rule::Vowel if !stem.ends_with(is_vowel) => {}
            Rule::SoftAdjective if stem.ends_with('н') => self.put(here, class, 0.6 * weight),
            Rule::SoftAdjective if !sibilant && !stem.ends_with(['г', 'к', 'х']) => {}
            Rule::Zero | Rule::Short => {
                if meaning.rule == Rule::Zero && !stem.ends_with(|last| is_vowel(last) || matches!(last, 'ь' | 'й')) {
                    self.put(here, class, weight);
                } else if meaning.rule == Rule::Short {
                    self.put(here, class, 0.6 * weight);
                }
                self.without_vowel(stem, hashes, class);
            }
            Rule::Ey => {
                if !sibilant {
                    self.put(here, class, weight);
                }
                let with = more(here, "ь");
                if self.known.has(with, STEM) {
                    self.put(with, class, weight);
                }
            }
            Rule::Attested(tail) => {
                let with = more(here, tail);
                if self.known.has(with, STEM) {
                    self.put(with, class, weight);
                }
            }
            _ => self.put(here, class, weight),
        }
    }

    /// Takes out the vowel that comes in where there is no ending: окн-о of окон, отц-а of отец, бойц-а of боец.
    fn without_vowel(&mut self, stem: &str, hashes: &[u64], class: u8) {
        let mut letters = stem.char_indices().rev();
        let (Some((end, last)), Some((at, vowel))) = (letters.next(), letters.next()) else { return };
        if is_vowel(last) || !matches!(vowel, 'е' | 'о') || at == 0 {
            return;
        }
        for between in ["", "ь", "й"] {
            let with = more(more(hashes[at], between), &stem[end..]);
            if self.known.has(with, if class == ADJECTIVE { ADJ } else { STEM }) {
                self.put(with, class, 1.0);
            }
        }
    }

    fn verb(&mut self, stem: &str, hashes: &[u64], meaning: &Meaning) {
        let here = hashes[stem.len()];
        let Meaning { class, weight, .. } = *meaning;
        let last = stem.chars().next_back().unwrap_or_default();
        match (class, meaning.rule) {
            (OPEN, rule) if rule != Rule::Passive => {
                if !is_vowel(last) {
                    return;
                }
                self.put(here, OPEN, weight);
                if rule == Rule::Present {
                    let cut = hashes[stem.len() - last.len_utf8()];
                    // требую is of требовать, танцую of танцевать, даю of давать.
                    if matches!(last, 'у' | 'ю') {
                        for tail in ["ова", "ева"] {
                            self.verb_known(more(cut, tail), OPEN, weight);
                        }
                    } else if last == 'а' {
                        self.verb_known(more(here, "ва"), OPEN, weight);
                    }
                }
            }
            (_, Rule::LikeHold) => {
                if LIKE_HOLD.split(' ').any(|root| stem.ends_with(root)) {
                    self.put(here, class, weight);
                }
            }
            (_, Rule::LikeSee) => {
                if !is_vowel(last) {
                    self.put(here, class, if self.known.has(here, PRESENT_IT) { 1.0 } else { weight });
                }
            }
            (_, Rule::Passive) => {
                let is_long = stem.chars().nth(2).is_some();
                if is_long && is_vowel(last) == (class == OPEN) && self.known.has(here, if class == OPEN { VERB } else { VERB_IT }) {
                    self.put(here, class, weight);
                }
            }
            (CLOSED, Rule::Present) => {
                if is_vowel(last) {
                    return;
                }
                self.put(here, CLOSED, 0.8 * weight);
                self.verb_known(more(here, "у"), OPEN, 0.6 * weight);
                self.alternating(stem, hashes, |reader, stem| {
                    reader.verb_known(more(stem, "а"), OPEN, weight);
                });
            }
            (IT, Rule::Alternating) => {
                // These consonants must have changed.
                if self.known.has(here, VERB_IT) && !matches!(last, 'б' | 'в' | 'д' | 'з' | 'м' | 'п' | 'с' | 'т' | 'ф') {
                    self.put(here, IT, weight);
                }
                self.alternating(stem, hashes, |reader, stem| {
                    if reader.known.has(stem, VERB_IT) {
                        reader.put(stem, IT, weight);
                    }
                });
            }
            _ => {
                if is_vowel(last) && class == CLOSED {
                    return;
                }
                self.put(here, class, weight);
                if class == CLOSED {
                    // привык is of привыкнуть.
                    self.verb_known(more(here, "ну"), OPEN, weight);
                }
            }
        }
    }

    fn verb_known(&mut self, stem: u64, class: u8, weight: f32) {
        if self.known.has(stem, VERB) {
            self.put(stem, class, weight);
        }
    }

    /// Calls with the stems whose last consonants may have become those of this one.
    fn alternating(&mut self, stem: &str, hashes: &[u64], mut call: impl FnMut(&mut Self, u64)) {
        for (to, from) in ALTERNATIONS {
            if let Some(root) = stem.strip_suffix(to) {
                for tail in from {
                    call(self, more(hashes[root.len()], tail));
                }
            }
        }
    }
}
