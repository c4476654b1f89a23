"""How far a change got, lamp by lamp: recorded, sent, applied. Sent is never called applied."""

from collections.abc import Mapping
from typing import Any

from devices.wire.topics import DESIRED, OVERRIDE, PROGRAM
from lighting.answers.faults import open_faults
from lighting.answers.lamps import is_without_news
from lighting.city import City
from lighting.desired import groups_of, program_of
from lighting.errors import NothingMatched
from lighting.inventory import Lamp
from lighting.questions import ShowChange
from lighting.rows import ChangeRow
from lighting.stores import Reader
from lighting.times import rfc3339
from lighting.twin import Twin

Need = tuple[str, str, int]
"""A document that the change is about: kind, subject, version."""


def show_change(city: City, question: ShowChange, store: Reader) -> dict[str, Any]:
    """How many lamps were sent a change and say that they hold it, and which do not.

    Raises:
        NothingMatched: There was no such change.
    """
    row = city.changes.get(question.id) or store.change(question.id)
    if row is None:
        raise NothingMatched(question.id, list(city.changes)[-3:])
    needs = _needs(city, row)
    lacking = {one: missing for one in needs if (missing := _missing(city, one, needs[one]))}
    is_sent = {one: _is_sent(city, missing) for one, missing in lacking.items()}
    applied = len(needs) - len(lacking)
    return {
        "schema": "lighting.change/1",
        "change": row.id,
        "what": row.what,
        "by": row.by,
        "recorded_at": rfc3339(row.recorded_ms, city.config.site.timezone),
        "lamps": len(needs),
        "sent": applied + sum(is_sent.values()),
        "applied": applied,
        "lacking": _lacking(city, is_sent),
    }


def _lacking(city: City, is_sent: Mapping[str, bool]) -> list[dict[str, Any]]:
    """The lamps that have not applied it, how far it got there, and since when they are silent."""
    faults, zone, rows = open_faults(city), city.config.site.timezone, []
    for name, went_out in is_sent.items():
        node = city.inventory.by_id[name].node
        twin = city.twins.get(node) or Twin(node)
        heard_ms = twin.heard_ms if is_without_news(twin, faults.get(name, ())) else None
        rows.append(
            {
                "lamp": name,
                "state": "sent" if went_out else "recorded",
                "silent_since": None if heard_ms is None else rfc3339(heard_ms, zone),
            }
        )
    return rows


def _needs(city: City, row: ChangeRow) -> dict[str, list[Need]]:
    """What each lamp must hold, as far as it is still there and the document still its own."""
    own: dict[str, set[tuple[str, str | None]]] = {}
    needs: dict[str, list[Need]] = {}
    for name, kind, subject, version in row.needs:
        lamp = city.inventory.by_id.get(name)
        if lamp is None:
            continue
        if name not in own:
            own[name], needs[name] = _own(city, lamp), []
        if (kind, subject) in own[name]:
            needs[name].append((kind, subject, version))
    return needs


def _own(city: City, lamp: Lamp) -> set[tuple[str, str | None]]:
    """The documents that a lamp goes by: kind and subject."""
    groups = {(OVERRIDE.name, group) for group in groups_of(lamp)}
    return {(DESIRED.name, lamp.node), (PROGRAM.name, program_of(city, lamp)), *groups}


def _missing(city: City, name: str, needs: list[Need]) -> list[Need]:
    """The needs that a lamp's node has not said to hold, in this version or a later one."""
    node = city.inventory.by_id[name].node
    twin = city.twins.get(node) or Twin(node)
    return [need for need in needs if _held(twin, need[0], need[1]) < need[2]]


def _held(twin: Twin, kind: str, subject: str) -> int:
    if kind == PROGRAM.name:
        return twin.program_version if twin.program == subject else 0
    return twin.overrides.get(f"group:{subject}", 0) if kind == OVERRIDE.name else twin.desired


def _is_sent(city: City, missing: list[Need]) -> bool:
    """Whether all that is missing went out to a broker that is there."""
    is_said = all((kind, subject) in city.said_ms for kind, subject, _ in missing)
    return city.link_up_ms is not None and is_said
