"""How well the controller found what the simulator knows.

Pure. Nothing here is taken from what a scenario wanted to happen, only from what really did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from devices.sim.ailments import CATALOGUE, OF_PANELS, OUTAGES, Kind
from devices.sim.truth import Ailed, Truth
from lighting.faults.catalogue import kind_of
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.scenario.hearing import Gaps, gaps_of, is_in
from lighting.scenario.load import Change, alarms, said_of
from lighting.scenario.seeing import Days, patience_s, seen_s
from lighting.scenario.spans import LATE_MS, is_true, true_spans
from lighting.site.inventory import Lamp

SEVERE = 3
SEVERE_WITHIN_S = 900
"""A severe fault counts as found in time within so long of time in which it can be seen [s]."""
SEVERE_REPORTS = 3
"""Or within so many reports, where these are rarer: most rules ask for two that agree, and the time
from the fault to the first is up to a report; with reports each five minutes it is the same."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that the score goes by.

    Attributes:
        faults: Each spell of each fault, see `spells`.
        days: When the sun is well up.
    """

    lamps: tuple[Lamp, ...]
    truth: Truth
    faults: tuple[Fault, ...]
    incidents: tuple[Incident, ...]
    start_ms: int
    end_ms: int
    report_s: int
    changes: tuple[Change, ...]
    timezone: str
    days: Days = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One ailment, and what became of it.

    Attributes:
        is_due: It could be seen for long enough that it must have been found.
        delay_s: From when it could be seen to when its fault was active [s]; None: not found.
    """

    kind: str
    code: str
    subject: str
    began_ms: int
    is_due: bool
    delay_s: int | None

    @property
    def is_missed(self) -> bool:
        """It must have been found, and was not."""
        return self.is_due and self.delay_s is None


@dataclass(frozen=True, slots=True)
class Judged:
    """Every ailment, and every fault that proved true, told right from wrong."""

    cases: tuple[Case, ...]
    right: tuple[Fault, ...]
    wrong: tuple[Fault, ...]


def judge(evidence: Evidence) -> Judged:
    """Hold what was found against what happened."""
    lamp_of = {lamp.node: lamp for lamp in evidence.lamps}
    gaps = gaps_of(evidence.truth.ailed, evidence.lamps, evidence.end_ms)
    proved = [fault for fault in evidence.faults if fault.active_ms is not None]
    raised: dict[tuple[str, str], list[Fault]] = {}
    for fault in proved:
        for subject in {fault.lamp or fault.panel, fault.panel}:
            raised.setdefault((fault.code, subject), []).append(fault)
    powerless = gaps_of(evidence.truth.ailed, evidence.lamps, evidence.end_ms, OUTAGES)
    cases = [
        case
        for ailed in evidence.truth.ailed
        if _has_happened(ailed, powerless)
        and (case := _case(ailed, evidence, lamp_of, gaps, raised)) is not None
    ]
    true = true_spans(evidence.truth.ailed, evidence.lamps, evidence.end_ms)
    right: list[Fault] = []
    wrong: list[Fault] = []
    for fault in proved:
        spans = true.get((fault.code, fault.lamp or fault.panel), ())
        (right if is_true(fault, spans) else wrong).append(fault)
    return Judged(tuple(cases), tuple(right), tuple(wrong))


def _has_happened(ailed: Ailed, powerless: Mapping[str, Gaps]) -> bool:
    """A node without power does not reboot."""
    is_moment = ailed.ailment.kind is Kind.REBOOT
    return not (is_moment and is_in(ailed.began_ms, powerless.get(ailed.ailment.target, ())))


def _subject(ailed: Ailed, lamp_of: Mapping[str, Lamp]) -> str:
    target = ailed.ailment.target
    return target if ailed.ailment.kind in OF_PANELS else lamp_of[target].id


