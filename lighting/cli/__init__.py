"""The program `lighting`: where it starts. Its nouns are in `program`, each in a file of its own.

What is imported here is paid for by every call, so it is next to nothing.
"""

import sys

VERSION = "0.1.0"
"""As in pyproject.toml; to ask for the installed one takes longer than all else that is said."""


def main(arguments: list[str] | None = None) -> None:
    """Run the program, as the entry point `lighting` does."""
    given = sys.argv[1:] if arguments is None else arguments
    if given == ["--version"]:
        _print_version()
        return
    from lighting.cli.program import run  # noqa: PLC0415 - see above

    run(given)


def _print_version() -> None:
    try:
        sys.stdout.write(f"lighting {VERSION}\n")
        sys.stdout.flush()
    except OSError as error:
        from lighting.cli.usage import unwritten  # noqa: PLC0415 - see above

        sys.exit(unwritten(error))
