"""Writes docs/faults.md from the catalogue: `python -m lighting.faults.page > docs/faults.md`."""

import sys

from lighting.faults.catalogue import CATALOGUE, FaultKind
from lighting.faults.evidence import of_node
from lighting.faults.evidence.by_code import BY_CODE
from lighting.faults.limits import Faults, Limits

_HEAD = """\
# Faults

Made from `lighting/faults/catalogue.py` by `python -m lighting.faults.page`; do not edit.

A fault is *pending* from the first finding, *active* after as many findings in a row as its row
says, *acknowledged* when someone has taken it upon them, *cleared* after as many findings against
it, *closed* when its work order is done, proved or not: what is found afterwards is another fault.
What a node reports begins and ends at once. A fault that changes three times within ten
minutes is *flapping* and stays open until it was not seen for half an hour. While somebody works
on a lamp its faults stay pending. Messages that overtake each other by seconds are judged in their
order. A silent lamp's faults stay as they are, and a sample that is
more than 15 minutes old when it comes neither raises nor clears any. Limits are
those of `[faults]` and `[faults.type.NAME]` in lighting.toml; here stand the defaults.

Severity: 1 information, 2 warning, 3 fault, 4 critical.

| code | severity | meaning |
|---|---|---|
"""

_LIMITS = """
## Limits

Keys of `[faults]`, and of `[faults.type.NAME]` for the lamps of one type; what a type leaves out is
as the site has it.

| key | default | what to write |
|---|---|---|
"""
_OF_SITE = """
Keys of `[faults]` alone, for the whole site:

| key | default | what to write |
|---|---|---|
"""


def page() -> str:
    """Give the text of docs/faults.md."""
    kinds = sorted(CATALOGUE.values(), key=lambda kind: kind.code)
    rows = [
        f"| [{kind.code}](#{kind.code.lower()}) | {kind.severity} | {kind.sentence} |\n"
        for kind in kinds
    ]
    return _HEAD + "".join(rows) + "".join(map(_section, kinds)) + _limits()


def _limits() -> str:
    """The keys of [faults], which those of a type may be too."""
    rows = [
        f"| `{name}` | {one.default:g} | {one.description} |\n"
        for name, one in Limits.model_fields.items()
    ]
    site = [
        f"| `{name}` | {one.default:g} | {one.description} |\n"
        for name, one in Faults.model_fields.items()
        if name not in Limits.model_fields and name != "type"
    ]
    return _LIMITS + "".join(rows) + _OF_SITE + "".join(site)


def _section(kind: FaultKind) -> str:
    return (
        f"\n## {kind.code}\n\n{kind.sentence} **What to do:** {kind.remedy}\n\n"
        f"*{kind.sentence_id}* **Tindakan:** {kind.remedy_id}\n\n"
        f"- found: {kind.rule}\n- active after: {_count(kind.raise_after, kind.hold_s)}\n"
        f"- cleared after: {_count(kind.clear_after, kind.calm_s)}\n"
        f"- evidence: {_evidence(kind.code)}\n"
        f"- elsewhere: {_elsewhere(kind)}\n"
    )


def _evidence(code: str) -> str:
    """What stands behind it in both languages; without a rule, only what every node's word is."""
    said = (one.templates for one in BY_CODE.get(code, (of_node.REPORTED,)))
    return "; ".join(f"`{english}`, *id* `{indonesian}`" for english, indonesian in said)


def _count(findings: int, time_s: int) -> str:
    count = "1 finding" if findings == 1 else f"{findings} findings in a row"
    return f"{count}, {time_s} s at the least" if time_s else count


def _elsewhere(kind: FaultKind) -> str:
    names = (("TALQ", kind.talq), ("uCIFI", kind.ucifi), ("D4i", kind.dali))
    return "; ".join(f"{standard} `{name}`" for standard, name in names if name) or "no name"


if __name__ == "__main__":
    sys.stdout.write(page())
