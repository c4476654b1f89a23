"""The ledger: recorded, sent, received, applied, confirmed; each proven, with its time."""

from typing import Any

import pytest

from lighting.city import City
from lighting.desired.convergence import (
    FOLLOWED_CHANGES,
    FOLLOWED_LAMPS,
    LEAST_FOLLOWED,
    follow,
    said,
)
from lighting.questions.of_city import ListChanges, ShowChange
from lighting.rows import ChangeRow, LampsRow, LedgerRow, Say
from lighting.running.restoring import restore
from lighting.site.inventory import write_lamps
from lighting.stores.sqlite import SqliteStore
from tests.support.asking import ask
from tests.support.city_of_tests import (
    DAY_MS,
    MINUTE_MS,
    NOW_MS,
    REPORT_MS,
    SCHEDULE,
    SECOND_MS,
    Talker,
    apply,
    bare_city,
    config,
    hear,
    lamps,
    lit_city,
    order,
    override,
    rows,
)

AT_60 = SCHEDULE.replace("level = 100", "level = 60")


def tell(city: City, now_ms: int, nodes: int = 1) -> None:
    """Have the link take every document of the first nodes."""
    for name in city.programs:
        said(city, "program", name, now_ms)
    for number in range(1, nodes + 1):
        said(city, "desired", f"n-{number:04}", now_ms)


