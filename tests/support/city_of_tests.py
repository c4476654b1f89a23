"""A small city to try the controller's core on, and nodes whose messages are written by hand."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from devices.link import Arrived
from lighting.city import City
from lighting.controller import handle
from lighting.orders import carry_out
from lighting.orders.outcome import Outcome
from lighting.questions.of_city import (
    AcknowledgeFault,
    ApplySchedule,
    ImportLamps,
    ReleaseOverride,
    SetOverride,
)
from lighting.rows import Action, Say
from lighting.site.config import Config, parse_config
from lighting.site.inventory import Inventory, Lamp

NOW_MS = 1_786_881_600_000
"""2026-08-16T20:00 in Kupang."""
SECOND_MS = 1_000
MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000
REPORT_MS = 300_000

SITE = """[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
country = "ID"
"""

SCHEDULE = (
    SITE
    + """
[profile.main-road]
steps = [
  { at = "18:00", level = 100, fade = "30s" },
  { at = "22:00", level = 60, fade = "2m" },
  { at = "06:00", level = 0 },
]

[profile.park]
steps = [
  { at = "18:30", level = 80 },
  { at = "23:00", level = 30 },
  { at = "05:30", level = 0 },
]

[calendar.roads]
default = "main-road"

[calendar.parks]
default = "park"

[assign]
"group:main-roads" = "roads"
"group:parks" = "parks"
"""
)

CROWDED = SCHEDULE.replace(
    "[assign]",
    "".join(
        f'[[event]]\nname = "event {minute}"\non = "mon..sun"\nfor = "group:parks"\n'
        f'from = "19:{minute:02}"\nuntil = "19:{minute:02}:30"\nlevel = 50\n'
        for minute in range(60)
    )
    + "[assign]",
)
"""More switch points a night for the parks than a node can hold for a week."""

Said = tuple[str, bytes]
Row = TypeVar("Row")


def config(more: str = "") -> Config:
    """The settings of the site, and whatever sections come after it.

    Where they don't say otherwise, one person may darken such a small town.
    """
    alone = "" if "[guard]" in more else "[guard]\ndarken_percent = 100\n"
    return parse_config(SITE + more + alone, "lighting.toml")


def lamp(number: int, group: str = "main-roads", panel: str = "P-01") -> Lamp:
    """A 70 W lamp, KPG-0001 for 1."""
    return Lamp(
        id=f"KPG-{number:04}",
        node=f"n-{number:04}",
        panel=panel,
        groups=(group,) if group else (),
        street="Jl. El Tari",
        kelurahan="Oebobo",
        latitude=-10.16,
        longitude=123.61,
        power_w=70.0,
        standby_w=1.0,
        road_class="M4",
    )


def lamps(count: int, group: str = "main-roads", first: int = 1) -> tuple[Lamp, ...]:
    """So many lamps of one panel and one group."""
    return tuple(lamp(first + number, group) for number in range(count))


def bare_city(inventory: Iterable[Lamp], settings: str = "") -> City:
    """A city with lamps, a link that has been up for a day, and nothing said to anybody."""
    return City(
        config(settings),
        "c0" * 8,
        Inventory(tuple(inventory)),
        link_up_ms=NOW_MS - DAY_MS,
        imported_ms=NOW_MS - DAY_MS,
        beacon_ms=NOW_MS,
    )


def lit_city(inventory: Iterable[Lamp], settings: str = "") -> City:
    """A city whose lamps were handed their documents a minute ago."""
    city = bare_city(inventory, settings)
    carry_out(city, apply(SCHEDULE), NOW_MS - MINUTE_MS)
    return city


def apply(text: str = SCHEDULE) -> ApplySchedule:
    return ApplySchedule(text, "schedules.toml", "new rule", "ani")


def importing(csv: str, *, dry_run: bool = False) -> ImportLamps:
    return ImportLamps(csv, "lamps.csv", dry_run, "new poles", "ani")


def override(choice: str = "group:main-roads", **facts: Any) -> SetOverride:  # noqa: ANN401 - any fact of one
    plain: dict[str, Any] = {
        "level": 100,
        "except_": None,
        "start_ms": None,
        "until_ms": NOW_MS + 2 * HOUR_MS,
        "priority": "operator",
        "fade_s": 5,
        "reason": "night market",
        "who": "ani",
    }
    return SetOverride(choice=choice, **{**plain, **facts})


def release(id_: str) -> ReleaseOverride:
    return ReleaseOverride(id_, "it rains", "ani")


def acknowledge(id_: str) -> AcknowledgeFault:
    return AcknowledgeFault(id_, "a crew is on its way", "ani")


def order(city: City, what: Any, now_ms: int = NOW_MS) -> Outcome:  # noqa: ANN401 - any order
    return carry_out(city, what, now_ms)


@dataclass
class Talker:
    """A node that says what a test wants, with the head that every message has."""

    node: str = "n-0001"
    session: str = "a1" * 8
    connection: int = 1
    seq: int = 0
    log: str = "9f31"

    def status(self, now_ms: int = NOW_MS, **more: object) -> Said:
        facts = {"online": True, "boot_reason": "power", "boots": 1, "log": self.log, **more}
        return self._said("status", now_ms, facts)

    def reported(self, now_ms: int = NOW_MS, **more: object) -> Said:
        return self._said("reported", now_ms, dict(more))

    def holding(self, city: City, now_ms: int = NOW_MS, **more: object) -> Said:
        """Reported, with every document that the city has for this node."""
        own = city.desired[self.node]
        held: dict[str, object] = {
            "desired": own.version,
            "overrides": {
                f"group:{group}": city.group_overrides[group].version
                for group in own.groups
                if group in city.group_overrides
            },
        }
        if own.program:
            issued = city.programs[own.program]
            held["program"] = {"id": own.program, "version": issued.version}
        return self.reported(now_ms, **{**held, **more})

    def sample(self, now_ms: int = NOW_MS, **more: object) -> Said:
        facts = {"at_ms": now_ms, "level": 100, "power_w": 70.0, **more}
        return self._said("telemetry", now_ms, {"samples": [facts]})

    def events(self, *numbers: int, oldest: int = 1, now_ms: int = NOW_MS, **more: object) -> Said:
        told = [
            {"n": n, "at_ms": now_ms, "clock": "synced", "kind": "level", "level": 60, **more}
            for n in numbers
        ]
        return self.event_list(told, oldest=oldest, now_ms=now_ms)

    def event_list(
        self, told: list[dict[str, Any]], *, oldest: int = 1, now_ms: int = NOW_MS
    ) -> Said:
        return self._said("event", now_ms, {"log": self.log, "oldest": oldest, "events": told})

    def fault(self, n: int, code: str, *, begin: bool, now_ms: int = NOW_MS) -> Said:
        told = {"n": n, "at_ms": now_ms, "clock": "synced", "kind": "fault"}
        return self.event_list([{**told, "code": code, "begin": begin}], now_ms=now_ms)

    def will(self) -> Said:
        """What the broker says when the present connection breaks."""
        facts = {"v": 1, "session": self.session, "connection": self.connection, "online": False}
        return f"lighting/v1/kupang/node/{self.node}/status", json.dumps(facts).encode()

    def again(self, session: str, connection: int = 1) -> "Talker":
        """The same node after a reboot."""
        return Talker(self.node, session, connection, 0, self.log)

    def _said(self, kind: str, now_ms: int, facts: dict[str, object]) -> Said:
        self.seq += 1
        head = {
            "v": 1,
            "session": self.session,
            "connection": self.connection,
            "seq": self.seq,
            "at_ms": now_ms,
            "clock": "synced",
        }
        return (
            f"lighting/v1/kupang/node/{self.node}/{kind}",
            json.dumps({**head, **facts}).encode(),
        )


def hear(
    city: City, said: Said, now_ms: int = NOW_MS, *, is_retained: bool = False
) -> list[Action]:
    """What follows from a message."""
    topic, payload = said
    return list(handle(city, Arrived(topic, payload, is_retained, None), now_ms))


def rows(actions: Iterable[Action], kind: type[Row]) -> list[Row]:
    """The actions of one kind."""
    return [action for action in actions if isinstance(action, kind)]


def said(actions: Iterable[Action], topic: str) -> list[Say]:
    """What is said on topics of one name."""
    return [one for one in rows(actions, Say) if one.topic.name == topic]


def body(say: Say) -> dict[str, Any]:
    """A message as it goes over the wire."""
    message = say.message
    payload = message if isinstance(message, bytes) else message.model_dump_json(by_alias=True)
    document: dict[str, Any] = json.loads(payload)
    return document
