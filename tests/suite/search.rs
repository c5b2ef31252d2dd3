//! The scripts that answer search queries (`theme/js/folding.js`, `finder.js`, `shards.js`), run in QuickJS over the index
//! of a built site.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rquickjs::{CatchResultExt, Context, Runtime, TypedArray};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Folder, TODAY, files, repository};

const SITE: [(&str, &str); 9] = [
    ("hornbook.toml", "id = \"site\"\ntitle = \"Site\"\nlanguages = [\"en\", \"hy\", \"ru\"]\n"),
    (
        "content/en/negotiation.md",
        "# Negotiation\n\nBefore you sit down, know your price and the zone of possible agreement.\n\n## Talking about salary\n\nThe manager names \
         a salary first. Negotiation about salary needs patience.\n",
    ),
    (
        "content/en/role.md",
        "# Role of the sales manager in a long negotiation\n\nA manager leads. Managers of possible agreement plan the zone, and sell the client \
         what fits.\n\n## Client\n\nThe client waits for the manager.\n\n## Reports\n\nA client reads reports.\n\n## Plans\n\nThe client has \
         plans.\n\n## Calls\n\nCalls to a client are short.\n\n## Visits\n\nA visit to the client is long.\n",
    ),
    ("content/en/contract.md", "# Contract\n\nBoth sides sign. A contract without a manager is no contract.\n"),
    (
        "content/hy/role.md",
        "# Մենեջերի դերը\n\nՎաճառքի մենեջերը խոսում է հաճախորդի հետ։ Մենեջերներից ամեն մեկը պատասխանատու է։\n\n## Հաճախորդը\n\nՀաճախորդը \
         սպասում է, բայց մենեջեր չկա և պայմանագիր չկա։\n",
    ),
    ("content/hy/greeting.md", "# Բարև, հաճախորդ\n\nԲարև՜, հաճախորդ։ Այս էջում պայմանագիր կա, իսկ մենեջերները տանն են։\n"),
    (
        "content/hy/long.md",
        "# Երկար էջ\n\nԱռաջին պարբերությունը պատմում է եղանակի մասին։ Երկրորդը պատմում է ծովի մասին, որտեղ միշտ տաք է և քամի չկա։ Երրորդը պատմում \
         է լեռների մասին, որտեղ միշտ ցուրտ է։ Չորրորդը պատմում է գնորդի մասին, որը միշտ սպասում է։ Հինգերորդը պատմում է քաղաքի մասին, որտեղ \
         փողոցները լայն են։ Վեցերորդը պատմում է գյուղի մասին, որտեղ ամեն ինչ հանգիստ է ու դանդաղ։\n",
    ),
    (
        "content/ru/role.md",
        "# Роль менеджера\n\nМенеджер по продажам говорит с клиентом. Менеджеры подписывают договор.\n\n## Клиенты\n\nКлиент ждёт, договора нет.\n",
    ),
    ("content/ru/price.md", "# Цена\n\nО цене говорит менеджер.\n"),
];

/// What shards hold, by name.
type Shards = BTreeMap<String, Vec<u8>>;

fn built(pages: &[(&str, &str)]) -> Shards {
    let folder = Folder::with(pages.iter().copied());
    folder.hornbook(&["build", "--out", "output", "--today", TODAY]).expect(&[0, 1]);
    let scripts = files(&folder.join("output")).into_iter().filter(|(path, _)| path.starts_with("search/"));
    scripts.map(|(path, script)| shard(&path, &script)).collect()
}

fn shard(path: &str, script: &[u8]) -> (String, Vec<u8>) {
    let script = std::str::from_utf8(script).expect("a script");
    let inside = script.strip_prefix("hornbook_shard(\"").and_then(|rest| rest.strip_suffix("\");\n")).expect(path);
    let (name, packed) = inside.split_once("\",\"").expect(path);
    let mut bytes = Vec::new();
    flate2::write::DeflateDecoder::new(&mut bytes).write_all(&STANDARD.decode(packed).expect(path)).expect(path);
    (name.to_owned(), bytes)
}

fn script(name: &str) -> String {
    hornbook::theme::shipped(&fs::read_to_string(repository().join(format!("theme/js/{name}.js"))).expect("a script of the theme"))
}

struct Finder(Context);

