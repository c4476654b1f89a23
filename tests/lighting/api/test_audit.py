"""The audit over HTTP: by time, account, order and lamp, the newest first."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lighting.rows import AuditRow, FaultRow
from lighting.times import rfc3339
from tests.support.city_of_tests import HOUR_MS, NOW_MS
from tests.support.looking_back import Site, site
from tests.support.stored import audit_row, fault


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


def acted(action: str, target: str, who: str = "ani", hours_ago: int = 0) -> AuditRow:
    at_ms = NOW_MS - hours_ago * HOUR_MS
    return AuditRow(at_ms, who, action, target, "because", "", "")


def asked(city: Site, query: str = "") -> list[str]:
    status, document = city.get(f"audit{query}")
    assert status == 200
    assert document["schema"] == "lighting.audit-show/1"
    return [f"{one['action']} {one['target']}" for one in document["entries"]]


def test_an_entry_tells_who_what_when_and_why_and_reads_as_a_sentence(city: Site) -> None:
    city.post("overrides", level=60, **{"for": "group:parks"}, reason="night market")
    (entry,) = city.get("audit")[1]["entries"]
    assert entry.pop("after").startswith("60 % until 2026-08-16T")
    assert entry.pop("sentence").startswith("set group:parks to 60 % until 22:00 WITA")
    assert entry == {
        "at": "2026-08-16T20:00:00+08:00",
        "who": "ani",
        "action": "override set",
        "target": "group:parks",
        "reason": "night market",
        "before": "",
    }


def test_entries_are_the_newest_and_say_if_there_are_older_ones(city: Site) -> None:
    city.keep(*(acted("work take", f"W-00000{n}") for n in (1, 2, 3)))
    assert asked(city, "?limit=2") == ["work take W-000003", "work take W-000002"]
    assert city.get("audit?limit=2")[1]["is_cut"]
    assert not city.get("audit?limit=3")[1]["is_cut"]


def test_entries_are_narrowed_by_time_account_and_order(city: Site) -> None:
    city.keep(
        acted("work take", "W-000001", "budi", hours_ago=3),
        acted("override set", "all", hours_ago=2),
        acted("override release", "o-000001", hours_ago=1),
    )
    begin, end = (rfc3339(NOW_MS - n * HOUR_MS, "UTC").replace("+", "%2B") for n in (2, 1))
    assert asked(city, f"?from={begin}&to={end}") == ["override set all"]
    assert asked(city, "?who=budi") == ["work take W-000001"]
    assert asked(city, "?what=override") == ["override release o-000001", "override set all"]
    assert asked(city, "?what=override%20set") == ["override set all"]


def test_entries_of_a_lamp_are_those_that_concern_it_and_the_whole_town(city: Site) -> None:
    city.post("overrides", level=60, **{"for": "group:parks"}, reason="x")
    city.post(
        "maintenance", **{"for": "panel:P-01"}, until=rfc3339(NOW_MS + HOUR_MS, "UTC"), reason="x"
    )
    city.keep(
        FaultRow(replace(fault(), lamp="KPG-0001")),
        acted("fault acknowledge", fault().id),
        acted("lamp identify", "KPG-0002"),
        audit_row(),
    )
    first, second, parks = (asked(city, f"?lamp=KPG-000{n}") for n in (1, 2, 4))
    work = [one for one in asked(city) if one.startswith("maintenance")]
    of_all = "schedule apply schedules.toml"
    assert first == [of_all, f"fault acknowledge {fault().id}", *work]
    assert second == [of_all, "lamp identify KPG-0002", *work]
    assert parks == [of_all, "override set group:parks"]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?who=anni", 404, "those who are: ani"),
        ("?what=overide", 400, "override"),
        ("?lamp=KPG-0009", 404, "KPG-000"),
        ("?lamp=panel:P-01", 400, "not one lamp"),
        ("?limit=0", 400, "limit"),
        ("?from=2026-08-16T00:00:00Z&to=2026-08-15T00:00:00Z", 400, "before it begins"),
    ],
)
def test_what_nothing_can_fit_is_told_with_the_nearest(
    city: Site, query: str, status: int, words: str
) -> None:
    city.keep(audit_row())
    answered, document = city.get(f"audit{query}")
    assert answered == status
    assert words in str(document["error"])


def test_a_lamp_that_is_in_no_list_any_more_is_found_by_what_was_ordered(city: Site) -> None:
    city.keep(acted("lamp identify", "KPG-0099"))
    assert asked(city, "?lamp=KPG-0099") == ["lamp identify KPG-0099"]
