//! The words of all sections, grouped into families, each with the sections that hold it.
//!
//! The pages are read in runs, in parallel; a run numbers its own words. Then the runs' words become one sorted
//! vocabulary, families are made of it, and the hits of each family are collected from the runs in order, so that
//! threads change nothing.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::text::Section;
use crate::language;

/// Pages that are read together, and sections at most.
const RUN: usize = 1024;
const RUN_SECTIONS: usize = 1 << 20;
/// Longer words, in characters, are no words that anybody types.
const LONGEST: usize = 64;

pub const HEADING: u8 = 8;
pub const TITLE: u8 = 16;
/// The bits of a flag byte from which on it says how much of a title or heading one word is.
pub const SHARE: u32 = 5;

/// A page as the index sees it.
pub struct PageText<'a> {
    pub title: &'a str,
    /// What the author says that it is about: as good as a heading.
    pub summary: &'a str,
    pub sections: Vec<Section<'a>>,
    pub boost: f32,
    /// Leads to pages that say more, and comes after them.
    pub is_guide: bool,
}

/// Where a word family stands.
pub struct Hit {
    pub section: u32,
    /// Impact, place, share: as the shards have it.
    pub flags: u8,
}

pub struct Postings {
    /// Sections of each page.
    pub sections: Vec<u32>,
    /// The vocabulary in order.
    pub words: Vec<Word>,
    groups: Vec<Vec<Place>>,
    runs: Vec<Run>,
    /// Words in a section.
    average: f32,
}

pub struct Word {
    pub folded: SmolStr,
    pub group: u32,
    /// Occurrences in the site.
    pub count: u32,
}

/// Pages in a row of one language.
pub struct Range {
    pub language: usize,
    pub pages: std::ops::Range<usize>,
}

/// Reads all pages. `ranges` cover them in order; `read` gives the text of one, `size` the most sections it can have.
pub fn collect<'a>(
    ranges: &[Range],
    tags: &[&str],
    size: &dyn Fn(usize) -> usize,
    read: &(dyn Fn(usize) -> PageText<'a> + Sync),
) -> Postings {
    let mut parts = Vec::new();
    for range in ranges {
        let (mut start, mut sections) = (range.pages.start, 0);
        for page in range.pages.clone() {
            sections += size(page);
            if page > start && (page - start == RUN || sections > RUN_SECTIONS) {
                parts.push((range.language, start..page));
                (start, sections) = (page, size(page));
            }
        }
        parts.push((range.language, start..range.pages.end));
    }
    let mut runs: Vec<Run> = parts.into_par_iter().map(|(language, pages)| Run::read(language, pages.map(read))).collect();
    let mut first = 0;
    for run in &mut runs {
        run.first = first;
        first += run.lengths.len() as u32;
    }
    let total: u64 = runs.iter().flat_map(|run| &run.lengths).map(|length| u64::from(length.words)).sum();
    let average = (total as f32 / (first.max(1) as f32)).max(1.0);
    let (words, groups) = vocabulary(&mut runs, tags);
    Postings { sections: runs.iter().flat_map(|run| run.sections.iter().copied()).collect(), words, groups, runs, average }
}

impl Postings {
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// Where a family stands, ordered by section.
    pub fn hits(&self, group: usize) -> Vec<Hit> {
        let mut found: Vec<(u32, u32, Found)> = Vec::new();
        for place in &self.groups[group] {
            let run = &self.runs[place.run as usize];
            found.extend(run.found(place.local).iter().map(|one| (run.first + one.section(), place.run, *one)));
        }
        found.sort_unstable_by_key(|(section, ..)| *section);
        let same = found.chunk_by(|a, b| a.0 == b.0);
        let hits = same.map(|same| {
            let (section, run, _) = same[0];
            let found = same[1..].iter().fold(same[0].2, |found, other| found.with(other.2));
            let length = &self.runs[run as usize].lengths[found.section() as usize];
            Hit { section, flags: found.place() | impact(found.times(), length, self.average) }
        });
        hits.collect()
    }
}

