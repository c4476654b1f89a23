"""What every command shares: its common options, its site, and the way in which it fails."""

import inspect
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import typer

from lighting.cli import options, show
from lighting.cli.exits import explain
from lighting.client import Controller
from lighting.site.config import Config, find_config, read_config
from lighting.times import age, from_rfc3339, parse_moment, rfc3339
from lighting.times import show as show_time

_SHARED = {
    "config_path": (options.ConfigPath, None),
    "as_json": (options.AsJson, False),
    "quiet": (options.Quiet, False),
    "debug": (options.Debug, False),
}


@dataclass(frozen=True)
class Session:
    """One call of the program: what was asked for besides the command itself."""

    schema: str
    config_path: Path | None = None
    as_json: bool = False
    quiet: bool = False
    debug: bool = False

    @cached_property
    def config(self) -> Config:
        """The site's settings, read when first asked for."""
        return read_config(find_config(self.config_path))

    @cached_property
    def controller(self) -> Controller:
        """The daemon of this site."""
        return Controller.of(self.config)

    @cached_property
    def city_now_ms(self) -> int:
        """The present moment as the daemon sees it, which may live in simulated time [ms]."""
        return int(self.controller.get("pulse")["now_ms"])

    @property
    def this_month(self) -> str:
        """The present month as it is typed: `2026-10`."""
        return self.rfc3339(self.city_now_ms)[:7]

    def parse_moment(self, text: str, *, past: bool = False) -> int:
        """Read a typed time, see `lighting.times`, as the daemon's time goes [ms]."""
        return parse_moment(text, self.city_now_ms, self.config.site, past=past)

    def rfc3339(self, at_ms: int) -> str:
        """Write a moment [ms since 1970 UTC] for the daemon."""
        return rfc3339(at_ms, self.config.site.timezone)

    def when(self, text: str) -> str:
        """Write a time of an answer as a person reads it: `18:14 WITA`."""
        return show_time(from_rfc3339(text), self.config.site.timezone, self.city_now_ms)

    def ago(self, text: str) -> str:
        """Write how long ago a time of an answer is: `4 min`."""
        return age(self.city_now_ms - from_rfc3339(text))

    def apart_s(self, first: str, last: str) -> float:
        """Give the time between two times of an answer [s]."""
        return (from_rfc3339(last) - from_rfc3339(first)) / 1000

    def end(self, code: int) -> NoReturn:
        """End the program with an exit code, after everything was said.

        Raises:
            Exit: Always.
        """
        raise typer.Exit(code)

    def say(self, text: str) -> None:
        """Say something that isn't data, unless --quiet."""
        if not self.quiet:
            show.say(text)


def command(
    app: typer.Typer,
    name: str,
    *,
    schema: str | Callable[[Mapping[str, Any]], str],
    example: str,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a command: it is handed a `Session` first, then its own options.

    Args:
        app: What the command belongs to.
        name: As it is typed.
        schema: Of the JSON document that it prints: `lighting.<noun>-<verb>/1`; where that
            depends on the options, what gives it for them.
        example: A call that makes sense, for its help.
    """

    def register(function: Callable[..., None]) -> Callable[..., None]:
        def run(**given: Any) -> None:  # noqa: ANN401 - whatever options the function has
            shared = {key: given.pop(key) for key in _SHARED}
            said = schema if isinstance(schema, str) else schema(given)
            session = Session(schema=said, **shared)
            try:
                function(session, **given)
            except (typer.Exit, typer.Abort, BrokenPipeError):
                raise
            except Exception as error:  # no traceback reaches a person
                raise typer.Exit(_fail(session, error)) from error

        _sign(run, function)
        run.schema = schema  # type: ignore[attr-defined]  # for errors before it is called
        app.command(name, epilog=f"Example: {example}")(run)
        return function

    return register


def _sign(run: Callable[..., None], function: Callable[..., None]) -> None:
    """Give `run` the options of the function and the shared ones, where typer looks for them."""
    kind = inspect.Parameter.KEYWORD_ONLY
    own = list(inspect.signature(function).parameters.values())[1:]
    shared = [
        inspect.Parameter(name, kind, default=default, annotation=annotation)
        for name, (annotation, default) in _SHARED.items()
    ]
    parameters = [*(each.replace(kind=kind) for each in own), *shared]
    run.__doc__ = (function.__doc__ or "").partition("Raises:")[0]  # the rest is for readers
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # of functions


def _fail(session: Session, error: Exception) -> int:
    explanation = explain(error)
    if session.debug:
        traceback.print_exception(error, file=sys.stderr)
    for line in explanation.lines():
        show.say(line)
    if session.as_json:
        show.print_json(explanation.document(session.schema))
    return explanation.code
