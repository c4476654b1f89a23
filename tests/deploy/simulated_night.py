"""A simulated night as the controller kept it, and the same night in an InfluxDB.

What is right is computed from the rows of the controller's own database, read with SQL before
they go on their way; the way itself is the product's: journal, lines, HTTP.
"""

import json
import sqlite3
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from devices.sim.ailments import Ailment, Kind
from lighting.energy.roll_up import roll_up
from lighting.questions.of_city import AcknowledgeFault, SetOverride
from lighting.rows import HourRow
from lighting.site.inventory import Lamp
from lighting.stores.history import Counted
from lighting.stores.moving import Moving
from lighting.stores.sqlite import SqliteStore
from tests.deploy.dashboards import Source, Span
from tests.journeys.stepped_city import SteppedCity, at_ms
from tests.support.city_of_tests import REPORT_MS, SCHEDULE, lamp

HOUR_MS = 3_600_000
NOW_MS = at_ms("2026-08-17T04:10")
SPAN = Span(NOW_MS - 24 * HOUR_MS, NOW_MS)
SILENT = "KPG-0003"
DEAD = "KPG-0001"
FAR = "Oesapa I/II (Timur)"
"""A place with all that a regular expression would take for something else."""

SITE_TAG = b",site=kupang"

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Night:
    """What was kept: each a list of rows by the names of their columns, with the lamp's place."""

    samples: list[Facts]
    hours: list[Facts]
    faults: list[Facts]
    incidents: list[Facts]
    audit: list[Facts]


def lamps() -> list[Lamp]:
    near = [lamp(number) for number in range(1, 6)]
    far = [lamp(number, "parks", "P-02") for number in range(6, 10)]
    return [*near, *(replace(one, kelurahan=FAR) for one in far[:-1]), far[-1]]


def live(folder: Path) -> Path:
    """Let the night pass; give the controller's database."""
    ailments = (
        Ailment(Kind.DEAD_LAMP, "n-0001", at_ms("2026-08-16T18:30")),
        Ailment(Kind.STUCK_DIMMER, "n-0002", at_ms("2026-08-16T15:00")),
        Ailment(Kind.SILENCE, "n-0003", at_ms("2026-08-17T02:05")),
        Ailment(Kind.PANEL_OUTAGE, "P-02", at_ms("2026-08-16T20:00"), at_ms("2026-08-16T21:10")),
    )
    start_ms = at_ms("2026-08-16T14:00")
    city = SteppedCity(folder, lamps(), SCHEDULE, start_ms=start_ms, ailments=ailments)
    city.live_until("2026-08-16T19:30")
    until_ms = at_ms("2026-08-16T23:30")
    city.ask(SetOverride(90, "group:parks", None, None, until_ms, "operator", 0, "feast", "sari"))
    city.live_until("2026-08-17T03:00")
    (dead,) = [one for one in city.faults() if one.code == "LAMP_FAIL"]
    city.ask(AcknowledgeFault(dead.id, "driver ordered", "sari"))
    city.live_until("2026-08-17T04:10")
    city.close()
    return city.database


def rolled_up(samples: list[Facts]) -> Iterator[HourRow]:
    """Every hour that was over, of every lamp that was heard in it."""
    for one in lamps():
        counted = [
            Counted(each["at_ms"], each["energy_wh"], each["burn_s"], each["power_w"])
            for each in samples
            if each["lamp"] == one.id
        ]
        for hour_ms in range(SPAN.from_ms // HOUR_MS * HOUR_MS, NOW_MS - HOUR_MS, HOUR_MS):
            row = roll_up(one.id, hour_ms, counted, one.power_w, REPORT_MS // 1000)
            if row.samples:
                yield row


def kept(database: Path) -> Night:
    """What stands in the database."""
    places = {one.id: {"panel": one.panel, "kelurahan": one.kelurahan} for one in lamps()}
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    try:

        def rows(table: str) -> list[Facts]:
            cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

        samples = [{**one, **json.loads(one.get("rest") or "{}")} for one in rows("sample")]
        return Night(
            samples=[{**one, **places[one["lamp"]]} for one in samples],
            hours=[{**one, **places[one["lamp"]]} for one in rows("hour")],
            faults=[json.loads(one["body"]) for one in rows("fault")],
            incidents=[json.loads(one["body"]) for one in rows("incident")],
            audit=rows("audit"),
        )
    finally:
        connection.close()


def journal_of(database: Path) -> list[tuple[str, bytes]]:
    """Bring the night into the journal; give its entries: bucket, lines."""
    moving = Moving(database, "kupang")
    while moving.step(NOW_MS):
        pass
    moving.close()
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    try:
        return connection.execute("SELECT bucket, body FROM journal ORDER BY id").fetchall()
    finally:
        connection.close()


def fill(source: Source, org: str, buckets: Mapping[str, str], folder: Path) -> Night:
    """Live through the night and put it into an InfluxDB; give what is to be found there."""
    database = live(folder)
    store = SqliteStore.open(database)
    store.commit(list(rolled_up(kept(database).samples)), {})
    store.close()
    night = kept(database)
    entries = journal_of(database)
    # Another city has lamps and panels of the same names, in the same buckets.
    others = [(bucket, body.replace(SITE_TAG, b",site=far-away")) for bucket, body in entries]
    assert all(SITE_TAG in body for _, body in entries)
    for bucket, body in [*entries, *others]:
        place = f"{source.url}/api/v2/write?org={org}&bucket={buckets[bucket]}&precision=ns"
        headers = {"Authorization": f"Token {source.token}"}
        request = urllib.request.Request(place, data=body, headers=headers)  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            assert answer.status == 204
    return night
