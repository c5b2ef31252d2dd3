//! How a page was read, for people and programs.

use serde_json::{Value, json};

use crate::markdown::Target;
use crate::pipeline::Build;
use crate::site::links::{Files, Resolved};

/// What `explain` says of one page.
pub struct Explained {
    pub path: String,
    /// Output path; that of a hidden page is where it will stand.
    url: String,
    kind: &'static str,
    title: String,
    lang: String,
    summary: String,
    headings: Vec<ExplainedHeading>,
    links: Vec<ExplainedLink>,
}

struct ExplainedHeading {
    level: u8,
    text: String,
    id: String,
    line: usize,
}

struct ExplainedLink {
    /// As the author wrote it.
    target: String,
    line: usize,
    /// Output path with its anchor, or the outside address; none if it leads nowhere.
    resolved: Option<String>,
}

/// None: the site has no such page. `path` is relative to the site, `text` that of its file.
pub fn explain(text: &str, files: &Files, build: &Build, path: &str) -> Option<Explained> {
    let site = build.output.site();
    let id = site.page_at(&crate::source::nfc(path))?;
    let page = &site.pages[id];
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let line = |offset: u32| ends.partition_point(|end| *end < offset as usize) + 1;
    let out = |language: usize, address: &str| format!("{}{address}", site.prefixes[language]);
    let resolved = |resolved: &Resolved| match resolved {
        Resolved::Outside(address) => Some(address.to_string()),
        Resolved::Page { language, address, heading, .. } => {
            let anchor = heading.as_ref().map(|(id, _)| format!("#{id}")).unwrap_or_default();
            Some(format!("{}{anchor}", out(*language, address)))
        }
        Resolved::Made { language, address } => Some(out(*language, address)),
        Resolved::File(path) => Some(files.linked_out(path).to_string()),
        Resolved::Hidden | Resolved::Broken => None,
    };
    let links = page.document.links.iter().zip(&build.output.links()[id].links).map(|(link, found)| ExplainedLink {
        target: match &link.target {
            Target::Address(address) => address.to_string(),
            Target::Wiki { page, heading: Some(heading) } => format!("{page}#{heading}"),
            Target::Wiki { page, heading: None } => page.to_string(),
        },
        line: line(link.span.start),
        resolved: resolved(found),
    });
    Some(Explained {
        path: page.path.to_string(),
        url: page.out.to_string(),
        kind: page.kind().name(),
        title: page.title.clone(),
        lang: site.languages[page.language].to_string(),
        summary: page.summary().to_owned(),
        headings: page
            .document
            .headings
            .iter()
            .map(|heading| ExplainedHeading {
                level: heading.level,
                text: heading.text.clone(),
                id: heading.id.clone(),
                line: line(heading.span.start),
            })
            .collect(),
        links: links.collect(),
    })
}

impl Explained {
    pub fn to_json(&self) -> Value {
        json!({
            "path": self.path,
            "url": self.url,
            "kind": self.kind,
            "title": self.title,
            "lang": self.lang,
            "summary": self.summary,
            "headings": self.headings.iter().map(|heading| json!({
                "level": heading.level, "text": heading.text, "id": heading.id, "line": heading.line,
            })).collect::<Vec<_>>(),
            "links": self.links.iter().map(|link| json!({
                "target": link.target, "line": link.line, "resolved": link.resolved,
            })).collect::<Vec<_>>(),
        })
    }

    pub fn to_text(&self) -> String {
        let mut text = format!(
            "{}\n  kind     {}\n  title    {}\n  address  {}\n  language {}\n",
            self.path, self.kind, self.title, self.url, self.lang
        );
        if !self.summary.is_empty() {
            text.push_str(&format!("  summary  {}\n", self.summary));
        }
        if !self.headings.is_empty() {
            text.push_str("headings\n");
        }
        for heading in &self.headings {
            let indent = "  ".repeat(usize::from(heading.level).saturating_sub(1));
            text.push_str(&format!("{:>6}{indent} {} (#{})\n", heading.line, heading.text, heading.id));
        }
        if !self.links.is_empty() {
            text.push_str("links\n");
        }
        for link in &self.links {
            let resolved = link.resolved.as_deref().unwrap_or("leads nowhere");
            text.push_str(&format!("{:>6}  {} → {resolved}\n", link.line, link.target));
        }
        text
    }
}
