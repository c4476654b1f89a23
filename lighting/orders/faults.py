"""Faults acknowledged: somebody knows, and says what is being done."""

from lighting.city import City
from lighting.errors import NothingMatched, Refused
from lighting.faults.life import acknowledge
from lighting.orders.outcome import Outcome, audit
from lighting.questions.of_city import AcknowledgeFault
from lighting.rows import FaultRow


def acknowledge_fault(city: City, order: AcknowledgeFault, now_ms: int) -> Outcome:
    """Say that a fault is known, and by whom.

    Raises:
        NothingMatched: no such fault is open.
        Refused: somebody has acknowledged it before, it has not proved true yet, or it is over.
    """
    for key, fault in list(city.faults.items()):
        if fault.id == order.id:
            known = acknowledge(fault, order.who, order.reason, now_ms)
            if known is fault:
                raise Refused(
                    f"{fault.id} is {fault.state}",
                    "only an active fault can be taken upon oneself",
                    "lighting fault show tells who has it",
                )
            if known.state == "cleared":
                del city.faults[key]
                city.resting[key] = known
            else:
                city.faults[key] = known
            entry = audit(order, now_ms, fault.id, "fault acknowledge", before=fault.state)
            answer = {
                "schema": "lighting.fault-acknowledge/1",
                "id": known.id,
                "state": known.state,
            }
            return answer, [entry, FaultRow(known)]
    if any(fault.id == order.id for fault in city.resting.values()):
        raise Refused(
            f"{order.id} is over",
            "only an active fault can be taken upon oneself",
            f"lighting fault show {order.id} tells when it ended",
        )
    raise NothingMatched(order.id, tuple(fault.id for fault in city.faults.values()))
