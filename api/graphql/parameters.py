"""The parameters of a request (GraphQL over HTTP, "Request Parameters"), checked for their types."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson
from starlette.requests import ClientDisconnect, Request

from api.errors.masking import RequestRefused, over
from api.graphql.limits import VALUES_MOST
from api.graphql.negotiate import JSON, UTF_8
from api.graphql.wire import dumps, holds_more
from api.web.media_types import media_type

PARAMETERS_MOST = 20
NAME_MOST = 255
TYPE_MOST = 1_000
"""Characters of a Content-Type that is read."""
TYPES_KEPT = 256
LONG_NUMBER: Final = b"," + b"0" * 20
"""Beginning, in OUTLINE, of a whole number that may have more than 64 bits: the fast decoder makes a fraction of it.
Digits within a word, as in the ids of objects, are none."""
OUTLINE: Final = bytes.maketrans(b"123456789[:\t\n\r ", b"000000000,,,,,,")
"""Every digit as one, and whatever may be before a number as another. A pattern would take longer than decoding."""
NESTING_USUAL: Final = 100
"""Brackets up to which the fast decoder is asked; with more the standard library says what is nested too deeply."""


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """One operation: its document, or the id of a trusted one."""

    query: str | None
    document_id: str | None
    variables: Mapping[str, Any]
    operation_name: str | None


def parameters_of(parameters: object) -> Parameters:
    """The operation that parameters name. Raises RequestRefused."""
    if not isinstance(parameters, dict):
        raise malformed()
    query, document = _of(parameters, "query", str), _of(parameters, "documentId", str)
    if (query is None) == (document is None):
        raise malformed("query")
    name = _of(parameters, "operationName", str)
    if name is not None and len(name) > NAME_MOST:
        raise malformed("operationName")
    _of(parameters, "extensions", dict)
    variables = _of(parameters, "variables", dict) or {}
    if holds_more(variables, VALUES_MOST):
        raise over("VALUES", VALUES_MOST)
    return Parameters(
        query=query,
        document_id=document,
        variables=variables,
        operation_name=name or None,
    )


async def parameters_of_request(request: Request) -> Parameters:
    if request.method != "POST":  # GET, and HEAD, which changes nothing either
        return parameters_of(_from_query(request))
    given = request.headers.get("content-type", "")
    if len(given) > TYPE_MOST or not _is_json(given):
        raise RequestRefused(code="UNSUPPORTED_MEDIA_TYPE", status=415)
    return parameters_of(read_json(await _body(request)))


async def _body(request: Request) -> bytes:
    """The body, whose size is bounded before. Raises ClientDisconnect."""
    pieces, more = list[bytes](), True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(pieces)


@lru_cache(maxsize=TYPES_KEPT)
def _is_json(content_type: str) -> bool:
    given = media_type(content_type)
    return given is not None and given.name == JSON and (given.parameter("charset") or "utf-8").lower() in UTF_8


def read_json(data: bytes | str, parameter: str | None = None) -> object:
    """The value of JSON.

    Raises RequestRefused for anything else, and for nesting beyond the parser's recursion. Raises it too for half a
    pair of surrogates, which JSON can hold and no answer can say (RFC 8259 section 8.2).
    """
    if (
        isinstance(data, bytes)
        and data.count(b"{") + data.count(b"[") <= NESTING_USUAL
        and LONG_NUMBER not in b"," + data.translate(OUTLINE, b"-")
    ):
        with suppress(orjson.JSONDecodeError):  # the standard library takes more: NaN, other encodings
            return orjson.loads(data)
    try:
        value: object = json.loads(data)
        dumps(value)
    except (ValueError, RecursionError):
        raise malformed(parameter) from None
    return value


def malformed(parameter: str | None = None) -> RequestRefused:
    """Return the refusal of a malformed request; `path` names the wrong parameter, unless all of it is wrong."""
    return RequestRefused(code="BAD_REQUEST", status=400, extra={"path": parameter} if parameter else None)


def _from_query(request: Request) -> dict[str, Any]:
    pairs = request.query_params.multi_items()
    made: dict[str, Any] = dict(pairs)
    if len(made) != len(pairs) or len(pairs) > PARAMETERS_MOST:
        raise malformed()
    for name in ("variables", "extensions"):
        if name in made:
            made[name] = read_json(made[name], name) if made[name] else None
    return made


def _of(parameters: Mapping[str, Any], name: str, kind: type) -> Any:
    value = parameters.get(name)
    if value is not None and not isinstance(value, kind):
        raise malformed(name)
    return value
