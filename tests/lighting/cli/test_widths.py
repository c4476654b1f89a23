"""How tables fit into a terminal: ids stay whole, so that they can be copied."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.cli import show
from lighting.cli.widths import GAP, broken, fitted, hanging
from tests.support.terminal import Terminal

COLUMNS = [("id", "F-000004"), ("street", "Jl. Timor Raya"), ("evidence", "0.5 W of 120 W")]


def test_a_table_that_fits_is_as_wide_as_its_texts() -> None:
    assert fitted(COLUMNS, 80) == [8, 14, 14]


def test_the_widest_columns_are_narrowed_first_and_no_further_than_their_longest_word() -> None:
    assert fitted(COLUMNS, 32) == [8, 10, 10]
    assert fitted(COLUMNS, 26) == [8, 6, 8]
    assert fitted(COLUMNS, 19) is None


def test_a_column_without_a_word_takes_no_room() -> None:
    assert fitted([("", ""), ("id", "F-1")], 6) == [0, 3]


def test_a_heading_is_torn_before_a_row_is_broken() -> None:
    assert fitted([("availability", "0.4 %"), ("kelurahan", "Oebobo")], 12) == [4, 6]


def test_a_row_without_room_breaks_between_its_cells() -> None:
    assert broken(["F-000004", "Jl. Timor Raya", "0.5 W of 120 W"], 30, 10) == [
        "F-000004  Jl. Timor Raya",
        "          0.5 W of 120 W",
    ]


def test_a_line_breaks_between_words_and_goes_on_under_its_text() -> None:
    assert hanging("faults  2 open: LAMP_FAIL here", 20, 8) == [
        "faults  2 open:",
        "        LAMP_FAIL",
        "        here",
    ]
    assert hanging("ids  F-000001-and-no-room x", 10, 5) == ["ids  F-000001-and-no-room", "     x"]


@given(
    st.lists(st.text("ab-", min_size=1, max_size=12), min_size=1),
    st.integers(1, 60),
    st.integers(0, 60),
)
def test_no_word_of_a_line_is_torn_or_lost(words: list[str], room: int, indent: int) -> None:
    lines = hanging(" ".join(words), room, indent)
    assert " ".join(lines).split() == words
    assert all(len(line) <= room or " " not in line.strip() for line in lines[1:])


def test_a_cell_that_is_wider_than_the_terminal_breaks_between_its_words() -> None:
    assert broken(["F-1", "silent for 926 s"], 15, 5) == ["F-1  silent for", "     926 s"]


@given(
    st.lists(st.text("ab ", min_size=1, max_size=12), min_size=1, max_size=6),
    st.integers(20, 60),
)
def test_nothing_is_lost_and_no_line_is_too_long(cells: list[str], room: int) -> None:
    lines = broken(cells, room, 5)
    assert "".join("".join(lines).split()) == "".join("".join(cells).split())
    assert all(len(line.rstrip()) <= room for line in lines)


def test_no_id_is_torn_apart_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    row = {"id": "F-000004", "lamp": "KPG-0008", "code": "SUPPLY_LOSS", "why": "0.5 W of 120 W"}
    for width in (20, 36, 80):
        monkeypatch.setenv("COLUMNS", str(width))
        stream = Terminal()
        monkeypatch.setattr(sys, "stdout", stream)
        show.print_table(show.columns(*row), [row])
        assert all(word in stream.getvalue() for word in ("F-000004", "KPG-0008", "SUPPLY_LOSS"))
    assert GAP == 2
