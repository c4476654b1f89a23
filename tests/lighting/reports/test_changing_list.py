"""A month in which the list of lamps changed, against figures that were worked out by hand."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from lighting.reports.bill_page import page_of, remarks
from lighting.reports.pack import CUSTOMERS, SUMS, read_bill, sums_of, wrong_in
from tests.lighting.reports.a_changing_list import NOW, rows
from tests.lighting.reports.two_stores import TARIFF, kept_in
from tests.support.looking_back import Site, site
from tests.support.program import City

MONTH = "month=2026-07"
NOON = "T12:00:00+08:00"


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("influxdb", marks=pytest.mark.influx)]
)
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    server = request.getfixturevalue("influxdb") if request.param == "influxdb" else None
    folder = tmp_path_factory.mktemp("changing-list") / "here"
    with kept_in(folder, server, NOW, rows()) as found:
        yield found


def figures(town: Site, target: str) -> list[dict[str, Any]]:
    status, document = town.get(f"reports/{target}{MONTH}")
    assert status == 200, document
    assert document["list_known_from"] is None
    found: list[dict[str, Any]] = document["figures"]
    return found


def table(files: dict[str, str], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(files[name])))


def pack(town: Site, more: str = "") -> dict[str, str]:
    status, document = town.get(f"reports/bill?{MONTH}{more}")
    assert status == 200, document
    files: dict[str, str] = document["files"]
    return files


def test_availability_is_that_of_the_time_in_which_a_lamp_was_listed(town: Site) -> None:
    found = {one.pop("lamp")[-1]: one for one in figures(town, "availability?")}
    told = {
        lamp: (
            *(one["listed_from"], one["listed_until"], one["listed_days"]),
            *(one["wanted_h"], one["burn_h_least"], one["availability_least"], one["coverage"]),
        )
        for lamp, one in found.items()
    }
    assert told == {
        "1": (f"2026-07-20{NOON}", None, 11.5, 138.0, 138.0, 1.0, 1.0),
        "2": (None, f"2026-07-10{NOON}", 9.5, 114.0, 114.0, 1.0, 1.0),
        "3": (None, None, 31.0, 372.0, 324.0, round(324 / 372, 4), 1.0),
        "4": (None, None, 31.0, 372.0, 372.0, 1.0, 1.0),
        "5": (None, None, 31.0, 372.0, 372.0, 1.0, 1.0),
    }


def test_places_add_up_what_was_listed_there(town: Site) -> None:
    panels = [
        (one["name"], one["lamps"], one["wanted_h"], one["burn_h_most"])
        for one in figures(town, "availability?by=panel&")
    ]
    assert panels == [("P-01", 3, 624.0, 576.0), ("P-02", 2, 744.0, 744.0)]


def test_a_lamp_that_went_is_found_by_its_name_and_by_the_place_where_it_was(town: Site) -> None:
    for choice in ("KPG-0002", "panel:P-01&except=KPG-0001,KPG-0003"):
        (found,) = figures(town, f"availability?for={choice}&")
        assert found["lamp"] == "KPG-0002"
    assert town.get(f"reports/availability?{MONTH}&for=KPG-0777")[0] == 404


def test_dead_days_are_billed_at_the_watts_of_their_time(town: Site) -> None:
    found = figures(town, "dead?")
    told = {(one["listed_from"], one["listed_until"], one["days_least"]) for one in found}
    assert told == {(None, f"2026-07-15{NOON}", 2.0), (f"2026-07-15{NOON}", None, 2.0)}
    assert sorted(one["billed_kwh_least"] for one in found) == [
        round(28.8 * 2 / 31, 3),
        round(72 * 2 / 31, 3),
    ]


def test_a_lamp_is_not_registered_up_to_when_it_got_its_number(town: Site) -> None:
    (found,) = figures(town, "unregistered?")
    assert (found["lamp"], found["listed_until"]) == ("KPG-0004", f"2026-07-15{NOON}")
    assert (found["listed_days"], found["burn_h_least"]) == (14.5, 174.0)


def test_each_line_is_billed_for_its_part_of_the_month_against_its_part_of_the_log(
    town: Site,
) -> None:
    files = pack(town)
    found = {
        (one["customer"], one["lamp"][-1], one["line"]): tuple(
            float(one[name]) for name in ("power_w", "billed_kwh", "least_kwh", "most_kwh")
        )
        for one in table(files, "lamps.csv")
    }
    assert found == {
        ("5401", "1", "1"): (70, 18.696774, 9.66, 9.66),
        ("5401", "2", "1"): (70, 15.445161, 7.98, 7.98),
        ("5402", "3", "1"): (100, 33.677419, 15.0, 15.0),
        ("5402", "3", "2"): (40, 15.329032, 6.96, 6.96),
        ("5402", "4", "2"): (70, 26.825806, 13.86, 13.86),
        ("5403", "5", "1"): (70, 50.4, 26.04, 26.04),
    }
    dark = {(one["lamp"], one["line"]): one["dark_days"] for one in table(files, "lamps.csv")}
    # The 13th and the 17th have light in them, and of the 15th no line has the whole.
    assert {line: days for line, days in dark.items() if days != "0"} == {
        ("KPG-0003", "1"): "1",
        ("KPG-0003", "2"): "1",
    }
    told = {one["customer"]: (one["lamps"], one["coverage"]) for one in table(files, CUSTOMERS)}
    lamps = {"5401": "2", "5402": "2", "5403": "1", "total": "5"}
    assert told == {name: (count, "1.000000") for name, count in lamps.items()}
    assert read_bill(files).facts["lamps_not_in_list"] == []


def test_times_of_a_dead_lamp_are_cut_where_its_line_changed(town: Site) -> None:
    told = [
        (one["line"], one["since"], one["until"], one["days"], one["billed_kwh"])
        for one in table(pack(town, "&customer=5402"), "dead.csv")
    ]
    day = "2026-07-{}" + NOON
    assert told == [
        ("1", day.format(13), day.format(15), "2.000000", "4.645161"),
        ("2", day.format(15), day.format(17), "2.000000", "1.858065"),
    ]


def test_the_pack_holds_and_its_page_says_since_and_until_when_lamps_were_listed(
    town: Site,
) -> None:
    files = pack(town)
    assert [*wrong_in({**files, SUMS: sums_of(files)})] == []
    moved = {**files, "lamps.csv": files["lamps.csv"].replace("2026-07-20T12", "2026-07-19T12")}
    assert [*wrong_in({**moved, SUMS: sums_of(files)})]
    for language, word in (("en", "listed from"), ("id", "terdaftar sejak")):
        page = page_of(read_bill(files), files, language)
        assert word in page
        assert "2026-07-20 12:00 +08:00" in page
    assert list(remarks(read_bill(files).facts, "en")) == []


def test_where_lists_were_not_kept_the_oldest_that_is_known_is_taken_and_that_is_said(
    tmp_path: Path, city: City
) -> None:
    with site(tmp_path, more=TARIFF, town=NOW) as found:
        found.keep(*rows(is_kept=False))
        status, answer = found.get(f"reports/availability?{MONTH}")
        assert status == 200, answer
        facts = read_bill(pack(found)).facts
    assert answer["list_known_from"] == facts["list_known_from"] == f"2026-07-20{NOON}"
    assert [one["lamp"][-1] for one in answer["figures"]] == ["1", "3", "4", "5"]
    assert {one["listed_days"] for one in answer["figures"]} == {31.0}
    assert facts["lamps_not_in_list"] == ["KPG-0002"]
    city.api.says("GET", "/v1/reports/availability", answer)
    said = city.call("report", "availability", "--month", "2026-07")
    assert "the list of lamps of before 2026-07-20 12:00 WITA is not known" in said.err
    assert "listed" not in said.out


def test_a_person_reads_since_when_a_lamp_was_listed(town: Site, city: City) -> None:
    answer = town.get(f"reports/availability?{MONTH}")[1]
    city.api.says("GET", "/v1/reports/availability", answer)
    asked = ("report", "availability", "--month", "2026-07")
    assert "2026-07-20 12:00 WITA" in city.call(*asked).out
    head, *_ = city.call(*asked, "--csv").out.splitlines()
    assert "listed_from,listed_until,listed_days" in head
