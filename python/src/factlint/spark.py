"""Checking a dataset with Apache Spark, which moves the data among the processes of `factlint shard`.

>>> from factlint import spark as factlint_spark
>>> report = factlint_spark.check(spark, "/shared/dataset", partitions=64)

Every worker needs the program and this package (the wheel), and the dataset at the same path. The report is the one of
`factlint.check`, byte for byte, however many partitions there are.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
import warnings
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from factlint.binary import BinaryNotFound, find_binary
from factlint.checking import CheckFailed, StrPath, read_report
from factlint.report import Report, UnknownReport

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: The beginning of a line that replaces the output of a stage if the stage failed and would fail again.
_FAILURE = b"!"

#: An error of this module, as a traceback on a worker ends.
_OWN_ERROR = re.compile(r"factlint\.spark\.\w+: .*")
#: What a traceback on a worker ends with: the first line after it that is not indented.
_RAISED = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*(\S.*)", re.MULTILINE)

_HEADER, _VISITED, _FACT = b"0\t", b"2\t", b"3\t"

#: The schema of `findings`: a finding as in `schema/report.schema.json`; `case` is JSON.
FINDING_SCHEMA = """
    level string, rule string, kind string, message string, help string, url string, fingerprint string, state string,
    places array<struct<
        label: string, file: string, pointer: string,
        start: struct<line: bigint, column: bigint, column_utf16: bigint, byte: bigint>,
        end: struct<line: bigint, column: bigint, column_utf16: bigint, byte: bigint>>>,
    suggestions array<struct<
        applicability: string, message: string, replacement: string, file: string, pointer: string,
        start: struct<line: bigint, column: bigint, column_utf16: bigint, byte: bigint>,
        end: struct<line: bigint, column: bigint, column_utf16: bigint, byte: bigint>>>,
    rests_on array<struct<subject: string, name: string, value: string>>,
    cause struct<key: string, message: string>,
    places_total bigint, suppressed_by string, case string
