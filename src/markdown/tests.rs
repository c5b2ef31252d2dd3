//! The module through its one door: text in, HTML with holes and faults out.

use proptest::prelude::*;

use super::*;
use crate::source::SourcePath;

fn words() -> Words {
    let rows = [
        ("alert.note", "Note"),
        ("alert.tip", "Tip"),
        ("alert.important", "Important"),
        ("alert.warning", "Warning"),
        ("alert.caution", "Caution"),
        ("code.label", "Code"),
        ("footnotes.back", "Back to the text"),
        ("footnotes.ref", "Note {n}"),
        ("footnotes.title", "Notes"),
        ("table.label", "Table {n}"),
        ("task.done", "done"),
        ("task.open", "to do"),
    ];
    Words::new("en", rows.map(|(key, value)| (key.to_owned(), value.to_owned())).into())
}

fn read(text: &str, set: fn(&mut Options)) -> (Document, Vec<String>) {
    let words = words();
    let mut options = Options { words: &words, raw_html: false, math_dollars: false, outline: true };
    set(&mut options);
    let mut diagnostics = Diagnostics::of(SourcePath::new("page.md"));
    let document = parse(text, 0, &options, &mut diagnostics).document;
    let mut list = diagnostics.into_list();
    crate::diagnostics::sort(&mut list);
    let told = list.iter().map(|found| format!("{} `{}`", found.code, &text[found.span.range()])).collect();
    (document, told)
}

/// The body with its holes shown as `{…}`, code in its colours.
fn shown(document: &Document) -> String {
    let body = &document.body;
    let mut html = String::new();
    let mut from = 0;
    for slot in &body.slots {
        let at = slot.at as usize;
        html.push_str(&body.html[from..at]);
        from = at;
        html.push_str(&match slot.fill {
            Fill::LinkStart(link) => format!("{{link {link}}}"),
            Fill::LinkEnd(_) => "{end}".to_owned(),
            Fill::Picture(picture) => format!("{{picture {picture}}}"),
            Fill::Code(code) => coloured(&document.code[code as usize]),
            Fill::Question(_) | Fill::Gap(_) | Fill::Items(_) => unreachable!("Markdown knows nothing of questions and courses"),
        });
    }
    html.push_str(&body.html[from..]);
    html
}

fn coloured(code: &Code) -> String {
    let mut html = String::new();
    assert!(code::push_coloured(&mut html, &code.text, &code.language));
    html
}

/// What a body may hold, whatever the author wrote. Checks that each tag is one of ours, closed in its
/// order, with attributes of ours only, no block in a paragraph and no link in a link.
fn assert_sound(document: &Document) {
    let mut html = String::new();
    let mut from = 0;
    for slot in &document.body.slots {
        let at = slot.at as usize;
        assert!(at >= from, "slots out of order");
        html.push_str(document.body.html.get(from..at).expect("a slot inside a character"));
        from = at;
        if let Fill::Code(code) = slot.fill {
            html.push_str(&coloured(&document.code[code as usize]));
            continue;
        }
        html.push_str(match slot.fill {
            Fill::LinkStart(link) if (link as usize) < document.links.len() => "<a href=\"\">",
            Fill::LinkEnd(_) => "</a>",
            Fill::Picture(picture) if (picture as usize) < document.pictures.len() => "<img src=\"\">",
            _ => panic!("a slot for nothing"),
        });
    }
    html.push_str(&document.body.html[from..]);

    let mut open: Vec<&str> = Vec::new();
    let mut ids = std::collections::HashSet::new();
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("an open tag in {html}"));
        assert!(!text.contains('>'), "an unescaped sign in {html}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        let (name, mut attributes) = tag.trim_end_matches('/').split_at(tag.find([' ', '/']).unwrap_or(tag.len()));
        assert!(INLINE.contains(&name) || BLOCKS.contains(&name), "<{tag}> in {html}");
        assert!(!BLOCKS.contains(&name) || !open.contains(&"p"), "<{name}> in a paragraph in {html}");
        assert!(name != "a" || !open.contains(&"a"), "a link in a link in {html}");
        while let Some((name, rest)) = attributes.trim_start().split_once("=\"") {
            let (value, rest) = rest.split_once('"').expect("a quoted attribute");
            assert!(OUR_ATTRIBUTES.contains(&name), "{name} in {html}");
            assert!(name != "id" || ids.insert(value), "id {value} twice in {html}");
            attributes = rest;
        }
        assert_eq!(attributes, "", "<{tag}> in {html}");
        if !["br", "hr", "img"].contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} left open in {html}");
}

