"""A town with groups, nested choices and several people, and a second reading of the guard."""

from dataclasses import dataclass, field
from typing import Any

from lighting.city import City
from lighting.controller import Tick, handle
from lighting.errors import LightingError
from lighting.orders import carry_out
from lighting.questions.of_city import Order
from lighting.rows import OverrideRow
from schedules.errors import ScheduleError
from tests.support.city_of_tests import MINUTE_MS, NOW_MS, SITE, bare_city, lamp, order
from tests.support.city_of_tests import apply as applying

LAMPS = 30
MOST = 6
LIMITS = "[guard]\ndarken_percent = 20\n"
PEOPLE = ("ani", "budi", "cici", "dedi", "eka")
STRENGTH = {"event": 1, "operator": 2, "emergency": 3, "lock": 4}
LATE_MS = 10 * 60 * MINUTE_MS


def schedule(level: int) -> str:
    """A schedule with one level all night, the sun being down by 20:00 and until 06:00."""
    steps = f'[{{ at = "18:00", level = {level} }}, {{ at = "06:00", level = 0 }}]'
    return (
        SITE + f'[profile.p]\nsteps = {steps}\n[calendar.c]\ndefault = "p"\n[assign]\n"all" = "c"\n'
    )


def town(level: int = 80) -> City:
    """Thirty lamps in three groups, whose program gives 80 % at night."""
    found = [lamp(number, f"g{number % 3}", f"P-{number % 4}") for number in range(1, LAMPS + 1)]
    city = bare_city(found, LIMITS)
    order(city, applying(schedule(level)), NOW_MS - MINUTE_MS)
    return city


@dataclass
class Course:
    """What happened to a town, told without its own books: what was agreed to, and what holds."""

    city: City = field(default_factory=town)
    now_ms: int = NOW_MS
    agreed: dict[str, frozenset[str]] = field(default_factory=dict)
    done: list[dict[str, Any]] = field(default_factory=list)

    def give(self, what: Order) -> dict[str, Any] | None:
        """Carry an order out; None if it is refused, which must change nothing."""
        before = dict(self.city.overrides)
        try:
            answer, _ = carry_out(self.city, what, self.now_ms)
        except (LightingError, ScheduleError):
            assert self.city.overrides == before
            return None
        if "error" in answer:
            assert self.city.overrides == before
        elif "approval" in answer and "override" in answer:
            row = self.city.overrides[answer["override"]["id"]]
            self.agreed[row.id] = frozenset(row.lamps)
        elif answer.get("approval", {}).get("state") == "approved":
            shown = self.city.approvals[answer["approval"]["id"]].lamps
            for row in live(self.city, self.now_ms):  # a schedule that makes darkenings of them
                self.agreed[row.id] = self.agreed.get(row.id, frozenset()) | frozenset(shown)
        return answer

    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.now_ms += minutes * MINUTE_MS
        list(handle(self.city, Tick(), self.now_ms))

    def dark(self) -> frozenset[str]:
        """Lamps that live overrides darken now or later this night, that one person alone ordered.

        By the documents that nodes are told, and by a plain rule: below the program's level.
        """
        found = set[str]()
        point = self.city.programs["all"].program.points
        level = max(one.level for one in point)
        entries = [
            (one, {each.id for each in self.city.inventory.lamps if group in (*each.groups, "all")})
            for group, document in self.city.group_overrides.items()
            for one in document.overrides
        ]
        for each in self.city.inventory.lamps:
            own = self.city.desired[each.node].overrides
            entries += [(one, {each.id}) for one in own]
        for one, lamps in entries:
            if one.until_ms > self.now_ms and one.level < level:
                found |= lamps - self.agreed.get(one.id, frozenset())
        return frozenset(found)


def live(city: City, now_ms: int) -> list[OverrideRow]:
    """The overrides that are neither released nor over."""
    return [
        row for row in city.overrides.values() if row.released_ms is None and row.until_ms > now_ms
    ]
