//! The progress bar of a long run.

use crate::dataset::Dataset;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Time after which the progress bar appears. A shorter run shows none.
const SHOW_AFTER: Duration = Duration::from_secs(1);

const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Runs `work` on a dataset, and shows how much of the large documents has been read. The progress is only shown if
/// standard error is a terminal, and not in CI.
pub(super) fn with_progress<T>(dataset: Dataset, work: impl FnOnce(Dataset) -> T) -> T {
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
            let still_runs_after =
                |time| is_done.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
            if !still_runs_after(SHOW_AFTER) {
                return;
            }
            let bar = ProgressBar::new(progress.expected()).with_style(style());
            while still_runs_after(POLL_INTERVAL) {
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
