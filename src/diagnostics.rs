//! What we tell the author: one constructor a fault, each named for what is true. All wording is here.
//!
//! A message is lower case, without a full stop, names in backticks, and says what is; the help says
//! what to do. Codes never change their meaning; each has a page in `diagnostics/help/CODE.md`.

pub mod help;
pub mod print;

use crate::source::{SourcePath, Span};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A reader would meet something broken or unreadable.
    Error,
    /// Doubtful.
    Warning,
    /// Worth knowing.
    Notice,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
        }
    }
}

/// One thing to tell an author. The span lies in the file at `path`; line and column are computed
/// when it is printed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    pub path: SourcePath,
    pub span: Span,
    pub severity: Severity,
    pub code: &'static str,
    pub message: String,
    pub help: Option<String>,
    /// What `fix` does about it.
    pub edit: Option<Box<Edit>>,
}

/// A text in place of a span.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A fault mended: the edit, and the line as it then reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    pub edit: Edit,
    pub line: String,
}

impl Mend {
    fn help(&self) -> Option<String> {
        Some(format!("write `{}`", self.line))
    }
}

/// The diagnostics of one file while it is being read.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    path: SourcePath,
    list: Vec<Diagnostic>,
}

/// Sorts by path (code points), then place, the graver first, and removes repeats.
pub fn sort(list: &mut Vec<Diagnostic>) {
    list.sort_by(|a, b| {
        let key = |one: &Diagnostic| (one.span.start, one.severity, one.span.end, one.code);
        a.path.cmp(&b.path).then_with(|| key(a).cmp(&key(b))).then_with(|| a.message.cmp(&b.message))
    });
    list.dedup();
}

/// The name nearest to a mistyped one, if it is near enough to be meant.
///
/// One edit in three characters is a slip; names of one or two characters (`en`, `hy`) differ by
/// case at most. Among equally near ones the first by name is taken, whatever the order they come in.
///
/// A site has thousands of candidates for each broken link, so an edit distance is worked out only for
/// those that may still win by a bound that costs little.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = Wanted::new(name);
    let counted = candidates.into_iter().filter(|candidate| wanted.may_be(candidate));
    wanted.best(counted.map(|candidate| (Counts::of(folded(candidate)), candidate)))
}

/// Names that many mistyped ones are compared with: what costs is done once for each.
#[derive(Debug)]
pub struct Guesses(Vec<(Counts, Box<str>)>);

impl Guesses {
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Guesses {
        Guesses(names.into_iter().map(|name| (Counts::of(folded(name)), name.into())).collect())
    }

    /// As `nearest` among these names.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let wanted = Wanted::new(name);
        let likely = self.0.iter().filter(|(_, candidate)| wanted.may_be(candidate));
        wanted.best(likely.map(|(counts, candidate)| (*counts, &**candidate)))
    }
}

/// A mistyped name.
struct Wanted {
    name: Vec<char>,
    limit: usize,
    counts: Counts,
}

/// So many candidates are looked at closely, the likeliest first: names that are mere numberings of each
/// other are all as likely, and none of them is a help.
const CLOSELY: usize = 200;

impl Wanted {
    fn new(name: &str) -> Wanted {
        let name: Vec<char> = folded(name).collect();
        Wanted { limit: name.len() / 3, counts: Counts::of(name.iter().copied()), name }
    }

    /// A character has four bytes at most: what is far too long need not be read.
    fn may_be(&self, candidate: &str) -> bool {
        candidate.len() <= 4 * (self.name.len() + self.limit)
    }

