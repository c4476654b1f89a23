"""Who is told what: once each, an incident five times at most, whatever restarts and order."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from lighting.faults.catalogue import kind_of
from lighting.notify.deciding import Fact, Message, State, decide
from lighting.notify.settings import Notify

NOON_MS = 1_786_852_800_000
"""2026-08-16 12:00 in Kupang."""
ZONE = "Asia/Makassar"
MINUTE_MS, HOUR_MS = 60_000, 3_600_000
SETTINGS = Notify()


def fault(number: int, *, is_over: bool = False, severity: int = 3, place: str = "Jl. A") -> Fact:
    subject = f"LAMP_FAIL KPG-{number:04}"
    return Fact(f"F-{number:06}", "LAMP_FAIL", severity, place, subject, is_over)


def incident(size: int, *, is_over: bool = False) -> Fact:
    return Fact("I-000001", "SUPPLY_LOSS", 4, "P-05", "P-05", is_over, "34 of 34", size)


def told(state: State, *facts: Fact, at_ms: int = NOON_MS) -> list[Message]:
    return decide(state, facts, SETTINGS, ZONE, at_ms)


def test_faults_of_a_street_within_the_window_are_one_message_and_resolved_another() -> None:
    state = State()
    assert told(state, fault(1), fault(2)) == []
    (message,) = told(state, at_ms=NOON_MS + 10 * MINUTE_MS)
    assert message.title == "2 faults, Jl. A"
    assert told(state, fault(1), at_ms=NOON_MS + 11 * MINUTE_MS) == []
    told(state, fault(1, is_over=True), at_ms=NOON_MS + 12 * MINUTE_MS)
    (over,) = told(state, at_ms=NOON_MS + 22 * MINUTE_MS)
    assert over.title == "1 resolved, Jl. A"


def closed(number: int) -> Fact:
    return msgspec.structs.replace(fault(number, is_over=True), unproven="ani: pole is gone")


def test_what_was_closed_without_proof_is_never_said_to_be_resolved() -> None:
    state = State()
    told(state, fault(1), fault(2), fault(3, place="Jl. B"))
    told(state, at_ms=NOON_MS + 10 * MINUTE_MS)
    ended = (closed(1), fault(2, is_over=True), msgspec.structs.replace(closed(3), place="Jl. B"))
    told(state, *ended, at_ms=NOON_MS + 12 * MINUTE_MS)
    both, other = told(state, at_ms=NOON_MS + 22 * MINUTE_MS)
    assert both.title == "1 resolved, 1 closed without proof, Jl. A"
    assert "KPG-0001 Jl. A:  (closed without proof by ani: pole is gone)" in both.body
    assert "KPG-0002 Jl. A: \n" in f"{both.body}\n"
    assert other.title == "1 closed without proof, Jl. B"


def test_what_was_closed_without_proof_before_anybody_was_told_is_so_in_the_digest() -> None:
    state = State()
    told(state, fault(1))
    told(state, closed(1), at_ms=NOON_MS + MINUTE_MS)
    (digest,) = told(state, at_ms=NOON_MS + 20 * HOUR_MS)
    assert digest.body.startswith("closed without proof: F-000001 ")


def test_in_quiet_hours_only_the_gravest_get_through_and_the_rest_is_in_the_digest() -> None:
    state, night_ms = State(digest_day="2026-08-16"), NOON_MS + 11 * HOUR_MS
    told(state, fault(1), fault(2, severity=4, place="Jl. B"), at_ms=night_ms)
    (grave,) = told(state, at_ms=night_ms + 10 * MINUTE_MS)
    assert grave.title == "1 fault, Jl. B"
    (digest,) = told(state, at_ms=NOON_MS + 19 * HOUR_MS)
    assert digest.title == "digest of 2026-08-17"
    assert "KPG-0001" in digest.body


def test_a_fault_that_comes_back_within_the_hour_is_a_line_and_no_message() -> None:
    state = State()
    for number in range(6):
        told(state, fault(1), at_ms=NOON_MS + number * 20 * MINUTE_MS)
        told(state, at_ms=NOON_MS + (number * 20 + 11) * MINUTE_MS)
        told(state, fault(1, is_over=True), at_ms=NOON_MS + (number * 20 + 12) * MINUTE_MS)
    assert len(state.sent_ms) <= 2


def test_a_fault_under_an_incident_is_told_only_when_it_outlives_that() -> None:
    state, later_ms = State(), NOON_MS + 10 * MINUTE_MS
    held = msgspec.structs.replace(fault(1), incident="I-000001")
    told(state, fault(1))
    told(state, held, incident(3))
    (instead,) = told(state, at_ms=later_ms)
    assert instead.incident == "I-000001"
    told(state, fault(1), at_ms=later_ms)
    (message,) = told(state, at_ms=later_ms + 10 * MINUTE_MS)
    assert message.title == "1 fault, Jl. A"


def test_a_fault_that_ends_with_the_incident_that_explained_it_is_no_line_of_the_digest() -> None:
    state = State(digest_day="2026-08-16")
    held = msgspec.structs.replace(fault(1), incident="I-000001")
    told(state, held)
    told(state, fault(1), fault(2), at_ms=NOON_MS + MINUTE_MS)
    ended = (fault(1, is_over=True), fault(2, is_over=True))
    told(state, *ended, at_ms=NOON_MS + 2 * MINUTE_MS)
    (digest,) = told(state, at_ms=NOON_MS + 19 * HOUR_MS)
    assert "KPG-0002" in digest.body
    assert "KPG-0001" not in digest.body


@given(st.lists(st.tuples(st.integers(1, 10_000), st.booleans()), max_size=60))
def test_an_incident_has_five_messages_at_most(course: list[tuple[int, bool]]) -> None:
    state, count = State(), 0
    for step, (size, is_over) in enumerate(course):
        fact = incident(size, is_over=is_over)
        count += len(told(state, fact, at_ms=NOON_MS + step * MINUTE_MS))
    assert count <= 5


@given(
    begun=st.lists(st.tuples(st.integers(1, 8), st.integers(0, 90)), max_size=40),
    restarts=st.booleans(),
)
def test_each_fault_is_told_or_in_the_digest_exactly_once(
    *, begun: list[tuple[int, int]], restarts: bool
) -> None:
    state, messages, at_ms = State(), list[Message](), NOON_MS
    for number, minutes in begun:
        at_ms += minutes * MINUTE_MS
        messages += told(state, fault(number, place=f"Jl. {number % 3}"), at_ms=at_ms)
        if restarts:
            state = msgspec.json.decode(msgspec.json.encode(state), type=State)
    for hour in range(1, 60):
        messages += told(state, at_ms=at_ms + hour * HOUR_MS)
    text = "\n".join(one.body for one in messages)
    for number in {number for number, _ in begun}:
        assert text.count(f"F-{number:06}") == 1


def test_a_critical_fault_waits_a_minute_and_others_of_its_street_the_window() -> None:
    state = State()
    told(state, fault(1, severity=4))
    (first,) = told(state, at_ms=NOON_MS + MINUTE_MS)
    told(state, fault(2, severity=4), at_ms=NOON_MS + 2 * MINUTE_MS)
    assert told(state, at_ms=NOON_MS + 4 * MINUTE_MS) == []
    (second,) = told(state, at_ms=NOON_MS + 12 * MINUTE_MS)
    assert ("KPG-0001" in first.body, "KPG-0002" in second.body) == (True, True)


def test_minor_faults_are_a_line_of_the_digest_by_code_and_never_a_message() -> None:
    state = State(digest_day="2026-08-16")
    silent = [fault(number, severity=2) for number in range(1, 41)]
    told(state, *silent, *silent)
    (digest,) = told(state, at_ms=NOON_MS + 19 * HOUR_MS)
    assert digest.body.startswith("LAMP_FAIL (40): KPG-0001, KPG-0002, ")
    assert "and 35 more" in digest.body
    assert told(state, at_ms=NOON_MS + 43 * HOUR_MS) == []


def test_a_minor_fault_of_an_incident_is_not_counted() -> None:
    state = State(digest_day="2026-08-16")
    silent = fault(1, severity=2)
    told(state, silent, msgspec.structs.replace(silent, incident="I-000001"))
    assert told(state, at_ms=NOON_MS + 19 * HOUR_MS) == []


def test_a_new_site_waits_for_its_first_digest_till_the_morning() -> None:
    state = State()
    told(state, fault(1, severity=2))
    (digest,) = told(state, at_ms=NOON_MS + 19 * HOUR_MS)
    assert digest.title == "digest of 2026-08-17"


def test_sentence_and_remedy_are_said_in_the_language_of_the_site() -> None:
    state, settings, kind = State(), Notify(language="id"), kind_of("LAMP_FAIL")
    decide(state, [fault(1)], settings, ZONE, NOON_MS)
    (message,) = decide(state, [], settings, ZONE, NOON_MS + 10 * MINUTE_MS)
    assert message.title == "1 gangguan, Jl. A"
    assert message.body.startswith(f"{kind.sentence_id} {kind.remedy_id}\n- F-000001 ")
    english = State()
    told(english, fault(1))
    (message,) = told(english, at_ms=NOON_MS + 10 * MINUTE_MS)
    assert message.body.startswith(f"{kind.sentence} {kind.remedy}\n")


def test_a_critical_fault_is_told_though_a_storm_holds_the_others_back() -> None:
    state = State()
    facts = [fault(1, severity=4), fault(2)]
    told(state, *(msgspec.structs.replace(one, incident="I-000001") for one in facts))
    (message,) = told(state, at_ms=NOON_MS + MINUTE_MS)
    assert "KPG-0001" in message.body
    assert told(state, at_ms=NOON_MS + HOUR_MS) == []
