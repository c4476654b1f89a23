"""What a node says of its own accord: reported, measurements, events."""

from itertools import pairwise

from devices.node import facts
from devices.node.facts import Publish, SetLevel
from devices.node.reports import KEPT_IN_FLIGHT, KEPT_SAMPLES
from devices.wire import topics, up
from devices.wire.codec import encode
from devices.wire.down import ControllerTime, OverrideEntry
from devices.wire.up import MAX_EVENTS, ProgramHeld, Reason
from tests.support.node_bench import HOUR_MS, METER, NOON_MS, NodeBench, roads, settings
from tests.support.wire_words import SITE


def _running(*points: tuple[int, int, int], **told: int) -> NodeBench:
    bench = NodeBench()
    bench.connect()
    bench.desire(1, settings=settings(**told))
    bench.program(roads(1, *points))
    bench.forget()
    return bench


def test_reported_says_what_it_holds_what_it_does_and_why() -> None:
    bench = _running((1, 60, 0), (5, 0, 0))
    bench.wait(HOUR_MS)
    reported = bench.reported()
    assert (reported.desired, reported.program) == (1, ProgramHeld(id="roads", version=1))
    assert (reported.wanted_level, reported.level) == (60, 60)
    until_ms = NOON_MS + 5 * HOUR_MS
    assert reported.reason == Reason(by="program", what="roads 1 h", until_ms=until_ms)


def test_before_it_was_told_anything_it_holds_nothing_and_shines() -> None:
    bench = NodeBench()
    bench.connect()
    reported = bench.reported()
    assert (reported.desired, reported.program, reported.overrides) == (0, None, {})
    assert (reported.wanted_level, reported.level) == (100, 100)
    assert reported.reason == Reason(by="default", what="default level")


def test_it_reports_a_change_once_and_a_fade_at_its_start_and_end() -> None:
    bench = _running((1, 60, 120))
    bench.wait(2 * HOUR_MS)
    levels = [
        (one.at_ms, one.wanted_level, one.level)
        for one in bench.said(topics.REPORTED)
        if isinstance(one, up.Reported)
    ]
    at_ms = NOON_MS + HOUR_MS
    assert levels == [(at_ms, 60, 100), (at_ms + 120_000, 60, 60)]


def test_a_reason_that_changes_is_reported_though_the_level_stays() -> None:
    bench = _running()
    same = OverrideEntry(id="o-1", level=100, priority=1, start_ms=0, until_ms=2**50)
    bench.desire(2, overrides=[same])
    assert bench.reported().reason == Reason(by="override", what="o-1", until_ms=2**50)
    assert [event for event in bench.events() if event.kind == "level"] == []


def test_the_lamp_fades_in_a_straight_line() -> None:
    bench = _running((1, 50, 100))
    bench.wait_until(NOON_MS + HOUR_MS + 50_000)
    bench.tell(facts.Tick())
    assert bench.asked(SetLevel) == [SetLevel(50, 100)]
    assert (bench.node.level, bench.node.is_fading) == (75, True)


def test_after_a_boot_there_is_no_fade() -> None:
    bench = _running((0, 60, 600))
    bench.boot("power")
    assert bench.asked(SetLevel) == [SetLevel(60, 0)]


def test_it_measures_every_report_s_from_a_random_phase_on() -> None:
    phases = set()
    for seed in range(20):
        bench = NodeBench()
        bench.boots = seed
        bench.boot("power")
        bench.connect()
        bench.desire(1, settings=settings(report_s=60))
        bench.forget()
        start_ms = bench.now_ms
        bench.wait(10 * 60_000)
        moments = [sample.at_ms for sample in bench.samples()]
        assert len(moments) == 10
        assert {later - earlier for earlier, later in pairwise(moments)} == {60_000}
        phases.add(moments[0] - start_ms)
    assert len(phases) > 15


def test_a_sample_has_what_the_meter_says_and_nothing_that_it_does_not() -> None:
    bench = _running()
    bench.wait(HOUR_MS)
    sample = bench.samples()[0]
    assert (sample.power_w, sample.energy_wh, sample.starts) == (40.0, 1234, 3)
    assert (sample.level, sample.supply_losses, sample.led_temp_c) == (100, 0, None)
    assert sample.uptime_s == (sample.at_ms - NOON_MS) // 1000


