//! Flags, messages, exit codes.

#![allow(clippy::disallowed_methods, reason = "the shell knows the clock")]

use std::collections::HashSet;
use std::io::{IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use rayon::prelude::*;
use serde_json::json;

use crate::address::OutPath;
use crate::diagnostics::{self, Diagnostic, Diagnostics, Severity, help, print};
use crate::disk::{self, Known, SiteFolder};
use crate::explain;
use crate::fix;
use crate::output::links::Checker;
use crate::output::{self, Broken, Content, Job, Planned, Switch};
use crate::pipeline::{self, Build, Bytes, Memory};
use crate::serve;
use crate::source::{Hash, SourcePath};
use crate::{starter, theme};

/// Turns a folder of Markdown into a knowledge base and training site that opens anywhere.
#[derive(Parser)]
#[command(name = "hornbook", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Write the site
    Build {
        #[command(flatten)]
        site: SiteArguments,
        /// The folder to write to [default: public in the site]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Take warnings as errors
        #[arg(long)]
        strict: bool,
        /// Write the site although it has errors; what is broken shows as marked text
        #[arg(long)]
        keep_going: bool,
        /// Print how long each phase took
        #[arg(long)]
        timings: bool,
    },
    /// Tell everything that is wrong with the site; write nothing
    Check {
        #[command(flatten)]
        site: SiteArguments,
        /// Take warnings as errors
        #[arg(long)]
        strict: bool,
    },
    /// Show the site in a browser, as it is now and after every save
    Serve {
        /// The folder with hornbook.toml [default: the nearest from here upwards]
        site: Option<PathBuf>,
        /// This port and no other [default: 4000, or the next that is free]
        #[arg(long, value_name = "N")]
        port: Option<u16>,
        /// The address at which to listen. At any other than this machine's own, others can connect: they need
        /// the key in the link. What they send is read up to 16 KB before it is refused
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
        host: IpAddr,
        /// Open the browser
        #[arg(long)]
        open: bool,
        /// Show drafts, future and expired pages too
        #[arg(long)]
        drafts: bool,
        /// Look at the folder every two seconds, where the system does not tell of changes
        #[arg(long)]
        poll: bool,
    },
    /// Show what can be mended by itself as a diff
    Fix {
        /// The folder with hornbook.toml [default: the nearest from here upwards]
        site: Option<PathBuf>,
        /// Mend the files
        #[arg(long)]
        write: bool,
    },
    /// Show how a page was read
    Explain {
        /// A Markdown file: from here, from the site, or absolute
        page: PathBuf,
        #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
        format: ExplainFormat,
    },
    /// Print the manual page of a fault
    Help {
        /// The code in square brackets
        code: Option<String>,
    },
    /// Make a small site that builds, or copy a file of the default theme into the site
    New {
        /// The folder of the new site: absent or empty
        #[arg(required_unless_present = "theme")]
        dir: Option<PathBuf>,
        /// A file of the default theme, for example templates/page.html
        #[arg(long, value_name = "FILE", conflicts_with = "dir")]
        theme: Option<String>,
    },
}

