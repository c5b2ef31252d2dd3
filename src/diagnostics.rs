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
        self.list.push(Diagnostic { path: self.path.clone(), span, severity, code, message, help });
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