def test_a_node_without_a_meter_sends_no_samples() -> None:
    bench = NodeBench()
    bench.measured = None
    bench.connect()
    bench.wait(2 * HOUR_MS)
    assert bench.said(topics.TELEMETRY) == []


def test_samples_taken_without_a_connection_are_sent_after_it() -> None:
    bench = _running(report_s=60)
    bench.tell(facts.Lost())
    bench.wait(HOUR_MS)
    assert bench.samples() == []
    bench.tell(facts.Connected())
    assert len(bench.samples()) == 60
    assert max(len(one.payload) for one in bench.asked(Publish)) <= topics.TELEMETRY.max_bytes


def test_of_many_samples_the_oldest_are_let_go() -> None:
    bench = _running(report_s=1)
    bench.tell(facts.Lost())
    bench.wait(HOUR_MS)
    bench.tell(facts.Connected())
    moments = [sample.at_ms for sample in bench.samples()]
    assert len(moments) == KEPT_SAMPLES
    assert moments[-1] > NOON_MS + HOUR_MS - 130_000


def test_a_message_that_the_broker_did_not_confirm_is_sent_again_unchanged() -> None:
    bench = _running()
    bench.wait(HOUR_MS)
    sent = [one for one in bench.asked(Publish) if one.token is not None]
    assert sent[0].token is not None
    bench.tell(facts.Delivered(sent[0].token))
    bench.tell(facts.Lost())
    bench.forget()
    bench.tell(facts.Connected())
    again = [one for one in bench.asked(Publish) if one.token is not None]
    assert again == sent[1:]


def test_a_broker_that_confirms_nothing_gets_no_more_than_fifty() -> None:
    bench = _running(report_s=60)
    bench.wait(3 * HOUR_MS)
    sent = [one for one in bench.asked(Publish) if one.token is not None]
    assert len(sent) == KEPT_IN_FLIGHT
    assert sent[0].token is not None
    before = len(bench.samples())
    bench.tell(facts.Delivered(sent[0].token))
    assert len(bench.samples()) > before


def test_at_qos_0_nothing_is_kept() -> None:
    bench = _running(telemetry_qos=0)
    bench.wait(HOUR_MS)
    sent = [one for one in bench.asked(Publish) if one.topic.endswith("telemetry")]
    assert {(one.qos, one.token) for one in sent} == {(0, None)}
    assert bench.node.desk.in_flight == ()


def test_a_level_change_is_an_event_at_once_and_energy_rides_with_the_next_samples() -> None:
    bench = _running((1, 60, 0), report_s=1800)
    bench.confirm(bench.memory.outbox.next_n - 1)
    bench.wait(4 * HOUR_MS)
    (change,) = [event for event in bench.events() if event.kind == "level"]
    assert (change.level, change.wanted_level, change.by) == (60, 60, "program")
    assert (change.at_ms, change.what) == (NOON_MS + HOUR_MS, "roads 1 h")
    energy = [event for event in bench.events() if event.kind == "energy"]
    hours = {event.at_ms % HOUR_MS for event in energy}
    assert hours == {0}
    assert (energy[0].energy_wh, energy[0].burn_s, energy[0].starts) == (
        METER.energy_wh,
        METER.burn_s,
        METER.starts,
    )
    for one in bench.said(topics.EVENT):
        assert isinstance(one, up.Events)
        if one.events[0].kind == "energy":
            assert one.at_ms in {sample.at_ms for sample in bench.samples()}


def test_events_are_sent_until_they_are_confirmed_at_most_fifty_at_a_time() -> None:
    bench = _running(*((hour, hour % 90 + 10, 0) for hour in range(1, 100)))
    bench.tell(facts.Lost())
    bench.measured = None
    bench.wait(99 * HOUR_MS)
    bench.tell(facts.Connected())
    held = bench.memory.outbox.entries
    sent = [event.n for event in bench.events()]
    assert len(held) > MAX_EVENTS
    assert sent == [entry.n for entry in held[:MAX_EVENTS]]
    bench.forget()
    bench.confirm(sent[9])
    assert [event.n for event in bench.events()] == [sent[-1] + add for add in range(1, 11)]
    bench.tell(facts.Lost())
    bench.forget()
    bench.tell(facts.Connected())
    assert bench.events()[0].n == sent[10]


