"""One lamp: a node, its luminaire, its clock and what ails it, put together.

It does no IO: it is told what happened and when (true time), and answers what its link has to do.
"""

from dataclasses import replace
from itertools import takewhile

import msgspec

from devices.node import facts, machine
from devices.node.facts import (
    BootReason,
    Connect,
    Identity,
    Moment,
    Publish,
    Subscribe,
    Unsubscribe,
)
from devices.node.memory import write
from devices.node.state import Node, roll
from devices.sim.ailments import CUT_OFF, OF_PANELS, OUTAGES, Ailment, Kind
from devices.sim.lamp_spec import CAPABILITIES, LampSpec
from devices.sim.luminaire import Defect, Luminaire, measured
from devices.sim.node_clock import clock_of
from devices.sim.operations import Operation, Pull
from devices.sim.symptoms import afflicted, flags_of, is_unread, size_of
from devices.sim.truth import Ailed, Commanded, LampTruth, Shone

__all__ = ["CAPABILITIES", "Lamp", "LampSpec", "Operation", "Pull"]


class Lamp:
    """A lamp from `start_ms` on (true time), when it is powered up for the first time."""

    def __init__(
        self, spec: LampSpec, ailments: tuple[Ailment, ...], *, site: str, seed: int, start_ms: int
    ) -> None:
        self._identity = Identity(
            site, spec.node, capabilities=spec.capabilities, has_time_source=spec.has_time_source
        )
        mine = [
            one
            for one in ailments
            if one.target == (spec.panel if one.kind in OF_PANELS else spec.node)
        ]
        self._ahead = sorted(mine, key=lambda one: one.from_ms, reverse=True)
        self._holding: list[Ailment] = []
        self._noted: dict[Ailment, int] = {}
        self._change_ms: int | None = None
        self._dice, phase = roll(seed)
        self._operations: list[Operation] = []
        self._clock = clock_of(mine, spec, start_ms)
        self._at_ms = start_ms
        self._due_ms: int | None = None
        self._is_due_known = False  # until something happens
        self._boot_ms = start_ms
        self._node: Node | None = None
        self._lux: float | None = None
        luminaire = Luminaire(
            spec.power_w, phase / 2**64, start_ms, mains_swing_v=spec.mains_swing_v
        )
        self.truth = LampTruth(spec.node, spec.panel, spec.power_w, luminaire)
        self._flash = b""
        self._ail(start_ms)
        if self._has_supply():
            self._boot(start_ms, "power")

    @property
    def node_id(self) -> str:
        """Its node's id, which is its MQTT client id too."""
        return self._identity.node

    @property
    def node(self) -> Node | None:
        """Its node's state; None while it has no power."""
        return self._node

    @property
    def due_ms(self) -> int | None:
        """When `advance` has something to do next (true time); None: never by itself."""
        if not self._is_due_known:
            self._due_ms, self._is_due_known = self._next_ms(), True
        return self._due_ms

    def _next_ms(self) -> int | None:
        if self._node is None:
            return self._change_ms
        wait_ms = machine.next_due_ms(self._node) - self._node.moment.uptime_ms
        due_ms = self._at_ms + self._clock.true_wait_ms(self._at_ms, wait_ms)
        return due_ms if self._change_ms is None else min(due_ms, self._change_ms)

    def advance(self, at_ms: int) -> list[Operation]:
        """Let time pass, each due moment at its own time; give what the link has to do."""
        while (due_ms := self.due_ms) is not None and due_ms <= at_ms:
            self._live(due_ms)
        return self._taken()

    def tell(self, event: facts.Event, at_ms: int) -> list[Operation]:
        """Tell the node something from its link, after all that was due before."""
        operations = self.advance(at_ms)
        if operations and any(isinstance(one, Pull) for one in operations):
            return operations  # meanwhile the link that it came from is gone
        if not self._holding or not self._is_lost(event):
            at_ms = self._at_ms = max(at_ms, self._at_ms)
            self._handle(event, at_ms)
        return operations + self._taken() if operations else self._taken()

    def feel(self, event: facts.Sensed | facts.LightSeen | None, at_ms: int) -> list[Operation]:
        """Let its sensors feel something, link or not; None: one for light dies as it stands."""
        operations = self.advance(at_ms)
        at_ms = self._at_ms = max(at_ms, self._at_ms)
        self._is_due_known = False
        if not isinstance(event, facts.Sensed):
            self._lux = None if event is None else event.lux
        if event is not None:
            self._handle(event, at_ms)
        return operations + self._taken()

    def _taken(self) -> list[Operation]:
        operations, self._operations = self._operations, []
        return operations

    def _live(self, at_ms: int) -> None:
        self._is_due_known = False
        if at_ms == self._change_ms:
            turned = [one for one in self._holding if one.next_change_ms(self._at_ms) == at_ms]
            turned += takewhile(lambda one: one.from_ms == at_ms, reversed(self._ahead))
            self._at_ms = at_ms
            self._turn(turned, at_ms)
        self._at_ms = at_ms
        if self._node is not None:
            moment = self._moment(at_ms)
            tick = facts.Tick(self._measured(self._node, moment, at_ms))
            self._handle(tick, at_ms, moment)

    def _measured(self, node: Node, moment: Moment, at_ms: int) -> facts.Measured | None:
        """What the meter shows, if the node is to look; it is read no oftener than that."""
        if not machine.is_measuring(node, moment):
            return None
        self.truth.luminaire = self.truth.luminaire.advanced(at_ms)
        shown = measured(self.truth.luminaire, at_ms)
        if self._holding:
            shown = afflicted(shown, self._holding, at_ms)
        return shown if self._lux is None else msgspec.structs.replace(shown, lux=self._lux)

    def _turn(self, turned: list[Ailment], at_ms: int) -> None:
        """Something breaks or is whole again."""
        self._ail(at_ms)
        self._flag(at_ms)
        for ailment in turned:
            begins, ends = ailment.from_ms == at_ms, ailment.until_ms == at_ms
            match ailment.kind:
                case Kind.PANEL_OUTAGE | Kind.POLE_OUTAGE if begins:
                    self._lose_power(at_ms)
                case Kind.PANEL_OUTAGE | Kind.POLE_OUTAGE if ends and self._has_supply():
                    self._boot(at_ms, "power")
                case Kind.REBOOT if begins and self._node is not None:
                    self._reboot(at_ms, "watchdog")
                case Kind.REBOOT_LOOP if not ends and self._node is not None:
                    self._reboot(at_ms, "watchdog")
                case Kind.SILENCE if ends:
                    self._cut(at_ms)
                case Kind.BROKEN_LINK if begins or ends:
                    self._cut(at_ms)
                case _:
                    pass

    def _flag(self, at_ms: int) -> None:
        """Let the node see what it can see of its ailments."""
        flags = flags_of(self._holding)
        if self._node is not None and flags != self._node.flags:
            self._handle(facts.Flagged(flags), at_ms)

    def _cut(self, at_ms: int) -> None:
        """End the connection, and have the node notice."""
        if self._node is not None:
            self._operations.append(Pull())
            self._handle(facts.Lost(), at_ms)

    def _ail(self, at_ms: int) -> None:
        """Bring light and ledger in line with what ails the lamp now."""
        while self._ahead and self._ahead[-1].from_ms <= at_ms:
            self._begin(self._ahead.pop(), at_ms)
        for over in [one for one in self._holding if not one.holds(at_ms)]:
            self._holding.remove(over)
            number = self._noted.pop(over)
            self.truth.ailed[number] = replace(self.truth.ailed[number], ended_ms=at_ms)
        holding = self._holding
        changes = [one.next_change_ms(at_ms) for one in holding]
        changes += [one.from_ms for one in self._ahead[-1:]]
        self._change_ms = min((one for one in changes if one is not None), default=None)
        defects = [one.defect(at_ms) for one in holding]
        worst = next((one for one in defects if one is not Defect.NONE), Defect.NONE)
        luminaire = self.truth.luminaire.with_defect(at_ms, worst)
        self._shine(luminaire.with_wear(at_ms, size_of(holding, Kind.AGEING, at_ms)), at_ms)
        above_v = size_of(holding, Kind.HIGH_VOLTAGE, at_ms)
        below_v = size_of(holding, Kind.LOW_VOLTAGE, at_ms)
        self.truth.luminaire = self.truth.luminaire.with_shift(above_v - below_v)

    def _begin(self, ailment: Ailment, at_ms: int) -> None:
        if ailment.holds(at_ms) and ailment not in self._noted:
            self._holding.append(ailment)
            self._noted[ailment] = len(self.truth.ailed)
            self.truth.ailed.append(Ailed(ailment, at_ms))

    def _shine(self, luminaire: Luminaire, at_ms: int) -> None:
        self.truth.luminaire = luminaire
        light = luminaire.light(max(at_ms, luminaire.to_ms))
        if not self.truth.shone or self.truth.shone[-1].light != light:
            self.truth.shone.append(Shone(at_ms, light))

    def _lose_power(self, at_ms: int) -> None:
        if self._node is not None:
            self._flash = write(self._node.memory)
            self._node = None
            self._operations.append(Pull())
        self._shine(self.truth.luminaire.with_supply(at_ms, has_supply=False), at_ms)

    def _reboot(self, at_ms: int, reason: BootReason) -> None:
        if self._node is not None:
            self._flash = write(self._node.memory)
            self._operations.append(Pull())
            self._boot(at_ms, reason)

    def _boot(self, at_ms: int, reason: BootReason) -> None:
        if not self.truth.luminaire.has_supply:
            self._shine(self.truth.luminaire.with_supply(at_ms, has_supply=True), at_ms)
        self._dice, dice = roll(self._dice)
        self._boot_ms = at_ms
        self.truth.boots.append((at_ms, reason))
        self._node, actions = machine.boot(
            self._identity, self._flash, dice, reason, self._moment(at_ms)
        )
        self._carry_out(actions, at_ms)
        self._flag(at_ms)

    def _handle(self, event: facts.Event, at_ms: int, moment: Moment | None = None) -> None:
        self._is_due_known = False
        if self._node is None:
            return
        moment = moment or self._moment(at_ms)
        self._node, actions = machine.handle(self._node, event, moment)
        if actions:
            self._carry_out(actions, at_ms)

    def _carry_out(self, actions: tuple[facts.Action, ...], at_ms: int) -> None:
        is_clock_set = False
        for action in actions:
            match action:
                case Publish() | Connect() | Subscribe() | Unsubscribe():
                    if not self._is_deaf():
                        self._operations.append(action)
                case facts.Reboot():
                    self._reboot(at_ms, "command")
                    return
                case _:
                    is_clock_set = is_clock_set or isinstance(action, facts.SetClock)
                    self._do(action, at_ms)
        if is_clock_set:
            self._handle(facts.Tick(), at_ms)

    def _do(self, action: facts.Action, at_ms: int) -> None:
        match action:
            case facts.Save():
                self.truth.note_saved(action.memory)
            case facts.SetLevel():
                self._drive(action, at_ms)
            case facts.SetClock():
                self._clock = self._clock.set_to(action.now_ms, at_ms)
            case _:
                pass  # identify: it blinks for a person, and the meter does not notice

    def _drive(self, action: facts.SetLevel, at_ms: int) -> None:
        self._shine(
            self.truth.luminaire.driven(
                at_ms, action.level if action.output is None else action.output, action.fade_s
            ),
            at_ms,
        )
        wanted = self._node.wanted if self._node else None
        if wanted is not None:
            self.truth.commanded.append(
                Commanded(at_ms, wanted.level, action.level, action.fade_s, wanted.by, wanted.what)
            )

    def _moment(self, at_ms: int) -> Moment:
        return self._clock.moment(at_ms, self._boot_ms)

    def _is_lost(self, event: facts.Event) -> bool:
        """Whether it hears nothing now, or doesn't take what came."""
        is_unheard = isinstance(event, facts.Arrived) and is_unread(self._holding)
        return is_unheard or self._is_deaf()

    def _is_deaf(self) -> bool:
        return bool(self._holding) and any(one.kind in CUT_OFF for one in self._holding)

    def _has_supply(self) -> bool:
        return not any(one.kind in OUTAGES for one in self._holding)
