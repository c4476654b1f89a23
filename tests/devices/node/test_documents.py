"""Documents by version, and what a node does while it waits for one."""

from hypothesis import given
from hypothesis import strategies as st

from devices.node import facts
from devices.node.facts import Identity, Publish, Save, Subscribe, Unsubscribe
from devices.wire import topics
from devices.wire.down import OverrideEntry
from devices.wire.settings import Settings
from devices.wire.up import Capabilities, ProgramHeld
from tests.support.node_bench import HOUR_MS, NODE, NOON_MS, NodeBench, roads, settings
from tests.support.wire_words import SITE

BASE = f"lighting/v1/{SITE}"
FESTIVE = OverrideEntry(
    id="o-1", level=33, priority=50, start_ms=NOON_MS, until_ms=NOON_MS + 9 * HOUR_MS
)


def _connected() -> NodeBench:
    bench = NodeBench()
    bench.connect()
    return bench


def test_a_document_is_in_flash_before_anything_is_done_about_it() -> None:
    bench = _connected()
    for actions in (bench.desire(5, default_level=40), bench.program(roads(5, (0, 70, 0)))):
        kinds = [type(action) for action in actions]
        assert kinds[0] is Save
        assert Publish in kinds


@given(st.lists(st.integers(1, 9), max_size=12))
def test_the_highest_version_holds_whatever_is_shuffled_doubled_or_dropped(
    versions: list[int],
) -> None:
    bench = _connected()
    bench.desire(10, groups=["parks"])
    for version in versions:
        bench.program(roads(version, (0, version, 0)))
        bench.override("parks", version, FESTIVE.model_copy(update={"level": version + 50}))
    if versions:
        reported = bench.reported()
        assert reported.program
        assert reported.program.version == max(versions)
        assert reported.overrides == {"group:parks": max(versions)}
        assert bench.node.level == max(versions) + 50


@given(st.permutations([1, 2, 3, 4]), st.lists(st.integers(1, 4), max_size=4))
def test_the_highest_desired_document_holds_too(order: list[int], doubles: list[int]) -> None:
    bench = _connected()
    for version in (*order, *doubles):
        bench.desire(version, program=None, default_level=version * 10)
    assert (bench.reported().desired, bench.node.level) == (4, 40)


def test_an_old_document_is_not_even_written() -> None:
    bench = _connected()
    bench.desire(5, groups=["parks"])
    bench.program(roads(5, (0, 70, 0)))
    bench.override("parks", 5, FESTIVE)
    bench.forget()
    bench.desire(5, default_level=1)
    bench.program(roads(4, (0, 1, 0)))
    bench.override("parks", 5)
    assert bench.actions == []


def test_an_empty_payload_means_gone_and_the_node_keeps_what_it_holds() -> None:
    bench = _connected()
    bench.desire(5, groups=["parks"])
    bench.program(roads(5, (0, 70, 0)))
    before = bench.memory
    for topic in (f"node/{NODE}/desired", "program/roads", "group/parks/override"):
        bench.tell(facts.Arrived(f"{BASE}/{topic}", b"", retained=True))
    assert bench.memory == before
    assert bench.node.refused == 0


def test_a_change_of_program_subscribes_and_goes_on_as_before_until_the_new_one_came() -> None:
    bench = _connected()
    bench.desire(1)
    bench.program(roads(9, (0, 70, 0)))
    bench.forget()
    bench.desire(2, program="parks")
    assert bench.asked(Subscribe) == [Subscribe((f"{BASE}/program/parks",))]
    assert bench.asked(Unsubscribe) == [Unsubscribe((f"{BASE}/program/roads",))]
    assert bench.reported().program == ProgramHeld(id="roads", version=9)
    assert bench.node.level == 70
    bench.program(roads(10, (0, 20, 0)))  # late, of the topic that it left
    assert bench.node.level == 70
    bench.program(roads(3, (0, 30, 0), name="parks"))
    assert bench.node.level == 30


def test_without_a_connection_a_change_of_topics_waits_for_the_next() -> None:
    bench = _connected()
    bench.tell(facts.Lost())
    bench.forget()
    bench.desire(1, program="parks")
    assert bench.asked(Subscribe) == []
    bench.connect()
    assert f"{BASE}/program/parks" in bench.asked(Subscribe)[0].filters


def test_a_group_that_is_left_takes_its_overrides_along() -> None:
    bench = _connected()
    bench.desire(1, program=None, groups=["parks", "east"])
    bench.override("parks", 1, FESTIVE)
    assert bench.node.level == 33
    bench.forget()
    bench.desire(2, program=None, groups=["east"])
    assert bench.asked(Unsubscribe) == [Unsubscribe((f"{BASE}/group/parks/override",))]
    assert bench.node.level == 100
    assert bench.reported().overrides == {}


