"""The list of lamps as a CSV file: what each column may hold, and every error in one reading.

What is done with the lamps, and who changed them, is not known here.
"""

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from devices.wire.identity import is_name, is_node
from lighting.errors import InventoryWrong
from schedules.errors import Problem, nearest, shown

MAX_BYTES = 50_000_000  # a whole country's lamps; more is another kind of file
MAX_ROWS = 200_000
MAX_GROUPS = 40  # of one lamp: a node's document has room for 50, that of all lamps among them

# A driver may take 0.5 W in standby (EU 2019/2020, networked control gear) and a node's radio
# about as much; neither grows with the lamp's power, so it is a figure and not a share.
STANDBY_W = 1.0

REQUIRED = (
    "lamp",
    "node",
    "panel",
    "groups",
    "street",
    "kelurahan",
    "latitude",
    "longitude",
    "power_w",
    "road_class",
)
OPTIONAL = ("standby_w", "type", "phase", "gateway", "customer", "billed_w")

COMMENT = "#"
_MAX_TEXT = 120
# A spreadsheet would run these as formulas when the list is opened in it (CWE-1236).
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Lamp:
    """One light point: where it stands, what feeds and commands it, what it takes [W]."""

    id: str
    node: str
    panel: str
    groups: tuple[str, ...]
    street: str
    kelurahan: str
    latitude: float
    longitude: float
    power_w: float
    standby_w: float
    road_class: str
    type: str = ""
    """Its kind, as the schedule's lamp types are named; empty: of none."""
    phase: str = ""
    """The panel's phase that feeds it, such as L1; empty: unknown."""
    gateway: str = ""
    """The radio gateway that its node speaks through; empty: none, or unknown."""
    customer: str = ""
    """The power company's customer number that it is billed under; empty: not registered."""
    billed_w: float | None = None
    """The power that it is billed for [W]; None: `power_w`."""


def read_lamps(text: str, source: str) -> tuple[Lamp, ...]:
    """Read a list of lamps, in its order.

    Args:
        text: The file's text, columns separated by commas, the first line naming them.
        source: The file's name, for the errors.

    Raises:
        InventoryWrong: With every error, row by row.
    """
    if len(text.encode()) > MAX_BYTES:
        what = f"larger than {MAX_BYTES // 1_000_000} MB"
        raise InventoryWrong([Problem(source, None, what, "split it by district")])
    reading = _Reading(source)
    lamps = reading.lamps(text.removeprefix("\ufeff"))
    if reading.problems:
        raise InventoryWrong(reading.problems)
    return lamps


