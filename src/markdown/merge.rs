//! A text that stands on one page with others.

/// Attributes that name ids of the same page.
const NAMING: [&str; 6] = ["id", "for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget"];

/// Where a text stands among others.
pub struct Among<'a> {
    /// What its ids begin with.
    pub ids: &'a str,
    /// What the ids begin with that its links of the page itself lead to.
    pub links: &'a str,
    /// Of the text, from 1.
    pub number: usize,
    /// So many levels its headings stand lower.
    pub down: u8,
}

/// HTML of a filled body as one of several on a page: ids, and what names them, are its own; headings that were of
/// levels 2 and 3 and ask no question get a number behind that of the text, which also tells its regions from others.
/// Links that begin with `#_item-` lead to other texts of the page already.
pub fn among_others(html: &str, among: &Among) -> String {
    let Among { number, down, .. } = *among;
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    let (mut part, mut below) = (0, 0);
    let mut is_question = false;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let length = tag_length(&rest[at..]);
        let tag = &rest[at..at + length];
        rest = &rest[at + length..];
        is_question = (is_question || tag == "<fieldset>") && tag != "</fieldset>";
        let heading = tag.strip_prefix("</h").or_else(|| tag.strip_prefix("<h")).and_then(|name| {
            let level = name.as_bytes().first().filter(|level| (b'1'..=b'6').contains(level))?;
            name[1..].starts_with([' ', '>']).then_some(level - b'0')
        });
        let Some(level) = heading else {
            push_tag(&mut out, tag, among);
            continue;
        };
        let start = if tag.starts_with("</") { "</h" } else { "<h" };
        out.push_str(start);
        out.push(char::from(b'0' + (level + down).min(6)));
        push_tag(&mut out, &tag[start.len() + 1..], among);
        if start == "<h" && !is_question {
            match level {
                2 => {
                    (part, below) = (part + 1, 0);
                    out.push_str(&format!("<span class=\"number\">{number}.{part}</span> "));
                }
                3 => {
                    below += 1;
                    out.push_str(&format!("<span class=\"number\">{number}.{part}.{below}</span> "));
                }
                _ => {}
            }
        }
    }
    out.push_str(rest);
    out
}

/// The bytes of a tag, the `<` included. A `>` in a quoted value does not end it.
fn tag_length(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A tag, or the end of one, as it stands among others.
fn push_tag(out: &mut String, tag: &str, among: &Among) {
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once("=\"") {
        let Some((value, next)) = after.split_once('"') else { break };
        let name = before.rsplit(' ').next().unwrap_or_default();
        out.push_str(before);
        out.push_str("=\"");
        if NAMING.contains(&name) {
            let ids: Vec<String> = value.split(' ').map(|id| format!("{}{id}", among.ids)).collect();
            out.push_str(&ids.join(" "));
        } else if name == "href" && value.starts_with('#') && !value.starts_with("#_item-") {
            out.push_str(&format!("#{}{}", among.links, &value[1..]));
        } else if name == "aria-label" && tag.contains(" role=\"region\"") {
            out.push_str(&format!("{}. {value}", among.number));
        } else {
            out.push_str(value);
        }
        out.push('"');
        rest = next;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_headings_of_a_text_find_their_place_among_others() {
        for (html, expected) in [
            (
                "<h2 id=\"a\">A</h2><h3>B</h3><h2>C</h2><h6>D</h6>",
                "<h4 id=\"x-a\"><span class=\"number\">7.1</span> A</h4><h5><span class=\"number\">7.1.1</span> B</h5>\
                 <h4><span class=\"number\">7.2</span> C</h4><h6>D</h6>",
            ),
            (
                "<a href=\"#a\">x</a><a href=\"b.html#a\">y</a><a href=\"#_item-2-a\">z</a>",
                "<a href=\"#y-a\">x</a><a href=\"b.html#a\">y</a><a href=\"#_item-2-a\">z</a>",
            ),
            (
                "<div id=\"q\" class=\"c\"><fieldset><h3>Q</h3></fieldset><input aria-labelledby=\"a b\"></div><hr>",
                "<div id=\"x-q\" class=\"c\"><fieldset><h5>Q</h5></fieldset><input aria-labelledby=\"x-a x-b\"></div><hr>",
            ),
            ("<p title=\"a > b\" id=\"i\">1 &lt; 2</p> <", "<p title=\"a > b\" id=\"x-i\">1 &lt; 2</p> <"),
            (
                "<div role=\"region\" aria-label=\"Table 1\"><p aria-label=\"x\">",
                "<div role=\"region\" aria-label=\"7. Table 1\"><p aria-label=\"x\">",
            ),
            ("", ""),
        ] {
            assert_eq!(among_others(html, &Among { ids: "x-", links: "y-", number: 7, down: 2 }), expected);
        }
    }
}
