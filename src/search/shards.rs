//! The index as files that a page loads as scripts: their bytes, and how they are cut.

use std::collections::BTreeMap;
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use libdeflater::{CompressionLvl, Compressor};
use rayon::prelude::*;

use super::postings::{HEADING, Hit, Postings, SHARE, TITLE};
use crate::language;

/// Of the format. The scripts in the browser know one.
const VERSION: u64 = 1;
/// Words in a shard of the lexicon.
const WORDS: usize = 1500;
/// Bytes of lists in a shard, before they are packed.
const LISTS: usize = 8_000;
/// Sections in a list before the rest goes into shards of its own.
const MOST: usize = 16_384;

/// A range of languages for the manifest: its tag, and its first page.
pub type Language<'a> = (&'a str, usize);

/// The manifest and all shards but those of texts, by name.
pub fn pack(id: &str, languages: &[Language], mut postings: Postings) -> (Vec<u8>, BTreeMap<String, Vec<u8>>) {
    let (words, sections) = (std::mem::take(&mut postings.words), std::mem::take(&mut postings.sections));
    let groups: Vec<u32> = words.iter().map(|word| word.group).collect();
    let folded: Vec<&str> = words.iter().map(|word| &*word.folded).collect();
    let class = |at: u32| u64::from(words[at as usize].count.max(1).ilog2());
    let in_order: Vec<u32> = (0..folded.len() as u32).collect();
    let reversed: Vec<String> = folded.iter().map(|word| word.chars().rev().collect()).collect();
    let backwards: Vec<&str> = reversed.iter().map(String::as_str).collect();
    let mut by_end = in_order.clone();
    by_end.par_sort_unstable_by_key(|at| backwards[*at as usize]);
    let skeletons = skeletons(&folded, &groups);

    let mut raw: Vec<(String, Vec<u8>)> = Vec::new();
    let lexicon = |kind: &str, words: &[&str], order: &[u32], raw: &mut Vec<_>| -> Vec<String> {
        let shards = order.chunks(WORDS).enumerate().map(|(number, part)| {
            let mut bytes = Vec::new();
            push_lines(&mut bytes, part.iter().map(|at| words[*at as usize]));
            let mut before = 0;
            for at in part {
                let group = i64::from(groups[*at as usize]);
                push_signed(&mut bytes, group - before);
                push(&mut bytes, class(*at));
                before = group;
            }
            raw.push((format!("{kind}{number}"), bytes));
            words[part[0] as usize].to_owned()
        });
        shards.collect()
    };
    let l = lexicon("l", &folded, &in_order, &mut raw);
    let r = lexicon("r", &backwards, &by_end, &mut raw);
    let k: Vec<String> = skeletons
        .chunks(WORDS)
        .enumerate()
        .map(|(number, part)| {
            let mut bytes = Vec::new();
            push_lines(&mut bytes, part.iter().map(|(key, _)| key.as_str()));
            let mut before = 0;
            for (_, groups) in part {
                push(&mut bytes, groups.len() as u64);
                for group in groups {
                    push_signed(&mut bytes, i64::from(*group) - before);
                    before = i64::from(*group);
                }
            }
            raw.push((format!("k{number}"), bytes));
            part[0].0.clone()
        })
        .collect();
    let p = lists(postings, &mut raw);

    let mut manifest = Vec::new();
    push(&mut manifest, VERSION);
    push_text(&mut manifest, id);
    push(&mut manifest, languages.len() as u64);
    for (tag, page) in languages {
        push_text(&mut manifest, tag);
        push(&mut manifest, *page as u64);
    }
    push(&mut manifest, sections.len() as u64);
    sections.iter().for_each(|count| push(&mut manifest, u64::from(*count)));
    for keys in [&l, &r, &k] {
        push(&mut manifest, keys.len() as u64);
        keys.iter().for_each(|key| push_text(&mut manifest, key));
    }
    push(&mut manifest, p.len() as u64);
    let mut before = 0;
    for first in p {
        push(&mut manifest, u64::from(first - before));
        before = first;
    }
    let shards = raw.into_par_iter().map(|(name, bytes)| {
        let script = script(&name, &bytes);
        (name, script)
    });
    (script("m", &manifest), shards.collect::<Vec<_>>().into_iter().collect())
}

