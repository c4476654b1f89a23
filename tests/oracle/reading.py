"""A second reading of the schedule document, minute by minute, slow and plain.

Written from docs/schedule-format.md alone, with nothing of the program in it: TOML by tomllib, the
sun by ephem, clocks by zoneinfo, the words of calendars by themselves.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from math import inf
from typing import Any

from tests.oracle import local_time, sky, words

MINUTE_S = 60
AS_IT_IS: Mapping[str, float] = {}
PARTS = re.compile(r"(sunset|dusk|dawn|sunrise)([+-]?)(.*)")
UNITS_S = {"h": 3600, "m": 60, "s": 1}

Table = Mapping[str, Any]


def seconds(length: str | int) -> int:
    """Give a length of time [s]: "1h30m" or a number."""
    if isinstance(length, int):
        return length
    return sum(int(number) * UNITS_S[unit] for number, unit in re.findall(r"(\d+)([hms])", length))


class Reading:
    """A document, and what it says about each minute."""

    def __init__(self, text: str) -> None:
        self.tables: Table = tomllib.loads(text)
        self.site: Table = self.tables["site"]

    def levels(
        self,
        group: str,
        evening: date,
        suns: Mapping[str, float] = AS_IT_IS,
        also: Iterable[str] = (),
    ) -> list[int]:
        """Give the level [%] at each whole minute of a night.

        Args:
            group: Whose calendar is meant.
            evening: Which night.
            suns: Times of the sun [s since 1970 UTC] that are read otherwise.
            also: Other groups of the lamp.
        """
        night = Night(self, evening, suns)
        profile = self._profile(group, evening)
        steps = night.steps(profile["steps"])
        events = [night.event(one) for one in self._events(group, also, evening)]

        def wanted(at_s: float) -> int:
            for from_s, until_s, level in events:
                if from_s <= at_s < until_s:
                    return level
            return _last(steps, at_s)

        edges = {at_s for at_s, _ in steps} | {edge for one in events for edge in one[:2]}
        shortest_s = seconds(profile.get("min_burn", 0))
        dark = _too_short(wanted, night, edges, shortest_s) if shortest_s else []
        return [
            0 if any(a <= at_s < b for a, b in dark) else wanted(at_s)
            for at_s in range(night.from_s, night.until_s, MINUTE_S)
        ]

    def suns(self, group: str, evening: date) -> Mapping[str, Sequence[float]]:
        """Give the times of the sun on which a night may hang, each with how it may be read."""
        steps = [one["at"] for one in self._profile(group, evening)["steps"]]
        anchors = steps + [one[key] for one in self.tables.get("event", []) for key in ENDS]
        found = (PARTS.match(anchor) for anchor in anchors)
        around = Night(self, evening, AS_IT_IS).around
        return {one[1]: sky.readings(*around, one[1]) for one in found if one}

    def _profile(self, group: str, evening: date) -> Table:
        key = group if group == "all" else f"group:{group}"
        calendar = self.tables["calendar"][self.tables["assign"][key]]
        for rule in calendar.get("rules", []):
            if self._names(rule["on"], evening):
                return self._called(rule["profile"])
        return self._called(calendar["default"])

    def _called(self, profile: str) -> Table:
        found: Table = self.tables["profile"][profile]
        return found

    def _names(self, on: str, evening: date) -> bool:
        dates = self.tables.get("holidays", {})
        return words.names(on, evening, self.site.get("country", ""), dates)

    def _events(self, group: str, also: Iterable[str], evening: date) -> list[Table]:
        inside = {f"group:{one}" for one in (group, *also)}
        nested: Mapping[str, Table] = self.tables.get("group", {})
        for _ in nested:
            inside |= {
                f"group:{name}" for name, one in nested.items() if inside & set(one["members"])
            }
        meant = inside | {"all"}
        events: list[Table] = self.tables.get("event", [])
        return [one for one in events if one["for"] in meant and self._names(one["on"], evening)]


ENDS = ("from", "until")


class Night:
    """From noon to noon."""

    def __init__(self, reading: Reading, evening: date, suns: Mapping[str, float]) -> None:
        self.site, self.evening, self.others = reading.site, evening, suns
        zone, following = self.site["timezone"], evening + timedelta(days=1)
        self.from_s = local_time.moment(zone, evening, "12:00", lights=True)
        self.until_s = local_time.moment(zone, following, "12:00", lights=True)
        middle_s = (self.from_s + self.until_s) // 2
        self.around = (self.site["latitude"], self.site["longitude"], middle_s)

    def steps(self, steps: Sequence[Table]) -> list[tuple[float, int]]:
        """Give the moments of steps and their levels, in order of time, then of the text."""
        found = []
        for step in steps:
            lights = step["level"] > 0
            at_s = self._moment(step["at"], lights=lights)
            if "not_before" in step:
                at_s = max(at_s, self._clock(step["not_before"], lights=lights))
            if "not_after" in step:
                at_s = min(at_s, self._clock(step["not_after"], lights=lights))
            is_evening = step["at"].startswith(sky.EVENING)
            if PARTS.match(step["at"]) and at_s == (inf if is_evening else -inf):
                return []
            if at_s < self.until_s:
                found.append((max(at_s, self.from_s), step["level"]))
        return sorted(found, key=lambda one: one[0])

    def event(self, event: Table) -> tuple[float, float, int]:
        """Give when an event begins and ends, and its level [%]."""
        level = event["level"]
        from_s = self._moment(event["from"], lights=level > 0)
        until_s = self._moment(event["until"], lights=level == 0)
        return max(from_s, self.from_s), min(until_s, self.until_s), level

    def _moment(self, anchor: str, *, lights: bool) -> float:
        found = PARTS.match(anchor)
        if found is None:
            return self._clock(anchor, lights=lights)
        event, sign, offset = found.groups()
        at_s = self.others.get(event, self._suns[event])
        return at_s + seconds(offset) * (-1 if sign == "-" else 1)

    def _clock(self, clock: str, *, lights: bool) -> int:
        return local_time.in_night(self.site["timezone"], self.evening, clock, lights=lights)

    @cached_property
    def _suns(self) -> Mapping[str, float]:
        return {event: sky.sun_time(*self.around, event) for event in sky.DEPTHS_DEG}


def _last(steps: Sequence[tuple[float, int]], at_s: float) -> int:
    level = 0
    for from_s, after in steps:
        if from_s <= at_s:
            level = after
    return level


def _too_short(
    wanted: Callable[[float], int], night: Night, edges: Iterable[float], shortest_s: int
) -> list[tuple[float, float]]:
    """Give from when until when the burnings last that are shorter than the shortest."""
    found: list[tuple[float, float]] = []
    lit_s: float | None = None
    inside = {edge for edge in edges if night.from_s <= edge < night.until_s}
    for edge in [*sorted(inside), night.until_s]:
        is_lit = edge < night.until_s and wanted(edge) > 0
        if is_lit and lit_s is None:
            lit_s = edge
        if not is_lit and lit_s is not None:
            found += [(lit_s, edge)] if edge - lit_s < shortest_s else []
            lit_s = None
    return found
