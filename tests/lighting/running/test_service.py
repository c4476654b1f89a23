import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from devices.clock import SteppedClock
from devices.link import Arrived, Connected, Lost
from lighting.errors import NothingMatched, StoreUnavailable
from lighting.questions.of_city import ImportLamps, ListLamps, Pulse, Question
from lighting.rows import Row, SampleRow
from lighting.running.pacing import NoPace, SteadyPace
from lighting.running.restoring import restore
from lighting.running.service import BATCH, PACED_WAIT_S, Asked, Service
from lighting.site.inventory import write_lamps
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    SCHEDULE,
    Said,
    Talker,
    apply,
    bare_city,
    lamp,
    lamps,
    lit_city,
)
from tests.support.city_of_tests import override as overriding

Deed = tuple[str, Any]


@dataclass
class Book:
    """What was done, in its order, by store, link and whoever was answered."""

    deeds: list[Deed] = field(default_factory=list)

    def note(self, what: str, how: Any) -> None:  # noqa: ANN401 - what each notes
        self.deeds.append((what, how))

    def of(self, what: str) -> list[Any]:
        return [how for name, how in self.deeds if name == what]


class NotingStore(SqliteStore):
    """The real store, that notes its commits and can be made to fail."""

    book: Book
    failures: int = 0
    when_it_fails: Callable[[], None] = staticmethod(lambda: None)

    @override
    def commit(self, rows: Iterable[Row], counts: Mapping[str, int]) -> None:
        if self.failures:
            self.failures -= 1
            self.book.note("failed", None)
            self.when_it_fails()
            raise StoreUnavailable("the disk is full")
        super().commit(list(rows), counts)
        self.book.note("kept", list(rows))


