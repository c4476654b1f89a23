"""Slim documents say what the full ones said, and share what they can."""

from hypothesis import given
from hypothesis import strategies as st

from devices.wire import codec
from devices.wire.down import Desired, OverrideEntry
from devices.wire.settings import Settings
from devices.wire.topics import DESIRED
from lighting.nodes.alike import alike, slim

names = st.sampled_from(["all", "main-roads", "parks"])
documents = st.builds(
    Desired,
    version=st.integers(1, 2**52),
    issued_ms=st.integers(0, 2**52),
    program=st.none() | names,
    groups=st.lists(names, max_size=3),
    default_level=st.integers(0, 100),
    settings=st.builds(Settings, report_s=st.integers(10, 600)),
    retired=st.booleans(),
)


@given(documents)
def test_a_slim_document_is_the_same_on_the_wire_and_off_it(document: Desired) -> None:
    slimmed = slim(document)
    assert slimmed == document
    assert codec.encode(slimmed) == codec.encode(document)
    assert codec.decode(DESIRED, codec.encode(slimmed)) == document


def test_what_two_lamps_have_in_common_is_kept_once() -> None:
    payload = b'{"v":1,"version":%d,"issued_ms":5,"groups":["all"],"settings":{"report_s":300}}'
    one, other = (codec.decode(DESIRED, payload % number) for number in (1, 2))
    assert isinstance(one, Desired)
    assert isinstance(other, Desired)
    assert slim(one).settings is slim(other).settings
    assert slim(one).groups is slim(other).groups
    assert slim(one).version == 1


def test_lamps_that_were_told_the_same_at_once_share_one_document() -> None:
    payload = b'{"v":1,"version":7,"issued_ms":5,"groups":["all"],"program":"roads"}'
    one, other = (codec.decode(DESIRED, payload) for _ in range(2))
    assert isinstance(one, Desired)
    assert isinstance(other, Desired)
    assert one is not other
    assert slim(one) is slim(other)
    assert slim(one.model_copy(update={"retired": True})) is not slim(other)


def test_documents_with_the_same_overrides_are_one_and_with_others_are_not() -> None:
    def told(level: int) -> Desired:
        entry = OverrideEntry(id="o-1", level=level, priority=30, start_ms=1, until_ms=2)
        return Desired(version=7, issued_ms=5, overrides=[entry])

    assert slim(told(40)) is slim(told(40))
    assert slim(told(40)) == told(40)
    assert slim(told(50)).overrides[0].level == 50


@given(st.lists(st.booleans() | st.integers(-1, 1) | st.floats(-1, 1, width=16)))
def test_what_is_alike_is_kept_once_and_never_becomes_another_kind(
    values: list[bool | int | float],
) -> None:
    for value in values:
        assert alike(value) == value
        assert type(alike(value)) is type(value)
