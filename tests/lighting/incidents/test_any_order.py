"""Nothing is lost by gathering: whatever goes and comes back, each open fault is seen once."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from lighting.city import City
from lighting.controller import Tick, handle
from lighting.site.inventory import Lamp
from tests.support.city_of_tests import NOW_MS, SECOND_MS, Talker, bare_city, hear, lamp

PANELS, PER_PANEL = 4, 5


def town() -> list[Lamp]:
    """Four panels of two kelurahan, with two phases and two gateways."""
    return [
        replace(
            lamp(panel * PER_PANEL + number + 1, panel=f"P-{panel:02}"),
            kelurahan=f"K-{panel // 2}",
            phase=f"L{number % 2}",
            gateway=f"G-{number % 2}",
        )
        for panel in range(PANELS)
        for number in range(PER_PANEL)
    ]


LAMPS = town()
happenings = st.tuples(
    st.sampled_from(["gone", "back"]),
    st.sampled_from([*{one.panel for one in LAMPS}, "G-0", "all", "one"]),
    st.sets(st.integers(0, len(LAMPS) - 1), max_size=2),
    st.integers(1, 900),
)


def chosen(place: str, numbers: set[int]) -> list[Lamp]:
    """The lamps of a panel, a gateway or all, without a few; or a few by themselves."""
    few = [LAMPS[number] for number in sorted(numbers)]
    if place == "one":
        return few
    return [one for one in LAMPS if place in {"all", one.panel, one.gateway} and one not in few]


class Town:
    """A city whose nodes' links break and come back."""

    def __init__(self) -> None:
        self.city: City = bare_city(LAMPS)
        self.now_ms = NOW_MS
        self._nodes = {one.id: Talker(one.node) for one in LAMPS}
        for node in self._nodes.values():
            hear(self.city, node.status())

    def happen(self, what: str, lamps: list[Lamp], passed_s: int) -> None:
        """Have links break or come back; then time passes, in which who is there is heard."""
        for one in lamps:
            node = self._nodes[one.id]
            if what == "gone":
                hear(self.city, node.will(), self.now_ms)
            else:
                node.connection += 1
                hear(self.city, node.status(self.now_ms), self.now_ms)
        for step in range(max(1, passed_s // 60)):
            self.now_ms += 60 * SECOND_MS
            if step % 5 == 0:
                self._hear_who_is_there()
            list(handle(self.city, Tick(), self.now_ms))

    def _hear_who_is_there(self) -> None:
        for one in LAMPS:
            if not self.city.twins[one.node].is_down:
                hear(self.city, self._nodes[one.id].sample(self.now_ms), self.now_ms)


def check(city: City) -> None:
    """What holds at any time."""
    ongoing = {one.id: one for one in city.incidents.values()}
    assert all(one.cleared_ms is None for one in ongoing.values())
    assert all(one.parent is None or one.parent in ongoing for one in ongoing.values())
    for fault in city.faults.values():
        if fault.lamp is None:
            continue
        mine = [one for one in ongoing.values() if fault.lamp in one.members]
        smallest = min((len(one.members) for one in mine), default=0)
        if mine:
            assert fault.incident in {one.id for one in mine if len(one.members) == smallest}
        else:
            assert fault.incident is None


@given(st.lists(happenings, max_size=10))
@settings(max_examples=30)
def test_each_fault_hangs_on_the_smallest_open_incident_that_it_is_a_member_of_or_on_none(
    happened: list[tuple[str, str, set[int], int]],
) -> None:
    town_ = Town()
    for what, place, numbers, passed_s in happened:
        town_.happen(what, chosen(place, numbers), passed_s)
        check(town_.city)
    town_.happen("back", LAMPS, 3600)
    town_.happen("back", LAMPS, 3600)
    assert town_.city.incidents == {}
    assert town_.city.faults == {}
