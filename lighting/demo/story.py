"""The demo's night as it is told while it happens: one line for each thing worth knowing."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from lighting.client import Controller
from lighting.demo.expected import Change
from lighting.demo.plan import ZONE

SHOWN_AFTER_MS = 480_000
"""How far a change got is asked this long after it: reports have come by then."""


def clock_time(at_ms: int) -> str:
    """A moment of the night as people there say it."""
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(ZONE)).strftime("%H:%M %Z")


class Teller(Protocol):
    """Where the story is told."""

    def line(self, text: str) -> None:
        """Something happened."""
        ...

    def now(self, text: str) -> None:
        """How it stands; takes the place of what was said by this before."""
        ...


class Story:
    """Asks the controller, as an operator would, and tells what is new."""

    def __init__(self, controller: Controller, teller: Teller) -> None:
        self._controller = controller
        self._teller = teller
        self._known: set[str] = set()
        self._told = 0
        self._told_upto_ms = 0

    def go_on(self, now_ms: int, changes: tuple[Change, ...]) -> None:
        """Tell what is new up to now, and how far the changes got that are some minutes old."""
        for line in (*self._faults(), *self._switched(now_ms, changes)):
            self._teller.line(line)
        self._teller.now(f"{clock_time(now_ms)}  {self._told} faults found")

    def _faults(self) -> Iterator[str]:
        answer = self._controller.get("faults", state="all")
        for fault in answer["faults"]:
            if fault["state"] != "pending" and fault["id"] not in self._known:
                self._known.add(fault["id"])
                if not fault["incident"]:
                    self._told += 1
                    yield _fault_line(fault)

    def _switched(self, now_ms: int, changes: tuple[Change, ...]) -> Iterator[str]:
        upto_ms = now_ms - SHOWN_AFTER_MS
        due = [one for one in changes if self._told_upto_ms < one.at_ms <= upto_ms]
        self._told_upto_ms = max(self._told_upto_ms, upto_ms)
        for change in due:
            lamps = self._controller.get("lamps", for_=f"group:{change.group}")["lamps"]
            there = sum(lamp["reported_level"] == change.level for lamp in lamps)
            rest = len(lamps) - there
            what = f"{change.group} to {change.level} %  ({change.because})"
            tail = f", {rest} faulty or silent" if rest else ""
            yield f"{clock_time(change.at_ms)}  {what:58} {there} of {len(lamps)} there{tail}"


def _fault_line(fault: dict[str, Any]) -> str:
    at = datetime.fromisoformat(fault["since"]).astimezone(ZoneInfo(ZONE)).strftime("%H:%M %Z")
    where = f"{fault['lamp']} {fault['street']}, panel {fault['panel']}"
    who = where if fault["lamp"] else f"panel {fault['panel']}"
    return f"{at}  {fault['code']:12} {who:45} {fault['evidence']}"
