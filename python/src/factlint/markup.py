"""A report as HTML, for notebooks."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from factlint.printable import one_line

if TYPE_CHECKING:
    from factlint.report import Finding, Report

#: The most findings that a notebook shows, as in the program's reports for people.
SHOWN = 200

#: Most severe first.
_LEVELS = ("error", "warning", "review", "notice")

_CELL = "text-align: left; vertical-align: top"


def report_html(report: Report) -> str:
    """Return a table of the most severe findings below a sentence about what was checked.

    The HTML contains no script and no link, and shows all text from the data as text.
    """
    parts = [f"<p>{shown(summary(report))}</p>"]
    findings = sorted(report.findings, key=_severity)[:SHOWN]
    if findings:
        header = "".join(f'<th style="{_CELL}">{name}</th>' for name in ("level", "rule", "place", "message"))
        rows = "".join(_row(finding) for finding in findings)
        parts.append(f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>")
    if len(report.findings) > SHOWN:
        parts.append(f"<p>The {SHOWN} most severe of {len(report.findings)} findings are shown.</p>")
    return f"<div>{''.join(parts)}</div>"


def shown(text: str) -> str:
    """Return text from a dataset as HTML: escaped, with characters that could mislead as `�`."""
    return html.escape(one_line(text), quote=True)


def summary(report: Report) -> str:
    """Return in one line what was found and what was checked."""
    if report.nothing_checked:
        return report.stderr.strip() or "nothing was checked"
    numbers = {level: 0 for level in _LEVELS}
    for finding in report.findings:
        numbers[finding.level] = numbers.get(finding.level, 0) + 1
    counts = ", ".join(f"{number} {level}" for level, number in numbers.items() if number)
    records = sum(report.summary.get("records", {}).values())
    checked = f"checked: {_number(report.summary.get('documents', 0), 'document')}, {_number(records, 'record')}"
    hidden = f"; {len(report.suppressed)} not shown because of a verdict or the baseline" if report.suppressed else ""
    not_run = report.summary.get("rules_not_run", [])
    partly = f"; {_number(len(not_run), 'rule')} could not check everything" if not_run else ""
    total = _number(len(report.findings), "finding")
    return f"{total} ({counts}){hidden}; {checked}{partly}" if counts else f"{total}{hidden}; {checked}{partly}"


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _severity(finding: Finding) -> int:
    return _LEVELS.index(finding.level) if finding.level in _LEVELS else len(_LEVELS)


def _row(finding: Finding) -> str:
    place = str(finding.place) if finding.place is not None else ""
    cells = (finding.level, finding.rule, place, finding.message)
    return "<tr>" + "".join(f'<td style="{_CELL}">{shown(text)}</td>' for text in cells) + "</tr>"
