"""Which messages follow from facts at a moment; pure, and the same after every restart.

Each fault that is severe enough is told once, or stands once in the digest. Faults of a street
within a window make one message. An incident has five at most: begun, three times grown to the
double, ended. In quiet hours, and above the cap, only severity 4 gets through; the rest waits for
the digest. A fault that comes back within the hour is a line of the digest and no more.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from lighting.notify.settings import Notify, minute_of

CRITICAL = 4
MOST_OF_INCIDENT = 5
HOUR_MS = 3_600_000
LINES = 50


class Fact(msgspec.Struct, frozen=True):
    """A fault or an incident as it stands now; `size` is an incident's count of lamps."""

    id: str
    code: str
    severity: int
    place: str
    subject: str
    is_over: bool
    evidence: str = ""
    size: int = 0
    incident: str | None = None


class Message(msgspec.Struct, frozen=True):
    """What is sent."""

    title: str
    body: str
    severity: int


class Group(msgspec.Struct):
    """Faults of a street that wait to be told together, and since when [ms since 1970 UTC]."""

    since_ms: int
    facts: list[Fact]


class Told(msgspec.Struct):
    """How far an incident was told."""

    count: int
    size: int


class State(msgspec.Struct):
    """All that must outlive a restart.

    Attributes:
        waiting: Groups by place; `ended` those of faults that are over.
        told: The subject (lamp and code) of each fault that was told, by its id.
        ended_ms: When a subject's fault was over last, for flapping.
        incidents: Those that were told of, also ended ones.
        digest: Lines for the next one.
        sent_ms: Messages of the last hour.
        digest_day: The date of the last digest.
    """

    waiting: dict[str, Group] = msgspec.field(default_factory=dict)
    ended: dict[str, Group] = msgspec.field(default_factory=dict)
    told: dict[str, str] = msgspec.field(default_factory=dict)
    ended_ms: dict[str, int] = msgspec.field(default_factory=dict)
    incidents: dict[str, Told] = msgspec.field(default_factory=dict)
    digest: list[str] = msgspec.field(default_factory=list)
    sent_ms: list[int] = msgspec.field(default_factory=list)
    digest_day: str = ""


def decide(
    state: State, facts: Iterable[Fact], settings: Notify, timezone: str, now_ms: int
) -> list[Message]:
    """Take facts in, and give what is due; `state` is changed.

    Args:
        state: What was decided before.
        facts: In the order in which they became so; the same again changes nothing.
        settings: Who wants to be told what.
        timezone: Of the site.
        now_ms: The moment [ms since 1970 UTC].
    """
    state.sent_ms = [one for one in state.sent_ms if one > now_ms - HOUR_MS]
    state.ended_ms = {key: at for key, at in state.ended_ms.items() if at > now_ms - HOUR_MS}
    messages: list[Message] = []
    for fact in facts:
        if fact.size:
            messages += _of_incident(state, fact)
        elif fact.severity >= settings.severity:
            _take(state, fact, now_ms)
    local = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(timezone))
    messages += _due(state, settings, local, now_ms)
    messages += _digest(state, settings, local)
    return messages


def _of_incident(state: State, fact: Fact) -> Iterator[Message]:
    told = state.incidents.get(fact.id)
    if told is None:
        if not fact.is_over:
            state.incidents[fact.id] = Told(1, fact.size)
            yield _message(f"{fact.code} {fact.place}", [fact])
    elif told.count == MOST_OF_INCIDENT:
        return
    elif fact.is_over:
        state.incidents[fact.id] = Told(MOST_OF_INCIDENT, fact.size)
        yield _message(f"over: {fact.code} {fact.place}", [fact])
    elif told.count < MOST_OF_INCIDENT - 1 and fact.size >= 2 * told.size:
        state.incidents[fact.id] = Told(told.count + 1, fact.size)
        yield _message(f"grown: {fact.code} {fact.place}", [fact])


def _take(state: State, fact: Fact, now_ms: int) -> None:
    known = fact.id in state.told
    if fact.is_over:
        if known:
            _end(state, fact, now_ms)
    elif fact.incident is not None:
        _hold_back(state, fact)
    elif not known:
        state.told[fact.id] = fact.subject
        if fact.subject in state.ended_ms:
            state.digest.append(f"comes and goes: {_line(fact)}")
            return
        state.waiting.setdefault(fact.place, Group(now_ms, [])).facts.append(fact)


def _hold_back(state: State, fact: Fact) -> None:
    """Its incident is told instead; it is told by itself if it outlives that."""
    if _withdraw(state, fact):
        del state.told[fact.id]


def _withdraw(state: State, fact: Fact) -> bool:
    """Take a fault out of its group; False: it doesn't wait."""
    group = state.waiting.get(fact.place)
    if group is None or all(one.id != fact.id for one in group.facts):
        return False
    group.facts = [one for one in group.facts if one.id != fact.id]
    if not group.facts:
        del state.waiting[fact.place]
    return True


def _end(state: State, fact: Fact, now_ms: int) -> None:
    """A fault that nobody was told of yet is only a line of the digest."""
    del state.told[fact.id]
    was_flapping = fact.subject in state.ended_ms
    state.ended_ms[fact.subject] = now_ms
    if _withdraw(state, fact):
        state.digest.append(f"came and went: {_line(fact)}")
    elif not was_flapping and fact.incident not in state.incidents:
        state.ended.setdefault(fact.place, Group(now_ms, [])).facts.append(fact)


def _due(state: State, settings: Notify, local: datetime, now_ms: int) -> Iterator[Message]:
    is_quiet = _is_quiet(settings, local)
    for groups, head in ((state.waiting, "faults"), (state.ended, "resolved")):
        for place, group in list(groups.items()):
            if now_ms - group.since_ms < settings.window_s * 1000:
                continue
            del groups[place]
            severity = max(one.severity for one in group.facts)
            is_urgent = severity >= CRITICAL and groups is state.waiting
            if not is_urgent and (is_quiet or len(state.sent_ms) >= settings.per_hour):
                state.digest += [f"{head}: {_line(one)}" for one in group.facts]
                continue
            state.sent_ms.append(now_ms)
            yield _message(f"{len(group.facts)} {head}, {place}", group.facts)


def _digest(state: State, settings: Notify, local: datetime) -> Iterator[Message]:
    today, minute = local.date().isoformat(), local.hour * 60 + local.minute
    if not state.digest or state.digest_day == today or minute < minute_of(settings.digest_at):
        return
    more = len(state.digest) - LINES
    lines = state.digest[:LINES] + ([f"and {more} more"] if more > 0 else [])
    state.digest, state.digest_day = [], today
    yield Message(f"digest of {today}", "\n".join(lines), 1)


def _is_quiet(settings: Notify, local: datetime) -> bool:
    begin, end = minute_of(settings.quiet_from), minute_of(settings.quiet_until)
    minute = local.hour * 60 + local.minute
    return begin <= minute < end if begin <= end else minute >= begin or minute < end


def _message(title: str, facts: list[Fact]) -> Message:
    lines = [_line(one) for one in facts[:LINES]]
    more = [f"and {len(facts) - LINES} more"] if len(facts) > LINES else []
    return Message(title, "\n".join(lines + more), max(one.severity for one in facts))


def _line(fact: Fact) -> str:
    return f"{fact.id} {fact.subject} {fact.place}: {fact.evidence}"
