"""Whether groups, members, types and classes are those that the list of lamps knows."""

from collections.abc import Iterable, Iterator

from schedules.errors import did_you_mean, nearest, shown
from schedules.groups import ALL, GROUP
from schedules.lines import KeyPath
from schedules.lint.finding import Hit
from schedules.lint.lamps import SNI_7391_LX, GroupedLamp, ListedLamp, names
from schedules.lint.year import City

Lamps = tuple[GroupedLamp, ...]


def find(city: City) -> Iterator[Hit]:
    """Find what does not fit the list of lamps; nothing without one."""
    if city.lamps is None:
        return
    yield from _overlaps(city, city.lamps)
    yield from _empty(city, city.lamps)
    yield from _unknown_members(city, city.lamps)
    yield from _without_program(city, city.lamps)
    listed = [one.lamp for one in city.lamps]
    yield from _unknown_types(city, listed)
    yield from _unknown_classes(listed)


def _overlaps(city: City, lamps: Lamps) -> Iterator[Hit]:
    found: dict[tuple[str, ...], list[ListedLamp]] = {}
    for one in lamps:
        assigned = one.assigned(city.document)
        if len({city.document.assignments[group] for group in assigned}) > 1:
            found.setdefault(assigned, []).append(one.lamp)
    for groups, each in found.items():
        sentence = (
            f"{_count(each, 'is', 'are')} in groups {' and '.join(groups)} with different "
            f"calendars; that of {groups[0]} holds"
        )
        place = _assigned(groups[1])
        yield _hit("overlapping-assignments", place, sentence, each, groups)


def _empty(city: City, lamps: Lamps) -> Iterator[Hit]:
    full = {group for one in lamps for group in one.groups} | {ALL}
    named = {group: _assigned(group) for group in city.document.groups}
    for number, event in enumerate(city.document.events):
        named.setdefault(event.group, ("event", number, "for"))
    free = full - set(named)
    for group in [group for group in named if group not in full]:
        mean = did_you_mean(group, free)
        is_own = group in city.document.groups_nested
        code = "unknown-group" if mean and not is_own else "empty-group"
        remedy = mean or "" if code == "unknown-group" else ""
        sentence = f"no lamp is in group {group}"
        yield Hit(code, named[group], sentence, lamps=(), groups=(group,), remedy=remedy)


def _unknown_members(city: City, lamps: Lamps) -> Iterator[Hit]:
    ids = {one.lamp.id for one in lamps}
    groups = {GROUP + group for one in lamps for group in one.lamp.groups}
    groups |= {GROUP + group for group in city.document.groups_nested}
    for name, group in city.document.groups_nested.items():
        for number, member in enumerate(group.members):
            known = groups if member.startswith(GROUP) else ids
            if member in known:
                continue
            sentence = f"group {name} has a member {shown(member)} that is not there"
            place = ("group", name, "members", number)
            remedy = nearest(member, known)
            yield Hit("unknown-member", place, sentence, lamps=(), groups=(name,), remedy=remedy)


def _without_program(city: City, lamps: Lamps) -> Iterator[Hit]:
    lacking = [one.lamp for one in lamps if one.program(city.document) is None]
    if lacking:
        sentence = f"{_count(lacking, 'has', 'have')} no program and keep their default"
        yield _hit("lamps-without-program", ("assign",), sentence, lacking, ())


def _unknown_types(city: City, lamps: Iterable[ListedLamp]) -> Iterator[Hit]:
    known = city.document.lamp_types
    for name, each in _by(lamps, "type"):
        if name and known and name not in known:
            sentence = f"{_count(each, 'is', 'are')} of type {shown(name)}, which is not there"
            remedy = did_you_mean(name, known) or ""
            yield _hit("unknown-lamp-type", ("lamp-type",), sentence, each, (), remedy)


def _unknown_classes(lamps: Iterable[ListedLamp]) -> Iterator[Hit]:
    for name, each in _by(lamps, "road_class"):
        remedy = did_you_mean(name.lower(), SNI_7391_LX)
        if remedy and name not in SNI_7391_LX:
            sentence = f"{_count(each, 'has', 'have')} road class {shown(name)}, not of SNI 7391"
            yield _hit("unknown-road-class", (), sentence, each, (), remedy)


def _by(lamps: Iterable[ListedLamp], kind: str) -> Iterator[tuple[str, list[ListedLamp]]]:
    found: dict[str, list[ListedLamp]] = {}
    for lamp in lamps:
        found.setdefault(getattr(lamp, kind), []).append(lamp)
    yield from found.items()


def _assigned(group: str) -> KeyPath:
    return ("assign", group if group == ALL else GROUP + group)


def _count(lamps: list[ListedLamp], one: str, many: str) -> str:
    return f"lamp {lamps[0].id} {one}" if len(lamps) == 1 else f"{len(lamps):,} lamps {many}"


def _hit(
    code: str,
    place: KeyPath,
    sentence: str,
    lamps: list[ListedLamp],
    groups: tuple[str, ...],
    remedy: str = "",
) -> Hit:
    found = names(lamps)
    return Hit(code, place, sentence, about=sentence, lamps=found, groups=groups, remedy=remedy)
