"""What stands on top of a program, and what lies between wanted light and the driver."""

from collections.abc import Iterator

from lighting.answers.case import Case
from schedules.decision import Wanted
from schedules.effects import Do
from schedules.factors import driven
from schedules.sensing import (
    EffectOnTop,
    PhotocellWindow,
    by_photocell,
    changed,
    photocell_window,
)

_WORDS = {
    Do.SET: "set to {} %",
    Do.MAX: "at least {} %",
    Do.MIN: "at most {} %",
    Do.ADD: "{:+} %",
    Do.MULTIPLY: "times {} %",
}


def sensors(case: Case, wanted: Wanted) -> Iterator[tuple[str, str, bool]]:
    """Photocell, then effects as they are done, one by one: name, words, whether it holds."""
    situation, now_s = case.situation, case.at_ms // 1000
    program = situation.program
    point = program.point_at(now_s) if program else None
    if program is None or point is None or wanted.by not in {"program", "sensor"}:
        return
    level = point.level
    if situation.photocells:
        window = photocell_window(program, situation.photocells, now_s)
        moved = by_photocell(
            program, situation.photocells, situation.senses.light, level, case.at_ms
        )
        told = _window(case, window)
        if moved.names:
            told += f": it changes {level} % to {moved.level} %"
        yield "photocell", told, bool(moved.names)
        level = moved.level
    for effect in reversed(situation.effects):
        after, told = _effect(case, effect, level)
        yield "effect", told, after != level
        level = after


def _window(case: Case, window: PhotocellWindow | None) -> str:
    if window is None:
        return "outside its time round sunset and sunrise: the program holds"
    light = case.situation.senses.light
    seen = "what its sensor says is not known here"
    if light is not None:
        seen = "its sensor says dark" if light.is_dark else "its sensor says light"
    return f"{seen}; it decides until {case.when(window.until_s * 1000)}"


def _effect(case: Case, effect: EffectOnTop, level: int) -> tuple[int, str]:
    does = _WORDS[effect.do].format(effect.value)
    told = f"{effect.name}: {does} for {effect.hold_s} s after sensor {effect.sensor}"
    if not effect.spans.holds_at(case.at_ms // 1000):
        return level, f"{told}; not at this time"
    if all(one.sensor != effect.sensor for one in case.situation.senses.triggers):
        return level, f"{told}; not known to be triggered"
    after = changed(effect, level)
    return after, f"{told}; triggered: {level} % to {after} %"


def factors(case: Case, wanted: Wanted) -> Iterator[tuple[str, str]]:
    """Each factor with the driver's output before and after it."""
    todo = driven(wanted.level, case.factors, case.burn_s)
    for one in todo.factors:
        if one.before == one.after:
            yield one.name, f"{one.what}, for {one.after:g} %"
        else:
            yield one.name, f"{one.what}: {one.before:g} % becomes {one.after:g} %"
