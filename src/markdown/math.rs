//! Formulas: LaTeX to MathML.

use std::error::Error;
use std::panic::catch_unwind;

use pulldown_latex::config::{DisplayMode, RenderConfig};
use pulldown_latex::{Event, Parser, Storage, push_mathml};

/// The longest formula, in bytes. The converter recurses on its input.
const LONGEST: usize = 2_000;

/// Commands that define others. They can make a short formula grow without end.
const DEFINITIONS: [&str; 6] = ["\\def", "\\let", "\\futurelet", "\\newcommand", "\\renewcommand", "\\providecommand"];

/// A formula as a `<math>` element without styles, or why it cannot be read.
pub fn mathml(formula: &str, display: bool) -> Result<String, String> {
    if formula.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    if formula.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    if let Some(command) = DEFINITIONS.iter().find(|command| formula.contains(*command)) {
        return Err(format!("`{command}` is not allowed"));
    }
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let converted = catch_unwind(|| {
        let storage = Storage::new();
        let events: Vec<Event> = Parser::new(formula, &storage).collect::<Result<_, _>>().map_err(|error| {
            // The error prints its context over several lines; its source is the one sentence.
            let reason = error.source().map_or_else(|| error.to_string(), |source| source.to_string());
            reason.replace("unkown", "unknown")
        })?;
        let mut html = String::new();
        let config = RenderConfig { display_mode, ..RenderConfig::default() };
        let events = events.into_iter().map(Ok::<_, std::fmt::Error>);
        push_mathml(&mut html, events, config).map_err(|error| error.to_string())?;
        Ok::<_, String>(html)
    });
    match converted {
        Ok(html) => Ok(cleaned(&html?)),
        Err(_) => Err("the converter gave up".to_owned()),
    }
}

const ELEMENTS: [&str; 19] = [
    "math",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
];

const ATTRIBUTES: [&str; 16] = [
    "class",
    "depth",
    "display",
    "displaystyle",
    "height",
    "largeop",
    "linethickness",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "width",
    "xmlns",
];

/// The converter's output as well-formed HTML that holds nothing but formulas. It writes `<`, `>` and
/// `&` of a formula unescaped, leaves out a space between attributes, and puts colours into `style`.
fn cleaned(mathml: &str) -> String {
    let mut html = String::with_capacity(mathml.len() + 16);
    let mut rest = mathml;
    while let Some(at) = rest.find(['<', '>', '&']) {
        html.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(length) = push_tag(&mut html, rest) {
            rest = &rest[length..];
        } else if let Some(entity) = ["&nbsp;", "&amp;", "&lt;", "&gt;"].iter().find(|entity| rest.starts_with(**entity)) {
            html.push_str(entity);
            rest = &rest[entity.len()..];
        } else {
            super::escape::push_text(&mut html, &rest[..1]);
            rest = &rest[1..];
        }
    }
    html.push_str(rest);
    html
}

/// Writes the tag that `rest` begins with, and says how long it was; nothing if there is none that is known.
fn push_tag(html: &mut String, rest: &str) -> Option<usize> {
    let length = rest.starts_with('<').then(|| rest.find('>'))?? + 1;
    let inner = &rest[1..length - 1];
    let closing = inner.starts_with('/');
    let inner = inner.trim_start_matches('/');
    let name_end = inner.find([' ', '/']).unwrap_or(inner.len());
    let (name, mut attributes) = inner.split_at(name_end);
    if !ELEMENTS.contains(&name) && name != "munderover" {
        return None;
    }
    html.push_str(if closing { "</" } else { "<" });
    html.push_str(name);
    while let Some((name, after)) = attributes.split_once("=\"") {
        let (value, after) = after.split_once('"')?;
        let name = name.trim();
        if ATTRIBUTES.contains(&name) {
            html.push(' ');
            html.push_str(name);
            html.push_str("=\"");
            super::escape::push_text(html, value);
            html.push('"');
        }
        attributes = after;
    }
    html.push_str(if inner.ends_with('/') { "/>" } else { ">" });
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml() {
        for (formula, display, expected) in [
            ("x", false, "<math display=\"inline\"><mi>x</mi></math>"),
            ("\\frac{1}{2}", true, "<math display=\"block\"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"),
            ("a<b", false, "<math display=\"inline\"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>"),
            ("\\color{red}a", false, "<math display=\"inline\"><mi>a</mi></math>"),
            ("\\text{a<b & c}", false, "<math display=\"inline\"><mtext>a&lt;b &amp; c</mtext></math>"),
        ] {
            let html = mathml(formula, display).map(|html| html.replace("<mrow>", "").replace("</mrow>", ""));
            assert_eq!(html.as_deref(), Ok(expected), "{formula}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_in_one_sentence() {
        for formula in ["\\frac{1}", "\\nonsense", "{", "}", "a^b^c", "", "  ", "\\def\\a{\\a\\a}\\a", "&", "#", "$"] {
            let reason = mathml(formula, false).expect_err(formula);
            assert!(!reason.contains('\n') && !reason.is_empty(), "{formula}: {reason}");
        }
    }

    #[test]
    fn hostile_formulas_are_quick_and_hold_no_style() {
        for piece in [
            "{",
            "}",
            "^",
            "_",
            "\\sqrt",
            "\\frac",
            "\\left(",
            "\\mathbf",
            "\\begin{matrix}",
            "&",
            "\\\\",
            "\\not",
            "\\!",
            "\\bigl(",
            "'",
            "\\hat",
            "a^",
            "\\\\[3em]",
            "<script>",
        ] {
            for count in [1, 3, 50, LONGEST / piece.len()] {
                for formula in [piece.repeat(count), format!("{}x{}", piece.repeat(count.min(900)), "}".repeat(count.min(900)))] {
                    if let Ok(html) = mathml(&formula, true) {
                        assert!(!html.contains("style=") && !html.contains("<script"), "{formula}");
                    }
                }
            }
        }
    }
}
