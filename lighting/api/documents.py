"""What the answers look like, for `/openapi.json`: the schema's name and the fields at the top."""

from typing import Any

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
TIME: Json = {"type": "string", "format": "date-time"}
MAYBE_TIME: Json = {"type": ["string", "null"], "format": "date-time"}
NUMBER: Json = {"type": "integer"}
MAYBE_NUMBER: Json = {"type": ["integer", "null"]}
YES: Json = {"type": "boolean"}
OBJECT: Json = {"type": "object"}
MAYBE: Json = {"type": ["object", "null"]}
ROWS: Json = {"type": "array", "items": {"type": "object"}}
NAMES: Json = {"type": "array", "items": {"type": "string"}}
NUMBERS: Json = {"type": "array", "items": {"type": "integer"}}
SHARE: Json = {"type": "number", "minimum": 0, "maximum": 1}

_PROBLEM: Json = {
    "type": "object",
    "properties": {
        "source": TEXT,
        "line": {"type": ["integer", "null"]},
        "what": TEXT,
        "remedy": TEXT,
    },
}
_FAILURE: Json = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["kind", "what", "why", "remedy", "problems"],
            "properties": {
                "kind": TEXT,
                "what": TEXT,
                "why": TEXT,
                "remedy": TEXT,
                "problems": {"type": "array", "items": _PROBLEM},
            },
        },
        "approval": OBJECT,
    },
}
_FAILURES = {
    400: "The request can't be read.",
    401: "The token is missing or unknown.",
    404: "Nothing matches.",
    409: "A guard or a check said no; with `approval`, a second person can still agree.",
    413: "The request is too large.",
    422: "The document is wrong; `problems` holds every error in it.",
    500: "The controller failed.",
    503: "The store is unavailable, or the controller did not answer in time.",
}
FAILURES: dict[int | str, Json] = {
    status: {"description": words, "content": {"application/json": {"schema": _FAILURE}}}
    for status, words in _FAILURES.items()
}


def answer(schema: str, **fields: Json) -> dict[int | str, Json]:
    """Give the OpenAPI description of an answer: its schema's name and its fields."""
    described = {
        "type": "object",
        "required": ["schema", *fields],
        "properties": {"schema": {"const": schema}, **fields},
    }
    content = {"application/json": {"schema": described}}
    return {200: {"description": schema, "content": content}}
