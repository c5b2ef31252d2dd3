//! The preview: serves the site as it would be built, and tells browsers what has changed.
//!
//! There is no second way to build. One thread looks at the folder, calls `pipeline::build` with a memory, and
//! puts the answer in place of the last one; pages are made when a browser asks for them. All that is not in
//! the built output lies under `/__hornbook/`, but for one line in each page that names the script there.

#![allow(clippy::disallowed_methods, reason = "the shell asks the clock and the system")]

mod answers;
mod connections;
mod events;
mod moment;
mod request;

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::exit;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, counted, print};
use crate::disk::{self, Known, SiteFolder};
use crate::pipeline::{self, Input, Memory};
use crate::watch::{Look, Polling, Watch};
use answers::Site;
use moment::Moment;
use request::Gate;

/// Where the preview is found if nothing is said, or at one of the next ports.
const PORT: u16 = 4000;
const PORTS: u16 = 100;

pub struct Options {
    pub port: Option<u16>,
    pub host: IpAddr,
    pub open: bool,
    pub drafts: bool,
    pub poll: bool,
    /// The day of the site; asked anew at every look.
    pub today: fn() -> Date,
}

/// Serves until Ctrl+C, which ends the program. `Err`: why it could not begin.
pub fn run(folder: SiteFolder, options: &Options) -> Result<u8, String> {
    let listener = bind(options.host, options.port)?;
    let address = listener.local_addr().map_err(|error| disk::plain(&error))?;
    let is_private = address.ip().is_loopback();
    let secret = if is_private { None } else { Some(random()?) };
    ctrlc::set_handler(|| exit(0)).map_err(|error| format!("cannot listen for Ctrl+C: {error}"))?;

    let mut reader = Reader { out: folder.default_out(), known: Known::default(), last: None, unreadable: None, folder, options };
    let mut watch = Watch::new(&reader.folder.path, options.poll);
    let link = link(address, secret.as_deref());
    let site = Arc::new(Site::new(Gate { address, secret }, random()?, reader.folder.clone()));
    thread::spawn({
        let site = site.clone();
        move || connections::accept(&listener, &site)
    });

    let started = Instant::now();
    let input = match reader.look(&Look::Everywhere) {
        Looked::Changed(input) => input,
        Looked::Unreadable(told) => {
            say(&print::text(&told, &|path| reader.text(path), std::io::stdout().is_terminal()));
            return Err(format!("the settings of `{}` cannot be read", reader.folder.path.display()));
        }
        Looked::Same => unreachable!("the first look has nothing to be the same as"),
    };
    if input.pages.is_empty() && !reader.folder.is_marked() {
        return Err(format!("there is no Markdown file in `{}`", reader.folder.path.display()));
    }
    let mut memory = Memory::default();
    let build = pipeline::build(input.clone(), &mut memory);
    let mut moment = Arc::new(Moment::first(site.name(0), input, build));
    site.show(&moment);

    say(&format!("{link}\n"));
    if options.port.is_none() && address.port() != PORT {
        say(&format!("port {PORT} is taken, so this is port {}\n", address.port()));
    }
    if !is_private {
        say(&format!("everybody who can reach {} and has this link can read the site, drafts of it too\n", reached(address)));
    }
    say(&format!("{}, {} ms\n", counted(moment.build.pages, "page"), started.elapsed().as_millis()));
    report(&moment, &reader, &site);
    say("Ctrl+C ends it\n");
    if options.open
        && let Err(error) = open::that_detached(&link)
    {
        say(&format!("no browser could be opened ({error}): open the link by hand\n"));
    }

    let mut count = 0;
    let mut told_of_polling = None;
    let mut look = match watch.follow(reader.known.folders.iter().cloned()) {
        // What was written between the reading and the watching.
        true => Look::Everywhere,
        false => watch.wait(),
    };
    loop {
        if watch.polling() != told_of_polling.as_ref() {
            told_of_polling = watch.polling().cloned();
            say_polling(told_of_polling.as_ref());
        }
        let started = Instant::now();
        match reader.look(&look) {
            Looked::Same => {}
            Looked::Unreadable(told) => {
                count += 1;
                moment = Arc::new(moment.with_broken_settings(site.name(count), told));
                site.show(&moment);
                report(&moment, &reader, &site);
            }
            Looked::Changed(input) => {
                count += 1;
                let build = pipeline::build(input.clone(), &mut memory);
                let next = Arc::new(moment.next(site.name(count), input, build));
                site.show(&next);
                let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
                // What the last build held is let go only now, when nobody waits for it.
                moment = next;
                say(&format!("{}, {milliseconds:.0} ms\n", moment.change));
                report(&moment, &reader, &site);
                watch.found();
            }
        }
        let has_new = watch.follow(reader.known.folders.iter().cloned());
        look = if has_new { Look::Everywhere } else { watch.wait() };
    }
}

