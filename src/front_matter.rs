//! What a page says about itself, between `---` (YAML) or `+++` (TOML) at its top.

use jiff::civil::Date;

use crate::diagnostics::{Diagnostics, nearest};
use crate::settings::{self, Settings};
use crate::source::Span;
use crate::tree::{self, Entry, Unreadable};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Page,
    Lesson,
    Course,
    Quiz,
    Simulation,
    Glossary,
}

impl Kind {
    const ALL: [Kind; 6] = [Kind::Page, Kind::Lesson, Kind::Course, Kind::Quiz, Kind::Simulation, Kind::Glossary];

    pub fn name(self) -> &'static str {
        match self {
            Kind::Page => "page",
            Kind::Lesson => "lesson",
            Kind::Course => "course",
            Kind::Quiz => "quiz",
            Kind::Simulation => "simulation",
            Kind::Glossary => "glossary",
        }
    }
}

/// A text with its place.
pub type Placed = (String, Span);

/// All that a page's front matter says. Absent values are none or empty.
#[derive(Clone, Debug, PartialEq)]
pub struct FrontMatter {
    pub title: Option<String>,
    pub summary: Option<String>,
    pub kind: Kind,
    pub id: Option<Placed>,
    pub order: Option<i64>,
    pub minutes: Option<u32>,
    pub roles: Vec<String>,
    pub tags: Vec<Placed>,
    pub objectives: Vec<String>,
    pub draft: bool,
    /// The first day on which readers see the page.
    pub publish: Option<Date>,
    /// The first day on which they no longer do.
    pub expire: Option<Date>,
    pub updated: Option<Date>,
    /// The hash of the original that a translation claims to follow; empty: to be filled in.
    pub translated: Option<Placed>,
    /// The place of the whole `translated` entry, key and value.
    pub translated_entry: Span,
    pub aliases: Vec<Placed>,
    /// Paths of pages that are best read before this one.
    pub requires: Vec<Placed>,
    /// A course is put on one page, too.
    pub print: bool,
    /// `math: dollars`: a plain `$` begins a formula.
    pub math_dollars: bool,
    /// Whether search finds the page.
    pub search: bool,
    /// What the page's places in a search count, times the ordinary: 0.1 to 10.
    pub boost: f32,
    /// How the page asks its questions.
    pub quiz: Settings,
    /// Keys that are not ours, for templates: a JSON object.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl FrontMatter {
    pub fn none() -> FrontMatter {
        FrontMatter {
            title: None,
            summary: None,
            kind: Kind::Page,
            id: None,
            order: None,
            minutes: None,
            roles: Vec::new(),
            tags: Vec::new(),
            objectives: Vec::new(),
            draft: false,
            publish: None,
            expire: None,
            updated: None,
            translated: None,
            translated_entry: Span::FILE,
            aliases: Vec::new(),
            requires: Vec::new(),
            print: false,
            math_dollars: false,
            search: true,
            boost: 1.0,
            quiz: Settings::default(),
            extra: serde_json::Map::new(),
        }
    }
}

/// Keys that have a meaning. Those without a field are read by people and reports, or by kinds of pages.
const KEYS: [&str; 33] = [
    "title",
    "summary",
    "kind",
    "id",
    "order",
    "minutes",
    "roles",
    "tags",
    "objectives",
    "sources",
    "owner",
    "draft",
    "publish",
    "expire",
    "updated",
    "review-by",
    "translated",
    "aliases",
    "teaches",
    "terms",
    "search",
    "boost",
    "math",
    "view",
    "pass",
    "mode",
    "draw",
    "shuffle",
    "tries",
    "confidence",
    "pretest",
    "requires",
    "print",
];

/// Keys of other generators that look like slips of ours and are none.
const FOREIGN: [&str; 10] = ["path", "date", "authors", "type", "toc", "tag", "url", "source", "term", "published"];

/// The longest front matter, in bytes.
const LONGEST: usize = 64 * 1024;

