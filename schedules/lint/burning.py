"""Light by day: burns that no step ends, and burns while the sun is up."""

from collections.abc import Iterator

from schedules.lint.courses import HOUR_S, MINUTE_S, Burn, Course, is_clamped, length
from schedules.lint.finding import Hit
from schedules.lint.year import ProgramYear

LONG_S = 2 * HOUR_S
SHORT_S = 30 * MINUTE_S


def find(year: ProgramYear) -> Iterator[Hit]:
    """Find light by day; lamps in tunnels may burn, and all may at a noon without a sun."""
    if year.is_tunnel:
        return
    for course in year.courses:
        last = course.until_noon
        if last and last.span.length_s > last.span.overlap_s(course.sun_down):
            yield _until_noon(year, course, last)
        yield from _by_day(year, course, [burn for burn in course.burns if burn.off])


def _until_noon(year: ProgramYear, course: Course, burn: Burn) -> Hit:
    offs = [one for one in course.steps_in_force if not one.level and one.at_s < burn.span.from_s]
    on = f"{burn.on.because} puts the lamp on at {year.clock(burn.span.from_s)}"
    code, sentence = "no-switch-off", f"{on}, and nothing puts it off: it burns until noon"
    if offs:
        off = f"{offs[-1].because} has put it off at {year.clock(offs[-1].at_s)}"
        code, sentence = "on-after-off", f"{on}, after {off}: it burns until noon"
    lasts_s, night = burn.span.length_s, course.night.date
    return Hit(code, course.place_of(burn.on), sentence, night, amount=lasts_s)


def _by_day(year: ProgramYear, course: Course, burns: list[Burn]) -> Iterator[Hit]:
    by_day = [(burn.span.length_s - burn.span.overlap_s(course.sun_down), burn) for burn in burns]
    total_s = sum(seconds for seconds, _ in by_day)
    if total_s <= SHORT_S:
        return
    _, burn = max(by_day, key=lambda each: each[0])
    before_s = min(course.sun_down.from_s, burn.span.until_s) - burn.span.from_s
    after_s = burn.span.until_s - max(course.sun_down.until_s, burn.span.from_s)
    point = burn.on if burn.off is None or before_s >= after_s else burn.off
    is_long = total_s > LONG_S and not is_clamped(point)
    times = f"lit {year.clock(burn.span.from_s)} to {year.clock(burn.span.until_s)}"
    yield Hit(
        "burns-by-day" if is_long else "burns-into-day",
        course.place_of(point),
        f"up to {length(total_s)} of light while the sun is up: {times} ({_sun(year, course)}) "
        f"on {course.night.date}",
        course.night.date,
        amount=total_s,
    )


def _sun(year: ProgramYear, course: Course) -> str:
    if not course.sun_down.length_s:
        return "the sun doesn't set"
    set_s, rise_s = course.sun_down.from_s, course.sun_down.until_s
    return f"sunset {year.clock(set_s)}, sunrise {year.clock(rise_s)}"
