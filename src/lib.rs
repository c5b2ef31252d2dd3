//! Hornbook turns a folder of Markdown into a site that opens anywhere.
//!
//! ```text
//! disk ──read──▶ Input ─parse▶ Page* ─link▶ Site ─plan▶ Output ──get──▶ disk | http
//!                 (per file, in parallel)  (once)   (per path, when asked, in parallel)
//!                └──────────────── pure, total, deterministic ────────────────┘
//! ```
//!
//! The modules stand in reading order; each may use only those above it (`tests/suite/tidy.rs` holds
//! this). Everything above the line is pure: no file, clock, environment, network or printing. The map
//! with the decisions behind it is `src/README.md`.

pub mod source;
pub mod diagnostics;
pub mod i18n;
pub mod address;
pub mod tree;
pub mod words;
pub mod language;
pub mod settings;
pub mod config;
pub mod front_matter;
pub mod markdown;
pub mod quiz;
pub mod course;
pub mod assets;
pub mod place;
pub mod page;
pub mod site;
pub mod theme;
pub mod release;
pub mod hosts;
pub mod compose;
pub mod search;
pub mod pipeline;
pub mod fix;
pub mod explain;
pub mod starter;

// The shell: what reads, writes and prints.
pub mod disk;
pub mod output;
pub mod watch;
pub mod serve;
pub mod cli;
