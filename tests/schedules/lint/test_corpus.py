"""Each kind of finding is found where it is, and nowhere else."""

from collections.abc import Iterable
from functools import cache

import pytest

from schedules.lint.kinds import KINDS
from tests.schedules.lint.cases import Case
from tests.schedules.lint.documents import LEVELS, NAMES, STEPS, UNUSED
from tests.schedules.lint.nights import BURNING, DARKNESS, DATES

CORPUS: tuple[Case, ...] = BURNING + DARKNESS + DATES + STEPS + LEVELS + NAMES + UNUSED


@cache
def codes(case: Case) -> set[str]:
    return {finding.code for finding in case.findings()}


def named(cases: Iterable[Case]) -> list[str]:
    return [f"{case.near and 'not '}{case.near or case.codes[0]}: {case.what}" for case in cases]


@pytest.mark.parametrize("case", CORPUS, ids=named(CORPUS))
def test_a_document_has_just_the_findings_it_has(case: Case) -> None:
    assert codes(case) == set(case.codes)


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_has_a_document_with_just_that_and_a_near_miss(code: str) -> None:
    assert [case for case in CORPUS if case.codes == (code,)]
    assert [case for case in CORPUS if case.near == code and code not in case.codes]


def test_precision_and_recall_are_1_on_the_whole_corpus() -> None:
    wanted = {(number, code) for number, case in enumerate(CORPUS) for code in case.codes}
    found = {(number, code) for number, case in enumerate(CORPUS) for code in codes(case)}
    assert len(CORPUS) >= 60
    assert len(found & wanted) / len(found) == 1.0
    assert len(found & wanted) / len(wanted) == 1.0
