use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use libdeflater::Decompressor;

use super::*;
use crate::config::Config;
use crate::pipeline::{self, Bytes, Input, Memory};
use crate::site::links::Files;
use crate::source::Source;

fn build(pages: &[(&str, &str)], memory: &mut Memory) -> BTreeMap<String, Vec<u8>> {
    build_with(Config::none("site"), pages, memory)
}

fn build_with(config: Config, pages: &[(&str, &str)], memory: &mut Memory) -> BTreeMap<String, Vec<u8>> {
    let input = Input {
        config: Arc::new(config),
        told: Vec::new(),
        pages: Arc::new(pages.iter().map(|(path, text)| Arc::new(Source::from_text(path, text))).collect()),
        files: Arc::new(Files::new("", BTreeMap::new(), BTreeSet::new())),
        theme: BTreeMap::new(),
        today: Date::constant(2026, 11, 24),
        drafts: true,
    };
    let output = pipeline::build(input, memory).output;
    let index = output.paths().into_iter().filter(|(path, _)| path.starts_with(FOLDER));
    let made = index.map(|(path, _)| match output.get(&path).expect("a planned path").bytes {
        Bytes::Made(bytes) => (path.to_string(), bytes),
        Bytes::Copy { .. } => panic!("{path} is made"),
    });
    made.collect()
}

/// What a shard holds, by its name.
fn shards(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let unpacked = files.iter().map(|(path, script)| {
        let script = std::str::from_utf8(script).unwrap();
        let inside =
            script.strip_prefix("hornbook_shard(\"").and_then(|rest| rest.strip_suffix("\");\n")).unwrap_or_else(|| panic!("{path}"));
        let (name, packed) = inside.split_once("\",\"").unwrap();
        let mut bytes = vec![0; 1 << 20];
        let length = Decompressor::new().deflate_decompress(&STANDARD.decode(packed).unwrap(), &mut bytes).unwrap();
        bytes.truncate(length);
        (name.to_owned(), bytes)
    });
    unpacked.collect()
}

struct Bytewise<'a>(&'a [u8]);

impl Bytewise<'_> {
    fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.0[0];
            self.0 = &self.0[1..];
            number |= u64::from(byte & 0x7F) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }

    fn signed(&mut self) -> i64 {
        let number = self.number();
        (number >> 1) as i64 ^ -((number & 1) as i64)
    }

    fn text(&mut self) -> String {
        let window = self.number() as u16;
        let length = self.number() as usize;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        let mut bytes = text.iter().copied();
        let units = std::iter::from_fn(|| {
            Some(match bytes.next()? {
                1 => u16::from_be_bytes([bytes.next()?, bytes.next()?]),
                byte @ 0x80.. => window + u16::from(byte - 0x80),
                byte => u16::from(byte),
            })
        });
        String::from_utf16(&units.collect::<Vec<_>>()).unwrap()
    }

    fn lines(&mut self) -> Vec<String> {
        let mut before: Vec<u16> = Vec::new();
        let text = self.text();
        let lines = text.split('\n').map(|line| {
            let shared = line.chars().next().unwrap() as usize - 32;
            before.truncate(shared);
            before.extend(line.chars().skip(1).collect::<String>().encode_utf16());
            String::from_utf16(&before).unwrap()
        });
        lines.collect()
    }
}

