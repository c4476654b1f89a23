"""Messages to people as they are listed: sent, waiting, or given up and why."""

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lighting.stores.outbox import KEPT_MESSAGES, Listed, Outbox
from lighting.times import rfc3339

_TIMES = {"decided_at": "decided_ms", "sent_at": "sent_ms", "next_try_at": "next_ms"}


def messages_of(path: Path, limit: int, timezone: str, *, waiting: bool) -> list[dict[str, Any]]:
    """Read messages from a site's database, the newest first.

    Args:
        path: The database.
        limit: As many at most.
        timezone: Of the site.
        waiting: Only what waits or failed.
    """
    with closing(Outbox.beside(path)) as outbox:
        found = outbox.listed(KEPT_MESSAGES if waiting else limit)
    kept = [one for one in found if not waiting or one.state != "sent"][:limit]
    return [_row(one, timezone) for one in kept]


def _row(one: Listed, timezone: str) -> dict[str, Any]:
    facts = asdict(one)
    moments = {name: facts.pop(field) for name, field in _TIMES.items()}
    times = {
        name: None if at_ms is None else rfc3339(at_ms, timezone) for name, at_ms in moments.items()
    }
    return {**facts, **times, "state": one.state}
