//! The preview: what it serves is what would be built, after every edit and every way of saving; and it
//! answers nobody else.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use hornbook::disk::{Known, SiteFolder};
use hornbook::pipeline::{self, Bytes, Memory};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};

use crate::law;
use crate::support::{Folder, count, files};

const TAG: &str = "<script defer src=\"/__hornbook/live.js\"></script>\n";
/// Far more than any answer needs, on a machine that does other things.
const PATIENCE: Duration = Duration::from_secs(20);

/// A preview as a child.
struct Preview {
    child: Child,
    port: u16,
    link: String,
}

impl Preview {
    fn of(folder: &Path, arguments: &[&str]) -> Preview {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hornbook"))
            .args(["serve", ".", "--port", "0"])
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let link = lines.next().expect("a first line").expect("text");
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let port = link.split(['/', '?']).nth(2).and_then(|host| host.rsplit(':').next()).expect("a port").parse().expect("a number");
        Preview { child, port, link }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// What comes back for these bytes, to the end of the connection.
    fn send(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // A server that refuses may close before it has read everything.
        let _ = stream.write_all(request);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    fn get(&self, path: &str) -> (u16, Vec<u8>) {
        self.get_with(path, "")
    }

    fn get_with(&self, path: &str, headers: &str) -> (u16, Vec<u8>) {
        let encoded: String = path
            .bytes()
            .map(|byte| if byte > b' ' && byte < 0x7f && byte != b'%' { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        parse(
            &self
                .send(format!("GET /{encoded} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{headers}\r\n", self.port).as_bytes()),
        )
    }

    fn page(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.get(path).1).replacen(TAG, "", 1)
    }

    fn token(&self) -> String {
        let script = String::from_utf8(self.get("__hornbook/live.js").1).expect("text");
        script.split("token = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token").to_owned()
    }

    /// A number from what the system says of the process: threads, or memory in KB.
    fn status(&self, name: &str) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the process");
        let line = text.lines().find(|line| line.starts_with(name)).expect("a line");
        line.split_whitespace().nth(1).expect("a number").parse().expect("a number")
    }

    fn signal(&self, signal: i32) {
        // SAFETY: the process is our child and has not been waited for.
        assert_eq!(unsafe { libc::kill(self.child.id() as libc::pid_t, signal) }, 0);
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn parse(answer: &[u8]) -> (u16, Vec<u8>) {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(answer.len());
    let head = String::from_utf8_lossy(&answer[..end]);
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer.get(end + 4..).unwrap_or_default().to_vec())
}

/// Waits until something holds; says what did not.
fn until(what: &str, mut holds: impl FnMut() -> Result<(), String>) {
    let start = Instant::now();
    loop {
        match holds() {
            Ok(()) => return,
            Err(why) if start.elapsed() > PATIENCE => panic!("{what}: {why}"),
            Err(_) => std::thread::yield_now(),
        }
    }
}

/// Every page that a build without memory would write.
fn built(folder: &Path, drafts: bool) -> BTreeMap<String, Vec<u8>> {
    let site = SiteFolder::named(folder).expect("a folder");
    let (config, told) = site.config();
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    let out = site.default_out();
    let input = site.read(config.expect("settings"), told, &out, today, drafts, &mut Known::default());
    let build = pipeline::build(input, &mut Memory::default());
    let files = build.output.paths().into_iter().map(|(path, _)| {
        let bytes = match build.output.get(&path).expect("a planned path").bytes {
            Bytes::Made(bytes) => bytes,
            Bytes::Copy { from, .. } => fs::read(site.file(&from)).expect("a file"),
        };
        (path.to_string(), bytes)
    });
    files.collect()
}

/// Compares everything that is served with a clean build.
fn same(preview: &Preview, expected: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    for (path, bytes) in expected {
        let (status, served) = preview.get(path);
        let without = if path.ends_with(".html") { String::from_utf8_lossy(&served).replacen(TAG, "", 1).into_bytes() } else { served };
        if status != 200 || without != *bytes {
            return Err(format!(
                "{path} differs (status {status}):\n{}\n--- built:\n{}",
                String::from_utf8_lossy(&without),
                String::from_utf8_lossy(bytes)
            ));
        }
    }
    Ok(())
}

fn write_out(folder: &Folder, before: &law::Folder, now: &law::Folder) {
    let all = |site: &law::Folder| -> BTreeMap<String, Vec<u8>> {
        let pages = site.pages.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes()));
        let theme = site.theme.iter().map(|(name, text)| (format!("theme/{name}"), text.clone().into_bytes()));
        let files = site.files.iter().map(|(path, bytes)| (path.clone(), bytes.clone()));
        pages.chain(theme).chain(files).chain([("hornbook.toml".to_owned(), site.config.clone().into_bytes())]).collect()
    };
    let (before, now) = (all(before), all(now));
    for path in before.keys().filter(|path| !now.contains_key(*path)) {
        fs::remove_file(folder.join(path)).expect("a file to remove");
    }
    for (path, bytes) in now.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)) {
        folder.write(path, bytes);
    }
}

