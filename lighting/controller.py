"""The core: what follows from one thing that happened, `handle(city, event, now_ms) -> actions`.

It neither logs nor publishes nor writes; the service carries the actions out: facts are kept first,
then what was received is acknowledged, then the messages are said.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from devices.link import Arrived, Connected, Lost
from devices.wire.down import ControllerStatus
from devices.wire.topics import CONTROLLER_STATUS, EVENT, REPORTED, STATUS, TELEMETRY, Topic
from lighting.city import City
from lighting.desired import expiring, reconcile
from lighting.desired.documents import everything, issue_missing
from lighting.health import absence, fault_book, silence
from lighting.health.clock_jumps import set_right
from lighting.nodes.ingest import overdue, take
from lighting.rows import Action, FactRow, Say
from lighting.work import keeping

SESSION_FACT = "session"
HEARD: tuple[Topic, ...] = (STATUS, REPORTED, TELEMETRY, EVENT, CONTROLLER_STATUS)
"""The topics that the controller listens to; its own status is how it knows a broker forgot."""
CANARY_WAIT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Happening = Arrived | Connected | Lost | Tick


def handle(city: City, event: Happening, now_ms: int) -> Iterable[Action]:
    """What is to be kept and said because of an event; the city is changed in place."""
    match event:
        case Arrived():
            taken = take(
                city, event.topic, event.payload, is_retained=event.retained, now_ms=now_ms
            )
            return keeping.seen(city, taken, now_ms)
        case Connected():
            return _connected(city, event, now_ms)
        case Lost():
            city.link_up_ms = None
            return ()
        case Tick():
            set_right(city, now_ms)
            return (
                *_forgotten(city, now_ms),
                *keeping.seen(city, overdue(city, now_ms), now_ms),
                *expiring.tick(city, now_ms),
                *fault_book.tick(city, now_ms),
                *reconcile.tick(city, now_ms),
                *silence.look(city, now_ms),
                *keeping.tick(city, now_ms),
            )


def _connected(city: City, event: Connected, now_ms: int) -> Iterable[Action]:
    """Say who we are; a broker that lost our session has lost every document with it."""
    absence.connected(city, now_ms, is_kept=event.session_present)
    city.canary = None
    city.canary_due_ms = now_ms + CANARY_WAIT_MS if event.session_present else None
    born = Say(CONTROLLER_STATUS, "", birth(city, now_ms))
    fact = FactRow(SESSION_FACT, city.session)
    again = () if event.session_present else tuple(everything(city))
    return (fact, born, *again, *_reviewed(city, now_ms))


def _reviewed(city: City, now_ms: int) -> Iterable[Action]:
    """Once after the start: the settings may have changed, and with them what nodes should hold."""
    if city.is_reviewed:
        return ()
    city.is_reviewed = True
    return tuple(issue_missing(city, now_ms))


def _forgotten(city: City, now_ms: int) -> Iterable[Action]:
    """Every document again, if our own retained status did not come back in time."""
    if city.canary_due_ms is None or now_ms < city.canary_due_ms:
        return ()
    city.canary_due_ms = None
    is_there = city.canary is not None and city.canary in (city.session, city.past_session)
    return () if is_there else tuple(everything(city))


def birth(city: City, now_ms: int) -> ControllerStatus:
    """What the controller says of itself when it has connected."""
    return ControllerStatus(session=city.session, online=True, at_ms=now_ms)


def will(session: str) -> ControllerStatus:
    """What the broker says of the controller when it vanished."""
    return ControllerStatus(session=session, online=False)
