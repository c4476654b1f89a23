"""The log of hours that a bill is made from: as a CSV file, and the hash of that file.

The hash is that of the whole file, so `sha256sum hours.csv` gives it. A pack has always the hash,
and the file where it was asked for: a month of a city has millions of hours.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from hashlib import sha256

from lighting.reports.availability import one_an_hour
from lighting.rows import HourRow
from lighting.site.inventory import Lamp

HOURS = "hours.csv"
_NAMES = ("energy_wh", "burn_s", "covered_s", "samples", "quality")
HEADING = f"lamp,hour,{','.join(_NAMES)}\n"
MOST = 500_000
"""Hours of lamps that are written out; more would be too much for one answer."""


class HourLog:
    """Takes the hours of one day after the other; `others` are lamps with hours, not in the list.

    Args:
        lamps: Whose hours are logged, in the order of their list.
        listed: The ids of all lamps of the list.
        time_of: Writes a moment [ms since 1970 UTC].
        is_written: Whether the text is kept, and not only its hash.
    """

    def __init__(
        self,
        lamps: tuple[Lamp, ...],
        listed: Container[str],
        time_of: Callable[[int], str | None],
        *,
        is_written: bool = False,
    ) -> None:
        self.others: set[str] = set()
        self._lamps = lamps
        self._listed = listed
        self._time_of = time_of
        self._is_written = is_written
        self._text: list[str] = []
        self._digest = sha256()
        self._write(HEADING)

    def add(self, rows: Iterable[HourRow]) -> None:
        """Add a day's hours."""
        found = one_an_hour(rows)
        self.others |= {lamp for lamp in found if lamp not in self._listed}
        for line in self._lines(found):
            self._write(line)

    @property
    def sha256(self) -> str:
        """The hash of the file."""
        return self._digest.hexdigest()

    @property
    def text(self) -> str | None:
        """The file, where it is wanted."""
        return "".join(self._text) if self._is_written else None

    def _lines(self, found: Mapping[str, Mapping[int, HourRow]]) -> Iterator[str]:
        for lamp in self._lamps:
            for hour_ms, row in sorted(found.get(lamp.id, {}).items()):
                values = (getattr(row, name) for name in _NAMES)
                told = ",".join("" if value is None else str(value) for value in values)
                yield f"{lamp.id},{self._time_of(hour_ms)},{told}\n"

    def _write(self, line: str) -> None:
        self._digest.update(line.encode())
        if self._is_written:
            self._text.append(line)
