"""Messages that overtake others of their session wait for them, and are judged in order."""

from pathlib import Path

from devices.link import Connected, Lost
from lighting.city import City
from lighting.controller import Tick, handle
from lighting.nodes.in_turn import FURTHEST, MOST, WAIT_MS
from lighting.rows import Action, Row, SampleRow, Say, TwinRow
from lighting.running.restoring import restore
from lighting.site.inventory import write_lamps
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import (
    NOW_MS,
    SECOND_MS,
    Said,
    Talker,
    bare_city,
    config,
    hear,
    importing,
    lamps,
    lit_city,
    order,
    rows,
)

NODE = "n-0001"


def samples(node: Talker, count: int) -> list[Said]:
    """So many measurements, ten seconds apart."""
    return [node.sample(NOW_MS + n * 10 * SECOND_MS, power_w=70.0 + n) for n in range(count)]


def taken(actions: list[Action]) -> list[float | None]:
    """The power of the samples that are to be kept, in their order."""
    return [row.sample.power_w for row in rows(actions, SampleRow)]


def tick(city: City, now_ms: int) -> list[Action]:
    return list(handle(city, Tick(), now_ms))


def test_what_came_too_soon_waits_for_what_it_overtook() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first, second, third, fourth = samples(node, 4)
    assert taken(hear(city, first)) == [70.0]
    assert taken(hear(city, fourth)) == []
    assert taken(hear(city, third)) == []
    assert taken(hear(city, second)) == [71.0, 72.0, 73.0]
    assert (city.twins[NODE].early, city.twins[NODE].holes, city.early) == ((), 0, set())


def test_it_is_taken_up_as_of_the_moment_at_which_it_came() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first, second, third = samples(node, 3)
    hear(city, first)
    hear(city, third, NOW_MS + 25 * SECOND_MS)
    found = hear(city, second, NOW_MS + 40 * SECOND_MS)
    assert [row.received_ms - NOW_MS for row in rows(found, SampleRow)] == [40_000, 25_000]


def test_it_shows_that_its_node_lives_while_it_waits() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first, _, third = samples(node, 3)
    hear(city, first)
    (row,) = rows(hear(city, third, NOW_MS + 25 * SECOND_MS), TwinRow)
    assert row.twin.heard_ms == NOW_MS + 25 * SECOND_MS


def test_it_waits_for_half_a_minute_and_no_longer() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first, _, third = samples(node, 3)
    hear(city, first)
    hear(city, third)
    assert taken(tick(city, NOW_MS + WAIT_MS - 1)) == []
    assert taken(tick(city, NOW_MS + WAIT_MS)) == [72.0]
    assert city.twins[NODE].holes == 1


def test_the_next_message_after_that_takes_it_along() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first, _, third, fourth = samples(node, 4)
    hear(city, first)
    hear(city, third)
    assert taken(hear(city, fourth, NOW_MS + WAIT_MS)) == [72.0, 73.0]


def test_while_we_are_cut_off_what_is_missing_can_not_come() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first, second, third = samples(node, 3)
    hear(city, first)
    hear(city, third)
    handle(city, Lost("broker gone"), NOW_MS + 1)
    assert taken(tick(city, NOW_MS + 10 * WAIT_MS)) == []
    list(handle(city, Connected(session_present=True), NOW_MS + 11 * WAIT_MS))
    assert taken(hear(city, second, NOW_MS + 11 * WAIT_MS + 1)) == [71.0, 72.0]


def test_after_a_greater_loss_nothing_waits() -> None:
    city, node = bare_city(lamps(1)), Talker()
    said = samples(node, FURTHEST + 2)
    hear(city, said[0])
    assert taken(hear(city, said[FURTHEST])) == []
    city, node = bare_city(lamps(1)), Talker()
    said = samples(node, FURTHEST + 2)
    hear(city, said[0])
    assert taken(hear(city, said[FURTHEST + 1])) == [70.0 + FURTHEST + 1]


def test_what_waits_is_kept_once_however_often_it_comes() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first, second, third = samples(node, 3)
    hear(city, first)
    assert [len(hear(city, third)) for _ in range(3)] == [1, 0, 0]
    assert taken(hear(city, second)) == [71.0, 72.0]


