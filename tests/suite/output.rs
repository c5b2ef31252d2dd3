//! Writing a site: what changes, what stays, what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use hornbook::address::OutPath;
use hornbook::output::{Content, Job, Phase, Planned, Reason, Refusal, Switch, Written, check_target, write};
use hornbook::release::{Kind, Release};
use hornbook::source::Hash;
use tempfile::TempDir;

pub type Files = BTreeMap<String, Vec<u8>>;

pub fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

pub fn kind(path: &str) -> Kind {
    if path.ends_with(".html") {
        Kind::Page
    } else if path == "search/manifest.js" {
        Kind::Pointer
    } else if path.starts_with("assets/") || path.starts_with("search/") {
        Kind::Asset
    } else {
        Kind::File
    }
}

/// One call of `write`, with what the tests vary.
pub struct Build<'a> {
    pub files: &'a Files,
    pub atomic: bool,
    pub may_switch: bool,
    pub today: &'a str,
    pub host: &'a str,
    pub progress: &'a (dyn Fn(usize) + Sync),
    pub phase: &'a (dyn Fn(Phase) + Sync),
}

impl<'a> Build<'a> {
    pub fn new(files: &'a Files) -> Build<'a> {
        Build { files, atomic: true, may_switch: true, today: "2026-11-24", host: "host", progress: &|_| {}, phase: &|_| {} }
    }

    pub fn write(&self, site: &Path, out: &Path) -> Result<Written, Refusal> {
        self.write_with(site, out, &|path| Content::Bytes(self.files[&**path].clone()))
    }

    pub fn write_with(&self, site: &Path, out: &Path, get: &(dyn Fn(&OutPath) -> Content + Sync)) -> Result<Written, Refusal> {
        let planned: Vec<Planned> = self.files.keys().map(|path| Planned { path: OutPath::new(path.as_str()), kind: kind(path) }).collect();
        write(&Job {
            site,
            out,
            planned: &planned,
            get,
            may_switch: &|broken| self.may_switch && broken.is_empty(),
            host_files: vec![(OutPath::new("_hosts/README.txt"), self.host.as_bytes().to_vec())],
            base_path: None,
            tool: "hornbook test",
            source: Hash::of(b"source"),
            today: self.today,
            atomic: self.atomic,
            progress: self.progress,
            phase: self.phase,
        })
    }
}

/// All that lies in a folder: files with their bytes, links as `-> target`, empty folders with `/`.
pub fn snapshot(root: &Path) -> Files {
    let mut found = Files::new();
    for entry in walkdir::WalkDir::new(root).min_depth(1) {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        if entry.file_type().is_symlink() {
            found.insert(path, format!("-> {}", fs::read_link(entry.path()).unwrap().display()).into_bytes());
        } else if entry.file_type().is_file() {
            found.insert(path, fs::read(entry.path()).unwrap());
        } else if fs::read_dir(entry.path()).unwrap().next().is_none() {
            found.insert(path + "/", Vec::new());
        }
    }
    found
}

pub fn release(out: &Path) -> Release {
    Release::from_json(&fs::read_to_string(out.join("release.json")).unwrap()).unwrap()
}

/// A site folder with an output folder beside it and nothing else.
struct Place {
    root: TempDir,
}

impl Place {
    fn new() -> Place {
        let root = TempDir::new().unwrap();
        fs::create_dir(root.path().join("site")).unwrap();
        Place { root }
    }

    fn site(&self) -> PathBuf {
        self.root.path().join("site")
    }

    fn out(&self) -> PathBuf {
        self.root.path().join("public")
    }

    fn build(&self, build: &Build) -> Result<Written, Refusal> {
        build.write(&self.site(), &self.out())
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.out().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        // Never through a hard link.
        let _ = fs::remove_file(&path);
        fs::write(path, text).unwrap();
    }

    /// The output without manifest and host files.
    fn contents(&self) -> Files {
        let mut files = snapshot(&self.out());
        files.remove("release.json").expect("the manifest is there");
        files.remove("_hosts/README.txt").expect("the host files are there");
        files
    }

