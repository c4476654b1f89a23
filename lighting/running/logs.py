"""How the program writes its log: the one place that configures structlog.

On a terminal lines for a person, else one JSON object a line. What is logged is left to others.
"""

import contextlib
import io
import logging
import os
import sys
from collections.abc import Mapping
from typing import TextIO, cast

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger
from typing_extensions import override

from lighting.safe_text import escaped

SECRET_WORDS = ("token", "password", "secret", "authorization")


def configure(stream: TextIO = sys.stderr, *, level: int = logging.INFO) -> None:
    """Write the log to `stream` from `level` on; JSON unless it is a terminal."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            *(_for_person() if stream.isatty() else _for_program()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", _Unfailing(stream))),
        cache_logger_on_first_use=False,
    )


class _Unfailing(io.TextIOBase):
    """A stream that may fail: a log on a full disk must not stop the lamps."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @override
    def write(self, text: str, /) -> int:
        with contextlib.suppress(OSError):
            self._stream.write(text)
        return len(text)

    @override
    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.flush()


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide what is named like a secret, and escape control characters in everything else."""
    return {key: _safe(key, value) for key, value in event.items()}


def _safe(key: str, value: object) -> object:
    if any(word in key.lower() for word in SECRET_WORDS):
        return "(hidden)"
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, Mapping):
        return {name: _safe(str(name), inner) for name, inner in value.items()}
    return value


def _for_program() -> list[Processor]:
    # Local variables may hold secrets, and payloads of any size.
    transformer = ExceptionDictTransformer(show_locals=False)
    return [
        structlog.processors.ExceptionRenderer(transformer),
        structlog.processors.JSONRenderer(),
    ]


def _for_person() -> list[Processor]:
    return [
        structlog.dev.ConsoleRenderer(
            colors="NO_COLOR" not in os.environ,
            exception_formatter=structlog.dev.plain_traceback,
        )
    ]
