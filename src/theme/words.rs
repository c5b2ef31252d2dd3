//! The words of the theme: the default tables, merged key by key with the site's own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::{Overrides, default_files, default_text};
use crate::diagnostics::{self, Diagnostic, Diagnostics};
use crate::i18n::{Words, is_plural};
use crate::source::{Source, Span};

type Table = BTreeMap<String, String>;

/// The language whose table stands in where a language has none.
const FALLBACK: &str = "en";

/// The name of a language's file within the theme.
pub(super) fn file_of(language: &str) -> String {
    format!("i18n/{language}.toml")
}

/// The tables of the site's languages and of those the default theme knows.
pub(super) fn load(overrides: &Overrides, languages: &[String], told: &mut Vec<Diagnostic>) -> BTreeMap<String, Arc<Words>> {
    let defaults = defaults();
    let all: BTreeSet<&str> = languages.iter().map(String::as_str).chain(defaults.keys().map(String::as_str)).collect();
    all.into_iter()
        .map(|language| {
            let own_default = defaults.get(language).or_else(|| defaults.get(primary(language)));
            let mut table = own_default.unwrap_or(&defaults[FALLBACK]).clone();
            if let Some(source) = overrides.get(file_of(language).as_str()) {
                let mut diagnostics = Diagnostics::of(source.path.clone());
                let rows = read(source, &mut diagnostics);
                check(&rows, &table, own_default.is_some(), overrides, &mut diagnostics);
                told.extend(diagnostics.into_list());
                table.extend(rows.into_iter().filter(|row| !row.text.is_empty()).map(|row| (row.key, row.text)));
            }
            (language.to_owned(), Arc::new(Words::new(language, table)))
        })
        .collect()
}

/// The table of a language among those loaded: its own, that of its first part (`hy` for `hy-AM`), English.
pub(super) fn of<'a, T>(tables: &'a BTreeMap<String, T>, lang: &str) -> &'a T {
    tables.get(lang).or_else(|| tables.get(primary(lang))).unwrap_or(&tables[FALLBACK])
}

fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

/// The compiled-in tables by language.
pub(super) fn defaults() -> BTreeMap<String, Table> {
    let names = default_files().keys().filter_map(|name| name.strip_prefix("i18n/")?.strip_suffix(".toml"));
    names
        .map(|language| {
            let table = toml::from_str(default_text(&file_of(language)).expect("the name was taken from the map"));
            (language.to_owned(), table.expect("the default tables are flat TOML"))
        })
        .collect()
}

struct Row {
    key: String,
    text: String,
    span: Span,
}

/// The rows of a site's table. A file that cannot be read has none.
fn read(source: &Source, diagnostics: &mut Diagnostics) -> Vec<Row> {
    let table = match DeTable::parse(&source.text) {
        Ok(table) => table.into_inner(),
        Err(error) => {
            diagnostics.words_unreadable(error.span().map_or(Span::FILE, Span::new), error.message());
            return Vec::new();
        }
    };
    let mut rows = Vec::new();
    for (key, value) in table {
        let span = Span::new(key.span());
        let key = key.into_inner().into_owned();
        match value.into_inner() {
            DeValue::String(text) => rows.push(Row { key, text: text.into_owned(), span }),
            DeValue::Table(_) => diagnostics.words_missing(span, &key, "must stand in quotes together with what follows its dot"),
            _ => diagnostics.words_missing(span, &key, "must be a text in quotes"),
        }
    }
    rows
}

/// Compares the rows of a site with the default ones: of the same language where there is a table of
/// it (`same_language`), else English.
fn check(rows: &[Row], default: &Table, same_language: bool, overrides: &Overrides, diagnostics: &mut Diagnostics) {
    for row in rows {
        let mut say = |reason: &str| diagnostics.words_missing(row.span, &row.key, reason);
        let Some(model) = default.get(&row.key) else {
            if !used_by_the_site(&row.key, overrides) {
                match diagnostics::nearest(&row.key, default.keys().map(String::as_str)) {
                    Some(near) => say(&format!("is used nowhere; did you mean `{near}`?")),
                    None => say("is used nowhere"),
                }
            }
            continue;
        };
        if row.text.is_empty() {
            say("is empty, so the default is shown");
            continue;
        }
        for missing in placeholders(model).difference(&placeholders(&row.text)) {
            say(&format!("lacks `{{{missing}}}`"));
        }
        for unfilled in placeholders(&row.text).difference(&placeholders(model)) {
            say(&format!("has `{{{unfilled}}}`, which nothing fills"));
        }
        if is_plural(model) {
            let wanted = if same_language { forms(model) } else { BTreeSet::from(["other"]) };
            let lacking: Vec<&str> = wanted.difference(&forms(&row.text)).copied().collect();
            if !lacking.is_empty() {
                say(&format!("lacks a form for a number: write `{}: …`", lacking.join(": … | ")));
            }
        }
    }
    if !same_language {
        let have: BTreeSet<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        let missing: Vec<&str> = default.keys().map(String::as_str).filter(|key| !have.contains(key)).collect();
        if let Some(first) = missing.first() {
            let reason = match missing.len() - 1 {
                0 => "is missing, so readers see it in English".to_owned(),
                more => format!("is missing, as are {more} others, so readers see them in English"),
            };
            diagnostics.words_missing(Span::FILE, first, &reason);
        }
    }
}

/// Whether one of the site's own templates asks for a word that the default theme does not have.
fn used_by_the_site(key: &str, overrides: &Overrides) -> bool {
    overrides.values().any(|source| source.path.ends_with(".html") && source.text.contains(&format!("\"{key}\"")))
}

/// The names in braces.
pub(super) fn placeholders(row: &str) -> BTreeSet<&str> {
    row.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The plural categories of a cell.
fn forms(row: &str) -> BTreeSet<&str> {
    if !is_plural(row) {
        return BTreeSet::new();
    }
    row.split(" | ").filter_map(|form| form.split_once(": ")).map(|(category, _)| category).collect()
}
