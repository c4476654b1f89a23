"""The course of the demo: town imported, schedule applied, night lived through, score taken."""

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any

from devices.sim.fleet import Fleet
from devices.sim.lamp import LampSpec
from lighting.demo.evidence import kept_in
from lighting.demo.expected import Change, changes_of
from lighting.demo.governor import Governor
from lighting.demo.plan import CEREMONY, END_MS, Wish, ailments
from lighting.demo.score import Evidence
from lighting.demo.stage import Stage
from lighting.demo.story import Story, Teller, clock_time
from lighting.demo.town import lamps_csv
from lighting.times import from_rfc3339, rfc3339
from schedules.document import read_document

STEER_MS = 15_000
FEEL_MS = 100_000
TELL_S = 0.4
"""Between two settings of the speed and two looks at the controller, simulated; and between two
looks at what there is to tell, real."""
DRAIN_S = 0.03
QUIET_LOOKS = 20
DRAIN_LOOKS = 1000
"""Looks, `DRAIN_S` apart, in which what is under way when the night is over may arrive."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the night left behind, for the judgement."""

    evidence: Evidence
    slowed: float


class _Night:
    """One night on a stage."""

    def __init__(self, stage: Stage, seed: int, speed: float, teller: Teller) -> None:
        self._stage = stage
        self._teller = teller
        self._document = read_document(stage.schedule, "schedules.toml")
        specs = [LampSpec(lamp.node, lamp.power_w, lamp.panel) for lamp in stage.lamps]
        self._fleet = Fleet(
            specs,
            ailments(stage.lamps, seed),
            stage.clock,
            host=stage.broker.host,
            port=stage.broker.port,
            site=stage.site,
            seed=seed,
        )
        self._speed = speed
        self._governor = Governor(stage.clock, speed)
        self._wishes: tuple[Wish, ...] = ()
        self._pulse = (time.monotonic(), 0)

    async def live(self) -> Outcome:
        await self._post("lamps", "import", csv=lamps_csv(self._stage.lamps), dry_run=False)
        await self._post("schedule", text=self._stage.schedule)
        story = Story(self._stage.controller, self._teller)
        living = asyncio.create_task(self._fleet.run())
        try:
            await self._until_morning(living, story)
            await self._drain()
            await asyncio.to_thread(story.go_on, END_MS, self.changes)
        finally:
            await self._fleet.stop()
            await living
        evidence = Evidence(
            self._stage.lamps,
            self.changes,
            self._fleet.truth,
            kept_in(self._stage.database),
            self._stage.clock.now_ms(),
        )
        return Outcome(evidence, self._governor.slowed)

    @property
    def changes(self) -> tuple[Change, ...]:
        return changes_of(self._document, self._wishes)

    async def _until_morning(self, living: asyncio.Task[None], story: Story) -> None:
        beside = [asyncio.create_task(self._feel()), asyncio.create_task(self._narrate(story))]
        try:
            with self._governor.braking():
                while (now_ms := self._stage.clock.now_ms()) < END_MS:
                    self._steer()
                    if not self._wishes and now_ms >= CEREMONY.at_ms:
                        await self._wish(CEREMONY)
                    for task in (living, *beside):
                        if task.done():
                            task.result()
                    await asyncio.sleep(STEER_MS / 1000 / self._speed)
        finally:
            for task in beside:
                task.cancel()

    def _steer(self) -> None:
        answered_s, lag_ms = self._pulse
        lag_of_lamps_ms = self._fleet.truth.lag()
        self._governor.steer(lag_of_lamps_ms, lag_ms, time.monotonic() - answered_s)

    async def _feel(self) -> None:
        """Know how late the controller is."""
        while True:
            pulse = await self._get("pulse")
            self._pulse = (time.monotonic(), pulse["lag_ms"])
            await asyncio.sleep(FEEL_MS / 1000 / self._speed)

    async def _narrate(self, story: Story) -> None:
        while True:
            await asyncio.to_thread(story.go_on, self._stage.clock.now_ms(), self.changes)
            await asyncio.sleep(TELL_S)

    async def _wish(self, wish: Wish) -> None:
        """An operator wants more light: an override, set as a person would set it."""
        answer = await self._post(
            "overrides",
            reason=wish.reason,
            level=wish.level,
            for_=f"group:{wish.group}",
            until=rfc3339(wish.until_ms, self._document.site.timezone),
            priority="event",
            fade_s=wish.fade_s,
        )
        now_ms = from_rfc3339(answer["override"]["start"])
        self._wishes = (replace(wish, at_ms=now_ms),)
        what = f"override {answer['override']['id']}: {wish.group} at {wish.level} %"
        self._teller.line(f"{clock_time(now_ms)}  {what} for the {wish.reason}")

    async def _drain(self) -> None:
        """Time stands still until everything that is under way has arrived.

        The controller counts last wills and repetitions too, so enough is not yet all: it must
        have heard nothing more for a while.
        """
        quiet, before = 0, -1
        for _ in range(DRAIN_LOOKS):
            pulse = await self._get("pulse")
            is_enough = pulse["received"] >= self._fleet.truth.confirmed.total()
            is_quiet = pulse["queue"] == 0 and pulse["received"] == before
            quiet, before = quiet + 1 if is_enough and is_quiet else 0, pulse["received"]
            if quiet == QUIET_LOOKS:
                return
            await asyncio.sleep(DRAIN_S)

    async def _get(self, *path: str) -> dict[str, Any]:
        return await asyncio.to_thread(self._stage.controller.get, *path)

    async def _post(self, *path: str, **body: object) -> dict[str, Any]:
        body = {key.rstrip("_"): value for key, value in body.items()}
        body.setdefault("reason", "the demo's night begins")
        if path in {("schedule",), ("lamps", "import")}:
            body.setdefault("source", "lamps.csv" if "csv" in body else "schedules.toml")
        return await asyncio.to_thread(lambda: self._stage.controller.post(*path, **body))


def live_through(stage: Stage, seed: int, speed: float, teller: Teller) -> Outcome:
    """One night from late afternoon to after sunrise; returns when everything has arrived."""
    return asyncio.run(_Night(stage, seed, speed, teller).live())
