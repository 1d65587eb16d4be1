"""The register, as one caller sees it: queries, pages, commands, what is followed, and files."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import SEEK_END, BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, overload

import httpx

from casebook_client import files, follow, retry
from casebook_client.errors import AnswerError, SignedOut, Unreachable
from casebook_client.oauth import Tokens
from casebook_client.operation import Asked, Command, Page, Query, Subscription
from casebook_client.problems import Conflict, conflict_of

Data = TypeVar("Data")
Row = TypeVar("Row")

ACCEPTS = "application/graphql-response+json, application/json"
REQUEST_SECONDS = 30.0
CONFLICTS_MOST = 5
"""How often `decide` decides again."""
UNKNOWN_DOCUMENT = "DOCUMENT_UNKNOWN"


@dataclass(frozen=True)
class Beside:
    """What came beside an answer."""

    extensions: Mapping[str, Any]
    """`cost` says what the operation cost, and what the minute has left."""
    rate_limit: str | None
    """The header `RateLimit`."""


Told = Callable[[Beside], None]


def unheard(beside: Beside) -> None:
    """Ignore what came beside an answer."""


class Casebook:
    """A register at an address such as `https://casebook.example`, for whoever the tokens speak for.

    It may be used by several threads. `purpose` is sent with what is recorded by purpose (`Casebook-Purpose`).
    """

    def __init__(
        self, address: str, tokens: Tokens, *, purpose: str | None = None, wait: retry.Sleep = retry.sleep
    ) -> None:
        self._tokens, self._wait = tokens, wait
        self._http = httpx.Client(base_url=address, headers=_purposed(purpose), timeout=REQUEST_SECONDS)
        self._by_id = True

    def __enter__(self) -> Self:
        """The client, whose connections are closed at the end."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def ask(self, query: Query[Data], *, purpose: str | None = None, told: Told = unheard) -> Data:
        """The answer to a query, which is tried again while nothing comes. Raises CasebookError.

        `purpose` replaces that of the client. `told` gets what came beside each answer, before its data or its errors.
        """
        return self._answered(query, frozenset(), purpose, told)  # type: ignore[no-any-return]  # Data is what the document asks

    @overload
    def pages(self, page: Page[Any, Row], *, purpose: str | None = None) -> Iterator[Row]: ...

    @overload
    def pages(
        self, page: Query[Data], found: Callable[[Data], Any], *, purpose: str | None = None
    ) -> Iterator[Any]: ...

    def pages(
        self, page: Query[Any], found: Callable[[Any], Any] | None = None, *, purpose: str | None = None
    ) -> Iterator[Any]:
        """Every row of a list, from the page asked for on. Raises CasebookError.

        `found` finds the list in an answer, where it is not the one root field: `lambda data: data["case"]["history"]`.
        """
        while True:
            answer = self._answered(page, frozenset(), purpose)
            rows = found(answer) if found else next(iter(answer.values()))
            if rows is None:
                return
            yield from (edge["node"] for edge in rows["edges"])
            if not rows["pageInfo"]["hasNextPage"]:
                return
            page = Query(page.document, {**page.variables, "after": rows["pageInfo"]["endCursor"]})

    def send(self, command: Command[Data], *, purpose: str | None = None, told: Told = unheard) -> Data:
        """Carry out a command, once, however often it has to be sent. Raises CasebookError.

        What the register refuses is in the payload's `problems`. After Unreachable send the same command again.
        """
        return self._answered(command, retry.AGAIN_CODES, purpose, told)  # type: ignore[no-any-return]  # Data is what the document asks

    def decide(
        self,
        version: int,
        make: Callable[[int], Command[Data]],
        again: Callable[[Conflict], bool],
        *,
        purpose: str | None = None,
    ) -> Data:
        """Send the command that `make` makes for a version; after a conflict, another one if `again` says so.

        `again` asks the person, or looks whether what they decided on is still as it was (`Conflict.touches`). Where it
        says no, the payload is the refused one.
        """
        for _ in range(CONFLICTS_MOST):
            data = self.send(make(version), purpose=purpose)
            [payload] = data.values()  # type: ignore[attr-defined]  # one field, as made
            conflict = conflict_of(payload["problems"])
            if conflict is None or not again(conflict):
                return data
            version = conflict.current_version
        return data

    def follow(
        self, subscription: Subscription[Data], after: str | None = None, *, purpose: str | None = None
    ) -> Iterator[Data]:
        """What a subscription tells, over lost lines and new tokens; keep the last `cursor` for the next start.

        It does not end by itself. Raises CasebookError, SignedOut among them.
        """
        return follow.follow(partial(self._stream, purpose), subscription, after, self._wait)

    def upload(
        self,
        case: str,
        content: bytes | Path,
        media_type: str,
        progress: files.Progress = lambda done, size: None,
        *,
        place: str | None = None,
        begun: Callable[[str], None] = lambda place: None,
    ) -> str:
        """Store a file for a case, in parts that are sent again over bad lines; the reference that `addEvidence` takes.

        `begun` gets the place at which the register gathers the file. To go on after a restart, within a day, give it
        back as `place` with the same content. Raises FileRefused, SignedOut, Unreachable.
        """
        with content.open("rb") if isinstance(content, Path) else BytesIO(content) as file:
            size = file.seek(0, SEEK_END)
            at = place or files.begin(self._authorized, case, size, media_type)
            begun(at)
            return files.upload(self._authorized, at, file, size, progress, self._wait, again=place is not None)

    def download(
        self,
        case: str,
        item: str,
        purpose: str = "HANDLING",
        progress: files.Progress = lambda done, size: None,
    ) -> bytes:
        """A file of a case, going on where a line broke; the reading is recorded with its purpose.

        Raises FileRefused, SignedOut, Unreachable.
        """
        return b"".join(files.download(self._opened, f"/evidence/{case}/{item}", purpose, progress, self._wait))

    @contextmanager
    def _opened(self, path: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """A response that is read as it comes, with a new token where the first has ended."""
        token = self._tokens.current()
        with self._http.stream("GET", path, headers={**headers, "Authorization": f"Bearer {token}"}) as response:
            if response.status_code != httpx.codes.UNAUTHORIZED:
                yield response
                return
        again = {**headers, "Authorization": f"Bearer {self._tokens.renew(token)}"}
        with self._http.stream("GET", path, headers=again) as response:
            if response.status_code == httpx.codes.UNAUTHORIZED:
                raise SignedOut("a new token was refused as well")
            yield response

    def _answered(
        self, asked: Asked[Any], again: frozenset[str], purpose: str | None = None, told: Told = unheard
    ) -> Any:
        """The data of an answer, after as many attempts as it takes, also after errors with the codes `again`."""
        headers = {"Accept": ACCEPTS, **_purposed(purpose)}
        for failed in range(1, retry.ATTEMPTS_MOST + 1):
            seconds: float | None = None
            by_id = self._by_id  # another thread may learn meanwhile that ids are not known here
            try:
                response = self._authorized("POST", "/graphql", headers, json=_body(asked, by_id))
                if response.status_code not in retry.AGAIN:
                    answer = _json(response)
                    told(Beside(answer.get("extensions") or {}, response.headers.get("RateLimit")))
                    return self._data(asked, answer, response.status_code)
                seconds, why = retry.asked_for(response), Unreachable(f"status {response.status_code}")
            except Unreachable as error:
                why = error
            except AnswerError as error:
                if error.code == UNKNOWN_DOCUMENT and by_id:
                    self._by_id = False  # no manifest was given to this installation
                    continue
                if error.code not in again:
                    raise
                why = Unreachable(str(error))
            if failed == retry.ATTEMPTS_MOST or (seconds or 0) > retry.LONGEST_ASKED_FOR:
                break
            self._wait(retry.pause_after(failed, seconds))
        raise Unreachable(f"{asked.document.name}: {why}") from why

    def _data(self, asked: Asked[Any], answer: Mapping[str, Any], status: int) -> Any:
        """The data of an answer. Raises AnswerError; for a command whose fate is not known yet, to be sent again."""
        if answer.get("errors"):
            raise AnswerError(answer["errors"], answer.get("data"), status)
        data = answer["data"]
        if isinstance(asked, Command) and any(_unsettled(payload) for payload in data.values()):
            raise AnswerError([{"message": "not settled", "extensions": {"code": "TIMEOUT"}}], data, status)
        return data

    def _authorized(self, method: str, path: str, headers: Mapping[str, str], **more: Any) -> httpx.Response:
        """The response to a request, with a new token where the first has ended. Raises SignedOut, Unreachable."""
        token = self._tokens.current()
        for _ in range(2):
            try:
                sent = {**headers, "Authorization": f"Bearer {token}"}
                response = self._http.request(method, path, headers=sent, **more)
            except httpx.TransportError as error:
                raise Unreachable(f"{method} {path}: {error!r}") from error
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return response
            token = self._tokens.renew(token)
        raise SignedOut("a new token was refused as well")

    def _stream(self, purpose: str | None, asked: Asked[Any]) -> Iterator[Mapping[str, Any]]:
        """The answers of one event stream. Raises httpx.TransportError when the line is lost, CasebookError."""
        for attempt in range(3):
            token = self._tokens.current()
            headers = {"Accept": "text/event-stream", "Authorization": f"Bearer {token}", **_purposed(purpose)}
            by_id = self._by_id
            with self._http.stream("POST", "/graphql", json=_body(asked, by_id), headers=headers) as response:
                if response.status_code == httpx.codes.UNAUTHORIZED and not attempt:
                    self._tokens.renew(token)
                    continue
                if response.is_error:
                    response.read()
                    raise follow.interrupted(response)
                try:
                    yield from (self._data(asked, answer, response.status_code) for answer in follow.answers(response))
                    self._tokens.renew(token)  # complete: the token has ended
                    return
                except AnswerError as error:
                    if error.code != UNKNOWN_DOCUMENT or not by_id:
                        raise
                    self._by_id = False


def _purposed(purpose: str | None) -> dict[str, str]:
    return {"Casebook-Purpose": purpose} if purpose else {}


def _body(asked: Asked[Any], by_id: bool) -> dict[str, Any]:
    document = asked.document
    what = {"documentId": f"sha256:{document.id}"} if by_id else {"query": document.text}
    return {**what, "variables": asked.variables}


def _json(response: httpx.Response) -> Mapping[str, Any]:
    """What the register said. Raises Unreachable for what is not the register's: a page of something in between."""
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict) or not found.keys() & {"data", "errors"}:
        raise Unreachable(f"status {response.status_code} without an answer of the register")
    return found


def _unsettled(payload: Any) -> bool:
    return any(problem.get("code") == "UNSETTLED" for problem in (payload or {}).get("problems") or ())
