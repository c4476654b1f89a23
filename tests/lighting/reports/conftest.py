"""A site in a folder, and the canned daemon that its settings name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.canned_api import canned_api
from tests.support.program import City, make_city


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    folder = tmp_path / "site"
    folder.mkdir()
    with canned_api() as api:
        yield make_city(folder, api)
