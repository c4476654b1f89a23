"""`lighting schedule check`: what would go wrong with a schedule, night by night for a year."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Annotated, Any

import typer

from lighting.cli import show
from lighting.cli.command import Session
from lighting.cli.exits import REFUSED
from lighting.cli.night_words import nights_in_words
from lighting.cli.schedule_file import File, night_of, schedule_of
from lighting.errors import InventoryWrong
from lighting.site.lamp_csv import Lamp, read_lamps
from lighting.site.text_file import read_text
from schedules.compile import compile_program
from schedules.lint.finding import Finding
from schedules.lint.kinds import Severity
from schedules.lint.lamps import ListedLamp
from schedules.lint.run import lint_city, plan_city
from schedules.lint.year import City, ProgramYear

YEAR_NIGHTS = 366
LAMPS_NAME = "lamps.csv"
FEW = 3
Row = dict[str, Any]


def check(
    session: Session,
    file: File,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Evening of the first night; else tonight's."),
    ] = None,
    nights: Annotated[
        int, typer.Option(min=1, max=YEAR_NIGHTS, help="How many nights.")
    ] = YEAR_NIGHTS,
    lamps: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The list of lamps; else lamps.csv beside FILE, if any."),
    ] = None,
) -> None:
    """Run a schedule through every night of a year, and say what would go wrong.

    Needs no daemon. Exit code 0 without an error among the findings, 6 with one, 7 if the schedule
    itself is wrong. All kinds of findings: docs/findings.md.
    """
    document = schedule_of(file)
    evening = night_of(document, first)
    city = plan_city(document, _lamps(file, lamps), evening, nights)
    for year in city.programs:
        compile_program(document, year.groups[0], evening, also=year.also)
    findings = lint_city(city)
    answer = _answer(city, evening, nights)
    answer["findings"] = [_row(one) for one in findings]
    if session.as_json:
        show.print_json(answer)
    else:
        _print(session, answer)
    _end(session, findings)


def _lamps(file: Path, lamps: Path | None) -> list[ListedLamp] | None:
    path = lamps or file.parent / LAMPS_NAME
    if lamps is None and not path.exists():
        return None
    remedy = "check the name; lighting lamp import reads the same list"
    text = read_text(path, InventoryWrong, remedy)
    return [_listed(lamp) for lamp in read_lamps(text, str(path))]


def _listed(lamp: Lamp) -> ListedLamp:
    return ListedLamp(lamp.id, lamp.groups, lamp.road_class, getattr(lamp, "type", ""))


def _answer(city: City, first: date, nights: int) -> dict[str, Any]:
    document = city.document
    notes = [note for year in city.programs for note in _notes(year)]
    return {
        "schema": "lighting.schedule-check/1",
        "source": document.source,
        "profiles": sorted(document.profiles),
        "calendars": sorted(document.calendars),
        "groups": list(document.groups),
        "first_night": first.isoformat(),
        "nights": nights,
        "lamps": None if city.lamps is None else len(city.lamps),
        "problems": [],
        "notes": sorted(notes, key=lambda note: note["night"]),
    }


def _notes(year: ProgramYear) -> Iterator[Row]:
    """Say in short what an operator should know of each night; the findings say more."""
    for night, group in product((course.night for course in year.courses), year.groups):
        place = {"night": night.date.isoformat(), "group": group}
        if night.estimated:
            yield {**place, "what": f'rule "{night.rule}": the holiday\'s date is an estimate'}
        if not any(point.level for point in night.points):
            yield {**place, "what": f"profile {night.profile} leaves the lamps off all night"}


def _row(finding: Finding) -> Row:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "sentence": finding.sentence,
        "nights": [night.isoformat() for night in finding.nights],
        "groups": list(finding.groups),
        "lamps": list(finding.lamps),
        "line": finding.line,
        "remedy": finding.remedy,
    }


def _print(session: Session, answer: dict[str, Any]) -> None:
    for row in answer["findings"]:
        _print_finding(answer, row)
    parts = [_many(len(answer[f"{part}s"]), part) for part in ("profile", "calendar", "group")]
    told = f"{', '.join(parts)}, planned for {_many(answer['nights'], 'night')}"
    show.print_text(f"{answer['source']}: {_verdict(answer['findings'])}; {told}")
    if answer["lamps"] is None:
        session.say(
            "no list of lamps: groups, road classes and types are not looked at; name one with "
            "--lamps FILE"
        )


def _print_finding(answer: dict[str, Any], row: Row) -> None:
    place = answer["source"] if row["line"] is None else f"{answer['source']}:{row['line']}"
    whose = [f"group {name}" for name in row["groups"][:FEW]]
    whose += [f"{len(row['groups']) - FEW} groups more"] if row["groups"][FEW:] else []
    whose += [_count(row["lamps"])] if row["lamps"] else []
    show.print_text(f"{place}: {row['severity']} {row['code']}: {row['sentence']}")
    if whose:
        show.print_text(f"    for:        {', '.join(whose)}")
    if row["nights"]:
        nights = [date.fromisoformat(night) for night in row["nights"]]
        show.print_text(f"    nights:     {nights_in_words(nights, answer['nights'])}")
    show.print_text(f"    what to do: {row['remedy']}")


def _count(lamps: list[str]) -> str:
    if len(lamps) > FEW:
        return f"{len(lamps):,} lamps"
    return f"lamp{'' if len(lamps) == 1 else 's'} {', '.join(lamps)}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _verdict(rows: list[Row]) -> str:
    counts = Counter(row["severity"] for row in rows)
    told = [_many(counts[one], one) for one in Severity if counts[one]]
    is_right = not counts[Severity.ERROR] and not counts[Severity.WARNING]
    return ", ".join([*(["right"] if is_right else []), *told])


def _end(session: Session, findings: list[Finding]) -> None:
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        codes = ", ".join(dict.fromkeys(one.code for one in errors))
        show.say(f"error: refused by the check: {codes}")
        show.say("  what to do: correct the lines named; docs/findings.md explains each kind")
        session.end(REFUSED)
