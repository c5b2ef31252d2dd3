//! The manual page of each code: what it is, why it matters, an example, and what to write instead.
//!
//! Pages are Markdown for a trainer, or for the keeper of a site, and are compiled in: `hornbook help CODE`
//! shows them without a file or a network.

/// The page of a code, as Markdown.
pub fn page(code: &str) -> Option<&'static str> {
    PAGES.binary_search_by_key(&code, |(code, _)| code).ok().map(|at| PAGES[at].1)
}

/// All codes, in the order of the alphabet.
pub fn codes() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}

// A list, not the folder as it is found: so the compiler sees when a page changes or is missing.
macro_rules! pages {
    ($($code:literal)*) => {
        const PAGES: &[(&str, &str)] = &[$(($code, include_str!(concat!("help/", $code, ".md")))),*];
    };
}

pages! {
    "accent-not-a-colour"
    "active-file"
    "address-too-long"
    "alias-over-page"
    "alias-twice"
    "ambiguous-wikilink"
    "answer-after-heading"
    "arrow-in-marks"
    "arrow-missing"
    "arrow-without-right"
    "box-is-a-link"
    "broken-inside"
    "config-unknown-key"
    "config-unknown-language"
    "config-unreadable"
    "config-wrong-type"
    "copy-matches-nothing"
    "course-without-items"
    "dangerous-address"
    "dash-range"
    "distractor-is-right"
    "doubtful-number"
    "draw-too-few"
    "duplicate-own-id"
    "duplicate-page-id"
    "duplicate-question-id"
    "empty-address"
    "empty-alternative"
    "empty-answer"
    "empty-gap"
    "empty-item"
    "empty-link"
    "equal-items"
    "feedback-not-indented"
    "foreign-arrow"
    "foreign-bullet"
    "foreign-colon"
    "front-matter-near-miss"
    "front-matter-unclosed"
    "front-matter-unreadable"
    "front-matter-wrong-type"
    "gap-choices"
    "gap-in-heading"
    "gap-not-in-paragraph"
    "gap-unclosed"
    "gap-with-marks"
    "group-in-group"
    "group-without-items"
    "heading-without-space"
    "highlighting-failed"
    "indented-as-code"
    "item-in-another-language"
    "item-is-itself"
    "item-is-no-page"
    "item-twice"
    "item-with-two-links"
    "item-without-link"
    "items-too-deep"
    "keyword-glued"
    "keyword-in-option"
    "keyword-in-quote"
    "keyword-not-quoted"
    "keyword-outside-question"
    "keyword-twice"
    "keyword-typo"
    "keyword-without-colon"
    "keyword-without-value"
    "leads-nowhere"
    "leaves-the-site"
    "link-to-draft"
    "link-to-unpublished"
    "list-answers-nothing"
    "list-without-space"
    "logo-missing"
    "look-alike-box"
    "math-unreadable"
    "missing-alt"
    "missing-file"
    "missing-picture"
    "missing-title"
    "mixed-items"
    "nesting-too-deep"
    "no-break-space"
    "no-pairs"
    "no-right-answer"
    "not-a-date"
    "not-content"
    "not-utf8"
    "number-unreadable"
    "option-indented"
    "order-with-arrows"
    "order-with-sublist"
    "page-outside-languages"
    "page-too-large"
    "pass-out-of-range"
    "pass-unreadable"
    "pass-without-quiz"
    "policy-missing"
    "pretest-without-quiz"
    "question-as-title"
    "question-in-course"
    "question-inside"
    "question-not-a-heading"
    "question-numbered"
    "question-without-answer"
    "question-without-id"
    "question-without-text"
    "quiz-without-questions"
    "quoted-answer"
    "requires-circle"
    "requires-itself"
    "requires-no-page"
    "reserved-name"
    "reserved-own-id"
    "reversed-range"
    "rule-makes-heading"
    "same-address"
    "setting-unreadable"
    "setting-without-effect"
    "site-without-id"
    "stale-translation"
    "style-unreadable"
    "symlink-not-followed"
    "table-ragged"
    "template-changed-upstream"
    "template-syntax"
    "template-undefined"
    "template-unknown-name"
    "text-after-answer"
    "text-file-beside-pages"
    "too-few-items"
    "true-false-two-right"
    "two-answers"
    "two-arrows"
    "type-does-not-fit"
    "undefined-footnote"
    "undefined-reference"
    "unknown-alert"
    "unknown-anchor"
    "unknown-code-language"
    "unknown-kind"
    "unknown-page"
    "unknown-theme-file"
    "unknown-type"
    "unknown-wikilink"
    "unquoted-colon"
    "unreadable-file"
    "unreadable-picture"
    "unused-file"
    "unused-footnote"
    "utf16"
    "weight-out-of-range"
    "weights-do-not-add-up"
    "words-missing"
    "words-unreadable"
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The codes that were agreed on before the first line of code. A code never changes its meaning,
    /// so none of them may go.
    const AGREED: &str = "
        config-unreadable config-unknown-key config-wrong-type config-unknown-language accent-not-a-colour
        logo-missing copy-matches-nothing
        not-utf8 utf16 page-too-large text-file-beside-pages symlink-not-followed page-outside-languages
        unreadable-file nesting-too-deep
        front-matter-unclosed front-matter-unreadable front-matter-wrong-type unknown-kind not-a-date
        unquoted-colon front-matter-near-miss missing-title
        same-address reserved-name empty-address address-too-long duplicate-page-id alias-over-page
        alias-twice stale-translation leads-nowhere
        unknown-page unknown-anchor unknown-wikilink ambiguous-wikilink missing-file leaves-the-site
        not-content active-file undefined-reference empty-link link-to-draft link-to-unpublished
        missing-alt missing-picture unreadable-picture unused-file duplicate-own-id reserved-own-id
        undefined-footnote unused-footnote unknown-code-language highlighting-failed math-unreadable
        unknown-alert table-ragged heading-without-space
        template-syntax template-undefined template-unknown-name template-changed-upstream
        unknown-theme-file words-missing
        broken-inside
    ";

    /// The first argument of each call that makes a diagnostic, from the source of the constructors.
    fn codes_of_constructors() -> BTreeSet<&'static str> {
        let source = include_str!("../diagnostics.rs");
        ["self.error(", "self.warning(", "self.notice("]
            .iter()
            .flat_map(|call| source.split(call).skip(1))
            .map(|arguments| {
                let literal = arguments.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
                literal.unwrap_or_else(|| panic!("no code stands in: {}", &arguments[..80])).0
            })
            .collect()
    }

    #[test]
    fn every_code_has_its_page_and_every_page_its_code() {
        let pages: BTreeSet<_> = codes().collect();
        assert_eq!(pages, codes_of_constructors());
        assert!(codes().eq(pages), "the list of pages is not in the order of the alphabet");
    }

    #[test]
    fn every_constructor_is_seen() {
        let source = include_str!("../diagnostics.rs");
        let constructors = source.split("pub fn ").skip(1).filter(|rest| rest.split(')').next().unwrap().contains("(&mut self"));
        assert_eq!(constructors.count(), codes_of_constructors().len());
    }

    #[test]
    fn agreed_codes_stay() {
        for code in AGREED.split_whitespace() {
            assert!(page(code).is_some(), "{code} is gone");
        }
        assert_eq!(page("unknown"), None);
    }

    #[test]
    fn pages_are_made_alike() {
        for (code, page) in PAGES {
            let mut fence: Option<&str> = None;
            let mut parts: Vec<(&str, usize)> = Vec::new();
            for line in page.lines() {
                let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
                match fence {
                    Some(open) if line == open => fence = None,
                    Some(_) => {}
                    None if ticks.len() >= 3 => {
                        fence = Some(ticks);
                        parts.last_mut().expect("a heading comes first").1 += 1;
                    }
                    None if line.starts_with('#') => parts.push((line, 0)),
                    None => assert!(line.chars().count() <= 100, "{code}: a long line: {line}"),
                }
            }
            let title = format!("# {code}");
            let expected = [(&*title, 0), ("## What", 0), ("## Why", 0), ("## Example", 1), ("## Instead", 1)];
            assert_eq!(parts, expected, "{code}: headings, each with its number of fenced blocks");
            assert_eq!(fence, None, "{code}: a block has no end");
            assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{code}: ends in one line end");
        }
    }
}
