"""What is read of an entry before anything in it is believed."""

import pytest

from store.log.envelopes import parsed


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"n":1} ', b'{"n":1.0}', b'{"n":9223372036854775808}', b"\xff"])
def test_what_the_record_cannot_hold_says_nothing(data: bytes) -> None:
    """A version number beyond 63 bits ended a verification: SQLite cannot hold it."""
    assert parsed(data) == {}
    assert parsed(b'{"n":1}') == {"n": 1}
