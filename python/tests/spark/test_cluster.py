"""A standalone cluster of one master and two workers on the loopback address."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import factlint
from factlint import spark_submit

from .conftest import TODAY

SECONDS_TO_START = 120


@dataclass
class Cluster:
    """A running cluster."""

    master: str
    folder: Path
    spark: Path

    def submit(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command through `spark-submit`."""
        settings = {
            "spark.driver.host": "127.0.0.1",
            "spark.executor.memory": "512m",
            "spark.ui.enabled": "false",
            "spark.deploy.maxExecutorRetries": "-1",
        }
        options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        command = [str(self.spark / "bin/spark-submit"), "--master", self.master, *options]
        command += [spark_submit.__file__, *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_for(log: Path, pattern: str, number: int) -> None:
    """Wait until a log has matches of a pattern."""
    for _ in range(SECONDS_TO_START * 5):
        if len(re.findall(pattern, log.read_text(errors="replace"))) >= number:
            return
        time.sleep(0.2)
    raise AssertionError(f"{log} has no {pattern}:\n{log.read_text(errors='replace')}")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    import pyspark

    spark = Path(pyspark.__file__).parent
    folder = tmp_path_factory.mktemp("cluster")
    # The workers find this program first. It kills the executor above it once if a file says so.
    killer = folder / "bin" / "factlint"
    killer.parent.mkdir()
    killer.write_text(
        f"""#!/usr/bin/env bash
if [ "$2" = "$(cat '{folder}/kill' 2> /dev/null)" ] && mkdir '{folder}/killed' 2> /dev/null; then
  process=$PPID
  while [ "$(cat /proc/$process/comm)" != java ]; do process=$(ps -o ppid= -p "$process" | tr -d ' '); done
  kill -9 "$process"
fi
exec '{factlint.find_binary()}' "$@"
"""
    )
    killer.chmod(0o755)
    environment = os.environ | {"PATH": f"{killer.parent}:{os.environ['PATH']}", "SPARK_WORKER_DIR": str(folder / "work")}
    port = free_port()
    master = f"spark://127.0.0.1:{port}"
    class_name = "org.apache.spark.deploy"
    commands = [[f"{class_name}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]]
    worker = [f"{class_name}.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0"]
    commands += [[*worker, master]] * 2
    processes = []
    log = folder / "master.log"
    try:
        for number, command in enumerate(commands):
            file = log if number == 0 else folder / f"worker-{number}.log"
            with open(file, "wb") as output:
                processes.append(
                    subprocess.Popen(
                        [str(spark / "bin/spark-class"), *command], stdout=output, stderr=output, env=environment
                    )
                )
            if number == 0:
                wait_for(log, "Starting Spark master", 1)
        wait_for(log, "Registering worker", 2)
        yield Cluster(master, folder, spark)
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


@pytest.mark.parametrize("generated", ["lines"], indirect=True)
@pytest.mark.parametrize("killed", ["", "visit", "settle"])
def test_a_cluster_gives_the_report_of_one_process_even_if_an_executor_is_killed(
    cluster: Cluster, generated: Path, tmp_path: Path, killed: str
) -> None:
    mark = cluster.folder / "killed"
    if mark.exists():
        mark.rmdir()
    (cluster.folder / "kill").write_text(killed)
    target = tmp_path / "report.json"
    ended = cluster.submit(
        str(generated), "--partitions", "7", "--block-bytes", "20000", "--today", TODAY, "--output", f"json={target}"
    )
    assert ended.returncode == 1, ended.stderr
    assert mark.exists() == bool(killed), ended.stderr
    local = factlint.check(generated, today=TODAY)
    assert target.read_bytes() == local.json
    printed = ended.stdout.splitlines()
    assert [line for line in printed if line in {str(finding) for finding in local}] == [str(finding) for finding in local]


def test_what_fails_on_a_worker_is_said_by_the_command(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "factlint.toml").write_text('version = 1\ndocuments = ["*.json"]\n', encoding="utf-8")
    ended = cluster.submit(str(tmp_path))
    # spark-submit prints the errors of a program on its standard output.
    said = [line for line in (ended.stdout + ended.stderr).splitlines() if line.startswith("error: ")]
    assert ended.returncode == 2 and len(said) == 1, said
    assert said[0].endswith("no file matches `*.json`")
