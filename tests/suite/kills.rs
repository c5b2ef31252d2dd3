//! Builds that are killed: whatever the moment, the old site is there or the new one, and the next
//! build puts all right.
//!
//! The test program runs itself as the build. The build tells its phases on a pipe; at a random moment of
//! the wanted phase it gets a SIGKILL. Half of the builds go slowly from file to file, so that the kill
//! falls between the files of a phase; the other half run at full speed, so that it falls anywhere.
//! `HORNBOOK_FULL=1` kills at least 20 times in each phase of each way; `HORNBOOK_SEED` repeats a run.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use hornbook::output::{Phase, Switch};
use hornbook::source::Hash;
use tempfile::TempDir;

use crate::output::{Build, Files, release, snapshot};

/// A site that changes with its number: pages change, come and go, and every page loads assets of its
/// own version.
fn site(number: u64) -> Files {
    let mut files = Files::new();
    let mut put = |path: String, text: String| files.insert(path, text.into_bytes());
    for asset in 0..8 {
        // Every other asset changes with each version.
        let version = if asset % 2 == 0 { number } else { 0 };
        let name = format!("assets/a{asset}.{version:08x}.css");
        put(name.clone(), format!("content of {name}"));
    }
    for page in 0..60 {
        let folder = if page % 3 == 0 { format!("part-{}/v{}/", page % 5, (number + page) % 4) } else { format!("part-{}/", page % 5) };
        let up = "../".repeat(folder.matches('/').count());
        let links: String = (0..8)
            .map(|asset| format!("<link href=\"{up}assets/a{asset}.{:08x}.css\">", if asset % 2 == 0 { number } else { 0 }))
            .collect();
        let version = if page % 4 == 1 { String::new() } else { format!("version {number}") };
        let links = if version.is_empty() { String::new() } else { links };
        put(format!("{folder}page-{page}.html"), format!("{links}{version}{}", "text ".repeat(page as usize * 10)));
    }
    put("index.html".into(), format!("version {number}"));
    put("search/manifest.js".into(), format!("version {number}"));
    put("plan.pdf".into(), "plan".repeat(10_000));
    files
}

/// What others put into the output folder.
fn foreign() -> Files {
    Files::from([
        ("theirs/notes.txt".to_owned(), b"notes".to_vec()),
        ("part-1/theirs.txt".to_owned(), b"more".to_vec()),
        ("empty/".to_owned(), Vec::new()),
    ])
}

fn put_foreign(out: &Path) {
    for (path, bytes) in foreign() {
        match path.strip_suffix('/') {
            Some(folder) => fs::create_dir_all(out.join(folder)).unwrap(),
            None => {
                fs::create_dir_all(out.join(&path).parent().unwrap()).unwrap();
                fs::write(out.join(&path), bytes).unwrap();
            }
        }
    }
}

/// Repeatable chance (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }
}

const CHILD: &str = "HORNBOOK_TEST_BUILD";

/// The build that gets killed: not a test of its own, but the other tests run it as a program.
#[test]
#[ignore = "run by the kill tests"]
fn build_of_another_process() {
    let Ok(order) = std::env::var(CHILD) else { return };
    let mut order = order.split(' ');
    let number: u64 = order.next().unwrap().parse().unwrap();
    let (atomic, slow) = (order.next() == Some("atomic"), order.next() == Some("slow"));
    let root = std::env::current_dir().unwrap();
    let say = |line: &str| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{line}").and_then(|()| out.flush()).unwrap();
    };
    let pause = |limit: u64| {
        let until = std::time::Instant::now() + Duration::from_micros(limit);
        while std::time::Instant::now() < until {
            std::hint::spin_loop();
        }
    };
    let progress = |_| pause(if slow { 200 } else { 0 });
    let chance = Mutex::new(Chance(number));
    let phase = |phase: Phase| {
        say(&format!("phase {}", phase.name()));
        // Time for the killer to hear of a phase that is over in microseconds.
        pause(chance.lock().unwrap().below(400));
    };
    let files = site(number);
    match (Build { atomic, progress: &progress, phase: &phase, ..Build::new(&files) }).write(&root.join("site"), &root.join("public")) {
        Ok(written) => say(&format!("done {:?}", written.switch)),
        Err(refusal) => say(&format!("refused: {refusal}")),
    }
}

