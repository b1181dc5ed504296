//! The program: reads the command line and runs one command. No logic here.

use std::process::ExitCode;

fn main() -> ExitCode {
    waybill::cli::main()
}
