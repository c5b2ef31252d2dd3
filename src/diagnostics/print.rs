//! Diagnostics as text: for people (with an excerpt), for editors (a line each), for programs (JSON).
//!
//! Nothing here prints. A diagnostic holds a byte range; the line and column that an author counts
//! are worked out here, in one walk over each file. What stands in a file may be anything, so its
//! text is made harmless before it reaches a terminal, and only the piece around the fault is shown.

use std::fmt::Write;
use std::sync::Arc;

use annotate_snippets::renderer::{DEFAULT_LINE_NUM_STYLE, DEFAULT_NONE_STYLE};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Severity, counted};
use crate::source::{LineColumn, Span, floor_char_boundary};

/// Where the text of a file is found by its path; none for pictures and files that are gone.
pub type Sources<'a> = &'a dyn Fn(&str) -> Option<Arc<str>>;

/// The longest excerpt in characters. Markdown often has a whole paragraph in one line.
const EXCERPT: usize = 140;
/// Of a cut excerpt, what stands before the fault.
const BEFORE: usize = 40;
/// The longest message or help in characters: they repeat what an author wrote, however long.
const SENTENCE: usize = 500;

/// For people: the message, the place, the line with the fault underlined, the help.
///
/// A fault of a whole file, or of a file without text, has no excerpt.
pub fn text(list: &[Diagnostic], sources: Sources, colour: bool) -> String {
    let mut out = String::new();
    let mut places = Places::new(sources);
    for diagnostic in list {
        if !out.is_empty() {
            out.push('\n');
        }
        let place = places.find(diagnostic);
        let excerpt = places.excerpt(diagnostic);
        one(&mut out, diagnostic, place, excerpt, colour);
    }
    out
}

/// For editors: `path:line:column: severity[code]: message (help)`, a line each.
pub fn short(list: &[Diagnostic], sources: Sources) -> String {
    let mut out = String::new();
    let mut places = Places::new(sources);
    for diagnostic in list {
        let LineColumn { line, column } = places.find(diagnostic);
        let Diagnostic { path, severity, code, message, help, .. } = diagnostic;
        let (path, severity, message) = (harmless(path), severity.name(), sentence(message));
        write!(out, "{path}:{line}:{column}: {severity}[{code}]: {message}").expect("a string takes all");
        if let Some(help) = help {
            write!(out, " ({})", sentence(help)).expect("a string takes all");
        }
        out.push('\n');
    }
    out
}

/// For programs: a list of objects, texts as they are.
pub fn json(list: &[Diagnostic], sources: Sources) -> Value {
    let mut places = Places::new(sources);
    let objects = list.iter().map(|diagnostic| {
        let LineColumn { line, column } = places.find(diagnostic);
        json!({
            "severity": diagnostic.severity.name(),
            "code": diagnostic.code,
            "path": &*diagnostic.path,
            "line": line,
            "column": column,
            "message": diagnostic.message,
            "help": diagnostic.help,
        })
    });
    Value::Array(objects.collect())
}

/// As `json`, with the excerpt in three pieces: before the fault, the fault, after it.
pub fn with_excerpts<'a>(list: impl IntoIterator<Item = &'a Diagnostic>, sources: Sources<'a>) -> Value {
    let mut places = Places::new(sources);
    let objects = list.into_iter().map(|diagnostic| {
        let LineColumn { line, column } = places.find(diagnostic);
        let excerpt = places.excerpt(diagnostic).map(|Excerpt { line, start, end }| json!([line[..start], line[start..end], line[end..]]));
        json!({
            "severity": diagnostic.severity.name(),
            "code": diagnostic.code,
            "path": harmless(&diagnostic.path),
            "line": line,
            "column": column,
            "message": sentence(&diagnostic.message),
            "help": diagnostic.help.as_deref().map(sentence),
            "excerpt": excerpt,
        })
    });
    Value::Array(objects.collect())
}

