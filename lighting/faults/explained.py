"""Which open fault of a lamp is explained by what its node says of driver and light source.

One broken driver is one fault to a technician: what the node says of it, which is the stronger
evidence, stands for what was found by the lamp's power. Both stay in the book, each with its own
origin and times; only lists, orders and messages put them together.

References:
    docs/decisions/0016-which-faults-are-folded.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lighting.faults.fault import Fault

NODE: Final = "node"
OPEN: Final = frozenset({"active", "acknowledged"})
_DARK: Final = ("LAMP_FAIL", "CURR_LOW", "POWER_LOW")
EXPLAINS: Final[Mapping[str, tuple[str, ...]]] = {
    "GEAR_FAIL": _DARK,
    "GEAR_SHUTDOWN": _DARK,
    "LED_OPEN": _DARK,
    "LED_SHORT": _DARK,
    "GEAR_COMM": (*_DARK, "DIM_FAIL"),
    "GEAR_DERATE": ("CURR_LOW", "POWER_LOW"),
}
"""What is seen of a lamp by each of these, said by its node; of several the first counts."""

Book = Mapping[tuple[str, str, str], Fault]
"""Faults by lamp, code and origin."""


def book_of(faults: Iterable[Fault]) -> Book:
    """Give faults of lamps by their keys."""
    return {(one.lamp, one.code, one.origin): one for one in faults if one.lamp is not None}


def causes_of(code: str) -> tuple[str, ...]:
    """Give the codes by which a node explains a code; its own word of the same is the last."""
    return (*(cause for cause, seen in EXPLAINS.items() if code in seen), code)


def explained_by(fault: Fault, book: Book) -> Fault | None:
    """Give the fault that stands for an open one; None: it stands for itself."""
    if fault.lamp is None or fault.state not in OPEN:
        return None
    known = (book.get((fault.lamp, code, NODE)) for code in causes_of(fault.code))
    open_ = (one for one in known if one is not None and one.state in OPEN)
    first = next(open_, None)
    return None if first is None or first.id == fault.id else first


def explains(fault: Fault, book: Book) -> Iterator[Fault]:
    """Give the faults that one stands for."""
    if fault.lamp is None or fault.origin != NODE:
        return
    for code in (*EXPLAINS.get(fault.code, ()), fault.code):
        for origin in (NODE, "controller"):
            other = book.get((fault.lamp, code, origin))
            cause = None if other is None else explained_by(other, book)
            if other is not None and cause is not None and cause.id == fault.id:
                yield other


def in_one_line(faults: Iterable[Fault], book: Book) -> list[Fault]:
    """Leave out the faults for which another of the same list stands."""
    listed = list(faults)
    shown = {one.id for one in listed}
    return [
        one for one in listed if (cause := explained_by(one, book)) is None or cause.id not in shown
    ]


def worst_severity(fault: Fault, book: Book) -> int:
    """Give the severity of a fault, or of the worst that it stands for."""
    return max([fault.severity, *(one.severity for one in explains(fault, book))])
