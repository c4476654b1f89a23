"""Who did what, when and why."""

from dataclasses import asdict
from typing import Any

from lighting.city import City
from lighting.questions.of_city import ShowAudit
from lighting.rows import AuditRow
from lighting.stores import Reader
from lighting.times import rfc3339


def show_audit(city: City, question: ShowAudit, store: Reader) -> dict[str, Any]:
    """The newest entries, the newest first."""
    entries = [_entry(city, row) for row in store.audit(question.limit)]
    return {"schema": "lighting.audit-show/1", "entries": entries}


def _entry(city: City, row: AuditRow) -> dict[str, Any]:
    facts = asdict(row)
    return {"at": rfc3339(facts.pop("at_ms"), city.config.site.timezone), **facts}
