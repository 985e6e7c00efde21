"""factlint, a linter for facts, from Python.

>>> import factlint
>>> report = factlint.check("dataset")
>>> for finding in report.findings:
...     print(finding)

`check` runs the program that is installed with this package and reads its report. Nothing is checked in Python.
"""

from factlint.binary import BinaryNotFound, find_binary
from factlint.checking import CheckFailed, check
from factlint.report import Finding, Place, Position, Report, Suggestion, UnknownReport

__all__ = [
    "BinaryNotFound",
    "CheckFailed",
    "Finding",
    "Place",
    "Position",
    "Report",
    "Suggestion",
    "UnknownReport",
    "check",
    "find_binary",
]
