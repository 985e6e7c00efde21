"""A report as a frame, and as HTML."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from factlint import Report

PLACE = {
    "file": "a.json",
    "pointer": "/0/id",
    "start": {"line": 2, "column": 3, "column_utf16": 3, "byte": 9},
    "end": {"line": 2, "column": 6, "column_utf16": 6, "byte": 12},
}


def finding(**members: Any) -> dict[str, Any]:
    """Return a finding as in a report, with some members replaced."""
    data: dict[str, Any] = {
        "fingerprint": "f" * 64,
        "state": "5" * 64,
        "rule": "friend",
        "kind": "reference",
        "level": "error",
        "message": "no person has the id `eve`",
        "help": None,
        "url": None,
        "places": [PLACE | {"label": "not found"}],
        "suggestions": [],
        "rests_on": [],
    }
    return data | members


def report(*findings: dict[str, Any], suppressed: tuple[dict[str, Any], ...] = ()) -> Report:
    """Return a report of some findings."""
    data = {
        "version": 2,
        "tool": {"name": "factlint", "version": "0.0.0"},
        "findings": findings,
        "suppressed": suppressed,
        "summary": {"documents": 1, "records": {"people": 2}, "rules_not_run": []},
    }
    return Report.from_json(json.dumps(data).encode(), 1 if findings else 0)


def whole_file() -> dict[str, Any]:
    """Return a finding about a file as a whole."""
    return finding(places=[{"file": "b.json", "pointer": None, "start": None, "end": None, "label": ""}])


def test_a_frame_has_a_row_per_finding() -> None:
    frame = report(finding(), whole_file(), suppressed=(finding(suppressed_by="baseline", decision=None),)).to_frame()
    assert list(frame["rule"]) == ["friend", "friend"]
    assert list(frame["file"]) == ["a.json", "b.json"]
    assert frame["line"].iloc[0] == 2 and str(frame["line"].dtype) == "Int64"
    assert frame["line"].isna().tolist() == [False, True]


def test_a_frame_has_suppressed_findings_if_asked() -> None:
    known = finding(suppressed_by="baseline", decision=None)
    frame = report(finding(), suppressed=(known,)).to_frame(suppressed=True)
    assert frame["suppressed_by"].tolist() == [None, "baseline"] or frame["suppressed_by"].isna().tolist() == [True, False]
    assert frame["suppressed_by"].iloc[1] == "baseline"


def test_a_frame_without_findings_has_its_columns() -> None:
    frame = report().to_frame()
    assert len(frame) == 0 and "message" in frame.columns and str(frame["line"].dtype) == "Int64"


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install 'factlint\[pandas\]'"):
        report(finding()).to_frame()


def test_suggestions_say_whether_they_are_safe() -> None:
    edit = PLACE | {"applicability": "unsafe", "message": "correct the id", "replacement": '"ada"'}
    [suggestion] = report(finding(suggestions=[edit])).findings[0].suggestions
    assert (suggestion.is_safe, suggestion.replacement, suggestion.place.pointer) == (False, '"ada"', "/0/id")


class Tags(HTMLParser):
    """Collects tags and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert all(name == "style" for name, _ in attrs), attrs
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "&lt;script&gt;",
    "</td></table><iframe>",
    "a\u202eb\u2066c\x1b[31m\x00\U000e0041\ufeff",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_notebook_shows_text_from_the_data_as_text(text: str) -> None:
    place = PLACE | {"file": text, "label": text}
    html = report(finding(message=text, rule=text, kind=text, level=text, url=text, help=text, places=[place]))._repr_html_()
    parser = Tags()
    parser.feed(html)
    assert parser.tags == {"div", "p", "table", "thead", "tbody", "tr", "th", "td"}
    visible = re.sub("[\u202e\u2066\x1b\x00\U000e0041\ufeff]", "\ufffd", text)
    assert parser.text.count(visible) >= 3
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u2066\ufeff\U000e0041]", html)


def test_a_finding_is_printed_on_one_line_without_control_characters() -> None:
    place = PLACE | {"file": "a\x1b[2J.json", "label": ""}
    [printed] = report(finding(message="one\ntwo\u202e", places=[place])).findings
    assert str(printed) == "a\ufffd[2J.json:2:3: error[friend]: one two\ufffd"


def test_a_notebook_shows_the_most_severe_findings_and_says_how_many_there_are() -> None:
    notices = [finding(level="notice", message=f"notice {number}") for number in range(250)]
    html = report(*notices, finding(message="the error"))._repr_html_()
    assert "the error" in html and "notice 198" in html and "notice 199" not in html
    assert "The 200 most severe of 251 findings are shown." in html
    assert "251 findings (1 error, 250 notice); checked: 1 document, 2 records" in html


def test_a_report_is_one_line_in_a_prompt_however_many_findings_it_has() -> None:
    shown = repr(report(*[finding()] * 1_000))
    assert shown == "<Report: 1000 findings (1000 error); checked: 1 document, 2 records>"
