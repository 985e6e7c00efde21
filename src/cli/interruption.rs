//! Ends the program at once on an interruption (Ctrl-C). Temporary files may remain beside files that the program was
//! replacing. The next process that writes these files removes them.

/// The exit code of an interrupted program, as shells report it: 128 plus the number of the signal SIGINT.
const INTERRUPTED: i32 = 130;

/// Makes an interruption end the program with exit code 130. If the system does not support that, an
/// interruption still ends the program, with the system's exit code.
pub(super) fn prepare() {
    let _ = ctrlc::set_handler(|| std::process::exit(INTERRUPTED));
}
