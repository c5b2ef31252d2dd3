//! Every template with a full and an empty view, the words against their uses, and what happens to a
//! site's own files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::view::*;
use super::*;
use crate::diagnostics::Severity;

fn theme() -> Theme {
    let (theme, told) = load(&BTreeMap::new(), &["en".into(), "hy".into()], Some("#0b5d73"), true);
    assert_eq!(told, [], "the default theme has no faults");
    theme
}

/// A theme with files of the site's own, and what was told, as `line:column code message`.
fn with(files: &[(&str, &str)]) -> (Theme, Vec<String>) {
    let sources: BTreeMap<String, Arc<Source>> =
        files.iter().map(|(name, text)| ((*name).to_owned(), Arc::new(Source::from_text(&format!("theme/{name}"), text)))).collect();
    let (theme, told) = load(&sources, &["en".into(), "hy".into()], None, true);
    let told = told.iter().map(|diagnostic| {
        let text = diagnostic.path.strip_prefix("theme/").and_then(|name| sources.get(name)).map_or("", |source| &source.text);
        let place = crate::source::line_column(text, diagnostic.span.start);
        format!("{}:{}:{} {} {}", diagnostic.path, place.line, place.column, diagnostic.code, diagnostic.message)
    });
    (theme, told.collect())
}

fn frame(full: bool, kind: &'static str) -> Frame {
    let some = |text: &str| full.then(|| text.to_owned());
    Frame {
        lang: "en".into(),
        dir: "ltr",
        site_title: "A <site>".into(),
        title: "A “page” & more".into(),
        description: some("What it is").unwrap_or_default(),
        kind,
        css_href: "../assets/site.css".into(),
        head_script_href: "../assets/head.js".into(),
        script_href: "../assets/site.js".into(),
        icon_href: "../assets/icon.svg".into(),
        logo_href: some("../assets/logo.png"),
        home_href: "../index.html".into(),
        a_z_href: "../a-z.html".into(),
        tags_href: some("../tags.html"),
        learning_href: some("../learning.html"),
        search: full.then(|| SearchView { script_href: "../assets/search-en.js".into(), css_href: "../assets/search.css".into() }),
        canonical: some("https://example.org/en/a.html"),
        alternates: few(full, Alternate { lang: "hy".into(), href: "https://example.org/hy/a.html".into() }),
        languages: few(full, LanguageLink { lang: "hy".into(), name: "Հայերեն".into(), href: "../hy/a.html".into(), current: true }),
        no_index: full,
    }
}

fn few<T: Clone>(full: bool, item: T) -> Vec<T> {
    if full { vec![item.clone(), item] } else { Vec::new() }
}

fn named() -> Named {
    Named { title: "Another".into(), href: "another.html".into(), lang: Some("hy".into()) }
}

fn entry(full: bool) -> Entry {
    let summary = if full { "What it says".into() } else { String::new() };
    let lang = full.then(|| "hy".into());
    Entry { title: "A page".into(), href: "a.html".into(), lang, summary, kind: "lesson", minutes: full.then_some(5), count: None }
}

/// A page as text.
fn html(rendered: Result<Vec<u8>, Diagnostic>) -> String {
    String::from_utf8(rendered.unwrap()).unwrap()
}

