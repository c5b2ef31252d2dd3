//! Templates: the default ones and the site's own, ready to render.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, Value};

use super::{Overrides, default_files, default_text, words};
use crate::diagnostics::{self, Diagnostic, Diagnostics};
use crate::i18n::Words;
use crate::source::{Source, SourcePath, Span};

/// Where templates lie in a theme. Tera knows them by what follows: `page.html`, `parts/nav.html`.
pub(super) const FOLDER: &str = "templates/";

/// Most pages fit into so many bytes, so that few buffers grow.
const MOST_PAGES: usize = 32 * 1024;

pub(super) struct Templates {
    tera: Tera,
    /// What is in use, by Tera's name.
    texts: BTreeMap<String, Arc<str>>,
}

/// All default templates, then the site's own in their place, as far as Tera takes them.
pub(super) fn load(overrides: &Overrides, tables: Arc<BTreeMap<String, Arc<Words>>>, told: &mut Vec<Diagnostic>) -> Templates {
    let mut tera = Tera::new();
    let tables: BTreeMap<String, Table> = tables.iter().map(|(lang, words)| (lang.clone(), Table::new(words.clone()))).collect();
    tera.register_function("word", move |kwargs: Kwargs, state: &State| word(&tables, &kwargs, state));
    // As Tera's own, without its copy: the text of a page runs through here.
    tera.register_filter("safe", |value: Value, _: Kwargs, _: &State| match value.as_str() {
        Some(_) => value.mark_safe(),
        None => Value::safe_string(&value.to_string()),
    });
    let defaults: Vec<(&str, &str)> =
        default_files().keys().filter_map(|name| Some((name.strip_prefix(FOLDER)?, default_text(name)?))).collect();
    tera.add_raw_templates(defaults.iter().copied()).expect("the default templates are tested");
    let mut texts: BTreeMap<String, Arc<str>> = defaults.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect();

    let mut waiting: Vec<(&str, &Source, String)> = overrides
        .iter()
        .filter_map(|(name, source)| Some((name.strip_prefix(FOLDER)?, *source, with_blocks_left_out(name, &source.text))))
        .collect();
    // All at once first, since they may need each other; then those that stand without the faulty ones.
    let together = tera.add_raw_templates(waiting.iter().map(|(name, _, text)| (*name, text)));
    let mut taken = Vec::new();
    if together.is_ok() {
        taken.append(&mut waiting);
    }
    loop {
        let before = waiting.len();
        waiting.retain(|(name, source, text)| {
            let refused = tera.add_raw_template(name, text).is_err();
            if !refused {
                taken.push((name, source, text.clone()));
            }
            refused
        });
        if waiting.len() == before {
            break;
        }
    }
    for (name, source, text) in &waiting {
        // As the author wrote it first, so that a slip in it is told in its own words.
        let own = tera.add_raw_template(name, &source.text).err().filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(_)));
        let error = own.unwrap_or_else(|| tera.add_raw_template(name, text).expect_err("it was refused a moment ago"));
        told.extend(load_faults(name, source, &error));
    }
    texts.extend(taken.into_iter().map(|(name, source, _)| (name.to_owned(), source.text.clone())));
    Templates { tera, texts }
}

/// A template of the site's own with the blocks of the default that it leaves out. The templates that
/// extend it fill them, and Tera refuses a filled block without a place; here they get one that never
/// shows. It stands before the last `endblock`, or at the end, so that places above it stay as they are.
fn with_blocks_left_out(name: &str, own: &str) -> String {
    let blocks = |text: &str| -> Vec<String> {
        let after = text.split("{%").skip(1).map(|tag| tag.trim_start_matches('-').trim_start());
        let names = after.filter_map(|tag| tag.strip_prefix("block ").map(|rest| rest.trim_start()));
        names.map(|rest| rest.chars().take_while(|sign| sign.is_alphanumeric() || *sign == '_').collect()).collect()
    };
    let kept = blocks(own);
    let left_out = blocks(default_text(name).unwrap_or_default()).into_iter().filter(|block| !kept.contains(block));
    let hidden: String = left_out.map(|block| format!("{{% if false %}}{{% block {block} %}}{{% endblock %}}{{% endif %}}")).collect();
    let mut text = own.to_owned();
    match own.match_indices("endblock").last().and_then(|(at, _)| own[..at].rfind("{%")) {
        Some(last) => text.insert_str(last, &hidden),
        // Outside its blocks, a template that extends another may hold nothing.
        None if own.contains("{% extends") || own.contains("{%- extends") => {}
        None => text.push_str(&hidden),
    }
    text
}

impl Templates {
    /// The texts in use, by Tera's name.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), &**text))
    }

    pub(super) fn render<V: Serialize>(&self, template: &str, view: &V) -> Result<Vec<u8>, Diagnostic> {
        let context = Context::from_serialize(view)
            .map_err(|error| fault(template, |told| told.template_undefined(Span::FILE, &error.to_string())))?;
        let mut html = Vec::with_capacity(MOST_PAGES);
        let rendered = self.tera.render_to(template, &context, &mut html).map_err(|error| match error.kind() {
            ErrorKind::RenderingError(report) => {
                let span = Span::new(report.span().range.clone());
                fault(report.filename(), |told| told.template_undefined(span, &sentence(report.message())))
            }
            other => fault(template, |told| told.template_undefined(Span::FILE, &sentence(&other.to_string()))),
        });
        rendered.map(|()| html)
    }

    /// The top-level names that a template looks up, in what it extends and includes too.
    #[cfg(test)]
    pub(super) fn names_in(&self, template: &str) -> Vec<String> {
        let names = self.tera.get_template_variables(template).expect("there is such a template");
        names.into_iter().map(str::to_owned).collect()
    }
}

