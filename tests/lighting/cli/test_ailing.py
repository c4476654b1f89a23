"""What breaks in a simulated fleet when kinds of ailments are named."""

import pytest

from devices.sim.ailments import CATALOGUE, OF_PANELS, Kind
from lighting.cli.ailing import ailments_named
from lighting.errors import WrongUse
from tests.support.city_of_tests import NOW_MS, lamps


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_named_is_large_enough_to_be_found(kind: Kind) -> None:
    town = lamps(3)
    (one,) = ailments_named(kind.value, town, 1, NOW_MS)
    assert one.size >= CATALOGUE[kind].due_from
    targets = {lamp.panel if kind in OF_PANELS else lamp.node for lamp in town}
    assert one.target in targets


def test_each_kind_breaks_another_lamp_as_long_as_there_are() -> None:
    town = lamps(4)
    named = "dead lamp, day-burner, cycling, leaning pole"
    for seed in range(20):
        found = ailments_named(named, town, seed, NOW_MS)
        assert {one.target for one in found} == {lamp.node for lamp in town}
    assert len(ailments_named(f"{named}, heat", town, 1, NOW_MS)) == 5


def test_a_word_that_is_no_ailment_is_told_with_those_that_are() -> None:
    with pytest.raises(WrongUse, match="'bogus'") as caught:
        ailments_named("dead lamp, bogus", lamps(3), 1, NOW_MS)
    assert "leaning pole" in caught.value.remedy
