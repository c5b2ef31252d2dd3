//! What the site says about itself: `hornbook.toml`.

use std::sync::Arc;

use globset::{Glob, GlobMatcher, GlobSet, GlobSetBuilder};

use crate::diagnostics::{Diagnostic, Diagnostics, nearest};
use crate::settings::{self, Settings};
use crate::source::{Flaw, Hash, Source, SourcePath, Span, nfc};
use crate::tree::{self, Entry, Node, Scalar, Value};
use crate::words::{self, Keyword, Keywords};

pub const FILE_NAME: &str = "hornbook.toml";

/// A complete configuration; what the file does not say has its default.
#[derive(Clone, Debug)]
pub struct Config {
    title: ByLanguage,
    description: ByLanguage,
    /// Names the site in the readers' storage.
    pub id: Option<String>,
    /// Folders of the content, the default first. Empty: the content is in one language, unprefixed.
    pub languages: Vec<Language>,
    /// Write a redirect page at the address without language of each page of the default language.
    pub unprefixed: bool,
    /// Six hexadecimal digits after `#`.
    pub accent: Option<String>,
    pub logo: Option<(SourcePath, Span)>,
    /// An address with `{path}`.
    pub edit: Option<String>,
    pub editor: Option<Editor>,
    pub ignore: Patterns,
    pub copy: Vec<(Pattern, Span)>,
    pub raw_html: bool,
    /// Whether readers can search: index, script, button and all.
    pub search: bool,
    pub base: Option<Base>,
    pub frame_ancestors: Option<String>,
    pub hosts: Vec<Host>,
    /// The author's keywords, the site's own among them.
    pub keywords: Arc<Keywords>,
    /// Defaults of quiz pages.
    pub quiz: Settings,
    /// Of the file and of the folder's name: everything above depends on nothing else.
    pub hash: Hash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    pub tag: Arc<str>,
    pub span: Span,
}

/// A text, or one for each language.
#[derive(Clone, Debug)]
enum ByLanguage {
    One(Arc<str>),
    /// In the order of `languages`, the default first.
    Each(Vec<(String, Arc<str>)>),
}

impl ByLanguage {
    fn get(&self, language: &str) -> Option<Arc<str>> {
        match self {
            ByLanguage::One(text) => Some(text.clone()),
            ByLanguage::Each(texts) => {
                let found = texts.iter().find(|(tag, _)| tag == language).or_else(|| texts.first());
                found.map(|(_, text)| text.clone())
            }
        }
    }
}

/// The full address of the site, ending in `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// As written: `https://host/path/`.
    pub url: String,
    /// `/path/`, percent-decoded.
    pub path: String,
}

/// How the link of a fault opens a file in `serve`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(String);

impl Editor {
    /// `vscode`, `idea`, or an address with `{path}`, perhaps `{line}` and `{column}`. Never one that a browser
    /// would run.
    fn new(text: &str) -> Option<Editor> {
        let pattern = match text {
            "vscode" => "vscode://file{path}:{line}:{column}",
            "idea" => "idea://open?file={path}&line={line}&column={column}",
            _ => text,
        };
        let scheme = pattern.split_once(':')?.0;
        let is_scheme = scheme.len() > 1 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        let runs = ["javascript", "data", "vbscript", "blob"].contains(&scheme.to_ascii_lowercase().as_str());
        (is_scheme && !runs && pattern.contains("{path}")).then(|| Editor(pattern.to_owned()))
    }

    /// `path` with `/` between its parts, and one at its start.
    pub fn href(&self, path: &str, line: usize, column: usize) -> String {
        let filled = self.0.replace("{line}", &line.to_string()).replace("{column}", &column.to_string());
        filled.replace("{path}", &crate::address::encode(path))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    Iis,
    Apache,
}

impl Host {
    /// The file that the host wants at the root of the site.
    pub fn file_name(self) -> &'static str {
        match self {
            Host::Iis => "web.config",
            Host::Apache => ".htaccess",
        }
    }
}

/// A pattern of file paths, as written and ready to match.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub text: String,
    matcher: GlobMatcher,
}

