"""Pictures and calendars of a preview, as they are asked for."""

import pytest

from tests.support.program import City

NIGHT = ("--night", "2026-08-19", "--for", "group:main-roads")


def test_a_picture_of_the_night_stands_in_place_of_the_table(city: City) -> None:
    out = city.call("schedule", "preview", *NIGHT, "--picture", "night").out
    assert out.startswith("2026-08-19  main-roads: profile main-road\n 100 ")
    assert "^ sunset 17:43" in out
    assert "because" not in out


def test_a_picture_of_the_year_is_a_year_unless_nights_are_named(city: City) -> None:
    out = city.call("schedule", "preview", *NIGHT, "--picture", "year").out
    assert "main-roads, 2026-08-19 to 2027-08-18" in out
    few = city.call("schedule", "preview", *NIGHT, "--picture", "year", "--nights", "7").out
    assert "main-roads, 2026-08-19 to 2026-08-25" in few


@pytest.mark.parametrize("nights", ["1", "30"])
def test_an_svg_is_written_and_said(city: City, nights: str) -> None:
    path = city.folder / "light.svg"
    said = city.call("schedule", "preview", *NIGHT, "--nights", nights, "--svg", path)
    assert (said.out, said.err) == ("", f"written: {path}\n")
    assert path.read_text().startswith("<svg ")


def test_a_calendar_goes_to_stdout_alone(city: City) -> None:
    said = city.call("schedule", "preview", *NIGHT, "--ical", "-")
    assert said.out.startswith("BEGIN:VCALENDAR\n")
    assert said.out.count("BEGIN:VEVENT") == 3


def test_json_stays_what_it_was_beside_files(city: City) -> None:
    path = city.folder / "light.ics"
    both = city.call("schedule", "preview", *NIGHT, "--json", "--ical", path).document
    assert both == city.call("schedule", "preview", *NIGHT, "--json").document
    assert path.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_stdout_holds_one_document_only(city: City) -> None:
    for others in (("--json", "--svg", "-"), ("--ical", "-", "--svg", "-")):
        said = city.call("schedule", "preview", *NIGHT, *others)
        assert said.code == 2
        assert "stdout holds one document" in said.err
