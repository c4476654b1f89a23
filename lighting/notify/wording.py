"""What is said to people, in the language of the site: sentence and remedy, then each lamp."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from lighting.faults.catalogue import kind_of
from lighting.faults.evidence.table import evidence_in

Language = Literal["en", "id"]
LINES = 50
NAMED = 5
"""Names in a line; the others are counted."""
_WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "fault": "{count} fault, {place}",
        "faults": "{count} faults, {place}",
        "resolved": "{count} resolved, {place}",
        "begun": "{code} {place}: {count} lamps",
        "grown": "grown: {code} {place}: {count} lamps",
        "over": "over: {code} {place}",
        "left": "still dark: {places}",
        "digest": "digest of {day}",
        "flapping": "comes and goes: ",
        "passed": "came and went: ",
        "late faults": "faults: ",
        "late resolved": "resolved: ",
        "unproven": "{count} closed without proof, {place}",
        "both": "{count} resolved, {unproven} closed without proof, {place}",
        "late unproven": "closed without proof: ",
        "by": " (closed without proof by {by})",
        "minor": "{code} ({count}): {lamps}",
        "more": "and {count} more",
    },
    "id": {
        "fault": "{count} gangguan, {place}",
        "faults": "{count} gangguan, {place}",
        "resolved": "{count} gangguan selesai, {place}",
        "begun": "{code} {place}: {count} lampu",
        "grown": "meluas: {code} {place}: {count} lampu",
        "over": "selesai: {code} {place}",
        "left": "masih padam: {places}",
        "digest": "ringkasan {day}",
        "flapping": "hilang timbul: ",
        "passed": "sempat terjadi: ",
        "late faults": "gangguan: ",
        "late resolved": "selesai: ",
        "unproven": "{count} gangguan ditutup tanpa bukti, {place}",
        "both": "{count} gangguan selesai, {unproven} ditutup tanpa bukti, {place}",
        "late unproven": "ditutup tanpa bukti: ",
        "by": " (ditutup tanpa bukti oleh {by})",
        "minor": "{code} ({count}): {lamps}",
        "more": "dan {count} lagi",
    },
}


STORM = "STORM"
"""What stands for the codes of a storm, which are many."""
_STORM: Final[dict[Language, tuple[str, str]]] = {
    "en": (
        "Many faults of many kinds at once: a storm, or something like one.",
        "Begin with what may hurt people: lighting work triage.",
    ),
    "id": (
        "Banyak gangguan dari berbagai jenis sekaligus: badai atau sejenisnya.",
        "Dahulukan yang membahayakan orang: lighting work triage.",
    ),
}


class Fact(msgspec.Struct, frozen=True):
    """A fault or an incident as it stands now.

    Attributes:
        size: An incident's count of lamps; 0: it is a fault.
        incident: The incident of a fault, or the larger one that took an incident in.
        unproven: Who closed a fault of which nothing shows that it is over, and why.
    """

    id: str
    code: str
    severity: int
    place: str
    subject: str
    is_over: bool
    evidence: str = ""
    size: int = 0
    incident: str | None = None
    unproven: str = ""

    @property
    def lamp(self) -> str:
        """The lamp, or the panel, of a fault."""
        return self.subject.removeprefix(f"{self.code} ")


class Message(msgspec.Struct, frozen=True):
    """What is sent; `incident` is the id of the one that it is about, and empty else."""

    title: str
    body: str
    severity: int
    incident: str = ""


def of_faults(what: str, place: str, facts: Sequence[Fact], language: Language) -> Message:
    """Say faults of a place (`what` is `faults`), or that they are over (`resolved`)."""
    lines: list[str] = []
    for code in dict.fromkeys(one.code for one in facts):
        lines.append(_advice(code, language, with_remedy=what == "faults"))
        lines += [f"- {end_line(one, language)}" for one in facts if one.code == code]
    title = _title(what, place, facts, language)
    return Message(title, _cut(lines, language), max(one.severity for one in facts))


def _title(what: str, place: str, facts: Sequence[Fact], language: Language) -> str:
    count, unproven = len(facts), sum(bool(one.unproven) for one in facts)
    if unproven:
        word = "unproven" if unproven == count else "both"
        done = count if unproven == count else count - unproven
        return say(word, language, count=done, unproven=unproven, place=place)
    word = "fault" if what == "faults" and count == 1 else what
    return say(word, language, count=count, place=place)


def of_incident(what: str, fact: Fact, language: Language) -> Message:
    """Say that an incident has `begun` or `grown`, or is `over`."""
    title = say(what, language, code=fact.code, place=fact.place, count=fact.size)
    advice = _advice(fact.code, language, with_remedy=what != "over")
    body = f"{advice}\n{fact.id}: {evidence_in(language, fact.evidence)}"
    return Message(title, body, fact.severity, fact.id)


def of_left(facts: Sequence[Fact], language: Language) -> Message:
    """Say which incidents have outlived the larger one that they were part of."""
    title = say("left", language, places=_named([one.place for one in facts], language))
    advice = _advice(facts[0].code, language, with_remedy=True)
    lines = [advice, *(line(one, language) for one in facts)]
    return Message(title, _cut(lines, language), facts[0].severity, facts[0].id)


def of_day(day: str, lines: Sequence[str], language: Language) -> Message:
    """Give the digest of a day."""
    return Message(say("digest", language, day=day), _cut(lines, language), 1)


def minor(code: str, lamps: Sequence[str], language: Language) -> str:
    """Give the line of the digest for a fault that is too small for a message of its own."""
    named = _named(lamps, language)
    said = say("minor", language, code=code, count=len(lamps), lamps=named)
    return f"{said}. {_sentence(code, language)}"


def line(fact: Fact, language: Language) -> str:
    """Give a fact in a line."""
    return f"{fact.id} {fact.subject} {fact.place}: {evidence_in(language, fact.evidence)}"


def end_line(fact: Fact, language: Language) -> str:
    """Give a fact in a line, and who closed it without proof."""
    return line(fact, language) + (say("by", language, by=fact.unproven) if fact.unproven else "")


def say(what: str, language: Language, **values: object) -> str:
    """Give a text of the table with its values."""
    return _WORDS[language][what].format(**values)


def _named(names: Sequence[str], language: Language) -> str:
    more = len(names) - NAMED
    named = ", ".join(names[:NAMED])
    return f"{named} {say('more', language, count=more)}" if more > 0 else named


def _texts(code: str, language: Language) -> tuple[str, str]:
    """Give sentence and remedy of a code."""
    if code == STORM:
        return _STORM[language]
    kind = kind_of(code)
    if language == "id":
        return kind.sentence_id, kind.remedy_id
    return kind.sentence, kind.remedy


def _sentence(code: str, language: Language) -> str:
    return _texts(code, language)[0]


def _advice(code: str, language: Language, *, with_remedy: bool) -> str:
    """Say what is the matter, and what to do about it."""
    sentence, remedy = _texts(code, language)
    return f"{sentence} {remedy}" if with_remedy else sentence


def _cut(lines: Iterable[str], language: Language) -> str:
    every = list(lines)
    more = len(every) - LINES
    last = [say("more", language, count=more)] if more > 0 else []
    return "\n".join(every[:LINES] + last)