def test_a_confirmation_of_another_log_or_of_what_was_never_sent_is_refused() -> None:
    bench = _running()
    before = bench.memory
    bench.confirm(1, log="ffff")
    bench.confirm(before.outbox.next_n)
    assert bench.memory == before
    assert bench.node.refused == 2


def test_a_confirmation_that_came_before_changes_nothing() -> None:
    bench = _running()
    bench.confirm(1)
    bench.forget()
    bench.confirm(1)
    assert bench.actions == []


def test_events_go_on_over_a_reboot_and_keep_their_numbers() -> None:
    bench = _running()
    bench.tell(facts.Lost())
    before = bench.memory
    bench.boot("power")
    assert bench.memory.log == before.log
    assert bench.memory.outbox.entries[: len(before.outbox.entries)] == before.outbox.entries
    assert bench.memory.program == before.program
    bench.connect()
    ns = [event.n for event in bench.events()]
    assert ns == list(range(before.outbox.oldest, bench.memory.outbox.next_n))


def test_an_erased_flash_begins_a_new_log() -> None:
    bench = _running()
    log = bench.memory.log
    bench.flash = b"\xff" * 100
    bench.boot("power")
    assert bench.memory.log != log
    bench.connect()
    assert bench.events()[0].n == 1


def test_when_the_memory_overflowed_the_hole_that_a_new_oldest_explains_is_told() -> None:
    bench = _running(report_s=3600)
    bench.tell(facts.Lost())
    bench.wait(1100 * HOUR_MS)
    bench.tell(facts.Connected())
    first = bench.events()
    gap = next(event for event in first if event.kind == "gap")
    assert (gap.n, gap.count) == (gap.first, (gap.last or 0) - gap.n + 1)
    bench.forget()
    bench.confirm(gap.n)  # whoever had read an older, shorter gap confirms no further
    again = [one for one in bench.said(topics.EVENT) if isinstance(one, up.Events)]
    assert gap.last is not None
    assert again[0].oldest == gap.last + 1


def test_messages_of_many_long_events_stay_below_8_kib() -> None:
    bench = _running()
    bench.tell(facts.Lost())
    for number in range(60):
        long = OverrideEntry(
            id=f"o-{number}", level=number + 1, priority=1, start_ms=0, until_ms=2**50,
            reason="\u2603" * 190,
        )  # fmt: skip
        bench.desire(number + 2, overrides=[long])
    bench.tell(facts.Connected())
    assert len(bench.said(topics.EVENT)) > 1
    assert [event.n for event in bench.events()] == list(range(1, 51))


def test_the_counts_of_boots_and_supply_losses_survive() -> None:
    bench = NodeBench()
    bench.boot("power")
    bench.boot("watchdog")
    bench.boot("power")
    assert (bench.memory.boots, bench.memory.supply_losses) == (4, 2)


def _pulse(bench: NodeBench) -> None:
    beat = ControllerTime(session="c-1", at_ms=bench.now_ms)
    bench.tell(facts.Arrived(topics.CONTROLLER_TIME.of(SITE), encode(beat)))


def test_events_that_a_hearing_controller_does_not_confirm_are_sent_again() -> None:
    bench = _running(report_s=300)
    bench.wait(600_000)
    bench.forget()
    _pulse(bench)
    bench.wait(300_000)
    numbers = [event.n for event in bench.events()]
    assert numbers == list(range(1, bench.memory.outbox.next_n))


def test_events_are_not_repeated_into_the_void() -> None:
    bench = _running(report_s=300)
    bench.wait(HOUR_MS // 2)
    bench.forget()
    bench.wait(1_200_000)
    assert bench.events() == []


def test_the_switch_in_the_pole_goes_before_everything_and_says_so() -> None:
    bench = _running((1, 60, 0))
    bench.wait(2 * HOUR_MS)
    bench.tell(facts.LocalSwitch(100))
    reported = bench.reported()
    assert (reported.level, reported.reason and reported.reason.by) == (100, "local")
    bench.tell(facts.LocalSwitch(None))
    assert bench.reported().level == 60
