"""Makes a single MongoDB server a replica set of one member: `python -m scripts.cli.containers.replica_set NAME`.

Transactions need a replica set. It is safe to run the program again: a server that is already a replica set is left
unchanged. CASEBOOK_MONGO_URI has the address, with the rights of the database's administrator.
"""

import sys
import time
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri

from store.process.settings import one

WITHIN = 120.0
PAUSE = 0.5


def initiate(uri: str, name: str, within: float = WITHIN) -> None:
    """Wait until the server is the primary of the set. Raise the last PyMongoError, or TimeoutError.

    A new container first runs a server without users, and then ends that server. A refusal or a lost connection
    therefore leads to a retry.
    """
    host, port = parse_uri(uri)["nodelist"][0]
    deadline = time.monotonic() + within
    client: MongoClient[dict[str, Any]] = MongoClient(uri, directConnection=True, serverSelectionTimeoutMS=2000)
    with client:
        while True:
            try:
                if primary(client, name, f"{host}:{port}"):
                    return
                trouble: Exception = TimeoutError("the server did not become primary")
            except PyMongoError as error:
                trouble = error
            if time.monotonic() > deadline:
                raise trouble
            time.sleep(PAUSE)


def primary(client: MongoClient[dict[str, Any]], name: str, host: str) -> bool:
    """Return whether the server is a primary. If the server belongs to no set, initiate one."""
    hello = client.admin.command("hello")
    if "setName" not in hello:
        members = [{"_id": 0, "host": host}]
        client.admin.command("replSetInitiate", {"_id": name, "members": members})
    return bool(hello.get("setName") and hello.get("isWritablePrimary"))


def main() -> int:
    initiate(one("mongo_uri"), sys.argv[1])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
