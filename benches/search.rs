//! How good the search is and what it costs, on generated sites of real sentences: `cargo bench --bench search`.
//!
//!     cargo bench --bench search                                    1,000 and 10,000 pages, each language
//!     cargo bench --bench search -- --sizes 1000 --languages hy     some; `--languages hy+ru` is one site of both
//!     cargo bench --bench search -- --examples 10                   and questions that go wrong, with what they find
//!     cargo bench --bench search -- --final                         the half of the questions that nobody tunes on
//!     cargo bench --bench search -- --no-peers                      without MiniSearch and Pagefind
//!
//! The sentences, lemma tables and peers come from package registries, pinned, and stay in the target folder. Sites
//! are written to the temporary folder: `TMPDIR=/dev/shm` keeps the disk out of the figures. Cost of indexing is the
//! difference between the medians of runs by turns, with search and with `search = false`.

#![allow(clippy::disallowed_methods, reason = "a benchmark writes sites and starts programs")]

mod cost;
#[allow(dead_code, reason = "only the list of files is needed")]
mod hugo;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use cost::{Cost, cost, median};
use hornbook::language::{self, Word};
use hugo::files;

const RUNS: usize = 3;
/// MiniSearch takes minutes for more pages than this.
const PEERS: usize = 1_000;

/// Lemma tables of all three languages.
const TABLES: &str = "simplemma==2.0.0";
/// Each has a thousand sentences from news and the web, and as many words.
const SENTENCES: [(&str, &str); 3] =
    [("lingua-armenian-language-model", "1.3.0"), ("lingua-english-language-model", "1.3.0"), ("lingua-russian-language-model", "1.3.0")];
const NODE: [&str; 3] = ["minisearch@7.2.0", "pagefind@1.6.0", "snowball-stemmers@0.6.0"];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let value = |name: &str| arguments.iter().position(|argument| argument == name).map(|at| arguments[at + 1].as_str());
    let sizes: Vec<usize> =
        value("--sizes").unwrap_or("1000,10000").split(',').map(|size| size.parse().expect("a number of pages")).collect();
    let languages: Vec<Vec<&str>> =
        value("--languages").unwrap_or("hy,ru,en,hy+ru+en").split(',').map(|tags| tags.split('+').collect()).collect();

    let data = data()?;
    let home = tempfile::Builder::new().prefix("hornbook-bench-").tempdir()?;
    for size in sizes {
        for tags in &languages {
            let site = home.path().join("site");
            let (out, plain) = (home.path().join("out"), home.path().join("plain"));
            run(Command::new("node").arg(script("sites.mjs")).arg(&data).arg(&site).arg(size.to_string()).args(tags));
            println!("== {size} pages, {}\n", tags.join(" and "));
            indexing(&site, &out, &plain)?;
            let mut judge = Command::new("node");
            judge
                .arg("--max-old-space-size=8192")
                .arg(script("judge.mjs"))
                .arg(&data)
                .arg(&out)
                .arg(&plain)
                .arg(size.to_string())
                .args(tags);
            if let [tag] = tags[..] {
                let families = home.path().join("families.tsv");
                fs::write(&families, families_of(&site, tag)?)?;
                judge.arg("--families").arg(families);
            }
            if has("--final") {
                judge.arg("--final");
            }
            if has("--no-peers") || size > PEERS {
                judge.arg("--no-peers");
            }
            if let Some(examples) = value("--examples") {
                judge.args(["--examples", examples]);
            }
            run(&mut judge);
            if !has("--no-peers") {
                pagefind(&data, &plain)?;
            }
            for folder in [&site, &out, &plain] {
                fs::remove_dir_all(folder)?;
            }
        }
    }
    Ok(())
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/search").join(name)
}

fn run(command: &mut Command) {
    let status = command.status();
    assert!(status.as_ref().is_ok_and(|status| status.success()), "{command:?}: {status:?}");
}