#[derive(clap::Args)]
struct SiteArguments {
    /// The folder with hornbook.toml [default: the nearest from here upwards]
    site: Option<PathBuf>,
    /// Show drafts, future and expired pages too
    #[arg(long)]
    drafts: bool,
    /// The day that decides `publish` and `expire` [default: today, UTC]
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the place in the file, for people
    Text,
    /// One line a fault, for editors
    Short,
    /// One object, for programs
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExplainFormat {
    Text,
    Json,
}

const CLEAN: u8 = 0;
const FAULTS: u8 = 1;
const COULD_NOT_RUN: u8 = 2;

/// Runs the program. 0: clean; 1: errors in the content; 2: could not run.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no faults.
            let code = if error.use_stderr() { COULD_NOT_RUN } else { CLEAN };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let command = match (arguments.command, SiteFolder::nearest(Path::new("."))) {
        (Some(command), _) => command,
        (None, Ok(folder)) if folder.is_marked() => {
            Command::Serve { site: None, port: None, host: Ipv4Addr::LOCALHOST.into(), open: true, drafts: false, poll: false }
        }
        (None, _) => {
            say(&Arguments::command().render_help().to_string());
            return ExitCode::from(CLEAN);
        }
    };
    let result = match command {
        Command::Build { site, out, strict, keep_going, timings } => build(&site, out, strict, keep_going, timings),
        Command::Check { site, strict } => check(&site, strict),
        Command::Serve { site, port, host, open, drafts, poll } => {
            let options = serve::Options { port, host, open, drafts, poll, today: || today(None) };
            site_folder(site.as_deref()).and_then(|folder| serve::run(folder, &options))
        }
        Command::Fix { site, write } => mend(site.as_deref(), write),
        Command::Explain { page, format } => explain_page(&page, format),
        Command::Help { code } => manual(code.as_deref()),
        Command::New { dir, theme } => match (dir, theme) {
            (_, Some(file)) => copy_theme_file(&file),
            (Some(dir), None) => new_site(&dir),
            (None, None) => Err("name a folder".into()),
        },
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            eprintln!("hornbook: {message}");
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

/// A plain sentence on why the program could not run.
type Outcome = Result<u8, String>;

fn site_folder(site: Option<&Path>) -> Result<SiteFolder, String> {
    match site {
        Some(path) => {
            SiteFolder::named(path).map_err(|error| format!("cannot read the site `{}`: {}", path.display(), disk::plain(&error)))
        }
        None => SiteFolder::nearest(Path::new(".")).map_err(|error| format!("cannot read this folder: {}", disk::plain(&error))),
    }
}

fn today(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date())
}

/// How long each phase took, in order.
#[derive(Default)]
struct Timings(Vec<(&'static str, Duration)>);

impl Timings {
    fn time<T>(&mut self, phase: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let value = work();
        self.0.push((phase, start.elapsed()));
        value
    }
}

/// Everything read and made, or the faults of a configuration that cannot be read.
struct Made {
    folder: SiteFolder,
    /// Of the whole input.
    source: Hash,
    build: Build,
}

fn make(arguments: &SiteArguments, out: Option<&Path>, timings: &mut Timings) -> Result<Result<Made, u8>, String> {
    let folder = site_folder(arguments.site.as_deref())?;
    let out = out.map_or_else(|| folder.default_out(), Path::to_owned);
    let (config, told) = folder.config();
    let Ok(config) = config else {
        report(&folder, &told, arguments.format, 0, 0);
        return Ok(Err(FAULTS));
    };
    let input = timings.time("read", || folder.read(config, told, &out, today(arguments.today), arguments.drafts, &mut Known::default()));
    // A wrong folder, most likely; a site that is only begun has its settings.
    if input.pages.is_empty() && !folder.path.join(crate::config::FILE_NAME).exists() {
        return Err(format!("there is no Markdown file in `{}`", folder.path.display()));
    }
    let source = input.hash();
    let build = timings.time("parse and link", || pipeline::build(input, &mut Memory::default()));
    Ok(Ok(Made { folder, source, build }))
}

fn build(arguments: &SiteArguments, out: Option<PathBuf>, strict: bool, keep_going: bool, timings: bool) -> Outcome {
    let folder = site_folder(arguments.site.as_deref())?;
    let out = out.unwrap_or_else(|| folder.default_out());
    output::check_target(&folder.path, &out).map_err(|refusal| refusal.to_string())?;
    let mut times = Timings::default();
    let Made { folder, source, build } = match make(arguments, Some(&out), &mut times)? {
        Ok(made) => made,
        Err(code) => return Ok(code),
    };
    let blocks = |list: &[Diagnostic]| !keep_going && is_blocked(list, strict);
    let (told, files) = if blocks(&build.diagnostics) {
        (times.time("render", || everything_wrong(&build)), 0)
    } else {
        write(&folder, &out, source, &build, &blocks, arguments.format, &mut times)?
    };
    report(&folder, &told, arguments.format, build.pages, files);
    if timings {
        for (phase, time) in &times.0 {
            eprintln!("{phase:<16} {:>9.1} ms", time.as_secs_f64() * 1000.0);
        }
    }
    Ok(if is_blocked(&told, strict) { FAULTS } else { CLEAN })
}

/// Errors keep a site from being written; so do warnings, if asked.
fn is_blocked(list: &[Diagnostic], strict: bool) -> bool {
    list.iter().any(|one| one.severity == Severity::Error || (strict && one.severity == Severity::Warning))
}

/// Writes the site. Gives all diagnostics, and the number of files.
fn write(
    folder: &SiteFolder,
    out: &Path,
    source: Hash,
    build: &Build,
    blocks: &(dyn Fn(&[Diagnostic]) -> bool + Sync),
    format: Format,
    times: &mut Timings,
) -> Result<(Vec<Diagnostic>, usize), String> {
    let planned: Vec<Planned> =
        times.time("index", || build.output.paths()).into_iter().map(|(path, kind)| Planned { path, kind }).collect();
    let rendering: Mutex<Vec<Diagnostic>> = Mutex::default();
    let bar = progress(planned.len(), format);
    let today = build.today.to_string();
    let job = Job {
        site: &folder.path,
        out,
        planned: &planned,
        get: &|path| {
            let rendered = build.output.get(path).expect("planned paths are those of the output");
            if !rendered.diagnostics.is_empty() {
                rendering.lock().expect("no thread panics while it holds the list").extend(rendered.diagnostics);
            }
            match rendered.bytes {
                Bytes::Made(bytes) => Content::Bytes(bytes),
                Bytes::Copy { from, hash, length } => Content::Copy { from: folder.file(&from), hash, length },
            }
        },
        may_switch: &|broken| {
            let mut told = rendering.lock().expect("no thread panics while it holds the list").clone();
            told.extend(broken_inside(build, broken));
            !blocks(&told)
        },
        host_files: build.output.host_files().to_vec(),
        base_path: build.output.base_path(),
        tool: env!("CARGO_PKG_VERSION"),
        source,
        today: &today,
        atomic: true,
        progress: &|done| bar.set_position(done as u64),
        phase: &|_| {},
    };
    let written = output::write(&job).map_err(|refusal| refusal.to_string());
    bar.finish_and_clear();
    let written = written?;
    times.0.extend(written.timings.iter().map(|(phase, time)| (phase.name(), *time)));
    let mut told = build.diagnostics.clone();
    told.extend(rendering.into_inner().expect("no thread panics while it holds the list"));
    told.extend(broken_inside(build, &written.broken));
    diagnostics::sort(&mut told);
    if format == Format::Text {
        say_written(folder, out, &written);
    }
    Ok((told, if written.switch == Switch::Withheld { 0 } else { written.files }))
}

/// Links in the made pages that lead to no file.
fn broken_inside(build: &Build, broken: &[Broken]) -> Vec<Diagnostic> {
    let told = broken.iter().flat_map(|(page, target)| {
        let mut diagnostics = Diagnostics::of(build.output.source_of(page));
        diagnostics.broken_inside(target, page);
        diagnostics.into_list()
    });
    told.collect()
}

/// One calm line about what was done.
fn say_written(folder: &SiteFolder, out: &Path, written: &output::Written) {
    let shown = out.strip_prefix(&folder.path).map_or_else(|_| out.display().to_string(), |inside| folder.relative(inside));
    let how = match written.switch {
        Switch::Withheld => return,
        Switch::Unneeded => "nothing has changed".to_owned(),
        Switch::Renamed | Switch::Exchanged => {
            format!("{} written, {} unchanged, {} removed", written.written, written.unchanged, written.removed)
        }
        Switch::FileByFile => format!(
            "{} written, {} unchanged, {} removed, one after the other: this disk cannot exchange two folders in one step",
            written.written, written.unchanged, written.removed
        ),
    };
    say(&format!("{shown}: {} files ({how})\n", written.files));
}

fn check(arguments: &SiteArguments, strict: bool) -> Outcome {
    let Made { folder, build, .. } = match make(arguments, None, &mut Timings::default())? {
        Ok(made) => made,
        Err(code) => return Ok(code),
    };
    let told = everything_wrong(&build);
    report(&folder, &told, arguments.format, build.pages, build.output.paths().len());
    Ok(if is_blocked(&told, strict) { FAULTS } else { CLEAN })
}

/// All diagnostics, those of rendering too: every file is made, looked through and dropped.
fn everything_wrong(build: &Build) -> Vec<Diagnostic> {
    let paths = build.output.paths();
    let keys: HashSet<&str> = paths.iter().map(|(path, _)| &**path).collect();
    let wrong_with = |checker: &mut Checker, path: &OutPath| {
        let Some(rendered) = build.output.get(path) else { return Vec::new() };
        let mut told = rendered.diagnostics;
        if let Bytes::Made(html) = &rendered.bytes {
            let broken: Vec<Broken> = checker.broken(path, html).into_iter().map(|target| (path.clone(), target)).collect();
            told.extend(broken_inside(build, &broken));
        }
        told
    };
    let mut told = build.diagnostics.clone();
    let pages: Vec<&OutPath> = paths.iter().map(|(path, _)| path).filter(|path| path.ends_with(".html")).collect();
    let rendering: Vec<Vec<Diagnostic>> =
        pages.into_par_iter().map_init(|| Checker::new(&keys, build.output.base_path()), wrong_with).collect();
    told.extend(rendering.into_iter().flatten());
    diagnostics::sort(&mut told);
    told
}

/// A progress line on a terminal; nothing in a pipe.
fn progress(length: usize, format: Format) -> indicatif::ProgressBar {
    if format != Format::Text || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let style = indicatif::ProgressStyle::with_template("{wide_bar} {pos}/{len} files").expect("the template is well formed");
    indicatif::ProgressBar::new(length as u64).with_style(style)
}

/// Prints what is wrong. `files` counts what the site has, 0 if it was not written.
fn report(folder: &SiteFolder, told: &[Diagnostic], format: Format, pages: usize, files: usize) {
    let sources = |path: &str| source_text(folder, path);
    let text = match format {
        Format::Json => {
            let count = |severity| told.iter().filter(|one| one.severity == severity).count();
            let object = json!({
                "diagnostics": print::json(told, &sources),
                "pages": pages,
                "errors": count(Severity::Error),
                "warnings": count(Severity::Warning),
                "notices": count(Severity::Notice),
                "files": files,
            });
            format!("{object:#}\n")
        }
        Format::Short => print::short(told, &sources),
        Format::Text => {
            let colour = std::io::stdout().is_terminal();
            let gap = if told.is_empty() { "" } else { "\n" };
            format!("{}{gap}{}\n", print::text(told, &sources, colour), print::summary(told))
        }
    };
    say(&text);
}

/// Prints to standard output. A reader that has gone away, as `head` does, is no fault.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// The text of a source, for excerpts: read again, since texts are not kept.
fn source_text(folder: &SiteFolder, path: &str) -> Option<Arc<str>> {
    let file = folder.file(path);
    if file.is_file() {
        return Some(disk::read_source(&file, SourcePath::new(path)).text);
    }
    let default = theme::default_files().get(path.strip_prefix("theme/")?)?;
    std::str::from_utf8(default).ok().map(Into::into)
}

fn mend(site: Option<&Path>, write: bool) -> Outcome {
    let arguments = SiteArguments { site: site.map(Path::to_owned), drafts: false, today: None, format: Format::Text };
    let Made { folder, build, .. } = match make(&arguments, None, &mut Timings::default())? {
        Ok(made) => made,
        Err(code) => return Ok(code),
    };
    let read = |path: &SourcePath| disk::read_source(&folder.file(path), path.clone());
    let mends = fix::mends(build.output.site(), &read, &|source, page| build.output.reread(source, page));
    for mend in &mends {
        let diff = similar::TextDiff::from_lines(&mend.before, &mend.after);
        let name = mend.path.to_string();
        say(&diff.unified_diff().context_radius(1).header(&name, &name).to_string());
        if write {
            let file = folder.file(&mend.path);
            disk::replace_text(&file, &mend.before, &mend.after)
                .map_err(|error| format!("cannot write `{}`: {}", mend.path, disk::plain(&error)))?;
        }
    }
    match (mends.len(), write) {
        (0, _) => say("nothing to mend\n"),
        (count, true) => say(&format!("{count} {} mended\n", if count == 1 { "file" } else { "files" })),
        (count, false) => say(&format!("{count} {} can be mended: run again with --write\n", if count == 1 { "file" } else { "files" })),
    }
    Ok(CLEAN)
}

fn explain_page(page: &Path, format: ExplainFormat) -> Outcome {
    let here = Path::new(".");
    let from = if page.is_absolute() { page.parent().unwrap_or(here) } else { here };
    let nearest =
        |from: &Path| SiteFolder::nearest(from).map_err(|error| format!("cannot read `{}`: {}", from.display(), disk::plain(&error)));
    let mut folder = nearest(from)?;
    // Where nothing says where the site is, it is here, if the page is below.
    if page.is_absolute() && !folder.is_marked() {
        let here = nearest(here)?;
        if folder.path.starts_with(&here.path) {
            folder = here;
        }
    }
    let found = if page.exists() { disk::absolute(page) } else { disk::absolute(&folder.path.join(page)) };
    let path = found.map(|found| SourcePath::new(&folder.relative(&found)).to_string()).unwrap_or_default();
    let (config, told) = folder.config();
    let Ok(config) = config else {
        let format = if format == ExplainFormat::Json { Format::Json } else { Format::Text };
        report(&folder, &told, format, 0, 0);
        return Ok(FAULTS);
    };
    let input = folder.read(config, told, &folder.default_out(), today(None), false, &mut Known::default());
    let text = input.pages.iter().find(|source| *source.path == *path).map(|source| source.text.clone()).unwrap_or_default();
    let files = input.files.clone();
    let build = pipeline::build(input, &mut Memory::default());
    let Some(explained) = explain::explain(&text, &files, &build, &path) else {
        return Err(format!("there is no page `{}` in the site `{}`", page.display(), folder.path.display()));
    };
    let own: Vec<Diagnostic> = build.diagnostics.iter().filter(|one| *one.path == *explained.path).cloned().collect();
    match format {
        ExplainFormat::Json => say(&format!("{:#}\n", explained.to_json())),
        ExplainFormat::Text => {
            say(&explained.to_text());
            if !own.is_empty() {
                say("\n");
                report(&folder, &own, Format::Text, 0, 0);
            }
        }
    }
    Ok(if is_blocked(&own, false) { FAULTS } else { CLEAN })
}

fn manual(code: Option<&str>) -> Outcome {
    let Some(code) = code else {
        let usage = Arguments::command().render_help();
        say(&format!("{usage}\nCodes of faults, each with a page: {}\n", help::codes().collect::<Vec<_>>().join(" ")));
        return Ok(CLEAN);
    };
    match help::page(code) {
        Some(page) => {
            say(page);
            Ok(CLEAN)
        }
        None => {
            let near = diagnostics::nearest(code, help::codes()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(format!("there is no fault with the code `{code}`{near}"))
        }
    }
}

fn new_site(dir: &Path) -> Outcome {
    disk::create_site(dir, &starter::files())
        .map_err(|error| format!("cannot make a site in `{}`: {}", dir.display(), disk::plain(&error)))?;
    say(&format!("made a site in `{0}`; next: hornbook serve {0} --open\n", dir.display()));
    Ok(CLEAN)
}

fn copy_theme_file(name: &str) -> Outcome {
    let folder = site_folder(None)?;
    let name = name.trim_start_matches("./").trim_start_matches("theme/");
    let Some(bytes) = theme::copy_of_default(name) else {
        let names = theme::default_files().keys().copied();
        let near = diagnostics::nearest(name, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(format!("the default theme has no file `{name}`{near}"));
    };
    if !folder.is_marked() && !folder.path.join("content").is_dir() {
        return Err(format!(
            "`{}` is no site: its `theme/` is read only beside a hornbook.toml or a folder `content/`",
            folder.path.display()
        ));
    }
    let file = folder.path.join("theme").join(name);
    disk::create_file(&file, &bytes).map_err(|error| format!("cannot write `{}`: {}", file.display(), disk::plain(&error)))?;
    say(&format!("copied the default to `theme/{name}`\n"));
    Ok(CLEAN)
}
