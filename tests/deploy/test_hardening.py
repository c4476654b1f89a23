"""What deploy/ hands to an intruder, or to a full disk: as little as can be."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.test_containers import COMPOSE, DEPLOY, DOCKERFILE, services

UNIT = DEPLOY / "lighting.service"
MOST_EXPOSED = 15
"""Tenths of what `systemd-analyze security` counts: 0 is nothing, 100 a root without bounds."""


def analyzed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What systemd says of the unit, with a program that is there on any machine."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    unit = folder / UNIT.name
    text = UNIT.read_text(encoding="utf-8")
    unit.write_text(text.replace("/usr/local/bin/lighting run", "/bin/true"), encoding="utf-8")
    return subprocess.run([program, *words, unit], capture_output=True, text=True, check=False)


def test_the_unit_is_understood_by_systemd_without_a_complaint(tmp_path: Path) -> None:
    found = analyzed(tmp_path, "verify")
    assert (found.returncode, found.stderr.strip()) == (0, "")


def test_the_unit_exposes_hardly_anything(tmp_path: Path) -> None:
    found = analyzed(tmp_path, "security", "--offline=true", f"--threshold={MOST_EXPOSED}")
    assert found.returncode == 0, found.stdout[-600:]


def test_every_image_and_tool_is_named_to_its_last_digit() -> None:
    images = re.findall(r"^    image: (\S+)$", COMPOSE, re.MULTILINE)
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    ours = [one for one in images if one != "lighting"]
    assert len(ours) == len(services()) - 1 + 2
    assert [one for one in ours if not re.search(r":\d+\.\d+\.\d+(-[\w-]+)?$", one)] == []
    assert len({one for one in ours if one.startswith("python:")}) == 1
    assert re.findall(r"pip install .* (\S+)$", DOCKERFILE, re.MULTILINE) == ["uv==0.13.9"]


def test_containers_may_do_and_write_little_and_their_words_do_not_fill_the_disk() -> None:
    shared = COMPOSE.partition("\nservices:\n")[0]
    assert "cap_drop: [ALL]" in shared
    assert "max-size" in shared
    for name, text in services().items():
        assert "no-new-privileges:true" in text or "<<: *restricted" in text, name
        assert "logging: *logging" in text or "<<: *restricted" in text, name
        # InfluxDB writes where its image wants to; it is the one that is not restricted.
        assert ("read_only: true" in text) == (name != "influxdb"), name
        assert "privileged:" not in text
        assert "docker.sock" not in text


def test_no_secret_gets_into_a_layer_of_the_image() -> None:
    assert re.findall(r"^(?:ARG|ADD)\b.*", DOCKERFILE, re.MULTILINE) == []
    assert re.search(r"TOKEN|PASSWORD|SECRET", DOCKERFILE) is None
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert next(line for line in let_in if line and line[0] != "#") == "*"
    assert [line for line in let_in if re.search(r"token|\.env|\.db|deploy", line)] == []
