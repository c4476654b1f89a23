"""Lamps imported: the inventory, and with it who should hold what."""

from lighting.city import City
from lighting.desired import issue_missing, see_groups
from lighting.inventory import Inventory, read_lamps, write_lamps
from lighting.orders.outcome import Outcome, audit
from lighting.questions import ImportLamps
from lighting.rows import LampsRow
from lighting.silence import forget_missing
from schedules.errors import ScheduleError


def import_lamps(city: City, order: ImportLamps, now_ms: int) -> Outcome:
    """Take a list of lamps in place of the one before, or only say what that would do.

    Raises:
        ScheduleError: a group that now has lamps needs a program that no node can hold.
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
    before, programs = city.listed, dict(city.programs)
    city.listed = Inventory(lamps)
    see_groups(city)
    try:
        issued = list(issue_missing(city, now_ms))
    except ScheduleError:
        city.listed, city.programs = before, programs
        see_groups(city)
        raise
    city.imported_ms = now_ms
    summary = f"{len(added)} added, {len(changed)} changed, {len(removed)} removed"
    entry = audit(order, now_ms, order.source, "lamp import", after=summary)
    over = forget_missing(city, now_ms)
    return answer, [entry, LampsRow(write_lamps(lamps)), *issued, *over]
