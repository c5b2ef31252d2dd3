//! Which addresses must not become live, and what a wikilink names.

use std::sync::Arc;

use super::Target;

/// Schemes that run what follows, show what a page made up, or wrap another address.
const DANGEROUS: [&str; 9] = ["javascript:", "vbscript:", "blob:", "filesystem:", "feed:", "view-source:", "jar:", "mhtml:", "about:"];

/// Whether following an address, or showing it as a picture, could run code. Browsers skip white
/// space and control characters in a scheme, so they are skipped here. Entities are resolved already.
pub fn is_dangerous(address: &str) -> bool {
    let mut plain = address.chars().filter(|sign| !sign.is_whitespace() && !sign.is_control());
    // The longest scheme and type that is told apart has 16 letters.
    let start: String = plain.by_ref().take(24).collect::<String>().to_lowercase();
    if start.starts_with("data:") {
        return !["data:image/png", "data:image/gif", "data:image/jpeg", "data:image/webp"].iter().any(|kind| start.starts_with(kind));
    }
    DANGEROUS.iter().any(|scheme| start.starts_with(scheme))
}

/// `Page`, `Page#Heading` or `#Heading` as a target; none where nothing is named.
pub fn wiki_target(name: &str) -> Option<Target> {
    let (page, heading) = match name.split_once('#') {
        Some((page, heading)) => (page.trim(), heading.trim()),
        None => (name.trim(), ""),
    };
    if page.is_empty() && heading.is_empty() {
        return None;
    }
    Some(Target::Wiki { page: page.into(), heading: (!heading.is_empty()).then(|| Arc::from(heading)) })
}

/// What a wikilink shows that has no words of its own.
pub fn wiki_words(target: &Target) -> String {
    match target {
        Target::Wiki { page, heading: Some(heading) } if page.is_empty() => heading.to_string(),
        Target::Wiki { page, heading: Some(heading) } => format!("{page} › {heading}"),
        Target::Wiki { page, heading: None } => page.to_string(),
        Target::Address(address) => address.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_run_code_are_known_in_any_disguise() {
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:x",
            "java\nscript:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            "javascript :x",
            "vb\u{A0}script:x",
            "data:text/html,<script>",
            "data:image/svg+xml,<svg onload=x>",
            "DATA:,x",
        ] {
            assert!(is_dangerous(address), "{address:?}");
        }
        for address in [
            "page.md",
            "https://a.example/javascript:x",
            "mailto:a@b.example",
            "tel:+374",
            "data:image/png;base64,AAAA",
            "#javascript:",
            "javascript.md",
            "",
        ] {
            assert!(!is_dangerous(address), "{address:?}");
        }
    }

    #[test]
    fn a_wikilink_names_a_page_a_heading_or_both() {
        let wiki = |page: &str, heading: Option<&str>| Some(Target::Wiki { page: page.into(), heading: heading.map(Arc::from) });
        for (name, expected) in [
            ("Page", wiki("Page", None)),
            (" Page # Heading ", wiki("Page", Some("Heading"))),
            ("#Heading", wiki("", Some("Heading"))),
            ("Page#", wiki("Page", None)),
            ("#", None),
            (" ", None),
        ] {
            assert_eq!(wiki_target(name), expected, "{name}");
        }
    }
}
