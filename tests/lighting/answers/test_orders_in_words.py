"""Every kind of order that the audit can hold reads as a sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lighting.answers.orders_in_words import SENTENCES, sentence
from lighting.rows import AuditRow

LIGHTING = Path(__file__).parents[3] / "lighting"
# Where the action stands among what makes an entry of the audit.
PLACES = {"audit": 3, "AuditRow": 2, "_audit": 1, "_noted": 2}
VISITS = {"lamp identify", "lamp self-test"}


def row(action: str, target: str, before: str = "", after: str = "") -> AuditRow:
    return AuditRow(0, "ani", action, target, "night market", before, after)


def made_in(path: Path) -> Iterator[str]:
    """The actions that a file writes into the audit, as far as they stand there in full."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        place = PLACES.get(call.func.id, len(call.args))
        action = call.args[place] if place < len(call.args) else None
        if isinstance(action, ast.Constant) and isinstance(action.value, str):
            yield action.value


def test_each_action_that_an_order_writes_has_its_sentence() -> None:
    made = {action for path in LIGHTING.rglob("*.py") for action in made_in(path)}
    assert made | VISITS == set(SENTENCES)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            row("override set", "group:parks", after="60 % until 2026-08-16T14:00:00Z"),
            "set group:parks to 60 % until 2026-08-16 22:00 WITA",
        ),
        (
            row("override release", "o-000012", "group:parks", "agreed to by budi"),
            "released override o-000012 of group:parks, agreed to by budi",
        ),
        (
            row("override set", "all", after="0 % until 1970-01-01T12:00:00Z, agreed to by budi"),
            "switched all off until 20:00 WITA, agreed to by budi",
        ),
        (
            row(
                "maintenance start",
                "M-000002",
                after="KPG-0001, 1 lamps, until 1970-01-01T12:00:00Z",
            ),
            "began work on KPG-0001, 1 lamp (M-000002): its faults are held back until 20:00 WITA",
        ),
        (row("schedule apply", "s.toml", "", "1"), "put schedule s.toml in force"),
        (
            row("schedule apply", "s.toml", "1", "2, agreed to by budi"),
            "put schedule s.toml in force, in place of the one before, agreed to by budi",
        ),
        (
            row("approval ask", "override 0 % for all", after="a-000007 waits: too dark"),
            "asked a second person to agree to override 0 % for all (a-000007): too dark",
        ),
        (row("work take", "W-000001", "open", "taken"), "took work order W-000001"),
        (row("work take", "W-000001", "budi", "taken"), "took work order W-000001 over from budi"),
        (
            row("work done", "W-000001", "taken", "done, proof: measured, KPG-0001: 70 W"),
            "closed work order W-000001, proved by measurement: KPG-0001: 70 W",
        ),
        (
            row("work done", "W-000001", "taken", "done, proof: reason"),
            "closed work order W-000001, without proof, for a reason",
        ),
        (
            row("work done", "W-000001", "taken", "done, proof: waiting"),
            "closed work order W-000001, the night is to prove it",
        ),
        (
            row(
                "maintenance start",
                "M-000002",
                after="panel:P-07, 34 lamps, until 2026-08-16T22:00:00+08:00",
            ),
            (
                "began work on panel:P-07, 34 lamps (M-000002): "
                "its faults are held back until 2026-08-16 22:00 WITA"
            ),
        ),
        (
            row("maintenance end", "M-000002", "panel:P-07", "its time is over"),
            "ended work on panel:P-07 (M-000002), as its time was over",
        ),
        (
            row("lamp import", "lamps.csv", after="3 added, 0 changed, 0 removed"),
            "took lamps.csv as the list of lamps: 3 added, 0 changed, 0 removed",
        ),
        (
            row("parked drop", "line 7", after="given up"),
            "gave up line 7 that InfluxDB had refused",
        ),
        (row("lamp paint", "KPG-0001", after="blue"), "lamp paint KPG-0001: blue"),
    ],
)
def test_an_entry_says_what_was_done_in_the_times_of_the_site(entry: AuditRow, said: str) -> None:
    assert sentence(entry, "Asia/Makassar") == said


def test_no_sentence_is_only_the_words_of_the_audit() -> None:
    for action in SENTENCES:
        said = sentence(row(action, "X-1", "before", "after"), "Asia/Makassar")
        assert not said.startswith(action)
