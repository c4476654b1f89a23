"""Presets of the site, which of them run, and what one would do; nothing is changed."""

from collections import Counter
from typing import Any

from lighting.city import City
from lighting.desired.documents import EVERYBODY
from lighting.desired.levels import wanted_at
from lighting.orders.exposure import dimmed, known_darkenings
from lighting.orders.override_rules import PRIORITIES
from lighting.orders.presets import find_preset, order_of, running
from lighting.planning.guard import judge
from lighting.questions.of_city import RehearsePreset, SetOverride, StartPreset
from lighting.site.inventory import Lamp
from lighting.site.presets import Preset
from lighting.times import rfc3339

LOCAL_TRUST = "synced"


def list_presets(city: City, now_ms: int) -> dict[str, Any]:
    """Each preset of the site, and until when it runs if it does."""
    rows = [_shown(city, name, one, now_ms) for name, one in city.config.preset.items()]
    return {"schema": "lighting.preset-list/1", "presets": rows}


def _shown(city: City, name: str, preset: Preset, now_ms: int) -> dict[str, Any]:
    live = running(city, name, now_ms)
    zone = city.config.site.timezone
    return {
        "preset": name,
        "about": preset.about,
        "for": preset.choice or None,
        "except": preset.except_ or None,
        "level": preset.level,
        "minutes": preset.minutes,
        "priority": preset.priority,
        "report_s": preset.report_s or None,
        "running": bool(live),
        "until": rfc3339(max(row.until_ms for row in live), zone) if live else None,
        "by": live[-1].by if live else None,
        "overrides": [row.id for row in live],
    }


def rehearse(city: City, question: RehearsePreset, now_ms: int) -> dict[str, Any]:
    """What would happen if a preset were started now: lamps, levels, rivals, guard, messages."""
    start = StartPreset(
        question.name, question.choice, question.except_, question.until_ms, "rehearsal", ""
    )
    order = order_of(city, start, now_ms)
    until_ms = order.until_ms or now_ms
    lamps = city.inventory.select(order.choice, order.except_)
    darker = dimmed(city, lamps, order.level, now_ms, until_ms)
    refused = judge(
        city.config.guard,
        len(city.inventory.lamps),
        darker,
        known_darkenings(city, now_ms),
        now_ms,
    )
    longest_ms = city.config.guard.darken_h * 3_600_000
    return {
        "schema": "lighting.preset-rehearse/1",
        "preset": question.name,
        "about": find_preset(city, question.name).about,
        "for": order.choice + (f" except {order.except_}" if order.except_ else ""),
        "level": order.level,
        "until": rfc3339(until_ms, city.config.site.timezone),
        "lamps": len(lamps),
        "changes": _changes(city, order, lamps, now_ms),
        "darkened": len(darker),
        "needs_agreement": refused is not None,
        "is_too_long": bool(darker) and until_ms - now_ms > longest_ms,
        "report_s": order.report_s,
        "documents": _documents(order, lamps),
        "documents_per_s": city.config.broker.documents_per_s,
    }


def _changes(
    city: City, order: SetOverride, lamps: tuple[Lamp, ...], now_ms: int
) -> list[dict[str, Any]]:
    """How many lamps go from which level to which; a stronger override keeps its lamps."""
    priority, moves = PRIORITIES[order.priority], Counter[tuple[int, int, str]]()
    for lamp in lamps:
        now = wanted_at(city, lamp, LOCAL_TRUST, now_ms)
        keeper = _keeper(city, lamp, priority, now_ms)
        moves[now.level, now.level if keeper else order.level, keeper] += 1
    return [
        {"from_level": before, "to_level": after, "lamps": count, "kept_by": keeper or None}
        for (before, after, keeper), count in sorted(moves.items())
    ]


def _keeper(city: City, lamp: Lamp, priority: int, now_ms: int) -> str:
    """The override of a stronger kind that keeps a lamp; empty if there is none."""
    stronger = [
        row
        for row in city.overrides.values()
        if row.released_ms is None
        and row.start_ms <= now_ms < row.until_ms
        and row.priority > priority
        and (row.group in {EVERYBODY, *lamp.groups} or (not row.group and lamp.id in row.lamps))
    ]
    return max(stronger, key=lambda row: (row.priority, row.seat)).id if stronger else ""


def _documents(order: SetOverride, lamps: tuple[Lamp, ...]) -> int:
    """One message for a group that a single document can name, else one for each lamp."""
    choice = order.choice.strip()
    is_one = choice == EVERYBODY or (choice.startswith("group:") and "," not in choice)
    one = 1 if is_one and not order.except_ else 0
    return one + (0 if one and not order.report_s else len(lamps))
