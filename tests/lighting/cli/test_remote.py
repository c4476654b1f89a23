"""Commands that ask the daemon: what they ask, and what a person reads."""

from pathlib import Path

import pytest

from tests.support import answers
from tests.support.program import TOKEN, City, call


def words(line: str) -> list[str]:
    return line.split()


def test_the_status_is_one_screen_that_says_what_is_not_well(city: City) -> None:
    city.api.says("GET", "/v1/status", answers.STATUS)
    said = city.call("status")
    assert said.code == 0
    assert said.out.splitlines() == [
        "site        kupang, 22:04 WITA",
        "lamps       200: 36 lit, 125 dimmed, 30 off, 9 silent",
        "converged   189 of 200; the others: lighting lamp list --not-converged",
        "faults      4 open: 1 DAY_BURN, 3 LAMP_FAIL (lighting fault list)",
        "incidents   1 open, behind 35 faults (lighting incident list)",
        "broker      connected since 17:02 WITA",
        "store       41,220 rows in /srv/kupang/lighting.db",
        "schedule    applied 16:00 WITA by sari (6 h ago)",
        "messages    41,230 received, 41,220 stored, refused: 10 not_json",
    ]


def test_a_city_that_is_well_or_new_says_that_too(city: City) -> None:
    quiet = {
        **answers.STATUS,
        "converged": 200,
        "not_converged": 0,
        "faults": {"open": 0, "by_code": {}},
        "broker": {"connected": False, "since": None},
        "schedule": None,
        "lamps": {"total": 0, "lit": 0, "dimmed": 0, "off": 0, "silent": 0, "unknown": 0},
        "messages": {"received": 0, "stored": 0, "refused": {}},
    }
    city.api.says("GET", "/v1/status", quiet)
    said = city.call("status").out
    assert "converged   200 of 200\n" in said
    assert "lamps       none yet: lighting lamp import" in said
    assert "none open" in said
    assert "NOT CONNECTED" in said
    assert "none applied yet" in said
    assert "none refused" in said


def test_the_token_is_sent_and_never_said(city: City) -> None:
    city.api.says("GET", "/v1/status", answers.STATUS)
    said = city.call("status", "--debug")
    assert city.api.last("/v1/status")["token"] == f"Bearer {TOKEN}"
    assert city.call("status", "--json").document == answers.STATUS
    assert TOKEN not in said.out + said.err


def test_json_is_the_very_document_of_the_daemon(city: City) -> None:
    city.api.says("GET", "/v1/lamps", answers.LAMP_LIST)
    assert city.call("lamp", "list", "--json").document == answers.LAMP_LIST


def test_a_list_of_lamps_never_calls_the_unknown_off_or_well(city: City) -> None:
    city.api.says("GET", "/v1/lamps", answers.LAMP_LIST)
    _, held, silent, never = city.call("lamp", "list").out.splitlines()
    assert words(held)[:8] == ["KPG-0001", "Jl.", "El", "Tari", "60", "%", "60", "%"]
    assert "22:00 WITA, 3 min ago" in held
    assert "silent since 2026-08-15 18:14 WITA" in silent
    assert "COMM_LOST" in silent
    assert "unknown" in never
    assert "never heard" in never


def test_text_of_strangers_cannot_steer_the_terminal(city: City) -> None:
    city.api.says("GET", "/v1/lamps", answers.LAMP_LIST)
    said = city.call("lamp", "list").out
    assert "\x1b" not in said
    assert "[red]Palapa[/red]\\x1b[2J" in said


def test_lamps_are_filtered_by_the_daemon(city: City) -> None:
    city.api.says("GET", "/v1/lamps", {**answers.LAMP_LIST, "lamps": []})
    options = ("--for", "group:parks", "--except", "panel:P-07", "--silent", "--not-converged")
    said = city.call("lamp", "list", *options)
    assert city.api.last("/v1/lamps")["query"] == {
        "for": "group:parks",
        "except": "panel:P-07",
        "silent": "1",
        "not_converged": "1",
    }
    assert (said.out, said.err) == ("", "no lamp fits\n")


def test_one_lamp_is_shown_with_all_that_is_known_of_it(city: City) -> None:
    city.api.says("GET", "/v1/lamps/KPG-0002", answers.LAMP_SHOW)
    said = city.call("lamp", "show", "KPG-0002").out
    assert said.splitlines() == [
        r"lamp         KPG-0002  Jl. [red]Palapa[/red]\x1b[2J, Oebobo",
        "fed by       panel P-01; groups: main-roads",
        "place        -10.16, 123.61; road class M4",
        "luminaire    70 W, 1 W when off",
        "node         n-0001; firmware 1.4; 3 boots, the last one: power on; clock holdover",
        "last news    silent since 2026-08-15 18:14 WITA",
        "wanted       60 %",
        "reported     100 %; said 2026-08-15 18:02 WITA, 28 h ago",
        "measured     never",
        "counters     123.5 kWh, 2 h of light",
        (
            "converged    no: it lacks its own document (none is there), "
            "program main-roads (an older one is there)"
        ),
        "maintenance  M-000012  until 23:00 WITA, by maria: new breaker",
        "             M-000009  a new node, held back until some time after its first word",
        (
            "faults       F-000007  COMM_LOST since 2026-08-15 18:29 WITA, active: "
            "silent since 18:14 WITA"
        ),
        (
            "events       2026-08-15 18:00 WITA  went to 100 %, by program: main-roads 18:00; "
            "received 2026-08-15 20:15 WITA"
        ),
    ]
    assert city.call("lamp", "show", "KPG-0002", "--json").document == answers.LAMP_SHOW


