"""`lighting report availability|faults|dead|unregistered|bill`: a month, and what it comes to."""

import csv
import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from lighting.cli import show
from lighting.cli.command import Session, command
from lighting.cli.exits import DONE
from lighting.cli.month_shown import LISTED, print_month
from lighting.cli.options import Except
from lighting.cli.span import Csv, check_form, month_span, patient, percent, say_lacking
from lighting.errors import DocumentWrong, WrongUse
from lighting.reports.bill_page import PAGE, page_of, remarks, wrong_page
from lighting.reports.pack import CUSTOMERS, SUMS, read_bill, sums_of, wrong_in

MonthOf = Annotated[str, typer.Option("--month", metavar="MONTH", help="A month: 2026-10.")]
Choice = Annotated[
    str | None,
    typer.Option(
        "--for", metavar="CHOICE", help="KPG-0123, group:main-roads, panel:P-07; else all."
    ),
]
By = Annotated[
    Literal["lamp", "kelurahan", "panel"], typer.Option("--by", help="A line for each of these.")
]
_AVAILABILITY = ("wanted_h", "availability_least", "availability_most")
_BURN = ("burn_h_least", "burn_h_most", "coverage")
_FAULTS = ("severity", "code", "kelurahan", "begun", "mended", "closed")
_PROOF = ("closed_without_proof", "still_open", "mean_repair_h")
_DEAD = ("lamp", "customer", "street", "kelurahan", *LISTED, "codes", "days_least", "days_most")
_DEAD_MONEY = ("billed_kwh_least", "billed_kwh_most", "money_least", "money_most")
_BILL = (
    *("customer", "lamps", "dark_days", "billed_kwh", "least_kwh", "most_kwh", "coverage"),
    *("billed_money", "overbilled_least", "overbilled_most", "dead_money_least", "dead_money_most"),
)
_LIT = ("lamp", "street", "kelurahan", "panel", "power_w", *LISTED, "burn_h_least")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    for name, function, example in (
        ("availability", availability, "lighting report availability --month 2026-10 --by panel"),
        ("faults", faults, "lighting report faults --month 2026-10 --csv"),
        ("dead", dead, "lighting report dead --month 2026-10"),
        ("unregistered", unregistered, "lighting report unregistered --month 2026-10"),
        ("bill", bill, "lighting report bill --month 2026-10 --out bill-2026-10 --lang id"),
    ):
        command(app, name, schema=f"lighting.report-{name}/1", example=example)(function)


def availability(
    session: Session,
    *,
    month: MonthOf,
    choice: Choice = None,
    except_: Except = None,
    by: By = "lamp",
    csv_: Csv = False,
) -> None:
    """In how much of the wanted time lamps burned, and how long; least and most where unknown."""
    answer = _answer(session, "availability", month, choice, except_, as_csv=csv_, by=by)
    of_lamp = ("lamp", "street", "kelurahan", "panel", *LISTED)
    places = of_lamp if by == "lamp" else ("name", "lamps")
    print_month(session, answer, (*places, *_AVAILABILITY, *_BURN), as_csv=csv_)
    if answer["total"]["coverage"] < 1:
        session.say(
            f"known for {percent(answer['total']['coverage'])} of the wanted time: what is not "
            "known is dark in the least and light in the most"
        )


def faults(
    session: Session,
    *,
    month: MonthOf,
    choice: Choice = None,
    except_: Except = None,
    csv_: Csv = False,
) -> None:
    """Faults by code and kelurahan: begun, mended, closed (how many without proof), still open."""
    answer = _answer(session, "faults", month, choice, except_, as_csv=csv_)
    print_month(session, answer, (*_FAULTS, *_PROOF), as_csv=csv_)


def dead(
    session: Session,
    *,
    month: MonthOf,
    choice: Choice = None,
    except_: Except = None,
    csv_: Csv = False,
) -> None:
    """Lamps billed while dead (least) or perhaps dead, for they were silent (most); with money."""
    answer = _answer(session, "dead", month, choice, except_, as_csv=csv_)
    print_month(session, answer, (*_DEAD, *_DEAD_MONEY), as_csv=csv_)
    if answer["currency"] is None:
        session.say("no money is told: no [[tariff]] in lighting.toml holds in all of the month")


def unregistered(
    session: Session,
    *,
    month: MonthOf,
    choice: Choice = None,
    except_: Except = None,
    csv_: Csv = False,
) -> None:
    """Lamps that burned and have no customer number, where others have one."""
    answer = _answer(session, "unregistered", month, choice, except_, as_csv=csv_)
    print_month(session, answer, _LIT, as_csv=csv_)
    if not answer["registered"]:
        session.say("no lamp has a customer number: fill the column customer of the list of lamps")


