"""One lamp on the broker in the process: what ails it, seen from outside and in its ledger."""

import pytest

from devices.sim.ailments import Ailment, Kind
from devices.sim.fleet import build_lamps
from devices.sim.lamp import LampSpec
from devices.sim.memory_broker import MemoryBroker
from devices.sim.stepped import SteppedFleet
from devices.wire import topics
from devices.wire.codec import encode
from devices.wire.down import Command, ControllerTime
from devices.wire.up import Sample
from tests.support.town import DAWN_H, DUSK_H, HOUR_MS, LATE_H, NOON_MS, stepped_town
from tests.support.wire_words import SITE

NODE = "n-1"
POWER_W = 100.0
SPEC = LampSpec(NODE, POWER_W, "panel-1")


class Street:
    """One lamp, its broker, and whoever publishes the program."""

    def __init__(self, *ailments: Ailment, spec: LampSpec = SPEC) -> None:
        self.broker = MemoryBroker()
        lamps = build_lamps([spec], ailments, site=SITE, seed=7, start_ms=NOON_MS)
        self.lamp = lamps[0]
        self.town = stepped_town(self.broker, [NODE])
        self.fleet = SteppedFleet(lamps, self.broker, NOON_MS)
        self.truth = self.fleet.truth.lamps[NODE]

    def until(self, hours: float, every_ms: int = 60_000) -> None:
        """Go on to so many hours after noon."""
        self.fleet.run_until(NOON_MS + int(hours * HOUR_MS), self.town.step, every_ms)

    def samples(self, from_h: float, until_h: float) -> list[Sample]:
        """The measurements of a span that came out at the other end."""
        span = range(NOON_MS + int(from_h * HOUR_MS), NOON_MS + int(until_h * HOUR_MS))
        return [one for one in self.town.ledger.samples.values() if one.at_ms in span]


def _powers(samples: list[Sample]) -> list[float]:
    return [sample.power_w or 0.0 for sample in samples]


def _from(kind: Kind, hours: float, until_h: float | None = None) -> Ailment:
    until_ms = None if until_h is None else NOON_MS + int(until_h * HOUR_MS)
    target = "panel-1" if kind is Kind.PANEL_OUTAGE else NODE
    return Ailment(kind, target, NOON_MS + int(hours * HOUR_MS), until_ms)


def test_a_healthy_lamp_follows_its_program_and_everything_arrives() -> None:
    street = Street()
    street.until(20)
    assert [(one.at_ms - NOON_MS, one.wanted_level) for one in street.truth.commanded] == [
        (0, 100),
        (LATE_H * HOUR_MS, 60),
        (DAWN_H * HOUR_MS, 0),
    ]
    assert street.truth.wanted_level_at(NOON_MS + 12 * HOUR_MS) == 60
    assert street.truth.wanted_level_at(0) is None
    for span, power_w in (((7, 10), 100.0), ((10.1, 18), 60.2), ((18.1, 20), 0.5)):
        assert _powers(street.samples(*span)) == pytest.approx(
            [power_w] * len(street.samples(*span)), rel=0.035, abs=0.05
        )
    assert set(street.town.ledger.samples) == street.fleet.truth.confirmed_samples
    assert set(street.fleet.truth.events) == (
        set(street.town.ledger.events) | street.fleet.truth.held_events
    )
    assert street.town.ledger.refused == 0


def test_the_counters_that_arrive_are_the_true_ones() -> None:
    street = Street()
    street.until(20)
    last = street.samples(19, 20)[-1]
    assert last.energy_wh == int(street.truth.energy_wh(last.at_ms))
    assert last.burn_s == int(street.truth.burn_s(last.at_ms))
    assert street.truth.burn_s(last.at_ms) == pytest.approx(DAWN_H * 3600)


def test_a_dead_lamp_draws_next_to_nothing_while_it_says_that_it_is_lit() -> None:
    street = Street(_from(Kind.DEAD_LAMP, 8))
    street.until(12)
    after = street.samples(8, 12)
    assert max(_powers(after)) < 0.25 * 60
    assert {sample.level for sample in after[-20:]} == {60}
    assert street.truth.shone[-1].light == 0


