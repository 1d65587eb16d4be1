"""One-time codes of people."""

from store.oauth.credentials import Credentials
from store.store import Store


async def test_a_code_counts_once_and_none_before_it(store: Store) -> None:
    credentials = Credentials(store.connection)
    await credentials.set("user-once", "argon2id", "seed")
    assert [await credentials.spend("user-once", step) for step in (10, 10, 9, 11, 10)] == [
        True,
        False,
        False,
        True,
        False,
    ]
