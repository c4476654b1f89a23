"""How rows are printed: for a person, for a pipe, and safe for both."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.cli import show
from tests.support.terminal import Terminal

ROWS = [
    {"lamp": "KPG-0001", "street": "Jl. [red]x[/red]", "faults": ["LAMP_FAIL", "RESET"]},
    {"lamp": "KPG-2", "street": "a\x1b[31m\nb\u202e", "faults": []},
]


def printed(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", "100")
    show.print_table(show.columns("lamp", "street", "faults"), ROWS)
    return stream.getvalue()


def test_piped_columns_are_aligned_and_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(io.StringIO(), monkeypatch).splitlines() == [
        "lamp      street              faults",
        "KPG-0001  Jl. [red]x[/red]    LAMP_FAIL RESET",
        r"KPG-2     a\x1b[31m\nb\u202e  -",
    ]


def test_a_terminal_gets_the_same_text_without_markup_or_tricks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    said = printed(Terminal(), monkeypatch)
    assert "\x1b[1m" in said
    assert "Jl. [red]x[/red]" in said
    assert r"a\x1b[31m\nb\u202e" in said


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in printed(Terminal(), monkeypatch)


def test_a_labelled_line_is_wrapped_for_a_person_and_one_line_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "20")
    for stream, said in (
        (Terminal(), "why  because it is\n     so\n"),
        (io.StringIO(), "why  because it is so\n"),
    ):
        monkeypatch.setattr(sys, "stdout", stream)
        show.print_labelled("why", "because it is so", 4)
        assert stream.getvalue() == said


def test_values_stand_under_each_other_beside_the_longest_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show.print_facts({"id": "F-000001", "closed_without_proof": "pole gone"}, str)
    assert capsys.readouterr().out.splitlines() == [
        "id                   F-000001",
        "closed without proof pole gone",
    ]


def test_an_empty_table_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show.print_table(show.columns("lamp"), [])
    assert capsys.readouterr().out == ""


def test_some_of_many_names_are_said() -> None:
    assert show.some(["a", "b"]) == "a, b"
    assert show.some(["a", "b", "c"], most=2) == "a, b and 1 more"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "-"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        ([], "-"),
        ({"power_w": 1.8, "since": "T", "by": None}, "power_w 1.8, since (T), by -"),
        ([{"cleared_at": "T"}, "x"], "cleared_at (T); x"),
        ({"at": None, "level": {"wanted": 60}}, "at -, level (wanted 60)"),
    ],
)
def test_facts_are_said_in_words(value: object, words: str) -> None:
    assert show.in_words(value, "({})".format) == words


@given(st.text())
def test_no_text_reaches_the_terminal_with_a_control_character(text: str) -> None:
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", said)
        show.print_text(text)
        show.print_table([("street", lambda _: text)], [{}])
        show.print_facts({text: text}, str)
        show.print_json({text: text})
    assert all(mark.isprintable() or mark == "\n" for mark in said.getvalue())
