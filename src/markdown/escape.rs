//! Text as HTML text.

/// Appends text so that it reads as text, also inside a double-quoted attribute. Characters that
/// HTML forbids (controls, noncharacters) become U+FFFD.
pub fn push_text(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(needs_care) {
        html.push_str(&rest[..at]);
        let sign = rest[at..].chars().next().unwrap_or_default();
        match sign {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            _ => html.push('\u{FFFD}'),
        }
        rest = &rest[at + sign.len_utf8()..];
    }
    html.push_str(rest);
}

/// The same as a text of its own.
pub fn text(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_text(&mut html, text);
    html
}

fn needs_care(sign: char) -> bool {
    match sign {
        '&' | '<' | '>' | '"' => true,
        '\t' | '\n' | '\r' | ' '..='~' => false,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FDD0}'..='\u{FDEF}' => true,
        _ => sign as u32 & 0xFFFE == 0xFFFE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_markup() {
        for (given, expected) in [
            ("plain", "plain"),
            ("<b a=\"1\">&amp;", "&lt;b a=&quot;1&quot;&gt;&amp;amp;"),
            ("a\u{0}b\u{1B}c\u{85}d\u{FFFE}e\u{1FFFF}", "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}e\u{FFFD}"),
            ("Հարց՞ 'это' \t\n", "Հարց՞ 'это' \t\n"),
        ] {
            assert_eq!(text(given), expected);
        }
    }
}
