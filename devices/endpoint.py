"""What every link to a real broker holds to: where it listens, how long to wait, how much."""

from dataclasses import dataclass

# Reconnecting waits a random time up to the first, doubled after each failure up to the second [s].
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
# Publications that wait for the broker's confirmation; one more is refused. Every document of
# 10,000 lamps fits, and a broker that is stuck cannot eat the memory.
QUEUE_LIMIT = 20_000
# Leaving waits this long for the last publications to be confirmed [s].
DRAIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a broker listens, and how closely it is watched."""

    host: str
    port: int
    keepalive_s: int = 30
    """A broker that is dead without a word is noticed after at most two of these [s]."""


def longest_wait_s(failures: int) -> float:
    """Give the longest wait before the next connect, after so many failures in a row [s]."""
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0 ** min(failures, 10))
