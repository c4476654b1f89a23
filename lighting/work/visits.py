"""What a node answers to identify and self-test, step by step, and when no answer comes."""

from dataclasses import replace

from devices.wire.up import Event
from lighting.power import drawn_w
from lighting.site.inventory import Lamp
from lighting.work.order import Step, Visit
from lighting.work.proof import tolerance_w

NUMBER_OF_STEPS = 3


def answered(visit: Visit, event: Event, lamp: Lamp, now_ms: int) -> Visit:
    """The visit after an event of its node; what came before, or comes late, changes nothing."""
    if event.kind == "command" and visit.state == "sent":
        return _commanded(visit, event.result, now_ms)
    if event.kind != "self-test" or visit.is_over:
        return visit
    if event.result is not None:
        return _ended(visit, event.result, now_ms)
    step = _step(event, lamp)
    if step is None or any(one.number == step.number for one in visit.steps):
        return visit
    steps = sorted((*visit.steps, step), key=lambda one: one.number)
    return replace(visit, state="running", steps=tuple(steps))


def overdue(visit: Visit, now_ms: int) -> Visit:
    """The visit, given up where its node had all the time it needs."""
    if visit.is_over or now_ms <= visit.until_ms:
        return visit
    return replace(visit, state="no answer", ended_ms=now_ms)


def _commanded(visit: Visit, result: str | None, now_ms: int) -> Visit:
    if result == "done":
        if visit.action == "self-test":
            return replace(visit, state="running")
        return replace(visit, state="done", ended_ms=now_ms)
    return replace(visit, state=result or "refused", ended_ms=now_ms)


def _ended(visit: Visit, result: str, now_ms: int) -> Visit:
    if result != "done":
        return replace(visit, state=result, ended_ms=now_ms)
    is_right = bool(visit.steps) and all(step.is_right for step in visit.steps)
    return replace(visit, state="passed" if is_right else "failed", ended_ms=now_ms)


def _step(event: Event, lamp: Lamp) -> Step | None:
    more = event.model_extra or {}
    number, power_w = more.get("step"), more.get("power_w")
    if type(number) is not int or event.level is None:
        return None
    expected_w = drawn_w(lamp.power_w, lamp.standby_w, event.level)
    is_figure = isinstance(power_w, (int, float)) and not isinstance(power_w, bool)
    return Step(
        number,
        event.level,
        float(power_w) if is_figure and isinstance(power_w, (int, float)) else None,
        expected_w,
        tolerance_w(expected_w),
    )
