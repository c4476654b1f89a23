"""A scenario in stepped time: as fast as the machine goes, the same bytes for the same seed."""

import gc
from collections.abc import Callable
from typing import Any

from devices.sim.lamp import LampSpec
from lighting.demo.town import SCHEDULE, SITE
from lighting.scenario.book import Book
from lighting.scenario.city import SteppedCity
from lighting.scenario.nonsense import Babbler
from lighting.scenario.plan import ZONE, Plan, at_ms
from lighting.scenario.report import report
from lighting.scenario.score import Evidence
from lighting.scenario.seeing import days_of
from lighting.site.config import Config, parse_config

TELL_MS = 3_600_000
STRIDE_MS = 5_000
SETTINGS = """
[nodes]
report_s = {report_s}
time_s = {time_s}
telemetry_qos = {telemetry_qos}

[faults]
tick_s = {tick_s}
"""
"""Where nothing is lost, and the file does not say so, a word about each measurement would only
cost time."""
Tell = Callable[[str], None]


def run_stepped(plan: Plan, tell: Tell = lambda _: None) -> dict[str, Any]:
    """Live through a scenario on the broker in this process, and give its report."""
    config, book = config_of(plan), Book()
    was_enabled = gc.isenabled()
    city = SteppedCity(
        config,
        lambda: book,
        plan.lamps,
        SCHEDULE,
        start_ms=plan.start_ms,
        specs=specs_of(plan),
        ailments=plan.ailments,
        seed=plan.seed,
        keeps_samples=False,
        stride_ms=STRIDE_MS,
        loss=plan.document.scenario.network.loss,
    )
    book.now_ms = city.clock.now_ms
    babbler = _babbler(plan, city)
    gc.freeze()
    gc.disable()  # what is made here is freed by its count; looking for cycles costs a tenth
    try:
        while city.fleet.now_ms < plan.end_ms:
            city.live_until_ms(min(plan.end_ms, city.fleet.now_ms + TELL_MS))
            gc.collect(1)
            done = (city.fleet.now_ms - plan.start_ms) / (plan.end_ms - plan.start_ms)
            tell(f"{done:.0%} lived through")
    finally:
        city.close()
        gc.unfreeze()
        if was_enabled:
            gc.enable()
    return report(plan, evidence_of(plan, city, book), _messages(city, babbler), ZONE)


def config_of(plan: Plan) -> Config:
    """The controller's settings for a scenario."""
    nodes, network = plan.document.scenario.nodes, plan.document.scenario.network
    more = SETTINGS.format(
        report_s=nodes.report // 1000,
        time_s=nodes.time // 1000,
        tick_s=plan.document.scenario.controller.look // 1000,
        telemetry_qos=network.qos
        if network.qos is not None
        else int(network.loss + network.offline > 0),
    )
    return parse_config(SITE + more, "lighting.toml")


def specs_of(plan: Plan) -> list[LampSpec]:
    """The lamps as the simulator builds them."""
    return [
        LampSpec(
            lamp.node,
            lamp.power_w,
            lamp.panel,
            has_time_source=lamp.node not in plan.without_clock,
            clock_gain_s_per_day=plan.clock_gains.get(lamp.node, 0.0),
            mains_swing_v=plan.document.scenario.noise.mains_swing_v,
        )
        for lamp in plan.lamps
    ]


def evidence_of(plan: Plan, city: SteppedCity, book: Book) -> Evidence:
    """What the score goes by."""
    return Evidence(
        plan.lamps,
        city.truth,
        book.spells(),
        tuple(reversed(book.incidents(10_000_000))),
        plan.start_ms,
        plan.end_ms,
        city.config.nodes.report_s,
        tuple(book.became),
        ZONE,
        days_of(city.config.site, plan.start_ms, plan.end_ms),
    )


def _babbler(plan: Plan, city: SteppedCity) -> Babbler | None:
    table = plan.document.scenario.nonsense
    if table is None:
        return None
    begins_ms = at_ms(table.begins)
    babbler = Babbler(
        city.broker,
        city.config.site.name,
        tuple(lamp.node for lamp in plan.lamps),
        plan.seed,
        (begins_ms, begins_ms + table.lasts),
        60_000 // table.per_minute,
    )
    city.others.append(lambda: babbler.speak(city.clock.now_ms))
    return babbler


def _messages(city: SteppedCity, babbler: Babbler | None) -> dict[str, int]:
    """Messages that the broker took from lamps, and what became of them."""
    counts, core = city.service.city.counts, city.service.city
    events, held = set(city.truth.events), city.truth.held_events
    return {
        "sent": city.truth.confirmed.total(),
        "received": counts["received"],
        "events": len(events - held),
        "to_lamps": counts["sent"],
        "refused": sum(core.refused.values()),
        "nonsense": babbler.said if babbler else 0,
        "lost": max(0, len(events - held) - counts["events"]),
    }
