"""Every panel, variable and note of every dashboard gives right answers on a real InfluxDB.

What is right is computed from what the controller kept of a simulated night, not with InfluxQL.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from math import ceil

import pytest

from tests.deploy import dashboards
from tests.deploy.conftest import Filled
from tests.deploy.dashboards import ALL, Row, Selection
from tests.deploy.simulated_night import FAR, HOUR_MS, NOW_MS, SILENT, SPAN, Facts, Night

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

EVERYWHERE: Selection = {"site": "kupang", "kelurahan": ALL, "panel": ALL}
FAR_AWAY: Selection = {**EVERYWHERE, "kelurahan": (FAR, "nowhere")}
ONE_PANEL: Selection = {**EVERYWHERE, "panel": ("P-02",)}
OF_LAMP: Selection = {**EVERYWHERE, "lamp": SILENT}
QUARTER_MS = 900_000
DAY_MS = 86_400_000
ZONE_MS = 8 * HOUR_MS


def chosen_of(chosen: Selection, facts: Iterable[Facts]) -> list[Facts]:
    """The facts of the lamps and places that are chosen; a fault has no kelurahan."""

    def fits(one: Facts, key: str) -> bool:
        return chosen.get(key, ALL) == ALL or key not in one or str(one[key]) in chosen[key]

    return [one for one in facts if all(fits(one, key) for key in ("kelurahan", "panel", "lamp"))]


def newest(samples: Iterable[Facts], from_ms: int = SPAN.from_ms) -> list[Facts]:
    """The last sample of each lamp since a moment."""
    found = sorted(samples, key=lambda one: one["at_ms"])
    return list({one["lamp"]: one for one in found if one["at_ms"] >= from_ms}.values())


def begin_of(at_ms: int, step_ms: int) -> int:
    """Where the piece of time begins that a moment lies in; days begin at Kupang's midnight."""
    shift_ms = ZONE_MS if step_ms == DAY_MS else 0
    return (at_ms + shift_ms) // step_ms * step_ms - shift_ms


def pieces(facts: Iterable[Facts], step_ms: int, time: str = "at_ms") -> dict[int, list[Facts]]:
    found = defaultdict(list)
    for one in facts:
        if SPAN.from_ms <= one[time] <= SPAN.to_ms:
            found[begin_of(one[time], step_ms)].append(one)
    return found


def mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)


def column(rows: Iterable[Row], name: str) -> dict[int, float]:
    """A column by time, where it is known."""
    return {row["time"]: row[name] for row in rows if row[name] is not None}


def is_open(fault: Facts) -> bool:
    return fault["state"] in {"active", "acknowledged"}


# --- the city ------------------------------------------------------------------------------------


@pytest.fixture(params=[EVERYWHERE, FAR_AWAY, ONE_PANEL], ids=["all", "far away", "panel"])
def chosen(request: pytest.FixtureRequest) -> Selection:
    """What is chosen above the dashboard of the city."""
    selection: Selection = request.param
    return selection


def lamps_heard(night: Night, chosen: Selection, shown: list[list[Row]]) -> None:
    heard = newest(chosen_of(chosen, night.samples), NOW_MS - QUARTER_MS)
    assert len(heard) == (8 if chosen == EVERYWHERE else 3 if chosen == FAR_AWAY else 4)
    assert [row["Lamps heard"] for row in shown[0]] == [len(heard)]


def lamps_on(night: Night, chosen: Selection, shown: list[list[Row]]) -> None:
    heard = newest(chosen_of(chosen, night.samples), NOW_MS - QUARTER_MS)
    on = sum(ceil(one["level"] / 100) for one in heard)
    assert on > 0
    assert [row["Lamps switched on"] for row in shown[0]] == [on]


def power_now(night: Night, chosen: Selection, shown: list[list[Row]]) -> None:
    heard = newest(chosen_of(chosen, night.samples), NOW_MS - QUARTER_MS)
    power_w = sum(one["power_w"] for one in heard)
    assert power_w > 50
    assert [row["Power"] for row in shown[0]] == [pytest.approx(power_w)]


def open_faults(night: Night, chosen: Selection, shown: list[list[Row]]) -> None:
    found = [one for one in chosen_of(chosen, night.faults) if is_open(one)]
    assert [row["Open faults"] for row in shown[0]] == ([len(found)] if found else [])


def power(night: Night, chosen: Selection, shown: list[list[Row]]) -> None:
    wanted_w, heard = {}, {}
    for begin_ms, found in pieces(chosen_of(chosen, night.samples), QUARTER_MS).items():
        by_lamp = defaultdict(list)
        for one in found:
            by_lamp[one["lamp"]].append(one["power_w"])
        wanted_w[begin_ms] = sum(map(mean, by_lamp.values()))
        heard[begin_ms] = len(by_lamp)
    assert column(shown[0], "Power") == pytest.approx(wanted_w)
    assert column(shown[1], "Lamps heard") == heard
    assert len(shown[0]) == len({row["time"] for row in shown[0]}), "a time stands twice"
    assert len(shown[0]) > len(wanted_w) + 8, "what is not known is a gap"