"""

#: The most units that a task visits if no number of partitions is given. A unit has at most 4 MiB by default.
_UNITS_PER_TASK = 8

#: The levels from which a run can fail.
FAIL_ON = ("error", "warning", "review", "notice", "never")


class ProgramEnded(Exception):
    """The program was killed on a worker. Spark tries the task again."""


@dataclass(frozen=True)
class _Program:
    """The program on a worker or the driver, and the dataset."""

    path: str
    root: str | None
    binary: str | None
    folder: str

    def command(self, stage: str, options: Sequence[str] = ()) -> list[str]:
        root = [] if self.root is None else [f"--root={self.root}"]
        return [_find_binary(self.binary), "shard", stage, *root, *options, "--", self.path]


def check(
    spark: SparkSession,
    path: StrPath,
    *,
    partitions: int | None = None,
    root: StrPath | None = None,
    today: str | None = None,
    block_bytes: int | None = None,
    largest_lookup: int | None = None,
    fail_on: str = "error",
    show_unchecked: bool = False,
    outputs: Mapping[str, StrPath] | None = None,
    binary: StrPath | None = None,
) -> Report:
    """Check a dataset with Spark.

    Args:
        spark: The session.
        path: The folder of the dataset, which the driver and all workers read at this path.
        partitions: The number of tasks that visit, and that settle; by default, Spark's default parallelism, and at least
            one for each 8 units (32 MB).
        root: Read no file of the dataset outside of this folder.
        today: The date (YYYY-MM-DD) to use as "today", for reproducible runs.
        block_bytes: The size of the blocks into which large documents are divided, in bytes. A warning names large
            documents that cannot be divided, and the rule that needs them whole.
        largest_lookup: How many bytes of documents each process may read to look up records for one rule; by default,
            200 MB.
        fail_on: The level from which `Report.failed` is true.
        show_unchecked: Let the report list every place that was not checked.
        outputs: Files that are also written, by the program's name of their format, such as `sarif`.
        binary: The program on the driver and on all workers; by default, a file `factlint` that was added to the job
            (`--files`), or else the one that is installed with this package.

    Returns:
        The report, as from `factlint.check`.

    Raises:
        CheckFailed: As for `factlint.check`, with the mistakes of a rulebook, a schema, a ledger or a baseline in the
            message only; or a stage failed on a worker, or Spark gave up.
        ValueError: `fail_on` is not a level.
    """
    if fail_on not in FAIL_ON:
        raise ValueError(f"got {fail_on!r} for fail_on, want one of {', '.join(FAIL_ON)}")
    own_binary = None if binary is None else os.fspath(binary)
    own_root = None if root is None else os.path.abspath(root)
    driver = _Program(os.fspath(path), own_root, own_binary, os.getcwd())
    workers = _Program(os.path.abspath(path), own_root, own_binary, os.getcwd())
    options = [f"--block-bytes={block_bytes}"] if block_bytes is not None else []
    options += [f"--largest-lookup={largest_lookup}"] if largest_lookup is not None else []
    options += [f"--today={today}"] if today is not None else []
    options += ["--show-unchecked"] if show_unchecked else []
    header, *units = _on_driver(driver.command("plan", options), []).splitlines()
    visited, others, settled = _distribute(spark, workers, header, units, partitions)
    with tempfile.TemporaryDirectory() as folder:
        visits = Path(folder) / "visited"
        visits.write_bytes(_joined([header, *visited]))
        file = f"--visited={visits}"
        completed = _on_driver(driver.command("complete", [file]), [header, *others, *settled])
        formats = [f"--output={name}={os.fspath(target)}" for name, target in (outputs or {}).items()]
        options = [file, "--format=json", f"--fail-on={fail_on}", *formats]
        ended = subprocess.run(driver.command("report", options), input=completed, capture_output=True, check=False)
    return read_report(ended.returncode, ended.stdout, ended.stderr.decode("utf-8", "replace"))


def _distribute(
    spark: SparkSession, program: _Program, header: bytes, units: list[bytes], partitions: int | None
) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Visit and settle.

    Returns:
        The results of the visits, their other lines that are not facts, and the lines of all settlers.
    """
    context = spark.sparkContext
    # A visit keeps the facts of its units in memory until it ends.
    number = max(context.defaultParallelism, len(units) // _UNITS_PER_TASK) if partitions is None else max(1, partitions)
    visits = context.parallelize(units, max(1, min(number, len(units))))
    lines = visits.mapPartitions(partial(_visit, program, header)).map(_with_value)
    # The shuffle keeps its files, so that the visits are not repeated for the second job. All lines that are not
    # facts are in the last partition.
    shuffled = lines.repartitionAndSortWithinPartitions(
        numPartitions=number + 1, partitionFunc=partial(_partition_of, number)
    )
    others = _collected(context, shuffled, _first_of_pairs, [number])
    visited = [line for line in others if line.startswith(_VISITED)]
    others = [line for line in others if not line.startswith((_HEADER, _VISITED))]
    shared = context.broadcast(_joined([header, *visited]))
    settling = shuffled.mapPartitionsWithIndex(partial(_settle, program, header, shared))
    settled = _collected(context, settling, list, list(range(number)))
    shared.unpersist()
    return visited, others, [line for line in settled if not line.startswith(_HEADER)]


def _visit(program: _Program, header: bytes, units: Iterable[bytes]) -> Iterator[bytes]:
    """Visit the units of a partition, on a worker."""
    own = list(units)
    if own:
        yield from _on_worker(program, "visit", [], [header, *own])


def _settle(
    program: _Program, header: bytes, visits: Any, index: int, facts: Iterator[tuple[bytes, None]]
) -> Iterator[bytes]:
    """Settle the facts of a partition, on a worker."""
    first = next(facts, None)
    # Even without facts, rules settle once.
    if first is None and index > 0:
        return
    with tempfile.NamedTemporaryFile() as file:
        file.write(visits.value)
        file.flush()
        lines = _chained(header, first, facts)
        yield from _on_worker(program, "settle", [f"--visited={file.name}"], lines)


def _chained(header: bytes, first: tuple[bytes, None] | None, others: Iterator[tuple[bytes, None]]) -> Iterator[bytes]:
    yield header
    if first is not None:
        yield first[0]
    for line, _ in others:
        yield line


def _with_value(line: bytes) -> tuple[bytes, None]:
    return line, None


def _first_of_pairs(pairs: Iterable[tuple[bytes, None]]) -> list[bytes]:
    return [line for line, _ in pairs]


def _partition_of(number: int, line: bytes) -> int:
    """Return the partition that settles a fact, which depends on its rule and key only."""
    if not line.startswith(_FACT):
        return number
    rule_and_key = line.split(b"\t", 3)[1:3]
    return zlib.crc32(b"\t".join(rule_and_key)) % number


def _collected(context: Any, lines: Any, take: Any, partitions: list[int]) -> list[bytes]:
    """Run a job, and raise what a stage reported as its failure."""
    try:
        found: list[bytes] = context.runJob(lines, take, partitions)
    except Exception as error:
        raise CheckFailed(f"Spark gave up: {_cause(error)}", 2, "", None) from error
    for line in found:
        if line.startswith(_FAILURE):
            raise CheckFailed(line[1:].decode("utf-8", "replace"), 2, "", None)
    return found


def _cause(error: Exception) -> str:
    """Return what a worker raised, which is below its traceback in Spark's error, or the first line of the error."""
    text = str(error)
    own = _OWN_ERROR.search(text)
    if own is not None:
        return own.group()
    raised = _RAISED.findall(text)
    if raised and "No module named 'factlint'" in raised[-1]:
        return f"{raised[-1]}: install the package on every worker, in the version of the driver"
    return raised[-1] if raised else next((line for line in text.splitlines() if line.strip()), repr(error))


def _on_driver(command: list[str], lines: list[bytes]) -> bytes:
    ended = subprocess.run(command, input=_joined(lines), capture_output=True, check=False)
    said = ended.stderr.decode("utf-8", "replace").strip()
    if ended.returncode != 0:
        said = said or ended.stdout.decode("utf-8", "replace").strip()
        raise CheckFailed(f"{command[2]} on the driver: {said}", ended.returncode, said, None)
    for line in said.splitlines():
        warnings.warn(line.removeprefix("warning: "), stacklevel=3)
    return ended.stdout


def _on_worker(program: _Program, stage: str, options: list[str], lines: Iterable[bytes]) -> Iterator[bytes]:
    """Pipe lines through a stage.

    Yields:
        The lines of the output, without line feeds. If the stage failed and would fail again, a single line says so.

    Raises:
        ProgramEnded: The program was killed.
    """
    where = f"{stage} on {socket.gethostname()}"
    try:
        command = program.command(stage, options)
    except BinaryNotFound as error:
        yield _failure(f"{where}: {error}")
        return
    folder = program.folder if os.path.isdir(program.folder) else None
    with tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=folder
            )
        except OSError as error:
            yield _failure(f"{where}: cannot run {command[0]}: {error}")
            return
        assert process.stdin is not None and process.stdout is not None
        feeder = _Feeder(process.stdin, lines)
        try:
            feeder.start()
            for line in process.stdout:
                yield line.rstrip(b"\n")
            code = process.wait()
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
            feeder.join()
        if code < 0:
            raise ProgramEnded(f"{where} was ended by signal {-code}")
        if code != 0:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace").strip()
            yield _failure(f"{where}: {said or f'exit code {code}'}")
        elif feeder.error is not None:
            raise feeder.error


