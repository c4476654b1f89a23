"""When the battery of a solar lamp is empty: a small balance of each day's sun and each night."""

from collections.abc import Sequence

DAY_MS = 86_400_000
DARK_H = 12.0
CHARGED = 0.8
"""Share of what the panel gives that the battery gives back."""
MEAN_LEVEL = 0.6
"""Of a night's profile."""
_MS_PER_H = 3_600_000
DUSK_H, DAWN_H = 6, 18.5
"""After noon [h]; the lamp lives again half an hour after sunrise."""


def empty_ms(
    battery_wh: float,
    panel_wp: float,
    sun_hours: Sequence[float],
    power_w: float,
    noon_ms: int,
) -> list[tuple[int, int]]:
    """Give the spans without power, one a night at most.

    Args:
        battery_wh: What it holds, full at first [Wh].
        panel_wp: The panel's peak power [W].
        sun_hours: Hours of full sun on each day, the day of `noon_ms` first [h].
        power_w: The lamp's power at full light [W].
        noon_ms: Noon of the first day [ms since 1970 UTC].
    """
    held_wh, found = battery_wh, []
    for day, sun_h in enumerate(sun_hours):
        held_wh = min(battery_wh, held_wh + CHARGED * panel_wp * sun_h)
        lasts_h = held_wh / (power_w * MEAN_LEVEL)
        if lasts_h < DARK_H:
            dusk_ms = noon_ms + day * DAY_MS + DUSK_H * _MS_PER_H
            dawn_ms = noon_ms + day * DAY_MS + int(DAWN_H * _MS_PER_H)
            found.append((dusk_ms + int(lasts_h * _MS_PER_H), dawn_ms))
        held_wh = max(0.0, held_wh - power_w * MEAN_LEVEL * DARK_H)
    return found
