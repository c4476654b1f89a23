"""Where the API finds answers about the past, in its own threads: never through the city's owner.

A slow InfluxDB must not hold up the lamps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol

from typing_extensions import override

from lighting.errors import StoreUnavailable
from lighting.rows import HourRow
from lighting.site.config import Config, Influx
from lighting.stores.forwarder import Progress
from lighting.stores.history import Counted, FaultSpan, History
from lighting.stores.orders import Orders
from lighting.stores.parking import Parking
from lighting.stores.records import Records


class Feeding(Protocol):
    """What feeds a bucket of InfluxDB: a `Forwarder`."""

    progress: Progress
    """How it goes; taken from another thread, so it is replaced as a whole and never changed."""


class NoHistory(History):
    """Says that there is nothing to read the past from, which is not the same as an empty past."""

    @override
    def samples(self, lamp: str, from_ms: int, to_ms: int) -> list[Mapping[str, Any]]:
        """Refuse."""
        _refuse()

    @override
    def counted(self, from_ms: int, to_ms: int) -> Mapping[str, list[Counted]]:
        """Refuse."""
        _refuse()

    @override
    def hours(self, from_ms: int, to_ms: int, lamp: str | None = None) -> list[HourRow]:
        """Refuse."""
        _refuse()

    @override
    def faults(
        self,
        from_ms: int,
        to_ms: int,
        *,
        lamp: str | None = None,
        code: str | None = None,
        limit: int = 10_000,
    ) -> list[FaultSpan]:
        """Refuse."""
        _refuse()


def _refuse() -> NoReturn:
    raise StoreUnavailable(
        "the past can't be asked about here", "this controller was started without its history"
    )


@dataclass(frozen=True, slots=True)
class Past:
    """What the API needs to answer about the past; `of` makes it from a site's settings.

    Attributes:
        history: Measurements and faults, whichever store keeps them. Asked from several threads.
        parking: What waits for InfluxDB, was refused by it or is gone; None: nobody says.
        forwarders: What feeds InfluxDB; none where there is none.
        influx: The settings of InfluxDB; its `url` is empty where there is none.
        records: What was ordered and said before; None: nobody says.
        config: The settings of the site; None: nobody says.
        orders: Who ordered what; None: nobody says.
    """

    history: History = field(default_factory=NoHistory)
    parking: Parking | None = None
    forwarders: Sequence[Feeding] = ()
    influx: Influx = field(default_factory=lambda: Influx.model_validate({}))
    records: Records | None = None
    config: Config | None = None
    orders: Orders | None = None

    @classmethod
    def of(cls, config: Config, history: History, forwarders: Sequence[Feeding] = ()) -> "Past":
        """Give the past of a site whose database exists.

        Args:
            config: The settings.
            history: Where measurements and faults are read back from.
            forwarders: What `lighting.running.feeding.kept_up` yields.
        """
        path = config.store_path
        fed = tuple(forwarders)
        records, orders = Records(path), Orders(path)
        return cls(history, Parking(path), fed, config.influx, records, config, orders)
