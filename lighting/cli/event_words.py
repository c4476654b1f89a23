"""What a node told of itself, as sentences with units: one table of the kinds of events."""

from collections.abc import Callable, Mapping
from typing import Any

from lighting.cli.span import length

Event = Mapping[str, Any]
_KEPT = frozenset({"n", "at", "received_at", "clock", "kind", "log"})
_RESULTS = {
    "done": "it did so",
    "expired": "too late, it did nothing",
    "refused": "it refused",
}


def sentence(event: Event) -> str:
    """Write an event, without its time; a kind that the table does not know with all it holds."""
    words = _SENTENCES.get(str(event.get("kind")))
    if words is not None and (said := words(event)) is not None:
        return said
    rest = ", ".join(f"{key} {value}" for key, value in event.items() if key not in _KEPT)
    return f"{event.get('kind', 'event')}: {rest}" if rest else str(event.get("kind", "event"))


def _level(event: Event) -> str | None:
    level, wanted = event.get("level"), event.get("wanted_level")
    if level is None:
        return None
    said = f"went to {level} %" if level else "went off"
    if wanted not in {None, level}:
        said += f" though {wanted} % is wanted"
    if event.get("by") == "default":
        return f"{said}, as nothing says otherwise"
    why = ": ".join(str(event[key]) for key in ("by", "what") if event.get(key))
    return f"{said}, by {why}" if why else said


def _fault(event: Event) -> str | None:
    if event.get("code") is None or event.get("begin") is None:
        return None
    return f"{event['code']} {'began' if event['begin'] else 'is over'}, the node says"


def _command(event: Event) -> str | None:
    if event.get("what") is None:
        return None
    result = str(event.get("result"))
    return f"was told to {event['what']} ({event.get('id')}): {_RESULTS.get(result, result)}"


def _self_test(event: Event) -> str | None:
    if event.get("result") is not None:
        return f"self-test {event.get('id')} ended: {event['result']}"
    if event.get("level") is None:
        return None
    measured = [
        f"{event[key]:g} {unit}"
        for key, unit in (("power_w", "W"), ("supply_v", "V"))
        if isinstance(event.get(key), (int, float))
    ]
    found = ", ".join(measured) or "nothing measured"
    return f"self-test {event.get('id')}, step {event.get('step')}: {found} at {event['level']} %"


def _energy(event: Event) -> str | None:
    said = []
    if isinstance(energy_wh := event.get("energy_wh"), int):
        said.append(energy(energy_wh))
    if isinstance(burn_s := event.get("burn_s"), int):
        said.append(f"{length(burn_s)} of light")
    if isinstance(starts := event.get("starts"), int):
        said.append(f"{starts:,} start{'' if starts == 1 else 's'}")
    return f"counters stand at {', '.join(said)}" if said else None


def energy(energy_wh: float) -> str:
    """Write energy in the unit that people are billed in."""
    return f"{energy_wh / 1000:,.1f} kWh" if energy_wh >= 1000 else f"{energy_wh:g} Wh"  # noqa: PLR2004 - one kWh


def _boot(event: Event) -> str:
    return f"booted: {event['what']}" if event.get("what") else "booted"


def _gap(event: Event) -> str:
    count = event.get("count")
    lost = f"{count:,} event{'' if count == 1 else 's'}" if isinstance(count, int) else "events"
    return f"had no room for {lost}, which {'is' if count == 1 else 'are'} lost"


_SENTENCES: dict[str, Callable[[Event], str | None]] = {
    "boot": _boot,
    "command": _command,
    "energy": _energy,
    "fault": _fault,
    "gap": _gap,
    "level": _level,
    "self-test": _self_test,
}
"""Each gives None for an event that lacks what its sentence needs: nodes may be foreign."""
