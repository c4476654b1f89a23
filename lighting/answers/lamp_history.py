"""What one lamp measured over a time: each field's figures, how much of the time they cover, gaps.

What was not measured is left out or None, never 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lighting.answers.covered import covered
from lighting.answers.scope import Scope
from lighting.errors import WrongUse
from lighting.stores.measurements import LAMP, Field

FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in LAMP.fields
    if field.type != "text" and not field.name.endswith("_ms")
}
"""What can be measured, in the order of the wire."""
MOST_SAMPLES = 200_000
"""Samples in one answer at most, as the report interval has it expected."""

Sample = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A lamp's time [ms since 1970 UTC], up to the present at most, and fields; none: all there."""

    lamp: str
    from_ms: int
    to_ms: int
    fields: tuple[str, ...] = ()


def read_fields(text: str | None) -> tuple[str, ...]:
    """Read names of fields, joined by commas.

    Raises:
        WrongUse: One is nothing that can be measured.
    """
    names = tuple(name for part in (text or "").split(",") if (name := part.strip()))
    for name in names:
        if name not in FIELDS:
            raise WrongUse(
                f"{name} is nothing that a lamp measures",
                remedy=f"write some of {', '.join(FIELDS)}",
            )
    return tuple(dict.fromkeys(names))


def check_length(asked: Asked, scope: Scope) -> None:
    """Say no to more than anybody can look at.

    Raises:
        WrongUse: The time would have too many samples.
    """
    most_ms = MOST_SAMPLES * scope.report_s * 1000
    if asked.to_ms - asked.from_ms > most_ms:
        days = most_ms // 86_400_000
        raise WrongUse(
            "that is too long a time for single samples",
            f"at one every {scope.report_s} s it has more than {MOST_SAMPLES:,}",
            f"ask for {days} days at most; lighting report energy goes further back",
        )


def lamp_history(asked: Asked, scope: Scope, samples: Sequence[Sample]) -> dict[str, Any]:
    """The document.

    Args:
        asked: What was asked for.
        scope: What is known of the city.
        samples: Of the asked time and the `lead_ms` before it, oldest first.
    """
    within = [sample for sample in samples if sample["at_ms"] >= asked.from_ms]
    whole = covered(_moments(samples), asked.from_ms, asked.to_ms, scope.report_s)
    names = asked.fields or tuple(
        name for name in FIELDS if any(sample.get(name) is not None for sample in within)
    )
    lamp = scope.by_id.get(asked.lamp)
    return {
        "schema": "lighting.lamp-history/1",
        "lamp": asked.lamp,
        "street": lamp.street if lamp else None,
        "from": scope.time(asked.from_ms),
        "to": scope.time(asked.to_ms),
        "report_s": scope.report_s,
        "expected_samples": round((asked.to_ms - asked.from_ms) / 1000 / scope.report_s),
        "coverage": round(whole.share, 4),
        "last_at": scope.time(within[-1]["at_ms"]) if within else None,
        "last_received_at": scope.time(within[-1]["received_ms"]) if within else None,
        "fields": [_field(FIELDS[name], asked, scope, samples) for name in names],
        "gaps": [
            {
                "from": scope.time(begin),
                "until": scope.time(end),
                "length_s": (end - begin) // 1000,
            }
            for begin, end in whole.gaps
        ],
        "samples": [_sample(sample, names, scope) for sample in within],
    }


def _moments(samples: Iterable[Sample], name: str | None = None) -> list[int]:
    return [sample["at_ms"] for sample in samples if name is None or sample.get(name) is not None]


def _field(field: Field, asked: Asked, scope: Scope, samples: Sequence[Sample]) -> dict[str, Any]:
    """A field's figures; what only rises has no mean, and what was never measured no figure."""
    moments = _moments(samples, field.name)
    known = covered(moments, asked.from_ms, asked.to_ms, scope.report_s)
    values = [
        sample[field.name]
        for sample in samples
        if sample["at_ms"] >= asked.from_ms and sample.get(field.name) is not None
    ]
    rises = field.name == "uptime_s" or field.meaning.startswith("counter")
    mean = sum(values) / len(values) if values and not rises else None
    return {
        "field": field.name,
        "unit": field.unit or None,
        "samples": len(values),
        "coverage": round(known.share, 4),
        "min": min(values, default=None),
        "mean": None if mean is None else round(mean, 3),
        "max": max(values, default=None),
        "last": values[-1] if values else None,
        "last_at": scope.time(moments[-1]) if values else None,
    }


def _sample(sample: Sample, names: Iterable[str], scope: Scope) -> dict[str, Any]:
    """A sample as it goes out; the node's own time stands beside ours where it could not be."""
    node_at_ms = sample.get("node_at_ms")
    own = {} if node_at_ms is None else {"node_said_ms": node_at_ms}
    measured = {name: sample[name] for name in names if sample.get(name) is not None}
    return {
        "at": scope.time(sample["at_ms"]),
        "received_at": scope.time(sample["received_ms"]),
        "clock": sample["clock"],
        **own,
        **measured,
    }
