"""People are told of a broken driver once, and not of the lamp that it leaves dark."""

import msgspec
import pytest

from lighting.notify.deciding import Fact, Message, State, decide
from lighting.notify.settings import Notify

NOON_MS = 1_786_852_800_000
"""2026-08-16 12:00 in Kupang."""
ZONE = "Asia/Makassar"
MINUTE_MS, HOUR_MS = 60_000, 3_600_000
SETTINGS = Notify(quiet_from="00:00", quiet_until="00:00")


def fact(code: str, number: int, *, is_over: bool = False, severity: int = 3) -> Fact:
    return Fact(f"F-{number:06}", code, severity, "Jl. A", f"{code} KPG-0001", is_over)


DRIVER, DARK = fact("GEAR_FAIL", 1), fact("LAMP_FAIL", 2)
MENDED, LIT = fact("GEAR_FAIL", 1, is_over=True), fact("LAMP_FAIL", 2, is_over=True)


class Phone:
    """Whoever is told, minute after minute, over restarts of the controller."""

    def __init__(self) -> None:
        self._state = State(digest_day="2026-08-16")
        self._now_ms = NOON_MS
        self.messages: list[Message] = []

    def hears(self, *facts: Fact, minutes: int = 11) -> list[str]:
        """The titles of what comes of facts, and of what is due some minutes later."""
        before = len(self.messages)
        for some in (facts, ()):
            found = decide(self._state, some, SETTINGS, ZONE, self._now_ms)
            self.messages += found
            self._state = msgspec.json.decode(msgspec.json.encode(self._state), type=State)
            self._now_ms += minutes * MINUTE_MS
        return [one.title for one in self.messages[before:]]

    @property
    def text(self) -> str:
        return "\n".join(one.body for one in self.messages)


@pytest.fixture
def phone() -> Phone:
    return Phone()


@pytest.mark.parametrize("facts", [(DRIVER, DARK), (DARK, DRIVER)])
def test_a_dark_lamp_and_its_driver_are_one_fault(phone: Phone, facts: tuple[Fact, ...]) -> None:
    assert phone.hears(*facts) == ["1 fault, Jl. A"]
    assert "F-000001 GEAR_FAIL" in phone.text
    assert "LAMP_FAIL" not in phone.text


def test_a_lamp_that_is_found_dark_later_is_told_no_more(phone: Phone) -> None:
    phone.hears(DRIVER)
    assert phone.hears(DARK, DARK) == []


@pytest.mark.parametrize("facts", [(MENDED, LIT), (LIT, MENDED)])
def test_it_is_resolved_once_when_both_are_over(phone: Phone, facts: tuple[Fact, ...]) -> None:
    phone.hears(DRIVER, DARK)
    first, last = facts
    assert phone.hears(first) == []
    assert phone.hears(last) == ["1 resolved, Jl. A"]
    assert "F-000001 GEAR_FAIL" in phone.messages[-1].body
    assert phone.hears(minutes=36 * 60) == []


def test_a_lamp_that_is_dark_a_day_after_its_driver_was_mended_is_told_by_itself(
    phone: Phone,
) -> None:
    phone.hears(DRIVER, DARK)
    assert phone.hears(MENDED, minutes=12 * 60) == []
    told = phone.hears(minutes=20)
    assert sorted(told) == ["1 fault, Jl. A", "1 resolved, Jl. A"]
    assert "F-000002 LAMP_FAIL" in phone.text
    assert phone.hears(LIT) == ["1 resolved, Jl. A"]


def test_a_driver_that_fails_again_meanwhile_was_never_resolved(phone: Phone) -> None:
    phone.hears(DRIVER, DARK)
    assert phone.hears(MENDED) == []
    assert phone.hears(DRIVER, LIT) == []
    assert phone.hears(MENDED) == ["1 resolved, Jl. A"]


def test_what_outlives_a_cause_that_nobody_was_told_of_is_told(phone: Phone) -> None:
    assert phone.hears(DRIVER, DARK, MENDED) == ["1 fault, Jl. A"]
    assert "F-000002 LAMP_FAIL" in phone.text


def test_a_cause_that_is_known_after_the_lamp_was_told_is_told_as_well(phone: Phone) -> None:
    phone.hears(DARK)
    assert phone.hears(DRIVER) == ["1 fault, Jl. A"]
    assert phone.hears(MENDED, LIT) == ["2 resolved, Jl. A"]


def test_a_lamp_is_told_when_an_incident_takes_its_cause(phone: Phone) -> None:
    of_storm = msgspec.structs.replace(DRIVER, incident="I-000001")
    assert phone.hears(DRIVER, DARK, of_storm) == ["1 fault, Jl. A"]
    assert "F-000002 LAMP_FAIL" in phone.text


def test_a_lamp_that_an_incident_takes_frees_the_end_of_its_cause(phone: Phone) -> None:
    phone.hears(DRIVER, DARK)
    phone.hears(MENDED)
    of_storm = msgspec.structs.replace(DARK, incident="I-000001")
    assert phone.hears(of_storm) == ["1 resolved, Jl. A"]


@pytest.mark.parametrize("cause", [DRIVER, fact("GEAR_DERATE", 1, severity=2)])
@pytest.mark.parametrize("is_first", [True, False])
def test_weak_light_is_no_line_of_the_digest_beside_its_cause(
    phone: Phone, cause: Fact, *, is_first: bool
) -> None:
    weak = fact("POWER_LOW", 2, severity=2)
    phone.hears(*((cause, weak) if is_first else (weak, cause)))
    phone.hears(minutes=24 * 60)
    assert cause.code in phone.text
    assert "POWER_LOW" not in phone.text
