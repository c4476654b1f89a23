"""Writes docs/features.md: `python -m tests.features.page > docs/features.md`."""

import sys

from tests.features import rows, rows_faults, rows_repair
from tests.features.rows import Row

ROWS = tuple(sorted((*rows.ROWS, *rows_faults.ROWS, *rows_repair.ROWS)))

HEAD = """\
# Features of the control of lamps

Made from `tests/features/rows*.py` by `python -m tests.features.page`; do not edit.

What street lighting controllers are expected to do, each with the tests that prove it here. The
numbers are those of a longer list; here is what is about control, faults, repair and reports.

| | feature | proven by | |
|---|---|---|---|
"""


def page() -> str:
    """Give the text of docs/features.md."""
    return HEAD + "".join(map(_row, ROWS)) + _lacking()


def _row(row: Row) -> str:
    proofs = "; ".join(f"[{_words(name)}](../{path})" for path, name in row.proofs)
    state = ("in part" if row.proofs else "not there") if row.lacks else "there"
    return f"| {row.number} | {row.title} | {proofs} | {state} |\n"


def _lacking() -> str:
    rows = [f"- {row.number}, {row.title}: {row.lacks}\n" for row in ROWS if row.lacks]
    return "\n## What is not there\n\n" + "".join(rows)


def _words(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


if __name__ == "__main__":
    sys.stdout.write(page())
