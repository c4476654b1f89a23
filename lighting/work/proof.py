"""What proves a repair: power right for 10 minutes while lit as wanted, or a self-test."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lighting.faults.evidence.of_repair import MEASURED, OVER, RIGHT, TESTED, proofs
from lighting.faults.sighting import Sighting, is_settled
from lighting.power import drawn_w
from lighting.work.order import Visit, WorkOrder

RIGHT_MS = 600_000
"""How long power has to be right [ms]."""
SHARE, LEAST_W = 0.15, 5.0
"""Tolerance: a share of what should be drawn, or watts, the larger (docs/faults.md, POWER_HIGH)."""
BY_POWER = frozenset(
    {
        "LAMP_FAIL",
        "LED_OPEN",
        "LED_SHORT",
        "DIM_FAIL",
        "POWER_HIGH",
        "POWER_LOW",
        "PF_LOW",
        "GEAR_FAIL",
        "GEAR_COMM",
        "CURR_HIGH",
        "CURR_LOW",
        "COMM_LOST",
    }
)
"""Codes that right power speaks against; any other has to be over by its own rule."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a lamp's power showed of late.

    Attributes:
        right_from_ms: From when on it has been right, up to `right_to_ms`; None: it is not.
        wrong_ms: When it was last found wrong; 0: never.
    """

    right_from_ms: int | None = None
    right_to_ms: int = 0
    wrong_ms: int = 0
    figures: str = ""

    @property
    def is_proof(self) -> bool:
        """Whether it was right for long enough."""
        return self.right_from_ms is not None and self.right_to_ms - self.right_from_ms >= RIGHT_MS


def tolerance_w(expected_w: float) -> float:
    """Give how far power may be off [W]."""
    return max(LEAST_W, SHARE * expected_w)


def look(seen: Seen, sighting: Sighting, longest_gap_ms: int) -> Seen:
    """What is known after one more sample; one that shows nothing changes nothing."""
    level, power_w, at_ms = sighting.wanted_level, sighting.power_w, sighting.at_ms
    if not level or power_w is None or sighting.level != level or not is_settled(sighting):
        return seen
    expected_w = drawn_w(sighting.nominal_w, sighting.standby_w, level)
    figures = MEASURED(power_w=power_w, wanted_w=expected_w, level=level)
    if abs(power_w - expected_w) > tolerance_w(expected_w):
        return Seen(wrong_ms=at_ms, figures=figures)
    from_ms = seen.right_from_ms
    if from_ms is None or not 0 <= at_ms - seen.right_to_ms <= longest_gap_ms:
        from_ms = at_ms
    return Seen(from_ms, at_ms, seen.wrong_ms, figures)


def proof_of(
    order: WorkOrder, seen: Mapping[str, Seen], visits: Iterable[Visit], open_codes: frozenset[str]
) -> str | None:
    """Give the figures that prove an order's repair; None: there are none.

    Args:
        order: Which.
        seen: What each lamp's power showed.
        visits: To its lamps; only those since it was made, and after wrong power, count.
        open_codes: Codes of its faults that are still open.
    """
    if open_codes - BY_POWER:
        return None
    if not order.lamps:
        return OVER() if not open_codes else None
    tested = {
        one.lamp: one for one in visits if one.state == "passed" and one.sent_ms >= order.made_ms
    }
    told = []
    for lamp in order.lamps:
        known, test = seen.get(lamp, Seen()), tested.get(lamp)
        if known.is_proof and known.right_to_ms >= order.made_ms:
            told.append(RIGHT(lamp=lamp, figures=known.figures))
        elif test is not None and test.sent_ms > known.wrong_ms:
            told.append(TESTED(lamp=lamp, test=test.id))
        else:
            return None
    return proofs(told)
