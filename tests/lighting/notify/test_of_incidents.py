"""How an incident is told: a moment later, five times at most, and by night if lamps are dark."""

from dataclasses import replace

import pytest

from devices.clock import SteppedClock
from lighting.city import City
from lighting.controller import Tick, handle
from lighting.faults.incidents import Incident
from lighting.notify.deciding import Fact, Group, Message, State, decide
from lighting.notify.facts import of_fault, of_incident
from lighting.notify.settings import Notify
from lighting.rows import FaultRow, IncidentRow
from lighting.site.inventory import Lamp
from tests.support.city_of_tests import NOW_MS, SECOND_MS, Talker, bare_city, hear, lamp

NOON_MS = 1_786_852_800_000
"""2026-08-16 12:00 in Kupang."""
NIGHT_MS = NOON_MS + 11 * 3_600_000
ZONE = "Asia/Makassar"
MINUTE_MS = 60_000
SETTINGS = Notify()


def incident(
    name: str = "I-1", size: int = 40, *, is_over: bool = False, within: str | None = None
) -> Fact:
    return Fact(name, "SUPPLY_LOSS", 4, "P-05", "SUPPLY_LOSS", is_over, "why", size, within)


def lit(*, is_over: bool = False) -> Fact:
    """One in which the lamps go on by their programs."""
    return Fact("I-9", "COMM_LOST", 3, "G-1", "COMM_LOST", is_over, "why", 40)


def told(state: State, *facts: Fact, at_ms: int = NOON_MS) -> list[Message]:
    return decide(state, facts, SETTINGS, ZONE, at_ms)


def test_a_dark_panel_is_told_at_night_and_its_end_too() -> None:
    state = State(digest_day="2026-08-16")
    assert told(state, incident(), at_ms=NIGHT_MS) == []
    (begun,) = told(state, at_ms=NIGHT_MS + 2 * MINUTE_MS)
    (over,) = told(state, incident(is_over=True), at_ms=NIGHT_MS + 90 * MINUTE_MS)
    assert (begun.title, over.title) == ("SUPPLY_LOSS P-05: 40 lamps", "over: SUPPLY_LOSS P-05")
    assert told(state, incident(), incident(is_over=True), at_ms=NIGHT_MS + 95 * MINUTE_MS) == []


def test_one_in_which_lamps_are_lit_obeys_quiet_hours_and_the_cap() -> None:
    state = State(digest_day="2026-08-16")
    told(state, lit(), at_ms=NIGHT_MS)
    assert told(state, at_ms=NIGHT_MS + 2 * MINUTE_MS) == []
    assert told(state, lit(is_over=True), at_ms=NIGHT_MS + 20 * MINUTE_MS) == []
    (digest,) = told(state, at_ms=NIGHT_MS + 9 * 60 * MINUTE_MS)
    assert "COMM_LOST G-1: 40 lamps" in digest.body
    capped = State(sent_ms=[NOON_MS - 1] * 5, digest_day="2026-08-16")
    told(capped, lit())
    assert told(capped, at_ms=NOON_MS + 2 * MINUTE_MS) == []


def test_one_that_is_over_before_it_was_told_is_a_line_of_the_digest() -> None:
    state = State(digest_day="2026-08-16")
    told(state, incident(), incident(is_over=True))
    assert told(state, at_ms=NOON_MS + 5 * MINUTE_MS) == []
    (digest,) = told(state, at_ms=NOON_MS + 19 * 60 * MINUTE_MS)
    assert digest.body.startswith("came and went: I-1 ")


def test_a_larger_one_takes_the_messages_of_smaller_ones_upon_itself() -> None:
    state, messages = State(), list[Message]()
    for number in range(4):
        messages += told(state, incident(f"I-{number}"), at_ms=NOON_MS)
    messages += told(state, at_ms=NOON_MS + 2 * MINUTE_MS)
    smaller = [incident(f"I-{number}", within="I-8") for number in range(4)]
    messages += told(state, *smaller, incident("I-8", 200), at_ms=NOON_MS + 3 * MINUTE_MS)
    for step in range(1, 6):
        grown = incident("I-8", 200 * 3**step)
        messages += told(state, grown, at_ms=NOON_MS + (3 + 2 * step) * MINUTE_MS)
    messages += told(state, incident("I-8", is_over=True), at_ms=NOON_MS + 60 * MINUTE_MS)
    about = [one.title.split(":")[0] for one in messages if one.incident == "I-8"]
    assert about == ["SUPPLY_LOSS P-05", "over"]


def test_the_end_of_one_is_told_though_only_its_parts_were() -> None:
    state = State()
    told(state, incident("I-1"))
    told(state, at_ms=NOON_MS + 2 * MINUTE_MS)
    told(state, incident("I-1", within="I-2"), incident("I-2"), at_ms=NOON_MS + 3 * MINUTE_MS)
    (over,) = told(state, incident("I-2", is_over=True), at_ms=NOON_MS + 4 * MINUTE_MS)
    assert over.title.startswith("over: ")


def town(panels: int, per_panel: int) -> list[Lamp]:
    return [
        replace(
            lamp(panel * per_panel + number + 1, panel=f"P-{panel:03}"), kelurahan=f"K-{panel // 5}"
        )
        for panel in range(panels)
        for number in range(per_panel)
    ]


