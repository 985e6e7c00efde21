//! `factlint man`: generates the manual page of the program or of one of its commands.

use super::Exit;
use super::terminal::{print_error, print_unchanged};
use clap::Args;
use clap_mangen::Man;

/// Arguments of `factlint man`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Command, with its subcommand if any, such as `review decide` [default: all of factlint]
    command: Vec<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments, mut program: clap::Command) -> Exit {
    // Only a built command has its full name and its inherited arguments.
    program.build();
    let mut command = &program;
    for name in &arguments.command {
        let Some(inner) = command.find_subcommand(name) else {
            print_error(&no_such_command(name, command));
            return Exit::Error;
        };
        command = inner;
    }
    let mut page = Vec::new();
    match Man::new(command.clone()).render(&mut page) {
        Ok(()) => print_unchanged(&String::from_utf8_lossy(&page)).err().unwrap_or(Exit::Clean),
        Err(error) => {
            print_error(&format!("cannot write the manual page: {error}"));
            Exit::Error
        }
    }
}

fn no_such_command(name: &str, command: &clap::Command) -> String {
    let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let hint = match names.is_empty() {
        true => "it has no subcommands".to_owned(),
        false => format!("known: {}", names.join(", ")),
    };
    format!(
        "`{}` has no subcommand `{name}`; {hint}",
        command.get_bin_name().unwrap_or(command.get_name())
    )
}