impl Pattern {
    pub fn matches(&self, path: &str) -> bool {
        self.matcher.is_match(path)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Patterns(Option<GlobSet>);

impl Patterns {
    pub fn matches(&self, path: &str) -> bool {
        self.0.as_ref().is_some_and(|set| set.is_match(path))
    }
}

const KEYS: [&str; 18] = [
    "title",
    "description",
    "id",
    "languages",
    "unprefixed",
    "accent",
    "logo",
    "edit",
    "editor",
    "ignore",
    "copy",
    "raw_html",
    "search",
    "base",
    "frame_ancestors",
    "hosts",
    "words",
    "quiz",
];

impl Config {
    /// The site's title in a language.
    pub fn title(&self, language: &str) -> Arc<str> {
        self.title.get(language).unwrap_or_else(|| "".into())
    }

    /// The site's description in a language; may be empty.
    pub fn description(&self, language: &str) -> Arc<str> {
        self.description.get(language).unwrap_or_else(|| "".into())
    }

    /// Names the site in the readers' storage: its `id`, else its title in the default language.
    pub fn storage_id(&self, language: &str) -> String {
        self.id.clone().unwrap_or_else(|| crate::address::slug(&self.title(language)))
    }

    /// The configuration of a folder that has none. `folder` is its name, the title of last resort.
    pub fn none(folder: &str) -> Config {
        Config {
            title: ByLanguage::One(folder.into()),
            description: ByLanguage::One("".into()),
            id: None,
            languages: Vec::new(),
            unprefixed: false,
            accent: None,
            logo: None,
            edit: None,
            editor: None,
            ignore: Patterns::default(),
            copy: Vec::new(),
            raw_html: false,
            search: true,
            base: None,
            frame_ancestors: None,
            hosts: Vec::new(),
            keywords: Arc::new(Keywords::new(&[])),
            quiz: Settings::default(),
            hash: Hash::of(folder.as_bytes()),
        }
    }

    /// Reads the file. `Err`: it cannot be read at all, and nothing else should be said.
    pub fn read(source: &Source, folder: &str) -> (Result<Config, ()>, Vec<Diagnostic>) {
        let mut reader = Reader { diagnostics: Diagnostics::of(source.path.clone()), languages: Vec::new() };
        let config = reader.config(source, folder);
        (config, reader.diagnostics.into_list())
    }
}

struct Reader {
    diagnostics: Diagnostics,
    languages: Vec<Language>,
}

impl Reader {
    fn config(&mut self, source: &Source, folder: &str) -> Result<Config, ()> {
        match &source.flaw {
            Some(Flaw::NotUtf8 { at }) => {
                self.diagnostics.not_utf8(Span { start: *at, end: *at });
                return Err(());
            }
            Some(Flaw::TooLarge { bytes }) => {
                self.diagnostics.page_too_large(*bytes);
                return Err(());
            }
            Some(Flaw::Unreadable { reason }) => {
                self.diagnostics.unreadable_file(reason);
                return Err(());
            }
            Some(Flaw::Utf16) => self.diagnostics.utf16(),
            None => {}
        }
        let entries = match tree::from_toml(&source.text, 0) {
            Ok(entries) => entries,
            Err(error) => {
                self.diagnostics.config_unreadable(error.span, &error.reason);
                return Err(());
            }
        };
        let mut config = Config::none(folder);
        config.hash = Hash::of(format!("{folder}\n{}", source.text).as_bytes());
        // `languages` first: other keys are checked against it.
        if let Some(entry) = entries.iter().find(|entry| entry.key == "languages") {
            config.languages = self.languages(entry);
            self.languages.clone_from(&config.languages);
        }
        for entry in &entries {
            self.key(&mut config, entry);
        }
        Ok(config)
    }

    fn key(&mut self, config: &mut Config, entry: &Entry) {
        match entry.key.as_str() {
            "languages" => {}
            "title" => {
                if let Some(text) = self.by_language(entry) {
                    config.title = text;
                }
            }
            "description" => {
                if let Some(text) = self.by_language(entry) {
                    config.description = text;
                }
            }
            "id" => config.id = self.text(entry).filter(|id| !id.is_empty()).map(str::to_owned),
            "unprefixed" => config.unprefixed = self.bool(entry).unwrap_or(config.unprefixed),
            "raw_html" => config.raw_html = self.bool(entry).unwrap_or(config.raw_html),
            "search" => config.search = self.bool(entry).unwrap_or(config.search),
            "accent" => {
                if let Some(text) = self.text(entry) {
                    if is_colour(text) {
                        config.accent = Some(text.to_lowercase());
                    } else {
                        self.diagnostics.accent_not_a_colour(entry.node.span, text);
                    }
                }
            }
            "logo" => {
                let text = self.text(entry);
                config.logo = text.map(|text| (SourcePath::new(text.trim_start_matches("./")), entry.node.span));
            }
            "edit" => {
                if let Some(text) = self.text(entry) {
                    if text.contains("{path}") && is_web_address(text) {
                        config.edit = Some(text.to_owned());
                    } else {
                        self.wrong(entry, "an address that holds `{path}`, for example \"https://host/edit/{path}\"");
                    }
                }
            }
            "editor" => {
                if let Some(text) = self.text(entry) {
                    config.editor = Editor::new(text);
                    if config.editor.is_none() {
                        self.wrong(
                            entry,
                            "\"vscode\", \"idea\", or an address that holds `{path}`, for example \"zed://file{path}:{line}\"",
                        );
                    }
                }
            }
            "ignore" => {
                let mut set = GlobSetBuilder::new();
                for (pattern, _) in self.patterns(entry) {
                    set.add(pattern.matcher.glob().clone());
                    // A bare name is meant wherever it stands, as in other programs' lists.
                    let name = pattern.matcher.glob().glob();
                    if !name.contains('/') {
                        set.add(glob(&format!("**/{name}")).unwrap_or_else(|_| pattern.matcher.glob().clone()));
                    }
                }
                config.ignore = Patterns(set.build().ok());
            }
            "copy" => config.copy = self.patterns(entry),
            "base" => {
                if let Some(text) = self.text(entry) {
                    match base(text) {
                        Some(base) => config.base = Some(base),
                        None => self.wrong(entry, "the full address of the site, for example \"https://host/path/\""),
                    }
                }
            }
            "frame_ancestors" => {
                if let Some(text) = self.text(entry) {
                    // It ends up in a header: nothing that could end the directive or the line.
                    if !text.trim().is_empty()
                        && text.chars().all(|letter| matches!(letter, ' '..='~') && !matches!(letter, ';' | ',' | '"' | '\\'))
                    {
                        config.frame_ancestors = Some(text.to_owned());
                    } else {
                        self.wrong(entry, "a list of addresses parted by spaces, for example \"'self' https://lms.example\"");
                    }
                }
            }
            "hosts" => {
                for (text, span) in self.texts(entry) {
                    match text.as_str() {
                        "iis" => config.hosts.push(Host::Iis),
                        "apache" => config.hosts.push(Host::Apache),
                        _ => self.diagnostics.config_wrong_type(span, "hosts", "a list of \"iis\" and \"apache\""),
                    }
                }
            }
            "words" => {
                let own: Vec<(Keyword, String)> = self.tables(entry).iter().flat_map(|language| self.own_words(language)).collect();
                config.keywords = Arc::new(Keywords::new(&own));
            }
            "quiz" => {
                for entry in self.tables(entry) {
                    if !settings::KEYS.contains(&entry.key.as_str()) {
                        let near = nearest(&entry.key, settings::KEYS);
                        self.diagnostics.config_unknown_key(entry.key_span, &entry.key, near);
                    } else if let Err(wanted) = config.quiz.take(entry) {
                        self.wrong(entry, wanted);
                    }
                }
            }
            key => self.diagnostics.config_unknown_key(entry.key_span, key, nearest(key, KEYS)),
        }
    }

    /// The entries of a table.
    fn tables<'a>(&mut self, entry: &'a Entry) -> &'a [Entry] {
        match &entry.node.value {
            Value::Table(entries) => entries,
            _ => {
                self.wrong(entry, "a table");
                &[]
            }
        }
    }

