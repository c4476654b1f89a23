"""We were away for a moment, and the broker kept for us what was said: no lamp was silent by that.

A controller that is killed and started again at once would otherwise wait anew for each silent
lamp, and one that is started again and again would never find any.
"""

from lighting.city import City
from lighting.nodes.in_turn import WAIT_MS

CATCH_UP_MS = WAIT_MS
"""The broker hands over what it kept for us, and what came of it out of turn waits for so long:
till then we know the past [ms]."""


def connected(city: City, now_ms: int, *, is_kept: bool) -> None:
    """Note that our link is up.

    After a start, a broker that kept our session has kept what nodes said meanwhile. That holds if
    we were away for no longer than a report period: after more, the broker may have been away as
    well, and nodes are still on their way back to it.

    Args:
        city: the city; what it knows of nodes is from before, if we were just started.
        now_ms: the controller's clock.
        is_kept: whether the broker kept our session.
    """
    is_start = city.link_up_ms is None and not city.is_reviewed
    city.link_up_ms = now_ms
    city.caught_up_ms = now_ms + CATCH_UP_MS
    heard_ms = max((twin.heard_ms or 0 for twin in city.twins.values()), default=0)
    is_short = 0 <= now_ms - heard_ms <= city.config.nodes.report_s * 1000
    city.away_from_ms = heard_ms if is_start and is_kept and is_short else None


def has_caught_up(city: City, now_ms: int) -> bool:
    """Say whether we know of now: who was down when we left may be back since.

    Args:
        city: the city.
        now_ms: the controller's clock.
    """
    # One that lies further ahead was due before somebody set the clock back.
    return not now_ms < city.caught_up_ms <= now_ms + CATCH_UP_MS


def silent_from_ms(city: City, heard_ms: int, link_up_ms: int) -> int:
    """Give from when on a lamp's silence counts: the time that we were away does not.

    Args:
        city: the city.
        heard_ms: when it was last heard, by the controller's clock.
        link_up_ms: since when our link is up.
    """
    if city.away_from_ms is None:
        return max(heard_ms, link_up_ms)
    away_ms = max(0, link_up_ms - city.away_from_ms)
    return max(heard_ms, min(link_up_ms, heard_ms + away_ms))