/// Of a small index: word → sections with their flags.
fn lists(shards: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<(u64, u8)>> {
    let mut p = Bytewise(&shards["p0"]);
    let lengths: Vec<usize> = (0..p.number()).map(|_| p.number() as usize).collect();
    let lists = lengths.iter().map(|length| {
        let (mut list, rest) = (Bytewise(&p.0[..*length]), &p.0[*length..]);
        p.0 = rest;
        let (total, kept, chunks) = (list.number(), list.number(), list.number());
        assert_eq!((total, chunks), (kept, 0));
        let mut section = 0;
        let sections: Vec<u64> = (0..kept)
            .map(|_| {
                section += list.number();
                section
            })
            .collect();
        sections.into_iter().zip(list.0.iter().copied()).collect::<Vec<_>>()
    });
    let lists: Vec<_> = lists.collect();
    let mut l = Bytewise(&shards["l0"]);
    let words = l.lines();
    let mut group = 0;
    let found = words.into_iter().map(|word| {
        group += l.signed();
        l.number();
        (word, lists[group as usize].clone())
    });
    found.collect()
}

#[test]
fn texts_are_cut_alike_until_all_fit() {
    assert_eq!(limit([10, 20].into_iter()), usize::MAX);
    assert_eq!(limit([TEXT_LIMIT, TEXT_LIMIT].into_iter()), TEXT_LIMIT / 2);
    assert_eq!(limit([100, TEXT_LIMIT].into_iter()), TEXT_LIMIT - 100);
    assert_eq!(limit(std::iter::repeat_n(30, 5000)), 9);
}

#[test]
fn any_text_comes_back() {
    for text in [
        "",
        "plain",
        "Բարև՜, մենեջե՛ր։ «հաճախորդ» é",
        "Привет, мир — ё",
        "\u{1}\u{0}\n\u{7f}\u{80}",
        "😀 ქართული 漢字 \u{ffff}",
        "\u{57f}\u{580}",
    ] {
        let mut bytes = Vec::new();
        shards::push_text(&mut bytes, text);
        assert_eq!(Bytewise(&bytes).text(), text);
    }
    let mut bytes = Vec::new();
    shards::push_text(&mut bytes, "մենեջեր");
    assert_eq!(bytes.len(), 2 + 1 + 7, "a byte a letter");
}

#[test]
fn words_stand_in_sections_with_their_places() {
    let files = build(
        &[
            ("README.md", "---\nsummary: All about it.\nobjectives: [Know it]\n---\n# Handbook\n\nZebra.\n"),
            ("role/duties.md", "# Zebra\n\nLead.\n\n## Daily zebra {#day}\n\nTortoise & *tor*toise.\n"),
        ],
        &mut Memory::default(),
    );
    let shards = shards(&files);
    let mut m = Bytewise(&shards["m"]);
    assert_eq!(m.number(), 1);
    assert!(files.contains_key(&format!("search/{}/l0.js", m.text())), "{:?}", files.keys());
    assert_eq!((m.number(), m.text(), m.number()), (1, "en".to_owned(), 0));
    assert_eq!((m.number(), m.number(), m.number()), (2, 1, 2), "pages, and sections of each");
    let lists = lists(&shards);
    let zebra: Vec<(u64, u8)> = lists["zebra"].iter().map(|(section, flags)| (*section, flags & !0b111)).collect();
    assert_eq!(zebra, [(0, 0), (1, TITLE_ALONE), (2, HEADING_OF_TWO)]);
    assert_eq!(lists["tortoise"].len(), 1);
    assert!(!lists.contains_key("tor"));
    let shown: serde_json::Value = serde_json::from_str(&Bytewise(&shards["t0"]).text()).unwrap();
    assert_eq!(shown["s"][0][2], "All about it. Know it Zebra.");
    let shown: serde_json::Value = serde_json::from_str(&Bytewise(&shards["t1"]).text()).unwrap();
    let expected = serde_json::json!({
        "u": "role/duties.html", "t": "Zebra", "b": ["Role"], "l": "en",
        "s": [["", "", "Lead."], ["day", "Daily zebra", "Tortoise & tortoise."]],
    });
    assert_eq!(shown, expected);
}

#[test]
fn cells_of_a_table_do_not_run_together() {
    let table = "# A\n\n| Duty | Who |\n|---|---|\n| one | |\n| | two |\n| *thr*ee | `4` five |\n\nAfter.\n";
    let shards = shards(&build(&[("README.md", table)], &mut Memory::default()));
    let shown: serde_json::Value = serde_json::from_str(&Bytewise(&shards["t0"]).text()).unwrap();
    assert_eq!(shown["s"][0][2], "Duty · Who one two three · 4 five After.");
}

const TITLE_ALONE: u8 = postings::TITLE | 3 << postings::SHARE;
const HEADING_OF_TWO: u8 = postings::HEADING | 2 << postings::SHARE;

/// Drafts, pages that ask to be left out, and all that would give an answer away.
#[test]
fn what_nobody_may_find_is_not_in_the_index() {
    let quiz = "# Page\n\n## Question: Which aardvark?\n\nTextbefore.\n\n- [x] Rightone\n  > Feedbackone\n- [ ] Wrongone\n\n> Why: Whyone\n\n## After\n\nAfterwards.\n\n\
                ## Question: Fill\n\nThe {gapword} stands here.\n";
    let files = build(
        &[
            ("README.md", quiz),
            ("draft.md", "---\ndraft: true\n---\n# Drafted\n"),
            ("future.md", "---\npublish: 2030-01-01\n---\n# Futurework\n"),
            ("hidden.md", "---\nsearch: no\n---\n# Hiddenwork\n"),
        ],
        &mut Memory::default(),
    );
    let shards = shards(&files);
    let words: BTreeSet<String> = lists(&shards).into_keys().collect();
    for word in ["aardvark", "textbefore", "after", "afterwards", "fill"] {
        assert!(words.contains(word), "{word} in {words:?}");
    }
    for word in ["rightone", "wrongone", "feedbackone", "whyone", "gapword", "drafted", "futurework", "hiddenwork"] {
        assert!(!words.contains(word), "{word}");
        assert!(shards.values().all(|bytes| !String::from_utf8_lossy(bytes).to_lowercase().contains(word)), "{word}");
    }
}

#[test]
fn an_index_is_remembered_until_a_text_changes() {
    let site = |text: &'static str| [("README.md", text), ("b.md", "# B\n")];
    let mut memory = Memory::default();
    let first = build(&site("# A\n\nOne.\n"), &mut memory);
    assert_eq!(build(&site("# A\n\nOne.\n"), &mut memory), first);
    let second = build(&site("# A\n\nTwo.\n"), &mut memory);
    assert_ne!(second.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>());
    assert_eq!(second, build(&site("# A\n\nTwo.\n"), &mut Memory::default()));
}

#[test]
fn an_index_has_another_name_when_settings_change_what_pages_say() {
    let site = [("README.md", "# A\n\nOne <b class=\"two\">three</b>.\n")];
    let raw = || {
        let mut config = Config::none("site");
        config.raw_html = true;
        config
    };
    let mut memory = Memory::default();
    let first = build(&site, &mut memory);
    let second = build_with(raw(), &site, &mut memory);
    assert_ne!(second.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>());
    assert_eq!(second, build_with(raw(), &site, &mut Memory::default()));
}