/// A word of a run.
#[derive(Clone, Copy)]
struct Place {
    run: u32,
    local: u32,
}

struct Run {
    language: usize,
    /// The number of its first section.
    first: u32,
    /// Of each page.
    sections: Vec<u32>,
    lengths: Vec<Length>,
    /// With their occurrences.
    words: Vec<(SmolStr, u32)>,
    /// Where the hits of each word begin; one more than there are words.
    starts: Vec<u32>,
    hits: Vec<Found>,
}

/// What the weight of a word in a section depends on beside the word.
struct Length {
    words: u32,
    boost: f32,
}

/// A word in a section, in four bytes, since there are millions: from below the section in its run (20 bits), how often
/// in the text, up to 31 times (5), heading, title (2), share (2).
#[derive(Clone, Copy, Default)]
struct Found(u32);

impl Found {
    const TIMES: u32 = 20;
    const PLACE: u32 = 25;

    fn new(section: u32, times: u32, place: u8) -> Found {
        Found(section | times.min(31) << Found::TIMES | u32::from(place >> 3) << Found::PLACE)
    }

    fn section(self) -> u32 {
        self.0 & (RUN_SECTIONS as u32 - 1)
    }

    fn times(self) -> u32 {
        self.0 >> Found::TIMES & 31
    }

    /// The bits of the flags above the impact.
    fn place(self) -> u8 {
        ((self.0 >> Found::PLACE) as u8 & 0b1111) << 3
    }

    /// Both together, in the same section.
    fn with(self, other: Found) -> Found {
        let (a, b) = (self.place(), other.place());
        let place = (a | b) & (HEADING | TITLE) | (a >> SHARE).max(b >> SHARE) << SHARE;
        Found::new(self.section(), self.times() + other.times(), place)
    }
}

impl Run {
    fn read<'a>(language: usize, pages: impl Iterator<Item = PageText<'a>>) -> Run {
        let mut reader = Reader::default();
        let (mut sections, mut lengths) = (Vec::new(), Vec::new());
        for page in pages {
            sections.push(page.sections.len() as u32);
            for (at, section) in page.sections.iter().enumerate() {
                reader.section = lengths.len() as u32;
                match at {
                    0 => {
                        reader.heading(page.title, TITLE, page.is_guide);
                        if !page.is_guide {
                            language::words(page.summary, |_, folded| reader.word(folded, HEADING));
                        }
                    }
                    _ => reader.heading(section.heading, HEADING, page.is_guide),
                }
                let boost = page.boost * if page.is_guide { 0.25 } else { 1.0 };
                lengths.push(Length { words: reader.text(&section.text), boost });
            }
        }
        let (words, starts, hits) = reader.by_word();
        Run { language, first: 0, sections, lengths, words, starts, hits }
    }

    fn found(&self, local: u32) -> &[Found] {
        &self.hits[self.starts[local as usize] as usize..self.starts[local as usize + 1] as usize]
    }
}

#[derive(Default)]
struct Reader {
    section: u32,
    terms: FxHashMap<SmolStr, Term>,
    /// With the number of the word.
    hits: Vec<(u32, Found)>,
}

/// What is known of a word so far, beside the word itself, so that one look at the memory finds all of it.
struct Term {
    number: u32,
    /// Occurrences.
    uses: u32,
    /// Sections that hold it.
    count: u32,
    /// Its last hit, and the section of that.
    last: u32,
    section: u32,
}

impl Reader {
    fn word(&mut self, folded: &str, place: u8) {
        let found = Found::new(self.section, u32::from(place == 0), place);
        let last = self.hits.len() as u32;
        let number = match self.terms.get_mut(folded) {
            Some(term) if term.section == self.section => {
                let before = &mut self.hits[term.last as usize].1;
                *before = before.with(found);
                term.uses += 1;
                return;
            }
            Some(term) => {
                *term = Term { uses: term.uses + 1, count: term.count + 1, last, section: self.section, ..*term };
                term.number
            }
            None if folded.len() > LONGEST && folded.chars().count() > LONGEST => return,
            None => {
                let number = self.terms.len() as u32;
                self.terms.insert(folded.into(), Term { number, uses: 1, count: 1, last, section: self.section });
                number
            }
        };
        self.hits.push((number, found));
    }

