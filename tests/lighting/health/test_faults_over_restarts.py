"""What a controller that is started again keeps of the faults that it was at."""

from pathlib import Path

from lighting.faults.life import Fault
from lighting.faults.storm import storm_of
from tests.support.city_of_tests import MINUTE_MS, NOW_MS, Talker, lamp
from tests.support.desk import Desk


def seems_back(desk: Desk) -> None:
    """A silence of ten minutes is over; then its lamp is silent again, for a moment so far."""
    desk.hear(desk.node.status(NOW_MS), NOW_MS)
    desk.break_off(NOW_MS, NOW_MS + 10 * MINUTE_MS)
    desk.tick(NOW_MS + 11 * MINUTE_MS)
    desk.hear(desk.node.will(), NOW_MS + 12 * MINUTE_MS)
    desk.tick(NOW_MS + 12 * MINUTE_MS)


def test_a_fault_that_only_seemed_to_be_back_keeps_its_past_over_a_restart(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    seems_back(desk)
    (pending,) = desk.book()
    assert (pending.state, pending.changes) == ("pending", 1)
    desk.restart(NOW_MS + 12 * MINUTE_MS + 1)
    desk.node = Talker(connection=9, seq=desk.node.seq)
    desk.hear(desk.node.status(NOW_MS + 13 * MINUTE_MS), NOW_MS + 13 * MINUTE_MS)
    desk.tick(NOW_MS + 13 * MINUTE_MS)
    (fault,) = desk.book()
    assert (fault.state, fault.changes, fault.past) == ("cleared", 0, None)
    assert fault.cleared_ms == NOW_MS + 11 * MINUTE_MS
    desk.hear(desk.node.will(), NOW_MS + 14 * MINUTE_MS)
    desk.tick_until(NOW_MS + 14 * MINUTE_MS, NOW_MS + 18 * MINUTE_MS)
    (again,) = desk.book()
    assert (again.id, again.state, again.changes) == (fault.id, "active", 1)
    assert again.past is None


def test_a_fault_that_seems_to_be_back_for_long_keeps_its_past(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    seems_back(desk)
    key = ("KPG-0001", "COMM_LOST", "controller")
    del desk.city.resting[key]  # as an hour later
    desk.node = Talker(connection=9, seq=desk.node.seq)
    desk.hear(desk.node.status(NOW_MS + 13 * MINUTE_MS), NOW_MS + 13 * MINUTE_MS)
    desk.tick(NOW_MS + 13 * MINUTE_MS)
    assert [one.state for one in desk.book()] == ["cleared"]


def test_a_fault_that_only_seems_to_be_back_makes_no_storm() -> None:
    def faults(state: str) -> list[Fault]:
        facts = {"severity": 2, "since_ms": NOW_MS, "cleared_ms": None, "evidence": ""}
        return [
            Fault(
                id=f"F-{number:06}",
                code=("COMM_LOST", "LAMP_FAIL", "CYCLING", "TILT")[number % 4],
                lamp=lamp(number).id,
                panel=f"P-0{number % 3}",
                state=state,
                active_ms=NOW_MS,
                origin="controller",
                **facts,  # type: ignore[arg-type]  # fields by name
            )
            for number in range(40)
        ]

    assert len(storm_of(faults("active"), 100, NOW_MS)) == 40
    assert storm_of(faults("pending"), 100, NOW_MS) == ()
