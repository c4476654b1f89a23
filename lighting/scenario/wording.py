"""Says what is wrong with a scenario: one table of its keys and their right forms."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails

from schedules.errors import Problem, UnreadableValueError, nearest, shown
from schedules.lines import KeyPath, line_at
from schedules.wording import SHOULD_BE, where

_LENGTH = '"90s", "30m", "2h" or "5d"'
# Each place of a scenario (* for numbers of a list): the right form.
FORMS = {
    "title": 'title = "A storm", 80 characters at most',
    "about": 'about = "what happens, and what is expected"',
    "seed": "seed = 1, a whole number",
    "start": "start = 2026-11-02T16:00:00, by the clock of the site",
    "span": f"span = {_LENGTH}",
    "inventory": "[inventory] with lamps or file",
    "inventory lamps": "lamps = 200, from 24 to 10000",
    "inventory file": 'file = "lamps.csv", seen from the folder of this one',
    "inventory without_clock": "without_clock = 0.1, a share from 0 to 1",
    "nodes": "[nodes] with report and time",
    "nodes report": f"report = {_LENGTH}",
    "nodes time": f"time = {_LENGTH}",
    "noise": "[noise] with mains_swing_v and clock_drift_s_per_day",
    "noise mains_swing_v": "mains_swing_v = 5.0, volts from 0 to 30",
    "noise clock_drift_s_per_day": "clock_drift_s_per_day = 4.0, seconds from 0 to 60",
    "network": "[network] with qos, loss, offline and offline_for",
    "network qos": "qos = 0 or 1, for measurements",
    "network loss": "loss = 0.1, a share from 0 to 1",
    "network offline": "offline = 0.1, a share from 0 to 1",
    "network offline_for": f"offline_for = {_LENGTH}",
    "ailment": "[[ailment]] with kind",
    "ailment *": "[[ailment]] with kind",
    "ailment * kind": 'kind = "dead lamp"',
    "ailment * lamps": 'lamps = "group:parks", as in lighting lamp list',
    "ailment * count": "count = 3, a whole number from 1",
    "ailment * probability": "probability = 0.02, a share from 0 to 1",
    "ailment * begins": "begins = 2026-11-02T18:00:00, by the clock of the site",
    "ailment * within": f"within = {_LENGTH}",
    "ailment * lasts": f"lasts = {_LENGTH}",
    "ailment * size": "size = 0.3 (share of light) or 35.0 (volts)",
    "ailment * grows": f"grows = {_LENGTH}",
    "power_cut": "[[power_cut]] with panels, begins and lasts",
    "power_cut *": "[[power_cut]] with panels, begins and lasts",
    "power_cut * panels": 'panels = ["P-05"] or ["all"]',
    "power_cut * begins": "begins = 2026-11-02T18:00:00, by the clock of the site",
    "power_cut * lasts": f"lasts = {_LENGTH}",
    "power_cut * spread": f"spread = {_LENGTH}",
    "nonsense": "[nonsense] with per_minute, begins and lasts",
    "nonsense per_minute": "per_minute = 60, from 1 to 6000",
    "nonsense begins": "begins = 2026-11-02T18:00:00, by the clock of the site",
    "nonsense lasts": f"lasts = {_LENGTH}",
    "solar": "[[solar]] with lamps, battery_wh, panel_wp and sun_hours",
    "solar *": "[[solar]] with lamps, battery_wh, panel_wp and sun_hours",
    "solar * lamps": 'lamps = "group:parks"',
    "solar * battery_wh": "battery_wh = 400.0",
    "solar * panel_wp": "panel_wp = 80.0",
    "solar * sun_hours": "sun_hours = [5.0, 0.8], hours of full sun on each day",
    "expect": "[[expect]] with what, and at_least or at_most",
    "expect *": "[[expect]] with what, and at_least or at_most",
    "expect * what": 'what = "recall", "precision", "false_severe" or another of the score',
    "expect * code": 'code = "LAMP_FAIL"',
    "expect * at_least": "at_least = 0.98, a number",
    "expect * at_most": "at_most = 0, a number",
}


def to_problem(error: ErrorDetails, source: str, lines: Mapping[KeyPath, int]) -> Problem:
    """Say a finding of pydantic's in the document's own words."""
    what, remedy = _wording(error, error["loc"])
    return Problem(source, line_at(lines, error["loc"]), what, remedy)


def _wording(error: ErrorDetails, path: KeyPath) -> tuple[str, str]:
    form = FORMS.get(_shape(path), "a value of the right form: docs/scenarios.md")
    if error["type"] == "missing":
        return f"{where(path)} is missing", f"add {form}"
    if error["type"] == "extra_forbidden":
        return f"{where(path)} is not known", nearest(str(path[-1]), _keys_in(path[:-1]))
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, UnreadableValueError):
        return f"{where(path)}: {cause.what}", cause.remedy or f"write {form}"
    should_be = SHOULD_BE.get(error["type"], error["msg"].removeprefix("Input "))
    return f"{where(path)} = {shown(error['input'])} {should_be}", f"write {form}"


def _shape(path: KeyPath) -> str:
    return " ".join("*" if isinstance(part, int) else part for part in path)


def _keys_in(path: KeyPath) -> list[str]:
    shape = _shape(path)
    return [form.split()[-1] for form in FORMS if form.rpartition(" ")[0] == shape]
