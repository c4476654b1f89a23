"""Presets: rehearsed without a trace, started, and over by themselves."""

import pytest

from lighting.controller import Tick, handle
from lighting.errors import NothingMatched
from lighting.questions.of_city import EndPreset, ListOverrides, RehearsePreset, StartPreset
from lighting.stores.sqlite import SqliteStore
from tests.guard.town import town
from tests.support.asking import ask
from tests.support.city_of_tests import HOUR_MS, NOW_MS, order, override


def test_a_preset_is_rehearsed_started_and_ended(store: SqliteStore) -> None:
    city = town()
    order(city, override("KPG-0001", level=0))
    shown = ask(city, RehearsePreset("storm"), store)
    assert [(row["from_level"], row["to_level"], row["lamps"]) for row in shown["changes"]] == [
        (0, 100, 1),
        (80, 100, 29),
    ]
    assert not any(row.preset for row in city.overrides.values())
    order(city, StartPreset("storm", None, None, None, "wind", "ani"))
    assert {one.settings.report_s for one in city.desired.values()} == {60}
    (first, second) = ask(city, ListOverrides(), store)["overrides"]
    assert (first["preset"], second["loses_to"]) == ("storm", [first["id"]])
    over_ms = NOW_MS + 8 * HOUR_MS
    list(handle(city, Tick(), over_ms))
    assert {one.settings.report_s for one in city.desired.values()} == {300}
    with pytest.raises(NothingMatched):
        order(city, EndPreset("storm", "over", "ani"), over_ms)
