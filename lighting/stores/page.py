"""Writes docs/telemetry.md from the table: `python -m lighting.stores.page > docs/telemetry.md`."""

import sys

from lighting.stores.measurements import MEASUREMENTS, Measurement

_HEAD = """\
# Telemetry in InfluxDB

Made from `lighting/stores/measurements.py` by `python -m lighting.stores.page`; do not edit.

Every name ends with its unit. A field has one type for ever; one that is unknown is left out, and
never zero. The same fact is always the same point, so what is sent again changes nothing. Tags
have few values each and are for choosing and grouping. Times are in UTC.

| measurement | bucket | one point is |
|---|---|---|
"""
_TAIL = """
## How lines are written

In tags, a backslash and what can't be printed become `/`, and 200 characters are kept; in texts,
what can't be printed is written as `\\n` and the like, and 1,000 characters are kept. A number that
is not finite, or has more than 64 bits, is left out. A lamp that is not in the list of lamps has
neither panel nor kelurahan.

The last energy of each lamp, in InfluxQL:

    SELECT last("energy_wh") FROM "lamp" WHERE time > now() - 1h GROUP BY "lamp"

Energy and covered time of each day:

    SELECT sum("energy_wh"), sum("covered_s") FROM "lamp_hour" WHERE "lamp" = 'KPG-0001' \
AND time > now() - 7d GROUP BY time(1d)
"""


def page() -> str:
    """Give the text of docs/telemetry.md."""
    rows = [
        f"| [{one.name}](#{one.name}) | {one.bucket} | {one.meaning} |\n" for one in MEASUREMENTS
    ]
    return _HEAD + "".join(rows) + "".join(map(_section, MEASUREMENTS)) + _TAIL


def _section(one: Measurement) -> str:
    tags = "".join(f"| `{tag.name}` | {tag.meaning} |\n" for tag in one.tags)
    fields = "".join(
        f"| `{field.name}` | {field.type} | {field.unit} | {field.meaning} |\n"
        for field in one.fields
    )
    return (
        f"\n## {one.name}\n\n{one.meaning} Its time: {one.time}.\n\n"
        f"| tag | meaning |\n|---|---|\n{tags}\n"
        f"| field | type | unit | meaning |\n|---|---|---|---|\n{fields}"
    )


if __name__ == "__main__":
    sys.stdout.write(page())
