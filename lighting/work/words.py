"""A fault in the technician's language: English, or Indonesian where the catalogue has it."""

from lighting.faults.kind import FaultKind


def sentence_of(kind: FaultKind, language: str = "en") -> str:
    """Say what is the matter."""
    told = getattr(kind, "sentence_id", "") if language == "id" else ""
    return told or kind.sentence


def remedy_of(kind: FaultKind, language: str = "en") -> str:
    """Say what to do about it."""
    told = getattr(kind, "remedy_id", "") if language == "id" else ""
    return told or kind.remedy
