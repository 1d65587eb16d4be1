"""Notices as sealed: the public sees a notice only if its head agrees with the record and the log.

A head can be changed by whoever owns the database. So each one is compared with the state of its version, and the
state with the entry of the log. The entry is compared with a checkpoint that the log's key signed. What was
compared once is remembered by its bytes. Where there is no log yet, the record alone is compared.
"""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, timedelta
from functools import partial
from hashlib import sha256
from typing import Final

import bson
from pymongo.errors import PyMongoError

from domain.kernel.kind import Kind
from store.driver.connection import Connection, Document
from store.heads.head_texts import Head
from store.heads.older import heads_today
from store.keys.promises import SEAL_WITHIN
from store.log.storage import LogStorage
from store.process.counters import WORDS_ALTERED
from store.record.revision import check_unaltered
from store.tlog.checkpoint import Checkpoint, parse_checkpoint
from store.tlog.faults import LogFault
from store.tlog.merkle import inclusion_proof, leaf_hash, verify_inclusion
from store.tlog.note import split, verify
from store.tlog.succession import LogKeys
from store.verification.same_document import same_document

KNOWN_MOST: Final = 5_000
"""Notices of which one process remembers that they were compared."""
LATE: Final = SEAL_WITHIN + timedelta(minutes=5)
"""Longest time that a version may be unsealed, clock differences included."""
log = logging.getLogger("casebook.store")


class WordsAltered(Exception):
    """A notice does not say what was sealed. It is not shown, and somebody has to look."""


class PublicWords:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: OrderedDict[str, bytes] = OrderedDict()

    async def one(self, head: Document | None) -> Document | None:
        """Return the head. Raises WordsAltered for one that was altered."""
        if head is not None and not await self.sound([head]):
            raise WordsAltered(head["_id"])
        return head

    async def sound(self, heads: Sequence[Document]) -> list[Document]:
        """Return the heads that say what was sealed; each other one is left out, logged and counted."""
        return [head for head in heads if await self._sound(head)]

    async def _sound(self, head: Document) -> bool:
        id, digest = str(head["_id"]), sha256(bson.encode(dict(head))).digest()
        if self._known.get(id) == digest:
            self._known.move_to_end(id)
            return True
        try:
            sealed = await self._compared(head)
        except PyMongoError:
            raise
        except Exception as error:  # what somebody changed can break the reading anywhere
            log.critical("notice %s is not shown: it is not what was sealed (%s)", id, type(error).__name__)
            WORDS_ALTERED.inc()
            return False
        if sealed:
            self._known[id] = digest
            while len(self._known) > KNOWN_MOST:
                self._known.popitem(last=False)
        return True

    async def _compared(self, head: Document) -> bool:
        """Return True if an unaltered notice is sealed for good. Raises WordsAltered, or what a check raises."""
        connection, id = self._connection, f"{head['_id']}:{head['n']}"
        revision = await connection.revisions.find_one({"_id": {"$eq": id}})
        if revision is None:
            raise WordsAltered(id)
        check_unaltered(revision)
        made = await heads_today(connection, Kind.PUBLICATION, [Head(head)], None)
        if not same_document(dict(head), made.get(head["_id"])):
            raise WordsAltered(id)
        return await self._sealed(revision)

    async def _sealed(self, revision: Document) -> bool:
        storage, id = LogStorage.of(self._connection), str(revision["_id"])
        newest = await storage.newest()
        if newest is None:
            return False
        checkpoint = await self._checkpoint(storage, newest.note)
        row = (await storage.index_rows([id])).get(id)
        if row is None or row["_id"] >= checkpoint.size:
            if self._connection.clock() - revision["at"].replace(tzinfo=UTC) > LATE:
                raise WordsAltered(id)
            return False
        place, leaf = int(row["_id"]), leaf_hash(bytes(revision["envelope"]))
        proof = await storage.computed(checkpoint.size, partial(inclusion_proof, place, checkpoint.size))
        verify_inclusion(place, checkpoint.size, leaf, proof, checkpoint.root)
        return True

    async def _checkpoint(self, storage: LogStorage, note: bytes) -> Checkpoint:
        """The newest checkpoint, signed by the log's key where this process knows it. Raises LogFault."""
        if (key := self._connection.log_key) is None:
            return parse_checkpoint(split(note)[0], self._connection.origin)
        keys = LogKeys.following(key, await storage.handed_over())
        opened = verify(note, keys.verifiers)
        checkpoint = parse_checkpoint(opened.text, self._connection.origin)
        if not keys.signed(checkpoint.size, opened.verified):
            raise LogFault("no key of the log signed the newest checkpoint")
        return checkpoint
