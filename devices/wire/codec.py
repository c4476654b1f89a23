"""Bytes to message and back. Whatever comes in, only `DecodeError` comes out."""

import functools
import operator
from collections.abc import Callable

from pydantic import TypeAdapter, ValidationError

from devices.errors import DecodeError
from devices.wire import quick
from devices.wire.topics import TELEMETRY, TOPICS, Topic
from devices.wire.up import Message, Up

_SHOWN_ERRORS = 3


def encode(message: Message) -> bytes:
    """The message as compact JSON; a node leaves out what it does not know."""
    return message.model_dump_json(by_alias=True, exclude_none=isinstance(message, Up)).encode()


def decode(topic: Topic, payload: bytes) -> Message:
    """The message in a payload that came on a topic.

    Raises:
        DecodeError: too large, not JSON, of another version, or of the wrong shape.
    """
    if len(payload) > topic.max_bytes:
        raise DecodeError("too large", f"{len(payload)} bytes, {topic.max_bytes} at most")
    try:
        message = _validator(topic.name)(payload)
    except ValidationError as error:
        reason, detail = _explained(error)
        raise DecodeError(reason, detail) from None
    if "v" not in message.model_fields_set:
        raise DecodeError("other version", "v is missing, it must be 1")
    return message


def decode_heard(topic: Topic, payload: bytes) -> quick.Decoded:
    """The same as `decode`, sooner: telemetry in the usual form comes as a `QuickTelemetry`."""
    if topic is TELEMETRY and len(payload) <= topic.max_bytes:
        message = quick.read(payload)
        if message is not None:
            return message
    return decode(topic, payload)


# By its name: a row of the table takes as long to look up as a message to read.
@functools.cache
def _validator(topic_name: str) -> Callable[[bytes], Message]:
    messages = next(one.messages for one in TOPICS if one.name == topic_name)
    adapter: TypeAdapter[Message] = TypeAdapter(functools.reduce(operator.or_, messages))
    return adapter.validate_json


def _explained(error: ValidationError) -> tuple[str, str]:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(one["type"] == "json_invalid" for one in found):
        return "not JSON", found[0]["msg"][:200]
    if any(one["loc"][-1:] == ("v",) for one in found):
        return "other version", "v must be 1"
    shown = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found[:_SHOWN_ERRORS])
    return "wrong shape", "; ".join(shown)[:300]
