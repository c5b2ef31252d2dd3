//! Fenced code: its language, its title, and its colours as a few short classes.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::panic::catch_unwind;
use std::rc::Rc;
use std::sync::{OnceLock, PoisonError, RwLock};

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use super::escape::push_text;

/// What the words after the fence say.
#[derive(Debug, PartialEq, Eq)]
pub struct Info<'t> {
    /// Empty if none is named.
    pub language: &'t str,
    pub title: Option<&'t str>,
}

/// Reads ```` ```rust title="src/main.rs" ````. Other words are left to other programs.
pub fn read_info(info: &str) -> Info<'_> {
    let info = info.trim();
    let mut language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
    if language.contains('=') {
        language = "";
    }
    let title = info.split_once("title=").and_then(|(before, value)| {
        let stands_alone = before.is_empty() || before.ends_with([' ', '\t', ',', '{']);
        let title = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split([' ', '\t', ',', '}']).next()?,
        };
        (stands_alone && !title.is_empty()).then_some(title)
    });
    Info { language, title }
}

/// How a language is shown.
pub enum Look {
    Coloured(&'static SyntaxReference),
    /// No language, one without colours, or one that another part of the program draws.
    Plain,
    Unknown,
}

/// Names that have no grammar and need none.
const PLAIN: [&str; 10] = ["text", "txt", "plain", "plaintext", "none", "console", "output", "math", "mermaid", "chart"];

/// Usual names that the grammars know under another one.
const ALIASES: [(&str, &str); 10] = [
    ("golang", "go"),
    ("csharp", "cs"),
    ("docker", "dockerfile"),
    ("shell", "sh"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("jsx", "tsx"),
    ("pwsh", "ps1"),
    ("svg", "xml"),
    ("htaccess", "apache conf"),
];

pub fn look_up(language: &str) -> Look {
    let name = language.to_lowercase();
    if name.is_empty() || PLAIN.contains(&name.as_str()) {
        return Look::Plain;
    }
    match find(name) {
        Some(grammar) => Look::Coloured(grammar),
        None => Look::Unknown,
    }
}

/// The grammar of a name in lower case. All grammars are looked through for it, so it is remembered.
fn find(name: String) -> Option<&'static SyntaxReference> {
    static FOUND: RwLock<BTreeMap<String, &SyntaxReference>> = RwLock::new(BTreeMap::new());
    let known = FOUND.read().unwrap_or_else(PoisonError::into_inner).get(&name).copied();
    known.or_else(|| {
        let grammars = grammars();
        let alias = ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, name)| *name);
        let grammar = grammars.find_syntax_by_token(&name).or_else(|| grammars.find_syntax_by_token(alias?))?;
        FOUND.write().unwrap_or_else(PoisonError::into_inner).insert(name, grammar);
        Some(grammar)
    })
}

/// All names that `look_up` knows, some of them in capitals.
pub fn languages() -> impl Iterator<Item = &'static str> {
    let known = grammars().syntaxes().iter().flat_map(|grammar| grammar.file_extensions.iter().chain([&grammar.name]));
    known.map(String::as_str).chain(PLAIN).chain(ALIASES.map(|(alias, _)| alias))
}

/// All grammars, unpacked once, when the first coloured block is met.
fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

/// Longer blocks and lines show plain: some grammars take time that grows with the square of a line.
const LONGEST_BLOCK: usize = 64 * 1024;
const LONGEST_LINE: usize = 2_000;

/// Appends code as HTML text, in the colours of its language. False if the grammar failed; then it stands there plain.
pub fn push_coloured(html: &mut String, code: &str, language: &str) -> bool {
    let Look::Coloured(grammar) = look_up(language) else {
        push_text(html, code);
        return true;
    };
    if code.len() > LONGEST_BLOCK || code.lines().any(|line| line.len() > LONGEST_LINE) {
        push_text(html, code);
        return true;
    }
    // A grammar's fault, also a panic of the regex engine, costs the colours of one block.
    let coloured = catch_unwind(|| coloured(code, grammar)).ok().flatten();
    match &coloured {
        Some(coloured) => html.push_str(coloured),
        None => push_text(html, code),
    }
    coloured.is_some()
}

