"""The page for people who build a node: `python -m devices.wire.page > docs/wire-protocol.md`.

Tables come from the topics and the models, rules from the text below; a test compares the page.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from devices.wire import down, settings, up
from devices.wire.meanings import meaning
from devices.wire.topics import MAX_DOWN_BYTES, MAX_UP_BYTES, ROOT, TOPICS

_INTRODUCTION = f"""\
# The wire, version 1

What a lamp node and the controller say to each other. A node can be built from this page alone, in
any language, on a chip with 64 KiB of memory. This page is generated: see `devices/wire/page.py`.

MQTT 3.1.1 is enough. Payloads are JSON in UTF-8, at most {MAX_UP_BYTES // 1024} KiB up and \
{MAX_DOWN_BYTES // 1024} KiB down. Unknown fields
are ignored; known ones have exactly the type given. `null` means unknown, as if the field were left
out. Times are whole milliseconds since 1970 UTC and end in `_ms`; switch points are in seconds.
`<site>`, groups and programs are called `[a-z0-9][a-z0-9-]{{0,30}}`; a node's id starts with `n-`.
The id in the topic counts.

## Topics

All under `{ROOT}/<site>/`.

"""

_RULES = """\
## Rules

### Connecting

- Client id is the node's id, the session is persistent, keep-alive is 60 to 300 s.
- The last will is on the node's `status`, QoS 1, retained. It counts only for the newest session
  and connection heard from the node; any message proves that the node is alive.
- The first connect after power-up waits a random 0 to `spread_s` (120 s until told). Later ones
  back off with full jitter: a random part of 10 s, doubling to 600 s.
- A node subscribes to its own three topics, its program, its groups' overrides and `controller/+`.
- On every connect: subscribe, then `status`, `reported`, and the unconfirmed events. The same,
  after a random 0 to `spread_s`, when `controller/status` comes with a new session.

### Events

- Events are numbered for the node's life, not for a session. They stay in flash, over reboots,
  until `received` confirms them: it holds for all numbers of that `log` up to `upto`, and is sent
  only after the controller has stored them.
- At most 50 are in flight, oldest first. The key of an event is (node, log, n), of a sample (node,
  session, `at_ms`): duplicates and reordering change nothing.
- A hole in `seq` is counted, not repaired. A hole in `n` is not confirmed past, until `oldest`
  lies above it: then it is gone, and recorded as a gap.
- A boot forgets faults. What the node still sees stands in `fault_flags` of the session's first
  `reported`, or is told by an event that begins anew. What it told in an earlier session, and
  neither flags nor tells anew in this one, is over: it was repaired without power. `RESET` and
  `FW` are left for an hour.
- A boot is an event, the first that is numbered in its session: by it is known what was told
  before, also where that comes in a later message.
- When the memory overflows, routine events (`level`, `energy`) are thinned first. One event of
  kind `gap` takes the place and the number of the first that was thinned, and says which are gone.

### Documents

- `desired`, `program` and `override` are retained and versioned. A node takes one only if its
  version is higher than the one it holds for that topic; writes it to flash, acts, then reports.
- An empty retained payload means "gone": the node keeps what it holds.
- When `program` or `groups` change, the node subscribes to the new topics, unsubscribes from the
  old, and keeps doing what it did until the new document has come. Overrides of a group that it
  left go.
- After its last night a program repeats `ordinary`.
- An override always ends: the node drops it at `until_ms` by itself. A release is a new document
  without it.
- `retired`: default level, no more telemetry.
- A command past `expires_ms` does nothing and says so in an event; each `id` acts once.
- `self-test` tries 100, 50 and 10 %, `seconds` (10) each. An event `self-test` tells each `step`
  with `level`, `power_w` and `supply_v`, the last one has a `result`. Then the lamp does what is
  wanted, at once. The local switch ends it, and so does a reboot: it is never kept in flash.

### The decision

Local safety switch, then the valid override of the highest priority (the later version, then the
later `id`, among equals), then the program, then `default_level`. A node whose clock is `unknown`
takes no darkening from a program or an override: in doubt it is lit.

On top of the program stand, where the settings have them, a photocell and then effects; what is
changed by them is reported `by` `sensor`. A light sensor that said nothing for 10 min is dead: the
program holds. They change nothing of an override, of the default or of the local switch.

`wanted_level` is this answer. `level` is what the lamp does: between two during a fade, and never
below the driver's or the settings' `min_level` unless it is 0. A level is % light; the node maps
it to its driver (DALI logarithmic: 50 % is arc level 229), after the `factors`: constant light
(`clo`) and `virtual_power` each multiply, then the driver's `min_level` holds.
"""

_SAID_THOUGH_KNOWN = {"v", "online"}
"""Fields with one value alone in their message, which a sender does not leave out."""

_PARTS = (
    up.Capabilities,
    up.ProgramHeld,
    up.Reason,
    up.Sample,
    up.Event,
    settings.Settings,
    settings.EffectEntry,
    settings.PhotocellEntry,
    settings.FactorsHeld,
    settings.SpansHeld,
    down.OverrideEntry,
    down.Ordinary,
)


def page() -> str:
    """The whole page as Markdown."""
    return "".join((_INTRODUCTION, *_topic_table(), "\n", *_messages(), _RULES))


def _topic_table() -> Iterator[str]:
    yield "| topic | way | retained | QoS | what |\n|---|---|---|---|---|\n"
    for topic in TOPICS:
        kept = "yes" if topic.retained else "no"
        path = topic.of("s", "<id>").removeprefix(f"{ROOT}/s/")
        yield f"| `{path}` | {topic.way} | {kept} | {topic.qos} | {topic.what} |\n"


def _messages() -> Iterator[str]:
    yield "## Messages\n\nFields in bold must be there.\n\n"
    for topic in TOPICS:
        for model in topic.messages:
            yield from _section(model, f"{model.__name__} on `{topic.path}`")
    for part in _PARTS:
        yield from _section(part, part.__name__)


def _section(model: type[BaseModel], title: str) -> Iterator[str]:
    yield f"### {title}\n\n{(model.__doc__ or '').strip()}\n\n"
    yield "| field | type | meaning |\n|---|---|---|\n"
    schema = model.model_json_schema(by_alias=True)
    for name, shape in schema["properties"].items():
        must = name in schema.get("required", ()) or name in _SAID_THOUGH_KNOWN
        shown = f"**`{name}`**" if must else f"`{name}`"
        yield f"| {shown} | {_type(shape)} | {_meaning(model, name)} |\n"
    yield "\n"


def _meaning(model: type[BaseModel], field: str) -> str:
    owner = "Up" if issubclass(model, up.Up) and field == "session" else model.__name__
    return meaning(owner, field)


def _type(shape: dict[str, Any]) -> str:
    """A JSON schema in few words."""
    if "anyOf" in shape:
        return " or ".join(_type(one) for one in shape["anyOf"])
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2].replace("JsonValue", "anything")
    if "const" in shape or "enum" in shape:
        values = shape.get("enum", [shape.get("const")])
        return ", ".join(f"`{json.dumps(value)}`" for value in values)
    return _plain(shape)


def _plain(shape: dict[str, Any]) -> str:
    kind = str(shape.get("type", "anything"))
    if "prefixItems" in shape:
        return "list of " + ", ".join(_type(one) for one in shape["prefixItems"])
    if kind == "array":
        most = _limits(shape, "Items")
        return f"list{most}{',' if most else ''} of {_type(shape['items'])}"
    if kind == "object":
        return f"object of {_type(shape['additionalProperties'])}"
    if "pattern" in shape:
        return f"string `{shape['pattern']}`"
    return f"{kind}{_limits(shape, 'Length')}{_range(shape)}"


def _limits(shape: dict[str, Any], what: str) -> str:
    most = shape.get(f"max{what}")
    return f", at most {most}" if most is not None else ""


def _range(shape: dict[str, Any]) -> str:
    least, most = shape.get("minimum"), shape.get("maximum")
    if most is None and "exclusiveMaximum" in shape:
        most = f"2^{shape['exclusiveMaximum'].bit_length() - 1} - 1"
    return f" {least}..{most}" if least is not None and most is not None else ""


if __name__ == "__main__":
    sys.stdout.write(page())
