"""What is remembered of one lamp's recent past, and the judging of what is new.

Each rule stands in its own file (`power`, `switching`, `drift`, `contact`); here they are given
their part of the memory. Findings are for `life`: one finding is not yet a fault.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from lighting.faults.contact import judge_boot, judge_silence
from lighting.faults.drift import IN_TIME, SLOW_AFTER, Drift, judge_drift
from lighting.faults.plain import is_plain
from lighting.faults.power import Readings, judge_power
from lighting.faults.sighting import AGAINST, Finding, Sighting
from lighting.faults.slow import NOTHING, Slow, judge_slow
from lighting.faults.switching import (
    Starts,
    is_restless,
    judge_cycling,
    judge_day_burn,
    judge_obedience,
    unasked_starts,
)

__all__ = ["EMPTY", "Watch", "judge", "judge_boot", "judge_clock", "judge_silence"]

# A remembered moment so far in the controller's future came from a clock since set right.
_FUTURE_MS = 60_000
# What explains what: the fault named first is the one that a technician is sent for.
_HIDES = {
    "RELAY_FAIL": ("LAMP_FAIL",),
    "CURR_HIGH": ("POWER_HIGH", "ASSET_MISMATCH", "DIM_FAIL"),
    "CURR_LOW": ("POWER_LOW",),
    "DIM_FAIL": ("ASSET_MISMATCH",),
}
# RESET and FW have no opposite to be seen; `life` lets this count only after an hour of calm.
_NO_NEW_BOOT = (AGAINST["RESET"], AGAINST["FW"])


class Watch(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The recent past of one lamp, as far as the rules need it.

    Args:
        at_ms: the newest sample judged; 0: none.
        starts: its counter of starts.
        on_since_ms: from when on the lamp has been wanted on; None: off, or unknown.
        unasked: starts of late that nobody commanded, see `switching`.
        readings: power at the levels of this night.
        drift: what the heads of messages showed of the node's clock.
        slow: what is remembered over days.
    """

    at_ms: int = 0
    starts: int | None = None
    on_since_ms: int | None = None
    unasked: Starts = ()
    readings: Readings = ()
    drift: Drift = IN_TIME
    slow: Slow = NOTHING

    def to_dict(self) -> dict[str, Any]:
        """Give it as what JSON can hold."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Watch":
        """Take what `to_dict` gave; a key that is missing has its default."""
        return msgspec.convert(plain, Watch)


EMPTY = Watch()


def judge(
    watch: Watch, sighting: Sighting, *, is_ailing: bool = True
) -> tuple[Watch, tuple[Finding, ...]]:
    """Judge one telemetry sample.

    Args:
        watch: what this function gave last for the lamp; `EMPTY` at first.
        sighting: the sample.
        is_ailing: whether the lamp has any fault, be it pending; without one, what speaks against
            faults is of no use and may be left out.

    Returns:
        The memory and the findings, for and against; at most one for each code, and none for a
        code about which the sample shows nothing. A sample not newer than the newest judged
        changes nothing, unless that one's clock has since been set back.
    """
    if sighting.at_ms <= watch.at_ms:
        now_ms = sighting.received_ms + _FUTURE_MS
        if not sighting.at_ms <= now_ms < watch.at_ms:
            return watch, ()
        watch = Watch(drift=watch.drift, slow=NOTHING)
    starts = sighting.starts
    is_quiet = not is_ailing and not watch.unasked and starts == watch.starts
    if is_quiet and is_plain(watch.readings, watch.slow, sighting):
        return _passed(watch, sighting), ()
    unasked = unasked_starts(watch.unasked, watch.starts, watch.at_ms, sighting)
    on_since_ms = _on_since_ms(watch, sighting)
    is_cycling = is_restless(unasked, sighting.at_ms)
    if on_since_ms is not None and sighting.limits.warm_up_s:
        sighting = replace(sighting, lit_s=(sighting.at_ms - on_since_ms) / 1000)
    slow, of_slow = judge_slow(watch.slow, sighting, watch.readings)
    readings, of_power = judge_power(watch.readings, sighting, is_restless=is_cycling)
    findings = (
        *of_power,
        *judge_day_burn(sighting),
        *judge_obedience(sighting),
        *judge_cycling(unasked, on_since_ms, sighting),
        *_NO_NEW_BOOT,
        *of_slow,
    )
    after = Watch(sighting.at_ms, starts, on_since_ms, unasked, readings, watch.drift, slow)
    return after, () if is_late(watch, sighting) else one_cause(findings)


def _passed(watch: Watch, sighting: Sighting) -> Watch:
    on_since_ms = _on_since_ms(watch, sighting)
    return Watch(
        sighting.at_ms, watch.starts, on_since_ms, (), watch.readings, watch.drift, watch.slow
    )


def one_cause(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Leave out what another finding of the same sample explains: one cause, one fault."""
    present = {finding.code for finding in findings if finding.is_present}
    if not present:
        return findings
    hidden = {code for other in present for code in _HIDES.get(other, ())}
    if hidden:
        findings = tuple(one for one in findings if not (one.is_present and one.code in hidden))
    return _alive(findings) if "CYCLING" in present else findings


def _alive(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """A lamp that goes on and off by itself is not dead, though each look may find it dark."""
    is_told = any(one.code == "LAMP_FAIL" for one in findings)
    return findings if is_told else (*findings, AGAINST["LAMP_FAIL"])


def is_late(watch: Watch, sighting: Sighting) -> bool:
    """Say whether a sample tells of the past: it came out of a backlog, and shows no today.

    A clock that is proved slow makes no sample late.
    """
    age_ms = sighting.received_ms - sighting.at_ms
    if age_ms <= sighting.limits.late_s * 1000:
        return False
    drift = watch.drift
    is_slow = drift.is_behind and drift.count >= SLOW_AFTER
    return not is_slow or age_ms - drift.least_ms > sighting.limits.late_s * 1000


def _on_since_ms(watch: Watch, sighting: Sighting) -> int | None:
    if not sighting.wanted_level:
        return None
    return sighting.at_ms if watch.on_since_ms is None else watch.on_since_ms


def judge_clock(
    watch: Watch, at_ms: int, clock: str, received_ms: int, report_s: int
) -> tuple[Watch, tuple[Finding, ...]]:
    """Judge a node's clock by the head of one message.

    Args:
        watch: the lamp's memory.
        at_ms: the message's moment by the node's clock.
        clock: what the node says of it: `synced`, `holdover` or `unknown`.
        received_ms: its reception by the controller's clock.
        report_s: the node's report period [s].

    Returns:
        The memory, the same object where nothing changed, and the findings about CLOCK.
    """
    drift, findings = judge_drift(watch.drift, at_ms, clock, received_ms, report_s)
    return (watch if drift is watch.drift else replace(watch, drift=drift)), findings