fn page(full: bool, kind: &'static str) -> PageView {
    let some = |text: &str| full.then(|| text.to_owned());
    PageView {
        frame: frame(full, kind),
        text_lang: "hy".into(),
        summary: if full { "In short".into() } else { String::new() },
        crumbs: few(full, named()),
        nav_html: Markup::new(if full { "<ul><li><a href=\"a.html\">A</a></li></ul>" } else { "" }),
        contents: few(full, ContentsItem { level: 2, text: "Part".into(), anchor: "part".into() }),
        body_html: Markup::new(if full { "<p>Text</p>" } else { "" }),
        minutes: full.then_some(25),
        roles: few(full, "new hire".into()),
        objectives: few(full, "tell one from the other".into()),
        tags: few(full, named()),
        previous: full.then(named),
        next: full.then(named),
        updated: full.then(|| "12 November 2026".into()),
        edit_href: full.then(|| "https://example.org/edit".into()),
        notices: few(full, Notice { kind: "stale", text: "Changed".into(), link: Some(named()) }),
        children: few(full, entry(full)),
        sections: few(full, Entry { count: Some(3), ..entry(full) }),
        courses: few(
            full,
            CourseEntry {
                title: "A course".into(),
                href: "course.html".into(),
                lang: Some("hy".into()),
                summary: "In short".into(),
                roles: vec!["new hire".into(), "trainer".into()],
                id: "course".into(),
                former: String::new(),
                count: 2,
                length: "1 h".into(),
            },
        ),
        scripts: few(full, "practice.js".into()),
        practice: full.then(|| PracticeView {
            card_href: "card.js".into(),
            file_href: "file.js".into(),
            answers_href: "a.answers.html".into(),
            answers_address: "en/a.answers.html".into(),
            site: "site".into(),
            page: "L01".into(),
            former: "old\nolder".into(),
            count: 2,
        }),
        quiz: full.then(|| QuizView {
            view: "one",
            mode: "test",
            pass: Some(80.into()),
            draw: "{\"batna\":3}".into(),
            asked: 3,
            shuffle: true,
            confidence: true,
            tries: Some(1),
        }),
        learn: full.then(learn),
        course: (full && kind == "course").then(|| CourseView {
            items_html: Markup::new(ITEMS),
            count: 2,
            length: "1 h".into(),
            pass: Some(80.into()),
            first: named(),
            certificate_href: "a.certificate.html".into(),
            print_href: some("a.print.html"),
        }),
        bars: few(
            full,
            BarView {
                title: "A course".into(),
                href: "course.html".into(),
                lang: Some("hy".into()),
                id: "course".into(),
                former: "old".into(),
                number: 1,
                count: 2,
                items_html: Markup::new(ITEMS),
                previous: None,
                next: Some(named()),
            },
        ),
        requires: few(full, named()),
        extra: serde_json::Map::new(),
    }
}

const ITEMS: &str = "L01\t\t20\ta.html\told\nquiz\t80\t\tb.html";

fn learn() -> LearnView {
    LearnView {
        site: "site".into(),
        page: "L01".into(),
        former: "old\nolder".into(),
        catalogue_href: "../catalogue.js".into(),
        schedule_href: Some("../assets/schedule.js".into()),
        review_href: Some("../review.html".into()),
        is_read: true,
    }
}

fn markup(full: bool) -> Markup {
    Markup::new(if full { "<em>x</em>" } else { "" })
}

fn question(full: bool, kind: &'static str) -> QuestionView {
    QuestionView {
        lang: "en".into(),
        paper: !full,
        number: 1,
        count: 2,
        id: "q1".into(),
        anchor: "question".into(),
        kind,
        level: 3,
        points: serde_json::json!(2.5),
        tries: 2,
        tags: "a\nb".into(),
        shuffle: full,
        key: "{}".into(),
        key_hash: "12345678".into(),
        words_html: markup(true),
        text_html: markup(full),
        items: few(full, ItemView { html: markup(true), plain: "x \"y\"".into() }),
        targets: few(full, "one".into()),
        unit: if full { "drams".into() } else { String::new() },
        hints: few(full, markup(true)),
        feedback: few(full, FeedbackView { index: 1, html: markup(true) }),
        solution_html: markup(full),
        checks: few(full, markup(true)),
        why_html: markup(full),
    }
}

/// The types of questions, which the template tells apart.
const TYPES: [&str; 10] = ["single", "multiple", "true-false", "text", "number", "order", "match", "gaps", "groups", "reflection"];

fn choice() -> LanguageChoice {
    LanguageChoice {
        lang: "hy".into(),
        dir: "ltr",
        name: "Հայերեն".into(),
        href: "hy/index.html".into(),
        title: "Այբբենարան".into(),
        description: "".into(),
    }
}

