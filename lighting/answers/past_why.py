"""Why a lamp was as it was: the schedule, overrides, reports and measurements of that time."""

from collections.abc import Mapping, Sequence
from typing import Any

from lighting.answers.case import Said, level_text
from lighting.answers.cases import Ground, Recorded, case_recorded
from lighting.answers.trace import trace_of
from lighting.answers.why import because
from lighting.rows import OverrideRow, ScheduleRow
from lighting.times import age, rfc3339, show

Sample = Mapping[str, Any]


def recorded(
    schedule: ScheduleRow | None,
    overrides: tuple[OverrideRow, ...],
    event: Mapping[str, Any] | None,
    samples: Sequence[Sample],
    imported_ms: int | None,
) -> Recorded:
    """Join what the stores have; of the node's own words the newest counts for the level."""
    last = samples[-1] if samples else {}
    said = _said(event, last)
    clock = last.get("clock") or (event or {}).get("clock")
    burns = [one["burn_s"] for one in samples if one.get("burn_s") is not None]
    return Recorded(schedule, overrides, said, clock, burns[-1] if burns else None, imported_ms)


def _said(event: Mapping[str, Any] | None, sample: Sample) -> Said | None:
    level = sample.get("level")
    if event is None:
        return Said(sample["at_ms"], level) if level is not None else None
    is_newer = level is not None and sample["at_ms"] > event["at_ms"]
    return Said(
        sample["at_ms"] if is_newer else event["at_ms"],
        level if is_newer else event.get("level"),
        event.get("wanted_level"),
        event.get("by"),
        event.get("what"),
    )


def why_then(
    ground: Ground, known: Recorded, samples: Sequence[Sample], at_ms: int
) -> dict[str, Any]:
    """The answer; what is not known of that time is said to be unknown."""
    case = case_recorded(ground, known, at_ms)
    wanted, zone = case.wanted, ground.site.timezone
    moment = show(at_ms, zone, ground.now_ms)
    lamp = ground.lamp.id
    told = f"At {moment} {lamp} should have been {level_text(wanted.level)} {because(case)}"
    sample = samples[-1] if samples else None
    return {
        "schema": "lighting.why/1",
        "lamp": lamp,
        "at": rfc3339(at_ms, zone),
        "sentence": f"{told}; {_known(known.said, sample, at_ms)}.",
        "wanted_level": wanted.level,
        "trace": trace_of(case),
        "reported": _reported(known, at_ms, zone),
        "measured": _measured(sample, ground, at_ms),
        "silent_since": None,
        "converged": None,
        "faults": [],
    }


def _known(said: Said | None, sample: Sample | None, at_ms: int) -> str:
    if said is None or said.level is None:
        told = "nothing is known of what its node did then"
    else:
        reason = f" ({said.reason})" if said.reason else ""
        told = f"its node had told {said.level} %{reason} {age(at_ms - said.at_ms)} before"
    if sample is None or sample.get("power_w") is None:
        return f"{told}, and no power was measured around it"
    return f"{told}, and drew {sample['power_w']:.1f} W {age(at_ms - sample['at_ms'])} before"


def _reported(known: Recorded, at_ms: int, zone: str) -> dict[str, Any] | None:
    said = known.said
    if said is None:
        return None
    return {
        "at": rfc3339(said.at_ms, zone),
        "age_s": (at_ms - said.at_ms) // 1000,
        "wanted_level": said.wanted_level,
        "level": said.level,
        "reason": said.reason,
        "clock": known.clock,
    }


def _measured(sample: Sample | None, ground: Ground, at_ms: int) -> dict[str, Any] | None:
    if sample is None:
        return None
    names = ("power_w", "supply_v", "energy_wh", "burn_s", "lux")
    return {
        "at": rfc3339(sample["at_ms"], ground.site.timezone),
        "age_s": (at_ms - sample["at_ms"]) // 1000,
        "nominal_w": ground.lamp.power_w,
        **{name: sample.get(name) for name in names},
    }