def faults_by_code(night: Night, chosen: Selection, shown: list[list[Row]]) -> None:
    found = [one["code"] for one in chosen_of(chosen, night.faults) if is_open(one)]
    assert {row["code"]: row["Faults"] for row in shown[0]} == Counter(found)


def lamps_with_faults(night: Night, chosen: Selection, shown: list[list[Row]]) -> None:
    found = [one for one in chosen_of(chosen, night.faults) if is_open(one)]
    names = ("lamp", "panel", "code", "severity", "state", "evidence")
    wanted = {(one["since_ms"], *(one[name] for name in names)) for one in found}
    assert {(row["time"], *(row[name] for name in names)) for row in shown[0]} == wanted


def energy(step_ms: int) -> Callable[[Night, Selection, list[list[Row]]], None]:
    def check(night: Night, chosen: Selection, shown: list[list[Row]]) -> None:
        wanted_wh, covered, lamps = {}, {}, {}
        for at_ms, found in pieces(chosen_of(chosen, night.hours), step_ms, "hour_ms").items():
            wanted_wh[at_ms] = sum(one["energy_wh"] for one in found)
            lamps[at_ms] = sum(one["covered_s"] for one in found) / step_ms * 1_000
            covered[at_ms] = lamps[at_ms] / len({one["lamp"] for one in found}) * 100
        assert sum(wanted_wh.values()) > 500
        assert column(shown[0], "Energy") == pytest.approx(wanted_wh)
        assert column(shown[0], "Covered") == pytest.approx(covered)
        assert column(shown[0], "Lamps covered") == pytest.approx(lamps)
        assert len(shown[0]) == len({row["time"] for row in shown[0]}), "a time stands twice"

    return check


def incidents(night: Night, chosen: Selection, shown: list[list[Row]]) -> None:
    (incident,) = chosen_of(chosen, night.incidents)
    (row,) = shown[0]
    assert (row["time"], row["members"]) == (incident["since_ms"], len(incident["members"]))
    assert row["cleared_ms"] == incident["cleared_ms"]
    assert (row["panel"], row["evidence"]) == ("P-02", incident["evidence"])


def orders(night: Night, _: Selection, shown: list[list[Row]]) -> None:
    wanted = Counter((one["who"], one["target"], one["reason"]) for one in night.audit)
    assert wanted["sari", "group:parks", "feast"] == 1
    assert Counter((row["who"], row["target"], row["reason"]) for row in shown[0]) == wanted
    assert all(row["op"] for row in shown[0])


CITY = {
    "Lamps heard": lamps_heard,
    "Lamps switched on": lamps_on,
    "Power now": power_now,
    "Open faults": open_faults,
    "Power": power,
    "Open faults by code": faults_by_code,
    "Lamps with open faults": lamps_with_faults,
    "Energy by hour": energy(HOUR_MS),
    "Energy by day": energy(DAY_MS),
    "Incidents": incidents,
    "Orders": orders,
}


@pytest.mark.parametrize("title", CITY)
def test_the_city_is_shown_as_it_was(filled: Filled, chosen: Selection, title: str) -> None:
    CITY[title](filled.night, chosen, filled.source.shown("city", title, chosen, SPAN))


# --- one lamp ------------------------------------------------------------------------------------


def last_heard(night: Night, shown: list[list[Row]]) -> None:
    (last,) = newest(chosen_of(OF_LAMP, night.samples))
    assert [row["Last heard"] for row in shown[0]] == [last["received_ms"]]


def last_of(field: str, title: str) -> Callable[[Night, list[list[Row]]], None]:
    def check(night: Night, shown: list[list[Row]]) -> None:
        (last,) = newest(chosen_of(OF_LAMP, night.samples))
        assert [row[title] for row in shown[0]] == [last[field]]

    return check


def faults_open_of_lamp(night: Night, shown: list[list[Row]]) -> None:
    (fault,) = [one for one in chosen_of(OF_LAMP, night.faults) if is_open(one)]
    assert fault["code"] == "COMM_LOST"
    assert [row["Open faults"] for row in shown[0]] == [1]


def curves(**of_title: tuple[str, Callable[[list[float]], float]]) -> Callable[..., None]:
    def check(night: Night, shown: list[list[Row]]) -> None:
        found = pieces(chosen_of(OF_LAMP, night.samples), 600_000)
        for title, (field, fold) in of_title.items():
            values = {at: [one[field] for one in those] for at, those in found.items()}
            wanted = {at: fold(known) for at, known in values.items() if None not in known}
            assert column(shown[0], title) == pytest.approx(wanted), title
        silent = [row for row in shown[0] if row["time"] > NOW_MS - 90 * 60_000]
        assert len(silent) >= 8
        assert all(row[title] is None for row in silent for title in of_title), "no gap"

    return check


