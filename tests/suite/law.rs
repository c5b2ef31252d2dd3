//! The law of the pipeline: a build with a memory equals a build without, after any list of edits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hornbook::assets::{self, Asset};
use hornbook::config::Config;
use hornbook::pipeline::{self, Bytes, Input, Memory};
use hornbook::site::links::Files;
use hornbook::source::{Hash, Source, SourcePath};
use proptest::prelude::*;
use proptest::test_runner::{Config as Runner, TestRunner};

/// A site in memory, as an author's folder would hold it.
#[derive(Clone)]
pub struct Folder {
    pub config: String,
    pub pages: BTreeMap<String, String>,
    pub files: BTreeMap<String, Vec<u8>>,
    pub theme: BTreeMap<String, String>,
}

const GIF: &[u8] = b"GIF89a\x05\x00\x07\x00\x00\x00\x00";

impl Folder {
    /// Thirty-odd pages in two languages with sections, tags, aliases, fallback pages, broken links,
    /// pictures, questions, courses, a draft and a template of its own.
    pub fn start() -> Folder {
        let mut pages = BTreeMap::new();
        for (language, words) in [("en", "Price"), ("hy", "Գին")] {
            pages.insert(format!("content/{language}/index.md"), format!("# {words}\n\n[one](a/1-page.md) [[{words} 3]] ![p](../p.gif)\n"));
            pages.insert(
                format!("content/{language}/course.md"),
                "---\nkind: course\nroles: [new]\n---\n# Course\n\nText.\n\n## One\n\n1. [a](a/1-page.md)\n2. [b](a/6-page.md) pass 80 %\n\n## Two\n\n1. [c](b/2-page.md)\n2. [d](b/5-page.md)\n3. [e](c/3-page.md)\n".to_owned(),
            );
            for section in ["a", "b", "c"] {
                for number in 1..=6 {
                    if language == "hy" && number == 5 {
                        continue;
                    }
                    let other = number % 6 + 1;
                    let front = match number {
                        1 => "tags: [x, y]\naliases: [old]\n",
                        2 => "tags: [y]\nupdated: 2026-01-02\n",
                        3 => "draft: true\n",
                        4 => "translated: 00000000\nsummary: In short\n",
                        _ => "order: 9\n",
                    };
                    let question =
                        if number == 6 { "\n## Question: Which?\n\n- [x] [this](1-page.md)\n- [ ] that\n\nId: one\n" } else { "" };
                    pages.insert(
                        format!("content/{language}/{section}/{number}-page.md"),
                        format!("---\n{front}---\n# {words} {section}{number}\n\n## Part\n\n[next]({other}-page.md#part) [up](../index.md) [no](gone{number}.md) [file](../../f.pdf)\n\n```rust\nlet a = {number};\n```\n{question}"),
                    );
                }
            }
        }
        Folder {
            config: "languages = [\"en\", \"hy\"]\ntitle = { en = \"T\", hy = \"Վ\" }\n".to_owned(),
            pages,
            files: BTreeMap::from([("content/p.gif".to_owned(), GIF.to_vec()), ("content/f.pdf".to_owned(), b"%PDF".to_vec())]),
            theme: BTreeMap::from([("css/site.css".to_owned(), "p { margin: 0 }".to_owned())]),
        }
    }

    fn input(&self) -> Input {
        let (config, told) = Config::read(&Source::from_text("hornbook.toml", &self.config), "folder");
        let assets = self.files.iter().map(|(path, bytes)| {
            let path = SourcePath::new(path);
            let asset =
                Asset { nature: assets::nature(&path, bytes), path: path.clone(), length: bytes.len() as u64, hash: Hash::of(bytes) };
            (path, asset)
        });
        Input {
            config: Arc::new(config.unwrap_or_else(|()| Config::none("folder"))),
            told,
            pages: Arc::new(self.pages.iter().map(|(path, text)| Arc::new(Source::from_text(path, text))).collect()),
            files: Arc::new(Files::new("content", assets.collect(), BTreeSet::new())),
            theme: self
                .theme
                .iter()
                .map(|(name, text)| (name.clone(), Arc::new(Source::from_text(&format!("theme/{name}"), text))))
                .collect(),
            today: "2026-11-24".parse().expect("a date"),
            drafts: self.config.contains("# drafts"),
        }
    }