    #[track_caller]
    fn leaves_no_rubbish(&self) {
        let mut names: Vec<String> =
            fs::read_dir(self.root.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, [".hornbook.lock", "public", "site"]);
    }
}

/// Runs a test on both ways of switching.
fn both_ways(test: impl Fn(bool)) {
    for atomic in [true, false] {
        test(atomic);
    }
}

fn way(atomic: bool) -> Switch {
    if atomic && cfg!(any(target_os = "linux", target_os = "macos")) { Switch::Exchanged } else { Switch::FileByFile }
}

const ONE: [(&str, &str); 6] = [
    ("index.html", "<link href=assets/a.11111111.css><a href=en/old.html>old</a><a href=same.html>"),
    ("same.html", "same"),
    ("en/old.html", "<a href=../index.html>up</a>"),
    ("assets/a.11111111.css", "one"),
    ("search/manifest.js", "one"),
    ("plan.pdf", "plan"),
];
const TWO: [(&str, &str); 6] = [
    ("index.html", "<link href=assets/a.22222222.css><a href=en/new/new.html>new</a><a href=same.html>"),
    ("same.html", "same"),
    ("en/new/new.html", "<a href=../../index.html>up</a>"),
    ("assets/a.22222222.css", "two"),
    ("search/manifest.js", "two"),
    ("plan.pdf", "plan"),
];

#[test]
fn a_second_build_replaces_the_first() {
    both_ways(|atomic| {
        let place = Place::new();
        let first = place.build(&Build { atomic, ..Build::new(&files(&ONE)) }).unwrap();
        assert_eq!((first.switch, first.files, first.written, first.removed), (Switch::Renamed, 6, 6, 0));
        assert_eq!(place.contents(), files(&ONE));

        let second = place.build(&Build { atomic, ..Build::new(&files(&TWO)) }).unwrap();
        assert_eq!((second.switch, second.written, second.unchanged, second.removed), (way(atomic), 4, 2, 1));
        let mut expected = files(&TWO);
        expected.insert("assets/a.11111111.css".into(), b"one".to_vec());
        assert_eq!(place.contents(), expected);
        assert_eq!(release(&place.out()).id, second.id);
        place.leaves_no_rubbish();
    });
}

#[test]
fn a_build_of_the_same_touches_nothing() {
    both_ways(|atomic| {
        let place = Place::new();
        let files = files(&ONE);
        let build = Build { atomic, ..Build::new(&files) };
        place.build(&build).unwrap();
        let again = place.build(&build).unwrap();
        assert_eq!((again.switch, again.written, again.unchanged), (Switch::Unneeded, 0, 6));
        place.leaves_no_rubbish();
        // Another day, other host settings: few bytes, but true ones.
        let later = place.build(&Build { today: "2026-11-25", host: "other", ..build }).unwrap();
        assert_eq!((later.switch, later.id), (way(atomic), again.id));
        assert_eq!(release(&place.out()).today, "2026-11-25");
        assert_eq!(fs::read(place.out().join("_hosts/README.txt")).unwrap(), b"other");
    });
}

#[test]
fn the_manifest_is_the_same_from_any_folder() {
    let texts = [true, false].map(|atomic| {
        let place = Place::new();
        let two = files(&TWO);
        place.build(&Build { atomic, ..Build::new(&two) }).unwrap();
        fs::read_to_string(place.out().join("release.json")).unwrap()
    });
    assert_eq!(texts[0], texts[1]);
}

#[test]
fn what_others_put_there_stays() {
    both_ways(|atomic| {
        let place = Place::new();
        place.build(&Build { atomic, ..Build::new(&files(&ONE)) }).unwrap();
        place.put("robots.txt", "theirs");
        place.put("en/notes/n.txt", "theirs");
        place.put("_hosts/mine.conf", "theirs");
        fs::create_dir_all(place.out().join("empty/inner")).unwrap();
        let outside = place.root.path().join("site/outside.txt");
        fs::write(&outside, "outside").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            std::os::unix::fs::symlink(place.site(), place.out().join("link")).unwrap();
            fs::write(place.out().join(std::ffi::OsStr::from_bytes(b"\xff.bin")), "theirs").unwrap();
        }
        let theirs = |place: &Place| {
            let ours = [files(&ONE), files(&TWO)];
            let mut all = place.contents();
            all.retain(|path, _| !ours.iter().any(|ours| ours.contains_key(path)));
            all
        };
        let before = theirs(&place);
        assert_eq!(before.len(), if cfg!(unix) { 6 } else { 4 });
        for build in [&TWO, &ONE, &TWO] {
            let written = place.build(&Build { atomic, ..Build::new(&files(build)) }).unwrap();
            assert_eq!(written.switch, way(atomic));
            assert_eq!(theirs(&place), before);
        }
        assert_eq!(fs::read(outside).unwrap(), b"outside");
        place.leaves_no_rubbish();
    });
}

