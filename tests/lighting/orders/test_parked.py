"""Orders about lines that InfluxDB refused."""

from lighting.orders import carry_out
from lighting.questions.of_city import DropParked, RetryParked
from lighting.rows import AuditRow, ParkedAgain, ParkedDropped
from tests.support.city_of_tests import NOW_MS, bare_city, rows


def test_sending_again_is_kept_with_who_and_why() -> None:
    answer, actions = carry_out(bare_city(()), RetryParked((3, 5), "corrected", "ani"), NOW_MS)
    assert answer == {"schema": "lighting.influx-parked-retry/1", "ids": [3, 5]}
    assert rows(actions, ParkedAgain) == [ParkedAgain((3, 5))]
    (entry,) = rows(actions, AuditRow)
    assert (entry.who, entry.reason, entry.target) == ("ani", "corrected", "lines 3, 5")


def test_giving_up_many_names_the_first_of_them() -> None:
    ids = tuple(range(1, 31))
    _, actions = carry_out(bare_city(()), DropParked(ids, "of a test", "ani"), NOW_MS)
    assert rows(actions, ParkedDropped) == [ParkedDropped(ids)]
    (entry,) = rows(actions, AuditRow)
    assert entry.target.startswith("lines 1, 2, ")
    assert entry.target.endswith("20 and 10 more")
