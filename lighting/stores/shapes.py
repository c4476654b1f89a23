"""Measurements by what is in them: each kind of lamp gives the same few of the many there may be.

What a sample does not hold is neither bound to a statement nor asked for once more: that would be
half of what a commit costs.
"""

from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Any

from msgspec.structs import astuple

from devices.wire.quick import Measured, QuickSample
from lighting.rows import SampleRow

MOST = 32
"""Shapes that are looked for: no city has more, and who makes up others must not hold it up."""

Values = tuple[Any, ...]
_FIELDS = QuickSample.__struct_fields__


class Shape:
    """Samples that hold the same measurements; `names` are those, `at_ms` the first of them."""

    def __init__(self, values: Values) -> None:
        held = [place for place, value in enumerate(values) if value is not None]
        self.names = tuple(_FIELDS[place] for place in held)
        self._none = values.count(None)
        # Of at least two places, so that it gives a tuple in any case.
        self._pick: Callable[[Values], Values] = itemgetter(*held, held[0])

    def of(self, values: Values) -> Values | None:
        """Give the values of a sample that are there, `at_ms` again as the last; None: another."""
        if values.count(None) != self._none:
            return None
        held = self._pick(values)
        return None if None in held else held


def by_shape(rows: Iterable[SampleRow]) -> Iterator[tuple[Shape, SampleRow, Values]]:
    """Give rows with the shape of their sample, and its values as `Shape.of` gives them."""
    known: list[Shape] = []
    for row in rows:
        values = _values_of(row.sample)
        for shape in known:
            held = shape.of(values)
            if held is not None:
                break
        else:
            shape = Shape(values)
            if len(known) < MOST:
                known.append(shape)
            held = shape.of(values) or ()
        yield shape, row, held


def _values_of(sample: Measured) -> Values:
    if isinstance(sample, QuickSample):
        return astuple(sample)
    return tuple(getattr(sample, name) for name in _FIELDS)
