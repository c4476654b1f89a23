"""From the controller's facts to lines of InfluxDB's line protocol: one line a fact.

The same fact always gives the same line at the same time, so what is sent again changes nothing;
a fact that changed, such as a fault, overwrites what stood before it. Which measurements, tags
and fields there are is told by `measurements`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any
from zlib import crc32

from lighting.rows import AuditRow, EventRow, FaultRow, HourRow, IncidentRow, Row, SampleRow
from lighting.site.inventory import Lamp
from lighting.stores.line_text import fields, tag
from lighting.stores.measurements import (
    COMMAND,
    ENERGY,
    FAULT,
    INCIDENT,
    KEPT_DAYS,
    LAMP,
    LAMP_HOUR,
)
from lighting.stores.shapes import by_shape

_MS_NS = 1_000_000
_DAY_MS = 86_400_000
"""What lies further ahead than this has not happened; and so much is left until what is as old as
InfluxDB keeps anything has been sent there."""
_ONGOING = -1
"""In place of a time of something that is not over: InfluxDB keeps no nulls."""

_COUNTERS = ("energy_wh", "burn_s", "starts")
_MARKS = {one.name: "i" if one.type == "integer" else "" for one in LAMP.fields}


class Lines:
    """Makes the lines of one site with these lamps.

    Args:
        site: The city's short name.
        lamps: The list of lamps; facts of others have neither panel nor kelurahan.
        kept_days: How long InfluxDB keeps what was measured; it refuses what is older.
    """

    def __init__(self, site: str, lamps: Iterable[Lamp], kept_days: int = KEPT_DAYS) -> None:
        self._kept_ms = (kept_days - 1) * _DAY_MS
        self._site = tag("site", site)
        self._lamps = {lamp.id: lamp for lamp in lamps}
        self._series: dict[tuple[str, str], str] = {}
        self._makers: Mapping[type[Row], Callable[[Any], str | None]] = {
            HourRow: self._of_hour,
            FaultRow: self._of_fault,
            IncidentRow: self._of_incident,
            AuditRow: self._of_order,
            EventRow: self._of_event,
        }

    def of(self, row: Row) -> str | None:
        """Give the line of a fact; None where it belongs into no measurement."""
        make = self._makers.get(type(row))
        return make(row) if make else None

    def of_samples(self, rows: Iterable[SampleRow]) -> list[str]:
        """Give the lines of measurements: what the wire checked needs no second check.

        Of what a node tells twice of one moment in these rows, the first counts. What comes apart
        is two points, for one would have the fields of both: who reads takes the first to come.
        """
        found: list[str] = []
        told: set[tuple[str, str, int]] = set()
        for shape, row, held in by_shape(rows):
            at_ms, instead = held[0], ""
            key = (row.node, row.session, at_ms)
            if key in told:
                continue
            told.add(key)
            known = _template(shape.names) % held
            below_ns = crc32(f"{row.session}{at_ms}{known}".encode()) % _MS_NS
            if row.instead_ms is not None:
                at_ms, instead = row.instead_ms, f",node_at_ms={at_ms}i"
            series = self._of_lamp_and_node(row.lamp, row.node)
            found.append(
                f'{series} {known}received_ms={row.received_ms}i,clock="{row.clock}"'
                f',session="{row.session}"{instead} {at_ms * _MS_NS + below_ns}'
            )
        return found

    def _of_energy(self, row: EventRow) -> str | None:
        """A node's hourly counters, kept by it until they are confirmed: what no outage loses."""
        event = row.event
        known = fields(LAMP.fields, {name: getattr(event, name) for name in _COUNTERS})
        # A counter of nobody knows when would look like another counter: it stays in the database.
        if not known or event.clock == "unknown" or not self._can_be(row):
            return None
        below_ns = crc32(f"{row.log}{event.n}".encode()) % _MS_NS
        series = self._of_lamp_and_node(row.lamp, row.node)
        return (
            f'{series} {known},received_ms={row.received_ms}i,clock="{event.clock}"'
            f" {event.at_ms * _MS_NS + below_ns}"
        )

    def _of_lamp_and_node(self, lamp: str, node: str) -> str:
        series = self._series.get((lamp, node))
        if series is None:
            tags = f"{self._site}{tag('lamp', lamp)}{tag('node', node)}{self._place(lamp)}"
            series = self._series[lamp, node] = f"lamp{tags}"
        return series

    def _place(self, lamp: str) -> str:
        known = self._lamps.get(lamp)
        return tag("panel", known.panel) + tag("kelurahan", known.kelurahan) if known else ""

    def _of_hour(self, row: HourRow) -> str:
        tags = f"{self._site}{tag('lamp', row.lamp)}{self._place(row.lamp)}"
        return f"lamp_hour{tags} {fields(LAMP_HOUR.fields, asdict(row))} {row.hour_ms * _MS_NS}"

    def _of_fault(self, row: FaultRow) -> str | None:
        """A fault that was never more than pending is none."""
        fault = row.fault
        if fault.active_ms is None:
            return None
        facts = {**asdict(fault), "incident": fault.incident or ""}
        tags = tag("code", fault.code) + tag("origin", fault.origin)
        place = tag("panel", fault.panel) + tag("lamp", fault.lamp)
        known = fields(FAULT.fields, _over(facts))
        return f"fault{self._site}{tags}{place} {known} {_numbered(fault.since_ms, fault.id)}"

    def _of_incident(self, row: IncidentRow) -> str:
        incident = row.incident
        members = incident.members
        facts = {**asdict(incident), "members": len(members), "lamps": " ".join(members)}
        known = fields(INCIDENT.fields, _over(facts))
        begun_ms = incident.since_ms if incident.begun_ms is None else incident.begun_ms
        at_ns = _numbered(begun_ms, incident.id)
        return f"incident{self._site}{tag('panel', incident.panel)} {known} {at_ns}"

    def _of_order(self, row: AuditRow) -> str:
        lamp = tag("lamp", row.target) if row.target in self._lamps else ""
        facts = {"who": row.who, "target": row.target, "reason": row.reason, "result": row.after}
        return self._of_done(row.action, "operator", lamp, facts, row.at_ms)

    def _of_event(self, row: EventRow) -> str | None:
        if row.event.kind == ENERGY:
            return self._of_energy(row)
        return self._of_command(row) if row.event.kind == "command" else None

    def _of_command(self, row: EventRow) -> str:
        event = row.event
        facts = {"id": event.id or "", "who": row.node, "target": row.lamp}
        facts["result"] = event.result or ""
        # Its number tells it from another of the same words, and its log from those before it.
        key = f"{row.log} {event.n}"
        lamp = tag("lamp", row.lamp)
        at_ms = event.at_ms if self._can_be(row) else row.received_ms
        return self._of_done(event.what or "unknown", "node", lamp, facts, at_ms, key)

    def _can_be(self, row: EventRow) -> bool:
        return -_DAY_MS <= row.received_ms - row.event.at_ms <= self._kept_ms

    def _of_done(
        self, op: str, origin: str, lamp: str, facts: Mapping[str, str], at_ms: int, key: str = ""
    ) -> str:
        tags = f"command{self._site}{tag('op', op)}{tag('origin', origin)}{lamp}"
        known = fields(COMMAND.fields, facts)
        return f"{tags} {known} {at_ms * _MS_NS + crc32(f'{key}{known}'.encode()) % _MS_NS}"


@lru_cache(maxsize=256)
def _template(names: tuple[str, ...]) -> str:
    """The fields of measurements, to be filled with what `Shape.of` gives; times are no fields."""
    named = (f"{name}=%s{_MARKS[name]}," for name in names[1:])
    return f"%.0s{''.join(named)}%.0s"


def _over(facts: dict[str, Any]) -> dict[str, Any]:
    return {**facts, "cleared_ms": _ONGOING if facts["cleared_ms"] is None else facts["cleared_ms"]}


def _numbered(at_ms: int, id_: str) -> int:
    """A time [ns] that two things with ids such as F-000017 never share."""
    return at_ms * _MS_NS + int(id_.rpartition("-")[2]) % _MS_NS
