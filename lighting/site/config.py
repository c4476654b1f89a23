"""The settings of a site: `lighting.toml` read once into frozen sections.

Every default stands here, with its unit and its reason. Where a value came from is kept with it.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lighting.errors import ConfigWrong
from lighting.faults.limits import Faults, crossed, limits_of
from lighting.notify.settings import Notify
from lighting.planning.guard import Limits
from lighting.site.addresses import HttpUrl
from lighting.site.config_problems import to_problem
from lighting.site.presets import Presets, with_defaults
from lighting.site.tariffs import Co2, Tariff, doubled
from lighting.site.text_file import read_text
from schedules.errors import Problem, shown
from schedules.lines import KeyPath, line_at, lines_of
from schedules.site import Site

FILE_NAME = "lighting.toml"
ENVIRONMENT_VARIABLE = "LIGHTING_CONFIG"


class _Section(BaseModel):
    """Strict, because a number in quotes is a slip; closed, because a typo must hurt."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


_Port = Annotated[int, Field(ge=1, le=65535)]
_Text = Annotated[str, Field(min_length=1, max_length=255)]


class Broker(_Section):
    """Where the MQTT broker listens. On the same machine until it is secured."""

    host: _Text = Field("127.0.0.1", description="a host name or address")
    # 1883: MQTT without TLS, as registered at IANA.
    port: _Port = Field(1883, description="a TCP port, 1 to 65535")
    # paho speaks to any broker; lean needs one that speaks MQTT 5 and costs a third of the CPU.
    link: Literal["paho", "lean"] = Field("paho", description="paho or lean (MQTT 5)")
    # 3,000 lamps in six seconds; a radio network behind the broker may want far fewer.
    documents_per_s: int = Field(500, ge=1, le=100_000, description="documents a second, 1..")


class Store(_Section):
    """Where the controller keeps what should be and what was."""

    path: _Text = Field("lighting.db", description="a file, seen from the folder of this one")
    # Half a year of 3,000 lamps that measure every five minutes.
    budget_mb: int = Field(16_384, ge=16, description="megabytes at most, 16..")


class Influx(_Section):
    """Where measurements go when there is an InfluxDB 2; nowhere while `url` is empty."""

    url: HttpUrl = Field("", max_length=255, description="such as http://127.0.0.1:8086, or empty")
    org: _Text = Field("lighting", description="an organisation of the InfluxDB")
    bucket: _Text = Field("lighting", description="a bucket, for measurements as they came")
    hourly_bucket: _Text = Field("lighting_hourly", description="a bucket, for hourly figures")
    book_bucket: _Text = Field("lighting_book", description="a bucket, for faults and orders")
    token: _Text = Field("influx.token", description="a file of mode 0600 that holds the token")
    # A quarter of a year: long enough to look at a complaint; the hourly figures stay ten years.
    raw_days: int = Field(90, ge=2, le=36_500, description="days that measurements are kept, 2..")
    hourly_days: int = Field(3_660, ge=2, le=36_500, description="days of hourly figures, 2..")
    # What was broken, and who ordered what, is asked about years later and takes little room.
    book_days: int = Field(0, ge=0, le=36_500, description="days of faults and orders, 0: for ever")


class Api(_Section):
    """The daemon's HTTP API, for this program and others on the same machine."""

    host: _Text = Field("127.0.0.1", description="a host name or address")
    port: _Port = Field(8470, description="a TCP port, 1 to 65535")
    tokens: _Text = Field("tokens", description="a file of mode 0600, lines of NAME TOKEN")


class Nodes(_Section):
    """What each node is told about itself, and the level it falls back to."""

    # Five minutes: a fault that needs three samples is known within a quarter of an hour, at
    # 288 small messages a day and node.
    report_s: int = Field(300, ge=10, le=86_400, description="seconds between measurements, 10..")
    # After a power cut a whole city comes back at once; two minutes spread 10,000 nodes to 83 a s.
    spread_s: int = Field(120, ge=0, le=3600, description="seconds, 0 to 3600")
    # 1: measurements are kept over a broken link, at the price of one acknowledgement each.
    telemetry_qos: int = Field(1, ge=0, le=1, description="0 (may be lost) or 1")
    # In doubt at night: on.
    default_level: int = Field(100, ge=0, le=100, description="percent of full light, 0 to 100")
    # A minute, as the wire says: time for nodes without a source, and the sign that we hear.
    time_s: int = Field(60, ge=10, le=3600, description="seconds between time beacons, 10 to 3600")
    # 0: dim as far as the driver can.
    min_level: int = Field(0, ge=0, le=100, description="percent of full light, 0 to 100")


class Schedule(_Section):
    """How far ahead lamps know what to do."""

    # A quarter of a year without a controller is longer than any outage seen.
    nights: int = Field(90, ge=2, le=366, description="nights sent ahead, 2 to 366")
    # A month is time enough to notice and repair whatever keeps a renewal from arriving.
    renew_nights: int = Field(30, ge=1, le=365, description="nights left at which to send again")


class _Document(_Section):
    site: Site
    broker: Broker = Broker()
    store: Store = Store()
    influx: Influx = Influx()
    api: Api = Api()
    nodes: Nodes = Nodes()
    schedule: Schedule = Schedule()
    faults: Faults = Faults()
    notify: Notify = Notify()
    guard: Limits = Limits()
    preset: Presets = with_defaults({})
    tariff: Annotated[tuple[Tariff, ...], Field(strict=False, max_length=100)] = ()
    co2: Co2 | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What is in force, and the lines of the file that say so."""

    path: Path
    lines: Mapping[KeyPath, int]
    site: Site
    broker: Broker
    store: Store
    influx: Influx
    api: Api
    nodes: Nodes
    schedule: Schedule
    faults: Faults
    notify: Notify = field(default_factory=Notify)
    guard: Limits = field(default_factory=Limits)
    preset: Presets = field(default_factory=lambda: with_defaults({}))
    tariff: tuple[Tariff, ...] = ()
    co2: Co2 | None = None

    @property
    def store_path(self) -> Path:
        """The database; relative to the file that names it."""
        return self.path.parent / self.store.path

    @property
    def influx_token_path(self) -> Path:
        """The file of InfluxDB's token; relative to the file that names it."""
        return self.path.parent / self.influx.token

    @property
    def tokens_path(self) -> Path:
        """The file of tokens; relative to the file that names it."""
        return self.path.parent / self.api.tokens


