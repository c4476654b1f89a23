"""Names that lists are narrowed by."""

import pytest

from lighting.answers.known_names import check_place, check_word
from lighting.errors import NothingMatched, WrongUse


def test_what_there_is_and_nothing_at_all_pass() -> None:
    for name in ("P-01", None):
        check_place("panel", name, ["P-01", "P-02"])
        check_word(name, ["P-01"], "panel")


def test_a_name_that_looks_like_another_is_told_with_it() -> None:
    with pytest.raises(NothingMatched) as raised:
        check_place("kelurahan", "oebob", ["Oebobo", "Alak"])
    assert raised.value.remedy == "did you mean Oebobo?"


def test_a_word_that_looks_like_none_is_told_with_all() -> None:
    with pytest.raises(WrongUse) as raised:
        check_word("x", ["node", "controller"], "origin of a fault")
    assert raised.value.remedy == "write one of node, controller"
