//! What a save costs: from the end of writing a page to its new bytes on the loopback address.
//!
//!     cargo bench --bench serve                     100 and 10,000 pages
//!     cargo bench --bench serve -- --sizes 100      some
//!     cargo bench --bench serve -- --hugo           and `hugo server` on the same trees, in the same run
//!     cargo bench --bench serve -- --quick          fewer edits, no minute of rest
//!
//! Both servers are asked for the page every millisecond until it shows the edit.

#![allow(clippy::disallowed_methods, reason = "a benchmark writes sites and starts programs")]

#[allow(dead_code, reason = "one of its sites is for the benchmark of the build alone")]
mod generate;
mod hugo;

use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use hugo::HUGO;

const PORT: u16 = 4871;
/// Long enough for a server to do what it puts off until after an answer.
const PAUSE: Duration = Duration::from_millis(60);

struct Server {
    child: Child,
    started: Instant,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(command: &mut Command) -> Server {
        let started = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        Server { child: child.unwrap_or_else(|error| panic!("{command:?}: {error}")), started }
    }

    /// Milliseconds from the start to the first whole page.
    fn first(&self, path: &str) -> f64 {
        while !get(path).is_some_and(|page| page.contains("</html>")) {
            thread::sleep(Duration::from_millis(2));
            assert!(self.started.elapsed() < Duration::from_secs(300), "the server does not answer");
        }
        self.started.elapsed().as_secs_f64() * 1000.0
    }

    fn megabytes(&self) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the process");
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.split_whitespace().next().expect("a number").parse::<f64>().expect("a number") / 1024.0
    }

    /// CPU seconds so far, with all threads.
    fn cpu(&self) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("the process");
        let fields: Vec<&str> = text.rsplit(')').next().expect("fields").split_whitespace().collect();
        (fields[11].parse::<f64>().expect("user time") + fields[12].parse::<f64>().expect("system time")) / 100.0
    }
}

fn get(path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", PORT)).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nConnection: close\r\n\r\n").ok()?;
    let mut text = Vec::new();
    stream.read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text).into_owned();
    text.starts_with("HTTP/1.1 200").then_some(text)
}

/// Milliseconds for each edit, ordered. `edit` makes the page's text from its first text and a mark.
fn edits(page: &Path, path: &str, count: usize, edit: impl Fn(&str, &str) -> String) -> io::Result<Vec<f64>> {
    let first = fs::read_to_string(page)?;
    let mut times = Vec::new();
    for round in 0..count {
        let mark = format!("mark-{round}-{}", std::process::id());
        fs::write(page, edit(&first, &mark))?;
        let start = Instant::now();
        while !get(path).is_some_and(|page| page.contains(&mark)) {
            thread::sleep(Duration::from_millis(1));
            assert!(start.elapsed() < Duration::from_secs(120), "{path} never shows {mark}");
        }
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        thread::sleep(PAUSE);
    }
    fs::write(page, first)?;
    thread::sleep(4 * PAUSE);
    times.sort_by(f64::total_cmp);
    Ok(times)
}

fn body(text: &str, mark: &str) -> String {
    format!("{text}\nAn edit, {mark}.\n")
}

fn title(text: &str, mark: &str) -> String {
    text.replacen("\n# ", &format!("\n# {mark} "), 1)
}

fn at(times: &[f64], share: f64) -> f64 {
    times[((times.len() as f64 * share).ceil() as usize).clamp(1, times.len()) - 1]
}

fn row(name: &str, figures: &[(&str, String)]) {
    let figures: Vec<String> = figures.iter().map(|(what, figure)| format!("{what} {figure}")).collect();
    println!("{name:<22} {}", figures.join(" · "));
}

fn times(times: &[f64]) -> String {
    format!("median {:.1} ms, p95 {:.1} ms ({} edits)", at(times, 0.5), at(times, 0.95), times.len())
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let sizes: Vec<usize> = match arguments.iter().position(|argument| argument == "--sizes") {
        Some(at) => arguments[at + 1].split(',').map(|size| size.parse().expect("a number of pages")).collect(),
        None => vec![100, 10_000],
    };
    let is_quick = has("--quick");
    let (many, few) = if is_quick { (50, 10) } else { (200, 30) };
    let home = tempfile::Builder::new().prefix("hornbook-bench-").tempdir()?;
    let home = home.path();
    let hugo: Option<PathBuf> = has("--hugo").then(|| hugo::install(home));

    for size in sizes {
        let site = home.join(format!("site-{size}"));
        let pages = generate::site(&site, size)?;
        // The files of a real site are not as fresh as these.
        thread::sleep(Duration::from_secs(4));
        let page = site.join("content/en/000-section-0/01-page-1.md");
        let path = "/en/section-0/page-1.html";
        let mut command = Command::new(env!("CARGO_BIN_EXE_hornbook"));
        command.arg("serve").arg(&site).args(["--port", &PORT.to_string()]);
        let server = Server::start(&mut command);
        let first = server.first(path);
        thread::sleep(Duration::from_secs(2));
        let bodies = edits(&page, path, many, body)?;
        let titles = edits(&page, path, few, title)?;
        row(
            &format!("hornbook {pages}"),
            &[
                ("first page", format!("{first:.0} ms")),
                ("body", times(&bodies)),
                ("title", times(&titles)),
                ("memory", format!("{:.0} MB", server.megabytes())),
            ],
        );
        if !is_quick {
            let after_200 = server.megabytes();
            edits(&page, path, 1_800, body)?;
            let after_2000 = server.megabytes();
            let before = server.cpu();
            thread::sleep(Duration::from_secs(60));
            row(
                "",
                &[
                    ("memory after 200 and 2,000 edits", format!("{after_200:.0} and {after_2000:.0} MB")),
                    ("CPU in a minute of rest", format!("{:.2} s", server.cpu() - before)),
                ],
            );
        }
        drop(server);

        if let Some(hugo) = &hugo {
            let tree = home.join(format!("hugo-{size}"));
            hugo::site(&site, &tree)?;
            let page = tree.join("content/en/000-section-0/01-page-1.md");
            let path = "/en/000-section-0/01-page-1/";
            let mut command = Command::new(hugo);
            command.args(["server", "--noBuildLock", "--source"]).arg(&tree).args([
                "--port",
                &PORT.to_string(),
                "--baseURL",
                "http://127.0.0.1/",
            ]);
            let server = Server::start(&mut command);
            let first = server.first(path);
            let bodies = edits(&page, path, few, body)?;
            row(
                &format!("{HUGO} {pages}"),
                &[("first page", format!("{first:.0} ms")), ("body", times(&bodies)), ("memory", format!("{:.0} MB", server.megabytes()))],
            );
        }
    }
    Ok(())
}
