"""`lighting audit show`: what it asks, and what an auditor reads."""

import pytest

from tests.support.program import City

AUDIT = {
    "schema": "lighting.audit-show/1",
    "is_cut": False,
    "entries": [
        {
            "at": "2026-08-16T22:00:00+08:00",
            "who": "sari",
            "action": "override set",
            "target": "group:parks",
            "reason": "=night market",
            "before": "",
            "after": "60 % until 2026-08-16T23:00:00+08:00",
            "sentence": "set group:parks to 60 % until 2026-08-16 23:00 WITA",
        }
    ],
}


def test_each_entry_is_a_sentence_with_who_when_and_why(city: City) -> None:
    city.api.says("GET", "/v1/audit", AUDIT)
    heading, line = city.call("audit", "show").out.splitlines()
    assert heading.split() == ["when", "who", "what", "why"]
    assert line.startswith("22:00 WITA  sari  set group:parks to 60 % until ")
    assert line.endswith("=night market")


def test_filters_are_handed_on_and_times_are_read(city: City) -> None:
    city.api.says("GET", "/v1/audit", AUDIT)
    options = ("--since", "yesterday", "--to", "20:00", "--who", "sari", "--what", "override")
    assert city.call("audit", "show", *options, "--lamp", "KPG-0001", "--limit", "5").code == 0
    assert city.api.last("/v1/audit")["query"] == {
        "from": "2026-08-15T00:00:00+08:00",
        "to": "2026-08-16T20:00:00+08:00",
        "who": "sari",
        "what": "override",
        "lamp": "KPG-0001",
        "limit": "5",
    }


def test_a_spreadsheet_gets_every_field_and_no_formula(city: City) -> None:
    city.api.says("GET", "/v1/audit", AUDIT)
    heading, line = city.call("audit", "show", "--csv").out.splitlines()
    assert heading == "at,who,action,target,before,after,reason,sentence"
    assert ",'=night market," in line


def test_that_there_are_older_entries_or_none_is_said(city: City) -> None:
    city.api.says("GET", "/v1/audit", {**AUDIT, "is_cut": True})
    assert "there are older ones" in city.call("audit", "show", "--limit", "1").err
    city.api.says("GET", "/v1/audit", {**AUDIT, "entries": []})
    assert "nobody ordered anything that fits" in city.call("audit", "show").err


@pytest.mark.parametrize(
    "options", [("--since", "18:00", "--from", "18:00"), ("--csv", "--json"), ("--since", "soon")]
)
def test_wrong_use_is_told(city: City, options: tuple[str, ...]) -> None:
    said = city.call("audit", "show", *options)
    assert said.code == 2
    assert "what to do" in said.err