/// Each template with its view.
fn views(full: bool) -> Vec<(&'static str, Value)> {
    fn value(view: impl Serialize) -> Value {
        serde_json::to_value(view).expect("views are plain")
    }
    let nav_html = Markup::new(if full { "<ul></ul>" } else { "" });
    let crumbs = few(full, named());
    let item = NavItem { title: "Part".into(), href: "b.html".into(), lang: Some("hy".into()), open: true, children: vec![] };
    let nav = NavView { lang: "en".into(), items: few(full, NavItem { children: vec![item.clone()], ..item }) };
    let tags = few(full, TagCount { name: "tag".into(), href: "t.html".into(), count: 2 });
    let letters = few(full, Letter { letter: "Ա".into(), number: 1, pages: few(full, entry(full)) });
    let line =
        |to: usize| SolutionLine { html: markup(full), plain: "x".into(), to: vec![markup(true); to], percent: full.then(|| 50.into()) };
    let solution = SolutionView { lang: "en".into(), ordered: false, lines: (0..3).map(line).collect() };
    let answer = AnswerView {
        number: 1,
        kind: if full { "reflection" } else { "single" },
        words_html: markup(true),
        solution_html: markup(full),
        checks: few(full, markup(true)),
        why_html: markup(full),
    };
    let answers = AnswersView {
        frame: frame(full, "answers"),
        text_lang: "hy".into(),
        nav_html: nav_html.clone(),
        crumbs: crumbs.clone(),
        page_href: "a.html".into(),
        questions: few(full, answer.clone()),
    };
    let certificate = CertificateView {
        frame: frame(full, "certificate"),
        text_lang: "hy".into(),
        nav_html: nav_html.clone(),
        crumbs: crumbs.clone(),
        scripts: few(full, "course.js".into()),
        learn: learn(),
        course: named(),
        items_html: Markup::new(ITEMS),
    };
    let print_page =
        PrintPage { number: 1, title: "A page".into(), lang: "hy".into(), summary: "In short".into(), body_html: markup(full) };
    let print = CoursePrintView {
        frame: frame(full, "course-print"),
        text_lang: "hy".into(),
        summary: if full { "In short".into() } else { String::new() },
        course: named(),
        modules: vec![
            PrintModule { title: String::new(), pages: few(full, print_page.clone()) },
            PrintModule { title: "Part".into(), pages: few(full, print_page) },
        ],
        keys: few(full, PrintKey { number: 1, title: "A page".into(), lang: "hy".into(), questions: vec![answer] }),
    };
    let learning = |kind: &'static str| LearningView {
        frame: frame(full, kind),
        nav_html: nav_html.clone(),
        crumbs: crumbs.clone(),
        scripts: few(full, "progress.js".into()),
        site: "site".into(),
        catalogue_href: "catalogue.js".into(),
        other_href: "other.html".into(),
    };
    let row = ItemRow {
        number: full.then_some(1),
        text_html: markup(true),
        more_html: markup(full),
        kind: "quiz",
        minutes: full.then_some(5),
        pass: full.then(|| 80.into()),
    };
    let items = ItemsView { lang: "en".into(), pretests: few(full, named()), items: few(true, row) };
    let mut parts: Vec<(&'static str, Value)> = TYPES.iter().map(|kind| ("parts/question.html", value(question(full, kind)))).collect();
    parts.push(("parts/gap.html", value(GapView { lang: "en".into(), number: 1, choices: few(full, "x".into()) })));
    parts.push(("parts/solution.html", value(SolutionView { ordered: full, ..solution.clone() })));
    parts.push(("parts/solution.html", value(SolutionView { lines: vec![line(0)], ..solution })));
    parts.push(("parts/items.html", value(items)));
    let mut views = vec![
        ("course.html", value(page(full, "course"))),
        ("certificate.html", value(certificate)),
        ("course-print.html", value(print)),
        ("learning.html", value(learning("learning"))),
        ("review.html", value(learning("review"))),
        ("page.html", value(page(full, "page"))),
        ("lesson.html", value(page(full, "lesson"))),
        ("quiz.html", value(page(full, "quiz"))),
        ("answers.html", value(answers)),
        ("section.html", value(page(full, "section"))),
        ("front.html", value(page(full, "front"))),
        ("tags.html", value(TagsView { frame: frame(full, "tags"), nav_html: nav_html.clone(), crumbs: crumbs.clone(), tags })),
        (
            "tag.html",
            value(TagView { frame: frame(full, "tag"), nav_html: nav_html.clone(), crumbs: crumbs.clone(), pages: few(full, entry(full)) }),
        ),
        ("a-z.html", value(AToZView { frame: frame(full, "a-z"), nav_html, crumbs, letters })),
        (
            "languages.html",
            value(LanguagesView { frame: frame(full, "languages"), onward_script_href: "onward.js".into(), choices: few(full, choice()) }),
        ),
        ("redirect.html", value(RedirectView { frame: frame(full, "redirect"), onward_script_href: "onward.js".into(), to: named() })),
        ("404.html", value(NotFoundView { frame: frame(full, "not-found"), styled: full, choices: vec![choice(), choice()] })),
    ];
    views.append(&mut parts);
    views.push(("parts/nav.html", value(nav)));
    views
}

