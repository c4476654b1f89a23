"""What an order comes to: an answer, rows, and a change that can be followed to its end."""

from typing import Any

from lighting.city import City
from lighting.desired.convergence import follow
from lighting.desired.documents import groups_of, program_of
from lighting.desired.needs import LampNeed, Needs
from lighting.questions.of_city import Order
from lighting.rows import Action, AuditRow, ChangeRow
from lighting.site.inventory import Lamp

Outcome = tuple[dict[str, Any], list[Action]]


def audit(
    order: Order, now_ms: int, target: str, action: str, *, before: str = "", after: str = ""
) -> AuditRow:
    """Who did what to what and why."""
    return AuditRow(now_ms, order.who, action, target, order.reason, before, after)


def change(city: City, what: str, by: str, lamps: tuple[Lamp, ...], now_ms: int) -> ChangeRow:
    """What each lamp must hold for the change to be applied there."""
    needs: list[LampNeed] = []
    for lamp in lamps:
        own = city.desired.get(lamp.node)
        if own is not None:
            needs.append((lamp.id, "desired", lamp.node, own.version))
        name = program_of(city, lamp)
        if name in city.programs:
            needs.append((lamp.id, "program", name, city.programs[name].version))
        for group in groups_of(lamp):
            document = city.group_overrides.get(group)
            if document is not None:
                needs.append((lamp.id, "override", group, document.version))
    row = ChangeRow(f"c-{city.next_order:06}", what, by, now_ms, Needs(needs))
    city.next_order += 1
    city.changes[row.id] = row
    follow(city, row)
    return row
