import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from schedules.lines import KeyPath, line_at, lines_of

TEXT = r'''# [not.a.table]
top = """
[not]
a = "table" """   # comment = 1
[site]
name = "x # y \" = "
"quoted \"key\"" = 'its'
a . b.'c d' = 1.5
[profile.main]
steps = [
  { at = "22:00", level = 60 },  # } ]
  # { at = "a comment", level = 1 }

  { at = "]", fade = "{", level = [
    100] },
  [1, [2,
    3]], {},
]
after = { x = { y = [ { z = 1 } ] }, w = 2 }
[[rule]]
on = "fri"
[rule.sub]
deep = 1
[[rule]]
on = """
sat"""
last = """a""""
end = 1
'''

EXPECTED: list[tuple[KeyPath, int]] = [
    (("top",), 2),
    (("site",), 5),
    (("site", "name"), 6),
    (("site", 'quoted "key"'), 7),
    (("site", "a"), 8),
    (("site", "a", "b", "c d"), 8),
    (("profile",), 9),
    (("profile", "main", "steps"), 10),
    (("profile", "main", "steps", 0, "level"), 11),
    (("profile", "main", "steps", 1), 14),
    (("profile", "main", "steps", 1, "level", 0), 15),
    (("profile", "main", "steps", 2, 1, 0), 16),
    (("profile", "main", "steps", 2, 1, 1), 17),
    (("profile", "main", "steps", 3), 17),
    (("profile", "main", "after", "x", "y", 0, "z"), 19),
    (("profile", "main", "after", "w"), 19),
    (("rule", 0, "on"), 21),
    (("rule", 0, "sub", "deep"), 23),
    (("rule", 1), 24),
    (("rule", 1, "on"), 25),
    (("rule", 1, "last"), 27),
    (("rule", 1, "end"), 28),
]


@pytest.mark.parametrize(("path", "line"), EXPECTED)
def test_each_key_and_element_is_found_on_its_line(path: KeyPath, line: int) -> None:
    assert lines_of(TEXT)[path] == line


def test_exactly_the_places_of_the_standard_parser_are_found() -> None:
    assert set(lines_of(TEXT)) == set(places(tomllib.loads(TEXT), ()))


def places(value: Any, path: KeyPath) -> Iterator[KeyPath]:  # noqa: ANN401 - TOML is anything
    if path:
        yield path
    if isinstance(value, dict):
        for key, part in value.items():
            yield from places(part, (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from places(part, (*path, number))


def test_a_missing_key_is_blamed_on_the_line_of_its_table() -> None:
    lines = lines_of(TEXT)
    assert line_at(lines, ("site", "timezone")) == 5
    assert line_at(lines, ("assign",)) is None


def test_what_lies_too_deep_to_matter_is_left_out() -> None:
    lines = lines_of("a = " + "[" * 50 + "1" + "]" * 50)
    assert max(len(path) for path in lines) == 8
