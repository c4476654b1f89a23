"""A plan of the controller's lamps, for whoever shows one: what a schedule comes to beforehand."""

from typing import Any

from lighting.cli.command import Session
from lighting.cli.plan_shown import Row, plan_document
from lighting.planning.energy import Prices
from lighting.planning.plan import plan
from lighting.planning.programs import PlannedLamp, Side, Span
from schedules.compile import evening_of
from schedules.document import Document

YEAR_NIGHTS = 366


def lamps_of_city(session: Session) -> list[PlannedLamp]:
    """Give the lamps that the controller has."""
    return [_of_row(row) for row in session.controller.get("lamps")["lamps"]]


def _of_row(row: dict[str, Any]) -> PlannedLamp:
    groups, kind = tuple(row["groups"]), row.get("type") or ""
    return PlannedLamp(row["lamp"], groups, row["nominal_w"], row["standby_w"], kind)


def planned(session: Session, before: Document | None, after: Document) -> Row:
    """Plan the controller's lamps for a year from tonight on, as the document of --json.

    Args:
        session: Who asks whom.
        before: The schedule in force; None: none is.
        after: The one in its place.
    """
    span = Span(evening_of(after, session.city_now_ms // 1000), YEAR_NIGHTS - 1)
    level = session.config.nodes.default_level
    old, new = (Side(one, after.site.timezone, span, level) for one in (before, after))
    prices = Prices(session.config.tariff, session.config.co2)
    return plan_document(plan(old, new, lamps_of_city(session), prices), span, prices)
