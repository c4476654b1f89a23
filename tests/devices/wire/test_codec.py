import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import DecodeError
from devices.wire import down, topics, up
from devices.wire.codec import decode, encode
from devices.wire.topics import TOPICS, Topic
from tests.support import wire_words
from tests.support.wire_words import HEAD, payload, up_payload

SPOKEN = [
    (topics.DESIRED, wire_words.desired),
    (topics.PROGRAM, wire_words.programs),
    (topics.OVERRIDE, wire_words.group_overrides),
    (topics.TELEMETRY, wire_words.telemetry),
]


@given(st.data())
def test_what_is_encoded_is_decoded_as_it_was(data: st.DataObject) -> None:
    topic, strategy = data.draw(st.sampled_from(SPOKEN))
    message = data.draw(strategy)
    assert decode(topic, encode(message)) == message


@given(st.sampled_from(TOPICS), st.binary(max_size=300))
def test_no_bytes_bring_anything_but_a_decode_error(topic: Topic, hostile: bytes) -> None:
    with pytest.raises(DecodeError):
        decode(topic, hostile)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.data())
def test_a_member_of_any_other_shape_brings_nothing_but_a_decode_error(
    data: st.DataObject,
) -> None:
    topic = data.draw(st.sampled_from(TOPICS))
    model = data.draw(st.sampled_from(topic.messages))
    fields = [field.alias or name for name, field in model.model_fields.items()]
    told = {name: data.draw(JSON) for name in data.draw(st.lists(st.sampled_from(fields)))}
    text = json.dumps(HEAD | told).encode("utf-8", "surrogatepass")
    try:
        message = decode(topic, text)
    except DecodeError:
        return
    assert decode(topic, encode(message)) == message


@pytest.mark.parametrize(
    ("topic", "text", "reason"),
    [
        (topics.STATUS, b"", "not JSON"),
        (topics.STATUS, b"\xff", "not JSON"),
        (topics.STATUS, b"[" * 4000, "not JSON"),
        (topics.STATUS, b" " * 8193, "too large"),
        (topics.DESIRED, b" " * 65_537, "too large"),
        (topics.STATUS, b"[]", "wrong shape"),
        (topics.STATUS, payload(**HEAD | {"v": 2}), "other version"),
        (topics.STATUS, payload(**HEAD | {"v": "1"}), "other version"),
        (topics.STATUS, payload(**{k: v for k, v in HEAD.items() if k != "v"}), "other version"),
        (topics.REPORTED, up_payload(seq="1"), "wrong shape"),
        (topics.REPORTED, up_payload(seq=1.0), "wrong shape"),
        (topics.REPORTED, up_payload(seq=True), "wrong shape"),
        (topics.REPORTED, up_payload(session="0123456789ABCDEG"), "wrong shape"),
        (topics.REPORTED, up_payload(at_ms=-1), "wrong shape"),
        (topics.REPORTED, up_payload(wanted_level=101), "wrong shape"),
        (topics.TELEMETRY, up_payload(samples=[]), "wrong shape"),
        (topics.TELEMETRY, up_payload(samples=[{"at_ms": 1, "lux": float("nan")}]), "wrong shape"),
        (topics.TELEMETRY, up_payload(samples=[{"at_ms": 1, "lux": float("inf")}]), "wrong shape"),
        (topics.COMMAND, payload(v=1, id="c", action="explode", expires_ms=1), "wrong shape"),
        (topics.PROGRAM, payload(v=1, version=1, issued_ms=1, id="a", from_ms=1, nights=1,
                                 points=[["1", 2, 3]]), "wrong shape"),
        (topics.DESIRED, payload(v=1, version=1, issued_ms=1, settings=[]), "wrong shape"),
        (topics.DESIRED, payload(v=1, version=1, issued_ms=1, groups=["+"]), "wrong shape"),
    ],
)  # fmt: skip
def test_a_wrong_payload_is_refused_for_a_reason_fit_for_counting(
    topic: Topic, text: bytes, reason: str
) -> None:
    with pytest.raises(DecodeError) as refused:
        decode(topic, text)
    assert refused.value.reason == reason


