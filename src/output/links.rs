//! The self-check: every link inside the site leads to a file of the output.

use std::borrow::Cow;
use std::collections::HashSet;

use memchr::memmem;

/// Checks the pages of one thread. The pages of a folder share a navigation that may be longer than their
/// texts, so it is read once and known again for as long as the folder stays the same.
pub struct Checker<'a> {
    keys: &'a HashSet<&'a str>,
    base_path: Option<&'a str>,
    folder: String,
    /// The longest `<nav>` of the folder in which all links are sound, without the mark, from the name to
    /// before the end tag.
    nav: Vec<u8>,
    /// Targets that are sound in this folder: its pages name the same styles, sections and neighbours.
    sound: HashSet<Box<[u8]>>,
}

/// What marks the page itself in a navigation.
const MARK: &[u8] = crate::compose::CURRENT.as_bytes();

impl<'a> Checker<'a> {
    /// `base_path` is the decoded path of the site's address, as `/a b/c/`: links that begin with it are
    /// the site's own; other links that begin with `/` lead to neighbours of the site.
    pub fn new(keys: &'a HashSet<&'a str>, base_path: Option<&'a str>) -> Checker<'a> {
        Checker { keys, base_path, folder: String::new(), nav: Vec::new(), sound: HashSet::new() }
    }

    /// The targets of a page that are no key of the output, as they are written, each once: the values of `href`
    /// and `src` in its tags. Text, comments, scripts and styles are passed over.
    pub fn broken(&mut self, page: &str, html: &[u8]) -> Vec<String> {
        let folder = page.rfind('/').map_or("", |at| &page[..=at]);
        if folder != self.folder {
            self.folder = folder.to_owned();
            self.nav.clear();
            self.sound.clear();
        }
        let mut broken: Vec<String> = Vec::new();
        let mut at = 0;
        // Where a navigation began, and how many broken links there were before.
        let mut nav = None;
        while let Some(open) = memchr::memchr(b'<', &html[at..]) {
            at += open + 1;
            let rest = &html[at..];
            match rest.first() {
                Some(b'!') if rest.starts_with(b"!--") => at += memmem::find(rest, b"-->").unwrap_or(rest.len()),
                Some(b'/') if rest.starts_with(b"/nav") => {
                    if let Some((start, before)) = nav.take()
                        && broken.len() == before
                    {
                        self.remember(&html[start..at]);
                    }
                }
                Some(first) if first.is_ascii_alphabetic() => {
                    if is_named(rest, b"nav") {
                        if let Some(length) = self.known(rest) {
                            at += length;
                            continue;
                        }
                        nav = Some((at, broken.len()));
                    }
                    at += tag(rest, &mut |target| {
                        if !self.sound.contains(target) {
                            if self.is_sound(target) {
                                self.sound.insert(target.into());
                            } else {
                                broken.push(unescape(target).into_owned());
                            }
                        }
                    });
                    let raw: Option<&[u8]> = [b"script".as_slice(), b"style"].into_iter().find(|name| is_named(rest, name));
                    if let Some(name) = raw {
                        at += end_of_raw(&html[at..], name);
                    }
                }
                _ => {}
            }
        }
        broken.sort();
        broken.dedup();
        broken
    }

    fn remember(&mut self, nav: &[u8]) {
        if nav.len() > self.nav.len() + MARK.len() {
            let (before, after) = memmem::find(nav, MARK).map_or((nav, &nav[..0]), |at| (&nav[..at], &nav[at + MARK.len()..]));
            self.nav = [before, after].concat();
        }
    }

    /// The length of the navigation with which a text begins, if it is the known one with its mark at another
    /// link, or without.
    fn known(&self, text: &[u8]) -> Option<usize> {
        let text = text.get(..self.nav.len() + MARK.len()).filter(|_| !self.nav.is_empty())?;
        match memmem::find(text, MARK) {
            Some(at) => {
                let (before, after) = self.nav.split_at(at);
                (text.starts_with(before) && text.ends_with(after)).then_some(text.len())
            }
            None => text.starts_with(&self.nav).then_some(self.nav.len()),
        }
    }

    fn is_sound(&self, target: &[u8]) -> bool {
        let target = unescape(target);
        let path = target.trim().split(['#', '?']).next().unwrap_or_default();
        if path.is_empty() || has_scheme(path) || path.starts_with("//") {
            return true;
        }
        let Some(path) = percent_decoded(path) else { return false };
        let resolved = match (path.strip_prefix('/'), self.base_path) {
            (Some(_), Some(base)) if path.starts_with(base) => resolve("", &path[base.len()..]),
            (Some(_), _) => return true,
            (None, _) => resolve(&self.folder, &path),
        };
        resolved.is_some_and(|key| self.keys.contains(key.as_str()))
    }
}

fn is_named(rest: &[u8], name: &[u8]) -> bool {
    rest.len() > name.len() && rest[..name.len()].eq_ignore_ascii_case(name) && !rest[name.len()].is_ascii_alphanumeric()
}

/// How far it is to `</name`.
fn end_of_raw(text: &[u8], name: &[u8]) -> usize {
    memmem::find_iter(text, b"</").find(|at| is_named(&text[at + 2..], name)).unwrap_or(text.len())
}

/// Reads a start tag from its name on; returns its length.
fn tag<'h>(text: &'h [u8], found: &mut impl FnMut(&'h [u8])) -> usize {
    let until = |from: usize, stop: fn(u8) -> bool| text[from..].iter().position(|&byte| stop(byte)).map_or(text.len(), |at| from + at);
    let mut at = until(0, |byte| byte.is_ascii_whitespace() || byte == b'>');
    loop {
        at = until(at, |byte| !byte.is_ascii_whitespace() && byte != b'/');
        if at == text.len() || text[at] == b'>' {
            return at;
        }
        let name_end = until(at + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/'));
        let name = &text[at..name_end];
        at = until(name_end, |byte| !byte.is_ascii_whitespace());
        if text.get(at) != Some(&b'=') {
            continue;
        }
        at = until(at + 1, |byte| !byte.is_ascii_whitespace());
        let value = match text.get(at) {
            Some(&quote @ (b'"' | b'\'')) => {
                let end = memchr::memchr(quote, &text[at + 1..]).map_or(text.len(), |length| at + 1 + length);
                let value = &text[at + 1..end];
                at = (end + 1).min(text.len());
                value
            }
            _ => {
                let end = until(at, |byte| byte.is_ascii_whitespace() || byte == b'>');
                let value = &text[at..end];
                at = end;
                value
            }
        };
        if name.eq_ignore_ascii_case(b"href") || name.eq_ignore_ascii_case(b"src") {
            found(value);
        }
    }
}

fn has_scheme(target: &str) -> bool {
    let Some(colon) = target.find(':') else { return false };
    let scheme = &target[..colon];
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.'))
}

/// The key that a relative path means in a folder (empty, or with `/` at its end).
fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut segments: Vec<&str> = folder.split_terminator('/').collect();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => drop(segments.pop()?),
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(text.into());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(after.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

/// Character references as templates write them: the five named ones and numbers.
fn unescape(value: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(value);
    if !text.contains('&') {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let reference = rest.find(';').and_then(|end| Some((character(&rest[1..end])?, end + 1)));
        let (char, length) = reference.unwrap_or(('&', 1));
        plain.push(char);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain.into()
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, html: &str, expected: &[&str]) {
        let keys = HashSet::from(["index.html", "en/a.html", "en/b c/Երևան.html", "assets/x.js", "en/it's & co.html"]);
        let mut checker = Checker::new(&keys, Some("/a b/c/"));
        assert_eq!(checker.broken(page, html.as_bytes()), expected, "{html}");
        // A second look answers from memory.
        assert_eq!(checker.broken(page, html.as_bytes()), expected, "{html}");
    }

    #[test]
    fn a_link_to_a_file_of_the_output_is_sound() {
        check(
            "en/a.html",
            r##"<a href="a.html">a</a><A HREF='../index.html?q=1#x'>b</A><img src=../assets/x.js><a href="">c</a><a href="#x">d</a>"##,
            &[],
        );
        check("index.html", "<a href=\"en/b%20c/%D4%B5%D6%80%D6%87%D5%A1%D5%B6.html\">a</a><a href=\"en/b c/Երևան.html\">b</a>", &[]);
        check("en/a.html", r#"<a href="it&#39;s%20&amp;%20co.html">a</a><a href="it&#x27;s & co.html">b</a>"#, &[]);
        check("404.html", r#"<a href="/a%20b/c/index.html">a</a><a href="/elsewhere/">b</a>"#, &[]);
        check(
            "en/a.html",
            r#"<a href="https://example.org/x">a</a><a href="//example.org">b</a><a href="mailto:a@b.c">c</a><img src="data:,x">"#,
            &[],
        );
    }

    #[test]
    fn a_link_to_nothing_is_broken() {
        check(
            "en/a.html",
            r#"<a class="x" href="b.html">a</a><img alt="a > b" src='c.png'/><a href=b.html>again</a>"#,
            &["b.html", "c.png"],
        );
        check("en/a.html", r#"<a href="../../index.html">above</a>"#, &["../../index.html"]);
        check("en/a.html", r#"<a href="./">folder</a><a href="..">folder</a><a href="a.html/">folder</a>"#, &["..", "./", "a.html/"]);
        check("en/a.html", r#"<a href="%ff.html">a</a><a href="%é.html">b</a><a href="A.html">c</a>"#, &["%ff.html", "%é.html", "A.html"]);
        check("404.html", r#"<a href="/a%20b/c/none.html">a</a>"#, &["/a%20b/c/none.html"]);
    }

    #[test]
    fn text_that_looks_like_a_link_is_text() {
        check("index.html", r#"<p>Write href="none" or a < b href="none"</p><!-- <a href="none"> --><p data-href="none">"#, &[]);
        check(
            "index.html",
            r#"<script src="assets/x.js">"<a href='none'>"</script><style>a[href="none"]</style><a href="none2">"#,
            &["none2"],
        );
        check("index.html", "<script><a href=none>", &[]);
    }

    #[test]
    fn a_page_cut_anywhere_does_no_harm() {
        let html = "<a href = \"en/a.html\" src='x'><!-- - --><script src=x>é</script><b c=&#x;&amp>&";
        let keys = HashSet::new();
        for at in 0..html.len() {
            Checker::new(&keys, None).broken("x.html", &html.as_bytes()[..at]);
        }
    }
}
