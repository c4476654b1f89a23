"""A city whose measurements one or the other store keeps: SQLite or InfluxDB."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from lighting.rows import Row
from lighting.site.inventory import Lamp
from lighting.stores.forwarding import Answer
from lighting.stores.influx import InfluxDoor
from lighting.stores.influx_history import InfluxHistory
from lighting.stores.influxql import Influxql
from lighting.stores.journal import Journal
from lighting.stores.measurements import BUCKETS, Bucket
from lighting.stores.sqlite import SqliteStore
from tests.support.city_of_tests import NOW_MS
from tests.support.influxdb import InfluxServer
from tests.support.looking_back import Site, site

TARIFF = '[[tariff]]\nfrom = 2026-01-01\nname = "P-3/TR"\ncurrency = "IDR"\nper_kwh = 1699.53\n'


@contextmanager
def kept_in(
    folder: Path, server: InfluxServer | None, town: Sequence[Lamp], rows: Sequence[Row]
) -> Iterator[Site]:
    """The city whose past is in one store; all of it is forwarded where that is an InfluxDB."""
    folder.mkdir()
    if server is None:
        with site(folder, more=TARIFF, town=town) as found:
            found.keep(*rows)
            yield found
        return
    buckets: dict[Bucket, str] = {one: f"{folder.parent.name}-{one}" for one in BUCKETS}
    path = folder / "lighting.db"
    with closing(SqliteStore.open(path)) as store, closing(Journal.open(path)) as journal:
        store.feed("kupang")
        store.commit(rows, {})
        with closing(InfluxDoor(server.url, server.org, server.token)) as door:
            for one, bucket in buckets.items():
                server.make_bucket(bucket)
                while load := journal.load(one, 0, 2**62, 5_000):
                    assert door.write(bucket, load.body) == Answer(204)
                    journal.settle(load, (), NOW_MS)
    asking = Influxql(server.url, server.token)
    history = InfluxHistory(asking, "kupang", buckets)
    with site(folder, url=server.url, more=TARIFF, town=town, history=history) as found:
        yield found
