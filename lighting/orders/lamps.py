"""Lamps imported: the inventory, and with it who should hold what."""

from lighting.city import City
from lighting.desired.able import check_room
from lighting.desired.documents import issue_desired, issue_missing_programs, see_groups
from lighting.health.held_back import install
from lighting.health.silence import forget_missing
from lighting.orders.agreement import Agreement, check_darkening
from lighting.orders.exposure import exposed
from lighting.orders.outcome import Outcome, audit
from lighting.orders.schedule import counting
from lighting.planning.darkening import Held, darkened, held_programs
from lighting.questions.of_city import ImportLamps
from lighting.rows import LampsRow
from lighting.site.inventory import Inventory, read_lamps, write_lamps
from lighting.site.replaced_list import replaced


def import_lamps(
    city: City, order: ImportLamps, now_ms: int, agreed: Agreement | None = None
) -> Outcome:
    """Take a list of lamps in place of the one before, or only say what that would do.

    A group that now has lamps and needs a program that no node can hold raises `ScheduleError`.
    """
    lamps = read_lamps(order.csv, order.source)
    old = {lamp.id: lamp for lamp in city.listed.lamps}
    new = {lamp.id: lamp for lamp in lamps}
    added = [one for one in new if one not in old]
    removed = [one for one in old if one not in new]
    changed = [one for one in new if one in old and new[one] != old[one]]
    answer = {
        "schema": "lighting.lamp-import/1",
        "added": added,
        "changed": changed,
        "removed": removed,
        "unchanged": len(new) - len(added) - len(changed),
        "applied": not order.dry_run,
    }
    if order.dry_run or not (added or removed or changed):
        return answer, []
    before, programs, said_ms = city.inventory, dict(city.programs), dict(city.said_ms)
    listed, held, dark = city.listed, held_programs(city), exposed(city, now_ms)
    city.listed = Inventory(lamps)
    see_groups(city)
    try:
        issued = list(issue_missing_programs(city, now_ms))
        check_room(city)
        darker = _darkened(city, before, held, now_ms)
        check_darkening(city, darker | exposed(city, now_ms) - dark, now_ms, agreed)
    except Exception:
        city.listed, city.programs, city.said_ms = listed, programs, said_ms
        see_groups(city)
        raise
    issued += issue_desired(city, now_ms)
    city.imported_ms = now_ms
    summary = f"{len(added)} added, {len(changed)} changed, {len(removed)} removed"
    summary += f", agreed to by {agreed.by}" if agreed else ""
    entry = audit(order, now_ms, order.source, "lamp import", after=summary)
    over = [*forget_missing(city, listed, now_ms), *install(city, listed, order.who, now_ms)]
    counted = [] if agreed else counting(city, f"import-{now_ms}", order.who, darker, now_ms)
    kept = entry, replaced(listed.lamps, lamps, now_ms), LampsRow(write_lamps(lamps))
    return answer, [*kept, *issued, *over, *counted]


def _darkened(city: City, before: Inventory, held: Held, now_ms: int) -> frozenset[str]:
    """The lamps that have another program now, and less light by it; the node tells who is who."""
    old = {lamp.id: before.by_node.get(lamp.node) for lamp in city.inventory.lamps}
    known = {id_: held[lamp.id] for id_, lamp in old.items() if lamp is not None}
    return frozenset(lamp.id for lamp in darkened(city, known, now_ms) if lamp.id in known)
