//! Mends what can be mended by itself: so far the `translated:` marks of translations.

use crate::diagnostics::Diagnostics;
use crate::front_matter;
use crate::site::Site;
use crate::source::{Source, SourcePath};

/// A file with its mended text. Nothing but what is mended differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    pub path: SourcePath,
    pub before: String,
    pub after: String,
}

/// Every file that can be mended, in order. Writing the result of `fix` and asking again gives nothing.
/// `read` gives the text of a page.
pub fn mends(site: &Site, read: &dyn Fn(&SourcePath) -> Source) -> Vec<Mend> {
    let marked = site.pages.iter().filter(|page| page.front.translated.is_some());
    let mends = marked.filter_map(|page| {
        let original = &site.pages[site.original_of(page)?];
        let source = read(&page.path);
        let after = with_translated(&source.text, &original.body_hash)?;
        // A file that is no UTF-8 is told by itself; rewriting it would change all its bytes.
        (source.flaw.is_none()).then(|| Mend { path: page.path.clone(), before: source.text.to_string(), after })
    });
    mends.collect()
}

/// The text with its `translated` mark set; none if it has no mark or the right one.
fn with_translated(text: &str, hash: &str) -> Option<String> {
    let (front, _) = front_matter::read(text, &mut Diagnostics::of(SourcePath::new("")));
    let (claimed, _) = front.translated?;
    let span = front.translated_entry;
    if claimed == hash {
        return None;
    }
    let is_toml = text.starts_with("+++");
    let written = &text[span.range()];
    // The place of an absent value may lie on a later line.
    let written = written.lines().next().unwrap_or(written).trim_end();
    let mark = if is_toml { format!("translated = \"{hash}\"") } else { format!("translated: {hash}") };
    let end = span.start as usize + written.len();
    let rest = &text[end..];
    let rest = rest.strip_prefix(':').or_else(|| rest.strip_prefix(" :")).unwrap_or(rest);
    Some(format!("{}{mark}{rest}", &text[..span.start as usize]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_mark_changes() {
        for (before, after) in [
            ("---\ntitle: a\ntranslated: 00000000\nid: b\n---\nText\n", "---\ntitle: a\ntranslated: 12345678\nid: b\n---\nText\n"),
            ("---\ntranslated:\nid: b\n---\n", "---\ntranslated: 12345678\nid: b\n---\n"),
            ("---\r\ntranslated:\r\n---\r\n", "---\r\ntranslated: 12345678\r\n---\r\n"),
            ("---\ntranslated: \"x\" # note\n---\n", "---\ntranslated: 12345678 # note\n---\n"),
            ("+++\ntranslated = \"\"\n+++\n", "+++\ntranslated = \"12345678\"\n+++\n"),
        ] {
            assert_eq!(with_translated(before, "12345678").as_deref(), Some(after));
            assert_eq!(with_translated(after, "12345678"), None);
        }
        assert_eq!(with_translated("---\ntitle: a\n---\n", "12345678"), None);
    }
}
