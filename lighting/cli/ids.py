"""Ids as people type them: `f-12` or `12` for F-000012; one of another kind is told as that."""

import re

from lighting.errors import NothingMatched

# Letter: what has such ids, and where one is looked at or all are listed.
_KINDS = {
    "F": ("a fault", "lighting fault show {}", "lighting fault list"),
    "I": ("an incident", "lighting incident show {}", "lighting incident list"),
    "W": ("a work order", "lighting work show {}", "lighting work list"),
    "M": ("work on lamps", "lighting lamp maintenance list", "lighting lamp maintenance list"),
    "o": ("an override", "lighting override list", "lighting override list"),
    "a": ("an order that waits", "lighting override list", "lighting override list"),
    "c": ("a change", "lighting change show {}", "lighting change list"),
    "V": ("a visit to a lamp", "lighting work show ORDER", "lighting work list"),
}
_LETTERS = {letter.casefold(): letter for letter in _KINDS}
_TYPED = re.compile(r"(?:([a-z])-?)?0*(\d{1,12})", re.IGNORECASE)


def read_id(text: str, letter: str) -> str:
    """Give an id as the controller writes it.

    Args:
        text: As it was typed; capitals, zeros in front and, for a number alone, the letter count
            for nothing.
        letter: Of what is meant, such as `F` for a fault.

    The id of something else, or of nothing, raises `NothingMatched`.
    """
    found = _TYPED.fullmatch(text.strip())
    given = _LETTERS.get((found[1] or letter).casefold()) if found else None
    if found is None or given is None:
        what, _, listed = _KINDS[letter]
        error = NothingMatched.told(
            f"nothing matches {text}",
            f"the id of {what} looks like {letter}-000012",
            f"look at what there is: {listed}",
        )
        raise error
    id_ = f"{given}-{int(found[2]):06}"
    if given != letter:
        error = _of_another(id_, given, letter)
        raise error
    return id_


def _of_another(id_: str, given: str, wanted: str) -> NothingMatched:
    what, shown, _ = _KINDS[given]
    meant, _, listed = _KINDS[wanted]
    return NothingMatched.told(
        f"{id_} is the id of {what}, not of {meant}",
        f"the id of {meant} looks like {wanted}-000012",
        f"look for the right one: {listed}; or at this one: {shown.format(id_)}",
    )
