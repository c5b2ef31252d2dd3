//! Files that are no pages: pictures and attachments, known by length, hash and size, never held.

use crate::source::{Hash, SourcePath};

/// A file that may be published when a page links or shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asset {
    pub path: SourcePath,
    pub length: u64,
    pub hash: Hash,
    pub nature: Nature,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nature {
    /// A picture that browsers show, with its size in pixels where it has one.
    Picture {
        size: Option<(u32, u32)>,
    },
    /// Has a picture's ending, and is none that can be read.
    BrokenPicture,
    /// Can run scripts or load from elsewhere: never published because a page links it.
    Active,
    Other,
}

const PICTURES: [&str; 8] = ["avif", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp"];
const MEDIA: [&str; 9] = ["m4a", "mp3", "mp4", "ogg", "opus", "pdf", "wav", "webm", "vtt"];
const DOCUMENTS: [&str; 14] = ["csv", "doc", "docx", "epub", "json", "odp", "ods", "odt", "ppt", "pptx", "txt", "xls", "xlsx", "zip"];
const ACTIVE: [&str; 14] = ["cjs", "hta", "htm", "html", "js", "mht", "mhtml", "mjs", "shtml", "svgz", "xht", "xhtml", "xsl", "xslt"];

/// The ending of a file name in lower case.
pub fn ending(path: &str) -> String {
    let name = crate::address::file_name(path);
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

pub fn is_picture(path: &str) -> bool {
    PICTURES.contains(&ending(path).as_str())
}

/// Pictures, media and PDF: files that lie in the content to be shown, so that an unused one is told.
pub fn is_meant_for_readers(path: &str) -> bool {
    is_picture(path) || MEDIA.contains(&ending(path).as_str())
}

/// What may be linked although it lies beside the content folder: never source code or settings.
pub fn may_lie_beside(path: &str) -> bool {
    is_meant_for_readers(path) || DOCUMENTS.contains(&ending(path).as_str())
}

/// The bytes that `nature` needs of a file with this path: all of an SVG or XML up to a limit, the beginning
/// of other pictures, nothing of the rest.
pub fn bytes_needed(path: &str) -> usize {
    match ending(path).as_str() {
        "svg" | "xml" => SVG_LIMIT + 1,
        _ if is_picture(path) => 256 * 1024,
        _ => 0,
    }
}

const SVG_LIMIT: usize = 2 * 1024 * 1024;

/// What a file is, from its name and its first `bytes_needed` bytes.
pub fn nature(path: &str, bytes: &[u8]) -> Nature {
    let ending = ending(path);
    match ending.as_str() {
        "svg" => svg(bytes),
        "ico" => Nature::Picture { size: None },
        _ if ACTIVE.contains(&ending.as_str()) => Nature::Active,
        "xml" => xml(bytes),
        _ if is_picture(path) => match imagesize::blob_size(bytes) {
            Ok(size) => Nature::Picture { size: Some((size.width as u32, size.height as u32)) },
            Err(_) => Nature::BrokenPicture,
        },
        _ => Nature::Other,
    }
}

/// An SVG is read as the XML it is. What runs, loads or embeds makes it active.
fn svg(bytes: &[u8]) -> Nature {
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= SVG_LIMIT) else {
        return Nature::BrokenPicture;
    };
    let document = match roxmltree::Document::parse(text.trim_start_matches('\u{FEFF}').trim_start()) {
        Ok(document) => document,
        // A document type can hold anything; drawing programs of this century write none that matters.
        Err(roxmltree::Error::DtdDetected) => return Nature::Active,
        Err(_) => return Nature::BrokenPicture,
    };
    let root = document.root_element();
    if !root.tag_name().name().eq_ignore_ascii_case("svg") {
        return Nature::BrokenPicture;
    }
    let mut nodes = document.descendants();
    if nodes.any(|node| node.is_pi() || (node.is_element() && is_active_element(&node))) {
        return Nature::Active;
    }
    let length = |name| root.attribute(name).and_then(|text| text.trim().trim_end_matches("px").parse::<f64>().ok());
    let view_box: Option<Vec<f64>> = root
        .attribute("viewBox")
        .and_then(|text| text.split([' ', ',', '\t', '\n']).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect());
    let size = match (length("width"), length("height"), view_box.as_deref()) {
        (Some(width), Some(height), _) => Some((width, height)),
        (_, _, Some([_, _, width, height])) => Some((*width, *height)),
        _ => None,
    };
    let whole = |side: f64| (0.5..1e6).contains(&side).then(|| side.round() as u32);
    Nature::Picture { size: size.and_then(|(width, height)| Some((whole(width)?, whole(height)?))) }
}

/// Browsers show XML as what it holds: HTML and drawings in it act. What cannot be read may.
fn xml(bytes: &[u8]) -> Nature {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= SVG_LIMIT);
    let Some(document) = text.and_then(|text| roxmltree::Document::parse(text.trim_start_matches('\u{FEFF}').trim_start()).ok()) else {
        return Nature::Active;
    };
    let acts = |node: roxmltree::Node<'_, '_>| {
        let is_svg = node.tag_name().namespace() == Some("http://www.w3.org/2000/svg");
        let is_html = node.tag_name().namespace() == Some(XHTML);
        node.is_pi() || is_html || (node.is_element() && is_svg && is_active_element(&node))
    };
    if document.descendants().any(acts) { Nature::Active } else { Nature::Other }
}

