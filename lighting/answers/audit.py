"""Who did what, when and why, from the audit as the store keeps it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any, Protocol

from lighting.answers.orders_in_words import SENTENCES, sentence
from lighting.answers.scope import Scope
from lighting.rows import AuditRow

OF_ALL = frozenset({"schedule apply", "lamp import"})
"""Orders that concern every lamp."""


class Concerned(Protocol):
    """Tells which lamps an entry is about, see `lighting.stores.orders.Orders`."""

    def lamps_of(self, id_: str) -> Collection[str]:
        """Give the lamps of a fault, an incident, a work order and their like."""
        ...

    def lamps_set(self, at_ms: int, choice: str) -> Collection[str]:
        """Give the lamps that an override was set for at a moment [ms since 1970 UTC]."""
        ...


def words() -> list[str]:
    """Give the orders there are, and the nouns that stand for all of theirs."""
    return sorted({*SENTENCES, *(action.partition(" ")[0] for action in SENTENCES)})


def about(rows: Iterable[AuditRow], lamp: str, known: Concerned) -> Iterator[AuditRow]:
    """Give the entries that concern a lamp; a schedule and a list of lamps concern each."""
    return (row for row in rows if row.action in OF_ALL or _is_about(row, lamp, known))


def _is_about(row: AuditRow, lamp: str, known: Concerned) -> bool:
    if row.target == lamp:
        return True
    if row.action == "override set":
        return lamp in known.lamps_set(row.at_ms, row.target)
    id_ = row.after.partition(" ")[0] if row.action == "approval ask" else row.target
    return lamp in known.lamps_of(id_)


def show_audit(rows: Iterable[AuditRow], scope: Scope, most: int) -> dict[str, Any]:
    """The newest entries, the newest first; `is_cut` if there are older ones that fit."""
    found = list(islice(rows, most + 1))
    return {
        "schema": "lighting.audit-show/1",
        "is_cut": len(found) > most,
        "entries": [_entry(row, scope) for row in found[:most]],
    }


def _entry(row: AuditRow, scope: Scope) -> dict[str, Any]:
    facts = asdict(row)
    at = scope.time(facts.pop("at_ms"))
    return {"at": at, **facts, "sentence": sentence(row, scope.timezone)}