/// An answer, and the shards that were loaded for it.
#[derive(Deserialize, Debug)]
struct Answer {
    results: Vec<Found>,
    left: Vec<String>,
    meant: String,
    total: usize,
    broken: bool,
    loaded: Vec<String>,
}

#[derive(Deserialize, Debug, PartialEq)]
struct Found {
    url: String,
    title: String,
    heading: String,
    breadcrumb: String,
    lang: String,
    score: f64,
    also: String,
    excerpt: Vec<Piece>,
}

#[derive(Deserialize, Debug, PartialEq)]
struct Piece {
    text: String,
    mark: bool,
}

impl Answer {
    fn urls(&self) -> Vec<&str> {
        self.results.iter().map(|found| &*found.url).collect()
    }

    /// The pages without their further sections.
    fn pages(&self) -> Vec<&str> {
        let mut pages: Vec<&str> = self.results.iter().map(|found| found.url.split('#').next().expect("a part")).collect();
        pages.dedup();
        pages
    }
}

impl Found {
    fn marked(&self) -> Vec<&str> {
        self.excerpt.iter().filter(|piece| piece.mark).map(|piece| &*piece.text).collect()
    }

    fn text(&self) -> String {
        self.excerpt.iter().map(|piece| &*piece.text).collect()
    }
}

impl Finder {
    fn new(shards: &Shards) -> Finder {
        let finder = Finder(Context::full(&Runtime::new().expect("QuickJS")).expect("a context"));
        finder.run("globalThis.shards = new Map(); globalThis.loaded = [];");
        for name in ["folding", "finder"] {
            finder.run(&script(name));
        }
        shards.iter().for_each(|(name, bytes)| finder.put(name, bytes));
        finder.run(
            "const load = async (name) => { loaded.push(name); if (!shards.has(name)) throw new Error(name); return shards.get(name); };
             globalThis.finder = hornbook.finder({ load });",
        );
        finder
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        self.0.with(|ctx| {
            ctx.globals().set("bytes", TypedArray::<u8>::new(ctx.clone(), bytes).expect("memory")).expect("a global");
            ctx.globals().set("name", name).expect("a global");
            ctx.eval::<(), _>("shards.set(name, bytes)").catch(&ctx).expect("a map");
        });
    }

    fn run(&self, code: &str) {
        self.0.with(|ctx| ctx.eval::<(), _>(code).catch(&ctx).unwrap_or_else(|fault| panic!("{fault}\n{code}")));
    }

    /// What a promise gives. All of it travels as JSON.
    fn wait<T: serde::de::DeserializeOwned>(&self, function: &str, arguments: &Value) -> T {
        let answer = self.0.with(|ctx| {
            ctx.globals().set("given", arguments.to_string()).expect("a global");
            let code = format!(
                "globalThis.answer = 'no answer'; ({function})(...JSON.parse(given)).then((value) => {{ answer = JSON.stringify(value); }}, (fault) => {{ answer = 'fault ' + fault; }})"
            );
            ctx.eval::<(), _>(code).catch(&ctx).unwrap_or_else(|fault| panic!("{fault}\n{function} {arguments}"));
            while ctx.execute_pending_job() {}
            ctx.globals().get::<_, String>("answer").expect("text")
        });
        serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{answer}\n{function} {arguments}"))
    }

    fn ask(&self, query: &str, options: Value) -> Answer {
        self.wait(
            "async (query, options) => {
               loaded.length = 0;
               const results = await finder.search(query, options);
               const { left, meant, total, broken } = results;
               return { results: [...results], left, meant, total, broken, loaded: [...loaded].sort() };
             }",
            &json!([query, options]),
        )
    }

    fn armenian(&self, query: &str) -> Answer {
        self.ask(query, json!({ "lang": "hy" }))
    }

    fn english(&self, query: &str) -> Answer {
        self.ask(query, json!({ "lang": "en" }))
    }
}

// ---- words

