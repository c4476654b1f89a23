"""Messages and digest are in one language, the evidence too."""

from lighting.notify import wording
from lighting.notify.wording import Fact, Language

CAUSE = (
    "34 of 34 lamps of P-05 within 40 s; P-04, P-06 gone as well: supply of the area before P-05"
)
LEANS = Fact(
    "F-000007",
    "TILT",
    4,
    "Jl. El Tari",
    "TILT KPG-0117",
    is_over=False,
    evidence="leans 14 degrees, 10 allowed",
)
GONE = Fact(
    "I-000002", "SUPPLY_LOSS", 4, "P-05", "SUPPLY_LOSS", is_over=False, evidence=CAUSE, size=34
)


def said(language: Language) -> list[str]:
    """Every kind of message with evidence, in a language."""
    messages = (
        wording.of_faults("faults", "Jl. El Tari", [LEANS], language),
        wording.of_incident("begun", GONE, language),
        wording.of_left([GONE], language),
        wording.of_day("2026-08-16", [wording.line(LEANS, language)], language),
    )
    return [message.body for message in messages]


def test_a_message_in_indonesian_has_its_evidence_in_indonesian() -> None:
    fault, begun, left, digest = said("id")
    for text in (fault, digest):
        assert "miring 14 derajat, batasnya 10 derajat" in text
    for text in (begun, left):
        assert "34 dari 34 lampu P-05 hilang kontak dalam 40 detik" in text
        assert "P-04, P-06 juga hilang kontak: kemungkinan pasokan listrik ke area P-05" in text


def test_a_message_in_english_has_the_evidence_as_it_is_kept() -> None:
    fault, begun, left, digest = said("en")
    for text in (fault, digest):
        assert LEANS.evidence in text
    for text in (begun, left):
        assert CAUSE in text
