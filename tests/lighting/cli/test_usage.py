"""Words that the program doesn't know: told with what there is instead, in JSON too."""

import pytest

from tests.support.program import call


@pytest.mark.parametrize(
    ("words", "what", "remedy"),
    [
        ("audit list", "no such command 'list'", "lighting audit has: show; see lighting audit -h"),
        ("nonsense", "no such command 'nonsense'", "lighting has: demo, init, "),
        ("fault list --severity 9", "invalid value for '--severity'", "as in: lighting fault list"),
        ("override set", "missing argument 'LEVEL'", "all options: lighting override set -h"),
        ("status --colour", "no such option: --colour", "as in: lighting status"),
    ],
)
def test_wrong_words_are_told_in_parts_and_end_with_2(words: str, what: str, remedy: str) -> None:
    said = call(*words.split())
    assert said.code == 2
    first, last = said.err.splitlines()
    assert first.startswith(f"error: {what}")
    assert last.startswith("  what to do: ")
    assert remedy in last


def test_they_are_one_json_document_where_that_is_wanted() -> None:
    said = call("fault", "list", "--severity", "9", "--json")
    assert (said.code, said.document["schema"]) == (2, "lighting.fault-list/1")
    assert "severity" in said.document["error"]["what"]
    assert call("audit", "list", "--json").document["schema"] == "lighting.usage/1"


def test_a_noun_alone_is_answered_with_its_help() -> None:
    said = call("audit")
    assert "Usage: lighting audit" in said.out + said.err
    assert "error:" not in said.err
