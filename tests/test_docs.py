import ast
import re
import shlex
from pathlib import Path

import pytest
import typer

from devices.sim.ailments import CATALOGUE as AILMENTS
from devices.sim.ailments import Kind
from devices.sim.broker_process import broker_process, free_port
from devices.wire.up import Sample
from lighting.cli.program import NOUNS, application
from tests.support import pages
from tests.support.pages import PAGES, ROOT, Typed
from tests.support.tour import Tourist, fits

README = ROOT / "README.md"
TRANSCRIPT = "<!-- transcript: make demo -->\n```\n"


def command_of(words: list[str]) -> tuple[typer.core.TyperCommand, list[str]]:
    """Give the command that words name, and what is left of them; a wrong name is a KeyError."""
    command: object = typer.main.get_command(application(words))
    while isinstance(command, typer.core.TyperGroup):
        command, words = command.commands[words[0]], words[1:]
    assert isinstance(command, typer.core.TyperCommand)
    return command, words


def without_comment(command: str) -> list[str]:
    return [word for word in shlex.split(command, comments=True) if word != "&"][1:]


def texts() -> dict[str, str]:
    return {pages.name(page): page.read_text(encoding="utf-8") for page in PAGES}


def test_every_link_leads_somewhere() -> None:
    dead = []
    for page in PAGES:
        for link in pages.LINK.findall(page.read_text(encoding="utf-8")):
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            is_there = "://" in link or target.exists()
            if is_there and anchor and "://" not in link:
                is_there = anchor in pages.headings(target)
            dead += [] if is_there else [f"{pages.name(page)}: {link}"]
    assert dead == []


def test_every_file_that_a_page_names_exists() -> None:
    named = {(name, path) for name, text in texts().items() for path in pages.FILE.findall(text)}
    assert len(named) > 50, "the rule finds nothing"
    assert sorted(f"{name}: {path}" for name, path in named if not (ROOT / path).exists()) == []


def test_the_page_on_how_it_is_built_names_every_folder_by_its_own_words() -> None:
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for package in sorted((ROOT / "lighting").glob("*/__init__.py")):
        words = ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or ""
        line = words.splitlines()[0].rstrip(".")
        assert f"| `{package.parent.relative_to(ROOT)}/` | {line} |" in page


def test_every_command_that_can_be_typed_from_a_page_is_understood() -> None:
    typed = {line for text in texts().values() for line in pages.TYPED.findall(text)}
    assert len(typed) > 20, "the rule finds nothing"
    for line in sorted(typed):
        command, rest = command_of(without_comment(line))
        command.make_context(line, rest)


def test_every_command_that_a_page_mentions_exists_with_its_options() -> None:
    mentioned = {line for text in texts().values() for line in pages.MENTIONED.findall(text)}
    assert len(mentioned) > 5, "the rule finds nothing"
    for line in sorted(mentioned):
        command, rest = command_of(without_comment(line))
        known = {option for each in command.params for option in each.opts} | {"--help"}
        assert [word for word in rest if word.startswith("--") and word not in known] == [], line


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {one for text in texts().values() for one in re.findall(r"\bmake ([a-z]+)`", text)}
    assert {"demo", "test"} <= named <= targets


def test_the_readme_is_short_and_begins_with_what_to_type() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 150
    first_screen = "\n".join(lines[:40])
    assert "make demo" in first_screen
    assert "make test" in first_screen
    assert TRANSCRIPT in first_screen + "\n"


def test_the_changes_name_every_noun() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [noun for noun in NOUNS if f"`{noun}`" not in changes] == []


def test_the_page_of_scenarios_names_every_ailment_and_its_code() -> None:
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    rows = [row for row in page.splitlines() if row.startswith("| `")]
    told = {
        kind for kind in Kind for row in rows if f"`{kind}`" in row and AILMENTS[kind].code in row
    }
    assert told == set(Kind)


def test_decisions_are_numbered_once_each_and_short() -> None:
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in found] == list(range(1, len(found) + 1))
    for page in found:
        lines = page.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith(f"# {int(page.name[:4])}. ")
        assert len(lines) < 60
        assert "Rejected" in "\n".join(lines)


def test_every_field_of_a_sample_is_in_the_glossary() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    table = text.partition("## Telemetry")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(Sample.model_fields)


@pytest.mark.parametrize(
    ("shown", "said", "is_same"),
    [
        (("at 18:04 WITA, 2 s ago",), "at 2026-08-16 18:05 WITA, 14 min ago\n", True),
        (("id   lamps", "o-1  12"), "id     lamps\no-000  3\n", True),
        (("applied by 3",), "refused by 3\n", False),
        (("first", "..."), "first\nsecond\nthird\n", True),
        (("first",), "first\nsecond\n", False),
    ],
)
def test_an_output_is_compared_but_for_times_and_figures(
    shown: tuple[str, ...], said: str, *, is_same: bool
) -> None:
    assert fits(Typed("lighting status", shown), said) is is_same


@pytest.mark.broker
@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_tour_of_the_readme_goes_as_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "broker").mkdir()
    with broker_process("auto", tmp_path / "broker") as broker:
        tourist = Tourist(tmp_path, {"1883": broker.port, "8470": free_port()})
        try:
            for typed in pages.session(README):
                tourist.follow(typed)
        finally:
            tourist.leave()
