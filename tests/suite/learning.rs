//! What is kept of learners over all pages of a site (`theme/js/progress.js`, `results.js`), and when questions come
//! again (`schedule.js`), run in QuickJS: who is at work, files, links, resets, reviews.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use fsrs::{FSRS, MemoryState};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::engines::{Engine, law};
use crate::support::count;

const SCRIPTS: [&str; 8] = ["marks", "paper", "store", "reviews", "file", "progress", "results", "schedule"];

/// Short names for the tests: `learn` opens the progress, `results` all of it as one thing, `solve` answers a question.
const HELP: &str = "
    globalThis.learn = (site = 'site') => hornbook.progress.open(disk, site);
    globalThis.results = (site = 'site') => hornbook.results.open(learn(site));
    globalThis.solve = (page, id, answer, now, more = {}) => {
        const kept = learn().page(page);
        const record = kept.read();
        hornbook.store.put(record, id, { answer, marks: [1], key: '1f3a9c20', ...more }, now);
        return kept.write(record);
    };
    globalThis.plain = (value) =>
        value instanceof Map ? [...value].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, thing]) => [id, plain(thing)])
        : Array.isArray(value) ? value.map(plain)
        : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([name, thing]) => [name, plain(thing)]))
        : value;
    globalThis.all = () => plain(results().gathered());
    globalThis.answers = () => Object.fromEntries([...learn().records()].flatMap(([page, { questions }]) => [...questions].map(([id, { answer }]) => [`${page}#${id}`, answer])));
";

fn start() -> Engine {
    let engine = Engine::with(&SCRIPTS);
    engine.run(HELP);
    engine
}

fn answers(engine: &Engine) -> BTreeMap<String, Value> {
    engine.call("answers", json!([]))
}

fn solve(engine: &Engine, page: &str, id: &str, answer: impl Into<Value>, now: u64) {
    assert_eq!(engine.call::<String>("solve", json!([page, id, answer.into(), now])), "kept");
}

// ---- who is at work

#[test]
fn people_at_one_browser_do_not_mix() {
    let engine = start();
    solve(&engine, "role/quiz", "q", "nobody", 1);
    let names = |engine: &Engine| engine.call::<Vec<String>>("() => learn().learners().map(({ name }) => name)", json!([]));
    let switch = |name: &str| assert_eq!(engine.call::<String>("(name) => learn().switchTo(name)", json!([name])), "kept");
    // Who has worked without a name may give one and keeps everything.
    assert_eq!(engine.call::<String>("() => learn().rename('  Ani \\n')", json!([])), "kept");
    assert_eq!((names(&engine), answers(&engine)["role/quiz#q"].clone()), (vec!["Ani".to_owned()], json!("nobody")));
    switch("Bob");
    assert_eq!((names(&engine), answers(&engine)), (vec!["Bob".to_owned(), "Ani".to_owned()], BTreeMap::new()));
    solve(&engine, "role/quiz", "q", "of Bob", 2);
    switch("ani");
    assert_eq!(answers(&engine)["role/quiz#q"], "nobody", "a name is the same in any case");
    // A name that somebody else has is refused, and nothing changes.
    assert_eq!(engine.call::<Value>("() => learn().rename('BOB')", json!([])), json!(null));
    assert_eq!(engine.call::<String>("() => learn().learner", json!([])), "Ani");
    // Without a name one is new each time.
    switch("");
    assert_eq!(answers(&engine), BTreeMap::new());
    solve(&engine, "role/quiz", "q", "of a third", 3);
    assert_eq!(names(&engine), ["", "Ani", "Bob"]);
    // One that goes takes what is theirs, and nothing else.
    let remove = "(name) => { const one = learn(); return one.remove(one.learners().find((other) => other.name === name).id) }";
    assert_eq!(engine.call::<String>(remove, json!(["Bob"])), "kept");
    assert_eq!(names(&engine), ["", "Ani"]);
    switch("Bob");
    assert_eq!(answers(&engine), BTreeMap::new(), "a name used again begins anew");
    switch("Ani");
    assert_eq!(answers(&engine)["role/quiz#q"], "nobody");
    // Who is at work may go too.
    assert_eq!(engine.call::<String>(remove, json!(["Ani"])), "kept");
    assert_eq!(
        engine.call::<Value>("() => [learn().learner, learn().learners().map(({ name }) => name).sort()]", json!([])),
        json!(["", ["", "", "Bob"]])
    );
    assert_eq!(answers(&engine), BTreeMap::new());
}

#[test]
fn who_is_at_work_does_not_change_where_that_cannot_be_kept() {
    let engine = start();
    assert_eq!(engine.call::<String>("() => learn().switchTo('Ani')", json!([])), "kept");
    solve(&engine, "p", "q", 1, 1);
    for (fault, state) in [("readOnly", "blocked"), ("forgetful", "blocked")] {
        engine.run(&format!("disk.{fault} = true"));
        let tried: Value = engine
            .call("() => { const one = learn(); return [one.switchTo('Bob'), one.learner, one.rename('Ara'), one.learner] }", json!([]));
        assert_eq!(tried, json!([state, "Ani", state, "Ani"]), "{fault}");
        engine.run(&format!("disk.{fault} = false"));
        assert_eq!(answers(&engine).len(), 1, "{fault}");
    }
    engine.run("disk.capacity = 0");
    assert_eq!(
        engine.call::<Value>("() => { const one = learn(); return [one.switchTo('Bob'), one.learner] }", json!([])),
        json!(["full", "Ani"])
    );
    engine.run("disk.capacity = Infinity; disk.forbidden = true");
    let blocked = "() => { const one = learn(); return [one.learner, one.learners(), [...one.records()], one.markRead('p', true), one.itemState({ id: 'p' }).done, results().reset()] }";
    assert_eq!(engine.call::<Value>(blocked, json!([])), json!(["", [{ "id": "", "name": "" }], [], "blocked", false, "blocked"]));
    engine.run("disk = null");
    assert_eq!(
        engine.call::<Value>("() => [learn().switchTo('Bob'), learn().learners().length, results().exportFile().length > 0]", json!([])),
        json!(["blocked", 1, true])
    );
    // The list of people lost: what is kept of them is not.
    engine.run("disk = newDisk()");
    solve(&engine, "p", "q", "first", 1);
    engine.call::<String>("() => learn().switchTo('Bob')", json!([]));
    solve(&engine, "p", "q", "of Bob", 1);
    engine.run("for (const slot of 'ab') disk.items.set(`hornbook:site:learners:${slot}`, 'rubbish')");
    assert_eq!(answers(&engine)["p#q"], "first");
    let other = "() => { const one = learn(); one.take(one.learners()[1].id); return one.rename('Bob') }";
    assert_eq!((engine.call::<String>(other, json!([])), answers(&engine)["p#q"].clone()), ("kept".to_owned(), json!("of Bob")));
}

