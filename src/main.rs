//! The program `hornbook`.

use std::process::ExitCode;

/// Thousands of small trees and texts are made and dropped on several threads: 12 % less CPU time for a
/// build of 10,000 pages than with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hornbook::cli::run()
}
