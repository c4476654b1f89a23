"""A scenario file: TOML into checked models, or everything that is wrong with it.

The format is explained in `docs/scenarios.md`; what it means for a town is left to `plan`.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from devices.sim.ailments import SIZED, Kind
from lighting.errors import DocumentWrong
from lighting.scenario.wording import SCENARIO
from schedules.errors import Problem, UnreadableValueError, nearest, shown
from schedules.lines import KeyPath, line_at, lines_of

MOST_LAMPS = 10_000
_UNIT_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LENGTH = re.compile(r"(\d{1,6})([smhd])")
_POSITION = re.compile(r" \(at line (\d+), column \d+\)$")
_TOML = "write key = value, each text in quotes, each moment as 2026-11-02T18:00:00"


class ScenarioWrong(DocumentWrong):
    """A scenario can't be used."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("the scenario is wrong", problems)


def read_length(value: object) -> int:
    """Read "90s", "30m", "2h" or "5d" [ms].

    Raises:
        UnreadableValueError: it is none of these.
    """
    found = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise UnreadableValueError(f"{shown(value)} is not a length of time")
    return int(found[1]) * _UNIT_S[found[2]] * 1000


def _read_kind(value: object) -> Kind:
    kinds = [kind.value for kind in Kind]
    if value not in kinds:
        raise UnreadableValueError(f"{shown(value)} is no ailment", nearest(str(value), kinds))
    return Kind(value)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise UnreadableValueError("a moment of the site has no time zone")
    return moment


Length = Annotated[int, BeforeValidator(read_length)]
Moment = Annotated[datetime, AfterValidator(_local)]
Share = Annotated[float, Field(ge=0, le=1)]
Metric = Literal[
    "recall", "precision", "recall_severe", "missed", "wrong", "found", "false_severe",
    "notifications", "median_delay_s", "most_delay_s", "most_per_10_min", "median_per_10_min",
    "most_per_incident", "per_day", "incidents", "lost", "refused",
]  # fmt: skip


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class InventoryTable(_Table):
    """How many lamps the made-up town has, or the list of another."""

    lamps: Annotated[int, Field(ge=24, le=MOST_LAMPS)] = 200
    file: Annotated[str, Field(min_length=1)] | None = None
    without_clock: Share = 0.0


class NodesTable(_Table):
    """What nodes are told of themselves."""

    report: Length = 300_000
    time: Length = 1_800_000


class ControllerTable(_Table):
    """How often the controller looks for silent lamps and for what is overdue."""

    look: Annotated[int, BeforeValidator(read_length), Field(ge=1000, le=3_600_000)] = 60_000


class AilmentTable(_Table):
    """What breaks: on how many lamps of a choice, when, for how long."""

    kind: Annotated[Kind, BeforeValidator(_read_kind)]
    lamps: str = "all"
    count: Annotated[int, Field(ge=1)] | None = None
    probability: Share | None = None
    begins: Moment | None = None
    within: Length = 0
    lasts: Length | None = None
    size: Annotated[float, Field(ge=0, le=1000)] = 0.0
    grows: Length = 0


class PowerCutTable(_Table):
    """Panels that lose power together."""

    panels: Annotated[list[str], Field(min_length=1)]
    begins: Moment
    lasts: Length
    spread: Length = 0


class NoiseTable(_Table):
    """What mains and clocks do all the time, and is no fault."""

    mains_swing_v: Annotated[float, Field(ge=0, le=30)] = 0.0
    clock_drift_s_per_day: Annotated[float, Field(ge=0, le=60)] = 0.0


class NetworkTable(_Table):
    """The share of messages that are lost, and of time that each lamp is without a link."""

    qos: Literal[0, 1] | None = None

    loss: Share = 0.0
    offline: Share = 0.0
    offline_for: Length = 90_000


class NonsenseTable(_Table):
    """Somebody who writes what is none of our messages."""

    per_minute: Annotated[int, Field(ge=1, le=6000)]
    begins: Moment
    lasts: Length


class SolarTable(_Table):
    """Lamps that live by a panel and a battery of their own."""

    lamps: str
    battery_wh: Annotated[float, Field(gt=0)]
    panel_wp: Annotated[float, Field(gt=0)]
    sun_hours: Annotated[list[float], Field(min_length=1)]


class ExpectTable(_Table):
    """What must be true of the score."""

    what: Metric
    code: str | None = None
    at_least: float | None = None
    at_most: float | None = None


class Scenario(_Table):
    """The document as it is written."""

    title: Annotated[str, Field(min_length=1, max_length=80)]
    about: str = ""
    seed: int = 1
    start: Moment
    span: Length
    inventory: InventoryTable = InventoryTable()
    nodes: NodesTable = NodesTable()
    noise: NoiseTable = NoiseTable()
    controller: ControllerTable = ControllerTable()
    network: NetworkTable = NetworkTable()
    ailment: list[AilmentTable] = []
    power_cut: list[PowerCutTable] = []
    nonsense: NonsenseTable | None = None
    solar: list[SolarTable] = []
    expect: Annotated[list[ExpectTable], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Document:
    """A checked scenario, and where each part of it stands."""

    scenario: Scenario
    source: str
    lines: dict[KeyPath, int]

    def problem(self, path: KeyPath, what: str, remedy: str) -> Problem:
        """Word an error at a place of the text."""
        return Problem(self.source, line_at(self.lines, path), what, remedy)


def read_scenario(text: str, source: str) -> Document:
    """Check a scenario that was read from `source`.

    Raises:
        ScenarioWrong: with every error in the text, in order of lines.
    """
    raw = _parse(text.removeprefix("\ufeff"), source)
    lines = lines_of(text.removeprefix("\ufeff"))
    try:
        scenario = Scenario.model_validate(raw)
    except ValidationError as error:
        found = [SCENARIO.to_problem(one, source, lines) for one in error.errors(include_url=False)]
        raise ScenarioWrong(sorted(found, key=lambda one: one.line or 0)) from error
    document = Document(scenario, source, lines)
    if problems := [*_slips(document)]:
        raise ScenarioWrong(sorted(problems, key=lambda one: one.line or 0))
    return document


def _parse(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        problem = Problem(source, None, "lists or tables are nested too deep", _TOML)
    except ValueError as error:
        position = _POSITION.search(str(error))
        line = int(position[1]) if position else text.count("\n") + 1
        problem = Problem(source, line, f"not TOML: {_POSITION.sub('', str(error))}", _TOML)
    raise ScenarioWrong([problem])


def _slips(document: Document) -> Iterable[Problem]:
    for number, one in enumerate(document.scenario.ailment):
        place: KeyPath = ("ailment", number)
        name = f"ailment[{number + 1}]"
        if one.count is not None and one.probability is not None:
            what = f"{name} has count and probability"
            yield document.problem((*place, "probability"), what, "write one of the two")
        if one.kind in SIZED and not one.size:
            remedy = "add size = 0.3 (share of light) or, of a voltage, size = 35.0 (volts)"
            yield document.problem(place, f"{name} has no size", remedy)
    for number, expected in enumerate(document.scenario.expect):
        if expected.at_least is None and expected.at_most is None:
            what = f"expect[{number + 1}] has no limit"
            yield document.problem(("expect", number), what, "add at_least = 0.98 or at_most = 0")
