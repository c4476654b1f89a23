"""What survives a reboot, and how it lies in flash: a checksum and JSON.

Flash that can't be read is an empty memory with a new log id: the controller then knows that
numbers start again.
"""

import zlib

import msgspec
from pydantic import BaseModel, ConfigDict, ValidationError

from devices.node.outbox import Entry, Outbox
from devices.wire.down import Desired, GroupOverrides, ProgramDocument
from devices.wire.settings import Settings

_CHECKSUM_BYTES = 8
KEPT_COMMANDS = 32
"""Command ids remembered, so that a repeated one does not act again [count]."""


class Memory(msgspec.Struct, frozen=True, gc=False):
    """The node's documents, unconfirmed events and counts."""

    log: str
    outbox: Outbox = Outbox()
    boots: int = 0
    supply_losses: int = 0
    desired: Desired | None = None
    program: ProgramDocument | None = None
    """The program that is run; until a new one came, still the old one."""
    overrides: dict[str, GroupOverrides] = {}
    settings: Settings = msgspec.field(default_factory=Settings)
    """Of all desired documents so far: what one leaves out stays."""
    commands: tuple[str, ...] = ()


def write(memory: Memory) -> bytes:
    """The memory as it lies in flash."""
    body = (
        _Flash(
            log=memory.log,
            next_n=memory.outbox.next_n,
            entries=[_row(entry) for entry in memory.outbox.entries],
            boots=memory.boots,
            supply_losses=memory.supply_losses,
            desired=memory.desired,
            program=memory.program,
            overrides=memory.overrides,
            settings=memory.settings,
            commands=list(memory.commands),
        )
        .model_dump_json(by_alias=True)
        .encode()
    )
    return f"{zlib.crc32(body):0{_CHECKSUM_BYTES}x}".encode() + body


def read(flash: bytes, new_log: str) -> Memory:
    """The memory that lies in flash, or an empty one with the log id `new_log`."""
    checksum, body = flash[:_CHECKSUM_BYTES], flash[_CHECKSUM_BYTES:]
    if checksum != f"{zlib.crc32(body):0{_CHECKSUM_BYTES}x}".encode():
        return Memory(new_log)
    try:
        held = _Flash.model_validate_json(body)
    except ValidationError:
        return Memory(new_log)
    return Memory(
        log=held.log,
        outbox=Outbox(held.next_n, tuple(Entry(*row) for row in held.entries)),
        boots=held.boots,
        supply_losses=held.supply_losses,
        desired=held.desired,
        program=held.program,
        overrides=held.overrides,
        settings=held.settings,
        commands=tuple(held.commands),
    )


_Row = tuple[int, int, int, str, str, str]


class _Flash(BaseModel):
    model_config = ConfigDict(frozen=True)

    log: str
    next_n: int
    entries: list[_Row]
    boots: int
    supply_losses: int
    desired: Desired | None
    program: ProgramDocument | None
    overrides: dict[str, GroupOverrides]
    settings: Settings
    commands: list[str]


def _row(entry: Entry) -> _Row:
    return (entry.n, entry.last, entry.count, entry.kind, entry.stamp, entry.fields)
