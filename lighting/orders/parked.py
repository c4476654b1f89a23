"""Lines that InfluxDB refused: sent once more, or given up, each with a name and a reason."""

from lighting.orders.outcome import Outcome, audit
from lighting.questions.of_city import DropParked, RetryParked
from lighting.rows import ParkedAgain, ParkedDropped

MOST_NAMED = 20


def retry_parked(order: RetryParked, now_ms: int) -> Outcome:
    """Put lines back on their way."""
    entry = audit(order, now_ms, _named(order.ids), "parked retry", after="on their way again")
    answer = {"schema": "lighting.influx-parked-retry/1", "ids": list(order.ids)}
    return answer, [entry, ParkedAgain(order.ids)]


def drop_parked(order: DropParked, now_ms: int) -> Outcome:
    """Give lines up for good."""
    entry = audit(order, now_ms, _named(order.ids), "parked drop", after="given up")
    answer = {"schema": "lighting.influx-parked-drop/1", "ids": list(order.ids)}
    return answer, [entry, ParkedDropped(order.ids)]


def _named(ids: tuple[int, ...]) -> str:
    """The lines by their ids, the first of them where they are many."""
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    noun = "line" if len(ids) == 1 else "lines"
    return f"{noun} {', '.join(map(str, ids[:MOST_NAMED]))}{more}"
