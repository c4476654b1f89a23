"""What can be asked about work on lamps, and ordered; see `lighting.questions.of_city`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListMaintenance:
    """Work on lamps that lasts, while which their faults are held back."""


@dataclass(frozen=True, slots=True)
class StartMaintenance:
    """Somebody works on a choice of lamps until a moment [ms since 1970 UTC]."""

    choice: str
    except_: str | None
    until_ms: int
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class EndMaintenance:
    """Work on lamps is done before its time."""

    id: str
    reason: str
    who: str


MaintenanceOrdered = StartMaintenance | EndMaintenance
