"""The overrides that hold now or will."""

from typing import Any

from lighting.city import City
from lighting.orders.overrides import shown


def list_overrides(city: City, now_ms: int) -> dict[str, Any]:
    """Those neither released nor over, the strongest first."""
    live = [
        row for row in city.overrides.values() if row.released_ms is None and row.until_ms > now_ms
    ]
    live.sort(key=lambda row: (-row.priority, -row.version, row.id))
    return {"schema": "lighting.override-list/1", "overrides": [shown(city, row) for row in live]}
