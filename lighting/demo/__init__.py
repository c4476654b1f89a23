"""A night in Kupang: a simulated town, real messages, judged by the simulator's own truth."""

import time
from typing import Any

from lighting.demo.night import live_through
from lighting.demo.score import Evidence, astray, convergence, energy, faults, messages
from lighting.demo.stage import stage
from lighting.demo.story import Teller
from lighting.demo.town import lamps_of_town

NOTICEABLE = 0.05
"""A share of speed that was not reached, from which on the summary says so."""


def judged(lamps: int, seed: int, speed: float, broker: str, teller: Teller) -> dict[str, Any]:
    """Live through the night and judge it; the document of `lighting demo --json`."""
    begun_s = time.monotonic()
    with stage(broker, lamps_of_town(lamps)) as ready:
        teller.line(
            f"Kota Kupang, night of 2026-08-16: {lamps} lamps, "
            f"{len({lamp.panel for lamp in ready.lamps})} panels, {ready.broker.name} on "
            f"{ready.broker.host}:{ready.broker.port} (demo data in a temporary folder)"
        )
        outcome = live_through(ready, seed, speed, teller)
    wall_s = time.monotonic() - begun_s
    scores = scored(outcome.evidence)
    return {
        "lamps": lamps,
        "seed": seed,
        "broker": ready.broker.name,
        "wall_s": round(wall_s, 1),
        **scores,
        "pace": _pace(wall_s, speed, outcome.slowed),
        "ok": is_well(scores),
    }


def scored(evidence: Evidence) -> dict[str, Any]:
    """The judgement of a night, by what it is about."""
    return {
        "messages": messages(evidence),
        "faults": faults(evidence),
        "convergence": convergence(evidence),
        "energy": energy(evidence),
        "astray": astray(evidence),
    }


def is_well(scores: dict[str, Any]) -> bool:
    """Nothing lost, missed, invented or astray, and every figure right."""
    return (
        scores["messages"]["lost"] == 0
        and scores["faults"]["missed"] == 0
        and scores["faults"]["false"] == 0
        and scores["convergence"]["unconverged"] == 0
        and scores["energy"]["is_right"]
        and not scores["astray"]
    )


def _pace(wall_s: float, speed: float, slowed: float) -> str:
    text = f"{wall_s:.0f} s for the night, at {speed:g} times real time"
    if slowed >= NOTICEABLE:
        text += f"; the machine was too slow for it {slowed:.0%} of the way, so time went slower"
    return text
