"""Which messages follow from facts at a moment; pure, and the same after every restart.

Each fault that is severe enough is told once, or stands once in the digest; smaller ones are
counted there, by code. Faults of a street within a window make one message. In quiet hours, and
above the cap, only what is critical gets through; the rest waits for the digest. A fault that comes
back within the hour is a line of the digest and no more. Incidents: see `of_incidents`; faults that
another explains: `of_causes`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from lighting.notify import of_causes, of_incidents, wording
from lighting.notify.settings import Notify, minute_of
from lighting.notify.state import Group, State, Told
from lighting.notify.wording import Fact, Message, end_line, line, say

__all__ = ["CRITICAL", "Fact", "Group", "Message", "State", "Told", "decide"]

CRITICAL = 4
MINOR = 2
"""From this severity on a fault is at least counted in the digest."""
HOUR_MS = 3_600_000
GRAVE_MS = 60_000
"""So long critical faults of a street are gathered before they are told [ms]."""
MOST_COUNTED = 1_000
"""Lamps that are remembered of each minor code until the digest."""


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
    state.forget(now_ms - HOUR_MS)
    local = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(timezone))
    messages: list[Message] = []
    standing = of_causes.standing(state)
    for fact in facts:
        if fact.size:
            of_incidents.take(state, fact, settings, now_ms)
        elif fact.severity >= settings.severity:
            _take(state, fact, settings, standing, now_ms)
        elif fact.severity >= MINOR:
            _count(state, fact, standing)
    for fact in of_causes.outlived(state, now_ms):
        _end(state, fact, settings, now_ms)
    is_quiet = _is_quiet(settings, local)
    messages += of_incidents.due(state, settings, now_ms, is_quiet=is_quiet)
    messages += _due(state, settings, now_ms, is_quiet=is_quiet)
    messages += _digest(state, settings, local)
    return messages


def _take(
    state: State, fact: Fact, settings: Notify, standing: of_causes.Standing, now_ms: int
) -> None:
    is_explained = fact.incident is not None and fact.severity < CRITICAL
    if fact.is_over or is_explained:
        for cause in of_causes.freed(state, fact):
            _end(state, cause, settings, now_ms)
    if fact.is_over:
        if fact.id in state.told and not of_causes.is_held(state, fact, now_ms):
            _end(state, fact, settings, now_ms)
    elif is_explained:
        _hold_back(state, fact, now_ms)
    elif fact.id in state.told:
        state.ends.pop(fact.id, None)  # it is back
    elif fact.severity >= CRITICAL or not of_causes.is_behind(state, fact, standing):
        standing[fact.subject] = fact.id
        _begin(state, fact, settings, now_ms)


def _begin(state: State, fact: Fact, settings: Notify, now_ms: int) -> None:
    state.told[fact.id] = fact.subject
    of_causes.take_in(state, fact)
    if fact.subject in state.ended_ms:
        state.digest.append(say("flapping", settings.language) + line(fact, settings.language))
    else:
        state.wait(fact, now_ms)


def _count(state: State, fact: Fact, standing: of_causes.Standing) -> None:
    """A minor fault is a lamp more behind its code; what another explains is none."""
    lamps = state.minor.setdefault(fact.code, [])
    if fact.incident is not None or of_causes.is_counted(state, fact, standing):
        if fact.lamp in lamps:
            lamps.remove(fact.lamp)
    elif not fact.is_over and fact.lamp not in lamps and len(lamps) < MOST_COUNTED:
        lamps.append(fact.lamp)
        of_causes.uncount(state, fact)


def _hold_back(state: State, fact: Fact, now_ms: int) -> None:
    """Its incident is told instead; it is told by itself if it outlives that.

    What is critical is never held back: a pole that is live stays so in a storm, too.
    """
    state.explained_ms[fact.id] = now_ms
    if state.withdraw(fact):
        del state.told[fact.id]
        of_causes.let_go(state, fact.id, now_ms)


def _end(state: State, fact: Fact, settings: Notify, now_ms: int) -> None:
    """A fault that nobody was told of yet is only a line of the digest.

    One that ends soon after the incident that explained it, is not even that.
    """
    del state.told[fact.id]
    was_flapping = fact.subject in state.ended_ms
    state.ended_ms[fact.subject] = now_ms
    if state.withdraw(fact):
        if fact.id not in state.explained_ms:
            state.digest.append(_late("passed", fact, settings))
    elif not was_flapping and fact.incident not in state.incidents:
        state.ended.setdefault(fact.place, Group(now_ms, [])).facts.append(fact)


def _due(state: State, settings: Notify, now_ms: int, *, is_quiet: bool) -> Iterator[Message]:
    for groups, what in ((state.waiting, "faults"), (state.ended, "resolved")):
        for place, group in list(groups.items()):
            severity = max(one.severity for one in group.facts)
            is_urgent = severity >= CRITICAL and groups is state.waiting
            if now_ms - group.since_ms < _hold_ms(state, settings, place, is_urgent=is_urgent):
                continue
            del groups[place]
            if not is_urgent and (is_quiet or len(state.sent_ms) >= settings.per_hour):
                state.digest += [_late(what, one, settings) for one in group.facts]
                continue
            state.sent_ms.append(now_ms)
            if is_urgent:
                state.grave_ms[place] = now_ms
            yield wording.of_faults(what, place, group.facts, settings.language)


def _late(what: str, fact: Fact, settings: Notify) -> str:
    """The line of the digest for a fault that is told there: what was closed is not resolved."""
    heads = {"faults": "late faults", "resolved": "late resolved", "passed": "passed"}
    head = "late unproven" if fact.unproven else heads[what]
    return say(head, settings.language) + end_line(fact, settings.language)


def _hold_ms(state: State, settings: Notify, place: str, *, is_urgent: bool) -> int:
    """How long a group waits for others; a street of which all know already, for the window."""
    window_ms = settings.window_s * 1000
    return min(GRAVE_MS, window_ms) if is_urgent and place not in state.grave_ms else window_ms


def _digest(state: State, settings: Notify, local: datetime) -> Iterator[Message]:
    today, minute = local.date().isoformat(), local.hour * 60 + local.minute
    is_early = minute < minute_of(settings.digest_at)
    if not state.digest_day:  # nobody was told anything yet: the first digest is the next one
        state.digest_day = "none" if is_early else today
    if is_early or state.digest_day == today:
        return
    minor = [
        wording.minor(code, lamps, settings.language)
        for code, lamps in sorted(state.minor.items())
        if lamps
    ]
    lines = [*minor, *state.digest]
    if lines:
        state.digest, state.minor, state.digest_day = [], {}, today
        yield wording.of_day(today, lines, settings.language)


def _is_quiet(settings: Notify, local: datetime) -> bool:
    begin, end = minute_of(settings.quiet_from), minute_of(settings.quiet_until)
    minute = local.hour * 60 + local.minute
    return begin <= minute < end if begin <= end else minute >= begin or minute < end
