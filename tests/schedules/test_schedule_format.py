"""The worked examples of docs/schedule-format.md give what the page says."""

import re
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from schedules.compile import Night, plan_night
from schedules.document import Document, read_document
from schedules.errors import DocumentError

PAGE = Path(__file__).parents[2] / "docs" / "schedule-format.md"
BLOCKS = re.findall(
    r"^```(toml|nights|errors)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
)
EXAMPLES = [(example, said) for (kind, example), (_, said) in pairwise(BLOCKS) if kind == "toml"]
NIGHT = re.compile(r"^(?P<date>\d{4}-\d\d-\d\d) (?P<group>[a-z0-9-]+): ", re.MULTILINE)


def told(document: Document, night: Night) -> str:
    """A night as the page writes it."""
    rule = f'"{night.rule}"' if night.rule else "default"
    sure = ", estimated" if night.estimated else ""
    lines = [f"{night.date} {night.group}: {night.profile} ({rule}{sure})"]
    for point in night.points:
        local = datetime.fromtimestamp(point.at_s, ZoneInfo(document.site.timezone))
        fade = f", fade {point.fade_s} s" if point.fade_s else ""
        lines.append(f"    {local:%m-%d %H:%M:%S %Z}  {point.level:3} %  {point.because}{fade}")
    return "\n".join(lines) + "\n"


def outcome(example: str, said: str) -> str:
    """What the example gives for the nights that the page names, or its errors."""
    try:
        document = read_document(example, "schedules.toml")
    except DocumentError as error:
        return f"{error}\n"
    return "".join(
        told(document, plan_night(document, found["group"], date.fromisoformat(found["date"])))
        for found in NIGHT.finditer(said)
    )


@pytest.mark.parametrize(("example", "said"), EXAMPLES)
def test_an_example_gives_what_the_page_says(example: str, said: str) -> None:
    assert said
    assert outcome(example, said) == said


def test_every_example_of_the_page_is_followed_by_what_it_gives() -> None:
    kinds = [kind for kind, _ in BLOCKS]
    assert kinds == ["toml", "nights"] * (len(kinds) // 2 - 1) + ["toml", "errors"]
    assert len(EXAMPLES) == 10
