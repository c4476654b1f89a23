"""What the controller knows of one node: its session, what it holds, does and measured, its log.

Frozen; each message that is taken makes a new twin. It is kept in the same commit as the rows that
made it, so a controller that was killed carries on exactly where its last commit stood.
"""

from functools import lru_cache
from sys import intern

import msgspec
from msgspec.structs import replace

from devices.wire.quick import Heard, Measured
from devices.wire.up import Capabilities, LastWill, Reported, Status
from lighting.faults.told import Told
from lighting.faults.watch import EMPTY, Watch
from lighting.nodes.alike import alike

PAST_SESSIONS = 8
"""Replaced sessions that are remembered, to know a late message when it comes."""
UNREPORTED = (0, -1)
"""The mark of a report before the first one of a session."""
FUTURE_MS = 60_000
"""A sample so far ahead of us was taken by a clock that may be set right before the next [ms]."""


class Able(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What a node says that it can do and hold; see `Capabilities`."""

    dim: bool = True
    min_level: int = 1
    max_points: int = 600
    max_program_bytes: int = 16_384
    fade: bool = True
    sensors: tuple[str, ...] = ()
    photocell: bool = False
    factors: bool = False


class Early(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A message that overtook others, as it came; `seq` is None for a last will."""

    topic: str
    session: str
    connection: int
    seq: int | None
    payload: bytes
    received_ms: int


# A struct, not a dataclass: each message copies it, in a thirtieth of the time. What is stored
# leaves defaults out, so a default is never changed.
class Twin(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One node as it is known; None is unknown, versions are 0 where nothing is held."""

    node: str
    session: str | None = None
    connection: int = 0
    past_sessions: tuple[str, ...] = ()
    seq: int = -1
    said_ms: int = 0
    holes: int = 0
    heard_ms: int | None = None
    is_down: bool = False
    sleeping_until_ms: int | None = None
    born_session: str | None = None
    boots: int | None = None
    boot_reason: str | None = None
    firmware: str | None = None
    max_points: int | None = None
    desired: int = 0
    program: str | None = None
    program_version: int = 0
    override_versions: tuple[tuple[str, int], ...] = ()
    documents_ms: int = 0
    clock: str = "unknown"
    wanted_level: int | None = None
    level: int | None = None
    reason_by: str | None = None
    reason_what: str | None = None
    reported_ms: int | None = None
    reported_mark: tuple[int, int] = UNREPORTED
    sample_at_ms: int = -1
    sampled_ms: int | None = None
    power_w: float | None = None
    supply_v: float | None = None
    energy_wh: int | None = None
    burn_s: int | None = None
    log: str | None = None
    upto: int = 0
    beyond: tuple[int, ...] = ()
    past_logs: tuple[tuple[str, int, tuple[int, ...]], ...] = ()
    watch: Watch = EMPTY
    able: Able | None = None
    told: tuple[Told, ...] = ()
    booted_n: int = 0
    flags: tuple[str, ...] = ()
    down_ms: int = 0
    early: tuple[Early, ...] = ()

    @property
    def overrides(self) -> dict[str, int]:
        """Versions of the group documents that the node holds, by `group:<name>`."""
        return dict(self.override_versions)

    @property
    def has_reported(self) -> bool:
        """Whether it reported in its present session."""
        return self.reported_mark != UNREPORTED

    def to_json(self) -> bytes:
        """The twin as text for the store."""
        return _encode(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Twin":
        """The twin of a text made by `to_json`, also by an older version with fewer fields.

        What the list of lamps and other twins say as well is the same object: there are thousands.
        """
        twin = _decode(text)
        return replace(
            twin,
            node=intern(twin.node),
            session=intern(twin.session) if twin.session else None,
            clock=intern(twin.clock),
            program=intern(twin.program) if twin.program else None,
            desired=alike(twin.desired),
            program_version=alike(twin.program_version),
            documents_ms=alike(twin.documents_ms),
            reported_ms=alike(twin.reported_ms),
            reported_mark=alike(twin.reported_mark),
            told=tuple(one._replace(session=intern(one.session)) for one in twin.told),
        )


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Twin).decode


def hear(twin: Twin, head: Heard, now_ms: int) -> Twin | None:
    """The twin after any message with this head; None for one of a session that was replaced.

    A hole in `seq` is counted, a number already seen changes nothing but shows that it came again.
    """
    if head.session in twin.past_sessions and not _is_newer(twin, head):
        return None
    before_ms = twin.heard_ms
    heard_ms = now_ms if before_ms is None or before_ms < now_ms else before_ms
    if head.session != twin.session:
        return _in_new_session(twin, head, heard_ms)
    connection, seq, known_seq = head.connection, head.seq, twin.seq
    if (connection, seq) <= (twin.connection, known_seq):
        return twin if twin.is_down else replace(twin, heard_ms=heard_ms)
    return replace(
        twin,
        connection=connection,
        seq=max(known_seq, seq),
        said_ms=head.at_ms,
        holes=twin.holes + seq - known_seq - 1 if seq > known_seq else twin.holes,
        heard_ms=heard_ms,
        is_down=twin.is_down and _is_from_before(twin, head),
        clock=head.clock,
    )


def _is_from_before(twin: Twin, head: Heard) -> bool:
    """Whether a message was said over the connection that a will has ended, and comes late."""
    is_trusted = head.clock != "unknown" and head.connection == twin.connection
    return is_trusted and head.at_ms <= twin.down_ms


def _is_newer(twin: Twin, head: Heard) -> bool:
    """Whether a session that we thought replaced speaks after the one that we thought newest.

    So it is where a backlog of an older session, that we never knew, came after a newer message.
    """
    is_trusted = "unknown" not in {head.clock, twin.clock}
    return is_trusted and head.at_ms > twin.said_ms


def _in_new_session(twin: Twin, head: Heard, heard_ms: int) -> Twin:
    past = (twin.session, *twin.past_sessions) if twin.session else twin.past_sessions
    return replace(
        twin,
        session=intern(head.session),
        connection=head.connection,
        past_sessions=tuple(one for one in past if one != head.session)[:PAST_SESSIONS],
        seq=head.seq,
        said_ms=head.at_ms,
        heard_ms=heard_ms,
        is_down=False,
        sleeping_until_ms=None,
        clock=head.clock,
        reported_mark=UNREPORTED,
    )


def bury(twin: Twin, will: LastWill, now_ms: int) -> Twin:
    """The twin after a last will: down, if the will is of the newest session and connection."""
    is_of_another = twin.session is not None and will.session != twin.session
    if is_of_another or will.connection < twin.connection:
        return twin
    if twin.is_down and will.connection == twin.connection:
        return twin
    return replace(
        twin, session=will.session, connection=will.connection, is_down=True, down_ms=now_ms
    )


def born(twin: Twin, status: Status) -> Twin:
    """The twin after a birth."""
    return replace(
        twin,
        born_session=status.session,
        boots=status.boots,
        boot_reason=status.boot_reason,
        firmware=status.firmware,
        max_points=status.capabilities.max_points,
        able=_able(status.capabilities) if "capabilities" in status.model_fields_set else None,
        sleeping_until_ms=status.sleeping_until_ms,
    )


def _able(said: Capabilities) -> Able:
    return _kept_once(
        Able(
            said.dim,
            said.min_level,
            said.max_points,
            said.max_program_bytes,
            said.fade,
            tuple(said.sensors),
            said.photocell,
            said.factors,
        )
    )


@lru_cache(maxsize=256)
def _kept_once(able: Able) -> Able:
    """The same object for nodes that are alike, which are thousands."""
    return able


def reported(twin: Twin, message: Reported, now_ms: int) -> Twin:
    """The twin after a node said what it holds, does and why; older news changes nothing."""
    mark = (message.connection, message.seq)
    if mark <= twin.reported_mark:
        return twin
    versions = tuple(sorted(message.overrides.items()))
    program = message.program
    held = (message.desired or 0, program.id if program else None, versions)
    is_same = held == (twin.desired, twin.program, twin.override_versions) and (
        program is None or program.version == twin.program_version
    )
    return replace(
        twin,
        desired=alike(message.desired or 0),
        program=intern(program.id) if program else None,
        program_version=alike(program.version if program else 0),
        override_versions=versions,
        documents_ms=twin.documents_ms if is_same else message.at_ms,
        wanted_level=message.wanted_level,
        level=message.level,
        reason_by=message.reason.by if message.reason else None,
        reason_what=message.reason.what if message.reason else None,
        reported_ms=now_ms,
        reported_mark=alike(mark),
        flags=tuple(message.fault_flags),
    )


def sampled(twin: Twin, sample: Measured, watch: Watch, now_ms: int) -> Twin:
    """The twin after a measurement, if it is the newest, or that one's clock was wrong.

    What the measurement left to be remembered, `watch`, is taken in any case.
    """
    is_wrong = sample.at_ms <= now_ms + FUTURE_MS < twin.sample_at_ms
    if sample.at_ms <= twin.sample_at_ms and not is_wrong:
        return replace(twin, watch=watch)
    return replace(
        twin,
        watch=watch,
        sample_at_ms=sample.at_ms,
        sampled_ms=now_ms,
        power_w=sample.power_w,
        supply_v=sample.supply_v,
        energy_wh=sample.energy_wh if sample.energy_wh is not None else twin.energy_wh,
        burn_s=sample.burn_s if sample.burn_s is not None else twin.burn_s,
        level=sample.level if sample.level is not None else twin.level,
    )
