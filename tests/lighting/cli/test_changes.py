"""Commands that change the city: what they send, and how far they say it got."""

import sys

import pytest

from lighting.cli.command import Session
from lighting.cli.follow import follow
from tests.support import answers
from tests.support.program import City
from tests.support.terminal import Terminal

CHANGE = "/v1/changes/c-000005"


def test_an_override_is_set_by_the_daemons_time_and_followed(city: City) -> None:
    city.api.says("POST", "/v1/overrides", answers.OVERRIDE_SET)
    city.api.says("GET", CHANGE, answers.change(applied=12))
    options = ("--for", "group:parks", "--until", "+2h", "--reason", "night market")
    said = city.call("override", "set", "100", *options, "--except", "KPG-0004")
    assert said.code == 0
    assert city.api.last("/v1/overrides")["body"] == {
        "level": 100,
        "for": "group:parks",
        "except": "KPG-0004",
        "start": None,
        "until": "2026-08-17T00:04:00+08:00",
        "priority": "operator",
        "fade_s": 5,
        "fade_back_s": None,
        "reason": "night market",
    }
    assert "2026-08-17 00:04 WITA" in said.out
    assert said.out.endswith("c-000005: applied by 12 of 12 lamps\n")
    assert said.err == "c-000005: recorded -> sent 12 -> applied 12 -> confirmed 0, of 12 lamps\n"


def test_the_end_of_an_override_counts_from_its_start(city: City) -> None:
    city.api.says("POST", "/v1/overrides", answers.OVERRIDE_SET)
    city.api.says("GET", CHANGE, answers.change(applied=12))
    options = ("--for", "all", "--start", "tomorrow 19:00", "--until", "+3h", "--reason", "x")
    assert city.call("override", "set", "0", *options, "--fade", "2m").code == 0
    body = city.api.last("/v1/overrides")["body"]
    assert body["start"] == "2026-08-17T19:00:00+08:00"
    assert body["until"] == "2026-08-17T22:00:00+08:00"
    assert body["fade_s"] == 120


def test_lamps_that_lack_a_change_are_listed_and_the_exit_code_says_partly(city: City) -> None:
    city.api.says("POST", "/v1/overrides/o-000004/release", answers.OVERRIDE_SET)
    city.api.says("GET", CHANGE, answers.change(applied=10))
    said = city.call("override", "release", "o-000004", "--reason", "over", "--timeout", "0s")
    assert said.code == 3
    *_, heading, silent, slow = said.out.splitlines()
    assert heading.split() == ["lacking", "how", "far"]
    assert silent == "KPG-0000  sent 22:04 WITA, silent since 18:14 WITA"
    assert slow == "KPG-0001  sent 22:04 WITA"
    assert "partly: 2 of 12 lamps have not applied it yet" in said.err
    assert city.api.last("/v1/overrides/o-000004/release")["body"] == {"reason": "over"}


def test_a_share_that_is_reached_is_enough(city: City) -> None:
    city.api.says("POST", "/v1/overrides", answers.OVERRIDE_SET)
    city.api.says("GET", CHANGE, answers.change(applied=10))
    options = ("--for", "all", "--until", "+2h", "--reason", "x", "--wait", "80%", "--json")
    said = city.call("override", "set", "50", *options)
    assert said.code == 0
    assert said.document == {**answers.OVERRIDE_SET, "progress": answers.change(applied=10)}


def test_json_that_is_partly_done_says_who_lacks_it(city: City) -> None:
    city.api.says("POST", "/v1/overrides", answers.OVERRIDE_SET)
    city.api.says("GET", CHANGE, answers.change(applied=10))
    options = ("--for", "all", "--until", "+2h", "--reason", "x", "--timeout", "0s", "--json")
    said = city.call("override", "set", "50", *options)
    assert said.code == 3
    assert len(said.document["progress"]["lacking"]) == 2


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--until", "soon", "is not a time"),
        ("--priority", "mine", "emergency"),
        ("--wait", "most", "is not a share"),
        ("--wait", "101%", "is not a share"),
        ("--timeout", "a while", "is not a length of time"),
        ("--fade", "slowly", "is not a length of time"),
    ],
)
def test_what_cannot_be_read_is_wrong_use_and_changes_nothing(
    city: City, option: str, value: str, told: str
) -> None:
    given = {"--for": "all", "--until": "+2h", "--reason": "x", option: value}
    said = city.call("override", "set", "50", *(word for pair in given.items() for word in pair))
    assert said.code == 2
    assert told in said.err
    assert [each["method"] for each in city.api.asked if each["method"] == "POST"] == []


