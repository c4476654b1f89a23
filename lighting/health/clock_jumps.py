"""Our own clock jumped, or we slept: what was remembered is set right, so that nobody is blamed."""

from msgspec.structs import replace

from lighting.city import City

SILENT_PERIODS = 3
"""Report periods of a node's silence that make a fault; we must have listened for as long."""


def set_right(city: City, now_ms: int) -> None:
    """Look at the time since the last tick.

    A leap forwards is a clock that was set, a machine that slept, or a disk that was full: we did
    not listen meanwhile, so silence is counted anew. After a step backwards what was noted lies
    ahead, and nothing would be due until the clock had caught up.
    """
    before_ms, city.tick_ms = city.tick_ms, now_ms
    deaf_ms = SILENT_PERIODS * city.config.nodes.report_s * 1000
    if before_ms is not None and now_ms - before_ms > deaf_ms and city.link_up_ms is not None:
        city.link_up_ms = now_ms
    if before_ms is None or now_ms < before_ms:
        _no_later_than(city, now_ms)


def _no_later_than(city: City, now_ms: int) -> None:
    city.beacon_ms = min(city.beacon_ms, now_ms)
    city.imported_ms = min(city.imported_ms, now_ms)
    if city.link_up_ms is not None:
        city.link_up_ms = min(city.link_up_ms, now_ms)
    for key, (first_ms, last_ms) in city.said_ms.items():
        city.said_ms[key] = min(first_ms, now_ms), min(last_ms, now_ms)
    for node, twin in city.twins.items():
        if twin.heard_ms is not None and twin.heard_ms > now_ms:
            city.twins[node] = replace(twin, heard_ms=now_ms)
