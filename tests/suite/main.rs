//! The tests that enter through the user's door, a module for each area. Names are sentences.

mod kills;
mod output;
