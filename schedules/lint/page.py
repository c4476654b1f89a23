"""Writes docs/findings.md from the table: `python -m schedules.lint.page > docs/findings.md`."""

import sys

from schedules.lint.kinds import DOCUMENT_ERRORS, KINDS, Kind, Severity
from schedules.lint.lamps import SNI_7391_LX

_HEAD = """\
# Findings of a schedule

Made from `schedules/lint/kinds.py` by `python -m schedules.lint.page`; do not edit.

`lighting schedule check FILE [--from DATE] [--nights N] [--lamps FILE]` plans every night of the
next 366 at the real place and says what would go wrong, on which nights, for which lamps. The list
of lamps is `lamps.csv` beside FILE, or that of `--lamps`; without one the kinds marked *list* are
not looked at, and that is said.

Severity: an **error** is what nobody can want, a **warning** what is probably a mistake, a **note**
what one should know. Exit code: 0 without an error among the findings, 6 with one, 7 if the
document itself is wrong.

A night is named by the date of its evening and runs from noon to noon. Dark is from dusk to dawn
(the sun 6 degrees below the horizon), day from sunrise to sunset. Of what happens on many nights
the sentence tells the worst. What is only a consequence of another finding in the same night is not
told as well.

| code | severity | list | found when |
|---|---|---|---|
"""

_ERRORS = """
## What is no finding, but an error of the document

With these no night can be planned, or none of the nights of these lamps: all are told at once,
each with its line, and the exit code is 7.

| what is wrong | what is said |
|---|---|
"""

_CLASSES = """
## Light that a road class asks for

SNI 7391:2008, mean illuminance. The list of lamps doesn't say how many lx a lamp gives, so its full
light is taken for the upper end of its class, and light in proportion to the level. Other classes
(parks, M and P classes) are not judged.

| road class | at least | full light taken for | lowest level |
|---|---|---|---|
"""


def page() -> str:
    """Give the text of docs/findings.md."""
    kinds = sorted(KINDS.values(), key=lambda kind: list(Severity).index(kind.severity))
    rows = "".join(map(_row, kinds))
    errors = "".join(f"| {what} | line and {said} |\n" for what, said in DOCUMENT_ERRORS)
    classes = "".join(
        f"| `{name}` | {least} lx | {full} lx | {-(-100 * least // full)} % |\n"
        for name, (least, full) in SNI_7391_LX.items()
    )
    return _HEAD + rows + _ERRORS + errors + _CLASSES + classes + "".join(map(_section, kinds))


def _row(kind: Kind) -> str:
    mark = "list" if kind.needs_lamps else ""
    return f"| [{kind.code}](#{kind.code}) | {kind.severity} | {mark} | {kind.rule} |\n"


def _section(kind: Kind) -> str:
    return (
        f"\n## {kind.code}\n\n{kind.severity.capitalize()}. {kind.rule} "
        f"**What to do:** {kind.remedy}\n"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
