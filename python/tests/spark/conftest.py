"""Sessions of Spark, and generated datasets. `ci/spark` sets the variables."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TODAY = "2026-01-01"
MISTAKES = ("schema", "reference", "dates", "quote", "value", "conflict")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A session with two threads that tries each task four times."""
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2,4]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="session", params=["lines", "pretty"])
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with planted mistakes of every kind."""
    folder: Path = tmp_path_factory.mktemp("generated") / request.param
    planted = [argument for kind in MISTAKES for argument in ("--plant", f"{kind}=0.02")]
    size = ["--megabytes", os.environ.get("FACTLINT_SPARK_MEGABYTES", "1"), "--form", request.param]
    subprocess.run([os.environ["FACTLINT_GENERATE"], str(folder), *size, *planted], check=True, capture_output=True)
    return folder
