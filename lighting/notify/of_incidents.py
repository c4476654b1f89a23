"""When an incident is told: begun, three times grown to the double, over; five messages at most.

It waits a moment first, so that a larger one can take it in: of 10,000 lamps that go in 90 s, panel
after panel, one thing is said. A larger one inherits the messages of those that it takes in. Those
that outlive it by half an hour are one message more, and their end a line of the digest. Those in
which lamps are dark are critical and told at once, by night too; others obey quiet hours and the
cap, as faults do.
"""

from collections.abc import Iterator

from lighting.notify import wording
from lighting.notify.settings import Notify
from lighting.notify.state import Group, State, Told
from lighting.notify.wording import Fact, Message, line, say

MOST = 5
LEFT_MS = 1_800_000
"""What outlives a larger one may still come back by itself, and is told so much later [ms]."""
HOLD_MS = 120_000
"""Above the time in which the panels of a district go, and a look of the controller [ms]."""
CRITICAL = 4


def take(state: State, fact: Fact, settings: Notify, now_ms: int) -> None:
    """Note what became of an incident."""
    told = state.incidents.get(fact.id)
    if fact.incident is not None:
        _take_in(state, fact, fact.incident)
        state.left[fact.id] = now_ms
    elif told is not None and (told.size or fact.is_over):
        state.begun.pop(fact.id, None)
        if told.ended_ms is None and (fact.is_over or fact.size >= 2 * told.size):
            state.changed[fact.id] = fact
    elif not fact.is_over:
        later_ms = LEFT_MS if fact.id in state.left else 0
        state.begun.setdefault(fact.id, Group(now_ms + later_ms, [])).facts = [fact]
    elif state.begun.pop(fact.id, None) is not None and fact.id not in state.left:
        state.digest.append(say("passed", settings.language) + line(fact, settings.language))


def _take_in(state: State, fact: Fact, larger: str) -> None:
    """The larger one is told instead, and has the fewer messages left."""
    state.begun.pop(fact.id, None)
    state.changed.pop(fact.id, None)
    told = state.incidents.pop(fact.id, None)
    if told is not None:
        of_larger = state.incidents.setdefault(larger, Told(0, 0))
        of_larger.count = min(of_larger.count + told.count, MOST - 2)


def due(state: State, settings: Notify, now_ms: int, *, is_quiet: bool) -> Iterator[Message]:
    """Say what is due of incidents."""
    yield from _begun(state, settings, now_ms, is_quiet=is_quiet)
    changed, state.changed = state.changed, {}
    for id_, fact in changed.items():
        told = state.incidents[id_]
        if fact.is_over:
            told.ended_ms = now_ms
            yield from _say(state, "over", fact, settings, now_ms, is_quiet=is_quiet)
        elif told.count < MOST - 1:
            yield from _say(state, "grown", fact, settings, now_ms, is_quiet=is_quiet)


def _begun(state: State, settings: Notify, now_ms: int, *, is_quiet: bool) -> Iterator[Message]:
    hold_ms = min(HOLD_MS, settings.window_s * 1000)
    due = [id_ for id_, group in state.begun.items() if now_ms - group.since_ms >= hold_ms]
    left = list[Fact]()
    for id_ in due:
        (fact,) = state.begun.pop(id_).facts
        told = state.incidents.setdefault(id_, Told(0, 0))
        if id_ in state.left:
            told.size, told.is_left = fact.size, True
            left.append(fact)
        else:
            yield from _say(state, "begun", fact, settings, now_ms, is_quiet=is_quiet)
    if left:
        state.sent_ms.append(now_ms)
        yield wording.of_left(left, settings.language)


def _say(
    state: State, what: str, fact: Fact, settings: Notify, now_ms: int, *, is_quiet: bool
) -> Iterator[Message]:
    told = state.incidents[fact.id]
    told.size = fact.size
    message = wording.of_incident(what, fact, settings.language)
    may = not is_quiet and len(state.sent_ms) < settings.per_hour
    if told.is_left or (fact.severity < CRITICAL and not may):
        state.digest.append(f"{message.title}. {line(fact, settings.language)}")
        return
    told.count += 1
    state.sent_ms.append(now_ms)
    yield message
