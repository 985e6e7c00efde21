//! `factlint completions`: generate shell completions.

use super::Exit;
use super::terminal::print_unchanged;
use clap::Args;
use clap_complete::Shell;

/// Arguments of `factlint completions`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Shell to generate completions for
    shell: Shell,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, mut command: clap::Command) -> Exit {
    let mut script = Vec::new();
    let name = command.get_name().to_owned();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    print_unchanged(&String::from_utf8_lossy(&script)).err().unwrap_or(Exit::Clean)
}
