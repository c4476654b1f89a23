"""A node on a bench: time is moved by hand, what it says is decoded, its flash can be looked at."""

import json
from collections.abc import Sequence
from typing import TypeVar

from devices.node import facts, machine
from devices.node.facts import Action, BootReason, Identity, Measured, Moment, Publish
from devices.node.memory import Memory, write
from devices.wire import topics, up
from devices.wire.codec import decode, encode
from devices.wire.down import (
    Command,
    ControllerStatus,
    Desired,
    GroupOverrides,
    OverrideEntry,
    ProgramDocument,
    Received,
)
from devices.wire.settings import Settings
from devices.wire.up import Message
from schedules.decision import Trust
from tests.support.wire_words import SITE

NODE = "n-1"
NOON_MS = 1_786_939_200_000
HOUR_MS = 3_600_000
Asked = TypeVar("Asked")
METER = Measured(power_w=40.0, supply_v=220.0, energy_wh=1234, burn_s=600, starts=3)


class NodeBench:
    """A node and everything it asked for."""

    def __init__(self, identity: Identity | None = None, *, flash: bytes = b"") -> None:
        self.identity = identity or Identity(SITE, NODE)
        self.now_ms = NOON_MS
        self.trust = Trust.SYNCED
        self.measured: Measured | None = METER
        self.flash = flash
        self.boots = 0
        self.boot("power")

    def boot(self, reason: BootReason) -> None:
        """Switch it on, with what its flash holds."""
        self.boots += 1
        self.booted_ms = self.now_ms
        self.actions: list[Action] = []
        self.node, actions = machine.boot(
            self.identity, self.flash, self.boots * 7919, reason, self._moment()
        )
        self._note(actions)

    def _moment(self) -> Moment:
        return Moment(self.now_ms, self.trust, self.now_ms - self.booted_ms)

    def _note(self, actions: Sequence[Action]) -> None:
        self.actions.extend(actions)
        for action in actions:
            if isinstance(action, facts.Save):
                self.flash = write(action.memory)

    def tell(self, event: facts.Event) -> tuple[Action, ...]:
        """Hand it an event; give what it asks for."""
        self.node, actions = machine.handle(self.node, event, self._moment())
        self._note(actions)
        return actions

    def wait_until(self, moment_ms: int) -> None:
        """Let time pass, with a tick whenever it wants one."""
        while (due_ms := self.booted_ms + machine.next_due_ms(self.node)) <= moment_ms:
            self.now_ms = due_ms
            self.tell(facts.Tick(self.measured))
        self.now_ms = moment_ms

    def wait(self, wait_ms: int) -> None:
        """Let so much time pass."""
        self.wait_until(self.now_ms + wait_ms)

    def connect(self) -> tuple[Action, ...]:
        """Wait until it wants to connect, and let it."""
        while not self.asked(facts.Connect):
            self.wait_until(self.booted_ms + machine.next_due_ms(self.node))
        return self.tell(facts.Connected())

    def asked(self, kind: type[Asked]) -> list[Asked]:
        """What it asked for of one kind."""
        return [action for action in self.actions if isinstance(action, kind)]

    def forget(self) -> None:
        """Start a new list of what it asks for."""
        self.actions.clear()

    def said(self, topic: topics.Topic) -> list[Message]:
        """What it said on a topic, decoded."""
        return [
            decode(topic, action.payload)
            for action in self.asked(Publish)
            if action.topic == topic.of(SITE, NODE)
        ]

    def samples(self) -> list[up.Sample]:
        """The measurements that it sent."""
        said = [one for one in self.said(topics.TELEMETRY) if isinstance(one, up.Telemetry)]
        return [sample for one in said for sample in one.samples]

    def events(self) -> list[up.Event]:
        """The events that it sent, repeats too."""
        said = [one for one in self.said(topics.EVENT) if isinstance(one, up.Events)]
        return [event for one in said for event in one.events]

    def reported(self) -> up.Reported:
        """What it reported last."""
        last = self.said(topics.REPORTED)[-1]
        assert isinstance(last, up.Reported)
        return last

    @property
    def memory(self) -> Memory:
        """What it holds."""
        return self.node.memory

    def hear(self, topic: topics.Topic, subject: str, message: Message) -> tuple[Action, ...]:
        """Let a message arrive."""
        return self.tell(facts.Arrived(topic.of(SITE, subject), encode(message)))

    def desire(self, version: int, **members: object) -> tuple[Action, ...]:
        """Let a desired document arrive; settings that are not given are left out."""
        document = Desired.model_validate(
            {"version": version, "issued_ms": 1, "program": "roads"} | members
        )
        payload = {"v": 1} | document.model_dump(exclude_unset=True)
        topic = topics.DESIRED.of(SITE, NODE)
        return self.tell(facts.Arrived(topic, json.dumps(payload).encode()))

    def program(self, document: ProgramDocument) -> tuple[Action, ...]:
        """Let a program arrive on its topic."""
        return self.hear(topics.PROGRAM, document.id, document)

    def override(self, group: str, version: int, *entries: OverrideEntry) -> tuple[Action, ...]:
        """Let a group's overrides arrive."""
        document = GroupOverrides(version=version, issued_ms=1, overrides=list(entries))
        return self.hear(topics.OVERRIDE, group, document)

    def confirm(self, upto: int, log: str | None = None) -> tuple[Action, ...]:
        """Let a confirmation arrive."""
        return self.hear(topics.RECEIVED, NODE, Received(log=log or self.memory.log, upto=upto))

    def command(self, command: Command) -> tuple[Action, ...]:
        """Let a command arrive."""
        return self.hear(topics.COMMAND, NODE, command)

    def controller(self, session: str, *, is_retained: bool = False) -> tuple[Action, ...]:
        """Let the controller's birth arrive."""
        payload = encode(ControllerStatus(session=session, online=True))
        topic = topics.CONTROLLER_STATUS.of(SITE)
        return self.tell(facts.Arrived(topic, payload, is_retained))


def roads(version: int, *points: tuple[int, int, int], name: str = "roads") -> ProgramDocument:
    """A program of one night; points are (hours after noon, level, fade in s)."""
    noon_s = NOON_MS // 1000
    return ProgramDocument(
        version=version,
        issued_ms=1,
        id=name,
        from_ms=NOON_MS,
        nights=1,
        points=[(noon_s + hours * 3600, level, fade_s) for hours, level, fade_s in points],
        labels=[f"{hours} h" for hours, _, _ in points],
        ordinary=None,
    )


def settings(**members: int) -> Settings:
    """Settings that tell these and leave out the others."""
    return Settings.model_validate(members)
