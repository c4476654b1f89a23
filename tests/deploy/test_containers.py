"""What deploy/ says fits together and fits the program; no container engine is needed."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import typer

from lighting.cli.program import application
from lighting.site.config import read_config

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
CONFIG_SECTIONS = ("site", "broker", "store", "influx", "api", "nodes", "schedule", "faults")
SERVICES = {"mosquitto", "influxdb", "grafana", "controller"}


def services() -> dict[str, str]:
    """The text of each service."""
    block = COMPOSE.partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    parts = re.split(r"^  (\w+):\n", block, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def settings(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def is_known(words: list[str]) -> bool:
    """Whether the program has a command."""
    command: object = typer.main.get_command(application(words))
    while isinstance(command, typer.core.TyperGroup) and words:
        command, words = command.commands.get(words[0]), words[1:]
    return command is not None


def test_the_containers_are_those_of_a_whole_site() -> None:
    assert set(services()) == SERVICES


def test_every_container_comes_back_is_bounded_and_is_asked_how_it_is() -> None:
    for name, text in services().items():
        assert "restart: unless-stopped" in text or "<<: *restricted" in text, name
        assert re.search(r"^    mem_limit: \d+[mg]$", text, re.MULTILINE), name
        asked = DOCKERFILE if name == "controller" else text
        assert re.search(r"^ *healthcheck\b", asked, re.MULTILINE | re.IGNORECASE), name
    assert "restart: unless-stopped" in COMPOSE.partition("\nservices:\n")[0]


def test_nothing_is_published_but_to_this_machine() -> None:
    ports = re.findall(r"^    ports: \[(.*)\]$", COMPOSE, re.MULTILINE)
    assert COMPOSE.count("ports:") == len(ports) == 3
    assert [port for port in ports if not port.startswith('"127.0.0.1:')] == []
    assert "network_mode" not in COMPOSE


def test_every_file_that_is_handed_in_exists() -> None:
    named = re.findall(r"^      - (\./[\w./-]+):", COMPOSE, re.MULTILINE)
    assert len(named) == 3
    assert [path for path in named if not (DEPLOY / path).exists()] == []
    assert re.findall(r"dockerfile: (\S+)", COMPOSE) == ["deploy/Dockerfile"]


def test_every_volume_is_declared_and_used() -> None:
    declared = re.findall(r"^  ([\w-]+):$", COMPOSE.partition("\nvolumes:\n")[2], re.MULTILINE)
    used = re.findall(r"^      - ([\w-]+):/", COMPOSE, re.MULTILINE)
    assert sorted(declared) == sorted(used)


def test_every_name_that_is_to_be_filled_in_is_in_the_example_and_no_secret_is() -> None:
    lines = settings(DEPLOY / "env.example")
    wanted = set(re.findall(r"\$\{(\w+)", COMPOSE))
    assert wanted == {line.partition("=")[0] for line in lines}
    secret = [line for line in lines if re.search("PASSWORD|TOKEN", line)]
    assert len(secret) == 4
    assert all(line.endswith("=") for line in secret)
    assert re.findall(r"(?:PASSWORD|TOKEN)\w*: (?!\$\{)", COMPOSE) == []


def test_grafana_is_handed_what_its_files_ask_for() -> None:
    files = sorted((DEPLOY / "grafana/provisioning").rglob("*.yaml"))
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    asked = set(re.findall(r"\$\{(\w+)\}", text))
    assert asked == set(re.findall(r"^      (INFLUX_\w+):", services()["grafana"], re.MULTILINE))
    (place,) = re.findall(r"path: (\S+)", text)
    assert f"- ./grafana/dashboards:{place}:ro" in COMPOSE
    home = re.search(r"HOME_DASHBOARD_PATH: \S+/(\w+\.json)", COMPOSE)
    assert home is not None
    assert (DEPLOY / "grafana/dashboards" / home[1]).exists()
    sources = set(re.findall(r"uid: (\S+)", text))
    for path in (DEPLOY / "grafana/dashboards").glob("*.json"):
        panels = json.loads(path.read_text(encoding="utf-8"))["panels"]
        assert {panel["datasource"]["uid"] for panel in panels} <= sources


def test_the_settings_for_the_containers_are_settings_and_name_these_containers() -> None:
    config = read_config(DEPLOY / "lighting.toml")
    assert config.broker.host in SERVICES
    assert config.influx.url == re.findall(r"INFLUX_URL: (\S+)", COMPOSE)[0]
    assert f'"127.0.0.1:{config.api.port}:{config.api.port}"' in services()["controller"]
    assert f'"127.0.0.1:{config.broker.port}:{config.broker.port}"' in services()["mosquitto"]
    said = services()["influxdb"] + services()["grafana"]
    assert f"INIT_ORG: {config.influx.org}\n" in said
    assert f"INIT_BUCKET: {config.influx.bucket}\n" in said
    assert f"INIT_RETENTION: {config.influx.raw_days}d\n" in said
    assert f"INFLUX_BUCKET: {config.influx.bucket}\n" in said
    assert f"INFLUX_HOURLY_BUCKET: {config.influx.hourly_bucket}\n" in said
    assert f"INFLUX_BOOK_BUCKET: {config.influx.book_bucket}\n" in said


def test_a_site_in_containers_is_otherwise_the_one_that_a_new_site_gets() -> None:
    new = read_config(ROOT / "lighting/cli/new_site/lighting.toml")
    contained = read_config(DEPLOY / "lighting.toml")
    same = [name for name in CONFIG_SECTIONS if getattr(new, name) == getattr(contained, name)]
    assert set(CONFIG_SECTIONS) - set(same) == {"broker", "influx", "api"}


def test_the_broker_of_the_containers_differs_only_in_where_it_listens_and_keeps_its_files() -> (
    None
):
    site, contained = settings(ROOT / "mosquitto.conf"), settings(DEPLOY / "mosquitto.conf")
    assert [line for line in contained if line not in site] == [
        "listener 1883",
        "persistence_location /mosquitto/data/",
    ]
    assert [line for line in site if line not in contained] == [
        "listener 1883 127.0.0.1",
        "persistence_location /var/lib/mosquitto/",
    ]


def copied() -> set[str]:
    lines = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    return {name for line in lines for name in line.split()}


def test_what_the_image_is_built_from_exists_and_gets_to_the_builder() -> None:
    assert [name for name in copied() if not (ROOT / name).exists()] == []
    let_in = [line[1:] for line in settings(DEPLOY / "Dockerfile.dockerignore") if line[0] == "!"]
    assert set(let_in) == copied()


def test_the_image_holds_all_that_the_package_is_made_of() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], project["project"]["readme"]}
    assert needed | {"pyproject.toml", "uv.lock"} == copied()


def test_the_image_runs_as_nobody_special_and_stops_when_told() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)$", last, re.MULTILINE) == ["10001:10001"]
    assert "STOPSIGNAL SIGTERM" in last
    assert 'ENTRYPOINT ["lighting"]' in last


@pytest.mark.parametrize("pattern", [r'^CMD (\[".*"\])$', r'CMD \["lighting", (".*")\]$'])
def test_the_image_runs_commands_that_there_are(pattern: str) -> None:
    (found,) = re.findall(pattern, DOCKERFILE, re.MULTILINE)
    assert is_known(json.loads(found if found.startswith("[") else f"[{found}]"))


def test_the_unit_runs_a_command_that_there_is_and_is_told_when_it_is_ready_and_alive() -> None:
    unit = settings(DEPLOY / "lighting.service")
    (started,) = [line for line in unit if line.startswith("ExecStart=")]
    assert is_known(started.split()[1:])
    assert {"Type=notify", "WatchdogSec=30", "Restart=on-failure", "NotifyAccess=main"} <= set(unit)
    assert any(line.startswith("RestrictAddressFamilies=") and "AF_UNIX" in line for line in unit)


def test_the_guide_leaves_the_unit_to_its_file() -> None:
    guide = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert "deploy/lighting.service" in guide
    assert "[Unit]" not in guide
