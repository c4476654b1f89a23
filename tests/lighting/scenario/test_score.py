"""The score is honest: what is found before its time, or comes back without a cause, is wrong."""

from dataclasses import replace

from devices.sim.ailments import Ailment, Kind
from devices.sim.luminaire import Luminaire
from devices.sim.truth import Ailed, Commanded, LampTruth, Truth
from lighting.demo.town import lamps_of_town
from lighting.faults.catalogue import kind_of
from lighting.faults.life import Fault
from lighting.scenario.load import changes_of
from lighting.scenario.score import Evidence, judge, score
from lighting.scenario.seeing import Days
from lighting.scenario.spells import SpellKey, last_spells, note_spell

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
LAMPS = lamps_of_town(24)
LAMP = LAMPS[0]
PANEL = [one for one in LAMPS if one.panel == LAMP.panel]


def fault(code: str, since_h: float, until_h: float | None = None) -> Fault:
    """A fault of the first lamp, active at once; moments in hours."""
    since_ms = int(since_h * HOUR_MS)
    return Fault(
        id=f"F-{since_ms}",
        code=code,
        lamp=LAMP.id,
        panel=LAMP.panel,
        severity=kind_of(code).severity,
        state="active" if until_h is None else "cleared",
        since_ms=since_ms,
        active_ms=since_ms,
        cleared_ms=None if until_h is None else int(until_h * HOUR_MS),
        origin="controller",
        evidence="",
    )


def ailed(kind: Kind, target: str, from_h: float, until_h: float | None = None) -> Ailed:
    until_ms = None if until_h is None else int(until_h * HOUR_MS)
    ailment = Ailment(kind, target, int(from_h * HOUR_MS), until_ms)
    return Ailed(ailment, ailment.from_ms, until_ms)


def evidence(happened: list[Ailed], *faults: Fault, days: Days = ()) -> Evidence:
    """A day of lamps that are wanted on from 0 h to 12 h, and off afterwards."""
    truth = Truth({
        one.node: LampTruth(
            one.node,
            one.panel,
            one.power_w,
            Luminaire(one.power_w, 0.5, 0),
            commanded=[
                Commanded(0, 100, 100, 0, "program", ""),
                Commanded(12 * HOUR_MS, 0, 0, 0, "program", ""),
            ],
        )
        for one in LAMPS
    })  # fmt: skip
    truth.lamps[LAMP.node].ailed.extend(happened)
    return Evidence(
        LAMPS,
        truth,
        faults,
        (),
        0,
        24 * HOUR_MS,
        300,
        tuple(changes_of(faults, ())),
        "Asia/Makassar",
        days,
    )


def codes_of(found: tuple[Fault, ...]) -> list[str]:
    return [one.code for one in found]


def test_a_fault_that_began_before_its_cause_is_wrong() -> None:
    happened = [ailed(Kind.DEAD_LAMP, LAMP.node, 4)]
    early, right = fault("LAMP_FAIL", 3), fault("LAMP_FAIL", 4.1)

    assert judge(evidence(happened, early)).wrong == (early,)
    assert judge(evidence(happened, right)).right == (right,)


def test_a_fault_is_no_invention_for_an_hour_after_its_cause() -> None:
    happened = [ailed(Kind.DEAD_LAMP, LAMP.node, 4, 5)]
    late, later = fault("LAMP_FAIL", 5.9), fault("LAMP_FAIL", 6.1)

    judged = judge(evidence(happened, late, later))

    assert (judged.right, judged.wrong) == ((late,), (later,))


