"""`lighting influx`, and what `status` and `doctor` say of InfluxDB."""

import stat
from contextlib import closing
from pathlib import Path

import pytest

from devices.sim.broker_process import free_port
from lighting.site.config import read_config
from lighting.stores.journal import Journal, Load, Refused
from lighting.stores.sqlite import SqliteStore
from tests.support import answers
from tests.support.answers_past import INFLUX_PARKED, INFLUX_STATUS, WAITING
from tests.support.influxdb import InfluxServer
from tests.support.program import City

STATUS, PARKED = "/v1/influx", "/v1/influx/parked"
SECRET = "an-operator-token-of-somebody"  # noqa: S105 - opens nothing


def configure(city: City, **facts: object) -> None:
    """Name an InfluxDB in the settings."""
    lines = "".join(f'{name} = "{value}"\n' for name, value in facts.items())
    city.config.write_text(f"{city.config.read_text()}\n[influx]\n{lines}")


def secret(city: City, text: str = SECRET, mode: int = 0o600) -> Path:
    """Write an operator's token to a file."""
    path = city.folder / "operator"
    path.write_text(f"{text}\n")
    path.chmod(mode)
    return path


def test_the_status_says_what_waits_what_failed_and_what_is_gone(city: City) -> None:
    city.api.says("GET", STATUS, INFLUX_STATUS)
    said = city.call("influx", "status")
    assert (said.code, said.err) == (0, "")
    *lines, _, thinned, events = said.out.splitlines()
    where = "http://127.0.0.1:8086, organisation lighting"
    assert lines == [
        "state       UNREACHABLE: all waits here, none is lost; see: lighting doctor",
        f"influxdb    {where}, buckets lighting, lighting_hourly and lighting_book",
        "sent        41,220 points since the controller started, last 21:04 WITA, 60 min ago",
        "last error  22:03 WITA, 60 s ago: Connection refused",
        "backlog     12,000 points wait in 2 rows, 3.1 MB; the oldest of 21:04 WITA, 60 min ago",
        "before      what SQLite kept of the time before InfluxDB follows bit by bit",
        "parked      1 refused line: lighting influx parked list",
        "gone        7 events, 1,234 samples for good",
    ]
    assert "1,234 samples  -       2026-08-15 22:00 WITA to 2026-08-16 02:00 WITA" in thinned
    assert thinned.endswith("the database had reached its budget of 16 MB")
    assert "7 events       n-0001  numbers 3 to 9 " in events
    assert city.call("influx", "status", "--json").document == INFLUX_STATUS


def test_a_state_that_is_well_says_so_and_that_an_error_is_over(city: City) -> None:
    well = {"state": "flowing", "parked": 0, "lost": {}, "gaps": [], "moving": False}
    nothing = {"rows": 0, "points": 0, "bytes": 0, "oldest_at": None, "age_s": None}
    city.api.says("GET", STATUS, {**INFLUX_STATUS, **well, "backlog": nothing})
    said = city.call("influx", "status").out
    for words in ("flowing", "nothing waits", "no refused lines", "; it answers again"):
        assert words in said
    new = {"last_success_at": None, "last_error_at": None, "last_error": None, "backlog": None}
    city.api.says("GET", STATUS, {**INFLUX_STATUS, **well, **new})
    said = city.call("influx", "status").out
    assert "last error  none since the controller started" in said
    assert "nothing since the controller started" in said
    assert "unknown: the journal can't be read" in said


def test_an_influxdb_that_the_controller_does_not_know_yet_is_said(city: City) -> None:
    off: dict[str, object] = {
        "state": "off",
        "url": None,
        "moving": False,
        "parked": 0,
        "lost": {},
        "gaps": [],
    }
    city.api.says("GET", STATUS, {**INFLUX_STATUS, **off, "backlog": {**WAITING, "points": 0}})
    said = city.call("influx", "status")
    assert "measurements stay in SQLite" in said.out
    assert said.err == ""
    configure(city, url="http://127.0.0.1:8086")
    assert "restart it" in city.call("influx", "status").err


def test_the_citys_status_has_a_line_of_it(city: City) -> None:
    fed = {"state": "refused", "backlog": {**WAITING, "points": 1, "rows": 1, "bytes": 12}}
    city.api.says("GET", "/v1/status", {**answers.STATUS, "influx": fed})
    assert city.call("status").out.splitlines()[-1] == (
        "influxdb    REFUSED: 1 point waits in 1 row, 12 bytes; the oldest of 21:04 WITA, "
        "60 min ago; none is lost: lighting influx status"
    )
    fed = {"state": "draining", "backlog": WAITING}
    city.api.says("GET", "/v1/status", {**answers.STATUS, "influx": fed})
    said = city.call("status").out
    assert "influxdb    draining, 12,000 points wait in 2 rows" in said
    assert "refused line" not in said
    city.api.says("GET", "/v1/status", {**answers.STATUS, "influx": {**fed, "parked": 3}})
    assert "; 3 refused lines: lighting influx parked list" in city.call("status").out


def test_refused_lines_are_listed_with_their_reason_and_steer_no_terminal(city: City) -> None:
    city.api.says("GET", PARKED, INFLUX_PARKED)
    said = city.call("influx", "parked", "list", "--limit", "1")
    assert city.api.last(PARKED)["query"] == {"limit": "1"}
    assert "field type conflict" in said.out
    assert "\x1b" not in said.out
    assert said.err == "the newest 1 of 3\n"
    assert city.call("influx", "parked", "list", "--json").document == INFLUX_PARKED
    city.api.says("GET", PARKED, {**INFLUX_PARKED, "total": 0, "parked": []})
    assert city.call("influx", "parked", "list").err.startswith("no line is parked")


