"""Each kind of finding is found where it is, and nowhere else.

Each document has just the kinds that it is known to have, so precision and recall are both 1.0.
"""

from collections.abc import Iterable

import pytest

from schedules.lint.kinds import KINDS
from tests.schedules.lint.cases import Case
from tests.schedules.lint.documents import LEVELS, NAMES, STEPS, UNUSED
from tests.schedules.lint.nights import BURNING, DARKNESS, DATES

CORPUS: tuple[Case, ...] = BURNING + DARKNESS + DATES + STEPS + LEVELS + NAMES + UNUSED


def named(cases: Iterable[Case]) -> list[str]:
    return [f"{case.near and 'not '}{case.near or case.codes[0]}: {case.what}" for case in cases]


@pytest.mark.parametrize("case", CORPUS, ids=named(CORPUS))
def test_a_document_has_just_the_findings_it_has(case: Case) -> None:
    assert {finding.code for finding in case.findings()} == set(case.codes)


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_has_a_document_with_just_that_and_a_near_miss(code: str) -> None:
    assert [case for case in CORPUS if case.codes == (code,)]
    assert [case for case in CORPUS if case.near == code and code not in case.codes]


def test_the_corpus_is_large_enough_for_the_figures() -> None:
    assert len({case.text + str(case.lamps) + case.first for case in CORPUS}) >= 60