class _Feeder(threading.Thread):
    """Writes lines to the standard input of a program, which may write before it has read all."""

    def __init__(self, stream: IO[bytes], lines: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self.error: BaseException | None = None
        self._stream = stream
        self._lines = lines

    def run(self) -> None:
        try:
            for line in self._lines:
                self._stream.write(line + b"\n")
        except BaseException as error:
            self.error = error
        try:
            self._stream.close()
        except OSError as error:
            self.error = self.error or error


def _failure(text: str) -> bytes:
    return _FAILURE + " ".join(text.split("\n")).encode()


def _find_binary(binary: str | None) -> str:
    """Return the program: the one that is named, or was added to the job, or is installed."""
    if binary is not None:
        return binary
    added = _added_file("factlint")
    if added is None:
        return find_binary()
    os.chmod(added, 0o755)
    return added


def _added_file(name: str) -> str | None:
    """Return the path of a file that was added to the job with `--files`, if there is one."""
    from pyspark import SparkFiles

    try:
        path = SparkFiles.get(name)
    except Exception:
        # Outside of a job, there are no such files.
        return None
    return path if os.path.isfile(path) else None


def _joined(lines: Iterable[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def write_records(frame: DataFrame, file: StrPath, *, column: str = "value", key: str | None = None) -> int:
    """Write a column of JSON texts as a document in JSON Lines, for a dataset that `check` can read.

    Args:
        frame: The rows. Other columns than `column` are not written; to write them all, use
            `frame.select(to_json(struct("*")).alias("value"))`.
        file: The document, on a path that the driver and all workers share.
        column: The column with a JSON text for each row.
        key: The column by which rows are sorted; by default, they are in the order of the frame. The place of a row in
            the report is the line with its number, so that this order defines the report.

    Returns:
        The number of rows.

    Raises:
        ValueError: A column is missing, or a row has no text or one of several lines.
        IsADirectoryError: `file` is a folder.
    """
    for name in (column, key):
        if name is not None and name not in frame.columns:
            raise ValueError(f"the frame has no column {name!r}; it has {', '.join(frame.columns)}")
    target = os.path.abspath(file)
    if os.path.isdir(target):
        raise IsADirectoryError(f"{target} is a folder, want the path of a document")
    # The workers may be other users, who cannot write to a folder from `tempfile`.
    parts = Path(f"{target}.{uuid.uuid4().hex}.parts")
    parts.mkdir()
    ordered = frame.orderBy(key) if key is not None else frame
    try:
        written = ordered.select(column).rdd.mapPartitionsWithIndex(partial(_write_part, str(parts))).collect()
        rows = 0
        with open(parts / "joined", "wb") as output:
            for index, number, mistake in sorted(written):
                if mistake is not None:
                    raise ValueError(f"row {rows + number + 1} of the column {column!r} {mistake}")
                rows += number
                with open(parts / str(index), "rb") as part:
                    shutil.copyfileobj(part, output)
        os.replace(parts / "joined", target)
        return rows
    finally:
        shutil.rmtree(parts, ignore_errors=True)


def _write_part(folder: str, index: int, rows: Iterable[Any]) -> Iterator[tuple[int, int, str | None]]:
    """Write the rows of a partition. Yields its number, the number of rows, and what is wrong with the next one."""
    number, mistake = 0, None
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as part:
        for (text,) in rows:
            if not isinstance(text, str):
                mistake = f"is {text!r}, want a JSON text"
            elif "\n" in text or "\r" in text:
                mistake = "has several lines, want a JSON text on one line"
            elif not text.strip():
                mistake = "is empty, want a JSON text"
            if mistake is not None:
                break
            part.write(text.encode() + b"\n")
            number += 1
    # A task that is tried again replaces what it has written.
    os.replace(part.name, os.path.join(folder, str(index)))
    yield index, number, mistake


def findings(spark: SparkSession, report: Report, *, suppressed: bool = False) -> DataFrame:
    """Return the findings of a report as a frame, to be written as Parquet or in another format of Spark.

    Args:
        spark: The session.
        report: The report.
        suppressed: Add the findings that are counted and not shown.
    """
    shown = report.findings + (report.suppressed if suppressed else ())
    return spark.createDataFrame([_finding_row(finding.data) for finding in shown], FINDING_SCHEMA)


def _finding_row(data: Mapping[str, Any]) -> dict[str, Any]:
    row = {name: data.get(name) for name in _FINDING_COLUMNS}
    if row["places_total"] is None:
        row["places_total"] = len(data["places"])
    # A case has too many levels for columns.
    row["case"] = None if data.get("case") is None else json.dumps(data["case"], ensure_ascii=False)
    return row


_FINDING_COLUMNS = (
    "level", "rule", "kind", "message", "help", "url", "fingerprint", "state",
    "places", "suggestions", "rests_on", "cause", "places_total", "suppressed_by", "case",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a dataset from a command line, and print its findings.

    Returns:
        The exit code, as of `factlint check`.
    """
    options = _options(arguments)
    try:
        return _submitted(options)
    except (CheckFailed, ImportError, OSError, UnknownReport) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="factlint-spark", description="Check a dataset with Apache Spark.")
    parser.add_argument("path", help="the folder of the dataset, which the driver and all workers read at this path")
    parser.add_argument("--partitions", type=int, help="number of tasks [default: Spark's parallelism]")
    parser.add_argument("--root", help="read no file of the dataset outside of this folder")
    parser.add_argument("--today", help='date to use as "today" (YYYY-MM-DD), for reproducible runs')
    parser.add_argument("--block-bytes", type=int, help="size of the blocks of large documents, in bytes")
    parser.add_argument(
        "--fail-on", default="error", choices=FAIL_ON, help="exit with 1 on findings at or above this level"
    )
    parser.add_argument(
        "--output", action="append", default=[], type=_output, metavar="FORMAT=FILE", help="also write this report"
    )
    parser.add_argument("--findings", help="also write the findings as Parquet to this folder")
    return parser.parse_args(arguments)


def _output(text: str) -> tuple[str, str]:
    name, is_given, file = text.partition("=")
    if not (name and is_given and file):
        raise argparse.ArgumentTypeError(f"got {text!r}, want FORMAT=FILE, such as sarif=report.sarif")
    return name, file


def _submitted(options: argparse.Namespace) -> int:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ImportError("this needs Spark; install it with: pip install 'factlint[spark]'") from error
    spark = SparkSession.builder.appName("factlint").getOrCreate()
    try:
        report = check(
            spark,
            options.path,
            partitions=options.partitions,
            root=options.root,
            today=options.today,
            block_bytes=options.block_bytes,
            fail_on=options.fail_on,
            outputs=dict(options.output),
        )
        for finding in report:
            print(finding)
        if report.nothing_checked:
            print(report.stderr.strip(), file=sys.stderr)
        print(json.dumps(report.summary["findings"]))
        if options.findings:
            _write_parquet(findings(spark, report), options.findings)
    finally:
        spark.stop()
    return report.exit_code


def _write_parquet(frame: DataFrame, folder: str) -> None:
    try:
        frame.write.mode("overwrite").parquet(folder)
    except Exception as error:
        raise OSError(f"cannot write the findings to {folder}: {_cause(error)}") from error
