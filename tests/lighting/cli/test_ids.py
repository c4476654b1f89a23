"""Ids as people type them, and those of another kind."""

import pytest

from lighting.cli.ids import read_id
from lighting.errors import NothingMatched
from tests.support.program import City


@pytest.mark.parametrize("typed", ["F-000012", "f-12", "F12", "12", " f-0012 "])
def test_capitals_zeros_and_the_letter_count_for_nothing(typed: str) -> None:
    assert read_id(typed, "F") == "F-000012"


@pytest.mark.parametrize("typed", ["O-7", "o-000007", "7"])
def test_an_override_is_written_with_a_small_letter(typed: str) -> None:
    assert read_id(typed, "o") == "o-000007"


def test_the_id_of_something_else_is_told_as_that(city: City) -> None:
    said = city.call("lamp", "maintenance", "end", "F-1", "--reason", "done")
    assert said.code == 4
    assert said.err.splitlines() == [
        "error: F-000001 is the id of a fault, not of work on lamps",
        "  why: the id of work on lamps looks like M-000012",
        (
            "  what to do: look for the right one: lighting lamp maintenance list; "
            "or at this one: lighting fault show F-000001"
        ),
    ]


@pytest.mark.parametrize("typed", ["KPG-0001", "", "F-", "x-12", "F-12-3", "F-1234567890123"])
def test_what_is_no_id_is_told_with_how_one_looks(typed: str) -> None:
    with pytest.raises(NothingMatched) as caught:
        read_id(typed, "F")
    assert "F-000012" in caught.value.why
    assert "lighting fault list" in caught.value.remedy
