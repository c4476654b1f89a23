"""THE table of faults: every code there is, with severity, words, rule and names elsewhere.

`docs/faults.md` is made from it (`page`). What the rules compute stands in `power`, `switching`,
`drift`, `contact` and `incidents`; how findings become faults, in `life`.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lighting.faults.kind import FaultKind
from lighting.faults.kinds_lamp import LAMP_KINDS
from lighting.faults.kinds_link import LINK_KINDS
from lighting.faults.kinds_supply import SUPPLY_KINDS

__all__ = ["CATALOGUE", "FaultKind", "kind_of"]

CATALOGUE: Final[Mapping[str, FaultKind]] = MappingProxyType(
    {kind.code: kind for kind in (*LAMP_KINDS, *LINK_KINDS, *SUPPLY_KINDS)}
)

# A code of ours is at most 14 characters long; a node's own gets room, but not a page.
_LONGEST_CODE = 32
_NOT_IN_A_CODE = re.compile(r"[^A-Z0-9]+")


def kind_of(code: str) -> FaultKind:
    """Give the row of a code; for one that is not in the catalogue, a warning of that name.

    Args:
        code: as a node wrote it: anything at all.

    Returns:
        The row. Its `code` is in capitals, digits and `_`, so it may differ from what was given.
    """
    known = CATALOGUE.get(code)
    return known if known is not None else _kind_of_stranger(code)


def _kind_of_stranger(code: str) -> FaultKind:
    clean = _NOT_IN_A_CODE.sub("_", code[:_LONGEST_CODE].upper())[:_LONGEST_CODE].strip("_")
    return CATALOGUE.get(clean) or FaultKind(
        code=clean or "UNNAMED",
        severity=2,
        sentence="The node reports a fault that this controller does not know.",
        remedy="Look the code up in the node's manual.",
        sentence_id="Node melaporkan gangguan yang tidak dikenal pusat kendali ini.",
        remedy_id="Cari kode itu di buku manual node.",
    )
