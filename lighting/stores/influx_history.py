"""The past as InfluxDB has it; the same questions and answers as of the SQLite file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from lighting.rows import HourRow
from lighting.stores.history import Counted, FaultSpan
from lighting.stores.influxql import Influxql, quoted
from lighting.stores.measurements import FAULT, LAMP, LAMP_HOUR, RAW, Bucket, Measurement

_MS_NS = 1_000_000
_ONGOING = -1
_COUNTED = tuple(one.name for one in fields(Counted) if one.name != "at_ms")
_OF_SAMPLE = {one.name for one in LAMP.fields}
_AS_PYTHON: Mapping[str, Callable[[Any], Any]] = {
    "float": float,
    "integer": int,
    "boolean": lambda value: str(value).lower() == "true",
    "text": str,
}


@dataclass(frozen=True, slots=True)
class InfluxHistory:
    """Reads back what the forwarders wrote.

    Args:
        influxql: Where to ask.
        site: The city's short name; a bucket may hold several.
        buckets: The buckets as InfluxDB names them, by what they are here.
    """

    influxql: Influxql
    site: str
    buckets: Mapping[Bucket, str]

    def samples(self, lamp: str, from_ms: int, to_ms: int) -> list[Mapping[str, Any]]:
        """Give a lamp's measurements, oldest first; see `History`."""
        where = f'"lamp" = {quoted(lamp)} AND "session" != \'\''
        found = [
            {"at_ms": time_ns // _MS_NS} | {name: known[name] for name in _OF_SAMPLE & known.keys()}
            for time_ns, known in self._points(LAMP, where, from_ms, to_ms)
        ]
        return list(_first_told(found))

    def counted(self, from_ms: int, to_ms: int) -> Mapping[str, list[Counted]]:
        """Give what roll-ups need of all lamps, by lamp, oldest first; see `History`."""
        names = ", ".join(f'"{name}"' for name in (*_COUNTED, "received_ms", "session"))
        within = self._within(from_ms, to_ms)
        query = f'SELECT {names} FROM "lamp" WHERE {within} GROUP BY "lamp"'  # noqa: S608 - see `quoted`
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.influxql.rows(self.buckets[LAMP.bucket], query):
            row["at_ms"] = row["time"] // _MS_NS
            found.setdefault(row["lamp"], []).append(row)
        return {
            lamp: [
                Counted(one["at_ms"], *(one[name] for name in _COUNTED))
                for one in _first_told(rows)
            ]
            for lamp, rows in found.items()
        }

    def hours(self, from_ms: int, to_ms: int, lamp: str | None = None) -> list[HourRow]:
        """Give roll-ups, by lamp, then oldest first; see `History`."""
        where = f'"lamp" = {quoted(lamp)}' if lamp is not None else ""
        found = [
            _hour(time_ns // _MS_NS, known)
            for time_ns, known in self._points(LAMP_HOUR, where, from_ms, to_ms)
        ]
        return sorted(found, key=lambda one: (one.lamp, one.hour_ms))

    def faults(
        self,
        from_ms: int,
        to_ms: int,
        *,
        lamp: str | None = None,
        code: str | None = None,
        limit: int = 10_000,
    ) -> list[FaultSpan]:
        """Give faults that began in a time, the newest first; see `History`."""
        wanted = {"lamp": lamp, "code": code}
        where = " AND ".join(
            f'"{name}" = {quoted(value)}' for name, value in wanted.items() if value is not None
        )
        # Faults were with the measurements once; what stands in the book is newer.
        found: dict[tuple[object, ...], FaultSpan] = {}
        for bucket in (RAW, FAULT.bucket):
            points = self._points(FAULT, where, from_ms, to_ms, bucket)
            found |= {_same_fault(one): one for one in (_fault_span(known) for _, known in points)}
        spans = sorted(found.values(), key=lambda one: (one.since_ms, one.id), reverse=True)
        return spans[:limit]

    def _points(
        self, of: Measurement, where: str, from_ms: int, to_ms: int, bucket: Bucket | None = None
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """The points of a measurement: time [ns], and what is known, in its own types.

        They are looked for in the measurement's own bucket, or in another where it is named.
        """
        named = [*(field.name for field in of.fields), *(tag.name for tag in of.tags)]
        names = ", ".join(f'"{name}"' for name in named)
        within = " AND ".join(filter(None, (where, self._within(from_ms, to_ms))))
        query = f'SELECT {names} FROM "{of.name}" WHERE {within}'  # noqa: S608 - see `quoted`
        types = {field.name: _AS_PYTHON[field.type] for field in of.fields}
        for row in self.influxql.rows(self.buckets[bucket or of.bucket], query):
            known = {
                name: types.get(name, str)(value)
                for name, value in row.items()
                if value is not None and name != "time"
            }
            yield row["time"], known

    def _within(self, from_ms: int, to_ms: int) -> str:
        return (
            f'"site" = {quoted(self.site)}'
            f" AND time >= {from_ms * _MS_NS} AND time < {to_ms * _MS_NS}"
        )


def _first_told(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give samples by their times: of two of one moment and session the first that was received.

    Hourly counters have no session; a node tells each of them once.
    """
    found.sort(key=lambda one: (one["at_ms"], one["session"] or "", one["received_ms"]))
    before: tuple[int, str] | None = None
    for one in found:
        moment = (one["at_ms"], one["session"]) if one["session"] else None
        if moment is None or moment != before:
            yield one
        before = moment


def _hour(hour_ms: int, known: Mapping[str, Any]) -> HourRow:
    values: dict[str, Any] = {one.name: known.get(one.name) for one in fields(HourRow)}
    return HourRow(**{**values, "hour_ms": hour_ms})


def _same_fault(one: FaultSpan) -> tuple[object, ...]:
    """What never changes of a fault; ids begin anew with another database."""
    return one.id, one.code, one.lamp, one.origin, one.since_ms


def _fault_span(known: Mapping[str, Any]) -> FaultSpan:
    cleared_ms = known["cleared_ms"]
    return FaultSpan(
        known["id"],
        known["code"],
        known.get("lamp"),
        known["panel"],
        known["origin"],
        known["severity"],
        known["state"],
        known["since_ms"],
        None if cleared_ms == _ONGOING else cleared_ms,
        known["evidence"],
    )
