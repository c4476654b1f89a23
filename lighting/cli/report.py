"""`lighting report`: energy and burning hours over a time, each figure with its coverage."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

import typer

from lighting.cli import report_month, show
from lighting.cli.command import Session, command
from lighting.cli.options import Except
from lighting.cli.span import (
    Csv,
    From,
    Month,
    To,
    check_form,
    patient,
    percent,
    say_lacking,
    span_of,
    told_span,
)
from lighting.times import from_rfc3339

By = Annotated[
    Literal["lamp", "kelurahan", "panel"], typer.Option("--by", help="A line for each of these.")
]
Choice = Annotated[
    str | None,
    typer.Option(
        "--for", metavar="CHOICE", help="KPG-0123, group:main-roads, panel:P-07; else all."
    ),
]
# Of each report: the figure's name in the answer, its heading, what it is divided by for people,
# and what it is called.
_WH_PER_KWH = 1000
_HOUR_MS = 3_600_000
ENERGY = ("energy_wh", "kWh", _WH_PER_KWH, "energy")
BURNING = ("burn_h", "hours", 1, "burning time")

_PLACE = ("street", "kelurahan", "panel")

Figure = tuple[str, str, int, str]
Answer = dict[str, Any]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@command(
    app,
    "energy",
    schema="lighting.report-energy/1",
    example="lighting report energy --month 2026-10 --by kelurahan",
)
def energy(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    *,
    month: Month = None,
    from_: From = None,
    to: To = None,
    choice: Choice = None,
    except_: Except = None,
    by: By = "panel",
    csv: Csv = False,
) -> None:
    """Energy used in a time, the last day if none is given; what is not known is not zero."""
    check_form(session, as_csv=csv)
    span = span_of(session, from_, to, month)
    chosen = {"for_": choice, "except_": except_, "by": by}
    _print(session, patient(session).get("reports", "energy", **span, **chosen), ENERGY, csv)


@command(
    app,
    "burning-hours",
    schema="lighting.report-burning-hours/1",
    example="lighting report burning-hours --month 2026-10 --by lamp --for panel:P-07",
)
def burning_hours(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    *,
    month: Month = None,
    from_: From = None,
    to: To = None,
    choice: Choice = None,
    except_: Except = None,
    by: By = "panel",
    csv: Csv = False,
) -> None:
    """How long lamps burned in a time, the last day if none is given; added up over lamps."""
    check_form(session, as_csv=csv)
    span = span_of(session, from_, to, month)
    chosen = {"for_": choice, "except_": except_, "by": by}
    answer = patient(session).get("reports", "burning-hours", **span, **chosen)
    _print(session, answer, BURNING, csv)


def _print(session: Session, answer: Answer, figure: Figure, as_csv: bool) -> None:  # noqa: FBT001 - how
    if session.as_json:
        show.print_json(answer)
        return
    if as_csv:
        show.print_csv(_csv_names(answer, figure), answer["figures"])
    else:
        show.print_text(f"{figure[3]}, {told_span(session, answer)}")
        show.print_table(_columns(answer, figure), _rows(answer))
    if not answer["figures"]:
        session.say("no lamp is in the list: lighting lamp import lamps.csv --apply")
    for line in _remarks(answer, figure):
        session.say(line)
    say_lacking(session, answer)


def _rows(answer: Answer) -> list[Answer]:
    """The figures, and all of them together at the end where there is more than one."""
    figures = answer["figures"]
    return [*figures, answer["total"]] if len(figures) > 1 else list(figures)


def _columns(answer: Answer, figure: Figure) -> tuple[show.Column, ...]:
    key, heading, divisor, _ = figure
    places: tuple[show.Column, ...] = (
        (answer["by"], lambda row: row.get("lamp", row.get("name"))),
    )
    if answer["by"] == "lamp":
        places += tuple((name, _getter(name)) for name in _PLACE)
    else:
        places += (("lamps", lambda row: row["lamps"]),)
    return (
        *places,
        (heading, lambda row: _shown(row[key], divisor)),
        ("coverage", lambda row: percent(row["coverage"])),
        ("hours without data", lambda row: f"{row['hours_without_data']:,}"),
        ("quality", lambda row: row["quality"]),
    )


def _getter(name: str) -> Callable[[show.Row], object]:
    return lambda row: row.get(name)


def _csv_names(answer: Answer, figure: Figure) -> list[str]:
    places = ["lamp", *_PLACE] if answer["by"] == "lamp" else ["name", "lamps"]
    rest = [] if answer["by"] == "lamp" else ["lamps_without_data"]
    return [*places, figure[0], "coverage", "hours_without_data", *rest, "quality"]


def _shown(value: float | None, divisor: int) -> str:
    if value is None:
        return "unknown"
    digits = 3 if divisor == _WH_PER_KWH else 1
    return f"{value / divisor:,.{digits}f}"


def _remarks(answer: Answer, figure: Figure) -> Iterator[str]:
    """What a reader must know to take the figures for no more than they are."""
    total = answer["total"]
    without = total["lamps_without_data"]
    if without:
        has, their = ("has", "its") if without == 1 else ("have", "their")
        lamps = f"{without} of {total['lamps']} lamp{'' if total['lamps'] == 1 else 's'} {has}"
        yield f"{lamps} no data at all: {their} {figure[3]} is unknown, not zero, and in no sum"
    if total["coverage"] < 1 and without < total["lamps"]:
        yield (
            f"the figures hold for {percent(total['coverage'])} of the time; "
            "nothing is put in place of the rest"
        )
    if from_rfc3339(answer["asked_to"]) - from_rfc3339(answer["to"]) > _HOUR_MS:
        yield "the time is not over: the figures go up to the last whole hour"


report_month.add_to(app)
