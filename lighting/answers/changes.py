"""How far a change got, lamp by lamp, from the ledger. Sent is never called applied."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lighting.answers.lamps import is_without_news
from lighting.city import City
from lighting.desired.convergence import refresh, stays_apart
from lighting.desired.ledger import STEPS, Track
from lighting.errors import NothingMatched, WrongUse
from lighting.nodes.twin import Twin
from lighting.questions.of_city import ListChanges, ShowChange
from lighting.rows import ChangeRow
from lighting.stores import Reader
from lighting.times import rfc3339

if TYPE_CHECKING:
    from array import array

NEWEST = "newest"
"""Stands for the change that was made last."""


def show_change(city: City, question: ShowChange, store: Reader, now_ms: int) -> dict[str, Any]:
    """How many lamps took each step of a change, how soon, and which lack the step asked for.

    A change that there never was raises `NothingMatched`.

    Raises:
        WrongUse: There is no such step.
    """
    if question.step not in STEPS:
        what = f"{question.step!r} is not a step of a change"
        raise WrongUse(what, remedy=f"use one of {', '.join(STEPS)}")
    row = _found(city, question.id, store)
    track = _track(city, row, store, now_ms)
    places = [place for place, one in enumerate(track.lamps) if one in city.inventory.by_id]
    return {
        "schema": "lighting.change/1",
        "change": row.id,
        "what": row.what,
        "by": row.by,
        "recorded_at": rfc3339(row.recorded_ms, city.config.site.timezone),
        "lamps": len(places),
        **{step: _count(track, step, places) for step in STEPS},
        "steps": [_step(track, step, places) for step in STEPS],
        "lacking": _lacking(city, track, question.step, places),
    }


def list_changes(city: City, question: ListChanges, store: Reader) -> dict[str, Any]:
    """The newest changes, as far as they are kept."""
    zone = city.config.site.timezone
    rows = [
        {
            "change": one.id,
            "what": one.what,
            "by": one.by,
            "recorded_at": rfc3339(one.recorded_ms, zone),
            "lamps": one.lamps,
            **{step: getattr(one, step) for step in STEPS},
        }
        for one in store.changes(question.limit)
    ]
    return {"schema": "lighting.change-list/1", "changes": rows}


def _found(city: City, id_: str, store: Reader) -> ChangeRow:
    if id_ == NEWEST and city.changes:
        return next(reversed(city.changes.values()))
    row = city.changes.get(id_) or store.change(id_)
    if row is None:
        error = NothingMatched(f"change {id_}", list(city.changes)[-3:])
        if not city.changes:
            error.remedy = "no change was made yet; lighting schedule apply makes one"
        raise error
    return row


def _track(city: City, row: ChangeRow, store: Reader, now_ms: int) -> Track:
    """The change as it is followed, or an old one as it was kept and as its lamps are now."""
    followed = city.ledger.tracks.get(row.id)
    if followed is not None:
        return followed
    track = Track(row)
    track.fill(store.steps(row.id))
    refresh(city, track, now_ms)
    return track


def _times(track: Track, step: str) -> "array[int]":
    times: array[int] = getattr(track, step)
    return times


def _count(track: Track, step: str, places: Iterable[int]) -> int:
    times = _times(track, step)
    return sum(1 for place in places if times[place])


def _step(track: Track, step: str, places: list[int]) -> dict[str, Any]:
    """When half, 95 % and all of the lamps had taken a step; None: they haven't yet."""
    times, since_ms = _times(track, step), track.row.recorded_ms
    taken = sorted(max(times[place] - since_ms, 0) / 1000 for place in places if times[place])

    def after(percent: int) -> float | None:
        number = -(-len(places) * percent // 100)
        return taken[number - 1] if 0 < number <= len(taken) else None

    row = {"step": step, "lamps": len(taken)}
    return {**row, "p50_s": after(50), "p95_s": after(95), "all_s": after(100)}


def _lacking(city: City, track: Track, step: str, places: Iterable[int]) -> list[dict[str, Any]]:
    """The lamps without a step, how far each got since when, and since when they are silent."""
    zone = city.config.site.timezone
    times, rows = _times(track, step), []
    for place in places:
        if times[place]:
            continue
        lamp = city.inventory.by_id[track.lamps[place]]
        twin = city.twins.get(lamp.node) or Twin(lamp.node)
        is_silent = is_without_news(city, lamp)
        heard_ms = twin.heard_ms if is_silent else None
        state, since_ms = _state(track, place)
        rows.append(
            {
                "lamp": lamp.id,
                "state": state,
                "since": rfc3339(since_ms, zone),
                "silent": is_silent,
                "instead": stays_apart(city, lamp, twin) if state == "received" else None,
                "silent_since": None if heard_ms is None else rfc3339(heard_ms, zone),
            }
        )
    return rows


def _state(track: Track, place: int) -> tuple[str, int]:
    """The last step that a lamp took, and when."""
    for step, at_ms in reversed(tuple(zip(STEPS, track.times(place), strict=True))):
        if at_ms:
            return step, at_ms
    return "recorded", track.row.recorded_ms
