"""Slim documents say what the full ones said, and share what they can."""

from hypothesis import given
from hypothesis import strategies as st

from devices.wire import codec
from devices.wire.down import Desired
from devices.wire.settings import Settings
from devices.wire.topics import DESIRED
from lighting.nodes.alike import slim

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
