"""JSON as it leaves: UTF-8, Vietnamese unescaped."""

import json

import orjson


def dumps(value: object) -> bytes:
    """The bytes of a value. Raises UnicodeEncodeError for half a pair of surrogates."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def encoded(value: object) -> bytes:
    """The bytes of an answer, in an eighth of the time; only numbers with a fraction may be spelled otherwise.

    Raises what `dumps` raises.
    """
    try:
        return orjson.dumps(value)
    except TypeError:  # a whole number of more than 64 bits, or half a pair of surrogates
        return dumps(value)
