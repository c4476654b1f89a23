"""What people would use instead: Node-RED, a flow from MQTT to InfluxDB in batches of 5,000."""

import json
import shutil
from pathlib import Path
from typing import Any

from benchmarks.ingesting.influxd import OPERATOR_TOKEN, ORG, Influxd
from benchmarks.ingesting.rival import Rival
from benchmarks.ingesting.town import Town, found
from devices.sim.broker_process import free_port
from devices.sim.child import Child

MISSING = "no node-red on PATH"
CLIENT_ID = "node-red-bench"
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


def node_red(folder: Path, port: int, influxd: Influxd) -> Rival | None:
    """Start Node-RED; None where there is none."""
    program = shutil.which("node-red")
    if program is None:
        return None
    town = found("node-red", folder / "node-red", LAMPS, "")
    influxd.make_bucket(town.name)
    home = town.config.path.parent
    settings = home / "settings.js"
    settings.write_text(
        "module.exports = {credentialSecret: false, flowFile: 'flows.json',"
        " uiHost: '127.0.0.1', httpAdminRoot: false, functionTimeout: 0}\n"
    )
    (home / "flows.json").write_text(json.dumps(_flow(town, port, influxd.url)))
    secrets = {"store": {"token": OPERATOR_TOKEN}}
    (home / "flows_cred.json").write_text(json.dumps(secrets))
    where = ["--userDir", str(home), "--settings", str(settings), "--port", str(free_port())]
    child = Child([program, *where], home / "node-red.log")
    return Rival("Node-RED", CLIENT_ID, town, influxd, child)


def _flow(town: Town, port: int, url: str) -> list[dict[str, Any]]:
    broker: dict[str, Any] = {
        "id": "broker",
        "type": "mqtt-broker",
        "broker": "127.0.0.1",
        "port": str(port),
    }
    broker |= {"clientid": CLIENT_ID, "autoConnect": True, "protocolVersion": "4"}
    broker |= {"cleansession": False, "keepalive": "600", "usetls": False}
    store = {"id": "store", "type": "influxdb", "influxdbVersion": "2.0", "url": url}
    hear = {"id": "hear", "type": "mqtt in", "topic": town.topics, "qos": "1"}
    gather = {"id": "gather", "type": "function", "func": GATHER, "outputs": 1}
    write: dict[str, Any] = {
        "id": "write",
        "type": "influxdb batch",
        "influxdb": "store",
        "org": ORG,
    }
    write |= {"bucket": town.name, "precisionV18FluxV20": "ms", "wires": []}
    tab = {"z": "tab"}
    return [
        {"id": "tab", "type": "tab", "label": "bench"},
        broker,
        store,
        {**hear, **tab, "datatype": "json", "broker": "broker", "wires": [["gather"]]},
        {**gather, **tab, "wires": [["write"]]},
        {**write, **tab},
    ]