def write_lamps(lamps: Iterable[Lamp]) -> str:
    """Write lamps so that `read_lamps` gives them back."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(REQUIRED + OPTIONAL)
    for lamp in lamps:
        where = (lamp.street, lamp.kelurahan, lamp.latitude, lamp.longitude)
        what = (lamp.power_w, lamp.road_class, lamp.standby_w, lamp.type)
        feeds = (lamp.phase, lamp.gateway, lamp.customer)
        billed = "" if lamp.billed_w is None else lamp.billed_w
        named = (lamp.id, lamp.node, lamp.panel, ";".join(lamp.groups))
        rows.writerow((*named, *where, *what, *feeds, billed))
    return out.getvalue()


def _is_id(text: str) -> bool:
    return re.fullmatch("[A-Za-z0-9][A-Za-z0-9-]{0,30}", text) is not None


def _is_text(text: str) -> bool:
    return text.isprintable() and len(text) <= _MAX_TEXT and not text.startswith(_FORMULA)


def _is_place(text: str) -> bool:
    """Whether `kelurahan:` can choose by it; a comma would end the choice."""
    return bool(text) and _is_text(text) and "," not in text


def _are_groups(text: str) -> bool:
    groups = _groups(text)
    return len(groups) <= MAX_GROUPS and all(map(is_name, groups))


@lru_cache(maxsize=4096)
def _groups(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(intern(name.strip()) for name in text.split(";") if name.strip()))


@lru_cache(maxsize=256)
def _watts(text: str) -> float:
    """The same object for lamps of a kind, which are thousands."""
    return float(text)


def _within(low: float, high: float) -> Callable[[str], bool]:
    def is_within(text: str) -> bool:
        try:
            number = float(text)
        except ValueError:
            return False
        return math.isfinite(number) and low <= number <= high

    return is_within


_ID_FORM = "letters, digits and hyphens, at most 31"
_TEXT_FORM = f"plain text of at most {_MAX_TEXT} characters that doesn't begin with = + - @"

# What a cell of each column may hold, and how that is said to the one who has to correct it.
_FORMS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "lamp": (_is_id, f"{_ID_FORM}, such as KPG-0123"),
    "node": (is_node, "n- and small letters, digits and hyphens, such as n-0123, at most 31"),
    "panel": (_is_id, f"{_ID_FORM}, such as P-07"),
    "groups": (
        _are_groups,
        f"small letters, digits and hyphens, {MAX_GROUPS} at most, such as main-roads;district-3",
    ),
    "street": (_is_text, _TEXT_FORM),
    "kelurahan": (_is_place, f"a name, {_TEXT_FORM} and has no comma"),
    "latitude": (_within(-90, 90), "degrees, north positive, -90 to 90, such as -10.178"),
    "longitude": (_within(-180, 180), "degrees, east positive, -180 to 180, such as 123.607"),
    "power_w": (_within(1, 2000), "watts, 1 to 2000, with a point, such as 70 or 36.5"),
    "road_class": (_is_id, f"{_ID_FORM}, such as M4"),
    "standby_w": (_within(0, 50), f"watts, 0 to 50, or nothing for {STANDBY_W}"),
    "type": (_is_text, f"the name of a lamp type of the schedule, {_TEXT_FORM}, or nothing"),
    "phase": (_is_id, f"the phase of its panel, such as L1, {_ID_FORM}, or nothing"),
    "gateway": (_is_id, f"its radio gateway, such as G-02, {_ID_FORM}, or nothing"),
    "customer": (_is_id, f"the power company's customer number, {_ID_FORM}, or nothing"),
    "billed_w": (_within(1, 2000), "the watts that are billed, 1 to 2000, or nothing for power_w"),
}


class _Reading:
    """One pass over a file; the errors gather, so that all are told at once."""

    def __init__(self, source: str) -> None:
        self.problems: list[Problem] = []
        self._source = source
        self._first_line: dict[str, dict[str, int]] = {"lamp": {}, "node": {}}

    def lamps(self, text: str) -> tuple[Lamp, ...]:
        rows = _numbered_rows(text)
        try:
            _, header = next(rows, (1, []))
            header = [name.strip() for name in header]
            if self._is_wrong_header(header):
                return ()
            return tuple(self._lamps(header, rows))
        except csv.Error as error:
            self._wrong(None, f"not CSV: {error}", "close every quote; one lamp a line")
            return ()

    def _is_wrong_header(self, header: list[str]) -> bool:
        if len(header) == 1 and ";" in header[0]:
            self._wrong(1, "columns are separated by semicolons", "separate them by commas")
            return True
        for name in REQUIRED:
            if name not in header:
                self._wrong(1, f"no column {name}", f"the columns are {','.join(REQUIRED)}")
        for name in dict.fromkeys(header):
            if name not in _FORMS:
                self._wrong(1, f"unknown column {shown(name)}", nearest(name, _FORMS))
            if header.count(name) > 1:
                self._wrong(1, f"column {shown(name)} stands twice", "keep one of them")
        return bool(self.problems)

    def _lamps(self, header: list[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[Lamp]:
        for count, (line, row) in enumerate(rows, start=1):
            if count > MAX_ROWS:
                self._wrong(line, f"more than {MAX_ROWS} lamps", "split the list by district")
                return
            if len(row) != len(header):
                what = f"{len(row)} cells under {len(header)} columns"
                self._wrong(line, what, "one cell a column; put text with a comma in quotes")
                continue
            cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
            if self._is_right(line, cells):
                yield _lamp(cells)

    def _is_right(self, line: int, cells: Mapping[str, str]) -> bool:
        before = len(self.problems)
        for name, cell in cells.items():
            fits, form = _FORMS[name]
            if not fits(cell) and not (name in OPTIONAL and not cell):
                what = f"{name} {shown(cell)}" if cell else f"{name} is empty"
                self._wrong(line, what, f"write {form}")
        for name, lines in self._first_line.items():
            first = lines.setdefault(cells[name].casefold(), line)
            if cells[name] and first != line:
                what = f"{name} {shown(cells[name])} stands in line {first} already"
                self._wrong(line, what, f"each {name} once; give one of them another name")
        return len(self.problems) == before

    def _wrong(self, line: int | None, what: str, remedy: str) -> None:
        self.problems.append(Problem(self._source, line, what, remedy))


def _numbered_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for row in reader:
        if row and not row[0].startswith(COMMENT):
            yield line, row
        line = reader.line_num + 1


def _lamp(cells: Mapping[str, str]) -> Lamp:
    return Lamp(
        # A text that is held in many places is kept once.
        id=intern(cells["lamp"]),
        node=intern(cells["node"]),
        panel=intern(cells["panel"]),
        groups=_groups(cells["groups"]),
        street=intern(cells["street"]),
        kelurahan=intern(cells["kelurahan"]),
        latitude=float(cells["latitude"]),
        longitude=float(cells["longitude"]),
        power_w=_watts(cells["power_w"]),
        standby_w=_watts(cells.get("standby_w") or str(STANDBY_W)),
        road_class=intern(cells["road_class"]),
        type=intern(cells.get("type") or ""),
        phase=intern(cells.get("phase") or ""),
        gateway=intern(cells.get("gateway") or ""),
        customer=intern(cells.get("customer") or ""),
        billed_w=_watts(cells["billed_w"]) if cells.get("billed_w") else None,
    )
