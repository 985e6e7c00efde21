"""`factlint.check` runs the program and says what it said."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import factlint
from factlint import __main__ as module
from factlint import spark

RULEBOOK = """
version = 1
documents = ["*.json"]

[collections]
people = { select = "$.people[*]", id = "id", optional = true }

[rules.friend]
kind = "reference"
in = "people"
field = "friend"
to = "people"
optional = true

[rules.born]
kind = "presence"
level = "warning"
in = "people"
required = "born"
optional = true
"""

GOOD = {"people": [{"id": "ada", "born": 1815}, {"id": "bob", "born": 1912, "friend": "ada"}]}
BROKEN = {"people": [{"id": "ada"}, {"id": "bob", "born": 1912, "friend": "eve"}]}


def write(folder: Path, document: object, rulebook: str = RULEBOOK) -> Path:
    """Write a dataset of one document."""
    (folder / "factlint.toml").write_text(rulebook, encoding="utf-8")
    (folder / "people.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_a_dataset_without_mistakes_has_no_findings(tmp_path: Path) -> None:
    report = factlint.check(write(tmp_path, GOOD))
    assert (report.findings, report.exit_code, report.failed, report.nothing_checked) == ((), 0, False, False)
    assert report.summary["records"] == {"people": 2}
    assert report, "a report without findings is true"


def test_findings_have_rule_level_message_and_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, BROKEN))
    report = factlint.check()
    assert report.exit_code == 1 and report.failed
    assert [(finding.rule, finding.level) for finding in report] == [("born", "warning"), ("friend", "error")]
    broken = report.findings[1]
    assert "eve" in broken.message and broken.kind == "reference" and len(broken.fingerprint) == 64
    assert broken.place is not None and broken.place.start is not None
    assert (broken.place.file, broken.place.pointer) == ("people.json", "/people/1/friend")
    text = Path("people.json").read_bytes()
    assert broken.place.end is not None
    assert text[broken.place.start.byte : broken.place.end.byte] == b'"eve"'
    assert str(broken) == f"people.json:1:{broken.place.start.column}: error[friend]: {broken.message}"


def test_the_report_is_the_one_of_the_program(tmp_path: Path) -> None:
    write(tmp_path, BROKEN)
    arguments = [factlint.find_binary(), "check", "--format", "json", str(tmp_path)]
    printed = subprocess.run(arguments, capture_output=True, check=False).stdout
    report = factlint.check(tmp_path)
    assert report.json == printed
    assert report.to_dict() == json.loads(printed)
    assert [finding.data for finding in report] == json.loads(printed)["findings"]


def test_options_reach_the_program(tmp_path: Path) -> None:
    write(tmp_path, BROKEN)
    assert [finding.rule for finding in factlint.check(tmp_path, select=["reference"])] == ["friend"]
    assert [finding.rule for finding in factlint.check(tmp_path, ignore=["friend"])] == ["born"]
    assert not factlint.check(tmp_path, ignore=["friend"]).failed
    assert factlint.check(tmp_path, ignore=["friend"], fail_on="warning").failed
    assert not factlint.check(tmp_path, fail_on="never", jobs=1, show_unchecked=True, root=tmp_path).failed
    for today in (datetime.date(2026, 11, 23), "2026-11-23"):
        assert len(factlint.check(tmp_path, today=today)) == 2
    assert len(factlint.check([tmp_path / "people.json", tmp_path / "factlint.toml"])) == 2


def test_a_path_is_never_read_as_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "--help"
    folder.mkdir()
    write(folder, BROKEN)
    monkeypatch.chdir(tmp_path)
    assert len(factlint.check("--help")) == 2
    with pytest.raises(factlint.CheckFailed, match="--output"):
        factlint.check("--help", select=["--output=json=x"])
    assert not (tmp_path / "x").exists()


def test_nothing_checked_is_not_a_clean_report(tmp_path: Path) -> None:
    report = factlint.check(write(tmp_path, {"people": []}))
    assert (report.exit_code, report.nothing_checked, report.failed) == (3, True, False)
    assert "nothing was checked" in report.stderr
    assert "nothing was checked" in report._repr_html_()


def test_a_mistake_in_the_rulebook_is_an_exception_that_names_it(tmp_path: Path) -> None:
    write(tmp_path, GOOD, RULEBOOK.replace("$.people[*]", "$.people["))
    with pytest.raises(factlint.CheckFailed, match=r"factlint\.toml:6:.*the path ends too early") as caught:
        factlint.check(tmp_path)
    assert caught.value.exit_code == 2
    assert caught.value.report is not None
    assert [finding.kind for finding in caught.value.report] == ["rulebook"]


def test_what_the_program_says_about_a_wrong_call_is_in_the_exception(tmp_path: Path) -> None:
    with pytest.raises(factlint.CheckFailed, match="no factlint.toml in") as caught:
        factlint.check(tmp_path)
    assert (caught.value.exit_code, caught.value.report) == (2, None)
    assert "no factlint.toml in" in caught.value.stderr
    with pytest.raises(factlint.CheckFailed, match="cannot read .*no-such-folder"):
        factlint.check(tmp_path / "no-such-folder")
    with pytest.raises(factlint.CheckFailed, match="invalid value"):
        factlint.check(write(tmp_path, GOOD), fail_on="never mind")


def test_a_text_in_place_of_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="select is a list of rules; got the text 'friend'"):
        factlint.check(tmp_path, select="friend")
    with pytest.raises(ValueError, match="no path to check"):
        factlint.check([])


def script(folder: Path, body: str) -> Path:
    """Write a program that takes the place of the real one."""
    path = folder / "program"
    path.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


posix = pytest.mark.skipif(os.name != "posix", reason="a script stands in for the program")


@posix
def test_a_killed_program_is_no_clean_report(tmp_path: Path) -> None:
    killed = script(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(factlint.CheckFailed, match="ended by signal 9"):
        factlint.check(tmp_path, binary=killed)


@posix
@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ("", "not JSON"),
        ('{"version": 2, "findings": [', "not JSON"),
        ('{"version": 1}', "version 1, want 2"),
        ("[]", "version None, want 2"),
        ('{"version": 2, "findings": []}', "lacks"),
    ],
)
def test_a_report_that_is_cut_off_or_of_another_version_is_refused(tmp_path: Path, printed: str, message: str) -> None:
    program = script(tmp_path, f"print({printed!r}, end='')")
    with pytest.raises(factlint.UnknownReport, match=message):
        factlint.check(tmp_path, binary=program)


@posix
def test_an_undocumented_exit_code_is_an_error(tmp_path: Path) -> None:
    program = script(tmp_path, "import sys; print('it broke', file=sys.stderr); sys.exit(101)")
    with pytest.raises(factlint.CheckFailed, match="exit code 101: it broke"):
        factlint.check(tmp_path, binary=program)


@posix
def test_a_program_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    program = script(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(subprocess.TimeoutExpired):
        factlint.check(tmp_path, binary=program, timeout=0.2)


def test_the_module_runs_as_the_program(tmp_path: Path) -> None:
    write(tmp_path, BROKEN)
    arguments = ["check", str(tmp_path), "--format", "json"]
    program = subprocess.run([factlint.find_binary(), *arguments], capture_output=True, check=False)
    module = subprocess.run([sys.executable, "-m", "factlint", *arguments], capture_output=True, check=False)
    assert (module.returncode, module.stdout, module.stderr) == (1, program.stdout, program.stderr)


def test_the_program_is_the_one_in_the_wheel() -> None:
    assert Path(factlint.find_binary()).is_relative_to(Path(sys.prefix).resolve())


def test_without_a_program_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("factlint.binary._installed_binary", lambda: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(factlint.BinaryNotFound, match="install the wheel"):
        factlint.check()


def test_findings_are_printed_as_the_program_prints_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ranges = [
        (0, 0x3200),
        (0xFE00, 0x10010),
        (0x1BCA0, 0x1BCB0),
        (0x1D150, 0x1D200),
        (0x1F3F0, 0x1F680),
        (0xE0000, 0xE0200),
    ]
    alone = [f"x{chr(code)}y" for first, end in ranges for code in range(first, end)]
    marks = "\u200c\u200d\ufe0e\ufe0f"
    shaped = [
        f"{first}{mark}{last}"
        for first in "a 1\u0628\u0915\u4e00\u2764\U0001f468"
        for mark in marks
        for last in marks + "b"
    ]
    names = [{"id": "ada", "born": 1, "friend": name} for name in alone + shaped]
    monkeypatch.chdir(write(tmp_path, {"people": names}))
    command = [factlint.find_binary(), "check", "--format", "concise"]
    printed = subprocess.run(command, check=False, capture_output=True, encoding="utf-8").stdout.split("\n")
    lines = [str(finding) for finding in factlint.check()]
    assert len(lines) >= len(names)
    assert set(lines) <= set(printed), sorted(set(lines) - set(printed))[:5]


def test_a_path_cannot_give_a_command_to_a_ci_runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, BROKEN))
    (tmp_path / "people.json").rename(tmp_path / "::error::x.json")
    assert all(str(finding).startswith("./::error::") for finding in factlint.check())


def test_a_program_that_is_missing_or_cannot_start_is_an_error_of_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> str:
        raise factlint.BinaryNotFound("the program factlint is not installed")

    other = tmp_path / "factlint"
    other.write_bytes(b"no program")
    other.chmod(0o755)
    for found in (missing, lambda: str(other)):
        monkeypatch.setattr(module, "find_binary", found)
        assert module.main() == 2
        printed = capsys.readouterr().err
        assert printed.startswith("error: ") and len(printed.splitlines()) == 1


def test_the_error_of_a_worker_is_named_and_not_the_first_line_above_its_traceback() -> None:
    above = "An exception was thrown from the Python worker:\nTraceback (most recent call last):\n"
    frame = '  File "worker.py", line 1, in read\n    return loads(file)\n           ^^^^^^^^^^^\n'
    missing = spark._cause(RuntimeError(f"{above}{frame}ModuleNotFoundError: No module named 'factlint'\n\tat java.x"))
    assert missing == (
        "ModuleNotFoundError: No module named 'factlint': install the package on every worker, in the version of the driver"
    )
    own = "factlint.spark.ProgramEnded: visit on a was ended by signal 9"
    assert spark._cause(RuntimeError(f"{above}{frame}{own}\n")) == own
    assert spark._cause(RuntimeError("\nno memory\nat java.x")) == "no memory"