def test_an_import_only_looks_until_it_is_told_to_do_it(city: City) -> None:
    changes = {"added": ["KPG-0003"], "changed": [], "removed": ["KPG-0009"], "unchanged": 2}
    document = {"schema": "lighting.lamp-import/1", **changes, "applied": False}
    city.api.says("POST", "/v1/lamps/import", document)
    path = city.folder / "lamps.csv"
    said = city.call("lamp", "import", path)
    body = city.api.last("/v1/lamps/import")["body"]
    assert body == {"csv": path.read_text(), "source": str(path), "dry_run": True, "reason": ""}
    added, removed, unchanged = map(words, said.out.splitlines())
    assert added == ["added", "1", "KPG-0003"]
    assert removed == ["removed", "1", "KPG-0009"]
    assert unchanged == ["unchanged", "2"]
    assert "add --apply" in said.err
    city.api.says("POST", "/v1/lamps/import", {**document, "applied": True})
    said = city.call("lamp", "import", path, "--apply", "--reason", "new park")
    assert city.api.last("/v1/lamps/import")["body"]["dry_run"] is False
    assert said.err == ""
    assert city.call("lamp", "import", path, "--json").document["added"] == ["KPG-0003"]


def test_a_wrong_list_is_never_sent(city: City) -> None:
    path = city.folder / "lamps.csv"
    path.write_text(path.read_text().replace("70,M4", "70W,M4"))
    said = city.call("lamp", "import", path, "--apply")
    assert said.code == 7
    assert f"{path}:4: power_w" in said.err
    assert city.api.asked == []


def test_faults_are_listed_with_incidents_first(city: City) -> None:
    city.api.says("GET", "/v1/faults", answers.FAULTS)
    incident, _, fault = city.call("fault", "list").out.splitlines()
    assert incident == "incident i-3  SUPPLY_LOSS  panel P-05, 2 lamps, since 19:20 WITA"
    assert words(fault)[:4] == ["f-12", "LAMP_FAIL", "fault", "KPG-0117"]
    assert city.call("fault", "list", "--json").document == answers.FAULTS
    assert "18:04 WITA" in fault
    assert "power_w 1.8, expected_w 70.0" in fault
    assert "active, back 3 times, unknown since 18:14 WITA" in fault


def test_incidents_are_listed_with_their_cause(city: City) -> None:
    said = {"schema": "lighting.incident-list/1", "incidents": answers.FAULTS["incidents"]}
    city.api.says("GET", "/v1/incidents", said)
    _, incident = city.call("incident", "list").out.splitlines()
    assert words(incident)[:4] == ["i-3", "panel", "P-05", "2"]
    assert "breaker or feeder of P-05" in incident


def test_faults_are_filtered_by_the_daemon(city: City) -> None:
    city.api.says("GET", "/v1/faults", {**answers.FAULTS, "faults": [], "incidents": []})
    said = city.call("fault", "list", "--code", "LAMP_FAIL", "--severity", "3", "--since", "18:00")
    query = city.api.last("/v1/faults")["query"]
    assert query == {"code": "LAMP_FAIL", "severity": "3", "since": "2026-08-16T18:00:00+08:00"}
    assert said.err == "no fault fits\n"


def test_of_more_faults_than_a_screen_holds_the_codes_are_counted(city: City) -> None:
    one = answers.FAULTS["faults"][0]
    faults = [one] * 30 + [{**one, "code": "CLOCK"}]
    city.api.says("GET", "/v1/faults", {**answers.FAULTS, "faults": faults})
    said = city.call("fault", "list")
    assert len(said.out.splitlines()) == 33
    assert said.err.startswith("30 LAMP_FAIL, 1 CLOCK: narrow it with --severity 3, ")


def test_a_fault_that_stands_for_others_names_them_and_is_as_bad_as_they_are(city: City) -> None:
    dark = {"id": "F-000013", "code": "LAMP_FAIL", "severity": 3}
    driver = {**answers.FAULTS["faults"][0], "code": "GEAR_COMM", "severity": 2, "explains": [dark]}
    city.api.says("GET", "/v1/faults", {**answers.FAULTS, "faults": [driver], "incidents": []})
    _, line = city.call("fault", "list").out.splitlines()
    assert words(line)[:3] == ["f-12", "GEAR_COMM", "fault"]
    assert line.endswith("; explains LAMP_FAIL (F-000013)")


