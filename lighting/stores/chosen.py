"""Which store keeps what is measured: InfluxDB if the settings name one, else the SQLite file."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from lighting.site.config import Config
from lighting.site.tokens import read_token
from lighting.stores.history import History
from lighting.stores.measurements import BOOK, HOURLY, RAW, Bucket

if TYPE_CHECKING:
    from lighting.stores.influx import InfluxDoor

REMEDY = "run: lighting influx setup; it makes a token and writes it there"


@contextmanager
def history_of(config: Config) -> Iterator[History]:
    """Give what the past is read from, for as long as the context is entered.

    A token that is missing or that others can read raises `ConfigWrong`.
    """
    if not config.influx.url:
        from lighting.stores.sqlite_history import SqliteHistory  # noqa: PLC0415 - one of the two

        with closing(SqliteHistory.open(config.store_path)) as history:
            yield history
        return
    from lighting.stores.influx_history import InfluxHistory  # noqa: PLC0415 - one of the two
    from lighting.stores.influxql import Influxql  # noqa: PLC0415 - one of the two

    influx = config.influx
    asking = Influxql(influx.url, read_token(config.influx_token_path, REMEDY))
    buckets: dict[Bucket, str] = {
        RAW: influx.bucket,
        HOURLY: influx.hourly_bucket,
        BOOK: influx.book_bucket,
    }
    yield InfluxHistory(asking, config.site.name, buckets)


@contextmanager
def door_of(config: Config) -> "Iterator[InfluxDoor | None]":
    """Give where lines go, for as long as the context is entered; None: there is no InfluxDB.

    A token that is missing or that others can read raises `ConfigWrong`.
    """
    if not config.influx.url:
        yield None
        return
    from lighting.stores.influx import InfluxDoor  # noqa: PLC0415 - slow to load

    token = read_token(config.influx_token_path, REMEDY)
    with closing(InfluxDoor(config.influx.url, config.influx.org, token)) as door:
        yield door
