import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from devices.wire.up import LastWill, Reported, Sample, Status
from lighting.faults.drift import Drift
from lighting.faults.watch import EMPTY, Watch
from lighting.nodes.event_logs import turn_to
from lighting.nodes.twin import PAST_SESSIONS, Twin, born, bury, hear, reported, sampled
from tests.support.city_of_tests import MINUTE_MS, NOW_MS

A, B = "aa" * 8, "bb" * 8
NEW = Twin("n-0001")


def head(
    seq: int, session: str = A, *, connection: int = 1, at_ms: int = NOW_MS, clock: str = "synced"
) -> Reported:
    facts = {"v": 1, "session": session, "connection": connection, "seq": seq, "at_ms": at_ms}
    return Reported.model_validate({**facts, "clock": clock})


def heard(twin: Twin, message: Reported, now_ms: int = NOW_MS) -> Twin:
    after = hear(twin, message, now_ms)
    assert after is not None
    return after


def will(session: str = A, connection: int = 1) -> LastWill:
    return LastWill(session=session, connection=connection)


@pytest.mark.parametrize("first", [0, 1, 7])
def test_a_session_may_begin_with_any_number(first: int) -> None:
    twin = heard(heard(NEW, head(first)), head(first + 1))
    assert (twin.seq, twin.holes) == (first + 1, 0)


def test_numbers_left_out_are_counted_as_holes() -> None:
    twin = heard(heard(heard(NEW, head(1)), head(2)), head(6))
    assert twin.holes == 3


def test_a_message_that_comes_again_is_no_hole_and_shows_that_the_node_lives() -> None:
    twin = heard(heard(NEW, head(1)), head(2))
    again = heard(twin, head(1), NOW_MS + MINUTE_MS)
    assert (again.seq, again.holes, again.heard_ms) == (2, 0, NOW_MS + MINUTE_MS)


def test_holes_are_counted_over_all_sessions() -> None:
    twin = heard(heard(NEW, head(1)), head(3))
    assert heard(heard(twin, head(1, B)), head(4, B)).holes == 3


def test_the_will_of_the_newest_connection_kills() -> None:
    assert bury(heard(NEW, head(1)), will(), NOW_MS - 1).is_down


def test_the_will_of_a_replaced_session_is_ignored() -> None:
    twin = heard(heard(NEW, head(1)), head(1, B, at_ms=NOW_MS + MINUTE_MS))
    assert bury(twin, will(A), NOW_MS) == twin


def test_the_will_of_an_older_connection_is_ignored() -> None:
    twin = heard(NEW, head(1, connection=3))
    assert bury(twin, will(connection=2), NOW_MS) == twin


def test_a_node_never_heard_of_is_down_after_its_will() -> None:
    twin = bury(NEW, will(), NOW_MS - 1)
    assert (twin.is_down, twin.session, twin.heard_ms) == (True, A, None)


def test_any_later_message_revives() -> None:
    dead = bury(heard(NEW, head(1)), will(), NOW_MS - 1)
    assert not heard(dead, head(2)).is_down
    assert not heard(dead, head(1, connection=2)).is_down
    assert not heard(dead, head(1, B)).is_down


def test_a_repeated_message_does_not_revive() -> None:
    dead = bury(heard(NEW, head(2)), will(), NOW_MS - 1)
    assert heard(dead, head(1)).is_down
    assert heard(dead, head(2)).is_down


def test_a_late_message_of_a_replaced_session_is_told_apart() -> None:
    twin = heard(heard(NEW, head(1)), head(1, B, at_ms=NOW_MS + MINUTE_MS))
    assert hear(twin, head(2, at_ms=NOW_MS + 1), NOW_MS + MINUTE_MS) is None


def test_a_session_wrongly_taken_for_replaced_is_believed_when_it_goes_on_speaking() -> None:
    newest = heard(NEW, head(9, B, at_ms=NOW_MS))
    misled = heard(newest, head(3, A, at_ms=NOW_MS - MINUTE_MS))  # a backlog, first heard of now
    assert heard(misled, head(10, B, at_ms=NOW_MS + 1)).session == B


def test_a_clock_that_nobody_trusts_brings_no_session_back() -> None:
    twin = heard(heard(NEW, head(1)), head(1, B, clock="unknown", at_ms=5))
    assert hear(twin, head(2), NOW_MS) is None


def test_only_so_many_replaced_sessions_are_remembered() -> None:
    twin = NEW
    for number in range(PAST_SESSIONS + 5):
        twin = heard(twin, head(1, f"{number:016x}"))
    assert len(twin.past_sessions) == PAST_SESSIONS


def test_the_moment_it_was_heard_never_goes_back() -> None:
    twin = heard(NEW, head(1), NOW_MS)
    assert heard(twin, head(2), NOW_MS - MINUTE_MS).heard_ms == NOW_MS


