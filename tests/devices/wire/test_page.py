import subprocess
import sys
from pathlib import Path

from devices.wire.page import page
from devices.wire.topics import TOPICS

REPOSITORY = Path(__file__).parents[3]


def test_the_page_in_docs_is_the_one_that_the_models_make() -> None:
    kept = (REPOSITORY / "docs" / "wire-protocol.md").read_text(encoding="utf-8")
    assert kept == page(), "run: python -m devices.wire.page > docs/wire-protocol.md"


def test_the_page_prints_itself() -> None:
    command = [sys.executable, "-m", "devices.wire.page"]
    printed = subprocess.run(command, capture_output=True, check=True, cwd=REPOSITORY).stdout
    assert printed.decode() == page()


def test_every_message_has_a_section() -> None:
    for topic in TOPICS:
        for model in topic.messages:
            assert f"### {model.__name__} on `{topic.path}`" in page()
