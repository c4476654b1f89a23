"""Why a lamp is as it is: one sentence for a resident, and the trace behind it for a technician."""

from dataclasses import replace
from typing import Any

from lighting.answers.lamps import View, find_lamp, reported_reason, silent_since_ms, views
from lighting.answers.trace import level_text, overrides_for, trace_of
from lighting.city import City
from lighting.desired import situation_of
from lighting.inventory import Lamp
from lighting.questions import Why
from lighting.times import age, rfc3339, show
from schedules.compile import compile_program, evening_of
from schedules.decision import Override, Situation, Wanted, decide


def why(city: City, question: Why, now_ms: int) -> dict[str, Any]:
    """What the ladder says for a lamp at a moment, step by step, beside what is known of it now."""
    lamp = find_lamp(city, question.lamp)
    at_ms = now_ms if question.at_ms is None else question.at_ms
    situation = situation_of(city, lamp)
    if question.at_ms is not None:
        situation = _situation_at(city, lamp, situation, at_ms)
    wanted = decide(situation, at_ms)
    (view,) = views(city, (lamp,), now_ms)
    if question.at_ms is None:
        sentence = _present(city, view, wanted, now_ms)
    else:
        moment = show(at_ms, city.config.site.timezone, now_ms)
        sentence = f"At {moment} {_should(city, lamp.id, wanted, now_ms)}."
    return {
        "schema": "lighting.why/1",
        "lamp": lamp.id,
        "at": rfc3339(at_ms, city.config.site.timezone),
        "sentence": sentence,
        "wanted_level": wanted.level,
        "trace": trace_of(city, lamp, situation, at_ms),
        "reported": _reported(city, view, now_ms),
        "measured": _measured(city, view, now_ms),
        "silent_since": _time(city, silent_since_ms(view)),
        "converged": view.is_converged,
        "faults": [
            {"id": one.id, "code": one.code, "since": _time(city, one.since_ms)}
            for one in view.faults
        ],
    }


def _situation_at(city: City, lamp: Lamp, issued: Situation, at_ms: int) -> Situation:
    """The situation at another moment: overrides since released, nights before those issued."""
    overrides = tuple(
        Override(
            id=row.id,
            version=row.version,
            level=row.level,
            priority=row.priority,
            start_ms=row.start_ms,
            until_ms=row.until_ms,
            fade_s=row.fade_s,
            by=row.by,
            reason=row.reason,
            source=f"group:{row.group}" if row.group else "node",
        )
        for row in overrides_for(city, lamp)
        if row.released_ms is None or row.released_ms > at_ms
    )
    program = issued.program
    if program and city.applied and at_ms < program.from_s * 1000:
        document = city.applied.document
        program = compile_program(document, program.id, evening_of(document, at_ms // 1000), 1)
    return replace(issued, overrides=overrides, program=program)


def _present(city: City, view: View, wanted: Wanted, now_ms: int) -> str:
    lamp, is_so = view.lamp.id, view.twin.level == wanted.level and not view.is_silent
    if is_so:
        asked = f"{lamp} is {level_text(wanted.level)} {_because(city, wanted, now_ms)}"
    else:
        asked = _should(city, lamp, wanted, now_ms)
    joint = "; " if is_so or view.is_silent else ", but "
    return f"{asked}{joint}{_known(city, view, now_ms)}.{_broken(city, view, now_ms)}"


def _should(city: City, lamp: str, wanted: Wanted, now_ms: int) -> str:
    return f"{lamp} should be {level_text(wanted.level)} {_because(city, wanted, now_ms)}"


def _because(city: City, wanted: Wanted, now_ms: int) -> str:
    if wanted.by == "default":
        return "because no program and no override says otherwise"
    what = f"override {wanted.what}" if wanted.by == "override" else wanted.what
    if wanted.until_ms is None:
        return f"because {what} says so"
    until = show(wanted.until_ms, city.config.site.timezone, now_ms)
    return f"because {what} says so until {until}"


def _known(city: City, view: View, now_ms: int) -> str:
    """What the node said and drew, and how old that is."""
    twin = view.twin
    if view.is_silent:
        since_ms = silent_since_ms(view)
        if since_ms is None:
            return "its node was never heard"
        return f"its node is silent since {show(since_ms, city.config.site.timezone, now_ms)}"
    if twin.reported_ms is None or twin.level is None:
        return "its node has not said what it does"
    said_ago = age(now_ms - twin.reported_ms)
    known = f"the node reported {twin.level} % {said_ago} ago"
    if twin.level != view.wanted_level and (reason := reported_reason(twin)):
        known += f" ({reason})"
    if twin.power_w is None or twin.sampled_ms is None:
        return f"{known} and has measured no power"
    drew_ago = age(now_ms - twin.sampled_ms)
    return f"{known} and drew {twin.power_w:.1f} W" + (
        "" if drew_ago == said_ago else f" {drew_ago} ago"
    )


def _broken(city: City, view: View, now_ms: int) -> str:
    zone = city.config.site.timezone
    found = [f"{one.code} since {show(one.since_ms, zone, now_ms)}" for one in view.faults]
    return f" Open faults: {', '.join(found)}." if found else ""


def _reported(city: City, view: View, now_ms: int) -> dict[str, Any] | None:
    twin = view.twin
    if twin.reported_ms is None:
        return None
    return {
        "at": _time(city, twin.reported_ms),
        "age_s": (now_ms - twin.reported_ms) // 1000,
        "wanted_level": twin.wanted_level,
        "level": twin.level,
        "reason": reported_reason(twin),
        "clock": twin.clock,
    }


def _measured(city: City, view: View, now_ms: int) -> dict[str, Any] | None:
    twin = view.twin
    if twin.sampled_ms is None:
        return None
    return {
        "at": _time(city, twin.sampled_ms),
        "age_s": (now_ms - twin.sampled_ms) // 1000,
        "power_w": twin.power_w,
        "nominal_w": view.lamp.power_w,
        "supply_v": twin.supply_v,
        "energy_wh": twin.energy_wh,
        "burn_s": twin.burn_s,
    }


def _time(city: City, at_ms: int | None) -> str | None:
    return None if at_ms is None else rfc3339(at_ms, city.config.site.timezone)