// ---- how far one is

#[test]
fn an_item_is_done_when_it_is_read_or_its_mark_is_reached() {
    let engine = start();
    let state = |kind: &str, pass: Value| -> Value {
        engine.call("(kind, pass) => { const { done, read, best, passed } = learn().itemState({ id: 'p', aliases: ['old'], kind, pass }); return [done, read, best, passed] }", json!([kind, pass]))
    };
    let mark = |yes: bool| assert_eq!(engine.call::<String>("(yes) => learn().markRead('p', yes, ['old'])", json!([yes])), "kept");
    assert_eq!(state("lesson", json!(null)), json!([false, false, null, false]));
    mark(true);
    assert_eq!(state("lesson", json!(null)), json!([true, true, null, false]));
    // An older copy that knows the mark does not bring it back.
    engine.run("globalThis.before = learn().page('p').look()");
    mark(false);
    assert_eq!(engine.call::<String>("() => learn().page('p').write(before)", json!([])), "kept");
    assert_eq!(state("lesson", json!(null)), json!([false, false, null, false]));
    engine.call::<Value>("() => { const page = learn().page('p'), record = page.look(); record.best = 70; page.write(record) }", json!([]));
    for (pass, done) in [(json!(null), true), (json!(70), true), (json!(70.5), false)] {
        assert_eq!(state("quiz", pass.clone()), json!([done, false, 70, done]), "{pass}");
    }
    assert_eq!(state("lesson", json!(null))[0], false);
    // Under a former id too; the percentage before the course stays the first one.
    engine.run("disk = newDisk()");
    engine.call::<Value>(
        "() => { const page = learn().page('old'), record = page.look(); record.best = 90; record.pretest = 40; page.write(record) }",
        json!([]),
    );
    assert_eq!(state("quiz", json!(80)), json!([true, false, 90, true]));
    engine.call::<Value>("() => { const page = learn().page('old'), record = page.look(); record.pretest = 60; page.write({ ...record, pretest: null }); page.write(record) }", json!([]));
    assert_eq!(engine.call::<Value>("() => learn().itemState({ id: 'old', kind: 'quiz' }).pretest", json!([])), 60);
    assert_eq!(engine.call::<Value>("() => [...learn().records(new Map([['old', 'p']])).keys()]", json!([])), json!(["p"]));
}

#[test]
fn a_course_remembers_where_one_was_and_its_certificate() {
    let engine = start();
    let course = "() => { const { visit, certificate } = learn().course('c'); return [visit?.item ?? null, certificate ? [certificate.name, certificate.date, certificate.code] : null] }";
    assert_eq!(engine.call::<Value>(course, json!([])), json!([null, null]));
    engine.run("learn().visit('c', 'a'); learn().certify('c', { name: ' Ani\\u202e ', date: '2026-11-24', code: 'K7' })");
    // The clock is set back, and another item is opened.
    engine.run("const date = Date.now; Date.now = () => 5; learn().visit('c', 'b'); Date.now = date");
    assert_eq!(engine.call::<Value>(course, json!([])), json!(["b", ["Ani", "2026-11-24", "K7"]]));
    assert_eq!(engine.call::<Value>("() => [...learn().courses().keys()]", json!([])), json!(["c"]));
    assert_eq!(engine.call::<usize>("() => learn().records().size", json!([])), 0, "a course is no page");
}

#[test]
fn litter_that_looks_like_a_record_is_skipped() {
    let engine = start();
    solve(&engine, "role/quiz", "q", 1, 1);
    engine.run(
        "const whole = disk.items.get('hornbook:site::role/quiz:a');
         const names = ['hornbook:site::p:c', 'hornbook:site::p', 'hornbook:site::p:a:b', 'hornbook::::', 'hornbook:site:%3a:p:a', 'hornbook:site:%:p:a', 'Hornbook:site::p:a',
            'hornbook:other::p:a', 'hornbook:theme', 'hornbook', ':::::', '', 'hornbook:site:x:%E0%A4%A:a'];
         for (const name of names) disk.items.set(name, whole);
         for (const [at, text] of ['', '{}', '1 2 3', '[[[[', 'null', '__proto__', whole.slice(1), whole + ' '].entries()) disk.items.set(`hornbook:site::litter${at}:a`, text);
         disk.items.set('hornbook:site:::a', 'x');",
    );
    assert_eq!(answers(&engine), BTreeMap::from([("role/quiz#q".to_owned(), json!(1))]));
    assert_eq!(engine.call::<Value>("() => results().gathered().courses.size", json!([])), 0);
    assert!(engine.call::<bool>("() => results().exportFile().includes('role/quiz')", json!([])));
}

// ---- files

/// Two pages with answers of every shape, a course, reviews.
fn fill(engine: &Engine) {
    let shapes = [
        ("role/quiz", "single", json!(1)),
        ("role/quiz", "__proto__", json!([0, 3])),
        ("role/quiz", "text", json!("Բարև \" <b> 😀")),
        ("role/quiz", "gaps", json!(["ZOPA", 2, ""])),
        ("role/lesson", "thought", json!({ "text": "so", "checks": [0, 2] })),
        ("role/lesson", "number", json!("170,5")),
    ];
    for (now, (page, id, answer)) in shapes.into_iter().enumerate() {
        let more = json!({ "marks": [0.5, 1], "sure": 3, "seconds": 12, "shown": true, "flag": now == 1 });
        assert_eq!(engine.call::<String>("solve", json!([page, id, answer, 1_795_517_674_000_u64 + now as u64 * 61_000, more])), "kept");
    }
    engine.run(
        "{ const page = learn().page('role/quiz'), record = page.look();
           hornbook.store.putAttempt(record, { seed: 3141592653, ids: ['single', 'text'], done: 1795517990000 }, 1795517991000);
           Object.assign(record, { best: 83.333333333, pretest: 25 });
           page.write(record);
           learn().markRead('role/lesson', true);
           learn().visit('courses/first', 'role/lesson');
           learn().certify('courses/first', { name: 'Ani', date: '2026-11-24', code: 'K7Q' });
           const reviews = learn().reviews();
           reviews.write(new Map([['role/quiz#single', [{ time: 1795600000000, key: '1f3a9c20', marks: [1], sure: 0, review: true }]], ['gone#q', [{ time: 1795600001000, key: 'x', marks: [0, 1], sure: 3, review: false }]]])); }",
    );
}

