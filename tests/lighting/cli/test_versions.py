"""Versions of the schedule as operators meet them: history, diff, undo, and two at once."""

import sys
from typing import Any

import pytest

from lighting.cli.applying import agreed
from tests.support import answers
from tests.support.program import City
from tests.support.terminal import Terminal

FIRST, SECOND, THIRD = (1_786_860_000_000 + number for number in range(3))


@pytest.fixture
def text(city: City) -> str:
    """The schedule of the site, which is version 1."""
    return (city.folder / "schedules.toml").read_text(encoding="utf-8")


def version(number: int, text: str, *, by: str = "budi", newest: int = 2) -> dict[str, Any]:
    in_force = number == newest
    return {
        "schema": "lighting.schedule-show/1",
        "number": number,
        "version": FIRST + number - 1,
        "base": FIRST + number - 2 if number > 1 else 0,
        "in_force": in_force,
        "source": "schedules.toml",
        "applied_at": "2026-08-16T21:31:00+08:00",
        "by": by,
        "reason": "dim the roads",
        "text": text,
        "programs": [{"program": "main-roads", "lamps": 112}] if in_force else [],
        "unassigned": [],
    }


def serve(city: City, *versions: dict[str, Any]) -> None:
    """Have the daemon know these versions, the last in force."""
    for one in versions:
        for name in (one["number"], one["version"]):
            city.api.says("GET", f"/v1/schedule/versions/{name}", one)
    city.api.says("GET", "/v1/schedule", versions[-1])
    listed = {"schema": "lighting.schedule-history/1", "versions": list(reversed(versions))}
    city.api.says("GET", "/v1/schedule/versions", listed)
    city.api.says("POST", "/v1/schedule", answers.SCHEDULE_APPLY)


def dimmer(text: str) -> str:
    return text.replace("level = 60", "level = 40")


def posted(city: City) -> list[Any]:
    return [one["body"] for one in city.api.asked if one["method"] == "POST"]


def test_the_history_says_who_put_which_in_force_when_and_why(city: City, text: str) -> None:
    serve(city, version(1, text, by="sari"), version(2, dimmer(text)))
    head, newest, first = city.call("schedule", "history").out.splitlines()
    assert head.split() == ["version", "applied", "by", "reason", "from"]
    assert newest == "2        21:31 WITA  budi  dim the roads  schedules.toml  in force"
    assert first == "1        21:31 WITA  sari  dim the roads  schedules.toml"


def test_without_any_schedule_the_history_says_so(city: City) -> None:
    listed = {"schema": "lighting.schedule-history/1", "versions": []}
    city.api.says("GET", "/v1/schedule/versions", listed)
    said = city.call("schedule", "history")
    assert (said.code, said.out, said.err) == (0, "", "no schedule was applied yet\n")


def test_a_diff_tells_groups_and_nights_first_and_then_the_text(city: City, text: str) -> None:
    serve(city, version(1, text), version(2, dimmer(text)))
    out = city.call("schedule", "diff").out
    assert out.startswith("from version 1 to version 2, nights from 2026-08-16:\n")
    assert "main-roads  112    5, from 2026-08-18  22:00 60 % -> 22:00 40 %" in out
    assert '\n-  { at = "22:00", level = 60' in out
    document = city.call("schedule", "diff", "1", "2", "--nights", "3", "--json").document
    assert document["groups"] == [
        {"group": "main-roads", "nights": ["2026-08-18"], "what": "22:00 60 % -> 22:00 40 %"}
    ]


def test_what_apply_changes_is_shown_and_its_base_is_the_version_looked_at(
    city: City, text: str
) -> None:
    serve(city, version(1, text))
    path = city.folder / "dimmer.toml"
    path.write_text(dimmer(text), encoding="utf-8")
    said = city.call("schedule", "apply", path, "--reason", "save")
    assert said.code == 0
    assert "takes the place of version 1, in force since 21:31 WITA, by budi" in said.out
    assert "22:00 60 % -> 22:00 40 %" in said.out
    assert posted(city)[0]["base"] == FIRST


def test_a_copy_remembers_the_version_that_it_was_taken_from(city: City, text: str) -> None:
    serve(city, version(1, text), version(2, dimmer(text)))
    copy = city.folder / "copy.toml"
    copy.write_text(city.call("schedule", "show", "1").out, encoding="utf-8")
    city.api.refuses("POST", "/v1/schedule", 409, what="another one is in force")
    said = city.call("schedule", "apply", copy, "--reason", "save")
    assert said.code == 6
    assert posted(city) == [
        {"text": text, "source": str(copy), "reason": "save", "base": FIRST},
    ]
    assert "since version 1, version 2 by budi changed:\n  main-roads: 22:00 60 %" in said.err
    assert "budi applied another schedule at 21:31 WITA" in said.err
    assert "apply it with --base 2" in said.err


def test_who_applies_his_copy_twice_is_not_his_own_rival(city: City, text: str) -> None:
    serve(city, version(1, text), version(2, dimmer(text), by="sari"))
    copy = city.folder / "copy.toml"
    copy.write_text(city.call("schedule", "show", "1").out, encoding="utf-8")
    assert city.call("schedule", "apply", copy, "--reason", "again").code == 0
    assert posted(city)[0]["base"] == SECOND


@pytest.mark.parametrize(("base", "sent"), [("0", 0), ("1", FIRST), (str(FIRST), FIRST)])
def test_a_script_says_which_version_must_be_in_force(
    city: City, text: str, base: str, sent: int
) -> None:
    serve(city, version(1, text, by="sari"), version(2, text, by="sari"))
    path = city.folder / "schedules.toml"
    city.call("schedule", "apply", path, "--reason", "x", "--base", base)
    assert posted(city)[0]["base"] == sent


