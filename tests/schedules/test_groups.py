from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from schedules.groups import cycles, groups_around
from tests.schedules.documents import make_document

NESTED = """
[group.district-3]
members = ["group:main-roads", "KPG-0123"]
[group.main-roads]
members = ["group:north", "group:south"]
[group.city]
members = ["group:district-3"]
[group.elsewhere]
members = ["group:harbour"]
"""


def test_a_lamp_is_in_its_groups_and_in_all_groups_around_them() -> None:
    document = make_document(extra=NESTED)
    assert document.groups_of("KPG-0001", ["parks", "south"]) == (
        "parks",
        "south",
        "main-roads",
        "district-3",
        "city",
    )
    assert document.groups_of("KPG-0123", ()) == ("district-3", "city")
    assert document.groups_of("KPG-0001", ["parks"]) == ("parks",)
    around = ("main-roads", "district-3", "city")
    assert groups_around(document.groups_nested, ["group:north"]) == around
    assert document.groups_nested["elsewhere"].members == ("group:harbour",)


def test_a_lamp_and_a_group_of_the_same_name_are_not_the_same() -> None:
    document = make_document(extra='[group.one]\nmembers = ["north"]')
    assert document.groups_of("lamp", ["north"]) == ("north",)
    assert document.groups_of("north", []) == ("one",)


def test_a_thousand_groups_within_each_other_are_no_cycle_until_they_close() -> None:
    chain = {f"g{number}": [f"group:g{number + 1}"] for number in range(1_000)}
    assert list(cycles({**chain, "g1000": ["lamp"]})) == []
    [way] = cycles({**chain, "g1000": ["group:g0"]})
    assert (len(way), way[0], way[-1]) == (1_002, "g0", "g0")


@given(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.lists(st.sampled_from([f"group:{name}" for name in "abcdefg"] + ["a"]), max_size=4),
    )
)
def test_groups_have_a_cycle_exactly_if_some_group_is_found_within_itself(
    members: dict[str, list[str]],
) -> None:
    inside = {
        name: {one[6:] for one in own if one[:6] == "group:"} for name, own in members.items()
    }
    for _ in range(len(inside)):
        for name, own in inside.items():
            inside[name] = own.union(*(inside.get(one, set()) for one in own))
    ways = list(cycles(members))
    assert bool(ways) == any(name in own for name, own in inside.items())
    for way in ways:
        assert way[0] == way[-1]
        for outer, inner in pairwise(way):
            assert f"group:{inner}" in members[outer]
