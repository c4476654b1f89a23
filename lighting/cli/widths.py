"""How wide the columns of a table become in a terminal: no word, above all no id, is torn apart."""

from collections.abc import Sequence

GAP = 2
"""Columns between two cells."""


def fitted(texts: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Give the width of each column, the widest ones narrowed first.

    Args:
        texts: The columns, each with its heading and then the texts of its cells.
        room: Columns of the terminal.

    Returns:
        The widths; None: there is no room for the longest word of each column. Headings are torn
        before that.
    """
    return _fitted(texts, texts, room) or _fitted(texts, [column[1:] for column in texts], room)


def _fitted(
    texts: Sequence[Sequence[str]], whole: Sequence[Sequence[str]], room: int
) -> list[int] | None:
    """Give the width of each column, so that the words of some texts stay whole."""
    widths = [max(map(len, column)) for column in texts]
    least = [
        max((len(word) for text in column for word in text.split()), default=0) for column in whole
    ]
    room -= GAP * (len(texts) - 1)
    while sum(widths) > room:
        spare = [n for n in range(len(widths)) if widths[n] > least[n]]
        if not spare:
            return None
        widths[max(spare, key=lambda n: widths[n])] -= 1
    return widths


def broken(cells: Sequence[str], room: int, indent: int) -> list[str]:
    """Give a row as lines that break between cells, or words where one cell is wider than that.

    Args:
        cells: The texts of the row.
        room: Columns of the terminal.
        indent: Of all lines but the first.
    """
    lines, line = [], ""
    for cell in cells:
        for gap, word in _parts(cell, room - indent):
            longer = line + gap + word if line.strip() else line + word
            if len(longer) > room and line.strip():
                lines.append(line)
                longer = " " * indent + word
            line = longer
    return [*lines, line]


def hanging(text: str, room: int, indent: int) -> list[str]:
    """Give a text as lines that break between words.

    Args:
        text: One line; the gaps within its first line stay as they are.
        room: Columns of the terminal.
        indent: Of all lines but the first.
    """
    lines = []
    indent = min(indent, room // 2)
    while len(text) > room:
        cut = text.rfind(" ", indent + 1, room + 1)
        if cut < 0 or not text[:cut].strip():
            cut = text.find(" ", room)
        if cut < 0:
            break
        lines.append(text[:cut].rstrip())
        text = " " * indent + text[cut:].lstrip()
    return [*lines, text]


def _parts(cell: str, room: int) -> list[tuple[str, str]]:
    """Give what must stay together with the gap before it."""
    words = [cell] if len(cell) <= room else cell.split()
    return [(" " * GAP if n == 0 else " ", word) for n, word in enumerate(words)]