@dataclass(frozen=True, slots=True)
class Setting:
    """One effective value; `origin` is `default` or `lighting.toml:12`."""

    key: str
    value: str | int | float | None
    origin: str


def find_config(option: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Give the file to read: `--config`, else $LIGHTING_CONFIG, else ./lighting.toml."""
    if option is not None:
        return option
    return Path(environ.get(ENVIRONMENT_VARIABLE) or FILE_NAME)


def read_config(path: Path) -> Config:
    """Read and check the settings; `ConfigWrong` holds every error, a missing file is one."""
    remedy = "make a site with: lighting init; or name its file with --config"
    return parse_config(read_text(path, ConfigWrong, remedy), str(path))


def parse_config(text: str, source: str) -> Config:
    """Check settings that were read from `source`.

    Raises:
        ConfigWrong: With every error in the text.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigWrong([_not_toml(error, source)]) from error
    lines = lines_of(text)
    try:
        checked = _Document.model_validate(document)
    except ValidationError as error:
        problems = [to_problem(_Document, each, source, lines) for each in error.errors()]
        raise ConfigWrong(sorted(problems, key=lambda each: each.line or 0)) from error
    sections = {name: getattr(checked, name) for name in _Document.model_fields}
    config = Config(path=Path(source), lines=lines, **sections)
    if config.schedule.renew_nights >= config.schedule.nights:
        raise ConfigWrong([_renewed_too_early(config, source)])
    if (pair := crossed(config.faults)) is not None:
        raise ConfigWrong([_crossed(config, pair, source)])
    if (key := _doubled_bucket(config.influx)) is not None:
        raise ConfigWrong([_shared_bucket(config, key, source)])
    if (number := doubled(config.tariff)) is not None:
        raise ConfigWrong([_doubled_tariff(config, number, source)])
    return config


def settings_of(config: Config) -> tuple[Setting, ...]:
    """Give every effective value and where it came from, in the order of the sections."""
    found = []
    for path, section in _sections(config):
        for name, value in section:
            if isinstance(value, dict):
                continue
            key = type(section).model_fields[name].alias or name
            line = config.lines.get((*path, key))
            origin = "default" if line is None else f"{config.path.name}:{line}"
            shown = value.isoformat() if isinstance(value, date) else value
            found.append(Setting(".".join(map(str, (*path, key))), shown, origin))
    return tuple(found)


def _sections(config: Config) -> Iterator[tuple[KeyPath, BaseModel]]:
    """Give each section that there is and its place; of a list of tables each one."""
    for name in _Document.model_fields:
        section = getattr(config, name)
        if isinstance(section, tuple):
            yield from (((name, number), each) for number, each in enumerate(section))
        elif isinstance(section, dict):
            yield from (((name, key), each) for key, each in section.items())
        elif section is not None:
            yield (name,), section
    yield from ((("faults", "type", key), each) for key, each in config.faults.type.items())


def _not_toml(error: tomllib.TOMLDecodeError, source: str) -> Problem:
    where = re.search(r"at line (\d+)", str(error))
    what = re.sub(r" \(at .*\)$", "", str(error))
    line = int(where[1]) if where else None
    return Problem(source, line, f"not TOML: {what}", 'lines are written as key = value, "text"')


def _renewed_too_early(config: Config, source: str) -> Problem:
    line = line_at(config.lines, ("schedule", "renew_nights"))
    what = f"renew_nights = {config.schedule.renew_nights} isn't below nights"
    return Problem(source, line, what, f"write fewer than {config.schedule.nights} nights")


def _doubled_bucket(influx: Influx) -> str | None:
    """The setting of a bucket that another has already: each keeps for a time of its own."""
    if influx.hourly_bucket == influx.bucket:
        return "hourly_bucket"
    return "book_bucket" if influx.book_bucket in {influx.bucket, influx.hourly_bucket} else None


def _shared_bucket(config: Config, key: str, source: str) -> Problem:
    line = line_at(config.lines, ("influx", key))
    what = f"influx.{key} = {shown(getattr(config.influx, key))} is another bucket's name too"
    return Problem(source, line, what, "write three different names: each has its own retention")


def _doubled_tariff(config: Config, number: int, source: str) -> Problem:
    line = line_at(config.lines, ("tariff", number, "from"))
    what = f"two tariffs begin on {config.tariff[number].start}"
    return Problem(source, line, what, "keep one of them: on a date one price holds")


def _crossed(config: Config, pair: tuple[str | None, str, str], source: str) -> Problem:
    name, low, high = pair
    path = ("faults",) if name is None else ("faults", "type", name)
    written = [key for key in (low, high) if (*path, key) in config.lines]
    line = line_at(config.lines, (*path, *written[:1]))
    limits = limits_of(config.faults, name or "")
    low_value, high_value = (f"{getattr(limits, key):g}" for key in (low, high))
    what = f"{'.'.join(path)}.{low} = {low_value} isn't below {high} = {high_value}"
    remedy = f"write a {high} above {low}" if written == [high] else f"write a {low} below {high}"
    return Problem(source, line, what, remedy)
