//! What a request is answered with. A path is looked up in the table of the output and never on the disk.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::net::TcpStream;
use std::sync::{Arc, Condvar, LazyLock, Mutex, PoisonError};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::connections::{Answer, Answers};
use super::events::Events;
use super::moment::Moment;
use super::request::{Gate, Request, decode};
use crate::address;
use crate::compose::NOT_FOUND;
use crate::diagnostics::{Diagnostic, Diagnostics, Severity, help, print};
use crate::disk::SiteFolder;
use crate::hosts;
use crate::markdown::{self, Fillers, LinkTag, PictureTag};
use crate::pipeline::Bytes;
use crate::source::{Hash, SourcePath};
use crate::theme;

/// Where all lies that is not in the built output.
const OWN: &str = "__hornbook/";
/// The one line that a served page has and a built one lacks.
const TAG: &str = "<script defer src=\"/__hornbook/live.js\"></script>";

static SCRIPT: &str = include_str!("live.js");
static STYLES: &str = include_str!("live.css");
static HELP: &str = include_str!("help.html");

/// Faults of other pages that a browser is sent.
const OTHERS: usize = 30;

/// The site as it is being served.
pub struct Site {
    gate: Gate,
    /// Must be known to all who listen to events: it stands in the script, which other sites cannot read.
    token: String,
    folder: SiteFolder,
    now: Mutex<Option<Arc<Moment>>>,
    is_there: Condvar,
    events: Events,
}

impl Site {
    pub fn new(gate: Gate, token: String, folder: SiteFolder) -> Site {
        Site { gate, token, folder, now: Mutex::default(), is_there: Condvar::new(), events: Events::start() }
    }

    /// The name of the moment of this number.
    pub fn name(&self, count: usize) -> String {
        format!("{}-{count}", &self.token[..8])
    }

