//! Text as HTML text.

/// Appends text so that it reads as text, also inside a double-quoted attribute. Characters that
/// HTML forbids (controls, noncharacters) become U+FFFD.
pub fn push_text(html: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut kept = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !MAY_NEED_CARE[bytes[at] as usize] {
            at += 1;
            continue;
        }
        let sign = text[at..].chars().next().unwrap_or_default();
        let end = at + sign.len_utf8();
        if needs_care(sign) {
            html.push_str(&text[kept..at]);
            match sign {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                _ => html.push('\u{FFFD}'),
            }
            kept = end;
        }
        at = end;
    }
    html.push_str(&text[kept..]);
}

/// The bytes that a character which needs care can begin with. All text of a site runs through here,
/// and most bytes begin none.
const MAY_NEED_CARE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'&' | b'<' | b'>' | b'"' | 0x7F => true,
            b'\t' | b'\n' | b'\r' => false,
            0..0x20 => true,
            // C1 controls; U+FDD0 to U+FDEF and the last two of the first plane; those of the others.
            0xC2 | 0xEF | 0xF0..=0xF4 => true,
            _ => false,
        };
        byte += 1;
    }
    table
};

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
            ("Հարց՞ 'это' \t\n\u{A0}…🎉", "Հարց՞ 'это' \t\n\u{A0}…🎉"),
        ] {
            assert_eq!(text(given), expected);
        }
    }
}
