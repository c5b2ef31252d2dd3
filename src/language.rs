//! Words of the languages that a site is written in: what a search takes for one word, for forms of one word, and for
//! another spelling of one.
//!
//! - `fold`: where words stand in a text, and one spelling of each
//! - `families`: which words of a site's vocabulary are forms of one: `armenian`, `russian` and `english` say what a word
//!   may be a form of, `votes` finds out which; `latin` is for other languages
//! - `skeleton`: how a word sounds, whatever letters it is written in
//!
//! `theme/js/folding.js` is the twin for what a reader types.

mod armenian;
mod english;
mod families;
mod fold;
mod latin;
mod russian;
mod skeleton;
mod votes;
#[cfg(test)]
mod tests;

pub use families::{Word, families};
pub use fold::{Script, fold, script, words};
pub use skeleton::skeleton;
