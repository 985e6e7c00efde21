//! `factlint completions`: what a shell needs to complete the command line.

use super::Exit;
use super::terminal::print;
use clap::Args;
use clap_complete::Shell;

/// What `factlint completions` is given.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The shell
    shell: Shell,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, mut command: clap::Command) -> Exit {
    let mut script = Vec::new();
    let name = command.get_name().to_owned();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    print(&String::from_utf8_lossy(&script)).err().unwrap_or(Exit::Clean)
}
