"""A measurement whose own time can't be is kept under ours, with its own beside it."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.city import City
from lighting.rows import SampleRow
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    Talker,
    bare_city,
    hear,
    lamps,
    rows,
)
from tests.support.doors import new_file, query, waiting

KEPT_DAYS = 90
YEAR_MS = 365 * DAY_MS
MOST_MS = 2**53 - 1


def city() -> City:
    return bare_city(lamps(1))


def stored(talker: Talker, *times_ms: int, said_ms: int = NOW_MS) -> list[SampleRow]:
    samples = [{"at_ms": at_ms, "power_w": 70.0} for at_ms in times_ms]
    said = talker._said("telemetry", said_ms, {"samples": samples})  # noqa: SLF001 - a list of samples
    return rows(hear(city(), said), SampleRow)


@pytest.mark.parametrize(
    "at_ms",
    [
        NOW_MS,
        NOW_MS + 5 * MINUTE_MS,
        NOW_MS - HOUR_MS,
        NOW_MS - 30 * DAY_MS,
        NOW_MS - (KEPT_DAYS - 1) * DAY_MS,
    ],
)
def test_a_time_that_can_be_is_kept(at_ms: int) -> None:
    (row,) = stored(Talker(), at_ms)
    assert (row.sample.at_ms, row.instead_ms) == (at_ms, None)


@pytest.mark.parametrize(
    "at_ms",
    [
        NOW_MS + 5 * MINUTE_MS + 1,
        NOW_MS + 10 * YEAR_MS,
        MOST_MS,
        NOW_MS - (KEPT_DAYS - 1) * DAY_MS - 1,
        NOW_MS - 10 * YEAR_MS,
        0,
    ],
)
def test_a_time_ahead_of_us_or_before_all_that_is_kept_is_replaced_and_stands_beside_ours(
    at_ms: int,
) -> None:
    (row,) = stored(Talker(), at_ms)
    assert (row.sample.at_ms, row.instead_ms, row.received_ms) == (at_ms, NOW_MS, NOW_MS)


def test_how_long_measurements_are_kept_is_a_setting() -> None:
    short = bare_city(lamps(1), "\n[influx]\nraw_days = 7\n")
    six_days, five_days = (Talker().sample(NOW_MS - n * DAY_MS - 1) for n in (6, 5))
    assert rows(hear(short, six_days), SampleRow)[0].instead_ms == NOW_MS
    assert rows(hear(short, five_days), SampleRow)[0].instead_ms is None


def test_a_node_with_a_wrong_clock_still_knows_the_time_between_its_measurements() -> None:
    since_1970 = [5 * MINUTE_MS, 10 * MINUTE_MS, 15 * MINUTE_MS]
    found = stored(Talker(), *since_1970, said_ms=16 * MINUTE_MS)
    assert [row.instead_ms for row in found] == [
        NOW_MS - 11 * MINUTE_MS,
        NOW_MS - 6 * MINUTE_MS,
        NOW_MS - MINUTE_MS,
    ]


def test_a_clock_that_was_set_between_measuring_and_telling_tells_nothing_of_it() -> None:
    (row,) = stored(Talker(), 5 * MINUTE_MS)
    assert row.instead_ms == NOW_MS


def test_a_retained_measurement_counts_from_when_it_was_said_if_that_can_be() -> None:
    old = hear(city(), Talker().sample(NOW_MS - HOUR_MS), is_retained=True)
    assert rows(old, SampleRow)[0].received_ms == NOW_MS - HOUR_MS
    ancient = rows(hear(city(), Talker().sample(0), is_retained=True), SampleRow)
    assert (ancient[0].received_ms, ancient[0].instead_ms) == (NOW_MS, NOW_MS)


@given(st.lists(st.integers(0, MOST_MS), min_size=1, max_size=20), st.integers(0, MOST_MS))
def test_no_point_is_ever_ahead_of_us_or_before_what_is_kept(
    times_ms: list[int], said_ms: int
) -> None:
    for row in stored(Talker(), *times_ms, said_ms=said_ms):
        at_ms = row.sample.at_ms if row.instead_ms is None else row.instead_ms
        assert NOW_MS - (KEPT_DAYS - 1) * DAY_MS <= at_ms <= NOW_MS + 5 * MINUTE_MS
        if row.instead_ms is not None:
            assert NOW_MS - DAY_MS <= row.instead_ms <= NOW_MS


@pytest.mark.parametrize("site", [None, "kupang"])
def test_told_again_it_is_the_same_point_and_two_of_them_are_two(
    tmp_path: Path, site: str | None
) -> None:
    path = new_file(tmp_path)
    first = stored(Talker(), 0, 1, 2 * YEAR_MS + NOW_MS)
    again = [
        SampleRow(one.node, one.lamp, one.session, one.sample, "unknown", NOW_MS + 9, NOW_MS + 9)
        for one in first
    ]
    with closing(SqliteStore.open(path)) as store:
        if site:
            store.feed(site)
        store.commit(first, {})
        store.commit(again, {})
    if site:
        points = {one.rsplit(b" ", 1)[1] for one in waiting(path)}
        assert len(points) == 3
        assert all(b"node_at_ms=" in one for one in waiting(path))
    else:
        found = query(path, "SELECT at_ms, node_at_ms FROM sample ORDER BY at_ms")
        assert [own for _, own in found] == [0, 1, 2 * YEAR_MS + NOW_MS]
        assert len({at_ms for at_ms, _ in found}) == 3
