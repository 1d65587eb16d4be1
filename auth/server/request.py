"""An OAuth request for Authlib, parsed strictly: known encodings only, no parameter twice."""

from collections.abc import Mapping
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Payload, OAuth2Request

from auth.form_encoding import form_pairs

PARAMETERS_MOST = 20
VALUE_MOST = 4_096


class BadRequest(Exception):
    """The parameters cannot be read. The message is for the client's developer and quotes no parameter."""


def parameters(text: str) -> dict[str, str]:
    """Parse the parameters of a query or a form. Raise BadRequest if they are too many, too long, or repeated."""
    try:
        pairs = form_pairs(text, PARAMETERS_MOST)
    except ValueError:
        raise BadRequest("The parameters cannot be read.") from None
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadRequest("A parameter is repeated.")
    if any(len(value) > VALUE_MOST or "\0" in value for value in found.values()):
        raise BadRequest("A parameter is too long or holds a character that is not allowed.")
    return {name: value for name, value in found.items() if value}


class Payload(OAuth2Payload):
    def __init__(self, data: Mapping[str, str]) -> None:
        self._data = dict(data)

    @property
    def data(self) -> dict[str, str]:
        return self._data

    @property
    def datalist(self) -> Any:
        return {name: [value] for name, value in self._data.items()}


class Request(OAuth2Request):
    """Request with its parameters in the query (authorization endpoint) or in the form (all other endpoints)."""

    def __init__(self, method: str, uri: str, data: Mapping[str, str], headers: Mapping[str, str]) -> None:
        super().__init__(method, uri, headers=dict(headers))
        self.payload = Payload(data)

    @property
    def args(self) -> dict[str, str]:
        return self.payload.data

    @property
    def form(self) -> dict[str, str]:
        return self.payload.data