    /// A table of one language's own keywords: each a text, or a list of them.
    fn own_words(&mut self, language: &Entry) -> Vec<(Keyword, String)> {
        if !is_language_tag(&language.key) {
            self.diagnostics.config_unknown_language(language.key_span, &language.key, "write a language tag, for example `[words.en]`");
        }
        let mut own = Vec::new();
        for entry in self.tables(language) {
            let Some(keyword) = words::named(&entry.key) else {
                self.diagnostics.config_unknown_key(entry.key_span, &entry.key, nearest(&entry.key, words::names()));
                continue;
            };
            let texts = match quoted(&entry.node) {
                Some(text) => vec![(text.to_owned(), entry.node.span)],
                None => self.texts(entry),
            };
            for (text, span) in texts {
                let text = text.trim().trim_end_matches([':', '՝']).trim_end().to_owned();
                if text.is_empty() || text.chars().count() > 30 || text.contains([':', '\n', '`', '*', '_']) {
                    self.diagnostics.config_wrong_type(span, &entry.key, "a word or two, without a colon inside");
                } else {
                    own.push((keyword, text));
                }
            }
        }
        own
    }

    fn wrong(&mut self, entry: &Entry, wanted: &str) {
        self.diagnostics.config_wrong_type(entry.node.span, &entry.key, wanted);
    }