#[test]
fn a_word_is_found_in_whatever_way_it_is_written() {
    let finder = Finder::new(&built(&SITE));
    let ways = [
        "մենեջեր",
        "մենեջերներից",
        "մենեջերով",
        "ՄԵՆԵՋԵՐ",
        "Մենեջերի",
        "մենեջե՞ր",
        "«մենեջե՞ր»",
        "մենջեր",
        "մեենջեր",
        "menejer",
        "menedzher",
        "MENEJERI",
        "менеджер",
        "Менеджером",
        "մենեջ",
        "մե",
    ];
    for query in ways {
        let answer = finder.armenian(query);
        assert_eq!(answer.results.first().map(|found| &*found.url), Some("hy/role.html"), "{query}: {answer:?}");
        assert!(!answer.broken && answer.left.is_empty(), "{query}: {answer:?}");
        assert!(answer.results[0].marked().iter().any(|mark| mark.starts_with("մենեջեր")), "{query}: {answer:?}");
    }
    for query in ["negotiation", "Negotiations", "NEGOTIATION", "negotation", "negotiatoin", "negotia", "тупщешфешщт"] {
        let answer = finder.english(query);
        assert_eq!(answer.results.first().map(|found| &*found.url), Some("en/negotiation.html"), "{query}: {answer:?}");
    }
    let russian = |query: &str| finder.ask(query, json!({ "lang": "ru" }));
    for query in ["менеджера", "менеджерами", "менджер", "vtytl;th", "menedzher", "мене́джер"] {
        assert_eq!(russian(query).results.first().map(|found| &*found.url), Some("ru/role.html"), "{query}: {:?}", russian(query));
    }
    for query in ["qqqxxzz", "щщщщщ", "ճճճճճճ", "12345"] {
        let answer = finder.armenian(query);
        assert!(answer.results.is_empty() && answer.total == 0 && !answer.broken && answer.left.is_empty(), "{query}: {answer:?}");
    }
}

#[test]
fn a_slip_counts_below_six_tenths_and_forms_count_alike() {
    let finder = Finder::new(&built(&SITE));
    let score = |query: &str| finder.armenian(query).results[0].score;
    let exact = score("մենեջեր");
    for form in ["մենեջերի", "մենեջերները", "մենեջերներից"] {
        assert!((score(form) / exact - 1.0).abs() < 0.051, "{form}: {} {exact}", score(form));
    }
    for slip in ["մենջեր", "մենեջրե", "մենեջեռր"] {
        assert!(score(slip) < 0.6 * exact, "{slip}: {} {exact}", score(slip));
    }
    let answer = finder.english("negotation price");
    assert_eq!(answer.meant, "negotiation price");
    assert_eq!(finder.english("negotiation price").meant, "");
    assert_eq!(finder.english("(manger) salary!").meant, "(manager) salary!");
}

#[test]
fn the_likelier_slip_comes_first() {
    let finder = Finder::new(&built(&[
        ("hornbook.toml", "id = \"site\"\ntitle = \"Site\"\nlanguages = [\"en\", \"ru\"]\n"),
        ("content/en/a.md", "# Avgas\n\nSold by the litre.\n"),
        ("content/en/b.md", "# Vagus\n\nA nerve.\n"),
        ("content/ru/a.md", "# Тысяча\n\nОдна.\n"),
        ("content/ru/b.md", "# Жёлоб\n\nОдин.\n"),
        ("content/ru/c.md", "# Вояжёр\n\nЕдет.\n"),
    ]));
    assert_eq!(finder.english("avgus").pages()[0], "en/b.html", "two letters swapped, not another one");
    assert_eq!(finder.english("avgs").pages()[0], "en/a.html", "one left out");
    let russian = |query: &str| finder.ask(query, json!({ "lang": "ru" }));
    for (query, page) in [("tysyacha", "ru/a.html"), ("tisyacha", "ru/a.html"), ("jyolob", "ru/b.html"), ("vojajer", "ru/c.html")] {
        assert_eq!(russian(query).pages(), [page], "{query}");
    }
}

#[test]
fn strict_is_words_and_their_families_alone() {
    let finder = Finder::new(&built(&SITE));
    let strict = |query: &str| finder.ask(query, json!({ "lang": "hy", "strict": true }));
    for query in ["մենեջեր", "մենեջերներից ", "ՄԵՆԵՋԵՐԸ"] {
        assert_eq!(strict(query).results.first().map(|found| &*found.url), Some("hy/role.html"), "{query}");
    }
    for query in ["մենեջ", "մենջեր", "menejer", "մե"] {
        assert_eq!(strict(query).results.len(), 0, "{query}: {:?}", strict(query));
    }
    assert_eq!(strict("менеджер").pages(), ["ru/role.html", "ru/price.html"]);
}

