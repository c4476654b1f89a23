from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.compile import plan_night
from schedules.document import calendar_name, read_document, to_calendar
from schedules.errors import DocumentError, NoSuchGroupError, Problem
from tests.schedules.documents import document_text, make_document

BAD = Path(__file__).parents[1] / "fixtures" / "schedules" / "bad"
STEP = '{ at = "22:00", level = 60 }'


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(DocumentError) as caught:
        read_document(text, "bad.toml")
    return caught.value.problems


@pytest.mark.parametrize("path", sorted(BAD.glob("*.toml")), ids=lambda path: path.stem)
def test_every_error_of_a_bad_document_is_told_with_line_and_remedy(path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(path.read_text("utf-8"), path.name)
    assert str(caught.value) + "\n" == path.with_suffix(".txt").read_text("utf-8")


def test_a_good_document_is_read_with_its_groups_in_order() -> None:
    text = document_text() + '"group:a-1" = "c"\nall = "c"\n'
    document = read_document("\ufeff" + text, "good.toml")
    assert document.groups == ("parks", "a-1", "all")
    assert document.site.name == "kupang"
    assert document.site.country == "ID"
    assert to_calendar(document, "parks").default == "p"
    assert document.profiles["p"].steps[0].level == 60


def test_windows_line_ends_change_nothing() -> None:
    text = document_text().replace("\n", "\r\n")
    assert read_document(text, "good.toml").groups == ("parks",)
    [problem] = problems_of(text.replace("60", "600"))
    assert problem.line == 9


def test_a_group_without_a_calendar_of_its_own_has_that_of_all() -> None:
    document = read_document(document_text() + 'all = "c"\n', "good.toml")
    assert calendar_name(document, "elsewhere") == "c"


def test_an_unknown_group_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(NoSuchGroupError, match=r'no group "park"; did you mean "parks"\?'):
        to_calendar(make_document(), "park")


def test_bool_float_and_text_are_not_levels() -> None:
    for level in ("true", "60.0", '"60"', "-1", "101", "[1]", "{ a = 1 }"):
        [problem] = problems_of(document_text(f'{{ at = "22:00", level = {level} }}'))
        assert problem.remedy == "write level = 60, a whole number from 0 to 100"


@pytest.mark.parametrize(
    ("fade", "expected_s"),
    [('"30s"', 30), ('"2m"', 120), ('"1m30s"', 90), ('"1h"', 3600), ("45", 45), ("0", 0)],
)
def test_a_fade_is_a_length_of_time_or_seconds(fade: str, expected_s: int) -> None:
    document = make_document(f'{{ at = "22:00", level = 60, fade = {fade} }}')
    assert document.profiles["p"].steps[0].fade_s == expected_s


@pytest.mark.parametrize("fade", ['"30"', '""', '"-1s"', "-1", "3601", '"61m"', "true", "1.5"])
def test_other_fades_are_refused(fade: str) -> None:
    [problem] = problems_of(document_text(f'{{ at = "22:00", level = 60, fade = {fade} }}'))
    assert "is not a fade of 0 s to 1 h" in problem.what


@pytest.mark.parametrize("zone", ["kupang", "Asia", "../etc/passwd", "a" * 5000, "Asia/Mak\\u0000"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    [problem] = problems_of(document_text(site=(zone, 0, 0)))
    assert "there is no time zone" in problem.what


def test_a_city_without_its_continent_gets_the_full_name_of_its_zone() -> None:
    [problem] = problems_of(document_text(site=("makassar", 0, 0)))
    assert problem.remedy == 'did you mean "Asia/Makassar"?'


HOSTILE = {
    "deep list": document_text("[" * 5000 + "]" * 5000),
    "deep table": document_text("{a=" * 5000 + "1" + "}" * 5000),
    "list as deep as the parser goes": document_text("[" * 200 + "]" * 200),
    "long text": document_text(f'{{ at = "{"9" * 100_000}", level = 60 }}'),
    "megabyte": document_text(f'{{ at = "{"9" * 1_000_000}", level = 60 }}'),
    "long number": document_text(f'{{ at = "22:00", level = {"9" * 10_000} }}'),
    "hexadecimal number": document_text(f'{{ at = "22:00", level = 0x{"f" * 9_000} }}'),
    "hexadecimal fade": document_text(
        f"{{ at = 0x{'f' * 9_000}, level = 1, fade = 0x{'f' * 9_000} }}"
    ),
    "huge latitude": document_text(site=("Asia/Makassar", int("9" * 3_000), 0)),
    "hexadecimal latitude": document_text().replace("-10.178", "0x" + "f" * 9_000),
    "hexadecimal rule": document_text(rules=f'{{ on = 0x{"f" * 9_000}, profile = "p" }}'),
    "big number": document_text(f'{{ at = "22:00", level = {"9" * 4_000} }}'),
    "long key": ".".join("a" * 60_000) + " = 1",
    "long header": "[" + ".".join("a" * 60_000) + "]",
    "many keys": "\n".join(f"k{number} = 1" for number in range(10_000)),
    "many tables": "[[a]]\n" * 20_000,
    "many steps": document_text(", ".join([STEP] * 41)),
    "long eve": document_text(rules=f'{{ on = "{"eve of " * 10_000}", profile = "p" }}'),
    "control characters": document_text('{ at = "\\u0000\\u001b[31m\\n", level = 60 }'),
    "half a character": "\ud800",
    "nothing but noise": "\x00\x01\x02",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_gives_printable_problems_and_never_another_error(text: str) -> None:
    problems = problems_of(text)
    assert 1 <= len(problems) <= 200
    for problem in problems:
        assert str(problem).isprintable()
        assert len(str(problem)) < 600


@given(st.text())
def test_any_text_is_a_document_or_a_document_error(text: str) -> None:
    assert problems_of(text)


@given(st.data())
def test_a_document_with_a_slip_of_the_pen_is_read_or_refused_but_never_crashes(
    data: st.DataObject,
) -> None:
    text = document_text(
        '{ at = "sunset-10m", level = 60, fade = "2m" }', '{ on = "fri", profile = "p" }'
    )
    at = data.draw(st.integers(0, len(text) - 1))
    length = data.draw(st.integers(0, 3))
    slip = data.draw(st.text("\"'[]{}=.,\n#-0aZ\u00e9", max_size=3))
    try:
        document = read_document(text[:at] + slip + text[at + length :], "slip.toml")
    except DocumentError:
        return
    night = plan_night(document, document.groups[0], date(2026, 8, 16))
    assert night.from_s < night.until_s