#[test]
fn a_foreign_edit_of_our_file_is_put_right() {
    both_ways(|atomic| {
        let place = Place::new();
        let one = files(&ONE);
        let build = Build { atomic, ..Build::new(&one) };
        place.build(&build).unwrap();
        let time = fs::metadata(place.out().join("same.html")).unwrap().modified().unwrap();
        place.put("same.html", "SAME");
        fs::OpenOptions::new().write(true).open(place.out().join("same.html")).unwrap().set_modified(time).unwrap();
        fs::remove_file(place.out().join("plan.pdf")).unwrap();
        let written = place.build(&build).unwrap();
        assert_eq!((written.switch, written.written, written.unchanged), (way(atomic), 2, 4));
        assert_eq!(place.contents(), one);
    });
}

#[cfg(unix)]
#[test]
fn a_link_in_place_of_our_file_or_folder_is_not_followed() {
    both_ways(|atomic| {
        let place = Place::new();
        place.build(&Build { atomic, ..Build::new(&files(&ONE)) }).unwrap();
        let precious = place.site().join("precious.html");
        fs::write(&precious, "same").unwrap();
        fs::remove_file(place.out().join("same.html")).unwrap();
        std::os::unix::fs::symlink(&precious, place.out().join("same.html")).unwrap();
        place.build(&Build { atomic, ..Build::new(&files(&TWO)) }).unwrap();
        assert!(fs::symlink_metadata(place.out().join("same.html")).unwrap().is_file());

        // Now a folder of ours leads into the site: nothing there may be written or deleted.
        fs::create_dir_all(place.site().join("new")).unwrap();
        fs::write(place.site().join("new/new.html"), "precious").unwrap();
        fs::remove_dir_all(place.out().join("en")).unwrap();
        std::os::unix::fs::symlink(place.site(), place.out().join("en")).unwrap();
        let refused = place.build(&Build { atomic, ..Build::new(&files(&TWO)) }).unwrap_err();
        assert!(matches!(&refused, Refusal::InTheWay { path } if path.ends_with("public/en")), "{refused}");
        let gone = files(&[("index.html", "alone")]);
        place.build(&Build { atomic, ..Build::new(&gone) }).unwrap();
        assert_eq!(fs::read(place.site().join("new/new.html")).unwrap(), b"precious");
        assert_eq!(fs::read(precious).unwrap(), b"same");
    });
}

