"""A schedule put in force: what it would change is shown and agreed to, then it is followed.

The controller refuses a schedule that is based on another version than the one in force. A file
that `schedule show` wrote says in its last line which version it is; of any other the version in
force at the look before the question counts.
"""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.exits import FAILED
from lighting.cli.follow import Followed, end_partly, how_soon, summary, watched
from lighting.cli.plan_shown import Row, print_sums
from lighting.cli.planned import planned
from lighting.client import Answer
from lighting.errors import NothingMatched, Refused
from lighting.planning.differences import NIGHTS, Difference, as_rows, differences, other_parts
from schedules.compile import evening_of
from schedules.document import read_document

_BASE_LINE = re.compile(r"^# Taken from version \d+ \((\d{1,15})\).*\n?\Z", re.MULTILINE)
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """A schedule that somebody wants in force.

    Attributes:
        text: What is sent.
        source: Where it is from.
        reason: Why.
        base: The version that it is based on; None: whichever is in force now.
        is_exact: Whether not even versions of one's own may have come since.
    """

    text: str
    source: str
    reason: str
    base: int | None = None
    is_exact: bool = False


def with_base(answer: Mapping[str, Any], site: str) -> str:
    """Give the text of a version with a last line that tells which one it is."""
    text = without_base(str(answer["text"]))[0].rstrip("\n")
    number, version = answer["number"], answer["version"]
    return f"{text}\n# Taken from version {number} ({version}) of {site}; apply looks at this line."


def without_base(text: str) -> tuple[str, int | None]:
    """Give a text without the last line of `with_base`, and the version that it tells."""
    found = _BASE_LINE.search(text)
    return (text[: found.start()], int(found[1])) if found else (text, None)


def in_force(session: Session) -> Answer | None:
    """Look which schedule is in force; None if there is none."""
    try:
        return session.controller.get("schedule")
    except NothingMatched:
        return None


