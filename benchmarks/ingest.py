"""What it costs to take in a message, beside a subscriber that does nothing with it.

Each round gives every subject the same number of messages, one subject after the other: a paho and
a C subscriber that do nothing, the whole controller (validate, judge, commit, then acknowledge) to
SQLite and to InfluxDB, and Node-RED's batching flow and Telegraf to the same InfluxDB where they
are installed.
Ratios are of medians over one run, to the paho subscriber. With --grow, the controller to SQLite
with 1,000, 10,000 and 100,000 lamps instead.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from math import gcd
from pathlib import Path

from benchmarks.ingesting import influxd, node_red, subjects, telegraf
from benchmarks.ingesting.drain import Bench, Lot
from benchmarks.ingesting.report import Found, Wanted, document, figures_of, show
from benchmarks.ingesting.subjects import Subject
from devices.sim.broker_process import broker_process

LOT = 50_000
"""Messages at once: the broker queues 100,000 for a client, and drops in silence what is beyond."""
WARMING = 3
"""Measurements of each lamp before it counts."""
SIZES = (1_000, 10_000, 100_000)
Offers = Iterator[tuple[str, Subject | str]]


@contextmanager
def workshop() -> Iterator[tuple[Bench, Path, influxd.Influxd | None]]:
    """Have a broker, a folder, and an InfluxDB if there is one, for as long as it takes."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-ingest-")))
        broker = stack.enter_context(broker_process("mosquitto", folder))
        program = influxd.find_influxd()
        server = influxd.Influxd(program, folder / "influxd") if program else None
        if server:
            stack.callback(server.stop)
        yield (
            Bench(broker, folder / "mosquitto.log", server.pid if server else None),
            folder,
            server,
        )


def measure(wanted: Wanted, *, grow: bool = False) -> Found:
    """Measure all subjects that there are on this machine in turn, or controllers that grow."""
    with workshop() as (bench, folder, server):
        if grow:
            return compared(wanted, bench, _sizes(folder, bench.port, wanted))
        return compared(wanted, bench, _offers(folder, bench.port, wanted, server))


def compared(wanted: Wanted, bench: Bench, offers: Offers) -> Found:
    """Give every subject that is offered its lots, round after round."""
    with ExitStack() as stack:
        all_: dict[str, Subject] = {}
        skipped: dict[str, str] = {}
        for short, one in offers:
            if isinstance(one, str):
                skipped[short] = one
                continue
            stack.callback(one.stop)
            stack.callback(bench.let_go, one)
            bench.hold(one)
            _warmed(bench, one)
            all_[short] = one
        lots = _rounds(wanted, bench, all_)
        for one in all_.values():
            bench.let_go(one)
        lost, doubled = _missing(bench, all_.values())
        figures = {short: figures_of(one.name, lots[short]) for short, one in all_.items()}
        return Found(wanted, figures, skipped, lost, doubled)


def _warmed(bench: Bench, one: Subject) -> None:
    """Have each lamp heard some times first: a town that has run for a while is what is measured.

    Who counts in whole lots has nothing to remember of lamps.
    """
    count = WARMING * len(one.town.lamps) if one.keeps else 0
    for start in range(0, count, LOT):
        bench.drain(one, min(LOT, count - start), is_queued=False)


def _rounds(
    wanted: Wanted, bench: Bench, all_: Mapping[str, Subject]
) -> Mapping[str, Sequence[Lot]]:
    lots: dict[str, list[Lot]] = {short: [] for short in all_}
    for _ in range(wanted.rounds):
        for short, one in all_.items():
            for start in range(0, wanted.messages, LOT):
                count = min(LOT, wanted.messages - start)
                lots[short].append(bench.drain(one, count, is_queued=wanted.is_queued))
    return lots


def _missing(bench: Bench, all_: Iterable[Subject]) -> tuple[int, int]:
    """How many of the messages that were sent are not stored, and how many more than once."""
    lost = doubled = 0
    for one in all_:
        if one.keeps:
            rows, different = one.stored()
            lost += bench.sent(one) - different
            doubled += rows - different
    return lost, doubled


def _offers(folder: Path, port: int, wanted: Wanted, server: influxd.Influxd | None) -> Offers:
    """Start one subject after the other; where one can't be, say why."""
    lamps, link = wanted.lamps, wanted.link
    yield "idle_paho", _idle_paho(folder, port, wanted)
    yield "idle_c", subjects.idle_c(folder, port) or "no mosquitto_sub on PATH"
    yield "sqlite", subjects.controller_to_sqlite(folder, port, lamps, link)
    if server is None:
        yield "influx", influxd.MISSING
        return
    yield "influx", subjects.controller_to_influxdb(folder, port, lamps, link, server)
    yield "node_red", node_red.node_red(folder, port, server) or node_red.MISSING
    yield "telegraf", telegraf.telegraf(folder, port, server) or telegraf.MISSING


def _idle_paho(folder: Path, port: int, wanted: Wanted) -> Subject:
    """It counts in lots of a size of which each lot that is sent is made up."""
    return subjects.idle_paho(folder, port, gcd(LOT, wanted.messages))


def _sizes(folder: Path, port: int, wanted: Wanted) -> Offers:
    """Start controllers of more and more lamps."""
    yield "idle_paho", _idle_paho(folder, port, wanted)
    for lamps in SIZES:
        name = f"sqlite-{lamps}"
        yield name, subjects.controller_to_sqlite(folder, port, lamps, wanted.link, name)


def growth(found: Found) -> dict[str, float]:
    """Give how cost grows with the number of lamps."""
    each = [found.figures[f"sqlite-{lamps}"] for lamps in SIZES]
    costs = [one.cpu_us for one in each]
    more_bytes = (each[-1].memory_mb - each[0].memory_mb) * 1e6
    return {
        "cpu_most_over_least": round(max(costs) / min(costs), 3),
        "bytes_a_lamp": round(more_bytes / (SIZES[-1] - SIZES[0])),
    }


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and print it."""
    usual = Wanted()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--rounds", type=int, default=usual.rounds)
    parser.add_argument("--messages", type=int, default=usual.messages, help="for each, in a round")
    parser.add_argument("--lamps", type=int, default=usual.lamps)
    parser.add_argument("--link", choices=("paho", "lean"), default=usual.link)
    parser.add_argument("--queued", action="store_true", help="all wait in the broker at first")
    parser.add_argument("--grow", action="store_true", help="the controller with more lamps")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    given = parser.parse_args(words)
    wanted = Wanted(given.rounds, given.messages, given.lamps, given.link, given.queued)
    found = measure(wanted, grow=given.grow)
    more = growth(found) if given.grow else {}
    if given.json:
        print(json.dumps({**document(found), **more}, indent=2))
        return
    show(found)
    for name, figure in more.items():
        print(f"{name} {figure:g}")


if __name__ == "__main__":
    main()