/// A shard as a classic script.
pub fn script(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::new(LEVEL).expect("a level of libdeflate"));
    let mut packed = vec![0; compressor.deflate_compress_bound(bytes.len())];
    let length = compressor.deflate_compress(bytes, &mut packed).expect("the bound is enough");
    let mut text = String::with_capacity(length * 4 / 3 + name.len() + 32);
    write!(text, "hornbook_shard(\"{name}\",\"").expect("text takes text");
    STANDARD.encode_string(&packed[..length], &mut text);
    text.push_str("\");\n");
    text.into_bytes()
}

/// Where more effort brings little.
const LEVEL: i32 = 3;

/// The phonetic keys in order, each with its groups.
fn skeletons(folded: &[&str], groups: &[u32]) -> Vec<(String, Vec<u32>)> {
    let keys = folded.par_iter().zip(groups).map(|(word, group)| (language::skeleton(word), *group));
    let mut keys: Vec<(String, u32)> = keys.filter(|(key, _)| !key.is_empty()).collect();
    keys.par_sort_unstable();
    keys.dedup();
    let mut merged: Vec<(String, Vec<u32>)> = Vec::new();
    for (key, group) in keys {
        match merged.last_mut() {
            Some((last, groups)) if *last == key => groups.push(group),
            _ => merged.push((key, vec![group])),
        }
    }
    merged
}

/// The lists of all groups, cut into shards. Gives the first group of each.
fn lists(postings: Postings, raw: &mut Vec<(String, Vec<u8>)>) -> Vec<u32> {
    let lists: Vec<List> = (0..postings.groups()).into_par_iter().map(|group| List::new(&postings.hits(group))).collect();
    drop(postings);
    let mut lists = lists.into_iter().peekable();
    let (mut starts, mut chunks) = (Vec::new(), Vec::new());
    let mut start = 0;
    while let Some(first) = lists.next() {
        let mut size = first.bytes.len();
        let mut part = vec![first.finish(&mut chunks)];
        while let Some(list) = lists.next_if(|list| size + list.bytes.len() <= LISTS) {
            size += list.bytes.len();
            part.push(list.finish(&mut chunks));
        }
        let mut bytes = Vec::new();
        push(&mut bytes, part.len() as u64);
        part.iter().for_each(|list| push(&mut bytes, list.len() as u64));
        part.iter().for_each(|list| bytes.extend(list));
        raw.push((format!("p{}", starts.len()), bytes));
        starts.push(start);
        start += part.len() as u32;
    }
    raw.extend(chunks.into_iter().enumerate().map(|(number, chunk)| (format!("o{number}"), chunk)));
    starts
}

/// The hits of a group, written down.
struct List {
    total: u32,
    kept: u32,
    bytes: Vec<u8>,
    /// What did not fit, for shards of their own.
    chunks: Vec<Vec<u8>>,
}

impl List {
    fn new(hits: &[Hit]) -> List {
        let mut bytes = Vec::new();
        if hits.len() <= MOST {
            push_hits(&mut bytes, hits.iter());
            bytes.shrink_to_fit();
            return List { total: hits.len() as u32, kept: hits.len() as u32, bytes, chunks: Vec::new() };
        }
        // Title and heading first, then impact; of equals the first sections.
        let weight = |hit: &Hit| (hit.flags & (TITLE | HEADING), hit.flags >> SHARE, hit.flags & 0b111);
        let mut order: Vec<usize> = (0..hits.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(weight(&hits[*at])));
        let (best, rest) = order.split_at_mut(MOST);
        best.sort_unstable();
        rest.sort_unstable();
        push_hits(&mut bytes, best.iter().map(|at| &hits[*at]));
        let chunks = rest.chunks(MOST).map(|part| {
            let mut chunk = Vec::new();
            push(&mut chunk, part.len() as u64);
            push_hits(&mut chunk, part.iter().map(|at| &hits[*at]));
            chunk
        });
        List { total: hits.len() as u32, kept: MOST as u32, bytes, chunks: chunks.collect() }
    }

