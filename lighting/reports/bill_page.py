"""The bill as one printable page (A4) that needs nothing else, in English or Indonesian."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape

from lighting.reports.bill import Figures
from lighting.reports.pack import Bill, data_hash, figures_row

LANGUAGES = ("en", "id")
_STYLE = (
    "@page{size:A4 landscape;margin:15mm}body{font:10pt sans-serif;color:#000}"
    "table{border-collapse:collapse;width:100%;margin:4mm 0}th,td{border:1px solid #888;"
    "padding:1mm 2mm;text-align:right}th:first-child,td:first-child{text-align:left}"
    "code{font-size:8pt;word-break:break-all}thead{display:table-header-group}"
)
_HOW_EN = (
    "Billed: W x 24 h x 30 d. Least: energy that was recorded. Most: in times without data "
    "each lamp is taken to burn at full power."
)
_HOW_ID = (
    "Ditagih: W x 24 jam x 30 hari. Paling sedikit: energi yang tercatat. Paling banyak: "
    "selama tidak ada data setiap lampu dianggap menyala penuh."
)
WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Evidence for an unmetered bill", "Bukti untuk tagihan abonemen (tanpa meter)"),
    "customer": ("customer number", "nomor pelanggan"),
    "lamps": ("lamps", "lampu"),
    "lamps_without_data": ("lamps without data", "lampu tanpa data"),
    "billed_kwh": ("billed kWh", "kWh ditagih"),
    "least_kwh": ("burn log kWh, least", "kWh log nyala, paling sedikit"),
    "most_kwh": ("burn log kWh, most", "kWh log nyala, paling banyak"),
    "coverage": ("coverage %", "cakupan data %"),
    "billed_money": ("billed", "ditagih"),
    "least_money": ("by the log, least", "menurut log, paling sedikit"),
    "most_money": ("by the log, most", "menurut log, paling banyak"),
    "overbilled_least": ("overbilled, least", "kelebihan tagihan, paling sedikit"),
    "overbilled_most": ("overbilled, most", "kelebihan tagihan, paling banyak"),
    "total": ("total", "jumlah"),
    "period": ("period", "masa"),
    "made": ("written", "dibuat"),
    "money": ("money in", "mata uang"),
    "how": (_HOW_EN, _HOW_ID),
    "tariff": ("Tariff", "Tarif"),
    "from": ("from", "sejak"),
    "source": ("source", "sumber"),
    "none": ("no price is known", "harga tidak diketahui"),
    "dead": ("Lamps dead or silent, yet billed", "Lampu mati atau tanpa kabar, tetap ditagih"),
    "days": ("days", "hari"),
    "since": ("since", "sejak"),
    "until": ("until", "sampai"),
    "code": ("fault", "gangguan"),
    "lamp": ("lamp", "lampu"),
    "hash": ("Hash of the data (SHA-256)", "Hash data (SHA-256)"),
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
    names = tuple(figures_row(_empty()))
    customers = [[name, *_shown(one)] for name, one in bill.customers().items()]
    prices = [
        [
            one.name,
            str(one.start),
            f"{one.currency} {one.per_kwh}",
            one.source or "-",
            str(one.days),
        ]
        for one in bill.tariffs.prices
    ]
    dead = [[str(row[name] or "-") for name in _DEAD] for row in bill.dead]
    money = bill.tariffs.currency or word("none")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{word('title')}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{word('title')}: {facts['site']}, {facts['month']}</h1>"
        f"<p>{word('period')}: {_moment(facts['from'])} - {_moment(facts['to'])}; "
        f"{word('made')}: {_moment(facts['made_at'])}; {word('money')}: {money}</p>"
        + _table([word("customer"), *map(word, names)], customers)
        + f"<p>{word('how')}</p><h2>{word('tariff')}</h2>"
        + _table([word("tariff"), word("from"), "/kWh", word("source"), word("days")], prices)
        + f"<h2>{word('dead')}</h2>"
        + _table([word(name) for name in _DEAD], dead)
        + f"<p>{word('hash')}: <code>{data_hash(texts)}</code><br>"
        f"{word('log')}: <code>{facts['burn_log_sha256']}</code></p></body></html>\n"
    )


def _moment(written: str) -> str:
    """A moment as people read it, with the distance from UTC: 2026-10-01 00:00 +08:00."""
    return f"{written[:10]} {written[11:16]} {written[-6:]}"


_DEAD = ("lamp", "customer", "code", "since", "until", "days")


def _empty() -> Figures:
    zero = Decimal(0)
    return Figures(0, 0, zero, zero, zero, zero, zero, zero, zero, zero)


def _shown(one: Figures) -> list[str]:
    shown = []
    for name, value in figures_row(one).items():
        if value is None:
            shown.append("?")
        elif name == "coverage":
            shown.append(f"{100 * value:.2f}" if value == 1 else f"{min(99.99, 100 * value):.2f}")
        else:
            shown.append(f"{value:,.2f}" if isinstance(value, Decimal) else str(value))
    return shown


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f"<th>{one}</th>" for one in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