    fn text<'a>(&mut self, entry: &'a Entry) -> Option<&'a str> {
        let text = quoted(&entry.node);
        if text.is_none() {
            self.wrong(entry, "a text in quotes");
        }
        text
    }

    fn texts(&mut self, entry: &Entry) -> Vec<(String, Span)> {
        let texts = match &entry.node.value {
            Value::List(items) => {
                items.iter().map(|item| quoted(item).map(|text| (text.to_owned(), item.span))).collect::<Option<Vec<_>>>()
            }
            _ => None,
        };
        texts.unwrap_or_else(|| {
            self.wrong(entry, "a list of texts in quotes");
            Vec::new()
        })
    }

    fn bool(&mut self, entry: &Entry) -> Option<bool> {
        match &entry.node.value {
            Value::Scalar { text, kind: Scalar::Bool } => Some(text == "true"),
            _ => {
                self.wrong(entry, "true or false");
                None
            }
        }
    }

    fn patterns(&mut self, entry: &Entry) -> Vec<(Pattern, Span)> {
        let mut patterns = Vec::new();
        for (text, span) in self.texts(entry) {
            // Paths are in NFC and have no `/` at their ends; people write folders with one.
            let pattern = nfc(text.trim_start_matches("./").trim_end_matches('/'));
            match glob(&pattern) {
                Ok(glob) => patterns.push((Pattern { text, matcher: glob.compile_matcher() }, span)),
                Err(_) => self.diagnostics.config_wrong_type(span, &entry.key, "a list of patterns such as \"downloads/**\""),
            }
        }
        patterns
    }

    fn languages(&mut self, entry: &Entry) -> Vec<Language> {
        let mut languages: Vec<Language> = Vec::new();
        for (tag, span) in self.texts(entry) {
            if !is_language_tag(&tag) {
                self.diagnostics.config_unknown_language(span, &tag, "write the short name of a language, for example `en`, `hy` or `ru`");
            } else if languages.iter().any(|language| *language.tag == *tag) {
                self.diagnostics.config_wrong_type(span, "languages", "a list that names each language once");
            } else {
                languages.push(Language { tag: tag.into(), span });
            }
        }
        languages
    }

    fn by_language(&mut self, entry: &Entry) -> Option<ByLanguage> {
        let Value::Table(entries) = &entry.node.value else {
            return match quoted(&entry.node) {
                Some(text) => Some(ByLanguage::One(text.into())),
                None => {
                    self.wrong(entry, "a text in quotes, or a table of texts by language");
                    None
                }
            };
        };
        let mut texts = Vec::new();
        for one in entries {
            if !self.languages.is_empty() && !self.languages.iter().any(|language| *language.tag == *one.key) {
                let help = format!("the languages are: {}", self.language_list());
                self.diagnostics.config_unknown_language(one.key_span, &one.key, &help);
            }
            if let Some(text) = self.text(one) {
                texts.push((one.key.clone(), text.into()));
            }
        }
        let rank = |tag: &str| self.languages.iter().position(|language| *language.tag == *tag);
        texts.sort_by_key(|(tag, _)| rank(tag).unwrap_or(usize::MAX));
        (!texts.is_empty()).then_some(ByLanguage::Each(texts))
    }

    fn language_list(&self) -> String {
        self.languages.iter().map(|language| format!("`{}`", language.tag)).collect::<Vec<_>>().join(", ")
    }
}

/// A pattern in which `*` stays within a folder.
fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    globset::GlobBuilder::new(pattern).literal_separator(true).build()
}

fn quoted(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar { text, kind: Scalar::Text } => Some(text),
        _ => None,
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

fn is_web_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// BCP 47 as far as folder names need it: `en`, `hy`, `pt-br`, `zh-hant`.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    parts.next().is_some_and(|first| matches!(first.len(), 2..=3) && first.bytes().all(|letter| letter.is_ascii_lowercase()))
        && parts
            .all(|part| matches!(part.len(), 2..=8) && part.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit()))
}