def test_older_news_of_what_a_node_holds_changes_nothing() -> None:
    facts = {"v": 1, "session": A, "connection": 1, "at_ms": NOW_MS, "clock": "synced"}
    old = Reported.model_validate({**facts, "seq": 4, "desired": 10, "level": 100})
    new = Reported.model_validate({**facts, "seq": 5, "desired": 20, "level": 60})
    twin = reported(reported(NEW, new, NOW_MS), old, NOW_MS + 1)
    assert (twin.desired, twin.level, twin.reported_ms) == (20, 60, NOW_MS)


def test_after_a_reboot_numbers_begin_again_and_news_is_believed() -> None:
    first = head(9)
    twin = reported(heard(NEW, first), first.model_copy(update={"desired": 10}), NOW_MS)
    anew = head(1, B)
    twin = reported(heard(twin, anew), anew.model_copy(update={"desired": 20}), NOW_MS)
    assert twin.desired == 20


def test_a_birth_tells_of_the_node() -> None:
    facts = {"v": 1, "session": A, "connection": 1, "seq": 1, "at_ms": 1, "clock": "synced"}
    status = Status.model_validate({**facts, "online": True, "firmware": "2.0", "boots": 4})
    twin = born(NEW, status)
    assert (twin.firmware, twin.boots, twin.boot_reason, twin.born_session) == (
        "2.0",
        4,
        "unknown",
        A,
    )


def test_of_two_samples_the_newer_counts_whatever_their_order() -> None:
    new, old = Sample(at_ms=NOW_MS, power_w=70.0), Sample(at_ms=NOW_MS - 1, power_w=42.0)
    assert sampled(sampled(NEW, new, EMPTY, NOW_MS), old, EMPTY, NOW_MS).power_w == 70.0


def test_counters_that_a_sample_leaves_out_are_kept() -> None:
    twin = sampled(NEW, Sample(at_ms=1, energy_wh=5, burn_s=6, level=60), EMPTY, NOW_MS)
    twin = sampled(twin, Sample(at_ms=2), EMPTY, NOW_MS)
    assert (twin.energy_wh, twin.burn_s, twin.level, twin.power_w) == (5, 6, 60, None)


def test_a_sample_from_a_clock_far_ahead_does_not_hide_those_after_it_was_set() -> None:
    century_ms = 100 * 365 * 86_400_000
    misled = sampled(NEW, Sample(at_ms=NOW_MS + century_ms, power_w=1.0), EMPTY, NOW_MS)
    assert sampled(misled, Sample(at_ms=NOW_MS, power_w=70.0), EMPTY, NOW_MS).power_w == 70.0


def test_a_log_that_was_replaced_keeps_its_place_for_late_events() -> None:
    twin = replace(NEW, log="aaaa", upto=9, beyond=(11,))
    other = replace(turn_to(twin, "bbbb"), log="bbbb", upto=2)
    assert (turn_to(twin, "bbbb").log, turn_to(twin, "bbbb").upto) == (None, 0)
    back = turn_to(other, "aaaa")
    assert (back.log, back.upto, back.beyond) == ("aaaa", 9, (11,))
    assert turn_to(back, "bbbb").upto == 2
    assert turn_to(replace(twin, booted_n=9), "bbbb").booted_n == 0


twins = st.builds(
    Twin,
    node=st.just("n-0001"),
    session=st.none() | st.just(A),
    past_sessions=st.lists(st.sampled_from([A, B])).map(tuple),
    seq=st.integers(-1, 2**53 - 1),
    heard_ms=st.none() | st.integers(0, 2**53 - 1),
    is_down=st.booleans(),
    override_versions=st.lists(st.tuples(st.text(), st.integers(0, 2**53 - 1))).map(tuple),
    power_w=st.none() | st.floats(-10, 100_000),
    beyond=st.lists(st.integers(1, 2**53 - 1)).map(tuple),
    past_logs=st.lists(
        st.tuples(st.just("ab12"), st.integers(0), st.lists(st.integers(1)).map(tuple))
    ).map(tuple),
    reported_mark=st.tuples(st.integers(0), st.integers(-1)),
    watch=st.builds(Watch, at_ms=st.integers(0), drift=st.builds(Drift, count=st.integers(0, 9))),
)


@given(twins)
def test_a_twin_comes_back_from_the_store_as_it_was(twin: Twin) -> None:
    assert Twin.from_json(twin.to_json()) == twin


def test_a_twin_of_an_older_program_is_taken_with_what_it_lacks_unknown() -> None:
    assert Twin.from_json('{"node": "n-0001", "seq": 4, "no_longer": 1}') == Twin("n-0001", seq=4)