fn all(engine: &Engine) -> Value {
    engine.call("all", json!([]))
}

#[test]
fn a_file_brings_everything_back_and_says_before_what_it_changes() {
    let engine = start();
    engine.run("learn().rename('Ani')");
    fill(&engine);
    let before = all(&engine);
    let file: String = engine.call("() => results().exportFile()", json!([]));
    let read: Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!((&read["hornbook"], &read["site"], &read["learner"]), (&json!(1), &json!("site"), &json!("Ani")));
    let question =
        read["pages"].as_array().expect("pages").iter().find(|page| page["id"] == "role/quiz").expect("a page")["questions"][0].clone();
    assert_eq!(
        (&question["id"], &question["first"], &question["final"], &question["tries"], &question["sure"], &question["seconds"]),
        (&json!("single"), &json!(0.5), &json!(2.0 / 3.0), &json!(2), &json!(3), &json!(12))
    );
    assert_eq!(read["courses"][0]["certificate"]["code"], "K7Q");

    engine.run("disk = newDisk()");
    let told: Value = engine.call("(file) => { const { learner, isOther, changes, reviews, courses } = results().preview(file); return { learner, isOther, changes, reviews, courses } }", json!([file]));
    assert_eq!(
        told,
        json!({ "learner": "Ani", "isOther": false, "reviews": 2, "courses": 1, "changes": [
            { "page": "role/quiz", "questions": 4, "best": 83.333333333, "read": 0 },
            { "page": "role/lesson", "questions": 2, "best": null, "read": 1 },
        ] })
    );
    assert_eq!(engine.call::<usize>("() => disk.items.size", json!([])), 0, "looking changes nothing");
    assert_eq!(engine.call::<String>("(file) => results().preview(file).apply()", json!([file])), "kept");
    assert_eq!(all(&engine), before);
    assert_eq!(engine.call::<String>("() => learn().learner", json!([])), "Ani", "who has given no name takes the one of the file");
    let again: Value = engine.call(
        "(file) => { const { changes, reviews, courses } = results().preview(file); return [changes, reviews, courses] }",
        json!([file]),
    );
    assert_eq!(again, json!([[], 0, 0]), "a second time it changes nothing");
}

#[test]
fn another_persons_file_is_merged_by_time() {
    let engine = start();
    engine.run("learn().rename('Ani')");
    solve(&engine, "p", "same", "Ani", 20);
    solve(&engine, "p", "older", "Ani", 30);
    let file: String = engine.call("() => results().exportFile()", json!([]));
    engine.run("disk = newDisk(); learn().rename('Bob')");
    solve(&engine, "p", "same", "Bob", 10);
    solve(&engine, "p", "older", "Bob", 40);
    solve(&engine, "p", "own", "Bob", 5);
    let told: Value =
        engine.call("(file) => { const { isOther, changes } = results().preview(file); return [isOther, changes] }", json!([file]));
    assert_eq!(told, json!([true, [{ "page": "p", "questions": 1, "best": null, "read": 0 }]]));
    assert_eq!(engine.call::<String>("(file) => results().preview(file).apply()", json!([file])), "kept");
    assert_eq!(
        answers(&engine),
        BTreeMap::from([("p#same".into(), json!("Ani")), ("p#older".into(), json!("Bob")), ("p#own".into(), json!("Bob"))])
    );
    assert_eq!(engine.call::<String>("() => learn().learner", json!([])), "Bob");
    // A file for which there is no room says so, and what was there is there.
    engine.run("disk.capacity = [...disk.items].reduce((sum, [name, text]) => sum + name.length + text.length, 0)");
    let other = json!({ "hornbook": 1, "site": "site", "learner": "", "pages": [{ "id": "new", "questions": [{ "id": "q", "time": 9, "answer": "x".repeat(1000), "marks": [1] }] }] }).to_string();
    assert_eq!(engine.call::<String>("(file) => results().preview(file).apply()", json!([other])), "full");
    assert_eq!(answers(&engine).len(), 3);
}

