"""A check that Spark distributes has the report of one process, byte for byte, or fails."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import factlint
from factlint import spark as factlint_spark

from .conftest import TODAY

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

BLOCK = 20_000

RULEBOOK = """
version = 1
documents = ["*.jsonl"]

[collections]
people = { select = "$[*]", id = "id", optional = true }

[rules.ids]
kind = "unique"
in = "people"
fields = "id"

[rules.friend]
kind = "reference"
in = "people"
field = "friend"
to = "people"
optional = true
"""


def dataset(folder: Path, *lines: object) -> Path:
    """Write a dataset of one document in JSON Lines."""
    (folder / "factlint.toml").write_text(RULEBOOK, encoding="utf-8")
    (folder / "people.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return folder


def program(folder: Path, script: str) -> Path:
    """Write a program that does something before it runs factlint, or instead."""
    path = folder / "program"
    path.write_text(f"#!/usr/bin/env bash\nexport real='{factlint.find_binary()}' dir='{folder}'\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("partitions", [1, 2, 7, 64])
def test_the_report_is_the_one_of_one_process(spark: SparkSession, generated: Path, partitions: int) -> None:
    local = factlint.check(generated, today=TODAY)
    assert len(local) > 100 and local.failed
    shared = factlint_spark.check(spark, generated, partitions=partitions, today=TODAY, block_bytes=BLOCK)
    assert shared.json == local.json
    assert shared.exit_code == local.exit_code


def test_one_key_with_many_facts_is_settled(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path, *({"id": "ada", "friend": "eve"} for _ in range(20_000)))
    shared = factlint_spark.check(spark, tmp_path, partitions=3, block_bytes=BLOCK)
    assert shared.json == factlint.check(tmp_path).json


def test_options_and_other_formats(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path, {"id": "ada"}, {"id": "ada"})
    sarif = tmp_path / "report.sarif"
    shared = factlint_spark.check(spark, tmp_path, fail_on="never", root=tmp_path, outputs={"sarif": sarif})
    assert (len(shared), shared.failed) == (1, False)
    assert json.loads(sarif.read_text())["version"] == "2.1.0"
    assert factlint_spark.check(spark, tmp_path).failed


def test_findings_are_a_frame_that_can_be_written(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path, {"id": "ada"}, {"id": "bob", "friend": "eve"})
    shared = factlint_spark.check(spark, tmp_path)
    target = str(tmp_path / "findings.parquet")
    factlint_spark.findings(spark, shared).write.parquet(target)
    [row] = spark.read.parquet(target).collect()
    assert (row.rule, row.level, row.places[0].start.line) == ("friend", "error", 2)
    assert row.fingerprint == shared.findings[0].fingerprint
    assert row.places_total == len(row.places) and row.suppressed_by is None
    members = shared.findings[0].data
    assert set(members) <= set(row.asDict()) and json.loads(row.case or "null") == members["case"]


def test_an_empty_dataset_is_nothing_checked(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path)
    shared = factlint_spark.check(spark, tmp_path)
    assert shared.json == factlint.check(tmp_path).json
    assert shared.nothing_checked and "nothing was checked" in shared.stderr


@pytest.mark.parametrize("stage", ["visit", "settle"])
@pytest.mark.parametrize("victim", ["$$", "$PPID"], ids=["program", "python"])
def test_a_worker_that_is_killed_changes_nothing(
    spark: SparkSession, generated: Path, tmp_path: Path, stage: str, victim: str
) -> None:
    # The first three times, the program or its worker is killed after it has written a part of its output.
    script = f"""
    if [ "$2" = {stage} ]; then
      for try in 1 2 3; do
        if mkdir "$dir/$try" 2> /dev/null; then "$real" "$@" | head -n 20; kill -9 {victim}; sleep 60; fi
      done
    fi
    exec "$real" "$@"
    """
    killed = program(tmp_path, script)
    shared = factlint_spark.check(spark, generated, partitions=7, today=TODAY, block_bytes=BLOCK, binary=killed)
    assert sorted(os.listdir(tmp_path)) == ["1", "2", "3", "program"]
    assert shared.json == factlint.check(generated, today=TODAY).json


def test_a_program_that_is_always_killed_is_an_error(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path, {"id": "ada"})
    killed = program(tmp_path, 'if [ "$2" = visit ]; then kill -9 $$; fi; exec "$real" "$@"')
    with pytest.raises(factlint.CheckFailed, match="Spark gave up: .*visit on .* was ended by signal 9"):
        factlint_spark.check(spark, tmp_path, binary=killed)


@pytest.mark.parametrize("stage", ["visit", "settle"])
def test_a_program_that_stops_reading_or_loses_lines_is_an_error(
    spark: SparkSession, generated: Path, tmp_path: Path, stage: str
) -> None:
    for script in ['head -n 3 | "$real" "$@"', '"$real" "$@" | head -n 3', '"$real" "$@" | sed 5d', "true"]:
        broken = program(tmp_path, f'if [ "$2" = {stage} ]; then {script}; exit 0; fi; exec "$real" "$@"')
        with pytest.raises(factlint.CheckFailed):
            factlint_spark.check(spark, generated, partitions=2, today=TODAY, block_bytes=BLOCK, binary=broken)


def test_a_worker_without_the_program_is_named(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path, {"id": "ada"})
    gone = program(tmp_path, 'rm -f "$0"; exec "$real" "$@"')
    with pytest.raises(factlint.CheckFailed, match=r"visit on .*: cannot run .*program: "):
        factlint_spark.check(spark, tmp_path, binary=gone)


def test_another_version_on_a_worker_is_refused(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path, {"id": "ada"})
    older = program(
        tmp_path,
        """if [ "$2" = visit ]; then
      echo "error: the plan is of the format factlint-shard/1 and of factlint 9.9.9" >&2; exit 2; fi; exec "$real" "$@" """,
    )
    with pytest.raises(factlint.CheckFailed, match="visit on .*: error: the plan is of the format .* 9.9.9"):
        factlint_spark.check(spark, tmp_path, binary=older)


def test_a_mistake_in_the_rulebook_is_that_of_a_local_check(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path, {"id": "ada"})
    (tmp_path / "factlint.toml").write_text(RULEBOOK.replace("$[*]", "$["), encoding="utf-8")
    with pytest.raises(factlint.CheckFailed, match=r"factlint\.toml:6:.*the path ends too early"):
        factlint_spark.check(spark, tmp_path)
    with pytest.raises(factlint.CheckFailed, match="no-such-folder"):
        factlint_spark.check(spark, tmp_path / "no-such-folder")


def test_a_lookup_that_every_process_would_repeat_is_refused_if_it_is_large(
    spark: SparkSession, generated: Path
) -> None:
    with pytest.raises(factlint.CheckFailed, match=r"plan on the driver: error: the rule `.*` looks up records of `"):
        factlint_spark.check(spark, generated, largest_lookup=1000)


def test_a_document_that_cannot_be_divided_is_a_warning_that_names_the_rule(
    spark: SparkSession, tmp_path: Path
) -> None:
    dataset(tmp_path, *({"id": f"p{number}"} for number in range(1000)))
    with open(tmp_path / "factlint.toml", "a", encoding="utf-8") as rulebook:
        rulebook.write("[rules.all]\nkind = 'presence'\nin = 'people'\nwhere = '$[0].id'\nrequired = 'id'\n")
    with pytest.warns(UserWarning, match="whole of .*people.jsonl: the rule `all` looks beyond one record"):
        shared = factlint_spark.check(spark, tmp_path, block_bytes=1000)
    assert shared.json == factlint.check(tmp_path).json


def test_a_broken_record_is_a_finding_at_its_place(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path, {"id": "ada"}, {"id": "bob"})
    with open(tmp_path / "people.jsonl", "a", encoding="utf-8") as file:
        file.write('{"id": \n')
    shared = factlint_spark.check(spark, tmp_path)
    assert shared.json == factlint.check(tmp_path).json
    [broken] = [finding for finding in shared if finding.kind == "syntax"]
    assert broken.place is not None and broken.place.start is not None and broken.place.start.line == 3


def test_a_column_of_json_is_a_document(spark: SparkSession, tmp_path: Path) -> None:
    dataset(tmp_path)
    rows = [(number, json.dumps({"id": f"p{number}", "friend": f"p{number + 1}"})) for number in range(100)]
    reports = []
    for partitions in (1, 7):
        frame = spark.createDataFrame(rows[::-1], "number int, value string").repartition(partitions)
        assert factlint_spark.write_records(frame, tmp_path / "people.jsonl", key="number") == 100
        reports.append(factlint_spark.check(spark, tmp_path, partitions=partitions).json)
    assert reports[0] == reports[1] == factlint.check(tmp_path).json
    [missing] = factlint.check(tmp_path)
    assert missing.place is not None and missing.place.start is not None and missing.place.start.line == 100
    assert sorted(os.listdir(tmp_path)) == ["factlint.toml", "people.jsonl"]


def test_a_column_that_is_missing_or_no_text_is_refused(spark: SparkSession, tmp_path: Path) -> None:
    frame = spark.createDataFrame([("{}",), ("{}",), (None,), ("{\n}",)], "value string").coalesce(1)
    target = tmp_path / "people.jsonl"
    with pytest.raises(ValueError, match="no column 'json'; it has value"):
        factlint_spark.write_records(frame, target, column="json")
    with pytest.raises(ValueError, match="row 3 of the column 'value' is None"):
        factlint_spark.write_records(frame, target)
    with pytest.raises(ValueError, match="has several lines"):
        factlint_spark.write_records(frame.where("value like '%\\n%'"), target)
    for text in ("", "  "):
        empty = spark.createDataFrame([("{}",), (text,)], "value string").coalesce(1)
        with pytest.raises(ValueError, match="row 2 of the column 'value' is empty"):
            factlint_spark.write_records(empty, target)
    assert os.listdir(tmp_path) == []


def test_records_are_written_beside_whatever_else_is_there(spark: SparkSession, tmp_path: Path) -> None:
    frame = spark.createDataFrame([("{}",)], "value string")
    mine = tmp_path / "people.jsonl.parts" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    assert factlint_spark.write_records(frame, tmp_path / "people.jsonl") == 1
    assert mine.read_text() == "mine"
    with pytest.raises(IsADirectoryError, match="want the path of a document"):
        factlint_spark.write_records(frame, mine.parent)
    assert sorted(os.listdir(tmp_path)) == ["people.jsonl", "people.jsonl.parts"]


def test_a_level_that_does_not_exist_is_refused_before_the_job(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="got 'errors' for fail_on, want one of error, warning"):
        factlint_spark.check(spark, tmp_path, fail_on="errors")


def test_a_command_that_cannot_run_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["x", "--fail-on", "errors"], ["x", "--output", "sarif"]):
        with pytest.raises(SystemExit) as ended:
            factlint_spark.main(arguments)
        assert ended.value.code == 2
    code = "import sys; sys.modules['pyspark.sql'] = None; from factlint.spark import main; sys.exit(main(['x']))"
    ended_without = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert ended_without.returncode == 2
    assert ended_without.stderr.startswith("error: this needs Spark") and ended_without.stderr.count("\n") == 1


def test_the_module_is_imported_without_pyspark() -> None:
    code = "import sys; sys.modules['pyspark'] = None; import factlint.spark"
    subprocess.run([sys.executable, "-c", code], check=True)
