"""Whether somebody at its pole tries a lamp out: then it shows nothing of its health."""

from devices.wire.quick import Measured
from lighting.city import City
from lighting.nodes.twin import Twin
from lighting.site.inventory import Lamp

SLACK_MS = 60_000
"""Between the node's clock and ours, and from the end of a pulse to the level that is wanted."""


def may_be_pulsed(city: City, lamp: Lamp, twin: Twin, sample: Measured) -> bool:
    """Say whether a lamp blinked or tested itself since its last sample, or does so now.

    Args:
        city: What is known, the visits among it.
        lamp: The lamp.
        twin: Its node, as of the sample before.
        sample: What was measured; by far the most are asked about in vain, so those that show
            the wanted level and no start should not come here.
    """
    return any(
        one.lamp == lamp.id
        and one.sent_ms - SLACK_MS <= sample.at_ms
        and twin.watch.at_ms <= one.until_ms + SLACK_MS
        for one in city.visits.values()
    )
