"""What the in-memory broker can do that no real one can be made to do in a test."""

from hypothesis import given
from hypothesis import strategies as st

from devices.link import Arrived, LinkEvent, Will
from devices.sim.memory_broker import MemoryBroker, MemoryLink
from devices.sim.memory_session import IN_FLIGHT_LIMIT, QUEUE_LIMIT
from devices.sim.memory_topics import is_wildcard, matches
from tests.support.brokers import Diary

LEVELS = st.sampled_from(["a", "b", "c", ""])
TOPICS = st.lists(LEVELS, min_size=1, max_size=4).map("/".join)


def join(
    broker: MemoryBroker, diary: Diary, name: str, *filters: str, clean: bool = False
) -> MemoryLink:
    link = broker.link(
        client_id=name,
        subscriptions=filters,
        will=Will(f"status/{name}", b"gone"),
        deliver=diary.deliver,
        clean=clean,
    )
    link.start()
    return link


def test_a_power_cut_of_the_broker_publishes_no_will() -> None:
    broker, ear = MemoryBroker(), Diary()
    join(broker, ear, "ear", "status/+")
    join(broker, Diary(), "mouth")
    broker.stop()
    broker.start(forget=False)
    assert ear.payloads == []
    assert len(ear.connects) == 2


def test_a_client_whose_cable_was_pulled_stays_away_when_the_broker_comes_back() -> None:
    broker, ear = MemoryBroker(), Diary()
    link = join(broker, ear, "ear")
    broker.stop()
    link.abort()
    broker.start(forget=False)
    assert len(ear.connects) == 1
    link.start()
    assert len(ear.connects) == 2


def test_a_client_that_left_while_the_broker_was_away_does_not_come_back() -> None:
    broker, ear = MemoryBroker(), Diary()
    link = join(broker, ear, "ear")
    broker.stop()
    link.stop()
    broker.start(forget=False)
    assert len(ear.connects) == 1


def test_a_clean_client_is_forgotten_when_it_leaves_and_when_it_comes() -> None:
    broker, ear, clean = MemoryBroker(), Diary(), Diary()
    join(broker, ear, "ear", "news").stop()
    mouth = join(broker, Diary(), "mouth")
    mouth.publish("news", b"for the old session")
    once = join(broker, clean, "ear", "news", clean=True)
    once.abort()
    mouth.publish("news", b"for nobody")
    once.start()
    mouth.publish("news", b"for the new one")
    assert clean.payloads == [b"for the new one"]
    assert not any(connected.session_present for connected in clean.connects)


def test_a_full_queue_drops_the_newest_and_counts() -> None:
    broker, ear = MemoryBroker(), Diary()
    join(broker, ear, "ear", "news").stop()
    mouth = join(broker, Diary(), "mouth")
    for number in range(QUEUE_LIMIT + 3):
        mouth.publish("news", b"%d" % number)
    assert broker.dropped == 3


def test_qos_0_does_not_wait_for_an_absent_client() -> None:
    broker, ear = MemoryBroker(), Diary()
    link = join(broker, ear, "ear", "news")
    link.abort()
    join(broker, Diary(), "mouth").publish("news", b"now or never", qos=0)
    link.start()
    assert ear.payloads == []


def test_only_so_many_messages_are_sent_ahead_of_their_acknowledgement() -> None:
    broker, ear = MemoryBroker(), Diary()
    link = join(broker, ear, "ear", "news")
    mouth = join(broker, Diary(), "mouth")
    for number in range(IN_FLIGHT_LIMIT + 10):
        mouth.publish("news", b"%d" % number)
    assert len(ear.arrived) == IN_FLIGHT_LIMIT
    link.acknowledge([message.receipt for message in ear.arrived[:4]])
    assert len(ear.arrived) == IN_FLIGHT_LIMIT + 4


def test_overlapping_filters_bring_one_copy() -> None:
    broker, ear = MemoryBroker(), Diary()
    join(broker, ear, "ear", "news/home", "news/+", "#")
    join(broker, Diary(), "mouth").publish("news/home", b"once")
    assert ear.payloads == [b"once"]


def test_whoever_answers_and_acknowledges_at_once_keeps_the_order() -> None:
    broker, ear = MemoryBroker(), Diary()
    count = 3 * IN_FLIGHT_LIMIT

    def echo(event: LinkEvent) -> None:
        if isinstance(event, Arrived):
            link.publish("echo", event.payload)
            link.acknowledge([event.receipt])

    link = broker.link(client_id="echo", subscriptions=("news",), will=None, deliver=echo)
    link.start()
    ear_link = join(broker, ear, "ear", "echo", "news")
    link.stop()
    mouth = join(broker, Diary(), "mouth")
    for number in range(count):
        mouth.publish("news", b"%d" % number)
    ear_link.stop()
    link.start()
    ear_link.start()
    seen = 0
    while seen < len(ear.arrived):
        fresh, seen = ear.arrived[seen:], len(ear.arrived)
        ear_link.acknowledge([message.receipt for message in fresh])
    echoes = [message.payload for message in ear.arrived if message.topic == "echo"]
    assert echoes == [b"%d" % number for number in range(count)]


def test_a_client_that_hangs_up_in_the_middle_of_its_greeting_is_let_go() -> None:
    broker = MemoryBroker()
    events = list[LinkEvent]()

    def hang_up(event: LinkEvent) -> None:
        events.append(event)
        link.stop()

    link = broker.link(
        client_id="shy", subscriptions=("a", "b"), will=None, deliver=hang_up, clean=True
    )
    link.start()
    assert len(events) == 1
    assert not link.publish("a", b"x")


def test_topics_of_the_broker_itself_are_not_in_everybodys_hash() -> None:
    assert not matches("#", "$SYS/uptime")
    assert not matches("+/uptime", "$SYS/uptime")
    assert matches("$SYS/#", "$SYS/uptime")


@given(topic=TOPICS)
def test_a_topic_matches_itself_and_everything(topic: str) -> None:
    assert matches(topic, topic)
    assert matches("#", topic)
    assert matches(f"{topic}/#", topic)
    assert not is_wildcard(topic)


@given(topic=TOPICS, data=st.data())
def test_a_plus_anywhere_stands_for_exactly_that_level(topic: str, data: st.DataObject) -> None:
    levels = topic.split("/")
    place = data.draw(st.integers(0, len(levels) - 1))
    wild = "/".join([*levels[:place], "+", *levels[place + 1 :]])
    other = data.draw(TOPICS).split("/")
    same_elsewhere = [*other[:place], *other[place + 1 :]] == [
        *levels[:place],
        *levels[place + 1 :],
    ]
    assert is_wildcard(wild)
    assert matches(wild, topic)
    assert matches(wild, "/".join(other)) == (len(other) == len(levels) and same_elsewhere)
