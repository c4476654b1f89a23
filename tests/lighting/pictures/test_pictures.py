"""Pictures of nights: what can be read off them."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from lighting.pictures.ical import calendar_text
from lighting.pictures.svg import colour, night_svg, year_svg
from lighting.pictures.text import ASCII, BLOCKS, Pen, night_lines, pen_for, year_lines
from schedules.compile import Night, plan_nights
from schedules.document import Document, read_document

EVENING = date(2026, 8, 16)
NOW_S = 1_786_889_040
TEXT = """
[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
[profile.road]
steps = [
  { at = "18:00", level = 100 },
  { at = "22:00", level = 50 },
  { at = "05:00", level = 0 },
]
[profile.festive]
steps = [{ at = "18:00", level = 100 }, { at = "06:00", level = 0 }]
[calendar.roads]
default = "road"
rules = [{ on = "sat", profile = "festive" }]
[assign]
"group:roads" = "roads"
"""
NORTH = (
    TEXT.replace("Asia/Makassar", "Arctic/Longyearbyen")
    .replace("-10.178", "78.2")
    .replace("123.607", "15.6")
)


def nights(text: str = TEXT, count: int = 1, first: date = EVENING) -> tuple[Document, list[Night]]:
    document = read_document(text, "schedules.toml")
    return document, list(plan_nights(document, "roads", first, count))


def night_picture(pen: Pen = BLOCKS, text: str = TEXT, first: date = EVENING) -> list[str]:
    document, (night,) = nights(text, first=first)
    return list(night_lines(night, document.site, pen))


def year_picture(pen: Pen = BLOCKS, count: int = 7, text: str = TEXT) -> list[str]:
    document, several = nights(text, count)
    return list(year_lines(several, document.site, pen))


def test_a_night_stands_over_its_hours_with_the_sun_below() -> None:
    full, _, half, _, ruler, hours, sun = night_picture(ASCII)
    start, dimmed = hours.index("18"), hours.index("22")
    assert full.index("#") == start
    assert full.rindex("#") == dimmed - 1
    assert half.rindex("#") == hours.index("05") - 1
    assert ruler[start] == "+"
    assert "^ sunset 17:43" in sun
    assert "^ sunrise 05:56" in sun


def test_a_year_has_one_row_a_night_and_names_its_months() -> None:
    rows = [line for line in year_picture(count=20) if re.match(r"(\w{3}|   ) \d\d ", line)]
    assert len(rows) == 20
    assert [row[:6] for row in rows if row[0] != " "] == ["Aug 16", "Sep 01"]
    assert (rows[5].count("▒"), rows[0].count("▒")) != (0, 0)
    saturday = rows[6]
    assert "▒" not in saturday


@pytest.mark.parametrize("text", [TEXT, NORTH])
def test_text_pictures_fit_into_80_columns(text: str) -> None:
    lines = [*night_picture(text=text), *year_picture(count=366, text=text)]
    assert max(map(len, lines)) <= 80


def test_colours_are_added_to_shades_and_never_alone() -> None:
    plain, inked = year_picture(BLOCKS), year_picture(pen_for("utf-8", has_colours=True))
    assert any("\x1b[" in line for line in inked)
    assert [re.sub("\x1b\\[[0-9;]*m", "", line) for line in inked] == plain


def test_an_output_without_blocks_gets_ascii() -> None:
    assert pen_for("ascii", has_colours=True) is ASCII
    assert pen_for(None, has_colours=False) is ASCII
    assert pen_for("utf-8", has_colours=False) is BLOCKS
    assert all(line.isascii() for line in [*night_picture(ASCII), *year_picture(ASCII)])


def test_a_sun_that_does_not_set_leaves_its_line_out() -> None:
    assert not any("sunset" in line for line in night_picture(text=NORTH, first=date(2026, 6, 20)))
    document, summer = nights(NORTH, 3, date(2026, 6, 20))
    assert "sunset 1" not in night_svg(summer, document.site)
    assert ET.fromstring(year_svg(summer, document.site)).tag.endswith("svg")  # noqa: S314 - ours


def test_a_night_without_light_is_drawn_dark() -> None:
    dark = re.sub(r"\{ at.*level = [1-9]\d* \},\n", "", TEXT)
    assert not any("█" in line for line in night_picture(text=dark))


def test_svg_is_well_formed_and_brighter_for_more_light() -> None:
    document, several = nights(count=7)
    year, apart = (ET.fromstring(draw(several, document.site)) for draw in (year_svg, night_svg))  # noqa: S314 - ours
    columns = list(year.iter("{http://www.w3.org/2000/svg}g"))
    assert len(columns) == 7
    titles = [title.text for title in year.iter("{http://www.w3.org/2000/svg}title")]
    assert "2026-08-22 festive (sat)" in titles
    fills = {one.get("fill") for one in apart.iter("{http://www.w3.org/2000/svg}rect")}
    assert {colour(50), colour(100)} <= fills
    assert colour(50) < colour(100)


def test_names_cannot_break_out_of_a_picture() -> None:
    text = TEXT.replace("[profile.road]", '[profile."<b>&\\""]').replace('"road"', "'<b>&\"'")
    document, several = nights(text)
    for draw in (year_svg, night_svg):
        assert "<b>" not in draw(several, document.site)


def test_a_calendar_has_an_entry_for_each_stretch_of_light() -> None:
    document, several = nights()
    lines = calendar_text(several, document.site, NOW_S).split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    starts = [line for line in lines if line.startswith("DTSTART")]
    assert starts == ["DTSTART:20260816T100000Z", "DTSTART:20260816T140000Z"]
    assert "SUMMARY:roads 50 %" in lines
    assert "UID:1786888800-roads@kupang" in lines


def test_long_lines_of_a_calendar_are_folded_between_characters() -> None:
    name = "lampu jalan é " * 4
    text = TEXT.replace("[profile.road]", f'[profile."{name}, ok"]')
    text = text.replace('default = "road"', f'default = "{name}, ok"')
    document, several = nights(text)
    written = calendar_text(several, document.site, NOW_S)
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert f"profile {name}\\, ok" in written.replace("\r\n ", "")
