"""Whatever a right document says, wherever it is: a year of it can be checked."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.lint.kinds import KINDS
from tests.schedules.lint.cases import BERLIN, KUPANG, LONGYEARBYEN, TRONDHEIM, Case
from tests.schedules.lint.nights import LIT, MARKET

SITES = (
    KUPANG,
    BERLIN,
    TRONDHEIM,
    LONGYEARBYEN,
    ("Africa/Cairo", 30.04, 31.24),
    ("America/Santiago", -33.45, -70.67),
    ("Australia/Lord_Howe", -31.55, 159.08),
    ("Antarctica/Troll", -72.01, 2.53),
    ("Pacific/Kiritimati", 1.87, -157.43),
)
ANCHORS = (
    "sunset", "sunset-11h", "sunset+30m", "dusk", "dusk+12h", "dawn", "dawn-2m", "sunrise",
    "sunrise+9h", "12:00", "18:00", "18:02", "23:59:59", "00:00", "02:30", "06:00", "11:59:59",
)  # fmt: skip
CLAMPS = ("", 'not_before = "16:00"', 'not_after = "23:00"')
LAMPS = ("KPG-0001 parks arteri {x}", "KPG-0002 - terowongan", "KPG-0003 roads;parks lokal")


@st.composite
def steps(draw: st.DrawFn) -> tuple[str, ...]:
    found = []
    for _ in range(draw(st.integers(0, 6))):
        at, level = draw(st.sampled_from(ANCHORS)), draw(st.sampled_from((0, 0, 5, 50, 100)))
        clamp = draw(st.sampled_from(CLAMPS)) if at[0] in "sd" else ""
        found.append(f"{at} {level} {clamp}")
    return tuple(found)


@settings(max_examples=60, deadline=None)
@given(
    steps(),
    st.sampled_from(SITES),
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.integers(1, 20),
    st.sampled_from(("", '\nmin_burn = "10m"')),
    st.sampled_from((None, LAMPS)),
)
def test_any_right_document_can_be_checked(
    steps: tuple[str, ...],
    site: tuple[str, float, float],
    first: date,
    nights: int,
    profile: str,
    lamps: tuple[str, ...] | None,
) -> None:
    case = Case(
        "any",
        steps=steps,
        site=site,
        first=first.isoformat(),
        nights=nights,
        profile=profile,
        rules=("sat -> lit",),
        more=LIT + MARKET + '[lamp-type."{x}"]\nmin_level = 10\n',
        lamps=lamps,
    )
    span = {first + timedelta(days=number) for number in range(nights)}
    for finding in case.findings():
        assert finding.code in KINDS
        assert set(finding.nights) <= span
        assert list(finding.nights) == sorted(set(finding.nights))
        assert finding.sentence
        assert finding.remedy
        assert lamps or not finding.lamps
        lines = case.text.splitlines()
        assert finding.line is None or lines[finding.line - 1].strip()