/// Reads the front matter of a page's text and says where the body begins.
pub fn read(text: &str, diagnostics: &mut Diagnostics) -> (FrontMatter, usize) {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    let delimiter = match first.trim_end() {
        "---" => "---",
        "+++" => "+++",
        _ => return (FrontMatter::none(), 0),
    };
    let inner_start = first.len();
    let mut at = inner_start;
    let mut end = None;
    for line in text[inner_start..].split_inclusive('\n') {
        if line.trim_end() == delimiter || (delimiter == "---" && line.trim_end() == "...") {
            end = Some((at, at + line.len()));
            break;
        }
        at += line.len();
    }
    let Some((inner_end, body)) = end else {
        diagnostics.front_matter_unclosed(Span::new(0..first.trim_end().len()), delimiter);
        return (FrontMatter::none(), inner_start);
    };
    let inner = &text[inner_start..inner_end];
    let entries = if inner.len() > LONGEST {
        Err(Unreadable { span: Span::new(0..first.trim_end().len()), reason: "it has more than 64 KB".into() })
    } else if delimiter == "+++" {
        tree::from_toml(inner, inner_start)
    } else {
        from_yaml(text, inner, inner_start, diagnostics)
    };
    let entries = entries.unwrap_or_else(|error| {
        diagnostics.front_matter_unreadable(error.span, &error.reason);
        Vec::new()
    });
    let mut reader = Reader { diagnostics, matter: FrontMatter::none() };
    for entry in &entries {
        reader.key(entry);
    }
    (reader.matter, body)
}

/// YAML, with the slip that Word habits make forgiven for the rest of the page: a colon in a plain text.
/// Each such line is told, and read as if it had its quotes.
fn from_yaml(text: &str, inner: &str, start: usize, diagnostics: &mut Diagnostics) -> Result<Vec<Entry>, Unreadable> {
    let error = match tree::from_yaml(inner, start) {
        Ok(entries) => return Ok(entries),
        Err(error) => error,
    };
    let mut mended = inner.to_owned();
    let mut slips = Vec::new();
    let mut at = 0;
    for line in inner.split_inclusive('\n') {
        if let Some((key, value)) = plain_line(line) {
            let value_start = at + line.find(value).unwrap_or(0);
            let colons: Vec<usize> = value.match_indices(": ").map(|(colon, _)| value_start + colon).collect();
            if !colons.is_empty() {
                for colon in colons {
                    mended.replace_range(colon..colon + 1, ";");
                }
                slips.push((key, value, Span::new(start + value_start..start + value_start + value.len())));
            }
        }
        at += line.len();
    }
    if slips.is_empty() {
        return Err(error);
    }
    let mut entries = tree::from_yaml(&mended, start)?;
    for (key, value, span) in slips {
        let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
        diagnostics.unquoted_colon(span, key, &format!("{key}: \"{quoted}\""));
    }
    for entry in &mut entries {
        let written = text[entry.node.span.range()].trim_end();
        if let tree::Value::Scalar { text, .. } = &mut entry.node.value
            && text.contains("; ")
            && text.len() == written.len()
        {
            written.clone_into(text);
        }
    }
    Ok(entries)
}

/// A line `key: value` whose value is plain.
fn plain_line(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.trim_end().split_once(": ")?;
    let plain = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
    let value = value.trim();
    (plain && !value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '%', '@', '`', '#'])).then_some((key, value))
}

struct Reader<'a> {
    diagnostics: &'a mut Diagnostics,
    matter: FrontMatter,
}

