"""What several people may do to a town, in any order: moves that are drawn at random."""

from typing import Any

from hypothesis import strategies as st

from lighting.questions.of_city import (
    ApplySchedule,
    Approve,
    EndPreset,
    Order,
    Reject,
    ReleaseOverride,
    SetOverride,
    StartPreset,
)
from tests.guard.town import PEOPLE, Course, schedule
from tests.support.city_of_tests import MINUTE_MS

CHOICES = (
    "all",
    "group:g0",
    "group:g1,KPG-0001",
    "panel:P-1",
    "group:g2,panel:P-2,KPG-0003",
    "kelurahan:Oebobo",
    *(f"KPG-{number:04}" for number in range(1, 12)),
    *(f"KPG-{number:04},KPG-{number + 12:04}" for number in range(1, 12)),
)
EXCEPTS = (None, None, None, "group:g1", "panel:P-0,panel:P-3", "KPG-0005")
PRIORITIES = ("event", "operator", "emergency", "lock")
people = st.sampled_from(PEOPLE)
sets = st.tuples(
    st.just("set"),
    people,
    st.sampled_from(CHOICES),
    st.sampled_from(EXCEPTS),
    st.sampled_from((0, 10, 79, 80, 100)),
    st.sampled_from(PRIORITIES),
    st.sampled_from((None, 0, 20, 90)),
    st.sampled_from((None, 10, 45, 180, 700)),
)
others = st.one_of(
    st.tuples(st.just("release"), people, st.integers(0, 9)),
    st.tuples(st.just("approve"), people, st.integers(0, 3)),
    st.tuples(st.just("reject"), people, st.integers(0, 3)),
    st.tuples(st.just("apply"), people, st.sampled_from((60, 80, 100))),
    st.tuples(st.just("start"), people, st.sampled_from(CHOICES)),
    st.tuples(st.just("end"), people),
    st.tuples(st.just("wait"), st.sampled_from((1, 5, 30, 70))),
)
moves = st.one_of(sets, sets, others)


def play(course: Course, move: tuple[Any, ...]) -> dict[str, Any] | None:
    """Do one move; the answer, if it was an order that wasn't refused."""
    kind, *facts = move
    if kind == "wait":
        course.wait(facts[0])
        return None
    wanted = _order(course, kind, facts)
    return course.give(wanted) if wanted else None


def _order(  # noqa: PLR0911 - one line a move
    course: Course, kind: str, facts: list[Any]
) -> Order | None:
    who, city = facts[0], course.city
    if kind == "set":
        return _set(course, facts)
    if kind == "apply":
        return ApplySchedule(schedule(facts[1]), "s.toml", "x", who)
    if kind == "start":
        return StartPreset("event", facts[1], None, None, "x", who)
    if kind == "end":
        return EndPreset("event", "x", who)
    ids = list(city.overrides if kind == "release" else city.approvals)
    if not ids:
        return None
    id_ = ids[-1 - facts[1] % len(ids)]
    if kind == "approve":
        return Approve(id_, "x", who)
    return ReleaseOverride(id_, "x", who) if kind == "release" else Reject(id_, "x", who)


def _set(course: Course, facts: list[Any]) -> SetOverride:
    who, choice, except_, level, priority, start, length = facts
    start_ms = None if start is None else course.now_ms + start * MINUTE_MS
    begin_ms = start_ms or course.now_ms
    until_ms = None if length is None else begin_ms + length * MINUTE_MS
    return SetOverride(level, choice, except_, start_ms, until_ms, priority, 5, "x", who)