def put_in_force(session: Session, draft: Draft, *, yes: bool, followed: Followed) -> None:
    """Show what a schedule changes, ask, have it applied, and follow it.

    An answer that is no ends with code 1, and nothing is applied.
    """
    document = read_document(draft.text, draft.source)
    now = in_force(session)
    version = int(now["version"]) if now else 0
    base = _base(session, draft, version)
    changes: list[Difference] = []
    plan: Row | None = None
    if base == version:
        before = read_document(str(now["text"]), str(now["source"])) if now else None
        changes = differences(before, document, evening_of(document, session.city_now_ms // 1000))
        plan = planned(session, before, document)
        _show_plan(session, now, changes, plan)
        if not agreed("Put it in force?", yes=yes):
            session.say("nothing was applied")
            session.end(FAILED)
    answer = _posted(session, draft, base)
    answer.update(changes=as_rows(changes), plan=plan)
    _finish(session, answer, followed)


def agreed(question: str, *, yes: bool) -> bool:
    """Ask a person; a script, or whoever said --yes, has agreed already."""
    if yes or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return True
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _base(session: Session, draft: Draft, version: int) -> int:
    """The version that is sent as the base.

    Who applies a file twice has seen his own version in between: where all versions since the
    file's are his, the last of them is the base.
    """
    if draft.base is None:
        return version
    if draft.is_exact:
        return draft.base
    since = _since(session, draft.base)
    me = session.controller.account.name
    if draft.base != version and since and all(one["by"] == me for one in since):
        return version
    return draft.base


def _since(session: Session, base: int) -> list[Answer]:
    listed = session.controller.get("schedule", "versions", limit=str(MOST_LISTED))["versions"]
    since = [one for one in listed if one["version"] > base]
    return since if len(since) < MOST_LISTED else []


def _show_plan(session: Session, now: Answer | None, changes: list[Difference], plan: Row) -> None:
    if session.as_json:
        return
    if now is None:
        show.print_text("no schedule is in force yet")
    else:
        at = session.when(now["applied_at"])
        told = f"in force since {at}, by {now['by']}: {now['reason']}"
        show.print_text(f"takes the place of version {now['number']}, {told}")
    lamps = {one["program"]: one["lamps"] for one in now["programs"]} if now else {}
    print_differences(changes, lamps)
    if changes:
        print_sums(plan)


def print_differences(
    found: list[Difference], lamps: Mapping[str, int], nights: int = NIGHTS
) -> None:
    """Print what is otherwise, a line a group."""
    if not found:
        show.print_text(f"no switch point is otherwise in the next {nights} nights")
    show.print_table(
        (
            ("group", lambda row: row["group"]),
            ("lamps", lambda row: lamps.get(row["group"])),
            ("nights", lambda row: f"{len(row['nights'])}, from {row['nights'][0]}"),
            ("otherwise", lambda row: row["what"]),
        ),
        as_rows(found),
    )


def _posted(session: Session, draft: Draft, base: int) -> Answer:
    try:
        return session.controller.post(
            "schedule", text=draft.text, source=draft.source, reason=draft.reason, base=base
        )
    except Refused as error:
        raise _conflict(session, base, error) from error


def _conflict(session: Session, base: int, refused: Refused) -> Refused:
    """The same refusal with versions by their numbers, after what the other one changed is said.

    One for another reason, such as a guard's, is given as it is.
    """
    now = in_force(session)
    if now is None or now["version"] == base or not base:
        return refused
    try:
        old = session.controller.get("schedule", "versions", str(base))
    except NothingMatched:
        return refused
    before, after = (read_document(str(one["text"]), str(one["source"])) for one in (old, now))
    first = evening_of(after, session.city_now_ms // 1000)
    show.say(f"since version {old['number']}, version {now['number']} by {now['by']} changed:")
    told = [f"{one.group}: {one.what}" for one in differences(before, after, first)]
    for line in (*told, *other_parts(before, after)) or ("nothing that switches a lamp",):
        show.say(f"  {line}")
    return Refused(
        f"{now['by']} applied another schedule at {session.when(now['applied_at'])}, "
        "which yours is not based on",
        f"version {now['number']} is in force, from {now['source']}: {now['reason']}; "
        f"yours is based on version {old['number']}; nothing was applied",
        f"look: lighting schedule diff {old['number']} {now['number']}; take that over into your "
        f"file, then apply it with --base {now['number']}",
    )


def _finish(session: Session, answer: Answer, followed: Followed) -> None:
    if not session.as_json:
        _print_applied(answer)
    if followed.is_wanted:
        answer["progress"] = watched(session, answer["change"], followed)
    if session.as_json:
        show.print_json(answer)
    elif followed.is_wanted:
        show.print_text(summary(answer["progress"]))
        show.print_text(how_soon(answer["progress"], followed.step))
    else:
        show.print_text(
            f"recorded as {answer['change']}, not yet applied; "
            f"lighting wait {answer['change']} follows it"
        )
    if followed.is_wanted:
        end_partly(session, answer["progress"], followed.share)


def print_unable(answer: Mapping[str, Any]) -> None:
    """Say which nodes can't do all that is asked of them, and what they do instead."""
    for lack in answer.get("unable") or ():
        lamps = lack["lamps"]
        show.say(f"{len(lamps)} lamps: {lack['what']}: {show.some(lamps)}")


def _print_applied(answer: Answer) -> None:
    show.print_table(show.columns("program", "lamps", "nights"), answer["programs"])
    if unassigned := answer["unassigned"]:
        names = show.some(unassigned)
        show.print_text(f"{len(unassigned)} lamps have no program and keep their default: {names}")
    print_unable(answer)
    documents, per_s = answer["documents"], answer["documents_per_s"]
    if documents > per_s:
        show.print_text(
            f"{documents} documents go out, {per_s} a second: {documents // per_s + 1} s"
        )