def test_a_day_burner_draws_full_power_though_off_is_commanded() -> None:
    street = Street(_from(Kind.DAY_BURNER, 17))
    street.until(22)
    by_day = street.samples(19, 22)
    assert {sample.level for sample in by_day} == {0}
    assert min(_powers(by_day)) > 0.95 * POWER_W


def test_a_dimmer_that_does_not_follow_draws_full_power_at_every_level_but_off() -> None:
    street = Street(_from(Kind.STUCK_DIMMER, 8))
    street.until(20)
    assert min(_powers(street.samples(10.1, 18))) > 0.95 * POWER_W
    assert max(_powers(street.samples(18.1, 20))) < 1


def test_a_cycling_lamp_counts_at_least_four_starts_an_hour_that_nobody_commanded() -> None:
    street = Street(_from(Kind.CYCLING, 11))
    street.until(14)
    starts = [sample.starts or 0 for sample in street.samples(12, 13)]
    assert starts[-1] - starts[0] >= 4
    powers = _powers(street.samples(12, 13))
    assert min(powers) < 1
    assert max(powers) > 50
    assert {sample.level for sample in street.samples(12, 13)} == {60}


def test_a_panel_outage_ends_without_a_word_and_the_node_comes_back_with_reason_power() -> None:
    street = Street(_from(Kind.PANEL_OUTAGE, 8, until_h=9))
    street.until(8.5)
    (node, will) = street.town.ledger.wills[-1]
    assert (node, will.session) == (NODE, street.town.ledger.status[NODE].session)
    assert street.lamp.node is None
    assert street.truth.shone[-1].light == 0
    street.until(12)
    status = street.town.ledger.status[NODE]
    assert (status.boot_reason, status.boots) == ("power", 2)
    assert status.session != will.session
    assert street.samples(8, 9) == []
    assert street.truth.wanted_level_at(NOON_MS + 12 * HOUR_MS) == 60
    assert [sample.supply_losses for sample in street.samples(11, 12)][-1] == 1
    (ailed,) = street.truth.ailed
    assert (ailed.began_ms, ailed.ended_ms) == (NOON_MS + 8 * HOUR_MS, NOON_MS + 9 * HOUR_MS)


def test_a_lamp_whose_panel_is_dead_from_the_start_waits_for_power() -> None:
    street = Street(_from(Kind.PANEL_OUTAGE, -1, until_h=7))
    street.until(6.9)
    assert street.town.ledger.counts == {}
    street.until(8)
    assert street.town.ledger.status[NODE].boots == 1
    assert street.truth.shone[-1].light == 100


def test_a_panel_that_stays_dead_stays_dead() -> None:
    street = Street(_from(Kind.PANEL_OUTAGE, 8, until_h=12), _from(Kind.PANEL_OUTAGE, 9))
    street.until(14)
    assert street.lamp.node is None
    assert street.truth.ailed[1].ended_ms is None


def test_silence_has_no_will_the_lamp_goes_on_and_what_it_recorded_comes_later() -> None:
    street = Street(_from(Kind.SILENCE, 9, until_h=14))
    street.until(13.9)
    assert street.town.ledger.wills == []
    assert street.samples(9, 14) == []
    assert street.truth.shone[-1].light == 60
    street.until(15)
    assert len(street.samples(9, 14)) == 60
    kinds = [event.kind for event in street.town.ledger.events.values()]
    assert kinds.count("energy") >= 14
    assert len(street.town.ledger.wills) == 1


def test_a_watchdog_reboot_keeps_memory_and_light() -> None:
    street = Street(_from(Kind.REBOOT, 9))
    street.until(12)
    status = street.town.ledger.status[NODE]
    assert (status.boot_reason, status.boots) == ("watchdog", 2)
    assert street.town.ledger.wills[0][1].session != status.session
    reported = street.town.ledger.reported[NODE]
    assert reported.program is not None
    assert (reported.program.id, reported.wanted_level) == ("roads", 60)
    assert {log for _, log, _ in street.town.ledger.events} == {status.log}
    assert street.truth.boots == [(NOON_MS, "power"), (NOON_MS + 9 * HOUR_MS, "watchdog")]


