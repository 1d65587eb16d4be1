"""Values of each type that a document may hold."""

from datetime import UTC, datetime
from typing import Any

from bson import Binary, Decimal128, Int64, ObjectId, Regex, Timestamp

VALUES: list[Any] = [
    *("", "a", "A", "a\0b", "ngày", b"", b"\0", b"a", Binary(b"a", 4), 0, 1, -1, True, False, None, Int64(1), 1.0, 1.5),
    *(
        float("nan"),
        Decimal128("1"),
        ObjectId("0" * 24),
        Regex("a"),
        Timestamp(1, 1),
        datetime(2026, 7, 1, tzinfo=UTC).replace(tzinfo=None),
    ),
    *(datetime(2026, 7, 1, tzinfo=UTC), [], ["a"], [1, "a"], {}, {"a": 1}, {"a": 1, "b": "c"}, {"b": "c", "a": 1}),
]