#[test]
fn every_template_takes_a_full_and_an_empty_view() {
    let theme = theme();
    for full in [true, false] {
        for (template, view) in views(full) {
            let html = html(theme.render(template, &view).map_err(|fault| panic!("{template}, full: {full}: {fault:?}")));
            if template.starts_with("parts/") {
                continue;
            }
            assert!(html.trim_start().starts_with("<!doctype html>"), "{template}: {}", &html[..60]);
            assert!(html.trim_end().ends_with("</html>"), "{template}");
            assert_eq!(html.matches("<h1").count(), 1, "{template}, full: {full}: one first heading\n{html}");
            assert_eq!(html.matches("<main").count(), 1, "{template}");
            assert_eq!(html.matches("http-equiv=\"Content-Security-Policy\"").count(), 1, "{template}");
            for banned in [" style=", "<style", " onclick", "javascript:", "<base"] {
                assert!(!html.contains(banned), "{template} has `{banned}`");
            }
            assert!(!html.contains("A <site>"), "{template} escapes its texts");
        }
    }
}

#[test]
fn all_templates_but_parts_and_bases_are_tried() {
    let tried: BTreeSet<&str> = views(true).iter().map(|(name, _)| *name).collect();
    let bases = BTreeSet::from(["layout.html", "columns.html"]);
    let own = default_files().keys().filter_map(|name| name.strip_prefix("templates/")).filter(|name| !name.starts_with("parts/"));
    for name in own {
        assert!(tried.contains(name) || bases.contains(name), "{name} has no view in this test");
    }
}

#[test]
fn templates_look_up_only_what_their_views_have() {
    let theme = theme();
    for (template, view) in views(true) {
        let fields: BTreeSet<&str> = view.as_object().expect("views are structs").keys().map(String::as_str).collect();
        for name in theme.templates.names_in(template) {
            // `menu` is set by the templates themselves, for parts/header.html.
            assert!(fields.contains(name.as_str()) || name == "menu", "{template} asks for `{name}`, which its view does not have");
        }
    }
}

#[test]
fn a_page_says_where_it_stands() {
    let html = html(theme().render("lesson.html", &page(true, "lesson")));
    for part in [
        "<html lang=\"en\" dir=\"ltr\" data-kind=\"lesson\">",
        "<title>A “page” &amp; more · A &lt;site&gt;</title>",
        "<meta name=\"robots\" content=\"noindex\">",
        "<h1 lang=\"hy\">A “page” &amp; more</h1>",
        "25 minutes",
        "For: new hire, new hire",
        "<li><a href=\"another.html\">Home</a></li>",
        "Last changed 12 November 2026",
        "popovertarget=\"_sections\"",
        "popovertarget=\"_contents\"",
        "<a href=\"#part\">Part</a>",
    ] {
        assert!(html.contains(part), "`{part}` is missing in\n{html}");
    }
}

#[test]
fn a_front_page_with_the_title_of_the_site_says_it_once() {
    let mut front = page(false, "front");
    front.frame.title = front.frame.site_title.to_string();
    assert!(html(theme().render("front.html", &front)).contains("<title>A &lt;site&gt;</title>"));
}

#[test]
fn the_plain_page_for_unknown_addresses_has_no_assets_and_no_links() {
    let view = NotFoundView { frame: frame(false, "not-found"), styled: false, choices: vec![choice()] };
    let html = html(theme().render("404.html", &view));
    let icon = "<link rel=\"icon\" href=\"data:,\">";
    assert!(html.contains(icon), "browsers ask the host's root for an icon otherwise");
    let html = html.replace(icon, "");
    for banned in ["href=", "src=", "<script", "<link"] {
        assert!(!html.contains(banned), "`{banned}` in\n{html}");
    }
    assert!(html.contains("Այստեղ այդպիսի էջ չկա"));
}

#[test]
fn the_current_page_of_a_navigation_can_be_marked_by_its_link() {
    let (_, view) = views(true).pop().unwrap();
    let html = html(theme().render("parts/nav.html", &view));
    assert!(html.contains("<a href=\"b.html\""), "{html}");
}

// Words

/// Rows that the generator itself fills, in the modules for text, dates and notices.
const OF_THE_GENERATOR: [&str; 33] = [
    "alert.note",
    "alert.tip",
    "alert.important",
    "alert.warning",
    "alert.caution",
    "answers.title",
    "certificate.of",
    "code.label",
    "date.full",
    "date.month.",
    "figure.label",
    "footnotes.back",
    "footnotes.ref",
    "footnotes.title",
    "lang.en",
    "lang.hy",
    "lang.ru",
    "lang.in.",
    "page.draft",
    "page.expired",
    "page.future",
    "page.stale",
    "page.stale.link",
    "page.untranslated",
    "table.label",
    "table.scroll",
    "task.done",
    "task.open",
    "time.hours",
    "time.hours-minutes",
    "time.minutes",
    "learning.title",
    "review.title",
];

