"""The course of the demo: town imported, schedule applied, night lived through, score taken."""

import asyncio
from collections.abc import Callable
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
from lighting.demo.story import Story
from lighting.demo.town import lamps_csv
from lighting.times import rfc3339
from schedules.document import read_document

STEER_S = 0.05
TELL_EVERY = 10
"""Turns of steering between two looks at faults."""
DRAIN_TURNS = 400
"""Turns that what is under way may take to arrive when the night is over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the night left behind, for the judgement."""

    evidence: Evidence
    slowed: float


class _Night:
    """One night on a stage."""

    def __init__(self, stage: Stage, seed: int, speed: float, tell: Callable[[str], None]) -> None:
        self._stage = stage
        self._tell = tell
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
        self._governor = Governor(stage.clock, speed)
        self._wishes: tuple[Wish, ...] = ()

    async def live(self) -> Outcome:
        await self._post("lamps", "import", csv=lamps_csv(self._stage.lamps), dry_run=False)
        await self._post("schedule", text=self._stage.schedule)
        story = Story(self._stage.controller, self.changes, self._tell)
        living = asyncio.create_task(self._fleet.run())
        try:
            await self._until_morning(living, story)
            await self._drain()
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
        turn = 0
        while (now_ms := self._stage.clock.now_ms()) < END_MS:
            pulse = await self._get("pulse")
            self._steer(pulse)
            if not self._wishes and now_ms >= CEREMONY.at_ms:
                await self._wish(CEREMONY, story)
            if turn % TELL_EVERY == 0:
                await asyncio.to_thread(story.go_on, now_ms)
            if living.done():
                living.result()
            turn += 1
            await asyncio.sleep(STEER_S)
        self._stage.clock.set_speed(0.0)
        await asyncio.to_thread(story.go_on, now_ms)

    def _steer(self, pulse: dict[str, Any]) -> None:
        truth = self._fleet.truth
        self._governor.steer(truth.lag(), truth.confirmed.total(), pulse["received"])

    async def _wish(self, wish: Wish, story: Story) -> None:
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
        self._tell(
            f"override {answer['override']['id']}: {wish.group} {wish.level} %: {wish.reason}"
        )
        self._wishes = (replace(wish, at_ms=self._stage.clock.now_ms()),)
        story.add(next(one for one in self.changes if one.because == wish.reason))

    async def _drain(self) -> None:
        """Time stands still until everything that is under way has arrived."""
        for _ in range(DRAIN_TURNS):
            pulse = await self._get("pulse")
            truth = self._fleet.truth
            if pulse["queue"] == 0 and pulse["received"] >= truth.confirmed.total():
                return
            await asyncio.sleep(STEER_S)

    async def _get(self, *path: str) -> dict[str, Any]:
        return await asyncio.to_thread(self._stage.controller.get, *path)

    async def _post(self, *path: str, **body: object) -> dict[str, Any]:
        body = {key.rstrip("_"): value for key, value in body.items()}
        body.setdefault("reason", "the demo's night begins")
        if path in {("schedule",), ("lamps", "import")}:
            body.setdefault("source", "lamps.csv" if "csv" in body else "schedules.toml")
        return await asyncio.to_thread(lambda: self._stage.controller.post(*path, **body))


def live_through(stage: Stage, seed: int, speed: float, tell: Callable[[str], None]) -> Outcome:
    """One night from late afternoon to after sunrise; returns when everything has arrived."""
    return asyncio.run(_Night(stage, seed, speed, tell).live())