#[test]
fn a_bad_file_is_refused_with_a_reason_or_trimmed_and_changes_nothing() {
    let engine = start();
    engine.run("learn().rename('Ani')");
    fill(&engine);
    let file: String = engine.call("() => results().exportFile()", json!([]));
    let before: Vec<(String, String)> = engine.call("() => [...disk.items]", json!([]));
    let refused = |text: &str| -> Value { engine.call("(text) => results().preview(text).refused ?? null", json!([text])) };
    for cut in (0..file.len()).filter(|at| file.is_char_boundary(*at) && at % 7 == 0) {
        assert_eq!(refused(&file[..cut]), "broken", "cut at {cut}");
    }
    let own = |change: &str| -> String {
        engine.call("(file, change) => { const it = JSON.parse(file); eval(change); return JSON.stringify(it) }", json!([file, change]))
    };
    for (text, reason) in [
        (" ".repeat(4_000_001), "large"),
        ("[".repeat(100_000), "broken"),
        (String::new(), "broken"),
        ("\u{feff}{}".into(), "broken"),
        ("null".into(), "foreign"),
        ("[]".into(), "foreign"),
        ("7".into(), "foreign"),
        ("{}".into(), "foreign"),
        (r#"{"__proto__":{"hornbook":1,"site":"site"}}"#.into(), "foreign"),
        (r#"{"hornbook":"1","site":"site"}"#.into(), "foreign"),
        (own("it.hornbook = 2"), "newer"),
        (own("it.site = 'other'"), "site"),
        (own("delete it.site"), "site"),
    ] {
        assert_eq!(refused(&text), reason, "{}", text.chars().take(60).collect::<String>());
    }
    // What is no fault of the whole is left out, and the rest is offered.
    let inert = json!({ "hornbook": 1, "site": "site", "learner": { "toString": "x" }, "__proto__": 7, "unknown": [1],
        "pages": [null, 7, "x", {}, { "id": 5 }, { "id": "" }, { "id": "~review", "questions": [{ "id": "a", "time": 1 }] }, { "id": "~course:x", "best": 3 },
            { "id": "p", "best": "90", "read": "now", "pretest": [], "attempt": 7, "polluted": 1, "questions": [null, [], { "id": "ok", "time": "9", "marks": [9, -9, "1", null, 0.5], "answer": { "text": [], "checks": "x" }, "evil": 1 }] }],
        "reviews": [{ "id": "p#ok", "answers": [7, { "time": 4, "marks": "x" }] }, "x"], "courses": { "length": 3 } });
    let inert =
        inert.to_string().replace(r#""polluted":1"#, r#""__proto__":{"best":100,"polluted":1},"constructor":{"prototype":{"polluted":1}}"#);
    let got: Value =
        engine.call("(text) => { const { learner, changes } = results().preview(text); return [learner, changes] }", json!([inert]));
    assert_eq!(got, json!(["", [{ "page": "p", "questions": 1, "best": null, "read": 0 }]]));
    assert!(engine.call::<bool>("() => ({}).polluted === undefined && ({}).best === undefined", json!([])));
    let name = "<img src=x onerror=alert(1)>\u{202e}\n".repeat(9);
    let named = json!({ "hornbook": 1, "site": "site", "learner": name, "pages": [], "courses": [{ "id": "c", "certificate": { "time": 1, "name": name, "date": 5, "code": null } }] }).to_string();
    let learner: String = engine.call("(text) => results().preview(text).learner", json!([named]));
    assert_eq!(learner, "<img src=x onerror=alert(1)> <img src=x", "a name is a short line of text");
    assert_eq!(engine.call::<Vec<(String, String)>>("() => [...disk.items]", json!([])), before, "all of this has changed nothing");
    assert_eq!(engine.call::<String>("(text) => results().preview(text).apply()", json!([inert])), "kept");
    assert_eq!(
        engine.call::<Value>("() => learn().records().get('p').questions.get('ok')", json!([])),
        json!({ "time": 0, "key": "", "answer": { "text": "", "checks": [] }, "marks": [1, 0, 0, 0, 0.5], "sure": 0, "seconds": 0, "shown": false, "flag": false })
    );
}

// ---- links

#[test]
fn a_link_carries_everything_to_another_browser() {
    let engine = start();
    engine.run("learn().rename('Ani')");
    fill(&engine);
    let before = all(&engine);
    let link: String = engine.call("() => results().toLink()", json!([]));
    println!("a link of six answers, two reviews and a course: {} characters", link.len());
    assert!(link.len() <= 700 && link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{link}");
    engine.run("disk = newDisk()");
    assert_eq!(engine.call::<String>("(link) => results().fromLink(link).apply()", json!([link])), "kept");
    // The same, times in whole seconds.
    fn seconds(value: &Value) -> Value {
        match value {
            Value::Array(list) => list.iter().map(seconds).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| {
                    let is_time = ["time", "done", "read"].contains(&name.as_str());
                    (name.clone(), value.as_f64().filter(|_| is_time).map_or_else(|| seconds(value), |time| json!((time / 1000.0).floor())))
                })
                .collect(),
            other => other.clone(),
        }
    }
    assert_eq!(seconds(&all(&engine)), seconds(&before));
    assert_eq!(engine.call::<String>("() => learn().learner", json!([])), "Ani");

    // Cut, changed or made up: refused, and nothing changes.
    engine.run("disk = newDisk()");
    let refused = |link: &str| -> Value { engine.call("(link) => results().fromLink(link).refused ?? null", json!([link])) };
    for at in 0..link.len() {
        assert_eq!(refused(&link[..at]), "broken", "cut at {at}");
        let other = if &link[at..=at] == "x" { "y" } else { "x" };
        let changed = refused(&format!("{}{other}{}", &link[..at], &link[at + 1..]));
        assert!(changed == "broken" || at == 0, "changed at {at}: {changed}");
    }
    for (text, reason) in [
        ("", "broken"),
        ("1", "broken"),
        ("1AAAA", "broken"),
        ("2AAAAAAAAA", "newer"),
        ("1<script>", "broken"),
        (&"1".repeat(4001), "large"),
        (&format!("1{}", "_".repeat(3999)), "broken"),
    ] {
        assert_eq!(refused(text), reason, "{text}");
    }
    assert_eq!(engine.call::<Value>("(link) => results('other').fromLink(link).refused", json!([link])), "site");
    law(300, "1[A-Za-z0-9_-]{0,200}", |text| assert_eq!(refused(&text), "broken"));
    assert_eq!(engine.call::<usize>("() => disk.items.size", json!([])), 0);
}

#[test]
fn two_hundred_answers_fit_into_a_link_and_what_does_not_is_told() {
    let engine = start();
    engine.run(
        "{ const next = (() => { let state = 7; return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 })();
           const hex = () => Math.floor(next() * 2 ** 32).toString(16).padStart(8, '0');
           const shapes = [() => Math.floor(next() * 4), () => [0, 1, 2, 3].filter(() => next() < 0.5), () => 'zone of possible agreement', () => (next() * 300).toFixed(1), () => [2, 0, 1, 3], () => ['ZOPA', 2, '']];
           let time = 1795517674000;
           for (let page = 0; page < 20; page++) {
             const kept = learn().page(`section/topic-${page}`), record = kept.look();
             for (let n = 0; n < 10; n++) hornbook.store.put(record, 'h' + hex(), { answer: shapes[n % 6](), key: hex(), marks: next() < 0.7 ? [1] : [0, 1], sure: next() < 0.3 ? 3 : 0, seconds: Math.floor(next() * 60) }, (time += Math.floor(next() * 90000)));
             hornbook.store.putAttempt(record, { seed: Math.floor(next() * 2 ** 32), ids: [], done: time }, time);
             record.best = 80;
             kept.write(record);
           } }",
    );
    let link: String = engine.call("() => results().toLink()", json!([]));
    println!("200 answers on 20 pages: {} characters", link.len());
    assert!(link.len() <= 4000);
    assert_eq!(engine.call::<usize>("(link) => { disk = newDisk(); results().fromLink(link).apply(); return [...learn().records().values()].reduce((sum, { questions }) => sum + questions.size, 0) }", json!([link])), 200);
    let long = "() => { solve('p', 'thought', { text: Array.from({ length: 900 }, (_, n) => (n * 7919 % 10007).toString(36)).join(' '), checks: [] }, 5); return results().toLink() }";
    assert_eq!(engine.call::<Value>(long, json!([])), json!(null));
}

// ---- resets

#[test]
fn a_reset_takes_what_it_says_and_gives_it_back() {
    let engine = start();
    fill(&engine);
    let before = all(&engine);
    let reset = |wanted: Value| engine.call::<String>("(wanted) => results().reset(wanted ?? undefined)", json!([wanted]));
    let undo = || engine.call::<Value>("() => [results().canUndo(), results().undo(), results().canUndo()]", json!([]));
    let left = || {
        engine.call::<Value>("() => { const { pages, reviews, courses } = results().gathered(); return [[...pages.keys()], [...reviews.keys()], [...courses.keys()]] }", json!([]))
    };

    assert_eq!(reset(json!({ "pages": ["role/quiz", "former"] })), "kept");
    assert_eq!(left(), json!([["role/lesson"], ["gone#q"], ["courses/first"]]));
    // It comes back beside what has come since, of which the later counts.
    solve(&engine, "role/quiz", "text", "later", 1_900_000_000_000);
    assert_eq!(undo(), json!([true, "kept", false]));
    assert_eq!(answers(&engine)["role/quiz#text"], "later");
    assert_eq!(answers(&engine).len(), 6);

    engine.run("disk = newDisk()");
    fill(&engine);
    assert_eq!(reset(json!({ "pages": ["role/lesson"], "courses": ["courses/first"] })), "kept");
    assert_eq!(left(), json!([["role/quiz"], ["role/quiz#single", "gone#q"], []]));
    assert_eq!(undo(), json!([true, "kept", false]));
    assert_eq!(all(&engine)["pages"].as_array().map(Vec::len), Some(2));

    engine.run("disk = newDisk()");
    fill(&engine);
    engine.run("learn().switchTo('Bob')");
    solve(&engine, "p", "q", "of Bob", 1);
    engine.run("learn().take('')");
    assert_eq!(reset(json!(null)), "kept");
    assert_eq!(left(), json!([[], [], []]));
    engine.run("learn().switchTo('Bob')");
    assert_eq!(answers(&engine)["p#q"], "of Bob", "of nobody else");
    assert_eq!(undo(), json!([false, "kept", false]));
    engine.run("learn().take('')");
    assert_eq!(undo(), json!([true, "kept", false]));
    let mut after = all(&engine);
    // Marks and visits carry the moment of the test.
    for (at, path) in [
        ("/pages/0/1/read", before.clone()),
        ("/courses/0/1/visit/time", before.clone()),
        ("/courses/0/1/certificate/time", before.clone()),
    ] {
        if let (Some(place), Some(value)) = (after.pointer_mut(at), path.pointer(at)) {
            *place = value.clone();
        }
    }
    assert_eq!(after, before);

    // Where the way back cannot be kept nothing is taken.
    engine.run("disk.capacity = [...disk.items].reduce((sum, [name, text]) => sum + name.length + text.length, 0)");
    assert_eq!(reset(json!(null)), "full");
    assert_eq!(answers(&engine).len(), 6);
}

// ---- reviews

const DAY: u64 = 86_400_000;
/// Noon of some day, so that no summer time moves a day.
const START: u64 = 1_795_521_600_000;

/// The state after each of `[grade, days since the one before]`, by the crate whose parameters are the published ones.
fn published(history: &[(u32, u32)]) -> Vec<(MemoryState, f32)> {
    let fsrs = FSRS::default();
    let mut state = None;
    let steps = history.iter().map(|(grade, days)| {
        let next = fsrs.next_states(state, 0.9, if state.is_some() { *days } else { 0 }).expect("a state");
        let chosen = [next.again, next.hard, next.good, next.easy].into_iter().nth(*grade as usize - 1).expect("four grades");
        state = Some(chosen.memory);
        (chosen.memory, chosen.interval)
    });
    steps.collect()
}

#[test]
fn a_thousand_histories_have_the_states_of_the_published_scheduler() {
    let engine = start();
    let replay = "(history) => { let state = null, time = 1795521600000; return history.map(([grade, days]) => { time += state ? days * 86400000 : 0; state = hornbook.schedule.next(state, grade, time); return [state.stability, state.difficulty, state.interval, state.lapses] }) }";
    let histories = prop::collection::vec((1..=4_u32, prop_oneof![Just(0_u32), 1..15_u32, 15..400_u32]), 1..24);
    let (steps, rounded) = (Cell::new(0), Cell::new(0));
    law(1000, histories, |history| {
        let ours: Vec<(f64, f64, f64, u32)> = engine.call(replay, json!([history]));
        let mut lapses = 0;
        for (at, ((memory, interval), (stability, difficulty, days, counted))) in published(&history).into_iter().zip(ours).enumerate() {
            // The crate counts in single precision.
            assert!(
                (f64::from(memory.stability) - stability).abs() <= 2e-3 * stability,
                "{memory:?}, ours {stability} after {at} of {history:?}"
            );
            assert!((f64::from(memory.difficulty) - difficulty).abs() <= 2e-3, "{memory:?}, ours {difficulty} after {at} of {history:?}");
            let wanted = f64::from(interval).round().clamp(1.0, 180.0);
            // Of two neighbours where the exact value stands between them.
            let is_between = (f64::from(interval).fract() - 0.5).abs() < 2e-3 * f64::from(interval);
            assert!(days == wanted || is_between && (days - wanted).abs() <= 1.0, "{interval} days, ours {days} after {at} of {history:?}");
            rounded.set(rounded.get() + usize::from(days != wanted));
            lapses += u32::from(at > 0 && history[at].0 == 1 && history[at].1 > 0);
            assert_eq!(counted, lapses, "{history:?}");
            steps.set(steps.get() + 1);
        }
    });
    println!("{} steps, {} of them rounded to a neighbour", steps.get(), rounded.get());
    assert!(steps.get() > 5000 && rounded.get() * 200 < steps.get());
}

#[test]
fn an_answer_counts_by_its_first_try() {
    let engine = start();
    for (marks, sure, grade) in [
        (json!([1]), 0, 3),
        (json!([1]), 2, 3),
        (json!([1]), 3, 4),
        (json!([0, 1]), 3, 2),
        (json!([0.5]), 0, 2),
        (json!([0.2, 0.5]), 0, 2),
        (json!([0.49]), 0, 1),
        (json!([0, 0]), 1, 1),
    ] {
        assert_eq!(
            engine.call::<u32>("(marks, sure) => hornbook.schedule.grade({ marks, sure })", json!([marks, sure])),
            grade,
            "{marks} {sure}"
        );
    }
}

/// One page of a catalogue for each of `pages`, with so many questions, tagged by their number modulo `tags`.
fn catalogue(pages: usize, questions: usize, tags: usize) -> Value {
    let page = |page: usize| {
        let question = |n: usize| json!({ "id": format!("q{n}"), "tags": [format!("t{}", n % tags)], "hash": "k1", "marked": n != 99 });
        json!({ "id": format!("p{page}"), "former": [format!("old{page}")], "url": format!("p{page}.html"), "title": format!("Page {page}"), "questions": (0..questions).map(question).collect::<Vec<_>>() })
    };
    json!({ "pages": (0..pages).map(page).collect::<Vec<_>>(), "courses": [] })
}

#[derive(serde::Deserialize)]
struct Due {
    id: String,
    tag: String,
    why: String,
    n: Option<u32>,
}

#[derive(serde::Deserialize)]
struct Today {
    due: Vec<Due>,
    waiting: usize,
    done: usize,
    next: Option<u64>,
    leeches: Vec<Due>,
}

fn today(engine: &Engine, catalogue: &Value, now: u64) -> Today {
    let code = "(catalogue, now) => {
        const { schedule } = hornbook;
        const one = learn();
        const found = schedule.due(schedule.cards(catalogue, one.records(schedule.former(catalogue)), one.reviews().look()), { now });
        const short = ({ page, id, tag, why, n = null }) => ({ id: `${page.id}#${id}`, tag, why, n });
        return { ...found, due: found.due.map(short), leeches: found.leeches.map(short) };
    }";
    engine.call(code, json!([catalogue, now]))
}

fn review(engine: &Engine, card: &str, marks: &Value, sure: u32, time: u64) {
    let code = "(card, marks, sure, time) => learn().reviews().write(new Map([[card, [{ time, key: 'k1', marks, sure, review: true }]]]))";
    assert_eq!(engine.call::<String>(code, json!([card, marks, sure, time])), "kept");
}

/// Sixty days of a learner who meets 120 questions in the first days and reviews what comes. What is due is worked out
/// a second time here, from the crate.
#[test]
fn two_months_day_by_day_are_as_stated() {
    let engine = start();
    let catalogue = catalogue(6, 20, 4);
    let mut random = 12345_u32;
    let mut roll = |n: u32| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) % n
    };
    // Of each card its history, and the day and the marks of the last answer.
    let mut histories: BTreeMap<String, Vec<(u32, u64)>> = BTreeMap::new();
    let mut last: BTreeMap<String, (Value, u32)> = BTreeMap::new();
    let interval = |history: &[(u32, u64)]| {
        let gaps: Vec<(u32, u32)> = history
            .iter()
            .enumerate()
            .map(|(at, (grade, day))| (*grade, if at == 0 { 0 } else { (day - history[at - 1].1) as u32 }))
            .collect();
        f64::from(published(&gaps).last().expect("an answer").1).round().clamp(1.0, 180.0) as u64
    };
    let lapses = |history: &[(u32, u64)]| history.windows(2).filter(|pair| pair[1].0 == 1 && pair[1].1 > pair[0].1).count();
    let (mut full, mut leeches, mut surest) = (0, 0, 0);
    for day in 0..60 {
        let now = START + day * DAY;
        if day < 6 {
            for n in 0..20 {
                let (right, sure) = (roll(10) < 6, roll(4));
                let marks = if right { json!([1]) } else { json!([0, 0]) };
                let more = json!({ "marks": marks, "sure": sure, "key": "k1" });
                assert_eq!(engine.call::<String>("solve", json!([format!("p{day}"), format!("q{n}"), 1, now + n, more])), "kept");
                let card = format!("p{day}#q{n}");
                histories.insert(
                    card.clone(),
                    vec![(
                        if !right {
                            1
                        } else if sure == 3 {
                            4
                        } else {
                            3
                        },
                        day,
                    )],
                );
                last.insert(card, (marks, sure));
            }
        }
        let found = today(&engine, &catalogue, now + 1000);
        let is_due = |card: &String| {
            let history = &histories[card];
            history.last().is_some_and(|(_, answered)| day - answered >= interval(history))
        };
        let due: BTreeSet<&String> = histories.keys().filter(|card| is_due(card)).collect();
        let shown: BTreeSet<&String> = found.due.iter().map(|card| &card.id).collect();
        assert!(shown.is_subset(&due) && shown.len() == found.due.len(), "day {day}: {:?} is not due", shown.difference(&due));
        assert_eq!((shown.len(), found.waiting), (due.len().min(20), due.len().saturating_sub(20)), "day {day}");
        full += usize::from(found.waiting > 0);
        // Sure but wrong comes first, all of it before any other is left out; the rest changes its tag where it can.
        let is_sure = |card: &String| last[card].1 == 3 && last[card].0[0] != json!(1);
        let sure = found.due.iter().take_while(|card| card.why == "sure-wrong").count();
        assert_eq!(sure, due.iter().filter(|card| is_sure(card)).count().min(20), "day {day}");
        surest += sure;
        let rest: Vec<&str> = found.due[sure..].iter().map(|card| card.tag.as_str()).collect();
        let most = rest.iter().map(|tag| rest.iter().filter(|other| other == &tag).count()).max().unwrap_or(0);
        if most <= rest.len().div_ceil(2) {
            assert!(rest.windows(2).all(|pair| pair[0] != pair[1]), "day {day}: {rest:?}");
        }
        let worst: BTreeSet<&String> = histories.iter().filter(|(_, history)| lapses(history) >= 4).map(|(card, _)| card).collect();
        assert_eq!(found.leeches.iter().map(|card| &card.id).collect::<BTreeSet<_>>(), worst, "day {day}");
        for card in &found.due {
            let (marks, sure) = &last[&card.id];
            let history = &histories[&card.id];
            let wanted = match () {
                () if is_sure(&card.id) => "sure-wrong",
                () if lapses(history) >= 4 => "leech",
                () if marks == &json!([0, 0]) => "wrong",
                () if marks == &json!([0, 1]) => "late",
                () if marks == &json!([0.5]) => "part",
                () => "days",
            };
            assert_eq!(card.why, wanted, "{marks} {sure} {history:?}");
            if wanted == "days" {
                assert_eq!(card.n, Some((day - history.last().expect("an answer").1) as u32));
            }
        }
        for (n, card) in found.due.iter().enumerate() {
            // Questions of p0 are hard to remember.
            let marks = if card.id.starts_with("p0#") && roll(10) < 8 {
                json!([0, 0])
            } else {
                [json!([1]), json!([1]), json!([1]), json!([0, 1]), json!([0.5])][roll(5) as usize].clone()
            };
            let sure = roll(4);
            review(&engine, &card.id, &marks, sure, now + 2000 + n as u64);
            let grade = if marks == json!([1]) { if sure == 3 { 4 } else { 3 } } else { 1 + u32::from(marks != json!([0, 0])) };
            histories.get_mut(&card.id).expect("met").push((grade, day));
            last.insert(card.id.clone(), (marks, sure));
        }
        let after = today(&engine, &catalogue, now + 3000);
        assert_eq!((after.due.len(), after.done), (0, found.due.len()), "day {day}: nothing comes twice a day, and no more than the limit");
        if found.waiting > 0 {
            assert_eq!(after.next, Some(now + 3000 + DAY), "day {day}");
        } else {
            let next = histories.values().map(|history| history.last().expect("an answer").1 + interval(history)).min();
            assert_eq!(after.next.map(|next| (next - START) / DAY), next, "day {day}");
        }
        leeches = found.leeches.len();
    }
    println!("60 days: {full} with more due than the limit, {leeches} leeches, {surest} cards sure but wrong");
    assert!(full >= 5 && leeches >= 3 && surest >= 10);
    // No review has changed an answer of a page.
    let own: usize = engine.call("() => [...learn().records().values()].reduce((sum, { questions }) => sum + [...questions.values()].filter(({ time }) => time < 1795521600000 + 6 * 86400000).length, 0)", json!([]));
    assert_eq!(own, 120);
}