/// How many there are of each severity: `2 errors, 1 warning`.
pub fn summary(list: &[Diagnostic]) -> String {
    let counts = [Severity::Error, Severity::Warning, Severity::Notice].map(|severity| {
        let count = list.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        (severity.name(), count)
    });
    let parts: Vec<String> = counts.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| counted(count, name)).collect();
    if parts.is_empty() { "no faults".into() } else { parts.join(", ") }
}

/// One diagnostic for people.
///
/// annotate-snippets takes the place from its excerpt, which here may be cut on the left, and puts
/// an empty line before the help; so it draws the first line and the excerpt, and the two lines
/// with place and help are written here.
fn one(out: &mut String, diagnostic: &Diagnostic, place: LineColumn, excerpt: Option<Excerpt>, colour: bool) {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::INFO.with_name("notice"),
    };
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    // Lines are cut already, and wider ones (East Asian signs) are not to be cut twice.
    let renderer = renderer.term_width(8 * EXCERPT);
    let frame = if colour { DEFAULT_LINE_NUM_STYLE } else { DEFAULT_NONE_STYLE };
    let margin = " ".repeat(place.line.to_string().len());

    let title = level.clone().primary_title(sentence(&diagnostic.message)).id(diagnostic.code);
    out.push_str(&renderer.render(&[Group::with_title(title)]));
    let LineColumn { line, column } = place;
    write!(out, "\n{margin}{frame}-->{frame:#} {}:{line}:{column}\n", harmless(&diagnostic.path)).expect("a string takes all");
    if let Some(excerpt) = excerpt {
        let snippet = Snippet::source(excerpt.line).line_start(line).annotation(AnnotationKind::Primary.span(excerpt.start..excerpt.end));
        out.push_str(&renderer.render(&[Group::with_level(level).element(snippet)]));
        out.push('\n');
    }
    if let Some(help) = &diagnostic.help {
        writeln!(out, "{margin} {frame}={frame:#} help: {}", sentence(help)).expect("a string takes all");
    }
}

/// A line with a fault, cut around it where it is long.
struct Excerpt {
    line: String,
    /// The fault, in bytes of `line`.
    start: usize,
    end: usize,
}

/// Finds the places of diagnostics, in one walk over each file as long as they come sorted.
struct Places<'a> {
    sources: Sources<'a>,
    path: Option<&'a str>,
    text: Option<Arc<str>>,
    /// The last offset asked for, on a character boundary, and where it stands.
    offset: usize,
    place: LineColumn,
}

const START: LineColumn = LineColumn { line: 1, column: 1 };