def test_each_spell_of_a_fault_is_judged_for_itself() -> None:
    spells: dict[SpellKey, Fault] = {}
    first = fault("LAMP_FAIL", 4.25, 5)
    again = replace(first, state="pending", cleared_ms=None, changes=1, back_ms=9 * HOUR_MS)
    sure_ms = 9 * HOUR_MS + 5 * MINUTE_MS
    for one in (
        first,
        replace(again, last_seen_ms=9 * HOUR_MS),
        replace(again, state="active", last_seen_ms=sure_ms),
        replace(again, state="active", last_seen_ms=sure_ms + MINUTE_MS),
    ):
        note_spell(spells, one)
    judged = judge(evidence([ailed(Kind.DEAD_LAMP, LAMP.node, 4, 5)], *spells.values()))

    assert [one.since_ms for one in judged.right] == [first.since_ms]
    assert [(one.since_ms, one.active_ms) for one in judged.wrong] == [(9 * HOUR_MS, sure_ms)]


def test_a_return_that_never_proved_true_is_no_fault() -> None:
    spells: dict[SpellKey, Fault] = {}
    first = fault("LAMP_FAIL", 4.25, 5)
    again = replace(first, state="pending", cleared_ms=None, changes=1, back_ms=9 * HOUR_MS)
    for one in (first, again, first):
        note_spell(spells, one)

    assert [one.active_ms for one in spells.values()] == [first.active_ms, None]
    assert judge(evidence([], *spells.values())).wrong == (first,)


def test_a_fault_that_flaps_and_stays_open_has_spells_all_the_same() -> None:
    spells: dict[SpellKey, Fault] = {}
    first = fault("LAMP_FAIL", 4.1)
    for one in (first, replace(first, changes=1, back_ms=9 * HOUR_MS, last_seen_ms=9 * HOUR_MS)):
        note_spell(spells, one)

    assert [(one.since_ms, one.cleared_ms) for one in spells.values()] == [
        (first.since_ms, 9 * HOUR_MS),
        (9 * HOUR_MS, None),
    ]


def test_an_ailment_is_not_found_by_a_spell_that_was_over_before() -> None:
    happened = [ailed(Kind.DEAD_LAMP, LAMP.node, 4, 5), ailed(Kind.DEAD_LAMP, LAMP.node, 8, 10)]
    first = fault("LAMP_FAIL", 4.25, 5)
    back = replace(first, since_ms=0, changes=1, back_ms=int(8.5 * HOUR_MS))
    back = replace(back, cleared_ms=10 * HOUR_MS, last_seen_ms=int(8.6 * HOUR_MS))

    delays_s = [one.delay_s for one in judge(evidence(happened, first)).cases]
    of_both = [one.delay_s for one in judge(evidence(happened, *last_spells([back]))).cases]

    assert delays_s == [900, None]
    assert of_both[1] == 36 * 60


def test_people_are_told_once_of_a_fault_that_comes_back_within_the_hour() -> None:
    first = fault("LAMP_FAIL", 4.25, 5)
    back_ms = int(5.5 * HOUR_MS)
    back = replace(first, changes=1, since_ms=back_ms, active_ms=back_ms, cleared_ms=None)
    happened = [ailed(Kind.DEAD_LAMP, LAMP.node, 4, 7)]
    once, again = evidence(happened, first), evidence(happened, first, back)

    told = score(judge(once), once)["alarms"]["count"]

    assert told == 2  # that it is dark, and that it is over
    assert score(judge(again), again)["alarms"]["count"] == told + 1  # a line of the digest


def test_what_is_found_after_a_quarter_of_an_hour_of_light_is_found_too_late() -> None:
    happened = [ailed(Kind.DEAD_LAMP, LAMP.node, 4)]
    for found_h, in_time in ((4.25, 1.0), (4.26, 0.0)):
        seen = evidence(happened, fault("LAMP_FAIL", found_h))
        figures = score(judge(seen), seen)
        assert (figures["recall"], figures["recall_severe"]) == (1.0, in_time)


def test_where_reports_are_rare_a_severe_fault_has_three_of_them() -> None:
    happened = [ailed(Kind.DEAD_LAMP, LAMP.node, 4)]
    for found_h, in_time in ((5.5, 1.0), (5.51, 0.0)):
        seen = replace(evidence(happened, fault("LAMP_FAIL", found_h)), report_s=1800)
        figures = score(judge(seen), seen)
        assert (figures["severe_within_s"], figures["recall_severe"]) == (5400, in_time)