/// The program that is this test, as a build of a site version.
fn child(mut command: Command, root: &Path, number: u64, atomic: bool, slow: bool) -> Command {
    let order = format!("{number} {} {}", if atomic { "atomic" } else { "by-file" }, if slow { "slow" } else { "fast" });
    command.args(["kills::build_of_another_process", "--exact", "--ignored", "--nocapture"]);
    command.env(CHILD, order).current_dir(root).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn this_program() -> Command {
    Command::new(std::env::current_exe().unwrap())
}

/// Starts a build and kills it after a while in a phase. Tells the phase in which it died, and nothing if
/// it came to its end before.
fn kill_in(phase: &str, delay: Duration, mut command: Command) -> Option<String> {
    let mut build = command.spawn().unwrap();
    let mut lines = BufReader::new(build.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut last = None;
    let mut ended = false;
    let mut hear = |line: String| {
        // The test frame's own words may stand before it on the line.
        last = line.rsplit_once("phase ").map_or(last.take(), |(_, name)| Some(name.to_owned()));
        ended |= line.contains("done ") || line.contains("refused: ");
        last.as_deref() == Some(phase)
    };
    if lines.by_ref().any(&mut hear) {
        std::thread::sleep(delay);
        build.kill().unwrap();
    }
    lines.for_each(|line| {
        hear(line);
    });
    build.wait().unwrap();
    if ended { None } else { last }
}

/// The whole of a release: every listed file, by hash, and nothing else but what others put there.
fn assert_whole(out: &Path) -> String {
    let release = release(out);
    let mut there = snapshot(out);
    for (path, record) in release.listed() {
        let bytes = there.remove(&**path).unwrap_or_else(|| panic!("{path} is missing"));
        assert_eq!(Hash::of(&bytes), record.sha256, "{path}");
    }
    assert!(there.remove("release.json").is_some() && there.remove("_hosts/README.txt").is_some());
    assert_eq!(there, foreign(), "nothing else");
    release.id
}

/// On the way file by file: each page is the old or the new one, and what it loads is there.
fn assert_pages_whole(out: &Path, old: &Files, new: &Files) {
    let there = snapshot(out);
    let mut pages = 0;
    for (path, bytes) in there.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(old.get(path) == Some(bytes) || new.get(path) == Some(bytes), "{path} is torn");
        pages += 1;
        for (at, _) in std::str::from_utf8(bytes).unwrap().match_indices("assets/") {
            let asset = std::str::from_utf8(&bytes[at..]).unwrap().split('"').next().unwrap();
            assert_eq!(there.get(asset).map(Vec::as_slice), Some(format!("content of {asset}").as_bytes()), "{path} loads {asset}");
        }
    }
    assert!(pages >= 61, "{pages} pages");
    for (path, bytes) in foreign() {
        assert_eq!(there.get(&path), Some(&bytes), "{path}");
    }
    // Files of both versions are always there, in one of their two states.
    for path in old.keys().filter(|path| new.contains_key(*path)) {
        assert!(there.contains_key(path), "{path}");
    }
}

fn has_all(out: &Path, files: &Files) -> bool {
    let there = snapshot(out);
    files.iter().all(|(path, bytes)| there.get(path) == Some(bytes))
}

fn has_stage(root: &Path) -> bool {
    fs::read_dir(root).unwrap().any(|entry| entry.unwrap().file_name().to_string_lossy().starts_with(".stage-"))
}

fn assert_no_rubbish(root: &Path) {
    let mut names: Vec<String> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, [".hornbook.lock", "public", "site"]);
}

