"""Preparation of a command, once for all its attempts: its texts are examined and sealed, and its ids are drawn."""

import asyncio
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Required, TypedDict
from uuid import UUID

from domain.book import BY_COMMAND
from domain.kernel.actor import Actor, Caller
from domain.kernel.fields import examined, hashed_uploads, normalised, texts_to_seal
from domain.kernel.refusals import InvalidInput, NotFound, Refused, invalid
from domain.kernel.vocabulary import kind_of
from domain.kernel.wording import ConfirmedName, NameInText
from store.driver.connection import Connection
from store.files.uploads import Uploads
from store.record.contact_details import contact_details_of
from store.record.sealing import seal
from store.write.anchor import Anchor
from store.write.command_ids import Commands, Order
from store.write.signing import Signature

ID_BYTES, SECRET_BYTES = 16, 32
SECRET_LEAST, SECRET_MOST = 32, 100
"""Least and most characters of a caller's own secret: at least 128 bits in hexadecimal."""
SECRET = re.compile(f"[A-Za-z0-9_+/=-]{{{SECRET_LEAST},{SECRET_MOST}}}")
READ_AT_ONCE = 5_000
"""Most characters that are examined in the event loop. At about 10 µs each, more characters would block the loop."""


class Sent(TypedDict, total=False):
    """Arguments of a command in addition to its fields."""

    command_id: Required[UUID]
    target: str | None
    """Id of the stream. For an action that creates an object, the id of the new object; drawn if None."""
    expected: int | None
    """Version on which the command was decided. It is required unless the action creates an object or is additive."""
    confirmed: Sequence[ConfirmedName]
    """Names in the command's texts that the writer confirms."""
    secret: str | None
    """Secret from which the person's code is made; drawn if None. With the same secret, a repeated command returns the
    same code."""
    signature: Signature | None
    """Signature made with the author's own key."""
    paper: str | None
    """Number of a document in place of a signature."""
    trial: bool
    """True to get a refusal that contains the act to sign, or the reason why no signature is needed."""


class Orders:
    def __init__(self, connection: Connection, uploads: Uploads, commands: Commands, anchor: Anchor) -> None:
        self._connection, self._uploads, self._commands, self._anchor = connection, uploads, commands, anchor

    async def order(
        self,
        who: Caller | Actor,
        command: Any,
        *,
        command_id: UUID,
        target: str | None = None,
        expected: int | None = None,
        confirmed: Sequence[ConfirmedName] = (),
        secret: str | None = None,
        signature: Signature | None = None,
        paper: str | None = None,
        trial: bool = False,
    ) -> Order:
        """Prepare the command. Raise Refused for invalid texts, or for an invalid version, secret or target."""
        action = BY_COMMAND[type(command)]
        command = normalised(command)
        faults, names = await looked_through(command, confirmed)
        if faults:
            raise Refused(*faults, *command.joint_faults())
        if expected is None and not action.creates and not action.additive:
            raise Refused(invalid("expected_version", "expected-version-needed"))
        if secret is not None and not SECRET.fullmatch(secret):
            raise Refused(invalid("code_secret", "code-secret-malformed", least=SECRET_LEAST, most=SECRET_MOST))
        if target is None and signature and action.creates:
            target = signature.said().get("target")
        stream = f"{action.stream}-{secrets.token_hex(ID_BYTES)}" if target is None else target
        # A target is compared and recorded, so only an id may pass this line.
        if not isinstance(stream, str) or kind_of(stream) is not action.stream:
            raise Refused(NotFound())
        order = Order(
            who=who,
            action=action,
            command=command,
            command_id=str(command_id),
            stream=stream,
            named=target is not None,
            expected=expected,
            now=self._connection.clock(),
            anchor=await self._anchor.current(),
            names=names,
            group=seal(
                stream, await self._texts(command), self._connection.master, signature.salts if signature else None
            ),
            signature=signature,
            paper=paper,
            trial=trial,
            contact_details=contact_details_of(stream, command, self._connection.master),
            follow_code=self._connection.master.code(str(command_id), secret or secrets.token_hex(SECRET_BYTES)),
        )
        order.doubted = await self._commands.ran_under_its_id(order)
        return order

    async def _texts(self, command: Any) -> Mapping[str, str]:
        """Return the texts of a command that must be sealed, and the hashes of files that it adds."""
        values = texts_to_seal(command)
        for name in hashed_uploads(type(command)):
            upload = getattr(command, name)
            if upload and (found := await self._uploads.plain_hash(upload)):
                values[name] = found
        return values


async def looked_through(
    command: Any, confirmed: Sequence[ConfirmedName]
) -> tuple[list[InvalidInput], tuple[NameInText, ...]]:
    """Examine a command's fields and the names that the writer confirmed. Long texts are examined in a thread."""
    if sum(len(value) for value in vars(command).values() if isinstance(value, str)) <= READ_AT_ONCE:
        return examined(command, confirmed)
    return await asyncio.to_thread(examined, command, confirmed)
