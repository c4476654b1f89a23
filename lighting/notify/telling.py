"""A thread that tells people: decides upon what changed, keeps it, and sends it until it went.

What is decided is on the disk before it is sent, and each address has its own count of tries, so
that a restart neither forgets nor repeats. Only a crash between the service's answer and the note
of it, some milliseconds, sends a message twice.
"""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

import msgspec
import structlog

from devices.clock import Clock
from lighting.errors import LightingError
from lighting.notify.deciding import Fact, State, decide
from lighting.notify.facts import fact_of
from lighting.notify.sending import named, read_urls, send
from lighting.site.config import Config
from lighting.site.lamp_csv import read_lamps
from lighting.stores.outbox import Delivery, Outbox

log = structlog.get_logger()

TURN_S = 1.0
LEAVE_S = 10.0
"""Longest wait for a message that is under way when the controller stops [s]."""
FIRST_WAIT_MS = 5_000
LONGEST_WAIT_MS = 1_800_000
GIVEN_UP_MS = 86_400_000
"""A message that nobody got within a day is of no use any more."""


def wait_ms(tries: int) -> int:
    """Give how long to wait after so many tries [ms]."""
    return int(min(FIRST_WAIT_MS * 2 ** min(tries, 20), LONGEST_WAIT_MS))


class Telling:
    """Decides and sends in a thread of its own.

    Args:
        config: The settings.
        urls: The addresses.
        outbox: Used by this thread alone.
        clock: The controller's.
    """

    def __init__(self, config: Config, urls: tuple[str, ...], outbox: Outbox, clock: Clock) -> None:
        self._settings = config.notify
        self._timezone = config.site.timezone
        self._urls = {hashlib.sha256(url.encode()).hexdigest()[:16]: url for url in urls}
        self._names = {mark: named(url) for mark, url in self._urls.items()}
        self._outbox = outbox
        self._clock = clock
        self._csv = ""
        self._streets: Mapping[str, str] = {}
        self._stopped = threading.Event()
        outbox.begin(msgspec.json.encode(State()))
        self._state = outbox.state()

    def stop(self) -> None:
        """Let `run` end after the present message."""
        self._stopped.set()

    def run(self) -> None:
        """Tell until stopped; whatever goes wrong is said, and tried again."""
        while not self._stopped.is_set():
            try:
                self.turn()
            except LightingError as error:
                log.error("messages_wait", what=error.what, why=error.why)  # noqa: TRY400 - said plainly
            except Exception:  # an error of ours must not end the telling
                log.exception("telling_failed")
            self._stopped.wait(TURN_S)

    def turn(self) -> None:
        """Decide upon what changed, and send what is due."""
        self._decide(self._clock.now_ms())
        for one in self._outbox.due(self._clock.now_ms()):
            if self._stopped.is_set():
                return
            self._send(one)

    def _decide(self, now_ms: int) -> None:
        changes = self._outbox.changes()
        facts = list(self._facts(changes))
        state = msgspec.json.decode(self._state, type=State)
        messages = decide(state, facts, self._settings, self._timezone, now_ms)
        after = msgspec.json.encode(state)
        if changes or messages or after != self._state:
            upto = changes[-1][0] if changes else 0
            self._outbox.decided(upto, after, messages, self._names, now_ms)
            self._state = after

    def _facts(self, changes: list[tuple[int, str, str]]) -> Iterator[Fact]:
        if changes:
            self._know_streets()
        for _, kind, body in changes:
            fact = fact_of(kind, body, self._streets)
            if fact is not None:
                yield fact

    def _know_streets(self) -> None:
        csv = self._outbox.lamps_csv()
        if csv != self._csv:
            self._streets = {lamp.id: lamp.street or "" for lamp in read_lamps(csv, "lamps")}
            self._csv = csv

    def _send(self, one: Delivery) -> None:
        url = self._urls.get(one.mark)
        why = send(url, one.message) if url else "the address is not in the file any more"
        now_ms = self._clock.now_ms()
        if not why:
            self._outbox.sent(one, now_ms)
            log.info("message_sent", target=self._names[one.mark], title=one.message.title)
            return
        is_given_up = url is None or now_ms - one.decided_ms >= GIVEN_UP_MS
        say = log.error if is_given_up else log.warning
        event = "message_given_up" if is_given_up else "message_not_sent"
        say(event, target=self._names.get(one.mark), title=one.message.title, why=why)
        self._outbox.failed(one, why, None if is_given_up else now_ms + wait_ms(one.tries))


@contextmanager
def told(config: Config, clock: Clock) -> Iterator[None]:
    """Tell people as long as the context is entered, if `[notify]` names any.

    Addresses that can't be read are said and nobody is told: the lamps must be lit all the same.
    """
    with closing(Outbox.open(config.store_path)) as outbox:
        if not config.notify.urls:
            outbox.end()
            yield
            return
        try:
            urls = read_urls(config.path.parent / config.notify.urls)
            telling = Telling(config, urls, outbox, clock)
        except LightingError as error:
            why = [str(one) for one in getattr(error, "problems", ())] or error.why
            log.error("nobody_is_told", what=error.what, why=why, remedy=error.remedy)  # noqa: TRY400 - said plainly
            yield
            return
        thread = threading.Thread(target=telling.run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            telling.stop()
            thread.join(LEAVE_S)
