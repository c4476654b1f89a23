"""Presets started and ended: named overrides, under the same rules and the same guard as any."""

from typing import Any

from lighting.city import City
from lighting.desired.documents import live_overrides
from lighting.errors import NothingMatched, WrongUse
from lighting.orders.outcome import Outcome
from lighting.orders.overrides import release_override
from lighting.planning.guard import MINUTE_MS
from lighting.questions.of_city import EndPreset, ReleaseOverride, SetOverride, StartPreset
from lighting.rows import OverrideRow
from lighting.site.presets import Preset


def find_preset(city: City, name: str) -> Preset:
    """Give a preset of the site.

    Raises:
        NothingMatched: there is none of this name.
    """
    if name not in city.config.preset:
        raise NothingMatched(f"preset {name}", city.config.preset)
    return city.config.preset[name]


def order_of(city: City, order: StartPreset, now_ms: int) -> SetOverride:
    """Give the override that a preset is.

    Raises:
        WrongUse: it has no lamps of its own, and none are said.
    """
    preset = find_preset(city, order.name)
    choice = order.choice or preset.choice
    if not choice:
        raise WrongUse(
            f"preset {order.name} does not say for which lamps",
            remedy="say it: --for group:parks",
        )
    until_ms = order.until_ms
    return SetOverride(
        level=preset.level,
        choice=choice,
        except_=order.except_ or (preset.except_ if not order.choice else None) or None,
        start_ms=None,
        until_ms=now_ms + preset.minutes * MINUTE_MS if until_ms is None else until_ms,
        priority=preset.priority,
        fade_s=preset.fade_s,
        fade_back_s=preset.fade_back_s,
        reason=order.reason,
        who=order.who,
        preset=order.name,
        report_s=preset.report_s or None,
    )


def running(city: City, name: str, now_ms: int) -> list[OverrideRow]:
    """Give the live overrides of a preset."""
    return [row for row in live_overrides(city, now_ms) if row.preset == name]


def end_preset(city: City, order: EndPreset, now_ms: int) -> Outcome:
    """Release every override of a preset.

    Raises:
        NothingMatched: it isn't running.
    """
    live = running(city, order.name, now_ms)
    if not live:
        raise NothingMatched(
            f"a running preset {order.name}",
            sorted({row.preset for row in live_overrides(city, now_ms) if row.preset}),
        )
    actions, released, last = [], [], ""
    for row in live:
        answer, done = release_override(
            city, ReleaseOverride(row.id, order.reason, order.who), now_ms
        )
        released.append(answer["override"])
        actions += done
        last = answer["change"]
    lamps = len({lamp for row in live for lamp in row.lamps})
    ended: dict[str, Any] = {
        "schema": "lighting.preset-end/1",
        "preset": order.name,
        "overrides": released,
        "lamps": lamps,
        "change": last,
    }
    return ended, actions


def started(answer: dict[str, Any], name: str) -> dict[str, Any]:
    """Give the answer of an override that is a preset's."""
    return {**answer, "schema": "lighting.preset-start/1", "preset": name}
