"""The corpus: for each kind of finding a document that has just that, and one that nearly has."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from schedules.document import read_document
from schedules.lint.finding import Finding
from schedules.lint.lamps import ListedLamp
from schedules.lint.run import lint

KUPANG = ("Asia/Makassar", -10.178, 123.607)
BERLIN = ("Europe/Berlin", 52.52, 13.405)
TRONDHEIM = ("Europe/Oslo", 63.43, 10.395)
LONGYEARBYEN = ("Arctic/Longyearbyen", 78.22, 15.65)
GOOD = ("sunset 100", "sunrise 0")


@dataclass(frozen=True)
class Case:
    """A document, and which kinds of findings it has.

    Attributes:
        what: In words.
        codes: Of all its findings.
        steps: Of profile p, "MOMENT LEVEL" and further keys.
        near: The kind that it nearly has; empty if it has what it is for.
        rules: Of calendar c, "DAYS -> PROFILE".
        default: Of calendar c.
        profile: Further lines of profile p.
        more: Further tables.
        assign: Lines of [assign].
        lamps: The list: "NAME GROUPS CLASS TYPE"; None for none.
        site: Zone, latitude, longitude.
        first: Evening of the first night.
        nights: How many.
    """

    what: str
    codes: tuple[str, ...] = ()
    steps: tuple[str, ...] = GOOD
    near: str = ""
    rules: tuple[str, ...] = ()
    default: str = "p"
    profile: str = ""
    more: str = ""
    assign: str = '"group:parks" = "c"'
    lamps: tuple[str, ...] | None = None
    site: tuple[str, float, float] = KUPANG
    first: str = "2026-01-01"
    nights: int = 365

    @property
    def text(self) -> str:
        """The document."""
        steps = ", ".join(map(_step, self.steps))
        rules = ", ".join(map(_rule, self.rules))
        zone, latitude, longitude = self.site
        return f"""
[site]
name = "kupang"
timezone = "{zone}"
latitude = {latitude}
longitude = {longitude}
country = "ID"
[profile.p]
steps = [{steps}]
{self.profile}
[calendar.c]
default = "{self.default}"
rules = [{rules}]
[assign]
{self.assign}
{self.more}
"""

    def findings(self) -> list[Finding]:
        """Check it."""
        lamps = None if self.lamps is None else [_lamp(line) for line in self.lamps]
        document = read_document(self.text, "test.toml")
        return lint(document, lamps, date.fromisoformat(self.first), self.nights)


def _step(words: str) -> str:
    at, level, *rest = words.split(maxsplit=2)
    return "{ " + ", ".join([f'at = "{at}"', f"level = {level}", *rest]) + " }"


def _rule(words: str) -> str:
    days, profile = words.split(" -> ")
    return f'{{ on = "{days}", profile = "{profile}" }}'


def _lamp(line: str) -> ListedLamp:
    name, groups, road_class, *kind = line.split()
    named = tuple(group for group in groups.split(";") if group != "-")
    return ListedLamp(name, named, road_class, *kind)


def has(code: str, what: str, *steps: str, **more: Any) -> Case:  # noqa: ANN401 - see `Case`
    """Give a document with that one kind of finding."""
    return Case(what, (code,), steps or GOOD, **more)


def near(code: str, what: str, *steps: str, **more: Any) -> Case:  # noqa: ANN401 - see `Case`
    """Give a document that nearly has that kind, and has none."""
    return Case(what, steps=steps or GOOD, near=code, **more)
