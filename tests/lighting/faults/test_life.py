"""The life of a fault: debounce, hold, hysteresis, acknowledgement."""

from hypothesis import given
from hypothesis import strategies as st

from lighting.faults.catalogue import CATALOGUE, kind_of
from lighting.faults.life import Fault, acknowledge, close, freeze
from lighting.faults.sighting import AGAINST, Finding
from tests.lighting.faults.sights import LIT, followed, reports, step

MINUTE_MS = 60_000


def present(code: str, evidence: str = "figures") -> Finding:
    """Give a finding for."""
    return Finding(code, is_present=True, evidence=evidence)


def lived(code: str, verdicts: str, origin: str = "controller") -> Fault | None:
    """Advance by findings a minute apart: `+` for, `-` against."""
    fault = None
    for n, verdict in enumerate(verdicts):
        finding = present(code, f"look {n}") if verdict == "+" else AGAINST[code]
        fault = step(fault, finding, n * MINUTE_MS, origin=origin, new_id=f"F-{n}")
    return fault


def state(code: str, verdicts: str, origin: str = "controller") -> str | None:
    """The state after findings a minute apart."""
    fault = lived(code, verdicts, origin)
    return fault.state if fault else None


def test_no_fault_comes_of_a_finding_against() -> None:
    assert lived("LAMP_FAIL", "-") is None


def test_a_fault_is_pending_until_enough_findings_in_a_row() -> None:
    assert state("POWER_LOW", "++") == "pending"
    assert state("POWER_LOW", "+++") == "active"
    assert state("POWER_LOW", "++-") is None
    assert state("POWER_LOW", "++-++") == "pending"


def test_a_fault_knows_when_it_was_first_seen_and_when_it_was_sure() -> None:
    fault = lived("POWER_LOW", "+++++")

    assert fault is not None
    assert (fault.since_ms, fault.active_ms, fault.cleared_ms) == (0, 2 * MINUTE_MS, None)
    assert (fault.id, fault.lamp, fault.panel, fault.evidence) == ("F-0", "l-17", "P-05", "look 2")


def test_enough_findings_wait_for_the_hold_time() -> None:
    fault = None
    for now_ms in (0, 1000, 2000, 59_999):
        fault = step(fault, present("POWER_LOW"), now_ms)
    assert fault is not None
    assert fault.state == "pending"

    sure = step(fault, present("POWER_LOW"), 60_000)

    assert sure is not None
    assert (sure.state, sure.active_ms) == ("active", 60_000)


def test_an_active_fault_is_cleared_by_enough_findings_against_in_a_row() -> None:
    assert state("POWER_LOW", "+++--") == "active"
    assert state("POWER_LOW", "+++--+-") == "active"
    assert state("POWER_LOW", "+++---") == "cleared"


def test_a_fault_that_comes_back_within_an_hour_is_the_same_one() -> None:
    cleared, again = lived("CMD_TIMEOUT", "++--"), lived("CMD_TIMEOUT", "++-+")

    assert cleared is not None
    assert (cleared.state, cleared.cleared_ms) == ("cleared", 2 * MINUTE_MS)
    assert again is not None
    assert (again.id, again.state, again.changes) == (cleared.id, "pending", 1)
    assert (again.since_ms, again.back_ms) == (0, 3 * MINUTE_MS)


def test_a_fault_that_comes_back_later_is_another_one() -> None:
    cleared = lived("CMD_TIMEOUT", "++--")
    again = step(cleared, present("CMD_TIMEOUT"), 63 * MINUTE_MS, new_id="F-9")

    assert again is not None
    assert (again.id, again.state, again.changes) == ("F-9", "pending", 0)


def test_a_closed_fault_says_who_and_how_it_is_known_and_never_comes_back() -> None:
    cleared = lived("CMD_TIMEOUT", "++--")
    assert cleared is not None
    closed = close(cleared, "maria", "measured", 9 * MINUTE_MS, is_proved=True)
    again = step(closed, present("CMD_TIMEOUT"), 10 * MINUTE_MS, new_id="F-9")

    assert (closed.state, closed.closed_by, closed.closed_proof) == ("closed", "maria", "measured")
    assert (closed.cleared_ms, closed.closed_ms) == (2 * MINUTE_MS, 9 * MINUTE_MS)
    assert close(closed, "ani", "again", 0, is_proved=True) is closed
    assert again is not None
    assert (again.id, again.changes) == ("F-9", 0)


def test_nothing_is_known_of_a_frozen_fault_until_its_lamp_is_heard() -> None:
    fault = lived("LAMP_FAIL", "+++")
    assert fault is not None
    frozen = freeze(fault, 5 * MINUTE_MS)

    assert frozen.unknown_since_ms == 5 * MINUTE_MS
    assert freeze(frozen, None) == fault


def test_what_the_node_reports_begins_and_ends_at_once() -> None:
    assert state("LAMP_FAIL", "+", origin="node") == "active"
    assert state("LAMP_FAIL", "+-", origin="node") == "cleared"


