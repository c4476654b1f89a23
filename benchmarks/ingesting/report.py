"""What was found, as ratios, as a document and as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.ingesting.drain import Lot

SCHEMA = "lighting.bench-ingest/1"
BASELINE = "idle_paho"
OTHER_TOOLS = ("node_red", "telegraf")
# The floor, and the target.
AT_MOST: Mapping[str, tuple[float, float]] = {
    "sqlite_cpu_over_idle_paho": (1.0, 0.7),
    "influx_cpu_over_idle_paho": (1.0, 0.34),
    "influx_cpu_over_node_red": (0.5, 0.2),
    "influx_cpu_over_telegraf": (0.7, 0.33),
}
AT_LEAST: Mapping[str, tuple[float, float]] = {
    "sqlite_rate_over_idle_paho": (0.7, 1.3),
    "influx_rate_over_idle_paho": (0.7, 0.88),
    "influx_rate_over_node_red": (1.0, 1.5),
    "influx_rate_over_telegraf": (1.2, 1.4),
}
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much is measured, of what; `messages` for each subject in each round."""

    rounds: int = 5
    messages: int = 50_000
    lamps: int = 1_000
    link: str = "lean"
    is_queued: bool = False

    @property
    def words(self) -> str:
        """All that in words."""
        how = "from the broker's queue" if self.is_queued else "as they are published"
        size = f"{self.rounds} rounds of {self.messages} messages of {self.lamps} lamps"
        return f"{size} at QoS 1, {how}, link {self.link}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians of one subject over its lots: messages a second, CPU [us a message], memory."""

    name: str
    rate: float
    cpu_us: float
    broker_us: float
    store_us: float
    memory_mb: float
    grown_mb: float
    """From the first lot to the last."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it, by the subjects' short names, and why some were left out."""

    wanted: Wanted
    figures: Mapping[str, Figures]
    skipped: Mapping[str, str]
    lost: int
    doubled: int

    def ratios(self) -> dict[str, float]:
        """Give CPU and rates of all over the baseline's, and InfluxDB's over the other tools'."""
        pairs = [(short, BASELINE) for short in self.figures if short != BASELINE]
        pairs += [("influx", tool) for tool in OTHER_TOOLS if tool in self.figures]
        found: dict[str, float] = {}
        for short, other in pairs:
            one, base = self.figures[short], self.figures[other]
            found[f"{short}_cpu_over_{other}"] = round(one.cpu_us / base.cpu_us, 3)
            found[f"{short}_rate_over_{other}"] = round(one.rate / base.rate, 3)
        return found


def figures_of(name: str, lots: Sequence[Lot]) -> Figures:
    """Give the medians of a subject's lots."""
    return Figures(
        name,
        rate=median(lot.count / lot.wall_s for lot in lots),
        cpu_us=median(lot.subject_s / lot.count for lot in lots) * MB,
        broker_us=median(lot.broker_s / lot.count for lot in lots) * MB,
        store_us=median(lot.store_s / lot.count for lot in lots) * MB,
        memory_mb=max(lot.memory for lot in lots) / MB,
        grown_mb=(lots[-1].memory - lots[0].memory) / MB,
    )


def document(found: Found) -> dict[str, Any]:
    """Give what was found for --json."""
    wanted = found.wanted
    return {
        "schema": SCHEMA,
        "rounds": wanted.rounds,
        "messages": wanted.messages,
        "lamps": wanted.lamps,
        "link": wanted.link,
        "queued": wanted.is_queued,
        "ratios": found.ratios(),
        "lost": found.lost,
        "doubled": found.doubled,
        "memory_mb": {short: round(one.memory_mb, 1) for short, one in found.figures.items()},
        "memory_grown_mb": {short: round(one.grown_mb, 1) for short, one in found.figures.items()},
        "skipped": dict(found.skipped),
    }


def show(found: Found) -> None:
    """Print what was found as a table."""
    print(found.wanted.words)
    print(f"{'CPU in us a message':24}{'rate/s':>9}{'CPU':>8}{'broker':>8}{'store':>8}{'MB':>8}")
    for one in found.figures.values():
        cpu = f"{one.cpu_us:8.1f}{one.broker_us:8.1f}{one.store_us:8.1f}"
        print(f"{one.name:24}{one.rate:9.0f}{cpu}{one.memory_mb:8.0f}")
    for name, ratio in found.ratios().items():
        print(f"  {name:38}{ratio:8.2f} x{_verdict(name, ratio)}")
    print(f"lost {found.lost}, doubled {found.doubled}")
    for short, why in found.skipped.items():
        print(f"left out: {short}: {why}")


def _verdict(name: str, ratio: float) -> str:
    if name in AT_MOST:
        limits, words, sign = AT_MOST[name], "at most", 1
    elif name in AT_LEAST:
        limits, words, sign = AT_LEAST[name], "at least", -1
    else:
        return ""
    floor, target = (sign * ratio <= sign * limit for limit in limits)
    said = "target reached" if target else "floor held" if floor else "MISSED"
    return f"   {words} {limits[0]:g}, to reach {limits[1]:g}: {said}"
