//! How a quiz page asks: the keys of its front matter, whose defaults stand in `[quiz]` of `hornbook.toml`.

use crate::source::Span;
use crate::tree::{Entry, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// One question at a time.
    One,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Feedback at once.
    Practice,
    /// Feedback at the end.
    Test,
}

/// How many questions are drawn for an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Draw {
    Any(u32),
    /// So many of each tag.
    Tagged(Vec<(String, u32, Span)>),
}

/// What is said; what is not has its default elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    pub view: Option<View>,
    /// Per cent.
    pub pass: Option<f64>,
    pub mode: Option<Mode>,
    pub draw: Option<(Draw, Span)>,
    pub shuffle: Option<bool>,
    pub tries: Option<u32>,
    pub confidence: Option<bool>,
    pub pretest: Option<(bool, Span)>,
}

pub const KEYS: [&str; 8] = ["view", "pass", "mode", "draw", "shuffle", "tries", "confidence", "pretest"];

/// More tries than anybody makes.
pub const MOST_TRIES: u32 = 20;

impl Settings {
    /// These, and what they leave unsaid from others.
    pub fn or(&self, other: &Settings) -> Settings {
        Settings {
            view: self.view.or(other.view),
            pass: self.pass.or(other.pass),
            mode: self.mode.or(other.mode),
            draw: self.draw.clone().or_else(|| other.draw.clone()),
            shuffle: self.shuffle.or(other.shuffle),
            tries: self.tries.or(other.tries),
            confidence: self.confidence.or(other.confidence),
            pretest: self.pretest.or(other.pretest),
        }
    }

    /// Takes one of `KEYS`. An error completes "`key` must be …".
    pub fn take(&mut self, entry: &Entry) -> Result<(), &'static str> {
        let text = entry.node.text().map(str::trim);
        let whole =
            |text: Option<&str>, most: u32| text.and_then(|text| text.parse::<u32>().ok()).filter(|number| (1..=most).contains(number));
        let bool = entry.node.bool().ok_or("yes or no");
        match entry.key.as_str() {
            "view" => {
                self.view = Some(match text {
                    Some("one") => View::One,
                    Some("all") => View::All,
                    _ => return Err("`one` or `all`"),
                });
            }
            "mode" => {
                self.mode = Some(match text {
                    Some("practice") => Mode::Practice,
                    Some("test") => Mode::Test,
                    _ => return Err("`practice` or `test`"),
                });
            }
            "pass" => {
                let number = text.map(|text| text.trim_end_matches('%').trim_end()).and_then(|text| text.parse::<f64>().ok());
                self.pass = Some(number.filter(|number| (0.0..=100.0).contains(number)).ok_or("a number of per cent, 0 to 100")?);
            }
            "draw" => {
                const WANTED: &str = "a whole number, or one for each tag: `{batna: 3, closing: 2}`";
                let draw = match &entry.node.value {
                    Value::Table(entries) if !entries.is_empty() => {
                        let counts = entries.iter().map(|entry| {
                            let count = whole(entry.node.text().map(str::trim), 10_000)?;
                            Some((entry.key.clone(), count, Span { start: entry.key_span.start, end: entry.node.span.end }))
                        });
                        Draw::Tagged(counts.collect::<Option<Vec<_>>>().ok_or(WANTED)?)
                    }
                    _ => Draw::Any(whole(text, 10_000).ok_or(WANTED)?),
                };
                self.draw = Some((draw, entry.node.span));
            }
            "tries" => self.tries = Some(whole(text, MOST_TRIES).ok_or("a whole number, 1 to 20")?),
            "shuffle" => self.shuffle = Some(bool?),
            "confidence" => self.confidence = Some(bool?),
            "pretest" => self.pretest = Some((bool?, entry.node.span)),
            _ => {}
        }
        Ok(())
    }
}
