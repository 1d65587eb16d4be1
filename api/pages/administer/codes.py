"""Codes that open an account, and secrets of programs: drawn here, shown once, kept nowhere.

The register gets the SHA-256 only. What is drawn stands on the one page that answers the form, which no cache keeps;
a form that is sent again draws another one, which the register refuses under the same command id.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final

from api.pages.administer.reading import Row
from api.pages.forms.posted import Typed
from domain.kernel.fields import fields_of
from domain.narrative.forms import is_made
from domain.rules.action import Action
from store.oauth.once import digest, secret

CODE_BYTES: Final = 16
CONFIDENTIAL: Final = "confidential"
"""The box by which a new program gets a secret; a machine has one always."""


def drawn_for(action: Action, row: Row | None, typed: Typed) -> tuple[str | None, Mapping[str, Any]]:
    """Return the code shown once, and the fields of the command that hold its digest; nothing for most actions."""
    names = {field.name for field in fields_of(action.command) if is_made(field)}
    if "code" in names:
        code = secrets.token_hex(CODE_BYTES)
        return code, {"code": digest(code)}
    if "secrets" not in names:
        return None, {}
    if row is None and "yes" not in (*typed.get(CONFIDENTIAL, ()), *typed.get("machine", ())):
        return None, {"secrets": ()}
    drawn = secret()
    earlier = row.state.secrets[-1:] if row else ()  # the program goes on with the one it has while it is changed
    return drawn, {"secrets": (*earlier, digest(drawn))}
