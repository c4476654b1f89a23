import pytest
from hypothesis import given

from devices.errors import ForeignTopic
from devices.wire.identity import is_name, is_node
from devices.wire.topics import EVENT, PROGRAM, STATUS, TOPICS, parse
from tests.support.wire_words import SITE, names, node_ids


@given(names, node_ids)
def test_every_topic_of_the_table_is_found_again_with_its_id(name: str, node: str) -> None:
    for topic in TOPICS:
        subject = "" if "+" not in topic.path else node if "node" in topic.path else name
        assert parse(SITE, topic.of(SITE, subject)) == (topic, subject)


def test_a_topic_without_a_subject_is_the_filter_for_all() -> None:
    assert EVENT.of(SITE) == "lighting/v1/kupang/node/+/event"
    assert PROGRAM.of(SITE) == "lighting/v1/kupang/program/+"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lighting/v1/kupang",
        "lighting/v1/kupang/",
        "lighting/v2/kupang/node/n-1/status",
        "lighting/v1/ende/node/n-1/status",
        "lighting/v1/kupang/node/n-1",
        "lighting/v1/kupang/node/n-1/status/more",
        "lighting/v1/kupang/node/n-1/unheard",
        "lighting/v1/kupang/node/+/status",
        "lighting/v1/kupang/node/#",
        "lighting/v1/kupang/node//status",
        "lighting/v1/kupang/node/lamp-1/status",
        "lighting/v1/kupang/node/n-/status",
        "lighting/v1/kupang/node/n-A/status",
        "lighting/v1/kupang/node/n-1\n/status",
        "lighting/v1/kupang/node/n-\u0661/status",
        "lighting/v1/kupang/node/n-" + "1" * 30 + "/status",
        "lighting/v1/kupang/program/Main",
        "lighting/v1/kupang/group/-a/override",
        "lighting/v1/kupang/controller/+",
        "$SYS/broker/load",
    ],
)
def test_a_topic_that_is_not_of_this_wire_is_refused(text: str) -> None:
    with pytest.raises(ForeignTopic, match="not a topic of this wire"):
        parse(SITE, text)


@given(names)
def test_a_name_is_a_name_and_at_most_31_long(name: str) -> None:
    assert is_name(name)
    assert not is_name(name + "\n")
    assert not is_name("+" + name)
    assert not is_name(name + "x" * 31)


@given(node_ids)
def test_a_node_id_is_a_name_that_starts_with_n_dash(node: str) -> None:
    assert is_node(node)
    assert is_name(node)
    assert not is_node(node.removeprefix("n-")) or node.startswith("n-n-")


def test_up_is_limited_to_8_kib_and_down_to_64() -> None:
    assert {topic.max_bytes for topic in TOPICS if topic.way == "up"} == {8192}
    assert {topic.max_bytes for topic in TOPICS if topic.way == "down"} == {65_536}
    assert STATUS.retained
    assert not EVENT.retained
