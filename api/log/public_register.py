"""The public register as static files under `/register/`, without a token (docs/public-register.md).

    /register/agencies                     the list of streams, as lines, cached for seconds;
    /register/agencies/end                 the end of the list;
    /register/<agency>/<year>/<number>     256 lines from a number on; a full page is cached for a year;
    /register/<agency>/<year>/end          the end of the stream: signed index, checkpoint, proofs.
A line of a file is an object with the line and the envelope that commits to it. Each envelope names the hash of the one
before, so the proofs of the last line prove all of them.
"""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.log.transparency_log import FOR_EVER, SHORT, missing
from api.web.headers import Representation, respond
from domain.statement.state import LIST, stream_of
from store.log.sealing.indexer import end_proof
from store.log.storage import LogStorage
from store.read.public_register import LINES_A_PAGE
from store.record.canonical import canonical
from store.tlog.checkpoint import parse_checkpoint
from store.tlog.merkle import inclusion_proof
from store.tlog.note import split
from store.tlog.strict import LogFault, ProofRefused, decimal, to_base64

YEARS: Final = range(2000, 10_000)
AGENCY_MOST: Final = 60
NOT_YET: Final = "no signed index has this stream yet; there is a new one a minute after a line\n"
LINES_TYPE, END_TYPE = "application/jsonl", "application/json"


async def listed(request: Request) -> Response:
    """Return the list of all streams."""
    return await _lines(request, LIST, 1, None)


async def list_end(request: Request) -> Response:
    return await _end(request, LIST)


async def lines(request: Request) -> Response:
    """Return a page of lines; 404 for an unknown stream or number."""
    stream, since = _stream(request), _number(request.path_params["since"])
    return await _lines(request, stream, since, LINES_A_PAGE) if stream and since else missing()


async def end(request: Request) -> Response:
    """Return the end of a stream according to the newest signed index; 404 before the index contains the stream."""
    stream = _stream(request)
    return await _end(request, stream) if stream else missing()


ROUTES: Final = [
    Route("/register/agencies", listed),
    Route("/register/agencies/end", list_end),
    Route("/register/{agency}/{year}/end", end),
    Route("/register/{agency}/{year}/{since}", lines),
]


async def _lines(request: Request, stream: str, since: int, most: int | None) -> Response:
    found = await request.app.state.store.public_register.committed(stream, since, most)
    if not found:
        return missing()
    rows = ({"envelope": envelope.decode(), "line": line.decode()} for line, envelope in found)
    data = b"".join(canonical(row) + b"\n" for row in rows)
    whole = most is not None and since % most == 1 and len(found) == most
    return respond(request, Representation.of(data, LINES_TYPE), FOR_EVER if whole else SHORT)


async def _end(request: Request, stream: str) -> Response:
    said = await _proved(LogStorage.of(request.app.state.store.connection), request, stream)
    if said is None:
        return PlainTextResponse(NOT_YET, 404, SHORT)
    return respond(request, Representation.of(canonical(said), END_TYPE), SHORT)


async def _proved(storage: LogStorage, request: Request, stream: str) -> dict[str, Any] | None:
    """Return the end of a stream with two proofs: of the stream in the index, and of its last line in the newest
    checkpoint."""
    origin, newest = request.app.state.store.connection.origin, await storage.shown()
    found = await end_proof(storage, origin, stream, newest.size) if newest else None
    if newest is None or found is None:
        return None
    size = parse_checkpoint(split(newest.note)[0], origin).size
    event = f"{stream}:{found.row.n}"
    place = (await storage.index_rows([event]))[event]["_id"]
    proof = await storage.computed(size, lambda read: inclusion_proof(place, size, read))
    return {
        "v": 1,
        "stream": stream,
        "n": found.row.n,
        "index": found.note.decode(),
        "path": [to_base64(hash) for hash in found.siblings],
        "checkpoint": newest.note.decode(),
        "place": place,
        "proof": [to_base64(hash) for hash in proof],
    }


def _stream(request: Request) -> str | None:
    agency, year = request.path_params["agency"], _number(request.path_params["year"])
    if year is None or year not in YEARS or len(agency) > AGENCY_MOST:
        return None
    return stream_of(agency, year)


def _number(text: str) -> int | None:
    try:
        return decimal(text, ProofRefused)
    except LogFault:
        return None
