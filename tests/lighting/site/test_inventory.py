from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.errors import InventoryWrong, NothingMatched
from lighting.site.inventory import Inventory, Lamp, read_lamps, write_lamps
from lighting.site.lamp_csv import MAX_BYTES, MAX_ROWS

HEADER = "lamp,node,panel,groups,street,kelurahan,latitude,longitude,power_w,road_class\n"
ROW = "KPG-0001,n-0001,P-01,main-roads;d-1,Jl. El Tari,Oebobo,-10.17,123.6,70,M4\n"


def problems_of(text: str) -> list[str]:
    with pytest.raises(InventoryWrong) as caught:
        read_lamps(text, "lamps.csv")
    return [str(problem) for problem in caught.value.problems]


def lamp(number: int, **fields: object) -> Lamp:
    known: dict[str, object] = {
        "id": f"KPG-{number:04}",
        "node": f"n-{number:04}",
        "panel": "P-01",
        "groups": ("main-roads",),
        "street": "Jl. El Tari",
        "kelurahan": "Oebobo",
        "latitude": -10.17,
        "longitude": 123.6,
        "power_w": 70.0,
        "standby_w": 1.0,
        "road_class": "M4",
    }
    return Lamp(**{**known, **fields})  # type: ignore[arg-type]  # fields are given by name


CITY = Inventory(
    (
        lamp(1),
        lamp(2, groups=("main-roads", "parks"), panel="P-02"),
        lamp(3, groups=("parks",), kelurahan="Kelapa Lima"),
        lamp(4, groups=()),
    )
)


def test_a_row_becomes_a_lamp() -> None:
    (found,) = read_lamps(HEADER + ROW, "lamps.csv")
    assert found == lamp(1, groups=("main-roads", "d-1"))


def test_columns_may_stand_in_any_order_with_comments_quotes_and_a_byte_order_mark() -> None:
    names = HEADER.strip().split(",")[::-1]
    cells = ROW.strip().split(",")[::-1]
    cells[names.index("street")] = '"Jl. El Tari, ""barat"""'
    text = "\ufeff# lamps of the centre\n" + ",".join(names) + "\r\n\r\n" + ",".join(cells)
    (found,) = read_lamps(text, "lamps.csv")
    assert found.street == 'Jl. El Tari, "barat"'


def test_standby_power_is_a_watt_unless_it_is_given() -> None:
    text = HEADER.strip() + ",standby_w\n" + ROW.strip() + ",\n"
    text += ROW.strip().replace("0001", "0002") + ",0.4\n"
    assert [each.standby_w for each in read_lamps(text, "lamps.csv")] == [1.0, 0.4]


def test_every_error_of_every_row_is_told_with_its_line() -> None:
    wrong = "KPG 1,0002,,Main Roads,=cmd(),,-100,nan,5000,\n"
    told = problems_of(HEADER + ROW + wrong + ROW + "KPG-3,n-3\n")
    assert [line.split(":")[1] for line in told] == ["3"] * 10 + ["4"] * 2 + ["5"]
    for column in HEADER.strip().split(","):
        assert any(f"lamps.csv:3: {column} " in line for line in told)
    assert 'lamp "KPG-0001" stands in line 2 already' in told[10]
    assert "2 cells under 10 columns" in told[12]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no column lamp"),
        (HEADER.replace("panel", "pannel"), 'unknown column "pannel"; did you mean "panel"?'),
        (HEADER.strip() + ",lamp\n", 'column "lamp" stands twice'),
        (HEADER.replace(",", ";"), "separate them by commas"),
        (HEADER + 'KPG-1,"n-1', "not CSV"),
        (HEADER + ROW.replace("70", "70,5"), "11 cells under 10 columns"),
        (HEADER + ROW.replace("70", '"70,5"'), "with a point"),
        (HEADER + ROW.replace("Jl. El Tari", "@SUM(A1)"), "doesn't begin with = + - @"),
        (HEADER + ROW.replace("El Tari", "El \x1b[31mTari"), "street"),
        (HEADER + ROW.replace("El Tari", "x" * 130), "at most 120 characters"),
        (HEADER + ROW.replace("Oebobo", '"Oebobo, Kupang"'), "has no comma"),
    ],
)
def test_an_error_says_what_would_be_right(text: str, told: str) -> None:
    assert any(told in line for line in problems_of(text))


def test_lamps_that_differ_only_in_capitals_are_the_same() -> None:
    text = HEADER + ROW + ROW.replace("KPG", "kpg").replace("n-0001", "n-0002")
    assert ["stands in line 2 already" in line for line in problems_of(text)] == [True]