fn coloured(code: &str, grammar: &SyntaxReference) -> Option<String> {
    let mut state = Rc::new(ParseState::new(grammar));
    let mut classes = Classes::default();
    let mut writer = Runs::default();
    for line in code.split_inclusive('\n') {
        let read = read_line(&state, line)?;
        let mut from = 0;
        for (at, op) in &*read.ops {
            let at = (*at).min(line.len());
            if at > from {
                writer.push(line.get(from..at)?, classes.top());
                from = at;
            }
            classes.apply(op);
        }
        writer.push(&line[from..], classes.top());
        state = read.after;
    }
    Some(writer.finish())
}

/// A line as its grammar reads it.
#[derive(Clone)]
struct ReadLine {
    before: Rc<ParseState>,
    /// By byte of the line.
    ops: Rc<[(usize, ScopeStackOp)]>,
    after: Rc<ParseState>,
}

/// What has been read. Braces, imports and usual calls come again and again, and reading a line is a hundred searches.
#[derive(Default)]
struct ReadLines {
    /// By text; one text may have been read in several states.
    lines: HashMap<Box<str>, Vec<ReadLine>>,
    count: usize,
}

impl ReadLines {
    /// A thousand take about a megabyte.
    const MOST: usize = 8_000;
    /// In bytes.
    const LONGEST: usize = 200;
    const STATES: usize = 8;

    fn find(&self, before: &ParseState, line: &str) -> Option<ReadLine> {
        self.lines.get(line)?.iter().find(|read| *read.before == *before).cloned()
    }

    fn keep(&mut self, line: &str, read: ReadLine) {
        if line.len() > Self::LONGEST {
            return;
        }
        if self.count >= Self::MOST {
            *self = ReadLines::default();
        }
        let known = self.lines.entry(line.into()).or_default();
        if known.len() < Self::STATES {
            known.push(read);
            self.count += 1;
        }
    }
}

/// Reads a line in the state to which those before it have led, which tells its grammar too. Nothing else decides
/// what comes out.
fn read_line(before: &Rc<ParseState>, line: &str) -> Option<ReadLine> {
    thread_local! {
        /// Each thread has its own, since a state cannot be sent to another.
        static READ: RefCell<ReadLines> = RefCell::default();
    }
    if let Some(read) = READ.with_borrow(|known| known.find(before, line)) {
        return Some(read);
    }
    let mut after = ParseState::clone(before);
    let ops = after.parse_line(line, grammars()).ok()?.into();
    let after = if after == **before { before.clone() } else { Rc::new(after) };
    let read = ReadLine { before: before.clone(), ops, after };
    READ.with_borrow_mut(|known| known.keep(line, read.clone()));
    Some(read)
}

