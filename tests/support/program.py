"""The program as its tests call it, and a site for it to work on."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from lighting.cli.init import write_site
from lighting.cli.program import application
from tests.support.canned_api import CannedApi

TOKEN = "canned-token-0123456789"  # noqa: S105 - of a server that lives as long as one test


@dataclass(frozen=True)
class Outcome:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        document: dict[str, Any] = json.loads(self.out)
        return document


def call(*arguments: str | Path) -> Outcome:
    """Call the program inside this process."""
    given = [str(argument) for argument in arguments]
    result = CliRunner().invoke(application(given), given, prog_name="lighting")
    return Outcome(result.exit_code, result.stdout, result.stderr)


LAMPS = {
    "lamps": [
        {"lamp": "KPG-0001", "groups": ["main-roads"], "nominal_w": 70.0, "standby_w": 1.0},
        {"lamp": "KPG-0002", "groups": ["parks"], "nominal_w": 40.0, "standby_w": 1.0},
    ]
}
"""The lamps that the canned daemon has, as far as a plan needs to know them."""


@dataclass(frozen=True)
class City:
    """A site in a folder, and the canned daemon that its settings name."""

    folder: Path
    api: CannedApi

    @property
    def config(self) -> Path:
        """Its settings."""
        return self.folder / "lighting.toml"

    def call(self, *arguments: str | Path) -> Outcome:
        """Call the program for this site."""
        return call(*arguments, "--config", self.config)


def make_city(folder: Path, api: CannedApi) -> City:
    """Write a site whose API is the canned one."""
    write_site(folder, "sari", TOKEN)
    config = folder / "lighting.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("port = 8470", f"port = {api.port}"), encoding="utf-8")
    api.says("GET", "/v1/lamps", LAMPS)
    return City(folder, api)
