"""The bill as one printable page (A4) that needs nothing else, in English or Indonesian."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from html import escape
from typing import Any

from lighting.reports.bill import Price
from lighting.reports.pack import Bill, data_hash, figures_row, read_bill
from schedules.errors import Problem

LANGUAGES = ("en", "id")
_DAY_S = 86_400
PAGE = "bill.html"
_STYLE = (
    "@page{size:A4 landscape;margin:15mm}body{font:10pt sans-serif;color:#000}"
    "table{border-collapse:collapse;width:100%;margin:4mm 0;font-size:8.5pt}"
    "th,td{border:1px solid #888;padding:1mm 2mm;text-align:right}"
    "th:first-child,td:first-child{text-align:left}"
    "code{font-size:8pt;word-break:break-all}thead{display:table-header-group}"
)
_HOW_EN = (
    "Billed: W x 24 h x 30 d; of a line of the list that held for a part of the month, that part. "
    "Least: energy that was recorded. Most: in times without data each lamp is taken to burn at "
    "full power."
)
_HOW_ID = (
    "Tagihan: W x 24 jam x 30 hari; baris daftar yang hanya berlaku sebagian bulan dihitung "
    "menurut bagian itu. Minimum: energi yang tercatat. Maksimum: selama tidak ada data, setiap "
    "lampu dianggap menyala dengan daya penuh."
)
_DARK_EN = (
    "Days dark: whole days, by the burn log, on which a lamp did not burn at all. Days dead or "
    "silent: by the fault book; a lamp that was never heard is in none, it counts among the lamps "
    "without data. All lamps of a customer number are added up."
)
_DARK_ID = (
    "Hari padam: hari penuh saat lampu sama sekali tidak menyala, menurut log nyala. Hari mati "
    "atau hilang kontak: menurut buku gangguan; lampu yang belum pernah terhubung tidak termasuk, "
    "tetapi terhitung sebagai lampu tanpa data. Semua lampu dalam satu IDPEL dijumlahkan."
)
_LIST_EN = (
    "The list of lamps of before {} is not known: for that time lamps, their powers and customer "
    "numbers are taken to be those of the list of then."
)
_LIST_ID = (
    "Daftar lampu sebelum {} tidak diketahui: untuk masa itu lampu, daya, dan IDPEL dianggap sama "
    "dengan daftar yang berlaku pada saat itu."
)
_UNLISTED_EN = (
    "Lamps that have data in the month, were in no list that is known, and are in no sum ({}): {}."
)
_UNLISTED_ID = (
    "Lampu yang memiliki data pada bulan ini, tetapi tidak ada di daftar lampu mana pun yang "
    "diketahui dan tidak dihitung dalam jumlah mana pun ({}): {}."
)
WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Evidence for an unmetered bill", "Bukti untuk tagihan PJU abonemen (tanpa meter)"),
    "customer": ("customer number", "IDPEL"),
    "lamps": ("lamps", "lampu"),
    "lamps_without_data": ("lamps without data", "lampu tanpa data"),
    "billed_kwh": ("billed kWh", "kWh tertagih"),
    "least_kwh": ("burn log kWh, least", "kWh log nyala, minimum"),
    "most_kwh": ("burn log kWh, most", "kWh log nyala, maksimum"),
    "coverage": ("coverage %", "cakupan data %"),
    "billed_money": ("billed", "tagihan"),
    "least_money": ("by the log, least", "menurut log, minimum"),
    "most_money": ("by the log, most", "menurut log, maksimum"),
    "overbilled_least": ("overbilled, least", "kelebihan tagihan, minimum"),
    "overbilled_most": ("overbilled, most", "kelebihan tagihan, maksimum"),
    "total": ("total", "jumlah"),
    "period": ("period", "periode"),
    "made": ("written", "dibuat"),
    "money": ("money in", "mata uang"),
    "how": (_HOW_EN, _HOW_ID),
    "dark": (_DARK_EN, _DARK_ID),
    "tariff": ("Tariff", "Tarif"),
    "from": ("from", "berlaku sejak"),
    "source": ("source", "sumber"),
    "none": ("no price is known", "tarif tidak diketahui"),
    "dead": (
        "Lamps dead or silent, yet billed",
        "Lampu mati atau hilang kontak, tetapi tetap ditagih",
    ),
    "dark_days": ("days dark", "hari padam"),
    "days": ("days", "hari"),
    "dead_days_least": ("days dead", "hari mati"),
    "dead_days_most": ("days dead or silent", "hari mati atau hilang kontak"),
    "dead_money_least": ("billed while dead", "ditagih selama mati"),
    "dead_money_most": (
        "billed while dead or silent",
        "ditagih selama mati atau hilang kontak",
    ),
    "billed_for": ("billed for that", "tagihan selama itu"),
    "since": ("since", "sejak"),
    "until": ("until", "sampai"),
    "code": ("fault", "gangguan"),
    "lamp": ("lamp", "lampu"),
    "hash": ("Hash of the data (SHA-256)", "Hash data (SHA-256)"),
    "list": (_LIST_EN, _LIST_ID),
    "unlisted": (_UNLISTED_EN, _UNLISTED_ID),
    "partly": (
        "Lamps that were listed, or so listed, for a part of the month",
        "Lampu yang terdaftar, atau terdaftar demikian, hanya sebagian bulan",
    ),
    "billed_w": ("billed W", "W ditagih"),
    "listed_from": ("listed from", "terdaftar sejak"),
    "listed_until": ("listed until", "terdaftar sampai"),
    "listed_days": ("days listed", "hari terdaftar"),
    "log": ("Hash of the hourly burn log", "Hash log nyala per jam"),
}


def page_of(bill: Bill, texts: Mapping[str, str], language: str) -> str:
    """Write the page.

    Args:
        bill: What it is computed from.
        texts: Its files.
        language: `en` or `id`.
    """
    number = LANGUAGES.index(language)

    def word(name: str) -> str:
        return escape(WORDS[name][number])

    facts = {name: escape(str(value)) for name, value in bill.facts.items()}
    sums = {name: figures_row(one) for name, one in bill.customers().items()}
    dead_names = tuple(name for name in sums["total"] if name.startswith(("dark_", "dead_")))
    names = tuple(name for name in sums["total"] if name not in dead_names)
    headed = {word("total") if name == "total" else name: one for name, one in sums.items()}
    customers = [[name, *_shown(one, names, language)] for name, one in headed.items()]
    dead_sums = [[name, *_shown(one, dead_names, language)] for name, one in headed.items()]
    prices = [_price(one, language) for one in bill.tariffs.prices]
    dead = [_dead(row, language) for row in bill.dead_rows()]
    money = escape(bill.tariffs.currency or "") or word("none")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{word('title')}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{word('title')}: {facts['site']}, {facts['month']}</h1>"
        f"<p>{word('period')}: {_moment(facts['from'])} - {_moment(facts['to'])}; "
        f"{word('made')}: {_moment(facts['made_at'])}; {word('money')}: {money}</p>"
        + _table([word("customer"), *map(word, names)], customers)
        + f"<p>{word('how')}</p>"
        + "".join(f"<p>{escape(line)}</p>" for line in remarks(bill.facts, language))
        + _partly(bill, language)
        + f"<h2>{word('tariff')}</h2>"
        + _table([word("tariff"), word("from"), "/kWh", word("source"), word("days")], prices)
        + f"<h2>{word('dead')}</h2>"
        + _table([word("customer"), *map(word, dead_names)], dead_sums)
        + f"<p>{word('dark')}</p>"
        + _table([*map(word, _DEAD), word("billed_kwh"), word("billed_for")], dead)
        + f"<p>{word('hash')}: <code>{data_hash(texts)}</code><br>"
        f"{word('log')}: <code>{facts['burn_log_sha256']}</code></p></body></html>\n"
    )


def remarks(facts: Mapping[str, Any], language: str) -> Iterator[str]:
    """Say what is not known of the lists of lamps of the month."""
    number = LANGUAGES.index(language)
    if known := facts.get("list_known_from"):
        yield WORDS["list"][number].format(_moment(str(known)))
    if others := facts.get("lamps_not_in_list"):
        yield WORDS["unlisted"][number].format(len(others), ", ".join(others))


def wrong_page(texts: Mapping[str, str]) -> Iterator[Problem]:
    """Write the page of a pack again; whoever changed a figure in it and its hash is found."""
    page = texts.get(PAGE)
    if page is None:
        yield Problem(PAGE, None, "the file is missing", "ask for the whole pack")
    elif page not in {page_of(read_bill(texts), texts, one) for one in LANGUAGES}:
        yield Problem(PAGE, None, "written again it is another page", "believe the CSV files")


def _moment(written: str) -> str:
    """A moment as people read it, with the distance from UTC: 2026-10-01 00:00 +08:00."""
    return f"{written[:10]} {written[11:16]} {written[-6:]}"


_DEAD = ("lamp", "customer", "code", "since", "until", "days")


_PARTLY = ("lamp", "customer", "billed_w", "listed_from", "listed_until", "listed_days")
_NAMED = 10
"""So many lamps that came or went together are named; of more their number is told."""


def _partly(bill: Bill, language: str) -> str:
    """The lines that did not hold all month, with their times; those that are alike in one row."""
    figures, found = bill.figures(), dict[tuple[str, ...], list[str]]()
    for line in bill.lamps:
        if (of_s := figures[line.key].of_s) < bill.length.length_s:
            times = [_moment(one) if one else "-" for one in (line.listed_from, line.listed_until)]
            watts, days = str(line.billed_w), f"{of_s / _DAY_S:.1f}"
            key = (line.customer, _written(watts, language), *times, _written(days, language))
            found.setdefault(key, []).append(line.lamp)
    if not found:
        return ""
    number = LANGUAGES.index(language)
    title, *words = (escape(WORDS[name][number]) for name in ("partly", *_PARTLY))
    counted = WORDS["lamps"][number]
    rows = (
        [", ".join(lamps) if len(lamps) <= _NAMED else f"{len(lamps)} {counted}", *key]
        for key, lamps in found.items()
    )
    return f"<h2>{title}</h2>" + _table(words, rows)


def _price(one: Price, language: str) -> list[str]:
    per_kwh = f"{one.currency} {_written(f'{one.per_kwh:,f}', language)}"
    return [one.name, str(one.start), per_kwh, one.source or "-", str(one.days)]


def _dead(row: Mapping[str, Any], language: str) -> list[str]:
    times = [_moment(row[name]) if row[name] else "-" for name in ("since", "until")]
    money = "?" if row["billed_money"] is None else f"{row['billed_money']:,.2f}"
    plain = [str(row[name]) for name in ("lamp", "customer", "code")]
    figures = (f"{row['days']:.1f}", f"{row['billed_kwh']:,.2f}", money)
    return [*plain, *times, *(_written(one, language) for one in figures)]


def _written(figure: str, language: str) -> str:
    """Write 1,234.5 as it is written in the language: 1.234,5 in Indonesian."""
    return figure if language == "en" else figure.translate(str.maketrans(",.", ".,"))


def _shown(figures: Mapping[str, Any], names: Iterable[str], language: str) -> list[str]:
    shown = []
    for name in names:
        value = figures[name]
        if value is None:
            shown.append("?")
        elif name.startswith("dead_days"):
            shown.append(f"{value:,.1f}")
        elif name == "coverage":
            shown.append(f"{100 * value:.2f}" if value == 1 else f"{min(99.99, 100 * value):.2f}")
        else:
            shown.append(f"{value:,.2f}" if isinstance(value, Decimal) else str(value))
    return [_written(one, language) for one in shown]


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{one}</th>" for one in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
