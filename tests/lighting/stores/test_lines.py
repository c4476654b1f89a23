"""What is written for InfluxDB, read by somebody else's reader of its line protocol."""

from dataclasses import asdict, replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from line_protocol_parser import parse_line
from msgspec import structs

from devices.wire.up import Event, Sample
from lighting.rows import AuditRow, EventRow, FaultRow, HourRow, IncidentRow, Row, SampleRow
from lighting.site.inventory import Lamp
from lighting.stores.line_text import fields, tag, text
from lighting.stores.lines import Lines
from lighting.stores.measurements import MEASUREMENTS, Field
from lighting.stores.page import page
from tests.support.city_of_tests import lamp
from tests.support.pages import ROOT
from tests.support.stored import (
    NOW_MS,
    SESSION,
    audit_row,
    event_row,
    fault,
    incident,
    rows_of_every_kind,
    sample_row,
)

LAMP = replace(lamp(1), kelurahan="Oesapa, Timur = I/II")
LINES = Lines("kupang", [LAMP])
MS_NS = 1_000_000
counts = st.none() | st.integers(0, 2**53 - 1)
figures = st.none() | st.floats(0, 1_000, allow_subnormal=False)


def line_of(row: Row, lines: Lines = LINES) -> str | None:
    return lines.of_samples([row])[0] if isinstance(row, SampleRow) else lines.of(row)


def read(row: Row, lines: Lines = LINES) -> dict[str, Any]:
    line = line_of(row, lines)
    assert line is not None
    assert "\n" not in line
    parsed: dict[str, Any] = parse_line(line)
    return parsed


def event(**facts: object) -> EventRow:
    body = {"n": 5, "at_ms": NOW_MS, "clock": "synced", **facts}
    return EventRow("n-0001", "KPG-0001", "9f31", Event.model_validate(body), NOW_MS + 3)


def test_a_sample_is_one_point_of_its_lamp_with_what_is_known_of_it() -> None:
    point = read(sample_row())
    assert point["measurement"] == "lamp"
    assert point["tags"] == {
        "site": "kupang",
        "lamp": "KPG-0001",
        "node": "n-0001",
        "panel": LAMP.panel,
        "kelurahan": LAMP.kelurahan,
    }
    assert point["fields"] == {
        "level": 60,
        "power_w": 41.8,
        "rssi_dbm": -71.0,
        "uptime_s": 9,
        "received_ms": NOW_MS + 6,
        "clock": "synced",
        "session": SESSION,
    }
    assert point["time"] // MS_NS == NOW_MS + 1


@given(
    st.builds(
        Sample,
        at_ms=st.integers(0, NOW_MS),
        level=st.none() | st.integers(0, 100),
        power_w=figures,
        supply_v=figures,
        energy_wh=counts,
        burn_s=counts,
        starts=counts,
        gear_temp_c=st.none() | st.floats(-273, 1_000, allow_subnormal=False),
        clock_offset_s=st.none() | st.floats(-1e12, 1e12, allow_subnormal=False),
    )
)
def test_whatever_a_sample_holds_comes_out_as_it_was_in_its_own_type(sample: Sample) -> None:
    row = SampleRow("n-0001", "KPG-0001", SESSION, sample, "synced", NOW_MS)
    found = read(row)["fields"]
    known = sample.model_dump(exclude_none=True, exclude={"at_ms"})
    assert {name: found.get(name) for name in known} == known
    assert [type(found[name]) for name in known] == [type(value) for value in known.values()]
    assert found.keys() - known.keys() == {"received_ms", "clock", "session"}


def test_a_sample_of_an_impossible_time_stands_at_the_controllers_with_a_mark() -> None:
    point = read(structs.replace(sample_row(), instead_ms=NOW_MS + 99))
    assert point["time"] // MS_NS == NOW_MS + 99
    assert point["fields"]["node_at_ms"] == NOW_MS + 1


def test_two_sessions_of_a_node_have_points_of_their_own_at_one_moment() -> None:
    one, other = sample_row(), structs.replace(sample_row(), session="cd" * 8)
    assert read(one)["time"] != read(other)["time"]
    assert read(one) == read(structs.replace(one))


