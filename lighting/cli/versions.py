"""Versions of the schedule: who put which in force, what is otherwise in them, and back again."""

import re
from typing import Annotated

import typer

from lighting.cli import show
from lighting.cli.applying import (
    Draft,
    in_force,
    print_differences,
    put_in_force,
    with_base,
    without_base,
)
from lighting.cli.command import Session
from lighting.cli.follow import follow_live
from lighting.cli.options import Reason, Timeout, Wait, Yes
from lighting.client import Answer
from lighting.errors import NothingMatched, WrongUse
from lighting.planning.differences import NIGHTS, as_rows, differences, other_parts, text_lines
from schedules.compile import evening_of
from schedules.document import read_document

Version = Annotated[
    str | None, typer.Argument(metavar="[VERSION]", help="A number of lighting schedule history.")
]


def history(
    session: Session,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many, the newest first.")] = 20,
) -> None:
    """List the versions of the schedule: who put each in force, when and why."""
    answer = session.controller.get("schedule", "versions", limit=str(limit))
    if session.as_json:
        show.print_json(answer)
        return
    show.print_table(
        (
            ("version", lambda row: row["number"]),
            ("applied", lambda row: session.when(row["applied_at"])),
            ("by", lambda row: row["by"]),
            ("reason", lambda row: row["reason"]),
            ("from", lambda row: row["source"]),
            ("", lambda row: "in force" if row["in_force"] else " "),
        ),
        answer["versions"],
    )
    if not answer["versions"]:
        session.say("no schedule was applied yet")


def show_schedule(session: Session, version: Version = None) -> None:
    """Show the schedule in force or an earlier one, and who put it there, when and why.

    Its last line tells which version it is: apply looks there, so that a copy that somebody
    edits never takes the place of a version that he hasn't seen.
    """
    answer = _version(session, version)
    if session.as_json:
        show.print_json(answer)
        return
    at = session.when(answer["applied_at"])
    is_old = "" if answer["in_force"] else ", no longer in force"
    session.say(
        f"version {answer['number']}, applied {at} by {answer['by']}: {answer['reason']}{is_old}"
    )
    for line in with_base(answer, session.config.site.name).splitlines():
        show.print_as_written(line)


def diff(
    session: Session,
    before: Annotated[
        str | None, typer.Argument(metavar="[A]", help="A version; else the one before B.")
    ] = None,
    after: Annotated[
        str | None, typer.Argument(metavar="[B]", help="A version; else the one in force.")
    ] = None,
    nights: Annotated[int, typer.Option(min=1, max=366, help="How many nights.")] = NIGHTS,
) -> None:
    """Compare two versions: what is otherwise for which groups in the next nights, and the text."""
    new = _version(session, after)
    old = _version(session, before) if before else _before(session, new)
    documents = tuple(read_document(str(one["text"]), str(one["source"])) for one in (old, new))
    first = evening_of(documents[1], session.city_now_ms // 1000)
    found = differences(documents[0], documents[1], first, nights)
    parts = other_parts(*documents)
    names = tuple(f"version {one['number']}" for one in (old, new))
    texts = [without_base(str(one["text"]))[0] for one in (old, new)]
    lines = text_lines(texts[0], texts[1], (names[0], names[1]))
    if session.as_json:
        head = {"schema": "lighting.schedule-diff/1", "before": old["version"]}
        rows = {"groups": as_rows(found), "other": parts, "text": lines}
        show.print_json({**head, "after": new["version"], **rows})
        return
    show.print_text(f"from {names[0]} to {names[1]}, nights from {first}:")
    lamps = {one["program"]: one["lamps"] for one in new["programs"]}
    print_differences(found, lamps, nights)
    for part in parts:
        show.print_text(f"otherwise: {part}")
    for line in lines or ["the texts are the same"]:
        show.print_as_written(line)


def undo(
    session: Session,
    version: Version = None,
    *,
    reason: Reason,
    yes: Yes = False,
    wait: Wait = None,
    timeout: Timeout = "10m",
) -> None:
    """Put an earlier version in force again, as a new one; else the one before the present.

    Undone once more, it brings back what it undid.
    """
    followed = follow_live(session, wait, timeout)
    now = in_force(session)
    if now is None:
        now = session.controller.get("schedule")  # which says what to do
    old = _earlier(session, version) if version else _before(session, now)
    source = re.sub(r"^version \d+ of ", "", str(old["source"]))
    draft = Draft(
        str(old["text"]),
        f"version {old['number']} of {source}"[:255],
        reason,
        now["version"],
        is_exact=True,
    )
    if not session.as_json:
        at = session.when(old["applied_at"])
        show.print_text(f"back to version {old['number']}, of {at} by {old['by']}: {old['reason']}")
    put_in_force(session, draft, yes=yes, followed=followed)


def _version(session: Session, version: str | None) -> Answer:
    """Ask for a version by what was typed; the one in force for none.

    Raises:
        WrongUse: It is no number.
    """
    if version is None:
        return session.controller.get("schedule")
    if not version.isdecimal() or not int(version):
        raise WrongUse(
            f"{version!r} is not a version",
            remedy="give a number of: lighting schedule history",
        )
    return session.controller.get("schedule", "versions", version)


def _earlier(session: Session, version: str) -> Answer:
    """Ask for a version that is not in force.

    Raises:
        WrongUse: It is.
    """
    found = _version(session, version)
    if found["in_force"]:
        raise WrongUse(
            f"version {found['number']} is in force already",
            remedy="give another one of: lighting schedule history",
        )
    return found


def version_number(session: Session, typed: str) -> int:
    """Give the version itself for what was typed: a number of the history, or 0 for none."""
    return 0 if typed == "0" else int(_version(session, typed)["version"])


def _before(session: Session, answer: Answer) -> Answer:
    number = int(answer["number"]) - 1
    if not number:
        raise NothingMatched(
            "an earlier version", why="version 1 is the first that was ever applied"
        )
    return session.controller.get("schedule", "versions", str(number))
