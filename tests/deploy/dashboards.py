"""The dashboards' files, and what Grafana makes of a query before InfluxDB gets it."""

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "deploy/grafana/dashboards"
NAMES = ("city", "lamp")
ALL = "$__all"
ZONE = "Asia/Makassar"
_SPECIAL = re.compile(r"[\\^$*+?.()|\[\]{}/]")
_DOLLAR = re.compile(r"\$(?=[A-Za-z_{])")
_STEP = {"m": 60, "h": 3_600, "d": 86_400}
POINTS = 1_000
"""Grafana asks for about as many points as a panel is wide."""

Selection = Mapping[str, str | tuple[str, ...]]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """What is chosen above a dashboard: from when to when [ms]."""

    from_ms: int
    to_ms: int

    def last(self, text: str) -> "Span":
        """Only the end of it, "15m" of it."""
        return Span(self.to_ms - seconds(text) * 1000, self.to_ms)


def seconds(text: str) -> int:
    return int(text[:-1]) * _STEP[text[-1]]


def dashboard(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def panels(name: str) -> dict[str, dict[str, Any]]:
    """The panels of a dashboard by their titles."""
    return {panel["title"]: panel for panel in dashboard(name)["panels"]}


def variables(name: str) -> dict[str, dict[str, Any]]:
    """The variables of a dashboard by their names."""
    return {one["name"]: one for one in dashboard(name)["templating"]["list"]}


def notes(name: str) -> dict[str, dict[str, Any]]:
    """The annotations of a dashboard by their names, Grafana's own left out."""
    found = dashboard(name)["annotations"]["list"]
    return {one["name"]: one for one in found if not one.get("builtIn")}


def queries(name: str) -> Iterator[tuple[str, str, str]]:
    """Every query of a dashboard: whose it is, the data source, the text."""
    for title, panel in panels(name).items():
        for target in panel["targets"]:
            yield title, target["datasource"]["uid"], target["query"]
    for title, one in variables(name).items():
        yield title, one["datasource"]["uid"], one["query"]
    for title, one in notes(name).items():
        yield title, one["datasource"]["uid"], one["target"]["query"]


def as_regex(value: str | tuple[str, ...]) -> str:
    """A variable's value in the format `regex`; "All" is what the variable says it is."""
    if value == ALL:
        return ".*"
    values = [value] if isinstance(value, str) else list(value)
    escaped = [_SPECIAL.sub(lambda found: "\\" + found[0], one) for one in values]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"


def filled_in(query: str, chosen: Selection, span: Span, least: str = "1m") -> str:
    """The query as InfluxDB gets it; that something is left to be replaced fails the test."""
    step_s = max(seconds(least), (span.to_ms - span.from_ms) // 1000 // POINTS)
    text = query.replace("$timeFilter", f"time >= {span.from_ms}ms and time <= {span.to_ms}ms")
    text = text.replace("$__interval", f"{step_s}s").replace("${__timezone:raw}", ZONE)
    for name, value in chosen.items():
        text = text.replace(f"${{{name}:regex}}", as_regex(value))
    assert not _DOLLAR.search(text), text
    return text


@dataclass(frozen=True, slots=True)
class Source:
    """An InfluxDB, with what each data source of Grafana reads there."""

    url: str
    token: str
    buckets: Mapping[str, str]

    def ask(self, uid: str, query: str) -> list[Row]:
        """The rows of an answer, tags among them, times in ms; an error fails the test."""
        where = urllib.parse.urlencode({"db": self.buckets[uid], "epoch": "ms"})
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.url}/query?{where}",
            data=urllib.parse.urlencode({"q": query}).encode(),
            headers={"Authorization": f"Token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - loopback
            (result,) = json.load(answer)["results"]
        assert "error" not in result, f"{result['error']}: {query}"
        return [
            {**series.get("tags", {}), **dict(zip(series["columns"], values, strict=True))}
            for series in result.get("series", [])
            for values in series["values"]
        ]

    def shown(self, name: str, title: str, chosen: Selection, span: Span) -> list[list[Row]]:
        """What a panel shows: the rows of each of its queries."""
        panel = panels(name)[title]
        shown = span.last(panel["timeFrom"]) if "timeFrom" in panel else span
        return [
            self.ask(
                target["datasource"]["uid"],
                filled_in(target["query"], chosen, shown, panel.get("interval", "1m")),
            )
            for target in panel["targets"]
        ]
