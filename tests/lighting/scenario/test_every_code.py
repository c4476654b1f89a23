"""Each code of the catalogue is raised by a lamp that has it, and not by a near miss.

One town lives through a day and a half; each lamp has one ailment at the most.
"""

from dataclasses import replace
from functools import cache

import pytest

from devices.sim.ailments import Ailment, Kind
from devices.sim.lamp import LampSpec
from lighting.demo.town import SCHEDULE, SITE, lamps_of_town
from lighting.faults.catalogue import CATALOGUE
from lighting.faults.evidence.by_code import sentences_of
from lighting.faults.evidence.table import evidence_in
from lighting.scenario.book import Book
from lighting.scenario.city import SteppedCity
from lighting.site.config import parse_config

HOUR_MS = 3_600_000
START_MS = 1_793_606_400_000
"""2026-11-02T16:00 in Kupang."""
SPAN_H = 38
EVENING_MS = START_MS + 3 * HOUR_MS

# The kind and size that raises a code, and those that must not; from when on, for how long [h].
RAISING: dict[str, tuple[Kind, float]] = {
    "LAMP_FAIL": (Kind.DEAD_LAMP, 0),
    "DAY_BURN": (Kind.DAY_BURNER, 0),
    "CYCLING": (Kind.CYCLING, 0),
    "DIM_FAIL": (Kind.STUCK_DIMMER, 0),
    "POWER_LOW": (Kind.AGEING, 0.3),
    "POWER_HIGH": (Kind.WRONG_LUMINAIRE, 0.3),
    "ASSET_MISMATCH": (Kind.WRONG_LUMINAIRE, 0.2),
    "COMM_LOST": (Kind.SILENCE, 0),
    "RESET": (Kind.REBOOT, 0),
    "CLOCK": (Kind.CLOCK_DRIFT, 0),
    "PF_LOW": (Kind.POOR_FACTOR, 0.3),
    "TEMP_HIGH": (Kind.HEAT, 35.0),
    "CURR_HIGH": (Kind.TAPPED_LINE, 99.0),
    "CURR_LOW": (Kind.HALF_DARK, 0.62),
    "RELAY_FAIL": (Kind.RELAY_OPEN, 0),
    "TILT": (Kind.LEANING_POLE, 14.0),
    "DOOR_OPEN": (Kind.OPEN_DOOR, 1.0),
    "BATT_LOW": (Kind.WEAK_BATTERY, 75.0),
    "BATT_EMPTY": (Kind.EMPTY_BATTERY, 92.0),
    "PV_NONE": (Kind.NO_SUN, 1.0),
    "COMM_WEAK": (Kind.WEAK_SIGNAL, 36.0),
    "LIFE_DUE": (Kind.OLD_LAMP, 46.0),
    "DATA_BAD": (Kind.MASKED, 1.0),
    "SCHED_STALE": (Kind.DEAF, 0),
    "CMD_TIMEOUT": (Kind.DEAF, 0),
    "GEAR_FAIL": (Kind.DRIVER_FAILED, 0),
    "GEAR_COMM": (Kind.DRIVER_SILENT, 0),
    "GEAR_DERATE": (Kind.DRIVER_DERATES, 0),
    "GEAR_SHUTDOWN": (Kind.DRIVER_SHUT_DOWN, 0),
    "LED_OPEN": (Kind.OPEN_CIRCUIT, 0),
    "LED_SHORT": (Kind.SHORT_CIRCUIT, 0),
    "LEAKAGE": (Kind.LEAKAGE, 0),
    "BREAKER": (Kind.TRIPPED_BREAKER, 0),
    "IMPACT": (Kind.HIT_POLE, 0),
    "LOCAL_OVR": (Kind.LOCAL_SWITCH, 0),
    "SCHED_INVALID": (Kind.REFUSED_PROGRAM, 0),
    "FW": (Kind.UPDATE, 0),
}
NEAR_MISS: dict[str, tuple[Kind, float]] = {
    "LAMP_FAIL": (Kind.RELAY_OPEN, 0),
    "DAY_BURN": (Kind.STUCK_DIMMER, 0),
    "CYCLING": (Kind.REBOOT, 0),
    "DIM_FAIL": (Kind.AGEING, 0.3),
    "POWER_LOW": (Kind.AGEING, 0.08),
    "POWER_HIGH": (Kind.WRONG_LUMINAIRE, 0.05),
    "ASSET_MISMATCH": (Kind.WRONG_LUMINAIRE, 0.05),
    "COMM_LOST": (Kind.REBOOT, 0),
    "RESET": (Kind.SILENCE, 0),
    "CLOCK": (Kind.SILENCE, 0),
    "PF_LOW": (Kind.POOR_FACTOR, 0.03),
    "TEMP_HIGH": (Kind.HEAT, 12.0),
    "CURR_HIGH": (Kind.WRONG_LUMINAIRE, 0.3),
    "CURR_LOW": (Kind.AGEING, 0.3),
    "RELAY_FAIL": (Kind.DEAD_LAMP, 0),
    "TILT": (Kind.LEANING_POLE, 6.0),
    "DOOR_OPEN": (Kind.OPEN_DOOR, 0.5),
    "BATT_LOW": (Kind.WEAK_BATTERY, 55.0),
    "BATT_EMPTY": (Kind.WEAK_BATTERY, 75.0),
    "PV_NONE": (Kind.NO_SUN, 0.5),
    "COMM_WEAK": (Kind.WEAK_SIGNAL, 24.0),
    "LIFE_DUE": (Kind.OLD_LAMP, 40.0),
    "DATA_BAD": (Kind.MASKED, 0.5),
    "SCHED_STALE": (Kind.SILENCE, 0),
    "CMD_TIMEOUT": (Kind.DEAD_LAMP, 0),
    "GEAR_FAIL": (Kind.DEAD_LAMP, 0),
    "GEAR_COMM": (Kind.DRIVER_FAILED, 0),
    "GEAR_DERATE": (Kind.HEAT, 35.0),
    "GEAR_SHUTDOWN": (Kind.DRIVER_DERATES, 0),
    "LED_OPEN": (Kind.DEAD_LAMP, 0),
    "LED_SHORT": (Kind.OPEN_CIRCUIT, 0),
    "LEAKAGE": (Kind.TAPPED_LINE, 99.0),
    "BREAKER": (Kind.SILENCE, 0),
    "IMPACT": (Kind.LEANING_POLE, 14.0),
    "LOCAL_OVR": (Kind.DAY_BURNER, 0),
    "SCHED_INVALID": (Kind.DEAF, 0),
    "FW": (Kind.REBOOT, 0),
}
OF_PANELS: dict[str, tuple[Kind, float]] = {
    "VOLT_LOW": (Kind.LOW_VOLTAGE, 35.0),
    "VOLT_HIGH": (Kind.HIGH_VOLTAGE, 45.0),
    "SUPPLY_LOSS": (Kind.PANEL_OUTAGE, 0),
}
NEAR_MISS_OF_PANELS = {"P-04": (Kind.LOW_VOLTAGE, 10.0), "P-05": (Kind.HIGH_VOLTAGE, 15.0)}
FROM_THE_START = {Kind.DEAF, Kind.LEANING_POLE, Kind.NO_SUN, Kind.WEAK_SIGNAL}


