"""Commands that need no daemon."""

import stat
from pathlib import Path

import pytest

from lighting.cli.init import user_name
from lighting.site.inventory import read_lamps
from lighting.site.tokens import read_tokens
from tests.support.program import City, call


def test_a_new_site_is_ready_to_run(tmp_path: Path) -> None:
    folder = tmp_path / "kupang"
    made = call("init", folder)
    assert made.code == 0
    assert [Path(line).name for line in made.out.splitlines()] == [
        "lighting.toml",
        "schedules.toml",
        "lamps.csv",
        "tokens",
    ]
    assert "lighting doctor" in made.err
    assert call("config", "check", "--config", folder / "lighting.toml").code == 0
    assert call("schedule", "check", folder / "schedules.toml").code == 0
    assert len(read_lamps((folder / "lamps.csv").read_text(), "lamps.csv")) == 3
    assert len(read_tokens(folder / "tokens")) == 1


def test_tokens_are_random_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    for name in ("one", "two"):
        call("init", tmp_path / name)
    assert stat.S_IMODE((tmp_path / "one" / "tokens").stat().st_mode) == 0o600
    (one,), (two,) = (read_tokens(tmp_path / name / "tokens") for name in ("one", "two"))
    assert one.token != two.token


def test_a_site_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "lamps.csv").write_text("mine")
    said = call("init", tmp_path, "--json")
    assert said.code == 6
    assert "lamps.csv already" in said.document["error"]["what"]
    assert [path.name for path in tmp_path.iterdir()] == ["lamps.csv"]


def test_the_first_account_is_the_user_of_the_system_or_an_operator() -> None:
    assert user_name(0) == "root"
    assert user_name(4_294_900_001) == "operator"


def test_init_lists_its_files_as_json(tmp_path: Path) -> None:
    document = call("init", tmp_path, "--json").document
    assert document["schema"] == "lighting.site-init/1"
    assert str(tmp_path / "tokens") in document["files"]


def test_settings_are_shown_with_their_origin_and_without_secrets(city: City) -> None:
    document = city.call("config", "show", "--json").document
    settings = {each["key"]: each for each in document["settings"]}
    assert settings["site.name"]["origin"] == "lighting.toml:4"
    assert settings["nodes.report_s"] == {
        "key": "nodes.report_s",
        "value": 300,
        "origin": "default",
    }
    table = city.call("config", "show").out
    assert ["nodes.report_s", "300", "default"] in [line.split() for line in table.splitlines()]
    assert "canned-token" not in table


def test_right_settings_are_said_to_be_right(city: City) -> None:
    assert city.call("config", "check").out == f"{city.config}: right; site kupang\n"
    assert city.call("config", "check", "--json").document["problems"] == []


def test_wrong_settings_are_told_line_by_line(city: City) -> None:
    city.config.write_text(city.config.read_text().replace("port = 1883", "prot = 1883"))
    said = city.call("config", "check")
    assert said.code == 7
    assert f'{city.config}:12: broker.prot is not known; did you mean "port"?' in said.err
    document = city.call("config", "check", "--json").document
    assert document["schema"] == "lighting.config-check/1"
    assert document["problems"][0]["line"] == 12


