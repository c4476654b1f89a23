"""What must hold after each move, whoever made which: told by readings of our own."""

from typing import Any

from lighting.desired.documents import situation_of
from schedules.decision import decide
from tests.guard.moves import play
from tests.guard.town import LAMPS, MOST, Course, live

Moves = list[tuple[Any, ...]]


def nobody_gets_round_the_guard(moves: Moves) -> int:
    """Play moves; after each no more lamps are dark by one person's word than may be.

    A schedule that raises the level makes overrides darkenings that were none: such a one is kept
    only if it stays within the limit, too.

    Returns:
        How many orders had to wait for a second person.
    """
    course, waited = Course(), 0
    for move in moves:
        answer = play(course, move)
        waited += answer is not None and "error" in answer
        assert len(course.dark()) <= MOST, (move, sorted(course.dark()))
    return waited


def the_result_hangs_on_the_live_set_only(moves: Moves) -> None:
    """Play moves; after each every lamp has what the strongest live override says.

    Among equals the one that was set later counts, whatever was released, over or issued anew.
    """
    course = Course()
    for move in moves:
        play(course, move)
        rows = [row for row in live(course.city, course.now_ms) if row.start_ms <= course.now_ms]
        for lamp in course.city.inventory.lamps[:: LAMPS // 10]:
            mine = [row for row in rows if lamp.id in row.lamps]
            wanted = decide(situation_of(course.city, lamp), course.now_ms)
            if not mine:
                assert wanted.by != "override", (lamp.id, wanted)
                continue
            winner = max(mine, key=lambda row: (row.priority, int(row.id[2:])))
            assert wanted.what.split(" ")[0] == winner.id, (lamp.id, wanted, winner.id)
