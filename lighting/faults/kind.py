"""What a row of the fault catalogue says; the rows stand in the `kinds_*` files."""

from dataclasses import dataclass

REPORTED = "reported by the node"


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One row of the fault catalogue.

    Args:
        code: the code on the wire and in every list.
        severity: 1 information, 2 warning, 3 fault, 4 critical.
        sentence: what is the matter, for an operator.
        remedy: what to do about it.
        sentence_id: the sentence in Indonesian, as a technician says it.
        remedy_id: the remedy in Indonesian.
        rule: when it is found, in words.
        raise_after: findings for, in a row, before the fault is active.
        clear_after: findings against, in a row, before it is cleared.
        hold_s: time between the first finding and active at the least [s].
        calm_s: time after the last finding for in which nothing clears it [s]; for what
            happens rather than lasts.
        talq: event of TALQ 2.7.1; empty: none.
        ucifi: object/resource of uCIFI; empty: none.
        dali: where D4i shows it, memory bank and value; empty: nowhere.

    References:
        docs/faults.md.
    """

    code: str
    severity: int
    sentence: str
    remedy: str
    sentence_id: str
    remedy_id: str
    rule: str = REPORTED
    raise_after: int = 1
    clear_after: int = 1
    hold_s: int = 0
    calm_s: int = 0
    talq: str = ""
    ucifi: str = ""
    dali: str = ""