def test_an_active_fault_that_is_seen_again_is_the_same_object() -> None:
    fault = lived("POWER_LOW", "+++")

    assert step(fault, present("POWER_LOW"), 10 * MINUTE_MS) is fault


def test_an_unknown_code_of_a_node_is_a_warning_of_that_name() -> None:
    fault = step(None, present("Hv fuse!"), 0, origin="node")

    assert fault is not None
    assert (fault.code, fault.severity, fault.state) == ("HV_FUSE", 2, "active")


def test_an_acknowledged_fault_says_who_and_why_until_it_is_cleared() -> None:
    active = lived("POWER_LOW", "+++")
    assert active is not None

    known = acknowledge(active, "maria", "crew on its way", 5 * MINUTE_MS)
    seen = step(known, present("POWER_LOW"), 6 * MINUTE_MS)
    once = step(seen, AGAINST["POWER_LOW"], 7 * MINUTE_MS)
    twice = step(once, AGAINST["POWER_LOW"], 8 * MINUTE_MS)
    over = step(twice, AGAINST["POWER_LOW"], 9 * MINUTE_MS)

    assert (known.state, known.acknowledged_ms) == ("acknowledged", 5 * MINUTE_MS)
    assert seen is known
    assert once is not None
    assert once.state == "acknowledged"
    assert over is not None
    assert (over.state, over.acknowledged_by, over.acknowledged_reason) == (
        "cleared",
        "maria",
        "crew on its way",
    )


def test_only_an_active_fault_can_be_acknowledged() -> None:
    for verdicts in ("+", "+++---"):
        fault = lived("POWER_LOW", verdicts)
        assert fault is not None
        assert acknowledge(fault, "maria", "known", 0) is fault
    active = lived("POWER_LOW", "+++")
    assert active is not None
    known = acknowledge(active, "maria", "known", 0)
    assert acknowledge(known, "joko", "me too", 1) is known


def test_a_reset_is_over_after_an_hour_without_another() -> None:
    at_once = lived("RESET", "+")
    again = lived("RESET", "+" + "-" * 30 + "+" + "-" * 59)
    over = lived("RESET", "+" + "-" * 30 + "+" + "-" * 60)

    assert at_once is not None
    assert at_once.state == "active"
    assert again is not None
    assert (again.state, again.evidence) == ("active", "look 31")
    assert over is not None
    assert (over.state, over.id) == ("cleared", "F-0")


def test_an_acknowledged_reset_is_over() -> None:
    reset = lived("RESET", "+")
    assert reset is not None

    known = acknowledge(reset, "maria", "seen", 5000)

    assert (known.state, known.cleared_ms, known.acknowledged_by) == ("cleared", 5000, "maria")


def test_samples_alone_clear_a_reset() -> None:
    assert "RESET" not in followed(reports(LIT, LIT))
    reset = step(None, present("RESET"), LIT.at_ms)

    assert reset is not None
    assert step(reset, AGAINST["RESET"], LIT.at_ms + 60 * MINUTE_MS) != reset


@given(
    st.sampled_from(sorted(CATALOGUE)),
    st.sampled_from(["node", "controller"]),
    st.lists(
        st.tuples(st.sampled_from(["for", "against", "acknowledge"]), st.integers(-5000, 10**6))
    ),
)
def test_a_fault_is_never_two_things_at_once(
    code: str, origin: str, happened: list[tuple[str, int]]
) -> None:
    fault: Fault | None = None
    now_ms = 0
    for n, (what, passed_ms) in enumerate(happened):
        now_ms += passed_ms
        before = fault
        if what == "acknowledge":
            fault = acknowledge(fault, "maria", "known", now_ms) if fault else None
        else:
            finding = present(code) if what == "for" else AGAINST[code]
            fault = step(fault, finding, now_ms, origin=origin, new_id=f"F-{n}")
        check(before, fault)


def check(before: Fault | None, after: Fault | None) -> None:
    """What holds at any time, and between one finding and the next."""
    if after is None:
        assert before is None or before.state == "pending"
        return
    if after.changes == 0:
        assert (after.state == "pending") == (after.active_ms is None)
    assert (after.state == "cleared") == (after.cleared_ms is not None)
    if before is None or before.id != after.id:
        assert before is None or before.state == "cleared"
        assert after.state in {"pending", "active"}
        return
    if before.state in {"active", "acknowledged"}:
        assert after.state != "pending"
    if before.state == "cleared" and after is not before:
        assert after.changes == before.changes + 1


@given(st.sampled_from(sorted(CATALOGUE)), st.text(alphabet="+-", max_size=40))
def test_hysteresis_holds(code: str, verdicts: str) -> None:
    kind = kind_of(code)
    states = [state(code, verdicts[:n]) for n in range(len(verdicts) + 1)]
    for n in range(1, len(states)):
        if states[n] == "active" and states[n - 1] in {None, "pending", "cleared"}:
            assert verdicts[:n].endswith("+" * kind.raise_after)
        if states[n] == "cleared" and states[n - 1] == "active":
            assert verdicts[:n].endswith("-" * kind.clear_after)
