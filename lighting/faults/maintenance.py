"""A time in which somebody works on lamps: what is found of them meanwhile is held back.

Of two kinds: `maintenance`, which a person begins, and `installation`, which begins by itself with
a node that is new in the list of lamps, and ends some time after that was heard first. How long
each may last stands in [faults].
"""

from dataclasses import dataclass

MAINTENANCE, INSTALLATION = "maintenance", "installation"


@dataclass(frozen=True, slots=True)
class Maintenance:
    """Work on lamps.

    Args:
        kind: `maintenance` or `installation`.
        choice: the lamps as they were chosen; `lamps` are those that were chosen then.
        until_ms: when it ends by itself; None: the node was not heard yet.
        ended_ms: when it ended, by itself or by `ended_by`; None: it lasts.
    """

    id: str
    kind: str
    choice: str
    lamps: tuple[str, ...]
    start_ms: int
    until_ms: int | None
    by: str
    reason: str
    ended_ms: int | None = None
    ended_by: str | None = None