def test_a_lamp_that_is_not_in_the_list_has_no_place() -> None:
    tags = read(sample_row(lamp="KPG-0002"))["tags"]
    assert tags.keys() == {"site", "lamp", "node"}


def test_an_hour_leaves_out_what_is_not_known() -> None:
    row = HourRow("KPG-0001", NOW_MS, None, 3600.0, None, None, None, 1800.0, 6, "estimated")
    point = read(row)
    assert (point["measurement"], point["time"]) == ("lamp_hour", NOW_MS * MS_NS)
    assert point["fields"] == {
        "burn_s": 3600.0,
        "covered_s": 1800.0,
        "samples": 6,
        "quality": "estimated",
    }


def test_a_fault_keeps_its_place_as_it_changes() -> None:
    one = fault("F-000017", evidence='said "no"', incident=None)
    gone = replace(one, state="cleared", cleared_ms=NOW_MS + 9, incident="I-000002")
    before, after = read(FaultRow(one)), read(FaultRow(gone))
    for name in ("measurement", "tags", "time"):
        assert before[name] == after[name]
    assert before["time"] == NOW_MS * MS_NS + 17
    assert before["fields"]["evidence"] == 'said "no"'
    assert (before["fields"]["cleared_ms"], after["fields"]["cleared_ms"]) == (-1, NOW_MS + 9)
    assert (before["fields"]["incident"], after["fields"]["incident"]) == ("", "I-000002")


def test_a_fault_that_never_was_more_than_pending_is_not_written() -> None:
    assert LINES.of(FaultRow(fault(state="pending", active_ms=None))) is None


def test_a_fault_of_a_panel_has_no_lamp() -> None:
    assert "lamp" not in read(FaultRow(fault(lamp=None)))["tags"]


def test_an_incident_keeps_its_place_when_it_turns_out_to_be_older() -> None:
    found = incident("I-000018", begun_ms=NOW_MS, members=("KPG-0001", "KPG-0002"))
    grown = replace(found, since_ms=found.since_ms - 5_000, members=(*found.members, "KPG-0003"))
    before, after = read(IncidentRow(found)), read(IncidentRow(grown))
    assert before["time"] == after["time"] == NOW_MS * MS_NS + 18
    assert (before["fields"]["members"], after["fields"]["members"]) == (2, 3)
    assert before["fields"]["lamps"] == "KPG-0001 KPG-0002"


def test_an_incident_of_an_older_controller_stands_where_it_began() -> None:
    old = incident(begun_ms=None)
    assert read(IncidentRow(old))["time"] // MS_NS == old.since_ms


def test_an_order_says_who_did_what_to_what_and_why() -> None:
    row = AuditRow(NOW_MS, "sari", "override set", "group:parks", "feast", "", "100 %")
    point = read(row)
    assert point["tags"] == {"site": "kupang", "op": "override set", "origin": "operator"}
    assert point["fields"] == {
        "who": "sari",
        "target": "group:parks",
        "reason": "feast",
        "result": "100 %",
    }
    assert read(replace(row, target="KPG-0001"))["tags"]["lamp"] == "KPG-0001"


def test_two_orders_at_one_moment_are_two_points() -> None:
    row = audit_row()
    assert read(row)["time"] != read(replace(row, reason="another"))["time"]


def test_what_a_node_did_on_command_stands_beside_the_orders() -> None:
    done = event(kind="command", id="c-91b", what="identify", result="done")
    point = read(done)
    assert point["tags"] == {
        "site": "kupang",
        "op": "identify",
        "origin": "node",
        "lamp": "KPG-0001",
    }
    assert point["fields"] == {
        "id": "c-91b",
        "who": "n-0001",
        "target": "KPG-0001",
        "result": "done",
    }
    again = event(kind="command", id="c-91b", what="identify", result="done", n=6)
    assert read(again)["time"] != point["time"]
    assert read(event(kind="command"))["tags"]["op"] == "unknown"


