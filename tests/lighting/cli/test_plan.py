"""A plan as it is typed and read: against a file alone, or against what is in force."""

from pathlib import Path

import pytest

from tests.support.program import City, call

APPLIED = {
    "number": 3,
    "version": 1_786_000_000_000,
    "applied_at": "2026-08-16T18:14:00+08:00",
    "by": "sari",
    "source": "schedules.toml",
}
ROW = {"lamp": "KPG-0001", "groups": ["main-roads"], "nominal_w": 70.0, "standby_w": 1.0}
SPAN = ("--from", "2026-08-18", "--nights", "7")


@pytest.fixture
def dimmer(city: City) -> Path:
    """The site's schedule, with main roads at 50 % instead of 60 % from 22:00."""
    path = city.folder / "dimmer.toml"
    path.write_text(schedule(city).replace("level = 60", "level = 50"))
    return path


def schedule(city: City) -> str:
    return (city.folder / "schedules.toml").read_text()


def in_force(city: City, text: str) -> None:
    city.api.says("GET", "/v1/schedule", APPLIED | {"text": text})
    city.api.says("GET", "/v1/lamps", {"lamps": [ROW]})


def test_a_plan_against_a_file_asks_no_controller(city: City, dimmer: Path) -> None:
    against = ("--against", city.folder / "schedules.toml")
    document = city.call("schedule", "plan", dimmer, *SPAN, *against, "--json").document
    assert document["schema"] == "lighting.schedule-plan/1"
    assert (document["lamps"], document["lamps_changed"]) == (3, 2)
    (change,) = document["changes"]
    assert (change["program_before"], change["program_after"]) == ("main-roads", "main-roads")
    assert change["lamps"] == ["KPG-0001", "KPG-0002"]
    assert (change["nights"][0], len(change["nights"])) == ("2026-08-18", 7)
    hours = {row["level"]: (row["before_h"], row["after_h"]) for row in change["hours_a_lamp"]}
    assert (hours[60], hours[50]) == ((45.5, 0), (0, 45.5))
    assert city.api.asked == []


def test_money_is_told_by_the_tariff_of_the_site(city: City, dimmer: Path) -> None:
    against = ("--against", city.folder / "schedules.toml")
    document = city.call("schedule", "plan", dimmer, *SPAN, *against, "--json").document
    (money,), energy = document["money"], document["energy"]
    assert money["currency"] == "IDR"
    assert money["change"] == pytest.approx(energy["change_kwh"] * 1699.53, abs=10)
    assert document["tariffs"][0]["name"] == "P-3/TR"
    assert document["co2"] is None


def test_a_plan_is_read_by_a_tired_person(city: City, dimmer: Path) -> None:
    against = ("--against", city.folder / "schedules.toml")
    out = city.call("schedule", "plan", dimmer, *SPAN, *against).out
    assert "2 of 3 lamps would change in 7 nights from 2026-08-18" in out
    assert "main-roads: KPG-0001, KPG-0002\nnights: all 7, from 2026-08-18\n" in out
    assert "60 %       6.50 h    0.00 h   -6.50 h" in out
    assert "tariff P-3/TR: IDR 1,699.53 a kWh since 2024-07-01" in out
    assert "left out: overrides, " in out
    assert all(len(line) < 80 or "against" in line for line in out.splitlines())


def test_without_a_tariff_or_with_a_later_one_no_cost_is_told(city: City, dimmer: Path) -> None:
    city.config.write_text(city.config.read_text().replace("2024-07-01", "2026-08-20"))
    against = ("--against", city.folder / "schedules.toml")
    said = city.call("schedule", "plan", dimmer, *SPAN, *against)
    assert "no cost is told: no [[tariff]] in lighting.toml holds on 2026-08-18" in said.out
    assert "IDR" not in said.out


def test_co2_is_told_with_its_source(city: City, dimmer: Path) -> None:
    factor = '\n[co2]\nkg_per_kwh = 0.5\nsource = "a ministry, 2026"\n'
    city.config.write_text(city.config.read_text() + factor)
    against = ("--against", city.folder / "schedules.toml")
    assert (
        "CO2: 0.5 kg a kWh (a ministry, 2026)"
        in city.call("schedule", "plan", dimmer, *SPAN, *against).out
    )
    document = city.call("schedule", "plan", dimmer, *SPAN, *against, "--json").document
    assert document["co2"]["after_kg"] == pytest.approx(
        document["energy"]["after_kwh"] / 2, abs=0.01
    )


def test_what_is_in_force_and_its_lamps_come_from_the_controller(city: City, dimmer: Path) -> None:
    in_force(city, schedule(city))
    document = city.call("schedule", "plan", dimmer, "--nights", "7", "--json").document
    assert document["against"] == "version 3 in force, applied 18:14 WITA by sari"
    assert document["first_night"] == "2026-08-16"
    assert (document["lamps"], document["lamps_changed"]) == (1, 1)
    assert len(document["changes"][0]["nights"]) == 5


def test_the_same_schedule_again_changes_nothing(city: City) -> None:
    in_force(city, schedule(city))
    said = city.call("schedule", "plan", city.folder / "schedules.toml", *SPAN)
    assert "none of 1 lamp would change in 7 nights" in said.out
    assert said.code == 0


def test_a_first_schedule_is_compared_with_the_default_level(city: City, dimmer: Path) -> None:
    city.api.refuses("GET", "/v1/schedule", 404, what="nothing matches a schedule")
    city.api.says("GET", "/v1/lamps", {"lamps": [ROW]})
    said = city.call("schedule", "plan", dimmer, *SPAN)
    assert "against no schedule: none is in force" in said.out
    assert "no program -> main-roads: KPG-0001" in said.out


def test_a_plan_against_a_file_needs_a_list_of_lamps(tmp_path: Path, city: City) -> None:
    alone = tmp_path / "alone.toml"
    alone.write_text(schedule(city))
    said = call("schedule", "plan", alone, "--against", alone)
    assert said.code == 2
    assert "name one: --lamps FILE" in said.err
    lamps = ("--lamps", city.folder / "lamps.csv")
    said = call("schedule", "plan", alone, "--against", alone, *SPAN, *lamps)
    assert "none of 3 lamps would change" in said.out