def _case(
    ailed: Ailed,
    evidence: Evidence,
    lamp_of: Mapping[str, Lamp],
    gaps: Mapping[str, Gaps],
    raised: Mapping[tuple[str, str], list[Fault]],
) -> Case | None:
    ailment = ailed.ailment
    nature = CATALOGUE[ailment.kind]
    if ailment.size < nature.true_from:
        return None  # a near miss: nothing is to be found
    subject, code = _subject(ailed, lamp_of), nature.code
    began_ms = _due_ms(ailed)
    ended_ms = ailed.ended_ms or evidence.end_ms
    lamp = None if ailment.kind in OF_PANELS else evidence.truth.lamps[ailment.target]
    found_ms = min(
        (
            fault.active_ms
            for fault in raised.get((code, subject), ())
            if fault.active_ms is not None
            and fault.active_ms <= ended_ms + LATE_MS
            and (fault.cleared_ms is None or fault.cleared_ms >= ailed.began_ms)
        ),
        default=None,
    )
    when = (evidence.days, gaps.get(ailment.target, ()))
    could_s = seen_s(code, lamp, began_ms, ended_ms, *when, due_after_s=nature.due_after_s)
    is_moment = ailment.kind is Kind.REBOOT
    is_big = ailment.size >= nature.due_from
    is_due = is_big and (is_moment or could_s >= patience_s(code, evidence.report_s))
    delay_s = None
    if found_ms is not None:
        delay_s = seen_s(code, lamp, began_ms, found_ms, *when, due_after_s=nature.due_after_s)
    return Case(ailment.kind.value, code, subject, ailed.began_ms, is_due, delay_s)


def _due_ms(ailed: Ailed) -> int:
    """From when on it is big enough to be found [ms]."""
    ailment = ailed.ailment
    reached_ms = ailment.reaches_ms(CATALOGUE[ailment.kind].due_from) or 0
    return max(ailed.began_ms, reached_ms)


def severe_within_s(report_s: int) -> int:
    """Within how much time in which it can be seen a severe fault must be found [s]."""
    return max(SEVERE_WITHIN_S, SEVERE_REPORTS * report_s)


def ratio(part: int, whole: int) -> float:
    """A share; of nothing, all is right."""
    return round(part / whole, 4) if whole else 1.0


def score(judged: Judged, evidence: Evidence) -> dict[str, Any]:
    """The score as it is reported."""
    due = [case for case in judged.cases if case.is_due]
    found = [case for case in due if case.delay_s is not None]
    severe = [case for case in due if kind_of(case.code).severity >= SEVERE]
    within_s = severe_within_s(evidence.report_s)
    in_time = [one for one in severe if one.delay_s is not None and one.delay_s <= within_s]
    span = (evidence.start_ms, evidence.end_ms)
    said = said_of(evidence.changes, evidence.lamps, evidence.timezone, *span)
    hours = len(evidence.lamps) * (evidence.end_ms - evidence.start_ms) / 3_600_000
    codes = sorted({one.code for one in due} | {one.code for one in (*judged.right, *judged.wrong)})
    return {
        "recall": ratio(len(found), len(due)),
        "precision": ratio(len(judged.right), len(judged.right) + len(judged.wrong)),
        "recall_severe": ratio(len(in_time), len(severe)),
        "severe_within_s": within_s,
        "severe": len(severe),
        "severe_in_time": len(in_time),
        "right": len(judged.right),
        **_counts(due, judged.wrong),
        "false_severe": sum(one.severity >= SEVERE for one in judged.wrong),
        "by_code": {code: _of_code(code, due, judged) for code in codes},
        "notifications": round(len(said) / hours, 6) if hours else 0.0,
        "alarms": alarms(said, evidence.incidents, *span),
    }


def _counts(due: list[Case], wrong: Iterable[Fault]) -> dict[str, Any]:
    delays_s = [case.delay_s for case in due if case.delay_s is not None]
    return {
        "found": len(delays_s),
        "missed": len(due) - len(delays_s),
        "wrong": sum(1 for _ in wrong),
        "median_delay_s": round(median(delays_s)) if delays_s else None,
        "most_delay_s": max(delays_s, default=None),
    }


def _of_code(code: str, due: list[Case], judged: Judged) -> dict[str, Any]:
    mine = [case for case in due if case.code == code]
    right = sum(fault.code == code for fault in judged.right)
    wrong = [fault for fault in judged.wrong if fault.code == code]
    counts = _counts(mine, wrong)
    return {
        "recall": ratio(counts["found"], len(mine)),
        "precision": ratio(right, right + len(wrong)),
        **counts,
    }
