//! Where each page stands: its language and address, from the paths of all pages and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::address::{self, AddressFault, OutPath};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{Hash, SourcePath};

/// One page's place in the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index into the site's languages.
    pub language: usize,
    /// Inside the language, for example `role/duties.html`.
    pub address: Arc<str>,
    pub out: OutPath,
    /// The name gave no good address; this one serves until it is mended.
    pub is_makeshift: bool,
}

/// The part of an output path that names a language: `en/`, or nothing where there is one language.
pub fn prefix(languages: &[Arc<str>], language: usize) -> String {
    languages.get(language).map(|tag| format!("{tag}/")).unwrap_or_default()
}

/// Places all pages. `root` is the content folder, empty where it is the site itself; `languages` is
/// empty where the content has one. A page outside the languages has no place; one whose name gives no
/// good address is told and gets one all the same, so that `--keep-going` can show it.
pub fn place_all(paths: &[&SourcePath], root: &str, languages: &[Arc<str>]) -> (Vec<Option<Place>>, Vec<Diagnostic>) {
    let mut told = Vec::new();
    let inside: Vec<Option<(usize, &str)>> = paths
        .iter()
        .map(|path| {
            let path = if root.is_empty() { &***path } else { path.strip_prefix(root)?.strip_prefix('/')? };
            if languages.is_empty() {
                return Some((0, path));
            }
            let (first, rest) = path.split_once('/')?;
            languages.iter().position(|tag| **tag == *first).map(|language| (language, rest))
        })
        .collect();
    let with_index: BTreeSet<(usize, &str)> = inside
        .iter()
        .flatten()
        .filter(|(_, path)| address::strip_markdown(address::file_name(path)).is_some_and(|stem| address::slug(stem) == "index"))
        .map(|(language, path)| (*language, address::folder(path)))
        .collect();

    let mut owners: BTreeMap<OutPath, &SourcePath> = BTreeMap::new();
    let places = paths
        .iter()
        .zip(inside)
        .map(|(path, inside)| {
            let mut diagnostics = Diagnostics::of((*path).clone());
            let place = match inside {
                Some((language, inner)) => {
                    let prefix = prefix(languages, language);
                    let has_index = with_index.contains(&(language, address::folder(inner)));
                    let mut address = good_address(inner, has_index, path, &mut diagnostics);
                    let whole = format!("{prefix}{address}");
                    if !address::fits(&whole) {
                        diagnostics.address_too_long(&whole);
                        address = format!("{}.html", Hash::of(path.as_bytes()).short());
                    }
                    let mut out = OutPath::new(format!("{prefix}{address}"));
                    if let Some(other) = owners.get(&out) {
                        diagnostics.same_address(&out, other);
                        let stem = address.trim_end_matches(".html").to_owned();
                        for count in 2.. {
                            address = format!("{stem}-{count}.html");
                            out = OutPath::new(format!("{prefix}{address}"));
                            if !owners.contains_key(&out) {
                                break;
                            }
                        }
                    }
                    owners.insert(out.clone(), path);
                    Some(Place { language, address: address.into(), out, is_makeshift: !diagnostics.is_empty() })
                }
                None => {
                    let list =
                        languages.iter().map(|tag| format!("`{}{tag}/`", if root.is_empty() { String::new() } else { format!("{root}/") }));
                    diagnostics.page_outside_languages(&list.collect::<Vec<_>>().join(", "));
                    None
                }
            };
            told.extend(diagnostics.into_list());
            place
        })
        .collect();
    (places, told)
}

/// The address that a name gives, or a made one after telling what is wrong with the name.
fn good_address(inner: &str, has_index: bool, path: &SourcePath, diagnostics: &mut Diagnostics) -> String {
    match address::of_page(inner, has_index) {
        Ok(address) => address,
        Err(fault) => {
            match fault {
                AddressFault::Empty(name) => diagnostics.empty_address(&name),
                AddressFault::Reserved(name) => diagnostics.reserved_name(&name),
            }
            format!("page-{}.html", Hash::of(path.as_bytes()).short())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(root: &str, languages: &[&str], paths: &[&str], expected: &[&str]) -> Vec<String> {
        let paths: Vec<SourcePath> = paths.iter().map(|path| SourcePath::new(path)).collect();
        let languages: Vec<Arc<str>> = languages.iter().map(|tag| (*tag).into()).collect();
        let (places, told) = place_all(&paths.iter().collect::<Vec<_>>(), root, &languages);
        let outs: Vec<String> = places.iter().map(|place| place.as_ref().map(|place| place.out.to_string()).unwrap_or_default()).collect();
        assert_eq!(outs, expected);
        told.iter().map(|one| format!("{} {}", one.path, one.code)).collect()
    }

    #[test]
    fn a_language_folder_is_part_of_the_address() {
        let told = check(
            "content",
            &["en", "hy"],
            &["content/en/01-a/2-b.md", "content/hy/index.md", "content/x.md", "content/ru/a.md"],
            &["en/a/b.html", "hy/index.html", "", ""],
        );
        assert_eq!(told, ["content/x.md page-outside-languages", "content/ru/a.md page-outside-languages"]);
    }

    #[test]
    fn equal_addresses_are_told_and_parted() {
        let told = check(
            "",
            &[],
            &["A.md", "a.md", "a/README.md", "a/index.md", "b/Readme.md"],
            &["a.html", "a-2.html", "a/readme.html", "a/index.html", "b/index.html"],
        );
        assert_eq!(told, ["a.md same-address"]);
    }
}
