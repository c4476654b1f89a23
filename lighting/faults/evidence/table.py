"""All sentences, and a sentence that was kept in the language of who reads it."""

from typing import Final

from lighting.faults.evidence.of_incident import OF_INCIDENT
from lighting.faults.evidence.of_lamp import OF_LAMP
from lighting.faults.evidence.of_node import OF_NODE
from lighting.faults.evidence.of_repair import OF_REPAIR
from lighting.faults.evidence.of_supply import OF_SUPPLY
from lighting.faults.evidence.sentence import Sentence, translated

SENTENCES: Final[tuple[Sentence, ...]] = (
    *(*OF_LAMP, *OF_NODE, *OF_SUPPLY),
    *(*OF_INCIDENT, *OF_REPAIR),
)


def evidence_in(language: str, said: str) -> str:
    """Give a sentence that was kept, in a language; one of no row stays as it is.

    Args:
        language: `en` or `id`.
        said: In English, as every sentence is kept.
    """
    return translated(said, SENTENCES) if language == "id" else said
