"""`lighting schedule plan`: what a schedule would change, against the one in force or a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.plan_shown import plan_document, print_plan
from lighting.cli.planned import YEAR_NIGHTS, lamps_of_city
from lighting.cli.schedule_file import File, night_of, schedule_of
from lighting.errors import InventoryWrong, NothingMatched, WrongUse
from lighting.planning.energy import Prices
from lighting.planning.plan import plan
from lighting.planning.programs import PlannedLamp, Side, Span
from lighting.site.config import Config, Nodes, find_config, read_config
from lighting.site.lamp_csv import read_lamps
from lighting.site.text_file import read_text
from schedules.compile import evening_of
from schedules.document import Document, read_document

LAMPS_NAME = "lamps.csv"


@dataclass(frozen=True, slots=True)
class Before:
    """What a schedule is compared with, in words too; no document where none is in force."""

    document: Document | None
    told: str


def plan_schedule(
    session: Session,
    file: File,
    *,
    nights: Annotated[
        int, typer.Option(min=1, max=YEAR_NIGHTS, help="How many nights.")
    ] = YEAR_NIGHTS - 1,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Evening of the first night; else tonight's."),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Another schedule; else the one in force."),
    ] = None,
    lamps: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A list of lamps; else the controller's, or with --against lamps.csv beside FILE.",
        ),
    ] = None,
) -> None:
    """Compare a schedule with the one in force: lamps, nights, hours, energy, money, CO2.

    Changes nothing. With --against FILE it needs no daemon. Money needs [[tariff]] in
    lighting.toml, CO2 needs [co2]. Overrides, sensors and photocells aren't foreseen.
    """
    document = schedule_of(file)
    settings = _settings(session, file) if against else session.config
    listed = _listed(file, lamps) if lamps or against else lamps_of_city(session)
    before = _against(against) if against else _in_force(session)
    evening = _first(session, document, first, is_alone=against is not None)
    span = Span(evening, nights)
    level = (settings.nodes if settings else Nodes()).default_level
    sides = [Side(one, document.site.timezone, span, level) for one in (before.document, document)]
    prices = Prices(settings.tariff, settings.co2) if settings else Prices()
    found = plan(sides[0], sides[1], listed, prices)
    answer = plan_document(found, span, prices)
    answer.update(source=str(file), against=before.told)
    if session.as_json:
        show.print_json(answer)
    else:
        print_plan(answer)


def _settings(session: Session, file: Path) -> Config | None:
    """Read the settings; those of nowhere are asked for, so that none are no error."""
    path = find_config(session.config_path)
    if session.config_path is not None or path.exists():
        return session.config
    beside = file.parent / path.name
    return read_config(beside) if beside.exists() else None


def _first(session: Session, document: Document, typed: str | None, *, is_alone: bool) -> date:
    if typed is not None or is_alone:
        return night_of(document, typed)
    return evening_of(document, session.city_now_ms // 1000)


def _against(path: Path) -> Before:
    return Before(schedule_of(path), str(path))


def _in_force(session: Session) -> Before:
    try:
        answer = session.controller.get("schedule")
    except NothingMatched:
        return Before(None, "no schedule: none is in force, lamps keep their default level")
    at = session.when(answer["applied_at"])
    told = f"version {answer['number']} in force, applied {at} by {answer['by']}"
    return Before(read_document(str(answer["text"]), str(answer["source"])), told)


def _listed(file: Path, lamps: Path | None) -> Iterable[PlannedLamp]:
    path = lamps or file.parent / LAMPS_NAME
    if lamps is None and not path.exists():
        raise WrongUse(
            "no list of lamps", f"there is no {LAMPS_NAME} beside {file}", "name one: --lamps FILE"
        )
    remedy = "check the name; lighting lamp import reads the same list"
    text = read_text(path, InventoryWrong, remedy)
    for one in read_lamps(text, str(path)):
        kind = getattr(one, "type", "")
        yield PlannedLamp(one.id, one.groups, one.power_w, one.standby_w, kind)