const XHTML: &str = "http://www.w3.org/1999/xhtml";

fn is_active_element(node: &roxmltree::Node<'_, '_>) -> bool {
    let name = node.tag_name().name().to_ascii_lowercase();
    if matches!(name.as_str(), "script" | "foreignobject" | "iframe" | "object" | "embed" | "handler" | "listener" | "audio" | "video") {
        return true;
    }
    // HTML inside a drawing is HTML: it sends forms, refreshes, embeds.
    if node.tag_name().namespace() == Some(XHTML) {
        return true;
    }
    // Each node looks at its own text only, or nested ones would take quadratic time.
    if name == "style" && node.children().filter_map(|child| child.text()).any(loads_from_elsewhere) {
        return true;
    }
    // An animation can give a link any address.
    let animated = node.attributes().find(|attribute| attribute.name().eq_ignore_ascii_case("attributename"));
    if animated.is_some_and(|attribute| attribute.value().trim().to_ascii_lowercase().ends_with("href")) {
        return true;
    }
    node.attributes().any(|attribute| {
        let name = attribute.name().to_ascii_lowercase();
        let value = attribute.value().trim();
        match name.as_str() {
            "from" | "to" | "values" => value.to_ascii_lowercase().contains("script:"),
            "href" | "src" => !(value.starts_with('#') || value.is_empty() || is_inline_bitmap(value)),
            _ => name.starts_with("on") || loads_from_elsewhere(value),
        }
    })
}

fn is_inline_bitmap(value: &str) -> bool {
    ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"].iter().any(|start| value.starts_with(start))
}

/// CSS that names anything outside the document.
fn loads_from_elsewhere(css: &str) -> bool {
    let css = css.to_ascii_lowercase();
    // An escape could hide the words below.
    if css.contains("@import")
        || css.contains("expression(")
        || css.contains("image-set(")
        || (css.contains('\\') && css.contains(['(', '@']))
    {
        return true;
    }
    css.match_indices("url(").any(|(at, _)| {
        let inner = css[at + 4..].trim_start().trim_start_matches(['"', '\'']).trim_start();
        !(inner.starts_with('#') || is_inline_bitmap(inner))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svg_that_can_act_is_active() {
        let plain =
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><g id="a"/><use href="#a"/><rect fill="url(#p)"/></svg>"##;
        assert_eq!(nature("a.svg", plain.as_bytes()), Nature::Picture { size: Some((20, 10)) });
        for inner in [
            "<script>1</script>",
            "<g onclick='x()'/>",
            "<foreignObject/>",
            "<image href='https://x.example/a.png'/>",
            "<a xlink:href='javascript:1' xmlns:xlink='http://www.w3.org/1999/xlink'/>",
            "<style>@import url(x.css)</style>",
            "<rect style='fill:url(https://x.example)'/>",
            "<set attributeName='href' to='javascript:1'/>",
            "<a><set attributeName='xlink:href' to='javascrip&#9;t:1'/></a>",
            "<image><animate attributeName='href' values='https://x.example'/></image>",
            "<h:meta xmlns:h='http://www.w3.org/1999/xhtml' http-equiv='refresh' content='0;url=https://x.example'/>",
            "<style>@\\69mport 'https://x.example/x.css';</style>",
            "<style>a { background: image-set('https://x.example/x.png' 1x) }</style>",
        ] {
            let text = format!("<svg xmlns='http://www.w3.org/2000/svg'>{inner}</svg>");
            assert_eq!(nature("a.svg", text.as_bytes()), Nature::Active, "{inner}");
        }
        assert_eq!(nature("a.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"), Nature::Active);
        assert_eq!(nature("a.svg", b"no svg"), Nature::BrokenPicture);
    }

    #[test]
    fn xml_that_browsers_would_run_is_active() {
        assert_eq!(nature("a.xml", b"<project><script src='x'/></project>"), Nature::Other);
        for text in [
            "<a xmlns='http://www.w3.org/1999/xhtml'><script>1</script></a>",
            "<a><s:svg xmlns:s='http://www.w3.org/2000/svg'><s:script>1</s:script></s:svg></a>",
            "<?xml-stylesheet href='x.xsl'?><a/>",
            "<a>",
        ] {
            assert_eq!(nature("a.xml", text.as_bytes()), Nature::Active, "{text}");
        }
        assert_eq!(nature("a.mhtml", b""), Nature::Active);
    }

    #[test]
    fn a_drawing_of_nested_styles_is_read_quickly() {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg'>{}{}</svg>", "<style>".repeat(60_000), "</style>".repeat(60_000));
        // Quadratic work would take minutes here.
        assert_eq!(nature("a.svg", text.as_bytes()), Nature::Picture { size: None });
    }

    #[test]
    fn pictures_tell_their_size() {
        let gif = b"GIF89a\x05\x00\x07\x00\x00\x00\x00";
        assert_eq!(nature("a.GIF", gif), Nature::Picture { size: Some((5, 7)) });
        assert_eq!(nature("a.png", b"words"), Nature::BrokenPicture);
        assert_eq!(nature("a.html", b""), Nature::Active);
        assert_eq!(nature("a.pdf", b""), Nature::Other);
    }
}