@pytest.mark.parametrize(("verb", "done"), [("retry", "on the way again"), ("drop", "given up")])
def test_lines_are_sent_again_or_given_up_for_a_reason(city: City, verb: str, done: str) -> None:
    path = f"{PARKED}/{verb}"
    document = {"schema": f"lighting.influx-parked-{verb}/1", "ids": [17, 18]}
    city.api.says("POST", path, document)
    said = city.call("influx", "parked", verb, "17", "18", "--reason", "corrected")
    assert city.api.last(path)["body"] == {"ids": [17, 18], "reason": "corrected"}
    assert said.out == f"2 lines are {done}\n"
    everything = city.call("influx", "parked", verb, "--all", "--reason", "x", "--json")
    assert city.api.last(path)["body"] == {"ids": None, "reason": "x"}
    assert everything.document == document


@pytest.mark.parametrize("which", [(), ("17", "--all"), ("seventeen",)])
def test_which_lines_must_be_clear(city: City, which: tuple[str, ...]) -> None:
    assert city.call("influx", "parked", "drop", *which, "--reason", "x").code == 2
    assert city.call("influx", "parked", "drop", "17").code == 2
    assert city.api.asked == []


def test_setting_up_needs_an_influxdb_in_the_settings(city: City) -> None:
    said = city.call("influx", "setup", "--operator-token-file", secret(city))
    assert said.code == 6
    assert 'write url = "http://127.0.0.1:8086" under [influx]' in said.err


def test_an_operators_token_comes_from_a_closed_file_or_a_person(city: City) -> None:
    configure(city, url=f"http://127.0.0.1:{free_port()}")
    assert city.call("influx", "setup").code == 2
    assert city.call("influx", "setup", "--operator-token-file", city.folder / "no").code == 7
    open_to_all = city.call("influx", "setup", "--operator-token-file", secret(city, mode=0o644))
    assert open_to_all.code == 7
    assert "chmod 600" in open_to_all.err
    away = city.call("influx", "setup", "--operator-token-file", secret(city), "--debug")
    assert away.code == 5
    assert "does not answer" in away.err
    assert SECRET not in away.out + away.err


def test_what_answers_and_is_no_influxdb_is_said(city: City) -> None:
    configure(city, url=f"http://127.0.0.1:{city.api.port}")
    city.api.says("GET", "/api/v2/orgs", b"<html>")
    said = city.call("influx", "setup", "--operator-token-file", secret(city))
    assert said.code == 5
    assert "is not an InfluxDB 2" in said.err


def test_the_doctor_says_that_an_influxdb_is_away_and_looks_no_further(city: City) -> None:
    configure(city, url=f"http://127.0.0.1:{free_port()}")
    findings = city.call("doctor", "--json").document["findings"]
    found = {each["needs"]: each for each in findings}
    assert "does not answer" in found["influxdb"]["found"]
    assert found["influxdb"]["remedy"]
    assert not {"influxdb token", "influxdb clock", "measurements"} & set(found)
    assert found["controller"]["holds"]


def test_the_doctor_counts_the_lines_that_influxdb_refused(city: City) -> None:
    def told() -> tuple[bool, str]:
        findings = city.call("doctor", "--json").document["findings"]
        (found,) = [each for each in findings if each["needs"] == "refused lines"]
        return found["holds"], found["found"]

    configure(city, url=f"http://127.0.0.1:{free_port()}")
    assert told() == (True, "none")
    path = read_config(city.config).store_path
    SqliteStore.open(path).close()
    assert told() == (True, "none")
    with closing(Journal.open(path)) as journal:
        load = Load((), "raw", b"", 0, has_more=False)
        journal.settle(load, [Refused("lamp level=1", 422, "why")] * 2, 0)
    assert told() == (True, "2 refused lines: lighting influx parked list")


@pytest.mark.influx
def test_a_real_influxdb_is_set_up_once_and_then_found_well(
    city: City, influxdb: InfluxServer, tmp_path: Path
) -> None:
    kinds = {"bucket": "raw", "hourly_bucket": "hourly", "book_bucket": "book"}
    names = {name: f"{tmp_path.name}-{kind}" for name, kind in kinds.items()}
    configure(city, url=influxdb.url, org=influxdb.org, **names)
    findings = city.call("doctor", "--json").document["findings"]
    (missing,) = [each for each in findings if each["needs"] == "influxdb token"]
    assert "lighting influx setup" in missing["remedy"]
    assert "influx.token: no such file" in missing["found"]

    operator = secret(city, influxdb.token)
    said = city.call("influx", "setup", "--operator-token-file", operator)
    assert said.code == 0, said.err
    assert [line.split()[0] for line in said.out.splitlines()] == ["made"] * 4
    assert "restart the controller" in said.err
    token = city.folder / "influx.token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600

    again = city.call("influx", "setup", "--operator-token-file", operator)
    assert "nothing was changed" in again.err
    document = city.call("influx", "setup", "--operator-token-file", operator, "--json").document
    assert document["changed"] is False
    assert {step["did"] for step in document["steps"]} == {"kept"}
    for outcome in (said, again):
        assert influxdb.token not in outcome.out + outcome.err
        assert token.read_text().strip() not in outcome.out + outcome.err

    held = {
        each["needs"]: each["holds"] for each in city.call("doctor", "--json").document["findings"]
    }
    buckets = [f"bucket {name}" for name in names.values()]
    assert all(held[needs] for needs in ("influxdb", "influxdb clock", "influxdb token", *buckets))
