//! Handles interruptions (Ctrl-C): the program ends at once. It has no temporary files but those beside a file
//! that it replaces, which the next writer removes.

/// The exit code of an interrupted program in a shell: 128 plus the number of SIGINT.
const INTERRUPTED: i32 = 130;

/// Makes an interruption end the program with its own exit code. If the system does not support that, it ends the
/// program all the same.
pub(super) fn prepare() {
    let _ = ctrlc::set_handler(|| std::process::exit(INTERRUPTED));
}
