"""A controller of two lamps, that dies and rises again from its file."""

from pathlib import Path

from devices.link import Connected
from lighting.controller import Tick, handle
from lighting.faults.life import Fault
from lighting.rows import Action, LampsRow, Row, Say
from lighting.running.restoring import restore
from lighting.site.inventory import write_lamps
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import (
    MINUTE_MS,
    Talker,
    bare_city,
    config,
    hear,
    lamps,
)


class Desk:
    """Hears and ticks when it is told to; `node` is the first lamp's.

    Args:
        folder: Takes the file.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lighting.db"
        self._store = SqliteStore.open(self._path)
        self.node = Talker()
        self.city = bare_city(lamps(2))
        self._keep([LampsRow(write_lamps(lamps(2)))])

    def _keep(self, actions: list[Action]) -> None:
        rows: list[Row] = [one for one in actions if not isinstance(one, Say)]
        self._store.commit(rows, {})

    def connect(self, now_ms: int, *, session_present: bool = True) -> None:
        """Have its link come up."""
        self._keep(list(handle(self.city, Connected(session_present), now_ms)))

    def hear(self, said: tuple[str, bytes], now_ms: int) -> None:
        self._keep(hear(self.city, said, now_ms))

    def tick(self, now_ms: int) -> None:
        self._keep(list(handle(self.city, Tick(), now_ms)))

    def tick_until(self, from_ms: int, until_ms: int) -> None:
        for now_ms in range(from_ms, until_ms, MINUTE_MS):
            self.tick(now_ms)

    def restart(self, now_ms: int, *, session_present: bool = True) -> None:
        """Kill it, start it again from its file, and have its link come up."""
        self._store.close()
        self._store = SqliteStore.open(self._path)
        self.city = restore(config(), self._store.load(now_ms), "d1" * 8, now_ms)
        self.connect(now_ms, session_present=session_present)

    def book(self) -> list[Fault]:
        """What is kept of the first lamp."""
        return [one for one in self._store.faults() if one.lamp == "KPG-0001"]

    def break_off(self, from_ms: int, until_ms: int) -> None:
        """Its connection breaks, and it comes back."""
        self.hear(self.node.will(), from_ms)
        self.tick_until(from_ms, until_ms)
        self.node = Talker(connection=self.node.connection + 1, seq=self.node.seq)
        self.hear(self.node.status(until_ms), until_ms)
