import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from devices.link import Arrived
from lighting.city import City
from lighting.controller import handle
from lighting.rows import Action, RefusedRow, Say
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import NOW_MS, Talker, hear, lamps, lit_city, rows

topics = st.one_of(
    st.text(max_size=60),
    st.builds(
        "lighting/v1/{}/{}/{}/{}".format,
        st.sampled_from(["kupang", "darwin", "+", ""]),
        st.sampled_from(["node", "group", "program", "controller"]),
        st.sampled_from(["n-0001", "n-0002", "n-9999", "#", "\x00", "main-roads"]),
        st.sampled_from(["status", "reported", "telemetry", "event", "desired", "override"]),
    ),
    st.sampled_from(["lighting/v1/kupang/controller/status", "lighting/v1/kupang/program/parks"]),
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["at_ms", "n", "kind", "level", "from", "to", "id", "version", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
numbers = st.sampled_from([0, 1, 2, 5, NOW_MS, 2**52, 2**53 - 2, 2**53 - 1])
nearly: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "v": st.just(1),
        "session": st.sampled_from(["aa" * 8, "bb" * 8]),
        "connection": st.sampled_from([1, 2, 2**31 - 1]),
        "seq": numbers,
        "at_ms": numbers,
        "clock": st.sampled_from(["synced", "holdover", "unknown"]),
    },
    optional={
        "online": st.booleans(),
        "boots": numbers,
        "boot_reason": st.sampled_from(["power", "watchdog", "unknown"]),
        "desired": numbers,
        "program": st.fixed_dictionaries(
            {"id": st.sampled_from(["main-roads", "parks"]), "version": numbers}
        ),
        "overrides": st.dictionaries(st.sampled_from(["group:all", "group:x", ""]), numbers),
        "level": st.integers(0, 100),
        "samples": st.lists(
            st.fixed_dictionaries(
                {"at_ms": numbers},
                optional={
                    "level": st.integers(0, 100),
                    "power_w": st.floats(-10, 100_000),
                    "starts": numbers,
                    "uptime_s": numbers,
                    "energy_wh": numbers,
                },
            ),
            min_size=1,
            max_size=3,
        ),
        "log": st.sampled_from(["9f31", "aaaa"]),
        "oldest": st.integers(1, 9) | st.just(2**53 - 1),
        "events": st.lists(
            st.fixed_dictionaries(
                {
                    "n": st.integers(1, 9) | st.just(2**53 - 1),
                    "at_ms": numbers,
                    "clock": st.just("synced"),
                    "kind": st.sampled_from(["fault", "gap", "level", "x"]),
                },
                optional={
                    "code": st.sampled_from(["LED_OPEN", "", "\x00", "COMM_LOST"]),
                    "begin": st.booleans(),
                    "from": st.integers(1, 9),
                    "to": st.integers(1, 9) | st.just(2**53 - 1),
                    "mood": junk,
                },
            ),
            max_size=4,
        ),
        "sleeping_until_ms": numbers,
        "junk": junk,
    },
)
payloads = st.one_of(
    st.binary(max_size=200),
    junk.map(lambda told: json.dumps(told).encode()),
    nearly.map(lambda told: json.dumps(told).encode()),
)
messages = st.lists(st.tuples(topics, payloads, st.booleans()), max_size=12)


@given(messages)
def test_whatever_comes_in_nothing_is_raised_and_every_message_is_counted(
    said_by_somebody: list[tuple[str, bytes, bool]],
) -> None:
    city = lit_city(lamps(2))
    for topic, payload, is_retained in said_by_somebody:
        before = city.refused.total()
        actions = list(handle(city, Arrived(topic, payload, is_retained, None), NOW_MS))
        assert len(rows(actions, RefusedRow)) == city.refused.total() - before
        check_versions(city)
    assert city.counts["received"] == len(said_by_somebody)


@given(messages)
def test_whatever_comes_in_can_be_kept_and_a_good_message_with_it(
    said_by_somebody: list[tuple[str, bytes, bool]],
) -> None:
    city = lit_city(lamps(2))
    actions: list[Action] = []
    for topic, payload, is_retained in said_by_somebody:
        actions += handle(city, Arrived(topic, payload, is_retained, None), NOW_MS)
    actions += hear(city, Talker(session="cc" * 8).sample())
    facts = [one for one in actions if not isinstance(one, Say)]
    with TemporaryDirectory() as folder:
        store = SqliteStore.open(Path(folder) / "lighting.db")
        store.commit(facts, city.counts)
        kept = store.load(NOW_MS)
        assert {twin.node: twin for twin in kept.twins} == city.twins
        assert NOW_MS in {one["at_ms"] for one in store.samples("KPG-0001", 0, 2**60)}
        store.events("KPG-0001", 100)
        store.close()


def check_versions(city: City) -> None:
    """There is always room for a next version, and our own documents can be read back."""
    issued = [one.version for one in city.programs.values()]
    own = [one.version for one in city.desired.values()]
    groups = [one.version for one in city.group_overrides.values()]
    assert max([*issued, *own, *groups]) < 2**53 - 2**20
