"""The overrides that hold now or will, and the orders that wait for a second person."""

from typing import Any

from lighting.city import City
from lighting.desired.documents import live_overrides
from lighting.orders.approvals import is_waiting, shown_approval
from lighting.orders.overrides import shown
from lighting.orders.standing import standings, strength


def list_overrides(city: City, now_ms: int) -> dict[str, Any]:
    """Those neither released nor over, the strongest first; then what waits, the oldest first."""
    found = standings(city, now_ms)
    live = sorted(live_overrides(city, now_ms), key=strength, reverse=True)
    waiting = [row for row in city.approvals.values() if is_waiting(row, now_ms)]
    return {
        "schema": "lighting.override-list/1",
        "overrides": [shown(city, row, now_ms, found) for row in live],
        "approvals": [shown_approval(city, row, now_ms) for row in waiting],
    }