def test_a_lamp_shows_each_of_its_faults_and_which_explains_which(city: City) -> None:
    (fault,) = answers.LAMP_SHOW["lamp"]["faults"]
    dark = {**fault, "code": "LAMP_FAIL", "explained_by": "F-000006"}
    lamp = {**answers.LAMP_SHOW["lamp"], "faults": [{**fault, "id": "F-000006"}, dark]}
    city.api.says("GET", "/v1/lamps/KPG-0002", {**answers.LAMP_SHOW, "lamp": lamp})
    said = city.call("lamp", "show", "KPG-0002").out
    assert "F-000006  COMM_LOST" in said
    assert "F-000007  LAMP_FAIL since 2026-08-15 18:29 WITA, active, explained by F-000006" in said


def test_an_incident_that_is_over_says_until_when(city: City) -> None:
    over = {**answers.FAULTS["incidents"][0], "until": "2026-08-16T19:50:00+08:00"}
    city.api.says("GET", "/v1/faults", {**answers.FAULTS, "faults": [], "incidents": [over]})
    assert "since 19:20 WITA until 19:50 WITA" in city.call("fault", "list").out


def test_a_fault_is_shown_and_acknowledged(city: City) -> None:
    fault = answers.FAULTS["faults"][0]
    shown = {"schema": "lighting.fault-show/1", "fault": fault}
    city.api.says("GET", "/v1/faults/F-000012", shown)
    said = city.call("fault", "show", "F-000012").out
    assert "severity        fault" in said
    assert "since           18:04 WITA" in said
    assert city.call("fault", "show", "F-000012", "--json").document == shown
    known = {"schema": "lighting.fault-acknowledge/1", "id": "F-000012", "state": "acknowledged"}
    city.api.says("POST", "/v1/faults/F-000012/acknowledge", known)
    done = city.call("fault", "acknowledge", "F-000012", "--reason", "driver ordered")
    assert city.api.last("/v1/faults/F-000012/acknowledge")["body"] == {"reason": "driver ordered"}
    assert "stays open until the lamp is well" in done.out
    again = city.call("fault", "acknowledge", "F-000012", "--reason", "same", "--json")
    assert again.document == known


def test_why_is_a_sentence_and_the_trace_behind_it(city: City) -> None:
    city.api.says("GET", "/v1/why/KPG-0001", answers.WHY)
    said = city.call("why", "KPG-0001", "--at", "18:00")
    assert city.api.last("/v1/why/KPG-0001")["query"] == {"at": "2026-08-16T18:00:00+08:00"}
    assert said.out.splitlines() == [
        answers.WHY["sentence"],
        "     local     no local switch",
        "  -> program   main-roads 22:00",
        "reported       60 %; 22:00 WITA",
        "measured       nothing is known",
    ]
    assert city.call("why", "KPG-0001", "--json").document == answers.WHY


def test_why_tells_what_was_reported_and_measured_with_units_and_age(city: City) -> None:
    at = {"at": "2026-08-16T22:00:07+08:00", "age_s": 233}
    reported = {"level": 60, "wanted_level": 100, "reason": "local: switch", "clock": "holdover"}
    measured = {"power_w": 41.8, "nominal_w": 70.0, "supply_v": 231.0, "energy_wh": 12_000}
    more = {"reported": at | reported, "measured": at | measured | {"burn_s": 7_200}}
    city.api.says("GET", "/v1/why/KPG-0001", answers.WHY | more)
    assert city.call("why", "KPG-0001").out.splitlines()[-2:] == [
        (
            "reported       60 %, 100 % wanted, by local: switch, clock holdover; "
            "22:00 WITA, 3 min before"
        ),
        (
            "measured       41.8 W of 70.0 W, 231.0 V, 12.0 kWh, 2 h of light; "
            "22:00 WITA, 3 min before"
        ),
    ]
    assert city.api.last("/v1/why/KPG-0001")["query"] == {}


def test_the_schedule_in_force_can_be_saved_to_a_file(city: City) -> None:
    shown = {
        "schema": "lighting.schedule-show/1",
        "number": 2,
        "version": 1_786_867_200_000,
        "in_force": True,
        "text": "[site]\nname = 1\n",
        "applied_at": "2026-08-16T16:00:00+08:00",
        "by": "sari",
        "reason": "first",
    }
    city.api.says("GET", "/v1/schedule", shown)
    said = city.call("schedule", "show")
    line = "# Taken from version 2 (1786867200000) of kupang; apply looks at this line.\n"
    assert said.out == f"{shown['text']}{line}"
    assert said.err == "version 2, applied 16:00 WITA by sari: first\n"
    assert city.call("schedule", "show", "--quiet").err == ""
    assert city.call("schedule", "show", "--json").document == shown


def test_alone_the_program_shows_the_status_where_a_controller_answers(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIGHTING_CONFIG", str(city.config))
    city.api.says("GET", "/v1/status", answers.STATUS)
    assert call().out.startswith("site        kupang")
    city.api.refuses("GET", "/v1/status", 503, what="the store is gone")
    assert call().out.startswith("Usage: lighting")


def test_alone_the_program_shows_its_help_where_there_is_no_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LIGHTING_CONFIG", raising=False)
    said = call()
    assert said.code == 0
    assert said.out.startswith("Usage: lighting")
