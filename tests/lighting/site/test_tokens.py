from pathlib import Path

import pytest

from lighting.errors import ConfigWrong
from lighting.site.tokens import read_token, read_tokens

TOKEN = "abcdefghij0123456789"  # noqa: S105 - opens nothing


def tokens_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "tokens"
    path.write_text(text)
    path.chmod(mode)
    return path


def problems_of(path: Path) -> list[str]:
    with pytest.raises(ConfigWrong) as caught:
        read_tokens(path)
    told = [str(problem) for problem in caught.value.problems]
    assert TOKEN not in "".join(told)
    return told


def test_accounts_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tokens_file(tmp_path, f"# who\n\nsari {TOKEN}\nbudi.k\t{TOKEN}X\n")
    assert [each.name for each in read_tokens(path)] == ["sari", "budi.k"]
    assert read_tokens(path)[0].token == TOKEN


def test_a_token_is_never_shown_with_its_account(tmp_path: Path) -> None:
    assert TOKEN not in repr(read_tokens(tokens_file(tmp_path, f"sari {TOKEN}\n")))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    (problem,) = problems_of(tokens_file(tmp_path, f"sari {TOKEN}\n", mode))
    assert f"mode {mode:04o}" in problem
    assert "chmod 600" in problem


def test_every_wrong_line_is_named_but_not_shown(tmp_path: Path) -> None:
    text = f"sari {TOKEN}\nsari {TOKEN}\n{TOKEN}\nbudi short\n"
    told = problems_of(tokens_file(tmp_path, text))
    assert [line.split(":")[1] for line in told] == ["2", "3", "4"]


@pytest.mark.parametrize("text", ["", "# nobody\n"])
def test_a_file_without_an_account_is_refused(tmp_path: Path, text: str) -> None:
    (problem,) = problems_of(tokens_file(tmp_path, text))
    assert "no account in it" in problem


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path / "tokens")
    assert "lighting init" in problem


def test_a_file_of_one_token_gives_it_without_the_end_of_its_line(tmp_path: Path) -> None:
    assert read_token(tokens_file(tmp_path, f"{TOKEN}==\n"), "write one") == f"{TOKEN}=="


@pytest.mark.parametrize("text", [f"{TOKEN}\nmore\n", f"{TOKEN}\u20ac", f"{TOKEN}\x1b[2J"])
def test_what_can_be_no_token_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigWrong) as caught:
        read_token(tokens_file(tmp_path, text), "write one")
    (problem,) = caught.value.problems
    assert "not one token" in str(problem)
    assert TOKEN not in str(problem)
