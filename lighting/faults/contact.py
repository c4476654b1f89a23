"""COMM_LOST and RESET: is the node there, and has it been there all the time?

References:
    docs/faults.md; docs/wire-protocol.md for wills, sleep and boot reasons.
"""

from lighting.faults.evidence.of_node import (
    BROKE_OFF,
    NEW_FIRMWARE,
    REBOOTED,
    REBOOTED_AGAIN,
    SILENT,
)
from lighting.faults.sighting import AGAINST, Finding

# A boot after loss of power is the supply's matter, one by update was announced.
_ORDINARY_BOOTS = frozenset({"power", "update"})


def judge_silence(
    last_heard_ms: int,
    report_s: int,
    is_down: bool,  # noqa: FBT001 - one fact among four, and callers name it
    sleeping_until_ms: int | None,
    now_ms: int,
    periods: int = 3,
) -> Finding:
    """Judge whether a node is silent.

    Args:
        last_heard_ms: the last message's reception.
        report_s: the node's report period [s].
        is_down: a valid last will came, and nothing after it.
        sleeping_until_ms: to when the node said it would sleep; None: it did not.
        now_ms: the controller's clock.
        periods: report periods without news that are silence; see `missed`.

    Returns:
        The finding for or against COMM_LOST. From sleep a node has as many report periods to
        wake up, and the will of a sleeper's cut connection is no news.
    """
    if sleeping_until_ms is not None and sleeping_until_ms >= last_heard_ms:
        is_down, quiet_from_ms = False, sleeping_until_ms
    else:
        quiet_from_ms = last_heard_ms
    if is_down:
        evidence = BROKE_OFF()
    elif now_ms - quiet_from_ms > periods * report_s * 1000:
        evidence = SILENT(silent_s=(now_ms - last_heard_ms) // 1000, report_s=report_s)
    else:
        return AGAINST["COMM_LOST"]
    return Finding("COMM_LOST", is_present=True, evidence=evidence)


def judge_boot(boot_reason: str, boots: int | None, known_boots: int | None) -> tuple[Finding, ...]:
    """Judge the boot that a status message of a new session tells of.

    Args:
        boot_reason: as on the wire.
        boots: the node's count of boots; None: it keeps none, so each new session is a boot.
        known_boots: the count that was known before; None: never heard of.

    Returns:
        RESET, FW after an update, or nothing: an ordinary boot, a boot known already, or one
        from before the first message ever heard of this node.
    """
    is_old = boots is not None and (known_boots is None or boots == known_boots)
    if not is_old and boot_reason == "update":
        return (Finding("FW", is_present=True, evidence=NEW_FIRMWARE()),)
    if is_old or boot_reason in _ORDINARY_BOOTS:
        return ()
    said = REBOOTED if boots is None else REBOOTED_AGAIN
    evidence = said(reason=boot_reason, boots=boots)
    return (Finding("RESET", is_present=True, evidence=evidence),)