#[test]
fn a_foreign_file_in_the_way_stops_the_build() {
    both_ways(|atomic| {
        for (path, in_the_way) in [("en/new/new.html", "en/new/new.html"), ("en/new", "en/new"), ("en/new/new.html/x", "en/new/new.html")] {
            let place = Place::new();
            place.build(&Build { atomic, ..Build::new(&files(&ONE)) }).unwrap();
            place.put(path, "theirs");
            let before = snapshot(&place.out());
            let refused = place.build(&Build { atomic, ..Build::new(&files(&TWO)) }).unwrap_err();
            assert!(matches!(&refused, Refusal::InTheWay { path } if path.ends_with(in_the_way)), "{path}: {refused}");
            assert_eq!(snapshot(&place.out()), before);
            place.leaves_no_rubbish();
        }
        // The same bytes are no loss: the file becomes ours.
        let place = Place::new();
        place.build(&Build { atomic, ..Build::new(&files(&ONE)) }).unwrap();
        place.put("en/new/new.html", TWO[2].1);
        place.build(&Build { atomic, ..Build::new(&files(&TWO)) }).unwrap();
        assert!(release(&place.out()).lists("en/new/new.html"));
        assert_eq!(place.contents()["en/new/new.html"], TWO[2].1.as_bytes());
    });
}

#[test]
fn a_folder_may_become_a_file_and_back() {
    both_ways(|atomic| {
        let place = Place::new();
        let (folder, file) = (files(&[("a/b.html", "x"), ("Big.pdf", "x")]), files(&[("a", "y"), ("big.pdf", "x")]));
        for build in [&folder, &file, &folder] {
            place.build(&Build { atomic, ..Build::new(build) }).unwrap();
            assert_eq!(&place.contents(), build);
        }
        place.leaves_no_rubbish();
    });
}

#[test]
fn assets_stay_for_three_releases_and_leave_with_the_fourth() {
    both_ways(|atomic| {
        let place = Place::new();
        for number in 1..=6 {
            let asset = format!("assets/a.0000000{number}.css");
            let page = format!("<link href={asset}>");
            let site = files(&[("index.html", &page), (&asset, &page), ("assets/all.00000000.js", "all")]);
            place.build(&Build { atomic, ..Build::new(&site) }).unwrap();
            // A repeated build and a new day push nothing out.
            place.build(&Build { atomic, today: "2026-12-01", ..Build::new(&site) }).unwrap();
            let there: Vec<String> = place.contents().into_keys().filter(|path| path.contains("/a.")).collect();
            let expected: Vec<String> = (1.max(number - 3)..=number).map(|number| format!("assets/a.0000000{number}.css")).collect();
            assert_eq!(there, expected);
        }
        // A kept asset that somebody changed is no longer what old pages want: it goes.
        place.put("assets/a.00000005.css", "changed");
        place.build(&Build { atomic, ..Build::new(&files(&ONE)) }).unwrap();
        assert!(!place.contents().contains_key("assets/a.00000005.css"));
        assert!(place.contents().contains_key("assets/a.00000006.css"));
    });
}

#[test]
fn broken_links_and_faults_keep_the_old_site() {
    both_ways(|atomic| {
        let place = Place::new();
        place.build(&Build { atomic, ..Build::new(&files(&ONE)) }).unwrap();
        let before = snapshot(&place.out());
        let broken = files(&[("index.html", "<a href=none.html>"), ("en/a.html", "<img src='none.png'><a href=../index.html>")]);
        let written = place.build(&Build { atomic, ..Build::new(&broken) }).unwrap();
        let expected = [("en/a.html", "none.png"), ("index.html", "none.html")];
        assert_eq!(written.broken, expected.map(|(page, target)| (OutPath::new(page), target.to_owned())));
        assert_eq!(written.switch, Switch::Withheld);
        let written = place.build(&Build { atomic, may_switch: false, ..Build::new(&files(&TWO)) }).unwrap();
        assert_eq!(written.switch, Switch::Withheld);
        assert_eq!(snapshot(&place.out()), before);
        place.leaves_no_rubbish();
    });
}

/// Runs a build that panics where it is told to.
fn stop_at(place: &Place, build: &Build, stop: Phase) {
    let phase = |phase: Phase| {
        (build.phase)(phase);
        assert!(phase != stop, "a test");
    };
    let stopped = Build { phase: &phase, progress: build.progress, ..*build };
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| place.build(&stopped))).is_err());
}

