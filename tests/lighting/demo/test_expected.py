"""What the demo asks of each group, against a night written down by hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

from lighting.demo.expected import changes_of
from lighting.demo.plan import CEREMONY, END_MS
from lighting.demo.town import SCHEDULE
from schedules.document import read_document

WITA = ZoneInfo("Asia/Makassar")
DOCUMENT = read_document(SCHEDULE, "demo")


def _clock(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, WITA).strftime("%H:%M")


def test_the_night_asks_of_each_group_what_its_profile_says() -> None:
    asked = {
        group: [(_clock(one.at_ms), one.level) for one in changes_of(DOCUMENT, ())
                if one.group == group]
        for group in DOCUMENT.groups
    }  # fmt: skip
    assert asked == {
        "main-roads": [("17:33", 100), ("22:00", 60), ("04:30", 100), ("06:01", 0)],
        "neighbourhoods": [
            ("17:43", 100), ("21:30", 70), ("23:30", 40), ("04:45", 70), ("05:56", 0),
        ],
        "parks": [("17:28", 100), ("01:00", 50), ("05:56", 0)],
    }  # fmt: skip


def test_an_override_hides_the_steps_under_it_and_gives_way_at_its_end() -> None:
    found = [
        (_clock(one.at_ms), one.level)
        for one in changes_of(DOCUMENT, (CEREMONY,))
        if one.group == "neighbourhoods"
    ]
    assert found[:4] == [("17:43", 100), ("20:30", 80), ("23:00", 70), ("23:30", 40)]


def test_each_change_lasts_until_the_next_of_its_group() -> None:
    parks = [one for one in changes_of(DOCUMENT, ()) if one.group == "parks"]
    assert [one.until_ms for one in parks] == [parks[1].at_ms, parks[2].at_ms, END_MS]