class Listener:
    """Whoever is told of a city, as it goes from look to look."""

    def __init__(self, city: City, start_ms: int) -> None:
        self.messages: list[Message] = []
        self.clock = SteppedClock(start_ms)
        self._city = city
        self._state = State(digest_day="2000-01-01")

    def look(self, at_ms: int) -> None:
        """The controller looks, and people are told what follows."""
        self.clock.set_ms(at_ms)
        facts: list[Fact] = []
        for action in handle(self._city, Tick(), at_ms):
            if isinstance(action, IncidentRow):
                facts.append(of_incident(action.incident))
            elif isinstance(action, FaultRow) and (found := of_fault(action.fault, {})):
                facts.append(found)
        self.messages += decide(self._state, facts, SETTINGS, ZONE, at_ms)


def goes(listener: Listener, city: City, talkers: dict[str, Talker]) -> None:
    """Every lamp goes within 90 s, all over the town, and stays away for twenty minutes."""
    for second in range(90):
        for one in city.inventory.lamps[second::90]:
            hear(city, talkers[one.id].will(), NOW_MS + second * SECOND_MS)
        if second % 30 == 0:
            listener.look(NOW_MS + second * SECOND_MS + 1)
    for passed_s in range(90, 1200, 30):
        listener.look(NOW_MS + passed_s * SECOND_MS)


def comes_back(listener: Listener, city: City, talkers: dict[str, Talker]) -> None:
    """Panel by panel within twenty minutes, and then they go on reporting."""
    for minute in range(20, 60):
        now_ms, first = NOW_MS + minute * MINUTE_MS, (minute - 20) * 500
        for one in city.inventory.lamps[first : first + 500]:
            hear(city, talkers[one.id].status(now_ms), now_ms)
        for one in city.inventory.lamps[: first if minute % 5 == 0 else 0]:
            hear(city, talkers[one.id].sample(now_ms, supply_v=221.0), now_ms)
        listener.look(now_ms)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_ten_thousand_lamps_gone_in_ninety_seconds_and_back_are_five_messages_at_most() -> None:
    city = bare_city(town(250, 40))
    talkers = {one.id: Talker(one.node) for one in city.inventory.lamps}
    for talker in talkers.values():
        hear(city, talker.sample(NOW_MS, supply_v=221.0), NOW_MS)
    listener = Listener(city, NOW_MS)
    goes(listener, city, talkers)
    comes_back(listener, city, talkers)
    about = [one for one in listener.messages if one.incident]
    assert len({one.incident for one in about}) == 1
    assert len(listener.messages) <= 5
    assert about[-1].title.startswith("over: ")


def test_an_incident_is_told_by_its_scope_and_its_cause() -> None:
    found = Incident("I-1", "SUPPLY_LOSS", "", 0, None, ("A", "B"), "2 of 2", 0, kind="district")
    fact = of_incident(replace(found, scope="Oebobo", cause="power cut"))
    assert (fact.place, fact.evidence, fact.severity, fact.size) == ("Oebobo", "power cut", 4, 2)
    assert of_incident(replace(found, kind="firmware")).severity == 3
    assert of_incident(replace(found, kind="storm", code="LEAKAGE")).code == "STORM"


def test_a_storm_is_said_as_one_in_both_languages() -> None:
    storm = Fact("I-1", "STORM", 4, "kupang", "STORM", is_over=False, size=50)
    english, indonesian = (
        decide(State(begun={"I-1": Group(0, [storm])}), [], one, ZONE, NOON_MS)[0]
        for one in (Notify(), Notify(language="id"))
    )
    assert english.title == "STORM kupang: 50 lamps"
    assert "lighting work triage" in english.body
    assert "badai" in indonesian.body


def test_panels_that_outlive_the_cut_of_a_city_are_one_message_and_those_soon_back_none() -> None:
    state, messages = State(digest_day="2026-08-16"), list[Message]()
    panels = [f"I-{number}" for number in range(10, 35)]
    told(state, *(incident(one, within="I-1") for one in panels), incident("I-1", 1000))
    messages += told(state, at_ms=NOON_MS + 2 * MINUTE_MS)
    over_ms = NOON_MS + 60 * MINUTE_MS
    back = incident("I-1", 1000, is_over=True)
    messages += told(state, back, *(incident(one) for one in panels), at_ms=over_ms)
    soon = [incident(one, is_over=True) for one in panels[:20]]
    messages += told(state, *soon, at_ms=over_ms + 10 * MINUTE_MS)
    messages += told(state, at_ms=over_ms + 33 * MINUTE_MS)
    late = [incident(one, is_over=True) for one in panels[20:]]
    messages += told(state, *late, at_ms=over_ms + 50 * MINUTE_MS)
    assert [one.title.split(":")[0] for one in messages] == [
        "SUPPLY_LOSS P-05",
        "over",
        "still dark",
    ]
    assert sum(one in messages[-1].body for one in panels) == 5
    (digest,) = told(state, at_ms=NOON_MS + 19 * 60 * MINUTE_MS)
    assert digest.body.count("over: ") == 5