    /// The page that a number picks.
    fn pick(&self, which: usize) -> Option<String> {
        let names: Vec<&String> = self.pages.keys().collect();
        (!names.is_empty()).then(|| names[which % names.len()].clone())
    }

    pub fn apply(&mut self, edit: &Edit) {
        let Edit { kind, which, how } = *edit;
        match kind {
            Kind::Theme => self.edit_theme(how),
            Kind::Config => self.edit_config(how),
            Kind::Asset => self.edit_asset(how),
            Kind::Add => {
                let language = ["en", "hy", "ru"][which % 3];
                let section = ["a/", "", "d/deep/", "B/"][how % 4];
                self.pages.insert(
                    format!("content/{language}/{section}new-{}.md", which % 7),
                    format!("# New {how}\n\n[[Price a1]] [a](../a/2-page.md)\n"),
                );
            }
            Kind::Course => {
                let path = format!("content/{}/course.md", ["en", "hy"][which % 2]);
                self.pages.insert(path, course(how));
            }
            Kind::Body | Kind::Title | Kind::Front | Kind::Remove | Kind::Rename | Kind::Move => {
                let Some(path) = self.pick(which) else { return };
                self.edit_page(kind, &path, how);
            }
        }
    }

    fn edit_page(&mut self, kind: Kind, path: &str, how: usize) {
        let text = self.pages.remove(path).expect("the path was picked from the pages");
        let moved = match kind {
            Kind::Remove => return,
            Kind::Rename => path.replace("page", ["sheet", "Page", "page-two", "index", "README"][how % 5]).replace("index.md", "start.md"),
            Kind::Move => {
                path.replace("/a/", ["/b/", "/e/", "/a/inner/"][how % 3]).replace("content/hy/", ["content/hy/", "content/en/"][how % 2])
            }
            _ => path.to_owned(),
        };
        let text = match kind {
            Kind::Body if how.is_multiple_of(5) => {
                format!("{text}\n## Question: How many?\n\nAnswer: {}\n\n> Why: [x](../b/{}-page.md)\n", how % 7, how % 8)
            }
            Kind::Body if how % 5 == 1 => text.replace("## Question:", "## Questions"),
            Kind::Body => format!(
                "{text}\n## More {}\n\n[x](../b/{}-page.md) [[Price c{}]] ![]({}) $x$\n",
                how % 5,
                how % 8,
                how % 8,
                ["../p.gif", "no.png", "../p.gif \"decorative\""][how % 3]
            ),
            Kind::Title => text.replacen("# ", &format!("# {} ", ["Բարև", "Odd <b>", "Price"][how % 3]), 1),
            Kind::Front => {
                let body = text.splitn(3, "---\n").nth(2).unwrap_or(&text).to_owned();
                let front = [
                    "draft: true",
                    "tags: [x, \"new tag\"]",
                    "aliases: [old, a/other, /root]",
                    "order: 1",
                    "title: a: b",
                    "kind: lesson\nobjectives: [o]\nminutes: 3",
                    "publish: 2027-01-01",
                    "expire: 2020-01-01",
                    "id: same",
                    "kind: lessom",
                    "translated:",
                    "math: dollars",
                    "summary: Նոր",
                    "kind: quiz\npass: 80\ndraw: 1",
                    "kind: quiz\nmode: test",
                    "kind: quiz\npretest: yes",
                    "kind: course",
                    "requires: [../a/2-page.md, ../course.md, 1-page.md]",
                    "requires: [../b/1-page.md]\nminutes: 90",
                ][how % 19];
                format!("---\n{front}\n---\n{body}")
            }
            _ => text,
        };
        self.pages.insert(moved, text);
    }

