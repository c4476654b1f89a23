"""A sentence with figures: said in English, kept so, and said again in Indonesian.

What is kept is the English sentence alone. Its template, read backwards, gives the figures back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from string import Formatter
from types import MappingProxyType

_NO_PARTS: Mapping[str, tuple["Sentence", ...]] = MappingProxyType({})
_ANY = r"[^;]+?"  # a semicolon parts sentences
_FIGURES = {
    "d": r"-?\d+",
    ".0f": r"-?\d+",
    ".1f": r"-?\d+\.\d",
    ".2f": r"-?\d+\.\d\d",
    "g": r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?",
    ".0%": r"-?\d+%",
}
"""What a figure looks like, by how it is written."""


@dataclass(frozen=True)
class Sentence:
    """One row of the table.

    Args:
        english: The template, each figure with how it is written, such as `{power_w:.1f} W`.
        indonesian: The same figures and names, in Indonesian.
        parts: For a name that is a sentence of its own: which ones it can be.
    """

    english: str
    indonesian: str
    parts: Mapping[str, tuple["Sentence", ...]] = field(default_factory=lambda: _NO_PARTS)

    def __call__(self, **values: object) -> str:
        """Say it in English."""
        return self.english.format(**values)

    def is_said_by(self, said: str) -> bool:
        """Whether a text is this sentence."""
        return self._pattern.fullmatch(said) is not None

    def in_indonesian(self, said: str) -> str | None:
        """Say in Indonesian what was said in English; None: it is another sentence."""
        found = self._pattern.fullmatch(said)
        if found is None:
            return None
        values = {name: self._value(name, text) for name, text in found.groupdict().items()}
        return self.indonesian.format(**values)

    @property
    def templates(self) -> tuple[str, str]:
        """Both languages without how figures are written: `{power_w} W`."""
        parsed = Formatter().parse(self.english)
        plain = "".join(f"{text}{{{name}}}" if name else text for text, name, _, _ in parsed)
        return plain, self.indonesian

    @property
    def figures(self) -> Mapping[str, str]:
        """How each of its names is written; empty: it is a text."""
        parsed = Formatter().parse(self.english)
        return {name: how or "" for _, name, how, _ in parsed if name is not None}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(_pattern_of(self, is_named=True))

    def _value(self, name: str, text: str) -> str:
        if name in self.parts:
            return translated(text, self.parts[name])
        return text.replace(".", ",") if self.figures[name] else text


def translated(said: str, among: tuple[Sentence, ...]) -> str:
    """Say in Indonesian what one of some sentences says; what none fits stays as it is."""
    tries = (one.in_indonesian(said) for one in among)
    return next((found for found in tries if found is not None), said)


def _pattern_of(sentence: Sentence, *, is_named: bool) -> str:
    text = ""
    for before, name, how, _ in Formatter().parse(sentence.english):
        text += re.escape(before)
        if name is not None:
            one = _pattern_of_value(sentence, name, how or "")
            text += f"(?P<{name}>{one})" if is_named else f"(?:{one})"
    return text


def _pattern_of_value(sentence: Sentence, name: str, how: str) -> str:
    if name in sentence.parts:
        return "|".join(_pattern_of(part, is_named=False) for part in sentence.parts[name])
    return _FIGURES[how] if how else _ANY
