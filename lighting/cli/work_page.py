"""The work list and the sheet after a storm on paper (A5, black and white) and as plain text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from lighting.cli.command import Session
from lighting.errors import WrongUse
from lighting.faults.evidence.table import evidence_in
from lighting.times import from_rfc3339, show_dated

Row = Mapping[str, Any]
_LABELS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "work": "Work list",
        "storm": "After the storm",
        "danger": "DANGER",
        "since": "since",
        "lamps": "lamps",
        "way": "way",
        "taken": "taken by",
        "panel": "panel",
        "unknown": "unknown since",
        "done": "done",
        "nothing": "Nothing to do.",
        "incident": "Incidents",
        "dark": "Dark, main roads",
        "dark-elsewhere": "Dark, elsewhere",
        "tilt": "Poles",
        "silent": "Silent",
        "battery": "Batteries",
        "road": "road",
    },
    "id": {
        "work": "Daftar pekerjaan",
        "storm": "Setelah badai",
        "danger": "BAHAYA",
        "since": "sejak",
        "lamps": "lampu",
        "way": "jarak",
        "taken": "diambil oleh",
        "panel": "panel",
        "unknown": "keadaan tidak diketahui sejak",
        "done": "selesai",
        "nothing": "Tidak ada pekerjaan.",
        "incident": "Gangguan massal",
        "dark": "Padam, jalan utama",
        "dark-elsewhere": "Padam, lainnya",
        "tilt": "Tiang",
        "silent": "Hilang kontak",
        "battery": "Baterai",
        "road": "kelas jalan",
    },
}
_STYLE = """@page { size: A5; margin: 10mm }
body { font: 10pt/1.35 sans-serif; color: #000; background: #fff; max-width: 128mm; margin: 0 auto }
h1 { font-size: 14pt; margin: 0 }
h2 { font-size: 11pt; margin: 4mm 0 1mm; border-bottom: 1pt solid }
p { margin: 0 }
.o { border: 1pt solid #000; padding: 1.5mm 2mm; margin: 0 0 2mm; break-inside: avoid }
.o b.id { float: right }
.box { display: inline-block; width: 3.5mm; height: 3.5mm; border: 1pt solid;
margin-right: 2mm; vertical-align: -0.5mm } .danger { font-weight: bold; border-width: 2.5pt }
.small { font-size: 8.5pt } .line { border-bottom: 1pt dotted; height: 6mm }"""


@dataclass(frozen=True, slots=True)
class Words:
    """How things are said: by whom times are written, and in which language.

    Raises:
        WrongUse: There is no such language.
    """

    session: Session
    language: str

    def __post_init__(self) -> None:
        if self.language not in _LABELS:
            raise WrongUse(f"{self.language!r} is no language here", remedy="write en or id")

    def __getitem__(self, name: str) -> str:
        """Give a label."""
        return _LABELS[self.language][name]

    def dated(self, text: str) -> str:
        """Write a moment with its date: paper lies about for days."""
        return show_dated(from_rfc3339(text), self.session.config.site.timezone)

    def evidence(self, said: str) -> str:
        """Give a sentence that was kept in English."""
        return evidence_in(self.language, said)

    def way(self, distance_m: float) -> str:
        """Write a distance: `0.4 km`, in Indonesian `0,4 km`."""
        text = way(distance_m)
        return text.replace(".", ",") if self.language == "id" else text

    def of(self, row: Row, name: str) -> str:
        """Give a text of a row in the language."""
        return str(row[f"{name}_id" if self.language == "id" else name])


def way(distance_m: float | None) -> str:
    """Write a distance: `0.4 km`, `80 m`."""
    if distance_m is None:
        return ""
    return f"{distance_m:.0f} m" if distance_m < 100 else f"{distance_m / 1000:.1f} km"  # noqa: PLR2004 - shorter is said in m


def list_page(words: Words, answer: Row) -> str:
    """Write the list as a page."""
    parts = []
    for place, rows in groupby(answer["orders"], key=_place):
        parts.append(f"<h2>{escape(place)}</h2>")
        parts += [_card(words, row) for row in rows]
    return _page(words, words["work"], answer, parts)


def _card(words: Words, row: Row) -> str:
    is_danger = row["severity"] == 4  # noqa: PLR2004 - critical
    head = " ".join(_head(words, row))
    lines = (
        f'<p><span class="box"></span>{escape(head)}<b class="id">{escape(row["id"])}</b></p>',
        f"<p>{escape(words.of(row, 'sentence'))}</p>",
        *(f"<p>{escape(line)}</p>" for line in _seen(words, row)),
        f"<p><i>{escape(words.of(row, 'remedy'))}</i></p>",
        f'<p class="small">{escape(_tail(words, row))}</p>',
        '<p class="line"></p>',
    )
    return f'<div class="o{" danger" if is_danger else ""}">{"".join(lines)}</div>'


def list_text(words: Words, answer: Row) -> list[str]:
    """Write the list as lines of a chat message."""
    lines = [f"{words['work']}, {words.dated(answer['at'])}"]
    for place, rows in groupby(answer["orders"], key=_place):
        lines += ["", place.upper()]
        for row in rows:
            lines.append(f"{row['id']} {' '.join(_head(words, row))}")
            lines.append(f"  {words.of(row, 'sentence')}")
            lines += [f"  {line}" for line in _seen(words, row)]
            lines.append(f"  -> {words.of(row, 'remedy')}")
            lines.append(f"  {_tail(words, row)}")
    return lines if answer["orders"] else [*lines, words["nothing"]]


def _head(words: Words, row: Row) -> Iterable[str]:
    if row["severity"] == 4:  # noqa: PLR2004 - critical
        yield f"{words['danger']}:"
    if row["incident"]:
        yield f"{row['panel']}, {len(row['lamps'])} {words['lamps']}"
    else:
        yield str(row["what"])
    yield " ".join(row["codes"])


def _seen(words: Words, row: Row) -> Iterable[str]:
    """What was measured, and what became of a repair before."""
    yield words.evidence(row["evidence"])
    if row["note"]:
        yield words.evidence(row["note"])


def _tail(words: Words, row: Row) -> str:
    told = [f"{words['panel']} {row['panel']}", f"{words['road']} {row['road_class']}"]
    told.append(f"{words['since']} {words.dated(row['since'])}")
    if row["unknown_since"]:
        told.append(f"{words['unknown']} {words.dated(row['unknown_since'])}")
    if row["taken_by"]:
        told.append(f"{words['taken']} {row['taken_by']}")
    if row["distance_m"] is not None:
        told.append(f"{words['way']} {words.way(row['distance_m'])}")
    if row["latitude"] is not None:
        told.append(f"{row['latitude']:.5f},{row['longitude']:.5f}")
    return ", ".join(told)


def _place(row: Row) -> str:
    return ", ".join(filter(None, (row["kelurahan"], row["street"])))


def triage_page(words: Words, answer: Row) -> str:
    """Write the sheet after a storm as a page."""
    parts = []
    for kelurahan, rows in groupby(answer["rows"], key=lambda row: row["kelurahan"]):
        parts.append(f"<h2>{escape(kelurahan)}</h2>")
        for kind, found in groupby(rows, key=lambda row: row["kind"]):
            parts.append(f"<p><b>{escape(words[kind])}</b></p>")
            box = '<span class="box"></span>'
            parts += [f"<p>{box}{escape(_damage(words, row))}</p>" for row in found]
    return _page(words, words["storm"], answer, parts)


def triage_text(words: Words, answer: Row) -> list[str]:
    """Write it as lines of a chat message."""
    lines = [f"{words['storm']}, {words.dated(answer['at'])}"]
    for kelurahan, rows in groupby(answer["rows"], key=lambda row: row["kelurahan"]):
        lines += ["", kelurahan.upper()]
        for kind, found in groupby(rows, key=lambda row: row["kind"]):
            lines.append(f"{words[kind]}:")
            lines += [f"- {_damage(words, row)}" for row in found]
    return lines if answer["rows"] else [*lines, words["nothing"]]


def _damage(words: Words, row: Row) -> str:
    count = f", {row['lamps']} {words['lamps']}" if row["kind"] == "incident" else ""
    where = ", ".join(filter(None, (row["street"], row["road_class"], row["panel"])))
    since = f"{words['since']} {words.dated(row['since'])}"
    evidence = "; ".join(words.evidence(one) for one in (row["evidence"], *row["also"]))
    return f"{row['what']}{count}  {' '.join(row['codes'])}  {where}, {since}: {evidence}"


def _page(words: Words, title: str, answer: Row, parts: list[str]) -> str:
    at = words.dated(answer["at"])
    body = "\n".join(parts) or f"<p>{escape(words['nothing'])}</p>"
    return (
        f'<!DOCTYPE html>\n<html lang="{words.language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{escape(title)}</h1><p>{escape(words.session.config.site.name)}, "
        f"{escape(at)}</p>\n{body}\n</body></html>\n"
    )
