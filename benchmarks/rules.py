"""What the rules cost a message, and what they remember of a lamp; beside decoding one message.

`python -m benchmarks rules`; the memory is printed by `python -m benchmarks.rules`.
"""

import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import asdict, replace

from benchmarks.rounds import Goal, Measure, compare
from devices.wire.quick import QuickSample, read
from lighting.faults.bounds import Window, bounds_of, is_inside, is_within, window_of
from lighting.faults.sighting import Sighting
from lighting.faults.watch import EMPTY, Watch, judge

if TYPE_CHECKING:
    from collections.abc import Callable

LAMPS = 100_000
PHASES = 12
"""Once an hour each lamp's power is written down, and all rules are asked: not for all in the same
round. Else a sample is held against the bounds within which they find nothing."""
_START_MS = 1_786_881_600_000
_MESSAGE = (
    b'{"v":1,"session":"a1a1a1a1a1a1a1a1","connection":1,"seq":4,"at_ms":1786881600000,'
    b'"clock":"synced","samples":[{"at_ms":1786881600000,"level":100,"power_w":70.1,'
    b'"supply_v":221.3,"supply_a":0.32,"supply_hz":50.01,"power_factor":0.98,"energy_wh":9124,'
    b'"burn_s":412345,"starts":412,"gear_temp_c":44.1,"supply_losses":1,"uptime_s":900000}]}'
)
_LIT = Sighting(
    at_ms=_START_MS,
    received_ms=_START_MS + 800,
    level=100,
    power_w=70.1,
    starts=412,
    wanted_level=100,
    settled_s=3700.0,
    fade_s=30,
    sun_up_s=None,
    nominal_w=70.0,
    standby_w=0.5,
    uptime_s=900_000,
    supply_v=221.3,
    supply_a=0.32,
    power_factor=0.98,
    gear_temp_c=44.1,
    burn_s=412_345,
)
DECODING = f"decoding {LAMPS} messages"
JUDGING = f"judging a sample of {LAMPS} healthy lamps"
# Five microseconds a message, where decoding one takes about as long.
_GOALS = {JUDGING: Goal(limit_s=5e-6 * LAMPS)}


def _decode() -> None:
    for _ in range(LAMPS):
        read(_MESSAGE)


@dataclass(slots=True)
class Lamp:
    """What is known of a lamp."""

    watch: Watch
    window: Window


def _judge(lamps: list[Lamp]) -> None:
    """The next sample of each lamp; what it remembers is kept, as in a city."""
    sightings = [_after(lamp.watch) for lamp in lamps[:PHASES]]
    samples = [_sample_of(one) for one in sightings]
    bounds = bounds_of(_LIT, 100)
    for number, lamp in enumerate(lamps):
        sample, watch = samples[number % PHASES], lamp.watch
        if is_inside(lamp.window, watch.starts, sample) and is_within(bounds, sample):
            lamp.watch = Watch(
                sample.at_ms, watch.starts, watch.on_since_ms, (), watch.readings, slow=watch.slow
            )
        else:
            _judged(lamp, sightings[number % PHASES])


def _judged(lamp: Lamp, sighting: Sighting) -> None:
    lamp.watch, findings = judge(lamp.watch, sighting, is_ailing=False)
    lamp.window = window_of(lamp.watch.readings, lamp.watch.slow, sighting) or lamp.window
    if any(one.is_present for one in findings):
        raise SystemExit(f"a healthy lamp has a fault: {findings}")


def _sample_of(sighting: Sighting) -> QuickSample:
    names = set(QuickSample.__struct_fields__) & set(Sighting.__struct_fields__)
    return QuickSample(**{name: getattr(sighting, name) for name in names})


def _after(watch: Watch) -> Sighting:
    at_ms = (watch.at_ms or _START_MS) + 300_000
    return replace(_LIT, at_ms=at_ms, received_ms=at_ms + 800)


def warmed(samples: int = 36) -> Watch:
    """The memory of a lamp after so many samples of a night."""
    watch = EMPTY
    for _ in range(samples):
        watch = judge(watch, _after(watch))[0]
    return watch


def measure(rounds: int) -> list[Measure]:
    """Judge a sample of each lamp of a large city, beside decoding as many messages."""
    phases = [warmed(36 + number) for number in range(PHASES)]
    lamps = [Lamp(phases[number % PHASES], Window(0, 0, 0, 0)) for number in range(LAMPS)]
    _judge(lamps)  # all rules are asked of all of them once
    works: dict[str, Callable[[], object]] = {DECODING: _decode, JUDGING: partial(_judge, lamps)}
    return compare(DECODING, works, _GOALS, rounds)


def bytes_of(thing: object) -> int:
    """Give the memory of a lamp's past, with all that hangs on it [bytes]."""
    parts: list[object] = []
    if isinstance(thing, msgspec.Struct):
        parts = list(asdict(thing).values())
    elif isinstance(thing, tuple):
        parts = list(thing)
    return sys.getsizeof(thing) + sum(bytes_of(one) for one in parts)


if __name__ == "__main__":
    print(f"{bytes_of(warmed())} bytes of memory a lamp, under 1024 wanted")
    for one in measure(5):
        print(f"{one.what}: {one.seconds / LAMPS * 1e6:.2f} us each, {one.ratio:.2f} x decoding")