def test_a_refusal_for_another_reason_is_told_as_it_is(city: City, text: str) -> None:
    serve(city, version(1, text))
    city.api.refuses("POST", "/v1/schedule", 409, what="too dark", why="a guard", remedy="ask two")
    said = city.call("schedule", "apply", city.folder / "schedules.toml", "--reason", "x")
    assert said.code == 6
    assert said.err == "error: too dark\n  why: a guard\n  what to do: ask two\n"


def test_undo_puts_the_version_before_in_force_as_a_new_one(city: City, text: str) -> None:
    serve(city, version(1, text), version(2, dimmer(text)))
    said = city.call("schedule", "undo", "--reason", "too dark")
    assert said.code == 0
    assert said.out.startswith("back to version 1, of 21:31 WITA by budi: dim the roads\n")
    assert "22:00 40 % -> 22:00 60 %" in said.out
    assert posted(city) == [
        {
            "text": text,
            "source": "version 1 of schedules.toml",
            "reason": "too dark",
            "base": SECOND,
        }
    ]


def test_any_earlier_version_can_be_put_in_force_again(city: City, text: str) -> None:
    middle = version(2, dimmer(text), newest=3)
    serve(city, version(1, text, newest=3), middle, version(3, text, newest=3))
    assert city.call("schedule", "undo", "2", "--reason", "x").code == 0
    assert (posted(city)[0]["text"], posted(city)[0]["base"]) == (dimmer(text), THIRD)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("undo", "2", "--reason", "x"), 2, "version 2 is in force already"),
        (("undo", "last", "--reason", "x"), 2, "'last' is not a version"),
        (("undo", "7", "--reason", "x"), 4, "nothing at /v1/schedule/versions/7"),
        (("undo",), 2, "--reason"),
        (("show", "0"), 2, "'0' is not a version"),
        (("diff", "-1"), 2, "-1"),
        (("apply", "nowhere.toml", "--reason", "x"), 7, "no such file"),
    ],
)
def test_what_is_typed_wrong_is_said_and_changes_nothing(
    city: City, text: str, words: tuple[str, ...], code: int, told: str
) -> None:
    serve(city, version(1, text), version(2, dimmer(text)))
    said = city.call("schedule", *words)
    assert (said.code, posted(city)) == (code, [])
    assert told in said.err


def test_the_first_version_has_none_before_it(city: City, text: str) -> None:
    serve(city, version(1, text, newest=1))
    for verb in (("undo", "--reason", "x"), ("diff",)):
        said = city.call("schedule", *verb)
        assert said.code == 4
        assert "version 1 is the first that was ever applied" in said.err


@pytest.mark.parametrize(
    ("typed", "yes", "is_agreed"),
    [
        ("y\n", False, True),
        ("YES\n", False, True),
        ("n\n", False, False),
        ("\n", False, False),
        ("", False, False),
        ("j\n", False, False),
        ("", True, True),
    ],
)
def test_a_person_is_asked_and_only_a_yes_is_one(
    monkeypatch: pytest.MonkeyPatch, typed: str, *, yes: bool, is_agreed: bool
) -> None:
    asked = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    monkeypatch.setattr(sys, "stderr", asked)
    assert agreed("Put it in force?", yes=yes) == is_agreed
    assert asked.getvalue() == ("" if yes else "Put it in force? [y/N] ")


def test_wait_ends_with_0_or_with_3_and_the_lamps_that_lack_it(city: City) -> None:
    city.api.says("GET", "/v1/changes/newest", answers.change(applied=11))
    said = city.call("wait", "--until", "90%")
    assert (said.code, said.out) == (
        0,
        "c-000005: applied by 11 of 12 lamps\napplied by half after 0.4 s\n",
    )
    said = city.call("wait", "--timeout", "0s", "--json")
    assert (said.code, said.document["reached"]) == (3, False)
    city.api.says("GET", "/v1/changes/c-000005", answers.change(applied=11))
    said = city.call("wait", "c-000005", "--timeout", "0s", "--step", "confirmed")
    assert said.code == 3
    assert city.api.last("/v1/changes/c-000005")["query"] == {"step": "confirmed"}
    assert "12 of 12 lamps are not confirmed yet" in said.err


def test_a_change_is_shown_with_how_soon_each_step_was_taken(city: City) -> None:
    change = answers.change(applied=11)
    change["lacking"][0] |= {"state": "received", "instead": "local switch"}
    city.api.says("GET", "/v1/changes/newest", change)
    said = city.call("change", "show")
    assert "c-000005: schedule schedules.toml, recorded 22:04 WITA by sari" in said.out
    assert "applied    11 of 12  0.4 s       -           -" in said.out
    assert "KPG-0000  received 22:04 WITA, does otherwise: local switch, silent since" in said.out


def test_changes_are_listed(city: City) -> None:
    listed = {"schema": "lighting.change-list/1", "changes": [answers.change(applied=11)]}
    city.api.says("GET", "/v1/changes", listed)
    said = city.call("change", "list", "--limit", "5")
    assert said.out.splitlines()[1].split()[:4] == ["c-000005", "22:04", "WITA", "sari"]
    assert city.api.last("/v1/changes")["query"] == {"limit": "5"}
    city.api.says("GET", "/v1/changes", {**listed, "changes": []})
    assert city.call("change", "list").err == "no change was made yet\n"
