"""Parameters of a request (GraphQL over HTTP), and the media type of its answer (RFC 9110 section 12.5.1)."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import orjson
from starlette.requests import ClientDisconnect, Request

from api.errors.responses import RequestRefused, over
from api.graphql.limits import VALUES_MOST
from api.graphql.wire import dumps, holds_more
from api.web.media_types import elements, media_type

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
STREAM = "text/event-stream"
MEDIA_TYPES = (JSON, GRAPHQL, STREAM)
"""Media types of an answer. The first is the answer's type if the client has no preference."""

ACCEPT_MOST = 1_000
KNOWN_MOST = 256
"""Most Accept fields whose media type is cached: clients send the same few."""
RANGES_MOST = 20
UTF_8 = ("utf-8", "utf8")


@dataclass(frozen=True, kw_only=True)
class Range:
    name: str
    weight: float
    place: int


def media_type_of(accept: str | None) -> str | None:
    """Return the media type of the answer; None if the client accepts no supported type (406).

    Of two types with equal weight, return the first in the header.
    """
    if accept is None or not accept.strip():
        return JSON
    return None if len(accept) > ACCEPT_MOST else _best(accept)


@lru_cache(maxsize=KNOWN_MOST)
def _best(accept: str) -> str | None:
    ranges = [_range(element, place) for place, element in enumerate(islice(elements(accept), RANGES_MOST))]
    found = [(covering, offer) for offer in MEDIA_TYPES if (covering := _covering(offer, ranges))]
    wanted = [(covering, offer) for covering, offer in found if covering.weight > 0]
    return min(wanted, key=lambda each: (-each[0].weight, each[0].place))[1] if wanted else None


def _range(text: str, place: int) -> Range:
    """Return a media range. An unreadable one has the weight 0."""
    found = media_type(text)
    if found is None:
        return Range(name=text.partition(";")[0].strip().lower(), weight=0.0, place=place)
    charset, weight = found.parameter("charset"), found.parameter("q")
    readable = charset is None or charset.lower() in UTF_8
    return Range(name=found.name, weight=_number(weight or "1") if readable else 0.0, place=place)


def _number(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def _covering(offer: str, ranges: list[Range]) -> Range | None:
    """Return the most specific range that includes the offered type. A stream must be requested by its exact type."""
    wide = [] if offer == STREAM else [f"{offer.partition('/')[0]}/*", "*/*"]
    for name in (offer, *wide):
        found = [range_ for range_ in ranges if range_.name == name]
        if found:
            return max(found, key=lambda range_: range_.weight)
    return None


PARAMETERS_MOST = 20
NAME_MOST = 255
TYPE_MOST = 1_000
"""Most characters of a Content-Type that is read."""
TYPES_KEPT = 256
LONG_NUMBER: Final = b"," + b"0" * 20
"""Pattern in OUTLINE for a whole number that may have more than 64 bits. The fast decoder would turn such a number into
a fraction. The pattern does not match digits within a word, as in the ids of objects."""
OUTLINE: Final = bytes.maketrans(b"123456789[:\t\n\r ", b"000000000,,,,,,")
"""Table that maps every digit to one character, and every character that may precede a number to another. A regular
expression would take longer than decoding."""
NESTING_USUAL: Final = 100
"""Largest number of brackets for which the fast decoder is used. Above this number the standard library decodes,
because it refuses deep nesting."""


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """Parameters of one operation: its document, or the id of a trusted document."""

    query: str | None
    document_id: str | None
    variables: Mapping[str, Any]
    operation_name: str | None


def parameters_of(parameters: object) -> Parameters:
    """Check the parameters of a request and return them. Raise RequestRefused."""
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
    if request.method != "POST":  # GET or HEAD
        return parameters_of(_from_query(request))
    given = request.headers.get("content-type", "")
    if len(given) > TYPE_MOST or not _is_json(given):
        raise RequestRefused(code="UNSUPPORTED_MEDIA_TYPE", status=415)
    return parameters_of(read_json(await _body(request)))


async def _body(request: Request) -> bytes:
    """Return the body, whose size the middleware limits. Raise ClientDisconnect."""
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
    """Decode JSON.

    Raise RequestRefused for anything else, and for nesting beyond the parser's recursion. Also raise RequestRefused for
    half a surrogate pair, which JSON can contain and no answer can encode (RFC 8259 section 8.2).
    """
    if (
        isinstance(data, bytes)
        and data.count(b"{") + data.count(b"[") <= NESTING_USUAL
        and LONG_NUMBER not in b"," + data.translate(OUTLINE, b"-")
    ):
        with suppress(orjson.JSONDecodeError):  # the standard library accepts more: NaN, other encodings
            return orjson.loads(data)
    try:
        value: object = json.loads(data)
        dumps(value)
    except (ValueError, RecursionError):
        raise malformed(parameter) from None
    return value


def malformed(parameter: str | None = None) -> RequestRefused:
    """Return the refusal of a malformed request. `path` names the wrong parameter; it is absent if the whole request is
    wrong."""
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
