"""Which time counts when an ailment is looked for."""

from datetime import UTC, datetime

from devices.sim.ailments import Ailment, Kind
from devices.sim.truth import Ailed
from lighting.demo.town import SITE, lamps_of_town
from lighting.scenario.hearing import gaps_of, heard_ms
from lighting.scenario.plan import at_ms
from lighting.scenario.seeing import GRACE_MS, days_of, patience_s, seen_s
from lighting.site.config import parse_config

MORNING_MS = at_ms(datetime(2026, 11, 2, 4, 0))  # noqa: DTZ001 - by the clock of the site
DAY_MS = 86_400_000
LAMP = lamps_of_town(24)[0]


def test_the_sun_of_each_day_is_known() -> None:
    site = parse_config(SITE, "lighting.toml").site
    days = days_of(site, MORNING_MS, MORNING_MS + 2 * DAY_MS)

    assert len(days) == 3
    rise, sink = (datetime.fromtimestamp(moment_ms / 1000, UTC) for moment_ms in days[0])
    assert rise.strftime("%H:%M") == "21:29"  # 05:14 in Kupang, and a quarter of an hour
    assert 11 < (sink - rise).total_seconds() / 3600 < 13 - 2 * GRACE_MS / 3_600_000


def test_what_belongs_to_a_panel_can_be_seen_all_the_time() -> None:
    assert seen_s("SUPPLY_LOSS", None, 0, 90_000, ()) == 90
    assert seen_s("LAMP_FAIL", None, 90_000, 90_000, ()) == 0


def test_gaps_that_overlap_are_taken_off_once() -> None:
    dark = Kind.PANEL_OUTAGE, Kind.POLE_OUTAGE, Kind.REBOOT
    target = {Kind.PANEL_OUTAGE: LAMP.panel}
    ailed = [
        Ailed(Ailment(kind, target.get(kind, LAMP.node), number * 10_000), number * 10_000, 30_000)
        for number, kind in enumerate(dark)
    ]
    gaps = gaps_of(ailed, [LAMP], 90_000)

    assert gaps == {LAMP.node: ((0, 30_000),)}
    assert heard_ms(-5_000, 40_000, gaps[LAMP.node]) == 15_000
    assert heard_ms(40_000, 30_000, gaps[LAMP.node]) == 0


def test_three_reports_are_waited_for_in_any_case() -> None:
    assert patience_s("LAMP_FAIL", 300) == 1200
    assert patience_s("DIM_FAIL", 300) == 36_900