const BLOCKS: [&str; 27] = [
    "aside",
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
    "svg",
];
const INLINE: [&str; 27] = [
    "a", "br", "code", "del", "em", "img", "span", "strong", "sup", "use", "math", "mfrac", "mi", "mn", "mo", "mover", "mroot", "mrow",
    "mspace", "msqrt", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
];
const OUR_ATTRIBUTES: [&str; 20] = [
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "class",
    "data-kind",
    "data-state",
    "display",
    "href",
    "id",
    "mathvariant",
    "role",
    "scope",
    "src",
    "start",
    "stretchy",
    "symmetric",
    "tabindex",
    "movablelimits",
    "width",
    "displaystyle",
];

/// Reads each text and compares the body and the faults.
fn check(cases: &[(&str, &str, &[&str])]) {
    for (text, html, faults) in cases {
        let (document, told) = read(text, |_| {});
        assert_eq!(shown(&document).trim_end(), *html, "{text}");
        assert_eq!(told, *faults, "{text}");
        assert_sound(&document);
    }
}

#[test]
fn marks_and_paragraphs_are_plain_html() {
    check(&[
        ("**b** *i* ~~s~~ `c<`", "<p><strong>b</strong> <em>i</em> <del>s</del> <code>c&lt;</code></p>", &[]),
        ("a\\\nb  \nc\nd", "<p>a<br>\nb<br>\nc\nd</p>", &[]),
        ("&amp; &lt; < & \\* \"q\" 'r' -- ...", "<p>&amp; &lt; &lt; &amp; * &quot;q&quot; 'r' -- ...</p>", &[]),
        ("{a} <3 1 < 2 > 0 $5, $6", "<p>{a} &lt;3 1 &lt; 2 &gt; 0 $5, $6</p>", &[]),
        ("a\r\n\r\nb\r\n", "<p>a</p>\n<p>b</p>", &[]),
        ("***\n\n> q\n", "<hr>\n<blockquote>\n<p>q</p>\n</blockquote>", &[]),
    ]);
}

#[test]
fn lists_keep_their_numbers_and_tasks_get_a_sign_and_a_word() {
    check(&[
        ("- a\n- b\n  - c", "<ul>\n<li>a</li>\n<li>b\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>", &[]),
        ("3. a\n\n4. b", "<ol start=\"3\">\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>", &[]),
        (
            "- [x] a\n- [ ] b\n- [50%] c",
            "<ul role=\"list\">\n\
             <li class=\"task\" data-state=\"done\"><span class=\"box\" aria-hidden=\"true\"></span><span class=\"unseen\">(done) </span>a</li>\n\
             <li class=\"task\" data-state=\"open\"><span class=\"box\" aria-hidden=\"true\"></span><span class=\"unseen\">(to do) </span>b</li>\n\
             <li>[50%] c</li>\n</ul>",
            &[],
        ),
        (
            "Term\n: One\n\nOther\n\n: Two\n\n  more",
            "<dl>\n<dt>Term</dt>\n<dd>One</dd>\n<dt>Other</dt>\n<dd>\n<p>Two</p>\n<p>more</p>\n</dd>\n</dl>",
            &[],
        ),
    ]);
}