def test_a_list_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert "larger than 50 MB" in problems_of("#" * (MAX_BYTES + 1))[0]


def test_a_list_of_too_many_lamps_is_refused() -> None:
    told = problems_of(HEADER + "\n".join(["x"] * (MAX_ROWS + 1)))
    assert f"more than {MAX_ROWS} lamps" in told[-1]


@given(
    st.lists(
        st.builds(
            lamp,
            st.integers(0, 9999),
            groups=st.lists(
                st.from_regex("[a-z0-9][a-z0-9-]{0,9}", fullmatch=True), unique=True, max_size=40
            ).map(tuple),
            street=st.text("abc ,;\"'.é", max_size=20).map(str.strip),
            latitude=st.floats(-90, 90),
            power_w=st.floats(1, 2000),
            standby_w=st.floats(0, 50),
        ),
        max_size=5,
        unique_by=lambda each: each.id,
    )
)
def test_what_is_written_is_read_again(lamps: list[Lamp]) -> None:
    assert read_lamps(write_lamps(lamps), "lamps.csv") == tuple(lamps)


@given(st.text())
def test_no_text_does_more_than_to_be_refused(text: str) -> None:
    for content in (text, HEADER + text):
        with suppress(InventoryWrong):
            assert isinstance(read_lamps(content, "lamps.csv"), tuple)


@pytest.mark.parametrize(
    ("choice", "except_", "numbers"),
    [
        ("all", None, [1, 2, 3, 4]),
        ("KPG-0002", None, [2]),
        ("group:main-roads", None, [1, 2]),
        ("panel:P-02", None, [2]),
        ("kelurahan:Kelapa Lima", None, [3]),
        ("KPG-0004, group:parks,KPG-0002", None, [2, 3, 4]),
        ("all", "group:parks", [1, 4]),
        ("group:main-roads", "panel:P-02,KPG-0004", [1]),
    ],
)
def test_lamps_are_chosen(choice: str, except_: str | None, numbers: list[int]) -> None:
    assert [each.id for each in CITY.select(choice, except_)] == [f"KPG-{n:04}" for n in numbers]


@pytest.mark.parametrize(
    ("choice", "nearest"),
    [
        ("group:main-road", "group:main-roads"),
        ("grup:parks", "group:parks"),
        ("parks", "group:parks"),
        ("oebobo", "kelurahan:Oebobo"),
        ("kpg-0003", "KPG-0003"),
        ("KPG-0001,KPG-003", "KPG-0003"),
        ("panel:P-3", "panel:P-01"),
    ],
)
def test_a_choice_that_matches_nothing_names_what_is_near(choice: str, nearest: str) -> None:
    with pytest.raises(NothingMatched) as caught:
        CITY.select(choice)
    assert nearest in caught.value.nearest
    assert nearest in caught.value.remedy


@pytest.mark.parametrize("choice", ["", "group:", ":", "*", "\x1b[2J"])
def test_nonsense_matches_nothing(choice: str) -> None:
    with pytest.raises(NothingMatched, match="nothing matches"):
        CITY.select(choice)


def test_nothing_left_is_nothing_matched() -> None:
    with pytest.raises(NothingMatched) as caught:
        CITY.select("KPG-0001", "all")
    assert caught.value.why == "every lamp of it is excepted"
    with pytest.raises(NothingMatched) as caught:
        Inventory().select("all")
    assert caught.value.why == "there are no lamps yet"


def test_an_inventory_is_found_by_name_node_group_panel_and_kelurahan() -> None:
    assert CITY.by_id["KPG-0001"] is CITY.by_node["n-0001"]
    assert {name: len(lamps) for name, lamps in CITY.groups.items()} == {
        "main-roads": 2,
        "parks": 2,
    }
    assert list(CITY.panels) == ["P-01", "P-02"]
    assert list(CITY.kelurahan) == ["Kelapa Lima", "Oebobo"]


def test_a_lamp_in_more_groups_than_a_document_holds_is_refused() -> None:
    groups = ";".join(f"g-{number}" for number in range(41))
    row = f"KPG-0001,n-0001,P-01,{groups},Jl. El Tari,Oebobo,-10.1,123.6,70,M4\n"
    with pytest.raises(InventoryWrong) as wrong:
        read_lamps(HEADER + row, "lamps.csv")
    assert "40 at most" in str(wrong.value.problems[0])