def test_overrides_of_a_strange_group_are_refused() -> None:
    bench = _connected()
    bench.override("parks", 1, FESTIVE)
    assert (bench.node.refused, bench.node.level) == (1, 100)


def test_without_a_program_the_default_level_holds() -> None:
    bench = _connected()
    bench.desire(1, default_level=80)
    bench.program(roads(1, (0, 70, 0)))
    bench.desire(2, program=None, default_level=80)
    assert bench.node.level == 80
    assert bench.reported().program is None


def test_an_override_ends_by_itself_and_a_release_is_a_document_without_it() -> None:
    bench = _connected()
    bench.desire(1, program=None, overrides=[FESTIVE])
    assert bench.node.level == 33
    bench.wait(9 * HOUR_MS)
    assert bench.node.level == 100
    again = FESTIVE.model_copy(update={"until_ms": NOON_MS + 20 * HOUR_MS})
    bench.desire(2, program=None, overrides=[again])
    assert bench.node.level == 33
    bench.desire(3, program=None)
    assert bench.node.level == 100


def test_a_setting_that_is_left_out_stays_as_the_node_has_it() -> None:
    bench = _connected()
    bench.desire(1, settings=settings(report_s=60, min_level=20))
    bench.desire(2, settings=settings(spread_s=9))
    held = bench.memory.settings
    assert held == Settings(report_s=60, min_level=20, spread_s=9)


def test_a_dimmed_level_is_no_less_than_driver_and_settings_allow() -> None:
    bench = NodeBench(Identity(SITE, NODE, capabilities=Capabilities(min_level=10)))
    bench.connect()
    bench.desire(1, program=None, default_level=3)
    assert (bench.node.level, bench.reported().wanted_level) == (10, 3)
    bench.desire(2, program=None, default_level=3, settings=settings(min_level=25))
    assert bench.node.level == 25
    bench.desire(3, program=None, default_level=0)
    assert bench.node.level == 0


def test_a_lamp_that_only_switches_is_full_or_off() -> None:
    able = Capabilities(dim=False, fade=False)
    bench = NodeBench(Identity(SITE, NODE, capabilities=able))
    bench.desire(1)
    bench.program(roads(1, (0, 30, 60)))
    assert bench.node.level == 100
    assert not bench.node.is_fading


def test_a_program_with_more_points_than_it_can_hold_is_refused() -> None:
    bench = NodeBench(Identity(SITE, NODE, capabilities=Capabilities(max_points=1)))
    bench.desire(1)
    bench.program(roads(1, (0, 30, 0), (1, 40, 0)))
    assert (bench.node.refused, bench.memory.program) == (1, None)


def test_the_id_in_the_topic_counts_whatever_the_payload_says() -> None:
    bench = NodeBench()
    bench.desire(1)
    bench.hear(topics.PROGRAM, "roads", roads(4, (0, 30, 0), name="other"))
    assert bench.memory.program
    assert bench.memory.program.id == "roads"


def test_a_retired_node_gives_its_default_level_and_measures_no_more() -> None:
    bench = _connected()
    bench.desire(1, overrides=[FESTIVE], retired=True, default_level=90)
    bench.program(roads(1, (0, 30, 0)))
    bench.forget()
    bench.wait(6 * HOUR_MS)
    assert bench.node.level == 90
    assert bench.said(topics.TELEMETRY) == []
    assert not [event for event in bench.events() if event.kind == "energy"]


@given(st.text(max_size=60), st.binary(max_size=200))
def test_whatever_comes_is_counted_or_ignored_and_never_raises(topic: str, payload: bytes) -> None:
    bench = NodeBench()
    before = bench.memory
    for below in (topic, f"node/{NODE}/desired", f"node/{NODE}/received", "controller/status"):
        bench.tell(facts.Arrived(f"{BASE}/{below}", payload or b"x"))
    assert bench.memory == before
    assert bench.node.refused >= 3


def test_what_other_nodes_say_or_are_told_is_none_of_its_business() -> None:
    bench = _connected()
    said = bench.asked(Publish)[0]
    bench.tell(facts.Arrived(said.topic, said.payload))
    bench.tell(facts.Arrived(f"{BASE}/node/n-2/desired", b'{"v":1,"version":9,"issued_ms":1}'))
    assert bench.node.refused == 2
    assert bench.memory.desired is None
