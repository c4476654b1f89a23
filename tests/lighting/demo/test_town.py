"""The demo's town: the right number of lamps, always the same, importable as any other."""

import pytest

from devices.sim.ailments import Kind
from lighting.demo.plan import OUTAGE_PANEL, ailments
from lighting.demo.town import FEWEST_LAMPS, SCHEDULE, lamps_csv, lamps_of_town
from lighting.site.inventory import read_lamps
from schedules.document import read_document

OF_THE_NIGHT = {
    Kind.DEAD_LAMP,
    Kind.DAY_BURNER,
    Kind.STUCK_DIMMER,
    Kind.CYCLING,
    Kind.PANEL_OUTAGE,
    Kind.SILENCE,
    Kind.REBOOT,
    Kind.CLOCK_DRIFT,
}


@pytest.mark.parametrize("count", [FEWEST_LAMPS, 60, 200, 777])
def test_the_town_has_as_many_lamps_as_asked_for_in_six_panels_and_three_groups(count: int) -> None:
    lamps = lamps_of_town(count)
    assert len({lamp.id for lamp in lamps}) == len({lamp.node for lamp in lamps}) == count
    assert {lamp.panel for lamp in lamps} == {f"P-0{number}" for number in range(1, 7)}
    groups = {group for lamp in lamps for group in lamp.groups}
    assert groups == set(read_document(SCHEDULE, "demo").groups)


def test_the_list_of_lamps_can_be_imported() -> None:
    lamps = lamps_of_town(200)
    assert read_lamps(lamps_csv(lamps), "lamps.csv") == lamps


def test_what_breaks_follows_from_the_seed_alone() -> None:
    lamps = lamps_of_town(200)
    assert ailments(lamps, 7) == ailments(lamps, 7)
    assert ailments(lamps, 7) != ailments(lamps, 8)


@pytest.mark.parametrize("seed", range(20))
def test_every_kind_breaks_and_no_lamp_has_two_ailments(seed: int) -> None:
    lamps = lamps_of_town(FEWEST_LAMPS)
    found = ailments(lamps, seed)
    assert {one.kind for one in found} == OF_THE_NIGHT
    targets = [one.target for one in found]
    assert len(set(targets)) == len(targets)
    in_outage = {lamp.node for lamp in lamps if lamp.panel == OUTAGE_PANEL}
    assert not in_outage & set(targets)
