//! How a page was read, for people and programs.

use serde_json::{Value, json};

use crate::markdown::{Body, Fillers, LinkTag, PictureTag};
use crate::page::Page;
use crate::pipeline::Build;
use crate::quiz::{Alternative, Answer, Gap, Item, Question, number};
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
    /// Of a course.
    items: Vec<ExplainedItem>,
    questions: Vec<ExplainedQuestion>,
}

/// A question, with the parts that its type has.
struct ExplainedQuestion {
    line: usize,
    read_as: String,
    text: String,
    json: Value,
}

/// A line of a course.
struct ExplainedItem {
    line: usize,
    module: String,
    /// Output path; none if the line is no item.
    page: Option<String>,
    /// Per cent.
    pass: Option<f64>,
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
        target: link.target.written(),
        line: line(link.span.start),
        resolved: resolved(found),
    });
    let lists = page.course.iter().flat_map(|course| &course.lists).zip(&build.output.links()[id].items);
    let items = lists.flat_map(|(list, pages)| {
        let module = list.heading.map(|heading| page.document.headings[heading].text.clone()).unwrap_or_default();
        list.items.iter().zip(pages).map(move |(item, listed)| ExplainedItem {
            line: line(item.span.start),
            module: module.clone(),
            page: listed.map(|listed| out(page.language, &site.pages[listed].address)),
            pass: item.pass.map(|(pass, _)| pass),
        })
    });
    let items = items.collect();
    Some(Explained {
        items,
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
        questions: page.questions.iter().map(|question| explain_question(page, question, line(question.span.start))).collect(),
    })
}

fn explain_question(page: &Page, question: &Question, line: usize) -> ExplainedQuestion {
    let fillers = Fillers {
        link: &|_| LinkTag::Plain,
        picture: &|_| PictureTag::At { src: String::new(), size: None },
        uncoloured: &|_| {},
        question: &|_| String::new(),
        gap: &|_| String::new(),
        items: &|_| String::new(),
    };
    let plain = |body: &Body| plain_text(&page.document.fill(body, &fillers));
    let feedback = |feedback: &Option<Body>| feedback.as_ref().map(plain).unwrap_or_default();
    let item = |item: &Item| json!({ "text": item.plain, "feedback": feedback(&item.feedback) });
    let items = |list: &[Item]| Value::from(list.iter().map(item).collect::<Vec<_>>());
    let alternatives = |list: &[Alternative]| {
        Value::from(list.iter().map(|answer| json!({ "text": answer.text, "weight": number(answer.weight) })).collect::<Vec<_>>())
    };
    let mut json = json!({
        "id": question.id,
        "type": question.type_name(),
        "line": line,
        "text": question.plain,
    });
    match &question.answer {
        Answer::Choice { options, .. } => {
            let options = options.iter().map(|option| {
                json!({
                    "text": option.plain,
                    "right": option.right,
                    "weight": option.weight.map(number),
                    "feedback": feedback(&option.feedback),
                })
            });
            json["options"] = options.collect();
        }
        Answer::Text { answers } => json["answers"] = alternatives(answers),
        Answer::Number { value, low, high, unit, written } => {
            json["answers"] = json!([{
                "text": written, "value": number(*value), "low": number(*low), "high": number(*high), "unit": unit,
            }]);
        }
        Answer::Order { items: list } => json["items"] = items(list),
        Answer::Match { pairs, distractors } => {
            let pair = |left: &str, right: &Item, told: String| json!({ "left": left, "right": right.plain, "feedback": told });
            let pairs = pairs.iter().map(|(left, right)| pair(&left.plain, right, feedback(&left.feedback)));
            json["pairs"] = pairs.chain(distractors.iter().map(|right| pair("", right, feedback(&right.feedback)))).collect();
        }
        Answer::Gaps { gaps } => {
            let gaps = gaps.iter().map(|gap| match gap {
                Gap::Typed(answers) => json!({ "answers": alternatives(answers) }),
                Gap::Chosen(choices) => json!({ "answers": [{ "text": choices[0], "weight": 100 }], "choices": choices }),
            });
            json["gaps"] = gaps.collect();
        }
        Answer::Groups { groups } => {
            json["groups"] = groups.iter().map(|(group, list)| json!({ "text": group.plain, "items": items(list) })).collect();
        }
        Answer::Reflection { model, checks } => {
            json["answers"] = json!([{ "text": plain(model) }]);
            json["items"] = items(checks);
        }
    }
    json["hints"] = question.hints.iter().map(plain).collect();
    json["tags"] = question.tags.iter().map(String::as_str).collect();
    json["points"] = number(question.points);
    json["tries"] = question.tries.into();
    json["why"] = question.why.as_ref().map(plain).unwrap_or_default().into();
    json["read_as"] = question.read_as.as_str().into();
    ExplainedQuestion { line, read_as: question.read_as.clone(), text: question.plain.clone(), json }
}

/// The words of our own HTML, without its tags.
fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        // Words of two blocks are two.
        if !["a", "/a", "em", "/em", "strong", "/strong", "code", "/code", "del", "/del", "span", "/span"].contains(&tag) {
            text.push(' ');
        }
        rest = after;
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
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
            "items": self.items.iter().map(|item| json!({
                "line": item.line, "module": item.module, "page": item.page, "pass": item.pass.map(number),
            })).collect::<Vec<_>>(),
            "questions": self.questions.iter().map(|question| &question.json).collect::<Vec<_>>(),
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
        if !self.items.is_empty() {
            text.push_str("items\n");
        }
        for item in &self.items {
            let page = item.page.as_deref().unwrap_or("no item");
            let pass = item.pass.map(|pass| format!(", pass {pass} %")).unwrap_or_default();
            text.push_str(&format!("{:>6}  {page}{pass}\n", item.line));
        }
        if !self.questions.is_empty() {
            text.push_str("questions\n");
        }
        for question in &self.questions {
            text.push_str(&format!("{:>6}  {} (read as: {})\n", question.line, question.text, question.read_as));
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
