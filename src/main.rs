//! The command `factlint`.

use std::process::ExitCode;

fn main() -> ExitCode {
    factlint::cli::main()
}
