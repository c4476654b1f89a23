"""Commands about the past: what they ask, and what a tired person reads."""

import csv
import io

import pytest

from tests.support.answers_past import (
    FAULT_HISTORY,
    LAMP_HISTORY,
    REPORT_BURNING,
    REPORT_ENERGY,
    WAITING,
)
from tests.support.program import City

LAMP, FAULTS = "/v1/lamps/KPG-0001/history", "/v1/faults/history"
ENERGY, BURNING = "/v1/reports/energy", "/v1/reports/burning-hours"


@pytest.fixture(autouse=True)
def canned(city: City) -> None:
    for path, document in (
        (LAMP, LAMP_HISTORY),
        (FAULTS, FAULT_HISTORY),
        (ENERGY, REPORT_ENERGY),
        (BURNING, REPORT_BURNING),
    ):
        city.api.says("GET", path, document)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_history_shows_course_figures_ages_coverage_and_gaps(city: City) -> None:
    said = city.call("lamp", "history", "KPG-0001")
    assert (said.code, said.err) == (0, "")
    head, coverage, _, power, lux, gaps, gap = said.out.splitlines()
    assert head == "KPG-0001 Jl. El Tari, 2026-08-16 20:00 WITA to 20:50 WITA"
    assert coverage == (
        "coverage 40 %: 4 samples, expected 10 (one every 300 s); last 20:45 WITA, 79 min ago"
    )
    assert power.split(maxsplit=1)[1].startswith("|█▁█      █|")
    assert power.split()[-9:] == ["0", "31.5", "42", "42", "W", "79", "min", "40", "%"]
    assert lux.split()[:3] == ["lux", "never", "measured"]
    assert "0 %" in lux
    assert gaps == "1 gap without data, 30 min in all:"
    assert gap == "  2026-08-16 20:15 WITA to 20:45 WITA  30 min"
    assert city.call("lamp", "history", "KPG-0001", "--json").document == LAMP_HISTORY


def test_a_history_without_data_never_says_off_or_zero(city: City) -> None:
    nothing = {"samples": [], "fields": [], "coverage": 0, "last_at": None}
    city.api.says("GET", LAMP, {**LAMP_HISTORY, **nothing})
    said = city.call("lamp", "history", "KPG-0001")
    assert "coverage 0 %: 0 samples, expected 10" in said.out
    assert said.err == "nothing was received of that time; it is not known what the lamp did\n"


def test_many_gaps_are_cut_and_counted(city: City) -> None:
    gaps = LAMP_HISTORY["gaps"] * 12
    city.api.says("GET", LAMP, {**LAMP_HISTORY, "gaps": gaps})
    assert "  and 2 more: --json has them all" in city.call("lamp", "history", "KPG-0001").out
    city.api.says("GET", LAMP, {**LAMP_HISTORY, "gaps": []})
    assert "no gaps\n" in city.call("lamp", "history", "KPG-0001").out


def test_times_and_fields_are_sent_as_the_daemon_reads_them(city: City) -> None:
    options = ("--from", "yesterday 18:00", "--to", "20:00", "--fields", "power_w,level")
    city.call("lamp", "history", "KPG-0001", *options)
    assert city.api.last(LAMP)["query"] == {
        "from": "2026-08-15T18:00:00+08:00",
        "to": "2026-08-16T20:00:00+08:00",
        "fields": "power_w,level",
    }


def test_samples_as_csv_leave_the_unknown_empty(city: City) -> None:
    said = city.call("lamp", "history", "KPG-0001", "--csv")
    rows = table(said.out)
    assert list(rows[0]) == ["at", "received_at", "clock", "power_w", "lux"]
    assert [row["power_w"] for row in rows] == ["42.0", "0.0", "42.0", "42.0"]
    assert {row["lux"] for row in rows} == {""}
    assert "coverage 40 %" in said.err


def test_faults_of_the_past_say_until_when_and_how_long(city: City) -> None:
    said = city.call("fault", "history")
    _, still, over = said.out.splitlines()
    assert "still open 4 h" in " ".join(still.split())
    assert "2026-08-15 19:50 WITA  30 min" in over
    assert "2 faults began from 2026-07-16 22:04 WITA to 2026-08-16 22:04 WITA" in said.err
    assert city.call("fault", "history", "--json").document == FAULT_HISTORY


def test_faults_are_chosen_by_the_daemon(city: City) -> None:
    city.api.says("GET", FAULTS, {**FAULT_HISTORY, "faults": [], "is_cut": True})
    choice = ("--for", "group:parks", "--except", "panel:P-07", "--code", "DAY_BURN")
    said = city.call("fault", "history", "--from", "-24h", *choice)
    assert city.api.last(FAULTS)["query"] == {
        "code": "DAY_BURN",
        "for": "group:parks",
        "except": "panel:P-07",
        "from": "2026-08-15T22:04:00+08:00",
    }
    assert "no fault that fits" in said.err
    assert "there may be more" in said.err


def test_csv_is_safe_in_a_spreadsheet(city: City) -> None:
    first, second = table(city.call("fault", "history", "--csv").out)
    assert (first["street"], first["cleared_at"]) == ("'=Jl. El Tari", "")
    assert (second["lamp"], second["lasted_s"]) == ("", "1800")