/// What a scope is shown as: `c` comment, `s` string, `n` number or constant, `k` keyword, `o` operator,
/// `f` function, `t` type or tag, `a` attribute, `v` variable, `h` heading, `i` inserted, `d` deleted;
/// the empty class ends what surrounds it. The first row that begins the scope counts. Punctuation has
/// no row, so that the marks of strings and comments take the colour of what they surround.
const ROWS: [(&str, &str); 41] = [
    ("comment", "c"),
    ("meta.interpolation", ""),
    ("source", ""),
    ("text", ""),
    ("constant.character.escape", "n"),
    ("string", "s"),
    ("constant", "n"),
    ("keyword.operator.word", "k"),
    ("keyword.operator", "o"),
    ("keyword.other.unit", "n"),
    ("keyword", "k"),
    ("storage", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("entity.name.tag.yaml", "a"),
    ("entity.name.tag.toml", "a"),
    ("entity.name.section", "h"),
    ("entity.name", "t"),
    ("entity.other.inherited-class", "t"),
    ("entity.other.attribute-name", "a"),
    ("support.type.property-name", "a"),
    ("support.constant", "n"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("support.macro", "f"),
    ("variable.language", "k"),
    ("variable.parameter", "v"),
    ("variable.other.readwrite.shell", "v"),
    ("punctuation.definition.variable", "v"),
    ("variable.other.php", "v"),
    ("meta.mapping.key", "a"),
    ("meta.annotation", "a"),
    ("meta.attribute.rust", "a"),
    ("markup.heading", "h"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("markup.raw", "s"),
    ("markup.underline.link", "s"),
    ("meta.diff.range", "h"),
    ("meta.diff.header", "h"),
];

/// The class of one scope, if it has one of its own.
fn classify(scope: Scope) -> Option<&'static str> {
    static ROWS_AS_SCOPES: OnceLock<Vec<(Scope, &'static str)>> = OnceLock::new();
    let rows = ROWS_AS_SCOPES.get_or_init(|| ROWS.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect());
    rows.iter().find(|(row, _)| row.is_prefix_of(scope)).map(|(_, class)| *class)
}

/// The class at each level of the scopes that are open.
#[derive(Default)]
struct Classes {
    open: Vec<&'static str>,
    cleared: Vec<Vec<&'static str>>,
}

impl Classes {
    fn top(&self) -> &'static str {
        self.open.last().copied().unwrap_or_default()
    }

    fn apply(&mut self, op: &ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => self.open.push(classify(*scope).unwrap_or(self.top())),
            ScopeStackOp::Pop(count) => self.open.truncate(self.open.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let kept = match amount {
                    ClearAmount::TopN(count) => self.open.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.open.split_off(kept));
            }
            ScopeStackOp::Restore => self.open.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}

/// Writes runs of text, neighbours of one class in one element; white space belongs to an element only
/// if the element goes on after it.
#[derive(Default)]
struct Runs {
    html: String,
    class: &'static str,
    space: String,
}

impl Runs {
    fn push(&mut self, text: &str, class: &'static str) {
        if text.trim().is_empty() {
            self.space.push_str(text);
            return;
        }
        self.space.push_str(&text[..text.len() - text.trim_start().len()]);
        if class != self.class {
            self.close();
            self.html.push_str(&self.space);
            self.space.clear();
            if !class.is_empty() {
                self.html.push_str("<span class=\"");
                self.html.push_str(class);
                self.html.push_str("\">");
            }
            self.class = class;
        }
        self.html.push_str(&self.space);
        self.space.clear();
        push_text(&mut self.html, text.trim());
        self.space.push_str(&text[text.trim_end().len()..]);
    }

    fn close(&mut self) {
        if !self.class.is_empty() {
            self.html.push_str("</span>");
        }
        self.class = "";
    }

    fn finish(mut self) -> String {
        self.close();
        self.html.push_str(&self.space);
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(language: &str, code: &str) -> String {
        assert!(matches!(look_up(language), Look::Coloured(_)), "no grammar for {language}");
        let mut html = String::new();
        assert!(push_coloured(&mut html, code, language));
        html
    }

    #[test]
    fn the_words_after_a_fence_name_a_language_and_a_title() {
        for (info, language, title) in [
            ("", "", None),
            ("rust", "rust", None),
            ("rust,ignore", "rust", None),
            ("js{1,3}", "js", None),
            ("rust title=\"src/main.rs\"", "rust", Some("src/main.rs")),
            ("rust title='Մեր օրինակը' hl=3", "rust", Some("Մեր օրինակը")),
            ("rust title=main.rs", "rust", Some("main.rs")),
            ("title=\"notes.txt\"", "", Some("notes.txt")),
            ("rust subtitle=\"x\"", "rust", None),
            ("rust title=\"\"", "rust", None),
            ("rust title=", "rust", None),
            ("c++", "c++", None),
        ] {
            assert_eq!(read_info(info), Info { language, title }, "{info}");
        }
    }

    #[test]
    fn code_is_coloured_with_a_few_short_classes() {
        for (language, code, expected) in [
            (
                "rust",
                "// says <hello>\nfn main() {\n    let x = 12;\n}\n",
                "<span class=\"c\">// says &lt;hello&gt;</span>\n<span class=\"k\">fn</span> <span class=\"f\">main</span>() {\n    \
                 <span class=\"k\">let</span> x <span class=\"o\">=</span> <span class=\"n\">12</span>;\n}\n",
            ),
            (
                "toml",
                "a = \"b\" # c\n",
                "<span class=\"a\">a</span> = <span class=\"s\">&quot;b&quot;</span> <span class=\"c\"># c</span>\n",
            ),
            ("yaml", "key: \"value\"\n", "<span class=\"a\">key</span>: <span class=\"s\">&quot;value&quot;</span>\n"),
            (
                "sh",
                "echo \"$HOME\" | wc -l\n",
                "<span class=\"f\">echo</span> <span class=\"s\">&quot;</span><span class=\"v\">$HOME</span><span class=\"s\">&quot;</span> <span class=\"o\">|</span> <span class=\"f\">wc</span> <span class=\"v\">-l</span>\n",
            ),
            (
                "python",
                "def f(a): return not a\n",
                "<span class=\"k\">def</span> <span class=\"f\">f</span>(<span class=\"v\">a</span>): <span class=\"k\">return</span> <span class=\"o\">not</span> a\n",
            ),
            (
                "html",
                "<p class=\"a\">x</p>\n",
                "&lt;<span class=\"t\">p</span> <span class=\"a\">class</span>=<span class=\"s\">&quot;a&quot;</span>&gt;x&lt;/<span class=\"t\">p</span>&gt;\n",
            ),
            (
                "diff",
                "--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n",
                "<span class=\"h\">--- a\n+++ b\n@@ -1 +1 @@</span>\n<span class=\"d\">-a</span>\n<span class=\"i\">+b</span>\n",
            ),
            ("md", "# A\n\n`x` [y](z)\n", "<span class=\"h\"># A</span>\n\n<span class=\"s\">`x`</span> [y](<span class=\"s\">z</span>)\n"),
            (
                "json",
                "{\"a\": [1, true]}\n",
                "{<span class=\"s\">&quot;a&quot;</span>: [<span class=\"n\">1</span>, <span class=\"n\">true</span>]}\n",
            ),
            (
                "ts",
                "const a: string = `x${1}`;\n",
                "<span class=\"k\">const</span> a<span class=\"o\">:</span> <span class=\"t\">string</span> <span class=\"o\">=</span> <span class=\"s\">`x${</span><span class=\"n\">1</span><span class=\"s\">}`</span>;\n",
            ),
            (
                "css",
                "a { color: #fff; margin: 1px }\n",
                "<span class=\"t\">a</span> { <span class=\"a\">color</span>: <span class=\"n\">#fff</span>; <span class=\"a\">margin</span>: <span class=\"n\">1px</span> }\n",
            ),
            (
                "sql",
                "SELECT a FROM b WHERE c = 'd'\n",
                "<span class=\"k\">SELECT</span> a <span class=\"k\">FROM</span> b <span class=\"k\">WHERE</span> c <span class=\"o\">=</span> <span class=\"s\">'d'</span>\n",
            ),
        ] {
            assert_eq!(html(language, code), expected, "{language}");
        }
    }
    #[test]
    fn languages_are_found_by_name_ending_and_alias() {
        for (language, coloured) in
            [("Rust", true), ("RS", true), ("golang", true), ("c++", true), ("jsonc", true), ("", false), ("TEXT", false), ("chart", false)]
        {
            assert_eq!(matches!(look_up(language), Look::Coloured(_)), coloured, "{language}");
            assert!(!matches!(look_up(language), Look::Unknown), "{language}");
        }
        for (alias, _) in ALIASES {
            assert!(matches!(look_up(alias), Look::Coloured(_)), "{alias}");
        }
        assert!(matches!(look_up("no-such-language"), Look::Unknown));
    }

    #[test]
    fn every_grammar_keeps_every_character() {
        let code = "<a b='c'> { \"d\\n\": 1.5e3, # e // f\n\tif (g && !h) return i[0]; /* ա */ $j = @k -- l\n%m% ${n} `o` 'p\n  - q: |\n    r\n\\s{t}\u{0}\n";
        for grammar in grammars().syntaxes() {
            let coloured = coloured(code, grammar).unwrap_or_else(|| panic!("{} failed", grammar.name));
            let mut text = String::new();
            for piece in coloured.split('<') {
                text.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
            }
            assert_eq!(text, super::super::escape::text(code), "{}", grammar.name);
        }
    }

    #[test]
    fn a_line_has_the_colours_of_its_place_whatever_was_read_before() {
        for _ in 0..2 {
            assert_eq!(html("rust", "let a;\n"), "<span class=\"k\">let</span> a;\n");
            assert_eq!(html("rust", "/*\nlet a;\n*/\n"), "<span class=\"c\">/*\nlet a;\n*/</span>\n");
            assert_eq!(html("js", "let a;\n"), "<span class=\"k\">let</span> a;\n");
        }
    }

    #[test]
    fn long_blocks_and_lines_stay_plain() {
        for code in ["let a = 1;\n".repeat(7_000), format!("let a = \"{}\";", "a".repeat(2_000))] {
            let mut html = String::new();
            assert!(push_coloured(&mut html, &code, "rust"));
            assert_eq!(html, super::super::escape::text(&code));
        }
    }
}
