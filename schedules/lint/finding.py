"""A finding, and how the hits of many nights and programs become one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from schedules.document import Document
from schedules.lines import KeyPath, line_at
from schedules.lint.kinds import KINDS, Severity


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found in one night, or in no night of its own.

    Attributes:
        code: Of its kind.
        place: Where in the document.
        sentence: What is wrong; of many nights the worst one's is told.
        night: None where no night is to blame.
        amount: How bad it is, to find the worst night.
        about: What else tells it from others at the same place.
        lamps: Names; None for all lamps of the program.
        groups: Names; None for all groups of the program.
        remedy: Better than that of the kind; empty for that.
    """

    code: str
    place: KeyPath
    sentence: str
    night: date | None = None
    amount: float = 0
    about: str = ""
    lamps: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong on which nights, for which lamps.

    Attributes:
        code: Of its kind.
        severity: How bad it is.
        sentence: What is wrong.
        nights: Evenings, rising; empty where it hangs on none.
        groups: Names of groups that have a calendar.
        lamps: Names, in the order of the list; empty without a list.
        line: Of the document; None where no line is to blame.
        remedy: What to do.
    """

    code: str
    severity: Severity
    sentence: str
    nights: tuple[date, ...]
    groups: tuple[str, ...]
    lamps: tuple[str, ...]
    line: int | None
    remedy: str


def gather(
    document: Document, hits: Iterable[Hit], groups: tuple[str, ...], lamps: tuple[str, ...]
) -> Iterator[Finding]:
    """Make one finding of the hits of one program that differ in nothing but the night.

    Args:
        document: In which they are.
        hits: In any order.
        groups: Of the program.
        lamps: Of the program.
    """
    kept: dict[tuple[str, KeyPath, str], list[Hit]] = {}
    for hit in hits:
        kept.setdefault((hit.code, hit.place, hit.about), []).append(hit)
    for (code, place, _), each in kept.items():
        worst = max(each, key=lambda hit: hit.amount)
        kind = KINDS[code]
        yield Finding(
            code=code,
            severity=kind.severity,
            sentence=worst.sentence,
            nights=tuple(sorted({hit.night for hit in each if hit.night})),
            groups=groups if worst.groups is None else worst.groups,
            lamps=lamps if worst.lamps is None else worst.lamps,
            line=line_at(document.lines, place),
            remedy=worst.remedy or kind.remedy,
        )


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Join the findings that differ in groups and lamps only; the worst first, then by line."""
    joined: dict[tuple[object, ...], Finding] = {}
    for one in findings:
        key = (one.code, one.line, one.sentence, one.nights, one.remedy)
        known = joined.get(key)
        joined[key] = _join(known, one) if known else one
    order = list(Severity)
    return sorted(joined.values(), key=lambda one: (order.index(one.severity), one.line or 0))


def _join(first: Finding, second: Finding) -> Finding:
    return Finding(
        code=first.code,
        severity=first.severity,
        sentence=first.sentence,
        nights=first.nights,
        groups=tuple(dict.fromkeys(first.groups + second.groups)),
        lamps=tuple(dict.fromkeys(first.lamps + second.lamps)),
        line=first.line,
        remedy=first.remedy,
    )
