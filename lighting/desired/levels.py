"""What the ladder wants of a lamp at a moment, and since when; asked for each sample.

Lamps of one program that have no override are all answered alike, so the answer is remembered for
as long as it holds.
"""

from bisect import bisect_right

from lighting.city import Answer, City, Issued
from lighting.desired.documents import groups_of, program_of, situation_of
from lighting.site.inventory import Lamp
from schedules.decision import Situation, Trust, decide


def wanted_at(city: City, lamp: Lamp, clock: str, at_ms: int) -> Answer:
    """Give the ladder's answer for a lamp at a moment, as far as the node trusts its clock."""
    name = program_of(city, lamp) or ""
    issued = city.programs.get(name)
    own = city.desired.get(lamp.node)
    if own is None or own.overrides or _has_group_overrides(city, lamp):
        return _asked(city, lamp, clock, at_ms, issued)
    key = (name, own.default_level, clock)
    known = city.answers.get(key)
    if (
        known is not None
        and known.issued is issued
        and known.since_ms <= at_ms
        and (known.until_ms is None or at_ms < known.until_ms)
    ):
        return known
    city.answers[key] = answer = _asked(city, lamp, clock, at_ms, issued)
    return answer


def _has_group_overrides(city: City, lamp: Lamp) -> bool:
    documents = city.group_overrides
    if not documents:
        return False
    found = (documents.get(group) for group in groups_of(lamp))
    return any(document is not None and document.overrides for document in found)


def _asked(city: City, lamp: Lamp, clock: str, at_ms: int, issued: Issued | None) -> Answer:
    situation = situation_of(city, lamp, Trust(clock))
    wanted = decide(situation, at_ms)
    since_ms = last_change_ms(situation, at_ms)
    return Answer(wanted.level, wanted.fade_s, since_ms, wanted.until_ms, issued)


def last_change_ms(situation: Situation, at_ms: int) -> int:
    """The last moment up to `at_ms` at which the ladder's answer may have changed."""
    moments = [0]
    point = situation.program.point_at(at_ms // 1000) if situation.program else None
    if point is not None:
        moments.append(point.at_s * 1000)
    for override in situation.overrides:
        moments += [override.start_ms, override.until_ms]
    moments.sort()
    return moments[bisect_right(moments, at_ms) - 1]


def was_lit_since(city: City, lamp: Lamp, clock: str, from_ms: int, at_ms: int) -> bool:
    """Say whether light has been wanted all the time from one moment to another."""
    situation = situation_of(city, lamp, Trust(clock))
    while at_ms >= max(from_ms, 0):
        if decide(situation, at_ms).level == 0:
            return False
        at_ms = last_change_ms(situation, at_ms) - 1
    return True
