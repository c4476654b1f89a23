"""The memory of one lamp: order, clocks set back, storing; CLOCK by the heads of messages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lighting.faults.catalogue import CATALOGUE
from lighting.faults.sighting import Finding, Sighting
from lighting.faults.watch import EMPTY, Watch, judge, judge_clock
from tests.lighting.faults.sights import DIMMED, EVENING_MS, LIT, MINUTE_MS, judged, reports

HOUR_MS = 60 * MINUTE_MS
REPORT_S = 300
LATE_MS = 90_000

watts = st.none() | st.floats(0, 400)
percents = st.none() | st.integers(0, 100)
sightings = st.builds(
    Sighting,
    at_ms=st.integers(-10, 10**8) | st.sampled_from([0, 300_000, 600_000, 2**53]),
    received_ms=st.integers(0, 10**8),
    level=percents,
    power_w=watts,
    starts=st.none() | st.integers(0, 2**32) | st.integers(0, 12),
    wanted_level=percents,
    settled_s=st.floats(0, 10**6),
    fade_s=st.integers(0, 3600),
    sun_up_s=st.none() | st.floats(0, 86_400),
    nominal_w=st.floats(0, 400),
    standby_w=st.floats(0, 20),
    uptime_s=st.none() | st.integers(0, 10**8),
)
heads = st.tuples(
    st.integers(0, 10**9),
    st.sampled_from(["synced", "holdover", "unknown"]),
    st.integers(0, 10**9),
)


@given(st.lists(sightings | heads, max_size=30))
def test_whatever_comes_is_judged_and_the_memory_survives_json(
    seen: list[Sighting | tuple[int, str, int]],
) -> None:
    watch = EMPTY
    for one in seen:
        if isinstance(one, Sighting):
            watch, findings = judge(watch, one)
        else:
            watch, findings = judge_clock(watch, *one, REPORT_S)
        codes = [finding.code for finding in findings]

        assert len(set(codes)) == len(codes)
        assert set(codes) <= set(CATALOGUE)
        assert all(finding.is_present == bool(finding.evidence) for finding in findings)
        assert Watch.from_dict(json.loads(json.dumps(watch.to_dict()))) == watch
        assert len(json.dumps(watch.to_dict())) < 4096


@given(st.lists(sightings, max_size=12))
def test_a_sample_judged_twice_is_judged_once(seen: list[Sighting]) -> None:
    watch = EMPTY
    for one in seen:
        on_time = replace(one, received_ms=max(one.at_ms, one.received_ms))
        watch, _ = judge(watch, on_time)

        assert judge(watch, on_time) == (watch, ())


def test_an_older_sample_changes_nothing() -> None:
    early, late = reports(LIT, DIMMED)
    watch, _ = judge(EMPTY, late)

    assert judge(watch, replace(early, received_ms=late.received_ms)) == (watch, ())


def test_samples_are_judged_again_after_a_clock_that_was_ahead_is_set_right() -> None:
    ahead = replace(LIT, at_ms=LIT.at_ms + 24 * HOUR_MS)
    watch, _ = judge(EMPTY, ahead)

    watch, findings = judge(watch, replace(LIT, power_w=1.0))

    assert watch.at_ms == LIT.at_ms
    assert Finding("LAMP_FAIL", is_present=True, evidence="commanded 100 %, 1.0 W of 70 W") in (
        findings
    )


def test_what_was_remembered_by_a_wrong_clock_is_forgotten_with_it() -> None:
    ahead = replace(LIT, at_ms=LIT.at_ms + 24 * HOUR_MS, starts=400)
    watch, _ = judge(EMPTY, ahead)

    assert judge(watch, DIMMED) == judge(EMPTY, DIMMED)


def test_a_sample_that_comes_twice_from_a_clock_ahead_is_judged_once() -> None:
    ahead = replace(LIT, at_ms=LIT.at_ms + 24 * HOUR_MS)
    watch, _ = judge(EMPTY, ahead)

    assert judge(watch, ahead) == (watch, ())


def test_a_memory_from_before_a_rule_was_added_is_taken_with_defaults() -> None:
    assert Watch.from_dict({}) == EMPTY
    assert Watch.from_dict({"at_ms": 5, "gone": 1}) == replace(EMPTY, at_ms=5)


def test_what_a_healthy_lamp_shows_is_against_faults_only() -> None:
    _, looks = judged(reports(LIT, DIMMED))

    assert not any(finding.is_present for look in looks for finding in look.values())


def clock_findings(
    heads: list[tuple[int, int]], clock: str = "synced"
) -> list[tuple[Finding, ...]]:
    """Judge messages that were (received, late by) [ms]."""
    watch, said = EMPTY, []
    for received_ms, late_ms in heads:
        at_ms = EVENING_MS + received_ms - late_ms
        watch, findings = judge_clock(watch, at_ms, clock, EVENING_MS + received_ms, REPORT_S)
        said.append(findings)
    return said


def verdicts(heads: list[tuple[int, int]], clock: str = "synced") -> list[bool | None]:
    """For, against or nothing about CLOCK, for each message."""
    return [said[0].is_present if said else None for said in clock_findings(heads, clock)]


def test_a_clock_ahead_in_three_messages_is_wrong() -> None:
    said = clock_findings([(0, -LATE_MS), (1000, -LATE_MS - 500), (2000, -LATE_MS)])

    assert said[:2] == [(), ()]
    assert said[2][0].evidence == "clock 90 s ahead in 3 messages"


@pytest.mark.parametrize(
    "heads",
    [
        [(0, -LATE_MS), (1000, -LATE_MS)],
        [(0, -60_000), (1000, -60_000), (2000, -60_000)],
        [(0, -LATE_MS), (1000, -LATE_MS), (2000, 0), (3000, -LATE_MS)],
        [(0, -LATE_MS), (1000, LATE_MS), (2000, -LATE_MS)],
        [(0, -LATE_MS), (10, -LATE_MS + 10), (20, -LATE_MS + 20)],
    ],
    ids=["five messages", "60 s exactly", "one in time", "ahead and behind", "one repeated"],
)
def test_what_is_no_clock_ahead(heads: list[tuple[int, int]]) -> None:
    assert True not in verdicts(heads)


def test_a_clock_behind_in_six_messages_over_two_periods_is_wrong() -> None:
    heads = [(n * 300_000, 80_000 if n == 1 else LATE_MS) for n in range(6)]

    said = clock_findings(heads)

    assert said[:5] == [()] * 5
    assert said[5][0].evidence == "clock 80 s behind in 6 messages"


@pytest.mark.parametrize(
    "heads",
    [
        [(n * 10, 3_600_000 - n * 300_000) for n in range(10)],
        [(0, LATE_MS), (300_000, 200), (600_000, LATE_MS), (900_000, LATE_MS)],
        [(n * 300_000, LATE_MS) for n in range(5)],
        [(n * 100_000 - (n == 5), LATE_MS) for n in range(6)],
        [(n * 300_000, 60_000) for n in range(9)],
        [(n * 300_000, LATE_MS + n * 300_000) for n in range(9)],
        [(n * 100_000, 3_600_000 - n * 200_000) for n in range(18)],
    ],
    ids=[
        "a backlog at once",
        "one in time",
        "five messages",
        "less than two periods",
        "60 s exactly",
        "one retained message repeated",
        "a backlog that drains slowly",
    ],
)
def test_late_delivery_is_no_slow_clock(heads: list[tuple[int, int]]) -> None:
    assert True not in verdicts(heads)


def test_a_message_in_time_speaks_against_a_wrong_clock() -> None:
    assert verdicts([(0, 200), (1000, 60_000), (2000, -60_000)]) == [False, False, False]


def test_no_trusted_time_for_48_hours_is_a_fault() -> None:
    said = clock_findings([(0, 0), (48 * HOUR_MS, 0), (48 * HOUR_MS + 1, 0)], "unknown")

    assert said[:2] == [(), ()]
    assert said[2][0].evidence == "no trusted time for 48 h"


def test_a_clock_that_its_node_does_not_trust_is_no_evidence_for_drift() -> None:
    far = [(n * 300_000, 400 * HOUR_MS) for n in range(8)]

    assert verdicts(far, "unknown") == [None] * 8


def test_trusted_time_ends_the_count_of_time_without() -> None:
    for at_ms in (EVENING_MS + HOUR_MS, EVENING_MS + HOUR_MS - LATE_MS):
        watch, _ = judge_clock(EMPTY, EVENING_MS - LATE_MS, "synced", EVENING_MS, REPORT_S)
        watch, _ = judge_clock(watch, EVENING_MS, "unknown", EVENING_MS, REPORT_S)
        watch, _ = judge_clock(watch, at_ms, "synced", EVENING_MS + HOUR_MS, REPORT_S)

        assert watch.drift.unknown_since_ms is None


def test_a_repeated_old_message_ends_the_count_of_time_without_too() -> None:
    heads = [(0, "synced"), (1, "unknown"), (2, "synced")]
    watch = EMPTY
    for received_ms, clock in heads:
        watch, _ = judge_clock(
            watch, EVENING_MS - LATE_MS, clock, EVENING_MS + received_ms, REPORT_S
        )

    assert (watch.drift.count, watch.drift.unknown_since_ms) == (1, None)


def test_a_message_in_time_leaves_the_memory_the_same_object() -> None:
    watch, _ = judge(EMPTY, LIT)

    after, _ = judge_clock(watch, EVENING_MS, "synced", EVENING_MS + 50, REPORT_S)

    assert after is watch
