//! The one integration binary: what the program promises, tested from outside.
//!
//! `BLESS=1 cargo test` accepts new reports and golden output; read the diff before you commit it.
//! `HORNBOOK_FULL=1` runs every count in full.

#![allow(clippy::disallowed_methods, reason = "tests stand outside the program and touch the world")]

mod content;
mod determinism;
mod edges;
mod engines;
mod faults;
mod foreign;
mod hostile;
mod hosts;
mod kills;
mod law;
mod learning;
mod manual;
mod output;
mod program;
mod questions;
mod search;
mod serve;
mod sites;
mod support;
mod tidy;
mod words;
