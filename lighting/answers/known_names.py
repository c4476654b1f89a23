"""Names that a list is narrowed by: one that nothing has is an error, not an empty list.

An empty list would say that all is well where only a name is misspelt.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from lighting.errors import NothingMatched, WrongUse

_LOOKED_AT = 60
"""Characters of a typed name that are compared with the known ones."""


def check_place(kind: str, name: str | None, known: Iterable[str]) -> None:
    """Look whether there is such a place at all.

    Raises:
        NothingMatched: There is none.
    """
    names = list(known)
    if name is not None and name not in names:
        raise NothingMatched(f"{kind} {name}", _near(name, names))


def check_word(word: str | None, known: Iterable[str], what: str) -> None:
    """Look whether a word is one of a fixed few.

    Args:
        word: As it was typed; None: nothing was.
        known: Those that there are.
        what: What the words are: `code of a fault`.

    Raises:
        WrongUse: It is none of them.
    """
    words = list(known)
    if word is not None and word not in words:
        near = _near(word, words)
        remedy = (
            f"did you mean {' or '.join(near)}?" if near else f"write one of {', '.join(words)}"
        )
        raise WrongUse(f"{word!r} is no {what}", remedy=remedy)


def _near(name: str, names: Iterable[str]) -> list[str]:
    folded = {one.casefold(): one for one in names}
    return [folded[one] for one in get_close_matches(name.casefold()[:_LOOKED_AT], folded, n=3)]