#[test]
fn intervals_end_at_180_days() {
    let engine = start();
    let longest: Vec<u32> = engine.call("() => { let state = null, time = 1795521600000; return Array.from({ length: 12 }, () => { time += (state?.interval ?? 0) * 86400000; state = hornbook.schedule.next(state, 4, time); return state.interval }) }", json!([]));
    assert_eq!((longest[0], longest.iter().max()), (8, Some(&180)), "{longest:?}");
}

#[test]
fn what_stays_out_comes_again_and_comes_from_the_future() {
    let engine = start();
    let mut catalogue = catalogue(1, 3, 1);
    let list = |engine: &Engine, catalogue: &Value, day: u64| -> Vec<(String, String)> {
        today(engine, catalogue, START + day * DAY).due.into_iter().map(|card| (card.id, card.why)).collect()
    };
    // A draft, a reflection and a page that is gone are no cards.
    engine.call::<Value>("solve", json!(["p0", "q0", 1, START, { "marks": [] }]));
    engine.call::<Value>("solve", json!(["gone", "q0", 1, START, { "marks": [0] }]));
    catalogue["pages"][0]["questions"][1]["marked"] = json!(false);
    engine.call::<Value>("solve", json!(["p0", "q1", { "text": "so" }, START, { "marks": [] }]));
    assert_eq!((list(&engine, &catalogue, 9), today(&engine, &catalogue, START).next), (vec![], None));
    // One whose answer has changed comes with that reason, at once, until it is answered by the new key.
    engine.call::<Value>("solve", json!(["p0", "q2", 1, START, { "marks": [1], "key": "k0" }]));
    let card = |why: &str| vec![("p0#q2".to_owned(), why.to_owned())];
    assert_eq!(list(&engine, &catalogue, 0), card("changed"));
    review(&engine, "p0#q2", &json!([1]), 0, START + 5);
    assert_eq!(list(&engine, &catalogue, 1), vec![]);
    assert_eq!(list(&engine, &catalogue, 2), card("days"));
    // Under a former id of its page it counts on.
    engine.run("disk = newDisk()");
    engine.call::<Value>("solve", json!(["old0", "q2", 1, START, { "marks": [0], "key": "k1" }]));
    review(&engine, "old0#q2", &json!([0, 1]), 0, START + DAY);
    assert_eq!(list(&engine, &catalogue, 9), card("late"));
    // The clock is set back by a year: it comes now, and once answered no more today.
    engine.run("disk = newDisk()");
    engine.call::<Value>("solve", json!(["p0", "q2", 1, START + 365 * DAY, { "marks": [1], "key": "k1" }]));
    assert_eq!(list(&engine, &catalogue, 0), card("days"));
    review(&engine, "p0#q2", &json!([1]), 0, START + 1000);
    assert_eq!(list(&engine, &catalogue, 0), vec![]);
    assert_eq!(list(&engine, &catalogue, 2), card("days"));
    // An answer that gave way to a new attempt counts as one, but not towards the limit of a day.
    engine.run("learn().reviews().write(new Map([['p0#q2', [{ time: 1795521600500, key: 'k1', marks: [0], sure: 0, review: false }]]]))");
    assert_eq!(today(&engine, &catalogue, START).done, 1);
}

