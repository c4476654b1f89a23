"""Types what a page shows into a shell, on a broker and ports of its own."""

import os
import re
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from lighting.cli.init import user_name
from tests.support.pages import Typed

PATIENCE_S = 60.0
"""How long something may take that takes seconds where nobody else is busy."""
SAME_FOR_ALL = ("lighting init", "lighting schedule check", "lighting schedule preview")
"""Commands whose output depends neither on the time nor on the lamps."""
ONLY_LOOK = ("lighting fault list", "lighting why", "lighting work list")
"""Commands that a person types again until the answer is there."""
USER_SHOWN = "sari"


class Tourist:
    """Somebody at a terminal; what was started in the background ends with `leave`."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self._folder = folder
        self._ports = ports
        self._children: list[subprocess.Popen[bytes]] = []
        programs = str(Path(sys.executable).parent)
        path = f"{programs}{os.pathsep}{os.environ['PATH']}"
        self._environ = {**os.environ, "PATH": path, "NO_COLOR": "1"}
        self._environ.pop("LIGHTING_CONFIG", None)

    def follow(self, typed: Typed) -> None:
        """Type a command; fail if it does not do what the page shows."""
        if typed.command.startswith("cd "):
            self._folder /= typed.command.removeprefix("cd ")
        elif typed.command.endswith(" &"):
            self._start(typed.command.removesuffix(" &"))
        else:
            self._see(typed)
        if typed.command.startswith("lighting init"):
            self._move_to_own_ports(self._folder / typed.command.split()[-1] / "lighting.toml")

    def leave(self) -> None:
        """End what was started, the last first."""
        for child in reversed(self._children):
            child.terminate()
            child.wait(PATIENCE_S)

    def _start(self, command: str) -> None:
        words = shlex.split(command)
        with (self._folder / f"{words[1]}.log").open("wb") as log:
            child = subprocess.Popen(
                words, cwd=self._folder, env=self._environ, stdout=log, stderr=log
            )
        self._children.append(child)
        if words[1] == "run":
            wait_until(lambda: self._type("lighting doctor").returncode == 0, "it answers")

    def _see(self, typed: Typed) -> None:
        def is_as_shown() -> bool:
            said.append(self._type(typed.command))
            return said[-1].returncode == 0 and fits(typed, said[-1].stdout)

        said: list[subprocess.CompletedProcess[str]] = []
        if typed.command.startswith(ONLY_LOOK):
            wait_until(is_as_shown, f"{typed.command} shows {typed.shown}; last: {said[-1:]}")
        else:
            assert is_as_shown(), f"{said}\n\nthe page shows: {typed.shown}"

    def _type(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self._folder,
            env=self._environ,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def _move_to_own_ports(self, config: Path) -> None:
        text = config.read_text(encoding="utf-8")
        for written, own in self._ports.items():
            text = text.replace(f"port = {written}", f"port = {own}")
        config.write_text(text, encoding="utf-8")


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something that must come; fail after a limit."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline_s, f"not within {PATIENCE_S} s: {what}"
        threading.Event().wait(0.2)


def fits(typed: Typed, said: str) -> bool:
    """Say whether an output is what the page shows; `...` stands for any lines."""
    exactly = typed.command.startswith(SAME_FOR_ALL)
    shown, lines = typed.shown, said.splitlines()
    if not exactly:
        shown, lines = tuple(map(shape, shown)), [shape(line) for line in lines]
    pattern = "".join(".*" if line == "..." else re.escape(f"{line}\n") for line in shown)
    return bool(re.fullmatch(pattern, "".join(f"{line}\n" for line in lines), re.DOTALL))


def shape(line: str) -> str:
    """Give a line without what is another each time: times, ages, names of users, figures."""
    line = line.replace(user_name(os.getuid()), USER_SHOWN)
    line = re.sub(r"(\d{4}-\d\d-\d\d )?\d\d:\d\d WITA", "TIME", line)
    line = re.sub(r"\d+ (s|min|h) ago", "AGE ago", line)
    return " ".join(re.sub(r"\d+(,\d{3})*(\.\d+)?", "N", line).split())
