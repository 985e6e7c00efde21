"""Finds the program."""

from __future__ import annotations

import os
import shutil
import sysconfig
from importlib import metadata
from pathlib import Path

NAME = "factlint.exe" if os.name == "nt" else "factlint"


class BinaryNotFound(FileNotFoundError):
    """The program is neither installed with this package nor on `PATH`."""


def find_binary() -> str:
    """Return the path of the program.

    This is the one that was installed with the package; only if the package was imported without having been
    installed, the one on `PATH`.

    Raises:
        BinaryNotFound: There is none.
    """
    installed = _installed_binary()
    if installed is not None:
        return installed
    found = shutil.which("factlint")
    if found is not None:
        return found
    raise BinaryNotFound(
        "the program factlint is not installed with this package, and not on PATH; install the wheel for this system"
    )


def _installed_binary() -> str | None:
    """Return the program that the list of installed files names, wherever pip was told to put it."""
    try:
        files = metadata.files("factlint") or []
    except metadata.PackageNotFoundError:
        return None
    paths = [Path(str(file.locate())) for file in files if file.name == NAME]
    # `pip install --target` moves programs without changing the list.
    package = Path(__file__).resolve().parent
    paths += [package.parent / folder / NAME for folder in ("bin", "Scripts")]
    paths.append(Path(sysconfig.get_path("scripts")) / NAME)
    return next((str(path.resolve()) for path in paths if path.is_file()), None)
