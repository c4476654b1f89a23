import pytest

from devices.wire.up import Sample
from lighting.city import City
from lighting.desired.levels import last_change_ms
from lighting.faults.sighting import Finding
from lighting.health.judging import CONTROLLER, NODE, note, sighting_of
from lighting.nodes.twin import Twin
from lighting.rows import Action, DroppedFault, FaultRow
from schedules.decision import Override, Situation, Trust
from tests.support.city_of_tests import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    REPORT_MS,
    Talker,
    hear,
    lamps,
    lit_city,
    order,
    override,
    rows,
)
from tests.support.stored import fault

NIGHT_MS = NOW_MS + 3 * HOUR_MS  # 23:00, an hour after the roads were dimmed to 60 %
NOON_MS = NOW_MS + 16 * HOUR_MS


@pytest.fixture
def city() -> City:
    """One lamp that holds all its documents since the early evening."""
    made = lit_city(lamps(1))
    hear(made, Talker().holding(made, NOW_MS), NOW_MS)
    return made


def found(city: City, code: str, *, is_present: bool, now_ms: int = NOW_MS) -> list[Action]:
    finding = Finding(code, is_present, "1.8 W of 70 W")
    (lamp,) = city.inventory.lamps
    return note(city, [finding], lamp=lamp, panel=lamp.panel, origin=CONTROLLER, now_ms=now_ms)


def measure(city: City, node: Talker, from_ms: int, count: int, **facts: object) -> None:
    """So many measurements in their rhythm."""
    for number in range(count):
        at_ms = from_ms + number * REPORT_MS
        hear(city, node.sample(at_ms, **facts), at_ms)


def codes(city: City) -> dict[str, str]:
    return {fault.code: fault.state for fault in city.faults.values()}


def test_a_finding_against_a_fault_that_is_not_there_is_no_row(city: City) -> None:
    assert found(city, "LAMP_FAIL", is_present=False) == []


def test_a_fault_gets_the_next_number_and_keeps_it(city: City) -> None:
    (first,) = rows(found(city, "LAMP_FAIL", is_present=True), FaultRow)
    assert (first.fault.id, first.fault.state) == ("F-000001", "pending")
    (second,) = rows(found(city, "LAMP_FAIL", is_present=True, now_ms=NOW_MS + 1), FaultRow)
    assert second.fault.id == "F-000001"
    (other,) = rows(found(city, "POWER_LOW", is_present=True), FaultRow)
    assert other.fault.id == "F-000002"


def test_a_suspicion_that_proves_empty_leaves_nothing_behind(city: City) -> None:
    found(city, "LAMP_FAIL", is_present=True)
    (dropped,) = found(city, "LAMP_FAIL", is_present=False)
    assert isinstance(dropped, DroppedFault)
    assert city.faults == {}


def test_a_lamp_whose_old_fault_comes_back_after_a_restart_is_looked_at_closely(
    city: City,
) -> None:
    past = fault("F-000001", state="cleared", cleared_ms=NOW_MS - 60_000)
    city.resting["KPG-0001", "LAMP_FAIL", CONTROLLER] = past
    for number in range(2):
        found(city, "LAMP_FAIL", is_present=True, now_ms=NOW_MS + number * 300_000)
    (back,) = city.faults.values()
    assert (back.id, back.state) == ("F-000001", "active")
    assert city.ailing == {"KPG-0001"}


def test_what_a_node_says_and_what_we_find_are_two_faults(city: City) -> None:
    hear(city, Talker(seq=9).fault(1, "LAMP_FAIL", begin=True))
    found(city, "LAMP_FAIL", is_present=True)
    assert {(code, origin) for _, code, origin in city.faults} == {
        ("LAMP_FAIL", NODE),
        ("LAMP_FAIL", CONTROLLER),
    }


def test_a_sample_is_seen_beside_what_the_lamp_should_do_at_its_own_moment(city: City) -> None:
    (lamp,) = city.inventory.lamps
    sample = Sample(at_ms=NIGHT_MS, level=60, power_w=41.0)
    twin = city.twins["n-0001"]
    sighting = sighting_of(city, lamp, twin, sample, "synced", NIGHT_MS + DAY_MS)
    assert (sighting.wanted_level, sighting.fade_s, sighting.settled_s) == (60, 120, 3600.0)
    assert (sighting.sun_up_s, sighting.nominal_w) == (None, 70.0)


def test_nothing_is_expected_of_a_lamp_that_lacks_its_documents(city: City) -> None:
    (lamp,) = city.inventory.lamps
    sample = Sample(at_ms=NIGHT_MS, level=100, power_w=70.0)
    sighting = sighting_of(city, lamp, Twin("n-0001"), sample, "synced", NIGHT_MS)
    assert sighting.wanted_level is None


def test_a_lamp_without_a_trusted_clock_is_expected_to_be_lit(city: City) -> None:
    (lamp,) = city.inventory.lamps
    sample = Sample(at_ms=NIGHT_MS, level=100, power_w=70.0)
    sighting = sighting_of(city, lamp, city.twins["n-0001"], sample, "unknown", NIGHT_MS)
    assert sighting.wanted_level == 100


def test_a_change_of_documents_is_a_change_that_has_to_settle(city: City) -> None:
    (lamp,) = city.inventory.lamps
    order(city, override(until_ms=NIGHT_MS + HOUR_MS), NIGHT_MS - 30_000)
    hear(city, Talker(seq=15).holding(city, NIGHT_MS - 10_000), NIGHT_MS - 10_000)
    sample = Sample(at_ms=NIGHT_MS, level=100, power_w=70.0)
    sighting = sighting_of(city, lamp, city.twins["n-0001"], sample, "synced", NIGHT_MS)
    assert (sighting.wanted_level, sighting.settled_s) == (100, 10.0)


