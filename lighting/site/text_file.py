"""Reading an operator's file: its text, or an error that says what to do."""

from collections.abc import Callable
from pathlib import Path

from lighting.errors import DocumentWrong
from schedules.errors import Problem

MAX_BYTES = 50_000_000  # more than any of our documents; read no further into a wrong file


def read_text(
    path: Path, wrong: Callable[[list[Problem]], DocumentWrong], missing_remedy: str
) -> str:
    """Read a file of UTF-8 text, without a byte order mark.

    Args:
        path: The file.
        wrong: The error to raise, made of its problems.
        missing_remedy: What to do when there is no such file.

    What is raised is made by `wrong`: for a file that is missing, unreadable, too large or no text.
    """
    what, remedy = "", "check the file and its permissions"
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) <= MAX_BYTES:
            return content.decode("utf-8-sig")
        what = f"larger than {MAX_BYTES // 1_000_000} MB"
    except FileNotFoundError:
        what, remedy = "no such file", missing_remedy
    except UnicodeDecodeError as error:
        what, remedy = f"not UTF-8 text (byte {error.start + 1})", "save it as UTF-8"
    except OSError as error:
        what = f"can't be read: {error.strerror}"
    raise wrong([Problem(str(path), None, what, remedy)])