/// Kills builds until each phase of a way has had its number.
fn kill(atomic: bool, phases: &[&'static str], each: usize, seed: u64) -> BTreeMap<&'static str, usize> {
    let root = TempDir::new().unwrap();
    let root = root.path();
    let out = root.join("public");
    fs::create_dir(root.join("site")).unwrap();
    let build = |number: u64| {
        let files = site(number);
        Build { atomic, ..Build::new(&files) }.write(&root.join("site"), &out).unwrap()
    };
    let mut chance = Chance(seed);
    let mut counts: BTreeMap<&'static str, usize> = phases.iter().map(|phase| (*phase, 0)).collect();
    let mut id = build(1).id;
    put_foreign(&out);
    assert_eq!(assert_whole(&out), id);
    for number in 2.. {
        let Some(wanted) = phases.iter().copied().min_by_key(|phase| counts[phase]).filter(|phase| counts[phase] < each) else { break };
        assert!(number < 10 * (each * phases.len()) as u64, "kills miss their phases: {counts:?}");
        let mut attack = |wanted: &str| {
            let slow = chance.below(2) == 0;
            let delay = chance.below(if slow { 10_000 } else { 800 });
            let died = kill_in(wanted, Duration::from_micros(delay), child(this_program(), root, number, atomic, slow));
            died.and_then(|died| phases.iter().copied().find(|phase| *phase == died))
        };
        // A build that recovers what another one left may be killed too.
        let rounds = if wanted == "recover" { vec![if atomic { "clean up" } else { "switch" }, "recover"] } else { vec![wanted] };
        for wanted in rounds {
            // There must be something to recover.
            if wanted == "recover" && !has_stage(root) {
                break;
            }
            let Some(died) = attack(wanted) else { break };
            *counts.get_mut(died).unwrap() += 1;
            let (old, new) = (site(number - 1), site(number));
            if atomic {
                assert!(assert_whole(&out) == id || has_all(&out, &new));
            } else {
                assert_pages_whole(&out, &old, &new);
            }
        }
        let written = build(number);
        assert!(written.switch != Switch::Withheld);
        id = written.id;
        assert_eq!(assert_whole(&out), id);
        assert!(has_all(&out, &site(number)));
        assert_no_rubbish(root);
    }
    counts
}

fn kill_and_tell(atomic: bool, phases: &[&'static str]) {
    let full = std::env::var("HORNBOOK_FULL").is_ok_and(|value| value == "1");
    let seed = std::env::var("HORNBOOK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20261124);
    let counts = kill(atomic, phases, if full { 20 } else { 2 }, seed);
    let way = if atomic { "in one step" } else { "file by file" };
    let line = format!("kills {way}, seed {seed}: {} in all, none torn; by phase {counts:?}", counts.values().sum::<usize>());
    // Also shown where the frame captures what a passing test prints.
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_kill_leaves_the_old_site_or_the_new_one() {
    kill_and_tell(true, &["recover", "stage", "fill", "sync", "switch", "clean up"]);
}

#[cfg(unix)]
#[test]
fn a_kill_on_the_way_file_by_file_leaves_every_page_whole() {
    kill_and_tell(false, &["recover", "stage", "sync", "switch", "clean up"]);
}

/// A limit on the size of files stands in for a full disk: the write fails half way, on any machine.
#[cfg(unix)]
#[test]
fn a_full_disk_is_named_and_the_old_site_stays() {
    for atomic in [true, false] {
        let root = TempDir::new().unwrap();
        let root = root.path();
        let out = root.join("public");
        fs::create_dir(root.join("site")).unwrap();
        let old = Files::from([("index.html".to_owned(), b"old".to_vec())]);
        Build::new(&old).write(&root.join("site"), &out).unwrap();
        let before = snapshot(&out);
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -f 40; trap '' XFSZ; exec \"$0\" \"$@\""]).arg(std::env::current_exe().unwrap());
        let answer = child(shell, root, 1, atomic, false).output().unwrap();
        let text = String::from_utf8_lossy(&answer.stdout);
        let refusal = text.lines().find_map(|line| line.split_once("refused: ")).unwrap_or_else(|| panic!("no refusal in {text}")).1;
        assert!(refusal.starts_with("cannot write `") && refusal.contains("public/plan.pdf`: "), "{refusal}");
        assert_eq!(snapshot(&out), before);
        assert_no_rubbish(root);
    }
}
