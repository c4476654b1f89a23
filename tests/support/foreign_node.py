"""A lamp node by strangers: written from the wire's page alone, on a bare link and JSON.

It shares no code with our own node, nor with the models of the wire, so that what both get wrong
together shows here. Its habits differ where the page leaves room.
"""

import json
import queue
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from devices.link import Arrived, Connected, Link, LinkEvent, Will

Payload = dict[str, Any]
MakeLink = Callable[[Will, Callable[[LinkEvent], None]], Link]
DAY_S = 86_400
IN_FLIGHT = 50


@dataclass(frozen=True)
class Habits:
    """Where the page leaves room."""

    is_brief: bool = False
    """Says only what it must: no firmware, no capabilities, no reason of a boot."""
    is_chatty: bool = False
    """Says much that nobody asked for."""
    first_seq: int = 1
    is_backwards: bool = False
    """Sends the newest events first."""
    events_in_a_message: int = IN_FLIGHT


@dataclass
class Flash:
    """What survives a reboot."""

    log: str
    next_n: int = 1
    events: list[Payload] = field(default_factory=list)
    desired: Payload | None = None
    program: Payload | None = None
    overrides: dict[str, Payload] = field(default_factory=dict)
    boots: int = 0


class ForeignNode:
    """One node; `turn` lets it hear, decide and speak."""

    def __init__(
        self,
        node: str,
        make_link: MakeLink,
        *,
        now_ms: Callable[[], int],
        dice: random.Random,
        habits: Habits = Habits(),
        site: str = "kupang",
    ) -> None:
        self.node = node
        self.habits = habits
        self.taken: list[tuple[str, int]] = []
        self.confirmed: set[int] = set()
        self.nonsense: list[Payload] = []
        self.recorded: set[int] = set()
        self.sent: set[tuple[str, str, int]] = set()
        self.effects: list[tuple[int, int]] = []
        self._root = f"lighting/v1/{site}"
        self._make_link = make_link
        self._now_ms = now_ms
        self._dice = dice
        self.flash = Flash(log=f"{dice.getrandbits(64):016x}")
        self._inbox: queue.SimpleQueue[LinkEvent] = queue.SimpleQueue()
        self._link: Link | None = None
        self.level = 100
        self._why: Payload = {"by": "default", "what": ""}
        self._controller: str | None = None
        self.session = ""
        self.connection = 0
        self._seq = 0
        self._next_sample_ms = 0
        self._measured_ms = 0
        self.boot()

    def boot(self) -> None:
        """Power comes back; what is in flash is there again."""
        self.flash.boots += 1
        self.session = f"{self._dice.getrandbits(64):016x}"
        self.connection = 0
        self._seq = self.habits.first_seq
        self._next_sample_ms = 0
        self._controller = None
        self.connect()

    def connect(self) -> None:
        """Open a connection with its own will."""
        if self._link is not None:
            self._link.stop()
        while not self._inbox.empty():
            self._inbox.get()
        self.connection += 1
        will = {
            "v": 1,
            "session": self.session,
            "connection": self.connection,
            "online": False,
        }
        will_topic = f"{self._root}/node/{self.node}/status"
        self._link = self._make_link(Will(will_topic, json.dumps(will).encode()), self._inbox.put)
        for name in ("desired", "received", "command"):
            self._link.subscribe(f"{self._root}/node/{self.node}/{name}")
        self._link.subscribe(f"{self._root}/controller/+")
        self._follow(None, self.flash.desired)
        self._link.start()

    def leave(self) -> None:
        """Go for good."""
        if self._link is not None:
            self._link.stop()

    def fault(self, code: str, *, begin: bool) -> None:
        """Record a fault that this node sees."""
        self._record("fault", code=code, begin=begin)
        self._send_events()

    def measure(self) -> None:
        """Measure now, and say it; no two measurements of a session have the same moment."""
        self._measured_ms = max(self._measured_ms + 1, self._now_ms())
        sample: Payload = {"at_ms": self._measured_ms, "level": self.level}
        if not self.habits.is_brief:
            sample |= {"power_w": 1.0 + 69.0 * self.level / 100, "supply_v": 229.5}
        if self._say("telemetry", {"samples": [sample]}):
            self.sent.add((self.node, self.session, self._measured_ms))

    def turn(self) -> None:
        """Hear what came, do what the moment asks for."""
        while not self._inbox.empty():
            self._hear(self._inbox.get())
        self._settle()
        now_ms = self._now_ms()
        if now_ms >= self._next_sample_ms:
            settings = (self.flash.desired or {}).get("settings", {})
            self._next_sample_ms = now_ms + settings.get("report_s", 300) * 1000
            self.measure()

    def _hear(self, event: LinkEvent) -> None:
        if isinstance(event, Connected):
            self._announce()
        elif isinstance(event, Arrived):
            if event.payload:
                self._take(event.topic.removeprefix(self._root + "/"), json.loads(event.payload))
            if self._link is not None:
                self._link.acknowledge([event.receipt])

    def _take(self, topic: str, told: Payload) -> None:
        match topic.split("/"):
            case ["node", self.node, "desired"]:
                self._take_desired(told)
            case ["node", self.node, "received"]:
                self._take_received(told)
            case ["program", program]:
                self._take_program(topic, program, told)
            case ["group", group, "override"]:
                self._take_overrides(topic, group, told)
            case ["controller", "status"]:
                self._take_status(told)
            case _:
                pass

    def _take_program(self, topic: str, program: str, told: Payload) -> None:
        held = self.flash.program
        is_mine = (self.flash.desired or {}).get("program") == program
        if is_mine and (held is None or held["id"] != program or told["version"] > held["version"]):
            self.flash.program = told
            self._took(topic, told)

    def _take_overrides(self, topic: str, group: str, told: Payload) -> None:
        before = self.flash.overrides.get(group, {"version": 0})
        is_mine = group in (self.flash.desired or {}).get("groups", [])
        if is_mine and told["version"] > before["version"]:
            self.flash.overrides[group] = told
            self._took(topic, told)

    def _take_status(self, told: Payload) -> None:
        if told["online"] and told["session"] != self._controller:
            is_new = self._controller is not None
            self._controller = told["session"]
            if is_new:
                self._announce()

    def _take_desired(self, told: Payload) -> None:
        before = self.flash.desired
        if before is not None and told["version"] <= before["version"]:
            return
        self.flash.desired = told
        for group in set(self.flash.overrides) - set(told.get("groups", [])):
            del self.flash.overrides[group]
        self._follow(before, told)
        self._took(f"node/{self.node}/desired", told)

    def _follow(self, before: Payload | None, after: Payload | None) -> None:
        """Listen to what the new document names, and no more to what the old one named."""
        old, new = self._topics(before), self._topics(after)
        if self._link is not None:
            for topic in sorted(new - old):
                self._link.subscribe(topic)
            for topic in sorted(old - new):
                self._link.unsubscribe(topic)

    def _topics(self, desired: Payload | None) -> set[str]:
        if desired is None:
            return set()
        found = {f"{self._root}/group/{group}/override" for group in desired.get("groups", [])}
        if desired.get("program"):
            found.add(f"{self._root}/program/{desired['program']}")
        return found

    def _took(self, topic: str, told: Payload) -> None:
        self.taken.append((topic, told["version"]))
        self._settle()
        self._report()

    def _take_received(self, told: Payload) -> None:
        if told["log"] != self.flash.log or told["upto"] >= self.flash.next_n:
            self.nonsense.append(told)
            return
        done = [one for one in self.flash.events if one["n"] <= told["upto"]]
        self.confirmed |= {one["n"] for one in done}
        self.flash.events = [one for one in self.flash.events if one["n"] > told["upto"]]
        if done and self.flash.events:
            self._send_events()

    def _announce(self) -> None:
        facts: Payload = {"online": True, "log": self.flash.log}
        if not self.habits.is_brief:
            facts |= {
                "firmware": "0.9-other",
                "hardware": "ACME",
                "boot_reason": "power",
                "boots": self.flash.boots,
                "capabilities": {"dim": True, "min_level": 1, "max_points": 4000},
            }
        self._say("status", facts, retain=True)
        self._report()
        self._send_events()

    def _report(self) -> None:
        flash = self.flash
        facts: Payload = {
            "desired": flash.desired["version"] if flash.desired else None,
            "wanted_level": self.level,
            "level": self.level,
            "overrides": {f"group:{name}": one["version"] for name, one in flash.overrides.items()},
        }
        if flash.program is not None:
            facts["program"] = {"id": flash.program["id"], "version": flash.program["version"]}
        if not self.habits.is_brief:
            facts |= {"reason": self._why, "fault_flags": []}
        self._say("reported", facts, retain=True)

    def _settle(self) -> None:
        """The decision: the strongest valid override, the program, the default level."""
        level, why = self._decided(self._now_ms())
        if level == self.level and self.effects:
            return
        self.level, self._why = level, why
        self.effects.append((self._now_ms(), level))
        self._record("level", level=level, wanted_level=level)
        self._report()
        self._send_events()

    def _decided(self, now_ms: int) -> tuple[int, Payload]:
        documents = [self.flash.desired or {}, *self.flash.overrides.values()]
        valid = [
            (one["priority"], document["version"], one["id"], one["level"])
            for document in documents
            for one in document.get("overrides", [])
            if one["start_ms"] <= now_ms < one["until_ms"]
        ]
        if valid:
            _, _, id_, level = max(valid)
            return level, {"by": "override", "what": id_}
        program = self.flash.program
        if (self.flash.desired or {}).get("program") and program is not None:
            scheduled = _level_of(program, now_ms // 1000)
            if scheduled is not None:
                return scheduled, {"by": "program", "what": program["id"]}
        default = (self.flash.desired or {}).get("default_level", 100)
        return default, {"by": "default", "what": "default"}

    def _record(self, kind: str, **facts: object) -> None:
        told = {"n": self.flash.next_n, "at_ms": self._now_ms(), "clock": "synced", "kind": kind}
        self.recorded.add(self.flash.next_n)
        self.flash.next_n += 1
        self.flash.events.append({**told, **facts})

    def _send_events(self) -> None:
        """What is not confirmed, at most fifty in flight; in an order of its own."""
        window = self.flash.events[:IN_FLIGHT]
        if not window:
            return
        oldest = window[0]["n"]
        if self.habits.is_backwards:
            window = window[::-1]
        size = self.habits.events_in_a_message
        for start in range(0, len(window), size):
            part = window[start : start + size]
            self._say("event", {"log": self.flash.log, "oldest": oldest, "events": part})

    def _say(self, kind: str, facts: Payload, *, retain: bool = False) -> bool:
        head: Payload = {
            "v": 1,
            "session": self.session,
            "connection": self.connection,
            "seq": self._seq,
            "at_ms": self._now_ms(),
            "clock": "synced",
        }
        if self.habits.is_chatty:
            head |= {"mood": "fine", "vendor": {"of": ["things", 1, None, 2.5]}, "battery_v": None}
        topic = f"{self._root}/node/{self.node}/{kind}"
        payload = json.dumps({**head, **facts}).encode()
        if self._link is None or not self._link.publish(topic, payload, qos=1, retain=retain):
            return False
        self._seq += 1
        return True


def _level_of(program: Payload, now_s: int) -> int | None:
    """The level of the last point that has passed; after the last night the ordinary one."""
    ordinary = program.get("ordinary")
    if ordinary and now_s >= ordinary["from"]:
        passed = (now_s - ordinary["from"]) % DAY_S
        levels = [level for at_s, level, _ in ordinary["points"] if at_s <= passed]
        if levels:
            return int(levels[-1])
        if now_s - ordinary["from"] >= DAY_S:
            return int(ordinary["points"][-1][1])
    levels = [level for at_s, level, _ in program["points"] if at_s <= now_s]
    return int(levels[-1]) if levels else None
