from typing import get_args

import pytest

from devices.link import Connected, Lost
from devices.wire.down import ControllerStatus
from lighting.city import City
from lighting.controller import CANARY_WAIT_MS, SESSION_FACT, Happening, Tick, handle, will
from lighting.rows import Action, FactRow, Say
from tests.support.city_of_tests import (
    NOW_MS,
    Talker,
    bare_city,
    body,
    hear,
    lamps,
    lit_city,
    order,
    override,
    rows,
    said,
)

STATUS_TOPIC = "lighting/v1/kupang/controller/status"


def connect(city: City, *, session_present: bool, now_ms: int = NOW_MS) -> list[Action]:
    return list(handle(city, Connected(session_present), now_ms))


def tick(city: City, now_ms: int) -> list[Action]:
    return list(handle(city, Tick(), now_ms))


def come_back(city: City, status: ControllerStatus, now_ms: int = NOW_MS) -> None:
    """The broker still has this retained status of ours."""
    payload = status.model_dump_json().encode()
    assert hear(city, (STATUS_TOPIC, payload), now_ms, is_retained=True) == []


def documents(actions: list[Action]) -> set[tuple[str, str]]:
    names = {"desired", "program", "override"}
    return {(one.topic.name, one.subject) for one in rows(actions, Say) if one.topic.name in names}


EVERYTHING = {
    ("desired", "n-0001"),
    ("desired", "n-0002"),
    ("program", "main-roads"),
    ("override", "all"),
}


@pytest.fixture
def city() -> City:
    """Two lamps with a program and an override, connected before, and not new."""
    made = lit_city(lamps(2))
    order(made, override("all"))
    connect(made, session_present=True)
    return made


def test_at_a_connect_the_controller_says_who_it_is_and_keeps_who_it_was() -> None:
    city = bare_city(lamps(1))
    actions = connect(city, session_present=True)
    (birth,) = said(actions, "controller status")
    assert body(birth) == {
        "v": 1,
        "session": "c0" * 8,
        "online": True,
        "at_ms": NOW_MS,
        "software": None,
    }
    assert rows(actions, FactRow) == [FactRow(SESSION_FACT, "c0" * 8)]


def test_the_will_says_that_this_session_is_gone() -> None:
    assert (will("ab").session, will("ab").online) == ("ab", False)


def test_a_broker_that_lost_our_session_is_told_everything_again(city: City) -> None:
    actions = connect(city, session_present=False)
    assert documents(actions) == EVERYTHING
    assert all(one.is_paced for one in rows(actions, Say) if one.topic.name != "controller status")


def test_a_broker_that_kept_all_is_told_nothing_again(city: City) -> None:
    assert documents(connect(city, session_present=True)) == set()
    come_back(city, will(city.session))
    assert documents(tick(city, NOW_MS + CANARY_WAIT_MS)) == set()


def test_a_broker_without_our_retained_status_is_told_everything_after_a_wait(city: City) -> None:
    connect(city, session_present=True)
    assert documents(tick(city, NOW_MS + CANARY_WAIT_MS - 1)) == set()
    assert documents(tick(city, NOW_MS + CANARY_WAIT_MS)) == EVERYTHING
    assert documents(tick(city, NOW_MS + 2 * CANARY_WAIT_MS)) == set()


def test_a_broker_that_forgets_between_two_connects_is_found_out(city: City) -> None:
    connect(city, session_present=True)
    come_back(city, will(city.session))
    tick(city, NOW_MS + CANARY_WAIT_MS)
    handle(city, Lost("gone"), NOW_MS + CANARY_WAIT_MS)
    again_ms = NOW_MS + 2 * CANARY_WAIT_MS
    connect(city, session_present=True, now_ms=again_ms)
    assert documents(tick(city, again_ms + CANARY_WAIT_MS)) == EVERYTHING


def test_the_status_of_the_run_before_shows_that_the_broker_has_not_forgotten(city: City) -> None:
    city.past_session = "d1" * 8
    connect(city, session_present=True)
    come_back(city, will("d1" * 8))
    assert documents(tick(city, NOW_MS + CANARY_WAIT_MS)) == set()


def test_a_status_from_longer_ago_is_a_broker_that_lost_the_time_between(city: City) -> None:
    city.past_session = "d1" * 8
    connect(city, session_present=True)
    come_back(city, will("e2" * 8))
    assert documents(tick(city, NOW_MS + CANARY_WAIT_MS)) == EVERYTHING


def test_our_own_birth_heard_live_is_no_proof_of_what_the_broker_keeps(city: City) -> None:
    connect(city, session_present=True)
    payload = will(city.session).model_dump_json().encode()
    hear(city, (STATUS_TOPIC, payload))
    assert documents(tick(city, NOW_MS + CANARY_WAIT_MS)) == EVERYTHING


def test_settings_changed_while_we_were_away_reach_the_nodes() -> None:
    before = lit_city(lamps(2))
    city = bare_city(lamps(2), "[nodes]\nreport_s = 60\n")
    city.applied, city.programs, city.desired = before.applied, before.programs, before.desired
    told = connect(city, session_present=True)
    assert {body(one)["settings"]["report_s"] for one in said(told, "desired")} == {60}
    assert documents(connect(city, session_present=True)) == set()


@pytest.mark.parametrize("kind", get_args(Happening))
def test_every_kind_of_event_is_handled(kind: type[Happening]) -> None:
    city, node = bare_city(lamps(1)), Talker()
    event: Happening
    if kind is Lost:
        event = Lost("gone")
    elif kind is Connected:
        event = Connected(session_present=True)
    elif kind is Tick:
        event = Tick()
    else:
        hear(city, node.sample())
        return
    handle(city, event, NOW_MS)
