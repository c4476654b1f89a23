"""The table of all kinds of findings; docs/findings.md is made from it."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is, the worst first; an error refuses the document."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding.

    Attributes:
        code: Its name for programs.
        severity: How bad it is.
        rule: When exactly it is found, as a sentence.
        remedy: What to do, as a sentence.
        needs_lamps: Whether it can only be found with the list of lamps.
    """

    code: str
    severity: Severity
    rule: str
    remedy: str
    needs_lamps: bool = False


def _kind(severity: Severity, code: str, rule: str, remedy: str) -> Kind:
    return Kind(code, severity, rule, remedy)


def _of_lamps(severity: Severity, code: str, rule: str, remedy: str) -> Kind:
    return Kind(code, severity, rule, remedy, needs_lamps=True)


_ERROR, _WARNING, _NOTE = Severity

_ALL = (
    _kind(
        _ERROR,
        "on-after-off",
        "The lamp is put on after the night's last switch-off, so that it burns until noon.",
        "Clamp the switch-off so that it can't come before the switch-on "
        '(not_before = "06:30"), or write the switch-on as a time of the sun.',
    ),
    _kind(
        _ERROR,
        "no-switch-off",
        "The lamp is put on and no step of that night puts it off, so that it burns until noon.",
        'End the profile with a switch-off: { at = "sunrise", level = 0 }.',
    ),
    _kind(
        _ERROR,
        "burns-by-day",
        "The lamp burns for more than 2 h between sunrise and sunset, and no clamp asks for it.",
        "Give the step a time of the sun in place of a clock time, or a clamp.",
    ),
    _kind(
        _WARNING,
        "burns-into-day",
        "The lamp burns for more than 30 min, up to 2 h, between sunrise and sunset; or for more, "
        "because a clamp asks for it.",
        "Give the step a time of the sun in place of a clock time, or a clamp.",
    ),
    _kind(
        _WARNING,
        "dark-all-night",
        "The profile has steps that light, but between dusk and dawn the lamp stays off; or a "
        "step waits for a sun that does not come, and keeps the lamp off.",
        "Give the step that lights a time of the evening, and steps at a time of the sun a clamp.",
    ),
    _kind(
        _WARNING,
        "dark-evening",
        "The lamp is still off more than 15 min after dusk and goes on later. Nights without a "
        "dusk are left alone.",
        'Write the switch-on as a time of the sun: at = "sunset".',
    ),
    _kind(
        _WARNING,
        "dark-morning",
        "The lamp goes off for good more than 15 min before dawn. A switch-off that on some night "
        "comes more than 2 h before dawn is meant for the night and left alone.",
        'Write the switch-off as a time of the sun: at = "sunrise".',
    ),
    _kind(
        _NOTE,
        "dark-by-design",
        "The profile of the night has no step that lights.",
        "Nothing, if that is meant.",
    ),
    _kind(
        _WARNING,
        "flicker",
        "The lamp burns for less than 5 min and goes off again.",
        'Move the steps apart, or add min_burn = "10m" to the profile, which leaves such a '
        "burning out.",
    ),
    _kind(
        _NOTE,
        "burning-left-out",
        "A burning would be shorter than the profile's min_burn and is left out.",
        "Nothing, if that is meant.",
    ),
    _kind(
        _WARNING,
        "steps-out-of-order",
        "Two neighbouring steps swap their order on some of the nights, not on all.",
        "Put a clamp (not_before, not_after) on the step at a time of the sun, so that they keep "
        "their order.",
    ),
    _kind(
        _WARNING,
        "steps-cancel",
        "Two steps of different level fall in the same second, other than by a clamp, or a step "
        "takes the level back to what it was less than 5 min before.",
        "Leave one of the two out, or move them apart.",
    ),
    _kind(
        _NOTE,
        "step-without-effect",
        "On every night on which it comes the step asks for the level that holds already.",
        "Leave the step out, or correct its level.",
    ),
    _kind(
        _WARNING,
        "step-outside-night",
        "With its offset the step falls before the noon at which the night begins (it is done at "
        "that noon) or after the one at which it ends (it is not done).",
        "Write a smaller offset, or a clamp.",
    ),
    _kind(
        _WARNING,
        "weekday-without-cover",
        "No rule of the calendar names that day of the week and its default keeps the lamps dark, "
        "while most nights of another day of the week are lit.",
        "Add a rule for that day, or a default that lights.",
    ),
    _kind(
        _NOTE,
        "estimated-holiday",
        "The night's profile, or an event in it, hangs on a holiday whose date is an estimate.",
        "Look again when the date is announced; tell it under [holidays] as confirmed or moved.",
    ),
    _kind(
        _NOTE,
        "clock-change",
        "The clocks change in that night: it is an hour longer or shorter than others.",
        "Nothing; times of the sun and of the clock are kept.",
    ),
    _kind(
        _WARNING,
        "clock-time-moved",
        "A step's or clamp's clock time does not exist in that night, or comes twice, because the "
        "clocks change.",
        "Move it out of the hour in which clocks change, or accept the time that is said.",
    ),
    _kind(
        _NOTE,
        "unused-profile",
        "No calendar names the profile.",
        "Leave it out, or name it in a calendar.",
    ),
    _kind(
        _NOTE,
        "unused-calendar",
        "No assignment names the calendar.",
        "Leave it out, or assign it to a group.",
    ),
    _kind(
        _NOTE,
        "rule-without-night",
        "In a whole year the rule chooses no night: its dates are over, or rules above it take "
        "all its nights. Looked for when 365 nights or more are checked.",
        "Leave the rule out, or move it up.",
    ),
    _of_lamps(
        _WARNING,
        "under-lamp-minimum",
        "A level above 0 is under the min_level of the lamp's type, which burns brighter than "
        "asked for.",
        "Raise the level to the minimum, or put the lamp off.",
    ),
    _of_lamps(
        _WARNING,
        "under-road-class",
        "Between dusk and dawn a level above 0 is under what SNI 7391 asks of the lamp's road "
        "class, full light taken for the upper end of the class.",
        "Raise the level, or correct the road class in the list of lamps.",
    ),
    _of_lamps(
        _WARNING,
        "overlapping-assignments",
        "The lamp is in several assigned groups with different calendars; the first in [assign] "
        "holds.",
        "Take the lamps out of one of the groups, or put the line that shall hold first.",
    ),
    _of_lamps(
        _WARNING,
        "empty-group",
        "A group that has a calendar, or an event, has no lamps.",
        "Put lamps into the group, or leave the line out.",
    ),
    _of_lamps(
        _ERROR,
        "unknown-group",
        "A group that has a calendar, or an event, has no lamps, and the list of lamps has one "
        "with nearly the same name that nothing names.",
        "Correct the name.",
    ),
    _of_lamps(
        _ERROR,
        "unknown-member",
        "A nested group names a lamp or a group that is in neither the list of lamps nor the "
        "document.",
        "Correct the name.",
    ),
    _of_lamps(
        _WARNING,
        "unknown-lamp-type",
        "The list of lamps names a type that the document doesn't have, though it has others.",
        "Add the type to the document, or correct it in the list of lamps.",
    ),
    _of_lamps(
        _NOTE,
        "unknown-road-class",
        "The road class in the list of lamps is nearly, but not quite, one of SNI 7391.",
        "Correct it in the list of lamps; until then its light is not judged.",
    ),
    _of_lamps(
        _WARNING,
        "lamps-without-program",
        "The lamp is in no group that has a calendar, and nothing is assigned to all.",
        'Assign a calendar to a group of it, or write all = "CALENDAR".',
    ),
)

KINDS = {kind.code: kind for kind in _ALL}

# A finding that is only a consequence of another one of the same lamps and night is left out.
EXPLAINED_BY = {
    "steps-out-of-order": "on-after-off",
    "dark-by-design": "weekday-without-cover",
    "clock-change": "clock-time-moved",
    "steps-cancel": "clock-time-moved",
}

# What is an error of the document itself: it can't be planned at all, exit code 7.
DOCUMENT_ERRORS = (
    ("TOML that can't be read, a key that is not known, a value of the wrong form", "right form"),
    ("an unknown profile in a calendar, calendar in [assign], effect in a profile", "nearest name"),
    ("an unknown time zone, country or holiday", "nearest name"),
    ("a date under [holidays] on which there is no holiday", "nearest date"),
    ("a program that no node has room for", "how many steps fit"),
    ("a nested group that is within itself", "the way round"),
)