def times(city: City, change: str, lamp: str = "KPG-0001") -> list[int | None]:
    """Seconds from the record to each step of a lamp."""
    track = city.ledger.tracks[change]
    found = track.times(track.places[lamp])
    return [(at - track.row.recorded_ms) // SECOND_MS if at else None for at in found]


def test_each_step_is_taken_by_its_own_proof_and_keeps_its_time() -> None:
    city, talker = bare_city(lamps(1)), Talker()
    change = order(city, apply(AT_60))[0]["change"]
    assert times(city, change) == [None] * 4
    tell(city, NOW_MS + 2 * SECOND_MS)
    assert times(city, change) == [2, None, None, None]
    held_ms = NOW_MS + 4 * SECOND_MS
    hear(city, talker.holding(city, held_ms), held_ms)
    assert times(city, change) == [2, 4, 4, None]
    # Measured before the change has settled: it shows nothing yet.
    soon_ms = NOW_MS + 30 * SECOND_MS
    hear(city, talker.sample(soon_ms, level=60, power_w=42.4), soon_ms)
    assert times(city, change) == [2, 4, 4, None]
    later_ms = NOW_MS + REPORT_MS
    hear(city, talker.sample(later_ms, level=60, power_w=42.4), later_ms)
    assert times(city, change) == [2, 4, 4, 300]
    assert city.ledger.open == {}


@pytest.mark.parametrize(
    ("measured", "is_right"),
    [
        ({"level": 60, "power_w": 42.4}, True),
        ({"level": 60, "power_w": None}, True),
        ({"level": None, "power_w": 42.4}, True),
        ({"level": 100, "power_w": 70.0}, False),
        ({"level": 60, "power_w": 1.8}, False),
        ({"level": 60, "power_w": 70.0}, False),
        ({"level": None, "power_w": None}, False),
    ],
)
def test_only_light_and_power_that_are_wanted_confirm(
    measured: dict[str, Any], *, is_right: bool
) -> None:
    city, talker = bare_city(lamps(1)), Talker()
    change = order(city, apply(AT_60))[0]["change"]
    tell(city, NOW_MS)
    hear(city, talker.holding(city))
    hear(city, talker.sample(NOW_MS + REPORT_MS, **measured), NOW_MS + REPORT_MS)
    assert (times(city, change)[3] is not None) == is_right


def test_a_measurement_from_before_it_was_applied_confirms_nothing() -> None:
    city, talker = lit_city(lamps(1)), Talker()
    hear(city, talker.holding(city, NOW_MS - DAY_MS), NOW_MS - DAY_MS)
    change = order(city, override("KPG-0001"))[0]["change"]
    tell(city, NOW_MS)
    hear(city, talker.holding(city, NOW_MS + MINUTE_MS), NOW_MS + MINUTE_MS)
    hear(city, talker.sample(NOW_MS - MINUTE_MS), NOW_MS + 2 * MINUTE_MS)
    assert times(city, change) == [0, 60, 60, None]


@pytest.mark.parametrize(
    ("by", "what", "is_applied"),
    [
        ("local", "local switch", False),
        ("default", "clock unknown", False),
        ("sensor", "motion", True),
        ("program", "main-roads 18:00", True),
    ],
)
def test_a_lamp_that_holds_it_and_does_something_else_has_received_it_only(
    store: SqliteStore, by: str, what: str, *, is_applied: bool
) -> None:
    city = bare_city(lamps(1))
    change = order(city, apply())[0]["change"]
    tell(city, NOW_MS)
    hear(city, Talker().holding(city, reason={"by": by, "what": what}))
    document = ask(city, ShowChange(change), store)
    assert (document["received"], document["applied"]) == (1, int(is_applied))
    expected = [] if is_applied else [("KPG-0001", "received", what)]
    found = [(one["lamp"], one["state"], one["instead"]) for one in document["lacking"]]
    assert found == expected


def test_a_change_that_changes_nothing_for_a_lamp_is_applied_at_once() -> None:
    city = lit_city(lamps(1))
    tell(city, NOW_MS - MINUTE_MS)
    hear(city, Talker().holding(city))
    change = order(city, apply(), NOW_MS + 1)[0]["change"]
    assert times(city, change) == [0, 0, 0, None]


def test_half_ninety_five_and_all_are_told_when_so_many_of_all_lamps_are_there(
    store: SqliteStore,
) -> None:
    city = bare_city(lamps(20))
    change = order(city, apply())[0]["change"]
    tell(city, NOW_MS, 20)
    for number in range(1, 20):
        at_ms = NOW_MS + number * SECOND_MS
        hear(city, Talker(f"n-{number:04}").holding(city, at_ms), at_ms)
    document = ask(city, ShowChange(change), store)
    sent, received, applied, confirmed = document["steps"]
    assert sent == {"step": "sent", "lamps": 20, "p50_s": 0.0, "p95_s": 0.0, "all_s": 0.0}
    assert (received["p50_s"], received["p95_s"], received["all_s"]) == (10.0, 19.0, None)
    assert applied == {**received, "step": "applied"}
    assert confirmed["lamps"] == 0
    assert [one["lamp"] for one in document["lacking"]] == ["KPG-0020"]
    assert len(ask(city, ShowChange(change, "confirmed"), store)["lacking"]) == 20


def test_what_is_known_of_a_change_is_there_after_a_restart(store: SqliteStore) -> None:
    city, talker = bare_city(lamps(2)), Talker()
    document, actions = order(city, apply())
    tell(city, NOW_MS + SECOND_MS)
    hear(city, talker.holding(city, NOW_MS + SECOND_MS), NOW_MS + SECOND_MS)
    steps = city.ledger.drained()
    assert city.ledger.drained() == []
    store.commit([*rows(actions, ChangeRow), *steps], {})
    after = restore(config(), store.load(NOW_MS), "d1" * 8, NOW_MS)
    after.inventory = city.inventory
    assert times(after, document["change"]) == [1, 1, 1, None]
    assert times(after, document["change"], "KPG-0002") == [None] * 4
    assert set(after.ledger.open) == {"KPG-0001", "KPG-0002"}
    (listed,) = ask(after, ListChanges(), store)["changes"]
    assert (listed["lamps"], listed["sent"], listed["applied"], listed["confirmed"]) == (2, 1, 1, 0)


def test_a_change_too_old_to_be_followed_is_told_as_it_was_kept(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    change = ChangeRow("c-000000", "old", "ani", NOW_MS, (("KPG-0001", "desired", "n-0001", 1),))
    store.commit([change, LedgerRow("c-000000", "KPG-0001", NOW_MS + 1, NOW_MS + 2)], {})
    (lacking,) = ask(city, ShowChange("c-000000"), store)["lacking"]
    assert (lacking["state"], lacking["since"]) == ("received", "2026-08-16T20:00:00.002+08:00")


def test_the_ledger_follows_the_newest_and_twenty_of_a_whole_city_at_least() -> None:
    city = bare_city(lamps(1))
    needs = tuple((f"L-{number}", "desired", f"n-{number}", 1) for number in range(5_000))
    for number in range(LEAST_FOLLOWED + 5):
        follow(city, ChangeRow(f"c-{number}", "x", "ani", NOW_MS, needs))
    assert len(city.ledger.tracks) == LEAST_FOLLOWED
    assert LEAST_FOLLOWED * 5_000 > FOLLOWED_LAMPS
    places = {id(track.places) for track in city.ledger.tracks.values()}
    assert len(places) == 1
    for number in range(FOLLOWED_CHANGES + 1):
        follow(city, ChangeRow(f"d-{number}", "x", "ani", NOW_MS, needs[:1]))
    assert len(city.ledger.tracks) == FOLLOWED_CHANGES
    assert set(city.ledger.open) == {"L-0"}


def test_a_change_that_is_made_while_a_document_waits_to_be_sent_waits_for_it_too() -> None:
    city = bare_city(lamps(2))
    order(city, apply())
    first = next(iter(city.ledger.tracks.values()))
    again = ChangeRow("c-000009", "x", "ani", NOW_MS + SECOND_MS, first.row.needs)
    follow(city, again)
    second = city.ledger.tracks["c-000009"]
    tell(city, NOW_MS + SECOND_MS, nodes=0)
    assert list(second.sent) == [0, 0]
    said(city, "desired", "n-0002", NOW_MS + 2 * SECOND_MS)
    assert list(first.sent) == list(second.sent) == [0, NOW_MS + 2 * SECOND_MS]
    assert set(city.ledger.unsent) == {first.row.id, "c-000009"}
    said(city, "desired", "n-0001", NOW_MS + 3 * SECOND_MS)
    assert city.ledger.unsent == {}


def test_what_a_node_is_known_to_hold_after_a_start_is_waited_for_no_more(
    store: SqliteStore,
) -> None:
    city, talker = bare_city(lamps(1)), Talker()
    _, actions = order(city, apply())
    heard = hear(city, talker.holding(city, NOW_MS + SECOND_MS), NOW_MS + SECOND_MS)
    kept = [one for one in (*actions, *heard) if not isinstance(one, Say)]
    store.commit([LampsRow(write_lamps(lamps(1))), *kept], {})
    after = restore(config(), store.load(NOW_MS), "d1" * 8, NOW_MS + MINUTE_MS)
    assert after.ledger.open == city.ledger.open != {}
    assert after.ledger.unsent == {}