def test_settings_are_found_by_the_environment_or_the_folder(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LIGHTING_CONFIG", raising=False)
    monkeypatch.chdir(city.folder)
    assert call("config", "check").code == 0
    monkeypatch.setenv("LIGHTING_CONFIG", "elsewhere.toml")
    said = call("config", "check")
    assert said.code == 7
    assert "elsewhere.toml: no such file" in said.err


def test_a_preview_is_the_document_of_the_night(city: City) -> None:
    path = city.folder / "schedules.toml"
    options = ("--night", "2026-08-19", "--for", "group:main-roads", "--json")
    document = call("schedule", "preview", path, *options).document
    assert document["schema"] == "lighting.schedule-preview/1"
    (night,) = document["nights"]
    assert (night["night"], night["group"], night["profile"]) == (
        "2026-08-19",
        "main-roads",
        "main-road",
    )
    assert [(point["level"], point["because"]) for point in night["points"]] == [
        (100, "sunset-10m"),
        (60, "22:00"),
        (100, "04:30"),
        (0, "sunrise+5m"),
    ]
    assert night["points"][1]["at"] == "2026-08-19T22:00:00+08:00"


def test_a_preview_says_its_reasons_to_a_person(city: City) -> None:
    options = ("--night", "2026-08-16", "--nights", "2")
    lines = city.call("schedule", "preview", *options).out.splitlines()
    headings = [line for line in lines if "profile" in line]
    assert headings[0] == '2026-08-16  main-roads: profile festive (rule "08-16..08-17")'
    assert [line.split()[:2] for line in headings] == [
        ["2026-08-16", "main-roads:"],
        ["2026-08-16", "parks:"],
        ["2026-08-17", "main-roads:"],
        ["2026-08-17", "parks:"],
    ]
    assert any(line.startswith("2026-08-16 17:33 WITA  100 %") for line in lines)


def test_tonight_is_previewed_unless_a_night_is_named(city: City) -> None:
    document = city.call("schedule", "preview", "--json").document
    assert len(document["nights"]) == 2


def test_a_preview_of_an_unknown_group_names_the_nearest(city: City) -> None:
    said = city.call("schedule", "preview", "--for", "group:park")
    assert said.code == 4
    assert "group:parks" in said.err


def test_a_date_that_is_none_is_wrong_use(city: City) -> None:
    said = city.call("schedule", "preview", "--night", "2026-02-30")
    assert said.code == 2
    assert "write 2026-08-16" in said.err


def test_a_night_beyond_the_calendar_is_wrong_use(city: City) -> None:
    assert city.call("schedule", "preview", "--night", "9999-01-01").code == 2


def test_estimated_holidays_and_dark_nights_are_said(city: City) -> None:
    path = city.folder / "schedules.toml"
    text = path.read_text().replace(
        '{ on = "sat", profile = "festive" },',
        '{ on = "holiday", profile = "festive" },\n  { on = "sun", profile = "dark" },',
    )
    path.write_text(text + '\n[profile.dark]\nsteps = [{ at = "22:00", level = 0 }]\n')
    notes = call("schedule", "check", path, "--json").document["notes"]
    told = {note["what"] for note in notes if note["group"] == "parks"}
    assert "profile dark leaves the lamps off all night" in told
    assert 'rule "holiday": the holiday\'s date is an estimate' in told
    said = call("schedule", "preview", path, "--night", "2026-08-23", "--for", "group:parks")
    assert "profile dark" in said.out


def test_a_night_without_a_sunset_is_off_and_said_to_be(city: City) -> None:
    path = city.folder / "schedules.toml"
    text = path.read_text().replace("-10.178", "69.65").replace("123.607", "18.96")
    path.write_text(text.replace("Asia/Makassar", "Europe/Oslo"))
    said = call("schedule", "preview", path, "--night", "2026-06-20", "--for", "group:parks")
    heading, rest = said.out.splitlines()
    assert heading.startswith("2026-06-20  parks")
    assert rest == "  off all night"


@pytest.mark.parametrize("command", ["check", "preview"])
def test_every_error_of_a_schedule_is_told(city: City, command: str) -> None:
    path = city.folder / "schedules.toml"
    text = path.read_text().replace("level = 60", "level = 160").replace("04:30", "24:30")
    path.write_text(text)
    said = call("schedule", command, path)
    assert said.code == 7
    told = [line for line in said.err.splitlines() if line.startswith(f"{path}:")]
    assert [line.split(":")[1] for line in told] == ["16", "17"]
    document = call("schedule", command, path, "--json").document
    assert [each["line"] for each in document["problems"]] == [16, 17]


@pytest.mark.parametrize(
    ("content", "told"), [(b"\xff", "not UTF-8 text (byte 1)"), (bytes(50_000_001), "than 50 MB")]
)
def test_a_file_that_is_no_text_or_endless_is_a_wrong_document(
    tmp_path: Path, content: bytes, told: str
) -> None:
    path = tmp_path / "schedules.toml"
    path.write_bytes(content)
    said = call("schedule", "check", path)
    assert said.code == 7
    assert told in said.err


def test_a_missing_schedule_says_what_to_do(tmp_path: Path) -> None:
    said = call("schedule", "check", tmp_path / "nothing.toml")
    assert said.code == 7
    first, last = said.err.splitlines()
    assert first == f"error: {tmp_path / 'nothing.toml'}: no such file"
    assert last.startswith("  what to do: check the name")


def test_the_doctor_finds_everything_or_names_the_remedy(city: City) -> None:
    well = city.config.read_text().replace("port = 1883", f"port = {city.api.port}")
    city.config.write_text(well)
    said = city.call("doctor")
    assert said.code == 0
    assert [line.split()[:2] for line in said.out.splitlines()] == [
        ["ok", "settings:"],
        ["ok", "tokens:"],
        ["ok", "store:"],
        ["ok", "broker:"],
        ["ok", "measurements:"],
        ["ok", "messages:"],
        ["ok", "controller:"],
    ]


def test_the_doctor_fails_when_one_thing_is_missing(city: City) -> None:
    (city.folder / "tokens").chmod(0o644)
    text = city.config.read_text().replace('path = "lighting.db"', 'path = "nowhere/lighting.db"')
    city.config.write_text(text.replace("port = 1883", "port = 1"))
    said = city.call("doctor", "--json")
    assert said.code == 1
    findings = {each["needs"]: each for each in said.document["findings"]}
    assert [name for name, each in findings.items() if each["holds"]] == [
        "settings",
        "measurements",
        "messages",
    ]
    assert "chmod 600" in findings["tokens"]["remedy"]
    assert "nowhere" in findings["store"]["found"]
    assert "nothing listens at 127.0.0.1:1" in findings["broker"]["found"]
    assert "mosquitto" in city.call("doctor").out


def test_the_doctor_names_addresses_that_nobody_can_be_told_by(city: City) -> None:
    with city.config.open("a", encoding="utf-8") as config:
        config.write('[notify]\nurls = "notify.urls"\n')
    urls = city.folder / "notify.urls"
    urls.write_text("json://127.0.0.1:1/\nnonsense://secret-word\n", encoding="utf-8")
    urls.chmod(0o600)
    findings = city.call("doctor", "--json").document["findings"]
    (found,) = [each for each in findings if each["needs"] == "messages"]
    assert not found["holds"]
    assert found["found"] == "notify.urls: address 2 can't be read: nobody is told by it"
    assert "secret-word" not in str(found)
    urls.write_text("json://127.0.0.1:1/\n", encoding="utf-8")
    assert "messages: 1 address; nothing waits" in city.call("doctor").out


def test_the_doctor_stops_at_settings_that_are_not_there(tmp_path: Path) -> None:
    said = call("doctor", "--config", tmp_path / "lighting.toml", "--json")
    assert said.code == 1
    (finding,) = said.document["findings"]
    assert "lighting init" in finding["remedy"]
