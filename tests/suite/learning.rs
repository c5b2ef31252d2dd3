//! What is kept of learners over all pages of a site (`theme/js/progress.js`, `results.js`), run in QuickJS: who is at
//! work, files, links, resets.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::engines::Engine;

const SCRIPTS: [&str; 5] = ["marks", "paper", "store", "progress", "results"];

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