fn base(text: &str) -> Option<Base> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let plain = |letter: char| !letter.is_whitespace() && !letter.is_control() && !matches!(letter, '"' | '<' | '>' | '\\' | '?' | '#');
    if host.is_empty() || !host.chars().all(|letter| plain(letter) && letter != '@') || !path.chars().all(plain) {
        return None;
    }
    let slash = if path.is_empty() || path.ends_with('/') { "" } else { "/" };
    let url = if rest.contains('/') { format!("{text}{slash}") } else { format!("{text}/") };
    // It ends up in the files of hosts.
    let path = crate::address::decode(&format!("/{path}{slash}"));
    let is_plain =
        path.chars().all(|letter| letter == ' ' || (plain(letter) && letter != '\'')) && path.split('/').all(|part| part != "..");
    is_plain.then_some(Base { path, url })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Config, Vec<String>) {
        let source = Source::from_text(FILE_NAME, text);
        let (config, list) = Config::read(&source, "folder");
        let told = list.iter().map(|one| format!("{}@{}", one.code, &text[one.span.range()])).collect();
        (config.unwrap_or_else(|()| Config::none("folder")), told)
    }

    #[test]
    fn a_whole_configuration_is_read() {
        let (config, told) = read(
            "title = { en = \"A\", hy = \"Բ\" }\nlanguages = [\"en\", \"hy\"]\naccent = \"#0B5D73\"\nbase = \"https://x.example/a%20b\"\ncopy = [\"downloads/**\"]\nhosts = [\"iis\"]\n",
        );
        assert_eq!(told, Vec::<String>::new());
        assert_eq!(&*config.title("hy"), "Բ");
        let (other, _) = read("languages = [\"ru\", \"en\", \"hy\"]\ntitle = { en = \"E\", ru = \"R\" }\n");
        assert_eq!(&*other.title("hy"), "R");
        assert_eq!(config.accent.as_deref(), Some("#0b5d73"));
        assert_eq!(config.base, Some(Base { url: "https://x.example/a%20b/".into(), path: "/a b/".into() }));
        assert!(config.copy[0].0.matches("downloads/a/b.zip"));
        assert!(!config.copy[0].0.matches("other/a.zip"));
    }

    #[test]
    fn a_pattern_may_end_in_a_slash_and_be_in_any_unicode_form() {
        let (config, told) = read("ignore = [\"content/old/\", \"cafe\u{301}\"]\n");
        assert_eq!(told, Vec::<String>::new());
        assert!(config.ignore.matches("content/old") && config.ignore.matches("caf\u{e9}"));
    }

    #[test]
    fn a_bare_name_is_ignored_wherever_it_stands() {
        let (config, _) = read("ignore = [\"*.tmp\", \"drafts/\", \"a/b\"]\n");
        for (path, expected) in
            [("x.tmp", true), ("deep/er/x.tmp", true), ("c/drafts", true), ("a/b", true), ("c/a/b", false), ("x.md", false)]
        {
            assert_eq!(config.ignore.matches(path), expected, "{path}");
        }
    }

    #[test]
    fn every_slip_is_told_at_its_place() {
        let (_, told) = read(
            "titel = \"A\"\nlanguages = [\"en\", \"english!\"]\ntitle = { ru = \"x\" }\naccent = \"red\"\nraw_html = \"yes\"\nbase = \"/x\"\nhosts = [\"s3\"]\nedit = \"x\"\n",
        );
        let mut told = told;
        told.sort();
        assert_eq!(
            told,
            [
                "accent-not-a-colour@\"red\"",
                "config-unknown-key@titel",
                "config-unknown-language@\"english!\"",
                "config-unknown-language@ru",
                "config-wrong-type@\"/x\"",
                "config-wrong-type@\"s3\"",
                "config-wrong-type@\"x\"",
                "config-wrong-type@\"yes\"",
            ]
        );
    }

    #[test]
    fn search_is_on_unless_it_is_switched_off() {
        for (text, search, faults) in
            [("", true, 0), ("search = true", true, 0), ("search = false", false, 0), ("search = \"no\"", true, 1)]
        {
            let (config, told) = read(text);
            assert_eq!((config.search, told.len()), (search, faults), "{text}");
        }
    }

    #[test]
    fn what_ends_up_in_the_files_of_hosts_is_plain() {
        for text in [
            "base = \"https://x.example/%0a/\"",
            "base = \"https://x.example/%22\"",
            "base = \"https://x.example/a/../b/\"",
            "frame_ancestors = \"\"",
            "frame_ancestors = \"'self'; script-src *\"",
        ] {
            let (_, told) = read(text);
            assert_eq!(told.len(), 1, "{text}");
        }
    }

    #[test]
    fn a_file_that_is_no_toml_is_told_once() {
        let (_, told) = read("title = \n");
        assert_eq!(told.len(), 1);
        assert!(told[0].starts_with("config-unreadable"));
    }
}