/// The folder with sentences, tables and peers; fetched once for a set of versions.
fn data() -> io::Result<PathBuf> {
    let pins = format!("{TABLES}\n{SENTENCES:?}\n{NODE:?}\n");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("search");
    if fs::read_to_string(folder.join("pins")).is_ok_and(|found| found == pins) {
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("src"))?;

    // `cargo vendor` wants a package that depends on what it brings.
    let mut package = "[package]\nname = \"sentences\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n".to_owned();
    for (name, version) in SENTENCES {
        writeln!(package, "{name} = \"={version}\"").expect("a string takes all");
    }
    fs::write(folder.join("Cargo.toml"), package)?;
    fs::write(folder.join("src/lib.rs"), "")?;
    run(Command::new("cargo").args(["vendor", "--quiet", "vendor"]).current_dir(&folder).stdout(std::process::Stdio::null()));

    let python = folder.join("python");
    run(Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--root-user-action=ignore", "--target"])
        .arg(&python)
        .arg(TABLES));
    run(Command::new("python3").env("PYTHONPATH", &python).arg(script("tables.py")).arg(&folder).args(["hy", "ru", "en"]));

    fs::write(folder.join("package.json"), "{}\n")?;
    run(Command::new("npm").args(["install", "--silent", "--no-audit", "--no-fund"]).args(NODE).current_dir(&folder));
    fs::write(folder.join("pins"), pins)?;
    Ok(folder)
}

/// Builds the site with search into `out` and without into `plain`, by turns, and prints what indexing adds.
fn indexing(site: &Path, out: &Path, plain: &Path) -> io::Result<()> {
    let config = fs::read_to_string(site.join("hornbook.toml"))?;
    let without = format!("search = false\n{config}");
    let (mut with_search, mut with_none) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        for (config, out, costs) in [(&config, out, &mut with_search), (&without, plain, &mut with_none)] {
            if out.exists() {
                fs::remove_dir_all(out)?;
            }
            fs::write(site.join("hornbook.toml"), config)?;
            costs.push(cost(Command::new(env!("CARGO_BIN_EXE_hornbook")).arg("build").arg(site).arg("--out").arg(out)));
        }
    }
    let (with_search, with_none) = (median(with_search), median(with_none));
    let row = |name: &str, Cost { wall, cpu, peak }: Cost| println!("  {name:<24} {wall:>7.2} s {cpu:>7.2} CPU s {peak:>6.0} MB peak");
    row("build", with_search);
    row("  search = false", with_none);
    println!("  indexing adds            {:>7.2} s {:>7.2} CPU s\n", with_search.wall - with_none.wall, with_search.cpu - with_none.cpu);
    Ok(())
}

/// Lines of a word of the site, a tab, and the word that stands for its family.
fn families_of(site: &Path, tag: &str) -> io::Result<String> {
    let mut paths = Vec::new();
    files(&site.join("content"), &mut paths)?;
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(path)?;
        language::words(&text, &mut |_, word: &str| *counts.entry(word.to_owned()).or_default() += 1);
    }
    let vocabulary: Vec<Word> = counts.iter().map(|(folded, &count)| Word { folded, count, language: tag }).collect();
    let mut lines = String::new();
    for (word, family) in vocabulary.iter().zip(language::families(&vocabulary)) {
        writeln!(lines, "{}\t{}", word.folded, vocabulary[family as usize].folded).expect("a string takes all");
    }
    Ok(lines)
}

/// What Pagefind takes to index the same pages.
fn pagefind(data: &Path, out: &Path) -> io::Result<()> {
    let mut found = Vec::new();
    files(&data.join("node_modules/@pagefind"), &mut found)?;
    let program = found.iter().find(|path| path.ends_with("bin/pagefind") || path.ends_with("bin/pagefind_extended")).expect("its program");
    let Cost { wall, cpu, peak } = cost(Command::new(program).arg("--silent").arg("--site").arg(out));
    let mut index = Vec::new();
    files(&out.join("pagefind"), &mut index)?;
    let bytes: u64 = index.iter().map(|path| fs::metadata(path).map_or(0, |meta| meta.len())).sum();
    println!("  Pagefind                 {wall:>7.2} s {cpu:>7.2} CPU s {peak:>6.0} MB peak, index {:.1} MB on disk\n", bytes as f64 / 1e6);
    Ok(())
}
