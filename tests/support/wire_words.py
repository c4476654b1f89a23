"""What may be said on the wire, for property tests, and the smallest right payloads."""

import json
from typing import Any

from hypothesis import strategies as st

from devices.wire import down, up
from devices.wire.settings import (
    EffectEntry,
    FactorsHeld,
    PhotocellEntry,
    Settings,
    SpansHeld,
)

SITE = "kupang"
SESSION = "0123456789abcdef"
HEAD: dict[str, Any] = {
    "v": 1,
    "session": SESSION,
    "connection": 1,
    "seq": 1,
    "at_ms": 1_786_955_592_000,
    "clock": "synced",
}

moments_ms = st.integers(0, 2**53 - 1)
levels = st.integers(0, 100)
names = st.from_regex(r"[a-z0-9][a-z0-9-]{0,30}", fullmatch=True)
node_ids = st.from_regex(r"n-[a-z0-9-]{1,29}", fullmatch=True)
texts = st.text(
    st.characters(exclude_categories=["Cs"]),
    max_size=20,
)
entries = st.builds(
    down.OverrideEntry,
    id=st.text("abco-0123", min_size=1, max_size=8),
    level=levels,
    priority=st.integers(0, 1000),
    start_ms=moments_ms,
    until_ms=moments_ms,
    fade_s=st.integers(0, 86_400),
    by=texts,
    reason=texts,
)
points = st.lists(st.tuples(st.integers(0, 2**40 - 1), levels, st.integers(0, 86_400)), max_size=20)
labels = st.lists(st.one_of(texts, st.integers(0, 5)), max_size=20)
spans = st.builds(
    SpansHeld,
    daily=st.none() | st.tuples(st.integers(0, 86_399), st.integers(1, 86_400)),
    windows=st.none()
    | st.lists(
        st.tuples(st.integers(0, 2**40 - 1), st.integers(0, 2**40 - 1), st.integers(1, 90)),
        max_size=3,
    ).map(tuple),
)
effects = st.builds(
    EffectEntry,
    name=texts,
    sensor=texts,
    do=st.sampled_from(["set", "max", "min", "add", "multiply"]),
    value=st.integers(-100, 400),
    hold_s=st.integers(0, 43_200),
    fade_s=st.integers(0, 600),
    fade_back_s=st.integers(0, 600),
    spans=spans,
)
photocells = st.builds(
    PhotocellEntry,
    on_below=st.floats(0, 1000),
    off_above=st.floats(0, 1000),
    early_s=st.integers(0, 10_800),
    late_s=st.integers(0, 10_800),
    spans=spans,
)
factors = st.builds(
    FactorsHeld,
    min_level=levels,
    curve=st.sampled_from(["logarithmic", "linear"]),
    virtual_power=st.integers(1, 100),
    clo=st.lists(st.tuples(st.integers(0, 100_000), st.integers(1, 100)), max_size=3).map(tuple),
)
settings = st.builds(
    Settings,
    report_s=st.integers(1, 86_400),
    spread_s=st.integers(0, 3600),
    telemetry_qos=st.sampled_from([0, 1]),
    min_level=levels,
    effects=st.none() | st.lists(effects, max_size=3).map(tuple),
    photocells=st.none() | st.lists(photocells, max_size=2).map(tuple),
    factors=st.none() | factors,
)
versions = st.integers(1, 2**53 - 1)
desired = st.builds(
    down.Desired,
    version=versions,
    issued_ms=moments_ms,
    program=st.none() | names,
    groups=st.lists(names, max_size=4),
    overrides=st.lists(entries, max_size=4),
    default_level=levels,
    settings=settings,
    retired=st.booleans(),
)
programs = st.builds(
    down.ProgramDocument,
    version=versions,
    issued_ms=moments_ms,
    id=names,
    from_ms=moments_ms,
    nights=st.integers(0, 1000),
    points=points,
    labels=labels,
    ordinary=st.none()
    | st.builds(down.Ordinary, start_s=st.integers(0, 2**40 - 1), points=points, labels=labels),
)
group_overrides = st.builds(
    down.GroupOverrides,
    version=versions,
    issued_ms=moments_ms,
    overrides=st.lists(entries, max_size=4),
)
sample_values = st.floats(0, 1, allow_nan=False)
telemetry = st.builds(
    up.Telemetry,
    session=st.just(SESSION),
    connection=st.integers(1, 2**31 - 1),
    seq=moments_ms,
    at_ms=moments_ms,
    clock=st.sampled_from(["synced", "holdover", "unknown"]),
    samples=st.lists(
        st.builds(up.Sample, at_ms=moments_ms, power_w=sample_values, starts=moments_ms),
        min_size=1,
        max_size=5,
    ),
)


def payload(**members: object) -> bytes:
    """JSON of the members."""
    return json.dumps(members).encode()


def up_payload(**members: object) -> bytes:
    """JSON of an up message: its head and the members."""
    return payload(**HEAD | members)
