"""How far people were told: all that must outlive a restart."""

import msgspec

from lighting.notify.wording import Fact

DAY_MS = 86_400_000
MONTH_MS = 31 * DAY_MS


class Group(msgspec.Struct):
    """Facts that wait to be told together, and since when [ms since 1970 UTC]."""

    since_ms: int
    facts: list[Fact]


class Told(msgspec.Struct):
    """How far an incident was told.

    Attributes:
        count: Messages about it, and about those that it took in.
        size: Of how many lamps it was said last; 0: only of those that it took in.
        ended_ms: When it was over; None: it lasts.
        is_left: It outlived a larger one, and was told with others of that kind.
    """

    count: int
    size: int
    ended_ms: int | None = None
    is_left: bool = False


class State(msgspec.Struct):
    """All that must outlive a restart.

    Attributes:
        waiting: Groups by place; `ended` those of faults that are over.
        told: The subject (lamp and code) of each fault that was told, by its id.
        ended_ms: When a subject's fault was over last, for flapping.
        behind: Faults that a told one stands for, by its id; see `of_causes`.
        ends: Ends of told ones that wait until those are over, too.
        explained_ms: When an incident last explained a fault, by its id, for a day.
        begun: Incidents that wait to be told, by id; `changed` those that have grown or ended.
        left: When an incident was taken in by a larger one, which it may outlive.
        incidents: Those that were told of, for a day after their end.
        digest: Lines for the next one.
        minor: Lamps with a fault that has no message of its own, by code, for the next one.
        sent_ms: Messages of the last hour.
        grave_ms: When a place last had a message of something critical, within an hour.
        digest_day: The date of the last digest.
    """

    waiting: dict[str, Group] = msgspec.field(default_factory=dict)
    ended: dict[str, Group] = msgspec.field(default_factory=dict)
    told: dict[str, str] = msgspec.field(default_factory=dict)
    ended_ms: dict[str, int] = msgspec.field(default_factory=dict)
    behind: dict[str, list[Fact]] = msgspec.field(default_factory=dict)
    ends: dict[str, Group] = msgspec.field(default_factory=dict)
    explained_ms: dict[str, int] = msgspec.field(default_factory=dict)
    begun: dict[str, Group] = msgspec.field(default_factory=dict)
    changed: dict[str, Fact] = msgspec.field(default_factory=dict)
    left: dict[str, int] = msgspec.field(default_factory=dict)
    incidents: dict[str, Told] = msgspec.field(default_factory=dict)
    digest: list[str] = msgspec.field(default_factory=list)
    minor: dict[str, list[str]] = msgspec.field(default_factory=dict)
    sent_ms: list[int] = msgspec.field(default_factory=list)
    grave_ms: dict[str, int] = msgspec.field(default_factory=dict)
    digest_day: str = ""

    def wait(self, fact: Fact, now_ms: int) -> None:
        """Have a fault told with others of its place."""
        self.waiting.setdefault(fact.place, Group(now_ms, [])).facts.append(fact)

    def is_waiting(self, fact: Fact) -> bool:
        """Whether a fault waits to be told."""
        group = self.waiting.get(fact.place)
        return group is not None and any(one.id == fact.id for one in group.facts)

    def withdraw(self, fact: Fact) -> bool:
        """Take a fault out of its group; False: it doesn't wait."""
        if not self.is_waiting(fact):
            return False
        group = self.waiting[fact.place]
        group.facts = [one for one in group.facts if one.id != fact.id]
        if not group.facts:
            del self.waiting[fact.place]
        return True

    def forget(self, before_ms: int) -> None:
        """Forget what is older than the hour before a moment's end, and incidents after a day."""
        self.sent_ms = [one for one in self.sent_ms if one > before_ms]
        self.ended_ms = {key: at for key, at in self.ended_ms.items() if at > before_ms}
        self.grave_ms = {key: at for key, at in self.grave_ms.items() if at > before_ms}
        self.left = {key: at for key, at in self.left.items() if at > before_ms - MONTH_MS}
        day_ms = before_ms - DAY_MS
        self.explained_ms = {key: at for key, at in self.explained_ms.items() if at > day_ms}
        for id_ in [
            id_
            for id_, told in self.incidents.items()
            if told.ended_ms is not None and told.ended_ms < day_ms
        ]:
            del self.incidents[id_]
