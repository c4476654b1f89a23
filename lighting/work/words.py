"""A fault in the technician's language: English or Indonesian."""

from lighting.faults.kind import FaultKind


def sentence_of(kind: FaultKind, language: str = "en") -> str:
    """Say what is the matter."""
    return kind.sentence_id if language == "id" else kind.sentence


def remedy_of(kind: FaultKind, language: str = "en") -> str:
    """Say what to do about it."""
    return kind.remedy_id if language == "id" else kind.remedy