def test_a_delay_counts_only_while_the_node_has_power_and_a_link() -> None:
    happened = [
        ailed(Kind.DEAD_LAMP, LAMP.node, 4),
        ailed(Kind.PANEL_OUTAGE, LAMP.panel, 4.25, 6),
        ailed(Kind.BROKEN_LINK, LAMP.node, 5.5, 6.5),
        ailed(Kind.SILENCE, PANEL[1].node, 6.5, 7),  # another one's
    ]

    cases = judge(evidence(happened, fault("LAMP_FAIL", 6.75))).cases

    assert [one.delay_s for one in cases if one.code == "LAMP_FAIL"] == [30 * 60]


def test_a_node_without_power_does_not_reboot() -> None:
    dark, reboot = Kind.POLE_OUTAGE, ailed(Kind.REBOOT, LAMP.node, 4.5)
    codes = [
        [one.code for one in judge(evidence([reboot, ailed(dark, LAMP.node, *span)])).cases]
        for span in ((4, 5), (4, 4.25))
    ]

    assert codes == [["COMM_LOST"], ["COMM_LOST", "RESET"]]


def test_what_shows_in_silence_is_seen_in_silence() -> None:
    happened = [ailed(Kind.BROKEN_LINK, LAMP.node, 4, 8)]

    (case,) = judge(evidence(happened, fault("COMM_LOST", 4.3))).cases

    assert (case.is_due, case.delay_s) == (True, 18 * 60)


def test_what_was_heard_of_too_shortly_is_not_missed() -> None:
    dead = ailed(Kind.DEAD_LAMP, LAMP.node, 4, 8)
    cut = ailed(Kind.POLE_OUTAGE, LAMP.node, 4.3, 8)

    assert [one.is_missed for one in judge(evidence([dead])).cases] == [True]
    of_both = judge(evidence([dead, cut])).cases
    assert [one.is_missed for one in of_both if one.code == "LAMP_FAIL"] == [False]


def test_a_day_burner_counts_only_while_the_sun_is_well_up() -> None:
    happened = [ailed(Kind.DAY_BURNER, LAMP.node, 4)]
    day = (13 * HOUR_MS, 23 * HOUR_MS)

    (case,) = judge(evidence(happened, fault("DAY_BURN", 13.2), days=(day,))).cases

    assert (case.is_due, case.delay_s) == (True, 12 * 60)


def test_a_lamp_that_starts_by_itself_is_cycling_at_the_fourth_start() -> None:
    happened = [ailed(Kind.CYCLING, LAMP.node, 4)]

    (case,) = judge(evidence(happened, fault("CYCLING", 4.75))).cases

    assert case.delay_s == 45 * 60 - 2040


def test_a_lamp_that_cycles_by_day_starts_in_the_evening() -> None:
    """Wanted on until 12 h, so that 40 minutes of the ailment are lit."""
    happened = [ailed(Kind.CYCLING, LAMP.node, 11 + 1 / 3, 20)]

    found, unfound = evidence(happened, fault("CYCLING", 14)), evidence(happened)

    assert [one.delay_s for one in judge(found).cases] == [40 * 60 - 2040]
    assert [one.is_due for one in judge(unfound).cases] == [False]


def test_a_pole_or_two_without_power_are_no_loss_of_a_panel_s_supply() -> None:
    lost = replace(fault("SUPPLY_LOSS", 5.1), lamp=None)
    dark = [ailed(Kind.POLE_OUTAGE, one.node, 5) for one in PANEL]

    assert codes_of(judge(evidence(dark[:2], lost)).wrong) == ["SUPPLY_LOSS"]
    assert codes_of(judge(evidence(dark, lost)).right) == ["SUPPLY_LOSS"]


def test_a_relay_that_is_welded_is_a_true_finding_at_night() -> None:
    happened = [ailed(Kind.DAY_BURNER, LAMP.node, 4)]

    assert codes_of(judge(evidence(happened, fault("RELAY_FAIL", 12.5))).right) == ["RELAY_FAIL"]
