"""`lighting work` and visits as they are typed and seen, and the pages that are printed."""

from typing import Any

import pytest

from tests.support.program import City

AT = "2026-08-16T20:00:00+08:00"
ORDER: dict[str, Any] = {
    "id": "W-000001",
    "state": "open",
    "proof": None,
    "what": "KPG-0117",
    "lamps": ["KPG-0117"],
    "codes": ["TILT"],
    "severity": 4,
    "street": "Jl. <b>El Tari",
    "kelurahan": "Oebobo",
    "panel": "P-03",
    "road_class": "M4",
    "latitude": -10.16,
    "longitude": 123.61,
    "distance_m": 412,
    "incident": None,
    "evidence": "leans 14 degrees, 10 allowed",
    "note": "no proof came within two nights",
    "sentence": "The pole leans.",
    "remedy": "Close the place off.",
    "sentence_id": "Tiang miring.",
    "remedy_id": "Tutup tempat itu.",
    "since": AT,
    "unknown_since": AT,
    "over_at": None,
    "taken_by": None,
    "done_by": None,
    "done_at": AT,
    "reason": "pole gone",
    "figures": None,
}
STEP = {"step": 1, "level": 100, "power_w": 1.8, "expected_w": 70.0, "tolerance_w": 10.5}
VISIT: dict[str, Any] = {
    "id": "V-000002",
    "lamp": "KPG-0117",
    "action": "self-test",
    "state": "sent",
    "over": False,
    "work": "W-000001",
    "steps": [],
}


@pytest.fixture
def listed(city: City) -> City:
    city.api.says("GET", "/v1/work", {"at": AT, "orders": [ORDER]})
    return city


def test_the_list_says_where_how_far_how_bad_and_what_is_not_known(listed: City) -> None:
    said = listed.call("work", "list", "--kelurahan", "Oebobo", "--mine")
    for word in ("W-000001", "KPG-0117", "DANGER", "0.4 km", "unknown since 20:00"):
        assert word in said.out
    assert listed.api.last("/v1/work")["query"] == {"kelurahan": "Oebobo", "mine": "1"}


def test_the_page_is_a5_and_a_streets_name_is_only_text(listed: City) -> None:
    page = listed.folder / "work.html"
    assert listed.call("work", "print", "--out", page, "--lang", "id").code == 0
    text = page.read_text()
    assert "size: A5" in text
    for said in (
        "Tiang miring.",
        "miring 14 derajat, batasnya 10 derajat",
        "dua malam tanpa bukti",
    ):
        assert said in text
    assert "jarak 0,4 km" in text
    assert "2026-08-16 20:00 WITA" in text
    assert "<b>El" not in text
    assert listed.call("work", "print", "--lang", "xx").code == 2


def test_the_text_for_a_chat_message_has_all_that_is_needed_at_the_pole(listed: City) -> None:
    said = listed.call("work", "print", "--text").out
    for word in ("DANGER:", "The pole leans.", "leans 14 degrees", "-10.16000,123.61000", "0.4 km"):
        assert word in said
    file = listed.folder / "work.txt"
    assert listed.call("work", "print", "--text", "--out", file).code == 0
    assert file.read_text() == said


def test_on_paper_is_what_is_left_to_do_and_who_has_taken_it(city: City) -> None:
    taken = {**ORDER, "taken_by": "ani"}
    done = {**ORDER, "id": "W-000002", "state": "done", "proof": "waiting", "done_by": "ani"}
    city.api.says("GET", "/v1/work", {"at": AT, "orders": [taken, done]})
    said = city.call("work", "print", "--text", "--lang", "id").out
    assert "diambil oleh ani" in said
    assert ("W-000001" in said, "W-000002" in said) == (True, False)
    assert "1 to do" in city.call("work", "print", "--out", city.folder / "work.html").out


@pytest.mark.parametrize(("proof", "word"), [("measured", "proved"), ("reason", "without proof")])
def test_what_proved_a_repair_is_said(city: City, proof: str, word: str) -> None:
    order = {**ORDER, "proof": proof, "figures": "70.1 W of 70.0 W"}
    city.api.says("POST", "/v1/work/W-000001/done", {"order": order})
    assert word in city.call("work", "done", "W-000001").out


def test_a_repair_that_nothing_proves_is_refused(city: City) -> None:
    city.api.refuses("POST", "/v1/work/W-000001/done", 409, what="nothing proves it")
    assert city.call("work", "done", "W-000001").code == 6
    assert city.call("work", "done", "W-1", "--reason", "x", "--prove-later").code == 2


def test_each_step_of_a_self_test_is_told_and_a_wrong_one_fails(city: City) -> None:
    over = {**VISIT, "state": "failed", "over": True, "steps": [{**STEP, "right": False}]}
    city.api.says("POST", "/v1/lamps/KPG-0117/self-test", {"visit": VISIT})
    city.api.says("GET", "/v1/visits/V-000002", {"visit": over})
    said = city.call("lamp", "self-test", "KPG-0117")
    assert "100 %  1.8 W of 70.0 W  WRONG" in said.err
    assert said.code == 1