class NotingLink:
    """A link that notes what it is told; it may have no connection."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.is_up = True

    def start(self) -> None:
        """Nothing to start."""

    def publish(self, topic: str, payload: bytes, *, qos: int = 1, retain: bool = False) -> bool:
        if self.is_up:
            self.book.note(
                "said", (topic.removeprefix("lighting/v1/kupang/"), payload, qos, retain)
            )
        return self.is_up

    def acknowledge(self, receipts: Iterable[object]) -> None:
        self.book.note("acknowledged", list(receipts))

    def subscribe(self, topic_filter: str) -> None:
        self.book.note("asked again", topic_filter.removeprefix("lighting/v1/kupang/"))

    def unsubscribe(self, topic_filter: str) -> None:
        """Nobody asks."""

    def stop(self) -> None:
        """Nothing to stop."""


class Desk:
    """A service with a real store, at a clock that a test moves."""

    def __init__(self, folder: Path) -> None:
        self.book = Book()
        self.store = NotingStore.open(folder / "lighting.db")
        self.store.book = self.book
        self.link = NotingLink(self.book)
        self.clock = SteppedClock(NOW_MS)
        self.service = Service(lit_city(lamps(3)), self.store, self.clock, NoPace())
        self.service.city.is_reviewed = True
        self.service.use(self.link)
        self.service.step()  # the first tick
        self.book.deeds.clear()

    def arrive(self, said: Said, receipt: object) -> None:
        self.service.inbox.put(Arrived(said[0], said[1], retained=False, receipt=receipt))

    def ask(self, question: Question) -> "Future[dict[str, Any]]":
        reply: Future[dict[str, Any]] = Future()
        reply.add_done_callback(lambda _: self.book.note("answered", question))
        self.service.inbox.put(Asked(question, reply))
        return reply

    def topics(self) -> list[str]:
        return [how[0] for how in self.book.of("said")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


@pytest.mark.parametrize(("listed", "asked"), [(4, ["node/+/status", "node/+/reported"]), (2, [])])
def test_what_nodes_told_before_they_were_listed_is_asked_for_again(
    desk: Desk, listed: int, asked: list[str]
) -> None:
    csv = write_lamps(lamps(listed))
    desk.ask(ImportLamps(csv, "lamps.csv", dry_run=False, reason="as surveyed", who="ani"))
    for _ in range(2):
        desk.service.step()
    assert desk.book.of("asked again") == asked


def test_facts_are_kept_then_acknowledged_then_nodes_are_told(desk: Desk) -> None:
    desk.arrive(Talker().events(1, 2), "receipt 1")
    desk.service.step()
    assert [name for name, _ in desk.book.deeds] == ["kept", "acknowledged", "said"]
    assert desk.topics() == ["node/n-0001/received"]


def test_an_order_is_kept_before_it_is_said_and_answered_last(desk: Desk) -> None:
    reply = desk.ask(overriding())
    desk.service.step()
    assert [name for name, _ in desk.book.deeds] == ["kept", "said", "answered"]
    assert reply.result(0)["schema"] == "lighting.override-set/1"


def test_many_messages_share_one_commit(desk: Desk) -> None:
    node = Talker()
    for number in range(BATCH + 5):
        desk.arrive(node.sample(NOW_MS + number), number)
    assert desk.service.step() == BATCH
    assert len(desk.book.of("kept")) == 1
    assert desk.book.of("acknowledged") == [list(range(BATCH))]
    assert desk.service.step() == 5


def test_nothing_is_acknowledged_or_said_until_a_store_that_fails_has_kept_it(desk: Desk) -> None:
    desk.store.failures = 3
    desk.arrive(Talker().events(1), "receipt 1")
    desk.service.step()
    names = [name for name, _ in desk.book.deeds]
    assert names == ["failed", "failed", "failed", "kept", "acknowledged", "said"]


def test_a_stop_lets_the_present_turn_be_kept(desk: Desk) -> None:
    desk.arrive(Talker().events(1), "receipt 1")
    desk.service.stop()
    desk.service.step()
    assert [name for name, _ in desk.book.deeds] == ["kept", "acknowledged", "said"]


def test_a_stop_while_nothing_can_be_kept_acknowledges_nothing(desk: Desk) -> None:
    desk.store.failures = 99
    desk.store.when_it_fails = desk.service.stop
    desk.arrive(Talker().events(1), "receipt 1")
    with pytest.raises(StoreUnavailable):
        desk.service.step()
    assert [name for name, _ in desk.book.deeds] == ["failed"]


def test_run_ends_after_a_stop(desk: Desk) -> None:
    desk.service.stop()
    desk.service.run(0.01)
    assert desk.book.deeds == []


def test_bad_input_is_acknowledged_too_and_kept_for_a_look(desk: Desk) -> None:
    desk.arrive(("lighting/v1/kupang/node/n-0001/status", b"\xff"), "receipt 1")
    desk.arrive(Talker().sample(), "receipt 2")
    desk.service.step()
    assert desk.book.of("acknowledged") == [["receipt 1", "receipt 2"]]
    assert [one["reason"] for one in desk.store.refused(10)] == ["not JSON"]
    assert len([row for row in desk.book.of("kept")[0] if isinstance(row, SampleRow)]) == 1


def test_a_message_that_we_fail_at_does_not_come_again_for_ever(desk: Desk) -> None:
    desk.service.city.twins["n-0001"] = None  # type: ignore[assignment]  # a fault of our own
    broken = desk.service.city.inventory
    desk.service.city.inventory = None  # type: ignore[assignment]  # a fault of our own
    desk.arrive(Talker().sample(), "receipt 1")
    desk.service.step()
    desk.service.city.inventory = broken
    assert desk.book.of("acknowledged") == [["receipt 1"]]
    assert [one["reason"] for one in desk.store.refused(10)] == ["our own error"]


def test_a_question_that_we_fail_at_is_answered_with_the_error(desk: Desk) -> None:
    desk.service.city.inventory = None  # type: ignore[assignment]  # a fault of our own
    wrong, right = desk.ask(ListLamps()), desk.ask(Pulse())
    desk.service.step()
    assert isinstance(wrong.exception(0), AttributeError)
    assert right.result(0)["schema"] == "lighting.pulse/1"


def test_an_error_of_ours_in_what_time_brings_does_not_end_the_controller(desk: Desk) -> None:
    whole = desk.service.city.inventory
    desk.service.city.inventory = None  # type: ignore[assignment]  # a fault of our own
    desk.service.step()
    desk.service.city.inventory = whole
    answered = desk.ask(Pulse())
    desk.service.step()
    assert answered.result(0)["schema"] == "lighting.pulse/1"


def test_an_order_that_is_refused_is_answered_and_leaves_nothing(desk: Desk) -> None:
    reply = desk.ask(overriding("group:harbour"))
    desk.service.step()
    assert isinstance(reply.exception(0), NothingMatched)
    assert [name for name, _ in desk.book.deeds] == ["answered"]


def test_a_question_is_answered_from_another_thread(desk: Desk) -> None:
    found: list[dict[str, Any]] = []
    asking = threading.Thread(target=lambda: found.append(desk.service.ask(ListLamps())))
    asking.start()
    while asking.is_alive():
        desk.service.step(0.01)
    asking.join()
    assert [one["lamp"] for one in found[0]["lamps"]] == ["KPG-0001", "KPG-0002", "KPG-0003"]


def test_nobody_waits_for_ever_for_a_controller_that_does_not_come_to_it(desk: Desk) -> None:
    with pytest.raises(TimeoutError):
        desk.service.ask(Pulse(), timeout_s=0.001)


def test_what_could_not_be_said_is_said_when_there_is_a_connection(desk: Desk) -> None:
    desk.link.is_up = False
    desk.service.inbox.put(Lost("broker gone"))
    desk.ask(overriding())
    desk.service.step()
    desk.ask(overriding("all"))
    desk.service.step()
    assert desk.topics() == []
    desk.link.is_up = True
    desk.service.inbox.put(Connected(session_present=True))
    desk.service.step()
    assert sorted(desk.topics()) == [
        "controller/status",
        "group/all/override",
        "group/main-roads/override",
    ]
    assert all(retain for _, _, _, retain in desk.book.of("said"))


def test_a_document_that_waits_never_comes_after_a_newer_one(desk: Desk) -> None:
    desk.link.is_up = False
    for minute in range(5):
        desk.clock.advance_ms(MINUTE_MS)
        desk.ask(overriding(level=10 * minute))
        desk.service.step()
    desk.link.is_up = True
    desk.ask(overriding(level=90))
    desk.service.step()
    desk.service.step()
    (payload,) = [how[1] for how in desk.book.of("said") if how[0] == "group/main-roads/override"]
    assert payload.count(b'"level"') == 6


def test_confirmations_that_could_not_be_said_are_not_kept_for_later(desk: Desk) -> None:
    desk.link.is_up = False
    desk.arrive(Talker().events(1), "receipt 1")
    desk.service.step()
    desk.link.is_up = True
    desk.service.step()
    assert desk.topics() == []


def test_a_broker_that_forgot_is_told_everything_at_a_steady_pace(tmp_path: Path) -> None:
    now_s = [0.0]
    with_many = lit_city(lamps(200))
    with_many.is_reviewed = True
    store = SqliteStore.open(tmp_path / "lighting.db")
    book = Book()
    clock, pace = SteppedClock(NOW_MS), SteadyPace(lambda: now_s[0])
    service = Service(with_many, store, clock, pace)
    service.use(NotingLink(book))
    service.inbox.put(Connected(session_present=False))
    service.step()
    told = [len(book.of("said"))]
    for _ in range(6):
        now_s[0] += PACED_WAIT_S
        service.step()
        told.append(len(book.of("said")))
    assert told == [51, 101, 151, 201, 202, 202, 202]
    store.close()


def test_time_goes_on_after_the_clock_was_set_back(desk: Desk) -> None:
    desk.clock.set_ms(NOW_MS - 20 * MINUTE_MS)
    for _ in range(3):
        desk.clock.advance_ms(MINUTE_MS)
        desk.service.step()
    assert desk.topics().count("controller/time") >= 2


def test_the_pulse_says_how_much_waits(desk: Desk) -> None:
    desk.arrive(Talker().sample(), "receipt 1")
    reply = desk.ask(Pulse())
    desk.service.step()
    pulse = reply.result(0)
    assert (pulse["now_ms"], pulse["received"], pulse["queue"]) == (NOW_MS, 1, 0)


def test_a_controller_killed_after_any_commit_carries_on_from_there(tmp_path: Path) -> None:
    path = tmp_path / "lighting.db"
    store = SqliteStore.open(path)
    service = Service(bare_city(()), store, SteppedClock(NOW_MS), NoPace())
    csv = write_lamps([*lamps(2), lamp(3, "parks")])
    for question in (
        ImportLamps(csv, "lamps.csv", dry_run=False, reason="new", who="ani"),
        apply(SCHEDULE),
        overriding(until_ms=NOW_MS + DAY_MS),
        overriding("KPG-0001", until_ms=NOW_MS + HOUR_MS),
    ):
        reply: Future[dict[str, Any]] = Future()
        service.inbox.put(Asked(question, reply))
        service.step()
        reply.result(0)
        store.close()  # killed: nothing but what lies on the disk is left
        store = SqliteStore.open(path)
        city = restore(service.city.config, store.load(NOW_MS), "d1" * 8, NOW_MS)
        assert city.desired == service.city.desired
        assert city.group_overrides == service.city.group_overrides
        assert city.programs == service.city.programs
        service = Service(city, store, SteppedClock(NOW_MS), NoPace())
    assert len(store.audit(100)) == 4
    store.close()
