import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lighting.work.route import Stop, arranged, distance_m, road_rank

NOW_MS = 1_786_881_600_000


@st.composite
def stops(draw: st.DrawFn) -> list[Stop]:
    count = draw(st.integers(0, 25))
    return [
        Stop(
            f"W-{number:06}",
            draw(st.sampled_from(["Oebobo", "Kelapa Lima"])),
            draw(st.floats(-10.2, -10.1)),
            draw(st.floats(123.5, 123.7)),
            draw(st.integers(2, 4)),
            draw(st.sampled_from(["M2", "M4", "P4", "other"])),
            NOW_MS - draw(st.integers(0, 20)) * 86_400_000,
        )
        for number in range(count)
    ]


@given(stops(), st.randoms(use_true_random=False))
def test_every_stop_is_visited_once_in_the_same_order_whatever_the_order_of_the_input(
    found: list[Stop], chance: random.Random
) -> None:
    way = arranged(found, NOW_MS)
    assert sorted(one.id for one in way) == sorted(one.id for one in found)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert arranged(shuffled, NOW_MS) == way


@given(stops())
def test_danger_comes_first_and_each_kelurahan_is_ridden_to_once(found: list[Stop]) -> None:
    way = arranged(found, NOW_MS)
    is_danger = [one.severity == 4 for one in way]
    assert is_danger == sorted(is_danger, reverse=True)
    rest = [one.kelurahan for one in way if one.severity < 4]
    turns = sum(one != other for one, other in pairwise(rest))
    assert turns <= max(len(set(rest)) - 1, 0)


def test_a_street_is_ridden_along_and_not_back_and_forth() -> None:
    street = [Stop(f"W-{n}", "Oebobo", -10.16, 123.6 + n / 1000, 3, "M4", NOW_MS) for n in range(9)]
    way = arranged(street, NOW_MS)
    assert [one.id for one in way] == [f"W-{n}" for n in range(9)]
    assert 105 < distance_m(way[0], way[1]) < 112


def test_main_roads_rank_before_side_streets_by_class_or_by_name() -> None:
    ranked = sorted(["lokal", "P4", "M4", "C2", "M1", "unknown"], key=road_rank)
    assert ranked[0] == "M1"
    assert ranked[-1] == "unknown"
    assert road_rank("M4") < road_rank("C2") < road_rank("P4")
