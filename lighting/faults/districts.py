"""Outages larger than a panel: a kelurahan, the whole site, or nobody since the broker is back."""

from collections.abc import Mapping, Sequence

from lighting.faults.incidents import Incident, densest

FEWEST_PANELS = 2
SHARE_OF_KELURAHAN = 0.3
SHARE_OF_SITE = 0.1
"""Such a share of the panels at once is no longer each panel's own matter."""
_FEWEST_LAMPS = 5
_SHARE_FOR_BROKER = 0.9


def gone_together(
    panels: Mapping[str, str], open_: Sequence[Incident], window_ms: int
) -> list[tuple[str | None, int, int]]:
    """Give the areas whose panels went together.

    Args:
        panels: the kelurahan of each panel of the site.
        open_: open incidents of panels.
        window_ms: how far apart they may have begun [ms].

    Returns:
        For each area its kelurahan (None: the site as a whole), and from when to when [ms]; the
        site alone if it is as large as that.
    """
    moments = {one.panel: one.since_ms for one in open_ if one.panel in panels}
    site = _span(list(moments.values()), window_ms)
    gone = [name for name, at_ms in moments.items() if site[0] <= at_ms <= site[1]]
    needed = max(FEWEST_PANELS + 1, SHARE_OF_SITE * len(panels))
    if len(gone) >= needed and len({panels[name] for name in gone}) >= FEWEST_PANELS:
        return [(None, *site)]
    found: list[tuple[str | None, int, int]] = []
    for kelurahan in sorted(set(panels.values())):
        of_area = [name for name, area in panels.items() if area == kelurahan]
        span = _span([moments[name] for name in of_area if name in moments], window_ms)
        count = sum(name in moments and span[0] <= moments[name] <= span[1] for name in of_area)
        if count >= max(FEWEST_PANELS, SHARE_OF_KELURAHAN * len(of_area)):
            found.append((kelurahan, *span))
    return found


def _span(moments: list[int], window_ms: int) -> tuple[int, int]:
    return densest(sorted(moments), window_ms)


def is_brokers(lamps: int, unheard: int, panels: int) -> bool:
    """Say whether nobody is heard since our own link came up.

    Args:
        lamps: how many lamps the site has.
        unheard: how many of them were not heard since.
        panels: how many panels the site has.
    """
    enough = lamps >= _FEWEST_LAMPS and panels >= FEWEST_PANELS
    return enough and unheard >= _SHARE_FOR_BROKER * lamps
