"""What the air does with messages: some are gone, some come later, all in their order."""

from devices.node.facts import Publish
from devices.sim.air import AGAIN_MS, Air


def publish(name: str, qos: int = 1) -> Publish:
    return Publish(name, b"", qos)


def test_without_loss_everything_gets_through_at_once() -> None:
    air = Air(0.0, 1)
    assert not any(air.takes(1, publish("a", qos), 0) for qos in (0, 1))


def test_what_needs_no_confirmation_is_gone_in_the_share_asked_for() -> None:
    air = Air(0.1, 1)
    gone = sum(air.takes(1, publish("a", 0), 0) for _ in range(10_000))
    assert 900 < gone < 1100
    assert air.lost == gone
    assert air.arrived(10**9) == []


def test_what_needs_one_comes_later_and_what_was_said_after_it_waits_its_turn() -> None:
    air = Air(1.0, 1)
    first, second, other = publish("first"), publish("second"), publish("other")
    assert air.takes(1, first, 0)
    assert air.takes(1, second, 1000)
    assert air.takes(2, other, 1000)
    assert air.arrived(AGAIN_MS - 1) == []
    ((number, messages),) = air.arrived(AGAIN_MS)
    assert (number, list(messages)) == (1, [first, second])


def test_a_connection_that_ends_takes_along_what_was_on_its_way() -> None:
    air = Air(1.0, 1)
    assert air.takes(1, publish("a"), 0)
    air.forget(1)
    assert air.arrived(AGAIN_MS) == []
