//! Mends what can be mended by itself: slips that have one mend only, `Id:` lines of questions, and the
//! `translated:` marks of translations.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostics, Edit};
use crate::front_matter;
use crate::page::Page;
use crate::quiz::Question;
use crate::quiz::mend::apply;
use crate::site::{PageId, Site};
use crate::source::{Source, SourcePath, Span};

/// A file with its mended text. Nothing but what is mended differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    pub path: SourcePath,
    pub before: String,
    pub after: String,
}

/// So often a page is read again: a mended heading may bring up slips below it.
const ROUNDS: usize = 8;

/// Every file that can be mended, in order. Writing the result of `fix` and asking again gives nothing.
/// `read` gives the text of a page, `parse` reads it.
pub fn mends(site: &Site, read: &dyn Fn(&SourcePath) -> Source, parse: &dyn Fn(&Source, PageId) -> Page) -> Vec<Mend> {
    // Slips first: what they hide may be questions without an id.
    let mut pages: BTreeMap<PageId, (Source, String, Page)> = BTreeMap::new();
    for (id, page) in site.pages.iter().enumerate() {
        let has_slips = page.diagnostics.iter().any(|one| one.edit.is_some());
        if !has_slips && page.questions.is_empty() && page.front.translated.is_none() {
            continue;
        }
        let source = read(&page.path);
        // A file that is no UTF-8 is told by itself; rewriting it would change all its bytes. Lone carriage
        // returns end lines in Markdown and nowhere else: what would be written between them is not sure.
        if source.flaw.is_none() && !source.text.replace("\r\n", "").contains('\r') {
            let page = parse(&source, id);
            let text = source.text.to_string();
            pages.insert(id, (source, text, page));
        }
    }
    // New lines may part what hid a slip from what it hung on.
    for _ in 0..ROUNDS {
        for (id, (_, text, page)) in &mut pages {
            mend_slips(*id, text, page, parse);
        }
        if !add_ids(site, &mut pages, parse) {
            break;
        }
    }
    // Marks last: they hold the hash of what the original has become.
    let hashes: BTreeMap<PageId, String> = pages.iter().map(|(id, (_, _, page))| (*id, page.body_hash.clone())).collect();
    for (id, (_, text, _)) in pages.iter_mut().filter(|(_, (_, _, page))| page.front.translated.is_some()) {
        let Some(original) = site.original_of(&site.pages[*id]) else { continue };
        let before = &site.pages[original].body_hash;
        let now = hashes.get(&original).unwrap_or(before);
        if let Some(after) = with_translated(text, now) {
            *text = after;
        }
    }
    let mended = pages.into_values().filter(|(source, text, _)| *source.text != **text);
    mended.map(|(source, text, _)| Mend { path: source.path.clone(), before: source.text.to_string(), after: text }).collect()
}

/// Mends the slips of a page, and reads it again.
fn mend_slips(id: PageId, text: &mut String, page: &mut Page, parse: &dyn Fn(&Source, PageId) -> Page) {
    for _ in 0..ROUNDS {
        let edits: Vec<Edit> = page.diagnostics.iter().filter_map(|one| one.edit.as_deref().cloned()).collect();
        let mended = apply(text, &edits);
        if mended == *text {
            break;
        }
        *page = parse(&Source::from_text(&page.path, &mended), id);
        *text = mended;
    }
}

/// Adds an id to each question that has none. False: none was added.
fn add_ids(site: &Site, pages: &mut BTreeMap<PageId, (Source, String, Page)>, parse: &dyn Fn(&Source, PageId) -> Page) -> bool {
    let mut added = false;
    for (id, ids) in new_ids(site, pages) {
        let (_, text, page) = pages.get_mut(&id).expect("ids are made for these pages");
        let with_ids = apply(text, &id_lines(text, page, &ids));
        // The end of a question may be none: a code block that is never closed would take the line in.
        let again = parse(&Source::from_text(&page.path, &with_ids), id);
        let taken = again.questions.iter().map(|question| question.own_id.as_ref().map(|(id, _)| id));
        if taken.eq(ids.iter().map(Some)) {
            (*text, *page, added) = (with_ids, again, true);
        }
    }
    added
}

/// By page: an id for each of its questions, where one lacks it. Translations of equally many questions of
/// the same types get the same ids; all others get ids that none of them has.
fn new_ids(site: &Site, pages: &BTreeMap<PageId, (Source, String, Page)>) -> Vec<(PageId, Vec<String>)> {
    let mut families: BTreeMap<&str, Vec<PageId>> = BTreeMap::new();
    for (id, (_, _, page)) in pages {
        if !page.questions.is_empty() {
            families.entry(&site.pages[*id].id).or_default().push(*id);
        }
    }
    let mut made = Vec::new();
    for family in families.into_values() {
        let questions = |id: &PageId| &pages[id].2.questions;
        let shape = |id: &PageId| questions(id).iter().map(|question| question.type_name()).collect::<Vec<_>>();
        let own = |id: &PageId| questions(id).iter().map(|question| question.own_id.as_ref().map(|(id, _)| id.clone())).collect::<Vec<_>>();
        let mut taken: BTreeSet<String> = family.iter().flat_map(own).flatten().collect();
        let mut last = 0;
        let mut free = || loop {
            last += 1;
            if taken.insert(format!("q{last}")) {
                return format!("q{last}");
            }
        };
        let mut done: Vec<(Vec<&str>, Vec<String>)> = Vec::new();
        for id in &family {
            let here = own(id);
            if here.iter().all(Option::is_some) {
                continue;
            }
            let shape_here = shape(id);
            let ids = match done.iter().find(|(shape, _)| *shape == shape_here) {
                Some((_, ids)) => ids.clone(),
                None => {
                    let alike: Vec<Vec<Option<String>>> = family.iter().filter(|other| shape(other) == shape_here).map(own).collect();
                    // Not one that another question has in one of them.
                    let stands_at = |at: usize, id: &String| {
                        alike.iter().all(|ids| ids.iter().position(|other| other.as_ref() == Some(id)).is_none_or(|place| place == at))
                    };
                    let known = |at: usize| alike.iter().filter_map(|ids| ids[at].clone()).find(|id| stands_at(at, id));
                    let ids: Vec<String> = (0..here.len()).map(|at| known(at).unwrap_or_else(&mut free)).collect();
                    done.push((shape_here, ids.clone()));
                    ids
                }
            };
            made.push((*id, here.into_iter().zip(ids).map(|(own, made)| own.unwrap_or(made)).collect()));
        }
    }
    made
}

/// An `Id:` line after the last thing of each question that has none.
fn id_lines(text: &str, page: &Page, ids: &[String]) -> Vec<Edit> {
    let ends = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let lacking = page.questions.iter().zip(ids).filter(|(question, _)| question.own_id.is_none());
    let line = |(question, id): (&Question, &String)| Edit {
        span: Span { start: question.end, end: question.end },
        text: format!("{ends}{ends}Id: {id}"),
    };
    lacking.map(line).collect()
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
