"""The parameters of a request (GraphQL over HTTP, "Request Parameters"), checked for their types."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from api.errors import RequestRefused, over
from api.graphql.limits import VALUES_MOST
from api.graphql.negotiate import JSON, UTF_8
from api.graphql.wire import dumps
from api.web.media_types import media_type

PARAMETERS_MOST = 20
NAME_MOST = 255


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
    if _values_in(variables) > VALUES_MOST:
        raise over("VALUES", VALUES_MOST)
    return Parameters(
        query=query,
        document_id=document,
        variables=variables,
        operation_name=name or None,
    )


async def parameters_of_request(request: Request) -> Parameters:
    """The operation of an HTTP request. Raises RequestRefused."""
    if request.method != "POST":  # GET, and HEAD, which changes nothing either
        return parameters_of(_from_query(request))
    given = media_type(request.headers.get("content-type", ""))
    if given is None or given.name != JSON or (given.parameter("charset") or "utf-8").lower() not in UTF_8:
        raise RequestRefused(code="UNSUPPORTED_MEDIA_TYPE", status=415)
    return parameters_of(read_json(await request.body()))


def read_json(data: bytes | str, parameter: str | None = None) -> object:
    """The value of JSON.

    Raises RequestRefused for anything else, for nesting beyond the parser's recursion, and for half a pair of
    surrogates, which JSON can hold and no answer can say (RFC 8259 section 8.2).
    """
    try:
        value: object = json.loads(data)
        dumps(value)
    except (ValueError, RecursionError):
        raise malformed(parameter) from None
    return value


def _values_in(variables: Mapping[str, Any]) -> int:
    """How many values there are in all, counted no further than beyond the limit."""
    count, waiting = 0, list[Any]([variables])
    while waiting and count <= VALUES_MOST:
        holder = waiting.pop()
        count += len(holder)
        items = holder.values() if isinstance(holder, dict) else holder
        waiting += [item for item in items if isinstance(item, dict | list)]
    return count


def malformed(parameter: str | None = None) -> RequestRefused:
    """What came is no well-formed request; `path` names the parameter that is wrong, unless it is all of it."""
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