impl<'a> Places<'a> {
    fn new(sources: Sources<'a>) -> Places<'a> {
        Places { sources, path: None, text: None, offset: 0, place: START }
    }

    /// The place that `source::line_column` gives, without counting the whole file each time.
    fn find(&mut self, diagnostic: &'a Diagnostic) -> LineColumn {
        if self.path != Some(&*diagnostic.path) {
            self.path = Some(&diagnostic.path);
            self.text = (self.sources)(&diagnostic.path);
            (self.offset, self.place) = (0, START);
        }
        let Some(text) = &self.text else { return START };
        let offset = floor_char_boundary(text, diagnostic.span.start as usize);
        if offset < self.offset {
            (self.offset, self.place) = (0, START);
        }
        let between = &text[self.offset..offset];
        self.place = match between.rfind('\n') {
            Some(at) => LineColumn {
                line: self.place.line + between.bytes().filter(|&byte| byte == b'\n').count(),
                column: between[at + 1..].chars().count() + 1,
            },
            None => LineColumn { column: self.place.column + between.chars().count(), ..self.place },
        };
        self.offset = offset;
        self.place
    }

    /// The line of the place found last. A span over many lines is shown by its first.
    fn excerpt(&self, diagnostic: &Diagnostic) -> Option<Excerpt> {
        let text = self.text.as_deref().filter(|text| !text.is_empty())?;
        if diagnostic.span == Span::FILE {
            return None;
        }
        let (before, after) = text.split_at(self.offset);
        let column = self.place.column - 1;
        // No more than EXCERPT characters to each side are looked at, however long the line.
        let rest: String = after.chars().take(EXCERPT + 1).take_while(|&sign| sign != '\n').collect();
        let rest = if after[rest.len()..].starts_with('\n') { rest.trim_end_matches('\r') } else { &rest };
        let length = floor_char_boundary(rest, (diagnostic.span.end as usize).saturating_sub(self.offset));

        let fits = column + rest.chars().count() <= EXCERPT;
        let shown_before = if fits { column } else { column.min(BEFORE) };
        let cut = before.char_indices().rev().take(shown_before).last().map_or(before.len(), |(at, _)| at);

        let mut line = String::new();
        if shown_before < column {
            line.push('…');
        }
        line.extend(before[cut..].chars().map(visible));
        let start = line.len();
        let mut end = start;
        let room = EXCERPT - shown_before;
        for (count, (at, sign)) in rest.char_indices().enumerate() {
            if count == room {
                line.push('…');
                break;
            }
            line.push(visible(sign));
            if at < length {
                end = line.len();
            }
        }
        Some(Excerpt { line, start, end })
    }
}

/// A message or help: on one line, harmless, and cut in the middle where it is endless.
fn sentence(text: &str) -> String {
    let half = SENTENCE / 2;
    let start = text.char_indices().nth(half).map_or(text.len(), |(at, _)| at);
    let end = text.char_indices().rev().nth(half - 1).map_or(0, |(at, _)| at);
    if start < end { harmless(&format!("{} … {}", &text[..start], &text[end..])) } else { harmless(text) }
}

fn harmless(text: &str) -> String {
    text.chars().map(|sign| if sign == '\t' { ' ' } else { visible(sign) }).collect()
}

/// A sign that stands for one which a terminal would obey or hide: control characters, marks that
/// turn the direction of text, and separators and spaces without width. A tab is left.
fn visible(sign: char) -> char {
    match sign {
        '\t' => '\t',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + sign as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        _ => sign,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::{SourcePath, line_column};

    fn diagnostic(path: &str, span: std::ops::Range<usize>) -> Diagnostic {
        Diagnostic {
            path: SourcePath::new(path),
            span: Span::new(span),
            severity: Severity::Error,
            code: "unknown-page",
            message: "no page is called `glosary`".into(),
            help: Some("did you mean `glossary`?".into()),
            edit: None,
        }
    }

    /// The report on the first `needle` in a text.
    fn at(source: &str, needle: &str) -> String {
        let start = source.find(needle).expect("the needle is in the text");
        over(source, start..start + needle.len())
    }

    fn over(source: &str, span: std::ops::Range<usize>) -> String {
        let source: Arc<str> = source.into();
        text(&[diagnostic("content/en/setup.md", span)], &|_| Some(source.clone()), false)
    }

    fn check(report: String, expected: &str) {
        assert_eq!(report, expected, "\n--- got\n{report}\n--- expected\n{expected}");
    }

    #[test]
    fn a_fault_shows_its_line() {
        check(
            at("# Setup\n\nRead the [[glosary]] first.\n", "[[glosary]]"),
            "\
error[unknown-page]: no page is called `glosary`
 --> content/en/setup.md:3:10
  |
3 | Read the [[glosary]] first.
  |          ^^^^^^^^^^^
  = help: did you mean `glossary`?
",
        );
    }

    #[test]
    fn armenian_is_counted_in_characters() {
        check(
            at("Տես [[բառարան]] էջը։\n", "[[բառարան]]"),
            "\
error[unknown-page]: no page is called `glosary`
 --> content/en/setup.md:1:5
  |
1 | Տես [[բառարան]] էջը։
  |     ^^^^^^^^^^^
  = help: did you mean `glossary`?
",
        );
    }

    #[test]
    fn windows_line_ends_do_not_show() {
        check(
            at("one\r\ntwo here\r\nthree\r\n", "here\r\nthree"),
            "\
error[unknown-page]: no page is called `glosary`
 --> content/en/setup.md:2:5
  |
2 | two here
  |     ^^^^
  = help: did you mean `glossary`?
",
        );
    }

    #[test]
    fn tabs_keep_the_carets_in_place() {
        check(
            at("-\tgo\there\n", "here"),
            "\
error[unknown-page]: no page is called `glosary`
 --> content/en/setup.md:1:6
  |
1 | -    go    here
  |            ^^^^
  = help: did you mean `glossary`?
",
        );
    }

    #[test]
    fn signs_that_a_terminal_obeys_become_visible() {
        check(
            at("a \u{1b}[31m \u{202e}link\u{9b}\u{200b} b\n", "link"),
            "\
error[unknown-page]: no page is called `glosary`
 --> content/en/setup.md:1:10
  |
1 | a ␛[31m �link�� b
  |          ^^^^
  = help: did you mean `glossary`?
",
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_fault() {
        let source = format!("{}[[glosary]]{}\n", "word ".repeat(40_000), " more".repeat(40_000));
        check(
            at(&source, "[[glosary]]"),
            "\
error[unknown-page]: no page is called `glosary`
 --> content/en/setup.md:1:200001
  |
1 | …word word word word word word word word [[glosary]] more more more more more more more more more more more more more more more more more mor…
  |                                          ^^^^^^^^^^^
  = help: did you mean `glossary`?
",
        );
    }

    #[test]
    fn a_long_fault_is_cut_too() {
        let report = over(&"x".repeat(100_000), 10..90_000);
        assert!(report.contains(&format!("\n1 | {}…\n", "x".repeat(140))), "{report}");
        assert!(report.contains(&format!("\n  | {}{}\n", " ".repeat(10), "^".repeat(130))), "{report}");
    }

    #[test]
    fn the_margin_grows_with_the_line_number() {
        check(
            over(&"\n".repeat(1_234), 1_000..1_000),
            "\
error[unknown-page]: no page is called `glosary`
    --> content/en/setup.md:1001:1
     |
1001 |
     | ^
     = help: did you mean `glossary`?
",
        );
    }

    #[test]
    fn a_place_past_the_end_is_the_end() {
        check(
            over("one\ntwo", 90..99),
            "\
error[unknown-page]: no page is called `glosary`
 --> content/en/setup.md:2:4
  |
2 | two
  |    ^
  = help: did you mean `glossary`?
",
        );
    }

    #[test]
    fn a_place_inside_a_character_is_that_character() {
        assert!(over("Տես", 1..2).contains("1 | Տես\n  | ^\n"));
    }

    #[test]
    fn a_whole_file_has_no_excerpt() {
        let expected = "\
error[unknown-page]: no page is called `glosary`
 --> content/en/setup.md:1:1
  = help: did you mean `glossary`?
";
        check(over("one\n", 0..0), expected);
        check(over("", 3..5), expected);
        check(text(&[diagnostic("content/en/setup.md", 3..5)], &|_| None, false), expected);
    }

    #[test]
    fn severities_have_their_own_names() {
        let list = [Severity::Error, Severity::Warning, Severity::Notice, Severity::Notice].map(|severity| Diagnostic {
            severity,
            help: None,
            ..diagnostic("a.md", 0..0)
        });
        check(
            text(&list[1..3], &|_| None, false),
            "\
warning[unknown-page]: no page is called `glosary`
 --> a.md:1:1

notice[unknown-page]: no page is called `glosary`
 --> a.md:1:1
",
        );
        assert_eq!(summary(&list), "1 error, 1 warning, 2 notices");
        assert_eq!(summary(&[]), "no faults");
    }

    #[test]
    fn colour_changes_nothing_but_the_colour() {
        let source: Arc<str> = "Read the [[glosary]] first.\n".into();
        let list = [diagnostic("a.md", 9..20)];
        let coloured = text(&list, &|_| Some(source.clone()), true);
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = after.split_once('m').expect("a colour ends in m").1;
        }
        plain.push_str(rest);
        assert_ne!(plain, coloured);
        check(plain, &text(&list, &|_| Some(source.clone()), false));
    }

    #[test]
    fn editors_get_a_line_each() {
        let mut list = [diagnostic("a.md", 4..6), diagnostic("b\n.md", 0..0)];
        list[1].help = None;
        list[1].message = "two\nlines".into();
        check(
            short(&list, &|path| (path == "a.md").then(|| "one\ntwo".into())),
            "\
a.md:2:1: error[unknown-page]: no page is called `glosary` (did you mean `glossary`?)
b␊.md:1:1: error[unknown-page]: two␊lines
",
        );
    }

    #[test]
    fn programs_get_objects() {
        let mut list = [diagnostic("a.md", 5..6), diagnostic("b.md", 0..0)];
        list[1].help = None;
        assert_eq!(
            json(&list, &|path| (path == "a.md").then(|| "one\ntwo".into())).to_string(),
            concat!(
                r#"[{"severity":"error","code":"unknown-page","path":"a.md","line":2,"column":2,"#,
                r#""message":"no page is called `glosary`","help":"did you mean `glossary`?"},"#,
                r#"{"severity":"error","code":"unknown-page","path":"b.md","line":1,"column":1,"#,
                r#""message":"no page is called `glosary`","help":null}]"#
            )
        );
    }

    #[test]
    fn an_endless_message_is_cut_in_the_middle() {
        let mut list = [diagnostic("a.md", 0..0)];
        list[0].message = format!("`{}` leads nowhere", "ա".repeat(100_000));
        let report = short(&list, &|_| None);
        assert!(report.chars().count() < 700, "{report}");
        assert!(report.contains("ա … ա") && report.contains("ա` leads nowhere"), "{report}");
        assert_eq!(sentence(&"ա".repeat(SENTENCE)), "ա".repeat(SENTENCE));
    }

    /// 40,000 faults in 2 MB: counting from the start for each would take minutes.
    #[test]
    fn many_faults_in_one_file_are_one_walk() {
        for end in [" ", "\n"] {
            let piece = format!("[[glosary]] Տես այստեղ {end}");
            let source: Arc<str> = piece.repeat(40_000).into();
            let list: Vec<_> = (0..40_000).map(|n| n * piece.len()).map(|at| diagnostic("a.md", at..at + 11)).collect();
            let sources = |_: &str| Some(source.clone());
            let report = text(&list, &sources, false);
            assert_eq!(report.matches("--> a.md:").count(), 40_000);
            let last = list.last().expect("there are many");
            let LineColumn { line, column } = line_column(&source, last.span.start);
            assert!(report.contains(&format!("--> a.md:{line}:{column}\n")));
            assert_eq!(short(&list, &sources).lines().count(), 40_000);
        }
    }

    fn rough_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\n".to_string()),
            Just("\r\n".to_string()),
            Just("\r".to_string()),
            Just("\t".to_string()),
            Just("    ".to_string()),
            Just("\u{301}".to_string()),
            Just("表👩‍💻".to_string()),
            Just("Հարց՝ ".to_string()),
            any::<char>().prop_map(String::from),
            (1usize..200).prop_map(|length| "y".repeat(length)),
        ];
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_span_of_any_text_has_a_place_in_the_file(
            source in rough_text(),
            spans in proptest::collection::vec((0usize..700, 0usize..700), 1..5),
            colour: bool,
        ) {
            let source: Arc<str> = source.into();
            // Unsorted on purpose, and some with their end before their start.
            let list: Vec<_> = spans.into_iter().map(|(start, end)| diagnostic("a.md", start..end)).collect();
            let sources = |_: &str| Some(source.clone());
            let report = text(&list, &sources, colour);
            prop_assert_eq!(report.matches("unknown-page").count(), list.len());
            let objects = json(&list, &sources);
            for (object, diagnostic) in objects.as_array().expect("a list").iter().zip(&list) {
                let expected = line_column(&source, diagnostic.span.start);
                prop_assert_eq!(&object["line"], expected.line);
                prop_assert_eq!(&object["column"], expected.column);
                let line = source.split('\n').nth(expected.line - 1);
                prop_assert!(line.is_some_and(|line| expected.column <= line.chars().count() + 1));
            }
            for line in short(&list, &sources).lines() {
                prop_assert!(line.starts_with("a.md:"));
            }
        }
    }
}