    fn edit_theme(&mut self, how: usize) {
        let (name, text) = [
            ("css/site.css", "p { color: red }"),
            ("css/site.css", "p { color: "),
            ("templates/page.html", "<p>{{ nope }}</p>"),
            (
                "templates/page.html",
                "{% extends \"layout.html\" %}{% block main %}<h1>{{ title }}</h1>{{ body_html | safe }}{% endblock %}",
            ),
            ("templates/parts/footer.html", "<footer>{{ lang }} {% if %}</footer>"),
            (
                "templates/parts/nav.html",
                "<ul>{% for item in items %}<li><a href=\"{{ item.href }}\">{{ item.title }}</a></li>{% endfor %}</ul>",
            ),
            ("i18n/hy.toml", "\"nav.home\" = \"Տուն\"\n"),
            ("i18n/en.toml", "\"alert.note\" = \"Mind\"\n\"nope\" = \"x\"\n"),
            ("templates/nope.html", "x"),
            ("", ""),
        ][how % 10];
        if name.is_empty() {
            self.theme.clear();
        } else if how.is_multiple_of(3) {
            self.theme.remove(name);
        } else {
            self.theme.insert(name.to_owned(), text.to_owned());
        }
    }

    fn edit_config(&mut self, how: usize) {
        let line = [
            "accent = \"#aa0000\"",
            "base = \"https://x.example/a%20b/\"",
            "copy = [\"content/*.pdf\"]",
            "raw_html = true",
            "unprefixed = true",
            "edit = \"https://x.example/{path}\"",
            "hosts = [\"iis\"]",
            "description = \"D\"",
            "accent = \"red\"",
            "logo = \"content/p.gif\"",
            "# drafts",
            "nope = 1",
            "id = \"s\"\n[quiz]\ntries = 3",
            "[words.en]\nquestion = \"Questions\"",
        ][how % 14];
        let languages = ["languages = [\"en\", \"hy\"]", "languages = [\"hy\", \"en\"]", "languages = [\"en\"]"][how % 3];
        self.config = format!("{languages}\ntitle = \"T{how}\"\n{line}\n");
    }

    fn edit_asset(&mut self, how: usize) {
        match how % 5 {
            0 => drop(self.files.remove("content/p.gif")),
            1 => drop(self.files.insert("content/p.gif".into(), [GIF, &[how as u8]].concat())),
            2 => drop(self.files.insert("content/no.png".into(), GIF.to_vec())),
            3 => drop(self.files.insert("content/unused.gif".into(), GIF.to_vec())),
            _ => drop(self.files.insert("content/f.pdf".into(), vec![how as u8])),
        }
    }
}

/// A course page: of other items, other modules, other marks, or only of another text.
fn course(how: usize) -> String {
    let front = ["", "print: yes\n", "requires: [a/1-page.md]\n", "id: way\naliases: [path]\n"][how % 4];
    let text = ["Text.", "More text.\n\nAnd [more](a/2-page.md).", ""][how % 3];
    let mark = ["", " pass 80 %", ", շեմ՝ 50%", " pass 800 %", " 80 %"][how % 5];
    let last =
        ["[x](a/1-page.md)", "[x](c/6-page.md)", "[x](gone.md)", "[x](course.md)", "[x](../hy/b/2-page.md)", "x", "[[Price b4]]"][how % 7];
    let module = ["Two", "Three", "One"][how / 4 % 3];
    format!(
        "---\nkind: course\n{front}---\n# Course {}\n\n{text}\n\n## One\n\n1. [a](a/1-page.md)\n2. [b](a/6-page.md){mark}\n\n## {module}\n\n- {last}\n- [d](b/{}-page.md)\n",
        how % 2,
        how % 6 + 1
    )
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Course,
    Body,
    Title,
    Front,
    Add,
    Remove,
    Rename,
    Move,
    Asset,
    Config,
    Theme,
}

