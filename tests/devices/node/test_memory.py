import zlib

from hypothesis import given
from hypothesis import strategies as st

from devices.node.memory import Memory, read, write
from devices.node.outbox import Outbox
from tests.support import wire_words


def _outbox(kinds: list[str]) -> Outbox:
    outbox = Outbox()
    for kind in kinds:
        outbox = outbox.append(kind, '"at_ms":1,"clock":"synced"', ',"what":"é\\n"')
    return outbox


outboxes = st.lists(st.sampled_from(["level", "fault"]), max_size=5).map(_outbox)
memories = st.builds(
    Memory,
    log=st.just("9f31"),
    outbox=outboxes,
    boots=st.integers(0, 2**40),
    supply_losses=st.integers(0, 2**40),
    desired=st.none() | wire_words.desired,
    program=st.none() | wire_words.programs,
    overrides=st.dictionaries(wire_words.names, wire_words.group_overrides, max_size=2),
    settings=wire_words.settings,
    commands=st.lists(st.text("abc-1", max_size=5), max_size=4).map(tuple),
)


@given(memories)
def test_what_is_written_to_flash_is_read_as_it_was(memory: Memory) -> None:
    assert read(write(memory), new_log="ffff") == memory


@given(memories, st.data())
def test_flash_with_a_wrong_byte_is_an_empty_memory_with_a_new_log(
    memory: Memory, data: st.DataObject
) -> None:
    flash = bytearray(write(memory))
    at = data.draw(st.integers(0, len(flash) - 1))
    flash[at] ^= data.draw(st.integers(1, 255))
    assert read(bytes(flash), new_log="ffff") == Memory("ffff")


@given(st.binary(max_size=100))
def test_flash_that_was_never_written_is_an_empty_memory(flash: bytes) -> None:
    assert read(flash, new_log="ffff") == Memory("ffff")


def test_flash_of_another_program_is_an_empty_memory() -> None:
    body = b'{"log":"9f31"}'
    checksum = b"%08x" % zlib.crc32(body)
    assert read(checksum + body, new_log="ffff") == Memory("ffff")
