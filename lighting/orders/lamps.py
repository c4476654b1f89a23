"""Lamps imported: the inventory, and with it who should hold what."""

from collections.abc import Iterator

from lighting.city import City
from lighting.desired import issue_desired, issue_program, program_of
from lighting.inventory import Inventory, read_lamps, write_lamps
from lighting.orders.outcome import Outcome, audit
from lighting.questions import ImportLamps
from lighting.rows import Action, LampsRow


def import_lamps(city: City, order: ImportLamps, now_ms: int) -> Outcome:
    """Take a list of lamps in place of the one before, or only say what that would do."""
    lamps = read_lamps(order.csv, order.source)
    old = {lamp.id: lamp for lamp in city.inventory.lamps}
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
    city.inventory = Inventory(lamps)
    city.imported_ms = now_ms
    summary = f"{len(added)} added, {len(changed)} changed, {len(removed)} removed"
    entry = audit(order, now_ms, order.source, "lamp import", after=summary)
    return answer, [entry, LampsRow(write_lamps(lamps)), *_issued_anew(city, now_ms)]


def _issued_anew(city: City, now_ms: int) -> Iterator[Action]:
    """Programs first, so that a node finds them when its own document names them."""
    wanted = {name for lamp in city.inventory.lamps if (name := program_of(city, lamp))}
    for name in sorted(wanted - set(city.programs)):
        yield from issue_program(city, name, now_ms)
    yield from issue_desired(city, now_ms)