#[test]
fn headings_get_ids_and_the_first_one_is_the_title() {
    let (document, told) =
        read("# Title **b** {#own}\n\nLead *text*.\n\n## A & b\n\n## A & b\n\n# Second\n\n> #### `Deep`\n\n## ?!\n\n##\n", |_| {});
    assert_eq!(
        shown(&document),
        "<p>Lead <em>text</em>.</p>\n<h2 id=\"a--b\">A &amp; b</h2>\n<h2 id=\"a--b-1\">A &amp; b</h2>\n<h2 id=\"second\">Second</h2>\n\
         <blockquote>\n<h4 id=\"deep\"><code>Deep</code></h4>\n</blockquote>\n<h2 id=\"section\">?!</h2>\n"
    );
    let title = document.title.unwrap();
    assert_eq!((title.level, title.text.as_str(), title.id.as_str()), (1, "Title b", "own"));
    let headings: Vec<_> = document.headings.iter().map(|heading| (heading.level, heading.text.as_str(), heading.id.as_str())).collect();
    assert_eq!(
        headings,
        [(2, "A & b", "a--b"), (2, "A & b", "a--b-1"), (2, "Second", "second"), (4, "Deep", "deep"), (2, "?!", "section")]
    );
    assert_eq!(document.lead, "Lead text.");
    assert_eq!(told, Vec::<String>::new());
    // A title that comes late is no title.
    let (document, _) = read("## First\n\n# Late\n", |_| {});
    assert_eq!((document.title, document.headings.len()), (None, 2));
    let (document, _) = read("> # Quoted\n\n# Late\n", |_| {});
    assert_eq!((document.title, document.headings.len()), (None, 2));
}

#[test]
fn own_ids_win_and_are_checked() {
    check(&[
        ("## A\n\n## B {#a}", "<h2 id=\"a-1\">A</h2>\n<h2 id=\"a\">B</h2>", &[]),
        ("## A {#հարց}\n\n## B {#հարց}", "<h2 id=\"հարց\">A</h2>\n<h2 id=\"b\">B</h2>", &["duplicate-own-id `հարց`"]),
        ("## A {#_a}", "<h2 id=\"a\">A</h2>", &["reserved-own-id `_a`"]),
        ("## A {a} {}", "<h2 id=\"a-a-\">A {a} {}</h2>", &[]),
    ]);
}

#[test]
fn the_lead_is_the_first_paragraph_cut_at_a_word() {
    let lead = |text: &str| read(text, |_| {}).0.lead;
    assert_eq!(lead("# T\n\n![p](p.png)\n\n- no\n\nFirst `words`\nhere.[^1]\n\nSecond.\n\n[^1]: x"), "First words here.");
    assert_eq!(lead(&"word, ".repeat(60)), format!("{}word…", "word, ".repeat(32)));
    assert_eq!(lead(&"ա".repeat(300)), format!("{}…", "ա".repeat(200)));
    assert_eq!(lead("## only"), "");
}

#[test]
fn tables_have_a_name_headers_and_classes() {
    let start = "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"Table 1\"><table>\n<thead>\n";
    check(&[
        (
            "| | b | c |\n|---|:-:|--:|\n| 1 | **2** | 3 |",
            &format!(
                "{start}<tr><td></td><th scope=\"col\" class=\"center\">b</th><th scope=\"col\" class=\"end\">c</th></tr>\n</thead>\n<tbody>\n\
                 <tr><td>1</td><td class=\"center\"><strong>2</strong></td><td class=\"end\">3</td></tr>\n</tbody>\n</table></div>"
            ),
            &[],
        ),
        ("|a|\n|-|", &format!("{start}<tr><th scope=\"col\">a</th></tr>\n</thead>\n</table></div>"), &[]),
        (
            "|a|b|\n|-|-|\n|1|\n|1|2|3|\ntext",
            &format!(
                "{start}<tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr>\n</thead>\n<tbody>\n<tr><td>1</td><td></td></tr>\n\
                 <tr><td>1</td><td>2</td></tr>\n<tr><td>text</td><td></td></tr>\n</tbody>\n</table></div>"
            ),
            &["table-ragged `|1|`", "table-ragged `|1|2|3|`", "table-ragged `text`"],
        ),
        (
            "> |a|b|\n> |-|-|\n> |`x|y`|",
            &format!(
                "<blockquote>\n{start}<tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr>\n</thead>\n<tbody>\n<tr><td>`x</td><td>y`</td></tr>\n\
                 </tbody>\n</table></div>\n</blockquote>"
            ),
            &[],
        ),
    ]);
    let (document, _) = read("|a|\n|-|\n\n|b|\n|-|", |_| {});
    assert!(document.body.html.contains("Table 1") && document.body.html.contains("Table 2"));
}