    fn heading(&mut self, text: &str, place: u8, is_guide: bool) {
        let mut count = 0;
        language::words(text, |_, _| count += 1);
        let share = match count {
            0 | 1 => 3,
            2 => 2,
            3 | 4 => 1,
            _ => 0u8,
        };
        let share = share.saturating_sub(u8::from(is_guide));
        language::words(text, |_, folded| self.word(folded, place | share << SHARE));
    }

    /// Gives the number of words.
    fn text(&mut self, text: &str) -> u32 {
        let mut count = 0;
        language::words(text, |_, folded| {
            count += 1;
            self.word(folded, 0);
        });
        count
    }

    /// The words by number, where the hits of each begin, and the hits by word.
    fn by_word(self) -> (Vec<(SmolStr, u32)>, Vec<u32>, Vec<Found>) {
        let mut words = vec![Default::default(); self.terms.len()];
        let mut starts = vec![0; self.terms.len() + 1];
        for (word, term) in self.terms {
            words[term.number as usize] = (word, term.uses);
            starts[term.number as usize + 1] = term.count;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut hits = vec![Found::default(); self.hits.len()];
        for (number, found) in self.hits {
            hits[next[number as usize] as usize] = found;
            next[number as usize] += 1;
        }
        (words, starts, hits)
    }
}

/// The words of all runs with their groups, and where the runs have the words of each group. The runs give their
/// words away.
fn vocabulary(runs: &mut [Run], tags: &[&str]) -> (Vec<Word>, Vec<Vec<Place>>) {
    struct Entry {
        word: SmolStr,
        /// By language.
        counts: Vec<u32>,
        places: Vec<Place>,
    }
    let mut numbers: FxHashMap<SmolStr, u32> = FxHashMap::default();
    let mut entries: Vec<Entry> = Vec::new();
    for (number, run) in runs.iter_mut().enumerate() {
        for (local, (word, uses)) in std::mem::take(&mut run.words).into_iter().enumerate() {
            let at = *numbers.entry(word).or_insert_with_key(|word| {
                entries.push(Entry { word: word.clone(), counts: vec![0; tags.len()], places: Vec::new() });
                entries.len() as u32 - 1
            });
            let entry = &mut entries[at as usize];
            entry.counts[run.language] += uses;
            entry.places.push(Place { run: number as u32, local: local as u32 });
        }
    }
    drop(numbers);
    entries.par_sort_unstable_by(|a, b| a.word.cmp(&b.word));
    let of = |entry| {
        let Entry { word, counts, .. }: &Entry = entry;
        // Of equals the first.
        let most = (0..tags.len()).max_by_key(|language| (counts[*language], std::cmp::Reverse(*language))).unwrap_or_default();
        language::Word { folded: word, count: counts.iter().sum(), language: tags[most] }
    };
    let families = language::families(&entries.iter().map(of).collect::<Vec<_>>());
    // In the order of the words that stand for them, so that neighbours in the alphabet are neighbours in the shards.
    let mut heads = families.clone();
    heads.sort_unstable();
    heads.dedup();
    let mut groups: Vec<Vec<Place>> = vec![Vec::new(); heads.len()];
    let words = entries.into_iter().zip(families).map(|(entry, head)| {
        let group = heads.binary_search(&head).expect("each head is in the list");
        groups[group].extend(entry.places);
        Word { folded: entry.word, group: group as u32, count: entry.counts.iter().sum() }
    });
    (words.collect(), groups)
}

/// What BM25 makes of a word's frequency and the length of its section (Robertson and Zaragoza 2009, k₁ = 1.2, b = 0.6),
/// from 0 to 7.
fn impact(times: u32, length: &Length, average: f32) -> u8 {
    let times = times as f32;
    let saturated = times / (times + 1.2 * (0.4 + 0.6 * length.words as f32 / average));
    (saturated * length.boost * 8.0).clamp(0.0, 7.0) as u8
}
