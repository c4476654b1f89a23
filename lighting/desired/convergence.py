"""What moves the ledger: a change made, a document sent, a report, a measurement.

A node's messages cost what a look into a table costs, unless something of its lamp is open.
"""

from collections.abc import Iterable, Iterator

from devices.wire.topics import DESIRED, OVERRIDE, PROGRAM
from lighting.city import City
from lighting.desired.documents import groups_of, program_of
from lighting.desired.ledger import Track
from lighting.desired.needs import Key, Need
from lighting.faults.power import expected_w
from lighting.faults.sighting import Sighting, is_settled
from lighting.nodes.twin import Twin
from lighting.rows import ChangeRow, LedgerRow
from lighting.site.inventory import Lamp

FOLLOWED_CHANGES = 100
"""Changes that are followed at most; what is kept of older ones stays as it was."""
FOLLOWED_LAMPS = 60_000
"""Lamps of all followed changes together: twenty of a whole city are followed at least."""
LEAST_FOLLOWED = 20
# As for POWER_HIGH and POWER_LOW, docs/faults.md: 15 % or 5 W, the larger.
_TOLERANCE_SHARE = 0.15
_TOLERANCE_W = 5.0


def follow(city: City, row: ChangeRow) -> None:
    """Follow a change that was just made; its documents are issued and not yet sent."""
    ledger = city.ledger
    track = Track(row, next(reversed(ledger.tracks.values()), None))
    ledger.take_up(track)
    waiting = {key for key, issued_ms in _issued(city, track) if issued_ms >= row.recorded_ms}
    waiting |= {key for key in track.documents() if ledger.is_unsent(key)}
    for place in range(len(track.lamps)):
        keys = [(kind, subject) for kind, subject, _ in track.needs(place)]
        unsent = [key for key in keys if key in waiting]
        ledger.wait_for(track, place, unsent)
        if not unsent:
            track.sent[place] = row.recorded_ms
        ledger.note(track, place)
    _forget_oldest(city)
    refresh(city, track, row.recorded_ms)


def _issued(city: City, track: Track) -> Iterator[tuple[Key, int]]:
    """The documents of a change, and when each was issued."""
    for kind, subject in track.documents():
        if kind == PROGRAM.name:
            one = city.programs.get(subject)
            yield (kind, subject), one.issued_ms if one else 0
        else:
            documents = city.desired if kind == DESIRED.name else city.group_overrides
            document = documents.get(subject)
            yield (kind, subject), document.issued_ms if document else 0


def take_up(city: City, row: ChangeRow, kept: Iterable[LedgerRow], now_ms: int) -> None:
    """Follow a change again after a start, from what was kept of it and of what nodes said."""
    track = Track(row, next(reversed(city.ledger.tracks.values()), None))
    track.fill(kept)
    city.ledger.take_up(track)
    refresh(city, track, now_ms)
    for place in range(len(track.lamps)):
        if not track.sent[place]:
            city.ledger.wait_for(track, place, [(kind, one) for kind, one, _ in track.needs(place)])
    _forget_oldest(city)


def _forget_oldest(city: City) -> None:
    """Stop following the oldest changes when there are too many; the memory must not grow."""
    tracks = city.ledger.tracks
    total = sum(len(track.lamps) for track in tracks.values())
    while len(tracks) > FOLLOWED_CHANGES or (
        len(tracks) > LEAST_FOLLOWED and total > FOLLOWED_LAMPS
    ):
        oldest = next(iter(tracks.values()))
        total -= len(oldest.lamps)
        city.ledger.forget(oldest)
        city.changes.pop(oldest.row.id, None)


def said(city: City, kind: str, subject: str, now_ms: int) -> None:
    """Note that the link took a document: whoever waited for it, and for nothing else, is sent."""
    for track, place in city.ledger.sent((kind, subject)):
        if not track.sent[place]:
            track.sent[place] = max(now_ms, track.row.recorded_ms)
            city.ledger.note(track, place)


def reported(city: City, lamp: Lamp, twin: Twin, now_ms: int) -> None:
    """Note what a node said that it holds and does; cheap where nothing of its lamp is open."""
    ledger = city.ledger
    for id_ in ledger.open.get(lamp.id, ()):
        track = ledger.tracks[id_]
        place = track.places[lamp.id]
        if not track.applied[place]:
            _moved(city, track, place, lamp, twin, now_ms)


def refresh(city: City, track: Track, now_ms: int) -> None:
    """Note for each lamp what its node said long ago: it may hold everything already."""
    for place, name in enumerate(track.lamps):
        lamp = city.inventory.by_id.get(name)
        twin = city.twins.get(lamp.node) if lamp else None
        if lamp is not None and twin is not None and not track.applied[place]:
            _moved(city, track, place, lamp, twin, min(now_ms, twin.reported_ms or now_ms))


def _moved(city: City, track: Track, place: int, lamp: Lamp, twin: Twin, now_ms: int) -> None:
    needs = own_needs(city, lamp, track.needs(place))
    if any(_held(twin, kind, subject) < version for kind, subject, version in needs):
        return
    at_ms = max(now_ms, track.row.recorded_ms)
    before = track.times(place)
    track.sent[place] = track.sent[place] or at_ms
    track.received[place] = track.received[place] or at_ms
    if stays_apart(city, lamp, twin) is None:
        track.applied[place] = at_ms
    if track.times(place) != before:
        city.ledger.note(track, place)


def own_needs(city: City, lamp: Lamp, needs: Iterable[Need]) -> list[Need]:
    """The needs whose documents are still the lamp's own."""
    program = program_of(city, lamp)
    groups = groups_of(lamp)
    return [
        (kind, subject, version)
        for kind, subject, version in needs
        if (kind == DESIRED.name and subject == lamp.node)
        or (kind == PROGRAM.name and subject == program)
        or (kind == OVERRIDE.name and subject in groups)
    ]


def stays_apart(city: City, lamp: Lamp, twin: Twin) -> str | None:
    """Why a node that holds everything says that it does something else; None: it does not."""
    if twin.reason_by == "local":
        return twin.reason_what or "local switch"
    if twin.reason_by == "default" and program_of(city, lamp) is not None:
        return twin.reason_what or "default level"
    return None


def _held(twin: Twin, kind: str, subject: str) -> int:
    if kind == PROGRAM.name:
        return twin.program_version if twin.program == subject else 0
    return twin.overrides.get(f"group:{subject}", 0) if kind == OVERRIDE.name else twin.desired


def measured(city: City, lamp: Lamp, sighting: Sighting) -> None:
    """Note that a measurement shows what is wanted, for changes that were applied before it."""
    if not agrees(sighting):
        return
    ledger = city.ledger
    for id_ in ledger.open.get(lamp.id, ()):
        track = ledger.tracks[id_]
        place = track.places[lamp.id]
        if 0 < track.applied[place] < sighting.at_ms:
            track.confirmed[place] = max(sighting.received_ms, track.applied[place])
            ledger.note(track, place)
            ledger.close(lamp.id, id_)


def agrees(sighting: Sighting) -> bool:
    """Whether a settled measurement of level, power or both is what the ladder wants."""
    wanted, level, power_w = sighting.wanted_level, sighting.level, sighting.power_w
    if wanted is None or not is_settled(sighting) or (level is None and power_w is None):
        return False
    if level is not None and level != wanted:
        return False
    if power_w is None or sighting.nominal_w <= sighting.standby_w:
        return level is not None
    right_w = expected_w(sighting, wanted)
    return abs(power_w - right_w) <= max(_TOLERANCE_SHARE * right_w, _TOLERANCE_W)
