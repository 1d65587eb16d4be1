"""Sessions of SecantusDB's storage engine that are used again; `engine.py` calls `quicken` before it starts.

It opens a session for each transaction, with a cursor for each table, and for each look at what others committed, and
closes all of them. The engine's binding for Python keeps each cursor that ever was, with the document that it wrote
last: some 100 KiB for a command of ours. Here a session that is idle goes to the next who needs one, with its cursors.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final

IDLE_MOST: Final = 64
"""Sessions that wait for the next transaction; the engine has a thousand."""
IDLE: Final = "_idle_sessions"


def quicken() -> None:
    """Replace it, before a server is made."""
    from secantus.storage import Storage, UserTransactionHandle

    reuse_sessions(Storage, UserTransactionHandle)


def reuse_sessions(storage: Any, handle_of: Callable[[Any], Any]) -> None:
    """Have a class of storages take an idle session for a transaction, and for a look at what others committed."""
    plain_begin, plain_close = storage.begin_user_transaction, storage._close_user_txn_session

    @wraps(plain_begin)
    def begin(self: Any) -> Any:
        idle = _idle(self)
        if not idle:
            return plain_begin(self)
        try:
            session, cursors = idle.pop()
        except IndexError:  # another thread took the last one
            return plain_begin(self)
        handle = handle_of(session)
        handle.cursors = cursors
        return handle

    @wraps(plain_close)
    def close(self: Any, handle: Any) -> None:
        if handle.closed or not _kept(self, handle.session, handle.cursors):
            plain_close(self, handle)
        handle.closed, handle.cursors = True, {}

    @contextmanager
    def committed(self: Any) -> Iterator[None]:
        handle, tls = begin(self), self._tls
        before = {name: getattr(tls, name, None) for name in ("session", "cursors", "user_txn")}
        tls.session, tls.cursors, tls.user_txn = handle.session, handle.cursors, None
        try:
            yield
        finally:
            tls.session, tls.cursors, tls.user_txn = before.values()
            close(self, handle)

    storage.begin_user_transaction, storage._close_user_txn_session = begin, close
    storage._committed_read_scope = committed


def _idle(storage: Any) -> deque[tuple[Any, dict[Any, Any]]]:
    found: deque[tuple[Any, dict[Any, Any]]] = storage.__dict__.setdefault(IDLE, deque())
    return found


def _kept(storage: Any, session: Any, cursors: dict[Any, Any]) -> bool:
    """Whether a session waits for the next one: not while it is in a transaction, where no reset is allowed."""
    from wiredtiger import WiredTigerError

    idle = _idle(storage)
    if storage._closed or len(idle) >= IDLE_MOST:
        return False
    try:
        session.reset()
    except WiredTigerError:
        return False
    idle.append((session, cursors))
    return True