@pytest.mark.parametrize(("state", "code"), [("refused", 6), ("no answer", 3), ("done", 0)])
def test_a_visit_ends_with_the_code_of_what_came_of_it(city: City, state: str, code: int) -> None:
    over = {**VISIT, "state": state, "over": True}
    city.api.says("POST", "/v1/lamps/KPG-0117/identify", {"visit": over})
    assert city.call("lamp", "identify", "KPG-0117").code == code


def test_what_was_closed_without_proof_is_listed_by_month(city: City) -> None:
    city.api.says("GET", "/v1/work/unproven", {"orders": [ORDER]})
    said = city.call("work", "unproven", "--month", "2026-08").out
    assert "2026-08-16 20:00 WITA" in said
    assert "pole gone" in said


def test_the_sheet_after_a_storm_goes_to_the_screen_or_to_paper(city: City) -> None:
    also = ["its connection broke off (last will)"]
    row = {**ORDER, "kind": "tilt", "codes": ["TILT", "COMM_LOST"], "also": also} | {"lamps": 1}
    city.api.says("GET", "/v1/work/triage", {"at": AT, "rows": [row]})
    said = city.call("work", "triage").out
    assert "Poles:" in said
    assert "TILT COMM_LOST" in said
    assert "leans 14 degrees, 10 allowed; its connection broke off" in said
    page = city.folder / "storm.html"
    assert city.call("work", "triage", "--out", page).code == 0
    assert "After the storm" in page.read_text()
    assert "miring 14 derajat" in city.call("work", "triage", "--text", "--lang", "id").out


def test_one_order_is_shown_with_what_to_do_and_the_visits_that_speak_for_it(city: City) -> None:
    step = {**STEP, "right": False}
    visit = {**VISIT, "by": "ani", "sent_at": AT, "state": "failed", "steps": [step]}
    city.api.says("GET", "/v1/work/W-000001", {"order": {**ORDER, "visits": [visit]}})
    said = city.call("work", "show", "W-000001").out
    for word in ("severity        DANGER", "Close the place off.", "V-000002  self-test", "WRONG"):
        assert word in said
    assert "Tiang" not in said
    shown = city.call("work", "show", "W-000001", "--json").document
    assert shown["order"]["sentence_id"] == "Tiang miring."


def test_who_takes_an_order_is_told_where_it_is(city: City) -> None:
    orders = [{**ORDER, "taken_by": "ani", "street": ""}]
    city.api.says("POST", "/v1/work/take", {"orders": orders})
    said = city.call("work", "take", "W-000001", "--reason", "budi is ill").out
    assert said == "W-000001 is ani's now: KPG-0117, no street, Oebobo\n"
    sent = city.api.last("/v1/work/take")["body"]
    assert sent == {"ids": ["W-000001"], "reason": "budi is ill"}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"taken_by": "ani", "state": "taken"}, "taken by ani"),
        ({"taken_by": "ani", "over_at": AT}, "taken by ani, over: close it"),
        ({"proof": "waiting", "done_by": "ani"}, "done by ani, being proved"),
        ({"incident": "I-000009", "lamps": ["a"] * 34}, "P-03, 34 lamps (I-000009)"),
        ({"severity": 2}, "warning"),
        ({"distance_m": 40}, "40 m"),
        ({"distance_m": None}, "KPG-0117"),
    ],
)
def test_a_line_of_the_list_says_how_far_an_order_is(
    city: City, facts: dict[str, Any], told: str
) -> None:
    order = {**ORDER, "state": "open", "unknown_since": None, **facts}
    city.api.says("GET", "/v1/work", {"at": AT, "orders": [order]})
    assert told in city.call("work", "list").out


def test_nothing_to_do_is_said_and_not_left_out(city: City) -> None:
    city.api.says("GET", "/v1/work", {"at": AT, "orders": []})
    city.api.says("GET", "/v1/work/triage", {"at": AT, "rows": []})
    city.api.says("GET", "/v1/work/unproven", {"orders": []})
    assert "no work order is open" in city.call("work", "list").err
    assert "none fits" in city.call("work", "list", "--panel", "P-01").err
    assert "Tidak ada pekerjaan." in city.call("work", "print", "--text", "--lang", "id").out
    assert "nothing of that kind is open" in city.call("work", "triage").err
    assert "Nothing to do." in city.call("work", "triage", "--text").out
    said = city.call("work", "unproven", "--month", "2026-08")
    assert (said.code, "none was closed without proof" in said.err) == (0, True)
    assert city.call("work", "unproven", "--month", "august").code == 2
