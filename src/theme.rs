//! What readers see: templates, styles, scripts, words, and the views that templates are given.
//!
//! The default theme is compiled in. A site's own `theme/` replaces it file by file: one template, one
//! part, one layer of the styles; words are merged key by key; `css/site.css` comes last and always.
//! Nothing here fails: a file that cannot be used is told, and the default stands in its place.
//!
//! Templates are trusted like code, yet no mistake in one may crash a build: Tera refuses includes and
//! inheritance that go in circles when templates are added, and components that call themselves at
//! twenty deep.

pub mod view;

mod assets;
mod copies;
mod templates;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, DirEntry, include_dir};
use serde::Serialize;

use crate::diagnostics::{self, Diagnostic, Diagnostics};
use crate::i18n::Words;
use crate::source::{Flaw, Hash, Source, Span};

pub use assets::{Asset, Need, shipped};
pub use copies::copy_of_default;

/// The Content-Security-Policy of every page: nothing runs or loads but what the site itself brings.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/theme");

/// The default theme, by name within `theme/`, for example `templates/page.html`.
pub fn default_files() -> &'static BTreeMap<&'static str, &'static [u8]> {
    static BY_NAME: LazyLock<BTreeMap<&'static str, &'static [u8]>> = LazyLock::new(|| {
        let mut files = BTreeMap::new();
        let mut folders = vec![&FILES];
        while let Some(folder) = folders.pop() {
            for entry in folder.entries() {
                match entry {
                    DirEntry::Dir(inner) => folders.push(inner),
                    DirEntry::File(file) => {
                        let name = file.path().to_str().expect("the names of the theme's own files are ASCII");
                        files.insert(name, file.contents());
                    }
                }
            }
        }
        files
    });
    &BY_NAME
}

/// The text of a default file; every file of the default theme is text.
fn default_text(name: &str) -> Option<&'static str> {
    default_files().get(name).map(|bytes| std::str::from_utf8(bytes).expect("the default theme is UTF-8"))
}

/// A theme that is ready to render: shared by all threads, never changed.
pub struct Theme {
    templates: templates::Templates,
    words: Arc<BTreeMap<String, Arc<Words>>>,
    assets: Vec<Asset>,
    hash: Hash,
    languages: Vec<String>,
    accent: Option<String>,
    search: bool,
}

/// The site's own files by name, those that can be used.
type Overrides<'a> = BTreeMap<&'a str, &'a Source>;

/// Makes the theme of a site. `overrides` are the files of its `theme/`, by name (`templates/page.html`);
/// `accent` is a colour in hexadecimal digits (`#0b5d73`), anything else is passed over; `search` says whether there is a
/// search box.
pub fn load(
    overrides: &BTreeMap<String, Arc<Source>>,
    languages: &[String],
    accent: Option<&str>,
    search: bool,
) -> (Theme, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let mut usable = Overrides::new();
    for (name, source) in overrides {
        if name.split('/').any(|part| part.starts_with('.')) {
            continue;
        }
        let mut diagnostics = Diagnostics::of(source.path.clone());
        if reads_well(source, &mut diagnostics) {
            copies::check(name, source, &mut diagnostics);
            usable.insert(name, source);
        }
        told.extend(diagnostics.into_list());
    }
    told.extend(unknown_files(&mut usable, languages));

    let words = Arc::new(words::load(&usable, languages, &mut told));
    let templates = templates::load(&usable, words.clone(), &mut told);
    let assets = assets::load(&usable, &words, languages, accent, search, &mut told);

    let mut sum = String::new();
    for (name, text) in templates.texts() {
        sum.push_str(&format!("{name} {}\n", Hash::of(text.as_bytes()).hex()));
    }
    for table in words.values() {
        sum.push_str(&format!("{} {}\n", table.lang, table.hash.hex()));
    }
    for asset in &assets {
        sum.push_str(&format!("{}\n", asset.path));
    }
    diagnostics::sort(&mut told);
    let (languages, accent) = (languages.to_vec(), accent.map(str::to_owned));
    (Theme { templates, words, assets, hash: Hash::of(sum.as_bytes()), languages, accent, search }, told)
}

impl Theme {
    /// The words of a language; those of a language that the theme was not made for are English.
    pub fn words(&self, lang: &str) -> Arc<Words> {
        words::of(&self.words, lang).clone()
    }

    /// The files that pages name: styles, scripts, the icon.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// A page, in UTF-8. The error stands at its place in the template.
    pub fn render<V: Serialize>(&self, template: &str, view: &V) -> Result<Vec<u8>, Diagnostic> {
        self.templates.render(template, view)
    }

    /// Whether it was made for these.
    pub fn is_for(&self, languages: &[String], accent: Option<&str>, search: bool) -> bool {
        self.languages == languages && self.accent.as_deref() == accent && self.search == search
    }

    /// Of all templates, words and assets: what every page depends on.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

/// Whether a file can be used as it was read.
fn reads_well(source: &Source, diagnostics: &mut Diagnostics) -> bool {
    match &source.flaw {
        None => return true,
        Some(Flaw::Utf16) => {
            diagnostics.utf16();
            return true;
        }
        Some(Flaw::NotUtf8 { at }) => diagnostics.not_utf8(Span { start: *at, end: *at + 1 }),
        Some(Flaw::TooLarge { bytes }) => diagnostics.page_too_large(*bytes),
        Some(Flaw::Unreadable { reason }) => diagnostics.unreadable_file(reason),
    }
    false
}

/// Takes out and tells the files that nothing uses. A new template is known where another template of
/// the site names it, or where it holds components.
fn unknown_files(usable: &mut Overrides, languages: &[String]) -> Vec<Diagnostic> {
    let mut known: BTreeSet<String> = default_files().keys().map(|name| (*name).to_owned()).collect();
    known.insert(assets::SITE_CSS.to_owned());
    known.extend(languages.iter().map(|language| words::file_of(language)));
    let named = |name: &str| {
        let inner = name.strip_prefix(templates::FOLDER)?;
        let text = &usable[name].text;
        let holds_components = text.contains("{% component") || text.contains("{%- component");
        let by_another =
            |(other, source): (&&str, &&Source)| *other != name && other.starts_with(templates::FOLDER) && source.text.contains(inner);
        (inner.ends_with(".html") && (holds_components || usable.iter().any(by_another))).then_some(())
    };
    let unknown: Vec<&str> = usable.keys().copied().filter(|name| !known.contains(*name) && named(name).is_none()).collect();
    let mut told = Vec::new();
    for name in unknown {
        let source = usable.remove(name).expect("the name was taken from the map");
        let mut diagnostics = Diagnostics::of(source.path.clone());
        diagnostics.unknown_theme_file(name, diagnostics::nearest(name, known.iter().map(String::as_str)));
        told.extend(diagnostics.into_list());
    }
    told
}

#[cfg(test)]
mod tests;
