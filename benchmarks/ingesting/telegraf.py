"""What people would use instead: Telegraf, from MQTT to InfluxDB in batches of 5,000."""

import shutil
from pathlib import Path

from benchmarks.ingesting.influxd import OPERATOR_TOKEN, ORG, Influxd
from benchmarks.ingesting.town import Town, found
from devices.sim.child import Child

MISSING = "no telegraf on PATH"
LAMPS = 1_000
# It acknowledges what was written. As many messages are under way as make three batches, so that
# it need not wait for one to be written before it reads the next.
SETTINGS = """
[agent]
omit_hostname = true
interval = "1s"
metric_batch_size = 5000
metric_buffer_limit = 200000
flush_interval = "1s"

[[inputs.mqtt_consumer]]
servers = ["tcp://127.0.0.1:{port}"]
topics = ["{topics}"]
client_id = "{client_id}"
qos = 1
persistent_session = true
max_undelivered_messages = 15000
keepalive = "600s"
topic_tag = ""
data_format = "json_v2"
[[inputs.mqtt_consumer.topic_parsing]]
topic = "+/+/+/+/+/+"
tags = "_/_/_/_/lamp/_"
[[inputs.mqtt_consumer.json_v2]]
measurement_name = "lamp"
[[inputs.mqtt_consumer.json_v2.object]]
path = "samples"
timestamp_key = "at_ms"
timestamp_format = "unix_ms"

[[outputs.influxdb_v2]]
urls = ["{url}"]
token = "{token}"
organization = "{org}"
bucket = "{bucket}"
content_encoding = "identity"
"""


class Telegraf:
    """Telegraf in a folder of its own; done when InfluxDB has as many points as were sent."""

    keeps = True
    look_s = 0.1  # InfluxDB counts all points each time
    name = "Telegraf"

    def __init__(self, program: str, town: Town, port: int, influxd: Influxd) -> None:
        folder = town.config.path.parent
        self.town = town
        self.client_id = "telegraf-bench"
        self._influxd = influxd
        influxd.make_bucket(town.name)
        settings = folder / "telegraf.conf"
        settings.write_text(
            SETTINGS.format(
                port=port,
                topics=town.topics,
                client_id=self.client_id,
                url=influxd.url,
                token=OPERATOR_TOKEN,
                org=ORG,
                bucket=town.name,
            )
        )
        self._child = Child([program, "--config", str(settings)], folder / "telegraf.log")

    @property
    def pid(self) -> int | None:
        """Its process id."""
        return self._child.pid

    def taken(self) -> int:
        """How many points there are."""
        return self._influxd.count(self.town.name, "lamp", "power_w")

    def stored(self) -> tuple[int, int]:
        """How many points there are; one that comes twice is one."""
        return self.taken(), self.taken()

    def stop(self) -> None:
        """End it."""
        self._child.end()


def telegraf(folder: Path, port: int, influxd: Influxd) -> Telegraf | None:
    """Start Telegraf; None where there is none."""
    program = shutil.which("telegraf")
    if program is None:
        return None
    return Telegraf(program, found("telegraf", folder / "telegraf", LAMPS, ""), port, influxd)