#[test]
fn the_last_word_is_unfinished_until_a_blank_follows() {
    let finder = Finder::new(&built(&SITE));
    assert_eq!(finder.english("contr").pages(), ["en/contract.html"]);
    assert_eq!(finder.english("contr ").total, 0);
    assert_eq!(finder.english("contr manager").left, ["contr"]);
    assert_eq!(finder.english("manager contr").pages(), ["en/contract.html"]);
    assert_eq!(finder.english("c").total, 0, "a letter is a word");
}

// ---- several words

#[test]
fn all_words_are_wanted_and_left_out_only_when_nothing_is_found() {
    let finder = Finder::new(&built(&SITE));
    let both = finder.armenian("հաճախորդ պայմանագիր");
    assert_eq!((both.total, both.left.len()), (2, 0), "{both:?}");
    assert!(both.pages().iter().all(|page| page.starts_with("hy/")));
    // In different sections of a page.
    assert_eq!(finder.english("patience agreement").pages(), ["en/negotiation.html"]);
    let unknown = finder.english("manager qqqxxzz contract");
    assert_eq!((unknown.pages(), &*unknown.left), (vec!["en/contract.html"], &["qqqxxzz".to_owned()][..]));
    let apart = finder.english("Patience, manager contract");
    assert_eq!((apart.pages(), &*apart.left), (vec!["en/contract.html"], &["Patience".to_owned()][..]));
}

#[test]
fn words_in_quotes_stand_side_by_side() {
    let finder = Finder::new(&built(&SITE));
    for quoted in ["\"zone of possible agreement\"", "«know your price»", "“before you” sit"] {
        assert_eq!(finder.english(quoted).pages(), ["en/negotiation.html"], "{quoted}");
    }
    assert_eq!(finder.english("\"manager leads. manager of\"").pages(), ["en/role.html"]);
    assert_eq!(finder.english("\"agreement possible\"").results.len(), 0);
    assert_eq!(finder.english("\"possible zone\" agreement").results.len(), 0);
    assert_eq!(finder.armenian("«մենեջեր ամեն մեկը»").pages(), ["hy/role.html"]);
    assert_eq!(finder.english("\"long negotiation\"").pages(), ["en/role.html"], "in a title");
    assert_eq!(finder.english("\"negotation\"").results.len(), 0, "a word in quotes is as it is");
}

#[test]
fn words_near_to_each_other_come_first() {
    let far = "# One\n\nAlpha begins. Then come many other words of no weight at all, until beta ends.\n";
    let near = "# Two\n\nOther words of no weight at all come before, then alpha beta, and then many more words.\n";
    let config = ("hornbook.toml", "id = \"site\"\ntitle = \"Site\"\n");
    let finder = Finder::new(&built(&[config, ("content/a.md", far), ("content/b.md", near)]));
    assert_eq!(finder.english("alpha beta").pages(), ["b.html", "a.html"]);
    assert_eq!(finder.english("alpha ").pages(), ["a.html", "b.html"], "of equals the first");
}

// ---- results

