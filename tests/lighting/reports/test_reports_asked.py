"""Reports of a month over the API of a city with a real database, and the pack that is written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lighting.reports.month import month_of
from lighting.rows import FaultRow, HourRow, ScheduleRow
from tests.support.city_of_tests import HOUR_MS, SCHEDULE, lamp
from tests.support.looking_back import Site, site
from tests.support.program import City, call
from tests.support.stored import fault

MONTH = month_of(date(2026, 7, 1), "Asia/Makassar")
TARIFF = '[[tariff]]\nfrom = 2026-01-01\nname = "P-3/TR"\ncurrency = "IDR"\nper_kwh = 1699.53\n'
LAMPS = (replace(lamp(1), customer="5401"), replace(lamp(2), customer="5402"), lamp(3))


def night(lamp_id: str) -> Iterator[HourRow]:
    for at_ms in range(MONTH.from_ms, MONTH.to_ms, HOUR_MS):
        hour = (at_ms - MONTH.from_ms) // HOUR_MS % 24
        lit = 3600.0 if hour < 6 or hour >= 18 else 0.0
        wh = 70.0 * lit / 3600
        yield HourRow(lamp_id, at_ms, wh, lit, 0.0, wh, wh, 3600.0, 12, "counted")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path, more=TARIFF, town=LAMPS) as found:
        found.keep(
            *(row for one in LAMPS[:1] for row in night(one.id)),
            *list(night(LAMPS[2].id))[:30],
            ScheduleRow(1, SCHEDULE, "s.toml", "ani", "test", MONTH.from_ms - 5),
            FaultRow(
                fault(
                    "F-000001", lamp="KPG-0001", since_ms=MONTH.from_ms - 9, active_ms=MONTH.from_ms
                )
            ),
        )
        yield found


def test_availability_is_known_where_hours_are_and_an_interval_where_not(town: Site) -> None:
    status, document = town.get("reports/availability?month=2026-07")
    assert (status, document["schema"]) == (200, "lighting.report-availability/1")
    known, unknown, _ = document["figures"]
    assert (known["availability_least"], known["availability_most"]) == (1.0, 1.0)
    assert (known["burn_h_least"], known["wanted_h"], known["coverage"]) == (372.0, 372.0, 1.0)
    assert (unknown["availability_least"], unknown["availability_most"]) == (0.0, 1.0)
    assert (unknown["coverage"], unknown["burn_h_most"]) == (0.0, 744.0)
    by_panel = town.get("reports/availability?month=2026-07&by=panel")[1]
    assert by_panel["figures"][0]["availability_least"] == by_panel["total"]["availability_least"]


def test_faults_dead_and_unregistered_lamps_are_found(town: Site) -> None:
    faults = town.get("reports/faults?month=2026-07")[1]
    assert [(one["code"], one["still_open"]) for one in faults["codes"]] == [("LAMP_FAIL", 1)]
    (dead,) = town.get("reports/dead?month=2026-07")[1]["figures"]
    assert (dead["customer"], dead["days_least"], dead["billed_kwh_least"]) == ("5401", 31.0, 50.4)
    assert dead["money_least"] == pytest.approx(85_656.31)
    lit = town.get("reports/unregistered?month=2026-07")[1]
    assert [one["lamp"] for one in lit["figures"]] == ["KPG-0003"]
    assert lit["registered"] == 2


def test_a_month_that_is_not_over_says_up_to_when_it_is_told(town: Site, city: City) -> None:
    answer = town.get("reports/faults?month=2026-07")[1]
    city.api.says("GET", "/v1/reports/faults", answer)
    said = city.call("report", "faults", "--month", "2026-07").out
    assert said.startswith("faults 2026-07\n")
    city.api.says("GET", "/v1/reports/faults", {**answer, "to": "2026-07-25T11:00:00+08:00"})
    said = city.call("report", "faults", "--month", "2026-07").out
    assert said.startswith("faults 2026-07, up to 2026-07-25 11:00 WITA\n")


def test_a_pack_is_written_verified_and_every_change_in_it_found(
    town: Site, city: City, tmp_path: Path
) -> None:
    answer = town.get("reports/bill?month=2026-07")[1]
    assert answer == town.get("reports/bill?month=2026-07")[1]
    city.api.says("GET", "/v1/reports/bill", answer)
    out = tmp_path / "pack"
    said = city.call("report", "bill", "--month", "2026-07", "--out", out, "--lang", "id")
    assert said.code == 0, said.err
    assert "5401" in said.out
    assert "Bukti" in (out / "bill.html").read_text(encoding="utf-8")
    assert call("report", "bill", "--verify", out).code == 0
    days = out / "days.csv"
    days.write_text(days.read_text(encoding="utf-8").replace("840.0", "841.0"), encoding="utf-8")
    wrong = call("report", "bill", "--verify", out)
    assert wrong.code == 7
    assert "days.csv" in wrong.err


def test_a_bill_of_one_customer_has_only_its_lamps(town: Site) -> None:
    files = town.get("reports/bill?month=2026-07&customer=5402")[1]["files"]
    assert "KPG-0002" in files["lamps.csv"]
    assert "KPG-0001" not in files["lamps.csv"]


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("reports/bill?month=2026-08", 400),
        ("reports/bill?month=2026-07&customer=9", 404),
        ("reports/dead?month=2026-13", 400),
        ("reports/dead?month=2026-09", 400),
    ],
)
def test_what_cannot_be_reported_is_said(town: Site, target: str, status: int) -> None:
    assert town.get(target)[0] == status


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("faults", "--month", "oct"), "is not a month"),
        (("bill", "--month", "2026-13"), "is not a month"),
        (("bill", "--verify", "nowhere"), "nowhere is no folder"),
        (("bill",), "--month or --verify"),
    ],
)
def test_what_was_typed_wrong_is_said_before_anybody_is_asked(
    city: City, asked: tuple[str, ...], told: str
) -> None:
    said = city.call("report", *asked)
    assert (said.code, told in said.err) == (2, True)


def test_a_pack_does_not_take_the_place_of_a_file(town: Site, city: City) -> None:
    city.api.says("GET", "/v1/reports/bill", town.get("reports/bill?month=2026-07")[1])
    said = city.call("report", "bill", "--month", "2026-07", "--out", city.config)
    assert (said.code, "is no folder" in said.err) == (2, True)
    assert "[site]" in city.config.read_text()


def test_a_bill_says_how_much_of_it_is_known(town: Site, city: City) -> None:
    city.api.says("GET", "/v1/reports/bill", town.get("reports/bill?month=2026-07")[1])
    asked = ("report", "bill", "--month", "2026-07")
    assert "known for 50 % of the time" in city.call(*asked).err
    assert "85,656.31" in city.call(*asked).out
    total = city.call(*asked, "--json").document["customers"][-1]
    assert (total["customer"], total["dead_money_least"]) == ("total", "85656.31")


@pytest.mark.parametrize("form", ["--csv", "--json"])
@pytest.mark.parametrize("name", ["availability", "faults", "dead", "unregistered"])
def test_each_report_comes_as_table_csv_and_json(
    town: Site, city: City, name: str, form: str
) -> None:
    city.api.says("GET", f"/v1/reports/{name}", town.get(f"reports/{name}?month=2026-07")[1])
    asked = ("report", name, "--month", "2026-07")
    assert [city.call(*asked).code, city.call(*asked, form).code] == [0, 0]