def test_energy_says_what_is_unknown_and_how_much_is_covered(city: City) -> None:
    said = city.call("report", "energy", "--month", "2026-07")
    assert city.api.last(ENERGY)["query"] == {
        "from": "2026-07-01T00:00:00+08:00",
        "to": "2026-08-01T00:00:00+08:00",
        "by": "panel",
    }
    head, _, known, unknown, total = said.out.splitlines()
    assert head == "energy, 2026-07-01 00:00 WITA to 2026-08-01 00:00 WITA"
    assert known.split() == ["P-01", "1", "12.346", "100", "%", "0", "counted"]
    assert unknown.split() == ["P-02", "1", "unknown", "0", "%", "744", "none"]
    assert total.split()[:5] == ["all", "2", "12.346", "50", "%"]
    assert said.err.splitlines() == [
        "1 of 2 lamps has no data at all: its energy is unknown, not zero, and in no sum",
        "the figures hold for 50 % of the time; nothing is put in place of the rest",
    ]
    assert city.call("report", "energy", "--json").document == REPORT_ENERGY


def test_burning_hours_by_lamp_are_figures_even_when_they_are_zero(city: City) -> None:
    choice = ("--for", "panel:P-01", "--except", "KPG-0009")
    said = city.call("report", "burning-hours", "--by", "lamp", *choice, "--from", "2026-07-01")
    query = city.api.last(BURNING)["query"]
    assert (query["by"], query["for"], query["except"]) == ("lamp", "panel:P-01", "KPG-0009")
    _, _, first, second, _ = said.out.splitlines()
    assert first.split()[-5:] == ["372.2", "100", "%", "0", "counted"]
    assert second.split()[-5:] == ["0.0", "100", "%", "0", "estimated"]
    assert said.err.splitlines() == [
        "the figures hold for 99.9 % of the time; nothing is put in place of the rest",
        "the time is not over: the figures go up to the last whole hour",
    ]


def test_reports_as_csv_have_no_sum_and_no_invented_figure(city: City) -> None:
    rows = table(city.call("report", "energy", "--csv").out)
    assert [(row["name"], row["energy_wh"]) for row in rows] == [("P-01", "12345.6"), ("P-02", "")]
    rows = table(city.call("report", "burning-hours", "--csv").out)
    assert (rows[1]["lamp"], rows[1]["panel"], rows[1]["burn_h"]) == ("KPG-0002", "P-01", "0.0")


def test_what_waits_for_influxdb_for_long_is_said_beside_each_answer(city: City) -> None:
    city.api.says("GET", LAMP, {**LAMP_HISTORY, "waiting": WAITING})
    said = "12,000 points wait for InfluxDB, the oldest of 21:04 WITA, and can't be in this answer"
    assert said in city.call("lamp", "history", "KPG-0001").err
    city.api.says("GET", LAMP, {**LAMP_HISTORY, "waiting": {**WAITING, "age_s": 5}})
    assert city.call("lamp", "history", "KPG-0001").err == ""


@pytest.mark.parametrize(("parked", "said"), [(1, "1 line that"), (1_200, "1,200 lines that")])
def test_what_influxdb_refused_is_said_beside_each_answer(
    city: City, parked: int, said: str
) -> None:
    city.api.says("GET", FAULTS, {**FAULT_HISTORY, "parked": parked})
    told = city.call("fault", "history").err
    assert f"{said} InfluxDB refused can't be in this answer: lighting influx parked list" in told


def test_what_influxdb_keeps_no_longer_is_said(city: City) -> None:
    kept = {"kept_since": "2026-05-18T22:04:00+08:00"}
    city.api.says("GET", FAULTS, {**FAULT_HISTORY, **kept})
    said = city.call("fault", "history", "--from", "2026-01-01").err
    assert "InfluxDB has nothing from before 2026-05-18 22:04 WITA" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("report energy --month 2026-13", '"2026-13" is not a month'),
        ("report energy --month october", '"october" is not a month'),
        ("report energy --month 2026-10 --from -1h", "--month and --from or --to"),
        ("report burning-hours --json --csv", "--csv and --json"),
        ("lamp history KPG-0001 --from whenever", '"whenever" is not a time'),
        ("fault history --lamp KPG-0001 --for all", "--lamp and --for or --except"),
        ("report energy --by street", "'street' is not one of"),
        ("report water", "no such command 'water'"),
    ],
)
def test_wrong_use_is_said_and_asks_nothing(city: City, words: str, said: str) -> None:
    outcome = city.call(*words.split())
    assert outcome.code == 2
    assert said in outcome.err
    assert {one["path"] for one in city.api.asked} <= {"/v1/pulse"}


def test_a_december_ends_with_the_year(city: City) -> None:
    city.call("report", "energy", "--month", "2025-12")
    assert city.api.last(ENERGY)["query"]["to"] == "2026-01-01T00:00:00+08:00"


def test_a_store_that_is_away_is_no_empty_answer(city: City) -> None:
    city.api.refuses("GET", ENERGY, 503, what="InfluxDB does not answer", why="refused")
    said = city.call("report", "energy")
    assert (said.code, said.out) == (5, "")
    assert "InfluxDB does not answer" in said.err
