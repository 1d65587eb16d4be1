"""JSON as it leaves: UTF-8, Vietnamese unescaped."""

import json


def dumps(value: object) -> bytes:
    """The bytes of a value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
