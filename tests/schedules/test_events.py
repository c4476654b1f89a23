from datetime import date

import pytest

from schedules.compile import compile_program, plan_night, program_name
from schedules.moments import Origin
from tests.schedules.documents import LONGYEARBYEN, local_points, make_document

NIGHT = '{ at = "18:00", level = 80 }, { at = "22:00", level = 30 }, { at = "05:00", level = 0 }'
LORD_HOWE = ("Australia/Lord_Howe", -31.55, 159.08)


def event(
    *times: str, level: int = 100, name: str = "Pasar", whom: str = "group:parks", more: str = ""
) -> str:
    """An [[event]] on 20 to 22 August from the first time until the second."""
    start, until = times
    return (
        f'[[event]]\nname = "{name}"\non = "08-20..08-22"\nfor = "{whom}"\n'
        f'from = "{start}"\nuntil = "{until}"\nlevel = {level}\n{more}'
    )


def clocks(*events: str, evening: str = "2026-08-20", steps: str = NIGHT) -> list[tuple[str, int]]:
    """Local clock times and levels of a night at Kupang."""
    document = make_document(steps, extra="\n".join(events))
    return [(at[11:16], level) for at, level, _ in local_points(document, evening)]


def test_an_event_stands_on_the_program_until_it_ends_and_the_program_goes_on() -> None:
    document = make_document(NIGHT, extra=event("20:00", "23:30"))
    assert local_points(document, "2026-08-20") == [
        ("2026-08-20T18:00:00+08:00", 80, "18:00"),
        ("2026-08-20T20:00:00+08:00", 100, "Pasar 20:00"),
        ("2026-08-20T23:30:00+08:00", 30, "Pasar until 23:30"),
        ("2026-08-21T05:00:00+08:00", 0, "05:00"),
    ]
    assert len(local_points(document, "2026-08-19")) == 3
    assert len(local_points(document, "2026-08-23")) == 3


def test_an_event_fades_in_and_back() -> None:
    more = 'fade = "10s"\nfade_back = "2m"'
    document = make_document(NIGHT, extra=event("20:00", "23:30", more=more))
    night = plan_night(document, "parks", date(2026, 8, 20))
    assert [point.fade_s for point in night.points] == [0, 10, 120, 0]


def test_each_point_knows_the_step_or_the_event_that_made_it() -> None:
    document = make_document(NIGHT, extra=event("20:00", "23:30"))
    night = plan_night(document, "parks", date(2026, 8, 20))
    assert night.origins == (Origin(step=0), Origin(event=0), Origin(event=0), Origin(step=2))


def test_an_event_that_ends_at_a_step_leaves_the_step_its_reason() -> None:
    document = make_document(NIGHT, extra=event("20:00", "22:00"))
    assert local_points(document, "2026-08-20")[2] == ("2026-08-20T22:00:00+08:00", 30, "22:00")


def test_an_event_lights_a_dark_night_and_darkens_a_lit_one() -> None:
    assert clocks(event("18:00", "23:30"), steps="") == [("18:00", 100), ("23:30", 0)]
    assert clocks(event("20:00", "20:30", level=0)) == [
        ("18:00", 80),
        ("20:00", 0),
        ("20:30", 80),
        ("22:00", 30),
        ("05:00", 0),
    ]


def test_of_two_events_at_once_the_first_in_the_document_is_the_stronger() -> None:
    strong = event("20:00", "21:00", level=90, name="Strong")
    weak = event("19:00", "23:00", level=50, name="Weak")
    assert clocks(strong, weak) == [
        ("18:00", 80),
        ("19:00", 50),
        ("20:00", 90),
        ("21:00", 50),
        ("23:00", 30),
        ("05:00", 0),
    ]
    assert clocks(weak, strong) == [("18:00", 80), ("19:00", 50), ("23:00", 30), ("05:00", 0)]


