//! Tests the output for shells and `man`: completions, and manual pages for the program and every command.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use crate::command::Folder;
use crate::command::budget::{DATA, RULEBOOK};
use std::process::{Command, Output, Stdio};

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

fn factlint(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factlint"));
    command.args(arguments).stdin(Stdio::null()).output().expect("the program")
}

fn printed(arguments: &[&str]) -> String {
    let output = factlint(arguments);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Returns the commands that the program's manual page lists.
fn commands() -> Vec<String> {
    let page = printed(&["man"]);
    let (_, list) = page.split_once(".SH SUBCOMMANDS").expect("a list of commands");
    let names = list.lines().filter_map(|line| line.strip_prefix("factlint\\-"));
    let names: Vec<String> =
        names.filter_map(|name| Some(name.strip_suffix("(1)")?.replace('\\', ""))).collect();
    assert!(names.len() > 5, "{names:?}");
    names
}

#[test]
fn every_shell_learns_every_command() {
    let commands = commands();
    for shell in SHELLS {
        let script = printed(&["completions", shell]);
        for command in &commands {
            assert!(script.contains(command.as_str()), "{shell} does not know {command}");
        }
    }
}

#[test]
fn an_unknown_shell_is_a_usage_error() {
    assert_eq!(factlint(&["completions", "edlin"]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_options_and_values() {
    for (words, want) in [
        ("factlint che", "check"),
        ("factlint fmt --che", "--check"),
        ("factlint check --format narr", "narrated"),
    ] {
        let script = format!(
            "{}\nCOMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))\n\
             _factlint factlint \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\"\n\
             echo \"${{COMPREPLY[@]}}\"",
            printed(&["completions", "bash"])
        );
        let output = Command::new("bash").args(["-c", &script]).output().expect("bash");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), want, "{output:?}");
    }
}

#[test]
fn every_command_has_a_page_with_its_name_and_options() {
    for command in commands() {
        let page = printed(&["man", &command]);
        let name = format!(".SH NAME\nfactlint\\-{command} \\- ");
        assert!(page.contains(&name), "{page}");
        assert!(page.contains(".SH SYNOPSIS\n\\fBfactlint "), "{page}");
    }
    assert!(printed(&["man", "fmt"]).contains("\n\\fB\\-\\-check\\fR\nWrite nothing; "));
    assert!(printed(&["man"]).contains("\nExit codes: 0 nothing at or above "));
}

#[test]
fn an_unknown_command_has_no_page() {
    for (arguments, want) in [
        (vec!["man", "chekc"], "error: `factlint` has no subcommand `chekc`; known: check, "),
        (
            vec!["man", "fmt", "x"],
            "error: `factlint fmt` has no subcommand `x`; it has no subcommands\n",
        ),
    ] {
        let output = factlint(&arguments);
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(error.starts_with(want), "{error}");
        assert_eq!(output.status.code(), Some(2));
    }
}

/// Regression: a command was wrapped at the spaces and slashes of a path, and was pasted as two commands.
#[cfg(unix)]
#[test]
fn a_printed_command_can_be_pasted_however_long_its_path_is() {
    let path =
        "a folder with a long name/another-one-that-has-no-space-in-it/and a third one below both";
    let file = |name: &str| format!("{path}/{name}");
    let folder = Folder::new(&[
        (&file("factlint.toml"), RULEBOOK),
        (&file("data.json"), DATA),
        (&file("reviews.toml"), "version = 2\n"),
    ]);
    let report = folder.check(&[path]).stdout;
    let mut lines = report.lines().map(str::trim);
    let command = lines.find(|line| line.starts_with("factlint review decide "));
    let command = command.expect("a command on a line of its own");
    let command = command.strip_prefix("factlint").expect("a command");
    let answers = "--outcome accepted --by Ada --reason known";
    let command = format!("{}{command} {answers}", env!("CARGO_BIN_EXE_factlint"));
    let output = Command::new("bash").args(["-c", &command]).current_dir(folder.path("")).output();
    let output = output.expect("bash");
    assert!(output.status.success(), "{command}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(folder.read(&file("reviews.toml")).contains("accepted"));
}
