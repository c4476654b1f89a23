"""Each sentence of the table says the same in both languages, and is known by what it says."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lighting.faults.evidence import of_incident, of_lamp, of_node, of_repair, of_supply
from lighting.faults.evidence.sentence import Sentence
from lighting.faults.evidence.table import SENTENCES, evidence_in

LIGHTING = Path(__file__).parents[3] / "lighting"
FOLDERS = ("desired", "faults", "health", "incidents")
FILES = (of_incident, of_lamp, of_node, of_repair, of_supply)
NAMES = st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{2,6})?|[A-Z]{1,3}-[0-9]{2,4}", fullmatch=True)
FIGURES: dict[str, st.SearchStrategy[float]] = {
    "d": st.integers(0, 1_000_000),
    ".0f": st.floats(-1_000, 100_000),
    ".1f": st.floats(-1_000, 100_000),
    ".2f": st.floats(-1_000, 100_000),
    "g": st.floats(0.1, 100_000),
    ".0%": st.floats(0.5, 20),
}
Said = tuple[str, str]
"""A sentence in English and in Indonesian."""


@st.composite
def said(draw: st.DrawFn, among: tuple[Sentence, ...]) -> Said:
    """One of some sentences with figures as they come."""
    sentence = draw(st.sampled_from(among))
    english: dict[str, object] = {}
    indonesian: dict[str, str] = {}
    for name, how in sentence.figures.items():
        if name in sentence.parts:
            english[name], indonesian[name] = draw(said(sentence.parts[name]))
        elif how:
            english[name] = figure = draw(FIGURES[how])
            indonesian[name] = format(figure, how).replace(".", ",")
        else:
            english[name] = indonesian[name] = draw(NAMES)
    return sentence(**english), sentence.indonesian.format(**indonesian)


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one.english)
@given(data=st.data())
@settings(max_examples=20)
def test_what_was_said_in_english_is_said_again_in_indonesian(
    sentence: Sentence, data: st.DataObject
) -> None:
    english, indonesian = data.draw(said((sentence,)))
    assert evidence_in("id", english) == indonesian
    assert evidence_in("en", english) == english


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one.english)
@given(data=st.data())
@settings(max_examples=20)
def test_no_sentence_can_be_taken_for_another(sentence: Sentence, data: st.DataObject) -> None:
    english, _ = data.draw(said((sentence,)))
    assert [one for one in SENTENCES if one.is_said_by(english)] == [sentence]


def test_both_languages_name_the_same_figures() -> None:
    for one in _every(SENTENCES):
        other = Sentence(one.indonesian, one.english)
        assert one.figures.keys() == other.figures.keys(), one


def test_each_sentence_of_the_files_is_in_the_table_or_part_of_one() -> None:
    written = {
        id(one): one for file in FILES for one in vars(file).values() if isinstance(one, Sentence)
    }
    assert written.keys() - {id(one) for one in _every(SENTENCES)} == set()


def test_a_sentence_of_no_row_stays_as_it_is() -> None:
    for text in ("", "lamp is dark", "34 of 34 lamps {of} P-05", "charge 7 %\n"):
        assert evidence_in("id", text) == text


def test_a_technician_reads_of_a_dark_panel_in_his_language() -> None:
    cause = (
        "34 of 34 lamps of P-05 within 40 s, panel voltage gone (last 221 V); neighbours on P-04"
        " fine: breaker or feeder of P-05"
    )
    assert evidence_in("id", cause) == (
        "34 dari 34 lampu P-05 hilang kontak dalam 40 detik, tegangan panel hilang (terakhir"
        " 221 V); panel tetangga P-04 normal: kemungkinan MCB atau kabel utama panel P-05"
    )
    dark = "commanded 100 %, 1.8 W of 70 W"
    assert evidence_in("id", dark) == "diperintah 100%, daya terukur 1,8 W, seharusnya 70 W"


def _every(among: tuple[Sentence, ...]) -> list[Sentence]:
    parts = [_every(some) for one in among for some in one.parts.values()]
    return [*among, *(one for some in parts for one in some)]


def test_no_rule_writes_evidence_of_its_own() -> None:
    files = [path for folder in FOLDERS for path in (LIGHTING / folder).rglob("*.py")]
    assert [f"{path.name}:{line}" for path in files for line in _own_words(path)] == []


def _own_words(path: Path) -> Iterator[int]:
    """Lines in which a text of their own is given as evidence."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            given = node.args[1:] if node.func.id in {"found", "Finding"} else []
            given += [one.value for one in node.keywords if one.arg in {"evidence", "cause"}]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "evidence":
            given = [node.value]
        for one in given:
            is_text = isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value
            if is_text or isinstance(one, ast.JoinedStr):
                yield one.lineno
