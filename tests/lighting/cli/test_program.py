"""The program through its real entry point, and what holds for every command."""

import os
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from lighting.cli.program import NOUNS
from tests.support import answers
from tests.support.program import City, call

PROGRAM = Path(sys.executable).with_name("lighting")
VERBS: dict[str, list[tuple[str, ...]]] = {
    "config": [("show",), ("check",)],
    "lamp": [
        ("list",),
        ("show",),
        ("history",),
        ("import",),
        ("identify",),
        ("self-test",),
        ("maintenance", "start"),
        ("maintenance", "end"),
        ("maintenance", "list"),
    ],
    "schedule": [
        ("check",),
        ("preview",),
        ("apply",),
        ("history",),
        ("show",),
        ("diff",),
        ("undo",),
    ],
    "change": [("list",), ("show",)],
    "override": [("set",), ("list",), ("release",), ("approve",), ("reject",)],
    "preset": [("list",), ("rehearse",), ("start",), ("end",)],
    "fault": [("list",), ("show",), ("history",), ("acknowledge",)],
    "incident": [("list",), ("show",)],
    "work": [(verb,) for verb in ("list", "show", "take", "done", "unproven", "print", "triage")],
    "report": [
        ("energy",),
        ("burning-hours",),
        ("availability",),
        ("faults",),
        ("dead",),
        ("unregistered",),
        ("bill",),
    ],
    "audit": [("show",)],
    "notify": [("test",), ("targets",), ("list",)],
    "influx": [
        ("setup",),
        ("status",),
        ("parked", "list"),
        ("parked", "retry"),
        ("parked", "drop"),
    ],
}
COMMANDS = [(noun, *verb) for noun in NOUNS for verb in VERBS.get(noun, [()])]


def run(*arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "NO_COLOR": "1", **more}
    environ.pop("LIGHTING_CONFIG", None)
    return subprocess.run(
        [PROGRAM, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example_and_the_common_options(
    words: tuple[str, ...],
) -> None:
    said = call(*words, "--help")
    assert said.code == 0
    assert f"Example: lighting {' '.join(words)}" in " ".join(said.out.split())
    for option in ("--json", "--config", "--quiet", "--debug"):
        assert option in said.out
    assert "Raises:" not in said.out


def test_a_noun_alone_shows_its_verbs() -> None:
    for noun, verbs in VERBS.items():
        said = call(noun)
        assert all(verb[0] in said.out + said.err for verb in verbs)


def test_the_help_names_every_noun_and_imports_none(tmp_path: Path) -> None:
    said = run("--help", folder=tmp_path)
    assert said.returncode == 0
    assert all(noun in said.stdout for noun in NOUNS)
    script = "import sys\nfrom lighting.cli import main\n"
    script += "try: main(['--help'])\nexcept SystemExit: pass\n"
    script += "print([name for name in ('pydantic', 'rich', 'paho') if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert loaded.stdout.splitlines()[-1] == b"[]"


def test_a_letter_that_the_terminal_lacks_is_written_in_another_way(tmp_path: Path) -> None:
    said = run("schedule", "check", "jalan-\u0101.toml", folder=tmp_path, PYTHONIOENCODING="ascii")
    assert said.returncode == 7
    assert r"jalan-\u0101.toml: no such file" in said.stderr


def test_the_version_is_told(tmp_path: Path) -> None:
    told = f"lighting {version('street-lighting')}\n"
    assert run("--version", folder=tmp_path).stdout == told
    assert call("--version").out == told


def test_to_tell_the_version_hardly_anything_is_imported() -> None:
    script = "import sys\nbefore = len(sys.modules)\nfrom lighting.cli import main\n"
    script += "main(['--version'])\nprint(len(sys.modules) - before)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert int(said.stdout.splitlines()[-1]) <= 3


@pytest.mark.parametrize(("given", "meant"), [(("lmap",), "lamp"), (("schedule", "aply"), "apply")])
def test_an_unknown_command_suggests_the_nearest(given: tuple[str, ...], meant: str) -> None:
    said = call(*given)
    assert said.code == 2
    assert f"Did you mean '{meant}'?" in said.err


def test_a_fresh_site_goes_from_init_to_preview(tmp_path: Path) -> None:
    assert run("init", folder=tmp_path).returncode == 0
    assert run("config", "check", folder=tmp_path).returncode == 0
    preview = run("schedule", "preview", "--night", "2026-08-16", folder=tmp_path)
    assert "sunset-10m" in preview.stdout
    assert preview.stderr == ""
    nobody = run("status", folder=tmp_path)
    assert nobody.returncode == 5
    assert "lighting run" in nobody.stderr
    assert nobody.stdout == ""


def test_a_reader_that_goes_away_is_no_error_of_ours(city: City) -> None:
    program = subprocess.Popen(
        [PROGRAM, "schedule", "preview", "--nights", "366", "--config", str(city.config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.readline()
        program.stdout.close()
        assert b"Traceback" not in program.stderr.read()


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", ["nonsense --json", "fault list --severity 9 --json", "-h"])
def test_a_reader_that_is_gone_before_the_first_word_is_no_error_of_ours(
    words: str, unbuffered: str
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        said = subprocess.run(
            [PROGRAM, *words.split()],
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert said.returncode == 1
    assert b"BrokenPipe" not in said.stderr


@pytest.mark.parametrize("words", [["nonsense", "--json"], ["--version"]])
def test_a_disk_that_is_full_is_told_without_a_traceback(words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run([PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, check=False)
    assert said.returncode == 1
    assert b"No space left on device" in said.stderr
    assert b"Traceback" not in said.stderr


def test_an_interrupted_command_says_130(city: City) -> None:
    city.api.says("POST", "/v1/overrides", answers.OVERRIDE_SET)
    city.api.says("GET", "/v1/changes/c-000005", answers.change(applied=0))
    options = ["--for", "all", "--until", "+1h", "--reason", "x", "--timeout", "1h"]
    following = subprocess.Popen(
        [PROGRAM, "override", "set", "50", *options, "--config", str(city.config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with following:
        assert following.stderr is not None
        assert b"applied 0 " in following.stderr.readline()
        following.send_signal(signal.SIGINT)
        assert following.wait(timeout=30) == 130
        assert b"Traceback" not in following.stderr.read()


def test_what_nobody_foresaw_is_told_without_a_traceback(city: City) -> None:
    city.api.says("GET", "/v1/status", {"schema": "lighting.status/1"})
    said = city.call("status")
    assert said.code == 1
    assert "unforeseen: KeyError" in said.err
    assert "--debug" in said.err
    assert "Traceback" not in said.err
    assert "Traceback" in city.call("status", "--debug").err


def test_an_error_is_a_document_too(city: City) -> None:
    city.api.refuses("GET", "/v1/status", 503, what="the disk is full", why="0 bytes left")
    said = city.call("status", "--json")
    assert said.code == 5
    assert said.document == {
        "schema": "lighting.status/1",
        "error": {"what": "the disk is full", "why": "0 bytes left", "remedy": "", "exit": 5},
    }
