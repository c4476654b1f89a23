"""A hostile auditor computes a leap month again from raw samples, and every figure agrees."""

import csv
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from lighting.energy.rolling import rolled
from lighting.reports.bill_page import PAGE, page_of, remarks, wrong_page
from lighting.reports.pack import SUMS, read_bill, sums_of, wrong_in
from lighting.stores.sqlite_history import SqliteHistory
from lighting.stores.stale_hours import StaleHours
from tests.lighting.reports.a_leap_month import (
    DAYS,
    LISTED,
    POWER_W,
    TARIFFS,
    audited,
    readings,
    rows,
)
from tests.support.city_of_tests import NOW_MS
from tests.support.looking_back import Site, site

REPORT_S = 300
MONTH = "month=2024-02"
PRICES = [1444.7 if day < date(2024, 2, 16) else 1699.53 for day in DAYS]
MEAN = sum(PRICES) / len(PRICES)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A fresh site that received the samples and rolled its hours up."""
    with site(tmp_path_factory.mktemp("audit"), more=TARIFFS, town=LISTED) as found:
        found.keep(*rows())
        path = found.store.path
        with closing(StaleHours(path)) as marks, closing(SqliteHistory.open(path)) as history:
            for hours in rolled(marks, history, REPORT_S, NOW_MS):
                found.keep(*hours)
        yield found


def figures(town: Site, name: str, more: str = "") -> dict[str, dict[str, Any]]:
    status, document = town.get(f"reports/{name}?{MONTH}{more}")
    assert status == 200, document
    return {one["lamp"]: one for one in document["figures"]}


@pytest.fixture(scope="module")
def pack(town: Site) -> dict[str, str]:
    status, document = town.get(f"reports/bill?{MONTH}&hours=true")
    assert status == 200, document
    files: dict[str, str] = document["files"]
    files[PAGE] = page_of(read_bill(files), files, "en")
    return {**files, SUMS: sums_of(files)}


def table(pack: dict[str, str], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(pack[name])))


def number_of(lamp: str) -> int:
    return int(lamp[-4:])


def test_energy_burning_time_and_cover_of_every_day_are_those_of_the_samples(
    pack: dict[str, str],
) -> None:
    truth = {number: audited(readings(number)) for number in range(1, 9)}
    days = table(pack, "days.csv")
    assert len(days) == 6 * 29
    for row in days:
        expected = truth[number_of(row["lamp"])][date.fromisoformat(row["date"])]
        assert float(row["covered_s"]) == pytest.approx(expected.covered_s), row
        if not expected.covered_s:
            assert (row["energy_wh"], row["burn_s"]) == ("", ""), row
            continue
        assert float(row["energy_wh"]) == pytest.approx(expected.energy_wh, abs=0.01), row
        if row["burn_s"]:
            assert float(row["burn_covered_s"]) == pytest.approx(expected.covered_s), row
            assert float(row["burn_s"]) == pytest.approx(expected.burn_s, abs=0.01), row
    whole = [row for row in days if row["lamp"] == "KPG-0001"]
    assert {float(row["burn_s"]) for row in whole} == {11.5 * 3600}
    assert sum(float(row["energy_wh"]) for row in whole) == pytest.approx(29 * 11.5 * 70, abs=2)


def test_money_is_that_of_each_days_tariff_and_the_bill_that_of_their_mean(
    pack: dict[str, str],
) -> None:
    lamps = {row["lamp"]: row for row in table(pack, "lamps.csv")}
    assert "KPG-0005" not in lamps
    for lamp, row in lamps.items():
        truth = audited(readings(number_of(lamp))).values()
        pairs = list(zip(truth, PRICES, strict=True))
        least = sum(one.energy_wh / 1000 * price for one, price in pairs)
        rest = sum((86_400 - one.covered_s) / 3_600_000 * POWER_W * price for one, price in pairs)
        assert float(row["billed_kwh"]) == pytest.approx(50.4)
        assert float(row["billed_money"]) == pytest.approx(50.4 * MEAN, abs=0.01)
        assert float(row["least_money"]) == pytest.approx(least, abs=0.1), lamp
        assert float(row["most_money"]) == pytest.approx(least + rest, abs=0.1), lamp
        known_s = sum(one.covered_s for one in truth)
        assert float(row["coverage"]) == pytest.approx(known_s / (29 * 86_400), abs=1e-6)
    customers = {row["customer"]: row for row in table(pack, "customers.csv")}
    assert set(customers) == {"5401", "5402", "5403", "total"}
    assert (customers["5403"]["lamps_without_data"], customers["5403"]["coverage"]) == (
        "1",
        "0.000000",
    )
    for name in ("billed_money", "least_money", "most_money", "billed_kwh", "least_kwh"):
        parts = sum(float(row[name]) for one, row in customers.items() if one != "total")
        assert float(customers["total"][name]) == pytest.approx(parts)


def test_a_dead_lamp_is_billed_for_its_days_and_dark_by_the_log(
    town: Site, pack: dict[str, str]
) -> None:
    (dead,) = figures(town, "dead").values()
    assert (dead["lamp"], dead["days_least"], dead["days_most"]) == ("KPG-0006", 15.0, 15.0)
    assert dead["billed_kwh_least"] == pytest.approx(50.4 * 15 / 29, abs=0.001)
    (row,) = (one for one in table(pack, "lamps.csv") if one["lamp"] == "KPG-0006")
    assert dead["money_least"] == float(row["dead_money_least"])
    assert dead["money_least"] == pytest.approx(50.4 * 15 / 29 * MEAN, abs=0.01)
    dark = {one["lamp"]: one["dark_days"] for one in table(pack, "lamps.csv")}
    assert {lamp: days for lamp, days in dark.items() if days != "0"} == {"KPG-0006": "29"}


def test_availability_is_an_interval_as_wide_as_what_is_not_known(town: Site) -> None:
    found = figures(town, "availability")
    wanted_h = 29 * 11.5
    assert {one["wanted_h"] for one in found.values()} == {wanted_h}
    shares = {
        number_of(lamp): (one["availability_least"], one["availability_most"])
        for lamp, one in found.items()
    }
    assert shares[1] == shares[5] == (1.0, 1.0)
    assert shares[6] == (0.0, 0.0)
    assert shares[8] == (0.0, 1.0)
    assert shares[3] == (pytest.approx(1 - 28.75 / wanted_h, abs=1e-4), 1.0)
    assert shares[2][1] == 1.0
    assert found["KPG-0008"]["coverage"] == 0


def test_a_lamp_that_burns_without_a_number_is_found_and_one_out_of_the_list_is_said(
    town: Site, pack: dict[str, str]
) -> None:
    found = figures(town, "unregistered")
    assert {lamp: one["burn_h_least"] for lamp, one in found.items()} == {"KPG-0005": 29 * 11.5}
    facts = read_bill(pack).facts
    assert facts["lamps_not_in_list"] == ["KPG-0007"]
    assert facts["list_known_from"] == "2024-02-11T10:00:00+08:00"
    replaced, gone = remarks(facts, "en")
    assert "is not known: for that time lamps, their powers" in replaced
    assert "2024-02-11 10:00 +08:00" in replaced
    assert gone.endswith("(1): KPG-0007.")
    assert [line for line in (replaced, gone) if line not in pack[PAGE]] == []


def test_what_is_not_known_is_no_zero_in_reports_of_energy(town: Site) -> None:
    span = "from=2024-02-01T00:00:00%2B08:00&to=2024-03-01T00:00:00%2B08:00"
    status, document = town.get(f"reports/energy?{span}&by=lamp")
    assert status == 200, document
    found = {number_of(one["lamp"]): one for one in document["figures"]}
    assert found[8]["energy_wh"] is None
    assert document["total"]["lamps_without_data"] == 1
    assert found[3]["coverage"] == pytest.approx(1 - 54 / (29 * 24), abs=1e-4)


def test_hashes_and_days_are_had_again_with_the_tools_of_any_machine(
    pack: dict[str, str], tmp_path: Path
) -> None:
    for name, text in pack.items():
        (tmp_path / name).write_bytes(text.encode())

    def said(command: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        return done.stdout

    facts = read_bill(pack).facts
    assert "FAILED" not in said("sha256sum -c SHA256SUMS")
    assert said("sha256sum hours.csv").split()[0] == facts["burn_log_sha256"]
    whole = said("cat lamps.csv days.csv dead.csv tariffs.csv | sha256sum").split()[0]
    assert f'"data_sha256": "{whole}"' in pack["manifest.json"]
    assert whole in pack[PAGE]
    of_day = """awk -F, 'NR>1 && $3!="" {wh[$1","substr($2,1,10)]+=$3}"""
    awk = f"""{of_day} END {{for (k in wh) print k","wh[k]}}'"""
    summed = dict(line.rsplit(",", 1) for line in said(f"{awk} hours.csv").splitlines())
    for row in table(pack, "days.csv"):
        told = summed.get(f"{row['lamp']},{row['date']}", "")
        assert (told == "") == (row["energy_wh"] == "")
        assert told == "" or float(told) == pytest.approx(float(row["energy_wh"]), abs=0.01)


@pytest.mark.parametrize("name", [PAGE, "hours.csv"])
def test_a_page_or_log_with_other_figures_is_found_though_its_hash_is_new_or_gone(
    pack: dict[str, str], name: str
) -> None:
    assert [*wrong_in(pack), *wrong_page(pack)] == []
    forged = {**pack, name: pack[name].replace("5", "6")}
    renewed = {**forged, SUMS: sums_of({one: forged[one] for one in forged if one != SUMS})}
    assert [*wrong_in(renewed), *wrong_page(renewed)]
    unlisted = "".join(line for line in pack[SUMS].splitlines(keepends=True) if name not in line)
    assert [one.source for one in wrong_in({**pack, SUMS: unlisted})] == [name]
