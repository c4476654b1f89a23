"""The city on one screen."""

from lighting.questions.of_city import ShowStatus
from lighting.stores.sqlite import SqliteStore
from tests.support.asking import ask, obey, put
from tests.support.city_of_tests import DAY_MS, NOW_MS, Talker, bare_city, hear, lamps, lit_city
from tests.support.stored import event_row, fault, incident, sample_row


def test_lamps_are_lit_dimmed_off_never_heard_or_unknown_and_that_is_all_of_them(
    store: SqliteStore,
) -> None:
    city = lit_city(lamps(6))
    for number, level in ((1, 100), (2, 100), (3, 60), (4, 0)):
        obey(city, f"n-{number:04}", level=level)
    hear(city, Talker("n-0005").status())
    document = ask(city, ShowStatus(), store)
    assert document["lamps"] == {
        "total": 6,
        "lit": 2,
        "dimmed": 1,
        "off": 1,
        "silent": 0,
        "never_heard": 1,
        "unknown": 1,
    }
    assert (document["converged"], document["not_converged"]) == (2, 4)
    assert document["clocks_of_nodes"] == {"synced": 5, "holdover": 0, "unknown": 0}


def test_it_counts_faults_that_proved_true_and_incidents(store: SqliteStore) -> None:
    city = lit_city(lamps(3))
    put(
        city,
        fault("F-1"),
        fault("F-2", lamp="KPG-0002"),
        fault("F-3", code="DAY_BURN", state="acknowledged"),
        fault("F-4", code="CYCLING", state="pending"),
        fault("F-5", code="RESET", state="cleared"),
        fault("F-6", code="TILT", state="pending", held_back="M-000001"),
    )
    city.incidents["P-01"] = incident()
    document = ask(city, ShowStatus(), store)
    counted = {"DAY_BURN": 1, "LAMP_FAIL": 2}
    assert document["faults"] == {
        "open": 3,
        "by_code": counted,
        "of_incidents": 0,
        "explained": 0,
        "held_back": 1,
    }
    assert document["incidents"] == 1


def test_it_says_how_broker_store_schedule_and_messages_are(store: SqliteStore) -> None:
    city = lit_city(lamps(1))
    city.counts.update(received=9, samples=5, events=2)
    city.refused["not JSON"] = 2
    store.commit([sample_row(), event_row()], {})
    document = ask(city, ShowStatus(), store)
    assert document["schema"] == "lighting.status/1"
    assert (document["site"], document["at"]) == ("kupang", "2026-08-16T20:00:00+08:00")
    assert document["broker"] == {"connected": True, "since": "2026-08-15T20:00:00+08:00"}
    assert document["store"]["rows"]["sample"] == 1
    assert document["store"]["path"].endswith("lighting.db")
    assert document["messages"] == {"received": 9, "stored": 7, "refused": {"not JSON": 2}}
    assert document["schedule"] == {
        "version": NOW_MS - 60_000,
        "applied_at": "2026-08-16T19:59:00+08:00",
        "by": "ani",
    }


def test_a_new_city_without_link_and_schedule_says_so(store: SqliteStore) -> None:
    city = bare_city(())
    city.link_up_ms = None
    document = ask(city, ShowStatus(), store, NOW_MS + DAY_MS)
    assert document["broker"] == {"connected": False, "since": None}
    assert document["schedule"] is None
    assert document["lamps"]["total"] == 0