/// Between the look at the folder and the exchange others go on working.
#[test]
fn what_others_write_during_the_switch_is_not_lost() {
    for stopped in [false, true] {
        for atomic in [true, false] {
            let place = Place::new();
            place.build(&Build { atomic, ..Build::new(&files(&ONE)) }).unwrap();
            place.put("edited.txt", "first");
            place.put("en/edited.txt", "first");
            fs::create_dir(place.out().join("folder")).unwrap();
            let meddle = |phase: Phase| {
                if phase == Phase::Switch {
                    std::thread::sleep(std::time::Duration::from_millis(20));
                    place.put("edited.txt", "second");
                    place.put("en/edited.txt", "second");
                    place.put("new/created.txt", "created");
                    fs::create_dir_all(place.out().join("created/empty")).unwrap();
                }
            };
            let two = files(&TWO);
            let build = Build { atomic, phase: &meddle, ..Build::new(&two) };
            if stopped {
                // The old site has been exchanged out, and the build dies. Then the others go on.
                stop_at(&place, &build, Phase::CleanUp);
                place.put("en/edited.txt", "third");
                place.build(&Build { atomic, ..Build::new(&two) }).unwrap();
            } else {
                place.build(&build).unwrap();
            }
            let there = place.contents();
            let text = |path: &str| std::str::from_utf8(&there[path]).unwrap();
            assert_eq!((text("edited.txt"), text("new/created.txt")), ("second", "created"));
            assert_eq!(text("en/edited.txt"), if stopped { "third" } else { "second" });
            assert!(there.contains_key("created/empty/") && there.contains_key("folder/"));
            place.leaves_no_rubbish();
        }
    }
}

#[test]
fn a_build_that_stops_in_any_phase_is_followed_by_a_whole_one() {
    both_ways(|atomic| {
        for stop in [Phase::Recover, Phase::Stage, Phase::Fill, Phase::Sync, Phase::Switch, Phase::CleanUp] {
            let place = Place::new();
            place.build(&Build { atomic, ..Build::new(&files(&ONE)) }).unwrap();
            let two = files(&TWO);
            let build = Build { atomic, ..Build::new(&two) };
            stop_at(&place, &build, stop);
            if stop < Phase::CleanUp {
                assert_eq!(place.contents(), files(&ONE), "{stop:?}");
            }
            place.build(&build).unwrap();
            assert!(two.iter().all(|(path, bytes)| place.contents().get(path) == Some(bytes)), "{stop:?}");
            place.leaves_no_rubbish();
        }
    });
}

/// Every single step of the way file by file, looked at from outside.
#[test]
fn file_by_file_every_page_is_whole_after_each_step() {
    let place = Place::new();
    place.build(&Build::new(&files(&ONE))).unwrap();
    let (one, two) = (files(&ONE), files(&TWO));
    let steps = AtomicUsize::new(0);
    let switching = AtomicUsize::new(0);
    let phase = |phase: Phase| switching.store((phase >= Phase::Switch).into(), Ordering::Relaxed);
    let look = |_| {
        if switching.load(Ordering::Relaxed) == 0 {
            return;
        }
        steps.fetch_add(1, Ordering::Relaxed);
        let there = snapshot(&place.out());
        assert!(there.contains_key("release.json"));
        for (path, bytes) in there.iter().filter(|(path, _)| path.ends_with(".html")) {
            assert!(one.get(path) == Some(bytes) || two.get(path) == Some(bytes), "{path}");
            let text = std::str::from_utf8(bytes).unwrap();
            for link in text.split("href=").skip(1).map(|rest| rest.split('>').next().unwrap()) {
                let target = link.trim_start_matches("../");
                // A new page may be read while the old one that leads to it still goes; never the other way.
                assert!(there.contains_key(target) || one.get(path) == Some(bytes) && target == "en/old.html", "{path}: {target}");
            }
        }
    };
    place.build(&Build { atomic: false, progress: &look, phase: &phase, ..Build::new(&two) }).unwrap();
    assert_eq!(steps.into_inner(), 6, "four files and the manifest move, one goes");
}

