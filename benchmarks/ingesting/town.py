"""A town to be heard: its folder, its lamps, and what they say.

Each lamp holds its documents and does what they want, so that every message takes the whole way:
it is validated, joined with the wanted level, judged by every rule, and kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from devices.clock import SystemClock
from devices.sim.broker_process import free_port
from devices.wire import codec
from devices.wire.topics import REPORTED, TELEMETRY
from devices.wire.up import ProgramHeld, Reported
from lighting.city import City
from lighting.controller import SESSION_FACT
from lighting.desired.documents import situation_of
from lighting.nodes.ingest import take
from lighting.orders import carry_out
from lighting.questions.of_city import ApplySchedule, ImportLamps
from lighting.rows import Action, FactRow, Row, Say
from lighting.running.restoring import restore
from lighting.site.config import Config, read_config
from lighting.site.inventory import Lamp, write_lamps
from lighting.stores.sqlite import SqliteStore
from schedules.decision import decide

PANEL = 100
"""Lamps of one panel."""
CONTROLLER_SESSION = "c0" * 8
NODE_SESSION = "a1b2c3d4e5f60718"
SETTLED_MS = 7_200_000
"""So long have the lamps held their documents [ms]."""
SPREAD_MS = 20_000
"""From the first measurement of a lot to now, at most [ms]."""
# At whatever hour this runs, the lamps are on: a lamp that is off is judged by fewer rules.
SCHEDULE = """
[profile.always]
steps = [{ at = "12:00", level = 60 }, { at = "11:59", level = 0 }]

[calendar.roads]
default = "always"

[assign]
"group:main-roads" = "roads"
"""


@dataclass(frozen=True, slots=True)
class Town:
    """A site in a folder of its own."""

    name: str
    config: Config
    lamps: tuple[Lamp, ...]
    power_w: float
    level: int

    @property
    def topics(self) -> str:
        """The filter that takes in everything its lamps measure."""
        return TELEMETRY.of(self.name)


def found(name: str, folder: Path, lamps: int, settings: str) -> Town:
    """Write the settings of a town, and fill its database with lamps that hold their documents.

    Args:
        name: The site's.
        folder: Takes everything that the town keeps.
        lamps: How many.
        settings: Further sections of lighting.toml.
    """
    folder.mkdir()
    tokens = folder / "tokens"
    tokens.touch(mode=0o600)
    tokens.write_text("bench a-token-of-more-than-twenty-letters\n")
    path = folder / "lighting.toml"
    path.write_text(_site(name) + f"\n[api]\nport = {free_port()}\n{settings}")
    config = read_config(path)
    inventory = tuple(_lamp(number) for number in range(lamps))
    level = _settle(config, inventory)
    return Town(name, config, inventory, 1 + 0.69 * level, level)


def _site(name: str) -> str:
    return f"""[site]
name = "{name}"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
"""


def _lamp(number: int) -> Lamp:
    return Lamp(
        id=f"KPG-{number:06}",
        node=f"n-{number:06}",
        panel=f"P-{number // PANEL:04}",
        groups=("main-roads",),
        street="Jl. El Tari",
        kelurahan="Oebobo",
        latitude=-10.16,
        longitude=123.61,
        power_w=70.0,
        standby_w=1.0,
        road_class="M4",
    )


def _settle(config: Config, lamps: tuple[Lamp, ...]) -> int:
    """Fill the database; give the level that is wanted of every lamp."""
    now_ms = SystemClock().now_ms() - SETTLED_MS
    store = SqliteStore.open(config.store_path)
    try:
        city = restore(config, store.load(now_ms), CONTROLLER_SESSION, now_ms)
        rows = [FactRow(SESSION_FACT, CONTROLLER_SESSION), *_ordered(city, lamps, now_ms)]
        for lamp in lamps:
            topic, payload = REPORTED.of(city.site, lamp.node), _reported(city, lamp, now_ms)
            rows += _facts(take(city, topic, payload, is_retained=False, now_ms=now_ms))
        store.commit(rows, {})
        return decide(situation_of(city, lamps[0]), now_ms + SETTLED_MS).level
    finally:
        store.close()


def _ordered(city: City, lamps: tuple[Lamp, ...], now_ms: int) -> list[Row]:
    csv, text = write_lamps(lamps), _site(city.site) + SCHEDULE
    orders = (
        ImportLamps(csv, "lamps.csv", dry_run=False, reason="bench", who="bench"),
        ApplySchedule(text, "schedules.toml", reason="bench", who="bench"),
    )
    return [row for one in orders for row in _facts(carry_out(city, one, now_ms)[1])]


def _facts(actions: Iterable[Action]) -> list[Row]:
    return [one for one in actions if not isinstance(one, Say)]


def _reported(city: City, lamp: Lamp, now_ms: int) -> bytes:
    """What a node says that holds all that it should."""
    own = city.desired[lamp.node]
    issued = city.programs[own.program or ""]
    head = Reported(
        session=NODE_SESSION,
        connection=1,
        seq=0,
        at_ms=now_ms,
        clock="synced",
        desired=own.version,
        program=ProgramHeld(id=issued.program.id, version=issued.version),
    )
    return codec.encode(head)


class Talk:
    """What the lamps of a town measure, one after the other and round again, as bytes."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._said = 0
        self._last_ms = 0

    def messages(self, count: int) -> Iterator[tuple[str, bytes]]:
        """Give so many messages by topic, the next lamp first; none measures twice at a moment."""
        lamps = self._town.lamps
        first = self._said // len(lamps)
        turns = 1 + (self._said + count - 1) // len(lamps) - first
        now_ms = SystemClock().now_ms()
        # In the time just before, so that no clock seems to be wrong.
        first_ms = max(now_ms - SPREAD_MS, self._last_ms + 1)
        step_ms = max(1, (now_ms - first_ms) // turns)
        for number in range(self._said, self._said + count):
            turn = number // len(lamps)
            payload = self._measured(turn, first_ms + (turn - first) * step_ms)
            yield TELEMETRY.of(self._town.name, lamps[number % len(lamps)].node), payload
        self._said += count
        self._last_ms = first_ms + turns * step_ms

    def _measured(self, seq: int, at_ms: int) -> bytes:
        town = self._town
        head = f'"session":"{NODE_SESSION}","connection":1,"seq":{seq + 1},"at_ms":{at_ms}'
        light = f'"level":{town.level},"power_w":{town.power_w:.1f},"supply_v":229.8'
        counters = f'"energy_wh":{100_000 + seq},"burn_s":{500_000 + seq},"starts":12'
        sample = f'{{"at_ms":{at_ms},{light},{counters},"gear_temp_c":41.5}}'
        return f'{{"v":1,{head},"clock":"synced","samples":[{sample}]}}'.encode()
