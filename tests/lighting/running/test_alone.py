"""One controller for one database."""

from pathlib import Path

import pytest

from lighting.errors import StoreUnavailable
from lighting.running.alone import alone_with


def test_a_second_controller_is_kept_away_until_the_first_has_gone(tmp_path: Path) -> None:
    database = tmp_path / "lighting.db"
    with (
        alone_with(database),
        pytest.raises(StoreUnavailable, match="is in use"),
        alone_with(database),
    ):
        pass
    with alone_with(database):
        assert (tmp_path / "lighting.db.lock").exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(StoreUnavailable, match="can't be written"),
        alone_with(tmp_path / "missing" / "lighting.db"),
    ):
        pass
