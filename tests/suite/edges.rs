//! Sites at the edge of what is usual: odd names, odd values, odd links.

use serde_json::Value;

use crate::support::Folder;

/// What a check of these files tells, a line each: `path:line:column: code`.
fn told<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    told_in(&Folder::with(files))
}

fn told_in(folder: &Folder) -> Vec<String> {
    let run = folder.hornbook(&["check", ".", "--format", "json"]);
    let object: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.told()));
    let list = object["diagnostics"].as_array().expect("a list of diagnostics");
    list.iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            format!("{}:{}:{}: {}", text("path"), one["line"], one["column"], text("code"))
        })
        .collect()
}

#[test]
fn files_whose_names_the_disk_spells_in_another_form_are_copied() {
    let folder = Folder::with([
        ("content/index.md", "# A\n\n[plan](cafe\u{301}/plane\u{301}.pdf)\n"),
        ("content/cafe\u{301}/plane\u{301}.pdf", "x"),
    ]);
    folder.hornbook(&["build", ".", "--strict"]).expect(&[0]);
    assert!(folder.has("public/caf\u{e9}/plan\u{e9}.pdf"));
}

#[test]
fn a_configuration_that_is_no_file_is_told() {
    let folder = Folder::with([("content/index.md", "# A\n"), ("hornbook.toml/x", "")]);
    assert_eq!(told_in(&folder), ["hornbook.toml:1:1: unreadable-file"]);
}

#[test]
fn links_in_the_place_of_content_and_theme_are_told_and_not_followed() {
    let folder = Folder::with([("elsewhere/page.md", "# A\n"), ("hornbook.toml", ""), ("theme/css/x", "")]);
    std::fs::remove_file(folder.join("theme/css/x")).expect("a file to remove");
    std::os::unix::fs::symlink("elsewhere", folder.join("content")).expect("a link");
    std::os::unix::fs::symlink("/etc/passwd", folder.join("theme/css/site.css")).expect("a link");
    let told = told_in(&folder);
    assert!(told.contains(&"content:1:1: symlink-not-followed".to_owned()), "{told:?}");
    assert!(told.contains(&"theme/css/site.css:1:1: symlink-not-followed".to_owned()), "{told:?}");
}

#[test]
fn explain_tells_an_unreadable_configuration_in_json_too() {
    let folder = Folder::with([("hornbook.toml", "title =\n"), ("content/index.md", "# A\n")]);
    let run = folder.hornbook(&["explain", "content/index.md", "--format", "json"]);
    run.expect(&[1]);
    let object: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.told()));
    assert_eq!(object["diagnostics"][0]["code"], "config-unreadable");
}

