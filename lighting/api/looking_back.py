"""Answers about the past, put together in the API's own threads.

The city's owner is only asked which lamps are meant and what time it is; the past is read here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from lighting.answers import feeding
from lighting.answers.cases import Ground, overrides_for
from lighting.answers.covered import lead_ms
from lighting.answers.fault_history import MOST, fault_history
from lighting.answers.known_names import check_word
from lighting.answers.lamp_history import Asked, check_length, lamp_history, read_fields
from lighting.answers.past_why import recorded, why_then
from lighting.answers.reports import By, Period, burning_document, energy_document, period
from lighting.answers.scope import Scope
from lighting.api.archives import Past
from lighting.api.asking import Ask
from lighting.errors import NothingMatched, StoreUnavailable, WrongUse
from lighting.faults.catalogue import CATALOGUE
from lighting.questions.of_city import LookInto, LookUp, Why
from lighting.rows import HourRow
from lighting.stores.parking import Parking

DAY_MS = 86_400_000
MONTH_MS = 31 * DAY_MS
LONGEST_MS = 10 * 366 * DAY_MS
MEASURED_MS = 3_600_000
"""A measurement so long before a moment still says something of it [ms]."""
AT_ONCE = 8
"""Questions that may be answered from the past at once: threads are left for all others."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """Lamps that are meant; None is all."""

    choice: str | None = None
    except_: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A time that is meant [ms since 1970 UTC]; None is the present, or a usual time before it."""

    from_ms: int | None = None
    to_ms: int | None = None


@dataclass(frozen=True, slots=True)
class LookingBack:
    """Whom to ask: the city's owner for lamps and time, the past for everything else."""

    ask: Ask
    past: Past

    def scope(self, choice: Choice) -> Scope:
        """Ask the owner which lamps are meant, and what time it is."""
        scope: Scope = self.ask(LookUp(choice.choice, choice.except_))["scope"]
        return scope

    def lamp_history(self, lamp: str, span: Span, fields: str | None) -> Document:
        """What a lamp measured, the last day of it unless another time is asked for.

        A lamp that is in no list any more is found by what it measured; one of which there is
        nothing raises `NothingMatched`.
        """
        names = read_fields(fields)
        scope, missing = self.scope_of(lamp)
        begin_ms, end_ms = _limits(span, scope.now_ms, DAY_MS)
        asked = Asked(lamp, begin_ms, min(end_ms, scope.now_ms), names)
        check_length(asked, scope)
        lead = lead_ms(scope.report_s)
        samples = self.past.history.samples(lamp, asked.from_ms - lead, asked.to_ms)
        if missing is not None and not samples:
            raise missing
        found = lamp_history(asked, scope, samples)
        days = self.past.influx.raw_days
        return found | self.waiting(scope) | self._kept(asked.from_ms, scope, days)

    def why(self, lamp: str, at_ms: int) -> Document:
        """Why a lamp was as it was; from now on, or without records, as the city itself tells."""
        records = self.past.records
        if records is None:
            return self.ask(Why(lamp, at_ms))
        ground: Ground = self.ask(LookInto(lamp))["ground"]
        if at_ms >= ground.now_ms:
            return self.ask(Why(lamp, at_ms))
        back_ms = max(MEASURED_MS, lead_ms(ground.report_s))
        samples = self.past.history.samples(lamp, at_ms - back_ms, at_ms + 1)
        known = recorded(
            records.schedule_at(at_ms),
            overrides_for(records.overrides_around(at_ms), ground.lamp),
            records.said_before(lamp, at_ms),
            samples,
            records.imported_since(at_ms),
        )
        return why_then(ground, known, samples, at_ms)

    def fault_history(
        self, lamp: str | None, code: str | None, span: Span, choice: Choice
    ) -> Document:
        """Faults that began in a time, the last month unless another is asked for.

        A lamp that is in no list any more is found by its faults; one of which there is nothing
        raises `NothingMatched`.
        """
        scope, missing = self.scope_of(lamp) if lamp else (self.scope(choice), None)
        asked = _limits(span, scope.now_ms, MONTH_MS)
        found = self.past.history.faults(*asked, lamp=lamp, code=code, limit=MOST)
        if missing is not None and not found:
            raise missing
        if not found:
            check_word(code, CATALOGUE, "code of a fault")
        is_for_some = lamp is None and choice != Choice()
        document = fault_history(asked, scope, found, is_for_some=is_for_some)
        days = self.past.influx.book_days
        return document | self.waiting(scope) | self._kept(asked[0], scope, days)

    def energy(self, span: Span, choice: Choice, by: By) -> Document:
        """Energy of lamps in a time, the last day unless another is asked for."""
        scope, asked = self._reported(span, choice)
        return energy_document(asked, by, scope, self._hours(scope)) | self.waiting(scope)

    def burning_hours(self, span: Span, choice: Choice, by: By) -> Document:
        """Burning hours of lamps in a time, the last day unless another is asked for."""
        scope, asked = self._reported(span, choice)
        return burning_document(asked, by, scope, self._hours(scope)) | self.waiting(scope)

    def fed(self, scope: Scope) -> Document:
        """How InfluxDB is fed; a journal that can't be read is left out and no error."""
        progresses = [one.progress for one in self.past.forwarders]
        try:
            aside = feeding.Aside(self.parking.backlog(), self.parking.parked_count())
        except StoreUnavailable:
            aside = None
        return feeding.summary(progresses, aside, scope.now_ms, scope.timezone)

    def waiting(self, scope: Scope) -> Document:
        """What waits for InfluxDB or was refused, and so is in no answer; None: there is none."""
        fed = self.fed(scope) if self.past.influx.url else {}
        return {"waiting": fed.get("backlog"), "parked": fed.get("parked")}

    def _kept(self, from_ms: int, scope: Scope, days: int) -> Document:
        """From when on InfluxDB still has what it keeps so long, where that is within; 0: all."""
        oldest_ms = scope.now_ms - days * DAY_MS
        is_within = bool(self.past.influx.url) and days > 0 and from_ms < oldest_ms
        return {"kept_since": scope.time(oldest_ms) if is_within else None}

    @property
    def parking(self) -> Parking:
        """What waits, was refused or is gone.

        Raises:
            StoreUnavailable: Nobody knows.
        """
        if self.past.parking is None:
            raise StoreUnavailable(
                "what waits for InfluxDB isn't known here",
                "this controller was started without its journal",
            )
        return self.past.parking

    def parked_ids(self, ids: list[int] | None) -> tuple[int, ...]:
        """Give the lines that are meant; None: all.

        `NothingMatched` is raised when one of them is not there, or there are none at all.
        """
        there = self.parking.parked_ids(ids)
        lacking = sorted(set(ids or ()) - set(there))
        if lacking or not there:
            error = _no_such_line(lacking)
            raise error
        return there

    def scope_of(self, lamp: str) -> tuple[Scope, NothingMatched | None]:
        """The city, and the error to raise if nothing is known of a lamp that is in no list.

        Raises:
            WrongUse: It is a choice of several lamps.
        """
        try:
            scope = self.scope(Choice(lamp))
        except NothingMatched as error:
            return self.scope(Choice()), error
        if [one.id for one in scope.lamps] != [lamp]:
            raise WrongUse(
                f"{lamp} is not one lamp",
                f"it chooses {len(scope.lamps)}",
                f"name one, such as {scope.lamps[0].id}",
            )
        return scope, None

    def _reported(self, span: Span, choice: Choice) -> tuple[Scope, Period]:
        scope = self.scope(choice)
        return scope, period(*_limits(span, scope.now_ms, DAY_MS), scope.now_ms)

    def _hours(self, scope: Scope) -> "_Hours":
        return _Hours(self.past, scope.lamps[0].id if len(scope.lamps) == 1 else None)


