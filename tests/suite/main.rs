//! The tests that enter through the user's door, a module for each area. Names are sentences.

mod hosts;
mod kills;
mod output;
