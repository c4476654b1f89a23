"""What the API answers about the past: read in its own threads, with coverage beside figures."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Semaphore, Thread

import pytest
from typing_extensions import override

from lighting.api import make_app, serve
from lighting.api.archives import NoHistory, Past
from lighting.api.looking_back import AT_ONCE
from lighting.questions.of_city import DropParked, LookUp, RetryParked
from lighting.rows import FaultRow, HourRow
from lighting.stores.forwarder import Progress
from lighting.times import rfc3339
from tests.support.city_of_tests import DAY_MS, HOUR_MS, NOW_MS
from tests.support.looking_back import TOKEN, Site, hour, park, sample, site
from tests.support.stored import fault
from tests.support.waiting import wait_for


def at(before_ms: int) -> str:
    """A moment before the present, as it stands in a query."""
    return rfc3339(NOW_MS - before_ms, "Asia/Makassar").replace("+", "%2B")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


def test_the_owner_of_the_city_is_only_asked_which_lamps_and_what_time(city: Site) -> None:
    city.keep(sample(1), hour(1), FaultRow(fault(since_ms=NOW_MS - 5)))
    assert city.get("lamps/KPG-0001/history")[1]["samples"]
    assert city.get("faults/history?for=panel:P-01")[1]["faults"]
    assert city.get("reports/energy?for=group:parks&except=KPG-0001")[1]["figures"]
    assert city.get("reports/burning-hours")[1]["figures"]
    assert city.owner.asked == [
        LookUp("KPG-0001"),
        LookUp("panel:P-01"),
        LookUp("group:parks", "KPG-0001"),
        LookUp(),
    ]


def test_a_history_has_figures_gaps_and_coverage_of_the_last_day(city: Site) -> None:
    city.keep(*(sample(ago, power_w=float(ago)) for ago in range(1, 145)))
    status, document = city.get("lamps/KPG-0001/history")
    assert (status, document["schema"]) == (200, "lighting.lamp-history/1")
    assert (document["expected_samples"], document["coverage"]) == (288, 0.5)
    assert document["report_s"] == 300
    assert len(document["samples"]) == 144
    (gap,) = document["gaps"]
    assert (gap["until"], gap["length_s"]) == ("2026-08-16T08:00:00+08:00", 43_200)
    level, power = document["fields"]
    assert (level["field"], level["unit"], level["mean"]) == ("level", "%", 60)
    assert (power["min"], power["mean"], power["max"], power["last"]) == (1, 72.5, 144, 1)
    assert document["last_at"] == "2026-08-16T19:55:00+08:00"
    assert document["waiting"] is None


def test_a_field_that_was_asked_for_and_never_measured_has_no_figures(city: Site) -> None:
    city.keep(sample(1))
    document = city.get("lamps/KPG-0001/history?fields=lux,power_w,lux")[1]
    lux, power = document["fields"]
    assert (lux["field"], lux["samples"], lux["coverage"]) == ("lux", 0, 0)
    assert {lux[key] for key in ("min", "mean", "max", "last", "last_at")} == {None}
    assert power["last"] == 42.0
    assert "lux" not in document["samples"][0]


def test_a_time_without_data_is_a_gap_and_no_figure(city: Site) -> None:
    document = city.get("lamps/KPG-0002/history")[1]
    assert (document["coverage"], document["fields"], document["samples"]) == (0, [], [])
    assert [gap["length_s"] for gap in document["gaps"]] == [86_400]
    assert document["last_at"] is None


def test_a_history_up_to_the_future_ends_now(city: Site) -> None:
    document = city.get(f"lamps/KPG-0001/history?from={at(HOUR_MS)}&to={at(-DAY_MS)}")[1]
    assert document["to"] == rfc3339(NOW_MS, "Asia/Makassar")
    assert document["expected_samples"] == 12


def test_a_lamp_that_is_in_no_list_any_more_is_found_by_its_past(city: Site) -> None:
    city.keep(sample(1, "KPG-0009"), FaultRow(fault(lamp="KPG-0009", since_ms=NOW_MS - HOUR_MS)))
    document = city.get("lamps/KPG-0009/history")[1]
    assert (document["street"], len(document["samples"])) == (None, 1)
    assert len(city.get("faults/history?lamp=KPG-0009")[1]["faults"]) == 1
    for target in ("lamps/KPG-0008/history", "faults/history?lamp=KPG-0008"):
        status, refusal = city.get(target)
        assert (status, refusal["error"]["kind"]) == (404, "nothing_matched")
        assert "KPG-0004" in refusal["error"]["remedy"]


@pytest.mark.parametrize(
    ("target", "what"),
    [
        ("lamps/all/history", "all is not one lamp"),
        ("lamps/KPG-0001/history?fields=watts", "watts is nothing that a lamp measures"),
        (f"lamps/KPG-0001/history?from={at(-1)}", "that time has not begun"),
        (f"lamps/KPG-0001/history?from={at(5)}&to={at(6)}", "that time ends before it begins"),
        (f"lamps/KPG-0001/history?from={at(3000 * DAY_MS)}", "that is too long a time"),
        (f"faults/history?from={at(4000 * DAY_MS)}", "that time is too long"),
        ("faults/history?code=lampfail", "'lampfail' is no code of a fault"),
        ("reports/energy?by=street", "query.by"),
        ("reports/energy?from=monday", "query.from"),
    ],
)
def test_what_cannot_be_meant_is_said(city: Site, target: str, what: str) -> None:
    status, document = city.get(target)
    assert (status, document["error"]["kind"]) == (400, "wrong_use")
    assert document["error"]["what"].startswith(what)


def test_faults_of_the_past_are_those_that_began_in_the_time(city: Site) -> None:
    begun = [NOW_MS - days * DAY_MS for days in (1, 2, 40)]
    city.keep(
        FaultRow(fault("F-000001", since_ms=begun[0], active_ms=begun[0])),
        FaultRow(
            fault(
                "F-000002",
                code="DAY_BURN",
                lamp="KPG-0004",
                panel="P-02",
                state="cleared",
                since_ms=begun[1],
                cleared_ms=begun[1] + HOUR_MS,
            )
        ),
        FaultRow(fault("F-000003", since_ms=begun[2])),
        FaultRow(fault("F-000004", code="SUPPLY_LOSS", lamp=None, since_ms=begun[1] - 5)),
    )

    def ids(query: str) -> list[str]:
        return [one["id"] for one in city.get(f"faults/history{query}")[1]["faults"]]

    assert ids("") == ["F-000001", "F-000002", "F-000004"]
    assert ids(f"?from={at(50 * DAY_MS)}&to={at(30 * DAY_MS)}") == ["F-000003"]
    assert ids("?code=DAY_BURN") == ["F-000002"]
    assert ids("?for=group:parks") == ["F-000002"]
    assert ids("?for=KPG-0002") == ["F-000004"]  # its panel's
    assert ids("?lamp=KPG-0001") == ["F-000001"]
    still, over, _ = city.get("faults/history")[1]["faults"]
    assert (still["cleared_at"], still["lasted_s"]) == (None, 86_400)
    assert (over["lasted_s"], over["kelurahan"]) == (3600, "Oebobo")


def test_energy_is_added_up_by_panel_kelurahan_and_lamp(city: Site) -> None:
    city.keep(*(hour(ago, f"KPG-000{lamp}") for ago in range(1, 25) for lamp in (1, 2)))
    city.keep(hour(1, "KPG-0004", energy_wh=None, burn_s=None, covered_s=0.0, quality="none"))
    document = city.get("reports/energy")[1]
    first, second = document["figures"]
    assert (first["name"], first["lamps"], first["lamps_without_data"]) == ("P-01", 3, 1)
    assert (first["energy_wh"], first["quality"]) == (2016.0, "counted")
    assert first["coverage"] == pytest.approx(2 / 3, abs=0.001)
    assert (second["energy_wh"], second["coverage"], second["quality"]) == (None, 0, "none")
    assert document["total"]["energy_wh"] == 2016.0
    assert (document["by"], document["to"]) == ("panel", "2026-08-16T20:00:00+08:00")
    assert [row["name"] for row in city.get("reports/energy?by=kelurahan")[1]["figures"]] == [
        "Oebobo"
    ]
    rows = city.get("reports/energy?by=lamp&for=KPG-0001,KPG-0003")[1]["figures"]
    assert [(row["lamp"], row["energy_wh"]) for row in rows] == [
        ("KPG-0001", 1008.0),
        ("KPG-0003", None),
    ]


def test_burning_hours_of_one_lamp_over_many_days(city: Site) -> None:
    city.keep(*(hour(ago) for ago in range(1, 24 * 10 + 1)))
    target = f"reports/burning-hours?for=KPG-0001&by=lamp&from={at(10 * DAY_MS)}&to={at(-DAY_MS)}"
    document = city.get(target)[1]
    (row,) = document["figures"]
    assert (row["burn_h"], row["coverage"], row["hours_without_data"]) == (240.0, 1.0, 0)
    assert document["asked_to"] == "2026-08-17T20:00:00+08:00"


def test_without_influxdb_the_state_is_off_and_the_status_silent_about_it(city: Site) -> None:
    city.keep(sample(1))
    document = city.get("influx")[1]
    assert (document["state"], document["url"], document["parked"]) == ("off", None, 0)
    assert (document["moving"], document["gaps"], document["lost"]) == (False, [], {})
    assert "influx" not in city.get("status")[1]


def test_with_influxdb_the_status_says_how_it_is_fed(tmp_path: Path) -> None:
    class Fed:
        def __init__(self, progress: Progress) -> None:
            self.progress = progress

    failed = Progress("unreachable", 5, 1, NOW_MS - 9_000, "Connection refused", NOW_MS - 1_000)
    with site(tmp_path, Fed(Progress("flowing", 7)), Fed(failed), url="http://127.0.0.1:1") as city:
        city.store.feed("kupang")
        city.keep(sample(1))
        for document in (city.get("influx")[1], city.get("status")[1]["influx"]):
            assert (document["state"], document["forwarded"]) == ("unreachable", 12)
            assert document["last_error"] == "Connection refused"
            assert document["last_success_at"] == "2026-08-16T19:59:51+08:00"
            backlog = document["backlog"]
            assert (backlog["rows"], backlog["points"], backlog["age_s"]) == (1, 1, 300)
        assert city.get("status")[1]["site"] == "kupang"
        assert city.get("reports/energy")[1]["waiting"]["points"] == 1
        park(city.store.path, "lamp level=1", "lamp level=2")
        for asked in ("reports/energy", "faults/history", "lamps/KPG-0001/history", "influx"):
            assert city.get(asked)[1]["parked"] == 2
        assert city.get("status")[1]["influx"]["parked"] == 2
        assert city.get("faults/history")[1]["kept_since"] is None
        # Faults are kept for ever, measurements for a quarter of a year.
        assert city.get(f"faults/history?from={at(100 * DAY_MS)}")[1]["kept_since"] is None
        long_ago = city.get(f"lamps/KPG-0001/history?from={at(100 * DAY_MS)}")[1]["kept_since"]
        assert long_ago == "2026-05-18T20:00:00+08:00"


def test_refused_lines_are_listed_sent_again_and_given_up_with_a_name_and_a_reason(
    city: Site,
) -> None:
    park(city.store.path, "lamp level=1", "lamp level=2", "lamp level=3")
    document = city.get("influx/parked?limit=2")[1]
    assert (document["total"], [row["id"] for row in document["parked"]]) == (3, [3, 2])
    assert document["parked"][0]["reason"] == "no such type"
    answer = city.post("influx/parked/retry", ids=[2], reason="corrected")
    assert answer == (200, {"schema": "lighting.influx-parked-retry/1", "ids": [2]})
    assert city.get("influx")[1]["backlog"]["points"] == 1
    answer = city.post("influx/parked/drop", ids=None, reason="of a test")
    assert answer == (200, {"schema": "lighting.influx-parked-drop/1", "ids": [1, 3]})
    assert city.get("influx/parked")[1]["total"] == 0
    orders = [one for one in city.owner.asked if not isinstance(one, LookUp)]
    assert orders == [
        RetryParked((2,), "corrected", "ani"),
        DropParked((1, 3), "of a test", "ani"),
    ]
    entries = city.get("audit")[1]["entries"]
    assert [(one["who"], one["action"], one["target"], one["reason"]) for one in entries] == [
        ("ani", "parked drop", "lines 1, 3", "of a test"),
        ("ani", "parked retry", "line 2", "corrected"),
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"ids": [7], "reason": "x"}, 404),
        ({"ids": None, "reason": "x"}, 404),
        ({"ids": [], "reason": "x"}, 400),
        ({"ids": ["1"], "reason": "x"}, 400),
        ({"ids": [1], "reason": " "}, 400),
        ({"reason": "x"}, 400),
    ],
)
def test_lines_that_are_not_there_or_not_named_change_nothing(
    city: Site, body: dict[str, object], status: int
) -> None:
    for verb in ("retry", "drop"):
        assert city.post(f"influx/parked/{verb}", **body)[0] == status
    assert city.owner.asked == []


class Slow(NoHistory):
    """A store that answers when it is let."""

    def __init__(self) -> None:
        self.asked = Semaphore(0)
        self.let = Event()

    @override
    def hours(self, from_ms: int, to_ms: int, lamp: str | None = None) -> list[HourRow]:
        self.asked.release()
        assert self.let.wait(30)
        return []


def test_a_store_that_hangs_holds_up_no_other_question(city: Site) -> None:
    slow = Slow()
    answered: list[int] = []
    api = make_app(city.owner.ask, {TOKEN: "ani"}, Past(slow))
    with serve(api, "127.0.0.1", 0) as server:
        site = Site(city.owner, city.store, server)

        def report() -> None:
            answered.append(site.get(f"reports/energy?from={at(HOUR_MS)}")[0])

        threads = [Thread(target=report) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert slow.asked.acquire(timeout=30)
        assert site.get("status")[0] == 200
        status, document = site.get("reports/energy")
        assert (status, document["error"]["what"]) == (503, "too many ask about the past at once")
        slow.let.set()
        for thread in threads:
            thread.join(30)
        assert answered == [200] * AT_ONCE
        wait_for("a turn is free", lambda: site.get("reports/energy")[0] == 200)


def test_an_api_without_its_past_says_so_and_does_everything_else(city: Site) -> None:
    with serve(make_app(city.owner.ask, {TOKEN: "ani"}), "127.0.0.1", 0) as server:
        bare = Site(city.owner, city.store, server)
        assert bare.get("status")[0] == 200
        for target in ("lamps/KPG-0001/history", "faults/history", "reports/energy", "influx"):
            status, document = bare.get(target)
            assert (status, document["error"]["kind"]) == (503, "store_unavailable")


def test_no_history_refuses_whatever_is_asked() -> None:
    history = NoHistory()
    for ask in (
        lambda: history.samples("KPG-0001", 0, 1),
        lambda: history.counted(0, 1),
        lambda: history.hours(0, 1),
        lambda: history.faults(0, 1),
    ):
        with pytest.raises(Exception, match="can't be asked"):
            ask()
    assert Past().forwarders == ()
