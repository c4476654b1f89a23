"""How far a change got, lamp by lamp: recorded, sent, applied. Sent is never called applied."""

from typing import Any

from lighting.answers.lamps import silent_since_ms, views
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


def show_change(city: City, question: ShowChange, now_ms: int, store: Reader) -> dict[str, Any]:
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
    lamps = tuple(city.inventory.by_id[one] for one in lacking)
    zone = city.config.site.timezone
    return {
        "schema": "lighting.change/1",
        "change": row.id,
        "what": row.what,
        "by": row.by,
        "recorded_at": rfc3339(row.recorded_ms, zone),
        "lamps": len(needs),
        "sent": len(needs) - len(lacking) + sum(is_sent.values()),
        "applied": len(needs) - len(lacking),
        "lacking": [
            {
                "lamp": view.lamp.id,
                "state": "sent" if is_sent[view.lamp.id] else "recorded",
                "silent_since": None if since_ms is None else rfc3339(since_ms, zone),
            }
            for view in views(city, lamps, now_ms)
            for since_ms in [silent_since_ms(view)]
        ],
    }


def _needs(city: City, row: ChangeRow) -> dict[str, list[Need]]:
    """What each lamp must hold, as far as it is still there and the document still its own."""
    needs: dict[str, list[Need]] = {}
    for name, kind, subject, version in row.needs:
        lamp = city.inventory.by_id.get(name)
        if lamp is None:
            continue
        mine = needs.setdefault(name, [])
        if subject in _own(city, lamp, kind):
            mine.append((kind, subject, version))
    return needs


def _own(city: City, lamp: Lamp, kind: str) -> tuple[str | None, ...]:
    if kind == "program":
        return (program_of(city, lamp),)
    return groups_of(lamp) if kind == "override" else (lamp.node,)


def _missing(city: City, name: str, needs: list[Need]) -> list[Need]:
    """The needs that a lamp's node has not said to hold, in this version or a later one."""
    node = city.inventory.by_id[name].node
    twin = city.twins.get(node) or Twin(node)
    return [need for need in needs if _held(twin, need[0], need[1]) < need[2]]


def _held(twin: Twin, kind: str, subject: str) -> int:
    if kind == "program":
        return twin.program_version if twin.program == subject else 0
    return twin.overrides.get(f"group:{subject}", 0) if kind == "override" else twin.desired


def _is_sent(city: City, missing: list[Need]) -> bool:
    """Whether all that is missing went out to a broker that is there."""
    is_said = all((kind, subject) in city.said_ms for kind, subject, _ in missing)
    return city.link_up_ms is not None and is_said
