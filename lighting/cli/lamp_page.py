"""All that is known of one lamp, a line a fact, each with its unit and its age."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.event_words import energy
from lighting.cli.event_words import sentence as event_sentence
from lighting.cli.span import length

Answer = Mapping[str, Any]
WIDTH = 12
"""Of the names, in front of what is told [characters]."""
_LATE_S = 120
"""What was received so much later than it happened is told with both times [s]."""


def level(wanted: int | None) -> str:
    """Write a level; what isn't known is never shown as off."""
    if wanted is None:
        return "unknown"
    return f"{wanted} %" if wanted else "off"


def news(session: Session, row: Answer) -> str:
    """Write when a lamp was last heard, or since when it is silent."""
    if row["silent_since"]:
        return f"silent since {session.when(row['silent_since'])}"
    at = row["heard_at"]
    if at:
        return f"{session.when(at)}, {session.ago(at)} ago"
    return "never heard" if row.get("is_installed", True) else "never heard: to be installed"


def print_lamp(session: Session, lamp: Answer) -> None:
    """Print it for a person."""
    for name, words in _LINES.items():
        show.print_labelled(name, words(session, lamp) or show.UNKNOWN, WIDTH)
    for name, rows, words in (
        ("maintenance", lamp["maintenance"], _work),
        ("faults", lamp["faults"], _fault),
        ("events", lamp["events"], _event),
    ):
        for n, row in enumerate(rows or [None]):
            show.print_labelled("" if n else name, _said(session, row, words), WIDTH)


def _said(session: Session, row: Answer | None, words: Callable[[Session, Answer], str]) -> str:
    return "none" if row is None else words(session, row)


def _lamp(_session: Session, lamp: Answer) -> str:
    where = ", ".join(lamp[key] for key in ("street", "kelurahan") if lamp[key])
    return f"{lamp['lamp']}  {where}".rstrip()


def _fed(_session: Session, lamp: Answer) -> str:
    groups = ", ".join(lamp["groups"]) or "no group"
    return f"panel {lamp['panel']}; groups: {groups}"


def _place(_session: Session, lamp: Answer) -> str | None:
    if lamp.get("latitude") is None or lamp.get("longitude") is None:
        return None
    road = f"; road class {lamp['road_class']}" if lamp.get("road_class") else ""
    return f"{lamp['latitude']}, {lamp['longitude']}{road}"


def _luminaire(_session: Session, lamp: Answer) -> str:
    return f"{lamp['nominal_w']:g} W, {lamp['standby_w']:g} W when off"


def _node(_session: Session, lamp: Answer) -> str:
    said = [lamp["node"]]
    said += [f"firmware {lamp['firmware']}"] if lamp.get("firmware") else []
    if lamp.get("boots") is not None:
        why = f", the last one: {lamp['boot_reason']}" if lamp.get("boot_reason") else ""
        said.append(f"{lamp['boots']} boot{'' if lamp['boots'] == 1 else 's'}{why}")
    said += [f"clock {lamp['clock']}"] if lamp.get("clock") else []
    return "; ".join(said)


def _wanted(_session: Session, lamp: Answer) -> str:
    return level(lamp["wanted_level"])


def _reported(session: Session, lamp: Answer) -> str:
    said = level(lamp["reported_level"])
    said += f", by {lamp['reason']}" if lamp["reason"] else ""
    at = lamp["reported_at"]
    return f"{said}; said {session.when(at)}, {session.ago(at)} ago" if at else said


def _measured(session: Session, lamp: Answer) -> str:
    found = [
        f"{lamp[key]:,.1f} {unit}"
        for key, unit in (("power_w", "W"), ("supply_v", "V"))
        if lamp.get(key) is not None
    ]
    if not found:
        return "never"
    at = lamp["sampled_at"]
    return f"{', '.join(found)}; {session.when(at)}, {session.ago(at)} ago" if at else found[0]


def _counters(_session: Session, lamp: Answer) -> str | None:
    said = [energy(lamp["energy_wh"])] if lamp.get("energy_wh") is not None else []
    said += [f"{length(lamp['burn_s'])} of light"] if lamp.get("burn_s") is not None else []
    return ", ".join(said) or None


def _converged(_session: Session, lamp: Answer) -> str:
    if lamp["converged"]:
        return "yes: it holds and does what it should"
    lacking = [
        f"{_document(name)} ({'an older one' if pair['reported'] else 'none'} is there)"
        for name, pair in lamp.get("versions", {}).items()
        if pair["wanted"] != pair["reported"] and pair["wanted"] is not None
    ]
    return f"no: it lacks {', '.join(lacking)}" if lacking else "no: it does not do what it should"


def _document(name: str) -> str:
    kind, _, which = name.partition(":")
    words = {"desired": "its own document", "program": "program", "group": "overrides of group"}
    return f"{words.get(kind, kind)} {which}".rstrip()


def _work(session: Session, work: Answer) -> str:
    if work["kind"] == "installation":
        until = session.when(work["until"]) if work["until"] else "some time after its first word"
        return f"{work['id']}  a new node, held back until {until}"
    until = session.when(work["until"])
    return f"{work['id']}  until {until}, by {work['by']}: {work['reason']}"


def _fault(session: Session, fault: Answer) -> str:
    held = fault.get("held_back_by")
    state = f"{fault['state']}, held back by {held}" if held else fault["state"]
    since = session.when(fault["since"])
    evidence = show.in_words(fault["evidence"], session.when)
    cause = fault.get("explained_by")
    of = f", explained by {cause}" if cause else ""
    return f"{fault['id']}  {fault['code']} since {since}, {state}{of}: {evidence}"


def _event(session: Session, event: Answer) -> str:
    return f"{session.when(event['at'])}  {event_sentence(event)}{''.join(_doubts(session, event))}"


def _doubts(session: Session, event: Answer) -> Iterator[str]:
    if event.get("clock") == "unknown":
        yield "; its clock was not to be believed"
    received = event.get("received_at")
    if received and session.apart_s(event["at"], received) > _LATE_S:
        yield f"; received {session.when(received)}"


_LINES: dict[str, Callable[[Session, Answer], str | None]] = {
    "lamp": _lamp,
    "fed by": _fed,
    "place": _place,
    "luminaire": _luminaire,
    "node": _node,
    "last news": news,
    "wanted": _wanted,
    "reported": _reported,
    "measured": _measured,
    "counters": _counters,
    "converged": _converged,
}