@cache
def town() -> tuple[Book, dict[tuple[Kind, float], str]]:
    """The book of faults of all that was lived through, and the lamp of each ailment."""
    lamps = lamps_of_town(600)
    roads = [lamp for lamp in lamps if "main-roads" in lamp.groups and lamp.power_w == 70]
    wanted = list(dict.fromkeys((*RAISING.values(), *NEAR_MISS.values())))
    lamp_of = {
        one: replace(roads[number], panel=f"Q-{number:02}") for number, one in enumerate(wanted)
    }
    ailments = [
        Ailment(kind, lamp.node, START_MS if kind in FROM_THE_START else EVENING_MS, None, size)
        for (kind, size), lamp in lamp_of.items()
    ]
    panels = dict(zip(("P-01", "P-02", "P-03"), OF_PANELS.values(), strict=True))
    for panel, (kind, size) in (panels | NEAR_MISS_OF_PANELS).items():
        ailments.append(Ailment(kind, panel, EVENING_MS, EVENING_MS + HOUR_MS, size))
    taken = {lamp.id for lamp in lamp_of.values()}
    rest = [lamp for lamp in lamps if lamp.id not in taken]
    fed = [
        lamp
        for panel in (*panels, *NEAR_MISS_OF_PANELS)
        for lamp in [one for one in rest if one.panel == panel][:4]
    ]
    played = [*lamp_of.values(), *fed]
    book = Book()
    city = SteppedCity(
        parse_config(SITE + "[nodes]\ntime_s = 600\n", "lighting.toml"),
        lambda: book,
        played,
        SCHEDULE,
        start_ms=START_MS,
        specs=[LampSpec(lamp.node, lamp.power_w, lamp.panel) for lamp in played],
        ailments=ailments,
        keeps_samples=False,
    )
    city.live_until_ms(START_MS + SPAN_H * HOUR_MS)
    city.close()
    return book, {ailment: lamp.id for ailment, lamp in lamp_of.items()}


@cache
def lived() -> tuple[dict[str, set[str]], dict[tuple[Kind, float], str]]:
    """Codes by lamp or panel that proved true, and the lamp of each ailment."""
    book, lamp_of = town()
    proved: dict[str, set[str]] = {}
    for fault in book.faults():
        if fault.active_ms is not None:
            proved.setdefault(fault.lamp or fault.panel, set()).add(fault.code)
            proved.setdefault(fault.panel, set()).add(fault.code)
    return proved, lamp_of


def test_every_code_is_played() -> None:
    assert RAISING.keys() | OF_PANELS.keys() == CATALOGUE.keys()
    assert NEAR_MISS.keys() == RAISING.keys()


@pytest.mark.parametrize("code", RAISING)
def test_a_lamp_that_has_it_raises_its_code(code: str) -> None:
    proved, lamp_of = lived()

    assert code in proved.get(lamp_of[RAISING[code]], set())


@pytest.mark.parametrize("code", NEAR_MISS)
def test_a_near_miss_does_not_raise_the_code(code: str) -> None:
    proved, lamp_of = lived()

    assert code not in proved.get(lamp_of[NEAR_MISS[code]], set())


@pytest.mark.parametrize(
    ("code", "panel"), list(zip(OF_PANELS, ("P-01", "P-02", "P-03"), strict=True))
)
def test_a_panel_that_has_it_raises_its_code(code: str, panel: str) -> None:
    assert code in lived()[0].get(panel, set())


@pytest.mark.parametrize("panel", NEAR_MISS_OF_PANELS)
def test_mains_within_their_limits_are_no_fault(panel: str) -> None:
    assert not {"VOLT_LOW", "VOLT_HIGH", "SUPPLY_LOSS"} & lived()[0].get(panel, set())


def test_whatever_is_found_can_be_read_in_indonesian() -> None:
    said = dict.fromkeys((fault.code, fault.evidence) for fault in town()[0].faults())
    assert [one for _, one in said if evidence_in("id", one) == one] == []
    strange = [
        (code, evidence)
        for code, evidence in said
        if not any(one.is_said_by(evidence) for one in sentences_of(code))
    ]
    assert strange == []
