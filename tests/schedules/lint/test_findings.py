"""What a finding says: nights, lamps, line, sentence, remedy; and the page of all kinds."""

import runpy
from datetime import date, timedelta
from pathlib import Path

import pytest

from schedules.lint.finding import Finding
from schedules.lint.kinds import EXPLAINED_BY, KINDS, Severity
from schedules.lint.page import page
from tests.schedules.lint.cases import BERLIN, TRONDHEIM, Case
from tests.schedules.lint.nights import LIT, MARKET

ROOT = Path(__file__).parents[3]
TWO_CALENDARS = '[calendar.d]\ndefault = "p"\nrules = [{ on = "2026-05-05", profile = "lit" }]\n'
SUNDAYS = tuple(date(2026, 1, 4) + timedelta(days=7 * week) for week in range(52))


def found(case: Case) -> dict[str, Finding]:
    return {finding.code: finding for finding in case.findings()}


@pytest.mark.parametrize("steps", [("06:00 100", "sunrise 0"), ("sunrise 0", "06:00 100")])
def test_on_at_six_and_off_at_sunrise_fails_on_311_of_365_nights_in_kupang(
    steps: tuple[str, ...],
) -> None:
    findings = found(Case("the trade's worked trap", steps=steps))
    late, short = findings["on-after-off"], findings["flicker"]
    assert len(late.nights) == 311
    assert len(short.nights) == 54
    assert set(late.nights).isdisjoint(short.nights)
    assert (short.nights[0], short.nights[-1]) == (date(2026, 6, 14), date(2026, 8, 6))
    assert late.severity is Severity.ERROR


def test_a_finding_names_line_groups_lamps_and_remedy() -> None:
    lamps = ("KPG-0001 parks taman", "KPG-0002 parks taman", "KPG-0003 - taman")
    finding = found(Case("on in the morning", steps=("sunset 100",), lamps=lamps))["no-switch-off"]
    assert finding.line == 9
    assert finding.groups == ("parks",)
    assert finding.lamps == ("KPG-0001", "KPG-0002")
    assert finding.remedy == KINDS["no-switch-off"].remedy
    assert finding.sentence.startswith("sunset puts the lamp on at ")


def test_a_finding_of_two_programs_is_told_once() -> None:
    case = Case(
        "one profile, two calendars",
        steps=("sunset 100", "22:00 100", "sunrise 0"),
        more=TWO_CALENDARS.replace("rules", "# rules") + '[calendar.e]\ndefault = "p"\n',
        assign='"group:parks" = "c"\n"group:roads" = "d"\n"group:docks" = "e"',
        lamps=("KPG-0001 roads taman", "KPG-0002 parks taman", "KPG-0003 docks taman"),
    )
    (finding,) = case.findings()
    assert finding.groups == ("parks", "roads", "docks")
    assert finding.lamps == ("KPG-0002", "KPG-0001", "KPG-0003")


def test_programs_that_fail_on_different_nights_are_told_apart() -> None:
    case = Case(
        "one profile, two calendars",
        steps=("sunset 100", "22:00 100", "sunrise 0"),
        more=TWO_CALENDARS + LIT,
        assign='"group:parks" = "c"\n"group:roads" = "d"',
    )
    first, second = case.findings()
    assert (first.groups, len(first.nights)) == (("parks",), 365)
    assert (second.groups, len(second.nights)) == (("roads",), 364)


def test_the_worst_night_is_told() -> None:
    finding = found(Case("on by the clock", steps=("19:30 100", "sunrise 0")))["dark-evening"]
    assert "1 h 37 min" in finding.sentence
    assert len(finding.nights) == 365


def test_a_rule_that_hangs_on_an_estimate_is_named_by_its_line() -> None:
    case = Case(
        "a feast",
        rules=("sat -> lit", "holiday:Eid al-Fitr -> lit"),
        more=LIT,
        first="2027-03-01",
        nights=30,
    )
    finding = found(case)["estimated-holiday"]
    assert finding.nights == (date(2027, 3, 10),)
    assert finding.sentence == (
        'rule "holiday:Eid al-Fitr" hangs on a holiday whose date is an estimate'
    )


def test_an_event_is_named_by_its_line() -> None:
    late = MARKET.replace('"sunset"', '"sunset-1h"').replace("23:00", "17:50")
    case = Case("an event by day", steps=("dusk 100", "dawn 0"), more=late, nights=30)
    finding = found(case)["burns-into-day"]
    assert case.text.splitlines()[(finding.line or 0) - 1] == "[[event]]"


def test_a_skipped_and_a_double_hour_are_told_with_the_time_that_is_taken() -> None:
    steps = ("sunset 100", "02:30 50", "sunrise 0")
    finding = found(Case("Berlin", steps=steps, site=BERLIN))["clock-time-moved"]
    assert finding.nights == (date(2026, 3, 28), date(2026, 10, 24))
    told = "02:30 does not exist in the night of 2026-03-28: 03:00 CEST is taken"
    assert finding.sentence == told


def test_a_weekday_without_cover_is_told_with_its_nights_only() -> None:
    case = Case(
        "no Sundays",
        rules=("mon..sat -> lit",),
        default="p",
        steps=("22:00 0",),
        more=LIT,
    )
    (finding, note) = case.findings()
    assert (finding.code, finding.nights) == ("weekday-without-cover", SUNDAYS)
    assert "Sunday" in finding.sentence
    assert note.code == "step-without-effect"


def test_a_group_with_a_typing_mistake_is_told_the_right_name() -> None:
    case = Case(
        "parcs",
        assign='"group:parcs" = "c"\nall = "c"',
        lamps=("KPG-0001 parks taman",),
    )
    assert found(case)["unknown-group"].remedy == 'did you mean "parks"?'


def test_the_worst_findings_come_first_and_each_severity_in_order_of_lines() -> None:
    steps = ("12:00 0", "sunset 100", "22:00 50", "22:04 100")
    findings = Case("much is wrong", steps=steps).findings()
    assert [finding.severity for finding in findings] == sorted(
        (finding.severity for finding in findings), key=list(Severity).index
    )
    assert findings[0].code == "on-after-off"


def test_where_the_sun_hardly_sets_the_sentence_has_no_time_of_it() -> None:
    case = Case(
        "lit in the bright night",
        steps=('dusk 100 not_after = "22:30"', 'dawn 0 not_before = "02:30"'),
        site=(TRONDHEIM[0], 69.65, 18.96),
        first="2026-06-15",
        nights=3,
    )
    assert "the sun doesn't set" in found(case)["burns-into-day"].sentence


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_speaks_in_sentences(code: str) -> None:
    kind = KINDS[code]
    assert kind.code == code
    assert kind.rule.endswith(".")
    assert kind.remedy.endswith(".")


def test_what_explains_and_what_is_explained_are_kinds() -> None:
    assert {*EXPLAINED_BY, *EXPLAINED_BY.values()} <= set(KINDS)


def test_the_page_of_findings_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(ROOT / "schedules" / "lint" / "page.py"), run_name="__main__")
    written = capsys.readouterr().out
    assert written == page()
    stale = "stale: run python -m schedules.lint.page > docs/findings.md"
    assert (ROOT / "docs" / "findings.md").read_text(encoding="utf-8") == written, stale
