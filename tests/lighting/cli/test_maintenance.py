"""`lighting lamp maintenance` as it is typed and seen."""

from typing import Any

from tests.support.answers import FAULTS, STATUS
from tests.support.program import City

WORK: dict[str, Any] = {
    "id": "M-000012",
    "kind": "maintenance",
    "for": "panel:P-07",
    "lamps": ["KPG-0001", "KPG-0002"],
    "start": "2026-08-16T22:04:00+08:00",
    "until": "2026-08-17T00:04:00+08:00",
    "by": "maria",
    "reason": "new breaker",
    "held_back": 3,
}
NEW = {**WORK, "id": "M-000013", "kind": "installation", "until": None, "held_back": 0}


def test_it_begins_for_a_choice_until_a_time_with_a_reason(city: City) -> None:
    city.api.says("POST", "/v1/maintenance", {"maintenance": WORK})
    said = city.call(
        *("lamp", "maintenance", "start", "panel:P-07", "--until", "+2h", "--reason", "new breaker")
    )
    assert (said.code, said.out) == (
        0,
        "M-000012: faults of 2 lamps are held back until 2026-08-17 00:04 WITA\n",
    )
    assert city.api.last("/v1/maintenance")["body"] == {
        "for": "panel:P-07",
        "except": None,
        "until": "2026-08-17T00:04:00+08:00",
        "reason": "new breaker",
    }


def test_an_empty_reason_is_none(city: City) -> None:
    said = city.call("lamp", "maintenance", "end", "M-000012", "--reason", " ")
    assert said.code == 2
    assert "it is empty; say why in a few words" in said.err


def test_it_ends_early_and_says_what_was_held_back(city: City) -> None:
    city.api.says("POST", "/v1/maintenance/M-000012/end", {"maintenance": WORK})
    said = city.call("lamp", "maintenance", "end", "M-000012", "--reason", "done")
    assert said.out == "M-000012 is over: 3 held back, raised if they last\n"


def test_the_list_tells_who_works_where_and_what_is_being_installed(city: City) -> None:
    city.api.says("GET", "/v1/maintenance", {"maintenance": [WORK, NEW]})
    said = city.call("lamp", "maintenance", "list")
    for word in ("M-000012", "panel:P-07", "maria", "new breaker", "after it is first heard"):
        assert word in said.out
    assert city.call("lamp", "maintenance", "list", "--json").document["maintenance"] == [WORK, NEW]
    city.api.says("GET", "/v1/maintenance", {"maintenance": []})
    assert city.call("lamp", "maintenance", "list").err == "nobody works on any lamp\n"


def test_the_list_of_faults_tells_of_those_that_are_held_back_and_of_flapping(city: City) -> None:
    flapping = {"flapping_since": "2026-08-16T22:00:00+08:00", "held_back_by": "M-000012"}
    faults = [{**FAULTS["faults"][0], **flapping}]
    city.api.says("GET", "/v1/faults", {**FAULTS, "faults": faults, "held_back": 1})
    said = city.call("fault", "list")
    assert "held back by M-000012, flapping since 22:00" in said.out
    assert "1 fault held back while somebody works there" in said.err


def test_the_status_tells_on_which_lamps_somebody_works_and_until_when(city: City) -> None:
    until = "2026-08-16T23:00:00+08:00"
    work = {"lamps": 34, "works": 1, "until": until, "installing": 0}
    city.api.says("GET", "/v1/status", {**STATUS, "maintenance": work})
    line = "maintenance 34 lamps until 23:00 WITA (lighting lamp maintenance list)\n"
    assert line in city.call("status").out
    more = {"lamps": 35, "works": 2, "until": until, "installing": 1}
    city.api.says("GET", "/v1/status", {**STATUS, "maintenance": more})
    line = "35 lamps in 2 works, the last until 23:00 WITA, 1 being installed"
    assert line in city.call("status").out


def test_the_status_tells_that_faults_are_held_back(city: City) -> None:
    held = {"open": 0, "by_code": {}, "held_back": 2}
    city.api.says("GET", "/v1/status", {**STATUS, "faults": held})
    assert "none open; 2 held back (lighting lamp maintenance list)" in city.call("status").out
