//! The veil: what would give an answer away stands in the page so that no page search finds it and no
//! glance reads it. It hides nothing from those who want to know, and the page says so.

/// Puts the veil on, or takes it off: letters and digits change places with others, all else stays, so that
/// it still compresses like text. The browser's `hornbook.veil` does the same.
pub fn veil(text: &str) -> String {
    text.chars().map(veiled).collect()
}

/// HTML with its words veiled: texts, `alt` and `aria-label`; tags and entities stay.
pub fn veil_html(html: &str) -> String {
    let mut veiled_html = String::with_capacity(html.len() + 16);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_veiled(&mut veiled_html, &rest[..at]);
        let end = tag_end(&rest[at..]);
        push_tag(&mut veiled_html, &rest[at..at + end]);
        rest = &rest[at + end..];
    }
    push_veiled(&mut veiled_html, rest);
    veiled_html
}

/// Behind the `>` that ends a tag; one in quotes does not.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

fn push_tag(html: &mut String, tag: &str) {
    let mut rest = tag;
    while let Some((start, value)) = [" alt=\"", " aria-label=\""]
        .iter()
        .filter_map(|name| rest.find(name).map(|at| (at, at + name.len())))
        .min()
        .map(|(_, value)| (value, &rest[value..]))
    {
        let end = value.find('"').unwrap_or(value.len());
        html.push_str(&rest[..start]);
        push_veiled(html, &value[..end]);
        rest = &value[end..];
    }
    html.push_str(rest);
}

/// A text with its entities as they are: they stand for signs, which the veil leaves.
fn push_veiled(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        html.push_str(&veil(&rest[..at]));
        let end = rest[at..].find(';').map_or(1, |end| end + 1);
        html.push_str(&rest[at..at + end]);
        rest = &rest[at + end..];
    }
    html.push_str(&veil(rest));
}

fn veiled(sign: char) -> char {
    let turned = |first: char, by: u32, of: u32| char::from_u32((sign as u32 - first as u32 + by) % of + first as u32);
    match sign {
        'a'..='z' => turned('a', 13, 26),
        'A'..='Z' => turned('A', 13, 26),
        '0'..='9' => turned('0', 5, 10),
        '\u{C0}'..='\u{1FFF}' | '\u{3040}'..='\u{D7FF}' => char::from_u32(sign as u32 ^ 5),
        _ => None,
    }
    .unwrap_or(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_veil_leaves_tags_and_entities() {
        let html = "<p>A <a href=\"x.html?a=1&amp;b\">b &amp; c</a> <img alt=\"Dog &lt;\" src=\"a>b.png\"></p>";
        let veiled = "<p>N <a href=\"x.html?a=1&amp;b\">o &amp; p</a> <img alt=\"Qbt &lt;\" src=\"a>b.png\"></p>";
        assert_eq!(veil_html(html), veiled);
        assert_eq!(veil_html(veiled), html);
    }

    #[test]
    fn the_veil_is_its_own_inverse() {
        assert_eq!(veil("Zopa 2047, {\"a\":[1]}"), "Mbcn 7592, {\"n\":[6]}");
        assert_ne!(veil("Պատասխան"), "Պատասխան");
        for sign in (0..=0x10FFFF).filter_map(char::from_u32) {
            assert_eq!(veiled(veiled(sign)), sign, "{sign:?}");
        }
    }
}
