//! Addresses: from the path of a content file to that of the page, and from page to page.
//!
//! The address of a page is a pure function of its content path. All addresses in pages are relative
//! and end in a file name, so that the same bytes work from a root, a sub-path and a file share.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A file of the output: relative to its root, with `/`, for example `en/role/duties.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutPath(Arc<str>);

impl OutPath {
    pub fn new(path: impl Into<Arc<str>>) -> OutPath {
        OutPath(path.into())
    }
}

impl Deref for OutPath {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for OutPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The longest output path in characters: what Windows, zip tools and proxies all take.
pub const LONGEST: usize = 180;

/// The longest name of a file or folder in bytes: what disks take.
pub const LONGEST_NAME: usize = 255;

/// Whether every system takes an output path.
pub fn fits(path: &str) -> bool {
    path.chars().count() <= LONGEST && path.split('/').all(|name| name.len() <= LONGEST_NAME)
}

/// Why a content path gives no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressFault {
    /// Nothing is left of this name.
    Empty(String),
    /// Windows keeps this name for a device.
    Reserved(String),
}

/// The address of a page inside its language, for example `role/duties.html`, from its content path
/// there, for example `02-role/10-Duties.md`. `has_index`: its folder has an `index.md`, so that a
/// README is a page like any other.
pub fn of_page(path: &str, has_index: bool) -> Result<String, AddressFault> {
    let stem = strip_markdown(path).unwrap_or(path);
    let (folder, name) = stem.rsplit_once('/').map_or(("", stem), |(folder, name)| (folder, name));
    let mut address = of_folder(folder)?;
    let name = checked(name, slug(name))?;
    if name == "readme" && !has_index {
        address.push_str("index");
    } else {
        address.push_str(&name);
    }
    address.push_str(".html");
    Ok(address)
}

/// The address of a content folder with a final `/`; empty for the top.
pub fn of_folder(folder: &str) -> Result<String, AddressFault> {
    let mut address = String::new();
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        let mut slug = checked(part, slug(part))?;
        // IIS answers 404 for `bin` (request filtering, hidden segments); `_hosts` is the output's own; a
        // folder `a.html` could meet a page.
        if matches!(slug.as_str(), "bin" | "_hosts") || slug.ends_with(".html") {
            slug.push('-');
        }
        address.push_str(&slug);
        address.push('/');
    }
    Ok(address)
}

fn checked(name: &str, slug: String) -> Result<String, AddressFault> {
    if slug.is_empty() {
        Err(AddressFault::Empty(name.into()))
    } else if is_reserved(&slug) {
        Err(AddressFault::Reserved(slug))
    } else {
        Ok(slug)
    }
}

/// A name without its Markdown ending, if it has one.
pub fn strip_markdown(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    ["md", "markdown"].iter().any(|known| ending.eq_ignore_ascii_case(known)).then_some(stem)
}

/// The order that a name gives itself: one to three digits and a hyphen before the rest.
pub fn number_prefix(name: &str) -> Option<(u32, &str)> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    match (digits, name[digits..].strip_prefix('-')) {
        (1..=3, Some(rest)) => Some((name[..digits].parse().ok()?, rest)),
        _ => None,
    }
}

/// One part of an address: as `slug_of_words`, and a number prefix dropped.
pub fn slug(name: &str) -> String {
    slug_of_words(number_prefix(name).map_or(name, |(_, rest)| rest))
}

/// NFC, lower case, white space to single hyphens, letters and digits of any script kept, other signs out.
pub fn slug_of_words(words: &str) -> String {
    let name = crate::source::nfc(words);
    let mut slug = String::new();
    for letter in name.trim().chars().flat_map(char::to_lowercase) {
        match letter {
            ' ' | '-' | '\u{A0}' | '\t' | '\u{2010}'..='\u{2015}' if slug.ends_with('-') => {}
            ' ' | '-' | '\u{A0}' | '\t' | '\u{2010}'..='\u{2015}' => slug.push('-'),
            '_' | '.' => slug.push(letter),
            _ if letter.is_alphanumeric() || is_mark(letter) => slug.push(letter),
            _ => {}
        }
    }
    crate::source::nfc(slug.trim_matches(|end| end == '.' || end == '-'))
}

/// Combining marks, which belong to the letter before.
fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}

/// Whether Windows keeps a name, with or without an ending, for a device.
pub fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_lowercase();
    if matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") {
        return true;
    }
    let mut letters = stem.chars();
    let device: String = letters.by_ref().take(3).collect();
    let mut rest = letters;
    matches!(device.as_str(), "com" | "lpt")
        && matches!((rest.next(), rest.next()), (Some('0'..='9' | '\u{B9}' | '\u{B2}' | '\u{B3}'), None))
}

