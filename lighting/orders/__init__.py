"""What people order: lamps imported, a schedule applied, overrides set and released, faults seen.

Each order gives an answer for the person and rows that say who did what and why; nothing is
published before those rows are kept. An order that is refused raises, and has changed nothing.
"""

from lighting.city import City
from lighting.orders.faults import acknowledge_fault
from lighting.orders.lamps import import_lamps
from lighting.orders.outcome import Outcome
from lighting.orders.overrides import release_override, set_override
from lighting.orders.parked import drop_parked, retry_parked
from lighting.orders.schedule import apply_schedule
from lighting.questions import (
    AcknowledgeFault,
    ApplySchedule,
    DropParked,
    ImportLamps,
    Order,
    ReleaseOverride,
    RetryParked,
    SetOverride,
)


def carry_out(city: City, order: Order, now_ms: int) -> Outcome:  # noqa: PLR0911 - one line an order
    """The answer to an order, and all that is to be kept and said because of it."""
    match order:
        case ImportLamps():
            return import_lamps(city, order, now_ms)
        case ApplySchedule():
            return apply_schedule(city, order, now_ms)
        case SetOverride():
            return set_override(city, order, now_ms)
        case ReleaseOverride():
            return release_override(city, order, now_ms)
        case AcknowledgeFault():
            return acknowledge_fault(city, order, now_ms)
        case RetryParked():
            return retry_parked(order, now_ms)
        case DropParked():
            return drop_parked(order, now_ms)
