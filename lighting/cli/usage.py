"""Wrong use of the program itself, such as an unknown option: told as any other error is."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer.core import TyperGroup
from typing_extensions import override

from lighting.cli import show
from lighting.cli.exits import FAILED, WRONG_USE, Explanation, explain

# What typer raises for words that it can't take; only this child of it is public.
_USAGE: type[Exception] = typer.BadParameter.__mro__[1]
SCHEMA = "lighting.usage/1"


class Program(TyperGroup):
    """The program's words; an error in them has three parts, and is JSON where that is wanted."""

    @override
    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **more: Any,
    ) -> Any:
        """Run it, and end the process unless the caller wants to do that."""
        how = (args, prog_name, complete_var, False, windows_expand_args)
        if not standalone_mode:
            return super().main(*how, **more)
        given = sys.argv[1:] if args is None else args
        try:
            code = _code_of(lambda: super(Program, self).main(*how, **more), given)
            sys.stdout.flush()  # here, as at the very end nobody could tell what goes wrong
        except OSError as error:  # of what is written: a command's own errors are told by it
            code = unwritten(error)
        sys.exit(code)


def _code_of(run: Callable[[], Any], given: Sequence[str]) -> int:
    try:
        code = run()
    except _USAGE as error:
        return _told(error, as_json="--json" in given)
    except typer.Abort:
        show.say("nothing was done")
        return FAILED
    return code if isinstance(code, int) else 0


def _told(error: Exception, *, as_json: bool) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":  # a noun alone: its help is the answer
        error.show()  # type: ignore[attr-defined]  # of click
        return WRONG_USE
    explanation = explained(error)
    for line in explanation.lines():
        show.say(line)
    if as_json:
        show.print_json(explanation.document(_schema(error)))
    return explanation.code


def unwritten(error: OSError) -> int:
    """Drop what is still to be written; a reader that went away needs no word of it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        for line in explain(error).lines():
            show.say(line)
    return FAILED


def explained(error: Any) -> Explanation:  # noqa: ANN401 - click's own error
    """Say what was wrong with the words, and what there is instead."""
    said = str(error.format_message()).rstrip(".")
    return Explanation(WRONG_USE, said[:1].lower() + said[1:], remedy=_remedy(error.ctx))


def _remedy(context: Any) -> str:  # noqa: ANN401 - click's context
    if context is None:
        return "see lighting -h"
    path, known = context.command_path, getattr(context.command, "commands", None)
    if known:
        return f"{path} has: {', '.join(known)}; see {path} -h"
    example = (context.command.epilog or "").removeprefix("Example: ")
    return f"as in: {example}; all options: {path} -h" if example else f"see {path} -h"


def _schema(error: Any) -> str:  # noqa: ANN401 - click's own error
    """The schema of the command that was called, where it is clear which."""
    command = getattr(error.ctx, "command", None)
    schema = getattr(getattr(command, "callback", None), "schema", None)
    return schema if isinstance(schema, str) else SCHEMA
