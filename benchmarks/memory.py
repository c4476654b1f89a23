"""Whether the controller's memory stays as it is, however many messages it takes in.

One controller is given lot after lot at QoS 1; its memory is told after each tenth of them.
"""

import argparse
import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from benchmarks.ingest import LOT, workshop
from benchmarks.ingesting import subjects

MESSAGES = 2_000_000
MB = 1e6


@dataclass(frozen=True, slots=True)
class Flat:
    """Memory after each tenth of the messages [MB], and what is missing or there twice."""

    messages: int
    memory_mb: tuple[float, ...]
    lost: int
    doubled: int


def measure(messages: int, lamps: int, link: str, *, to_influxdb: bool) -> Flat:
    """Give a controller so many messages.

    Raises:
        SystemExit: there is no InfluxDB to feed.
    """
    with ExitStack() as stack:
        bench, folder, server = stack.enter_context(workshop())
        if to_influxdb and server is None:
            raise SystemExit("no influxd: put it on PATH or its path into LIGHTING_INFLUXD")
        if to_influxdb and server is not None:
            one = subjects.controller_to_influxdb(folder, bench.port, lamps, link, server)
        else:
            one = subjects.controller_to_sqlite(folder, bench.port, lamps, link)
        stack.callback(one.stop)
        stack.callback(bench.let_go, one)
        bench.hold(one)
        lots = [
            bench.drain(one, min(LOT, messages - start), is_queued=False)
            for start in range(0, messages, LOT)
        ]
        bench.let_go(one)
        rows, different = one.stored()
        step = max(1, len(lots) // 10)
        memory_mb = tuple(round(lot.memory / MB, 1) for lot in lots[step - 1 :: step])
        return Flat(messages, memory_mb, bench.sent(one) - different, rows - different)


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--lamps", type=int, default=1_000)
    parser.add_argument("--link", choices=("paho", "lean"), default="lean")
    parser.add_argument("--influx", action="store_true", help="feed an InfluxDB")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    given = parser.parse_args(words)
    found = measure(given.messages, given.lamps, given.link, to_influxdb=given.influx)
    if given.json:
        print(json.dumps({"schema": "lighting.bench-memory/1", **asdict(found)}))
        return
    told = " ".join(f"{one:g}" for one in found.memory_mb)
    print(f"{found.messages} messages, MB after each tenth: {told}")
    print(f"lost {found.lost}, doubled {found.doubled}")


if __name__ == "__main__":
    main()
