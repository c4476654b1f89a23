from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.stepped_city import SteppedCity

Build = Callable[..., SteppedCity]


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """Builds cities that are cleared away after the test."""
    built: list[SteppedCity] = []

    def make(*given: Any, **more: Any) -> SteppedCity:  # noqa: ANN401 - as SteppedCity takes them
        folder = tmp_path / str(len(built))
        folder.mkdir()
        built.append(SteppedCity(folder, *given, **more))
        return built[-1]

    yield make
    for city in built:
        city.close()