    /// Its bytes behind what says of them; what did not fit joins the chunks.
    fn finish(self, chunks: &mut Vec<Vec<u8>>) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.bytes.len() + 8);
        push(&mut bytes, u64::from(self.total));
        push(&mut bytes, u64::from(self.kept));
        push(&mut bytes, self.chunks.len() as u64);
        if !self.chunks.is_empty() {
            push(&mut bytes, chunks.len() as u64);
            chunks.extend(self.chunks);
        }
        bytes.extend(self.bytes);
        bytes
    }
}

fn push_hits<'a>(bytes: &mut Vec<u8>, hits: impl Iterator<Item = &'a Hit> + Clone) {
    let mut before = 0;
    for hit in hits.clone() {
        push(bytes, u64::from(hit.section - before));
        before = hit.section;
    }
    bytes.extend(hits.map(|hit| hit.flags));
}

/// LEB128.
fn push(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Zigzag: small numbers of both signs stay short.
fn push_signed(bytes: &mut Vec<u8>, number: i64) {
    push(bytes, (number << 1 ^ number >> 63) as u64);
}

/// A text: the first of 128 characters that take one byte each beside ASCII, its length, its bytes. What is in neither is
/// a 1 and a UTF-16 unit. A sixth smaller than UTF-8 where letters are not Latin, once it is packed.
pub fn push_text(bytes: &mut Vec<u8>, text: &str) {
    if text.is_ascii() {
        push(bytes, u64::from(LATIN));
        push(bytes, text.len() as u64);
        return bytes.extend(text.as_bytes());
    }
    let window = window(text);
    let mut inside = Vec::with_capacity(text.len());
    for unit in text.encode_utf16() {
        match unit {
            2..0x80 => inside.push(unit as u8),
            _ if (window..window + 0x80).contains(&unit) => inside.push((unit - window) as u8 | 0x80),
            _ => {
                inside.push(1);
                inside.extend(unit.to_be_bytes());
            }
        }
    }
    push(bytes, u64::from(window));
    push(bytes, inside.len() as u64);
    bytes.extend(inside);
}

const LATIN: u16 = 0x80;
/// Lies across two of the blocks.
const ARMENIAN: u16 = 0x530;

/// So much of a text, in UTF-16 units, tells what it is written in.
const SAMPLE: usize = 4_000;

/// Of the blocks of 128 characters, and the Armenian one, that of which a text has most.
fn window(text: &str) -> u16 {
    let mut counts = [0u32; 512];
    let mut armenian = 0;
    for unit in text.encode_utf16().take(SAMPLE) {
        counts[usize::from(unit >> 7)] += 1;
        armenian += u32::from((ARMENIAN..ARMENIAN + 0x80).contains(&unit));
    }
    // The first block is ASCII; of the last there would be no end.
    let blocks = (1..511u16).map(|block| (counts[usize::from(block)], block << 7));
    blocks.chain([(armenian, ARMENIAN)]).max_by_key(|(count, first)| (*count, std::cmp::Reverse(*first))).map_or(LATIN, |(_, first)| first)
}

/// Sorted words, each without what it shares with the one before: a character says how many UTF-16 units that is.
fn push_lines<'a>(bytes: &mut Vec<u8>, words: impl Iterator<Item = &'a str>) {
    let mut text = String::new();
    let mut before = "";
    for (at, word) in words.enumerate() {
        if at > 0 {
            text.push('\n');
        }
        let shared: usize = word.char_indices().zip(before.chars()).take_while(|((_, a), b)| a == b).map(|((_, a), _)| a.len_utf8()).sum();
        let units: usize = word[..shared].chars().map(char::len_utf16).sum();
        text.push(char::from_u32(32 + units as u32).expect("words are short"));
        text.push_str(&word[shared..]);
        before = word;
    }
    push_text(bytes, &text);
}
