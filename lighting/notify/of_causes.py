"""What stands for what when people are told: a broken driver for the lamp that it leaves dark.

A fault that one told before explains is not told, and the end of that one waits until both are
over, for a day at the most. What was sent before its cause was known stays said.

References:
    lighting/faults/explained.py, which codes explain which.
"""

from collections.abc import Iterator

from lighting.faults.explained import EXPLAINS, causes_of
from lighting.notify.state import Group, State
from lighting.notify.wording import Fact

DAY_MS = 86_400_000
"""By then a lamp was wanted on, and shows whether it is mended [ms]."""

Standing = dict[str, str]
"""Ids of faults that were told, by subject."""


def standing(state: State) -> Standing:
    """Give the faults that were told and are not over."""
    return {subject: id_ for id_, subject in state.told.items()}


def is_behind(state: State, fact: Fact, told: Standing) -> bool:
    """Say whether a fault that was told stands for one, and keep it behind that then."""
    known = (told.get(f"{code} {fact.lamp}") for code in causes_of(fact.code))
    cause = next((id_ for id_ in known if id_ in state.told and id_ != fact.id), None)
    if cause is None:
        return False
    others = [one for one in state.behind.get(cause, []) if one.id != fact.id]
    state.behind[cause] = [*others, fact]
    return True


def take_in(state: State, fact: Fact) -> None:
    """Have a fault stand for what it explains, as far as nobody was told of that yet."""
    subjects = {f"{code} {fact.lamp}" for code in EXPLAINS.get(fact.code, ())}
    group = state.waiting.get(fact.place)
    for other in [one for one in (group.facts if group else ()) if one.subject in subjects]:
        state.withdraw(other)
        del state.told[other.id]
        state.behind.setdefault(fact.id, []).append(other)
    uncount(state, fact)


def let_go(state: State, cause: str, now_ms: int) -> None:
    """Have what is behind a cause told by itself."""
    for other in state.behind.pop(cause, []):
        state.told[other.id] = other.subject
        state.wait(other, now_ms)


def is_held(state: State, fact: Fact, now_ms: int) -> bool:
    """Say whether the end of a fault waits for what is behind it, and keep it then.

    Where nobody was told of the fault yet, what outlives it is told instead.
    """
    if state.is_waiting(fact):
        let_go(state, fact.id, now_ms)
    if fact.id not in state.behind:
        return False
    state.ends.setdefault(fact.id, Group(now_ms, [])).facts = [fact]
    return True


def freed(state: State, fact: Fact) -> Iterator[Fact]:
    """Take a fault from behind its cause; give the end of that, if it waited for this alone."""
    for cause, facts in list(state.behind.items()):
        state.behind[cause] = [one for one in facts if one.id != fact.id]
        if not state.behind[cause]:
            del state.behind[cause]
            if ended := state.ends.pop(cause, None):
                yield from ended.facts


def outlived(state: State, now_ms: int) -> Iterator[Fact]:
    """Give the ends that waited for a day; what is behind them is told by itself from now on."""
    for cause, group in list(state.ends.items()):
        if now_ms - group.since_ms >= DAY_MS:
            del state.ends[cause]
            let_go(state, cause, now_ms)
            yield from group.facts


def is_counted(state: State, fact: Fact, told: Standing) -> bool:
    """Say whether the cause of a minor fault has a message, or a line of the digest."""
    causes = (code for code in causes_of(fact.code) if code != fact.code)
    return any(
        f"{code} {fact.lamp}" in told or fact.lamp in state.minor.get(code, ()) for code in causes
    )


def uncount(state: State, fact: Fact) -> None:
    """Have the digest say nothing of what a fault explains."""
    for code in EXPLAINS.get(fact.code, ()):
        if fact.lamp in state.minor.get(code, ()):
            state.minor[code].remove(fact.lamp)
