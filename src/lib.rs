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

pub mod address;
pub mod assets;
pub mod compose;
pub mod config;
pub mod diagnostics;
pub mod explain;
pub mod fix;
pub mod front_matter;
pub mod hosts;
pub mod i18n;
pub mod markdown;
pub mod page;
pub mod pipeline;
pub mod place;
pub mod release;
pub mod site;
pub mod source;
pub mod starter;
pub mod theme;
pub mod tree;

// The shell: what reads, writes and prints.
pub mod cli;
pub mod disk;
pub mod output;