def test_overrides_in_force_are_listed(city: City) -> None:
    listed = {"schema": "lighting.override-list/1", "overrides": [answers.OVERRIDE]}
    city.api.says("GET", "/v1/overrides", listed)
    said = city.call("override", "list").out
    assert "o-000004" in said
    assert "night market" in said
    assert city.call("override", "list", "--json").document == listed
    city.api.says("GET", "/v1/overrides", {**listed, "overrides": []})
    assert city.call("override", "list").err == "no override is in force\n"


def test_a_schedule_is_sent_as_text_and_not_called_done(city: City) -> None:
    city.api.says("POST", "/v1/schedule", answers.SCHEDULE_APPLY)
    path = city.folder / "schedules.toml"
    said = city.call("schedule", "apply", path, "--reason", "dim earlier")
    body = city.api.last("/v1/schedule")["body"]
    assert body == {
        "text": path.read_text(),
        "source": str(path),
        "reason": "dim earlier",
        "base": 0,
    }
    assert "1 lamps have no program and keep their default: KPG-0199" in said.out
    assert "recorded as c-000005, not yet applied" in said.out
    assert said.code == 0


def test_nodes_that_cant_do_all_of_it_are_named_with_what_they_do_instead(city: City) -> None:
    lack = {"code": "no-fade", "what": "parks fades: these jump", "lamps": ["KPG-0007"]}
    told = "1 lamps: parks fades: these jump: KPG-0007"
    city.api.says("POST", "/v1/schedule", {**answers.SCHEDULE_APPLY, "unable": [lack]})
    path = city.folder / "schedules.toml"
    assert told in city.call("schedule", "apply", path, "--reason", "x").err
    city.api.says("POST", "/v1/overrides", {**answers.OVERRIDE_SET, "unable": [lack]})
    city.api.says("GET", CHANGE, answers.change(applied=12))
    words = ("50", "--for", "group:parks", "--until", "+1h", "--reason", "x")
    assert told in city.call("override", "set", *words).err


def test_a_schedule_can_be_followed_until_enough_lamps_have_it(city: City) -> None:
    city.api.says("POST", "/v1/schedule", answers.SCHEDULE_APPLY)
    city.api.says("GET", CHANGE, answers.change(applied=10))
    options = ("--reason", "x", "--wait", "98%", "--timeout", "0s", "--json")
    said = city.call("schedule", "apply", city.folder / "schedules.toml", *options)
    assert said.code == 3
    assert said.document["progress"]["applied"] == 10


def test_following_tells_each_step_once(city: City) -> None:
    city.api.says("POST", "/v1/schedule", answers.SCHEDULE_APPLY)
    city.api.says("GET", CHANGE, answers.change(applied=10))
    options = ("--reason", "x", "--wait", "100%", "--timeout", "1s")
    said = city.call("schedule", "apply", city.folder / "schedules.toml", *options)
    assert len([each for each in city.api.asked if each["path"] == CHANGE]) > 1
    assert said.err.count("applied 10 ") == 1
    assert "c-000005: applied by 10 of 12 lamps" in said.out


def test_on_a_terminal_the_progress_stays_on_one_line(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.api.says("GET", CHANGE, answers.change(applied=12))
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    session = Session("lighting.override-set/1", config_path=city.config)
    assert follow(session, "c-000005", 1.0, 30.0) == answers.change(applied=12)
    line = "c-000005: recorded -> sent 12 -> applied 12 -> confirmed 0, of 12 lamps"
    assert terminal.getvalue() == f"\r\x1b[K{line}\n"


def test_quiet_says_nothing_but_data_and_errors(city: City) -> None:
    city.api.says("POST", "/v1/overrides", answers.OVERRIDE_SET)
    city.api.says("GET", CHANGE, answers.change(applied=12))
    options = ("--for", "all", "--until", "+2h", "--reason", "x", "--quiet")
    assert city.call("override", "set", "50", *options).err == ""


def test_a_schedule_that_is_wrong_is_never_sent(city: City) -> None:
    path = city.folder / "schedules.toml"
    path.write_text(path.read_text().replace("level = 60", "level = 160"))
    said = city.call("schedule", "apply", path, "--reason", "x")
    assert said.code == 7
    assert f"{path}:16: " in said.err
    assert city.api.asked == []


def test_what_takes_light_away_needs_a_reason(city: City) -> None:
    for command in (
        ("override", "set", "0", "--for", "all", "--until", "+1h"),
        ("override", "release", "o-1"),
        ("schedule", "apply", city.folder / "schedules.toml"),
        ("fault", "acknowledge", "f-1"),
    ):
        said = city.call(*command)
        assert said.code == 2
        assert "--reason" in said.err