#[cfg(any(target_os = "linux", target_os = "macos"))]
#[test]
fn a_reader_always_meets_a_whole_site() {
    let place = Place::new();
    let sites = [files(&ONE), files(&TWO)];
    place.build(&Build::new(&sites[0])).unwrap();
    let ended = std::sync::atomic::AtomicBool::new(false);
    let looks = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = 0;
            while !ended.load(Ordering::Relaxed) {
                let page = fs::read(place.out().join("index.html")).unwrap();
                assert!(sites.iter().any(|site| site["index.html"] == page));
                // As a browser does: the page first, then what it loads, which may be of the release before.
                let page = String::from_utf8(page).unwrap();
                fs::read(place.out().join(page.split(['=', '>']).nth(1).unwrap())).unwrap();
                looks += 1;
            }
            looks
        });
        for number in 1..=60 {
            place.build(&Build::new(&sites[number % 2])).unwrap();
        }
        ended.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(looks > 100, "{looks} looks");
}

#[test]
fn a_panic_while_rendering_leaves_no_stage() {
    let place = Place::new();
    place.build(&Build::new(&files(&ONE))).unwrap();
    let before = snapshot(&place.out());
    let two = files(&TWO);
    let build = Build::new(&two);
    let get = |path: &OutPath| if &**path == "plan.pdf" { panic!("a test") } else { Content::Bytes(two[&**path].clone()) };
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| build.write_with(&place.site(), &place.out(), &get)));
    assert!(caught.is_err());
    assert_eq!(snapshot(&place.out()), before);
    place.leaves_no_rubbish();
}

#[test]
fn a_copied_file_must_be_what_was_read() {
    both_ways(|atomic| {
        let place = Place::new();
        let source = place.site().join("plan.pdf");
        let bytes = vec![7; 200_000];
        fs::write(&source, &bytes).unwrap();
        let plan = Files::from([("plan.pdf".to_owned(), bytes.clone())]);
        let build = Build { atomic, ..Build::new(&plan) };
        let (hash, length) = (Hash::of(&bytes), bytes.len() as u64);
        let get = |_: &OutPath| Content::Copy { from: source.clone(), hash, length };
        build.write_with(&place.site(), &place.out(), &get).unwrap();
        assert_eq!(place.contents(), plan);
        assert_eq!(build.write_with(&place.site(), &place.out(), &get).unwrap().switch, Switch::Unneeded);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            assert_ne!(fs::metadata(&source).unwrap().ino(), fs::metadata(place.out().join("plan.pdf")).unwrap().ino());
        }

        fs::write(&source, "changed").unwrap();
        let other = |_: &OutPath| Content::Copy { from: source.clone(), hash: Hash::of(b"promised"), length: 8 };
        let refused = build.write_with(&place.site(), &place.out(), &other).unwrap_err();
        assert!(matches!(&refused, Refusal::SourceChanged { path } if *path == source), "{refused}");
        fs::remove_file(&source).unwrap();
        let refused = build.write_with(&place.site(), &place.out(), &other).unwrap_err();
        assert!(refused.to_string().contains("plan.pdf"), "{refused}");
        assert_eq!(place.contents(), plan);
        place.leaves_no_rubbish();
    });
}