#[test]
fn alerts_are_notes_with_a_kind_and_a_title() {
    let alert = |kind: &str, word: &str, rest: &str| {
        format!("<aside class=\"alert\" role=\"note\" data-kind=\"{kind}\" aria-label=\"{word}\"><p class=\"alert-title\">{rest}\n</aside>")
    };
    check(&[
        ("> [!NOTE]\n> text", &alert("note", "Note", "Note</p>\n<p>text</p>"), &[]),
        (
            "> [!tip] Ask **what**\n> then *wait*\n>\n> - x",
            &alert("tip", "Tip", "Ask <strong>what</strong></p>\n<p>then <em>wait</em></p>\n<ul>\n<li>x</li>\n</ul>"),
            &[],
        ),
        (">[!Warning]", &alert("warning", "Warning", "Warning</p>"), &[]),
        ("> [!WARNNG] x", "<blockquote>\n<p>[!WARNNG] x</p>\n</blockquote>", &["unknown-alert `WARNNG`"]),
        ("> \\[!NOTE]", "<blockquote>\n<p>[!NOTE]</p>\n</blockquote>", &[]),
        ("> > [!caution] a", &format!("<blockquote>\n{}\n</blockquote>", alert("caution", "Caution", "a</p>")), &[]),
    ]);
}

#[test]
fn footnotes_are_numbered_by_their_first_use_and_lead_back() {
    check(&[
        (
            "A[^b] B[^a] C[^b].\n\n[^a]: - list\n[^b]: Note[^c].\n\n    more\n\n[^c]: C",
            "<p>A<sup><a id=\"_fnref-1\" href=\"#_fn-1\" aria-label=\"Note 1\">1</a></sup> B<sup><a id=\"_fnref-2\" href=\"#_fn-2\" \
             aria-label=\"Note 2\">2</a></sup> C<sup><a id=\"_fnref-1-2\" href=\"#_fn-1\" aria-label=\"Note 1\">1</a></sup>.</p>\n\
             <section class=\"footnotes\" aria-labelledby=\"_footnotes\"><h2 class=\"unseen\" id=\"_footnotes\">Notes</h2>\n<ol>\n\
             <li id=\"_fn-1\">\n<p>Note<sup><a id=\"_fnref-3\" href=\"#_fn-3\" aria-label=\"Note 3\">3</a></sup>.</p>\n\
             <p>more <a href=\"#_fnref-1\" aria-label=\"Back to the text\">↩</a> \
             <a href=\"#_fnref-1-2\" aria-label=\"Back to the text 2\">↩<sup>2</sup></a></p>\n</li>\n\
             <li id=\"_fn-2\">\n<ul>\n<li>list</li>\n</ul>\n<p><a href=\"#_fnref-2\" aria-label=\"Back to the text\">↩</a></p>\n</li>\n\
             <li id=\"_fn-3\">\n<p>C <a href=\"#_fnref-3\" aria-label=\"Back to the text\">↩</a></p>\n</li>\n</ol>\n</section>",
            &[],
        ),
        (
            "A [^nope] \\[^esc] `[^code]`\n\n[^unused]: U[^more]\n\n[^more]: M",
            "<p>A [^nope] [^esc] <code>[^code]</code></p>",
            &["undefined-footnote `[^nope]`", "unused-footnote `[^unused]`", "unused-footnote `[^more]`"],
        ),
        (
            "[a[^1]](b)\n\n[^1]: ## Heading",
            "<p>{link 0}a<sup id=\"_fnref-1\">1</sup>{end}</p>\n\
             <section class=\"footnotes\" aria-labelledby=\"_footnotes\"><h2 class=\"unseen\" id=\"_footnotes\">Notes</h2>\n<ol>\n\
             <li id=\"_fn-1\">\n<p>Heading</p>\n<p><a href=\"#_fnref-1\" aria-label=\"Back to the text\">↩</a></p>\n</li>\n</ol>\n</section>",
            &[],
        ),
    ]);
}

