"""What people order: lamps imported, a schedule applied, overrides set and released, faults seen.

Each order gives an answer for the person and rows that say who did what and why; nothing is
published before those rows are kept. An order that is refused raises, and has changed nothing; one
that a second person has to agree to is kept, and its answer is an error that says how to go on.
"""

from lighting.city import City
from lighting.orders.agreement import Agreement, NeedsAgreement
from lighting.orders.approvals import Waits, approve, ask_approval, reject
from lighting.orders.faults import acknowledge_fault
from lighting.orders.lamps import import_lamps
from lighting.orders.maintenance import end_maintenance, start_maintenance
from lighting.orders.outcome import Outcome
from lighting.orders.overrides import release_override, set_override
from lighting.orders.parked import drop_parked, retry_parked
from lighting.orders.presets import end_preset, order_of, started
from lighting.orders.schedule import apply_schedule
from lighting.orders.work import finish_work, take_work, visit_lamp
from lighting.questions.maintenance import EndMaintenance, StartMaintenance
from lighting.questions.of_city import (
    AcknowledgeFault,
    ApplySchedule,
    Approve,
    DropParked,
    EndPreset,
    ImportLamps,
    Order,
    Reject,
    ReleaseOverride,
    RetryParked,
    SetOverride,
    StartPreset,
)
from lighting.work.questions import (
    FinishWork,
    TakeWork,
    VisitLamp,
)


def carry_out(city: City, order: Order, now_ms: int) -> Outcome:  # noqa: C901, PLR0911, PLR0912 - one line an order
    """The answer to an order, and all that is to be kept and said because of it."""
    match order:
        case ImportLamps() | ApplySchedule() | SetOverride() | ReleaseOverride():
            return _guarded(city, order, now_ms)
        case StartPreset():
            answer, actions = _guarded(city, order_of(city, order, now_ms), now_ms)
            return (answer if "error" in answer else started(answer, order.name)), actions
        case EndPreset():
            return end_preset(city, order, now_ms)
        case Approve():
            return approve(city, order, now_ms, _perform)
        case Reject():
            return reject(city, order, now_ms)
        case AcknowledgeFault():
            return acknowledge_fault(city, order, now_ms)
        case StartMaintenance():
            return start_maintenance(city, order, now_ms)
        case EndMaintenance():
            return end_maintenance(city, order, now_ms)
        case RetryParked():
            return retry_parked(order, now_ms)
        case DropParked():
            return drop_parked(order, now_ms)
        case TakeWork():
            return take_work(city, order, now_ms)
        case FinishWork():
            return finish_work(city, order, now_ms)
        case VisitLamp():
            return visit_lamp(city, order, now_ms)


def _guarded(city: City, order: Waits, now_ms: int) -> Outcome:
    """Carry an order out, or have it wait for a second person."""
    try:
        return _perform(city, order, now_ms, None)
    except NeedsAgreement as need:
        return ask_approval(city, order, need, now_ms)


def _perform(city: City, order: Waits, now_ms: int, agreed: Agreement | None) -> Outcome:
    match order:
        case ImportLamps():
            return import_lamps(city, order, now_ms, agreed)
        case ApplySchedule():
            return apply_schedule(city, order, now_ms, agreed)
        case SetOverride():
            return set_override(city, order, now_ms, agreed)
        case ReleaseOverride():
            return release_override(city, order, now_ms, agreed)