    /// Serves this moment from now on, and tells the browsers.
    pub fn show(&self, moment: &Arc<Moment>) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = Some(moment.clone());
        self.is_there.notify_all();
        // Under the lock, so that a stream is told of each moment that comes after the one it was opened at.
        self.events.tell(&hello(moment));
    }

    /// Waits for the first one.
    fn now(&self) -> Arc<Moment> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match &*now {
                Some(moment) => return moment.clone(),
                None => now = self.is_there.wait(now).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// All that is known to be wrong. The page that was edited, and one by each template, are made for that.
    pub fn faults(&self, moment: &Moment) -> Vec<Diagnostic> {
        for path in moment.edited.iter().chain(&moment.build.output.samples()) {
            moment.get(path);
        }
        moment.faults()
    }

    fn own(&self, path: &str, request: &Request) -> Answer {
        let value = |name: &str| {
            let mut parts = request.query.split('&').filter_map(|part| part.split_once('='));
            parts.find(|(key, _)| *key == name).and_then(|(_, value)| decode(value))
        };
        let has_token = value("token").is_some_and(|token| token == self.token);
        let text = |mime, body: String| plain(200, mime, body.into_bytes());
        match path {
            "live.js" => text("text/javascript; charset=utf-8", SCRIPT.replacen("TOKEN", &self.token, 1)),
            "live.css" => text("text/css; charset=utf-8", STYLES.to_owned()),
            "events" | "state" if !has_token => plain(403, "text/plain; charset=utf-8", b"the token is missing\n".to_vec()),
            "events" => Answer::Stream,
            "state" => text("application/json", self.state(&self.now(), &value("page").unwrap_or_default())),
            _ => match path.strip_prefix("help/").and_then(help::page) {
                Some(page) => text("text/html; charset=utf-8", manual(page)),
                None => plain(404, "text/plain; charset=utf-8", b"there is no such page\n".to_vec()),
            },
        }
    }

    /// What a browser shows beside its page: whether it is there, and what is wrong.
    fn state(&self, moment: &Moment, page: &str) -> String {
        let output = &moment.build.output;
        let out = inside(output.base_path(), page);
        let is_there = moment.get(&out).is_some();
        let moved = moment.moved.get(&out).filter(|_| !is_there);
        let told = moment.faults();
        let (own, mut others): (Vec<&Diagnostic>, Vec<&Diagnostic>) = told.iter().partition(|fault| moment.is_of_page(fault, &out));
        // What is cut off is what matters least.
        others.sort_by_key(|fault| fault.severity);
        let texts = |path: &str| moment.text(path).or_else(|| (path == crate::config::FILE_NAME).then(|| self.settings()).flatten());
        let more = others.len().saturating_sub(OTHERS);
        let count = |severity| told.iter().filter(|fault| fault.severity == severity).count();
        let with_links = |list: &[&Diagnostic]| {
            let mut faults = print::with_excerpts(list.iter().copied(), &texts);
            for fault in faults.as_array_mut().into_iter().flatten() {
                self.add_links(moment, fault);
            }
            faults
        };
        json!({
            "version": moment.name,
            "page": out,
            "there": is_there,
            "moved": moved.map(|out| address::encode(out)),
            "nearest": if is_there || moved.is_some() { Vec::new() } else { moment.nearest(&out) },
            "own": with_links(&own),
            "others": with_links(&others[..others.len() - more]),
            "more": more,
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
            "notices": count(Severity::Notice),
        })
        .to_string()
    }

    /// Adds the full path of a fault's file, and the address that opens it in the author's editor.
    fn add_links(&self, moment: &Moment, fault: &mut serde_json::Value) {
        let (Some(path), Some(line), Some(column)) = (fault["path"].as_str(), fault["line"].as_u64(), fault["column"].as_u64()) else {
            return;
        };
        let file = self.folder.file(path);
        // The default theme has no file here.
        let file = if file.exists() { file.display().to_string() } else { path.to_owned() };
        let shown = file.strip_prefix(r"\\?\").unwrap_or(&file).to_owned();
        let slashed = shown.replace('\\', "/");
        let rooted = if slashed.starts_with('/') { slashed } else { format!("/{slashed}") };
        let editor = moment.input.config.editor.as_ref();
        fault["open"] = json!(editor.map(|editor| editor.href(&rooted, line as usize, column as usize)));
        fault["file"] = json!(shown);
    }

    fn settings(&self) -> Option<Arc<str>> {
        let path = SourcePath::new(crate::config::FILE_NAME);
        Some(crate::disk::read_source(&self.folder.file(&path), path).text)
    }

    /// A file of the output as the disk holds it, unless that is no longer what the output says.
    fn copy(&self, from: &SourcePath, hash: Hash, length: u64, mime: &'static str, request: &Request) -> Answer {
        let stale = || plain(503, "text/plain; charset=utf-8", b"this file has just changed: load it again\n".to_vec());
        let Ok(mut file) = File::open(self.folder.file(from)) else { return stale() };
        let mut digest = Sha256::new();
        let mut piece = vec![0; 64 * 1024];
        loop {
            match file.read(&mut piece) {
                Ok(0) => break,
                Ok(count) => digest.update(&piece[..count]),
                Err(_) => return stale(),
            }
        }
        if Hash(digest.finalize().into()) != hash {
            return stale();
        }
        let mut headers = vec![("Accept-Ranges", "bytes".to_owned())];
        let (status, start, end) = match request.range.as_deref().and_then(|range| part_of(range, length)) {
            None => (200, 0, length),
            Some(Err(())) => {
                headers.push(("Content-Range", format!("bytes */{length}")));
                return Answer::Plain { status: 416, mime, headers, body: Vec::new() };
            }
            Some(Ok((start, end))) => {
                headers.push(("Content-Range", format!("bytes {start}-{}/{length}", end - 1)));
                (206, start, end)
            }
        };
        match file.seek(SeekFrom::Start(start)) {
            Ok(_) => Answer::File { status, mime, headers, file, length: end - start },
            Err(_) => stale(),
        }
    }
}

impl Answers for Site {
    fn gate(&self) -> &Gate {
        &self.gate
    }

    fn answer(&self, request: &Request) -> Answer {
        let mut answer = match request.path.strip_prefix(OWN) {
            Some(own) => self.own(own, request),
            None => self.page(request),
        };
        if let (true, Some(secret), Answer::Plain { headers, .. } | Answer::File { headers, .. }) =
            (request.sets_cookie, &self.gate.secret, &mut answer)
        {
            headers.push(("Set-Cookie", format!("{}={secret}; Path=/; HttpOnly; SameSite=Strict", self.gate.cookie())));
        }
        answer
    }

    fn stream(&self, connection: TcpStream) {
        self.now();
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(moment) = &*now {
            self.events.open(connection, &hello(moment));
        }
    }
}

impl Site {
    fn page(&self, request: &Request) -> Answer {
        let moment = self.now();
        let output = &moment.build.output;
        let path = inside(output.base_path(), &request.path);
        if let Some((_, bytes)) = output.host_files().iter().find(|(out, _)| **out == *path) {
            return plain(200, "text/plain; charset=utf-8", bytes.clone());
        }
        let (status, path, rendered) = match moment.get(&path) {
            Some(rendered) => (200, path, Some(rendered)),
            None => (404, NOT_FOUND.to_owned(), moment.get(NOT_FOUND)),
        };
        let Some(rendered) = rendered else { return plain(404, "text/plain; charset=utf-8", b"there is no such page\n".to_vec()) };
        let mime = hosts::content_type(&path);
        match rendered.bytes {
            Bytes::Copy { from, hash, length } => self.copy(&from, hash, length, mime, request),
            Bytes::Made(bytes) if !path.ends_with(".html") => plain(status, mime, bytes),
            Bytes::Made(bytes) => {
                // The script reads here which moment it is looking at.
                let headers = vec![("Server-Timing", format!("hornbook;desc=\"{}\"", moment.name))];
                Answer::Plain { status, mime, headers, body: with_tag(bytes) }
            }
        }
    }
}

fn plain(status: u16, mime: &'static str, body: Vec<u8>) -> Answer {
    Answer::Plain { status, mime, headers: Vec::new(), body }
}

/// The key in the table of the output: a folder stands for its `index.html`; what the site's own address
/// says before it is left out, since the page for unknown addresses names its styles by it.
fn inside(base: Option<&str>, path: &str) -> String {
    let below = base.and_then(|base| path.strip_prefix(base.trim_start_matches('/'))).unwrap_or(path);
    if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below.to_owned() }
}

