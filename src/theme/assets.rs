//! The files that pages name: one style sheet, two scripts, the icon, each with its hash in its name.

use lightningcss::rules::CssRule;
use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};

use super::{Overrides, default_text};
use crate::address::OutPath;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{Hash, Source, Span, floor_char_boundary};

/// A file for `assets/`.
#[derive(Clone, Debug)]
pub struct Asset {
    /// `site head icon`: what it is; the styles and the main script are both `site`.
    pub name: &'static str,
    pub ext: &'static str,
    pub bytes: Vec<u8>,
    /// Its place in the output, for example `assets/site.1f3a9c20.css`.
    pub path: OutPath,
}

impl Asset {
    fn new(name: &'static str, ext: &'static str, text: String) -> Asset {
        let path = OutPath::new(format!("assets/{name}.{}.{ext}", Hash::of(text.as_bytes()).short()));
        Asset { name, ext, path, bytes: text.into_bytes() }
    }
}

/// The site's own last layer.
pub(super) const SITE_CSS: &str = "css/site.css";

/// The layers, in the order in which they win.
const LAYERS: [&str; 6] = ["reset", "tokens", "page", "prose", "parts", "print"];

/// The features of the main script, in the order in which they run.
const SCRIPTS: [&str; 5] = ["theme", "language", "contents", "copy", "regions"];

pub(super) fn load(overrides: &Overrides, accent: Option<&str>, told: &mut Vec<Diagnostic>) -> Vec<Asset> {
    let script = |name: &str| text_of(overrides, &format!("js/{name}.js")).to_owned();
    vec![
        Asset::new("site", "css", styles(overrides, accent, told)),
        Asset::new("head", "js", script("head")),
        Asset::new("site", "js", SCRIPTS.map(script).concat()),
        Asset::new("icon", "svg", text_of(overrides, "icon.svg").to_owned()),
    ]
}

fn text_of<'a>(overrides: &Overrides<'a>, name: &str) -> &'a str {
    overrides.get(name).map(|source| &*source.text).or_else(|| default_text(name)).expect("the default theme has all its files")
}

/// One sheet of all layers. A layer of the site's own that cannot be read gives way to the default.
fn styles(overrides: &Overrides, accent: Option<&str>, told: &mut Vec<Diagnostic>) -> String {
    let mut sheet = format!("@layer {},site;", LAYERS.join(","));
    for layer in LAYERS {
        let name = format!("css/{layer}.css");
        let own = overrides.get(name.as_str()).and_then(|source| own_styles(source, told));
        let default = || minified(default_text(&name).expect("the default theme has all layers")).expect("the default styles can be read");
        sheet.push_str(&own.unwrap_or_else(default));
    }
    if let Some(accent) = accent.filter(|accent| is_hex_colour(accent)) {
        sheet.push_str(&format!("@layer tokens{{html{{--accent-raw:{accent}}}}}"));
    }
    if let Some(own) = overrides.get(SITE_CSS).and_then(|source| own_styles(source, told)) {
        sheet.push_str(&format!("@layer site{{{own}}}"));
    }
    sheet
}

fn is_hex_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A style file of the site; none, and a fault told, where it cannot be used.
fn own_styles(source: &Source, told: &mut Vec<Diagnostic>) -> Option<String> {
    match minified(&source.text) {
        Ok(css) => Some(css),
        Err(fault) => {
            let mut diagnostics = Diagnostics::of(source.path.clone());
            diagnostics.style_unreadable(fault.span, &fault.reason);
            told.extend(diagnostics.into_list());
            None
        }
    }
}

#[derive(Debug)]
struct StyleFault {
    span: Span,
    reason: String,
}

/// Shorter, and otherwise the same: no browser targets are named, so nothing is translated for old
/// browsers or dropped.
fn minified(css: &str) -> Result<String, StyleFault> {
    let sheet = StyleSheet::parse(css, ParserOptions::default()).map_err(|error| StyleFault {
        span: error.loc.map_or(Span::FILE, |place| span_at(css, place.line as usize, place.column as usize)),
        reason: error.kind.to_string(),
    })?;
    if let Some(CssRule::Import(import)) = sheet.rules.0.iter().find(|rule| matches!(rule, CssRule::Import(_))) {
        let span = span_at(css, import.loc.line as usize, import.loc.column as usize);
        return Err(StyleFault { span, reason: "`@import` would load a second file; copy its rules into this one".into() });
    }
    let printed = sheet.to_css(PrinterOptions { minify: true, ..PrinterOptions::default() });
    printed.map(|result| result.code).map_err(|error| StyleFault { span: Span::FILE, reason: error.kind.to_string() })
}

/// The rest of a line from a place on: `line` counts from 0, `column` from 1 in UTF-16 units, as lightningcss counts.
fn span_at(css: &str, line: usize, column: usize) -> Span {
    let start_of_line = css.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let text = css[start_of_line..].lines().next().unwrap_or("");
    let mut units = 0;
    let inside = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units >= column
    });
    let start = start_of_line + inside.map_or(text.len(), |(at, _)| at);
    Span::new(start..floor_char_boundary(css, start_of_line + text.len()).max(start))
}
