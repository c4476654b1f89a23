"""The balance of a solar lamp's battery."""

from devices.sim.battery import empty_ms

HOUR_MS = 3_600_000


def test_a_battery_with_enough_sun_lasts_every_night() -> None:
    assert empty_ms(600.0, 100.0, [5.0] * 6, 35.0, 0) == []


def test_cloudy_days_empty_a_battery_in_the_second_half_of_the_night() -> None:
    spans = empty_ms(400.0, 80.0, [5.0, 0.5, 0.5, 6.0], 35.0, 0)
    first, second, *_ = spans
    assert len(spans) == 2
    assert 24 * HOUR_MS + 6 * HOUR_MS <= first[0] < first[1]
    assert first[1] == 24 * HOUR_MS + int(18.5 * HOUR_MS)
    assert second[0] - 24 * HOUR_MS <= first[0]
