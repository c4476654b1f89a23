"""What people would use instead: Telegraf, from MQTT to InfluxDB in batches of 5,000."""

import shutil
from pathlib import Path

from benchmarks.ingesting.influxd import OPERATOR_TOKEN, ORG, Influxd
from benchmarks.ingesting.rival import Rival
from benchmarks.ingesting.town import found
from devices.sim.child import Child

MISSING = "no telegraf on PATH"
CLIENT_ID = "telegraf-bench"
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


def telegraf(folder: Path, port: int, influxd: Influxd) -> Rival | None:
    """Start Telegraf; None where there is none."""
    program = shutil.which("telegraf")
    if program is None:
        return None
    town = found("telegraf", folder / "telegraf", LAMPS, "")
    influxd.make_bucket(town.name)
    home = town.config.path.parent
    settings = home / "telegraf.conf"
    settings.write_text(
        SETTINGS.format(
            port=port,
            topics=town.topics,
            client_id=CLIENT_ID,
            url=influxd.url,
            token=OPERATOR_TOKEN,
            org=ORG,
            bucket=town.name,
        )
    )
    child = Child([program, "--config", str(settings)], home / "telegraf.log")
    return Rival("Telegraf", CLIENT_ID, town, influxd, child)