#[test]
fn explain_takes_an_absolute_path_below_the_folder_it_runs_in() {
    let folder = Folder::with([("content/a/page.md", "# A\n\n[b](../b.md)\n"), ("content/b.md", "# B\n")]);
    let page = folder.join("content/a/page.md");
    let run = folder.hornbook(&["explain", page.to_str().expect("a name in UTF-8"), "--format", "json"]);
    run.expect(&[0]);
    assert!(run.stdout.contains("\"a/page.html\""), "{}", run.told());
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = Folder::with([("content/index.md", "# A\n")]);
    for arguments in [&["help"][..], &["help", "unknown-page"], &["explain", "content/index.md"], &["fix", "."], &["build", "."]] {
        let mut command = crate::support::command(folder.path(), arguments);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let child = command.stdout(writer).stderr(std::process::Stdio::piped()).spawn().expect("the program starts");
        drop(command);
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn without_arguments_the_help_is_shown() {
    let run = Folder::new().hornbook(&[]);
    run.expect(&[0]);
    assert!(run.stdout.contains("Usage:"), "{}", run.told());
}

#[test]
fn a_theme_file_is_copied_only_where_it_will_be_read() {
    let folder = Folder::with([("page.md", "# A\n")]);
    folder.hornbook(&["new", "--theme", "templates/page.html"]).expect(&[2]);
    assert!(!folder.has("theme"));
    folder.write("hornbook.toml", "");
    folder.hornbook(&["new", "--theme", "templates/page.html"]).expect(&[0]);
    folder.hornbook(&["new", "--theme", "templates/page.html"]).expect(&[2]);
}

#[test]
fn explain_of_a_long_page_takes_no_time() {
    let text: String = (0..20_000).map(|count| format!("## H{count}\n\n[x](#h{count})\n\n")).collect();
    let folder = Folder::with([("content/index.md", format!("# A\n\n{text}").as_str())]);
    let start = std::time::Instant::now();
    let run = folder.hornbook(&["explain", "content/index.md", "--format", "json"]);
    run.expect(&[0]);
    let object: Value = serde_json::from_str(&run.stdout).expect("one JSON value");
    assert_eq!(object["links"][19_999]["line"], 3 + 4 * 19_999 + 2);
    assert_eq!(object["headings"][19_999]["line"], 3 + 4 * 19_999);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn a_tag_of_any_length_has_a_page() {
    let tag = "a".repeat(300);
    let folder = Folder::with([("content/index.md", format!("---\ntags: [{tag}, C, C++]\n---\n# A\n").as_str())]);
    folder.hornbook(&["build", ".", "--strict"]).expect(&[0]);
    assert_eq!(crate::support::files(&folder.join("public/tags")).len(), 4);
}

#[test]
fn a_file_in_the_place_of_a_folder_is_told() {
    let told = told([
        ("content/index.md", "# A\n\n[a](<./LICENSE>) [b](x.html/plan.pdf) [c](sub/x.html)\n"),
        ("content/LICENSE", "free\n"),
        ("content/license/page.md", "# License\n"),
        ("content/x.md", "# X\n"),
        ("content/x.html/plan.pdf", "x"),
        ("content/sub/x.html/y.md", "# Y\n"),
    ]);
    assert!(told.contains(&"content/x.html/plan.pdf:1:1: same-address".to_owned()), "{told:?}");
}

#[test]
fn a_name_that_no_disk_takes_is_told() {
    let name = "\u{561}".repeat(126);
    let path = format!("content/{name}.md");
    let told = told([("content/index.md", "# A\n"), (path.as_str(), "# B\n")]);
    assert_eq!(told, [format!("{path}:1:1: address-too-long")]);
}

#[test]
fn pages_of_our_own_making_can_be_linked() {
    let folder = Folder::with([
        ("hornbook.toml", "languages = [\"en\", \"hy\"]\n"),
        ("content/en/index.md", "# A\n\n[all](a-z.html) [all](/a-z.html) [tags](tags/) [x](tags/x.html) [more](more.md)\n"),
        ("content/en/more.md", "---\ntags: [x]\n---\n# More\n\n[x](tags/x.html) [all](a-z.html) [y](tags/y.html)\n"),
        ("content/hy/index.md", "# Ա\n\n[all](../en/a-z.html)\n"),
    ]);
    assert_eq!(told_in(&folder), ["content/en/more.md:6:34: unknown-page"]);
    folder.write("content/en/more.md", folder.read("content/en/more.md").replace("[y](tags/y.html)", ""));
    folder.hornbook(&["build", "."]).expect(&[0]);
    // The Armenian fallback has a list of its own, and no tags.
    let fallback = folder.read("public/hy/more.html");
    assert!(fallback.contains("<a href=\"a-z.html\">all</a>") && fallback.contains("<a href=\"../en/tags/x.html\">x</a>"), "{fallback}");
}

#[test]
fn a_link_may_leave_out_the_numbers_of_names() {
    let told = told([
        (
            "content/index.md",
            "# A\n\n[a](role/duties.md) [a](02-role/duties.md#one) [a](role/10-duties.md) [b](role/11-duties.md)\n[c](two.md)\n",
        ),
        ("content/02-role/10-duties.md", "# Duties\n\n## One\n"),
        ("content/10-two.md", "# Two\n"),
        ("content/20-two/x.md", "# Three\n"),
    ]);
    assert_eq!(told, ["content/index.md:3:71: unknown-page"]);
}

#[test]
fn a_host_file_of_the_authors_own_is_not_replaced_in_silence() {
    let told = told([
        ("hornbook.toml", "hosts = [\"iis\", \"iis\"]\ncopy = [\"content/web.config\"]\n"),
        ("content/index.md", "# A\n"),
        ("content/web.config", "<mine/>"),
    ]);
    assert_eq!(told, ["content/web.config:1:1: same-address"]);
}

#[test]
fn a_page_in_the_place_of_a_list_is_told_once() {
    let told = told([
        ("hornbook.toml", "languages = [\"en\", \"hy\"]\n"),
        ("content/en/index.md", "# A\n\n[z](a-z.md)\n"),
        ("content/en/a-z.md", "# Z\n"),
        ("content/hy/index.md", "# Ա\n"),
    ]);
    assert_eq!(told, ["content/en/a-z.md:1:1: same-address"]);
}

#[test]
fn an_alias_that_no_static_site_can_serve_is_told() {
    let told =
        told([("content/index.md", "---\naliases: [\"?p=12\", \"https://x.example/y\", \"old#part\", \"../out\", old/]\n---\n# A\n")]);
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.iter().all(|one| one.ends_with(": front-matter-wrong-type")), "{told:?}");
}

#[test]
fn a_folder_without_a_front_page_lists_its_pages() {
    let folder = Folder::with([("a.md", "# First\n"), ("b.md", "# Second\n"), ("sub/c.md", "# Third\n")]);
    assert_eq!(told_in(&folder), Vec::<String>::new());
    folder.hornbook(&["build", "."]).expect(&[0]);
    let front = folder.read("public/index.html");
    assert!(front.contains("<a href=\"a.html\">First</a>") && front.contains("<a href=\"b.html\">Second</a>"), "{front}");
}

#[test]
fn a_draft_leads_nobody_to_a_page() {
    let told = told([
        ("content/index.md", "# A\n"),
        ("content/b.md", "# B\n"),
        ("content/s/c.md", "---\ndraft: true\n---\n# C\n\n[b](../b.md)\n"),
    ]);
    assert_eq!(told, ["content/b.md:1:1: leads-nowhere"]);
}

#[test]
fn a_fault_in_the_template_of_the_navigation_is_told() {
    let folder = Folder::with([
        ("hornbook.toml", ""),
        ("content/index.md", "# A\n"),
        ("content/s/b.md", "# B\n"),
        ("theme/templates/parts/nav.html", "<ul>\n{{ nope }}</ul>\n"),
    ]);
    assert_eq!(told_in(&folder), ["theme/templates/parts/nav.html:2:4: template-undefined"]);
    folder.hornbook(&["build", ".", "--keep-going"]).expect(&[1]);
    assert!(folder.read("public/s/b.html").contains("aria-current=\"page\""), "the default navigation takes its place");
}

#[test]
fn a_missing_policy_is_told_in_the_template_that_lacks_it() {
    let told = told([
        ("hornbook.toml", ""),
        ("content/index.md", "# A\n\n[b](b.md)\n"),
        ("content/b.md", "# B\n"),
        ("content/s/lesson.md", "---\nkind: lesson\n---\n# C\n"),
        ("theme/templates/page.html", "<!doctype html><html><p>{{ title }}</p></html>\n"),
    ]);
    assert_eq!(told, ["theme/templates/page.html:1:1: policy-missing"]);
}

#[test]
fn ten_thousand_broken_links_are_told_in_seconds() {
    let folder = Folder::with([("content/index.md", "# A\n")]);
    for page in 0..2500 {
        let links: String =
            (0..2).map(|link| format!("[a](no-page-of-this-name-{page}-{link}.md) [[Unknown title {page} {link}]]\n")).collect();
        folder.write(&format!("content/s{}/p{page}.md", page / 60), format!("# Page number {page} here\n\n{links}"));
    }
    let start = std::time::Instant::now();
    assert_eq!(told_in(&folder).len(), 10_000);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn content_with_the_names_of_an_output_is_content() {
    let told = told([("content/index.md", "# A\n\n[x](gone.md)\n"), ("content/release.json", "{}"), ("content/_hosts/x.txt", "x")]);
    assert_eq!(told, ["content/index.md:3:1: unknown-page"]);
}

#[test]
fn a_suggested_path_can_be_written_as_it_is() {
    let folder = Folder::with([
        ("content/index.md", "# A\n\n[q](<q?.md>)\n"),
        ("content/q?.md", "# Q\n"),
        ("content/x.md", "# X\n\n[q](q%3F.md)\n"),
    ]);
    let run = folder.hornbook(&["check", ".", "--format", "short"]);
    run.expect(&[1]);
    assert!(run.stdout.contains("did you mean `q%3F.md`?"), "{}", run.told());
}
