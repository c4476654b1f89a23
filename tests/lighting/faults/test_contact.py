"""COMM_LOST and RESET, each with its near-misses."""

import pytest

from lighting.faults.watch import judge_boot, judge_silence

REPORT_S = 300
THREE_PERIODS_MS = 900_000


@pytest.mark.parametrize(
    ("quiet_ms", "is_down", "sleeping_until_ms", "is_lost"),
    [
        (THREE_PERIODS_MS, False, None, False),
        (THREE_PERIODS_MS + 1, False, None, True),
        (10, True, None, True),
        (THREE_PERIODS_MS + 1, False, 2_000_000, False),
        (THREE_PERIODS_MS + 1, True, 2_000_000, False),
        (1_000_000 + THREE_PERIODS_MS, True, 2_000_000, False),
        (1_000_001 + THREE_PERIODS_MS, False, 2_000_000, True),
        (THREE_PERIODS_MS + 1, False, 999_999, True),
    ],
    ids=[
        "three periods",
        "longer than three periods",
        "last will",
        "asleep",
        "asleep, its connection cut",
        "just awake",
        "never woke up",
        "slept before it was last heard",
    ],
)
def test_who_is_silent(
    *, quiet_ms: int, is_down: bool, sleeping_until_ms: int | None, is_lost: bool
) -> None:
    heard_ms = 1_000_000

    finding = judge_silence(heard_ms, REPORT_S, is_down, sleeping_until_ms, heard_ms + quiet_ms)

    assert (finding.code, finding.is_present) == ("COMM_LOST", is_lost)
    assert bool(finding.evidence) == is_lost


def test_the_evidence_says_how_long_or_that_there_was_a_will() -> None:
    silent = judge_silence(0, REPORT_S, is_down=False, sleeping_until_ms=None, now_ms=905_000)
    will = judge_silence(0, REPORT_S, is_down=True, sleeping_until_ms=None, now_ms=905_000)

    assert silent.evidence == "silent for 905 s, reports every 300 s"
    assert will.evidence == "its connection broke off (last will)"


@pytest.mark.parametrize(
    ("reason", "boots", "known_boots", "evidence"),
    [
        ("watchdog", 18, 17, "rebooted by watchdog, boot 18"),
        ("unknown", 18, 16, "rebooted by unknown, boot 18"),
        ("command", 1, 17, "rebooted by command, boot 1"),
        ("watchdog", None, None, "rebooted by watchdog"),
    ],
    ids=["watchdog", "one was missed", "counter began anew", "no counter"],
)
def test_a_boot_out_of_the_ordinary_is_a_reset(
    reason: str, boots: int | None, known_boots: int | None, evidence: str
) -> None:
    (finding,) = judge_boot(reason, boots, known_boots)

    assert (finding.code, finding.is_present, finding.evidence) == ("RESET", True, evidence)


@pytest.mark.parametrize(
    ("reason", "boots", "known_boots"),
    [("power", 18, 17), ("watchdog", 17, 17), ("watchdog", 17, None)],
    ids=["power came back", "only a new connection", "before we first heard it"],
)
def test_what_is_no_reset(reason: str, boots: int, known_boots: int | None) -> None:
    assert judge_boot(reason, boots, known_boots) == ()


def test_a_boot_by_update_is_told_as_such_and_is_no_reset() -> None:
    assert [one.code for one in judge_boot("update", 18, 17)] == ["FW"]
    assert judge_boot("update", 17, 17) == ()
