"""The report of a run, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from factlint.markup import report_html, summary
from factlint.printable import one_line, path_at_line_start

if TYPE_CHECKING:
    import pandas

#: The version of the report's format, as in `schema/report.schema.json`.
FORMAT_VERSION = 2


class UnknownReport(Exception):
    """What the program printed is not a report that this version of the package can read."""


@dataclass(frozen=True)
class Position:
    """A position in a file."""

    #: Counted from 1.
    line: int
    #: In Unicode code points, counted from 1.
    column: int
    #: In UTF-16 code units, counted from 1, as editors count.
    column_utf16: int
    #: The offset in the file in bytes, counted from 0.
    byte: int


@dataclass(frozen=True)
class Place:
    """A span of a file, or a file as a whole."""

    #: The path relative to the current directory, with `/` on every system.
    file: str
    #: The JSON Pointer in a JSON document.
    pointer: str | None
    #: The first character; None for a file as a whole.
    start: Position | None
    #: The position after the last character; None for a file as a whole.
    end: Position | None
    #: What the report says about the place.
    label: str = ""

    def __str__(self) -> str:
        """Return `file:line:column`, or the path of a file as a whole."""
        if self.start is None:
            return self.file
        return f"{self.file}:{self.start.line}:{self.start.column}"


@dataclass(frozen=True)
class Suggestion:
    """An edit that would remove a finding."""

    #: The span that the edit replaces.
    place: Place
    #: The text that replaces it, as written in the file.
    replacement: str
    #: What the edit does.
    message: str
    #: Whether it changes only how something is written, never what is claimed.
    is_safe: bool


@dataclass(frozen=True)
class Finding:
    """What a rule reports."""

    #: The id of the rule in the rulebook.
    rule: str
    #: The kind of the rule.
    kind: str
    #: `error`, `warning`, `review` (a person must decide) or `notice`.
    level: str
    #: What was found and what was expected.
    message: str
    #: The stable name of the finding: the same in every run, whatever its values are.
    fingerprint: str
    #: What to do about it.
    help: str | None = None
    #: The page of the rule's kind.
    url: str | None = None
    #: The places involved. The first is where to look first.
    places: tuple[Place, ...] = ()
    #: Edits that would remove the finding.
    suggestions: tuple[Suggestion, ...] = ()
    #: Why it is counted and not shown: `verdict` or `baseline`; None for a finding that is shown.
    suppressed_by: str | None = None
    #: The finding with all its members, as in the report.
    data: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def place(self) -> Place | None:
        """The place to go to first."""
        return self.places[0] if self.places else None

    def __str__(self) -> str:
        """Return the finding on one line, with control and invisible characters as `�`."""
        line = one_line(f"{self.level}[{self.rule}]: {self.message}")
        return line if self.place is None else f"{path_at_line_start(str(self.place))}: {line}"


@dataclass(frozen=True, repr=False)
class Report:
    """What a run found, and what it checked."""

    #: The findings, sorted by path, place, rule and fingerprint.
    findings: tuple[Finding, ...]
    #: The findings that are counted and not shown, because of a verdict or the baseline.
    suppressed: tuple[Finding, ...]
    #: What was checked and what was not; empty if the run ended on a mistake in the rulebook or a schema.
    summary: Mapping[str, Any]
    #: The version of the program.
    program_version: str
    #: 0: nothing at or above the level to fail on; 1: findings; 2: a mistake in the rulebook or a schema;
    #: 3: nothing was checked.
    exit_code: int
    #: The report as the program printed it.
    json: bytes
    #: What the program printed on standard error, for example why nothing was checked.
    stderr: str = ""

    @classmethod
    def from_json(cls, text: bytes, exit_code: int, stderr: str = "") -> Report:
        """Read a report.

        Args:
            text: What `factlint check --format json` printed.
            exit_code: The code with which it ended.
            stderr: What it printed on standard error.

        Raises:
            UnknownReport: The text is not a report, or its format has another version.
        """
        try:
            data = json.loads(text)
        except ValueError as error:
            raise UnknownReport(f"the program's report is not JSON: {error}") from error
        version = data.get("version") if isinstance(data, dict) else None
        if version != FORMAT_VERSION:
            raise UnknownReport(f"the report has version {version!r}, want {FORMAT_VERSION}")
        try:
            return cls(
                findings=tuple(_finding(each) for each in data["findings"]),
                suppressed=tuple(_finding(each) for each in data["suppressed"]),
                summary=data["summary"] or {},
                program_version=data["tool"]["version"],
                exit_code=exit_code,
                json=text,
                stderr=stderr,
            )
        except (KeyError, TypeError) as error:
            raise UnknownReport(f"the report lacks a member of version {FORMAT_VERSION}: {error!r}") from error

    @property
    def failed(self) -> bool:
        """Whether there are findings at or above the level to fail on."""
        return self.exit_code == 1

    @property
    def nothing_checked(self) -> bool:
        """Whether there was nothing to check: "no findings" then says nothing about the data."""
        return self.exit_code == 3

    def __repr__(self) -> str:
        """Return one line, since a notebook stores it beside each table: how many findings there are, and their levels."""
        return f"<Report: {summary(self)}>"

    def __len__(self) -> int:
        """Return the number of findings that are shown."""
        return len(self.findings)

    def __bool__(self) -> bool:
        """Return True: a report without findings is a report."""
        return True

    def __iter__(self) -> Iterator[Finding]:
        """Iterate over the findings that are shown."""
        return iter(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as in `schema/report.schema.json`, as a new dictionary."""
        data: dict[str, Any] = json.loads(self.json)
        return data

    def to_frame(self, *, suppressed: bool = False) -> pandas.DataFrame:
        """Return a pandas frame with one row per finding.

        Args:
            suppressed: Add the findings that are counted and not shown.

        Raises:
            ImportError: pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise ImportError("to_frame needs pandas; install it with: pip install 'factlint[pandas]'") from error
        findings = self.findings + (self.suppressed if suppressed else ())
        rows = [_row(finding) for finding in findings]
        frame: pandas.DataFrame = pandas.DataFrame(rows, columns=list(_COLUMNS))
        # Places of whole files have no line. Without an explicit type, pandas would turn the others into floats.
        for column in ("line", "column"):
            frame[column] = frame[column].astype("Int64")
        return frame

    def _repr_html_(self) -> str:
        """Return what a notebook shows."""
        return report_html(self)


_COLUMNS = ("level", "rule", "kind", "message", "file", "line", "column", "pointer", "fingerprint", "suppressed_by")


def _row(finding: Finding) -> tuple[object, ...]:
    place = finding.place
    start = place.start if place is not None else None
    return (
        finding.level,
        finding.rule,
        finding.kind,
        finding.message,
        place.file if place is not None else None,
        start.line if start is not None else None,
        start.column if start is not None else None,
        place.pointer if place is not None else None,
        finding.fingerprint,
        finding.suppressed_by,
    )


def _finding(data: Mapping[str, Any]) -> Finding:
    return Finding(
        rule=data["rule"],
        kind=data["kind"],
        level=data["level"],
        message=data["message"],
        fingerprint=data["fingerprint"],
        help=data["help"],
        url=data["url"],
        places=tuple(_place(place) for place in data["places"]),
        suggestions=tuple(_suggestion(each) for each in data["suggestions"]),
        suppressed_by=data.get("suppressed_by"),
        data=data,
    )


def _suggestion(data: Mapping[str, Any]) -> Suggestion:
    return Suggestion(
        place=_place(data),
        replacement=data["replacement"],
        message=data["message"],
        is_safe=data["applicability"] == "safe",
    )


def _place(data: Mapping[str, Any]) -> Place:
    return Place(
        file=data["file"],
        pointer=data["pointer"],
        start=_position(data["start"]),
        end=_position(data["end"]),
        label=data.get("label", ""),
    )


def _position(data: Mapping[str, int] | None) -> Position | None:
    if data is None:
        return None
    return Position(data["line"], data["column"], data["column_utf16"], data["byte"])
