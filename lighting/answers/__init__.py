"""Answers to what people ask: pure functions from the city to what `--json` prints."""

from typing import Any

from lighting.answers.cases import look_into
from lighting.answers.changes import list_changes, show_change
from lighting.answers.faults import list_faults, show_fault
from lighting.answers.incidents import list_incidents, show_incident
from lighting.answers.lamps import list_lamps, show_lamp
from lighting.answers.maintenance import list_maintenance
from lighting.answers.overrides import list_overrides
from lighting.answers.presets import list_presets, rehearse
from lighting.answers.schedule import list_schedules, show_schedule
from lighting.answers.scope import look_up
from lighting.answers.status import show_status
from lighting.answers.triage import triage
from lighting.answers.why import why
from lighting.answers.work import list_unproven, list_work, show_visit, show_work
from lighting.city import City
from lighting.questions.maintenance import ListMaintenance
from lighting.questions.of_city import (
    Inquiry,
    ListChanges,
    ListFaults,
    ListIncidents,
    ListLamps,
    ListOverrides,
    ListPresets,
    ListSchedules,
    LookInto,
    LookUp,
    RehearsePreset,
    ShowChange,
    ShowFault,
    ShowIncident,
    ShowLamp,
    ShowSchedule,
    ShowStatus,
    Why,
)
from lighting.stores import Reader
from lighting.work.questions import (
    ListUnproven,
    ListWork,
    ShowVisit,
    ShowWork,
    Triage,
)


def answer(city: City, question: Inquiry, now_ms: int, store: Reader) -> dict[str, Any]:  # noqa: C901, PLR0911, PLR0912 - one line a question
    """Answer a question from what is known at a moment [ms since 1970 UTC]; nothing is changed.

    What can't be found raises `NothingMatched`, what can't be meant `WrongUse`.
    """
    match question:
        case ShowStatus():
            return show_status(city, now_ms, store)
        case ListLamps():
            return list_lamps(city, question, now_ms)
        case ShowLamp():
            return show_lamp(city, question, now_ms, store)
        case ShowSchedule():
            return show_schedule(city, question, store)
        case ListSchedules():
            return list_schedules(city, question, store)
        case ShowChange():
            return show_change(city, question, store, now_ms)
        case ListChanges():
            return list_changes(city, question, store)
        case ListOverrides():
            return list_overrides(city, now_ms)
        case ListPresets():
            return list_presets(city, now_ms)
        case RehearsePreset():
            return rehearse(city, question, now_ms)
        case ListFaults():
            return list_faults(city, question, store)
        case ShowFault():
            return show_fault(city, question, store)
        case ListIncidents():
            return list_incidents(city, question, store)
        case ShowIncident():
            return show_incident(city, question, store)
        case ListMaintenance():
            return list_maintenance(city)
        case Why():
            return why(city, question, now_ms)
        case LookUp():
            return look_up(city, question, now_ms)
        case LookInto():
            return look_into(city, question, now_ms)
        case ListWork():
            return list_work(city, question, now_ms)
        case ShowWork():
            return show_work(city, question, store)
        case ListUnproven():
            return list_unproven(city, question, now_ms, store)
        case Triage():
            return triage(city, now_ms)
        case ShowVisit():
            return show_visit(city, question, store)
