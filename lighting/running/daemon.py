"""The controller as it runs: settings, store, city, link and API put together, until a signal."""

import secrets
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from random import SystemRandom

import structlog
from fastapi import FastAPI

from devices.clock import Clock
from devices.endpoint import Endpoint
from devices.lean import LeanLink
from devices.link import Link, Will
from devices.mqtt import MqttLink
from devices.wire import codec
from devices.wire.topics import CONTROLLER_STATUS
from lighting.api import make_app, serve
from lighting.api.archives import Past
from lighting.controller import HEARD, will
from lighting.energy.roll_up import reach_ms
from lighting.notify.telling import told
from lighting.running.alone import alone_with
from lighting.running.feeding import kept_up
from lighting.running.pacing import SteadyPace
from lighting.running.readiness import READY, STOPPING, Watchdog, notify
from lighting.running.restoring import restore
from lighting.running.service import Service
from lighting.site.config import Config
from lighting.site.tokens import read_tokens
from lighting.stores.chosen import door_of, history_of
from lighting.stores.sqlite import SqliteStore

log = structlog.get_logger()

WAIT_S = 0.25
"""How long a turn waits for something to happen; a tick is late by so much at most."""
_LINKS: Mapping[str, Callable[..., Link]] = {"paho": MqttLink, "lean": LeanLink}


def run(config: Config, clock: Clock, wait_s: float = WAIT_S) -> None:
    """Run until SIGTERM or Ctrl-C; everything that was kept is there again at the next start.

    A store that can't be opened raises `StoreUnavailable`, a missing account `ConfigWrong`. A
    broker that is away is no error: the link goes on trying.
    """
    accounts = read_tokens(config.tokens_path)
    with alone_with(config.store_path):
        _run_with(config, clock, {one.token: one.name for one in accounts}, wait_s)


def _run_with(config: Config, clock: Clock, tokens: Mapping[str, str], wait_s: float) -> None:
    with ExitStack() as stack:
        store = stack.enter_context(closing(SqliteStore.open(config.store_path)))
        store.reach(reach_ms(config.nodes.report_s))
        door = stack.enter_context(door_of(config))
        if door is None:
            store.keep_here()
        else:
            store.feed(config.site.name, config.influx.raw_days)
        city = restore(config, store.load(clock.now_ms()), secrets.token_hex(8), clock.now_ms())
        pace = SteadyPace(time.monotonic, config.broker.documents_per_s)
        service = Service(city, store, clock, pace)
        link = _link(config, service)
        history = stack.enter_context(history_of(config))
        forwarders = stack.enter_context(kept_up(config, clock, history, service.inbox.put, door))
        stack.enter_context(told(config, clock))
        api = make_app(service.ask, tokens, Past.of(config, history, forwarders))
        _serve_until_signal(config, service, link, api, wait_s)


def _link(config: Config, service: Service) -> Link:
    site = config.site.name
    link = _LINKS[config.broker.link](
        Endpoint(config.broker.host, config.broker.port),
        client_id=f"controller-{site}",
        subscriptions=tuple(topic.of(site) for topic in HEARD),
        will=Will(CONTROLLER_STATUS.of(site), codec.encode(will(service.city.session))),
        deliver=service.inbox.put,
        jitter=SystemRandom().random,
    )
    service.use(link)
    return link


def _serve_until_signal(
    config: Config, service: Service, link: Link, api: FastAPI, wait_s: float
) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: service.stop())
    with serve(api, config.api.host, config.api.port) as server:
        link.start()
        notify(READY)
        log.info(
            "controller_started",
            site=config.site.name,
            api=f"{config.api.host}:{server.port}",
            broker=f"{config.broker.host}:{config.broker.port}",
            lamps=len(service.city.inventory.lamps),
            threads=threading.active_count(),
        )
        try:
            service.run(wait_s, Watchdog.found(time.monotonic).pat)
        finally:
            notify(STOPPING)
            link.stop()
            log.info("controller_stopped")