#[test]
fn what_is_served_is_what_would_be_built_after_every_edit() {
    let wanted = count(40, 300);
    let mut runner = TestRunner::new(Config { failure_persistence: None, rng_seed: RngSeed::Fixed(4), ..Config::default() });
    let folder = Folder::new();
    let mut site = law::Folder::start();
    let empty = law::Folder { config: String::new(), pages: BTreeMap::new(), files: BTreeMap::new(), theme: BTreeMap::new() };
    write_out(&folder, &empty, &site);
    let preview = Preview::of(folder.path(), &[]);
    let mut old = built(folder.path(), false);
    until("at first", || same(&preview, &old));
    let mut done = 0;
    while done < wanted {
        let edits = law::edits().new_tree(&mut runner).expect("edits").current();
        for edit in edits {
            let before = site.clone();
            site.apply(&edit);
            write_out(&folder, &before, &site);
            let expected = built(folder.path(), false);
            until(&format!("edit {done}, {edit:?}"), || {
                same(&preview, &expected)?;
                match old.keys().find(|path| !expected.contains_key(*path) && preview.get(path).0 != 404) {
                    Some(path) => Err(format!("{path} is gone and still served")),
                    None => Ok(()),
                }
            });
            old = expected;
            done += 1;
        }
        if site.pages.len() < 8 {
            let before = std::mem::replace(&mut site, law::Folder::start());
            write_out(&folder, &before, &site);
        }
    }
    assert!(!folder.has("public"), "the preview wrote an output folder");
    println!("{done} edits, {} files at the end", old.len());
}

