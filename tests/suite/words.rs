//! The words of a query (`theme/js/folding.js`, in QuickJS) against those of the index (`hornbook::language`).

use std::fs;
use std::io::Write as _;

use hornbook::language::{Script, fold, script, skeleton, words};
use proptest::prelude::*;
use proptest::test_runner::{Config as Runner, RngAlgorithm, TestRng, TestRunner};
use rquickjs::{CatchResultExt, Context, Runtime};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{files, repository};

fn shipped() -> String {
    hornbook::theme::shipped(&fs::read_to_string(repository().join("theme/js/folding.js")).expect("a script of the theme"))
}

struct Engine(Context);

impl Engine {
    fn start() -> Engine {
        let engine = Engine(Context::full(&Runtime::new().expect("QuickJS")).expect("a context"));
        engine.0.with(|ctx| ctx.eval::<(), _>(shipped()).catch(&ctx).unwrap_or_else(|fault| panic!("{fault}")));
        engine
    }

    /// What a function gives for a list of arguments, which travel as JSON.
    fn call<T: DeserializeOwned>(&self, function: &str, arguments: Value) -> T {
        let answer = self.0.with(|ctx| {
            ctx.globals().set("given", arguments.to_string()).expect("a global");
            let code = format!("JSON.stringify(({function})(...JSON.parse(given)))");
            ctx.eval::<String, _>(code).catch(&ctx).unwrap_or_else(|fault| panic!("{fault}\n{function} {arguments}"))
        });
        serde_json::from_str(&answer).unwrap_or_else(|fault| panic!("{fault}\n{function} gave {answer}"))
    }

    /// Holds words, their places, spellings, scripts and keys of texts equal to those in Rust.
    fn compare(&self, texts: &[&str]) {
        let code =
            "(texts) => texts.map((text) => [hornbook.folding.fold(text), hornbook.folding.words(text).map(({ start, end, folded }) => [
            start, end, folded, hornbook.folding.script(folded), hornbook.folding.skeleton(folded)])])";
        let answers: Vec<Value> = self.call(code, json!([texts]));
        for (text, answer) in texts.iter().zip(answers) {
            let units = |end: usize| text[..end].encode_utf16().count();
            let mut wanted = Vec::new();
            words(text, |range, word| {
                let name = match script(word) {
                    Script::Latin => "Latin",
                    Script::Armenian => "Armenian",
                    Script::Cyrillic => "Cyrillic",
                    Script::Other => "Other",
                };
                wanted.push(json!([units(range.start), units(range.end), word, name, skeleton(word)]));
            });
            assert_eq!(answer, json!([fold(text), wanted]), "{text:?}");
        }
    }
}

