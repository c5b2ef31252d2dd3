//! What a build costs: `cargo bench` builds generated sites with the release program and prints figures.
//!
//!     cargo bench                              all sizes
//!     cargo bench -- --sizes 100,1000          some
//!     cargo bench -- --questions               what 10,000 questions add
//!     cargo bench -- --courses                 what 300 courses of 40 items add to 10,000 pages
//!     cargo bench -- --hugo                    and the same trees with Hugo, in the same run
//!
//! Each figure is the median of three runs into an empty folder. CPU is user and system time of the
//! child with its threads; `plain` is the time in which a loop writes the same files with the same bytes.

#![allow(clippy::disallowed_methods, reason = "a benchmark writes sites and starts programs")]

mod cost;
mod generate;
mod hugo;

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use cost::{Cost, cost, median};
use hugo::{HUGO, files};

const RUNS: usize = 3;

/// Files and megabytes of a tree, and the seconds in which a loop writes them elsewhere.
fn plainly(folder: &Path, to: &Path) -> io::Result<(usize, f64, f64)> {
    let mut paths = Vec::new();
    files(folder, &mut paths)?;
    let (mut bytes, mut writing) = (0, Duration::ZERO);
    for path in &paths {
        // One by one: what this process ever held at once would count as the peak of its next child.
        let content = fs::read(path)?;
        bytes += content.len();
        let path = to.join(path.strip_prefix(folder).expect("below the folder"));
        let started = Instant::now();
        fs::create_dir_all(path.parent().expect("a folder"))?;
        fs::write(path, content)?;
        writing += started.elapsed();
    }
    Ok((paths.len(), bytes as f64 / 1e6, writing.as_secs_f64()))
}

fn hornbook(site: &Path, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hornbook"));
    command.arg("build").arg(site).arg("--out").arg(out);
    command
}

/// Builds into an empty folder each time; the last output stays.
fn fresh(mut build: impl FnMut(&Path) -> Command, out: &Path) -> io::Result<Cost> {
    let mut costs = Vec::new();
    for _ in 0..RUNS {
        if out.exists() {
            fs::remove_dir_all(out)?;
        }
        costs.push(cost(&mut build(out)));
    }
    Ok(median(costs))
}

fn row(name: &str, pages: usize, out: &Path, spare: &Path, cost: Cost) -> io::Result<()> {
    let (count, megabytes, plain) = plainly(out, spare)?;
    fs::remove_dir_all(spare)?;
    println!(
        "{name:<26} {pages:>6} {:>8.2} {:>8.2} {:>8.3} {:>8.0} {count:>7} {megabytes:>8.1} {plain:>8.2}",
        cost.wall,
        cost.cpu,
        cost.cpu * 1000.0 / pages as f64,
        cost.peak
    );
    Ok(())
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let with_hugo = arguments.iter().any(|argument| argument == "--hugo");
    let sizes: Vec<usize> = match arguments.iter().position(|argument| argument == "--sizes") {
        Some(at) => arguments[at + 1].split(',').map(|size| size.parse().expect("a number of pages")).collect(),
        None if arguments.iter().any(|argument| argument == "--questions" || argument == "--courses") => Vec::new(),
        None => vec![100, 1_000, 10_000],
    };
    let home = tempfile::Builder::new().prefix("hornbook-bench-").tempdir()?;
    let home = home.path();
    let (out, spare) = (home.join("out"), home.join("spare"));
    let hugo = with_hugo.then(|| hugo::install(home));

    println!(
        "{:<26} {:>6} {:>8} {:>8} {:>8} {:>8} {:>7} {:>8} {:>8}",
        "", "pages", "wall s", "CPU s", "ms/page", "peak MB", "files", "MB", "plain s"
    );
    let one = home.join("one");
    generate::one_page(&one)?;
    let cost_of_one = fresh(|out| hornbook(&one, out), &out)?;
    row("one page, no code", 1, &out, &spare, cost_of_one)?;

    let mut per_page = Vec::new();
    for size in sizes {
        let site = home.join(format!("site-{size}"));
        let pages = generate::site(&site, size)?;
        let built = fresh(|out| hornbook(&site, out), &out)?;
        row(&format!("hornbook {size}"), pages, &out, &spare, built)?;
        per_page.push((size, built.cpu / pages as f64));

        let page = site.join("content/en/000-section-0/01-page-1.md");
        let mut edits = Vec::new();
        for edit in 0..RUNS {
            let text = fs::read_to_string(&page)?;
            fs::write(&page, format!("{text}\nEdit {edit}.\n"))?;
            edits.push(cost(&mut hornbook(&site, &out)));
        }
        row("  again, one page edited", pages, &out, &spare, median(edits))?;

        if let Some(hugo) = &hugo {
            let tree = home.join(format!("hugo-{size}"));
            hugo::site(&site, &tree)?;
            let built = fresh(
                |out| {
                    let mut command = Command::new(hugo);
                    command.args(["build", "--quiet", "--noBuildLock", "--source"]).arg(&tree).arg("--destination").arg(out);
                    command
                },
                &out,
            )?;
            row(&format!("{HUGO} {size}"), pages, &out, &spare, built)?;
        }
    }
    if arguments.iter().any(|argument| argument == "--questions") {
        // What reading and checking costs: the same words with and without their keywords.
        let mut costs = Vec::new();
        for (name, asked) in [("10,000 questions", true), ("  the same as text", false)] {
            let site = home.join(if asked { "asked" } else { "plain" });
            let pages = generate::questions(&site, 10_000, asked)?;
            let built = fresh(|out| hornbook(&site, out), &out)?;
            row(name, pages, &out, &spare, built)?;
            costs.push(built.cpu);
        }
        println!("reading and checking 10,000 questions: {:.2} CPU s", costs[0] - costs[1]);
    }
    if arguments.iter().any(|argument| argument == "--courses") {
        // The same lists of links as courses and as text, in turns, so that both meet the same machine.
        let site = home.join("courses");
        let pages = generate::site(&site, 10_000)?;
        let mut added = Vec::new();
        for _ in 0..RUNS {
            let cpu = |listed| -> io::Result<f64> {
                generate::courses(&site, 300, 40, listed)?;
                if out.exists() {
                    fs::remove_dir_all(&out)?;
                }
                Ok(cost(&mut hornbook(&site, &out)).cpu)
            };
            added.push(cpu(true)? - cpu(false)?);
        }
        added.sort_by(f64::total_cmp);
        println!(
            "300 courses of 40 items in {pages} pages: {:.2} CPU s more, from {:.2} to {:.2}",
            added[RUNS / 2],
            added[0],
            added[RUNS - 1]
        );
    }
    for pair in per_page.windows(2) {
        let [(small, cheap), (large, dear)] = pair else { continue };
        println!("cost of a page, {large} : {small} = {:.2}", dear / cheap);
    }
    Ok(())
}
