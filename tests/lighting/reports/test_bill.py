"""A bill's arithmetic: sums that are sums, bounds that hold, and a check that finds any change."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.reports.bill import BilledLamp, Length, LoggedDay, Price, Tariffs, lamp_figures
from lighting.reports.bill_page import page_of
from lighting.reports.dead_time import TOLD
from lighting.reports.month import month_of
from lighting.reports.pack import (
    CUSTOMERS,
    DATA,
    MANIFEST,
    SUMS,
    Bill,
    data_hash,
    files_of,
    read_bill,
    sums_of,
    wrong_in,
)

MONTH = month_of(date(2026, 7, 1), "Asia/Makassar")
DAY_S = Decimal(86_400)
LENGTH = Length(31, 31 * DAY_S)
TARIFFS = Tariffs(
    (Price(date(2026, 7, 1), "P-3/TR", "IDR", Decimal("1699.53"), "the ministry", 31),)
)
FACTS = {
    "site": "kupang",
    "month": "2026-07",
    "from": "2026-07-01T00:00:00+08:00",
    "to": "2026-08-01T00:00:00+08:00",
    "made_at": "2026-08-16T20:00:00+08:00",
    "burn_log_sha256": "0" * 64,
}


def billed(number: int, customer: str = "5401", power_w: str = "70") -> BilledLamp:
    watts = Decimal(power_w)
    return BilledLamp(customer, f"KPG-{number:04}", "Jl. El Tari", "Oebobo", "P-01", watts, watts)


def logged(
    number: int, day: date, energy_wh: Decimal | None, covered_s: Decimal = DAY_S
) -> LoggedDay:
    return LoggedDay(f"KPG-{number:04}", day, energy_wh, None, covered_s, Decimal(0), DAY_S)


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    lamps, days = [], []
    for number in range(draw(st.integers(1, 4))):
        customer = draw(st.sampled_from(["5401", "5402"]))
        lamps.append(billed(number, customer, str(draw(st.integers(1, 400)))))
        for day in MONTH.days:
            covered_s = Decimal(draw(st.integers(0, 86_400)))
            wh = st.decimals(0, 10_000, places=3)
            energy_wh = draw(wh) if covered_s else None
            days.append(logged(number, day.date, energy_wh, covered_s))
    tariffs = draw(st.sampled_from([TARIFFS, Tariffs()]))
    return Bill(FACTS, tuple(lamps), tuple(days), (), tariffs)


@given(bills())
def test_customers_add_up_to_the_total_and_the_least_is_never_above_the_most(bill: Bill) -> None:
    customers = bill.customers()
    total = customers.pop("total")
    for name in ("lamps", "billed_kwh", "least_kwh", "most_kwh", "covered_s", "of_s"):
        assert sum(getattr(one, name) for one in customers.values()) == getattr(total, name)
    for one in (*customers.values(), *bill.figures().values(), total):
        assert one.least_kwh <= one.most_kwh
        assert 0 <= one.coverage <= 1
        if one.least is not None and one.most is not None:
            assert one.least <= one.most
    assert (total.billed is None) == (bill.tariffs is not TARIFFS)


@given(bills())
def test_a_pack_read_back_is_computed_to_the_same_figures(bill: Bill) -> None:
    texts = files_of(bill)
    assert files_of(read_bill(texts)) == texts
    assert not list(wrong_in({**texts, SUMS: sums_of(texts)}))


def test_a_lamp_of_70_w_is_billed_50_4_kwh_whatever_the_month() -> None:
    days = [logged(1, day.date, Decimal(800)) for day in MONTH.days]
    figures = lamp_figures(billed(1), days, LENGTH, TARIFFS)
    assert (figures.billed_kwh, figures.billed) == (Decimal("50.4"), Decimal("85656.31"))
    assert figures.least_kwh == figures.most_kwh == Decimal("24.8")
    assert figures.coverage == 1


def test_a_missing_day_is_full_power_in_the_most_and_nothing_in_the_least() -> None:
    days = [logged(1, day.date, Decimal(800)) for day in MONTH.days[:-1]]
    days.append(logged(1, MONTH.days[-1].date, None, Decimal(0)))
    figures = lamp_figures(billed(1), days, LENGTH, TARIFFS)
    assert (figures.least_kwh, figures.most_kwh) == (Decimal(24), Decimal("25.68"))
    assert figures.coverage < 1


def test_each_day_has_its_own_price_and_the_flat_bill_their_mean() -> None:
    later = Price(date(2026, 7, 16), "new", "IDR", Decimal(2000), "", 16)
    prices = Tariffs((Price(date(2026, 1, 1), "old", "IDR", Decimal(1000), "", 15), later))
    days = [logged(1, day.date, Decimal(1000)) for day in MONTH.days]
    figures = lamp_figures(billed(1), days, LENGTH, prices)
    assert figures.least == Decimal(15 * 1000 + 16 * 2000)
    assert figures.billed == Decimal("76412.90")


def told(code: str, since: str, until: str, lamp: str = "KPG-0001") -> dict[str, str]:
    times = [f"2026-{one}+08:00" if one else "" for one in (since, until)]
    return dict(zip(TOLD, ("5401", lamp, "1", code, *times), strict=True))


def mourning() -> Bill:
    """A bill of one lamp that was dead for ten days, and silent from before their end on."""
    days = tuple(logged(1, day.date, Decimal(800)) for day in MONTH.days)
    dead = (
        told("LAMP_FAIL", "06-29T00:00:00", "07-11T00:00:00"),
        told("COMM_LOST", "07-10T00:00:00", ""),
    )
    return Bill(FACTS, (billed(1),), days, dead, TARIFFS)


def test_dead_days_are_those_within_the_month_and_cost_their_part_of_the_bill() -> None:
    figures = mourning().customers()["5401"]
    assert (figures.dead_days_least, figures.dead_days_most) == (Decimal(10), Decimal(31))
    assert (figures.dead_least, figures.dead_most) == (Decimal("27631.07"), Decimal("85656.31"))
    failed, lost = mourning().dead_rows()
    assert (failed["days"], failed["billed_kwh"]) == (10, Decimal("16.258065"))
    assert (lost["days"], lost["billed_money"]) == (22, Decimal("60788.35"))
    unpriced = Bill(FACTS, (billed(1),), mourning().days, mourning().dead, Tariffs())
    assert unpriced.customers()["5401"].dead_least is None


def test_a_day_is_dark_only_where_it_is_known_that_the_lamp_did_not_burn() -> None:
    dark, unknown, partly = (day.date for day in MONTH.days[:3])
    days = [
        LoggedDay("KPG-0001", dark, Decimal(24), Decimal(0), DAY_S, DAY_S, DAY_S),
        LoggedDay("KPG-0001", unknown, None, None, Decimal(0), Decimal(0), DAY_S),
        LoggedDay("KPG-0001", partly, Decimal(12), Decimal(0), DAY_S, DAY_S / 2, DAY_S),
    ]
    assert lamp_figures(billed(1), days, LENGTH, TARIFFS).dark_days == 1


@pytest.mark.parametrize("name", ["days.csv", "dead.csv", "lamps.csv", CUSTOMERS])
def test_every_single_digit_that_is_changed_is_found(name: str) -> None:
    texts = files_of(mourning())
    sums = sums_of(texts)
    for place, letter in enumerate(texts[name]):
        if letter.isdigit():
            other = str((int(letter) + 1) % 10)
            forged = {**texts, name: texts[name][:place] + other + texts[name][place + 1 :]}
            assert any(one.source == name for one in wrong_in({**forged, SUMS: sums}))


def test_times_that_were_changed_without_their_days_are_found_though_all_hashes_are_new() -> None:
    texts = files_of(mourning())
    forged = {**texts, "dead.csv": texts["dead.csv"].replace("07-11", "07-21")}
    forged[MANIFEST] = texts[MANIFEST].replace(data_hash(texts), data_hash(forged))
    wrong = {one.source for one in wrong_in({**forged, SUMS: sums_of(forged)})}
    assert wrong >= {"dead.csv", "lamps.csv", CUSTOMERS}


def test_a_dead_lamp_that_is_not_in_the_bill_is_found() -> None:
    texts = files_of(mourning())
    forged = {**texts, "dead.csv": texts["dead.csv"].replace("KPG-0001", "KPG-0777")}
    assert list(wrong_in({**forged, SUMS: sums_of(forged)}))


@pytest.mark.parametrize("name", [*DATA, CUSTOMERS, MANIFEST])
def test_any_change_to_a_file_is_found_even_with_new_hashes(name: str) -> None:
    texts = files_of(mourning())
    changed = {**texts, name: texts[name].replace("0", "9")}
    assert any(one.source == name for one in wrong_in({**changed, SUMS: sums_of(texts)}))
    assert list(wrong_in({**changed, SUMS: sums_of(changed)}))


def test_a_file_that_is_missing_is_named() -> None:
    texts = files_of(Bill(FACTS, (billed(1),), (), (), TARIFFS))
    del texts["days.csv"]
    assert {one.source for one in wrong_in({**texts, SUMS: ""})} >= {"days.csv"}


@pytest.mark.parametrize(("count", "told"), [(10, "KPG-0009"), (11, "11 lamps")])
def test_lamps_that_came_together_stand_in_one_row_of_the_page(count: int, told: str) -> None:
    since = "2026-07-20T12:00:00+08:00"
    lamps = tuple(replace(billed(number), listed_from=since) for number in range(count))
    days = [logged(number, day.date, None) for number in range(count) for day in MONTH.days[20:]]
    bill = Bill(FACTS, lamps, tuple(days), (), TARIFFS)
    page = page_of(bill, files_of(bill), "en")
    assert page.count("2026-07-20 12:00 +08:00") == 1
    assert (told in page, "KPG-0000" in page) == (True, count == 10)


@pytest.mark.parametrize(
    ("language", "title", "money"),
    [("en", "Evidence", "85,656.31"), ("id", "Bukti", "85.656,31")],
)
def test_the_page_needs_nothing_else_and_is_in_the_language_asked_for(
    language: str, title: str, money: str
) -> None:
    bill = replace(mourning(), facts={**FACTS, "site": "<b>"}, dead=())
    page = page_of(bill, files_of(bill), language)
    assert title in page
    assert money in page
    assert "A4" in page
    assert "<b>" not in page
    assert "http" not in page
    assert "src=" not in page