DIMMED_MS = NOW_MS + 2 * HOUR_MS


@pytest.mark.parametrize(
    ("at_ms", "starts", "was_lit"),
    [
        pytest.param(DIMMED_MS + MINUTE_MS, 414, True, id="dimmed meanwhile"),
        pytest.param(NIGHT_MS, 414, True, id="no change"),
        pytest.param(NIGHT_MS, 413, False, id="no start to be explained"),
        pytest.param(NOW_MS + DAY_MS, 414, False, id="off by day meanwhile"),
    ],
)
def test_a_start_is_explained_only_where_the_lamp_was_to_be_dark_since_the_last_sample(
    city: City, *, at_ms: int, starts: int, was_lit: bool
) -> None:
    (lamp,) = city.inventory.lamps
    before_ms = NOW_MS + HOUR_MS
    hear(city, Talker(seq=15).sample(before_ms, level=100, power_w=70.0, starts=413), before_ms)
    sample = Sample(at_ms=at_ms, level=60, power_w=41.0, starts=starts)
    sighting = sighting_of(city, lamp, city.twins["n-0001"], sample, "synced", at_ms)
    assert sighting.was_lit is was_lit


def test_before_the_documents_changed_anything_may_have_started_a_lamp(city: City) -> None:
    (lamp,) = city.inventory.lamps
    before_ms = NIGHT_MS - REPORT_MS
    hear(city, Talker(seq=15).sample(before_ms, level=60, power_w=41.0, starts=413), before_ms)
    order(city, override(until_ms=NIGHT_MS + HOUR_MS), NIGHT_MS - 30_000)
    hear(city, Talker(seq=25).holding(city, NIGHT_MS - 10_000), NIGHT_MS - 10_000)
    sample = Sample(at_ms=NIGHT_MS, level=100, power_w=70.0, starts=414)
    sighting = sighting_of(city, lamp, city.twins["n-0001"], sample, "synced", NIGHT_MS)
    assert not sighting.was_lit


def test_by_day_the_sun_is_known_to_be_up(city: City) -> None:
    (lamp,) = city.inventory.lamps
    sample = Sample(at_ms=NOON_MS, level=0, power_w=1.0)
    sighting = sighting_of(city, lamp, city.twins["n-0001"], sample, "synced", NOON_MS)
    assert sighting.sun_up_s is not None
    assert 5 * 3600 < sighting.sun_up_s < 7 * 3600


def test_a_dark_lamp_is_found_and_a_mended_one_is_cleared(city: City) -> None:
    node = Talker(seq=10)
    measure(city, node, NIGHT_MS, 6, level=60, power_w=0.9)
    assert codes(city).get("LAMP_FAIL") == "active"
    measure(city, node, NIGHT_MS + HOUR_MS, 6, level=60, power_w=41.5)
    assert codes(city) == {}


def test_a_lamp_that_burns_at_noon_is_found(city: City) -> None:
    measure(city, Talker(seq=10), NOON_MS, 8, level=100, power_w=70.0)
    assert codes(city).get("DAY_BURN") == "active"


def test_an_order_to_burn_by_day_is_no_fault(city: City) -> None:
    order(city, override(until_ms=NOON_MS + DAY_MS), NOON_MS - HOUR_MS)
    node = Talker(seq=10)
    hear(city, node.holding(city, NOON_MS - HOUR_MS), NOON_MS - HOUR_MS)
    measure(city, node, NOON_MS, 8, level=100, power_w=70.0)
    assert "DAY_BURN" not in codes(city)


def test_measurements_that_come_twice_are_no_further_evidence(city: City) -> None:
    dark = Talker(seq=10).sample(NIGHT_MS, level=60, power_w=0.9)
    for _ in range(10):
        hear(city, dark, NIGHT_MS)
    assert codes(city).get("LAMP_FAIL") == "pending"
    (fault,) = [one for one in city.faults.values() if one.code == "LAMP_FAIL"]
    assert fault.seen == 1


@pytest.mark.parametrize(
    ("at_ms", "expected_ms"),
    [(NOW_MS, 0), (NOW_MS + HOUR_MS, NOW_MS + MINUTE_MS), (NOW_MS + DAY_MS, NOW_MS + 2 * HOUR_MS)],
)
def test_the_answer_may_change_where_an_override_begins_or_ends(
    at_ms: int, expected_ms: int
) -> None:
    one = Override("o-1", 1, 50, 50, NOW_MS + MINUTE_MS, NOW_MS + 2 * HOUR_MS, 0, "ani", "", "node")
    assert last_change_ms(Situation((one,), None, 100, Trust.SYNCED), at_ms) == expected_ms


@pytest.mark.parametrize("code", ["\x00", "mañana ☂", "A" * 30, "lamp_fail"])
def test_a_node_may_call_its_faults_what_it_likes(city: City, code: str) -> None:
    (row,) = rows(hear(city, Talker(seq=9).fault(1, code, begin=True)), FaultRow)
    assert row.fault.code.replace("_", "").isalnum()
    hear(city, Talker(seq=10).fault(2, code, begin=False))
    assert city.faults == {}


def test_a_fault_without_a_name_is_none(city: City) -> None:
    assert rows(hear(city, Talker(seq=9).fault(1, "", begin=True)), FaultRow) == []