def bill(  # noqa: PLR0913 - each is an option that a person types
    session: Session,
    *,
    month: Annotated[
        str | None, typer.Option("--month", metavar="MONTH", help="A month that is over: 2026-10.")
    ] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="N", help="One customer number; else all.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the evidence pack there.")
    ] = None,
    verify: Annotated[
        Path | None, typer.Option("--verify", metavar="DIR", help="Check a pack; needs no daemon.")
    ] = None,
    hours: Annotated[
        bool, typer.Option("--hours", help="With the log of hours, hours.csv, in the pack.")
    ] = False,
    lang: Annotated[Literal["en", "id"], typer.Option("--lang", help="Of the page.")] = "en",
    csv_: Csv = False,
) -> None:
    """An unmetered bill against the burn log, by customer number, with all evidence for it.

    Raises:
        WrongUse: Neither a month nor a pack is named, or both.
    """
    check_form(session, as_csv=csv_)
    if (month is None) == (verify is None):
        raise WrongUse("--month or --verify", remedy="give one of them: --month 2026-10")
    if verify is not None:
        _verify(session, verify)
        return
    asked = {"month": _month(month), "customer": customer, "hours": "true" if hours else None}
    answer = patient(session).get("reports", "bill", **asked)
    texts: dict[str, str] = answer["files"]
    if out is not None:
        _write(out, texts, lang)
        session.say(f"written to {out}; check it with: lighting report bill --verify {out}")
    rows = list(csv.DictReader(io.StringIO(texts[CUSTOMERS])))
    if session.as_json:
        show.print_json({"schema": session.schema, "month": month, "customers": rows})
    elif csv_:
        show.print_csv(tuple(rows[0]), rows)
    else:
        show.print_text(f"bill {month}")
        show.print_table([(one.replace("_", " "), _figure(one)) for one in _BILL], rows)
    _say_of_bill(session, rows[-1], read_bill(texts).facts)
    say_lacking(session, answer)


def _say_of_bill(session: Session, total: show.Row, facts: Mapping[str, Any]) -> None:
    if (share := float(total["coverage"])) < 1:
        session.say(
            f"known for {percent(share)} of the time: in the rest lamps are dark in the least and "
            "at full power in the most"
        )
    for line in remarks(facts, "en"):
        session.say(line)
    if not total["billed_money"]:
        session.say("no money is told: no [[tariff]] in lighting.toml holds in all of the month")


def _verify(session: Session, folder: Path) -> None:
    """Check a pack.

    Raises:
        DocumentWrong: With everything that is wrong in it.
        WrongUse: There is no such folder.
    """
    if not folder.is_dir():
        raise WrongUse(f"{folder} is no folder", remedy="name the one that --out has written")
    texts = {one.name: _text(one) for one in sorted(folder.iterdir()) if one.is_file()}
    problems = [*wrong_in(texts)] or [*wrong_page(texts)]
    if problems:
        raise DocumentWrong("the evidence pack doesn't hold", problems)
    if session.as_json:
        show.print_json({"schema": session.schema, "files": sorted(texts), "holds": True})
    else:
        show.print_text(f"{folder}: all hashes hold, and every figure computed again is the same")
    session.end(DONE)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def _write(folder: Path, texts: dict[str, str], language: str) -> None:
    """Write a pack with its page.

    Raises:
        WrongUse: Something else has that name.
    """
    pages = {**texts, PAGE: page_of(read_bill(texts), texts, language)}
    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"{folder} is no folder", remedy="name one that may be written to")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**pages, SUMS: sums_of(pages)}.items():
        (folder / Path(name).name).write_bytes(text.encode())


def _answer(
    session: Session,
    name: str,
    month: str,
    choice: str | None,
    except_: str | None,
    *,
    as_csv: bool,
    **more: str,
) -> dict[str, Any]:
    check_form(session, as_csv=as_csv)
    client = patient(session)
    return client.get("reports", name, month=_month(month), for_=choice, except_=except_, **more)


def _month(text: str | None) -> str | None:
    """Give a month as the controller reads it, or say what is wrong with it."""
    return None if text is None else month_span(text)[0].removesuffix("-01")


def _figure(name: str) -> Callable[[show.Row], object]:
    """Write a figure of the bill for people: thousands apart, a share in percent."""

    def cell(row: show.Row) -> object:
        text = row[name]
        if name == "coverage":
            return percent(float(text))
        return f"{Decimal(text):,.2f}" if "." in text else text or None

    return cell
