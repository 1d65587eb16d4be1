"""The signature that comes with a command, as the store takes it."""

import base64
import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from domain.kernel.refusals import Problem, Refused, SignatureNeeded, invalid
from resolvers.request import Request
from store.authority.assertions import Assertion
from store.write.signing import Signature, salts_read
from store.write.signing_requests import SigningRequest

BASE64URL: Final = re.compile("[A-Za-z0-9_-]{1,8000}")


def signature_in(given: Any) -> Signature | None:
    """The signature of an input; None without one. Raises Refused for one that cannot be read."""
    if (made := getattr(given, "assertion", None)) is None:
        return None
    assertion = Assertion(
        command=made.command.encode(),
        authenticator_data=_bytes(made.authenticator_data),
        client_data=_bytes(made.client_data),
        signature=_bytes(made.signature),
    )
    key = sha256(_bytes(made.credential_id)).hexdigest()
    return Signature(key=key, assertion=assertion, salts=salts_read(made.salts))


async def addressed(context: Request, problems: Iterable[Problem], sent: SigningRequest) -> list[Problem]:
    """Return the problems; a signature that is needed has the address of the page that asks for it."""
    found = list(problems)
    for at, problem in enumerate(found):
        served = context.store.signing_requests.page
        if isinstance(problem, SignatureNeeded) and context.to_sign and problem.page == served:
            found[at] = replace(problem, address=await context.to_sign(sent))
    return found


def _bytes(text: str) -> bytes:
    if not BASE64URL.fullmatch(text):
        raise Refused(invalid("assertion", "signature-invalid"))
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as wrong:
        raise Refused(invalid("assertion", "signature-invalid")) from wrong
