"""A site with a canned daemon, for every command that asks one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.canned_api import canned_api
from tests.support.program import City, make_city


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """A fresh site named kupang."""
    with canned_api() as api:
        yield make_city(tmp_path / "kupang", api)