#[test]
fn all_languages_have_the_same_words_with_the_same_placeholders() {
    let tables = words::defaults();
    let english = &tables["en"];
    assert_eq!(tables.keys().collect::<Vec<_>>(), ["en", "hy", "ru"]);
    for (language, table) in &tables {
        assert!(table.keys().eq(english.keys()), "{language}");
        for (key, row) in table {
            assert_eq!(words::placeholders(row), words::placeholders(&english[key]), "{language} {key}");
            assert_eq!(crate::i18n::is_plural(row), crate::i18n::is_plural(&english[key]), "{language} {key}");
            assert!(!row.is_empty(), "{language} {key}");
        }
    }
}

#[test]
fn each_word_is_used_and_each_used_word_exists() {
    let table = &words::defaults()["en"];
    let mut used = BTreeSet::new();
    for text in default_files().keys().filter(|name| name.ends_with(".html")).filter_map(|name| default_text(name)) {
        used.extend(text.split("key=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(key, _)| key));
    }
    for key in used.iter().filter(|key| !key.starts_with("{{")) {
        assert!(table.contains_key(*key), "no table has `{key}`");
    }
    let scripts: Vec<&str> = default_files().keys().filter(|name| name.ends_with(".js")).filter_map(|name| default_text(name)).collect();
    used.extend(table.keys().map(String::as_str).filter(|key| scripts.iter().any(|text| text.contains(&format!("\"{key}\"")))));
    for key in table.keys() {
        let by_the_generator = OF_THE_GENERATOR.iter().any(|row| row == key || row.ends_with('.') && key.starts_with(row));
        assert!(used.contains(key.as_str()) || by_the_generator, "nothing uses `{key}`");
    }
}

#[test]
fn words_are_merged_key_by_key() {
    let (theme, told) = with(&[("i18n/hy.toml", "\"nav.home\" = \"Տուն\"\n")]);
    assert_eq!(told, [] as [String; 0]);
    assert_eq!(theme.words("hy").get("nav.home"), "Տուն");
    assert_eq!(theme.words("hy").get("nav.next"), "Հաջորդ");
    assert_eq!(theme.words("hy-AM").get("nav.home"), "Տուն");
    assert_eq!(theme.words("ka").get("nav.next"), "Next");
}

#[test]
fn a_language_without_a_table_starts_from_english_and_hears_what_it_lacks() {
    let sources =
        BTreeMap::from([("i18n/ka.toml".to_owned(), Arc::new(Source::from_text("theme/i18n/ka.toml", "\"nav.home\" = \"მთავარი\"\n")))]);
    let (theme, told) = load(&sources, &["ka".into()], None, true);
    assert_eq!((theme.words("ka").get("nav.home"), theme.words("ka").get("nav.next")), ("მთავარი", "Next"));
    assert_eq!(told.len(), 1);
    assert!(told[0].message.contains("others, so readers see them in English"), "{}", told[0].message);
}

#[test]
fn slips_in_a_table_of_words_are_told() {
    let rows = "\"nav.hom\" = \"x\"\n\"time.minutes\" = \"one: a minute | other: minutes\"\n\"page.count\" = \"{n} pages {m}\"\nnav.next = \"x\"\n";
    let (_, told) = with(&[("i18n/en.toml", rows)]);
    assert_eq!(
        told,
        [
            "theme/i18n/en.toml:1:1 words-missing the word `nav.hom` is used nowhere; did you mean `nav.home`?",
            "theme/i18n/en.toml:2:1 words-missing the word `time.minutes` lacks `{n}`",
            "theme/i18n/en.toml:3:1 words-missing the word `page.count` has `{m}`, which nothing fills",
            "theme/i18n/en.toml:3:1 words-missing the word `page.count` lacks a form for a number: write `one: … | other: …`",
            "theme/i18n/en.toml:4:1 words-missing the word `nav` must stand in quotes together with what follows its dot",
        ]
    );
    let (theme, told) = with(&[("i18n/en.toml", "\"nav.home\" = Home\n")]);
    assert!(told[0].starts_with("theme/i18n/en.toml:1:14 words-unreadable"), "{told:?}");
    assert_eq!(theme.words("en").get("nav.home"), "Home");
}

// Templates of a site

#[test]
fn a_template_of_the_site_takes_the_place_of_the_default() {
    let (theme, told) = with(&[("templates/parts/footer.html", "<footer>{{ word(key=\"nav.home\") }}</footer>")]);
    assert_eq!(told, [] as [String; 0]);
    assert!(html(theme.render("page.html", &page(true, "page"))).contains("<footer>Home</footer>"));
}

#[test]
fn a_template_that_cannot_be_read_is_told_at_its_place_and_the_default_serves() {
    for (name, text, expected) in [
        ("page.html", "a\n{% if %}", "2:7 template-syntax"),
        (
            "page.html",
            "a\nէ {{ title | shout }}",
            "2:14 template-unknown-name the template names something that is not there: unknown filter `shout`",
        ),
        ("page.html", "{{ words(key=1) }}", "1:4 template-unknown-name"),
        ("page.html", "x\n{% include \"parts/nope.html\" %}", "2:12 template-unknown-name"),
        (
            "page.html",
            "{% extends \"nope.html\" %}",
            "1:12 template-unknown-name the template names something that is not there: there is no template `nope.html` to extend",
        ),
        ("page.html", "x\n{{ <nope /> }}", "2:4 template-unknown-name"),
        ("page.html", "{% extends \"page.html\" %}", "1:12 template-syntax the template cannot be read: it extends itself"),
        ("page.html", "\n{% include \"page.html\" %}", "2:12 template-syntax the template cannot be read: it includes itself"),
        ("parts/icons.html", "", "1:1 template-unknown-name"),
    ] {
        let (theme, told) = with(&[(&format!("templates/{name}"), text)]);
        assert!(!told.is_empty(), "{text}");
        assert!(told[0].starts_with(&format!("theme/templates/{name}:{expected}")), "{text}: {told:?}");
        theme.render("page.html", &page(true, "page")).expect("the default serves");
    }
}

#[test]
fn one_faulty_template_does_not_take_the_others_with_it() {
    let (theme, told) = with(&[
        ("templates/parts/footer.html", "<footer>{{ <mine /> }}</footer>"),
        ("templates/parts/mine.html", "{% component mine() %}mine{% endcomponent mine %}"),
        ("templates/tag.html", "{% if"),
    ]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(html(theme.render("page.html", &page(true, "page"))).contains("<footer>mine</footer>"));
}

#[test]
fn faults_of_rendering_stand_at_their_place() {
    let view = &views(true)[5].1;
    for (text, expected) in
        [("a\n{{ nope }}", "nope"), ("a\n{{ word(key=\"nav.hom\") }}", "did you mean `nav.home`?"), ("a\n{{ title.nope }}", "nope")]
    {
        let (theme, told) = with(&[("templates/tag.html", text)]);
        assert_eq!(told, [] as [String; 0]);
        let fault = theme.render("tag.html", view).unwrap_err();
        assert_eq!((&*fault.path, fault.code, fault.severity), ("theme/templates/tag.html", "template-undefined", Severity::Error));
        assert!(fault.span.start >= 2 && fault.message.contains(expected), "{fault:?}");
    }
}

#[test]
fn templates_that_go_in_circles_are_faults_and_never_crash() {
    let circles: [&[(&str, &str)]; 3] = [
        // A component that calls itself.
        &[("templates/page.html", "{{ <again /> }}{% component again() %}{{ <again /> }}{% endcomponent again %}")],
        // A component that includes a part that calls it.
        &[
            ("templates/page.html", "{{ <around /> }}{% component around() %}{% include \"parts/around.html\" %}{% endcomponent around %}"),
            ("templates/parts/around.html", "{{ <around /> }}"),
        ],
        // A part that the frame includes extends the frame.
        &[(
            "templates/parts/footer.html",
            "{% extends \"layout.html\" %}{% block main %}{% include \"parts/header.html\" %}{% endblock %}",
        )],
    ];
    for files in circles {
        let (theme, _) = with(files);
        let theme = Arc::new(theme);
        // A small stack, as threads of a pool have it.
        let render = {
            let theme = theme.clone();
            move || theme.render("page.html", &page(true, "page")).map(|_| ())
        };
        let _ = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(render).unwrap().join().expect("no overflow");
    }
}

#[test]
fn files_that_nothing_uses_are_told() {
    let (_, told) = with(&[
        ("templates/pages.html", "x"),
        ("css/site.css", "p { color: red }"),
        ("css/own.css", "p { color: red }"),
        (".gitkeep", ""),
        ("templates/parts/new.html", "x"),
        ("templates/parts/footer.html", "{% include \"parts/new.html\" %}"),
        ("i18n/ka.toml", ""),
    ]);
    assert_eq!(
        told,
        [
            "theme/css/own.css:1:1 unknown-theme-file the theme has no file `css/own.css`",
            "theme/i18n/ka.toml:1:1 unknown-theme-file the theme has no file `i18n/ka.toml`",
            "theme/templates/pages.html:1:1 unknown-theme-file the theme has no file `templates/pages.html`",
        ]
    );
}

#[test]
fn a_copy_remembers_its_default() {
    for name in default_files().keys() {
        let copy = String::from_utf8(copy_of_default(name).unwrap_or_else(|| panic!("{name} can be copied"))).unwrap();
        let (theme, told) = with(&[(name, &copy)]);
        assert_eq!(told, [] as [String; 0], "{name}");
        theme.render("page.html", &page(true, "page")).unwrap();
        let hash = copy.split("default ").nth(1).unwrap()[..8].to_owned();
        let (_, told) = with(&[(name, &copy.replacen(&hash, "00000000", 1))]);
        assert!(told.len() == 1 && told[0].contains("template-changed-upstream"), "{name}: {told:?}");
    }
    assert_eq!(copy_of_default("templates/nope.html"), None);
}

#[test]
fn the_default_theme_beside_the_site_is_the_default_theme() {
    let files: Vec<(&str, &str)> = default_files().keys().map(|name| (*name, default_text(name).unwrap())).collect();
    let (theme, told) = with(&files);
    assert_eq!(told, [] as [String; 0]);
    assert_eq!(theme.hash(), with(&[]).0.hash());
}

// Assets

fn styles(theme: &Theme) -> String {
    let sheet = theme.assets().iter().find(|asset| asset.ext == "css").unwrap();
    String::from_utf8(sheet.bytes.clone()).unwrap()
}

#[test]
fn shortening_the_styles_loses_nothing_that_browsers_need() {
    let css = styles(&theme());
    for part in [
        "@layer reset,tokens,page,prose,parts,practice,course,print,search,site;",
        "light-dark(",
        "oklch(from var(--accent-raw)",
        "@supports selector(:popover-open)",
        "[popover]",
        "::backdrop",
        ":focus-visible",
        "text-wrap:pretty",
        "forced-color-adjust:none",
        "print-color-adjust:exact",
        "@media (forced-colors:active)",
        "@media (prefers-contrast:more)",
        "prefers-reduced-motion",
        "@page",
        "100dvh",
        ":has(",
        "content:\"/\" / \"\"",
        "--accent-raw:#0b5d73",
    ] {
        assert!(css.contains(part), "`{part}` is missing");
    }
    for physical in ["margin-left", "margin-right", "padding-left", "padding-right", "float:", "http:", "https:"] {
        assert!(!css.replace("http://www.w3.org/2000/svg", "").contains(physical), "`{physical}` has no place in the styles");
    }
}

/// Contrast by WCAG 2.2 of two colours such as `#1b2122`.
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let digits = colour.trim_start_matches('#');
        let digits = if digits.len() == 3 { digits.chars().flat_map(|digit| [digit, digit]).collect() } else { digits.to_owned() };
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("six digits")) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn texts_keep_their_contrast_on_their_grounds() {
    let tokens = default_text("css/tokens.css").unwrap();
    let pair = |role: &str| {
        let rest = tokens.split_once(&format!("--{role}: light-dark(")).unwrap_or_else(|| panic!("no pair for {role}")).1;
        let (light, dark) = rest.split_once(')').unwrap().0.split_once(", ").unwrap();
        [light, dark]
    };
    let on_both = ["ink", "soft", "code-word", "code-text", "code-number", "code-name", "code-type"];
    let grounds = on_both.iter().flat_map(|role| [(*role, "paper"), (*role, "sunk")]);
    let tinted = [("right", "right-wash"), ("part", "part-wash"), ("wrong", "wrong-wash"), ("ink", "part-wash"), ("ink", "wrong-wash")];
    for (text, ground) in grounds.chain(tinted) {
        for (text_colour, ground_colour) in pair(text).into_iter().zip(pair(ground)) {
            let ratio = contrast(text_colour, ground_colour);
            assert!(ratio >= 4.5, "{text} {text_colour} on {ground} {ground_colour}: {ratio:.1}");
        }
    }
}

#[test]
fn the_accent_and_the_own_styles_of_a_site_come_last() {
    let sources = BTreeMap::from([("css/site.css".to_owned(), Arc::new(Source::from_text("theme/css/site.css", "p { color: red }")))]);
    let css = styles(&load(&sources, &["en".into()], Some("#aa0000"), true).0);
    assert!(css.ends_with("@layer tokens{html{--accent-raw:#aa0000}}@layer site{p{color:red}}"), "{}", &css[css.len() - 120..]);
    let css = styles(&load(&BTreeMap::new(), &["en".into()], Some("red}*{"), true).0);
    assert!(!css.contains("red}*{"));
}

#[test]
fn a_site_has_the_search_box_in_files_of_its_own_or_nothing_of_it() {
    let text = |theme: &Theme, name: &str, ext: &str| {
        let asset = theme.assets().iter().find(|asset| asset.name == name && asset.ext == ext)?;
        Some(String::from_utf8(asset.bytes.clone()).unwrap())
    };
    let (with, without) = (theme(), load(&BTreeMap::new(), &["en".into(), "hy".into()], None, false).0);
    assert_ne!(with.hash(), without.hash());
    assert!(text(&with, "site", "js").unwrap().contains("hornbook.search="));
    assert!(!text(&with, "site", "css").unwrap().contains("@layer search{"));
    assert!(text(&with, "search", "css").unwrap().starts_with("@layer search{"));
    let script = text(&with, "search-hy", "js").unwrap();
    for part in ["\"search.none\":\"Ոչինչ", "\"lang.en\":", "\"lang.in.hy\":", "hornbook.finder=", "hornbook.folding=", "hornbook.shards="]
    {
        assert!(script.contains(part), "`{part}` is missing");
    }
    assert!(!script.contains("\"lang.ru\""), "a language that the site does not have");
    assert!(!without.assets().iter().any(|asset| asset.name.starts_with("search")));
    assert!(!text(&without, "site", "js").unwrap().contains("search"));
    for (full, expected) in [(true, true), (false, false)] {
        let html = html(with.render("page.html", &page(full, "page")));
        assert_eq!(html.contains("id=\"_search\" disabled"), expected, "{html}");
        assert_eq!(html.to_lowercase().contains("search"), expected, "{html}");
    }
}

#[test]
fn styles_that_cannot_be_read_are_told_and_left_out() {
    let (theme, told) = with(&[("css/site.css", "p { color: red }\na:::b { }\n")]);
    assert!(told[0].starts_with("theme/css/site.css:2:5 style-unreadable"), "{told:?}");
    assert!(!styles(&theme).contains("@layer site{"));
    let (_, told) = with(&[("css/page.css", "@import \"x.css\";")]);
    assert!(told[0].starts_with("theme/css/page.css:1:1 style-unreadable"), "{told:?}");
    assert!(styles(&with(&[("css/page.css", "a { color")]).0).contains(".site-header{"), "the default layer serves");
}

#[test]
fn the_scripts_keep_to_the_rules_of_the_page() {
    for asset in theme().assets().iter().filter(|asset| asset.ext == "js") {
        let text = std::str::from_utf8(&asset.bytes).unwrap();
        for banned in ["innerHTML", "outerHTML", "insertAdjacent", "eval(", "fetch(", "import ", "console.", ".style", "setAttribute(\"on"]
        {
            assert!(!text.contains(banned), "`{banned}` in {}", asset.path);
        }
    }
}

#[test]
fn the_hash_of_a_theme_changes_with_each_kind_of_file() {
    let plain = with(&[]).0.hash();
    assert_eq!(plain, with(&[]).0.hash());
    for (name, text) in
        [("templates/tag.html", "x"), ("css/site.css", "p { color: red }"), ("js/copy.js", ""), ("i18n/hy.toml", "\"nav.home\" = \"x\"")]
    {
        assert_ne!(plain, with(&[(name, text)]).0.hash(), "{name}");
    }
}

#[test]
fn scripts_of_the_default_theme_are_shortened_and_those_of_a_site_are_not() {
    assert_eq!(shipped("// What for.\nlet a = 1; // one\n  let b = \"// two\";\n"), "let a=1;let b=\"// two\";");
    let (own, told) = with(&[("js/head.js", "// Mine.\nlet text = `\n// stays\n`;\n")]);
    assert_eq!(told, [] as [String; 0]);
    let head = own.assets().iter().find(|asset| asset.name == "head").expect("the script");
    assert!(head.bytes.starts_with(b"// Mine."), "a site's own script is shipped as written");
}