def _event(**members: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    event = {"n": 1, "at_ms": 1, "clock": "synced", "kind": "odd"} | members
    return up_payload(log="9f31", oldest=1, events=[event])


@pytest.mark.parametrize("hidden", [float("nan"), [float("inf")], {"deep": [float("-inf")]}])
def test_a_number_that_json_lacks_is_found_in_fields_that_nobody_knows(hidden: object) -> None:
    with pytest.raises(DecodeError):
        decode(topics.EVENT, _event(strange=hidden))


def test_fields_of_an_event_that_nobody_knows_are_kept() -> None:
    message = decode(topics.EVENT, _event(strange={"deep": [1, None, "x"]}))
    assert isinstance(message, up.Events)
    assert message.events[0].model_extra == {"strange": {"deep": [1, None, "x"]}}
    assert b'"strange":{"deep":[1,null,"x"]}' in encode(message)


def test_other_unknown_fields_are_ignored() -> None:
    message = decode(topics.STATUS, up_payload(online=True, weather="dry"))
    assert not hasattr(message, "weather")


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        (topics.STATUS, up_payload(online=True, capabilities=None, boot_reason=None, log=None)),
        (topics.STATUS, up_payload(online=True, capabilities={"dim": None, "max_points": None})),
        (topics.REPORTED, up_payload(overrides=None, fault_flags=None, level=None, reason=None)),
        (topics.REPORTED, up_payload(reason={"by": "default", "what": None, "until_ms": None})),
        (topics.TELEMETRY, up_payload(samples=[{"at_ms": 1, "power_w": None, "starts": None}])),
        (topics.EVENT, _event(level=None, what=None)),
        (topics.DESIRED, payload(v=1, version=1, issued_ms=1, groups=None, settings=None)),
        (topics.COMMAND, payload(v=1, id="c", action="reboot", expires_ms=1, arguments=None)),
    ],
)
def test_null_is_unknown_as_if_the_field_were_left_out(topic: Topic, text: bytes) -> None:
    decode(topic, text)


def test_a_setting_that_is_null_is_one_that_was_not_told() -> None:
    text = payload(v=1, version=1, issued_ms=1, settings={"report_s": None, "spread_s": 9})
    message = decode(topics.DESIRED, text)
    assert isinstance(message, down.Desired)
    assert message.settings.model_fields_set == {"spread_s"}


def test_a_status_is_a_birth_or_a_last_will() -> None:
    assert isinstance(decode(topics.STATUS, up_payload(online=True)), up.Status)
    will = payload(v=1, session=HEAD["session"], connection=2, online=False)
    assert isinstance(decode(topics.STATUS, will), up.LastWill)


def test_a_node_leaves_out_what_it_does_not_know_and_a_document_says_all() -> None:
    status = up.Status(**HEAD)
    assert b"null" not in encode(status)
    assert b'"program":null' in encode(down.Desired(version=1, issued_ms=1))


def test_the_examples_of_the_agreed_page_are_read() -> None:
    program = {
        "id": "main-roads", "from_ms": 1_786_939_200_000, "nights": 90, "version": 1,
        "points": [[1786955592, 100, 30], [1786975200, 60, 120]], "issued_ms": 1,
        "labels": ["sunset-10m", "22:00"],
        "ordinary": {"from": 1794636000, "points": [[20592, 100, 30]]},
    }  # fmt: skip
    message = decode(topics.PROGRAM, payload(v=1, **program))
    assert isinstance(message, down.ProgramDocument)
    assert message.points[1] == (1786975200, 60, 120)
    assert message.ordinary is not None
    assert message.ordinary.start_s == 1794636000
    assert b'"ordinary":{"from":1794636000' in encode(message)


@pytest.mark.parametrize("session", ["0123456789ABCDEF", "0123456789abcdef"])
def test_hex_digits_are_read_in_either_case(session: str) -> None:
    message = decode(topics.REPORTED, up_payload(session=session))
    assert isinstance(message, up.Reported)
    assert message.session == session
