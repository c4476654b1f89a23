"""Faults acknowledged: somebody knows, and says what is being done."""

from lighting.city import City
from lighting.errors import NothingMatched
from lighting.faults.life import acknowledge
from lighting.orders.outcome import Outcome, audit
from lighting.questions import AcknowledgeFault
from lighting.rows import FaultRow


def acknowledge_fault(city: City, order: AcknowledgeFault, now_ms: int) -> Outcome:
    """Say that a fault is known, and by whom.

    Raises:
        NothingMatched: no such fault is open.
    """
    for key, fault in city.faults.items():
        if fault.id == order.id:
            known = acknowledge(fault, order.who, order.reason, now_ms)
            city.faults[key] = known
            entry = audit(order, now_ms, fault.id, "fault acknowledge", before=fault.state)
            answer = {
                "schema": "lighting.fault-acknowledge/1",
                "id": known.id,
                "state": known.state,
            }
            return answer, [entry, FaultRow(known)]
    raise NothingMatched(order.id, tuple(fault.id for fault in city.faults.values()))
