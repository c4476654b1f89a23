"""A controller process killed with -9 in a storm, beside another that hears the same and lives.

Both run by one simulated clock, which waits for them when they are behind or being started.
"""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from devices.sim.broker_process import broker_process
from devices.sim.fleet import Fleet
from devices.sim.shared_clock import SharedClock
from lighting.demo.governor import Governor
from lighting.demo.town import SCHEDULE
from lighting.scenario.plan import Plan
from lighting.scenario.stepped import specs_of
from lighting.site.inventory import write_lamps
from tests.scenarios.books import read_book
from tests.scenarios.bridged import SITE, bridged
from tests.scenarios.outcome import Outcome, compared
from tests.scenarios.timed import TimedController
from tests.scenarios.witness import copy
from tests.support.canned_api import CannedApi, canned_api
from tests.support.waiting import wait_for

SPEED = 300.0
"""Simulated seconds in one, at the most."""
STEER_S = 0.02
FEEL_S = 0.1
CALM_MS = 1_800_000
TOLERANCE_MS = 300_000
"""A look a minute; each kill may cost the one in which it falls and the first after the start, and
two kills may follow each other [ms]."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that runs."""

    clock: SharedClock
    broker_port: int
    mortal: TimedController
    witness: TimedController


def kill_in_earnest(folder: Path, plan: Plan, kills: int) -> Outcome:
    """Live through a scenario with two controller processes, one of them mortal."""
    with _stage(folder, plan) as stage:
        asyncio.run(_live(stage, plan, kills))
        wait_for("both have taken all", lambda: _is_quiet(stage))
        stage.mortal.stop()
        stage.witness.stop()
        mortal, witness = read_book(stage.mortal.database), read_book(stage.witness.database)
    return compared(kills, witness, mortal, TOLERANCE_MS, in_step=False)


@contextmanager
def _stage(folder: Path, plan: Plan) -> Iterator[Stage]:
    with ExitStack() as stack:
        for name in ("broker", "beside", "mortal", "witness"):
            (folder / name).mkdir()
        clock = SharedClock.create(folder / "clock", plan.start_ms, 0.0)
        stack.callback(clock.close)
        people = stack.enter_context(canned_api())
        broker = stack.enter_context(broker_process("mosquitto", folder / "broker"))
        beside = stack.enter_context(bridged(broker.port, folder / "beside"))
        ports = {"mortal": broker.port, "witness": beside.port}
        made = {name: _made(folder, name, port, people) for name, port in ports.items()}
        for one in made.values():
            stack.callback(one.kill)
        stage = Stage(clock, broker.port, made["mortal"], made["witness"])
        _begin(stage, plan)
        yield stage


def _made(folder: Path, name: str, port: int, people: CannedApi) -> TimedController:
    people.says("POST", f"/{name}", {})
    told = f"json://127.0.0.1:{people.port}/{name}"
    return TimedController(folder / name, port, folder / "clock", told)


def _begin(stage: Stage, plan: Plan) -> None:
    """Give orders to the one, and all that is kept of them to the other."""
    mortal, witness = stage.mortal, stage.witness
    mortal.start()
    facts = {"reason": "storm", "dry_run": False}
    mortal.api.post("lamps", "import", csv=write_lamps(plan.lamps), source="lamps.csv", **facts)
    mortal.api.post("schedule", text=SCHEDULE, source="schedules.toml", reason="storm")
    copy(mortal.database, witness.database)
    witness.start()


async def _live(stage: Stage, plan: Plan, kills: int) -> None:
    fleet = Fleet(
        specs_of(plan),
        plan.ailments,
        stage.clock,
        host="127.0.0.1",
        port=stage.broker_port,
        site=SITE,
        seed=plan.seed,
    )
    living = asyncio.create_task(fleet.run())
    try:
        await _until_the_end(stage, plan, kills, fleet)
    finally:
        await fleet.stop()
        await living


async def _until_the_end(stage: Stage, plan: Plan, kills: int, fleet: Fleet) -> None:
    dice = random.Random(plan.seed)  # noqa: S311 - a run has to be repeatable
    left = sorted(dice.sample(range(plan.start_ms, plan.end_ms - CALM_MS), kills), reverse=True)
    governor = Governor(stage.clock, SPEED)
    felt_s, lag_ms = time.monotonic(), 0
    with governor.braking():
        while (now_ms := stage.clock.now_ms()) < plan.end_ms:
            governor.steer(fleet.truth.lag(), lag_ms, time.monotonic() - felt_s)
            if left and now_ms >= left[-1]:
                left.pop()
                await asyncio.to_thread(stage.mortal.kill)
                await asyncio.to_thread(stage.mortal.start)
            if time.monotonic() - felt_s > FEEL_S:
                lag_ms = await asyncio.to_thread(_lag_ms, stage)
                felt_s = time.monotonic()
            await asyncio.sleep(STEER_S)


def _lag_ms(stage: Stage) -> int:
    """How old messages are when they are taken, by the slower of the two [ms, simulated]."""
    pulses = (stage.mortal.pulse(), stage.witness.pulse())
    return max(0 if pulse is None else int(pulse["lag_ms"]) for pulse in pulses)


def _is_quiet(stage: Stage) -> bool:
    """Whether neither has anything left to take; the clock stands still."""
    pulses = (stage.mortal.pulse(), stage.witness.pulse())
    return all(pulse is not None and pulse["queue"] == 0 for pulse in pulses)
