"""Text that a stranger wrote - a node, a file - made safe to show."""


def escaped(text: str) -> str:
    """Give the text as one line without control characters: none can steer a terminal or a log."""
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else _escape(mark) for mark in text)


def _escape(mark: str) -> str:
    return mark.encode("unicode_escape").decode("ascii")
