"""A store to read from, empty at first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lighting.stores.sqlite import SqliteStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "lighting.db")
    yield opened
    opened.close()