#[test]
fn every_way_of_saving_ends_at_the_right_bytes() {
    let folder = Folder::with([
        ("hornbook.toml", "title = \"A\"\n"),
        ("content/index.md", "# Front\n"),
        ("content/s/a.md", "# A\n"),
        ("content/s/b.md", "# B\n"),
    ]);
    for number in 0..500 {
        folder.write(&format!("content/many/{number}.md"), format!("# Page {number}\n\n[a](../s/a.md)\n"));
    }
    let git = |arguments: &[&str]| {
        let run = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@t.invalid", "-c", "core.autocrlf=false", "-c", "gc.auto=0"])
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .expect("git starts");
        assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    };
    git(&["init", "-q", "-b", "one"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "one"]);
    git(&["checkout", "-qb", "two"]);
    for number in 0..500 {
        folder.write(&format!("content/many/{number}.md"), format!("# Page {number} in two\n\n[b](../s/b.md)\n"));
    }
    git(&["commit", "-qam", "two"]);
    git(&["checkout", "-q", "one"]);

    let preview = Preview::of(folder.path(), &[]);
    let a = folder.join("content/s/a.md");
    let beside = |name: &str| a.with_file_name(name);
    let text = |mark: &str| format!("# A\n\nMark {mark}.\n");
    type Save<'a> = (&'a str, Box<dyn Fn(&str) + 'a>);
    let saves: Vec<Save> = vec![
        ("in place", Box::new(|mark| fs::write(&a, text(mark)).unwrap())),
        (
            "by renaming a new file over it",
            Box::new(|mark| {
                fs::write(beside(".a.md.new"), text(mark)).unwrap();
                fs::rename(beside(".a.md.new"), &a).unwrap();
            }),
        ),
        (
            "as vim does",
            Box::new(|mark| {
                fs::write(beside("4913"), "").unwrap();
                fs::remove_file(beside("4913")).unwrap();
                fs::rename(&a, beside("a.md~")).unwrap();
                fs::write(&a, text(mark)).unwrap();
                fs::remove_file(beside("a.md~")).unwrap();
            }),
        ),
        (
            "as JetBrains does",
            Box::new(|mark| {
                fs::write(beside("a.md___jb_tmp___"), text(mark)).unwrap();
                fs::rename(&a, beside("a.md___jb_old___")).unwrap();
                fs::rename(beside("a.md___jb_tmp___"), &a).unwrap();
                fs::remove_file(beside("a.md___jb_old___")).unwrap();
            }),
        ),
        (
            "by deleting and creating",
            Box::new(|mark| {
                fs::remove_file(&a).unwrap();
                fs::write(&a, text(mark)).unwrap();
            }),
        ),
        (
            "by emptying it and writing in two steps",
            Box::new(|mark| {
                let mut file = fs::File::create(&a).unwrap();
                let text = text(mark);
                file.write_all(&text.as_bytes()[..4]).unwrap();
                file.flush().unwrap();
                // Meanwhile the server looks at half of it.
                until("half a file", || if preview.page("s/a.html").contains("Mark") { Err("old".into()) } else { Ok(()) });
                file.write_all(&text.as_bytes()[4..]).unwrap();
            }),
        ),
        (
            "by appending",
            Box::new(|mark| {
                let mut file = fs::OpenOptions::new().append(true).open(&a).unwrap();
                file.write_all(format!("\nMark {mark}.\n").as_bytes()).unwrap();
            }),
        ),
        (
            "two files at once",
            Box::new(|mark| {
                fs::write(beside("b.md"), format!("# B {mark}\n")).unwrap();
                fs::write(&a, text(mark)).unwrap();
            }),
        ),
        (
            "with the time of writing set back",
            Box::new(|mark| {
                let before = fs::metadata(&a).unwrap().modified().unwrap();
                fs::write(&a, text(mark)).unwrap();
                fs::File::options().write(true).open(&a).unwrap().set_modified(before).unwrap();
            }),
        ),
        (
            "many times without a pause",
            Box::new(|mark| {
                for round in 0..200 {
                    fs::write(&a, text(&format!("{round}"))).unwrap();
                }
                fs::write(&a, text(mark)).unwrap();
            }),
        ),
        (
            "by renaming its folder away and back",
            Box::new(|mark| {
                fs::rename(folder.join("content/s"), folder.join("content/t")).unwrap();
                fs::write(folder.join("content/t/a.md"), text(mark)).unwrap();
                fs::rename(folder.join("content/t"), folder.join("content/s")).unwrap();
            }),
        ),
        (
            "in a folder that is new, by copying it whole",
            Box::new(|mark| {
                fs::create_dir_all(folder.join("content/new/deep")).unwrap();
                fs::write(folder.join("content/new/deep/c.md"), format!("# C {mark}\n")).unwrap();
                fs::write(&a, text(mark)).unwrap();
            }),
        ),
        (
            "by checking out a branch with five hundred other files",
            Box::new(|mark| {
                git(&["stash", "-q", "-u"]);
                git(&["checkout", "-q", "two"]);
                fs::write(&a, text(mark)).unwrap();
            }),
        ),
        (
            "over a page that could not be read",
            Box::new(|mark| {
                fs::write(&a, [0xff, 0xfe, 0x00]).unwrap();
                fs::write(&a, text(mark)).unwrap();
            }),
        ),
    ];
    assert!(saves.len() >= 12);
    for (round, (name, save)) in saves.iter().enumerate() {
        save(&format!("m{round}"));
        let expected = built(folder.path(), false);
        assert!(String::from_utf8_lossy(&expected["s/a.html"]).contains(&format!("Mark m{round}.")), "{name}");
        until(name, || same(&preview, &expected));
    }
}

#[test]
fn a_folder_that_tells_of_nothing_is_looked_at_all_the_same() {
    let folder = Folder::with([("content/index.md", "# Front\n")]);
    let preview = Preview::of(folder.path(), &["--poll"]);
    folder.write("content/index.md", "# Another\n");
    until("polling", || if preview.page("").contains("<h1 lang=\"en\">Another</h1>") { Ok(()) } else { Err(preview.page("")) });
}

