//! How far a long run has come, for who waits for it at a terminal.

use crate::dataset::Dataset;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// A run that is over before needs no progress.
const PATIENCE: Duration = Duration::from_secs(1);

const BETWEEN_TWO_LOOKS: Duration = Duration::from_millis(100);

/// Works on a dataset and shows how much of its large documents has been read. Only at a terminal, and
/// not in CI.
pub(super) fn shown_while<T>(dataset: Dataset, work: impl FnOnce(Dataset) -> T) -> T {
    dataset.expect_large_documents();
    if dataset.progress.expected() == 0
        || !std::io::stderr().is_terminal()
        || std::env::var_os("CI").is_some()
    {
        return work(dataset);
    }
    let progress = dataset.progress.clone();
    let (done, is_done) = channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let goes_on = |time| is_done.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
            if !goes_on(PATIENCE) {
                return;
            }
            let bar = ProgressBar::new(progress.expected()).with_style(style());
            while goes_on(BETWEEN_TWO_LOOKS) {
                bar.set_length(progress.expected());
                bar.set_position(progress.read());
            }
            bar.finish_and_clear();
        });
        let result = work(dataset);
        drop(done);
        result
    })
}

fn style() -> ProgressStyle {
    let template = "checking [{bar:30}] {percent}%, {eta} left";
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}
