"""What every dashboard must keep to, whatever it shows."""

import re
from itertools import combinations
from typing import Any

import pytest

from lighting.stores.measurements import MEASUREMENTS
from tests.deploy import dashboards

EACH = pytest.mark.parametrize("name", dashboards.NAMES)
SOURCES = {one.name: f"lighting-{one.bucket}" for one in MEASUREMENTS}
ALIAS = re.compile(r'\bAS "([^"]+)"')


def measurements(query: str) -> set[str]:
    return set(re.findall(r'FROM "(\w+)"', query))


def overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    return (
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


def fixed(panel: dict[str, Any]) -> dict[str, str]:
    """The unit of each column that has its own."""
    return {
        rule["matcher"]["options"]: one["value"]
        for rule in panel["fieldConfig"]["overrides"]
        for one in rule["properties"]
        if one["id"] == "unit"
    }


@EACH
def test_a_dashboard_has_a_place_of_its_own_and_panels_that_can_be_told_apart(name: str) -> None:
    content = dashboards.dashboard(name)
    assert content["uid"] == f"lighting-{name}"
    assert content["schemaVersion"] >= 39
    panels = content["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels})
    assert len(dashboards.panels(name)) == len(panels) <= 12
    assert all(panel["description"] for panel in panels)
    assert set(dashboards.variables(name)) >= {"site", "kelurahan", "panel"}


@EACH
def test_no_panel_lies_on_another(name: str) -> None:
    places = [panel["gridPos"] for panel in dashboards.panels(name).values()]
    assert [pair for pair in combinations(places, 2) if overlap(*pair)] == []
    assert max(place["x"] + place["w"] for place in places) == 24


@EACH
def test_every_panel_says_in_which_unit_it_speaks(name: str) -> None:
    for title, panel in dashboards.panels(name).items():
        assert panel["fieldConfig"]["defaults"]["unit"], title
        queries = " ".join(target["query"] for target in panel["targets"])
        units = fixed(panel)
        for alias in ("Covered", "Level", "Lamps covered", "Lamps heard"):
            if f'"{alias}"' in queries and panel["type"] != "stat":
                assert alias in units, f"{title}: {alias}"


@EACH
def test_what_is_missing_is_a_gap_and_never_zero(name: str) -> None:
    for title, panel in dashboards.panels(name).items():
        if panel["type"] != "timeseries":
            continue
        assert panel["fieldConfig"]["defaults"]["custom"]["spanNulls"] is False, title
        for target in panel["targets"]:
            assert re.search(r"GROUP BY time\([^)]+\) fill\(null\)( tz\(\S+\))?$", target["query"])
            assert "fill(0)" not in target["query"]
            assert "fill(previous)" not in target["query"]


@EACH
def test_energy_and_burning_hours_never_stand_without_how_much_they_cover(name: str) -> None:
    found = 0
    for title, panel in dashboards.panels(name).items():
        queries = [target["query"] for target in panel["targets"]]
        if any("energy_wh" in query or "burn_s" in query for query in queries):
            found += 1
            assert any("covered_s" in query for query in queries), title
    assert found >= 2


@EACH
def test_every_query_is_influxql_and_asks_the_bucket_that_has_the_answer(name: str) -> None:
    for title, source, query in dashboards.queries(name):
        assert re.match(r"(SELECT|SHOW TAG VALUES) ", query), title
        assert "now()" not in query, "the time range is the operator's"
        assert {SOURCES[one] for one in measurements(query)} == {source}, title


@EACH
def test_every_query_is_about_the_city_that_is_chosen(name: str) -> None:
    for title, _, query in dashboards.queries(name):
        assert title == "site" or '"site" =~ /^${site:regex}$/' in query, title


@EACH
def test_a_query_names_only_what_the_measurement_store_holds(name: str) -> None:
    for title, _, query in dashboards.queries(name):
        known = set(ALIAS.findall(query))
        for one in MEASUREMENTS:
            if one.name in measurements(query):
                known |= {one.name, *(tag.name for tag in one.tags)}
                known |= {field.name for field in one.fields}
        named = set(re.findall(r'"([^"]+)"', query))
        assert named - known == set(), title
        assert len(named) > 1


@EACH
def test_a_link_to_another_dashboard_leads_somewhere(name: str) -> None:
    text = (dashboards.FOLDER / f"{name}.json").read_text(encoding="utf-8")
    linked = set(re.findall(r'"/d/([\w-]+)', text))
    assert linked
    assert linked <= {f"lighting-{other}" for other in dashboards.NAMES}