def test_after_a_boot_the_first_report_flags_what_is_still_broken() -> None:
    street = Street(_from(Kind.DRIVER_FAILED, 8), _from(Kind.REBOOT, 9))
    street.until(9.5)
    ledger = street.town.ledger
    reported = ledger.reported[NODE]
    assert (reported.session, reported.fault_flags) == (ledger.status[NODE].session, ["GEAR_FAIL"])
    told = [one.begin for one in ledger.events.values() if one.kind == "fault"]
    assert told == [True, True]


def test_what_was_repaired_without_power_is_flagged_no_more() -> None:
    street = Street(_from(Kind.DRIVER_FAILED, 8, until_h=8.7), _from(Kind.PANEL_OUTAGE, 8.5, 9))
    street.until(9.5)
    ledger = street.town.ledger
    assert ledger.reported[NODE].fault_flags == []
    told = [one.begin for one in ledger.events.values() if one.kind == "fault"]
    assert told == [True]


def test_a_drifting_clock_gains_two_seconds_a_minute_and_says_that_it_lost_its_source() -> None:
    street = Street(_from(Kind.CLOCK_DRIFT, 2, until_h=4))
    street.until(3.9)
    assert street.town.ledger.reported[NODE].clock in {"synced", "holdover"}
    ahead_ms = max(at_ms for _, _, at_ms in street.town.ledger.samples) - street.fleet.now_ms
    assert 3_000_000 / 60 <= ahead_ms <= 1.9 * HOUR_MS / 30
    street.until(6)
    assert max(at_ms for _, _, at_ms in street.town.ledger.samples) <= street.fleet.now_ms


def test_a_lamp_with_a_drifting_clock_switches_early_by_what_it_gained() -> None:
    street = Street(_from(Kind.CLOCK_DRIFT, 0))
    street.until(12)
    (late,) = [one.at_ms for one in street.truth.commanded if one.level == 60]
    gained_ms = NOON_MS + LATE_H * HOUR_MS - late
    assert gained_ms == pytest.approx((late - NOON_MS) / 30, abs=1000)


def test_a_node_without_a_clock_is_lit_until_it_is_told_the_time() -> None:
    street = Street(spec=LampSpec(NODE, POWER_W, "panel-1", has_time_source=False))
    street.until(11)
    assert street.town.ledger.reported[NODE].clock == "unknown"
    assert street.truth.shone[-1].light == 100
    told = encode(ControllerTime(at_ms=street.fleet.now_ms))
    street.town.link.publish(topics.CONTROLLER_TIME.of(SITE), told, qos=0)
    street.until(11.1)
    assert street.town.ledger.reported[NODE].clock == "synced"
    assert street.truth.shone[-1].light == 60


@pytest.mark.parametrize(("action", "boots"), [("reboot", 2), ("identify", 1)])
def test_a_command_is_carried_out(action: str, boots: int) -> None:
    street = Street()
    street.until(1)
    command = Command.model_validate(
        {"id": "c-1", "action": action, "expires_ms": NOON_MS + 9 * HOUR_MS}
    )
    street.town.link.publish(topics.COMMAND.of(SITE, NODE), encode(command))
    street.until(2)
    assert street.town.ledger.status[NODE].boots == boots
    results = [event.result for event in street.town.ledger.events.values() if event.result]
    assert results == ["done"]


@pytest.mark.slow
def test_a_broker_that_is_away_for_weeks_changes_nothing_for_the_light() -> None:
    street = Street()
    street.until(1)
    street.broker.stop()
    for night in range(14):
        for after_h, light in ((DUSK_H + 1, 100), (LATE_H + 1, 60), (DAWN_H + 1, 0)):
            street.until(night * 24 + after_h, HOUR_MS)
            assert street.truth.shone[-1].light == light
    street.broker.start(forget=False)
    street.until(14 * 24 + 2)
    assert set(street.fleet.truth.events) == (
        set(street.town.ledger.events) | street.fleet.truth.held_events
    )
    assert len([one for one in street.town.ledger.events.values() if one.kind == "level"]) > 40