def test_an_event_up_to_the_end_of_the_night_is_put_off_at_noon() -> None:
    document = make_document(NIGHT, extra=event("20:00", "sunrise+12h"))
    assert local_points(document, "2026-08-20")[-1][1] == 100
    assert local_points(document, "2026-08-23")[0] == ("2026-08-23T12:00:00+08:00", 0, "noon")


def test_an_event_hangs_on_the_sun_and_does_not_come_without_it() -> None:
    suns = event("sunset", "sunrise")
    night = plan_night(make_document(NIGHT, extra=suns), "parks", date(2026, 8, 20))
    assert [origin.sun is not None for origin in night.origins] == [True, True]
    polar = make_document(NIGHT, site=LONGYEARBYEN, extra=suns.replace("08-20..08-22", "06-21"))
    assert [level for _, level, _ in local_points(polar, "2026-06-21")] == [80, 30, 0]


def test_over_a_double_hour_lamps_are_rather_too_long_lit_than_too_short() -> None:
    """On 5 April 2026 the half hour before 02:00 comes twice on Lord Howe Island."""

    def points(level: int) -> list[tuple[str, int, str]]:
        extra = event("01:40", "01:45", level=level).replace("08-20..08-22", "04-04")
        return local_points(make_document(NIGHT, site=LORD_HOWE, extra=extra), "2026-04-04")

    lit = ["2026-04-05T01:40:00+11:00", "2026-04-05T01:45:00+10:30"]
    assert [at for at, _, because in points(100) if "Pasar" in because] == lit
    assert [at for at, _, because in points(0) if "Pasar" in because] == []


@pytest.mark.parametrize(
    ("whom", "also", "count"),
    [
        ("all", (), 5),
        ("group:parks", (), 5),
        ("group:green", (), 5),
        ("group:district-3", (), 3),
        ("group:district-3", ("district-3",), 5),
    ],
)
def test_an_event_is_for_a_group_and_all_groups_within_it(
    whom: str, also: tuple[str, ...], count: int
) -> None:
    extra = event("20:00", "21:00", whom=whom) + '[group.green]\nmembers = ["group:parks"]'
    document = make_document(NIGHT, extra=extra)
    assert len(local_points(document, "2026-08-20", also=also)) == count
    program = compile_program(document, "parks", date(2026, 8, 20), 1, also)
    assert len(program.points) == 1 + count


def test_an_event_by_an_estimated_holiday_marks_the_night() -> None:
    extra = event("20:00", "21:00").replace("08-20..08-22", "holiday:Hari Raya Idul Fitri")
    night = plan_night(make_document(NIGHT, extra=extra), "parks", date(2027, 3, 10))
    assert (night.rule, night.estimated, night.estimates) == (None, True, (date(2027, 3, 10),))


def test_an_ordinary_night_has_no_events() -> None:
    extra = event("20:00", "21:00", whom="all").replace("08-20..08-22", "mon..sun")
    program = compile_program(make_document(NIGHT, extra=extra), "parks", date(2026, 8, 20), 1)
    assert [point.because for point in program.ordinary] == ["18:00", "22:00", "05:00"]


def test_lamps_with_the_same_further_events_share_a_program_and_its_name() -> None:
    extra = "".join(
        event("20:00", "21:00", whom=whom) for whom in ("group:green", "group:parks", "all")
    )
    document = make_document(NIGHT, extra=extra)
    name = program_name(document, "parks", ["green", "district-3"])
    assert name == program_name(document, "parks", iter(["green"])) != "parks"
    program = compile_program(document, "parks", date(2026, 8, 20), 1, iter(["green"]))
    assert program.id == name
    assert program_name(document, "parks", ["parks", "district-3"]) == "parks"


def test_a_program_keeps_its_name_when_its_further_events_change() -> None:
    long = "a-group-with-a-name-of-31-chars"
    names = {
        program_name(
            make_document(NIGHT, extra=event(*times, whom="group:green", name=name)),
            long,
            ["green"],
        )
        for *times, name in (("20:00", "21:00", "One"), ("22:00", "23:00", "Other"))
    }
    assert [len(name) for name in names] == [31]
    assert names.pop().startswith(long[:22])
