"""Routes of work on lamps, while which their faults are held back."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from lighting.api.asking import Owner, Who
from lighting.api.documents import OBJECT, ROWS, answer
from lighting.api.requests import MaintenanceStart, Reasoned
from lighting.questions.maintenance import EndMaintenance, ListMaintenance, StartMaintenance

router = APIRouter()


@router.get("/maintenance", responses=answer("lighting.maintenance-list/1", maintenance=ROWS))
def list_maintenance(owner: Owner) -> JSONResponse:
    """Work on lamps that lasts, and how many faults it holds back."""
    return owner(ListMaintenance())


@router.post("/maintenance", responses=answer("lighting.maintenance-start/1", maintenance=OBJECT))
def start_maintenance(owner: Owner, who: Who, body: MaintenanceStart) -> JSONResponse:
    """Hold back the faults of lamps that somebody works on."""
    return owner(StartMaintenance(body.choice, body.except_, body.until, body.reason, who))


@router.post(
    "/maintenance/{maintenance}/end",
    responses=answer("lighting.maintenance-end/1", maintenance=OBJECT),
)
def end_maintenance(owner: Owner, who: Who, maintenance: str, body: Reasoned) -> JSONResponse:
    """End work on lamps before its time."""
    return owner(EndMaintenance(maintenance, body.reason, who))
