"""Entries of the audit as sentences: what somebody did, without who and when."""

import re
from collections.abc import Callable

from lighting.rows import AuditRow
from lighting.times import from_rfc3339, show

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-]\d\d:\d\d|Z)")
_ONE = re.compile(r"\b(1) lamps\b")
_AGREED = ", agreed to by "


def sentence(row: AuditRow, timezone: str) -> str:
    """Write what was done; times in it are those of a zone, without the date of the day itself.

    An action that the table does not know, as of a later version, is told in the audit's own words.
    """
    words = SENTENCES.get(row.action, _as_kept)(row)
    words = _ONE.sub(r"\1 lamp", words)
    return _TIME.sub(lambda found: show(from_rfc3339(found[0]), timezone, row.at_ms), words)


def _as_kept(row: AuditRow) -> str:
    change = f": {row.after}" if row.after else ""
    return f"{row.action} {row.target}{change}"


def _with_agreement(words: str, after: str) -> str:
    """Add the second person, whom the audit names at the end of what came of it."""
    agreed = after.partition("agreed to by ")[2]
    return f"{words}{_AGREED}{agreed}" if agreed else words


def _override_set(row: AuditRow) -> str:
    level, until, rest = row.after.partition(" until ")
    light = f"set {row.target} to {level}" if level != "0 %" else f"switched {row.target} off"
    return f"{light}{until}{rest}"


def _override_released(row: AuditRow) -> str:
    return _with_agreement(f"released override {row.target} of {row.before}", row.after)


def _schedule_applied(row: AuditRow) -> str:
    words = f"put schedule {row.target} in force"
    if row.before:
        words += ", in place of the one before"
    return _with_agreement(words, row.after)


def _imported(row: AuditRow) -> str:
    return f"took {row.target} as the list of lamps: {row.after}"


def _asked(row: AuditRow) -> str:
    id_, _, why = row.after.partition(" waits: ")
    return f"asked a second person to agree to {row.target} ({id_}): {why}"


def _taken(row: AuditRow) -> str:
    from_whom = "" if row.before in {"open", "taken", row.who} else f" over from {row.before}"
    return f"took work order {row.target}{from_whom}"


def _done(row: AuditRow) -> str:
    proof = row.after.removeprefix("done, proof: ")
    kind, _, figures = proof.partition(", ")
    how = {
        "measured": f"proved by measurement: {figures}" if figures else "proved by measurement",
        "reason": "without proof, for a reason",
        "waiting": "the night is to prove it",
    }.get(kind, proof)
    return f"closed work order {row.target}, {how}"


def _worked(row: AuditRow) -> str:
    choice, _, until = row.after.rpartition(", until ")
    return f"began work on {choice} ({row.target}): its faults are held back until {until}"


def _work_over(row: AuditRow) -> str:
    when = "before its time" if row.after == "ended early" else "as its time was over"
    return f"ended work on {row.before} ({row.target}), {when}"


Words = Callable[[AuditRow], str]
SENTENCES: dict[str, Words] = {
    "approval approve": lambda row: f"{row.after} ({row.target})",
    "approval ask": _asked,
    "approval expire": lambda row: f"let {row.target} lapse: {row.after}",
    "approval reject": lambda row: f"{row.after} ({row.target})",
    "fault acknowledge": lambda row: f"acknowledged fault {row.target}",
    "lamp identify": lambda row: f"had {row.target} blink",
    "lamp import": _imported,
    "lamp self-test": lambda row: f"had {row.target} test itself ({row.after})",
    "maintenance end": _work_over,
    "maintenance start": _worked,
    "override release": _override_released,
    "override set": _override_set,
    "parked drop": lambda row: f"gave up {row.target} that InfluxDB had refused",
    "parked retry": lambda row: f"sent {row.target} to InfluxDB once more",
    "schedule apply": _schedule_applied,
    "self-test end": lambda row: f"self-test of {row.target} is over: {row.after}",
    "work done": _done,
    "work make": lambda row: f"wrote work order {row.target}",
    "work prove": lambda row: f"found work order {row.target} proved",
    "work reopen": lambda row: f"opened work order {row.target} again",
    "work take": _taken,
    "work withdraw": lambda row: f"withdrew work order {row.target}",
}
"""How each kind of order reads, by the audit's words for it."""