#[derive(Clone, Copy, Debug)]
pub struct Edit {
    kind: Kind,
    which: usize,
    how: usize,
}

pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    use Kind::{Add, Asset, Body, Config, Course, Front, Move, Remove, Rename, Theme, Title};
    let kind = prop::sample::select(vec![Course, Course, Body, Body, Title, Front, Front, Add, Remove, Rename, Move, Asset, Config, Theme]);
    prop::collection::vec((kind, 0..1000usize, 0..1000usize).prop_map(|(kind, which, how)| Edit { kind, which, how }), 1..6)
}

/// Everything that a build says: each file's bytes, each diagnostic.
fn answer(input: &Input, memory: &mut Memory) -> BTreeMap<String, String> {
    let build = pipeline::build(input.clone(), memory);
    let mut said = BTreeMap::from([("diagnostics".to_owned(), format!("{:#?}", build.diagnostics))]);
    for (path, kind) in build.output.paths() {
        let rendered = build.output.get(&path).expect("a planned path");
        let bytes = match rendered.bytes {
            Bytes::Made(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Bytes::Copy { from, hash, length } => format!("{from} {hash:?} {length}"),
        };
        said.insert(format!("file {path}"), format!("{kind:?}\n{:?}\n{bytes}", rendered.diagnostics));
    }
    for (path, bytes) in build.output.host_files() {
        said.insert(format!("host {path}"), String::from_utf8_lossy(bytes).into_owned());
    }
    said
}

/// The first difference of two answers, in words.
fn difference(kept: &BTreeMap<String, String>, clean: &BTreeMap<String, String>) -> Option<String> {
    let keys: BTreeSet<&String> = kept.keys().chain(clean.keys()).collect();
    keys.into_iter().find(|key| kept.get(*key) != clean.get(*key)).map(|key| {
        format!(
            "{key} differs\nwith memory:\n{}\nwithout:\n{}",
            kept.get(key).map_or("absent", |text| text),
            clean.get(key).map_or("absent", |text| text)
        )
    })
}

#[test]
fn a_build_with_memory_equals_one_without() {
    let cases = if std::env::var_os("HORNBOOK_FULL").is_some() { 1000 } else { 50 };
    let seed = proptest::test_runner::RngSeed::Fixed(2026);
    let mut runner = TestRunner::new(Runner { cases, failure_persistence: None, rng_seed: seed, ..Runner::default() });
    let start = Folder::start();
    assert!(start.pages.len() >= 30);
    let result = runner.run(&edits(), |edits| {
        let mut folder = start.clone();
        let mut memory = Memory::default();
        pipeline::build(folder.input(), &mut memory);
        for edit in &edits {
            folder.apply(edit);
            let input = folder.input();
            let told = difference(&answer(&input, &mut memory), &answer(&input, &mut Memory::default()));
            prop_assert!(told.is_none(), "after {edit:?}: {}", told.unwrap_or_default());
        }
        Ok(())
    });
    println!("{cases} edit lists");
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// A memory whose key leaves something out must be caught by the comparison above: here a text whose
/// hash does not tell that it has changed.
#[test]
fn a_planted_missing_dependency_is_found() {
    let folder = Folder::start();
    let mut memory = Memory::default();
    let mut input = folder.input();
    pipeline::build(input.clone(), &mut memory);
    let page = &mut Arc::make_mut(&mut input.pages)[3];
    let (hash, path) = (page.hash, page.path.clone());
    let mut changed = Source::from_text(&path, &page.text.replace("Part", "Piece"));
    changed.hash = hash;
    *page = Arc::new(changed);
    assert!(difference(&answer(&input, &mut memory), &answer(&input, &mut Memory::default())).is_some());
}
