"""A database of a site that has an InfluxDB, its journal, and the store that fills it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lighting.stores.journal import Journal
from lighting.stores.sqlite import SqliteStore
from tests.support.doors import new_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return new_file(tmp_path)


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with closing(Journal.open(path)) as opened:
        yield opened


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(path)) as opened:
        opened.feed("kupang")
        yield opened
