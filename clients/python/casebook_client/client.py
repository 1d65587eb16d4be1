"""The register for one caller: queries, pages, commands, subscriptions, and files."""

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
"""Most times that `decide` sends a new decision after a conflict."""
UNKNOWN_DOCUMENT = "DOCUMENT_UNKNOWN"


@dataclass(frozen=True)
class Beside:
    extensions: Mapping[str, Any]
    """`cost` has the cost of the operation, and the rest of the minute's budget."""
    rate_limit: str | None


Told = Callable[[Beside], None]


def unheard(beside: Beside) -> None:
    """Ignore the data that come with an answer: the default for `told`."""


class Casebook:
    """A register at an address such as `https://casebook.example`, for the holder of the tokens.

    Several threads may share it. `purpose` is sent in the header `Casebook-Purpose` with reads whose purpose is
    recorded.
    """

    def __init__(
        self, address: str, tokens: Tokens, *, purpose: str | None = None, wait: retry.Sleep = retry.sleep
    ) -> None:
        self._tokens, self._wait = tokens, wait
        self._http = httpx.Client(base_url=address, headers=_purposed(purpose), timeout=REQUEST_SECONDS)
        self._by_id = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def ask(self, query: Query[Data], *, purpose: str | None = None, told: Told = unheard) -> Data:
        """Return the answer to a query, and retry until an answer comes. Raise CasebookError.

        `purpose` replaces the client's own purpose. `told` gets the data beside each answer, before the answer's data
        or errors.
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
        """Yield every row of a list, from the requested page on. Raise CasebookError.

        `found` finds the list in an answer if the list is not the only root field: `lambda data:
        data["case"]["history"]`.
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
        """Execute a command once, even if this client has to send it several times. Raise CasebookError.

        The payload's `problems` contain the reasons of a refusal. After Unreachable, send the same command again.
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
        """Send the command that `make` makes for a version. After a conflict, make and send another command if `again`
        returns True.

        `again` asks the person, or checks that the basis of the decision is unchanged (`Conflict.touches`). If it
        returns False, the payload is the refused one.
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
        """Yield the events of a subscription. Continue after lost connections and with new tokens.

        Store the last `cursor` for the next start.

        The iteration does not end by itself. Raise CasebookError, including SignedOut.
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
        """Store a file for a case, in parts that are retried over bad connections.

        Return the reference for `addEvidence`.

        `begun` gets the place of the upload. To continue after a restart within a day, pass this place as `place`, with
        the same content. Raise FileRefused, SignedOut, Unreachable.
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
        """Return a file of a case, and resume the download after a lost connection. The read is recorded with its
        purpose.

        Raise FileRefused, SignedOut, Unreachable.
        """
        return b"".join(files.download(self._opened, f"/evidence/{case}/{item}", purpose, progress, self._wait))

    @contextmanager
    def _opened(self, path: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """Stream a response, with a new token if the first has expired."""
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
        """Return the data of an answer. Retry if no answer comes, and after errors with a code in `again`."""
        headers = {"Accept": ACCEPTS, **_purposed(purpose)}
        for failed in range(1, retry.ATTEMPTS_MOST + 1):
            seconds: float | None = None
            by_id = self._by_id  # another thread may learn meanwhile that ids are unknown here
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
        """Return the data of an answer.

        Raise AnswerError for errors. This includes a command with an unknown outcome, which must be sent again.
        """
        if answer.get("errors"):
            raise AnswerError(answer["errors"], answer.get("data"), status)
        data = answer["data"]
        if isinstance(asked, Command) and any(_unsettled(payload) for payload in data.values()):
            raise AnswerError([{"message": "not settled", "extensions": {"code": "TIMEOUT"}}], data, status)
        return data

    def _authorized(self, method: str, path: str, headers: Mapping[str, str], **more: Any) -> httpx.Response:
        """Return the response to a request, with a new token if the first has expired. Raise SignedOut, Unreachable."""
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
        """Yield the answers of one event stream. Raise httpx.TransportError for a lost connection. Raise
        CasebookError."""
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
                    self._tokens.renew(token)  # complete: the token has expired
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
    """Return the register's JSON. Raise Unreachable for other content, such as a proxy's page."""
    try:
        found = response.json()
    except ValueError:
        found = None
    if not isinstance(found, dict) or not found.keys() & {"data", "errors"}:
        raise Unreachable(f"status {response.status_code} without an answer of the register")
    return found


def _unsettled(payload: Any) -> bool:
    return any(problem.get("code") == "UNSETTLED" for problem in (payload or {}).get("problems") or ())
