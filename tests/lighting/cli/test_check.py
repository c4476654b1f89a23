"""`lighting schedule check` over a whole year: what is printed, and how it ends."""

from pathlib import Path

import pytest

from tests.support.program import call

SCHEDULE = """
[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
[profile.p]
steps = [{ at = "06:00", level = 100 }, { at = "sunrise", level = 0 }]
[profile.q]
steps = [{ at = "sunset", level = 40 }, { at = "sunrise", level = 0 }]
[calendar.c]
default = "p"
[calendar.d]
default = "q"
[assign]
"group:parks" = "c"
"group:roads" = "d"
"""
HEADER = "lamp,node,panel,groups,street,kelurahan,latitude,longitude,power_w,road_class\n"
ROADS = "".join(
    f"KPG-000{one},n-000{one},P-01,roads,Jl. El Tari,Oebobo,-10.16,123.61,70,arteri\n"
    for one in range(4)
)
PARK = "KPG-0009,n-0009,P-01,parks,Taman,Oebobo,-10.16,123.61,36,taman\n"
OF_2026 = ("--from", "2026-01-01", "--nights", "365")


@pytest.fixture
def schedule(tmp_path: Path) -> Path:
    path = tmp_path / "schedules.toml"
    path.write_text(SCHEDULE)
    return path


@pytest.fixture
def right(schedule: Path) -> Path:
    schedule.write_text(SCHEDULE.replace('"06:00"', '"sunset"'))
    return schedule


def test_an_error_among_the_findings_refuses_the_schedule(schedule: Path) -> None:
    said = call("schedule", "check", schedule, *OF_2026)
    assert said.code == 6
    assert "error: refused by the check: on-after-off" in said.err
    assert "what to do" in said.err
    finding = said.out.splitlines()[:4]
    assert finding[0].startswith(f"{schedule}:8: error on-after-off: 06:00 puts the lamp on at")
    assert finding[1] == "    for:        group parks"
    assert finding[2] == "    nights:     311: 2026-01-01..2026-06-13, 2026-08-07..2026-12-31"
    assert finding[3].startswith("    what to do: Clamp the switch-off")
    assert said.out.splitlines()[-1] == (
        f"{schedule}: 1 error, 2 warnings; 2 profiles, 2 calendars, 2 groups, "
        "planned for 365 nights"
    )


def test_a_program_is_given_every_night_of_a_finding(schedule: Path) -> None:
    said = call("schedule", "check", schedule, *OF_2026, "--json")
    document = said.document
    assert said.code == 6
    assert document["schema"] == "lighting.schedule-check/1"
    assert (document["first_night"], document["nights"]) == ("2026-01-01", 365)
    first = document["findings"][0]
    assert set(first) == {
        "code", "severity", "sentence", "nights", "groups", "lamps", "line", "remedy",
    }  # fmt: skip
    assert (first["code"], first["severity"], first["line"]) == ("on-after-off", "error", 8)
    assert len(first["nights"]) == 311
    assert document["groups"] == ["parks", "roads"]
    assert document["problems"] == []


def test_warnings_do_not_refuse_it(right: Path) -> None:
    (right.parent / "lamps.csv").write_text(HEADER + ROADS + PARK)
    said = call("schedule", "check", right)
    assert said.code == 0
    assert said.err == ""
    assert "warning under-road-class: sunset asks for 40 %, about 8 lx" in said.out
    assert "    for:        group roads, 4 lamps\n" in said.out


def test_a_right_schedule_is_said_to_be_right(right: Path) -> None:
    said = call("schedule", "check", right, "--nights", "1")
    assert said.code == 0
    assert said.out == (f"{right}: right; 2 profiles, 2 calendars, 2 groups, planned for 1 night\n")
    assert "--lamps FILE" in said.err
    assert call("schedule", "check", right, "--quiet").err == ""


def test_notes_leave_it_right(right: Path) -> None:
    right.write_text(right.read_text() + "[profile.unused]\nsteps = []\n")
    said = call("schedule", "check", right)
    assert said.out.splitlines()[-1].startswith(f"{right}: right, 1 note; 3 profiles")


def test_the_list_of_lamps_can_be_elsewhere(right: Path) -> None:
    lamps = right.parent / "others.csv"
    lamps.write_text(HEADER + PARK)
    document = call("schedule", "check", right, "--lamps", lamps, "--json").document
    assert document["lamps"] == 1
    assert [one["code"] for one in document["findings"]] == ["empty-group"]
    assert call("schedule", "check", right, "--json").document["lamps"] is None


def test_a_list_of_lamps_that_is_not_there_or_wrong_is_told(right: Path) -> None:
    missing = call("schedule", "check", right, "--lamps", right.parent / "none.csv")
    assert missing.code == 7
    assert "none.csv: no such file" in missing.err
    (right.parent / "lamps.csv").write_text(HEADER + PARK.replace("36", "much"))
    wrong = call("schedule", "check", right)
    assert wrong.code == 7
    assert "power_w" in wrong.err


def test_many_groups_are_counted(schedule: Path) -> None:
    groups = "".join(f'"group:g-{number}" = "c"\n' for number in range(5))
    schedule.write_text(SCHEDULE + groups)
    said = call("schedule", "check", schedule, *OF_2026)
    assert "    for:        group parks, group g-0, group g-1, 3 groups more\n" in said.out


@pytest.mark.parametrize("wrong", [("--from", "soon"), ("--nights", "0"), ("--nights", "367")])
def test_a_span_that_can_not_be_read_is_wrong_use(right: Path, wrong: tuple[str, str]) -> None:
    assert call("schedule", "check", right, *wrong).code == 2
