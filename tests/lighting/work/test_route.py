import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lighting.work.route import Stop, arranged, distance_m, is_main_road, road_rank

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


def place(east_m: float, north_m: float) -> tuple[float, float]:
    """So far from the post office, in degrees: 111.2 km a degree, 109.4 km eastwards in Kupang."""
    return -10.17 + north_m / 111_195, 123.60 + east_m / 109_450


def stop(  # noqa: PLR0913 - what a technician asks about a stop
    id_: str,
    where: str,
    at_m: tuple[float, float],
    *,
    severity: int = 3,
    road: str = "P4",
    days: float = 1,
    lamps: int = 1,
) -> Stop:
    kelurahan, _, street = where.partition("/")
    since_ms = NOW_MS - int(days * 86_400_000)
    return Stop(id_, kelurahan, *place(*at_m), severity, road, since_ms, street, lamps)


def test_an_evening_goes_as_somebody_who_knows_the_town_would_ride() -> None:
    evening = [
        stop("leaning pole", "Oebufu/Lalamentik", (3000, 0), severity=4, road="M4", days=0.1),
        # On the spot, and on a main road: done before riding on, though Oebobo has one as well.
        stop("dead, Lalamentik 1", "Oebufu/Lalamentik", (3050, 0), road="M4"),
        stop("weak, Lalamentik 2", "Oebufu/Lalamentik", (3100, 0), severity=2, road="M4"),
        # The same kelurahan, a side street; the far end first would be the longer way.
        stop("dead, Bajawa 1", "Oebufu/Bajawa", (3200, 100)),
        stop("dead, Bajawa 2", "Oebufu/Bajawa", (3300, 100)),
        stop("dead, El Tari 1", "Oebobo/El Tari", (2000, 0), road="M4"),
        # Older than the one of Cak Doko, on the same class of road.
        stop("dead a week, Herewila", "Oebobo/Herewila", (1500, 500), days=8),
        stop("dead, Cak Doko", "Oebobo/Cak Doko", (1900, 50)),
        # Only side streets, and nearer than Oetete from there.
        stop("dead, Timor", "Liliba/Timor", (1000, 900)),
        # A warning waits, on whatever road.
        stop("weak, Soeharto", "Oetete/Soeharto", (0, 0), severity=2, road="M2", days=30),
        # Thirty lamps dark: before any single one that nobody can be hurt by.
        stop("panel P-09", "Kelapa Lima/Timor Raya", (3000, 3000), lamps=30),
    ]
    assert [one.id for one in arranged(evening[::-1], NOW_MS)] == [
        "leaning pole",
        "panel P-09",
        "dead, Lalamentik 1",
        "weak, Lalamentik 2",
        "dead, Bajawa 1",
        "dead, Bajawa 2",
        "dead, El Tari 1",
        "dead a week, Herewila",
        "dead, Cak Doko",
        "dead, Timor",
        "weak, Soeharto",
    ]


def test_main_roads_rank_before_side_streets_by_class_or_by_name() -> None:
    ranked = sorted(["lokal", "P4", "M4", "C2", "M1", "unknown"], key=road_rank)
    assert ranked[0] == "M1"
    assert ranked[-1] == "unknown"
    assert road_rank("M4") < road_rank("C2") < road_rank("P4")


def test_roads_for_through_traffic_are_main_roads_and_the_streets_where_people_live_are_not() -> (
    None
):
    main = ["M1", "m6", "bebas-hambatan", "arteri", "Kolektor"]
    others = ["C2", "P4", "lokal", "lingkungan", "", "M"]
    assert [one for one in (*main, *others) if is_main_road(one)] == main