#[test]
fn two_at_once_are_one_and_a_refusal() {
    let place = Place::new();
    place.build(&Build::new(&files(&ONE))).unwrap();
    let refused = AtomicUsize::new(0);
    let two = files(&TWO);
    let second = || {
        let error = place.build(&Build::new(&two)).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, Refusal::Busy { .. }), "{text}");
        assert!(text.contains(&format!("process {}, started 20", std::process::id())), "{text}");
        refused.fetch_add(1, Ordering::Relaxed);
    };
    let phase = |phase: Phase| {
        if phase > Phase::Recover {
            second();
        }
    };
    place.build(&Build { phase: &phase, ..Build::new(&two) }).unwrap();
    assert!(refused.into_inner() >= 4);
    assert_eq!(release(&place.out()).files.len(), 6);
    place.leaves_no_rubbish();
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let place = Place::new();
    let reason = |out: &Path| match check_target(&place.site(), out) {
        Err(Refusal::Target { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    let inside = |name: &str| place.root.path().join(name);
    assert_eq!(reason(&place.site()), Reason::Source);
    assert_eq!(reason(&place.site().join("../site/.")), Reason::Source);
    assert_eq!(reason(place.root.path()), Reason::AboveSource);
    assert_eq!(reason(&place.site().join("content/public")), Reason::InSource("content"));
    assert_eq!(reason(Path::new(if cfg!(windows) { "C:\\" } else { "/" })), Reason::Root);
    let home = std::env::home_dir().unwrap();
    if !place.root.path().starts_with(&home) {
        assert_eq!(reason(&home), Reason::Home);
    }
    #[cfg(unix)]
    assert_eq!(reason(Path::new("/home/somebody")), Reason::Home);
    fs::create_dir_all(inside("repo/.git")).unwrap();
    assert_eq!(reason(&inside("repo")), Reason::Git);
    assert_eq!(reason(&inside("repo/.git")), Reason::Git);
    assert_eq!(reason(&inside("repo/.git/public")), Reason::Git);
    fs::write(inside("file"), "").unwrap();
    assert_eq!(reason(&inside("file")), Reason::NotAFolder);
    fs::create_dir(inside("full")).unwrap();
    fs::write(inside("full/thesis.doc"), "").unwrap();
    assert_eq!(reason(&inside("full")), Reason::NotOurs);
    fs::write(inside("full/release.json"), "{}").unwrap();
    assert!(matches!(reason(&inside("full")), Reason::BadMarker(_)));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(inside("nowhere"), inside("dead")).unwrap();
        assert_eq!(reason(&inside("dead")), Reason::DeadLink);
        std::os::unix::fs::symlink(inside("full"), inside("alias")).unwrap();
        assert!(matches!(reason(&inside("alias")), Reason::BadMarker(_)));
        std::os::unix::fs::symlink(place.site(), inside("to-site")).unwrap();
        assert_eq!(reason(&inside("to-site")), Reason::Source);
        fs::create_dir(place.site().join("public")).unwrap();
        check_target(&inside("to-site"), &inside("to-site/public")).unwrap();
    }
    let before = snapshot(place.root.path());
    let refused = Build::new(&files(&ONE)).write(&place.site(), &inside("full")).unwrap_err();
    assert!(refused.to_string().ends_with("choose another folder with --out"), "{refused}");
    let mut after = snapshot(place.root.path());
    after.remove(".hornbook.lock");
    assert_eq!(after, before);
    check_target(&place.site(), &inside("a/new/folder")).unwrap();
    check_target(&place.site(), &place.site().join("public")).unwrap();
    // An absent folder is found by its name alone.
    check_target(&place.site(), &inside("a/../b/public")).unwrap();
}

#[cfg(unix)]
#[test]
fn an_output_that_is_a_link_is_written_where_it_leads() {
    both_ways(|atomic| {
        let place = Place::new();
        let real = place.root.path().join("www/real");
        fs::create_dir_all(&real).unwrap();
        std::os::unix::fs::symlink(&real, place.out()).unwrap();
        for build in [&ONE, &TWO] {
            place.build(&Build { atomic, ..Build::new(&files(build)) }).unwrap();
        }
        assert!(fs::symlink_metadata(place.out()).unwrap().is_symlink());
        assert_eq!(fs::read(real.join("search/manifest.js")).unwrap(), b"two");
        assert_eq!(fs::read_dir(place.root.path().join("www")).unwrap().count(), 2);
    });
}

#[cfg(unix)]
#[test]
fn the_output_folder_keeps_its_permissions_and_sources_do_not_lend_theirs() {
    use std::os::unix::fs::PermissionsExt;
    both_ways(|atomic| {
        let place = Place::new();
        let mode = |path: &str| fs::metadata(place.out().join(path)).unwrap().permissions().mode() & 0o7777;
        let source = place.site().join("x");
        fs::write(&source, "plan").unwrap();
        fs::set_permissions(&source, fs::Permissions::from_mode(0o700)).unwrap();
        let one = files(&ONE);
        let build = Build { atomic, ..Build::new(&one) };
        let get = |path: &OutPath| match &**path {
            "plan.pdf" => Content::Copy { from: source.clone(), hash: Hash::of(b"plan"), length: 4 },
            path => Content::Bytes(one[path].clone()),
        };
        fs::create_dir(place.out()).unwrap();
        fs::set_permissions(place.out(), fs::Permissions::from_mode(0o2775)).unwrap();
        build.write_with(&place.site(), &place.out(), &get).unwrap();
        assert_eq!(mode(""), 0o2775);
        assert_eq!(mode("plan.pdf"), mode("index.html"));
        assert_eq!(mode("plan.pdf") & 0o100, 0);
        place.put("theirs/x", "");
        fs::set_permissions(place.out().join("theirs"), fs::Permissions::from_mode(0o711)).unwrap();
        fs::set_permissions(place.out().join("theirs/x"), fs::Permissions::from_mode(0o640)).unwrap();
        place.build(&Build { atomic, ..Build::new(&files(&TWO)) }).unwrap();
        assert_eq!((mode(""), mode("theirs"), mode("theirs/x")), (0o2775, 0o711, 0o640));
    });
}

#[test]
fn paths_that_are_not_the_sites_are_refused() {
    for path in ["../x.html", "release.json", "_hosts/x", "/x.html", "a//b.html"] {
        let place = Place::new();
        let refused = place.build(&Build::new(&files(&[(path, "")]))).unwrap_err();
        assert!(matches!(refused, Refusal::PlannedPath { .. }), "{refused}");
        assert!(!place.out().exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let closed = place.root.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    // Permissions do not stop an administrator; the kernel's own tree stops everybody.
    let out =
        if fs::write(closed.join("probe"), "").is_ok() { PathBuf::from("/sys/kernel/hornbook/public") } else { closed.join("public") };
    let refused = Build::new(&files(&ONE)).write(&place.site(), &out).unwrap_err();
    assert!(matches!(refused, Refusal::Io { .. }), "{refused}");
    let folder = out.parent().unwrap().to_str().unwrap();
    assert!(refused.to_string().contains(folder), "{refused}");
}

#[cfg(unix)]
#[test]
fn a_stage_that_came_with_a_cloned_site_moves_nothing() {
    let place = Place::new();
    place.build(&Build::new(&files(&ONE))).unwrap();
    let id = release(&place.out()).id;
    let stage = place.root.path().join(".stage-7");
    fs::create_dir(&stage).unwrap();
    fs::write(place.site().join("secret"), "secret").unwrap();
    std::os::unix::fs::symlink(place.site(), stage.join("site")).unwrap();
    fs::write(stage.join("stage.json"), r#"{"out":"public","stage":"1","site":"1"}"#).unwrap();
    let journal = format!(r#"{{"from":"{id}","to":"x","moves":[{{"path":"secret","clears":["same.html"]}}],"deletions":["plan.pdf"]}}"#);
    fs::write(stage.join("journal.json"), journal).unwrap();
    place.build(&Build::new(&files(&ONE))).unwrap();
    assert_eq!(place.contents(), files(&ONE));
    assert_eq!(fs::read(place.site().join("secret")).unwrap(), b"secret");
    assert!(stage.join("journal.json").exists(), "it is not ours to remove");

    // Neither does a lock that leads elsewhere.
    fs::remove_file(place.root.path().join(".hornbook.lock")).unwrap();
    std::os::unix::fs::symlink(place.site().join("secret"), place.root.path().join(".hornbook.lock")).unwrap();
    assert!(place.build(&Build::new(&files(&TWO))).is_err());
    assert_eq!(fs::read(place.site().join("secret")).unwrap(), b"secret");
}