#[test]
fn results_are_ordered_by_page_the_reader_s_language_first() {
    let finder = Finder::new(&built(&SITE));
    let languages = |lang: &str| -> Vec<String> {
        let mut found: Vec<String> = finder.ask("менеджер", json!({ "lang": lang })).results.into_iter().map(|found| found.lang).collect();
        found.dedup();
        found
    };
    assert_eq!(languages("hy")[0], "hy");
    assert_eq!(languages("ru")[0], "ru");
    assert!(languages("hy").contains(&"ru".to_owned()));

    let answer = finder.english("client");
    assert_eq!(answer.total, 1);
    assert_eq!(answer.results.len(), 4, "three sections besides the best: {answer:?}");
    assert!(answer.results[1..].windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert_eq!((&*answer.results[0].url, &*answer.results[0].heading), ("en/role.html#client", "Client"));
    assert!(answer.results.iter().all(|found| found.title == "Role of the sales manager in a long negotiation" && found.also.is_empty()));

    let one = finder.ask("manager", json!({ "lang": "en", "limit": 1 }));
    assert_eq!((one.pages().len(), one.total), (1, 3), "{one:?}");
    assert!(finder.ask("manager", json!({ "limit": 0 })).results.is_empty());
    assert_eq!(finder.ask("manager", Value::Null).total, 3);
    let armenian = finder.armenian("սպասում");
    assert!(armenian.urls().contains(&"hy/role.html#%D5%B0%D5%A1%D5%B3%D5%A1%D5%AD%D5%B8%D6%80%D5%A4%D5%A8"), "{armenian:?}");
}

#[test]
fn the_order_stays_while_a_word_is_typed() {
    let finder = Finder::new(&built(&SITE));
    for (lang, word) in
        [("hy", "մենեջեր"), ("hy", "հաճախորդ"), ("en", "manager"), ("en", "negotiation"), ("ru", "менеджер"), ("ru", "договор")]
    {
        let letters: Vec<char> = word.chars().collect();
        let typed = (2..=letters.len()).map(|length| letters[..length].iter().collect::<String>());
        let orders: Vec<Vec<String>> =
            typed.map(|typed| finder.ask(&typed, json!({ "lang": lang })).pages().into_iter().map(str::to_owned).collect()).collect();
        for pair in orders.windows(2) {
            let [before, after] = pair else { unreachable!() };
            let stays = |page: &&String| before.contains(page) && after.contains(page);
            assert!(before.iter().filter(stays).eq(after.iter().filter(stays)), "{word}: {before:?} {after:?}");
        }
    }
}

#[test]
fn an_excerpt_marks_each_form_and_breaks_no_word() {
    let finder = Finder::new(&built(&SITE));
    let answer = finder.armenian("մենեջերներ");
    assert_eq!(answer.results[0].marked(), ["մենեջերը", "Մենեջերներից"]);
    assert_eq!(answer.results[0].text(), "Վաճառքի մենեջերը խոսում է հաճախորդի հետ։ Մենեջերներից ամեն մեկը պատասխանատու է։");
    let long = finder.armenian("գնորդը");
    assert_eq!(long.results[0].marked(), ["գնորդի"]);
    let text = long.results[0].text();
    assert!(text.starts_with('…') && text.ends_with('…') && (120..=182).contains(&text.chars().count()), "{text}");
    let page = SITE.iter().find(|(path, _)| path.ends_with("long.md")).expect("the page").1.replace("         ", "");
    let inside = text.trim_matches('…').trim();
    let at = page.find(inside).unwrap_or_else(|| panic!("{inside} is a piece of the text"));
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphabetic);
    assert!(!is_letter(page[..at].chars().last()) && !is_letter(page[at + inside.len()..].chars().next()), "{text}");
    let two = finder.english("salary manager");
    assert_eq!(two.results[0].marked(), ["manager", "salary", "salary"]);
}

// ---- what is loaded

#[test]
fn few_shards_are_loaded() {
    let shards = built(&SITE);
    let loaded = |query: &str, lang: &str| Finder::new(&shards).ask(query, json!({ "lang": lang })).loaded;
    assert_eq!(loaded("negotiation", "en"), ["l0", "m", "p0", "t1", "t2"].map(str::to_owned), "one exact word");
    assert_eq!(loaded("negotation", "en"), ["l0", "m", "p0", "r0", "t1", "t2"].map(str::to_owned), "a slip");
    assert!(loaded("menejer", "hy").contains(&"k0".to_owned()));
    assert_eq!(loaded("", "hy"), Vec::<String>::new());
    let finder = Finder::new(&shards);
    finder.english("negotiation");
    assert_eq!(finder.english("negotiation").loaded, Vec::<String>::new(), "kept");
    finder.run("finder.forget()");
    assert!(finder.english("negotiation").loaded.contains(&"m".to_owned()), "forgotten");
}

#[test]
fn another_index_is_read_anew() {
    let finder = Finder::new(&built(&SITE));
    assert_eq!(finder.english("negotiation").pages().len(), 2);
    finder.run(
        "globalThis.asked = []; globalThis.isNew = false;
         globalThis.finder = hornbook.finder({ load, changed: async (missing) => { asked.push(missing); const was = isNew; isNew = false; return was; } });",
    );
    assert_eq!(finder.english("negotiation").pages().len(), 2);
    let config = ("hornbook.toml", "id = \"site\"\ntitle = \"Site\"\n");
    for (name, bytes) in built(&[config, ("content/a.md", "# Negotiation\n\nText.\n")]) {
        finder.put(&name, &bytes);
    }
    finder.run("isNew = true");
    assert_eq!(finder.english("negotiation").pages(), ["a.html"], "told before a search");
    // A shard of the former index is gone.
    finder.run("shards.delete('t0'); finder.forget(); asked.length = 0;");
    assert!(finder.english("negotiation").broken);
    assert_eq!(finder.wait::<Vec<bool>>("async () => asked", &json!([])), [false, true]);
}