// ---- all of it at once

#[test]
fn two_hundred_sequences_lose_no_answer_that_was_said_to_be_kept() {
    #[derive(Clone, Debug)]
    enum Step {
        Answer {
            page: usize,
            id: usize,
        },
        /// The same while the storage fails in some way.
        Faulty {
            page: usize,
            id: usize,
            fault: usize,
            after: i32,
        },
        /// One slot of whatever is kept is cut.
        Damage {
            slot: usize,
            keep: usize,
        },
        /// The page gets another id, the one before becomes a former one.
        Rename {
            page: usize,
        },
        Learner {
            who: usize,
        },
        Export,
        /// The last file is loaded, as its learner.
        Import {
            is_link: bool,
        },
        ResetAndUndo {
            page: usize,
            is_all: bool,
        },
    }
    let step = prop_oneof![
        8 => (0..3_usize, 0..4_usize).prop_map(|(page, id)| Step::Answer { page, id }),
        4 => (0..3_usize, 0..4_usize, 0..5_usize, 0..900_i32).prop_map(|(page, id, fault, after)| Step::Faulty { page, id, fault, after }),
        2 => (0..40_usize, 0..200_usize).prop_map(|(slot, keep)| Step::Damage { slot, keep }),
        1 => (0..3_usize).prop_map(|page| Step::Rename { page }),
        1 => (0..3_usize).prop_map(|who| Step::Learner { who }),
        1 => Just(Step::Export),
        1 => any::<bool>().prop_map(|is_link| Step::Import { is_link }),
        1 => (0..3_usize, any::<bool>()).prop_map(|(page, is_all)| Step::ResetAndUndo { page, is_all }),
    ];
    const FAULTS: [&str; 5] =
        ["disk.forbidden = true", "disk.readOnly = true", "disk.forgetful = true", "disk.capacity = 300", "disk.torn = true; disk.left = "];
    const MEND: &str =
        "Object.assign(disk, { forbidden: false, readOnly: false, forgetful: false, capacity: Infinity, torn: false, left: Infinity })";
    let engine = start();
    engine.run("globalThis.put = (ids, id, answer, now) => { const kept = learn().page(ids.at(-1), ids.slice(0, -1)); const record = kept.read(); hornbook.store.put(record, id, { answer, marks: [1], key: 'k' }, now); return kept.write(record) }");
    engine.run("globalThis.seen = (pages) => pages.map((ids) => [...learn().page(ids.at(-1), ids.slice(0, -1)).read().questions].map(([id, { answer }]) => [id, answer]))");
    let (refused, imports) = (Cell::new(0), Cell::new(0));
    law(count(40, 200) as u32, prop::collection::vec(step, 10..60), |steps| {
        engine.run("disk = newDisk()");
        let mut pages: Vec<Vec<String>> = (0..3).map(|page| vec![format!("page{page}")]).collect();
        let mut who = 0;
        let name = |who: usize| ["Ani", "Bob", "Գայանե"][who];
        assert_eq!(engine.call::<String>("(name) => learn().switchTo(name)", json!([name(0)])), "kept");
        // Of each learner, page and question the number of the answer that was said to be kept, and of the newest one tried.
        let mut said: BTreeMap<(usize, usize, String), usize> = BTreeMap::new();
        let mut tried: BTreeMap<(usize, usize, String), usize> = BTreeMap::new();
        let mut file: Option<(String, Value)> = None;
        for (number, step) in steps.iter().enumerate() {
            let mut answer = |page: usize, id: usize| {
                let state: String =
                    engine.call("put", json!([pages[page], format!("q{id}"), number, 1_795_500_000_000_u64 + number as u64 * 1000]));
                tried.insert((who, page, format!("q{id}")), number);
                if state == "kept" {
                    said.insert((who, page, format!("q{id}")), number);
                }
                state
            };
            match step {
                Step::Answer { page, id } => assert_eq!(answer(*page, *id), "kept"),
                Step::Faulty { page, id, fault, after } => {
                    // What is broken is mended before the next fault, as by any page that is opened.
                    engine.call::<Value>("seen", json!([pages]));
                    engine.run(&format!("{}{}", FAULTS[*fault], if *fault == 4 { after.to_string() } else { String::new() }));
                    // While nothing can be read nobody knows who is at work; the page has found out before.
                    if *fault > 0 && answer(*page, *id) != "kept" {
                        refused.set(refused.get() + 1);
                    }
                    engine.run(MEND);
                }
                Step::Damage { slot, keep } => {
                    engine.call::<Value>("seen", json!([pages]));
                    engine.call::<Value>("(slot, keep) => { const all = [...disk.items].filter(([name]) => !name.includes('learners')); if (!all.length) return; const [name, text] = all[slot % all.length]; disk.items.set(name, text.slice(0, keep)) }", json!([slot, keep]));
                    // Whoever is damaged reads before the next damage.
                    let all = "(pages) => { const one = learn(); const now = one.id; for (const { id } of one.learners()) { one.take(id); seen(pages); for (const [page] of one.records()) one.page(page).read() } one.take(now) }";
                    engine.call::<Value>(all, json!([pages]));
                }
                Step::Rename { page } => {
                    let next = format!("page{page}-{number}");
                    pages[*page].push(next);
                }
                Step::Learner { who: next } => {
                    who = *next;
                    assert_eq!(engine.call::<String>("(name) => learn().switchTo(name)", json!([name(who)])), "kept");
                }
                Step::Export => file = Some(engine.call("() => [results().exportFile(), results().toLink()]", json!([]))),
                Step::Import { is_link } => {
                    if let Some((text, link)) = &file {
                        let load = "(text, link, isLink) => (isLink ? results().fromLink(link) : results().preview(text)).apply()";
                        assert_eq!(engine.call::<String>(load, json!([text, link, *is_link && !link.is_null()])), "kept");
                        imports.set(imports.get() + 1);
                        // What came along may be newer than this learner's own.
                        let known: Vec<Vec<(String, usize)>> = engine.call("seen", json!([pages]));
                        for (page, questions) in known.into_iter().enumerate() {
                            for (id, value) in questions {
                                let newest = tried.entry((who, page, id)).or_default();
                                *newest = (*newest).max(value);
                            }
                        }
                    }
                }
                Step::ResetAndUndo { page, is_all } => {
                    let wanted = if *is_all { Value::Null } else { json!({ "pages": pages[*page] }) };
                    let reset = "(wanted) => [results().reset(wanted ?? undefined), results().undo()]";
                    assert_eq!(engine.call::<Value>(reset, json!([wanted])), json!(["kept", "kept"]));
                }
            }
            let found: Vec<Vec<(String, usize)>> = engine.call("seen", json!([pages]));
            for ((learner, page, id), kept) in said.iter().filter(|((learner, ..), _)| *learner == who) {
                let there = found[*page].iter().find(|(other, _)| other == id).map(|(_, value)| *value);
                let newest = tried[&(*learner, *page, id.clone())];
                assert!(
                    there.is_some_and(|there| (*kept..=newest).contains(&there)),
                    "{id} on {page} of {}: {kept} was kept, {there:?} is there after step {number} of {steps:?}",
                    name(who)
                );
            }
        }
    });
    println!("{} answers refused, {} files and links loaded", refused.get(), imports.get());
    assert!(refused.get() > 50 && imports.get() > 20);
}

// ---- weight

#[test]
fn the_scripts_of_progress_weigh_little() {
    let weigh = |names: &[&str]| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for name in names {
            std::io::Write::write_all(&mut gzip, crate::engines::script(name).as_bytes()).expect("memory");
        }
        gzip.finish().expect("memory").len()
    };
    let (progress, schedule, learning) = (weigh(&["progress"]), weigh(&["schedule"]), weigh(&["results", "review", "learning"]));
    println!("progress {progress}, schedule {schedule}, the two pages of learning {learning} bytes gzipped");
    assert!(progress <= 2048 && schedule <= 2560 && learning <= 10 * 1024);
}
