"""Routes that only look; each makes a question of a request."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from lighting.api.asking import Owner
from lighting.api.documents import (
    MAYBE,
    MAYBE_NUMBER,
    NAMES,
    NUMBER,
    OBJECT,
    ROWS,
    TEXT,
    TIME,
    YES,
    answer,
)
from lighting.api.looking_back import Back, Choice
from lighting.api.requests import (
    ExceptQuery,
    ForQuery,
    MomentQuery,
    NewestQuery,
    SeverityQuery,
    StepQuery,
    VersionPath,
)
from lighting.questions.of_city import (
    ListChanges,
    ListFaults,
    ListIncidents,
    ListLamps,
    ListOverrides,
    ListPresets,
    ListSchedules,
    Pulse,
    RehearsePreset,
    ShowChange,
    ShowFault,
    ShowIncident,
    ShowLamp,
    ShowSchedule,
    ShowStatus,
    Why,
)

router = APIRouter()
_VERSION = {
    "number": NUMBER,
    "version": NUMBER,
    "base": MAYBE_NUMBER,
    "in_force": YES,
    "source": TEXT,
    "applied_at": TIME,
    "by": TEXT,
    "reason": TEXT,
}


@router.get(
    "/status",
    responses=answer(
        "lighting.status/1",
        site=TEXT,
        at=TIME,
        lamps=OBJECT,
        converged=NUMBER,
        not_converged=NUMBER,
        faults=OBJECT,
        maintenance=OBJECT,
        incidents=NUMBER,
        broker=OBJECT,
        store=OBJECT,
        clock=TIME,
        schedule=MAYBE,
        messages=OBJECT,
    ),
)
def show_status(owner: Owner, back: Back) -> JSONResponse:
    """The city on one screen, and how InfluxDB is fed where there is one."""
    if not back.past.influx.url:
        return owner(ShowStatus())
    fed = back.fed(back.scope(Choice()))
    return JSONResponse({**back.ask(ShowStatus()), "influx": fed})


@router.get("/lamps", responses=answer("lighting.lamp-list/1", lamps=ROWS))
def list_lamps(
    owner: Owner,
    choice: ForQuery = None,
    except_: ExceptQuery = None,
    silent: bool = False,  # noqa: FBT001, FBT002 - a value of the query
    faulty: bool = False,  # noqa: FBT001, FBT002 - a value of the query
    not_converged: bool = False,  # noqa: FBT001, FBT002 - a value of the query
) -> JSONResponse:
    """The lamps of a choice: what each should do, what it reported, and when."""
    question = ListLamps(choice or None, except_ or None, silent, faulty, not_converged)
    return owner(question)


@router.get("/lamps/{lamp}", responses=answer("lighting.lamp-show/1", lamp=OBJECT))
def show_lamp(owner: Owner, lamp: str) -> JSONResponse:
    """All that is known of one lamp."""
    return owner(ShowLamp(lamp))


@router.get(
    "/schedule",
    responses=answer(
        "lighting.schedule-show/1",
        **_VERSION,
        text=TEXT,
        programs=ROWS,
        unassigned=NAMES,
    ),
)
def show_schedule(owner: Owner) -> JSONResponse:
    """The schedule in force, as its author wrote it."""
    return owner(ShowSchedule())


@router.get("/schedule/versions", responses=answer("lighting.schedule-history/1", versions=ROWS))
def list_schedules(owner: Owner, limit: NewestQuery = 20) -> JSONResponse:
    """The newest versions of the schedule: who applied each, when and why."""
    return owner(ListSchedules(limit))


@router.get(
    "/schedule/versions/{version}",
    responses=answer(
        "lighting.schedule-show/1",
        **_VERSION,
        text=TEXT,
        programs=ROWS,
        unassigned=NAMES,
    ),
)
def show_version(owner: Owner, version: VersionPath) -> JSONResponse:
    """A version of the schedule by itself or by its number, counted from 1."""
    return owner(ShowSchedule(version))


@router.get("/changes", responses=answer("lighting.change-list/1", changes=ROWS))
def list_changes(owner: Owner, limit: NewestQuery = 20) -> JSONResponse:
    """The newest changes, and how many lamps took each step."""
    return owner(ListChanges(limit))


@router.get(
    "/changes/{change}",
    responses=answer(
        "lighting.change/1",
        change=TEXT,
        what=TEXT,
        by=TEXT,
        recorded_at=TIME,
        lamps=NUMBER,
        sent=NUMBER,
        received=NUMBER,
        applied=NUMBER,
        confirmed=NUMBER,
        steps=ROWS,
        lacking=ROWS,
    ),
)
def show_change(owner: Owner, change: str, step: StepQuery = "applied") -> JSONResponse:
    """How far a change got, `newest` the last one made, and which lamps lack a step."""
    return owner(ShowChange(change, step))


@router.get(
    "/overrides", responses=answer("lighting.override-list/1", overrides=ROWS, approvals=ROWS)
)
def list_overrides(owner: Owner) -> JSONResponse:
    """The overrides that hold now or will, and the orders that wait for a second person."""
    return owner(ListOverrides())


@router.get("/presets", responses=answer("lighting.preset-list/1", presets=ROWS))
def list_presets(owner: Owner) -> JSONResponse:
    """The presets of the site, and which of them run."""
    return owner(ListPresets())


@router.get(
    "/presets/{preset}/rehearsal",
    responses=answer("lighting.preset-rehearse/1", preset=TEXT, lamps=NUMBER, changes=ROWS),
)
def rehearse_preset(
    owner: Owner,
    preset: str,
    choice: ForQuery = None,
    except_: ExceptQuery = None,
    until: MomentQuery = None,
) -> JSONResponse:
    """What a preset would do if it were started now; nothing is changed."""
    return owner(RehearsePreset(preset, choice, except_, until))


@router.get("/faults", responses=answer("lighting.fault-list/1", faults=ROWS, incidents=ROWS))
def list_faults(  # noqa: PLR0913, PLR0917 - each is a value of the query
    owner: Owner,
    code: str | None = None,
    severity: SeverityQuery = None,
    since: MomentQuery = None,
    kelurahan: str | None = None,
    panel: str | None = None,
    origin: str | None = None,
    state: str | None = None,
    members: bool = False,  # noqa: FBT001, FBT002 - a value of the query
) -> JSONResponse:
    """Faults and incidents; without a state those that are open."""
    return owner(ListFaults(code, severity, since, kelurahan, panel, origin, state, members))


@router.get("/faults/{fault}", responses=answer("lighting.fault-show/1", fault=OBJECT))
def show_fault(owner: Owner, fault: str) -> JSONResponse:
    """One fault, what it means and what to do about it."""
    return owner(ShowFault(fault))


@router.get("/incidents", responses=answer("lighting.incident-list/1", incidents=ROWS))
def list_incidents(
    owner: Owner,
    kind: str | None = None,
    past: bool = False,  # noqa: FBT001, FBT002 - a value of the query
) -> JSONResponse:
    """Incidents with their likely cause; those that are over only where the past is asked for."""
    return owner(ListIncidents(kind, past))


@router.get("/incidents/{incident}", responses=answer("lighting.incident-show/1", incident=OBJECT))
def show_incident(owner: Owner, incident: str) -> JSONResponse:
    """One incident, its members and what speaks for its cause."""
    return owner(ShowIncident(incident))


@router.get(
    "/why/{lamp}",
    responses=answer(
        "lighting.why/1",
        lamp=TEXT,
        at=TIME,
        sentence=TEXT,
        trace=ROWS,
        reported=MAYBE,
        measured=MAYBE,
    ),
)
def why(owner: Owner, back: Back, lamp: str, at: MomentQuery = None) -> JSONResponse:
    """Why a lamp is as it is now, was, or will be."""
    return owner(Why(lamp)) if at is None else JSONResponse(back.why(lamp, at))


@router.get("/pulse", responses=answer("lighting.pulse/1", now_ms=NUMBER, queue=NUMBER))
def pulse(owner: Owner) -> JSONResponse:
    """Whether the controller keeps up."""
    return owner(Pulse())
