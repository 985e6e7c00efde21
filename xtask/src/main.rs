//! Development tasks: `cargo xtask new-rule NAME`.

mod new_rule;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask new-rule NAME

Writes the skeleton of a rule kind (code, page and test), and adds it to the list of kinds.
NAME is the kind's name in the rulebook, such as `date-range`.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["new-rule", name] => match new_rule::write(root(), name) {
            Ok(written) => {
                println!("{written}");
                ExitCode::SUCCESS
            }
            Err(message) => {
                eprintln!("error: {message}");
                ExitCode::FAILURE
            }
        },
        [] | ["--help" | "-h" | "help"] => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("error: got `{}`, want a task\n\n{USAGE}", arguments.join(" "));
            ExitCode::from(2)
        }
    }
}

/// Returns the root of the repository.
fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}
