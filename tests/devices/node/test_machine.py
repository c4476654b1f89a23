"""The node as a whole: the ladder obeyed, alone for weeks, whatever is done to it."""

from hypothesis import given
from hypothesis import strategies as st

from devices.node import facts, machine
from devices.wire.documents import to_overrides, to_program
from devices.wire.down import Ordinary, OverrideEntry, ProgramDocument
from schedules.decision import Situation, Trust, decide
from tests.support.node_bench import HOUR_MS, NOON_MS, NodeBench, roads

NIGHT = [(6 * 3600, 100, 30), (10 * 3600, 60, 120), (17 * 3600, 0, 0)]
DAY_MS = 24 * HOUR_MS

hours = st.integers(0, 20)
entries = st.lists(
    st.builds(
        lambda number, level, priority, start_h, long_h: OverrideEntry(
            id=f"o-{number}",
            level=level,
            priority=priority,
            start_ms=NOON_MS + start_h * HOUR_MS,
            until_ms=NOON_MS + (start_h + long_h) * HOUR_MS,
        ),
        number=st.integers(0, 3),
        level=st.integers(0, 100),
        priority=st.integers(0, 3),
        start_h=hours,
        long_h=hours,
    ),
    max_size=4,
)
points = st.lists(hours, unique=True, max_size=5).map(sorted)


@given(entries, points, st.lists(st.integers(0, 90_000_000), max_size=8).map(sorted))
def test_at_every_moment_the_lamp_does_what_the_ladder_says(
    told: list[OverrideEntry], switch_hours: list[int], moments: list[int]
) -> None:
    bench = NodeBench()
    program = roads(1, *((hour, hour * 5, 0) for hour in switch_hours))
    bench.desire(1, overrides=told, default_level=77)
    bench.program(program)
    situation = Situation(to_overrides(told, 1, "node"), to_program(program), 77, Trust.SYNCED)
    for after_ms in moments:
        bench.wait_until(NOON_MS + after_ms)
        wanted = decide(situation, NOON_MS + after_ms)
        assert bench.node.level == wanted.level


def test_alone_for_weeks_it_repeats_its_ordinary_night() -> None:
    bench = NodeBench()
    noon_s = NOON_MS // 1000
    bench.connect()
    bench.desire(1)
    bench.program(
        ProgramDocument(
            version=1,
            issued_ms=1,
            id="roads",
            from_ms=NOON_MS,
            nights=1,
            points=[(noon_s + after, level, fade) for after, level, fade in NIGHT],
            ordinary=Ordinary(start_s=noon_s + 86_400, points=NIGHT),
        )
    )
    bench.tell(facts.Lost())
    attempts = 0
    for night in range(30):
        for after_h, level in ((5, 0 if night else 100), (7, 100), (11, 60), (18, 0)):
            bench.wait_until(NOON_MS + night * DAY_MS + after_h * HOUR_MS)
            assert bench.node.level == level
        attempts = len(bench.asked(facts.Connect))
        bench.tell(facts.Lost())
        if night == 14:
            bench.boot("power")
    assert attempts >= 1
    levels = [one for one in bench.memory.outbox.entries if one.kind == "level"]
    assert len(levels) >= 30


def test_without_a_trusted_clock_it_is_lit() -> None:
    bench = NodeBench()
    bench.connect()
    bench.desire(1)
    bench.program(roads(1, (0, 0, 0)))
    assert bench.node.level == 0
    bench.trust = Trust.UNKNOWN
    bench.tell(facts.Tick())
    assert bench.node.level == 100
    assert bench.reported().clock == "unknown"


def test_a_clock_that_was_set_back_is_followed() -> None:
    bench = NodeBench()
    bench.desire(1)
    bench.program(roads(1, (0, 10, 0), (1, 20, 0)))
    bench.wait_until(NOON_MS + 2 * HOUR_MS)
    assert bench.node.level == 20
    bench.booted_ms -= 90 * 60_000  # uptime goes on while the time of day jumps
    bench.now_ms -= 90 * 60_000
    bench.tell(facts.Tick())
    assert bench.node.level == 10
    bench.wait(HOUR_MS)
    assert bench.node.level == 20


@given(st.integers(0, 2**64 - 1))
def test_it_always_names_a_later_moment(dice: int) -> None:
    bench = NodeBench()
    bench.boots = dice
    bench.boot("power")
    for _ in range(20):
        assert machine.next_due_ms(bench.node) > bench.node.moment.uptime_ms
        bench.wait_until(bench.booted_ms + machine.next_due_ms(bench.node))


def test_sessions_and_logs_are_16_hex_digits_of_their_own() -> None:
    benches = []
    for seed in range(30):
        bench = NodeBench()
        bench.flash = b""
        bench.boots = seed
        bench.boot("power")
        benches.append(bench)
    for names in ({b.node.session for b in benches}, {b.memory.log for b in benches}):
        assert len(names) == 30
        assert {len(name) for name in names} == {16}


def test_two_nodes_with_the_same_dice_and_events_say_the_same() -> None:
    first, second = NodeBench(), NodeBench()
    for bench in (first, second):
        bench.connect()
        bench.desire(1)
        bench.program(roads(1, (1, 50, 10)))
        bench.wait(3 * HOUR_MS)
    assert first.actions == second.actions