def test_counters_that_a_node_kept_are_points_of_its_lamp() -> None:
    point = read(event(kind="energy", energy_wh=183_211, burn_s=901_223))
    assert point["measurement"] == "lamp"
    assert point["fields"] == {
        "energy_wh": 183_211,
        "burn_s": 901_223,
        "received_ms": NOW_MS + 3,
        "clock": "synced",
    }
    assert LINES.of(event(kind="energy")) is None


@pytest.mark.parametrize(
    "when",
    [
        {"at_ms": 2**53 - 1},
        {"at_ms": NOW_MS + 86_500_000},
        {"at_ms": 0},
        {"at_ms": NOW_MS - 89 * 86_400_000},
        {"clock": "unknown"},
    ],
)
def test_counters_of_nobody_knows_when_are_not_put_anywhere(when: dict[str, object]) -> None:
    assert LINES.of(event(kind="energy", energy_wh=1, **when)) is None


def test_what_a_node_did_at_an_impossible_time_stands_where_it_was_heard() -> None:
    for at_ms in (0, 2**53 - 1):
        point = read(event(kind="command", id="c-91b", at_ms=at_ms))
        assert point["time"] // MS_NS == NOW_MS + 3


def test_how_long_the_store_keeps_decides_what_is_too_old_for_it() -> None:
    old = event(kind="energy", energy_wh=1, at_ms=NOW_MS - 40 * 86_400_000)
    assert Lines("kupang", [LAMP]).of(old)
    assert Lines("kupang", [LAMP], kept_days=30).of(old) is None


def test_other_events_and_other_rows_belong_to_no_measurement() -> None:
    assert LINES.of(event_row()) is None
    kinds = {type(row) for row in rows_of_every_kind() if line_of(row) is not None}
    assert kinds == {SampleRow, FaultRow, IncidentRow, AuditRow}


@pytest.mark.parametrize(
    "wild", ['"', "\\", "\n", ",x=1", " ", "=", "\\\\", "é\u202e", "\0", "", "x" * 5_000]
)
def test_no_text_can_break_a_line(wild: str) -> None:
    lines = Lines(wild or "kupang", [LAMP])
    order = AuditRow(NOW_MS, wild, wild or "op", wild, wild, wild, wild)
    point = read(order, lines)
    assert point["tags"].keys() == {"site", "op", "origin"}
    assert point["fields"].keys() == {"who", "target", "reason", "result"}
    assert all(len(value) <= 1_000 for value in point["fields"].values())


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_tag_and_any_text_are_read_as_one(label: str, words: str) -> None:
    point = parse_line(f"m{tag('t', label)} f={text(words, 1_000)} 1")
    assert len(point["tags"]) == (1 if label else 0)
    assert point["fields"]["f"] == "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in words
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [(7, "7.0"), (nan, ""), (inf, ""), (-inf, ""), (1e-7, "1e-07"), (-0.0, "-0.0")],
)
def test_a_number_that_is_not_finite_is_left_out(value: float, written: str) -> None:
    table = (Field("f", "float", "", ""),)
    assert fields(table, {"f": value}) == (f"f={written}" if written else "")


@pytest.mark.parametrize(("value", "written"), [(2**63 - 1, "f=9223372036854775807i"), (2**63, "")])
def test_a_number_of_more_than_64_bits_is_left_out(value: int, written: str) -> None:
    assert fields((Field("f", "integer", "", ""),), {"f": value}) == written


def test_a_name_has_one_type_in_all_measurements_of_a_bucket() -> None:
    for bucket in ("raw", "hourly"):
        for one in (each for each in MEASUREMENTS if each.bucket == bucket):
            names = [field.name for field in one.fields] + [each.name for each in one.tags]
            assert len(set(names)) == len(names)


def test_the_page_of_measurements_is_up_to_date() -> None:
    assert (ROOT / "docs/telemetry.md").read_text(encoding="utf-8") == page()


def test_what_rows_hold_is_what_the_table_names() -> None:
    (of_hour,) = [one for one in MEASUREMENTS if one.name == "lamp_hour"]
    row = HourRow("KPG-0001", NOW_MS, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1, "counted")
    assert {field.name for field in of_hour.fields} == asdict(row).keys() - {"lamp", "hour_ms"}
    assert isinstance(LAMP, Lamp)
