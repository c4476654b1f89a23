"""What both stores say of the past: the same answers to the same questions."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from msgspec import structs

from devices.wire.up import Event, Sample
from lighting.rows import EventRow, FaultRow, HourRow, LampsRow, Row, SampleRow
from lighting.site.lamp_csv import write_lamps
from lighting.stores.forwarding import Answer
from lighting.stores.history import Counted, FaultSpan, History
from lighting.stores.influx import InfluxDoor
from lighting.stores.influx_history import InfluxHistory
from lighting.stores.influxql import Influxql
from lighting.stores.journal import Journal
from lighting.stores.measurements import BUCKETS, FAULT, Bucket
from lighting.stores.sqlite import SqliteStore
from lighting.stores.sqlite_history import SqliteHistory
from tests.support.city_of_tests import lamp
from tests.support.influxdb import InfluxServer
from tests.support.stored import NOW_MS, SESSION, fault, sample_row

HOUR_MS = 3_600_000
SITE = "kupang"
LAMPS = write_lamps((lamp(1),))


class Past(NamedTuple):
    """A store, to be filled and asked."""

    store: SqliteStore
    history: History
    door: InfluxDoor | None
    journal: Journal

    def keep(self, *rows: Row) -> None:
        """Commit, and have it forwarded where there is an InfluxDB."""
        self.store.commit(rows, {})
        for bucket in BUCKETS:
            while self.door and (load := self.journal.load(bucket, 0, 2**62, 5_000)):
                target = f"{self.store.path.parent.name}-{bucket}"
                assert self.door.write(target, load.body) == Answer(204)
                self.journal.settle(load, (), NOW_MS)


def past_in(folder: Path, server: InfluxServer | None) -> Iterator[Past]:
    store = SqliteStore.open(folder / "lighting.db")
    journal = Journal.open(store.path)
    if server is None:
        history = SqliteHistory.open(store.path)
        yield Past(store, history, None, journal)
        history.close()
    else:
        store.feed(SITE)
        names: dict[Bucket, str] = {bucket: f"{folder.name}-{bucket}" for bucket in BUCKETS}
        for name in names.values():
            server.make_bucket(name)
        asking = Influxql(server.url, server.token)
        door = InfluxDoor(server.url, server.org, server.token)
        yield Past(store, InfluxHistory(asking, SITE, names), door, journal)
        door.close()
    journal.close()
    store.close()


@pytest.fixture(params=["sqlite", pytest.param("influxdb", marks=pytest.mark.influx)])
def past(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Past]:
    server = request.getfixturevalue("influxdb") if request.param == "influxdb" else None
    yield from past_in(tmp_path, server)


def sampled(at_ms: int, number: int = 1, **measured: Any) -> SampleRow:  # noqa: ANN401 - any figure
    sample = Sample(at_ms=at_ms, **measured)
    return SampleRow(f"n-{number:04}", f"KPG-{number:04}", SESSION, sample, "synced", at_ms + 5)


def energy_event(at_ms: int, n: int = 1, clock: str = "synced", **counters: int) -> EventRow:
    body = {"n": n, "at_ms": at_ms, "clock": clock, "kind": "energy", **counters}
    return EventRow("n-0001", "KPG-0001", "9f31", Event.model_validate(body), at_ms + 7)


def hour(lamp: str, hour_ms: int, **figures: Any) -> HourRow:  # noqa: ANN401 - any figure
    plain: dict[str, Any] = {
        "energy_wh": 70.0,
        "burn_s": 3600.0,
        "power_min_w": 69.5,
        "power_mean_w": 70.0,
        "power_max_w": 70.5,
        "covered_s": 3600.0,
        "samples": 12,
        "quality": "counted",
    }
    return HourRow(lamp=lamp, hour_ms=hour_ms, **{**plain, **figures})


def test_an_empty_past_has_no_answers_and_no_error(past: Past) -> None:
    assert past.history.samples("KPG-0001", 0, NOW_MS) == []
    assert past.history.counted(0, NOW_MS) == {}
    assert past.history.hours(0, NOW_MS) == []
    assert past.history.faults(0, NOW_MS) == []


def test_a_sample_comes_back_as_it_was_and_unknown_figures_are_left_out(past: Past) -> None:
    whole = sampled(NOW_MS, level=60, power_w=41.0, supply_v=228.9, energy_wh=183_211, tilt_deg=0)
    bare = sampled(NOW_MS + 1)
    past.keep(whole, bare)
    head = {"clock": "synced", "session": SESSION}
    measured = {"level": 60, "power_w": 41.0, "supply_v": 228.9, "energy_wh": 183_211}
    assert past.history.samples("KPG-0001", NOW_MS, NOW_MS + 2) == [
        {"at_ms": NOW_MS, "received_ms": NOW_MS + 5, **head, **measured, "tilt_deg": 0.0},
        {"at_ms": NOW_MS + 1, "received_ms": NOW_MS + 6, **head},
    ]
    found = past.history.samples("KPG-0001", NOW_MS, NOW_MS + 1)
    assert [type(found[0][name]) for name in ("level", "power_w")] == [int, float]


def test_times_are_from_and_without_the_end_and_lamps_do_not_mix(past: Past) -> None:
    past.keep(*(sampled(NOW_MS + at) for at in range(4)), sampled(NOW_MS + 1, number=2))
    found = past.history.samples("KPG-0001", NOW_MS + 1, NOW_MS + 3)
    assert [one["at_ms"] - NOW_MS for one in found] == [1, 2]


def test_a_sample_of_an_impossible_time_is_found_under_the_controllers(past: Past) -> None:
    row = structs.replace(sampled(99), received_ms=NOW_MS, instead_ms=NOW_MS)
    past.keep(row)
    past.keep(row)
    (found,) = past.history.samples("KPG-0001", 0, NOW_MS + 1)
    assert (found["at_ms"], found["node_at_ms"]) == (NOW_MS, 99)


def test_two_sessions_at_the_same_moment_are_two_samples(past: Past) -> None:
    past.keep(sampled(NOW_MS, level=1), structs.replace(sampled(NOW_MS, level=2), session="cd" * 8))
    found = past.history.samples("KPG-0001", NOW_MS, NOW_MS + 1)
    assert [one["level"] for one in found] == [1, 2]


def test_what_comes_again_changes_nothing(past: Past) -> None:
    rows = (sampled(NOW_MS, power_w=70.0), hour("KPG-0001", NOW_MS), FaultRow(fault()))
    past.keep(*rows)
    past.keep(*rows)
    assert len(past.history.samples("KPG-0001", 0, NOW_MS + 1)) == 1
    assert len(past.history.hours(0, NOW_MS + 1)) == 1
    assert len(past.history.faults(0, NOW_MS + 1)) == 1


@pytest.mark.parametrize("is_apart", [True, False])
def test_of_two_contradicting_samples_of_one_moment_the_first_counts_whole(
    past: Past, *, is_apart: bool
) -> None:
    first = sampled(NOW_MS, level=60, power_w=41.0, energy_wh=100)
    second = sampled(NOW_MS, level=100, supply_v=228.0, energy_wh=900)
    second = structs.replace(second, received_ms=first.received_ms + 60_000 * is_apart)
    for rows in ([first], [second]) if is_apart else ([first, second],):
        past.keep(*rows)
    (found,) = past.history.samples("KPG-0001", NOW_MS, NOW_MS + 1)
    assert (found["level"], found["power_w"], found.get("supply_v")) == (60, 41.0, None)
    assert past.history.counted(0, NOW_MS + 1) == {"KPG-0001": [Counted(NOW_MS, 100, None, 41.0)]}


def test_counters_of_samples_and_of_hourly_events_are_found_by_lamp(past: Past) -> None:
    past.keep(
        sampled(NOW_MS, energy_wh=10, burn_s=600, power_w=70.0),
        energy_event(NOW_MS + HOUR_MS, energy_wh=80, burn_s=4200),
        energy_event(NOW_MS + 1, n=2, clock="unknown", energy_wh=80),
        sampled(NOW_MS + 60_000, number=2),
        sampled(NOW_MS + 2 * HOUR_MS, energy_wh=150),
    )
    assert past.history.counted(NOW_MS, NOW_MS + 2 * HOUR_MS) == {
        "KPG-0001": [
            Counted(NOW_MS, 10, 600, 70.0),
            Counted(NOW_MS + HOUR_MS, 80, 4200, None),
        ],
        "KPG-0002": [Counted(NOW_MS + 60_000, None, None, None)],
    }


def test_hourly_counters_are_no_measurements_of_a_lamp(past: Past) -> None:
    past.keep(energy_event(NOW_MS, energy_wh=80, burn_s=4200))
    assert past.history.samples("KPG-0001", 0, NOW_MS + 1) == []


def test_hours_come_by_lamp_and_time_and_the_newest_figures_count(past: Past) -> None:
    unknown = {"energy_wh": None, "burn_s": None, "quality": "none", "covered_s": 0.0}
    power = {"power_min_w": None, "power_mean_w": None, "power_max_w": None}
    first = hour("KPG-0001", NOW_MS, energy_wh=12.5)
    later = hour("KPG-0001", NOW_MS + HOUR_MS, **unknown, **power, samples=0)
    other = hour("KPG-0002", NOW_MS)
    past.keep(other, later, hour("KPG-0001", NOW_MS, energy_wh=1.0))
    past.keep(first)
    assert past.history.hours(NOW_MS, NOW_MS + 2 * HOUR_MS) == [first, later, other]
    assert past.history.hours(NOW_MS, NOW_MS + HOUR_MS, "KPG-0001") == [first]
    assert past.history.hours(NOW_MS, NOW_MS + HOUR_MS, "KPG-9999") == []


def test_faults_come_newest_first_as_they_stand_and_pending_ones_are_none(past: Past) -> None:
    opened = fault("F-000001")
    past.keep(
        FaultRow(opened),
        FaultRow(fault("F-000003", code="DAY_BURN", since_ms=NOW_MS + 5, origin="node")),
        FaultRow(fault("F-000002", since_ms=NOW_MS + 5, lamp=None)),
        FaultRow(fault("F-000004", state="pending", active_ms=None)),
    )
    past.keep(FaultRow(replace(opened, state="cleared", cleared_ms=NOW_MS + 9)))
    found = past.history.faults(NOW_MS, NOW_MS + 6)
    assert [one.id for one in found] == ["F-000003", "F-000002", "F-000001"]
    evidence = "1.8 W of 70 W"
    where = ("KPG-0001", "P-01", "controller", 3)
    assert found[2] == FaultSpan(
        "F-000001", "LAMP_FAIL", *where, "cleared", NOW_MS, NOW_MS + 9, evidence
    )
    assert (found[1].lamp, found[1].cleared_ms, found[0].origin) == (None, None, "node")


def test_faults_are_chosen_by_time_lamp_code_and_number(past: Past) -> None:
    past.keep(
        FaultRow(fault("F-000001")),
        FaultRow(fault("F-000002", since_ms=NOW_MS + 1, code="DAY_BURN")),
        FaultRow(fault("F-000003", since_ms=NOW_MS + 2, lamp="KPG-0002")),
    )

    def found(**wanted: Any) -> list[str]:  # noqa: ANN401 - any choice
        return [one.id for one in past.history.faults(NOW_MS, NOW_MS + 9, **wanted)]

    assert found(code="LAMP_FAIL") == ["F-000003", "F-000001"]
    assert found(lamp="KPG-0001") == ["F-000002", "F-000001"]
    assert found(lamp="KPG-0001", code="DAY_BURN") == ["F-000002"]
    assert found(limit=2) == ["F-000003", "F-000002"]
    assert past.history.faults(NOW_MS + 3, NOW_MS + 9) == []


@pytest.mark.parametrize("name", ["x' OR 'a' = 'a", "x\\", 'x"', "x\n;DROP"])
def test_a_name_is_never_more_than_a_name(past: Past, name: str) -> None:
    past.keep(sampled(NOW_MS), hour("KPG-0001", NOW_MS), FaultRow(fault()))
    assert past.history.samples(name, 0, NOW_MS + 1) == []
    assert past.history.hours(0, NOW_MS + 1, name) == []
    assert past.history.faults(0, NOW_MS + 1, lamp=name, code=name) == []


@pytest.mark.influx
def test_both_stores_say_the_same_of_a_wild_past(tmp_path: Path, influxdb: InfluxServer) -> None:
    dice = random.Random(20_260_816)  # noqa: S311 - the same wild past each time
    rows: list[Row] = [
        LampsRow(LAMPS),
        *(_any_row(dice, NOW_MS + 5 * at) for at in dice.sample(range(2_000), 2_000)),
    ]
    for folder in ("here", "there"):
        (tmp_path / f"{tmp_path.name}-{folder}").mkdir()
    in_sqlite = past_in(tmp_path / f"{tmp_path.name}-here", None)
    in_influxdb = past_in(tmp_path / f"{tmp_path.name}-there", influxdb)
    answers = []
    for past in (next(in_sqlite), next(in_influxdb)):
        for start in range(0, len(rows), 100):
            past.keep(*rows[start : start + 100])
        span = (NOW_MS + 1_000, NOW_MS + 9_000)
        ids = [f"KPG-{number:04}" for number in range(1, 4)]
        samples: list[Any] = [past.history.samples(id_, *span) for id_ in ids]
        counted = {
            id_: sorted(found, key=repr) for id_, found in past.history.counted(*span).items()
        }
        answers.append((samples, counted, past.history.faults(*span), past.history.hours(*span)))
    assert answers[0] == answers[1]
    assert all(answers[0])
    for generator in (in_sqlite, in_influxdb):
        assert next(generator, None) is None


def _any_row(dice: random.Random, at_ms: int) -> Row:
    number, kind = dice.randint(1, 3), dice.random()
    if kind < 0.1:
        since_ms, state = at_ms - at_ms % 1_000, dice.choice(["active", "cleared"])
        cleared_ms = at_ms if state == "cleared" else None
        id_ = f"F-{since_ms - NOW_MS:06}"
        return FaultRow(fault(id_, since_ms=since_ms, state=state, cleared_ms=cleared_ms))
    if kind < 0.2:
        return hour(f"KPG-{number:04}", at_ms - at_ms % 1_000, energy_wh=dice.uniform(0, 99))
    if kind < 0.3:
        return energy_event(at_ms, n=at_ms, energy_wh=dice.randint(0, 2**40))
    figures: dict[str, Any] = {
        "power_w": dice.choice([None, 0.0, 1e-7, dice.uniform(0, 200)]),
        "level": dice.choice([None, 0, 60, 100]),
        "energy_wh": dice.choice([None, dice.randint(0, 2**52)]),
        "burn_s": dice.choice([None, dice.randint(0, 2**40)]),
    }
    return sampled(at_ms, number, **figures)


def test_sample_rows_of_the_other_tests_fit(past: Past) -> None:
    past.keep(*(sample_row(number) for number in range(1, 4)))
    assert len(past.history.samples("KPG-0001", NOW_MS, NOW_MS + 10)) == 3


@pytest.mark.influx
def test_faults_of_a_time_before_the_book_are_found_once_and_the_book_is_believed(
    tmp_path: Path, influxdb: InfluxServer
) -> None:
    for past in past_in(tmp_path, influxdb):
        assert past.door is not None
        past.store.commit([FaultRow(fault("F-000001")), FaultRow(fault("F-000002"))], {})
        load = past.journal.load(FAULT.bucket, 0, 2**62, 5_000)
        assert load is not None
        assert past.door.write(f"{tmp_path.name}-raw", load.body) == Answer(204)
        past.journal.settle(load, (), NOW_MS)
        cleared = fault("F-000002", state="cleared", cleared_ms=NOW_MS + 9)
        past.keep(FaultRow(cleared), FaultRow(fault("F-000003")))
        found = past.history.faults(0, 2 * NOW_MS)
        assert [(one.id, one.state) for one in found] == [
            ("F-000003", "active"),
            ("F-000002", "cleared"),
            ("F-000001", "active"),
        ]