#[test]
fn a_query_is_read_as_a_page_is() {
    let engine = Engine::start();
    engine.compare(&[
        "",
        "Բարև՜, մենեջե՛ր։ «հաճախորդ»",
        "և եւ եվ ԵՎ ԵՒ տարեվերջ ﬓան",
        "don't client's clients' I’m it’s rock'n'roll ’ '",
        "12,5 2026 B2B CRM-ում ½ x²",
        "ёлка ЁЖ е\u{308}ж й Й и\u{306} за\u{301}мок ѐ ѝ г\u{301}",
        "клиeнт сlient мaп hաճախորդ հաճախoրդ VIPклиент",
        "東京都 hello 中 abc中文def 한국어 カ",
        "cafe\u{301} CAFÉ ΣΟΦΌΣ ﬁne İ naïve Łódź čeští šílené straße",
        "\u{fad0} 中\u{facf}",
        "𝐀bc x😀y \u{fb03} \u{483}a\u{483}\u{301}",
        "shchuka щука dzhazz օ ու ուր ոու volvo 2000 aa тысячу мыма",
    ]);
    let pages: Vec<String> = files(&repository().join("content")).into_values().filter_map(|bytes| String::from_utf8(bytes).ok()).collect();
    for page in &pages {
        engine.compare(&page.lines().collect::<Vec<_>>());
    }
    let pieces = [
        "[a-zA-Z]{1,9}",
        "[ա-ֆԱ-Ֆև]{1,9}",
        "[եվւևԵՎՒա՛՞՜]{1,9}",
        "[а-яёА-ЯЁѐѝіїўґ]{1,9}",
        "[a-zа-яօհո]{1,6}",
        "[ .,:;'’‘«»։՝֊՚-]{1,3}",
        "[0-9]{1,4}",
        "[éèñßæœøłđšžčıİςΣÅÅ]{1,3}",
        "[\u{301}\u{306}\u{308}\u{30c}\u{300}\u{483}\u{ad}\u{200b}\u{2060}]{1,2}",
        "[иуіеaя][\u{306}\u{308}\u{301}]{1,2}",
        "[東京都のカ中文한]{1,4}",
        "[ﬀﬁﬅﬓﬔﬗ😀𝐀]",
        "(s|S|'s|’S)",
    ];
    let text = prop::collection::vec(prop::sample::select(pieces.to_vec()).prop_flat_map(|piece| piece), 0..10);
    let runner = Runner { cases: 20, failure_persistence: None, ..Runner::default() };
    let mut runner = TestRunner::new_with_rng(runner, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let checked = runner.run(&prop::collection::vec(text.prop_map(|list| list.concat()), 200), |texts| {
        engine.compare(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        Ok(())
    });
    checked.unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn keys_are_read_in_the_other_layouts() {
    let engine = Engine::start();
    for (typed, wanted) in [
        ("ghbdtn", vec!["привет", "գհբդտն"]),
        (",fyr", vec!["банк", "ֆըռ"]),
        ("руддщ", vec!["hello", "հելլօ"]),
        ("banaktsu7", vec!["ифтфлеыг7", "բանակտսւեւ"]),
        ("բանկ", vec!["bank", "ифтл"]),
        ("ու", vec!["wu", "цг"]),
        ("2026", vec![]),
        ("ab мент", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(engine.call::<Vec<String>>("hornbook.folding.keyboards", json!([typed])), wanted, "{typed}");
    }
}

#[test]
fn legal_endings_join_words_outside_the_vocabulary() {
    let engine = Engine::start();
    let common = |a: &str, b: &str| engine.call::<bool>("hornbook.folding.common", json!([a, b]));
    let joined = "մենեջերներով մենեջերների|բանակցությամբ բանակցություններ|կվճարենք վճարել|գրքերով գիրք|խորհրդով խորհուրդ|\
        մոտեցրել մոտեցնել|պայմանագրերին պայմանագիր|հաճախորդ հաճախորդներից|\
        менеджерами менеджер|отцами отец|купили купить|новейшие новейший|читаю читать|песен песня|\
        negotiated negotiating|stopped stop|companies company|making make|managers manager|happier happiest";
    for pair in joined.split('|') {
        let (a, b) = pair.split_once(' ').expect("two words");
        assert!(common(a, b) && common(b, a), "{pair}");
    }
    let apart = "հաճախ հաճախորդ|մենեջեր մենթոր|հարց հարգել|клиент клиентка|договор договариваться|price prince|negotiate negotiation|\
        manage manager|client клиент|գին գիտ|a b";
    for pair in apart.split('|') {
        let (a, b) = pair.split_once(' ').expect("two words");
        assert!(!common(a, b) && !common(b, a), "{pair}");
    }
}

#[test]
fn distances_count_single_slips() {
    let engine = Engine::start();
    let runner = Runner { cases: 500, failure_persistence: None, ..Runner::default() };
    let mut runner = TestRunner::new_with_rng(runner, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let checked = runner.run(&("[abcd]{0,7}", "[abcd]{0,7}", 0..4_usize), |(a, b, most)| {
        let found: usize = engine.call("hornbook.folding.distance", json!([a, b, most]));
        prop_assert_eq!(found, strsim::osa_distance(&a, &b).min(most + 1));
        Ok(())
    });
    checked.unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn the_script_is_small() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(shipped().as_bytes()).expect("memory");
    let size = gzip.finish().expect("memory").len();
    println!("folding: {size} bytes gzipped");
    assert!(size <= 4 * 1024, "{size} bytes gzipped");
}