    fn best<'a>(&self, candidates: impl Iterator<Item = (Counts, &'a str)>) -> Option<&'a str> {
        let mut likely: Vec<(usize, &str)> = candidates
            .map(|(counts, candidate)| (self.counts.at_least_apart(&counts), candidate))
            .filter(|(bound, _)| *bound <= self.limit)
            .collect();
        likely.sort_unstable();
        let mut best: Option<(usize, &str)> = None;
        for (bound, candidate) in likely.into_iter().take(CLOSELY) {
            if best.is_some_and(|(distance, _)| distance < bound) {
                break;
            }
            let distance = strsim::generic_damerau_levenshtein(&self.name, &folded(candidate).collect::<Vec<_>>());
            if distance <= self.limit && best.is_none_or(|best| (distance, candidate) < best) {
                best = Some((distance, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }
}

fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars().flat_map(char::to_lowercase)
}

/// How often each character stands in a name. Some characters share a counter.
#[derive(Clone, Copy, Debug)]
struct Counts([i16; 64]);

impl Counts {
    fn of(name: impl Iterator<Item = char>) -> Counts {
        let mut counts = [0i16; 64];
        for character in name {
            let count = &mut counts[character as usize % 64];
            *count = count.saturating_add(1);
        }
        Counts(counts)
    }

    /// A lower bound of the edit distance: the characters that one name has more of. One edit takes away
    /// and adds one at most, and shared counters can only hide a difference.
    fn at_least_apart(&self, other: &Counts) -> usize {
        let (mut more, mut fewer) = (0i32, 0i32);
        for (a, b) in self.0.iter().zip(&other.0) {
            let difference = i32::from(*a) - i32::from(*b);
            more += difference.max(0);
            fewer += (-difference).max(0);
        }
        more.max(fewer) as usize
    }
}

/// `is one`, `are three`.
fn are(count: usize) -> String {
    format!("{} {count}", if count == 1 { "is" } else { "are" })
}

fn did_you_mean(nearest: Option<&str>) -> Option<String> {
    nearest.map(|name| format!("did you mean `{name}`?"))
}

/// `1 cell`, `3 cells`.
pub fn counted(count: usize, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}

impl Diagnostics {
    pub fn of(path: SourcePath) -> Diagnostics {
        Diagnostics { path, list: Vec::new() }
    }

    pub fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }

    /// Whether a fault of this kind has been told.
    pub fn tells(&self, code: &str) -> bool {
        self.list.iter().any(|one| one.code == code)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|one| one.severity == Severity::Error)
    }

    /// How many faults have been told.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    fn error(&mut self, code: &'static str, span: Span, message: String, help: Option<String>) {
        self.push(Severity::Error, code, span, message, help);
    }

    fn warning(&mut self, code: &'static str, span: Span, message: String, help: Option<String>) {
        self.push(Severity::Warning, code, span, message, help);
    }

    fn notice(&mut self, code: &'static str, span: Span, message: String, help: Option<String>) {
        self.push(Severity::Notice, code, span, message, help);
    }

    fn push(&mut self, severity: Severity, code: &'static str, span: Span, message: String, help: Option<String>) {
        self.list.push(Diagnostic { path: self.path.clone(), span, severity, code, message, help, edit: None });
    }

    /// The fault that has just been told can be mended by itself.
    fn mend(&mut self, mend: Option<Mend>) {
        if let (Some(last), Some(mend)) = (self.list.last_mut(), mend) {
            last.edit = Some(Box::new(mend.edit));
        }
    }

    // Configuration

    /// `hornbook.toml` cannot be read as TOML; `reason` is the parser's sentence.
    pub fn config_unreadable(&mut self, span: Span, reason: &str) {
        self.error(
            "config-unreadable",
            span,
            format!("the configuration cannot be read: {reason}"),
            Some("mend this line; strings stand in straight quotes, lists in square brackets".into()),
        );
    }

    pub fn config_unknown_key(&mut self, span: Span, key: &str, nearest: Option<&str>) {
        let help =
            did_you_mean(nearest).unwrap_or_else(|| "remove the line, or look up the keys in `hornbook help config-unknown-key`".into());
        self.error("config-unknown-key", span, format!("there is no key `{key}`"), Some(help));
    }

    /// `wanted` completes "`key` must be …", for example "a text".
    pub fn config_wrong_type(&mut self, span: Span, key: &str, wanted: &str) {
        self.error("config-wrong-type", span, format!("`{key}` must be {wanted}"), None);
    }

    /// A language that is no language tag, has no folder in the content, or is not among `languages`.
    pub fn config_unknown_language(&mut self, span: Span, language: &str, help: &str) {
        self.error("config-unknown-language", span, format!("no language of this site is called `{language}`"), Some(help.into()));
    }

    pub fn accent_not_a_colour(&mut self, span: Span, value: &str) {
        self.error(
            "accent-not-a-colour",
            span,
            format!("`{value}` is not a colour"),
            Some("write six hexadecimal digits, for example `#0b5d73`".into()),
        );
    }

    pub fn logo_missing(&mut self, span: Span, path: &str) {
        self.error(
            "logo-missing",
            span,
            format!("there is no picture `{path}` in the site"),
            Some("the path is counted from the folder of hornbook.toml".into()),
        );
    }

    pub fn copy_matches_nothing(&mut self, span: Span, pattern: &str) {
        self.warning(
            "copy-matches-nothing",
            span,
            format!("no file matches `{pattern}`"),
            Some("the pattern is counted from the folder of hornbook.toml; `**` stands for any number of folders".into()),
        );
    }

    // Reading

    pub fn not_utf8(&mut self, span: Span) {
        self.error("not-utf8", span, "this byte is not UTF-8".into(), Some("save the file as UTF-8 in your editor".into()));
    }

    pub fn utf16(&mut self) {
        self.warning(
            "utf16",
            Span::FILE,
            "the file is UTF-16".into(),
            Some("it was read all the same; save it as UTF-8 so that every program reads it".into()),
        );
    }

    pub fn page_too_large(&mut self, bytes: u64) {
        self.error(
            "page-too-large",
            Span::FILE,
            format!("the page has {bytes} bytes; at most 2 MB can be read"),
            Some("split it into several pages".into()),
        );
    }

    pub fn text_file_beside_pages(&mut self, new_name: &str) {
        self.warning(
            "text-file-beside-pages",
            Span::FILE,
            "this text file looks like a page with a second ending".into(),
            Some(format!("rename it to `{new_name}`")),
        );
    }

    pub fn symlink_not_followed(&mut self) {
        self.warning(
            "symlink-not-followed",
            Span::FILE,
            "this is a symbolic link, and links are not followed".into(),
            Some("put the file or folder itself here".into()),
        );
    }

    pub fn page_outside_languages(&mut self, languages: &str) {
        self.error(
            "page-outside-languages",
            Span::FILE,
            "this page stands in no language folder".into(),
            Some(format!("move it into the folder of its language: {languages}")),
        );
    }

    pub fn unreadable_file(&mut self, reason: &str) {
        self.error(
            "unreadable-file",
            Span::FILE,
            format!("the file cannot be read: {reason}"),
            Some("check the permissions of the file".into()),
        );
    }

    pub fn nesting_too_deep(&mut self, span: Span, limit: usize) {
        self.error(
            "nesting-too-deep",
            span,
            format!("quotes and lists stand inside each other more than {limit} deep"),
            Some("take out some levels; what stands deeper is left out".into()),
        );
    }

    // Front matter

    pub fn front_matter_unclosed(&mut self, span: Span, delimiter: &str) {
        self.error(
            "front-matter-unclosed",
            span,
            "the front matter that begins here has no end".into(),
            Some(format!("write `{delimiter}` on a line of its own after its last line")),
        );
    }

    pub fn front_matter_unreadable(&mut self, span: Span, reason: &str) {
        self.error(
            "front-matter-unreadable",
            span,
            format!("the front matter cannot be read: {reason}"),
            Some("each line is `key: value`; values with special signs stand in double quotes".into()),
        );
    }

    /// `wanted` completes "`key` must be …".
    pub fn front_matter_wrong_type(&mut self, span: Span, key: &str, wanted: &str) {
        self.error("front-matter-wrong-type", span, format!("`{key}` must be {wanted}"), None);
    }

    pub fn unknown_kind(&mut self, span: Span, kind: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| "the kinds are page, lesson, course, quiz, simulation, glossary".into());
        self.error("unknown-kind", span, format!("there is no kind of page called `{kind}`"), Some(help));
    }

    pub fn not_a_date(&mut self, span: Span, key: &str, value: &str) {
        self.error(
            "not-a-date",
            span,
            format!("`{key}` is no date: `{value}`"),
            Some("write year, month and day, for example `2026-11-30`".into()),
        );
    }

    /// `mended` is the whole corrected line.
    pub fn unquoted_colon(&mut self, span: Span, key: &str, mended: &str) {
        self.error(
            "unquoted-colon",
            span,
            format!("the text of `{key}` holds a colon and needs quotes"),
            Some(format!("write `{mended}`")),
        );
    }

    pub fn front_matter_near_miss(&mut self, span: Span, key: &str, nearest: &str) {
        self.warning(
            "front-matter-near-miss",
            span,
            format!("`{key}` is no key of the front matter"),
            Some(format!("did you mean `{nearest}`?")),
        );
    }

    pub fn missing_title(&mut self, title: &str) {
        self.warning(
            "missing-title",
            Span::FILE,
            format!("the page has no title; its file name serves: `{title}`"),
            Some("begin the page with a line `# Title`".into()),
        );
    }

    // Names and addresses

    pub fn same_address(&mut self, address: &str, other: &str) {
        self.error(
            "same-address",
            Span::FILE,
            format!("the address `{address}` is also that of `{other}`"),
            Some("rename one of the two files".into()),
        );
    }

    pub fn reserved_name(&mut self, name: &str) {
        self.error(
            "reserved-name",
            Span::FILE,
            format!("`{name}` is a name that Windows keeps for itself"),
            Some("give the file or folder another name".into()),
        );
    }

    pub fn empty_address(&mut self, name: &str) {
        self.error(
            "empty-address",
            Span::FILE,
            format!("nothing of the name `{name}` is left for an address"),
            Some("add a word to the name".into()),
        );
    }

    pub fn address_too_long(&mut self, address: &str) {
        let what = match address.chars().count() {
            length @ 181.. => format!("the address has {length} characters, at most 180 are safe everywhere"),
            _ => "a name in the address has more than 255 bytes, which no disk takes".to_owned(),
        };
        self.error(
            "address-too-long",
            Span::FILE,
            format!("{what}: `{address}`"),
            Some("shorten the names of the file and its folders".into()),
        );
    }

    pub fn duplicate_page_id(&mut self, span: Span, id: &str, other: &str) {
        self.error(
            "duplicate-page-id",
            span,
            format!("the id `{id}` is also that of `{other}`"),
            Some("give each page its own `id:`; only a translation shares it".into()),
        );
    }

    pub fn alias_over_page(&mut self, span: Span, alias: &str, page: &str) {
        self.error(
            "alias-over-page",
            span,
            format!("the alias `{alias}` is the address of `{page}`"),
            Some("remove the alias, or rename the page".into()),
        );
    }

    pub fn alias_twice(&mut self, span: Span, alias: &str, other: &str) {
        self.error(
            "alias-twice",
            span,
            format!("the alias `{alias}` is also an alias of `{other}`"),
            Some("keep it in one of the two pages".into()),
        );
    }

    pub fn stale_translation(&mut self, span: Span, original: &str) {
        self.warning(
            "stale-translation",
            span,
            format!("`{original}` has changed since this translation was made"),
            Some("bring the translation up to date, then run `hornbook fix --write`".into()),
        );
    }

    pub fn leads_nowhere(&mut self) {
        self.notice(
            "leads-nowhere",
            Span::FILE,
            "no text, section list or course leads to this page".into(),
            Some("link it from a page, or move it into a section".into()),
        );
    }

    // Links

    /// `target` as the author wrote it.
    pub fn unknown_page(&mut self, span: Span, target: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| "write the path of a page, counted from the folder of this one".into());
        self.error("unknown-page", span, format!("no page is called `{target}`"), Some(help));
    }

    pub fn unknown_anchor(&mut self, span: Span, target: &str, page: &str, nearest: Option<&str>) {
        self.error("unknown-anchor", span, format!("`{page}` has no heading for `{target}`"), did_you_mean(nearest));
    }

    pub fn unknown_wikilink(&mut self, span: Span, name: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| "write the title or the file name of a page".into());
        self.error("unknown-wikilink", span, format!("no page is called `{name}`"), Some(help));
    }

    pub fn ambiguous_wikilink(&mut self, span: Span, name: &str, pages: &[&str]) {
        self.error(
            "ambiguous-wikilink",
            span,
            format!("`{name}` may be any of: {}", pages.iter().map(|page| format!("`{page}`")).collect::<Vec<_>>().join(", ")),
            Some("link the one you mean by its path: `[text](path.md)`".into()),
        );
    }

    pub fn missing_file(&mut self, span: Span, target: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| "the path is counted from the folder of this page".into());
        self.error("missing-file", span, format!("there is no file `{target}`"), Some(help));
    }

    pub fn leaves_the_site(&mut self, span: Span, target: &str) {
        self.error(
            "leaves-the-site",
            span,
            format!("`{target}` leads out of the site"),
            Some("copy the file into the site and link the copy".into()),
        );
    }

    pub fn not_content(&mut self, span: Span, target: &str) {
        self.error(
            "not-content",
            span,
            format!("`{target}` exists but may not be published"),
            Some(
                "only files of the content folder are published, and none that are hidden or ignored; move it there, or name it in `copy`"
                    .into(),
            ),
        );
    }

    pub fn active_file(&mut self, span: Span, target: &str) {
        self.error(
            "active-file",
            span,
            format!("`{target}` can run scripts and is not published"),
            Some("offer it as a PDF or a picture, or name it in `copy` if you trust it".into()),
        );
    }

    pub fn undefined_reference(&mut self, span: Span, label: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| format!("add a line `[{label}]: address` below the text"));
        self.error("undefined-reference", span, format!("the reference `[{label}]` is not defined"), Some(help));
    }

    pub fn empty_link(&mut self, span: Span) {
        self.warning("empty-link", span, "the link has no text or no target".into(), Some("write `[words](target)`".into()));
    }

    /// An address that begins with `javascript:` or the like.
    pub fn dangerous_address(&mut self, span: Span, address: &str) {
        let shown: String = address.chars().filter(|sign| !sign.is_control()).take(40).collect();
        self.error(
            "dangerous-address",
            span,
            format!("the address `{shown}` can run code and is not linked"),
            Some("link a page, a file, or an address that begins with `https:`".into()),
        );
    }

    pub fn link_to_draft(&mut self, span: Span, target: &str) {
        self.notice("link-to-draft", span, format!("`{target}` is a draft, so the link shows as text"), None);
    }

    /// `state` completes "`target` …": "is published from 2027-01-01", "expired on 2026-01-01".
    pub fn link_to_unpublished(&mut self, span: Span, target: &str, state: &str) {
        self.notice("link-to-unpublished", span, format!("`{target}` {state}, so the link shows as text"), None);
    }

    // Text

    pub fn missing_alt(&mut self, span: Span, target: &str) {
        self.error(
            "missing-alt",
            span,
            format!("the picture `{target}` has no alternative text"),
            Some(format!("say what it shows: `![what it shows]({target})`; for mere decoration: `![]({target} \"decorative\")`")),
        );
    }

    pub fn missing_picture(&mut self, span: Span, target: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| "the path is counted from the folder of this page".into());
        self.error("missing-picture", span, format!("there is no picture `{target}`"), Some(help));
    }

    pub fn unreadable_picture(&mut self, span: Span, target: &str) {
        self.error(
            "unreadable-picture",
            span,
            format!("`{target}` is no picture that browsers show"),
            Some("save it as PNG, JPEG, WebP, AVIF, GIF or SVG".into()),
        );
    }

    pub fn unused_file(&mut self) {
        self.warning(
            "unused-file",
            Span::FILE,
            "no page links or shows this file, so it is not published".into(),
            Some("link it, remove it, or name it in `copy`".into()),
        );
    }

    pub fn duplicate_own_id(&mut self, span: Span, id: &str) {
        self.error(
            "duplicate-own-id",
            span,
            format!("another heading of this page has the id `{id}` already"),
            Some("give one of them another id".into()),
        );
    }

    pub fn reserved_own_id(&mut self, span: Span, id: &str) {
        self.error(
            "reserved-own-id",
            span,
            format!("the id `{id}` begins with `_`, as those of the theme do"),
            Some("leave out the `_`".into()),
        );
    }

    pub fn undefined_footnote(&mut self, span: Span, name: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| format!("add a line `[^{name}]: text` below"));
        self.error("undefined-footnote", span, format!("the footnote `[^{name}]` has no text"), Some(help));
    }

    pub fn unused_footnote(&mut self, span: Span, name: &str) {
        self.warning(
            "unused-footnote",
            span,
            format!("nothing in the text points to the footnote `[^{name}]`"),
            Some(format!("write `[^{name}]` where it belongs, or remove it")),
        );
    }

    pub fn unknown_code_language(&mut self, span: Span, language: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| "leave the word out, or write `text`".into());
        self.warning("unknown-code-language", span, format!("no code language is called `{language}`"), Some(help));
    }

    pub fn highlighting_failed(&mut self, span: Span, language: &str) {
        self.warning("highlighting-failed", span, format!("this `{language}` code could not be coloured and shows plain"), None);
    }

    pub fn math_unreadable(&mut self, span: Span, reason: &str) {
        self.error("math-unreadable", span, format!("the formula cannot be read: {reason}"), None);
    }

    pub fn unknown_alert(&mut self, span: Span, name: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| "the alerts are NOTE, TIP, IMPORTANT, WARNING, CAUTION".into());
        self.warning("unknown-alert", span, format!("no alert is called `{name}`"), Some(help));
    }

    pub fn table_ragged(&mut self, span: Span, cells: usize, columns: usize) {
        self.warning(
            "table-ragged",
            span,
            format!("this row has {}, the table has {}", counted(cells, "cell"), counted(columns, "column")),
            Some("a `|` inside a cell is written `\\|`".into()),
        );
    }

    pub fn heading_without_space(&mut self, span: Span, mended: &str) {
        self.warning(
            "heading-without-space",
            span,
            "this looks like a heading, but lacks its space".into(),
            Some(format!("write `{mended}`")),
        );
        self.mend(Some(Mend { edit: Edit { span, text: mended.to_owned() }, line: mended.to_owned() }));
    }

    // Questions

    pub fn question_without_answer(&mut self, span: Span) {
        self.error("question-without-answer", span, "nothing in this question answers it".into(), Some("add a list with boxes, `- [x] right` and `- [ ] wrong`, or a line `Answer: …`; `hornbook help question-without-answer` shows all forms".into()));
    }

    pub fn question_without_text(&mut self, span: Span) {
        self.error(
            "question-without-text",
            span,
            "the question has no words".into(),
            Some("write it behind the colon: `### Question: What …?`".into()),
        );
    }

    pub fn question_without_id(&mut self, span: Span) {
        self.warning(
            "question-without-id",
            span,
            "the question has no `Id:` line, so a change of its words loses the answers of readers".into(),
            Some("run `hornbook fix --write`, which adds one to each".into()),
        );
    }

    pub fn duplicate_question_id(&mut self, span: Span, own: Option<&str>) {
        self.error(
            "duplicate-question-id",
            span,
            match own {
                Some(id) => format!("another question of this page has the id `{id}` already"),
                None => "another question of this page has the same words, so answers to the two would mix".into(),
            },
            Some(match own {
                Some(_) => "give one of them another id".into(),
                None => "give each an `Id:` line; `hornbook fix --write` adds them".into(),
            }),
        );
    }

    pub fn question_as_title(&mut self, span: Span, heading: &str) {
        self.error(
            "question-as-title",
            span,
            "the first heading is the title of the page and cannot be a question".into(),
            Some(format!("write a title above, and `## {heading}` here")),
        );
    }

    pub fn question_inside(&mut self, span: Span) {
        self.error(
            "question-inside",
            span,
            "a question in a quote or a list is none".into(),
            Some("take its heading and all that belongs to it out of the quote or list".into()),
        );
    }

    pub fn question_not_a_heading(&mut self, span: Span, mended: Mend) {
        self.error("question-not-a-heading", span, "this begins a question, but is no heading".into(), mended.help());
        self.mend(Some(mended));
    }

    pub fn question_numbered(&mut self, span: Span, mended: Mend) {
        self.error("question-numbered", span, "a number stands between the keyword and its colon".into(), mended.help());
        self.mend(Some(mended));
    }

    pub fn answer_after_heading(&mut self, span: Span, heading: &str) {
        self.error(
            "answer-after-heading",
            span,
            "this heading ends the question before, and the answer comes after it".into(),
            Some(format!("remove the heading, or make it bold text: `**{heading}**`")),
        );
    }

    pub fn rule_makes_heading(&mut self, span: Span, mended: Mend) {
        self.error(
            "rule-makes-heading",
            span,
            "this line makes a heading of the text above it".into(),
            Some("put an empty line above it".into()),
        );
        self.mend(Some(mended));
    }

    pub fn two_answers(&mut self, span: Span) {
        self.error(
            "two-answers",
            span,
            "the question has an answer already, and this is a second one".into(),
            Some("keep one of the two; what belongs to another question needs a heading of its own".into()),
        );
    }

    pub fn text_after_answer(&mut self, span: Span) {
        self.error(
            "text-after-answer",
            span,
            "text after the answer belongs to nothing".into(),
            Some("move it above the answer, or write `> Why: …` if it explains, or `---` above it if the question has ended".into()),
        );
    }

    pub fn keyword_outside_question(&mut self, span: Span, word: &str) {
        self.error(
            "keyword-outside-question",
            span,
            format!("`{word}` stands outside of any question"),
            Some("move it below the heading of its question".into()),
        );
    }

    pub fn keyword_typo(&mut self, span: Span, word: &str, mended: Mend) {
        self.error("keyword-typo", span, format!("`{word}` is no keyword"), mended.help());
        self.mend(Some(mended));
    }

    pub fn foreign_colon(&mut self, span: Span, sign: char, mended: Mend) {
        self.error(
            "foreign-colon",
            span,
            format!("`{sign}` (U+{:04X}) stands where the keyword wants a colon", sign as u32),
            mended.help(),
        );
        self.mend(Some(mended));
    }

    pub fn keyword_without_colon(&mut self, span: Span, word: &str, mended: Mend) {
        self.error("keyword-without-colon", span, format!("the keyword `{word}` lacks its colon"), mended.help());
        self.mend(Some(mended));
    }

    pub fn keyword_in_quote(&mut self, span: Span, word: &str, mended: Option<Mend>) {
        self.error(
            "keyword-in-quote",
            span,
            format!("`{word}` stands in a quote, where it shows to readers"),
            mended.as_ref().and_then(Mend::help).or_else(|| Some(format!("write the line `{word}: …` without `>`"))),
        );
        self.mend(mended);
    }

    pub fn keyword_not_quoted(&mut self, span: Span, word: &str, mended: Mend) {
        self.error("keyword-not-quoted", span, format!("`{word}` stands in no quote, so other programs show it at once"), mended.help());
        self.mend(Some(mended));
    }

    pub fn keyword_in_option(&mut self, span: Span, word: &str, line: &str) {
        self.error(
            "keyword-in-option",
            span,
            format!("`{word}` is indented under an option, and belongs to the whole question"),
            Some(format!("write `{line}` without the indent, after an empty line")),
        );
    }

    pub fn keyword_glued(&mut self, span: Span, word: &str, mended: Mend) {
        self.error(
            "keyword-glued",
            span,
            format!("`{word}` hangs on the text above it"),
            Some(format!("put an empty line above `{}`", mended.line)),
        );
        self.mend(Some(mended));
    }

    pub fn keyword_twice(&mut self, span: Span, word: &str) {
        self.error("keyword-twice", span, format!("`{word}` stands in this question a second time"), Some("keep one of the two".into()));
    }

    pub fn keyword_without_value(&mut self, span: Span, word: &str) {
        self.error(
            "keyword-without-value",
            span,
            format!("nothing follows `{word}`"),
            Some("write something behind the colon, or remove the line".into()),
        );
    }

    pub fn setting_unreadable(&mut self, span: Span, word: &str, value: &str, wanted: &str) {
        self.error("setting-unreadable", span, format!("`{word}` cannot be `{value}`"), Some(format!("write {wanted}")));
    }

    pub fn setting_without_effect(&mut self, span: Span, kind: &str, reason: &str) {
        self.warning(
            "setting-without-effect",
            span,
            format!("this says nothing to a question of the type `{kind}`: {reason}"),
            Some("remove the line".into()),
        );
    }

    pub fn unknown_type(&mut self, span: Span, name: &str, nearest: Option<&str>, names: &str) {
        self.error(
            "unknown-type",
            span,
            format!("no type of question is called `{name}`"),
            did_you_mean(nearest).or_else(|| Some(format!("the types are {names}"))),
        );
    }

    pub fn type_does_not_fit(&mut self, span: Span, name: &str, reason: &str) {
        self.error(
            "type-does-not-fit",
            span,
            format!("the question cannot be of the type `{name}`: {reason}"),
            Some("remove the line, or give the question the form of its type".into()),
        );
    }

    pub fn look_alike_box(&mut self, span: Span, written: &str, mended: Option<Mend>) {
        self.error(
            "look-alike-box",
            span,
            format!("`{written}` looks like a box and is none"),
            mended.as_ref().and_then(Mend::help).or_else(|| Some("write `[x]` before what is right and `[ ]` before what is not".into())),
        );
        self.mend(mended);
    }

    pub fn box_is_a_link(&mut self, span: Span) {
        self.error(
            "box-is-a-link",
            span,
            "this box is a link, since the page defines a reference of its name".into(),
            Some("give that reference another name, or write the option in other words".into()),
        );
    }

    pub fn mixed_items(&mut self, span: Span) {
        self.error(
            "mixed-items",
            span,
            "this item has no box, others of the list have one".into(),
            Some("write `- [x] …` if it is right, `- [ ] …` if it is not".into()),
        );
    }

    pub fn option_indented(&mut self, span: Span) {
        self.error(
            "option-indented",
            span,
            "this option is indented under another one and belongs to its text".into(),
            Some("take the indent away".into()),
        );
    }

    pub fn no_right_answer(&mut self, span: Span, part: bool) {
        self.error(
            "no-right-answer",
            span,
            (if part { "no answer gets the full marks" } else { "no option is marked as right" }).into(),
            Some(
                if part {
                    "mark one with `[x]`; if several together make the whole, write `Type: multiple`"
                } else {
                    "mark the right one with `[x]`"
                }
                .into(),
            ),
        );
    }

    pub fn true_false_two_right(&mut self, span: Span) {
        self.error(
            "true-false-two-right",
            span,
            "both of two opposites are marked as right".into(),
            Some("leave `[x]` at one of them".into()),
        );
    }

    pub fn weight_out_of_range(&mut self, span: Span, weight: f64) {
        self.error(
            "weight-out-of-range",
            span,
            format!("{weight} % is no part of the marks"),
            Some("write a number from -100 to 100; an answer that is typed takes 0 to 100".into()),
        );
    }

    pub fn weights_do_not_add_up(&mut self, span: Span, sum: f64, ticked: usize) {
        self.error(
            "weights-do-not-add-up",
            span,
            match ticked {
                0 => format!("the parts of all right options make {sum} %"),
                _ => format!("the parts make {sum} %, which leaves nothing for the options with `[x]`"),
            },
            Some(match ticked {
                0 => "let them make 100 % together, or mark some with `[x]`, which share the rest".into(),
                _ => "let the parts make less than 100 % together".into(),
            }),
        );
    }

    pub fn equal_items(&mut self, span: Span, text: &str) {
        self.error("equal-items", span, format!("`{text}` stands here a second time"), Some("say it in other words, or remove it".into()));
    }

    pub fn empty_item(&mut self, span: Span) {
        self.error("empty-item", span, "this item has no words".into(), Some("write something, or remove it".into()));
    }

    pub fn too_few_items(&mut self, span: Span, what: &str) {
        self.error("too-few-items", span, format!("one {what} leaves nothing to decide"), Some("add another".into()));
    }

    pub fn feedback_not_indented(&mut self, span: Span, mended: Mend) {
        self.error(
            "feedback-not-indented",
            span,
            "this feedback is not indented, so it belongs to no option".into(),
            Some(format!("indent it as far as the words above: `{}`", mended.line)),
        );
        self.mend(Some(mended));
    }

    pub fn list_without_space(&mut self, span: Span, mended: Mend) {
        self.error("list-without-space", span, "a list needs a space after its sign".into(), mended.help());
        self.mend(Some(mended));
    }

    pub fn no_break_space(&mut self, span: Span, mended: Mend) {
        self.error("no-break-space", span, "a no-break space follows the dash, so this is no list".into(), mended.help());
        self.mend(Some(mended));
    }

    pub fn foreign_bullet(&mut self, span: Span, sign: char, mended: Mend) {
        self.error("foreign-bullet", span, format!("`{sign}` (U+{:04X}) makes no list", sign as u32), mended.help());
        self.mend(Some(mended));
    }

    pub fn indented_as_code(&mut self, span: Span, mended: Mend) {
        self.error(
            "indented-as-code",
            span,
            "four spaces make code of this".into(),
            Some(format!("take the indent away: `{}`", mended.line)),
        );
        self.mend(Some(mended));
    }

    pub fn list_answers_nothing(&mut self, span: Span) {
        self.error(
            "list-answers-nothing",
            span,
            "the list at the end of the question answers nothing".into(),
            Some(
                "give its items boxes (`- [x] right`), numbers for an order, arrows (`→`) for pairs, or items below each for groups".into(),
            ),
        );
    }

    pub fn order_with_arrows(&mut self, span: Span) {
        self.error(
            "order-with-arrows",
            span,
            "the items of a numbered list are put in order, and these have arrows".into(),
            Some("write `-` in place of the numbers to match pairs, or `Type: order` if an order is meant".into()),
        );
    }

    pub fn order_with_sublist(&mut self, span: Span) {
        self.error(
            "order-with-sublist",
            span,
            "an item that is put in order has a list of its own".into(),
            Some("write the item in one piece, or use `-` for the outer list to sort into groups".into()),
        );
    }

    pub fn foreign_arrow(&mut self, span: Span, written: &str, mended: Option<Mend>) {
        let help = mended.as_ref().and_then(Mend::help).or_else(|| Some("write `→`".into()));
        self.error("foreign-arrow", span, format!("`{written}` is no arrow that pairs are made with"), help);
        self.mend(mended);
    }

    pub fn arrow_missing(&mut self, span: Span) {
        self.error(
            "arrow-missing",
            span,
            "this item has no arrow, others of the list have one".into(),
            Some("write `- left → right`, or `- → right` for one that matches nothing".into()),
        );
    }

    pub fn arrow_in_marks(&mut self, span: Span) {
        self.error(
            "arrow-in-marks",
            span,
            "the arrow stands in bold, italics or a link".into(),
            Some("end the marks before the arrow and begin them again after it".into()),
        );
    }

    pub fn two_arrows(&mut self, span: Span) {
        self.error(
            "two-arrows",
            span,
            "this item has a second arrow".into(),
            Some("keep one; an arrow that is meant as text stands in `` ` ``".into()),
        );
    }

    pub fn arrow_without_right(&mut self, span: Span) {
        self.error(
            "arrow-without-right",
            span,
            "nothing follows the arrow".into(),
            Some("write what matches; for one that matches nothing, leave the left side empty: `- → text`".into()),
        );
    }

    pub fn distractor_is_right(&mut self, span: Span, text: &str) {
        self.error(
            "distractor-is-right",
            span,
            format!("`{text}` matches nothing here, and is right elsewhere in the list"),
            Some("say it in other words, or remove it".into()),
        );
    }

    pub fn no_pairs(&mut self, span: Span) {
        self.error(
            "no-pairs",
            span,
            "all items lack their left side, so there is nothing to match".into(),
            Some("write `- left → right`".into()),
        );
    }

    pub fn group_without_items(&mut self, span: Span) {
        self.error(
            "group-without-items",
            span,
            "this group has no items, others have".into(),
            Some("write its items below it, each indented and with a dash".into()),
        );
    }

    pub fn group_in_group(&mut self, span: Span) {
        self.error(
            "group-in-group",
            span,
            "an item of a group has a list of its own".into(),
            Some("groups hold items only: take one level away".into()),
        );
    }

    pub fn empty_answer(&mut self, span: Span) {
        self.error(
            "empty-answer",
            span,
            "nothing follows the colon of the answer".into(),
            Some("write the right answer, for example `Answer: ZOPA | zone of possible agreement`".into()),
        );
    }

    pub fn empty_alternative(&mut self, span: Span) {
        self.error(
            "empty-alternative",
            span,
            "nothing stands between two bars".into(),
            Some("remove one of them; a bar that is meant as text is written `\\|`".into()),
        );
    }

    pub fn quoted_answer(&mut self, span: Span, written: &str, mended: Option<Mend>) {
        let help = mended.as_ref().and_then(Mend::help).or_else(|| Some("write it without them".into()));
        self.error("quoted-answer", span, format!("the quotes of `{written}` would have to be typed too"), help);
        self.mend(mended);
    }

    /// `decimal`: what else than a thousand it may be.
    pub fn doubtful_number(&mut self, span: Span, written: &str, thousand: &str, decimal: Option<&str>) {
        self.error(
            "doubtful-number",
            span,
            match decimal {
                Some(_) => format!("`{written}` may be a thousand or a part of one"),
                None => format!("`{written}` is no number: thousands are parted by spaces"),
            },
            Some(match decimal {
                Some(decimal) => format!("write `{thousand}` or `{decimal}`"),
                None => format!("write `{thousand}`"),
            }),
        );
    }

    pub fn number_unreadable(&mut self, span: Span, written: &str, mended: Option<Mend>) {
        self.error(
            "number-unreadable",
            span,
            format!("`{written}` is no number that can be marked"),
            mended.as_ref().and_then(Mend::help).or_else(|| {
                Some(
                    "the forms are `170`, `170 ± 0.5` and `10..12`, then at most one word as the unit; `Type: text` makes it a text".into(),
                )
            }),
        );
        self.mend(mended);
    }

    pub fn reversed_range(&mut self, span: Span, mended: Mend) {
        self.error("reversed-range", span, "the range begins with its greater end".into(), mended.help());
        self.mend(Some(mended));
    }

    pub fn dash_range(&mut self, span: Span, written: &str, mended: Mend) {
        self.error(
            "dash-range",
            span,
            format!("`{written}` would have to be typed with its dash"),
            Some(format!("write `{}` for all numbers between, or add `Type: text`", mended.line)),
        );
        self.mend(Some(mended));
    }

    pub fn empty_gap(&mut self, span: Span) {
        self.error("empty-gap", span, "the gap is empty".into(), Some("write the right words into it: `{BATNA}`".into()));
    }

    pub fn gap_unclosed(&mut self, span: Span) {
        self.error(
            "gap-unclosed",
            span,
            "this gap has no end".into(),
            Some("close it with `}`; a brace that is meant as text is written `\\{`".into()),
        );
    }

    pub fn gap_choices(&mut self, span: Span, reason: &str) {
        self.error(
            "gap-choices",
            span,
            format!("the choices of this gap cannot be read: {reason}"),
            Some("write `{right || wrong | wrong}`".into()),
        );
    }

    pub fn gap_with_marks(&mut self, span: Span) {
        self.error(
            "gap-with-marks",
            span,
            "a gap holds plain words only, and stands in no bold, italics or link".into(),
            Some("take the marks away".into()),
        );
    }

    pub fn gap_not_in_paragraph(&mut self, span: Span) {
        self.error(
            "gap-not-in-paragraph",
            span,
            "a gap stands in a paragraph, not in a table, list or quote".into(),
            Some("write the sentence as a paragraph of its own".into()),
        );
    }

    pub fn gap_in_heading(&mut self, span: Span) {
        self.error(
            "gap-in-heading",
            span,
            "gaps stand below the heading, not in it".into(),
            Some("ask in the heading, for example `### Question: Fill the gaps.`, and write the sentence below".into()),
        );
    }

    pub fn draw_too_few(&mut self, span: Span, wanted: u32, there: usize, tag: Option<&str>) {
        self.error(
            "draw-too-few",
            span,
            match tag {
                Some(tag) => format!("{wanted} questions with the tag `{tag}` are drawn, and there {}", are(there)),
                None => format!("{wanted} questions are drawn, and there {}", are(there)),
            },
            Some("draw fewer, or write more".into()),
        );
    }

    pub fn quiz_without_questions(&mut self) {
        self.warning(
            "quiz-without-questions",
            Span::FILE,
            "this quiz has no questions".into(),
            Some("begin one with a heading `## Question: …`".into()),
        );
    }

    pub fn site_without_id(&mut self, id: &str) {
        self.warning(
            "site-without-id",
            Span::FILE,
            format!("the site has questions and no `id`, so answers are kept under its title: `{id}`"),
            Some(format!("add a line `id = \"{id}\"`, which then stays when the title changes")),
        );
    }

    // Courses

    pub fn course_without_items(&mut self) {
        self.warning(
            "course-without-items",
            Span::FILE,
            "this course has no items".into(),
            Some("write a list of links to its pages: `1. [Title](page.md)`".into()),
        );
    }

    pub fn question_in_course(&mut self, span: Span) {
        self.error(
            "question-in-course",
            span,
            "a course page asks no questions".into(),
            Some("ask on a page of `kind: quiz`, and list that".into()),
        );
    }

    pub fn item_without_link(&mut self, span: Span) {
        self.error(
            "item-without-link",
            span,
            "this line of a course leads to no page".into(),
            Some("make its words a link, `[Title](page.md)`; what is no item stands in a paragraph".into()),
        );
    }

    pub fn item_with_two_links(&mut self, span: Span) {
        self.error(
            "item-with-two-links",
            span,
            "an item of a course leads to one page; this one has two links".into(),
            Some("give each its own line, or write the second into a paragraph below the item".into()),
        );
    }

    pub fn items_too_deep(&mut self, span: Span) {
        self.error(
            "items-too-deep",
            span,
            "items of a course do not stand below each other".into(),
            Some("write a heading for each module, and its items in one list".into()),
        );
    }

    /// `is` completes "`target` is …": "a file", "a part of a page".
    pub fn item_is_no_page(&mut self, span: Span, target: &str, is: &str) {
        self.error(
            "item-is-no-page",
            span,
            format!("`{target}` is {is}; an item of a course is a whole page of this site"),
            Some("link a page; other links stand in a paragraph".into()),
        );
    }

    pub fn item_is_itself(&mut self, span: Span) {
        self.error("item-is-itself", span, "the course lists itself".into(), Some("remove the line".into()));
    }

    pub fn item_twice(&mut self, span: Span, target: &str) {
        self.error(
            "item-twice",
            span,
            format!("the course lists `{target}` already"),
            Some("keep one of the two; a second link stands in a paragraph".into()),
        );
    }

    pub fn item_in_another_language(&mut self, span: Span, target: &str, language: &str) {
        self.error(
            "item-in-another-language",
            span,
            format!("`{target}` is a page in another language: `{language}`"),
            Some("link the page by the path that it has in the language of the course".into()),
        );
    }

    pub fn pass_out_of_range(&mut self, span: Span, written: &str) {
        self.error(
            "pass-out-of-range",
            span,
            format!("`{written}` is no pass mark"),
            Some("write a number of per cent, 0 to 100: `pass 80 %`".into()),
        );
    }

    pub fn pass_unreadable(&mut self, span: Span, written: &str) {
        self.error(
            "pass-unreadable",
            span,
            format!("`{written}` looks like a pass mark and is none"),
            Some("write `pass 80 %` behind the link".into()),
        );
    }

    /// `reason` completes "…, so no mark can be reached": "`x` is no quiz".
    pub fn pass_without_quiz(&mut self, span: Span, reason: &str) {
        self.error(
            "pass-without-quiz",
            span,
            format!("{reason}, so no pass mark can be reached"),
            Some("remove the pass mark, or link a page of `kind: quiz` with questions that are marked".into()),
        );
    }

    pub fn pretest_without_quiz(&mut self, span: Span) {
        self.warning(
            "pretest-without-quiz",
            span,
            "`pretest` says nothing on this page: it is no quiz".into(),
            Some("remove the line, or write `kind: quiz`".into()),
        );
    }

    /// `is` completes "`target` is …": "a file", "not in this site".
    pub fn requires_no_page(&mut self, span: Span, target: &str, is: &str) {
        self.error(
            "requires-no-page",
            span,
            format!("`{target}` is {is}; `requires` names pages of this site"),
            Some("write the path of a page, counted from the folder of this one".into()),
        );
    }

    pub fn requires_itself(&mut self, span: Span) {
        self.error("requires-itself", span, "the page requires itself".into(), Some("remove the name".into()));
    }

    /// `path`: the pages on the way round, this one first.
    pub fn requires_circle(&mut self, span: Span, path: &[&str]) {
        let names: Vec<String> = path.iter().map(|name| format!("`{name}`")).collect();
        self.error(
            "requires-circle",
            span,
            format!("pages require each other in a circle: {}, and that this one", names.join(" requires ")),
            Some("readers could begin with none of them; remove the name that matters least".into()),
        );
    }

    // Theme

    pub fn template_syntax(&mut self, span: Span, reason: &str) {
        self.error("template-syntax", span, format!("the template cannot be read: {reason}"), None);
    }

    pub fn template_undefined(&mut self, span: Span, reason: &str) {
        self.error("template-undefined", span, format!("the template fails: {reason}"), None);
    }

    pub fn template_unknown_name(&mut self, span: Span, reason: &str) {
        self.error("template-unknown-name", span, format!("the template names something that is not there: {reason}"), None);
    }

    /// Told at the layout of the site's own.
    pub fn policy_missing(&mut self) {
        self.error(
            "policy-missing",
            Span::FILE,
            "pages lack their Content-Security-Policy".into(),
            Some("keep the `<meta http-equiv=\"Content-Security-Policy\" …>` line of the default layout as it is".into()),
        );
    }

    pub fn style_unreadable(&mut self, span: Span, reason: &str) {
        self.error(
            "style-unreadable",
            span,
            format!("the style sheet cannot be read: {reason}"),
            Some("the whole file is left out until this is mended".into()),
        );
    }

    pub fn words_unreadable(&mut self, span: Span, reason: &str) {
        self.error(
            "words-unreadable",
            span,
            format!("the table of words cannot be read: {reason}"),
            Some("each line is `\"key\" = \"words\"`; until it is mended, the default is used".into()),
        );
    }

    pub fn template_changed_upstream(&mut self, name: &str) {
        self.warning(
            "template-changed-upstream",
            Span::FILE,
            format!("the default `{name}` has changed since this copy was made"),
            Some(format!("compare it with a fresh copy: `hornbook new --theme {name}`")),
        );
    }

    pub fn unknown_theme_file(&mut self, name: &str, nearest: Option<&str>) {
        let help = did_you_mean(nearest).unwrap_or_else(|| "own styles go into `theme/css/site.css`".into());
        self.warning("unknown-theme-file", Span::FILE, format!("the theme has no file `{name}`"), Some(help));
    }

    /// A row of the interface words that is missing, empty, or has other placeholders than the default.
    pub fn words_missing(&mut self, span: Span, key: &str, reason: &str) {
        self.warning("words-missing", span, format!("the word `{key}` {reason}"), None);
    }

    // Output

    pub fn broken_inside(&mut self, target: &str, page: &str) {
        self.error(
            "broken-inside",
            Span::FILE,
            format!("`{page}` points at `{target}`, which is not in the output"),
            Some("if a template of yours makes this link, mend it there".into()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name() {
        let names = ["glossary", "negotiation", "Ծանոթագրություն", "բառարան", "first-month"];
        for (slip, meant) in [
            ("glosary", "glossary"),
            ("Glossary", "glossary"),
            ("glossayr", "glossary"),
            ("negociation", "negotiation"),
            ("բառարն", "բառարան"),
            ("ԲԱՌԱՐԱՆ", "բառարան"),
            ("ծանոթագրւթյուն", "Ծանոթագրություն"),
            ("firstmonth", "first-month"),
        ] {
            assert_eq!(nearest(slip, names), Some(meant), "{slip}");
        }
    }

    #[test]
    fn what_is_not_near_is_not_suggested() {
        assert_eq!(nearest("en", ["hy", "ru", "es", "e"]), None);
        assert_eq!(nearest("EN", ["hy", "en"]), Some("en"));
        assert_eq!(nearest("prep", ["glossary", "price", "pre-sales"]), None);
        assert_eq!(nearest("քաղաք", ["գրադարան", "հաճախորդ"]), None);
        assert_eq!(nearest("", ["a", ""]), Some(""));
        assert_eq!(nearest("glossary", []), None);
    }

    #[test]
    fn equally_near_names_come_in_their_own_order() {
        assert_eq!(nearest("cost", ["most", "coat", "post"]), Some("coat"));
        assert_eq!(nearest("cost", ["post", "coat", "most"]), Some("coat"));
        assert_eq!(nearest("roles", ["role", "rules", "Roles"]), Some("Roles"));
    }

    #[test]
    fn setting_aside_loses_no_name() {
        let names = ["lesson-1", "lesson-10", "session-1", "lessons", "դաս-1", "Դասեր", "lsseon-1", "noses"];
        for name in names.iter().chain(&["leson-1", "lesson", "Դաս-1", "sesson-1"]) {
            let limit = name.chars().count() / 3;
            let plain = names
                .iter()
                .map(|other| (strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase()), *other))
                .filter(|(distance, _)| *distance <= limit)
                .min()
                .map(|(_, other)| other);
            assert_eq!(nearest(name, names), plain, "{name}");
        }
    }

    /// 200 broken links in a site of 10,000 pages: this takes long if each candidate is measured.
    #[test]
    fn ten_thousand_candidates_are_soon_sifted() {
        let names: Vec<String> = (0..10_000).map(|n| format!("{}/negotiation-{:x}.md", n % 97, n * 7_919)).collect();
        for n in 0..200 {
            let meant = &names[n * 47];
            let slip = meant.replace("negotiation", "negociation");
            assert_eq!(nearest(&slip, names.iter().map(String::as_str)), Some(meant.as_str()));
        }
    }
}