#[test]
fn broken_shards_are_told_and_the_rest_is_used() {
    let shards = built(&SITE);
    let names: Vec<String> = shards.keys().cloned().collect();
    let queries = ["մենեջեր", "menejer", "մենջեր", "manager contr", "\"possible agreement\"", "менеджер"];
    let ask = |shards: &Shards, what: &str| {
        let finder = Finder::new(shards);
        queries.map(|query| {
            let answer = finder.armenian(query);
            assert!(answer.results.iter().all(|found| found.score.is_finite() && found.score > 0.0), "{what}, {query}: {answer:?}");
            answer
        })
    };
    let whole = ask(&shards, "whole");
    assert!(whole.iter().all(|answer| !answer.broken && !answer.results.is_empty()));
    for name in &names {
        let mut without = shards.clone();
        without.remove(name);
        for (answer, whole) in ask(&without, name).iter().zip(&whole) {
            assert_eq!(answer.broken, whole.loaded.contains(name) || answer.loaded.contains(name), "{name}: {answer:?}");
            if name.starts_with('t') && answer.broken {
                assert!(answer.pages().len() + 1 == whole.pages().len() || whole.pages().len() == 10, "{name}: {answer:?} {whole:?}");
            }
        }
        let bytes = &shards[name];
        let cuts = (0..bytes.len()).step_by(1 + bytes.len() / 9).map(|length| bytes[..length].to_vec());
        let garbage = (0..4_u32).map(|seed| {
            let change = |(at, byte): (usize, &u8)| byte ^ ((at as u32).wrapping_mul(2_654_435_761) >> (seed + 3)) as u8;
            bytes.iter().enumerate().map(change).collect::<Vec<u8>>()
        });
        let flips = (0..bytes.len()).step_by(1 + bytes.len() / 9).map(|at| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0xFF;
            bytes
        });
        let rubbish = [
            b"{}".to_vec(),
            b"null".to_vec(),
            b"[[]]".to_vec(),
            b"{\"u\":1,\"t\":2,\"b\":[],\"l\":3,\"s\":[[],null]}".to_vec(),
            vec![0xFF; 64],
        ];
        for damaged in cuts.chain(garbage).chain(flips).chain(rubbish) {
            let mut broken = shards.clone();
            broken.insert(name.clone(), damaged);
            ask(&broken, name);
        }
    }
}

#[test]
fn no_query_throws_or_takes_long() {
    let finder = Finder::new(&built(&SITE));
    let long = |part: &str| part.chars().cycle().take(10_000).collect::<String>();
    let mut queries: Vec<String> = [
        "",
        " ",
        "\u{0}",
        "?!…—",
        "«»",
        "\"",
        "\"\"",
        "\" \"",
        "😀",
        "😀 manager 👩‍👩‍👧",
        "\u{202e}\u{200f}manager\u{202c}",
        "\u{feff}",
        "<script>alert(1)</script>",
        "<b>manager",
        "__proto__",
        "constructor",
        "toString valueOf hasOwnProperty",
        "prototype __defineGetter__",
        "(.*)+[^a]$",
        "\\",
        "\\u0000",
        "%",
        "%E0%A4%A",
        "${manager}",
        "a",
        "1",
        "ա ա ա",
        "manager\nmanager",
        "m0 l0",
        "ｍａｎａｇｅｒ",
        "n\u{303}\u{303}\u{303}",
        "漢字",
        "مدير",
    ]
    .map(str::to_owned)
    .to_vec();
    for part in ["a", "մ", "ab ", "\"", "\"a", "«", "<", ".", " ", "😀", "menejer ", "մենեջեր և ", "()[]{}*+?", "\u{301}", "1 2 3 "]
    {
        queries.push(long(part));
    }
    let mut slowest = (Duration::ZERO, "");
    for query in &queries {
        let started = Instant::now();
        let answer = finder.armenian(query);
        slowest = slowest.max((started.elapsed(), query));
        assert!(!answer.broken, "{query}: {answer:?}");
    }
    println!("slowest in QuickJS: {:?} for {}", slowest.0, slowest.1.chars().take(20).collect::<String>());
    let odd = "async () => {
        const counts = [];
        const things = [undefined, null, 7, {}, [], Symbol('s'), () => 0, '\\ud800', '\\udc00\\ud800manager', { toString() { throw 1; } }];
        for (const query of things) counts.push((await finder.search(query, { lang: 'en' })).length);
        for (const options of [null, 7, 'x', [], { limit: -1 }, { limit: NaN }, { limit: '5' }, { limit: 1e9 }, { lang: 7 }, { lang: '__proto__' }, { strict: 'yes' }]) {
            const results = await finder.search('manager', options);
            if (results.broken) throw new Error('broken');
            counts.push(results.length);
        }
        return counts;
    }";
    let counts: Vec<usize> = finder.wait(odd, &json!([]));
    assert!(counts[..8].iter().all(|count| *count == 0) && counts[10..].iter().filter(|count| **count == 0).count() == 1, "{counts:?}");
}

