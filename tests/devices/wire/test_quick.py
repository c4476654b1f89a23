"""Telemetry that is read at speed is the telemetry that would have been read otherwise."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.errors import DecodeError
from devices.wire import quick, up
from devices.wire.codec import decode, decode_heard, encode
from devices.wire.quick import QuickSample, QuickTelemetry
from devices.wire.topics import MAX_UP_BYTES, STATUS, TELEMETRY
from tests.support import wire_words
from tests.support.wire_words import HEAD, up_payload

numbers = (
    st.integers(-400, 2**54)
    | st.floats()
    | st.sampled_from([-273, -10.0, -1, 0, 1, 100, 360.5, 1e3, 1e4, 1e5, 1e6, 1e12, 2**53, 2**31])
)
values = st.none() | numbers | st.booleans() | st.sampled_from(["60", [], {}, [60]])
samples = st.dictionaries(st.sampled_from(list(up.Sample.model_fields)), values, max_size=6)
heads = st.fixed_dictionaries(
    {},
    optional={
        "v": st.sampled_from([1, 1.0, 2, True, None]),
        "session": st.sampled_from(["0123456789abcdeF", "0123456789abcdef\n", "g" * 16, "", 5]),
        "connection": numbers,
        "seq": values,
        "at_ms": values,
        "clock": st.sampled_from(["synced", "holdover", "unknown", "right", None]),
        "more": values,
    },
)


def facts_of(one: Any) -> dict[str, Any]:  # noqa: ANN401 - either form
    names = up.Sample.model_fields
    head = {name: getattr(one, name) for name in HEAD}
    return {
        **head,
        "samples": [{name: getattr(each, name) for name in names} for each in one.samples],
    }


@given(heads, st.lists(samples.map(lambda facts: {"at_ms": 5, **facts}), max_size=3))
def test_what_is_taken_at_speed_is_taken_otherwise_with_the_same_values(
    head: dict[str, Any], told: list[dict[str, Any]]
) -> None:
    payload = json.dumps({**HEAD, **head, "samples": told}).encode()
    quickly = quick.read(payload)
    if quickly is not None:
        slowly = facts_of(decode(TELEMETRY, payload))
        assert facts_of(quickly) == slowly
        assert list(map(repr, facts_of(quickly).values())) == list(map(repr, slowly.values()))


@given(wire_words.telemetry)
def test_what_nodes_say_is_taken_at_speed(message: up.Telemetry) -> None:
    quickly = decode_heard(TELEMETRY, encode(message))
    assert isinstance(quickly, QuickTelemetry)
    assert facts_of(quickly) == facts_of(message)


def test_all_fields_are_there_in_their_order() -> None:
    assert list(QuickSample.__struct_fields__) == list(up.Sample.model_fields)
    assert set(QuickTelemetry.__struct_fields__) == set(up.Telemetry.model_fields)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{",
        b"\xff",
        up_payload(samples=[]),
        up_payload(samples=[{"at_ms": 1, "level": 101}]),
        up_payload(samples=[{"at_ms": 1}]).replace(b'"samples"', b'"x": "\xff", "samples"'),
        up_payload(samples=[{"at_ms": 1, "power_w": float("nan")}]),
        up_payload(samples=[{"at_ms": 1}], x="y" * MAX_UP_BYTES),
    ],
)
def test_what_is_wrong_is_refused_as_ever(payload: bytes) -> None:
    with pytest.raises(DecodeError) as quickly:
        decode_heard(TELEMETRY, payload)
    with pytest.raises(DecodeError) as slowly:
        decode(TELEMETRY, payload)
    assert str(quickly.value) == str(slowly.value)


def test_other_topics_are_read_as_ever() -> None:
    said = up_payload(online=True)
    assert decode_heard(STATUS, said) == decode(STATUS, said)