def test_of_one_node_only_so_many_messages_wait() -> None:
    city, node = bare_city(lamps(1)), Talker()
    said = samples(node, 3 + MOST)
    hear(city, said[0])
    for one in said[2:]:
        hear(city, one)
        assert len(city.twins[NODE].early) <= MOST
    assert city.twins[NODE].seq >= MOST


def test_a_controller_that_was_killed_finds_what_waits(tmp_path: Path) -> None:
    city, node = bare_city(()), Talker()
    actions: list[Action] = [*order(city, importing(write_lamps(lamps(1))))[1]]
    first, second, third = samples(node, 3)
    actions += [*hear(city, first), *hear(city, third)]
    store = SqliteStore.open(tmp_path / "lighting.db")
    kept: list[Row] = [one for one in actions if not isinstance(one, Say)]
    store.commit(kept, {})
    again = restore(config(), store.load(NOW_MS), "c1" * 8, NOW_MS)
    store.close()
    assert again.early == {NODE}
    list(handle(again, Connected(session_present=True), NOW_MS))
    assert taken(hear(again, second)) == [71.0, 72.0]


def test_what_a_new_session_says_waits_for_its_birth() -> None:
    city, old = bare_city(lamps(1)), Talker()
    hear(city, old.status())
    node = old.again("b2" * 8)
    birth, sample = node.status(boots=2), node.sample()
    assert taken(hear(city, sample)) == []
    assert city.twins[NODE].session == old.session
    assert taken(hear(city, birth)) == [70.0]
    assert (city.twins[NODE].session, city.twins[NODE].boots) == (node.session, 2)


def test_a_new_session_ends_the_waiting_of_the_one_before() -> None:
    city, old = bare_city(lamps(1)), Talker()
    first, _, third = samples(old, 3)
    hear(city, first)
    hear(city, third)
    assert taken(hear(city, old.again("b2" * 8).status(boots=2))) == [72.0]
    assert city.twins[NODE].session == "b2" * 8


def test_a_late_message_of_a_session_long_over_changes_nothing_of_what_waits() -> None:
    city, old = bare_city(lamps(1)), Talker()
    hear(city, old.status())
    late, node = old.sample(), old.again("b2" * 8)
    hear(city, node.status(NOW_MS + 1, boots=2), NOW_MS + 1)
    second, third = node.sample(NOW_MS + 2), node.sample(NOW_MS + 3)
    hear(city, third, NOW_MS + 3)
    hear(city, late, NOW_MS + 4)
    assert len(city.twins[NODE].early) == 1
    assert len(taken(hear(city, second, NOW_MS + 5))) == 2


def test_a_last_will_stands_behind_what_waits_of_its_connection() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first, second, third = samples(node, 3)
    hear(city, first)
    hear(city, third)
    hear(city, node.will())
    assert not city.twins[NODE].is_down
    hear(city, second)
    assert city.twins[NODE].is_down
    assert city.twins[NODE].seq == 3


def test_a_will_before_the_connections_after_it_kills_none_of_them() -> None:
    city, node = bare_city(lamps(1)), Talker()
    first, second = samples(node, 2)
    will = node.will()
    node.connection = 2
    birth = node.status(NOW_MS + SECOND_MS)
    hear(city, first)
    hear(city, birth, NOW_MS + SECOND_MS)
    hear(city, will, NOW_MS + SECOND_MS)
    hear(city, second, NOW_MS + SECOND_MS)
    assert (city.twins[NODE].connection, city.twins[NODE].is_down) == (2, False)


def test_a_calm_lamp_that_leaves_a_hole_goes_the_long_way() -> None:
    city, node = lit_city(lamps(1)), Talker()
    hear(city, node.holding(city))
    said = [node.sample(NOW_MS + n * 10 * SECOND_MS, level=100, power_w=70.0) for n in range(60)]
    for n, one in enumerate(said[:50]):
        hear(city, one, NOW_MS + n * 10 * SECOND_MS)
    assert city.calm
    now_ms = NOW_MS + 520 * SECOND_MS
    assert taken(hear(city, said[52], now_ms)) == []
    assert len(city.twins[NODE].early) == 1
