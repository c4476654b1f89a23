"""What is noted for telling, and messages that never go."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from devices.clock import SteppedClock
from devices.sim.broker_process import free_port
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault
from lighting.notify.facts import of_incident
from lighting.notify.telling import GIVEN_UP_MS, LONGEST_WAIT_MS, Telling, wait_ms
from lighting.rows import FaultRow, IncidentRow
from lighting.site.config import parse_config
from lighting.stores.outbox import Outbox
from lighting.stores.sqlite import SqliteStore

NOON_MS = 1_786_852_800_000
FAULT = Fault(
    id="F-000001",
    code="LAMP_FAIL",
    lamp="KPG-0001",
    panel="P-01",
    severity=4,
    state="active",
    since_ms=NOON_MS,
    active_ms=NOON_MS,
    cleared_ms=None,
    origin="controller",
    evidence="0 W at 100 %",
)
INCIDENT = Incident("I-000002", "SUPPLY_LOSS", "P-01", NOON_MS, None, ("KPG-0001",), "", NOON_MS)
SITE = """[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
country = "ID"

[notify]
urls = "notify.urls"
window_s = 0
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(tmp_path / "lighting.db")) as opened:
        yield opened


@pytest.fixture
def outbox(store: SqliteStore) -> Iterator[Outbox]:
    with closing(Outbox.open(store.path)) as opened:
        yield opened


def kinds(outbox: Outbox) -> list[str]:
    return [kind for _, kind, _ in outbox.changes()]


def test_changes_are_noted_only_while_somebody_is_told_and_pending_faults_never(
    store: SqliteStore, outbox: Outbox
) -> None:
    store.commit([FaultRow(FAULT)], {})
    assert kinds(outbox) == []
    outbox.begin(b"{}")
    outbox.begin(b"{}")
    assert kinds(outbox) == ["fault"], "what is open is told, once"
    store.commit([IncidentRow(INCIDENT), FaultRow(replace(FAULT, id="F-3", state="pending"))], {})
    assert kinds(outbox) == ["fault", "incident"]
    outbox.end()
    store.commit([FaultRow(FAULT)], {})
    assert kinds(outbox) == []


def test_a_message_that_never_goes_is_given_up_after_a_day_and_listed_with_the_reason(
    store: SqliteStore, outbox: Outbox
) -> None:
    config = parse_config(SITE, "lighting.toml")
    clock = SteppedClock(NOON_MS)
    telling = Telling(config, (f"json://127.0.0.1:{free_port()}/",), outbox, clock)
    store.commit([FaultRow(FAULT)], {})
    telling.turn()
    (first,) = outbox.listed(10)
    assert (first.state, first.tries) == ("waiting", 1)
    assert first.next_ms == NOON_MS + wait_ms(0)
    clock.advance_ms(GIVEN_UP_MS)
    telling.turn()
    given_up = outbox.listed(10)[-1]
    assert (given_up.state, given_up.tries) == ("failed", 2)
    assert "can't be reached" in given_up.why
    clock.advance_ms(GIVEN_UP_MS)
    telling.turn()
    assert outbox.listed(10)[-1].tries == 2


def test_tries_are_further_and_further_apart_up_to_half_an_hour() -> None:
    waits = [wait_ms(tries) for tries in range(40)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_MS


def test_an_incident_is_told_as_the_gravest_and_with_its_count_of_lamps() -> None:
    fact = of_incident(INCIDENT)
    assert fact is not None
    assert (fact.severity, fact.size, fact.is_over) == (4, 1, False)
