"""Whatever a lamp and its limits are like: between the bounds no rule finds anything."""

from typing import Any, NamedTuple

from hypothesis import event, given, settings
from hypothesis import strategies as st

from devices.wire.quick import QuickSample
from lighting.faults.bounds import bounds_of, is_inside, is_within, window_of
from lighting.faults.limits import Limits
from lighting.faults.power import Reading, expected_w
from lighting.faults.sighting import Sighting
from lighting.faults.slow import Slow
from lighting.faults.watch import Watch, judge
from tests.lighting.faults.sights import shown_by

AT_MS = 1_793_000_000_000
HOUR_MS = 3_600_000


class Tried(NamedTuple):
    """A lamp under some limits, what is remembered of it, and two of its samples."""

    watch: Watch
    before: Sighting
    after: QuickSample
    after_seen: Sighting


LIMITS: dict[str, st.SearchStrategy[Any]] = {
    "gradient": st.sampled_from((0.5, 1.3)),
    "tolerance_w": st.sampled_from((0.0, 1e6)),
    "tolerance_share": st.sampled_from((0.01, 10.0)),
    "dark_share": st.sampled_from((0.001, 0.9)),
    "lit_share": st.sampled_from((0.001, 0.99)),
    "curr_high_share": st.sampled_from((0.1, 10.0)),
    "curr_low_share": st.sampled_from((0.001, 1.0)),
    "pf_margin": st.sampled_from((0.0, 2.0)),
    "volt_low_clear_v": st.sampled_from((50.0, 229.0)),
    "volt_high_clear_v": st.sampled_from((231.0, 1_000_000.0)),
    "temp_clear_c": st.sampled_from((10.0, 1_000.0)),
    "temp_warn_c": st.sampled_from((11.0, 1_001.0)),
    "rated_h": st.sampled_from((0.0, 1_000_000.0)),
    "rated_starts": st.sampled_from((1, 10)),
}
NIGHTS = (
    (AT_MS - HOUR_MS, AT_MS - HOUR_MS // 2, 2, 1.0, 1.0),
    (AT_MS - 3 * HOUR_MS, AT_MS - HOUR_MS // 2, 3, 1.2, 1.2),
)
FACTORS = st.sampled_from((1.1, 0.0, 0.01, 0.5, 0.9, 1.0, 1.5, 9.9))


def some_of(draw: st.DrawFn, known: dict[str, st.SearchStrategy[Any]], most: int) -> dict[str, Any]:
    """A few of the named things, each with a value."""
    names = draw(st.sets(st.sampled_from(sorted(known)), max_size=most))
    return {name: draw(known[name]) for name in sorted(names)}


@st.composite
def tried(draw: st.DrawFn) -> Tried:
    nominal_w = draw(st.sampled_from((70.0, 1.0, 4.0, 2_000.0)))
    standby_w = draw(st.sampled_from((0.5, 0.0, 0.05)))
    level = draw(st.sampled_from((100, 0, 1, 5, 10, 50, 80)))
    facts = (nominal_w, standby_w, Limits(**some_of(draw, LIMITS, 3)))
    wanted_w = expected_w(_seen(QuickSample(AT_MS), level, *facts), level)
    powers_w = (wanted_w, wanted_w, wanted_w, wanted_w * 1.2, wanted_w / 50, 0.06, 4_999.8)
    known_w = draw(st.sampled_from(powers_w))
    held: dict[str, Any] = {
        "at_ms": AT_MS,
        "level": level,
        "power_w": known_w,
        "supply_v": 230.0,
        "starts": 3,
    }
    first = QuickSample(**held)
    news_w = draw(st.sampled_from((0.0, 0.3, -0.3, 0.5, -0.5)))
    held |= {"at_ms": AT_MS + 60_000, "power_w": known_w + news_w}
    if draw(st.booleans()):
        held["supply_a"] = draw(FACTORS) * wanted_w / 200
    second = QuickSample(**{**held, **some_of(draw, MORE, 2)})
    slow = Slow(
        draws_in_standby=draw(st.booleans()),
        night=draw(st.sampled_from(NIGHTS)),
    )
    on_since_ms = AT_MS - HOUR_MS if level else None
    readings = (Reading(level, known_w, AT_MS - HOUR_MS // 2),) if level else ()
    watch = Watch(AT_MS, 3, on_since_ms, (), readings, slow=slow)
    return Tried(watch, _seen(first, level, *facts), second, _seen(second, level, *facts))


MORE: dict[str, st.SearchStrategy[Any]] = {
    "at_ms": st.integers(AT_MS + 1, AT_MS + HOUR_MS),
    "supply_v": st.sampled_from((0.0, 59.0, 61.0, 179.0, 181.0, 204.0, 240.0, 246.0, 401.0)),
    "supply_a": st.sampled_from((0.0, 0.09, 0.1, 0.11, 59.0, 61.0, 110.0)),
    "power_factor": st.floats(-1, 1),
    "gear_temp_c": st.sampled_from((-100.0, -60.0, 0.0, 59.0, 71.0, 192.0, 200.0)),
    "led_temp_c": st.sampled_from((-100.0, -60.0, 0.0, 59.0, 71.0, 192.0, 200.0)),
    "supply_hz": st.sampled_from((0.0, 50.0, 101.0)),
    "burn_s": st.sampled_from((0, 10**8, 2**32 - 2, 2**32, 2**48 - 1)),
    "energy_wh": st.sampled_from((0, 2**32 - 1, 2**40)),
    "supply_losses": st.sampled_from((0, 2**32 - 1)),
}


def _seen(
    sample: QuickSample, wanted: int, nominal_w: float, standby_w: float, of: Limits
) -> Sighting:
    powers = {"nominal_w": nominal_w, "standby_w": standby_w}
    return shown_by(sample, wanted, of, since_ms=AT_MS - HOUR_MS, **powers)


@settings(max_examples=400)
@given(tried())
def test_no_rule_finds_anything_nor_remembers_more_than_the_time(one: Tried) -> None:
    watch, after = one.watch, one.after
    window = window_of(watch.readings, watch.slow, one.before)
    is_in = (
        window is not None
        and is_inside(window, watch.starts, after)
        and is_within(bounds_of(one.before, one.before.level or 0), after)
    )
    event("within" if is_in else "outside")
    if not is_in:
        return
    for is_ailing in (False, True):
        judged, findings = judge(watch, one.after_seen, is_ailing=is_ailing)
        assert not [found for found in findings if found.is_present]
        assert judged == Watch(
            after.at_ms, 3, watch.on_since_ms, (), watch.readings, watch.drift, watch.slow
        )
