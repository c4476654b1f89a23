"""Which time counts when an ailment is looked for."""

from datetime import UTC, datetime

from devices.sim.ailments import Ailment, Kind
from devices.sim.luminaire import Luminaire
from devices.sim.truth import Ailed, Commanded, LampTruth
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


def test_starts_are_counted_anew_each_night_and_on_through_a_change_of_light() -> None:
    """Lit for 40 min in the morning, dimmed in between, and from noon on."""
    turns = ((0, 100), (1_200, 60), (2_400, 0), (43_200, 100))
    lamp = LampTruth(
        LAMP.node,
        LAMP.panel,
        LAMP.power_w,
        Luminaire(LAMP.power_w, 0.5, 0),
        commanded=[Commanded(at_s * 1000, one, one, 0, "program", "") for at_s, one in turns],
    )
    until_ms = {"dawn": 2_400_000, "noon": 45_000_000, "later": 45_600_000}

    seen = {
        name: seen_s("CYCLING", lamp, 600_000, at_ms, (), due_after_s=2_040)
        for name, at_ms in until_ms.items()
    }

    assert seen == {"dawn": 0, "noon": 0, "later": 360}
    assert seen_s("CYCLING", lamp, 0, 45_600_000, (), due_after_s=2_040) == 360 + 360
