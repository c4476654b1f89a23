from hypothesis import given
from hypothesis import strategies as st

from schedules.decision import Override, Situation, Trust, Wanted, decide, next_change_ms
from schedules.program import Program, SwitchPoint

PROGRAM = Program(
    id="parks",
    from_s=0,
    until_s=100,
    nights=1,
    points=(SwitchPoint(10, 100, 30, "sunset"), SwitchPoint(50, 0, 0, "sunrise")),
    ordinary=(SwitchPoint(20, 60, 0, "18:00"),),
)


def make_override(**changes: int | str) -> Override:
    fields = {
        "id": "o-1",
        "version": 1,
        "level": 40,
        "priority": 50,
        "start_ms": 20_000,
        "until_ms": 30_000,
        "fade_s": 5,
        "by": "operator",
        "reason": "night market",
        "source": "group:parks",
    }
    return Override(**(fields | changes))  # type: ignore[arg-type]  # the fields are told by name


def make_situation(
    *overrides: Override,
    program: Program | None = PROGRAM,
    default_level: int = 80,
    trust: Trust = Trust.SYNCED,
    local_level: int | None = None,
) -> Situation:
    return Situation(overrides, program, default_level, trust, local_level)


def test_the_local_switch_is_above_everything() -> None:
    situation = make_situation(make_override(), local_level=0, trust=Trust.UNKNOWN)
    assert decide(situation, 25_000) == Wanted(0, "local", "local switch", None, 0)
    assert next_change_ms(situation, 25_000) is None


def test_an_override_is_above_the_program_from_its_start_until_its_end() -> None:
    situation = make_situation(make_override())
    assert decide(situation, 19_999) == Wanted(100, "program", "parks sunset", 20_000, 30)
    expected = Wanted(40, "override", "o-1 night market", 30_000, 5)
    assert decide(situation, 20_000) == decide(situation, 29_999) == expected
    assert decide(situation, 30_000) == Wanted(100, "program", "parks sunset", 50_000, 30)


def test_of_two_overrides_the_higher_priority_then_version_then_id_holds() -> None:
    low = make_override(id="o-9", version=9, priority=10)
    old = make_override(id="o-8", version=1)
    new = make_override(id="o-1", version=2)
    twin = make_override(id="o-2", version=2)
    assert decide(make_situation(low, old), 25_000).what == "o-8 night market"
    assert decide(make_situation(new, low, old), 25_000).what == "o-1 night market"
    assert decide(make_situation(twin, new, low, old), 25_000).what == "o-2 night market"


def test_a_stronger_override_ends_a_weaker_ones_turn() -> None:
    strong = make_override(id="o-2", priority=90, start_ms=25_000)
    weak = make_override(id="o-3", priority=10, start_ms=24_000)
    never = make_override(id="o-4", priority=99, start_ms=22_000, until_ms=22_000)
    situation = make_situation(make_override(), strong, weak, never)
    assert decide(situation, 21_000).until_ms == 25_000


def test_an_answer_holds_no_longer_than_until_an_equal_override_begins() -> None:
    twin = make_override(level=70, start_ms=25_000)
    situation = make_situation(twin, make_override())
    assert decide(situation, 21_000).until_ms == 25_000
    assert decide(situation, 25_000).level == 70


def test_before_its_first_point_the_program_leaves_the_default() -> None:
    assert decide(make_situation(), 9_999) == Wanted(80, "default", "default level", 10_000, 0)


def test_without_a_program_the_default_holds_for_good() -> None:
    situation = make_situation(program=None)
    assert decide(situation, 0) == Wanted(80, "default", "default level", None, 0)
    assert next_change_ms(situation, 0) is None


def test_an_override_without_a_reason_is_called_by_its_id() -> None:
    assert decide(make_situation(make_override(reason="")), 20_000).what == "o-1"


def test_a_clock_in_holdover_is_believed() -> None:
    assert decide(make_situation(trust=Trust.HOLDOVER), 60_000).level == 0


def test_with_an_unknown_clock_nothing_darkens() -> None:
    expected = Wanted(80, "default", "clock unknown", 120_000, 0)
    assert decide(make_situation(trust=Trust.UNKNOWN), 60_000) == expected
    situation = make_situation(make_override(level=0), trust=Trust.UNKNOWN)
    assert decide(situation, 20_000) == Wanted(80, "default", "clock unknown", 30_000, 0)


def test_with_an_unknown_clock_light_is_still_taken() -> None:
    assert decide(make_situation(trust=Trust.UNKNOWN), 20_000).what == "parks sunset"


def test_with_an_unknown_clock_a_default_of_off_means_full_light() -> None:
    situation = make_situation(default_level=0, trust=Trust.UNKNOWN)
    assert decide(situation, 60_000).level == decide(situation, 0).level == 100


def overrides() -> st.SearchStrategy[Override]:
    small = st.integers(0, 3)
    return st.builds(
        make_override,
        id=st.sampled_from(["o-1", "o-2", "o-3"]),
        version=small,
        level=st.integers(0, 100),
        priority=small,
        start_ms=st.integers(0, 150_000),
        until_ms=st.integers(0, 150_000),
    )


def situations() -> st.SearchStrategy[Situation]:
    return st.builds(
        Situation,
        st.lists(overrides(), max_size=3, unique_by=lambda one: one.id).map(tuple),
        st.sampled_from([None, PROGRAM]),
        st.integers(0, 100),
        st.sampled_from(Trust),
        st.sampled_from([None, None, 0, 70]),
    )


MOMENTS = st.integers(0, 200_000)


@given(situations(), MOMENTS)
def test_the_level_is_that_of_the_ladder_said_in_plain_words(
    situation: Situation, now_ms: int
) -> None:
    assert decide(situation, now_ms).level == plain_level(situation, now_ms)


def plain_level(situation: Situation, now_ms: int) -> int:
    """The ladder from the bottom up: each higher rung that speaks replaces the answer."""
    level = situation.default_level
    for point in situation.program.points if situation.program else ():
        if point.at_s * 1000 <= now_ms:
            level = point.level
    if situation.program and now_ms >= 120_000:
        level = 60  # the ordinary night, 20 s after the noon at 100 s
    weakest_first = sorted(situation.overrides, key=lambda one: (one.priority, one.version, one.id))
    for override in weakest_first:
        if override.start_ms <= now_ms < override.until_ms:
            level = override.level
    if situation.trust is Trust.UNKNOWN:
        level = max(level, situation.default_level or 100)
    return level if situation.local_level is None else situation.local_level


@given(situations(), MOMENTS, st.data())
def test_an_answer_holds_until_its_end(
    situation: Situation, now_ms: int, data: st.DataObject
) -> None:
    wanted = decide(situation, now_ms)
    end_ms = wanted.until_ms or now_ms + 100_000
    assert end_ms > now_ms
    later_ms = data.draw(st.integers(now_ms, end_ms - 1))
    assert decide(situation, later_ms) == wanted
