"""What runs beside the service to feed InfluxDB and keep house, put together."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from random import SystemRandom

from devices.clock import Clock
from lighting.energy.rolling import rolled
from lighting.running.service import Keep
from lighting.running.upkeep import Chore, Upkeep
from lighting.site.config import Config
from lighting.stores.forwarder import Door, Forwarder, Way
from lighting.stores.history import History
from lighting.stores.journal import Journal
from lighting.stores.measurements import BOOK, HOURLY, RAW
from lighting.stores.moving import Kept, Moving
from lighting.stores.stale_hours import StaleHours
from lighting.stores.thinning import MB, Thinning

ROLL_UP_MS = 300_000
BUDGET_MS = 60_000
MOVE_MS = 1_000
LEAVE_S = 15.0
"""Longest wait for a request that is under way when the controller stops [s]."""


@contextmanager
def kept_up(
    config: Config,
    clock: Clock,
    history: History,
    deliver: Callable[[Keep], None],
    door: Door | None,
) -> Iterator[tuple[Forwarder, ...]]:
    """Keep house as long as the context is entered, and feed InfluxDB where there is a door to it.

    Args:
        config: The settings.
        clock: The controller's.
        history: Where measurements are read back from.
        deliver: Takes facts to the thread that keeps them.
        door: Where lines go; None: there is no InfluxDB.

    Yields:
        The forwarders, none without a door.
    """
    with ExitStack() as stack:
        forwarders = tuple(_forwarders(config, clock, door, stack)) if door else ()
        moving = _moving(config, stack) if door else None
        chores = chores_of(config, history, deliver, moving, stack)
        runners: tuple[Forwarder | Upkeep, ...] = (*forwarders, Upkeep(chores, clock))
        threads = [threading.Thread(target=one.run, daemon=True) for one in runners]
        for thread in threads:
            thread.start()
        try:
            yield forwarders
        finally:
            for one in runners:
                one.stop()
            for thread in threads:
                thread.join(LEAVE_S)


def _forwarders(config: Config, clock: Clock, door: Door, stack: ExitStack) -> Iterator[Forwarder]:
    influx = config.influx
    # An hour that is rolled up anew, or a fault that ended, must never come before what it was.
    ways = (
        Way(RAW, influx.bucket),
        Way(HOURLY, influx.hourly_bucket, keeps_order=True),
        Way(BOOK, influx.book_bucket, keeps_order=True),
    )
    for way in ways:
        journal = Journal.open(config.store_path)
        stack.callback(journal.close)
        yield Forwarder(way, journal, door, clock, SystemRandom().random)


def _moving(config: Config, stack: ExitStack) -> Moving:
    influx = config.influx
    kept = Kept(influx.raw_days, influx.book_days or None)
    moving = Moving(config.store_path, config.site.name, kept=kept)
    stack.callback(moving.close)
    return moving


def chores_of(
    config: Config,
    history: History,
    deliver: Callable[[Keep], None],
    moving: Moving | None,
    stack: ExitStack,
) -> tuple[Chore, ...]:
    """What is done beside the receiving, in this order.

    Args:
        config: The settings.
        history: Where measurements are read back from.
        deliver: Takes facts to the thread that keeps them.
        moving: Brings what was kept before there was an InfluxDB; None: there is none.
        stack: Closes what is opened for it.
    """
    marks = StaleHours(config.store_path)
    stack.callback(marks.close)
    report_s = config.nodes.report_s

    def roll_up(now_ms: int) -> bool:
        if moving and not moving.is_done:
            return False  # what is still to be moved would be missing in what is read back
        for rows in rolled(marks, history, report_s, now_ms):
            deliver(Keep(rows))
        return False

    thinning = Thinning(config.store_path, config.store.budget_mb * MB)
    stack.callback(thinning.close)
    bringing = (Chore("moving", MOVE_MS, moving.step),) if moving else ()
    return (
        *bringing,
        Chore("hourly figures", ROLL_UP_MS, roll_up),
        Chore("disk budget", BUDGET_MS, thinning.relieve),
    )
