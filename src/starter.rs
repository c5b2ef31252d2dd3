//! The small site that `new` makes: real pages to change, which show what a page can hold.

/// Paths and texts, in order.
pub fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("README.md", include_str!("starter/README.md")),
        ("hornbook.toml", include_str!("starter/hornbook.toml")),
        ("content/index.md", include_str!("starter/index.md")),
        ("content/first-steps/index.md", include_str!("starter/section.md")),
        ("content/first-steps/10-the-first-call.md", include_str!("starter/lesson.md")),
        ("content/first-steps/20-how-to-write-a-page.md", include_str!("starter/page.md")),
        ("content/first-steps/30-ten-questions-to-copy.md", include_str!("starter/questions.md")),
    ]
}
