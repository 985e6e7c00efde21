"""Running `factlint check`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from datetime import date

from factlint.binary import find_binary
from factlint.report import Report, UnknownReport

#: A path, as `open` takes it.
StrPath = str | os.PathLike[str]

#: The exit codes with which the program has checked, or has found that there is nothing to check.
_CHECKED = (0, 1, 3)


class CheckFailed(Exception):
    """The dataset could not be checked: the program ended with exit code 2, or with one that is not documented.

    Its text is what the program printed on standard error, or the mistakes in the rulebook or a schema.
    """

    def __init__(self, message: str, exit_code: int, stderr: str, report: Report | None) -> None:
        """Keep what the program printed."""
        super().__init__(message)
        #: The exit code of the program; negative for the number of the signal that ended it.
        self.exit_code = exit_code
        #: What the program printed on standard error.
        self.stderr = stderr
        #: The report, if there is one: it lists the mistakes in the rulebook or a schema.
        self.report = report


def check(
    path: StrPath | Sequence[StrPath] = ".",
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    fail_on: str = "error",
    today: date | str | None = None,
    root: StrPath | None = None,
    show_unchecked: bool = False,
    jobs: int | None = None,
    binary: StrPath | None = None,
    timeout: float | None = None,
) -> Report:
    """Check a dataset, as `factlint check` does.

    Args:
        path: The dataset, or files and folders in it. The whole dataset is always checked, but only findings in
            these paths are reported.
        select: Report only findings of these rules, or of rules of these kinds.
        ignore: Leave out findings of these rules, or of rules of these kinds.
        fail_on: The level (`error`, `warning`, `review`, `notice` or `never`) from which `Report.failed` is true.
        today: The date to use as "today", for reproducible runs.
        root: Read no file of the dataset outside of this folder.
        show_unchecked: Let the report list every place that was not checked.
        jobs: Number of threads; by default, one per processor.
        binary: The program to run; by default, the one that is installed with this package.
        timeout: Seconds after which the program is stopped.

    Returns:
        The report. If there are no findings, `Report.nothing_checked` says whether anything was checked at all.

    Raises:
        CheckFailed: There is a mistake in the arguments, the rulebook, a schema or the ledger, or a file cannot be
            read; or the program was stopped.
        BinaryNotFound: The program is not installed.
        UnknownReport: The program has another version, and this package cannot read its report.
        subprocess.TimeoutExpired: The program took longer than `timeout`.
    """
    arguments = [os.fspath(binary) if binary is not None else find_binary(), "check", "--format", "json"]
    arguments += [f"--select={rule}" for rule in _texts("select", select)]
    arguments += [f"--ignore={rule}" for rule in _texts("ignore", ignore)]
    arguments.append(f"--fail-on={fail_on}")
    if today is not None:
        arguments.append(f"--today={today.isoformat() if isinstance(today, date) else today}")
    if root is not None:
        arguments.append(f"--root={os.fspath(root)}")
    if show_unchecked:
        arguments.append("--show-unchecked")
    if jobs is not None:
        arguments.append(f"--jobs={jobs}")
    arguments += ["--", *_paths(path)]
    ended = subprocess.run(arguments, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False)
    return read_report(ended.returncode, ended.stdout, ended.stderr.decode("utf-8", "replace"))


def _texts(name: str, values: Iterable[str]) -> list[str]:
    if isinstance(values, str):
        raise TypeError(f"{name} is a list of rules; got the text {values!r}")
    return list(values)


def _paths(path: StrPath | Sequence[StrPath]) -> list[str]:
    paths = [path] if isinstance(path, (str, os.PathLike)) else list(path)
    if not paths:
        raise ValueError("no path to check; want at least one")
    return [os.fspath(each) for each in paths]


def read_report(exit_code: int, stdout: bytes, stderr: str) -> Report:
    """Return the report of a run that checked, and raise what went wrong in any other."""
    if exit_code in _CHECKED:
        return Report.from_json(stdout, exit_code, stderr)
    try:
        report = Report.from_json(stdout, exit_code, stderr) if stdout else None
    except UnknownReport:
        report = None
    mistakes = "\n".join(str(finding) for finding in report.findings) if report is not None else ""
    if exit_code < 0:
        message = f"factlint was ended by signal {-exit_code}"
    else:
        message = f"factlint ended with exit code {exit_code}"
    details = stderr.strip() or mistakes
    raise CheckFailed(f"{message}: {details}" if details else message, exit_code, stderr, report)