@dataclass(frozen=True, slots=True)
class _Hours:
    """Reads hours, of one lamp where only that is asked for."""

    past: Past
    lamp: str | None

    def __call__(self, from_ms: int, to_ms: int) -> list[HourRow]:
        return self.past.history.hours(from_ms, to_ms, self.lamp)


def _no_such_line(lacking: list[int]) -> NothingMatched:
    if not lacking:
        return NothingMatched.told(
            "no line is parked", "InfluxDB has refused none that is not dealt with", ""
        )
    what = f"nothing matches line {', '.join(map(str, lacking))}"
    remedy = "look at what there is: lighting influx parked list"
    return NothingMatched.told(what, "no such line is parked, or it is dealt with", remedy)


def _limits(span: Span, now_ms: int, usual_ms: int) -> tuple[int, int]:
    """Begin and end of a time.

    Raises:
        WrongUse: It ends before it begins, has not begun, or is far too long.
    """
    to_ms = now_ms if span.to_ms is None else span.to_ms
    from_ms = to_ms - usual_ms if span.from_ms is None else span.from_ms
    if from_ms >= now_ms:
        raise WrongUse("that time has not begun", remedy="ask for a time that begins earlier")
    if to_ms <= from_ms:
        raise WrongUse("that time ends before it begins", remedy="let --from be before --to")
    if to_ms - from_ms > LONGEST_MS:
        raise WrongUse("that time is too long", remedy="ask for ten years at most")
    return from_ms, to_ms


def _looking_back(request: Request) -> LookingBack:
    return LookingBack(request.app.state.ask, request.app.state.past)


def _looking_back_in_turn(request: Request) -> Iterator[LookingBack]:
    """Let so many look far back at once: others are told, so that threads and memory last.

    Raises:
        StoreUnavailable: Enough do already.
    """
    turns = request.app.state.turns
    if not turns.acquire(blocking=False):
        raise StoreUnavailable(
            "too many ask about the past at once",
            f"{AT_ONCE} are being answered, perhaps slowly",
            "try again in a minute",
        )
    try:
        yield _looking_back(request)
    finally:
        turns.release()


Back = Annotated[LookingBack, Depends(_looking_back)]
"""Puts together what is asked about the past."""
FarBack = Annotated[LookingBack, Depends(_looking_back_in_turn)]
"""The same for what may take long."""
