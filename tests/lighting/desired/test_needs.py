"""What a change needs, in columns: the same as in tuples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lighting.desired.needs import LampNeed, Needs, Places

names = st.text("abc", min_size=1, max_size=3)
lamps = st.lists(names, unique=True)
documents = st.tuples(st.sampled_from(["desired", "program", "override"]), names, st.integers(1, 9))


@given(by_lamp=st.dictionaries(names, st.lists(documents, min_size=1)))
def test_the_needs_of_a_change_come_back_as_they_were_given(
    by_lamp: dict[str, list[tuple[str, str, int]]],
) -> None:
    given_: tuple[LampNeed, ...] = tuple(
        (lamp, *one) for lamp, found in by_lamp.items() for one in found
    )
    needs = Needs(given_)
    assert tuple(needs) == given_
    assert needs == given_
    assert len(needs) == len(given_)
    assert needs.lamps == tuple(by_lamp)
    for place, found in enumerate(by_lamp.values()):
        assert list(needs.at(place)) == found
    assert needs.documents() == {(kind, subject) for _, kind, subject, _ in given_}
    assert all(one in needs for one in given_)
    assert ("d", "desired", "d", 1) not in needs


def test_needs_that_are_in_columns_are_not_put_into_columns_again() -> None:
    needs = Needs([("a", "desired", "n-a", 1)])
    assert Needs.of(needs) is needs
    assert needs != Needs([("a", "desired", "n-a", 2)])


@given(lamps=lamps, name=names)
def test_each_lamp_is_found_at_its_place_and_no_other_is(lamps: list[str], name: str) -> None:
    places = Places(tuple(lamps))
    for place, lamp in enumerate(lamps):
        assert places[lamp] == place
    assert places.get(name) == (lamps.index(name) if name in lamps else None)
    if name not in lamps:
        with pytest.raises(KeyError):
            places[name]
