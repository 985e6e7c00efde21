//! Handles interruptions (Ctrl-C): the program ends at once. Its only temporary files are beside files that
//! it replaces, and the next writer removes them.

/// The exit code of an interrupted program in a shell: 128 plus the number of SIGINT.
const INTERRUPTED: i32 = 130;

/// Makes an interruption end the program with its own exit code. If the system does not support that, the
/// program still ends, with the system's exit code.
pub(super) fn prepare() {
    let _ = ctrlc::set_handler(|| std::process::exit(INTERRUPTED));
}
