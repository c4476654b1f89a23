"""Why a lamp is as it is: one sentence for a resident, and the trace behind it for a technician."""

from typing import Any

from lighting.answers.case import Case, level_text
from lighting.answers.cases import case_of
from lighting.answers.lamps import View, find_lamp, reported_reason, silent_since_ms, views
from lighting.answers.trace import trace_of
from lighting.city import City
from lighting.questions.of_city import Why
from lighting.times import age, rfc3339, show


def why(city: City, question: Why, now_ms: int) -> dict[str, Any]:
    """What the ladder says for a lamp at a moment, step by step, beside what is known of it now."""
    lamp = find_lamp(city, question.lamp)
    case = case_of(city, lamp, question.at_ms, now_ms)
    (view,) = views(city, (lamp,), now_ms)
    if question.at_ms is None:
        sentence = _present(city, view, case)
    else:
        moment = show(case.at_ms, city.config.site.timezone, now_ms)
        sentence = f"At {moment} {_should(case)}."
    return {
        "schema": "lighting.why/1",
        "lamp": lamp.id,
        "at": rfc3339(case.at_ms, city.config.site.timezone),
        "sentence": sentence,
        "wanted_level": case.wanted.level,
        "trace": trace_of(case),
        "reported": _reported(city, view, now_ms),
        "measured": _measured(city, view, now_ms),
        "silent_since": _time(city, silent_since_ms(view)),
        "converged": view.is_converged,
        "faults": [
            {"id": one.id, "code": one.code, "since": _time(city, one.since_ms)}
            for one in view.faults
        ],
    }


def _present(city: City, view: View, case: Case) -> str:
    lamp, wanted, now_ms = view.lamp.id, case.wanted, case.now_ms
    is_so = view.twin.level == wanted.level and not view.is_silent
    asked = f"{lamp} is {level_text(wanted.level)} {because(case)}" if is_so else _should(case)
    joint = "; " if is_so or view.is_silent else ", but "
    return f"{asked}{joint}{_known(city, view, now_ms)}.{_broken(city, view, now_ms)}"


def _should(case: Case) -> str:
    return f"{case.lamp.id} should be {level_text(case.wanted.level)} {because(case)}"


def because(case: Case) -> str:
    """Say which rung wants the level, and for how long."""
    wanted = case.wanted
    if wanted.by == "default":
        return "because no program and no override says otherwise"
    if wanted.by == "local":
        return "because of the switch in its pole"
    what = f"override {wanted.what}" if wanted.by == "override" else wanted.what
    if wanted.until_ms is None:
        return f"because {what} says so"
    until = show(wanted.until_ms, case.site.timezone, case.now_ms)
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
