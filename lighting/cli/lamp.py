"""`lighting lamp`: what is known of lamps, what they measured, and the list of them."""

from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Annotated, Any

import typer

from lighting.cli import maintenance, show
from lighting.cli.command import Session, command
from lighting.cli.lamp_history import print_csv, print_history
from lighting.cli.lamp_page import level, news, print_lamp
from lighting.cli.options import Choice, Except
from lighting.cli.span import Csv, From, To, check_form, patient, say_lacking, span_of
from lighting.cli.visit import Seconds, VisitReason, visit
from lighting.errors import InventoryWrong
from lighting.site.inventory import read_lamps
from lighting.site.text_file import read_text

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(maintenance.app, name="maintenance")
LampId = Annotated[str, typer.Argument(metavar="LAMP", help="A lamp: KPG-0123.")]


@command(
    app,
    "list",
    schema="lighting.lamp-list/1",
    example="lighting lamp list --for group:main-roads --not-converged",
)
def list_lamps(
    session: Session,
    choice: Choice = "all",
    except_: Except = None,
    *,
    silent: Annotated[bool, typer.Option("--silent", help="Those without news.")] = False,
    faulty: Annotated[bool, typer.Option("--faulty", help="Those with an open fault.")] = False,
    not_converged: Annotated[
        bool, typer.Option("--not-converged", help="Those that lack what they should hold.")
    ] = False,
) -> None:
    """List lamps: what each should do, what it last said it does, and how old that is."""
    conditions = {"silent": silent, "faulty": faulty, "not_converged": not_converged}
    query = {key: "1" for key, is_set in conditions.items() if is_set}
    answer = session.controller.get("lamps", for_=choice, except_=except_, **query)
    if session.as_json:
        show.print_json(answer)
        return
    show.print_table(_columns(session), answer["lamps"])
    if not answer["lamps"]:
        session.say("no lamp fits")


@command(app, "show", schema="lighting.lamp-show/1", example="lighting lamp show KPG-0123")
def show_lamp(session: Session, lamp: LampId) -> None:
    """Show everything that is known of one lamp, and since when."""
    answer = session.controller.get("lamps", lamp)
    if session.as_json:
        show.print_json(answer)
        return
    print_lamp(session, answer["lamp"])


@command(
    app,
    "history",
    schema="lighting.lamp-history/1",
    example="lighting lamp history KPG-0123 --from yesterday --fields power_w,level",
)
def history(
    session: Session,
    lamp: LampId,
    *,
    from_: From = None,
    to: To = None,
    fields: Annotated[
        str | None, typer.Option(metavar="NAMES", help="power_w,level; else all there are.")
    ] = None,
    csv: Csv = False,
) -> None:
    """Show what a lamp measured, the last day if no other time is given; gaps stay gaps."""
    check_form(session, as_csv=csv)
    span = span_of(session, from_, to)
    answer = patient(session).get("lamps", lamp, "history", fields=fields, **span)
    if session.as_json:
        show.print_json(answer)
        return
    if csv:
        print_csv(session, answer)
    else:
        print_history(session, answer)
    say_lacking(session, answer)


@command(
    app, "import", schema="lighting.lamp-import/1", example="lighting lamp import lamps.csv --apply"
)
def import_lamps(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="All lamps of the site, as CSV.")],
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; else only look.")] = False,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept.")] = "",
) -> None:
    """Take a list of lamps in place of the one before; without --apply only say what changes."""
    text = read_text(file, InventoryWrong, "check the name; lighting init makes an example")
    read_lamps(text, str(file))
    answer = session.controller.post(
        "lamps", "import", csv=text, source=str(file), dry_run=not apply, reason=reason
    )
    if session.as_json:
        show.print_json(answer)
        return
    _print_import(session, answer)


@command(
    app, "identify", schema="lighting.lamp-identify/1", example="lighting lamp identify KPG-0117"
)
def identify(
    session: Session, lamp: LampId, *, seconds: Seconds = None, reason: VisitReason = ""
) -> None:
    """Have a lamp blink, to find the right pole; it ends by itself."""
    visit(session, lamp, "identify", seconds, reason)


@command(
    app, "self-test", schema="lighting.lamp-self-test/1", example="lighting lamp self-test KPG-0117"
)
def self_test(
    session: Session, lamp: LampId, *, seconds: Seconds = None, reason: VisitReason = ""
) -> None:
    """Have a lamp try 100, 50 and 10 % and check its power at each; then it is as before."""
    visit(session, lamp, "self-test", seconds, reason)


def _print_import(session: Session, answer: dict[str, Any]) -> None:
    for what in ("added", "changed", "removed"):
        if names := answer[what]:
            show.print_text(f"{what:<9} {len(names):>6}  {show.some(names)}")
    show.print_text(f"unchanged {answer['unchanged']:>6}")
    if not answer["applied"]:
        session.say("nothing was changed; to do it, add --apply")


def _columns(session: Session) -> tuple[show.Column, ...]:
    return (
        ("lamp", itemgetter("lamp")),
        ("street", itemgetter("street")),
        ("wanted", lambda row: level(row["wanted_level"])),
        ("reported", lambda row: level(row["reported_level"])),
        ("last news", partial(news, session)),
        ("converged", lambda row: "yes" if row["converged"] else "no"),
        ("faults", itemgetter("faults")),
    )