/// What is told to a browser.
fn hello(moment: &Moment) -> String {
    json!({ "version": moment.name, "edited": moment.edited.as_ref().map(|out| address::encode(out)) }).to_string()
}

/// The page with its one more line, where a line ends already, so that the page without the line is the built
/// page to the byte.
fn with_tag(page: Vec<u8>) -> Vec<u8> {
    static ENDS: LazyLock<[memchr::memmem::Finder<'static>; 2]> =
        LazyLock::new(|| ["\n</head>", "\n</body>"].map(memchr::memmem::Finder::new));
    let mut with = Vec::with_capacity(page.len() + TAG.len() + 1);
    match ENDS.iter().find_map(|end| end.find(&page)) {
        Some(at) => {
            with.extend_from_slice(&page[..=at]);
            with.extend_from_slice(TAG.as_bytes());
            with.extend_from_slice(&page[at..]);
        }
        None => {
            with.extend_from_slice(&page);
            with.push(b'\n');
            with.extend_from_slice(TAG.as_bytes());
        }
    }
    with
}

/// `bytes=0-99` of a file: from where to where; `Err` where the file has no such part. What is not one plain
/// range is answered with the whole file.
fn part_of(range: &str, length: u64) -> Option<Result<(u64, u64), ()>> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let (start, end) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if last >= first => (first, last.saturating_add(1).min(length)),
        (Ok(first), Err(_)) if last.is_empty() => (first, length),
        (Err(_), Ok(count)) if first.is_empty() => (length.saturating_sub(count), length),
        _ => return None,
    };
    Some(if start < end { Ok((start, end)) } else { Err(()) })
}

/// The manual page of a fault.
fn manual(page: &str) -> String {
    let words = {
        static ENGLISH: LazyLock<Arc<crate::i18n::Words>> =
            LazyLock::new(|| theme::load(&std::collections::BTreeMap::new(), &["en".to_owned()], None, false).0.words("en"));
        ENGLISH.clone()
    };
    let options = markdown::Options { words: &words, raw_html: false, math_dollars: false, outline: false };
    let document = markdown::parse(page, 0, &options, &mut Diagnostics::of(SourcePath::new("help"))).document;
    let title = document.title.as_ref().map(|title| title.text.as_str()).unwrap_or_default();
    let body = document.fill(
        &document.body,
        &Fillers {
            link: &|_| LinkTag::Plain,
            picture: &|_| PictureTag::Broken,
            uncoloured: &|_| {},
            question: &|_| String::new(),
            gap: &|_| String::new(),
            items: &|_| String::new(),
        },
    );
    HELP.replace("TITLE", title).replace("BODY", &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_its_line_is_the_built_page() {
        for page in ["<html>\n<head>\n</head>\n<body>\n</body>\n</html>", "<p>x\n</body>", "<p>x</p>", "", "<head></head><body>x</body>"] {
            let with = String::from_utf8(with_tag(page.as_bytes().to_vec())).expect("text");
            let line = format!("{TAG}\n");
            let without = if with.contains(&line) { with.replacen(&line, "", 1) } else { with.replacen(&format!("\n{TAG}"), "", 1) };
            assert_eq!(without, page);
            assert!(with.lines().any(|line| line == TAG), "{with}");
        }
    }

    #[test]
    fn a_part_of_a_file_is_what_players_ask_for() {
        for (range, expected) in [
            ("bytes=0-99", Some(Ok((0, 100)))),
            ("bytes=900-", Some(Ok((900, 1000)))),
            ("bytes=-10", Some(Ok((990, 1000)))),
            ("bytes=0-99999", Some(Ok((0, 1000)))),
            ("bytes=1000-", Some(Err(()))),
            ("bytes=5-1", None),
            ("bytes=0-1,5-6", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(part_of(range, 1000), expected, "{range}");
        }
    }

    #[test]
    fn every_code_has_a_page_to_open() {
        for code in help::codes() {
            let page = manual(help::page(code).expect("each code has a page"));
            assert!(page.contains(&format!("<h1>{code}</h1>")) && page.contains("<h2"), "{code}");
        }
    }
}
