"""What people would use instead: Node-RED, a flow from MQTT to InfluxDB in batches of 5,000."""

import json
import shutil
from pathlib import Path
from typing import Any

from benchmarks.ingesting.influxd import OPERATOR_TOKEN, ORG, Influxd
from benchmarks.ingesting.town import Town, found
from devices.sim.broker_process import free_port
from devices.sim.child import Child

MISSING = "no node-red on PATH"
LAMPS = 1_000
BATCH = 5_000
# Gathers points and hands them on 5,000 at a time; what is left over after a second as well.
GATHER = """
const lamp = msg.topic.split('/')[4];
const points = context.get('points') || [];
for (const {at_ms, ...fields} of msg.payload.samples)
    points.push({measurement: 'lamp', tags: {lamp}, fields, timestamp: new Date(at_ms)});
clearTimeout(context.get('timer'));
context.set('points', points);
function go() { context.set('points', []); node.send({payload: points}); }
if (points.length >= BATCH) go(); else context.set('timer', setTimeout(go, 1000));
""".replace("BATCH", str(BATCH))


class NodeRed:
    """Node-RED in a folder of its own; done when InfluxDB has as many points as were sent."""

    keeps = True
    look_s = 0.1  # InfluxDB counts all points each time
    name = "Node-RED"

    def __init__(self, program: str, town: Town, port: int, influxd: Influxd) -> None:
        folder = town.config.path.parent
        self.town = town
        self.client_id = "node-red-bench"
        self._influxd = influxd
        influxd.make_bucket(town.name)
        (folder / "settings.js").write_text(
            "module.exports = {credentialSecret: false, flowFile: 'flows.json',"
            " uiHost: '127.0.0.1', httpAdminRoot: false, functionTimeout: 0}\n"
        )
        (folder / "flows.json").write_text(json.dumps(_flow(self, port)))
        secrets = {"store": {"token": OPERATOR_TOKEN}}
        (folder / "flows_cred.json").write_text(json.dumps(secrets))
        settings = str(folder / "settings.js")
        where = ["--userDir", str(folder), "--settings", settings, "--port", str(free_port())]
        self._child = Child([program, *where], folder / "node-red.log")

    @property
    def url(self) -> str:
        """Of its InfluxDB."""
        return self._influxd.url

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


def node_red(folder: Path, port: int, influxd: Influxd) -> NodeRed | None:
    """Start Node-RED; None where there is none."""
    program = shutil.which("node-red")
    if program is None:
        return None
    return NodeRed(program, found("node-red", folder / "node-red", LAMPS, ""), port, influxd)


def _flow(one: NodeRed, port: int) -> list[dict[str, Any]]:
    broker: dict[str, Any] = {
        "id": "broker",
        "type": "mqtt-broker",
        "broker": "127.0.0.1",
        "port": str(port),
    }
    broker |= {"clientid": one.client_id, "autoConnect": True, "protocolVersion": "4"}
    broker |= {"cleansession": False, "keepalive": "600", "usetls": False}
    store = {"id": "store", "type": "influxdb", "influxdbVersion": "2.0", "url": one.url}
    hear = {"id": "hear", "type": "mqtt in", "topic": one.town.topics, "qos": "1"}
    gather = {"id": "gather", "type": "function", "func": GATHER, "outputs": 1}
    write: dict[str, Any] = {
        "id": "write",
        "type": "influxdb batch",
        "influxdb": "store",
        "org": ORG,
    }
    write |= {"bucket": one.town.name, "precisionV18FluxV20": "ms", "wires": []}
    tab = {"z": "tab"}
    return [
        {"id": "tab", "type": "tab", "label": "bench"},
        broker,
        store,
        {**hear, **tab, "datatype": "json", "broker": "broker", "wires": [["gather"]]},
        {**gather, **tab, "wires": [["write"]]},
        {**write, **tab},
    ]
