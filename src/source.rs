//! Files as they were read, and the places inside them.
//!
//! Nothing here knows where files are: the shell hands over paths and bytes.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A byte range of one file. Every page, link and heading keeps the span it came from, so that
/// any later phase can point at the source without holding on to its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// A span of a file; offsets past 4 GiB cannot occur, since pages are capped at 2 MB.
    pub fn new(range: Range<usize>) -> Span {
        Span { start: range.start as u32, end: range.end as u32 }
    }

    /// The start of a file: the place of a fault that concerns the file as a whole.
    pub const FILE: Span = Span { start: 0, end: 0 };

    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The path of a source file relative to the site, with `/`, in NFC. Ordered by code points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    pub fn new(path: &str) -> SourcePath {
        SourcePath(nfc(path).into())
    }
}

impl Deref for SourcePath {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text in normalisation form C.
pub fn nfc(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

/// A SHA-256 of contents. Equal hashes mean equal bytes everywhere in this program.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }

    /// Lower-case hex, 64 characters.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// Reads what `hex` wrote.
    pub fn from_hex(text: &str) -> Option<Hash> {
        let digits = text.as_bytes();
        let half = |at: usize| char::from(digits[at]).to_digit(16).map(|half| half as u8);
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() {
            return None;
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = half(2 * at)? << 4 | half(2 * at + 1)?;
        }
        Some(Hash(bytes))
    }

    /// The first eight characters of the hex form: in file names and in `translated:`.
    pub fn short(&self) -> String {
        hex(&self.0[..4])
    }
}

/// Every file of a site is named by its hash in several places, so this is no `format!`.
fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xF)]).collect()
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({})", self.short())
    }
}

/// What was odd about a file's bytes. The text is still there, as far as it could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The first byte that is not UTF-8 stands at this offset of `text`, shown as U+FFFD.
    NotUtf8 { at: u32 },
    /// The file was UTF-16 and has been converted.
    Utf16,
    /// The file is longer than `PAGE_LIMIT`; its text is empty.
    TooLarge { bytes: u64 },
    /// The system would not read it; its text is empty.
    Unreadable { reason: String },
}

/// The longest page, in bytes.
pub const PAGE_LIMIT: u64 = 2 * 1024 * 1024;

/// One text file as read: immutable and shared. A byte order mark is gone.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: SourcePath,
    pub text: Arc<str>,
    pub flaw: Option<Flaw>,
    /// Of `text` and `flaw`.
    pub hash: Hash,
    /// Counted when a site that names no language is guessed at.
    letters: OnceLock<Letters>,
}

/// How many letters of each script stand at the start of a text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Letters {
    pub armenian: usize,
    pub cyrillic: usize,
    pub other: usize,
}

impl Source {
    /// Decodes bytes: UTF-8, or UTF-16 with a byte order mark.
    pub fn decode(path: SourcePath, bytes: &[u8]) -> Source {
        if bytes.len() as u64 > PAGE_LIMIT {
            return Source::flawed(path, Flaw::TooLarge { bytes: bytes.len() as u64 });
        }
        let utf16 = |read: fn([u8; 2]) -> u16| {
            let units = bytes[2..].chunks(2).map(|pair| match pair {
                [a, b] => read([*a, *b]),
                _ => 0xFFFD,
            });
            char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{FFFD}')).collect::<String>()
        };
        let (text, flaw) = match bytes {
            [0xFF, 0xFE, ..] => (utf16(u16::from_le_bytes), Some(Flaw::Utf16)),
            [0xFE, 0xFF, ..] => (utf16(u16::from_be_bytes), Some(Flaw::Utf16)),
            _ => {
                let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
                match simdutf8::compat::from_utf8(bytes) {
                    Ok(text) => return Source::new(path, text.into(), None),
                    Err(error) => (String::from_utf8_lossy(bytes).into_owned(), Some(Flaw::NotUtf8 { at: error.valid_up_to() as u32 })),
                }
            }
        };
        Source::new(path, text.into(), flaw)
    }

    /// A text that is read already.
    pub fn from_text(path: &str, text: &str) -> Source {
        Source::decode(SourcePath::new(path), text.as_bytes())
    }

    /// A file whose text could not be had.
    pub fn flawed(path: SourcePath, flaw: Flaw) -> Source {
        Source::new(path, "".into(), Some(flaw))
    }

    /// The letters of its first four thousand characters.
    pub fn letters(&self) -> Letters {
        *self.letters.get_or_init(|| {
            let mut letters = Letters::default();
            for letter in self.text.chars().take(4000).filter(|letter| letter.is_alphabetic()) {
                match letter {
                    '\u{530}'..='\u{58F}' => letters.armenian += 1,
                    '\u{400}'..='\u{4FF}' => letters.cyrillic += 1,
                    _ => letters.other += 1,
                }
            }
            letters
        })
    }

    fn new(path: SourcePath, text: Arc<str>, flaw: Option<Flaw>) -> Source {
        let mut digest = Sha256::new();
        digest.update(text.as_bytes());
        if let Some(flaw) = &flaw {
            digest.update(format!("{flaw:?}"));
        }
        Source { path, text, flaw, hash: Hash(digest.finalize().into()), letters: OnceLock::new() }
    }
}

/// A place as an author counts it: line and column from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    pub line: usize,
    pub column: usize,
}

/// Where an offset stands in a text. An offset past the end counts as the end; one inside a
/// character counts as that character.
pub fn line_column(text: &str, offset: u32) -> LineColumn {
    let offset = floor_char_boundary(text, offset as usize);
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    LineColumn { line: before.bytes().filter(|&byte| byte == b'\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

/// The nearest character boundary at or before an offset, within the text.
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
