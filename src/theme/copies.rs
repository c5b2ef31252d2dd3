//! Copies of default files: `hornbook new --theme FILE` makes them, and their first line remembers
//! which default they were made from.

use super::default_files;
use crate::diagnostics::Diagnostics;
use crate::source::{Hash, Source};

const MARK: &str = "hornbook default ";

/// The comment that a kind of file takes, by its ending.
fn comment(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => ("{#- ", " -#}"),
        "css" | "js" => ("/* ", " */"),
        "toml" => ("# ", ""),
        "svg" => ("<!-- ", " -->"),
        _ => return None,
    })
}

/// A default file to put into a site's own theme, or none if there is no such file.
pub fn copy_of_default(name: &str) -> Option<Vec<u8>> {
    let default = default_files().get(name)?;
    let (open, close) = comment(name)?;
    let mut copy = format!("{open}{MARK}{}{close}\n", Hash::of(default).short()).into_bytes();
    copy.extend_from_slice(default);
    Some(copy)
}

/// Tells a copy whose default has changed since.
pub(super) fn check(name: &str, source: &Source, diagnostics: &mut Diagnostics) {
    let (Some(default), Some(first)) = (default_files().get(name), source.text.lines().next()) else { return };
    let Some((_, rest)) = first.split_once(MARK) else { return };
    let made_from: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    if made_from != Hash::of(default).short() {
        diagnostics.template_changed_upstream(name);
    }
}