/// Requests that must not get a file that is no output, as raw bytes, and whether they may be answered at all.
fn hostile(port: u16, token: &str) -> Vec<(Vec<u8>, bool)> {
    let host = format!("Host: 127.0.0.1:{port}\r\n");
    let mut list: Vec<(Vec<u8>, bool)> = Vec::new();
    let mut refused = |text: String| list.push((text.into_bytes(), false));

    // Out of the folder, in every spelling.
    let ups = ["..", "%2e%2e", ".%2e", "%2E.", "%252e%252e", "..%00", "%c0%ae%c0%ae", "..;", "%u002e%u002e", "\u{ff0e}\u{ff0e}"];
    let parts = ["/", "%2f", "\\", "%5c", "//", "/./", "%252f"];
    let targets = ["secret.txt", "etc/passwd", "hornbook.toml", "content/index.md"];
    for up in ups {
        for part in parts {
            for target in targets {
                refused(format!("GET /{up}{part}{up}{part}{target} HTTP/1.1\r\n{host}\r\n"));
            }
        }
    }
    // Files of the site that are no output, by their own names.
    for path in [
        "secret.txt",
        "content/index.md",
        "hornbook.toml",
        ".git/config",
        "content/.hidden.md",
        "assets/../secret.txt",
        "c:/secret.txt",
        "C:%5csecret.txt",
        "secret.txt%00.html",
        "secret.txt::$DATA",
        "~/secret.txt",
        "content",
        "content/",
    ] {
        refused(format!("GET /{path} HTTP/1.1\r\n{host}\r\n"));
        refused(format!("HEAD /{path} HTTP/1.1\r\n{host}\r\n"));
    }
    for path in [
        "live.js/../events",
        "help/../../secret.txt",
        "help/unknown-page/../..",
        "events",
        "state?page=index.html",
        "state?token=&page=",
        "events?token=00000000000000000000000000000000",
        "nope",
        "",
        "help/",
        "help/nope",
        "%65vents",
    ] {
        refused(format!("GET /__hornbook/{path} HTTP/1.1\r\n{host}\r\n"));
    }
    // Targets that are no path.
    for target in [
        "http://127.0.0.1/",
        "http://evil.example/",
        "https://evil.example/x",
        "//evil.example/",
        "*",
        "evil.example:80",
        "index.html",
        "",
        "/a b",
        "/\u{e9}",
        "/#x",
        "/a#b",
        "/%",
        "/%2",
        "/%zz",
        "/\u{7f}",
        "/\u{1}",
    ] {
        refused(format!("GET {target} HTTP/1.1\r\n{host}\r\n"));
    }
    // Hosts that are not this server.
    for other in [
        "evil.example",
        "evil.example:80",
        &format!("evil.example:{port}"),
        &format!("127.0.0.1.evil.example:{port}"),
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        &format!("127.0.0.1:{port}@evil.example"),
        &format!("evil.example@127.0.0.1:{port}"),
        &format!("0.0.0.0:{port}"),
        &format!("127.1:{port}"),
        &format!("2130706433:{port}"),
        &format!("[::ffff:127.0.0.1]:{port}"),
        "",
        " ",
        &format!("127.0.0.1:{port}, evil.example"),
    ] {
        refused(format!("GET / HTTP/1.1\r\nHost: {other}\r\n\r\n"));
    }
    refused("GET / HTTP/1.1\r\n\r\n".into());
    refused("GET / HTTP/1.0\r\n\r\n".into());
    refused(format!("GET / HTTP/1.1\r\n{host}{host}\r\n"));
    refused(format!("GET / HTTP/1.1\r\n{host}Host: evil.example\r\n\r\n"));
    // Other pages.
    for origin in [
        "null",
        "http://evil.example",
        "https://evil.example",
        &format!("https://127.0.0.1:{port}"),
        "http://127.0.0.1:1",
        "http://127.0.0.1",
        &format!("http://localhost:{port}"),
        "file://",
        "",
        &format!("http://127.0.0.1:{port}.evil.example"),
    ] {
        for path in [
            "",
            "index.html",
            "__hornbook/live.js",
            &format!("__hornbook/events?token={token}"),
            &format!("__hornbook/state?token={token}&page="),
        ] {
            refused(format!("GET /{path} HTTP/1.1\r\n{host}Origin: {origin}\r\n\r\n"));
        }
    }
    for site in ["cross-site", "same-site", "CROSS-SITE", "x", ""] {
        for path in ["", "__hornbook/live.js", &format!("__hornbook/events?token={token}")] {
            refused(format!("GET /{path} HTTP/1.1\r\n{host}Sec-Fetch-Site: {site}\r\n\r\n"));
        }
    }
    // Methods, bodies, two requests in one.
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "X", "GETX", "PRI"] {
        refused(format!("{method} / HTTP/1.1\r\n{host}\r\n"));
    }
    for headers in [
        "Content-Length: 5\r\n",
        "Content-Length: 99999999999999\r\n",
        "Content-Length: 18446744073709551616\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 5\r\nContent-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding:\u{b}chunked\r\n",
        "transfer-encoding: identity\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Expect: 100-continue\r\n",
        "X: a\r\n b\r\n",
        "X\r\n",
        ": x\r\n",
        "X Y: z\r\n",
        "X: \u{0}\r\n",
    ] {
        refused(format!("GET / HTTP/1.1\r\n{host}{headers}\r\nGET /secret.txt HTTP/1.1\r\n{host}\r\n"));
    }
    // Too much of it.
    refused(format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(20_000)));
    refused(format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", "a".repeat(20_000)));
    refused(format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X: y\r\n".repeat(200)));
    refused(format!("GET / HTTP/1.1\r\n{host}{}", "X: y\r\n".repeat(100_000)));
    refused("A".repeat(2_000_000));
    // What is no HTTP.
    for text in [
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/2.0\r\n\r\n",
        "GET / HTTP/9\r\n\r\n",
        "GET  / HTTP/1.1\r\n\r\n",
        "\u{16}\u{3}\u{1}\r\n\r\n",
        "{}\n\n",
        "HELO x\r\n\r\n",
    ] {
        refused(text.to_owned());
    }
    let mut dice = 88_172_645_463_325_252_u64;
    for length in 1..60 {
        let mut bytes: Vec<u8> = Vec::new();
        for _ in 0..length * 7 {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            bytes.push(dice as u8);
        }
        bytes.extend_from_slice(b"\r\n\r\n");
        list.push((bytes, false));
    }
    // Odd, and answered with output all the same.
    for target in ["/?../../secret.txt", "/index.html?raw??", "/index.html?import&url=secret.txt", "/?%2e%2e%2fsecret.txt"] {
        list.push((format!("GET {target} HTTP/1.1\r\n{host}Connection: close\r\n\r\n").into_bytes(), true));
    }
    list
}

#[test]
fn hostile_requests_get_nothing_that_is_no_output() {
    let folder = Folder::with([
        ("hornbook.toml", "title = \"A\"\n"),
        ("content/index.md", "# Front\n\nPlain source.\n"),
        ("content/.hidden.md", "# SECRET-WORDS\n"),
        ("secret.txt", "SECRET-WORDS\n"),
        (".git/config", "SECRET-WORDS\n"),
    ]);
    fs::write(folder.join("../secret.txt"), "").ok();
    let preview = Preview::of(folder.path(), &[]);
    let front = preview.get("").1;
    assert!(!front.is_empty());
    let list = hostile(preview.port, &preview.token());
    assert!(list.len() >= 300, "{}", list.len());
    for (request, may_answer) in &list {
        let shown = || String::from_utf8_lossy(&request[..request.len().min(200)]).into_owned();
        let answer = preview.send(request);
        let text = String::from_utf8_lossy(&answer);
        assert!(
            !text.contains("SECRET-WORDS") && !text.contains("root:") && !text.contains("# Front") && !text.contains("title ="),
            "{}\n{text}",
            shown()
        );
        let (status, body) = parse(&answer);
        match may_answer {
            true => assert!(status == 200 && body == front, "{}\n{text}", shown()),
            false => assert!(status == 0 || (400..=431).contains(&status), "{}\n{text}", shown()),
        }
        assert!(!text.to_lowercase().contains("access-control-"), "{text}");
        assert_eq!(preview.get("").0, 200, "after {}", shown());
    }
    println!("{} hostile requests", list.len());
    let head = preview.send(format!("GET / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", preview.port).as_bytes());
    let head = String::from_utf8_lossy(&head);
    for header in ["X-Content-Type-Options: nosniff", "Cross-Origin-Resource-Policy: same-origin"] {
        assert!(head.contains(header), "{head}");
    }
}

#[test]
fn connections_that_never_finish_keep_nobody_out() {
    let folder = Folder::with([("content/index.md", "# Front\n")]);
    let preview = Preview::of(folder.path(), &[]);
    assert_eq!(preview.get("").0, 200);
    let hung: Vec<TcpStream> = (0..300)
        .map(|number| {
            let mut stream = preview.connect();
            let _ = stream.write_all(["", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: 127.0.0.1"][number % 4].as_bytes());
            stream
        })
        .collect();
    for _ in 0..10 {
        let start = Instant::now();
        assert_eq!(preview.get("").0, 200);
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    }
    assert_eq!(hung.len(), 300);
}

#[cfg(target_os = "linux")]
#[test]
fn event_streams_that_go_leave_nothing_behind() {
    let folder = Folder::with([("content/index.md", "# Front\n")]);
    let preview = Preview::of(folder.path(), &[]);
    let request = format!("GET /__hornbook/events?token={} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", preview.token(), preview.port);
    let open = || {
        let mut stream = preview.connect();
        stream.write_all(request.as_bytes()).expect("a request");
        let mut first = [0; 2048];
        let mut text = String::new();
        while !text.contains("data: ") {
            let count = stream.read(&mut first).expect("the first event");
            assert!(count > 0, "the stream ended: {text}");
            text.push_str(&String::from_utf8_lossy(&first[..count]));
        }
        assert!(text.contains("text/event-stream"), "{text}");
        stream
    };
    drop(open());
    let threads = preview.status("Threads:");
    let memory = preview.status("VmRSS:");
    for _ in 0..5 {
        let streams: Vec<TcpStream> = (0..100).map(|_| open()).collect();
        assert_eq!(preview.get("").0, 200);
        drop(streams);
    }
    until("threads", || {
        preview.get("");
        let now = preview.status("Threads:");
        if now <= threads { Ok(()) } else { Err(format!("{now} threads, {threads} before")) }
    });
    let grown = preview.status("VmRSS:").saturating_sub(memory);
    assert!(grown <= 10 * 1024, "{grown} KB more");
    // One that is open hears of an edit.
    let mut stream = open();
    folder.write("content/index.md", "# Front\n\nMore.\n");
    let mut text = String::new();
    let mut piece = [0; 512];
    while !text.contains("\"edited\":\"index.html\"") {
        let count = stream.read(&mut piece).expect("an event");
        assert!(count > 0);
        text.push_str(&String::from_utf8_lossy(&piece[..count]));
    }
    println!("{threads} threads, {grown} KB more after 500 streams");
}

#[test]
fn what_keeps_it_from_starting_is_said_in_a_sentence() {
    let folder = Folder::with([("content/index.md", "# Front\n")]);
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for (arguments, word) in [
        (vec!["serve", ".", "--port", &port], "cannot listen at 127.0.0.1"),
        (vec!["serve", "nowhere"], "nowhere"),
        (vec!["serve", ".", "--host", "example"], "--host"),
        (vec!["serve", "empty"], "no Markdown file"),
        (vec!["serve", "broken"], "settings"),
    ] {
        folder.write("empty/x.txt", "x");
        folder.write("broken/hornbook.toml", "title = \n");
        let run = folder.hornbook(&arguments);
        run.expect(&[2]);
        assert!(run.stderr.contains(word), "{arguments:?}: {}", run.told());
    }
}

#[test]
fn interrupted_it_ends_at_once_and_has_written_nothing() {
    let folder = Folder::with([("content/index.md", "# Front\n")]);
    let before = files(folder.path());
    let mut preview = Preview::of(folder.path(), &[]);
    assert_eq!(preview.get("").0, 200);
    let _open = preview.connect();
    preview.signal(libc::SIGINT);
    let start = Instant::now();
    assert_eq!(preview.child.wait().expect("it ends").code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(2));
    assert!(before == files(folder.path()), "it wrote to the folder");
}

#[test]
fn where_others_can_connect_the_link_has_a_key() {
    let folder = Folder::with([("content/index.md", "# Front\n"), ("content/f.pdf", "%PDF"), ("content/a.md", "[f](f.pdf)\n")]);
    let preview = Preview::of(folder.path(), &["--host", "0.0.0.0"]);
    let (_, key) = preview.link.split_once("?key=").expect("a key");
    assert_eq!(preview.get("").0, 403);
    assert_eq!(preview.get("__hornbook/live.js").0, 403);
    assert_eq!(preview.get("?key=0").0, 403);
    let answer =
        preview.send(format!("GET /?key={key} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", preview.port).as_bytes());
    let text = String::from_utf8_lossy(&answer);
    let cookie = text.lines().find_map(|line| line.strip_prefix("Set-Cookie: ")).and_then(|line| line.split(';').next()).expect("a cookie");
    assert_eq!(parse(&answer).0, 200);
    assert_eq!(preview.get_with("f.pdf", &format!("Cookie: {cookie}\r\n")), (200, b"%PDF".to_vec()));
    assert_eq!(preview.get("f.pdf").0, 403);
}