// ---- the loader

/// A document that notes the scripts it is given; the test lets them load or fail.
const DOCUMENT: &str = "
    globalThis.URL = class { constructor(path, base) { this.href = path.startsWith('../') ? String(base).replace(/[^/]*\\/[^/]*$/, '') + path.slice(3) : String(base) + path; } toString() { return this.href; } };
    globalThis.events = new Map();
    globalThis.scripts = [];
    globalThis.timers = [];
    globalThis.setTimeout = (run, ms) => timers.push({ run, ms });
    globalThis.clearTimeout = (number) => { timers[number - 1].run = () => {}; };
    globalThis.document = {
        currentScript: { src: 'https://host/course/assets/search-en.123.js' },
        createElement: () => ({ remove() { scripts = scripts.filter((script) => script !== this); } }),
        head: { append: (script) => scripts.push(script) },
        addEventListener: (name, run) => events.set(name, run),
    };
    globalThis.atob = (text) => text;
    globalThis.DecompressionStream = class { constructor(format) { let chunk; this.readable = { chunk: () => chunk }; this.writable = { getWriter: () => ({ write: async (bytes) => { chunk = bytes; }, close: async () => {} }) }; if (format !== 'deflate-raw') throw format; } };
    globalThis.Response = class { constructor(stream) { this.stream = stream; } async arrayBuffer() { return this.stream.chunk().buffer; } };
    globalThis.arrive = (data) => { const script = scripts[0]; document.currentScript = script; hornbook_shard('name', data); script.onload?.(); };
    globalThis.fail = () => scripts[0].onerror();
    globalThis.got = [];
    globalThis.get = (name) => hornbook.shards.load(name).then((bytes) => got.push(name + ':' + String.fromCharCode(...bytes.subarray(3))), () => got.push(name + ':gone'));
    globalThis.manifest = (id) => arrive('\\u0001ab' + String.fromCharCode(id.length) + id);
";

struct Loader(Finder);

impl Loader {
    fn start() -> Loader {
        let finder = Finder(Context::full(&Runtime::new().expect("QuickJS")).expect("a context"));
        finder.run(DOCUMENT);
        finder.run(&script("shards"));
        Loader(finder)
    }

