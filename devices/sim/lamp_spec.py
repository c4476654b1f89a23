"""What a simulated lamp is: of the inventory, and what its node can do."""

from dataclasses import dataclass

from devices.wire.up import Capabilities

CAPABILITIES = Capabilities(
    min_level=5,
    max_points=4000,
    max_program_bytes=65_536,
    sensors=["motion"],
    photocell=True,
    factors=True,
)


@dataclass(frozen=True, slots=True)
class LampSpec:
    """A lamp of the inventory: its node's id, its power at full light [W], its panel."""

    node: str
    power_w: float
    panel: str
    has_time_source: bool = True
    """False: no clock of its own; it lives by `controller/time`."""
    capabilities: Capabilities = CAPABILITIES
    clock_gain_s_per_day: float = 0.0
    """What its clock gains without anybody noticing, less than 0: loses [s/day]."""
    mains_swing_v: float = 0.0
    """By how much its mains sag in the evening, and rise in the morning [V]."""
