"""Routes that change something; each order carries the name behind the token, and a reason."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from lighting.api.asking import Owner, Who
from lighting.api.documents import MAYBE, NAMES, NUMBER, OBJECT, ROWS, TEXT, YES, answer
from lighting.api.requests import Decision, Import, Override, PresetStart, Reasoned, Schedule
from lighting.questions.of_city import (
    AcknowledgeFault,
    ApplySchedule,
    Approve,
    EndPreset,
    ImportLamps,
    Reject,
    ReleaseOverride,
    SetOverride,
    StartPreset,
)

router = APIRouter()


@router.post(
    "/lamps/import",
    responses=answer(
        "lighting.lamp-import/1",
        added=NAMES,
        changed=NAMES,
        removed=NAMES,
        unchanged=NUMBER,
        applied=YES,
    ),
)
def import_lamps(owner: Owner, who: Who, body: Import) -> JSONResponse:
    """Take a list of lamps in place of the one before, or only tell what would change."""
    return owner(ImportLamps(body.csv, body.source, body.dry_run, body.reason, who))


@router.post(
    "/schedule",
    responses=answer(
        "lighting.schedule-apply/1",
        version=NUMBER,
        replaced=MAYBE,
        programs=ROWS,
        unassigned=NAMES,
        darkened=NUMBER,
        unable=ROWS,
        documents=NUMBER,
        documents_per_s=NUMBER,
        change=TEXT,
    ),
)
def apply_schedule(owner: Owner, who: Who, body: Schedule) -> JSONResponse:
    """Put a schedule in force, from tonight on."""
    return owner(ApplySchedule(body.text, body.source, body.reason, who, body.base))


@router.post(
    "/overrides",
    responses=answer(
        "lighting.override-set/1", override=OBJECT, lamps=NUMBER, unable=ROWS, change=TEXT
    ),
)
def set_override(owner: Owner, who: Who, body: Override) -> JSONResponse:
    """Want a level above the program, for a choice of lamps, until an end."""
    order = SetOverride(
        level=body.level,
        choice=body.choice,
        except_=body.except_,
        start_ms=body.start,
        until_ms=body.until,
        priority=body.priority,
        fade_s=body.fade_s,
        fade_back_s=body.fade_back_s,
        reason=body.reason,
        who=who,
    )
    return owner(order)


@router.post(
    "/overrides/{override}/release",
    responses=answer("lighting.override-release/1", override=OBJECT, lamps=NUMBER, change=TEXT),
)
def release_override(owner: Owner, who: Who, override: str, body: Reasoned) -> JSONResponse:
    """End an override before its time."""
    return owner(ReleaseOverride(override, body.reason, who))


@router.post(
    "/approvals/{approval}/approve",
    responses=answer("lighting.override-approve/1", approval=OBJECT),
)
def approve(owner: Owner, who: Who, approval: str, body: Decision) -> JSONResponse:
    """Agree to another person's order: it is carried out."""
    return owner(Approve(approval, body.reason, who))


@router.post(
    "/approvals/{approval}/reject",
    responses=answer("lighting.override-reject/1", approval=OBJECT),
)
def reject(owner: Owner, who: Who, approval: str, body: Decision) -> JSONResponse:
    """Say no to an order that waits, or take one's own back."""
    return owner(Reject(approval, body.reason, who))


@router.post(
    "/presets/{preset}/start",
    responses=answer(
        "lighting.preset-start/1", preset=TEXT, override=OBJECT, lamps=NUMBER, change=TEXT
    ),
)
def start_preset(owner: Owner, who: Who, preset: str, body: PresetStart) -> JSONResponse:
    """Have a preset hold from now on."""
    order = StartPreset(preset, body.choice, body.except_, body.until, body.reason, who)
    return owner(order)


@router.post(
    "/presets/{preset}/end",
    responses=answer(
        "lighting.preset-end/1", preset=TEXT, overrides=ROWS, lamps=NUMBER, change=TEXT
    ),
)
def end_preset(owner: Owner, who: Who, preset: str, body: Reasoned) -> JSONResponse:
    """End a preset before its time."""
    return owner(EndPreset(preset, body.reason, who))


@router.post(
    "/faults/{fault}/acknowledge",
    responses=answer("lighting.fault-acknowledge/1", id=TEXT, state=TEXT),
)
def acknowledge_fault(owner: Owner, who: Who, fault: str, body: Reasoned) -> JSONResponse:
    """Say that a fault is known, and what is being done."""
    return owner(AcknowledgeFault(fault, body.reason, who))
