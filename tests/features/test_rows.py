import ast
import runpy

import pytest

from tests.features.page import ROWS, page
from tests.support.pages import ROOT

EXPECTED = [*range(1, 38), 41, 45, 46, 47, 49]


def test_every_row_is_there_once_with_a_proof_or_what_it_lacks() -> None:
    assert [row.number for row in ROWS] == EXPECTED
    assert [row.number for row in ROWS if not row.proofs and not row.lacks] == []


def test_every_test_that_a_row_names_exists() -> None:
    for path, name in {proof for row in ROWS for proof in row.proofs}:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in functions, f"{path} has no {name}"


def test_the_page_of_features_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(ROOT / "tests" / "features" / "page.py"), run_name="__main__")
    written = capsys.readouterr().out
    assert written == page()
    stale = "stale: run python -m tests.features.page > docs/features.md"
    assert (ROOT / "docs" / "features.md").read_text(encoding="utf-8") == written, stale