    /// What these lines bring about: the scripts that are waited for, and what has come.
    fn after(&self, code: &str) -> (Vec<String>, Vec<String>) {
        self.0.run(code);
        self.0.wait(
            "async () => { for (let turn = 0; turn < 50; turn++) await null; return [scripts.map(({ src }) => src), got.splice(0)]; }",
            &json!([]),
        )
    }
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn shards_come_as_scripts_from_beside_the_assets() {
    let loader = Loader::start();
    assert_eq!(loader.after("get('l3'); get('l4')"), (texts(&["https://host/course/search/manifest.js"]), vec![]));
    let both = texts(&["https://host/course/search/abc/l3.js", "https://host/course/search/abc/l4.js"]);
    assert_eq!(loader.after("manifest('abc')").0, both);
    assert_eq!(loader.after("arrive('...three'); arrive('...four')"), (vec![], texts(&["l3:three", "l4:four"])));
    assert_eq!(loader.after("for (let n = 0; n < 20; n++) get('t' + n)").0.len(), 6, "at once");
    assert_eq!(loader.after("arrive('...0')").0.len(), 6);
    loader.after("while (scripts.length > 1) arrive('...1')");
    for _ in 0..20 {
        loader.after("while (scripts.length) arrive('...1')");
    }
    assert!(loader.after("").0.is_empty());
}

#[test]
fn what_fails_is_asked_for_once_more() {
    let loader = Loader::start();
    loader.after("get('m')");
    assert_eq!(loader.after("fail()").0, texts(&["https://host/course/search/manifest.js"]), "again");
    assert_eq!(loader.after("fail()"), (vec![], texts(&["m:gone"])));
    loader.after("get('l0')");
    assert_eq!(loader.after("manifest('abc')").0.len(), 1, "the next search asks anew");
    assert_eq!(loader.after("if (timers.at(-1).ms !== 10000) throw timers; timers.at(-1).run()").0.len(), 1, "after ten seconds");
    assert_eq!(loader.after("scripts[0].onload()"), (vec![], texts(&["l0:gone"])), "loaded but silent");
}

#[test]
fn a_newer_index_is_noticed() {
    let loader = Loader::start();
    let changed = |missing: bool| format!("hornbook.shards.changed({missing}).then((is) => got.push(String(is)))");
    assert_eq!(loader.after(&changed(false)), (vec![], texts(&["false"])), "nothing is known yet");
    loader.after("get('m')");
    loader.after("manifest('abc')");
    assert_eq!(loader.after(&changed(false)), (vec![], texts(&["false"])));
    let (asked, _) = loader.after(&changed(true));
    assert!(asked[0].starts_with("https://host/course/search/manifest.js?"), "{asked:?}");
    assert_eq!(loader.after("manifest('abc')"), (vec![], texts(&["false"])), "the same");
    assert_eq!(loader.after(&changed(true)), (vec![], texts(&["false"])), "asked once");
    loader.after("events.get('hornbook:content')()");
    assert_eq!(loader.after(&changed(false)).0.len(), 1);
    assert_eq!(loader.after("manifest('xyz')"), (vec![], texts(&["true"])));
    assert_eq!(loader.after("get('l0')").0, texts(&["https://host/course/search/xyz/l0.js"]));
    loader.after("arrive('...')");
    assert_eq!(loader.after(&changed(true)).0.len(), 1, "another index may be gone too");
    loader.after("fail()");
    assert_eq!(loader.after("fail()"), (vec![], texts(&["false"])), "no answer is no other index");
}

// ---- weight

#[test]
fn finder_and_loader_weigh_at_most_8600_bytes() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for name in ["finder", "shards"] {
        gzip.write_all(script(name).as_bytes()).expect("memory");
    }
    let size = gzip.finish().expect("memory").len();
    println!("finder and shards: {size} bytes gzipped");
    assert!(size <= 8600, "{size} bytes gzipped");
}

/// The questions of `tests/content/queries.toml` were written before anybody looked at an answer.
#[test]
fn each_lesson_is_found_by_what_a_beginner_types() {
    let folder = Folder::new();
    let site = repository().to_str().expect("a path in UTF-8");
    folder.hornbook(&["build", site, "--out", "output"]).expect(&[0]);
    let output = files(&folder.join("output"));
    let finder =
        Finder::new(&output.iter().filter(|(path, _)| path.starts_with("search/")).map(|(path, script)| shard(path, script)).collect());
    let lessons: toml::Table =
        fs::read_to_string(repository().join("tests/content/queries.toml")).expect("the queries").parse().expect("TOML");
    let content = files(&repository().join("content"));
    let mut missed = Vec::new();
    for (lesson, languages) in &lessons {
        for (lang, queries) in languages.as_table().expect("languages") {
            let is_it = |(path, text): &(&String, &Vec<u8>)| {
                path.starts_with(lang.as_str()) && String::from_utf8_lossy(text).contains(&format!("\nid: {lesson}\n"))
            };
            let (path, _) = content.iter().find(is_it).unwrap_or_else(|| panic!("{lesson} in {lang}"));
            let (section, name) = path.rsplit_once('/').expect("a section");
            let url = format!("{section}/{}.html", name.split_once('-').expect("a number").1.trim_end_matches(".md"));
            for query in queries.as_array().expect("queries") {
                let query = query.as_str().expect("a text");
                let answer = finder.ask(query, json!({ "lang": lang }));
                if !answer.pages().iter().take(3).any(|page| *page == url) {
                    missed.push(format!("{lesson} «{query}»: {:?}", answer.pages()));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    for nothing in ["qqxxzzjj", "vvzzqq", "xyzzy", "տտղղկկ"] {
        for lang in ["en", "hy"] {
            let answer = finder.ask(nothing, json!({ "lang": lang }));
            assert!(answer.results.is_empty(), "{nothing}: {:?}", answer.pages());
        }
    }
}