impl Reader<'_> {
    fn key(&mut self, entry: &Entry) {
        match entry.key.as_str() {
            // A form that was not filled in says nothing; an empty `translated:` asks to be.
            key if entry.node.value == tree::Value::Null && key != "translated" && KEYS.contains(&key) => {}
            "title" => self.matter.title = self.text(entry),
            "summary" => self.matter.summary = self.text(entry),
            "kind" => {
                if let Some(name) = self.text(entry) {
                    match Kind::ALL.into_iter().find(|kind| kind.name() == name) {
                        Some(kind) => self.matter.kind = kind,
                        None => {
                            let names = Kind::ALL.map(Kind::name);
                            self.diagnostics.unknown_kind(entry.node.span, &name, nearest(&name, names));
                        }
                    }
                }
            }
            "id" => {
                if let Some(id) = self.text(entry) {
                    if id.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/')) {
                        self.matter.id = Some((id, entry.node.span));
                    } else {
                        self.wrong(entry, "one word of letters, digits, `-`, `_`, `.` and `/`");
                    }
                }
            }
            "order" => self.matter.order = self.number(entry, "a whole number"),
            "minutes" => self.matter.minutes = self.number(entry, "a whole number of minutes"),
            "roles" => self.matter.roles = self.texts(entry).into_iter().map(|(text, _)| text).collect(),
            "objectives" => self.matter.objectives = self.texts(entry).into_iter().map(|(text, _)| text).collect(),
            "tags" => self.matter.tags = self.texts(entry),
            "aliases" => self.matter.aliases = self.texts(entry),
            "requires" => self.matter.requires = self.texts(entry),
            "draft" => match entry.node.bool() {
                Some(draft) => self.matter.draft = draft,
                None => self.wrong(entry, "yes or no"),
            },
            "print" => match entry.node.bool() {
                Some(print) => self.matter.print = print,
                None => self.wrong(entry, "yes or no"),
            },
            "publish" => self.matter.publish = self.date(entry),
            "expire" => self.matter.expire = self.date(entry),
            "updated" => self.matter.updated = self.date(entry),
            "review-by" => {
                self.date(entry);
            }
            "translated" => {
                self.matter.translated_entry = Span { start: entry.key_span.start, end: entry.node.span.end.max(entry.key_span.end) };
                // An absent value has no place of its own.
                self.matter.translated = Some(match entry.node.text() {
                    Some(hash) => (hash.to_owned(), entry.node.span),
                    None => (String::new(), entry.key_span),
                });
            }
            "math" => match entry.node.text() {
                Some("dollars") => self.matter.math_dollars = true,
                // Other generators say `math: true`, which asks for what is always on here.
                _ if entry.node.bool().is_some() => {}
                _ => self.wrong(entry, "`dollars`, or be left out"),
            },
            "search" => match entry.node.bool() {
                Some(search) => self.matter.search = search,
                None => self.wrong(entry, "yes or no"),
            },
            "boost" => match entry.node.text().and_then(|text| text.trim().parse().ok()).filter(|boost| (0.1..=10.0).contains(boost)) {
                Some(boost) => self.matter.boost = boost,
                None => self.wrong(entry, "a number, 0.1 to 10"),
            },
            key if settings::KEYS.contains(&key) => {
                if let Err(wanted) = self.matter.quiz.take(entry) {
                    self.wrong(entry, wanted);
                }
            }
            "sources" | "owner" | "teaches" => {
                self.texts(entry);
            }
            key if KEYS.contains(&key) => {
                self.matter.extra.insert(key.to_owned(), entry.node.to_json());
            }
            key => {
                if !FOREIGN.contains(&key)
                    && let Some(near) = nearest(key, KEYS)
                {
                    self.diagnostics.front_matter_near_miss(entry.key_span, key, near);
                }
                self.matter.extra.insert(key.to_owned(), entry.node.to_json());
            }
        }
    }

    fn wrong(&mut self, entry: &Entry, wanted: &str) {
        self.diagnostics.front_matter_wrong_type(entry.node.span, &entry.key, wanted);
    }

    fn text(&mut self, entry: &Entry) -> Option<String> {
        match entry.node.text() {
            Some(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            None => {
                self.wrong(entry, "a text");
                None
            }
        }
    }

    fn texts(&mut self, entry: &Entry) -> Vec<Placed> {
        match entry.node.texts() {
            Some(texts) => {
                texts.into_iter().map(|(text, span)| (text.trim().to_owned(), span)).filter(|(text, _)| !text.is_empty()).collect()
            }
            None => {
                self.wrong(entry, "a text or a list of texts");
                Vec::new()
            }
        }
    }

    fn number<T: std::str::FromStr>(&mut self, entry: &Entry, wanted: &str) -> Option<T> {
        let number = entry.node.text().and_then(|text| text.trim().parse().ok());
        if number.is_none() {
            self.wrong(entry, wanted);
        }
        number
    }

    /// A date, or the date of a point in time.
    fn date(&mut self, entry: &Entry) -> Option<Date> {
        let text = entry.node.text().unwrap_or_default();
        let date =
            text.get(..10).filter(|_| matches!(text.as_bytes().get(10), None | Some(b'T' | b't' | b' '))).and_then(|day| day.parse().ok());
        if date.is_none() {
            self.diagnostics.not_a_date(entry.node.span, &entry.key, text);
        }
        date
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourcePath;

    fn check(text: &str, expected: &[&str]) -> (FrontMatter, usize) {
        let mut diagnostics = Diagnostics::of(SourcePath::new("a.md"));
        let (matter, body) = read(text, &mut diagnostics);
        let told: Vec<String> = diagnostics.into_list().iter().map(|one| format!("{}@{}", one.code, &text[one.span.range()])).collect();
        assert_eq!(told, expected, "{text}");
        (matter, body)
    }

    #[test]
    fn yaml_and_toml_say_the_same() {
        let yaml = "---\ntitle: 2024\nkind: lesson\ntags: [a, b]\norder: 3\npublish: 2026-01-02\n---\nText";
        let toml = "+++\ntitle = \"2024\"\nkind = \"lesson\"\ntags = [\"a\", \"b\"]\norder = 3\npublish = 2026-01-02\n+++\nText";
        for text in [yaml, toml] {
            let (matter, body) = check(text, &[]);
            assert_eq!(matter.title.as_deref(), Some("2024"));
            assert_eq!((matter.kind, matter.order, matter.tags.len()), (Kind::Lesson, Some(3), 2));
            assert_eq!(matter.publish.map(|date| date.to_string()).as_deref(), Some("2026-01-02"));
            assert_eq!(&text[body..], "Text");
        }
    }

    #[test]
    fn a_colon_in_a_plain_text_is_told_and_the_rest_is_read() {
        let (matter, _) = check(
            "---\ntitle: Price: how to say it\norder: x\n---\n",
            &["unquoted-colon@Price: how to say it", "front-matter-wrong-type@x"],
        );
        assert_eq!(matter.title.as_deref(), Some("Price: how to say it"));
    }

    #[test]
    fn slips_are_told_at_their_place() {
        check(
            "---\nkind: leson\nupdated: soon\ntitel: x\ndraft: maybe\nminutes: ten\n---\n",
            &[
                "unknown-kind@leson",
                "not-a-date@soon",
                "front-matter-near-miss@titel",
                "front-matter-wrong-type@maybe",
                "front-matter-wrong-type@ten",
            ],
        );
        check("---\ntitle: x\n", &["front-matter-unclosed@---"]);
        check("---\ntitle: [x\n---\n", &["front-matter-unreadable@"]);
        check("+++\ntitle = x\n+++\n", &["front-matter-unreadable@x"]);
    }

    #[test]
    fn a_page_may_hide_from_search_or_come_first_in_it() {
        let (matter, _) = check("---\nsearch: no\nboost: 2.5\n---\n", &[]);
        assert_eq!((matter.search, matter.boost), (false, 2.5));
        let (matter, _) = check("+++\nsearch = true\nboost = 10\n+++\n", &[]);
        assert_eq!((matter.search, matter.boost), (true, 10.0));
        for (text, expected) in [
            ("---\nsearch: never\n---\n", "front-matter-wrong-type@never"),
            ("---\nboost: 0\n---\n", "front-matter-wrong-type@0"),
            ("---\nboost: 11\n---\n", "front-matter-wrong-type@11"),
            ("---\nboost: nan\n---\n", "front-matter-wrong-type@nan"),
            ("---\nboost: [2]\n---\n", "front-matter-wrong-type@[2]"),
        ] {
            let (matter, _) = check(text, &[expected]);
            assert_eq!((matter.search, matter.boost), (true, 1.0), "{text}");
        }
    }

    #[test]
    fn keys_without_a_value_say_nothing() {
        let (matter, _) = check("---\ntitle:\norder:\ndraft:\nexpire: ~\nsearch:\nboost:\nupdated:\ntags:\nmath:\ntranslated:\n---\n", &[]);
        assert_eq!(matter.translated.as_ref().map(|(text, _)| text.as_str()), Some(""));
        assert_eq!(FrontMatter { translated: None, translated_entry: Span::FILE, ..matter }, FrontMatter::none());
    }

    #[test]
    fn keys_of_other_generators_are_left_to_templates() {
        let (matter, _) = check("---\nweight: 3\nmenu: {main: {x: 1}}\ndate: 2020-01-01\nlayout: post\ncategories: [a]\n---\n", &[]);
        assert_eq!(matter.extra.len(), 5);
        assert_eq!(matter.extra["weight"], 3);
    }
}