def figures(
    title: str, field: str, step_ms: int, per: float
) -> Callable[[Night, list[list[Row]]], None]:
    def check(night: Night, shown: list[list[Row]]) -> None:
        found = pieces(chosen_of(OF_LAMP, night.hours), step_ms, "hour_ms")
        wanted = {at: sum(one[field] for one in those) / per for at, those in found.items()}
        covered = {
            at: sum(one["covered_s"] for one in those) / step_ms * 100_000
            for at, those in found.items()
        }
        assert any(wanted.values())
        assert column(shown[0], title) == pytest.approx(wanted)
        assert column(shown[0], "Covered") == pytest.approx(covered)

    return check


def by_hour(night: Night, shown: list[list[Row]]) -> None:
    names = ("energy_wh", "burn_s", "power_mean_w", "power_max_w", "samples", "quality")
    hours = {one["hour_ms"]: one for one in chosen_of(OF_LAMP, night.hours)}
    assert {row["time"] for row in shown[0]} == set(hours)
    for row in shown[0]:
        hour = hours[row["time"]]
        assert [row[name] for name in names] == [hour[name] for name in names]
        assert row["covered"] == pytest.approx(hour["covered_s"] / 36)


def faults_of_lamp(night: Night, shown: list[list[Row]]) -> None:
    found = chosen_of(OF_LAMP, night.faults)
    wanted = {(one["since_ms"], one["id"], one["code"], one["state"]) for one in found}
    assert {(row["time"], row["id"], row["code"], row["state"]) for row in shown[0]} == wanted


LAMP: dict[str, Callable[[Night, list[list[Row]]], None]] = {
    "Last heard": last_heard,
    "Level": last_of("level", "Level"),
    "Power": last_of("power_w", "Power"),
    "Open faults": faults_open_of_lamp,
    "Power and level": curves(Power=("power_w", mean), Level=("level", lambda all_: all_[-1])),
    "Supply voltage": curves(
        Least=("supply_v", min), Mean=("supply_v", mean), Most=("supply_v", max)
    ),
    "Energy by hour": figures("Energy", "energy_wh", HOUR_MS, 1),
    "Burning hours by day": figures("Burning hours", "burn_s", DAY_MS, 3_600),
    "Figures by hour": by_hour,
    "Temperature": curves(Driver=("gear_temp_c", mean), LEDs=("led_temp_c", mean)),
    "Faults of this lamp": faults_of_lamp,
}


@pytest.mark.parametrize("title", LAMP)
def test_a_lamp_is_shown_as_it_was(filled: Filled, title: str) -> None:
    LAMP[title](filled.night, filled.source.shown("lamp", title, OF_LAMP, SPAN))


# --- what stands above and beside the panels -----------------------------------------------------

NEAR_LAMPS = {f"KPG-{number:04}" for number in range(1, 6)}
FAR_LAMPS = {f"KPG-{number:04}" for number in range(6, 9)}
OFFERED: list[tuple[Selection, set[str], set[str]]] = [
    (EVERYWHERE, {"P-01", "P-02"}, {*NEAR_LAMPS, *FAR_LAMPS, "KPG-0009"}),
    (FAR_AWAY, {"P-02"}, FAR_LAMPS),
    (ONE_PANEL, {"P-01", "P-02"}, {*FAR_LAMPS, "KPG-0009"}),
]
NOTES = {
    ("city", "Orders"): (4, "reason"),
    ("city", "Incidents"): (1, "evidence"),
    ("lamp", "Orders for this lamp"): (0, "reason"),
    ("lamp", "Faults of this lamp"): (1, "evidence"),
}


@pytest.mark.parametrize("name", dashboards.NAMES)
@pytest.mark.parametrize(("chosen", "panels", "lamps"), OFFERED)
def test_what_can_be_chosen_is_what_there_is(
    filled: Filled, name: str, chosen: Selection, panels: set[str], lamps: set[str]
) -> None:
    offered = {
        key: {row["value"] for row in filled.source.ask(one["datasource"]["uid"], query)}
        for key, one in dashboards.variables(name).items()
        if (query := dashboards.filled_in(one["query"], chosen, SPAN))
    }
    assert offered["site"] == {"kupang", "far-away"}
    assert offered["kelurahan"] == {"Oebobo", FAR}
    assert offered["panel"] == panels
    assert offered.get("lamp", lamps) == lamps


@pytest.mark.parametrize(("name", "title"), NOTES)
def test_notes_stand_at_what_happened(filled: Filled, name: str, title: str) -> None:
    note = dashboards.notes(name)[title]
    query = dashboards.filled_in(note["target"]["query"], OF_LAMP, SPAN)
    rows = filled.source.ask(note["datasource"]["uid"], query)
    count, text = NOTES[name, title]
    assert len(rows) == count
    assert note["target"]["textColumn"] == text
    assert all(row[text] for row in rows)
    shown = {one for one in note["target"]["tagsColumn"].split(",") if one}
    assert all(shown <= set(row) for row in rows)


def test_every_panel_and_every_note_has_its_answer_here() -> None:
    assert set(dashboards.panels("city")) == set(CITY)
    assert set(dashboards.panels("lamp")) == set(LAMP)
    there = {(name, title) for name in dashboards.NAMES for title in dashboards.notes(name)}
    assert there == set(NOTES)
