"""A scenario against a real broker: the controller as in production, each lamp with a connection.

Time goes as fast as the machine keeps up, so that no two runs are the same to the byte.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from devices.sim.ailments import OF_PANELS, Ailment
from devices.sim.fleet import Fleet
from lighting.demo.evidence import kept_in
from lighting.demo.governor import Governor
from lighting.demo.stage import Stage, stage
from lighting.scenario.load import changes_of
from lighting.scenario.plan import ZONE, Plan
from lighting.scenario.report import report
from lighting.scenario.score import Evidence
from lighting.scenario.seeing import days_of
from lighting.scenario.spells import last_spells
from lighting.scenario.stepped import config_of, specs_of
from lighting.site.inventory import write_lamps

SPEED = 600.0
STEER_S = 0.05
FEEL_S = 0.2
TELL_S = 5.0
DRAIN_LOOKS = 200


def run_live(plan: Plan, broker: str, tell: Callable[[str], None]) -> dict[str, Any]:
    """Live through a scenario on a broker (auto, mosquitto, nats or HOST:PORT)."""
    report_s = plan.document.scenario.nodes.report // 1000
    with stage(broker, plan.lamps, plan.start_ms, report_s) as ready:
        plan = _named_as(plan, ready)
        fleet = asyncio.run(_live(plan, ready, tell))
        kept = kept_in(ready.database)
        status = ready.controller.get("pulse")
        faults = tuple(sorted(kept.faults, key=lambda one: one.since_ms))
        evidence = Evidence(
            plan.lamps,
            fleet.truth,
            tuple(sorted(last_spells(kept.faults), key=lambda one: one.since_ms)),
            kept.incidents,
            plan.start_ms,
            plan.end_ms,
            report_s,
            tuple(changes_of(faults, kept.incidents)),
            ZONE,
            days_of(config_of(plan).site, plan.start_ms, plan.end_ms),
        )
    sent_events = set(fleet.truth.events) - fleet.truth.held_events
    messages = {
        "sent": fleet.truth.confirmed.total(),
        "received": status["received"],
        "events": len(sent_events),
        "to_lamps": kept.sent,
        "refused": 0,
        "nonsense": 0,
        "lost": len(sent_events - kept.events) + len(fleet.truth.confirmed_samples - kept.samples),
    }
    return report(plan, evidence, messages, ZONE)


def _named_as(plan: Plan, ready: Stage) -> Plan:
    """The plan with the nodes' names on this stage."""
    name = {old.node: new.node for old, new in zip(plan.lamps, ready.lamps, strict=True)}

    def named(one: Ailment) -> Ailment:
        return one if one.kind in OF_PANELS else replace(one, target=name[one.target])

    return replace(
        plan,
        lamps=ready.lamps,
        ailments=tuple(named(one) for one in plan.ailments),
        without_clock=frozenset(name[node] for node in plan.without_clock),
        clock_gains={name[node]: gain for node, gain in plan.clock_gains.items()},
    )


async def _live(plan: Plan, ready: Stage, tell: Callable[[str], None]) -> Fleet:
    post = ready.controller.post
    csv = write_lamps(plan.lamps)
    await asyncio.to_thread(post, "lamps", "import", csv=csv, dry_run=False, **_of("lamps.csv"))
    await asyncio.to_thread(post, "schedule", text=ready.schedule, **_of("schedules.toml"))
    fleet = Fleet(
        specs_of(plan),
        plan.ailments,
        ready.clock,
        host=ready.broker.host,
        port=ready.broker.port,
        site=ready.site,
        seed=plan.seed,
    )
    living = asyncio.create_task(fleet.run())
    try:
        await _until_the_end(plan, ready, fleet, living, tell)
        await _drain(ready, fleet)
    finally:
        await fleet.stop()
        await living
    return fleet


async def _until_the_end(
    plan: Plan, ready: Stage, fleet: Fleet, living: asyncio.Task[None], tell: Callable[[str], None]
) -> None:
    governor = Governor(ready.clock, SPEED)
    felt_s = told_s = time.monotonic()
    lag_ms = 0
    with governor.braking():
        while (now_ms := ready.clock.now_ms()) < plan.end_ms:
            governor.steer(fleet.truth.lag(), lag_ms, time.monotonic() - felt_s)
            if living.done():
                living.result()
            if time.monotonic() - felt_s > FEEL_S:
                lag_ms = (await asyncio.to_thread(ready.controller.get, "pulse"))["lag_ms"]
                felt_s = time.monotonic()
            if time.monotonic() - told_s > TELL_S:
                told_s = time.monotonic()
                done = (now_ms - plan.start_ms) / (plan.end_ms - plan.start_ms)
                tell(f"{done:.0%} lived through")
            await asyncio.sleep(STEER_S)


async def _drain(ready: Stage, fleet: Fleet) -> None:
    """Time stands still until everything that is under way has arrived."""
    for _ in range(DRAIN_LOOKS):
        pulse = await asyncio.to_thread(ready.controller.get, "pulse")
        if pulse["queue"] == 0 and pulse["received"] >= fleet.truth.confirmed.total():
            return
        await asyncio.sleep(STEER_S)


def _of(source: str) -> dict[str, str]:
    return {"source": source, "reason": "scenario"}
