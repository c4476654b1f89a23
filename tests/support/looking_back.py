"""A city whose past is in a real database, asked over its API."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from devices.wire.up import Sample
from lighting.answers import answer
from lighting.api import Server, make_app, serve
from lighting.api.archives import Feeding, Past
from lighting.city import City
from lighting.orders import carry_out
from lighting.questions.of_city import Order, Pulse, Question
from lighting.rows import HourRow, Row, SampleRow, Say
from lighting.site.config import Influx
from lighting.site.inventory import Lamp
from lighting.stores.history import History
from lighting.stores.journal import Journal, Load, Refused
from lighting.stores.orders import Orders
from lighting.stores.parking import Parking
from lighting.stores.records import Records
from lighting.stores.sqlite import SqliteStore
from lighting.stores.sqlite_history import SqliteHistory
from tests.support.city_of_tests import HOUR_MS, NOW_MS, REPORT_MS, bare_city, lamp, lamps
from tests.support.stored import SESSION

TOKEN = "token-of-ani-0123456789"  # noqa: S105 - of a server that lives as long as one test
Response = tuple[int, dict[str, Any]]


@dataclass
class Owner:
    """Stands for the thread that owns the city; remembers what it was asked."""

    city: City
    store: SqliteStore
    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> dict[str, Any]:
        self.asked.append(question)
        assert not isinstance(question, Pulse)
        if isinstance(question, Order):
            document, actions = carry_out(self.city, question, NOW_MS)
            self.store.commit([one for one in actions if not isinstance(one, Say)], {})
            return document
        return answer(self.city, question, NOW_MS, self.store)


@dataclass(frozen=True)
class Site:
    """The city with its database, and its API."""

    owner: Owner
    store: SqliteStore
    server: Server

    def keep(self, *rows: Row) -> None:
        """Keep facts."""
        self.store.commit(rows, {})

    def get(self, target: str) -> Response:
        """Ask."""
        return self._call("GET", target)

    def post(self, target: str, **body: object) -> Response:
        """Have something done."""
        return self._call("POST", target, json.dumps(body).encode())

    def _call(self, method: str, target: str, body: bytes | None = None) -> Response:
        link = HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        with closing(link):
            link.request(method, f"/v1/{target}", body, headers)
            response = link.getresponse()
            return response.status, json.loads(response.read())


@contextmanager
def site(
    folder: Path,
    *forwarders: Feeding,
    url: str = "",
    more: str = "",
    town: Iterable[Lamp] = (),
    history: History | None = None,
) -> Iterator[Site]:
    """Four lamps, the last of them in a park, behind another panel; the past in its database."""
    city = bare_city(tuple(town) or (*lamps(3), lamp(4, "parks", "P-02")), more)
    influx = Influx.model_validate({"url": url})
    path = folder / "lighting.db"
    with closing(SqliteStore.open(path)) as store, closing(SqliteHistory.open(path)) as local:
        owner = Owner(city, store)
        kept = Parking(path), forwarders, influx, Records(path), city.config, Orders(path)
        past = Past(history or local, *kept)
        with serve(make_app(owner.ask, {TOKEN: "ani"}, past), "127.0.0.1", 0) as server:
            yield Site(owner, store, server)


def sample(intervals_ago: int, lamp_id: str = "KPG-0001", **measured: Any) -> SampleRow:  # noqa: ANN401 - any figure of one
    """A sample that was taken so many report intervals before the present."""
    at_ms = NOW_MS - intervals_ago * REPORT_MS
    facts: dict[str, Any] = {"level": 60, "power_w": 42.0, **measured}
    node = f"n-{lamp_id[-4:]}"
    return SampleRow(node, lamp_id, SESSION, Sample(at_ms=at_ms, **facts), "synced", at_ms + 500)


def hour(hours_ago: int, lamp_id: str = "KPG-0001", **facts: Any) -> HourRow:  # noqa: ANN401 - any fact of one
    """A whole hour that began so many hours before the present one, at 42 W."""
    plain: dict[str, Any] = {
        "energy_wh": 42.0,
        "burn_s": 3600.0,
        "power_min_w": 41.0,
        "power_mean_w": 42.0,
        "power_max_w": 43.0,
        "covered_s": 3600.0,
        "samples": 12,
        "quality": "counted",
    }
    begin_ms = NOW_MS - NOW_MS % HOUR_MS - hours_ago * HOUR_MS
    return HourRow(lamp_id, begin_ms, **{**plain, **facts})


def park(path: Path, *lines: str) -> None:
    """Have lines refused, as a forwarder does."""
    with closing(Journal.open(path)) as journal:
        refused = [Refused(line, 400, "no such type") for line in lines]
        journal.settle(Load((), "raw", b"", 0, has_more=False), refused, NOW_MS)