/// The relative address from one output file to another, percent-encoded for an attribute, with an
/// optional heading.
pub fn href(from: &str, to: &str, anchor: Option<&str>) -> String {
    let mut href = String::new();
    if from != to || anchor.is_none() {
        let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
        let common = from.as_bytes()[..same].iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
        for _ in from[common..].bytes().filter(|&byte| byte == b'/') {
            href.push_str("../");
        }
        let rest = &to[common..];
        // A colon in the first part would read as a scheme.
        if href.is_empty() && rest.split('/').next().is_some_and(|part| part.contains(':')) {
            href.push_str("./");
        }
        encode_into(&mut href, rest);
    }
    if let Some(anchor) = anchor {
        href.push('#');
        encode_into(&mut href, anchor);
    }
    href
}

/// Percent-encodes what may not stand in an address; letters of any script stay as they are, since
/// browsers encode them themselves.
pub fn encode(text: &str) -> String {
    let mut out = String::new();
    encode_into(&mut out, text);
    out
}

fn encode_into(out: &mut String, text: &str) {
    let mut kept = 0;
    for (at, letter) in text.char_indices().filter(|(_, letter)| needs_encoding(*letter)) {
        out.push_str(&text[kept..at]);
        kept = at + letter.len_utf8();
        for byte in text[at..kept].bytes() {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out.push_str(&text[kept..]);
}

fn needs_encoding(letter: char) -> bool {
    match letter {
        '\0'..=' ' | '"' | '#' | '%' | '<' | '>' | '?' | '[' | '\\' | ']' | '^' | '`' | '{' | '|' | '}' | '\u{7F}' => true,
        _ => !letter.is_ascii() && (letter.is_whitespace() || letter.is_control()),
    }
}

/// Undoes percent-encoding; what is no valid encoding stays as it is.
pub fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = |at: usize| tail.get(at).and_then(|byte| (*byte as char).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A relative path taken from a folder: `.` and `..` resolved; none if it leaves the top.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder of a path, without a final `/`; empty at the top.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_function_of_the_content_path() {
        for (path, expected) in [
            ("a/10-b.md", "a/b.html"),
            ("02-Role/03-What a Manager does.md", "role/what-a-manager-does.html"),
            ("index.md", "index.html"),
            ("a/README.md", "a/index.html"),
            ("Շահեր և դիրքեր.md", "շահեր-և-դիրքեր.html"),
            ("2024-01-02-post.md", "2024-01-02-post.html"),
            ("C++ & C#.MD", "c-c.html"),
            ("bin/x.md", "bin-/x.html"),
            ("a.html/x.md", "a.html-/x.html"),
            ("e\u{301}te\u{301}.md", "été.html"),
            ("v1.2.md", "v1.2.html"),
            ("a -- b.markdown", "a-b.html"),
        ] {
            assert_eq!(of_page(path, false).as_deref(), Ok(expected), "{path}");
        }
        assert_eq!(of_page("a/README.md", true).as_deref(), Ok("a/readme.html"));
        assert_eq!(of_page("aux.md", false), Err(AddressFault::Reserved("aux".into())));
        assert_eq!(of_page("com¹.old.md", false), Err(AddressFault::Reserved("com¹.old".into())));
        assert_eq!(of_page("10-.md", false), Err(AddressFault::Empty("10-".into())));
        assert_eq!(of_page("???/a.md", false), Err(AddressFault::Empty("???".into())));
        assert!(!is_reserved("com10") && !is_reserved("console"));
    }

    #[test]
    fn addresses_in_pages_are_relative() {
        for (from, to, anchor, expected) in [
            ("en/a/b.html", "en/a/c.html", None, "c.html"),
            ("en/a/b.html", "en/c.html", Some("x y"), "../c.html#x%20y"),
            ("en/a/b.html", "hy/a/b.html", None, "../../hy/a/b.html"),
            ("index.html", "en/index.html", None, "en/index.html"),
            ("en/a/b.html", "en/a/b.html", Some("top"), "#top"),
            ("en/a/b.html", "en/a/b.html", None, "b.html"),
            ("a/b.html", "ab/c.html", None, "../ab/c.html"),
            ("b.html", "a:b?.pdf", None, "./a:b%3F.pdf"),
        ] {
            assert_eq!(href(from, to, anchor), expected, "{from} -> {to}");
        }
    }

    #[test]
    fn paths_do_not_climb_out() {
        assert_eq!(join("a/b", "../c.md").as_deref(), Some("a/c.md"));
        assert_eq!(join("a", "../../c.md"), None);
        assert_eq!(join("", "./c.md").as_deref(), Some("c.md"));
    }

    #[test]
    fn percent_signs_are_decoded_where_they_can_be() {
        assert_eq!(decode("a%20b%D5%A1"), "a bա");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%FF"), "%FF");
    }
}