#[test]
fn links_leave_slots_and_keep_what_the_author_wrote() {
    let text = "[a](b%20c.md?x=1&amp;y#z) [[Page]] [[Page#Head]] [[#Head]] [[Page|*words*]] <https://x.example> www.y.example me@z.example [t][r] [u][r]\n\n[r]: <q r.md>\n";
    let (document, told) = read(text, |_| {});
    assert_eq!(
        shown(&document),
        "<p>{link 0}a{end} {link 1}Page{end} {link 2}Page › Head{end} {link 3}Head{end} {link 4}*words*{end} {link 5}https://x.example{end} \
         {link 6}www.y.example{end} {link 7}me@z.example{end} {link 8}t{end} {link 9}u{end}</p>\n"
    );
    let wiki = |page: &str, heading: Option<&str>| Target::Wiki { page: page.into(), heading: heading.map(Arc::from) };
    let links: Vec<_> = document.links.iter().map(|link| (link.target.clone(), &text[link.span.range()])).collect();
    assert_eq!(
        links,
        [
            (Target::Address("b%20c.md?x=1&y#z".into()), "[a](b%20c.md?x=1&amp;y#z)"),
            (wiki("Page", None), "[[Page]]"),
            (wiki("Page", Some("Head")), "[[Page#Head]]"),
            (wiki("", Some("Head")), "[[#Head]]"),
            (wiki("Page", None), "[[Page|*words*]]"),
            (Target::Address("https://x.example".into()), "<https://x.example>"),
            (Target::Address("http://www.y.example".into()), "www.y.example"),
            (Target::Address("mailto:me@z.example".into()), "me@z.example"),
            (Target::Address("q r.md".into()), "[t][r]"),
            // Where a reference is used first, so that its fault is told once.
            (Target::Address("q r.md".into()), "[t][r]"),
        ]
    );
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn links_to_nothing_are_told() {
    check(&[
        ("a [](x.md) [t]() [[ ]]", "<p>a  t </p>", &["empty-link `[](x.md)`", "empty-link `[t]()`", "empty-link `[[ ]]`"]),
        (
            "[t][lable] [lable][] [lable] a[0]\n\n[label]: x",
            "<p>[t][lable] [lable][] [lable] a[0]</p>",
            &["undefined-reference `[t][lable]`", "undefined-reference `[lable][]`"],
        ),
        ("[*t*][no] \\[t\\]\\[no\\] `[t][no]`", "<p>[<em>t</em>][no] [t][no] <code>[t][no]</code></p>", &["undefined-reference `][no]`"]),
    ]);
}

#[test]
fn addresses_that_run_code_become_text() {
    check(&[
        ("[a](javascript:alert(1))", "<p>a</p>", &["dangerous-address `[a](javascript:alert(1))`"]),
        ("[a](&#106;ava&Tab;script&colon;x)", "<p>a</p>", &["dangerous-address `[a](&#106;ava&Tab;script&colon;x)`"]),
        ("<JavaScript:x>", "<p>JavaScript:x</p>", &["dangerous-address `<JavaScript:x>`"]),
        ("[a][r]\n\n[r]: vbscript:x", "<p>a</p>", &["dangerous-address `[a][r]`"]),
        ("![a](data:image/svg+xml,<svg/onload=x>)", "<p>a</p>", &["dangerous-address `![a](data:image/svg+xml,<svg/onload=x>)`"]),
        (
            "[a](data:text/html;base64,PHN) ![b](data:image/png;base64,iVBO)",
            "<p>a {picture 0}</p>",
            &["dangerous-address `[a](data:text/html;base64,PHN)`"],
        ),
    ]);
}

#[test]
fn pictures_leave_slots_and_become_figures_with_a_caption() {
    let text = "![An *alt*](a.png \"Cap & tion\")\n\n![b](b.png)\n\nin ![](c.png \"decorative\") line ![d](d.png \"no caption\")\n\n![](e.png)\n\n![]()\n\n[![f](f.png)](g.md)";
    let (document, told) = read(text, |_| {});
    assert_eq!(
        shown(&document),
        "<figure>{picture 0}<figcaption>Cap &amp; tion</figcaption></figure>\n<p>{picture 1}</p>\n<p>in {picture 2} line {picture 3}</p>\n\
         <p>{picture 4}</p>\n<p>{link 0}{picture 5}{end}</p>\n"
    );
    let pictures: Vec<_> = document
        .pictures
        .iter()
        .map(|it| (&*it.address, it.alt.as_str(), it.caption.as_deref(), it.figure, it.span.range().len()))
        .collect();
    assert_eq!(
        pictures,
        [
            ("a.png", "An alt", Some("Cap & tion"), true, 31),
            ("b.png", "b", None, false, 11),
            ("c.png", "", None, false, 23),
            ("d.png", "d", None, false, 24),
            ("e.png", "", None, false, 10),
            ("f.png", "f", None, false, 11),
        ]
    );
    assert_eq!(told, ["missing-alt `![](e.png)`", "empty-link `![]()`"]);
}

#[test]
fn code_is_named_titled_and_coloured() {
    let pre = |number: &str, code: &str| {
        format!("<pre tabindex=\"0\" role=\"region\" aria-label=\"Code {number}\"><code{code}</code></pre></div>")
    };
    check(&[
        (
            "```rust title=\"src/<main>.rs\"\nfn a() {}\n```",
            &format!(
                "<div class=\"code\"><p class=\"code-title\">src/&lt;main&gt;.rs</p>{}",
                pre("1: src/&lt;main&gt;.rs", " class=\"language-rust\"><span class=\"k\">fn</span> <span class=\"f\">a</span>() {}")
            ),
            &[],
        ),
        ("    a < b\r\n\r\n    c\r\n", &format!("<div class=\"code\">{}", pre("1", ">a &lt; b\n\nc")), &[]),
        (
            "~~~ text\n~~~\n\n```\n\n```",
            &format!("<div class=\"code\">{}\n<div class=\"code\">{}", pre("1", " class=\"language-text\">"), pre("2", ">")),
            &[],
        ),
        (
            "```pyhton\na\n```",
            &format!("<div class=\"code\">{}", pre("1", " class=\"language-pyhton\">a")),
            &["unknown-code-language `pyhton`"],
        ),
        (
            "```\"><script>\na\n```",
            &format!("<div class=\"code\">{}", pre("1", " class=\"language-&quot;&gt;&lt;script&gt;\">a")),
            &["unknown-code-language `\"><script>`"],
        ),
    ]);
}

#[test]
fn formulas_are_mathml_and_a_dollar_is_money() {
    let x = "<math display=\"inline\"><mi>x</mi></math>";
    check(&[
        ("$`x`$ costs $5, not $6", &format!("<p>{x} costs $5, not $6</p>"), &[]),
        ("```math\nx\n```", "<div class=\"math\"><math display=\"block\"><mi>x</mi></math></div>", &[]),
        ("$`\\no`$", "<p><code>\\no</code></p>", &["math-unreadable `$`\\no`$`"]),
        (
            "```math\n\\no\n```",
            "<div class=\"code\"><pre tabindex=\"0\" role=\"region\" aria-label=\"Code 1\"><code class=\"language-math\">\\no</code></pre></div>",
            &["math-unreadable ````math\n\\no\n````"],
        ),
    ]);
    let (document, _) = read("$x$ and $$x$$", |options| options.math_dollars = true);
    assert_eq!(document.body.html, format!("<p>{x} and {}</p>\n", x.replace("inline", "block")));
}

#[test]
fn raw_html_shows_as_text_without_its_comments() {
    check(&[
        ("a <b onclick=\"x\">b</b> <!-- c -->d", "<p>a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt; d</p>", &[]),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", &[]),
        (
            "<svg><style>a{}</style><a xlink:href=\"javascript:x\"></svg>",
            "<p>&lt;svg&gt;&lt;style&gt;a{}&lt;/style&gt;&lt;a xlink:href=&quot;javascript:x&quot;&gt;&lt;/svg&gt;</p>",
            &[],
        ),
        ("<!-- a -->\n\n<!-- b\n\nc --> tail\n\n<div>\n<!---->x\n</div>", "<p>tail</p>\n<p>&lt;div&gt;\nx\n&lt;/div&gt;</p>", &[]),
        ("<!-- never closed\n\nlost", "<p>&lt;!-- never closed\n\nlost</p>", &[]),
    ]);
    let (document, _) = read("a <b>b</b>\n\n<div class=\"x\">\n<!-- c -->\n</div>", |options| options.raw_html = true);
    assert_eq!(document.body.html, "<p>a <b>b</b></p>\n<div class=\"x\">\n\n</div>\n");
}

#[test]
fn a_heading_without_its_space_is_told() {
    check(&[
        (
            "##Heading\ntext\n#tag\n###Հարց",
            "<p>##Heading\ntext\n#tag\n###Հարց</p>",
            &["heading-without-space `##Heading`", "heading-without-space `###Հարց`"],
        ),
        ("#First\n\n#tag", "<p>#First</p>\n<p>#tag</p>", &["heading-without-space `#First`"]),
        (
            "\\##no `##no`\n\n    ##no",
            "<p>##no <code>##no</code></p>\n<div class=\"code\"><pre tabindex=\"0\" role=\"region\" aria-label=\"Code 1\"><code>##no</code></pre></div>",
            &[],
        ),
    ]);
}

#[test]
fn spans_count_from_the_start_of_the_file() {
    let text = "---\ntitle: Ա\n---\n# Վերնագիր\n\n[ա](բ.md) ![]()\n";
    let words = words();
    let mut diagnostics = Diagnostics::of(SourcePath::new("page.md"));
    let document =
        parse(text, 17, &Options { words: &words, raw_html: false, math_dollars: false, outline: true }, &mut diagnostics).document;
    assert_eq!(&text[document.title.unwrap().span.range()], "# Վերնագիր");
    assert_eq!(&text[document.links[0].span.range()], "[ա](բ.md)");
    assert_eq!(&text[diagnostics.into_list()[0].span.range()], "![]()");
}

#[test]
fn what_nests_too_deep_is_left_out_and_told_once() {
    for piece in ["> ", "- ", "1. ", "*a **b ", "> - ", "> 1. "] {
        for end in ["x", "# x", "```\nx"] {
            let (document, told) = read(&format!("{}{end}", piece.repeat(20_000)), |_| {});
            assert!(told.len() <= 1, "{piece}: {told:?}");
            assert_sound(&document);
        }
    }
    let text = format!("{}in\n\nout {}", ">".repeat(101), ">".repeat(100_000));
    let (document, told) = read(&text, |_| {});
    assert_eq!(told.iter().filter(|told| told.starts_with("nesting-too-deep")).count(), 1);
    assert!(!document.body.html.contains("in") && document.body.html.contains("out"));
    let (_, told) = read(&format!("{}in", ">".repeat(100)), |_| {});
    assert_eq!(told, Vec::<String>::new());
}

/// Each of these once took a Markdown program time that grows with the square of the text, or its stack.
/// All of them together take a second or two; one that grew with the square would take hours.
#[test]
fn hostile_repetitions_are_read_in_linear_time() {
    for piece in [
        "[",
        "![",
        "[^",
        "[[",
        "[a](",
        "[a][b] ",
        "](b)",
        ">",
        "> ",
        "*",
        "*a ",
        "*a **b ",
        "a**b",
        "_a ",
        "~a ",
        "~~a ~b",
        "- ",
        "- - - -\n",
        "`",
        "<",
        "<!--",
        "<a ",
        "<?",
        "<x>",
        "<http:",
        "$`",
        "|",
        "|\n",
        "a|b\n-|-\n",
        "# a\n",
        "[^a]: x\n",
        "[a]: x\n",
        "[^a]",
        "a\n: b\n",
        "www.",
        "http://",
        "a@",
        "a@a.",
        "&#",
        "\\",
        "> [!note]\n",
        "```\n",
        "```x\n```\n",
        "a\r",
        "# {#",
        "[\n",
        "- [ ] x\n",
        "]",
        "[[a|",
        "[a](b \"",
        "##a\n",
        "\u{0}",
        "ա",
    ] {
        let (document, _) = read(&piece.repeat(100_000 / piece.len().max(2)), |options| options.math_dollars = true);
        assert_sound(&document);
    }
    let deep_list: String = (0..500).map(|level| format!("{}- a\n", "  ".repeat(level))).collect();
    let backticks: String = (0..400).map(|count| format!("{}a", "`".repeat(count))).collect();
    let labels: String =
        (0..5_000).map(|number| format!("[l{number}]: x\n\n[l{number}x][] [^{number}]\n\n[^{number}]: [^n{number}]\n\n")).collect();
    for text in [deep_list, backticks, labels, format!("{}a{}", "[".repeat(50_000), "](b)".repeat(20_000))] {
        assert_sound(&read(&text, |_| {}).0);
    }
}

/// Pieces that Markdown and HTML give a meaning to.
const PIECES: &[&str] = &[
    "a",
    "ա",
    "Հարց՞",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```",
    "```rust\n",
    "```math\n",
    "~~~",
    "# ",
    "## ",
    "##",
    "{#id}",
    "{#_x}",
    "> ",
    ">",
    "> [!NOTE]",
    "> [!x] ",
    "- ",
    "1. ",
    "- [x] ",
    "- [ ] ",
    "[",
    "]",
    "(",
    ")",
    "](",
    "[a](b)",
    "[a][r]",
    "[r]: x\n",
    "![",
    "![p](q)",
    "![](q)",
    "(q \"decorative\")",
    "\"t\")",
    "[[",
    "]]",
    "[[P#h|w]]",
    "|",
    "|\n|-|-|\n",
    "|a|b|\n|-|:-:|\n",
    "\\|",
    "[^1]",
    "[^1]: ",
    "[^",
    ": ",
    "<",
    ">",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<b onclick=x>",
    "<svg/onload=x>",
    "<style>",
    "</p>",
    "javascript:",
    "&#106;",
    "&lt;",
    "&",
    "\\",
    "\"",
    "'",
    "$",
    "$$",
    "$`",
    "`$",
    "\\frac{a}{b}",
    "^",
    "---\n",
    "===\n",
    "www.a.b",
    "https://a.b/c",
    "m@a.b",
    "\u{0}",
    "\u{FEFF}",
    "\u{301}",
    "\u{A0}",
    "🎉",
    "=",
    "!",
    "{",
    "}",
    "#",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_sound_html_and_places_inside_it(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40), start in 0_usize..8, dollars: bool) {
        let text = pieces.concat();
        let words = words();
        let mut diagnostics = Diagnostics::of(SourcePath::new("page.md"));
        let document = parse(&text, start, &Options { words: &words, raw_html: false, math_dollars: dollars, outline: true }, &mut diagnostics).document;
        assert_sound(&document);
        let spans = document.links.iter().map(|link| link.span).chain(document.pictures.iter().map(|picture| picture.span));
        let spans = spans.chain(document.headings.iter().chain(&document.title).map(|heading| heading.span));
        for span in spans.chain(diagnostics.into_list().iter().map(|found| found.span)) {
            prop_assert!(text.get(span.range()).is_some());
        }
    }
}
