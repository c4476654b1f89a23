"""What following changes costs each message, and a change of a whole city: 3,000 lamps."""

import json
import tracemalloc
from functools import partial

from benchmarks.rounds import Goal, Measure, compare
from devices.link import Arrived
from lighting.city import City
from lighting.controller import handle
from lighting.desired.convergence import follow, said
from lighting.desired.ledger import Ledger
from lighting.orders import carry_out
from lighting.questions.of_city import ApplySchedule
from lighting.rows import ChangeRow
from lighting.site.config import parse_config
from lighting.site.inventory import Inventory, Lamp

LAMPS = 3_000
OPEN = 20
NOW_MS = 1_786_881_600_000
_SITE = """[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
country = "ID"
"""
_SCHEDULE = (
    _SITE
    + """
[profile.road]
steps = [{ at = "18:00", level = 60 }, { at = "06:00", level = 0 }]
[calendar.roads]
default = "road"
[assign]
"group:roads" = "roads"
"""
)
_NOTHING = "3,000 measurements taken, no change open"


def _lamp(number: int) -> Lamp:
    name = f"{number:04}"
    place = {"street": "Jl. El Tari", "kelurahan": "Oebobo", "latitude": -10.16, "longitude": 123.6}
    return Lamp(
        f"KPG-{name}",
        f"n-{name}",
        "P-01",
        ("roads",),
        power_w=70.0,
        standby_w=1.0,
        road_class="M4",
        **place,  # type: ignore[arg-type]  # texts and numbers, each under its name
    )


class _Town:
    """A city whose lamps hold what they should, and how often it has changed its mind."""

    def __init__(self, changes: int) -> None:
        inventory = Inventory(tuple(map(_lamp, range(LAMPS))))
        self.city = City(parse_config(_SITE, "lighting.toml"), "c0" * 8, inventory, link_up_ms=1)
        self._seq = 0
        order = ApplySchedule(_SCHEDULE, "schedules.toml", "first", "ani")
        carry_out(self.city, order, NOW_MS - 600_000)
        self._hear("reported", NOW_MS - 500_000)
        row = next(iter(self.city.changes.values()))
        self.city.ledger = Ledger()
        for number in range(changes):
            follow(self.city, ChangeRow(f"c-{number}", "x", "ani", NOW_MS - 400_000, row.needs))
            said(self.city, "program", "roads", NOW_MS - 400_000)
        self.measurements = self._messages("telemetry", NOW_MS)

    def _hear(self, kind: str, now_ms: int) -> None:
        for message in self._messages(kind, now_ms):
            list(handle(self.city, message, now_ms))

    def _messages(self, kind: str, now_ms: int) -> list[Arrived]:
        self._seq += 1
        head = {"v": 1, "session": "a1" * 8, "connection": 1, "at_ms": now_ms, "clock": "synced"}
        found = []
        for lamp in self.city.inventory.lamps:
            # 100 %, where 60 % is wanted: it confirms nothing, so that the change stays open.
            facts: dict[str, object] = {"samples": [{"at_ms": now_ms, "level": 100, "power_w": 70}]}
            if kind == "reported":
                version = self.city.programs["roads"].version
                own = self.city.desired[lamp.node].version
                facts = {"desired": own, "program": {"id": "roads", "version": version}}
            body = json.dumps({**head, "seq": self._seq, **facts}).encode()
            topic = f"lighting/v1/kupang/node/{lamp.node}/{kind}"
            found.append(Arrived(topic, body, retained=False, receipt=None))
        return found

    def take(self) -> None:
        """Take a measurement of each lamp, all of them anew each time."""
        twins = dict(self.city.twins)
        for message in self.measurements:
            list(handle(self.city, message, NOW_MS))
        self.city.twins = twins

    def change(self) -> None:
        """Follow one more change of the whole city, and give what is kept of it."""
        row = next(iter(self.city.ledger.tracks.values())).row
        follow(self.city, ChangeRow("c-new", "x", "ani", NOW_MS, row.needs))
        self.city.ledger.drained()
        self.city.ledger.forget(self.city.ledger.tracks["c-new"])


def measure(rounds: int) -> list[Measure]:
    """Time a measurement of each lamp, with no change, one and twenty open; and a new change."""
    quiet, one, twenty = _Town(0), _Town(1), _Town(OPEN)
    works = {
        _NOTHING: quiet.take,
        "the same, one change open for each lamp": one.take,
        f"the same, {OPEN} changes open for each lamp": twenty.take,
        "a change of 3,000 lamps recorded": one.change,
    }
    goals = {
        # A message takes some 40 us; a few of them more are not seen.
        "the same, one change open for each lamp": Goal(limit_ratio=1.1),
        f"the same, {OPEN} changes open for each lamp": Goal(limit_ratio=1.15),
        "a change of 3,000 lamps recorded": Goal(limit_s=0.1),
    }
    return compare(_NOTHING, {name: partial(work) for name, work in works.items()}, goals, rounds)


def bytes_a_lamp() -> float:
    """Give what twenty open changes of a whole city take of memory for each lamp [bytes]."""
    town = _Town(1)
    row = next(iter(town.city.ledger.tracks.values())).row
    town.city.ledger = Ledger()
    tracemalloc.start()
    for number in range(OPEN):
        follow(town.city, ChangeRow(f"c-{number}", "x", "ani", NOW_MS, row.needs))
        town.city.ledger.drained()
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used / LAMPS
