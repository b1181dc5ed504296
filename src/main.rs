//! The program: reads the command line and runs one command. No logic here.

use std::process::ExitCode;

/// A page is a few thousand small texts, made on one thread and let go on another: the system's allocator takes a fifth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    waybill::cli::main()
}