/// The link that leads to the preview, with the secret where it needs one.
fn link(address: SocketAddr, secret: Option<&str>) -> String {
    let address = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port()),
        _ => address,
    };
    secret.map_or_else(|| format!("http://{address}/"), |secret| format!("http://{address}/?key={secret}"))
}

fn reached(address: SocketAddr) -> String {
    if address.ip().is_unspecified() { format!("any address of this machine at port {}", address.port()) } else { address.to_string() }
}

fn bind(host: IpAddr, port: Option<u16>) -> Result<TcpListener, String> {
    let wanted = port.map_or_else(|| (PORT..PORT + PORTS).collect(), |port| vec![port]);
    let mut last = None;
    for port in wanted {
        match TcpListener::bind((host, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some((port, error)),
        }
    }
    let (port, error) = last.expect("one port at least was tried");
    Err(format!("cannot listen at {}: {}", SocketAddr::new(host, port), disk::plain(&error)))
}

/// 128 bits that nobody can guess, as hexadecimal digits.
fn random() -> Result<String, String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| format!("the system gives no random numbers: {error}"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Reads the folder, as little of it as will do.
struct Reader<'a> {
    folder: SiteFolder,
    out: PathBuf,
    known: Known,
    last: Option<Input>,
    /// What was wrong with settings that could not be read the last time.
    unreadable: Option<Vec<Diagnostic>>,
    options: &'a Options,
}

enum Looked {
    /// Everything is as it was.
    Same,
    Changed(Input),
    /// The settings cannot be read.
    Unreadable(Vec<Diagnostic>),
}

impl Reader<'_> {
    fn look(&mut self, look: &Look) -> Looked {
        let touched = match look {
            Look::At(paths) => Some(paths),
            Look::Everywhere => None,
        };
        let again = touched.and_then(|paths| self.again(paths));
        let input = match again {
            Some(input) => input,
            None => match self.all() {
                Ok(input) => input,
                Err(told) if self.unreadable.as_ref() == Some(&told) => return Looked::Same,
                Err(told) => {
                    // Mended, it is a change, even if all is as it was before.
                    self.last = None;
                    self.unreadable = Some(told.clone());
                    return Looked::Unreadable(told);
                }
            },
        };
        self.unreadable = None;
        if self.last.as_ref().is_some_and(|last| last.is_same(&input)) {
            return Looked::Same;
        }
        self.last = Some(input.clone());
        Looked::Changed(input)
    }

    /// Reads only these files, if that will do.
    fn again(&mut self, paths: &BTreeSet<PathBuf>) -> Option<Input> {
        let last = self.last.as_ref()?;
        if last.today != (self.options.today)() {
            return None;
        }
        self.folder.read_again(last, paths, &mut self.known)
    }

    fn all(&mut self) -> Result<Input, Vec<Diagnostic>> {
        let (config, told) = self.folder.config();
        let Ok(config) = config else { return Err(told) };
        Ok(self.folder.read(config, told, &self.out, (self.options.today)(), self.options.drafts, &mut self.known))
    }

    fn text(&self, path: &str) -> Option<Arc<str>> {
        let file = self.folder.file(path);
        file.is_file().then(|| disk::read_source(&file, crate::source::SourcePath::new(path)).text)
    }
}

/// The faults below the line of a build, so that the last lines on the screen always tell how things stand.
const SHOWN: usize = 10;

fn report(moment: &Moment, reader: &Reader, site: &Site) {
    let told = site.faults(moment);
    let shown = &told[..told.len().min(SHOWN)];
    let colour = std::io::stdout().is_terminal();
    if !shown.is_empty() {
        let texts = |path: &str| moment.text(path).or_else(|| reader.text(path));
        say(&format!("\n{}\n", print::text(shown, &texts, colour)));
    }
    if told.len() > shown.len() {
        say(&format!("and {} more: `hornbook check` shows all\n", told.len() - shown.len()));
    }
    say(&format!("{}\n", print::summary(&told)));
}

fn say_polling(polling: Option<&Polling>) {
    let reason = match polling {
        None => return,
        Some(Polling::Asked) => "as asked".to_owned(),
        Some(Polling::Remote) => "it lies on a share, which does not tell of changes".to_owned(),
        Some(Polling::Refused(reason)) => format!("the system would not watch it: {reason}"),
        Some(Polling::Unheard) => "it does not tell of changes".to_owned(),
    };
    say(&format!("the folder is looked at every two seconds ({reason})\n"));
}

/// Prints to standard output. A reader that has gone away is no fault.
fn say(text: &str) {
    let mut out = std::io::stdout();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