/// The words of a language, and each row that stands in a table as a value that is ready to print: a page
/// asks for twenty of them.
struct Table {
    words: Arc<Words>,
    rows: HashMap<String, Value>,
}

impl Table {
    fn new(words: Arc<Words>) -> Table {
        let rows = words.keys().map(|key| (key.to_owned(), words.fill(key, &[]).into())).collect();
        Table { words, rows }
    }
}

/// `word(key="nav.home")`, with values for its placeholders: `word(key="time.minutes", n=5)`. The language
/// is `lang` of the view; components see no view and hand it over: `word(key="…", lang=lang)`.
fn word(tables: &BTreeMap<String, Table>, kwargs: &Kwargs, state: &State) -> tera::TeraResult<Value> {
    let key: &str = kwargs.must_get("key")?;
    let lang = match kwargs.get::<Value>("lang")? {
        Some(lang) => lang,
        None => state.get::<Value>("lang")?.ok_or_else(|| tera::Error::message("`word` needs `lang=lang` inside a component"))?,
    };
    let Table { words, rows } = words::of(tables, lang.as_str().unwrap_or_default());
    let Some(row) = rows.get(key) else {
        let near = diagnostics::nearest(key, words.keys());
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return Err(tera::Error::message(format!("no word is called `{key}`{hint}")));
    };
    let filled: Vec<(String, String)> = kwargs
        .iter()
        .filter_map(|(name, value)| Some((name.as_str()?, value)))
        .filter(|(name, _)| !matches!(*name, "key" | "lang"))
        .map(|(name, value)| (name.to_owned(), text_of(value)))
        .collect();
    if filled.is_empty() {
        return Ok(row.clone());
    }
    let values: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Ok(words.fill(key, &values).into())
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// One fault of a template, at its path in the site.
fn fault(template: &str, tell: impl FnOnce(&mut Diagnostics)) -> Diagnostic {
    let mut diagnostics = Diagnostics::of(SourcePath::new(&format!("theme/{FOLDER}{template}")));
    tell(&mut diagnostics);
    diagnostics.into_list().remove(0)
}

/// Tera's sentences begin with a capital letter and may end in a stop, or in a list of all there is;
/// ours do not.
fn sentence(message: &str) -> String {
    let message = message.split(". Available").next().unwrap_or(message).trim().trim_end_matches('.');
    let mut chars = message.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// Why a template of the site was refused, at the places in it.
fn load_faults(name: &str, source: &Source, error: &tera::Error) -> Vec<Diagnostic> {
    let mut told = Diagnostics::of(source.path.clone());
    match error.kind() {
        ErrorKind::SyntaxError(report) => told.template_syntax(Span::new(report.span().range.clone()), &sentence(report.message())),
        ErrorKind::MissingParent { parent, .. } => {
            told.template_unknown_name(quoted(&source.text, parent), &format!("there is no template `{parent}` to extend"));
        }
        ErrorKind::CircularExtend { inheritance_chain: chain, .. } => {
            let span = chain.iter().map(|link| quoted(&source.text, link)).find(|span| *span != Span::FILE);
            told.template_syntax(span.unwrap_or(Span::FILE), &format!("it extends itself, by way of {}", names(chain)));
        }
        ErrorKind::CircularInclude { include_chain: chain, .. } => {
            let span = chain.iter().map(|link| quoted(&source.text, link)).find(|span| *span != Span::FILE);
            told.template_syntax(span.unwrap_or(Span::FILE), &format!("it includes itself, by way of {}", names(chain)));
        }
        // What is found only when all templates are put together comes as text: reports, one after the other.
        ErrorKind::Msg(text) => {
            let reports: Vec<_> = text.split("\n\nerror: ").map(read_report).collect();
            let inside = |place: &Option<(&str, usize, usize)>| place.is_some_and(|(file, ..)| file == name);
            // A default template that misses something of this one is told only where this one is sound.
            let own = reports.iter().any(|(_, place)| inside(place));
            for (message, place) in reports {
                match place {
                    Some((file, line, column)) if file == name => {
                        told.template_unknown_name(span_at(&source.text, line, column), &sentence(message));
                    }
                    Some((file, ..)) if !own => {
                        told.template_unknown_name(Span::FILE, &format!("{}, which `{file}` needs", sentence(message)));
                    }
                    Some(_) => {}
                    None => told.template_syntax(Span::FILE, &sentence(message)),
                }
            }
        }
        other => told.template_syntax(Span::FILE, &sentence(&other.to_string())),
    }
    told.into_list()
}

fn names(chain: &[String]) -> String {
    chain.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Where a template names another one.
fn quoted(text: &str, name: &str) -> Span {
    ["\"", "'"]
        .iter()
        .find_map(|quote| text.find(&format!("{quote}{name}{quote}")).map(|at| Span::new(at..at + name.len() + 2)))
        .unwrap_or(Span::FILE)
}

/// The message of a report and its place: the line ` --> file:line:column`, both from 1.
fn read_report(report: &str) -> (&str, Option<(&str, usize, usize)>) {
    let mut lines = report.lines();
    let message = lines.next().unwrap_or("").trim_start_matches("error: ");
    let place = lines.next().and_then(|line| {
        let (rest, column) = line.trim_start().strip_prefix("--> ")?.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':')?;
        Some((file, line.parse().ok()?, column.parse().ok()?))
    });
    (message, place)
}

/// From a line and a column in characters, both from 1, to the end of the line.
fn span_at(text: &str, line: usize, column: usize) -> Span {
    let start_of_line: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text[start_of_line..].lines().next().unwrap_or("");
    let inside = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    Span::new(start_of_line + inside..start_of_line + rest.len())
}
